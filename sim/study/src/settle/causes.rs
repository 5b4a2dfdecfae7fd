//! The likely mistake behind a difference: an arithmetic slip that gives just this figure, or another way to settle.

use super::books::{Books, Ground};
use super::figures::{figures, ratio};
use super::mistakes::Mistake;
use super::{Line, Settled, Whose};
use naru_model::{Offer, Tariff};
use naru_results::intake::{ITEMS, InvoiceLine, Item};
use naru_results::{DifferenceRow, Error};
use naru_rules::readings::Vat;
use naru_rules::settlement::{Allocation, fixed_price};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A difference whose cause is looked for.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// Position of its row.
    pub(super) row: usize,
    /// Which figure; `None`: the whole line is too many.
    pub(super) item: Option<Item>,
    pub(super) theirs: i64,
    pub(super) ours: i64,
    /// Figures of the invoice so far down the order of operations, and what follows from them.
    pub(super) now: [i64; ITEMS.len()],
    /// Position of our line.
    pub(super) line: Option<usize>,
    /// Position of the invoice's line.
    pub(super) invoice: usize,
}

type Cause = (&'static str, &'static str);

/// Names the cause of every difference that has one.
pub(super) fn name(
    settled: &Settled<'_>,
    invoice: &[InvoiceLine],
    open: &[Open],
    rows: &mut [DifferenceRow],
) -> Result<(), Error> {
    let mut set = |at: usize, (cause, clause): Cause| {
        rows[at].cause = Some(Arc::from(cause));
        rows[at].clause = Arc::from(clause);
    };
    let mut left = Vec::new();
    for it in open {
        match it.item.and_then(|item| slip(settled, it, item)) {
            Some(cause) => set(it.row, cause),
            None => left.push(it),
        }
    }
    // Whole projects: what one supplier is owed may hang on another (T3, N4).
    let projects: BTreeSet<&str> = left.iter().map(|it| party_of(settled, invoice, it).0).collect();
    let mut gives: Vec<(Mistake, Vec<bool>)> = Vec::new();
    for mistake in Mistake::ALL.into_iter().filter(|mistake| possible(*mistake, settled, &left)) {
        let terms = mistake.terms(&settled.lowered.plan.terms);
        let on = settled.ground(&terms);
        let mut books =
            Books::again(on, settled.sheet, mistake, |session| projects.contains(&*session.project))?;
        let other = Other::new(on, &mut books, mistake);
        gives.push((mistake, left.iter().map(|it| other.gives(settled, invoice, it)).collect()));
    }
    // One that gives many of the figures is likelier than one that happens to give this: the sort is stable.
    gives.sort_by_key(|(_, gives)| std::cmp::Reverse(gives.iter().filter(|it| **it).count()));
    for (at, it) in left.iter().enumerate() {
        if let Some((mistake, _)) = gives.iter().find(|(_, gives)| gives[at]) {
            set(it.row, mistake.id());
        } else if it.item.is_some_and(Item::in_thousandths) && it.theirs % 1_000 != 0 && it.ours % 1_000 == 0
        {
            // Parts of an hour, however they were cut to one place or two.
            set(it.row, Mistake::ExactHours.id());
        }
    }
    Ok(())
}

