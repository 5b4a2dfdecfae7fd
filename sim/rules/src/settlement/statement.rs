//! Statements by calendar month (월단위 정산) and the days by which reports are due: clauses T2, A4, P8. A month closes at its last midnight, KST
//! ([`Terms::month_end`](super::Terms::month_end)).

use crate::readings::StatementRound;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use naru_units::{Month, Won};

/// The day by which the monthly report is due: the 7th of the next month (익월 7일 이전). Clause T2.
pub fn report_due(month: Month) -> Date {
    let next = month.next();
    Date::new(next.year, next.month, 7).expect("every month has a 7th")
}

/// The day by which a fault of the allocator is reported: the third after that of the fault (원인발생일로부터 3일 이내).
/// Clause A4.
///
/// Calendar days, the first not counted (민법 제157조); assumed, the call says no more than "3일". Where the last of
/// them is no working day, [`filing_day`] moves it on (민법 제161조).
///
/// # Panics
/// At the end of the calendar.
pub fn fault_report_due(day: Date) -> Date {
    day.checked_add(DAYS_TO_REPORT_A_FAULT.days()).expect("the calendar does not end here")
}

/// "3일 이내".
const DAYS_TO_REPORT_A_FAULT: i64 = 3;

/// The day on which the report can be filed at the latest: `due`, moved on to the next working day.
///
/// `closed` are the days on which public offices are closed besides Saturdays and Sundays.
pub fn filing_day(due: Date, closed: &[Date]) -> Date {
    let mut day = due;
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || closed.contains(&day) {
        day = day.tomorrow().expect("the calendar does not end here");
    }
    day
}

/// What a supplier's statement of a month is corrected by, never above 0: clause P8 (국고금 관리법 제47조).
///
/// `total` is the sum of its rows, its VAT in. A total below 10 won is dropped whole. A negative one is a
/// claim and no payment: it stands as it is (assumed; the law's sentence covers both ways).
pub const fn statement_correction(reading: StatementRound, total: Won) -> Won {
    match reading {
        StatementRound::Exact => Won::ZERO,
        StatementRound::Below10Dropped if total.0 < 0 => Won::ZERO,
        StatementRound::Below10Dropped => Won(-(total.0 % 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calendar of 2025: June 7 is a Saturday, September 7 a Sunday; October 7 lies in the Chuseok days,
    /// which run from Friday the 3rd to Thursday the 9th.
    #[test]
    fn a_closed_day_moves_filing_to_the_next_working_day() {
        let chuseok: Vec<Date> = (3..=9).map(|day| Date::constant(2025, 10, day)).collect();
        for (month, filed) in [
            ("2025-04", "2025-05-07"),
            ("2025-05", "2025-06-09"),
            ("2025-08", "2025-09-08"),
            ("2025-09", "2025-10-10"),
            ("2025-12", "2026-01-07"),
        ] {
            let due = report_due(Month::parse(month).unwrap());
            assert_eq!(filing_day(due, &chuseok).to_string(), filed, "{month}");
        }
    }

    /// August 4, 2025 is a Monday. The 6th's third day is Saturday the 9th: filed on Monday. Chuseok as above: the
    /// third day after September 30 is Friday, October 3, and after October 6 Thursday the 9th, its last closed day.
    #[test]
    fn a_fault_is_reported_by_the_third_day_after_it() {
        let chuseok: Vec<Date> = (3..=9).map(|day| Date::constant(2025, 10, day)).collect();
        for (day, due, filed) in [
            ("2025-08-04", "2025-08-07", "2025-08-07"),
            ("2025-08-05", "2025-08-08", "2025-08-08"),
            ("2025-08-06", "2025-08-09", "2025-08-11"),
            ("2025-08-30", "2025-09-02", "2025-09-02"),
            ("2025-09-29", "2025-10-02", "2025-10-02"),
            ("2025-09-30", "2025-10-03", "2025-10-10"),
            ("2025-10-06", "2025-10-09", "2025-10-10"),
        ] {
            let told = fault_report_due(day.parse().unwrap());
            assert_eq!(told.to_string(), due, "{day}");
            assert_eq!(filing_day(told, &chuseok).to_string(), filed, "{day}");
        }
    }
}
