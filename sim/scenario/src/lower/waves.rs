//! Projects as the plan has them; grants (S3), waves (P6), recall (A6), allowances (A5).

use super::Judge;
use super::calendar::Days;
use super::choice::Offers;
use super::cohorts::{Cohort, Kind};
use super::lowered::WaveName;
use super::rows::Row;
use super::spec::JUDGED;
use crate::overlay::suggest;
use crate::problem::Problem;
use crate::surface::{self, Line, Named, Spot, by_name};
use crate::words;
use naru_model::rules::allowance::product_seconds;
use naru_model::rules::settlement::Terms;
use naru_model::{Product, ProductId, Project, Recall, RecallAllocation, RecallGrant, Wave};
use naru_units::{Instant, Month, Span};

impl Judge<'_> {
    pub(super) fn grants(&mut self) {
        let surface = self.surface;
        for product in surface.products.iter().flatten() {
            let Some(value) = product.value.as_ref().filter(|p| p.gang.is_some()) else { continue };
            if value.projects > 0 {
                let problem = Problem::error(words::gang_has_no_cohort(&product.name)).code("S3");
                self.problems.push(problem.at(product.place));
            }
        }
        let (Some(demand), Some(products)) = (&surface.demand, &surface.products) else { return };
        for grant in demand.grants.iter().filter_map(|g| g.value.as_ref()) {
            let name = &grant.product;
            let Some(product) = by_name(products, &name.value) else {
                let problem = Problem::error(words::unknown_product(&name.value)).at(name.place);
                self.problems.push(suggest(problem, &name.value, products.iter().map(|p| p.name.as_str())));
                continue;
            };
            let Some(product) = &product.value else { continue };
            if product.gang.is_none() {
                let problem = Problem::error(words::not_granted_alone(&name.value)).code("S3").at(name.place);
                self.problems.push(problem);
            }
            if let Some(first) = product.not_before.filter(|first| grant.from.value < first.value) {
                let problem = Problem::error(words::granted_too_early(&name.value, first.value)).code("S3");
                let problem = self.quote(problem.at(grant.from.place), "S3");
                self.problems.push(problem);
            } else if let Some(days) = self.days {
                self.within(Some(grant.from), days);
            }
            if grant.length.value == Span::ZERO {
                self.problems.push(Problem::error(words::above_zero("length")).at(grant.length.place));
            }
        }
    }

    pub(super) fn waves_and_recall(&mut self) {
        let surface = self.surface;
        let (Some(days), Some(products)) = (self.days, &surface.products) else { return };
        for (_, wave) in self.waves() {
            let decide = wave.decide;
            self.within(Some(decide), days);
            if days.has(decide.value) && (decide.value.day() != 1 || decide.value <= days.start) {
                let problem = Problem::error(words::decided_at_a_months_start()).code("P6").at(decide.place);
                self.problems.push(problem);
            }
            for named in wave.projects.iter().chain(&wave.recalled_places) {
                match by_name(products, &named.name) {
                    None => {
                        let problem = Problem::error(words::unknown_product(&named.name)).at(named.place);
                        let names = products.iter().map(|p| p.name.as_str());
                        self.problems.push(suggest(problem, &named.name, names));
                    }
                    Some(product) if product.value.as_ref().is_some_and(|p| p.gang.is_some()) => {
                        let problem = Problem::error(words::gang_has_no_cohort(&named.name)).code("S3");
                        self.problems.push(problem.at(named.place));
                    }
                    Some(_) => {}
                }
            }
            for supplier in &wave.servers {
                self.servers_of_a_wave(supplier);
            }
        }
        if let Some((after, notice)) = surface.recall.allocation
            && after.value + notice <= Span::ZERO
        {
            self.problems.push(Problem::error(words::recalled_at_once()).code("A6").at(after.place));
        }
        if let Some(grant) = &surface.recall.grant {
            self.within(Some(grant.at), days);
        }
    }

    fn servers_of_a_wave(&mut self, supplier: &Named<Vec<Named<Spot<u32>>>>) {
        if !self.supplier(&Spot { value: supplier.name.clone(), place: supplier.place }) {
            return;
        }
        let pools = self.surface.fleet.as_ref().and_then(|f| by_name(f, &supplier.name)?.value.as_ref());
        let Some(pools) = pools else { return };
        for pool in supplier.value.iter().flatten() {
            if by_name(pools, &pool.name).is_none() {
                let problem = Problem::error(words::unknown_pool(&pool.name)).at(pool.place);
                self.problems.push(suggest(problem, &pool.name, pools.iter().map(|p| p.name.as_str())));
            }
        }
    }
}

