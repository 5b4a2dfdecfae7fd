//! A gate's baseline: what one scenario did, as sorted text that a person can review in a diff.
//!
//! Replications by the row with the exact parts of each metric, so that pairs can be made without simulating the old
//! side again; the values of the scenario, so that a change can be named; waits of one replication by project, so that
//! sessions can be matched. The last line is a hash of all before it: a number changed by hand is found.

use crate::{Error, SCHEMA};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::Path;
use std::{fs, io};

/// What one scenario did, as it was accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The gate that it is of.
    pub gate: String,
    /// The scenario, by its name in the gate.
    pub scenario: String,
    /// Hash of its file and bases.
    pub scenario_hash: String,
    /// Hash of what was made of them, which also changes with the code that makes it.
    pub plan_hash: String,
    /// Hash of all code that can change an outcome.
    pub behaviour_hash: String,
    /// Version of the program.
    pub version: String,
    /// Version of the layout of random streams.
    pub stream_layout: u32,
    /// Seed of all draws.
    pub seed: u64,
    /// Every value of the scenario by its path, sorted.
    pub values: Vec<(String, String)>,
    /// Ids of the metrics, in the order of [`BaselineRow::parts`].
    pub metrics: Vec<String>,
    /// Causes of waiting, in the order of [`BaselineRow::waiting_s`].
    pub causes: Vec<String>,
    /// One a replication, from 0, without gaps.
    pub rows: Vec<BaselineRow>,
    /// Waits of replication 0.
    pub waits: Vec<ProjectWaits>,
}

/// One replication.
#[derive(Clone, Debug, PartialEq)]
pub struct BaselineRow {
    /// Digest of the demand that it met.
    pub digest: u64,
    /// Requests that have a wait limit.
    pub requests: u64,
    /// Request-seconds of waiting by cause.
    pub waiting_s: Vec<u64>,
    /// Its part in each metric.
    pub parts: Vec<Part>,
}

/// One replication's part in a metric, exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// `3/20`: of a ratio of sums.
    Ratio {
        /// Numerator.
        part: u64,
        /// Denominator.
        of: u64,
    },
    /// `1.5`: a number, in the shortest form that reads back the same.
    Number(f64),
    /// `1500`: whole won.
    Won(i64),
    /// `yes` or `no`.
    Happened(bool),
    /// `day 267` of the programme, or `never`.
    Day(Option<i64>),
    /// Empty: it has nothing to say.
    Nothing,
}

/// Waits of one project's requests of one kind, in order of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectWaits {
    /// Product and number within it, such as `gpu-134tf/12`: the name that draws are keyed by.
    pub project: String,
    /// Kind of its requests.
    pub kind: String,
    /// One a request.
    pub waits: Vec<Waited>,
}

/// How long a request waited: enough to find who lost most, in a file that is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waited {
    /// Whole minutes until it was served, or left; a begun one is cut.
    pub minutes: i64,
    /// Whether it was served; else the wait is a lower bound.
    pub served: bool,
}

/// Why a baseline cannot be used.
#[derive(Debug)]
pub enum BaselineFault {
    /// There is none.
    Missing,
    /// The operating system refused.
    Io(io::Error),
    /// Another file than a baseline.
    NotOurs,
    /// A baseline of another contract.
    Schema {
        /// Schema number in it.
        found: String,
    },
    /// Changed by hand, or cut off: its hash does not fit.
    Edited,
    /// The hash fits, and yet a line cannot be read.
    Broken {
        /// Line, from 1.
        line: usize,
    },
}

/// First line: what the file is, for who opens it.
const MARK: &str = "naru baseline: made by `naru gate … --accept`; the last line is a hash, so do not edit";
const REPLICATIONS: &str = "[replications]";
const SCENARIO: &str = "[scenario]";
const WAITS: &str = "[waits of replication 0, in whole minutes by project; > not served; *3 three times]";
const HASH: &str = "sha256 = ";
/// Most requests alike in a row that a file may claim: what no project asks for in a programme.
const MOST_ALIKE: usize = 1_000_000;

