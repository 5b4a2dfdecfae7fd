//! What one project owes one supplier for hours of one product: its lines, kept open to the end of the run.
//!
//! A session enters when it has ended, with hours that may belong to a month gone by: no line is final
//! before the last session has ended.

use super::bill::{self, BillLine};
use super::credit::Credits;
use super::december::true_up;
use super::exact::ExactWon;
use super::parts::{Ending, Key, Tally, add, cut};
use super::tariff::rounded_hours;
use super::terms::{Allocation, Terms, Usage};
use crate::readings::{Accrual, SlaDiscount};
use naru_units::{Dated, Instant, Share, Won};

/// An account (project, product, supplier) that is billed by the hour.
///
/// One set of terms belongs to an account: it must be handed the same ones every time.
#[derive(Clone, Debug)]
pub struct Account {
    own_ratio: Share,
    lines: Vec<Line>,
    owed: Won,
    /// Empty but under `A3.sla_discount: credit`.
    credits: Credits,
    /// The same of what had begun before the cut-off alone; `None` but under `T2.december: cut_off`.
    begun: Option<Box<Self>>,
    /// Lines with each session that had a part in them, in order of entering; `None` where nobody asks.
    sessions: Option<Vec<(Key, u32)>>,
    /// The line that takes plain use.
    plain: Plain,
}

/// Use that lies in one month, at one price, with nothing taken off and nobody's own rounding is so many hours more of one
/// line: nearly all of it. The line that had such use last, and from when until when its month and its price hold.
#[derive(Clone, Copy, Debug)]
struct Plain {
    line: usize,
    from: Instant,
    until: Instant,
}

impl Plain {
    const NONE: Self = Self { line: 0, from: Instant(i64::MAX), until: Instant(i64::MIN) };

    #[inline]
    const fn covers(&self, started: Instant, ended: Instant) -> bool {
        self.from.0 <= started.0 && started.0 < ended.0 && ended.0 <= self.until.0
    }
}

#[derive(Clone, Debug)]
struct Line {
    key: Key,
    tally: Tally,
    /// What the programme pays for it as it stands.
    amount: Won,
}

impl Account {
    /// An empty account; `own_ratio` is the user's share of each line under the readings of `T3.own` that take one.
    pub const fn new(own_ratio: Share) -> Self {
        Self {
            own_ratio,
            lines: Vec::new(),
            owed: Won::ZERO,
            credits: Credits::NONE,
            begun: None,
            sessions: Some(Vec::new()),
            plain: Plain::NONE,
        }
    }

    /// The same, for a caller who does not ask which sessions had a part in a line: its lines name none.
    #[must_use]
    pub fn without_sessions(self) -> Self {
        Self { sessions: None, ..self }
    }

    /// Enters a session that has ended.
    ///
    /// # Panics
    /// For use outside the months of the terms.
    #[inline]
    pub fn enter(&mut self, terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>) {
        if let Some(cut_off) = terms.true_up_from() {
            let begun = self.begun.get_or_insert_with(|| {
                let sessions = self.sessions.as_ref().map(|_| Vec::new());
                Box::new(Self { sessions, ..Self::new(self.own_ratio) })
            });
            if let Some(usage) = usage.begun_before(terms, cut_off) {
                begun.enter_whole(terms, prices, &usage);
            }
        }
        self.enter_whole(terms, prices, usage);
    }

    /// Enters `multiple` sets held from `started` until `ended`, allocated in time, dynamically, whole and without an
    /// outage, as [`Self::enter`] does; gives what is owed more. `None`, and nothing entered, where that takes more than
    /// adding hours to a line that stands.
    #[inline]
    pub fn enter_plain(
        &mut self,
        terms: &Terms,
        session: u32,
        (started, ended): (Instant, Instant),
        multiple: u32,
    ) -> Option<Won> {
        if !self.plain.covers(started, ended) {
            return None;
        }
        let line = &mut self.lines[self.plain.line];
        let hours = rounded_hours(terms.readings.hours, ended - started).0 * i64::from(multiple);
        if hours == 0 {
            return Some(Won::ZERO); // a part that rounds to nothing
        }
        line.tally.count += hours;
        line.tally.made_by.burst |= multiple > 1;
        let more = line.key.price * hours;
        line.amount += more;
        self.owed += more;
        if let Some(sessions) = &mut self.sessions {
            sessions.push((line.key, session));
        }
        Some(more)
    }

    /// What such use would add if it ended now, as [`Self::owed_beyond`] has it; `None` as there.
    #[inline]
    pub fn plainly_beyond(&self, (started, ended): (Instant, Instant), multiple: u32) -> Option<Won> {
        self.plain.covers(started, ended).then(|| {
            let hours = (ended - started).begun_hours().0 * i64::from(multiple);
            self.lines[self.plain.line].key.price * hours
        })
    }

