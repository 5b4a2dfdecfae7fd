//! Sentences and figures that the screen and the sheet share.

use crate::format::{self, Place, decimal};
use crate::words::{Lang, say};
use naru_results::{
    NotTried, PricedReading, PricedReadings, ReadingChange, ReadingClaim, ReadingRange, ShapleyReadings,
};

/// What no figure of a page shows, in won: half of its last place.
const UNSEEN_WON: f64 = 5e6;

/// A variant by the reading that changes most, and its other readings.
pub(crate) struct Ranked<'a> {
    pub(crate) largest: &'a PricedReading,
    pub(crate) others: Vec<&'a PricedReading>,
}

/// All variants, by what they do.
pub(crate) struct Ranking<'a> {
    /// Those that change a figure that a page can show, the largest change in spend first.
    pub(crate) variants: Vec<Ranked<'a>>,
    /// Those that change less.
    pub(crate) small: Vec<&'a PricedReading>,
    /// Those that change nothing at all.
    pub(crate) nothing: Vec<&'a PricedReading>,
}

pub(crate) fn ranked(of: &PricedReadings) -> Ranking<'_> {
    let mut all: Vec<Ranked<'_>> = Vec::new();
    for reading in &of.readings {
        let same = |it: &&mut Ranked<'_>| {
            (&it.largest.clause, &it.largest.variant) == (&reading.clause, &reading.variant)
        };
        match all.iter_mut().find(same) {
            Some(variant) => variant.others.push(reading),
            None => all.push(Ranked { largest: reading, others: Vec::new() }),
        }
    }
    let mut ranking = Ranking { variants: Vec::new(), small: Vec::new(), nothing: Vec::new() };
    for variant in all {
        let every = || std::iter::once(variant.largest).chain(variant.others.iter().copied());
        if every().any(is_seen) {
            ranking.variants.push(variant);
        } else if every().all(is_same) {
            ranking.nothing.push(variant.largest);
        } else {
            ranking.small.push(variant.largest);
        }
    }
    ranking
}

fn changes(of: &PricedReading) -> impl Iterator<Item = &ReadingChange> {
    [&of.spent_won, &of.exhausted_share, &of.exhausted_on].into_iter().chain(&of.over_limit_share)
}

fn is_same(of: &PricedReading) -> bool {
    changes(of).all(|change| change.claim == ReadingClaim::Same)
}

/// Whether a page shows anything but zeros.
fn is_seen(of: &PricedReading) -> bool {
    let seen = |change: Option<&ReadingChange>, unseen: f64| {
        change.is_some_and(|change| change.mean.abs() >= unseen && change.claim != ReadingClaim::Same)
    };
    seen(Some(&of.spent_won), UNSEEN_WON)
        || seen(Some(&of.exhausted_share), 5e-4)
        || seen(Some(&of.exhausted_on), 0.05)
        || seen(of.over_limit_share.as_ref(), 5e-5)
}

/// Title, how it was made, and what it is a change from.
pub(crate) fn heading(of: &PricedReadings, lang: Lang) -> [String; 3] {
    let title = lang.pick(&of.title.ko, &of.title.en);
    let (n, seed) = (format::count(of.replications.into()), of.seed);
    let (claims, percent) = (format::count(of.claims.into()), format::set_share(of.confidence));
    let figures = &of.in_force;
    let spent = format::money_text(figures.spent_won.mean, lang);
    let (lo, hi) = (format::money(figures.spent_won.lo, lang), format::money(figures.spent_won.hi, lang));
    let range = format::range(&lo, &hi, lang);
    let exhausted = format::share(figures.exhausted_share.mean);
    let late = figures.over_limit_share.map_or_else(String::new, |late| {
        let share = format::share(late.mean);
        say!(lang, ", 기준 초과율 {share}(GPU\u{a0}신청\u{a0}중)", ", late {share} (of GPU requests)")
    });
    [
        say!(lang, "협상 쟁점표: {title}", "Negotiation sheet: {title}"),
        say!(
            lang,
            "해석안마다 모의실험 {n}회, 초깃값(시드) {seed}, 같은 사용자와 장애(짝지은 차이). 괄호: 차이의 구간, 판정 {claims}개를 함께 {percent}로 맞춤",
            "{n} replications of each reading, seed {seed}, same users and faults (paired). In brackets: intervals of the differences, all {claims} claims together at {percent}"
        ),
        say!(
            lang,
            "기본안: 집행액 {spent}({percent} 구간 {range}), 조기소진 확률 {exhausted}{late}. 아래 값은 다른 안 - 기본안",
            "In force: spent {spent} ({percent} interval {range}), gone early {exhausted}{late}. Below: other reading less the one in force"
        ),
    ]
}

/// `한도 밖 / 단가에서 뺌` behind what is open.
pub(crate) fn readings(of: &PricedReading, lang: Lang) -> String {
    let label = lang.pick(&of.label.ko, &of.label.en);
    let in_force = lang.pick(&of.in_force_label.ko, &of.in_force_label.en);
    let other = lang.pick(&of.other_label.ko, &of.other_label.en);
    format!("{label}: {in_force} / {other}")
}

