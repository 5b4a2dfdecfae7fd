//! Documents from result folders: what a page says of a run, a comparison, a solve and the other verbs.

pub(crate) mod cells;
mod chapters;
mod compared;
mod solved;
mod swept;

pub use chapters::Made;
pub use compared::compared;
pub use solved::solved;
pub use swept::swept;
