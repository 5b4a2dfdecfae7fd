//! What is wrong with files: the whole text, with the place and what to do.

use crate::{Scratch, counted, jobs, opened};
use flate2::{Compression, write::GzEncoder};
use naru_results::intake::jobs::{BadRows, Format, JobLog, LogFault, Options, Skipped};
use std::io::Write as _;

const GOOD: &str = "1 0 -1 5 1 -1 -1 1 9 -1 1 7 1 -1 -1 -1 -1 -1\n";

/// The message of a file without its name, which stands before `:` or at `$`.
#[track_caller]
fn check(bytes: impl AsRef<[u8]>, want: &str) {
    let file = Scratch::of(bytes);
    let fault = file.log().map(|log| log.tally).expect_err("it is refused").to_string();
    assert_eq!(fault.replace(&file.0.display().to_string(), "$"), want);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(bytes).expect("memory takes it");
    gzip.finish().expect("memory takes it")
}

const CURE: &str = "correct the rows, or pass over those that cannot be read: they are counted";

#[test]
fn cells_that_cannot_be_read_have_line_and_column() {
    check(
        format!("{GOOD}2 zero -1 NaN 1 -1 -1 1 9 -1 1 7 1 -1 -1 -1 -1 -1\n3 0 -1\n"),
        &format!(
            "$:2:3: `2 submit` is `zero`; expected a number\n$:2:11: `4 run` is `NaN`; expected a number\n\
             $:3:1: the row has 3 columns; expected 18 columns\n{CURE}"
        ),
    );
    check(
        GOOD.replace(" 5 1 ", " 5 9999999999 ") + &GOOD.replace("1 0", "-1 0"),
        &format!(
            "$:1:10: `5 allocated` is `9999999999`; expected -4294967295 to 4294967295\n\
             $:2:1: `1 job` is `-1`; expected 0 to 999999999999999\n{CURE}"
        ),
    );
    check(
        "JobID|Submit|Start|Elapsed|NCPUS|Timelimit\nseven|now|2025-05-01T10:00:00|INVALID|x|\n\
         7|now|2025-05-01T10:00:00|INVALID|x|\n7|1746061200|1746061200|INVALID|x|\n7|1746061200|1746061200|1:00|x|\n",
        &format!(
            "$:2:1: `JobID` is `seven`; expected the id of a job\n\
             $:3:3: `Submit` is `now`; expected a time, such as 2025-05-01T10:00:00 or Unix seconds\n\
             $:4:25: `Elapsed` is `INVALID`; expected a length of time, such as 3600 or 1-02:03:04\n\
             $:5:30: `NCPUS` is `x`; expected a number\n{CURE}"
        ),
    );
    check(
        "session,project,product,kind,cards,requested_s,started_s,wanted_s,released_s,end_reason,resumes\n\
         1,17,gpu-134tf,base,2,100,160,3600,159,done,\n1,17,gpu-134tf,base,2,,160,3600,,done,\n",
        &format!(
            "$:2:36: `released_s` is `159`; ends before it starts\n\
             $:3:23: `requested_s` is ``; expected something here\n{CURE}"
        ),
    );
}

/// Twenty are told, the rest is a count.
#[test]
fn many_problems_are_counted() {
    let file = Scratch::of(GOOD.to_owned() + &"1 2\n".repeat(23));
    let Err(LogFault::Problems(problems)) = file.log() else { panic!("the log is refused") };
    assert_eq!((problems.first.len(), problems.count), (20, 23));
    assert!(problems.to_string().contains("\nand 3 more\n"));
}

