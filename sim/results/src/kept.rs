//! Replications that are done and wait for the rest of their study: beside an unfinished result (`DIR.part`), and in shards.
//!
//! As in `records.bin`, a JSON line says what they came from and lists of whole numbers follow; the file is gzip, a member
//! for each replication that was added, so that what a power cut tore off is told by its checksum and dropped.

mod part;
mod shard;

pub use part::Part;
pub use shard::{Shard, ShardHead};

use crate::SCHEMA;
use crate::records::{get, put, unzigzag, zigzag};
use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{Read, Write};

/// What replications may be used for: nothing else than the same question to the same program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudyHead {
    /// Number of the contract.
    pub schema: u32,
    /// The verb: run, compare, sweep, readings or solve.
    pub verb: String,
    /// Hash of the scenario, or of all of them.
    pub scenario_hash: String,
    /// What is asked of it beside, in one line, as far as it shapes what is kept.
    pub question: String,
    /// Hash of the sources that can change what is kept.
    pub program_hash: String,
    /// Version of the layout of random streams.
    pub stream_layout: u32,
    /// Seed of all draws.
    pub seed: u64,
}

impl StudyHead {
    /// Of this contract.
    pub fn new(verb: &str, scenario_hash: &str, question: String, program: (&str, u32), seed: u64) -> Self {
        Self {
            schema: SCHEMA,
            verb: verb.to_owned(),
            scenario_hash: scenario_hash.to_owned(),
            question,
            program_hash: program.0.to_owned(),
            stream_layout: program.1,
            seed,
        }
    }
}

/// One replication of one arm of a study. Which arms there are is the study's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// Number of the arm.
    pub arm: u64,
    /// Number of the replication.
    pub replication: u32,
    /// What came of it.
    pub numbers: Vec<i64>,
}

/// How the JSON line of such a file begins.
const HEAD: &[u8] = b"{\"schema\":";

/// How gzip begins.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Whether a file is ours, as far as it goes.
fn is_ours(bytes: &[u8]) -> bool {
    let mut plain = Vec::new();
    // What could be read before it broke stands.
    drop(GzDecoder::new(bytes).take(HEAD.len() as u64).read_to_end(&mut plain));
    let begins = |found: &[u8], want: &[u8]| found.iter().zip(want).all(|(a, b)| a == b);
    // A power cut may leave zeros where nothing came to the disk, or less than it takes to tell what it is.
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    begins(&bytes[..end], &MAGIC) && begins(&plain, HEAD)
}

/// The next member of a gzip file; `None` at its end and where it is broken.
fn member(left: &mut &[u8]) -> Option<Vec<u8>> {
    if left.is_empty() {
        return None;
    }
    let mut plain = Vec::new();
    let mut decoder = GzDecoder::new(*left);
    decoder.read_to_end(&mut plain).ok()?;
    *left = decoder.into_inner();
    Some(plain)
}

fn zipped(plain: &[u8]) -> Vec<u8> {
    let mut zipped = GzEncoder::new(Vec::new(), Compression::fast());
    zipped.write_all(plain).and_then(|()| zipped.finish()).expect("memory takes every byte")
}

fn head_line(head: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(head).expect("text keys only");
    line.push(b'\n');
    line
}

/// Takes the first line away and reads it.
fn line<T: DeserializeOwned>(plain: &mut &[u8]) -> Option<T> {
    let end = plain.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = plain.split_at(end);
    *plain = &rest[1..];
    serde_json::from_slice(line).ok()
}

fn put_row(out: &mut Vec<u8>, arm: u64, replication: u32, numbers: &[i64]) {
    put(out, arm);
    put(out, u64::from(replication));
    put(out, numbers.len() as u64);
    for number in numbers {
        put(out, zigzag(*number));
    }
}

fn rows_of(mut left: &[u8]) -> Option<Vec<KeptRow>> {
    let mut rows = Vec::new();
    while !left.is_empty() {
        let (arm, replication) = (get(&mut left)?, u32::try_from(get(&mut left)?).ok()?);
        let len = get(&mut left)?;
        // A number has a byte at least: a broken length asks for no memory.
        if len > left.len() as u64 {
            return None;
        }
        let numbers: Option<Vec<i64>> = (0..len).map(|_| get(&mut left).map(unzigzag)).collect();
        rows.push(KeptRow { arm, replication, numbers: numbers? });
    }
    Some(rows)
}
