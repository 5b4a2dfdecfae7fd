//! What the programme's office decides in the course of one replication, and what it counts beside use and money.

use naru_model::workload::{Demand, ProjectId};
use naru_model::{EndReason, Fact, Observer, OutageKind, Plan};
use naru_units::{DAY, Instant, Won};
use std::borrow::Cow;

/// Two months in days, as stages are drawn by: 30 + 31.
const TWO_MONTHS: i64 = 61;
/// Stages in which a stay of two months asks for a report (clause N5).
const REPORTED: usize = 3;

/// What was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// By wave: whether it was admitted (clause P6).
    pub waves: Vec<bool>,
    /// By project: whether it was granted, from the start or with its wave.
    pub granted: Vec<bool>,
    /// Grants withdrawn for under-use (clause A6).
    pub recalled_grants: u32,
    /// Moved from the NPU to the GPU line, less what was moved back (clause P3).
    pub npu_to_gpu: Won,
    /// By supplier: faults of its allocator, each of which it reports within 3 days (clause A4).
    pub fault_reports: Vec<u32>,
    /// Whether an allowance cut any work (clause A5).
    pub allowance_cut: bool,
}

impl Course {
    /// A plan whose waves are admitted as they were here: money without end would admit them all.
    pub(crate) fn decided<'p>(&self, plan: &'p Plan) -> Cow<'p, Plan> {
        if plan.waves.is_empty() {
            return Cow::Borrowed(plan);
        }
        let mut decided = plan.clone();
        for (project, granted) in decided.projects.iter_mut().zip(&self.granted) {
            if project.wave.is_some() {
                project.wave = if *granted { None } else { Some(NEVER) };
            }
        }
        for servers in decided.pools.iter_mut().flat_map(|pool| &mut pool.servers) {
            if let Some(wave) = servers.wave {
                servers.from = servers.from.max(plan.waves[wave as usize].at);
                servers.wave = if self.waves[wave as usize] { None } else { Some(NEVER) };
            }
        }
        decided.waves.clear();
        Cow::Owned(decided)
    }
}

/// A wave that is never decided.
const NEVER: u16 = u16::MAX;

/// Hears what is decided.
#[derive(Clone, Debug)]
pub(crate) struct Decisions<'a> {
    plan: &'a Plan,
    /// By product: places of recalled grants that no wave has taken yet.
    places: Vec<u32>,
    pub(crate) course: Course,
}

impl<'a> Decisions<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        let course = Course {
            waves: vec![false; plan.waves.len()],
            granted: plan.projects.iter().map(|project| project.wave.is_none()).collect(),
            fault_reports: vec![0; plan.suppliers()],
            ..Course::default()
        };
        Self { plan, places: vec![0; plan.products.len()], course }
    }

    /// A wave's projects come; those for recalled places as far as there are any, by their numbers.
    fn admit(&mut self, wave: u16) {
        self.course.waves[wave as usize] = true;
        for (project, granted) in self.plan.projects.iter().zip(&mut self.course.granted) {
            if project.wave != Some(wave) {
                continue;
            }
            let places = &mut self.places[project.product.0 as usize];
            *granted = !project.in_recalled_place || *places > 0;
            if project.in_recalled_place {
                *places = places.saturating_sub(1);
            }
        }
    }
}

impl Observer for Decisions<'_> {
    fn hear(&mut self, _: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::WaveDecided { wave, admitted: true } => self.admit(*wave),
            Fact::GrantRecalled { project } => {
                self.course.recalled_grants += 1;
                self.places[self.plan.projects[*project as usize].product.0 as usize] += 1;
            }
            Fact::Outage(outage) if outage.kind == OutageKind::Allocator => {
                self.course.fault_reports[outage.supplier as usize] += 1;
            }
            Fact::Transferred { npu_to_gpu, .. } => self.course.npu_to_gpu += *npu_to_gpu,
            Fact::Ended(_, EndReason::Allowance) | Fact::Left(_, EndReason::Allowance) => {
                self.course.allowance_cut = true;
            }
            Fact::Began(_)
            | Fact::Allowance { .. }
            | Fact::Offered { .. }
            | Fact::Suspended { .. }
            | Fact::Server { .. }
            | Fact::Requested(_)
            | Fact::Started(_)
            | Fact::Ended(..)
            | Fact::Outage(_)
            | Fact::HeldForGang { .. }
            | Fact::WaveDecided { .. }
            | Fact::Left(..)
            | Fact::Moved { .. }
            | Fact::DayClosed { .. }
            | Fact::MonthClosed { .. }
            | Fact::ServiceEnded { .. }
            | Fact::Billed(_)
            | Fact::Closed { .. } => {}
        }
    }
}

/// Storage that the granted projects claim, in TB, by supplier: at the one that they use at first (clause S6).
pub(crate) fn storage_tb(plan: &Plan, demand: &Demand<'_>, granted: &[bool]) -> Vec<u64> {
    let mut claimed = vec![0; plan.suppliers()];
    for (p, project) in plan.projects.iter().enumerate().filter(|(p, _)| granted[*p]) {
        let id = ProjectId(p as u32);
        let offer = plan.products[project.product.0 as usize].offers.get(project.offer as usize);
        if let Some(offer) = offer.filter(|_| demand.first_service(id).is_some_and(|first| first < plan.end))
        {
            claimed[offer.supplier.0 as usize] += u64::from(demand.storage_tb(id));
        }
    }
    claimed
}

/// Reports due because a project has stayed two months in one of the stages 1 to 3 (clause N5).
pub(crate) fn stage_reports(plan: &Plan, demand: &Demand<'_>, granted: &[bool]) -> u64 {
    let of = |p: usize| -> u64 {
        let id = ProjectId(p as u32);
        let (Some(first), Some(ends)) = (demand.first_service(id), demand.stage_ends(id)) else { return 0 };
        let until = demand.drops_at(id).unwrap_or(plan.end).min(plan.end);
        reports_due(first, &ends, until)
    };
    (0..plan.projects.len()).filter(|p| granted[*p]).map(of).sum()
}

/// A report falls due two months into a stage, if the project is there then. `ends` are days since its start.
fn reports_due(first: Instant, ends: &[i64; 4], until: Instant) -> u64 {
    let begins = [0, ends[0], ends[1]];
    let due = |(begin, end): (i64, i64)| {
        let report = begin + TWO_MONTHS;
        report <= end && Instant((first.day() + report) * DAY) < until
    };
    begins.into_iter().zip(ends[..REPORTED].iter().copied()).filter(|stage| due(*stage)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stages of 61, 60 and 200 days from day 10: reports on days 71 and 10 + 121 + 61 = 192; none in stage 4.
    #[test]
    fn a_report_falls_due_two_months_into_a_stage() {
        let (first, ends) = (Instant(10 * DAY + 5), [61, 121, 321, 900]);
        for (until, want) in [(71, 0), (72, 1), (192, 1), (193, 2), (275, 2)] {
            assert_eq!(reports_due(first, &ends, Instant(until * DAY)), want, "until day {until}");
        }
    }
}
