//! What headline figures owe to chance, to assumed inputs and to the reading of the call: from what has been run.

use naru_results::{
    Estimate, HeadlineUncertainty, Label, MetricUnit, PricedReadings, SCHEMA, Summary, SweepBy,
    SweepUncertainty, Swept, UncertainBasis, UncertainRange, Uncertainty,
};

/// The headline figures of a summary with their kinds of uncertainty apart. Sweeps and readings count as far as they are of
/// this scenario and code; where several sweeps speak of a figure, the widest.
pub fn uncertainty(
    summary: &Summary,
    behaviour_hash: &str,
    sweeps: &[Swept],
    readings: &[PricedReadings],
) -> Uncertainty {
    let hash = &summary.scenario_hash;
    let readings =
        readings.iter().find(|it| it.scenario_hash == *hash && it.behaviour_hash == behaviour_hash);
    let won = |it: &naru_results::EstimateWon| -> [Option<f64>; 3] {
        [it.mean, it.lo, it.hi].map(|won| won.map(|won| won as f64))
    };
    let share = |it: Option<&Estimate>| it.map_or([None; 3], |it| [it.mean, it.lo, it.hi]);
    let all = summary.waits.iter().find(|it| it.product == "all");
    let budget = &summary.budget;
    let headlines = [
        ("budget.spent_won", MetricUnit::Won, won(&budget.spent_won)),
        ("budget.need_won", MetricUnit::Won, won(&budget.need_won)),
        ("budget.exhausted_share", MetricUnit::Share, share(Some(&budget.exhausted_share))),
        ("waits.all.over_limit_share", MetricUnit::Share, share(all.map(|it| &it.over_limit_share))),
    ];
    let headlines = headlines.into_iter().map(|(metric, unit, [estimate, lo, hi])| {
        let swept = sweeps
            .iter()
            .filter_map(|sweep| swept(sweep, sweep.uncertainty_of(hash, behaviour_hash, metric)?));
        let widest = swept.max_by(|a, b| (a.high - a.low).total_cmp(&(b.high - b.low)));
        let by_hand = || if metric == "budget.need_won" { by_hand(summary) } else { None };
        HeadlineUncertainty {
            metric: metric.to_owned(),
            unit,
            estimate,
            lo,
            hi,
            assumed: widest.or_else(by_hand),
            readings: readings.and_then(|it| read(it, metric)),
        }
    });
    let headlines = headlines.filter(|it| it.estimate.is_some()).collect();
    Uncertainty {
        schema: SCHEMA,
        scenario_hash: hash.clone(),
        behaviour_hash: behaviour_hash.to_owned(),
        headlines,
    }
}

fn swept(sweep: &Swept, of: &SweepUncertainty) -> Option<UncertainRange> {
    let label = |by: &SweepBy| {
        let input = sweep.inputs.iter().find(|it| it.path == by.path)?;
        let (ko, en) = (&input.label.ko, &input.label.en);
        Some(Label { ko: format!("{ko} {}", by.value), en: format!("{en} {}", by.value) })
    };
    let written = |by: &SweepBy| format!("{}={}", by.path, by.value);
    Some(UncertainRange {
        low: of.assumed_low?,
        high: of.assumed_high?,
        low_by: of.low_by.as_ref().map(written),
        low_label: of.low_by.as_ref().and_then(label),
        high_by: of.high_by.as_ref().map(written),
        high_label: of.high_by.as_ref().and_then(label),
        basis: if of.spread.is_some() { UncertainBasis::DrawnTogether } else { UncertainBasis::OneAtATime },
    })
}

/// The need by hand at the ends of each range.
fn by_hand(summary: &Summary) -> Option<UncertainRange> {
    let ends = summary.largest_assumed.iter().flat_map(|it| [(it, it.need_low_won), (it, it.need_high_won)]);
    let low = ends.clone().min_by_key(|(_, won)| *won)?;
    let high = ends.max_by_key(|(_, won)| *won)?;
    Some(UncertainRange {
        low: low.1 as f64,
        high: high.1 as f64,
        low_by: Some(low.0.path.clone()),
        low_label: Some(low.0.label.clone()),
        high_by: Some(high.0.path.clone()),
        high_label: Some(high.0.label.clone()),
        basis: UncertainBasis::ByHand,
    })
}

fn read(readings: &PricedReadings, metric: &str) -> Option<UncertainRange> {
    let range = readings.uncertainty.iter().find(|it| it.metric == metric)?;
    let label = |by: &String| {
        let of =
            |it: &&naru_results::PricedReading| format!("{}.{}={}", it.clause, it.variant, it.other) == *by;
        let reading = readings.readings.iter().find(of)?;
        let (clause, label, other) = (&reading.clause, &reading.label, &reading.other_label);
        Some(Label {
            ko: format!("{clause} {}: {}", label.ko, other.ko),
            en: format!("{clause} {}: {}", label.en, other.en),
        })
    };
    Some(UncertainRange {
        low: range.low,
        high: range.high,
        low_by: range.low_by.clone(),
        low_label: range.low_by.as_ref().and_then(label),
        high_by: range.high_by.clone(),
        high_label: range.high_by.as_ref().and_then(label),
        basis: UncertainBasis::Readings,
    })
}
