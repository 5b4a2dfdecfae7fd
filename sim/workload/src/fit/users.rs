//! How unequal users are, and the classes that this makes.

use super::{Reason, Rows, Run, Settings};
use std::collections::{BTreeMap, BTreeSet};

/// Users, and how much each asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Users {
    /// How many users there are.
    pub users: u64,
    /// The ten with most requests, with their shares of all requests, the first first.
    pub top: Vec<(u32, f64)>,
    /// Share of requests of the first hundredth of users, rounded up to whole users.
    pub top_percent_share: f64,
    /// Mean over users of the share of the window in which they work; at several things at once counts once.
    pub mean_use: f64,
    /// Classes by use, from the least; only those that have users.
    pub classes: Vec<UserClass>,
    /// What it was made from: rows with a user that ran.
    pub rows: Rows,
}

/// Users of similar use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UserClass {
    /// How many.
    pub users: u64,
    /// Their share of all users.
    pub share: f64,
    /// Mean share of the window in which they work.
    pub duty: f64,
    /// Mean hours of their real sessions that ended, none longer than the longest; `None` if they had none.
    pub mean_hours: Option<f64>,
}

#[derive(Clone, Debug, Default)]
struct One {
    requests: u64,
    spans: Vec<(i64, i64)>,
    /// Hours and number of real sessions that ended.
    real: (f64, u64),
}

/// Users and their classes; `None` if the log has none.
///
/// A user's use counts over the whole window, whenever he first asked: who came late worked less. A class's
/// duty is what users got, waiting and failures in, so it stands for what they want only where nobody waits for long.
pub fn users(runs: &[Run], settings: &Settings) -> Option<Users> {
    let mut rows = Rows::default();
    let mut all: BTreeMap<u32, One> = BTreeMap::new();
    let [from, until] = settings.window;
    let longest = settings.longest_session_s.unwrap_or(i64::MAX);
    for run in runs {
        let (Some(user), Some(seconds)) = (run.user, run.run_s) else {
            rows.throw(if run.user.is_none() { Reason::NoUser } else { Reason::NeverStarted });
            continue;
        };
        rows.used += 1;
        let one = all.entry(user).or_default();
        one.requests += 1;
        let start = run.start_s.unwrap_or(run.submit_s);
        one.spans.push((start.max(from), (start + seconds).min(until)));
        if seconds >= settings.least_session_s && !run.censored {
            one.real.0 += seconds.min(longest) as f64 / 3_600.0;
            one.real.1 += 1;
        }
    }
    if all.is_empty() {
        return None;
    }
    let top: Vec<(u32, f64)> = by_requests(all.iter().map(|(user, one)| (*user, one.requests)))
        .into_iter()
        .map(|(user, requests)| (user, requests as f64 / rows.used as f64))
        .collect();
    let mut by_use: Vec<(f64, &One)> =
        all.values().map(|one| (covered(&one.spans) as f64 / (until - from) as f64, one)).collect();
    by_use.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = by_use.len();
    Some(Users {
        users: n as u64,
        top_percent_share: top[..n.div_ceil(100)].iter().map(|(_, share)| share).sum(),
        mean_use: by_use.iter().map(|(duty, _)| duty).sum::<f64>() / n as f64,
        classes: classes(&by_use, &settings.class_shares),
        top: top.into_iter().take(10).collect(),
        rows,
    })
}

/// Users by requests, most first, ties by number.
fn by_requests(users: impl Iterator<Item = (u32, u64)>) -> Vec<(u32, u64)> {
    let mut all: Vec<_> = users.collect();
    all.sort_by_key(|(user, requests)| (core::cmp::Reverse(*requests), *user));
    all
}

/// The log without the `n` users who ask most often, and without rows that name none.
pub fn without_top_users(runs: &[Run], n: usize) -> Vec<Run> {
    let mut requests: BTreeMap<u32, u64> = BTreeMap::new();
    for user in runs.iter().filter_map(|run| run.user) {
        *requests.entry(user).or_default() += 1;
    }
    let top: BTreeSet<u32> =
        by_requests(requests.into_iter()).into_iter().take(n).map(|(user, _)| user).collect();
    runs.iter().filter(|run| run.user.is_some_and(|user| !top.contains(&user))).copied().collect()
}

/// Seconds in at least one of the spans.
fn covered(spans: &[(i64, i64)]) -> i64 {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let (mut sum, mut done) = (0, i64::MIN);
    for (from, until) in spans {
        sum += (until - from.max(done)).max(0);
        done = done.max(until);
    }
    sum
}

/// Users in order of use, cut where the shares add up; each cut to the nearest user.
fn classes(by_use: &[(f64, &One)], shares: &[f64]) -> Vec<UserClass> {
    let n = by_use.len();
    let mut classes = Vec::new();
    let (mut first, mut share) = (0, 0.0);
    for (i, part) in shares.iter().enumerate() {
        share += part;
        let until = if i + 1 == shares.len() { n } else { ((share * n as f64 + 0.5) as usize).min(n) };
        let members = &by_use[first..until];
        first = until;
        if members.is_empty() {
            continue;
        }
        let users = members.len() as f64;
        let (hours, sessions) =
            members.iter().fold((0.0, 0), |(h, s), (_, one)| (h + one.real.0, s + one.real.1));
        classes.push(UserClass {
            users: members.len() as u64,
            share: users / n as f64,
            duty: members.iter().map(|(duty, _)| duty).sum::<f64>() / users,
            mean_hours: (sessions > 0).then(|| hours / sessions as f64),
        });
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spans: &[(i64, i64)], want: i64) {
        assert_eq!(covered(spans), want, "{spans:?}");
    }

    #[test]
    fn time_at_several_things_counts_once() {
        check(&[], 0);
        check(&[(0, 10), (5, 12), (20, 21)], 13);
        check(&[(5, 6), (0, 10)], 10);
        check(&[(10, 10), (12, 11)], 0);
    }

    /// Four users over 100 hours work 1, 2, 2 and 8 hours (two at once for one of the eight); halves make two classes.
    #[test]
    fn users_by_hand() {
        let run = |user, start_h: i64, hours: i64, censored| Run {
            user: Some(user),
            submit_s: start_h * 3_600,
            start_s: Some(start_h * 3_600),
            run_s: Some(hours * 3_600),
            cards: 1,
            censored,
            failed: false,
        };
        let runs = [
            run(7, 0, 1, false),
            run(3, 0, 2, false),
            run(9, 98, 2, true),
            run(1, 10, 5, false),
            run(1, 14, 4, false),
        ];
        let settings = Settings { class_shares: vec![0.5, 0.5], ..Settings::new(0, [0, 360_000]) };
        let got = users(&runs, &settings).expect("users");
        assert_eq!((got.users, got.top[0], got.top_percent_share), (4, (1, 0.4), 0.4));
        assert!((got.mean_use - 0.13 / 4.0).abs() < 1e-12, "{got:?}");
        let classes: Vec<_> = got.classes.iter().map(|c| (c.users, c.share, c.mean_hours)).collect();
        assert_eq!(classes, [(2, 0.5, Some(1.5)), (2, 0.5, Some(4.5))]);
        assert!((got.classes[1].duty - 0.05).abs() < 1e-12, "{got:?}");
        let rest: Vec<_> = without_top_users(&runs, 2).iter().map(|run| run.user).collect();
        assert_eq!(rest, [Some(7), Some(9)], "of three with one request each, the lowest number is the next");
    }
}
