//! What follows from the spec alone: made once, shared by all replications.

use crate::length::{self, Scaled};
use crate::profile::Profile;
use crate::rates::Rates;
use crate::sample::{self, Hyperexponential};
use crate::{Behaviour, Cohort, ProjectId, Spec, Stages};
use naru_units::{DAY, HOUR, Instant};

/// Least mean think time of a class, in seconds at the plain weekday's rate: nobody returns at once on average.
const LEAST_THINK_S: f64 = 72.0;

/// The laws of a spec: length scales, mean lengths, the calendar day by day, the projects' names.
///
/// It owns the spec and never changes. [`Demand`](crate::Demand) adds the draws of one replication.
#[derive(Clone, Debug)]
pub struct Laws {
    pub(crate) spec: Spec,
    pub(crate) asking: Asking,
    /// ∫a itself, for quantiles of asking in a window.
    pub(crate) plain: Rates,
    pub(crate) cohorts: Vec<CohortLaws>,
    /// Of every project, in the programme's numbering: product/number.
    pub(crate) names: Vec<String>,
    pub(crate) think: Hyperexponential,
    /// Mean and standard deviation of ln seconds of the start delay; `None` if nobody waits.
    pub(crate) delay: Option<(f64, f64)>,
    /// Standard deviation of ln days of a tenant's stages; `None` if they are not followed.
    pub(crate) stage_sigma: Option<f64>,
    /// Mean seconds of work by class, failed starts included.
    work_mean_s: Vec<f64>,
}

/// What a cohort needs besides its place in the spec.
#[derive(Clone, Debug)]
pub(crate) struct CohortLaws {
    /// Its first project.
    pub(crate) first: u32,
    /// The law of a real session's length by class; empty unless it behaves as the programme's users.
    pub(crate) lengths: Vec<Scaled>,
}

/// The calendar, day by day.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    profiles: [Profile; 3],
    days: Vec<AskingDay>,
}

#[derive(Clone, Copy, Debug)]
struct AskingDay {
    profile: u8,
    month: u16,
    /// level × ramp × season: the factor on use before shocks.
    wanting: f64,
}

const WEEKDAY: u8 = 0;
const WEEKEND: u8 = 1;
const HOLIDAY: u8 = 2;

/// Means of one session of a class, failed starts included, if nothing cuts it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SessionMeans {
    /// Seconds of work.
    pub work_s: f64,
    /// Begun hours of work and idle tail together: E ⌈(L + τ)/1 h⌉.
    pub begun_hours: f64,
}

impl Laws {
    /// Solves what the spec leaves open.
    ///
    /// # Panics
    /// If a class's mean hours do not lie between the shortest and the longest session, the think time's coefficient
    /// of variation is below 1, the months do not begin at 0, asking ends before the end, or a list has not one request a project.
    /// The scenario's checks keep such specs out.
    pub fn new(spec: Spec) -> Self {
        assert_eq!(spec.month_starts.first(), Some(&Instant::START), "the first month begins at second 0");
        assert!(
            spec.end <= spec.last,
            "asking does not end before the programme: {:?}, {:?}",
            spec.last,
            spec.end
        );
        let asking = Asking::new(&spec);
        let plain = Rates::new(&asking, core::iter::repeat_n(1.0, asking.days()));
        let mut first = 0;
        let mut cohorts = Vec::with_capacity(spec.cohorts.len());
        let mut names = Vec::new();
        for cohort in &spec.cohorts {
            if let Behaviour::Listed { requests } = &cohort.behaviour {
                assert_eq!(requests.len(), cohort.projects as usize, "every project has one listed request");
            }
            cohorts.push(CohortLaws { first, lengths: lengths(cohort, &spec) });
            let numbers = cohort.first_number..cohort.first_number + cohort.projects;
            names.extend(numbers.map(|number| format!("{}/{number}", cohort.product)));
            first += cohort.projects;
        }
        let work_mean_s =
            spec.classes.iter().map(|c| length::work_mean_s(c.mean_hours, &spec.failed)).collect();
        let think = Hyperexponential::balanced(spec.think_cv);
        let delay = (spec.start_delay.median_days > 0.0).then(|| {
            let (median, p90) = (spec.start_delay.median_days, spec.start_delay.p90_days);
            let sigma = libm::log(p90 / median) / sample::normal_quantile(0.9);
            (libm::log(median * DAY as f64), sigma)
        });
        let stage_sigma = spec.stages.as_ref().map(Stages::sigma);
        Self { spec, asking, plain, cohorts, names, think, delay, stage_sigma, work_mean_s }
    }