/// Product-seconds of so many months of support from the month of a second on.
pub(super) fn support(terms: &Terms, from: Instant, months: u32) -> i64 {
    product_seconds(terms.readings.allowance_month, terms.epoch.month(from), months)
}

/// Whole months from a date to the programme's end.
fn months_left(from: Instant, days: Days) -> u32 {
    let ended = |month: &Month| days.epoch().month_start(month.next()) <= days.instant(days.end);
    let first = days.epoch().month(from);
    core::iter::successors(Some(first), |m| Some(m.next())).take_while(ended).count() as u32
}

/// One entry for each project of the demand, in its numbering.
///
/// The allowance (A5) is on for all who are billed by the hour, whenever they pay: the support months of the start, or
/// the whole months that a wave has left. A gang has none: it is granted for a time.
pub(super) fn projects(
    judge: &Judge<'_>,
    cohorts: &[Cohort<'_>],
    rows: &[Row<'_>],
    products: &[Product],
    terms: &Terms,
    days: Days,
) -> Vec<Project> {
    let programme = judge.surface.programme.as_ref().expect(JUDGED);
    let choice = judge.surface.policy.as_ref().expect(JUDGED).choice;
    let waves = judge.waves();
    let ids = judge.products_in_use();
    let mut offers: Vec<Offers> = products
        .iter()
        .zip(&ids)
        .map(|(product, (id, _))| {
            let of: Vec<&Row<'_>> = rows.iter().filter(|row| row.named.name == *id).collect();
            Offers::new(choice, &of, &product.offers)
        })
        .collect();
    let mut projects = Vec::new();
    for cohort in cohorts {
        let (from, wave, recalled) = match cohort.kind {
            Kind::Start | Kind::Grants(_) => (Instant::START, None, 0),
            Kind::Wave { wave, in_recalled_places } => {
                (days.instant(waves[wave].1.decide.value), Some(wave as u16), in_recalled_places)
            }
        };
        let months = wave.map_or(programme.support_months.expect(JUDGED), |_| months_left(from, days));
        let bounded = cohort.of.line == Line::Gpu && cohort.of.gang.is_none();
        let performance = i64::from(cohort.of.performance.whole());
        let allowance = bounded.then(|| support(terms, from, months) * performance);
        projects.extend((0..cohort.projects).map(|i| Project {
            product: ProductId(cohort.product as u16),
            offer: offers[cohort.product].next(),
            allowance,
            wave,
            in_recalled_place: i >= cohort.projects - recalled,
        }));
    }
    projects
}

pub(super) fn waves(judge: &Judge<'_>, days: Days) -> Vec<Wave> {
    let waves = judge.waves().into_iter();
    waves.map(|(_, wave)| Wave { at: days.instant(wave.decide.value), threshold: wave.threshold }).collect()
}

pub(super) fn wave_facts(judge: &Judge<'_>, days: Days) -> Vec<WaveName> {
    let fact = |(named, wave): (&Named<surface::Wave>, &surface::Wave)| {
        let at = days.instant(wave.decide.value);
        WaveName { name: named.name.clone(), at, support_months: months_left(at, days) }
    };
    judge.waves().into_iter().map(fact).collect()
}

pub(super) fn recall(recall: &surface::Recall, days: Days) -> Recall {
    Recall {
        allocation: recall.allocation.map(|(after, notice)| RecallAllocation { after: after.value, notice }),
        grant: recall.grant.as_ref().map(|grant| RecallGrant {
            at: days.instant(grant.at.value),
            below: grant.below,
            notice: grant.notice,
        }),
    }
}
