//! Another supplier part way (다른 클라우드사로 변경): clause N4. Both settle their part of the month by day.

use super::npu::{Tenancy, days_held};
use super::terms::Terms;
use crate::readings::{NpuDays, Readings, SwitchBound, SwitchDay};
use naru_units::{Instant, Won};

/// Days of a switch, numbered from the programme's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The old supplier's last day; before its first, it has none.
    pub old_last: i64,
    /// The new supplier's first day.
    pub new_first: i64,
}

impl Switch {
    /// Whose the day of the switch is.
    ///
    /// ```
    /// # use naru_rules::{readings::SwitchDay, settlement::Switch};
    /// let days = |reading| { let s = Switch::on(reading, 45); (s.old_last, s.new_first) };
    /// assert_eq!(days(SwitchDay::DayToNew), (44, 45));
    /// assert_eq!(days(SwitchDay::DayToOld), (45, 46));
    /// assert_eq!(days(SwitchDay::Both), (45, 45));
    /// ```
    pub const fn on(reading: SwitchDay, day: i64) -> Self {
        match reading {
            SwitchDay::DayToNew => Self { old_last: day - 1, new_first: day },
            SwitchDay::DayToOld => Self { old_last: day, new_first: day + 1 },
            SwitchDay::Both => Self { old_last: day, new_first: day },
        }
    }
}

/// Days that a tenancy is billed for: those that it holds from its first billed day on, or, where its project has gone to
/// another supplier, up to the old supplier's last ([`Switch`]). Never negative.
///
/// `first_day` is its first billed day: by `N4.switch_day`, perhaps the one after it started.
pub fn days_billed(
    readings: &Readings,
    started: Instant,
    first_day: i64,
    ended: Instant,
    switched: bool,
) -> i64 {
    let held = days_held(readings.npu_days, started, ended) - (first_day - started.day());
    let days = match readings.npu_days {
        _ if !switched => held,
        NpuDays::CalendarDays => Switch::on(readings.switch_day, ended.day()).old_last + 1 - first_day,
        NpuDays::Begun24h => held + Switch::on(readings.switch_day, ended.day()).old_last + 1 - ended.day(),
    };
    days.max(0)
}

/// What the project's earlier supplier charges in the month (KST) of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The month's position in the terms.
    pub month: usize,
    /// Charged there, without VAT that is added.
    pub supply: Won,
    /// The dearest monthly price of it.
    pub monthly_price: Won,
}

impl Earlier {
    /// Of the first `days` days of an earlier tenancy, in the month at a position; `None` where it has none.
    pub fn of(tenancy: &Tenancy<'_>, days: i64, month: usize) -> Option<Self> {
        let lines = tenancy.bill(0, days).into_iter().filter(|line| line.month == month);
        lines.map(|line| Self { month, supply: line.supply, monthly_price: line.unit_price }).reduce(
            |sum, line| Self {
                month,
                supply: sum.supply + line.supply,
                monthly_price: sum.monthly_price.max(line.monthly_price),
            },
        )
    }

    /// The most that a supplier at `price` may still charge in a month: clause N4.
    ///
    /// `per_project_month`: what the earlier supplier has left of the month's price, of two prices the dearer one
    /// (assumed). `None` where nothing bounds it but its own price.
    pub(super) fn leaves(earlier: Option<Self>, terms: &Terms, month: usize, price: Won) -> Option<Won> {
        match terms.readings.switch_bound {
            SwitchBound::PerSupplier => None,
            SwitchBound::PerProjectMonth => earlier
                .filter(|earlier| earlier.month == month)
                .map(|earlier| (earlier.monthly_price.max(price) - earlier.supply).max(Won::ZERO)),
        }
    }
}
