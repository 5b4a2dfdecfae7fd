//! Golden cases of the clauses, run through the engine's own settlement path.
//!
//! `NARU_CASES=dir cargo test -p naru-rules case` runs the files of a further folder too, such as cases that
//! somebody else keeps. A clause that nobody can run is an error.

mod support;

use support::files::File;
use support::{adapters, files};

/// Files of this folder whose adapter lives in the model room, since they are about a course of events.
const OF_MODEL: [&str; 1] = ["P4"];

/// Runs every case of a clause, in whichever file of the folder it stands.
#[track_caller]
fn check(clause: &str) {
    let of_clause: Vec<File> = files::own().into_iter().filter(|file| file.clause == clause).collect();
    assert!(!of_clause.is_empty(), "{clause} has cases here");
    run(&of_clause);
}

#[track_caller]
fn run(files: &[File]) {
    let mut failures = Vec::new();
    for File { path, clause, cases, ids_in_text } in files {
        assert_eq!(cases.len(), *ids_in_text, "every case of {} is read", path.display());
        match adapters::of(clause) {
            Some(adapter) => {
                failures.extend(cases.iter().filter_map(|case| support::run(case, adapter).err()));
            }
            None if OF_MODEL.contains(&clause.as_str()) => {
                support::say(&format!("{}: {clause} is run in naru-model", path.display()));
            }
            None => {
                failures.push(format!("{}: no adapter in naru-rules for clause {clause}", path.display()));
            }
        }
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
fn case_p3_transfers_between_the_lines() {
    check("P3");
}

#[test]
fn case_p6_waves() {
    check("P6");
}

#[test]
fn case_p8_statement_total() {
    check("P8");
}

#[test]
fn case_s7_late_supply() {
    check("S7");
}

#[test]
fn case_t9_rent_cut() {
    check("T9");
}

#[test]
fn case_t10_clawback() {
    check("T10");
}

#[test]
fn case_t11_actual_cost() {
    check("T11");
}

#[test]
fn case_t5_free_month() {
    check("T5");
}

#[test]
fn case_t6_price_after_the_free_month() {
    check("T6");
}

#[test]
fn case_n4_another_supplier() {
    check("N4");
}

#[test]
fn case_files_of_a_further_folder() {
    run(&files::further().unwrap_or_default());
}

#[test]
fn case_files_are_all_run_somewhere() {
    run(&files::own());
}
