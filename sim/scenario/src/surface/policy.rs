//! The operating plan (동적할당 운영계획, clause A7).

use super::decode::{Decoder, Named, Spot};
use crate::tree::Node;
use naru_model::rules::allocation::{Backfill, Criterion, Placement};
use naru_units::Span;

/// The operating plan. Each field is `None` where it is missing or wrong.
pub(crate) struct Policy {
    pub(crate) order: Option<Spot<Vec<Criterion>>>,
    /// Of a weighted sum, by criterion.
    pub(crate) weights: Vec<Named<u32>>,
    /// By product.
    pub(crate) priority: Vec<Named<u32>>,
    /// Waits that an order by slack aims at, by product; the call's limit for the others.
    pub(crate) aims: Vec<Named<Span>>,
    /// Days after which use counts by half in a fair share.
    pub(crate) half_life: Option<Spot<Span>>,
    pub(crate) backfill: Option<Spot<Backfill>>,
    pub(crate) placement: Option<Spot<Placement>>,
    pub(crate) estimate: Option<Spot<Estimate>>,
    /// Of `estimate: factor`.
    pub(crate) estimate_factor: Option<Spot<f64>>,
    /// Of `estimate: declared`, by product.
    pub(crate) declared: Vec<Named<Span>>,
    pub(crate) idle_return: Option<Span>,
    pub(crate) concurrency: Option<Spot<u32>>,
    pub(crate) choice: Choice,
}

/// What a supplier expects of a request's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Estimate {
    Exact,
    Declared,
    Factor,
    UserLike,
}

impl Estimate {
    /// All, by name.
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("exact", Self::Exact),
        ("declared", Self::Declared),
        ("factor", Self::Factor),
        ("user_like", Self::UserLike),
    ];
}

/// How a project finds its supplier where several have its product (S9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Choice {
    #[default]
    Share,
    Price,
    ExpectedWait,
}

impl Choice {
    /// All, by name.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("by_share", Self::Share), ("by_price", Self::Price), ("by_expected_wait", Self::ExpectedWait)];
}

pub(crate) fn policy(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Policy> {
    let mut f = d.fields(node, path)?;
    let order =
        |d: &mut Decoder<'_>, n: &Node, p: &str| d.list(n, p, |d, n, p| d.choice(n, p, &Criterion::ALL));
    let counts = |d: &mut Decoder<'_>, n: &Node, p: &str| d.map(n, p, Decoder::count);
    let spans = |d: &mut Decoder<'_>, n: &Node, p: &str| d.map(n, p, Decoder::duration);
    let backfill = |d: &mut Decoder<'_>, n: &Node, p: &str| d.choice(n, p, &Backfill::ALL);
    let placement = |d: &mut Decoder<'_>, n: &Node, p: &str| d.choice(n, p, &Placement::ALL);
    let estimate = |d: &mut Decoder<'_>, n: &Node, p: &str| d.choice(n, p, &Estimate::ALL);
    let policy = Policy {
        order: d.field(&mut f, "order", Decoder::spot(order)),
        weights: d.maybe(&mut f, "weights", counts).flatten().unwrap_or_default(),
        priority: d.maybe(&mut f, "priority", counts).flatten().unwrap_or_default(),
        aims: d.maybe(&mut f, "aims", spans).flatten().unwrap_or_default(),
        half_life: d.maybe(&mut f, "half_life", Decoder::spot(Decoder::duration)).flatten(),
        backfill: d.field(&mut f, "backfill", Decoder::spot(backfill)),
        placement: d.field(&mut f, "placement", Decoder::spot(placement)),
        estimate: d.maybe(&mut f, "estimate", Decoder::spot(estimate)).flatten(),
        estimate_factor: d.maybe(&mut f, "estimate_factor", Decoder::spot(Decoder::amount)).flatten(),
        declared: d.maybe(&mut f, "declared", spans).flatten().unwrap_or_default(),
        idle_return: d.field(&mut f, "idle_return", Decoder::duration),
        concurrency: d.field(&mut f, "concurrency", Decoder::spot(Decoder::count)),
        choice: d
            .maybe(&mut f, "choice", |d, n, p| d.choice(n, p, &Choice::ALL))
            .flatten()
            .unwrap_or_default(),
    };
    d.done(&f);
    Some(policy)
}
