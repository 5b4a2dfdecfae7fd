//! What users would ask for.
//!
//! Demand, cohorts, calendar, samplers. The fleet is not known here, so the fleet can change nobody's habits.
//!
//! A [`Spec`] is data. [`Laws`] is what follows from the spec alone and serves all replications;
//! [`Demand`] is one replication's people: when each project may begin, when it would ask next, for how
//! long. [`chains`] runs the people alone, without a queue: what they ask for if nobody waits. [`faults`] draws what
//! happens to whatever bears a name, such as a server: it is not demand, but a draw by address all the same.

mod bursts;
pub mod chains;
mod demand;
mod digest;
pub mod faults;
pub mod fit;
mod laws;
mod length;
mod life;
mod profile;
mod quota;
mod rates;
pub mod sample;
mod spec;
mod swing;

pub use bursts::Burst;
pub use demand::{Demand, RushPart, Wish};
pub use laws::{Laws, SessionMeans};
pub use life::Switch;
pub use spec::*;
