//! M/M/450 at 0.95: what all who serve it share. Times in mean services.

use rand::SeedableRng;
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;

pub const SERVERS: usize = 450;
pub const MEAN_GAP: f64 = 1.0 / (SERVERS as f64 * 0.95);
/// A wait that is told apart.
const LONG: f64 = 0.05;

/// Streams of gaps and of services in the order of their starts: whoever draws from both has the same waits.
pub fn streams(seed: u64) -> [Xoshiro256PlusPlus; 2] {
    [2 * seed, 2 * seed + 1].map(Xoshiro256PlusPlus::seed_from_u64)
}

#[inline(always)]
pub fn exponential(stream: &mut Xoshiro256PlusPlus) -> f64 {
    Exp1.sample(stream)
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Waits {
    pub sum: f64,
    pub waited: u64,
    pub long: u64,
}

impl Waits {
    #[inline(always)]
    pub fn record(&mut self, wait: f64) {
        self.sum += wait;
        self.waited += u64::from(wait > 0.0);
        self.long += u64::from(wait > LONG);
    }

    pub fn add(&mut self, other: &Self) {
        self.sum += other.sum;
        self.waited += other.waited;
        self.long += other.long;
    }

    pub fn print(&self, customers: u64) {
        let n = customers as f64;
        println!(
            "{{\"work\": {customers}, \"mean_wait\": {}, \"waited\": {}, \"long\": {}}}",
            self.sum / n,
            self.waited as f64 / n,
            self.long as f64 / n
        );
    }
}
