//! Comparisons: differences by hand, and what two real runs must say of one another.

use naru_results::{Better, Claim, LeftOut, LeftOutKind, MetricValues, Standing};
use naru_scenario::Scenario;
use naru_study::compare::{Contender, Question, Refused, Rule, Wanted, paired_difference};
use naru_study::metrics::{Sample, Series};
use naru_study::statistics::Confidence;
use naru_study::{Ask, Depth, Variant};
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn contender(name: &str, changes: &[&str]) -> Contender {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
    let changes: Vec<String> = changes.iter().map(|it| (*it).to_owned()).collect();
    let scenario = Scenario::read(&path, &changes).expect("a scenario of ours");
    let variant = Variant::of(&scenario).expect("it makes sense");
    Contender { scenario, variant }
}

fn wanted(metrics: &[&str]) -> Wanted {
    Wanted { metrics: metrics.iter().map(|it| (*it).to_owned()).collect(), ..Wanted::default() }
}

fn compared(contenders: &[Contender], wanted: &Wanted, replications: u32) -> naru_results::Compared {
    let question = Question::new(contenders, wanted).expect("it can be asked");
    let stop = AtomicBool::new(false);
    let measure = |k| question.measure(k, 1, replications, &(), &stop).expect("nothing stops it");
    let measured: Vec<_> = (0..contenders.len()).map(measure).collect();
    question.answer(1, &measured)
}

const RULE: Rule = Rule {
    better: Better::Smaller,
    chance: false,
    indifference: Some(0.1),
    confidence: Confidence::P95,
    claims: 1,
};

fn series(values: &[Option<f64>]) -> Series {
    Series { point: None, values: values.to_vec() }
}

#[track_caller]
fn near(got: Option<f64>, want: f64) {
    assert!(
        got.is_some_and(|got| (got - want).abs() < 1e-9 * want.abs().max(1.0)),
        "{got:?}, by hand {want}"
    );
}

/// d = -2, -1.5, -2, -1.5: mean -1.75, s = √(4 × 0.25²/3), se = s/2 = 0.144338. Quantiles of t with three degrees of
/// freedom by scipy 1.x: 3.182446 (97.5 %), 4.176535 (98.75 %), 2.353363 (95 %).
#[test]
fn intervals_by_hand() {
    let a = series(&[Some(3.0), Some(5.0), None, Some(4.0), Some(6.0), Some(7.0)]);
    let b = series(&[Some(1.0), Some(3.5), Some(9.0), Some(2.0), Some(4.5), None]);
    let found = paired_difference(&a, &b, &Rule { claims: 2, ..RULE });
    let se = (4.0_f64 * 0.25 * 0.25 / 3.0).sqrt() / 2.0;
    assert_eq!((found.pairs, found.dropped, found.differing), (4, 2, 4));
    // Figures of the pairs alone: 18/4 and 11/4.
    assert_eq!((found.first, found.second, found.difference), (Some(4.5), Some(2.75), Some(-1.75)));
    near(found.hi, -1.75 + 4.176_534_846_104_503 * se);
    near(found.lo, -1.75 - 4.176_534_846_104_503 * se);
    near(found.marginal_hi, -1.75 + 3.182_446_305_283_707_8 * se);
    near(found.equivalence_lo, -1.75 - 2.353_363_434_801_823_3 * se);
    // Variances 5/3 and (1.75² + 0.75² + 0.75² + 1.75²)/3 = 7.25/3, of the differences 0.25/3.
    near(found.variance_reduction, (5.0 + 7.25) / 0.25);
    assert_eq!((found.claim, found.differs_below), (Claim::Better, None));
}

/// As many claims as make the same interval reach 0 leave nothing to claim.
#[test]
fn many_claims_ask_for_more() {
    let a = series(&[Some(0.0); 4]);
    let b = series(&[Some(-2.0), Some(-0.5), Some(-2.0), Some(-0.5)]);
    // Mean -1.25, se = √(4 × 0.75²/3)/2 = 0.433: alone -1.25 + 3.182 × 0.433 = 0.128; at 90 % -1.25 + 1.02 = -0.23.
    assert_eq!(paired_difference(&a, &b, &RULE).claim, Claim::NotShown);
    let ninety = Rule { confidence: Confidence::P90, ..RULE };
    assert_eq!(paired_difference(&a, &b, &ninety).claim, Claim::Better);
    assert_eq!(paired_difference(&a, &b, &Rule { claims: 2, ..ninety }).claim, Claim::NotShown);
}

