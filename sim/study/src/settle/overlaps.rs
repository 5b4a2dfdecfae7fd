//! Sessions of one project side by side, more than it may hold at once (S11).

use naru_units::Instant;

/// What was found so far. Sessions of a project come in order of their start; where they do not, the project is to be
/// looked at again.
#[derive(Debug, Default)]
pub(super) struct Overlaps {
    by_project: Vec<Running>,
    /// Sessions that began when their project held as many as it may.
    pub(super) sessions: u64,
    /// The first of them, by its place in the log.
    pub(super) first: Option<u32>,
}

#[derive(Clone, Debug)]
struct Running {
    /// The latest start.
    start: Instant,
    /// Ends of what still ran then.
    ends: Vec<Instant>,
    /// Over the limit, and the first of them.
    over: (u64, Option<u32>),
    unordered: bool,
}

impl Overlaps {
    pub(super) fn enter(
        &mut self,
        project: u32,
        number: u32,
        (started, ended): (Instant, Instant),
        most: u32,
    ) {
        if started >= ended {
            return;
        }
        let at = project as usize;
        if at >= self.by_project.len() {
            let none =
                Running { start: Instant(i64::MIN), ends: Vec::new(), over: (0, None), unordered: false };
            self.by_project.resize(at + 1, none);
        }
        let running = &mut self.by_project[at];
        running.unordered |= started < running.start;
        running.start = started;
        running.ends.retain(|end| *end > started);
        running.ends.push(ended);
        if running.ends.len() > most as usize {
            running.over = (running.over.0 + 1, running.over.1.or(Some(number)));
        }
    }

    /// Whether a project has to be looked at again, in order.
    pub(super) fn is_unordered(&self, project: u32) -> bool {
        self.by_project.get(project as usize).is_some_and(|running| running.unordered)
    }

    pub(super) fn any_unordered(&self) -> bool {
        self.by_project.iter().any(|running| running.unordered)
    }

    /// Sums up; `again` are the sessions of projects that are to be looked at again.
    pub(super) fn sum(&mut self, mut again: Vec<(u32, Instant, Instant, u32)>, most: u32) {
        self.by_project.retain(|running| !running.unordered);
        again.sort_unstable();
        let mut looked_at = Self::default();
        let mut last = None;
        let mut position = 0;
        for (project, started, ended, number) in again {
            if last.replace(project).is_some_and(|last| last != project) {
                position += 1;
            }
            looked_at.enter(position, number, (started, ended), most);
        }
        self.by_project.append(&mut looked_at.by_project);
        self.sessions = self.by_project.iter().map(|running| running.over.0).sum();
        self.first = self.by_project.iter().filter_map(|running| running.over.1).min();
        self.by_project = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: with one at a time, b begins inside a and c at b's end; with two, none is too many.
    #[test]
    fn sessions_side_by_side_are_counted_in_any_order() {
        let (a, b, c, other) = ((0, 0, 100, 0), (0, 50, 150, 1), (0, 150, 160, 2), (1, 0, 200, 3));
        for rows in [[a, b, c, other], [c, other, b, a], [b, a, other, c]] {
            for (most, want) in [(1, (1, Some(1))), (2, (0, None))] {
                let mut overlaps = Overlaps::default();
                for (project, from, until, number) in rows {
                    overlaps.enter(project, number, (Instant(from), Instant(until)), most);
                }
                let again = rows.iter().filter(|(project, ..)| overlaps.is_unordered(*project));
                let again = again.map(|(p, from, until, n)| (*p, Instant(*from), Instant(*until), *n));
                let again = again.collect();
                overlaps.sum(again, most);
                assert_eq!((overlaps.sessions, overlaps.first), want, "{rows:?} {most}");
            }
        }
    }
}
