//! The scenario files of this project: they can run, and say what the design pages say.

#![expect(clippy::float_cmp, reason = "a number in a file is the nearest float to what is written")]

use crate::common::Folder;
use naru_model::rules::allocation::{Placement, Resources};
use naru_model::rules::readings::Readings;
use naru_model::workload::Behaviour;
use naru_model::{Allocation, Line, PoolId, Tariff};
use naru_scenario::{Basis, Colour, Kept, Lang, Lowered, Scenario, Status, Unit};
use naru_units::{DAY, Instant, Share, Span, Won};
use std::path::{Path, PathBuf};

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

#[track_caller]
fn read(name: &str, changes: &[&str]) -> Scenario {
    let changes: Vec<String> = changes.iter().map(|c| (*c).to_owned()).collect();
    Scenario::read(&scenarios().join(name), &changes)
        .unwrap_or_else(|p| panic!("{name}: {}", p.render(Lang::En, Colour::Plain)))
}

#[track_caller]
pub(crate) fn lowered(name: &str, changes: &[&str]) -> Lowered {
    read(name, changes).lower().unwrap_or_else(|p| panic!("{name}: {}", p.render(Lang::En, Colour::Plain)))
}

/// A scenario of ours over the baseline, made for a test.
#[track_caller]
pub(crate) fn lowered_over(over: &str) -> Lowered {
    let base = scenarios().join("baseline-2025.ron").canonicalize().expect("the baseline is there");
    let text = format!("( name: \"bid\", base: {:?}, {over} )", base.display().to_string());
    let folder = Folder::new(&[("bid.ron", &text)]);
    folder.read("bid.ron", &[]).expect("it can be read").lower().expect("it can run")
}

#[test]
fn every_scenario_but_the_broken_one_can_run_and_is_called_as_its_file() {
    for entry in std::fs::read_dir(scenarios()).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().and_then(|n| n.to_str()).expect("a name").to_owned();
        let ron = path.extension().is_some_and(|e| e == "ron") && !stem.contains('.');
        if ron && stem != "broken-example" {
            assert_eq!(lowered(&format!("{stem}.ron"), &[]).name, stem);
        }
    }
}

