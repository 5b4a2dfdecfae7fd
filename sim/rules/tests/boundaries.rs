//! Boundaries that no golden case covers, counted by hand: one line a case, the boundary and its neighbours.
//!
//! Midnights: May 1 is day 30 (2,592,000 s), June 1 day 61, July 1 day 91, October 1 day 183.

use naru_rules::readings::{
    Accrual, December, FaultHour, HourRounding, NpuDays, NpuMonth, NpuOutage, NpuWon, OffRounding, Own,
    PriceAt, Readings, SlaDiscount, Split, Vat, VatRound, VatScope,
};
use naru_rules::settlement::{
    Account, Allocation, BillLine, ExactWon, Tenancy, Terms, Usage, days_held, dearest_hour, month_starts,
    most_added, stands, vat_of_statement, vat_of_statement_exact,
};
use naru_units::{DAY, Dated, Epoch, HOUR, Hours, Instant, Share, Span, Won};

const MAY: i64 = 30 * DAY;

fn terms(readings: Readings) -> Terms {
    let epoch = Epoch("2025-04-01".parse().expect("a date"));
    Terms {
        readings,
        epoch,
        month_starts: month_starts(epoch, Instant(0), epoch.midnight("2026-04-01".parse().expect("a date"))),
        wait_limit: Span::hours(8),
        discount_rate: Share(1_000),
        discount_ceiling: None,
        fixed_ratio: Share(5_000),
        vat_rate: Share(1_000),
        cut_off: Instant(0),
    }
}

fn usage<'a>(started: i64, ended: i64) -> Usage<'a> {
    Usage::of(1, Instant(started), Instant(ended))
}

fn bill(terms: &Terms, own: u32, prices: &Dated<Won>, usages: &[Usage<'_>]) -> Vec<BillLine> {
    let mut account = Account::new(Share(own));
    for usage in usages {
        account.enter(terms, prices, usage);
    }
    account.close(terms)
}

/// Month's position, hours, discounted hours, discount, amount of each line.
fn figures(lines: &[BillLine]) -> Vec<(usize, i64, i64, i64, i64)> {
    let figures = |line: &BillLine| {
        let hours = line.hours.map_or(-1, |hours| hours.0);
        (line.month, hours, line.discounted_hours.0, line.discount.0, line.amount.0)
    };
    lines.iter().map(figures).collect()
}

#[track_caller]
fn check(readings: Readings, usages: &[Usage<'_>], want: &[(usize, i64, i64, i64, i64)]) {
    let prices = Dated::always(Won(4_000));
    assert_eq!(figures(&bill(&terms(readings), 0, &prices, usages)), want, "{readings:?}");
}

/// 23:30 to 00:31 over May 1: 61 minutes; hours begin at 23:30 and 00:30.
#[test]
fn a_session_over_midnight_by_every_hours_reading() {
    let session = [usage(MAY - HOUR / 2, MAY + 31 * 60)];
    for (hours, split, want) in [
        (HourRounding::SessionCeil, Split::HourBegin, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)][..]),
        (HourRounding::SessionFloor, Split::HourBegin, &[(0, 1, 0, 0, 4_000)]),
        (HourRounding::SessionNearest, Split::HourBegin, &[(0, 1, 0, 0, 4_000)]),
        (HourRounding::SessionFloor, Split::PartsAlone, &[]),
        (HourRounding::SessionNearest, Split::PartsAlone, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)]),
        (HourRounding::MonthCeil, Split::PartsAlone, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)]),
        (HourRounding::MonthFloor, Split::HourBegin, &[]),
        (HourRounding::MonthNearest, Split::HourBegin, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)]),
    ] {
        check(Readings { hours, split, ..Readings::default() }, &session, want);
    }
}

/// Half an hour is nearest to the next hour, a second less is not.
#[test]
fn nearest_turns_at_half_an_hour() {
    for (seconds, session, line) in [(5_399, 1, 1), (5_400, 2, 2), (5_401, 2, 2)] {
        for (hours, want) in [(HourRounding::SessionNearest, session), (HourRounding::MonthNearest, line)] {
            check(
                Readings { hours, ..Readings::default() },
                &[usage(0, seconds)],
                &[(0, want, 0, 0, want * 4_000)],
            );
        }
    }
}

