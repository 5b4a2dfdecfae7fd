//! The Parquet tables: what is written is read back, to the last bit, and the same rows give the same bytes.

use naru_results::{
    DailyRow, Error, MetricColumn, MetricValues, MonthlyRow, ReplicationKey, Replications, SCHEMA,
    SessionRow, WaitRow, read_daily, read_monthly, read_parquet, read_waits, write_parquet,
};
use naru_units::Month;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::{fs, path::PathBuf, sync::Arc};

fn temp(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Rows that differ in every column and pass over the end of a row group (131,072 rows).
fn days(n: u32) -> Vec<DailyRow> {
    let names: [Arc<str>; 3] = ["A100".into(), "H100".into(), "엔피유".into()];
    let supplier: Arc<str> = "naru".into();
    let row = |i: u32| DailyRow {
        replication: i / 825,
        day: i / 3 % 275,
        supplier: Arc::clone(&supplier),
        pool: Arc::clone(&names[i as usize % 3]),
        queue_s: u64::from(i) * 1_000_003 % 86_400,
        card_s: u64::from(i) * 7_919 % 34_560_000,
        peak_in_use: i % 457,
        peak_queue: i % 11,
        spent_won: i64::from(i) * 1_000_000_007 % 19_800_000_001 - 5,
    };
    (0..n).map(row).collect()
}

#[test]
fn daily_rows_come_back_over_several_row_groups() {
    let path = temp("daily.parquet");
    let rows = days(140_000);
    write_parquet(&path, rows.iter().cloned()).expect("writes");
    assert_eq!(read_daily(&path).expect("reads"), rows);
    // A writer that kept all rows to the end would need memory by the number of replications.
    let file = SerializedFileReader::new(fs::File::open(&path).expect("a file")).expect("a table");
    assert_eq!(file.num_row_groups(), 2);
    let bytes = fs::read(&path).expect("a file");
    assert_eq!((&bytes[..4], &bytes[bytes.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
}

#[test]
fn monthly_and_wait_rows_come_back() {
    let month = MonthlyRow {
        replication: 3,
        month: Month { year: 2025, month: 12 },
        product: "gpu-134tf".into(),
        supplier: "naru".into(),
        requests: 10,
        served: 8,
        unserved: 2,
        used_s: 100,
        held_s: 130,
        billed_hours: 5,
        late: 1,
        discounted_hours: 2,
        discount_won: 9_504,
        credit_won: 475,
        deduction_won: 15_840,
        own_contribution_won: 0,
        amount_won: -7,
        free_card_s: 7_200,
    };
    let path = temp("monthly.parquet");
    write_parquet(&path, [month.clone()]).expect("writes");
    assert_eq!(read_monthly(&path).expect("reads"), [month]);

    let wait =
        WaitRow { product: "all".into(), bucket_from_s: 28_672, bucket_to_s: 29_184, count: u64::MAX >> 1 };
    let path = temp("waits.parquet");
    write_parquet(&path, [wait.clone()]).expect("writes");
    assert_eq!(read_waits(&path).expect("reads"), [wait]);
}

#[test]
fn a_table_without_rows_is_a_table() {
    let path = temp("empty.parquet");
    write_parquet::<WaitRow>(&path, []).expect("writes");
    assert_eq!(read_waits(&path).expect("reads"), []);
}

fn replications() -> Replications {
    let key = |replication| ReplicationKey {
        replication,
        seed: u64::MAX,
        demand_digest: u64::MAX - u64::from(replication),
    };
    let whole = MetricValues::Whole(vec![Some(i64::MIN), None, Some(19_800_000_000)]);
    let real = MetricValues::Real(vec![None, Some(0.1 + 0.2), Some(-0.0)]);
    Replications {
        keys: (0..3).map(key).collect(),
        metrics: vec![
            MetricColumn { id: "budget.spent_won".to_owned(), values: whole },
            MetricColumn { id: "waits.gpu-134tf.mean_hours".to_owned(), values: real },
            MetricColumn {
                id: "budget.exhausted_day".to_owned(),
                values: MetricValues::Whole(vec![None; 3]),
            },
        ],
    }
}

/// Digests above 2^63 and nulls included.
#[test]
fn metrics_come_back_by_name_in_their_order() {
    let path = temp("replications.parquet");
    let all = replications();
    all.write(&path).expect("writes");
    let back = Replications::read(&path).expect("reads");
    assert_eq!(back, all);
    assert_eq!(back.metric("budget.exhausted_day"), Some(&MetricValues::Whole(vec![None; 3])));
    assert_eq!(back.metric("budget"), None);
    let none = Replications { keys: Vec::new(), metrics: Vec::new() };
    none.write(&path).expect("writes");
    assert_eq!(Replications::read(&path).expect("reads"), none);
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let (a, b) = (temp("same-a.parquet"), temp("same-b.parquet"));
    write_parquet(&a, days(5_000)).expect("writes");
    write_parquet(&b, days(5_000)).expect("writes");
    assert!(fs::read(&a).expect("a file") == fs::read(&b).expect("a file"));
    replications().write(&a).expect("writes");
    replications().write(&b).expect("writes");
    assert!(fs::read(&a).expect("a file") == fs::read(&b).expect("a file"));
}

#[test]
fn what_is_no_table_of_ours_is_an_error_with_its_path() {
    let path = temp("absent.parquet");
    assert!(matches!(read_daily(&path), Err(Error::Missing { .. })));

    let path = temp("cut.parquet");
    write_parquet(&path, days(100)).expect("writes");
    let bytes = fs::read(&path).expect("a file");
    fs::write(&path, &bytes[..bytes.len() / 2]).expect("a writable folder");
    assert!(matches!(read_daily(&path), Err(Error::Parquet { .. })));

    let path = temp("other.parquet");
    write_parquet(&path, days(100)).expect("writes");
    let error = read_parquet::<SessionRow>(&path).expect_err("no log").to_string();
    assert_eq!(error, format!("{}: column `session` is absent", path.display()));
    let error = Replications::read(&path).expect_err("no metrics").to_string();
    assert_eq!(
        error,
        format!("{}: does not begin with the columns replication, seed, demand_digest", path.display())
    );

    // Another contract: the number in the footer is one character.
    let mut bytes = fs::read(&path).expect("a file");
    let key = b"naru.schema";
    let at = bytes.windows(key.len()).position(|it| it == key).expect("the footer has it");
    let digit = at + key.len() + 2; // type and length of the value stand between
    assert_eq!(bytes[digit], b'0' + u8::try_from(SCHEMA).expect("one digit"));
    bytes[digit] = b'9';
    fs::write(&path, &bytes).expect("a writable folder");
    assert!(matches!(read_daily(&path), Err(Error::Schema { found: Some(9), expected: SCHEMA, .. })));
}