/// `data/baseline.json`, `workload.md` and the call, number by number.
#[test]
fn the_baseline_is_what_the_design_pages_say() {
    let baseline = lowered("baseline-2025.ron", &[]);
    let plan = &baseline.plan;
    assert_eq!(plan.end, Instant(23_760_000));
    assert_eq!(plan.budget.cap, Won(19_800_000_000));
    assert_eq!(plan.budget.operating, Won(800_000_000));
    assert_eq!(plan.budget.opening, [Won(14_900_000_000), Won(4_100_000_000)]);
    assert_eq!(plan.terms.readings, Readings::default());
    assert_eq!(plan.terms.wait_limit, Span::hours(8));
    assert_eq!((plan.terms.discount_rate, plan.terms.fixed_ratio), (Share(3_000), Share(5_000)));
    assert_eq!((plan.terms.vat_rate, plan.terms.discount_ceiling), (Share(1_000), None));
    assert_eq!(plan.terms.month_starts.len(), 10);
    assert_eq!((plan.policy.placement, plan.concurrency), (Placement::BestFit, 1));
    assert_eq!(plan.projects.len(), 700);

    let ids: Vec<&str> = baseline.names.products.iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["gpu-39tf", "gpu-67tf", "gpu-134tf", "npu-60", "npu-120", "npu-240"]);
    let first: Vec<u32> = baseline.names.products.iter().map(|p| p.first_project).collect();
    assert_eq!(first, [1, 201, 351, 501, 621, 681]);
    let sets: Vec<(u32, u32, u32)> = plan
        .products
        .iter()
        .map(|p| (p.offers[0].set.cards, p.offers[0].set.cores, p.offers[0].set.memory_gb))
        .collect();
    assert_eq!(sets, [(2, 16, 128), (1, 16, 128), (2, 16, 128), (1, 16, 128), (2, 16, 256), (4, 16, 256)]);
    let prices: Vec<Won> = plan.products.iter().map(|p| *p.offers[0].prices.at(Instant(0))).collect();
    assert_eq!(prices, [4_620, 7_920, 15_840, 1_595_000, 2_805_000, 4_620_000].map(Won));
    let pools: Vec<PoolId> = plan.products.iter().map(|p| p.offers[0].pool).collect();
    assert_eq!(pools, [0, 1, 1, 2, 3, 4].map(PoolId));
    for (product, line) in
        plan.products.iter().zip([Line::Gpu, Line::Gpu, Line::Gpu, Line::Npu, Line::Npu, Line::Npu])
    {
        let gpu = line == Line::Gpu;
        assert_eq!(product.line, line);
        assert_eq!(product.tariff, if gpu { Tariff::Hourly } else { Tariff::Monthly });
        assert_eq!(product.offers[0].allocation, if gpu { Allocation::Dynamic } else { Allocation::Fixed });
        assert_eq!(product.limit, gpu.then_some(Span::hours(8)));
        assert_eq!(product.idle_return, if gpu { Span::minutes(30) } else { Span::ZERO });
    }
    let own: Vec<[i64; 3]> =
        plan.products.iter().map(|p| [0, 1, 2].map(|k: usize| p.own_monthly[k].0)).collect();
    assert_eq!(own[..3], [[175_000, 87_500, 0], [300_000, 150_000, 0], [600_000, 300_000, 0]]);
    assert_eq!(own[3..], [[0, 0, 0]; 3]);
    let a100 = &plan.pools[0];
    assert_eq!(a100.server, Resources { cards: 8, cores: 128, memory_gb: 2_048, disk_gb: 30_000 });
    let servers: Vec<u32> = plan.pools.iter().map(|p| p.servers.iter().map(|s| s.count).sum()).collect();
    // NPU in fours: 36 servers for 120 sets of one card, 39 for 60 of two, 26 for 20 of four, and room to change supplier.
    assert_eq!(servers, [50, 57, 12, 13, 9, 12, 13, 9, 12, 13, 8]);
    assert!(baseline.warnings.is_empty());
    let floors: Vec<(&str, u32, u32)> =
        baseline.facts.floors.iter().map(|f| (f.card_type.as_str(), f.installed, f.floor)).collect();
    assert_eq!(floors, [("A100", 400, 400), ("H100", 456, 450)]);
    assert_eq!((baseline.facts.support_months, baseline.facts.allowance_product_s), (9, 23_328_000));
    let names: Vec<(&str, f64, Kept)> =
        baseline.promises.iter().map(|p| (p.metric.as_str(), p.in_programmes, p.kept)).collect();
    assert_eq!(
        names,
        [
            ("programme.waits.all.over_limit_share", 0.95, Kept::AtMost(0.01)),
            ("budget.exhausted_on", 0.90, Kept::NotBefore(Instant(23_760_000))),
        ]
    );
}

