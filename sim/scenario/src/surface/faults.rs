//! What fails, and what is taken out of service by plan (clauses T4, A4, A8).

use super::decode::{Decoder, Named, Spot};
use super::supply::Line;
use crate::tree::Node;
use jiff::civil::DateTime;
use naru_units::Span;

/// Each field is `None` where it is left out or wrong: a slip has been told, and what is left out does not fail.
#[derive(Default)]
pub(crate) struct Faults {
    pub(crate) servers: Option<ServerFaults>,
    pub(crate) allocator: Option<AllocatorFaults>,
    pub(crate) allocator_down: Vec<Named<AllocatorDown>>,
    pub(crate) switch_delay: Span,
    pub(crate) return_delay: Span,
    pub(crate) maintenance: Vec<Named<Maintenance>>,
}

/// Faults of servers: up exponential, down Weibull.
pub(crate) struct ServerFaults {
    pub(crate) mean_up: Spot<Span>,
    pub(crate) shape: Spot<f64>,
    pub(crate) scale: Spot<Span>,
    /// Lines whose servers fail.
    pub(crate) lines: Vec<Line>,
}

/// Faults of a supplier's allocator: up exponential, down lognormal.
pub(crate) struct AllocatorFaults {
    pub(crate) gap: Spot<Span>,
    pub(crate) median: Spot<Span>,
    pub(crate) p90: Spot<Span>,
}

pub(crate) struct AllocatorDown {
    pub(crate) supplier: Spot<String>,
    pub(crate) from: Spot<DateTime>,
    /// Exclusive.
    pub(crate) until: Spot<DateTime>,
}

pub(crate) struct Maintenance {
    pub(crate) supplier: Spot<String>,
    pub(crate) pool: Spot<String>,
    /// The first so many of the pool.
    pub(crate) servers: Spot<u32>,
    pub(crate) from: Spot<DateTime>,
    /// Exclusive.
    pub(crate) until: Spot<DateTime>,
    pub(crate) waits_count: bool,
}

pub(crate) fn faults(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Faults> {
    let mut f = d.fields(node, path)?;
    let faults = Faults {
        servers: d.maybe(&mut f, "servers", servers).flatten(),
        allocator: d.maybe(&mut f, "allocator", allocator).flatten(),
        allocator_down: d
            .maybe(&mut f, "allocator_down", |d, n, p| d.map(n, p, down))
            .flatten()
            .unwrap_or_default(),
        switch_delay: d.maybe(&mut f, "switch_delay", Decoder::duration).flatten().unwrap_or(Span::ZERO),
        return_delay: d.maybe(&mut f, "return_delay", Decoder::duration).flatten().unwrap_or(Span::ZERO),
        maintenance: d
            .maybe(&mut f, "maintenance", |d, n, p| d.map(n, p, maintenance))
            .flatten()
            .unwrap_or_default(),
    };
    d.done(&f);
    Some(faults)
}

fn servers(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<ServerFaults> {
    let mut f = d.fields(node, path)?;
    let mean_up = d.field(&mut f, "mean_up", Decoder::spot(Decoder::duration));
    let down = d.field(&mut f, "down", |d, node, path| {
        let mut f = d.fields(node, path)?;
        let shape = d.field(&mut f, "shape", Decoder::spot(Decoder::amount));
        let scale = d.field(&mut f, "scale", Decoder::spot(Decoder::duration));
        d.done(&f);
        shape.zip(scale)
    });
    let lines = d.maybe(&mut f, "lines", |d, n, p| d.list(n, p, |d, n, p| d.choice(n, p, &Line::ALL)));
    d.done(&f);
    let (shape, scale) = down?;
    Some(ServerFaults { mean_up: mean_up?, shape, scale, lines: lines?.unwrap_or_else(|| vec![Line::Gpu]) })
}

fn allocator(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<AllocatorFaults> {
    let mut f = d.fields(node, path)?;
    let gap = d.field(&mut f, "gap", Decoder::spot(Decoder::duration));
    let median = d.field(&mut f, "median", Decoder::spot(Decoder::duration));
    let p90 = d.field(&mut f, "p90", Decoder::spot(Decoder::duration));
    d.done(&f);
    Some(AllocatorFaults { gap: gap?, median: median?, p90: p90? })
}

fn down(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<AllocatorDown> {
    let mut f = d.fields(node, path)?;
    let supplier = d.field(&mut f, "supplier", Decoder::spot(Decoder::text));
    let from = d.field(&mut f, "from", Decoder::spot(Decoder::moment));
    let until = d.field(&mut f, "until", Decoder::spot(Decoder::moment));
    d.done(&f);
    Some(AllocatorDown { supplier: supplier?, from: from?, until: until? })
}

fn maintenance(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Maintenance> {
    let mut f = d.fields(node, path)?;
    let supplier = d.field(&mut f, "supplier", Decoder::spot(Decoder::text));
    let pool = d.field(&mut f, "pool", Decoder::spot(Decoder::text));
    let servers = d.field(&mut f, "servers", Decoder::spot(Decoder::count));
    let from = d.field(&mut f, "from", Decoder::spot(Decoder::moment));
    let until = d.field(&mut f, "until", Decoder::spot(Decoder::moment));
    let waits_count = d.field(&mut f, "waits_count", Decoder::yes_no);
    d.done(&f);
    Some(Maintenance {
        supplier: supplier?,
        pool: pool?,
        servers: servers?,
        from: from?,
        until: until?,
        waits_count: waits_count?,
    })
}
