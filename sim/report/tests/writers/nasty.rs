//! The one list of names that nobody should meet, and what stands for each in a text that is shown.

/// The name as somebody wrote it, and as every form shows it before its own escapes.
pub(crate) const NASTY: [(&str, &str); 22] = [
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    (r#"quotes " and ' and `"#, r#"quotes " and ' and `"#),
    ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ("+1+1", "+1+1"),
    ("-1-1", "-1-1"),
    ("@SUM(1,1)", "@SUM(1,1)"),
    ("{=1+1}", "{=1+1}"),
    ("\u{202e}gpj.exe\u{202c}\u{200f}", r"\u{202e}gpj.exe\u{202c}\u{200f}"),
    ("🚀 é 佛 שלום", "🚀 é 佛 שלום"),
    ("two\nlines", "two\nlines"),
    ("]]>", "]]>"),
    ("--> <!-- x", "--> <!-- x"),
    ("# heading", "# heading"),
    ("$x$ #panic() #image(\"/etc/passwd\")", "$x$ #panic() #image(\"/etc/passwd\")"),
    (r"back\slash \_ \u{41}", r"back\slash \_ \u{41}"),
    ("nul\u{0}one\u{1}escape\u{1b}[31m", r"nul\u{0}one\u{1}escape\u{1b}[31m"),
    ("*b* _i_ [link](javascript:alert(1)) |", "*b* _i_ [link](javascript:alert(1)) |"),
    ("&amp; &lt; &#60;", "&amp; &lt; &#60;"),
    ("../../etc/passwd", "../../etc/passwd"),
    ("javascript:alert(1)", "javascript:alert(1)"),
    (LONG, LONG),
];

/// What the PDF shows of one: its only font has no glyph for some characters, which stand by their numbers.
pub(crate) fn drawn(shown: &str) -> String {
    let number = |c: char| match c {
        '🚀' | '佛' | 'ש' | 'ל' | 'ו' | 'ם' => format!("\\u{{{:x}}}", c as u32),
        c => c.to_string(),
    };
    shown.chars().map(number).collect()
}

/// 300 characters without a blank.
pub(crate) const LONG: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

#[test]
fn the_long_name_is_as_long_as_it_says() {
    assert_eq!(LONG.chars().count(), 300);
}
