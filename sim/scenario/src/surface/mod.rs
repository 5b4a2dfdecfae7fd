//! What a scenario file may say, as types with places. What its values mean together is judged in `lower`.

mod after;
mod asides;
mod clauses;
mod decode;
mod demand;
mod faults;
mod figure;
mod policy;
mod programme;
mod supply;
mod waves;

pub(crate) use after::{ActualCost, After, Clawback, FinalSettlement};
pub(crate) use asides::{Billed, Bursts, Grant};
pub use clauses::{Clause, Reading, Status};
pub(crate) use decode::{DatedText, Decoder, Fields, Named, Spot, by_name};
pub(crate) use demand::{Asking, Demand, Sessions};
pub(crate) use faults::Faults;
pub use figure::{Basis, Figure, Unit};
pub(crate) use policy::{Choice, Estimate, Policy};
pub(crate) use programme::{Bound, Money, Programme, Promise};
pub(crate) use supply::{Card, Floors, Line, Offer, Performance, PoolText, Product, ServerType, parse_date};
pub(crate) use waves::{Recall, Wave};

use crate::problem::Problem;
use crate::tree::{Node, Sources};
use crate::words::Text;
use naru_units::{Share, Won};

/// A map of maps: supplier to pool, supplier to product, clause to variant.
pub(crate) type ByName<T> = Vec<Named<Vec<Named<T>>>>;

/// A whole scenario. A section is `None` where it is missing or wrong; its problems have been told.
pub(crate) struct Surface {
    pub(crate) name: Option<String>,
    pub(crate) title: Option<Text>,
    pub(crate) programme: Option<Programme>,
    pub(crate) promises: Option<Vec<Named<Promise>>>,
    pub(crate) cards: Option<Vec<Named<Card>>>,
    pub(crate) products: Option<Vec<Named<Product>>>,
    pub(crate) floors: Option<Floors>,
    pub(crate) holidays: Option<Vec<Named<String>>>,
    pub(crate) readings: Option<ByName<Spot<String>>>,
    pub(crate) clauses: Option<Vec<Named<Clause>>>,
    pub(crate) servers: Option<Vec<Named<ServerType>>>,
    pub(crate) fleet: Option<ByName<PoolText>>,
    pub(crate) offers: Option<ByName<Offer>>,
    pub(crate) prices: Option<ByName<DatedText<Won>>>,
    pub(crate) own_contribution: Option<ByName<Won>>,
    pub(crate) own_ratio: Option<Vec<Named<Share>>>,
    pub(crate) policy: Option<Policy>,
    pub(crate) demand: Option<Demand>,
    pub(crate) faults: Faults,
    pub(crate) waves: Vec<Named<Wave>>,
    pub(crate) recall: Recall,
    pub(crate) after: Option<After>,
    pub(crate) final_settlement: Vec<Named<FinalSettlement>>,
    pub(crate) storage_tb: Vec<Named<Spot<u32>>>,
}

/// Asks the whole tree what it is.
pub(crate) fn decode(tree: &Node, sources: &Sources) -> (Surface, Vec<Problem>, Vec<Figure>) {
    let mut d = Decoder::new(sources);
    let mut f = d.fields(tree, "").expect("a scenario is a struct: the reader saw to it");
    let surface = Surface {
        name: d.field(&mut f, "name", Decoder::text),
        title: d.field(&mut f, "title", Decoder::title),
        programme: d.field(&mut f, "programme", programme::programme),
        promises: d
            .maybe(&mut f, "promises", |d, n, p| d.map(n, p, programme::promise))
            .map(Option::unwrap_or_default),
        cards: d.field(&mut f, "cards", |d, n, p| d.map(n, p, supply::card)),
        products: d.field(&mut f, "products", |d, n, p| d.map(n, p, supply::product)),
        floors: d.field(&mut f, "floors", supply::floors),
        holidays: d.field(&mut f, "holidays", supply::holidays),
        readings: d.field(&mut f, "readings", |d, n, p| d.map(n, p, clauses::chosen)),
        clauses: d.field(&mut f, "clauses", |d, n, p| d.map(n, p, clauses::clause)),
        servers: d.field(&mut f, "servers", |d, n, p| d.map(n, p, supply::server)),
        fleet: d.field(&mut f, "fleet", |d, n, p| d.map(n, p, |d, n, p| d.map(n, p, supply::pool))),
        offers: d.field(&mut f, "offers", |d, n, p| d.map(n, p, |d, n, p| d.map(n, p, supply::offer))),
        prices: d.field(&mut f, "prices", |d, n, p| {
            d.map(n, p, |d, n, p| d.map(n, p, |d, n, p| d.dated(n, p, Decoder::won)))
        }),
        own_contribution: d
            .maybe(&mut f, "own_contribution", |d, n, p| d.map(n, p, |d, n, p| d.map(n, p, Decoder::won)))
            .map(Option::unwrap_or_default),
        own_ratio: d
            .maybe(&mut f, "own_ratio", |d, n, p| d.map(n, p, Decoder::basis_points))
            .map(Option::unwrap_or_default),
        policy: d.field(&mut f, "policy", policy::policy),
        demand: d.field(&mut f, "demand", demand::demand),
        faults: d.maybe(&mut f, "faults", faults::faults).flatten().unwrap_or_default(),
        waves: d.maybe(&mut f, "waves", |d, n, p| d.map(n, p, waves::wave)).flatten().unwrap_or_default(),
        recall: d.maybe(&mut f, "recall", waves::recall).flatten().unwrap_or_default(),
        after: d.maybe(&mut f, "after", after::after).flatten(),
        final_settlement: d
            .maybe(&mut f, "final_settlement", |d, n, p| d.map(n, p, after::final_settlement))
            .flatten()
            .unwrap_or_default(),
        storage_tb: d.maybe(&mut f, "storage_tb", after::storage).flatten().unwrap_or_default(),
    };
    d.done(&f);
    (surface, d.problems, d.figures)
}
