//! Golden cases of the clauses, run through the engine's own settlement path.
//!
//! `NARU_CASES=dir cargo test -p naru-rules case` runs the files of another folder instead; a clause
//! without an adapter here is reported on stderr as skipped.

mod support;

use support::{adapters, files};

/// Runs every case of a clause, in whichever file of the folder it stands.
#[track_caller]
fn check(clause: &str) {
    let adapter = adapters::of(clause).expect("the clause has an adapter");
    let mut failures = Vec::new();
    for file in files::of_clause(clause) {
        let mut run = 0;
        for case in &file.cases {
            run += 1;
            if let Err(problem) = support::run(case, adapter) {
                failures.push(problem);
            }
        }
        assert_eq!(run, file.ids_in_text, "every case of {} ran", file.path.display());
    }
    assert!(failures.is_empty(), "{} of the cases fail\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn case_p1_seconds_months_and_days_in_kst() {
    check("P1");
}

#[test]
fn case_p2_cap_operating_cost_and_vat() {
    check("P2");
}

#[test]
fn case_p5_no_line_above_the_agreed_price() {
    check("P5");
}

#[test]
fn case_p7_specification_by_performance() {
    check("P7");
}

#[test]
fn case_s2_floors_are_flagged() {
    check("S2");
}

#[test]
fn case_s3_gangs_of_whole_servers() {
    check("S3");
}

#[test]
fn case_s4_hosts_of_sets() {
    check("S4");
}

#[test]
fn case_s5_h100_for_product_1() {
    check("S5");
}

#[test]
fn case_a1_idle_tail() {
    check("A1");
}

#[test]
fn case_a2_wait_and_limit() {
    check("A2");
}

#[test]
fn case_a3_discount_for_late_allocation() {
    check("A3");
}

#[test]
fn case_a4_fixed_allocation() {
    check("A4");
}

#[test]
fn case_a5_allowance_and_bursts() {
    check("A5");
}

#[test]
fn case_t1_hours_of_use() {
    check("T1");
}

#[test]
fn case_t2_months_and_prices() {
    check("T2");
}

#[test]
fn case_t3_own_contribution() {
    check("T3");
}

#[test]
fn case_t4_outages() {
    check("T4");
}

#[test]
fn case_t8_whole_lines() {
    check("T8");
}

#[test]
fn case_n1_shares_of_products() {
    check("N1");
}

#[test]
fn case_n3_months_and_days() {
    check("N3");
}

#[test]
fn case_files_are_all_read_and_nothing_is_skipped_in_silence() {
    // Files of this folder whose adapter lives in the model room, since they are about a course of events.
    const OF_MODEL: [&str; 1] = ["P4"];
    let mut clauses: Vec<String> = files::all().into_iter().map(|file| file.clause).collect();
    clauses.sort();
    clauses.dedup();
    if files::own() {
        let here = [
            "A1", "A2", "A3", "A4", "A5", "N1", "N3", "P1", "P2", "P4", "P5", "P7", "S2", "S3", "S4", "S5",
            "T1", "T2", "T3", "T4", "T8",
        ];
        assert_eq!(clauses, here);
    }
    for clause in clauses.iter().filter(|clause| adapters::of(clause).is_none()) {
        if OF_MODEL.contains(&clause.as_str()) {
            continue;
        }
        assert!(!files::own(), "{clause} has cases here and no adapter");
        support::say(&format!("SKIPPED: the cases of clause {clause} have no adapter in naru-rules"));
    }
}