    /// The line that a session entered may take plain use from now on.
    fn note_plain(&mut self, terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>) {
        let apart = terms.true_up_from().is_some() || !bill::adds_up(terms, self.own_ratio);
        let month = terms.month_of(usage.started);
        let price = *prices.at(usage.started);
        let key = Key { month, allocation: Allocation::Dynamic, price };
        let Some(line) = self.lines.iter().position(|line| line.key == key).filter(|_| !apart) else {
            return;
        };
        let since = prices.iter().map(|(from, _)| *from).filter(|from| *from <= usage.started).max();
        let change = prices.next_change(usage.started).unwrap_or(Instant(i64::MAX));
        self.plain = Plain {
            line,
            from: terms.month_starts[month].max(since.unwrap_or(Instant(i64::MIN))),
            until: terms.month_end(month).min(change),
        };
    }

    fn enter_whole(&mut self, terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>) {
        self.enter_parts(terms, prices, usage);
        if usage.started < usage.ended {
            self.note_plain(terms, prices, usage);
        }
    }

    fn enter_parts(&mut self, terms: &Terms, prices: &Dated<Won>, usage: &Usage<'_>) {
        let Self { own_ratio, lines, owed, sessions, .. } = self;
        let adds_up = bill::adds_up(terms, *own_ratio);
        cut(terms, prices, usage, Ending::Ended, |key, tally| {
            let line = line_of(lines, key);
            line.tally += tally;
            let more = if adds_up {
                bill::amount_of_part(key.price, &tally)
            } else {
                bill::amount(terms, *own_ratio, key.price, &line.tally) - line.amount
            };
            *owed += more;
            line.amount += more;
            if let Some(sessions) = sessions {
                sessions.push((key, usage.session));
            }
        });
        if on_credit(terms) {
            self.credits.earn(terms, prices, usage);
            self.take_credit(terms);
        }
    }

    /// What the programme pays for the sessions entered so far: the sum of the lines' amounts.
    ///
    /// Under `A3.sla_discount: credit` a late session may make it less, in its month and in later ones.
    ///
    /// VAT is in, but for `P2.vat_scope: statement`, where the statement bears it: see
    /// [`Self::owed_by_month`] and [`vat_of_statement`](super::vat_of_statement).
    pub const fn owed(&self) -> Won {
        self.owed
    }

    /// Adds what [`Self::owed`] is made of to `months`, by the month's position in the terms.
    pub fn owed_by_month(&self, months: &mut [Won]) {
        for line in &self.lines {
            months[line.key.month] += line.amount;
        }
    }

