//! A solve for people: on the terminal and in `solve.md`.

use crate::format::{self, count, decimal, plain, set_share};
use crate::metric::{Scale, label};
use crate::phrase;
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{
    MetricUnit, Relation, SolveAxis, SolveProbe, SolveReason, SolveStatus, SolveVerdict, Solved, Unit,
};

/// Columns of a terminal.
const WIDTH: usize = 80;

/// What stands on the terminal.
pub fn text(of: &Solved, folder: Option<&str>, lang: Lang) -> String {
    let mut out = String::new();
    told(&mut out, lang.pick("답", "Answer"), &answer(of, lang), lang);
    let doubt = doubt(of, lang);
    if !doubt.is_empty() {
        lines(&mut out, &doubt, margin(lang));
    }
    out.push('\n');
    for line in table(of, lang).lines(WIDTH - 2) {
        out.extend(["  ", line.as_str(), "\n"]);
    }
    out.push('\n');
    for (heading, text) in notes(of, lang) {
        told(&mut out, heading, &text, lang);
    }
    if let Some(folder) = folder {
        out += &say!(lang, "\n결과: {folder}\n", "\nresults: {folder}\n");
    }
    out
}

/// `solve.md`: Korean, then English.
pub fn markdown(of: &Solved, version: &str) -> String {
    let in_language = |lang: Lang| {
        let mut out = String::new();
        out.extend(["# ", &of.scenario, ": ", &question(of, lang), "\n\n"]);
        let (answer, doubt) = (answer(of, lang), doubt(of, lang));
        out.extend(["**", &crate::table::cell(&answer), "**"]);
        out.extend([if doubt.is_empty() { "" } else { " " }, &crate::table::cell(&doubt), "\n\n"]);
        out += &table(of, lang).markdown("");
        out.push('\n');
        for (heading, text) in notes(of, lang) {
            out.extend(["- ", heading, ": ", &crate::table::cell(&text), "\n"]);
        }
        let (seed, alpha, shared) = (of.seed, set_share(of.alpha), of.shared_by);
        out += &say!(
            lang,
            "\nnaru {version}, 초깃값 {seed}, 오류 확률 {alpha}를 탐침 {shared}회에 나눔\n",
            "\nnaru {version}, seed {seed}, error {alpha} shared by {shared} probes\n"
        );
        out
    };
    Lang::BOTH.map(in_language).join("\n---\n\n")
}

/// Cells of a heading before its text.
fn margin(lang: Lang) -> usize {
    match lang {
        Lang::Ko => 6,
        Lang::En => 10,
    }
}

fn told(out: &mut String, heading: &str, text: &str, lang: Lang) {
    let margin = margin(lang);
    let first = format!("{heading}{}", " ".repeat(margin - crate::table::cells(heading)));
    for (i, line) in wrap(text, WIDTH, margin, margin).iter().enumerate() {
        out.extend([if i == 0 { first.as_str() } else { &line[..margin] }, &line[margin..], "\n"]);
    }
}

fn lines(out: &mut String, text: &str, margin: usize) {
    for line in wrap(text, WIDTH, margin, margin) {
        out.extend([line.as_str(), "\n"]);
    }
}

/// What was looked for, as a sentence.
fn question(of: &Solved, lang: Lang) -> String {
    let holds = holds(of, lang);
    let axes: Vec<String> = of.axes.iter().map(|axis| name(axis, lang)).collect();
    let axes = axes.join(", ");
    if of.question.largest {
        say!(lang, "다음을 지키는 가장 큰 {axes}: {holds}", "largest {axes} for which {holds}")
    } else {
        say!(lang, "다음을 지키는 가장 작은 {axes}: {holds}", "smallest {axes} for which {holds}")
    }
}

/// The condition with its sense: `사업 100개 중 95개 이상에서 134TF 신청의 95%가 8시간 안에 할당됨`.
pub(crate) fn holds(of: &Solved, lang: Lang) -> String {
    let condition = condition(of, lang);
    match of.question.in_programmes {
        Some(share) => {
            let (in_hundred, percent) = (plain(share * 100.0), set_share(share));
            say!(
                lang,
                "사업 100개 중 {in_hundred}개 이상에서 {condition}",
                "in {percent} of programmes or more, {condition}"
            )
        }
        None => say!(lang, "평균으로 {condition}", "on average, {condition}"),
    }
}

