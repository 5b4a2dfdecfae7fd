//! Names of the files in a result folder.

/// Names of the files that the program wrote into a folder, a line each: whatever else lies there outlives a replacement.
pub const WRITTEN: &str = ".written";
/// The figures with their intervals: [`Summary`](crate::Summary). Same scenario, seed and replications: same bytes.
pub const SUMMARY: &str = "summary.json";
/// The same for people; its text is made by `report`.
pub const SUMMARY_TEXT: &str = "summary.md";
/// How the run was made, timings included: [`RunInfo`](crate::RunInfo).
pub const RUN: &str = "run.json";
/// Everything after base, overrides and defaults: [`Effective`](crate::Effective).
pub const EFFECTIVE: &str = "scenario.effective.json";
/// Folder of the scenario texts that the run came from.
pub const SCENARIO: &str = "scenario";
/// The clause table: [`Clauses`](crate::Clauses).
pub const CLAUSES: &str = "clauses.json";
/// One row per replication: [`Replications`](crate::Replications).
pub const REPLICATIONS: &str = "replications.parquet";
/// How precise the figures became, look by look, where precision was asked: [`Precision`](crate::Precision).
pub const PRECISION: &str = "precision.json";
/// What headline figures owe to chance, assumptions and readings, apart: [`Uncertainty`](crate::Uncertainty). Made anew by
/// each run from the sweeps and readings that stand beside it.
pub const UNCERTAINTY: &str = "uncertainty.json";
/// The replications themselves, for a longer run to go on from: [`Records`](crate::Records).
pub const RECORDS: &str = "records.bin";
/// One row per replication, day, supplier and pool: [`DailyRow`](crate::DailyRow).
pub const DAILY: &str = "daily.parquet";
/// One row per replication, month, product and supplier: [`MonthlyRow`](crate::MonthlyRow).
pub const MONTHLY: &str = "monthly.parquet";
/// The wait histogram over all replications: [`WaitRow`](crate::WaitRow).
pub const WAITS: &str = "waits.parquet";
/// Wait by month and hour of day, as a prediction for one request: [`HourlyRow`](crate::HourlyRow).
pub const HOURLY: &str = "hourly.parquet";
/// What a report is of: [`Manifest`](crate::Manifest). It marks a report's folder.
pub const REPORT: &str = "report.json";
/// Folder of a report in the result folder that it is of.
pub const REPORT_FOLDER: &str = "report";
/// The same of a folder of documents that quote results, for `naru report --verify`.
pub const MANIFEST: &str = "manifest.json";
/// Folder of the drawn charts.
pub const CHARTS: &str = "charts";
/// Log of one replication, a row per request: [`SessionRow`](crate::SessionRow).
pub const SESSIONS_LOG: &str = "sessions.csv";
/// Log of one replication, a row per bill line: [`BillRow`](crate::BillRow).
pub const BILLS_LOG: &str = "bills.csv";
/// Log of one replication, a row per outage: [`OutageRow`](crate::OutageRow).
pub const OUTAGES_LOG: &str = "outages.csv";
/// Log of one replication, a row per month and budget line: [`BudgetRow`](crate::BudgetRow).
pub const BUDGET_LOG: &str = "budget.csv";
/// Log of one replication, a row per day, supplier and pool: [`DayRow`](crate::DayRow).
pub const DAILY_LOG: &str = "daily.csv";
/// What a settlement found, in figures: [`Settlement`](crate::Settlement). It marks a folder of a settlement.
pub const SETTLEMENT: &str = "settlement.json";
/// Bill lines by the rules, of a real log: [`SettledRow`](crate::SettledRow).
pub const BILLS_SETTLED: &str = "bills.csv";
/// Where an invoice differs, a row per operand: [`DifferenceRow`](crate::DifferenceRow).
pub const DIFFERENCES: &str = "differences.csv";
/// The same for people (보완요청 목록); its text is made by `report`.
pub const DIFFERENCES_TEXT: &str = "differences.md";
/// Sessions of the lines that differ, all columns as they came, behind the `our_line` that they belong to.
pub const DISPUTED: &str = "disputed-sessions.csv";
/// What a gate found: [`GateReport`](crate::GateReport). It marks a folder of a gate.
pub const GATE: &str = "gate.json";
/// The same for a pull request; its text is made by `report`.
pub const GATE_TEXT: &str = "gate.md";
/// The same as `JUnit` XML: a suite per scenario, a case per metric.
pub const GATE_JUNIT: &str = "gate.junit.xml";
/// Folder of the gates' baselines, from the project's.
pub const BASELINES: &str = "results/baselines";
/// A replay in figures: [`Replayed`](crate::Replayed). It marks a folder of a replay.
pub const REPLAY: &str = "replay.json";
/// A comparison in figures: [`Compared`](crate::Compared). It marks a folder of a comparison.
pub const COMPARE: &str = "compare.json";
/// A solve, probe by probe: [`Solved`](crate::Solved). It marks a folder of a solve.
pub const SOLVE: &str = "solve.json";
/// The same for people; its text is made by `report`.
pub const SOLVE_TEXT: &str = "solve.md";
/// Starts of a replayed log: [`StartRow`](crate::StartRow).
pub const STARTS: &str = "starts.csv";
/// The pool over the time of a replay: [`CourseRow`](crate::CourseRow).
pub const COURSE: &str = "course.csv";
/// A sweep in figures: [`Swept`](crate::Swept). It marks a folder of a sweep.
pub const SWEEP: &str = "sweep.json";
/// The same for people; its text is made by `report`.
pub const SWEEP_TEXT: &str = "sweep.md";
/// One row per point of a sweep and replication: [`SweepPoints`](crate::SweepPoints).
pub const POINTS: &str = "points.parquet";
/// A statement, a row per bill line: [`StatementRow`](crate::StatementRow).
pub const STATEMENT: &str = "statement.csv";
/// The monthly usage report: [`UsageRow`](crate::UsageRow).
pub const USAGE: &str = "usage.csv";
/// The price of every ambiguous sentence: [`PricedReadings`](crate::PricedReadings). It marks such a folder.
pub const READINGS: &str = "readings.json";
/// The same on one page (협상 쟁점표), without its ending: a page in each language, as Markdown and HTML.
pub const NEGOTIATION_SHEET: &str = "negotiation-sheet";
/// Endings of the files that `naru fit --out fit.ron` writes: the scenario fragment, its main file.
pub const FIT: &str = "ron";
/// Beginning of a fragment's text: a file that begins so may be replaced by another fit.
pub const FIT_MARK: &str = "// naru fit:";
/// Ending of the figures: [`FitFigures`](crate::FitFigures).
pub const FIT_FIGURES: &str = "json";
/// Name of the curves where the fragment is `fit.ron`: [`FitCurveRow`](crate::FitCurveRow).
pub const FIT_CURVE: &str = "fit.csv";
/// Ending of the curves.
pub const FIT_CURVES: &str = "csv";
/// Endings of the chart, Korean and English.
pub const FIT_CHARTS: [&str; 2] = ["ko.svg", "en.svg"];

/// What each replication of a scenario brings to a comparison, scenarios from 1: [`Replications`](crate::Replications).
pub fn pairs(scenario: usize) -> String {
    format!("pairs-{scenario}.parquet")
}