impl Baseline {
    /// The bytes of its file.
    pub fn to_text(&self) -> String {
        let mut out = format!("{MARK}\n");
        let head: [(&str, &dyn fmt::Display); 9] = [
            ("schema", &SCHEMA),
            ("gate", &self.gate),
            ("scenario", &self.scenario),
            ("scenario_hash", &self.scenario_hash),
            ("plan_hash", &self.plan_hash),
            ("behaviour_hash", &self.behaviour_hash),
            ("version", &self.version),
            ("stream_layout", &self.stream_layout),
            ("seed", &self.seed),
        ];
        for (key, value) in head {
            line(&mut out, format_args!("{key} = {value}"));
        }
        line(&mut out, format_args!("\n{REPLICATIONS}"));
        let fixed = ["replication", "demand_digest", "requests"].map(str::to_owned);
        let causes = self.causes.iter().map(|cause| format!("waiting_s.{cause}"));
        let columns: Vec<String> =
            fixed.into_iter().chain(causes).chain(self.metrics.iter().cloned()).collect();
        line(&mut out, format_args!("{}", columns.join(",")));
        for (replication, row) in self.rows.iter().enumerate() {
            let fixed = [replication.to_string(), format!("{:016x}", row.digest), row.requests.to_string()];
            let waiting = row.waiting_s.iter().map(u64::to_string);
            let parts = row.parts.iter().map(|part| part.to_text());
            let cells: Vec<String> = fixed.into_iter().chain(waiting).chain(parts).collect();
            line(&mut out, format_args!("{}", cells.join(",")));
        }
        line(&mut out, format_args!("\n{SCENARIO}"));
        for (path, value) in &self.values {
            line(&mut out, format_args!("{path} = {value}"));
        }
        line(&mut out, format_args!("\n{WAITS}"));
        for it in &self.waits {
            let alike = it.waits.chunk_by(|a, b| a == b);
            let waits: Vec<String> = alike.map(|waits| waits[0].to_text(waits.len())).collect();
            line(&mut out, format_args!("{} {}: {}", it.project, it.kind, waits.join(" ")));
        }
        out.push('\n');
        let hash = hash_of(&out);
        line(&mut out, format_args!("{HASH}{hash}"));
        out
    }

    /// Reads its file.
    ///
    /// # Errors
    /// Every [`BaselineFault`].
    pub fn read(path: &Path) -> Result<Self, BaselineFault> {
        let text = fs::read_to_string(path).map_err(|error| {
            let kind = error.kind();
            if kind == io::ErrorKind::NotFound {
                BaselineFault::Missing
            } else if kind == io::ErrorKind::InvalidData {
                BaselineFault::NotOurs
            } else {
                BaselineFault::Io(error)
            }
        })?;
        // As git may have laid it on another machine.
        Self::parse(&text.replace("\r\n", "\n"))
    }

    /// Writes its file, beside its final name first.
    ///
    /// # Errors
    /// `Io` where it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::io(path))?;
        }
        let part = path.with_extension("txt.part");
        fs::write(&part, self.to_text()).map_err(Error::io(path))?;
        fs::rename(&part, path).map_err(Error::io(path))
    }

    fn parse(text: &str) -> Result<Self, BaselineFault> {
        let first = text.lines().next().unwrap_or_default();
        if !first.starts_with("naru baseline") {
            return Err(BaselineFault::NotOurs);
        }
        let schema = text.lines().nth(1).and_then(|line| line.strip_prefix("schema = "));
        if schema != Some(&SCHEMA.to_string()) {
            return Err(BaselineFault::Schema { found: schema.unwrap_or_default().to_owned() });
        }
        let (before, hash) = text.rsplit_once(HASH).ok_or(BaselineFault::Edited)?;
        if hash.strip_suffix('\n') != Some(&hash_of(before)) {
            return Err(BaselineFault::Edited);
        }
        let mut lines = Lines { rest: before.lines().enumerate().skip(1), at: 1 };
        lines.baseline().ok_or(BaselineFault::Broken { line: lines.at + 1 })
    }
}

fn line(out: &mut String, text: fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a text takes any text");
}

