//! The public logs, where they are: `../shared/data` beside the project, or the folder that `NARU_LOGS` names.

use crate::{counted, jobs, opened};
use flate2::read::MultiGzDecoder;
use naru_results::intake::jobs::{
    Format, JobLog, LogFault, NotALog, Noted, Offset, Options, Order, Schedule, Skipped, Unit,
};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{Read as _, Write as _},
    path::PathBuf,
};

/// The folder; `None`, told past the test harness, where it is not there.
fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NARU_LOGS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if folder.join("swf").is_dir() {
        return Some(folder);
    }
    // Past the test harness, which would swallow what `println!` wrote in a passing test.
    let mut stderr = std::io::stderr();
    writeln!(stderr, "SKIPPED: {test}: the public logs are not in {} (NARU_LOGS=dir)", folder.display())
        .expect("stderr is there");
    None
}

struct Row {
    log: &'static str,
    pool: u32,
    users: usize,
    rows: u64,
    kept: u64,
    no_size: u64,
    above: u64,
    negative: u64,
    zero: u64,
    no_estimate: u64,
    past: u64,
    other_size: u64,
}

const fn row(
    log: &'static str,
    [pool, rows, kept, no_size, above, negative, zero, no_estimate, past, other_size]: [u64; 10],
    users: usize,
) -> Row {
    let pool = pool as u32;
    Row { log, pool, users, rows, kept, no_size, above, negative, zero, no_estimate, past, other_size }
}

/// Table of the folder's README: N, rows, rows kept by the reference's rules, size ≤ 0, size > N, run < 0, run = 0, no
/// estimate, run > estimate, requested ≠ allocated; users. The last five are counted there over all rows and here over those
/// kept, which makes a difference in Atlas (7178 and 8233 there), wagap-2013 (2 without an estimate there) and SDSC (354
/// there), and in their users (131 and 99 there); counted by awk.
const SWF: [Row; 11] = [
    row("KTH-SP2-1996-2", [100, 28_489, 28_489, 0, 0, 0, 8, 0, 475, 219], 214),
    row("SDSC-SP2-1998-first5k", [128, 4_961, 4_606, 0, 0, 355, 0, 0, 309, 0], 96),
    row("NASA-iPSC-1993-3.1-cln", [128, 18_239, 18_239, 0, 0, 0, 173, 18_239, 0, 18_239], 69),
    row("LLNL-Atlas-2006-2.1-cln", [9_216, 43_778, 39_207, 4_571, 0, 0, 2_607, 6_294, 3_351, 37], 129),
    row("HPC2N-2002-alea3k", [240, 3_170, 3_145, 0, 0, 25, 0, 0, 320, 213], 17),
    row("MetaCentrum-wagap-2013", [2_176, 17_900, 17_898, 0, 0, 2, 0, 0, 702, 0], 75),
    row("RICC-2010-05", [8_192, 47_698, 47_698, 0, 0, 0, 9, 2, 1_929, 651], 101),
    row("RICC-2010-06", [8_192, 47_578, 47_578, 0, 0, 0, 0, 0, 1_593, 594], 108),
    row("RICC-2010-07", [8_192, 75_474, 75_474, 0, 0, 0, 0, 0, 875, 4_295], 104),
    row("RICC-2010-08", [8_192, 133_305, 133_305, 0, 0, 0, 1, 0, 1_542, 1_213], 110),
    row("RICC-2010-09", [8_192, 143_739, 143_739, 0, 0, 0, 0, 0, 1_153, 223], 105),
];

#[test]
fn every_swf_log_has_the_rows_of_the_table() {
    let Some(folder) = folder("rows of the public logs") else { return };
    assert_eq!(
        fs::read_dir(folder.join("swf")).unwrap().count(),
        SWF.len(),
        "each of the logs is in the table"
    );
    for want in SWF {
        let path = folder.join(format!("swf/{}.swf.gz", want.log));
        let log = opened(&path, Options { pool: Some(want.pool), ..Options::default() });
        assert_eq!((log.format, log.packed, log.order), (Format::Swf, true, Order::File), "{}", want.log);
        let (tally, name) = (&log.tally, want.log);
        assert_eq!((tally.rows, tally.jobs), (want.rows, want.kept), "{name}");
        for (why, count) in [
            (Skipped::NoSize, want.no_size),
            (Skipped::AbovePool, want.above),
            (Skipped::NegativeRun, want.negative),
            (Skipped::NegativeSubmit, 0),
        ] {
            assert_eq!(tally.skipped(why), count, "{name} {why:?}");
        }
        for (what, count) in [
            (Noted::ZeroLength, want.zero),
            (Noted::NoEstimate, want.no_estimate),
            (Noted::PastEstimate, want.past),
            (Noted::OtherSize, want.other_size),
        ] {
            assert_eq!(tally.noted(what), count, "{name} {what:?}");
        }
        let users: BTreeSet<_> = jobs(&log).iter().map(|job| job.user).collect();
        assert_eq!(users.len(), want.users, "{name}");
        assert_eq!(log.repeated_ids, 0, "{name}");
    }
}

