//! A slow count of committed money, written from the rules' definition alone (kr-2025/P4): at a second t, what a
//! line would owe if every running session ended there, hours begun in second t included.
//!
//! Shares no code with settlement. Readable before fast: each session is cut anew at every second.

use naru_model::observers::Logged;
use naru_model::rules::readings::{
    Accrual, Excess, HourRounding, NpuDays, NpuMonth, NpuWon, OffRounding, Own, OwnForm, PriceAt,
    SlaDiscount, Split, Vat, VatRound, VatScope,
};
use naru_model::rules::settlement::Terms;
use naru_model::{Line, Plan, Session, Tariff};
use naru_units::{DAY, Dated, HOUR, Instant, Won};

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

#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    month: usize,
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

/// The plan, with what the slow count asks of it.
pub(crate) struct Slow<'a> {
    plan: &'a Plan,
    terms: &'a Terms,
}

impl<'a> Slow<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        Self { plan, terms: &plan.terms }
    }

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

    /// Seconds at which another month or price begins, as far as they cut a session.
    fn cuts(&self, s: &Session, until: i64) -> Vec<i64> {
        let mut cuts = vec![s.started.0, until];
        cuts.extend(self.terms.month_starts.iter().map(|m| m.0));
        if self.terms.readings.price_at == PriceAt::HourBegin {
            cuts.extend(self.prices(s.project).iter().map(|(from, _)| from.0));
        }
        cuts.retain(|c| (s.started.0..=until).contains(c));
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    fn key(&self, s: &Session, at: i64) -> Key {
        let decides = match self.terms.readings.price_at {
            PriceAt::HourBegin => at,
            PriceAt::SessionStart => s.started.0,
        };
        Key { month: self.month(at), price: self.prices(s.project).at(Instant(decides)).0 }
    }

    /// Discounted clock hours from the session's start (all of it: a number beyond any session), and the rate.
    fn late(&self, s: &Session) -> (i64, i128) {
        let excess = s.started.0 - s.eligible.0 - self.terms.wait_limit.0;
        if excess <= 0 {
            return (0, 0);
        }
        let over = match self.terms.readings.excess {
            Excess::Begun => (excess + HOUR - 1) / HOUR,
            Excess::Full => excess / HOUR,
        };
        if over == 0 {
            return (0, 0);
        }
        let rate = i128::from(self.terms.discount_rate.0);
        match self.terms.readings.sla_discount {
            SlaDiscount::Hours => (over, rate),
            SlaDiscount::Session => (1_000_000, rate),
            SlaDiscount::Credit => unreachable!("not drawn"),
            SlaDiscount::Growing => {
                let ceiling = self.terms.discount_ceiling.map_or(WHOLE, |c| i128::from(c.0));
                (1_000_000, (rate * i128::from(over)).min(ceiling))
            }
        }
    }

    /// A session by month and price.
    fn parts(&self, s: &Session, look: Look) -> Parts {
        let until = match look {
            Look::Ended => s.ended.0,
            Look::Running(at) => s.ended.0.min(at + 1),
        };
        let mut parts = Parts::new();
        if until <= s.started.0 {
            return parts;
        }
        let goes_on = look != Look::Ended;
        let (late_hours, rate) = self.late(s);
        let reading = self.terms.readings.hours;
        if self.in_seconds() {
            let full_price_from = s.started.0 + late_hours * HOUR;
            for cut in self.cuts(s, until).windows(2) {
                let discounted = i128::from((cut[1].min(full_price_from) - cut[0]).max(0));
                let count = i128::from(cut[1] - cut[0]);
                add(
                    &mut parts,
                    self.key(s, cut[0]),
                    Tally { count, discounted, weighted: discounted * rate, off: 0 },
                );
            }
            return parts;
        }
        match self.terms.readings.split {
            Split::HourBegin => {
                for hour in 0..hours(reading, until - s.started.0, goes_on) {
                    let discounted = i128::from(hour < late_hours);
                    let one = Tally { count: 1, discounted, ..Tally::default() };
                    add(&mut parts, self.key(s, s.started.0 + hour * HOUR), one);
                }
            }
            Split::PartsAlone => {
                for cut in self.cuts(s, until).windows(2) {
                    let seconds = Tally { count: i128::from(cut[1] - cut[0]), ..Tally::default() };
                    add(&mut parts, self.key(s, cut[0]), seconds);
                }
                let last = self.key(s, until - 1);
                let mut left = i128::from(late_hours);
                for (key, tally) in &mut parts {
                    tally.count = i128::from(hours(reading, tally.count as i64, goes_on && *key == last));
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

    /// What the programme pays for a line; VAT of statements not in.
    fn amount(&self, project: u32, key: Key, tally: &Tally) -> i128 {
        let readings = &self.terms.readings;
        let price = i128::from(key.price);
        let line_vat = readings.vat == Vat::Excluded && readings.vat_scope == VatScope::Line;
        let own = match readings.own {
            Own::Outside | Own::OnTop => 0,
            Own::OutOfPrice | Own::DepositThenSettled => i128::from(self.own_ratio(project)),
        };
        if readings.accrual == Accrual::Second {
            let net = price * (tally.count * WHOLE - tally.weighted) * (PER_WON / 3_600 / WHOLE);
            let rate = if line_vat { i128::from(self.terms.vat_rate.0) } else { 0 };
            return net * (WHOLE + rate) / WHOLE * (WHOLE - own) / WHOLE;
        }
        let supply = if self.in_seconds() {
            let hours = i128::from(hours(readings.hours, tally.count as i64, false));
            let gross = price * hours;
            gross - off(readings.off, price * tally.weighted, 3_600 * WHOLE).min(gross)
        } else {
            price * tally.count - tally.off
        };
        self.paid(supply, line_vat, own) * PER_WON
    }

    /// Supply with VAT, less the own contribution.
    fn paid(&self, supply: i128, line_vat: bool, own: i128) -> i128 {
        let total = supply + if line_vat { vat(self.terms, supply) } else { 0 };
        total - off(self.terms.readings.off, total * own, WHOLE)
    }

    /// A tenancy's first days, by month: its users pay nothing. In a few days no month becomes whole.
    fn days(&self, s: &Session, days: i64, nets: &mut [i128]) {
        let first = s.started.day();
        let readings = &self.terms.readings;
        let part = |price: i128, days: i64| {
            let won = match readings.npu_won {
                NpuWon::Floor => (price * i128::from(days)).div_euclid(30),
                NpuWon::HalfUp => half_up(price * i128::from(days), 30),
            };
            won.min(price)
        };
        let line_vat = readings.vat == Vat::Excluded && readings.vat_scope == VatScope::Line;
        let mut day = 0;
        while day < days {
            let month = self.month((first + day) * DAY);
            let end = days.min(self.terms.month_starts[month + 1].day() - first);
            let supply = match readings.npu_month {
                NpuMonth::Calendar => {
                    part(i128::from(self.prices(s.project).at(Instant((first + day) * DAY)).0), end - day)
                }
                NpuMonth::ShortUseOnly => unreachable!("not drawn"),
                NpuMonth::Running30 | NpuMonth::Anniversary => {
                    let price = i128::from(self.prices(s.project).at(Instant(first * DAY)).0);
                    part(price, end) - part(price, day)
                }
            };
            nets[month] += self.paid(supply, line_vat, 0) * PER_WON;
            day = end;
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
    running: Vec<Session>,
    /// By month: lines as they stand, and days of tenancies.
    nets: Vec<i128>,
}

/// The count, second by second, of a log in which nothing was stopped.
pub(crate) struct Counter<'a> {
    slow: Slow<'a>,
    /// By project, in order of start.
    sessions: Vec<Vec<Session>>,
    standing: Vec<Standing>,
    next_change: i64,
    /// By line.
    service_until: [i64; 2],
}

impl<'a> Counter<'a> {
    pub(crate) fn new(plan: &'a Plan, log: impl Iterator<Item = Logged>) -> Self {
        let mut sessions = vec![Vec::new(); plan.projects.len()];
        for logged in log.filter(|l| l.ended().is_some()) {
            sessions[logged.session.project as usize].push(logged.session);
        }
        Self {
            slow: Slow::new(plan),
            sessions,
            standing: vec![Standing::default(); plan.projects.len()],
            next_change: i64::MIN,
            service_until: [plan.end.0; 2],
        }
    }

    /// Flat sums are due for no month that begins after its line's service has ended.
    pub(crate) fn with_service_until(self, service_until: [i64; 2]) -> Self {
        Self { service_until, ..self }
    }

    /// What the programme pays of a project's month, less the flat sum that is due for it (T3): support here
    /// begins with the programme.
    fn less_flat(&self, p: usize, month: usize, owed: i128, unit: i128) -> i128 {
        let readings = &self.plan().terms.readings;
        let product = &self.plan().products[self.plan().projects[p].product.0 as usize];
        let off = readings.own_form == OwnForm::FlatMonthly
            && matches!(readings.own, Own::OutOfPrice | Own::DepositThenSettled)
            && product.tariff == Tariff::Hourly
            && self.plan().terms.month_starts[month].0 < self.service_until[product.line.index()];
        let due = product.own_monthly.first().filter(|_| off).map_or(0, |won| i128::from(won.0));
        owed - owed.min(due * unit)
    }

    fn plan(&self) -> &'a Plan {
        self.slow.plan
    }

    /// Builds from nothing what stands at a second, and finds the next second at which that changes.
    fn stand(&mut self, at: i64) {
        self.next_change = (at / DAY + 1) * DAY;
        for (p, sessions) in self.sessions.iter().enumerate() {
            let mut standing =
                Standing { nets: vec![0; self.slow.terms.month_starts.len() - 1], ..Standing::default() };
            let monthly = self.slow.plan.products[self.slow.plan.projects[p].product.0 as usize].tariff;
            for s in sessions {
                for change in [s.started.0, s.released.0] {
                    if change > at {
                        self.next_change = self.next_change.min(change);
                    }
                }
                if s.started.0 > at {
                    continue;
                }
                let look = if s.released.0 <= at { Look::Ended } else { Look::Running(at) };
                match (monthly, look) {
                    (Tariff::Monthly, _) if s.released == s.started => {}
                    (Tariff::Monthly, _) => {
                        let days = self.slow.days_of(s, look);
                        self.slow.days(s, days, &mut standing.nets);
                    }
                    (Tariff::Hourly, Look::Ended) => {
                        for (key, tally) in self.slow.parts(s, look) {
                            add(&mut standing.lines, key, tally);
                        }
                    }
                    (Tariff::Hourly, Look::Running(_)) => standing.running.push(*s),
                }
            }
            for (key, tally) in &standing.lines {
                standing.nets[key.month] += self.slow.amount(p as u32, *key, tally);
            }
            self.standing[p] = standing;
        }
    }

    /// Committed money of each line at a second, in parts of a won. Seconds must not go back.
    pub(crate) fn committed(&mut self, at: i64) -> [i128; 2] {
        if at >= self.next_change {
            self.stand(at);
        }
        let plan = self.plan();
        let (months, suppliers) = (plan.terms.month_starts.len() - 1, plan.suppliers());
        let mut nets = vec![0; 2 * suppliers * months];
        for (p, standing) in self.standing.iter().enumerate() {
            let project = &plan.projects[p];
            let product = &plan.products[project.product.0 as usize];
            let supplier = product.offers[project.offer as usize].supplier.0 as usize;
            let of = (product.line.index() * suppliers + supplier) * months;
            let mut months = standing.nets.clone();
            let mut touched = Parts::new();
            for s in &standing.running {
                for (key, tally) in self.slow.parts(s, Look::Running(at)) {
                    add(&mut touched, key, tally);
                }
            }
            for (key, mut tally) in touched {
                if let Some((_, stands)) = standing.lines.iter().find(|(k, _)| *k == key) {
                    months[key.month] -= self.slow.amount(p as u32, key, stands);
                    tally.count += stands.count;
                    tally.discounted += stands.discounted;
                    tally.weighted += stands.weighted;
                    tally.off += stands.off;
                }
                months[key.month] += self.slow.amount(p as u32, key, &tally);
            }
            for (month, owed) in months.into_iter().enumerate() {
                nets[of + month] += self.less_flat(p, month, owed, PER_WON);
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

    /// What the bills come to when all has ended, in won: by the second, each line is cut.
    pub(crate) fn billed(mut self) -> [i128; 2] {
        let end = self.plan().end.0;
        self.stand(end);
        if self.plan().terms.readings.accrual == Accrual::Hour {
            return self.committed(end).map(|won| won / PER_WON);
        }
        let plan = self.plan();
        let mut sums = std::collections::BTreeMap::<_, i128>::new();
        for (p, standing) in self.standing.iter().enumerate() {
            let project = &plan.projects[p];
            let product = &plan.products[project.product.0 as usize];
            let supplier = product.offers[project.offer as usize].supplier.0;
            let mut months = vec![0; standing.nets.len()];
            for (key, tally) in &standing.lines {
                months[key.month] += self.slow.amount(p as u32, *key, tally).div_euclid(PER_WON);
            }
            for (month, owed) in months.into_iter().enumerate() {
                *sums.entry((product.line.index(), supplier, month)).or_default() +=
                    self.less_flat(p, month, owed, 1);
            }
            if product.tariff == Tariff::Monthly {
                for (month, net) in standing.nets.iter().enumerate() {
                    *sums.entry((product.line.index(), supplier, month)).or_default() += net / PER_WON;
                }
            }
        }
        let statement =
            plan.terms.readings.vat == Vat::Excluded && plan.terms.readings.vat_scope == VatScope::Statement;
        let mut billed = [0; 2];
        for ((line, ..), net) in sums {
            billed[line] += net + if statement { vat(&plan.terms, net) } else { 0 };
        }
        billed
    }
}
