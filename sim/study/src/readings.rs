//! The price of every sentence of the call that can be understood in several ways: readings one by one, and together.
//!
//! Every reading meets the same users, days and faults, since draws are by address: what differs is the reading's doing.
//! Files and words for people are not here.

mod changes;
mod others;
mod paths;
mod shapley;

use crate::arm::{Arm, Extent};
use crate::metrics::{Figure, Sample};
use crate::rows::label;
use crate::run::{BEHAVIOUR_HASH, Stopped, Watch, kept, together};
use crate::statistics::Confidence;
use crate::variant::Variant;
use naru_results::{Day, Label, NotTried, PricedReadings, SCHEMA, ShapleyReadings, hash_of};
use naru_scenario::{Lowered, Problems, Scenario, Severity};
use others::Other;
use std::sync::atomic::AtomicBool;

/// Level of every interval, and of all claims together.
const CONFIDENCE: Confidence = Confidence::P95;

/// What is compared: all that a reading is asked for, in the order of [`Measured`].
const FIGURES: [&str; 4] =
    ["budget.spent_won", "budget.exhausted_share", "budget.exhausted_on", "waits.all.over_limit_share"];

/// How the readings are priced.
#[derive(Clone, Copy, Debug)]
pub struct ReadingsRequest {
    /// Seed of all draws.
    pub seed: u64,
    /// Replications of each; two at least.
    pub replications: u32,
    /// Of how many clauses shares are asked for; below two: of none.
    pub shapley: u32,
}

/// The most clauses of which shares are asked for: 256 scenarios.
pub const MOST_SHAPLEY: u32 = 8;
/// The most replications: sums in won times orders of the clauses stay whole numbers of 64 bits.
pub const MOST_READING_REPLICATIONS: u32 = 2_000;

/// The first arm of readings that are tried together: beyond all that are tried alone.
const TOGETHER: u64 = 1 << 63;

/// The arm of scenarios that are tried together. Which ones are follows from all replications: it is named by what they
/// change, so that more replications of the same question go on from those that were kept.
fn arm(changes: &[String]) -> Arm {
    let hash = u64::from_str_radix(&hash_of(&changes.join("\n"))[..16], 16);
    Arm(TOGETHER | hash.expect("it is hexadecimal"))
}

/// The parts of one replication in the figures.
type Parts = [Sample; FIGURES.len()];

/// One reading on all replications, in their order.
#[derive(Clone, Debug, PartialEq)]
struct Measured(Vec<Parts>);

impl Measured {
    /// What the programme paid in each replication, whole won.
    fn spent(&self) -> Vec<i64> {
        self.0.iter().map(|parts| spent(&parts[0])).collect()
    }

    /// One figure of all replications.
    fn figure(&self, i: usize) -> Vec<Sample> {
        self.0.iter().map(|parts| parts[i]).collect()
    }
}

fn spent(sample: &Sample) -> i64 {
    match sample {
        Sample::Won(won) => *won,
        Sample::Ratio { .. } | Sample::Number(_) | Sample::Happened(_) | Sample::Day(_) | Sample::Nothing => {
            unreachable!("spend comes in won")
        }
    }
}

/// What is to be simulated, known before any of it is.
#[derive(Debug)]
pub struct Readings<'a> {
    scenario: &'a Scenario,
    lowered: &'a Lowered,
    request: ReadingsRequest,
    tried: Vec<(Other<'a>, Lowered)>,
    not_tried: Vec<NotTried>,
}

impl<'a> Readings<'a> {
    /// Looks which readings can be had in this scenario.
    pub fn of(scenario: &'a Scenario, lowered: &'a Lowered, request: ReadingsRequest) -> Self {
        let (mut tried, mut not_tried) = (Vec::new(), Vec::new());
        for other in others::others(lowered) {
            match with(scenario, &[other.change()]) {
                Ok(lowered) => tried.push((other, lowered)),
                Err(problems) => not_tried.push(other.not_tried(why(&problems))),
            }
        }
        Self { scenario, lowered, request, tried, not_tried }
    }

