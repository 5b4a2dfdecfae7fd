//! Who is to be credited with what several changes do together (Shapley 1953).

/// Most players: 2¹⁰ values, and 10! as the denominator.
const MOST_PLAYERS: usize = 10;

/// The parts of several changes in what they do together, exactly: whole numbers over [`Shapley::denominator`].
///
/// The value is linear in the figure: the parts of a sum over replications are the sums of the replications' parts, so
/// an interval over replications is that of [`mean`](fn@super::mean) on each replication's numerators over k!.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shapley {
    /// One numerator a player. Their sum is the denominator times (value of all − value of none), exactly.
    pub numerators: Vec<i128>,
    /// k!
    pub denominator: i128,
}

/// Shapley values of k ≤ 10 players, from the value of each subset in whole units (won, seconds, late requests).
///
/// `values[set]` is the figure when exactly the players of the bits of `set` are in; so `values[0]` is that of none and
/// the last that of all. Each order in which the players may join counts alike.
///
/// # Panics
/// Unless there are 2^k values, k ≤ 10; or if a value times 10! leaves 128 bits (from 10³¹ on).
///
/// ```
/// use naru_study::statistics::shapley;
/// // alone 60 and 90, together 120: 45 and 75
/// let parts = shapley(&[0, 60, 90, 120]);
/// assert_eq!(parts.whole(), [45, 75]);
/// ```
pub fn shapley(values: &[i128]) -> Shapley {
    let players = values.len().trailing_zeros() as usize;
    let power = values.len().is_power_of_two() && players <= MOST_PLAYERS;
    assert!(power, "2^k values, k at most {MOST_PLAYERS}, not {} values", values.len());
    let factorial = |n: usize| (1..=n as i128).product::<i128>();
    let numerator = |player: usize| {
        let without = (0..values.len()).filter(|set| set >> player & 1 == 0);
        without
            .map(|set| {
                let joined = set.count_ones() as usize;
                let orders = factorial(joined) * factorial(players - joined - 1);
                orders * (values[set | 1 << player] - values[set])
            })
            .sum()
    };
    Shapley { numerators: (0..players).map(numerator).collect(), denominator: factorial(players) }
}

impl Shapley {
    /// Value of all less value of none: what the parts add up to.
    pub fn total(&self) -> i128 {
        self.numerators.iter().sum::<i128>() / self.denominator
    }

    /// The parts as numbers; rounded to a float each, so their sum may differ from the total in the last bits.
    pub fn values(&self) -> Vec<f64> {
        let part = |numerator: i128| {
            let whole = numerator.div_euclid(self.denominator);
            whole as f64 + numerator.rem_euclid(self.denominator) as f64 / self.denominator as f64
        };
        self.numerators.iter().map(|numerator| part(*numerator)).collect()
    }

    /// The parts in whole units that add up to the total: each rounded down, and what is missing given, one each, to
    /// those with the largest remainders (Hamilton's rule), the first player first where remainders are equal. So two
    /// players of equal worth may be shown one unit apart.
    pub fn whole(&self) -> Vec<i128> {
        let mut parts: Vec<i128> = self.numerators.iter().map(|n| n.div_euclid(self.denominator)).collect();
        let missing = self.total() - parts.iter().sum::<i128>();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|i| (-self.numerators[*i].rem_euclid(self.denominator), *i));
        for i in
            order.into_iter().take(usize::try_from(missing).expect("fewer units are missing than players"))
        {
            parts[i] += 1;
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition itself: walk through every order of the players, credit each with what it adds when it joins.
    fn by_orders(values: &[i128]) -> Vec<i128> {
        fn walk(set: usize, values: &[i128], credit: &mut [i128], path: &mut Vec<(usize, i128)>) {
            if set + 1 == values.len() {
                for (player, added) in path {
                    credit[*player] += *added;
                }
                return;
            }
            for player in (0..credit.len()).filter(|player| set >> player & 1 == 0) {
                let with = set | 1 << player;
                path.push((player, values[with] - values[set]));
                walk(with, values, credit, path);
                path.pop();
            }
        }
        let mut credit = vec![0; values.len().trailing_zeros() as usize];
        walk(0, values, &mut credit, &mut Vec::new());
        credit
    }

    /// Shapley & Shubik's Security Council in small: three of [2, 1, 1] votes, quota 3: 4/6, 1/6, 1/6.
    #[test]
    fn a_voting_game() {
        let votes = [2, 1, 1];
        let wins = |set: usize| {
            let weight: i32 = (0..3).filter(|i| set >> i & 1 == 1).map(|i| votes[i]).sum();
            i128::from(weight >= 3)
        };
        let got = shapley(&(0..8).map(wins).collect::<Vec<i128>>());
        assert_eq!((&got.numerators[..], got.denominator), (&[4, 1, 1][..], 6));
        assert_eq!(got.whole(), [1, 0, 0]);
    }

    /// Three equal parts of 100: 34, 33, 33, and of −100: −33, −33, −34 (the first are raised).
    #[test]
    fn what_is_left_of_rounding_goes_to_the_first() {
        let game = |total: i128| {
            shapley(&(0..8_usize).map(|set| if set == 7 { total } else { 0 }).collect::<Vec<_>>())
        };
        assert_eq!(game(100).whole(), [34, 33, 33]);
        assert_eq!(game(-100).whole(), [-33, -33, -34]);
    }

    #[test]
    fn nobody_and_one() {
        assert_eq!(shapley(&[5]).whole(), [0_i128; 0]);
        assert_eq!(shapley(&[5, 3]).whole(), [-2]);
    }

    #[test]
    #[should_panic(expected = "not 6 values")]
    fn a_table_with_holes_is_refused() {
        let _ = shapley(&[0; 6]);
    }

    /// Ten players, each worth its own won: nothing is lost on 10! orders.
    #[test]
    fn ten_players_add_up() {
        let won: [i128; 10] = core::array::from_fn(|i| 12_400_000_000_001 + 7 * i as i128);
        let values: Vec<i128> =
            (0..1024_usize).map(|set| (0..10).filter(|i| set >> i & 1 == 1).map(|i| won[i]).sum()).collect();
        assert_eq!(shapley(&values).whole(), won);
    }

    proptest! {
        /// Brute force over orders agrees; numerators and whole parts add up exactly; a whole part is less than one unit off.
        #[test]
        fn parts_add_up_exactly(values in (0_u32..=5).prop_flat_map(|k| {
            proptest::collection::vec(-10_i128.pow(15)..10_i128.pow(15), 1 << k)
        })) {
            let got = shapley(&values);
            let total = values[values.len() - 1] - values[0];
            prop_assert_eq!(&got.numerators, &by_orders(&values));
            prop_assert_eq!(got.numerators.iter().sum::<i128>(), got.denominator * total);
            prop_assert_eq!(got.whole().iter().sum::<i128>(), total);
            for (part, numerator) in got.whole().iter().zip(&got.numerators) {
                prop_assert!((part * got.denominator - numerator).abs() < got.denominator);
            }
        }
    }
}
