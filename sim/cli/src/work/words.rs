//! What is said of replications that are kept, and of shards; both languages side by side.

use crate::run::quoted;
use crate::words::{reason, say, short};
use naru_report::Lang;
use naru_results::{Shard, ShardHead};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Some replications were done before.
pub(super) fn goes_on(done: usize, lang: Lang) -> String {
    let were = if done == 1 { "replication was" } else { "replications were" };
    say(
        lang,
        format!("이어서 함: 반복 {done}회는 전에 끝남\n"),
        format!("going on: {done} {were} done before\n"),
    )
}

/// Ctrl-C: what is kept.
pub(super) fn kept(done: u64, part: &Path, lang: Lang) -> String {
    let (part, s) = (part.display(), plural(done));
    say(
        lang,
        format!("중단함: 끝난 반복 {done}회를 {part}에 남김. 같은 명령으로 이어서 함"),
        format!(
            "interrupted: {done} finished replication{s} kept in {part}; the same command goes on from there"
        ),
    )
}

/// There is no room to keep what is done.
pub(super) fn full(path: &Path, source: &io::Error, lang: Lang) -> String {
    let (path, reason) = (path.display(), reason(source, lang));
    say(
        lang,
        format!(
            "오류: {path}에 쓸 수 없음: {reason}\n  = 자리를 마련하고 같은 명령을 다시 함. 끝난 반복은 그대로 있음"
        ),
        format!(
            "error: {path} cannot be written: {reason}\n  = make room and give the same command again: replications that are done are kept"
        ),
    )
}

/// The shard is written.
pub(super) fn shard_done(shard: &Shard, folder: &Path, lang: Lang) -> String {
    let ShardHead { index, of, replications, .. } = &shard.head;
    let (n, path) = (shard.rows.len(), folder.join(Shard::name(*index, *of)));
    let (path, folder, s) = (path.display(), folder.display(), plural(n as u64));
    let (ko, en) = if n == 0 {
        (
            format!("반복 {replications}회 가운데 이 조각의 것은 없음. {path}은(는) 비어 있음"),
            format!("none of the {replications} replications falls to it; {path} is empty"),
        )
    } else {
        (format!("반복 {n}회를 {path}에 씀"), format!("{n} replication{s} in {path}"))
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

/// In what a shard differs from what it is held against; `None` if both are of one study.
pub(crate) fn differs(this: &ShardHead, other: &ShardHead, lang: Lang) -> Option<String> {
    let (a, b) = (&this.study, &other.study);
    let told = |ko: &str, en: &str, there: &str, here: &str| {
        Some(say(
            lang,
            format!("{ko}: 그 파일은 {there}, 여기는 {here}"),
            format!("{en}: {there} there, {here} here"),
        ))
    };
    if a.program_hash != b.program_hash || a.stream_layout != b.stream_layout {
        let of = |head: &ShardHead| format!("{} ({})", head.version, short(&head.study.program_hash));
        return told("다른 판의 naru", "another version of naru", &of(other), &of(this));
    }
    if a.verb != b.verb {
        return told("다른 명령", "another verb", &b.verb, &a.verb);
    }
    if a.scenario_hash != b.scenario_hash {
        return told("다른 시나리오", "another scenario", short(&b.scenario_hash), short(&a.scenario_hash));
    }
    if a.seed != b.seed {
        return told("다른 초깃값", "another seed", &b.seed.to_string(), &a.seed.to_string());
    }
    if this.replications != other.replications {
        let (there, here) = (other.replications.to_string(), this.replications.to_string());
        return told("모두 합한 반복 수", "replications in all", &there, &here);
    }
    (a != b).then(|| say(lang, "다른 것을 물음".to_owned(), "it asks for something else".to_owned()))
}

/// The shards were made by another program than this.
pub(super) fn other_program(folder: &Path, how: &str, lang: Lang) -> String {
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

/// Shards of several studies in one folder: which, and in what they differ from the first.
pub(crate) fn mixed(folder: &Path, first: &str, others: &[(String, String)], lang: Lang) -> String {
    let folder = folder.display();
    let list: String = others.iter().flat_map(|(name, how)| ["\n  ", name, ": ", how]).collect();
    say(
        lang,
        format!(
            "오류: {folder}에 다른 연구의 조각이 섞여 있음. {first}과(와) 다른 것:{list}\n  = 이 연구의 것이 아닌 파일을 다른 폴더로 옮기고 다시 합침"
        ),
        format!(
            "error: {folder} holds shards of different studies. Unlike {first}:{list}\n  = move what is not of this study to another folder, and merge again"
        ),
    )
}

/// No shard in the folder.
pub(crate) fn none(folder: &Path, lang: Lang) -> String {
    let folder = folder.display();
    say(
        lang,
        format!(
            "오류: {folder}에 조각이 없음\n  = 먼저 만듦. 예: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out {folder}"
        ),
        format!(
            "error: {folder} holds no shards\n  = make them first, such as: naru shard scenarios/baseline-2025.ron --index 0 --of 8 --out {folder}"
        ),
    )
}

/// Shards that are cut short or changed.
pub(crate) fn broken(path: &Path, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!("경고: {path}은(는) 잘렸거나 바뀌어 있어서 쓰지 않음\n"),
        format!("warning: {path} was cut short or changed and is not used\n"),
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
