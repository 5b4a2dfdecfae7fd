//! Problems as values: what is wrong, where, what was expected. Rendering is at the end, in the reader's language.

use crate::tree::{Place, Sources};
use crate::words::{self, Text};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

/// The language of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// 한국어.
    Ko,
    /// English.
    En,
}

/// Whether the output may carry terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Text alone.
    Plain,
    /// ANSI escapes.
    Ansi,
}

/// Whether a scenario with this problem can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, and every report says so.
    Warning,
}

/// How far the reading of a scenario came: it decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// A file could not be opened (exit 3).
    NotOpened,
    /// A file was opened but is no scenario text: binary, empty, broken brackets, no such base (exit 2).
    NotRead,
    /// All files were read and judged (exit 1 of `check`, 2 of another verb, if there are errors).
    Read,
}

/// One thing that is wrong, or worth saying.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Whether it stops a run.
    pub severity: Severity,
    /// Clause of the call that says so, such as `P7`.
    pub code: Option<&'static str>,
    /// One sentence: what is wrong.
    pub title: Text,
    /// Where.
    pub place: Option<Place>,
    /// A file that could not be read, where there is no place to point at.
    pub file: Option<String>,
    /// Beside the place: what was expected, or the nearest right name.
    pub label: Option<Text>,
    /// Another place that matters, with its label.
    pub also: Vec<(Place, Text)>,
    /// Below the picture: what is possible, the sentence of the call.
    pub notes: Vec<Text>,
    /// How far the reading came.
    pub reach: Reach,
}

impl Problem {
    pub(crate) fn error(title: Text) -> Self {
        Self {
            severity: Severity::Error,
            code: None,
            title,
            place: None,
            file: None,
            label: None,
            also: Vec::new(),
            notes: Vec::new(),
            reach: Reach::Read,
        }
    }

    pub(crate) fn warning(title: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(title) }
    }

    pub(crate) fn code(mut self, clause: &'static str) -> Self {
        self.code = Some(clause);
        self
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    pub(crate) fn in_file(mut self, name: &str) -> Self {
        self.file = Some(name.to_owned());
        self
    }

    pub(crate) fn label(mut self, label: Text) -> Self {
        self.label = Some(label);
        self
    }

    pub(crate) fn also(mut self, place: Place, label: Text) -> Self {
        self.also.push((place, label));
        self
    }

    pub(crate) fn note(mut self, note: Text) -> Self {
        self.notes.push(note);
        self
    }

    pub(crate) fn reach(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }

    /// The message, with the lines of the file that it is about.
    pub fn render(&self, sources: &Sources, lang: Lang, colour: Colour) -> String {
        let (level, name) = match self.severity {
            Severity::Error => (Level::ERROR, words::error()),
            Severity::Warning => (Level::WARNING, words::warning()),
        };
        let mut title = level.with_name(name.get(lang)).primary_title(self.title.get(lang));
        if let Some(code) = self.code {
            title = title.id(code);
        }
        let mut group = title.elements(Vec::<Origin<'_>>::new());
        if let Some(place) = self.place {
            group = group.element(snippet(sources, place, self.label.as_ref(), &self.also, lang));
            for (other, label) in self.also.iter().filter(|(p, _)| p.source != place.source) {
                group = group.element(snippet(sources, *other, Some(label), &[], lang));
            }
        } else if let Some(file) = &self.file {
            group = group.element(Origin::path(file.as_str()));
        }
        for note in &self.notes {
            group = group.element(Level::NOTE.no_name().message(note.get(lang)));
        }
        let renderer = match colour {
            Colour::Plain => Renderer::plain(),
            Colour::Ansi => Renderer::styled(),
        };
        renderer.term_width(200).render(&[group])
    }
}

fn snippet<'a>(
    sources: &'a Sources,
    place: Place,
    label: Option<&'a Text>,
    also: &'a [(Place, Text)],
    lang: Lang,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = sources.get(place.source);
    let range = |p: Place| p.start as usize..(p.end as usize).max(p.start as usize);
    let mut primary = AnnotationKind::Primary.span(range(place));
    if let Some(label) = label {
        primary = primary.label(label.get(lang));
    }
    let others = also.iter().filter(|(p, _)| p.source == place.source);
    Snippet::source(source.text.as_str())
        .path(source.name.as_str())
        .annotation(primary)
        .annotations(others.map(|(p, label)| AnnotationKind::Context.span(range(*p)).label(label.get(lang))))
}

/// All problems of a scenario, with the texts they point into.
#[derive(Clone, Debug)]
pub struct Problems {
    sources: Sources,
    list: Vec<Problem>,
}

impl Problems {
    /// Sorted by place: files in the order in which people meet them (the file named first, then its bases).
    pub(crate) fn new(sources: Sources, mut list: Vec<Problem>) -> Self {
        list.sort_by_key(|p| p.place.map(|place| (place.source, place.start)));
        Self { sources, list }
    }

    /// These and what another room found in the same texts, by place.
    pub fn and(mut self, found: Vec<Problem>) -> Self {
        self.list.extend(found);
        Self::new(self.sources, self.list)
    }

    /// Every problem, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Number of errors.
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|p| p.severity == Severity::Error).count()
    }

    /// Number of warnings.
    pub fn warnings(&self) -> usize {
        self.list.len() - self.errors()
    }

    /// How far the reading came: the least over all problems.
    pub fn reach(&self) -> Reach {
        self.list.iter().map(|p| p.reach).min().unwrap_or(Reach::Read)
    }

    /// All messages, a blank line between two, and a line feed at the end.
    pub fn render(&self, lang: Lang, colour: Colour) -> String {
        let rendered: Vec<String> = self.list.iter().map(|p| p.render(&self.sources, lang, colour)).collect();
        if rendered.is_empty() { String::new() } else { rendered.join("\n\n") + "\n" }
    }

    /// `오류 1건, 경고 2건` / `1 error, 2 warnings`.
    pub fn tally(&self, lang: Lang) -> String {
        words::tally(self.errors(), self.warnings()).get(lang).to_owned()
    }
}
