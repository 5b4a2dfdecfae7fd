//! A document's tables as a spreadsheet: numbers, money and days as what they are, and texts as texts.
//!
//! A sheet for each table after one that lists them. The same document gives the same bytes: the time of making is
//! fixed.

use super::labels;
use crate::document::{Cells, DataTable, Datum, Document, Native, Provenance, Shown};
use crate::format;
use crate::printable;
use crate::table::cells;
use crate::words::Lang;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet,
    XlsxError,
};

/// Rows before the first of a table: caption, unit, headings.
const ABOVE: u32 = 3;
/// Longest text of a cell, in UTF-16 units: Excel's own bound is 32,767.
const LONGEST: usize = 32_000;
/// Paper A4 in the numbering of the format.
const A4: u8 = 9;

/// The document's tables as an xlsx file.
///
/// An estimate with an interval takes three columns: point estimate, lower and upper end. Money is exact to the won and
/// shown in 억 with two decimals in Korean, bn with two in English; one that is written out in won is shown so.
///
/// # Errors
/// Tables that no spreadsheet holds: more than 1,048,576 rows, two of one id.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2025, 1, 1)?;
    book.set_properties(
        &DocProperties::new().set_title(cut(&document.title, 200)).set_creation_datetime(&created),
    );
    let style = Style { lang: document.lang };
    let tables: Vec<&DataTable> = document.tables().collect();
    contents(book.add_worksheet(), document, &tables, &style)?;
    let source = labels::provenance(&document.provenance, document.lang);
    for (n, table) in (1..).zip(&tables) {
        let caption = labels::table(n, &table.caption, document.lang);
        let page = page(book.add_worksheet().set_name(name(n, table, document.lang))?);
        sheet(page, table, [&caption, &source], &style)?;
    }
    book.save_to_buffer()
}

/// Looks of cells.
struct Style {
    lang: Lang,
}

impl Style {
    fn plain(&self) -> Format {
        let it = Format::new().set_font_size(10);
        match self.lang {
            Lang::Ko => it.set_font_name("맑은 고딕"),
            Lang::En => it,
        }
    }

    fn title(&self, size: u8) -> Format {
        self.plain().set_bold().set_font_size(size)
    }

    fn small(&self) -> Format {
        self.plain().set_font_size(9).set_font_color(Color::RGB(0x4b_5563))
    }

    fn heading(&self) -> Format {
        self.boxed()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_background_color(Color::RGB(0xe8_edf3))
    }

    fn boxed(&self) -> Format {
        self.plain()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0xb8_bfc9))
            .set_align(FormatAlign::VerticalCenter)
    }

    fn cell(&self, sum: bool) -> Format {
        let it = self.boxed();
        if sum { it.set_bold().set_background_color(Color::RGB(0xf5_f7fa)) } else { it }
    }
}

/// How a number is shown. Excel scales by thousands alone, so that 억 is millions with a point written before the last
/// two digits.
fn number_format(shown: Shown, lang: Lang) -> String {
    let decimals = |whole: &str, places: u8| match places {
        0 => whole.to_owned(),
        n => format!("{whole}.{}", "0".repeat(n.into())),
    };
    let positive = match (shown, lang) {
        (Shown::Decimals(places), Lang::Ko | Lang::En) => decimals("#,##0", places),
        (Shown::Percent(places), Lang::Ko | Lang::En) => decimals("0", places) + "%",
        (Shown::MoneyUnit, Lang::Ko) => "0\".\"00,,".to_owned(),
        (Shown::MoneyUnit, Lang::En) => "#,##0.00,,,".to_owned(),
        (Shown::ExactWon, Lang::Ko | Lang::En) => "#,##0".to_owned(),
    };
    match lang {
        // A decrease as Korean papers write it.
        Lang::Ko => format!("{positive};\"△\"{positive}"),
        Lang::En => positive,
    }
}

/// Whether a text begins with this money in whole won, after its sign: `△130원`, not `1.30`.
fn written_out(text: &str, won: f64) -> bool {
    let number = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let whole = format::count(won.abs().round() as i64);
    number
        .strip_prefix(&*whole)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%')))
}

