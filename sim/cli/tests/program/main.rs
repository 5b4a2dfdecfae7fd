//! The program as people meet it: the built binary, run in folders of its own, judged by what it prints and writes.

mod anything;
mod bad_input;
mod bad_place;
mod compare;
mod fit;
mod gate;
mod interrupt;
mod log;
mod longer;
mod merge;
mod money;
mod outsider;
mod papers;
mod readings;
mod replay;
mod report;
mod run;
mod settle;
mod shard;
mod solve;
mod sweep;
mod terminal;
mod workshop;
