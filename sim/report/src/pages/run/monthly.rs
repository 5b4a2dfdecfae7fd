//! 월별 집행 전망: what each line spends in each month, over replications.
//!
//! Bills by month and product are in `monthly.parquet`; the operating cost is in no bill. It is booked as the scenario
//! reads the call (P2): on the first day, or month by month.

use super::super::{cells, money_unit};
use super::{Page, Rests};
use crate::charts::percentile;
use crate::document::{DataTable, Datum};
use crate::format;
use crate::programmes;
use crate::words::{Lang, say};
use naru_results::{Day, Effective, MetricValues, MonthlyRow, RunFolder, Summary};
use naru_units::Month;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of the budget, each with what it spends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Gpu,
    Npu,
    /// Rounding and deductions of whole statements, which are of no product (T4, S7, P2, P8).
    Statements,
    Operating,
    Total,
}

/// Won of one replication by line and month.
type Booked = BTreeMap<(Line, Month), i64>;

/// 5th, 50th and 95th percentile over replications: order statistics ⌈np⌉.
fn percentiles(mut values: Vec<i64>) -> [i64; 3] {
    values.sort_unstable();
    [5, 50, 95].map(|percent| percentile(&values, percent).unwrap_or(0))
}

pub(super) fn table(page: &Page<'_>) -> DataTable {
    let lang = page.lang;
    let folder = page.folder();
    let months = months(folder);
    let booked = booked(folder);
    let statements =
        booked.iter().any(|of| of.iter().any(|((line, _), won)| *line == Line::Statements && *won != 0));
    let lines: &[Line] = if statements {
        &[Line::Gpu, Line::Npu, Line::Statements, Line::Total]
    } else {
        &[Line::Gpu, Line::Npu, Line::Total]
    };
    let mut table = DataTable::new(
        "monthly",
        lang.pick("월별 집행 전망(사업비 항목별)", "Spending by month and line"),
        money_unit(lang),
    )
    .texts(lang.pick("월", "month"));
    for &line in lines {
        if line == Line::Total {
            table = table.figures(name(Line::Operating, lang));
        }
        let name = name(line, lang);
        for point in programmes::points(folder.summary.replications, lang) {
            table = table.figures(format!("{name} {point}"));
        }
    }
    let row = |label: String, months: &[Month]| {
        let of = |line: Line| {
            let sums =
                booked.iter().map(|it| months.iter().filter_map(|month| it.get(&(line, *month))).sum());
            percentiles(sums.collect())
        };
        let mut row = vec![Datum::text(label)];
        for &line in lines {
            if line == Line::Total {
                row.push(cells::won(of(Line::Operating)[1], lang));
            }
            row.extend(of(line).map(|won| cells::won(won, lang)));
        }
        row
    };
    for month in &months {
        table.row(row(written(*month, lang), std::slice::from_ref(month)));
    }
    table.sum(row(lang.pick("사업 전체", "whole programme").to_owned(), &months));
    table.notes = notes(folder, lang);
    table.notes.extend(page.notes(Rests::Money));
    table
}

fn notes(folder: &RunFolder, lang: Lang) -> Vec<String> {
    let few = programmes::few(folder.summary.replications);
    let n = format::count(folder.summary.replications.into());
    let how = if accrues(&folder.effective) {
        lang.pick("달마다 나누어 집행함", "is booked month by month")
    } else {
        lang.pick("첫날에 모두 떼어 둠", "is set aside on the first day")
    };
    let ends = if few {
        say!(lang, "※ 최소와 최대: 모의실험 {n}회 중", "Least and most: of {n} programmes simulated")
    } else {
        say!(
            lang,
            "※ 5%와 95%: 모의실험 {n}회의 5백분위수와 95백분위수(사업 10회 중 9회가 드는 범위)",
            "P5 and P95: 9 in 10 of {n} programmes simulated lie between"
        )
    };
    vec![
        say!(
            lang,
            "{ends}. 칸마다 따로 구하므로 행과 열의 합과 다름",
            "{ends}. Each cell is found by itself, so rows and columns do not add up."
        ),
        say!(lang, "※ 운영비는 {how}[P2]", "The operating cost {how} [P2]."),
    ]
}

