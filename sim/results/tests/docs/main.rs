//! `docs/outputs.md` is made from this crate and must agree with it.
//!
//! Columns come from the rows' own tables, JSON keys from the doc comments of the types: the sentence a developer reads
//! and the one an auditor reads are the same. `NARU_BLESS=1 cargo test -p naru-results docs` writes the page anew.

mod source;

use naru_results::intake::{INVOICE_COLUMNS, SESSION_COLUMNS, Wanted};
use naru_results::{
    BillRow, BudgetRow, CourseRow, DailyRow, DayRow, DifferenceRow, FitCurveRow, HourlyRow, Kind, MonthlyRow,
    OutageRow, Row, SCHEMA, SessionRow, SettledRow, StartRow, StatementRow, UsageRow, WaitRow,
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
- `.written` in a result folder names the files that the program wrote, a line each. A replacement takes these away, and with them
  what the folder `report` in it lists as long as its `report.json` is of the same scenario hash; whatever else lies there stays where
  it lies, empty folders too. Where such a file stands in the way of a new one nothing is replaced (exit code 2). An
  empty list: all that the program wrote there was taken away, and another folder may begin there. No list (an older version): only
  files that come again are replaced.
- Same scenario, seed and replications: the same bytes in every file but `run.json`, `records.bin` and `uncertainty.json`, whatever the
  threads.
- `records.bin` keeps the replications themselves (gzip; no contract): a later run of the same scenario, program and seed
  into the same folder goes on from them, and gives the bytes of a run from the start. `--audit` begins anew.
- `DIR.part` beside a result folder keeps the replications of a study that was interrupted, and `shard-I-of-N.bin` those of a shard
  (gzip; no contract): `docs/shards.md`.
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

fn json(page: &mut String, types: &Types, file: &str) {
    let (file, root, per) = JSON_FILES.iter().find(|(it, ..)| *it == file).expect("a file of the list");
    write!(page, "\n## `{file}`\n\n{per}\n\n| key | type | meaning |\n|---|---|---|\n").expect("text");
    for key in types.keys(root) {
        writeln!(page, "| `{}` | {} | {} |", key.path, key.kind, key.meaning).expect("text");
    }
}

const SETTLEMENT: &str = "
# Settlement of a real log

`naru settle SESSIONS.csv --scenario S.ron [--invoice BILLS.csv] [--map MAP.ron] [--month 2025-06] --out DIR` bills a log from
elsewhere by the scenario's terms, prices and readings, and names every operand in which a supplier's invoice differs. It exits
with 0 where nothing differs, 1 where something does, 2 for a problem in the input, 3 where a file cannot be read or written.

- Files are CSV in UTF-8, with or without a byte order mark, or CP949; which was found is said. Columns stand in any order; others
  than those below are let be. Empty rows are passed over. Numbers may have separators (`1,234,567`, `1,234,567원`, `△5`, `(5)`).
- A time is whole seconds since the programme's first midnight (KST), or `2025-08-22 18:30[:00]`, `2025. 8. 22. 18:30`, `2025/08/22 18:30`, or ISO 8601; without a zone it is
  Korean, and parts of a second are cut. Months are Korean calendar months.
- Ids are texts. A log whose ids are all whole numbers takes 12 bytes of memory a session (its id, its place in a bill line, and
  while doubles are looked for, its order); from the first id that is a text on, each takes its length and 16 bytes. An
  invoice that names its sessions is held whole.
- `--map` gives other names: `( sessions: { \"session\": \"접속번호\" }, invoice: { \"amount_won\": \"청구금액\" }, values: { \"product\":
  { \"H100 2장\": \"gpu-134tf\" } } )`: our column to their header, and for a column their value to ours.
- All that is wrong with a file is told in one run (the first twenty, and a count), with row, column and a cure; nothing is written.
- `--month M` settles that month's statement alone. Where the invoice has lines of an earlier month too, sessions that those lines
  leave out are settled in M as lines of their own: `corrects` names the earlier line (`2025-05/12`), or the month where there is
  no such line, and each figure is what is to be added. An earlier month without any line in the invoice counts as settled. Without
  `--month`, lines of the invoice with `corrects` are added to those they correct.
- A line of the invoice answers the line of ours with the same month, project, product, supplier, allocation and unit price, and
  then the nearest. Figures are compared down the order of operations with the invoice's own figures: what follows from a figure
  named before is not named again, nor is a sum that agrees with ours though a figure before it does not, so that the differences of
  a line add up to what it asks too much. Columns that the invoice does not have are not compared.
- A likely mistake is named where it gives just the invoice's figure: a slip of arithmetic, or the log settled again with one thing
  changed (months from UTC, parts of a session rounded alone, k left out, …). Of several, the one that explains most.
- Outages are those of `--outages FILE`, else of `outages.csv` beside the log, where there is one (which is said). `cards` and
  `service` rows are time in which their server was down: taken out of sessions whose `placement` has it, and `suspended_s`, where
  the log has that column, must be the same sum. `allocator` rows: hours of the supplier that begin in them are fixed (A4),
  whatever `allocation` says. Without outages, `suspended_s` is taken off the end of the use, which must lie in one month at one
  price, and `allocation` holds for whole sessions.
- `scenario.effective.json` beside the log says what its projects paid (`own_ratio_bp`, `own_monthly_won`, `contribution_paid_s`,
  `dropped_out_s`) and when service ended; columns of the log go before it, a project's first row for all. Where it is of another
  scenario (another `scenario_hash`), only this is taken from it.
- A switch (N4): the row that ends has `end_reason` `switched`, the next of the project has `resumes`. Without these columns each
  supplier bills its own days.
- Sessions that begin while their project holds as many as the scenario allows at once (S11) are billed, counted and said.
- The folder also holds `sessions.csv` (the log in columns of the contract, others as they were), `outages.csv` where there were
  outages, `scenario.effective.json` (without what a replication draws, where none stood beside the log) and `clauses.json`:
  `naru explain` and `naru statement` read it as they read a run's.
- Not settled here: jobs on part of a set that are billed for it (T12 `pro_rata`) while they hold the whole set, unless the log
  has `part_bp`.

## The session log that is read

";

const INVOICE: &str = "
## The invoice that is read

";

const DISPUTED: &str = "
## `disputed-sessions.csv`

The sessions of the lines that differ, all columns as they came, behind `our_line`, the line of `bills.csv` that they belong to.

## `differences.md`

`differences.csv` for people: the list that goes back to the supplier (보완요청 목록), in Korean unless `--lang en`.
";

const GATE: &str = "
# Gates

`naru gate GATE.ron` writes a folder (default: `results/gate/` and the gate's name): `gate.json`, `gate.md` for a pull request,
`gate.junit.xml` for a CI's list of tests, and `SCENARIO/sessions.csv`, the log of replication 0, of each scenario that failed.
`gate.md` and `gate.junit.xml` say how long it took; all else has the same bytes whatever the threads.

A baseline stands in `results/baselines/GATE/SCENARIO.txt`: text, so that a change of it can be reviewed. A head of `key = value`;
`[replications]`, a row each: number, digest of the demand that it met, requests that have a wait limit, request-seconds of
waiting by cause, and its exact part in each metric (`3/20` of a ratio of sums, `1.5` a number, `1500` won, `yes` or `no`, `day 267` or
`never`, empty: nothing to say); `[scenario]`, every value by its path, sorted; `[waits of replication 0 …]`, whole minutes by project and
kind in order of asking, `>` before one that was not served, `*3` behind three alike. The last line is the SHA-256 of all before it.
";

const REPLAY: &str = "
# Replays

`naru replay LOG` writes a folder (default: `results/replay/` and what it is of): `starts.csv`, `course.csv`, `replay.json`,
`waits.parquet` with sizes for products, and charts as SVG. The first two columns of `starts.csv` are those that `--against` reads.
What is skipped of a log's rows, and what is noted of those that are kept, is one of `step`, `duplicate`,
`never_started`, `hold`, `no_size`, `above_pool`, `negative_run`, `negative_submit`, `wrong_columns`, `unreadable`; `no_estimate`,
`past_estimate`, `zero_length`, `other_size`, `no_size_in_log`, `negative_wait`, `fraction`, `more_columns`, `cut_begin`, `cut_end`,
`not_served`, `resumes`.
";

const SWEEP: &str = "
# Sweeps

`naru sweep STUDY.ron [--replications N] [--seed S] [--set PATH=VALUE] [--out DIR]` runs a scenario at many points of its inputs
and writes a folder (default: `results/sweep/` and the study's name): `sweep.json`, `points.parquet`, `sweep.md`, of a tornado the
charts `charts/tornado.ko.svg` and `charts/tornado.en.svg`, and `scenario/`. Same study, scenario, seed and program: same bytes,
interrupted on the way or not.

- A study file names the scenario (from its own folder), the metrics and one design: `tornado: (paths: all)` or a list of paths,
  `grid: [(path: \"demand.level\", values: [0.8, 1.0])]`, `sobol: (paths: [..], points: 512)`, `latin_hypercube: (paths: all,
  points: 200)`, `morris: (paths: all, ways: 20)`. `all`: every figure with `low` and `high` in the scenario; what is drawn must be
  numbers or lengths of time, and is drawn evenly.
- All points meet the same replications: 0 to N - 1, by default 40 of a tornado or a grid, 4 of the others. Point 0 is the scenario
  as it stands.
- Effects are paired differences; their intervals are at 95 %, each on its own, and an input that comes first among many comes first
  partly by chance.
- What `check` refuses (one share of a sum alone, a median above its 90th percentile) is left out and named; indices need every point.
- Sobol': S1 by Saltelli (2010), ST by Jansen (1999), the bootstrap of rows 999 times. Chance in the variance of points is the
  residual of points x replications without repetition, over the replications of a point: what a replication does to all points
  alike is no part of it.
- `uncertainty` of a tornado is the reach of one input at a time: several that fail together may lead further. Of a Latin hypercube it
  is the 5th to 95th percentile of points, with every value of a range taken as equally likely: a width, not a judgement of chances.
- `points.parquet` has a row per point and replication: `point`, `replication`, `input:PATH` as written (null: as it stands), a column
  per metric, and for a ratio of sums its two counts, `part:ID` (seconds where the metric is hours) and `of:ID`.
";

const COMPARE: &str = "
# Comparisons

`naru compare A.ron B.ron [C.ron …]` runs all scenarios on the same replications of one seed and holds each against the first. It
exits with 0 where it is done, 2 for a problem in the input, 3 where a file cannot be read or written. Its folder (default:
`results/compare/A+B/`) has `compare.json`, the same for people (`summary.md`), `run.json`, the texts of the scenarios
(`scenario/1/`, `scenario/2/`, …) and `pairs-1.parquet`, `pairs-2.parquet`, …: for each scenario the columns of
`replications.parquet` before the metrics, then one per compared metric with the number that was paired.

- Figures of one programme are paired as they are; ratios over all requests by the jackknife's pseudo-values. A quantile of the
  waits of all replications has no number per replication: `programme.waits.P.p95_hours` has one.
- A replication in which one side says nothing is left out of both and counted. Money that lasts counts as gone on the day after the
  programme's last.
- A claim is made by the interval at 1 - (1 - `confidence`)/`claims` (Bonferroni); `p_holm` at most 1 - `confidence` claims as much or more. A chance that differs in
  the same way in every pair keeps the width that its number of pairs leaves.
- `indifference`, where none is given: 0.1 h, a share of 0.001, a chance of 0.05, 0.1 % of the first scenario's cap, 2 days.
";

const REPORT: &str = "
# Reports

`naru report DIR… [--lang ko|en|both] [--hide-prices] [--out FOLDER] [--no-pdf]` writes a folder (default: `DIR/report/`; of several
runs `results/report/` and their names; a report takes the place of a report only) from what stands in result folders, and simulates
nothing. The same results give the same bytes, whatever the language of the machine.

- `report.html`, `report.pdf`, `tables.xlsx`, `tables.html`, `facts.md` (sentences with figures, each with an id), `summary.md`, and in
  `charts/` each picture as SVG and PNG of 300 dpi, 160 mm (`NAME.svg`) and 80 mm wide (`NAME-80mm.svg`), with `captions.md`. With
  `--lang both` names say the language: `report.ko.html`, `charts/NAME.en.png`.
- `report.json` says what the report is of: `schema`; `results`, folders relative to this one; `scenario_hash` (of several runs joined
  by `+`), `seed`, `replications` (the fewest), `version`; `hide_prices`; `numbers` with `id`, `lang`, `figure`; `charts` with `file`,
  `lang`, `sha256`.
- `naru report --verify DIR` reads `manifest.json` (or `report.json`) of a folder of documents, in the same form with only what the
  documents use. A number is stale where the results have another figure for its id, or where the figure stands in no `.txt`, `.md`,
  `.docx` or `.hwpx` file of the folder; a picture where its bytes are not those that would be drawn now. It exits with 1 where
  anything is stale, 2 where the folder or the results cannot be read as such.
- Pictures are found by the name that `naru report` gave them.
";

const READINGS: &str = "
# Readings

`naru readings S.ron` writes a folder (default: `results/readings/` and the scenario's name): `readings.json`, the negotiation sheet
(협상 쟁점표) as `negotiation-sheet.ko.md`, `.ko.html`, `.en.md`, `.en.html`, `clauses.json` and the texts of the scenario.

- Every value of every variant of the clause table but the one in force is put in its place, one at a time, on the same users,
  days and faults. Changes are paired differences over the same replications, other less in force, with Student's interval.
- Claims are judged together: `lo` and `hi` of a change are at 1 - α/m (Bonferroni) for the m `claims` of all readings and all four
  figures, and a claim is made only where 0 lies outside them. `marginal_lo` and `marginal_hi` are at 1 - α, each alone. p-values are
  adjusted by Holm's method, which may be below α where the interval still holds 0: then nothing is claimed.
- A chance that changes the same way in all n replications has no spread: its interval comes from the bound that at least α^(1/n)
  of all programmes change so, and its p-value, 2^-n, is where that bound reaches 0.
- A share of requests is a ratio of sums: its difference is of the jackknife's pseudo-values. A day of exhaustion counts to the
  programme's end where the money lasts.
- Readings that settlement alone looks at are settled on the path that the readings in force were simulated on, where the money
  lasts in both; the figures are those of a run of their own.
- A sum of won is exact where its name says `sum` or `numerator`; means and ends of intervals are to the nearest won.
";

const SOLVE: &str = "
# Solves

`naru solve SCENARIO --vary PATH=LOW..HIGH (--until 'METRIC < BOUND' [--share Q] | --keep PROMISE) [--largest] [--alpha A]` writes a
folder (default: `results/solve/` and what it is of): `solve.json` and `solve.md`. It exits with 0 where there is an answer, 1 where
there is none, 2 for a problem in the input, 3 where a file cannot be read or written.

- Without `--share` the mean over programmes must hold (a metric of requests: the ratio of sums; `waits.P.p95_hours`: the pooled
  quantile, by the share of waits within the bound). With it, one number of each programme must hold in such a share of them:
  `programme.waits.P.p95_hours`. A bound on a quantile of waits is decided by an exact count of seconds; only the mean of
  `programme.waits.P.p95_hours` reads the histogram.
- A programme whose money lasts is gone on no day: after any date.
- A probe errs with chance alpha / (⌈log₂ values⌉ + 2) at most, by looks after every 20 replications; what it does not show does not
  hold. Every probe meets the same users, days and faults; the answer is looked at again with replications from 1,000,000 on, and
  where that does not show it to hold, up to three values after it.
- `not_monotone`: it holds and fails again beyond. Two glances beyond the answer look for that; they are no proof that there is none.
- Paths joined by commas move in the ratio that they have in the scenario. Lengths of time (`\"30min\"`) cannot be varied.
- Two `--vary` make a front: for the smallest first value and those 1, 2, 4, 8, 16 steps after it the smallest second.
";

const FIT: &str = "
# Fits

`naru fit LOG [--out fit.ron] [--log-format F] [--zone +09:00] [--skip-bad-rows] [--without-top-users N] [--base S.ron]` takes
demand from a log: lengths, short starts, think times, hours of asking, classes. It exits with 0 where it is done, 2 for a problem
in the input, 3 where a file cannot be read or written.

- Logs are SWF, `sacct --parsable2`, Philly, Alibaba 2025 instances, Alibaba 2026 requests, and `sessions.csv` of a run; gzip or not.
  A row takes 56 bytes of memory, and 120 more where the log is not in order.
- With `--out fit.ron`, beside it `fit.json`, `fit.csv` and the charts `fit.ko.svg`, `fit.en.svg`, all or none; another name names all
  five. They take the place of an earlier fit (its first line says so), and of other files only with `--force`.
- The fragment lies over `--base` and has only what the log tells; `naru check` has passed it before it is written.
- Of `sessions.csv`, a length is the work that was asked for, so that nothing is cut; sessions that were never served, cards held
  without work and tenancies (NPU) are left out. Its calendar and the products with sessions are those of `--base`: give the scenario
  that it was run with.
- Of a run, a burst is a session on all of its cards, and a session that goes on after an outage is one of its own. Who leaves a
  programme looks like one who thinks for long: drop-outs raise `think_cv`.
- What is counted per time (hours of asking, think times, use) is counted up to the log's last request: after it nobody is seen to ask.
- Hours are by the log's clock. Where it has none of its own, its times are taken as its users' own; `--zone +09:00` says that they
  are UTC and that users are so far ahead.
- A job that began before the log is left out; one that the log's end cut counts as no shorter than that.
- Intervals are at 95 % and take the law as true and rows (users, days) as independent: a real log breaks all of that, so that KS and
  A²/n stand beside them.
";

fn wanted(page: &mut String, columns: &[Wanted]) {
    page.push_str("| column | must be there | meaning, and what is taken where it is absent or empty |\n|---|---|---|\n");
    for column in columns {
        let also = if column.also.is_empty() { String::new() } else { format!(" or `{}`", column.also) };
        let required = if column.required { "yes" } else { "" };
        writeln!(page, "| `{}`{also} | {required} | {} |", column.name, column.meaning).expect("text");
    }
}

const JSON_FILES: &[(&str, &str, &str)] = &[
    ("summary.json", "Summary", "The figures of one study."),
    ("run.json", "RunInfo", "How it was made; differs from run to run."),
    (
        "uncertainty.json",
        "Uncertainty",
        "Kinds of uncertainty of the headline figures, apart: from this run, and from the sweeps and readings of the same scenario and code that stand beside its folder (`sweep/*`, `readings/*`). It differs with those, unlike the other files.",
    ),
    (
        "precision.json",
        "Precision",
        "Where `--precision` was asked: looks, half-widths, targets. The other files are those of a run of that many replications.",
    ),
    (
        "scenario.effective.json",
        "Effective",
        "Everything after base, overrides and defaults that money and allocation depend on.",
    ),
    ("clauses.json", "Clauses", "The clause table: a list."),
    ("settlement.json", "Settlement", "A settlement in figures."),
    ("fit.json", "FitFigures", "What was fitted to a log."),
    ("gate.json", "GateReport", "What a gate found."),
    ("replay.json", "Replayed", "A replay in figures."),
    ("sweep.json", "Swept", "A sweep in figures."),
    ("compare.json", "Compared", "A comparison in figures."),
    ("readings.json", "PricedReadings", "The price of every reading."),
    ("solve.json", "Solved", "A solve, probe by probe."),
];

fn page() -> String {
    let types = Types::read();
    let mut page = format!("{HEAD}\nSchema: {SCHEMA}.\n{TEXTS}");
    for file in [
        "summary.json",
        "run.json",
        "precision.json",
        "uncertainty.json",
        "scenario.effective.json",
        "clauses.json",
    ] {
        json(&mut page, &types, file);
        if file == "summary.json" {
            page.push_str(ESTIMATE);
            page.push_str("\n| key of E | type | meaning |\n|---|---|---|\n");
            for key in types.keys("Estimate") {
                writeln!(page, "| `{}` | {} | {} |", key.path, key.kind, key.meaning).expect("text");
            }
        }
    }
    page.push_str(REPLICATIONS);
    rows::<DailyRow>(&mut page);
    rows::<HourlyRow>(&mut page);
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
    page.push_str(SETTLEMENT);
    wanted(&mut page, SESSION_COLUMNS);
    page.push_str(INVOICE);
    wanted(&mut page, INVOICE_COLUMNS);
    rows::<SettledRow>(&mut page);
    rows::<DifferenceRow>(&mut page);
    page.push_str(DISPUTED);
    json(&mut page, &types, "settlement.json");
    page.push_str(REPLAY);
    rows::<StartRow>(&mut page);
    rows::<CourseRow>(&mut page);
    json(&mut page, &types, "replay.json");
    page.push_str(COMPARE);
    json(&mut page, &types, "compare.json");
    page.push_str(SWEEP);
    json(&mut page, &types, "sweep.json");
    page.push_str(REPORT);
    page.push_str(READINGS);
    json(&mut page, &types, "readings.json");
    page.push_str(GATE);
    json(&mut page, &types, "gate.json");
    page.push_str(SOLVE);
    json(&mut page, &types, "solve.json");
    page.push_str(FIT);
    json(&mut page, &types, "fit.json");
    rows::<FitCurveRow>(&mut page);
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
    for (file, root, _) in JSON_FILES.iter().copied() {
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
        // An object that is not there; another of its kind in the file has the keys.
        Value::Null if documented.iter().any(|it| it.starts_with(&format!("{path}."))) => {}
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.insert(path.to_owned());
        }
    }
}