    /// The spec that these laws are made from.
    pub const fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Number of projects of all cohorts.
    pub fn projects(&self) -> u32 {
        u32::try_from(self.names.len()).expect("projects are numbered by u32")
    }

    /// The name of a project's draws: its product and its number within it, such as `gpu-39tf/12`.
    pub fn name(&self, project: ProjectId) -> &str {
        &self.names[project.0 as usize]
    }

    /// The factor s on the length mixture by which a class's real sessions have their mean.
    ///
    /// # Panics
    /// If the cohort does not behave as the programme's users, or there is no such class.
    pub fn length_scale(&self, cohort: usize, class: u8) -> f64 {
        self.length(cohort, class).scale
    }

    /// Means of a session, in closed form: for the hand check, without draws.
    ///
    /// # Panics
    /// If the cohort does not behave as the programme's users, or there is no such class.
    pub fn session(&self, cohort: usize, class: u8) -> SessionMeans {
        SessionMeans {
            work_s: self.work_mean_s[usize::from(class)],
            begun_hours: length::begun_hours_mean(
                self.length(cohort, class),
                &self.spec.failed,
                self.spec.tail,
            ),
        }
    }

    fn length(&self, cohort: usize, class: u8) -> &Scaled {
        self.cohorts[cohort].lengths.get(usize::from(class)).expect("classes belong to the programme's users")
    }

    /// Λ of a class, for shocks by month: the mean think time of a day is what is left of L/u after work and tail.
    pub(crate) fn rates(&self, class: usize, shocks: &[f64]) -> Rates {
        let work_s = self.work_mean_s[class];
        let duty = self.spec.classes[class].duty;
        let held_s = work_s + self.spec.tail.0 as f64;
        let think_s = self.asking.days.iter().map(|day| {
            let used = (duty * day.wanting * shocks[usize::from(day.month)]).min(self.spec.max_duty);
            if used > 0.0 { (work_s / used - held_s).max(LEAST_THINK_S) } else { f64::INFINITY }
        });
        Rates::new(&self.asking, think_s)
    }

    /// The second at the `u`-quantile of asking in `[from, before)`.
    pub(crate) fn asking_quantile(&self, from: Instant, before: Instant, u: f64) -> Instant {
        let last = Instant(before.0 - 1);
        let in_window = self.plain.at(&self.asking, before) - self.plain.at(&self.asking, from);
        self.plain.next(&self.asking, from, u * in_window).unwrap_or(last).min(last)
    }

    /// Whole hours of the programme: what one product could be used at most.
    pub(crate) fn hours(&self) -> f64 {
        self.spec.end.0 as f64 / HOUR as f64
    }
}

fn lengths(cohort: &Cohort, spec: &Spec) -> Vec<Scaled> {
    match &cohort.behaviour {
        Behaviour::Programme { length } => {
            spec.classes.iter().map(|class| Scaled::solve(length, class.mean_hours)).collect()
        }
        Behaviour::Tenancy { .. }
        | Behaviour::ClosedSource { .. }
        | Behaviour::OpenSource { .. }
        | Behaviour::Listed { .. } => Vec::new(),
    }
}

impl Asking {
    fn new(spec: &Spec) -> Self {
        let calendar = &spec.calendar;
        let profiles = [
            Profile::new(&calendar.hour_share_weekday, 1.0),
            Profile::new(&calendar.hour_share_weekend, calendar.weekend),
            Profile::new(&calendar.hour_share_weekend, calendar.holiday),
        ];
        let last_second = Instant(spec.last.0 - 1);
        let days = (0..=last_second.day())
            .map(|day| {
                let weekday = (i64::from(calendar.first_weekday) + day) % 7;
                let profile = if calendar.holidays.binary_search(&day).is_ok() {
                    HOLIDAY
                } else if weekday >= 5 {
                    WEEKEND
                } else {
                    WEEKDAY
                };
                let month = spec.month_starts.partition_point(|start| start.day() <= day) - 1;
                let ramp = if day < calendar.ramp_days {
                    calendar.ramp_floor + (1.0 - calendar.ramp_floor) * day as f64 / calendar.ramp_days as f64
                } else {
                    1.0
                };
                let season = calendar
                    .seasons
                    .iter()
                    .find(|s| (s.from..s.until).contains(&day))
                    .map_or(1.0, |s| s.factor);
                AskingDay {
                    profile,
                    month: u16::try_from(month).expect("a programme has few months"),
                    wanting: spec.level * ramp * season,
                }
            })
            .collect();
        Self { profiles, days }
    }

    /// Days given by the index of their profile, with a wanting of 1.
    #[cfg(test)]
    pub(crate) fn of_profiles(profiles: [Profile; 3], days: &[u8]) -> Self {
        let days = days.iter().map(|&profile| AskingDay { profile, month: 0, wanting: 1.0 }).collect();
        Self { profiles, days }
    }

