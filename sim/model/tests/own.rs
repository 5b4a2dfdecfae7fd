//! Flat own contributions that come off the bills (kr-2025/T3): by hand, and over the whole programme.

mod common;

use common::{bare, demand, gpu_pool, listed, offer, pool, product, project, set, sources, split};
use naru_model::observers::{Auditor, Log, Months};
use naru_model::rules::allocation::Resources;
use naru_model::rules::readings::{Own, OwnForm, Readings, Transfer, Vat, VatScope, WhenExhausted};
use naru_model::workload::{Demand, Laws, ProjectId, Spec};
use naru_model::{
    Bill, Budget, Fact, Line, Observer, Offer, Outcome, Plan, Pool, Product, SupplierId, replicate,
};
use naru_units::{DAY, HOUR, Instant, Share, Span, Won};
use std::collections::BTreeMap;

/// First seconds of April to December, and the end.
const STARTS: [i64; 10] = [0, 30, 61, 91, 122, 153, 183, 214, 244, 275];

/// May 10.
const END: Instant = Instant(40 * DAY);

/// One project whose session runs over the end of April: two hours at 1,000 won in each month.
fn one(monthly: i64, available: i64, readings: Readings) -> (Plan, Spec) {
    let gpu = Product {
        idle_return: Span::ZERO,
        own_monthly: vec![Won(monthly)],
        ..product(Line::Gpu, 0, Resources::cards(1), 1_000)
    };
    let plan = bare(END, vec![pool(Resources::cards(1), 1)], vec![gpu], vec![project(0)]);
    let terms = naru_model::rules::settlement::Terms { readings, ..plan.terms.clone() };
    let opening = [Won(available), Won::ZERO];
    let budget = Budget { cap: Won(available), operating: Won::ZERO, opening, funding_stop: None };
    let spec = sources(END, vec![listed("one", &[(30 * DAY - 2 * HOUR, 4 * HOUR)])]);
    (Plan { terms, budget, ..plan }, spec)
}

/// Committed money of the GPU line as it was counted when each day closed.
#[derive(Default)]
struct Days(Vec<Won>);

impl Observer for Days {
    fn hear(&mut self, _: Instant, fact: &Fact<'_>) {
        if let Fact::DayClosed { committed, .. } = fact {
            self.0.push(committed[0]);
        }
    }
}

fn run(plan: &Plan, spec: Spec) -> (Outcome, Log, Months) {
    let laws = Laws::new(spec);
    let demand = Demand::new(&laws, 1, 0);
    let observers = (((Log::default(), Months::new(plan, &demand)), Days::default()), Auditor::default());
    let (outcome, (((log, months), days), auditor)) = replicate(plan, &demand, observers);
    assert!(auditor.is_closed());
    if let (Some(at), WhenExhausted::StopAtOnce) = (outcome.exhausted[0], plan.terms.readings.when_exhausted)
    {
        for counted in &days.0[at.day() as usize..] {
            assert_eq!(*counted, outcome.spent[0], "what was counted when all had ended is what is billed");
        }
    }
    (outcome, log, months)
}

fn off(own: Own) -> Readings {
    Readings { own, ..common::readings() }
}

/// What the project and the programme pay by month, on the bills.
fn paid(log: &Log) -> Vec<(usize, i64, i64)> {
    log.bills.iter().map(|bill| (bill.month, bill.own_contribution.0, bill.amount.0)).collect()
}