fn condition(of: &Solved, lang: Lang) -> String {
    let it = &of.question;
    let id = it.metric.strip_prefix("programme.").unwrap_or(&it.metric);
    let quantile = id.strip_prefix("waits.").and_then(|rest| rest.rsplit_once('.'));
    let quantile = quantile
        .and_then(|(product, figure)| Some((product, figure.strip_prefix('p')?.strip_suffix("_hours")?)));
    if let (Some((product, percent)), Relation::Below | Relation::AtMost) = (quantile, it.relation) {
        let who =
            if product == "all" { lang.pick("전체", "all").to_owned() } else { phrase::product(product) };
        let hours = plain(it.bound);
        return match it.relation {
            Relation::Below => say!(
                lang,
                "{who} 신청의 {percent}%가 {hours}시간 안에 할당됨",
                "{percent}% of {who} requests start within {hours} h"
            ),
            Relation::AtMost | Relation::Above | Relation::AtLeast => say!(
                lang,
                "{who} 신청의 {percent}%가 {hours}시간까지 할당됨",
                "{percent}% of {who} requests start in {hours} h at most"
            ),
        };
    }
    let (label, bound) = (label(&it.metric, lang), bound(of, lang));
    if it.unit == MetricUnit::Day {
        return match it.relation {
            Relation::AtLeast => say!(lang, "예산이 {bound}까지 버팀", "the money lasts to {bound}"),
            Relation::Above => say!(lang, "예산이 {bound} 뒤까지 버팀", "the money lasts beyond {bound}"),
            Relation::Below => say!(lang, "예산이 {bound} 전에 소진됨", "the money is gone before {bound}"),
            Relation::AtMost => say!(lang, "예산이 {bound}까지 소진됨", "the money is gone by {bound}"),
        };
    }
    match it.relation {
        Relation::Below => say!(lang, "{label} {bound} 미만", "{label} below {bound}"),
        Relation::AtMost => say!(lang, "{label} {bound} 이하", "{label} at most {bound}"),
        Relation::Above => say!(lang, "{label} {bound} 초과", "{label} above {bound}"),
        Relation::AtLeast => say!(lang, "{label} {bound} 이상", "{label} at least {bound}"),
    }
}

pub(crate) fn bound(of: &Solved, lang: Lang) -> String {
    let it = &of.question;
    match it.unit {
        MetricUnit::Day => {
            let date = it.written.parse::<jiff::civil::Date>();
            date.map_or_else(|_| it.written.clone(), |date| format::date(date, lang))
        }
        MetricUnit::Share => set_share(it.bound),
        MetricUnit::Won => scale(of).value(it.bound, lang),
        MetricUnit::Hours
        | MetricUnit::Cards
        | MetricUnit::Requests
        | MetricUnit::SetHours
        | MetricUnit::Terabytes
        | MetricUnit::Count => plain(it.bound),
    }
}

pub(crate) fn scale(of: &Solved) -> Scale {
    Scale::of(&of.question.metric, of.question.unit, of.question.bound.abs() / 100.0, Some(of.start.0))
}

/// What an axis is called: `H100`, `67TF 단가`, or its path.
pub(crate) fn name(axis: &SolveAxis, lang: Lang) -> String {
    let own = axis.label.as_ref().map(|label| lang.pick(&label.ko, &label.en).to_owned());
    let name = axis.pool.clone().or(own).unwrap_or_else(|| axis.paths[0].clone());
    match axis.paths.len() {
        1 => name,
        n => {
            let others = n - 1;
            say!(lang, "{name}(그 밖의 {others}개도 같은 비율로)", "{name} ({others} more in proportion)")
        }
    }
}

/// A value with its unit: `31대(248장)`, `9,150원/시간`.
pub(crate) fn value(axis: &SolveAxis, at: f64, cards: Option<u32>, lang: Lang) -> String {
    if axis.pool.is_some() {
        let servers = plain(at);
        return match cards {
            Some(cards) => {
                let cards = count(i64::from(cards));
                say!(lang, "{servers}대({cards}장)", "{servers} servers ({cards} cards)")
            }
            None => say!(lang, "{servers}대", "{servers} servers"),
        };
    }
    let number = bare(axis, at);
    match axis.unit {
        Some(Unit::Share) => format!("{}%", plain(at * 100.0)),
        Some(Unit::Won) => say!(lang, "{number}원", "{number} won"),
        Some(Unit::WonPerHour) => say!(lang, "{number}원/시간", "{number} won/h"),
        Some(Unit::WonPerMonth) => say!(lang, "{number}원/월", "{number} won/month"),
        Some(Unit::Hours) => say!(lang, "{number}시간", "{number} h"),
        Some(Unit::Number) | None => number,
    }
}