/// `workload.md`, number by number.
#[test]
fn the_baseline_demand_is_what_the_design_page_says() {
    let demand = lowered("baseline-2025.ron", &[]).demand;
    assert_eq!(demand.end, Instant(23_760_000));
    assert_eq!((demand.level, demand.max_duty, demand.think_cv, demand.tail), (1.0, 0.985, 2.0, Span(1_800)));
    let classes: Vec<(&str, f64, f64, f64)> =
        demand.classes.iter().map(|c| (c.name.as_str(), c.share, c.duty, c.mean_hours)).collect();
    assert_eq!(
        classes,
        [
            ("idle", 0.10, 0.03, 3.4),
            ("light", 0.20, 0.20, 5.0),
            ("medium", 0.35, 0.60, 12.5),
            ("heavy", 0.35, 0.93, 32.6)
        ]
    );
    let calendar = &demand.calendar;
    assert_eq!(calendar.first_weekday, 1, "2025-04-01 is a Tuesday");
    // 2025-05-01 is day 30; 2025-12-25 is day 268: counted on a calendar.
    assert_eq!(calendar.holidays, [30, 34, 35, 63, 66, 136, 185, 187, 188, 189, 190, 191, 268]);
    assert_eq!((calendar.weekend, calendar.holiday), (0.55, 0.60));
    assert_eq!((calendar.hour_share_weekday[15], calendar.hour_share_weekend[16]), (0.072_968, 0.066_738));
    assert_eq!((calendar.ramp_floor, calendar.ramp_days), (0.35, 75));
    let seasons: Vec<(i64, i64, f64)> =
        calendar.seasons.iter().map(|s| (s.from, s.until, s.factor)).collect();
    assert_eq!(
        seasons,
        [
            (118, 130, 0.85),
            (132, 146, 1.15),
            (185, 195, 0.8),
            (214, 244, 1.1),
            (244, 258, 1.2),
            (263, 275, 0.75)
        ]
    );
    assert_eq!((demand.programme_shock, demand.month_shock), (0.10, 0.08));
    assert_eq!(demand.month_starts.len(), 9);
    assert_eq!((demand.start_delay.median_days, demand.start_delay.p90_days), (12.0, 40.0));
    assert_eq!((demand.withdrawal, demand.drop_out), (0.05, 0.05));
    let kinds: Vec<(f64, bool)> = demand.user_kinds.iter().map(|k| (k.share, k.pays)).collect();
    assert_eq!(kinds, [(0.45, true), (0.25, true), (0.30, false)]);
    // 2025-08-25 is day 146, 2025-12-08 day 251.
    let rushes: Vec<(Instant, Span, f64, f64)> =
        demand.rushes.iter().map(|r| (r.before, r.within, r.share, r.work)).collect();
    assert_eq!(
        rushes,
        [(Instant(146 * DAY), Span::hours(72), 0.3, 2.0), (Instant(251 * DAY), Span::hours(72), 0.3, 2.0)]
    );
    assert_eq!((demand.failed.share, demand.failed.mu, demand.failed.sigma), (0.15, 4.17, 0.17));
    let Behaviour::Programme { length: one } = &demand.cohorts[1].behaviour else {
        panic!("67TF is a programme's product")
    };
    assert_eq!((one.min, one.max), (Span(600), Span::days(14)));
    assert_eq!((one.weights, one.mu), ([0.4903, 0.5097], [7.4343, 7.7263]));
    let Behaviour::Programme { length: two } = &demand.cohorts[2].behaviour else {
        panic!("134TF is a programme's product")
    };
    assert_eq!(two.sigma, [2.2994, 1.184]);
    assert_eq!(
        demand.cohorts[3].behaviour,
        Behaviour::Tenancy { at_start: 0.2, from_day: 30, until_day: 91, enrolled: 1.0 }
    );
}

/// Data and code agree on what can be chosen: a value is either built, or said to be planned.
#[test]
fn the_clause_table_knows_which_readings_are_built() {
    let baseline = lowered("baseline-2025.ron", &[]);
    let catalogue = Readings::catalogue();
    for clause in &baseline.clauses {
        for reading in &clause.readings {
            let built = catalogue.iter().find(|v| v.clause == clause.id && v.name == reading.variant);
            for (value, _) in &reading.values {
                let planned = reading.planned.contains(value);
                let (address, first) = (format!("{}.{}", clause.id, reading.variant), &reading.values[0].0);
                match built {
                    Some(variant) => {
                        assert_eq!(!planned, variant.values.contains(&value.as_str()), "{address}: {value}");
                    }
                    None => assert_eq!(!planned, value == first, "{address}: {value} of a mechanism to come"),
                }
            }
        }
    }
    for variant in catalogue {
        let clause = baseline.clauses.iter().find(|c| c.id == variant.clause).expect("the clause has a row");
        assert!(
            clause.readings.iter().any(|r| r.variant == variant.name),
            "{}.{}",
            variant.clause,
            variant.name
        );
    }
}

