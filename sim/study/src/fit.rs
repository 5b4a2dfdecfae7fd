//! What was fitted to a log, as a scenario: a few lines over a base, each with its source.

use naru_workload::fit::{CardGroup, Estimate, Fit, Parameter, SessionFit, Settings};
use std::fmt::Write as _;

/// What the fragment is called, and what it is made from.
#[derive(Clone, Copy, Debug)]
pub struct Fragment<'a> {
    /// Name of the scenario.
    pub name: &'a str,
    /// The scenario that it lies over, as a path from where it will stand.
    pub base: &'a str,
    /// What the log is called in `source`.
    pub log: &'a str,
}

impl Fragment<'_> {
    /// The text of a scenario file: `demand` as far as the log holds it, everything else from the base.
    ///
    /// Ranges are the intervals, so that a tornado shows what the log leaves open. Written are lengths and short starts,
    /// `think_cv` and hours of asking; classes only if all of the settings' have real sessions, since duty and mean
    /// length belong together. Ramp, seasons and shocks stay the base's: a log of one period cannot tell them from growth.
    /// A class's duty is its use in the whole log, so where that held a ramp too, the level must be raised by hand.
    pub fn text(&self, fit: &Fit, settings: &Settings) -> String {
        let mut lines = Vec::new();
        self.classes(fit, settings, &mut lines);
        self.sessions(fit, settings, &mut lines);
        self.thinking(fit, &mut lines);
        self.asking(fit, &mut lines);
        let mut text = format!(
            "{} {}에 맞춘 수요. 기록 {}줄. 나머지는 {} 그대로.\n",
            naru_results::names::FIT_MARK,
            one_line(self.log),
            fit.rows,
            one_line(self.base)
        );
        let _ = write!(
            text,
            "(\n    name: \"{}\",\n    base: \"{}\",\n    demand: (\n",
            quoted(self.name),
            quoted(self.base)
        );
        for line in lines {
            let _ = writeln!(text, "        {line}");
        }
        text + "    ),\n)\n"
    }

    fn source(&self, what: &str) -> String {
        format!("source: \"{}: {what}\"", quoted(self.log))
    }

    fn classes(&self, fit: &Fit, settings: &Settings, lines: &mut Vec<String>) {
        let Some(users) = &fit.users else { return };
        // From the least to the most use, as the baseline names them.
        let names = ["idle", "light", "medium", "heavy"];
        let least_hours = settings.least_session_s as f64 / 3_600.0;
        let complete = users.classes.len() == names.len()
            && users.classes.iter().all(|c| c.mean_hours.is_some_and(|hours| hours > least_hours));
        if !complete {
            return;
        }
        let shares = whole(&users.classes.iter().map(|c| c.share).collect::<Vec<_>>(), 4);
        lines.push(format!(
            "level: (value: 1.0, {}),",
            self.source("duty는 기록 전체의 이용(초기 증가와 계절의 몫이 이미 들어 있음)")
        ));
        lines.push("classes: {".to_owned());
        for ((name, class), share) in names.iter().zip(&users.classes).zip(shares) {
            let source = self.source(&format!("이용 순서로 나눈 사용자 {}명", class.users));
            lines.push(format!(
                "    \"{name}\": (share: (value: {share}, {source}), duty: (value: {:.4}, {source}), mean_hours: (value: {:.3}, {source})),",
                class.duty.min(1.0),
                class.mean_hours.unwrap_or(least_hours),
            ));
        }
        lines.push("},".to_owned());
    }

    fn sessions(&self, fit: &Fit, settings: &Settings, lines: &mut Vec<String>) {
        let of = |from, to| fit.session(CardGroup { from, to });
        let lengths: Vec<(&str, &SessionFit)> = [("1", of(1, 1)), ("2", of(2, 8))]
            .into_iter()
            .filter_map(|(cards, fit)| Some((cards, fit?)))
            .collect();
        let short = fit.session(CardGroup::ALL).and_then(|fit| fit.short);
        if lengths.is_empty() && short.is_none() {
            return;
        }
        lines.push("sessions: (".to_owned());
        let source = self.source("이보다 짧게 끝난 요청은 곧 끝난 시작");
        lines.push(format!("    at_least: (value: \"{}s\", {source}),", settings.least_session_s));
        if !lengths.is_empty() {
            lines.push("    lengths: {".to_owned());
            for (cards, fit) in lengths {
                lines.push(format!("        \"{cards}\": {},", self.mixture(fit)));
            }
            lines.push("    },".to_owned());
        }
        if let Some(short) = short {
            let source = self.source(&format!("곧 끝난 시작 {}건", short.starts));
            lines.push("    failed: (".to_owned());
            lines.push(format!("        share: {},", figure(short.share, 4, [0.0, 1.0], &source)));
            let all = [f64::NEG_INFINITY, f64::INFINITY];
            lines.push(format!("        mu: {},", figure(short.mu, 4, all, &source)));
            lines.push(format!("        sigma: {},", figure(short.sigma, 4, all, &source)));
            lines.push("    ),".to_owned());
        }
        lines.push("),".to_owned());
    }

    fn mixture(&self, fit: &SessionFit) -> String {
        let list = |of: [f64; 2]| format!("[{:.4}, {:.4}]", of[0], of[1]);
        let weights = whole(&fit.length.weights, 4);
        let width = |parameter| {
            let found = fit.estimates.iter().find(|(p, _)| *p == parameter);
            found
                .and_then(|(_, e)| e.interval)
                .map_or("모름".to_owned(), |[low, high]| format!("{low:.3}–{high:.3}"))
        };
        let source = self.source(&format!(
            "세션 {}건(기록이 끝나 잘린 {}건 포함), KS {:.3}, A²/n {:.4}; mu 95% 구간 {}, {}",
            fit.observed.ended() + fit.observed.cut(),
            fit.observed.cut(),
            fit.goodness.ks,
            fit.goodness.ad_per_n,
            width(Parameter::Mu(0)),
            width(Parameter::Mu(1)),
        ));
        format!(
            "(value: (weights: [{}, {}], mu: {}, sigma: {}), {source})",
            weights[0],
            weights[1],
            list(fit.length.mu),
            list(fit.length.sigma)
        )
    }

    fn thinking(&self, fit: &Fit, lines: &mut Vec<String>) {
        let Some(thinking) = fit.thinking.as_ref().filter(|thinking| thinking.is_closed_loop()) else {
            return;
        };
        let (Some(think), how) = (match &thinking.within_users {
            Some(own) => (Some(own), "사용자마다 따로 본"),
            None => (thinking.pooled.as_ref(), "사용자를 모두 모은"),
        }) else {
            return;
        };
        let source = self.source(&format!(
            "{how} 신청 간격 {}개, 사용자 {}명, KS {:.3}",
            think.rows.used, think.users, think.goodness.ks
        ));
        lines.push(format!("think_cv: {},", figure(think.cv, 3, [1.0, f64::INFINITY], &source)));
    }

    fn asking(&self, fit: &Fit, lines: &mut Vec<String>) {
        let Some(asking) = fit.asking_of_a_closed_loop() else { return };
        let [weekdays, weekends, holidays] = asking.days;
        let source = self.source(&format!(
            "신청 {}건, 평일 {weekdays}일, 주말 {weekends}일, 공휴일 {holidays}일",
            asking.rows.used
        ));
        let hours = |hours: &[Estimate; 24]| whole(&hours.map(|hour| hour.value), 6).join(", ");
        lines.push("asking: (".to_owned());
        lines.push(format!("    weekday_hours: (value: [{}], {source}),", hours(&asking.weekday_hours)));
        if let Some(weekend) = &asking.weekend_hours {
            lines.push(format!("    weekend_hours: (value: [{}], {source}),", hours(weekend)));
        }
        for (name, factor) in [("weekend", asking.weekend), ("holiday", asking.holiday)] {
            if let Some(factor) = factor {
                lines.push(format!("    {name}: {},", figure(factor, 4, [0.0, f64::INFINITY], &source)));
            }
        }
        lines.push("),".to_owned());
    }
}

