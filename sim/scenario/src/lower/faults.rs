//! What fails: names, dates and laws of the file against the fleet, and as the plan has them (clauses T4, A4, A8).

use super::Judge;
use super::calendar::Days;
use super::rows::{Pool, Row};
use crate::overlay::suggest;
use crate::problem::Problem;
use crate::surface::{Faults, Spot, by_name};
use crate::words;
use jiff::civil::DateTime;
use naru_model::workload::Law;
use naru_model::workload::faults::{FaultLaw, FaultLaws};
use naru_model::{Maintenance, Outages, PoolId, SupplierId};
use naru_units::Span;

impl Judge<'_> {
    pub(super) fn faults(&mut self) {
        let surface = self.surface;
        let faults = &surface.faults;
        if let Some(servers) = &faults.servers {
            self.some_time("faults.servers.mean_up", servers.mean_up);
            self.some_time("faults.servers.down.scale", servers.scale);
            if servers.shape.value <= 0.0 {
                let title = words::above_zero("faults.servers.down.shape");
                self.problems.push(Problem::error(title).at(servers.shape.place));
            }
        }
        if let Some(allocator) = &faults.allocator {
            self.some_time("faults.allocator.gap", allocator.gap);
            self.some_time("faults.allocator.median", allocator.median);
            if allocator.p90.value < allocator.median.value {
                let title = words::p90_of_outage_below_median();
                self.problems.push(Problem::error(title).at(allocator.p90.place));
            }
        }
        for named in &faults.allocator_down {
            let Some(down) = &named.value else { continue };
            self.supplier(&down.supplier);
            self.window(&format!("faults.allocator_down.{}", named.name), down.from, down.until);
        }
        for named in &faults.maintenance {
            let Some(window) = &named.value else { continue };
            if self.supplier(&window.supplier) {
                self.pool_with(&window.supplier.value, &window.pool, window.servers);
            }
            self.window(&format!("faults.maintenance.{}", named.name), window.from, window.until);
        }
    }

    fn some_time(&mut self, path: &str, span: Spot<Span>) {
        if span.value == Span::ZERO {
            self.problems.push(Problem::error(words::above_zero(path)).at(span.place));
        }
    }

    /// Whether a supplier is in the fleet; told if not.
    pub(super) fn supplier(&mut self, name: &Spot<String>) -> bool {
        let Some(fleet) = &self.surface.fleet else { return false };
        let known = by_name(fleet, &name.value).is_some();
        if !known {
            let problem = Problem::error(words::unknown_supplier(&name.value)).at(name.place);
            self.problems.push(suggest(problem, &name.value, fleet.iter().map(|s| s.name.as_str())));
        }
        known
    }

    /// A pool of a supplier that has so many servers at some time.
    fn pool_with(&mut self, supplier: &str, name: &Spot<String>, servers: Spot<u32>) {
        let pools = self.surface.fleet.as_ref().and_then(|f| by_name(f, supplier)?.value.as_ref());
        let Some(pools) = pools else { return };
        let Some(pool) = by_name(pools, &name.value) else {
            let problem = Problem::error(words::unknown_pool(&name.value)).at(name.place);
            self.problems.push(suggest(problem, &name.value, pools.iter().map(|p| p.name.as_str())));
            return;
        };
        let most = pool.value.iter().flat_map(|p| &p.servers).map(|(_, n)| n.value).max();
        if let Some(most) = most.filter(|most| !(1..=*most).contains(&servers.value)) {
            let problem = Problem::error(words::servers_of_a_window(&pool.name, servers.value, most));
            self.problems.push(problem.code("A8").at(servers.place));
        }
    }

    /// A stretch of time inside the programme.
    fn window(&mut self, path: &str, from: Spot<DateTime>, until: Spot<DateTime>) {
        let Some(days) = self.days else { return };
        self.within(Some(Spot { value: from.value.date(), place: from.place }), days);
        if days.epoch().instant(until.value) > days.instant(days.end) {
            self.outside(Spot { value: until.value.date(), place: until.place }, days);
        }
        if until.value <= from.value {
            self.problems.push(Problem::error(words::ends_before_it_begins(path)).at(until.place));
        }
    }
}

/// The plan's outages. Whoever offers nothing on dynamic allocation has no allocator that could fail.
pub(super) fn outages(
    faults: &Faults,
    pools: &[Pool<'_>],
    rows: &[Row<'_>],
    suppliers: &[&str],
    days: Days,
    supplier_of: impl Fn(&str) -> SupplierId,
) -> Outages {
    let seconds = |span: Span| span.0 as f64;
    let fails =
        |pool: &Pool<'_>| faults.servers.as_ref().is_some_and(|servers| servers.lines.contains(&pool.line()));
    let dynamic = |supplier: &str| rows.iter().any(|row| row.supplier == supplier && !row.is_fixed());
    let moment = |at: Spot<DateTime>| days.epoch().instant(at.value);
    Outages {
        laws: FaultLaws {
            server: faults.servers.as_ref().map(|servers| FaultLaw {
                mean_up_s: seconds(servers.mean_up.value),
                down: Law::Weibull { shape: servers.shape.value, scale_s: seconds(servers.scale.value) },
            }),
            allocator: faults.allocator.as_ref().map(|allocator| FaultLaw {
                mean_up_s: seconds(allocator.gap.value),
                down: Law::lognormal(seconds(allocator.median.value), seconds(allocator.p90.value)),
            }),
        },
        servers: pools
            .iter()
            .map(|pool| fails(pool).then(|| format!("{}/{}", pool.supplier, pool.name.name)))
            .collect(),
        allocators: suppliers
            .iter()
            .map(|s| (faults.allocator.is_some() && dynamic(s)).then(|| format!("{s}/allocator")))
            .collect(),
        allocator_down: super::spec::values(&faults.allocator_down)
            .map(|(_, down)| (supplier_of(&down.supplier.value), moment(down.from), moment(down.until)))
            .collect(),
        switch_delay: faults.switch_delay,
        return_delay: faults.return_delay,
        maintenance: super::spec::values(&faults.maintenance)
            .map(|(_, window)| Maintenance {
                pool: pool_id(pools, &window.supplier.value, &window.pool.value),
                servers: window.servers.value,
                from: moment(window.from),
                until: moment(window.until),
                waits_count: window.waits_count,
            })
            .collect(),
    }
}

/// Position of a supplier's pool.
pub(super) fn pool_id(pools: &[Pool<'_>], supplier: &str, name: &str) -> PoolId {
    let at = pools.iter().position(|p| p.supplier == supplier && p.name.name == name);
    PoolId(at.expect(super::spec::JUDGED) as u16)
}