fn contents(
    sheet: &mut Worksheet,
    document: &Document,
    tables: &[&DataTable],
    style: &Style,
) -> Result<(), XlsxError> {
    let lang = document.lang;
    page(sheet.set_name(labels::contents(lang))?);
    text(sheet, (0, 0), &document.title, style.title(14))?;
    text(sheet, (1, 0), &document.subtitle, style.plain())?;
    let mut row = 3;
    let headings = labels::contents_columns(lang);
    for (column, heading) in (0..).zip(headings) {
        text(sheet, (row, column), heading, style.heading())?;
    }
    for (i, table) in tables.iter().enumerate() {
        row += 1;
        sheet.write_number_with_format(row, 0, (i + 1) as f64, &style.cell(false))?;
        let sheet_name = name(i + 1, table, lang);
        let link = Url::new(format!("internal:'{sheet_name}'!A1")).set_text(cut(&table.caption, 200));
        sheet.write_url_with_format(
            row,
            1,
            link,
            &style.cell(false).set_font_color(Color::RGB(0x00_5796)),
        )?;
        text(sheet, (row, 2), &table.unit, style.cell(false))?;
        text(sheet, (row, 3), &sheet_name, style.cell(false))?;
    }
    row += 2;
    for (label, value) in source(&document.provenance, lang) {
        text(sheet, (row, 0), label, style.small())?;
        text(sheet, (row, 1), &value, style.small())?;
        row += 1;
    }
    for (column, width) in (0..).zip([14.0, 60.0, 28.0, 32.0]) {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

/// Where the figures come from, one line each, in full.
fn source(of: &Provenance, lang: Lang) -> Vec<(&'static str, String)> {
    let labels = labels::source(lang);
    let values = [
        of.scenario.clone(),
        of.scenario_hash.clone(),
        of.seed.map(|it| it.to_string()).unwrap_or_default(),
        of.replications.map(|it| it.to_string()).unwrap_or_default(),
        format!("naru {}", of.version),
        if of.assumed { labels::assumed(lang).to_owned() } else { String::new() },
    ];
    labels.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect()
}

fn sheet(
    sheet: &mut Worksheet,
    table: &DataTable,
    [caption, source]: [&str; 2],
    style: &Style,
) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(ABOVE, 0)?.set_repeat_rows(ABOVE - 1, ABOVE - 1)?;
    text(sheet, (0, 0), caption, style.title(12))?;
    text(sheet, (1, 0), &table.unit, style.small())?;
    let mut column = 0;
    for (i, heading) in table.columns.iter().enumerate() {
        let data = || table.rows.iter().map(|row| &row.cells[i]);
        let interval = data().any(|it| matches!(it.value, Native::Interval { ends: Some(_), .. }));
        let widest = data().map(|it| cells(&it.text)).max().unwrap_or(0);
        let headings = if interval {
            labels::interval(&heading.text, style.lang).to_vec()
        } else {
            vec![heading.text.clone()]
        };
        for (offset, heading) in (0_u16..).zip(&headings) {
            text(sheet, (ABOVE - 1, column + offset), heading, style.heading())?;
            let width = if interval { 0 } else { widest }.max(cells(heading).min(18)).clamp(8, 60);
            sheet.set_column_width(column + offset, width as f64 + 2.0)?;
        }
        for (row, Cells { cells, sum }) in (ABOVE..).zip(&table.rows) {
            let base = style.cell(*sum);
            let base = if heading.figures { base.set_align(FormatAlign::Right) } else { base };
            let parts = match (&cells[i].value, interval) {
                (_, true) => parts(&cells[i]).to_vec(),
                // An estimate of a column in which none has an interval.
                (Native::Interval { .. }, false) => vec![parts(&cells[i])[0].clone()],
                (_, false) => vec![cells[i].clone()],
            };
            for (offset, datum) in (0..).zip(&parts) {
                write(sheet, (row, column + offset), datum, base.clone(), style.lang)?;
            }
        }
        column += headings.len() as u16;
    }
    let below = ABOVE + table.rows.len() as u32 + 1;
    for (row, note) in (below..).zip(table.notes.iter().map(String::as_str).chain([source])) {
        text(sheet, (row, 0), note, style.small())?;
    }
    Ok(())
}

/// Decimals of the first number in a text: 2 of `△2.05 (△2.13~△1.97)`.
fn decimals(text: &str) -> u8 {
    let number = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let number =
        number.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).next().unwrap_or_default();
    let behind = number.trim_end_matches(['.', ',']).split_once('.').map_or(0, |(_, behind)| behind.len());
    behind.min(8) as u8
}

/// The name of a table's sheet, as its own and as links have it.
fn name(n: usize, table: &DataTable, lang: Lang) -> String {
    labels::sheet(n, table.id, &printable(&table.caption), lang)
}

/// A datum as point estimate, lower and upper end.
fn parts(datum: &Datum) -> [Datum; 3] {
    let Native::Interval { mean, ends, shown } = datum.value else {
        return [datum.clone(), Datum::none(), Datum::none()].map(|it| match it.value {
            Native::Empty => Datum { text: String::new(), ..it },
            Native::Text | Native::Number(..) | Native::Interval { .. } | Native::Won(_) | Native::Day(_) => {
                it
            }
        });
    };
    let shown = match shown {
        Shown::MoneyUnit if written_out(&datum.text, mean) => Shown::ExactWon,
        Shown::Decimals(_) | Shown::Percent(_) | Shown::MoneyUnit | Shown::ExactWon => {
            shown.at_least(decimals(&datum.text))
        }
    };
    // No text: the decimals are those of the whole.
    let part = |value: Option<f64>| Datum {
        text: String::new(),
        value: value.map_or(Native::Empty, |x| Native::Number(x, shown)),
    };
    [Some(mean), ends.map(|it| it.0), ends.map(|it| it.1)].map(part)
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    datum: &Datum,
    look: Format,
    lang: Lang,
) -> Result<(), XlsxError> {
    let places = decimals(&datum.text);
    let mut number = |x: f64, shown: Shown| {
        // A format that rounds what is read, such as 0.25, would show another figure.
        let shown = if matches!(datum.value, Native::Number(..)) { shown.at_least(places) } else { shown };
        let look = look.clone().set_num_format(number_format(shown, lang)).set_align(FormatAlign::Right);
        sheet.write_number_with_format(row, column, x, &look).map(|_| ())
    };
    match datum.value {
        Native::Number(x, shown) if x.is_finite() => number(x, shown),
        Native::Won(won) => {
            let exact = written_out(&datum.text, won as f64);
            number(won as f64, if exact { Shown::ExactWon } else { Shown::MoneyUnit })
        }
        Native::Day(day) => {
            let code = match lang {
                Lang::Ko => "yyyy\". \"m\". \"d\".\"",
                Lang::En => "yyyy-mm-dd",
            };
            let look = look.set_num_format(code).set_align(FormatAlign::Right);
            let date = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?;
            sheet.write_datetime_with_format(row, column, &date, &look).map(|_| ())
        }
        Native::Text | Native::Empty | Native::Number(..) | Native::Interval { .. } => {
            text(sheet, (row, column), &datum.text, look.set_text_wrap())
        }
    }
}