#[test]
fn the_clause_table_has_every_clause_of_the_rules() {
    let baseline = lowered("baseline-2025.ron", &[]);
    let ids: Vec<&str> = baseline.clauses.iter().map(|c| c.id.as_str()).collect();
    let mut want = Vec::new();
    for (letter, count) in [("P", 8), ("S", 12), ("A", 8), ("T", 12), ("N", 6), ("U", 4)] {
        want.extend((1..=count).map(|n| format!("{letter}{n}")));
    }
    want.extend((1..=6).map(|n| format!("X{n}"))); // what is not simulated
    assert_eq!(ids, want);
    for clause in baseline.clauses.iter().filter(|c| c.id.starts_with('X')) {
        assert!(matches!(clause.status, Status::NotSimulated(_)), "{}", clause.id);
    }
    let own = baseline.readings.iter().find(|(address, _)| address == "T3.own");
    assert_eq!(own.map(|(_, value)| value.as_str()), Some("outside"));
}

#[test]
fn a_figure_says_where_it_comes_from() {
    let baseline = lowered("baseline-2025.ron", &["demand.level=1.5"]);
    let figure = |path: &str| baseline.figures.iter().find(|f| f.path == path).expect("a marked figure");
    let level = figure("demand.level");
    assert_eq!((level.written.as_str(), level.value), ("1.5", Some(1.5)));
    assert_eq!(level.low, Some(("0.675".to_owned(), Some(0.675))));
    assert_eq!(level.changed.as_deref(), Some("--set:1"));
    assert_eq!(level.basis, Basis::Assumed("평균 이용률 45.6%, 범위 30~65%".to_owned()));
    let price = figure("prices.naru.gpu-67tf");
    assert_eq!((price.unit, price.value, price.changed.as_deref()), (Unit::WonPerHour, Some(7_920.0), None));
    assert_eq!(figure("prices.npu-a.npu-60").unit, Unit::WonPerMonth);
    let idle = figure("policy.idle_return");
    assert_eq!((idle.unit, idle.value, idle.written.as_str()), (Unit::Hours, Some(0.5), "\"30min\""));
}

#[test]
fn the_variants_change_what_they_say() {
    let split = lowered("floor-split.ron", &[]);
    let want = [("A100", 50), ("H100x1", 19), ("H100x2", 38)];
    let find = |lowered: &Lowered, pool: &str| {
        let at = lowered.names.pools.iter().position(|p| p.name == pool).expect("a pool");
        lowered.plan.pools[at].servers.clone()
    };
    for (pool, count) in want {
        assert_eq!(find(&split, pool).iter().map(|s| s.count).sum::<u32>(), count, "{pool}");
    }
    assert!(!split.names.pools.iter().any(|p| p.name == "H100"));

    let fewer = lowered("fewer-h100.ron", &[]);
    let h100 = find(&fewer, "H100");
    // 2025-09-01 is day 153.
    assert_eq!(
        h100.iter().map(|s| (s.from, s.until)).collect::<Vec<_>>(),
        [(Instant(0), None), (Instant(153 * DAY), None)]
    );
    assert_eq!(lowered("demand-130.ron", &[]).demand.level, 1.5);
    assert_eq!(lowered("cap-90.ron", &[]).plan.budget.cap, Won(17_820_000_000));
    assert_eq!(
        lowered("npu-undersubscribed.ron", &[]).demand.cohorts[5].behaviour,
        Behaviour::Tenancy { at_start: 0.2, from_day: 61, until_day: 62, enrolled: 0.5 }
    );
    let flat = lowered("flat.ron", &[]).demand;
    assert_eq!(flat.calendar.hour_share_weekday, [1.0 / 24.0; 24]);
    assert!(flat.calendar.seasons.is_empty() && flat.rushes.is_empty());
    assert_eq!((flat.calendar.ramp_floor, flat.calendar.weekend, flat.calendar.holiday), (1.0, 1.0, 1.0));
    assert_eq!(
        (flat.programme_shock, flat.month_shock, flat.withdrawal, flat.drop_out),
        (0.0, 0.0, 0.0, 0.0)
    );
}

