//! `summary.md`: the figures for people, with every assumed input and every reading of the call.
//!
//! No timings, threads or paths: the same scenario, seed and replications give the same text.

use crate::format::{self, Place};
use crate::phrase;
use crate::suppliers;
use crate::table::{Side, Table, cell};
use crate::tables::{self, Rows};
use crate::text;
use crate::words::{Lang, say};
use naru_results::{Clauses, Precision, Summary, names};

/// Whether the folder has charts beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charts {
    /// Drawn: the text shows them.
    Drawn,
    /// Left out.
    Absent,
}

/// The whole file: Korean, then English. `version` is the program's.
pub fn summary(
    summary: &Summary,
    clauses: &Clauses,
    precision: Option<&Precision>,
    version: &str,
    charts: Charts,
) -> String {
    Lang::BOTH.map(|lang| in_language(summary, clauses, precision, version, charts, lang)).join("\n---\n\n")
}

fn in_language(
    summary: &Summary,
    clauses: &Clauses,
    precision: Option<&Precision>,
    version: &str,
    charts: Charts,
    lang: Lang,
) -> String {
    let mut out = String::new();
    head(&mut out, summary, lang);
    waits(&mut out, summary, lang);
    figure(&mut out, "waits", &phrase::waits_title(summary, lang), charts, lang);
    heading(&mut out, lang.pick("2. 카드(장)", "2. Cards"));
    out.push_str(&tables::cards(lang.pick("자원", "pool"), summary, Rows::Pools, lang).markdown(""));
    for line in tables::wave_note(summary, lang)
        .map(str::to_owned)
        .into_iter()
        .chain(tables::shared_floors(summary, lang))
    {
        paragraph(&mut out, &line);
    }
    figure(&mut out, "cards-in-use", &phrase::cards_title(summary, lang), charts, lang);
    money(&mut out, summary, lang);
    figure(&mut out, "budget-burn", &phrase::burn_title(summary, lang), charts, lang);
    of_suppliers(&mut out, summary, lang);
    if let Some(precision) = precision {
        heading(
            &mut out,
            lang.pick(
                "정밀도: 반복 횟수에 따른 95% 신뢰구간의 반폭",
                "Precision: half-widths of the 95% intervals by replications",
            ),
        );
        out.push_str(&crate::precision::table(precision, lang));
        paragraph(&mut out, &crate::precision::lines(precision, lang, usize::MAX).join(" "));
    }
    assumed(&mut out, summary, lang);
    readings(&mut out, summary, clauses, lang);
    again(&mut out, summary, version, lang);
    out
}

fn heading(out: &mut String, text: &str) {
    out.extend(["\n## ", text, "\n\n"]);
}

fn paragraph(out: &mut String, text: &str) {
    out.extend(["\n", &cell(text), "\n"]);
}

fn figure(out: &mut String, name: &str, title: &str, charts: Charts, lang: Lang) {
    match charts {
        Charts::Drawn => {
            let (title, folder, tag) = (cell(title), names::CHARTS, lang.tag());
            out.extend(["\n![", &title, "](", folder, "/", name, ".", tag, ".svg)\n"]);
        }
        Charts::Absent => {}
    }
}

fn head(out: &mut String, summary: &Summary, lang: Lang) {
    let title = cell(lang.pick(&summary.title.ko, &summary.title.en));
    out.push_str(&say!(lang, "# {title}: 모의실험 결과 요약\n", "# {title}: summary of the simulation\n"));
    let span = &summary.programme;
    let period = format::period(span.start.0, span.end.0, lang);
    let (gpu, npu) = (format::count(span.gpu_projects.into()), format::count(span.npu_projects.into()));
    let cap = format::exact_won(summary.budget.cap_won, lang);
    let (n, seed) = (format::count(summary.replications.into()), summary.seed);
    paragraph(
        out,
        &say!(
            lang,
            "사업기간 {period}, GPU {gpu}과제, NPU {npu}과제, 한도 {cap}(VAT 포함). 모의실험 {n}회 반복, 초깃값(시드) {seed}. \
             괄호 안은 95% 신뢰구간으로, 가정이 맞을 때의 모의실험 오차만을 나타냄.",
            "{period}, {gpu} GPU and {npu} NPU projects, cap {cap} (VAT in). {n} replications, seed {seed}. In brackets: \
             95% intervals, which show the simulation's error alone, if the assumptions hold."
        ),
    );
    out.push('\n');
    let promises = summary.promises.iter().map(|it| phrase::promise(it, summary, lang));
    for line in promises.chain(text::warnings(summary, lang)) {
        out.extend(["- ", &cell(&line), "\n"]);
    }
}

fn waits(out: &mut String, summary: &Summary, lang: Lang) {
    heading(out, lang.pick("1. 할당 대기시간", "1. Waits for cards"));
    out.push_str(&tables::waits(lang.pick("상품", "product"), summary, lang).markdown(""));
    for line in [tables::not_served(summary, lang), tables::causes(summary, |_| true, lang)].concat() {
        paragraph(out, &line);
    }
    if !tables::anybody_waits(summary)
        && let Some((why, table)) = tables::tries(summary, lang)
    {
        paragraph(out, &why);
        out.push('\n');
        out.push_str(&table.markdown(""));
    }
}

