//! Money before it is rounded.

use core::iter::Sum;
use core::ops::{Add, AddAssign, Sub};
use naru_units::{Share, Won};

/// Won with exact fractions: multiples of 1 / (3600 × 10¹²) won.
///
/// Fine enough for price × seconds with a discount, VAT and own contribution in basis points. Under
/// `P4.accrual: second` money has no rounding, so a sum over accounts must be taken here and compared
/// whole: add everything first, then [`ExactWon::ceil`]. Under all other readings every value is whole.
///
/// ```
/// # use naru_rules::settlement::ExactWon;
/// # use naru_units::Won;
/// // 3,000 won an hour, 5,142 and 5,143 seconds.
/// assert_eq!(ExactWon::of_seconds(Won(3_000), 5_142).ceil(), Won(4_285));
/// assert_eq!(ExactWon::of_seconds(Won(3_000), 5_143).ceil(), Won(4_286));
/// assert_eq!(ExactWon::of_seconds(Won(3_000), 5_143).floor(), Won(4_285));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExactWon(i128);

const PER_WON: i128 = 3_600 * BASIS * BASIS * BASIS;
const BASIS: i128 = 10_000;

impl ExactWon {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Seconds at an hourly price.
    pub const fn of_seconds(hourly: Won, seconds: i64) -> Self {
        Self(hourly.0 as i128 * seconds as i128 * (PER_WON / 3_600))
    }

    /// Seconds weighted by a share in basis points, at an hourly price.
    pub(super) const fn of_weighted(hourly: Won, basis_point_seconds: i64) -> Self {
        Self(hourly.0 as i128 * basis_point_seconds as i128 * (PER_WON / 3_600 / BASIS))
    }

    /// A share of this. Exact for up to three shares in a row on whole seconds, two on weighted ones.
    pub const fn share(self, share: Share) -> Self {
        let product = self.0 * share.0 as i128;
        debug_assert!(product % BASIS == 0, "the share stays within the exact unit");
        Self(product / BASIS)
    }

    /// Cut to a whole won.
    pub const fn floor(self) -> Won {
        Won(self.0.div_euclid(PER_WON) as i64)
    }

    /// To the nearest won, half a won up.
    pub(super) const fn half_up(self) -> Won {
        Won((2 * self.0 + PER_WON).div_euclid(2 * PER_WON) as i64)
    }

    /// The next whole won, where a fraction counts whole.
    pub const fn ceil(self) -> Won {
        Won(-(-self.0).div_euclid(PER_WON) as i64)
    }
}

impl From<Won> for ExactWon {
    fn from(won: Won) -> Self {
        // Cannot overflow (63 and 52 bits), and is taken at every count of the money.
        Self(i128::from(won.0).wrapping_mul(PER_WON))
    }
}
impl Add for ExactWon {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self(self.0 + o.0)
    }
}
impl AddAssign for ExactWon {
    fn add_assign(&mut self, o: Self) {
        self.0 += o.0;
    }
}
impl Sub for ExactWon {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self(self.0 - o.0)
    }
}
impl Sum for ExactWon {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}
