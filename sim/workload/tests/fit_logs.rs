//! What is fitted to published logs against `calibration.json`, made by another program from the same files.
//!
//! The files stand beside the repository (`../shared/data`); where they do not, each test says so and proves nothing.

#![expect(clippy::print_stderr, reason = "a skipped proof must be seen")]

use naru_workload::fit::{
    CardGroup, Counted, Family, Fitted, LawFit, Observed, Reason, Run, Settings, asking, lengths, outcomes,
    sessions, thinking, users,
};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn data() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if data.is_dir() {
        return Some(data);
    }
    eprintln!("SKIPPED, NOTHING PROVED: no logs in {}", data.display());
    None
}

/// The text of a packed file.
fn unpacked(file: &Path) -> String {
    let out = Command::new("gzip").arg("-dc").arg(file).output().expect("gzip runs");
    assert!(out.status.success(), "gzip reads {}", file.display());
    String::from_utf8(out.stdout).expect("logs are text")
}

fn calibration(data: &Path) -> Value {
    let text = std::fs::read_to_string(data.join("calibration.json")).expect("calibration.json is there");
    serde_json::from_str(&text).expect("it is JSON")
}

/// `philly_jobs.csv`: timestamp, duration, `num_gpus`, `gpu_time`, cluster.
fn philly(data: &Path) -> Vec<Run> {
    unpacked(&data.join("gpu/philly_jobs.csv.gz"))
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            Run {
                user: None,
                submit_s: 0,
                start_s: None,
                run_s: Some(fields[1].parse::<f64>().expect("seconds") as i64),
                cards: fields[2].parse().expect("cards"),
                censored: false,
                failed: false,
            }
        })
        .collect()
}

/// A log in the Standard Workload Format; processors asked for, or allocated where that is missing.
fn swf(data: &Path, names: &[&str]) -> Vec<Run> {
    let mut runs = Vec::new();
    for name in names {
        let text = unpacked(&data.join(format!("swf/{name}.swf.gz")));
        for line in text.lines().filter(|line| !line.starts_with(';')) {
            let f: Vec<i64> =
                line.split_whitespace().map(|x| x.parse::<f64>().expect("a number") as i64).collect();
            if f.len() < 18 {
                continue;
            }
            let cards = if f[7] > 0 { f[7] } else { f[4] };
            runs.push(Run {
                user: u32::try_from(f[11]).ok(),
                submit_s: f[1],
                start_s: (f[2] >= 0).then(|| f[1] + f[2]),
                run_s: (f[3] >= 0).then_some(f[3]),
                cards: u32::try_from(cards).unwrap_or(0),
                censored: false,
                failed: f[10] == 0 || f[10] == 5,
            });
        }
    }
    runs
}

/// The five digits that are printed, and a little for an optimum that was not climbed to the last.
const DIGITS: f64 = 2e-4;

#[track_caller]
fn close(what: &str, got: f64, want: &Value, allowed: f64) {
    let want = want.as_f64().unwrap_or_else(|| panic!("{what} stands in the calibration"));
    assert!((got - want).abs() <= allowed * want.abs().max(1e-3), "{what}: {got}, not {want}");
}

/// All six laws of a set against theirs. In `better` are the laws of which they found a lower optimum.
#[track_caller]
fn check(set: &str, runs: &[Run], group: CardGroup, want: &Value, better: &[&str]) {
    let fit = lengths(runs, group, 0.95);
    close(&format!("{set} rows"), fit.rows.used as f64, &want["n"], 0.0);
    let (mean, cv) = fit.observed.mean_and_cv().expect("there are lengths");
    // Of theirs, the mean has four or five digits.
    let quantiles = want.get("quantiles_s").unwrap_or(&want["quantiles"]);
    close(&format!("{set} mean"), mean, &quantiles["mean"], 5e-4);
    // Theirs divides by n.
    let n = fit.rows.used as f64;
    close(&format!("{set} cv"), cv * ((n - 1.0) / n).sqrt(), &quantiles["cv"], DIGITS);
    assert_eq!(fit.laws.len(), 6, "{set}: all laws are fitted");
    for law in &fit.laws {
        check_law(set, law, &want["fits"], better);
    }
    let best = &fit.laws[fit.best.expect("one is best")];
    assert_eq!(Some(name(best.law.family())), want["fits"]["best_by_bic"].as_str(), "{set}: best by BIC");
}

