//! A fit as rows and figures.

use super::{LogFit, UsersClock};
use naru_results::intake::jobs::{Noted, Skipped, Unit};
use naru_results::{
    FitAsking, FitClass, FitClock, FitCurveRow, FitFigures, FitFragment, FitLaw, FitLengths, FitOutcomes,
    FitParameter, FitReason, FitRows, FitSessions, FitShort, FitSize, FitThinkLaw, FitThinking, FitUser,
    FitUsers, FitValue, SCHEMA,
};
use naru_units::DAY;
use naru_workload::fit::{
    Asking, CardGroup, Estimate, Family, Fit, Fitted, LawFit, LengthFit, Observed, Parameter, Reason, Rows,
    SessionFit, Thinking, Users, curve,
};
use std::sync::Arc;

/// Places of a curve.
const POINTS: usize = 120;

pub(super) fn figures(of: &LogFit<'_>) -> FitFigures {
    let LogFit { log, fit, settings, .. } = of;
    let file = log.path().file_name().unwrap_or_default();
    FitFigures {
        schema: SCHEMA,
        log: file.to_string_lossy().into_owned(),
        format: log.format.name().to_owned(),
        unit: match log.unit {
            Unit::Cards => "cards",
            Unit::Processors => "processors",
            Unit::Jobs => "jobs",
        }
        .to_owned(),
        days: (settings.window[1] - settings.window[0]) as f64 / DAY as f64,
        clock: clock(of.clock),
        rows: rows(of),
        lengths: fit.lengths.iter().map(|(group, fit)| lengths(*group, fit)).collect(),
        sessions: fit.sessions.iter().map(|(group, fit)| sessions(*group, fit)).collect(),
        thinking: fit.thinking.as_ref().map(|it| thinking(it, settings.tail_s)),
        asking: fit.asking_of_a_closed_loop().map(|it| asking(it, fit)),
        outcomes: fit.outcomes.as_ref().map(|it| FitOutcomes {
            used: it.rows.used,
            failed: value(it.failed),
            offered: it.offered_cards,
            by_cards: it
                .by_cards
                .iter()
                .zip(&it.card_time_by_cards)
                .map(|((cards, share), (_, time))| FitSize {
                    cards: *cards,
                    requests: value(*share),
                    card_time: if time.is_finite() { *time } else { 0.0 },
                })
                .collect(),
        }),
        users: fit.users.as_ref().map(|it| users(it, of)),
        fragment: fragment(of),
    }
}

fn clock(of: UsersClock) -> FitClock {
    let (source, utc_offset_s) = match of {
        UsersClock::Log(s) => ("log", Some(s)),
        UsersClock::Option(s) => ("option", Some(s)),
        UsersClock::AsWritten(s) => ("as_written", Some(s)),
        UsersClock::Assumed(s) => ("assumed", Some(s)),
        UsersClock::None => ("none", None),
    };
    FitClock { source: source.to_owned(), utc_offset_s }
}

fn rows(of: &LogFit<'_>) -> FitRows {
    let tally = &of.log.tally;
    let reasons = |all: &[(&str, u64)]| -> Vec<FitReason> {
        let some = all.iter().filter(|(_, rows)| *rows > 0);
        some.map(|(why, rows)| FitReason { why: (*why).to_owned(), rows: *rows }).collect()
    };
    let left_out = [
        ("began_before", of.left_out.began_before),
        ("tenancy", of.left_out.tenancy),
        ("top_user", of.left_out.top_user),
        ("no_user", of.left_out.no_user),
    ];
    FitRows {
        read: tally.rows,
        jobs: tally.jobs,
        used: of.fit.rows,
        not_jobs: reasons(&Skipped::ALL.map(|why| (why.name(), tally.skipped(why)))),
        left_out: reasons(&left_out),
        noted: reasons(&Noted::ALL.map(|what| (what.name(), tally.noted(what)))),
    }
}

