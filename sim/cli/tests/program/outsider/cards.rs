//! Cards, queues and allowances of any log: who held which server when, what was out of service, who waited.

use super::{DAY, Faults, Log, served, shared};
use naru_results::{Allocation, EndReason, OutageKind, SessionKind, SessionRow};
use std::collections::{BTreeMap, BTreeSet};

/// A supplier's pool.
type Pool = (String, String);

/// A request of the programme: it waits and is counted.
pub(super) fn is_counted(row: &SessionRow) -> bool {
    matches!(row.kind, SessionKind::Base | SessionKind::Burst | SessionKind::Pf1 | SessionKind::Npu)
}

/// The programme pays for it.
pub(super) fn is_billed(row: &SessionRow) -> bool {
    is_counted(row) || row.kind == SessionKind::Hold
}

pub(super) fn supplier(row: &SessionRow) -> &str {
    row.supplier.as_deref().unwrap_or_default()
}

fn pool(row: &SessionRow) -> Pool {
    (supplier(row).to_owned(), row.pool.as_deref().unwrap_or_default().to_owned())
}

pub(super) fn is_within(down: &[(String, i64, i64)], supplier: &str, second: i64) -> bool {
    down.iter().any(|(of, from, until)| of == supplier && (*from..*until).contains(&second))
}

/// The pool in whose queue a request stood.
fn queue(row: &SessionRow) -> Pool {
    (
        supplier(row).to_owned(),
        row.queued_in.as_ref().or(row.pool.as_ref()).map(ToString::to_string).unwrap_or_default(),
    )
}

/// When a request entered its queue.
fn entered(row: &SessionRow) -> i64 {
    [Some(row.requested_s), row.contribution_paid_s, row.slot_free_s].into_iter().flatten().max().unwrap_or(0)
}

impl Log {
    /// The second from which a row's line gives no more service.
    pub(super) fn line_stop(&self, row: &SessionRow) -> i64 {
        let programme = &self.effective.programme;
        let ended =
            if self.line(row) == "npu" { programme.npu_service_ended_s } else { programme.service_ended_s };
        ended.expect("a log says when service ended")
    }

    pub(super) fn line(&self, row: &SessionRow) -> &str {
        &self.effective.products.get(&row.product).expect("a product of the scenario").line
    }

    pub(super) fn check_any_cards(&self, faults: &mut Faults) {
        self.check_ids(faults);
        for row in &self.sessions {
            self.check_any_row(row, faults);
        }
        self.check_rests(faults);
        self.check_projects_in_turn(faults);
        self.check_servers(faults);
        self.check_outages(faults);
        self.check_allocator(faults);
        self.check_order(faults);
        self.check_little(faults);
    }

    fn check_ids(&self, faults: &mut Faults) {
        let ids: BTreeSet<u64> = self.sessions.iter().map(|row| row.session).collect();
        let numbered = ids.iter().copied().eq(1..=self.sessions.len() as u64);
        faults.unless(numbered, "order", || "ids are not 1 to n".to_owned());
        let sorted = self.sessions.is_sorted_by_key(|row| (row.requested_s, row.project, row.session));
        faults.unless(sorted, "order", || "requested, project, creation".to_owned());
    }

