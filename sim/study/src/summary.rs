//! The figures of one study, with intervals.

use crate::assumed::largest;
use crate::estimate::{CONFIDENCE, figure, quantile_of_programmes, share_of_programmes, won};
use crate::hand::Hand;
use crate::kept::Condition;
use crate::metrics::{Finally, Known, Labels, MetricTable, Sample, What};
use crate::record::Record;
use crate::statistics::{censored_date_quantile, date_quantile_given_exhausted, rank};
use naru_model::Cause;
use naru_model::workload::Laws;
use naru_results::{
    Assumed, BudgetFigures, BudgetLines, CardFigures, Course, Day, Estimand, Estimate, EstimateWon,
    ExhaustedOn, FleetTry, Floor, GivenExhausted, Label, Named, NotServed, ProgrammeSpan, Promise, SCHEMA,
    Summary, SupplierFigures, WaitFigures, WaitingBy,
};
use naru_scenario::{Basis, Kept, Lowered, Promise as Promised, Text};
use naru_units::{DAY, HOUR, Instant};

/// What a summary is made from.
pub struct Study<'a> {
    /// The scenario.
    pub lowered: &'a Lowered,
    /// Its hash.
    pub hash: &'a str,
    /// Laws of its demand.
    pub laws: &'a Laws,
    /// Its metric table.
    pub table: &'a MetricTable,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications, in order.
    pub records: &'a [Record],
    /// Smaller fleets that were tried.
    pub tries: Vec<FleetTry>,
}

/// The metric table of a scenario.
pub fn metric_table(lowered: &Lowered) -> MetricTable {
    let names = &lowered.names;
    let products: Vec<String> = names.products.iter().map(|p| p.id.clone()).collect();
    let pools: Vec<String> = names.pools.iter().map(|p| p.name.clone()).collect();
    let waves: Vec<String> = lowered.facts.waves.iter().map(|wave| wave.name.clone()).collect();
    let labels = Labels { products: &products, pools: &pools, suppliers: &names.suppliers, waves: &waves };
    MetricTable::new(&lowered.plan, &labels, known(lowered))
}

/// What the scenario says of suppliers beside the plan.
fn known(lowered: &Lowered) -> Known {
    let facts = &lowered.facts;
    let mut known = Known {
        server_month_cost: vec![None; lowered.plan.pools.len()],
        storage_tb: vec![None; lowered.names.suppliers.len()],
        finally: vec![None; lowered.names.suppliers.len()],
    };
    for (supplier, tb) in &facts.storage_tb {
        known.storage_tb[supplier.0 as usize] = Some(u64::from(*tb));
    }
    for settlement in &facts.final_settlements {
        known.finally[settlement.supplier.0 as usize] = Some(Finally {
            rent_cut: settlement.rent_cut,
            clawback: settlement.clawback,
            cost_margin: settlement.actual_cost.as_ref().map(|cost| cost.margin),
        });
        for (pool, won) in settlement.actual_cost.iter().flat_map(|cost| &cost.server_month) {
            known.server_month_cost[pool.0 as usize] = Some(*won);
        }
    }
    known
}

/// Promises whose metric does not exist, or is no number of one programme: asked before anything is simulated.
pub fn promises_without_metric<'a>(lowered: &'a Lowered, table: &MetricTable) -> Vec<&'a Promised> {
    lowered.promises.iter().filter(|promise| !can_be_promised(&promise.metric, table)).collect()
}

/// A promise speaks of programmes: what is a figure of all requests is asked of one programme by `programme.`.
fn can_be_promised(id: &str, table: &MetricTable) -> bool {
    table
        .find(id)
        .is_some_and(|metric| metric.estimand == Estimand::PerProgramme || id.starts_with("programme."))
}

