//! Ids of sessions as they came.

use std::borrow::Cow;

/// Ids by the order of the log. Numbers take 4 bytes each; from the first text on, all take their length and 4 bytes.
#[derive(Debug)]
pub(super) enum Ids {
    Numbers(Vec<u32>),
    Texts { text: String, ends: Vec<usize> },
}

impl Ids {
    pub(super) const fn new() -> Self {
        Self::Numbers(Vec::new())
    }

    pub(super) fn push(&mut self, id: &str) {
        if let Self::Numbers(numbers) = self {
            if let Some(number) = number(id) {
                numbers.push(number);
                return;
            }
            let mut texts = Self::Texts { text: String::new(), ends: Vec::with_capacity(numbers.len()) };
            for number in &*numbers {
                texts.push(&number.to_string());
            }
            *self = texts;
        }
        if let Self::Texts { text, ends } = self {
            text.push_str(id);
            ends.push(text.len());
        }
    }

    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts { ends, .. } => ends.len(),
        }
    }

    pub(super) fn get(&self, at: u32) -> Cow<'_, str> {
        match self {
            Self::Numbers(numbers) => Cow::Owned(numbers[at as usize].to_string()),
            Self::Texts { .. } => Cow::Borrowed(self.text(at)),
        }
    }

    fn text(&self, at: u32) -> &str {
        match self {
            Self::Numbers(_) => "",
            Self::Texts { text, ends } => {
                let at = at as usize;
                &text[at.checked_sub(1).map_or(0, |before| ends[before])..ends[at]]
            }
        }
    }

    /// Puts sessions in the order in which a bill line names them: numbers by value, texts as they came.
    pub(super) fn sort(&self, sessions: &mut [u32]) {
        match self {
            Self::Numbers(numbers) => sessions.sort_unstable_by_key(|at| numbers[*at as usize]),
            Self::Texts { .. } => sessions.sort_unstable(),
        }
    }

    /// Pairs of an id's first place and a later one, by the later one.
    pub(super) fn twice(&self) -> Vec<(u32, u32)> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        match self {
            Self::Numbers(numbers) => order.sort_unstable_by_key(|at| (numbers[*at as usize], *at)),
            Self::Texts { .. } => order.sort_unstable_by(|a, b| (self.text(*a), a).cmp(&(self.text(*b), b))),
        }
        let same = |a: u32, b: u32| match self {
            Self::Numbers(numbers) => numbers[a as usize] == numbers[b as usize],
            Self::Texts { .. } => self.text(a) == self.text(b),
        };
        let mut pairs = Vec::new();
        let mut first = 0;
        for i in 1..order.len() {
            if same(order[first], order[i]) {
                pairs.push((order[first], order[i]));
            } else {
                first = i;
            }
        }
        pairs.sort_unstable_by_key(|(_, later)| *later);
        pairs
    }
}

/// An id that is a number and nothing else: `0312` is a text.
fn number(id: &str) -> Option<u32> {
    let digits = id.bytes().all(|b| b.is_ascii_digit()) && (id == "0" || !id.starts_with('0'));
    id.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_went_in_and_doubles_are_found() {
        for ids in [&["7", "3", "7", "12", "3"][..], &["7", "A-3", "7", "0312", "A-3"]] {
            let mut all = Ids::new();
            for id in ids {
                all.push(id);
            }
            let back: Vec<_> = (0..ids.len() as u32).map(|at| all.get(at).into_owned()).collect();
            assert_eq!(back, ids);
            assert_eq!(all.twice(), [(0, 2), (1, 4)], "{ids:?}");
        }
    }
}
