//! A session cut into lines: by month, allocation and price (T1, T2, A4), late hours (A3), outages taken out (T4).

use super::{Key, Look, Parts, Piece, Ran, Slow, Tally, WHOLE, add, hours, off};
use naru_model::rules::readings::{
    Accrual, Excess, FaultHour, HourRounding, Idle, PriceAt, SlaDiscount, Split,
};
use naru_model::{Allocation, Kind, Session};
use naru_units::{HOUR, Instant};

impl Slow<'_> {
    /// Seconds at which another month, price or allocation begins, as far as they cut `[from, until)`.
    fn cuts(&self, s: &Session, from: i64, until: i64) -> Vec<i64> {
        let mut cuts = vec![from, until];
        cuts.extend(self.terms.month_starts.iter().map(|m| m.0));
        if self.terms.readings.price_at == PriceAt::HourBegin {
            cuts.extend(self.prices(s.project).iter().map(|(from, _)| from.0));
        }
        cuts.extend(self.allocator_down.iter().filter(|d| d.0 == s.supplier).flat_map(|d| [d.1, d.2]));
        cuts.retain(|c| (from..=until).contains(c));
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// Whether a session is on fixed allocation at a second (A4).
    fn is_fixed(&self, s: &Session, at: i64) -> bool {
        let offer = &self.plan.products[s.product as usize].offers[s.offer as usize];
        let down = |d: &(u16, i64, i64)| d.0 == s.supplier && (d.1..d.2).contains(&at);
        offer.allocation == Allocation::Fixed || self.allocator_down.iter().any(down)
    }

    /// The agreed price of a session's hour that begins at a second, if its dynamic price is that of `priced_at`.
    fn price(&self, s: &Session, at: i64, priced_at: i64) -> i64 {
        let dynamic = self.prices(s.project).at(Instant(priced_at)).0;
        let ratio = i64::from(self.terms.fixed_ratio.0);
        if self.is_fixed(s, at) { (dynamic * ratio).div_euclid(10_000) } else { dynamic }
    }

    fn key(&self, s: &Session, at: i64) -> Key {
        let decides = match self.terms.readings.price_at {
            PriceAt::HourBegin => at,
            PriceAt::SessionStart => s.started.0,
        };
        Key { month: self.month(at), fixed: self.is_fixed(s, at), price: self.price(s, at, decides) }
    }

    /// Begun or full hours past the limit (A2).
    fn hours_over(&self, s: &Session) -> i64 {
        let excess = (s.started.0 - s.eligible.0 - s.not_counted.0 - self.terms.wait_limit.0).max(0);
        match self.terms.readings.excess {
            Excess::Begun => (excess + HOUR - 1) / HOUR,
            Excess::Full => excess / HOUR,
        }
    }

    /// Discounted clock hours from the session's start (all of it: a number beyond any session), and the rate.
    fn late(&self, s: &Session) -> (i64, i128) {
        let over = self.hours_over(s);
        if over == 0 {
            return (0, 0);
        }
        let rate = i128::from(self.terms.discount_rate.0);
        match self.terms.readings.sla_discount {
            SlaDiscount::Hours => (over, rate),
            SlaDiscount::Session => (1_000_000, rate),
            SlaDiscount::Credit => (0, 0),
            SlaDiscount::Growing => {
                let ceiling = self.terms.discount_ceiling.map_or(WHOLE, |c| i128::from(c.0));
                (1_000_000, (rate * i128::from(over)).min(ceiling))
            }
        }
    }

    /// Won that a session's late start earns (`A3.sla_discount: credit`), with its month.
    pub(super) fn credit(&self, s: &Session, look: Look) -> Option<(usize, i128)> {
        if self.terms.readings.sla_discount != SlaDiscount::Credit || self.until(s, look) <= s.started.0 {
            return None;
        }
        let rate = i128::from(self.terms.discount_rate.0);
        let price = i128::from(self.price(s, s.started.0, s.started.0));
        let won = off(self.terms.readings.off, rate * i128::from(self.hours_over(s)) * price, WHOLE);
        (won > 0).then_some((self.month(s.started.0), won))
    }

    /// End of billable use, as far as it is known by the end of the second looked at.
    fn until(&self, s: &Session, look: Look) -> i64 {
        let Look::Running(at) = look else { return s.ended.0 };
        let product = &self.plan.products[s.product as usize];
        // An unpaid idle tail is paid only when the cards are kept after it (A4 held).
        let unpaid_tail =
            self.terms.readings.idle == Idle::NotBilled && s.kind == Kind::Base && !self.is_all_fixed(s);
        let known = if unpaid_tail && at < s.work_end.0 + product.idle_return.0 {
            s.ended.0.min(s.work_end.0)
        } else {
            s.ended.0
        };
        known.min(at + 1)
    }

    fn is_all_fixed(&self, s: &Session) -> bool {
        self.plan.products[s.product as usize].offers[s.offer as usize].allocation == Allocation::Fixed
    }

    /// A session's usable seconds, line by line.
    fn pieces(&self, ran: &Ran, until: i64) -> Vec<Piece> {
        let s = &ran.session;
        let (mut pieces, mut used, mut at) = (Vec::new(), 0, s.started.0);
        let ends = ran.suspended.iter().copied().chain([(until, until)]);
        for (begin, end) in ends {
            for cut in self.cuts(s, at, begin.clamp(at, until.max(at))).windows(2) {
                let length = cut[1] - cut[0];
                pieces.push(Piece { key: self.key(s, cut[0]), from: used, until: used + length });
                used += length;
            }
            at = at.max(end);
        }
        pieces
    }

    /// A session by month, allocation and price.
    pub(super) fn parts(&self, ran: &Ran, look: Look) -> Parts {
        let s = &ran.session;
        let until = self.until(s, look);
        let mut parts = Parts::new();
        if until <= s.started.0 {
            return parts;
        }
        let goes_on = look != Look::Ended;
        let pieces = self.pieces(ran, until);
        let used = pieces.last().map_or(0, |piece| piece.until);
        let (late_hours, rate) = self.late(s);
        let readings = &self.terms.readings;
        // T4.fault_hour: the hour that a fault broke is dropped.
        let may_drop = readings.fault_hour == FaultHour::NotBilled && readings.accrual == Accrual::Hour;
        let drops = may_drop && ran.broken && !goes_on;
        let reading = if drops { HourRounding::SessionFloor } else { readings.hours };
        if self.in_seconds() {
            let full = used / HOUR * HOUR;
            let end = if drops { full } else { used };
            // Committed money covers either end of an hour that may still be broken.
            let discounted_end = if may_drop && goes_on { full } else { end }.min(late_hours * HOUR);
            for piece in &pieces {
                let up_to = |end: i64| i128::from((piece.until.min(end) - piece.from).max(0));
                let discounted = up_to(discounted_end);
                let tally = Tally { count: up_to(end), discounted, weighted: discounted * rate, off: 0 };
                add(&mut parts, piece.key, tally);
            }
            return parts;
        }
        match readings.split {
            Split::HourBegin => {
                for hour in 0..hours(reading, used, goes_on) {
                    let discounted = i128::from(hour < late_hours);
                    let one = Tally { count: 1, discounted, ..Tally::default() };
                    let begins = |p: &&Piece| (p.from..p.until).contains(&(hour * HOUR));
                    add(&mut parts, pieces.iter().find(begins).expect("it begins in use").key, one);
                }
            }
            Split::PartsAlone => {
                for piece in &pieces {
                    let count = i128::from(piece.until - piece.from);
                    add(&mut parts, piece.key, Tally { count, ..Tally::default() });
                }
                let last = pieces.last().map(|piece| piece.key);
                let mut left = i128::from(late_hours);
                for (key, tally) in &mut parts {
                    let is_last = Some(*key) == last;
                    let reading = if is_last { reading } else { readings.hours };
                    tally.count = i128::from(hours(reading, tally.count as i64, goes_on && is_last));
                    tally.discounted = tally.count.min(left);
                    left -= tally.discounted;
                }
            }
        }
        for (key, tally) in &mut parts {
            let price = i128::from(key.price);
            tally.off = off(self.terms.readings.off, price * tally.discounted * rate, WHOLE);
        }
        parts
    }
}
