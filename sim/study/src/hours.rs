//! Waits by product, month and hour of day: what a request that comes at that time must expect.
//!
//! One replication keeps counts only where there are any, as whole numbers; they are of the requests and in the buckets
//! of the wait histogram (`Waits`), so that the hours of a product add up to it.

use naru_model::observers::Histogram;
use naru_model::rules::settlement::over_limit;
use naru_model::{Fact, Observer, Plan, Session};
use naru_units::{HOUR, Instant, Span};
use std::sync::LazyLock;

/// Hours of a day.
pub(crate) const HOURS: usize = 24;

/// Bits of a key below the cell: the bucket, and whether the wait is past the limit.
const BITS: u32 = 13;

/// Counts of one replication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HourCounts(
    /// Key and number of requests, keys ascending. A key is a cell (product, month, hour), a bucket and a mark.
    pub(crate) Vec<(u32, u32)>,
);

/// Upper edges of the histogram's buckets up to the longest wait that a key can have, from the histogram itself.
static EDGES: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let longest = 1 << 36; // 2,000 years in seconds
    let mut edges = Vec::new();
    let mut next = 0;
    while next < longest {
        let mut one = Histogram::default();
        one.add(next);
        let edge = one.buckets().next().expect("it has a value").upper;
        edges.push(edge);
        next = edge + 1;
    }
    assert!(edges.len() <= 1 << (BITS - 1), "a bucket fits its bits");
    edges
});

/// Hears when requests become eligible and how long they wait.
#[derive(Clone, Debug)]
pub(crate) struct HourWaits<'a> {
    plan: &'a Plan,
    months: usize,
    /// A key per request.
    keys: Vec<u32>,
}

impl<'a> HourWaits<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        let months = plan.terms.month_starts.len() - 1;
        assert!(plan.products.len() * months * HOURS < 1 << (32 - BITS), "a cell fits its bits");
        Self { plan, months, keys: Vec::new() }
    }

    fn count(&mut self, session: &Session, wait: Span, late: bool) {
        let starts = &self.plan.terms.month_starts;
        let month = starts.partition_point(|start| *start <= session.eligible).clamp(1, self.months) - 1;
        let hour = session.eligible.0.div_euclid(HOUR).rem_euclid(HOURS as i64) as usize;
        let cell = (usize::from(session.product) * self.months + month) * HOURS + hour;
        let seconds = u64::try_from(wait.0).expect("nobody is served before being eligible");
        // Most wait for nothing, or less than the first bucket of two seconds.
        let bucket =
            if seconds < 128 { seconds as usize } else { EDGES.partition_point(|edge| *edge < seconds) };
        self.keys.push((cell as u32) << BITS | (bucket as u32) << 1 | u32::from(late));
    }

    fn is_late(&self, session: &Session, wait: Span) -> bool {
        self.plan.products[usize::from(session.product)].limit.is_some_and(|limit| over_limit(wait, limit))
    }

    /// What was heard, counted.
    pub(crate) fn counts(mut self) -> HourCounts {
        self.keys.sort_unstable();
        let runs = self.keys.chunk_by(|a, b| a == b);
        HourCounts(runs.map(|run| (run[0], run.len() as u32)).collect())
    }
}

impl Observer for HourWaits<'_> {
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        match fact {
            Fact::Started(session) if session.kind.is_counted() => {
                let wait = session.wait();
                self.count(session, wait, self.is_late(session, wait));
            }
            Fact::Left(session, _) if session.kind.is_counted() => {
                let so_far = session.waited(at);
                if self.is_late(session, so_far) {
                    self.count(session, so_far, true);
                }
            }
            Fact::Requested(_)
            | Fact::Started(_)
            | Fact::Left(..)
            | Fact::Ended(..)
            | Fact::Moved { .. }
            | Fact::Began(_)
            | Fact::Allowance { .. }
            | Fact::Offered { .. }
            | Fact::Suspended { .. }
            | Fact::Server { .. }
            | Fact::Outage(_)
            | Fact::HeldForGang { .. }
            | Fact::Transferred { .. }
            | Fact::WaveDecided { .. }
            | Fact::GrantRecalled { .. }
            | Fact::DayClosed { .. }
            | Fact::MonthClosed { .. }
            | Fact::ServiceEnded { .. }
            | Fact::Billed(_)
            | Fact::Closed { .. } => {}
        }
    }
}

/// Waits of one product, month and hour, over any number of replications.
#[derive(Clone, Debug, Default)]
pub(crate) struct HourCell {
    pub(crate) histogram: Histogram,
    pub(crate) late: u64,
}

impl HourCell {
    pub(crate) fn merge(&mut self, other: &Self) {
        self.histogram.merge(&other.histogram);
        self.late += other.late;
    }
}

/// Adds up the replications' counts of one product: a cell per month and hour, the month's hours in turn.
pub(crate) fn of_product<'a>(
    counts: impl Iterator<Item = &'a HourCounts>,
    product: usize,
    months: usize,
) -> Vec<HourCell> {
    let mut cells = vec![HourCell::default(); months * HOURS];
    let first = product * cells.len();
    for HourCounts(all) in counts {
        let from = all.partition_point(|(key, _)| ((key >> BITS) as usize) < first);
        for (key, count) in &all[from..] {
            let Some(cell) = cells.get_mut((key >> BITS) as usize - first) else { break };
            let bucket = (key >> 1) as usize & ((1 << (BITS - 1)) - 1);
            cell.histogram.add_many(EDGES[bucket], u64::from(*count));
            cell.late += u64::from(key & 1) * u64::from(*count);
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Laws, Plans, Request, run};
    use naru_scenario::Scenario;
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    /// Bucket by bucket, and the late ones: two observers that share no count.
    #[test]
    fn the_hours_of_a_product_add_up_to_its_wait_histogram() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/shared.ron");
        let scenario = Scenario::read(&path, &[]).expect("ours").lower().expect("it makes sense");
        let (plans, laws) = (Plans::new(scenario.plan.clone()), Laws::new(scenario.demand.clone()));
        let request = Request { seed: 5, replications: 0..2, audit: false, log: None };
        let (records, _) = run(&plans, &laws, &request, &(), &AtomicBool::new(false)).expect("it ends");
        let months = scenario.plan.terms.month_starts.len() - 1;
        for product in 0..scenario.plan.products.len() {
            let mut waits = HourCell::default();
            for record in &records {
                waits.histogram.merge(&record.waits[product].histogram);
                waits.late += record.waits[product].late;
            }
            let mut hours = HourCell::default();
            let counts = records.iter().map(|record| &record.hours);
            for cell in of_product(counts, product, months) {
                hours.merge(&cell);
            }
            assert!(hours.histogram.buckets().eq(waits.histogram.buckets()), "product {product}");
            assert_eq!(hours.late, waits.late, "product {product}");
        }
    }
}
