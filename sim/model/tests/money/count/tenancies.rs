//! Sets by the month (N3), day by day.

use super::{Look, PER_WON, Slow, half_up, off};
use naru_model::Session;
use naru_model::rules::readings::{NpuDays, NpuMonth, NpuOutage, NpuWon, Vat, VatScope};
use naru_units::{DAY, Instant};
use std::collections::BTreeMap;

impl Slow<'_> {
    /// The first days of the months that a tenancy runs through, by `N3.month`, counted from its own first day.
    fn months_of_tenancy(&self, first: i64) -> Vec<i64> {
        let starts: Vec<i64> = self.terms.month_starts.iter().map(|start| start.day()).collect();
        let entered = self.month(first * DAY);
        let into = first - starts[entered];
        let later = starts[entered..].windows(2).skip(1);
        let mut months = vec![0];
        match self.terms.readings.npu_month {
            NpuMonth::Calendar => months.extend(starts[entered + 1..].iter().map(|start| start - first)),
            NpuMonth::Running30 => months.extend((1..20).map(|month| 30 * month)),
            NpuMonth::Anniversary | NpuMonth::ShortUseOnly => {
                months.extend(later.map(|month| (month[0] + into).min(month[1]) - first));
                months.push(starts[starts.len() - 1] + into - first);
            }
        }
        months.dedup();
        months.push(1_000_000); // the programme ends before the last of them does
        months
    }

    /// A tenancy's first days, by month: its users pay nothing. Day by day, each adds what `N3` makes of one day more;
    /// `less`: stretches of outage, which are taken off at the end (T4).
    pub(super) fn days(&self, s: &Session, days: i64, less: &[(i64, i64)], nets: &mut [i128]) {
        let first = s.started.day();
        let readings = &self.terms.readings;
        let months = self.months_of_tenancy(first);
        let mut lines = BTreeMap::<(usize, i128), (i128, i64)>::new();
        for day in 0..days {
            let m =
                months.iter().rposition(|begin| *begin <= day).expect("the first day begins the first month");
            let (begin, end) = (months[m], months[m + 1]);
            let price = i128::from(self.prices(s.project).at(Instant((first + begin) * DAY)).0);
            let of_days = |held: i64| {
                let calendar = readings.npu_month == NpuMonth::Calendar;
                let from_its_first =
                    !calendar || self.terms.month_starts.contains(&Instant((first + begin) * DAY));
                let month_is_whole = held == end - begin && from_its_first;
                if held > 0 && (month_is_whole || (readings.npu_month == NpuMonth::ShortUseOnly && m > 0)) {
                    return price;
                }
                let won = match readings.npu_won {
                    NpuWon::Floor => (price * i128::from(held)).div_euclid(30),
                    NpuWon::HalfUp => half_up(price * i128::from(held), 30),
                };
                won.min(price)
            };
            let midnight = (first + day) * DAY;
            let line = lines.entry((self.month(midnight), price)).or_default();
            line.0 += of_days(day - begin + 1) - of_days(day - begin);
            let lost =
                |(from, until): &(i64, i64)| (until.min(&(midnight + DAY)) - from.max(&midnight)).max(0);
            line.1 += less.iter().map(lost).sum::<i64>();
        }
        let line_vat = readings.vat == Vat::Excluded && readings.vat_scope == VatScope::Line;
        for ((month, price), (part, lost)) in lines {
            let (units, of) = match readings.npu_outage {
                NpuOutage::WholeDays => (lost / DAY, 30),
                NpuOutage::ProrataSeconds => (lost, 30 * DAY),
            };
            let less = off(readings.off, price * i128::from(units), i128::from(of)).min(part);
            nets[month] += self.paid(part - less, line_vat, 0) * PER_WON;
        }
    }

    pub(super) fn days_of(&self, s: &Session, look: Look) -> i64 {
        match (look, self.terms.readings.npu_days) {
            (Look::Running(at), _) => Instant(at).day() - s.started.day() + 1,
            (Look::Ended, NpuDays::CalendarDays) => (s.ended.0 - 1).div_euclid(DAY) - s.started.day() + 1,
            (Look::Ended, NpuDays::Begun24h) => (s.ended.0 - s.started.0 + DAY - 1) / DAY,
        }
    }
}