    /// Number of days, the last one perhaps cut.
    pub(crate) fn days(&self) -> usize {
        self.days.len()
    }

    /// The profile of a day.
    #[inline]
    pub(crate) fn profile(&self, day: usize) -> &Profile {
        &self.profiles[usize::from(self.days[day].profile)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Calendar, Class, Failed, Season, SessionLength, StartDelay};
    use naru_units::Span;

    /// Ten days from a Saturday; day 3 (a Tuesday) and day 8 (a Sunday) are holidays.
    fn spec() -> Spec {
        Spec {
            end: Instant(10 * DAY),
            last: Instant(10 * DAY),
            cohorts: vec![Cohort::new(
                "p".to_owned(),
                2,
                Behaviour::Programme {
                    length: SessionLength {
                        min: Span(600),
                        max: Span::days(14),
                        weights: [0.5, 0.5],
                        mu: [8.0, 9.0],
                        sigma: [1.0, 1.0],
                    },
                },
            )],
            classes: vec![Class { name: "c".to_owned(), share: 1.0, duty: 0.5, mean_hours: 5.0 }],
            level: 2.0,
            max_duty: 0.985,
            calendar: Calendar {
                first_weekday: 5,
                holidays: vec![3, 8],
                hour_share_weekday: [1.0 / 24.0; 24],
                hour_share_weekend: [1.0 / 24.0; 24],
                weekend: 0.55,
                holiday: 0.6,
                ramp_floor: 0.35,
                ramp_days: 5,
                seasons: vec![Season { from: 4, until: 6, factor: 0.8 }],
            },
            programme_shock: 0.0,
            month_shock: 0.0,
            month_starts: vec![Instant(0), Instant(4 * DAY)],
            start_delay: StartDelay { median_days: 12.0, p90_days: 40.0 },
            user_kinds: Vec::new(),
            withdrawal: 0.0,
            drop_out: 0.0,
            rushes: Vec::new(),
            bursts: None,
            think_cv: 2.0,
            failed: Failed { share: 0.0, mu: 4.17, sigma: 0.17 },
            partial_share: 0.0,
            patience_s: None,
            extra_storage: None,
            stages: None,
            trials: None,
            tail: Span::minutes(30),
        }
    }

    #[test]
    fn a_holiday_beats_a_weekend_and_both_beat_a_weekday() {
        let asking = Asking::new(&spec());
        let kinds: Vec<u8> = asking.days.iter().map(|d| d.profile).collect();
        assert_eq!(
            kinds,
            [WEEKEND, WEEKEND, WEEKDAY, HOLIDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKEND, HOLIDAY, WEEKDAY]
        );
    }

    /// .35 on day 0, linear to 1 on day 5; the season covers days 4 and 5, not 6; the level is 2.
    #[test]
    fn ramp_season_and_level_multiply() {
        let asking = Asking::new(&spec());
        let wanting: Vec<f64> = asking.days.iter().map(|d| d.wanting).collect();
        let want = [0.70, 0.96, 1.22, 1.48, 1.74 * 0.8, 1.6, 2.0, 2.0, 2.0, 2.0];
        for (got, want) in wanting.iter().zip(want) {
            assert!((got - want).abs() < 1e-12, "{wanting:?}");
        }
        let months: Vec<u16> = asking.days.iter().map(|d| d.month).collect();
        assert_eq!(months, [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    }

    /// A cut last day counts as a day; an end at midnight begins none.
    #[test]
    fn days_are_counted_up_to_the_last() {
        for (last, want) in [(DAY - 1, 1), (DAY, 1), (DAY + 1, 2), (10 * DAY, 10)] {
            let spec = Spec { end: Instant(DAY - 1), last: Instant(last), ..spec() };
            assert_eq!(Asking::new(&spec).days(), want, "{last}");
        }
    }

    #[test]
    fn the_start_delay_has_its_median_and_p90() {
        let (mu, sigma) = Laws::new(spec()).delay.expect("there is a delay");
        for (p, days) in [(0.5, 12.0), (0.9, 40.0)] {
            let got = sample::lognormal(p, mu, sigma) / DAY as f64;
            assert!((got - days).abs() < 1e-9, "{got} days");
        }
    }

    #[test]
    #[should_panic(expected = "a mean of 400 h lies between the shortest and the longest session")]
    fn a_mean_beyond_the_longest_session_is_refused() {
        let mut spec = spec();
        spec.classes[0].mean_hours = 400.0;
        Laws::new(spec);
    }
}