/// The other readings of a variant with their change in spend.
pub(crate) fn others(of: &Ranked<'_>, place: Place, lang: Lang) -> Option<String> {
    if of.others.is_empty() {
        return None;
    }
    let each: Vec<String> = of
        .others
        .iter()
        .map(|it| {
            let label = lang.pick(&it.other_label.ko, &it.other_label.en);
            let won = change(&format::money(it.spent_won.mean, lang), lang, place);
            format!("{label}\u{a0}{won}")
        })
        .collect();
    let each = each.join(", ");
    Some(say!(lang, "또는 {each}", "or {each}"))
}

/// The question to the agency with its place in the call.
pub(crate) fn question(of: &PricedReading, lang: Lang) -> Option<String> {
    let question = of.question.as_ref()?;
    let (clause, place) = (&of.clause, &of.place);
    let question = lang.pick(&question.ko, &question.en);
    Some(format!("[{clause}] \"{question}\" ({place})"))
}

/// A difference that was not shown carries a mark.
fn marked(text: String, claim: ReadingClaim) -> String {
    match claim {
        ReadingClaim::NotShown => text + "*",
        ReadingClaim::More | ReadingClaim::Less | ReadingClaim::Same => text,
    }
}

/// A figure that is less by some has the mark of its place.
pub(crate) fn change(text: &str, lang: Lang, place: Place) -> String {
    format::change(text, lang, place)
}

/// `-9.0 (-9.2~-8.8)`.
pub(crate) fn with_interval(mean: &str, lo: &str, hi: &str, lang: Lang, place: Place) -> String {
    let (lo, hi) = (change(lo, lang, place), change(hi, lang, place));
    // A hyphen between two signed numbers cannot be read.
    let range = say!(lang, "{lo}~{hi}", "{lo} to {hi}");
    format!("{mean} ({range})")
}

/// The change in spend with its interval.
pub(crate) fn spent(of: &ReadingChange, place: Place, lang: Lang) -> String {
    if of.claim == ReadingClaim::Same {
        return "0".to_owned();
    }
    let mean = change(&format::money(of.mean, lang), lang, place);
    let mean = marked(mean, of.claim);
    with_interval(&mean, &format::money(of.lo, lang), &format::money(of.hi, lang), lang, place)
}

/// A change of a share in points of a per cent.
pub(crate) fn points(of: &ReadingChange, place: Place, lang: Lang) -> String {
    if of.claim == ReadingClaim::Same {
        return "0".to_owned();
    }
    // One place, more where it would say none.
    let places = match of.mean.abs() {
        size if size >= 0.00995 => 1,
        size if size >= 0.000_05 => 2,
        _ => 3,
    };
    let number = decimal(of.mean * 100.0, places);
    let signed = if of.mean > 0.0 { format!("+{number}") } else { change(&number, lang, place) };
    marked(say!(lang, "{signed}%p", "{signed} pp"), of.claim)
}

/// A change in days.
pub(crate) fn days(of: &ReadingChange, place: Place, lang: Lang) -> String {
    if of.claim == ReadingClaim::Same {
        return "0".to_owned();
    }
    let number = decimal(of.mean, 1);
    let signed = if of.mean > 0.0 { format!("+{number}") } else { change(&number, lang, place) };
    marked(say!(lang, "{signed}일", "{signed} d"), of.claim)
}

/// The change in the late share; none without requests.
pub(crate) fn late(of: &PricedReading, place: Place, lang: Lang) -> String {
    of.over_limit_share.as_ref().map_or_else(|| "-".to_owned(), |late| points(late, place, lang))
}

