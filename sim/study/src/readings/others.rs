//! Which readings there are beside those in force.

use crate::rows::label;
use naru_results::{Label, NotTried};
use naru_scenario::{Clause, Lowered, Reading, Text};

/// A reading that is not in force.
#[derive(Clone, Debug)]
pub(super) struct Other<'a> {
    pub(super) clause: &'a Clause,
    pub(super) reading: &'a Reading,
    /// The value in force.
    pub(super) in_force: &'a str,
    /// Another.
    pub(super) value: &'a str,
}

/// All of them, in the order of the clause table.
pub(super) fn others(lowered: &Lowered) -> Vec<Other<'_>> {
    let variants = lowered
        .clauses
        .iter()
        .flat_map(|clause| clause.readings.iter().map(move |reading| (clause, reading)));
    // `Lowered::readings` holds every variant in the same order.
    variants
        .zip(&lowered.readings)
        .flat_map(|((clause, reading), (_, in_force))| {
            let values = reading.values.iter().map(|(value, _)| value.as_str());
            values.filter(move |value| value != in_force).map(move |value| Other {
                clause,
                reading,
                in_force,
                value,
            })
        })
        .collect()
}

impl Other<'_> {
    /// As `--set` takes it: some names are no bare words.
    pub(super) fn change(&self) -> String {
        format!("readings.{}.{}=\"{}\"", self.clause.id, self.reading.variant, self.value)
    }

    /// What people call a value of its variant.
    pub(super) fn label_of(&self, value: &str) -> Label {
        let labels = &self.reading.values;
        let text = labels.iter().find(|(name, _)| name == value).map(|(_, text)| text);
        text.map(|text: &Text| label(text)).unwrap_or_default()
    }

    pub(super) fn not_tried(&self, why: Label) -> NotTried {
        NotTried {
            clause: self.clause.id.clone(),
            variant: self.reading.variant.clone(),
            other: self.value.to_owned(),
            other_label: self.label_of(self.value),
            why,
        }
    }
}
