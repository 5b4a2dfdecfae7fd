//! Priced readings as a page: what each sentence of the call is worth, and what is to be asked.

use super::cells;
use super::chapters::{Chapters, again, fact, point, remarks};
use super::{Options, hidden_note, rounding_note};
use crate::charts;
use crate::document::{Block, DataTable, Datum, Document, Fact, Native, Provenance, Shown};
use crate::format::{self, Place};
use crate::rank;
use crate::readings::phrases::{self, ranked};
use crate::words::{Lang, say};
use naru_results::{PricedReading, PricedReadings, ReadingChange, ReadingClaim, ShapleyReadings};

const PLACE: Place = Place::Document;
/// Variants that the summary names, and those with a fact.
const NAMED: usize = 3;

/// The page of `readings.json`. It tells no unit price; where prices are hidden, it says that it was so asked.
pub fn readings(of: &PricedReadings, options: Options, lang: Lang) -> Document {
    let [subtitle, how, in_force] = phrases::heading(of, lang);
    let ranked = ranked(of);
    let shown = &ranked.variants[..];
    let title = title(shown, lang);
    let mut page = Chapters::new(format!("{title}. {}", base(of, lang)), points(of, shown, lang), lang);
    page.chapter("method", "방법", "Method", vec![Block::Text(how), Block::Text(in_force)]);
    let mut worth: Vec<Block> =
        charts::of_readings(of, &of.version, lang).into_iter().map(Block::Figure).collect();
    if !shown.is_empty() {
        worth.push(Block::Table(table(of, shown, lang)));
    }
    page.chapter("readings", "해석이 갈리는 조항과 그 값", "What each sentence is worth", worth);
    let asked: Vec<String> = shown.iter().filter_map(|it| phrases::question(it.largest, lang)).collect();
    let asked = if asked.is_empty() { Vec::new() } else { vec![Block::List(asked)] };
    page.chapter("questions", "운영기관에 물을 것", "What to ask the agency", asked);
    page.chapter("together", "함께 바뀔 때", "If they change together", together(of, lang));
    let mut notes = phrases::notes(of, &ranked, shown, lang);
    notes.extend(phrases::rest(of, &ranked, shown.len(), lang));
    notes.extend(options.hides_prices().then(|| hidden_note(lang)));
    page.chapter("notes", "유의사항", "Notes", remarks(notes, lang));
    page.annex("sentences", "조항의 문장", "The sentences", vec![Block::Table(sentences(of, lang))]);
    let rows = vec![
        (lang.pick("시나리오", "scenario"), of.scenario.clone()),
        (lang.pick("시나리오 해시", "scenario hash"), of.scenario_hash.clone()),
        (lang.pick("동작 해시", "behaviour hash"), of.behaviour_hash.clone()),
        (lang.pick("초깃값(시드)", "seed"), of.seed.to_string()),
        (lang.pick("해석안마다의 반복", "replications of a reading"), of.replications.to_string()),
    ];
    page.ending(again(&of.version, None, rows, lang));
    let provenance = Provenance {
        scenario: of.scenario.clone(),
        scenario_hash: of.scenario_hash.clone(),
        seed: Some(of.seed),
        replications: Some(of.replications),
        version: of.version.clone(),
        assumed: true,
    };
    page.document(&title, subtitle, provenance, facts(of, shown, lang))
}

/// A change in spend as a verb: `10.2억 원(3.8~16.5) 늘어남`.
fn moved(it: &ReadingChange, lang: Lang) -> String {
    let size = format::money_text(it.mean.abs(), lang);
    let ends = [it.lo, it.hi].map(f64::abs);
    let (lo, hi) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let range = format::range(&format::money(lo, lang), &format::money(hi, lang), lang);
    match it.claim {
        ReadingClaim::More => say!(lang, "{size}({range}) 늘어남", "rises by {size} ({range})"),
        ReadingClaim::Less => say!(lang, "{size}({range}) 줄어듦", "falls by {size} ({range})"),
        ReadingClaim::Same => {
            lang.pick("바뀌지 않음(모든 반복이 같음)", "stays the same in every replication").to_owned()
        }
        ReadingClaim::NotShown => {
            let change = phrases::spent(it, PLACE, lang).replace('*', "");
            say!(lang, "달라진다고 확인되지 않음({change}억 원)", "is not shown to change ({change} bn won)")
        }
    }
}

/// Read one way instead of another.
fn read_so(it: &PricedReading, lang: Lang) -> String {
    let (clause, label) = (&it.clause, lang.pick(&it.label.ko, &it.label.en));
    let other = lang.pick(&it.other_label.ko, &it.other_label.en);
    say!(lang, "{clause} {label}을(를) '{other}'(으)로 읽으면", "If {clause}, {label}, is read as `{other}`,")
}

