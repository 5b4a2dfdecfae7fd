//! Replications that wait for the rest of their study: what is kept, what is not, and what is nobody's to write over.

use flate2::{Compression, write::GzEncoder};
use naru_results::{Error, KeptPart, KeptRow, Replace, Shard, ShardHead, StudyHead};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder of its own, gone with the test.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("naru-kept-{}-{n}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self(path)
    }

    fn part(&self) -> PathBuf {
        KeptPart::path_of(&self.0.join("tornado"))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn head(seed: u64) -> StudyHead {
    StudyHead::new("sweep", "4f", "(…)".to_owned(), ("9e", 1), seed)
}

fn rows() -> Vec<KeptRow> {
    let row = |arm, replication, numbers| KeptRow { arm, replication, numbers };
    vec![
        row(0, 0, vec![0, -1, 1, i64::MAX, i64::MIN, 63, 64, -64, -65]),
        row(u64::MAX, u32::MAX, vec![]),
        row(3, 1_000_000, (0..500).collect()),
    ]
}

fn open(place: &Place, head: &StudyHead) -> Result<(KeptPart, Vec<KeptRow>), Error> {
    KeptPart::open(&place.part(), head, Replace::SameScenario)
}

fn add(part: &mut KeptPart, rows: &[KeptRow]) {
    for row in rows {
        part.add(row.arm, row.replication, &row.numbers).expect("it can be written");
    }
}

/// Killed at each byte of the last one: the others come back, and the file goes on to the same bytes.
#[test]
fn what_was_cut_short_is_dropped_and_the_rest_comes_back() {
    let place = Place::new();
    let (mut part, none) = open(&place, &head(1)).expect("it can be written");
    assert!(none.is_empty());
    assert_eq!(place.part(), place.0.join("tornado.part"));
    add(&mut part, &rows()[..2]);
    let two = fs::read(place.part()).expect("it is there").len();
    add(&mut part, &rows()[2..]);
    drop(part);
    let whole = fs::read(place.part()).expect("it is there");
    for cut in two..whole.len() {
        fs::write(place.part(), &whole[..cut]).expect("it can be written");
        let (mut part, kept) = open(&place, &head(1)).expect("it is ours");
        assert_eq!(kept, rows()[..2], "cut at {cut}");
        add(&mut part, &rows()[2..]);
        drop(part);
        assert_eq!(fs::read(place.part()).expect("it is there"), whole, "cut at {cut}");
    }
    // A power cut may also leave zeros where nothing came to the disk.
    let mut holed = whole.clone();
    holed[two..].fill(0);
    fs::write(place.part(), &holed).expect("it can be written");
    let (mut part, kept) = open(&place, &head(1)).expect("it is ours");
    assert_eq!(kept, rows()[..2]);
    add(&mut part, &rows()[2..]);
    drop(part);
    let (part, kept) = open(&place, &head(1)).expect("it is ours");
    assert_eq!(kept, rows());
    part.remove().expect("it can be removed");
    assert!(!place.part().exists());
}

/// Killed before its first line was whole: begun anew.
#[test]
fn a_beginning_that_was_cut_short_is_begun_anew() {
    let place = Place::new();
    drop(open(&place, &head(1)).expect("it can be written"));
    let whole = fs::read(place.part()).expect("it is there");
    for cut in 0..whole.len() {
        // A power cut may also leave zeros where nothing came to the disk: whole blocks.
        for zeros in if cut < 3 { &[0, 1, 4_096][..] } else { &[0] } {
            let bytes = [&whole[..cut], &vec![0; *zeros]].concat();
            fs::write(place.part(), bytes).expect("it can be written");
            let (part, kept) = open(&place, &head(1)).expect("it is ours");
            assert!(kept.is_empty(), "cut at {cut}");
            drop(part);
            assert_eq!(fs::read(place.part()).expect("it is there"), whole, "cut at {cut}");
        }
    }
}

/// Another seed, scenario, question or program: told with what is there, and dropped only where that is asked for.
#[test]
fn what_is_of_another_question_is_not_dropped_unless_told() {
    let others = [
        head(2),
        StudyHead { scenario_hash: "50".to_owned(), ..head(1) },
        StudyHead { question: "(·)".to_owned(), ..head(1) },
        StudyHead { program_hash: "9f".to_owned(), ..head(1) },
        StudyHead { verb: "run".to_owned(), ..head(1) },
    ];
    for other in others {
        let place = Place::new();
        // With nothing done nothing is lost.
        drop(open(&place, &other).expect("it can be written"));
        let (mut part, _) = open(&place, &head(1)).expect("it is ours");
        add(&mut part, &rows());
        drop(part);
        let bytes = fs::read(place.part()).expect("it is there");
        match open(&place, &other) {
            Err(Error::OtherWork { path, found: Some(found), replications: 3 }) => {
                assert_eq!((path, *found), (place.part(), head(1)));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read(place.part()).expect("it is there"), bytes);
        let forced = KeptPart::open(&place.part(), &other, Replace::AnyResults);
        assert!(forced.expect("it is ours").1.is_empty(), "{other:?}");
        let (_, kept) = open(&place, &other).expect("it is ours");
        assert!(kept.is_empty(), "{other:?}");
    }
}

/// The first ends and takes the file away while others come: never do two hold it, and none holds a file without a name.
#[test]
fn a_file_that_is_taken_away_is_held_by_nobody() {
    let place = Place::new();
    let holders = AtomicU32::new(0);
    let come = || {
        for _ in 0..3_000 {
            match open(&place, &head(1)) {
                Ok((part, _)) => {
                    assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0, "two hold it");
                    assert!(place.part().exists(), "what is kept in it is found again");
                    holders.fetch_sub(1, Ordering::SeqCst);
                    part.remove().expect("it is there");
                }
                Err(error) => assert!(matches!(error, Error::Busy { .. }), "{error:?}"),
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(come);
        }
    });
}

#[test]
fn a_file_of_somebody_else_is_not_written_over() {
    let place = Place::new();
    // The last is gzip of "my notes\n".
    let gzip = [
        31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 173, 84, 200, 203, 47, 73, 45, 230, 2, 0, 231, 178, 157, 80, 9,
        0, 0, 0,
    ];
    for bytes in [&b"my notes\n"[..], b"{}", b"[1]\n", &gzip] {
        fs::write(place.part(), bytes).expect("it can be written");
        let refused = open(&place, &head(1)).expect_err("it is not ours");
        assert!(matches!(refused, Error::NotOurs { path } if path == place.part()));
        assert_eq!(fs::read(place.part()).expect("it is there"), bytes);
    }
}

/// Two writers of one file would mix up what they write: the second is told, and may try again when the first is gone.
#[test]
fn a_second_writer_is_told_that_there_is_a_first() {
    let place = Place::new();
    let (part, _) = open(&place, &head(1)).expect("it can be written");
    assert!(matches!(open(&place, &head(1)), Err(Error::Busy { .. })));
    drop(part);
    open(&place, &head(1)).expect("nobody holds it");
}

fn shard() -> Shard {
    let head = ShardHead {
        schema: ShardHead::SCHEMA,
        study: head(1),
        index: 2,
        of: 5,
        version: "0.1.0".to_owned(),
        replications: 14,
        arguments: vec!["sweep".to_owned(), "a b.ron".to_owned()],
        files: vec![vec!["a b.ron".to_owned()]],
        texts: vec![("a b.ron".to_owned(), "(\n)".to_owned())],
    };
    Shard { head, rows: rows() }
}

#[test]
fn a_shard_is_whole_or_it_is_none() {
    let place = Place::new();
    let path = place.0.join("shard-2-of-5.bin");
    assert!(matches!(Shard::read(&path), Err(Error::Missing { .. })));
    shard().write(&place.0).expect("it can be written");
    assert_eq!(Shard::read(&path).expect("it is whole"), shard());
    let names: Vec<_> =
        fs::read_dir(&place.0).expect("it is there").flatten().map(|it| it.file_name()).collect();
    assert_eq!(names, ["shard-2-of-5.bin"], "nothing hidden is left");
    let whole = fs::read(&path).expect("it is there");
    for cut in 0..whole.len() {
        fs::write(&path, &whole[..cut]).expect("it can be written");
        assert!(matches!(Shard::read(&path), Err(Error::Broken { .. })), "cut at {cut}");
    }
    for (at, byte) in whole.iter().enumerate().skip(10) {
        let mut changed = whole.clone();
        changed[at] = byte ^ 4;
        fs::write(&path, &changed).expect("it can be written");
        // The last bits of a deflate stream may mean nothing.
        match Shard::read(&path) {
            Err(error) => assert!(matches!(error, Error::Broken { .. }), "changed at {at}"),
            Ok(same) => assert_eq!(same, shard(), "changed at {at}"),
        }
    }
    fs::write(&path, [&whole[..], &whole[..]].concat()).expect("it can be written");
    assert!(matches!(Shard::read(&path), Err(Error::Broken { .. })), "two in one file");
}

/// Another number, or a head that this program cannot read under its own: another version's, and not cut short. What is no head,
/// or no shard's, is broken.
#[test]
fn a_shard_of_another_form_is_not_broken() {
    let place = Place::new();
    let path = place.0.join("shard-2-of-5.bin");
    for other in [ShardHead::SCHEMA - 1, ShardHead::SCHEMA + 1] {
        let mut shard = shard();
        (shard.head.schema, shard.head.version) = (other, "0.0.9".to_owned());
        shard.write(&place.0).expect("it can be written");
        match Shard::read(&path) {
            Err(Error::OtherForm { path: at, version, found, expected }) => {
                assert_eq!((at, version.as_str(), found), (path.clone(), "0.0.9", other));
                assert_eq!(expected, ShardHead::SCHEMA);
            }
            other => panic!("{other:?}"),
        }
    }
    let zipped = |text: &str| {
        let mut zipped = GzEncoder::new(Vec::new(), Compression::fast());
        zipped.write_all(text.as_bytes()).expect("memory takes every byte");
        zipped.finish().expect("memory takes every byte")
    };
    let form = ShardHead::SCHEMA;
    for (text, is_other) in [
        (format!("{{\"schema\":{form},\"study\":[],\"version\":\"0.0.9\"}}\n"), true),
        ("{\"schema\":1,\"version\":\"0.0.9\",\"files\":[\"a.ron\"]}\n".to_owned(), true),
        ("{\"schema\":1}\n".to_owned(), false),
        ("{\"schema\":1,\"version\":\"0.0.9\"}".to_owned(), false),
        ("{\"schema\":one,\"version\":\"0.0.9\"}\n".to_owned(), false),
        ("{\"version\":\"0.0.9\",\"schema\":1}\n".to_owned(), false),
        ("my notes\n".to_owned(), false),
    ] {
        fs::write(&path, zipped(&text)).expect("it can be written");
        let refused = Shard::read(&path).expect_err("it is none of ours");
        assert_eq!(matches!(refused, Error::OtherForm { .. }), is_other, "{text}: {refused:?}");
        assert!(is_other || matches!(refused, Error::Broken { .. }), "{text}: {refused:?}");
    }
}

/// As on a file system without locks: each writes a file of its own, and what one of them left when it was killed goes.
#[test]
fn writers_of_one_shard_do_not_write_into_one_file() {
    let place = Place::new();
    for name in [".shard-2-of-5.bin.new-1-0", ".shard-12-of-5.bin.new-1-0"] {
        fs::write(place.0.join(name), b"half").expect("it can be written");
    }
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..200 {
                    shard().write(&place.0).expect("it can be written");
                    assert_eq!(Shard::read(&place.0.join("shard-2-of-5.bin")).expect("it is whole"), shard());
                }
            });
        }
    });
    let mut names: Vec<_> =
        fs::read_dir(&place.0).expect("it is there").flatten().map(|it| it.file_name()).collect();
    names.sort_unstable();
    assert_eq!(names, [".shard-12-of-5.bin.new-1-0", "shard-2-of-5.bin"], "another's is its own");
}

#[test]
fn a_shard_is_known_by_its_name() {
    for (name, want) in [
        ("shard-0-of-1.bin", Some((0, 1))),
        ("shard-12-of-64.bin", Some((12, 64))),
        (".shard-12-of-64.bin", None),
        ("shard-12-of-64.bin.tmp", None),
        ("shard--1-of-64.bin", None),
        ("shard-1-64.bin", None),
        ("shard-01-of-02.bin", None),
        ("shard-+1-of-2.bin", None),
    ] {
        assert_eq!(Shard::named(name), want, "{name}");
    }
    assert_eq!(Shard::named(&Shard::name(7, 9)), Some((7, 9)));
}
