//! A solve as a page: the answer, what was tried, and what comes with it.

use super::cells;
use super::chapters::{Chapters, again, fact, point, prose, remarks, withheld};
use super::{Options, is_price, tells_price};
use crate::charts;
use crate::document::{Block, DataTable, Datum, Document, Fact, Native, Provenance, Shown};
use crate::format::{self, set_share};
use crate::solve::{self, answer, bare, borne_out, doubt, holds, name, notes, question, value};
use crate::words::{Lang, say};
use naru_results::{SolveAxis, SolvePoint, SolveProbe, SolveReason, SolveStatus, SolveVerdict, Solved};

/// The page of `solve.json`; where prices are hidden, one that varies a price or asks for what tells one is withheld.
pub fn solved(of: &Solved, options: Options, lang: Lang) -> Document {
    let subtitle = format!("{}: {}", of.scenario, question(of, lang));
    let priced = of.axes.iter().flat_map(|it| &it.paths).any(|path| is_price(path));
    let priced = priced || tells_price(&of.question.metric);
    if options.hides_prices() && priced {
        return withheld(of.scenario.clone(), provenance(of), lang);
    }
    let title = title(of, lang);
    let lead = [answer(of, lang), doubt(of, lang)].join(" ");
    let told = notes(of, lang);
    let points = told.iter().map(|(word, text)| point(word, text, lang)).collect();
    let mut page = Chapters::new(lead.trim_end().to_owned(), points, lang);
    page.chapter("method", "물음과 방법", "Question and method", method(of, lang));
    page.chapter("probes", "시험한 값", "Values tried", probes(of, lang));
    page.chapter("together", "답과 함께 정해지는 것", "What comes with the answer", together(of, lang));
    page.chapter("notes", "유의사항", "Notes", limits(of, lang));
    let hash = of.scenario_hash.split(' ').next().unwrap_or_default();
    let asked = of.scenario_hash.strip_prefix(hash).unwrap_or_default().trim();
    let rows = vec![
        (lang.pick("시나리오", "scenario"), of.scenario.clone()),
        (lang.pick("시나리오 해시", "scenario hash"), hash.to_owned()),
        (lang.pick("물음", "question"), question(of, lang)),
        (lang.pick("물음의 식", "as it was asked"), asked.to_owned()),
        (lang.pick("초깃값(시드)", "seed"), of.seed.to_string()),
    ];
    page.ending(again(&of.version, None, rows, lang));
    page.document(&title, subtitle, provenance(of), facts(of, lang))
}

fn provenance(of: &Solved) -> Provenance {
    let all = of.probes.iter().chain(&of.confirmations);
    Provenance {
        scenario: of.scenario.clone(),
        scenario_hash: of.scenario_hash.split(' ').next().unwrap_or_default().to_owned(),
        seed: Some(of.seed),
        replications: all.map(|it| it.replications).max(),
        version: of.version.clone(),
        assumed: true,
    }
}

/// The probe of a value that shows its cards.
fn cards(of: &Solved, at: &[f64]) -> Option<u32> {
    of.probes.iter().chain(&of.confirmations).find(|it| it.at == at)?.cards[0]
}

/// The answer with its name: `H100 31대(248장)`.
fn found(of: &Solved, lang: Lang) -> Option<String> {
    let (axis, at) = (&of.axes[0], of.answer.as_ref()?);
    let (name, value) = (name(axis, lang), value(axis, at[0], cards(of, at), lang));
    Some(say!(lang, "{name} {value}", "{name} at {value}"))
}

/// What the answer says, as far as its rows bear it out.
fn title(of: &Solved, lang: Lang) -> String {
    let (Some(found), SolveStatus::Answer) = (found(of, lang), of.status) else {
        return answer(of, lang);
    };
    let holds = holds(of, lang);
    if borne_out(of) {
        return say!(lang, "{found}에서 지켜짐: {holds}", "Kept with {found}: {holds}");
    }
    say!(
        lang,
        "{found}에서 지켜질 가능성이 큼(오류 확률은 정한 것보다 클 수 있음): {holds}",
        "Likely kept with {found} (errors may be likelier than planned): {holds}"
    )
}

