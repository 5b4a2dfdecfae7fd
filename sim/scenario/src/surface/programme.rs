//! The programme's span and money, and the promises that a run is judged by.

use super::decode::{Decoder, Named, Spot};
use crate::problem::Problem;
use crate::tree::Node;
use crate::words::{self, Text};
use jiff::civil::Date;
use naru_units::{Share, Span, Won};

pub(crate) struct Programme {
    pub(crate) start: Spot<Date>,
    /// Exclusive.
    pub(crate) end: Spot<Date>,
    pub(crate) cap: Spot<Won>,
    pub(crate) operating: Spot<Won>,
    pub(crate) lines: Vec<Named<Spot<Won>>>,
    pub(crate) vat_rate: Share,
    pub(crate) wait_limit: Span,
    pub(crate) sla_rate: Share,
    pub(crate) sla_ceiling: Option<Share>,
    pub(crate) fixed_ratio: Spot<Share>,
    pub(crate) fixed_ratio_ceiling: Share,
    pub(crate) support_months: u32,
    pub(crate) funding_stop: Option<Spot<Date>>,
}

struct Money {
    cap: Spot<Won>,
    operating: Spot<Won>,
    lines: Vec<Named<Spot<Won>>>,
    vat_rate: Share,
}

pub(crate) fn programme(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Programme> {
    let mut f = d.fields(node, path)?;
    let start = d.field(&mut f, "start", Decoder::spot(Decoder::date));
    let end = d.field(&mut f, "end", Decoder::spot(Decoder::date));
    let budget = d.field(&mut f, "budget", money);
    let wait_limit = d.field(&mut f, "wait_limit", Decoder::duration);
    let sla_rate = d.field(&mut f, "sla_rate", Decoder::basis_points);
    let sla_ceiling = d.maybe(&mut f, "sla_ceiling", Decoder::basis_points);
    let fixed_ratio = d.field(&mut f, "fixed_ratio", Decoder::spot(Decoder::basis_points));
    let fixed_ratio_ceiling = d.field(&mut f, "fixed_ratio_ceiling", Decoder::basis_points);
    let support_months = d.field(&mut f, "support_months", Decoder::count);
    let funding_stop = d.maybe(&mut f, "funding_stop", Decoder::spot(Decoder::date));
    d.done(f);
    let Money { cap, operating, lines, vat_rate } = budget?;
    Some(Programme {
        start: start?,
        end: end?,
        cap,
        operating,
        lines,
        vat_rate,
        wait_limit: wait_limit?,
        sla_rate: sla_rate?,
        sla_ceiling: sla_ceiling?,
        fixed_ratio: fixed_ratio?,
        fixed_ratio_ceiling: fixed_ratio_ceiling?,
        support_months: support_months?,
        funding_stop: funding_stop?,
    })
}

fn money(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Money> {
    let mut f = d.fields(node, path)?;
    let cap = d.field(&mut f, "cap_won", Decoder::spot(Decoder::won));
    let operating = d.field(&mut f, "operating_won", Decoder::spot(Decoder::won));
    let lines =
        d.field(&mut f, "lines_won", |d, n, p| d.map(n, p, |d, n, p| Decoder::spot(Decoder::won)(d, n, p)));
    let vat_rate = d.field(&mut f, "vat_rate", Decoder::basis_points);
    d.done(f);
    Some(Money { cap: cap?, operating: operating?, lines: lines?, vat_rate: vat_rate? })
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
    d.done(f);
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