/// SHA-256 of a text, in hexadecimal.
pub fn hash_of(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("half a byte is a hexadecimal digit");
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

struct Lines<'a> {
    rest: std::iter::Skip<std::iter::Enumerate<std::str::Lines<'a>>>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (at, line) = self.rest.next()?;
        self.at = at;
        Some(line)
    }

    /// Lines up to the next blank one.
    fn block(&mut self, title: &str) -> Option<Vec<&'a str>> {
        (self.next()? == title).then_some(())?;
        let mut block = Vec::new();
        loop {
            match self.next()? {
                "" => return Some(block),
                line => block.push(line),
            }
        }
    }

    fn baseline(&mut self) -> Option<Baseline> {
        let mut head = BTreeMap::new();
        loop {
            match self.next()? {
                "" => break,
                line => {
                    let (key, value) = line.split_once(" = ")?;
                    head.insert(key, value);
                }
            }
        }
        let table = self.block(REPLICATIONS)?;
        let (names, rows) = table.split_first()?;
        let names: Vec<&str> = names.split(',').skip(3).collect();
        let causes: Vec<String> =
            names.iter().filter_map(|it| it.strip_prefix("waiting_s.")).map(str::to_owned).collect();
        let metrics = names[causes.len()..].iter().map(|it| (*it).to_owned()).collect();
        let rows: Option<Vec<BaselineRow>> = rows
            .iter()
            .zip(0_usize..)
            .map(|(row, nth)| row_of(row, nth, causes.len(), names.len()))
            .collect();
        let values: Option<Vec<(String, String)>> = self
            .block(SCENARIO)?
            .into_iter()
            .map(|line| line.split_once(" = ").map(|(path, value)| (path.to_owned(), value.to_owned())))
            .collect();
        let waits: Option<Vec<ProjectWaits>> = self.block(WAITS)?.into_iter().map(waits_of).collect();
        let text = |key: &str| head.get(key).map(|value| (*value).to_owned());
        Some(Baseline {
            gate: text("gate")?,
            scenario: text("scenario")?,
            scenario_hash: text("scenario_hash")?,
            plan_hash: text("plan_hash")?,
            behaviour_hash: text("behaviour_hash")?,
            version: text("version")?,
            stream_layout: head.get("stream_layout")?.parse().ok()?,
            seed: head.get("seed")?.parse().ok()?,
            values: values?,
            metrics,
            causes,
            rows: rows?,
            waits: waits?,
        })
    }
}

fn row_of(line: &str, nth: usize, causes: usize, columns: usize) -> Option<BaselineRow> {
    let cells: Vec<&str> = line.split(',').collect();
    (cells.len() == columns + 3 && cells[0].parse() == Ok(nth)).then_some(())?;
    let (waiting, parts) = cells[3..].split_at(causes);
    Some(BaselineRow {
        digest: u64::from_str_radix(cells[1], 16).ok()?,
        requests: cells[2].parse().ok()?,
        waiting_s: waiting.iter().map(|cell| cell.parse().ok()).collect::<Option<_>>()?,
        parts: parts.iter().map(|cell| Part::parse(cell)).collect::<Option<_>>()?,
    })
}

fn waits_of(line: &str) -> Option<ProjectWaits> {
    let (who, waits) = line.split_once(':')?;
    let (project, kind) = who.rsplit_once(' ')?;
    Some(ProjectWaits {
        project: project.to_owned(),
        kind: kind.to_owned(),
        waits: waits
            .split_whitespace()
            .map(Waited::parse)
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .flat_map(|(wait, times)| std::iter::repeat_n(wait, times))
            .collect(),
    })
}

impl Part {
    fn to_text(self) -> String {
        match self {
            Self::Ratio { part, of } => format!("{part}/{of}"),
            // With a point or an exponent, also where it is whole.
            Self::Number(number) => format!("{number:?}"),
            Self::Won(won) => won.to_string(),
            Self::Happened(true) => "yes".to_owned(),
            Self::Happened(false) => "no".to_owned(),
            Self::Day(Some(day)) => format!("day {day}"),
            Self::Day(None) => "never".to_owned(),
            Self::Nothing => String::new(),
        }
    }

