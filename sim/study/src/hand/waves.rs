//! Waves (추가모집, P6): whether they come, and what their projects add.

use super::pilot::{Holding, mean_use_of};
use super::prices::{Price, tenancies};
use super::{Hand, Sessions, cohorts, flat, period_hours};
use naru_model::rules::budget::{Elapsed, Forecast, admits_wave, wave_base};
use naru_model::workload::{Behaviour, Laws, Spec};
use naru_model::{Plan, Tariff};
use naru_units::{Instant, Won};

/// Adds the projects of every wave that is admitted, in the order of the waves. Places of recalled grants stay empty: by hand
/// nobody's grant is recalled.
pub(super) fn add(
    hand: &mut Hand,
    plan: &Plan,
    laws: &Laws,
    sessions: &Sessions<'_>,
    holding: Option<&Holding>,
) {
    let spec = laws.spec();
    for w in 0..plan.waves.len() {
        if !admitted(hand, plan, laws, w) {
            continue;
        }
        let of_wave = cohorts(plan, spec).filter(|(.., project)| project.wave == Some(w as u16));
        for (c, cohort, project) in of_wave {
            let p = project.product.0 as usize;
            let hourly = plan.products[p].tariff == Tariff::Hourly;
            if !hourly || !matches!(cohort.behaviour, Behaviour::Programme { .. }) {
                continue;
            }
            // What the others are granted in recalled places is not.
            let first: usize = spec.cohorts[..c].iter().map(|it| it.projects as usize).sum();
            let all = &plan.projects[first..first + cohort.projects as usize];
            let granted = all.iter().filter(|it| !it.in_recalled_place).count() as f64;
            let part = granted / f64::from(cohort.projects);
            let same = |other: &naru_model::workload::Cohort| {
                other.product == cohort.product && other.first_number == cohort.first_number
            };
            let used = f64::from(cohort.projects) * period_hours(spec) * mean_use_of(laws, same);
            let of = sessions.hourly(c, used, holding, Price::new(plan, p, laws)).all();
            let own = holding.map_or(0.0, |it| flat::own(plan, laws, it, c, cohort, p, of));
            hand.waves_won[p] += part * (of - own);
        }
    }
}

/// Whether by hand enough is forecast to be left on the day of a wave: the rule itself, on what hourly products have come to by
/// then, as use has grown, and on the tenancies of until then.
fn admitted(hand: &Hand, plan: &Plan, laws: &Laws, w: usize) -> bool {
    let wave = plan.waves[w];
    let spec = laws.spec();
    let from_start = |cohort: &naru_model::workload::Cohort| cohort.from == Instant::START;
    // Bursts and hurries take place at their own time and are left out of the growth.
    let calm = Spec { bursts: None, rushes: Vec::new(), ..spec.clone() };
    let dropped = spec.drop_out * wave.at.0 as f64 / spec.end.0 as f64;
    let until = Spec { end: wave.at, last: wave.at, drop_out: dropped, ..calm.clone() };
    let use_of = |spec: Spec| {
        let end = spec.end.0 as f64;
        end * mean_use_of(&Laws::new(spec), from_start)
    };
    let share = use_of(until) / use_of(calm);
    let tenancies: f64 = cohorts(plan, spec)
        .filter(|(.., project)| plan.products[project.product.0 as usize].tariff == Tariff::Monthly)
        .map(|(_, cohort, project)| tenancies(plan, project.product.0 as usize, cohort, wave.at))
        .sum();
    let spent = Won((hand.gpu() * share + tenancies).ceil() as i64);
    let readings = &plan.terms.readings;
    let elapsed = Elapsed { days: wave.at.day(), of: plan.end.day() };
    let forecast = Forecast::new(readings.forecast, spent, elapsed);
    admits_wave(
        wave_base(readings.wave_base, plan.budget.cap, plan.budget.operating),
        forecast,
        wave.threshold,
    )
}
