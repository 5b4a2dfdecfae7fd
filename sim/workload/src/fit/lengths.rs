//! How long jobs run, and how long the programme's sessions would be.

use super::{
    Estimate, Family, Fitted, Goodness, LognormalPart, Observed, Parameter, Reason, Rows, Run, Settings,
    goodness, ratio, z,
};
use crate::SessionLength;
use crate::length::limited_mean;
use naru_units::Span;
use std::collections::BTreeMap;

/// Jobs by the cards that they hold, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardGroup {
    /// Fewest cards.
    pub from: u32,
    /// Most cards.
    pub to: u32,
}

impl CardGroup {
    /// Any known number.
    pub const ALL: Self = Self { from: 1, to: u32::MAX };
    /// All together, then 1, 2, 4, 8 and from 16 on: the sizes that occur.
    pub const USUAL: [Self; 6] = [
        Self::ALL,
        Self { from: 1, to: 1 },
        Self { from: 2, to: 2 },
        Self { from: 4, to: 4 },
        Self { from: 8, to: 8 },
        Self { from: 16, to: u32::MAX },
    ];

    /// Whether a job is one of it.
    pub const fn has(self, cards: u32) -> bool {
        self.from <= cards && cards <= self.to
    }
}

/// A law, how sure its parameters are, and how well it fits.
#[derive(Clone, Debug, PartialEq)]
pub struct LawFit {
    /// The law.
    pub law: Fitted,
    /// Its parameters, if rows were independent and the law true.
    pub estimates: Vec<(Parameter, Estimate)>,
    /// ln likelihood.
    pub log_likelihood: f64,
    /// −2 ln likelihood + parameters × ln rows: the smaller the better.
    pub bic: f64,
    /// How far it is from the rows.
    pub goodness: Goodness,
}

/// The laws of one group of jobs.
#[derive(Clone, Debug, PartialEq)]
pub struct LengthFit {
    /// What it was made from: those cut by the log's end are used too.
    pub rows: Rows,
    /// The lengths themselves, for charts.
    pub observed: Observed,
    /// Lognormal, Weibull, hyperexponentials of 2 and 3, lognormal mixtures of 2 and 3; fewer if there are few rows.
    pub laws: Vec<LawFit>,
    /// The one with the smallest BIC, as an index; `None` if there are none.
    pub best: Option<usize>,
}

/// Every family that is tried.
const FAMILIES: [Family; 6] = [
    Family::Lognormal(1),
    Family::Weibull,
    Family::Hyperexponential(2),
    Family::Hyperexponential(3),
    Family::Lognormal(2),
    Family::Lognormal(3),
];

impl LawFit {
    /// The best law of one family; `None` if there are too few rows.
    pub fn of(family: Family, observed: &Observed, confidence: f64) -> Option<Self> {
        let law = family.fit(observed)?;
        let log_likelihood = law.log_likelihood(observed);
        Some(Self {
            estimates: law.estimates(observed, confidence),
            bic: family.parameters() as f64 * libm::log(observed.count()) - 2.0 * log_likelihood,
            goodness: goodness(observed, &law),
            log_likelihood,
            law,
        })
    }

    /// A parameter's estimate.
    pub fn estimate(&self, parameter: Parameter) -> Option<Estimate> {
        self.estimates.iter().find(|(p, _)| *p == parameter).map(|(_, estimate)| *estimate)
    }
}

/// How long the jobs of a group run.
pub fn lengths(runs: &[Run], group: CardGroup, confidence: f64) -> LengthFit {
    let mut rows = Rows::default();
    let observed =
        Observed::new(of_group(runs, group, &mut rows).map(|(seconds, run)| (seconds as f64, run.censored)));
    rows.used = observed.ended() + observed.cut();
    let laws: Vec<LawFit> =
        FAMILIES.iter().filter_map(|family| LawFit::of(*family, &observed, confidence)).collect();
    let best = (0..laws.len()).min_by(|a, b| laws[*a].bic.total_cmp(&laws[*b].bic));
    LengthFit { rows, observed, laws, best }
}

/// The jobs of a group that ran, with their seconds; what is thrown away of all rows of the group is counted.
fn of_group<'a>(
    runs: &'a [Run],
    group: CardGroup,
    rows: &'a mut Rows,
) -> impl Iterator<Item = (i64, &'a Run)> + use<'a> {
    runs.iter().filter(move |run| run.cards == 0 || group.has(run.cards)).filter_map(move |run| {
        match run.run_s {
            None => rows.throw(Reason::NeverStarted),
            Some(seconds) if seconds <= 0 => rows.throw(Reason::NoLength),
            Some(_) if run.cards == 0 => rows.throw(Reason::NoCards),
            Some(seconds) => return Some((seconds, run)),
        }
        None
    })
}

/// Lengths in the form that a scenario has: short starts, and `min(min + X, max)`, X a mixture of two lognormals.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionFit {
    /// The law as fitted; classes scale X.
    pub length: SessionLength,
    /// Its parameters, if rows were independent and the law true.
    pub estimates: Vec<(Parameter, Estimate)>,
    /// Distances of X alone, on seconds − (min − 1).
    pub goodness: Goodness,
    /// What X was fitted to, for charts: seconds − (min − 1).
    pub observed: Observed,
    /// Mean hours of a real session under the law, the longest cut.
    pub mean_hours: Estimate,
    /// What ended before the shortest session; `None` if nothing did.
    pub short: Option<ShortStarts>,
    /// What it was made from: sessions and short starts.
    pub rows: Rows,
}

