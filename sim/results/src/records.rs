//! `records.bin`: the replications of a run themselves, so that a longer run goes on from them.
//!
//! What a replication is, is `study`'s business; here it is a list of whole numbers. The file is gzip (its checksum
//! tells a file that was cut or changed) of a JSON line and of numbers in zigzag LEB128, each list behind its length.

use crate::{Error, SCHEMA};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Write};
use std::{fs, path::Path};

/// Replications of one scenario and seed, from number 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records {
    /// What they came from.
    pub origin: Origin,
    /// One list of numbers per replication, in order.
    pub rows: Vec<Vec<i64>>,
}

/// What replications came from: only what equals in all of this goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Number of the contract.
    pub schema: u32,
    /// Hash of everything after base, overrides and defaults.
    pub scenario_hash: String,
    /// Hash of the sources that can change what is kept.
    pub program_hash: String,
    /// Version of the layout of random streams.
    pub stream_layout: u32,
    /// Seed of all draws.
    pub seed: u64,
}

impl Origin {
    /// Of this contract.
    pub fn new(scenario_hash: &str, program_hash: &str, stream_layout: u32, seed: u64) -> Self {
        let (scenario_hash, program_hash) = (scenario_hash.to_owned(), program_hash.to_owned());
        Self { schema: SCHEMA, scenario_hash, program_hash, stream_layout, seed }
    }
}

impl Records {
    /// Writes the file.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let mut plain = serde_json::to_vec(&self.origin).expect("text keys only");
        plain.push(b'\n');
        for row in &self.rows {
            put(&mut plain, row.len() as u64);
            for number in row {
                put(&mut plain, zigzag(*number));
            }
        }
        let file = fs::File::create(path).map_err(Error::io(path))?;
        let mut zipped = GzEncoder::new(file, Compression::fast());
        zipped.write_all(&plain).and_then(|()| zipped.finish().map(drop)).map_err(Error::io(path))
    }

    /// Reads the file, if its replications came from this; `None` for any other file, or none, or a broken one: then
    /// there is nothing to go on from.
    pub fn read(path: &Path, origin: &Origin) -> Option<Self> {
        let mut file = BufReader::new(GzDecoder::new(BufReader::new(fs::File::open(path).ok()?)));
        let mut line = Vec::new();
        file.by_ref().take(10_000).read_until(b'\n', &mut line).ok()?;
        let found: Origin = serde_json::from_slice(&line).ok()?;
        if found != *origin {
            return None;
        }
        let mut plain = Vec::new();
        file.read_to_end(&mut plain).ok()?;
        let mut left = plain.as_slice();
        let mut rows = Vec::new();
        while !left.is_empty() {
            let len = get(&mut left)?;
            // A number has a byte at least: a broken length asks for no memory.
            if len > left.len() as u64 {
                return None;
            }
            let row: Option<Vec<i64>> = (0..len).map(|_| get(&mut left).map(unzigzag)).collect();
            rows.push(row?);
        }
        Some(Self { origin: found, rows })
    }
}

pub(crate) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

pub(crate) fn unzigzag(bits: u64) -> i64 {
    ((bits >> 1) as i64) ^ -((bits & 1) as i64)
}

pub(crate) fn put(out: &mut Vec<u8>, mut bits: u64) {
    while bits >= 0x80 {
        out.push(bits as u8 | 0x80);
        bits >>= 7;
    }
    out.push(bits as u8);
}

pub(crate) fn get(left: &mut &[u8]) -> Option<u64> {
    let mut bits = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = left.split_first()?;
        *left = rest;
        bits |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(bits);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> Records {
        let rows = vec![vec![0, -1, 1, i64::MAX, i64::MIN, 63, 64, -64, -65], vec![], vec![300]];
        Records { origin: Origin::new("a", "b", 1, 7), rows }
    }

    #[test]
    fn what_is_written_is_read_and_only_for_the_same_origin() {
        let path = std::env::temp_dir().join(format!("naru-records-{}", std::process::id()));
        let records = records();
        records.write(&path).expect("a temporary file");
        assert_eq!(Records::read(&path, &records.origin), Some(records.clone()));
        assert_eq!(Records::read(&path, &Origin::new("a", "c", 1, 7)), None);
        assert_eq!(Records::read(&path, &Origin::new("a", "b", 1, 8)), None);
        let bytes = fs::read(&path).expect("it was written");
        for cut in [0, 5, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&path, &bytes[..cut]).expect("a temporary file");
            assert_eq!(Records::read(&path, &records.origin), None, "cut at {cut}");
        }
        let mut changed = bytes.clone();
        changed[bytes.len() - 12] ^= 1;
        fs::write(&path, &changed).expect("a temporary file");
        assert_eq!(Records::read(&path, &records.origin), None, "changed");
        drop(fs::remove_file(&path));
    }
}