/// The parts of `demand` that a fragment may have, and whether this one has them.
pub(crate) fn parts(fit: &Fit, settings: &Settings) -> [(&'static str, bool); 5] {
    let fragment = Fragment { name: "", base: "", log: "" };
    let has = |write: &dyn Fn(&mut Vec<String>)| {
        let mut lines = Vec::new();
        write(&mut lines);
        !lines.is_empty()
    };
    let session = |from, to| fit.session(CardGroup { from, to });
    [
        ("classes", has(&|lines| fragment.classes(fit, settings, lines))),
        ("lengths", session(1, 1).or(session(2, 8)).is_some()),
        ("failed", fit.session(CardGroup::ALL).is_some_and(|fit| fit.short.is_some())),
        ("think_cv", has(&|lines| fragment.thinking(fit, lines))),
        ("asking", has(&|lines| fragment.asking(fit, lines))),
    ]
}

/// A marked figure, its interval as its range, within what it may be.
fn figure(of: Estimate, digits: usize, [least, most]: [f64; 2], source: &str) -> String {
    let shown = |x: f64| format!("{:.digits$}", x.clamp(least, most));
    let range = of
        .interval
        .map(|[low, high]| format!(", low: {}, high: {}", shown(low), shown(high)))
        .unwrap_or_default();
    format!("(value: {}{range}, {source})", shown(of.value))
}

/// Shares as decimals that make 1 as written: what rounding leaves goes to the largest.
fn whole(shares: &[f64], digits: u32) -> Vec<String> {
    let unit = 10_i64.pow(digits);
    let sum: f64 = shares.iter().sum();
    let mut parts: Vec<i64> = shares.iter().map(|share| (share / sum * unit as f64).round() as i64).collect();
    let rest = unit - parts.iter().sum::<i64>();
    if let Some(largest) = parts.iter_mut().max() {
        *largest += rest;
    }
    let width = digits as usize;
    parts.iter().map(|part| format!("{}.{:0width$}", part / unit, part % unit)).collect()
}

/// A text between quotation marks.
fn quoted(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('"', "\\\"")
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shares: &[f64], digits: u32, want: &[&str]) {
        assert_eq!(whole(shares, digits), want, "{shares:?}");
    }

    #[test]
    fn written_shares_make_one() {
        check(&[1.0, 1.0, 1.0], 4, &["0.3333", "0.3333", "0.3334"]);
        check(&[0.25, 0.75], 2, &["0.25", "0.75"]);
        check(&[0.000_04, 0.999_96], 4, &["0.0000", "1.0000"]);
        check(&[1.0], 3, &["1.000"]);
    }

    #[test]
    fn a_figure_stays_where_it_may_be() {
        let of = Estimate { value: 0.01, interval: Some([-0.01, 0.031_26]) };
        assert_eq!(
            figure(of, 4, [0.0, 1.0], "source: \"x\""),
            "(value: 0.0100, low: 0.0000, high: 0.0313, source: \"x\")"
        );
        let of = Estimate { value: 2.0, interval: None };
        assert_eq!(figure(of, 1, [1.0, 9.0], "source: \"x\""), "(value: 2.0, source: \"x\")");
    }
}
