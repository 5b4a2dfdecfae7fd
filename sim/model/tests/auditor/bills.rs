//! Bills and money that contradict what was used: each lie is told beside the truth.

use super::{bill, frame, objection, offered, session};
use naru_model::observers::Auditor;
use naru_model::{
    Bill, Charge, Discounted, EndReason, Fact, Frame, Kind, Observer, Outage, OutageKind, Session, Standing,
};
use naru_units::{DAY, Dated, HOUR, Instant, Share, Span, Won};

/// The first second of May.
const MAY: i64 = 30 * DAY;
/// The last second of all: the end of June.
const END: i64 = 91 * DAY;

/// Sessions one after the other at one offer of product 0, and their bills.
#[derive(Clone)]
struct Books {
    frame: Frame,
    fixed: bool,
    monthly: bool,
    prices: Dated<Won>,
    sessions: Vec<(Session, EndReason)>,
    /// While the first session runs: its cards could not be used.
    suspended: Option<(i64, i64)>,
    /// While the first session runs: the allocator was down.
    allocator: Option<(i64, i64)>,
    bills: Vec<Bill>,
}

impl Books {
    fn of(sessions: &[Session], bills: &[Bill]) -> Self {
        Self {
            frame: frame(),
            fixed: false,
            monthly: false,
            prices: Dated::always(Won(1_000)),
            sessions: sessions.iter().map(|s| (*s, EndReason::Done)).collect(),
            suspended: None,
            allocator: None,
            bills: bills.to_vec(),
        }
    }

    fn tell(&self) -> Auditor {
        let mut auditor = Auditor::default();
        auditor.hear(Instant(0), &Fact::Began(self.frame));
        auditor.hear(Instant(0), &offered(0, self.fixed, self.monthly, &self.prices));
        let server = Fact::Server { pool: 0, server: 0, cards: 8, stands: Standing::Open };
        auditor.hear(Instant(0), &server);
        for (i, (s, reason)) in self.sessions.iter().enumerate() {
            auditor.hear(s.eligible, &Fact::Requested(s));
            auditor.hear(s.started, &Fact::Started(s));
            if let Some((from, until)) = self.suspended.filter(|_| i == 0) {
                let (from, until) = (Instant(from), Instant(until));
                auditor.hear(until, &Fact::Suspended { session: s.id, from, until });
            }
            if let Some((from, until)) = self.allocator.filter(|_| i == 0) {
                auditor.hear(Instant(until), &Fact::Outage(&allocator(from, until)));
            }
            auditor.hear(s.released, &Fact::Ended(s, *reason));
        }
        let mut spent = [Won::ZERO; 2];
        for bill in &self.bills {
            auditor.hear(Instant(END), &Fact::Billed(bill));
            spent[bill.budget_line] += bill.amount;
        }
        auditor.hear(Instant(END), &Fact::Closed { spent, operating: Won::ZERO });
        auditor
    }

    #[track_caller]
    fn passes(&self) {
        assert_eq!(objection(|| self.tell()), None);
    }

    /// The same use with other bills.
    #[track_caller]
    fn lies(&self, bills: &[Bill], words: &str) {
        let lie = Self { bills: bills.to_vec(), ..self.clone() };
        let said = objection(|| lie.tell()).expect("the lie is found");
        assert!(said.contains(words), "{said}");
    }

    /// A lie that is found under every rounding of hours, not only where they are counted again.
    #[track_caller]
    fn lies_by_any_reading(&self, bills: &[Bill], words: &str) {
        self.lies(bills, words);
        Self { frame: Frame { begun_hours: false, ..self.frame }, ..self.clone() }.lies(bills, words);
    }
}

fn allocator(from: i64, until: i64) -> Outage {
    Outage {
        kind: OutageKind::Allocator,
        supplier: 0,
        pool: None,
        server: None,
        cards: 0,
        from: Instant(from),
        until: Instant(until),
        sessions_cut: 0,
    }
}

