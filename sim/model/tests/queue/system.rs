//! A case as a plan and a demand: how many cards, who asks, what is counted.

use crate::Estimate;
use crate::common::{bare, pool, product, projects, sources, terms};
use crate::meter::{Gauge, Meter, Sums};
use crate::reference::{Case, Row};
use naru_model::rules::allocation::{Placement, Policy, Resources};
use naru_model::rules::readings::Readings;
use naru_model::rules::settlement::Terms;
use naru_model::workload::{Behaviour, Cohort, Demand, Law, Laws};
use naru_model::{Line, Plan, Product, replicate};
use naru_units::{DAY, Instant, Span};
use rayon::prelude::*;

/// Independent blocks of a run.
const BLOCKS: u32 = 200;
/// Of the first round. Fixed: among three hundred metrics a seed in four raises an alarm by chance.
const SEED: u64 = 1;
/// At least so many requests: small efforts are rough estimates.
const LEAST: f64 = if cfg!(debug_assertions) { 2e4 } else { 1e6 };
/// The engine counts seconds in 32 bits.
const LONGEST_S: f64 = 49_000.0 * DAY as f64;

/// One kind of request.
struct Class {
    cards: u32,
    /// Projects that ask.
    projects: u32,
    behaviour: Behaviour,
}

/// How long a replication is, in mean service times.
enum Length {
    /// From empty to T.
    Transient { t: f64 },
    /// As long as need be, what comes before `warm_up` not counted.
    Stationary { warm_up: f64 },
}

/// A system that the engine can be.
pub(crate) struct System {
    cards: u32,
    /// Whether sets of several cards share one server, so that there are no boundaries.
    one_server: bool,
    classes: Vec<Class>,
    /// Requests in a mean service time.
    rate: f64,
    length: Length,
    /// Seconds of a mean service time.
    unit_s: f64,
    above: Vec<f64>,
    probes: Vec<f64>,
}

impl System {
    /// The case as a system; `None` for a model that the engine does not have.
    #[expect(clippy::disallowed_methods, reason = "the parameter of a check, not a draw")]
    pub(crate) fn of(case: &Case) -> Option<Self> {
        let cards = |name: &str| case.number(name) as u32;
        // Whole seconds matter where many cards make for short gaps.
        let unit_s =
            if case.text("c").map_or(0.0, |_| case.number("c")) >= 50.0 { 360_000.0 } else { 36_000.0 };
        let exponential = |rate: f64| Law::Exponential { mean_s: unit_s / rate };
        let open = |cards: u32, servers: u32, rate: f64, length: Law| {
            let projects = servers.clamp(1, 64);
            let mean_gap_s = f64::from(projects) * unit_s / rate;
            Class { cards, projects, behaviour: Behaviour::OpenSource { mean_gap_s, length } }
        };
        let closed = |cards: u32, projects: u32, mean_think: f64, length: Law| {
            let mean_think_s = mean_think * unit_s;
            Class { cards, projects, behaviour: Behaviour::ClosedSource { mean_think_s, length } }
        };
        let mut one_server = false;
        let (cards, classes, rate, length) = match case.model.as_str() {
            "M/M/c" | "M/D/c" | "M/G/1" | "M/M/c transient from empty" => {
                let (c, lam) = (if case.model == "M/G/1" { 1 } else { cards("c") }, case.number("lam"));
                let law = match case.text("service") {
                    None if case.model == "M/D/c" => Law::Fixed { s: case.number("d") * unit_s },
                    None => exponential(case.number("mu")),
                    Some("lognormal") => Law::Lognormal {
                        mu: case.number("mu_log") + unit_s.ln(),
                        sigma: case.number("sigma"),
                    },
                    Some("hyperexponential") => Law::Hyperexponential {
                        p1: case.number("p1"),
                        mean1_s: unit_s / case.number("rate1"),
                        mean2_s: unit_s / case.number("rate2"),
                    },
                    Some(other) => panic!("{}: a law of lengths {other}", case.name),
                };
                let length = match case.text("T") {
                    Some(_) => Length::Transient { t: case.number("T") },
                    None => Length::Stationary { warm_up: warm_up(lam, lam / f64::from(c), c) },
                };
                (c, vec![open(1, c, lam, law)], lam, length)
            }
            "M/M/c//N" | "M/M/c//N transient from all thinking" => {
                let (c, n, think) = (cards("c"), cards("sources"), case.number("mean_think"));
                let length = match case.text("T") {
                    Some(_) => Length::Transient { t: case.number("T") },
                    None => Length::Stationary { warm_up: 60.0 },
                };
                let rate = case.value("throughput").unwrap_or(f64::from(n) / (think + 1.0));
                (c, vec![closed(1, n, think, exponential(case.number("mu")))], rate, length)
            }
            "MSJ open FCFS" => {
                one_server = true;
                let (c, lam, share) = (cards("cards"), case.number("lam"), case.number("share_1card"));
                let (mu1, mu2) = (case.number("mu1"), case.number("mu2"));
                let load = lam * (share / mu1 + 2.0 * (1.0 - share) / mu2) / f64::from(c);
                let classes = vec![
                    open(1, c, lam * share, exponential(mu1)),
                    open(2, c, lam * (1.0 - share), exponential(mu2)),
                ];
                (c, classes, lam, Length::Stationary { warm_up: warm_up(lam, load, c) })
            }
            "MSJ closed FCFS" => {
                one_server = true;
                let class = |cards: u32| {
                    let projects = case.number(&format!("projects_{cards}card")) as u32;
                    let think = case.number(&format!("mean_think{cards}"));
                    (
                        closed(cards, projects, think, exponential(case.number("mu"))),
                        f64::from(projects) / (think + 1.0),
                    )
                };
                let ((one, rate1), (two, rate2)) = (class(1), class(2));
                (cards("cards"), vec![one, two], rate1 + rate2, Length::Stationary { warm_up: 60.0 })
            }
            _ => return None,
        };
        let args = |metrics: &[&str]| {
            let rows = case.rows.iter().filter(|row| metrics.contains(&row.metric.as_str()));
            let mut args: Vec<f64> = rows.filter_map(|row| row.arg.parse().ok()).collect();
            args.sort_by(f64::total_cmp);
            args.dedup();
            args
        };
        let above = args(&["p_wait_gt"]);
        let probes = args(&["mean_number_in_system_at", "p_all_busy_at", "mean_queue_length_at"]);
        Some(Self { cards, one_server, classes, rate, length, unit_s, above, probes })
    }

