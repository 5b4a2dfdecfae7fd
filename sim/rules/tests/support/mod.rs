//! What the case runner is made of.

pub(crate) mod adapters;
pub(crate) mod files;
pub(crate) mod flat;
pub(crate) mod money;
pub(crate) mod usage;

use files::Case;
use naru_rules::readings::Readings;
use naru_rules::settlement::{Terms, month_starts};
use naru_units::{Epoch, Instant, Share, Span};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write;

/// What an adapter makes of a case: every field that the rule can tell.
pub(crate) type Adapter = fn(&Readings, &Input<'_>) -> Value;

/// Past the test harness's capture: a skipped clause must be seen although the test passes.
pub(crate) fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("stderr is there");
}

/// Runs a case.
///
/// # Errors
/// The text of what is wrong with it: reading, input, a missing or a wrong field.
pub(crate) fn run(case: &Case, adapter: Adapter) -> Result<(), String> {
    let told = |problem: &str| {
        let (reading, input) = (Value::Object(case.reading.clone()), Value::Object(case.input.clone()));
        format!("{}\n  reading  {reading}\n  input    {input}\n  {problem}", case.id)
    };
    let readings = readings_of(case).map_err(|problem| told(&problem))?;
    let input = Input { fields: &case.input, used: RefCell::new(BTreeSet::new()) };
    let got = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| adapter(&readings, &input)))
        .map_err(|_| told("the rule or its adapter panicked (above)"))?;
    let expected = Value::Object(case.expected.clone());
    if !holds(&expected, &got) {
        return Err(told(&format!("expected {expected}\n  got      {got}")));
    }
    match input.unused() {
        None => Ok(()),
        Some(field) => Err(told(&format!("input `{field}` is not understood by the adapter"))),
    }
}

/// Every field of `expected` is in `got`, with that value; `got` may tell more.
fn holds(expected: &Value, got: &Value) -> bool {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            expected.iter().all(|(field, value)| got.get(field).is_some_and(|got| holds(value, got)))
        }
        (Value::Array(expected), Value::Array(got)) => {
            expected.len() == got.len()
                && expected.iter().zip(got).all(|(expected, got)| holds(expected, got))
        }
        _ => expected == got,
    }
}

fn readings_of(case: &Case) -> Result<Readings, String> {
    let mut readings = Readings::default();
    for (variant, value) in &case.reading {
        let value = value.as_str().ok_or("a reading is a name")?;
        let clause = clause_of(&case.clause, variant)?;
        readings.set(clause, variant, value).map_err(|e| e.to_string())?;
    }
    Ok(readings)
}

/// Which clause a variant of a case belongs to: the case's own where it has one of that name, else the only
/// one that has; `won` and `month` of the N clauses are N3's,
/// `won` elsewhere is A3's.
fn clause_of(clause: &str, variant: &str) -> Result<&'static str, String> {
    let owners: Vec<&'static str> =
        Readings::catalogue().iter().filter(|v| v.name == variant).map(|v| v.clause).collect();
    if let Some(own) = owners.iter().find(|owner| **owner == clause) {
        return Ok(own);
    }
    match (variant, owners.as_slice()) {
        ("won" | "month", _) if clause.starts_with('N') => Ok("N3"),
        ("won", _) => Ok("A3"),
        (_, [only]) => Ok(only),
        _ => Err(format!("reading `{variant}` is not known, or not of one clause: {owners:?}")),
    }
}

/// A case's input, which notes what an adapter has looked at.
pub(crate) struct Input<'a> {
    fields: &'a Map<String, Value>,
    used: RefCell<BTreeSet<String>>,
}

impl Input<'_> {
    /// A field, if it is there and not null.
    pub(crate) fn get(&self, field: &str) -> Option<&Value> {
        self.used.borrow_mut().insert(field.to_owned());
        self.fields.get(field).filter(|value| !value.is_null())
    }

    /// Whether a field is there, null or not.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    #[track_caller]
    pub(crate) fn integer(&self, field: &str) -> i64 {
        self.get(field).unwrap_or_else(|| panic!("input `{field}` is missing")).as_i64().expect("an integer")
    }

    pub(crate) fn integer_or(&self, field: &str, otherwise: i64) -> i64 {
        self.get(field).map_or(otherwise, |value| value.as_i64().expect("an integer"))
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.get(field).unwrap_or_else(|| panic!("input `{field}` is missing")).as_str().expect("a text")
    }

    pub(crate) fn list(&self, field: &str) -> &[Value] {
        self.get(field).map_or(&[], |value| value.as_array().expect("a list"))
    }

    /// A field that no adapter has looked at; `*_kst` is for the reader alone.
    fn unused(&self) -> Option<&str> {
        let used = self.used.borrow();
        self.fields
            .keys()
            .map(String::as_str)
            .find(|field| !used.contains(*field) && !field.ends_with("_kst"))
    }
}

pub(crate) fn epoch() -> Epoch {
    Epoch("2025-04-01".parse().expect("a date"))
}

/// Terms of a case: the months of the programme and of the year after it, for cases that look beyond.
pub(crate) fn terms(readings: &Readings) -> Terms {
    let epoch = epoch();
    Terms {
        readings: *readings,
        epoch,
        month_starts: month_starts(epoch, Instant(0), epoch.midnight("2027-01-01".parse().expect("a date"))),
        wait_limit: Span::hours(8),
        discount_rate: Share::NONE,
        discount_ceiling: None,
        fixed_ratio: Share(5_000),
        vat_rate: Share(1_000),
        cut_off: Instant(0),
    }
}
