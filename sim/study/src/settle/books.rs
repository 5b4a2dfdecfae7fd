//! A log entered into accounts: one pass over it, by the rules or by a likely mistake.

use super::mistakes::Mistake;
use naru_model::{Allocation, Line, Offer, Product, Tariff};
use naru_results::intake::{SessionSheet, Troubles, Use, What};
use naru_results::{Error, NotBilled, SessionKind};
use naru_rules::readings::Clock;
use naru_rules::settlement::{Account, BillLine, Tenancy, Terms, Usage, days_held};
use naru_scenario::Lowered;
use naru_units::{Instant, Share, Span};
use std::collections::HashMap;

/// Who owes whom for what: a project, one product, one supplier.
#[derive(Debug)]
pub(super) struct Party {
    pub(super) project: u32,
    pub(super) product: usize,
    pub(super) offer: usize,
    pub(super) own_ratio: Share,
    /// The largest burst.
    pub(super) multiple: u32,
    account: Account,
    /// Session, first second and days of each tenancy.
    tenancies: Vec<(u32, Instant, i64)>,
}

/// Accounts of a log.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) parties: Vec<Party>,
    /// Projects as they are named, by position.
    pub(super) projects: Vec<Box<str>>,
    pub(super) not_billed: NotBilled,
    by_project: HashMap<Box<str>, u32>,
    by_party: HashMap<(u32, u16, u16), u32>,
}

impl Books {
    pub(super) fn new() -> Self {
        Self {
            parties: Vec::new(),
            projects: Vec::new(),
            not_billed: NotBilled::default(),
            by_project: HashMap::new(),
            by_party: HashMap::new(),
        }
    }