/// What must be known to read the table.
pub(crate) fn notes(
    of: &PricedReadings,
    ranking: &Ranking<'_>,
    shown: &[Ranked<'_>],
    lang: Lang,
) -> Vec<String> {
    let mut notes = Vec::new();
    let not_shown = |it: &Ranked<'_>| changes(it.largest).any(|c| c.claim == ReadingClaim::NotShown);
    if shown.iter().any(not_shown) {
        notes.push(
            lang.pick(
                "* 차이가 확인되지 않음: 구간에 0이 들어 있음",
                "* no difference shown: its interval holds 0",
            )
            .to_owned(),
        );
    }
    if shown.iter().any(|it| it.largest.exhausted_on.claim != ReadingClaim::Same) {
        notes.push(
            lang.pick(
                "소진일: 소진되지 않으면 사업이 끝난 다음 날로 치고 평균함",
                "gone on: money that lasts counts as gone on the day after the programme's last",
            )
            .to_owned(),
        );
    }
    if shown.iter().any(|it| changes(it.largest).any(|change| change.skewed)) {
        notes.push(
            lang.pick(
                "드물게 큰 차이가 나는 해석안이 있음: 그 신뢰구간은 좁게 나올 수 있어 반복을 늘려야 함",
                "some readings differ rarely but much: their intervals may be too narrow; run more replications",
            )
            .to_owned(),
        );
    }
    if !ranking.variants.is_empty() {
        notes.extend(of.uncertainty.iter().filter_map(|range| ranged(of, range, lang)));
    }
    notes
}

/// What is open, behind its clause: `T1 1시간 단위`.
fn named(it: &PricedReading, lang: Lang) -> String {
    format!("{} {}", it.clause, lang.pick(&it.label.ko, &it.label.en))
}

/// `T1 1시간 단위: 세션마다 버림` of `T1.hours=session_floor`; itself where it is none of the readings.
fn read_as(of: &PricedReadings, id: &str, lang: Lang) -> String {
    let is = |it: &&PricedReading| format!("{}.{}={}", it.clause, it.variant, it.other) == id;
    of.readings.iter().find(is).map_or_else(
        || id.to_owned(),
        |it| format!("{}: {}", named(it, lang), lang.pick(&it.other_label.ko, &it.other_label.en)),
    )
}

/// How far one reading alone can move a figure.
fn ranged(all: &PricedReadings, of: &ReadingRange, lang: Lang) -> Option<String> {
    if of.low_by.is_none() && of.high_by.is_none() {
        return None;
    }
    let money = |won: f64| format::money_text(won, lang).replace(' ', "\u{a0}");
    let (what, [low, in_force, high]) = match of.metric.as_str() {
        "budget.spent_won" => (lang.pick("집행액", "spent"), [of.low, of.in_force, of.high].map(money)),
        "budget.exhausted_share" => {
            (lang.pick("조기소진 확률", "gone early"), [of.low, of.in_force, of.high].map(format::share))
        }
        "waits.all.over_limit_share" => {
            (lang.pick("기준 초과율", "late"), [of.low, of.in_force, of.high].map(format::share))
        }
        _ => return None,
    };
    if low == high {
        return None;
    }
    // What the page does not tell from the readings in force is theirs.
    let by = |shown: &String, by: &Option<String>| match by {
        Some(by) if *shown != in_force => read_as(all, by, lang),
        Some(_) | None => lang.pick("기본안", "in force").to_owned(),
    };
    let (low_by, high_by) = (by(&low, &of.low_by), by(&high, &of.high_by));
    Some(say!(
        lang,
        "해석에 따른 {what}의 폭: {low}({low_by}) ~ {high}({high_by})",
        "by reading alone, {what}: {low} ({low_by}) to {high} ({high_by})"
    ))
}

/// Variants that the table leaves out, and readings that could not be had.
pub(crate) fn rest(of: &PricedReadings, ranking: &Ranking<'_>, shown: usize, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let ids = |readings: &[&PricedReading]| {
        readings.iter().map(|it| named(it, lang)).collect::<Vec<_>>().join(", ")
    };
    let more: Vec<&PricedReading> = ranking.variants[shown..].iter().map(|it| it.largest).collect();
    if !more.is_empty() {
        let (count, ids) = (more.len(), ids(&more));
        lines.push(say!(lang, "더 작은 쟁점 {count}개: {ids}", "smaller ({count}): {ids}"));
    }
    if !ranking.small.is_empty() {
        let (count, ids) = (ranking.small.len(), ids(&ranking.small));
        lines.push(say!(
            lang,
            "바뀌는 금액이 0.05억 원에 못 미침 {count}개: {ids}",
            "below 0.005 bn won ({count}): {ids}"
        ));
    }
    if !ranking.nothing.is_empty() {
        let (count, ids) = (ranking.nothing.len(), ids(&ranking.nothing));
        lines.push(say!(
            lang,
            "이 시나리오에서 아무것도 바꾸지 않음 {count}개: {ids}",
            "change nothing in this scenario ({count}): {ids}"
        ));
    }
    lines.extend(of.not_tried.iter().map(|it| not_tried(it, lang)));
    lines
}

fn not_tried(of: &NotTried, lang: Lang) -> String {
    let NotTried { clause, variant, other, .. } = of;
    let why = lang.pick(&of.why.ko, &of.why.en);
    say!(
        lang,
        "해 보지 못함: {clause}.{variant}={other}: {why}",
        "not tried: {clause}.{variant}={other}: {why}"
    )
}

/// Why several clauses have no shares in a change of all.
pub(crate) fn no_shares(why: &str, lang: Lang) -> String {
    say!(
        lang,
        "여러 조항을 함께 바꿀 수 없어 조항별 몫을 셈하지 않음: {why}",
        "no shares of the clauses: they cannot be changed together: {why}"
    )
}

/// All changed together.
pub(crate) fn together(of: &ShapleyReadings, place: Place, lang: Lang) -> String {
    let (k, subsets) = (of.clauses.len(), of.subsets);
    let won = change(&format::money(of.won as f64, lang), lang, place);
    let exact = change(&format::exact_won(of.won, lang), lang, place);
    say!(
        lang,
        "{k}개 조항을 함께 다른 안으로 바꾸면 집행액 {won}억\u{a0}원({exact}). 조항별 몫(섀플리 값, 조합 {subsets}가지, 합이 원까지 맞음):",
        "{k} clauses changed together: spent {won} bn won ({exact}). Shares of the clauses (Shapley values over {subsets} subsets; they add up to the won):"
    )
}
