//! The exact second of the money's end (kr-2025/P4): the engine against a count at every second.

#[path = "../common/mod.rs"]
mod common;
mod count;
mod scenarios;

use count::{Counter, PER_WON};
use naru_model::observers::{Auditor, Log, Logged};
use naru_model::rules::readings::{Operating, Readings, Transfer, WhenExhausted};
use naru_model::workload::{Demand, Laws};
use naru_model::{Line, Outcome, Plan, Tariff, replicate};
use naru_units::{DAY, Instant, Won};
use rayon::prelude::*;
use scenarios::{Dice, add_flat_sums, scenario};

fn audited(plan: &Plan, laws: &Laws, replication: u32) -> (Outcome, Log) {
    let demand = Demand::new(laws, 7, replication);
    let (outcome, (log, auditor)) = replicate(plan, &demand, (Log::default(), Auditor::default()));
    assert!(auditor.is_closed());
    (outcome, log)
}

/// What has been seen, so that the test can say that it was not empty.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    exhausted: u32,
    lasted: u32,
    at_midnight: u32,
    in_an_hour: u32,
    refused: u32,
}

/// Readings other than the default, for a failure's message.
fn told(plan: &Plan) -> String {
    let defaults: Vec<_> = Readings::default().entries().collect();
    let other = plan.terms.readings.entries().filter(|entry| !defaults.contains(entry));
    other.map(|(address, value)| format!("{address} {value}")).collect::<Vec<_>>().join(", ")
}

impl Seen {
    fn and(self, other: Self) -> Self {
        Self {
            exhausted: self.exhausted + other.exhausted,
            lasted: self.lasted + other.lasted,
            at_midnight: self.at_midnight + other.at_midnight,
            in_an_hour: self.in_an_hour + other.in_an_hour,
            refused: self.refused + other.refused,
        }
    }
}

fn of_line(log: &Log, plan: &Plan, line: Line) -> Vec<Logged> {
    let mut all: Vec<Logged> = log
        .sessions()
        .filter(|l| l.ended().is_some() && plan.products[l.session.product as usize].line == line)
        .copied()
        .collect();
    all.sort_by_key(|l| (l.session.started, l.session.project, l.session.requested, l.session.id));
    all
}

fn check(number: u32) -> Seen {
    let mut seen = Seen::default();
    let mut dice = Dice::new(number);
    let (mut plan, spec) = scenario(&mut dice);
    add_flat_sums(&mut plan, number);
    let laws = Laws::new(spec);
    let reading = plan.terms.readings.when_exhausted;
    let purses: &[&[Line]] = match plan.terms.readings.transfer {
        Transfer::Pooled => &[&Line::ALL],
        Transfer::Never | Transfer::MonthEndForecast => &[&[Line::Gpu], &[Line::Npu]],
    };

    // Nothing is stopped: all sessions that there would be.
    plan.terms.readings.when_exhausted = WhenExhausted::Overrun;
    plan.budget.opening = [Won(1_000_000_000_000); 2];
    plan.budget.cap = Won(2_000_000_000_000);
    let (free, everything) = audited(&plan, &laws, number);
    assert_eq!(free.exhausted, [None; 2], "scenario {number}: there is money for everything");
    let counter = || Counter::new(&plan, everything.sessions().copied());
    assert_eq!(
        free.spent.map(|won| i128::from(won.0)),
        counter().billed(),
        "scenario {number}: the bills, counted again; {}",
        told(&plan)
    );

    // Money that ends at, just before or just after what some second commits.
    let available: Vec<i128> = purses
        .iter()
        .map(|lines| {
            let at = dice.whole(0, plan.end.0 - 1);
            let committed = counter().committed(at);
            let sum: i128 = lines.iter().map(|l| committed[l.index()]).sum();
            ((sum + PER_WON - 1).div_euclid(PER_WON) + i128::from(dice.pick(&[-1, 0, 0, 1, 700]))).max(0)
        })
        .collect();
    let mut slow = counter();
    let operating = i128::from(dice.pick(&[0, 1, 3_001]));
    let mut ends: Vec<Option<i64>> = vec![None; purses.len()];
    for at in 0..plan.end.0 {
        let committed = slow.committed(at);
        for ((lines, end), available) in purses.iter().zip(&mut ends).zip(&available) {
            let sum: i128 = lines.iter().map(|l| committed[l.index()]).sum();
            let due_later = if lines.contains(&Line::Gpu) { due_after(&plan, operating, at) } else { 0 };
            if end.is_none() && sum > (available + due_later) * PER_WON {
                *end = Some(at);
            }
        }
        if ends.iter().all(Option::is_some) {
            break;
        }
    }

    plan.terms.readings.when_exhausted = reading;
    plan.budget.opening = match available[..] {
        [both] => [Won(both as i64), Won::ZERO],
        [gpu, npu] => [Won(gpu as i64), Won(npu as i64)],
        _ => unreachable!("one purse or two"),
    };
    plan.budget.operating = Won(operating as i64);
    plan.budget.cap = plan.budget.opening[0] + plan.budget.opening[1] + plan.budget.operating;
    let (outcome, log) = audited(&plan, &laws, number);
    assert_eq!(
        outcome.spent.map(|won| i128::from(won.0)),
        Counter::new(&plan, log.sessions().copied())
            .with_service_until(service_until(&plan, &outcome))
            .billed(),
        "scenario {number}: the bills of what ran, counted again; {}",
        told(&plan)
    );
    for ((lines, end), available) in purses.iter().zip(&ends).zip(&available) {
        for line in *lines {
            assert_eq!(
                outcome.exhausted[line.index()].map(|at| at.0),
                *end,
                "scenario {number}: t* of {line:?}; available {available}; {}",
                told(&plan)
            );
        }
        let spent: Won = lines.iter().map(|l| outcome.spent[l.index()]).sum();
        if reading == WhenExhausted::StopAtOnce {
            let held = if lines.contains(&Line::Gpu) { operating } else { 0 };
            // A month that begins with t* is not operated any more.
            let most = available + end.map_or(0, |end| due_after(&plan, held, (end - 1).max(0)));
            assert!(i128::from(spent.0) <= most, "scenario {number}: {spent} of {most}");
        }
        for line in *lines {
            seen.refused += same_until(number, &plan, (&everything, &log), *line, end.map(Instant));
        }
        match end {
            None => seen.lasted += 1,
            Some(at) => {
                seen.exhausted += 1;
                seen.at_midnight += u32::from(at % DAY == 0);
                seen.in_an_hour += u32::from(at % 3_600 != 0);
            }
        }
    }
    seen
}