/// Whether a mistake can have a part in what is left: each costs a pass over the log.
fn possible(mistake: Mistake, settled: &Settled<'_>, left: &[&Open]) -> bool {
    let (lowered, sheet) = (settled.lowered, settled.sheet);
    let line_of = |it: &Open| it.line.map(|at| &settled.lines[at]);
    let monthly = |it: &Open| line_of(it).is_none_or(|line| line.bill.days.is_some());
    let hourly = |it: &Open| line_of(it).is_none_or(|line| line.bill.days.is_none());
    let discounts = |it: &Open| {
        let items = [Item::DiscountedHours, Item::Discount, Item::Supply, Item::Amount];
        hourly(it) && it.item.is_none_or(|item| items.contains(&item))
    };
    let any = |of: &dyn Fn(&Open) -> bool| left.iter().any(|it| of(it));
    match mistake {
        Mistake::None => false,
        Mistake::UtcMonths
        | Mistake::SplitRoundsTwice
        | Mistake::HoursCut
        | Mistake::HoursToTheNearest
        | Mistake::HoursOfTheMonth
        | Mistake::ExactHours => any(&hourly),
        Mistake::KMissing | Mistake::KTwice => {
            any(&|it| line_of(it).is_some_and(|line| multiple(settled, line).is_some()))
        }
        Mistake::LateAtTheLimit
        | Mistake::FullHoursOfExcess
        | Mistake::WholeSession
        | Mistake::DiscountMissing => any(&discounts),
        Mistake::WaitFromRequest => sheet.has("requested_s") && any(&discounts),
        Mistake::UntilReleased | Mistake::IdleLeftOut => sheet.has("released_s") || sheet.has("idle_s"),
        Mistake::OutageBilled => sheet.has("suspended_s") || settled.facts.tells_outages,
        Mistake::FreeBilled => settled.books.not_billed.free > 0,
        Mistake::PriceAtStart => {
            let offers = lowered.plan.products.iter().flat_map(|product| &product.offers);
            offers.into_iter().any(|offer| offer.prices.iter().count() > 1)
        }
        Mistake::Running30 | Mistake::Anniversary | Mistake::Begun24h | Mistake::PartMonthHalfUp => {
            any(&monthly)
        }
    }
}

/// Whose account a difference is in, by name.
fn party_of<'a>(
    settled: &'a Settled<'_>,
    invoice: &'a [InvoiceLine],
    open: &Open,
) -> (&'a str, &'a str, &'a str) {
    if let Some(at) = open.line {
        return settled.names(&settled.lines[at]);
    }
    let line = &invoice[open.invoice];
    (&line.project, &line.product, &line.supplier)
}

/// Lines under another way to settle, by account and month.
struct Other {
    mistake: Mistake,
    by_party: HashMap<(String, String, String), Vec<naru_rules::settlement::BillLine>>,
}

impl Other {
    fn new(on: Ground<'_>, books: &mut Books, mistake: Mistake) -> Self {
        let lowered = on.lowered;
        let mut by_party: HashMap<_, Vec<_>> = HashMap::new();
        for (at, line) in books.close(on) {
            let party = &books.parties[at as usize];
            let product = lowered.names.products[party.product].id.clone();
            let supplier = lowered.names.suppliers[party.offer(lowered).supplier.0 as usize].clone();
            let project = books.projects[party.project as usize].name.to_string();
            by_party.entry((project, product, supplier)).or_default().push(line);
        }
        Self { mistake, by_party }
    }

    /// Whether it gives the invoice's figure.
    fn gives(&self, settled: &Settled<'_>, invoice: &[InvoiceLine], open: &Open) -> bool {
        let (project, product, supplier) = party_of(settled, invoice, open);
        let key = (project.to_owned(), product.to_owned(), supplier.to_owned());
        let months = &settled.lowered.plan.terms;
        let ours = open.line.map(|at| &settled.lines[at]);
        // A line that nobody owes comes from use that nobody owes, or from a month that is not ours.
        if ours.is_none() && !matches!(self.mistake, Mistake::FreeBilled | Mistake::UtcMonths) {
            return false;
        }
        self.by_party.get(&key).into_iter().flatten().any(|line| {
            let same_price = line.unit_price.0 == open.now[Item::UnitPrice as usize];
            let same = match ours {
                // What is settled month by month changes with its neighbours: the month is the statement's.
                Some(ours) => {
                    line.month == ours.bill.month && line.allocation == ours.bill.allocation && same_price
                }
                None => months.month(line.month) == invoice[open.invoice].month,
            };
            let value = match (self.mistake, open.item) {
                (Mistake::ExactHours, Some(Item::Hours)) => {
                    line.product_seconds.map(|s| (s * 10 + 18).div_euclid(36))
                }
                (_, item) => figures(line, true)[item.unwrap_or(Item::Amount) as usize],
            };
            same && value == Some(open.theirs)
        })
    }
}

