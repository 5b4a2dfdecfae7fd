//! Fair share: who has used less of late goes first.

/// What each project has used, in card-seconds, older use counting less.
///
/// Charged when sessions end and, for running ones, at midnight; then everything decays once. In between nothing
/// changes, so that a queue is ordered again at midnights alone.
#[derive(Clone, Debug)]
pub struct FairShare {
    usage: Vec<u64>,
    decay: u64,
}

impl FairShare {
    /// Nobody has used anything. `decay` is that of [`decay`].
    pub fn new(projects: usize, decay: u64) -> Self {
        Self { usage: vec![0; projects], decay }
    }

    /// A project has used cards.
    pub fn charge(&mut self, project: u32, card_seconds: u64) {
        self.usage[project as usize] += card_seconds;
    }

    /// A day is over: usage := ⌊usage × decay / 2³²⌋.
    pub fn midnight(&mut self) {
        for usage in &mut self.usage {
            *usage = ((u128::from(*usage) * u128::from(self.decay)) >> 32) as u64;
        }
    }

    /// What a project has used, in card-seconds.
    pub fn usage(&self, project: u32) -> u64 {
        self.usage[project as usize]
    }
}

/// What is left of 2³² after a day, to the nearest whole: 2³² × 2^(−1/half-life).
///
/// # Panics
/// For no days.
pub fn decay(half_life_days: u32) -> u64 {
    assert!(half_life_days > 0, "a half-life has days");
    // x^d as 64 binary places, cut: off by less than d of the last, where half a step of m moves it by d × 2³¹.
    let power = |x: u64| (1..half_life_days).fold(x, |p, _| ((u128::from(p) * u128::from(x)) >> 64) as u64);
    // The largest m whose lower half step is not above the root of a half.
    let (mut low, mut high) = (1_u64 << 31, (1_u64 << 32) - 1);
    while low < high {
        let m = (low + high).div_ceil(2);
        if power((2 * m - 1) << 31) <= 1 << 63 { low = m } else { high = m - 1 }
    }
    low
}
