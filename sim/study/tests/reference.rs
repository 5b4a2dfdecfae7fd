//! The statistics against reference values made with mpmath, scipy and statsmodels (`tests/reference/statistics.json`).
//!
//! `NARU_REFERENCE=dir cargo test -p naru-study --test reference` reads another folder's `statistics.json` in the
//! same form. A case of a function that exists here must be answered in full and agree; a function that nobody
//! named below is an error; those that are not built yet are listed with their number of cases.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use naru_study::statistics::{
    Batches, Confidence, End, Gate, Looks, Sides, Skewness, Spending, Target, Verdict, bonferroni,
    boundaries, censored_date_quantile, clopper_pearson, holm, kaplan_meier, mean, nominal_levels,
    normal_quantile, paired, pooled_quantile_of_waits, quantile_order, ratio, student_quantile, wilson,
    zero_events_upper,
};
use serde_json::{Value, json};

/// Functions with an answer below, and the number of cases that the project's own file has of each.
const BUILT: [(&str, usize); 17] = [
    ("t_quantile", 9),
    ("normal_quantile", 6),
    ("mean_ci_t", 5),
    ("wilson", 8),
    ("clopper_pearson", 8),
    ("zero_events_upper", 2),
    ("quantile_order_ci", 10),
    ("censored_date_quantile", 3),
    ("ratio", 5),
    ("pooled_quantile_woodruff", 6),
    ("holm", 5),
    ("paired", 5),
    ("kaplan_meier", 4),
    ("group_sequential_obf", 7),
    ("group_sequential_pocock_type", 2),
    ("gate_replay", 6),
    ("sequential_stop", 3),
];

/// Functions of the file that this room does not have (the generator is the kernel's).
const NOT_BUILT: [&str; 7] = [
    "sobol_exact",
    "sobol_estimator",
    "morris",
    "asymptotic_confidence_sequence",
    "bernoulli_confidence_sequence",
    "control_variate",
    "philox4x32_10",
];

