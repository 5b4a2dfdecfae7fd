//! Conservative backfill: each request has a reservation, and nobody delays one that was made before his.
//!
//! In queue order each request gets the earliest time from which its sets have room for as long as it is expected to
//! hold them, next to who runs and who has a reservation before it. Who can begin now does. Reservations are made anew
//! in each pass, so that what is given back early helps; where nobody enters before others and estimates are exact,
//! that moves none of them, and nobody starts later than it was promised when it asked.
//!
//! Servers are chosen by number, whatever the policy's placement: a rank by what is free would change with each request
//! that starts meanwhile, and a reservation that moves to another server takes the room of one made after it.

use super::decide::{Grant, Scratch, View};
use super::{Resources, ServerId, Spread, Waiting};
use naru_units::{Instant, Span};

/// What will be free, from when.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// When something changes, the first is now.
    times: Vec<Instant>,
    /// By time and server, what is free from then until the next time; `None` where none may start.
    free: Vec<Option<Resources>>,
    servers: usize,
    /// The least that is free on each server over a stretch.
    low: Vec<Option<Resources>>,
    /// Whether a pass has made it.
    made: bool,
}

impl Scratch {
    pub(super) fn conservative(&mut self, view: &View<'_>) {
        let Self { grants, profile, .. } = self;
        let from = match view.fresh {
            Some(at) if profile.holds(view) => at,
            Some(_) | None => {
                profile.make(view);
                0
            }
        };
        for (at, waiting) in view.queue.from(from) {
            if let Some((start, spread)) = profile.reserve(waiting)
                && start == view.now
            {
                grants.push(Grant::new(at, waiting, spread));
            }
        }
    }
}

impl Profile {
    /// Whether the profile of the last pass is still right: everybody ends as expected, and nobody has yet.
    fn holds(&mut self, view: &View<'_>) -> bool {
        let holds = self.made && view.running.soonest().is_none_or(|end| end > view.now);
        if holds && let Some(first) = self.times.first_mut() {
            *first = view.now;
        }
        holds
    }

    fn make(&mut self, view: &View<'_>) {
        let servers = view.servers;
        (self.servers, self.made) = (servers.len(), true);
        self.times.clear();
        self.free.clear();
        self.times.push(view.now);
        let is_open = |s: &ServerId| servers.is_open(*s);
        let ids = (0..servers.len() as u32).map(ServerId);
        self.free.extend(ids.map(|s| is_open(&s).then(|| servers.free_on(s))));
        let next = view.now + Span(1);
        for held in view.running.iter() {
            let until = held.until.max(next);
            let row = self.from(until);
            for server in held.servers.iter() {
                if let Some(free) = &mut self.free[row * self.servers + server.0 as usize] {
                    *free = free.plus(&held.set);
                }
            }
        }
    }

    /// The row that begins at a time.
    fn from(&mut self, at: Instant) -> usize {
        let row = self.times.partition_point(|t| *t < at);
        if self.times.get(row) != Some(&at) {
            self.times.insert(row, at);
            let before = (row - 1) * self.servers..row * self.servers;
            self.free.extend_from_within(before);
            self.free[row * self.servers..].rotate_right(self.servers);
        }
        row
    }

    /// The earliest time for a request, and its servers; what it will hold is free for nobody else.
    fn reserve(&mut self, waiting: &Waiting) -> Option<(Instant, Spread)> {
        let mut row = 0;
        while row < self.times.len() {
            let start = self.times[row];
            if let Err(next) = self.room(row, waiting.ends(start), waiting) {
                row = next;
                continue;
            }
            let spread = self.first_fit(waiting);
            let until = self.from(waiting.ends(start));
            for row in row..until {
                for server in spread.iter() {
                    let free = &mut self.free[row * self.servers + server.0 as usize];
                    *free = free.map(|free| free.less(&waiting.set));
                }
            }
            return Some((start, spread));
        }
        None
    }

    /// Whether a request has room from a row on until a time; if not, the first row to try next.
    fn room(&mut self, row: usize, until: Instant, waiting: &Waiting) -> Result<(), usize> {
        let sets = |free: &[Option<Resources>]| {
            let fits = |free: &Option<Resources>| free.map_or(0, |free| u64::from(free.fits(&waiting.set)));
            free.iter().map(fits).sum::<u64>() >= u64::from(waiting.sets)
        };
        self.low.clear();
        self.low.extend_from_slice(&self.free[row * self.servers..(row + 1) * self.servers]);
        if !sets(&self.low) {
            return Err(row + 1);
        }
        for later in row + 1..self.times.len() {
            if self.times[later] >= until {
                break;
            }
            let free = &self.free[later * self.servers..(later + 1) * self.servers];
            if !sets(free) {
                return Err(later + 1);
            }
            for (low, free) in self.low.iter_mut().zip(free) {
                *low = low.zip(*free).map(|(a, b)| a.least(&b));
            }
            if !sets(&self.low) {
                return Err(row + 1);
            }
        }
        Ok(())
    }

    /// Servers for all sets of a request: the first with room for as long as it holds them.
    fn first_fit(&mut self, waiting: &Waiting) -> Spread {
        let mut spread = Spread::default();
        for _ in 0..waiting.sets {
            let fits = |low: &Option<Resources>| low.is_some_and(|low| low.holds(&waiting.set));
            let server = self.low.iter().position(fits).expect("there is room");
            spread.push(ServerId(server as u32));
            let low = &mut self.low[server];
            *low = low.map(|low| low.less(&waiting.set));
        }
        spread
    }
}
