//! Result files: their names, rows and schema number; writing and reading them.
//!
//! What stands here is a contract with notebooks, CI, auditors and the report room: a column or key is
//! added freely, and renamed only with a line in CHANGELOG.md and a new [`SCHEMA`]. `docs/outputs.md` is
//! generated from the column tables of this crate.
//!
//! Nothing is computed here. Figures arrive ready from `study`, and words for people are `report`'s.

mod baseline;
mod cell;
mod clauses;
mod compared;
mod csv;
mod durable;
mod effective;
mod entries;
mod error;
mod estimate;
mod fit;
mod folder;
mod gate;
pub mod intake;
mod intern;
mod json;
mod kept;
mod loaded;
mod log;
mod manifest;
mod metric;
mod named;
pub mod names;
mod outlives;
mod papers;
mod parquet;
mod precision;
mod readings;
mod records;
mod replayed;
mod replications;
mod row;
mod run_info;
mod settled;
mod settlement;
mod solved;
mod summary;
mod swept;
mod tables;
mod together;
mod uncertainty;

pub use baseline::{Baseline, BaselineFault, BaselineRow, Part, ProjectWaits, Waited, hash_of};
pub use cell::{Cell, Kind, Value};
pub use clauses::{Clause, ClauseReading, Clauses, Treatment};
pub use compared::{
    BestOf, BestPair, Claim, Compared, ComparedMetric, ComparedScenario, LeftOut, LeftOutKind,
    PairedDifference, ScenarioDifference, Standing,
};
pub use csv::{CsvLines, read_csv, write_csv, write_csv_to};
pub use effective::{
    Budget, Effective, FleetPool, OpeningWon, Price, Product, Programme, Project, Queue, Sla,
};
pub use entries::{BillEntry, SessionEntry};
pub use error::{Error, Fault};
pub use estimate::{Estimand, Estimate, EstimateWon, Percentiles};
pub use fit::{
    FitAsking, FitClass, FitClock, FitCurveRow, FitFigures, FitFragment, FitLaw, FitLengths, FitOutcomes,
    FitParameter, FitReason, FitRows, FitSessions, FitShort, FitSize, FitThinkLaw, FitThinking, FitUser,
    FitUsers, FitValue,
};
pub use folder::{Folder, Replace, scenario_hash};
pub use gate::{
    GateCause, GateChange, GateLost, GateMetric, GatePairing, GateReport, GateScenario, GateSession,
    GateVerdict, GateWorse,
};
pub use kept::{KeptRow, Part as KeptPart, Shard, ShardHead, StudyHead};
pub use loaded::{
    CompareFolder, Loaded, ReadingsFolder, ReplayFolder, RunFolder, SettlementFolder, SweepFolder, verb_in,
    verb_of,
};
pub use log::{
    Allocation, BillRow, BudgetRow, DayRow, EndReason, OutageKind, OutageRow, Placement, SessionKind,
    SessionRow,
};
pub use manifest::{Manifest, QuotedChart, QuotedNumber};
pub use metric::{Better, MetricUnit};
pub use named::Named;
pub use papers::{StatementRow, UsageRow};
pub use parquet::{ParquetWriter, read_daily, read_monthly, read_parquet, read_waits, write_parquet};
pub use precision::{Look, LookFigure, Precision};
pub use readings::{
    NotTried, PricedReading, PricedReadings, ReadingChange, ReadingClaim, ReadingFigure, ReadingFigures,
    ReadingRange, ShapleyReading, ShapleyReadings,
};
pub use records::{Origin, Records};
pub use replayed::{
    Against, Cause, Counted, CourseRow, FirstDifference, ReplayMachine, ReplayPolicy, ReplayWaits, Replayed,
    RowCounts, StartRow,
};
pub use replications::{MetricColumn, MetricValues, ReplicationKey, Replications};
pub use row::{Column, Row};
pub use run_info::RunInfo;
pub use settled::{DifferenceRow, SettledRow};
pub use settlement::{CauseCount, ColumnCount, InvoiceCheck, NotBilled, Settlement};
pub use solved::{
    Relation, SolveAxis, SolveNeighbour, SolvePoint, SolveProbe, SolveQuestion, SolveReason, SolveStatus,
    SolveTogether, SolveVerdict, Solved,
};
pub use summary::{
    Assumed, BudgetFigures, BudgetLines, ByHand, CardFigures, Course, Day, ExhaustedOn, FleetTry, Floor,
    GivenExhausted, Label, LargestAssumed, LateShare, NotServed, ProgrammeSpan, Promise, Summary,
    SupplierFigures, Unit, WaitFigures, WaitingBy,
};
pub use swept::{
    SweepBy, SweepCell, SweepDesign, SweepDifference, SweepEffect, SweepElementary, SweepEnds, SweepIndex,
    SweepIndices, SweepInput, SweepInterval, SweepLeftOut, SweepMetric, SweepMorris, SweepPoints,
    SweepSpread, SweepUncertainty, Swept,
};
pub use tables::{DailyRow, HourlyRow, MonthlyRow, WaitRow};
pub use together::Together;
pub use uncertainty::{HeadlineUncertainty, UncertainBasis, UncertainRange, Uncertainty};

/// Number of the contract: raised when a file, column or key is renamed, removed or changes its meaning.
pub const SCHEMA: u32 = 1;
