//! Products, cards, servers, fleet, offers, floors, the operating plan.

pub(crate) use super::decode::parse_date;
use super::decode::{DatedText, Decoder, Named, Spot};
use crate::problem::Problem;
use crate::tree::{Node, Place};
use crate::words::{self, Text};
use jiff::civil::Date;
use naru_units::Share;

/// Performance of a card or of a product's set, in tenths: TF for GPU products, TOPS for NPU products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Performance {
    Tf(u32),
    Tops(u32),
}

impl Performance {
    /// Whole TF or TOPS.
    pub(crate) const fn whole(self) -> u32 {
        match self {
            Self::Tf(tenths) | Self::Tops(tenths) => tenths / 10,
        }
    }
}

pub(crate) struct Card {
    pub(crate) class: String,
    pub(crate) performance: Performance,
}

fn performance(
    d: &mut Decoder<'_>,
    tf: Option<u32>,
    tops: Option<u32>,
    path: &str,
    place: Place,
) -> Option<Performance> {
    match (tf, tops) {
        (Some(tf), None) => Some(Performance::Tf(tf)),
        (None, Some(tops)) => Some(Performance::Tops(tops)),
        (_, _) => {
            d.problems.push(Problem::error(words::tf_or_tops(path)).at(place));
            None
        }
    }
}

pub(crate) fn card(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Card> {
    let mut f = d.fields(node, path)?;
    let class = d.field(&mut f, "class", Decoder::text);
    let tf = d.maybe(&mut f, "tf", Decoder::tenths);
    let tops = d.maybe(&mut f, "tops", Decoder::tenths);
    d.done(&f);
    let performance = performance(d, tf?, tops?, path, node.place);
    Some(Card { class: class?, performance: performance? })
}

/// A budget line's name in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Gpu,
    Npu,
}

