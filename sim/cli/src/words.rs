//! What this room says to people, both languages side by side.

use crate::exit::Exit;
pub(crate) use crate::file_words::{reason, results, standard_output};
use naru_report::{Lang, particle::chosen};
use naru_results::names;
use naru_scenario::Text;
use naru_study::compare::Refused;
use std::path::Path;

/// The text in a language; a pair such as `은(는)` becomes the particle that the word before it takes.
pub(crate) fn say(lang: Lang, ko: String, en: String) -> String {
    match lang {
        Lang::Ko => chosen(ko),
        Lang::En => en,
    }
}

/// The closing line of `check`.
pub(crate) fn tally(tally: &str, exit: Exit, lang: Lang) -> String {
    let code = match exit {
        Exit::Done => 0,
        Exit::CheckFailed => 1,
        Exit::Usage => 2,
        Exit::InputOutput => 3,
        Exit::Undecided => 4,
        Exit::Bug => 70,
        Exit::TryAgain => 75,
        Exit::Interrupted => 130,
    };
    say(lang, format!("{tally}. 종료 코드 {code}"), format!("{tally}. Exit code {code}"))
}

/// The unit of the progress bar.
pub(crate) fn replications(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => "회",
        Lang::En => "replications",
    }
}

/// The auditor heard every replication to its end: had anything contradicted, it would have been told as a bug.
pub(crate) fn audited(replications: u32, lang: Lang) -> String {
    say(
        lang,
        format!("감사: {replications}회 모두 끝까지 확인함. 카드, 대기, 금액에 어긋남이 없음\n"),
        format!("audit: {replications} replications heard to the end; cards, waits and money agree\n"),
    )
}

/// Ctrl-C.
pub(crate) fn interrupted(lang: Lang) -> String {
    say(
        lang,
        "중단함: 아무것도 쓰지 않았고 전에 있던 결과는 그대로임".to_owned(),
        "interrupted: nothing was written, earlier results stand as they were".to_owned(),
    )
}

/// An invariant broke; in a replication, or outside of all.
pub(crate) fn bug(message: &str, of_run: Option<(u64, u32)>, command: &str, lang: Lang) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let (ko, en) = match of_run {
        Some((seed, replication)) => (
            format!("초깃값 {seed}, 반복 {replication}, "),
            format!("seed {seed}, replication {replication}, "),
        ),
        None => (String::new(), String::new()),
    };
    say(
        lang,
        format!(
            "naru의 오류: {message}\n  {ko}판 {version}\n  명령 {command}\n이 네 줄을 그대로 알려 주면 다시 볼 수 있음"
        ),
        format!(
            "a bug in naru: {message}\n  {en}version {version}\n  command {command}\nreport these lines as they stand: they are enough to see it again"
        ),
    )
}

/// The log asked for is of a replication that is not run.
pub(crate) fn no_such_replication(log: u32, replications: u32, lang: Lang) -> String {
    let last = replications - 1;
    say(
        lang,
        format!(
            "오류: `--log-replication {log}`: 반복은 0부터 {last}까지임. `--replications`를 늘리거나 그 안의 수를 적어야 함"
        ),
        format!(
            "error: `--log-replication {log}`: replications run from 0 to {last}; give one of them, or raise `--replications`"
        ),
    )
}

/// A message with the word for an error before it.
pub(crate) fn error(message: &str, lang: Lang) -> String {
    say(lang, format!("오류: {message}"), format!("error: {message}"))
}

pub(crate) fn order_too_long(given: usize, lang: Lang) -> String {
    let most = naru_study::MOST_CRITERIA;
    say(
        lang,
        format!("오류: `--order`의 기준이 {given}개임: {most}개까지 적을 수 있음"),
        format!("error: `--order` has {given} criteria: at most {most}"),
    )
}

pub(crate) fn no_machine(lang: Lang) -> String {
    say(
        lang,
        "오류: 이 기록에는 장비의 크기가 없음\n  = `--cards N`이나 `--servers 57x8`로 장비를 정함".to_owned(),
        "error: this log does not say how large its machine is\n  = say how large the pool is by `--cards N` or `--servers 57x8`".to_owned(),
    )
}