fn money(out: &mut String, summary: &Summary, lang: Lang) {
    heading(out, lang.pick("3. 예산(단위: 억 원, VAT 포함)", "3. Money (bn won, VAT in)"));
    let table = tables::money(lang.pick("항목", "item"), summary, lang, Place::Document);
    out.push_str(&table.markdown(lang.pick("비고", "remark")));
    paragraph(
        out,
        lang.pick(
            "※ 단수처리로 합계가 일치하지 않을 수 있음",
            "Sums may differ in the last place because of rounding.",
        ),
    );
    paragraph(
        out,
        lang.pick(
            "검산(손계산): 대기열과 난수 없이 같은 입력으로 구한 필요액. 표계산으로 다시 할 수 있음",
            "By hand: the need from the same inputs without queues or draws, to redo in a spreadsheet",
        ),
    );
    out.push('\n');
    let mut table = Table::default();
    table.column(lang.pick("항목", "item"), Side::Left).column(lang.pick("금액(원)", "won"), Side::Right);
    let total = (lang.pick("합계", "total").to_owned(), summary.budget.by_hand_won);
    for (label, won) in tables::parts_of_hand(summary, lang).into_iter().chain([total]) {
        // What the scenario has none of is left out.
        if won != 0 {
            table.row([label, format::count(won)], "");
        }
    }
    out.push_str(&table.markdown(""));
}

fn of_suppliers(out: &mut String, summary: &Summary, lang: Lang) {
    heading(out, lang.pick("4. 공급사와 사업 중의 판단", "4. Suppliers and the course"));
    if !summary.suppliers.is_empty() {
        out.push_str(&suppliers::full(summary, lang).markdown(""));
        out.push('\n');
    }
    let corner = lang.pick("사업 중의 판단과 보고", "decided and reported");
    out.push_str(&suppliers::course(corner, summary, lang).markdown(""));
    if let Some(note) = tables::skewed_note(summary, lang) {
        paragraph(out, note);
    }
}

fn assumed(out: &mut String, summary: &Summary, lang: Lang) {
    heading(out, lang.pick("5. 가정값과 까닭", "5. Assumed inputs"));
    if !summary.largest_assumed.is_empty() {
        let corner = lang.pick("가장 큰 가정", "largest");
        out.push_str(
            &tables::assumed(corner, summary, lang, usize::MAX)
                .markdown(lang.pick("함께 움직임", "moves with")),
        );
        out.push('\n');
    }
    let mut table = Table::default();
    table
        .column(lang.pick("시나리오의 자리", "path in the scenario"), Side::Left)
        .column(lang.pick("값", "value"), Side::Left)
        .column(lang.pick("까닭", "why"), Side::Left);
    for it in &summary.assumed {
        let why = it
            .changed_in
            .as_ref()
            .map_or_else(|| it.why.clone(), |place| say!(lang, "바뀐 값({place})", "changed in {place}"));
        table.row([it.path.clone(), it.value.clone(), why], "");
    }
    out.push_str(&table.markdown(""));
}

/// Readings with the labels of the clause table; an id that the table does not know stands for itself.
fn readings(out: &mut String, summary: &Summary, clauses: &Clauses, lang: Lang) {
    heading(out, lang.pick("6. 적용한 해석안", "6. Readings of the call in force"));
    let mut table = Table::default();
    table
        .column(lang.pick("조항", "clause"), Side::Left)
        .column(lang.pick("공모안내서의 자리", "place in the call"), Side::Left)
        .column(lang.pick("무엇을", "what is open"), Side::Left)
        .column(lang.pick("해석안", "reading"), Side::Left);
    for it in tables::readings_in_force(summary, clauses, lang) {
        let label = if it.label == it.value { it.value } else { format!("{}: {}", it.value, it.label) };
        table.row([it.id, it.place, it.open, label], "");
    }
    out.push_str(&table.markdown(""));
}

fn again(out: &mut String, summary: &Summary, version: &str, lang: Lang) {
    heading(out, lang.pick("7. 재현 정보", "7. To make it again"));
    let (name, hash) = (cell(&summary.scenario), cell(&summary.scenario_hash));
    let (seed, n, events) = (summary.seed, summary.replications, format::count(summary.events as i64));
    let run = names::RUN;
    out.push_str(&say!(
        lang,
        "시나리오 {name}({hash}), 초깃값(시드) {seed}, 반복 {n}회, 사건 {events}건, naru {version}. 명령은 `{run}`에, \
         시나리오 원문은 `scenario/`에 있음.\n",
        "Scenario {name} ({hash}), seed {seed}, {n} replications, {events} events, naru {version}. The command is in \
         `{run}`, the scenario's texts are in `scenario/`.\n"
    ));
}
