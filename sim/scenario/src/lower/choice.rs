//! How a project finds its supplier where several have its product (S9).
//!
//! `by_share` is a quota over the project's number within its product: each project in turn goes to the supplier
//! that is furthest behind its share, ties to the first in the file. So every first n projects are shared out as
//! evenly as whole projects allow, and nobody's supplier changes when a project is added.

use super::Judge;
use super::rows::Row;
use crate::problem::Problem;
use crate::surface::Choice;
use crate::words;
use naru_model::Offer;
use naru_units::{Instant, Share};

impl Judge<'_> {
    /// Shares of each product's suppliers, where shares decide.
    pub(super) fn shares(&mut self, rows: &[Row<'_>]) {
        if self.surface.policy.as_ref().is_none_or(|policy| policy.choice != Choice::Share) {
            return;
        }
        for product in self.surface.products.iter().flatten() {
            let of: Vec<&Row<'_>> =
                rows.iter().filter(|row| row.named.name == product.name && !row.overflow).collect();
            let shares: Vec<_> = of.iter().filter_map(|row| row.offer.share).collect();
            let without = of.iter().find(|row| row.offer.share.is_none());
            if let Some(row) = without.filter(|_| of.len() > 1) {
                let title = words::share_missing(&product.name, row.supplier);
                let problem = Problem::error(title).code("S9").at(row.named.place);
                self.problems.push(problem.note(words::share_or_choice(row.supplier, &product.name)));
                continue;
            }
            let sum: u32 = shares.iter().map(|share| share.value.0).sum();
            if let Some(last) = super::demand::uppermost(&shares).filter(|_| sum != Share::WHOLE.0) {
                let shown = super::money::decimal(Share(sum));
                let title = words::sum_is_not_one(&format!("offers.*.{}.share", product.name), &shown);
                self.problems.push(Problem::error(title).code("S9").at(last.place));
            }
        }
    }
}

/// Which offer each project of a product has at first, by its number from 1.
pub(super) struct Offers {
    choice: Choice,
    /// By offer; 0 where it is for overflow alone.
    shares: Vec<u32>,
    /// The cheapest on the first day.
    cheapest: u16,
    /// By offer: projects that it has so far.
    taken: Vec<u64>,
    next: u64,
}

impl Offers {
    pub(super) fn new(choice: Choice, rows: &[&Row<'_>], offers: &[Offer]) -> Self {
        let own: Vec<usize> = (0..rows.len()).filter(|i| !rows[*i].overflow).collect();
        let share = |row: &Row<'_>| row.offer.share.map_or(Share::WHOLE.0, |share| share.value.0);
        let price = |i: &usize| *offers[*i].prices.at(Instant::START);
        Self {
            choice,
            shares: rows.iter().map(|row| if row.overflow { 0 } else { share(row) }).collect(),
            cheapest: own.iter().copied().min_by_key(price).unwrap_or(0) as u16,
            taken: vec![0; rows.len()],
            next: 1,
        }
    }

    /// The offer of the next project.
    pub(super) fn next(&mut self) -> u16 {
        match self.choice {
            Choice::Price | Choice::ExpectedWait => self.cheapest,
            Choice::Share => {
                let behind = |i: &usize| {
                    let due = i128::from(self.shares[*i]) * i128::from(self.next);
                    core::cmp::Reverse(due - i128::from(self.taken[*i]) * i128::from(Share::WHOLE.0))
                };
                // Of equal ones the first: an offer for overflow alone never has a share.
                let with_share = (0..self.shares.len()).filter(|i| self.shares[*i] > 0);
                let next = with_share.min_by_key(behind).unwrap_or(0);
                self.taken[next] += 1;
                self.next += 1;
                next as u16
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(shares: &[u32]) -> Offers {
        let taken = vec![0; shares.len()];
        Offers { choice: Choice::Share, shares: shares.to_vec(), cheapest: 0, taken, next: 1 }
    }

    /// By hand, shares .5 .3 .2: due after n projects .5n, .3n, .2n; the furthest behind takes the n-th.
    #[test]
    fn projects_go_in_turn_to_the_supplier_that_is_furthest_behind() {
        let mut of = offers(&[5_000, 3_000, 2_000]);
        let seen: Vec<u16> = (0..10).map(|_| of.next()).collect();
        // n = 1: .5 .3 .2 → 0. n = 2: 0 .6 .4 → 1. n = 3: .5 -.1 .6 → 2. n = 4: 1 .2 -.2 → 0. n = 5: .5 .5 0 → 0.
        // n = 6: 0 .8 .2 → 1. n = 7: .5 .1 .4 → 0. n = 8: 0 .4 .6 → 2. n = 9: .5 .7 -.2 → 1. n = 10: 1 0 0 → 0.
        assert_eq!(seen, [0, 1, 2, 0, 0, 1, 0, 2, 1, 0]);
    }

    #[test]
    fn thirds_are_even_and_no_share_is_no_project() {
        for total in [20, 60, 120] {
            let mut of = offers(&[3_334, 3_333, 0, 3_333]);
            let mut counts = [0_u32; 4];
            for _ in 0..total {
                counts[usize::from(of.next())] += 1;
            }
            let third = total / 3;
            assert_eq!(counts[2], 0);
            assert!([0, 1, 3].iter().all(|i| (third..=third + 1).contains(&counts[*i])), "{counts:?}");
        }
    }
}
