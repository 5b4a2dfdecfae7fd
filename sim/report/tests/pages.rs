//! Pages of the verbs beside `run`, from files written by hand: expected sentences and cells are read off those files.

use naru_report::document::{Block, DataTable, Document, Fact, Native, Shown};
use naru_report::pages::{self, Options, Prices};
use naru_report::{Lang, gate as gates};
use naru_results::{
    Claim, Compared, DifferenceRow, GatePairing, GateReport, GateVerdict, MetricUnit, PricedReadings,
    ReadingClaim, Replayed, RunInfo, Settlement, SolveStatus, SolveVerdict, Solved, SweepDesign, Swept,
};
use naru_units::Month;
use std::sync::Arc;

const DESIGNS: [SweepDesign; 5] = [
    SweepDesign::Tornado,
    SweepDesign::Grid,
    SweepDesign::Sobol,
    SweepDesign::LatinHypercube,
    SweepDesign::Morris,
];

fn compared() -> Compared {
    serde_json::from_str(include_str!("../../results/tests/files/compare.json"))
        .expect("it is the contract's own")
}

fn run() -> RunInfo {
    serde_json::from_str(include_str!("../../results/tests/files/run.json"))
        .expect("it is the contract's own")
}

fn solved() -> Solved {
    serde_json::from_str(include_str!("../../results/tests/files/solve.json"))
        .expect("it is the contract's own")
}

fn swept(design: SweepDesign) -> Swept {
    let text = include_str!("../../results/tests/files/sweep.json");
    Swept { design, ..serde_json::from_str(text).expect("it is the contract's own") }
}

fn priced() -> PricedReadings {
    serde_json::from_str(include_str!("../../results/tests/files/readings.json"))
        .expect("it is the contract's own")
}

fn gate() -> GateReport {
    serde_json::from_str(include_str!("../../results/tests/files/gate.json"))
        .expect("it is the contract's own")
}

fn replayed() -> Replayed {
    serde_json::from_str(include_str!("../../results/tests/files/replay.json"))
        .expect("it is the contract's own")
}

fn settlement() -> Settlement {
    serde_json::from_str(include_str!("../../results/tests/files/settlement.json"))
        .expect("it is the contract's own")
}

/// The invoice of the sample: an hour too many in line 1.
fn difference() -> DifferenceRow {
    let text = |it: &str| Some(Arc::from(it));
    DifferenceRow {
        line: text("1"),
        our_line: Some(1),
        month: Month::parse("2025-07").expect("a month"),
        project: text("318"),
        product: text("gpu-67tf"),
        supplier: Arc::from("naru"),
        column: Arc::from("hours"),
        theirs: text("1200"),
        ours: text("1199"),
        difference_won: -7920,
        clause: Arc::from("T1"),
        cause: text("hours-cut"),
    }
}

const SHOWN: Options = Options { prices: Prices::Shown };

fn all(lang: Lang) -> Vec<Document> {
    let mut pages = vec![
        pages::compared(&compared(), &run(), SHOWN, lang),
        pages::solved(&solved(), SHOWN, lang),
        pages::readings(&priced(), Options::default(), lang),
        pages::gate(&gate(), SHOWN, lang),
        pages::replayed(&replayed(), &[], &[], Options::default(), lang),
        pages::settled(&settlement(), &[], &[difference()], SHOWN, lang),
    ];
    pages.extend(DESIGNS.map(|design| pages::swept(&swept(design), SHOWN, lang)));
    pages
}

fn table<'a>(of: &'a Document, id: &str) -> &'a DataTable {
    let blocks = of.sections.iter().flat_map(|it| &it.blocks);
    let mut found = blocks.filter_map(|it| if let Block::Table(it) = it { Some(it) } else { None });
    found.find(|it| it.id == id).unwrap_or_else(|| panic!("no table {id} in {}", of.title))
}

fn row(of: &Document, id: &str, at: usize) -> Vec<String> {
    table(of, id).rows[at].cells.iter().map(|it| it.text.clone()).collect()
}

fn fact<'a>(of: &'a Document, id: &str) -> &'a Fact {
    of.facts.iter().find(|it| it.id == id).unwrap_or_else(|| panic!("no fact {id}: {:?}", of.facts))
}

