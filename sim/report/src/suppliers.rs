//! What suppliers earn, and what was decided on the way.

use crate::document::Datum;
use crate::pages::cells;
use crate::phrase::{self, money_estimate, not_below_zero, number_estimate, share_estimate};
use crate::table::{Row, Side, Table};
use crate::tables::small_money;
use crate::words::{Lang, say};
use naru_results::{Estimate, EstimateWon, Summary, SupplierFigures};

fn any<T>(e: &Estimate<T>, is: impl Fn(&T) -> bool) -> bool {
    e.mean.as_ref().is_some_and(is)
}

/// Money taken off; nothing where there is none.
fn taken(e: &EstimateWon, lang: Lang) -> String {
    if any(e, |won| *won != 0) { small_money(&not_below_zero(e), lang) } else { String::new() }
}

/// A supplier's text in a column.
type Text = Box<dyn Fn(&SupplierFigures) -> String>;

/// A row a supplier; a column of what is taken off, of cost and of margin only where there is any.
pub(crate) fn short(corner: &str, summary: &Summary, lang: Lang) -> Table {
    let all = &summary.suppliers;
    let mut columns: Vec<(&str, Text)> = vec![
        (
            lang.pick("임차료\n(억 원)", "revenue\n(bn won)"),
            Box::new(move |it| money_estimate(&it.revenue_won, lang)),
        ),
        (
            lang.pick("카드 1장 1개월\n(만 원)", "a card a month\n(m won)"),
            Box::new(move |it| small_money(&it.revenue_per_card_month_won, lang)),
        ),
        (lang.pick("유휴율", "idle"), Box::new(move |it| share_estimate(&it.idle_share, lang))),
    ];
    let off = |e: &EstimateWon| any(e, |won| *won != 0);
    if all.iter().any(|it| off(&it.discount_won)) {
        let heading = lang.pick("할인\n(만 원)", "discounts\n(m won)");
        columns.push((heading, Box::new(move |it| taken(&it.discount_won, lang))));
    }
    if all.iter().any(|it| off(&it.deduction_won)) {
        let heading = lang.pick("감액\n(만 원)", "deductions\n(m won)");
        columns.push((heading, Box::new(move |it| taken(&it.deduction_won, lang))));
    }
    if all.iter().any(|it| it.cost_won.is_some()) {
        let heading = lang.pick("원가\n(억 원)", "cost\n(bn won)");
        columns.push((
            heading,
            Box::new(move |it| it.cost_won.as_ref().map_or_else(String::new, |e| money_estimate(e, lang))),
        ));
    }
    if all.iter().any(|it| it.margin_won.is_some()) {
        let heading = lang.pick("이익\n(억 원)", "margin\n(bn won)");
        columns.push((
            heading,
            Box::new(move |it| it.margin_won.as_ref().map_or_else(String::new, |e| money_estimate(e, lang))),
        ));
    }
    let mut table = Table::default();
    table.column(corner, Side::Left);
    for (heading, _) in &columns {
        table.column(heading, Side::Left);
    }
    for it in all {
        let figures = columns.iter().map(|(_, text)| text(it));
        let texts = [it.supplier.clone()].into_iter().chain(figures).collect();
        table.rows.push(Row { texts, remark: String::new() });
    }
    table
}

/// Everything known of the suppliers: a row a figure, a column a supplier.
pub(crate) fn full(summary: &Summary, lang: Lang) -> Table {
    let mut table = Table::default();
    table.column(lang.pick("항목", "figure"), Side::Left);
    for it in &summary.suppliers {
        table.column(&crate::table::cell(&it.supplier), Side::Left);
    }
    for (name, figures) in figures(summary, lang) {
        let texts = std::iter::once(name.to_owned()).chain(figures.into_iter().map(|it| it.text)).collect();
        table.rows.push(Row { texts, remark: String::new() });
    }
    table
}

