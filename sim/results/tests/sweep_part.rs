//! Points of a sweep that is interrupted: what is kept, what is not, and what is nobody's to write over.

use naru_results::{
    Error, Label, SweepHead,
    SweepOutcome::{Ran, Refused},
    SweepPart, SweepPoint,
    SweepValue::{Day, Happened, Nothing, Number, Ratio, Won},
};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder of its own, gone with the test.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("naru-part-{}-{n}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self(path)
    }

    fn folder(&self) -> PathBuf {
        self.0.join("tornado")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn head(seed: u64) -> SweepHead {
    SweepHead {
        schema: 1,
        scenario_hash: "4f".to_owned(),
        study: "(…)".to_owned(),
        behaviour_hash: "9e".to_owned(),
        stream_layout: 1,
        seed,
        replications: 2,
    }
}

fn points() -> Vec<SweepPoint> {
    let rows = vec![
        vec![Ratio(3, 7), Number(0.1 + 0.2), Won(-5), Happened(true), Day(Some(267)), Nothing],
        vec![Ratio(0, 9), Number(1e300), Won(i64::MAX), Happened(false), Day(None), Nothing],
    ];
    let why = Label { ko: "안 됨".to_owned(), en: "no".to_owned() };
    vec![SweepPoint { point: 0, outcome: Ran(rows) }, SweepPoint { point: 1, outcome: Refused(why) }]
}

#[test]
fn points_come_back_to_the_bit_and_one_that_was_cut_short_is_dropped() {
    let place = Place::new();
    let (mut part, none) = SweepPart::open(&place.folder(), &head(1)).expect("it can be written");
    assert!(none.is_empty());
    part.add(&points()).expect("it can be written");
    drop(part);
    let path = place.0.join("tornado.part");
    assert_eq!(SweepPart::path_of(&place.folder()), path);
    let whole = fs::read(&path).expect("it is there");
    // Killed in the middle of a line: at each byte of the last one.
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').expect("lines") + 1;
    for cut in last..whole.len() {
        fs::write(&path, &whole[..cut]).expect("it can be written");
        let (mut part, kept) = SweepPart::open(&place.folder(), &head(1)).expect("it is ours");
        assert_eq!(kept, points()[..1], "cut at {cut}");
        part.add(&points()[1..]).expect("it can be written");
        drop(part);
        assert_eq!(fs::read(&path).expect("it is there"), whole, "cut at {cut}");
    }
    let (part, kept) = SweepPart::open(&place.folder(), &head(1)).expect("it is ours");
    assert_eq!(kept, points());
    part.done().expect("it can be removed");
    assert!(!path.exists());
}

/// Another seed, scenario, study or program: another question.
#[test]
fn points_of_another_question_are_dropped() {
    let place = Place::new();
    let (mut part, _) = SweepPart::open(&place.folder(), &head(1)).expect("it can be written");
    part.add(&points()).expect("it can be written");
    let (_, kept) = SweepPart::open(&place.folder(), &head(2)).expect("it is ours");
    assert!(kept.is_empty());
    let (_, kept) = SweepPart::open(&place.folder(), &head(1)).expect("it is ours");
    assert!(kept.is_empty(), "they are gone");
}

#[test]
fn a_file_of_somebody_else_is_not_written_over() {
    let place = Place::new();
    let path = place.0.join("tornado.part");
    for text in ["my notes\n", "{}", "[1]\n"] {
        fs::write(&path, text).expect("it can be written");
        let refused = SweepPart::open(&place.folder(), &head(1)).expect_err("it is not ours");
        assert!(matches!(refused, Error::NotOurs { path: at } if at == path));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
    }
}
