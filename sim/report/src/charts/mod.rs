//! Charts for a proposal of A4 width, as SVG in either language.
//!
//! [`draw`] turns result rows into what the three charts show; each chart is a file here. Text stays text, in the
//! vendored font where it is installed and in the reader's Korean font elsewhere; widths are the vendored font's.

mod burn;
mod canvas;
mod cards;
mod chart;
mod fit;
mod frame;
mod replay;
mod scale;
mod tornado;
mod waits;

pub use chart::{Chart, Course, Dress, Look, Trace, Width};

use crate::phrase;
use crate::tables::{self, Rows};
use crate::words::Lang;
use naru_results::{CourseRow, DailyRow, Effective, Replayed, RunInfo, Summary, WaitRow, names};
use naru_units::{DAY, Epoch};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the charts are drawn from: files of one result folder.
#[derive(Clone, Copy, Debug)]
pub struct Study<'a> {
    /// `summary.json`.
    pub summary: &'a Summary,
    /// `run.json`.
    pub run: &'a RunInfo,
    /// `scenario.effective.json`.
    pub effective: &'a Effective,
    /// `daily.parquet`, in any order.
    pub daily: &'a [DailyRow],
    /// `waits.parquet`, in any order.
    pub waits: &'a [WaitRow],
}

/// Draws every chart in one language: name in the result folder (`charts/budget-burn.ko.svg`) and SVG text.
pub fn draw(study: &Study<'_>, lang: Lang) -> Vec<(String, String)> {
    let footer = |lang| phrase::footer(study.summary, &study.run.version, lang);
    let days = Days::of(study);
    let burn = burn::Burn {
        summary: study.summary,
        epoch: days.epoch,
        days: days.count,
        spend: spend(study, &days),
    };
    let waits = waits::Waits { summary: study.summary, products: tails(study) };
    let cards = cards::Cards {
        summary: study.summary,
        epoch: days.epoch,
        days: days.count,
        pools: pools(study, &days, lang),
    };
    [
        ("budget-burn", burn::draw(&burn, &footer(lang), lang)),
        ("waits", waits::draw(&waits, &footer(lang), lang)),
        ("cards-in-use", cards::draw(&cards, &footer(lang), lang)),
    ]
    .map(|(name, svg)| (format!("{}/{name}.{}.svg", names::CHARTS, lang.tag()), svg))
    .into()
}

/// Draws what was fitted to a log over what was observed: the SVG text.
pub fn fit(
    figures: &naru_results::FitFigures,
    curves: &[naru_results::FitCurveRow],
    version: &str,
    lang: Lang,
) -> String {
    fit::draw(figures, curves, version, lang)
}

/// Draws the charts of a replay in one language, as [`draw`] does those of a run.
pub fn draw_replay(
    of: &Replayed,
    course: &[CourseRow],
    waits: &[WaitRow],
    lang: Lang,
) -> Vec<(String, String)> {
    [("course", replay::course(of, course, lang)), ("waits", replay::waits(of, waits, lang))]
        .map(|(name, svg)| (format!("{}/{name}.{}.svg", names::CHARTS, lang.tag()), svg))
        .into()
}

/// Draws the charts of a sweep in one language, as [`draw`] does those of a run: of a tornado alone there is one.
pub fn draw_sweep(of: &naru_results::Swept, version: &str, lang: Lang) -> Vec<(String, String)> {
    if of.effects.is_empty() {
        return Vec::new();
    }
    let name = format!("{}/tornado.{}.svg", names::CHARTS, lang.tag());
    vec![(name, tornado::draw(of, version, lang))]
}

/// Spread over replications of one number on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Fan {
    p05: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p95: f64,
}

impl Fan {
    /// Order statistics ⌈np⌉; `values` is sorted in place.
    fn of(values: &mut [f64]) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |p: f64| {
            let rank = (values.len() as f64 * p).ceil().max(1.0) as usize;
            values.get(rank - 1).copied().unwrap_or(0.0)
        };
        Self { p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) }
    }
}

