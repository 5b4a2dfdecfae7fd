//! The statistics against reference values made with mpmath, scipy and statsmodels (`tests/reference/statistics.json`).
//!
//! `NARU_REFERENCE=dir cargo test -p naru-study --test reference` reads another folder's `statistics.json` in the
//! same form. Every case must be answered in full and agree; a function that nobody named below is an error.
//! Closed forms of Ishigami's and the g-function stand beside the tests that use them; the generator is the kernel's.

#[path = "reference/closed_forms.rs"]
mod closed_forms;
#[path = "reference/sensitivity.rs"]
mod sensitivity;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use closed_forms::{g_shares, ishigami_shares};
use naru_study::statistics::{
    Confidence, ElementaryEffects, End, Evaluated, Gate, Index, Looks, Saltelli, Sides, Skewness, Spending,
    Target, Verdict, asymptotic_half_width, bernoulli_sequence, bonferroni, boundaries,
    censored_date_quantile, clopper_pearson, control_variate, elementary_effects, holm, kaplan_meier, mean,
    mixture_scale, nominal_levels, normal_quantile, paired, pooled_quantile_of_waits, quantile_order, ratio,
    sobol_indices, student_quantile, wilson, zero_events_upper,
};
use serde_json::{Value, json};

/// Functions with an answer below, and the number of cases that the project's own file has of each.
const BUILT: [(&str, usize); 24] = [
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
    ("asymptotic_confidence_sequence", 5),
    ("bernoulli_confidence_sequence", 5),
    ("control_variate", 2),
    ("sobol_exact", 2),
    ("sobol_estimator", 3),
    ("morris", 2),
    ("philox4x32_10", 4),
];

#[test]
fn every_case_of_the_reference_agrees() {
    let other = std::env::var_os("NARU_REFERENCE").map(PathBuf::from);
    let folder =
        other.clone().unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference"));
    let path = folder.join("statistics.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));

    let (mut run, mut wrong) = (BTreeMap::new(), Vec::new());
    for case in &cases {
        let id = case["id"].as_str().expect("a case has an id");
        let name = case["fn"].as_str().expect("a case names its function");
        *run.entry(name).or_insert(0) += 1;
        match answer(name, &case["input"]) {
            Some(got) => {
                let rel_tol = case["rel_tol"].as_f64().expect("a case has a tolerance");
                differences(id, &case["expected"], &got, rel_tol, &mut wrong);
            }
            None => wrong.push(format!("{id}: `{name}` is not built")),
        }
    }

    // Past the test harness, which would swallow what `println!` wrote in a passing test.
    let mut stderr = std::io::stderr();
    writeln!(stderr, "{}: {} cases run", path.display(), run.values().sum::<usize>())
        .expect("stderr is there");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(!run.is_empty(), "{} has no case", path.display());
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
            let looks = (count("n0") as usize..=count("cap") as usize).step_by(count("batch") as usize);
            sequential_stop(&list("x"), looks, target, confidence())
        }
        "asymptotic_confidence_sequence"
        | "bernoulli_confidence_sequence"
        | "control_variate"
        | "sobol_exact"
        | "sobol_estimator"
        | "morris"
        | "philox4x32_10" => sweeps_and_sequences(name, input),
        _ => return None,
    };
    Some(answer)
}

