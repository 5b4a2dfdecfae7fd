//! Columns for terminals, padded by display width: a Hangul syllable takes two cells.

use unicode_width::UnicodeWidthStr;

/// Cells that a text takes.
pub(crate) fn cells(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// On which side of a column its texts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// A column: its heading, with a line break where it may be cut into two lines, and its side.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) heading: String,
    pub(crate) side: Side,
}

/// A table: a column of labels, columns of figures, and a remark after a row's last text where it fits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

/// A row: one text per column, then a remark that needs no column; of several lines, each begins one below the row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) texts: Vec<String>,
    pub(crate) remark: String,
}

/// Blanks between columns.
const GAP: usize = 2;
/// Blanks before a line that continues something.
const INDENT: usize = 4;

impl Table {
    pub(crate) fn column(&mut self, heading: &str, side: Side) -> &mut Self {
        self.columns.push(Column { heading: heading.to_owned(), side });
        self
    }

    pub(crate) fn row<const N: usize>(&mut self, texts: [String; N], remark: &str) -> &mut Self {
        assert_eq!(texts.len(), self.columns.len(), "one text per column");
        self.rows.push(Row { texts: texts.into(), remark: remark.to_owned() });
        self
    }

    /// The same with so many blanks before each row's label, under a heading that stands out.
    pub(crate) fn indented(mut self, blanks: usize) -> Self {
        for row in &mut self.rows {
            row.texts[0].insert_str(0, &" ".repeat(blanks));
        }
        self
    }

    /// A Markdown table; remarks are its last column where any row has one.
    pub(crate) fn markdown(&self, remarks: &str) -> String {
        let remarked = self.rows.iter().any(|row| !row.remark.is_empty());
        let mut out = String::new();
        let mut line = |texts: &mut dyn Iterator<Item = String>| {
            out.push('|');
            for text in texts {
                out.extend([" ", &text, " |"]);
            }
            out.push('\n');
        };
        let extra = |text: &str| remarked.then(|| cell(text));
        line(
            &mut self
                .columns
                .iter()
                .map(|it| heading_lines(&it.heading, false).concat())
                .chain(extra(remarks)),
        );
        let rule = self.columns.iter().map(|it| match it.side {
            Side::Left => "---".to_owned(),
            Side::Right => "--:".to_owned(),
        });
        line(&mut rule.chain(remarked.then(|| "---".to_owned())));
        for row in &self.rows {
            line(&mut row.texts.iter().map(|text| cell(text)).chain(extra(&row.remark)));
        }
        out
    }

    /// Lines no wider than `width` cells.
    ///
    /// Headings go into two lines where one would be too wide. What then still is too wide goes below: the last
    /// columns as `heading: label text, label text`, remarks as lines of their own.
    pub(crate) fn lines(&self, width: usize) -> Vec<String> {
        let all = self.columns.len();
        let two_lines = self.width(all, false) > width;
        let shown = (1..=all).rev().find(|&n| self.width(n, two_lines) <= width).unwrap_or(1);
        let widths: Vec<usize> = (0..shown).map(|i| self.column_width(i, two_lines)).collect();

        let mut lines = Vec::new();
        let headings: Vec<Vec<String>> =
            self.columns[..shown].iter().map(|column| heading_lines(&column.heading, two_lines)).collect();
        for level in 0..headings.iter().map(Vec::len).max().unwrap_or(0) {
            let texts: Vec<&str> = headings.iter().map(|h| h.get(level).map_or("", String::as_str)).collect();
            lines.push(self.join(&texts, &widths));
        }
        for row in &self.rows {
            let texts: Vec<&str> = row.texts[..shown].iter().map(String::as_str).collect();
            let line = self.join(&texts, &widths);
            let used = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |i| i + 1);
            let at = widths[..used].iter().sum::<usize>() + GAP * used;
            if row.remark.is_empty() {
                lines.push(line);
            } else if !row.remark.contains('\n') && at + cells(&row.remark) <= width {
                lines.push(format!(
                    "{line}{}{}",
                    " ".repeat(at - cells(&line)),
                    row.remark.replace('\u{a0}', " ")
                ));
            } else {
                lines.push(line);
                lines.extend(row.remark.split('\n').flat_map(|part| wrap(part, width, INDENT, INDENT)));
            }
        }
        for i in shown..all {
            let heading = heading_lines(&self.columns[i].heading, false).concat();
            let texts: Vec<String> = self
                .rows
                .iter()
                .filter(|row| !row.texts[i].is_empty())
                .map(|row| format!("{} {}", row.texts[0].trim(), row.texts[i]).replace(' ', "\u{a0}"))
                .collect();
            lines.extend(wrap(&format!("{heading}: {}", texts.join(", ")), width, INDENT, INDENT));
        }
        lines
    }

    fn width(&self, columns: usize, two_lines: bool) -> usize {
        (0..columns).map(|i| self.column_width(i, two_lines)).sum::<usize>() + GAP * columns.saturating_sub(1)
    }

    fn column_width(&self, i: usize, two_lines: bool) -> usize {
        let heading = heading_lines(&self.columns[i].heading, two_lines);
        let texts = self.rows.iter().map(|row| cells(&row.texts[i]));
        texts.chain(heading.iter().map(|line| cells(line))).max().unwrap_or(0)
    }

    fn join(&self, texts: &[&str], widths: &[usize]) -> String {
        let mut line = String::new();
        for (i, (text, width)) in texts.iter().zip(widths).enumerate() {
            let pad = " ".repeat(width - cells(text));
            if i > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            match self.columns[i].side {
                Side::Left => line.extend([text, pad.as_str()]),
                Side::Right => line.extend([pad.as_str(), text]),
            }
        }
        line.trim_end().to_owned()
    }
}

