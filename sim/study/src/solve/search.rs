//! Where in a row of values something begins to hold: halving, over what probes answer.
//!
//! Places run from the least welcome value to the most; what is asked of them is expected to fail up to some place and to
//! hold from there on. What was neither shown to hold nor to fail counts as not holding, so the answer is one that was
//! shown.

use naru_results::{SolveReason, SolveVerdict};
use std::collections::BTreeMap;

/// What answers for a place.
pub(super) trait Probe {
    /// Why it could not.
    type Stopped;

    /// The whole test.
    fn probe(&mut self, place: usize, why: SolveReason) -> Result<SolveVerdict, Self::Stopped>;

    /// A glance: whether it fails clearly. It never shows that something holds.
    fn glance(&mut self, place: usize) -> Result<SolveVerdict, Self::Stopped>;
}

/// Where it begins to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// From this place on, as far as anybody looked.
    From(usize),
    /// Nowhere.
    Nowhere,
    /// At the first place, while it fails at the last.
    OtherWay,
    /// It holds somewhere and fails beyond; from the place given on all that was looked at holds.
    NotMonotone(Option<usize>),
}

/// Probes of a search among so many places: both ends, and halving.
pub(super) fn most_probes(places: usize) -> u32 {
    places.max(1).next_power_of_two().trailing_zeros() + 2
}

/// Looks for the first place from which it holds.
///
/// `expected`: two places between which it is likely to begin. At most [`most_probes`] tests decide; on top come
/// glances beyond the answer, which can only turn it down, and where nothing is found at the ends three places between
/// them, which can only say that the order is broken.
pub(super) fn search<P: Probe>(
    places: usize,
    expected: Option<(usize, usize)>,
    probe: &mut P,
) -> Result<Found, P::Stopped> {
    let mut search = Search { top: places - 1, seen: BTreeMap::new(), probe };
    let Some(found) = search.first(expected)? else { return search.nothing() };
    search.beyond(found)
}

struct Search<'p, P> {
    top: usize,
    seen: BTreeMap<usize, SolveVerdict>,
    probe: &'p mut P,
}