/// Two late hours of a session from 23:30 to 00:30 whose parts round alone: two billed hours, one a month.
#[test]
fn parts_alone_discount_the_first_billed_hours() {
    let readings = Readings { split: Split::PartsAlone, ..Readings::default() };
    for (wait, first, second) in [(8 * HOUR, 0, 0), (8 * HOUR + 1, 1, 0), (9 * HOUR + 1, 1, 1)] {
        let session = Usage { wait: Span(wait), ..usage(MAY - HOUR / 2, MAY + HOUR / 2) };
        check(
            readings,
            &[session],
            &[
                (0, 1, first, 400 * first, 4_000 - 400 * first),
                (1, 1, second, 400 * second, 4_000 - 400 * second),
            ],
        );
    }
}

/// 90 minutes, all late at 10 %: 600 won off whatever is billed, and never more than the line.
#[test]
fn a_lines_seconds_are_discounted_exactly() {
    for (hours, rate, want) in [
        (HourRounding::MonthCeil, 1_000, (0, 2, 2, 600, 7_400)),
        (HourRounding::MonthFloor, 1_000, (0, 1, 1, 600, 3_400)),
        (HourRounding::MonthNearest, 1_000, (0, 2, 2, 600, 7_400)),
        (HourRounding::MonthFloor, 10_000, (0, 1, 1, 4_000, 0)),
    ] {
        let readings = Readings { hours, sla_discount: SlaDiscount::Session, ..Readings::default() };
        let terms = Terms { discount_rate: Share(rate), ..terms(readings) };
        let session = Usage { wait: Span(8 * HOUR + 1), ..usage(0, 5_400) };
        let lines = bill(&terms, 0, &Dated::always(Won(4_000)), &[session]);
        assert_eq!(figures(&lines), [want], "{hours:?}");
    }
}

/// A session from 08:00 to 10:00, 4,000 won, 3,000 from 08:30 on.
#[test]
fn the_price_of_an_hour_by_the_second_that_decides_it() {
    let prices =
        Dated::new(vec![(Instant(0), Won(4_000)), (Instant(8 * HOUR + HOUR / 2), Won(3_000))]).unwrap();
    let two_prices = |hours: i64| vec![(Won(3_000), Hours(2 - hours)), (Won(4_000), Hours(hours))];
    for (hours, price_at, want) in [
        (HourRounding::SessionCeil, PriceAt::HourBegin, two_prices(1)),
        (HourRounding::SessionCeil, PriceAt::SessionStart, vec![(Won(4_000), Hours(2))]),
        // 30 minutes and 90 minutes, by the second, rounded up each.
        (HourRounding::MonthCeil, PriceAt::HourBegin, vec![(Won(3_000), Hours(2)), (Won(4_000), Hours(1))]),
        (HourRounding::MonthCeil, PriceAt::SessionStart, vec![(Won(4_000), Hours(2))]),
    ] {
        let readings = Readings { hours, price_at, ..Readings::default() };
        let lines = bill(&terms(readings), 0, &prices, &[usage(8 * HOUR, 10 * HOUR)]);
        let got: Vec<_> = lines.iter().map(|line| (line.unit_price, line.hours.unwrap())).collect();
        assert_eq!(got, want, "{readings:?}");
    }
}

/// Without a ceiling a discount grows to the whole price and no further: 10 hours at 10 % are all of it.
#[test]
fn a_growing_discount_ends_at_the_whole_price() {
    for (over, off) in [(9, 3_600), (10, 4_000), (11, 4_000)] {
        let readings = Readings { sla_discount: SlaDiscount::Growing, ..Readings::default() };
        let session = Usage { wait: Span::hours(8 + over), ..usage(0, HOUR) };
        check(readings, &[session], &[(0, 1, 1, off, 4_000 - off)]);
    }
}

/// Two lines of 4,155 won (VAT 415.5) of one supplier and month, with the user's share of a half.
#[test]
fn vat_of_a_statement_is_the_programmes_alone() {
    let prices = Dated::always(Won(4_155));
    let readings = Readings { vat: Vat::Excluded, ..Readings::default() };
    for (scope, round, own, ratio, lines, statement) in [
        (VatScope::Line, VatRound::Floor, Own::Outside, 0, [4_570, 4_570], 0),
        (VatScope::Line, VatRound::HalfUp, Own::Outside, 0, [4_571, 4_571], 0),
        (VatScope::Statement, VatRound::Floor, Own::Outside, 0, [4_155, 4_155], 831),
        (VatScope::Statement, VatRound::HalfUp, Own::OutOfPrice, 5_000, [2_077, 2_077], 415),
        (VatScope::Statement, VatRound::HalfUp, Own::OutOfPrice, 10_000, [0, 0], 0),
    ] {
        let terms = terms(Readings { vat_scope: scope, vat_round: round, own, ..readings });
        let accounts = lines.map(|_| {
            let mut account = Account::new(Share(ratio));
            account.enter(&terms, &prices, &usage(0, HOUR));
            account
        });
        assert_eq!(accounts.each_ref().map(|account| account.owed().0), lines, "{scope:?} {round:?}");
        let net: Won = accounts.iter().map(Account::owed).sum();
        assert_eq!(vat_of_statement(&terms, net), Won(statement), "{scope:?} {round:?}");
        assert_eq!(vat_of_statement_exact(&terms, net.into()), Won(statement).into());
    }
}

