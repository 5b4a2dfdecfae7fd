//! Discrete-event kernel: calendar, run loop, draws by address, tallies.
//!
//! Whole seconds go in, whole seconds come out. Nothing here knows a card, a won, a project or a rule.
//!
//! A run goes like this. The model puts its first events into a [`Calendar`] and calls [`run`]. The loop takes
//! the earliest second, hands every event of that second to [`Model::handle`] in key order, and then asks the
//! model once to [`Model::decide`]. Random numbers are not drawn in turn but looked up by address
//! ([`Stream`]), so that the order of events can change no draw.

mod calendar;
mod draw;
mod run;
mod tally;

pub use calendar::{Calendar, Event};
pub use draw::{EntityStreams, LAYOUT, Stream, Streams, philox4x32_10};
pub use run::{Model, run};
pub use tally::{Bucket, Histogram, TimeIntegral};