/// Everything that a reader reads, a line each.
fn texts(of: &Document) -> String {
    let mut lines = vec![of.title.clone(), of.subtitle.clone()];
    for section in &of.sections {
        lines.push(section.heading.clone());
        for block in &section.blocks {
            match block {
                Block::Text(it)
                | Block::Heading(it)
                | Block::Lead(it)
                | Block::Note(it)
                | Block::Code(it) => {
                    lines.push(it.clone());
                }
                Block::List(points) => lines.extend(points.iter().cloned()),
                Block::Table(it) => {
                    lines.push(format!("{} {}", it.caption, it.unit));
                    lines.extend(it.columns.iter().map(|it| it.text.clone()));
                    lines.extend(it.rows.iter().flat_map(|row| &row.cells).map(|it| it.text.clone()));
                    lines.extend(it.notes.iter().cloned());
                }
                Block::Figure(it) => {
                    lines.extend([it.title.clone(), it.remark.clone(), it.description.clone()]);
                }
            }
        }
    }
    lines.extend(of.facts.iter().map(|it| it.sentence.clone()));
    lines.join("\n")
}

#[track_caller]
fn titles(ko: &Document, want_ko: &str, en: &Document, want_en: &str) {
    assert_eq!((ko.title.as_str(), en.title.as_str()), (want_ko, want_en));
}

#[test]
fn every_page_begins_with_its_answer_and_claims_nothing_that_no_interval_allows() {
    for lang in Lang::BOTH {
        for page in all(lang) {
            let text = texts(&page);
            let first = &page.sections[0];
            assert!(first.id == "summary" && matches!(first.blocks[0], Block::Lead(_)), "{}", page.title);
            assert_eq!(page.sections.last().expect("it has sections").id, "again", "{}", page.title);
            for never in
                ["확실", "차이가 없음", "NaN", "inf ", "은(는)", "이(가)", "을(를)", "과(와)", "(으)로"]
            {
                assert!(!text.contains(never), "{}: {never}\n{text}", page.title);
            }
            assert!((1..=7).contains(&page.facts.len()), "{}: {:?}", page.title, page.facts);
            for it in &page.facts {
                // What a document quotes stands in the sentence, letter by letter.
                assert!(it.sentence.contains(&it.figure), "{it:?}");
                assert!(it.sentence.ends_with('.') && !it.sentence.contains('*'), "{it:?}");
            }
            let mut ids: Vec<&str> = page.sections.iter().map(|it| it.id).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), page.sections.len(), "{}", page.title);
        }
    }
}

/// A decrease is △ in Korean and a hyphen in English; English has no Hangul but the call's own words.
#[test]
fn a_page_is_of_one_language() {
    let hangul = |text: &str| text.chars().any(|c| ('가'..='\u{d7a3}').contains(&c));
    for page in all(Lang::En) {
        let text = texts(&page);
        assert!(!text.contains('△') && !text.contains('※'), "{text}");
        // The sentences of the call stand as they are, and so do their places.
        if !page.title.starts_with("If ") {
            assert!(!hangul(&text), "{}: {text}", page.title);
        }
    }
    for page in all(Lang::Ko) {
        let text = texts(&page);
        assert!(!text.contains("(-") && !text.contains("~-"), "{text}");
    }
}

#[test]
fn a_comparison_in_both_languages() {
    let [ko, en] = Lang::BOTH.map(|lang| pages::compared(&compared(), &run(), SHOWN, lang));
    titles(
        &ko,
        "plan-easy는 plan-fcfs보다 지표 1개 중 1개에서 낫고, 못한 것은 확인되지 않음",
        &en,
        "plan-easy is better than plan-fcfs in 1 of 1 metrics, and shown to be worse in none",
    );
    assert_eq!(
        row(&ko, "differences", 0),
        ["134TF 대기 95백분위수(시간)", "5.2", "3.1", "△2.1 (△2.4~△1.8)", "나가 나음"]
    );
    assert_eq!(
        row(&en, "differences", 0),
        ["P95 wait, 134TF (h)", "5.2", "3.1", "-2.1 (-2.4 to -1.8)", "B better"]
    );
    let cell = &table(&ko, "differences").rows[0].cells[3];
    let want = Native::Interval { mean: -2.1, ends: Some((-2.4, -1.8)), shown: Shown::Decimals(1) };
    assert_eq!(cell.value, want);
    assert_eq!(row(&ko, "changes", 0), ["나 plan-easy", "백필", "없음", "EASY 백필", "policy.backfill"]);
    let told = fact(&ko, "compare.plan-easy.programme.waits.gpu-134tf.p95_hours");
    assert_eq!(told.figure, "△2.1(△2.4~△1.8)");
    assert_eq!(
        told.sentence,
        "134TF 대기 95백분위수(시간): plan-fcfs 5.2, plan-easy 3.1, 짝지은 차이 △2.1(△2.4~△1.8). plan-easy 기준 판정: \
         plan-easy가 나음(짝 199회, 판정 1개를 함께 95%로 맞춤)."
    );
}

