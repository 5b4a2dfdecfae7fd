//! Value added tax (부가가치세): clause P2. The cap holds it, whatever the prices do.

use super::exact::ExactWon;
use super::terms::Terms;
use crate::readings::{Accrual, Vat, VatExtract, VatRound, VatScope};
use naru_units::{Share, Won};

/// VAT that is added to one bill line; 0 where prices hold it, or where the statement bears it.
pub(super) const fn vat_of_line(terms: &Terms, supply: Won) -> Won {
    match (terms.readings.vat, terms.readings.vat_scope) {
        (Vat::Included, _) | (Vat::Excluded, VatScope::Statement) => Won::ZERO,
        (Vat::Excluded, VatScope::Line) => rounded(terms, supply),
    }
}

/// VAT that is added once to a supplier's statement of a month, where `P2.vat_scope` is `statement`; else 0.
///
/// `net` is the sum of what the programme pays for the month's lines of that supplier: the user's own
/// contribution bears its own VAT, so that at an own contribution of 100 % the programme pays nothing.
pub const fn vat_of_statement(terms: &Terms, net: Won) -> Won {
    match (terms.readings.vat, terms.readings.vat_scope) {
        (Vat::Included, _) | (Vat::Excluded, VatScope::Line) => Won::ZERO,
        (Vat::Excluded, VatScope::Statement) => rounded(terms, net),
    }
}

/// As [`vat_of_statement`], of committed money: unrounded under `P4.accrual: second`, else in whole won.
pub fn vat_of_statement_exact(terms: &Terms, net: ExactWon) -> ExactWon {
    match (terms.readings.accrual, terms.readings.vat, terms.readings.vat_scope) {
        (_, Vat::Included, _) | (_, Vat::Excluded, VatScope::Line) => ExactWon::ZERO,
        (Accrual::Second, Vat::Excluded, VatScope::Statement) => net.share(terms.vat_rate),
        (Accrual::Hour, Vat::Excluded, VatScope::Statement) => vat_of_statement(terms, net.floor()).into(),
    }
}

/// Under `P4.accrual: second` nothing may be rounded up: the money that was counted must cover the bill.
const fn rounded(terms: &Terms, net: Won) -> Won {
    match (terms.readings.accrual, terms.readings.vat_round) {
        (Accrual::Second, _) | (Accrual::Hour, VatRound::Floor) => net.share_floor(terms.vat_rate),
        (Accrual::Hour, VatRound::HalfUp) => net.share_half_up(terms.vat_rate),
    }
}

/// VAT inside a gross price (공급대가): gross × rate / (1 + rate), cut; for display only, it adds nothing.
///
/// ```
/// # use naru_rules::{readings::VatExtract, settlement::vat_inside};
/// # use naru_units::{Share, Won};
/// assert_eq!(vat_inside(VatExtract::VatFloor, Share(1_000), Won(4_150)), Won(377)); // an eleventh, cut
/// ```
pub const fn vat_inside(reading: VatExtract, rate: Share, gross: Won) -> Won {
    match reading {
        VatExtract::VatFloor => gross.ratio_floor(rate.0 as i64, 10_000 + rate.0 as i64),
    }
}