/// The second half of [`answer`].
fn sweeps_and_sequences(name: &str, input: &Value) -> Value {
    let number = |key: &str| input[key].as_f64().unwrap_or_else(|| panic!("{name} needs `{key}`"));
    let count = |key: &str| input[key].as_u64().unwrap_or_else(|| panic!("{name} needs a count `{key}`"));
    let level = || Confidence::new(1.0 - number("alpha")).expect("a level between 0 and 1");
    match name {
        "asymptotic_confidence_sequence" => {
            let (n, n_opt) = (count("n"), count("n_opt"));
            let half_width = asymptotic_half_width(n, number("sd"), n_opt, level()).expect("enough values");
            json!({ "rho": mixture_scale(n_opt, level()), "half_width": half_width })
        }
        "bernoulli_confidence_sequence" => {
            let got = bernoulli_sequence(count("x"), count("n"), level()).expect("enough values");
            json!({ "lo": got.lo, "hi": got.hi })
        }
        "control_variate" => {
            let (y, c) = (numbers(&input["y"]), numbers(&input["c"]));
            let got = control_variate(&y, &c, number("c_mean"), Confidence::P95).expect("enough values");
            json!({ "beta": got.beta, "mean": got.mean, "se": got.se, "lo": got.interval.lo, "hi": got.interval.hi })
        }
        "sobol_exact" => {
            let ishigami = input["function"] == json!("ishigami");
            let got = if ishigami {
                ishigami_shares(number("a"), number("b"))
            } else {
                g_shares(&numbers(&input["a"]))
            };
            json!({ "mean": got.mean, "variance": got.variance, "S1": got.first, "ST": got.total,
                "S13": got.total.get(2) })
        }
        "sobol_estimator" => {
            assert_eq!(input["f"], json!("x1+2 x2^2+x1 x3"), "another function than the one below");
            let f = |x: &Vec<f64>| x[0] + 2.0 * x[1] * x[1] + x[0] * x[2];
            let design = Saltelli { a: rows(&input["A"]), b: rows(&input["B"]) };
            let at = |points: &[Vec<f64>]| points.iter().map(f).collect::<Vec<f64>>();
            let mixed = (0..design.a[0].len()).map(|factor| at(&design.mixed(factor))).collect();
            let figure = Evaluated { a: at(&design.a), b: at(&design.b), mixed };
            let got = sobol_indices(&figure, Confidence::P95, 1).expect("the figure varies");
            let values = |indices: &[Index]| indices.iter().map(|index| index.value).collect::<Vec<f64>>();
            json!({ "variance": got.variance, "S1": values(&got.first), "ST": values(&got.total) })
        }
        "morris" => {
            assert_eq!(
                input["f"],
                json!("sum i x_i + 3 x1 x2 - x_d^2"),
                "another function than the one below"
            );
            let f = |x: &Vec<f64>| {
                let linear: f64 = (1_u32..).zip(x).map(|(i, x)| f64::from(i) * x).sum();
                let last = x[x.len() - 1];
                linear + 3.0 * x[0] * x[1] - last * last
            };
            let paths: Vec<Vec<Vec<f64>>> = elements(&input["trajectories"]).iter().map(rows).collect();
            let figure: Vec<Vec<f64>> = paths.iter().map(|path| path.iter().map(f).collect()).collect();
            let got = elementary_effects(&paths, &figure).expect("several paths");
            let column = |of: fn(&ElementaryEffects) -> f64| got.iter().map(of).collect::<Vec<f64>>();
            json!({ "mu": column(|e| e.mean), "mu_star": column(|e| e.mean_absolute), "sigma": column(|e| e.sd) })
        }
        _ => {
            let words = |key: &str| {
                seconds(&input[key])
                    .into_iter()
                    .map(|w| u32::try_from(w).expect("32 bits"))
                    .collect::<Vec<u32>>()
            };
            let counter = words("counter").try_into().expect("four words");
            json!(naru_kernel::philox4x32_10(counter, words("key").try_into().expect("two words")))
        }
    }
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

/// A batch at a time while a whole one is left, as the reference looks; nothing is asked of the skewness there.
fn sequential_stop(
    x: &[f64],
    looks: impl Iterator<Item = usize>,
    target: Target,
    level: Confidence,
) -> Value {
    let figures = looks.map(|n| mean(&x[..n], level).expect("enough values"));
    let mut last = None;
    for figure in figures {
        let reached = target.shortfall(&figure, Skewness::Flags) <= 1.0;
        last = Some((figure, reached));
        if reached {
            break;
        }
    }
    let (figure, reached) = last.expect("there is a first look");
    json!({ "n": figure.n, "reason": if reached { "reached" } else { "cap" }, "mean": figure.mean,
        "half_width": figure.half_width })
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

fn rows(value: &Value) -> Vec<Vec<f64>> {
    elements(value).iter().map(numbers).collect()
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