/// The title says what the claim allows, whatever it is.
#[test]
fn the_verb_of_a_comparison_follows_its_claims() {
    for (claim, ko, en) in [
        (Claim::Better, "1개에서 낫고, 못한 것은 확인되지 않음", "is better than plan-fcfs in 1 of 1"),
        (Claim::Worse, "1개에서 못하고, 나은 것은 확인되지 않음", "is worse than plan-fcfs in 1 of 1"),
        (
            Claim::Larger,
            "1개에서 다르나, 나은 것도 못한 것도 확인되지 않음",
            "neither better nor worse is shown",
        ),
        (
            Claim::NotShown,
            "plan-easy와 plan-fcfs의 차이가 확인되지 않음(지표 1개)",
            "No difference of plan-easy from plan-fcfs is shown",
        ),
        (Claim::Equivalent, "지표 1개 모두 따지지 않을 범위 안에 있음", "differ by less than what matters"),
        (
            Claim::Equal,
            "plan-easy는 plan-fcfs와 지표 1개가 모든 짝에서 같음",
            "equals plan-fcfs in every pair",
        ),
        (Claim::Nothing, "짝이 모자라 견줄 수 없음", "Too few pairs"),
    ] {
        let mut of = compared();
        of.metrics[0].against[0].claim = claim;
        for (lang, want) in [(Lang::Ko, ko), (Lang::En, en)] {
            let title = pages::compared(&of, &run(), SHOWN, lang).title;
            assert!(title.contains(want), "{claim:?}: {title}");
        }
    }
}

/// Three scenarios: a column says which, and only what is best of all is called so.
#[test]
fn several_scenarios_are_told_apart() {
    use naru_results::Standing::{Best, MayBeBest, NotBest, WithinIndifference};
    let mut of = compared();
    of.scenarios.push(of.scenarios[1].clone());
    of.scenarios[2].name = "plan-packed".to_owned();
    let mut third = of.metrics[0].against[0].clone();
    (third.second, third.difference, third.lo, third.hi) = (Some(5.1), Some(-0.1), Some(-0.4), Some(0.2));
    third.claim = Claim::NotShown;
    of.metrics[0].against.push(third);
    let page = pages::compared(&of, &run(), SHOWN, Lang::Ko);
    assert_eq!(
        row(&page, "differences", 1),
        ["다 plan-packed", "134TF 대기 95백분위수(시간)", "5.2", "5.1", "△0.1 (△0.4~0.2)", "확인 안 됨"]
    );
    assert_eq!(table(&page, "changes").rows.len(), 2);
    for (standings, ko, en) in [
        (
            vec![NotBest, Best, WithinIndifference],
            "134TF 대기 95백분위수(시간) 기준으로 시나리오 3개 가운데 plan-easy가 가장 나음",
            "By P95 wait, 134TF (h), plan-easy is the best of 3 scenarios",
        ),
        (
            vec![NotBest, MayBeBest, MayBeBest],
            "134TF 대기 95백분위수(시간) 기준으로 가장 나은 시나리오를 하나로 가리기 어려움: plan-easy, plan-packed 가운데 하나임",
            "By P95 wait, 134TF (h), no one scenario can be told to be best: it may be plan-easy, plan-packed",
        ),
    ] {
        of.best.as_mut().expect("it was asked").standings = standings;
        let [title_ko, title_en] = Lang::BOTH.map(|lang| pages::compared(&of, &run(), SHOWN, lang).title);
        assert_eq!((title_ko.as_str(), title_en.as_str()), (ko, en));
    }
    of.best = None;
    let title = pages::compared(&of, &run(), SHOWN, Lang::Ko).title;
    assert_eq!(title, "plan-fcfs와 견준 시나리오 2개 가운데 나은 지표가 확인된 것은 1개임");
}

