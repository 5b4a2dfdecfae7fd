//! Every form of a document: what stands in it, that it is the same each time, and that no name does anything.

mod example;
mod nasty;
mod pdf;
