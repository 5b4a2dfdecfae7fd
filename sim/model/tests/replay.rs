//! What must hold of any replayed log, whatever the policy; expected values by slow counts over the starts alone.

use naru_model::replay::{Integrals, Job, Machine, Start, replay};
use naru_model::rules::allocation::{Backfill, Criterion, Placement, Policy};
use proptest::prelude::*;
use proptest::sample::select;
use std::cmp::Ordering;

fn run(policy: &Policy, machine: Machine, jobs: &[Job]) -> (Vec<Start>, Integrals) {
    let mut starts = Vec::new();
    let each = jobs.iter().map(|job| Ok::<_, ()>(*job));
    let integrals = replay(policy, machine, each, |start| starts.push(*start)).expect("no job is wrong");
    (starts, integrals)
}

fn plan(backfill: Backfill) -> Policy {
    Policy { backfill, placement: Placement::FirstFit, ..Policy::default() }
}

/// What is expected of how long jobs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// Exactly that, a second at least: a job of no length is expected to hold its cards for one.
    Exactly,
    /// That or more, a second at least: published schedules have the others.
    NoLess,
    Anything,
}

prop_compose! {
    /// Jobs that fit the machine.
    fn log(machine: Machine, most: usize, expected: Expected)(
        raw in prop::collection::vec(
            (0..30_i64, 0..60_i64, 0..90_i64, 1..=machine.total().min(16 * u64::from(machine.cards)) as u32, 0.0..1.0),
            1..most,
        ),
    ) -> Vec<Job> {
        let mut submit = 1_000;
        let job = |(i, (gap, run, more, cards, u)): (usize, &(i64, i64, i64, u32, f64))| {
            submit += gap / 3;
            let (run, estimate) = match expected {
                Expected::Exactly => (run + 1, run + 1),
                Expected::Anything if *u < 0.3 => (*run, run / 2),
                Expected::NoLess => (run + 1, run + 1 + more / 3),
                Expected::Anything => (*run, run + more / 3),
            };
            Job { id: i as u64, submit, run, estimate, cards: *cards }
        };
        raw.iter().enumerate().map(job).collect()
    }
}

fn machines() -> impl Strategy<Value = Machine> {
    prop_oneof![
        (1..20_u32).prop_map(|cards| Machine { servers: 1, cards }),
        (2..9_u32, 1..5_u32).prop_map(|(servers, cards)| Machine { servers, cards }),
    ]
}

fn any_log(expected: Expected) -> impl Strategy<Value = (Machine, Vec<Job>)> {
    machines().prop_flat_map(move |machine| log(machine, 40, expected).prop_map(move |jobs| (machine, jobs)))
}

fn policies() -> impl Strategy<Value = Policy> {
    let criterion = select(Criterion::ALL.map(|(_, c)| c).to_vec());
    let backfill = select(Backfill::ALL.map(|(_, b)| b).to_vec());
    let placement = select(Placement::ALL.map(|(_, p)| p).to_vec());
    (criterion, backfill, placement).prop_map(|(criterion, backfill, placement)| Policy {
        order: vec![criterion],
        backfill,
        placement,
        ..Policy::default()
    })
}