    /// Requests, over all replications, that a metric's power needs.
    pub(crate) fn requests_needed(&self, row: &Row) -> f64 {
        match (row.effort, &self.length) {
            (None, _) => f64::INFINITY,
            (Some(effort), Length::Transient { t }) => {
                assert!(row.in_replications, "the effort of a terminating run is in replications");
                effort * (self.rate * t).max(1.0)
            }
            (Some(effort), Length::Stationary { .. }) => effort,
        }
    }

    /// How a metric is read off; `None` where it needs more than sums.
    pub(crate) fn estimate(&self, row: &Row) -> Option<Estimate> {
        let unit = self.unit_s;
        let class = match row.arg.as_str() {
            "class1" => 0..1,
            "class2" => 1..2,
            _ => 0..2,
        };
        let of = |by_class: fn(&Sums) -> &[f64; 2]| {
            let class = class.clone();
            move |s: &Sums| by_class(s)[class.clone()].iter().sum::<f64>()
        };
        let (served, waited, wait) = (of(|s| &s.served), of(|s| &s.waited), of(|s| &s.wait));
        let at = |times: &[f64]| {
            let arg: f64 = row.arg.parse().ok()?;
            times.iter().position(|t| (t - arg).abs() < 1e-9)
        };
        let probe = |i: usize, of: usize| -> Estimate { Box::new(move |s| s.probes[i][of] / s.replications) };
        Some(match row.metric.as_str() {
            "p_wait" => Box::new(move |s| waited(s) / served(s)),
            "mean_wait" => Box::new(move |s| wait(s) / served(s) / unit),
            "mean_wait_of_those_who_wait" => Box::new(move |s| wait(s) / waited(s) / unit),
            "sd_wait" => Box::new(move |s| {
                let mean = wait(s) / served(s);
                (s.wait_square / served(s) - mean * mean).sqrt() / unit
            }),
            "p_wait_gt" => {
                let i = at(&self.above)?;
                Box::new(move |s| s.above[i] / s.requests())
            }
            "mean_queue_length" => Box::new(|s| s.queue / s.seconds),
            "mean_busy" | "mean_cards_in_use" | "time_average_busy" => Box::new(|s| s.cards / s.seconds),
            "throughput" => Box::new(move |s| served(s) / s.seconds * unit),
            "mean_number_in_system_at" => probe(at(&self.probes)?, 0),
            "mean_queue_length_at" => probe(at(&self.probes)?, 1),
            "p_all_busy_at" => probe(at(&self.probes)?, 2),
            "time_average_number_in_system" => Box::new(|s| (s.queue + s.cards) / s.seconds),
            "expected_waiting_time_accrued" => Box::new(move |s| s.queue / s.replications / unit),
            "expected_requests" => Box::new(|s| s.asked / s.replications),
            "expected_requests_that_wait" => Box::new(|s| (s.asked - s.at_once) / s.replications),
            _ => return None,
        })
    }

