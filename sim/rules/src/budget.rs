//! The cap and the operating cost inside it (clause P2).

use crate::readings::Operating;
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