#[test]
fn a_solve_in_both_languages() {
    let [ko, en] = Lang::BOTH.map(|lang| pages::solved(&solved(), SHOWN, lang));
    titles(
        &ko,
        "H100 31대(248장)에서 지켜짐: 사업 100개 중 95개 이상에서 134TF 신청의 95%가 8시간 안에 할당됨",
        &en,
        "Kept with H100 at 31 servers (248 cards): in 95% of programmes or more, 95% of 134TF requests start within 8 h",
    );
    // 197/200 and 392/400.
    assert_eq!(row(&ko, "probes", 0), ["31", "248", "197", "200", "98.5%", "지킴"]);
    assert_eq!(row(&en, "probes", 1), ["31", "248", "392", "400", "98.0%", "holds (fresh draws)"]);
    assert_eq!(row(&ko, "floors", 0), ["H100", "248", "450", "202"]);
    assert_eq!(row(&ko, "together", 0), ["집행액", "176.3 (175.0~177.6)"]);
    assert_eq!(row(&en, "together", 0), ["spent", "17.63 (17.50-17.76)"]);
    let spent = &table(&ko, "together").rows[0].cells[1].value;
    let want = Native::Interval { mean: 17.63e9, ends: Some((17.5e9, 17.76e9)), shown: Shown::MoneyUnit };
    assert_eq!(*spent, want);
    assert_eq!(fact(&ko, "solve.spent").figure, "176.3억 원(175.0~177.6)");
    assert_eq!(fact(&en, "solve.fresh").figure, "392 of 400");
}

#[test]
fn the_verb_of_a_solve_follows_what_was_seen() {
    let title = |of: &Solved, lang| pages::solved(of, SHOWN, lang).title;
    let mut skewed = solved();
    skewed.probes[0].skewed = true;
    assert!(title(&skewed, Lang::Ko).contains("에서 지켜질 가능성이 큼"), "{}", title(&skewed, Lang::Ko));
    assert!(title(&skewed, Lang::En).starts_with("Likely kept"), "{}", title(&skewed, Lang::En));
    let mut open = solved();
    open.confirmations[0].verdict = SolveVerdict::NotShown;
    assert!(title(&open, Lang::Ko).contains("가능성이 큼"));
    for (status, ko, en) in [
        (SolveStatus::Nothing, "지킨다고 보인 값이 없음", "was shown to hold"),
        (SolveStatus::NotConfirmed, "새 난수에서 지켜짐을 보이지 못했고", "not shown to hold on fresh draws"),
        (SolveStatus::NotMonotone, "하나로 정할 수 없음", "no one answer"),
        (SolveStatus::OtherWay, "반대 방향으로 물어야 함", "ask the other way round"),
    ] {
        let mut of = solved();
        (of.status, of.answer, of.together) = (status, None, None);
        assert!(title(&of, Lang::Ko).contains(ko), "{}", title(&of, Lang::Ko));
        assert!(title(&of, Lang::En).contains(en), "{}", title(&of, Lang::En));
    }
}

#[test]
fn a_tornado_in_both_languages() {
    let [ko, en] = Lang::BOTH.map(|lang| pages::swept(&swept(SweepDesign::Tornado), SHOWN, lang));
    titles(
        &ko,
        "집행액: 수요 수준(배)의 범위가 가장 크게 움직임",
        &en,
        "Spent is moved most by the range of Demand level (factor)",
    );
    assert_eq!(
        row(&ko, "effects", 0),
        ["수요 수준(배)", "△49.8 (△50.4~△49.2)", "14.2 (12.5~15.9)", "0.675~1.97(지금 1.0)"]
    );
    assert_eq!(row(&en, "effects", 1)[1], "-2.45 (-2.51 to -2.39)");
    assert_eq!(row(&ko, "effects-others", 0)[2], "△15.0%p (△27.0~△3.0)*");
    // (198.0 - 134.0) / (2 x 1.7) = 18.8.
    let text = texts(&ko);
    assert!(text.contains("가정의 폭이 모의실험 오차의 19배임"), "{text}");
    assert_eq!(fact(&ko, "sweep.budget.spent_won.now").figure, "183.8억 원(182.1~185.5)");
    assert_eq!(fact(&en, "sweep.budget.spent_won.now").figure, "18.38 bn won (18.21-18.55)");
}