    /// Committed money (clause P4): what the programme would owe if every running session ended now.
    ///
    /// `running` are the account's sessions that hold cards, with `ended` one second after the second
    /// looked at, since an hour begun in that second counts. Hours begun are committed whole, also under
    /// the readings that may drop them when the session ends; under `month_*` each line is rounded as if it
    /// closed now. VAT as in [`Self::owed`].
    ///
    /// Sums over accounts are compared with money in exact form: see [`ExactWon`].
    pub fn owed_if_ended(&self, terms: &Terms, prices: &Dated<Won>, running: &[Usage<'_>]) -> ExactWon {
        if on_credit(terms) {
            return self.lines_if_ended(terms, prices, running).into_iter().map(|(_, owed)| owed).sum();
        }
        match terms.readings.accrual {
            Accrual::Hour => {
                let mut total = self.owed;
                self.grown(terms, prices, running, |key, grown, stands| {
                    let before = stands.map_or(Won::ZERO, |line| line.amount);
                    total += bill::amount(terms, self.own_ratio, key.price, &grown) - before;
                });
                total.into()
            }
            Accrual::Second => {
                let mut total = self.lines.iter().map(|line| self.exact(terms, line.key, &line.tally)).sum();
                self.grown(terms, prices, running, |key, grown, stands| {
                    total += self.growth(terms, key, &grown, stands);
                });
                total
            }
        }
    }

    /// What [`Self::owed_if_ended`] is beyond [`Self::owed`].
    #[inline]
    pub fn owed_beyond(&self, terms: &Terms, prices: &Dated<Won>, running: &[Usage<'_>]) -> ExactWon {
        if !bill::adds_up(terms, self.own_ratio) {
            return self.owed_if_ended(terms, prices, running) - self.owed.into();
        }
        let mut beyond = Won::ZERO;
        for usage in running {
            cut(terms, prices, usage, Ending::Running, |key, part| {
                beyond += bill::amount_of_part(key.price, &part);
            });
        }
        beyond.into()
    }

    /// As [`Self::owed_if_ended`], added to `months` by the month's position in the terms: for statements
    /// that bear VAT (`P2.vat_scope: statement`).
    pub fn owed_if_ended_by_month(
        &self,
        terms: &Terms,
        prices: &Dated<Won>,
        running: &[Usage<'_>],
        months: &mut [ExactWon],
    ) {
        if on_credit(terms) {
            for (key, owed) in self.lines_if_ended(terms, prices, running) {
                months[key.month] += owed;
            }
            return;
        }
        for line in &self.lines {
            months[line.key.month] += self.exact(terms, line.key, &line.tally);
        }
        self.grown(terms, prices, running, |key, grown, stands| {
            months[key.month] += self.growth(terms, key, &grown, stands);
        });
    }

    /// The bill lines so far, in order of month, allocation and unit price; no line of no hours.
    pub fn close(&self, terms: &Terms) -> Vec<BillLine> {
        let mut lines = self.close_whole(terms);
        if let Some(begun) = &self.begun {
            true_up(&mut lines, &begun.close_whole(terms));
        }
        lines
    }

    fn close_whole(&self, terms: &Terms) -> Vec<BillLine> {
        let mut lines: Vec<&Line> = self.lines.iter().collect();
        lines.sort_unstable_by_key(|line| line.key);
        let credit = if on_credit(terms) {
            self.credits.taken(charges(terms, lines.iter().map(|line| (line.key, line.tally))))
        } else {
            Vec::new()
        };
        let credit = credit.into_iter().chain(core::iter::repeat(ExactWon::ZERO));
        lines
            .into_iter()
            .zip(credit)
            .filter_map(|(line, credit)| {
                let all = self.sessions.as_deref().unwrap_or_default();
                let of_line = all.iter().filter(|(key, _)| *key == line.key).map(|(_, session)| *session);
                bill::line(terms, self.own_ratio, line.key, &line.tally, credit, of_line.collect())
            })
            .collect()
    }

    /// Takes what has been earned off the lines as they stand.
    fn take_credit(&mut self, terms: &Terms) {
        self.lines.sort_unstable_by_key(|line| line.key);
        let credit = self.credits.taken(charges(terms, self.lines.iter().map(|line| (line.key, line.tally))));
        for (line, credit) in self.lines.iter_mut().zip(credit) {
            line.amount =
                bill::exact_amount(terms, self.own_ratio, line.key.price, &line.tally, credit).floor();
        }
        self.owed = self.lines.iter().map(|line| line.amount).sum();
    }

    /// Every line under `A3.sla_discount: credit`, and what would be owed for it if `running` ended.
    fn lines_if_ended(
        &self,
        terms: &Terms,
        prices: &Dated<Won>,
        running: &[Usage<'_>],
    ) -> Vec<(Key, ExactWon)> {
        let mut credits = self.credits.clone();
        let mut lines: Vec<(Key, Tally)> = self.lines.iter().map(|line| (line.key, line.tally)).collect();
        for usage in running {
            credits.earn(terms, prices, usage);
            cut(terms, prices, usage, Ending::Running, |key, more| add(&mut lines, key, more));
        }
        lines.sort_unstable_by_key(|(key, _)| *key);
        let credit = credits.taken(charges(terms, lines.iter().copied()));
        let owed = |((key, tally), credit): ((Key, Tally), ExactWon)| {
            (key, bill::exact_amount(terms, self.own_ratio, key.price, &tally, credit))
        };
        lines.into_iter().zip(credit).map(owed).collect()
    }

    /// Tells each line that running sessions would touch: its tally with theirs, and the line as it stands.
    #[inline]
    fn grown(
        &self,
        terms: &Terms,
        prices: &Dated<Won>,
        running: &[Usage<'_>],
        mut tell: impl FnMut(Key, Tally, Option<&Line>),
    ) {
        let mut tell_line = |key: Key, more: Tally| {
            let stands = self.lines.iter().rev().find(|line| line.key == key);
            let mut grown = stands.map_or_else(Tally::default, |line| line.tally);
            grown += more;
            tell(key, grown, stands);
        };
        if let [usage] = running {
            // The usual case: a session's parts have a line each.
            cut(terms, prices, usage, Ending::Running, tell_line);
            return;
        }
        let mut touched = Vec::new();
        for usage in running {
            cut(terms, prices, usage, Ending::Running, |key, more| add(&mut touched, key, more));
        }
        for (key, more) in touched {
            tell_line(key, more);
        }
    }

    fn growth(&self, terms: &Terms, key: Key, grown: &Tally, stands: Option<&Line>) -> ExactWon {
        let before = stands.map_or(ExactWon::ZERO, |line| self.exact(terms, key, &line.tally));
        self.exact(terms, key, grown) - before
    }

    fn exact(&self, terms: &Terms, key: Key, tally: &Tally) -> ExactWon {
        bill::exact_amount(terms, self.own_ratio, key.price, tally, ExactWon::ZERO)
    }
}

const fn on_credit(terms: &Terms) -> bool {
    matches!(terms.readings.sla_discount, SlaDiscount::Credit)
}

/// Lines with what each costs before a credit.
fn charges(
    terms: &Terms,
    lines: impl Iterator<Item = (Key, Tally)>,
) -> impl Iterator<Item = (Key, ExactWon)> {
    lines.map(|(key, tally)| (key, bill::charge(terms, key.price, &tally)))
}

/// The line of a key, opened where there is none. Use comes roughly in order of time, so it is looked for
/// from the last line back.
#[inline]
fn line_of(lines: &mut Vec<Line>, key: Key) -> &mut Line {
    let at = lines.iter().rposition(|line| line.key == key).unwrap_or_else(|| {
        lines.push(Line { key, tally: Tally::default(), amount: Won::ZERO });
        lines.len() - 1
    });
    &mut lines[at]
}
