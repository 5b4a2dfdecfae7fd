//! The readings that a scenario chooses, against the clause table and against what is built.

use super::Judge;
use crate::overlay::suggest;
use crate::problem::Problem;
use crate::surface::{Clause, Reading, Spot, by_name};
use crate::tree::Place;
use crate::words;
use naru_model::rules::readings::{BilledTime, Readings};

impl Judge<'_> {
    /// What the rules are handed; readings of mechanisms that are not built stay with the clause table.
    pub(super) fn readings(&mut self) -> Readings {
        let mut readings = Readings::default();
        let (Some(chosen), Some(clauses)) = (&self.surface.readings, &self.surface.clauses) else {
            return readings;
        };
        for clause in chosen {
            let Some(table) = by_name(clauses, &clause.name) else {
                let problem = Problem::error(words::unknown_clause(&clause.name)).at(clause.place);
                let open =
                    clauses.iter().filter(|c| c.value.as_ref().is_some_and(|c| !c.readings.is_empty()));
                self.problems.push(suggest(problem, &clause.name, open.map(|c| c.name.as_str())));
                continue;
            };
            let (Some(variants), Some(table)) = (&clause.value, &table.value) else { continue };
            for variant in variants {
                let known = table.readings.iter().find(|r| r.variant == variant.name);
                let Some(known) = known else {
                    let problem =
                        Problem::error(words::unknown_reading(&table.id, &variant.name)).at(variant.place);
                    let names = table.readings.iter().map(|r| r.variant.as_str());
                    self.problems.push(suggest(problem, &variant.name, names));
                    continue;
                };
                if let Some(value) = &variant.value {
                    self.reading(&mut readings, table, known, value);
                }
            }
        }
        self.busy(&readings);
        readings
    }

    /// A1: which share of the time is busy, where that is what is billed.
    fn busy(&mut self, readings: &Readings) {
        let given = self.surface.demand.as_ref().is_none_or(|demand| demand.gpu_busy.is_some());
        let place = self.place_of("A1", "billed_time");
        if let Some(place) = place.filter(|_| readings.billed_time == BilledTime::GpuBusy && !given) {
            let problem = Problem::error(words::busy_share_missing()).code("A1").at(place);
            self.problems.push(problem.note(words::busy_share_like_this()));
        }
    }

    /// Where a variant is chosen.
    fn place_of(&self, clause: &str, variant: &str) -> Option<Place> {
        Some(self.chosen(clause, variant)?.place)
    }

    /// The value that is chosen for a variant.
    pub(super) fn chosen(&self, clause: &str, variant: &str) -> Option<&Spot<String>> {
        let variants = by_name(self.surface.readings.as_ref()?, clause)?.value.as_ref()?;
        by_name(variants, variant)?.value.as_ref()
    }

    fn reading(&mut self, readings: &mut Readings, clause: &Clause, variant: &Reading, value: &Spot<String>) {
        let address = format!("{}.{}", clause.id, variant.variant);
        let names = variant.values.iter().map(|(name, _)| name.as_str());
        if !names.clone().any(|name| name == value.value) {
            let problem = Problem::error(words::not_a_choice(&address, &value.value)).at(value.place);
            self.problems.push(suggest(problem, &value.value, names));
            return;
        }
        if variant.planned.contains(&value.value) {
            let problem = Problem::error(words::planned_reading(&address, &value.value)).at(value.place);
            let built = names.filter(|name| !variant.planned.iter().any(|p| p == name));
            self.problems.push(problem.note(words::can_be_chosen(built)));
            return;
        }
        if readings.set(&clause.id, &variant.variant, &value.value).is_err() {
            return; // a mechanism that is not built: its only open value is its default
        }
        if let Some(refusal) = readings.refused().filter(|refusal| refusal.address == address) {
            let problem = Problem::error(words::refused(refusal.address, refusal.value, refusal.breaks));
            self.problems.push(self.quote(problem.code(refusal.breaks).at(value.place), refusal.breaks));
        }
    }

    /// Adds the sentence of a clause to a problem.
    pub(super) fn quote(&self, problem: Problem, id: &str) -> Problem {
        let clause =
            self.surface.clauses.as_ref().and_then(|c| by_name(c, id)).and_then(|c| c.value.as_ref());
        match clause {
            Some(clause) => problem.note(words::the_call_says(&clause.place, &clause.sentence)),
            None => problem,
        }
    }
}

/// Every variant of the clause table with the value in force, as `T1.hours`, in the table's order.
pub(crate) fn in_force(
    clauses: &[&Clause],
    chosen: impl Fn(&str, &str) -> Option<String>,
) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for clause in clauses {
        for reading in &clause.readings {
            let default = reading.values.first().map(|(name, _)| name.clone()).unwrap_or_default();
            let value = chosen(&clause.id, &reading.variant).unwrap_or(default);
            all.push((format!("{}.{}", clause.id, reading.variant), value));
        }
    }
    all
}
