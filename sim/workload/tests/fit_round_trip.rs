//! naru's own demand, run without a queue, written down as a log and fitted: the spec's numbers come back.

mod common;

use common::{flat, gpu, one_card, with_hours, with_weekends};
use naru_units::{DAY, Instant};
use naru_workload::fit::{
    CardGroup, Counted, Parameter, Run, Settings, asking, outcomes, sessions, thinking,
};
use naru_workload::{Class, Demand, Laws, ProjectId, Spec};

/// 2025-04-01 as days since 1970-01-01.
const FIRST_DAY: i64 = 20_179;
/// Logs, projects in each, and how many logs' intervals must have the true value: P(Bin(12, .95) < 9) = .0022.
const REPLICATIONS: u32 = if cfg!(debug_assertions) { 2 } else { 12 };
const PROJECTS: u32 = if cfg!(debug_assertions) { 40 } else { 120 };
const COVERED: u32 = if cfg!(debug_assertions) { 1 } else { 9 };

/// One class of users; hours, weekends and holidays, no ramp or season, which would move the mean think time.
fn one_class() -> Spec {
    let class = Class { name: "medium".to_owned(), share: 1.0, duty: 0.6, mean_hours: 12.5 };
    Spec {
        cohorts: vec![gpu("gpu-67tf", PROJECTS, one_card())],
        classes: vec![class],
        ..with_weekends(with_hours(flat()))
    }
}

fn settings(spec: &Spec) -> Settings {
    Settings {
        holidays: spec.calendar.holidays.iter().map(|day| FIRST_DAY + day).collect(),
        tail_s: spec.tail.0,
        ..Settings::new(FIRST_DAY * DAY - 9 * 3_600, [0, spec.end.0])
    }
}

/// What a log of the chains would say.
fn log(laws: &Laws, replication: u32) -> Vec<Run> {
    let demand = Demand::new(laws, 2025, replication);
    let (end, tail) = (laws.spec().end, laws.spec().tail);
    let mut runs = Vec::new();
    for p in (0..laws.projects()).map(ProjectId) {
        let Some(mut thinks_from) = demand.first_service(p) else { continue };
        for nth in 0.. {
            let wish = demand.wish(p, nth);
            let Some(ask) = demand.asks_at(p, thinks_from, wish.think).filter(|ask| *ask < end) else {
                break;
            };
            let finish = ask + wish.work;
            runs.push(Run {
                user: Some(p.0),
                submit_s: ask.0,
                start_s: Some(ask.0),
                run_s: Some(finish.min(end).0 - ask.0),
                cards: 1,
                censored: finish > end,
                failed: wish.failed && finish <= end,
            });
            thinks_from = Instant(finish.0 + tail.0);
            if thinks_from >= end {
                break;
            }
        }
    }
    runs
}

/// Counts how often each figure's interval had its true value.
#[derive(Default)]
struct Tally(std::collections::BTreeMap<String, (u32, u32)>);

impl Tally {
    fn note(&mut self, what: &str, covered: bool) {
        let (hits, of) = self.0.entry(what.to_owned()).or_default();
        *hits += u32::from(covered);
        *of += 1;
    }
}

/// The hours' shares, 48 a log, together: 92 % or more.
#[test]
fn the_specs_numbers_come_back() {
    let spec = one_class();
    let laws = Laws::new(spec.clone());
    let settings = settings(&spec);
    let scale = libm::log(laws.length_scale(0, 0));
    let work_s = laws.session(0, 0).work_s;
    let think_s = work_s / 0.6 - work_s - spec.tail.0 as f64;
    let mut tally = Tally::default();
    for replication in 0..REPLICATIONS {
        let runs = log(&laws, replication);
        let fit = sessions(&runs, CardGroup::ALL, &settings).expect("there are sessions");
        let law = one_card();
        for i in 0..2 {
            for (parameter, want) in [
                (Parameter::Weight(i), law.weights[i]),
                (Parameter::Mu(i), law.mu[i] + scale),
                (Parameter::Sigma(i), law.sigma[i]),
            ] {
                let (_, got) = fit.estimates.iter().find(|(p, _)| *p == parameter).expect("two components");
                tally.note(&format!("{parameter:?}"), got.covers(want));
            }
        }
        tally.note("mean hours", fit.mean_hours.covers(12.5));
        let short = fit.short.expect("some fail");
        tally.note("short share", short.share.covers(0.15));
        tally.note("short mu", short.mu.covers(4.17));
        tally.note("short sigma", short.sigma.covers(0.17));
        let outcomes = outcomes(&runs, &settings).expect("there are runs");
        tally.note("failed share", outcomes.failed.covers(0.15));

        let thinking = thinking(&runs, &settings).expect("there are users");
        let pooled = thinking.pooled.expect("there are think times");
        tally.note("think mean", pooled.mean_s.covers(think_s));
        tally.note("think cv", pooled.cv.covers(2.0));
        let own = thinking.within_users.expect("users have many");
        tally.note("think cv within users", own.cv.covers(2.0));
        for (name, asking) in [("", &pooled.asking), (" within users", &own.asking)] {
            tally.note(&format!("weekend{name}"), asking.weekend.expect("weekends").covers(0.55));
            tally.note(&format!("holiday{name}"), asking.holiday.expect("holidays").covers(0.60));
            let calendar = &spec.calendar;
            let weekend = asking.weekend_hours.expect("weekends");
            let weekdays = asking.weekday_hours.iter().zip(&calendar.hour_share_weekday);
            for (hour, want) in weekdays.chain(weekend.iter().zip(&calendar.hour_share_weekend)) {
                tally.note(&format!("hours{name}"), hour.covers(*want));
            }
        }
    }
    for (what, (hits, of)) in &tally.0 {
        println!("{what}: {hits} of {of}");
        let enough = if *of == REPLICATIONS { COVERED } else { of * 92 / 100 };
        assert!(*hits >= enough, "{what}: {hits} of {of} intervals have the true value");
    }
}

/// Counting requests by the hour is not asking: on weekends more of them think, so they ask more often than the profile's 55 %.
#[test]
fn a_count_of_requests_is_not_the_asking_of_a_closed_loop() {
    let spec = one_class();
    let laws = Laws::new(spec.clone());
    let counted = asking(&log(&laws, 0), &settings(&spec), Counted::Requests).expect("people ask");
    let weekend = counted.weekend.expect("there are weekends");
    assert!(weekend.interval.expect("many days")[0] > 0.6, "{weekend:?}");
}
