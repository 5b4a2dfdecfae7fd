//! What solve says of arguments that are no question.

use crate::words::error;
use naru_report::Lang;
use naru_scenario::NotNumber;
use naru_study::solve::{AxisFault, QuestionFault};

fn say(lang: Lang, ko: String, en: String) -> String {
    error(&crate::words::say(lang, ko, en), lang)
}

pub(super) fn question(fault: &QuestionFault, lang: Lang) -> String {
    match fault {
        QuestionFault::NoRelation => say(
            lang,
            "`--until`에 부등호가 없음\n  = `지표 < 값`처럼 적음. 쓸 수 있는 것: < <= > >=. 예: 'programme.waits.gpu-134tf.p95_hours < 8'".to_owned(),
            "`--until` has no relation\n  = write `METRIC < BOUND` with one of < <= > >=, such as 'programme.waits.gpu-134tf.p95_hours < 8'".to_owned(),
        ),
        QuestionFault::UnknownMetric { id, nearest } => {
            let nearest = nearest.join(", ");
            say(
                lang,
                format!("지표 `{id}`이(가) 없음\n  = 혹시: {nearest}"),
                format!("there is no metric `{id}`\n  = nearest: {nearest}"),
            )
        }
        QuestionFault::NoBound { bound, date: true } => say(
            lang,
            format!("`{bound}`은(는) 날짜가 아님\n  = 소진일은 2025-12-15처럼 적음"),
            format!("`{bound}` is no date\n  = a day of exhaustion is held against a date such as 2025-12-15"),
        ),
        QuestionFault::NoBound { bound, date: false } => say(
            lang,
            format!("`{bound}`은(는) 수가 아님\n  = 지표의 단위로 적음: 시간, 0~1의 비율, 원. 예: 8, 0.01, 3_000_000"),
            format!("`{bound}` is no number\n  = give one in the metric's unit: hours, a share of 1, won; such as 8, 0.01, 3_000_000"),
        ),
        QuestionFault::OfRequests { id } => say(
            lang,
            format!("`{id}`은(는) 모든 사업의 신청을 모은 값이라 사업의 몫을 물을 수 없음\n  = 사업마다의 값은 `programme.{id}`, 모은 값이면 `--share`를 뺌"),
            format!("`{id}` is a figure of all requests: no share of programmes has it\n  = ask for `programme.{id}`, one number per programme, or leave `--share` out"),
        ),
        QuestionFault::Share(share) => say(
            lang,
            format!("사업의 몫 {share}은(는) 0과 1 사이여야 함\n  = 모든 사업에서 지켜짐은 몇 번을 모의실험해도 보일 수 없음. 예: 0.99(일어나는 일의 상한이면 0.01)"),
            format!("a share of {share} is not between 0 and 1\n  = that all programmes keep to something cannot be shown by any number of them; give 0.99, say (or 0.01 as the upper bound on what happens)"),
        ),
        QuestionFault::NoPromise { name, known } => {
            let known = known.join(", ");
            say(
                lang,
                format!("약속 `{name}`이(가) 시나리오에 없음\n  = 있는 약속: {known}"),
                format!("the scenario has no promise `{name}`\n  = promises: {known}"),
            )
        }
    }
}

pub(super) fn axis(fault: &AxisFault, lang: Lang) -> String {
    match fault {
        AxisFault::NotNumber { path, why } => not_number(path, why, lang),
        AxisFault::NoHigh { path, now } => say(
            lang,
            format!(
                "`{path}`의 위 끝을 모름\n  = `--vary {path}={now}..높은값`처럼 적음(공급사의 한도 maximum_servers가 있으면 그 값을 씀)"
            ),
            format!(
                "the upper end of `{path}` is not known\n  = write `--vary {path}={now}..HIGH` (a pool with maximum_servers has one of its own)"
            ),
        ),
        AxisFault::Empty { low, high } => say(
            lang,
            format!("범위 {low}..{high}에 값이 없음\n  = 낮은 값을 앞에 적음: {high}..{low}"),
            format!("the range {low}..{high} is empty\n  = the lower end comes first: {high}..{low}"),
        ),
        AxisFault::Wide { low, high } => say(
            lang,
            format!("범위가 너무 넓음: {low}..{high}\n  = 두 끝을 더 가깝게, 더 적은 자릿수로 적음"),
            format!("the range {low}..{high} is too wide\n  = give ends that are closer, with fewer digits"),
        ),
        AxisFault::Step { step } => say(
            lang,
            format!("간격 {step}은(는) 쓸 수 없음\n  = 0보다 크고, 범위를 백만 개 이하로 나누어야 함"),
            format!(
                "a step of {step} cannot be used\n  = it must be above 0 and make at most a million values"
            ),
        ),
        AxisFault::NoRatio { path } => say(
            lang,
            format!(
                "`{path}`은(는) 지금 0이라 다른 값과 같은 비율로 움직일 수 없음\n  = 따로 정하거나(--set) 빼야 함"
            ),
            format!(
                "`{path}` is 0 now and cannot move in a ratio to others\n  = set it by --set, or leave it out"
            ),
        ),
    }
}