/// Its name in files.
fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::NeverStarted => "never_started",
        Reason::NoLength => "no_length",
        Reason::NoCards => "no_cards",
        Reason::CutEarly => "cut_early",
        Reason::NoUser => "no_user",
        Reason::OutsideWindow => "outside_window",
        Reason::Overlapping => "overlapping",
        Reason::First => "first",
        Reason::FewSpells => "few_spells",
    }
}

fn thrown(rows: &Rows) -> Vec<FitReason> {
    rows.thrown.iter().map(|(reason, rows)| FitReason { why: why(*reason).to_owned(), rows: *rows }).collect()
}

fn value(of: Estimate) -> FitValue {
    let [lo, hi] =
        of.interval.map_or([None; 2], |interval| interval.map(|x| Some(x).filter(|x| x.is_finite())));
    FitValue { value: of.value, lo, hi }
}

fn cards(group: CardGroup) -> (u32, Option<u32>) {
    (group.from, Some(group.to).filter(|to| *to < u32::MAX))
}

fn law_name(family: Family) -> String {
    match family {
        Family::Lognormal(1) => "lognormal".to_owned(),
        Family::Lognormal(parts) => format!("lognormal-{parts}"),
        Family::Weibull => "weibull".to_owned(),
        Family::Hyperexponential(1) => "exponential".to_owned(),
        Family::Hyperexponential(parts) => format!("hyperexponential-{parts}"),
    }
}

fn parameters(estimates: &[(Parameter, Estimate)]) -> Vec<FitParameter> {
    let name = |parameter: Parameter| match parameter {
        Parameter::Weight(i) => format!("weight{}", i + 1),
        Parameter::Mu(i) => format!("mu{}", i + 1),
        Parameter::Sigma(i) => format!("sigma{}", i + 1),
        Parameter::MeanS(i) => format!("mean{}_s", i + 1),
        Parameter::Shape => "shape".to_owned(),
        Parameter::ScaleS => "scale_s".to_owned(),
    };
    estimates
        .iter()
        .map(|(p, estimate)| FitParameter { name: name(*p), estimate: value(*estimate) })
        .collect()
}

fn lengths(group: CardGroup, fit: &LengthFit) -> FitLengths {
    let (cards_from, cards_to) = cards(group);
    let law = |it: &LawFit| FitLaw {
        law: law_name(it.law.family()),
        parameters: parameters(&it.estimates),
        log_likelihood: it.log_likelihood,
        bic: it.bic,
        ks: it.goodness.ks,
        ad_per_n: it.goodness.ad_per_n,
    };
    FitLengths {
        cards_from,
        cards_to,
        used: fit.rows.used,
        cut: fit.observed.cut(),
        thrown: thrown(&fit.rows),
        laws: fit.laws.iter().map(law).collect(),
        best: fit.best.map(|best| law_name(fit.laws[best].law.family())),
    }
}

fn sessions(group: CardGroup, fit: &SessionFit) -> FitSessions {
    let (cards_from, cards_to) = cards(group);
    FitSessions {
        cards_from,
        cards_to,
        min_s: fit.length.min.0,
        max_s: fit.length.max.0,
        used: fit.observed.ended() + fit.observed.cut(),
        cut: fit.observed.cut(),
        parameters: parameters(&fit.estimates),
        ks: fit.goodness.ks,
        ad_per_n: fit.goodness.ad_per_n,
        mean_hours: value(fit.mean_hours),
        short: fit.short.map(|it| FitShort {
            starts: it.starts,
            share: value(it.share),
            mu: value(it.mu),
            sigma: value(it.sigma),
        }),
        thrown: thrown(&fit.rows),
    }
}

