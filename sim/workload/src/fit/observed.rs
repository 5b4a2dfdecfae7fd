//! Observed lengths, some of them cut by the end of the log.

/// Lengths in seconds, each seen to end or cut while it still ran (right-censored), by distinct value.
///
/// Logs count whole seconds, so that half a million jobs are a few ten thousand values.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    points: Vec<Point>,
    ended: u64,
    cut: u64,
}

/// One distinct value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) value: f64,
    pub(super) ln: f64,
    /// How many ended at it.
    pub(super) ended: f64,
    /// How many were cut at it.
    pub(super) cut: f64,
}

/// A step of the empirical distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) value: f64,
    /// Its height before and at the value.
    pub(super) before: f64,
    pub(super) at: f64,
}

impl Observed {
    /// From lengths, `true` with those that were cut.
    ///
    /// # Panics
    /// If a length is not positive and finite.
    pub fn new(lengths: impl IntoIterator<Item = (f64, bool)>) -> Self {
        let mut all: Vec<(f64, bool)> = lengths.into_iter().collect();
        assert!(
            all.iter().all(|(value, _)| *value > 0.0 && value.is_finite()),
            "lengths are positive and finite"
        );
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut points: Vec<Point> = Vec::new();
        for (value, is_cut) in &all {
            if points.last().is_none_or(|last| last.value < *value) {
                points.push(Point { value: *value, ln: libm::log(*value), ended: 0.0, cut: 0.0 });
            }
            let last = points.last_mut().expect("one was pushed");
            *(if *is_cut { &mut last.cut } else { &mut last.ended }) += 1.0;
        }
        let cut = all.iter().filter(|(_, is_cut)| *is_cut).count() as u64;
        Self { points, ended: all.len() as u64 - cut, cut }
    }

    /// How many were seen to end.
    pub const fn ended(&self) -> u64 {
        self.ended
    }

    /// How many were cut.
    pub const fn cut(&self) -> u64 {
        self.cut
    }

    pub(super) fn points(&self) -> &[Point] {
        &self.points
    }

    /// How many lengths there are.
    pub(super) fn count(&self) -> f64 {
        (self.ended + self.cut) as f64
    }

    /// Shortest and longest, ended or cut; `None` if there are none.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        Some((self.points.first()?.value, self.points.last()?.value))
    }

    /// The empirical distribution by Kaplan and Meier (1958); what is cut at a value was at risk when others ended at it.
    pub(super) fn steps(&self) -> Vec<Step> {
        let mut at_risk = self.count();
        let mut survival = 1.0;
        let mut steps = Vec::new();
        for point in &self.points {
            if point.ended > 0.0 {
                let before = 1.0 - survival;
                survival *= 1.0 - point.ended / at_risk;
                steps.push(Step { value: point.value, before, at: 1.0 - survival });
            }
            at_risk -= point.ended + point.cut;
        }
        steps
    }

    /// The shortest length that a share `p` does not exceed; `None` if so many are not seen to end.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        // The product of Kaplan and Meier carries its rounding.
        self.steps().iter().find(|step| step.at >= p - 1e-12).map(|step| step.value)
    }

    /// Mean and coefficient of variation of those that ended; `None` below two.
    pub fn mean_and_cv(&self) -> Option<(f64, f64)> {
        if self.ended < 2 {
            return None;
        }
        let n = self.ended as f64;
        let mean = self.points.iter().map(|p| p.ended * p.value).sum::<f64>() / n;
        let square = self.points.iter().map(|p| p.ended * (p.value - mean) * (p.value - mean)).sum::<f64>();
        Some((mean, (square / (n - 1.0)).sqrt() / mean))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ends at 1, 3, 3, 6; cut at 3 and 5. At risk 6, 5, 1: S = 5/6, 5/6 · 3/5 = 1/2, 0.
    #[test]
    fn kaplan_and_meier_by_hand() {
        let observed =
            Observed::new([(3.0, false), (1.0, false), (3.0, true), (5.0, true), (6.0, false), (3.0, false)]);
        let want = [(1.0, 0.0, 1.0 / 6.0), (3.0, 1.0 / 6.0, 0.5), (6.0, 0.5, 1.0)];
        let got = observed.steps();
        assert_eq!(got.len(), want.len());
        for (step, (value, before, at)) in got.iter().zip(want) {
            assert!((step.value - value).abs() < 1e-15, "{step:?}");
            assert!((step.before - before).abs() < 1e-15 && (step.at - at).abs() < 1e-15, "{step:?}");
        }
        for (p, want) in [(0.1, Some(1.0)), (0.17, Some(3.0)), (0.5, Some(3.0)), (0.51, Some(6.0))] {
            assert_eq!(observed.quantile(p), want, "{p}");
        }
        assert_eq!(Observed::new([(1.0, false), (2.0, true)]).quantile(0.6), None, "not seen to end");
    }
}
