//! A log entered into accounts: one pass over it, by the rules or by a likely mistake.

use super::beside::{Facts, Own};
use super::mistakes::Mistake;
use super::overlaps::Overlaps;
use super::row::{is_free, offer_of, part, suspended, wait};
use naru_model::{Allocation, Line, Offer, Product, Tariff, priced_as, prices};
use naru_results::intake::{SessionSheet, Troubles, Use, What};
use naru_results::{EndReason, Error, NotBilled};
use naru_rules::settlement::{
    ALWAYS, Account, BillLine, Earlier, FlatSum, Switch, Tenancy, Terms, Usage, days_billed,
};
use naru_scenario::Lowered;
use naru_units::{Instant, Share, Won};
use std::collections::HashMap;

/// What settlement goes by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    pub(super) lowered: &'a Lowered,
    /// The scenario's terms, or those of a mistake.
    pub(super) terms: &'a Terms,
    pub(super) facts: &'a Facts,
}

/// Who owes whom for what: a project, one offer of a product, and whose price is paid for it.
#[derive(Debug)]
pub(super) struct Party {
    pub(super) project: u32,
    pub(super) product: usize,
    pub(super) offer: usize,
    /// The product whose price is paid: another one's for some bursts.
    priced_as: u16,
    pub(super) own_ratio: Share,
    /// The largest burst.
    pub(super) multiple: u32,
    account: Account,
    held: Vec<Held>,
}

/// A set held by the month.
#[derive(Debug)]
struct Held {
    session: u32,
    started: Instant,
    first_day: i64,
    days: i64,
    /// It follows another at the supplier that the project has left.
    follows: bool,
    outages: Vec<(Instant, Instant)>,
}

/// A project as the log names it.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) name: Box<str>,
    own: Own,
}

/// Accounts of a log.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) parties: Vec<Party>,
    /// By their first rows.
    pub(super) projects: Vec<Project>,
    pub(super) not_billed: NotBilled,
    pub(super) overlaps: Overlaps,
    by_project: HashMap<Box<str>, u32>,
    by_party: HashMap<(u32, u16, u16, u16), u32>,
}

impl Books {
    pub(super) fn new() -> Self {
        Self {
            parties: Vec::new(),
            projects: Vec::new(),
            not_billed: NotBilled::default(),
            overlaps: Overlaps::default(),
            by_project: HashMap::new(),
            by_party: HashMap::new(),
        }
    }

