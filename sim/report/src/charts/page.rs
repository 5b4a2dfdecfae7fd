//! What a width and a dress mean in units of a quarter millimetre.

use super::chart::{Dress, Look, Width};

/// Sizes on a picture, in units of a quarter millimetre (0.709 points).
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) look: Look,
    /// Width of the sheet: 640 or 320.
    pub(super) width: f64,
    /// Type: 10.6, 7.8 and 6.4 points at 160 mm; 9.2, 6.8 and 6.1 points at 80 mm. Never below 6.
    pub(super) title: f64,
    pub(super) body: f64,
    pub(super) small: f64,
    /// Free paper around everything.
    pub(super) edge: f64,
}

impl Page {
    pub(super) const fn of(look: Look) -> Self {
        let edge = match (look.dress, look.width) {
            (Dress::Whole, Width::Full) => 14.0,
            (Dress::Whole, Width::Half) => 9.0,
            (Dress::Bare, Width::Full | Width::Half) => 2.0,
        };
        let (width, title, body, small) = match look.width {
            Width::Full => (640.0, 15.0, 11.0, 9.0),
            Width::Half => (320.0, 13.0, 9.6, 8.6),
        };
        Self { look, width, title, body, small, edge }
    }

    /// Whether it is 80 mm wide.
    pub(super) const fn half(&self) -> bool {
        matches!(self.look.width, Width::Half)
    }

    /// The one of two quantities that is for this width.
    pub(super) const fn pick(&self, full: f64, half: f64) -> f64 {
        if self.half() { half } else { full }
    }

    /// From line to line of running text.
    pub(super) const fn line(&self) -> f64 {
        self.body * 1.35
    }

    /// Height of what stands over a plot: its unit, a limit.
    pub(super) const fn above(&self) -> f64 {
        self.body * 1.45
    }

    /// Room between two edges.
    pub(super) const fn inner(&self) -> f64 {
        self.width - 2.0 * self.edge
    }
}