/// Where they may be passed over they are, with their numbers and places.
#[test]
fn rows_that_cannot_be_read_are_passed_over_where_that_was_asked_for() {
    let file = Scratch::of(format!("{GOOD}2 zero -1 5 1 -1 -1 1 9 -1 1 7 1 -1 -1 -1 -1 -1\n3 0 -1\n"));
    let log = opened(&file.0, Options { bad_rows: BadRows::Skip, ..Options::default() });
    let (rows, kept, skipped, _) = counted(&log);
    assert_eq!((rows, kept, skipped), (3, 1, vec![(Skipped::WrongColumns, 1), (Skipped::Unreadable, 1)]));
    assert_eq!(log.problems.first.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(jobs(&log).len(), 1);
}

#[test]
fn logs_without_a_job() {
    check("", "$: there is no row in it");
    check("\n\n", "$: there is no row in it");
    check("; Version: 2.2\n", "$: there is no row in it");
    check("timestamp,duration,num_gpus\n", "$: there is no row in it");
    check(GOOD.replace(" 5 1 ", " -1 1 ").repeat(2), "$: none of its 2 rows is a job: negative_run 2");
}

#[test]
fn files_that_are_no_text() {
    check(b"PK\x03\x04...", "$: it is packed by zip; unpack it first, or use gzip");
    check(b"\xfd7zXZ\0...", "$: it is packed by xz; unpack it first, or use gzip");
    check(b"\x28\xb5\x2f\xfd...", "$: it is packed by zstd; unpack it first, or use gzip");
    check(b"BZh91AY", "$: it is packed by bzip2; unpack it first, or use gzip");
    check(b"\xff\xfe1\0", "$: it is no text");
    check(b"\x7fELF\x02\0\0", "$: it is no text");
    check(
        [GOOD.as_bytes(), b"2 0 \0\n"].concat(),
        "$:2: a zero byte, which no text has; fetch the file again",
    );
    check("1 ".repeat(40_000), "$:1: a line of more than 65536 bytes; no row of a log is so long");
}

/// Cut within its data or within its checksum, and with a byte changed: never a shorter log.
#[test]
fn gzip_that_is_cut_off_or_damaged() {
    let text: String =
        (0..5_000).map(|i| GOOD.replacen("1 0", &format!("{i} {}", i * i % 997 + i * 1_000), 1)).collect();
    let whole = gzip(text.as_bytes());
    assert_eq!(Scratch::of(&whole).log().unwrap().tally.jobs, 5_000);
    assert!(Scratch::of(&whole).log().unwrap().packed);
    for end in [whole.len() / 2, whole.len() - 8, whole.len() - 1] {
        let fault = Scratch::of(&whole[..end]).log().unwrap_err().to_string();
        assert!(fault.contains("the gzip data are cut off or damaged here"), "{end}: {fault}");
    }
    let mut other = whole.clone();
    let last = other.len() - 6;
    other[last] ^= 1;
    let fault = Scratch::of(other).log().unwrap_err().to_string();
    assert!(fault.contains("the gzip data are cut off or damaged here"), "{fault}");
    // Two files put together are one log.
    let two = [gzip(GOOD.as_bytes()), gzip(GOOD.replace("1 0", "2 0").as_bytes())].concat();
    assert_eq!(Scratch::of(two).log().unwrap().tally.jobs, 2);
}

#[test]
fn what_is_no_file() {
    let folder = std::env::temp_dir();
    let fault = JobLog::open(&folder, Options::default()).unwrap_err();
    let want = format!("{}: not a file; a log is read twice, so write it to a file first", folder.display());
    assert_eq!(fault.to_string(), want);
    let none = folder.join("naru-no-such-log");
    let fault = JobLog::open(&none, Options::default()).unwrap_err();
    assert_eq!(fault.to_string(), format!("{}: not there", none.display()));
}

/// `--format` overrules what the content says, and the content then must hold.
#[test]
fn a_format_that_was_told() {
    let file = Scratch::of("job,timestamp,duration\n1,2017-10-09 07:01:55,66.0\n");
    let options = |format| Options { format: Some(format), ..Options::default() };
    let fault = JobLog::open(&file.0, options(Format::Philly)).unwrap_err().to_string();
    assert!(fault.ends_with(": as Philly jobs (CSV) its header needs num_gpus"), "{fault}");
    let fault = JobLog::open(&file.0, options(Format::Slurm)).unwrap_err().to_string();
    let want = "as sacct --parsable2 its header needs JobID, Submit, Start, ElapsedRaw, Elapsed or End, AllocTRES, ReqTRES, AllocCPUS, NCPUS or ReqCPUS";
    assert!(fault.ends_with(want), "{fault}");
    let fault = JobLog::open(&file.0, options(Format::Swf)).unwrap_err();
    assert!(matches!(fault, LogFault::Problems(problems) if problems.count == 2));
    for format in Format::ALL {
        assert_eq!(Format::of(format.name()), Some(format));
    }
}
