//! What `naru report` says, both languages side by side.

use crate::words::say;
use naru_report::Lang;
use naru_report::verify::Misfit;
use naru_results::names;
use std::io;
use std::path::Path;

/// Where the report stands.
pub(super) fn made(out: &Path, first: &str, charts: usize, lang: Lang) -> String {
    let page = out.join(first).display().to_string();
    let out = out.display();
    // `.ko` where there are pages in both languages.
    let tag = first.trim_start_matches("report").trim_end_matches(".html");
    say(
        lang,
        format!(
            "{out}\n  먼저 볼 것: {page}\n  표 tables{tag}.xlsx와 tables{tag}.html, 그림 {charts}개 charts/, 인용할 수치 facts{tag}.md\n"
        ),
        format!(
            "{out}\n  look first at {page}\n  tables: tables{tag}.xlsx and tables{tag}.html; {charts} pictures: charts/; figures to quote: facts{tag}.md\n"
        ),
    )
}

/// The results' folder has a price in its name, which the report leaves out.
pub(super) fn folder_tells_price(out: &Path, lang: Lang) -> String {
    let file = out.join(names::REPORT);
    let file = file.display();
    say(
        lang,
        format!(
            "결과 폴더의 이름에 단가가 있어서 {file}에는 `…`로 적음\n  = `naru report --verify`를 쓰려면 단가가 없는 이름의 폴더로 결과를 옮기고 보고서를 다시 만듦"
        ),
        format!(
            "the name of the results' folder tells a price: {file} has `…` in its place\n  = for `naru report --verify`, move the results to a folder of another name and make the report again"
        ),
    )
}

/// Several folders, and one is of no run.
pub(super) fn only_runs(path: &Path, verb: &str, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!(
            "오류: {path}: `naru {verb}`의 결과임. 여럿을 견주는 보고서는 `naru run`의 결과로만 만듦\n  = 이 폴더는 따로: naru report {path}"
        ),
        format!(
            "error: {path} is of `naru {verb}`: only runs are put side by side\n  = report on it alone: naru report {path}"
        ),
    )
}

/// One folder, named twice.
pub(super) fn twice(first: &Path, second: &Path, lang: Lang) -> String {
    let (first, second) = (first.display(), second.display());
    say(
        lang,
        format!(
            "오류: {first}, {second}: 같은 폴더임. 견줄 것이 없음\n  = 다른 실행의 폴더를 주거나, 하나만 줌: naru report {first}"
        ),
        format!(
            "error: {first} and {second} are one folder: there is nothing to compare\n  = give folders of different runs, or this one alone: naru report {first}"
        ),
    )
}

/// More folders than have a letter.
pub(super) fn so_many(given: usize, most: usize, lang: Lang) -> String {
    say(
        lang,
        format!("오류: 폴더가 {given}개임: {most}개까지 한 보고서에서 견줌"),
        format!("error: {given} folders: a report puts at most {most} runs side by side"),
    )
}

/// A folder of documents without a manifest.
pub(super) fn no_manifest(path: &Path, lang: Lang) -> String {
    let (path, name, report) = (path.display(), names::MANIFEST, names::REPORT);
    say(
        lang,
        format!(
            "오류: {path}: {name} 파일이 없음\n  = 보고서의 {report}을(를) 복사하여, 문서에 쓴 수치와 그림만 남기고 `results`를 고침"
        ),
        format!(
            "error: {path} has no {name}\n  = copy a report's {report}, keep the numbers and charts that the documents use, and correct `results`"
        ),
    )
}

/// A manifest that names nothing.
pub(super) fn empty_manifest(path: &Path, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!(
            "오류: {path}: 견줄 것이 없음\n  = `results`에 결과 폴더를, `numbers`나 `charts`에 문서에 쓴 것을 적음"
        ),
        format!(
            "error: {path} names nothing to verify\n  = give a result folder in `results`, and what the documents use in `numbers` or `charts`"
        ),
    )
}

/// Entries of a manifest that match nothing.
pub(super) fn misfits(path: &Path, all: &[Misfit], lang: Lang) -> String {
    let path = path.display();
    let one = |it: &Misfit| {
        let Misfit { place, given, is_lang } = it;
        if *is_lang {
            say(
                lang,
                format!("오류: {path}: {place}: {given:?}\n  = \"ko\" 또는 \"en\"으로 적음"),
                format!("error: {path}: {place}: {given:?}\n  = write \"ko\" or \"en\""),
            )
        } else {
            say(
                lang,
                format!(
                    "오류: {path}: {place}: {given:?}: 이 폴더 밖을 가리킴\n  = 그림을 이 폴더 안에 두고, `..` 없이 상대 경로로 적음"
                ),
                format!(
                    "error: {path}: {place}: {given:?} is outside this folder\n  = put the picture into this folder and give its relative path, without `..`"
                ),
            )
        }
    };
    all.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Numbers are quoted, and there is no document.
pub(super) fn no_documents(path: &Path, lang: Lang) -> String {
    let path = path.display();
    say(
        lang,
        format!(
            "오류: {path}: 문서가 없음\n  = txt, md, docx, hwpx 파일을 이 폴더에 둠(hwp는 hwpx로 저장함)"
        ),
        format!("error: {path} holds no document\n  = put txt, md, docx or hwpx files there"),
    )
}

/// A document that cannot be read; the reason names it.
pub(super) fn unreadable(error: &io::Error, lang: Lang) -> String {
    say(
        lang,
        format!("오류: {error}\n  = 읽을 수 없는 문서임: 다시 저장하거나 폴더에서 뺌"),
        format!(
            "error: {error}\n  = this document cannot be read: save it again, or take it out of the folder"
        ),
    )
}

/// What was held against the results.
pub(super) fn verified(lines: &str, stale: usize, numbers: usize, charts: usize, lang: Lang) -> String {
    if stale == 0 {
        return say(
            lang,
            format!("수치 {numbers}개, 그림 {charts}개가 결과와 같음\n"),
            format!("all agrees with the results (numbers: {numbers}, pictures: {charts})\n"),
        );
    }
    say(
        lang,
        format!("{lines}결과와 다른 것 {stale}건(수치 {numbers}개, 그림 {charts}개를 봄)\n"),
        format!("{lines}stale: {stale} (numbers: {numbers}, pictures: {charts})\n"),
    )
}

/// Characters that the report's own font cannot draw; the first of them.
pub(super) fn without_glyphs(absent: &[char], lang: Lang) -> String {
    const SHOWN: usize = 10;
    let mut list: Vec<String> =
        absent.iter().take(SHOWN).map(|&c| format!("{c} (U+{:04X})", u32::from(c))).collect();
    if absent.len() > SHOWN {
        list.push("…".to_owned());
    }
    let list = list.join(", ");
    say(
        lang,
        format!(
            "경고: 글꼴 Naru Sans에 없는 글자 {}자: {list}. 그림에서는 네모로, 문서에서는 다른 글꼴로 보임",
            absent.len()
        ),
        format!(
            "warning: Naru Sans has no glyph for {} characters: {list}; pictures show a box, documents another font",
            absent.len()
        ),
    )
}