/// 4,000 and 3,000 won an hour from the same second, 10,000 won available: the 5,143rd second costs
/// 7,000 × 5,143 / 3,600 = 10,000.27. Cut line by line it would still seem to be paid for.
#[test]
fn money_by_the_second_is_summed_before_it_is_rounded() {
    let readings = Readings { accrual: Accrual::Second, ..Readings::default() };
    let terms = terms(readings);
    let account = Account::new(Share::NONE);
    let owed = |price: i64, seconds: i64| {
        account.owed_if_ended(&terms, &Dated::always(Won(price)), &[usage(0, seconds)])
    };
    for (seconds, want) in [(5_142, Won(9_999)), (5_143, Won(10_001))] {
        assert_eq!((owed(4_000, seconds) + owed(3_000, seconds)).ceil(), want);
    }
    let cut = owed(4_000, 5_143).floor() + owed(3_000, 5_143).floor();
    assert_eq!(cut, Won(9_999));
}

/// 1,000 s at 4,133 won an hour: 1,148.055… won; half of it late at 10 %: 57.402… off, VAT 109.065…, the
/// user pays a third (33.33 %). Exact, each sum cut: 1,148; 1,090 (1,090.652…); 1,199 (1,199.717…); 799
/// (799.851…).
#[test]
fn a_line_by_the_second_cuts_each_sum() {
    let readings = Readings {
        accrual: Accrual::Second,
        hours: HourRounding::MonthCeil,
        vat: Vat::Excluded,
        own: Own::OutOfPrice,
        off: OffRounding::OffHalfUp,
        ..Readings::default()
    };
    let terms = terms(readings);
    let sessions = [usage(0, 500), Usage { session: 2, wait: Span::hours(9), ..usage(HOUR, HOUR + 500) }];
    let [line] =
        <[BillLine; 1]>::try_from(bill(&terms, 3_333, &Dated::always(Won(4_133)), &sessions)).unwrap();
    assert_eq!((line.hours, line.product_seconds), (None, Some(1_000)));
    let won = [line.supply, line.discount, line.vat, line.own_contribution, line.amount].map(|won| won.0);
    assert_eq!(won, [1_090, 58, 109, 400, 799]);
}

/// A begun hour of a running session is committed whole, and freed when the session ends short of it.
#[test]
fn committed_money_holds_begun_hours_whole() {
    for (hours, seconds, committed, billed) in [
        (HourRounding::SessionFloor, HOUR - 1, 1, 0),
        (HourRounding::SessionFloor, HOUR, 1, 1),
        (HourRounding::SessionFloor, HOUR + 1, 2, 1),
        (HourRounding::SessionNearest, HOUR + HOUR / 2 - 1, 2, 1),
        (HourRounding::SessionNearest, HOUR + HOUR / 2, 2, 2),
        (HourRounding::SessionCeil, HOUR + 1, 2, 2),
        (HourRounding::MonthFloor, HOUR + 1, 1, 1),
        (HourRounding::MonthNearest, HOUR + HOUR / 2, 2, 2),
        (HourRounding::MonthCeil, HOUR + 1, 2, 2),
    ] {
        let terms = terms(Readings { hours, ..Readings::default() });
        let prices = Dated::always(Won(4_000));
        let mut account = Account::new(Share::NONE);
        let running = [usage(0, seconds)];
        assert_eq!(account.owed_if_ended(&terms, &prices, &running), ExactWon::from(Won(4_000 * committed)));
        account.enter(&terms, &prices, &running[0]);
        assert_eq!(account.owed(), Won(4_000 * billed), "{hours:?} {seconds}");
    }
}

/// Under `parts_alone` only the part that goes on may still become a whole hour: 23:30 to 00:10, completed
/// hours only.
#[test]
fn a_closed_part_is_not_committed_whole() {
    let readings =
        Readings { hours: HourRounding::SessionFloor, split: Split::PartsAlone, ..Readings::default() };
    let account = Account::new(Share::NONE);
    for (ended, committed) in [(MAY - 600, 1), (MAY, 1), (MAY + 1, 1), (MAY + 600, 1), (MAY + HOUR + 1, 2)] {
        let running = [usage(MAY - HOUR / 2, ended)];
        let owed = account.owed_if_ended(&terms(readings), &Dated::always(Won(4_000)), &running);
        assert_eq!(owed, ExactWon::from(Won(4_000 * committed)), "{ended}");
    }
}

