//! 4. 예산 집행과 소진 시점: spent and left, when the money ends, month by month, the need by hand, what suppliers earn.

use super::super::cells;
use super::super::{hidden_note, money_unit, rounding_note};
use super::{Page, Rests, monthly};
use crate::document::{Block, DataTable, Datum, Native, Section};
use crate::format::Place;
use crate::phrase;
use crate::programmes;
use crate::suppliers;
use crate::tables;
use crate::words::{Lang, say};
use naru_results::{EstimateWon, Percentiles, Summary};

pub(super) fn section(page: &Page<'_>, figures: Vec<Block>) -> Section {
    let lang = page.lang;
    let summary = page.summary();
    let mut it = super::section(
        "budget",
        lang.pick("4. 예산 집행과 소진 시점", "4. Spending and the day the money ends"),
    );
    it.blocks.push(Block::Text(what_is_spent(page)));
    it.blocks.push(Block::Table(money(page)));
    it.blocks.push(Block::Heading(lang.pick("월별 집행 전망", "Spending by month").to_owned()));
    it.blocks.push(Block::Table(monthly::table(page)));
    it.blocks.extend(figures);
    if page.options.hides_prices() {
        let hidden = hidden_note(lang);
        it.blocks.push(Block::Note(say!(
            lang,
            "{hidden}: 손계산의 내역과 공급사별 임차료는 이 보고서에 없음",
            "{hidden} So are the parts of the need by hand and what suppliers earn."
        )));
    } else {
        it.blocks.push(Block::Heading(lang.pick("검산(손계산)", "The need by hand").to_owned()));
        it.blocks.push(Block::Text(
            lang.pick(
                "대기열과 난수 없이 같은 입력으로 구한 필요액으로, 표계산으로 다시 할 수 있음.",
                "The need from the same inputs without queues or draws, to be redone in a spreadsheet.",
            )
            .to_owned(),
        ));
        it.blocks.push(Block::Table(by_hand(summary, lang)));
        if !summary.suppliers.is_empty() {
            it.blocks.push(Block::Table(earned(page)));
        }
    }
    it.blocks.extend(course(summary, lang).map(Block::Table));
    it
}

/// What counts as spent, and what happens when the money is gone.
fn what_is_spent(page: &Page<'_>) -> String {
    let lang = page.lang;
    let folder = page.folder();
    let in_force = tables::readings_in_force(&folder.summary, &folder.clauses, lang);
    let gone = in_force.into_iter().find(|it| it.id == "P4.when_exhausted").map_or_else(String::new, |it| {
        let label = it.label;
        say!(lang, " 예산이 소진될 때의 해석안은 '{label}'임[P4].", " When the money is gone: {label} [P4].")
    });
    say!(
        lang,
        "집행액은 정산단가로 정산한 임차료와 운영비의 합임.{gone} 필요액은 한도가 없을 때 같은 수요에 드는 돈임.",
        "Spent: what suppliers are paid by the unit prices, and the operating cost.{gone} The need is what the same demand would cost without the cap."
    )
}

/// Rows of a table of money: label, figure, the two ends of the spread, remark.
struct Rows {
    table: DataTable,
    lang: Lang,
}

impl Rows {
    fn row(&mut self, label: &str, figure: Datum, remark: &str) {
        self.push(label, figure, [empty(), empty()], remark);
    }

    fn push(&mut self, label: &str, figure: Datum, [low, high]: [Datum; 2], remark: &str) {
        let remark = if remark.is_empty() { empty() } else { Datum::text(cells::marked(remark, self.lang)) };
        self.table.row([Datum::text(label), figure, low, high, remark]);
    }

    fn amount(&mut self, label: &str, won: &EstimateWon, remark: &str) {
        let spread = match won.percentiles {
            Some(Percentiles { p05: Some(low), p95: Some(high), .. }) => {
                [cells::won(low, self.lang), cells::won(high, self.lang)]
            }
            Some(_) | None => [empty(), empty()],
        };
        self.push(label, cells::money_estimate(won, self.lang), spread, remark);
    }
}

fn empty() -> Datum {
    Datum { text: String::new(), value: Native::Empty }
}

fn money(page: &Page<'_>) -> DataTable {
    let (summary, lang) = (page.summary(), page.lang);
    let budget = &summary.budget;
    let [low, high] = programmes::ends(summary.replications, lang);
    let table =
        DataTable::new("money", lang.pick("예산 집행 전망", "What the programme spends"), money_unit(lang))
            .texts(lang.pick("항목", "item"))
            .figures(lang.pick("예상(95% 신뢰구간)", "expected (95% interval)"))
            .figures(low)
            .figures(high)
            .texts(lang.pick("비고", "remark"));
    let mut rows = Rows { table, lang };
    rows.row(lang.pick("예산 한도", "cap"), cells::won(budget.cap_won, lang), "");
    rows.amount(lang.pick("집행액", "spent"), &budget.spent_won, &tables::lines_of(budget, lang));
    rows.amount(lang.pick("불용 예상액", "left unspent"), &budget.left_won, "");
    exhaustion(&mut rows, summary);
    rows.amount(lang.pick("필요액(한도가 없을 때)", "need (without the cap)"), &budget.need_won, "");
    let not_served = &budget.not_served_won;
    for (won, label) in [
        (&not_served.money, lang.pick("소진 뒤 미충족 수요", "not served after the money's end")),
        (&not_served.waiting, lang.pick("대기로 미충족 수요", "not served, waiting")),
        (&not_served.allowance, lang.pick("총량 소진 미충족 수요", "not served, allowance used up")),
        (&not_served.outage, lang.pick("장애로 미충족 수요", "not served, outage")),
    ] {
        if won.mean.is_some_and(|mean| mean > 0) {
            rows.amount(label, &phrase::not_below_zero(won), "");
        }
    }
    if let Some(share) = budget.break_even_use {
        let remark = lang.pick("이를 넘으면 평균으로 모자람", "above it, short on average");
        let label = lang.pick(
            "가용 예산만큼 쓰는 평균 이용률(과제 지원기간 중)",
            "mean use that the money bears (of the hours of support)",
        );
        rows.row(label, cells::share(share), remark);
    }
    let remark = tables::by_hand(budget, lang, Place::Document);
    rows.row(lang.pick("검산(손계산)", "by hand"), cells::won(budget.by_hand_won, lang), &remark);
    let mut table = rows.table;
    table.notes.extend(tables::skewed_note(summary, lang).map(str::to_owned));
    table.notes.extend(page.notes(Rests::Money));
    table
}

