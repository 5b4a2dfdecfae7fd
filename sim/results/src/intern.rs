//! Names that come again and again, kept once.

use std::{collections::HashSet, sync::Arc};

/// Gives the same `Arc` for the same text.
#[derive(Default)]
pub(crate) struct Interner {
    known: HashSet<Arc<str>>,
    last: Option<Arc<str>>,
}

impl Interner {
    /// The name of a text.
    pub(crate) fn name(&mut self, text: &str) -> Arc<str> {
        // Columns are sorted or nearly so: the last name is the likeliest.
        if let Some(last) = &self.last
            && **last == *text
        {
            return Arc::clone(last);
        }
        let name = self.known.get(text).map_or_else(|| Arc::from(text), Arc::clone);
        self.known.insert(Arc::clone(&name));
        self.last = Some(Arc::clone(&name));
        name
    }
}
