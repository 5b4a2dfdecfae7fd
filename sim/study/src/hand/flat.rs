//! Flat own contributions that come off bills (T3).

use super::pilot::Holding;
use naru_model::Plan;
use naru_model::rules::settlement::FlatSum;
use naru_model::workload::{Cohort, Laws};

/// What of a cohort's flat sums comes off its bills: a sum for each month of support, at most what is owed for it.
///
/// `owed` is what the cohort comes to. A month of a class owes its share of it, evenly over the months of support.
pub(super) fn own(
    plan: &Plan,
    laws: &Laws,
    holding: &Holding,
    c: usize,
    cohort: &Cohort,
    product: usize,
    owed: f64,
) -> f64 {
    if !FlatSum::comes_off(&plan.terms.readings) || cohort.projects == 0 {
        return 0.0;
    }
    let spec = laws.spec();
    let duty = |class: &naru_model::workload::Class| (class.duty * spec.level).min(spec.max_duty);
    let mean_duty: f64 = spec.classes.iter().map(|class| class.share * duty(class)).sum();
    let months: f64 = holding.months[c].iter().sum();
    let sums = holding.months[c].iter().zip(&plan.products[product].own_monthly);
    sums.map(|(of_kind, monthly)| {
        let by_class = spec.classes.iter().map(|class| {
            let a_month = owed / months * duty(class) / mean_duty;
            class.share * (monthly.0 as f64).min(a_month)
        });
        of_kind * by_class.sum::<f64>()
    })
    .sum()
}
