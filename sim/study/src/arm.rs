//! Which replications a study has: what they are kept by, and how they are dealt out to shards.

/// An arm of a study: replications of one scenario, one point of a sweep, one value that is tried. Its number says which,
/// and is the same whenever the same question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arm(pub u64);

impl Arm {
    /// A run's own.
    pub const OWN: Self = Self(0);
    /// The same where the auditor heard them: others are nothing to an audit.
    pub const AUDITED: Self = Self(1);
    /// The first of a run's smaller fleets.
    pub(crate) const TRIES: Self = Self(2);

    /// The one so many behind it.
    pub(crate) const fn plus(self, n: u64) -> Self {
        Self(self.0 + n)
    }
}

/// All replications of a study that are known before any is simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Arm, how many replications are before it, and how many it has; ascending.
    arms: Vec<(Arm, u64, u32)>,
}

impl Extent {
    /// Arms in ascending order with the numbers of their replications.
    pub fn new(arms: impl IntoIterator<Item = (Arm, u32)>) -> Self {
        let mut before = 0;
        let counted = arms.into_iter().map(|(arm, count)| {
            before += u64::from(count);
            (arm, before - u64::from(count), count)
        });
        let arms: Vec<_> = counted.collect();
        assert!(arms.is_sorted_by(|a, b| a.0 < b.0), "arms come in ascending order");
        Self { arms }
    }

    /// How many replications there are.
    pub fn replications(&self) -> u64 {
        self.arms.last().map_or(0, |(_, before, count)| before + u64::from(*count))
    }

    /// How many arms there are.
    pub fn arms(&self) -> usize {
        self.arms.len()
    }

    /// Where a replication stands among all of them; `None` if it is not among them.
    pub fn place(&self, arm: Arm, replication: u32) -> Option<u64> {
        let at = self.arms.binary_search_by_key(&arm, |it| it.0).ok()?;
        let (_, before, count) = self.arms[at];
        (replication < count).then(|| before + u64::from(replication))
    }

    /// All of them in order, each with its place.
    pub fn iter(&self) -> impl Iterator<Item = (u64, Arm, u32)> {
        let all = |(arm, before, count): &(Arm, u64, u32)| {
            let (arm, before) = (*arm, *before);
            (0..*count).map(move |replication| (before + u64::from(replication), arm, replication))
        };
        self.arms.iter().flat_map(all)
    }
}

/// One shard of a study: every so-manieth of its replications, so that dear arms are dealt out as evenly as cheap ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which, from 0.
    pub index: u32,
    /// How many shards there are.
    pub of: u32,
}

impl Share {
    /// The shard that has the replication at a place.
    pub fn index_of(place: u64, of: u32) -> u32 {
        (place % u64::from(of)) as u32
    }

    /// Whether it has the replication at a place.
    pub fn has(self, place: u64) -> bool {
        Self::index_of(place, self.of) == self.index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3, 0 and 4 replications: places 0 to 6 by hand; each is in one of three shards, of 3, 2 and 2.
    #[test]
    fn every_replication_is_in_one_shard() {
        let extent = Extent::new([(Arm(0), 3), (Arm(4), 0), (Arm(9), 4)]);
        assert_eq!(extent.replications(), 7);
        for (arm, replication, want) in
            [(0, 2, Some(2)), (0, 3, None), (4, 0, None), (5, 0, None), (9, 0, Some(3)), (9, 3, Some(6))]
        {
            assert_eq!(extent.place(Arm(arm), replication), want, "{arm} {replication}");
        }
        assert!(extent.iter().zip(0..).all(|((place, arm, replication), want)| {
            place == want && extent.place(arm, replication) == Some(want)
        }));
        let of = |index| (0..7).filter(|place| Share { index, of: 3 }.has(*place)).collect::<Vec<_>>();
        assert_eq!([of(0), of(1), of(2)], [vec![0, 3, 6], vec![1, 4], vec![2, 5]]);
    }
}
