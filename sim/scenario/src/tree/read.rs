//! RON text to tree. Reads the surface that scenario files use (anonymous structs, maps by name, lists, strings,
//! decimal numbers, bare words, comments); what else RON can write gets a message that names what is expected.
//!
//! Depth is limited, so that a hostile file cannot exhaust the stack. The first fault ends the reading: what
//! follows a missing bracket is guesswork.

use super::{Decimal, Entry, Node, Place, SourceId, Value};
use crate::problem::Problem;
use crate::words;

/// Levels of brackets that a file may nest. The deepest real path has seven.
const DEEPEST: usize = 64;

type Read<T> = Result<T, Box<Problem>>;

/// What names of a map may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Parts of a path: no dot in them.
    OfPaths,
    /// Any text: ids of metrics.
    Any,
}

/// Reads one value that fills the text. `offset` leaves out the bytes before it (the path of a `--set`).
pub(crate) fn read(source: SourceId, text: &str, offset: usize) -> Read<Node> {
    read_named(source, text, offset, Names::OfPaths)
}

/// The same of a file that is no scenario.
pub(crate) fn read_named(source: SourceId, text: &str, offset: usize, names: Names) -> Read<Node> {
    let mut reader = Reader { text, at: offset, depth: 0, source, names };
    if reader.rest().starts_with('\u{feff}') {
        reader.at += '\u{feff}'.len_utf8();
    }
    reader.space()?;
    if reader.rest().is_empty() && offset == 0 {
        let at = reader.place(0, 0);
        return Err(Problem::error(words::empty_file()).at(at).into());
    }
    let node = reader.value()?;
    reader.space()?;
    if !reader.rest().is_empty() {
        if let Some(problem) = reader.with_commas(reader.at + 1) {
            return Err(problem);
        }
        return Err(reader.unexpected(&words::expected_end()));
    }
    Ok(node)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    source: SourceId,
    names: Names,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn place(&self, start: usize, end: usize) -> Place {
        Place { source: self.source, start: start as u32, end: end as u32 }
    }

    /// The character at hand, or the end of the text.
    fn here(&self) -> Place {
        self.place(self.at, self.at + self.peek().map_or(0, char::len_utf8))
    }

    fn unexpected(&self, expected: &words::Text) -> Box<Problem> {
        Problem::error(words::unexpected(self.peek())).at(self.here()).label(expected.clone()).into()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn space(&mut self) -> Read<()> {
        loop {
            let rest = self.rest();
            if let Some(c) = rest.chars().next().filter(|c| is_space(*c)) {
                self.at += c.len_utf8();
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.block_comment()?;
            } else {
                return Ok(());
            }
        }
    }

    fn block_comment(&mut self) -> Read<()> {
        let start = self.at;
        let mut depth = 0usize;
        loop {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else if let Some(c) = self.peek() {
                self.at += c.len_utf8();
            } else {
                return Err(Problem::error(words::open_comment()).at(self.place(start, start + 2)).into());
            }
        }
    }

    fn value(&mut self) -> Read<Node> {
        let start = self.at;
        let value = match self.peek() {
            Some('(') => Value::Struct(self.nested(|r| r.entries(')'))?),
            Some('{') => Value::Map(self.nested(|r| r.entries('}'))?),
            Some('[') => Value::List(self.nested(Self::items)?),
            Some('"') => Value::Text(self.text()?),
            Some('r') if self.rest()[1..].starts_with(['"', '#']) => Value::Text(self.raw_text()?),
            Some(c) if c.is_ascii_digit() || "+-.".contains(c) => Value::Number(self.number()?),
            Some(c) if is_word_start(c) => self.word_value()?,
            Some(_) | None => return Err(self.unexpected(&words::expected_value())),
        };
        Ok(Node { value, place: self.place(start, self.at) })
    }

    fn nested<T>(&mut self, inside: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == DEEPEST {
            return Err(Problem::error(words::too_deep(DEEPEST)).at(self.here()).into());
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        result
    }

    /// Between brackets: after an item comes a comma or the end.
    fn separator(&mut self, close: char, open_at: usize) -> Read<bool> {
        let end_of_item = self.at;
        self.space()?;
        if self.take(',') {
            return Ok(false);
        }
        if self.peek() == Some(close) {
            return Ok(true);
        }
        if self.peek().is_none() {
            return Err(self.never_closed(open_at, close));
        }
        if let Some(other) = self.peek().filter(|c| ")}]".contains(*c)) {
            // Another bracket's end: this one was not closed before it.
            let here = self.here();
            let problem = Problem::error(words::never_closed(close)).at(self.place(open_at, open_at + 1));
            return Err(problem.label(words::opened_here()).also(here, words::closes_another(other)).into());
        }
        let problem = Problem::error(words::missing_comma(close)).at(self.place(end_of_item, end_of_item));
        Err(problem.label(words::comma_here()).into())
    }

    fn never_closed(&self, open_at: usize, close: char) -> Box<Problem> {
        let problem = Problem::error(words::never_closed(close)).at(self.place(open_at, open_at + 1));
        problem.label(words::opened_here()).into()
    }

    fn items(&mut self) -> Read<Vec<Node>> {
        let open_at = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space()?;
            if self.take(']') {
                return Ok(items);
            }
            if self.peek().is_none() {
                return Err(self.never_closed(open_at, ']'));
            }
            items.push(self.value()?);
            if self.separator(']', open_at)? {
                self.at += 1;
                return Ok(items);
            }
        }
    }

    fn entries(&mut self, close: char) -> Read<Vec<Entry>> {
        let open_at = self.at;
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            self.space()?;
            if self.take(close) {
                return Ok(entries);
            }
            if self.peek().is_none() {
                return Err(self.never_closed(open_at, close));
            }
            let entry = self.entry(close, open_at)?;
            if let Some(first) = entries.iter().find(|e| e.key == entry.key) {
                let problem = Problem::error(words::twice(&entry.key)).at(entry.key_place);
                return Err(problem.also(first.key_place, words::first_here()).into());
            }
            entries.push(entry);
            if self.separator(close, open_at)? {
                self.at += 1;
                return Ok(entries);
            }
        }
    }

    fn entry(&mut self, close: char, open_at: usize) -> Read<Entry> {
        let start = self.at;
        if let Some(problem) = self.with_commas(start) {
            return Err(problem);
        }
        let key = match (close, self.peek()) {
            (')', Some(c)) if is_word_start(c) => self.word(),
            ('}', Some('"')) => self.text()?,
            (')', _) => return Err(self.unexpected(&words::expected_key())),
            (_, Some(c)) if is_word_start(c) => {
                let problem = *self.unexpected(&words::expected_name());
                // A key of a struct some lines on: most likely the map before it was not closed.
                let apart = self.text[open_at..start].contains('\n');
                let open = || problem.clone().also(self.place(open_at, open_at + 1), words::perhaps_open());
                return Err(if apart { open() } else { problem }.into());
            }
            (_, _) => return Err(self.unexpected(&words::expected_name())),
        };
        let key_place = self.place(start, self.at);
        if self.names == Names::OfPaths && key.contains('.') {
            return Err(Problem::error(words::dotted_name(&key)).at(key_place).into());
        }
        self.space()?;
        if !self.take(':') {
            return Err(self.unexpected(&words::expected_colon(&key)));
        }
        self.space()?;
        Ok(Entry { key, key_place, value: self.value()? })
    }

    fn word(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        self.at += end;
        rest[..end].to_owned()
    }

    fn word_value(&mut self) -> Read<Value> {
        let start = self.at;
        let word = self.word();
        if self.peek() == Some('(') {
            let problem = Problem::error(words::named_struct(&word)).at(self.place(start, self.at));
            return Err(problem.into());
        }
        Ok(Value::Word(word))
    }

    fn number(&mut self) -> Read<Decimal> {
        let (start, rest) = (self.at, self.rest());
        let mut after_exponent = true; // a sign may stand first, and after an e
        let end = rest
            .find(|c: char| {
                let sign = (c == '+' || c == '-') && after_exponent;
                after_exponent = c == 'e' || c == 'E';
                !(c.is_alphanumeric() || c == '_' || c == '.' || sign)
            })
            .unwrap_or(rest.len());
        self.at += end;
        Decimal::parse(&rest[..end]).ok_or_else(|| {
            Problem::error(words::not_a_number(&rest[..end])).at(self.place(start, start + end.max(1))).into()
        })
    }

    /// Digits in groups of three, such as `9,000`: a comma ends a value, so the groups after it are read as a slip
    /// elsewhere. `at` is where the second group would begin.
    fn with_commas(&self, at: usize) -> Option<Box<Problem>> {
        let before = self.text.get(..at)?.strip_suffix(',')?;
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').len();
        let is_number = before[start..].starts_with(|c: char| ('1'..='9').contains(&c));
        let inside = before[..start].ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == ',');
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut end = at - 1;
        while self.text[end..].starts_with(',') && digits(&self.text[end + 1..]) == 3 {
            end += 4;
        }
        if !is_number || inside || end < at {
            return None;
        }
        if self.text[end..].starts_with('.') {
            end += 1 + digits(&self.text[end + 1..]);
        }
        let written = &self.text[start..end];
        let problem = Problem::error(words::number_with_commas(written)).at(self.place(start, end));
        Some(problem.label(words::write_without_commas(&written.replace(',', "_"))).into())
    }

    fn text(&mut self) -> Read<String> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let at = self.at;
            let Some(c) = self.peek() else {
                return Err(Problem::error(words::open_text()).at(self.place(start, start + 1)).into());
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => out.push(self.escape(at)?),
                c => out.push(c),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, start: usize) -> Read<char> {
        let c = self.peek();
        self.at += c.map_or(0, char::len_utf8);
        let found = match c {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('0') => Some('\0'),
            Some('\\' | '"' | '\'') => c,
            Some('x') => {
                let digits = self.rest().get(..2).unwrap_or_default();
                self.at += digits.len();
                hexadecimal(digits).filter(|n| digits.len() == 2 && *n < 128).and_then(char::from_u32)
            }
            Some('u') => {
                let digits =
                    self.rest().strip_prefix('{').and_then(|r| r.split_once('}')).map_or("", |(d, _)| d);
                self.at += if digits.is_empty() { 0 } else { digits.len() + 2 };
                hexadecimal(digits).filter(|_| digits.len() <= 6).and_then(char::from_u32)
            }
            Some(_) | None => None,
        };
        found.ok_or_else(|| {
            let end = if self.at == start { start + 1 } else { self.at };
            Problem::error(words::bad_escape()).at(self.place(start, end)).into()
        })
    }

    fn raw_text(&mut self) -> Read<String> {
        let start = self.at;
        self.at += 1;
        let hashes = self.rest().chars().take_while(|c| *c == '#').count();
        self.at += hashes;
        if !self.take('"') {
            return Err(self.unexpected(&words::expected_value()));
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let Some(length) = self.rest().find(&end) else {
            return Err(Problem::error(words::open_text()).at(self.place(start, start + 1)).into());
        };
        let out = self.rest()[..length].to_owned();
        self.at += length + end.len();
        Ok(out)
    }
}

/// Digits alone: `from_str_radix` would take a sign too.
fn hexadecimal(digits: &str) -> Option<u32> {
    let all = digits.bytes().all(|c| c.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| all)
}

fn is_space(c: char) -> bool {
    // The white space of RON (Unicode Pattern_White_Space).
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}
