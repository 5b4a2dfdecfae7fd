//! Final settlement with a supplier, after the year's checks: clauses T9, T10, T11.
//!
//! All of it comes after the last statement: it lowers the final payment or asks money back, and never changes
//! a bill line or the second in which the money ended.

use naru_units::{Share, Won};

/// Rent that is cut after a poor evaluation (미흡 → 임차료 차감): clause T9.
///
/// `rate` of the supplier's whole rent, cut to a whole won, but no more than the final payment that is still to
/// be made: what has been paid stays paid.
///
/// ```
/// # use naru_rules::settlement::rent_cut;
/// # use naru_units::{Share, Won};
/// assert_eq!(rent_cut(Won(1_000_000), Share(500), Won(80_000)), Won(50_000));
/// assert_eq!(rent_cut(Won(1_000_000), Share(500), Won(30_000)), Won(30_000));
/// ```
pub fn rent_cut(whole_rent: Won, rate: Share, final_payment: Won) -> Won {
    whole_rent.share_floor(rate).min(final_payment).max(Won::ZERO)
}

/// Money asked back after fraud (부정사항 적발 시 환수): clause T10.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clawback {
    /// A sum.
    Sum(Won),
    /// A share of what was paid, cut to a whole won.
    Share(Share),
}

impl Clawback {
    /// In won, of what the supplier was paid; never more than that.
    pub fn of(self, paid: Won) -> Won {
        match self {
            Self::Sum(sum) => sum.min(paid),
            Self::Share(share) => paid.share_floor(share).min(paid),
        }
    }
}

/// What a supplier gets by its cost statement (임차료 실비 정산): clause T11.
///
/// The lower of what was billed and of its cost with the stated margin on it, cut to a whole won.
pub fn on_actual_cost(billed: Won, cost: Won, margin: Share) -> Won {
    billed.min(cost + cost.share_floor(margin))
}