/// 2 h × 1,000 won = 2,000 won a month, whatever the sum stands at.
#[test]
fn a_month_is_paid_by_the_sum_as_far_as_it_goes() {
    for (own, monthly, want) in [
        (Own::OutOfPrice, 1_500, [(0, 1_500, 500), (1, 1_500, 500)]),
        (Own::DepositThenSettled, 1_500, [(0, 1_500, 500), (1, 1_500, 500)]),
        (Own::OutOfPrice, 1_999, [(0, 1_999, 1), (1, 1_999, 1)]),
        (Own::OutOfPrice, 2_000, [(0, 2_000, 0), (1, 2_000, 0)]),
        (Own::OutOfPrice, 2_500, [(0, 2_000, 0), (1, 2_000, 0)]),
        (Own::Outside, 2_500, [(0, 0, 2_000), (1, 0, 2_000)]),
        (Own::OutOfPrice, 0, [(0, 0, 2_000), (1, 0, 2_000)]),
    ] {
        let (plan, spec) = one(monthly, 1_000_000, off(own));
        let (outcome, log, months) = run(&plan, spec);
        assert_eq!(paid(&log), want, "{own:?} {monthly}");
        assert_eq!(outcome.spent[0], want.iter().map(|(.., amount)| Won(*amount)).sum(), "{own:?} {monthly}");
        // Reported once: what was credited, or what is due outside the bills.
        let reported: Vec<i64> =
            months.rows().map(|(.., row)| row.own_contribution.0).filter(|w| *w != 0).collect();
        let each = if own == Own::Outside { monthly } else { want[0].1 };
        assert_eq!(reported, if each == 0 { vec![] } else { vec![each; 2] }, "{own:?} {monthly}");
    }
}

/// April owes 1,000 and 2,000 won as its two hours begin, May the same; 1,500 won of each month are the user's.
/// So the programme owes 0, 500, 500 and 1,000 won, from 22:00, 23:00, 00:00 and 01:00 on.
#[test]
fn the_money_ends_when_what_the_sums_leave_is_more_than_there_is() {
    let begins = 30 * DAY - 2 * HOUR;
    for (available, ends, spent) in
        [(0, Some(1), 0), (499, Some(1), 0), (500, Some(3), 500), (999, Some(3), 500), (1_000, None, 1_000)]
    {
        let (plan, spec) = one(1_500, available, off(Own::OutOfPrice));
        let (outcome, ..) = run(&plan, spec);
        let ends = ends.map(|hours| Instant(begins + hours * HOUR));
        assert_eq!((outcome.exhausted[0], outcome.spent[0]), (ends, Won(spent)), "{available} won");
    }
}

/// The money is gone at 23:00 of April 30, and the session goes on: April is 1,500 won of the user's and 500
/// over; May begins after the end of service, so no sum is due for it and its 2,000 won are the programme's.
#[test]
fn no_sum_is_due_for_a_month_that_begins_after_the_end_of_service() {
    let readings = Readings { when_exhausted: WhenExhausted::StopNew, ..off(Own::OutOfPrice) };
    let (plan, spec) = one(1_500, 499, readings);
    let (outcome, log, _) = run(&plan, spec);
    assert_eq!(outcome.exhausted[0], Some(Instant(30 * DAY - HOUR)));
    assert_eq!(paid(&log), [(0, 1_500, 500), (1, 0, 2_000)]);
}

/// The baseline's people. Half of the first product's projects change the supplier each month, and its first
/// offer, which is not the first supplier's, has other cards when its own are busy: several accounts a project,
/// which stand in another order than the lines. Odd prices, sums and VAT, so that
/// there is something to round.
fn programme(readings: Readings) -> (Plan, Spec) {
    let mut plan = split([20, 19, 38]);
    plan.pools[0].supplier = SupplierId(1);
    plan.pools.push(gpu_pool(40));
    plan.pools.push(Pool { supplier: SupplierId(1), ..gpu_pool(5) });
    let first = Offer { supplier: SupplierId(1), ..offer(0, set(2), 4_627) };
    let second = offer(6, set(2), 4_103);
    let more = Offer { supplier: SupplierId(1), overflow: true, ..offer(7, set(1), 4_001) };
    plan.products[0].offers = vec![first, second, more];
    plan.products[3].own_monthly = vec![Won(77_000); 4]; // of a monthly product: never off a bill
    for (product, monthly) in plan.products.iter_mut().zip([300_003, 500_007, 1_000_011]) {
        product.own_monthly = vec![Won(monthly), Won::ZERO, Won(monthly / 2), Won(monthly / 7)];
    }
    plan.terms.readings = readings;
    plan.terms.vat_rate = Share(777);
    let mut spec = demand::baseline();
    spec.cohorts[0].switching = 0.5;
    (plan, spec)
}

