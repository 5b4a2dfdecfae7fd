//! What every key of a clause lowers to, against values reckoned by hand.

#![expect(clippy::float_cmp, reason = "a number in a file is the nearest float to what is written")]

use crate::files::lowered;
use naru_model::rules::allocation::Resources;
use naru_model::rules::readings::Readings;
use naru_model::rules::settlement::Clawback;
use naru_model::workload::{Behaviour, BurstPeriod, ExtraStorage, Law, Listed, Multiple, Stages, Trials};
use naru_model::{
    Allocation, Choice, Maintenance, Offer, PartSets, PoolId, Project, Recall, RecallAllocation, RecallGrant,
    Servers, SupplierId, Wave,
};
use naru_scenario::{Lowered, Status};
use naru_units::{DAY, Instant, Share, Span, Won};
use std::collections::BTreeSet;
use std::path::Path;

/// First second of a day of the programme; 2025-04-01 is day 0.
const fn day(n: i64) -> Instant {
    Instant(n * DAY)
}

#[track_caller]
fn product(lowered: &Lowered, id: &str) -> usize {
    lowered.names.products.iter().position(|p| p.id == id).expect("the product is in the plan")
}

#[track_caller]
fn offers<'a>(lowered: &'a Lowered, id: &str) -> &'a [Offer] {
    &lowered.plan.products[product(lowered, id)].offers
}

fn projects(lowered: &Lowered, id: &str) -> Vec<Project> {
    let of = product(lowered, id);
    lowered.plan.projects.iter().copied().filter(|p| usize::from(p.product.0) == of).collect()
}

/// T4, A4: `workload.md`, "server faults" and "allocator outages".
#[test]
fn servers_of_gpu_products_and_their_allocator_fail() {
    let baseline = lowered("baseline-2025.ron", &[]);
    let outages = &baseline.plan.outages;
    let server = outages.laws.server.as_ref().expect("servers fail");
    assert_eq!(server.mean_up_s, 238.0 * 86_400.0);
    assert_eq!(server.down, Law::Weibull { shape: 0.421_56, scale_s: 161_420.0 });
    let allocator = outages.laws.allocator.as_ref().expect("allocators fail");
    assert_eq!(allocator.mean_up_s, 60.0 * 86_400.0);
    // ln(4 × 3,600) = 9.574 983; ln(18 / 4) / 1.281 552 = 1.173 638.
    let Law::Lognormal { mu, sigma } = allocator.down else { panic!("{:?}", allocator.down) };
    assert!((mu - 9.574_983).abs() < 1e-6 && (sigma - 1.173_638).abs() < 1e-6, "{mu} {sigma}");
    let names: Vec<Option<&str>> = outages.servers.iter().map(Option::as_deref).collect();
    assert_eq!(names[..2], [Some("naru/A100"), Some("naru/H100")]);
    assert_eq!(names[2..], [None; 9]);
    let names: Vec<Option<&str>> = outages.allocators.iter().map(Option::as_deref).collect();
    assert_eq!(names, [Some("naru/allocator"), None, None, None]);
    assert_eq!((outages.switch_delay, outages.return_delay), (Span::ZERO, Span::ZERO));

    let npu = lowered("baseline-2025.ron", &["faults.servers.lines=[npu]", "faults.switch_delay=\"5min\""]);
    let outages = &npu.plan.outages;
    assert_eq!((outages.servers[1].as_deref(), outages.servers[2].as_deref()), (None, Some("npu-a/NPU-60")));
    assert_eq!(outages.switch_delay, Span::minutes(5));

    let none = lowered("baseline-2025.ron", &["faults=none"]).plan.outages;
    assert!(none.laws.server.is_none() && none.laws.allocator.is_none());
    assert!(none.servers.iter().chain(&none.allocators).all(Option::is_none));
}