/// The rows of that table: a figure's name, and a cell for each supplier.
pub(crate) fn figures(summary: &Summary, lang: Lang) -> Vec<(&'static str, Vec<Datum>)> {
    type Cell = fn(&SupplierFigures, Lang) -> Datum;
    fn number(e: &Estimate, lang: Lang) -> Datum {
        cells::estimate(&not_below_zero(e), 0, lang)
    }
    fn small(e: &EstimateWon, lang: Lang) -> Datum {
        cells::small_money_estimate(&not_below_zero(e), lang)
    }
    fn money(e: Option<&EstimateWon>, lang: Lang) -> Datum {
        e.map_or_else(Datum::none, |e| cells::money_estimate(e, lang))
    }
    let rows: [((&str, &str), Cell); 16] = [
        (("임차료(억 원)", "revenue (bn won)"), |it, lang| money(Some(&it.revenue_won), lang)),
        (("카드 1장 1개월 임차료(만 원)", "revenue a card a month (m won)"), |it, lang| {
            small(&it.revenue_per_card_month_won, lang)
        }),
        (("지연 할인(만 원)[A3]", "discounts (m won) [A3]"), |it, lang| small(&it.discount_won, lang)),
        (("감액(만 원)[T4, S7]", "deductions (m won) [T4, S7]"), |it, lang| {
            small(&it.deduction_won, lang)
        }),
        (("유휴 카드·시간", "idle card-hours"), |it, lang| number(&it.idle_card_hours, lang)),
        (("유휴율(투입 카드·시간 중)", "idle (of card-hours installed)"), |it, lang| {
            cells::share_estimate(&it.idle_share, lang)
        }),
        (("추가 1개월 무상(카드·시간)[T5]", "free month (card-hours) [T5]"), |it, lang| {
            number(&it.free_card_hours, lang)
        }),
        (("사전 체험(상품·시간)[U2]", "trials (product-hours) [U2]"), |it, lang| {
            number(&it.trial_hours, lang)
        }),
        (
            ("협약 이후 사용(상품·시간)[T6]", "use after the free month (product-hours) [T6]"),
            |it, lang| number(&it.after_hours, lang),
        ),
        (
            ("협약 이후 사용자 부담(만 원)[T6]", "what users pay for it (m won) [T6]"),
            |it, lang| small(&it.after_won, lang),
        ),
        (("할당기 장애 보고(건)[A4]", "reports of an allocator's fault [A4]"), |it, lang| {
            cells::estimate(&it.fault_reports, 1, lang)
        }),
        (("과제가 청구한 저장공간(TB)[S6]", "storage claimed (TB) [S6]"), |it, lang| {
            number(&it.storage_claimed_tb, lang)
        }),
        (("모자란 저장공간(TB)[S6]", "storage short (TB) [S6]"), |it, lang| {
            it.storage_short_tb.as_ref().map_or_else(Datum::none, |e| number(e, lang))
        }),
        (("서버 원가(억 원)", "cost of servers (bn won)"), |it, lang| {
            money(it.cost_won.as_ref(), lang)
        }),
        (
            ("최종 정산에서 빠짐(억 원)[T9~T11]", "taken off in the final settlement (bn won) [T9-T11]"),
            |it, lang| money(it.final_settlement_won.as_ref(), lang),
        ),
        (("이익(억 원)", "margin (bn won)"), |it, lang| money(it.margin_won.as_ref(), lang)),
    ];
    let row = |((ko, en), cell): ((&'static str, &'static str), Cell)| {
        (lang.pick(ko, en), summary.suppliers.iter().map(|it| cell(it, lang)).collect())
    };
    rows.into_iter().map(row).collect()
}

/// A figure with its name: the mechanisms of the programme that a summary speaks of.
type Named = (String, String);