impl<P: Probe> Search<'_, P> {
    fn holds(&mut self, place: usize, why: SolveReason) -> Result<bool, P::Stopped> {
        let verdict = match self.seen.get(&place) {
            Some(verdict) => *verdict,
            None => self.probe.probe(place, why)?,
        };
        self.seen.insert(place, verdict);
        Ok(verdict == SolveVerdict::Holds)
    }

    /// The first place that holds; `None` where the last one was not shown to.
    ///
    /// Every place that may still be the answer can be told from the others by the probes that are left: where one is
    /// tried follows what is expected as far as that allows.
    fn first(&mut self, expected: Option<(usize, usize)>) -> Result<Option<usize>, P::Stopped> {
        let none = self.top + 1;
        let (mut from, mut to) = (0, none);
        let mut left = most_probes(none);
        // Twice as far beyond what is expected each time that it lies beyond.
        let mut stride = expected.map_or(1, |(low, high)| (high - low).max(1));
        while from < to {
            left -= 1;
            let told = 1 << left;
            let between = from > 0 && to < none;
            let aim = if between {
                from + (to - from) / 2
            } else {
                match expected {
                    None if to == none => self.top,
                    None => 0,
                    Some((_, high)) if from == 0 && to == none => high,
                    Some((low, high)) if to == high && low < high => low,
                    Some(_) => {
                        let beyond = if to == none { from - 1 + stride } else { to.saturating_sub(stride) };
                        stride *= 2;
                        beyond
                    }
                }
            };
            let why = if between { SolveReason::Half } else { SolveReason::End };
            let place = aim.clamp(from, to - 1).clamp(to.saturating_sub(told), from + told - 1);
            if self.holds(place, why)? { to = place } else { from = place + 1 }
        }
        Ok((to < none).then_some(to))
    }

    /// Between a place that does not hold and one that does.
    fn halve(&mut self, low: usize, mut high: usize) -> Result<usize, P::Stopped> {
        let mut from = low + 1;
        while from < high {
            let middle = from + (high - from) / 2;
            if self.holds(middle, SolveReason::Half)? { high = middle } else { from = middle + 1 }
        }
        Ok(high)
    }

    /// The last place was not shown to hold. Only where it was shown to fail is there an order to be broken.
    fn nothing(&mut self) -> Result<Found, P::Stopped> {
        if self.seen.get(&self.top) != Some(&SolveVerdict::Fails) {
            return Ok(Found::Nowhere);
        }
        if self.top > 0 && self.holds(0, SolveReason::End)? {
            return Ok(Found::OtherWay);
        }
        for quarter in 1..=3 {
            let place = self.top * quarter / 4;
            if place > 0 && place < self.top && self.holds(place, SolveReason::Beyond)? {
                return Ok(Found::NotMonotone(None));
            }
        }
        Ok(Found::Nowhere)
    }

    /// Whether it fails again beyond the answer: half way to the last place, and there.
    fn beyond(&mut self, found: usize) -> Result<Found, P::Stopped> {
        for place in [found + (self.top - found).div_ceil(2), self.top] {
            if self.seen.contains_key(&place) {
                continue;
            }
            if self.probe.glance(place)? == SolveVerdict::Fails {
                self.seen.insert(place, SolveVerdict::Fails);
                let again = self.holds(self.top, SolveReason::Beyond)?;
                let from = if again { Some(self.halve(place, self.top)?) } else { None };
                return Ok(Found::NotMonotone(from));
            }
        }
        Ok(Found::From(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers from a row: `h` holds, `f` fails, `?` neither.
    struct Row {
        row: Vec<SolveVerdict>,
        probes: u32,
    }

    impl Probe for Row {
        type Stopped = ();

        fn probe(&mut self, place: usize, _: SolveReason) -> Result<SolveVerdict, ()> {
            self.probes += 1;
            Ok(self.row[place])
        }

        fn glance(&mut self, place: usize) -> Result<SolveVerdict, ()> {
            Ok(if self.row[place] == SolveVerdict::Holds { SolveVerdict::NotShown } else { self.row[place] })
        }
    }

    fn row(text: &str) -> Row {
        let of = |c| match c {
            'h' => SolveVerdict::Holds,
            'f' => SolveVerdict::Fails,
            _ => SolveVerdict::NotShown,
        };
        Row { row: text.chars().map(of).collect(), probes: 0 }
    }

    /// Every row of up to 40 places that fails and then holds, every bracket: the place is found with no more probes than
    /// shared the level.
    #[test]
    fn every_place_is_found_within_the_probes_planned() {
        for places in 1..=40 {
            for first in 0..places {
                let text = "f".repeat(first) + &"h".repeat(places - first);
                let brackets = (0..places).flat_map(|a| (a..places).map(move |b| Some((a, b))));
                for bracket in brackets.chain([None]) {
                    let mut row = row(&text);
                    assert_eq!(
                        search(places, bracket, &mut row),
                        Ok(Found::From(first)),
                        "{text} {bracket:?}"
                    );
                    assert!(row.probes <= most_probes(places), "{text} {bracket:?}: {} probes", row.probes);
                }
            }
        }
    }

    #[test]
    fn what_is_not_shown_does_not_hold() {
        for (text, want) in [
            ("ff??hhh", Found::From(4)),
            ("ffff???", Found::Nowhere),
            ("fffffff", Found::Nowhere),
            ("hhhhhhh", Found::From(0)),
            ("hhhffff", Found::OtherWay),
            ("hhhfff?", Found::Nowhere),
            ("?hhhhh?", Found::Nowhere),
            ("?hhhhhf", Found::NotMonotone(None)),
            ("h", Found::From(0)),
            ("?", Found::Nowhere),
            ("ffhhhhff", Found::NotMonotone(None)),
        ] {
            assert_eq!(search(text.len(), None, &mut row(text)), Ok(want), "{text}");
        }
    }

    /// A gap beyond the answer: what holds from its end on is said.
    #[test]
    fn a_gap_beyond_the_answer_is_no_answer() {
        let text = "ffhhhhhhhfffhhhhhh";
        let found = search(text.len(), Some((1, 3)), &mut row(text));
        assert_eq!(found, Ok(Found::NotMonotone(Some(12))));
    }

    /// ⌈log₂ n⌉ + 2, by hand.
    #[test]
    fn the_level_is_shared_by_halvings_and_two_ends() {
        for (places, want) in [(1, 2), (2, 3), (3, 4), (4, 4), (5, 5), (33, 8), (64, 8), (65, 9)] {
            assert_eq!(most_probes(places), want, "{places}");
        }
    }
}
