//! `sessions.csv` of a run of this program, as a log of jobs.
//!
//! Rules: submit = request, size = cards, run = the time for which cards were held, the idle tail in it; of a
//! request that was never served, the work that was asked for. The user is the project, the group the product.

use super::fault::Bad;
use super::format::Header;
use super::job::{Cut, End, JobId};
use super::row::{Column, FARTHEST, Found, Names, Raw, Row};
use super::tally::{Noted, Skipped};

const MOST: i64 = u32::MAX as i64;

/// Where the columns are.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    session: Column,
    project: Column,
    product: Column,
    kind: Column,
    cards: Column,
    requested: Column,
    started: Column,
    wanted: Column,
    released: Column,
    end_reason: Column,
    resumes: Column,
}

impl Columns {
    pub(super) fn find(header: &Header, missing: &mut Vec<&'static str>) -> Self {
        Self {
            session: header.need("session", missing),
            project: header.need("project", missing),
            product: header.need("product", missing),
            kind: header.need("kind", missing),
            cards: header.need("cards", missing),
            requested: header.need("requested_s", missing),
            started: header.need("started_s", missing),
            wanted: header.need("wanted_s", missing),
            released: header.need("released_s", missing),
            end_reason: header.need("end_reason", missing),
            resumes: header.need("resumes", missing),
        }
    }

    pub(super) fn job(&self, row: &mut Row<'_>, names: &mut Names) -> Found {
        if row.cell(self.kind) == b"hold" {
            return Found::Not(Skipped::Hold);
        }
        let session = row.number(self.session, 0, 999_999_999_999_999);
        let size = row.number(self.cards, -MOST, MOST);
        let requested = row.number(self.requested, -FARTHEST, FARTHEST);
        let Ok(started) = row.or_empty(self.started, -FARTHEST, FARTHEST) else { return Found::Bad };
        let Ok(released) = row.or_empty(self.released, -FARTHEST, FARTHEST) else { return Found::Bad };
        let Ok(work_s) = row.or_empty(self.wanted, 0, FARTHEST) else { return Found::Bad };
        let (Some(session), Some(size)) = (session, size) else { return Found::Bad };
        let Some(requested) = requested else { return Found::Bad };
        let run = match (started, released) {
            (Some(started), Some(released)) if released < started => {
                row.refuse(self.released, Bad::Reversed);
                return Found::Bad;
            }
            (Some(started), Some(released)) => released - started,
            (Some(_), None) => {
                row.refuse(self.released, Bad::Empty);
                return Found::Bad;
            }
            (None, _) => {
                let Some(work) = work_s else { return Found::Not(Skipped::NeverStarted) };
                row.notes.add(Noted::NotServed);
                work
            }
        };
        if !row.cell(self.resumes).is_empty() {
            row.notes.add(Noted::Resumes);
        }
        let (end, cut) = match row.cell(self.end_reason) {
            b"done" => (End::Completed, Cut::Whole),
            b"outage" => (End::Failed, Cut::End),
            b"abandoned" => (End::Cancelled, if started.is_some() { Cut::End } else { Cut::Whole }),
            _ if started.is_none() => (End::Unknown, Cut::Whole),
            // budget, allowance, programme_end, recalled, switched: something else than the work ended it.
            _ => (End::Unknown, Cut::End),
        };
        Found::Job(Raw {
            id: JobId::plain(session as u64),
            submit_s: requested,
            wait_s: started.map(|started| started - requested),
            run_s: run,
            work_s,
            size,
            estimate_s: None,
            user: Some(names.number(row.cell(self.project))),
            group: Some(names.number(row.cell(self.product))),
            end,
            cut,
        })
    }
}