/// A session of `[from, until)` after a wait.
fn used(from: i64, until: i64, wait: i64) -> Session {
    let end = Instant(until);
    Session {
        requested: Instant(from - wait),
        eligible: Instant(from - wait),
        wanted: Span(until - from),
        started: Instant(from),
        work_end: end,
        ended: end,
        released: end,
        ..session()
    }
}

/// Hours of session 1 at a price; three tenths off those discounted.
fn line(month: usize, fixed: bool, price: i64, hours: i64, discounted: i64) -> Bill {
    let off = Won(price * discounted * 3 / 10);
    let amount = Won(price) * hours - off;
    Bill {
        month,
        charge: Charge::Hours { fixed, hours: Some(hours), discounted },
        unit_price: Won(price),
        discount: off,
        supply: amount,
        amount,
        ..bill(hours, &[1])
    }
}

fn plain(month: usize, hours: i64) -> Bill {
    line(month, false, 1_000, hours, 0)
}

#[test]
fn trap_1_an_hour_belongs_to_the_month_in_which_it_begins() {
    let no_use = "no line without use in its month and allocation";
    let no_more = "no more hours than began in its month";
    let where_it_begins = "a line has the hours that begin in it";
    // Half past eleven to half past one: an hour begins in April, one in May.
    let over = Books::of(&[used(MAY - 1_800, MAY + 5_400, 0)], &[plain(0, 1), plain(1, 1)]);
    over.passes();
    over.lies_by_any_reading(&[plain(0, 2)], no_more);
    over.lies_by_any_reading(&[plain(0, 1), plain(1, 1), plain(2, 1)], no_use);
    over.lies(&[plain(1, 2)], where_it_begins);
    over.lies(&[plain(0, 1)], "every begun hour is billed");
    // Months from UTC: nine hours later, so that this hour of May would be April's.
    let early = Books::of(&[used(MAY, MAY + HOUR, 0)], &[plain(1, 1)]);
    early.passes();
    early.lies_by_any_reading(&[plain(0, 1)], no_use);
    // Trap 2: half an hour on either side is one hour, and it begins in April.
    let half = Books::of(&[used(MAY - 1_800, MAY + 1_800, 0)], &[plain(0, 1)]);
    half.passes();
    half.lies(&[plain(0, 1), plain(1, 1)], where_it_begins);
    half.lies(&[plain(1, 1)], where_it_begins);
    // A line names sessions that were used in its month.
    let two = Books::of(
        &[used(0, HOUR, 0), Session { id: 2, ..used(MAY, MAY + HOUR, 0) }],
        &[plain(0, 1), Bill { sessions: vec![2], ..plain(1, 1) }],
    );
    two.passes();
    two.lies_by_any_reading(&[plain(0, 1), plain(1, 1)], "a line names sessions used in its month");
}

#[test]
fn a_price_is_that_of_the_hours_beginning_or_of_the_sessions() {
    let prices = Dated::new(vec![(Instant(0), Won(1_000)), (Instant(5_400), Won(1_100))]).expect("ascending");
    let of_hours = [plain(0, 2), line(0, false, 1_100, 1, 0)];
    let books = Books { prices, ..Books::of(&[used(0, 3 * HOUR, 0)], &of_hours) };
    books.passes();
    books.lies(&[plain(0, 3)], "at their price");
    let frame = Frame { price_at_start: true, ..frame() };
    let at_start = Books { frame, bills: vec![plain(0, 3)], ..books };
    at_start.passes();
    at_start.lies(&of_hours, "at their price");
    // Half a set at half the price (T12).
    let half = Session { part: Share(5_000), ..used(0, HOUR, 0) };
    let frame = Frame { pro_rata: true, ..super::frame() };
    let part = Books { frame, ..Books::of(&[half], &[line(0, false, 500, 1, 0)]) };
    part.passes();
    part.lies(&[plain(0, 1)], "at their price");
}