#[test]
fn every_case_of_a_built_function_agrees() {
    let other = std::env::var_os("NARU_REFERENCE").map(PathBuf::from);
    let folder =
        other.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference"));
    let path = folder.join("statistics.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));

    let (mut run, mut waiting, mut wrong) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for case in &cases {
        let id = case["id"].as_str().expect("a case has an id");
        let name = case["fn"].as_str().expect("a case names its function");
        if NOT_BUILT.contains(&name) {
            *waiting.entry(name).or_insert(0) += 1;
            continue;
        }
        *run.entry(name).or_insert(0) += 1;
        match answer(name, &case["input"]) {
            Some(got) => {
                let rel_tol = case["rel_tol"].as_f64().expect("a case has a tolerance");
                differences(id, &case["expected"], &got, rel_tol, &mut wrong);
            }
            None => wrong.push(format!("{id}: `{name}` is neither built nor listed as not built")),
        }
    }

    // Past the test harness, which would swallow what `println!` wrote in a passing test.
    let mut stderr = std::io::stderr();
    writeln!(stderr, "{}: {} cases run", path.display(), run.values().sum::<usize>())
        .expect("stderr is there");
    for (name, count) in &waiting {
        writeln!(stderr, "NOT BUILT YET: {name}: {count} cases were NOT run").expect("stderr is there");
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(!run.is_empty(), "{} has no case of a built function", path.display());
    if other.is_none() {
        assert_eq!(run, BUILT.into_iter().collect(), "the project's own file lost or gained cases");
    }
}

/// What the program says, under the names of the reference; `None` for a function that it does not have.
fn answer(name: &str, input: &Value) -> Option<Value> {
    let number = |key: &str| input[key].as_f64().unwrap_or_else(|| panic!("{name} needs `{key}`"));
    let count = |key: &str| input[key].as_u64().unwrap_or_else(|| panic!("{name} needs a count `{key}`"));
    let list = |key: &str| numbers(&input[key]);
    let confidence = || Confidence::new(number("confidence")).expect("a level between 0 and 1");
    let answer = match name {
        "t_quantile" => json!(student_quantile(number("df"), number("p"))),
        "normal_quantile" => json!(normal_quantile(number("p"))),
        "mean_ci_t" => {
            let got = mean(&list("x"), confidence()).expect("enough values");
            json!({ "mean": got.mean, "sd": got.sd, "half_width": got.half_width, "lo": got.interval.lo,
                "hi": got.interval.hi, "skewness": got.skewness, "cochran_min_n": got.enough_at })
        }
        "wilson" | "clopper_pearson" => {
            let interval = if name == "wilson" { wilson } else { clopper_pearson };
            let got = interval(count("x"), count("n"), confidence()).expect("enough values");
            json!({ "lo": got.lo, "hi": got.hi })
        }
        "zero_events_upper" => json!(zero_events_upper(count("n"), confidence()).expect("enough values")),
        "quantile_order_ci" => {
            let got = quantile_order(count("n"), number("p"), confidence()).expect("enough values");
            json!({ "point_rank": got.point, "lower_rank": got.lower, "upper_rank": got.upper,
                "coverage_at_least": got.coverage })
        }
        "censored_date_quantile" => {
            let days: Vec<Option<i64>> = elements(&input["day"]).iter().map(day).collect();
            let got = censored_date_quantile(&days, number("p"), confidence()).expect("enough values");
            let exhausted = days.iter().flatten().count() as u64;
            let share = wilson(exhausted, got.count, confidence()).expect("enough values");
            json!({ "exhausted": exhausted, "share_lo": share.lo, "share_hi": share.hi,
                "point": got.point, "lo": got.lo, "hi": got.hi })
        }
        "ratio" => {
            let got =
                ratio(&list("y"), &list("x"), confidence()).expect("enough values").expect("a denominator");
            json!({ "ratio": got.point, "jackknife": got.jackknife, "se_jackknife": got.se,
                "se_delta": got.se_delta, "lo": got.interval.lo, "hi": got.interval.hi })
        }
        "pooled_quantile_woodruff" => {
            let waits: Vec<Vec<u64>> = elements(&input["waits_s"]).iter().map(seconds).collect();
            let got = pooled_quantile_of_waits(&waits, number("p"), confidence());
            let got = got.expect("enough replications").expect("there are waits");
            json!({ "quantile": got.quantile, "F_at_quantile": got.share_at_quantile, "se_F": got.share_se,
                "lo": got.interval.lo, "hi": got.interval.hi })
        }
        "holm" => json!({ "holm": holm(&list("p")), "bonferroni": bonferroni(&list("p")) }),
        "paired" => {
            let got =
                paired(&list("a"), &list("b"), number("margin"), Confidence::P95).expect("enough pairs");
            json!({ "mean_diff": got.mean_diff, "sd_diff": got.sd_diff, "lo95": got.interval.lo,
                "hi95": got.interval.hi, "p_two_sided": got.p_two_sided, "p_noninferior": got.p_noninferior,
                "p_tost": got.p_tost, "variance_reduction_factor": got.variance_reduction,
                "correlation": got.correlation })
        }
        "kaplan_meier" => {
            let ends =
                elements(&input["event"]).iter().map(|e| if e == &json!(1) { End::Event } else { End::Cut });
            let observations: Vec<(u64, End)> = seconds(&input["time"]).into_iter().zip(ends).collect();
            let got = kaplan_meier(&observations);
            let column =
                |of: fn(&naru_study::statistics::Step) -> Value| got.steps.iter().map(of).collect::<Value>();
            json!({ "times": column(|s| json!(s.at)), "survival": column(|s| json!(s.survival)),
                "se_greenwood": column(|s| json!(s.se)), "median": got.median })
        }
        "group_sequential_obf" | "group_sequential_pocock_type" => {
            let obf = name == "group_sequential_obf";
            let spending = if obf { Spending::OBrienFleming } else { Spending::Pocock };
            let sides = if input["sides"] == json!("two") { Sides::Two } else { Sides::One };
            let z = boundaries(spending, sides, number("alpha"), &list("information"));
            json!({ "z": z, "nominal_one_sided_p": nominal_levels(&z) })
        }
        "gate_replay" => gate_replay(
            &list("d"),
            number("margin"),
            Looks::new(count("n_max") as usize, count("looks") as usize, number("alpha")),
        ),
        "sequential_stop" => {
            let target = Target { absolute: number("abs_half_width"), relative: number("gamma") };
            let (first, cap) = (count("n0") as usize, count("cap") as usize);
            sequential_stop(&list("x"), first, count("batch") as usize, cap, target, confidence())
        }
        _ => return None,
    };
    Some(answer)
}

/// Look after look, as the gate does, until one decides.
fn gate_replay(differences: &[f64], margin: f64, looks: Looks) -> Value {
    let gate = Gate::new(looks, 1);
    let mut judged = gate.sizes().iter().map(|n| gate.judge(&differences[..*n], margin));
    let last =
        judged.find(|judged| judged.verdict != Verdict::Continue).expect("the last look ends the gate");
    let verdict = match last.verdict {
        Verdict::Pass => "pass",
        Verdict::Worse => "fail",
        Verdict::Undecided => "undecided",
        Verdict::Continue => "continue",
    };
    json!({ "verdict": verdict, "look": last.look, "n": last.n, "mean": last.mean, "upper": last.upper,
        "lower": last.lower, "reason": if last.identical { "identical" } else { "" } })
}

/// One batch at a time, as the reference looks; nothing is asked of the skewness there.
fn sequential_stop(
    x: &[f64],
    first: usize,
    batch: usize,
    cap: usize,
    target: Target,
    confidence: Confidence,
) -> Value {
    let batches = Batches { first, batch, cap };
    let mut n = first;
    loop {
        let figure = mean(&x[..n], confidence).expect("enough values");
        let reached = target.shortfall(&figure, Skewness::Flags) <= 1.0;
        match batches.next(n, 1.0).filter(|_| !reached) {
            Some(next) => n = next,
            None => {
                let reason = if reached { "reached" } else { "cap" };
                return json!({ "n": n, "reason": reason, "mean": figure.mean, "half_width": figure.half_width });
            }
        }
    }
}

/// Appends one line per value that is missing or off. Tolerance relative, 1e-12 absolute where 0 is expected.
fn differences(place: &str, expected: &Value, got: &Value, rel_tol: f64, wrong: &mut Vec<String>) {
    match (expected, got) {
        (Value::Object(fields), Value::Object(answers)) => {
            for (key, expected) in fields {
                match answers.get(key) {
                    Some(got) => differences(&format!("{place}.{key}"), expected, got, rel_tol, wrong),
                    None => wrong.push(format!("{place}.{key}: no answer")),
                }
            }
        }
        (Value::Array(items), Value::Array(answers)) if items.len() == answers.len() => {
            for (i, (expected, got)) in items.iter().zip(answers).enumerate() {
                differences(&format!("{place}[{i}]"), expected, got, rel_tol, wrong);
            }
        }
        (Value::Number(expected), Value::Number(got)) => {
            let (want, got) = (expected.as_f64().expect("a float"), got.as_f64().expect("a float"));
            let tolerance = if want == 0.0 { 1e-12 } else { rel_tol * want.abs() };
            if got.is_nan() || (got - want).abs() > tolerance {
                wrong.push(format!("{place}: expected {want}, got {got}"));
            }
        }
        (expected, got) if expected == got => {}
        (expected, got) => wrong.push(format!("{place}: expected {expected}, got {got}")),
    }
}

fn elements(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("a list, not {value}"))
}

fn numbers(value: &Value) -> Vec<f64> {
    elements(value).iter().map(|v| v.as_f64().unwrap_or_else(|| panic!("a number, not {v}"))).collect()
}

fn seconds(value: &Value) -> Vec<u64> {
    elements(value).iter().map(|v| u64::try_from(whole(v)).expect("seconds are not negative")).collect()
}

/// `null` where the money lasted.
fn day(value: &Value) -> Option<i64> {
    (!value.is_null()).then(|| whole(value))
}

/// A whole number, also where it is written 6.0.
fn whole(value: &Value) -> i64 {
    let number =
        value.as_f64().filter(|v| v.fract() == 0.0).unwrap_or_else(|| panic!("a whole number, not {value}"));
    number as i64
}
