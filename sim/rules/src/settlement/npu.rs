//! Fixed allocation at a monthly price: clause N3, and its bound over two suppliers (N4). Whole months, and days of a month of 30 days.
//!
//! A tenancy is days in a row. Its price is a cumulative sum over its days, so that a day's commitment, a
//! month's line and the whole always agree to the won.

use super::bill::{BillLine, Clause, monthly_line};
use super::december::{days_before, true_up};
use super::outage::monthly_deduction;
use super::own::shared;
use super::switch::Earlier;
use super::tax::vat_of_line;
use super::terms::Terms;
use crate::readings::{NpuDays, NpuMonth, NpuWon};
use naru_units::{DAY, Dated, Instant, Share, Span, Won};

/// Days of a tenancy `[started, ended)` that count (일단위로 정산): clause N3. Zero-length use has none.
///
/// `calendar_days`: the days (KST) that it touches; `begun_24h`: begun stretches of 24 hours from its first
/// second. Either way they are numbered from the day on which it started.
pub const fn days_held(reading: NpuDays, started: Instant, ended: Instant) -> i64 {
    if ended.0 <= started.0 {
        return 0;
    }
    match reading {
        NpuDays::CalendarDays => Instant(ended.0 - 1).day() - started.day() + 1,
        NpuDays::Begun24h => -(started.0 - ended.0).div_euclid(DAY),
    }
}

/// Use of a card set at a monthly price (월 단위), from a first day on.
#[derive(Clone, Copy, Debug)]
pub struct Tenancy<'a> {
    /// Terms of settlement.
    pub terms: &'a Terms,
    /// Monthly prices: a month, by the reading, has the price in force on the first of its days that is held.
    pub prices: &'a Dated<Won>,
    /// The user's share of each line, where a reading of `T3.own` takes one.
    pub own_ratio: Share,
    /// First day, numbered from the programme's first.
    pub first_day: i64,
    /// What the supplier that the project has left charges in the month of the switch (clause N4).
    pub earlier: Option<Earlier>,
    /// Stretches of its use in which the cards could not be used (clause T4), ascending and apart.
    pub outages: &'a [(Instant, Instant)],
}

