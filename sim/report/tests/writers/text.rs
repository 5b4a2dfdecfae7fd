//! Markdown, facts, and characters without a glyph.

use crate::{example, nasty};
use naru_report::{Lang, writers};

fn markdown(document: &naru_report::document::Document) -> String {
    writers::markdown(document, |name| format!("charts/{name}.svg"))
}

#[test]
fn every_block_has_its_form() {
    let text = markdown(&example::document(Lang::Ko));
    for part in [
        "# 2025년 사업 기준안\n\n2025\\. 4. 1. \\~ 12. 31., GPU 500과제",
        "\n## 요약\n\n> **현 계획에서 8시간 이내 할당은 지켜지나",
        "\n- (대기) 모의실험 200회",
        "\n## 1. 예산 집행과 소진 시점\n\n2025\\. 4. 1.부터 집행액이 쌓임.",
        "\n**&lt;그림 1&gt; 예산은 12월 중순부터 한도에 닿기 시작함** (단위: 억 원, VAT 포함)\n\n![집행액이",
        "](charts/budget-burn.svg)\n\n띠는 사업 10회 중 9회의 범위임\n\n※ 정산단가는",
        "\n### 비목별\n\n**&lt;표 1&gt; 예산 집행 전망** (단위: 억 원, VAT 포함)\n\n| 구분 | 예상 | 사업 10회 중 9회 | 비중 | 기준일 |\n| --- | --: | --: | --: | --: |\n| 집행액 | 183.8 (182.1\\~185.5) |",
        "| **한도** | **198.0** | **-** | **100%** | **-** |\n\n※ 단수처리로",
        "\n```\nnaru run scenarios/baseline-2025.ron --replications 200\n```\n",
    ] {
        assert!(text.contains(part), "{part}\nnot in\n{text}");
    }
}

#[test]
fn facts_are_a_list_with_ids() {
    let text = writers::facts(&example::document(Lang::Ko));
    let last = "\n1. 조기소진 확률은 15.0%(모의실험 200회 중 30회)임 (`budget.exhausted_share`)\n";
    assert!(text.ends_with(last), "{text}");
}

/// Each name stands once per place, on its line, behind an escape: no line begins anything, no tag, cell or link opens.
#[test]
fn no_name_does_anything_in_markdown() {
    for (name, _) in nasty::NASTY {
        for text in [markdown(&example::all_of(name)), writers::facts(&example::all_of(name))] {
            for (i, line) in text.lines().enumerate() {
                let code = text.lines().take(i).filter(|line| line.starts_with("```")).count() % 2 == 1;
                if code || line.starts_with("```") {
                    continue;
                }
                let bare = line.replace("\\\\", "");
                // The last piece of `](` is the picture, whose address holds no name.
                let links = bare.matches("](").count() - bare.matches("\\](").count();
                assert!(links <= usize::from(bare.starts_with("![")), "{name}: {line}");
                assert!(!bare.contains('<') && !bare.contains("\\`<"), "{name}: {line}");
                assert!(!line.chars().any(char::is_control), "{name}: {line:?}");
                let own = ["# ", "## ", "### ", "> **", "- ", "| ", "**&lt;", "![", "1. "];
                let starts = ["#", ">", "- ", "+ ", "* ", "= ", "1.", "|", "---", "```"];
                let begins = starts.iter().any(|start| bare.starts_with(start));
                assert!(!begins || own.iter().any(|own| bare.starts_with(own)), "{name}: {line}");
                if bare.starts_with('|') {
                    let edges = bare.matches('|').count() - bare.matches("\\|").count();
                    assert_eq!(edges, 3, "two cells: {name}: {line}");
                }
            }
        }
    }
}

/// Code holds names as they are; the fence is longer than any in them.
#[test]
fn code_cannot_end_early() {
    let text = markdown(&example::all_of("a ````` b"));
    assert!(text.contains("\n``````\na ````` b\n``````\n"), "{text}");
}

#[test]
fn characters_without_a_glyph_are_named_once_wherever_they_stand() {
    assert_eq!(writers::missing_glyphs(&example::document(Lang::Ko)), []);
    assert_eq!(writers::missing_glyphs(&example::all_of("佛 가\u{1}나\t🚀 佛")), ['佛', '🚀']);
    let mut document = example::document(Lang::Ko);
    document.sections[1].blocks.push(naru_report::document::Block::Figure(example::chart("뷁 뛻")));
    assert_eq!(writers::missing_glyphs(&document), ['뷁', '뛻']);
}
