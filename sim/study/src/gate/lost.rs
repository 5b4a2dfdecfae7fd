//! Where a failure shows: causes of the waiting that was added, and the sessions that lost most of it.
//!
//! Both sides meet the same people, so a project's nth request of a kind is the same request, whenever it comes. A
//! session that goes on after an outage asks again, on that side only: its wait is part of the request's own.

use super::Gated;
use crate::rows::Rows;
use crate::variant::Variant;
use naru_model::observers::Log;
use naru_model::workload::ProjectId;
use naru_results::{
    BaselineRow, GateCause, GateLost, GateSession, ProjectWaits, SessionKind, SessionRow, Waited,
};
use std::collections::BTreeMap;

/// Sessions that are shown.
const SHOWN: usize = 5;
/// Holders of each that are shown.
const HOLDERS: usize = 3;

/// A request by project and kind.
type Key = (u32, &'static str);

/// What went wrong, and the log that it is seen in.
pub(super) fn lost(of: &Gated, rows: &[BaselineRow], log: &Log) -> (GateLost, Vec<SessionRow>) {
    let sessions = Rows::new(&of.variant.lowered).sessions(log);
    let before: BTreeMap<(&str, &str), &[Waited]> = of
        .baseline
        .waits
        .iter()
        .map(|it| ((it.project.as_str(), it.kind.as_str()), it.waits.as_slice()))
        .collect();
    let (mut matched, mut now) = (0, 0);
    let mut losses = Vec::new();
    for ((project, kind), requests) in by_project(&sessions) {
        let name = of.variant.laws.name(ProjectId(project - 1));
        let waits = before.get(&(name, kind)).copied().unwrap_or_default();
        now += requests.len() as u64;
        for ((request, waited), nth) in requests.into_iter().zip(waits).zip(1..) {
            matched += 1;
            let now = request.waited();
            if now.minutes > waited.minutes {
                losses.push((now.minutes - waited.minutes, request, now, *waited, nth));
            }
        }
    }
    losses.sort_by_key(|(loss, request, ..)| (std::cmp::Reverse(*loss), request.first.session));
    let shown = losses.into_iter().take(SHOWN).map(
        |(_, Request { first: session, longest, .. }, now, before, nth)| GateSession {
            session: session.session,
            project: of.variant.laws.name(ProjectId(session.project - 1)).to_owned(),
            kind: kind_of(session).to_owned(),
            nth,
            before_minutes: before.minutes,
            before_served: before.served,
            now_minutes: now.minutes,
            now_served: now.served,
            held_by: holders(longest, &sessions),
        },
    );
    let shown = shown.collect();
    let all_before: u64 = of.baseline.waits.iter().map(|it| it.waits.len() as u64).sum();
    let unmatched = (now - matched) + (all_before - matched);
    (GateLost { causes: causes(of, rows), sessions: shown, matched, unmatched }, sessions)
}

/// Waits of one replication's requests, by project in the programme's order and by kind.
pub(super) fn project_waits(variant: &Variant, log: &Log) -> Vec<ProjectWaits> {
    let sessions = Rows::new(&variant.lowered).sessions(log);
    by_project(&sessions)
        .into_iter()
        .map(|((project, kind), requests)| ProjectWaits {
            project: variant.laws.name(ProjectId(project - 1)).to_owned(),
            kind: kind.to_owned(),
            waits: requests.iter().map(Request::waited).collect(),
        })
        .collect()
}

/// A request: the session that it made, and those that went on with it.
struct Request<'a> {
    first: &'a SessionRow,
    /// The one of them that waited longest.
    longest: &'a SessionRow,
    wait_s: i64,
    served: bool,
}

impl<'a> Request<'a> {
    fn new(first: &'a SessionRow) -> Self {
        let (wait_s, served) = wait_of(first);
        Self { first, longest: first, wait_s, served }
    }

    fn goes_on(&mut self, session: &'a SessionRow) {
        let (wait_s, served) = wait_of(session);
        if wait_s > wait_of(self.longest).0 {
            self.longest = session;
        }
        self.wait_s += wait_s;
        self.served &= served;
    }

    fn waited(&self) -> Waited {
        Waited { minutes: self.wait_s / 60, served: self.served }
    }
}

/// Requests of the programme by project and kind, in order of asking.
fn by_project(sessions: &[SessionRow]) -> BTreeMap<Key, Vec<Request<'_>>> {
    let mut in_order: Vec<&SessionRow> = sessions.iter().filter(|it| is_request(it.kind)).collect();
    in_order.sort_by_key(|it| it.session);
    let mut all: BTreeMap<Key, Vec<Request<'_>>> = BTreeMap::new();
    // Where each session's request stands: a session has a larger number than the one that it continues.
    let mut places: BTreeMap<u64, (Key, usize)> = BTreeMap::new();
    for session in in_order {
        let place = match session.resumes.and_then(|before| places.get(&before).copied()) {
            Some((key, nth)) => {
                all.get_mut(&key).expect("it has requests")[nth].goes_on(session);
                (key, nth)
            }
            // It goes on with nothing that was asked for, such as a trial.
            None if session.resumes.is_some() => continue,
            None => {
                let key = (session.project, kind_of(session));
                let requests = all.entry(key).or_default();
                requests.push(Request::new(session));
                (key, requests.len() - 1)
            }
        };
        places.insert(session.session, place);
    }
    all
}

