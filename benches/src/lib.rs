//! Reference loops that the benches stand beside, and the programme that they run.
//!
//! A figure in nanoseconds says more of the machine than of the program. What is tracked is a ratio: the program
//! beside a fixed loop in the same process, CPU time on both sides.

pub mod clock;
pub mod flat;
pub mod limit;

use naru_model::Plan;
use naru_model::workload::Laws;
use naru_scenario::Scenario;
use std::path::Path;

/// A scenario of the house, as a plan and its people.
///
/// # Panics
/// If the file is wrong.
pub fn scenario(file: &str) -> (Plan, Laws) {
    changed(file, &[])
}

/// The same with changes as `naru run --set` takes them.
///
/// # Panics
/// If the file or a change is wrong.
pub fn changed(file: &str, changes: &[String]) -> (Plan, Laws) {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios")).join(file);
    let scenario = Scenario::read(&path, changes).expect("the scenario can be read");
    let lowered = scenario.lower().expect("the scenario makes sense");
    (lowered.plan, Laws::new(lowered.demand))
}
