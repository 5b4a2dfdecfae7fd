//! Shapley values in whole numbers: shares of several clauses in what all of them change, which add up exactly.

use super::CONFIDENCE;
use super::others::Other;
use crate::rows::label;
use crate::statistics::{self, Shapley, mean};
use naru_results::{ShapleyReading, ShapleyReadings};

/// Shares from the spend of every subset, `subsets[mask][replication]`: bit i of a mask is reading i.
///
/// A share of the mean over replications is the mean of the replications' shares, since shares are linear in the figure.
///
/// # Panics
/// If a sum of numerators leaves 64 bits: the arguments bound clauses and replications so that none does.
pub(super) fn shapley(chosen: &[&Other<'_>], subsets: &[Vec<i64>]) -> ShapleyReadings {
    let k = chosen.len();
    let n = subsets[0].len();
    let by_replication: Vec<Shapley> = (0..n)
        .map(|r| statistics::shapley(&subsets.iter().map(|spent| i128::from(spent[r])).collect::<Vec<_>>()))
        .collect();
    let denominator = by_replication[0].denominator * n as i128;
    let sums: Vec<i128> = (0..k).map(|i| by_replication.iter().map(|it| it.numerators[i]).sum()).collect();
    let whole = |of: i128| i64::try_from(of).expect("clauses and replications are bounded");
    let won = rounded(&sums, denominator);
    let clauses = chosen.iter().enumerate().map(|(i, other)| {
        let shares: Vec<f64> = by_replication.iter().map(|it| it.values()[i]).collect();
        let interval = mean(&shares, CONFIDENCE).expect("two replications at least").interval;
        let alone: i128 = (0..n).map(|r| i128::from(subsets[1 << i][r] - subsets[0][r])).sum();
        ShapleyReading {
            clause: other.clause.id.clone(),
            variant: other.reading.variant.clone(),
            label: label(&other.reading.label),
            other: other.value.to_owned(),
            other_label: other.label_of(other.value),
            alone_won: whole(nearest(alone, n as i128)),
            numerator: whole(sums[i]),
            won: won[i],
            lo_won: interval.lo.round() as i64,
            hi_won: interval.hi.round() as i64,
        }
    });
    ShapleyReadings {
        clauses: clauses.collect(),
        subsets: 1 << k,
        denominator: whole(denominator),
        numerator: whole(sums.iter().sum()),
        won: won.iter().sum(),
    }
}

/// To the nearest whole number, halves up.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

/// Whole won that add up to the nearest won of the sum: each cut, and what is missing goes to the largest remainders,
/// equal ones in their order.
fn rounded(numerators: &[i128], denominator: i128) -> Vec<i64> {
    let whole = nearest(numerators.iter().sum(), denominator);
    let mut won: Vec<i128> = numerators.iter().map(|it| it.div_euclid(denominator)).collect();
    let mut order: Vec<usize> = (0..won.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(numerators[*i].rem_euclid(denominator)));
    let missing =
        usize::try_from(whole - won.iter().sum::<i128>()).expect("cut parts do not exceed the whole");
    for i in order.into_iter().take(missing) {
        won[i] += 1;
    }
    won.into_iter().map(|it| i64::try_from(it).expect("won of a programme")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1/3 + 1/3 + 1/3 = 1: the first gets what is missing; -1/3 is cut to -1, and two of three get one back.
    #[test]
    fn whole_won_add_up_to_the_whole() {
        assert_eq!(rounded(&[1, 1, 1], 3), [1, 0, 0]);
        assert_eq!(rounded(&[-1, -1, -1], 3), [0, 0, -1]);
        assert_eq!(rounded(&[7, -4, 2], 5), [2, -1, 0]); // 1.4, -0.8, 0.4: 1 in all; cut 1, -1, 0
        assert_eq!(nearest(-1, 2), 0);
        assert_eq!(nearest(3, 2), 2);
    }
}
