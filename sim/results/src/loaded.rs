//! A result folder read as a whole: which kind it is, that nothing of it is missing, and that its files belong together.
//!
//! Which verb made a folder is told by its mark: the one file that only such a folder has.

use crate::{
    Clauses, Compared, CourseRow, DailyRow, DifferenceRow, Effective, Error, GateReport, HourlyRow,
    MonthlyRow, Precision, PricedReadings, Replayed, Replications, RunInfo, SettledRow, Settlement, Solved,
    Summary, SweepPoints, Swept, Uncertainty, WaitRow, names, read_csv, read_parquet,
};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Marks of result folders, in the order in which they are looked for, and the verb that makes each.
const MARKS: [(&str, &str); 8] = [
    (names::SUMMARY, "run"),
    (names::COMPARE, "compare"),
    (names::SOLVE, "solve"),
    (names::SWEEP, "sweep"),
    (names::READINGS, "readings"),
    (names::GATE, "gate"),
    (names::REPLAY, "replay"),
    (names::SETTLEMENT, "settle"),
];

/// Verb that makes folders with such a mark, a report's too.
pub fn verb_of(mark: &str) -> Option<&'static str> {
    let mut marks = MARKS.into_iter().chain([(names::REPORT, "report")]);
    marks.find(|it| it.0 == mark).map(|it| it.1)
}

/// Verb that made a folder, by its mark alone; none where it has none.
pub fn verb_in(folder: &Path) -> Option<&'static str> {
    let mut marks = MARKS.into_iter().chain([(names::REPORT, "report")]);
    marks.find(|it| folder.join(it.0).is_file()).map(|it| it.1)
}

/// How many names [`Error::NoResults`] carries.
const SHOWN: usize = 8;

/// A result folder, whatever verb made it.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// Of `naru run`.
    Run(Box<RunFolder>),
    /// Of `naru compare`.
    Compare(Box<CompareFolder>),
    /// Of `naru solve`.
    Solve(Box<Solved>),
    /// Of `naru sweep`.
    Sweep(Box<SweepFolder>),
    /// Of `naru readings`.
    Readings(Box<ReadingsFolder>),
    /// Of `naru gate`.
    Gate(Box<GateReport>),
    /// Of `naru replay`.
    Replay(Box<ReplayFolder>),
    /// Of `naru settle`.
    Settlement(Box<SettlementFolder>),
}

/// All tables of a run. The log of one replication is not among them.
#[derive(Clone, Debug)]
pub struct RunFolder {
    /// `summary.json`.
    pub summary: Summary,
    /// `run.json`.
    pub run: RunInfo,
    /// `scenario.effective.json`.
    pub effective: Effective,
    /// `clauses.json`.
    pub clauses: Clauses,
    /// `daily.parquet`.
    pub daily: Vec<DailyRow>,
    /// `waits.parquet`.
    pub waits: Vec<WaitRow>,
    /// `monthly.parquet`.
    pub monthly: Vec<MonthlyRow>,
    /// `hourly.parquet`; empty where the run was made before there was one.
    pub hourly: Vec<HourlyRow>,
    /// `replications.parquet`.
    pub replications: Replications,
    /// `uncertainty.json`, where it is there.
    pub uncertainty: Option<Uncertainty>,
    /// `precision.json`, where precision was asked for.
    pub precision: Option<Precision>,
}

/// All tables of a comparison.
#[derive(Clone, Debug)]
pub struct CompareFolder {
    /// `compare.json`.
    pub compared: Compared,
    /// `run.json`.
    pub run: RunInfo,
    /// `pairs-N.parquet`, one per scenario in its order.
    pub pairs: Vec<Replications>,
}

/// All tables of a sweep.
#[derive(Clone, Debug)]
pub struct SweepFolder {
    /// `sweep.json`.
    pub swept: Swept,
    /// `points.parquet`.
    pub points: SweepPoints,
}

