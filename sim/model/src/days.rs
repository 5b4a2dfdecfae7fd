//! A day begins: tenancies owe another day, money moves between the lines in a month's close, every purse is counted.

use crate::event::Happening;
use crate::fact::{Fact, Observer};
use crate::plan::Line;
use crate::replication::Engine;
use naru_kernel::Calendar;
use naru_rules::budget::{self, Elapsed, LineMoney};
use naru_rules::readings::{Operating, Transfer, WhenExhausted};
use naru_rules::settlement::ExactWon;
use naru_units::{Instant, Won};

impl<O: Observer> Engine<'_, O> {
    /// A day begins: tenancies owe another day, and every purse is counted and guarded.
    pub(crate) fn count_day(&mut self, at: Instant, calendar: &mut Calendar<Happening>) {
        let (count, due) = self.begin_day(at);
        let gpu = self.ledger.purse_of(Line::Gpu);
        for purse in 0..self.ledger.purses.len() {
            self.ledger.purses[purse].watched = false;
            if self.is_limited(purse) {
                let committed = self.committed_of(purse, &count);
                if committed > self.ledger.purses[purse].available.into() {
                    let reading = self.plan.terms.readings.when_exhausted;
                    if purse == gpu && reading == WhenExhausted::StopAtOnce {
                        // The month that would begin has no service to operate.
                        self.operate(gpu, -due);
                    }
                    self.exhaust(purse, at, calendar);
                } else {
                    self.guard(purse, committed, at, calendar);
                }
            }
        }
    }

    /// What a day's beginning makes due, and the count behind it: what each line would owe if every session ended now.
    /// Beside it the operating cost that falls due.
    pub(crate) fn begin_day(&mut self, at: Instant) -> ([ExactWon; 2], Won) {
        let plan = self.plan;
        self.bound_day(at);
        let mut count = self.count(at);
        if at > Instant::START {
            let committed = count.map(ExactWon::ceil);
            let operating = self.ledger.operating;
            self.observer.hear(at, &Fact::DayClosed { day: at.day() - 1, committed, operating });
        }
        let months = plan.terms.month_starts.len() - 1;
        let gpu = self.ledger.purse_of(Line::Gpu);
        self.transfer(at, &count);
        let mut due = Won::ZERO;
        if plan.terms.readings.operating == Operating::MonthlyAccrual
            && let Some(month) =
                plan.terms.month_starts[..months].iter().position(|m| *m.max(&Instant::START) == at)
        {
            // Who has no service any more has nothing to operate.
            let taken = |begun: usize| {
                let reading = plan.terms.readings.operating;
                budget::operating_taken(reading, plan.budget.operating, months as i64, begun as i64)
            };
            if !self.ledger.purses[gpu].closed {
                due = taken(month + 1) - taken(month);
                self.operate(gpu, due);
            }
        }
        let days = self.begin_days(at);
        if days != [Won::ZERO; 2] {
            // Days of tenancies add to their line and nothing else, but where statements bear the VAT.
            count = if self.ledger.counted_whole {
                self.count(at)
            } else {
                [count[0] + days[0].into(), count[1] + days[1].into()]
            };
        }
        (count, due)
    }

    /// In the close of a month, money moves between the lines (clause P3).
    ///
    /// What each has executed is its committed money; what is moved is never committed, so no line ends by it.
    pub(crate) fn transfer(&mut self, at: Instant, count: &[ExactWon; 2]) {
        let plan = self.plan;
        let starts = &plan.terms.month_starts;
        if plan.terms.readings.transfer != Transfer::MonthEndForecast
            || !starts[1..starts.len() - 1].contains(&at)
        {
            return;
        }
        let elapsed = Elapsed { days: at.day(), of: plan.end.day() };
        let [gpu, npu] = Line::ALL.map(|line| LineMoney {
            allotted: self.ledger.allotted[line.index()],
            spent: count[line.index()].ceil(),
        });
        let npu_to_gpu = budget::transfer(&plan.terms.readings, gpu, npu, elapsed);
        if npu_to_gpu != Won::ZERO {
            self.ledger.transfer(npu_to_gpu);
            let month = plan.terms.month_of(Instant(at.0 - 1));
            self.observer.hear(at, &Fact::Transferred { month, npu_to_gpu });
        }
    }

    /// Operating cost falls due, or is taken back.
    pub(crate) fn operate(&mut self, purse: usize, due: Won) {
        self.ledger.purses[purse].settled += due;
        self.ledger.operating += due;
    }

    /// Tenancies that are held into the day that begins owe another day; how much, by line.
    ///
    /// It is owed before the money is looked at: where service ends in this second, its end takes it back.
    pub(crate) fn begin_days(&mut self, at: Instant) -> [Won; 2] {
        let mut sum = [Won::ZERO; 2];
        for i in 0..self.tenants.len() {
            let p = self.tenants[i];
            for t in 0..self.projects[p as usize].tenancies.len() {
                let tenancy = self.projects[p as usize].tenancies[t];
                let days = at.day() - tenancy.first_day + 1;
                // Billed elsewhere for its first day (N4), a tenancy owes that day already.
                if tenancy.ended.is_none() && days > tenancy.days {
                    let owed = self.months(p, &tenancy).commitment(days);
                    let tenancy = &mut self.projects[p as usize].tenancies[t];
                    tenancy.days = days;
                    tenancy.committed += owed;
                    let line = self.product(p).line;
                    self.ledger.settle(line, owed);
                    sum[line.index()] += owed;
                }
            }
        }
        sum
    }
}