/// A4, A8. 2025-08-04 is day 125 (30 + 31 + 30 + 31 = 122 is August 1), 2025-09-13 day 165.
#[test]
fn an_allocator_is_down_and_servers_are_maintained_on_dates() {
    let down = lowered("allocator-down-august.ron", &[]).plan.outages.allocator_down;
    assert_eq!(down, [(SupplierId(0), day(125), day(132))]);
    let full = lowered("baseline-full.ron", &[]).plan.outages.maintenance;
    let until = Instant(165 * DAY + 12 * 3_600);
    assert_eq!(
        full,
        [Maintenance { pool: PoolId(1), servers: 8, from: day(165), until, waits_count: false }]
    );
}

/// A5: `workload.md`, "bursts". 6-15 is day 75, 8-01 day 122, 9-01 day 153, 10-01 day 183.
#[test]
fn some_ask_for_several_sets_at_once() {
    let bursts = lowered("baseline-2025.ron", &[]).demand.bursts.expect("some burst");
    assert_eq!((bursts.share, bursts.days), (0.10, [21, 56]));
    assert_eq!(bursts.multiples, [Multiple { sets: 2, share: 0.7 }, Multiple { sets: 4, share: 0.3 }]);
    let period = |from, until, share| BurstPeriod { from, until, share };
    assert_eq!(bursts.periods, [period(75, 122, 0.2), period(122, 153, 0.2), period(183, 275, 0.6)]);
    assert_eq!(lowered("bursts-30.ron", &[]).demand.bursts.map(|bursts| bursts.share), Some(0.30));
    assert_eq!(lowered("baseline-2025.ron", &["demand.bursts.share=0"]).demand.bursts, None);
}

/// A5: 9 months of 30 days, or April to December, times the product's TF; the NPU has none.
#[test]
fn every_gpu_project_has_an_allowance() {
    #[track_caller]
    fn check(changes: &[&str], days: i64) {
        let lowered = lowered("baseline-2025.ron", changes);
        for (id, tf) in [("gpu-39tf", 39), ("gpu-67tf", 67), ("gpu-134tf", 134)] {
            let want = Some(days * DAY * tf);
            assert!(projects(&lowered, id).iter().all(|p| p.allowance == want), "{id} {changes:?}");
        }
        assert!(projects(&lowered, "npu-60").iter().all(|p| p.allowance.is_none()));
        assert_eq!(lowered.facts.allowance_product_s, days * DAY);
    }
    check(&[], 270);
    check(&["readings.A5.allowance_month=calendar"], 275);
    check(&["programme.support_months=8"], 240);
}

/// T2: 2025-12-20 is day 30 + 31 + 30 + 31 + 31 + 30 + 31 + 30 + 19 = 263.
#[test]
fn december_may_have_a_cut_off() {
    let by_use = lowered("baseline-2025.ron", &[]).plan.terms;
    assert_eq!((by_use.cut_off, by_use.true_up_from()), (day(263), None));
    let cut_off = lowered("baseline-2025.ron", &["readings.T2.december=cut_off"]).plan.terms;
    assert_eq!(cut_off.true_up_from(), Some(day(263)));
    let later = ["readings.T2.december=cut_off", "programme.december_cut_off=\"2025-12-31\""];
    assert_eq!(lowered("baseline-2025.ron", &later).plan.terms.true_up_from(), Some(day(274)));
    // A programme that ends before it has none to speak of.
    lowered("baseline-2025.ron", &["programme.december_cut_off=\"2026-02-01\""]);
}