/// By project and month: what is due. `ended` by line: when its service ended.
fn due(plan: &Plan, demand: &Demand<'_>, ended: [Instant; 2]) -> BTreeMap<(u32, usize), i64> {
    let mut due = BTreeMap::new();
    for (p, of) in (0..).zip(&plan.projects) {
        let product = &plan.products[of.product.0 as usize];
        let Some(first) = demand.first_service(ProjectId(p)).filter(|_| product.line == Line::Gpu) else {
            continue;
        };
        let last = demand.drops_at(ProjectId(p)).unwrap_or(plan.end).min(ended[product.line.index()]);
        let kind = usize::from(demand.user_kind(ProjectId(p)).expect("users are of a kind"));
        for month in 0..9 {
            if first < last && first.0 < STARTS[month + 1] * DAY && last.0 > STARTS[month] * DAY {
                due.insert((p, month), product.own_monthly[kind].0);
            }
        }
    }
    due
}

#[track_caller]
fn check_programme(readings: Readings, gpu_money: i64) {
    let (mut plan, spec) = programme(readings);
    plan.budget.opening[0] = Won(gpu_money);
    plan.budget.cap = plan.budget.opening[0] + plan.budget.opening[1] + plan.budget.operating;
    let (outcome, log, months) = run(&plan, spec.clone());
    let laws = Laws::new(spec);
    let demand = Demand::new(&laws, 1, 0);
    let due = due(&plan, &demand, log.service_ended.map(|at| at.unwrap_or(plan.end)));

    let mut by_month = BTreeMap::<(u32, usize), Vec<&Bill>>::new();
    for bill in log.bills.iter().filter(|bill| bill.budget_line == 0) {
        if let Some(p) = bill.project {
            by_month.entry((p, bill.month)).or_default().push(bill);
        }
    }
    let (mut partly, mut suppliers, mut whole) = (0, 0, 0);
    for (of, bills) in &by_month {
        // In the order of the file, each line takes what those before it have left.
        let mut left = due.get(of).copied().unwrap_or(0);
        for bill in bills {
            let total = (bill.supply + bill.vat).0;
            let own = total.min(left);
            assert_eq!((bill.own_contribution.0, bill.amount.0), (own, total - own), "{bill:?}");
            assert_eq!(bill.clauses.contains(&"T3"), own > 0, "{bill:?}");
            left -= own;
            partly += u32::from(own > 0 && own < total);
        }
        whole += u32::from(left > 0);
        suppliers += u32::from(bills.windows(2).any(|two| two[0].supplier != two[1].supplier));
    }
    assert!(partly > 100 && whole > 100 && suppliers > 100, "worth its time: {partly} {whole} {suppliers}");
    let reported: Won =
        months.rows().filter(|(_, product, ..)| *product < 3).map(|(.., row)| row.own_contribution).sum();
    assert_eq!(reported, log.bills.iter().map(|bill| bill.own_contribution).sum(), "reported once");
    assert_eq!(outcome.spent[0], log.bills.iter().filter(|b| b.budget_line == 0).map(|b| b.amount).sum());
    if outcome.exhausted[0].is_some() {
        let left = plan.budget.opening[0] - outcome.spent[0];
        assert!(left >= Won::ZERO && left < Won(10_000_000), "left {left}");
    }
    assert_eq!(outcome.exhausted[0].is_some(), gpu_money < 10_000_000_000, "{:?}", outcome.exhausted);
}

#[test]
fn the_whole_programme_credits_each_line_in_order() {
    check_programme(
        Readings { own_form: OwnForm::FlatMonthly, own: Own::OutOfPrice, ..Readings::default() },
        90_000_000_000,
    );
}

#[test]
fn the_whole_programme_with_money_that_ends() {
    check_programme(
        Readings { own: Own::DepositThenSettled, transfer: Transfer::Never, ..Readings::default() },
        4_000_000_000,
    );
}

/// VAT on whole statements: which supplier's lines are credited decides what its statement bears.
#[test]
fn the_whole_programme_with_vat_on_statements_and_money_that_ends() {
    let readings = Readings {
        own: Own::OutOfPrice,
        vat: Vat::Excluded,
        vat_scope: VatScope::Statement,
        transfer: Transfer::Never,
        ..Readings::default()
    };
    check_programme(readings, 4_000_000_000);
}
