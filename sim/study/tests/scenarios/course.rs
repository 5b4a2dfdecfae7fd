//! What happens on a date: the allocator's week, a wave, everything that can be switched on.

use super::{Hourly, Run, day, endless, pair, side, sure_allocators, unfailing};
use naru_model::{Kind, OutageKind};
use naru_units::{DAY, HOUR, Instant, Share, Span, Won};
use std::collections::BTreeSet;

/// August 4 is day 125: 30 + 31 + 30 + 31 days, and three of August.
const DOWN: (Instant, Instant) = (day(125), day(132));

/// A week of fixed allocation at half the price, in August alone; until then the programme is the baseline's.
#[test]
fn an_allocator_that_is_down_bills_fixed_hours_in_its_week() {
    let (base, down) = pair("allocator-down-august", &[endless, sure_allocators]);
    for (before, after) in base.runs.iter().zip(&down.runs) {
        assert!(before.outages(OutageKind::Allocator).is_empty() && before.hourly().all(|line| !line.fixed));
        let [outage] = after.outages(OutageKind::Allocator)[..] else { panic!("one outage of an allocator") };
        assert_eq!((outage.supplier, outage.from, outage.until), (0, DOWN.0, DOWN.1));

        let fixed: Vec<Hourly<'_>> = after.hourly().filter(|line| line.fixed).collect();
        assert!(!fixed.is_empty());
        for Hourly { bill, hours, .. } in &fixed {
            assert_eq!(bill.month, 4, "{bill:?}");
            let half = Won([2_310, 3_960, 7_920][bill.product as usize]);
            assert_eq!((bill.unit_price, bill.amount + bill.discount), (half, Won(half.0 * hours)));
        }
        for session in after.sessions().filter(|s| s.line == 0) {
            let within = DOWN.0 <= session.started && session.started < DOWN.1;
            assert!(session.fixed == within || session.released == session.requested, "{session:?}");
        }
        assert!(before.of_kind(Kind::Hold).is_empty() && !after.of_kind(Kind::Hold).is_empty());

        let earlier = |run: &Run| -> Vec<(u32, Instant, Instant, Instant)> {
            let all = run.sessions().filter(|s| s.released < DOWN.0);
            all.map(|s| (s.project, s.requested, s.started, s.released)).collect()
        };
        assert_eq!(earlier(before), earlier(after));
        let to_july =
            |run: &Run| run.by_line().into_iter().filter(|(line, _)| line.0 < 4).collect::<Vec<_>>();
        assert_eq!(to_july(before), to_july(after));
        assert_ne!(before.outcome.spent[0], after.outcome.spent[0]);
        assert_eq!(before.outcome.spent[1], after.outcome.spent[1]);
    }
}

/// Whether the wave comes follows from what was committed by August 31, the 153rd day, times 275/153: with the file's
/// tenth, and never where all money must be left.
#[test]
fn a_wave_comes_where_enough_is_forecast_to_be_left() {
    fn all_of_it(scenario: &mut naru_scenario::Lowered) {
        scenario.plan.waves.iter_mut().for_each(|wave| wave.threshold = Share::WHOLE);
    }
    let (base, wave) = pair("waves-september", &[]);
    let never = side("waves-september", &[all_of_it]);
    for ((before, after), never) in base.runs.iter().zip(&wave.runs).zip(&never.runs) {
        let available = 19_000_000_000.0;
        let left = 1.0 - before.told.committed[152].0 as f64 * 275.0 / 153.0 / available;
        assert!((left - 0.1).abs() > 1e-6, "{left} is on the threshold: floats cannot tell");
        assert_eq!((&after.told.admitted[..], &never.told.admitted[..]), (&[left > 0.1][..], &[false][..]));

        let asked = |run: &Run| run.sessions().filter(|s| s.kind.is_counted()).count();
        let of_it = |run: &Run| -> Vec<Instant> {
            let its = run.sessions().filter(|s| wave.plan.projects[s.project as usize].wave.is_some());
            its.map(|s| s.requested).collect()
        };
        assert_eq!((asked(never), never.outcome.spent), (asked(before), before.outcome.spent));
        assert!(of_it(never).is_empty());
        let more: BTreeSet<_> = after.told.opened.difference(&never.told.opened).collect();
        if left > 0.1 {
            assert!(asked(after) > asked(before));
            assert!(!of_it(after).is_empty() && of_it(after).iter().all(|at| *at >= day(153)));
            let servers = |pool| more.iter().filter(|(p, _)| *p == pool).count();
            assert_eq!((more.len(), servers(0), servers(1)), (11, 5, 6), "what the file adds");
            assert!(after.outcome.spent[0] > before.outcome.spent[0]);
        } else {
            assert!(more.is_empty() && after.outcome.spent == never.outcome.spent);
        }
    }
    assert_eq!(wave.plan.projects.iter().filter(|p| p.wave.is_some()).count(), 20 + 15 + 15);
}

/// The time after the programme, the trials, the grant and the planned window, each as the file says it.
#[test]
fn everything_switched_on_bills_nothing_that_the_budget_does_not_owe() {
    fn nothing_after(scenario: &mut naru_scenario::Lowered) {
        scenario.plan.after = None;
    }
    let (base, full) = pair("baseline-full", &[endless, unfailing]);
    let until_the_end = side("baseline-full", &[endless, unfailing, nothing_after]);
    let gang = full.product("gpu-1pf");
    for ((before, after), without) in base.runs.iter().zip(&full.runs).zip(&until_the_end.runs) {
        // Service ends on January 1; a free month to February 1, three more to May 1 (28 + 31 + 30 days on).
        for (kind, from, until) in [(Kind::Free, 275, 306), (Kind::After, 306, 306 + 28 + 31 + 30)] {
            let sessions = after.of_kind(kind);
            assert!(!sessions.is_empty() && before.of_kind(kind).is_empty(), "{kind:?}");
            let within = |s: &&naru_model::Session| s.requested >= day(from) && s.released <= day(until);
            assert!(sessions.iter().all(within), "{kind:?}");
        }
        let unpaid: BTreeSet<u32> = after.sessions().filter(|s| !s.kind.is_billed()).map(|s| s.id).collect();
        let billed = after.log.bills.iter().flat_map(|bill| &bill.sessions);
        assert_eq!(billed.filter(|id| unpaid.contains(id)).count(), 0);
        assert_eq!(after.outcome.spent, without.outcome.spent);
        assert_eq!(after.log.bills, without.log.bills);

        // Trials before service, of two hours.
        let trials = after.of_kind(Kind::Trial);
        assert!(!trials.is_empty() && before.of_kind(Kind::Trial).is_empty());
        assert!(trials.iter().all(|s| s.wanted == Span::hours(2)));

        // Eight servers from midnight to noon of September 13, day 165.
        let windows = after.outages(OutageKind::Service);
        assert_eq!(windows.len(), 8);
        let noon = Instant(165 * DAY + 12 * HOUR);
        assert!(windows.iter().all(|w| (w.pool, w.from, w.until) == (Some(1), day(165), noon)));
        assert!(before.outages(OutageKind::Service).is_empty());

        let hours: i64 = after.hourly().filter(|line| line.bill.product == gang).map(|line| line.hours).sum();
        let cuts = after.of_kind(Kind::Gang).len() as i64 - 1;
        assert!((24 * 61..=24 * 61 + cuts).contains(&hours), "one grant of 61 days: {hours} hours");
        assert_eq!(before.of_kind(Kind::Gang).len(), 0);
    }
}
