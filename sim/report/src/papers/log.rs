//! A folder as papers read it: bills and sessions with what the scenario says of them.

use super::hours::{self, Count, Key, Part, Unknown};
use super::readings::{self, Counting, Readings};
use super::refused::Refused;
use naru_results::{
    BillEntry, Clauses, Effective, Error, OutageRow, Project, Row, SessionEntry, SessionKind, Settlement,
    names, read_csv,
};
use naru_units::{Epoch, HOUR, Month};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Bills and sessions of one replication, or of a real log that was settled.
pub struct Log {
    pub(super) effective: Effective,
    pub(super) clauses: Clauses,
    pub(super) sessions: Vec<SessionEntry>,
    pub(super) bills: Vec<BillEntry>,
    outages: Vec<OutageRow>,
    /// The month that was settled, of a folder of a settlement of one month.
    pub(super) settled: Option<Month>,
    pub(super) epoch: Epoch,
    pub(super) readings: Readings,
    /// Positions of sessions by project.
    by_project: BTreeMap<Arc<str>, Vec<usize>>,
    by_id: BTreeMap<Arc<str>, usize>,
    counts: Vec<OnceCell<Count>>,
}

impl Log {
    /// Reads a folder.
    ///
    /// # Errors
    /// `NoLog` where it holds results without the log of a replication; `File` for what cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Refused> {
        if !folder.exists() {
            return Err(Refused::File(Error::Missing { path: folder.to_owned() }));
        }
        if !folder.join(names::EFFECTIVE).exists() {
            return Err(Refused::NotResults { folder: folder.to_owned(), is_folder: folder.is_dir() });
        }
        let effective = Effective::read(&folder.join(names::EFFECTIVE)).map_err(Refused::File)?;
        let logged = [names::SESSIONS_LOG, names::BILLS_LOG].iter().all(|name| folder.join(name).exists());
        if !logged {
            return Err(Refused::NoLog { folder: folder.to_owned(), scenario: effective.scenario });
        }
        let clauses = or_none(Clauses::read(&folder.join(names::CLAUSES)))?.unwrap_or_default();
        let start = effective.programme.start.get(..10).and_then(|day| day.parse().ok());
        let epoch = Epoch(start.ok_or_else(|| Refused::Start { found: effective.programme.start.clone() })?);
        let sessions: Vec<SessionEntry> = rows(folder)?;
        let mut by_project: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        let mut by_id = BTreeMap::new();
        for (i, session) in sessions.iter().enumerate() {
            by_project.entry(Arc::clone(&session.project)).or_default().push(i);
            by_id.insert(Arc::clone(&session.session), i);
        }
        Ok(Self {
            readings: Readings::of(&effective),
            settled: or_none(Settlement::read(&folder.join(names::SETTLEMENT)))?
                .and_then(|it| it.month.as_deref().and_then(Month::parse)),
            clauses,
            bills: rows(folder)?,
            outages: or_none(read_csv(&folder.join(names::OUTAGES_LOG)))?.unwrap_or_default(),
            epoch,
            by_project,
            by_id,
            counts: sessions.iter().map(|_| OnceCell::new()).collect(),
            sessions,
            effective,
        })
    }

    /// The reading in force, empty where the scenario names none.
    pub(super) fn reading(&self, id: &str) -> &str {
        self.effective.readings.get(id).map_or("", String::as_str)
    }

    pub(super) fn session(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(super) fn sessions_of(&self, project: &str) -> &[usize] {
        self.by_project.get(project).map_or(&[], Vec::as_slice)
    }

    /// What the scenario says of a project; a real log's may be unknown to it.
    pub(super) fn project(&self, id: &str) -> Option<&Project> {
        let number: u32 = id.parse().ok()?;
        let found = number.checked_sub(1).and_then(|at| self.effective.projects.get(at as usize));
        found
            .filter(|it| it.project == number)
            .or_else(|| self.effective.projects.iter().find(|it| it.project == number))
    }

    /// A product's place in the programme's order; none stands last.
    pub(super) fn rank(&self, product: Option<&str>) -> usize {
        let products = &self.effective.products;
        product.map_or(usize::MAX, |it| {
            products.iter().position(|(name, _)| name == it).unwrap_or(products.len())
        })
    }

    /// Whether a product is billed by the month (N3).
    pub(super) fn is_monthly(&self, product: &str) -> bool {
        self.effective.products.get(product).is_some_and(|it| it.line == "npu")
    }

    /// Outages of the session's supplier that may touch its pool.
    pub(super) fn outages_of(&self, session: &SessionEntry) -> impl Iterator<Item = &OutageRow> {
        self.outages.iter().filter(move |it| {
            session.supplier.as_ref().is_none_or(|supplier| *supplier == it.supplier)
                && (it.pool.is_none() || session.pool.is_none() || it.pool == session.pool)
        })
    }

    /// The product that a burst's sets make together and that it is priced as (A5 `target_product`): of the same line
    /// and supplier, and no gang over several servers (S3).
    pub(super) fn target(&self, session: &SessionEntry) -> Option<&str> {
        if !self.readings.burst_at_target || session.kind != Some(SessionKind::Burst) {
            return None;
        }
        let own = self.effective.products.get(&session.product)?;
        let tf = i64::from(own.tf) * hours::sets(session);
        let whole = |it: &naru_results::Product| {
            it.cards.iter().all(|(card_type, cards)| {
                let servers = self.effective.fleet.iter().filter(|pool| pool.card_type == *card_type);
                servers.map(|pool| pool.cards_per_server).max().is_none_or(|most| *cards <= most)
            })
        };
        let sold = |it: &naru_results::Product| {
            session.supplier.as_ref().is_none_or(|supplier| it.prices.get(supplier).is_some())
        };
        let mut products = self.effective.products.iter();
        let found =
            products.find(|(_, it)| it.line == own.line && i64::from(it.tf) == tf && whole(it) && sold(it));
        found.map(|(name, _)| name)
    }

    fn prices(&self, session: &SessionEntry) -> &[naru_results::Price] {
        let name = self.target(session).unwrap_or(&session.product);
        let Some(product) = self.effective.products.get(name) else { return &[] };
        let of_supplier = session.supplier.as_ref().and_then(|it| product.prices.get(it));
        // A log without suppliers is of one.
        let only = || product.prices.iter().next().map(|(_, it)| it).filter(|_| product.prices.len() == 1);
        of_supplier.or_else(only).map_or(&[], Vec::as_slice)
    }

    /// The agreed price of a product-hour at a second.
    pub(super) fn price(&self, session: &SessionEntry, at: i64) -> Option<i64> {
        let prices = self.prices(session);
        prices.iter().rfind(|it| it.from_s <= at).map(|it| it.unit_price_won)
    }

    pub(super) fn price_changes(&self, session: &SessionEntry) -> impl Iterator<Item = i64> {
        self.prices(session).iter().map(|it| it.from_s)
    }

    /// The price under fixed allocation: cut to a won (A4).
    pub(super) fn fixed_price(&self, dynamic: i64) -> i64 {
        (i128::from(dynamic) * i128::from(self.effective.fixed_ratio_bp) / 10_000) as i64
    }

    /// A session's hours, counted once.
    pub(super) fn count(&self, i: usize) -> &Count {
        self.counts[i].get_or_init(|| hours::count(self, &self.sessions[i]))
    }

    /// A line's hours found again from the sessions.
    pub(super) fn recount(&self, bill: &BillEntry) -> Recount {
        let mut sum = Recount::default();
        let (Some(project), Some(price)) = (&bill.project, bill.unit_price_won) else { return sum };
        let fixed = bill.allocation == Some(naru_results::Allocation::Fixed);
        // A correction is about the sessions that it names, in the month of the line that it corrects.
        let corrected = bill.corrects.as_deref().and_then(|line| Month::parse(line.get(..7)?));
        let key = Key { month: corrected.unwrap_or(bill.month), fixed, price };
        for &i in self.sessions_of(project) {
            let session = &self.sessions[i];
            let same = |a: &Option<Arc<str>>, b: &Option<Arc<str>>| a.is_none() || b.is_none() || a == b;
            let named = bill.corrects.is_none() || bill.sessions.contains(&session.session);
            if !named
                || Some(&session.product) != bill.product.as_ref()
                || !same(&session.supplier, &bill.supplier)
            {
                continue;
            }
            let count = self.count(i);
            if count.unknown.is_some() && bill.sessions.contains(&session.session) {
                sum.unknown = count.unknown;
            }
            let Some(part) = count.parts.iter().find(|part| part.key == key) else { continue };
            let k = hours::multiple(self, session);
            sum.hours += part.hours * k;
            sum.seconds += part.seconds * k;
            sum.idle_s += part.idle_s * k;
            sum.discounted += part.discounted * k;
            if let Some(late) = readings::late(self, session) {
                let rate = i128::from(late.rate_bp);
                let off = i128::from(price) * i128::from(part.discounted * k) * rate;
                sum.discount += self.readings.off(off, 10_000);
                sum.weighted += i128::from(part.discounted_s * k) * rate;
            }
            sum.sessions.push((i, *part));
        }
        match self.readings.counting {
            Counting::Hours => {}
            Counting::Seconds => {
                sum.hours = self.readings.round(sum.seconds);
                let off = self.readings.off(i128::from(price) * sum.weighted, i128::from(HOUR) * 10_000);
                sum.discount = off.min(price * sum.hours);
            }
            Counting::Exact => sum.hours = 0,
        }
        sum
    }
}