/// A value without its unit, with the decimals that its step needs.
pub(crate) fn bare(axis: &SolveAxis, at: f64) -> String {
    let places = (0..=8).find(|places| {
        let scaled = axis.step * format::DECIMALS[*places];
        (scaled - scaled.round()).abs() < 1e-9 * scaled.max(1.0)
    });
    decimal(at, places.unwrap_or(8))
}

pub(crate) fn answer(of: &Solved, lang: Lang) -> String {
    let holds = holds(of, lang);
    let axis = &of.axes[0];
    let name = name(axis, lang);
    let range = format::range(&bare(axis, axis.low), &bare(axis, axis.high), lang);
    match (of.status, &of.answer) {
        (SolveStatus::Answer, Some(at)) => {
            let cards = of.probes.iter().chain(&of.confirmations).find(|it| it.at == *at);
            let value = value(axis, at[0], cards.and_then(|it| it.cards[0]), lang);
            let holds = sentence(&holds);
            say!(lang, "{name} {value}. {holds}", "{name}: {value}. {holds}")
        }
        (SolveStatus::Answer, None) => say!(
            lang,
            "값 하나가 아니라 여럿: 아래 가운데 하나면 {holds}",
            "not one but several: with any of those below, {holds}"
        ),
        (SolveStatus::Nothing, _) => say!(
            lang,
            "없음: {name} {range} 안에서 다음을 지킨다고 보인 값이 없음: {holds}",
            "none: no {name} in {range} was shown to hold: {holds}"
        ),
        (SolveStatus::OtherWay, _) => say!(
            lang,
            "없음: 범위의 반대쪽 끝에서는 지켜지고 이쪽 끝에서는 지켜지지 않음. 반대 방향으로 물어야 함",
            "none: it holds at the other end of the range and fails at this one; ask the other way round"
        ),
        (SolveStatus::NotMonotone, _) => match of.from_here_on {
            Some(from) => {
                let from = value(axis, from, None, lang);
                let on = if of.question.largest {
                    lang.pick("아래로", "downwards")
                } else {
                    lang.pick("위로", "upwards")
                };
                say!(
                    lang,
                    "하나로 정할 수 없음: 지켜지다가 다시 못 지키는 값이 있음(단조가 아님). {from}부터 {on} 해 본 값은 모두 지킴",
                    "no one answer: it holds and then fails again (not monotone). From {from} {on} all that was tried holds"
                )
            }
            None => say!(
                lang,
                "하나로 정할 수 없음: 지켜지는 값 너머에 못 지키는 값이 있음(단조가 아님)",
                "no one answer: beyond values that hold there are some that fail (not monotone)"
            ),
        },
        (SolveStatus::NotConfirmed, _) => say!(
            lang,
            "없음: 찾은 값이 새 난수에서 지켜짐을 보이지 못했고, 그 다음 값들도 그러함",
            "none: what was found was not shown to hold on fresh draws, nor were the values after it"
        ),
    }
}

/// With a large first letter, where there are such.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How often such an answer is wrong; nothing where what was seen of it does not bear out such a rate.
fn doubt(of: &Solved, lang: Lang) -> String {
    let alpha = set_share(of.alpha);
    if of.status != SolveStatus::Answer || !borne_out(of) {
        return String::new();
    }
    say!(lang, "(이 답이 틀릴 확률 {alpha} 이하)", "(the chance that this does not hold is {alpha} at most)")
}

/// Whether whatever was seen of the answer, or of the points of a front, shows it, and none of it is skewed: skewness
/// makes errors likelier than planned.
pub(crate) fn borne_out(of: &Solved) -> bool {
    let answers = of.answer.iter().chain(of.front.iter().map(|point| &point.at));
    let seen = |at: &Vec<f64>| {
        let probes = of.probes.iter().filter(|it| it.why != SolveReason::Beyond).chain(&of.confirmations);
        probes.filter(|it| it.at == *at).all(|it| it.verdict == SolveVerdict::Holds && !it.skewed)
    };
    answers.into_iter().all(seen)
}

