//! Each model of the file as a system that the engine can be: how many cards, who asks, in which order, for how long.

use crate::metrics;
use crate::reference::Case;
use crate::system::{Class, Length, System};
use naru_model::rules::allocation::Criterion;
use naru_model::workload::{Behaviour, Law, Swing};

impl System {
    /// The case as a system; `None` for a model that is not known here.
    pub(crate) fn of(case: &Case) -> Option<Self> {
        let cards = match case.model.as_str() {
            "M/G/1" => 1,
            _ => case.given("c").or(case.given("cards"))? as u32,
        };
        // Whole seconds matter where many cards make for short gaps: an end frees its cards for the whole second.
        let unit_s = match cards {
            0..50 => 36_000.0,
            50..200 => 360_000.0,
            _ => 720_000.0,
        };
        let source = Source { unit_s, swing: swing(case, unit_s) };
        let Asking { classes, rate, load, patience, order } = source.asking(case, cards)?;
        let closed = matches!(classes[0].behaviour, Behaviour::ClosedSource { .. });
        let length = match case.given("T") {
            Some(t) => Length::Transient { t },
            // Class 2 waits for those of class 1 who ask after it.
            None => Length::Stationary {
                warm_up: warm_up(closed, rate, load, cards, patience),
                ask_on: 10.0 * case.value("mean_wait", "class2").unwrap_or(0.0),
            },
        };
        let mut probes: Vec<f64> = case
            .rows
            .iter()
            .filter(|row| row.metric.ends_with("_at"))
            .filter_map(|row| row.arg.parse().ok())
            .collect();
        probes.sort_by(f64::total_cmp);
        probes.dedup();
        Some(Self {
            cards,
            one_server: classes.iter().any(|class| class.cards > 1),
            order,
            patience,
            classes,
            rate,
            length,
            unit_s,
            edges: metrics::edges(&case.rows),
            probes,
        })
    }
}

/// Who asks.
struct Asking {
    classes: Vec<Class>,
    /// Requests in a mean service time.
    rate: f64,
    /// Share of the cards that is asked for, where it decides how long the warm-up is; else 0.
    load: f64,
    /// Mean patience in mean services.
    patience: Option<f64>,
    order: Criterion,
}

impl Asking {
    fn new(classes: Vec<Class>, rate: f64, load: f64) -> Self {
        Self { classes, rate, load, patience: None, order: Criterion::Arrival }
    }
}

/// What all sources of a case share.
struct Source {
    unit_s: f64,
    swing: Option<Swing>,
}

impl Source {
    fn asking(&self, case: &Case, cards: u32) -> Option<Asking> {
        Some(match case.model.as_str() {
            "M/M/c" | "M/D/c" | "M/G/1" | "M/M/c transient from empty" | "Mt/M/c sinusoidal from empty" => {
                let lam = case.given("lam").unwrap_or_else(|| case.number("lam_mean"));
                let class = self.open(1, cards, lam, length(case, self.unit_s));
                Asking::new(vec![class], lam, lam / f64::from(cards))
            }
            "M/M/c/c" | "M/M/c+M (Erlang A)" => {
                // Who is refused, or gives up, keeps the queue short at any load.
                let lam = case.number("lam");
                let class = self.open(1, cards, lam, length(case, self.unit_s));
                let patience = case.given("theta").map_or(0.0, |theta| 1.0 / theta);
                Asking { patience: Some(patience), ..Asking::new(vec![class], lam, 0.0) }
            }
            "M/M/c 2 priorities non-preemptive" | "M/M/1 2 priorities non-preemptive, unequal means" => {
                self.by_priority(case, cards)
            }
            "M/M/c//N" | "M/M/c//N transient from all thinking" | "Mt/M/c//N sinusoidal think rate" => {
                let sources = case.number("sources") as u32;
                let think = case.given("mean_think").unwrap_or_else(|| 1.0 / case.number("think_rate_mean"));
                let in_all = case.value("expected_requests", "").zip(case.given("T"));
                let rate = case
                    .value("throughput", "")
                    .or(in_all.map(|(requests, t)| requests / t))
                    .unwrap_or(f64::from(sources) / (think + 1.0));
                let class = self.closed(1, sources, think, self.exponential(case.number("mu")));
                Asking::new(vec![class], rate, 0.0)
            }
            "MSJ open FCFS" => {
                let (lam, share) = (case.number("lam"), case.number("share_1card"));
                let (mu1, mu2) = (case.number("mu1"), case.number("mu2"));
                let load = lam * (share / mu1 + 2.0 * (1.0 - share) / mu2) / f64::from(cards);
                let one = self.open(1, cards, lam * share, self.exponential(mu1));
                let two = self.open(2, cards, lam * (1.0 - share), self.exponential(mu2));
                Asking::new(vec![one, two], lam, load)
            }
            "MSJ closed FCFS" => {
                let class = |number: u32| {
                    let projects = case.number(&format!("projects_{number}card")) as u32;
                    let think = case.number(&format!("mean_think{number}"));
                    let class = self.closed(number, projects, think, self.exponential(case.number("mu")));
                    let rate = case.value("throughput", &format!("class{number}"));
                    (class, rate.unwrap_or(f64::from(projects) / (think + 1.0)))
                };
                let ((one, rate1), (two, rate2)) = (class(1), class(2));
                Asking::new(vec![one, two], rate1 + rate2, 0.0)
            }
            _ => return None,
        })
    }