fn name(line: Line, lang: Lang) -> &'static str {
    match line {
        Line::Gpu => "GPU",
        Line::Npu => "NPU",
        Line::Statements => lang.pick("정산내역서", "statements"),
        Line::Operating => lang.pick("운영비", "operating"),
        Line::Total => lang.pick("합계", "total"),
    }
}

/// `2025. 4.`, `2025-04`.
fn written(month: Month, lang: Lang) -> String {
    let day = month.first_day();
    let (y, m) = (day.year(), day.month());
    say!(lang, "{y}. {m}.", "{y}-{m:02}")
}

/// Months of the programme and of every row.
fn months(folder: &RunFolder) -> Vec<Month> {
    let rows = folder.monthly.iter().map(|row| row.month);
    let all: BTreeSet<Month> = rows.chain(of_programme(&folder.summary)).collect();
    all.into_iter().collect()
}

/// Months of the programme.
fn of_programme(summary: &Summary) -> impl Iterator<Item = Month> + use<> {
    let month = |day: Day| Month { year: day.0.year(), month: day.0.month() };
    let (first, last) = (month(summary.programme.start), month(summary.programme.end));
    std::iter::successors(Some(first), |it| Some(it.next())).take_while(move |it| *it <= last)
}

/// Whether the operating cost is taken month by month.
fn accrues(effective: &Effective) -> bool {
    effective.readings.get("P2.operating").is_some_and(|it| it == "monthly_accrual")
}

/// What each replication books.
fn booked(folder: &RunFolder) -> Vec<Booked> {
    let replications = folder.summary.replications as usize;
    let mut all = vec![Booked::new(); replications];
    for row in &folder.monthly {
        let Some(of) = all.get_mut(row.replication as usize) else { continue };
        for line in [line_of(row, &folder.effective), Line::Total] {
            *of.entry((line, row.month)).or_default() += row.amount_won;
        }
    }
    for (of, taken) in all.iter_mut().zip(operating(folder)) {
        for (month, won) in of_programme(&folder.summary).zip(spread(taken, folder)) {
            for line in [Line::Operating, Line::Total] {
                *of.entry((line, month)).or_default() += won;
            }
        }
    }
    all
}

fn line_of(row: &MonthlyRow, effective: &Effective) -> Line {
    match effective.products.get(&row.product).map(|it| it.line.as_str()) {
        Some("npu") => Line::Npu,
        Some(_) => Line::Gpu,
        None => Line::Statements,
    }
}

/// What is operated in each replication.
fn operating(folder: &RunFolder) -> Vec<i64> {
    let whole = folder.effective.budget.operating_won;
    match folder.replications.metric("budget.lines.operating") {
        Some(MetricValues::Whole(values)) => values.iter().map(|it| it.unwrap_or(whole)).collect(),
        Some(MetricValues::Real(_)) | None => vec![whole; folder.summary.replications as usize],
    }
}

/// The operating cost by month: at once, or what has come due by each month's start, to the won, until it is all taken.
fn spread(taken: i64, folder: &RunFolder) -> Vec<i64> {
    let months = of_programme(&folder.summary).count();
    if !accrues(&folder.effective) {
        let mut all = vec![0; months];
        if let Some(first) = all.first_mut() {
            *first = taken;
        }
        return all;
    }
    let whole = folder.effective.budget.operating_won;
    let due = |begun: usize| (whole * begun as i64 / months.max(1) as i64).min(taken);
    (0..months).map(|month| due(month + 1) - due(month)).collect()
}

#[cfg(test)]
mod tests {
    use super::percentiles;

    /// Of 1..=20: the 1st, 10th and 19th; of 1..=3 the 1st, 2nd and 3rd.
    #[test]
    fn percentiles_are_order_statistics() {
        assert_eq!(percentiles((1..=20).rev().collect()), [1, 10, 19]);
        assert_eq!(percentiles(vec![3, 1, 2]), [1, 2, 3]);
        assert_eq!(percentiles(Vec::new()), [0; 3]);
    }
}