impl Line {
    /// Both, by name.
    pub(crate) const ALL: [(&'static str, Self); 2] = [("gpu", Self::Gpu), ("npu", Self::Npu)];
}

pub(crate) struct Product {
    pub(crate) title: Text,
    pub(crate) line: Line,
    pub(crate) projects: u32,
    /// The card that the call names, and how many of it make a set; none for a product known by its TOPS alone.
    pub(crate) named: Option<(Spot<String>, u32)>,
    /// Cards of a set by class, where it is whole servers held together (S3).
    pub(crate) gang: Option<Vec<Named<u32>>>,
    /// First day on which it may be had.
    pub(crate) not_before: Option<Spot<Date>>,
    pub(crate) performance: Performance,
    pub(crate) cores: u32,
    pub(crate) memory_gb: u32,
    pub(crate) disk_tb: u32,
}

pub(crate) fn product(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Product> {
    let mut f = d.fields(node, path)?;
    let title = d.field(&mut f, "title", Decoder::title);
    let line = d.field(&mut f, "line", |d, n, p| d.choice(n, p, &Line::ALL));
    let projects = d.field(&mut f, "projects", Decoder::count);
    let card = d.maybe(&mut f, "card", Decoder::spot(Decoder::text));
    let cards = d.maybe(&mut f, "cards", Decoder::count);
    let gang = d.maybe(&mut f, "gang", |d, n, p| d.map(n, p, Decoder::count));
    let not_before = d.maybe(&mut f, "not_before", Decoder::spot(Decoder::date));
    let tf = d.maybe(&mut f, "tf", Decoder::tenths);
    let tops = d.maybe(&mut f, "tops", Decoder::tenths);
    let cores = d.field(&mut f, "cores", Decoder::count);
    let memory_gb = d.field(&mut f, "memory_gb", Decoder::count);
    let disk_tb = d.field(&mut f, "disk_tb", Decoder::count);
    d.done(&f);
    let performance = performance(d, tf?, tops?, path, node.place);
    let named = match (card?, cards?) {
        (Some(card), Some(cards)) => Some((card, cards)),
        (None, None) => None,
        (_, _) => {
            d.problems.push(Problem::error(words::card_and_cards(path)).at(node.place));
            return None;
        }
    };
    Some(Product {
        title: title?,
        line: line?,
        projects: projects?,
        named,
        gang: gang?,
        not_before: not_before?,
        performance: performance?,
        cores: cores?,
        memory_gb: memory_gb?,
        disk_tb: disk_tb?,
    })
}

/// Card floors of the call (S2), by class.
#[derive(Clone, Copy)]
pub(crate) struct Floors {
    pub(crate) a100: u32,
    pub(crate) h100: u32,
}

pub(crate) fn floors(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Floors> {
    let map = d.map(node, path, Decoder::count)?;
    let (mut a100, mut h100) = (None, None);
    for floor in map {
        match floor.name.as_str() {
            "A100" => a100 = floor.value,
            "H100" => h100 = floor.value,
            _ => d
                .problems
                .push(Problem::error(words::unknown_key(&format!("{path}.{}", floor.name))).at(floor.place)),
        }
    }
    if a100.is_none() || h100.is_none() {
        d.problems.push(Problem::error(words::two_floors()).at(node.place));
    }
    Some(Floors { a100: a100?, h100: h100? })
}

/// Holidays by date.
pub(crate) fn holidays(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Vec<Named<String>>> {
    let days = d.map(node, path, Decoder::text)?;
    for day in days.iter().filter(|day| parse_date(&day.name).is_none()) {
        let problem = Problem::error(words::not_a_date(&day.name)).at(day.place);
        d.problems.push(problem.label(words::a_date_label()));
    }
    Some(days)
}

pub(crate) struct ServerType {
    pub(crate) card: Spot<String>,
    pub(crate) cards: u32,
    pub(crate) cores: u32,
    pub(crate) memory_gb: u32,
    pub(crate) disk_tb: u32,
}

pub(crate) fn server(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<ServerType> {
    let mut f = d.fields(node, path)?;
    let card = d.field(&mut f, "card", Decoder::spot(Decoder::text));
    let cards = d.field(&mut f, "cards", Decoder::count);
    let cores = d.field(&mut f, "cores", Decoder::count);
    let memory_gb = d.field(&mut f, "memory_gb", Decoder::count);
    let disk_tb = d.field(&mut f, "disk_tb", Decoder::count);
    d.done(&f);
    Some(ServerType { card: card?, cards: cards?, cores: cores?, memory_gb: memory_gb?, disk_tb: disk_tb? })
}

/// A pool as a file has it.
pub(crate) struct PoolText {
    pub(crate) servers: DatedText<u32>,
    pub(crate) server: Spot<String>,
    /// Another card than the server type's.
    pub(crate) card: Option<Spot<String>>,
    pub(crate) maximum: Option<Spot<u32>>,
    /// The date for which its servers were agreed; those that come later are late (S7).
    pub(crate) agreed: Option<Spot<Date>>,
}

pub(crate) fn pool(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<PoolText> {
    let mut f = d.fields(node, path)?;
    let servers = d.field(&mut f, "servers", |d, n, p| d.dated(n, p, Decoder::count));
    let server = d.field(&mut f, "server", Decoder::spot(Decoder::text));
    let card = d.maybe(&mut f, "card", Decoder::spot(Decoder::text));
    let maximum = d.maybe(&mut f, "maximum_servers", Decoder::spot(Decoder::count));
    let agreed = d.maybe(&mut f, "agreed", Decoder::spot(Decoder::date));
    d.done(&f);
    Some(PoolText { servers: servers?, server: server?, card: card?, maximum: maximum?, agreed: agreed? })
}

/// Where a supplier has a product.
pub(crate) struct Offer {
    pub(crate) pool: Spot<String>,
    /// Cards of a set, where not what the product says.
    pub(crate) cards: Option<Spot<u32>>,
    /// Of the product's projects, where several suppliers have it (S9).
    pub(crate) share: Option<Spot<Share>>,
    /// Held from the start to the end of use (고정할당, A4).
    pub(crate) fixed: Option<Spot<bool>>,
    /// The pool for requests that the first one cannot serve at once (S5).
    pub(crate) overflow: Option<Spot<String>>,
}

pub(crate) fn offer(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Offer> {
    let mut f = d.fields(node, path)?;
    let pool = d.field(&mut f, "pool", Decoder::spot(Decoder::text));
    let cards = d.maybe(&mut f, "cards", Decoder::spot(Decoder::count));
    let share = d.maybe(&mut f, "share", Decoder::spot(Decoder::basis_points));
    let fixed =
        |d: &mut Decoder<'_>, n: &Node, p: &str| d.choice(n, p, &[("dynamic", false), ("fixed", true)]);
    let fixed = d.maybe(&mut f, "allocation", Decoder::spot(fixed));
    let overflow = d.maybe(&mut f, "overflow", Decoder::spot(Decoder::text));
    d.done(&f);
    Some(Offer { pool: pool?, cards: cards?, share: share?, fixed: fixed?, overflow: overflow? })
}
