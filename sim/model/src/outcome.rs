//! What a replication comes to, besides what observers heard.

use naru_units::{Instant, Won};

/// The result that the money decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Events handled.
    pub events: u64,
    /// Requests made.
    pub requests: u64,
    /// Paid by line (GPU, NPU), operating cost not included.
    pub spent: [Won; 2],
    /// Operating cost taken: all of it where it is reserved, else for the months begun while the GPU line had service.
    pub operating: Won,
    /// t* of each line: the first second in which its committed money passed what was available.
    pub exhausted: [Option<Instant>; 2],
}
