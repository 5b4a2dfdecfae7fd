//! A file of another kind than the verb reads, told in one sentence instead of all that is wrong with it as what it is not.

use crate::run::quoted;
use crate::words::say;
use naru_report::Lang;
use naru_scenario::FileKind;
use std::path::Path;

/// What to say of a file that could not be read as what it was to be; `None` where it is of that kind, or of none.
pub(crate) fn wrong_kind(path: &Path, wanted: FileKind, lang: Lang) -> Option<String> {
    let found = FileKind::of(path).filter(|found| *found != wanted)?;
    let of = |kind| match kind {
        FileKind::Scenario => ("시나리오", "a scenario", "run"),
        FileKind::Study => ("naru sweep의 연구 파일", "a sweep's study file", "sweep"),
        FileKind::Gate => ("naru gate의 검증 파일", "a gate file", "gate"),
    };
    let ((ko, en, verb), (wanted_ko, wanted_en, _)) = (of(found), of(wanted));
    let path = path.display().to_string();
    let typed = quoted(&path);
    Some(say(
        lang,
        format!(
            "오류: {path}은(는) {wanted_ko}이(가) 아니라 {ko}임\n  = 이 파일을 쓰는 명령: naru {verb} {typed}"
        ),
        format!("error: {path} is {en}, not {wanted_en}\n  = what reads it: naru {verb} {typed}"),
    ))
}
