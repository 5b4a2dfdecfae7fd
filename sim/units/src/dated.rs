//! A value in force from a date.

use crate::Instant;

/// Values in force from a second on: the last one whose `from` is not after `t` holds at `t`.
///
/// ```
/// # use naru_units::{Dated, Instant, Won};
/// let price = Dated::new(vec![(Instant(0), Won(4_000)), (Instant(100), Won(4_200))]).unwrap();
/// assert_eq!(*price.at(Instant(99)), Won(4_000));
/// assert_eq!(*price.at(Instant(100)), Won(4_200));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T>(Vec<(Instant, T)>);

impl<T> Dated<T> {
    /// One value for all time.
    pub fn always(value: T) -> Self {
        Self(vec![(Instant(i64::MIN), value)])
    }

    /// Values in ascending order of their first second; `None` if there is none, or the order is broken.
    pub fn new(values: Vec<(Instant, T)>) -> Option<Self> {
        (!values.is_empty() && values.windows(2).all(|w| w[0].0 < w[1].0)).then_some(Self(values))
    }

    /// The value in force at `t`; before the first date, the first value.
    #[inline]
    pub fn at(&self, t: Instant) -> &T {
        if self.0.len() == 1 {
            return &self.0[0].1;
        }
        let after = self.0.partition_point(|(from, _)| *from <= t);
        &self.0[after.saturating_sub(1)].1
    }

    /// The first second after `t` at which another value comes into force.
    #[inline]
    pub fn next_change(&self, t: Instant) -> Option<Instant> {
        self.0.iter().map(|(from, _)| *from).find(|from| *from > t)
    }

    /// All values with their first second, ascending.
    pub fn iter(&self) -> impl Iterator<Item = &(Instant, T)> {
        self.0.iter()
    }
}
