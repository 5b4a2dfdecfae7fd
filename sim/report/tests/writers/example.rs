//! A document with every kind of block, and one whose every text is a nasty name.

use jiff::civil::date;
use naru_report::Lang;
use naru_report::charts::Chart;
use naru_report::document::{Block, DataTable, Datum, Document, Fact, Native, Provenance, Section, Shown};

pub(crate) fn number(text: &str, value: f64, decimals: u8) -> Datum {
    Datum { text: text.to_owned(), value: Native::Number(value, Shown::Decimals(decimals)) }
}

fn datum(text: &str, value: Native) -> Datum {
    Datum { text: text.to_owned(), value }
}

/// A picture without a library behind it: a line with a name.
pub(crate) fn chart(title: &str) -> Chart {
    let escaped =
        naru_report::printable(title).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut chart = Chart::new("budget-burn", title.to_owned(), move |_| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1600 600\" width=\"160mm\" height=\"60mm\">\
             <path d=\"M100 500L1500 100\" stroke=\"#005796\" stroke-width=\"8\"/>\
             <text x=\"200\" y=\"80\" font-family=\"Naru Sans\" font-size=\"40\">{escaped}</text></svg>"
        )
    });
    chart.unit = String::from("(단위: 억 원, VAT 포함)");
    chart.remark = String::from("띠는 사업 10회 중 9회의 범위임");
    chart.description = format!("집행액이 12월 말 183.8억 원에 이름: {title}");
    chart.notes = vec!["※ 정산단가는 협상 비공개로 가정값을 사용함".to_owned()];
    chart
}

pub(crate) fn money_table() -> DataTable {
    let mut it = DataTable::new("budget", "예산 집행 전망", "(단위: 억 원, VAT 포함)")
        .texts("구분")
        .figures("예상")
        .figures("사업 10회 중 9회")
        .figures("비중")
        .figures("기준일");
    let spent = Native::Interval {
        mean: 18_380_000_000.0,
        ends: Some((18_210_000_000.0, 18_550_000_000.0)),
        shown: Shown::MoneyUnit,
    };
    it.row([
        Datum::text("집행액"),
        datum("183.8 (182.1~185.5)", spent),
        Datum::text("162.1~198.0"),
        datum("92.8%", Native::Number(0.928, Shown::Percent(1))),
        datum("2025. 12. 24.", Native::Day(date(2025, 12, 24))),
    ]);
    it.row([
        Datum::text("운영비"),
        datum("8.0", Native::Won(800_000_000)),
        Datum::none(),
        Datum::none(),
        Datum::none(),
    ]);
    it.sum([
        Datum::text("한도"),
        datum("198.0", Native::Won(19_800_000_001)),
        Datum::none(),
        datum("100%", Native::Number(1.0, Shown::Percent(1))),
        Datum::none(),
    ]);
    it.notes.push("※ 단수처리로 합계가 일치하지 않을 수 있음".to_owned());
    it
}

