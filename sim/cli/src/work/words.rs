//! What is said of replications that are kept, and of shards; both languages side by side.

use crate::file_words::is_full;
use crate::run::{VERSION, quoted};
use crate::words::{reason, say, short};
use naru_report::Lang;
use naru_results::{Shard, ShardHead, StudyHead};
use naru_study::Extent;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// What is counted beside a scenario's own replications, for numbers that nobody typed.
#[derive(Clone, Copy)]
pub(super) struct Counted(Option<(&'static str, &'static str)>);

impl Counted {
    /// Of a study; `extent` is `None` where how many there are follows from themselves.
    pub(super) fn new(verb: &str, extent: Option<&Extent>) -> Self {
        if extent.is_some_and(|extent| extent.arms() < 2) {
            return Self(None);
        }
        Self(match verb {
            // Until a run is precise enough, no smaller fleet is tried.
            "run" if extent.is_none() => None,
            "run" => {
                Some(("자원을 줄여 본 것도 셈", "those of the smaller fleets that are tried counted in"))
            }
            "sweep" => Some(("모든 점을 합함", "of all points together")),
            "compare" => Some(("모든 시나리오를 합함", "of all scenarios together")),
            "readings" => Some(("모든 해석안을 합함", "of all readings together")),
            "solve" => Some(("시험한 값을 모두 합함", "of all values tried")),
            _ => None,
        })
    }

    fn ko(self) -> String {
        self.0.map_or_else(String::new, |(ko, _)| format!("({ko})"))
    }

    fn en(self) -> String {
        self.0.map_or_else(String::new, |(_, en)| format!(" ({en})"))
    }
}

/// Some replications were done before.
pub(super) fn goes_on(done: usize, counted: Counted, lang: Lang) -> String {
    let were = if done == 1 { "replication was" } else { "replications were" };
    let (ko, en) = (counted.ko(), counted.en());
    say(
        lang,
        format!("이어서 함: 반복 {done}회는 전에 끝남{ko}\n"),
        format!("going on: {done} {were} done before{en}\n"),
    )
}

/// Ctrl-C: what is kept.
pub(super) fn kept(done: u64, counted: Counted, part: &Path, lang: Lang) -> String {
    let (part, s) = (part.display(), plural(done));
    let (ko, en) = (counted.ko(), counted.en());
    say(
        lang,
        format!("중단함: 끝난 반복 {done}회{ko}를 {part}에 남김. 같은 명령으로 이어서 함"),
        format!(
            "interrupted: {done} finished replication{s}{en} kept in {part}; the same command goes on from there"
        ),
    )
}

/// The result stands, and there is more that it did not take: of more replications, or of more that was asked.
pub(super) fn left(more: usize, part: &Path, lang: Lang) -> String {
    let (part, s) = (part.display(), plural(more as u64));
    say(
        lang,
        format!(
            "이 결과에 쓰이지 않은 끝난 반복 {more}회는 {part}에 그대로 있음. 그것을 낸 명령은 거기에서 이어서 함. 다시 하지 않으려면 지워도 됨\n"
        ),
        format!(
            "{more} finished replication{s} that this result did not take stay in {part}: the command that made them goes on from there, and the file may be removed if it is not to\n"
        ),
    )
}

/// Finished replications of another question stand where this one's are to be kept.
pub(super) fn other_work(path: &Path, replications: usize, how: Option<&str>, lang: Lang) -> String {
    let (path, s) = (path.display(), plural(replications as u64));
    let how = how.map_or_else(String::new, |how| format!("\n  = {how}"));
    say(
        lang,
        format!(
            "오류: {path}에 다른 연구의 끝난 반복 {replications}회가 남아 있음{how}\n  = 그 연구를 같은 명령으로 마저 하거나, `--out`으로 다른 폴더를 줌. 버려도 되면 `--force`를 더함"
        ),
        format!(
            "error: {path} holds {replications} finished replication{s} of another study{how}\n  = finish that one by its own command, or give another folder with `--out`; add `--force` if they may go"
        ),
    )
}

