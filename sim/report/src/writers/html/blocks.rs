//! Pieces of a section: paragraphs, tables whose cells carry their values, figures with their data.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::svg;
use crate::charts::{Chart, Course, Dress, Look, Width};
use crate::document::{Block, Cells, DataTable, Datum, Document, Native};
use crate::words::Lang;
use crate::writers::labels;
use crate::writers::markup::escape;

const MEMORY: &str = "writing to a string does not fail";

/// A word longer than this is broken anywhere.
const LONG_WORD: usize = 28;

/// Writes blocks one after the other: figures and tables are counted.
pub(super) struct Blocks {
    lang: Lang,
    source: String,
    figures: usize,
    tables: usize,
    /// Colours of all pictures so far.
    pub(super) colours: BTreeSet<u32>,
}

impl Blocks {
    pub(super) fn new(document: &Document) -> Self {
        let source = escape(&labels::provenance(&document.provenance, document.lang));
        Self { lang: document.lang, source, figures: 0, tables: 0, colours: BTreeSet::new() }
    }

    pub(super) fn write(&mut self, out: &mut String, block: &Block) {
        match block {
            Block::Text(it) => writeln!(out, "<p>{}</p>", escape(it)).expect(MEMORY),
            Block::Heading(it) => writeln!(out, "<h3>{}</h3>", escape(it)).expect(MEMORY),
            Block::Lead(it) => writeln!(out, "<p class=\"lead\">{}</p>", escape(it)).expect(MEMORY),
            Block::Note(it) => writeln!(out, "<p class=\"note\">{}</p>", escape(it)).expect(MEMORY),
            Block::Code(it) => writeln!(out, "<pre><code>{}</code></pre>", escape(it)).expect(MEMORY),
            Block::List(points) => {
                out.push_str("<ul>\n");
                for point in points {
                    writeln!(out, "<li>{}</li>", escape(point)).expect(MEMORY);
                }
                out.push_str("</ul>\n");
            }
            Block::Table(table) => self.table(out, table),
            Block::Figure(chart) => self.figure(out, chart),
        }
    }

    fn caption(out: &mut String, id: &str, number: &str, title: &str, unit: &str) {
        write!(
            out,
            "<figcaption id=\"{id}-caption\"><span class=\"no\">{}</span>{}",
            escape(number),
            escape(title)
        )
        .expect(MEMORY);
        if !unit.is_empty() {
            write!(out, " <span class=\"unit\">{}</span>", escape(unit)).expect(MEMORY);
        }
        out.push_str("</figcaption>\n");
    }

    fn notes(&self, out: &mut String, notes: &[String]) {
        for note in notes {
            writeln!(out, "<p class=\"note\">{}</p>", escape(note)).expect(MEMORY);
        }
        writeln!(out, "<p class=\"source\">{}</p>", self.source).expect(MEMORY);
    }

    fn figure(&mut self, out: &mut String, chart: &Chart) {
        self.figures += 1;
        let id = chart.name;
        writeln!(out, "<figure class=\"chart\" id=\"{id}\">").expect(MEMORY);
        Self::caption(
            out,
            id,
            labels::figure(self.figures, "", self.lang).trim_end(),
            &chart.title,
            &chart.unit,
        );
        if !chart.remark.is_empty() {
            writeln!(out, "<p class=\"remark\">{}</p>", escape(&chart.remark)).expect(MEMORY);
        }
        for (class, width) in [("wide", Width::Full), ("narrow", Width::Half)] {
            let picture = chart.svg(Look { width, dress: Dress::Bare });
            let picture = svg::inline(&picture, &format!("{id}-{class}"), &mut self.colours);
            writeln!(out, "<div class=\"plot {class}\">{picture}</div>").expect(MEMORY);
        }
        self.notes(out, &chart.notes);
        if let Some(course) = &chart.course {
            let data = json(&data(course));
            writeln!(out, "<script class=\"course\" type=\"application/json\">{data}</script>")
                .expect(MEMORY);
        }
        out.push_str("</figure>\n");
    }

