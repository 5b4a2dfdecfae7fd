//! What users do beside their requests: bursts, supplier changes, parts of sets, storage, stages, trials; grants.

use super::decode::{Decoder, Named, Spot};
use super::demand::{Share, pair};
use crate::tree::Node;
use jiff::civil::Date;
use naru_units::Span;

/// Weeks in which some ask for several sets at once (A5).
pub(crate) struct Bursts {
    pub(crate) share: f64,
    /// By k as text.
    pub(crate) multiples: Vec<Named<Share>>,
    /// Fewest and most.
    pub(crate) weeks: (Spot<u32>, Spot<u32>),
    pub(crate) periods: Vec<Named<BurstPeriod>>,
}

pub(crate) struct BurstPeriod {
    pub(crate) from: Spot<Date>,
    /// Inclusive.
    pub(crate) to: Spot<Date>,
    pub(crate) share: Share,
}

pub(crate) fn bursts(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Bursts> {
    let mut f = d.fields(node, path)?;
    let share = d.field(&mut f, "share", Decoder::share);
    let multiples =
        d.field(&mut f, "multiples", |d, n, p| d.map(n, p, |d, n, p| Decoder::spot(Decoder::share)(d, n, p)));
    let count = |d: &mut Decoder<'_>, n: &Node, p: &str| Decoder::spot(Decoder::count)(d, n, p);
    let weeks = d.field(&mut f, "weeks", |d, n, p| pair(d, n, p, ("from", count), ("to", count)));
    let periods = d.field(&mut f, "periods", |d, n, p| d.map(n, p, period));
    d.done(&f);
    Some(Bursts { share: share?, multiples: multiples?, weeks: weeks?, periods: periods? })
}

fn period(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<BurstPeriod> {
    let mut f = d.fields(node, path)?;
    let from = d.field(&mut f, "from", Decoder::spot(Decoder::date));
    let to = d.field(&mut f, "to", Decoder::spot(Decoder::date));
    let share = d.field(&mut f, "share", Decoder::spot(Decoder::share));
    d.done(&f);
    Some(BurstPeriod { from: from?, to: to?, share: share? })
}

/// Sessions that need some of a set's cards (T12).
pub(crate) struct Partial {
    pub(crate) share: f64,
    pub(crate) billed: Billed,
    pub(crate) frees: bool,
}

/// How a session on a part of a set is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Billed {
    Whole,
    ProRata,
}

pub(crate) fn partial(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Partial> {
    let mut f = d.fields(node, path)?;
    let share = d.field(&mut f, "share", Decoder::share);
    let billed = d.field(&mut f, "billed", |d, n, p| {
        d.choice(n, p, &[("whole", Billed::Whole), ("pro_rata", Billed::ProRata)])
    });
    let frees = d.field(&mut f, "frees", Decoder::yes_no);
    d.done(&f);
    Some(Partial { share: share?, billed: billed?, frees: frees? })
}

/// Stages of a tenant's work (N5).
pub(crate) struct Stages {
    pub(crate) median_weeks: Spot<Vec<f64>>,
    pub(crate) over_two_months: Spot<f64>,
}

pub(crate) fn stages(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Stages> {
    let mut f = d.fields(node, path)?;
    let weeks = |d: &mut Decoder<'_>, n: &Node, p: &str| d.list(n, p, Decoder::amount);
    let median_weeks = d.field(&mut f, "median_weeks", Decoder::spot(weeks));
    let over_two_months = d.field(&mut f, "over_two_months", Decoder::spot(Decoder::share));
    d.done(&f);
    Some(Stages { median_weeks: median_weeks?, over_two_months: over_two_months? })
}

/// A project that is granted by itself: one session on a date (S3).
pub(crate) struct Grant {
    pub(crate) product: Spot<String>,
    pub(crate) from: Spot<Date>,
    pub(crate) length: Spot<Span>,
}

pub(crate) fn grant(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Grant> {
    let mut f = d.fields(node, path)?;
    let product = d.field(&mut f, "product", Decoder::spot(Decoder::text));
    let from = d.field(&mut f, "from", Decoder::spot(Decoder::date));
    let length = d.field(&mut f, "length", Decoder::spot(Decoder::duration));
    d.done(&f);
    Some(Grant { product: product?, from: from?, length: length? })
}
