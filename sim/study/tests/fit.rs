//! A scenario made from a log is one: it checks without a word and lowers to what was fitted.

use naru_scenario::{Colour, Lang, Problems, Scenario};
use naru_study::Fragment;
use naru_units::{DAY, Instant};
use naru_workload::fit::{CardGroup, Fit, Run, Settings};
use naru_workload::{Behaviour, Demand, Laws, ProjectId};
use std::path::{Path, PathBuf};

fn baseline() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/baseline-2025.ron")
}

/// A log of what the baseline's GPU projects ask for if nobody waits; every fifth, which keeps classes and products mixed.
fn log(laws: &Laws) -> Vec<Run> {
    let demand = Demand::new(laws, 1, 0);
    let (end, tail) = (laws.spec().end, laws.spec().tail);
    let mut runs = Vec::new();
    for p in (0..laws.projects()).step_by(5).map(ProjectId).filter(|p| demand.class(*p).is_some()) {
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
                cards: if laws.name(p).starts_with("gpu-134tf") { 2 } else { 1 },
                censored: finish > end,
                failed: wish.failed,
            });
            thinks_from = Instant(finish.0 + tail.0);
            if thinks_from >= end {
                break;
            }
        }
    }
    runs
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute in a debug build; release builds run it")]
fn a_fitted_scenario_checks_and_lowers_to_what_was_fitted() {
    let base = Scenario::read(&baseline(), &[]).expect("the baseline reads").lower().expect("and lowers");
    let laws = Laws::new(base.demand.clone());
    let settings =
        Settings { tail_s: 1_800, ..Settings::new(20_179 * DAY - 9 * 3_600, [0, base.demand.end.0]) };
    let fit = Fit::new(&log(&laws), &settings);
    let base_path = baseline().canonicalize().expect("it is there");
    let fragment = Fragment {
        name: "fitted",
        base: base_path.to_str().expect("a path of this test"),
        log: "로그 \"a\\b\"",
    };
    let text = fragment.text(&fit, &settings);
    let file = std::env::temp_dir().join(format!("naru-fit-{}.ron", std::process::id()));
    std::fs::write(&file, &text).expect("it is written");
    let scenario = Scenario::read(&file, &[]);
    std::fs::remove_file(&file).expect("it was written");
    let shown = |problems: &Problems| problems.render(Lang::Ko, Colour::Plain) + &text;
    let scenario = scenario.unwrap_or_else(|problems| panic!("it reads: {}", shown(&problems)));
    assert!(scenario.check().is_empty(), "{}", shown(&scenario.check()));
    let spec = scenario.lower().unwrap_or_else(|problems| panic!("it lowers: {}", shown(&problems))).demand;
    let close = |what: &str, got: f64, want: f64| {
        assert!((got - want).abs() < 1e-4, "{what}: {got}, not {want}\n{text}");
    };
    let one_card = fit.session(CardGroup { from: 1, to: 1 }).expect("there are such sessions");
    let lengths: Vec<_> = spec
        .cohorts
        .iter()
        .filter(|cohort| cohort.product == "gpu-67tf")
        .filter_map(|cohort| match &cohort.behaviour {
            Behaviour::Programme { length } => Some(length),
            Behaviour::Tenancy { .. }
            | Behaviour::ClosedSource { .. }
            | Behaviour::OpenSource { .. }
            | Behaviour::Listed { .. } => None,
        })
        .collect();
    assert_eq!(lengths.len(), 1);
    for i in 0..2 {
        close("weight", lengths[0].weights[i], one_card.length.weights[i]);
        close("mu", lengths[0].mu[i], one_card.length.mu[i]);
        close("sigma", lengths[0].sigma[i], one_card.length.sigma[i]);
    }
    let short = fit.session(CardGroup::ALL).and_then(|fit| fit.short).expect("some fail");
    close("failed share", spec.failed.share, short.share.value);
    close("failed mu", spec.failed.mu, short.mu.value);
    close("failed sigma", spec.failed.sigma, short.sigma.value);
    let thinking = fit.thinking.as_ref().expect("there are users");
    let cv = thinking.within_users.as_ref().expect("users have many").cv.value;
    assert!((spec.think_cv - cv).abs() < 1e-3, "{} {cv}", spec.think_cv);
    let asking = fit.asking_of_a_closed_loop().expect("people ask");
    close("weekend", spec.calendar.weekend, asking.weekend.expect("weekends").value);
    for h in 0..24 {
        close("hour", spec.calendar.hour_share_weekday[h], asking.weekday_hours[h].value);
    }
    let users = fit.users.as_ref().expect("there are users");
    for (class, fitted) in spec.classes.iter().zip(&users.classes) {
        close("share", class.share, fitted.share);
        close("duty", class.duty, fitted.duty);
        assert!((class.mean_hours - fitted.mean_hours.expect("sessions")).abs() < 1e-3);
    }
}

/// Of a log without users or many rows only what it holds is written; an empty one leaves the base as it is.
#[test]
fn an_empty_log_changes_nothing() {
    let settings = Settings::new(0, [0, DAY]);
    let fragment = Fragment { name: "n", base: "b.ron", log: "l" };
    let text = fragment.text(&Fit::new(&[], &settings), &settings);
    assert_eq!(
        text,
        "// naru fit: l에 맞춘 수요. 기록 0줄. 나머지는 b.ron 그대로.\n(\n    name: \"n\",\n    base: \"b.ron\",\n    demand: (\n    ),\n)\n"
    );
}