/// What cannot be written now, and may be once a fault has passed.
pub(super) fn not_now(path: &Path, source: &io::Error, lang: Lang) -> String {
    let (path, reason) = (path.display(), reason(source, lang));
    let (ko, en) = if is_full(source) {
        ("자리를 마련하고", "make room and give the same command again")
    } else {
        ("그 장애가 지나간 뒤에", "give the same command again once that has passed")
    };
    say(
        lang,
        format!("오류: {path}에 쓸 수 없음: {reason}\n  = {ko} 같은 명령을 다시 함. 끝난 반복은 그대로 있음"),
        format!("error: {path} cannot be written: {reason}\n  = {en}: replications that are done are kept"),
    )
}

/// The shard is written.
pub(super) fn shard_done(shard: &Shard, counted: Counted, folder: &Path, lang: Lang) -> String {
    let ShardHead { index, of, replications, .. } = &shard.head;
    let (n, path) = (shard.rows.len(), folder.join(Shard::name(*index, *of)));
    let (path, folder, s) = (path.display(), folder.display(), plural(n as u64));
    let (of_ko, of_en) = (counted.ko(), counted.en());
    let (ko, en) = if n == 0 {
        (
            format!("반복 {replications}회{of_ko} 가운데 이 조각의 것은 없음. {path}은(는) 비어 있음"),
            format!("none of the {replications} replications{of_en} falls to it; {path} is empty"),
        )
    } else {
        (format!("반복 {n}회{of_ko}를 {path}에 씀"), format!("{n} replication{s}{of_en} in {path}"))
    };
    say(
        lang,
        format!("조각 {index}/{of}: {ko}. 조각이 다 모이면: naru merge {folder}\n"),
        format!("shard {index} of {of}: {en}. Once all are there: naru merge {folder}\n"),
    )
}

/// The shard stands already.
pub(super) fn stands(path: &Path, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!("{path}은(는) 이미 끝난 조각임. 다시 하지 않음"),
        format!("{path} is done already: nothing to do"),
    )
}

/// The shard stands there and is broken.
pub(super) fn made_again(path: &Path, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!("{path}은(는) 잘렸거나 바뀌어 있어서 다시 만듦\n"),
        format!("{path} was cut short or changed: it is made again\n"),
    )
}

/// A shard of another study stands there.
pub(super) fn another_stands(path: &Path, how: &str, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!(
            "오류: {path}은(는) 다른 연구의 조각이어서 바꾸지 않음\n  = {how}\n  = `--out`으로 다른 폴더를 주거나 그 파일을 옮김"
        ),
        format!(
            "error: {path} is a shard of another study and is not replaced\n  = {how}\n  = give another folder with `--out`, or move that file away"
        ),
    )
}

/// A shard stands there that was made with other options, none of which shapes a replication.
pub(super) fn options_anew(path: &Path, how: &str, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!("{path}의 반복은 그대로 두고 옵션만 다시 씀\n  = {how}"),
        format!("the replications of {path} stand; its options were written anew\n  = {how}"),
    )
}

const OTHER_VERSION: (&str, &str) = ("다른 판의 naru", "another version of naru");

/// What stands there, and what here.
fn told((ko, en): (&str, &str), there: &str, here: &str, lang: Lang) -> String {
    say(lang, format!("{ko}: 그 파일은 {there}, 여기는 {here}"), format!("{en}: {there} there, {here} here"))
}

/// In what a study differs from the one that a file is of; `None` if they are one.
pub(super) fn apart(this: &StudyHead, other: &StudyHead, lang: Lang) -> Option<String> {
    apart_of(("", ""), this, other, lang)
}

