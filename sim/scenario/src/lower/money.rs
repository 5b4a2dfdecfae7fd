//! Money and dates.

use super::Judge;
use super::calendar::Days;
use crate::problem::Problem;
use crate::surface::{Bound, Money, Spot, by_name};
use crate::words;
use jiff::civil::Date;
use naru_model::rules::readings::December;
use naru_units::Share;

/// Basis points as people write a share.
pub(super) fn decimal(share: Share) -> String {
    let digits = format!("{:05}", share.0);
    let (whole, fraction) = digits.split_at(digits.len() - 4);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

impl Judge<'_> {
    /// P2, P3 and A4.
    pub(super) fn money(&mut self) {
        let Some(programme) = &self.surface.programme else { return };
        if let Some(money) = &programme.budget {
            self.budget(money);
        }
        let (Some(ratio), Some(ceiling)) = (programme.fixed_ratio, programme.fixed_ratio_ceiling) else {
            return;
        };
        if ratio.value > ceiling {
            let (shown, most) = (decimal(ratio.value), decimal(ceiling));
            let title = words::over_the_ceiling(&shown, &most);
            let problem = Problem::error(title).code("A4").at(ratio.place).label(words::at_most(&most));
            let problem = self.quote(problem, "A4");
            self.problems.push(problem);
        }
    }

    fn budget(&mut self, money: &Money) {
        let lines = money.lines.as_deref().unwrap_or_default();
        for line in lines.iter().filter(|line| line.name != "npu") {
            self.problems.push(Problem::error(words::unknown_line(&line.name)).at(line.place));
        }
        let (Some(cap), Some(operating)) = (money.cap, money.operating) else { return };
        let npu = by_name(lines, "npu").and_then(|line| line.value);
        let parts = operating.value.0 + npu.map_or(0, |npu| npu.value.0);
        if parts > cap.value.0 {
            let title = words::over_the_cap(cap.value.0, parts);
            // At whichever was said last: a scenario's own line rather than its base's.
            let places = [Some(cap.place), Some(operating.place), npu.map(|npu| npu.place)];
            let place = places.into_iter().flatten().min().expect("the cap has a place");
            self.problems.push(Problem::error(title).code("P2").at(place));
        }
    }

    /// P1: every date belongs to the programme.
    pub(super) fn dates(&mut self) {
        let Some(programme) = &self.surface.programme else { return };
        let Some(days) = self.days else {
            if let (Some(_), Some(end)) = (programme.start, programme.end) {
                self.problems.push(Problem::error(words::end_before_start()).code("P1").at(end.place));
            }
            return;
        };
        if let Some(stop) = programme.funding_stop {
            self.until(stop, days);
        }
        // T2: of no account where December is settled by use.
        if self.chosen("T2", "december").is_some_and(|value| value.value == December::CutOff.name()) {
            self.within(programme.december_cut_off, days);
        }
        for promise in self.surface.promises.iter().flatten().filter_map(|p| p.value.as_ref()) {
            if let Bound::NotBefore(date) = promise.bound {
                self.until(date, days);
            }
        }
        for pool in self.surface.fleet.iter().flatten().flat_map(|s| s.value.iter().flatten()) {
            for (from, _) in pool.value.iter().flat_map(|p| &p.servers) {
                self.within(*from, days);
            }
            self.within(pool.value.as_ref().and_then(|p| p.agreed), days);
        }
        for supplier in self.surface.prices.iter().flatten() {
            for product in supplier.value.iter().flatten() {
                let prices = product.value.as_deref().unwrap_or_default();
                for (from, _) in prices {
                    self.within(*from, days);
                }
                let first = prices.first().and_then(|(from, _)| *from).filter(|from| from.value > days.start);
                if let Some(first) = first.filter(|first| days.has(first.value)) {
                    let path = format!("prices.{}.{}", supplier.name, product.name);
                    let problem = Problem::error(words::no_price_before(&path, first.value)).at(first.place);
                    self.problems.push(problem.label(words::from_the_start(days.start)));
                }
            }
        }
        self.late_servers(days);
    }

    /// A date on which something begins: a day of the programme.
    pub(super) fn within(&mut self, date: Option<Spot<Date>>, days: Days) {
        if let Some(date) = date.filter(|date| !days.has(date.value)) {
            self.outside(date, days);
        }
    }

    /// A date at which something ends: a day of the programme or the midnight that ends it.
    pub(super) fn until(&mut self, date: Spot<Date>, days: Days) {
        if !days.has(date.value) && date.value != days.end {
            self.outside(date, days);
        }
    }

    pub(super) fn outside(&mut self, date: Spot<Date>, days: Days) {
        let problem = Problem::error(words::outside_the_programme(date.value)).code("P1").at(date.place);
        self.problems.push(problem.label(words::the_programme(days.start, days.last())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_shown_as_it_was_written() {
        for (basis_points, want) in
            [(0, "0"), (3_000, "0.3"), (5_001, "0.5001"), (10_000, "1"), (5, "0.0005")]
        {
            assert_eq!(decimal(Share(basis_points)), want);
        }
    }
}
