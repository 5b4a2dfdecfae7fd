//! The readings named in `scenario.effective.json` that hours and discounts are counted by (T1, T2, A3).

use super::hours::multiple;
use super::log::Log;
use naru_results::{Effective, SessionEntry};
use naru_units::HOUR;

/// How a line's time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    /// Hours of each session.
    Hours,
    /// Seconds of a line, rounded to hours once (`month_*`).
    Seconds,
    /// Seconds, never rounded (`P4.accrual: second`).
    Exact,
}

/// The readings that count hours.
#[derive(Clone, Debug)]
pub(super) struct Readings {
    pub(super) counting: Counting,
    rounding: Rounding,
    pub(super) split: Split,
    pub(super) price_at: PriceAt,
    excess: Excess,
    discount: Discount,
    pub(super) fault_hour_not_billed: bool,
    pub(super) burst_at_target: bool,
    off: Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    HourBegin,
    PartsAlone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PriceAt {
    HourBegin,
    SessionStart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Excess {
    Begun,
    Full,
}

#[derive(Clone, Copy, Debug)]
enum Rounding {
    Up,
    Down,
    Nearest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Discount {
    Hours,
    Session,
    Growing,
    Credit,
}

#[derive(Clone, Copy, Debug)]
enum Off {
    Up,
    Down,
    HalfUp,
}

impl Readings {
    pub(super) fn of(effective: &Effective) -> Self {
        let reading = |id: &str| effective.readings.get(id).map_or("", String::as_str);
        let is = |id: &str, value: &str| reading(id) == value;
        let hours = reading("T1.hours");
        Self {
            counting: if is("P4.accrual", "second") {
                Counting::Exact
            } else if hours.starts_with("month") {
                Counting::Seconds
            } else {
                Counting::Hours
            },
            rounding: if hours.ends_with("floor") {
                Rounding::Down
            } else if hours.ends_with("nearest") {
                Rounding::Nearest
            } else {
                Rounding::Up
            },
            split: if is("T2.split", "parts_alone") { Split::PartsAlone } else { Split::HourBegin },
            price_at: if is("T2.price_at", "session_start") {
                PriceAt::SessionStart
            } else {
                PriceAt::HourBegin
            },
            excess: if is("A3.excess", "full") { Excess::Full } else { Excess::Begun },
            discount: match reading("A3.sla_discount") {
                "session" => Discount::Session,
                "growing" => Discount::Growing,
                "credit" => Discount::Credit,
                _ => Discount::Hours,
            },
            fault_hour_not_billed: is("T4.fault_hour", "not_billed"),
            burst_at_target: is("A5.burst_price", "target_product"),
            off: match reading("A3.won") {
                "off_floor" => Off::Down,
                "off_half_up" => Off::HalfUp,
                _ => Off::Up,
            },
        }
    }

    /// Hours of so many seconds.
    pub(super) fn round(&self, seconds: i64) -> i64 {
        match self.rounding {
            Rounding::Up => (seconds + HOUR - 1).div_euclid(HOUR),
            Rounding::Down => seconds.div_euclid(HOUR),
            Rounding::Nearest => (seconds + HOUR / 2).div_euclid(HOUR),
        }
    }

    /// What is taken off: `numerator / denominator` won, rounded as A3 `won` says.
    pub(super) fn off(&self, numerator: i128, denominator: i128) -> i64 {
        let won = match self.off {
            Off::Up => (numerator + denominator - 1).div_euclid(denominator),
            Off::Down => numerator.div_euclid(denominator),
            Off::HalfUp => (2 * numerator + denominator).div_euclid(2 * denominator),
        };
        won as i64
    }

    /// Hours past the limit (A3); none where the limit is kept.
    pub(super) fn hours_over(&self, wait: i64, limit: i64) -> i64 {
        let over = (wait - limit).max(0);
        match self.excess {
            Excess::Full => over / HOUR,
            Excess::Begun => (over + HOUR - 1) / HOUR,
        }
    }
}

/// Rate and clock hours of a session's discount; all of its hours where `hours` is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Late {
    pub(super) over: i64,
    pub(super) rate_bp: i64,
    pub(super) hours: Option<i64>,
}

/// What a session's wait earns in its own hours; `credit` earns elsewhere.
pub(super) fn late(log: &Log, session: &SessionEntry) -> Option<Late> {
    let readings = &log.readings;
    let sla = &log.effective.sla;
    let over = readings.hours_over(session.wait_s?, sla.limit_s);
    let rate = i64::from(sla.rate_bp);
    let (rate_bp, hours) = match readings.discount {
        Discount::Hours => (rate, Some(over)),
        Discount::Session => (rate, None),
        Discount::Growing => ((rate * over).min(i64::from(sla.ceiling_bp.unwrap_or(10_000))), None),
        Discount::Credit => (0, Some(0)),
    };
    (over > 0 && rate_bp > 0).then_some(Late { over, rate_bp, hours })
}

/// Won that a late session earns as a credit (A3 `credit`): rate × excess hours × unit price × k, at its start.
pub(super) fn credit(log: &Log, session: &SessionEntry) -> Option<i64> {
    let over = log.readings.hours_over(session.wait_s?, log.effective.sla.limit_s);
    if log.readings.discount != Discount::Credit || over <= 0 {
        return None;
    }
    let price = log.price(session, session.started_s?)?;
    let won =
        i128::from(price) * i128::from(over * multiple(log, session)) * i128::from(log.effective.sla.rate_bp);
    Some(log.readings.off(won, 10_000))
}