impl Tenancy<'_> {
    /// What the programme pays for the first `days` days: the sum of the lines' amounts, less what is taken off
    /// each of them for outages.
    ///
    /// VAT is in, but for `P2.vat_scope: statement`, where the statement bears it.
    pub fn owed(&self, days: i64) -> Won {
        let mut sum = Won::ZERO;
        self.segments(0, days, |segment| sum += self.payable(segment.price - self.deduction(&segment)));
        sum
    }

    /// What the `day`-th day of the tenancy (from 1) commits: owed by `day` days less owed by one day less.
    ///
    /// Committed at the tenancy's start for its first day, then at each 00:00 KST; never a month ahead. Under
    /// `N3.month: short_use_only` a month after the first is owed, and so committed, on its first day.
    /// Outages play no part: what is committed is the most that the day can cost.
    ///
    /// ```
    /// # use naru_rules::{readings::Readings, settlement::{Tenancy, Terms, month_starts}};
    /// # use naru_units::{Dated, Epoch, Instant, Share, Span, Won};
    /// # let epoch = Epoch("2025-04-01".parse().unwrap());
    /// # let terms = Terms {
    /// #     readings: Readings::default(), epoch, month_starts: month_starts(epoch, Instant(0), Instant(23_760_000)),
    /// #     wait_limit: Span::ZERO, discount_rate: Share::NONE, discount_ceiling: None, fixed_ratio: Share::NONE,
    /// #     vat_rate: Share(1_000), cut_off: Instant(0),
    /// # };
    /// let prices = Dated::always(Won(1_000_000));
    /// let may = Tenancy { terms: &terms, prices: &prices, own_ratio: Share::NONE, first_day: 30, earlier: None, outages: &[] };
    /// assert_eq!(may.commitment(1), Won(33_333));
    /// assert_eq!(may.commitment(2), Won(33_333));
    /// assert_eq!(may.commitment(3), Won(33_334)); // the three days cost 100,000
    /// assert_eq!(may.commitment(31), Won(0)); // thirty days have cost the month
    /// ```
    pub fn commitment(&self, day: i64) -> Won {
        let month = self.terms.month_of(midnight(self.first_day + day - 1));
        let before_month = (self.terms.month_starts[month].day() - self.first_day).max(0);
        if self.terms.readings.npu_month == NpuMonth::Calendar {
            // One line a month, and the default: the day's part of it.
            let left = |price| Earlier::leaves(self.earlier, self.terms, month, price);
            let month = self.calendar_month(month, before_month);
            let most = left(month.price).unwrap_or(month.price);
            let owed = |held| self.payable(self.part_price(month, held).min(most));
            return owed(day - before_month) - owed(day - 1 - before_month);
        }
        let mut change = Won::ZERO;
        self.segments(before_month, day, |segment| change += self.payable(segment.price));
        self.segments(before_month, day - 1, |segment| change -= self.payable(segment.price));
        change
    }

    /// The bill lines of the first `days` days, in order of month and unit price. `session` is the one that
    /// they name.
    pub fn bill(&self, session: u32, days: i64) -> Vec<BillLine> {
        let mut lines = self.bill_whole(session, days);
        if let Some(cut_off) = self.terms.true_up_from() {
            true_up(&mut lines, &self.bill_whole(session, days_before(cut_off, self.first_day, days)));
        }
        lines
    }

    fn bill_whole(&self, session: u32, days: i64) -> Vec<BillLine> {
        let mut lines = Vec::new();
        self.segments(0, days, |segment| {
            lines.extend(monthly_line(
                self.terms,
                self.own_ratio,
                (segment.month, segment.unit_price),
                (segment.days, segment.whole_months),
                (segment.price, self.deduction(&segment)),
                session,
                if segment.bounded {
                    &[Clause::T2, Clause::N3, Clause::N4]
                } else {
                    &[Clause::T2, Clause::N3]
                },
            ));
        });
        lines.sort_by_key(|line| (line.month, line.unit_price));
        lines
    }

    /// Taken off a segment for the outages of its days.
    fn deduction(&self, segment: &Segment) -> Won {
        let first = midnight(self.first_day + segment.from);
        let end = midnight(self.first_day + segment.from + segment.days);
        let overlap =
            |&(from, until): &(Instant, Instant)| (end.min(until) - first.max(from)).max(Span::ZERO);
        let unusable = self.outages.iter().map(overlap).fold(Span::ZERO, core::ops::Add::add);
        monthly_deduction(self.terms, segment.unit_price, segment.price, unusable)
    }

    fn payable(&self, supply: Won) -> Won {
        shared(self.terms, self.own_ratio, supply + vat_of_line(self.terms, supply)).1
    }

    /// Tells the days `[from, until)` of the tenancy as stretches of one statement month and one unit price,
    /// in order. `from` is 0, or the first day of a statement month.
    fn segments(&self, from: i64, until: i64, mut tell: impl FnMut(Segment)) {
        let mut charged = Won::ZERO;
        let mut tell = |segment| tell(self.bounded(segment, &mut charged));
        let mut pending: Option<Segment> = None;
        let mut begin = match self.terms.readings.npu_month {
            NpuMonth::Calendar => from,
            NpuMonth::Running30 | NpuMonth::Anniversary | NpuMonth::ShortUseOnly => 0,
        };
        while begin < until {
            let month = self.month_from(begin);
            let end = begin + month.days;
            let mut at = begin.max(from);
            while at < end.min(until) {
                let statement = self.terms.month_of(midnight(self.first_day + at));
                let stop = end.min(until).min(self.terms.month_end(statement).day() - self.first_day);
                let piece = Segment {
                    month: statement,
                    from: at,
                    unit_price: month.price,
                    days: stop - at,
                    whole_months: i64::from(month.whole && stop == end),
                    price: self.part_price(month, stop - begin) - self.part_price(month, at - begin),
                    bounded: false,
                };
                pending = match pending {
                    Some(before) if (before.month, before.unit_price) == (piece.month, piece.unit_price) => {
                        Some(before.with(piece))
                    }
                    before => {
                        before.into_iter().for_each(&mut tell);
                        Some(piece)
                    }
                };
                at = stop;
            }
            begin = end;
        }
        pending.into_iter().for_each(tell);
    }

    /// A segment as far as an earlier supplier leaves something of the month's price (`N4.bound`). `charged` is
    /// what segments of that month before it came to.
    fn bounded(&self, segment: Segment, charged: &mut Won) -> Segment {
        let Some(left) = Earlier::leaves(self.earlier, self.terms, segment.month, segment.unit_price) else {
            return segment;
        };
        let price = segment.price.min((left - *charged).max(Won::ZERO));
        *charged += price;
        Segment { price, bounded: price < segment.price, ..segment }
    }

    /// Price of the first `held` days of a month: price × days / 30 in whole won (`N3.won`), never more than the
    /// monthly price, which a whole month costs.
    fn part_price(&self, month: PricedMonth, held: i64) -> Won {
        if month.whole && held == month.days || month.begun_is_whole && held > 0 {
            return month.price;
        }
        // No month is longer than 31 days, and all 31 are the whole of it.
        assert!(held <= DAYS_PER_MONTH, "a part month never costs more than the month: {held} days");
        match self.terms.readings.npu_won {
            NpuWon::Floor => month.price.ratio_floor(held, DAYS_PER_MONTH),
            NpuWon::HalfUp => month.price.ratio_half_up(held, DAYS_PER_MONTH),
        }
    }

    /// The month, by the reading, that begins `from` days into the tenancy.
    fn month_from(&self, from: i64) -> PricedMonth {
        let first = self.first_day + from;
        let (days, whole) = match self.terms.readings.npu_month {
            NpuMonth::Calendar => return self.calendar_month(self.terms.month_of(midnight(first)), from),
            NpuMonth::Running30 => (DAYS_PER_MONTH, true),
            NpuMonth::Anniversary | NpuMonth::ShortUseOnly => (self.anniversary_after(first) - first, true),
        };
        let begun_is_whole = self.terms.readings.npu_month == NpuMonth::ShortUseOnly && from > 0;
        PricedMonth { days, whole, begun_is_whole, price: *self.prices.at(midnight(first)) }
    }

    /// What of a calendar month is held from the day on that is `from` days into the tenancy.
    fn calendar_month(&self, month: usize, from: i64) -> PricedMonth {
        let first = self.first_day + from;
        PricedMonth {
            days: self.terms.month_end(month).day() - first,
            whole: self.terms.month_starts[month] == midnight(first),
            begun_is_whole: false,
            price: *self.prices.at(midnight(first)),
        }
    }

    /// First day of the running month after the one that begins on `first`: the tenancy's day of the month,
    /// or where a month has no such day, the first of the next (민법 제160조: the month ends with its last
    /// day).
    fn anniversary_after(&self, first: i64) -> i64 {
        let starts = &self.terms.month_starts;
        let entered = self.terms.month_of(midnight(self.first_day));
        let day_of_month = self.first_day - starts[entered].day();
        starts[entered..]
            .windows(2)
            .map(|month| (month[0].day() + day_of_month).min(month[1].day()))
            .find(|boundary| *boundary > first)
            .unwrap_or_else(|| starts[starts.len() - 1].day() + day_of_month)
    }
}

/// "1개월을 30일로 계상": what a part month is a part of.
const DAYS_PER_MONTH: i64 = 30;

/// A month by the reading, as far as the tenancy can hold it.
#[derive(Clone, Copy, Debug)]
struct PricedMonth {
    /// From its first day held to its end.
    days: i64,
    /// Whether these days are the whole month.
    whole: bool,
    /// Whether its first day costs the whole month: it follows another, and days are for short use only.
    begun_is_whole: bool,
    price: Won,
}

/// Days in a row in one statement month at one monthly price.
#[derive(Clone, Copy, Debug)]
struct Segment {
    month: usize,
    /// First day, counted from the tenancy's first.
    from: i64,
    unit_price: Won,
    days: i64,
    whole_months: i64,
    price: Won,
    /// Whether the price was cut by what an earlier supplier had charged.
    bounded: bool,
}

impl Segment {
    fn with(self, next: Self) -> Self {
        Self {
            days: self.days + next.days,
            whole_months: self.whole_months + next.whole_months,
            price: self.price + next.price,
            ..self
        }
    }
}

fn midnight(day: i64) -> Instant {
    Instant(day * DAY)
}