const fn is_request(kind: SessionKind) -> bool {
    match kind {
        SessionKind::Base | SessionKind::Burst | SessionKind::Pf1 | SessionKind::Npu => true,
        SessionKind::Hold | SessionKind::Trial | SessionKind::Free | SessionKind::After => false,
    }
}

fn kind_of(session: &SessionRow) -> &'static str {
    match session.kind {
        SessionKind::Base => "base",
        SessionKind::Burst => "burst",
        SessionKind::Pf1 => "pf1",
        SessionKind::Npu => "npu",
        SessionKind::Hold => "hold",
        SessionKind::Trial => "trial",
        SessionKind::Free => "free",
        SessionKind::After => "after",
    }
}

/// Seconds that a session waited, and whether it was served.
fn wait_of(session: &SessionRow) -> (i64, bool) {
    match (session.wait_s, session.left_s, session.eligible_s) {
        (Some(wait), _, _) => (wait, true),
        (None, Some(left), Some(eligible)) => (left - eligible - session.not_counted_s, false),
        (None, _, _) => (0, false),
    }
}

/// Who held, during a wait, the cards that it ended with; where it ended without any, cards of its pool.
fn holders(waited: &SessionRow, sessions: &[SessionRow]) -> Vec<u64> {
    let Some(from) = waited.eligible_s else { return Vec::new() };
    let Some(until) = waited.started_s.or(waited.left_s) else { return Vec::new() };
    let servers: Vec<u32> = waited.placement.iter().map(|it| it.server).collect();
    let there = |it: &&SessionRow| {
        let placed = servers.is_empty() || it.placement.iter().any(|at| servers.contains(&at.server));
        it.session != waited.session && it.pool == waited.pool && it.supplier == waited.supplier && placed
    };
    let mut held: Vec<(i64, i64, u64)> = sessions
        .iter()
        .filter(there)
        .filter_map(|it| {
            let (start, end) = (it.started_s?, it.released_s?);
            let during = end.min(until) - start.max(from);
            (during > 0).then_some((-during, start - end, it.session))
        })
        .collect();
    held.sort_unstable();
    held.into_iter().take(HOLDERS).map(|(.., session)| session).collect()
}

/// Causes whose waiting grew over the replications seen.
fn causes(of: &Gated, rows: &[BaselineRow]) -> Vec<GateCause> {
    let before = &of.baseline.rows[..rows.len()];
    let sum = |rows: &[BaselineRow], cause: usize| rows.iter().map(|row| row.waiting_s[cause]).sum::<u64>();
    let by = |rows| (0..of.baseline.causes.len()).map(|cause| sum(rows, cause)).collect::<Vec<u64>>();
    let (before, now) = (by(before), by(rows));
    let added: Vec<u64> = before.iter().zip(&now).map(|(before, now)| now.saturating_sub(*before)).collect();
    let share = |part: u64, all: &[u64]| part as f64 / all.iter().sum::<u64>().max(1) as f64;
    let mut grown: Vec<GateCause> = (0..added.len())
        .filter(|cause| added[*cause] > 0)
        .map(|cause| GateCause {
            cause: of.baseline.causes[cause].clone(),
            added_share: share(added[cause], &added),
            before_share: share(before[cause], &before),
            now_share: share(now[cause], &now),
        })
        .collect();
    grown.sort_by(|a, b| b.added_share.total_cmp(&a.added_share));
    grown
}

#[cfg(test)]
mod tests {
    use super::*;
    use naru_results::EndReason;

    /// Asked at 0, started after so many seconds, or left unserved.
    fn session(id: u64, wait_s: i64, served: bool, resumes: Option<u64>) -> SessionRow {
        SessionRow {
            session: id,
            project: 1,
            product: "gpu-67tf".into(),
            supplier: None,
            pool: None,
            kind: SessionKind::Base,
            multiple: 1,
            cards: 1,
            placement: Vec::new(),
            requested_s: 0,
            contribution_paid_s: None,
            slot_free_s: None,
            eligible_s: Some(0),
            queue_seq: None,
            started_s: served.then_some(wait_s),
            wanted_s: None,
            ended_s: None,
            released_s: None,
            idle_s: None,
            wait_s: served.then_some(wait_s),
            left_s: (!served).then_some(wait_s),
            allocation: None,
            suspended_s: None,
            end_reason: EndReason::Done,
            resumes,
            part_bp: None,
            not_counted_s: 0,
            queued_in: None,
        }
    }

    /// The first request is broken off twice: 90 s, then 100 s, then 170 s are 6 whole minutes. The second stays the
    /// second, and the third was not served when it went on.
    #[test]
    fn a_session_that_goes_on_is_no_request_of_its_own() {
        let sessions = [
            session(1, 90, true, None),
            session(2, 100, true, Some(1)),
            session(3, 60, true, None),
            session(5, 170, true, Some(2)),
            session(6, 0, true, None),
            session(7, 120, false, Some(6)),
            session(8, 600, true, Some(4)), // goes on with what is no request
        ];
        let all = by_project(&sessions);
        let requests = &all[&(1, "base")];
        let waits: Vec<Waited> = requests.iter().map(Request::waited).collect();
        let waited = |minutes, served| Waited { minutes, served };
        assert_eq!(waits, [waited(6, true), waited(1, true), waited(2, false)]);
        let told: Vec<[u64; 2]> = requests.iter().map(|it| [it.first.session, it.longest.session]).collect();
        assert_eq!(told, [[1, 5], [3, 3], [6, 7]]);
    }
}
