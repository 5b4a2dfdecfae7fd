//! How sure a maximum of a likelihood is.

/// Step of the differences: coordinates are logarithms and the like, so one step fits all.
const STEP: f64 = 1e-3;

/// Inverse of the observed information: minus the second differences of a log-likelihood at its maximum.
///
/// `None` where they are not those of a maximum.
pub(super) fn covariance(at: &[f64], log_likelihood: impl Fn(&[f64]) -> f64) -> Option<Vec<Vec<f64>>> {
    let n = at.len();
    let moved = |by: &[(usize, f64)]| {
        let mut place = at.to_vec();
        for (i, step) in by {
            place[*i] += step;
        }
        log_likelihood(&place)
    };
    // Below the diagonal, which is all that the inverse reads.
    let second = |i: usize, j: usize| {
        let d = |a: f64, b: f64| moved(&[(i, a * STEP), (j, b * STEP)]);
        (d(1.0, 1.0) - d(1.0, -1.0) - d(-1.0, 1.0) + d(-1.0, -1.0)) / (4.0 * STEP * STEP)
    };
    let row = |i: usize| (0..=i).map(|j| -second(i, j)).collect();
    inverse(&(0..n).map(row).collect::<Vec<Vec<f64>>>())
}

/// Variance of a function of the coordinates, by its gradient (delta method).
pub(super) fn variance_of(at: &[f64], covariance: &[Vec<f64>], of: impl Fn(&[f64]) -> f64) -> f64 {
    let gradient: Vec<f64> = (0..at.len())
        .map(|i| {
            let moved = |by: f64| {
                let mut place = at.to_vec();
                place[i] += by;
                of(&place)
            };
            (moved(STEP) - moved(-STEP)) / (2.0 * STEP)
        })
        .collect();
    let times = |row: &Vec<f64>| row.iter().zip(&gradient).map(|(c, g)| c * g).sum::<f64>();
    covariance.iter().map(times).zip(&gradient).map(|(c, g)| c * g).sum::<f64>().max(0.0)
}

/// Inverse of a symmetric positive definite matrix by Cholesky's root; `None` if it is none. What is above the diagonal is
/// not read.
pub(super) fn inverse(a: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = a.len();
    let mut root = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let rest = a[i][j] - (0..j).map(|k| root[i][k] * root[j][k]).sum::<f64>();
            if i == j {
                // What rounding leaves of a pivot of 0 is no information.
                if !(rest > 1e-9 * a[i][i].abs() && rest.is_finite()) {
                    return None;
                }
                root[i][i] = rest.sqrt();
            } else {
                root[i][j] = rest / root[j][j];
            }
        }
    }
    let mut columns = vec![vec![0.0; n]; n];
    for (c, column) in columns.iter_mut().enumerate() {
        for i in 0..n {
            let unit = if i == c { 1.0 } else { 0.0 };
            column[i] = (unit - (0..i).map(|k| root[i][k] * column[k]).sum::<f64>()) / root[i][i];
        }
        for i in (0..n).rev() {
            column[i] = (column[i] - (i + 1..n).map(|k| root[k][i] * column[k]).sum::<f64>()) / root[i][i];
        }
    }
    Some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quadratic with information [[4, 1], [1, 3]]: inverse [[3, −1], [−1, 4]]/11; the sum of the coordinates has
    /// the variance (3 − 2 + 4)/11.
    #[test]
    fn a_quadratic_has_its_matrix_back() {
        let ll = |x: &[f64]| -0.5 * (4.0 * x[0] * x[0] + 2.0 * x[0] * x[1] + 3.0 * x[1] * x[1]);
        let covariance = covariance(&[0.0, 0.0], ll).expect("it is a maximum");
        for (i, row) in [[3.0, -1.0], [-1.0, 4.0]].iter().enumerate() {
            for (j, want) in row.iter().enumerate() {
                assert!((covariance[i][j] - want / 11.0).abs() < 1e-9, "{covariance:?}");
            }
        }
        let sum = variance_of(&[0.0, 0.0], &covariance, |x| x[0] + x[1]);
        assert!((sum - 5.0 / 11.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn a_saddle_and_a_flat_have_no_covariance() {
        assert_eq!(covariance(&[0.0, 0.0], |x| x[1] * x[1] - x[0] * x[0]), None);
        assert_eq!(covariance(&[0.0, 0.0], |x| -x[0] * x[0]), None);
    }
}