    /// Enters a session. `number` is its place in the log.
    pub(super) fn enter(
        &mut self,
        on: Ground<'_>,
        mistake: Mistake,
        (number, session): (u32, &Use<'_>),
        troubles: &mut Troubles,
    ) {
        let Ground { lowered, terms, facts } = on;
        let mut refuse =
            |column: &str, found: &str, what: What| troubles.push(session.row, column, found, what);
        let Some((p, o)) = offer_of(lowered, session, &mut refuse) else { return };
        let product = &lowered.plan.products[p];
        match facts.products.get(&*session.project) {
            Some(granted) if **granted != *lowered.names.products[p].id => {
                return refuse("product", &session.product, What::OtherProduct(granted.to_string()));
            }
            None if !facts.products.is_empty() => {
                return refuse("project", &session.project, What::NoProject(facts.products.len()));
            }
            Some(_) | None => {}
        }
        if ![1, 2, 4, 8].contains(&session.multiple) {
            return refuse("multiple", &session.multiple.to_string(), What::NotMultiple);
        }
        let free = is_free(session);
        let (Some(started), Some(ended)) = (session.started.map(Instant), session.ended.map(Instant)) else {
            self.not_billed.unserved += 1;
            return;
        };
        let ended = mistake.ended(session, ended);
        let inside = Instant(0) <= started && ended <= lowered.plan.end;
        if free && (mistake != Mistake::FreeBilled || !inside) {
            self.not_billed.free += 1;
            return;
        }
        if !inside {
            if mistake == Mistake::None {
                let day = |at: Instant| terms.epoch.date(at).to_string();
                let column =
                    if started < Instant(0) || started >= lowered.plan.end { "started_s" } else { "ended_s" };
                let found = terms.epoch.civil(if column == "ended_s" { ended } else { started }).to_string();
                refuse(column, &found, What::Outside(day(Instant(0)), day(lowered.plan.end)));
            }
            return;
        }
        let offer = &product.offers[o];
        let Some((suspended, ended)) = suspended(on, mistake, session, (product, o), ended, &mut refuse)
        else {
            return;
        };
        let project = self.project(on, session);
        let part = part(lowered, session, offer);
        let priced = priced_as(&lowered.plan, p as u16, offer.supplier.0, session.multiple);
        let party = self.party(project, (p, o, priced), product.offers[o].supplier.0);
        let said = session.own_ratio_bp.map(Share).filter(|said| *said != party.own_ratio);
        if let Some(said) = said {
            refuse("own_ratio_bp", &said.0.to_string(), What::OtherShare(party.own_ratio.0));
            return;
        }
        let broken = session.end_reason == Some(EndReason::Outage);
        match product.tariff {
            Tariff::Hourly => {
                let stretch = [(started, ended)];
                let said_fixed = session.allocation == Some(naru_results::Allocation::Fixed);
                let fixed = match offer.allocation {
                    Allocation::Fixed => ALWAYS,
                    Allocation::Dynamic if said_fixed && !facts.was_fixed(offer.supplier.0, started) => {
                        &stretch
                    }
                    Allocation::Dynamic => facts.fixed_within(offer.supplier.0, started, ended),
                };
                party.multiple = party.multiple.max(session.multiple);
                // The one place where a row becomes use.
                let usage = Usage {
                    multiple: if usize::from(priced) == p { mistake.multiple(session.multiple) } else { 1 },
                    wait: wait(terms, mistake, session, started),
                    fixed,
                    suspended: &suspended,
                    broken,
                    part,
                    ..Usage::of(number, started, ended)
                };
                party.account.enter(terms, prices(&lowered.plan, p as u16, o as u16, priced), &usage);
                if mistake == Mistake::None {
                    self.overlaps.enter(project, number, (started, ended), lowered.plan.concurrency);
                }
            }
            // Months that do not begin at a midnight have no days.
            Tariff::Monthly if mistake == Mistake::UtcMonths => {}
            Tariff::Monthly => {
                let reading = terms.readings.switch_day;
                let day = started.day();
                let first_day = if session.resumes { Switch::on(reading, day).new_first } else { day };
                let switched = session.end_reason == Some(EndReason::Switched);
                let days = days_billed(&terms.readings, started, first_day, ended, switched);
                let outages = suspended;
                let follows = session.resumes;
                party.held.push(Held { session: number, started, first_day, days, follows, outages });
            }
        }
    }

    /// Enters the sessions of a whole log that another pass has found good, where `chosen` says so.
    pub(super) fn again(
        on: Ground<'_>,
        sheet: &SessionSheet,
        mistake: Mistake,
        chosen: impl Fn(&Use<'_>) -> bool,
    ) -> Result<Self, Error> {
        let mut books = Self::new();
        let mut number = 0;
        sheet.each(&mut Troubles::default(), |session, troubles| {
            if chosen(session) {
                books.enter(on, mistake, (number, session), troubles);
            }
            number += 1;
        })?;
        Ok(books)
    }

    pub(super) fn number_of(&self, project: &str) -> Option<u32> {
        self.by_project.get(project).copied()
    }

    /// The session's project. Its first row says what it contributes, or what stands beside the log.
    fn project(&mut self, on: Ground<'_>, session: &Use<'_>) -> u32 {
        if let Some(project) = self.by_project.get(&*session.project) {
            return *project;
        }
        let known = on.facts.own(&session.project);
        let end = on.lowered.plan.end;
        let known =
            known.unwrap_or(Own { ratio: Share::NONE, monthly: Won::ZERO, paid: Instant(0), until: end });
        let own = Own {
            ratio: session.own_ratio_bp.map_or(known.ratio, Share),
            monthly: session.own_monthly_won.map_or(known.monthly, Won),
            paid: session.paid.map_or(known.paid, |at| Instant(at.max(0))),
            ..known
        };
        let project = self.projects.len() as u32;
        self.projects.push(Project { name: (&*session.project).into(), own });
        self.by_project.insert((&*session.project).into(), project);
        project
    }

    fn party(
        &mut self,
        project: u32,
        (product, offer, priced_as): (usize, usize, u16),
        supplier: u16,
    ) -> &mut Party {
        let parties = &mut self.parties;
        let own_ratio = self.projects[project as usize].own.ratio;
        // All offers of a product at one supplier have one price, and so one bill.
        let key = (project, product as u16, supplier, priced_as);
        let at = *self.by_party.entry(key).or_insert_with(|| {
            parties.push(Party {
                project,
                product,
                offer,
                priced_as,
                own_ratio,
                multiple: 1,
                account: Account::new(own_ratio),
                held: Vec::new(),
            });
            parties.len() as u32 - 1
        });
        &mut parties[at as usize]
    }

    /// The bill lines of all parties, project by project, and lets go of what was entered: lines name their sessions
    /// from here on, not twice in memory.
    pub(super) fn close(&mut self, on: Ground<'_>) -> Vec<(u32, BillLine)> {
        let mut order: Vec<u32> = (0..self.parties.len() as u32).collect();
        order.sort_by_key(|at| {
            let party = &self.parties[*at as usize];
            (party.project, party.product, party.offer, party.priced_as)
        });
        let mut all = Vec::new();
        let project_of: Vec<u32> = self.parties.iter().map(|party| party.project).collect();
        for of_project in order.chunk_by(|a, b| project_of[*a as usize] == project_of[*b as usize]) {
            let project = project_of[of_project[0] as usize];
            let mut lines = Vec::new();
            let mut held = Vec::new();
            for at in of_project {
                let party = &mut self.parties[*at as usize];
                let account = core::mem::replace(&mut party.account, Account::new(party.own_ratio));
                lines.extend(account.close(on.terms).into_iter().map(|line| (*at, line)));
                held.extend(party.held.drain(..).map(|held| (*at, held)));
            }
            self.credit(on, project, &mut lines);
            all.append(&mut lines);
            held.sort_by_key(|(_, held)| (held.started, held.session));
            self.months(on, &held, &mut all);
        }
        all
    }

    /// A flat own contribution that comes off the project's lines (T3).
    fn credit(&self, on: Ground<'_>, project: u32, lines: &mut [(u32, BillLine)]) {
        let Own { monthly, paid, until, .. } = self.projects[project as usize].own;
        if monthly == Won::ZERO || !FlatSum::comes_off(&on.terms.readings) {
            return;
        }
        lines.sort_by_key(|(at, line)| {
            let party = &self.parties[*at as usize];
            let supplier = party.offer(on.lowered).supplier;
            (line.month, party.product, supplier, line.allocation, line.unit_price)
        });
        let sum = FlatSum::new(on.terms, monthly, paid, until.min(on.facts.service_ended));
        sum.credit_lines(lines.iter_mut().map(|(_, line)| line));
    }

    /// Lines of what a project held by the month, one supplier after another (N4).
    fn months(&self, on: Ground<'_>, held: &[(u32, Held)], lines: &mut Vec<(u32, BillLine)>) {
        let mut before: Option<(Tenancy<'_>, i64)> = None;
        for (at, held) in held {
            let party = &self.parties[*at as usize];
            let earlier = before
                .filter(|_| held.follows)
                .and_then(|(left, days)| Earlier::of(&left, days, on.terms.month_of(held.started)));
            let tenancy = Tenancy {
                terms: on.terms,
                prices: &party.offer(on.lowered).prices,
                own_ratio: party.own_ratio,
                first_day: held.first_day,
                earlier,
                outages: &held.outages,
            };
            lines.extend(tenancy.bill(held.session, held.days).into_iter().map(|line| (*at, line)));
            before = Some((tenancy, held.days));
        }
    }
}

impl Party {
    pub(super) fn offer<'a>(&self, lowered: &'a Lowered) -> &'a Offer {
        &self.product(lowered).offers[self.offer]
    }

    pub(super) fn product<'a>(&self, lowered: &'a Lowered) -> &'a Product {
        &lowered.plan.products[self.product]
    }

    pub(super) fn line(&self, lowered: &Lowered) -> Line {
        self.product(lowered).line
    }
}
