//! What stands beside a session log: outages, and what the scenario of a logged replication says of its projects.

use crate::rows::Rows;
use naru_model::workload::Laws;
use naru_model::{Outage, Tariff};
use naru_results::intake::{Fault, Troubles, What};
use naru_results::{Effective, OutageKind, OutageRow};
use naru_scenario::{Lowered, PoolName};
use naru_units::{Instant, Share, Won};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Files beside a session log, as far as there are any.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// `outages.csv`: where it stands, and its rows.
    pub outages: Option<(PathBuf, Vec<OutageRow>)>,
    /// `scenario.effective.json`.
    pub effective: Option<Effective>,
}

type Stretch = (Instant, Instant);

/// The same by what settlement asks.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Whether outages are known at all.
    pub(super) tells_outages: bool,
    /// How many rows tell of them.
    pub(super) rows: u64,
    /// Outages of servers.
    pub(super) outages: Vec<Outage>,
    /// By supplier, while its allocator was down: ascending and apart.
    fixed: Vec<Vec<Stretch>>,
    /// By pool and server, while it was down: ascending and apart.
    down: BTreeMap<(u16, u32), Vec<Stretch>>,
    projects: HashMap<Box<str>, Own>,
    /// Products of all projects, where the file beside the log is of a run of this scenario; else empty.
    pub(super) products: HashMap<Box<str>, Box<str>>,
    /// End of service of hourly products.
    pub(super) service_ended: Instant,
}

/// A project's own contribution (T3).
#[derive(Clone, Copy, Debug)]
pub(super) struct Own {
    pub(super) ratio: Share,
    pub(super) monthly: Won,
    pub(super) paid: Instant,
    /// Exclusive end of the support that it is due for.
    pub(super) until: Instant,
}

impl Facts {
    /// Sorts what stands beside a log.
    ///
    /// # Errors
    /// Suppliers and pools of the outages that the scenario does not have.
    pub(super) fn of(lowered: &Lowered, beside: &Beside) -> Result<Self, Fault> {
        let plan = &lowered.plan;
        let mut facts = Self {
            tells_outages: beside.outages.is_some(),
            fixed: vec![Vec::new(); lowered.names.suppliers.len()],
            service_ended: plan.end,
            ..Self::default()
        };
        if let Some((path, rows)) = &beside.outages {
            facts.rows = rows.len() as u64;
            let mut troubles = Troubles::of(path);
            for (row, line) in rows.iter().zip(2..) {
                facts.outage(lowered, row, line, &mut troubles);
            }
            troubles.none()?;
        }
        facts
            .fixed
            .iter_mut()
            .chain(facts.down.values_mut())
            .for_each(|stretches| *stretches = apart(stretches));
        if let Some(effective) = &beside.effective {
            facts.service_ended = effective.programme.service_ended_s.map_or(plan.end, Instant);
            for project in &effective.projects {
                if effective.scenario == lowered.name && effective.replication.is_some() {
                    facts
                        .products
                        .insert(project.project.to_string().into(), project.product.as_str().into());
                }
                let hourly =
                    lowered.names.products.iter().zip(&plan.products).any(|(name, product)| {
                        name.id == project.product && product.tariff == Tariff::Hourly
                    });
                if hourly {
                    let own = Own {
                        ratio: Share(project.own_ratio_bp),
                        monthly: Won(project.own_monthly_won),
                        paid: Instant(project.contribution_paid_s.unwrap_or(0).max(0)),
                        until: project.dropped_out_s.map_or(plan.end, Instant),
                    };
                    facts.projects.insert(project.project.to_string().into(), own);
                }
            }
        }
        Ok(facts)
    }