/// Every value that was tried, in the order of trying.
fn table(of: &Solved, lang: Lang) -> Table {
    let mut table = Table::default();
    for axis in &of.axes {
        let name = name(axis, lang);
        let heading = match (of.axes.len(), &axis.pool) {
            (1, Some(_)) => lang.pick("서버", "servers").to_owned(),
            (_, Some(pool)) => say!(lang, "{pool} 서버", "{pool} servers"),
            (_, None) => name,
        };
        table.column(&heading, Side::Right);
        if axis.pool.is_some() {
            table.column(lang.pick("카드", "cards"), Side::Right);
        }
    }
    let by_share = of.probes.iter().any(|it| it.held.is_some());
    if by_share {
        table.column(lang.pick("지킨 사업", "kept"), Side::Right);
    } else {
        table.column(lang.pick("반복", "runs"), Side::Right);
        table.column(lang.pick("평균", "mean"), Side::Right);
    }
    table.column(lang.pick("판정", "verdict"), Side::Left);
    for probe in of.probes.iter().chain(&of.confirmations) {
        let mut texts = Vec::new();
        for (i, axis) in of.axes.iter().enumerate() {
            texts.push(bare(axis, probe.at[i]));
            if axis.pool.is_some() {
                texts.push(probe.cards[i].map_or_else(String::new, |cards| count(i64::from(cards))));
            }
        }
        if let Some(held) = probe.held {
            texts.push(format!("{held}/{}", probe.judged));
        } else {
            texts.push(probe.judged.to_string());
            texts.push(probe.mean.map_or_else(|| "-".to_owned(), |mean| of_mean(of, mean, lang)));
        }
        texts.push(verdict(probe, lang));
        table.rows.push(crate::table::Row { texts, remark: String::new() });
    }
    table
}

/// A mean in the metric's unit; of a pooled quantile it is the share of requests within the bound.
pub(crate) fn of_mean(of: &Solved, mean: f64, lang: Lang) -> String {
    let pooled = of.question.metric.starts_with("waits.") && of.question.metric.contains(".p");
    if pooled { format::share(mean) } else { scale(of).value(mean, lang) }
}

pub(crate) fn verdict(probe: &SolveProbe, lang: Lang) -> String {
    let verdict = match (probe.verdict, probe.why) {
        (SolveVerdict::Holds, _) => lang.pick("지킴", "holds"),
        (SolveVerdict::Fails, _) => lang.pick("못 지킴", "fails"),
        (SolveVerdict::NotShown, SolveReason::Beyond) => lang.pick("어긋나지 않음", "not against it"),
        (SolveVerdict::NotShown, SolveReason::End | SolveReason::Half | SolveReason::Fresh) => {
            lang.pick("보이지 못함", "not shown")
        }
    };
    let mut out = verdict.to_owned();
    if probe.why == SolveReason::Fresh {
        out += lang.pick(" (새 난수)", " (fresh draws)");
    }
    if probe.skewed {
        out += " *";
    }
    out
}

