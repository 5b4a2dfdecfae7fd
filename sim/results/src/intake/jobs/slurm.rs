//! Slurm accounting as `sacct --parsable2` writes it: columns by name between `|`.
//!
//! Rules: a job's own row counts, its steps do not. Size = GPUs allocated, or requested where none were allocated; in a
//! log without any GPU, processors. Run = elapsed time, which leaves suspension out. A time without a zone is Korean.

use super::fault::Bad;
use super::format::Header;
use super::job::{Cut, End, JobId};
use super::row::{Column, FARTHEST, Found, Names, Raw, Row};
use super::tally::{Noted, Skipped};
use naru_units::HOUR;

/// Wall clock of times without a zone, east of UTC.
pub(super) const OFFSET_S: i64 = 9 * HOUR;

const MOST: i64 = u32::MAX as i64;

/// Where the columns are.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    id: Column,
    submit: Column,
    start: Column,
    end: Option<Column>,
    elapsed_raw: Option<Column>,
    elapsed: Option<Column>,
    limit_minutes: Option<Column>,
    limit: Option<Column>,
    /// Processors: allocated, or as many as asked for while a job waits.
    processors: [Option<Column>; 3],
    /// Allocated and requested.
    resources: [Option<Column>; 2],
    user: Option<Column>,
    partition: Option<Column>,
    state: Option<Column>,
}

impl Columns {
    pub(super) fn find(header: &Header, missing: &mut Vec<&'static str>) -> Self {
        let columns = Self {
            id: header.need("JobID", missing),
            submit: header.need("Submit", missing),
            start: header.need("Start", missing),
            end: header.find("End"),
            elapsed_raw: header.find("ElapsedRaw"),
            elapsed: header.find("Elapsed"),
            limit_minutes: header.find("TimelimitRaw"),
            limit: header.find("Timelimit"),
            processors: ["AllocCPUS", "NCPUS", "ReqCPUS"].map(|name| header.find(name)),
            resources: ["AllocTRES", "ReqTRES"].map(|name| header.find(name)),
            user: header.find("User"),
            partition: header.find("Partition"),
            state: header.find("State"),
        };
        if columns.elapsed_raw.or(columns.elapsed).or(columns.end).is_none() {
            missing.push("ElapsedRaw, Elapsed or End");
        }
        let mut sizes = columns.processors.iter().chain(&columns.resources);
        if sizes.all(Option::is_none) {
            missing.push("AllocTRES, ReqTRES, AllocCPUS, NCPUS or ReqCPUS");
        }
        columns
    }

    /// Whether the row has GPUs. Its steps have those of their jobs.
    pub(super) fn has_cards(&self, row: &Row<'_>) -> bool {
        self.resources.into_iter().flatten().any(|column| cards(row.cell(column)).is_some_and(|n| n > 0))
    }

    pub(super) fn job(&self, row: &mut Row<'_>, names: &mut Names, in_cards: bool) -> Found {
        let id = row.cell(self.id);
        if id.contains(&b'.') {
            return Found::Not(Skipped::Step);
        }
        let state = row.cell_of(self.state).unwrap_or_default();
        // `CANCELLED by 1001`
        let state = state.split(|byte| *byte == b' ').next().unwrap_or_default();
        if state == b"PENDING" || absent(row.cell(self.start)) {
            return Found::Not(Skipped::NeverStarted);
        }
        let Some(id) = std::str::from_utf8(id).ok().and_then(JobId::parse) else {
            row.refuse(self.id, Bad::NotId);
            return Found::Bad;
        };
        let (submit, start) = (row.unix(self.submit, OFFSET_S), row.unix(self.start, OFFSET_S));
        let (Some(submit), Some(start)) = (submit, start) else { return Found::Bad };
        let Some(run) = self.run(row, start) else { return Found::Bad };
        let Ok(estimate) = self.estimate(row) else { return Found::Bad };
        let Ok(allocated) = self.size(row, in_cards, [0, 1], 0) else { return Found::Bad };
        let Ok(requested) = self.size(row, in_cards, [2, 2], 1) else { return Found::Bad };
        if state == b"CANCELLED" && run == 0 && self.nothing_allocated(row) {
            // Older versions give the time of the cancellation as its start.
            return Found::Not(Skipped::NeverStarted);
        }
        if let (Some(allocated), Some(requested)) = (allocated, requested)
            && allocated != requested
        {
            row.notes.add(Noted::OtherSize);
        }
        let running = matches!(state, b"RUNNING" | b"SUSPENDED" | b"RESIZING");
        Found::Job(Raw {
            id,
            submit_s: submit,
            wait_s: Some(start - submit),
            run_s: run,
            work_s: None,
            size: allocated.filter(|n| *n > 0).or(requested).unwrap_or(0),
            estimate_s: estimate,
            user: row.cell_of(self.user).map(|name| names.number(name)),
            group: row.cell_of(self.partition).map(|name| names.number(name)),
            end: match state {
                b"COMPLETED" => End::Completed,
                b"FAILED" | b"NODE_FAIL" | b"OUT_OF_MEMORY" | b"BOOT_FAIL" | b"PREEMPTED" | b"REVOKED" => {
                    End::Failed
                }
                b"CANCELLED" => End::Cancelled,
                b"TIMEOUT" | b"DEADLINE" => End::TimedOut,
                _ if running => End::Running,
                _ => End::Unknown,
            },
            cut: if running { Cut::End } else { Cut::Whole },
        })
    }