fn method(of: &Solved, lang: Lang) -> Vec<Block> {
    let (alpha, shared) = (set_share(of.alpha), of.shared_by);
    let asked = question(of, lang);
    let ranges: Vec<String> = of
        .axes
        .iter()
        .map(|axis| {
            let [high, now, step] = [axis.high, axis.now, axis.step].map(|it| value(axis, it, None, lang));
            let (name, range) = (name(axis, lang), format::range(&bare(axis, axis.low), &high, lang));
            say!(
                lang,
                "{name}: {range}, 간격 {step}, 시나리오의 값 {now}",
                "{name}: {range} by {step}; {now} in the scenario"
            )
        })
        .collect();
    vec![
        Block::Text(say!(
            lang,
            "물음은 '{asked}'임. 범위를 반씩 좁혀 가며 값마다 같은 사용자, 날, 장애로 모의실험하고, 판정이 설 때까지 반복을 늘림. 오류 확률 {alpha}를 \
             시험 {shared}회에 나누어, 지켜짐이 보인 값만 답으로 하고 새 난수로 다시 확인함.",
            "The question: {asked}. The range is halved; each value meets the same users, days and faults, with more replications \
             until a verdict stands. An error of {alpha} is shared by {shared} probes. Only a value shown to hold is an answer, and it \
             is looked at again with fresh draws."
        )),
        Block::List(ranges),
    ]
}

/// Columns of the values of all axes.
fn axes(mut table: DataTable, of: &Solved, lang: Lang) -> DataTable {
    for axis in &of.axes {
        table = match (of.axes.len(), &axis.pool) {
            (1, Some(_)) => table.figures(lang.pick("서버(대)", "servers")),
            (_, Some(pool)) => table.figures(say!(lang, "{pool} 서버(대)", "{pool} servers")),
            (_, None) => table.figures(name(axis, lang)),
        };
        if axis.pool.is_some() {
            table = table.figures(lang.pick("카드(장)", "cards"));
        }
    }
    table
}

fn at(of: &Solved, at: &[f64], cards: &[Option<u32>], lang: Lang) -> Vec<Datum> {
    let mut row = Vec::new();
    for (axis, (at, cards)) in of.axes.iter().zip(at.iter().zip(cards)) {
        row.push(axis_value(axis, *at));
        if axis.pool.is_some() {
            row.push(cards.map_or_else(Datum::none, |cards| cells::count(cards.into(), lang)));
        }
    }
    row
}

fn axis_value(axis: &SolveAxis, at: f64) -> Datum {
    let text = bare(axis, at);
    let places = text.split_once('.').map_or(0, |(_, behind)| behind.len() as u8);
    Datum { text, value: Native::Number(at, Shown::Decimals(places)) }
}

fn probes(of: &Solved, lang: Lang) -> Vec<Block> {
    let mut blocks: Vec<Block> =
        charts::of_solved(of, &of.version, lang).into_iter().map(Block::Figure).collect();
    let by_share = of.probes.iter().any(|it| it.held.is_some());
    let caption =
        lang.pick("시험한 순서대로 본 값과 판정", "Values in the order of trying, with their verdicts");
    let mut table = axes(DataTable::new("probes", caption, ""), of, lang);
    table = if by_share {
        table
            .figures(lang.pick("지킨 사업(개)", "programmes that keep it"))
            .figures(lang.pick("본 사업(개)", "programmes seen"))
            .figures(lang.pick("지킨 비율(사업 중)", "kept (of programmes)"))
    } else {
        table.figures(lang.pick("본 사업(개)", "programmes seen")).figures(lang.pick("평균", "mean"))
    };
    table = table.texts(lang.pick("판정", "verdict"));
    for probe in of.probes.iter().chain(&of.confirmations) {
        let mut row = at(of, &probe.at, &probe.cards, lang);
        let judged = cells::count(probe.judged.into(), lang);
        if by_share {
            let share = probe.held.map(|held| f64::from(held) / f64::from(probe.judged.max(1)));
            row.push(probe.held.map_or_else(Datum::none, |held| cells::count(held.into(), lang)));
            row.extend([judged, share.map_or_else(Datum::none, cells::share)]);
        } else {
            row.extend([judged, mean(of, probe, lang)]);
        }
        row.push(Datum::text(solve::verdict(probe, lang)));
        table.row(row);
    }
    blocks.push(Block::Table(table));
    if !of.front.is_empty() && of.axes.len() > 1 {
        blocks.push(Block::Table(front(of, lang)));
    }
    blocks
}

