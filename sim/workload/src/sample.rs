//! Samplers by inversion: one uniform in (0, 1), one value.
//!
//! The only place where a random length or time is made, on pure-Rust `libm`, so that the bits are the same on
//! every machine. No sampler rejects, so no draw can shift the next.

/// Standard exponential: −ln u.
#[inline]
pub fn exponential(u: f64) -> f64 {
    -libm::log(u)
}

/// Hyperexponential of mean 1 with balanced means and a coefficient of variation `cv` ≥ 1.
///
/// p = ½(1 + √((c²−1)/(c²+1))); −ln u₁/(2p) if u₂ < p, else −ln u₁/(2(1−p)). A `cv` of 1 is the exponential.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hyperexponential {
    p: f64,
    mean_first: f64,
    mean_second: f64,
}

impl Hyperexponential {
    /// The law of a coefficient of variation.
    ///
    /// # Panics
    /// If `cv` is below 1: two exponentials cannot be more regular than one.
    pub fn balanced(cv: f64) -> Self {
        assert!(
            cv >= 1.0 && cv.is_finite(),
            "a hyperexponential's coefficient of variation is 1 or more, not {cv}"
        );
        let square = cv * cv;
        let p = 0.5 * (1.0 + ((square - 1.0) / (square + 1.0)).sqrt());
        Self { p, mean_first: 1.0 / (2.0 * p), mean_second: 1.0 / (2.0 * (1.0 - p)) }
    }

    /// The value at two uniforms: `u1` for the length, `u2` for the branch.
    #[inline]
    pub fn at(&self, u1: f64, u2: f64) -> f64 {
        exponential(u1) * if u2 < self.p { self.mean_first } else { self.mean_second }
    }
}

/// Lognormal with mean `mu` and standard deviation `sigma` of the logarithm.
#[inline]
pub fn lognormal(u: f64, mu: f64, sigma: f64) -> f64 {
    libm::exp(mu + sigma * normal_quantile(u))
}

/// Weibull with survival exp(−(x/scale)^shape).
#[inline]
pub fn weibull(u: f64, shape: f64, scale: f64) -> f64 {
    scale * libm::pow(exponential(u), 1.0 / shape)
}

/// Standard normal distribution function.
#[inline]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * core::f64::consts::FRAC_1_SQRT_2)
}

/// Standard normal quantile for `p` in (0, 1): algorithm AS 241, PPND16 (Wichura 1988), relative error about 1e-16.
#[inline]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(&CENTRE, r);
    }
    let r = (-libm::log(if q < 0.0 { p } else { 1.0 - p })).sqrt();
    let x = if r <= 5.0 { ratio(&MIDDLE, r - 1.6) } else { ratio(&TAIL, r - 5.0) };
    if q < 0.0 { -x } else { x }
}

/// Numerator and denominator of a rational function, constant term first.
struct Ratio {
    over: [f64; 8],
    under: [f64; 8],
}

#[inline]
fn ratio(of: &Ratio, x: f64) -> f64 {
    horner(&of.over, x) / horner(&of.under, x)
}

#[inline]
fn horner(c: &[f64; 8], x: f64) -> f64 {
    ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]
}

#[expect(clippy::excessive_precision, reason = "as printed in the paper")]
const CENTRE: Ratio = Ratio {
    over: [
        3.387_132_872_796_366_608,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    under: [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561e3,
    ],
};

#[expect(clippy::excessive_precision, reason = "as printed in the paper")]
const MIDDLE: Ratio = Ratio {
    over: [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_7e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_4e-4,
    ],
    under: [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        6.897_673_349_851_000_045_5e-1,
        1.481_039_764_274_800_745_9e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
};

#[expect(clippy::excessive_precision, reason = "as printed in the paper")]
const TAIL: Ratio = Ratio {
    over: [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        2.965_605_718_285_048_912_3e-1,
        2.653_218_952_657_612_309_3e-2,
        1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    under: [
        1.0,
        5.998_322_065_558_879_376_9e-1,
        1.369_298_809_227_358_053_1e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference values by mpmath, as in the project's statistics reference.
    #[test]
    fn the_normal_quantile_is_right_to_twelve_digits() {
        for (p, want) in [
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_4),
            (0.975, 1.959_963_984_540_054_3),
            (0.99, 2.326_347_874_040_841),
            (0.995, 2.575_829_303_548_901),
            (0.999_95, 3.890_591_886_413_094),
        ] {
            for (p, want) in [(p, want), (1.0 - p, -want)] {
                let got = normal_quantile(p);
                assert!((got - want).abs() <= 1e-12 * want.abs().max(1.0), "{p}: {got}, not {want}");
            }
        }
    }

    /// Wichura's tail (r > 5) begins at p = e^−25: the distribution function must take its values back.
    #[test]
    fn the_normal_quantile_undoes_the_distribution_function_far_out() {
        for p in [1e-300, 1e-100, 1e-20, 1e-12, 1e-11, 1e-5, 0.075, 0.076] {
            let back = normal_cdf(normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-11, "{p}: {back}");
        }
    }

    /// Medians in closed form: ln 2; e^mu; scale (ln 2)^(1/shape).
    #[test]
    fn medians_are_the_closed_forms() {
        let ln2 = core::f64::consts::LN_2;
        for (got, want) in [
            (exponential(0.5), ln2),
            (lognormal(0.5, 2.0, 9.0), 7.389_056_098_930_65),
            (weibull(0.5, 0.5, 10.0), 10.0 * ln2 * ln2),
            (weibull(0.5, 1.0, 10.0), 10.0 * ln2),
        ] {
            assert!((got / want - 1.0).abs() < 1e-14, "{got} {want}");
        }
    }

    /// CV 2: p = ½(1 + √(3/5)) = 0.887298; each branch carries half of the mean.
    #[test]
    fn hyperexponential_means_are_balanced() {
        let law = Hyperexponential::balanced(2.0);
        assert!((law.p - 0.887_298_334_620_742).abs() < 1e-14);
        assert!((law.p * law.mean_first - 0.5).abs() < 1e-15);
        assert!(((1.0 - law.p) * law.mean_second - 0.5).abs() < 1e-15);
        let second_moment = 2.0
            * (law.p * law.mean_first * law.mean_first + (1.0 - law.p) * law.mean_second * law.mean_second);
        assert!((second_moment - 1.0 - 4.0).abs() < 1e-12, "variance is cv² = 4");
        let plain = Hyperexponential::balanced(1.0);
        assert!((plain.at(0.3, 0.2) - exponential(0.3)).abs() < 1e-15);
        assert!((plain.at(0.3, 0.9) - exponential(0.3)).abs() < 1e-15);
    }

    #[test]
    #[should_panic(expected = "coefficient of variation is 1 or more, not 0.5")]
    fn a_hyperexponential_more_regular_than_the_exponential_is_refused() {
        Hyperexponential::balanced(0.5);
    }
}
