//! Logs of GPU clusters that were published as CSV.

use super::fault::Bad;
use super::format::Header;
use super::job::{Cut, End, JobId};
use super::row::{Column, FARTHEST, Found, Names, Raw, Row, integer};
use super::tally::{Noted, Skipped};

const MOST: i64 = u32::MAX as i64;

/// Microsoft's Philly cluster. A job is numbered by its row; times are without a zone and taken as UTC.
#[derive(Clone, Debug)]
pub(super) struct Philly {
    submit: Column,
    run: Column,
    cards: Column,
    group: Option<Column>,
}

impl Philly {
    pub(super) fn find(header: &Header, missing: &mut Vec<&'static str>) -> Self {
        Self {
            submit: header.need("timestamp", missing),
            run: header.need("duration", missing),
            cards: header.need("num_gpus", missing),
            group: header.find("cluster"),
        }
    }

    pub(super) fn job(&self, row: &mut Row<'_>, names: &mut Names, number: u64) -> Found {
        let submit = row.unix(self.submit, 0);
        let run = row.number(self.run, -FARTHEST, FARTHEST);
        let cards = row.number(self.cards, -MOST, MOST);
        let (Some(submit), Some(run), Some(size)) = (submit, run, cards) else { return Found::Bad };
        let group = row.cell_of(self.group).map(|name| names.number(name));
        Found::Job(Raw { submit_s: submit, run_s: run, size, group, ..plain(number) })
    }
}

/// Alibaba's inference instances, with seconds from the trace's beginning. An instance that was there before has no
/// time of creation, one that is there at the end none of deletion. Those of role CN have no card.
#[derive(Clone, Debug)]
pub(super) struct Instances {
    id: Column,
    cards: Column,
    created: Column,
    scheduled: Column,
    deleted: Column,
    group: Option<Column>,
}

impl Instances {
    pub(super) fn find(header: &Header, missing: &mut Vec<&'static str>) -> Self {
        Self {
            id: header.need("instance_sn", missing),
            cards: header.need("gpu_request", missing),
            created: header.need("creation_time", missing),
            scheduled: header.need("scheduled_time", missing),
            deleted: header.need("deletion_time", missing),
            group: header.find("app_name"),
        }
    }

    /// The latest time in the row.
    pub(super) fn latest(&self, row: &mut Row<'_>) -> i64 {
        let times = [self.created, self.scheduled, self.deleted];
        times
            .into_iter()
            .filter_map(|column| row.or_empty(column, -FARTHEST, FARTHEST).ok().flatten())
            .max()
            .unwrap_or(0)
    }

    /// `end_s`: the latest time of the trace, which is taken as its end.
    pub(super) fn job(&self, row: &mut Row<'_>, names: &mut Names, end_s: i64) -> Found {
        let id = row.cell(self.id);
        let digits = id.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(id, |at| &id[at + 1..]);
        let Some(id) = integer(digits) else {
            row.refuse(self.id, Bad::NotId);
            return Found::Bad;
        };
        let times = [self.created, self.scheduled, self.deleted];
        let times = times.map(|column| row.or_empty(column, -FARTHEST, FARTHEST));
        let [Ok(created), Ok(scheduled), Ok(deleted)] = times else { return Found::Bad };
        let Some(size) = row.number(self.cards, -MOST, MOST) else { return Found::Bad };
        if created.is_some() && scheduled.is_none() {
            return Found::Not(Skipped::NeverStarted);
        }
        let start = scheduled.unwrap_or(0);
        Found::Job(Raw {
            submit_s: created.unwrap_or(0),
            wait_s: created.map(|created| start - created),
            run_s: deleted.unwrap_or(end_s) - start,
            size,
            group: row.cell_of(self.group).map(|name| names.number(name)),
            end: if deleted.is_none() { End::Running } else { End::Unknown },
            cut: match (created, deleted) {
                (Some(_), Some(_)) => Cut::Whole,
                (None, Some(_)) => Cut::Begin,
                (Some(_), None) => Cut::End,
                (None, None) => Cut::Both,
            },
            ..plain(id as u64)
        })
    }
}

/// Alibaba's inference requests. A request is numbered by its row and counts one, since the trace has no sizes. Its
/// clock was shifted.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    submit: Column,
    run: Column,
    status: Option<Column>,
    user: Option<Column>,
}

impl Requests {
    pub(super) fn find(header: &Header, missing: &mut Vec<&'static str>) -> Self {
        Self {
            submit: header.need("gmt_create", missing),
            run: header.need("exec_time_seconds", missing),
            status: header.find("predict_status"),
            user: header.find("groupId"),
        }
    }

    pub(super) fn job(&self, row: &mut Row<'_>, names: &mut Names, number: u64) -> Found {
        let status = row.cell_of(self.status).unwrap_or_default();
        if status == b"PENDING" {
            return Found::Not(Skipped::NeverStarted);
        }
        let (submit, run) = (row.unix(self.submit, 0), row.number(self.run, -FARTHEST, FARTHEST));
        let (Some(submit), Some(run)) = (submit, run) else { return Found::Bad };
        row.notes.add(Noted::NoSizeInLog);
        let (end, cut) = match status {
            b"SUCCEED" => (End::Completed, Cut::Whole),
            b"FAILED" => (End::Failed, Cut::Whole),
            b"PROCESSING" => (End::Running, Cut::End),
            _ => (End::Unknown, Cut::Whole),
        };
        let user = row.cell_of(self.user).map(|name| names.number(name));
        Found::Job(Raw { submit_s: submit, run_s: run, size: 1, user, end, cut, ..plain(number) })
    }
}

/// A job of which nothing but a number is known.
fn plain(number: u64) -> Raw {
    Raw {
        id: JobId::plain(number),
        submit_s: 0,
        wait_s: None,
        run_s: 0,
        work_s: None,
        size: 0,
        estimate_s: None,
        user: None,
        group: None,
        end: End::Unknown,
        cut: Cut::Whole,
    }
}