    /// Replications to be simulated, at most.
    pub fn replications(&self) -> u32 {
        let clauses = self.shapley_clauses();
        let together = if clauses < 2 { 0 } else { (1 << clauses) - 1 - clauses };
        (1 + self.tried.len() as u32 + together) * self.request.replications
    }

    /// Clauses that shares can be had of.
    fn shapley_clauses(&self) -> u32 {
        let mut clauses: Vec<&str> = self.tried.iter().map(|(other, _)| other.clause.id.as_str()).collect();
        clauses.dedup();
        self.request.shapley.min(clauses.len() as u32)
    }

    /// The replications that are known before any is simulated: of readings one by one. Which are tried together follows
    /// from them.
    pub fn extent(&self) -> Extent {
        let paths = self.tried.iter().filter(|(other, _)| !paths::only_re_prices(other)).count() as u64;
        Extent::new((0..=paths).map(|path| (Arm(path), self.request.replications)))
    }

    /// Simulates all of them on the current rayon pool.
    ///
    /// # Errors
    /// As [`run`](crate::run()).
    pub fn price(&self, watch: &dyn Watch, stop: &AtomicBool) -> Result<PricedReadings, Stopped> {
        let lowered = self.lowered;
        let base = Variant::new(lowered.clone(), self.scenario.hash(), &[]);
        // Those that only re-price are settled on the paths of the readings in force.
        let (priced, others): (Vec<usize>, Vec<usize>) =
            (0..self.tried.len()).partition(|i| paths::only_re_prices(&self.tried[*i].0));
        let family: Vec<&Lowered> = priced.iter().map(|i| &self.tried[*i].1).collect();
        let first = std::iter::once_with(|| self.family((Arm(0), &base), &family, watch, stop));
        let alone = others.iter().zip(1..).map(|(i, arm)| {
            let other = Variant::new(self.tried[*i].1.clone(), String::new(), &[]);
            self.family((Arm(arm), &other), &[], watch, stop)
        });
        let mut families = together(first.chain(alone))?.into_iter();
        let mut all = families.next().expect("the readings in force come first").into_iter();
        let in_force = all.next().expect("the readings in force come first");
        let mut measured: Vec<Option<Measured>> = vec![None; self.tried.len()];
        for (i, of) in priced.into_iter().zip(all).chain(others.into_iter().zip(families.flatten())) {
            measured[i] = Some(of);
        }
        let measured: Vec<Measured> = measured.into_iter().map(|of| of.expect("each was measured")).collect();
        let others: Vec<&Other<'_>> = self.tried.iter().map(|(other, _)| other).collect();
        let changes = changes::changes(&base.table, &in_force, &others, &measured);
        let of = |other: &Other<'_>| -> &Measured {
            let at = others.iter().position(|it| std::ptr::eq(*it, other)).expect("it was tried");
            &measured[at]
        };
        let shapley = match self.chosen(&in_force, &others, &measured) {
            None => Ok(None),
            Some(chosen) => self.shapley(&chosen, &in_force, of, watch, stop)?.map(Some),
        };
        let uncertainty = changes::ranges(&changes);
        let day = |date| Day(date);
        Ok(PricedReadings {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: lowered.name.clone(),
            title: label(&lowered.title),
            scenario_hash: base.hash,
            behaviour_hash: BEHAVIOUR_HASH.to_owned(),
            seed: self.request.seed,
            replications: self.request.replications,
            confidence: CONFIDENCE.value(),
            claims: changes.claims as u32,
            start: day(lowered.facts.start),
            end: day(lowered.facts.end),
            cap_won: lowered.plan.budget.cap.0,
            in_force: changes.in_force,
            readings: changes.readings,
            not_tried: self.not_tried.clone(),
            shapley: shapley.as_ref().ok().cloned().flatten(),
            shapley_refused: shapley.err(),
            uncertainty,
        })
    }

    /// A scenario on all replications, and others that only re-price it, settled on its paths where they may be.
    fn family(
        &self,
        (arm, base): (Arm, &Variant),
        others: &[&Lowered],
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Vec<Measured>, Stopped> {
        let others: Vec<Variant> =
            others.iter().map(|of| Variant::new((*of).clone(), String::new(), &[])).collect();
        let seed = self.request.seed;
        let one = |replication| {
            let parts = paths::replication(base, &others, seed, replication);
            for _ in &others {
                watch.done();
            }
            parts
        };
        let rows = kept(arm, 0..self.request.replications, one, watch, stop)?;
        Ok((0..=others.len()).map(|i| Measured(rows.iter().map(|row| row[i]).collect())).collect())
    }

    /// The clauses whose shares are asked for, each by its reading with the largest change in spend: those with the
    /// largest change, the largest first.
    fn chosen<'o>(
        &self,
        in_force: &Measured,
        others: &[&'o Other<'a>],
        measured: &[Measured],
    ) -> Option<Vec<&'o Other<'a>>> {
        let spent = |of: &Measured| of.spent().iter().map(|won| i128::from(*won)).sum::<i128>();
        let base = spent(in_force);
        let mut by_clause: Vec<(u128, &Other<'a>)> = Vec::new();
        for (other, measured) in others.iter().zip(measured) {
            let size = (spent(measured) - base).unsigned_abs();
            match by_clause.iter_mut().find(|(_, best)| best.clause.id == other.clause.id) {
                Some(best) if best.0 < size => *best = (size, other),
                Some(_) => {}
                None => by_clause.push((size, other)),
            }
        }
        by_clause.retain(|(size, _)| *size > 0);
        by_clause.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
        by_clause.truncate(self.request.shapley.min(MOST_SHAPLEY) as usize);
        (by_clause.len() >= 2).then(|| by_clause.into_iter().map(|(_, other)| other).collect())
    }

    /// Shares of the chosen readings, from every subset of them; or why some subset cannot be had.
    fn shapley<'m>(
        &self,
        chosen: &[&Other<'a>],
        in_force: &Measured,
        alone: impl Fn(&Other<'_>) -> &'m Measured,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Result<Result<ShapleyReadings, Label>, Stopped> {
        let of_subset = |subset: usize| chosen.iter().enumerate().filter(move |(i, _)| subset >> i & 1 == 1);
        let mut subsets = vec![Vec::new(); 1 << chosen.len()];
        subsets[0] = in_force.spent();
        for (i, one) in chosen.iter().enumerate() {
            subsets[1 << i] = alone(one).spent();
        }
        let priced: usize =
            (0..chosen.len()).filter(|i| paths::only_re_prices(chosen[*i])).map(|i| 1 << i).sum();
        // One family for each set of readings that change paths, with every set of the others.
        for path in (0..subsets.len()).filter(|subset| subset & priced == 0) {
            let wanted: Vec<usize> = (0..subsets.len())
                .filter(|subset| subset & !priced == path && subset.count_ones() > 1 && *subset != path)
                .collect();
            if wanted.is_empty() && path.count_ones() < 2 {
                continue;
            }
            let mut family = Vec::with_capacity(wanted.len() + 1);
            let mut made_by = Vec::with_capacity(family.capacity());
            for subset in std::iter::once(path).chain(wanted.iter().copied()) {
                let changes: Vec<String> = of_subset(subset).map(|(_, other)| other.change()).collect();
                match with(self.scenario, &changes) {
                    Ok(lowered) => {
                        family.push(lowered);
                        made_by.push(changes.join(" "));
                    }
                    Err(problems) => return Ok(Err(why(&problems))),
                }
            }
            let base = Variant::new(family.remove(0), String::new(), &[]);
            let found =
                self.family((arm(&made_by), &base), &family.iter().collect::<Vec<_>>(), watch, stop)?;
            for (subset, of) in std::iter::once(path).chain(wanted).zip(found) {
                subsets[subset] = of.spent();
            }
        }
        Ok(Ok(shapley::shapley(chosen, &subsets)))
    }
}

fn figure(table: &crate::metrics::MetricTable, id: &str) -> Figure {
    table.figure(id).expect("every scenario has money and waits")
}

/// The scenario with other readings.
fn with(scenario: &Scenario, changes: &[String]) -> Result<Lowered, Problems> {
    scenario.with(changes)?.lower()
}

/// The first error, in a sentence.
fn why(problems: &Problems) -> Label {
    let error = problems.iter().find(|problem| problem.severity == Severity::Error);
    error.map(|problem| label(&problem.title)).unwrap_or_default()
}
