//! Many replications, and what may be said of them.

pub mod statistics;
