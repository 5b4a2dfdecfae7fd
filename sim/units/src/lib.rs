//! Time, money, cards and shares as exact types.
//!
//! Whole seconds, whole won, whole cards; shares in basis points. Arithmetic is checked (the release
//! profile keeps overflow checks) and every rounding has a name. Nothing here knows a rule, a pool or a draw.

mod cards;
mod dated;
mod money;
mod time;

pub use cards::{CardSeconds, Cards};
pub use dated::Dated;
pub use money::{Share, Won};
pub use time::{DAY, Epoch, HOUR, Hours, Instant, MINUTE, Month, Span};
