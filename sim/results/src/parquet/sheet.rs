//! The short column writer and reader over the `parquet` crate.

use crate::{Error, Fault, SCHEMA, cell::Cell, intern::Interner};
use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical},
    column::{
        reader::{ColumnReader, ColumnReaderImpl},
        writer::ColumnWriter,
    },
    data_type::{ByteArray, DataType},
    errors::ParquetError,
    file::{
        metadata::KeyValue,
        properties::{EnabledStatistics, WriterProperties},
        reader::{FileReader, SerializedFileReader},
        writer::SerializedFileWriter,
    },
    schema::types::Type,
};
use std::{collections::HashMap, fs::File, path::Path, path::PathBuf, sync::Arc};

/// Key of the contract's number in a file's metadata.
const SCHEMA_KEY: &str = "naru.schema";

/// How a column is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    /// INT64.
    Whole,
    /// INT64, marked as unsigned.
    Unsigned,
    /// DOUBLE.
    Real,
    /// UTF-8.
    Text,
}

/// A column of a file.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) store: Store,
    /// Whether it may have nulls.
    pub(super) optional: bool,
}

/// Values of a column.
pub(super) enum Values {
    Whole(Vec<Option<i64>>),
    Unsigned(Vec<u64>),
    Real(Vec<Option<f64>>),
    Text(Vec<Option<Arc<str>>>),
}

impl Values {
    pub(super) const fn new(store: Store) -> Self {
        match store {
            Store::Whole => Self::Whole(Vec::new()),
            Store::Unsigned => Self::Unsigned(Vec::new()),
            Store::Real => Self::Real(Vec::new()),
            Store::Text => Self::Text(Vec::new()),
        }
    }

    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Whole(it) => it.len(),
            Self::Unsigned(it) => it.len(),
            Self::Real(it) => it.len(),
            Self::Text(it) => it.len(),
        }
    }

    pub(super) fn clear(&mut self) {
        match self {
            Self::Whole(it) => it.clear(),
            Self::Unsigned(it) => it.clear(),
            Self::Real(it) => it.clear(),
            Self::Text(it) => it.clear(),
        }
    }

    /// Adds the cell of a row, which is of the column's own kind by the declaration of the row.
    pub(super) fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Whole(it), Cell::Whole(value)) => it.push(Some(value)),
            (Self::Whole(it), Cell::Empty) => it.push(None),
            (Self::Text(it), Cell::Text(value)) => it.push(Some(value)),
            (Self::Text(it), Cell::Empty) => it.push(None),
            (Self::Whole(_) | Self::Text(_) | Self::Unsigned(_) | Self::Real(_), cell) => {
                panic!("a row's cell is of its column's kind: {cell:?}")
            }
        }
    }

    /// The cell of a row that is read: the counterpart of [`push`](Self::push).
    pub(super) fn cell(&self, at: usize) -> Cell {
        match self {
            Self::Whole(it) => it[at].map_or(Cell::Empty, Cell::Whole),
            Self::Text(it) => it[at].as_ref().map_or(Cell::Empty, |it| Cell::Text(Arc::clone(it))),
            Self::Unsigned(_) | Self::Real(_) => panic!("rows have whole numbers and text only"),
        }
    }

    pub(super) fn append(&mut self, more: Self) {
        match (self, more) {
            (Self::Whole(all), Self::Whole(more)) => all.extend(more),
            (Self::Unsigned(all), Self::Unsigned(more)) => all.extend(more),
            (Self::Real(all), Self::Real(more)) => all.extend(more),
            (Self::Text(all), Self::Text(more)) => all.extend(more),
            (Self::Whole(_) | Self::Unsigned(_) | Self::Real(_) | Self::Text(_), _) => {
                panic!("row groups of one file have the same columns")
            }
        }
    }
}

/// Writes row groups.
pub(super) struct SheetWriter {
    path: PathBuf,
    file: SerializedFileWriter<File>,
    optional: Vec<bool>,
}

