//! `queueing.csv`, case by case.

use std::path::PathBuf;

/// One exact value.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) metric: String,
    pub(crate) arg: String,
    pub(crate) value: f64,
    /// Requests, or replications, that the power needs: 0 where the file's own simulation saw nothing, `None` where the
    /// file does not say.
    pub(crate) effort: Option<f64>,
    pub(crate) in_replications: bool,
}

/// One system with its exact values.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) model: String,
    params: String,
    pub(crate) rows: Vec<Row>,
}

impl Case {
    /// A parameter's text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.params.split(';').filter_map(|p| p.split_once('=')).find(|(n, _)| *n == name).map(|(_, v)| v)
    }

    /// A parameter's number, if there is one.
    pub(crate) fn given(&self, name: &str) -> Option<f64> {
        let text = self.text(name)?;
        Some(text.parse().unwrap_or_else(|_| panic!("{name} of {} is a number, not {text}", self.name)))
    }

    /// A parameter's number.
    pub(crate) fn number(&self, name: &str) -> f64 {
        self.given(name).unwrap_or_else(|| panic!("{} has no parameter {name}", self.name))
    }

    /// The exact value of a metric, to choose sizes with.
    pub(crate) fn value(&self, metric: &str, arg: &str) -> Option<f64> {
        self.rows.iter().find(|row| row.metric == metric && row.arg.starts_with(arg)).map(|row| row.value)
    }
}

/// Whether the room's own copy is read.
pub(crate) fn is_own() -> bool {
    std::env::var_os("NARU_REFERENCE").is_none()
}

/// Where the file is: a path that is not absolute counts from the folder of the run or, as cargo runs tests in their
/// room's, from the project's.
fn folder() -> PathBuf {
    let room = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    match std::env::var_os("NARU_REFERENCE").map(PathBuf::from) {
        None => room.join("reference"),
        Some(folder) if folder.exists() => folder,
        Some(folder) => room.join("../..").join(folder),
    }
}

/// Every case of the file, in its order, and how many rows the file has.
pub(crate) fn cases() -> (Vec<Case>, usize) {
    let path = folder().join("queueing.csv");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut lines = text.lines().map(fields);
    let head = lines.next().expect("a head line");
    let column =
        |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("a column {name}"));
    let [case, model, params, metric, arg, value, effort, unit] =
        ["case", "model", "params", "metric", "arg", "value", "effort_2pct", "effort_unit"].map(column);
    let mut cases: Vec<Case> = Vec::new();
    for line in lines {
        let row = Row {
            metric: line[metric].clone(),
            arg: line[arg].clone(),
            value: line[value].parse().expect("a value is a number"),
            effort: line[effort].parse().ok(),
            in_replications: line[unit] == "replications",
        };
        match cases.iter_mut().find(|known| known.name == line[case]) {
            Some(known) => known.rows.push(row),
            None => cases.push(Case {
                name: line[case].clone(),
                model: line[model].clone(),
                params: line[params].clone(),
                rows: vec![row],
            }),
        }
    }
    (cases, text.lines().count() - 1)
}

/// Fields of a line; a quoted one may hold commas.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().expect("there is a first field").push(other),
        }
    }
    fields
}