/// When each line's service ended: with its money, unless the reading lets it go on.
fn service_until(plan: &Plan, outcome: &Outcome) -> [i64; 2] {
    let goes_on = plan.terms.readings.when_exhausted == WhenExhausted::Overrun;
    outcome.exhausted.map(|at| at.filter(|_| !goes_on).unwrap_or(plan.end).0)
}

/// Operating cost that the GPU line still holds at a second, because it falls due in a month that has not begun.
fn due_after(plan: &Plan, operating: i128, at: i64) -> i128 {
    let (last, begins) = plan.terms.month_starts.split_last().expect("months have starts and an end");
    match plan.terms.readings.operating {
        Operating::ReservedAtStart => 0,
        Operating::MonthlyAccrual => {
            assert!(at < last.0, "the programme runs");
            let begun = begins.iter().filter(|start| start.0 <= at).count() as i128;
            operating - operating * begun / begins.len() as i128
        }
    }
}

/// Sessions are the same until t*; then nothing begins, and what runs ends as the reading says. Tells how many
/// were refused.
fn same_until(
    number: u32,
    plan: &Plan,
    (everything, log): (&Log, &Log),
    line: Line,
    end: Option<Instant>,
) -> u32 {
    let reading = plan.terms.readings.when_exhausted;
    let (mut want, mut got) = (of_line(everything, plan, line), of_line(log, plan, line));
    let mut refused = 0;
    if let Some(end) = end.filter(|_| reading != WhenExhausted::Overrun) {
        let before = want.len();
        want.retain(|l| l.session.started < end);
        refused = (before - want.len()) as u32;
        got.retain(|l| l.session.started < end || l.session.ended > l.session.started);
    }
    assert_eq!(got.len(), want.len(), "scenario {number}: as many {line:?} sessions begin");
    for (want, got) in want.iter().zip(&got) {
        let (w, g) = (&want.session, &got.session);
        let begins =
            |s: &naru_model::Session| (s.project, s.requested, s.eligible, s.started, s.servers, s.wanted);
        assert_eq!(begins(w), begins(g), "scenario {number}: the same sessions begin");
        let stopped = end.filter(|end| w.released > *end);
        let (ended, released) = match (stopped, reading) {
            (None, _) | (Some(_), WhenExhausted::Overrun) => (w.ended, w.released),
            (Some(end), WhenExhausted::StopAtOnce) => (w.ended.min(end), end),
            (Some(end), WhenExhausted::StopNew) => match plan.products[w.product as usize].tariff {
                Tariff::Hourly => (w.ended, w.released),
                // To the end of the paid month: here a month's end, or days that reach beyond the programme.
                Tariff::Monthly => {
                    assert!(g.released >= end && g.released <= w.released, "scenario {number}");
                    continue;
                }
            },
        };
        assert_eq!((g.ended, g.released), (ended, released), "scenario {number}: {line:?} {g:?}");
    }
    refused
}

/// Found among later numbers: a session that begins brings the next hour of its line nearer.
const FOUND: [u32; 1] = [2_493];

/// A thousand; ten thousand with `NARU_VERIFY=1`; without optimization a hundred, so that a plain `cargo test`
/// stays short.
fn scenarios() -> u32 {
    match std::env::var_os("NARU_VERIFY") {
        Some(_) => 10_000,
        None if cfg!(debug_assertions) => 100,
        None => 1_000,
    }
}

/// Small programmes, every second of each until the money ends.
#[test]
fn the_money_ends_in_the_second_that_a_count_at_every_second_finds() {
    let numbers = (0..scenarios()).into_par_iter().chain(FOUND);
    let seen = numbers.map(check).reduce(Seen::default, Seen::and);
    let least = |of_a_thousand: u32| of_a_thousand * scenarios() / 1_000;
    assert!(
        seen.exhausted > least(500)
            && seen.lasted > least(50)
            && seen.at_midnight > least(20)
            && seen.in_an_hour > least(200)
            && seen.refused > least(500),
        "the scenarios are worth their time: {seen:?}"
    );
}