    /// The class that goes first has the higher priority; within a class, first come, first served.
    fn by_priority(&self, case: &Case, cards: u32) -> Asking {
        let class = |number: u32| {
            let lam = case.number(&format!("lam{number}"));
            let mu = case.given(&format!("mu{number}")).unwrap_or_else(|| case.number("mu"));
            let first = case.text("first") == Some(&format!("class{number}"));
            let class = self.open(1, cards, lam, self.exponential(mu));
            (Class { priority: i32::from(first), ..class }, lam, lam / mu)
        };
        let ((one, lam1, work1), (two, lam2, work2)) = (class(1), class(2));
        let load = (work1 + work2) / f64::from(cards);
        Asking { order: Criterion::Priority, ..Asking::new(vec![one, two], lam1 + lam2, load) }
    }

    fn exponential(&self, rate: f64) -> Law {
        Law::Exponential { mean_s: self.unit_s / rate }
    }

    /// Poisson requests, by as many projects as there are cards, to 64.
    fn open(&self, cards: u32, servers: u32, rate: f64, length: Law) -> Class {
        let projects = servers.clamp(1, 64);
        let mean_gap_s = f64::from(projects) * self.unit_s / rate;
        let behaviour = Behaviour::OpenSource { mean_gap_s, swing: self.swing, length };
        Class { cards, priority: 0, projects, behaviour }
    }

    fn closed(&self, cards: u32, projects: u32, mean_think: f64, length: Law) -> Class {
        let mean_think_s = mean_think * self.unit_s;
        let behaviour = Behaviour::ClosedSource { mean_think_s, swing: self.swing, length };
        Class { cards, priority: 0, projects, behaviour }
    }
}

/// `rate=mean*(1+amplitude*sin(2*pi*t/period))`, and no other law.
fn swing(case: &Case, unit_s: f64) -> Option<Swing> {
    let amplitude = case.given("amplitude")?;
    let law = case.text("rate").expect("a swinging rate is written out");
    assert!(law.contains("*(1+amplitude*sin(2*pi*t/period))"), "{}: a rate {law}", case.name);
    Some(Swing { amplitude, period_s: case.number("period") * unit_s })
}

/// Law of the lengths of an open case of one class.
#[expect(clippy::disallowed_methods, reason = "the parameter of a check, not a draw")]
fn length(case: &Case, unit_s: f64) -> Law {
    match case.text("service") {
        None if case.model == "M/D/c" => Law::Fixed { s: case.number("d") * unit_s },
        None => Law::Exponential { mean_s: unit_s / case.number("mu") },
        Some("lognormal") => {
            Law::Lognormal { mu: case.number("mu_log") + unit_s.ln(), sigma: case.number("sigma") }
        }
        Some("hyperexponential") => Law::Hyperexponential {
            p1: case.number("p1"),
            mean1_s: unit_s / case.number("rate1"),
            mean2_s: unit_s / case.number("rate2"),
        },
        Some(other) => panic!("{}: a law of lengths {other}", case.name),
    }
}

/// What is not counted at first, in mean services: 60 where the loop is closed, max(20/(1−ρ)², 30 c, 5,000) requests
/// where it is open, and twelve times the patience.
fn warm_up(closed: bool, rate: f64, load: f64, cards: u32, patience: Option<f64>) -> f64 {
    if closed {
        return 60.0;
    }
    let spare = 1.0 - load;
    let requests = (20.0 / (spare * spare)).max(30.0 * f64::from(cards)).max(5_000.0);
    (requests / rate).max(12.0 * patience.unwrap_or(0.0))
}
