//! Columns of a bill and likely mistakes, in words.

use crate::words::Lang;

/// A column in words.
pub(crate) fn column(name: &str, lang: Lang) -> &str {
    let known: [(&str, &str, &str); 21] = [
        ("line", "항목", "line"),
        ("month", "월", "month"),
        ("project", "과제", "project"),
        ("product", "상품", "product"),
        ("supplier", "공급사", "supplier"),
        ("allocation", "할당 방식", "allocation"),
        ("corrects", "정정 대상", "line corrected"),
        ("sessions", "세션", "sessions"),
        ("hours", "시간", "hours"),
        ("days", "일수", "days"),
        ("whole_months", "온달 수", "whole months"),
        ("unit_price_won", "정산단가", "unit price"),
        ("discounted_hours", "할인 시간", "discounted hours"),
        ("discount_won", "할인액", "discount"),
        ("credit_won", "차감액", "credit"),
        ("deduction_won", "감액", "deduction"),
        ("supply_won", "공급대가", "supply"),
        ("vat_won", "부가가치세", "VAT"),
        ("vat_inside_won", "대가 속 부가가치세", "VAT inside"),
        ("own_contribution_won", "자부담금", "own contribution"),
        ("amount_won", "청구액", "amount"),
    ];
    known.iter().find(|(id, ..)| *id == name).map_or(name, |(_, ko, en)| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    })
}

/// Likely mistakes: id, Korean, English.
const CAUSES: [(&str, &str, &str); 46] = [
    ("utc-months", "달을 세계표준시로 나눔(한국시간 9시에 바뀜)", "months cut by UTC (at 09:00 KST)"),
    (
        "split-rounds-twice",
        "월을 넘는 세션을 달마다 따로 올림",
        "a session over a month's end rounded up in each month",
    ),
    ("k-missing", "당겨쓰기 배수를 곱하지 않음", "a burst's multiple is missing"),
    ("k-twice", "당겨쓰기 배수를 두 번 곱함", "a burst's multiple taken twice"),
    ("k-in-the-price", "당겨쓰기 배수를 단가에 곱함", "a burst's multiple in the unit price"),
    (
        "late-at-the-limit",
        "기준 대기시간과 같은 대기도 초과로 셈",
        "a wait of just the limit taken as over it",
    ),
    ("full-hours-of-excess", "초과 시간의 끝수를 버림", "only full hours past the limit counted"),
    ("whole-session-discounted", "초과 시간이 아니라 세션 전체를 할인", "the whole session discounted"),
    ("discount-missing", "지연 할인 누락", "the discount for a late start is missing"),
    ("discount-not-taken-off", "할인을 적고 빼지 않음", "the discount is stated and not taken off"),
    (
        "discounted-clock-hours",
        "당겨쓰기의 할인 시간에 배수를 곱하지 않음",
        "a burst's discounted hours in clock hours",
    ),
    ("more-discounted-than-used", "쓴 시간보다 많이 할인", "more hours discounted than used"),
    ("wait-from-request", "대기를 신청 때부터 셈", "waits counted from the request"),
    ("hours-cut", "1시간 미만을 버림", "begun hours dropped"),
    ("hours-to-the-nearest", "시간을 반올림", "hours rounded to the nearest"),
    ("hours-of-the-month", "세션마다가 아니라 달에 한 번 올림", "rounded up once a month, not by session"),
    ("exact-hours", "1시간 단위로 올리지 않은 소수 시간", "parts of an hour billed, not begun hours"),
    ("idle-billed", "반납까지의 유휴시간을 더함", "idle time until release added"),
    ("idle-left-out", "유휴시간을 뺌", "idle time left out"),
    ("outage-billed", "장애시간을 청구", "time of an outage billed"),
    ("free-use-billed", "무상·체험·사업 뒤 사용을 청구", "free, trial or later use billed"),
    ("price-at-start", "단가 변경 뒤에도 시작 때의 단가", "price at the session's start kept after a change"),
    ("price-of-another-date", "다른 날의 단가", "the price of another date"),
    ("price-of-another-supplier", "다른 공급사의 단가", "the price of another supplier"),
    ("price-of-another-product", "다른 상품의 단가", "the price of another product"),
    ("half-price-rounded-up", "고정할당 단가를 올림", "the price of fixed allocation rounded up"),
    ("dynamic-price-for-fixed", "고정할당에 동적할당 단가", "the dynamic price for fixed allocation"),
    ("fixed-price-for-dynamic", "동적할당에 고정할당 단가", "the fixed price for dynamic allocation"),
    ("vat-twice", "부가가치세를 두 번 더함", "VAT twice"),
    ("vat-missing", "부가가치세 누락", "VAT is missing"),
    ("vat-taken-out", "부가가치세가 빠진 금액", "without the VAT that belongs in"),
    ("vat-without-own-part", "자부담금을 뺀 금액에 부가가치세", "VAT without the user's part"),
    (
        "vat-tenth-of-gross",
        "부가가치세를 11분의 1이 아니라 10분의 1로 셈",
        "a tenth, not an eleventh, taken as VAT",
    ),
    ("own-part-missing", "자부담금 누락", "the own contribution is missing"),
    ("own-part-not-taken-off", "자부담금을 빼지 않음", "the own contribution is not taken off"),
    ("own-part-on-top", "자부담금을 더함", "the own contribution added"),
    ("tens-dropped", "10원 미만을 버림", "won below ten dropped"),
    ("rounding", "단수처리", "rounding"),
    ("whole-month-for-a-part", "한 달이 안 되는 사용에 한 달 요금", "a whole month for a part"),
    ("days-of-the-month", "30일이 아니라 그달의 날수로 나눔", "divided by the month's days, not by 30"),
    (
        "thirtieths-of-a-whole-month",
        "한 달 사용을 30분의 날수로 셈(31/30)",
        "a whole month in thirtieths (31/30)",
    ),
    ("months-of-30-days", "첫날부터 30일씩 나눔", "months of 30 days from the first"),
    ("months-from-the-first-day", "시작한 날짜부터 한 달씩 나눔", "months from the day of the start"),
    ("days-of-24-hours", "날짜가 아니라 24시간씩 셈", "days as 24 hours from the start"),
    ("line-missing", "항목 누락", "a line is missing"),
    ("line-twice", "같은 항목을 두 번 청구", "a line is billed twice"),
];

/// A likely mistake in words.
pub(crate) fn cause(id: &str, lang: Lang) -> &str {
    CAUSES.iter().find(|(it, ..)| *it == id).map_or(id, |(_, ko, en)| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    })
}
