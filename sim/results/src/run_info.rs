//! `run.json`: how a study was made, timings included.

use serde::{Deserialize, Serialize};

/// How a study was made. Differs from run to run, unlike [`Summary`](crate::Summary).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Version of the program.
    pub version: String,
    /// Command line, to be typed again; of a merge the one that makes the same in one piece.
    pub command: String,
    /// Hash of everything after base, overrides and defaults.
    pub scenario_hash: String,
    /// Hash of the sources that can change a result.
    pub behaviour_hash: String,
    /// Version of the layout of random streams.
    pub stream_layout: u32,
    /// Seed of all draws.
    pub seed: u64,
    /// Number of replications.
    pub replications: u32,
    /// Of them taken from an earlier run of the same scenario, code and seed; of a comparison, those that all its scenarios had.
    pub kept_replications: u32,
    /// Worker threads.
    pub threads: u32,
    /// Wall-clock seconds.
    pub wall_seconds: f64,
    /// Events handled, all replications together.
    pub events: u64,
    /// Events per wall-clock second; `null` where some replications were simulated before.
    pub events_per_second: Option<f64>,
}
