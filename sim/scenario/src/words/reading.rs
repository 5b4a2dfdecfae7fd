//! Files, brackets, base chain, paths of `--set`.

use super::{Text, list, text};

fn shown(c: Option<char>) -> Text {
    match c {
        Some(c) => text!("`{c}`", "`{c}`"),
        None => text!("파일의 끝", "the end of the file"),
    }
}

pub(crate) fn unexpected(c: Option<char>) -> Text {
    let found = shown(c);
    let (ko, en) = (found.ko, found.en);
    text!("여기에 올 수 없음: {ko}", "unexpected: {en}")
}

pub(crate) fn expected_end() -> Text {
    text!("파일이 여기서 끝나야 함", "expected the end of the file")
}

pub(crate) fn expected_value() -> Text {
    text!(
        "값이 와야 함: 숫자, \"글\", 낱말, `(`, `{{`, `[`",
        "expected a value: a number, \"text\", a word, `(`, `{{` or `[`"
    )
}

pub(crate) fn expected_key() -> Text {
    text!("키가 와야 함: `( 키: 값, … )`", "expected a key: `( key: value, … )`")
}

pub(crate) fn expected_name() -> Text {
    text!(
        "따옴표 안의 이름이 와야 함: `{{ \"이름\": 값, … }}`",
        "expected a name in quotes: `{{ \"name\": value, … }}`"
    )
}

pub(crate) fn expected_colon(key: &str) -> Text {
    text!("`{key}` 뒤에 `:`이 와야 함", "expected `:` after `{key}`")
}

pub(crate) fn missing_comma(close: char) -> Text {
    text!("값 뒤에 `,`나 `{close}`이 빠짐", "missing `,` or `{close}` after a value")
}

pub(crate) fn comma_here() -> Text {
    text!("여기에 `,`", "`,` here")
}

pub(crate) fn never_closed(close: char) -> Text {
    text!("괄호가 닫히지 않음: `{close}`이 없음", "bracket never closed: no `{close}`")
}

pub(crate) fn opened_here() -> Text {
    text!("여기서 열림", "opened here")
}

pub(crate) fn closes_another(found: char) -> Text {
    text!("닫히기 전에 `{found}`이 옴", "`{found}` comes before it is closed")
}

pub(crate) fn perhaps_open() -> Text {
    text!("여기서 연 `{{`이 닫히지 않았을 수 있음", "the `{{` opened here may not be closed")
}

/// A file that stands on nothing.
pub(crate) fn no_base() -> Text {
    text!(
        "`base`가 없음: 사업의 조건을 어디서 가져올지 알 수 없음",
        "no `base`: nothing says whose terms hold"
    )
}

pub(crate) fn add_base() -> Text {
    text!(
        "다음 줄을 더함: base: \"baseline-2025.ron\",  (이 파일이 있는 폴더에서 본 경로)",
        "add the line  base: \"baseline-2025.ron\",  (the path as seen from this file's folder)"
    )
}

pub(crate) fn open_comment() -> Text {
    text!("주석이 닫히지 않음: `*/`이 없음", "comment never closed: no `*/`")
}

pub(crate) fn open_text() -> Text {
    text!("따옴표가 닫히지 않음", "quotes never closed")
}

pub(crate) fn bad_escape() -> Text {
    text!(
        "알 수 없는 `\\` 표기. 가능: \\n \\t \\\\ \\\" \\u{{AC00}}",
        "unknown escape; possible: \\n \\t \\\\ \\\" \\u{{AC00}}"
    )
}

pub(crate) fn not_a_number(written: &str) -> Text {
    text!(
        "`{written}`은 십진수가 아님(예: 4_620, 0.35)",
        "`{written}` is not a decimal number (such as 4_620 or 0.35)"
    )
}

pub(crate) fn number_with_commas(written: &str) -> Text {
    text!("쉼표가 든 수: `{written}`", "commas inside a number: `{written}`")
}

pub(crate) fn write_without_commas(number: &str) -> Text {
    text!("이렇게 적음: {number} (쉼표 없이)", "write {number} (no commas)")
}

