//! The cap and the operating cost inside it (clause P2), transfers between its lines (P3), and waves (P6).

use crate::readings::{ForecastBy, Operating, Readings, Transfer, WaveBase};
use naru_units::{Share, Won};

/// Operating cost (운영비) of the programme, inside the cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatingCost {
    /// A sum.
    Sum(Won),
    /// A share of the cap, cut.
    Share(Share),
}

impl OperatingCost {
    /// In won, of a cap.
    pub const fn of(self, cap: Won) -> Won {
        match self {
            Self::Sum(sum) => sum,
            Self::Share(share) => cap.share_floor(share),
        }
    }
}

/// What of the operating cost is no longer available once `begun` of `months` months have begun: clause P2.
///
/// `reserved_at_start`: all of it, always. `monthly_accrual`: equal parts, each when its month begins; the
/// cumulative sum is cut, so that after the last month it is exact.
pub const fn operating_taken(reading: Operating, total: Won, months: i64, begun: i64) -> Won {
    match reading {
        Operating::ReservedAtStart => total,
        Operating::MonthlyAccrual => total.ratio_floor(begun, months),
    }
}

/// Money for use: the cap (VAT 포함, 운영비 포함) less the operating cost that is taken.
pub fn available(cap: Won, operating_taken: Won) -> Won {
    cap - operating_taken
}

/// How far the programme has come: what a run rate is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed {
    /// Days gone by, at least one.
    pub days: i64,
    /// Days of the whole programme.
    pub of: i64,
}

/// Money that will have been spent when the programme ends: clauses P3, P6. A ratio, so that it can be
/// compared before it is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    spent: Won,
    elapsed: Elapsed,
}

impl Forecast {
    /// Of what has been executed so far (집행 현황: committed money).
    ///
    /// `linear_run_rate`: times the programme's days over those gone by.
    ///
    /// ```
    /// # use naru_rules::{budget::{Elapsed, Forecast}, readings::ForecastBy};
    /// # use naru_units::Won;
    /// let forecast = Forecast::new(ForecastBy::LinearRunRate, Won(100), Elapsed { days: 91, of: 275 });
    /// assert_eq!((forecast.floor(), forecast.ceil()), (Won(302), Won(303))); // 27,500 / 91 = 302.2
    /// ```
    ///
    /// # Panics
    /// Before the first day is over: there is no rate yet.
    pub fn new(reading: ForecastBy, spent: Won, elapsed: Elapsed) -> Self {
        assert!(elapsed.days > 0, "a run rate is taken over days gone by");
        match reading {
            ForecastBy::LinearRunRate => Self { spent, elapsed },
        }
    }

    /// Cut to a whole won: how a wave (P6) tells it.
    pub const fn floor(self) -> Won {
        self.spent.ratio_floor(self.elapsed.of, self.elapsed.days)
    }

    /// Rounded up to a whole won: how a transfer (P3) reckons with it.
    pub const fn ceil(self) -> Won {
        Won(-Won(-self.spent.0).ratio_floor(self.elapsed.of, self.elapsed.days).0)
    }

    /// What is left of `base`, times the days gone by: exact.
    const fn left_times_days(self, base: Won) -> i128 {
        base.0 as i128 * self.elapsed.days as i128 - self.spent.0 as i128 * self.elapsed.of as i128
    }

    /// Share of `base` that is left, in basis points, cut; negative where money will lack. For display:
    /// [`admits_wave`] compares exactly. Nothing is left of a base of nothing.
    pub const fn unspent_basis_points(self, base: Won) -> i64 {
        if base.0 <= 0 {
            return 0;
        }
        let whole = base.0 as i128 * self.elapsed.days as i128;
        (self.left_times_days(base) * Share::WHOLE.0 as i128).div_euclid(whole) as i64
    }
}

/// Money of a budget line (사업).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineMoney {
    /// Allotted now, earlier transfers in.
    pub allotted: Won,
    /// Executed so far: committed money (P4).
    pub spent: Won,
}

/// Which purse the GPU and the NPU line draw on, by number: clause P3.
///
/// A line ends when its purse is empty. Under `pooled` both draw on one, and end together.
pub const fn purses(reading: Transfer) -> [usize; 2] {
    match reading {
        Transfer::Pooled => [0, 0],
        Transfer::MonthEndForecast | Transfer::Never => [0, 1],
    }
}

/// Money that moves from the NPU to the GPU line in a month's close; negative the other way. Clause P3.
///
/// `month_end_forecast`: the less of what one line will lack, by its [`Forecast`] rounded up, and of what the other will
/// have left; nothing where both lack or neither does. A line never gives what it has spent, since a forecast
/// is not below that. Pooled lines have nothing to move.
///
/// When it is asked (closes of April to November, after the statements) is the caller's; a line that has run
/// dry does not start again.
pub fn transfer(readings: &Readings, gpu: LineMoney, npu: LineMoney, elapsed: Elapsed) -> Won {
    match readings.transfer {
        Transfer::Pooled | Transfer::Never => Won::ZERO,
        Transfer::MonthEndForecast => {
            let lacks = |line: LineMoney| {
                Forecast::new(readings.forecast, line.spent, elapsed).ceil() - line.allotted
            };
            let (gpu, npu) = (lacks(gpu), lacks(npu));
            let moved = |lack: Won, other: Won| lack.min(-other).max(Won::ZERO);
            moved(gpu, npu) - moved(npu, gpu)
        }
    }
}

/// Money of which a wave's threshold is a share: clause P6.
pub fn wave_base(reading: WaveBase, cap: Won, operating: Won) -> Won {
    match reading {
        WaveBase::Available => available(cap, operating),
    }
}

/// Whether a wave (추가모집) is admitted: at least `threshold` of `base` is forecast to be left. Clause P6.
///
/// The threshold itself admits; nothing is rounded. A base of nothing admits none.
pub const fn admits_wave(base: Won, forecast: Forecast, threshold: Share) -> bool {
    let whole = base.0 as i128 * forecast.elapsed.days as i128;
    base.0 > 0 && forecast.left_times_days(base) * Share::WHOLE.0 as i128 >= whole * threshold.0 as i128
}
