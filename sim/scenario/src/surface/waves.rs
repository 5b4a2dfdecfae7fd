//! Cohorts that come later (P6) and resources that are taken back (A6).

use super::ByName;
use super::decode::{Decoder, Named, Spot};
use crate::tree::Node;
use jiff::civil::Date;
use naru_units::{Share, Span};

/// A cohort that is admitted on a date if enough money is forecast to be left (추가모집).
pub(crate) struct Wave {
    pub(crate) decide: Spot<Date>,
    pub(crate) threshold: Share,
    /// By product.
    pub(crate) projects: Vec<Named<Spot<u32>>>,
    /// By supplier and pool.
    pub(crate) servers: ByName<Spot<u32>>,
    /// By product: further projects, granted in the place of recalled grants alone.
    pub(crate) recalled_places: Vec<Named<Spot<u32>>>,
}

pub(crate) fn wave(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Wave> {
    let mut f = d.fields(node, path)?;
    let counts = |d: &mut Decoder<'_>, n: &Node, p: &str| {
        d.map(n, p, |d, n, p| Decoder::spot(Decoder::count)(d, n, p))
    };
    let decide = d.field(&mut f, "decide", Decoder::spot(Decoder::date));
    let threshold = d.field(&mut f, "threshold", Decoder::basis_points);
    let projects = d.field(&mut f, "projects", counts);
    let servers = d.maybe(&mut f, "servers", |d, n, p| d.map(n, p, counts));
    let recalled_places = d.maybe(&mut f, "recalled_places", counts);
    d.done(&f);
    Some(Wave {
        decide: decide?,
        threshold: threshold?,
        projects: projects?,
        servers: servers?.unwrap_or_default(),
        recalled_places: recalled_places?.unwrap_or_default(),
    })
}

/// What may be taken back (자원회수).
#[derive(Default)]
pub(crate) struct Recall {
    /// After so long a holding, with such notice.
    pub(crate) allocation: Option<(Spot<Span>, Span)>,
    pub(crate) grant: Option<RecallGrant>,
}

pub(crate) struct RecallGrant {
    pub(crate) at: Spot<Date>,
    pub(crate) below: Share,
    pub(crate) notice: Span,
}

pub(crate) fn recall(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Recall> {
    let mut f = d.fields(node, path)?;
    let recall = Recall {
        allocation: d
            .maybe(&mut f, "allocation", |d, n, p| {
                super::demand::pair(
                    d,
                    n,
                    p,
                    ("after", Decoder::spot(Decoder::duration)),
                    ("notice", Decoder::duration),
                )
            })
            .flatten(),
        grant: d.maybe(&mut f, "grant", grant).flatten(),
    };
    d.done(&f);
    Some(recall)
}

fn grant(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<RecallGrant> {
    let mut f = d.fields(node, path)?;
    let at = d.field(&mut f, "at", Decoder::spot(Decoder::date));
    let below = d.field(&mut f, "below", Decoder::basis_points);
    let notice = d.field(&mut f, "notice", Decoder::duration);
    d.done(&f);
    Some(RecallGrant { at: at?, below: below?, notice: notice? })
}
