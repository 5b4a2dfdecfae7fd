//! A supplier's invoice, one bill line a row.

use super::map::Map;
use super::number::{thousandths, whole};
use super::sheet::{Encoding, Record, Sheet, Wanted};
use super::trouble::{Fault, Troubles, What};
use super::when::month;
use crate::{Allocation, cell::Value};
use naru_units::Month;
use std::path::Path;

/// A figure of a bill line, in order of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// Product-hours, here in thousandths: an invoice may bill parts of an hour.
    Hours,
    /// Days of a monthly price.
    Days,
    /// Whole months of a monthly price.
    WholeMonths,
    /// Per product-hour, or per month.
    UnitPrice,
    /// Product-hours at a discount, in thousandths.
    DiscountedHours,
    /// Discount for late allocation.
    Discount,
    /// Credit taken.
    Credit,
    /// Other deductions.
    Deduction,
    /// What is left.
    Supply,
    /// VAT added.
    Vat,
    /// VAT inside.
    VatInside,
    /// The user's part.
    OwnContribution,
    /// What the budget pays.
    Amount,
}

/// All of them, in order of operations.
pub const ITEMS: [Item; 13] = [
    Item::Hours,
    Item::Days,
    Item::WholeMonths,
    Item::UnitPrice,
    Item::DiscountedHours,
    Item::Discount,
    Item::Credit,
    Item::Deduction,
    Item::Supply,
    Item::Vat,
    Item::VatInside,
    Item::OwnContribution,
    Item::Amount,
];

impl Item {
    /// Its column.
    pub const fn column(self) -> &'static str {
        INVOICE_COLUMNS[FIRST + self as usize].name
    }

    /// Whether it counts hours, in thousandths.
    pub const fn in_thousandths(self) -> bool {
        matches!(self, Self::Hours | Self::DiscountedHours)
    }

    /// A value as people write it, without separators.
    ///
    /// ```
    /// # use naru_results::intake::Item;
    /// assert_eq!(Item::Hours.shown(97_000), "97");
    /// assert_eq!(Item::Hours.shown(2_270), "2.27");
    /// assert_eq!(Item::Amount.shown(2_270), "2270");
    /// ```
    pub fn shown(self, value: i64) -> String {
        if !self.in_thousandths() || value % 1_000 == 0 {
            return if self.in_thousandths() { value / 1_000 } else { value }.to_string();
        }
        let sign = if value < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:03}", value.abs() / 1_000, value.abs() % 1_000);
        text.trim_end_matches('0').to_owned()
    }
}

const LINE: usize = 0;
const MONTH: usize = 1;
const PROJECT: usize = 2;
const PRODUCT: usize = 3;
const SUPPLIER: usize = 4;
const ALLOCATION: usize = 5;
const SESSIONS: usize = 6;
const CORRECTS: usize = 7;
/// Position of the first figure.
const FIRST: usize = 8;

const fn wanted(name: &'static str, required: bool, meaning: &'static str) -> Wanted {
    Wanted { name, also: "", required, meaning }
}

/// Columns that settlement takes from an invoice. What the invoice does not have is not compared.
pub const INVOICE_COLUMNS: &[Wanted] = &[
    wanted("line", false, "Its number; default: the row's."),
    wanted("month", true, "Month (KST)."),
    wanted(
        "project",
        true,
        "Project; empty, as `product`, in a row of a whole statement (P2 `vat_scope: statement`).",
    ),
    wanted("product", true, "Product."),
    wanted("supplier", true, "Supplier."),
    wanted("allocation", false, "`dynamic` or `fixed`."),
    wanted("sessions", false, "Sessions in it, joined by `;`."),
    wanted("corrects", false, "The earlier month's line that it corrects: `MONTH/LINE`, or `MONTH`."),
    wanted("hours", false, "Product-hours; parts of an hour are read, and differ (T1)."),
    wanted("days", false, "NPU: days."),
    wanted("whole_months", false, "NPU: whole months."),
    wanted("unit_price_won", false, "Per product-hour; NPU: per month."),
    wanted("discounted_hours", false, "Product-hours discounted (A3)."),
    wanted("discount_won", false, "Discount (A3)."),
    wanted("credit_won", false, "Credit taken (A3)."),
    wanted("deduction_won", false, "Other deductions (T4)."),
    wanted("supply_won", false, "Hours × unit price less what is taken off."),
    wanted("vat_won", false, "VAT added (P2)."),
    wanted("vat_inside_won", false, "VAT inside (P2)."),
    wanted("own_contribution_won", false, "The user's part (T3)."),
    wanted("amount_won", true, "What the budget pays. Amounts may have separators: `1,234,567`."),
];

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// Line of the file.
    pub row: u64,
    /// Its number, as the invoice has it.
    pub line: String,
    /// Month.
    pub month: Month,
    /// Project; empty in a row of a whole statement.
    pub project: String,
    /// Product; empty there too.
    pub product: String,
    /// Supplier.
    pub supplier: String,
    /// Allocation, where the invoice says it.
    pub allocation: Option<Allocation>,
    /// Sessions as they are named, joined by `;`.
    pub sessions: Option<String>,
    /// What it corrects.
    pub corrects: Option<String>,
    /// By [`Item`]: `None` where the invoice has no such column, or an empty cell.
    pub figures: [Option<i64>; ITEMS.len()],
}

