//! `docs/outputs.md` is made from this crate and must agree with it.
//!
//! Columns come from the rows' own tables, JSON keys from the doc comments of the types: the sentence a developer reads
//! and the one an auditor reads are the same. `NARU_BLESS=1 cargo test -p naru-results docs` writes the page anew.

mod source;

use naru_results::{
    BillRow, BudgetRow, DailyRow, DayRow, Kind, MonthlyRow, OutageRow, Row, SCHEMA, SessionRow, StatementRow,
    UsageRow, WaitRow,
};
use serde_json::Value;
use source::Types;
use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

const HEAD: &str = "\
# Outputs

<!-- Made by `NARU_BLESS=1 cargo test -p naru-results docs` from sim/results. Change it there. -->

What a run writes, for those who build on it. A file, key or column may be added at any time; none is renamed, removed
or given another meaning without a line in CHANGELOG.md and a new schema number.

- A result folder is written beside its final name and renamed into place: a reader sees the whole result or none. It
  takes the place of results of the same scenario hash only (`--force`: of any results; never of anything else).
- Same scenario, seed and replications: the same bytes in every file but `run.json`, whatever the threads.
- Money is whole won. `*_s` are whole seconds since the programme's first midnight (KST), intervals `[from, until)`.
  Shares lie in 0..=1, `*_bp` are basis points. Null (JSON, Parquet) and empty (CSV) mean not applicable, never 0.
- JSON is UTF-8 with keys in the order below. CSV is UTF-8 with LF and a header line. Parquet is Snappy; its metadata
  has `naru.schema`.
";

const ESTIMATE: &str = "
**E** is a figure with its uncertainty. Confidence intervals are over replications; the percentiles are the spread of one
programme and are absent for ratios and pooled quantiles, whose point estimate stands in `mean`. No requests: null. *E, won*:
whole won in every field.
";

const BILLS: &str = "
How a line comes about, by the readings of `scenarios/programmes/kr-2025.ron`: each session of `sessions.csv` is billed for
the hours it began, from `started_s` to `ended_s` rounded up (T1); the idle minutes before an automatic return (A1) are
inside `ended_s`. An hour belongs to the month in which it begins (T2). Three sessions of 8,173, 9,836 and 3,387 s on 67TF
at 7,920 won in June: 3 + 3 + 1 = 7 h, 7 × 7,920 = 55,440 won. NPU-60 at 1,595,000 won a month, used on 3 days of May:
3/30 × 1,595,000 = 159,500 won.
";

const TEXTS: &str = "
| file | holds |
|---|---|
| `summary.md` | `summary.json` for people, with the list of assumed inputs and readings |
| `scenario/` | the texts of the scenario and its bases |
| `charts/` | SVG |
";

const REPLICATIONS: &str = "
## `replications.parquet`

One row per replication.

| column | type | meaning |
|---|---|---|
| `replication` | integer | Replication, from 0. |
| `seed` | unsigned integer | Seed of all draws. |
| `demand_digest` | unsigned integer | Digest of the demand it met: equal digests can be paired. |
| … | integer or number, null where there is none | One column per metric of the metric table, named by its id, such as `waits.gpu-134tf.mean_hours`. |
";

fn rows<R: Row>(page: &mut String) {
    let parquet = R::FILE.ends_with(".parquet");
    write!(page, "\n## `{}`\n\nOne row per {}.\n\n", R::FILE, R::PER).expect("text");
    page.push_str("| column | type | unit | meaning |\n|---|---|---|---|\n");
    for column in R::COLUMNS {
        let text = if parquet && column.kind == Kind::Month { "text, " } else { "" };
        let kind = format!("{text}{}", column.kind.describe());
        let optional = if column.optional { ", may be empty" } else { "" };
        let line =
            format!("| `{}` | {kind}{optional} | {} | {} |\n", column.name, column.unit, column.meaning);
        page.push_str(&line);
    }
}