    /// Enters a session. `number` is its place in the log.
    pub(super) fn enter(
        &mut self,
        (lowered, terms): (&Lowered, &Terms),
        mistake: Mistake,
        (number, session): (u32, &Use<'_>),
        troubles: &mut Troubles,
    ) {
        let mut refuse =
            |column: &str, found: &str, what: What| troubles.push(session.row, column, found, what);
        let Some((p, o)) = offer_of(lowered, session, &mut refuse) else { return };
        let product = &lowered.plan.products[p];
        let free = matches!(session.kind, Some(SessionKind::Free | SessionKind::After | SessionKind::Trial));
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
        let suspended = if mistake == Mistake::OutageBilled { 0 } else { session.suspended };
        if suspended > 0 {
            let one_stretch = product.tariff == Tariff::Hourly
                && ended <= terms.month_end(terms.month_of(started))
                && product.offers[o].prices.next_change(started).is_none_or(|change| change >= ended);
            if suspended > (ended - started).0 {
                refuse("suspended_s", &suspended.to_string(), What::Above((ended - started).0));
                return;
            }
            if !one_stretch {
                refuse("suspended_s", &suspended.to_string(), What::Suspended);
                return;
            }
        }
        let party = self.party(session, p, o);
        if party.own_ratio != Share(session.own_ratio_bp) {
            let what = What::OtherShare(party.own_ratio.0);
            refuse("own_ratio_bp", &session.own_ratio_bp.to_string(), what);
            return;
        }
        match product.tariff {
            Tariff::Hourly => {
                let fixed = session.allocation == Some(naru_results::Allocation::Fixed)
                    && product.offers[o].allocation == Allocation::Dynamic;
                let stretch = [(started, ended)];
                let multiple = mistake.multiple(session.multiple);
                party.multiple = party.multiple.max(session.multiple);
                // The one place where a row becomes use.
                let usage = Usage {
                    ended: ended - Span(suspended),
                    multiple,
                    wait: wait(terms, mistake, session, started),
                    fixed: if fixed { &stretch } else { &[] },
                    ..Usage::of(number, started, ended)
                };
                party.account.enter(terms, &product.offers[o].prices, &usage);
            }
            // Months that do not begin at a midnight have no days.
            Tariff::Monthly if mistake == Mistake::UtcMonths => {}
            Tariff::Monthly => {
                let days = days_held(terms.readings.npu_days, started, ended);
                party.tenancies.push((number, started, days));
            }
        }
    }

    /// Enters the sessions of a whole log that another pass has found good, where `chosen` says so.
    pub(super) fn again(
        lowered: &Lowered,
        terms: &Terms,
        sheet: &SessionSheet,
        mistake: Mistake,
        chosen: impl Fn(&Use<'_>) -> bool,
    ) -> Result<Self, Error> {
        let terms = mistake.terms(terms);
        let mut books = Self::new();
        let mut number = 0;
        sheet.each(&mut Troubles::default(), |session, troubles| {
            if chosen(session) {
                books.enter((lowered, &terms), mistake, (number, session), troubles);
            }
            number += 1;
        })?;
        Ok(books)
    }

    fn party(&mut self, session: &Use<'_>, product: usize, offer: usize) -> &mut Party {
        let project = if let Some(project) = self.by_project.get(&*session.project) {
            *project
        } else {
            let project = self.projects.len() as u32;
            self.projects.push((&*session.project).into());
            self.by_project.insert((&*session.project).into(), project);
            project
        };
        let parties = &mut self.parties;
        let own_ratio = Share(session.own_ratio_bp);
        let at = *self.by_party.entry((project, product as u16, offer as u16)).or_insert_with(|| {
            parties.push(Party {
                project,
                product,
                offer,
                own_ratio,
                multiple: 1,
                account: Account::new(own_ratio),
                tenancies: Vec::new(),
            });
            parties.len() as u32 - 1
        });
        &mut parties[at as usize]
    }
}

impl Party {
    /// Its bill lines.
    pub(super) fn close(&self, lowered: &Lowered, terms: &Terms) -> Vec<BillLine> {
        let mut lines = self.account.close(terms);
        let offer = self.offer(lowered);
        for (session, started, days) in &self.tenancies {
            let months = Tenancy {
                terms,
                prices: &offer.prices,
                own_ratio: self.own_ratio,
                first_day: started.day(),
                earlier: None,
                outages: &[],
            };
            lines.extend(months.bill(*session, *days));
        }
        lines
    }

    /// Lets go of what was entered, once it has been closed.
    pub(super) fn forget(&mut self) {
        self.account = Account::new(self.own_ratio);
        self.tenancies = Vec::new();
    }

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

/// Wait by the clock of A2; what the log says itself goes before what its times say.
fn wait(terms: &Terms, mistake: Mistake, session: &Use<'_>, started: Instant) -> Span {
    let from = match terms.readings.clock {
        Clock::Eligible => session.eligible.or(session.requested),
        Clock::Requested => session.requested.or(session.eligible),
    };
    let said = session.wait.filter(|_| mistake != Mistake::WaitFromRequest);
    Span(said.or_else(|| from.map(|from| started.0 - from)).unwrap_or(0))
}

/// Product and offer of a session, by name.
fn offer_of(
    lowered: &Lowered,
    session: &Use<'_>,
    refuse: &mut impl FnMut(&str, &str, What),
) -> Option<(usize, usize)> {
    let names = &lowered.names;
    let Some(p) = names.products.iter().position(|product| product.id == *session.product) else {
        let known = names.products.iter().map(|product| product.id.clone()).collect();
        refuse("product", &session.product, What::NoProduct(known));
        return None;
    };
    let offers = &lowered.plan.products[p].offers;
    let name = |offer: &Offer| &names.suppliers[offer.supplier.0 as usize];
    let offer = offers.iter().position(|offer| *name(offer) == *session.supplier);
    if offer.is_none() {
        let known = offers.iter().map(|offer| name(offer).clone()).collect();
        refuse("supplier", &session.supplier, What::NoSupplier(known));
    }
    offer.map(|o| (p, o))
}