/// d = ±0.02: 90 % interval ± 2.353 × 0.0231/2 = ± 0.0272.
#[test]
fn equivalence_needs_the_zone_around_the_interval() {
    let a = series(&[Some(0.0); 4]);
    let b = series(&[Some(0.02), Some(-0.02), Some(0.02), Some(-0.02)]);
    for (zone, want) in
        [(Some(0.028), Claim::Equivalent), (Some(0.027), Claim::NotShown), (None, Claim::NotShown)]
    {
        assert_eq!(paired_difference(&a, &b, &Rule { indifference: zone, ..RULE }).claim, want, "{zone:?}");
    }
}

#[test]
fn too_few_pairs_say_nothing() {
    let found = paired_difference(&series(&[Some(1.0), None]), &series(&[Some(4.0), Some(5.0)]), &RULE);
    assert_eq!((found.claim, found.difference, found.lo), (Claim::Nothing, Some(3.0), None));
    let found = paired_difference(&series(&[None]), &series(&[None]), &RULE);
    assert_eq!((found.claim, found.difference, found.first), (Claim::Nothing, None, None));
}

/// Late of all, 2/10 and 4/10 against 1/10 and 1/10: pseudo-values 2 × 0.3 - 0.4 and 2 × 0.3 - 0.2, less 0.1 each.
#[test]
fn ratios_are_paired_by_their_pseudo_values() {
    let easy = contender("plan-easy.ron", &[]);
    let figure = easy.variant.table.figure("waits.all.over_limit_share").expect("there is one");
    let of = |parts: [u64; 2]| {
        easy.variant.table.series(&figure, &parts.map(|part| Sample::Ratio { part, of: 10 }))
    };
    let found = paired_difference(&of([2, 4]), &of([1, 1]), &RULE);
    near(found.first, 0.3);
    near(found.second, 0.1);
    near(found.difference, -0.2); // -0.1 and -0.3
}

/// Both sides meet the same users, days and faults, since every draw is by address: every metric that can be paired.
#[test]
fn an_identical_scenario_differs_by_exactly_zero() {
    let both = [contender("shared.ron", &[]), contender("shared.ron", &[])];
    let table = &both[0].variant.table;
    let ids = table.iter().map(|metric| format!("programme.{}", metric.id)).collect();
    let found = compared(&both, &Wanted { metrics: ids, ..Wanted::default() }, 3);
    assert!(found.metrics.len() > 100 && found.scenarios[1].differences.is_empty());
    assert_eq!(found.scenarios[1].same_demand, 3);
    for metric in &found.metrics {
        let it = &metric.against[0];
        if it.claim == Claim::Nothing {
            assert!(it.pairs < 2 && it.lo.is_none(), "{}: {it:?}", metric.id);
            continue;
        }
        let zero = Some(0.0);
        assert_eq!((it.claim, it.differing), (Claim::Equal, 0), "{}", metric.id);
        assert_eq!((it.difference, it.lo, it.hi), (zero, zero, zero), "{}", metric.id);
        assert_eq!(it.differs_below, None, "{}: nothing is left to bound", metric.id);
    }
}

/// The spend of each replication, run by itself; and what differs is named.
#[test]
fn a_difference_is_the_mean_of_what_each_pair_spent() {
    let both = [contender("shared.ron", &[]), contender("shared.ron", &["fleet.naru.A100.servers=24"])];
    let wanted = Wanted {
        indifference: vec![("budget.spent_won".to_owned(), 1.0)],
        ..wanted(&["budget.spent_won", "waits.all.mean_hours"])
    };
    let question = Question::new(&both, &wanted).expect("it can be asked");
    let stop = AtomicBool::new(false);
    let measured = [0, 1].map(|k| question.measure(k, 1, 3, &(), &stop).expect("nothing stops it"));
    let found = question.answer(1, &measured);
    let ask = Ask { seed: 1, replications: 0..3, depth: Depth::Own };
    let spent = [0, 1].map(|k: usize| {
        both[k].variant.map(&ask, |record| record.spent().0, &(), &stop).expect("nothing stops it")
    });
    let sum: i64 = spent[0].iter().zip(&spent[1]).map(|(a, b)| b - a).sum();
    let it = &found.metrics[0].against[0];
    assert_eq!(it.difference, Some((sum as f64 / 3.0).round()));
    assert_eq!((it.pairs, found.metrics[0].indifference, found.claims), (3, Some(1.0), 2));
    let differing: Vec<_> = found.scenarios[1].differences.iter().map(|it| it.path.as_str()).collect();
    assert_eq!((differing, found.scenarios[1].same_demand), (vec!["fleet.naru.A100.servers"], 3));
    let columns = question.columns(1, 1, &measured);
    let MetricValues::Real(values) = &columns.metrics[0].values else { panic!("numbers that were paired") };
    let paired: Vec<i64> = values.iter().map(|x| x.expect("every programme spends") as i64).collect();
    assert_eq!(paired, spent[1]);
    assert_eq!(columns.keys[2].demand_digest, measured[0].digests[2]);
}