#[test]
fn trap_3_only_a_wait_past_the_limit_is_discounted_for_the_hours_past_it() {
    let words = "only who waited longer than the limit gets a discount";
    let limit = 8 * HOUR;
    let books = |wait: i64, discounted: i64| {
        let start = 20 * HOUR;
        let session = used(start, start + 3 * HOUR, wait);
        Books::of(&[session], &[line(0, false, 1_000, 3, discounted)])
    };
    for (wait, hours) in
        [(limit - 1, 0), (limit, 0), (limit + 1, 1), (limit + HOUR, 1), (limit + HOUR + 1, 2)]
    {
        books(wait, hours).passes();
        books(wait, hours).lies_by_any_reading(&[line(0, false, 1_000, 3, hours + 1)], words);
        if hours > 0 {
            let less = [line(0, false, 1_000, 3, hours - 1)];
            books(wait, hours).lies(&less, "a line has the hours that begin in it");
        }
    }
    let by = |discounted, wait, hours| Books { frame: Frame { discounted, ..frame() }, ..books(wait, hours) };
    for (reading, wait, hours) in [
        (Discounted::FullHours, limit + HOUR - 1, 0),
        (Discounted::FullHours, limit + HOUR, 1),
        (Discounted::SessionIfBegun, limit, 0),
        (Discounted::SessionIfBegun, limit + 1, 3),
        (Discounted::SessionIfFull, limit + HOUR - 1, 0),
        (Discounted::SessionIfFull, limit + HOUR, 3),
        (Discounted::Nothing, limit + 5 * HOUR, 0),
    ] {
        by(reading, wait, hours).passes();
        if hours < 3 {
            by(reading, wait, hours).lies_by_any_reading(&[line(0, false, 1_000, 3, hours + 1)], words);
        }
    }
    // Money by the second has no hours, and a discount all the same.
    let by_second = |wait| {
        let charge = Charge::Hours { fixed: false, hours: None, discounted: 0 };
        let bill = Bill { charge, discount: Won(1), ..plain(0, 3) };
        Books { frame: Frame { begun_hours: false, ..frame() }, bills: vec![bill], ..books(wait, 0) }
    };
    by_second(limit + 1).passes();
    by_second(limit).lies(&by_second(limit).bills, words);
    // Trap 5: of four sets, each discounted hour is four.
    let session =
        Session { kind: Kind::Burst, cards: 8, multiple: 4, ..used(20 * HOUR, 22 * HOUR, limit + 1) };
    let burst = Books::of(&[session], &[line(0, false, 1_000, 8, 4)]);
    burst.passes();
    burst.lies(&[line(0, false, 1_000, 8, 1)], "a line has the hours that begin in it");
    burst.lies_by_any_reading(&[line(0, false, 1_000, 8, 5)], words);
}

#[test]
fn a_credit_is_earned_by_a_late_start_before_it_is_taken() {
    let credit = |month| Bill { credit: Won(100), supply: Won(900), amount: Won(900), ..plain(month, 1) };
    let late = |wait| {
        let first = used(MAY - HOUR, MAY, 0);
        let second = Session { id: 2, ..used(MAY + 9 * HOUR, MAY + 10 * HOUR, wait) };
        let bills = [plain(0, 1), Bill { sessions: vec![2], ..credit(1) }];
        let frame = Frame { discounted: Discounted::Nothing, ..frame() };
        Books { frame, ..Books::of(&[first, second], &bills) }
    };
    late(8 * HOUR + 1).passes();
    late(8 * HOUR).lies(&late(8 * HOUR).bills, "a credit is earned before it is taken");
    let too_soon = [credit(0), Bill { sessions: vec![2], ..plain(1, 1) }];
    late(8 * HOUR + 1).lies(&too_soon, "a credit is earned before it is taken");
}