impl Study<'_> {
    /// All figures. The same scenario, seed and replications give the same bytes.
    pub fn summary(&self) -> Summary {
        let (lowered, records) = (self.lowered, self.records);
        let mean_use = crate::hand::mean_use(self.laws);
        let hand = Hand::new(&lowered.plan, self.laws, mean_use);
        let products = lowered.names.products.iter().map(|p| p.id.as_str());
        let first = lowered.plan.terms.epoch;
        let count = |hourly: bool| {
            let of = |(p, name): (usize, &naru_scenario::ProductName)| {
                if lowered.plan.is_hourly(p) == hourly { name.projects } else { 0 }
            };
            lowered.names.products.iter().enumerate().map(of).sum()
        };
        Summary {
            schema: SCHEMA,
            scenario: lowered.name.clone(),
            scenario_hash: self.hash.to_owned(),
            title: label(&lowered.title),
            programme: ProgrammeSpan {
                start: Day(first.0),
                end: Day(first.date(Instant(lowered.plan.end.0 - 1))),
                gpu_projects: count(true),
                npu_projects: count(false),
            },
            seed: self.seed,
            replications: records.len() as u32,
            events: records.iter().map(|r| r.outcome.events).sum(),
            waits: products.chain(["all"]).map(|product| self.waits(product)).collect(),
            cards: self.cards(),
            floors: floors(lowered),
            budget: self.budget(&hand),
            promises: lowered.promises.iter().map(|promise| self.promise(promise)).collect(),
            suppliers: lowered.names.suppliers.iter().map(|name| self.supplier(name)).collect(),
            course: self.course(),
            assumed: assumed(lowered),
            readings: lowered.readings.iter().cloned().collect::<Named<String>>(),
            fleet_tries: self.tries.clone(),
            largest_assumed: largest(lowered, self.laws, &hand),
        }
    }

    fn estimate(&self, id: &str) -> Estimate {
        let metric = self.table.find(id).expect("the metric table has every figure of a summary");
        figure(self.table, metric, self.records)
    }

    fn estimate_of(&self, what: What) -> Estimate {
        let metric = self.table.iter().find(|metric| metric.what == what);
        figure(self.table, metric.expect("the metric table has every figure of a summary"), self.records)
    }

    fn money(&self, id: &str) -> EstimateWon {
        let metric = self.table.find(id).expect("the metric table has every figure of a summary");
        won(self.table, metric, self.records)
    }

    fn waits(&self, product: &str) -> WaitFigures {
        let of = |figure: &str| self.estimate(&format!("waits.{product}.{figure}"));
        let limit = self.lowered.names.products.iter().position(|p| p.id == product);
        let limit = limit.and_then(|p| self.lowered.plan.products[p].limit);
        WaitFigures {
            product: product.to_owned(),
            limit_hours: limit.map(|span| span.0 as f64 / HOUR as f64),
            requests: of("requests"),
            unserved_share: of("unserved_share"),
            abandoned_share: of("abandoned_share"),
            undecided_share: of("undecided_share"),
            censored_share: of("censored_share"),
            mean_hours: of("mean_hours"),
            p50_hours: of("p50_hours"),
            p90_hours: of("p90_hours"),
            p95_hours: of("p95_hours"),
            p99_hours: of("p99_hours"),
            max_hours: of("max_hours"),
            over_limit_share: of("over_limit_share"),
            over_limit_share_upper: of("over_limit_share_upper"),
            over_limit_any_share: of("over_limit_any_share"),
        }
    }

    fn cards(&self) -> Vec<CardFigures> {
        let of = |(p, pool): (usize, &naru_scenario::PoolName)| {
            let peaks: Vec<f64> = self.numbers(What::PeakInUse(p));
            let standing = self.lowered.plan.pools[p].servers.iter().filter(|s| s.wave.is_none());
            let servers = standing.clone().filter(|s| s.from <= Instant::START).map(|s| s.count).sum();
            let at_end: u32 = standing.filter(|s| s.until.is_none()).map(|s| s.count).sum();
            CardFigures {
                supplier: pool.supplier.clone(),
                pool: pool.name.clone(),
                card_type: pool.card_type.clone(),
                servers,
                installed: servers * pool.cards_per_server,
                installed_at_end: at_end * pool.cards_per_server,
                peak_in_use: self.estimate_of(What::PeakInUse(p)),
                peak_p95: quantile_of_programmes(&peaks, 0.95),
                utilisation: self.estimate_of(What::Utilisation(p)),
                held_for_gang_card_hours: self.estimate_of(What::HeldForGang(p)),
                waiting_hours: self.estimate_of(What::Waiting(p)),
                waiting_by: self.waiting_by(p),
            }
        };
        self.lowered.names.pools.iter().enumerate().map(of).collect()
    }

    fn waiting_by(&self, pool: usize) -> WaitingBy {
        let share = |cause| self.estimate_of(What::WaitingBy(pool, cause));
        WaitingBy {
            allocator: share(Cause::Allocator),
            order: share(Cause::Order),
            reserved: share(Cause::Reserved),
            held_for_gang: share(Cause::HeldForGang),
            servers: share(Cause::Servers),
            cards: share(Cause::Cards),
        }
    }

    fn numbers(&self, what: What) -> Vec<f64> {
        let number = |record| match self.table.sample(what, record) {
            Sample::Number(x) => Some(x),
            Sample::Ratio { .. }
            | Sample::Won(_)
            | Sample::Happened(_)
            | Sample::Day(_)
            | Sample::Nothing => None,
        };
        self.records.iter().filter_map(number).collect()
    }

    fn budget(&self, hand: &Hand) -> BudgetFigures {
        let cap = self.lowered.plan.budget.cap.0;
        let (by_hand_won, by_hand) = hand.rounded();
        BudgetFigures {
            cap_won: cap,
            spent_won: within(self.money("budget.spent_won"), cap),
            left_won: within(self.money("budget.left_won"), cap),
            need_won: self.money("budget.need_won"),
            not_served_won: NotServed {
                waiting: self.money("budget.not_served_won.waiting"),
                money: self.money("budget.not_served_won.money"),
                allowance: self.money("budget.not_served_won.allowance"),
                outage: self.money("budget.not_served_won.outage"),
            },
            break_even_use: hand.break_even_use(cap),
            by_hand_won,
            by_hand,
            exhausted_share: self.estimate("budget.exhausted_share"),
            exhausted_on: self.exhausted_on(),
            lines: BudgetLines {
                gpu: self.money("budget.lines.gpu"),
                npu: self.money("budget.lines.npu"),
                operating: self.money("budget.lines.operating"),
            },
        }
    }

    fn exhausted_on(&self) -> ExhaustedOn {
        let days: Vec<Option<i64>> = self.records.iter().map(|r| r.exhausted().map(Instant::day)).collect();
        let day = |d: i64| Day(self.lowered.plan.terms.epoch.date(Instant(d * DAY)));
        let quantile = |p| censored_date_quantile(&days, p, CONFIDENCE).ok().and_then(|q| q.point).map(day);
        let given = date_quantile_given_exhausted(&days, 0.5, CONFIDENCE).ok().and_then(|q| q.point);
        ExhaustedOn {
            p05: quantile(0.05),
            p50: quantile(0.5),
            p95: quantile(0.95),
            given_exhausted: GivenExhausted {
                count: days.iter().flatten().count() as u32,
                p50: given.map(day),
            },
        }
    }

    /// A promise is kept where the share of programmes that keep it reaches the share asked. A programme that says
    /// nothing of the metric, such as the wait of no requests, neither keeps nor breaks it.
    fn promise(&self, promise: &naru_scenario::Promise) -> Promise {
        let metric =
            self.table.find(&promise.metric).expect("asked before the run: see promises_without_metric");
        let bounds = &self.lowered.plan.wait_bounds;
        let condition = Condition::from(promise.kept);
        let keeps = |record| condition.kept(self.table, bounds, metric, record);
        let judged: Vec<bool> = self.records.iter().filter_map(keeps).collect();
        let kept = judged.iter().filter(|keeps| **keeps).count();
        let asked = match judged.len() as u64 {
            0 => 1,
            _ if promise.in_programmes <= 0.0 => 0,
            n => rank(n, promise.in_programmes),
        };
        let (at_most, at_least, not_before) = match promise.kept {
            Kept::AtMost(most) => (Some(most), None, None),
            Kept::AtLeast(least) => (None, Some(least), None),
            Kept::NotBefore(date) => (None, None, Some(Day(self.lowered.plan.terms.epoch.date(date)))),
        };
        Promise {
            name: promise.name.clone(),
            kept: kept as u64 >= asked,
            kept_share: share_of_programmes(kept, judged.len()),
            asked_share: promise.in_programmes,
            metric: promise.metric.clone(),
            at_most,
            at_least,
            not_before,
        }
    }

    fn supplier(&self, name: &str) -> SupplierFigures {
        let id = |figure: &str| format!("suppliers.{name}.{figure}");
        let known = |figure: &str| self.table.find(&id(figure));
        SupplierFigures {
            supplier: name.to_owned(),
            revenue_won: self.money(&id("revenue_won")),
            revenue_per_card_month_won: self.money(&id("revenue_per_card_month_won")),
            discount_won: self.money(&id("discount_won")),
            deduction_won: self.money(&id("deduction_won")),
            free_card_hours: self.estimate(&id("free_card_hours")),
            idle_card_hours: self.estimate(&id("idle_card_hours")),
            idle_share: self.estimate(&id("idle_share")),
            trial_hours: self.estimate(&id("trial_hours")),
            after_hours: self.estimate(&id("after_hours")),
            after_won: self.money(&id("after_won")),
            fault_reports: self.estimate(&id("fault_reports")),
            storage_claimed_tb: self.estimate(&id("storage_claimed_tb")),
            storage_short_tb: known("storage_short_tb").map(|m| figure(self.table, m, self.records)),
            cost_won: known("cost_won").map(|m| won(self.table, m, self.records)),
            final_settlement_won: known("final_settlement_won").map(|m| won(self.table, m, self.records)),
            margin_won: known("margin_won").map(|m| won(self.table, m, self.records)),
        }
    }

    fn course(&self) -> Course {
        let waves = self.lowered.facts.waves.iter().enumerate();
        Course {
            wave_admitted_share: waves
                .map(|(w, wave)| (wave.name.clone(), self.estimate_of(What::WaveAdmitted(w))))
                .collect(),
            recalled_grants: self.estimate("course.recalled_grants"),
            npu_to_gpu_won: self.money("course.npu_to_gpu_won"),
            stage_reports: self.estimate("course.stage_reports"),
        }
    }
}