/// What this project's own files choose lies inside the ranges that they give, and each has a name.
#[test]
fn no_scenario_of_the_project_is_warned_of_ranges_or_names() {
    for entry in std::fs::read_dir(scenarios()).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        // A gate's file is no scenario.
        let gate =
            path.file_stem().is_some_and(|stem| Path::new(stem).extension().is_some_and(|e| e == "gate"));
        if gate || path.extension().is_none_or(|e| e != "ron") {
            continue;
        }
        let checked = Scenario::read(&path, &[]).expect("it can be read").check();
        let text = checked.render(Lang::En, Colour::Plain);
        assert!(!text.contains("outside the range") && !text.contains("no `name`"), "{text}");
    }
}

/// Results must not stand under the title of a base.
#[test]
fn a_title_is_the_scenarios_own() {
    #[track_caller]
    fn check(over: &str, changes: &[&str], want: (&str, &str)) {
        let base = scenarios().join("baseline-2025.ron").canonicalize().expect("the baseline is there");
        let text = format!("( base: {:?}, {over} )", base.display().to_string());
        let folder =
            Folder::new(&[("middle.ron", &text), ("top.ron", r#"( name: "top", base: "middle.ron" )"#)]);
        let file = if over.is_empty() { "top.ron" } else { "middle.ron" };
        let title = folder.read(file, changes).expect("it can be read").lower().expect("it can run").title;
        assert_eq!((title.ko.as_str(), title.en.as_str()), want, "{over} {changes:?}");
    }
    let cap = "programme.budget.cap_won=9_900_000_000";
    let (ko, en) = ("2025년 사업 기준안", "Baseline 2025");
    check(r#"name: "bid""#, &[], ("bid", "bid"));
    check("", &[], ("top", "top"));
    check(r#"name: "bid", title: (ko: "안", en: "Bid")"#, &[], ("안", "Bid"));
    check(r#"title: (ko: "안", en: "Bid")"#, &[], ("안", "Bid"));
    check("demand: (level: 1.1)", &[], (ko, en));
    check(r#"name: "bid""#, &["demand.level= 1.1"], ("bid + demand.level=1.1", "bid + demand.level=1.1"));
    check(r#"title: (ko: "안", en: "Bid")"#, &["name=\"set\""], ("set", "set"));
    check(r#"name: "bid""#, &["name=\"a\"", "title=(ko: \"안\", en: \"Bid\")"], ("안", "Bid"));
    check(
        "demand: (level: 1.1)",
        &[cap],
        (
            "2025년 사업 기준안 + programme.budget.cap_won=9_900_000_000",
            "Baseline 2025 + programme.budget.cap_won=9_900_000_000",
        ),
    );
    let three = ["demand.level=1.1", "demand.drop_out=0.1", "demand.level=1.2", "demand.withdrawal=0.1"];
    check(
        r#"name: "bid""#,
        &three,
        (
            "bid + demand.drop_out=0.1, demand.level=1.2, demand.withdrawal=0.1",
            "bid + demand.drop_out=0.1, demand.level=1.2, demand.withdrawal=0.1",
        ),
    );
    let four = [&three[..], &["demand.think_cv=2.1"]].concat();
    check(
        r#"name: "bid""#,
        &four,
        (
            "bid + demand.drop_out=0.1, demand.level=1.2, demand.withdrawal=0.1, …",
            "bid + demand.drop_out=0.1, demand.level=1.2, demand.withdrawal=0.1, …",
        ),
    );
    // The title is for people: the hash is of the values.
    let named = read("demand-130.ron", &["demand.level=1.50"]);
    assert_eq!(named.hash(), read("demand-130.ron", &[]).hash());
}

/// Either a level or the mean use that a level gives: `workload.md`, step 11, says 0.50 takes 1.136.
///
/// At that level its prototype and this demand differ by 1 % of use: a burst there was k requests of one set each.
#[test]
fn a_mean_use_is_turned_into_a_level() {
    let level = lowered("baseline-2025.ron", &["demand.level=none", "demand.mean_use=0.50"]).demand.level;
    assert!((1.10..1.15).contains(&level), "{level}");
}
