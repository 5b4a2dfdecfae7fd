//! Job logs for people: what is wrong with one, and what became of its rows.

use crate::format::count;
use crate::words::{Lang, say};
use naru_results::Counted;
use naru_results::intake::jobs::{Bad, Broken, Format, LogFault, NotALog, Problem, Problems, Skipped};

/// Why a log could not be taken, with its place and a cure.
pub fn fault(fault: &LogFault, lang: Lang) -> String {
    match fault {
        LogFault::Io(error) => error.to_string(),
        LogFault::NotAFile(path) => {
            let path = path.display();
            say!(
                lang,
                "{path}: 파일이 아님. 폴더 안의 파일을 주거나, 두 번 읽으므로 먼저 파일로 저장함",
                "{path}: not a file; name a file in it, or, since it is read twice, write it to a file first"
            )
        }
        LogFault::NotALog { path, is } => format!("{}: {}", path.display(), not_a_log(is, lang)),
        LogFault::Broken { path, line, how } => {
            let (path, line) = (path.display(), count(*line as i64 + 1));
            let how = broken(how, lang);
            say!(lang, "{path} {line}행: {how}", "{path}, line {line}: {how}")
        }
        LogFault::Problems(it) => problems(it, lang),
        LogFault::NoJob { path, tally } => {
            let (path, rows) = (path.display(), count(tally.rows as i64));
            let why =
                Skipped::ALL.map(|why| Counted { what: why.name().to_owned(), count: tally.skipped(why) });
            let why: Vec<String> = why.iter().filter(|it| it.count > 0).map(|it| reason(it, lang)).collect();
            let why = why.join(", ");
            say!(
                lang,
                "{path}: {rows}행 가운데 작업이 하나도 없음({why})",
                "{path}: none of its {rows} rows is a job ({why})"
            )
        }
        LogFault::TooLong(path) => {
            let path = path.display();
            say!(
                lang,
                "{path}: 이 장비로는 재현이 136년을 넘음. 장비를 늘리거나, 잘못된 시각이 있는지 봄",
                "{path}: on this pool the replay takes longer than 136 years; give a larger pool, or see whether a time is wrong"
            )
        }
        LogFault::Changed(path) => {
            let path = path.display();
            say!(
                lang,
                "{path}: 읽는 동안 바뀜. 다시 실행함",
                "{path}: changed while it was read; run it again"
            )
        }
    }
}

/// How many rows, and why: `no size 355`.
pub(crate) fn reason(it: &Counted, lang: Lang) -> String {
    let (what, count) = (words(&it.what, lang), count(it.count as i64));
    format!("{what} {count}")
}

/// A reason or a remark in words.
pub(crate) fn words(name: &str, lang: Lang) -> &str {
    match name {
        "step" => lang.pick("작업의 단계", "job steps"),
        "duplicate" => lang.pick("같은 행", "equal rows"),
        "never_started" => lang.pick("시작하지 않음", "never started"),
        "hold" => lang.pick("보유만 함", "only held"),
        "no_size" => lang.pick("크기 없음", "no size"),
        "above_pool" => lang.pick("장비보다 큼", "larger than the pool"),
        "negative_run" => lang.pick("실행시간 음수", "negative run time"),
        "negative_submit" => lang.pick("신청시각 음수", "negative submit"),
        "wrong_columns" => lang.pick("열 수가 다름", "wrong number of columns"),
        "unreadable" => lang.pick("읽을 수 없음", "cannot be read"),
        "no_estimate" => lang.pick("예상시간 없음(실행시간을 씀)", "no estimate (run time taken)"),
        "past_estimate" => lang.pick("예상보다 오래 실행", "ran past the estimate"),
        "zero_length" => lang.pick("길이 0", "of no length"),
        "other_size" => lang.pick("신청과 할당 크기가 다름", "size asked differs from size given"),
        "no_size_in_log" => lang.pick("기록에 크기가 없어 1로 봄", "no size in the log: 1 taken"),
        "negative_wait" => lang.pick("신청 전에 시작", "started before submit"),
        "fraction" => lang.pick("1초 미만을 반올림", "fractions of a second rounded"),
        "more_columns" => lang.pick("남는 열", "more columns than the format has"),
        "cut_begin" => lang.pick("기록 전에 시작", "began before the log"),
        "cut_end" => lang.pick("기록 뒤에 끝남", "ends after the log"),
        "not_served" => lang.pick("할당받지 못함", "never served"),
        "resumes" => lang.pick("이어서 실행", "go on with an earlier one"),
        other => other,
    }
}

