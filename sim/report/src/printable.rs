//! Text that anyone may have written, made fit to be shown: nothing invisible acts on what stands around it.
//!
//! Every form of a document and every picture passes its texts through here; each then escapes by its own rules.

use std::borrow::Cow;

/// A text with the characters that act instead of being seen as `\u{…}`.
///
/// These are control characters but line break and tab (no XML file may hold most of them), marks of direction, which
/// would turn the text after them around, separators of lines and paragraphs, and what is no character at all.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if acts(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn acts(c: char) -> bool {
    let direction =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let no_character = matches!(c, '\u{fffe}' | '\u{ffff}');
    (c.is_control() && c != '\n' && c != '\t')
        || direction
        || no_character
        || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown_and_the_rest_stays() {
        for (text, want) in [
            (
                "과제 1\n탭\t, é, \u{1f680}, \u{5e9}\u{5dc}\u{5d5}\u{5dd}, zero\u{200d}joiner",
                "과제 1\n탭\t, é, \u{1f680}, \u{5e9}\u{5dc}\u{5d5}\u{5dd}, zero\u{200d}joiner",
            ),
            ("a\u{0}b\u{1}\u{1b}[31m\u{7f}\u{85}\r", r"a\u{0}b\u{1}\u{1b}[31m\u{7f}\u{85}\u{d}"),
            ("\u{202e}cod.exe\u{202c}\u{200f}\u{2066}", r"\u{202e}cod.exe\u{202c}\u{200f}\u{2066}"),
            ("\u{2028}\u{2029}\u{ffff}", r"\u{2028}\u{2029}\u{ffff}"),
        ] {
            assert_eq!(printable(text), want);
        }
        assert!(matches!(printable("그대로"), Cow::Borrowed(_)));
    }
}