/// All tables of priced readings.
#[derive(Clone, Debug)]
pub struct ReadingsFolder {
    /// `readings.json`.
    pub priced: PricedReadings,
    /// `clauses.json`.
    pub clauses: Clauses,
}

/// The tables of a replay, without its starts.
#[derive(Clone, Debug)]
pub struct ReplayFolder {
    /// `replay.json`.
    pub replayed: Replayed,
    /// `course.csv`.
    pub course: Vec<CourseRow>,
    /// `waits.parquet`; its products are sizes of jobs.
    pub waits: Vec<WaitRow>,
}

/// The tables of a settlement, without its log.
#[derive(Clone, Debug)]
pub struct SettlementFolder {
    /// `settlement.json`.
    pub settlement: Settlement,
    /// `clauses.json`.
    pub clauses: Clauses,
    /// `bills.csv`, by the rules.
    pub bills: Vec<SettledRow>,
    /// `differences.csv`; empty where no invoice was held against the rules.
    pub differences: Vec<DifferenceRow>,
}

impl Loaded {
    /// Reads the folder by its mark.
    ///
    /// # Errors
    /// `NoResults` where the folder has no mark or is not there; `Incomplete` where a file of its kind is missing; `Mixed`
    /// where its files, or the marks of two verbs, do not belong together; `Schema`, `Json`, `Csv`, `Parquet` for a file of
    /// another contract or a broken one; `Io`.
    pub fn read(dir: &Path) -> Result<Self, Error> {
        let it = Inside::of(dir)?;
        Ok(match it.mark {
            names::SUMMARY => Self::Run(Box::new(RunFolder::of(&it)?)),
            names::COMPARE => Self::Compare(Box::new(CompareFolder::of(&it)?)),
            names::SOLVE => Self::Solve(Box::new(it.need(names::SOLVE, Solved::read)?)),
            names::SWEEP => Self::Sweep(Box::new(SweepFolder {
                swept: it.need(names::SWEEP, Swept::read)?,
                points: it.need(names::POINTS, SweepPoints::read)?,
            })),
            names::READINGS => Self::Readings(Box::new(ReadingsFolder {
                priced: it.need(names::READINGS, PricedReadings::read)?,
                clauses: it.need(names::CLAUSES, Clauses::read)?,
            })),
            names::GATE => Self::Gate(Box::new(it.need(names::GATE, GateReport::read)?)),
            names::REPLAY => Self::Replay(Box::new(ReplayFolder {
                replayed: it.need(names::REPLAY, Replayed::read)?,
                course: it.need(names::COURSE, read_csv)?,
                waits: it.need(names::WAITS, read_parquet)?,
            })),
            names::SETTLEMENT => Self::Settlement(Box::new(SettlementFolder::of(&it)?)),
            other => unreachable!("a mark of the table: {other}"),
        })
    }

