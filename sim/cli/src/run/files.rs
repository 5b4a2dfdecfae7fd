//! The files of a run: what it writes, and what it reads of earlier ones.

use super::{Simulated, VERSION};
use crate::RunArguments;
use crate::texts::texts;
use naru_report::{Lang, charts, markdown};
use naru_results::{
    Error, Folder, Origin, PricedReadings, Records, RunInfo, Summary, Swept, Uncertainty, names, write_csv,
    write_parquet,
};
use naru_scenario::{Lowered, Scenario};
use naru_study::{Log, Record, Rows, metrics::MetricTable};
use std::path::{Path, PathBuf};

/// All that a result folder is made from.
pub(super) struct Files<'a> {
    pub(super) arguments: &'a RunArguments,
    pub(super) scenario: &'a Scenario,
    pub(super) lowered: &'a Lowered,
    pub(super) table: &'a MetricTable,
    pub(super) study: &'a Simulated,
    pub(super) log: Option<&'a Log>,
    pub(super) origin: Origin,
    pub(super) summary: &'a Summary,
    pub(super) run: &'a RunInfo,
    pub(super) uncertainty: &'a Uncertainty,
}

impl Files<'_> {
    pub(super) fn write(self, folder: &Folder) -> Result<(), Error> {
        let Self { arguments, summary, study, .. } = self;
        let rows = Rows::new(self.lowered);
        let logged = arguments.log_replication.map(|k| &study.records[k as usize]).zip(self.log);
        let effective = rows.effective(&summary.scenario_hash, arguments.seed, &study.laws, logged);
        folder.write(names::SUMMARY, &summary.to_json())?;
        folder.write(names::RUN, &self.run.to_json())?;
        if let Some(precision) = &study.precision {
            folder.write(names::PRECISION, &precision.to_json())?;
        }
        folder.write(names::UNCERTAINTY, &self.uncertainty.to_json())?;
        let kept = study.records.iter().chain(&study.beyond).map(Record::to_numbers).collect();
        Records { origin: self.origin, rows: kept }.write(&folder.path(names::RECORDS)?)?;
        folder.write(names::EFFECTIVE, &effective.to_json())?;
        let clauses = rows.clauses();
        folder.write(names::CLAUSES, &clauses.to_json())?;
        for (name, text) in texts(self.scenario, &arguments.changes) {
            folder.write(&name, text.as_bytes())?;
        }
        self.table.columns(&study.records, arguments.seed).write(&folder.path(names::REPLICATIONS)?)?;
        let daily: Vec<_> = rows.daily(&study.records).collect();
        let waits = rows.waits(self.table, &study.records);
        write_parquet(&folder.path(names::DAILY)?, daily.iter().cloned())?;
        write_parquet(&folder.path(names::MONTHLY)?, rows.monthly(&study.records))?;
        write_parquet(&folder.path(names::WAITS)?, waits.iter().cloned())?;
        write_parquet(&folder.path(names::HOURLY)?, rows.hourly(&study.records))?;
        if let Some((record, log)) = logged {
            write_csv(&folder.path(names::SESSIONS_LOG)?, rows.sessions(log))?;
            write_csv(&folder.path(names::BILLS_LOG)?, rows.bills(log))?;
            write_csv(&folder.path(names::OUTAGES_LOG)?, rows.outages(log))?;
            write_csv(&folder.path(names::BUDGET_LOG)?, rows.budget(log))?;
            write_csv(&folder.path(names::DAILY_LOG)?, rows.days(record))?;
        }
        let mut drawn = markdown::Charts::Absent;
        if !arguments.no_charts {
            drawn = markdown::Charts::Drawn;
            let (run, effective) = (self.run, &effective);
            let study = charts::Study {
                summary,
                run,
                effective,
                daily: &daily,
                waits: &waits,
                monthly: &[],
                hourly: &[],
                replications: None,
            };
            for (name, svg) in Lang::BOTH.iter().flat_map(|lang| charts::draw(&study, *lang)) {
                folder.write(&name, svg.as_bytes())?;
            }
        }
        let markdown = markdown::summary(summary, &clauses, study.precision.as_ref(), VERSION, drawn);
        folder.write(names::SUMMARY_TEXT, markdown.as_bytes())
    }
}

/// Sweeps and readings that stand beside a result folder; what cannot be read is not there.
pub(crate) fn beside(out: &Path) -> (Vec<Swept>, Vec<PricedReadings>) {
    let near = out.parent().unwrap_or(Path::new(""));
    let folders = |kind: &str| {
        let entries = std::fs::read_dir(near.join(kind)).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort_unstable();
        paths
    };
    let sweeps = folders("sweep").iter().filter_map(|it| Swept::read(&it.join(names::SWEEP)).ok()).collect();
    let readings = folders("readings");
    let readings =
        readings.iter().filter_map(|it| PricedReadings::read(&it.join(names::READINGS)).ok()).collect();
    (sweeps, readings)
}

/// Replications of an earlier run that this one goes on from: of the same scenario, code and seed.
pub(super) fn kept(out: &Path, origin: &Origin) -> Vec<Vec<i64>> {
    Records::read(&out.join(names::RECORDS), origin).map_or_else(Vec::new, |records| records.rows)
}
