//! What a solve found, how sure that is, and what must be said beside it.

use super::question::{bare, holds, name, scale, value};
use crate::format::{self, count, plain, set_share};
use crate::words::{Lang, say};
use naru_results::{SolveProbe, SolveReason, SolveStatus, SolveVerdict, Solved};

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
pub(crate) fn doubt(of: &Solved, lang: Lang) -> String {
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
pub(crate) fn notes(of: &Solved, lang: Lang) -> Vec<(&'static str, String)> {
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