/// A slip that needs no second look at the log.
fn slip(settled: &Settled<'_>, open: &Open, item: Item) -> Option<Cause> {
    let line = &settled.lines[open.line?];
    let (t, o) = (open.theirs, open.ours);
    let of = |item: Item| open.now[item as usize];
    let rate = i64::from(settled.lowered.plan.terms.vat_rate.0);
    let with_vat = |won: i64| won + ratio(won, rate, 10_000);
    let without_vat = |won: i64| ratio(won, 10_000, 10_000 + rate);
    let near = |a: i64, b: i64| (a - b).abs() <= 1;
    let cause = match item {
        Item::UnitPrice => return price(settled, line, t, o),
        Item::DiscountedHours if t == 0 => ("discount-missing", "A3"),
        Item::DiscountedHours if clock_hours(settled, line, t, o) => ("discounted-clock-hours", "A3"),
        Item::DiscountedHours if t > of(Item::Hours) => ("more-discounted-than-used", "A3"),
        Item::Discount if near(t, o) => ("rounding", "A3"),
        Item::Discount if t == 0 => ("discount-missing", "A3"),
        Item::Supply if line.bill.days.is_some() => return tenancy(settled, line, open),
        Item::Supply if of(Item::Discount) > 0 && t == ratio(of(Item::Hours), of(Item::UnitPrice), 1_000) => {
            ("discount-not-taken-off", "A3")
        }
        Item::Supply if near(t, o) => ("rounding", "T1"),
        Item::Supply if near(t, with_vat(o)) => ("vat-twice", "P2"),
        Item::Supply if near(t, without_vat(o)) => ("vat-taken-out", "P2"),
        Item::Vat if o == 0 && t != 0 && vat_included(settled) => ("vat-twice", "P2"),
        Item::Vat | Item::VatInside if t == 0 => ("vat-missing", "P2"),
        Item::Vat | Item::VatInside if near(t, o) => ("rounding", "P2"),
        Item::Vat if near(t, 2 * o) => ("vat-twice", "P2"),
        Item::Vat if near(t, ratio(of(Item::Supply) - line.bill.own_contribution.0, rate, 10_000)) => {
            ("vat-without-own-part", "P2")
        }
        Item::VatInside if near(t, ratio(of(Item::Supply), rate, 10_000)) => ("vat-tenth-of-gross", "P2"),
        Item::OwnContribution if t == 0 => ("own-part-missing", "T3"),
        Item::OwnContribution if near(t, o) => ("rounding", "T3"),
        Item::Amount => return amount(open, (&with_vat, &without_vat)),
        Item::Hours
        | Item::Days
        | Item::WholeMonths
        | Item::DiscountedHours
        | Item::Discount
        | Item::Credit
        | Item::Deduction
        | Item::Supply
        | Item::Vat
        | Item::VatInside
        | Item::OwnContribution => return None,
    };
    Some(cause)
}

fn vat_included(settled: &Settled<'_>) -> bool {
    settled.lowered.plan.terms.readings.vat == Vat::Included
}

/// The user's part in the amount, VAT once more or once less, a won of rounding, tens dropped.
fn amount(open: &Open, vat: (&dyn Fn(i64) -> i64, &dyn Fn(i64) -> i64)) -> Option<Cause> {
    let t = open.theirs;
    let own = open.now[Item::OwnContribution as usize];
    let total = open.now[Item::Supply as usize] + open.now[Item::Vat as usize];
    let follows = total - own;
    let near = |a: i64, b: i64| (a - b).abs() <= 1;
    let cause = if own != 0 && t == total {
        ("own-part-not-taken-off", "T3")
    } else if own != 0 && t == total + own {
        ("own-part-on-top", "T3")
    } else if near(t, follows) {
        ("rounding", "T8")
    } else if t == follows - follows.rem_euclid(10) {
        ("tens-dropped", "P8")
    } else if near(t, vat.0(follows)) {
        ("vat-twice", "P2")
    } else if near(t, vat.1(follows)) || t == open.now[Item::Supply as usize] - own {
        ("vat-missing", "P2")
    } else {
        return None;
    };
    Some(cause)
}

