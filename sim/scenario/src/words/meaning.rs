//! Keys and kinds of values.

use super::{Text, text};
use crate::tree::Value;

/// What a value should be, as the end of a sentence.
pub(crate) type Expect = Text;

pub(crate) fn a_struct() -> Expect {
    text!("`( 키: 값, … )`가 와야 함", "`( key: value, … )`")
}

pub(crate) fn a_map() -> Expect {
    text!("`{{ \"이름\": 값, … }}`가 와야 함", "`{{ \"name\": value, … }}`")
}

pub(crate) fn a_list() -> Expect {
    text!("`[ 값, … ]`이 와야 함", "`[ value, … ]`")
}

pub(crate) fn a_text() -> Expect {
    text!("따옴표 안의 글이 와야 함", "text in quotes")
}

pub(crate) fn a_word() -> Expect {
    text!("낱말이 와야 함", "a bare word")
}

pub(crate) fn a_count() -> Expect {
    text!("0 이상의 정수가 와야 함(예: 57)", "a whole number, 0 or more (such as 57)")
}

pub(crate) fn won() -> Expect {
    text!("0 이상의 원 단위 금액이 와야 함(예: 7_920)", "whole won, 0 or more (such as 7_920)")
}

pub(crate) fn too_many() -> Expect {
    text!("100만 이하의 정수가 와야 함", "a whole number of at most a million")
}

pub(crate) fn too_much_won() -> Expect {
    text!("10조 원 이하의 금액이 와야 함", "at most ten trillion won (10_000_000_000_000)")
}

pub(crate) fn basis_points() -> Expect {
    text!(
        "0 이상 1 이하의 비율이 와야 함, 소수 넷째 자리까지(예: 0.5)",
        "a share from 0 to 1, at most four decimals (such as 0.5)"
    )
}

pub(crate) fn a_share() -> Expect {
    text!("0 이상 1 이하의 비율이 와야 함(예: 0.35)", "a share from 0 to 1 (such as 0.35)")
}

pub(crate) fn an_amount() -> Expect {
    text!("0 이상의 수가 와야 함(예: 12.5)", "a number, 0 or more (such as 12.5)")
}

pub(crate) fn a_number() -> Expect {
    text!("수가 와야 함(예: 4.17)", "a number (such as 4.17)")
}

pub(crate) fn tenths() -> Expect {
    text!(
        "0 이상의 수가 와야 함, 소수 첫째 자리까지(예: 19.5)",
        "a number, 0 or more, at most one decimal (such as 19.5)"
    )
}

pub(crate) fn a_duration() -> Expect {
    text!("시간이 와야 함: \"30min\", \"8h\", \"14d\"", "a length of time: \"30min\", \"8h\", \"14d\"")
}

pub(crate) fn a_date() -> Expect {
    text!("날짜가 와야 함: \"2025-04-01\"", "a date: \"2025-04-01\"")
}

pub(crate) fn a_moment() -> Expect {
    text!(
        "날짜나 시각이 와야 함: \"2025-08-04\", \"2025-08-04T22:00\"",
        "a date or a time: \"2025-08-04\", \"2025-08-04T22:00\""
    )
}

pub(crate) fn expects(path: &str, expect: &Expect) -> Text {
    let (ko, en) = (&expect.ko, &expect.en);
    text!("`{path}`에는 {ko}", "`{path}` takes {en}")
}

/// What stands there instead.
pub(crate) fn found(value: &Value) -> Text {
    match value {
        Value::Struct(_) => text!("지금은 `( … )`", "this is `( … )`"),
        Value::Map(_) => text!("지금은 `{{ … }}`", "this is `{{ … }}`"),
        Value::List(_) => text!("지금은 `[ … ]`", "this is `[ … ]`"),
        Value::Text(text) => text!("지금은 글 \"{text}\"", "this is the text \"{text}\""),
        Value::Number(number) => text!("지금은 {number}", "this is {number}"),
        Value::Word(word) => text!("지금은 낱말 `{word}`", "this is the word `{word}`"),
    }
}

pub(crate) fn no_basis(path: &str) -> Text {
    text!(
        "`{path}`의 출처가 없음: source(근거)나 assumed(가정과 까닭)가 있어야 함",
        "`{path}` does not say where it comes from: `source` or `assumed` is needed"
    )
}

pub(crate) fn missing(path: &str) -> Text {
    text!("없는 값: `{path}`", "`{path}` is missing")
}

pub(crate) fn missing_here(key: &str) -> Text {
    text!("여기에 `{key}: …`", "`{key}: …` in here")
}

pub(crate) fn unknown_key(path: &str) -> Text {
    text!("알 수 없는 키 `{path}`", "unknown key `{path}`")
}

pub(crate) fn not_a_choice(path: &str, word: &str) -> Text {
    text!("`{path}`에 고를 수 없는 값: `{word}`", "`{word}` is not a choice for `{path}`")
}

pub(crate) fn not_ascending(path: &str) -> Text {
    text!(
        "`{path}`의 날짜는 이른 것부터 차례로 와야 함",
        "the dates of `{path}` must exist and come in order, the earliest first"
    )
}

pub(crate) fn not_a_date(name: &str) -> Text {
    text!("날짜가 아님: `{name}`", "`{name}` is not a date")
}

pub(crate) fn a_date_label() -> Text {
    text!("예: \"2025-09-01\"", "such as \"2025-09-01\"")
}

pub(crate) fn one_bound(path: &str) -> Text {
    text!(
        "약속 `{path}`에는 at_most, at_least, not_before 가운데 꼭 하나가 있어야 함",
        "the promise `{path}` needs exactly one of `at_most`, `at_least`, `not_before`"
    )
}

pub(crate) fn tf_or_tops(path: &str) -> Text {
    text!(
        "`{path}`에는 tf와 tops 가운데 꼭 하나가 있어야 함",
        "`{path}` needs exactly one of `tf` and `tops`"
    )
}

pub(crate) fn card_and_cards(path: &str) -> Text {
    text!(
        "`{path}`에는 card와 cards가 함께 있거나 함께 없어야 함",
        "`{path}` needs `card` and `cards`, both or neither"
    )
}

pub(crate) fn won_or_share(path: &str) -> Text {
    text!(
        "`{path}`에는 won과 share 가운데 꼭 하나가 있어야 함",
        "`{path}` needs exactly one of `won` and `share`"
    )
}

pub(crate) fn two_floors() -> Text {
    text!("필요카드수는 A100과 H100 둘 다 있어야 함", "floors are needed for both `A100` and `H100`")
}

pub(crate) fn because(path: &str) -> Text {
    text!(
        "`{path}`: not_simulated에는 because(까닭)가 있어야 하고, 다른 status에는 없어야 함",
        "`{path}`: `not_simulated` needs a `because`, and no other status has one"
    )
}
