//! A control variate: a drawn quantity whose true mean is known tells how lucky the draws were.

use super::mean::Moments;
use super::{Confidence, Interval, TooFew, student_quantile};

/// A mean corrected by what its control drew, in the figure's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controlled {
    /// β, the figure's slope on its control: the figure's unit by the control's.
    pub beta: f64,
    /// The figure where the control is at its true mean.
    pub mean: f64,
    /// Standard error of that, the slope being estimated.
    pub se: f64,
    /// mean ± t se, t with n − 2 degrees of freedom.
    pub interval: Interval,
    /// s²/n of the plain mean over se²: what the control bought; `None` where nothing is left to explain.
    pub variance_reduction: Option<f64>,
}

/// Mean of `figure` by regression on `control` − `control_mean` (Lavenberg & Welch 1981), both in replication order.
///
/// `control` is one drawn number per programme, say the card-hours of a cohort before any queue; `control_mean` its
/// true mean under the demand's laws, not an estimate. With one scenario the interval holds for a figure that is
/// jointly normal with its control, and asymptotically else. A control that never varies corrects nothing: β is 0.
///
/// # Errors
/// `TooFew` below three replications.
///
/// # Panics
/// If the lists differ in length or a number is not finite.
pub fn control_variate(
    figure: &[f64],
    control: &[f64],
    control_mean: f64,
    confidence: Confidence,
) -> Result<Controlled, TooFew> {
    assert_eq!(figure.len(), control.len(), "a control is of the same replication");
    assert!(control_mean.is_finite(), "the control's mean is a number, not {control_mean}");
    TooFew::unless(3, figure.len())?;
    let (of_figure, of_control) = (Moments::of(figure), Moments::of(control));
    let n = figure.len() as f64;
    let pairs = || figure.iter().zip(control).map(|(y, c)| (y - of_figure.mean, c - of_control.mean));
    let spread = of_control.sd * of_control.sd * (n - 1.0);
    let beta = if spread > 0.0 { pairs().map(|(y, c)| y * c).sum::<f64>() / spread } else { 0.0 };
    let off = of_control.mean - control_mean;
    let residual: f64 = pairs().map(|(y, c)| (y - beta * c) * (y - beta * c)).sum::<f64>() / (n - 2.0);
    let leverage = if spread > 0.0 { off * off / spread } else { 0.0 };
    let se = (residual * (1.0 / n + leverage)).sqrt();
    let mean = of_figure.mean - beta * off;
    let half_width = student_quantile(n - 2.0, confidence.upper()) * se;
    Ok(Controlled {
        beta,
        mean,
        se,
        interval: Interval::around(mean, half_width),
        variance_reduction: (se > 0.0).then(|| of_figure.sd * of_figure.sd / n / (se * se)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// y = 3 + 2(c − 5) exactly: the line gives 3 where c has its true mean 5, whatever was drawn.
    #[test]
    fn a_figure_that_is_its_control_is_known_exactly() {
        let control = [1.0, 4.0, 9.0, 12.0];
        let got =
            control_variate(&control.map(|c| 3.0 + 2.0 * (c - 5.0)), &control, 5.0, Confidence::P95).unwrap();
        assert!((got.beta - 2.0).abs() < 1e-12 && (got.mean - 3.0).abs() < 1e-12 && got.se < 1e-7, "{got:?}");
    }

    /// A constant control: the plain mean 2, s = √(2/1)… here 1, 2, 3: s² = 1, but n − 2 = 1 degree is left: 2/1/3.
    #[test]
    fn a_control_that_does_not_vary_corrects_nothing() {
        let got = control_variate(&[1.0, 2.0, 3.0], &[7.0; 3], 5.0, Confidence::P95).unwrap();
        assert_eq!((got.beta.to_bits(), got.mean.to_bits()), (0, 2.0f64.to_bits()));
        assert!((got.se - (2.0f64 / 3.0).sqrt()).abs() < 1e-12, "{got:?}");
    }

    #[test]
    fn two_replications_leave_nothing_for_the_line() {
        let got = control_variate(&[1.0, 2.0], &[1.0, 2.0], 1.5, Confidence::P95);
        assert_eq!(got, Err(TooFew { needed: 3, got: 2 }));
    }
}
