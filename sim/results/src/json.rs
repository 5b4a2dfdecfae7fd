//! JSON files: two-space indent, keys in the order of the fields, one newline at the end.

use crate::{
    Clauses, Compared, Effective, Error, Fault, FitFigures, GateReport, Precision, PricedReadings, Replayed,
    RunInfo, SCHEMA, Settlement, Solved, Summary, Swept, Uncertainty,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{fs, path::Path};

/// The bytes of a JSON file.
pub(crate) fn bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("result types have text keys only");
    bytes.push(b'\n');
    bytes
}

pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let bytes = fs::read(path).map_err(Error::reading(path))?;
    parse(path, &bytes)
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|e| {
        // serde_json says where once more at the end of its text.
        let reason = e.to_string().split(" at line ").next().unwrap_or_default().to_owned();
        let lacks = reason.strip_prefix("missing field `").and_then(|it| it.strip_suffix('`'));
        let fault = match lacks {
            Some(key) => Fault::Lacks(key.to_owned()),
            None if e.is_eof() => Fault::Ends,
            None => Fault::Damaged,
        };
        Error::Json { path: path.to_owned(), line: e.line(), column: e.column(), fault, reason }
    })
}

/// Reads a file with a schema number, which is looked at before anything else.
pub(crate) fn read_checked<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    #[derive(Deserialize)]
    struct Numbered {
        schema: Option<u32>,
    }
    let bytes = fs::read(path).map_err(Error::reading(path))?;
    let found = parse::<Numbered>(path, &bytes)?.schema;
    if found != Some(SCHEMA) {
        return Err(Error::Schema { path: path.to_owned(), found, expected: SCHEMA });
    }
    parse(path, &bytes)
}

macro_rules! json_file {
    ($($name:ident by $read:ident),*) => {$(
        impl $name {
            /// The bytes of its file.
            pub fn to_json(&self) -> Vec<u8> {
                bytes(self)
            }

            /// Reads its file.
            ///
            /// # Errors
            /// No such file, no JSON, another schema, or a key that is missing or of another type.
            pub fn read(path: &Path) -> Result<Self, Error> {
                $read(path)
            }
        }
    )*};
}

json_file!(
    Summary by read_checked,
    Uncertainty by read_checked,
    RunInfo by read_checked,
    Effective by read_checked,
    Compared by read_checked,
    Settlement by read_checked,
    FitFigures by read_checked,
    GateReport by read_checked,
    Precision by read_checked,
    PricedReadings by read_checked,
    Replayed by read_checked,
    Solved by read_checked,
    Swept by read_checked,
    Clauses by read
);