/// How likely the money ends early, and on which day.
fn exhaustion(rows: &mut Rows, summary: &Summary) {
    let lang = rows.lang;
    let n = summary.replications;
    let on = &summary.budget.exhausted_on;
    let gone = on.given_exhausted.count;
    let label = lang.pick("조기소진 확률(사업 중)", "gone before the end (of programmes)");
    let remark = if gone == 0 {
        let bound = phrase::none_seen_bound(n, lang);
        say!(lang, "{n}회 중 0회. 확률 {bound}(한쪽 95%)", "0 of {n}: chance {bound} (one-sided)")
    } else {
        say!(lang, "{n}회 중 {gone}회", "{gone} of {n}")
    };
    rows.row(label, cells::share_estimate(&summary.budget.exhausted_share, lang), &remark);
    if gone == 0 {
        return;
    }
    let day = |day: naru_results::Day| cells::day(day.0, lang);
    let never = || Datum {
        text: lang.pick("기간 안에 없음", "not in the period").to_owned(),
        value: Native::Empty,
    };
    rows.row(
        lang.pick("소진 예상일(중앙값)", "gone on (median)"),
        on.p50.map_or_else(never, day),
        on.p50.map_or("", |_| lang.pick("사업 절반이 이날까지 소진", "half of the programmes by this day")),
    );
    let [label, remark] = programmes::early(n, lang);
    // Of a day that does not come no programme is counted.
    rows.row(&label, on.p05.map_or_else(never, day), on.p05.map_or("", |_| &remark));
    if let Some(middle) = on.given_exhausted.p50.filter(|_| gone < n) {
        let remark = say!(lang, "소진된 {gone}회의 중앙값", "median of the {gone}");
        let label = lang.pick("소진되는 경우의 소진일", "gone on, where it ends early");
        rows.row(label, day(middle), &remark);
    }
}

/// What the need by hand is made of.
fn by_hand(summary: &Summary, lang: Lang) -> DataTable {
    let mut table = DataTable::new(
        "by-hand",
        lang.pick("검산(손계산)의 내역", "Parts of the need by hand"),
        lang.pick("(단위: 원, VAT 포함)", "(won, VAT in)"),
    )
    .texts(lang.pick("항목", "item"))
    .figures(lang.pick("금액", "amount"));
    for (label, won) in tables::parts_of_hand(summary, lang) {
        // What the scenario has none of is left out.
        if won != 0 {
            table.row([Datum::text(label), cells::exact_won(won, lang)]);
        }
    }
    let total = summary.budget.by_hand_won;
    table.sum([Datum::text(lang.pick("합계", "total")), cells::exact_won(total, lang)]);
    table
        .notes
        .push(lang.pick("※ 각 항목은 원 단위로 반올림함", "Each part is rounded to the won.").to_owned());
    table
}

/// What suppliers earn: a row a figure, a column a supplier.
fn earned(page: &Page<'_>) -> DataTable {
    let (summary, lang) = (page.summary(), page.lang);
    let mut table = DataTable::new(
        "suppliers",
        lang.pick("공급사별 임차료와 유휴", "What suppliers earn and leave idle"),
        "",
    )
    .texts(lang.pick("항목", "figure"));
    for it in &summary.suppliers {
        table = table.figures(it.supplier.clone());
    }
    // What no supplier has anything of is left out.
    for (name, figures) in suppliers::figures(summary, lang) {
        if figures.iter().all(is_nothing) {
            continue;
        }
        let row: Vec<Datum> = std::iter::once(Datum::text(name)).chain(figures).collect();
        table.row(row);
    }
    table.notes.extend(tables::skewed_note(summary, lang).map(str::to_owned));
    table.notes.extend(page.notes(Rests::Money));
    table
}

/// Whether a cell has no value, or an estimate of exactly zero.
fn is_nothing(it: &Datum) -> bool {
    match &it.value {
        Native::Empty => true,
        Native::Interval { mean, .. } => *mean == 0.0,
        Native::Text | Native::Number(..) | Native::Won(_) | Native::Day(_) => false,
    }
}

/// What was decided and reported on the way; nothing of what did not happen.
fn course(summary: &Summary, lang: Lang) -> Option<DataTable> {
    let mut table = DataTable::new(
        "course",
        lang.pick(
            "사업 중의 판단과 보고(사업 하나에서)",
            "Decided and reported on the way (in one programme)",
        ),
        "",
    )
    .texts(lang.pick("항목", "item"))
    .figures(lang.pick("평균(95% 신뢰구간)", "mean (95% interval)"));
    for (name, figure) in suppliers::course_figures(summary, lang) {
        if !is_nothing(&figure) {
            table.row([Datum::text(name), figure]);
        }
    }
    table.notes.push(rounding_note(lang));
    (!table.rows.is_empty()).then_some(table)
}
