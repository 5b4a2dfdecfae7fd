//! The allowance (clause A5) against a count second by second, which shares nothing with the rule.

use naru_rules::allowance::{Drawing, Window, drawn, end, ends, multiple, used_up};
use naru_rules::readings::Draw;
use naru_units::{HOUR, Instant};
use proptest::prelude::*;
use proptest::sample::select;

/// Ends, and what is left: every second all who want it together are covered, or none of them.
fn slowly(reading: Draw, mut left: i64, drawings: &[Drawing]) -> (Vec<i64>, i64) {
    let mut ends: Vec<Option<i64>> = vec![None; drawings.len()];
    let last = drawings.iter().map(|d| d.wants_until.0.max(d.started.0)).max().unwrap_or(0);
    for second in 0..=last {
        let mut due = Vec::new();
        for (n, drawing) in drawings.iter().enumerate() {
            if ends[n].is_some() || drawing.started.0 > second {
                continue;
            }
            if second >= drawing.wants_until.0 {
                ends[n] = Some(drawing.wants_until.0.max(drawing.started.0));
            } else if reading == Draw::Seconds || (second - drawing.started.0) % HOUR == 0 {
                due.push(n);
            }
        }
        let units = if reading == Draw::Seconds { 1 } else { HOUR };
        let all: i64 = due.iter().map(|n| i64::from(drawings[*n].multiple) * units).sum();
        if all <= left {
            left -= all;
        } else {
            for n in due {
                ends[n] = Some(second);
            }
        }
    }
    (ends.into_iter().map(|end| end.expect("everybody ends")).collect(), left)
}

fn any_drawings(most: usize) -> impl Strategy<Value = Vec<Drawing>> {
    let start = prop_oneof![0..40_i64, (0..4_i64).prop_map(|half| half * HOUR / 2)];
    let length = prop_oneof![0..40_i64, (0..5_i64).prop_map(|half| half * HOUR / 2), 0..3 * HOUR];
    prop::collection::vec((start, length, select(vec![1, 2, 4, 8_u32])), 0..=most).prop_map(|drawings| {
        let drawing = |(start, length, multiple)| Drawing {
            started: Instant(start),
            wants_until: Instant(start + length),
            multiple,
        };
        drawings.into_iter().map(drawing).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Ends and draws equal the slow count; nothing is drawn past what was left.
    #[test]
    fn ends_equal_a_count_second_by_second(
        drawings in any_drawings(4), reading in select(Draw::ALL),
        left in prop_oneof![0..200_i64, 0..60_000_i64, (0..16_i64).prop_map(|hours| hours * HOUR)],
    ) {
        let mut got = vec![Instant(7)];
        ends(reading, left, &drawings, &mut got);
        let (want, rest) = slowly(reading, left, &drawings);
        prop_assert_eq!(got.iter().map(|at| at.0).collect::<Vec<_>>(), want);
        let all: i64 = drawings.iter().zip(&got).map(|(d, at)| drawn(reading, d.started, *at, d.multiple)).sum();
        prop_assert_eq!(left - all, rest);
        if let [alone] = &drawings[..] {
            prop_assert_eq!(end(reading, left, alone), got[0]);
        }
    }

    /// The calendar's allowance ends where a count second by second ends it.
    #[test]
    fn months_held_equal_a_count_second_by_second(
        left in 0..300_i64, first in 0..60_i64,
        gaps in prop::collection::vec((0..30_i64, 1..30_i64, 1..9_u32), 0..4),
    ) {
        let mut at = 0;
        let windows: Vec<Window> = gaps.iter().map(|(gap, length, multiple)| {
            let from = at + gap;
            at = from + length;
            Window { from: Instant(from), until: Instant(at), multiple: *multiple }
        }).collect();
        let (mut second, mut rest) = (first, left);
        loop {
            let burst = windows.iter().find(|w| w.from.0 <= second && second < w.until.0);
            rest -= burst.map_or(1, |w| i64::from(w.multiple));
            if rest < 0 {
                break;
            }
            second += 1;
        }
        prop_assert_eq!(used_up(left, Instant(first), &windows), Instant(second));
    }
}

/// 2, 4 and 8 times the performance are bursts, 1 is none; all else is refused.
#[test]
fn only_doublings_are_bursts() {
    for (burst, want) in [
        (66, None),
        (67, Some(1)),
        (134, Some(2)),
        (201, None),
        (268, Some(4)),
        (536, Some(8)),
        (1_072, None),
        (0, None),
    ] {
        assert_eq!(multiple(67, burst), want, "{burst}");
    }
}
