//! Whole seconds since the programme's first midnight, and the Korean calendar over them.

use core::fmt;
use core::ops::{Add, AddAssign, Sub};
use jiff::civil::{Date, DateTime};

/// Seconds in an hour.
pub const HOUR: i64 = 3_600;
/// Seconds of a minute.
pub const MINUTE: i64 = 60;
/// Seconds in a day. Korea has no summer time, so every day has as many.
pub const DAY: i64 = 86_400;

/// A second: whole seconds since the programme's first midnight (KST). Negative before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// A length of time in whole seconds; may be negative as a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub i64);

/// Whole hours: what a GPU bill counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours(pub i64);

impl Instant {
    /// The programme's first second.
    pub const START: Self = Self(0);

    /// Days since the first midnight, cut: the day that this second belongs to.
    ///
    /// ```
    /// # use naru_units::Instant;
    /// assert_eq!(Instant(86_399).day(), 0);
    /// assert_eq!(Instant(86_400).day(), 1);
    /// assert_eq!(Instant(-1).day(), -1);
    /// ```
    #[inline]
    pub const fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// The midnight that ends this second's day.
    #[inline]
    pub const fn next_midnight(self) -> Self {
        Self((self.day() + 1) * DAY)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of whole hours.
    #[inline]
    pub const fn hours(n: i64) -> Self {
        Self(n * HOUR)
    }

    /// A span of whole minutes.
    #[inline]
    pub const fn minutes(n: i64) -> Self {
        Self(n * 60)
    }

    /// A span of whole days.
    pub const fn days(n: i64) -> Self {
        Self(n * DAY)
    }

    /// Hours, where a begun hour counts whole.
    ///
    /// ```
    /// # use naru_units::{Hours, Span};
    /// assert_eq!(Span(0).begun_hours(), Hours(0));
    /// assert_eq!(Span(1).begun_hours(), Hours(1));
    /// assert_eq!(Span(3_600).begun_hours(), Hours(1));
    /// assert_eq!(Span(3_601).begun_hours(), Hours(2));
    /// ```
    #[inline]
    pub const fn begun_hours(self) -> Hours {
        Hours(-(-self.0).div_euclid(HOUR))
    }

    /// Hours, where only a full hour counts.
    #[inline]
    pub const fn full_hours(self) -> Hours {
        Hours(self.0.div_euclid(HOUR))
    }

    /// Hours to the nearest, half an hour up.
    #[inline]
    pub const fn nearest_hours(self) -> Hours {
        Hours((self.0 + HOUR / 2).div_euclid(HOUR))
    }
}

impl Add<Span> for Instant {
    type Output = Self;
    #[inline]
    fn add(self, s: Span) -> Self {
        Self(self.0 + s.0)
    }
}
impl Sub<Span> for Instant {
    type Output = Self;
    #[inline]
    fn sub(self, s: Span) -> Self {
        Self(self.0 - s.0)
    }
}
impl Sub for Instant {
    type Output = Span;
    #[inline]
    fn sub(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}
impl Add for Span {
    type Output = Self;
    #[inline]
    fn add(self, o: Self) -> Self {
        Self(self.0 + o.0)
    }
}
impl Sub for Span {
    type Output = Self;
    #[inline]
    fn sub(self, o: Self) -> Self {
        Self(self.0 - o.0)
    }
}
impl AddAssign for Span {
    #[inline]
    fn add_assign(&mut self, o: Self) {
        self.0 += o.0;
    }
}
impl Add for Hours {
    type Output = Self;
    #[inline]
    fn add(self, o: Self) -> Self {
        Self(self.0 + o.0)
    }
}
impl AddAssign for Hours {
    #[inline]
    fn add_assign(&mut self, o: Self) {
        self.0 += o.0;
    }
}
impl core::ops::Mul<i64> for Hours {
    type Output = Self;
    #[inline]
    fn mul(self, k: i64) -> Self {
        Self(self.0 * k)
    }
}

/// A calendar month, by which statements close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Year, such as 2025.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month after this one.
    #[inline]
    pub const fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).expect("month is 1 to 12")
    }

    /// Number of days.
    pub fn days(self) -> i64 {
        i64::from(self.first_day().days_in_month())
    }

    /// Reads `2025-06`.
    ///
    /// ```
    /// # use naru_units::Month;
    /// assert_eq!(Month::parse("2025-06").map(|m| m.to_string()).as_deref(), Some("2025-06"));
    /// assert_eq!(Month::parse("2025-13"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (y, m) = text.split_once('-')?;
        let (year, month) = (y.parse().ok()?, m.parse().ok()?);
        (y.len() == 4 && m.len() == 2 && (1..=12).contains(&month)).then_some(Self { year, month })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The programme's first day (KST): ties `Instant` to the civil calendar.
///
/// Korea Standard Time is UTC+9 all year, so civil time is plain arithmetic on whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch(pub Date);

impl Epoch {
    /// The second at which a civil time (KST) stands.
    #[inline]
    pub fn instant(self, at: DateTime) -> Instant {
        let days = i64::from(self.0.until(at.date()).expect("civil dates differ by days").get_days());
        let t = at.time();
        Instant(days * DAY + i64::from(t.hour()) * HOUR + i64::from(t.minute()) * 60 + i64::from(t.second()))
    }

    /// The midnight that begins a civil day.
    #[inline]
    pub fn midnight(self, day: Date) -> Instant {
        self.instant(day.at(0, 0, 0, 0))
    }

    /// The civil day of a second.
    #[inline]
    pub fn date(self, at: Instant) -> Date {
        self.0.checked_add(jiff::Span::new().days(at.day())).expect("the date is within the civil calendar")
    }

    /// Civil time (KST) of a second.
    #[inline]
    pub fn civil(self, at: Instant) -> DateTime {
        let s = at.0.rem_euclid(DAY);
        self.date(at).at((s / HOUR) as i8, (s / 60 % 60) as i8, (s % 60) as i8, 0)
    }

    /// The same second in UTC, as civil time: nine hours earlier.
    #[inline]
    pub fn utc(self, at: Instant) -> DateTime {
        self.civil(at - Span::hours(9))
    }

    /// The month of a second (KST).
    #[inline]
    pub fn month(self, at: Instant) -> Month {
        let d = self.date(at);
        Month { year: d.year(), month: d.month() }
    }

    /// The second in which a month begins.
    #[inline]
    pub fn month_start(self, month: Month) -> Instant {
        self.midnight(month.first_day())
    }
}
