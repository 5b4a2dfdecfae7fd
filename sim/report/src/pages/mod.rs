//! Documents from result folders: what a page says of a run, a comparison, a solve and the other verbs.

pub(crate) mod cells;
mod chapters;
mod compared;
mod gate;
mod readings;
mod replayed;
mod settled;
mod solved;
mod swept;

pub use compared::compared;
pub use gate::gate;
pub use readings::readings;
pub use replayed::replayed;
pub use settled::settled;
pub use solved::solved;
pub use swept::swept;
