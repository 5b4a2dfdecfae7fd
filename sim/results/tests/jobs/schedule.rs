//! Schedules of another program.

use crate::Scratch;
use flate2::{Compression, write::GzEncoder};
use naru_results::intake::jobs::{JobId, Schedule, Start};
use std::io::Write as _;

#[test]
fn starts_in_the_files_order_plain_or_gzip() {
    let text = b"job_id,start\n1,0\n2_7,327952\n";
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text).unwrap();
    for bytes in [text.to_vec(), gzip.finish().unwrap()] {
        let file = Scratch::of(bytes);
        let starts: Vec<Start> = Schedule::open(&file.0).unwrap().map(Result::unwrap).collect();
        let want = [
            Start { id: JobId::plain(1), start_s: 0, line: 2 },
            Start { id: JobId::parse("2_7").unwrap(), start_s: 327_952, line: 3 },
        ];
        assert_eq!(starts, want);
    }
}

#[test]
fn a_row_that_cannot_be_read_has_its_place() {
    let file = Scratch::of("start,job_id,other\n5,one,x\nsoon,1,x\n5,1\n");
    let at = file.0.display();
    let faults: Vec<String> =
        Schedule::open(&file.0).unwrap().map(|start| start.unwrap_err().to_string()).collect();
    let cure = "correct the rows, or pass over those that cannot be read: they are counted";
    assert_eq!(
        faults,
        [
            format!("{at}:2:3: `job_id` is `one`; expected the id of a job\n{cure}"),
            format!("{at}:3:1: `start` is `soon`; expected a number\n{cure}"),
            format!("{at}:4:1: the row has 2 columns; expected 3 columns\n{cure}"),
        ]
    );
    let file = Scratch::of("session,project\n");
    let fault = Schedule::open(&file.0).err().unwrap().to_string();
    assert!(
        fault.ends_with("a schedule's header has `job_id` and `start`, and this one is `session,project`"),
        "{fault}"
    );
}
