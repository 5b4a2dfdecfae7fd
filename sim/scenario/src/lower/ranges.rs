//! Figures against the range that is given for them.

use crate::problem::Problem;
use crate::surface::Figure;
use crate::words;

/// Values that take a part of the demand out altogether (`flat.ron`): chosen, not measured, so no range speaks of them.
const TAKES_IT_OUT: [(&str, f64); 8] = [
    ("demand.asking.weekend", 1.0),
    ("demand.asking.holiday", 1.0),
    ("demand.ramp.floor", 1.0),
    ("demand.ramp.days", 0.0),
    ("demand.shocks.programme", 0.0),
    ("demand.shocks.month", 0.0),
    ("demand.start_delay.median_days", 0.0),
    ("demand.start_delay.p90_days", 0.0),
];

/// A warning for each value outside its own range; the ends lie inside. A value that is wrong anyway has been told.
pub(super) fn judge(figures: &[Figure], problems: &mut Vec<Problem>) {
    for figure in figures {
        let Some(value) = figure.value else { continue };
        let below = figure.low.as_ref().and_then(|(_, low)| *low).is_some_and(|low| value < low);
        let above = figure.high.as_ref().and_then(|(_, high)| *high).is_some_and(|high| value > high);
        let told = problems.iter().any(|p| p.place == Some(figure.place));
        let out = TAKES_IT_OUT.iter().any(|(path, out)| *path == figure.path && (value - out).abs() == 0.0);
        if (below || above) && !told && !out {
            let [low, high] =
                [&figure.low, &figure.high].map(|end| end.as_ref().map(|(written, _)| &**written));
            let title = words::outside_the_range(&figure.written, low, high);
            let problem = Problem::warning(title).at(figure.place);
            problems.push(problem.label(words::another_range_or_value()));
        }
    }
}