impl SheetWriter {
    pub(super) fn create(path: &Path, fields: &[Field]) -> Result<Self, Error> {
        let out = File::create(path).map_err(Error::io(path))?;
        let columns = fields.iter().map(|field| Arc::new(column_type(field))).collect();
        let schema = Type::group_type_builder("naru")
            .with_fields(columns)
            .build()
            .expect("names of columns are valid");
        let properties = WriterProperties::builder()
            // "name version number" is what readers expect; constant, so that a release changes no bytes.
            .set_created_by("naru version 1".to_owned())
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_key_value_metadata(Some(vec![KeyValue::new(SCHEMA_KEY.to_owned(), SCHEMA.to_string())]))
            .build();
        let file =
            SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(fault(path))?;
        Ok(Self { path: path.to_owned(), file, optional: fields.iter().map(|it| it.optional).collect() })
    }

    pub(super) fn group(&mut self, columns: &[Values]) -> Result<(), Error> {
        write_group(&mut self.file, columns, &self.optional).map_err(fault(&self.path))
    }

    pub(super) fn close(self) -> Result<(), Error> {
        self.file.close().map(drop).map_err(fault(&self.path))
    }
}

fn column_type(field: &Field) -> Type {
    let (physical, logical) = match field.store {
        Store::Whole => (Physical::INT64, None),
        Store::Unsigned => (Physical::INT64, Some(LogicalType::integer(64, false))),
        Store::Real => (Physical::DOUBLE, None),
        Store::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = if field.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    Type::primitive_type_builder(&field.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
        .expect("the logical types fit the physical ones")
}

fn write_group(
    file: &mut SerializedFileWriter<File>,
    columns: &[Values],
    optional: &[bool],
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for (values, optional) in columns.iter().zip(optional) {
        let mut column = group.next_column()?.expect("the schema has a column for each list of values");
        match (column.untyped(), values) {
            (ColumnWriter::Int64ColumnWriter(out), Values::Whole(it)) => {
                out.write_batch(&present(it), levels(it, *optional).as_deref(), None)?;
            }
            (ColumnWriter::Int64ColumnWriter(out), Values::Unsigned(it)) => {
                let bits: Vec<i64> = it.iter().map(|it| it.cast_signed()).collect();
                out.write_batch(&bits, None, None)?;
            }
            (ColumnWriter::DoubleColumnWriter(out), Values::Real(it)) => {
                out.write_batch(&present(it), levels(it, *optional).as_deref(), None)?;
            }
            (ColumnWriter::ByteArrayColumnWriter(out), Values::Text(it)) => {
                let mut known: HashMap<&str, ByteArray> = HashMap::new();
                let texts: Vec<ByteArray> = it
                    .iter()
                    .flatten()
                    .map(|it| known.entry(it).or_insert_with(|| ByteArray::from(&**it)).clone())
                    .collect();
                out.write_batch(&texts, levels(it, *optional).as_deref(), None)?;
            }
            _ => panic!("values are of their column's type"),
        }
        column.close()?;
    }
    group.close().map(drop)
}

fn present<T: Copy>(values: &[Option<T>]) -> Vec<T> {
    values.iter().filter_map(|it| *it).collect()
}

/// Definition levels: 1 where there is a value; none for a column without nulls.
fn levels<T>(values: &[Option<T>], optional: bool) -> Option<Vec<i16>> {
    assert!(optional || values.iter().all(Option::is_some), "a column without nulls has a value in each row");
    optional.then(|| values.iter().map(|it| i16::from(it.is_some())).collect())
}

/// Reads row groups.
pub(super) struct SheetReader {
    path: PathBuf,
    file: SerializedFileReader<File>,
    names: Interner,
}

impl SheetReader {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let input = File::open(path).map_err(Error::reading(path))?;
        let file = SerializedFileReader::new(input).map_err(fault(path))?;
        let entries = file.metadata().file_metadata().key_value_metadata();
        let entry =
            entries.into_iter().flatten().find(|it| it.key == SCHEMA_KEY).and_then(|it| it.value.as_deref());
        let found = entry.and_then(|it| it.parse().ok());
        if found != Some(SCHEMA) {
            return Err(Error::Schema { path: path.to_owned(), found, expected: SCHEMA });
        }
        Ok(Self { path: path.to_owned(), file, names: Interner::default() })
    }

    pub(super) fn groups(&self) -> usize {
        self.file.num_row_groups()
    }

    /// Rows of all groups, as a capacity: a damaged footer must not ask for all memory.
    pub(super) fn rows(&self) -> usize {
        usize::try_from(self.file.metadata().file_metadata().num_rows()).unwrap_or(0).min(1 << 20)
    }

    /// The columns that the file has.
    pub(super) fn fields(&self) -> Result<Vec<Field>, Error> {
        let schema = self.file.metadata().file_metadata().schema_descr();
        let fields = schema.columns().iter().map(|column| {
            let store = match (column.physical_type(), column.logical_type_ref()) {
                (Physical::INT64, Some(it)) if *it == LogicalType::integer(64, false) => Store::Unsigned,
                (Physical::INT64, _) => Store::Whole,
                (Physical::DOUBLE, _) => Store::Real,
                (Physical::BYTE_ARRAY, _) => Store::Text,
                (other, _) => {
                    return Err(self.not_so(format!("column `{}` has type {other}", column.name())));
                }
            };
            Ok(Field { name: column.name().to_owned(), store, optional: column.max_def_level() > 0 })
        });
        fields.collect()
    }

    /// The named columns of one row group.
    pub(super) fn group(&mut self, group: usize, fields: &[Field]) -> Result<Vec<Values>, Error> {
        let reader = self.file.get_row_group(group).map_err(fault(&self.path))?;
        let rows = usize::try_from(reader.metadata().num_rows()).unwrap_or(0);
        let schema = reader.metadata().schema_descr();
        let mut columns = Vec::with_capacity(fields.len());
        for field in fields {
            let at = schema.columns().iter().position(|it| it.name() == field.name);
            let at = at.ok_or_else(|| Error::Parquet {
                path: self.path.clone(),
                fault: Fault::Lacks(field.name.clone()),
                reason: format!("column `{}` is absent", field.name),
            })?;
            let nullable = schema.column(at).max_def_level() > 0;
            let column = reader.get_column_reader(at).map_err(fault(&self.path))?;
            let values = match (field.store, column) {
                (Store::Whole, ColumnReader::Int64ColumnReader(it)) => {
                    records(it, rows, nullable).map(Values::Whole)
                }
                (Store::Unsigned, ColumnReader::Int64ColumnReader(it)) => {
                    records(it, rows, nullable).map(|bits| {
                        Values::Unsigned(bits.into_iter().flatten().map(i64::cast_unsigned).collect())
                    })
                }
                (Store::Real, ColumnReader::DoubleColumnReader(it)) => {
                    records(it, rows, nullable).map(Values::Real)
                }
                (Store::Text, ColumnReader::ByteArrayColumnReader(it)) => {
                    records(it, rows, nullable).and_then(|it| texts(&it, &mut self.names)).map(Values::Text)
                }
                _ => return Err(self.not_so(format!("column `{}` has another type", field.name))),
            };
            let values = values.map_err(fault(&self.path))?;
            if values.len() != rows {
                return Err(self.not_so(format!(
                    "column `{}` has {} of {rows} values",
                    field.name,
                    values.len()
                )));
            }
            columns.push(values);
        }
        Ok(columns)
    }

    fn not_so(&self, reason: String) -> Error {
        Error::Parquet { path: self.path.clone(), fault: Fault::Damaged, reason }
    }
}

/// All values of one column of a row group, nulls included.
fn records<T: DataType>(
    mut column: ColumnReaderImpl<T>,
    rows: usize,
    nullable: bool,
) -> Result<Vec<Option<T::T>>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    column.read_records(rows, nullable.then_some(&mut levels), None, &mut values)?;
    if !nullable {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    Ok(levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect())
}

fn texts(values: &[Option<ByteArray>], names: &mut Interner) -> Result<Vec<Option<Arc<str>>>, ParquetError> {
    values.iter().map(|it| it.as_ref().map(|it| it.as_utf8().map(|it| names.name(it))).transpose()).collect()
}

fn fault(path: &Path) -> impl FnOnce(ParquetError) -> Error {
    let path = path.to_owned();
    move |error| {
        let reason = error.to_string();
        if let ParquetError::External(source) = error
            && let Ok(source) = source.downcast::<std::io::Error>()
        {
            return Error::Io { path, source: *source };
        }
        Error::Parquet { path, fault: Fault::Damaged, reason }
    }
}
