//! What tells: waits and their causes, cards by the day, months, the log of one replication, and the auditor.

mod auditor;
mod fragmentation;
mod log;
mod months;
mod series;
mod waits;

pub use auditor::Auditor;
pub use fragmentation::{Fragmentation, WaitingBy};
pub use log::{Log, Logged};
pub use months::{MonthRow, Months};
pub use naru_kernel::Histogram;
pub use series::{PoolDay, Series};
pub use waits::{WaitTally, Waits};