/// The rows that cannot be read, the first of them one by one.
fn problems(it: &Problems, lang: Lang) -> String {
    let file = it.file.display();
    let mut out = String::new();
    for Problem { line, at, column, found, what } in &it.first {
        let what = bad(*what, lang);
        // "3 columns": the number is enough in Korean.
        let number = found.split(' ').next().unwrap_or_default();
        out += &if column.is_empty() {
            say!(
                lang,
                "{file}:{line}:{at}: 열이 {number}개임: {what}\n",
                "{file}:{line}:{at}: the row has {found}; {what}\n"
            )
        } else {
            say!(
                lang,
                "{file}:{line}:{at}: `{column}`이 `{found}`임: {what}\n",
                "{file}:{line}:{at}: `{column}` is `{found}`; {what}\n"
            )
        };
    }
    let more = it.count - it.first.len() as u64;
    if more > 0 {
        let more = count(more as i64);
        out += &say!(lang, "그 밖에 {more}건\n", "and {more} more\n");
    }
    out + lang.pick(
        "  = 행을 고치거나, `--skip-bad-rows`로 건너뜀(몇 행인지 보고함)",
        "  = correct the rows, or pass over them by `--skip-bad-rows`: they are counted",
    )
}

fn bad(what: Bad, lang: Lang) -> String {
    match what {
        Bad::Columns(expected) => say!(lang, "{expected}개여야 함", "expected {expected} columns"),
        Bad::NotNumber => say!(lang, "숫자여야 함", "expected a number"),
        Bad::Outside(least, most) => say!(lang, "{least}~{most}이어야 함", "expected {least} to {most}"),
        Bad::NotTime => say!(
            lang,
            "시각이어야 함: 2025-05-01T10:00:00이나 유닉스 초",
            "expected a time, such as 2025-05-01T10:00:00 or Unix seconds"
        ),
        Bad::NotLength => say!(
            lang,
            "시간 길이여야 함: 3600이나 1-02:03:04",
            "expected a length of time, such as 3600 or 1-02:03:04"
        ),
        Bad::NotId => say!(lang, "작업 번호여야 함", "expected the id of a job"),
        Bad::Empty => say!(lang, "비어 있으면 안 됨", "expected something here"),
        Bad::Reversed => say!(lang, "시작보다 먼저 끝남", "ends before it starts"),
    }
}

fn broken(how: &Broken, lang: Lang) -> String {
    match how {
        Broken::Gzip(error) => say!(
            lang,
            "gzip 자료가 여기서 끊겼거나 깨짐({error}). 파일을 다시 받음",
            "the gzip data are cut off or damaged here ({error}); fetch the file again"
        ),
        Broken::LongLine(most) => say!(
            lang,
            "{most}바이트가 넘는 줄: 기록의 행이 아님",
            "a line of more than {most} bytes; no row of a log is so long"
        ),
        Broken::Binary => say!(
            lang,
            "글이 아닌 0 바이트가 있음. 파일을 다시 받음",
            "a zero byte, which no text has; fetch the file again"
        ),
    }
}

fn not_a_log(is: &NotALog, lang: Lang) -> String {
    match is {
        NotALog::Nothing => say!(lang, "행이 없음", "there is no row in it"),
        NotALog::Packed(program) => say!(
            lang,
            "{program}로 압축된 파일: 먼저 풀거나 gzip으로 압축함",
            "it is packed by {program}; unpack it first, or use gzip"
        ),
        NotALog::Binary => say!(lang, "글 파일이 아님", "it is no text"),
        NotALog::Throughput => say!(
            lang,
            "작업 기록이 아님: 시간대별 개수만 있음. 원래의 작업 기록을 주어야 함",
            "not a job log: it counts jobs by time; take the log that it was made from"
        ),
        NotALog::ClusterSummary => say!(
            lang,
            "작업 기록이 아님: 클러스터 전체의 평균임. 클러스터의 작업 기록을 주어야 함",
            "not a job log: averages of whole clusters; take a cluster's own log"
        ),
        NotALog::Distribution => say!(
            lang,
            "작업 기록이 아님: 분포만 있음",
            "not a job log: it is a distribution and has no single jobs"
        ),
        NotALog::Inventory => say!(
            lang,
            "작업 기록이 아님: 서버 목록임. 같은 자료의 작업 기록을 주어야 함",
            "not a job log: a list of servers; take the job log of the same trace"
        ),
        NotALog::Schedule => say!(
            lang,
            "작업 기록이 아님: 시작시각만 있는 일정임. `--against`로 줄 것",
            "not a job log: a schedule of start times; give it to `--against`"
        ),
        NotALog::SacctTable => say!(
            lang,
            "칸에 맞지 않는 글을 자르는 sacct 표: `sacct --parsable2`로 다시 저장함",
            "sacct's table, whose columns cut what does not fit; write it again with `sacct --parsable2`"
        ),
        NotALog::NoColumns(format, columns) => {
            let (format, columns) = (format.title(), columns.join(", "));
            say!(
                lang,
                "{format} 기록이라면 머리글에 {columns}이(가) 있어야 함",
                "as {format} its header needs {columns}"
            )
        }
        NotALog::NoSchedule(line) => say!(
            lang,
            "일정의 머리글에는 `job_id`와 `start`가 있어야 함: `{line}`",
            "a schedule's header has `job_id` and `start`, and this one is `{line}`"
        ),
        NotALog::Unknown(line) => {
            let known = Format::ALL.map(Format::title).join(", ");
            say!(
                lang,
                "알 수 없는 형식: 첫 줄이 `{line}`. 읽을 수 있는 형식: {known}",
                "no format is known that begins with `{line}`; known are {known}"
            )
        }
    }
}