    /// The verb that made the folder.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Compare(_) => "compare",
            Self::Solve(_) => "solve",
            Self::Sweep(_) => "sweep",
            Self::Readings(_) => "readings",
            Self::Gate(_) => "gate",
            Self::Replay(_) => "replay",
            Self::Settlement(_) => "settle",
        }
    }

    /// What the folder is of: only the same takes its place, and what is made from it is of the same.
    pub fn scenario_hash(&self) -> &str {
        match self {
            Self::Run(it) => &it.summary.scenario_hash,
            Self::Compare(it) => &it.compared.scenario_hash,
            Self::Solve(it) => &it.scenario_hash,
            Self::Sweep(it) => &it.swept.scenario_hash,
            Self::Readings(it) => &it.priced.scenario_hash,
            Self::Gate(it) => &it.scenario_hash,
            Self::Replay(it) => &it.replayed.scenario_hash,
            Self::Settlement(it) => &it.settlement.scenario_hash,
        }
    }

    /// Seed of all draws; none where nothing is drawn.
    pub fn seed(&self) -> Option<u64> {
        match self {
            Self::Run(it) => Some(it.summary.seed),
            Self::Compare(it) => Some(it.compared.seed),
            Self::Solve(it) => Some(it.seed),
            Self::Sweep(it) => Some(it.swept.seed),
            Self::Readings(it) => Some(it.priced.seed),
            Self::Gate(it) => Some(it.seed),
            Self::Replay(_) | Self::Settlement(_) => None,
        }
    }

    /// Version of the program that made it; empty where an older one left it out.
    pub fn version(&self) -> &str {
        match self {
            Self::Run(it) => &it.run.version,
            Self::Compare(it) => &it.run.version,
            Self::Solve(it) => &it.version,
            Self::Sweep(it) => &it.swept.version,
            Self::Readings(it) => &it.priced.version,
            Self::Gate(it) => &it.version,
            Self::Replay(it) => &it.replayed.version,
            Self::Settlement(it) => &it.settlement.version,
        }
    }

    /// Number of replications: the most that any figure is from; none where nothing is drawn.
    pub fn replications(&self) -> Option<u32> {
        match self {
            Self::Run(it) => Some(it.summary.replications),
            Self::Compare(it) => Some(it.compared.replications),
            Self::Solve(it) => {
                it.probes.iter().chain(&it.confirmations).map(|probe| probe.replications).max()
            }
            Self::Sweep(it) => Some(it.swept.replications),
            Self::Readings(it) => Some(it.priced.replications),
            Self::Gate(it) => Some(it.replications),
            Self::Replay(_) | Self::Settlement(_) => None,
        }
    }
}

impl RunFolder {
    /// Reads the folder of a run.
    ///
    /// # Errors
    /// As for [`Loaded::read`]; `NoResults` also where another verb made the folder.
    pub fn read(dir: &Path) -> Result<Self, Error> {
        let it = Inside::of(dir)?;
        if it.mark == names::SUMMARY { Self::of(&it) } else { Err(it.no_results()) }
    }

    fn of(it: &Inside<'_>) -> Result<Self, Error> {
        let read = Self {
            // Before the large tables, so that another schema is told at once.
            summary: it.need(names::SUMMARY, Summary::read)?,
            run: it.need(names::RUN, RunInfo::read)?,
            effective: it.need(names::EFFECTIVE, Effective::read)?,
            clauses: it.need(names::CLAUSES, Clauses::read)?,
            daily: it.need(names::DAILY, read_parquet)?,
            waits: it.need(names::WAITS, read_parquet)?,
            monthly: it.need(names::MONTHLY, read_parquet)?,
            hourly: it.may(names::HOURLY, read_parquet)?.unwrap_or_default(),
            replications: it.need(names::REPLICATIONS, Replications::read)?,
            uncertainty: it.may(names::UNCERTAINTY, Uncertainty::read)?,
            precision: it.may(names::PRECISION, Precision::read)?,
        };
        read.belong_together(it)?;
        Ok(read)
    }

    /// Hash, seed and number of replications are those of `summary.json` in every file that has them.
    fn belong_together(&self, it: &Inside<'_>) -> Result<(), Error> {
        let Self { summary, run, effective, .. } = self;
        let hash = &summary.scenario_hash;
        it.same(names::RUN, &run.scenario_hash == hash)?;
        it.same(names::RUN, (run.seed, run.replications) == (summary.seed, summary.replications))?;
        it.same(names::EFFECTIVE, &effective.scenario_hash == hash && effective.seed == summary.seed)?;
        let uncertainty = self.uncertainty.as_ref();
        it.same(names::UNCERTAINTY, uncertainty.is_none_or(|it| &it.scenario_hash == hash))?;
        let keys = &self.replications.keys;
        let seeds = keys.iter().all(|key| key.seed == summary.seed);
        it.same(names::REPLICATIONS, seeds && keys.len() == summary.replications as usize)?;
        let within = |mut rows: Box<dyn Iterator<Item = u32> + '_>| rows.all(|it| it < summary.replications);
        it.same(names::DAILY, within(Box::new(self.daily.iter().map(|row| row.replication))))?;
        it.same(names::MONTHLY, within(Box::new(self.monthly.iter().map(|row| row.replication))))
    }
}