/// Three seconds over a month's end and a price change are three begun hours where parts round alone.
#[test]
fn the_bound_of_a_session_knows_parts_that_round_alone() {
    let terms = terms(Readings { split: Split::PartsAlone, ..Readings::default() });
    let prices = Dated::new(vec![(Instant(0), Won(4_000)), (Instant(MAY + 1), Won(4_001))]).unwrap();
    let owed = Account::new(Share::NONE).owed_if_ended(&terms, &prices, &[usage(MAY - 1, MAY + 2)]);
    assert_eq!(owed, ExactWon::from(Won(12_001)));
    let start = Instant(MAY - 1);
    // One hour that can begin, one for rounding, two cuts, at the dearest price.
    assert_eq!(most_added(&terms, &prices, start, start, Instant(MAY + 2), 1), Won(4 * 4_001));
}

/// A begun hour at its dearest: prices in force from its first second on, VAT rounded up.
#[test]
fn the_dearest_hour_looks_at_every_price_in_force() {
    let prices = Dated::new(vec![(Instant(0), Won(4_155)), (Instant(100), Won(5_000))]).unwrap();
    for (vat, price_at, from, until, want) in [
        (Vat::Included, PriceAt::HourBegin, 0, 100, 4_155),
        (Vat::Included, PriceAt::HourBegin, 0, 101, 5_000),
        (Vat::Included, PriceAt::SessionStart, 0, 101, 4_155),
        (Vat::Excluded, PriceAt::HourBegin, 0, 100, 4_571),
    ] {
        let terms = terms(Readings { vat, price_at, ..Readings::default() });
        let dearest = |k| dearest_hour(&terms, &prices, Instant(0), Instant(from), Instant(until), k);
        assert_eq!(dearest(1), Won(want), "{vat:?} {price_at:?} {until}");
        assert!(dearest(2) <= Won(2 * want));
    }
}

/// A discount does not excuse a unit price above the agreed one (P5).
#[test]
fn no_line_stands_at_a_higher_unit_price() {
    for (unit_price, allocation, want) in [
        (4_150, Allocation::Dynamic, true),
        (4_151, Allocation::Dynamic, false),
        (2_075, Allocation::Fixed, true),
        (2_076, Allocation::Fixed, false),
    ] {
        let line = BillLine {
            allocation,
            hours: Some(Hours(10)),
            unit_price: Won(unit_price),
            discount: Won(unit_price * 5),
            amount: Won(unit_price * 5),
            ..BillLine::default()
        };
        assert_eq!(stands(&line, Won(4_150), Share(5_000)), want, "{unit_price}");
    }
}

/// Begun stretches of 24 hours, to the second, and the days touched.
#[test]
fn days_of_a_tenancy_at_their_boundaries() {
    let started = Instant(15 * HOUR);
    for (length, touched, begun) in [
        (0, 0, 0),
        (1, 1, 1),
        (9 * HOUR, 1, 1),
        (9 * HOUR + 1, 2, 1),
        (DAY, 2, 1),
        (DAY + 1, 2, 2),
        (DAY + 9 * HOUR + 1, 3, 2),
    ] {
        let ended = started + Span(length);
        assert_eq!(days_held(NpuDays::CalendarDays, started, ended), touched, "{length}");
        assert_eq!(days_held(NpuDays::Begun24h, started, ended), begun, "{length}");
    }
}

/// From 23:00 on April 30, with 23:15 to 23:45 lost, the first usable hour lasts until 00:30: the second one
/// begins there, and not at 00:00.
#[test]
fn t4_hours_are_counted_in_usable_time() {
    let lost = |from: i64, until: i64| [(Instant(MAY + from), Instant(MAY + until))];
    let half = lost(-2_700, -900);
    let to_midnight = lost(-2_700, 0);
    let all = lost(-DAY, DAY);
    for (suspended, length, want) in [
        // 3,600 usable seconds are one hour, of April; one second more begins another at 00:30, of May.
        (&half[..], 5_400, &[(0, 1, 0, 0, 4_000)][..]),
        (&half, 5_401, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)]),
        (&[], 5_400, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)]),
        // 900 s of April, then usable again from midnight: the second hour begins at 00:45.
        (&to_midnight, 3_600 + 2_700, &[(0, 1, 0, 0, 4_000)]),
        (&to_midnight, 3_600 + 2_701, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)]),
        (&all, 7_200, &[]),
    ] {
        let session = Usage { suspended, ..usage(MAY - HOUR, MAY - HOUR + length) };
        check(Readings::default(), &[session], want);
    }
    // Use that becomes possible in May has its first hour there.
    let session = Usage { suspended: &lost(-7_200, 60), ..usage(MAY - HOUR, MAY + 61) };
    check(Readings::default(), &[session], &[(1, 1, 0, 0, 4_000)]);
}

