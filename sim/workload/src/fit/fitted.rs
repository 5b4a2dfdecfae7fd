//! A fitted law: densities, and how its parameters become free coordinates.

use super::observed::Observed;
use super::{Estimate, information};
use crate::sample::normal_cdf;

const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;
/// Narrowest component, in ln seconds: what is narrower is one value that many rows share, and no law.
const LEAST_SIGMA: f64 = 0.1;

/// Narrowest component around e^mu seconds.
///
/// Logs count whole seconds, so no density may claim more than probability 1 for one second: σ ≥ 1/(√(2π) e^μ).
/// Otherwise the likelihood would reward a spike on 1 s above every law.
pub(super) fn least_sigma(mu: f64) -> f64 {
    libm::exp(-mu - LN_ROOT_TWO_PI).max(LEAST_SIGMA)
}

/// What kind of law is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A mixture of so many lognormals.
    Lognormal(usize),
    /// Weibull.
    Weibull,
    /// A mixture of so many exponentials.
    Hyperexponential(usize),
}

/// A law of lengths in seconds with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum Fitted {
    /// Lognormals, by ascending mean of ln seconds.
    Lognormal(Vec<LognormalPart>),
    /// P(more than x) = exp(−(x/scale)^shape).
    Weibull {
        /// Below 1, the longer it has lasted the longer it will last.
        shape: f64,
        /// Seconds that a share of 1/e exceeds.
        scale_s: f64,
    },
    /// Exponentials, by ascending mean.
    Hyperexponential(Vec<ExponentialPart>),
}

/// A component of a lognormal mixture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LognormalPart {
    /// Its share.
    pub weight: f64,
    /// Mean of ln seconds.
    pub mu: f64,
    /// Standard deviation of ln seconds, .1 or more; more around a few seconds, which logs round.
    pub sigma: f64,
}

/// A component of a hyperexponential law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialPart {
    /// Its share.
    pub weight: f64,
    /// Mean in seconds.
    pub mean_s: f64,
}

/// What a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// Share of a component.
    Weight(usize),
    /// Mean of ln seconds of a component.
    Mu(usize),
    /// Standard deviation of ln seconds of a component.
    Sigma(usize),
    /// Mean seconds of a component.
    MeanS(usize),
    /// Weibull's shape.
    Shape,
    /// Weibull's scale in seconds.
    ScaleS,
}

impl Family {
    /// Number of free parameters.
    pub const fn parameters(self) -> usize {
        match self {
            Self::Lognormal(parts) => 3 * parts - 1,
            Self::Weibull => 2,
            Self::Hyperexponential(parts) => 2 * parts - 1,
        }
    }

    /// The law at free coordinates: ln weight against the first, mu, and logarithms of all that is positive.
    pub(super) fn at(self, free: &[f64]) -> Fitted {
        match self {
            Self::Lognormal(k) => Fitted::Lognormal(
                weights(&free[..k - 1])
                    .into_iter()
                    .zip(free[k - 1..2 * k - 1].iter().zip(&free[2 * k - 1..]))
                    .map(|(weight, (mu, sigma))| LognormalPart { weight, mu: *mu, sigma: libm::exp(*sigma) })
                    .collect(),
            ),
            Self::Weibull => Fitted::Weibull { shape: libm::exp(free[0]), scale_s: libm::exp(free[1]) },
            Self::Hyperexponential(k) => Fitted::Hyperexponential(
                weights(&free[..k - 1])
                    .into_iter()
                    .zip(&free[k - 1..])
                    .map(|(weight, mean)| ExponentialPart { weight, mean_s: libm::exp(*mean) })
                    .collect(),
            ),
        }
    }
}

/// Weights from their logarithms against the first.
fn weights(free: &[f64]) -> Vec<f64> {
    let raw: Vec<f64> = core::iter::once(1.0).chain(free.iter().map(|l| libm::exp(*l))).collect();
    let sum: f64 = raw.iter().sum();
    raw.into_iter().map(|w| w / sum).collect()
}

impl Fitted {
    /// The kind of law.
    pub fn family(&self) -> Family {
        match self {
            Self::Lognormal(parts) => Family::Lognormal(parts.len()),
            Self::Weibull { .. } => Family::Weibull,
            Self::Hyperexponential(parts) => Family::Hyperexponential(parts.len()),
        }
    }

    /// P(length ≤ `s`).
    pub fn cdf(&self, s: f64) -> f64 {
        if s <= 0.0 {
            return 0.0;
        }
        match self {
            Self::Lognormal(parts) => {
                let ln = libm::log(s);
                parts.iter().map(|p| p.weight * normal_cdf((ln - p.mu) / p.sigma)).sum()
            }
            Self::Weibull { shape, scale_s } => -libm::expm1(-libm::pow(s / scale_s, *shape)),
            Self::Hyperexponential(parts) => {
                parts.iter().map(|p| -p.weight * libm::expm1(-s / p.mean_s)).sum()
            }
        }
    }