/// The first end of the largest effect overlaps the second's: their order is not claimed.
#[test]
fn the_order_of_two_effects_follows_their_intervals() {
    let mut of = swept(SweepDesign::Tornado);
    let end = of.effects[0].metrics[0].low.as_mut().expect("it has one");
    (end.lo, end.hi) = (-8e9, -2e9);
    let [ko, en] = Lang::BOTH.map(|lang| pages::swept(&of, SHOWN, lang).title);
    assert_eq!(ko, "집행액: 수요 수준(배)과 67TF 단가의 범위가 크게 움직임. 둘의 순서는 확인되지 않음");
    assert!(en.ends_with("which of the two does more is not shown"), "{en}");
}

#[test]
fn hidden_prices_are_on_no_page() {
    let hidden = Options { prices: Prices::Hidden };
    for design in DESIGNS {
        for lang in Lang::BOTH {
            let text = texts(&pages::swept(&swept(design), hidden, lang));
            for told in ["7,920", "4,100", "11,000", "67TF", "gpu-67tf"] {
                assert!(!text.contains(told), "{design:?} {told}: {text}");
            }
            let said = match lang {
                Lang::Ko => "단가는 협상 비공개로 뺌",
                Lang::En => "Unit prices are left out",
            };
            assert!(text.contains(said), "{design:?}: {text}");
        }
    }
    // What a solve asks for may tell a price, too.
    let mut of = solved();
    of.question.metric = "suppliers.naru.revenue_per_card_month_won".to_owned();
    assert!(pages::solved(&of, hidden, Lang::Ko).title.contains("싣지 않음"));
    let mut of = solved();
    of.axes[0].paths = vec!["prices.naru.gpu-67tf".to_owned()];
    for page in [
        pages::solved(&of, hidden, Lang::Ko),
        pages::settled(&settlement(), &[], &[difference()], hidden, Lang::Ko),
    ] {
        let text = texts(&page);
        for told in ["31", "17,094", "7,920", "67"] {
            assert!(!text.contains(told), "{told}: {text}");
        }
        assert!(page.title.contains("싣지 않음") && page.facts.is_empty(), "{text}");
    }
    let mut of = compared();
    of.scenarios[1].differences[0].path = "prices.naru.gpu-67tf".to_owned();
    of.scenarios[1].differences[0].after = Some("8_765".to_owned());
    assert!(texts(&pages::compared(&of, &run(), SHOWN, Lang::Ko)).contains("8,765"));
    assert!(!texts(&pages::compared(&of, &run(), hidden, Lang::Ko)).contains("8,765"));
}

#[test]
fn priced_readings_in_both_languages() {
    let [ko, en] = Lang::BOTH.map(|lang| pages::readings(&priced(), Options::default(), lang));
    titles(
        &ko,
        "T3 자부담금을 '단가에서 뺌'으로 읽으면 평균 집행액이 9.0억 원(8.8~9.2) 줄어듦: 쟁점 3개 가운데 가장 큰 값",
        &en,
        "If T3, Own contribution, is read as `out of the price`, mean spend falls by 0.90 bn won (0.88-0.92): the largest of 3 open points",
    );
    assert_eq!(
        row(&ko, "readings", 0),
        ["1", "T3", "자부담금", "한도 밖", "단가에서 뺌", "△9.0 (△9.2~△8.8)", "△9.5%p*", "+2.5일*", "0"]
    );
    assert_eq!(row(&en, "readings", 2)[4..6], ["the month's sum rounded up", "-0.40 (-0.41 to -0.39)"]);
    let spent = &table(&ko, "readings").rows[0].cells[5].value;
    assert_eq!(
        *spent,
        Native::Interval { mean: -9e8, ends: Some((-9.2e8, -8.8e8)), shown: Shown::MoneyUnit }
    );
    assert_eq!(row(&ko, "together", 2)[2], "△1,310,000,000");
    assert_eq!(row(&ko, "sentences", 1)[1..], ["3-①-나", "비용 지급은 1시간 단위 사용실적으로 책정"]);
}