    fn table(&mut self, out: &mut String, table: &DataTable) {
        self.tables += 1;
        let id = table.id;
        writeln!(out, "<figure class=\"table\" id=\"{id}\">").expect(MEMORY);
        Self::caption(
            out,
            id,
            labels::table(self.tables, "", self.lang).trim_end(),
            &table.caption,
            &table.unit,
        );
        writeln!(out, "<div class=\"scroll\">\n<table aria-labelledby=\"{id}-caption\">\n<thead>\n<tr>")
            .expect(MEMORY);
        for heading in &table.columns {
            let class = class(&heading.text, heading.figures, false);
            write!(out, "<th scope=\"col\"{class}>{}</th>", escape(&heading.text)).expect(MEMORY);
        }
        out.push_str("</tr>\n</thead>\n<tbody>\n");
        for row in &table.rows {
            Self::row(out, table, row);
        }
        out.push_str("</tbody>\n</table>\n</div>\n");
        self.notes(out, &table.notes);
        out.push_str("</figure>\n");
    }

    fn row(out: &mut String, table: &DataTable, row: &Cells) {
        out.push_str(if row.sum { "<tr class=\"sum\">" } else { "<tr>" });
        for (i, (datum, heading)) in row.cells.iter().zip(&table.columns).enumerate() {
            let interval = matches!(datum.value, Native::Interval { .. });
            let class = class(&datum.text, heading.figures, interval);
            let value = native(datum).map_or_else(String::new, |value| format!(" data-v=\"{value}\""));
            let (tag, scope) = if i == 0 && !heading.figures { ("th", " scope=\"row\"") } else { ("td", "") };
            let text = escape(&datum.text);
            // An interval breaks before its bracket alone.
            let text = match text.split_once(" (") {
                Some((mean, ends)) if interval => format!("{mean} <span class=\"ends\">({ends}</span>"),
                Some(_) | None => text,
            };
            write!(out, "<{tag}{scope}{class}{value}>{text}</{tag}>").expect(MEMORY);
        }
        out.push_str("</tr>\n");
    }
}

/// How a cell is set: figures to the right, intervals in two parts, long words broken anywhere.
fn class(text: &str, figures: bool, interval: bool) -> String {
    let long = text.split_whitespace().any(|word| word.chars().count() > LONG_WORD);
    let names = [(figures, "n"), (figures && interval, "i"), (long, "long")];
    let names: Vec<&str> = names.into_iter().filter(|it| it.0).map(|it| it.1).collect();
    if names.is_empty() { String::new() } else { format!(" class=\"{}\"", names.join(" ")) }
}

/// What a column is sorted by: a number, nothing for an empty cell, none for a text.
fn native(datum: &Datum) -> Option<String> {
    match datum.value {
        Native::Text => None,
        Native::Empty => Some(String::new()),
        Native::Number(value, _) | Native::Interval { mean: value, .. } => Some(value.to_string()),
        Native::Won(won) => Some(won.to_string()),
        Native::Day(day) => Some(day.strftime("%Y%m%d").to_string()),
    }
}

/// A course for the script: days as numbers with five figures of its largest value.
fn data(course: &Course) -> Value {
    let ends = |band: &Option<(Vec<f64>, Vec<f64>)>| {
        band.clone().map_or_else(Vec::new, |(low, high)| [low, high].concat())
    };
    let largest = course.series.iter().flat_map(|one| [one.middle.clone(), ends(&one.band)].concat());
    let largest = largest.filter(|x| x.is_finite()).fold(0.0_f64, |most, x| most.max(x.abs()));
    let places = if largest > 0.0 { (4.0 - libm::floor(libm::log10(largest))).clamp(0.0, 6.0) } else { 0.0 };
    let times = libm::pow(10.0, places);
    let round = |values: &[f64]| -> Value {
        let round = |&x: &f64| if x.is_finite() { json!((x * times).round() / times) } else { Value::Null };
        values.iter().map(round).map(whole).collect()
    };
    let series = course.series.iter().map(|one| {
        let mut it = json!({ "name": one.name, "middle": round(&one.middle) });
        if let Some((low, high)) = &one.band {
            it["low"] = round(low);
            it["high"] = round(high);
        }
        it
    });
    json!({
        "start": course.start.to_string(),
        "unit": course.unit,
        "decimals": (places - 1.0).max(0.0) as u32,
        "series": series.collect::<Vec<_>>(),
        "limits": course.limits.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>(),
    })
}

/// `3` for `3.0`: two bytes less for each of thousands of values.
fn whole(value: Value) -> Value {
    match value.as_f64() {
        Some(x) if x.fract() == 0.0 && x.abs() < 1e15 => json!(x as i64),
        Some(_) | None => value,
    }
}

/// JSON that cannot end the element it stands in.
pub(super) fn json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
