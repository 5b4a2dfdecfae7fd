//! The data that typst is given. The PDF itself is looked at by `read_back.py` (`just documents`).

use crate::{
    example,
    nasty::{NASTY, drawn},
};
use naru_report::{Lang, writers};
use serde_json::Value;

fn data(document: &naru_report::document::Document) -> Value {
    serde_json::from_str(&writers::typst(document).data).expect("JSON")
}

#[test]
fn captions_are_counted_and_texts_stand_as_they_are() {
    let it = data(&example::document(Lang::Ko));
    let blocks = |i: usize| it["sections"][i]["blocks"].as_array().expect("blocks").clone();
    assert_eq!(it["title"], "2025년 사업 기준안");
    assert_eq!(
        it["provenance"],
        "시나리오 baseline-2025 · 4f1c9a2e · 시드 1 · 200회 · naru 0.1.0 · 가정값 포함"
    );
    assert_eq!(it["contents"], "목차");
    assert_eq!(blocks(1)[1]["caption"], "<그림 1> 예산은 12월 중순부터 한도에 닿기 시작함");
    assert_eq!(blocks(1)[3]["caption"], "<표 1> 예산 집행 전망");
    assert_eq!(blocks(1)[3]["unit"], "(단위: 억 원, VAT 포함)");
    assert_eq!(blocks(2)[0]["caption"], "<표 2> 가정값과 근거");
    let notes = ["띠는 사업 10회 중 9회의 범위임", "※ 정산단가는 협상 비공개로 가정값을 사용함"];
    assert_eq!(blocks(1)[1]["notes"], Value::from(notes.to_vec()));
}

/// The page is 453.5 points wide: 160 mm.
#[test]
fn columns_fill_the_page_and_no_figure_is_broken() {
    let it = data(&example::document(Lang::Ko));
    for table in [&it["sections"][1]["blocks"][3], &it["sections"][2]["blocks"][0]] {
        let widths: Vec<f64> =
            table["widths"].as_array().expect("widths").iter().filter_map(Value::as_f64).collect();
        assert!((widths.iter().sum::<f64>() - 453.54).abs() < 0.1, "{widths:?}");
        for row in table["rows"].as_array().expect("rows") {
            let cells = row["cells"].as_array().expect("cells");
            for (i, cell) in cells.iter().enumerate().filter(|&(i, _)| table["figures"][i] == true) {
                let text = cell.as_str().expect("a text");
                let size = table["size"].as_f64().expect("a size");
                assert!(naru_report::font::width(text, size) + 7.0 < widths[i], "{text} in {}", widths[i]);
            }
        }
    }
}

#[test]
fn a_name_is_a_string_and_nothing_else() {
    for (name, shown) in NASTY {
        let shown = drawn(shown);
        let made = writers::typst(&example::all_of(name));
        assert_eq!(made.template, writers::typst(&example::document(Lang::Ko)).template);
        let it: Value = serde_json::from_str(&made.data).expect("JSON");
        assert_eq!(it["title"], shown);
        let blocks = &it["sections"][0]["blocks"];
        for i in [0, 1, 3, 4, 5] {
            assert_eq!(blocks[i]["text"], shown);
        }
        assert_eq!(blocks[6]["rows"][0]["cells"][0], shown);
        assert_eq!(blocks[7]["alt"], shown);
        let files: Vec<&str> = made.files.iter().map(|(file, _)| file.as_str()).collect();
        assert_eq!(files, ["NaruSans-Regular.ttf", "budget-burn.svg"], "no name is a path");
        assert!(!made.data.chars().any(char::is_control), "control characters are shown, not sent");
    }
}