/// A line's hours as the sessions give them, in product-hours and product-seconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Recount {
    pub(super) hours: i64,
    /// Billable seconds inside them.
    pub(super) seconds: i64,
    pub(super) idle_s: i64,
    pub(super) discounted: i64,
    pub(super) discount: i64,
    weighted: i128,
    pub(super) sessions: Vec<(usize, Part)>,
    pub(super) unknown: Option<Unknown>,
}

impl Recount {
    /// Won of the hours' rounding (T1), to the nearest: begun hours less exact seconds, at the unit price.
    pub(super) fn rounding_won(&self, price: i64) -> i64 {
        won_of(self.hours * HOUR - self.seconds, price)
    }

    /// Won of the idle seconds (A1), to the nearest.
    pub(super) fn idle_won(&self, price: i64) -> i64 {
        won_of(self.idle_s, price)
    }
}

fn won_of(seconds: i64, price: i64) -> i64 {
    let won = 2 * i128::from(seconds) * i128::from(price) + i128::from(HOUR);
    won.div_euclid(2 * i128::from(HOUR)) as i64
}

fn rows<R: Row>(folder: &Path) -> Result<Vec<R>, Refused> {
    read_csv(&folder.join(R::FILE)).map_err(Refused::File)
}

fn or_none<T>(read: Result<T, Error>) -> Result<Option<T>, Refused> {
    match read {
        Ok(it) => Ok(Some(it)),
        Err(Error::Missing { .. }) => Ok(None),
        Err(error) => Err(Refused::File(error)),
    }
}
