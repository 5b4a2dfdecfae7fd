//! A paper as blocks, and its two forms: Markdown that also reads well on a terminal, and one HTML page to print.

use crate::table::{Side, Table, cell, cells, wrap};
use crate::words::Lang;
use crate::writers::markup::escape;

/// A piece of a paper.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    Title(String),
    Heading(String),
    Text(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    Table(Table),
}

/// Markdown, its tables padded by display width.
pub(crate) fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Title(text) => out.extend(["# ", &cell(text), "\n"]),
            Block::Heading(text) => out.extend(["## ", &cell(text), "\n"]),
            // A line end inside a paragraph is a blank to Markdown, and a terminal has 80 columns.
            Block::Text(text) => {
                out.extend(wrap(&cell(text), 80, 0, 0).iter().flat_map(|line| [line.as_str(), "\n"]));
            }
            Block::Facts(facts) => {
                for (name, value) in facts {
                    out.extend(["- ", &cell(name), ": ", &cell(value), "\n"]);
                }
            }
            Block::Table(table) => padded(&mut out, table),
        }
    }
    // A tilde between blanks strikes nothing out.
    out.replace(" \\~ ", " ~ ")
}

fn padded(out: &mut String, table: &Table) {
    let head: Vec<String> = table.columns.iter().map(|it| cell(&it.heading)).collect();
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.texts.iter().map(|text| cell(text)).collect()).collect();
    let widths: Vec<usize> = (0..head.len())
        .map(|i| rows.iter().map(|row| cells(&row[i])).chain([cells(&head[i]), 3]).max().unwrap_or(3))
        .collect();
    let mut line = |texts: &[String]| {
        for ((text, column), width) in texts.iter().zip(&table.columns).zip(&widths) {
            let pad = " ".repeat(width - cells(text));
            match column.side {
                Side::Left => out.extend(["| ", text, &pad, " "]),
                Side::Right => out.extend(["| ", &pad, text, " "]),
            }
        }
        out.push_str("|\n");
    };
    line(&head);
    let rule = |(column, width): (&crate::table::Column, &usize)| match column.side {
        Side::Left => "-".repeat(*width),
        Side::Right => "-".repeat(width - 1) + ":",
    };
    line(&table.columns.iter().zip(&widths).map(rule).collect::<Vec<_>>());
    for row in &rows {
        line(row);
    }
}

const STYLE: &str = "\
@page { size: A4; margin: 18mm 15mm }
body { font: 10.5pt/1.5 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', sans-serif; color: #000; \
max-width: 180mm; margin: 10mm auto }
h1 { font-size: 17pt; text-align: center; letter-spacing: .1em; margin: 0 0 6mm }
h2 { font-size: 11.5pt; margin: 6mm 0 2mm; break-after: avoid }
table { border-collapse: collapse; width: 100%; margin: 0 0 3mm; font-variant-numeric: tabular-nums }
th, td { border: .4pt solid #000; padding: .8mm 2mm; text-align: left; vertical-align: top }
thead th { background: #eee; text-align: center }
th[scope=row] { background: #eee; font-weight: normal; width: 30% }
.n { text-align: right }
.t td { font-weight: bold }
tr { break-inside: avoid }
thead { display: table-header-group }
@media print { body { margin: 0; max-width: none } }
";

/// One page that needs nothing from elsewhere.
pub(crate) fn html(blocks: &[Block], lang: Lang) -> String {
    html_with(blocks, lang, "")
}

/// The same with more style behind its own.
pub(crate) fn html_with(blocks: &[Block], lang: Lang, style: &str) -> String {
    let title =
        blocks.iter().find_map(|it| if let Block::Title(text) = it { Some(text.as_str()) } else { None });
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>\n{STYLE}{style}</style>\n",
        lang.tag(),
        escape(title.unwrap_or_default())
    );
    for block in blocks {
        match block {
            Block::Title(text) => out.extend(["<h1>", &escape(text), "</h1>\n"]),
            Block::Heading(text) => out.extend(["<h2>", &escape(text), "</h2>\n"]),
            Block::Text(text) => out.extend(["<p>", &escape(text), "</p>\n"]),
            Block::Facts(facts) => {
                out.push_str("<table>\n");
                for (name, value) in facts {
                    out.extend(["<tr><th scope=\"row\">", &escape(name), "</th><td>", &escape(value)]);
                    out.push_str("</td></tr>\n");
                }
                out.push_str("</table>\n");
            }
            Block::Table(table) => html_table(&mut out, table),
        }
    }
    out.push_str("</html>\n");
    out
}

fn html_table(out: &mut String, table: &Table) {
    out.push_str("<table>\n<thead><tr>");
    for column in &table.columns {
        out.extend(["<th>", &escape(&column.heading), "</th>"]);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str(if row.remark == SUM { "<tr class=\"t\">" } else { "<tr>" });
        for (text, column) in row.texts.iter().zip(&table.columns) {
            let open = match column.side {
                Side::Left => "<td>",
                Side::Right => "<td class=\"n\">",
            };
            out.extend([open, &escape(text), "</td>"]);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// The remark of a row of sums, which stands out where a form can show it.
pub(crate) const SUM: &str = "sum";

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks() -> Vec<Block> {
        let mut table = Table::default();
        table.column("이름", Side::Left).column("원", Side::Right);
        table.row(["<b>&|\"'".to_owned(), "1,000".to_owned()], "");
        table.row(["합계".to_owned(), "1,000".to_owned()], SUM);
        vec![Block::Title("가<나".to_owned()), Block::Table(table)]
    }

    #[test]
    fn a_name_starts_no_tag() {
        let html = html(&blocks(), Lang::Ko);
        assert!(html.contains("<h1>가&lt;나</h1>") && html.contains("<title>가&lt;나</title>"), "{html}");
        assert!(html.contains("<td>&lt;b&gt;&amp;|&quot;&#39;</td><td class=\"n\">1,000</td>"), "{html}");
        assert!(html.contains("<tr class=\"t\"><td>합계</td>") && html.contains("lang=\"ko\""), "{html}");
    }

    #[test]
    fn markdown_stands_in_columns_where_hangul_takes_two() {
        let want = "# 가&lt;나\n\n\
                    | 이름               |    원 |\n\
                    | ------------------ | ----: |\n\
                    | &lt;b&gt;&amp;\\|\"' | 1,000 |\n\
                    | 합계               | 1,000 |\n";
        assert_eq!(markdown(&blocks()), want);
    }
}