/// Reads an invoice whole: a line is some hundred bytes.
///
/// # Errors
/// `Io` for the file, else what is wrong with its header. What is wrong with its rows goes to `troubles`.
pub fn read_invoice(
    path: &Path,
    map: &Map,
    troubles: &mut Troubles,
) -> Result<(Encoding, Vec<InvoiceLine>), Fault> {
    let sheet = Sheet::open(path, INVOICE_COLUMNS, &map.invoice, map)?;
    let mut lines = Vec::new();
    sheet.each(troubles, |record, troubles| lines.extend(line(&record, map, troubles)))?;
    Ok((sheet.encoding, lines))
}

fn line(record: &Record<'_>, map: &Map, troubles: &mut Troubles) -> Option<InvoiceLine> {
    let before = troubles.count;
    let mut refuse = |column: usize, found: &str, what: What| {
        troubles.push(record.row, INVOICE_COLUMNS[column].name, found, what);
    };
    let text = |column: usize| {
        record.get(column).map(|text| map.value(INVOICE_COLUMNS[column].name, &text).to_owned())
    };
    let written = record.get(MONTH);
    let of_month = written.as_deref().and_then(month);
    match &written {
        None => refuse(MONTH, "", What::Empty),
        Some(text) if of_month.is_none() => refuse(MONTH, text, What::NotMonth),
        Some(_) => {}
    }
    let project = text(PROJECT).unwrap_or_default();
    let product = text(PRODUCT).unwrap_or_default();
    let supplier = text(SUPPLIER).unwrap_or_default();
    if supplier.is_empty() {
        refuse(SUPPLIER, "", What::Empty);
    }
    if project.is_empty() != product.is_empty() {
        refuse(if project.is_empty() { PROJECT } else { PRODUCT }, "", What::Empty);
    }
    let word = text(ALLOCATION);
    let allocation = word.as_deref().and_then(|word| Allocation::from_cell(&crate::Cell::Text(word.into())));
    if let (Some(word), None) = (&word, allocation) {
        let words = [Allocation::Dynamic, Allocation::Fixed].map(|it| it.word().to_owned());
        refuse(ALLOCATION, word, What::NotWord(words.into()));
    }
    let mut figures = [None; ITEMS.len()];
    for item in ITEMS {
        let column = FIRST + item as usize;
        let Some(text) = record.get(column) else { continue };
        let figure = if item.in_thousandths() { thousandths(&text) } else { whole(&text) };
        if figure.is_none() {
            refuse(
                column,
                &text,
                if thousandths(&text).is_some() { What::NotWhole } else { What::NotNumber },
            );
        }
        figures[item as usize] = figure;
    }
    if record.get(FIRST + Item::Amount as usize).is_none() {
        refuse(FIRST + Item::Amount as usize, "", What::Empty);
    }
    (troubles.count == before).then(|| InvoiceLine {
        row: record.row,
        line: record.get(LINE).map_or_else(|| record.row.to_string(), std::borrow::Cow::into_owned),
        month: of_month.expect("a trouble was told otherwise"),
        project,
        product,
        supplier,
        allocation,
        sessions: record.get(SESSIONS).map(std::borrow::Cow::into_owned),
        corrects: record.get(CORRECTS).map(std::borrow::Cow::into_owned),
        figures,
    })
}