fn name(family: Family) -> &'static str {
    match family {
        Family::Lognormal(1) => "lognormal",
        Family::Lognormal(2) => "lognormal_mix2",
        Family::Lognormal(_) => "lognormal_mix3",
        Family::Weibull => "weibull",
        Family::Hyperexponential(2) => "hyperexp2",
        Family::Hyperexponential(_) => "hyperexp3",
    }
}

#[track_caller]
fn check_law(set: &str, law: &LawFit, fits: &Value, better: &[&str]) {
    let name = name(law.law.family());
    let want = &fits[name];
    let what = format!("{set} {name}");
    let theirs = want["loglik"].as_f64().expect("a number");
    // Printed with five digits.
    let half_a_digit = 5e-5 * theirs.abs();
    if better.contains(&name) {
        assert!(
            law.log_likelihood > theirs + 0.1 * half_a_digit,
            "{what}: {}, no better than {theirs}: compare its parameters",
            law.log_likelihood
        );
        return;
    }
    close(&format!("{what} ln likelihood"), law.log_likelihood, &want["loglik"], 5.1e-5);
    close(&format!("{what} KS"), law.goodness.ks, &want["ks_d"], 5.0 * DIGITS);
    close(&format!("{what} AD/n"), law.goodness.ad_per_n, &want["ad_a2_per_n"], 5.0 * DIGITS);
    let params = &want["params"];
    match &law.law {
        Fitted::Weibull { shape, scale_s } => {
            close(&format!("{what} shape"), *shape, &params["shape"], DIGITS);
            close(&format!("{what} scale"), *scale_s, &params["scale_s"], DIGITS);
        }
        Fitted::Lognormal(parts) if parts.len() == 1 => {
            close(&format!("{what} mu"), parts[0].mu, &params["mu_ln"], DIGITS);
            close(&format!("{what} sigma"), parts[0].sigma, &params["sigma_ln"], DIGITS);
        }
        Fitted::Lognormal(parts) => {
            for (part, i) in parts.iter().zip(ascending(&params["mu_ln"])) {
                close(&format!("{what} weight {i}"), part.weight, &params["weights"][i], DIGITS);
                close(&format!("{what} mu {i}"), part.mu, &params["mu_ln"][i], DIGITS);
                close(&format!("{what} sigma {i}"), part.sigma, &params["sigma_ln"][i], DIGITS);
            }
        }
        Fitted::Hyperexponential(parts) => {
            for (part, i) in parts.iter().zip(ascending(&params["mean_s"])) {
                close(&format!("{what} weight {i}"), part.weight, &params["weights"][i], DIGITS);
                close(&format!("{what} mean {i}"), part.mean_s, &params["mean_s"][i], DIGITS);
            }
        }
    }
}

/// Places of a list's numbers in ascending order: theirs come as they were found.
fn ascending(list: &Value) -> Vec<usize> {
    let of = |i: &usize| list[*i].as_f64().expect("a number");
    let mut order: Vec<usize> = (0..list.as_array().expect("a list").len()).collect();
    order.sort_by(|a, b| of(a).total_cmp(&of(b)));
    order
}

/// Better optima than theirs: −21,350 against −21,381 for 4 GPU, −3,222.5 against −3,226.3 for 16 and more.
#[test]
fn philly_lengths_by_cards() {
    let Some(data) = data() else { return };
    let (philly, want) = (philly(&data), calibration(&data));
    for (group, set) in CardGroup::USUAL.iter().zip(["all", "1", "2", "4", "8", "16+"]) {
        if cfg!(debug_assertions) && ["all", "1"].contains(&set) {
            eprintln!("left to a release build: Philly {set}");
            continue;
        }
        let better: &[&str] = if ["4", "16+"].contains(&set) { &["hyperexp3"] } else { &[] };
        check(&format!("Philly {set}"), &philly, *group, &want["philly"]["duration_by_cards"][set], better);
    }
}

/// Of KTH, SDSC and NASA we find better optima of the mixture of three.
#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes in a debug build; release builds run it")]
fn swf_lengths() {
    let Some(data) = data() else { return };
    let want = calibration(&data);
    let mix3 = &["lognormal_mix3"][..];
    for (set, names, better) in [
        ("KTH_SP2", &["KTH-SP2-1996-2"][..], mix3),
        ("SDSC_SP2_5k", &["SDSC-SP2-1998-first5k"], mix3),
        ("NASA_iPSC", &["NASA-iPSC-1993-3.1-cln"], mix3),
        ("LLNL_Atlas", &["LLNL-Atlas-2006-2.1-cln"], &[]),
        ("MetaCentrum_wagap", &["MetaCentrum-wagap-2013"], &[]),
    ] {
        check(set, &swf(&data, names), CardGroup::ALL, &want["swf"][set]["runtime"], better);
    }
}