/// Cards that a job holds: whole servers if it needs more than one has.
fn held(machine: Machine, job: &Job) -> u64 {
    let (set, sets) = machine.sets(job.cards).expect("it fits");
    u64::from(set.cards) * u64::from(sets)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// All are served, once, in the order of the log, not before they ask; never more cards than there are; the
    /// integrals are the sums over jobs.
    #[test]
    fn all_that_fit_are_served_and_no_cards_come_out_of_nothing(
        (machine, jobs) in any_log(Expected::Anything), policy in policies(),
    ) {
        let (starts, integrals) = run(&policy, machine, &jobs);
        prop_assert_eq!(starts.iter().map(|s| s.job).collect::<Vec<_>>(), jobs.clone());
        let (mut card_s, mut queue_s) = (0, 0);
        for start in &starts {
            prop_assert!(start.at >= start.job.submit);
            let at_once = starts.iter().filter(|s| s.at <= start.at && start.at < s.at + s.job.run);
            let in_use: u64 = at_once.map(|s| held(machine, &s.job)).sum();
            prop_assert!(in_use <= machine.total(), "{} cards at {}", in_use, start.at);
            card_s += i128::from(held(machine, &start.job)) * i128::from(start.job.run);
            queue_s += i128::from(start.at - start.job.submit);
        }
        prop_assert_eq!(integrals.card_s, card_s);
        prop_assert_eq!(integrals.queue_s, queue_s);
        prop_assert!(machine.servers > 1 || integrals.fragmented_s == 0, "one server has no boundaries");
    }

    /// Without backfill nobody starts before one that asked before him.
    #[test]
    fn strict_order_is_kept((machine, jobs) in any_log(Expected::Anything), placement in select(Placement::ALL.map(|(_, p)| p).to_vec())) {
        let policy = Policy { placement, ..plan(Backfill::None) };
        let (starts, _) = run(&policy, machine, &jobs);
        prop_assert!(starts.is_sorted_by_key(|s| s.at));
    }

    /// On one server, and as long as nobody runs longer than expected, a head starts no later than the shadow time
    /// that it had when it became the head.
    #[test]
    fn easy_never_delays_the_heads_reservation(
        (machine, jobs) in (1..20_u32).prop_flat_map(|cards| {
            let machine = Machine { servers: 1, cards };
            log(machine, 40, Expected::NoLess).prop_map(move |jobs| (machine, jobs))
        }),
    ) {
        let (starts, _) = run(&plan(Backfill::Easy), machine, &jobs);
        for (h, head) in starts.iter().enumerate() {
            let since = starts[..h].iter().map(|s| s.at).chain([head.job.submit]).max().expect("one");
            if head.at == since {
                continue;
            }
            // Those before it that run, and those behind it that had passed before.
            let before = |i: usize, s: &Start| match s.at.cmp(&since) {
                Ordering::Less => s.at + s.job.run > since,
                Ordering::Equal => i < h,
                Ordering::Greater => false,
            };
            let mut ends: Vec<(i64, u32)> = starts.iter().enumerate()
                .filter(|(i, s)| *i != h && before(*i, s))
                .map(|(_, s)| (s.at + s.job.estimate.max(1), s.job.cards)).collect();
            ends.sort_unstable();
            let mut free = machine.cards - ends.iter().map(|(_, cards)| cards).sum::<u32>();
            let mut shadow = since;
            for (end, cards) in ends {
                if free < head.job.cards {
                    (free, shadow) = (free + cards, end);
                }
            }
            prop_assert!(head.at <= shadow, "job {} starts at {}, promised {}", h, head.at, shadow);
        }
    }

    /// With exact estimates nobody starts later than the time that he could be given when he asked, next to all who
    /// had asked before.
    #[test]
    fn conservative_backfill_keeps_every_promise((machine, jobs) in any_log(Expected::Exactly)) {
        let (starts, _) = run(&plan(Backfill::Conservative), machine, &jobs);
        // By job: from, until, and how many cards on which server.
        let mut promised: Vec<(i64, i64, Vec<u32>)> = Vec::new();
        for (start, job) in starts.iter().zip(&jobs) {
            let (set, sets) = machine.sets(job.cards).expect("it fits");
            let mut times: Vec<i64> =
                promised.iter().map(|p| p.1).filter(|t| *t > job.submit).chain([job.submit]).collect();
            times.sort_unstable();
            let place = |from: i64| {
                let until = from + job.run.max(1);
                let mut free = vec![machine.cards; machine.servers as usize];
                for (server, free) in free.iter_mut().enumerate() {
                    let taken = |at: i64| -> u32 {
                        promised.iter().filter(|p| p.0 <= at && at < p.1).map(|p| p.2[server]).sum()
                    };
                    let most = promised.iter().map(|p| p.0).filter(|s| from < *s && *s < until).chain([from]);
                    *free -= most.map(taken).max().expect("one");
                }
                let mut on = vec![0; machine.servers as usize];
                for _ in 0..sets {
                    let server = free.iter().position(|free| *free >= set.cards)?;
                    free[server] -= set.cards;
                    on[server] += set.cards;
                }
                Some((from, until, on))
            };
            let promise = times.into_iter().find_map(place).expect("it fits when all have ended");
            prop_assert!(start.at <= promise.0, "{:?} starts at {}, promised {}", job, start.at, promise.0);
            promised.push(promise);
        }
    }
}

/// A silly policy by a silly machine: each job takes all of it, so that one runs at a time. Lindley's recursion.
#[test]
fn one_by_one() {
    let machine = Machine { servers: 1, cards: 5 };
    let jobs: Vec<Job> = (0..200)
        .map(|i| Job {
            id: i,
            submit: (i * i % 37 + 40 * i) as i64,
            run: (i * 7 % 90) as i64,
            estimate: 0,
            cards: 5,
        })
        .collect();
    for (_, backfill) in Backfill::ALL {
        let (starts, integrals) = run(&plan(backfill), machine, &jobs);
        let mut free_at = 0;
        for (start, job) in starts.iter().zip(&jobs) {
            assert_eq!(start.at, job.submit.max(free_at), "{backfill:?}");
            free_at = start.at + job.run;
        }
        assert_eq!(integrals.seconds, free_at - jobs[0].submit);
    }
}

/// The flat rule on a pool of one server of ten cards, by hand. 0 runs to 100 on six cards. 1 needs eight: it waits
/// until 100, and two cards are spare then. 2 (two cards, to 1000) may take them; 3 (two cards, to 100) ends by then;
/// 4 (two cards, to 101) would delay the head.
#[test]
fn easy_by_hand() {
    let machine = Machine { servers: 1, cards: 10 };
    let job = |id, submit, run, cards| Job { id, submit, run, estimate: run, cards };
    let jobs = [job(0, 0, 100, 6), job(1, 1, 50, 8), job(2, 2, 998, 2), job(3, 3, 97, 2), job(4, 3, 98, 2)];
    let starts =
        |backfill| -> Vec<i64> { run(&plan(backfill), machine, &jobs).0.iter().map(|s| s.at).collect() };
    assert_eq!(starts(Backfill::Easy), [0, 100, 2, 3, 150]);
    assert_eq!(starts(Backfill::None), [0, 100, 100, 150, 150]);
    // On two servers of five: six cards are two servers, and so are eight. All others fit beside nobody until 150.
    let machine = Machine { servers: 2, cards: 5 };
    let all = run(&plan(Backfill::Easy), machine, &jobs).0;
    assert_eq!(all.iter().map(|s| s.at).collect::<Vec<_>>(), [0, 100, 150, 150, 150]);
}
