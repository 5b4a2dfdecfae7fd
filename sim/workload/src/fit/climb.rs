//! Maximum likelihood: EM for mixtures, sped up; one equation for Weibull.

use super::fitted::{ExponentialPart, Family, Fitted, LognormalPart, hazard, least_sigma};
use super::observed::{Observed, Point};

/// Cycles spent on each start before the best is chosen, and on the best at most.
const SHORT: usize = 12;
const LONG: usize = 3_000;
/// A climb is over when a step moves no coordinate by more.
const CLOSE: f64 = 1e-7;

impl Family {
    /// The law of this family with the greatest likelihood, of those that a handful of fixed starts lead to.
    ///
    /// EM (Dempster, Laird, Rubin 1977) on ln seconds, a cut length by its survival, sped up by `SQUAREM` (Varadhan,
    /// Roland 2008). The starts cut the lengths at fixed quantiles, so that the same rows give the same law; mixtures
    /// have local optima, and a better one can exist. `None` with fewer distinct values seen to end than twice the
    /// parameters.
    pub fn fit(self, observed: &Observed) -> Option<Fitted> {
        let distinct = observed.points().iter().filter(|p| p.ended > 0.0).count();
        if distinct < 2 * self.parameters() {
            return None;
        }
        if self == Self::Weibull {
            return weibull(observed);
        }
        let mut best: Option<Climb> = None;
        for cuts in starts(self.parts()) {
            let climb = climb(observed, self.start(observed, cuts)?, SHORT);
            if best.as_ref().is_none_or(|best| climb.log_likelihood > best.log_likelihood) {
                best = Some(climb);
            }
        }
        Some(ordered(climb(observed, best?.law, LONG).law))
    }

    const fn parts(self) -> usize {
        match self {
            Self::Lognormal(parts) | Self::Hyperexponential(parts) => parts,
            Self::Weibull => 1,
        }
    }

    /// The moments of the pieces between quantiles; cut lengths count as ended here.
    fn start(self, observed: &Observed, cuts: &[f64]) -> Option<Fitted> {
        let n = observed.count();
        let mut pieces = vec![(0.0, 0.0, 0.0, 0.0); self.parts()];
        let mut before = 0.0;
        for point in observed.points() {
            let w = point.ended + point.cut;
            let place = (before + w / 2.0) / n;
            let piece = &mut pieces[cuts.iter().filter(|cut| **cut < place).count()];
            *piece = (
                piece.0 + w,
                piece.1 + w * point.value,
                piece.2 + w * point.ln,
                piece.3 + w * point.ln * point.ln,
            );
            before += w;
        }
        // A value that many rows share can leave a piece empty: then it begins as a copy of the whole, seldom.
        let total =
            pieces.iter().fold((0.0, 0.0, 0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2, a.3 + b.3));
        let filled: Vec<_> = pieces
            .into_iter()
            .map(|piece| if piece.0 > 0.0 { (piece.0 / n, piece) } else { (0.05, total) })
            .collect();
        let weights: f64 = filled.iter().map(|(weight, _)| weight).sum();
        match self {
            Self::Lognormal(_) => Some(Fitted::Lognormal(
                filled
                    .into_iter()
                    .map(|(weight, (w, _, ln, square))| LognormalPart {
                        weight: weight / weights,
                        mu: ln / w,
                        sigma: (square / w - ln / w * (ln / w)).max(0.0).sqrt().max(0.3),
                    })
                    .collect(),
            )),
            Self::Hyperexponential(_) => Some(Fitted::Hyperexponential(
                filled
                    .into_iter()
                    .map(|(weight, (w, sum, _, _))| ExponentialPart {
                        weight: weight / weights,
                        mean_s: sum / w,
                    })
                    .collect(),
            )),
            Self::Weibull => None,
        }
    }
}

