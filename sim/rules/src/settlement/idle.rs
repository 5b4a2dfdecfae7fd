//! The time from the end of the work to the automatic return of the cards (clause A1).

use crate::readings::Idle;
use naru_units::Instant;

/// Exclusive end of billable use (실제 사용 기간): clause A1.
///
/// `work_end` is when the work was done, `released` when the cards came back, never before it. Whether the
/// idle time between them is billed is a reading.
pub const fn billable_end(reading: Idle, work_end: Instant, released: Instant) -> Instant {
    match reading {
        Idle::Billed => released,
        Idle::NotBilled => work_end,
    }
}
