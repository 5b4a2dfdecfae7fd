//! Shapley values in whole numbers: shares of several clauses in what all of them change, which add up exactly.

use super::CONFIDENCE;
use super::others::Other;
use crate::rows::label;
use crate::statistics::mean;
use naru_results::{ShapleyReading, ShapleyReadings};

/// Shares from the spend of every subset, `subsets[mask][replication]`: bit i of a mask is reading i.
///
/// A clause's share of one replication is the mean, over all orders of the k clauses, of what it adds:
/// Σ |S|! (k − |S| − 1)! (v(S ∪ i) − v(S)) / k! over the subsets S without it (Shapley 1953). Numerators over k! are whole.
///
/// # Panics
/// If a sum of numerators leaves 64 bits: the arguments bound clauses and replications so that none does.
pub(super) fn shapley(chosen: &[&Other<'_>], subsets: &[Vec<i64>]) -> ShapleyReadings {
    let k = chosen.len();
    let n = subsets[0].len();
    let by_replication: Vec<Vec<i128>> =
        (0..n).map(|r| numerators(k, &|mask| i128::from(subsets[mask][r]))).collect();
    let denominator = factorial(k) * n as i128;
    let sums: Vec<i128> =
        (0..k).map(|i| by_replication.iter().map(|numerators| numerators[i]).sum()).collect();
    let whole = |of: i128| i64::try_from(of).expect("clauses and replications are bounded");
    let won = rounded(&sums, denominator);
    let clauses = chosen.iter().enumerate().map(|(i, other)| {
        let shares: Vec<f64> = by_replication.iter().map(|it| it[i] as f64 / factorial(k) as f64).collect();
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

/// Shapley values of a game of k players, times k!: exact.
fn numerators(k: usize, value: &dyn Fn(usize) -> i128) -> Vec<i128> {
    let mut sums = vec![0; k];
    for mask in 0..1_usize << k {
        let size = mask.count_ones() as usize;
        let without = value(mask);
        for (i, sum) in sums.iter_mut().enumerate().filter(|(i, _)| mask >> i & 1 == 0) {
            *sum += factorial(size) * factorial(k - size - 1) * (value(mask | 1 << i) - without);
        }
    }
    sums
}

fn factorial(n: usize) -> i128 {
    (1..=n as i128).product()
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

    /// By all orders, one by one: what Shapley values are.
    fn by_orders(k: usize, value: &dyn Fn(usize) -> i128) -> Vec<i128> {
        fn go(mask: usize, k: usize, value: &dyn Fn(usize) -> i128, sums: &mut [i128], orders_left: i128) {
            for i in (0..k).filter(|i| mask >> i & 1 == 0) {
                // Each way to go on from here stands for so many whole orders.
                let each = orders_left / (k - mask.count_ones() as usize) as i128;
                sums[i] += each * (value(mask | 1 << i) - value(mask));
                go(mask | 1 << i, k, value, sums, each);
            }
        }
        let mut sums = vec![0; k];
        go(0, k, value, &mut sums, factorial(k));
        sums
    }

    /// The glove game: one left glove (0), two right ones (1, 2), a pair is worth 1: shares 4/6, 1/6, 1/6 (Shapley 1953).
    #[test]
    fn the_glove_game() {
        let value = |mask: usize| i128::from(mask & 1 == 1 && mask & 6 != 0);
        assert_eq!(numerators(3, &value), [4, 1, 1]);
    }

    /// Any values at all: the same as by all orders, and the sum is the whole.
    #[test]
    fn as_by_all_orders_and_adding_up_exactly() {
        for k in 2..=6 {
            // Multiplication by a large odd number stirs well enough.
            let value = |mask: usize| {
                let stirred = (mask as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
                i128::from(stirred % 20_000_000_000)
            };
            let got = numerators(k, &value);
            assert_eq!(got, by_orders(k, &value), "{k}");
            let all = (1_usize << k) - 1;
            assert_eq!(got.iter().sum::<i128>(), factorial(k) * (value(all) - value(0)), "{k}");
        }
    }

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