/// Three fleets, the first too small for the others: which is best by what each spends is none's to say, by waits it is.
#[test]
fn the_best_of_three_is_found_by_all_pairs() {
    let fleet = |servers: &str| contender("shared.ron", &[&format!("fleet.naru.A100.servers={servers}")]);
    let three = vec![fleet("21"), fleet("26"), fleet("26")];
    let found = compared(&three, &wanted(&["budget.spent_won", "waits.all.mean_hours"]), 4);
    assert_eq!(found.claims, 4);
    let best = found.best.expect("three or more");
    assert_eq!((best.metric.as_str(), best.pairs.len()), ("waits.all.mean_hours", 3));
    let within = Standing::WithinIndifference;
    assert_eq!(best.standings, [Standing::NotBest, within, within]);
    let equal = &best.pairs[2];
    assert_eq!((equal.first, equal.second, equal.difference, equal.hi), (1, 2, Some(0.0), Some(0.0)));
}

/// `two-suppliers` has pools that the baseline has not; another demand is other users.
#[test]
fn what_only_one_has_is_named() {
    let both = [contender("baseline-2025.ron", &[]), contender("two-suppliers.ron", &["demand.level=1.5"])];
    let found = compared(&both, &wanted(&["budget.spent_won"]), 2);
    assert_eq!(found.scenarios[1].same_demand, 0);
    let supplier = found.left_out.iter().find(|it| it.kind == LeftOutKind::Supplier);
    assert!(supplier.is_some_and(|it| it.scenarios == [1]), "{:?}", found.left_out);
    let known = |it: &LeftOut| it.kind == LeftOutKind::Product;
    assert!(!found.left_out.iter().any(known), "{:?}", found.left_out);
}

#[test]
fn what_cannot_be_compared_is_refused_before_anything_runs() {
    let both = [contender("plan-fcfs.ron", &[]), contender("baseline-2025.ron", &[])];
    let refused = |wanted: &Wanted| Question::new(&both, wanted).map(drop).expect_err("it cannot be asked");
    let unknown = refused(&wanted(&["waits.gpu-134tf.p95"]));
    let Refused::Unknown { id, nearest } = unknown else { panic!("{unknown:?}") };
    assert_eq!((id.as_str(), nearest.len()), ("waits.gpu-134tf.p95", 3));
    assert!(nearest.iter().all(|id| id.starts_with("programme.waits.gpu-134tf.p9")), "{nearest:?}");
    let pooled = "waits.all.p95_hours".to_owned();
    assert_eq!(refused(&wanted(&[&pooled])), Refused::NotPaired { id: pooled });
    let spent = || "budget.spent_won".to_owned();
    let best = Wanted { best: Some(spent()), ..Wanted::default() };
    assert_eq!(refused(&best), Refused::NoDirection { id: spent() });
    let below = Wanted { indifference: vec![(spent(), 1.0)], ..wanted(&["waits.all.mean_hours"]) };
    let compared = vec!["waits.all.mean_hours".to_owned()];
    assert_eq!(refused(&below), Refused::NotCompared { id: spent(), compared });
    let one_pf = "waits.gpu-1pf.mean_hours";
    let missing = refused(&wanted(&[one_pf]));
    let Refused::NotInAll { id, missing, nearest } = missing else { panic!("{missing:?}") };
    assert_eq!((id.as_str(), missing, nearest.len()), (one_pf, 1, 3));
}
