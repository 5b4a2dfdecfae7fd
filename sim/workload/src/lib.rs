//! What users would ask for.
//!
//! Demand, cohorts, calendar, samplers. The fleet is not known here, so the fleet can change nobody's habits.

mod spec;

pub use spec::*;