impl CompareFolder {
    fn of(it: &Inside<'_>) -> Result<Self, Error> {
        let compared = it.need(names::COMPARE, Compared::read)?;
        let run = it.need(names::RUN, RunInfo::read)?;
        it.same(names::RUN, run.scenario_hash == compared.scenario_hash && run.seed == compared.seed)?;
        let mut pairs = Vec::new();
        for scenario in 1..=compared.scenarios.len() {
            let name = names::pairs(scenario);
            let of = it.need(&name, Replications::read)?;
            it.same(&name, of.keys.iter().all(|key| key.seed == compared.seed))?;
            pairs.push(of);
        }
        Ok(Self { compared, run, pairs })
    }
}

impl SettlementFolder {
    fn of(it: &Inside<'_>) -> Result<Self, Error> {
        let settlement = it.need(names::SETTLEMENT, Settlement::read)?;
        let bills: Vec<SettledRow> = it.need(names::BILLS_SETTLED, read_csv)?;
        it.same(names::BILLS_SETTLED, bills.len() as u64 == settlement.lines)?;
        let differences = match settlement.invoice {
            Some(_) => it.need(names::DIFFERENCES, read_csv)?,
            None => Vec::new(),
        };
        Ok(Self { clauses: it.need(names::CLAUSES, Clauses::read)?, settlement, bills, differences })
    }
}

/// A folder with a mark.
struct Inside<'a> {
    dir: &'a Path,
    mark: &'static str,
    verb: &'static str,
    entries: BTreeSet<String>,
}

impl<'a> Inside<'a> {
    fn of(dir: &'a Path) -> Result<Self, Error> {
        let entries = entries(dir)?;
        let mut marks = MARKS.into_iter().filter(|(mark, _)| entries.contains(*mark));
        let Some((mark, verb)) = marks.next() else {
            return Err(no_results(dir, &entries));
        };
        if let Some((other, _)) = marks.next() {
            return Err(Error::Mixed { path: dir.to_owned(), mark, file: other.to_owned() });
        }
        Ok(Self { dir, mark, verb, entries })
    }

    fn no_results(&self) -> Error {
        no_results(self.dir, &self.entries)
    }

    /// A file that such a folder always has.
    fn need<T>(&self, name: &str, read: impl Fn(&Path) -> Result<T, Error>) -> Result<T, Error> {
        self.may(name, read)?.ok_or_else(|| Error::Incomplete {
            path: self.dir.to_owned(),
            file: name.to_owned(),
            verb: self.verb,
        })
    }

    /// A file that it may have.
    fn may<T>(&self, name: &str, read: impl Fn(&Path) -> Result<T, Error>) -> Result<Option<T>, Error> {
        match read(&self.dir.join(name)) {
            Ok(it) => Ok(Some(it)),
            Err(Error::Missing { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn same(&self, name: &str, is: bool) -> Result<(), Error> {
        let mixed = || Error::Mixed { path: self.dir.to_owned(), mark: self.mark, file: name.to_owned() };
        if is { Ok(()) } else { Err(mixed()) }
    }
}

/// Names in a folder.
fn entries(dir: &Path) -> Result<BTreeSet<String>, Error> {
    let nothing = |path: PathBuf| Error::NoResults { path, holds: Vec::new() };
    let read = match fs::read_dir(dir) {
        Ok(read) => read,
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => return Err(nothing(dir.to_owned())),
        Err(e) => return Err(Error::reading(dir)(e)),
    };
    let names = read.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.collect::<io::Result<_>>().map_err(Error::io(dir))
}

fn no_results(dir: &Path, entries: &BTreeSet<String>) -> Error {
    let shown = entries.iter().filter(|name| !name.starts_with('.')).take(SHOWN).cloned().collect();
    Error::NoResults { path: dir.to_owned(), holds: shown }
}
