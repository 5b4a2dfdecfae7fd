//! What must hold for every session under every reading. Expected values come from a count hour by hour or
//! second by second, which shares nothing with the code under test but units and names of readings.

mod slow;

use naru_rules::readings::{
    Accrual, FaultHour, HourRounding, OffRounding, Own, PriceAt, Readings, SlaDiscount, Split, Vat, VatRound,
    VatScope,
};
use naru_rules::settlement::{
    Account, BillLine, ExactWon, FlatSum, Terms, Usage, month_starts, most_added, vat_of_statement,
    vat_of_statement_exact,
};
use naru_units::{DAY, Dated, Epoch, HOUR, Instant, Share, Span, Won};
use proptest::prelude::*;
use proptest::sample::select;

type Interval = (Instant, Instant);

/// May 1, the month's end in whose neighbourhood all of these sessions lie.
const MAY: i64 = 30 * DAY;

fn terms(readings: Readings) -> Terms {
    let epoch = Epoch("2025-04-01".parse().expect("a date"));
    Terms {
        readings,
        epoch,
        month_starts: month_starts(epoch, Instant(0), Instant(90 * DAY)),
        wait_limit: Span::hours(8),
        discount_rate: Share(1_500),
        discount_ceiling: Some(Share(4_000)),
        fixed_ratio: Share(5_000),
        vat_rate: Share(1_000),
        cut_off: Instant(0),
    }
}

prop_compose! {
    fn any_readings()(
        hours in select(HourRounding::ALL),
        split in select(Split::ALL),
        price_at in select(PriceAt::ALL),
        sla_discount in select(SlaDiscount::ALL),
        off in select(OffRounding::ALL),
        vat in select(Vat::ALL),
        vat_round in select(VatRound::ALL),
        vat_scope in select(VatScope::ALL),
        accrual in select(Accrual::ALL),
        own in select(Own::ALL),
        fault_hour in select(FaultHour::ALL),
    ) -> Readings {
        Readings {
            hours, split, price_at, sla_discount, off, vat, vat_round, vat_scope, accrual, own, fault_hour,
            ..Readings::default()
        }
    }
}

/// Session without its id: start and length around the month's end, multiple, wait.
fn any_sessions(most: usize) -> impl Strategy<Value = Vec<(i64, i64, u32, i64)>> {
    let start = prop_oneof![MAY - 3 * HOUR..MAY + HOUR, (-6..4_i64).prop_map(|half| MAY + half * HOUR / 2)];
    let length = prop_oneof![0..5 * HOUR, (0..10_i64).prop_map(|half| half * HOUR / 2), Just(1)];
    let wait = prop_oneof![Just(0), 7 * HOUR..12 * HOUR, Just(8 * HOUR), Just(8 * HOUR + 1), Just(60 * HOUR)];
    prop::collection::vec((start, length, select(vec![1, 2, 4_u32]), wait), 0..=most)
}

fn any_prices() -> impl Strategy<Value = Dated<Won>> {
    (1..9_000_i64, prop::option::of((MAY - 2 * HOUR..MAY + 3 * HOUR, 1..9_000_i64))).prop_map(
        |(first, change)| {
            let mut values = vec![(Instant(0), Won(first))];
            values.extend(change.map(|(at, price)| (Instant(at), Won(price))));
            Dated::new(values).expect("ascending")
        },
    )
}

/// How the sessions of a test hold their cards, all alike.
#[derive(Clone, Debug)]
struct Held {
    fixed: Vec<Interval>,
    suspended: Vec<Interval>,
    broken: bool,
    part: Share,
}

const PLAINLY: Held = Held { fixed: Vec::new(), suspended: Vec::new(), broken: false, part: Share::WHOLE };

fn any_stretches() -> impl Strategy<Value = Vec<Interval>> {
    prop::collection::vec((1..4 * HOUR, 1..2 * HOUR), 0..3).prop_map(|gaps| {
        let mut at = MAY - 2 * HOUR;
        let mut stretches = Vec::new();
        for (gap, length) in gaps {
            stretches.push((Instant(at + gap), Instant(at + gap + length)));
            at += gap + length;
        }
        stretches
    })
}

prop_compose! {
    fn any_held()(
        fixed in any_stretches(),
        suspended in prop_oneof![Just(Vec::new()), any_stretches()],
        broken in any::<bool>(),
        part in prop_oneof![Just(Share::WHOLE), (1..10_000_u32).prop_map(Share)],
    ) -> Held {
        Held { fixed, suspended, broken, part }
    }
}

