//! A slow count of committed money, written from the rules' definition alone (kr-2025/P4): at a second t, what a
//! line would owe if every running session ended there, hours begun in second t included.
//!
//! Shares no code with settlement. Readable before fast: each session is cut anew at every second.

use naru_model::observers::Log;
use naru_model::rules::readings::{
    Accrual, Excess, FaultHour, HourRounding, Idle, NpuDays, NpuMonth, NpuOutage, NpuWon, OffRounding, Own,
    PriceAt, SlaDiscount, Split, StatementRound, Vat, VatRound, VatScope,
};
use naru_model::rules::settlement::Terms;
use naru_model::{Allocation, EndReason, Kind, Line, OutageKind, Plan, Session, Tariff};
use naru_units::{DAY, Dated, HOUR, Instant, Won};
use std::collections::BTreeMap;

/// Money is counted in this part of a won, so that seconds, discounts, VAT and own shares are whole numbers.
pub(crate) const PER_WON: i128 = 3_600 * 1_000_000_000_000;
const WHOLE: i128 = 10_000;

/// Whole numbers: price × hours, or price × seconds, of one month at one price.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// Hours, or seconds.
    count: i128,
    discounted: i128,
    /// Discounted seconds × rate.
    weighted: i128,
    /// Discount in won, where hours are counted.
    off: i128,
}

/// What a line is one of; its order is the order of lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    month: usize,
    fixed: bool,
    price: i64,
}

type Parts = Vec<(Key, Tally)>;

fn add(parts: &mut Parts, key: Key, more: Tally) {
    let at = parts.iter().position(|(k, _)| *k == key).unwrap_or_else(|| {
        parts.push((key, Tally::default()));
        parts.len() - 1
    });
    let sum = &mut parts[at].1;
    sum.count += more.count;
    sum.discounted += more.discounted;
    sum.weighted += more.weighted;
    sum.off += more.off;
}

fn ceil(a: i128, b: i128) -> i128 {
    -(-a).div_euclid(b)
}

fn half_up(a: i128, b: i128) -> i128 {
    (2 * a + b).div_euclid(2 * b)
}

/// What is taken off, `a / b`, in whole won.
fn off(reading: OffRounding, a: i128, b: i128) -> i128 {
    match reading {
        OffRounding::PaidFloor => ceil(a, b),
        OffRounding::OffFloor => a.div_euclid(b),
        OffRounding::OffHalfUp => half_up(a, b),
    }
}

fn vat(terms: &Terms, won: i128) -> i128 {
    let rate = i128::from(terms.vat_rate.0);
    match (terms.readings.accrual, terms.readings.vat_round) {
        (Accrual::Second, _) | (Accrual::Hour, VatRound::Floor) => (won * rate).div_euclid(WHOLE),
        (Accrual::Hour, VatRound::HalfUp) => half_up(won * rate, WHOLE),
    }
}

/// Hours that end as the reading says, or go on.
fn hours(reading: HourRounding, seconds: i64, goes_on: bool) -> i64 {
    let begun = (seconds + HOUR - 1) / HOUR;
    match reading {
        _ if goes_on => begun,
        HourRounding::SessionCeil | HourRounding::MonthCeil => begun,
        HourRounding::SessionFloor | HourRounding::MonthFloor => seconds / HOUR,
        HourRounding::SessionNearest | HourRounding::MonthNearest => (seconds + HOUR / 2) / HOUR,
    }
}

/// How a session is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Ended,
    /// At a second, which counts as used.
    Running(i64),
}

/// A session that ran, with what an outage did to it.
#[derive(Clone)]
struct Ran {
    session: Session,
    /// A fault ended it.
    broken: bool,
    /// Stretches in which its cards could not be used, ascending and apart.
    suspended: Vec<(i64, i64)>,
}

/// Seconds of use in a row of one line, counted from the session's first usable second.
struct Piece {
    key: Key,
    from: i64,
    until: i64,
}