/// `--month` names no month, or none of the programme.
pub(crate) fn no_such_month(month: &str, first: &str, last: &str, lang: Lang) -> String {
    say(
        lang,
        format!(
            "오류: `--month {month}`: 사업의 달이 아님\n  = {first}부터 {last}까지 가운데 하나를 적어야 함(예: {first})"
        ),
        format!(
            "error: `--month {month}`: no month of the programme\n  = give one from {first} to {last}, such as {first}"
        ),
    )
}

/// The input has problems: how many, and how many were shown.
pub(crate) fn input_problems(count: u64, shown: u64, lang: Lang) -> String {
    let s = if count == 1 { "" } else { "s" };
    let (ko, en) = if shown < count {
        (format!("(앞의 {shown}건만 보임)"), format!(" (the first {shown} are shown)"))
    } else {
        (String::new(), String::new())
    };
    say(
        lang,
        format!("입력 오류 {count}건{ko}. 아무것도 쓰지 않음"),
        format!("{count} problem{s} in the input{en}; nothing was written"),
    )
}

/// `--lang both` for a verb that writes no report.
pub(crate) fn only_reports_in_both(lang: Lang) -> String {
    say(
        lang,
        "오류: `--lang both`는 `naru report`에만 씀\n  = `--lang ko`나 `--lang en`을 적음".to_owned(),
        "error: `--lang both` is for `naru report` alone\n  = give `--lang ko` or `--lang en`".to_owned(),
    )
}

/// A comparison of one scenario, or of more than have a letter.
pub(crate) fn so_many_scenarios(given: usize, lang: Lang) -> String {
    let most = naru_report::compare::MOST;
    let line = "naru compare scenarios/plan-fcfs.ron scenarios/plan-easy.ron";
    say(
        lang,
        format!("오류: 견줄 시나리오가 {given}개임\n  = 둘에서 {most}개까지 적음. 예: {line}"),
        format!("error: {given} to compare: give two scenarios or more, at most {most}\n  = such as: {line}"),
    )
}

/// What cannot be compared; names of the scenarios in their order.
pub(crate) fn not_compared(refused: &Refused, scenarios: &[&str], lang: Lang) -> String {
    let list = |ids: &[String]| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    match refused {
        Refused::Unknown { id, nearest } => {
            let near = list(nearest);
            say(
                lang,
                format!("오류: 지표에 없는 이름: `{id}`\n  = 가까운 지표: {near}"),
                format!("error: no metric is called `{id}`\n  = nearest metrics: {near}"),
            )
        }
        Refused::NotInAll { id, missing, nearest } => {
            let (near, name) = (list(nearest), scenarios[*missing]);
            say(
                lang,
                format!(
                    "오류: `{id}`은(는) 시나리오 `{name}`에 없는 지표임\n  = 그 시나리오의 가까운 지표: {near}"
                ),
                format!("error: scenario `{name}` has no metric `{id}`\n  = nearest metrics there: {near}"),
            )
        }
        Refused::NotPaired { id } => say(
            lang,
            format!(
                "오류: `{id}`은(는) 모든 반복의 신청을 합한 값이어서 반복마다 짝지을 수 없음\n  = 사업 하나의 값 `programme.{id}`을(를) 적음"
            ),
            format!(
                "error: `{id}` is of the requests of all replications together and cannot be paired\n  = ask for one number per programme: `programme.{id}`"
            ),
        ),
        Refused::NotCompared { id, compared } => {
            let compared = list(compared);
            say(
                lang,
                format!("오류: `--indifference {id}=…`: 견주지 않는 지표임\n  = 견주는 지표: {compared}"),
                format!(
                    "error: `--indifference {id}=…`: this metric is not compared\n  = compared are: {compared}"
                ),
            )
        }
        Refused::NoDirection { id } => say(
            lang,
            format!(
                "오류: `--best {id}`: 크고 작음에 낫고 못함이 없는 지표임\n  = 대기, 초과율, 미충족 수요 같은 지표를 적음. 예: waits.all.mean_hours"
            ),
            format!(
                "error: `--best {id}`: neither more nor less of it is better\n  = give a metric such as waits.all.mean_hours"
            ),
        ),
    }
}