const RICC: [&str; 5] = ["RICC-2010-05", "RICC-2010-06", "RICC-2010-07", "RICC-2010-08", "RICC-2010-09"];

/// A better optimum of the mixture of three: −4,054,947 against −4,062,600.
#[test]
#[cfg_attr(debug_assertions, ignore = "half a million jobs; release builds run it")]
fn ricc_lengths() {
    let Some(data) = data() else { return };
    let runs = swf(&data, &RICC);
    check("RICC", &runs, CardGroup::ALL, &calibration(&data)["swf"]["RICC"]["runtime"], &["lognormal_mix3"]);
}

/// Sessions of at least 600 s, fitted as seconds − 599; the rest are short starts.
#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute in a debug build; release builds run it")]
fn philly_sessions_in_the_programmes_form() {
    let Some(data) = data() else { return };
    let (philly, want) = (philly(&data), calibration(&data));
    let settings = Settings { longest_session_s: None, ..Settings::new(0, [0, 1]) };
    for (set, group) in [
        ("all", CardGroup::ALL),
        ("1", CardGroup { from: 1, to: 1 }),
        ("2", CardGroup { from: 2, to: 2 }),
        ("4", CardGroup { from: 4, to: 4 }),
        ("8", CardGroup { from: 8, to: 8 }),
        ("2-8", CardGroup { from: 2, to: 8 }),
    ] {
        let want = &want["philly"]["duration_by_cards_given_at_least_600s"][set];
        let fit = sessions(&philly, group, &settings).expect("there are sessions");
        let what = format!("Philly sessions {set}");
        close(&format!("{what} rows"), fit.observed.ended() as f64, &want["n"], 0.0);
        let short = fit.short.expect("some are short");
        close(&format!("{what} share"), 1.0 - short.share.value, &want["share_of_jobs"], DIGITS);
        let theirs = &want["fits"]["lognormal_mix2"];
        close(&format!("{what} KS"), fit.goodness.ks, &theirs["ks_d"], 5.0 * DIGITS);
        close(&format!("{what} AD/n"), fit.goodness.ad_per_n, &theirs["ad_a2_per_n"], 5.0 * DIGITS);
        for (ours, i) in ascending(&theirs["params"]["mu_ln"]).into_iter().enumerate() {
            let params = &theirs["params"];
            close(&format!("{what} weight {i}"), fit.length.weights[ours], &params["weights"][i], DIGITS);
            close(&format!("{what} mu {i}"), fit.length.mu[ours], &params["mu_ln"][i], DIGITS);
            close(&format!("{what} sigma {i}"), fit.length.sigma[ours], &params["sigma_ln"][i], DIGITS);
        }
    }
}

#[test]
fn philly_cards() {
    let Some(data) = data() else { return };
    let (philly, want) = (philly(&data), calibration(&data));
    let got = outcomes(&philly, &Settings::new(0, [0, 1])).expect("there are jobs");
    let theirs = &want["philly"];
    for ((cards, share), (_, time)) in got.by_cards.iter().zip(&got.card_time_by_cards) {
        let key = cards.to_string();
        close(&format!("share of {key}"), share.value, &theirs["cards_per_job_share"][&key], DIGITS);
        close(&format!("time of {key}"), *time, &theirs["cards_per_job_share_of_gpu_time"][&key], DIGITS);
    }
    assert_eq!(got.by_cards.len(), 10, "sizes from 1 to 128");
}

