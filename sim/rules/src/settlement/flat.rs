//! Own contributions that are flat monthly sums and come off the bill: clause T3, `own_form: flat_monthly` under
//! `own: out_of_price` and `own: deposit_then_settled`.
//!
//! A month's sum stands against all that the project owes for the month, at whichever supplier. So it is kept
//! beside the project's accounts, which know nothing of it. What the programme pays hangs on the month's total
//! alone; which line is credited shows on the bill, and in VAT that a supplier's statement bears.

use super::bill::{BillLine, Clause};
use super::exact::ExactWon;
use super::terms::Terms;
use crate::readings::{Own, OwnForm, Readings};
use core::ops::Range;
use naru_units::{Instant, Won};

/// A project's flat sum, due for each calendar month of its support (T3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlatSum {
    monthly: Won,
    from: Instant,
    until: Instant,
    months: Range<usize>,
}

/// Calendar months of support `[from, until)` for which a flat sum is due: that of the first service second
/// included, and none that begins at or after the end (T3). By position in `month_starts`.
///
/// ```
/// # use naru_rules::settlement::{month_starts, months_of_support};
/// # use naru_units::{DAY, Epoch, Instant};
/// # let epoch = Epoch("2025-04-01".parse().unwrap());
/// let starts = month_starts(epoch, Instant(0), Instant(275 * DAY));
/// let (last_of_april, may) = (Instant(30 * DAY - 1), Instant(30 * DAY));
/// assert_eq!(months_of_support(&starts, last_of_april, may), 0..1);
/// assert_eq!(months_of_support(&starts, last_of_april, Instant(may.0 + 1)), 0..2); // a second of May is May
/// assert!(months_of_support(&starts, may, may).is_empty()); // over before it began
/// ```
pub fn months_of_support(month_starts: &[Instant], from: Instant, until: Instant) -> Range<usize> {
    if from >= until {
        return 0..0;
    }
    let first = month_starts.partition_point(|start| *start <= from).saturating_sub(1);
    first..month_starts.partition_point(|start| *start < until)
}

impl FlatSum {
    /// Whether flat sums come off bills; else they are paid outside them, or are shares of a line.
    pub const fn comes_off(readings: &Readings) -> bool {
        matches!(readings.own_form, OwnForm::FlatMonthly)
            && matches!(readings.own, Own::OutOfPrice | Own::DepositThenSettled)
    }

    /// A sum for each month of support `[from, until)`: see [`months_of_support`].
    pub fn new(terms: &Terms, monthly: Won, from: Instant, until: Instant) -> Self {
        let months = months_of_support(&terms.month_starts, from, until);
        Self { monthly, from, until, months }
    }

    /// Service has ended: no sum is due for months that begin at or after `at`.
    pub fn end(&mut self, terms: &Terms, at: Instant) {
        *self = Self::new(terms, self.monthly, self.from, self.until.min(at));
    }

    /// Due for a month.
    pub fn due(&self, month: usize) -> Won {
        if self.months.contains(&month) { self.monthly } else { Won::ZERO }
    }

    /// Due for all months of support. For the planned support, made before anything has ended, it is what is
    /// paid ahead under `T3.own: deposit_then_settled`.
    pub fn total(&self) -> Won {
        self.monthly * self.months.len() as i64
    }

    /// What the programme pays of what the project owes by month, at all suppliers together.
    ///
    /// `months` by position in the terms, as [`Account::owed_if_ended_by_month`](super::Account) adds it up.
    pub fn left_to_pay(&self, months: &[ExactWon]) -> ExactWon {
        let pays = |(month, owed): (usize, &ExactWon)| *owed - self.credit(month, Won::ZERO.into(), *owed);
        months.iter().enumerate().map(pays).sum()
    }

    /// What of a month's sum is credited to `owed`, where `before` was credited already; at most `owed`.
    pub fn credit(&self, month: usize, before: ExactWon, owed: ExactWon) -> ExactWon {
        owed.min(ExactWon::from(self.due(month)) - before)
    }

    /// Credits each month's sum to the project's lines of that month, in the order given: at most their amount.
    ///
    /// The order of lines is month, product, supplier, allocation, unit price. `supply + vat = amount +
    /// own_contribution` still holds for each of them.
    pub fn credit_lines<'l>(&self, lines: impl IntoIterator<Item = &'l mut BillLine>) {
        let mut used = vec![(Won::ZERO, Won::ZERO); self.months.end];
        for line in lines.into_iter().filter(|line| self.months.contains(&line.month)) {
            let (used, used_before) = &mut used[line.month];
            let credit = |used: &mut Won, owed: Won| {
                let credited = self.credit(line.month, (*used).into(), owed.into()).floor();
                *used += credited;
                credited
            };
            // The statement at the cut-off credits the sum to what had begun, in the same order (T2).
            let before = line.amount - line.true_up;
            let before = before - credit(used_before, before);
            let credited = credit(used, line.amount);
            line.amount -= credited;
            line.true_up = line.amount - before;
            line.own_contribution += credited;
            if credited != Won::ZERO && !line.clauses.contains(&Clause::T3) {
                line.clauses.push(Clause::T3);
            }
        }
    }

    /// What is paid back of a month's sum of which `credited` was used.
    ///
    /// ```
    /// # use naru_rules::{readings::Readings, settlement::{FlatSum, Terms, month_starts}};
    /// # use naru_units::{DAY, Epoch, Instant, Share, Span, Won};
    /// # let epoch = Epoch("2025-04-01".parse().unwrap());
    /// # let terms = Terms {
    /// #     readings: Readings::default(), epoch, month_starts: month_starts(epoch, Instant(0), Instant(23_760_000)),
    /// #     wait_limit: Span::ZERO, discount_rate: Share::NONE, discount_ceiling: None, fixed_ratio: Share::NONE,
    /// #     vat_rate: Share(1_000), cut_off: Instant(0),
    /// # };
    /// let sum = FlatSum::new(&terms, Won(300_000), Instant(30 * DAY), Instant(275 * DAY)); // May to December
    /// assert_eq!(sum.refund(0, Won(0)), Won(0)); // nothing was due for April
    /// assert_eq!(sum.refund(1, Won(120_000)), Won(180_000));
    /// assert_eq!(sum.total(), Won(2_400_000));
    /// ```
    pub fn refund(&self, month: usize, credited: Won) -> Won {
        self.due(month) - credited
    }
}

/// What is paid back of a deposit of flat sums (`T3.own: deposit_then_settled`) when all is settled.
///
/// `paid` is the [`FlatSum::total`] of the planned support, `credited` the own contribution of all bills. Sums
/// of months without use, or after the end of service, are in it whole. Never a claim: no more is credited than
/// was due.
pub fn deposit_refund(paid: Won, credited: Won) -> Won {
    assert!(credited <= paid, "no more is credited than was paid ahead: {credited} of {paid}");
    paid - credited
}