/// A line names what made it, of any session on it.
#[test]
fn a_line_names_the_clauses_of_its_sessions() {
    let lost = [(Instant(HOUR), Instant(HOUR + 1))];
    let plain = usage(0, 2 * HOUR);
    for (other, want) in [
        (plain, &["T1", "T2", "P2"][..]),
        (Usage { multiple: 2, ..plain }, &["T1", "T2", "A5", "P2"]),
        (Usage { broken: true, ..plain }, &["T1", "T2", "T4", "P2"]),
        (Usage { suspended: &lost, ..plain }, &["T1", "T2", "T4", "P2"]),
        // Over before the session began.
        (Usage { suspended: &lost, ..usage(2 * HOUR, 3 * HOUR) }, &["T1", "T2", "P2"]),
    ] {
        let lines = bill(&terms(Readings::default()), 0, &Dated::always(Won(4_000)), &[plain, other]);
        let [line] = <[BillLine; 1]>::try_from(lines).unwrap();
        assert_eq!(line.clauses.iter().map(|clause| clause.id()).collect::<Vec<_>>(), want, "{other:?}");
    }
    // Half a set has a price and so a line of its own.
    let half = Usage { part: Share(5_000), ..plain };
    let lines = bill(&terms(Readings::default()), 0, &Dated::always(Won(4_001)), &[half]);
    let [line] = <[BillLine; 1]>::try_from(lines).unwrap();
    assert_eq!((line.unit_price, line.amount), (Won(2_000), Won(4_000)));
    assert_eq!(line.clauses.iter().map(|clause| clause.id()).collect::<Vec<_>>(), ["T1", "T2", "T12", "P2"]);
}

/// A fault at 1:30 of a session from 23:30 on.
#[test]
fn t4_the_hour_that_a_fault_broke_is_dropped() {
    let broken = Usage { broken: true, ..usage(MAY - HOUR / 2, MAY + HOUR) };
    let (whole, less) = (FaultHour::Round, FaultHour::NotBilled);
    for (fault_hour, hours, split, want) in [
        (whole, HourRounding::SessionCeil, Split::HourBegin, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)][..]),
        (less, HourRounding::SessionCeil, Split::HourBegin, &[(0, 1, 0, 0, 4_000)]),
        (less, HourRounding::SessionNearest, Split::HourBegin, &[(0, 1, 0, 0, 4_000)]),
        // April's half hour is rounded alone; May's hour was whole when the fault came.
        (less, HourRounding::SessionCeil, Split::PartsAlone, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)]),
        // The seconds of the broken hour are dropped, half an hour is left in each month.
        (less, HourRounding::MonthCeil, Split::HourBegin, &[(0, 1, 0, 0, 4_000), (1, 1, 0, 0, 4_000)]),
        (less, HourRounding::MonthFloor, Split::HourBegin, &[]),
        (whole, HourRounding::MonthFloor, Split::HourBegin, &[(1, 1, 0, 0, 4_000)]),
    ] {
        let readings = Readings { fault_hour, hours, split, ..Readings::default() };
        check(readings, &[broken], want);
    }
}

/// 90 minutes are two begun hours as long as they run, whatever a fault will make of them.
#[test]
fn t4_a_broken_hour_is_committed_whole() {
    let prices = Dated::always(Won(4_000));
    let broken = Usage { broken: true, ..usage(0, 5_400) };
    for hours in [HourRounding::SessionCeil, HourRounding::SessionFloor, HourRounding::MonthCeil] {
        let readings = Readings { hours, fault_hour: FaultHour::NotBilled, ..Readings::default() };
        let mut account = Account::new(Share::NONE);
        let committed = account.owed_if_ended(&terms(readings), &prices, &[broken]);
        assert_eq!(committed, ExactWon::from(Won(8_000)), "{hours:?}");
        account.enter(&terms(readings), &prices, &broken);
        assert_eq!(account.owed(), Won(4_000), "{hours:?}");
    }
}