/// The reference has one row for each job that is kept, in the log's order: ids agree one by one, in each of its files.
#[test]
fn the_jobs_kept_are_those_of_the_reference() {
    let Some(folder) = folder("jobs of the reference") else { return };
    let files = fs::read_dir(folder.join("reference")).unwrap().map(|file| file.unwrap().path());
    let files: BTreeSet<_> = files.collect();
    let (mut compared, mut read) = (0, (String::new(), 0, Vec::new()));
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some((log, rest)) = name.split_once(".N").filter(|_| name.ends_with(".csv.gz")) else { continue };
        let pool: u32 = rest.split('.').next().unwrap().parse().unwrap();
        if (read.0.as_str(), read.1) != (log, pool) {
            let path = folder.join(format!("swf/{log}.swf.gz"));
            let kept = jobs(&opened(&path, Options { pool: Some(pool), ..Options::default() }));
            read = (log.to_owned(), pool, kept.iter().map(|job| job.id).collect());
        }
        let theirs: Vec<_> = Schedule::open(&path).unwrap().map(|start| start.unwrap().id).collect();
        assert!(read.2 == theirs, "{name}: {} jobs, {} in the reference", read.2.len(), theirs.len());
        compared += 1;
    }
    assert_eq!(compared, 31);
}

/// What the folder's README says of each log of a GPU cluster; equal rows of the requests and of the instances by awk.
#[test]
fn gpu_logs_have_the_rows_of_the_table() {
    let Some(folder) = folder("rows of the public GPU logs") else { return };
    let open = |name: &str| opened(&folder.join("gpu").join(name), Options::default());

    let philly = open("philly_jobs.csv.gz");
    assert_eq!((philly.format, philly.order, philly.largest), (Format::Philly, Order::Sorted, 128));
    assert_eq!(counted(&philly).0, 82_247);
    assert_eq!(counted(&philly).2, [(Skipped::Duplicate, 65)]);
    let groups: BTreeSet<_> = jobs(&philly).iter().map(|job| job.group).collect();
    assert_eq!(groups.len(), 15);

    let instances = open("alibaba2025_dlrm_instances.csv.gz");
    let (rows, kept, skipped, noted) = counted(&instances);
    assert_eq!((rows, kept, skipped), (23_871, 7_386, vec![(Skipped::NoSize, 16_485)]));
    assert!(
        noted.contains(&(Noted::CutBegin, 3_123)) && noted.contains(&(Noted::CutEnd, 3_322)),
        "{noted:?}"
    );

    let requests = open("alibaba2026_genai_requests.csv.gz");
    let (rows, _, skipped, _) = counted(&requests);
    assert_eq!((rows, requests.unit), (26_823, Unit::Jobs));
    assert_eq!(skipped, [(Skipped::Duplicate, 19), (Skipped::NeverStarted, 30)]);

    for (name, want) in [
        ("helios_venus_throughput_10min.csv.gz", NotALog::Throughput),
        ("acme_cluster_summary.csv", NotALog::ClusterSummary),
        ("acme_gpu_util_cdf.csv", NotALog::Distribution),
        ("alibaba2026_spot_nodes.csv.gz", NotALog::Inventory),
    ] {
        let fault = JobLog::open(&folder.join("gpu").join(name), Options::default()).unwrap_err();
        assert!(matches!(&fault, LogFault::NotALog { is, .. } if *is == want), "{name}: {fault}");
    }
}

/// Each header's own wall clock tells the zone; wagap-2013 has Unix times and no header.
#[test]
fn clocks_of_the_public_logs() {
    let Some(folder) = folder("clocks of the public logs") else { return };
    for (name, origin, offset) in [
        ("KTH-SP2-1996-2", 843_480_031, Offset::Said(7_200)),
        ("SDSC-SP2-1998-first5k", 893_466_664, Offset::Said(-25_200)),
        ("NASA-iPSC-1993-3.1-cln", 749_458_803, Offset::Said(-25_200)),
        ("LLNL-Atlas-2006-2.1-cln", 1_163_199_901, Offset::Said(-28_800)),
        ("RICC-2010-07", 1_272_639_895, Offset::Said(32_400)),
        ("MetaCentrum-wagap-2013", 0, Offset::Unknown),
    ] {
        let clock = opened(&folder.join(format!("swf/{name}.swf.gz")), Options::default()).clock;
        assert_eq!((clock.origin_unix_s, clock.offset_s), (Some(origin), offset), "{name}");
    }
}

/// A log is the same plain and packed, and under any name.
#[test]
fn a_plain_log_is_the_packed_one() {
    let Some(folder) = folder("plain and packed logs") else { return };
    let path = folder.join("swf/HPC2N-2002-alea3k.swf.gz");
    let mut text = Vec::new();
    MultiGzDecoder::new(File::open(&path).unwrap()).read_to_end(&mut text).unwrap();
    let plain = crate::Scratch::of(text);
    let (packed, plain) = (opened(&path, Options::default()), opened(&plain.0, Options::default()));
    assert_eq!((packed.packed, plain.packed, &packed.tally), (true, false, &plain.tally));
}
