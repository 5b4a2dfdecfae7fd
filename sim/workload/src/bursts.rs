//! Bursts (clause A5): who asks for several sets at once, for how many, and in which weeks.
//!
//! Nothing here changes when a project asks or for how long. Whether the allowance lets it is a rule, and not here.

use crate::laws::Laws;
use crate::{Behaviour, Bursts, quota};
use naru_kernel::{EntityStreams, Streams};
use naru_units::{DAY, Instant};

/// The weeks in which a project asks for `sets` sets at once: at or after `from`, before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burst {
    /// k: sets that one request asks for.
    pub sets: u32,
    /// A midnight.
    pub from: Instant,
    /// A midnight, or the end if that is earlier.
    pub until: Instant,
}

/// The burst of every project; only the programme's users have one.
pub(crate) fn all(laws: &Laws, bursts: &Bursts, streams: &Streams) -> Vec<Option<Burst>> {
    let mut names = laws.names.iter();
    let mut all = Vec::with_capacity(laws.names.len());
    for cohort in &laws.spec.cohorts {
        let taker_at = streams.entity(&cohort.product).stream("burst taker").uniform(0);
        let users = matches!(cohort.behaviour, Behaviour::Programme { .. });
        all.extend((cohort.first_number..).zip(names.by_ref().take(cohort.projects as usize)).map(
            |(number, name)| {
                (users && quota::position(taker_at, number) < bursts.share)
                    .then(|| burst(bursts, laws.spec.end, &streams.entity(name)))
            },
        ));
    }
    all
}

fn burst(bursts: &Bursts, end: Instant, project: &EntityStreams) -> Burst {
    let draw = |purpose: &str| project.stream(purpose).uniform(0);
    let multiples = bursts.multiples.iter().map(|multiple| multiple.share);
    let periods = bursts.periods.iter().map(|period| period.share);
    let k = quota::category(multiples, draw("burst k")).expect("bursts have a multiple");
    let period = quota::category(periods, draw("burst period")).expect("bursts have a period");
    let [fewest, most] = bursts.days;
    let days = fewest + below(most - fewest + 1, draw("burst weeks"));
    let period = &bursts.periods[usize::from(period)];
    // The last day to begin on leaves room for all its days; a period without one is begun on its first day.
    let begins = period.until.min(end.day() - days + 1) - period.from;
    let from = period.from + below(begins.max(1), draw("burst day"));
    Burst {
        sets: bursts.multiples[usize::from(k)].sets,
        from: Instant(from * DAY),
        until: Instant((from + days) * DAY).min(end),
    }
}

/// One of 0, …, n − 1.
fn below(n: i64, uniform: f64) -> i64 {
    (uniform * n as f64) as i64
}