/// Quantiles at which the starts cut the lengths.
fn starts(parts: usize) -> &'static [&'static [f64]] {
    match parts {
        1 => &[&[]],
        2 => &[&[0.5], &[0.2], &[0.8], &[0.95]],
        3 => &[
            &[0.33, 0.67],
            &[0.2, 0.5],
            &[0.5, 0.8],
            &[0.2, 0.8],
            &[0.1, 0.2],
            &[0.2, 0.35],
            &[0.6, 0.9],
            &[0.4, 0.95],
        ],
        _ => &[],
    }
}

struct Climb {
    law: Fitted,
    /// At a place that the climb has passed: the law's own is no smaller.
    log_likelihood: f64,
}

/// EM steps from a law on, each third an extrapolation of the two before, taken back if it does not rise.
fn climb(observed: &Observed, from: Fitted, cycles: usize) -> Climb {
    let family = from.family();
    let mut law = from;
    let mut log_likelihood = f64::NEG_INFINITY;
    for _ in 0..cycles {
        let (first, _) = step(observed, &law);
        let (second, reached) = step(observed, &first);
        log_likelihood = reached;
        let minus = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>();
        let (start, middle) = (law.free(), first.free());
        let moved = minus(&middle, &start);
        let bent = minus(&minus(&second.free(), &middle), &moved);
        if moved.iter().all(|by| by.abs() < CLOSE) {
            return Climb { law: second, log_likelihood };
        }
        let length = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
        let alpha = (-length(&moved) / length(&bent)).min(-1.0);
        law = second;
        if alpha < -1.0 && alpha.is_finite() {
            let far: Vec<f64> = start
                .iter()
                .zip(moved.iter().zip(&bent))
                .map(|(at, (moved, bent))| at - 2.0 * alpha * moved + alpha * alpha * bent)
                .collect();
            let (next, height) = step(observed, &family.at(&far));
            if height >= reached && next.free().iter().all(|x| x.is_finite()) {
                (law, log_likelihood) = (next, height);
            }
        }
    }
    Climb { law, log_likelihood }
}

/// One EM step, and the log-likelihood of the law that it starts from.
fn step(observed: &Observed, law: &Fitted) -> (Fitted, f64) {
    match law {
        Fitted::Lognormal(parts) => lognormal_step(observed, parts),
        Fitted::Hyperexponential(parts) => exponential_step(observed, parts),
        Fitted::Weibull { .. } => (law.clone(), law.log_likelihood(observed)),
    }
}

/// Turns logarithms into shares of their sum; returns the logarithm of that sum.
fn share_out(logs: &mut [f64]) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for log in logs.iter_mut() {
        *log = libm::exp(*log - most);
        sum += *log;
    }
    for share in logs.iter_mut() {
        *share /= sum;
    }
    most + libm::log(sum)
}

fn lognormal_step(observed: &Observed, parts: &[LognormalPart]) -> (Fitted, f64) {
    // By part: members, Σ (y − μ), Σ (y − μ)², y = ln seconds; of a cut length their means beyond the cut.
    let mut sums = vec![[0.0; 3]; parts.len()];
    let mut member = vec![0.0; parts.len()];
    let heights: Vec<f64> = parts.iter().map(|p| LognormalPart { mu: 0.0, ..*p }.ln_density(0.0)).collect();
    let mut log_likelihood = 0.0;
    for Point { ln, ended, cut, .. } in observed.points() {
        if *ended > 0.0 {
            for ((member, part), height) in member.iter_mut().zip(parts).zip(&heights) {
                let z = (ln - part.mu) / part.sigma;
                *member = height - 0.5 * z * z;
            }
            log_likelihood += ended * (share_out(&mut member) - ln);
            for ((sums, member), part) in sums.iter_mut().zip(&member).zip(parts) {
                let (w, d) = (ended * member, ln - part.mu);
                sums[0] += w;
                sums[1] += w * d;
                sums[2] += w * d * d;
            }
        }
        if *cut > 0.0 {
            for (member, part) in member.iter_mut().zip(parts) {
                *member = part.ln_survival(*ln);
            }
            log_likelihood += cut * share_out(&mut member);
            for ((sums, member), part) in sums.iter_mut().zip(&member).zip(parts) {
                let z = (ln - part.mu) / part.sigma;
                let h = hazard(z);
                let w = cut * member;
                sums[0] += w;
                sums[1] += w * part.sigma * h;
                sums[2] += w * part.sigma * part.sigma * (1.0 + z * h);
            }
        }
    }
    let n = observed.count();
    let next = parts
        .iter()
        .zip(&sums)
        .map(|(part, [w, d, square])| {
            let w = w.max(f64::MIN_POSITIVE);
            let shift = d / w;
            let mu = part.mu + shift;
            LognormalPart {
                weight: (w / n).max(1e-12),
                mu,
                sigma: (square / w - shift * shift).max(0.0).sqrt().max(least_sigma(mu)),
            }
        })
        .collect();
    (Fitted::Lognormal(next), log_likelihood)
}