#[test]
fn trap_10_the_fixed_price_is_for_hours_that_begin_under_fixed_allocation() {
    // The allocator is down from half past the first hour to half past the third: the hours in between are fixed.
    let down = Some((1_800, 9_000));
    let truth = [line(0, false, 1_000, 2, 0), line(0, true, 500, 2, 0)];
    let books = Books { allocator: down, ..Books::of(&[used(0, 4 * HOUR, 0)], &truth) };
    books.passes();
    books.lies_by_any_reading(&[plain(0, 4)], "no more hours than began in its month and allocation");
    let one_too_many = [plain(0, 2), line(0, true, 500, 3, 0)];
    books.lies_by_any_reading(&one_too_many, "no more hours than began in its month and allocation");
    books.lies(&[plain(0, 2), line(0, true, 501, 2, 0)], "at their price");
    let never_down = Books { allocator: None, ..books };
    never_down.lies_by_any_reading(&truth[1..], "no line without use in its month and allocation");
    // Half of 4,151 is cut.
    let session = Session { fixed: true, ..used(0, HOUR, 0) };
    let prices = Dated::always(Won(4_151));
    let offer = Books { fixed: true, prices, ..Books::of(&[session], &[line(0, true, 2_075, 1, 0)]) };
    offer.passes();
    offer.lies(&[line(0, true, 2_076, 1, 0)], "at their price");
    offer.lies_by_any_reading(
        &[line(0, false, 4_151, 1, 0)],
        "no line without use in its month and allocation",
    );
    let dynamic = Books { sessions: vec![(used(0, HOUR, 0), EndReason::Done)], ..offer };
    dynamic.lies(&dynamic.bills, "what is offered on fixed allocation is allocated so");
}

#[test]
fn hours_go_on_after_an_outage_under_held_cards() {
    // Half an hour, an hour without cards, two and a half hours: three hours, the second begins at half past two.
    let held = Session { suspended: Span(HOUR), ..used(0, 4 * HOUR, 0) };
    let books = Books { suspended: Some((1_800, 5_400)), ..Books::of(&[held], &[plain(0, 3)]) };
    books.passes();
    books.lies(&[plain(0, 4)], "a line has the hours that begin in it");
    let untold = Books { suspended: None, ..books };
    untold.lies(&untold.bills, "what could not be used was told");
}

/// A set at 900,000 won a month, held over these seconds.
fn held(from: i64, until: i64) -> Session {
    Session { line: 1, kind: Kind::Monthly, fixed: true, ..used(from, until, 0) }
}

fn days(month: usize, days: i64, whole_months: i64, won: i64) -> Bill {
    Bill {
        month,
        budget_line: 1,
        charge: Charge::Tenancy { days, whole_months },
        unit_price: Won(900_000),
        supply: Won(won),
        amount: Won(won),
        ..bill(1, &[1])
    }
}

fn tenancy(sessions: &[Session], bills: &[Bill]) -> Books {
    let prices = Dated::always(Won(900_000));
    let frame = Frame { cap: Won(20_000_000), opening: [Won(10_000_000); 2], ..frame() };
    Books { frame, fixed: true, monthly: true, prices, ..Books::of(sessions, bills) }
}

#[test]
fn trap_18_a_line_has_the_days_of_its_month_at_a_thirtieth_each() {
    let held_days = "a line has the days of its month that the set was held";
    let (whole, part) = ("a whole month costs the monthly price", "a part month costs a thirtieth");
    // The last five days of April, all 31 of May, and ten and a half of June.
    let truth = [days(0, 5, 0, 150_000), days(1, 31, 1, 900_000), days(2, 11, 0, 330_000)];
    let stay = tenancy(&[held(MAY - 5 * DAY, 71 * DAY + DAY / 2)], &truth);
    stay.passes();
    let with = |at: usize, lie: Bill| {
        let mut bills = truth.to_vec();
        bills[at] = lie;
        bills
    };
    stay.lies(&with(0, days(0, 6, 0, 180_000)), held_days);
    stay.lies(&with(1, days(1, 31, 1, 930_000)), whole);
    stay.lies(&with(1, days(1, 31, 0, 930_000)), "a whole month is all its days");
    stay.lies(&with(1, days(1, 30, 1, 900_000)), "a whole month is all its days");
    stay.lies(&with(2, days(2, 11, 0, 341_000)), part);
    stay.lies(&with(2, days(2, 11, 0, 329_999 - 30)), part);
    stay.lies(&with(2, days(2, 10, 0, 300_000)), "each day held is billed");
    stay.lies(&truth[..2], "each day held is billed");
    let other = Bill { unit_price: Won(800_000), ..days(1, 31, 1, 800_000) };
    stay.lies(&with(1, other), "a month has a price that was offered");
    // A running month may end and begin in a month of 31 days: a day more, but never two months more.
    let frame = Frame { calendar_months: false, ..stay.frame };
    let running = Books { frame, bills: with(1, days(1, 31, 1, 930_000)), ..stay.clone() };
    running.passes();
    running.lies(&with(1, days(1, 31, 1, 1_800_001)), "two running months touch a month");
}