/// Starts that ended before the shortest session: crash bursts, typing errors, tests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShortStarts {
    /// How many.
    pub starts: u64,
    /// Their share of all requests that ran. The interval takes users as independent, or requests if there are no users.
    pub share: Estimate,
    /// Mean of their ln seconds.
    pub mu: Estimate,
    /// Standard deviation of their ln seconds.
    pub sigma: Estimate,
}

/// Lengths in the programme's form.
///
/// As in the calibration, X is fitted to whole seconds − (min − 1), which keeps the shortest above 0. Sessions of the
/// greatest length or more, and those that the log's end cut, count as cut. `None` if there are too few sessions.
pub fn sessions(runs: &[Run], group: CardGroup, settings: &Settings) -> Option<SessionFit> {
    let mut rows = Rows::default();
    let (least, longest) = (settings.least_session_s, settings.longest_session_s.unwrap_or(i64::MAX));
    let mut real = Vec::new();
    let mut short = Vec::new();
    // By user: short starts, all.
    let mut by_user: BTreeMap<(Option<u32>, usize), (f64, f64)> = BTreeMap::new();
    let mut early = 0;
    for (i, (seconds, run)) in of_group(runs, group, &mut rows).enumerate() {
        if run.censored && seconds < least {
            early += 1;
            continue;
        }
        let is_short = seconds < least;
        let counts = by_user.entry((run.user, if run.user.is_some() { 0 } else { i })).or_default();
        *counts = (counts.0 + f64::from(u8::from(is_short)), counts.1 + 1.0);
        if is_short {
            short.push(libm::log(seconds as f64));
        } else {
            let seen = seconds.min(longest);
            real.push(((seen - least + 1) as f64, run.censored || seconds >= longest));
        }
    }
    rows.throw_many(Reason::CutEarly, early);
    rows.used = (real.len() + short.len()) as u64;
    let observed = Observed::new(real);
    let law = Family::Lognormal(2).fit(&observed)?;
    let Fitted::Lognormal(parts) = &law else { return None };
    let max = settings.longest_session_s.or_else(|| {
        let (_, most) = observed.range()?;
        Some(most as i64 + least)
    })?;
    let length = in_form(parts, least, max);
    let share = ratio(by_user.values().copied(), settings.confidence);
    Some(SessionFit {
        estimates: law.estimates(&observed, settings.confidence),
        goodness: goodness(&observed, &law),
        mean_hours: law.figure(&observed, settings.confidence, |law| mean_hours(law, least, max)),
        short: short_starts(&short, share, settings.confidence),
        observed,
        length,
        rows,
    })
}

fn in_form(parts: &[LognormalPart], least: i64, max: i64) -> SessionLength {
    let of = |of: fn(&LognormalPart) -> f64| [of(&parts[0]), of(&parts[1])];
    SessionLength {
        min: Span(least),
        max: Span(max),
        weights: of(|p| p.weight),
        mu: of(|p| p.mu),
        sigma: of(|p| p.sigma),
    }
}

fn mean_hours(law: &Fitted, least: i64, max: i64) -> f64 {
    let Fitted::Lognormal(parts) = law else { return f64::NAN };
    let beyond = limited_mean(&in_form(parts, least, max), 0.0, (max - least) as f64);
    (least as f64 + beyond) / 3_600.0
}

fn short_starts(ln: &[f64], share: Estimate, confidence: f64) -> Option<ShortStarts> {
    if ln.is_empty() {
        return None;
    }
    let n = ln.len() as f64;
    let mu = ln.iter().sum::<f64>() / n;
    let sigma = (ln.iter().map(|x| (x - mu) * (x - mu)).sum::<f64>() / n).sqrt();
    let half = z(confidence) / n.sqrt();
    let sure = ln.len() >= 2 && sigma > 0.0;
    let factor = libm::exp(half / core::f64::consts::SQRT_2);
    Some(ShortStarts {
        starts: ln.len() as u64,
        share,
        mu: Estimate { value: mu, interval: sure.then_some([mu - half * sigma, mu + half * sigma]) },
        sigma: Estimate { value: sigma, interval: sure.then_some([sigma / factor, sigma * factor]) },
    })
}
