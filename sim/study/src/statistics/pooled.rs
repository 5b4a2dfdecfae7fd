//! Quantiles of all requests together: Woodruff's interval with replications as clusters.

use super::mean::is_skewed;
use super::ratio::{delta_standard_error, exact};
use super::{Confidence, Interval, TooFew, student_quantile};

/// A quantile of the waits of all requests, in the unit of the waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PooledQuantile {
    /// q = F⁻¹(p), the order statistic of rank ⌈Mp⌉.
    pub quantile: u64,
    /// F(q), the share of waits at or below q: at least p, more where many waits are equal.
    pub share_at_quantile: f64,
    /// Standard error of F(q) as a ratio over replications (delta method).
    pub share_se: f64,
    /// [F⁻¹(p − t·se), F⁻¹(p + t·se)]; past an end of the sample, its smallest or largest value.
    pub interval: Interval,
    /// Cochran's rule on what each replication adds to F(q): coverage is below nominal.
    pub skewed: bool,
}

/// ⌈total · p⌉ within 1..=total: the rank whose order statistic is the p-quantile of `total` values.
///
/// `p` is meant as the decimal that was written: 0.55 of 100 is rank 55, although the float 0.55 lies above it.
/// So q ≤ b exactly where the count of values ≤ b reaches this rank.
///
/// # Panics
/// If `total` is 0.
///
/// ```
/// use naru_study::statistics::rank;
/// assert_eq!((rank(100, 0.55), rank(101, 0.55), rank(100, 1.2)), (55, 56, 100));
/// ```
pub fn rank(total: u64, p: f64) -> u64 {
    assert!(total > 0, "an empty sample has no ranks");
    let product = total as f64 * p;
    // Both roundings, of p and of the product, are below 2.3e-16 of it; a whole number of so many parts is not
    // passed by accident until the total reaches 1e14.
    let cut = product - product.abs() * 4.0 * f64::EPSILON;
    (cut.ceil().max(1.0) as u64).min(total)
}

/// Quantile of the pooled waits with Woodruff's interval (Woodruff 1952), replications as clusters.
///
/// `requests` is the number of waits per replication, in replication order. `value_at(k)` gives the k-th smallest
/// wait of all replications together, k from 1 (from a histogram: the upper edge of its bucket);
/// `at_or_below(r, q)` how many waits of replication r are at most q. Se of F(q) as a ratio of sums, t with n − 1 df.
/// `None` where there are no waits.
///
/// # Errors
/// `TooFew` where fewer than two replications have any wait.
///
/// # Panics
/// Unless 0 < `p` < 1.
pub fn pooled_quantile(
    requests: &[u64],
    p: f64,
    confidence: Confidence,
    value_at: impl Fn(u64) -> u64,
    at_or_below: impl Fn(usize, u64) -> u64,
) -> Result<Option<PooledQuantile>, TooFew> {
    assert!(p > 0.0 && p < 1.0, "a quantile needs a level between 0 and 1, not {p}");
    TooFew::unless(2, requests.len())?;
    let total: u64 = requests.iter().sum();
    if total == 0 {
        return Ok(None);
    }
    TooFew::unless(2, requests.iter().filter(|n| **n > 0).count())?;
    let quantile = value_at(rank(total, p));
    let below: Vec<u64> = (0..requests.len()).map(|r| at_or_below(r, quantile)).collect();
    let share_at_quantile = below.iter().sum::<u64>() as f64 / total as f64;
    let (below, counted) = (exact(&below), exact(requests));
    let share_se = delta_standard_error(&below, &counted, share_at_quantile);
    let half_width = student_quantile(requests.len() as f64 - 1.0, confidence.upper()) * share_se;
    let end = |level: f64| value_at(rank(total, level)) as f64;
    let off: Vec<f64> = below.iter().zip(&counted).map(|(y, n)| y - share_at_quantile * n).collect();
    Ok(Some(PooledQuantile {
        quantile,
        share_at_quantile,
        share_se,
        interval: Interval { lo: end(p - half_width), hi: end(p + half_width) },
        skewed: is_skewed(&off),
    }))
}

/// [`pooled_quantile`] of the waits themselves, one list per replication in any order.
///
/// # Errors
/// `TooFew` where fewer than two replications have any wait.
///
/// # Panics
/// Unless 0 < `p` < 1.
pub fn pooled_quantile_of_waits(
    waits: &[Vec<u64>],
    p: f64,
    confidence: Confidence,
) -> Result<Option<PooledQuantile>, TooFew> {
    let mut pooled: Vec<u64> = waits.concat();
    pooled.sort_unstable();
    let requests: Vec<u64> = waits.iter().map(|of_one| of_one.len() as u64).collect();
    pooled_quantile(
        &requests,
        p,
        confidence,
        |k| pooled[k as usize - 1],
        |r, q| waits[r].iter().filter(|wait| **wait <= q).count() as u64,
    )
}