#[test]
fn the_verb_of_a_reading_follows_its_claim() {
    for (claim, ko, en) in [
        (ReadingClaim::More, "9.0억 원(8.8~9.2) 늘어남", "rises by 0.90 bn won"),
        (ReadingClaim::Less, "9.0억 원(8.8~9.2) 줄어듦", "falls by 0.90 bn won"),
        (ReadingClaim::NotShown, "달라진다고 확인되지 않음(△9.0 (△9.2~△8.8)억 원)", "is not shown to change"),
    ] {
        let mut of = priced();
        of.readings[0].spent_won.claim = claim;
        let [title_ko, title_en] =
            Lang::BOTH.map(|lang| pages::readings(&of, Options::default(), lang).title);
        assert!(title_ko.contains(ko) && title_en.contains(en), "{title_ko}\n{title_en}");
    }
    let mut nothing = priced();
    nothing.readings.retain(|it| it.clause == "T2");
    assert_eq!(
        pages::readings(&nothing, Options::default(), Lang::Ko).title,
        "어느 해석안도 집행액, 소진, 대기를 바꾸지 않음"
    );
}

#[test]
fn a_gate_in_both_languages() {
    let [ko, en] = Lang::BOTH.map(|lang| pages::gate(&gate(), SHOWN, lang));
    titles(
        &ko,
        "변경 검증 policy: 지표 2개 중 1개가 허용폭을 넘어 나빠짐",
        &en,
        "Gate policy: 1 of 2 metrics are worse by more than their margins",
    );
    assert_eq!(
        row(&ko, "metrics", 0),
        ["one-pf", "1PF 평균 대기(시간)", "0.0", "7.5", "7.5 (6.7~8.4)", "0.5", "1", "40", "나빠짐"]
    );
    assert_eq!(row(&en, "changes", 0), ["one-pf", "policy.placement", "best_fit", "worst_fit"]);
    assert_eq!(fact(&en, "gate.one-pf.programme.waits.gpu-1pf.mean_hours").figure, "7.5 (6.7 to 8.4)");
}

/// A day is a date and a difference of days; day 267 of April 1 is December 24.
#[test]
fn a_gates_day_of_exhaustion_is_a_date() {
    let mut of = gate();
    let metric = &mut of.scenarios[0].metrics[0];
    (metric.metric, metric.unit) = ("budget.exhausted_on".to_owned(), MetricUnit::Day);
    (metric.baseline, metric.now, metric.difference) = (Some(267.0), Some(257.0), Some(-10.0));
    (metric.lo, metric.hi, metric.warn, metric.fail) = (Some(-12.0), Some(-8.0), Some(2.5), 5.0);
    let page = pages::gate(&of, SHOWN, Lang::Ko);
    assert_eq!(
        row(&page, "metrics", 0)[2..7],
        ["12. 24.", "12. 14.", "△10.0일 (△12.0~△8.0)", "2.5일", "5일"]
    );
    let paths = gates::GatePaths { accept: Some("naru gate policy.gate.ron"), results: "out", seconds: 1.0 };
    let text = gates::text(&of, &paths, Lang::Ko);
    assert!(text.contains("12. 24.") && text.contains("-10.0일 (-12.0~-8.0)"), "{text}");
    assert!(text.contains("일부러 바꾼 것이면: naru gate policy.gate.ron --accept"), "{text}");
    // What `--set` changed stands in no file: it cannot be accepted.
    let paths = gates::GatePaths { accept: None, ..paths };
    for lang in Lang::BOTH {
        assert!(!gates::text(&of, &paths, lang).contains("--accept"));
        assert!(!gates::markdown(&of, &paths, lang).contains("--accept"));
    }
}

#[test]
fn the_verb_of_a_gate_follows_its_verdict() {
    for (verdict, ko, en) in [
        (GateVerdict::Pass, "모두 허용폭 안에 있음", "are within their margins"),
        (GateVerdict::Warn, "1개는 주의폭을 넘음", "1 beyond what warns"),
        (GateVerdict::Undecided, "1개는 허용폭 안인지 판단하기 어려움", "1 cannot be told to be within"),
    ] {
        let mut of = gate();
        (of.verdict, of.scenarios[0].metrics[0].verdict) = (verdict, verdict);
        let [title_ko, title_en] = Lang::BOTH.map(|lang| pages::gate(&of, SHOWN, lang).title);
        assert!(title_ko.contains(ko) && title_en.contains(en), "{title_ko}\n{title_en}");
    }
    let mut same = gate();
    (same.verdict, same.scenarios[0].pairing) = (GateVerdict::Pass, GatePairing::Unchanged);
    assert!(pages::gate(&same, SHOWN, Lang::Ko).title.contains("기준과 달라진 것이 없어"));
}