fn exponential_step(observed: &Observed, parts: &[ExponentialPart]) -> (Fitted, f64) {
    // By part: members, members that ended, Σ seconds.
    let mut sums = vec![[0.0; 3]; parts.len()];
    let mut member = vec![0.0; parts.len()];
    let heights: Vec<f64> = parts.iter().map(|p| libm::log(p.weight / p.mean_s)).collect();
    let mut log_likelihood = 0.0;
    for Point { value, ended, cut, .. } in observed.points() {
        for (count, is_cut) in [(*ended, false), (*cut, true)] {
            if count > 0.0 {
                for ((member, part), height) in member.iter_mut().zip(parts).zip(&heights) {
                    *member = if is_cut { part.ln_survival(*value) } else { height - value / part.mean_s };
                }
                log_likelihood += count * share_out(&mut member);
                for (sums, member) in sums.iter_mut().zip(&member) {
                    let w = count * member;
                    sums[0] += w;
                    sums[1] += if is_cut { 0.0 } else { w };
                    sums[2] += w * value;
                }
            }
        }
    }
    let n = observed.count();
    let next = parts
        .iter()
        .zip(&sums)
        .map(|(part, [w, ended, seconds])| ExponentialPart {
            weight: (w / n).max(1e-12),
            // A cut member adds its time so far: it would go on like new.
            mean_s: if *ended > 1e-9 { seconds / ended } else { part.mean_s },
        })
        .collect();
    (Fitted::Hyperexponential(next), log_likelihood)
}

fn ordered(law: Fitted) -> Fitted {
    match law {
        Fitted::Lognormal(mut parts) => {
            parts.sort_by(|a, b| a.mu.total_cmp(&b.mu));
            Fitted::Lognormal(parts)
        }
        Fitted::Hyperexponential(mut parts) => {
            parts.sort_by(|a, b| a.mean_s.total_cmp(&b.mean_s));
            Fitted::Hyperexponential(parts)
        }
        Fitted::Weibull { .. } => law,
    }
}

/// Weibull's shape k solves 1/k = Σ tᵏ ln t / Σ tᵏ − mean ln of those that ended; the scale follows.
fn weibull(observed: &Observed) -> Option<Fitted> {
    let ended: f64 = observed.points().iter().map(|p| p.ended).sum();
    let mean_ln = observed.points().iter().map(|p| p.ended * p.ln).sum::<f64>() / ended;
    let most = observed.points().last()?.ln;
    // Relative to the longest, so that no power overflows.
    let sums = |shape: f64| {
        observed.points().iter().fold((0.0, 0.0), |(sum, with_ln), p| {
            let power = (p.ended + p.cut) * libm::exp(shape * (p.ln - most));
            (sum + power, with_ln + power * p.ln)
        })
    };
    let (mut low, mut high) = (-7.0, 7.0);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        let shape = libm::exp(middle);
        let (sum, with_ln) = sums(shape);
        if with_ln / sum - 1.0 / shape < mean_ln {
            low = middle;
        } else {
            high = middle;
        }
    }
    let shape = libm::exp(0.5 * (low + high));
    let (sum, _) = sums(shape);
    Some(Fitted::Weibull { shape, scale_s: libm::exp(most + libm::log(sum / ended) / shape) })
}
