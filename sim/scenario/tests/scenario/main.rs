//! Scenario files from the outside: what lies over what, what every message says, what a file lowers to.

mod clauses;
mod common;
mod differing;
mod files;
mod judging;
mod laying;
mod plans;
mod reading;