fn mean(of: &Solved, probe: &SolveProbe, lang: Lang) -> Datum {
    probe.mean.map_or_else(Datum::none, |mean| {
        let text = cells::marked(&solve::of_mean(of, mean, lang), lang);
        if text.ends_with('%') {
            return Datum { text, ..cells::share(mean) };
        }
        Datum { text, ..cells::metric(&solve::scale(of), mean, None, lang) }
    })
}

fn front(of: &Solved, lang: Lang) -> DataTable {
    let caption = lang.pick("맞서는 값: 어느 줄이든 물음을 지킴", "The front: any of these keeps it");
    let mut table = axes(DataTable::new("front", caption, ""), of, lang)
        .figures(lang.pick("지킨 사업(본 사업 중)", "kept (of programmes seen)"))
        .texts(lang.pick("새 난수", "fresh draws"));
    for SolvePoint { at: values, cards, held, judged, fresh } in &of.front {
        let mut row = at(of, values, cards, lang);
        let share = held.map(|held| f64::from(held) / f64::from((*judged).max(1)));
        row.push(share.map_or_else(Datum::none, |share| {
            let (held, share) = (held.unwrap_or_default(), cells::share(share));
            Datum { text: format!("{held}/{judged}"), ..share }
        }));
        row.push(Datum::text(match fresh {
            SolveVerdict::Holds => lang.pick("지킴", "holds"),
            SolveVerdict::Fails => lang.pick("못 지킴", "fails"),
            SolveVerdict::NotShown => lang.pick("보이지 못함", "not shown"),
        }));
        table.row(row);
    }
    table
}

fn together(of: &Solved, lang: Lang) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(it) = &of.together {
        let n = it.replications;
        let caption = say!(
            lang,
            "답에서의 집행과 미충족 수요({n}회)",
            "Spend and demand not served at the answer ({n} replications)"
        );
        let unit = lang.pick("(단위: 억 원, VAT 포함)", "(bn won, VAT in)");
        let mut table = DataTable::new("together", caption, unit)
            .texts(lang.pick("항목", "item"))
            .figures(lang.pick("값(95% 신뢰구간)", "value (95% interval)"));
        table.row([Datum::text(lang.pick("집행액", "spent")), cells::money_estimate(&it.spent_won, lang)]);
        table.row([
            Datum::text(lang.pick("미충족 수요(수요 중)", "not served (of demand)")),
            cells::share_estimate(&it.not_served_share, lang),
        ]);
        table.row([
            Datum::text(lang.pick("조기소진 확률(사업 중)", "gone early (of programmes)")),
            cells::share_estimate(&it.exhausted_share, lang),
        ]);
        blocks.push(Block::Table(table));
    }
    if !of.floors.is_empty() {
        let caption = lang.pick("답에서의 카드와 필요카드수", "Cards at the answer and the call's floors");
        let mut table = DataTable::new("floors", caption, "")
            .texts(lang.pick("카드", "card"))
            .figures(lang.pick("투입(장)", "installed"))
            .figures(lang.pick("필요카드수(장)", "floor"))
            .figures(lang.pick("모자람(장)", "short"));
        for it in &of.floors {
            let counts = [it.installed, it.floor, it.short].map(|it| cells::count(it.into(), lang));
            table.row([vec![Datum::text(it.card_type.clone())], counts.into()].concat());
        }
        blocks.push(Block::Table(table));
    }
    if !of.other_servers.is_empty() {
        let others =
            of.other_servers.iter().map(|(pool, n)| say!(lang, "{pool} {n}대", "{pool} {n} servers"));
        let others = others.collect::<Vec<_>>().join(", ");
        blocks.push(Block::Text(say!(
            lang,
            "그 밖의 자원은 시나리오대로 둠: {others}.",
            "Other pools stand as in the scenario: {others}."
        )));
    }
    blocks
}

