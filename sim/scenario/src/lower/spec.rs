//! The demand that a surface without errors describes.

use super::Judge;
use super::calendar::Days;
use super::cohorts::{Cohort as Group, Kind};
use super::rows::Row;
use crate::problem::Problem;
use crate::surface::{
    self, Asking, Demand, Line, Named, Product, Sessions, Spot, Surface, by_name, parse_date,
};
use crate::words;
use naru_model::rules::settlement::month_starts;
use naru_model::workload::{
    Behaviour, BurstPeriod, Bursts, Calendar, Class, Cohort, ExtraStorage, Failed, Listed, Multiple, Rush,
    Season, SessionLength, Spec, Stages, StartDelay, Trials, UserKind, chains,
};
use naru_units::Instant;

/// What must be there in a surface without errors.
pub(super) const JUDGED: &str = "a surface without errors is whole";

/// Asking ends at `last`: after the programme, where use after it is simulated.
pub(super) fn spec(
    judge: &Judge<'_>,
    groups: &[Group<'_>],
    rows: &[Row<'_>],
    days: Days,
    last: Instant,
) -> Result<Spec, Box<Problem>> {
    let surface = judge.surface;
    let policy = surface.policy.as_ref().expect(JUDGED);
    let demand = surface.demand.as_ref().expect(JUDGED);
    let end = days.instant(days.end);
    let mut starts = month_starts(days.epoch(), Instant::START, last);
    starts.pop();
    starts[0] = Instant::START;
    let sessions = demand.sessions.as_ref().expect(JUDGED);
    let (programme_shock, month_shock) = demand.shocks.expect(JUDGED);
    let (median, p90) = demand.start_delay.expect(JUDGED);
    let spec = Spec {
        end,
        last,
        cohorts: cohorts(judge, groups, rows, days),
        classes: values(demand.classes.as_ref().expect(JUDGED))
            .map(|(name, class)| Class {
                name: name.to_owned(),
                share: class.share.value,
                duty: class.duty,
                mean_hours: class.mean_hours.value,
            })
            .collect(),
        level: demand.level.map_or(1.0, |level| level.value),
        max_duty: demand.max_duty.expect(JUDGED),
        calendar: calendar(surface, demand, days, last),
        programme_shock,
        month_shock,
        month_starts: starts,
        start_delay: StartDelay { median_days: median.value, p90_days: p90.value },
        user_kinds: values(demand.users.as_ref().expect(JUDGED))
            .map(|(name, kind)| UserKind { name: name.to_owned(), share: kind.share.value, pays: kind.pays })
            .collect(),
        withdrawal: demand.withdrawal.expect(JUDGED),
        drop_out: demand.drop_out.expect(JUDGED),
        rushes: values(demand.rush.as_ref().expect(JUDGED))
            .map(|(_, rush)| Rush {
                before: days.instant(rush.before.value),
                within: rush.within,
                share: rush.share,
                work: rush.work,
            })
            .collect(),
        bursts: demand.bursts.as_ref().filter(|bursts| bursts.share > 0.0).map(|b| bursts(b, days)),
        think_cv: demand.think_cv.expect(JUDGED).value,
        failed: Failed { share: sessions.failed_share, mu: sessions.failed_mu, sigma: sessions.failed_sigma },
        partial_share: demand.partial.as_ref().map_or(0.0, |partial| partial.share),
        patience_s: demand.patience.map(|patience| patience.0 as f64),
        extra_storage: demand.extra_storage.map(|(share, tb)| ExtraStorage { share, tb }),
        stages: demand.stages.as_ref().map(|stages| Stages {
            median_weeks: stages.median_weeks.value.as_slice().try_into().expect(JUDGED),
            over_two_months: stages.over_two_months.value,
        }),
        trials: demand.trials.map(|(share, length)| Trials { share, length }),
        tail: policy.idle_return.expect(JUDGED),
    };
    match demand.mean_use {
        None => Ok(spec),
        Some(mean_use) => at_mean_use(spec, mean_use),
    }
}

/// Turns a mean use that was asked for into the level that gives it (pilot runs of the chains alone).
fn at_mean_use(spec: Spec, mean_use: Spot<f64>) -> Result<Spec, Box<Problem>> {
    match chains::level_for_mean_use(&spec, mean_use.value) {
        Some(level) => Ok(Spec { level, ..spec }),
        None => Err(Problem::error(words::no_level_gives(mean_use.value)).at(mean_use.place).into()),
    }
}

/// Entries of a map whose values are all right.
pub(super) fn values<T>(map: &[Named<T>]) -> impl Iterator<Item = (&str, &T)> {
    map.iter().map(|named| (named.name.as_str(), named.value.as_ref().expect(JUDGED)))
}

fn cohorts(judge: &Judge<'_>, groups: &[Group<'_>], rows: &[Row<'_>], days: Days) -> Vec<Cohort> {
    let demand = judge.surface.demand.as_ref().expect(JUDGED);
    let sessions = demand.sessions.as_ref().expect(JUDGED);
    let npu = demand.npu.as_ref().expect(JUDGED);
    let waves = judge.waves();
    groups
        .iter()
        .map(|group| {
            let from = match group.kind {
                Kind::Start | Kind::Grants(_) => Instant::START,
                Kind::Wave { wave, .. } => days.instant(waves[wave].1.decide.value),
            };
            let behaviour = match (&group.kind, group.of.line) {
                (Kind::Grants(grants), _) => Behaviour::Listed {
                    requests: grants
                        .iter()
                        .map(|grant| Listed { at: days.instant(grant.from.value), work: grant.length.value })
                        .collect(),
                },
                (Kind::Start | Kind::Wave { .. }, Line::Gpu) => {
                    Behaviour::Programme { length: length(sessions, group.of) }
                }
                (Kind::Start, Line::Npu) => Behaviour::Tenancy {
                    at_start: npu.at_start.value,
                    from_day: days.number(npu.from.value),
                    until_day: days.number(npu.to.value) + 1,
                    enrolled: npu.enrolled,
                },
                // Who is admitted with a wave enrols with it.
                (Kind::Wave { .. }, Line::Npu) => Behaviour::Tenancy {
                    at_start: 0.0,
                    from_day: from.day(),
                    until_day: from.day() + 1,
                    enrolled: 1.0,
                },
            };
            let sellers = rows.iter().filter(|row| row.named.name == group.name && !row.overflow).count();
            let switching = demand.switching.filter(|_| sellers > 1 && group.of.gang.is_none());
            Cohort {
                first_number: group.first_number,
                from,
                switching: switching.map_or(0.0, |(gpu, npu)| match group.of.line {
                    Line::Gpu => gpu,
                    Line::Npu => npu,
                }),
                ..Cohort::new(group.name.to_owned(), group.projects, behaviour)
            }
        })
        .collect()
}

fn bursts(bursts: &surface::Bursts, days: Days) -> Bursts {
    let (fewest, most) = bursts.weeks;
    Bursts {
        share: bursts.share,
        multiples: values(&bursts.multiples)
            .map(|(k, share)| Multiple { sets: k.parse().expect(JUDGED), share: share.value })
            .collect(),
        days: [i64::from(fewest.value) * 7, i64::from(most.value) * 7],
        periods: values(&bursts.periods)
            .map(|(_, period)| BurstPeriod {
                from: days.number(period.from.value),
                until: days.number(period.to.value) + 1,
                share: period.share.value,
            })
            .collect(),
    }
}

fn length(sessions: &Sessions, product: &Product) -> SessionLength {
    let cards = product.named.as_ref().map_or(1, |(_, cards)| *cards);
    let law =
        by_name(&sessions.lengths, &cards.to_string()).and_then(|law| law.value.as_ref()).expect(JUDGED);
    let two = |values: &[f64]| <[f64; 2]>::try_from(values).expect(JUDGED);
    SessionLength {
        min: sessions.at_least,
        max: sessions.at_most,
        weights: two(&law.weights.value),
        mu: two(&law.mu),
        sigma: two(&law.sigma),
    }
}

fn calendar(surface: &Surface, demand: &Demand, days: Days, last: Instant) -> Calendar {
    let mut holidays: Vec<i64> = values(surface.holidays.as_ref().expect(JUDGED))
        .map(|(date, _)| parse_date(date).expect(JUDGED))
        .filter(|date| (Instant::START..last).contains(&days.instant(*date)))
        .map(|date| days.number(date))
        .collect();
    holidays.sort_unstable();
    let mut seasons: Vec<Season> = values(demand.seasons.as_ref().expect(JUDGED))
        .map(|(_, season)| Season {
            from: days.number(season.from.value),
            until: days.number(season.to.value) + 1,
            factor: season.factor,
        })
        .collect();
    seasons.sort_by_key(|season| season.from);
    let asking: &Asking = demand.asking.as_ref().expect(JUDGED);
    let (ramp_floor, ramp_days) = demand.ramp.expect(JUDGED);
    Calendar {
        first_weekday: days.start.weekday().to_monday_zero_offset().unsigned_abs(),
        holidays,
        hour_share_weekday: hours(asking.weekday_hours.as_ref()),
        hour_share_weekend: hours(asking.weekend_hours.as_ref()),
        weekend: asking.weekend,
        holiday: asking.holiday,
        ramp_floor,
        ramp_days: i64::from(ramp_days),
        seasons,
    }
}

fn hours(shares: Option<&Spot<Vec<f64>>>) -> [f64; 24] {
    shares.map_or([1.0 / 24.0; 24], |spot| spot.value.as_slice().try_into().expect(JUDGED))
}
