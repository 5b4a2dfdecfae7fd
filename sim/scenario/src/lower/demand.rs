//! Demand against itself: shares, laws, dates.

use super::Judge;
use super::calendar::Days;
use super::rows::Row;
use crate::overlay::suggest;
use crate::problem::Problem;
use crate::surface::{Demand, Line, Named, Sessions, Spot, by_name};
use crate::words;
use naru_model::rules::allowance::burst_sets;
use naru_model::rules::readings::Readings;

/// How far from 1 a sum of shares may be: shares that people write, and shares measured to six digits.
const WRITTEN: f64 = 1e-9;
const MEASURED: f64 = 1e-4;

/// Two months (61 days) in weeks: medians of reported stages lie below.
const TWO_MONTHS_WEEKS: f64 = 61.0 / 7.0;

/// The last value of the file that lies over the others: most likely the slip.
pub(super) fn uppermost<T>(spots: &[Spot<T>]) -> Option<&Spot<T>> {
    spots.iter().min_by_key(|s| (s.place.source, core::cmp::Reverse(s.place.start)))
}

impl Judge<'_> {
    pub(super) fn demand(&mut self) {
        let surface = self.surface;
        self.own_contribution();
        let Some(demand) = &surface.demand else { return };
        self.level(demand);
        self.class_means(demand);
        if let Some(classes) = &demand.classes {
            let shares = classes.iter().filter_map(|c| c.value.as_ref().map(|c| c.share));
            self.adds_up("demand.classes", shares, WRITTEN, classes.len());
        }
        if let Some(users) = &demand.users {
            let shares = users.iter().filter_map(|u| u.value.as_ref().map(|u| u.share));
            self.adds_up("demand.users", shares, WRITTEN, users.len());
        }
        if let Some(asking) = &demand.asking {
            self.hours("demand.asking.weekday_hours", asking.weekday_hours.as_ref());
            self.hours("demand.asking.weekend_hours", asking.weekend_hours.as_ref());
        }
        if let Some(sessions) = &demand.sessions {
            self.mixtures(sessions);
        }
        if let Some(cv) = demand.think_cv.filter(|cv| cv.value < 1.0) {
            self.problems.push(Problem::error(words::cv_below_one()).at(cv.place));
        }
        if let Some((_, p90)) = demand.start_delay.filter(|(median, p90)| p90.value < median.value) {
            self.problems.push(Problem::error(words::p90_below_median()).at(p90.place));
        }
        if let Some(npu) = demand.npu.as_ref().filter(|npu| npu.at_start.value > npu.enrolled) {
            self.problems.push(Problem::error(words::more_at_start()).code("N6").at(npu.at_start.place));
        }
        if let Some(days) = self.days {
            self.demand_dates(demand, days);
        }
    }

    fn level(&mut self, demand: &Demand) {
        match (demand.level, demand.mean_use) {
            (Some(level), Some(mean_use)) => {
                let problem = Problem::error(words::both_level_and_use()).at(mean_use.place);
                let problem = problem.label(words::take_level_away());
                self.problems.push(problem.also(level.place, words::level_here()));
            }
            (None, None) => {
                self.problems.push(Problem::error(words::neither_level_nor_use()).at(demand.place));
            }
            (Some(given), None) | (None, Some(given)) if given.value <= 0.0 => {
                let path = if demand.level.is_some() { "demand.level" } else { "demand.mean_use" };
                self.problems.push(Problem::error(words::above_zero(path)).at(given.place));
            }
            (Some(_), None) | (None, Some(_)) => {}
        }
    }

    fn class_means(&mut self, demand: &Demand) {
        let Some(sessions) = &demand.sessions else { return };
        let (least, most) = (sessions.at_least.0 as f64, sessions.at_most.0 as f64);
        for class in demand.classes.iter().flatten() {
            let Some(mean) = class.value.as_ref().map(|c| c.mean_hours) else { continue };
            let mean_s = mean.value * 3_600.0;
            if !(least < mean_s && mean_s < most) {
                let title = words::mean_out_of_bounds(&class.name, sessions.at_least, sessions.at_most);
                self.problems.push(Problem::error(title).at(mean.place));
            }
        }
    }

    /// Shares of one whole; told at the last of the uppermost file that gives one, unless one of them is wrong anyway.
    fn adds_up(&mut self, path: &str, shares: impl Iterator<Item = Spot<f64>>, tolerance: f64, count: usize) {
        let shares: Vec<Spot<f64>> = shares.collect();
        let sum: f64 = shares.iter().map(|s| s.value).sum();
        let whole = (sum - 1.0).abs() <= tolerance || shares.len() < count;
        if let (false, Some(last)) = (whole, uppermost(&shares)) {
            let shown = format!("{sum:.6}").trim_end_matches('0').trim_end_matches('.').to_owned();
            self.problems.push(Problem::error(words::sum_is_not_one(path, &shown)).at(last.place));
        }
    }

    fn hours(&mut self, path: &str, hours: Option<&Spot<Vec<f64>>>) {
        let Some(hours) = hours else { return };
        if hours.value.len() != 24 {
            let title = words::twenty_four(path, hours.value.len());
            self.problems.push(Problem::error(title).at(hours.place));
            return;
        }
        let spots = hours.value.iter().map(|share| Spot { value: *share, place: hours.place });
        self.adds_up(path, spots, MEASURED, 24);
    }

    fn mixtures(&mut self, sessions: &Sessions) {
        for law in &sessions.lengths {
            let Some(mixture) = &law.value else { continue };
            let path = format!("demand.sessions.lengths.{}", law.name);
            let (weights, place) = (&mixture.weights.value, mixture.weights.place);
            if [weights.len(), mixture.mu.len(), mixture.sigma.len()] != [2, 2, 2] {
                self.problems.push(Problem::error(words::mixture_lengths(&path)).at(law.place));
                continue;
            }
            let spots = weights.iter().map(|weight| Spot { value: *weight, place });
            self.adds_up(&format!("{path}.weights"), spots, MEASURED, weights.len());
        }
        for product in self.surface.products.iter().flatten() {
            let Some(value) = product.value.as_ref().filter(|p| p.line == Line::Gpu) else { continue };
            let Some((_, cards)) = &value.named else { continue };
            if by_name(&sessions.lengths, &cards.to_string()).is_none() {
                let title = words::no_length(&product.name, *cards);
                self.problems.push(Problem::error(title).at(product.place));
            }
        }
    }

    fn demand_dates(&mut self, demand: &Demand, days: Days) {
        let mut seasons = Vec::new();
        for named in demand.seasons.iter().flatten() {
            let Some(season) = &named.value else { continue };
            self.within(Some(season.from), days);
            self.within(Some(season.to), days);
            if season.to.value < season.from.value {
                let title = words::backwards(&format!("demand.seasons.{}", named.name));
                self.problems.push(Problem::error(title).at(season.to.place));
            }
            seasons.push((season.from.value, season.to.value, named));
        }
        seasons.sort_by_key(|(from, _, _)| *from);
        for pair in seasons.windows(2) {
            let ((_, until, earlier), (from, _, later)) = (pair[0], pair[1]);
            if from <= until {
                // At the one that was said last: a scenario's own line rather than its base's.
                let (at, with) = if earlier.place.source < later.place.source {
                    (earlier, later)
                } else {
                    (later, earlier)
                };
                let problem = Problem::error(words::overlapping_seasons(&at.name, &with.name)).at(at.place);
                self.problems.push(problem.also(with.place, words::overlaps_here()));
            }
        }
        for rush in demand.rush.iter().flatten().filter_map(|r| r.value.as_ref()) {
            self.until(rush.before, days);
        }
        if let Some(npu) = &demand.npu {
            self.within(Some(npu.from), days);
            self.within(Some(npu.to), days);
            if npu.to.value < npu.from.value {
                self.problems.push(Problem::error(words::backwards("demand.npu")).at(npu.to.place));
            }
        }
    }

    /// T3: kinds of user and products that own contributions name.
    fn own_contribution(&mut self) {
        let surface = self.surface;
        for kind in surface.own_ratio.iter().flatten() {
            let users = surface.demand.as_ref().and_then(|demand| demand.users.as_ref());
            if let Some(users) = users.filter(|users| by_name(users, &kind.name).is_none()) {
                let problem = Problem::error(words::unknown_kind(&kind.name)).at(kind.place);
                self.problems.push(suggest(problem, &kind.name, users.iter().map(|u| u.name.as_str())));
            }
        }
        for kind in surface.own_contribution.iter().flatten() {
            let users = surface.demand.as_ref().and_then(|demand| demand.users.as_ref());
            if let Some(users) = users.filter(|users| by_name(users, &kind.name).is_none()) {
                let problem = Problem::error(words::unknown_kind(&kind.name)).at(kind.place);
                self.problems.push(suggest(problem, &kind.name, users.iter().map(|u| u.name.as_str())));
            }
            for product in kind.value.iter().flatten() {
                let products = surface.products.as_ref();
                if let Some(products) = products.filter(|products| by_name(products, &product.name).is_none())
                {
                    let problem = Problem::error(words::unknown_product(&product.name)).at(product.place);
                    self.problems.push(suggest(
                        problem,
                        &product.name,
                        products.iter().map(|p| p.name.as_str()),
                    ));
                }
            }
        }
    }

    /// A5: who asks for several sets, and whether they can ever start.
    pub(super) fn bursts(&mut self, readings: &Readings) {
        let surface = self.surface;
        let Some(demand) = &surface.demand else { return };
        if let Some(bursts) = &demand.bursts {
            let shares = bursts.multiples.iter().filter_map(|m| m.value);
            self.adds_up("demand.bursts.multiples", shares, WRITTEN, bursts.multiples.len());
            let shares = bursts.periods.iter().filter_map(|p| p.value.as_ref().map(|p| p.share));
            self.adds_up("demand.bursts.periods", shares, WRITTEN, bursts.periods.len());
            let (fewest, most) = bursts.weeks;
            if fewest.value == 0 || most.value < fewest.value {
                let place = if fewest.place.source < most.place.source { fewest.place } else { most.place };
                self.problems.push(Problem::error(words::weeks_of_a_burst()).code("A5").at(place));
            }
            for multiple in &bursts.multiples {
                self.multiple(multiple, readings);
            }
            for named in &bursts.periods {
                let (Some(period), Some(days)) = (&named.value, self.days) else { continue };
                self.within(Some(period.from), days);
                self.within(Some(period.to), days);
                if period.to.value < period.from.value {
                    let title = words::backwards(&format!("demand.bursts.periods.{}", named.name));
                    self.problems.push(Problem::error(title).at(period.to.place));
                }
            }
        }
        if let Some(stages) = &demand.stages {
            let weeks = &stages.median_weeks;
            let reported = weeks.value.iter().take(3).all(|w| *w < TWO_MONTHS_WEEKS);
            if weeks.value.len() != 4 || weeks.value.iter().any(|w| *w <= 0.0) || !reported {
                self.problems.push(Problem::error(words::four_stages()).code("N5").at(weeks.place));
            }
            let share = stages.over_two_months;
            if !(0.0 < share.value && share.value < 0.875) {
                self.problems.push(Problem::error(words::share_over_two_months()).code("N5").at(share.place));
            }
        }
    }

    /// A multiple that the rules know and a server holds.
    fn multiple(&mut self, multiple: &Named<Spot<f64>>, readings: &Readings) {
        let Some(k) = multiple.name.parse::<u32>().ok().filter(|k| [2, 4, 8].contains(k)) else {
            let problem = Problem::error(words::unknown_multiple(&multiple.name)).code("A5");
            self.problems.push(problem.at(multiple.place));
            return;
        };
        let hourly = |row: &Row<'_>| row.product.line == Line::Gpu && row.product.gang.is_none();
        for row in self.rows().into_iter().filter(|row| hourly(row) && !row.overflow) {
            let (set, server) = (row.set(), row.pool.resources());
            let fits = server.holds(&set);
            if fits && burst_sets(readings.burst_span, set, k, server).is_none() {
                let title = words::burst_above_a_server(&row.named.name, k, &row.pool.text.server.value);
                let problem = Problem::error(title).code("A5").at(multiple.place);
                let problem = problem.also(row.pool_place(), words::offered_here(&row.named.name));
                self.problems.push(problem.note(words::set_and_server(set.times(k), server)));
            }
        }
    }
}