    fn check_any_row(&self, row: &SessionRow, faults: &mut Faults) {
        let at = || format!("{row:?}");
        let eligible = row.eligible_s.unwrap_or_default();
        faults.unless(row.kind == SessionKind::Trial || eligible == entered(row), "eligible", at);
        let gone = row.started_s.or(row.left_s).unwrap_or_default();
        faults.unless([0, self.in_windows(row, gone)].contains(&row.not_counted_s), "windows", at);
        let wait = row.started_s.map(|started| started - eligible - row.not_counted_s);
        faults.unless(row.wait_s == wait && wait.is_none_or(|it| it >= 0), "wait", at);
        let stop = self.line_stop(row);
        let Some(it) = served(row) else {
            faults.unless(row.placement.is_empty() && row.allocation.is_none(), "rows", at);
            let left = row.left_s.unwrap_or(-1);
            faults.unless(left >= row.requested_s && (!is_billed(row) || left <= stop), "left", at);
            let said = match row.end_reason {
                EndReason::Waiting => !is_billed(row) || left == stop,
                EndReason::Switched | EndReason::Recalled | EndReason::Allowance => left <= stop,
                EndReason::Done
                | EndReason::Outage
                | EndReason::Budget
                | EndReason::ProgrammeEnd
                | EndReason::Abandoned => false,
            };
            faults.unless(said, "end-reason", at);
            return;
        };
        faults.unless(it.started <= it.ended && it.ended <= it.released, "end", at);
        if is_billed(row) {
            faults.unless(it.released <= stop, "after-service-end", at);
        } else if row.kind != SessionKind::Trial {
            faults.unless(it.started >= stop, "before-service-end", at);
        }
        // Work done in full, or a reason why not.
        let worked = it.released - row.idle_s.unwrap_or_default() - it.started;
        let wanted = row.wanted_s.unwrap_or_default();
        faults.unless(
            (row.end_reason == EndReason::Done) == (worked == wanted)
                || row.end_reason == EndReason::Switched,
            "end-reason",
            at,
        );
        faults.unless(worked <= wanted, "end", at);
        let placed: u32 = row.placement.iter().map(|part| part.cards).sum();
        faults.unless(placed == row.cards && row.placement.is_sorted_by_key(|part| part.server), "cards", at);
        let part =
            self.effective.fleet.iter().find(|part| (part.supplier.clone(), part.pool.clone()) == pool(row));
        let product = self.effective.products.get(&row.product);
        let set = part.and_then(|part| product?.cards.get(&part.card_type)).map(|set| set * row.multiple);
        faults.unless(set == Some(row.cards), "cards", at);
    }

    /// What was cut goes on: the rest is asked for in the second of the cut, and no work is lost or done twice.
    fn check_rests(&self, faults: &mut Faults) {
        let by_id: BTreeMap<u64, &SessionRow> = self.sessions.iter().map(|row| (row.session, row)).collect();
        for row in &self.sessions {
            let Some(cut) = row.resumes.and_then(|id| by_id.get(&id)) else {
                faults.unless(row.resumes.is_none(), "resumes", || format!("{row:?}"));
                continue;
            };
            let at = || format!("{row:?} after {cut:?}");
            faults.unless(cut.project == row.project, "resumes", at);
            faults.unless(row.requested_s == cut.released_s.or(cut.left_s).unwrap_or(-1), "resumes", at);
            if let (EndReason::Outage | EndReason::Recalled, Some(it)) = (cut.end_reason, served(cut)) {
                let worked = it.released - cut.idle_s.unwrap_or_default() - it.started;
                let rest = cut.wanted_s.unwrap_or_default() - worked;
                faults.unless(row.wanted_s == Some(rest) && rest > 0, "resumes", at);
            }
        }
    }

