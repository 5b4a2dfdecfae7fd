//! 7. 유의사항: what the figures do not say.

use super::super::{hidden_note, is_price};
use super::{Page, annexes};
use crate::document::{Block, Section};
use crate::tables;
use crate::text;
use crate::words::{Lang, say};
use naru_results::{Clauses, Treatment};

pub(super) fn section(page: &Page<'_>) -> Section {
    let (summary, lang) = (page.summary(), page.lang);
    let mut it = super::section("limits", lang.pick("7. 유의사항", "7. Limits"));
    let mut points = text::warnings(summary, lang);
    points.push(
        lang.pick(
            "모의실험의 결과이며 실제 사업의 결과를 보장하지 않음. 신뢰구간은 가정이 맞을 때의 모의실험 오차만을 나타냄",
            "These are results of a simulation and promise nothing of the programme itself. Intervals show the simulation's error alone, if the assumptions hold",
        )
        .to_owned(),
    );
    points.extend(assumed(page));
    points.push(
        lang.pick(
            "검산(손계산)은 대기, 소진, 공통 변동을 다루지 않아 모의실험의 필요액과 다를 수 있음",
            "The need by hand knows no queues, no end of the money and no common shocks, and may differ from the simulated need",
        )
        .to_owned(),
    );
    if tables::skewed_note(summary, lang).is_some() {
        points.push(
            lang.pick(
                "*가 붙은 수치는 반복에 따라 한쪽으로 치우쳐 신뢰구간이 실제보다 좁을 수 있음",
                "Figures with * are skewed over replications: their intervals may be too narrow",
            )
            .to_owned(),
        );
    }
    points.extend(not_simulated(&page.folder().clauses, lang));
    points.push(
        lang.pick(
            "조항을 달리 읽으면 수치가 달라짐: 적용한 해석안은 붙임 2에 있음",
            "Other readings of the call give other figures: those in force stand in annex 2",
        )
        .to_owned(),
    );
    if page.options.hides_prices() {
        points.push(hidden_note(lang).trim_start_matches("※ ").to_owned());
    }
    it.blocks.push(Block::List(points));
    it.blocks.extend(missing(page));
    it
}

/// Parts that this report has not, since the folder holds nothing for them, with the command that brings them. What a
/// sweep or readings beside the run would add is said in its chapter.
fn missing(page: &Page<'_>) -> Vec<Block> {
    let (lang, folder) = (page.lang, page.folder());
    let parts = [
        (folder.hourly.is_empty(), lang.pick("시각별 대기시간", "waits by hour of day")),
        (
            folder.uncertainty.is_none(),
            lang.pick(
                "모의실험 오차, 가정의 폭, 해석의 폭을 나란히 둔 표",
                "simulation error, assumptions and readings side by side",
            ),
        ),
        (
            folder.summary.fleet_tries.is_empty() && tries_fleets(page),
            lang.pick("카드를 줄일 때의 대기", "waits with fewer cards"),
        ),
    ];
    let parts: Vec<&str> = parts.iter().filter(|it| it.0).map(|it| it.1).collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let parts = parts.join("; ");
    vec![
        Block::Text(say!(
            lang,
            "이 보고서에 없는 부분: {parts}. 결과 폴더에 자료가 없으며, 지금 판의 프로그램으로 다음 명령을 실행하면 나옴:",
            "Not in this report: {parts}. The result folder has nothing of it; this command with the present version brings it:"
        )),
        Block::Code(annexes::command(&folder.run.command, page.options)),
    ]
}

/// Whether the run has fleets to try: projects of its own that are billed by the hour, which have an allowance.
fn tries_fleets(page: &Page<'_>) -> bool {
    let projects = &page.folder().effective.projects;
    projects.iter().any(|it| it.wave.is_none() && it.allowance_product_s.is_some())
}

/// That inputs are assumed, prices first.
fn assumed(page: &Page<'_>) -> Vec<String> {
    let (summary, lang) = (page.summary(), page.lang);
    let count = summary.assumed.len();
    if count == 0 {
        return Vec::new();
    }
    let mut out = Vec::new();
    if !page.options.hides_prices() && summary.assumed.iter().any(|it| is_price(&it.path)) {
        out.push(
            lang.pick(
                "정산단가는 협상 비공개로 가정값을 사용함",
                "Unit prices are negotiated and not public: the values are assumed",
            )
            .to_owned(),
        );
    }
    out.push(say!(
        lang,
        "입력 {count}개가 가정값이며, 그 폭은 5장과 붙임 1에 있음. 실적 자료가 나오면 바꾸어 다시 검토해야 함",
        "{count} inputs are assumed; chapter 5 and annex 1 have their ranges. They are to be replaced as soon as there are records of use"
    ));
    out
}

/// Clauses that the simulation leaves out.
fn not_simulated(clauses: &Clauses, lang: Lang) -> Option<String> {
    let left_out: Vec<String> = clauses
        .0
        .iter()
        .filter(|it| matches!(it.treatment, Treatment::NotSimulated(_)))
        .map(|it| format!("{}[{}]", lang.pick(&it.label.ko, &it.label.en), it.id))
        .collect();
    let listed = left_out.join(", ");
    (!left_out.is_empty()).then(|| {
        say!(
            lang,
            "모의실험에 넣지 않은 조항(카드와 금액을 바꾸지 않음): {listed}",
            "Clauses that are not simulated, since they change no card and no won: {listed}"
        )
    })
}
