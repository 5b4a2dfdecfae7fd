//! Papers about folders that are small enough to be reckoned by hand, and about the golden cases.

mod cases;
mod december;
mod explain;
mod folder;
mod statement;
