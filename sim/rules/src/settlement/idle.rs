//! The time that counts as use (clause A1): up to the automatic return of the cards, or while they are busy.

use crate::readings::{BilledTime, Idle, Readings};
use naru_units::{Instant, Share, Span};

/// Exclusive end of billable use (실제 사용 기간): clause A1.
///
/// `work_end` is when the work was done, `released` when the cards came back, never before it. Whether the
/// idle time between them is billed is a reading (`A1.idle`). `busy` is the share of the work's seconds with
/// GPU use above zero: under `A1.billed_time: gpu_busy` they alone count, cut to whole seconds, as if they
/// were the session's first ones; there is no idle time then.
///
/// ```
/// # use naru_rules::{readings::{BilledTime, Readings}, settlement::billable_end};
/// # use naru_units::{Instant, Share};
/// let (started, work_end, released) = (Instant(0), Instant(3_600), Instant(5_400));
/// let end = |readings| billable_end(&readings, started, work_end, released, Share(7_500));
/// assert_eq!(end(Readings::default()), released);
/// let busy = Readings { billed_time: BilledTime::GpuBusy, ..Readings::default() };
/// assert_eq!(end(busy), Instant(2_700));
/// ```
#[inline]
pub fn billable_end(
    readings: &Readings,
    started: Instant,
    work_end: Instant,
    released: Instant,
    busy: Share,
) -> Instant {
    match (readings.billed_time, readings.idle) {
        (BilledTime::Allocated, Idle::Billed) => released,
        (BilledTime::Allocated, Idle::NotBilled) => work_end,
        (BilledTime::GpuBusy, _) => {
            let work = (work_end - started).0;
            started + Span((work * i64::from(busy.0)).div_euclid(i64::from(Share::WHOLE.0)))
        }
    }
}