/// S9: thirds of 120, 60 and 20 projects; nobody's supplier changes when a project is added.
#[test]
fn projects_are_shared_out_over_the_suppliers() {
    let baseline = lowered("baseline-2025.ron", &[]);
    for (id, want) in [("npu-60", [40, 40, 40]), ("npu-120", [20, 20, 20]), ("npu-240", [7, 7, 6])] {
        let of = projects(&baseline, id);
        let count = |offer| of.iter().filter(|p| p.offer == offer).count();
        assert_eq!([0, 1, 2].map(count), want, "{id}");
        let suppliers: Vec<u16> = offers(&baseline, id).iter().map(|o| o.supplier.0).collect();
        assert_eq!(suppliers, [1, 2, 3], "{id}");
    }
    let more = lowered("baseline-2025.ron", &["products.npu-60.projects=121"]);
    let taken = |lowered| projects(lowered, "npu-60").iter().map(|p| p.offer).collect::<Vec<_>>();
    assert_eq!(taken(&more)[..120], taken(&baseline)[..]);

    let two = lowered("two-suppliers.ron", &[]);
    let of = projects(&two, "gpu-39tf");
    assert_eq!(of.iter().filter(|p| p.offer == 0).count(), 120, "60 % of 200");
    assert_eq!(two.plan.choice, Choice::Given);
    let switching: Vec<f64> = two.demand.cohorts.iter().map(|c| c.switching).collect();
    assert_eq!(switching, [0.01, 0.01, 0.01, 0.02, 0.02, 0.02]);
    let alone: Vec<f64> = baseline.demand.cohorts.iter().map(|c| c.switching).collect();
    assert_eq!(alone, [0.0, 0.0, 0.0, 0.02, 0.02, 0.02], "with one supplier nobody can switch");
}

#[test]
fn the_cheapest_or_the_shortest_queue_may_decide() {
    let cheap = lowered("two-suppliers.ron", &["policy.choice=by_price", "prices.haneul.gpu-67tf=7_919"]);
    assert!(projects(&cheap, "gpu-67tf").iter().all(|p| p.offer == 1), "haneul is a won cheaper");
    assert!(projects(&cheap, "gpu-39tf").iter().all(|p| p.offer == 0), "ties go to the first");
    assert_eq!(cheap.plan.choice, Choice::Given);
    let wait = lowered("two-suppliers.ron", &["policy.choice=by_expected_wait"]);
    assert_eq!(wait.plan.choice, Choice::ExpectedWait);
}

/// S5 (cases S5-02, S5-allowance): one H100 at product 1's price; drawn as 39 TF, or as the card's 67.
#[test]
fn an_h100_only_supplier_serves_39tf_with_one_card() {
    let only = lowered("h100-only.ron", &[]);
    let [offer] = offers(&only, "gpu-39tf") else { panic!("one offer") };
    assert_eq!((offer.set.cards, offer.set.cores, offer.draws, offer.pool), (1, 16, 39, PoolId(0)));
    assert_eq!(*offer.prices.at(Instant(0)), Won(4_620));
    assert_eq!(projects(&only, "gpu-39tf")[0].allowance, Some(39 * 270 * DAY));
    let card = lowered("h100-only.ron", &["readings.S5.allowance=tf67"]);
    assert_eq!(offers(&card, "gpu-39tf")[0].draws, 67);
    assert_eq!(offers(&card, "gpu-134tf")[0].draws, 134, "the product's own card draws as the product");
    let floors: Vec<(u32, u32)> = only.facts.floors.iter().map(|f| (f.installed, f.floor)).collect();
    assert_eq!(floors, [(0, 0), (656, 650)]);
}

#[test]
fn a_busy_pool_overflows_into_another() {
    let full = lowered("baseline-full.ron", &[]);
    let seen: Vec<(u16, u32, bool)> =
        offers(&full, "gpu-39tf").iter().map(|o| (o.pool.0, o.set.cards, o.overflow)).collect();
    assert_eq!(seen, [(0, 2, false), (1, 1, true)]);
    assert!(projects(&full, "gpu-39tf").iter().all(|p| p.offer == 0));
}

