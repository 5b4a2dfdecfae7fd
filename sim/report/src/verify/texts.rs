//! The plain text of documents: text, Markdown, Word (docx) and Hangul (hwpx).

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Longest text of one part of a document that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// Elements of Word and Hangul that part what stands before and after them.
const BLANKS: [&str; 6] = ["tab", "br", "cr", "lineBreak", "nbSpace", "fwSpace"];

/// Texts of all documents of a folder.
#[derive(Clone, Debug, Default)]
pub struct Texts(Vec<(String, String)>);

impl Texts {
    /// Reads the documents that stand in a folder, by name: `.txt`, `.md`, `.docx`, `.hwpx`.
    ///
    /// # Errors
    /// A document that cannot be read, with its name before the reason; see [`is_broken`].
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut paths: Vec<_> =
            fs::read_dir(folder)?.map(|it| it.map(|it| it.path())).collect::<Result<_, _>>()?;
        paths.sort_unstable();
        let mut texts = Vec::new();
        for path in paths.iter().filter(|path| path.is_file()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            let text = match ending.as_str() {
                "txt" => fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
                "md" => fs::read(path).map(|bytes| unescaped(&String::from_utf8_lossy(&bytes))),
                // A word processor's own file while the document is open.
                "docx" if name.starts_with('~') => continue,
                "docx" => zipped(path, "word/", "w:t", "w:p"),
                "hwpx" => zipped(path, "Contents/section", "hp:t", "hp:p"),
                _ => continue,
            };
            let text =
                text.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
            texts.push((name, spaced(&text)));
        }
        Ok(Self(texts))
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names of the documents.
    pub fn names(&self) -> String {
        self.0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The first document in which a figure stands, not as a part of a longer number.
    pub(super) fn first_with(&self, figure: &str) -> Option<&str> {
        let figure = spaced(figure);
        self.0.iter().find(|(_, text)| has(text, &figure)).map(|(name, _)| name.as_str())
    }
}

/// Whether a document could be read and is none, rather than that it could not be read.
pub fn is_broken(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof, Unsupported};
    matches!(error.kind(), InvalidData | InvalidInput | Other | UnexpectedEof | Unsupported)
}

/// Whether a figure stands in a text with no digit that goes on before or after it.
fn has(text: &str, figure: &str) -> bool {
    if figure.is_empty() {
        return false;
    }
    text.match_indices(figure).any(|(at, _)| {
        let mut before = text[..at].chars().rev();
        let mut after = text[at + figure.len()..].chars();
        let starts = match before.next() {
            Some('.' | ',') => !before.next().is_some_and(|c| c.is_ascii_digit()),
            // A sign, where it does not join the figure to what stands before it: "3-5".
            Some('-' | '−' | '\u{ff0d}') => {
                !before.next().is_none_or(|c| c.is_whitespace() || "([{<\u{ff08}「『“‘\"'|".contains(c))
            }
            Some(c) => !(c.is_ascii_digit() || c == '△'),
            None => true,
        };
        let ends = match after.next() {
            Some('.' | ',') => !after.next().is_some_and(|c| c.is_ascii_digit()),
            Some(c) => !c.is_ascii_digit(),
            None => true,
        };
        // A figure that begins or ends with a word may touch any digit.
        (starts || !figure.starts_with(|c: char| c.is_ascii_digit()))
            && (ends || !figure.ends_with(|c: char| c.is_ascii_digit()))
    })
}

/// One blank for any run of blanks, of whatever kind.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Markdown without the strokes before punctuation, and without emphasis inside a figure.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.peek().is_some_and(char::is_ascii_punctuation) => out.extend(rest.next()),
            '*' => {}
            _ => out.push(c),
        }
    }
    out
}

