//! The money while it runs. It decides (the cap), so it is model and not observer.
//!
//! A *purse* is what sessions draw on: one for both lines when they are pooled, else one for each. Its money
//! ends at t*, the first second in which what it would owe if every session ended now, hours begun in this
//! second included, is more than is available (kr-2025/P4). Finding t* exactly costs little:
//!
//! * At each midnight the purse is counted exactly, and a *guard* is set: what is left after every running
//!   session has begun as many hours as it can before the next midnight.
//! * Each later start takes its hours off the guard; nothing is given back. While the guard holds, nothing is looked at.
//! * When it does not hold, the purse is counted again; if the new guard does not hold either, the purse is
//!   *watched*: every beginning hour is an event until the next midnight.

use crate::plan::{Line, Plan};
use naru_rules::budget::{operating_taken, purses};
use naru_rules::readings::{Accrual, Operating, Vat, VatScope};
use naru_rules::settlement::ExactWon;
use naru_units::{Instant, Won};

/// What sessions draw on.
#[derive(Clone, Debug)]
pub(crate) struct Purse {
    /// Available for use: the lines' opening money.
    pub(crate) available: Won,
    /// Owed by sessions that have ended, and by tenancies for the days begun.
    pub(crate) settled: Won,
    /// Owed beyond `settled` if every running session ended now. Kept only while watched; between two hours it
    /// may be too high, never too low.
    pub(crate) as_if: ExactWon,
    /// See the module's head.
    pub(crate) guard: Won,
    /// Whether beginning hours are events.
    pub(crate) watched: bool,
    /// Whether an hour began in this second.
    pub(crate) touched: bool,
    /// t*.
    pub(crate) exhausted: Option<Instant>,
    /// From here on nothing is allocated.
    pub(crate) closed: bool,
}

/// All purses.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) purses: Vec<Purse>,
    purse_of: [usize; 2],
    /// Operating cost taken so far.
    pub(crate) operating: Won,
    /// Settled by line: for the budget's rows.
    pub(crate) spent: [Won; 2],
    /// Money of each line for use, transfers in.
    pub(crate) allotted: [Won; 2],
    /// Whether no project's part of what is owed is known alone (VAT on whole statements, money by the second),
    /// so that every count goes over all accounts.
    pub(crate) counted_whole: bool,
}

impl Ledger {
    pub(crate) fn new(plan: &Plan) -> Self {
        let purse_of = purses(plan.terms.readings.transfer);
        let mut purses = vec![
            Purse {
                available: Won::ZERO,
                settled: Won::ZERO,
                as_if: ExactWon::ZERO,
                guard: Won::ZERO,
                watched: false,
                touched: false,
                exhausted: None,
                closed: false,
            };
            1 + purse_of[1]
        ];
        for line in Line::ALL {
            purses[purse_of[line.index()]].available += plan.budget.opening[line.index()];
        }
        // Accrued month by month, the operating cost is not set aside: the GPU line holds it until it falls due.
        if plan.terms.readings.operating == Operating::MonthlyAccrual {
            purses[purse_of[Line::Gpu.index()]].available += plan.budget.operating;
        }
        let readings = &plan.terms.readings;
        Self {
            purses,
            purse_of,
            operating: operating_taken(readings.operating, plan.budget.operating, 1, 0),
            spent: [Won::ZERO; 2],
            allotted: plan.budget.opening,
            counted_whole: readings.accrual == Accrual::Second
                || (readings.vat_scope == VatScope::Statement && readings.vat == Vat::Excluded),
        }
    }

    /// The purse that pays for a line.
    pub(crate) fn purse_of(&self, line: Line) -> usize {
        self.purse_of[line.index()]
    }

    /// Moves money from the NPU to the GPU line; negative the other way.
    pub(crate) fn transfer(&mut self, npu_to_gpu: Won) {
        for (line, won) in [(Line::Gpu, npu_to_gpu), (Line::Npu, -npu_to_gpu)] {
            self.allotted[line.index()] += won;
            self.purses[self.purse_of[line.index()]].available += won;
        }
    }

    /// Records what is owed for good.
    pub(crate) fn settle(&mut self, line: Line, won: Won) {
        self.spent[line.index()] += won;
        self.purses[self.purse_of[line.index()]].settled += won;
    }
}
