//! Parquet files, written column by column without Arrow.
//!
//! Snappy, version 1 pages, no time stamp and a constant creator: the same rows give the same bytes. Whole numbers are
//! INT64, others DOUBLE, names UTF-8; the contract's number stands in the metadata as `naru.schema`.

mod sheet;

use crate::{
    Column, DailyRow, Error, Fault, MetricColumn, MetricValues, MonthlyRow, ReplicationKey, Replications,
    Row, SweepPoints, WaitRow,
    cell::{Cell, Kind},
};
use sheet::{Field, SheetReader, SheetWriter, Store, Values};
use std::{marker::PhantomData, path::Path};

/// Rows of one row group: what a writer holds in memory before it writes.
const GROUP: usize = 1 << 17;

/// Writes rows as they come, with at most one row group in memory.
pub struct ParquetWriter<R> {
    sheet: SheetWriter,
    columns: Vec<Values>,
    cells: Vec<Cell>,
    held: usize,
    row: PhantomData<R>,
}

impl<R: Row> ParquetWriter<R> {
    /// Begins a file.
    ///
    /// # Errors
    /// `Io` where it cannot be created.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let fields: Vec<_> = R::COLUMNS.iter().map(field).collect();
        let sheet = SheetWriter::create(path, &fields)?;
        let columns = fields.iter().map(|it| Values::new(it.store)).collect();
        Ok(Self { sheet, columns, cells: Vec::new(), held: 0, row: PhantomData })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// `Io` or `Parquet` where a full row group cannot be written.
    pub fn push(&mut self, row: &R) -> Result<(), Error> {
        self.cells.clear();
        row.cells(&mut self.cells);
        for (column, cell) in self.columns.iter_mut().zip(self.cells.drain(..)) {
            column.push(cell);
        }
        self.held += 1;
        if self.held == GROUP { self.flush() } else { Ok(()) }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// `Io` or `Parquet` where the rest cannot be written.
    pub fn finish(mut self) -> Result<(), Error> {
        if self.held > 0 {
            self.flush()?;
        }
        self.sheet.close()
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.sheet.group(&self.columns)?;
        self.columns.iter_mut().for_each(Values::clear);
        self.held = 0;
        Ok(())
    }
}

/// Writes a whole table; see [`ParquetWriter`].
///
/// # Errors
/// `Io` or `Parquet` with the path.
pub fn write_parquet<R: Row>(path: &Path, rows: impl IntoIterator<Item = R>) -> Result<(), Error> {
    let mut writer = ParquetWriter::create(path)?;
    for row in rows {
        writer.push(&row)?;
    }
    writer.finish()
}

/// Reads a whole table. Columns that this program does not know are passed over.
///
/// # Errors
/// `Missing`, `Io`, `Schema`, or `Parquet` for a column that is absent or of another type.
pub fn read_parquet<R: Row>(path: &Path) -> Result<Vec<R>, Error> {
    let mut reader = SheetReader::open(path)?;
    let fields: Vec<_> = R::COLUMNS.iter().map(field).collect();
    let mut rows = Vec::with_capacity(reader.rows());
    let mut cells = Vec::with_capacity(fields.len());
    for group in 0..reader.groups() {
        let columns = reader.group(group, &fields)?;
        for at in 0..columns.first().map_or(0, Values::len) {
            cells.clear();
            cells.extend(columns.iter().map(|column| column.cell(at)));
            rows.push(R::from_cells(&cells).map_err(|i| Error::Parquet {
                path: path.to_owned(),
                fault: Fault::Damaged,
                reason: format!(
                    "column `{}` has a value that is not {}",
                    fields[i].name,
                    R::COLUMNS[i].kind.describe()
                ),
            })?);
        }
    }
    Ok(rows)
}

fn field(column: &Column) -> Field {
    let store = match column.kind {
        Kind::Whole => Store::Whole,
        Kind::Text | Kind::Word(_) | Kind::Month | Kind::Ids | Kind::Placement => Store::Text,
    };
    Field { name: column.name.to_owned(), store, optional: column.optional }
}

/// Reads `daily.parquet`; see [`read_parquet`].
///
/// # Errors
/// Those of [`read_parquet`].
pub fn read_daily(path: &Path) -> Result<Vec<DailyRow>, Error> {
    read_parquet(path)
}

/// Reads `monthly.parquet`; see [`read_parquet`].
///
/// # Errors
/// Those of [`read_parquet`].
pub fn read_monthly(path: &Path) -> Result<Vec<MonthlyRow>, Error> {
    read_parquet(path)
}

/// Reads `waits.parquet`; see [`read_parquet`].
///
/// # Errors
/// Those of [`read_parquet`].
pub fn read_waits(path: &Path) -> Result<Vec<WaitRow>, Error> {
    read_parquet(path)
}

/// The columns before the metrics.
pub(crate) const KEYS: [&str; 3] = ["replication", "seed", "demand_digest"];

impl Replications {
    /// Writes `replications.parquet`.
    ///
    /// # Errors
    /// `Io` or `Parquet` with the path.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let [replication, seed, digest] = KEYS;
        let mut fields = vec![
            Field { name: replication.to_owned(), store: Store::Whole, optional: false },
            Field { name: seed.to_owned(), store: Store::Unsigned, optional: false },
            Field { name: digest.to_owned(), store: Store::Unsigned, optional: false },
        ];
        let mut columns = vec![
            Values::Whole(self.keys.iter().map(|it| Some(i64::from(it.replication))).collect()),
            Values::Unsigned(self.keys.iter().map(|it| it.seed).collect()),
            Values::Unsigned(self.keys.iter().map(|it| it.demand_digest).collect()),
        ];
        for metric in &self.metrics {
            assert_eq!(metric.values.len(), self.keys.len(), "a value per replication: {}", metric.id);
            let (store, values) = match &metric.values {
                MetricValues::Whole(it) => (Store::Whole, Values::Whole(it.clone())),
                MetricValues::Real(it) => (Store::Real, Values::Real(it.clone())),
            };
            fields.push(Field { name: metric.id.clone(), store, optional: true });
            columns.push(values);
        }
        let mut sheet = SheetWriter::create(path, &fields)?;
        if !self.keys.is_empty() {
            sheet.group(&columns)?;
        }
        sheet.close()
    }