/// [`pooled_quantile`] of a histogram: `counts[r][i]` waits of replication r lie above `upper_edges[i - 1]` and at or
/// below `upper_edges[i]`.
///
/// A rank answers with the upper edge of its bucket, so the quantile is never below the true one and at most one
/// bucket width above.
///
/// # Errors
/// `TooFew` where fewer than two replications have any wait.
///
/// # Panics
/// Unless 0 < `p` < 1, the edges ascend, and each replication has a count per edge.
///
/// ```
/// use naru_study::statistics::{Confidence, pooled_quantile_of_buckets};
/// let counts: &[&[u64]] = &[&[8, 1, 1], &[6, 4, 0]];
/// let p90 = pooled_quantile_of_buckets(&[0, 60, 120], counts, 0.9, Confidence::P95)
///     .expect("two replications")
///     .expect("twenty waits");
/// assert_eq!(p90.quantile, 60); // the 18th of 20
/// assert_eq!(p90.share_at_quantile, 0.95);
/// ```
pub fn pooled_quantile_of_buckets<C: AsRef<[u64]>>(
    upper_edges: &[u64],
    counts: &[C],
    p: f64,
    confidence: Confidence,
) -> Result<Option<PooledQuantile>, TooFew> {
    assert!(upper_edges.is_sorted_by(|a, b| a < b), "edges ascend");
    let mut pooled = vec![0_u64; upper_edges.len()];
    let mut requests = Vec::with_capacity(counts.len());
    for of_one in counts {
        let of_one = of_one.as_ref();
        assert_eq!(of_one.len(), upper_edges.len(), "each replication has a count per edge");
        for (sum, count) in pooled.iter_mut().zip(of_one) {
            *sum += count;
        }
        requests.push(of_one.iter().sum());
    }
    let mut total = 0;
    for sum in &mut pooled {
        total += *sum;
        *sum = total;
    }
    pooled_quantile(
        &requests,
        p,
        confidence,
        |k| upper_edges[pooled.partition_point(|sum| *sum < k)],
        |r, q| counts[r].as_ref()[..upper_edges.partition_point(|edge| *edge <= q)].iter().sum(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By decimals and by hand; the float products of .07 and .55 with 100 lie above the whole number.
    #[test]
    fn a_rank_is_the_next_whole_number_of_the_decimal_product() {
        for (total, p, want) in [
            (100, 0.07, 7),
            (100, 0.55, 55),
            (101, 0.55, 56),
            (20, 0.95, 19),
            (21, 0.95, 20),
            (10, 0.0, 1),
            (10, -0.2, 1),
            (10, 1.0, 10),
            (10, 1.7, 10),
            (1, 0.5, 1),
            (3, 0.5, 2),
            (1_000_000_000, 0.95, 950_000_000),
            (1_000_000_001, 0.95, 950_000_001),
        ] {
            assert_eq!(rank(total, p), want, "{p} of {total}");
        }
    }

    /// A histogram with one bucket per value is the list itself; the answers are equal to the last bit.
    #[test]
    fn fine_buckets_give_what_the_waits_give() {
        let waits: Vec<Vec<u64>> =
            (0..12_u64).map(|r| (0..(15 + r % 4)).map(|i| (i * i * (r + 3)) % 97).collect()).collect();
        let edges: Vec<u64> = (0..97).collect();
        let counts: Vec<Vec<u64>> = waits
            .iter()
            .map(|of_one| edges.iter().map(|e| of_one.iter().filter(|w| *w == e).count() as u64).collect())
            .collect();
        for p in [0.01, 0.5, 0.9, 0.95, 0.99] {
            let by_list = pooled_quantile_of_waits(&waits, p, Confidence::P95).unwrap().unwrap();
            let by_bucket = pooled_quantile_of_buckets(&edges, &counts, p, Confidence::P95).unwrap().unwrap();
            assert_eq!(by_list, by_bucket, "{p}");
        }
    }

    /// Buckets of ten: each end is the upper edge above the exact one, at most one width away.
    #[test]
    fn wide_buckets_round_up_to_their_edge() {
        let waits: Vec<Vec<u64>> =
            (0..20_u64).map(|r| (0..30).map(|i| (i * 7 + r * 11) % 100 + 1).collect()).collect();
        let edges: Vec<u64> = (1..=10).map(|i| i * 10).collect();
        let counts: Vec<Vec<u64>> = waits
            .iter()
            .map(|of_one| {
                edges
                    .iter()
                    .map(|e| of_one.iter().filter(|w| w.div_ceil(10) * 10 == *e).count() as u64)
                    .collect()
            })
            .collect();
        for p in [0.05, 0.5, 0.95] {
            let exact = pooled_quantile_of_waits(&waits, p, Confidence::P95).unwrap().unwrap();
            let coarse = pooled_quantile_of_buckets(&edges, &counts, p, Confidence::P95).unwrap().unwrap();
            assert_eq!(coarse.quantile, exact.quantile.div_ceil(10) * 10, "{p}");
            assert!(coarse.share_at_quantile >= exact.share_at_quantile, "{p}");
        }
    }

    #[test]
    fn no_waits_no_quantile_and_one_cluster_no_interval() {
        let none = [vec![], vec![]];
        assert_eq!(pooled_quantile_of_waits(&none, 0.5, Confidence::P95), Ok(None));
        let one = [vec![1, 2, 3], vec![]];
        assert_eq!(pooled_quantile_of_waits(&one, 0.5, Confidence::P95), Err(TooFew { needed: 2, got: 1 }));
        assert_eq!(
            pooled_quantile_of_waits(&one[..1], 0.5, Confidence::P95),
            Err(TooFew { needed: 2, got: 1 })
        );
    }

    /// Where nobody waits, every quantile is 0 and certain.
    #[test]
    fn all_zero() {
        let got =
            pooled_quantile_of_waits(&[vec![0; 9], vec![0; 4]], 0.95, Confidence::P95).unwrap().unwrap();
        assert_eq!((got.quantile, got.interval), (0, Interval { lo: 0.0, hi: 0.0 }));
        assert_eq!((got.share_at_quantile.to_bits(), got.skewed), (1.0f64.to_bits(), false));
    }
}
