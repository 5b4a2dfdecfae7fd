//! 용어 풀이: the terms that a document uses, explained once (`glossary.csv` of the design).

use crate::document::{Block, DataTable, Datum, Section};
use crate::words::Lang;

/// A term in both languages with what it means.
struct Term {
    ko: &'static str,
    en: &'static str,
    means: (&'static str, &'static str),
}

const fn term(ko: &'static str, en: &'static str, means: (&'static str, &'static str)) -> Term {
    Term { ko, en, means }
}

/// In the order of reading: the call's own words first, then those of the study.
const TERMS: [Term; 29] = [
    term("과제", "project", ("지원을 받는 기업·기관 하나", "one firm or body that holds a grant")),
    term(
        "상품",
        "product",
        (
            "과제가 받는 카드 한 세트의 규격(39TF, 67TF, 134TF 등)",
            "the set of cards that a project is granted (39TF, 67TF, 134TF and others)",
        ),
    ),
    term("공급사", "supplier", ("카드를 제공하는 클라우드사", "a cloud provider that supplies cards")),
    term(
        "투입 자원",
        "fleet",
        ("공급사가 사업에 제공하는 서버와 카드", "servers and cards that suppliers put in"),
    ),
    term(
        "필요카드수",
        "floor",
        ("공모안내서가 요구하는 최소 투입 카드 수", "the least number of cards that the call asks for"),
    ),
    term(
        "할당 신청",
        "request",
        ("과제가 카드를 쓰려고 내는 신청 한 건", "a project's asking for its cards, once"),
    ),
    term(
        "동적할당",
        "dynamic allocation",
        ("쓸 때 할당하고 다 쓰면 반납받는 방식", "cards are given when asked for and come back after use"),
    ),
    term(
        "고정할당",
        "fixed allocation",
        ("과제에 카드를 계속 붙여 두는 방식", "cards stay with their project"),
    ),
    term(
        "대기시간",
        "wait",
        ("할당받을 자격이 생긴 때부터 할당까지의 시간", "from the right to cards to their allocation"),
    ),
    term(
        "초과율",
        "over the limit",
        (
            "기준 대기시간을 넘겨 기다린 신청의 비율(분모: 신청)",
            "share of requests that waited longer than the limit",
        ),
    ),
    term("배정 순서", "order", ("대기 중인 신청을 할당하는 순서", "in which waiting requests are served")),
    term(
        "백필",
        "backfill",
        (
            "순서를 해치지 않고 남는 자원에 뒤의 작은 신청을 먼저 배정함",
            "later, smaller requests may use what is free, without harm to those before them",
        ),
    ),
    term(
        "가동률",
        "in use",
        ("사용된 카드·시간 ÷ 투입 카드·시간", "card-hours in use over card-hours installed"),
    ),
    term(
        "이용률",
        "mean use",
        ("과제가 실제로 쓰는 시간 ÷ 지원기간 시간", "hours that projects use over hours of their support"),
    ),
    term(
        "정산단가",
        "unit price",
        (
            "상품 한 세트 1시간(NPU는 1개월)의 값, VAT 포함 여부는 해석안을 따름",
            "price of a product's set for an hour (NPU: a month)",
        ),
    ),
    term("임차료", "revenue", ("사업비에서 공급사에 주는 돈", "what the programme pays a supplier")),
    term(
        "자부담금",
        "own contribution",
        ("과제가 스스로 내는 사용료의 몫", "the part of the price that a project pays itself"),
    ),
    term(
        "운영비",
        "operating cost",
        (
            "운영기관이 사업 운영에 쓰는 돈, 한도 안에 있음",
            "what the operating agency spends on running the programme, inside the cap",
        ),
    ),
    term(
        "집행액",
        "spent",
        ("사업비에서 나간 돈(운영비 포함)", "money paid by the programme, operating cost included"),
    ),
    term("불용 예상액", "left unspent", ("한도에서 집행액을 뺀 나머지", "the cap less what is spent")),
    term(
        "필요액",
        "need",
        ("한도가 없을 때 이용 수요에 드는 돈", "what the demand would cost without the cap"),
    ),
    term(
        "미충족 수요",
        "not served",
        (
            "대기, 소진, 총량, 장애로 받지 못한 수요를 돈으로 나타낸 것",
            "demand that got no cards, in money, by what stopped it",
        ),
    ),
    term(
        "조기소진",
        "early",
        (
            "사업이 끝나기 전에 예산이 다 쓰임(공모안내서의 예산소진)",
            "the money is gone before the programme's end",
        ),
    ),
    term(
        "총량",
        "allowance",
        ("과제가 쓸 수 있는 연산자원의 한도(TF·개월)", "most that a project may draw, in TF-months"),
    ),
    term(
        "추가모집",
        "wave",
        ("남는 예산으로 과제를 더 뽑음", "more projects are admitted from money left over"),
    ),
    term(
        "해석안",
        "reading",
        ("공모안내서의 한 조항을 이해하는 방법 하나", "one way to understand a clause of the call"),
    ),
    term(
        "모의실험",
        "simulation",
        (
            "난수를 바꾸어 가며 사업 전체를 여러 번 재현함",
            "the whole programme played through many times with other random numbers",
        ),
    ),
    term(
        "신뢰구간",
        "interval",
        (
            "모의실험을 되풀이하면 95%의 경우에 참값을 담는 범위",
            "a range that holds the true value in 95% of such studies",
        ),
    ),
    term(
        "백분위수",
        "P95",
        ("95백분위수: 100건 중 95건이 이 값 이내", "P95: 95 in 100 are within it; P5 and P50 likewise"),
    ),
];

/// The section of the terms that occur in the sections before it.
pub(crate) fn section(before: &[Section], heading: &str, lang: Lang) -> Section {
    let text = texts(before);
    let mut table = DataTable::new("terms", lang.pick("용어 풀이", "Terms"), "")
        .texts(lang.pick("용어", "term"))
        .texts(lang.pick("뜻", "meaning"));
    for it in TERMS.iter().filter(|it| text.contains(lang.pick(it.ko, it.en))) {
        table.row([Datum::text(lang.pick(it.ko, it.en)), Datum::text(lang.pick(it.means.0, it.means.1))]);
    }
    Section { id: "annex-terms", heading: heading.to_owned(), blocks: vec![Block::Table(table)] }
}

/// Every text of some sections, a line each.
pub(crate) fn texts(of: &[Section]) -> String {
    let mut out = String::new();
    let mut add = |text: &str| out.extend([text, "\n"]);
    for section in of {
        add(&section.heading);
        for block in &section.blocks {
            match block {
                Block::Text(it)
                | Block::Heading(it)
                | Block::Lead(it)
                | Block::Note(it)
                | Block::Code(it) => add(it),
                Block::List(points) => points.iter().for_each(|it| add(it)),
                Block::Table(it) => {
                    add(&it.caption);
                    add(&it.unit);
                    it.columns.iter().for_each(|column| add(&column.text));
                    it.rows.iter().flat_map(|row| &row.cells).for_each(|cell| add(&cell.text));
                    it.notes.iter().for_each(|note| add(note));
                }
                Block::Figure(it) => {
                    for text in [&it.title, &it.unit, &it.remark, &it.description] {
                        add(text);
                    }
                    it.notes.iter().for_each(|note| add(note));
                }
            }
        }
    }
    out
}
