//! Hashes everything that can change an outcome: sources of the rooms below, and the versions they are locked to.
//!
//! The hash stands in `run.json` and in baselines, so that "nothing changed" is known also when *code* changed. What is
//! kept of a study to go on from carries a wider one, which also has what lowers scenarios and counts replications.

mod behaviour;

use std::path::Path;

fn main() {
    let sim = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let lock = sim.join("../Cargo.lock");
    for room in behaviour::ROOMS.iter().chain(&["scenario", "study"]) {
        println!("cargo::rerun-if-changed={}", sim.join(room).join("src").display());
    }
    println!("cargo::rerun-if-changed={}", lock.display());
    println!("cargo::rerun-if-changed=behaviour.rs");
    println!("cargo::rustc-env=NARU_BEHAVIOUR_HASH={}", behaviour::hash(&sim, &lock));
    let program = [&behaviour::ROOMS[..], &["scenario", "study"]].concat();
    println!("cargo::rustc-env=NARU_PROGRAM_HASH={}", behaviour::hash_of(&program, &sim, &lock));
}