fn json(page: &mut String, types: &Types, file: &str, root: &str, per: &str) {
    write!(page, "\n## `{file}`\n\n{per}\n\n| key | type | meaning |\n|---|---|---|\n").expect("text");
    for key in types.keys(root) {
        writeln!(page, "| `{}` | {} | {} |", key.path, key.kind, key.meaning).expect("text");
    }
}

const JSON_FILES: [(&str, &str, &str); 4] = [
    ("summary.json", "Summary", "The figures of one study."),
    ("run.json", "RunInfo", "How it was made; differs from run to run."),
    (
        "scenario.effective.json",
        "Effective",
        "Everything after base, overrides and defaults that money and allocation depend on.",
    ),
    ("clauses.json", "Clauses", "The clause table: a list."),
];

fn page() -> String {
    let types = Types::read();
    let mut page = format!("{HEAD}\nSchema: {SCHEMA}.\n{TEXTS}");
    for (file, root, per) in JSON_FILES {
        json(&mut page, &types, file, root, per);
        if root == "Summary" {
            page.push_str(ESTIMATE);
            page.push_str("\n| key of E | type | meaning |\n|---|---|---|\n");
            for key in types.keys("Estimate") {
                writeln!(page, "| `{}` | {} | {} |", key.path, key.kind, key.meaning).expect("text");
            }
        }
    }
    page.push_str(REPLICATIONS);
    rows::<DailyRow>(&mut page);
    rows::<MonthlyRow>(&mut page);
    rows::<WaitRow>(&mut page);
    page.push_str("\n## The log of one replication\n\nWith `--log-replication K`, from 0.\n");
    rows::<SessionRow>(&mut page);
    rows::<BillRow>(&mut page);
    page.push_str(BILLS);
    rows::<OutageRow>(&mut page);
    rows::<BudgetRow>(&mut page);
    rows::<DayRow>(&mut page);
    page.push_str("\n## What `naru statement` writes with `--out`\n\nPages as Markdown and HTML; CSV with a byte order mark.\n");
    rows::<StatementRow>(&mut page);
    rows::<UsageRow>(&mut page);
    page
}

#[test]
fn docs_agree_with_the_code() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/outputs.md");
    let page = page();
    if std::env::var_os("NARU_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("docs")).expect("a writable project");
        fs::write(&path, &page).expect("a writable project");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    let part = there.lines().zip(page.lines()).find(|(there, code)| there != code);
    assert!(
        there == page,
        "docs/outputs.md and the code part at {part:?}; NARU_BLESS=1 cargo test -p naru-results docs writes it anew"
    );
}

/// The page names exactly the keys that are written, in their order.
#[test]
fn docs_name_every_key_that_a_file_has() {
    let types = Types::read();
    for (file, root, _) in JSON_FILES {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(file);
        let value: Value =
            serde_json::from_str(&fs::read_to_string(path).expect("a test file")).expect("JSON");
        let documented: BTreeSet<String> = types.keys(root).into_iter().map(|it| it.path).collect();
        let mut written = BTreeSet::new();
        leaves(&value, "", &documented, &mut written);
        assert_eq!(written, documented, "{file}");
    }
}

/// Paths of a value, `[]` for an element and `.*` for a value by name; what is documented as a whole is not entered.
fn leaves(value: &Value, path: &str, documented: &BTreeSet<String>, out: &mut BTreeSet<String>) {
    if documented.contains(path) {
        out.insert(path.to_owned());
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|it| leaves(it, &format!("{path}[]"), documented, out)),
        Value::Object(entries) => {
            let any = format!("{path}.*");
            let by_name = documented.iter().any(|it| it.starts_with(&any));
            for (key, value) in entries {
                let dot = if path.is_empty() { "" } else { "." };
                let inner = if by_name { any.clone() } else { format!("{path}{dot}{key}") };
                leaves(value, &inner, documented, out);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.insert(path.to_owned());
        }
    }
}