/// Cards that waited idle for whole servers (S3), and the free month (T5): what is not zero.
fn card_hours(summary: &Summary, lang: Lang) -> Vec<Named> {
    let some = |e: &Estimate| any(e, |x| *x > 0.0);
    let list = |of: Vec<(String, &Estimate)>| {
        let texts = of.into_iter().filter(|(_, e)| some(e));
        let number = |e| number_estimate(&not_below_zero(e), 0, lang);
        let texts = texts.map(|(name, e)| format!("{name} {}", number(e)).replace(' ', "\u{a0}"));
        texts.collect::<Vec<_>>().join(", ")
    };
    let held = summary.cards.iter().map(|it| (phrase::pool(it, summary), &it.held_for_gang_card_hours));
    let free = summary.suppliers.iter().map(|it| (it.supplier.clone(), &it.free_card_hours));
    [
        (
            lang.pick("1PF형 몫으로 비워 둔 카드·시간[S3]", "card-hours held idle for 1PF gangs [S3]"),
            list(held.collect()),
        ),
        (
            lang.pick("추가 1개월 무상 카드·시간[T5]", "card-hours of the free month [T5]"),
            list(free.collect()),
        ),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(name, text)| (name.to_owned(), text))
    .collect()
}

fn waves(summary: &Summary, lang: Lang) -> Vec<Named> {
    let n = summary.replications;
    summary
        .course
        .wave_admitted_share
        .iter()
        .map(|(name, share)| {
            let count = phrase::count_of(share, n);
            let (name, text) = (
                say!(lang, "추가 선정({name})이 이루어진 사업[P6]", "programmes that admit wave {name} [P6]"),
                say!(lang, "{n}회 중 {count}회", "{count} of {n}"),
            );
            let interval = phrase::share_interval(share, lang);
            (name, if interval.is_empty() { text } else { format!("{text} {interval}") })
        })
        .collect()
}

fn moved(summary: &Summary, lang: Lang) -> Named {
    let name =
        lang.pick("NPU에서 GPU로 옮긴 예산(억 원)[P3]", "moved from the NPU to the GPU line (bn won) [P3]");
    (name.to_owned(), money_estimate(&summary.course.npu_to_gpu_won, lang))
}

/// For a terminal: a line each of what happened, nothing of what did not.
pub(crate) fn happened(summary: &Summary, lang: Lang) -> Vec<String> {
    let moves = any(&summary.course.npu_to_gpu_won, |won| *won != 0);
    moves
        .then(|| moved(summary, lang))
        .into_iter()
        .chain(waves(summary, lang))
        .chain(card_hours(summary, lang))
        .map(|(name, text)| format!("{name}: {text}"))
        .collect()
}

/// For a document: the whole course.
pub(crate) fn course(corner: &str, summary: &Summary, lang: Lang) -> Table {
    let mut table = Table::default();
    table.column(corner, Side::Left).column(lang.pick("사업 하나에서", "in one programme"), Side::Left);
    for (name, figure) in course_figures(summary, lang) {
        table.row([name, figure.text], "");
    }
    table
}

/// The rows of that table.
pub(crate) fn course_figures(summary: &Summary, lang: Lang) -> Vec<(String, Datum)> {
    let texts = |of: Named| (of.0, Datum::text(of.1));
    let counts = [
        (lang.pick("거둔 지원(과제)[A6]", "grants recalled [A6]"), &summary.course.recalled_grants),
        (
            lang.pick("2개월 머문 단계의 보고[N5]", "reports of two months in a stage [N5]"),
            &summary.course.stage_reports,
        ),
    ];
    let counts = counts.map(|(name, e)| (name.to_owned(), cells::estimate(&not_below_zero(e), 1, lang)));
    let moved = (moved(summary, lang).0, cells::money_estimate(&summary.course.npu_to_gpu_won, lang));
    std::iter::once(moved)
        .chain(waves(summary, lang).into_iter().map(texts))
        .chain(counts)
        .chain(card_hours(summary, lang).into_iter().map(texts))
        .collect()
}
