//! Operating plans (A7) over one shared fleet: what each does to waits beside strict order of arrival.

use super::{Run, Side, endless, side};
use naru_model::workload::ProjectId;
use naru_model::{Cause, Kind, NO_QUEUE, Session};
use std::collections::BTreeMap;

fn plan(name: &str) -> Side {
    side(name, &[endless])
}

/// GPU requests of the programme that were served.
fn served(run: &Run) -> impl Iterator<Item = &Session> {
    let of_gpu = |s: &&Session| s.line == 0 && s.kind.is_counted();
    run.log.sessions().filter(|logged| logged.served).map(|logged| &logged.session).filter(of_gpu)
}

/// Mean wait in hours of those sessions of all replications.
fn mean(side: &Side, of: impl Fn(usize, &Session) -> bool) -> f64 {
    let (mut sum, mut count) = (0, 0);
    for (replication, run) in side.runs.iter().enumerate() {
        for session in served(run).filter(|s| of(replication, s)) {
            sum += session.wait().0;
            count += 1;
        }
    }
    assert!(count > 100, "{count} sessions say little");
    sum as f64 / f64::from(count) / 3_600.0
}

fn mean_of(side: &Side, product: &str) -> f64 {
    let product = side.product(product);
    mean(side, |_, session| session.product == product && session.kind != Kind::Gang)
}

/// Of the waiting for GPU pools, the share by a cause.
fn share(side: &Side, pool: usize, cause: Cause) -> f64 {
    let of = |by: &dyn Fn(&Run) -> u64| side.runs.iter().map(by).sum::<u64>() as f64;
    of(&|run| run.waiting[pool].seconds(cause)) / of(&|run| run.waiting[pool].total())
}

/// How often somebody started before one who had come earlier to the same queue.
fn passed(side: &Side) -> usize {
    let in_run = |run: &Run| {
        let mut last = BTreeMap::<u16, u32>::new();
        let mut in_order: Vec<&Session> = served(run).filter(|s| s.queue_seq != NO_QUEUE).collect();
        in_order.sort_by_key(|s| (s.started, s.queue_seq));
        let passes = |s: &&Session| {
            let most = last.entry(s.pool).or_default();
            let passed = s.queue_seq < *most;
            *most = s.queue_seq.max(*most);
            passed
        };
        in_order.into_iter().filter(passes).count()
    };
    side.runs.iter().map(in_run).sum()
}

/// The same people, grants and bursts as in `one-pf` on a little more than half its cards: strict order, and everybody
/// waits. What does not fit is in nobody's way but by the order.
#[test]
fn first_come_first_served_on_few_cards_makes_people_wait() {
    let (many, few) = (plan("one-pf"), plan("plan-fcfs"));
    let cards = |side: &Side| [0, 1].map(|pool| side.plan.pools[pool].servers[0].count);
    assert_eq!((cards(&many), cards(&few)), ([50, 57], [26, 32]));
    for product in ["gpu-39tf", "gpu-67tf", "gpu-134tf"] {
        // 50 to 57 % of the floor: two hours of mean wait by the table in `scenarios/plan-fcfs.ron`, ten of P99.
        assert!(mean_of(&many, product) < 0.01 && mean_of(&few, product) > 0.2, "{product}");
    }
    assert_eq!(passed(&few), 0);
    for pool in [0, 1] {
        assert_eq!(share(&few, pool, Cause::Reserved).to_bits(), 0);
        assert!(share(&few, pool, Cause::Order) > 0.0);
        assert!(share(&few, pool, Cause::Cards) > 0.0);
    }
}

/// Whoever does not delay the blocked head passes: nobody waits for the order alone, and the mixed pool's requests wait
/// less together, single cards above all. Pairs may wait longer (by a tenth over 100 replications: `docs/plans.md`):
/// the reservation is the head's alone, and single cards pass the pairs behind it.
#[test]
fn backfill_shortens_the_waits_of_the_mixed_pool() {
    let (fcfs, easy) = (plan("plan-fcfs"), plan("plan-easy"));
    assert!(passed(&easy) > 0);
    for pool in [0, 1] {
        assert_eq!(share(&easy, pool, Cause::Order).to_bits(), 0);
        assert!(share(&easy, pool, Cause::Reserved) < share(&fcfs, pool, Cause::Order));
    }
    let h100 = |side: &Side| mean(side, |_, s| s.pool == 1 && s.kind != Kind::Gang);
    assert!(h100(&easy) < h100(&fcfs), "{} and {}", h100(&easy), h100(&fcfs));
    assert!(mean_of(&easy, "gpu-67tf") < mean_of(&fcfs, "gpu-67tf"));
}

/// Who aims at four hours stands as if it had come four hours earlier than who aims at eight: it waits less, the other
/// more. A100 serves one product alone, so that nothing there changes; the call's limit stays eight hours for all.
#[test]
fn a_shorter_aim_is_a_shorter_wait_at_the_cost_of_the_others() {
    let (fcfs, slack) = (plan("plan-fcfs"), plan("plan-slack"));
    let limits = slack.plan.products.iter().filter_map(|product| product.limit);
    assert!(limits.eq([naru_units::Span::hours(8); 4]));
    assert!(mean_of(&slack, "gpu-134tf") < mean_of(&fcfs, "gpu-134tf"));
    assert!(mean_of(&slack, "gpu-67tf") > mean_of(&fcfs, "gpu-67tf"));
    for (before, after) in fcfs.runs.iter().zip(&slack.runs) {
        let a100 = |run: &Run| -> Vec<_> {
            let of = served(run).filter(|s| s.pool == 0);
            of.map(|s| (s.project, s.requested, s.started, s.released, s.servers)).collect()
        };
        assert_eq!(a100(before), a100(after));
    }
}

/// Who has used little of late goes first: those who work a fifth of the time wait less than in order of arrival, and the
/// heavy users longer beside them.
#[test]
fn fair_share_lets_light_users_pass_heavy_ones() {
    let (fcfs, fair) = (plan("plan-fcfs"), plan("plan-fair"));
    let of_class = |side: &Side, name: &str| {
        let class = side.laws.spec().classes.iter().position(|class| class.name == name);
        let demands: Vec<_> = (0..side.runs.len()).map(|replication| side.demand(replication)).collect();
        mean(side, |replication, session| {
            let of = demands[replication].class(ProjectId(session.project));
            of.map(usize::from) == class && session.kind == Kind::Base
        })
    };
    let ratio = |side: &Side| of_class(side, "heavy") / of_class(side, "light");
    assert!(of_class(&fair, "light") < of_class(&fcfs, "light"));
    assert!(ratio(&fair) > 1.5 * ratio(&fcfs), "{} and {}", ratio(&fair), ratio(&fcfs));
    assert!(passed(&fair) > 0);
}
