//! A slow count of committed money, written from the rules' definition alone (kr-2025/P4): at a second t, what a
//! line would owe if every running session ended there, hours begun in second t included.
//!
//! Shares no code with settlement. Readable before fast: each session is cut anew at every second.

mod cut;
mod tenancies;

use naru_model::observers::Log;
use naru_model::rules::readings::{
    Accrual, HourRounding, OffRounding, Own, SlaDiscount, StatementRound, Vat, VatRound, VatScope,
};
use naru_model::rules::settlement::Terms;
use naru_model::{EndReason, Line, OutageKind, Plan, Session, Tariff};
use naru_units::{DAY, Dated, HOUR, Won};
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

    /// The flat own contribution of each month that comes off the bills, here of one kind of user: due for the months
    /// that a project's service touches, from its payment on, and for none that begins when service has ended.
    fn flat(&self, project: u32, paid: i64, ended: i64) -> Vec<i128> {
        let product = &self.plan.products[self.plan.projects[project as usize].product.0 as usize];
        let monthly = match self.terms.readings.own {
            Own::OutOfPrice | Own::DepositThenSettled => product.own_monthly.first().map_or(0, |won| won.0),
            Own::Outside | Own::OnTop => 0,
        };
        let months = self.terms.month_starts.windows(2);
        months.map(|of| if of[1].0 > paid && of[0].0 < ended { i128::from(monthly) } else { 0 }).collect()
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
    /// By project and month: flat own contribution, in won.
    flat: Vec<Vec<i128>>,
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
        let slow = Slow {
            plan,
            terms: &plan.terms,
            allocator_down: allocator.map(|o| (o.supplier, o.from.0, o.until.0)).collect(),
        };
        let flat = sessions.iter().enumerate().map(|(p, ran): (usize, &Vec<Ran>)| {
            let line = plan.products[plan.projects[p].product.0 as usize].line;
            let ended = log.service_ended[line.index()].unwrap_or(plan.end);
            let paid = ran.iter().map(|ran| ran.session.contribution_paid.0).min().unwrap_or(0);
            slow.flat(p as u32, paid, ended.0)
        });
        Self {
            flat: flat.collect(),
            slow,
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
            let mut owed = standing.nets.clone();
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
                    owed[key.month] += self.slow.amount(p as u32, key, &tally, credit);
                }
            } else {
                for (key, mut tally) in touched {
                    if let Some((_, stands)) = standing.lines.iter().find(|(k, _)| *k == key) {
                        owed[key.month] -= self.slow.amount(p as u32, key, stands, 0);
                        tally.count += stands.count;
                        tally.discounted += stands.discounted;
                        tally.weighted += stands.weighted;
                        tally.off += stands.off;
                    }
                    owed[key.month] += self.slow.amount(p as u32, key, &tally, 0);
                }
            }
            for (month, (owed, flat)) in owed.iter().zip(&self.flat[p]).enumerate() {
                nets[of + month] += (owed - flat * PER_WON).max(0);
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
            let mut owed = vec![0; self.flat[p].len()];
            for (key, tally, credit) in self.slow.credited(standing.lines.clone(), &standing.credits) {
                owed[key.month] += self.slow.amount(p as u32, key, &tally, credit).div_euclid(PER_WON);
            }
            for (month, (owed, flat)) in owed.iter().zip(&self.flat[p]).enumerate() {
                *sums.entry((product.line.index(), supplier, month)).or_default() += (owed - flat).max(0);
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
