//! The texts that a scenario was made from, and places in them.

/// Position of a text among the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// Some bytes of a source: `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// A text with the name under which people know it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Path as given or as reached from the file that names it; `--set` for a change on the command line.
    pub(crate) name: String,
    /// All of it.
    pub(crate) text: String,
}

/// All texts of a scenario, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    pub(crate) fn add(&mut self, name: String, text: String) -> SourceId {
        self.0.push(Source { name, text });
        SourceId(self.0.len() as u32 - 1)
    }

    pub(crate) fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// Name and text of each source, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|s| (s.name.as_str(), s.text.as_str()))
    }

    /// `file:line:column` of the first byte of a place; lines and columns from 1, columns in characters.
    pub fn locate(&self, place: Place) -> String {
        let source = self.get(place.source);
        let (line, column) = line_column(&source.text, place.start as usize);
        format!("{}:{line}:{column}", source.name)
    }

    /// `file:line` of a place.
    pub fn line(&self, place: Place) -> String {
        let source = self.get(place.source);
        format!("{}:{}", source.name, line_column(&source.text, place.start as usize).0)
    }
}

fn line_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