/// The text of the parts of a zipped document whose names begin so, in the order of their names.
fn zipped(path: &Path, parts: &str, run: &str, paragraph: &str) -> io::Result<String> {
    let mut archive = zip::ZipArchive::new(File::open(path)?).map_err(io::Error::from)?;
    let is_part =
        |name: &String| name.starts_with(parts) && Path::new(name).extension().is_some_and(|it| it == "xml");
    let names =
        archive.file_names().map(|name| name.map(std::borrow::Cow::into_owned).map_err(io::Error::from));
    let mut names: Vec<String> =
        names.filter(|name| name.as_ref().map_or(true, is_part)).collect::<Result<_, _>>()?;
    names.sort_unstable();
    let mut out = String::new();
    for name in names {
        let part = archive.by_name(&name).map_err(io::Error::from)?;
        let mut xml = String::new();
        part.take(LONGEST).read_to_string(&mut xml)?;
        runs(&xml, run, paragraph, &mut out);
    }
    Ok(out)
}

/// The text of all runs, joined as they stand; a paragraph ends a line. A word processor cuts a figure into runs wherever
/// it was edited.
fn runs(xml: &str, run: &str, paragraph: &str, out: &mut String) {
    let (mut rest, mut inside) = (xml, false);
    while let Some(open) = rest.find('<') {
        if inside {
            entities(&rest[..open], out);
        }
        let Some(close) = rest[open..].find('>') else { return };
        let tag = &rest[open + 1..open + close];
        let name = tag.trim_start_matches('/').split([' ', '/', '\t', '\n']).next().unwrap_or_default();
        if name == run {
            inside = !tag.starts_with('/') && !tag.ends_with('/');
        } else if name == paragraph && tag.starts_with('/') {
            out.push('\n');
        } else if name.split_once(':').is_some_and(|(_, it)| BLANKS.contains(&it)) {
            out.push(' ');
        }
        rest = &rest[open + close + 1..];
    }
}

fn entities(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find(';') else { break };
        let entity = &rest[at + 1..at + end];
        let number = entity.strip_prefix("#x").map_or_else(
            || entity.strip_prefix('#').and_then(|it| it.parse().ok()),
            |it| u32::from_str_radix(it, 16).ok(),
        );
        match entity {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            _ => out.extend(number.and_then(char::from_u32)),
        }
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_no_part_of_a_longer_number() {
        for (text, figure, want) in [
            ("집행 예상 172.9억 원", "172.9억 원", true),
            ("집행 예상 172.9억 원", "72.9억 원", false),
            ("집행 예상 △12.4억 원", "12.4억 원", false),
            ("-12.4%", "12.4%", false),
            ("집행률 −12.4%", "12.4%", false),
            ("집행률(-12.4%)", "12.4%", false),
            ("집행률 -12.4%", "-12.4%", true),
            ("- 12.4%", "12.4%", true),
            ("10.1-12.4%", "12.4%", true),
            ("1,234시간", "234시간", false),
            ("23.5%임.", "23.5%", true),
            ("late: 2.35, and", "2.35", true),
            ("late: 2.355", "2.35", false),
            ("12월 5일", "12월 5일", true),
            ("", "1", false),
        ] {
            assert_eq!(has(text, figure), want, "{figure} in {text}");
        }
    }

    #[test]
    fn runs_of_a_word_processor_join() {
        let xml = "<w:p><w:r><w:t>172</w:t></w:r><w:r><w:rPr/><w:t xml:space=\"preserve\">.9억 원 &amp; &#8361;</w:t></w:r></w:p>\
                   <w:p><w:pPr><w:tab/></w:pPr><w:r><w:t/><w:delText>no</w:delText></w:r></w:p>";
        let mut out = String::new();
        runs(xml, "w:t", "w:p", &mut out);
        assert_eq!(out, "172.9억 원 & ₩\n \n");
        let mut out = String::new();
        runs(
            "<w:r><w:t>제1</w:t><w:tab/><w:t>2.4%</w:t><w:br w:type=\"x\"/><w:t>5</w:t></w:r>",
            "w:t",
            "w:p",
            &mut out,
        );
        assert_eq!(out, "제1 2.4% 5");
    }

    #[test]
    fn markdown_is_read_without_its_marks() {
        assert_eq!(unescaped(r"**172.9억 원**, 12월\~1월, a\_b"), "172.9억 원, 12월~1월, a_b");
    }
}
