//! Whole won and shares of them. No float touches money.

use core::fmt;
use core::iter::Sum;
use core::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

/// Whole won. Signed: a difference or a correction may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Won(pub i64);

/// A share in basis points: 10,000 is the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(pub u32);

impl Share {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The whole.
    pub const WHOLE: Self = Self(10_000);
}

impl Won {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `self × numerator / denominator`, cut towards minus infinity. Exact in between (`i128`).
    ///
    /// ```
    /// # use naru_units::Won;
    /// assert_eq!(Won(1_000_000).ratio_floor(7, 30), Won(233_333));
    /// ```
    #[inline]
    pub const fn ratio_floor(self, numerator: i64, denominator: i64) -> Self {
        match self.0.checked_mul(numerator) {
            Some(product) => Self(product.div_euclid(denominator)),
            None => Self((self.0 as i128 * numerator as i128).div_euclid(denominator as i128) as i64),
        }
    }

    /// `self × numerator / denominator`, to the nearest won, half a won up.
    ///
    /// ```
    /// # use naru_units::Won;
    /// assert_eq!(Won(1_000_000).ratio_half_up(8, 30), Won(266_667));
    /// assert_eq!(Won(1).ratio_half_up(1, 2), Won(1));
    /// ```
    #[inline]
    pub const fn ratio_half_up(self, numerator: i64, denominator: i64) -> Self {
        let twice = 2 * self.0 as i128 * numerator as i128 + denominator as i128;
        Self(twice.div_euclid(2 * denominator as i128) as i64)
    }

    /// `self × share`, cut.
    #[inline]
    pub const fn share_floor(self, share: Share) -> Self {
        self.ratio_floor(share.0 as i64, 10_000)
    }

    /// `self × share`, half a won up.
    #[inline]
    pub const fn share_half_up(self, share: Share) -> Self {
        self.ratio_half_up(share.0 as i64, 10_000)
    }
}

impl Add for Won {
    type Output = Self;
    #[inline]
    fn add(self, o: Self) -> Self {
        Self(self.0 + o.0)
    }
}
impl AddAssign for Won {
    #[inline]
    fn add_assign(&mut self, o: Self) {
        self.0 += o.0;
    }
}
impl Sub for Won {
    type Output = Self;
    #[inline]
    fn sub(self, o: Self) -> Self {
        Self(self.0 - o.0)
    }
}
impl SubAssign for Won {
    #[inline]
    fn sub_assign(&mut self, o: Self) {
        self.0 -= o.0;
    }
}
impl Neg for Won {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl Mul<i64> for Won {
    type Output = Self;
    #[inline]
    fn mul(self, k: i64) -> Self {
        Self(self.0 * k)
    }
}
impl Sum for Won {
    #[inline]
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}
impl fmt::Display for Won {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