/// How many of all waits are longer than a time.
#[derive(Clone, Debug, Default)]
struct Tail {
    /// Start, end and count of each bucket, ascending.
    buckets: Vec<(u64, u64, u64)>,
    total: u64,
}

impl Tail {
    fn of(rows: impl Iterator<Item = (u64, u64, u64)>) -> Self {
        let mut buckets: Vec<_> = rows.filter(|bucket| bucket.2 > 0).collect();
        buckets.sort_unstable();
        let total = buckets.iter().map(|bucket| bucket.2).sum();
        Self { buckets, total }
    }

    /// Whether anybody waited at all: a bucket that starts after zero.
    fn anybody(&self) -> bool {
        self.buckets.iter().any(|bucket| bucket.0 > 0)
    }

    /// End of the last bucket in seconds.
    fn longest_s(&self) -> f64 {
        self.buckets.last().map_or(0.0, |bucket| bucket.1 as f64)
    }

    /// Share of waits in buckets that end after `seconds`.
    fn share_over(&self, seconds: f64) -> f64 {
        let over: u64 =
            self.buckets.iter().filter(|bucket| bucket.1 as f64 > seconds).map(|bucket| bucket.2).sum();
        over as f64 / self.total.max(1) as f64
    }

    /// Ends of buckets in seconds, each with the share of waits that are at least as long: known exactly there.
    fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let mut over = self.total;
        self.buckets.iter().map(move |&(_, end, count)| {
            over -= count;
            (end as f64, over as f64 / self.total.max(1) as f64)
        })
    }
}

/// The programme's days.
struct Days {
    epoch: Epoch,
    count: u32,
}

impl Days {
    fn of(study: &Study<'_>) -> Self {
        let epoch = Epoch(study.summary.programme.start.0);
        let last = epoch.midnight(study.summary.programme.end.0);
        Self { epoch, count: last.day() as u32 + 1 }
    }
}

/// Spend of the programme by the end of each day.
fn spend(study: &Study<'_>, days: &Days) -> Vec<Fan> {
    let mut by_replication: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for row in study.daily {
        let series = by_replication.entry(row.replication).or_insert_with(|| vec![0.0; days.count as usize]);
        if let Some(day) = series.get_mut(row.day as usize) {
            *day = row.spent_won as f64;
        }
    }
    (0..days.count as usize)
        .map(|day| Fan::of(&mut by_replication.values().map(|series| series[day]).collect::<Vec<_>>()))
        .collect()
}

/// Wait histograms of the products that have a limit.
fn tails<'a>(study: &Study<'a>) -> Vec<(&'a naru_results::WaitFigures, Tail)> {
    let limited = study.summary.waits.iter().filter(|w| w.limit_hours.is_some());
    limited
        .map(|w| {
            let rows = study.waits.iter().filter(|row| *row.product == *w.product);
            (w, Tail::of(rows.map(|row| (row.bucket_from_s, row.bucket_to_s, row.count))))
        })
        .collect()
}

