//! Figures against the range that is given for them.

use crate::problem::Problem;
use crate::surface::Figure;
use crate::words;

/// A warning for each value outside its own range; the ends lie inside. A value that is wrong anyway has been told.
pub(super) fn judge(figures: &[Figure], problems: &mut Vec<Problem>) {
    for figure in figures {
        let Some(value) = figure.value else { continue };
        let below = figure.low.as_ref().and_then(|(_, low)| *low).is_some_and(|low| value < low);
        let above = figure.high.as_ref().and_then(|(_, high)| *high).is_some_and(|high| value > high);
        let told = problems.iter().any(|p| p.place == Some(figure.place));
        if (below || above) && !told {
            let [low, high] =
                [&figure.low, &figure.high].map(|end| end.as_ref().map(|(written, _)| &**written));
            let title = words::outside_the_range(&figure.written, low, high);
            let problem = Problem::warning(title).at(figure.place);
            problems.push(problem.label(words::another_range_or_value()));
        }
    }
}
