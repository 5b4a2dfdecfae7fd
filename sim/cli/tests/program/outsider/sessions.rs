//! Every row of `sessions.csv` by itself, and against the other rows of its project.

use super::{DAY, Faults, IDLE_RETURN, Log, Served, is_npu, served};
use naru_results::{Allocation, EndReason, SessionRow};
use std::collections::BTreeMap;

impl Log {
    pub(super) fn check_rows(&self, faults: &mut Faults) {
        self.check_projects(faults);
        let mut before: Option<(i64, u32)> = None;
        let mut of_project: BTreeMap<u32, Vec<&SessionRow>> = BTreeMap::new();
        for (number, row) in (1..).zip(&self.sessions) {
            let at = || format!("session {}", row.session);
            faults.unless(row.session == number, "order", || format!("row {number} is {}", at()));
            let here = (row.requested_s, row.project);
            faults
                .unless(before.is_none_or(|it| it <= here), "order", || format!("{} after {before:?}", at()));
            before = Some(here);
            check_clock(row, faults);
            self.check_end(row, faults);
            of_project.entry(row.project).or_default().push(row);
        }
        for rows in of_project.values() {
            self.check_slot(rows, faults);
        }
    }

    /// Numbered by product in the programme's order, and what a row says of its project is what the scenario says.
    fn check_projects(&self, faults: &mut Faults) {
        let projects = &self.effective.projects;
        let rank = |name: &str| self.effective.products.iter().position(|(product, _)| product == name);
        for (number, project) in (1..).zip(projects) {
            faults.unless(project.project == number, "numbering", || format!("project {number}"));
        }
        let in_order = projects.is_sorted_by_key(|project| rank(&project.product));
        faults.unless(in_order, "numbering", || "products of projects".to_owned());
        for row in &self.sessions {
            let project = projects.get(row.project as usize - 1);
            let same = project.is_some_and(|project| {
                *project.product == *row.product && project.contribution_paid_s == row.contribution_paid_s
            });
            faults.unless(same, "numbering", || format!("session {}: project {project:?}", row.session));
        }
    }

    /// When and why a session ended, and what stands in the columns that depend on it.
    fn check_end(&self, row: &SessionRow, faults: &mut Faults) {
        let at = || format!("session {}", row.session);
        let (stop, end) = (self.stop(row), self.effective.programme.end_s);
        let Some(it) = served(row) else {
            let columns =
                [row.started_s, row.ended_s, row.released_s, row.idle_s, row.wait_s, row.suspended_s];
            let empty =
                columns.iter().all(Option::is_none) && row.placement.is_empty() && row.allocation.is_none();
            faults.unless(empty, "rows", at);
            // Nothing else takes a request out of a queue in these scenarios.
            faults.unless(row.end_reason == EndReason::Waiting && row.left_s == Some(stop), "end-reason", at);
            faults.unless(row.requested_s <= stop, "after-service-end", at);
            return;
        };
        let work_end = it.started + row.wanted_s.unwrap_or_default();
        let tail = if is_npu(row) { 0 } else { IDLE_RETURN };
        let released = (work_end + tail).min(stop);
        faults.unless(it.released == released && it.ended == released, "end", at);
        faults.unless(row.idle_s == Some((released - work_end).max(0)), "idle", at);
        // A stop inside the idle tail cuts no work.
        let reason = match (stop < work_end, stop < end) {
            (false, _) => EndReason::Done,
            (true, true) => EndReason::Budget,
            (true, false) => EndReason::ProgrammeEnd,
        };
        faults.unless(row.end_reason == reason, "end-reason", || format!("{}: not {reason:?}", at()));
        faults.unless(it.started < it.released && it.released <= stop, "after-service-end", at);
        let allocation = if is_npu(row) { Allocation::Fixed } else { Allocation::Dynamic };
        faults.unless(row.allocation == Some(allocation), "rows", at);
        faults.unless(
            row.left_s.is_none() && row.suspended_s == Some(0) && row.resumes.is_none(),
            "rows",
            at,
        );
        self.check_cards(row, faults);
    }

    /// As many cards of the pool's type as the product's set has.
    fn check_cards(&self, row: &SessionRow, faults: &mut Faults) {
        let at = || format!("session {}", row.session);
        let pool = self.effective.fleet.iter().find(|pool| Some(pool.pool.as_str()) == row.pool.as_deref());
        let product = self.effective.products.get(&row.product);
        let cards = pool.and_then(|pool| product?.cards.get(&pool.card_type)).map(|set| set * row.multiple);
        faults.unless(cards == Some(row.cards), "cards", at);
        let placed: u32 = row.placement.iter().map(|part| part.cards).sum();
        faults.unless(placed == row.cards && row.placement.len() == 1, "cards", at);
    }

    /// One set for each project (S11): the next session when the last has given its cards back, within the allowance.
    fn check_slot(&self, rows: &[&SessionRow], faults: &mut Faults) {
        let project = &self.effective.projects[rows[0].project as usize - 1];
        faults.unless(project.concurrency == 1, "concurrency", || format!("{project:?}"));
        // A first request finds the slot free from the start.
        let mut free = 0;
        let mut drawn = 0;
        for row in rows {
            let at = || format!("session {} of project {}", row.session, row.project);
            if free > 0 {
                faults.unless(row.slot_free_s == Some(free), "slot", at);
            }
            if let Some(Served { started, ended, released, .. }) = served(row) {
                faults.unless(started >= free, "concurrency", at);
                free = released;
                drawn += i64::from(row.multiple) * (ended - started);
            }
        }
        let allowed = project.allowance_product_s;
        faults.unless(allowed.is_none_or(|it| drawn <= it), "allowance", || format!("{project:?}: {drawn}"));
        // Nine months of 30 days (A5).
        let nine = (!is_npu(rows[0])).then_some(9 * 30 * DAY);
        faults.unless(allowed == nine, "allowance", || format!("{project:?}"));
    }
}

/// The A2 clock: from the last of request, own contribution and own slot, to the allocation.
fn check_clock(row: &SessionRow, faults: &mut Faults) {
    let at = || format!("session {}", row.session);
    let last = [Some(row.requested_s), row.contribution_paid_s, row.slot_free_s].into_iter().flatten().max();
    faults.unless(row.eligible_s == last, "eligible", at);
    let eligible = row.eligible_s.unwrap_or_default();
    let wait = row.started_s.map(|started| started - eligible);
    faults.unless(row.not_counted_s == 0 && row.queued_in.is_none(), "wait", at);
    faults.unless(row.wait_s == wait && wait.is_none_or(|it| it >= 0), "wait", at);
}
