//! One replication: Plan in, Outcome out