fn limits(of: &Solved, lang: Lang) -> Vec<Block> {
    let mut all = vec![
        lang.pick(
            "답은 가정이 맞을 때의 것이며, 오류 확률은 모의실험의 오차만을 나타냄",
            "The answer holds if the assumptions do; its error is the simulation's alone",
        )
        .to_owned(),
    ];
    if of.probes.iter().any(|it| it.verdict == SolveVerdict::NotShown && it.why != SolveReason::Beyond) {
        all.push(
            lang.pick(
                "'보이지 못함'은 지키지 못한다는 뜻이 아니라 이 반복 수로는 지킴을 보이지 못했다는 뜻이며, 답에서는 지키지 않는 값으로 다룸",
                "`not shown` does not mean that it fails: so few replications do not show that it holds, and it is treated as not holding",
            )
            .to_owned(),
        );
    }
    remarks(all, lang)
}

fn facts(of: &Solved, lang: Lang) -> Vec<Fact> {
    let scenario = &of.scenario;
    let mut facts = Vec::new();
    if let (Some(found), Some(at)) = (found(of, lang), &of.answer) {
        let (holds, figure) = (holds(of, lang), value(&of.axes[0], at[0], cards(of, at), lang));
        let doubt = doubt(of, lang);
        let sentence = say!(
            lang,
            "{scenario}에서 {found}일 때 {holds}{doubt}.",
            "In {scenario}, with {found}, {holds} {doubt}."
        );
        facts.push(fact("solve.answer", figure, sentence.replace(" .", ".")));
        if let Some(fresh) = of.confirmations.iter().find(|it| it.at == *at)
            && let Some(held) = fresh.held
        {
            let n = fresh.judged;
            let figure = say!(lang, "{n}회 중 {held}회", "{held} of {n}");
            let sentence = say!(
                lang,
                "{found}일 때 새 난수로 모의실험한 {figure}에서 지켜짐.",
                "With {found}, {figure} programmes with fresh draws keep it."
            );
            facts.push(fact("solve.fresh", figure, sentence));
        }
    }
    for it in of.floors.iter().filter(|it| it.short > 0) {
        let short = it.short;
        let figure = say!(lang, "{short}장", "{short} below");
        let said = solve::short(it.installed, it.floor, it.short, lang);
        let card = &it.card_type;
        let sentence = say!(lang, "{card} {said}.", "{card}: {said}.");
        facts.push(fact(format!("solve.floor.{card}"), figure, sentence));
    }
    if let Some(it) = &of.together {
        let n = it.replications;
        let spent =
            prose(&cells::money_estimate(&it.spent_won, lang).text, lang.pick("억 원", "bn won"), lang);
        let sentence = say!(
            lang,
            "답에서 집행액은 평균 {spent}임(모의실험 {n}회).",
            "At the answer the programme spends {spent} on average ({n} replications)."
        );
        facts.push(fact("solve.spent", spent, sentence));
        let missed = prose(&cells::share_estimate(&it.not_served_share, lang).text, "", lang);
        let sentence = say!(
            lang,
            "답에서 미충족 수요는 수요의 {missed}임(모의실험 {n}회).",
            "At the answer {missed} of demand is not served ({n} replications)."
        );
        facts.push(fact("solve.not_served", missed, sentence));
    }
    facts
}