    /// One session a project at a time, whatever its kind; no more drawn than the allowance.
    fn check_projects_in_turn(&self, faults: &mut Faults) {
        let mut of_project: BTreeMap<u32, Vec<&SessionRow>> = BTreeMap::new();
        for row in &self.sessions {
            of_project.entry(row.project).or_default().push(row);
        }
        for (number, rows) in of_project {
            let mut held: Vec<_> = rows.iter().filter_map(|row| served(row)).collect();
            held.sort_by_key(|it| (it.started, it.released));
            let apart = held.windows(2).all(|two| two[0].released <= two[1].started);
            faults.unless(apart, "concurrency", || format!("project {number}"));
            let project = &self.effective.projects[number as usize - 1];
            faults.unless(
                project.project == number && project.contribution_paid_s.is_some(),
                "numbering",
                || format!("{project:?}"),
            );
            let Some(allowance) = project.allowance_product_s else { continue };
            let product = self.effective.products.get(&project.product).expect("its product");
            let drawn = |it: &super::Served<'_>| {
                let parts = self.effective.fleet.iter();
                let mut card =
                    parts.filter(|part| Some(&*part.pool) == it.row.pool.as_deref()).map(|p| &p.card_type);
                let draws = card.find_map(|card| product.draws_tf.get(card)).copied().unwrap_or(0);
                let seconds = it.ended - it.started - it.row.suspended_s.unwrap_or_default();
                seconds * i64::from(it.row.multiple) * i64::from(draws)
            };
            let sum: i64 = held.iter().filter(|it| is_billed(it.row)).map(drawn).sum();
            faults.unless(sum <= allowance * i64::from(product.tf), "allowance", || {
                format!("{project:?}: {sum}")
            });
        }
    }

    /// No server holds more cards than it has, before it stands or for whoever comes after it closes.
    fn check_servers(&self, faults: &mut Faults) {
        let mut events: BTreeMap<(Pool, u32), Vec<(i64, i64)>> = BTreeMap::new();
        for it in self.served() {
            for part in &it.row.placement {
                let server = events.entry((pool(it.row), part.server)).or_default();
                server.push((it.started, i64::from(part.cards)));
                server.push((it.released, -i64::from(part.cards)));
                let stands = self.stands(&pool(it.row), part.server);
                let open = stands.is_some_and(|(_, from, until)| {
                    from <= it.started && until.is_none_or(|until| it.started < until)
                });
                faults.unless(open, "capacity", || format!("{:?} stands {stands:?}", it.row));
            }
        }
        for ((pool, server), mut events) in events {
            let cards = self.stands(&pool, server).map_or(0, |(cards, ..)| cards);
            events.sort_unstable();
            let mut held = 0;
            for (at, change) in events {
                held += change;
                faults.unless(held <= cards, "capacity", || {
                    format!("{pool:?} server {server}, second {at}: {held} of {cards}")
                });
            }
        }
    }

    /// Cards of a server, from when, until when it takes sessions.
    fn stands(&self, pool: &Pool, server: u32) -> Option<(i64, i64, Option<i64>)> {
        let part = self.effective.fleet.iter().find(|part| {
            (&part.supplier, &part.pool) == (&pool.0, &pool.1)
                && (part.first_server..part.first_server + part.servers).contains(&server)
        })?;
        Some((i64::from(part.cards_per_server), part.from_s, part.until_s))
    }

    /// Nothing starts on a server that is out of service; what it held was cut in that second, or could not be used.
    fn check_outages(&self, faults: &mut Faults) {
        let mut down: BTreeMap<(Pool, u32), Vec<(i64, i64)>> = BTreeMap::new();
        let mut said: BTreeMap<(Pool, i64), u64> = BTreeMap::new();
        let mut before = None;
        for (number, row) in (1..).zip(&self.outages) {
            let at = || format!("{row:?}");
            let until = row.until_s.unwrap_or(0);
            faults.unless(row.outage == number && before <= Some(row.from_s), "outages", at);
            faults.unless(row.from_s < until, "outages", at);
            before = Some(row.from_s);
            let is_server = row.kind != OutageKind::Allocator;
            faults.unless(
                is_server == row.server.is_some() && is_server == row.pool.is_some(),
                "outages",
                at,
            );
            if let (Some(pool), Some(server)) = (&row.pool, row.server) {
                let pool = (row.supplier.to_string(), pool.to_string());
                let cards = self.stands(&pool, server).map(|(cards, ..)| cards);
                faults.unless(cards == row.cards.map(i64::from), "outages", at);
                down.entry((pool.clone(), server)).or_default().push((row.from_s, until));
                *said.entry((pool, row.from_s)).or_default() += u64::from(row.sessions_cut);
            }
        }
        let mut cut: BTreeMap<(Pool, i64), u64> = BTreeMap::new();
        for it in self.served() {
            let mut unusable: Vec<(i64, i64)> = Vec::new();
            for part in &it.row.placement {
                for span in down.get(&(pool(it.row), part.server)).into_iter().flatten() {
                    faults.unless(!(span.0..span.1).contains(&it.started), "runs-through-outage", || {
                        format!("{:?} starts within {span:?}", it.row)
                    });
                    if shared(*span, (it.started, it.released)) > 0 {
                        unusable.push((span.0.max(it.started), span.1.min(it.released)));
                    }
                }
            }
            unusable.sort_unstable();
            let (mut seconds, mut reached) = (0, 0);
            for (from, until) in unusable {
                seconds += (until - from.max(reached)).max(0);
                reached = reached.max(until);
            }
            faults.unless(it.row.suspended_s == Some(seconds), "runs-through-outage", || {
                format!("{:?}: {seconds} s on servers that are down", it.row)
            });
            if it.row.end_reason == EndReason::Outage {
                *cut.entry((pool(it.row), it.released)).or_default() += 1;
            }
        }
        said.retain(|_, sessions| *sessions > 0);
        faults.unless(said == cut, "outages", || format!("cut {:?}, said {:?}", cut.len(), said.len()));
    }

    /// While an allocator is down, allocation is one to one; cards that are only kept are kept then alone.
    fn check_allocator(&self, faults: &mut Faults) {
        let down = self.one_to_one();
        for it in self.served() {
            let within = is_within(&down, supplier(it.row), it.started);
            let fixed = it.row.allocation == Some(Allocation::Fixed);
            faults.unless(fixed || !within, "allocation", || format!("{:?}", it.row));
            if it.row.kind == SessionKind::Hold {
                let last = is_within(&down, supplier(it.row), (it.released - 1).max(it.started));
                faults.unless(within && last, "hold", || format!("{:?}", it.row));
            }
        }
    }

    /// When a supplier's allocator was down: supplier, from, until.
    pub(super) fn one_to_one(&self) -> Vec<(String, i64, i64)> {
        let allocators = self.outages.iter().filter(|it| it.kind == OutageKind::Allocator);
        allocators.map(|it| (it.supplier.to_string(), it.from_s, it.until_s.unwrap_or(0))).collect()
    }

    /// Seconds of a row in its queue, up to `gone`, in which some server of that pool was out of service by plan.
    fn in_windows(&self, row: &SessionRow, gone: i64) -> i64 {
        let (supplier, pool) = queue(row);
        let of_pool = self.outages.iter().filter(|it| {
            it.kind == OutageKind::Service && *it.supplier == *supplier && it.pool.as_deref() == Some(&*pool)
        });
        let windows: BTreeSet<(i64, i64)> =
            of_pool.map(|it| (it.from_s, it.until_s.unwrap_or(gone))).collect();
        windows.iter().map(|window| shared(*window, (entered(row), gone))).sum()
    }

    /// Strict order of arrival: whoever starts, all who entered before have started or left.
    fn check_order(&self, faults: &mut Faults) {
        if !self.effective.queue.strict {
            return;
        }
        let mut queues: BTreeMap<Pool, BTreeMap<u64, &SessionRow>> = BTreeMap::new();
        for row in &self.sessions {
            if let Some(seq) = row.queue_seq {
                let twice = queues.entry(queue(row)).or_default().insert(seq, row);
                faults.unless(twice.is_none(), "queue-seq", || format!("{row:?}"));
            }
        }
        for rows in queues.values() {
            let mut gone = 0;
            for row in rows.values() {
                faults.unless(row.started_s.is_none_or(|at| at >= gone), "fcfs", || format!("{row:?}"));
                gone = gone.max(row.started_s.or(row.left_s).unwrap_or(gone));
            }
        }
    }

    /// Little's law in its exact form: what the simulator integrated day by day is what the rows come to.
    fn check_little(&self, faults: &mut Faults) {
        let mut seen: BTreeMap<(i64, Pool, &str), i64> = BTreeMap::new();
        let mut add = |pool: Pool, what, span: (i64, i64), amount: i64| {
            for day in span.0.div_euclid(DAY)..=span.1.div_euclid(DAY) {
                let seconds = shared(span, (day * DAY, (day + 1) * DAY));
                if seconds > 0 {
                    *seen.entry((day, pool.clone(), what)).or_default() += amount * seconds;
                }
            }
        };
        for row in &self.sessions {
            let gone = row.started_s.or(row.left_s).unwrap_or_default();
            if is_counted(row) {
                add(queue(row), "queue_s", (entered(row), gone), 1);
            }
            if let Some(it) = served(row) {
                add(pool(row), "card_s", (it.started, it.released), i64::from(row.cards));
            }
        }
        let mut told: BTreeMap<(i64, Pool, &str), i64> = BTreeMap::new();
        for day in &self.days {
            let pool = (day.supplier.to_string(), day.pool.to_string());
            *told.entry((i64::from(day.day), pool.clone(), "queue_s")).or_default() +=
                day.queue_s.cast_signed();
            *told.entry((i64::from(day.day), pool, "card_s")).or_default() += day.card_s.cast_signed();
        }
        told.retain(|_, seconds| *seconds > 0);
        for key in seen.keys().chain(told.keys()).collect::<BTreeSet<_>>() {
            let (seen, told) = (seen.get(key), told.get(key));
            faults.unless(seen == told, "little", || format!("{key:?}: {seen:?}, told {told:?}"));
        }
    }
}
