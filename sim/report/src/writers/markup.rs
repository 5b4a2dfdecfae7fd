//! Plain text as the text of HTML and XML: whatever a name holds, it is shown and never read as markup.

use crate::printable;

/// Escapes a text for an element or a double-quoted attribute; what would act unseen is shown (see [`printable`]).
pub(crate) fn escape(text: &str) -> String {
    let text = printable(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_markup_is_text() {
        assert_eq!(escape("<b a='1'>&\"\u{8}"), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;\\u{8}");
    }
}
