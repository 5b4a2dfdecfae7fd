//! Lines of tenancies against the days that sets were held: clauses N3 and N4, trap 18.
//!
//! Every reading bills days of the month that the set was held in, none of them twice, at a price that was offered.
//! Days to the last are known where they are calendar days; won where months are calendar months and no earlier
//! supplier bounds them. Elsewhere (`running30`, `anniversary`, `short_use_only`) a calendar month holds the end of one
//! running month and the beginning of another, so that its line is at most two monthly prices.

use super::uses::{Use, Uses};
use crate::fact::{Bill, Frame};
use naru_units::{Instant, Month};
use std::collections::BTreeMap;

/// Days billed so far.
#[derive(Debug, Default)]
pub(super) struct Tenancies {
    by_session: BTreeMap<u32, i64>,
    by_month: BTreeMap<(u32, usize), i64>,
}

/// First and last day that a set was held; of a switch, the day is the old supplier's too. `None`: it never was.
fn touched(u: &Use) -> Option<(i64, i64)> {
    let last = if u.switched { u.ended } else { Instant(u.ended.0 - 1) };
    (u.started <= last).then_some((u.started.day(), last.day()))
}

fn days((first, last): (i64, i64)) -> i64 {
    last - first + 1
}

/// First and last day of the month at a position.
fn month_days(frame: &Frame, position: usize) -> (i64, i64) {
    let first = frame.epoch.month(Instant::START);
    let month: Month = (0..position).fold(first, |month, _| month.next());
    (frame.epoch.month_start(month).day(), frame.epoch.month_start(month.next()).day() - 1)
}

impl Tenancies {
    pub(super) fn bill(&mut self, frame: &Frame, uses: &Uses, b: &Bill, (held, whole): (i64, i64)) {
        let [session] = b.sessions[..] else { panic!("a tenancy is one session: {b:?}") };
        let u = &uses.ended[&session];
        let offer = uses.offer_of(u);
        assert!(offer.monthly, "a tenancy is of an offer by the month: {b:?}");
        assert_eq!(
            (u.product, u.supplier),
            (b.product, b.supplier),
            "a line is its session's product and supplier: {b:?}"
        );
        assert!(
            offer.prices.iter().any(|(_, price)| *price == b.unit_price),
            "a month has a price that was offered: {b:?}"
        );
        let month = month_days(frame, b.month);
        let of_both = touched(u).map_or(0, |(first, last)| days((first.max(month.0), last.min(month.1))));
        let in_month = self.by_month.entry((session, b.month)).or_default();
        *in_month += held;
        assert!(
            0 < held && *in_month <= of_both,
            "a line has the days of its month that the set was held, at most {of_both}: {b:?}"
        );
        *self.by_session.entry(session).or_default() += held;
        let gross = b.supply + b.deduction;
        if !frame.calendar_months {
            assert!(gross <= b.unit_price * 2, "two running months touch a month: {b:?}");
            return;
        }
        let bounded = b.clauses.contains(&"N4");
        let is_whole = held == days(month);
        assert_eq!(whole, i64::from(is_whole), "a whole month is all its days: {b:?}");
        if is_whole {
            let agrees = if bounded { gross <= b.unit_price } else { gross == b.unit_price };
            assert!(agrees, "a whole month costs the monthly price, whatever its days: {b:?}");
        } else {
            // Thirtieths of a won; whole won may be a thirtieth less than one off, up or down.
            let off = gross.0 * 30 - b.unit_price.0 * held;
            assert!(
                off < 30 && (bounded || off > -30) && gross <= b.unit_price,
                "a part month costs a thirtieth of the month a day: {b:?}"
            );
        }
    }

    /// All lines have been told.
    pub(super) fn close(&self, frame: &Frame, uses: &Uses) {
        if !frame.calendar_days {
            return; // stretches of 24 hours are never more than the days that they touch
        }
        let mut projects = BTreeMap::<u32, (i64, i64, i64)>::new();
        for u in uses.paid(true) {
            let billed = self.by_session.get(&u.session).copied().unwrap_or(0);
            let held = touched(u).map_or(0, days);
            let before = uses.ended.get(&u.resumes).filter(|before| before.switched);
            let ends = i64::from(u.switched) + i64::from(before.is_some());
            assert!(
                (held - ends..=held).contains(&billed),
                "each day held is billed, but for those of a switch: {billed} of {held} {u:?}"
            );
            let meet = before.and_then(touched).zip(touched(u)).is_some_and(|(a, b)| a.1 == b.0);
            let project = projects.entry(u.project).or_default();
            project.0 += billed;
            project.1 += held;
            project.2 += i64::from(meet && !frame.switch_day_twice);
        }
        for (project, (billed, held, shared)) in projects {
            assert!(
                billed <= held - shared,
                "the day of a switch is billed once: project {project}, {billed} of {held} less {shared}"
            );
        }
    }
}
