//! Everything that is fitted to one log.

use super::{
    Asking, CardGroup, Counted, LengthFit, Outcomes, Run, SessionFit, Settings, Thinking, Users, asking,
    lengths, outcomes, sessions, thinking, users,
};

/// Groups of cards whose sessions are fitted in the programme's form: all, sets of one card, sets of more.
const SESSION_GROUPS: [CardGroup; 3] =
    [CardGroup::ALL, CardGroup { from: 1, to: 1 }, CardGroup { from: 2, to: 8 }];

/// What a log says of demand. Parts that it does not hold are missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Rows of the log.
    pub rows: u64,
    /// How long jobs run, by cards, as [`CardGroup::USUAL`]; only groups that have jobs.
    pub lengths: Vec<(CardGroup, LengthFit)>,
    /// The same in the programme's form: all, one card, 2 to 8 cards.
    pub sessions: Vec<(CardGroup, SessionFit)>,
    /// When people ask, every request counted.
    pub asking: Option<Asking>,
    /// When people ask, each user once an hour.
    pub active: Option<Asking>,
    /// How long they think; asking given that they think.
    pub thinking: Option<Thinking>,
    /// Sizes and failures.
    pub outcomes: Option<Outcomes>,
    /// How unequal users are.
    pub users: Option<Users>,
}

impl Fit {
    /// Fits all there is.
    pub fn new(runs: &[Run], settings: &Settings) -> Self {
        let of_group = |group: &CardGroup| (*group, lengths(runs, *group, settings.confidence));
        Self {
            rows: runs.len() as u64,
            lengths: CardGroup::USUAL.iter().map(of_group).filter(|(_, fit)| fit.rows.used > 0).collect(),
            sessions: SESSION_GROUPS
                .iter()
                .filter_map(|group| Some((*group, sessions(runs, *group, settings)?)))
                .collect(),
            asking: asking(runs, settings, Counted::Requests),
            active: asking(runs, settings, Counted::ActiveUsers),
            thinking: thinking(runs, settings),
            outcomes: outcomes(runs, settings),
            users: users(runs, settings),
        }
    }

    /// Sessions of a group of cards.
    pub fn session(&self, group: CardGroup) -> Option<&SessionFit> {
        self.sessions.iter().find(|(g, _)| *g == group).map(|(_, fit)| fit)
    }

    /// When people ask, for a scenario whose users are a closed loop.
    ///
    /// Where most requests come from thinking, asking given that people think; otherwise users by the hour, or requests
    /// where the log names no user.
    pub fn asking_of_a_closed_loop(&self) -> Option<&Asking> {
        let of_thinkers =
            self.thinking.as_ref().filter(|thinking| thinking.is_closed_loop()).and_then(|thinking| {
                let fit = thinking.within_users.as_ref().or(thinking.pooled.as_ref());
                fit.map(|fit| &fit.asking)
            });
        of_thinkers.or(self.active.as_ref()).or(self.asking.as_ref())
    }
}