/// S3: 16 H100 are two whole servers, 56 A100 seven. 2025-07-01 is day 91, 8-01 122, 9-01 153, 10-01 183.
#[test]
fn grants_of_1pf_come_after_all_other_projects() {
    let pf = lowered("one-pf.ron", &[]);
    let [offer] = offers(&pf, "gpu-1pf") else { panic!("one offer") };
    assert_eq!(offer.gang, Some(2));
    assert_eq!(offer.set, Resources { cards: 8, cores: 128, memory_gb: 2_048, disk_gb: 60_000 });
    assert_eq!((*offer.prices.at(Instant(0)), offer.allocation), (Won(126_720), Allocation::Dynamic));
    let a100 = lowered("one-pf.ron", &["offers.naru.gpu-1pf.pool=\"A100\""]);
    assert_eq!(offers(&a100, "gpu-1pf")[0].gang, Some(7));

    let cohort = pf.demand.cohorts.last().expect("the grants");
    let listed = |from: i64, days: i64| Listed { at: day(from), work: Span::days(days) };
    let requests = vec![listed(91, 62), listed(122, 61), listed(153, 61), listed(183, 61)];
    assert_eq!((cohort.product.as_str(), cohort.first_number, cohort.projects), ("gpu-1pf", 1, 4));
    assert_eq!(cohort.behaviour, Behaviour::Listed { requests });
    let id = product(&pf, "gpu-1pf");
    assert!(pf.plan.projects[700..].iter().all(|p| usize::from(p.product.0) == id && p.allowance.is_none()));
    assert_eq!((pf.plan.projects.len(), pf.names.products[id].first_project), (704, 701));
    // Nobody offers it in the baseline, and nobody is granted it: it is not in that plan.
    let baseline = lowered("baseline-2025.ron", &[]);
    assert!(!baseline.names.products.iter().any(|p| p.id == "gpu-1pf"));
}

/// S4 (case S4-row-07): 134TF takes the row of 32 cores, 384 GB and 10 TB.
#[test]
fn the_slipped_row_may_be_134tfs() {
    let changes = &["readings.S4.row=\"gpu-134tf\""];
    let set = offers(&lowered("one-pf.ron", changes), "gpu-134tf")[0].set;
    assert_eq!(set, Resources { cards: 2, cores: 32, memory_gb: 384, disk_gb: 10_000 });
    assert_eq!(offers(&lowered("one-pf.ron", changes), "gpu-67tf")[0].set.cores, 16);
    assert_eq!(offers(&lowered("one-pf.ron", &[]), "gpu-134tf")[0].set.cores, 16);
}