/// The plan, with what the slow count asks of it.
pub(crate) struct Slow<'a> {
    plan: &'a Plan,
    terms: &'a Terms,
    /// Failures of an allocator: supplier, from, until.
    allocator_down: Vec<(u16, i64, i64)>,
}

/// Stretches, ascending and apart.
fn merged(mut stretches: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    stretches.retain(|(from, until)| from < until);
    stretches.sort_unstable();
    let mut apart: Vec<(i64, i64)> = Vec::new();
    for (from, until) in stretches {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            Some(_) | None => apart.push((from, until)),
        }
    }
    apart
}

impl Slow<'_> {
    fn in_seconds(&self) -> bool {
        let readings = &self.terms.readings;
        readings.accrual == Accrual::Second
            || matches!(
                readings.hours,
                HourRounding::MonthCeil | HourRounding::MonthFloor | HourRounding::MonthNearest
            )
    }

    fn month(&self, at: i64) -> usize {
        self.terms.month_starts.iter().rposition(|start| start.0 <= at).expect("a month of the terms")
    }

    fn prices(&self, project: u32) -> &Dated<Won> {
        let project = &self.plan.projects[project as usize];
        &self.plan.products[project.product.0 as usize].offers[project.offer as usize].prices
    }

    /// The user's share of a line by the hour; here every user is of one kind.
    fn own_ratio(&self, project: u32) -> u32 {
        let product = &self.plan.products[self.plan.projects[project as usize].product.0 as usize];
        product.own_ratio.first().map_or(0, |share| share.0)
    }

    /// Seconds at which another month, price or allocation begins, as far as they cut `[from, until)`.
    fn cuts(&self, s: &Session, from: i64, until: i64) -> Vec<i64> {
        let mut cuts = vec![from, until];
        cuts.extend(self.terms.month_starts.iter().map(|m| m.0));
        if self.terms.readings.price_at == PriceAt::HourBegin {
            cuts.extend(self.prices(s.project).iter().map(|(from, _)| from.0));
        }
        cuts.extend(self.allocator_down.iter().filter(|d| d.0 == s.supplier).flat_map(|d| [d.1, d.2]));
        cuts.retain(|c| (from..=until).contains(c));
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// Whether a session is on fixed allocation at a second (A4).
    fn is_fixed(&self, s: &Session, at: i64) -> bool {
        let offer = &self.plan.products[s.product as usize].offers[s.offer as usize];
        let down = |d: &(u16, i64, i64)| d.0 == s.supplier && (d.1..d.2).contains(&at);
        offer.allocation == Allocation::Fixed || self.allocator_down.iter().any(down)
    }

    /// The agreed price of a session's hour that begins at a second, if its dynamic price is that of `priced_at`.
    fn price(&self, s: &Session, at: i64, priced_at: i64) -> i64 {
        let dynamic = self.prices(s.project).at(Instant(priced_at)).0;
        let ratio = i64::from(self.terms.fixed_ratio.0);
        if self.is_fixed(s, at) { (dynamic * ratio).div_euclid(10_000) } else { dynamic }
    }

    fn key(&self, s: &Session, at: i64) -> Key {
        let decides = match self.terms.readings.price_at {
            PriceAt::HourBegin => at,
            PriceAt::SessionStart => s.started.0,
        };
        Key { month: self.month(at), fixed: self.is_fixed(s, at), price: self.price(s, at, decides) }
    }

    /// Begun or full hours past the limit (A2).
    fn hours_over(&self, s: &Session) -> i64 {
        let excess = (s.started.0 - s.eligible.0 - self.terms.wait_limit.0).max(0);
        match self.terms.readings.excess {
            Excess::Begun => (excess + HOUR - 1) / HOUR,
            Excess::Full => excess / HOUR,
        }
    }

    /// Discounted clock hours from the session's start (all of it: a number beyond any session), and the rate.
    fn late(&self, s: &Session) -> (i64, i128) {
        let over = self.hours_over(s);
        if over == 0 {
            return (0, 0);
        }
        let rate = i128::from(self.terms.discount_rate.0);
        match self.terms.readings.sla_discount {
            SlaDiscount::Hours => (over, rate),
            SlaDiscount::Session => (1_000_000, rate),
            SlaDiscount::Credit => (0, 0),
            SlaDiscount::Growing => {
                let ceiling = self.terms.discount_ceiling.map_or(WHOLE, |c| i128::from(c.0));
                (1_000_000, (rate * i128::from(over)).min(ceiling))
            }
        }
    }

    /// Won that a session's late start earns (`A3.sla_discount: credit`), with its month.
    fn credit(&self, s: &Session, look: Look) -> Option<(usize, i128)> {
        if self.terms.readings.sla_discount != SlaDiscount::Credit || self.until(s, look) <= s.started.0 {
            return None;
        }
        let rate = i128::from(self.terms.discount_rate.0);
        let price = i128::from(self.price(s, s.started.0, s.started.0));
        let won = off(self.terms.readings.off, rate * i128::from(self.hours_over(s)) * price, WHOLE);
        (won > 0).then_some((self.month(s.started.0), won))
    }

    /// End of billable use, as far as it is known by the end of the second looked at.
    fn until(&self, s: &Session, look: Look) -> i64 {
        let Look::Running(at) = look else { return s.ended.0 };
        let product = &self.plan.products[s.product as usize];
        // An unpaid idle tail is paid only when the cards are kept after it (A4 held).
        let unpaid_tail =
            self.terms.readings.idle == Idle::NotBilled && s.kind == Kind::Base && !self.is_all_fixed(s);
        let known = if unpaid_tail && at < s.work_end.0 + product.idle_return.0 {
            s.ended.0.min(s.work_end.0)
        } else {
            s.ended.0
        };
        known.min(at + 1)
    }

    fn is_all_fixed(&self, s: &Session) -> bool {
        self.plan.products[s.product as usize].offers[s.offer as usize].allocation == Allocation::Fixed
    }

    /// A session's usable seconds, line by line.
    fn pieces(&self, ran: &Ran, until: i64) -> Vec<Piece> {
        let s = &ran.session;
        let (mut pieces, mut used, mut at) = (Vec::new(), 0, s.started.0);
        let ends = ran.suspended.iter().copied().chain([(until, until)]);
        for (begin, end) in ends {
            for cut in self.cuts(s, at, begin.clamp(at, until.max(at))).windows(2) {
                let length = cut[1] - cut[0];
                pieces.push(Piece { key: self.key(s, cut[0]), from: used, until: used + length });
                used += length;
            }
            at = at.max(end);
        }
        pieces
    }

    /// A session by month, allocation and price.
    fn parts(&self, ran: &Ran, look: Look) -> Parts {
        let s = &ran.session;
        let until = self.until(s, look);
        let mut parts = Parts::new();
        if until <= s.started.0 {
            return parts;
        }
        let goes_on = look != Look::Ended;
        let pieces = self.pieces(ran, until);
        let used = pieces.last().map_or(0, |piece| piece.until);
        let (late_hours, rate) = self.late(s);
        let readings = &self.terms.readings;
        // T4.fault_hour: the hour that a fault broke is dropped.
        let may_drop = readings.fault_hour == FaultHour::NotBilled && readings.accrual == Accrual::Hour;
        let drops = may_drop && ran.broken && !goes_on;
        let reading = if drops { HourRounding::SessionFloor } else { readings.hours };
        if self.in_seconds() {
            let full = used / HOUR * HOUR;
            let end = if drops { full } else { used };
            // Committed money covers either end of an hour that may still be broken.
            let discounted_end = if may_drop && goes_on { full } else { end }.min(late_hours * HOUR);
            for piece in &pieces {
                let up_to = |end: i64| i128::from((piece.until.min(end) - piece.from).max(0));
                let discounted = up_to(discounted_end);
                let tally = Tally { count: up_to(end), discounted, weighted: discounted * rate, off: 0 };
                add(&mut parts, piece.key, tally);
            }
            return parts;
        }
        match readings.split {
            Split::HourBegin => {
                for hour in 0..hours(reading, used, goes_on) {
                    let discounted = i128::from(hour < late_hours);
                    let one = Tally { count: 1, discounted, ..Tally::default() };
                    let begins = |p: &&Piece| (p.from..p.until).contains(&(hour * HOUR));
                    add(&mut parts, pieces.iter().find(begins).expect("it begins in use").key, one);
                }
            }
            Split::PartsAlone => {
                for piece in &pieces {
                    let count = i128::from(piece.until - piece.from);
                    add(&mut parts, piece.key, Tally { count, ..Tally::default() });
                }
                let last = pieces.last().map(|piece| piece.key);
                let mut left = i128::from(late_hours);
                for (key, tally) in &mut parts {
                    let is_last = Some(*key) == last;
                    let reading = if is_last { reading } else { readings.hours };
                    tally.count = i128::from(hours(reading, tally.count as i64, goes_on && is_last));
                    tally.discounted = tally.count.min(left);
                    left -= tally.discounted;
                }
            }
        }
        for (key, tally) in &mut parts {
            let price = i128::from(key.price);
            tally.off = off(self.terms.readings.off, price * tally.discounted * rate, WHOLE);
        }
        parts
    }

    /// Lines with what is taken off each against credits, in parts of a won: in line order, each at most its charge.
    fn credited(&self, mut lines: Parts, credits: &[(usize, i128)]) -> Vec<(Key, Tally, i128)> {
        lines.sort_by_key(|(key, _)| *key);
        let mut used = 0;
        let mut take = |(key, tally): (Key, Tally)| {
            let earned: i128 = credits.iter().filter(|(m, _)| *m <= key.month).map(|(_, won)| won).sum();
            let taken = self.charge(key, &tally).min(earned * PER_WON - used);
            used += taken;
            (key, tally, taken)
        };
        lines.drain(..).map(&mut take).collect()
    }

    /// Hours × price less the discount, in parts of a won.
    fn charge(&self, key: Key, tally: &Tally) -> i128 {
        let readings = &self.terms.readings;
        let price = i128::from(key.price);
        if readings.accrual == Accrual::Second {
            return price * (tally.count * WHOLE - tally.weighted) * (PER_WON / 3_600 / WHOLE);
        }
        let supply = if self.in_seconds() {
            let hours = i128::from(hours(readings.hours, tally.count as i64, false));
            let gross = price * hours;
            gross - off(readings.off, price * tally.weighted, 3_600 * WHOLE).min(gross)
        } else {
            price * tally.count - tally.off
        };
        supply * PER_WON
    }

    /// What the programme pays for a line, less a credit; VAT of statements not in.
    fn amount(&self, project: u32, key: Key, tally: &Tally, credit: i128) -> i128 {
        let readings = &self.terms.readings;
        let line_vat = readings.vat == Vat::Excluded && readings.vat_scope == VatScope::Line;
        let own = match readings.own {
            Own::Outside | Own::OnTop => 0,
            Own::OutOfPrice | Own::DepositThenSettled => i128::from(self.own_ratio(project)),
        };
        let net = self.charge(key, tally) - credit;
        if readings.accrual == Accrual::Second {
            let rate = if line_vat { i128::from(self.terms.vat_rate.0) } else { 0 };
            return net * (WHOLE + rate) / WHOLE * (WHOLE - own) / WHOLE;
        }
        self.paid(net / PER_WON, line_vat, own) * PER_WON
    }

    /// Supply with VAT, less the own contribution.
    fn paid(&self, supply: i128, line_vat: bool, own: i128) -> i128 {
        let total = supply + if line_vat { vat(self.terms, supply) } else { 0 };
        total - off(self.terms.readings.off, total * own, WHOLE)
    }

    /// The first days of the months that a tenancy runs through, by `N3.month`, counted from its own first day.
    fn months_of_tenancy(&self, first: i64) -> Vec<i64> {
        let starts: Vec<i64> = self.terms.month_starts.iter().map(|start| start.day()).collect();
        let entered = self.month(first * DAY);
        let into = first - starts[entered];
        let later = starts[entered..].windows(2).skip(1);
        let mut months = vec![0];
        match self.terms.readings.npu_month {
            NpuMonth::Calendar => months.extend(starts[entered + 1..].iter().map(|start| start - first)),
            NpuMonth::Running30 => months.extend((1..20).map(|month| 30 * month)),
            NpuMonth::Anniversary | NpuMonth::ShortUseOnly => {
                months.extend(later.map(|month| (month[0] + into).min(month[1]) - first));
                months.push(starts[starts.len() - 1] + into - first);
            }
        }
        months.dedup();
        months.push(1_000_000); // the programme ends before the last of them does
        months
    }

    /// A tenancy's first days, by month: its users pay nothing. Day by day, each adds what `N3` makes of one day more;
    /// `less`: stretches of outage, which are taken off at the end (T4).
    fn days(&self, s: &Session, days: i64, less: &[(i64, i64)], nets: &mut [i128]) {
        let first = s.started.day();
        let readings = &self.terms.readings;
        let months = self.months_of_tenancy(first);
        let mut lines = BTreeMap::<(usize, i128), (i128, i64)>::new();
        for day in 0..days {
            let m =
                months.iter().rposition(|begin| *begin <= day).expect("the first day begins the first month");
            let (begin, end) = (months[m], months[m + 1]);
            let price = i128::from(self.prices(s.project).at(Instant((first + begin) * DAY)).0);
            let of_days = |held: i64| {
                let calendar = readings.npu_month == NpuMonth::Calendar;
                let from_its_first =
                    !calendar || self.terms.month_starts.contains(&Instant((first + begin) * DAY));
                let month_is_whole = held == end - begin && from_its_first;
                if held > 0 && (month_is_whole || (readings.npu_month == NpuMonth::ShortUseOnly && m > 0)) {
                    return price;
                }
                let won = match readings.npu_won {
                    NpuWon::Floor => (price * i128::from(held)).div_euclid(30),
                    NpuWon::HalfUp => half_up(price * i128::from(held), 30),
                };
                won.min(price)
            };
            let midnight = (first + day) * DAY;
            let line = lines.entry((self.month(midnight), price)).or_default();
            line.0 += of_days(day - begin + 1) - of_days(day - begin);
            let lost =
                |(from, until): &(i64, i64)| (until.min(&(midnight + DAY)) - from.max(&midnight)).max(0);
            line.1 += less.iter().map(lost).sum::<i64>();
        }
        let line_vat = readings.vat == Vat::Excluded && readings.vat_scope == VatScope::Line;
        for ((month, price), (part, lost)) in lines {
            let (units, of) = match readings.npu_outage {
                NpuOutage::WholeDays => (lost / DAY, 30),
                NpuOutage::ProrataSeconds => (lost, 30 * DAY),
            };
            let less = off(readings.off, price * i128::from(units), i128::from(of)).min(part);
            nets[month] += self.paid(part - less, line_vat, 0) * PER_WON;
        }
    }

    fn days_of(&self, s: &Session, look: Look) -> i64 {
        match (look, self.terms.readings.npu_days) {
            (Look::Running(at), _) => Instant(at).day() - s.started.day() + 1,
            (Look::Ended, NpuDays::CalendarDays) => (s.ended.0 - 1).div_euclid(DAY) - s.started.day() + 1,
            (Look::Ended, NpuDays::Begun24h) => (s.ended.0 - s.started.0 + DAY - 1) / DAY,
        }
    }
}

