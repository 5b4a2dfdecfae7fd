//! Closed-loop users on c cards: the finite-source queue M/M/c//N, where an asking project sees N − 1 others.
//!
//! Sevcik and Mitrani (1981) for who sees what; exact for exponential run and think times, and for a mean run also of
//! other run times where nobody waits.

/// N sources that think, wait and run, on c cards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FiniteSource {
    /// N.
    pub(crate) sources: u32,
    /// c.
    pub(crate) cards: u32,
    /// Mean run, in any unit.
    pub(crate) run: f64,
    /// Mean think time, in the same.
    pub(crate) think: f64,
}

impl FiniteSource {
    /// Chances `p_j` that an asking project finds j others running or waiting, j = 0..N.
    fn seen(self) -> Vec<f64> {
        let others = self.sources.saturating_sub(1);
        // Scaled as they grow: products of hundreds of ratios leave the range of a float.
        let mut weights = vec![1.0];
        for i in 0..others {
            let last = weights[i as usize];
            let busy = f64::from((i + 1).min(self.cards.max(1)));
            let next = last * f64::from(others - i) * (self.run / self.think) / busy;
            weights.push(next);
            if next > 1e200 {
                for it in &mut weights {
                    *it *= 1e-200;
                }
            }
        }
        let sum: f64 = weights.iter().sum();
        for it in &mut weights {
            *it /= sum;
        }
        weights
    }

    /// P(W > t): with j ≥ c others there, j − c + 1 must end first, which they do at the rate c/R.
    pub(crate) fn waits_longer(self, t: f64) -> f64 {
        let x = f64::from(self.cards) * t / self.run;
        let behind = self.seen().into_iter().skip(self.cards as usize);
        // Q(k, x) = Σ_{i<k} e^{−x} xⁱ/i!, term by term.
        let (mut term, mut fewer, mut sum) = (libm::exp(-x), 0.0, 0.0);
        for (k, chance) in behind.enumerate() {
            fewer += term;
            term *= x / (k as f64 + 1.0);
            sum += chance * fewer;
        }
        sum
    }

    /// Mean wait.
    pub(crate) fn mean_wait(self) -> f64 {
        let behind = self.seen().into_iter().skip(self.cards as usize);
        behind.enumerate().map(|(k, chance)| chance * (k as f64 + 1.0) * self.run).sum::<f64>()
            / f64::from(self.cards)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `reference/queueing.csv`, closed loops: cases fs-01, 02, 04 and 05, computed with 50 digits by birth and death
    /// and the arrival theorem.
    #[test]
    fn the_exact_closed_loops_are_met() {
        for (sources, cards, think, mean_wait, tails) in [
            (5, 2, 1.0, 0.675, [(0.0, 0.75), (0.45, 0.494_287_063_829_633), (1.8, 0.091_315_880_418_851_7)]),
            (
                5,
                2,
                7.0 / 3.0,
                0.267_694_497_153_7,
                [
                    (0.0, 0.381_688_804_554_08),
                    (0.3507, 0.237_528_815_932_866),
                    (1.403, 0.050_717_014_900_028),
                ],
            ),
            (
                20,
                14,
                3.0 / 7.0,
                0.077_637_599_679_981_5,
                [
                    (0.0, 0.502_647_546_076_259),
                    (0.07723, 0.327_582_483_556_329),
                    (0.3089, 0.062_886_772_160_077_6),
                ],
            ),
            (
                50,
                30,
                1.0,
                0.006_143_401_775_627_68,
                [
                    (0.0, 0.081_460_140_180_582_9),
                    (0.03771, 0.050_749_206_458_271_6),
                    (0.1508, 0.010_887_118_732_872_7),
                ],
            ),
        ] {
            let queue = FiniteSource { sources, cards, run: 1.0, think };
            let close = |got: f64, want: f64, what: &str| {
                assert!((got / want - 1.0).abs() < 1e-9, "{queue:?} {what}: {got}, want {want}");
            };
            close(queue.mean_wait(), mean_wait, "mean wait");
            for (t, want) in tails {
                close(queue.waits_longer(t), want, "tail");
            }
        }
    }

    /// As many cards as projects: nobody waits; hundreds of projects stay in the range of a float.
    #[test]
    fn large_and_small_queues_are_numbers() {
        let queue = |sources, cards| FiniteSource { sources, cards, run: 20.0, think: 5.0 };
        assert_eq!(queue(7, 7).waits_longer(0.0).to_bits(), 0);
        let large = queue(2_000, 1_500).waits_longer(1.0);
        assert!(large > 0.9 && large <= 1.0, "{large}");
    }
}
