//! What tells: waits, cards by the day, months, the log of one replication, and the auditor.

mod auditor;
mod log;
mod months;
mod series;
mod waits;

pub use auditor::Auditor;
pub use log::{Log, Logged};
pub use months::{MonthRow, Months};
pub use series::{PoolDay, Series};
pub use waits::{WaitTally, Waits};