fn title(shown: &[phrases::Ranked<'_>], lang: Lang) -> String {
    let n = shown.len();
    let Some(it) = shown.first().map(|it| it.largest) else {
        return lang
            .pick(
                "어느 해석안도 집행액, 소진, 대기를 바꾸지 않음",
                "No reading changes spend, the money's end or waits",
            )
            .to_owned();
    };
    let (so, moved) = (read_so(it, lang), moved(&it.spent_won, lang));
    let sizes = shown.iter().map(|it| rank::size(it.largest.spent_won.lo, it.largest.spent_won.hi));
    if !rank::leads(&sizes.collect::<Vec<_>>()) {
        return say!(
            lang,
            "{so} 평균 집행액이 {moved}: 쟁점 {n}개 가운데 가장 큰 값인지는 확인되지 않음",
            "{so} mean spend {moved}: whether the largest of {n} open points is not shown"
        );
    }
    say!(
        lang,
        "{so} 평균 집행액이 {moved}: 쟁점 {n}개 가운데 가장 큰 값",
        "{so} mean spend {moved}: the largest of {n} open points"
    )
}

/// The scenario with its readings in force.
fn base(of: &PricedReadings, lang: Lang) -> String {
    let it = &of.in_force.spent_won;
    let spent = format::money_text(it.mean, lang);
    let range = format::range(&format::money(it.lo, lang), &format::money(it.hi, lang), lang);
    let (n, percent) = (of.replications, format::set_share(of.confidence));
    say!(
        lang,
        "적용한 해석안의 집행액은 평균 {spent}({percent} 신뢰구간 {range}, 모의실험 {n}회)임",
        "With the readings in force {spent} is spent on average ({percent} interval {range}, {n} replications)"
    )
}

fn points(of: &PricedReadings, shown: &[phrases::Ranked<'_>], lang: Lang) -> Vec<String> {
    let told = shown.iter().take(NAMED).map(|it| {
        let (so, moved) = (read_so(it.largest, lang), moved(&it.largest.spent_won, lang));
        let others = phrases::others(it, PLACE, lang).map_or_else(String::new, |it| format!(" ({it})"));
        point(
            lang.pick("집행액", "Spend"),
            &say!(lang, "{so} 평균 집행액이 {moved}{others}", "{so} mean spend {moved}{others}"),
            lang,
        )
    });
    let mut points: Vec<String> = told.collect();
    let open = shown.iter().filter(|it| it.largest.spent_won.claim == ReadingClaim::NotShown).count();
    if open > 0 {
        points.push(point(
            lang.pick("확인되지 않은 것", "Not shown"),
            &say!(
                lang,
                "쟁점 {open}개는 집행액이 달라진다고 확인되지 않음",
                "{open} open points are not shown to change spend"
            ),
            lang,
        ));
    }
    let asked = shown.iter().filter(|it| it.largest.question.is_some()).count();
    if asked > 0 {
        points.push(point(
            lang.pick("질의", "To ask"),
            &say!(lang, "운영기관에 물을 것 {asked}건(3절)", "{asked} questions to the agency (chapter 3)"),
            lang,
        ));
    }
    if let Some(shapley) = &of.shapley {
        let (k, won) = (shapley.clauses.len(), change(shapley.won, lang));
        points.push(point(
            lang.pick("함께", "Together"),
            &say!(
                lang,
                "큰 쟁점 {k}개가 모두 다른 안으로 바뀌면 평균 집행액의 변화는 {won}억 원임",
                "if the {k} largest change together, mean spend changes by {won} bn won"
            ),
            lang,
        ));
    }
    points
}

fn change(won: i64, lang: Lang) -> String {
    phrases::change(&format::money(won as f64, lang), lang, PLACE)
}

/// The value behind a change.
fn native(text: String, it: &ReadingChange, shown: Shown) -> Datum {
    let value = Native::Interval { mean: it.mean, ends: Some((it.lo, it.hi)), shown };
    Datum { text, value }
}

/// Each reading that changes something, the others of its variant below it.
pub(super) fn table(of: &PricedReadings, shown: &[phrases::Ranked<'_>], lang: Lang) -> DataTable {
    let claims = of.claims;
    let caption = say!(
        lang,
        "다른 안에서 달라지는 값(다른 안 - 기본안, 괄호는 판정 {claims}개를 함께 맞춘 구간)",
        "What changes (other reading less the one in force; intervals of all {claims} claims together)"
    );
    let mut table = DataTable::new("readings", caption, "")
        .figures(lang.pick("순위", "rank"))
        .texts(lang.pick("조항", "clause"))
        .texts(lang.pick("무엇을", "what is open"))
        .texts(lang.pick("기본안", "in force"))
        .texts(lang.pick("다른 안", "other reading"))
        .figures(lang.pick("집행액(억 원)", "spent (bn won)"))
        .figures(lang.pick("조기소진(사업 중)", "gone early (of programmes)"))
        .figures(lang.pick("소진일", "gone on"))
        .figures(lang.pick("기준 초과율(GPU 신청 중)", "late (of GPU requests)"));
    for (rank, variant) in (1..).zip(shown) {
        for it in std::iter::once(variant.largest).chain(variant.others.iter().copied()) {
            let late = it.over_limit_share.as_ref();
            table.row([
                cells::count(rank, lang),
                Datum::text(it.clause.clone()),
                Datum::text(lang.pick(&it.label.ko, &it.label.en)),
                Datum::text(lang.pick(&it.in_force_label.ko, &it.in_force_label.en)),
                Datum::text(lang.pick(&it.other_label.ko, &it.other_label.en)),
                native(phrases::spent(&it.spent_won, PLACE, lang), &it.spent_won, Shown::MoneyUnit),
                native(
                    phrases::points(&it.exhausted_share, PLACE, lang),
                    &it.exhausted_share,
                    Shown::Percent(1),
                ),
                native(phrases::days(&it.exhausted_on, PLACE, lang), &it.exhausted_on, Shown::Decimals(1)),
                late.map_or_else(Datum::none, |late| {
                    native(phrases::late(it, PLACE, lang), late, Shown::Percent(3))
                }),
            ]);
        }
    }
    table.notes.push(rounding_note(lang));
    table
}

fn together(of: &PricedReadings, lang: Lang) -> Vec<Block> {
    if let Some(why) = &of.shapley_refused {
        let why = lang.pick(&why.ko, &why.en);
        return vec![Block::Text(phrases::no_shares(why, lang))];
    }
    let Some(shapley) = &of.shapley else { return Vec::new() };
    vec![Block::Text(phrases::together(shapley, PLACE, lang)), Block::Table(shares(shapley, lang))]
}

fn shares(of: &ShapleyReadings, lang: Lang) -> DataTable {
    let caption = lang.pick("조항별 몫(섀플리 값)", "Shares of the clauses (Shapley values)");
    let mut table = DataTable::new("together", caption, lang.pick("(단위: 원)", "(won)"))
        .texts(lang.pick("조항", "clause"))
        .texts(lang.pick("다른 안", "other reading"))
        .figures(lang.pick("몫(원)", "share (won)"))
        .figures(lang.pick("몫과 95% 구간(억 원)", "share with its 95% interval (bn won)"))
        .figures(lang.pick("혼자 바뀔 때(원)", "alone (won)"));
    for it in &of.clauses {
        let label = lang.pick(&it.label.ko, &it.label.en);
        let other = lang.pick(&it.other_label.ko, &it.other_label.en);
        let [won, lo, hi] = [it.won, it.lo_won, it.hi_won].map(|won| change(won, lang));
        let value = Native::Interval {
            mean: it.won as f64,
            ends: Some((it.lo_won as f64, it.hi_won as f64)),
            shown: Shown::MoneyUnit,
        };
        table.row([
            Datum::text(it.clause.clone()),
            Datum::text(format!("{label}: {other}")),
            cells::exact_won(it.won, lang),
            Datum { text: say!(lang, "{won} ({lo}~{hi})", "{won} ({lo} to {hi})"), value },
            cells::exact_won(it.alone_won, lang),
        ]);
    }
    let whole = Datum::text(lang.pick("합", "sum"));
    table.sum([whole, Datum::text(""), cells::exact_won(of.won, lang), Datum::none(), Datum::none()]);
    table
}

/// The sentence behind each clause, as it stands in the call.
fn sentences(of: &PricedReadings, lang: Lang) -> DataTable {
    let mut table = DataTable::new("sentences", lang.pick("조항의 문장", "The sentences"), "")
        .texts(lang.pick("조항", "clause"))
        .texts(lang.pick("공모안내서의 자리", "place in the call"))
        .texts(lang.pick("문장", "sentence"));
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for it in &of.readings {
        if !seen.contains(&(&it.clause, &it.sentence)) {
            seen.push((&it.clause, &it.sentence));
            table.row([&it.clause, &it.place, &it.sentence].map(|it| Datum::text(it.clone())));
        }
    }
    table
}

fn facts(of: &PricedReadings, shown: &[phrases::Ranked<'_>], lang: Lang) -> Vec<Fact> {
    let spent = format::money_text(of.in_force.spent_won.mean, lang);
    let mut facts = vec![fact("readings.in_force.spent_won", spent, format!("{}.", base(of, lang)))];
    for it in shown.iter().take(NAMED).map(|it| it.largest) {
        let (so, moved, n) = (read_so(it, lang), moved(&it.spent_won, lang), of.replications);
        let sentence = say!(
            lang,
            "{so} 평균 집행액이 {moved}(짝지은 모의실험 {n}회).",
            "{so} mean spend {moved} (paired over {n} replications)."
        );
        facts.push(fact(format!("readings.{}.{}.{}", it.clause, it.variant, it.other), moved, sentence));
    }
    if let Some(it) = &of.shapley {
        let exact = phrases::change(&format::exact_won(it.won, lang), lang, PLACE);
        let k = it.clauses.len();
        let sentence = say!(
            lang,
            "큰 쟁점 {k}개가 모두 다른 안으로 바뀌면 집행액의 변화는 평균 {exact}임.",
            "If the {k} largest open points change together, spend changes by {exact} on average."
        );
        facts.push(fact("readings.together", exact, sentence));
    }
    facts
}