    /// P(length > `s`), exact in the tail too.
    pub fn survival(&self, s: f64) -> f64 {
        if s <= 0.0 {
            return 1.0;
        }
        match self {
            Self::Lognormal(parts) => {
                let ln = libm::log(s);
                parts.iter().map(|p| p.weight * normal_cdf((p.mu - ln) / p.sigma)).sum()
            }
            Self::Weibull { shape, scale_s } => libm::exp(-libm::pow(s / scale_s, *shape)),
            Self::Hyperexponential(parts) => parts.iter().map(|p| p.weight * libm::exp(-s / p.mean_s)).sum(),
        }
    }

    /// Its mean in seconds.
    pub fn mean_s(&self) -> f64 {
        match self {
            Self::Lognormal(parts) => {
                parts.iter().map(|p| p.weight * libm::exp(p.mu + p.sigma * p.sigma / 2.0)).sum()
            }
            Self::Weibull { shape, scale_s } => scale_s * libm::tgamma(1.0 + 1.0 / shape),
            Self::Hyperexponential(parts) => parts.iter().map(|p| p.weight * p.mean_s).sum(),
        }
    }

    /// Σ ln density over what ended + Σ ln survival over what was cut.
    pub(super) fn log_likelihood(&self, observed: &Observed) -> f64 {
        match self {
            Self::Lognormal(parts) => {
                let of = observed.points().iter().map(|point| {
                    sum_of_logs(point.ended, || parts.iter().map(|p| p.ln_density(point.ln)))
                        + sum_of_logs(point.cut, || parts.iter().map(|p| p.ln_survival(point.ln)))
                });
                of.sum()
            }
            Self::Weibull { shape, scale_s } => {
                let (ln_shape, ln_scale) = (libm::log(*shape), libm::log(*scale_s));
                let of = observed.points().iter().map(|point| {
                    let x = shape * (point.ln - ln_scale);
                    point.ended * (ln_shape + x - point.ln) - (point.ended + point.cut) * libm::exp(x)
                });
                of.sum()
            }
            Self::Hyperexponential(parts) => {
                let of = observed.points().iter().map(|point| {
                    sum_of_logs(point.ended, || {
                        parts.iter().map(|p| p.ln_survival(point.value) - libm::log(p.mean_s))
                    }) + sum_of_logs(point.cut, || parts.iter().map(|p| p.ln_survival(point.value)))
                });
                of.sum()
            }
        }
    }

    /// Free coordinates: what [`Family::at`] takes.
    pub(super) fn free(&self) -> Vec<f64> {
        let against_first = |weights: Vec<f64>| -> Vec<f64> {
            weights[1..].iter().map(|w| libm::log(w / weights[0])).collect()
        };
        match self {
            Self::Lognormal(parts) => against_first(parts.iter().map(|p| p.weight).collect())
                .into_iter()
                .chain(parts.iter().map(|p| p.mu))
                .chain(parts.iter().map(|p| libm::log(p.sigma)))
                .collect(),
            Self::Weibull { shape, scale_s } => vec![libm::log(*shape), libm::log(*scale_s)],
            Self::Hyperexponential(parts) => against_first(parts.iter().map(|p| p.weight).collect())
                .into_iter()
                .chain(parts.iter().map(|p| libm::log(p.mean_s)))
                .collect(),
        }
    }

    /// Its parameters as they are spoken of.
    pub fn parameters(&self) -> Vec<(Parameter, f64)> {
        match self {
            Self::Lognormal(parts) => parts
                .iter()
                .enumerate()
                .flat_map(|(i, p)| {
                    [
                        (Parameter::Weight(i), p.weight),
                        (Parameter::Mu(i), p.mu),
                        (Parameter::Sigma(i), p.sigma),
                    ]
                })
                .collect(),
            Self::Weibull { shape, scale_s } => {
                vec![(Parameter::Shape, *shape), (Parameter::ScaleS, *scale_s)]
            }
            Self::Hyperexponential(parts) => parts
                .iter()
                .enumerate()
                .flat_map(|(i, p)| [(Parameter::Weight(i), p.weight), (Parameter::MeanS(i), p.mean_s)])
                .collect(),
        }
    }

    /// Intervals of its parameters from the observed information at its place (an optimum), if the rows are
    /// independent and the law is true.
    ///
    /// Weights on the logit scale, mu as it is, the rest on the logarithmic scale, so that no end leaves its range.
    /// No interval where the information is not positive definite (a component without weight), for the weight of
    /// an only component and for a width on its bound.
    pub fn estimates(&self, observed: &Observed, confidence: f64) -> Vec<(Parameter, Estimate)> {
        let sureness = Sureness::new(self, observed);
        let estimate = |(i, (parameter, value)): (usize, (Parameter, f64))| {
            let interval = sureness
                .half_width(confidence, |law| parameter.on_scale(law.parameters()[i].1))
                .map(|half| [-half, half].map(|d| parameter.off_scale(parameter.on_scale(value) + d)));
            (parameter, Estimate { value, interval })
        };
        self.parameters().into_iter().enumerate().map(estimate).collect()
    }

