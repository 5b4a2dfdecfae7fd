//! How long a session is: the mixture scaled to a class's mean, short failed starts, and their closed forms.

use crate::sample::{self, normal_cdf};
use crate::{Failed, Law, SessionLength};
use naru_units::{HOUR, Span};

/// `min(min + s·X, max)` for one class: the mixture with its scale solved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scaled {
    min_s: f64,
    max_s: f64,
    first_weight: f64,
    /// μᵢ + ln s.
    mu: [f64; 2],
    sigma: [f64; 2],
    pub(crate) scale: f64,
}

impl Scaled {
    /// Solves the scale so that the mean is `mean_hours`.
    ///
    /// # Panics
    /// If no scale can give that mean: it must lie between the shortest and the longest session.
    pub(crate) fn solve(law: &SessionLength, mean_hours: f64) -> Self {
        let (min_s, max_s) = (law.min.0 as f64, law.max.0 as f64);
        let mean_s = mean_hours * HOUR as f64;
        assert!(
            min_s < mean_s && mean_s < max_s,
            "a mean of {mean_hours} h lies between the shortest and the longest session ({min_s} s, {max_s} s)"
        );
        let (wanted, limit) = (mean_s - min_s, max_s - min_s);
        // E min(sX, limit) grows with s from 0 to the limit.
        let (mut low, mut high) = (-60.0, 60.0);
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if limited_mean(law, middle, limit) < wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        let ln_s = 0.5 * (low + high);
        Self {
            min_s,
            max_s,
            first_weight: law.weights[0],
            mu: law.mu.map(|mu| mu + ln_s),
            sigma: law.sigma,
            scale: libm::exp(ln_s),
        }
    }

    /// Seconds at a uniform for the component and one for the value.
    #[inline]
    pub(crate) fn at(&self, component: f64, value: f64) -> f64 {
        let i = usize::from(component >= self.first_weight);
        (self.min_s + sample::lognormal(value, self.mu[i], self.sigma[i])).min(self.max_s)
    }

    /// P(length ≥ `s`).
    fn survival(&self, s: f64) -> f64 {
        if s <= self.min_s {
            return 1.0;
        }
        if s > self.max_s {
            return 0.0;
        }
        let ln = libm::log(s - self.min_s);
        let tail = |i: usize| normal_cdf((self.mu[i] - ln) / self.sigma[i]);
        self.first_weight * tail(0) + (1.0 - self.first_weight) * tail(1)
    }
}

/// E min(sX, limit) in closed form, X the mixture, s given by its logarithm.
pub(crate) fn limited_mean(law: &SessionLength, ln_s: f64, limit: f64) -> f64 {
    let ln_limit = libm::log(limit);
    let part = |i: usize| {
        let (mu, sigma) = (law.mu[i], law.sigma[i]);
        let below = libm::exp(ln_s + mu + sigma * sigma / 2.0)
            * normal_cdf((ln_limit - ln_s - mu - sigma * sigma) / sigma);
        below + limit * normal_cdf((mu + ln_s - ln_limit) / sigma)
    };
    law.weights[0] * part(0) + law.weights[1] * part(1)
}

/// Mean seconds of a short failed start.
pub(crate) fn failed_mean_s(failed: &Failed) -> f64 {
    libm::exp(failed.mu + failed.sigma * failed.sigma / 2.0)
}

/// Mean seconds of a session's work, failed starts included.
pub(crate) fn work_mean_s(mean_hours: f64, failed: &Failed) -> f64 {
    (1.0 - failed.share) * mean_hours * HOUR as f64 + failed.share * failed_mean_s(failed)
}

/// E ⌈(L + tail)/1 h⌉, failed starts included: the sum over k of the probability that hour k + 1 is begun.
///
/// L is rounded to whole seconds, so `L + tail > k h` means that the unrounded length is at least half a second more.
pub(crate) fn begun_hours_mean(length: &Scaled, failed: &Failed, tail: Span) -> f64 {
    let survival = |s: f64| {
        let short = if s <= 0.0 { 1.0 } else { normal_cdf((failed.mu - libm::log(s)) / failed.sigma) };
        failed.share * short + (1.0 - failed.share) * length.survival(s)
    };
    let longest = length.max_s + tail.0 as f64;
    let hours = (longest / HOUR as f64) as i64 + 1;
    (0..hours).map(|k| survival((k * HOUR - tail.0) as f64 + 0.5)).sum()
}

impl Law {
    /// The lognormal law with this median and 90th percentile, in seconds.
    pub fn lognormal(median_s: f64, p90_s: f64) -> Self {
        let sigma = libm::log(p90_s / median_s) / sample::normal_quantile(0.9);
        Self::Lognormal { mu: libm::log(median_s), sigma }
    }

    /// Seconds at a uniform for the branch, drawn where there is one, and one for the value.
    #[inline]
    pub(crate) fn at(&self, branch: impl FnOnce() -> f64, value: f64) -> f64 {
        match *self {
            Self::Exponential { mean_s } => mean_s * sample::exponential(value),
            Self::Fixed { s } => s,
            Self::Lognormal { mu, sigma } => sample::lognormal(value, mu, sigma),
            Self::Hyperexponential { p1, mean1_s, mean2_s } => {
                sample::exponential(value) * if branch() < p1 { mean1_s } else { mean2_s }
            }
            Self::Weibull { shape, scale_s } => sample::weibull(value, shape, scale_s),
        }
    }
}

/// To the nearest second; `s` is not negative.
#[inline]
pub(crate) fn whole_seconds(s: f64) -> i64 {
    (s + 0.5) as i64
}