/// Hours and weekends of whole months by the Japanese clock, each request counted and each user once an hour; who submits
/// half of all. Theirs are relative to the mean over the seven days; RICC has 22 of each but 21 Fridays.
#[test]
fn ricc_asking_and_users() {
    let Some(data) = data() else { return };
    let runs = swf(&data, &RICC);
    let want = &calibration(&data)["swf"]["RICC"];
    // The log begins at 00:04:55.
    let settings = Settings::new(1_272_639_895, [-295, 153 * 86_400 - 295]);
    let got = asking(&runs, &settings, Counted::Requests).expect("people ask");
    assert_eq!(got.days, [109, 44, 0]);
    let theirs = &want["profile_local_time"];
    let weekend_hours = got.weekend_hours.expect("there are weekends");
    for h in 0..24 {
        let hour = |of: &str, got: f64| close(&format!("{of} {h}"), got, &theirs[of][h], 3e-4);
        hour("hour_share_weekday", got.weekday_hours[h].value);
        hour("hour_share_weekend", weekend_hours[h].value);
    }
    let rates: Vec<f64> =
        (0..7).map(|d| theirs["weekday_rate_rel_mean_mon_to_sun"][d].as_f64().expect("a rate")).collect();
    let weekday = (22.0 * rates[..4].iter().sum::<f64>() + 21.0 * rates[4]) / 109.0;
    let weekend = got.weekend.expect("there are weekends").value;
    let want_weekend = rates[5].midpoint(rates[6]) / weekday;
    assert!((weekend / want_weekend - 1.0).abs() < 3e-4, "{weekend}, not {want_weekend}");

    let active = asking(&runs, &settings, Counted::ActiveUsers).expect("people ask");
    let (on_weekends, factor) = (active.weekend_hours.expect("weekends"), active.weekend.expect("weekends"));
    for h in 0..24 {
        let both = 109.0 * active.weekday_hours[h].value + 44.0 * factor.value * on_weekends[h].value;
        let share = both / (109.0 + 44.0 * factor.value);
        close(&format!("active users {h}"), share, &theirs["active_user_hour_share"][h], 3e-4);
    }

    let users = users(&runs, &settings).expect("there are users");
    close("users", users.users as f64, &want["users"]["n_users"], 0.0);
    close("the first hundredth", users.top_percent_share, &want["users"]["top1pct_share_jobs"], DIGITS);
}

#[test]
fn kth_failed() {
    let Some(data) = data() else { return };
    let got = outcomes(&swf(&data, &["KTH-SP2-1996-2"]), &Settings::new(0, [0, 1])).expect("there are jobs");
    close(
        "failed",
        got.failed.value,
        &calibration(&data)["swf"]["KTH_SP2"]["status_share"]["failed"],
        DIGITS,
    );
}

/// Inference instances of which a quarter outlives the log (right-censored): the lognormal, and Kaplan-Meier's quantiles.
#[test]
fn alibaba_instances_cut_by_the_end() {
    let Some(data) = data() else { return };
    let text = unpacked(&data.join("gpu/alibaba2025_dlrm_instances.csv.gz"));
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let time = |text: &str| text.parse::<f64>().ok();
    let end = rows.iter().flat_map(|row| row.iter().skip(14)).filter_map(|t| time(t)).fold(0.0, f64::max);
    let instances: Vec<(f64, bool)> = rows
        .iter()
        .filter(|row| row.len() > 16 && row[1] == "HN")
        .filter_map(|row| Some((time(row[15])?, time(row[16]))))
        .map(|(scheduled, deleted)| (deleted.unwrap_or(end) - scheduled, deleted.is_none()))
        .collect();
    let want = &calibration(&data)["alibaba_dlrm_2025"]["HN"];
    close("new", instances.len() as f64, &want["new_in_window"], 0.0);
    let observed = Observed::new(instances.into_iter().filter(|(s, _)| *s > 0.0));
    for (survive, ended) in [("0.75", 0.25), ("0.5", 0.5), ("0.25", 0.75)] {
        let got = observed.quantile(ended).expect("so many ended");
        close(&format!("{survive} survive"), got, &want["km_survival_time_s"][survive], 1e-5);
    }
    let Some(Fitted::Lognormal(parts)) = Family::Lognormal(1).fit(&observed) else { panic!("a lognormal") };
    close("mu", parts[0].mu, &want["lognormal_right_censored"]["mu_ln"], DIGITS);
    close("sigma", parts[0].sigma, &want["lognormal_right_censored"]["sigma_ln"], DIGITS);
}

/// Gaps between a user's last end and his next request: counted by twenty lines of Python on the same file.
#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute in a debug build; release builds run it")]
fn kth_think_times() {
    let Some(data) = data() else { return };
    let runs = swf(&data, &["KTH-SP2-1996-2"]);
    let until = runs.iter().map(|run| run.submit_s).max().expect("there are jobs") + 1;
    let settings = Settings { utc_offset_s: 3_600, ..Settings::new(843_480_031, [0, until]) };
    let got = thinking(&runs, &settings).expect("there are users");
    assert_eq!(got.rows.used, 12_684);
    assert_eq!(got.rows.thrown, [(Reason::Overlapping, 15_591), (Reason::First, 214)]);
    let (mean, cv) = got.wall.expect("many");
    assert!((mean - 138_331.228_713).abs() < 1e-3 && (cv - 5.813_746_055).abs() < 1e-6, "{mean} {cv}");
    let own = got.within_users.as_ref().expect("some have thirty");
    assert_eq!((own.users, own.rows.thrown_for(Reason::FewSpells)), (89, 997));
    assert!(!got.is_closed_loop(), "more overlap than not");
}