/// Whether a burst's discounted hours are counted as clock hours.
fn clock_hours(settled: &Settled<'_>, line: &Line, t: i64, o: i64) -> bool {
    multiple(settled, line).is_some_and(|most| (2..=i64::from(most)).any(|k| t * k == o))
}

/// The largest burst of the line's account, where it has any.
fn multiple(settled: &Settled<'_>, line: &Line) -> Option<u32> {
    let Whose::Party(at) = line.whose else { return None };
    Some(settled.books.parties[at as usize].multiple).filter(|k| *k > 1)
}

fn price(settled: &Settled<'_>, line: &Line, t: i64, o: i64) -> Option<Cause> {
    let Whose::Party(at) = line.whose else { return None };
    let (lowered, terms) = (settled.lowered, &settled.lowered.plan.terms);
    let party = &settled.books.parties[at as usize];
    let offer = party.offer(lowered);
    let hourly = party.product(lowered).tariff == Tariff::Hourly;
    let fixed = hourly && line.bill.allocation == Allocation::Fixed;
    let prices = |offer: &Offer| offer.prices.iter().map(|(_, price)| *price).collect::<Vec<_>>();
    let burst = multiple(settled, line).is_some_and(|most| (2..=i64::from(most)).any(|k| t == k * o));
    let vat = i64::from(terms.vat_rate.0);
    let near = |a: i64, b: i64| (a - b).abs() <= 1;
    let elsewhere = |same_product: bool| {
        lowered.plan.products.iter().enumerate().any(|(p, product)| {
            let offers = product.offers.iter().enumerate();
            (p == party.product) == same_product
                && offers
                    .filter(|(at, _)| !same_product || *at != party.offer)
                    .any(|(_, offer)| prices(offer).iter().any(|price| price.0 == t))
        })
    };
    let cause = if fixed && t == o + 1 {
        ("half-price-rounded-up", "A4")
    } else if fixed && prices(offer).iter().any(|price| price.0 == t) {
        ("dynamic-price-for-fixed", "A4")
    } else if hourly
        && !fixed
        && prices(offer).iter().any(|price| fixed_price(*price, terms.fixed_ratio).0 == t)
    {
        ("fixed-price-for-dynamic", "A4")
    } else if burst {
        ("k-in-the-price", "P5")
    } else if prices(offer).iter().any(|price| price.0 == t) {
        ("price-of-another-date", "T2")
    } else if elsewhere(true) {
        ("price-of-another-supplier", "S9")
    } else if elsewhere(false) {
        ("price-of-another-product", "S5")
    } else if near(t, o + ratio(o, vat, 10_000)) {
        ("vat-twice", "P2")
    } else if near(t, ratio(o, 10_000, 10_000 + vat)) {
        ("vat-taken-out", "P2")
    } else {
        return None;
    };
    Some(cause)
}

/// A month of 31 or 28 days where the call counts 30, or a whole month for a part.
fn tenancy(settled: &Settled<'_>, line: &Line, open: &Open) -> Option<Cause> {
    let of = |item: Item| open.now[item as usize];
    let (t, price, days) = (open.theirs, of(Item::UnitPrice), of(Item::Days));
    let in_month = settled.lowered.plan.terms.month(line.bill.month).days();
    let near = |a: i64, b: i64| (a - b).abs() <= 1;
    let cause = if t == price && of(Item::WholeMonths) == 0 {
        ("whole-month-for-a-part", "N3")
    } else if near(t, open.ours) {
        ("rounding", "N3")
    } else if near(t, ratio(price, days, in_month)) {
        ("days-of-the-month", "N3")
    } else if near(t, ratio(price, days, 30)) {
        ("thirtieths-of-a-whole-month", "N3")
    } else {
        return None;
    };
    Some(cause)
}