#[test]
fn trap_18_the_day_of_a_switch_is_billed_once() {
    // It leaves at noon of its fifth day.
    let noon = 4 * DAY + DAY / 2;
    let new = Session { id: 2, resumes: 1, ..held(noon, 10 * DAY) };
    let two = |old: i64, then: i64| {
        let later = Bill { sessions: vec![2], supplier: 1, ..days(0, then, 0, 30_000 * then) };
        [days(0, old, 0, 30_000 * old), later]
    };
    let stay = |switch_day_twice, bills: [Bill; 2]| {
        let mut auditor = Auditor::default();
        let frame = Frame { switch_day_twice, ..tenancy(&[], &[]).frame };
        let prices = Dated::always(Won(900_000));
        auditor.hear(Instant(0), &Fact::Began(frame));
        for supplier in 0..2 {
            let offer = supplier;
            let (fixed, monthly, prices) = (true, true, &prices);
            let offered = Fact::Offered { product: 0, offer, supplier, fixed, monthly, prices };
            auditor.hear(Instant(0), &offered);
        }
        let server = Fact::Server { pool: 0, server: 0, cards: 8, stands: Standing::Open };
        auditor.hear(Instant(0), &server);
        let new = Session { supplier: 1, offer: 1, ..new };
        for (s, reason) in [(held(0, noon), EndReason::Switched), (new, EndReason::Done)] {
            auditor.hear(s.started, &Fact::Requested(&s));
            auditor.hear(s.started, &Fact::Started(&s));
            auditor.hear(s.released, &Fact::Ended(&s, reason));
        }
        for bill in &bills {
            auditor.hear(Instant(END), &Fact::Billed(bill));
        }
        let spent = [Won::ZERO, bills[0].amount + bills[1].amount];
        auditor.hear(Instant(END), &Fact::Closed { spent, operating: Won::ZERO });
        auditor
    };
    for (twice, old, then, words) in [
        (false, 4, 6, None),
        (false, 5, 5, None),
        (true, 5, 6, None),
        (false, 5, 6, Some("the day of a switch is billed once")),
        (false, 3, 6, Some("each day held is billed, but for those of a switch")),
        (false, 5, 4, Some("each day held is billed, but for those of a switch")),
    ] {
        let said = objection(|| stay(twice, two(old, then)));
        match words {
            None => assert_eq!(said, None, "{old} and {then} days"),
            Some(words) => assert!(said.expect("it is found").contains(words), "{old} and {then} days"),
        }
    }
}

#[test]
fn no_line_spends_more_than_it_has_though_the_cap_holds() {
    let price = Dated::always(Won(600_000));
    let two = |pooled| {
        let frame = Frame { pooled, ..frame() };
        Books {
            frame,
            prices: price.clone(),
            ..Books::of(&[used(0, 2 * HOUR, 0)], &[line(0, false, 600_000, 2, 0)])
        }
    };
    two(true).passes();
    two(false).lies(&two(false).bills, "no line spends more than it has");
    let cap = Frame { cap: Won(2_000_001), ..frame() };
    let books = Books { frame: cap, ..two(true) };
    books.lies(&books.bills, "the lines and the operating cost are the cap");
}
