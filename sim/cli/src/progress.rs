//! A progress bar with the time left, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use naru_study::Watch;
use std::io::IsTerminal;

/// Counts replications; shows nothing where nobody looks, as in CI.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar of so many replications. `unit` is the word for them.
    pub(crate) fn new(replications: u32, unit: &str) -> Self {
        let watched = std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let target = if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(u64::from(replications)), target);
        let style = format!("{{bar:40}} {{pos}}/{{len}} {unit}  {{eta}}");
        bar.set_style(ProgressStyle::with_template(&style).expect("the template is of known keys"));
        Self(bar)
    }

    /// So many more are to come.
    pub(crate) fn more(&self, replications: u32) {
        self.0.inc_length(u64::from(replications));
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}

impl Watch for Progress {
    fn done(&self) {
        self.0.inc(1);
    }

    fn more(&self, replications: u32) {
        self.0.inc_length(u64::from(replications));
    }
}
