//! Where a failure shows: causes of the waiting that was added, and the sessions that lost most of it.
//!
//! Both sides meet the same people, so a project's nth request of a kind is the same request, whenever it comes.

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
        for ((session, waited), nth) in requests.iter().zip(waits).zip(1..) {
            matched += 1;
            let wait = wait_of(session);
            if wait.minutes > waited.minutes {
                losses.push((wait.minutes - waited.minutes, *session, wait, *waited, nth));
            }
        }
    }
    losses.sort_by_key(|(loss, session, ..)| (std::cmp::Reverse(*loss), session.session));
    let shown = losses.into_iter().take(SHOWN).map(|(_, session, now, before, nth)| GateSession {
        session: session.session,
        project: of.variant.laws.name(ProjectId(session.project - 1)).to_owned(),
        kind: kind_of(session).to_owned(),
        nth,
        before_minutes: before.minutes,
        before_served: before.served,
        now_minutes: now.minutes,
        now_served: now.served,
        held_by: holders(session, &sessions),
    });
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
            waits: requests.into_iter().map(wait_of).collect(),
        })
        .collect()
}

/// Requests of the programme by project and kind, in order of asking.
fn by_project(sessions: &[SessionRow]) -> BTreeMap<Key, Vec<&SessionRow>> {
    let mut all: BTreeMap<Key, Vec<&SessionRow>> = BTreeMap::new();
    for session in sessions {
        match session.kind {
            SessionKind::Base | SessionKind::Burst | SessionKind::Pf1 | SessionKind::Npu => {
                all.entry((session.project, kind_of(session))).or_default().push(session);
            }
            SessionKind::Hold | SessionKind::Trial | SessionKind::Free | SessionKind::After => {}
        }
    }
    for requests in all.values_mut() {
        requests.sort_by_key(|session| session.session);
    }
    all
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

fn wait_of(session: &SessionRow) -> Waited {
    match (session.wait_s, session.left_s, session.eligible_s) {
        (Some(wait), _, _) => Waited { minutes: wait / 60, served: true },
        (None, Some(left), Some(eligible)) => {
            Waited { minutes: (left - eligible - session.not_counted_s) / 60, served: false }
        }
        (None, _, _) => Waited { minutes: 0, served: false },
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