    /// Reads `replications.parquet`.
    ///
    /// # Errors
    /// `Missing`, `Io`, `Schema`, or `Parquet` for a file that is no such table.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let columns = all(path)?;
        if !columns.iter().map(|(name, _)| name.as_str()).take(KEYS.len()).eq(KEYS) {
            let reason = format!("does not begin with the columns {}", KEYS.join(", "));
            return Err(Error::Parquet { path: path.to_owned(), fault: Fault::Damaged, reason });
        }
        let not_so = |name: &str| Error::Parquet {
            path: path.to_owned(),
            fault: Fault::Damaged,
            reason: format!("column `{name}` has another type"),
        };
        let mut named = columns.into_iter();
        let mut key = || named.next().expect("the key columns are there");
        let (replication, seed, digest) = match (key(), key(), key()) {
            ((_, Values::Whole(r)), (_, Values::Unsigned(s)), (_, Values::Unsigned(d))) => (r, s, d),
            ((name, _), _, _) => return Err(not_so(&name)),
        };
        let keys =
            replication.into_iter().zip(seed).zip(digest).map(|((replication, seed), demand_digest)| {
                let replication =
                    replication.and_then(|it| u32::try_from(it).ok()).ok_or_else(|| not_so(KEYS[0]))?;
                Ok(ReplicationKey { replication, seed, demand_digest })
            });
        let keys = keys.collect::<Result<_, Error>>()?;
        let metrics = named.map(|(id, values)| match values {
            Values::Whole(it) => Ok(MetricColumn { id, values: MetricValues::Whole(it) }),
            Values::Real(it) => Ok(MetricColumn { id, values: MetricValues::Real(it) }),
            Values::Unsigned(_) | Values::Text(_) => Err(not_so(&id)),
        });
        let metrics = metrics.collect::<Result<_, Error>>()?;
        Ok(Self { keys, metrics })
    }
}

impl SweepPoints {
    /// Writes `points.parquet`.
    ///
    /// # Errors
    /// `Io` or `Parquet` with the path.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        for (name, values) in [("point", &self.points), ("replication", &self.replications)] {
            fields.push(Field { name: name.to_owned(), store: Store::Whole, optional: false });
            columns.push(Values::Whole(values.iter().map(|it| Some(i64::from(*it))).collect()));
        }
        for (path, values) in &self.inputs {
            fields.push(Field { name: format!("input:{path}"), store: Store::Text, optional: true });
            columns.push(Values::Text(values.clone()));
        }
        for metric in &self.metrics {
            let (store, values) = match &metric.values {
                MetricValues::Whole(it) => (Store::Whole, Values::Whole(it.clone())),
                MetricValues::Real(it) => (Store::Real, Values::Real(it.clone())),
            };
            fields.push(Field { name: metric.id.clone(), store, optional: true });
            columns.push(values);
        }
        let mut sheet = SheetWriter::create(path, &fields)?;
        if !self.points.is_empty() {
            sheet.group(&columns)?;
        }
        sheet.close()
    }

    /// Reads `points.parquet`.
    ///
    /// # Errors
    /// `Missing`, `Io`, `Schema`, or `Parquet` for a file that is no such table.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let not_so = |name: &str| Error::Parquet {
            path: path.to_owned(),
            fault: Fault::Lacks(name.to_owned()),
            reason: format!("column `{name}` is absent or of another type"),
        };
        let mut named = all(path)?.into_iter();
        let mut counts = |name: &str| match named.next() {
            Some((found, Values::Whole(it))) if found == name => {
                let counts = it.into_iter().map(|it| it.and_then(|it| u32::try_from(it).ok()));
                counts.collect::<Option<Vec<u32>>>().ok_or_else(|| not_so(name))
            }
            _ => Err(not_so(name)),
        };
        let (points, replications) = (counts("point")?, counts("replication")?);
        let (mut inputs, mut metrics) = (Vec::new(), Vec::new());
        for (name, values) in named {
            match (name.strip_prefix("input:"), values) {
                (Some(input), Values::Text(it)) => inputs.push((input.to_owned(), it)),
                (None, Values::Whole(it)) => {
                    metrics.push(MetricColumn { id: name, values: MetricValues::Whole(it) });
                }
                (None, Values::Real(it)) => {
                    metrics.push(MetricColumn { id: name, values: MetricValues::Real(it) });
                }
                (Some(_), Values::Whole(_) | Values::Real(_) | Values::Unsigned(_))
                | (None, Values::Unsigned(_) | Values::Text(_)) => return Err(not_so(&name)),
            }
        }
        Ok(Self { points, replications, inputs, metrics })
    }
}

/// All columns of a file, by name in its order.
fn all(path: &Path) -> Result<Vec<(String, Values)>, Error> {
    let mut reader = SheetReader::open(path)?;
    let fields = reader.fields()?;
    let mut columns: Vec<_> = fields.iter().map(|it| Values::new(it.store)).collect();
    for group in 0..reader.groups() {
        for (all, part) in columns.iter_mut().zip(reader.group(group, &fields)?) {
            all.append(part);
        }
    }
    Ok(fields.into_iter().map(|it| it.name).zip(columns).collect())
}
