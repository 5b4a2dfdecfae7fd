//! What comes after the service (T5, T6), and after the last statement (T9, T10, T11).

use super::decode::{Decoder, Named, Spot};
use crate::problem::Problem;
use crate::tree::{Node, Place};
use crate::words;
use naru_units::{Share, Won};

/// The free month and the discounted months.
pub(crate) struct After {
    pub(crate) stays: Share,
    pub(crate) discount: Share,
    /// By product: the market's price, in the unit of the product's own.
    pub(crate) market: Vec<Named<Won>>,
    /// Where a price would be looked for.
    pub(crate) place: Place,
}

pub(crate) fn after(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<After> {
    let mut f = d.fields(node, path)?;
    let stays = d.field(&mut f, "stays", Decoder::basis_points);
    let discount = d.field(&mut f, "discount", Decoder::basis_points);
    let market = d.field(&mut f, "market", |d, n, p| {
        d.map(n, p, Decoder::won).map(|prices| (prices, Place { end: n.place.start + 1, ..n.place }))
    });
    d.done(&f);
    let (market, place) = market?;
    Some(After { stays: stays?, discount: discount?, market, place })
}

/// What is settled with one supplier when all is over.
pub(crate) struct FinalSettlement {
    pub(crate) rent_cut: Option<Share>,
    pub(crate) clawback: Option<Clawback>,
    pub(crate) actual_cost: Option<ActualCost>,
}

/// Money asked back.
#[derive(Clone, Copy)]
pub(crate) enum Clawback {
    Won(Won),
    Share(Share),
}

/// What a supplier's servers really cost.
pub(crate) struct ActualCost {
    /// By pool, for a server and month.
    pub(crate) server_month: Vec<Named<Won>>,
    pub(crate) margin: Share,
}

pub(crate) fn final_settlement(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<FinalSettlement> {
    let mut f = d.fields(node, path)?;
    let settlement = FinalSettlement {
        rent_cut: d.maybe(&mut f, "rent_cut", Decoder::basis_points).flatten(),
        clawback: d.maybe(&mut f, "clawback", clawback).flatten(),
        actual_cost: d.maybe(&mut f, "actual_cost", actual_cost).flatten(),
    };
    d.done(&f);
    Some(settlement)
}

fn clawback(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Clawback> {
    let mut f = d.fields(node, path)?;
    let won = d.maybe(&mut f, "won", Decoder::won);
    let share = d.maybe(&mut f, "share", Decoder::basis_points);
    d.done(&f);
    match (won?, share?) {
        (Some(won), None) => Some(Clawback::Won(won)),
        (None, Some(share)) => Some(Clawback::Share(share)),
        (_, _) => {
            d.problems.push(Problem::error(words::won_or_share(path)).at(node.place));
            None
        }
    }
}

fn actual_cost(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<ActualCost> {
    let mut f = d.fields(node, path)?;
    let server_month = d.field(&mut f, "server_month", |d, n, p| d.map(n, p, Decoder::won));
    let margin = d.field(&mut f, "margin", Decoder::basis_points);
    d.done(&f);
    Some(ActualCost { server_month: server_month?, margin: margin? })
}

/// Storage beside the servers (S6), in terabytes by supplier.
pub(crate) fn storage(d: &mut Decoder<'_>, node: &Node, path: &str) -> Option<Vec<Named<Spot<u32>>>> {
    d.map(node, path, |d, n, p| Decoder::spot(Decoder::count)(d, n, p))
}
