//! A page as it is written: the summary first, numbered chapters, annexes, and what makes it again.

use super::cells::marked;
use super::{hidden_note, terms};
use crate::document::{Block, DataTable, Datum, Document, Fact, Provenance, Section};
use crate::words::{Lang, say};

/// Sections in order, numbered as they come.
pub(crate) struct Chapters {
    lang: Lang,
    sections: Vec<Section>,
    numbered: u32,
    annexes: u32,
}

impl Chapters {
    /// Begins with the summary: the answer in one sentence, and its points.
    pub(crate) fn new(lead: String, points: Vec<String>, lang: Lang) -> Self {
        let mut it = Self { lang, sections: Vec::new(), numbered: 0, annexes: 0 };
        let points = (!points.is_empty()).then(|| Block::List(points));
        let blocks = [Some(Block::Lead(lead)), points].into_iter().flatten().collect();
        it.push("summary", lang.pick("요약", "Summary").to_owned(), blocks);
        it
    }

    /// A numbered chapter; none where there is nothing to say.
    pub(crate) fn chapter(&mut self, id: &'static str, ko: &str, en: &str, blocks: Vec<Block>) {
        if !blocks.is_empty() {
            self.numbered += 1;
            let (n, heading) = (self.numbered, self.lang.pick(ko, en));
            self.push(id, format!("{n}. {heading}"), blocks);
        }
    }

    /// An annex; none where there is nothing to say.
    pub(crate) fn annex(&mut self, id: &'static str, ko: &str, en: &str, blocks: Vec<Block>) {
        if !blocks.is_empty() {
            self.annexes += 1;
            let (n, heading) = (self.annexes, self.lang.pick(ko, en));
            self.push(id, say!(self.lang, "붙임 {n}. {heading}", "Annex {n}. {heading}"), blocks);
        }
    }

    /// The last annexes: the terms that occur before, and what makes it again.
    pub(crate) fn ending(&mut self, again: Vec<Block>) {
        let n = self.annexes + 1;
        let heading = say!(self.lang, "붙임 {n}. 용어 풀이", "Annex {n}. Terms");
        let terms = terms::section(&self.sections, &heading, self.lang);
        if terms.blocks.iter().any(|it| matches!(it, Block::Table(it) if !it.rows.is_empty())) {
            self.annexes = n;
            self.sections.push(terms);
        }
        self.annex("again", "재현 정보", "To make it again", again);
    }

    /// Every sentence takes the document's mark of a decrease; blanks that keep a line together on a terminal become blanks.
    fn push(&mut self, id: &'static str, heading: String, blocks: Vec<Block>) {
        let lang = self.lang;
        let blocks = blocks.into_iter().map(|block| match block {
            Block::Text(text) => Block::Text(sentence(&text, lang)),
            Block::Lead(text) => Block::Lead(sentence(&text, lang)),
            Block::Note(text) => Block::Note(sentence(&text, lang)),
            Block::List(points) => Block::List(points.iter().map(|it| sentence(it, lang)).collect()),
            Block::Table(table) => Block::Table(DataTable {
                caption: sentence(&table.caption, lang),
                notes: table.notes.iter().map(|it| remark(&sentence(it, lang), lang)).collect(),
                ..table
            }),
            block @ (Block::Heading(_) | Block::Code(_) | Block::Figure(_)) => block,
        });
        self.sections.push(Section { id, heading, blocks: blocks.collect() });
    }

    /// The document.
    pub(crate) fn document(
        self,
        title: &str,
        subtitle: String,
        provenance: Provenance,
        facts: Vec<Fact>,
    ) -> Document {
        let lang = self.lang;
        let facts = facts.into_iter().map(|it| Fact {
            id: it.id,
            figure: sentence(&it.figure, lang),
            sentence: sentence(&it.sentence, lang),
        });
        Document {
            lang,
            title: sentence(title, lang),
            subtitle,
            provenance,
            facts: facts.collect(),
            sections: self.sections,
        }
    }
}

/// The page of results that are of unit prices through and through, where those are hidden: what they are of, and no figure.
pub(crate) fn withheld(subtitle: String, provenance: Provenance, lang: Lang) -> Document {
    let title =
        lang.pick("단가가 드러나는 결과여서 싣지 않음", "Left out, since these results tell unit prices");
    let mut page = Chapters::new(title.to_owned(), vec![hidden_note(lang)], lang);
    page.annex("again", "재현 정보", "To make it again", again(&provenance.version, None, Vec::new(), lang));
    page.document(title, subtitle, provenance, Vec::new())
}

/// A sentence as a document has it.
pub(crate) fn sentence(text: &str, lang: Lang) -> String {
    marked(&text.replace('\u{a0}', " "), lang)
}

/// A point of a summary under its word in brackets: `(확인) …`, `Fresh: …`. A word with brackets of its own takes a colon.
pub(crate) fn point(word: &str, text: &str, lang: Lang) -> String {
    if lang == Lang::Ko && !word.contains('(') {
        format!("({word}) {text}")
    } else {
        format!("{word}: {text}")
    }
}

/// A fact; its sentence gets a full stop in English.
pub(crate) fn fact(id: impl Into<String>, figure: impl Into<String>, sentence: impl Into<String>) -> Fact {
    Fact { id: id.into(), figure: figure.into(), sentence: sentence.into() }
}

/// What makes the results again: the program's version and what else each kind adds, where the file says it, and the
/// command, where the folder has it.
pub(crate) fn again(version: &str, command: Option<&str>, of: Vec<(&str, String)>, lang: Lang) -> Vec<Block> {
    let mut table = DataTable::new("again", lang.pick("재현 정보", "To make it again"), "")
        .texts(lang.pick("항목", "item"))
        .texts(lang.pick("값", "value"));
    let program = if version.is_empty() { String::new() } else { format!("naru {version}") };
    let program = (lang.pick("프로그램", "program"), program);
    for (name, value) in std::iter::once(program).chain(of).filter(|(_, value)| !value.is_empty()) {
        table.row([Datum::text(name), Datum::text(value)]);
    }
    let command = command.map(|it| Block::Code(it.to_owned()));
    [Some(Block::Table(table)), command].into_iter().flatten().collect()
}

/// Remarks in small type.
pub(crate) fn remarks(notes: Vec<String>, lang: Lang) -> Vec<Block> {
    notes.into_iter().map(|it| Block::Note(remark(&it, lang))).collect()
}

fn remark(text: &str, lang: Lang) -> String {
    let text = text.trim_start_matches("※ ");
    say!(lang, "※ {text}", "{text}")
}

/// A cell with its interval as a sentence has it: `184.1억 원(179.5~188.7)` for `184.1 (179.5~188.7)`. A cell's mark of an
/// interval that is not to be trusted becomes words.
pub(crate) fn prose(cell: &str, unit: &str, lang: Lang) -> String {
    let (figure, skewed) = cell.strip_suffix('*').map_or((cell, false), |it| (it, true));
    let (middle, range) = figure.split_once(" (").unwrap_or((figure, ""));
    let range = range.trim_end_matches(')');
    let blank = if unit.is_empty() || lang == Lang::Ko { "" } else { " " };
    let doubt = match (skewed, range.is_empty()) {
        (false, _) => "",
        (true, false) => lang.pick(", 구간을 믿기 어려움", ", an interval not to be trusted"),
        (true, true) => lang.pick("치우침", "skewed"),
    };
    if range.is_empty() && doubt.is_empty() {
        return format!("{middle}{blank}{unit}");
    }
    say!(lang, "{middle}{blank}{unit}({range}{doubt})", "{middle}{blank}{unit} ({range}{doubt})")
}
