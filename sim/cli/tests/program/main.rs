//! The program as people meet it: the built binary, run in folders of its own, judged by what it prints and writes.

mod anything;
mod bad_input;
mod bad_place;
mod fit;
mod interrupt;
mod log;
mod money;
mod outsider;
mod papers;
mod replay;
mod run;
mod settle;
mod solve;
mod terminal;
mod workshop;