/// S7: 57 servers come on May 1 (day 30) that were agreed for April 1.
#[test]
fn servers_later_than_agreed_are_late() {
    let servers = r#"fleet.naru.H100.servers={ "2025-05-01": 50, "2025-06-01": 57 }"#;
    let late = lowered("baseline-2025.ron", &[servers, r#"fleet.naru.H100.agreed="2025-04-01""#]);
    let group = |count, agreed, from| Servers { count, agreed, from, until: None, wave: None };
    assert_eq!(late.plan.pools[1].servers, [group(50, day(0), day(30)), group(7, day(0), day(61))]);
    let planned = lowered("baseline-2025.ron", &[servers]);
    assert_eq!(planned.plan.pools[1].servers, [group(50, day(30), day(30)), group(7, day(61), day(61))]);
}

/// A4 (ii): the price stays the dynamic one; the ratio is the terms'.
#[test]
fn a_supplier_may_offer_fixed_allocation_from_the_start() {
    let fixed = lowered("all-fixed.ron", &[]);
    for id in ["gpu-39tf", "gpu-67tf", "gpu-134tf"] {
        assert_eq!(offers(&fixed, id)[0].allocation, Allocation::Fixed, "{id}");
    }
    assert_eq!(*offers(&fixed, "gpu-67tf")[0].prices.at(Instant(0)), Won(7_920));
    assert_eq!(fixed.plan.terms.fixed_ratio, Share(5_000));
    assert_eq!(fixed.facts.allowance_product_s, 275 * DAY);
    assert!(fixed.plan.outages.allocators.iter().all(Option::is_none), "nothing is allocated dynamically");
}

/// P6. 2025-09-01 is day 153; September to December are four whole months: 120 days of 30.
#[test]
fn a_wave_goes_on_where_its_products_stopped() {
    let wave = lowered("waves-september.ron", &[]);
    assert_eq!(wave.plan.waves, [Wave { at: day(153), threshold: Share(1_000) }]);
    let later = &wave.demand.cohorts[6..];
    let seen: Vec<(&str, u32, u32, Instant)> =
        later.iter().map(|c| (c.product.as_str(), c.first_number, c.projects, c.from)).collect();
    assert_eq!(
        seen,
        [("gpu-39tf", 201, 20, day(153)), ("gpu-67tf", 151, 15, day(153)), ("gpu-134tf", 151, 15, day(153))]
    );
    assert_eq!(wave.plan.projects.len(), 750);
    assert!(wave.plan.projects[..700].iter().all(|p| p.wave.is_none()));
    let first = wave.plan.projects[700];
    assert_eq!((first.wave, first.allowance), (Some(0), Some(120 * DAY * 39)));
    let added = *wave.plan.pools[0].servers.last().expect("servers");
    let want = Servers { count: 5, agreed: day(153), from: day(153), until: None, wave: Some(0) };
    assert_eq!(added, want);
    assert_eq!((wave.facts.waves[0].name.as_str(), wave.facts.waves[0].support_months), ("9월", 4));

    let full = lowered("baseline-full.ron", &[]);
    let places: Vec<bool> = projects(&full, "gpu-67tf")[150..].iter().map(|p| p.in_recalled_place).collect();
    assert_eq!(places, [vec![false; 15], vec![true; 5]].concat());
    // Whole months that end with the programme: from December 1 one, and A5's calendar months as they are.
    let last = [r#"waves.9월.decide="2025-12-01""#, "readings.A5.allowance_month=calendar"];
    let december = lowered("waves-september.ron", &last);
    assert_eq!(december.plan.projects[700].allowance, Some(31 * DAY * 39));
}

#[test]
fn a_wave_of_npu_projects_enrols_when_it_is_admitted() {
    let npu = lowered("waves-september.ron", &["waves.9월.projects.npu-60=3"]);
    let cohort = npu.demand.cohorts.last().expect("the wave");
    assert_eq!(
        cohort.behaviour,
        Behaviour::Tenancy { at_start: 0.0, from_day: 153, until_day: 154, enrolled: 1.0 }
    );
    let offers: Vec<u16> = npu.plan.projects[750..].iter().map(|p| p.offer).collect();
    assert_eq!(offers, [0, 1, 2], "the shares go on counting: numbers 121 to 123 after 40 each");
}

/// A6: the mid-check of 2025-08-25 is day 146.
#[test]
fn resources_may_be_recalled() {
    let full = lowered("baseline-full.ron", &[]).plan.recall;
    let allocation = Some(RecallAllocation { after: Span::days(7), notice: Span::hours(24) });
    let grant = Some(RecallGrant { at: day(146), below: Share(500), notice: Span::days(7) });
    assert_eq!(full, Recall { allocation, grant });
    assert_eq!(lowered("baseline-2025.ron", &[]).plan.recall, Recall::default());
}

/// T5, T6: case T6-08 has the free month and three months end at 34,128,000 s: 2026-05-01.
#[test]
fn use_goes_on_after_the_programme() {
    let full = lowered("baseline-full.ron", &[]);
    let after = full.plan.after.expect("use after the programme");
    assert_eq!(
        (after.horizon, after.stays, after.discount),
        (Instant(34_128_000), Share(1_500), Share(3_000))
    );
    assert_eq!((full.demand.end, full.demand.last), (Instant(23_760_000), Instant(34_128_000)));
    assert_eq!(offers(&full, "gpu-67tf")[0].market, Won(4_110));
    assert_eq!(full.demand.month_starts.len(), 13, "April 2025 to April 2026");
    // 2026-01-01 is day 275, 02-16 to 18 are 321 to 323, 03-01 and 03-02 are 334 and 335.
    assert_eq!(full.demand.calendar.holidays[13..], [275, 321, 322, 323, 334, 335]);
    let baseline = lowered("baseline-2025.ron", &[]);
    assert!(baseline.plan.after.is_none() && baseline.demand.last == baseline.demand.end);
}

/// T12, S6, N5, U2, A1.
#[test]
fn what_users_do_beside_their_requests() {
    let full = lowered("baseline-full.ron", &["demand.partial.billed=pro_rata", "demand.gpu_busy=0.9"]);
    assert_eq!(full.demand.partial_share, 0.05);
    assert_eq!(full.plan.part_sets, PartSets { billed_pro_rata: true, frees_the_rest: false });
    assert_eq!(full.plan.gpu_busy, Share(9_000));
    assert_eq!(full.demand.extra_storage, Some(ExtraStorage { share: 0.1, tb: 2 }));
    assert_eq!(full.facts.storage_tb, [(SupplierId(0), 100)]);
    assert_eq!(
        full.demand.stages,
        Some(Stages { median_weeks: [3.0, 4.0, 6.0, 6.0], over_two_months: 0.25 })
    );
    assert_eq!(full.demand.trials, Some(Trials { share: 0.2, length: Span::hours(2) }));
    let baseline = lowered("baseline-2025.ron", &[]);
    assert_eq!((baseline.demand.partial_share, baseline.plan.gpu_busy), (0.0, Share::WHOLE));
    assert_eq!(baseline.plan.part_sets, PartSets::default());
}

/// T9, T10, T11: for the study to report.
#[test]
fn what_is_settled_at_the_end_stands_in_the_facts() {
    let full = lowered("baseline-full.ron", &["final_settlement.naru.clawback=(share: 0.05)"]);
    let [naru] = &full.facts.final_settlements[..] else { panic!("one supplier") };
    assert_eq!((naru.supplier, naru.rent_cut), (SupplierId(0), Some(Share(100))));
    assert_eq!(naru.clawback, Some(Clawback::Share(Share(500))));
    let cost = naru.actual_cost.as_ref().expect("a cost");
    assert_eq!(cost.server_month, [(PoolId(0), Won(7_000_000)), (PoolId(1), Won(20_000_000))]);
    assert_eq!(cost.margin, Share(500));
    let sum = lowered("baseline-full.ron", &["final_settlement.naru.clawback=(won: 7)"]);
    assert_eq!(sum.facts.final_settlements[0].clawback, Some(Clawback::Sum(Won(7))));
    assert!(lowered("baseline-2025.ron", &[]).facts.final_settlements.is_empty());
}

/// `data/baseline.json`, named scenarios.
#[test]
fn prices_and_contributions_of_the_named_scenarios() {
    for (name, want) in
        [("list-price.ron", [6_400, 11_000, 22_000]), ("low-price.ron", [2_390, 4_100, 8_200])]
    {
        let plan = lowered(name, &[]).plan;
        let prices: Vec<i64> =
            plan.products[..3].iter().map(|p| p.offers[0].prices.at(Instant(0)).0).collect();
        assert_eq!(prices, want, "{name}");
    }
    let offset = lowered("contributions-offset.ron", &[]);
    assert!(offset.readings.contains(&("T3.own".to_owned(), "out_of_price".to_owned())));
}

/// Data, code and cases agree: every clause is built or says why not; what can be read in two ways has cases.
#[test]
fn every_clause_with_readings_has_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/cases");
    let cases: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the rules have cases")
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix(".json")?.split('-').next()?.to_owned()))
        .collect();
    let full = lowered("baseline-full.ron", &[]);
    for clause in &full.clauses {
        assert_ne!(clause.status, Status::Planned, "{}", clause.id);
        let has_cases = cases.contains(&clause.id);
        assert!(clause.readings.is_empty() || has_cases, "{} has readings and no cases", clause.id);
    }
    for case in &cases {
        let clause = full.clauses.iter().find(|c| c.id == *case || case == "README.md");
        assert_eq!(clause.map(|c| &c.status), Some(&Status::Built), "{case}");
    }
    for variant in Readings::catalogue() {
        let clause = full.clauses.iter().find(|c| c.id == variant.clause).expect("a row of the table");
        assert_eq!(clause.status, Status::Built, "{}", clause.id);
        let row = clause.readings.iter().find(|r| r.variant == variant.name).expect("a row of the table");
        let values: Vec<&str> = row.values.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(values, variant.values, "{}.{}: the default comes first", variant.clause, variant.name);
    }
}