/// The beginning of a hash, for people.
pub(crate) fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

/// The fragment must end in `.ron`.
pub(crate) fn not_ron(path: &Path, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!("오류: `--out {path}`: 시나리오 조각의 이름은 .ron으로 끝나야 함(예: fit.ron)"),
        format!("error: `--out {path}`: the name of a scenario fragment ends in .ron, such as fit.ron"),
    )
}

/// A file that is read would be written.
pub(crate) fn over_its_input(path: &Path, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!("오류: {path}: 읽을 파일을 덮어쓰게 됨\n  = `--out`으로 다른 이름을 줌"),
        format!(
            "error: {path}: a file that is read would be written over\n  = give another name with `--out`"
        ),
    )
}

/// Nobody is left to fit.
pub(crate) fn no_users_left(without: usize, lang: Lang) -> String {
    say(
        lang,
        format!(
            "오류: `--without-top-users {without}`: 그 사람들을 빼면 남는 작업이 없거나, 기록에 사용자가 없음\n  = 더 적은 수를 적거나 이 옵션을 뺌"
        ),
        format!(
            "error: `--without-top-users {without}`: nobody is left without them, or the log names no user\n  = give a smaller number, or leave the option out"
        ),
    )
}

/// What was fitted is no scenario over this base.
pub(crate) fn fragment_refused(tally: &str, lang: Lang) -> String {
    say(
        lang,
        format!(
            "맞춘 값이 이 바탕 시나리오에 맞지 않음: {tally}. 아무것도 쓰지 않음\n  = `--base`로 다른 시나리오를 주거나 `--without-top-users`로 기록을 좁힘"
        ),
        format!(
            "what was fitted is no scenario over this base: {tally}. Nothing was written\n  = give another scenario with `--base`, or narrow the log with `--without-top-users`"
        ),
    )
}

/// Where the fit stands, and what comes next.
pub(crate) fn fitted(out: &Path, lang: Lang) -> String {
    let named = |ending: &str| out.with_extension(ending).display().to_string();
    let chart = named(match lang {
        Lang::Ko => names::FIT_CHARTS[0],
        Lang::En => names::FIT_CHARTS[1],
    });
    let (fragment, figures, curves) = (out.display(), named(names::FIT_FIGURES), named(names::FIT_CURVES));
    say(
        lang,
        format!("{fragment}\n  그림 {chart}, 수치 {figures}, 곡선 {curves}\n  다음: naru run {fragment}\n"),
        format!(
            "{fragment}\n  chart {chart}, figures {figures}, curves {curves}\n  next: naru run {fragment}\n"
        ),
    )
}

/// A promise names a metric that does not exist: title, label, note.
pub(crate) fn unknown_metric(promise: &str, metric: &str, nearest: &[&str]) -> (Text, Text, Text) {
    // A promise is kept by programmes: a figure of all requests is asked of each of them.
    let prefix = |id: &str| if id.starts_with("waits.") { "programme." } else { "" };
    let nearest: Vec<String> = nearest.iter().map(|id| format!("`{}{id}`", prefix(id))).collect();
    let (first, near) = (nearest.first().expect("a scenario has metrics"), nearest.join(", "));
    let text = |ko, en| Text { ko, en };
    (
        text(
            format!("약속 `{promise}`의 지표에 없는 이름: `{metric}`"),
            format!("promise `{promise}` names a metric that does not exist: `{metric}`"),
        ),
        text(format!("혹시 {first}?"), format!("did you mean {first}?")),
        text(format!("가까운 지표: {near}"), format!("nearest metrics: {near}")),
    )
}