    fn run(&self, row: &mut Row<'_>, start: i64) -> Option<i64> {
        if let Some(raw) = self.elapsed_raw {
            return row.number(raw, -FARTHEST, FARTHEST);
        }
        if let Some(elapsed) = self.elapsed {
            return row.length(elapsed);
        }
        let end = self.end.expect("one of the three is there");
        row.unix(end, OFFSET_S).map(|end| end - start)
    }

    /// `UNLIMITED`, `Partition_Limit` and nothing are no estimate. `Err` where it cannot be read.
    fn estimate(&self, row: &mut Row<'_>) -> Result<Option<i64>, ()> {
        let Some(column) = self.limit_minutes.or(self.limit) else { return Ok(None) };
        let cell = row.cell(column);
        if cell.is_empty()
            || [&b"UNLIMITED"[..], b"Partition_Limit"].iter().any(|it| cell.eq_ignore_ascii_case(it))
        {
            return Ok(None);
        }
        let seconds = if self.limit_minutes.is_some() {
            row.number(column, 0, FARTHEST / 60).map(|minutes| minutes * 60)
        } else {
            row.length(column)
        };
        seconds.map(|seconds| Some(seconds).filter(|seconds| *seconds > 0)).ok_or(())
    }

    /// Cards of a list of resources, or processors of the first column that is there. `Err` where it cannot be read.
    fn size(
        &self,
        row: &mut Row<'_>,
        in_cards: bool,
        processors: [usize; 2],
        resources: usize,
    ) -> Result<Option<i64>, ()> {
        let column = processors.into_iter().find_map(|at| self.processors[at]);
        if let Some(column) = column.filter(|column| !in_cards && !row.cell(*column).is_empty()) {
            return row.number(column, 0, MOST).map(Some).ok_or(());
        }
        let Some(column) = self.resources[resources] else { return Ok(None) };
        let cell = row.cell(column);
        let size =
            if in_cards { cards(cell).map(Some) } else { counted(cell, b"cpu").map(|(plain, _)| plain) };
        if size.is_none() {
            row.refuse(column, Bad::NotNumber);
        }
        size.ok_or(())
    }

    fn nothing_allocated(&self, row: &Row<'_>) -> bool {
        let none = |column| matches!(row.cell(column), b"" | b"0");
        self.processors[0].or(self.resources[0]).is_some_and(none)
    }
}

/// What Slurm writes for a time that is not there.
fn absent(cell: &[u8]) -> bool {
    matches!(cell, b"" | b"Unknown" | b"None" | b"N/A")
}

/// GPUs of `billing=8,cpu=8,gres/gpu:a100=4,gres/gpu=4`: the number without a type counts those of all types.
fn cards(resources: &[u8]) -> Option<i64> {
    let (plain, typed) = counted(resources, b"gres/gpu")?;
    Some(plain.unwrap_or(typed))
}

/// The number of a resource, and the sum over its types; `None` where one of them is no number.
fn counted(resources: &[u8], name: &[u8]) -> Option<(Option<i64>, i64)> {
    let (mut plain, mut typed) = (None, 0);
    for part in resources.split(|byte| *byte == b',') {
        let Some(rest) = part.strip_prefix(name) else { continue };
        let number = |digits: &[u8]| super::row::integer(digits).filter(|n| (0..=MOST).contains(n));
        match rest {
            [b'=', digits @ ..] => plain = Some(number(digits)?),
            [b':', ..] => {
                let equals = rest.iter().position(|byte| *byte == b'=')?;
                typed += number(&rest[equals + 1..])?;
            }
            // Another resource, such as `gres/gpumem`.
            _ => {}
        }
    }
    Some((plain, typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_of_resources() {
        for (text, want) in [
            ("", Some(0)),
            ("billing=8,cpu=8,mem=64G,node=1", Some(0)),
            ("cpu=8,gres/gpu=4,node=1", Some(4)),
            ("cpu=8,gres/gpu:a100=4,gres/gpu=4", Some(4)),
            ("gres/gpu:a100=4,gres/gpu:h100=2", Some(6)),
            ("gres/gpumem=80G,gres/gpuutil=97,cpu=1", Some(0)),
            ("gres/gpu=four", None),
            ("gres/gpu:a100", None),
        ] {
            assert_eq!(cards(text.as_bytes()), want, "{text}");
        }
    }
}
