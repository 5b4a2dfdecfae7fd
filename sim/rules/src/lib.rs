//! What the call says: allocation and settlement, pure and exact.
//!
//! No clock, no draw, no input or output, no float: a rule is handed what it judges.

#![deny(clippy::float_arithmetic)]

pub mod allocation;
pub mod allowance;
pub mod budget;
pub mod gang;
pub mod readings;
pub mod settlement;
pub mod supply;
