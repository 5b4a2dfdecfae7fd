//! Programmes that were cut at different times: the Kaplan-Meier curve.
//!
//! Where all replications end on the same day this equals the plain distribution
//! ([`censored_date_quantile`](super::censored_date_quantile)); use it only for runs that were cut early.

/// How an observation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The event came at that time: the money ran out.
    Event,
    /// The run was cut at that time; the event had not come.
    Cut,
}

/// The curve at one time of events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// When, in the unit of the observations.
    pub at: u64,
    /// S: the chance that the event comes later.
    pub survival: f64,
    /// Greenwood's standard error; `None` where S = 0.
    pub se: Option<f64>,
}

/// A survival curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    /// One step per time with an event, ascending.
    pub steps: Vec<Step>,
    /// The first time with S ≤ 1/2; `None` where the curve stays above.
    pub median: Option<u64>,
}

/// Product-limit curve (Kaplan & Meier 1958) with Greenwood's errors (1926).
///
/// Observations in any order; at equal times events come before cuts. Empty without an event.
///
/// ```
/// use naru_study::statistics::{End, kaplan_meier};
/// let curve = kaplan_meier(&[(240, End::Event), (250, End::Event), (275, End::Cut)]);
/// assert_eq!(curve.median, Some(250)); // 2/3, then 1/3
/// ```
pub fn kaplan_meier(observations: &[(u64, End)]) -> Survival {
    let mut times: Vec<u64> =
        observations.iter().filter(|(_, end)| *end == End::Event).map(|(at, _)| *at).collect();
    times.sort_unstable();
    times.dedup();
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::with_capacity(times.len());
    for at in times {
        let at_risk = observations.iter().filter(|(time, _)| *time >= at).count() as f64;
        let events = observations.iter().filter(|o| **o == (at, End::Event)).count() as f64;
        let left = at_risk - events;
        survival *= left / at_risk;
        greenwood += events / (at_risk * left);
        steps.push(Step { at, survival, se: (left > 0.0).then(|| survival * f64::sqrt(greenwood)) });
    }
    // A half reached by fractions, 3/4 · 2/3, may come out a bit above.
    let median = steps.iter().find(|step| step.survival <= 0.5 * (1.0 + 1e-12)).map(|step| step.at);
    Survival { steps, median }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_event_there_is_no_step() {
        assert_eq!(kaplan_meier(&[]), Survival { steps: vec![], median: None });
        assert_eq!(kaplan_meier(&[(275, End::Cut)]), Survival { steps: vec![], median: None });
    }

    /// One event in three, all others cut at the end: S = 2/3 for good, se = √(S²·1/(3·2)).
    #[test]
    fn a_curve_above_one_half_has_no_median() {
        let got = kaplan_meier(&[(9, End::Cut), (4, End::Event), (9, End::Cut)]);
        assert_eq!(got.median, None);
        let [step] = got.steps[..] else { panic!("one time of events: {got:?}") };
        assert!(step.at == 4 && (step.survival - 2.0 / 3.0).abs() < 1e-15, "{step:?}");
        assert!((step.se.unwrap() - (4.0f64 / 54.0).sqrt()).abs() < 1e-15, "{step:?}");
    }

    /// 2m programmes that end one after the other: half are left after the m-th, however the fractions round.
    #[test]
    fn a_half_by_fractions_is_a_half() {
        for m in 1..200_u64 {
            let all: Vec<_> = (1..=2 * m).map(|at| (at, End::Event)).collect();
            assert_eq!(kaplan_meier(&all).median, Some(m), "{m}");
        }
    }

    #[test]
    fn a_curve_at_0_has_no_error() {
        let got = kaplan_meier(&[(1, End::Event), (2, End::Event)]);
        assert!(got.steps[0].se.is_some() && got.steps[1].se.is_none(), "{got:?}");
    }
}