fn usages<'a>(sessions: &[(i64, i64, u32, i64)], held: &'a Held) -> Vec<Usage<'a>> {
    let usage = |(at, &(start, length, multiple, wait)): (usize, &(i64, i64, u32, i64))| Usage {
        multiple,
        wait: Span(wait),
        fixed: &held.fixed,
        suspended: &held.suspended,
        broken: held.broken,
        part: held.part,
        ..Usage::of(at as u32, Instant(start), Instant(start + length))
    };
    sessions.iter().enumerate().map(usage).collect()
}

fn entered(terms: &Terms, own: Share, prices: &Dated<Won>, usages: &[Usage<'_>]) -> Account {
    let mut account = Account::new(own);
    for usage in usages {
        account.enter(terms, prices, usage);
    }
    account
}

fn amounts(lines: &[BillLine]) -> Won {
    lines.iter().map(|line| line.amount).sum()
}

/// Begun hours at 1,000 won, by hand: an hour and a second is two hours; of two sets, four.
#[test]
fn plain_use_is_hours_of_the_line_that_stands() {
    let terms = terms(Readings::default());
    let price = Dated::always(Won(1_000));
    let held = (Instant(MAY), Instant(MAY + HOUR + 1));
    let mut account = Account::new(Share(0));
    assert_eq!(account.enter_plain(&terms, 1, held, 1), None, "no line stands yet");
    account.enter(&terms, &price, &Usage::of(1, held.0, held.1));
    assert_eq!(account.plainly_beyond(held, 2), Some(Won(4_000)));
    assert_eq!(account.enter_plain(&terms, 2, held, 2), Some(Won(4_000)));
    assert_eq!(account.owed(), Won(6_000));
    let before = (Instant(MAY - HOUR), Instant(MAY));
    assert_eq!(account.enter_plain(&terms, 3, before, 1), None, "another month has another line");
    let lines = account.close(&terms);
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].hours.expect("hours").0, &*lines[0].sessions), (6, &[1, 2][..]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Hours, discounts and sums of every line equal a slow count of the same rules.
    #[test]
    fn every_line_equals_a_slow_count(
        readings in any_readings(), sessions in any_sessions(3), prices in any_prices(), held in any_held(),
        own in prop_oneof![Just(0), 1..10_000_u32, Just(10_000)],
    ) {
        prop_assume!(readings.accrual == Accrual::Hour);
        let terms = terms(readings);
        let usages = usages(&sessions, &held);
        let got = entered(&terms, Share(own), &prices, &usages).close(&terms);
        prop_assert_eq!(slow::told(&got), slow::lines(&terms, Share(own), &prices, &usages));
    }

    /// Plain use is entered, and looked at while it runs, as all use is, wherever that is less work.
    #[test]
    fn plain_use_is_use(
        readings in any_readings(), sessions in any_sessions(8), prices in any_prices(), own in 0..3_000_u32,
    ) {
        // Half of the cases under readings that add hours up.
        let readings = if own % 2 == 0 {
            Readings { hours: readings.hours, split: readings.split, off: readings.off, ..Readings::default() }
        } else {
            readings
        };
        let terms = terms(readings);
        let held = PLAINLY;
        let usages = usages(&sessions, &held);
        let mut account = Account::new(Share(own));
        for usage in &usages {
            let (use_of, in_time) = ((usage.started, usage.ended), usage.wait <= terms.wait_limit);
            let beyond = account.owed_beyond(&terms, &prices, &[*usage]);
            let full = account.owed_if_ended(&terms, &prices, &[*usage]);
            prop_assert_eq!(beyond, full - account.owed().into());
            if let Some(plainly) = account.plainly_beyond(use_of, usage.multiple).filter(|_| in_time) {
                prop_assert_eq!(beyond, plainly.into());
            }
            let before = account.owed();
            let plain =
                if in_time { account.enter_plain(&terms, usage.session, use_of, usage.multiple) } else { None };
            match plain {
                Some(more) => prop_assert_eq!(account.owed(), before + more),
                None => account.enter(&terms, &prices, usage),
            }
        }
        prop_assert_eq!(account.close(&terms), entered(&terms, Share(own), &prices, &usages).close(&terms));
    }

    /// What is owed never depends on the order in which sessions ended, and is the sum of the lines.
    #[test]
    fn owed_is_the_sum_of_lines_in_any_order(
        readings in any_readings(), sessions in any_sessions(5), prices in any_prices(), held in any_held(),
    ) {
        let terms = terms(readings);
        let mut usages = usages(&sessions, &held);
        let mut account = Account::new(Share(2_000));
        for (n, usage) in usages.iter().enumerate() {
            account.enter(&terms, &prices, usage);
            prop_assert_eq!(account.owed(), entered(&terms, Share(2_000), &prices, &usages[..=n]).owed());
        }
        prop_assert_eq!(account.owed(), amounts(&account.close(&terms)));
        let mut months = vec![Won::ZERO; terms.month_starts.len() - 1];
        account.owed_by_month(&mut months);
        prop_assert_eq!(account.owed(), months.into_iter().sum());
        usages.reverse();
        let other_way = entered(&terms, Share(2_000), &prices, &usages);
        prop_assert_eq!(account.close(&terms), other_way.close(&terms));
    }

    /// hours × price = supply + discount, supply + VAT = amount + own contribution; nothing is negative.
    #[test]
    fn the_operands_of_a_line_add_up(
        readings in any_readings(), sessions in any_sessions(4), prices in any_prices(), held in any_held(),
        own in 0..=10_000_u32,
    ) {
        let terms = terms(readings);
        for line in entered(&terms, Share(own), &prices, &usages(&sessions, &held)).close(&terms) {
            let gross = match (line.hours, line.product_seconds) {
                (Some(hours), _) => line.unit_price * hours.0,
                (None, seconds) => line.unit_price.ratio_floor(seconds.expect("by the second"), HOUR),
            };
            prop_assert_eq!(gross, line.supply + line.discount + line.credit + line.deduction);
            if readings.own != Own::OnTop {
                prop_assert_eq!(line.supply + line.vat, line.amount + line.own_contribution);
            }
            let parts =
                [line.supply, line.discount, line.credit, line.vat, line.vat_inside, line.own_contribution, line.amount];
            prop_assert!(parts.iter().all(|part| *part >= Won::ZERO), "{:?}", line);
            prop_assert!(line.discounted_hours <= line.hours.unwrap_or_default());
            prop_assert!(line.hours.is_none_or(|hours| hours.0 > 0));
        }
    }

    /// Committed money covers the bill of sessions that end where they are; it is the bill itself wherever no
    /// begun hour can be dropped.
    #[test]
    fn committed_money_covers_the_bill(
        readings in any_readings(), before in any_sessions(2), running in any_sessions(3), prices in any_prices(),
        held in any_held(), own in 0..=10_000_u32,
    ) {
        let terms = terms(readings);
        let (before, running) = (usages(&before, &held), usages(&running, &held));
        let mut account = entered(&terms, Share(own), &prices, &before);
        let committed = account.owed_if_ended(&terms, &prices, &running);
        let mut months = vec![ExactWon::ZERO; terms.month_starts.len() - 1];
        account.owed_if_ended_by_month(&terms, &prices, &running, &mut months);
        prop_assert_eq!(committed, months.iter().copied().sum());
        for usage in &running {
            account.enter(&terms, &prices, usage);
        }
        prop_assert!(committed >= account.owed().into());
        let may_drop = readings.fault_hour == FaultHour::NotBilled;
        match (readings.accrual, readings.hours) {
            (Accrual::Second, _) => {
                // Each line is cut once: less than a won a line.
                let lines = account.close(&terms).len() as i64;
                prop_assert!(committed <= ExactWon::from(account.owed() + Won(lines + before.len() as i64 + 4)));
            }
            (Accrual::Hour, _) if may_drop => {}
            (Accrual::Hour, HourRounding::SessionFloor | HourRounding::SessionNearest) => {}
            (
                Accrual::Hour,
                HourRounding::SessionCeil
                | HourRounding::MonthCeil
                | HourRounding::MonthFloor
                | HourRounding::MonthNearest,
            ) => prop_assert_eq!(committed, account.owed().into()),
        }
        // The statement's VAT, where it bears it, is covered too.
        let mut owed = vec![Won::ZERO; months.len()];
        account.owed_by_month(&mut owed);
        for (committed, owed) in months.into_iter().zip(owed) {
            let vat = vat_of_statement(&terms, owed);
            prop_assert!(vat_of_statement_exact(&terms, committed) >= vat.into());
        }
    }

    /// The bound that guards a day's money: a running session never adds more, second by second or at once.
    #[test]
    fn no_session_adds_more_than_its_bound(
        readings in any_readings(), before in any_sessions(2), session in any_sessions(1), prices in any_prices(),
        own in 0..=10_000_u32, later in 1..5 * HOUR, held in any_held(),
    ) {
        let terms = terms(readings);
        let Some(&(start, length, multiple, wait)) = session.first() else { return Ok(()) };
        let account = entered(&terms, Share(own), &prices, &usages(&before, &PLAINLY));
        let at = |ended: i64| {
            let usage = Usage {
                multiple, wait: Span(wait), suspended: &held.suspended, part: held.part,
                ..Usage::of(9, Instant(start), Instant(ended))
            };
            let mut months = vec![ExactWon::ZERO; terms.month_starts.len() - 1];
            account.owed_if_ended_by_month(&terms, &prices, &[usage], &mut months);
            months.into_iter().map(|net| net + vat_of_statement_exact(&terms, net)).sum::<ExactWon>()
        };
        // Committed money at second t counts t itself: use ends at t + 1.
        let (from, until) = (start + length, start + length + later);
        let most = most_added(&terms, &prices, Instant(start), Instant(from), Instant(until), multiple);
        prop_assert!(at(until) - at(from + 1) <= most.into());
        let from_start = most_added(&terms, &prices, Instant(start), Instant(start), Instant(until), multiple);
        prop_assert!(at(until) - at(start) <= from_start.into());
    }

    /// Splitting by the hour's first second neither makes nor loses an hour.
    #[test]
    fn hours_over_a_months_end_add_up_to_the_unsplit_hours(
        session in any_sessions(1), hours in select(HourRounding::ALL), held in any_held(), prices in any_prices(),
        fault_hour in select(FaultHour::ALL),
    ) {
        prop_assume!(!hours.by_line());
        let terms = terms(Readings { hours, fault_hour, ..Readings::default() });
        for usage in usages(&session, &held) {
            let used = usage.usable();
            let unsplit = match hours {
                _ if held.broken && fault_hour == FaultHour::NotBilled => used.full_hours(),
                HourRounding::SessionCeil => used.begun_hours(),
                HourRounding::SessionFloor => used.full_hours(),
                HourRounding::SessionNearest => used.nearest_hours(),
                HourRounding::MonthCeil | HourRounding::MonthFloor | HourRounding::MonthNearest => {
                    unreachable!("by session")
                }
            };
            let lines = entered(&terms, Share::NONE, &prices, &[usage]).close(&terms);
            let split: i64 = lines.iter().filter_map(|line| line.hours).map(|hours| hours.0).sum();
            prop_assert_eq!(split, unsplit.0 * i64::from(usage.multiple));
        }
    }

    /// Flat sums, whatever the reading and however many suppliers: a month's credit is the lower of its sum and
    /// its lines' totals, no line gives more than its amount, and what is owed is the sum of the lines. Committed
    /// money covers the bill, and a supplier's VAT on it.
    #[test]
    fn flat_sums_take_what_a_month_owes_and_no_more(
        readings in any_readings(), first in any_sessions(3), second in any_sessions(3), running in any_sessions(2),
        prices in any_prices(), held in any_held(), monthly in prop_oneof![0..60_000_i64, Just(10_000_000)],
        from in 0..MAY + HOUR, until in MAY - HOUR..70 * DAY,
    ) {
        let terms = terms(readings);
        let sum = FlatSum::new(&terms, Won(monthly), Instant(from), Instant(until));
        let running = usages(&running, &held);
        let mut accounts = [&first, &second].map(|of| entered(&terms, Share::NONE, &prices, &usages(of, &held)));
        let mut months = vec![ExactWon::ZERO; terms.month_starts.len() - 1];
        for (account, running) in accounts.iter().zip([&running[..], &[]]) {
            account.owed_if_ended_by_month(&terms, &prices, running, &mut months);
        }
        let committed = sum.left_to_pay(&months);
        for usage in &running {
            accounts[0].enter(&terms, &prices, usage);
        }
        let mut owed = vec![Won::ZERO; months.len()];
        for account in &accounts {
            account.owed_by_month(&mut owed);
        }
        let mut lines: Vec<BillLine> = accounts.iter().flat_map(|account| account.close(&terms)).collect();
        lines.sort_by_key(|line| line.month);
        let before = lines.clone();
        sum.credit_lines(&mut lines);
        for (month, owed) in owed.iter().enumerate() {
            let of_month = || lines.iter().zip(&before).filter(|(line, _)| line.month == month);
            let credited: Won = of_month().map(|(line, before)| before.amount - line.amount).sum();
            // April 0, May 1, June 2 of these terms; support touches a month or does not.
            let touched = from < [30, 61, 90][month] * DAY && until > [0, 30, 61][month] * DAY && from < until;
            prop_assert_eq!(credited, (*owed).min(Won(if touched { monthly } else { 0 })));
            prop_assert_eq!(sum.refund(month, credited), sum.due(month) - credited);
            prop_assert!(sum.refund(month, credited) >= Won::ZERO);
        }
        for (line, before) in lines.iter().zip(&before) {
            prop_assert!(line.amount >= Won::ZERO && line.amount <= before.amount);
            prop_assert_eq!(line.amount + line.own_contribution, before.amount + before.own_contribution);
        }
        let owed: Vec<ExactWon> = owed.into_iter().map(ExactWon::from).collect();
        prop_assert_eq!(sum.left_to_pay(&owed), amounts(&lines).into());
        prop_assert!(committed >= amounts(&lines).into());
    }
}