    fn parse(cell: &str) -> Option<Self> {
        match cell {
            "" => return Some(Self::Nothing),
            "yes" => return Some(Self::Happened(true)),
            "no" => return Some(Self::Happened(false)),
            "never" => return Some(Self::Day(None)),
            _ => {}
        }
        if let Some(day) = cell.strip_prefix("day ") {
            return Some(Self::Day(Some(day.parse().ok()?)));
        }
        if let Some((part, of)) = cell.split_once('/') {
            return Some(Self::Ratio { part: part.parse().ok()?, of: of.parse().ok()? });
        }
        if cell.contains(['.', 'e']) {
            return cell.parse().ok().filter(|number: &f64| number.is_finite()).map(Self::Number);
        }
        cell.parse().ok().map(Self::Won)
    }
}

impl Waited {
    fn to_text(self, times: usize) -> String {
        let open = if self.served { "" } else { ">" };
        let times = if times > 1 { format!("*{times}") } else { String::new() };
        format!("{open}{}{times}", self.minutes)
    }

    fn parse(text: &str) -> Option<(Self, usize)> {
        let plain = text.strip_prefix('>');
        let (minutes, times) = plain.unwrap_or(text).split_once('*').unwrap_or((plain.unwrap_or(text), "1"));
        let times = times.parse().ok().filter(|times| *times <= MOST_ALIKE)?;
        Some((Self { minutes: minutes.parse().ok()?, served: plain.is_none() }, times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> Baseline {
        Baseline {
            gate: "policy".into(),
            scenario: "plan-easy".into(),
            scenario_hash: "ab".into(),
            plan_hash: "cd".into(),
            behaviour_hash: "ef".into(),
            version: "0.1.0".into(),
            stream_layout: 1,
            seed: 7,
            values: vec![("policy.placement".into(), "best_fit".into()), ("z".into(), "a = b".into())],
            metrics: vec!["waits.all.mean_hours".into(), "m".into()],
            causes: vec!["order".into(), "cards".into()],
            rows: vec![
                BaselineRow {
                    digest: 0xffff_0000_1234_5678,
                    requests: 20,
                    waiting_s: vec![0, 7_200],
                    parts: vec![Part::Ratio { part: 7_200, of: 20 }, Part::Number(0.1)],
                },
                BaselineRow {
                    digest: 1,
                    requests: 0,
                    waiting_s: vec![0, 0],
                    parts: vec![Part::Nothing, Part::Number(3.0)],
                },
            ],
            waits: vec![ProjectWaits {
                project: "gpu-134tf/12".into(),
                kind: "base".into(),
                waits: vec![
                    Waited { minutes: 0, served: true },
                    Waited { minutes: 0, served: true },
                    Waited { minutes: 120, served: false },
                    Waited { minutes: 120, served: true },
                ],
            }],
        }
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let text = baseline().to_text();
        assert_eq!(Baseline::parse(&text).expect("it is whole"), baseline());
        for part in [
            Part::Won(-5),
            Part::Number(1e300),
            Part::Number(-0.0),
            Part::Number(0.1 + 0.2),
            Part::Happened(true),
            Part::Happened(false),
            Part::Day(Some(267)),
            Part::Day(None),
            Part::Nothing,
            Part::Ratio { part: u64::MAX, of: 1 },
        ] {
            assert_eq!(Part::parse(&part.to_text()), Some(part));
        }
        assert!(
            text.contains("\n0,ffff000012345678,20,0,7200,7200/20,0.1\n1,0000000000000001,0,0,0,,3.0\n"),
            "{text}"
        );
        assert!(text.contains("\ngpu-134tf/12 base: 0*2 >120 120\n"), "{text}");
    }

    /// One digit, a row less, a line more behind the hash: none passes.
    #[test]
    fn an_edit_by_hand_is_found() {
        let text = baseline().to_text();
        let edited = |text: String| matches!(Baseline::parse(&text), Err(BaselineFault::Edited));
        assert!(edited(text.replace("7200/20", "7100/20")));
        assert!(edited(text.replace("1,0000000000000001,0,0,0,,3.0\n", "")));
        assert!(edited(text.clone() + "more\n"));
        assert!(edited(text[..text.len() - 10].to_owned()));
        let schema = text.replace("schema = 1\n", "schema = 99\n");
        assert!(matches!(Baseline::parse(&schema), Err(BaselineFault::Schema { found }) if found == "99"));
        assert!(matches!(Baseline::parse("replication,seed\n"), Err(BaselineFault::NotOurs)));
    }
}
