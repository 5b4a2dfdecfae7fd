//! Who takes part besides changes nobody's draws, and equal specs give equal demand.

mod common;

use common::{baseline, gpu, one_card};
use naru_units::Instant;
use naru_workload::{Demand, Laws, ProjectId, Spec};
use std::collections::BTreeMap;

/// All that can be known of a project.
fn portrait(demand: &Demand<'_>, p: ProjectId) -> String {
    let wishes: Vec<_> = (0..20).map(|nth| demand.wish(p, nth)).collect();
    let asks: Vec<_> = [0, 86_400 * 40, 86_400 * 200 + 7]
        .into_iter()
        .flat_map(|after| wishes.iter().map(move |wish| (Instant(after), wish.think)))
        .map(|(after, think)| demand.asks_at(p, after, think))
        .collect();
    let rushes: Vec<_> = (0..demand.laws().spec().rushes.len()).map(|r| demand.rush(p, r)).collect();
    format!(
        "{:?} {:?} {:?} {:?} {rushes:?} {wishes:?} {asks:?}",
        demand.class(p),
        demand.user_kind(p),
        demand.first_service(p),
        demand.drops_at(p)
    )
}

fn portraits(spec: Spec) -> BTreeMap<String, String> {
    let laws = Laws::new(spec);
    let demand = Demand::new(&laws, 2025, 4);
    (0..demand.projects()).map(ProjectId).map(|p| (laws.name(p).to_owned(), portrait(&demand, p))).collect()
}

/// Every project of `before` is still there and is who it was.
#[track_caller]
fn check_unchanged(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, added: usize) {
    assert_eq!(after.len(), before.len() + added);
    for (name, portrait) in before {
        assert_eq!(after.get(name), Some(portrait), "{name}");
    }
}

/// A GPU project more in the first product renumbers all later ones; draws go by name.
#[test]
fn one_more_project_changes_nobody() {
    let mut more = baseline();
    more.cohorts[0].projects += 1;
    check_unchanged(&portraits(baseline()), &portraits(more), 1);
}

#[test]
fn one_more_product_changes_nobody() {
    let mut more = baseline();
    more.cohorts.insert(0, gpu("gpu-1pf", 7, one_card()));
    check_unchanged(&portraits(baseline()), &portraits(more), 7);
}

/// A tenancy's days depend on how many enrol, by rule; who enrols before whom does not.
#[test]
fn one_more_tenant_changes_nobodys_place_in_the_order() {
    let firsts = |spec: Spec| {
        let laws = Laws::new(spec);
        let demand = Demand::new(&laws, 2025, 4);
        (0..demand.projects())
            .map(ProjectId)
            .filter(|p| laws.name(*p).starts_with("npu-60/"))
            .map(|p| demand.first_service(p).expect("all enrol"))
            .collect::<Vec<_>>()
    };
    let mut more = baseline();
    more.cohorts[3].projects += 1;
    let (before, after) = (firsts(baseline()), firsts(more));
    assert_eq!((before.len(), after.len()), (120, 121));
    for i in 0..120 {
        for j in 0..120 {
            assert!(before[i] >= before[j] || after[i] <= after[j], "{i} no longer enrols before {j}");
        }
    }
}

#[test]
fn equal_specs_have_equal_digests_and_any_parameter_changes_it() {
    let digest = |spec: Spec, seed, replication| Demand::new(&Laws::new(spec), seed, replication).digest();
    let base = digest(baseline(), 2025, 0);
    assert_eq!(digest(baseline(), 2025, 0), base);
    assert_ne!(digest(baseline(), 2026, 0), base, "seed");
    assert_ne!(digest(baseline(), 2025, 1), base, "replication");
    // Neither shocks nor the level touch a wish: they stand in the digest as parameters.
    assert_ne!(digest(Spec { level: 1.5, ..baseline() }, 2025, 0), base, "level");
    assert_ne!(digest(Spec { month_shock: 0.09, ..baseline() }, 2025, 0), base, "month shock");
    let mut more = baseline();
    more.cohorts[0].projects += 1;
    assert_ne!(digest(more, 2025, 0), base, "one project more");
}

/// The fleet is not in the spec; what a run does in between must not matter either.
#[test]
fn a_wish_does_not_depend_on_what_was_asked_before() {
    let laws = Laws::new(baseline());
    let (fresh, used) = (Demand::new(&laws, 7, 3), Demand::new(&laws, 7, 3));
    for nth in (0..50).rev() {
        used.wish(ProjectId(3), nth);
    }
    for nth in 0..50 {
        assert_eq!(fresh.wish(ProjectId(3), nth), used.wish(ProjectId(3), nth));
    }
}