    fn outage(&mut self, lowered: &Lowered, row: &OutageRow, line: u64, troubles: &mut Troubles) {
        let names = &lowered.names;
        let Some(supplier) = names.suppliers.iter().position(|name| **name == *row.supplier) else {
            return troubles.push(line, "supplier", &row.supplier, What::NoSupplier(names.suppliers.clone()));
        };
        let stretch = (Instant(row.from_s), row.until_s.map_or(lowered.plan.end, Instant));
        let kind = match row.kind {
            OutageKind::Allocator => return self.fixed[supplier].push(stretch),
            OutageKind::Cards => naru_model::OutageKind::Cards,
            OutageKind::Service => naru_model::OutageKind::Service,
        };
        let found = row.pool.as_deref().unwrap_or_default();
        let of_supplier = |pool: &&PoolName| *pool.supplier == *row.supplier;
        let Some(pool) = names.pools.iter().position(|pool| of_supplier(&pool) && pool.name == found) else {
            let known = names.pools.iter().filter(of_supplier).map(|pool| pool.name.clone()).collect();
            return troubles.push(line, "pool", found, What::NoPool(known));
        };
        let Some(server) = row.server else {
            return troubles.push(line, "server", "", What::Empty);
        };
        self.down.entry((pool as u16, server)).or_default().push(stretch);
        self.outages.push(Outage {
            kind,
            supplier: supplier as u16,
            pool: Some(pool as u16),
            server: Some(server),
            cards: row.cards.unwrap_or(lowered.plan.pools[pool].server.cards),
            from: stretch.0,
            until: stretch.1,
            sessions_cut: row.sessions_cut,
        });
    }

    /// While the supplier's allocator was down, as far as it touches `[from, until)`.
    pub(super) fn fixed_within(&self, supplier: u16, from: Instant, until: Instant) -> &[Stretch] {
        within(&self.fixed[supplier as usize], from, until)
    }

    /// Whether the supplier's allocator was down at a second, or came back in it.
    pub(super) fn was_fixed(&self, supplier: u16, at: Instant) -> bool {
        self.fixed[supplier as usize].iter().any(|(from, until)| *from <= at && at <= *until)
    }

    /// Whether any server of a pool was down.
    pub(super) fn fails(&self, pool: u16) -> bool {
        self.down.range((pool, 0)..=(pool, u32::MAX)).next().is_some()
    }

    /// While one of these servers was down, as far as it touches `[from, until)`.
    pub(super) fn down(&self, pool: u16, servers: &[u32], from: Instant, until: Instant) -> Vec<Stretch> {
        let of =
            |server: &u32| self.down.get(&(pool, *server)).map_or(&[][..], |all| within(all, from, until));
        let clipped = servers.iter().flat_map(of).map(|(begin, end)| (*begin.max(&from), *end.min(&until)));
        apart(&clipped.collect::<Vec<_>>())
    }

    /// What is known of a project.
    pub(super) fn own(&self, project: &str) -> Option<Own> {
        self.projects.get(project).copied()
    }
}

fn within(stretches: &[Stretch], from: Instant, until: Instant) -> &[Stretch] {
    let first = stretches.partition_point(|(_, end)| *end <= from);
    let last = stretches.partition_point(|(begin, _)| *begin < until);
    &stretches[first..last.max(first)]
}

/// Stretches in order, those that touch made one.
fn apart(stretches: &[Stretch]) -> Vec<Stretch> {
    let mut sorted = stretches.to_vec();
    sorted.sort_unstable();
    let mut all: Vec<Stretch> = Vec::with_capacity(sorted.len());
    for (from, until) in sorted.into_iter().filter(|(from, until)| from < until) {
        match all.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => all.push((from, until)),
        }
    }
    all
}

/// The effective scenario of a settlement: what stands beside the log where it is of this very scenario; else made
/// from the scenario, with what that file says of the projects and of the end of service.
pub fn effective_of(lowered: &Lowered, hash: &str, beside: &Beside) -> Effective {
    /// Plays no part in what is not drawn.
    const SEED: u64 = 1;
    match &beside.effective {
        Some(effective) if effective.scenario_hash == hash => effective.clone(),
        other => {
            let laws = Laws::new(lowered.demand.clone());
            let mut made = Rows::new(lowered).effective(hash, SEED, &laws, None);
            if let Some(other) = other {
                made.programme.service_ended_s = other.programme.service_ended_s;
                made.programme.npu_service_ended_s = other.programme.npu_service_ended_s;
                for project in &mut made.projects {
                    let same = |it: &&naru_results::Project| {
                        (it.project, &it.product) == (project.project, &project.product)
                    };
                    if let Some(drawn) = other.projects.iter().find(same) {
                        project.own_ratio_bp = drawn.own_ratio_bp;
                        project.own_monthly_won = drawn.own_monthly_won;
                        project.contribution_paid_s = drawn.contribution_paid_s;
                        project.dropped_out_s = drawn.dropped_out_s;
                    }
                }
            }
            made
        }
    }
}