/// Confirmation, neighbour, floors, what comes with it.
fn notes(of: &Solved, lang: Lang) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    let confirmed = of.answer.as_ref().and_then(|at| of.confirmations.iter().find(|it| it.at == *at));
    if let Some(probe) = confirmed {
        notes.push((lang.pick("확인", "Fresh"), fresh(of, probe, lang)));
    }
    for point in &of.front {
        let values: Vec<String> = of
            .axes
            .iter()
            .zip(point.at.iter().zip(&point.cards))
            .map(|(axis, (at, cards))| format!("{} {}", name(axis, lang), value(axis, *at, *cards, lang)))
            .collect();
        let values = values.join(lang.pick(", ", " and "));
        let fresh = match point.fresh {
            SolveVerdict::Holds => lang.pick("새 난수에서도 지킴", "holds on fresh draws too"),
            SolveVerdict::Fails => lang.pick("새 난수에서는 못 지킴", "fails on fresh draws"),
            SolveVerdict::NotShown => lang.pick("새 난수에서는 보이지 못함", "not shown on fresh draws"),
        };
        notes.push((lang.pick("조합", "Front"), format!("{values}: {fresh}")));
    }
    if of.shared_users == Some(false) {
        let text = lang.pick(
            "두 자원은 함께 쓰는 상품이 없음: 예산이 버티는 동안은 서로 따로임",
            "no product is served from both pools: they are independent as long as the money lasts",
        );
        notes.push((lang.pick("따로", "Apart"), text.to_owned()));
    }
    for floor in of.floors.iter().filter(|floor| floor.short > 0) {
        notes.push((lang.pick("주의", "Note"), short(floor.installed, floor.floor, floor.short, lang)));
    }
    if let Some(axis) = of.axes.first().filter(|axis| axis.pool.is_some())
        && let Some(expected) = axis.expected
    {
        let expected = plain(expected);
        notes.push((
            lang.pick("이론", "Theory"),
            say!(
                lang,
                "유한 소스 대기행렬로는 {expected}대쯤(찾기 시작한 곳)",
                "a finite-source queue expects about {expected} servers (where the search began)"
            ),
        ));
    }
    if let Some(together) = together(of, lang) {
        notes.push((lang.pick("함께", "With it"), together));
    }
    if of.probes.iter().any(|probe| probe.skewed) {
        let text = lang.pick(
            "* 값이 한쪽으로 치우쳐, 이 반복 수로는 그 줄의 오류 확률이 정한 것보다 클 수 있음",
            "* so skewed that, with so few replications, errors of that row may be likelier than planned",
        );
        notes.push((lang.pick("비고", "Skewed"), text.to_owned()));
    }
    // A share that hardly ever shows: only more programmes can show that it is small.
    let alike = |probe: &SolveProbe| {
        probe.verdict == SolveVerdict::NotShown
            && probe.why != SolveReason::Beyond
            && probe.standard_error == Some(0.0)
    };
    if of.probes.iter().chain(&of.confirmations).any(alike) {
        let text = lang.pick(
            "모든 반복이 같은 값인 줄이 있음: 드문 일은 이 반복 수로는 보이지 않을 수 있어 지킨다고 하지 않음. --replications를 늘림",
            "rows whose replications are all alike show no small share: what is rare may show in none of so few; give more --replications",
        );
        notes.push((lang.pick("반복", "Alike"), text.to_owned()));
    }
    notes
}

/// Fewer cards than the call asks for (S2).
pub fn short(installed: u32, floor: u32, short: u32, lang: Lang) -> String {
    let (installed, floor, short) =
        (count(i64::from(installed)), count(i64::from(floor)), count(i64::from(short)));
    say!(
        lang,
        "{installed}장은 필요카드수 {floor}장보다 {short}장 적음[S2]: 이대로는 공모 조건에 맞지 않음",
        "{installed} cards are {short} below the floor of {floor} [S2]: the call asks for more"
    )
}

/// What fresh draws say of the answer, and what is known of the value before it.
fn fresh(of: &Solved, probe: &SolveProbe, lang: Lang) -> String {
    let runs = probe.replications;
    let first = if let Some(held) = probe.held {
        say!(lang, "새 난수 {runs}회 중 {held}회 지킴", "{held} of {runs} fresh replications keep it")
    } else {
        let mean = probe.mean.map_or_else(|| "-".to_owned(), |mean| of_mean(of, mean, lang));
        say!(lang, "새 난수 {runs}회의 평균 {mean}", "mean of {runs} fresh replications: {mean}")
    };
    let axis = &of.axes[0];
    let second = match of.neighbour {
        None => lang
            .pick(
                "범위의 끝 값임: 더 작은 값은 물은 범위 밖",
                "this is the end of the range: beyond it nothing was tried",
            )
            .to_owned(),
        Some(it) => {
            let at = value(axis, it.at, None, lang);
            match it.verdict {
                SolveVerdict::Fails => say!(lang, "{at}: 지키지 못함", "{at}: shown to fail"),
                SolveVerdict::NotShown | SolveVerdict::Holds => {
                    say!(lang, "{at}: 어느 쪽도 보이지 못함", "{at}: not shown either way")
                }
            }
        }
    };
    format!("{first}. {second}")
}

fn together(of: &Solved, lang: Lang) -> Option<String> {
    let it = of.together.as_ref()?;
    let spent = format::money_text(it.spent_won.mean? as f64, lang);
    let unserved = it.not_served_share.mean.map_or_else(|| "-".to_owned(), format::share);
    let runs = it.replications;
    let mut out = say!(
        lang,
        "집행액 {spent}, 미충족 수요 {unserved}({runs}회 평균)",
        "{spent} spent, {unserved} of demand not served (mean of {runs})"
    );
    let others: Vec<String> = of
        .other_servers
        .iter()
        .map(|(pool, servers)| say!(lang, "{pool} {servers}대", "{pool} at {servers} servers"))
        .collect();
    if !others.is_empty() {
        let others = others.join(", ");
        out += &say!(lang, ". {others}로 둠", "; {others} as in the scenario");
    }
    Some(out)
}