/// The same, where the versions of the programs are known.
pub(super) fn apart_of(
    (here, there): (&str, &str),
    a: &StudyHead,
    b: &StudyHead,
    lang: Lang,
) -> Option<String> {
    let told = |words, there: &str, here: &str| Some(told(words, there, here, lang));
    if a.program_hash != b.program_hash || a.stream_layout != b.stream_layout {
        let of = |version, head: &StudyHead| format!("{version} ({})", short(&head.program_hash));
        let (there, here) = (of(there, b), of(here, a));
        return told(OTHER_VERSION, there.trim_start(), here.trim_start());
    }
    if a.verb != b.verb {
        return told(("다른 명령", "another verb"), &b.verb, &a.verb);
    }
    if a.scenario_hash != b.scenario_hash {
        let (there, here) = (short(&b.scenario_hash), short(&a.scenario_hash));
        return told(("다른 시나리오", "another scenario"), there, here);
    }
    if a.seed != b.seed {
        return told(("다른 초깃값", "another seed"), &b.seed.to_string(), &a.seed.to_string());
    }
    let other = say(
        lang,
        "지표, `--vary`, `--audit` 같은 다른 옵션".to_owned(),
        "other options, such as metrics, `--vary` or `--audit`".to_owned(),
    );
    (a != b).then_some(other)
}

/// An option differs; a switch has no value.
pub(super) fn option_differs(name: &str, there: Option<&str>, here: Option<&str>, lang: Lang) -> String {
    let none = say(lang, "없음".to_owned(), "none".to_owned());
    let of = |value: Option<&str>| match value {
        None | Some("false") => none.clone(),
        Some("true") => say(lang, "있음".to_owned(), "given".to_owned()),
        Some(value) => value.to_owned(),
    };
    let title = format!("`{name}`");
    told((&title, &title), &of(there), &of(here), lang)
}

/// The studies have different numbers of replications, as their study files say.
pub(super) fn totals_differ(there: u64, here: u64, lang: Lang) -> String {
    let words = ("모두 합한 반복 수", "replications in all");
    told(words, &there.to_string(), &here.to_string(), lang)
}

/// A shard is of another form than this program's.
pub(crate) fn other_form(version: &str, found: u32, lang: Lang) -> String {
    let form = say(lang, "형식".to_owned(), "form".to_owned());
    let of = |version, schema| format!("{version} ({form} {schema})");
    told(OTHER_VERSION, &of(version, found), &of(VERSION, ShardHead::SCHEMA), lang)
}

/// The shards were made by another program than this.
pub(crate) fn other_program(folder: &Path, how: &str, lang: Lang) -> String {
    let folder = folder.display();
    say(
        lang,
        format!(
            "오류: {folder}의 조각을 이 naru로 합칠 수 없음\n  = {how}\n  = 조각을 만든 판으로 합치거나, 이 판으로 조각을 다시 만듦"
        ),
        format!(
            "error: the shards in {folder} cannot be merged by this naru\n  = {how}\n  = merge them by the version that made them, or make them again by this one"
        ),
    )
}

/// Most lines to copy.
const LINES: usize = 16;

/// Shards that are still to be made, with the lines that make them.
pub(super) fn missing(missing: &BTreeSet<u32>, head: &ShardHead, folder: &Path, lang: Lang) -> String {
    let (n, of, list) = (missing.len(), head.of, ranges(missing));
    let arguments: String = head.arguments.iter().flat_map(|it| [" ".to_owned(), quoted(it)]).collect();
    let shown = folder.display().to_string();
    let line =
        |index: &u32| format!("\n  naru shard{arguments} --index {index} --of {of} --out {}", quoted(&shown));
    let mut lines: String = missing.iter().take(LINES).map(line).collect();
    if n > LINES {
        lines.push_str("\n  …");
    }
    say(
        lang,
        format!("오류: {shown}에 조각 {of}개 가운데 {n}개가 빠져 있음: {list}. 아무것도 쓰지 않음{lines}"),
        format!("error: {n} of {of} shards are missing in {shown}: {list}; nothing was written{lines}"),
    )
}

/// `3,5-7`, as `sbatch --array` takes it.
fn ranges(of: &BTreeSet<u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for it in of {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *it => *last = *it,
            Some(_) | None => runs.push((*it, *it)),
        }
    }
    let run = |(from, to): (u32, u32)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    runs.into_iter().map(run).collect::<Vec<_>>().join(",")
}

const fn plural(n: u64) -> &'static str {
    if n == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn ranges_are_as_short_as_they_go() {
        for (of, want) in [(&[][..], ""), (&[4], "4"), (&[0, 1, 2, 5, 7, 8], "0-2,5,7-8")] {
            assert_eq!(ranges(&of.iter().copied().collect()), want);
        }
    }
}