fn label(text: &Text) -> Label {
    Label { ko: text.ko.clone(), en: text.en.clone() }
}

fn floors(lowered: &Lowered) -> Vec<Floor> {
    let floor = |f: &naru_scenario::CardFloor| Floor {
        card_type: f.card_type.clone(),
        installed: f.installed,
        floor: f.floor,
        short: f.floor.saturating_sub(f.installed),
    };
    lowered.facts.floors.iter().map(floor).collect()
}

/// Inputs that nobody has said or measured. A value laid over another's has neither its reason nor its source.
fn assumed(lowered: &Lowered) -> Vec<Assumed> {
    let assumed = |figure: &naru_scenario::Figure| {
        let why = match (&figure.changed, &figure.basis) {
            (Some(_), _) => String::new(),
            (None, Basis::Assumed(why)) => why.clone(),
            (None, Basis::Source(_)) => return None,
        };
        let (path, value) = (figure.path.clone(), figure.written.clone());
        let end = |it: &Option<(String, Option<f64>)>| it.as_ref().map(|(written, _)| written.clone());
        let (low, high) = (end(&figure.low), end(&figure.high));
        Some(Assumed { path, value, low, high, why, changed_in: figure.changed.clone() })
    };
    lowered.figures.iter().filter_map(assumed).collect()
}

/// An interval cut to what can be: neither less than nothing nor more than the cap is spent, or left.
fn within(won: EstimateWon, cap: i64) -> EstimateWon {
    let cut = |end: Option<i64>| end.map(|end| end.clamp(0, cap));
    EstimateWon { lo: cut(won.lo), hi: cut(won.hi), ..won }
}

#[cfg(test)]
mod tests {
    use super::within;
    use crate::estimate::certain;
    use naru_results::EstimateWon;

    /// 19.62 ± 0.23 bn under a cap of 19.80, and what is left: 0.18 ± 0.23.
    #[test]
    fn an_interval_of_spend_ends_at_the_cap_and_at_nothing() {
        let cap = 19_800_000_000;
        let spent =
            EstimateWon { lo: Some(19_390_000_000), hi: Some(19_850_000_000), ..certain(19_620_000_000) };
        let left = EstimateWon { lo: Some(-50_000_000), hi: Some(410_000_000), ..certain(180_000_000) };
        assert_eq!((within(spent, cap).lo, within(spent, cap).hi), (Some(19_390_000_000), Some(cap)));
        assert_eq!((within(left, cap).lo, within(left, cap).hi), (Some(0), Some(410_000_000)));
    }
}