fn thinking(of: &Thinking, tail_s: i64) -> FitThinking {
    let law = of.within_users.as_ref().or(of.pooled.as_ref());
    FitThinking {
        closed_loop: of.is_closed_loop(),
        used: of.rows.used,
        cut: of.cut,
        thrown: thrown(&of.rows),
        within_users: of.within_users.is_some(),
        tail_s,
        law: law.map(|it| FitThinkLaw {
            users: it.users,
            mean_s: value(it.mean_s),
            cv: value(it.cv),
            counted_cv: it.moments_cv.filter(|cv| cv.is_finite()),
            ks: it.goodness.ks,
            ad_per_n: it.goodness.ad_per_n,
        }),
    }
}

fn asking(of: &Asking, fit: &Fit) -> FitAsking {
    let is = |other: Option<&Asking>| other.is_some_and(|other| std::ptr::eq(other, of));
    let counted = if is(fit.active.as_ref()) {
        "users"
    } else if is(fit.asking.as_ref()) {
        "requests"
    } else {
        "thinking"
    };
    let [weekdays, weekends, holidays] = of.days;
    FitAsking {
        counted: counted.to_owned(),
        used: of.rows.used,
        weekdays,
        weekends,
        holidays,
        weekday_hours: of.weekday_hours.map(value).into(),
        weekend_hours: of.weekend_hours.map(|hours| hours.map(value).into()),
        weekend: of.weekend.map(value),
        holiday: of.holiday.map(value),
    }
}

fn users(of: &Users, fit: &LogFit<'_>) -> FitUsers {
    let user = |(user, share): &(u32, f64)| FitUser { user: fit.log.name(*user), share: *share };
    let classes = of.classes.iter();
    FitUsers {
        users: of.users,
        top: of.top.iter().map(user).collect(),
        mean_use: of.mean_use,
        classes: classes
            .map(|it| FitClass { users: it.users, duty: it.duty, mean_hours: it.mean_hours })
            .collect(),
    }
}

fn fragment(of: &LogFit<'_>) -> FitFragment {
    let mut parts = FitFragment::default();
    for (part, holds) in crate::fit::parts(&of.fit, &of.settings) {
        (if holds { &mut parts.holds } else { &mut parts.lacks }).push(part.to_owned());
    }
    parts
}

pub(super) fn curves(of: &LogFit<'_>) -> Vec<FitCurveRow> {
    let mut rows = Vec::new();
    for (group, fit) in &of.fit.lengths {
        if let Some(best) = fit.best {
            push(&mut rows, "jobs", *group, &fit.observed, &fit.laws[best].law, 0);
        }
    }
    for (group, fit) in &of.fit.sessions {
        let length = &fit.length;
        let part = |i: usize| naru_workload::fit::LognormalPart {
            weight: length.weights[i],
            mu: length.mu[i],
            sigma: length.sigma[i],
        };
        let law = Fitted::Lognormal(vec![part(0), part(1)]);
        push(&mut rows, "sessions", *group, &fit.observed, &law, length.min.0 - 1);
    }
    rows
}

/// A curve in whole seconds, which is what logs count: at a place between two, what is observed is that of the lower.
fn push(
    rows: &mut Vec<FitCurveRow>,
    of: &str,
    group: CardGroup,
    observed: &Observed,
    law: &Fitted,
    above_s: i64,
) {
    let (of, name): (Arc<str>, Arc<str>) = (of.into(), law_name(law.family()).into());
    let (cards_from, cards_to) = cards(group);
    let ppm = |share: f64| (share * 1e6).round() as i64;
    let mut last = 0;
    for point in curve(observed, law, POINTS) {
        let x = point.s as i64;
        if x <= last {
            continue;
        }
        last = x;
        rows.push(FitCurveRow {
            of: Arc::clone(&of),
            cards_from: i64::from(cards_from),
            cards_to: cards_to.map(i64::from),
            law: Arc::clone(&name),
            seconds: x + above_s,
            observed_ppm: ppm(point.empirical),
            fitted_ppm: ppm(law.cdf(x as f64)),
        });
    }
}