/// What stands of one project between two seconds in which one of its sessions starts or ends.
#[derive(Clone, Default)]
struct Standing {
    lines: Parts,
    credits: Vec<(usize, i128)>,
    running: Vec<Ran>,
    /// By month: lines as they stand (but where credits run through them), and days of tenancies.
    nets: Vec<i128>,
}

/// The count, second by second, of a log in which nothing was stopped.
pub(crate) struct Counter<'a> {
    slow: Slow<'a>,
    /// By project, in order of start.
    sessions: Vec<Vec<Ran>>,
    standing: Vec<Standing>,
    next_change: i64,
}

impl<'a> Counter<'a> {
    pub(crate) fn new(plan: &'a Plan, log: &Log) -> Self {
        let allocator = log.outages.iter().filter(|o| o.kind == OutageKind::Allocator);
        let mut sessions = vec![Vec::new(); plan.projects.len()];
        for logged in log.sessions().filter(|l| l.ended().is_some()) {
            let s = logged.session;
            let hit = log.outages.iter().filter(|o| {
                let on = |server| s.servers.iter().any(|n| n.0 == server);
                o.pool == Some(s.pool) && o.server.is_some_and(on)
            });
            let held = hit.map(|o| (o.from.max(s.started).0, o.until.min(s.released).0)).collect();
            sessions[s.project as usize].push(Ran {
                session: s,
                broken: logged.reason == EndReason::Outage,
                suspended: merged(held),
            });
        }
        Self {
            slow: Slow {
                plan,
                terms: &plan.terms,
                allocator_down: allocator.map(|o| (o.supplier, o.from.0, o.until.0)).collect(),
            },
            sessions,
            standing: vec![Standing::default(); plan.projects.len()],
            next_change: i64::MIN,
        }
    }

