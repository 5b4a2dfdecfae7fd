//! What each line has and has committed, told by hand.

use super::{frame, objection};
use naru_model::observers::Auditor;
use naru_model::{Fact, Frame, Observer};
use naru_units::{DAY, Instant, Won};

/// What lines have committed at midnight, after a transfer the day before, and whether service ended for it.
fn midnight(frame: Frame, committed: [i64; 2], (spent, moved): ([i64; 2], i64), ended: &[usize]) -> Auditor {
    let mut auditor = Auditor::default();
    auditor.hear(Instant(0), &Fact::Began(frame));
    let day =
        |day, won: [i64; 2]| Fact::DayClosed { day, committed: won.map(Won), operating: frame.operating };
    auditor.hear(Instant(DAY), &day(0, spent));
    if moved != 0 {
        auditor.hear(Instant(DAY), &Fact::Transferred { month: 0, npu_to_gpu: Won(moved) });
    }
    auditor.hear(Instant(2 * DAY), &day(1, committed));
    for line in ended {
        auditor.hear(Instant(2 * DAY), &Fact::ServiceEnded { line: *line, exhausted: true });
    }
    auditor.hear(Instant(3 * DAY), &Fact::MonthClosed { month: 0 });
    auditor
}

#[test]
fn no_line_commits_more_than_it_has() {
    let million = 1_000_000;
    let words = "committed money stays within what its line has";
    let apart = frame();
    let pooled = Frame { pooled: true, ..apart };
    let none = ([0, 0], 0);
    for (frame, committed, before, ended, want) in [
        (apart, [million, million], none, &[][..], None),
        (apart, [million + 1, 0], none, &[], Some(words)),
        (apart, [0, million + 1], none, &[], Some(words)),
        // Its own service ends in that second, not the other's.
        (apart, [million + 1, 0], none, &[0], None),
        (apart, [million + 1, 0], none, &[1], Some(words)),
        // One purse has both.
        (pooled, [2 * million - 1, 1], none, &[], None),
        (pooled, [2 * million, 2], none, &[0], Some(words)),
        (pooled, [2 * million, 2], none, &[0, 1], None),
        // Money moves either way, and none that is committed.
        (apart, [million + 7, 0], ([0, 0], 7), &[], None),
        (apart, [million + 8, 0], ([0, 0], 7), &[], Some(words)),
        (apart, [0, million - 6], ([0, 0], 7), &[], Some(words)),
        (apart, [0, million + 7], ([0, 0], -7), &[], None),
        (apart, [0, 0], ([0, million - 7], 7), &[], None),
        (apart, [0, 0], ([0, million - 6], 7), &[], Some("committed money is not moved")),
        (apart, [0, 0], ([million - 6, 0], -7), &[], Some("committed money is not moved")),
        (pooled, [0, 0], ([0, 0], 7), &[], Some("one purse moves nothing to itself")),
    ] {
        let said = objection(|| midnight(frame, committed, before, ended));
        match want {
            None => assert_eq!(said, None, "{committed:?} {before:?} {ended:?}"),
            Some(words) => assert!(said.expect("it is found").contains(words), "{committed:?} {before:?}"),
        }
    }
    // Under another reading of the money's end, running sessions may go on.
    let overrun = Frame { stops_at_once: false, ..apart };
    assert_eq!(objection(|| midnight(overrun, [million + 1, 0], none, &[])), None);
    // Operating cost that is not taken yet is the GPU line's.
    let accrued = Frame { cap: Won(2_000_300), operating: Won(300), ..apart };
    let at = |committed, taken| {
        let mut auditor = Auditor::default();
        auditor.hear(Instant(0), &Fact::Began(accrued));
        let told = Fact::DayClosed { day: 0, committed: [Won(committed), Won::ZERO], operating: Won(taken) };
        auditor.hear(Instant(DAY), &told);
        auditor.hear(Instant(2 * DAY), &Fact::MonthClosed { month: 0 });
        auditor
    };
    assert_eq!(objection(|| at(million + 200, 100)), None);
    assert!(objection(|| at(million + 201, 100)).expect("it is found").contains(words));
}