fn not_number(path: &str, why: &NotNumber, lang: Lang) -> String {
    match why {
        NotNumber::NoSuchPath { path: missing, nearest } => {
            let (ko, en) = match nearest {
                Some(near) => (format!("혹시 `{near}`?"), format!("did you mean `{near}`?")),
                None => (
                    "점으로 이은 길을 적음. 예: fleet.naru.H100.servers".to_owned(),
                    "give keys joined by dots, such as fleet.naru.H100.servers".to_owned(),
                ),
            };
            say(
                lang,
                format!("`{missing}`이(가) 시나리오에 없음\n  = {ko}"),
                format!("there is no `{missing}` in the scenario\n  = {en}"),
            )
        }
        NotNumber::Dated { date } => say(
            lang,
            format!("`{path}`은(는) 날짜마다 다름\n  = 날짜 하나를 고름: {path}.{date}"),
            format!("`{path}` changes by the date\n  = choose one of them: {path}.{date}"),
        ),
        NotNumber::Parts { first } => say(
            lang,
            format!("`{path}`에는 수가 아니라 다른 키들이 있음\n  = 그 안의 수를 고름: {path}.{first} …"),
            format!("`{path}` holds keys, not a number\n  = choose a number in it: {path}.{first} …"),
        ),
        NotNumber::Text(text) => say(
            lang,
            format!(
                "`{path}`의 값 `{text}`은(는) 수가 아님\n  = 수로 적힌 값만 바꿀 수 있음. 예: fleet.naru.H100.servers, prices.naru.gpu-67tf, demand.level"
            ),
            format!(
                "`{path}` is `{text}`, which is no number\n  = only numbers can be varied, such as fleet.naru.H100.servers, prices.naru.gpu-67tf, demand.level"
            ),
        ),
    }
}

pub(super) fn no_range(vary: &str, lang: Lang) -> String {
    say(
        lang,
        format!(
            "`--vary {vary}`에 범위가 없음\n  = `경로=낮은값..높은값`처럼 적음. 예: fleet.naru.H100.servers=25..57"
        ),
        format!(
            "`--vary {vary}` has no range\n  = write `PATH=LOW..HIGH`, such as fleet.naru.H100.servers=25..57"
        ),
    )
}

pub(super) fn no_number(text: &str, vary: &str, lang: Lang) -> String {
    say(
        lang,
        format!("`--vary {vary}`: `{text}`은(는) 수가 아님\n  = 25, 0.675, 4_100처럼 적음"),
        format!("`--vary {vary}`: `{text}` is no number\n  = write 25, 0.675, 4_100"),
    )
}

pub(super) fn too_many_axes(given: usize, lang: Lang) -> String {
    say(
        lang,
        format!(
            "`--vary`가 {given}개임: 둘까지 함께 바꿀 수 있음\n  = 같은 비율로 움직일 것은 쉼표로 이음: `--vary 경로,경로=낮은값..높은값`"
        ),
        format!(
            "`--vary` is given {given} times: two at most\n  = what moves in proportion is joined by a comma: `--vary PATH,PATH=LOW..HIGH`"
        ),
    )
}

pub(super) fn too_many_steps(lang: Lang) -> String {
    say(
        lang,
        "`--step`이 `--vary`보다 많음\n  = `--vary` 하나에 `--step` 하나".to_owned(),
        "there are more `--step` than `--vary`\n  = one for each".to_owned(),
    )
}

pub(super) fn alpha(alpha: f64, lang: Lang) -> String {
    say(
        lang,
        format!("`--alpha {alpha}`: 답이 틀릴 확률은 0과 0.5 사이여야 함. 예: 0.05"),
        format!("`--alpha {alpha}`: the chance of a wrong answer lies between 0 and 0.5; give 0.05, say"),
    )
}

/// All of them could keep to it, and nothing would be shown.
pub(super) fn too_few(replications: u32, needed: u32, lang: Lang) -> String {
    say(
        lang,
        format!(
            "반복 {replications}회로는 이 몫의 사업에서 지켜짐을 보일 수 없음: 모두 지켜도 모자람\n  = `--replications {needed}` 이상으로 하거나 몫을 낮춤"
        ),
        format!(
            "{replications} replications cannot show this share of programmes even if all of them keep to it\n  = give `--replications {needed}` or more, or a lower share"
        ),
    )
}

/// A value of the range breaks a rule of the scenario.
pub(super) fn cannot_run(lang: Lang) -> String {
    say(
        lang,
        "이 범위의 값으로는 시나리오를 실행할 수 없음\n  = 범위를 좁힘".to_owned(),
        "the scenario cannot run with a value of this range\n  = narrow the range".to_owned(),
    )
}

/// Before anything is simulated.
pub(super) fn below_the_floor(short: &str, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("경고: 이 범위에서 가장 많아도 {short}\n"),
        Lang::En => format!("warning: at most in this range, {short}\n"),
    }
}