/// Every kind of block; the table of assumptions breaks over pages.
pub(crate) fn document(lang: Lang) -> Document {
    let mut assumed =
        DataTable::new("assumed", "가정값과 근거", "").texts("시나리오의 자리").figures("값").texts("까닭");
    for i in 0..60 {
        assumed.row([
            Datum::text(format!("demand.classes.heavy.duty.{i}")),
            number(&format!("{i}.5"), f64::from(i) + 0.5, 1),
            Datum::text(
                "평균 이용률 45.6%, 범위 30~65%로 두고, 공개된 값이 없어 이웃 사업의 실적에서 미루어 정함",
            ),
        ]);
    }
    let hash = "4f1c9a2e0123456789abcdef0123456789abcdef0123456789abcdef01234567";
    let sections = vec![
        Section {
            id: "summary",
            heading: "요약".to_owned(),
            blocks: vec![
                Block::Lead("현 계획에서 8시간 이내 할당은 지켜지나, 예산이 연말 전에 소진될 확률이 15.0%로 나타남".to_owned()),
                Block::List(vec![
                    "(대기) 모의실험 200회의 신청 2,144만 건에서 기준 대기시간 8시간의 초과가 없었음(한 사업에서 한 건이라도 생길 확률 1.5% 미만)".to_owned(),
                    "(예산) 집행액은 평균 183.8억 원(182.1억~185.5억 원)임".to_owned(),
                ]),
            ],
        },
        Section {
            id: "budget",
            heading: "1. 예산 집행과 소진 시점".to_owned(),
            blocks: vec![
                Block::Text("2025. 4. 1.부터 집행액이 쌓임. 감소는 △3.2억 원으로 적음".to_owned()),
                Block::Figure(chart("예산은 12월 중순부터 한도에 닿기 시작함")),
                Block::Heading("비목별".to_owned()),
                Block::Table(money_table()),
                Block::Note("※ 정산단가는 협상 비공개로 가정값을 사용함".to_owned()),
            ],
        },
        Section {
            id: "assumed",
            heading: "붙임 1. 가정값과 근거".to_owned(),
            blocks: vec![
                Block::Table(assumed),
                Block::Code("naru run scenarios/baseline-2025.ron --replications 200".to_owned()),
                Block::Text(format!("시나리오 해시 {hash}")),
            ],
        },
    ];
    Document {
        lang,
        title: "2025년 사업 기준안".to_owned(),
        subtitle: "2025. 4. 1. ~ 12. 31., GPU 500과제, NPU 200과제, 한도 198.0억 원(VAT 포함)".to_owned(),
        provenance: Provenance {
            scenario: "baseline-2025".to_owned(),
            scenario_hash: hash.to_owned(),
            seed: Some(1),
            replications: Some(200),
            version: "0.1.0".to_owned(),
            assumed: true,
        },
        sections,
        facts: vec![Fact {
            id: "budget.exhausted_share".to_owned(),
            figure: "15.0%".to_owned(),
            sentence: "조기소진 확률은 15.0%(모의실험 200회 중 30회)임".to_owned(),
        }],
    }
}

/// A document in which every text is the same.
pub(crate) fn all_of(name: &str) -> Document {
    let text = || name.to_owned();
    let mut table = DataTable::new("names", text(), text()).texts(text()).figures(text());
    table.row([Datum::text(text()), number(name, 1.5, 1)]);
    table.sum([Datum::text(text()), Datum::none()]);
    table.notes.push(text());
    let mut chart = chart(name);
    (chart.unit, chart.remark, chart.description, chart.notes) = (text(), text(), text(), vec![text()]);
    let blocks = vec![
        Block::Text(text()),
        Block::Heading(text()),
        Block::List(vec![text()]),
        Block::Lead(text()),
        Block::Note(text()),
        Block::Code(text()),
        Block::Table(table),
        Block::Figure(chart),
    ];
    Document {
        lang: Lang::Ko,
        title: text(),
        subtitle: text(),
        provenance: Provenance {
            scenario: text(),
            scenario_hash: text(),
            seed: None,
            replications: None,
            version: "0.1.0".to_owned(),
            assumed: false,
        },
        sections: vec![Section { id: "names", heading: text(), blocks }],
        facts: vec![Fact { id: "names.one".to_owned(), figure: text(), sentence: text() }],
    }
}

/// A table with a row for each name, its number from 0 beside it, after a section in which all stand in every place.
pub(crate) fn nasty(names: &[&str]) -> Document {
    let mut document = all_of(&names.join(" "));
    let mut table = DataTable::new("each", "이름 하나씩", "").texts("이름").figures("번호");
    for (i, name) in names.iter().enumerate() {
        table.row([Datum::text(*name), number(&i.to_string(), i as f64, 0)]);
    }
    document.sections.push(Section {
        id: "each",
        heading: "이름".to_owned(),
        blocks: vec![Block::Table(table)],
    });
    document
}