/// Month's position, unit price, days, whole months, amount of each line of a tenancy.
fn tenancy(
    readings: Readings,
    prices: &Dated<Won>,
    first_day: i64,
    days: i64,
) -> Vec<(usize, i64, i64, i64, i64)> {
    let terms = terms(readings);
    let tenancy =
        Tenancy { terms: &terms, prices, own_ratio: Share::NONE, first_day, earlier: None, outages: &[] };
    let lines = tenancy.bill(1, days);
    assert_eq!(tenancy.owed(days), lines.iter().map(|line| line.amount).sum());
    let figures = |line: &BillLine| {
        (
            line.month,
            line.unit_price.0,
            line.days.unwrap_or(-1),
            line.whole_months.unwrap_or(-1),
            line.amount.0,
        )
    };
    lines.iter().map(figures).collect()
}

/// A month has the price in force on the first of its days that is held: 900,000 won, 600,000 from June 10.
#[test]
fn a_month_keeps_the_price_of_its_first_day() {
    let change = (Instant((61 + 9) * DAY), Won(600_000));
    let prices = Dated::new(vec![(Instant(0), Won(900_000)), change]).unwrap();
    for (month, first_day, days, want) in [
        // June 5 to July 4: June is a part month at the old price, July at the new one.
        (NpuMonth::Calendar, 65, 30, &[(2, 900_000, 26, 0, 780_000), (3, 600_000, 4, 0, 80_000)][..]),
        // June 10 is the first day held in June: the new price.
        (NpuMonth::Calendar, 70, 21, &[(2, 600_000, 21, 0, 420_000)]),
        (NpuMonth::Calendar, 69, 22, &[(2, 900_000, 22, 0, 660_000)]),
        // May 15 to June 13 is a month of 30 days at the old price; June 14 begins one at the new price.
        (
            NpuMonth::Running30,
            44,
            33,
            &[(1, 900_000, 17, 0, 510_000), (2, 600_000, 3, 0, 60_000), (2, 900_000, 13, 1, 390_000)],
        ),
        // From May 15 to June 14 is a month; June 15 begins the next one.
        (
            NpuMonth::Anniversary,
            44,
            33,
            &[(1, 900_000, 17, 0, 510_000), (2, 600_000, 2, 0, 40_000), (2, 900_000, 14, 1, 390_000)],
        ),
    ] {
        let readings = Readings { npu_month: month, ..Readings::default() };
        assert_eq!(tenancy(readings, &prices, first_day, days), want, "{month:?} from day {first_day}");
    }
}

/// From January 31 2026 (day 305): a month to February 28, from March 1 the next one to March 30; the 31st begins a third.
#[test]
fn an_anniversary_month_ends_where_the_calendar_has_no_such_day() {
    let readings = Readings { npu_month: NpuMonth::Anniversary, ..Readings::default() };
    let prices = Dated::always(Won(900_000));
    let total = |days| tenancy(readings, &prices, 305, days).iter().map(|line| line.4).sum::<i64>();
    let whole = |days| tenancy(readings, &prices, 305, days).iter().map(|line| line.3).sum::<i64>();
    for (days, want, months) in [
        (28, 840_000, 0),
        (29, 900_000, 1),
        (30, 930_000, 1),
        (58, 1_770_000, 1),
        (59, 1_800_000, 2),
        (60, 1_830_000, 2),
    ] {
        assert_eq!((total(days), whole(days)), (want, months), "{days} days");
    }
}

/// The last month of the terms is a whole one too: December 1 (day 244) to 31.
#[test]
fn an_anniversary_month_may_end_with_the_programme() {
    let readings = Readings { npu_month: NpuMonth::Anniversary, ..Readings::default() };
    let mut terms = terms(readings);
    terms.month_starts.truncate(10);
    let prices = Dated::always(Won(900_000));
    for (first_day, days, whole, price) in
        [(244, 31, 1, 900_000), (244, 30, 0, 900_000), (245, 30, 0, 900_000)]
    {
        let tenancy = Tenancy {
            terms: &terms,
            prices: &prices,
            own_ratio: Share::NONE,
            first_day,
            earlier: None,
            outages: &[],
        };
        let [line] = <[BillLine; 1]>::try_from(tenancy.bill(1, days)).unwrap();
        assert_eq!((line.whole_months, line.amount), (Some(whole), Won(price)), "{days} from {first_day}");
    }
}

