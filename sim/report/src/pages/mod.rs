//! Documents from result folders: what a page says of a run, a comparison, a solve and the other verbs.
