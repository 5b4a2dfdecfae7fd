//! The programme's span and money, and the promises that a run is judged by.

use super::decode::{Decoder, Named, Spot};
use crate::problem::Problem;
use crate::tree::Node;
use crate::words::{self, Text};
use jiff::civil::Date;
use naru_units::{Share, Span, Won};

/// Each field is `None` where it is missing or wrong, so that one slip hides no other.
pub(crate) struct Programme {
    pub(crate) start: Option<Spot<Date>>,
    /// Exclusive.
    pub(crate) end: Option<Spot<Date>>,
    pub(crate) budget: Option<Money>,
    pub(crate) wait_limit: Option<Span>,
    pub(crate) sla_rate: Option<Share>,
    /// `None` too where there is no ceiling.
    pub(crate) sla_ceiling: Option<Share>,
    pub(crate) fixed_ratio: Option<Spot<Share>>,
    pub(crate) fixed_ratio_ceiling: Option<Share>,
    pub(crate) support_months: Option<u32>,
    /// `None` too where funding does not stop.
    pub(crate) funding_stop: Option<Spot<Date>>,
    /// First day that is not in December's statement but in its true-up.
    pub(crate) december_cut_off: Option<Spot<Date>>,
}

pub(crate) struct Money {
    pub(crate) cap: Option<Spot<Won>>,
    pub(crate) operating: Option<Spot<Won>>,
    pub(crate) lines: Option<Vec<Named<Spot<Won>>>>,
    pub(crate) vat_rate: Option<Share>,
}

pub(crate) fn programme(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Programme> {
    let mut f = d.fields(node, path)?;
    let programme = Programme {
        start: d.field(&mut f, "start", Decoder::spot(Decoder::date)),
        end: d.field(&mut f, "end", Decoder::spot(Decoder::date)),
        budget: d.field(&mut f, "budget", money),
        wait_limit: d.field(&mut f, "wait_limit", Decoder::duration),
        sla_rate: d.field(&mut f, "sla_rate", Decoder::basis_points),
        sla_ceiling: d.maybe(&mut f, "sla_ceiling", Decoder::basis_points).flatten(),
        fixed_ratio: d.field(&mut f, "fixed_ratio", Decoder::spot(Decoder::basis_points)),
        fixed_ratio_ceiling: d.field(&mut f, "fixed_ratio_ceiling", Decoder::basis_points),
        support_months: d.field(&mut f, "support_months", Decoder::count),
        funding_stop: d.maybe(&mut f, "funding_stop", Decoder::spot(Decoder::date)).flatten(),
        december_cut_off: d.field(&mut f, "december_cut_off", Decoder::spot(Decoder::date)),
    };
    d.done(&f);
    Some(programme)
}

fn money(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Money> {
    let mut f = d.fields(node, path)?;
    let won = |d: &mut Decoder<'_>, n: &Node, p: &str| Decoder::spot(Decoder::won)(d, n, p);
    let money = Money {
        cap: d.field(&mut f, "cap_won", won),
        operating: d.field(&mut f, "operating_won", won),
        lines: d.field(&mut f, "lines_won", |d, n, p| d.map(n, p, won)),
        vat_rate: d.field(&mut f, "vat_rate", Decoder::basis_points),
    };
    d.done(&f);
    Some(money)
}

/// What a run is judged by.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub(crate) title: Text,
    pub(crate) metric: Spot<String>,
    pub(crate) bound: Bound,
    pub(crate) in_programmes: f64,
}

/// What the metric of a promise must keep to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
    NotBefore(Spot<Date>),
}

pub(crate) fn promise(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Promise> {
    let mut f = d.fields(node, path)?;
    let title = d.field(&mut f, "title", Decoder::title);
    let metric = d.field(&mut f, "metric", Decoder::spot(Decoder::text));
    let at_most = d.maybe(&mut f, "at_most", Decoder::number);
    let at_least = d.maybe(&mut f, "at_least", Decoder::number);
    let not_before = d.maybe(&mut f, "not_before", Decoder::spot(Decoder::date));
    let in_programmes = d.field(&mut f, "in_programmes", Decoder::share);
    d.done(&f);
    let bounds: Vec<Bound> =
        [at_most?.map(Bound::AtMost), at_least?.map(Bound::AtLeast), not_before?.map(Bound::NotBefore)]
            .into_iter()
            .flatten()
            .collect();
    let [bound] = bounds[..] else {
        d.problems.push(Problem::error(words::one_bound(path)).at(node.place));
        return None;
    };
    Some(Promise { title: title?, metric: metric?, bound, in_programmes: in_programmes? })
}