fn heading_lines(heading: &str, two_lines: bool) -> Vec<String> {
    if two_lines {
        heading.split('\n').map(str::to_owned).collect()
    } else {
        // A unit in brackets joins its word without a blank in Korean, and with one in English.
        let korean = heading.chars().any(|c| ('가'..='\u{d7a3}').contains(&c));
        let joined = if korean { heading.replace("\n(", "(") } else { heading.to_owned() };
        vec![joined.replace('\n', " ")]
    }
}

/// A text inside a Markdown table or line: nothing in it starts a cell, a tag, a link, emphasis or a formula.
pub(crate) fn cell(text: &str) -> String {
    let text = crate::printable(text);
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let inside_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
        match c {
            // An underscore inside a name is no emphasis, and names are there to be copied.
            '_' if before.is_alphanumeric() && inside_word(rest.peek()) => out.push('_'),
            '\n' | '\u{a0}' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '$' => out.extend(['\\', c]),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// Breaks a text at blanks into lines no wider than `width` cells; the first is indented by `first`, the others by
/// `rest`. A single word that is wider stays whole; a no-break space does not break and becomes a blank.
pub(crate) fn wrap(text: &str, width: usize, first: usize, rest: usize) -> Vec<String> {
    let mut lines = vec![" ".repeat(first)];
    let mut empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there always is a line");
        if empty {
            line.push_str(word);
        } else if cells(line) + 1 + cells(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(format!("{}{word}", " ".repeat(rest)));
        }
        empty = false;
    }
    lines.into_iter().map(|line| line.replace('\u{a0}', " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut it = Table::default();
        it.column("1 대기", Side::Left).column("신청\n(건)", Side::Right).column("평균\n(시간)", Side::Left);
        it.row(["  39TF".into(), "42,900".into(), "0.00".into()], "");
        it.row(["  초과".into(), "9".into(), "0.10".into()], "까닭 하나");
        it
    }

    #[test]
    fn hangul_takes_two_cells_and_remarks_stand_in_a_column_of_their_own() {
        assert_eq!(
            table().lines(60),
            [
                "1 대기  신청(건)  평균(시간)",
                "  39TF    42,900  0.00",
                "  초과         9  0.10        까닭 하나",
            ]
        );
    }

    #[test]
    fn a_narrow_terminal_gets_two_heading_lines_and_remarks_below() {
        assert_eq!(
            table().lines(24),
            [
                "1 대기    신청  평균",
                "          (건)  (시간)",
                "  39TF  42,900  0.00",
                "  초과       9  0.10",
                "    까닭 하나",
            ]
        );
    }

    #[test]
    fn columns_that_never_fit_are_told_below() {
        assert_eq!(
            table().lines(20),
            [
                "1 대기    신청",
                "          (건)",
                "  39TF  42,900",
                "  초과       9",
                "    까닭 하나",
                "    평균(시간):",
                "    39TF 0.00,",
                "    초과 0.10",
            ]
        );
    }

    #[test]
    fn a_name_cannot_break_out_of_a_markdown_table() {
        for (name, want) in [
            ("policy.idle_return", "policy.idle_return"),
            ("_a_ | *b* `c` [d](e)", r"\_a\_ \| \*b\* \`c\` \[d\](e)"),
            ("<script>&\nx", "&lt;script&gt;&amp; x"),
            ("1~2 3~4", r"1\~2 3\~4"),
            ("$x$ a\u{1}", r"\$x\$ a\\u{1}"),
        ] {
            assert_eq!(cell(name), want);
        }
        assert_eq!(
            table().markdown("비고"),
            "| 1 대기 | 신청(건) | 평균(시간) | 비고 |\n| --- | --: | --- | --- |\n|   39TF | 42,900 | 0.00 |  |\n\
             |   초과 | 9 | 0.10 | 까닭 하나 |\n"
        );
    }

    #[test]
    fn text_breaks_at_blanks_by_display_width() {
        assert_eq!(wrap("예산 약속은 지켜짐", 12, 0, 2), ["예산 약속은", "  지켜짐"]);
        assert_eq!(wrap("길고긴한낱말은그대로", 4, 0, 2), ["길고긴한낱말은그대로"]);
    }
}
