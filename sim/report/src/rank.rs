//! Whether the first of a ranking is told apart from all behind it: one rule for every superlative.

/// The size of a signed change by its interval: the least, 0 where its sign is open, and the most.
pub(crate) fn size(lo: f64, hi: f64) -> (f64, f64) {
    let (near, far) = (lo.abs().min(hi.abs()), lo.abs().max(hi.abs()));
    (if lo <= 0.0 && hi >= 0.0 { 0.0 } else { near }, far)
}

/// The first behind the leader whose interval reaches above the leader's lower end. `sizes` are least and most, the largest first.
pub(crate) fn rival(sizes: &[(f64, f64)]) -> Option<usize> {
    let (near, _) = *sizes.first()?;
    (1..sizes.len()).find(|&i| sizes[i].1 > near)
}

/// Whether the first is more than nothing and more than each other.
pub(crate) fn leads(sizes: &[(f64, f64)]) -> bool {
    sizes.first().is_some_and(|it| it.0 > 0.0) && rival(sizes).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// △9.0 (△9.2~△8.8) is 8.8 to 9.2 in size; (△1~3) is 0 to 3. A third that is uncertain is a rival, too.
    #[test]
    fn the_first_leads_where_no_interval_reaches_its_own() {
        assert_eq!(size(-9.2, -8.8), (8.8, 9.2));
        assert_eq!(size(-1.0, 3.0), (0.0, 3.0));
        assert!(leads(&[(8.8, 9.2), (4.0, 8.8)]) && !leads(&[(8.8, 9.2), (4.0, 8.9)]));
        assert_eq!(rival(&[(8.8, 9.2), (4.0, 5.0), (0.0, 12.0)]), Some(2));
        assert!(!leads(&[(0.0, 3.0)]) && !leads(&[]));
    }
}