/// A text that stays one when somebody edits the cell, too: no name is ever a formula or a link.
fn text(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, look: Format) -> Result<(), XlsxError> {
    let text = cut(text, LONGEST);
    let look = if text.starts_with(['=', '+', '-', '@', '{']) { look.set_quote_prefix() } else { look };
    sheet.write_string_with_format(row, column, text, &look).map(|_| ())
}

/// A text as it is shown, no longer than so many UTF-16 units.
fn cut(text: &str, longest: usize) -> String {
    let shown = printable(text);
    let mut units = 0;
    let fits = shown.chars().take_while(|c| {
        units += c.len_utf16();
        units <= longest
    });
    fits.collect()
}

/// A4 across, as wide as the page, numbered.
fn page(sheet: &mut Worksheet) -> &mut Worksheet {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_footer("&C&P / &N")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_those_that_are_read() {
        for (text, want) in [
            ("0.25", 2),
            ("△2.05 (△2.13~△1.97)", 2),
            ("1,234", 0),
            ("1,234.5억 원", 1),
            ("46.0% (45.4~46.5)", 1),
            ("2025. 4. 1.", 0),
            ("-", 0),
        ] {
            assert_eq!(decimals(text), want, "{text}");
        }
        assert_eq!(Shown::Decimals(1).at_least(decimals("0.25")), Shown::Decimals(2));
        assert_eq!(Shown::MoneyUnit.at_least(3), Shown::MoneyUnit);
    }

    /// What is read in won is won, a decrease too; what is read in 억 is not, though its digits be those.
    #[test]
    fn small_money_is_shown_in_won_as_it_is_read() {
        for (text, won, want) in [
            ("△130원 (△200~△60)", -130.0, true),
            ("-130 won (-200 to -60)", -130.0, true),
            ("1,310,000,000", 1_310_000_000.0, true),
            ("13.1", 13.0, false),
            ("△0.0", -130.0, false),
            ("183.8 (182.1~185.5)", 18_380_000_000.0, false),
        ] {
            assert_eq!(written_out(text, won), want, "{text}");
        }
        let value = Native::Interval { mean: -130.0, ends: Some((-200.0, -60.0)), shown: Shown::MoneyUnit };
        for part in parts(&Datum { text: "△130원 (△200~△60)".to_owned(), value }) {
            assert!(matches!(part.value, Native::Number(_, Shown::ExactWon)), "{part:?}");
        }
        assert_eq!(number_format(Shown::ExactWon, Lang::Ko), "#,##0;\"△\"#,##0");
    }

    /// Seven and a third with two decimals, as it is read; a sheet shows all three so.
    #[test]
    fn the_parts_of_an_estimate_have_the_decimals_of_the_whole() {
        let (mean, ends) = (22.0 / 3.0, Some((7.1, 7.5)));
        let value = Native::Interval { mean, ends, shown: Shown::Decimals(1) };
        for part in parts(&Datum { text: "7.33 (7.10~7.50)".to_owned(), value }) {
            assert!(matches!(part.value, Native::Number(_, Shown::Decimals(2))), "{part:?}");
            assert_eq!(decimals(&part.text), 0, "the cell's own text adds none");
        }
    }

    /// Excel takes 31 UTF-16 units, and none of the marks that mean something in a reference.
    #[test]
    fn a_sheet_is_named_by_its_caption_as_far_as_excel_takes_it() {
        let name = |caption| labels::sheet(12, "waits", caption, Lang::Ko);
        assert_eq!(name("상품별 할당 대기시간"), "표 12 상품별 할당 대기시간");
        assert_eq!(name("가'나/다[라]:마*바?사\\아"), "표 12 가나다라마바사아");
        // A rocket is two units: five of the number and thirteen rockets.
        assert_eq!(name(&"\u{1f680}".repeat(40)).encode_utf16().count(), 31);
        assert_eq!(labels::sheet(12, "waits", "Waits", Lang::En), "waits");
    }
}
