//! What became of a log's rows: jobs, rows that are none, and what is odd about the jobs.

/// A C-like enum whose variants are counted.
macro_rules! counted {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$of])* $variant,)+ }

        impl $name {
            /// All of them, in the order in which they are asked.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$variant),+];

            /// Its name in files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

counted! {
    /// Why a row is no job. A row is counted once, by the first reason that holds.
    Skipped {
        /// A step of a job whose own row stands elsewhere (Slurm `17.batch`).
        Step = "step",
        /// Byte for byte an earlier row. In SWF, which numbers its jobs, such a row is kept.
        Duplicate = "duplicate",
        /// Pending, or cancelled before it started.
        NeverStarted = "never_started",
        /// Cards kept for a project that does not work (`sessions.csv`, kind `hold`): nobody asked.
        Hold = "hold",
        /// No positive size.
        NoSize = "no_size",
        /// Larger than the pool.
        AbovePool = "above_pool",
        /// A run time below zero: the log has none.
        NegativeRun = "negative_run",
        /// A submit time below zero: the log has none.
        NegativeSubmit = "negative_submit",
        /// Another number of columns; only where such rows may be passed over ([`super::BadRows::Skip`]).
        WrongColumns = "wrong_columns",
        /// A cell that cannot be read; only where such rows may be passed over.
        Unreadable = "unreadable",
    }
}

counted! {
    /// What is odd about a job that is kept. A job may be counted under several.
    Noted {
        /// No estimate: planning takes its run time.
        NoEstimate = "no_estimate",
        /// It ran longer than its estimate.
        PastEstimate = "past_estimate",
        /// A run of no length.
        ZeroLength = "zero_length",
        /// The size asked for is another than the size allocated, or one of the two is missing; which is taken is each
        /// format's rule.
        OtherSize = "other_size",
        /// The log has no size: one was taken.
        NoSizeInLog = "no_size_in_log",
        /// It started before it was submitted; its wait is taken as not known.
        NegativeWait = "negative_wait",
        /// Parts of a second, rounded to the nearest.
        Fraction = "fraction",
        /// More columns than the format has; those behind are not looked at.
        MoreColumns = "more_columns",
        /// Its beginning lies before the log's.
        CutBegin = "cut_begin",
        /// Its end is not that of its work.
        CutEnd = "cut_end",
        /// It was asked for and never served: its work is taken for its run.
        NotServed = "not_served",
        /// It continues an earlier session of the same log.
        Resumes = "resumes",
    }
}

/// Rows of a log by what became of them: `rows` = `jobs` + the sum of all skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows, without header, comments and blank lines.
    pub rows: u64,
    /// Jobs among them.
    pub jobs: u64,
    skipped: [u64; Skipped::ALL.len()],
    noted: [u64; Noted::ALL.len()],
}

impl Tally {
    /// How many rows are no job for this reason.
    pub fn skipped(&self, why: Skipped) -> u64 {
        self.skipped[why as usize]
    }

    /// How many jobs this is noted of.
    pub fn noted(&self, what: Noted) -> u64 {
        self.noted[what as usize]
    }

    pub(super) fn skip(&mut self, why: Skipped) {
        self.skipped[why as usize] += 1;
    }

    pub(super) fn note(&mut self, notes: Notes) {
        for what in Noted::ALL {
            self.noted[what as usize] += u64::from(notes.0 >> (what as u32) & 1);
        }
    }
}

/// A set of [`Noted`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Notes(u16);

impl Notes {
    pub(super) fn add(&mut self, what: Noted) {
        self.0 |= 1 << (what as u32);
    }
}