/// A panel per row of the terminal's table of cards: a pool, or those of one name that no floor asks for, together. A
/// replication without a row on a day used no card on it.
fn pools(study: &Study<'_>, days: &Days, lang: Lang) -> Vec<cards::Pool> {
    type Key = (Arc<str>, Arc<str>);
    let replications = study.summary.replications as usize;
    let panels = Rows::Folded.of(study.summary);
    let mut panel_of: BTreeMap<Key, usize> = BTreeMap::new();
    for (panel, pools) in panels.iter().enumerate() {
        panel_of
            .extend(pools.iter().map(|it| ((it.supplier.as_str().into(), it.pool.as_str().into()), panel)));
    }
    // By panel, then day, then replication: cards of its pools together.
    let mut mean = vec![vec![BTreeMap::<u32, f64>::new(); days.count as usize]; panels.len()];
    let mut peak = mean.clone();
    for row in study.daily {
        let key = (Arc::clone(&row.supplier), Arc::clone(&row.pool));
        let Some(&panel) = panel_of.get(&key) else { continue };
        for (table, value) in
            [(&mut mean, row.card_s as f64 / DAY as f64), (&mut peak, f64::from(row.peak_in_use))]
        {
            if let Some(day) = table[panel].get_mut(row.day as usize) {
                *day.entry(row.replication).or_default() += value;
            }
        }
    }
    let fans = |by_day: &[BTreeMap<u32, f64>]| -> Vec<Fan> {
        let fan = |of_day: &BTreeMap<u32, f64>| {
            let mut values: Vec<f64> = of_day.values().copied().collect();
            values.resize(replications.max(values.len()), 0.0);
            Fan::of(&mut values)
        };
        by_day.iter().map(fan).collect()
    };
    let figures = &study.summary.cards;
    let panel = |(panel, pools): (usize, &Vec<&naru_results::CardFigures>)| {
        let it = pools[0];
        let of_type = figures.iter().filter(|other| other.card_type == it.card_type).count();
        let floor = study.summary.floors.iter().find(|floor| floor.card_type == it.card_type);
        let mean = fans(&mean[panel]);
        cards::Pool {
            name: match pools.len() {
                1 => phrase::pool(it, study.summary),
                n => tables::folded_name(it, n, lang),
            },
            installed: installed(study, pools),
            floor: floor.filter(|_| of_type == 1).map(|floor| f64::from(floor.floor)),
            // The peak of several pools together is not known from their own.
            peak: if pools.len() == 1 { fans(&peak[panel]) } else { mean.clone() },
            mean,
        }
    };
    panels.iter().enumerate().map(panel).collect()
}

/// Day and number of cards from then on; what the fleet's dated entries add up to.
fn installed(study: &Study<'_>, pools: &[&naru_results::CardFigures]) -> Vec<(f64, f64)> {
    let entries = study
        .effective
        .fleet
        .iter()
        .filter(|it| pools.iter().any(|pool| it.supplier == pool.supplier && it.pool == pool.pool));
    let mut changes: BTreeMap<i64, i64> = BTreeMap::from([(0, 0)]);
    for entry in entries {
        *changes.entry(entry.from_s.max(0)).or_default() += i64::from(entry.cards);
        if let Some(until) = entry.until_s {
            *changes.entry(until).or_default() -= i64::from(entry.cards);
        }
    }
    let mut cards = 0;
    let steps = changes.into_iter().filter(|&(at, _)| at < study.effective.programme.end_s);
    steps
        .map(|(at, change)| {
            cards += change;
            (at as f64 / DAY as f64, cards as f64)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Order statistics of 1..=20 by hand: the ⌈20 p⌉-th smallest.
    #[test]
    fn a_fan_holds_order_statistics() {
        let mut values: Vec<f64> = (1..=20).rev().map(f64::from).collect();
        let want = Fan { p05: 1.0, p25: 5.0, p50: 10.0, p75: 15.0, p95: 19.0 };
        assert_eq!(Fan::of(&mut values), want);
        assert_eq!(Fan::of(&mut []), Fan::default());
    }

    /// 8 of 10 at once, one in [60, 64), one in [64, 68).
    #[test]
    fn a_tail_counts_who_waited_at_least_as_long() {
        let tail = Tail::of([(64, 68, 1), (0, 1, 8), (60, 64, 1)].into_iter());
        assert!(tail.anybody() && !Tail::of([(0, 1, 8)].into_iter()).anybody());
        assert_eq!(tail.points().collect::<Vec<_>>(), [(1.0, 0.2), (64.0, 0.1), (68.0, 0.0)]);
        for (seconds, want) in [(1.0, 0.2), (63.0, 0.2), (68.0, 0.0)] {
            assert!((tail.share_over(seconds) - want).abs() < 1e-12, "{seconds}");
        }
        assert_eq!(tail.longest_s().to_bits(), 68.0_f64.to_bits());
    }
}
