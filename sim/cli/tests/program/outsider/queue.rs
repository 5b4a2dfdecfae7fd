//! Every pool second by second: who stands in the queue, which server holds whom; and Little's law from it.

use super::{DAY, Faults, Log, Served, served, shared};
use naru_results::SessionRow;
use std::collections::BTreeMap;

/// What happens in a second, in this order: cards come back, servers come, people ask, cards are given, queues end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Back,
    Server,
    Asks,
    Given,
    Leaves,
}

/// Integrals of a day: request-seconds and card-seconds.
pub(crate) type Days = BTreeMap<(i64, String), (i64, i64)>;

impl Log {
    /// A pool's name; with its supplier's where several have one of that name, as in ids of metrics.
    fn name(&self, supplier: &str, pool: &str) -> String {
        let others = self.effective.fleet.iter().any(|it| it.pool == pool && it.supplier != supplier);
        if others { format!("{supplier}.{pool}") } else { pool.to_owned() }
    }

    pub(crate) fn pools(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.effective.fleet.iter().map(|part| self.name(&part.supplier, &part.pool)).collect();
        names.dedup();
        names
    }

    pub(crate) fn is_of(&self, name: &str, supplier: Option<&str>, pool: Option<&str>) -> bool {
        supplier.zip(pool).is_some_and(|(supplier, pool)| self.name(supplier, pool) == name)
    }

    fn of_pool(&self, name: &str) -> Vec<&SessionRow> {
        let of = |row: &&SessionRow| self.is_of(name, row.supplier.as_deref(), row.pool.as_deref());
        self.sessions.iter().filter(of).collect()
    }

    pub(super) fn check_queues(&self, faults: &mut Faults) {
        for pool in self.pools() {
            self.walk(&pool, faults);
        }
        let (seen, mut told) = (self.integrals(), Days::new());
        for day in &self.days {
            let integrals = (day.queue_s.cast_signed(), day.card_s.cast_signed());
            told.insert((i64::from(day.day), self.name(&day.supplier, &day.pool)), integrals);
        }
        for (day, integrals) in &seen {
            faults.unless(told.get(day) == Some(integrals), "little", || {
                format!("{day:?}: {integrals:?}, not {:?}", told.get(day))
            });
        }
        faults.unless(told.len() == seen.len(), "little", || "days of nothing".to_owned());
    }

    /// Goes through a pool's seconds. Gives the most cards in use at any of them.
    pub(crate) fn walk(&self, pool: &str, faults: &mut Faults) -> i64 {
        let rows = self.of_pool(pool);
        let stop = rows.first().map_or(0, |row| self.stop(row));
        // Free cards of each server, numbered in fleet order; none before it stands.
        let mut free: Vec<i64> = Vec::new();
        let mut events: Vec<(i64, What, u64, usize)> = Vec::new();
        let here = |part: &&naru_results::FleetPool| self.is_of(pool, Some(&part.supplier), Some(&part.pool));
        for part in self.effective.fleet.iter().filter(here) {
            for _ in 0..part.servers {
                events.push((part.from_s, What::Server, u64::from(part.cards_per_server), free.len()));
                free.push(0);
            }
        }
        for (i, row) in rows.iter().enumerate() {
            let seq = row.queue_seq.unwrap_or_default();
            events.push((row.eligible_s.unwrap_or_default(), What::Asks, seq, i));
            if let Some(it) = served(row) {
                events.push((it.started, What::Given, seq, i));
                events.push((it.released, What::Back, seq, i));
            } else {
                events.push((row.left_s.unwrap_or_default(), What::Leaves, seq, i));
            }
        }
        events.sort_unstable();
        let seqs: Vec<u64> = events.iter().filter(|it| it.1 == What::Asks).map(|it| it.2).collect();
        faults.unless(seqs.is_sorted_by(|a, b| a < b), "queue-seq", || pool.to_owned());

        let mut queue: BTreeMap<u64, usize> = BTreeMap::new();
        let (mut in_use, mut peak) = (0, 0);
        for second in events.chunk_by(|a, b| a.0 == b.0) {
            for &(at, what, seq, i) in second {
                let here = || format!("{pool}, second {at}, session {}", rows[i].session);
                let cards = i64::from(rows.get(i).map_or(0, |row| row.cards));
                let server =
                    rows.get(i).and_then(|row| row.placement.first()).map(|part| part.server as usize);
                match (what, server.filter(|server| *server < free.len())) {
                    (What::Server, _) => free[i] = i64::try_from(seq).expect("a few cards"),
                    (What::Asks, _) => drop(queue.insert(seq, i)),
                    (What::Leaves, _) => drop(queue.remove(&seq)),
                    (What::Back, Some(server)) => {
                        free[server] += cards;
                        in_use -= cards;
                    }
                    (What::Given, Some(server)) => {
                        let head = queue.first_key_value().map(|(head, _)| *head);
                        faults.unless(head == Some(seq), "fcfs", here);
                        queue.remove(&seq);
                        let fits = free.iter().filter(|free| **free >= cards).min();
                        faults.unless(fits == Some(&free[server]), "best-fit", here);
                        free[server] -= cards;
                        in_use += cards;
                        faults.unless(free[server] >= 0, "capacity", here);
                    }
                    (What::Back | What::Given, None) => faults.unless(false, "capacity", here),
                }
            }
            peak = peak.max(in_use);
            let at = second[0].0;
            if let Some((_, head)) = queue.first_key_value().filter(|_| at < stop) {
                let cards = i64::from(rows[*head].cards);
                faults.unless(free.iter().all(|free| *free < cards), "cards-left-free", || {
                    format!("{pool}, second {at}: session {} waits", rows[*head].session)
                });
            }
        }
        peak
    }

    /// Who waited and who held cards, day by day. Days of nothing have no entry.
    fn integrals(&self) -> Days {
        let mut days = Days::new();
        let mut add = |pool: &str, span: (i64, i64), requests: i64, cards: i64| {
            for day in span.0 / DAY..=span.1 / DAY {
                let seconds = shared(span, (day * DAY, (day + 1) * DAY));
                if seconds > 0 {
                    let of_day = days.entry((day, pool.to_owned())).or_insert((0, 0));
                    of_day.0 += requests * seconds;
                    of_day.1 += cards * seconds;
                }
            }
        };
        for row in &self.sessions {
            let pool = &self
                .name(row.supplier.as_deref().unwrap_or_default(), row.pool.as_deref().unwrap_or_default());
            let eligible = row.eligible_s.unwrap_or_default();
            match served(row) {
                Some(Served { started, released, .. }) => {
                    add(pool, (eligible, started), 1, 0);
                    add(pool, (started, released), 0, i64::from(row.cards));
                }
                None => add(pool, (eligible, row.left_s.unwrap_or_default()), 1, 0),
            }
        }
        days
    }
}
