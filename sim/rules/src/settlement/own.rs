//! Own contribution (자부담): clause T3. When service may begin, and who pays which part of a line.

use super::terms::Terms;
use crate::readings::{OffRounding, Own};
use naru_units::{Instant, Share, Won};

/// First second of service: not before the agreement, not before the own contribution is paid. Clause T3.
///
/// `paid` is `None` where it never is: no payment, no service.
pub fn service_from(agreement: Instant, paid: Option<Instant>) -> Option<Instant> {
    paid.map(|paid| agreement.max(paid))
}

/// What a user pays ahead on the planned net amount, under `T3.own: deposit_then_settled`; else 0.
///
/// The difference to the own contribution of the actual bills is paid back, or claimed where it is negative.
pub fn deposit(terms: &Terms, ratio: Share, planned: Won) -> Won {
    match terms.readings.own {
        Own::Outside | Own::OutOfPrice | Own::OnTop => Won::ZERO,
        Own::DepositThenSettled => share_off(terms.readings.off, ratio, planned),
    }
}

/// Own contribution and what the programme pays, of a line's total with VAT.
pub(super) const fn shared(terms: &Terms, ratio: Share, total: Won) -> (Won, Won) {
    match terms.readings.own {
        Own::Outside => (Won::ZERO, total),
        Own::OutOfPrice | Own::DepositThenSettled => {
            let own = share_off(terms.readings.off, ratio, total);
            (own, Won(total.0 - own.0))
        }
        Own::OnTop => (share_off(terms.readings.off, ratio, total), total),
    }
}

/// The programme's share of a line, before the discount is known: what is left of the whole.
pub(super) const fn programme_share(terms: &Terms, ratio: Share) -> Share {
    match terms.readings.own {
        Own::Outside | Own::OnTop => Share::WHOLE,
        Own::OutOfPrice | Own::DepositThenSettled => Share(Share::WHOLE.0 - ratio.0),
    }
}

/// A share of whole won that is taken off, rounded by `A3.won`.
pub(super) const fn share_off(rounding: OffRounding, share: Share, of: Won) -> Won {
    match rounding {
        OffRounding::PaidFloor => Won(-Won(-of.0).share_floor(share).0),
        OffRounding::OffFloor => of.share_floor(share),
        OffRounding::OffHalfUp => of.share_half_up(share),
    }
}
