//! CPU time of this thread, since a shared machine's wall clock measures the neighbours.

use std::fs;
use std::hint::black_box;

/// Seconds that this thread has spent on a processor.
///
/// Linux says it to the nanosecond in `/proc/thread-self/schedstat`; elsewhere the wall clock stands in.
pub fn cpu_seconds() -> f64 {
    let on_cpu = fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    on_cpu.map_or_else(wall_seconds, |ns| ns as f64 * 1e-9)
}

#[expect(clippy::disallowed_types, reason = "a bench measures time; nothing simulated reads it")]
fn wall_seconds() -> f64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static FIRST: OnceLock<Instant> = OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// CPU seconds of one call. Its result is kept from the optimizer.
pub fn cpu_time_of<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let before = cpu_seconds();
    let result = black_box(work());
    (cpu_seconds() - before, result)
}

/// The middle value, or the mean of the two in the middle.
///
/// # Panics
/// Of no values.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}
