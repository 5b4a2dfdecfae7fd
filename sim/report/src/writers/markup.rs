//! Plain text as the text of HTML and XML: whatever a name holds, it is shown and never read as markup.

use std::fmt::Write as _;

/// Escapes a text for an element or a double-quoted attribute.
///
/// Characters that neither HTML nor XML allows become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut out, c);
    }
    out
}

/// [`escape`]s a text for an element that may hold others.
///
/// A character that changes the direction of what follows stands in an isolate of its own: it is kept, for who copies
/// the text, and turns nothing around.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            write!(out, "<bdi>{c}</bdi>").expect("writing to a string does not fail");
        } else {
            push(&mut out, c);
        }
    }
    out
}

fn push(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        '\t' | '\n' | '\r' => out.push(c),
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_markup_is_text() {
        assert_eq!(escape("<b a='1'>&\"\u{8}"), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;\u{fffd}");
        assert_eq!(text("가\u{202e}나 <i>"), "가<bdi>\u{202e}</bdi>나 &lt;i&gt;");
    }
}
