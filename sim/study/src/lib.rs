//! Many replications, and what may be said of them