/// From April 20 to May 20 (days 19 to 49), 900,000 won: 30,000 a day. April is a part month of 11 days, May one of 20.
#[test]
fn t4_each_line_is_less_by_the_outages_of_its_days() {
    let (at, hours) = (|day: i64, hour: i64| Instant(day * DAY + hour * HOUR), NpuOutage::ProrataSeconds);
    let days = NpuOutage::WholeDays;
    for (reading, outages, want) in [
        (days, &[(at(20, 0), at(22, 0))][..], [(60_000, 270_000), (0, 600_000)]),
        // Over the month's end: each line has what lies in it, and half days of two months are no whole day.
        (days, &[(at(28, 12), at(31, 12))], [(30_000, 300_000), (30_000, 570_000)]),
        (days, &[(at(29, 12), at(30, 12))], [(0, 330_000), (0, 600_000)]),
        (hours, &[(at(29, 12), at(30, 12))], [(15_000, 315_000), (15_000, 585_000)]),
        // Two halves in one line are a day; one second less is none.
        (days, &[(at(20, 0), at(20, 12)), (at(21, 0), at(21, 12))], [(30_000, 300_000), (0, 600_000)]),
        (
            days,
            &[(at(20, 0), at(20, 12)), (at(21, 0), Instant(21 * DAY + 12 * HOUR - 1))],
            [(0, 330_000), (0, 600_000)],
        ),
        // Before the first day and after the last there is nothing to take off, nor more than there was.
        (days, &[(at(0, 0), at(25, 0))], [(180_000, 150_000), (0, 600_000)]),
        (days, &[(at(0, 0), at(60, 0))], [(330_000, 0), (600_000, 0)]),
        (days, &[(at(50, 0), at(60, 0))], [(0, 330_000), (0, 600_000)]),
    ] {
        let terms = terms(Readings { npu_outage: reading, ..Readings::default() });
        let prices = Dated::always(Won(900_000));
        let tenancy = Tenancy {
            terms: &terms,
            prices: &prices,
            own_ratio: Share::NONE,
            first_day: 19,
            earlier: None,
            outages,
        };
        let lines = tenancy.bill(1, 31);
        let got: Vec<_> = lines.iter().map(|line| (line.deduction.0, line.amount.0)).collect();
        assert_eq!(got, want, "{reading:?} {outages:?}");
        assert_eq!(tenancy.owed(31), lines.iter().map(|line| line.amount).sum());
        assert_eq!((1..=31).map(|day| tenancy.commitment(day)).sum::<Won>(), Won(930_000));
    }
}

/// A day is a thirtieth of the price, May has 31: no more is taken off than there was. A day of 1,000,001 won costs 33,333
/// (cut), its outage would come to 33,334 (up).
#[test]
fn t4_no_more_is_taken_off_than_the_month_costs() {
    let terms = terms(Readings::default());
    for (price, days, out, want) in [
        (900_000, 31, 29, (870_000, 30_000)),
        (900_000, 31, 30, (900_000, 0)),
        (900_000, 31, 31, (900_000, 0)),
        (1_000_001, 1, 1, (33_333, 0)),
        (1_000_001, 2, 1, (33_334, 33_332)),
    ] {
        let prices = Dated::always(Won(price));
        let outages = [(Instant(MAY), Instant(MAY + out * DAY))];
        let tenancy = Tenancy {
            terms: &terms,
            prices: &prices,
            own_ratio: Share::NONE,
            first_day: 30,
            earlier: None,
            outages: &outages,
        };
        let [line] = <[BillLine; 1]>::try_from(tenancy.bill(1, days)).unwrap();
        assert_eq!((line.deduction.0, line.amount.0), want, "{out} of {days} days");
    }
}

/// Days of a month at 1,000,000 won without VAT: the month's VAT is reckoned on its sum, not on days.
#[test]
fn a_tenancys_vat_is_reckoned_on_the_months_line() {
    for (round, days, want) in [
        // 33,333 + 3,333.3; 66,666 + 6,666.6; 100,000 + 10,000.
        (VatRound::Floor, 1, 36_666),
        (VatRound::Floor, 2, 73_332),
        (VatRound::Floor, 3, 110_000),
        (VatRound::HalfUp, 2, 73_333),
    ] {
        let readings = Readings { vat: Vat::Excluded, vat_round: round, ..Readings::default() };
        let lines = tenancy(readings, &Dated::always(Won(1_000_000)), 61, days);
        assert_eq!(lines, [(2, 1_000_000, days, 0, want)]);
    }
}

