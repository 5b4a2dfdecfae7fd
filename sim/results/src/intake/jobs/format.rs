//! Formats of logs, and how a file's first line tells which one it is.

use super::fault::NotALog;
use super::lines::{Cells, split_at, split_blank};
use super::row::Column;

/// A format of job logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Standard Workload Format: 18 columns between blanks, header lines with `;`.
    Swf,
    /// `sacct --parsable2`: columns by name between `|`.
    Slurm,
    /// Jobs of Microsoft's Philly cluster: `timestamp,duration,num_gpus,…`.
    Philly,
    /// Inference instances of Alibaba's 2025 GPU trace: `instance_sn,role,…,creation_time,scheduled_time,deletion_time`.
    Instances,
    /// Inference requests of Alibaba's 2026 trace: `gmt_create,…,exec_time_seconds,…`.
    Requests,
    /// `sessions.csv` of a run of this program.
    Sessions,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Swf, Self::Slurm, Self::Philly, Self::Instances, Self::Requests, Self::Sessions];

    /// Its name on the command line and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Swf => "swf",
            Self::Slurm => "slurm",
            Self::Philly => "philly",
            Self::Instances => "alibaba-instances",
            Self::Requests => "alibaba-requests",
            Self::Sessions => "sessions",
        }
    }

    /// The format of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What it is called in a text.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Swf => "Standard Workload Format",
            Self::Slurm => "sacct --parsable2",
            Self::Philly => "Philly jobs (CSV)",
            Self::Instances => "Alibaba 2025 instances (CSV)",
            Self::Requests => "Alibaba 2026 requests (CSV)",
            Self::Sessions => "naru sessions.csv",
        }
    }

    /// Splits a row.
    pub(super) fn split(self, line: &[u8], cells: &mut Cells) {
        match self {
            Self::Swf => split_blank(line, cells),
            // sacct never quotes.
            Self::Slurm => split_at(b'|', false, line, cells),
            Self::Philly | Self::Instances | Self::Requests | Self::Sessions => {
                split_at(b',', true, line, cells);
            }
        }
    }

    /// By a file's first line with text.
    pub(super) fn recognise(line: &[u8]) -> Result<Self, NotALog> {
        let text = String::from_utf8_lossy(line);
        let text = text.trim();
        if text.starts_with(';') {
            return Ok(Self::Swf);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        // Some logs have names behind the last of their numbers.
        if words.len() >= 5 && words[..5].iter().all(|word| word.parse::<f64>().is_ok()) {
            return Ok(Self::Swf);
        }
        let header = Header::of(Self::Slurm, line);
        if header.has(&["jobid"]) && text.contains('|') {
            return Ok(Self::Slurm);
        }
        if text.starts_with("JobID ") {
            return Err(NotALog::SacctTable);
        }
        let header = Header::of(Self::Sessions, line);
        for (columns, is) in [
            (&["timestamp", "duration", "num_gpus"][..], Ok(Self::Philly)),
            (&["instance_sn", "creation_time", "deletion_time"], Ok(Self::Instances)),
            (&["gmt_create", "exec_time_seconds"], Ok(Self::Requests)),
            (&["session", "requested_s", "started_s"], Ok(Self::Sessions)),
            (&["time", "submit_job_all"], Err(NotALog::Throughput)),
            (&["id", "job_num"], Err(NotALog::ClusterSummary)),
            (&["metric", "value", "cum_pct"], Err(NotALog::Distribution)),
            (&["gpu_model", "gpu_capacity_num", "node_name"], Err(NotALog::Inventory)),
            (&["job_id", "start"], Err(NotALog::Schedule)),
        ] {
            if header.has(columns) {
                return is;
            }
        }
        Err(NotALog::Unknown(text.chars().take(60).collect()))
    }
}

/// Names of a file's columns, in small letters.
pub(super) struct Header {
    names: Vec<String>,
}

impl Header {
    pub(super) fn of(format: Format, line: &[u8]) -> Self {
        let mut cells = Cells::new();
        format.split(line, &mut cells);
        let name = |(from, to): &(usize, usize)| {
            String::from_utf8_lossy(&line[*from..*to]).trim().to_ascii_lowercase()
        };
        Self { names: cells.iter().map(name).collect() }
    }

    fn has(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.names.iter().any(|name| name == column))
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Where a column is; small and capital letters are the same.
    pub(super) fn find(&self, name: &'static str) -> Option<Column> {
        let at = self.names.iter().position(|it| it.eq_ignore_ascii_case(name))?;
        Some(Column { at, name })
    }

    /// The same of one that must be there; if it is not, its name joins the missing ones.
    pub(super) fn need(&self, name: &'static str, missing: &mut Vec<&'static str>) -> Column {
        self.find(name).unwrap_or_else(|| {
            missing.push(name);
            Column { at: 0, name }
        })
    }
}