#[test]
fn a_replay_in_both_languages() {
    let [ko, en] = Lang::BOTH.map(|lang| pages::replayed(&replayed(), &[], &[], Options::default(), lang));
    titles(
        &ko,
        "KTH-SP2-1996-2.swf.gz: 작업 28,489건 중 25,221건의 시작이 기준 일정 KTH-SP2-1996-2.N100.easy.csv.gz와 다름",
        &en,
        "KTH-SP2-1996-2.swf.gz: 25,221 of 28,489 jobs start otherwise than in the reference KTH-SP2-1996-2.N100.easy.csv.gz",
    );
    // 25578/28489; 389661.05 s, 479231 s, …, 1018341 s in hours.
    assert_eq!(
        row(&ko, "waits", 0),
        ["전체", "28,489", "89.8%", "108.2", "133.1", "227.6", "241.2", "266.2", "282.9"]
    );
    assert_eq!(row(&en, "waits", 4)[0], "65 or more");
    assert_eq!(row(&ko, "rows", 0), ["뺀 행", "크기 없음", "3"]);
    let mut alone = replayed();
    alone.against = None;
    let title = pages::replayed(&alone, &[], &[], Options::default(), Lang::Ko).title;
    assert!(
        title.ends_with("작업 28,489건 중 89.8%가 기다렸고, 평균 대기는 108시간, 95백분위수는 241시간임"),
        "{title}"
    );
}

#[test]
fn a_settlement_in_both_languages() {
    let [ko, en] = Lang::BOTH.map(|lang| pages::settled(&settlement(), &[], &[difference()], SHOWN, lang));
    titles(
        &ko,
        "청구서가 산정보다 7,854원 덜 청구함: 보완할 곳 2건",
        &en,
        "The invoice asks 7,854 won too little: 2 places to correct",
    );
    let Block::Lead(lead) = &ko.sections[0].blocks[0] else { panic!("a lead") };
    assert!(lead.ends_with("청구 9,240원, 산정 금17,094원(금일만칠천구십사원)(VAT 포함)"), "{lead}");
    assert_eq!(row(&ko, "by-column", 0), ["항목", "1", "△12,474"]);
    assert_eq!(
        row(&ko, "differences", 0),
        [
            "1",
            "1",
            "2025-07",
            "318",
            "67TF",
            "naru",
            "시간",
            "1,200",
            "1,199",
            "△7,920",
            "T1",
            "1시간 미만을 버림"
        ]
    );
    assert_eq!(table(&en, "by-column").rows[1].cells[2].value, Native::Number(4620.0, Shown::ExactWon));
    for (differences, won, want) in [
        (0, 0, "청구서가 산정과 원 단위까지 같음"),
        (2, 0, "청구서의 합계는 산정과 같으나 보완할 곳이 2건임"),
        (2, 10, "청구서가 산정보다 10원 더 청구함: 보완할 곳 2건"),
    ] {
        let mut of = settlement();
        let invoice = of.invoice.as_mut().expect("it has one");
        (invoice.differences, invoice.difference_won) = (differences, won);
        assert_eq!(pages::settled(&of, &[], &[], SHOWN, Lang::Ko).title, want);
    }
    let mut without = settlement();
    without.invoice = None;
    assert_eq!(
        pages::settled(&without, &[], &[], SHOWN, Lang::Ko).title,
        "정산 대상 2025-07의 산정액은 17,094원(VAT 포함)임"
    );
}

/// Of what a supplier earns for a card a month nothing is left where prices are hidden, but that it is left out.
#[test]
fn metrics_that_tell_a_price_are_left_out_with_it() {
    let hidden = Options { prices: Prices::Hidden };
    let earned = "suppliers.naru.revenue_per_card_month_won";
    let mut pair = compared();
    pair.metrics.push(pair.metrics[0].clone());
    pair.metrics[1].id = earned.to_owned();
    pair.best.as_mut().expect("it has one").metric = earned.to_owned();
    let mut gate = gate();
    gate.scenarios[0].metrics[0].metric = earned.to_owned();
    let mut sweep = swept(SweepDesign::Tornado);
    sweep.metrics[0].id = earned.to_owned();
    sweep.uncertainty[0].metric = earned.to_owned();
    for (lang, told, said) in
        [(Lang::Ko, "매출", "지표 1개도 싣지 않음"), (Lang::En, "evenue", "Metrics that tell them, too: 1")]
    {
        for [shown, hidden] in [
            [SHOWN, hidden].map(|it| pages::compared(&pair, &run(), it, lang)),
            [SHOWN, hidden].map(|it| pages::gate(&gate, it, lang)),
            [SHOWN, hidden].map(|it| pages::swept(&sweep, it, lang)),
        ] {
            assert!(texts(&shown).contains(told) && !texts(&shown).contains(said), "{}", shown.title);
            let text = texts(&hidden);
            assert!(!text.contains(told) && text.contains(said), "{text}");
            assert!(hidden.facts.iter().all(|it| !it.id.contains("revenue")));
        }
    }
    // 1 of 2 metrics of the gate is worse, whether it is shown or not.
    let title = pages::gate(&gate, hidden, Lang::Ko).title;
    assert!(title.ends_with("지표 2개 중 1개가 허용폭을 넘어 나빠짐"), "{title}");
}