/// Day by day, every tenancy commits what its bill comes to, never a month ahead, and nothing is taken back.
#[test]
fn commitments_add_up_to_the_bill_day_by_day() {
    let change = (Instant(100 * DAY), Won(611_111));
    let prices = Dated::new(vec![(Instant(0), Won(1_000_003)), change]).unwrap();
    for month in NpuMonth::ALL {
        // A day is 1/30 of the month and VAT; a begun month that is whole costs all of it on its first day.
        let most = match month {
            NpuMonth::Calendar | NpuMonth::Running30 | NpuMonth::Anniversary => Won(150_000),
            NpuMonth::ShortUseOnly => Won(1_200_000),
        };
        for (won, vat) in [(NpuWon::Floor, Vat::Included), (NpuWon::HalfUp, Vat::Excluded)] {
            let readings = Readings {
                npu_month: *month,
                npu_won: won,
                vat,
                own: Own::OutOfPrice,
                ..Readings::default()
            };
            let terms = terms(readings);
            for first_day in 0..62 {
                let tenancy = Tenancy {
                    terms: &terms,
                    prices: &prices,
                    own_ratio: Share(1_234),
                    first_day,
                    earlier: None,
                    outages: &[],
                };
                let mut owed = Won::ZERO;
                for day in 1..=200 {
                    let commitment = tenancy.commitment(day);
                    assert!(commitment >= Won::ZERO && commitment <= most, "{commitment:?} on {day}");
                    owed += commitment;
                    assert_eq!(owed, tenancy.owed(day), "{readings:?} from {first_day}, day {day}");
                }
                let billed: Won = tenancy.bill(1, 200).iter().map(|line| line.amount).sum();
                assert_eq!(owed, billed);
            }
        }
    }
}

/// What comes with the true-up of `usages` at a cut-off, over all lines; their amount is that of `by_use`.
fn true_up(readings: Readings, cut_off: i64, usages: &[Usage<'_>]) -> i64 {
    let prices = Dated::always(Won(4_000));
    let terms =
        Terms { cut_off: Instant(cut_off), ..terms(Readings { december: December::CutOff, ..readings }) };
    let by_use = Terms { readings, ..terms.clone() };
    let (lines, plain) = (bill(&terms, 0, &prices, usages), bill(&by_use, 0, &prices, usages));
    assert!(plain.iter().all(|line| line.true_up == Won::ZERO));
    let without = |line: &BillLine| BillLine { true_up: Won::ZERO, ..line.clone() };
    assert_eq!(lines.iter().map(without).collect::<Vec<_>>(), plain, "sums are those of by_use");
    lines.iter().map(|line| line.true_up.0).sum()
}

/// T2: an hour of usable seconds begins where the outage left off. C is 20 h; use from 18.5 h, an outage of half an hour.
#[test]
fn t2_an_hour_broken_by_an_outage_begins_before_the_cut_off_or_after() {
    let cut_off = 20 * HOUR;
    let (from, lost) = (cut_off - 5_400, cut_off - 3_600);
    // Usable before C: 1,800 + 1,800 s, one begun hour; with a second more, two. In all 7,200 and 7,200 s.
    for (until, ended, later) in
        [(cut_off - 1_800, cut_off + 3_600, 4_000), (cut_off - 1_801, cut_off + 3_599, 0)]
    {
        let suspended = [(Instant(lost), Instant(until))];
        let usage = Usage { suspended: &suspended, ..usage(from, ended) };
        assert_eq!(true_up(Readings::default(), cut_off, &[usage]), later, "until {until}");
    }
    // A fault at C + 2,700 breaks the hour that began at C + 1,800: it is in neither sum.
    let readings = Readings { fault_hour: FaultHour::NotBilled, ..Readings::default() };
    let broken = |ended| Usage { broken: true, ..usage(cut_off - 1_800, ended) };
    assert_eq!(true_up(readings, cut_off, &[broken(cut_off + 2_700)]), 0);
    assert_eq!(true_up(readings, cut_off, &[broken(cut_off + 5_400)]), 4_000);
    assert_eq!(true_up(readings, cut_off, &[broken(cut_off + 1_799)]), 0, "no hour at all");
}

/// T2: whatever the reading, a cut-off before all use leaves all of it to the true-up, one after it nothing.
#[test]
fn t2_a_cut_off_before_all_or_after_all() {
    let fixed = [(Instant(MAY - 7_000), Instant(MAY + 9_000))];
    let usages = [
        Usage { fixed: &fixed, ..usage(MAY - 30_000, MAY + 12_345) },
        Usage { multiple: 4, wait: Span::hours(11), ..usage(MAY + 50_000, MAY + 61_000) },
    ];
    for hours in HourRounding::ALL {
        for split in Split::ALL {
            for accrual in Accrual::ALL {
                let readings =
                    Readings { hours: *hours, split: *split, accrual: *accrual, ..Readings::default() };
                let amount: i64 = bill(&terms(readings), 0, &Dated::always(Won(4_000)), &usages)
                    .iter()
                    .map(|line| line.amount.0)
                    .sum();
                assert_eq!(true_up(readings, MAY - 30_000, &usages), amount, "{readings:?}");
                assert_eq!(true_up(readings, MAY + 61_000, &usages), 0, "{readings:?}");
            }
        }
    }
}
