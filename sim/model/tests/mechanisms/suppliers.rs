//! Several suppliers of one product (S9, U1, U2): who changes among whom, and who tries out where.

use super::supply::user_spec;
use super::*;
use naru_model::observers::Months;
use naru_model::rules::settlement::month_starts;
use naru_model::workload::{ProjectId, StartDelay, Trials, UserKind};
use naru_model::{Allocation, Offer, PoolId, SupplierId};
use naru_units::Dated;

/// One card at each of these suppliers, of a pool of its own: dynamic, or fixed.
fn offered_by(allocations: &[Allocation]) -> (Vec<(u32, u32)>, Product) {
    let offers = (0..).zip(allocations).map(|(s, allocation)| Offer {
        supplier: SupplierId(s),
        pool: PoolId(s),
        allocation: *allocation,
        prices: Dated::always(Won(1_000)),
        ..gpu(1).offers[0].clone()
    });
    (vec![(1, 1); allocations.len()], Product { offers: offers.collect(), ..gpu(1) })
}

/// April and May; a user at each of the first offers, who changes the supplier once a month where there is another.
fn changing(allocations: &[Allocation], users: u16) -> (Plan, Laws) {
    let (pools, product) = offered_by(allocations);
    let projects = (0..users).map(|offer| Project { offer, ..project(0) }).collect();
    let mut plan = plan(&pools, vec![product], projects);
    for (s, pool) in (0..).zip(&mut plan.pools) {
        pool.supplier = SupplierId(s);
    }
    plan.end = Instant(61 * DAY);
    plan.terms.month_starts = month_starts(plan.terms.epoch, Instant::START, plan.end);
    let mut spec = user_spec(plan.end, Vec::new());
    spec.cohorts[0].projects = u32::from(users);
    spec.cohorts[0].switching = 1.0;
    spec.month_starts = plan.terms.month_starts[..2].to_vec();
    (plan, Laws::new(spec))
}

/// Two suppliers are on dynamic allocation, two on fixed. Each user goes to the other supplier of its own kind and back: whoever
/// holds a card from its first second on pays half for every hour of it, at whichever supplier, and never the whole price.
#[test]
fn s9_who_changes_stays_on_its_kind_of_allocation() {
    use Allocation::{Dynamic, Fixed};
    let (plan, laws) = changing(&[Dynamic, Fixed, Dynamic, Fixed], 2);
    let demand = Demand::new(&laws, 1, 0);
    let switches = |p| demand.switches(ProjectId(p)).map(|s| s.at.0).collect::<Vec<_>>();
    let world = run_laws(&plan, &laws);
    // On dynamic allocation: 0, then 2, then 0 again. A session that runs goes on where it is.
    let [first, second] = switches(0)[..] else { panic!("two months, two switches") };
    let there = |at: i64| if (first..second).contains(&at) { 2 } else { 0 };
    let of = |p| world.log.sessions().filter(move |l| l.session.project == p);
    assert!(of(0).all(|l| l.session.supplier == there(l.session.requested.0) && !l.session.fixed));
    assert!(of(0).any(|l| l.session.supplier == 2), "it has moved");
    assert_eq!(hours(&world, 0).1, 0, "no hour on fixed allocation");
    // On fixed allocation: 1, then 3, then 1 again, a card held throughout. All times are midnights.
    let [first, second] = switches(1)[..] else { panic!("two months, two switches") };
    let end = plan.end.0;
    let held: Vec<_> = of(1).map(|l| (l.session.supplier, l.session.started.0, l.at.0, l.reason)).collect();
    let (moves, done) = (EndReason::Switched, EndReason::Done);
    assert_eq!(held, [(1, 0, first, moves), (3, first, second, moves), (1, second, end, done)]);
    assert_eq!(hours(&world, 1), (0, 61 * 24));
    let paid: Won = world
        .log
        .bills
        .iter()
        .filter(|b| b.project == Some(1))
        .map(|b| b.amount)
        .fold(Won::ZERO, |a, b| a + b);
    assert_eq!(paid, Won(61 * 24 * 500));
}

/// One supplier on dynamic and one on fixed allocation: nobody has another of its kind to go to.
#[test]
fn s9_nobody_changes_to_another_kind_of_allocation() {
    let (plan, laws) = changing(&[Allocation::Dynamic, Allocation::Fixed], 2);
    let world = run_laws(&plan, &laws);
    assert!(world.log.sessions().all(|l| u32::from(l.session.supplier) == l.session.project));
    assert!(world.log.sessions().all(|l| l.reason != EndReason::Switched && l.served));
    let held: Vec<_> = rows(&world).into_iter().filter(|row| row.0 == 1).collect();
    assert_eq!(held, [(1, 0, Some(0), plan.end.0, EndReason::Done)]);
}

/// Each user tries out once, for four hours before its first service second, at the supplier that it will use: a load
/// of that supplier's cards, and of nobody's money.
#[test]
fn u2_each_supplier_bears_the_trials_of_its_own_users() {
    let (mut plan, laws) = changing(&[Allocation::Dynamic, Allocation::Dynamic], 2);
    let mut spec = laws.spec().clone();
    spec.cohorts[0].switching = 0.0;
    spec.user_kinds = vec![UserKind { name: "firm".to_owned(), share: 1.0, pays: true }];
    spec.start_delay = StartDelay { median_days: 12.0, p90_days: 40.0 };
    spec.trials = Some(Trials { share: 1.0, length: Span::hours(4) });
    let laws = Laws::new(spec);
    plan.projects.swap(0, 1);
    let demand = Demand::new(&laws, 1, 0);
    let observers = ((Log::default(), Auditor::default()), Months::new(&plan, &demand));
    let (_, ((log, auditor), months)) = replicate(&plan, &demand, observers);
    assert!(auditor.is_closed());
    for (p, supplier) in [(0, 1), (1, 0)] {
        let first = demand.first_service(ProjectId(p)).expect("it begins");
        let of: Vec<&Logged> = log.sessions().filter(|l| l.session.project == p).collect();
        let (trials, service): (Vec<&Logged>, Vec<&Logged>) =
            of.iter().partition(|l| l.session.kind == Kind::Trial);
        let [trial] = trials[..] else { panic!("it tries once: {trials:?}") };
        let s = &trial.session;
        assert_eq!((s.supplier, s.pool, s.cards), (supplier, supplier, 1));
        assert_eq!((s.released - s.started, trial.reason), (Span::hours(4), EndReason::Done));
        assert!(
            s.released <= first && service.iter().all(|l| l.session.requested >= first),
            "before service"
        );
        assert!(!service.is_empty() && service.iter().all(|l| l.session.supplier == supplier));
        assert!(log.bills.iter().all(|b| !b.sessions.contains(&s.id)), "never billed");
    }
    for supplier in 0..2 {
        let of = months.rows().filter(|(_, _, s, _)| *s == supplier);
        assert_eq!(of.map(|(.., row)| row.trial_s).sum::<u64>(), 4 * 3_600, "supplier {supplier}");
    }
}