/// Of a level by a price, at 0.8 and 1.2 by 6,600 and 7,920 (as it stands): without the price the two at 7,920 are left.
#[test]
fn without_prices_a_grid_has_the_combinations_at_the_prices_as_they_stand() {
    let mut of = swept(SweepDesign::Grid);
    let cell = of.cells[0].clone();
    let all = [["0.8", "6_600"], ["0.8", "7_920"], ["1.2", "6_600"], ["1.2", "7920"]];
    of.cells = all
        .map(|values| {
            let mut cell = cell.clone();
            (cell.refused, cell.values) = (None, values.map(str::to_owned).into());
            cell
        })
        .into();
    let rows = |options| {
        let page = pages::swept(&of, options, Lang::Ko);
        (0..table(&page, "grid").rows.len()).map(|at| row(&page, "grid", at)[0].clone()).collect::<Vec<_>>()
    };
    assert_eq!(rows(SHOWN), ["1.0", "0.8", "0.8", "1.2", "1.2"]);
    assert_eq!(rows(Options { prices: Prices::Hidden }), ["1.0", "0.8", "1.2"]);
    let page = pages::swept(&of, Options { prices: Prices::Hidden }, Lang::Ko);
    assert!(texts(&page).contains("조합 4개 가운데 단가가 시나리오의 값인 2개만 실음"));
}

/// 198.0 is the cap and 183.8 is spent: 14.2 between them.
#[test]
fn a_tornado_of_what_is_spent_says_where_spending_stops() {
    let [ko, en] = Lang::BOTH.map(|lang| texts(&pages::swept(&swept(SweepDesign::Tornado), SHOWN, lang)));
    assert!(
        ko.contains("집행액은 예산 한도 198.0억 원에서 멈추므로") && ko.contains("한도까지는 14.2억 원임"),
        "{ko}"
    );
    assert!(
        en.contains("Spending stops at the cap of 19.80 bn won") && en.contains("there is 1.42 bn won"),
        "{en}"
    );
    let mut of = swept(SweepDesign::Tornado);
    of.metrics[0].id = "budget.need_won".to_owned();
    assert!(!texts(&pages::swept(&of, SHOWN, Lang::Ko)).contains("에서 멈추므로"), "the need knows no cap");
    let of = Swept { cap_won: None, ..swept(SweepDesign::Tornado) };
    assert!(
        !texts(&pages::swept(&of, SHOWN, Lang::Ko)).contains("에서 멈추므로"),
        "none was seen to stop there"
    );
}

#[test]
fn without_prices_a_superlative_is_of_the_inputs_shown() {
    let hidden = Options { prices: Prices::Hidden };
    let mut of = swept(SweepDesign::Tornado);
    let [ko, en] = Lang::BOTH.map(|lang| pages::swept(&of, hidden, lang).title);
    assert_eq!(ko, "집행액: 단가를 뺀 입력 가운데 수요 수준(배)의 범위가 가장 크게 움직임");
    assert_eq!(en, "Spent is moved most by the range of Demand level (factor), of the inputs shown");
    // A price alone moves it: nothing is said of all inputs.
    of.effects.retain(|it| it.path.starts_with("prices."));
    let [ko, en] = Lang::BOTH.map(|lang| pages::swept(&of, hidden, lang).title);
    assert_eq!(ko, "집행액: 단가를 뺀 입력 가운데서는 움직이는 입력이 확인되지 않음");
    assert_eq!(en, "Spent: of the inputs shown here, none can be told to move it");
}