    fn plan(&self) -> &'a Plan {
        self.slow.plan
    }

    fn on_credit(&self) -> bool {
        self.slow.terms.readings.sla_discount == SlaDiscount::Credit
    }

    /// Seconds in which a session starts or ends.
    pub(crate) fn changes(&self) -> impl Iterator<Item = i64> {
        self.sessions.iter().flatten().flat_map(|ran| [ran.session.started.0, ran.session.released.0])
    }

    /// Builds from nothing what stands at a second, and finds the next second at which that changes. In a month's
    /// close, what begins in its second is not there yet.
    fn stand(&mut self, at: i64, in_close: bool) {
        self.next_change = (at / DAY + 1) * DAY;
        for (p, sessions) in self.sessions.iter().enumerate() {
            let mut standing =
                Standing { nets: vec![0; self.slow.terms.month_starts.len() - 1], ..Standing::default() };
            let tariff = self.slow.plan.products[self.slow.plan.projects[p].product.0 as usize].tariff;
            for ran in sessions {
                let s = &ran.session;
                for change in [s.started.0, s.released.0] {
                    if change > at {
                        self.next_change = self.next_change.min(change);
                    }
                }
                if s.started.0 > at || (in_close && s.started.0 == at) {
                    continue;
                }
                let look = if s.released.0 <= at { Look::Ended } else { Look::Running(at) };
                match (tariff, look) {
                    (Tariff::Monthly, _) if s.released == s.started => {}
                    (Tariff::Monthly, Look::Ended) => {
                        let days = self.slow.days_of(s, look);
                        self.slow.days(s, days, &ran.suspended, &mut standing.nets);
                    }
                    (Tariff::Monthly, Look::Running(_)) => {
                        // What is committed is the most that the day can cost: no outage is taken off yet.
                        let days = self.slow.days_of(s, Look::Running(at - i64::from(in_close)));
                        self.slow.days(s, days, &[], &mut standing.nets);
                    }
                    (Tariff::Hourly, Look::Ended) => {
                        standing.credits.extend(self.slow.credit(s, look));
                        for (key, tally) in self.slow.parts(ran, look) {
                            add(&mut standing.lines, key, tally);
                        }
                    }
                    (Tariff::Hourly, Look::Running(_)) => standing.running.push(ran.clone()),
                }
            }
            if !self.on_credit() {
                for (key, tally) in &standing.lines {
                    standing.nets[key.month] += self.slow.amount(p as u32, *key, tally, 0);
                }
            }
            self.standing[p] = standing;
        }
    }

    /// Committed money of each line at a second, in parts of a won. Seconds must not go back.
    pub(crate) fn committed(&mut self, at: i64) -> [i128; 2] {
        if at >= self.next_change {
            self.stand(at, false);
        }
        self.as_it_stands(at)
    }

    /// What each line has executed in a month's close, in won, rounded up.
    pub(crate) fn executed(&mut self, at: i64) -> [i128; 2] {
        self.stand(at, true);
        self.next_change = i64::MIN;
        self.as_it_stands(at).map(|won| (won + PER_WON - 1).div_euclid(PER_WON))
    }

    fn as_it_stands(&self, at: i64) -> [i128; 2] {
        let plan = self.plan();
        let (months, suppliers) = (plan.terms.month_starts.len() - 1, plan.suppliers());
        let mut nets = vec![0; 2 * suppliers * months];
        for (p, standing) in self.standing.iter().enumerate() {
            let project = &plan.projects[p];
            let product = &plan.products[project.product.0 as usize];
            let supplier = product.offers[project.offer as usize].supplier.0 as usize;
            let of = (product.line.index() * suppliers + supplier) * months;
            for (month, net) in standing.nets.iter().enumerate() {
                nets[of + month] += net;
            }
            let mut touched = Parts::new();
            let mut credits = standing.credits.clone();
            for ran in &standing.running {
                credits.extend(self.slow.credit(&ran.session, Look::Running(at)));
                for (key, tally) in self.slow.parts(ran, Look::Running(at)) {
                    add(&mut touched, key, tally);
                }
            }
            if self.on_credit() {
                for (key, tally) in &standing.lines {
                    add(&mut touched, *key, *tally);
                }
                for (key, tally, credit) in self.slow.credited(touched, &credits) {
                    nets[of + key.month] += self.slow.amount(p as u32, key, &tally, credit);
                }
                continue;
            }
            for (key, mut tally) in touched {
                if let Some((_, stands)) = standing.lines.iter().find(|(k, _)| *k == key) {
                    nets[of + key.month] -= self.slow.amount(p as u32, key, stands, 0);
                    tally.count += stands.count;
                    tally.discounted += stands.discounted;
                    tally.weighted += stands.weighted;
                    tally.off += stands.off;
                }
                nets[of + key.month] += self.slow.amount(p as u32, key, &tally, 0);
            }
        }
        let terms = &plan.terms;
        if terms.readings.vat == Vat::Excluded && terms.readings.vat_scope == VatScope::Statement {
            for net in &mut nets {
                *net += match terms.readings.accrual {
                    Accrual::Second => *net * i128::from(terms.vat_rate.0) / WHOLE,
                    Accrual::Hour => vat(terms, *net / PER_WON) * PER_WON,
                };
            }
        }
        let line =
            |l: Line| nets[l.index() * suppliers * months..(l.index() + 1) * suppliers * months].iter().sum();
        Line::ALL.map(line)
    }

    /// What the bills come to when all has ended, in won: each line is cut, then each statement bears its VAT and is
    /// rounded (P8).
    pub(crate) fn billed(mut self) -> [i128; 2] {
        let end = self.plan().end.0;
        self.stand(end, false);
        let plan = self.plan();
        let mut sums = BTreeMap::<_, i128>::new();
        for (p, standing) in self.standing.iter().enumerate() {
            let project = &plan.projects[p];
            let product = &plan.products[project.product.0 as usize];
            let supplier = product.offers[project.offer as usize].supplier.0;
            for (key, tally, credit) in self.slow.credited(standing.lines.clone(), &standing.credits) {
                let won = self.slow.amount(p as u32, key, &tally, credit).div_euclid(PER_WON);
                *sums.entry((product.line.index(), supplier, key.month)).or_default() += won;
            }
            if product.tariff == Tariff::Monthly {
                for (month, net) in standing.nets.iter().enumerate() {
                    *sums.entry((product.line.index(), supplier, month)).or_default() += net / PER_WON;
                }
            }
        }
        let readings = &plan.terms.readings;
        let statement = readings.vat == Vat::Excluded && readings.vat_scope == VatScope::Statement;
        let mut billed = [0; 2];
        for ((line, ..), net) in sums {
            let total = net + if statement { vat(&plan.terms, net) } else { 0 };
            billed[line] += match readings.statement_round {
                StatementRound::Exact => total,
                StatementRound::Below10Dropped => total / 10 * 10,
            };
        }
        billed
    }
}
