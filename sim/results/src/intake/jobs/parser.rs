//! Rows of any format to jobs: what each format's own file does not do.

use super::fault::NotALog;
use super::format::{Format, Header};
use super::row::{Found, Names, Row};
use super::{gpu, own, slurm, swf};

/// A format, and where its columns are in a file.
#[derive(Clone, Debug)]
pub(super) enum Parser {
    Swf,
    Slurm(slurm::Columns),
    Philly(gpu::Philly),
    Instances(gpu::Instances),
    Requests(gpu::Requests),
    Sessions(own::Columns),
}

/// What must be known of a whole log before its first row can be understood.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Whole {
    /// Whether any job has a GPU (Slurm).
    pub(super) has_cards: bool,
    /// The latest time in it (Alibaba's instances).
    pub(super) end_s: i64,
}

impl Parser {
    /// By a file's first line: its header, where the format has one.
    pub(super) fn of(format: Format, line: &[u8]) -> Result<Self, NotALog> {
        let (header, mut missing) = (Header::of(format, line), Vec::new());
        let parser = match format {
            Format::Swf => Self::Swf,
            Format::Slurm => Self::Slurm(slurm::Columns::find(&header, &mut missing)),
            Format::Philly => Self::Philly(gpu::Philly::find(&header, &mut missing)),
            Format::Instances => Self::Instances(gpu::Instances::find(&header, &mut missing)),
            Format::Requests => Self::Requests(gpu::Requests::find(&header, &mut missing)),
            Format::Sessions => Self::Sessions(own::Columns::find(&header, &mut missing)),
        };
        if missing.is_empty() { Ok(parser) } else { Err(NotALog::NoColumns(format, missing)) }
    }

    /// Whether [`Whole`] must be known.
    pub(super) fn needs_whole(&self) -> bool {
        match self {
            Self::Slurm(_) | Self::Instances(_) => true,
            Self::Swf | Self::Philly(_) | Self::Requests(_) | Self::Sessions(_) => false,
        }
    }

    /// Learns from a row.
    pub(super) fn learn(&self, row: &mut Row<'_>, whole: &mut Whole) {
        match self {
            Self::Slurm(columns) => whole.has_cards |= columns.has_cards(row),
            Self::Instances(columns) => whole.end_s = whole.end_s.max(columns.latest(row)),
            Self::Swf | Self::Philly(_) | Self::Requests(_) | Self::Sessions(_) => {}
        }
    }

    /// Reads a row; `number` is its place among the rows, from 1.
    pub(super) fn job(&self, row: &mut Row<'_>, names: &mut Names, whole: Whole, number: u64) -> Found {
        match self {
            Self::Swf => swf::job(row),
            Self::Slurm(columns) => columns.job(row, names, whole.has_cards),
            Self::Philly(columns) => columns.job(row, names, number),
            Self::Instances(columns) => columns.job(row, names, whole.end_s),
            Self::Requests(columns) => columns.job(row, names, number),
            Self::Sessions(columns) => columns.job(row, names),
        }
    }
}