    /// Runs so many requests, in independent blocks; every round draws anew.
    pub(crate) fn run(&self, name: &str, requests: f64, round: u64) -> Vec<Sums> {
        let requests = requests.max(LEAST);
        let (replications, from, until, end) = match self.length {
            Length::Transient { t } => {
                let each = (self.rate * t).max(1.0);
                let replications = (requests / each / f64::from(BLOCKS)).ceil();
                (replications, 0.0, t, t)
            }
            Length::Stationary { warm_up } => {
                // All who asked in the window are served before the end.
                let rest = 300.0;
                let longest = LONGEST_S / self.unit_s - warm_up - rest;
                let wanted = requests / f64::from(BLOCKS) / self.rate;
                let replications = (wanted / longest).ceil();
                let each = wanted / replications;
                (replications, warm_up, warm_up + each, warm_up + each + rest)
            }
        };
        let seconds = |units: f64| (units * self.unit_s).round() as i64;
        let gauge = Gauge {
            from: seconds(from),
            until: seconds(until),
            above_s: self.above.iter().map(|t| t * self.unit_s).collect(),
            // The state at the very end is that of the second before: then sessions are cut.
            probes: self.probes.iter().map(|t| seconds(*t).min(seconds(end) - 1)).collect(),
            cards: self.cards,
        };
        let plan = self.plan(Instant(seconds(end)));
        let cohort = |(i, class): (usize, &Class)| {
            Cohort::new(format!("{name}-{i}"), class.projects, class.behaviour.clone())
        };
        let cohorts = self.classes.iter().enumerate().map(cohort).collect();
        let laws = Laws::new(sources(Instant(gauge.until), cohorts));
        let replications = replications as u32;
        let block = |block: u32| {
            let mut sums = Sums::default();
            for replication in block * replications..(block + 1) * replications {
                let demand = Demand::new(&laws, SEED + round, replication);
                let (_, meter) = replicate(&plan, &demand, Meter::new(&gauge));
                sums.add(&meter.sums, 1.0);
            }
            sums
        };
        (0..BLOCKS).into_par_iter().map(block).collect()
    }

    fn plan(&self, end: Instant) -> Plan {
        let servers = if self.one_server {
            pool(Resources::cards(self.cards), 1)
        } else {
            pool(Resources::cards(1), self.cards)
        };
        let free = |class: &Class| Product {
            limit: None,
            idle_return: Span::ZERO,
            ..product(Line::Gpu, 0, Resources::cards(class.cards), 0)
        };
        let counts: Vec<u32> = self.classes.iter().map(|class| class.projects).collect();
        let products = self.classes.iter().map(free).collect();
        Plan {
            policy: Policy { placement: Placement::FirstFit, ..Policy::default() },
            concurrency: u32::MAX,
            wait_bounds: Vec::new(),
            terms: Terms { month_starts: vec![Instant::START, end], ..terms(Readings::default()) },
            ..bare(end, vec![servers], products, projects(&counts))
        }
    }
}

/// What is not counted at first: max(20/(1−ρ)², 30 c, 5,000) requests, in mean service times.
fn warm_up(rate: f64, load: f64, cards: u32) -> f64 {
    let spare = 1.0 - load;
    (20.0 / (spare * spare)).max(30.0 * f64::from(cards)).max(5_000.0) / rate
}
