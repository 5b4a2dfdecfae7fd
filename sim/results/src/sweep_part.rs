//! Points of a sweep that are done, kept beside its folder until all are: what an interrupted sweep goes on from.

use crate::{Error, Label};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What a kept point may be used for: nothing else than the same question to the same program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepHead {
    /// Number of the contract.
    pub schema: u32,
    /// Hash of the scenario as it stands.
    pub scenario_hash: String,
    /// The study as one line.
    pub study: String,
    /// Hash of the sources that can change a result.
    pub behaviour_hash: String,
    /// Version of the layout of random streams.
    pub stream_layout: u32,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications of each point.
    pub replications: u32,
}

/// A point that is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepPoint {
    /// Its number.
    pub point: u32,
    /// What came of it.
    pub outcome: SweepOutcome,
}

/// What came of a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepOutcome {
    /// It ran: a list per replication, with an element per metric.
    Ran(Vec<Vec<SweepValue>>),
    /// `check` refuses it: why.
    Refused(Label),
}

/// One replication's part in a metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepValue {
    /// A ratio of sums: what is added above and below the line.
    Ratio(u64, u64),
    /// A number.
    Number(f64),
    /// Whole won.
    Won(i64),
    /// Whether it happened.
    Happened(bool),
    /// A day, or never.
    Day(Option<i64>),
    /// Nothing to say.
    Nothing,
}

/// How such a file begins.
const HEAD: &[u8] = b"{\"schema\":";

/// The file of points that are done, open for more.
#[derive(Debug)]
pub struct SweepPart {
    path: PathBuf,
    file: File,
}

impl SweepPart {
    /// Where the points of a folder are kept: beside it, with `.part` behind its name.
    pub fn path_of(folder: &Path) -> PathBuf {
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        folder.with_file_name(name)
    }

    /// Opens the points of a folder. Those of the same question come back, in the order in which they were added; those of
    /// another are dropped. A last line that was cut short is dropped too.
    ///
    /// # Errors
    /// `Io` where it cannot be read or written, `NotOurs` where something else stands there.
    pub fn open(folder: &Path, head: &SweepHead) -> Result<(Self, Vec<SweepPoint>), Error> {
        let path = Self::path_of(folder);
        let text = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(source) => return Err(Error::Io { path, source }),
        };
        if !text.is_empty() && !text.starts_with(HEAD) {
            return Err(Error::NotOurs { path });
        }
        let mut points = Vec::new();
        let mut kept = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")) {
            if kept == 0 {
                if serde_json::from_slice::<SweepHead>(line).ok().as_ref() != Some(head) {
                    break;
                }
            } else {
                let Ok(point) = serde_json::from_slice(line) else { break };
                points.push(point);
            }
            kept += line.len();
        }
        let io = |source| Error::Io { path: path.clone(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(io)?;
        }
        let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(io)?;
        file.set_len(kept as u64).map_err(io)?;
        if kept == 0 {
            file.write_all(&line(head)).map_err(io)?;
        }
        Ok((Self { path, file }, points))
    }

    /// Adds points that are done.
    ///
    /// # Errors
    /// `Io` where they cannot be written.
    pub fn add(&mut self, points: &[SweepPoint]) -> Result<(), Error> {
        let lines: Vec<u8> = points.iter().flat_map(line).collect();
        self.file
            .write_all(&lines)
            .and_then(|()| self.file.flush())
            .map_err(|source| Error::Io { path: self.path.clone(), source })
    }

    /// Takes the file away: all points stand in the folder.
    ///
    /// # Errors
    /// `Io` where it cannot be removed.
    pub fn done(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|source| Error::Io { path: self.path.clone(), source })
    }
}

fn line(value: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(value).expect("result types have text keys only");
    line.push(b'\n');
    line
}
