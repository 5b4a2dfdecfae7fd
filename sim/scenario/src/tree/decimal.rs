//! Numbers as they were written: exact decimals, so that no figure that touches money passes through a float.

use core::fmt;

/// `mantissa / 10^scale`, without trailing zeros behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

/// Digits that a number may have: more is a slip of the keyboard, and 10^30 still fits an `i128`.
const MOST_DIGITS: usize = 30;

impl Decimal {
    /// Reads `-12_000.50` or `1e3`; `None` if it is not a decimal number of at most 30 digits.
    ///
    /// ```
    /// # use naru_scenario::Decimal;
    /// assert_eq!(Decimal::parse("4_620.50").map(|d| d.to_string()).as_deref(), Some("4620.5"));
    /// assert_eq!(Decimal::parse("1.2.3"), None);
    /// assert_eq!(Decimal::parse("0x10"), None);
    /// ```
    pub fn parse(written: &str) -> Option<Self> {
        let (negative, rest) = match written.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, written.strip_prefix('+').unwrap_or(written)),
        };
        let (number, exponent) = match rest.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let clean = |part: &str| part.chars().filter(|c| *c != '_').collect::<String>();
        let digits = clean(whole) + &clean(fraction);
        let starts_well = !whole.starts_with('_') && !fraction.starts_with('_');
        if digits.is_empty() || digits.len() > MOST_DIGITS || !starts_well {
            return None;
        }
        if !digits.bytes().all(|c| c.is_ascii_digit()) || exponent.unsigned_abs() as usize > MOST_DIGITS {
            return None;
        }
        let mut mantissa: i128 = digits.parse().ok()?;
        let mut scale = clean(fraction).len() as i32 - exponent;
        if scale < 0 {
            mantissa = mantissa.checked_mul(10i128.checked_pow(scale.unsigned_abs())?)?;
            scale = 0;
        }
        Some(Self::new(if negative { -mantissa } else { mantissa }, scale.unsigned_abs()))
    }

    /// Without trailing zeros behind the point.
    fn new(mut mantissa: i128, mut scale: u32) -> Self {
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Self { mantissa, scale }
    }

    /// Both mantissas at the larger of both scales, and that scale.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let at = |it: Self| it.mantissa.checked_mul(10i128.checked_pow(scale - it.scale)?);
        Some((at(self)?, at(other)?, scale))
    }

    /// The number and so many steps more, if that fits.
    ///
    /// ```
    /// # use naru_scenario::Decimal;
    /// let [low, step] = ["0.675", "0.01"].map(|it| Decimal::parse(it).unwrap());
    /// assert_eq!(low.stepped(step, 3), Decimal::parse("0.705"));
    /// ```
    pub fn stepped(self, step: Self, count: i64) -> Option<Self> {
        let (from, step, scale) = self.aligned(step)?;
        Some(Self::new(from.checked_add(step.checked_mul(i128::from(count))?)?, scale))
    }

    /// Whole steps from here that do not pass `to`: none where it lies below, or the step is not above zero.
    ///
    /// ```
    /// # use naru_scenario::Decimal;
    /// let [low, high, step] = ["4_100", "11_050", "100"].map(|it| Decimal::parse(it).unwrap());
    /// assert_eq!((low.steps_to(high, step), high.steps_to(low, step)), (Some(69), None));
    /// ```
    pub fn steps_to(self, to: Self, step: Self) -> Option<i64> {
        let scale = self.scale.max(to.scale).max(step.scale);
        let at = |it: Self| it.mantissa.checked_mul(10i128.checked_pow(scale - it.scale)?);
        let (way, step) = (at(to)?.checked_sub(at(self)?)?, at(step)?);
        (way >= 0 && step > 0).then(|| i64::try_from(way / step).ok()).flatten()
    }

    /// This times `over`/`of`, to as many decimals as this has; halves go up.
    ///
    /// ```
    /// # use naru_scenario::Decimal;
    /// let [price, now, then] = ["15_840", "7_920", "7_001"].map(|it| Decimal::parse(it).unwrap());
    /// assert_eq!(price.in_ratio(then, now), Decimal::parse("14_002"));
    /// ```
    pub fn in_ratio(self, over: Self, of: Self) -> Option<Self> {
        let (over, of, _) = over.aligned(of)?;
        let product = self.mantissa.checked_mul(over)?.checked_mul(2)?.checked_add(of)?;
        (of > 0).then(|| Self::new(product.div_euclid(2 * of), self.scale))
    }

    /// The number times `by`, if that is whole and fits.
    ///
    /// ```
    /// # use naru_scenario::Decimal;
    /// let rate = Decimal::parse("0.3").unwrap();
    /// assert_eq!(rate.times(10_000), Some(3_000));
    /// assert_eq!(rate.times(1), None);
    /// ```
    pub fn times(self, by: i64) -> Option<i64> {
        let product = self.mantissa.checked_mul(i128::from(by))?;
        let unit = 10i128.checked_pow(self.scale)?;
        (product % unit == 0).then(|| i64::try_from(product / unit).ok()).flatten()
    }

    /// The number as a whole number, if it is one and fits.
    pub fn whole(self) -> Option<i64> {
        self.times(1)
    }

    /// The float nearest to the number. For parameters of laws only, never for money.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().expect("a decimal prints as a number")
    }

    /// Whether it lies below zero.
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = self.scale as usize;
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, want: Option<&str>) {
        assert_eq!(Decimal::parse(written).map(|d| d.to_string()).as_deref(), want, "{written}");
    }

    #[test]
    fn a_number_keeps_its_digits() {
        for (written, want) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("19_800_000_000", "19800000000"),
            ("0.30", "0.3"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0.05", "-0.05"),
            ("1.5e3", "1500"),
            ("25e-1", "2.5"),
        ] {
            check(written, Some(want));
        }
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for written in ["", "-", ".", "1.2.3", "0x10", "1e", "1e99", "_1", "1._5", "12a", &"9".repeat(31)] {
            check(written, None);
        }
    }

    #[test]
    fn a_tenth_is_a_thousand_basis_points_exactly() {
        assert_eq!(Decimal::parse("0.1").and_then(|d| d.times(10_000)), Some(1_000));
        assert_eq!(Decimal::parse("0.00005").and_then(|d| d.times(10_000)), None);
    }
}