    /// A positive figure that follows from the law, with its interval: as [`estimates`](Self::estimates), on the
    /// logarithmic scale.
    pub fn figure(&self, observed: &Observed, confidence: f64, of: impl Fn(&Self) -> f64) -> Estimate {
        let value = of(self);
        let interval = Sureness::new(self, observed)
            .half_width(confidence, |law| libm::log(of(law)))
            .map(|half| [value * libm::exp(-half), value * libm::exp(half)]);
        Estimate { value, interval }
    }
}

impl Parameter {
    fn on_scale(self, value: f64) -> f64 {
        match self {
            Self::Weight(_) => libm::log(value / (1.0 - value)),
            Self::Mu(_) => value,
            Self::Sigma(_) | Self::MeanS(_) | Self::Shape | Self::ScaleS => libm::log(value),
        }
    }

    fn off_scale(self, x: f64) -> f64 {
        match self {
            Self::Weight(_) => 1.0 / (1.0 + libm::exp(-x)),
            Self::Mu(_) => x,
            Self::Sigma(_) | Self::MeanS(_) | Self::Shape | Self::ScaleS => libm::exp(x),
        }
    }
}

/// How sure a law at its optimum is.
struct Sureness {
    family: Family,
    /// All free coordinates, and which of them the likelihood decides: a width on its bound is held there, since it
    /// is no maximum in that direction.
    place: Vec<f64>,
    open: Vec<usize>,
    covariance: Option<Vec<Vec<f64>>>,
}

impl Sureness {
    fn new(law: &Fitted, observed: &Observed) -> Self {
        let place = law.free();
        let held = |i: usize| match law {
            Fitted::Lognormal(parts) => {
                let widths = 2 * parts.len() - 1;
                i >= widths && place[i] <= libm::log(least_sigma(parts[i - widths].mu)) + 1e-9
            }
            Fitted::Weibull { .. } | Fitted::Hyperexponential(_) => false,
        };
        let open = (0..place.len()).filter(|i| !held(*i)).collect();
        let mut sureness = Self { family: law.family(), open, place, covariance: None };
        sureness.covariance =
            information::covariance(&sureness.free(), |free| sureness.law(free).log_likelihood(observed));
        sureness
    }

    fn free(&self) -> Vec<f64> {
        self.open.iter().map(|i| self.place[*i]).collect()
    }

    fn law(&self, free: &[f64]) -> Fitted {
        let mut place = self.place.clone();
        for (i, x) in self.open.iter().zip(free) {
            place[*i] = *x;
        }
        self.family.at(&place)
    }

    /// Half the interval of a figure; `None` if nothing is known or there is nothing to know.
    fn half_width(&self, confidence: f64, of: impl Fn(&Fitted) -> f64) -> Option<f64> {
        let variance =
            information::variance_of(&self.free(), self.covariance.as_ref()?, |free| of(&self.law(free)));
        let half = super::z(confidence) * variance.sqrt();
        (half > 0.0 && half.is_finite()).then_some(half)
    }
}

impl LognormalPart {
    /// ln(weight × density of seconds) at ln seconds.
    pub(super) fn ln_density(&self, ln: f64) -> f64 {
        let z = (ln - self.mu) / self.sigma;
        libm::log(self.weight / self.sigma) - 0.5 * z * z - LN_ROOT_TWO_PI - ln
    }

    /// ln(weight × survival) at ln seconds.
    pub(super) fn ln_survival(&self, ln: f64) -> f64 {
        libm::log(self.weight) + ln_upper_tail((ln - self.mu) / self.sigma)
    }
}

impl ExponentialPart {
    pub(super) fn ln_survival(&self, s: f64) -> f64 {
        libm::log(self.weight) - s / self.mean_s
    }
}

/// ln P(N > z) of the standard normal.
pub(super) fn ln_upper_tail(z: f64) -> f64 {
    if z < 30.0 {
        libm::log(normal_cdf(-z))
    } else {
        // Mills' ratio to 1e-3 of itself, where the distribution function is about to underflow.
        -0.5 * z * z - LN_ROOT_TWO_PI - libm::log(z)
    }
}

/// φ(z)/P(N > z).
pub(super) fn hazard(z: f64) -> f64 {
    libm::exp(-0.5 * z * z - LN_ROOT_TWO_PI - ln_upper_tail(z))
}

/// `times` ln Σ exp of logarithms; nothing if 0 times.
fn sum_of_logs<I: Iterator<Item = f64>>(times: f64, logs: impl Fn() -> I) -> f64 {
    if times == 0.0 {
        return 0.0;
    }
    let most = logs().fold(f64::NEG_INFINITY, f64::max);
    times * (most + libm::log(logs().map(|l| libm::exp(l - most)).sum()))
}