pub(crate) fn named_struct(word: &str) -> Text {
    text!(
        "괄호 앞에는 이름을 쓰지 않음: `{word}(…)`이 아니라 `(…)`",
        "no name before brackets here: `(…)` instead of `{word}(…)`"
    )
}

pub(crate) fn twice(key: &str) -> Text {
    text!("`{key}` 키가 두 번 나옴", "key `{key}` stands twice")
}

pub(crate) fn first_here() -> Text {
    text!("먼저 여기", "first here")
}

pub(crate) fn dotted_name(key: &str) -> Text {
    text!(
        "이름 `{key}`에 점을 쓸 수 없음: 점은 경로를 나눔(`fleet.naru.H100`)",
        "no dot in the name `{key}`: dots part a path (`fleet.naru.H100`)"
    )
}

pub(crate) fn too_deep(most: usize) -> Text {
    text!("괄호가 {most}겹보다 깊음", "brackets nested deeper than {most} levels")
}

pub(crate) fn empty_file() -> Text {
    text!(
        "빈 파일: `( name: \"…\", base: \"…\", … )` 꼴의 시나리오가 와야 함",
        "empty file: expected a scenario, `( name: \"…\", base: \"…\", … )`"
    )
}

pub(crate) fn not_a_struct() -> Text {
    text!("시나리오는 `( 키: 값, … )` 꼴이어야 함", "a scenario is `( key: value, … )`")
}

pub(crate) fn binary_file(byte: usize) -> Text {
    text!(
        "글 파일이 아님: {byte}번째 바이트가 0. RON 글(.ron)이 와야 함",
        "not a text file: byte {byte} is 0; expected RON text (.ron)"
    )
}

pub(crate) fn not_utf8(byte: usize) -> Text {
    text!(
        "UTF-8 글이 아님: {byte}번째 바이트부터 읽을 수 없음. 편집기에서 UTF-8로 저장하면 됨",
        "not UTF-8 text: cannot read from byte {byte} on; save the file as UTF-8"
    )
}

pub(crate) fn cannot_open(reason: &Text) -> Text {
    let (ko, en) = (&reason.ko, &reason.en);
    text!("파일을 열 수 없음: {ko}", "cannot open the file: {en}")
}

pub(crate) fn no_such_file() -> Text {
    text!("그런 파일이 없음", "no such file")
}

pub(crate) fn no_permission() -> Text {
    text!("읽을 권한이 없음", "no permission to read it")
}

pub(crate) fn a_folder() -> Text {
    text!("폴더임", "it is a folder")
}

pub(crate) fn other_failure(system: &str) -> Text {
    text!("{system}", "{system}")
}

pub(crate) fn missing_base(path: &str) -> Text {
    text!("열 수 없는 바탕 파일: `{path}`", "cannot open the base file `{path}`")
}

pub(crate) fn base_loop(chain: &[String]) -> Text {
    let chain = chain.join(" -> ");
    text!("바탕 파일이 되돌아옴: {chain}", "the bases form a loop: {chain}")
}

pub(crate) fn base_is_text() -> Text {
    text!(
        "`base`는 파일 경로여야 함: \"baseline-2025.ron\"",
        "`base` is the path of a file: \"baseline-2025.ron\""
    )
}

pub(crate) fn did_you_mean(name: &str) -> Text {
    text!("혹시 `{name}`?", "did you mean `{name}`?")
}

pub(crate) fn names_here<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Text {
    let names = list(names);
    text!("여기에 있는 이름: {names}", "names here: {names}")
}

pub(crate) fn no_such_path(path: &str) -> Text {
    text!("시나리오에 `{path}` 경로가 없음", "the scenario has no path `{path}`")
}

pub(crate) fn has_no_parts(path: &str) -> Text {
    text!("`{path}` 아래에는 경로가 없음", "nothing lies below `{path}`")
}

pub(crate) fn not_path_value() -> Text {
    text!(
        "`경로=값` 꼴이 아님. 예: --set fleet.naru.H100.servers=45",
        "not of the form `path=value`, such as --set fleet.naru.H100.servers=45"
    )
}

pub(crate) fn nothing_to_remove(key: &str) -> Text {
    text!("바탕에 없어 `none`으로 뺄 수 없음: `{key}`", "the base has no `{key}` for `none` to take away")
}
