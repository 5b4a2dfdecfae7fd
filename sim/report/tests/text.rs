//! The terminal summary in full, and what holds for every width.

mod sample;

use naru_report::{Lang, font, markdown, text};
use naru_results::{Clause, ClauseReading, Clauses, Label, Summary, Treatment};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const PATHS: text::Paths<'static> = text::Paths {
    program: "naru",
    scenario: "scenarios/baseline-2025.ron",
    options: "",
    results: "results/baseline-2025",
};

#[track_caller]
fn check(summary: &Summary, lang: Lang, width: usize, want: &str) {
    let got = text::summary(summary, &sample::run(), None, None, &PATHS, lang, width);
    for (got, want) in got.lines().zip(want.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(got, want);
}

#[test]
fn the_baseline_where_nobody_waits() {
    check(&sample::quiet(), Lang::Ko, 100, include_str!("text/quiet.ko.txt"));
    check(&sample::quiet(), Lang::En, 100, include_str!("text/quiet.en.txt"));
}

#[test]
fn a_small_fleet_at_80_columns() {
    check(&sample::busy(), Lang::Ko, 80, include_str!("text/busy.ko.txt"));
    check(&sample::busy(), Lang::En, 80, include_str!("text/busy.en.txt"));
}

/// What cannot be said is `-`, never 0, and takes no block with it.
#[test]
fn nothing_to_say() {
    check(&sample::blank(), Lang::Ko, 100, include_str!("text/blank.ko.txt"));
}

#[test]
fn money_gone_in_every_replication() {
    check(&sample::broke(), Lang::Ko, 80, include_str!("text/broke.ko.txt"));
}

/// A command that is too long is broken between options, and a shell reads it back as one.
#[test]
fn commands_to_copy_are_whole() {
    let options = " --set programme.budget.cap_won=9_900_000_000 --seed 7 --replications 20";
    let paths = text::Paths { options, ..PATHS };
    let got = text::summary(&sample::quiet(), &sample::run(), None, None, &paths, Lang::En, 80);
    let (_, next) = got.split_once("Next  ").expect("the last block");
    assert!(next.lines().all(|line| line.width() <= 80), "{next}");
    let joined = next.replace(" \\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        joined.starts_with(&format!(
            "naru run scenarios/baseline-2025.ron{options} --set demand.level=1.5 naru solve "
        )),
        "{joined}"
    );
}

fn every_summary(mut look: impl FnMut(&str, usize)) {
    for summary in [sample::quiet(), sample::busy(), sample::broke(), sample::blank()] {
        for lang in Lang::BOTH {
            for width in [40, 80, 90, 100, 120] {
                look(
                    &text::summary(&summary, &sample::run(), None, None, &PATHS, lang, width),
                    width.max(80),
                );
            }
        }
    }
}

#[test]
fn every_line_fits() {
    every_summary(|text, width| {
        for line in text.lines() {
            assert!(line.width() <= width, "{} of {width}: {line}", line.width());
            assert_eq!(line.trim_end(), line, "blanks at the end");
        }
    });
}

/// Some terminals draw characters of ambiguous width double: left of a later column they would shift it.
#[test]
fn no_character_of_ambiguous_width_stands_left_of_a_column() {
    every_summary(|text, _| {
        for line in text.lines() {
            let columns_end = line.rfind("  ").unwrap_or(0);
            for c in line[..columns_end].chars() {
                assert_eq!(c.width(), c.width_cjk(), "`{c}` in: {line}");
            }
        }
    });
}

/// The figures of a column start or end in the same cell, whatever the script of the labels left of them.
#[test]
fn columns_line_up_by_display_width() {
    for lang in Lang::BOTH {
        let text = text::summary(&sample::busy(), &sample::run(), None, None, &PATHS, lang, 100);
        let ends: Vec<usize> = ["42,310", "31,800", "31,400"]
            .iter()
            .map(|figure| {
                let line = text.lines().find(|line| line.contains(figure)).expect("a row of waits");
                line[..line.find(figure).expect("it is there") + figure.len()].width()
            })
            .collect();
        assert_eq!([ends[0]; 3], ends[..], "{text}");
        let starts: Vec<usize> = ["176.3 (", "21.7 (", "17.63 (", "2.17 ("]
            .iter()
            .filter_map(|figure| {
                let line = text.lines().find(|line| line.contains(figure))?;
                Some(line[..line.find(figure)?].width())
            })
            .collect();
        assert_eq!([starts[0]; 2], starts[..], "{text}");
    }
}

/// Three suppliers' pools of one name are a row on a terminal, with their cards summed and the ends of their own
/// figures, and three rows in the document. What happened on the way is told, what did not is not.
#[test]
fn pools_of_several_suppliers_are_folded_and_the_course_is_told() {
    let mut summary = sample::quiet();
    let npu = summary.cards.iter().position(|it| it.pool == "NPU-60").expect("a pool without a floor");
    for (supplier, peak) in [("npu-b", 200.0), ("npu-c", 210.0)] {
        let mut it = summary.cards[npu].clone();
        it.supplier = supplier.to_owned();
        it.peak_in_use.mean = Some(peak);
        summary.cards.push(it);
    }
    let told = |summary: &Summary| text::summary(summary, &sample::run(), None, None, &PATHS, Lang::Ko, 100);
    let text = told(&summary);
    // 3 x 220 cards.
    for row in [
        "  NPU-60(3개 공급사)   660           -  각 200~220     각 220         -           각 82.4%",
        "  A100                 400",
    ] {
        assert!(text.lines().any(|line| line.starts_with(row)), "{row}\n{text}");
    }
    assert!(!text.contains("[P3]") && !text.contains("[P6]") && !text.contains("[S3]"), "{text}");
    summary.course.npu_to_gpu_won.mean = Some(320_000_000);
    summary.cards[1].held_for_gang_card_hours.mean = Some(1_234.0);
    let mut share = summary.budget.exhausted_share;
    (share.mean, share.lo, share.hi) = (Some(0.75), Some(0.69), Some(0.81));
    summary.course.wave_admitted_share = [("september", share)].into_iter().collect();
    let text = told(&summary);
    for line in [
        "  NPU에서 GPU로 옮긴 예산(억 원)[P3]: 3.2 (0.0~0.0)",
        "  추가 선정(september)이 이루어진 사업[P6]: 200회 중 150회 (69.0~81.0%)",
        "  1PF형 몫으로 비워 둔 카드·시간[S3]: H100 1,234 (0~0)",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    let document = markdown::summary(&summary, &clauses(), None, "0.1.0", markdown::Charts::Absent);
    assert_eq!(document.matches("NPU-60 | 220 |").count(), 6, "{document}");
    assert!(document.contains("| policy.idle_return | 30min | 바뀐 값(fewer-h100.ron:5) |"), "{document}");
    assert!(document.contains("| policy.idle_return | 30min | changed in fewer-h100.ron:5 |"), "{document}");
}

/// What there is of waiting is told by cause, and who gave up; where nothing waits, nothing is.
#[test]
fn waits_are_told_by_cause_and_who_gave_up_is_named() {
    let mut summary = sample::busy();
    let share = |mean: f64| {
        let mut share = summary.budget.exhausted_share;
        (share.mean, share.lo, share.hi) = (Some(mean), Some(mean - 0.01), Some(mean + 0.01));
        share
    };
    let (cards, servers, order, little, gone) =
        (share(0.75), share(0.125), share(0.124_6), share(0.000_4), share(0.02));
    let h100 = &mut summary.cards[1];
    h100.waiting_hours.mean = Some(1.0);
    (h100.waiting_by.cards, h100.waiting_by.servers) = (cards, servers);
    (h100.waiting_by.order, h100.waiting_by.allocator) = (order, little);
    summary.cards[0].waiting_hours.mean = Some(0.9);
    summary.waits[2].abandoned_share = gone;
    let told = |lang| text::summary(&summary, &sample::run(), None, None, &PATHS, lang, 200);
    let text = told(Lang::Ko);
    for line in [
        "  H100 대기 원인(대기시간 중): 카드 부족 75.0% (74.0~76.0), 남은 카드가 서버에 흩어짐 12.5% (11.5~13.5), \
         앞 신청 차례 12.5% (11.5~13.5)",
        "  그중 기다리다 포기한 신청(신청 중): 134TF 2.0% (1.0~3.0)",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    assert!(!text.contains("A100 대기 원인"), "less than an hour is not worth a line\n{text}");
    let text = told(Lang::En);
    for part in [
        "H100 waits by cause (of the time waited): too few cards free 75.0%",
        "of them given up while waiting (of requests): 134TF",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let document = markdown::summary(&summary, &clauses(), None, "0.1.0", markdown::Charts::Absent);
    assert_eq!(document.matches("H100 대기 원인").count(), 1, "{document}");
    let quiet = text::summary(&sample::quiet(), &sample::run(), None, None, &PATHS, Lang::Ko, 100);
    assert!(!quiet.contains("대기 원인") && !quiet.contains("포기"), "{quiet}");
}

#[test]
fn floors_that_are_short_are_warned_of() {
    assert_eq!(text::warnings(&sample::quiet(), Lang::Ko), [""; 0]);
    assert_eq!(
        text::warnings(&sample::busy(), Lang::Ko),
        [
            "경고[S2] A100 224장은 필요카드수 400장보다 176장 적음: 이대로는 공모 조건에 맞지 않음",
            "경고[S2] H100 248장은 필요카드수 450장보다 202장 적음: 이대로는 공모 조건에 맞지 않음",
        ]
    );
    assert_eq!(
        text::warnings(&sample::busy(), Lang::En)[1],
        "warning[S2] 248 H100 are 202 short of the call's floor of 450: as it stands this fleet does not meet the call"
    );
}

/// The verb follows the interval of the share of programmes that keep a promise, against the share asked.
#[test]
fn the_verb_follows_the_interval() {
    for (kept, mean, lo, hi, ko, en) in [
        (true, 0.98, 0.95, 0.99, "예산 약속은 지켜짐(", "Money promise kept ("),
        (true, 0.92, 0.874, 0.95, "예산 약속은 지켜질 가능성이 큼:", "Money promise likely kept:"),
        // 5 of 5 (Clopper-Pearson): too few to say anything.
        (true, 1.0, 0.478, 1.0, "예산 약속은 판단하기 어려움:", "Money promise cannot be told:"),
        (false, 0.87, 0.816, 0.91, "예산 약속은 판단하기 어려움:", "Money promise cannot be told:"),
        (false, 0.85, 0.794, 0.893, "예산 약속은 지켜지지 않음:", "Money promise not kept:"),
    ] {
        let mut summary = sample::quiet();
        let promise = &mut summary.promises[1];
        promise.kept = kept;
        (promise.kept_share.mean, promise.kept_share.lo, promise.kept_share.hi) =
            (Some(mean), Some(lo), Some(hi));
        for (lang, want) in [(Lang::Ko, ko), (Lang::En, en)] {
            let text = text::summary(&summary, &sample::run(), None, None, &PATHS, lang, 100);
            assert!(text.contains(want), "{want}: {text}");
        }
    }
}

fn clauses() -> Clauses {
    let label = |ko: &str, en: &str| Label { ko: ko.into(), en: en.into() };
    Clauses(vec![Clause {
        id: "T1".into(),
        place: "3-①-나".into(),
        sentence: "1시간 단위 사용실적".into(),
        label: label("사용시간", "Hours of use"),
        treatment: Treatment::Mechanism("tariff".into()),
        readings: [(
            "hours".to_owned(),
            ClauseReading {
                label: label("1시간 단위", "begun hours"),
                values: [("session_ceil".to_owned(), label("세션마다 올림", "each session rounds up"))]
                    .into_iter()
                    .collect(),
                question: None,
            },
        )]
        .into_iter()
        .collect(),
    }])
}

#[test]
fn the_document_has_every_assumption_and_reading_in_both_languages() {
    let summary = sample::busy();
    let text = markdown::summary(&summary, &clauses(), None, "0.1.0", markdown::Charts::Drawn);
    for it in &summary.assumed {
        assert_eq!(text.matches(&it.path).count(), 2, "{}", it.path);
    }
    for row in [
        "| T1.hours | 3-①-나 | 1시간 단위 | session_ceil: 세션마다 올림 |",
        "| T1.hours | 3-①-나 | begun hours | session_ceil: each session rounds up |",
        "| T3.own |  |  | outside |",
        "| 134TF | 31,400 | 1.37 (1.29\\~1.45) | 14.3 (13.6\\~15.1) | 4.1% (3.8\\~4.5) | 200회 중 200회 |",
        "| 합계 | 18,540,000,000 |",
        "| 운영비(원) | 800,000,000 | 400,000,000\\~1,600,000,000 | 181.4\\~193.4 |  |",
        "![1.9% of GPU requests waited over 8 h for cards (95% interval 1.8-2.1%)](charts/waits.en.svg)",
    ] {
        assert!(text.lines().any(|line| line == row), "{row}\n{text}");
    }
    let without = markdown::summary(&summary, &clauses(), None, "0.1.0", markdown::Charts::Absent);
    assert!(!without.contains("!["));
}

/// A decrease is a triangle in the Korean document, a minus sign on the terminal and in English.
#[test]
fn a_decrease_is_marked_as_its_place_asks() {
    let mut summary = sample::quiet();
    summary.budget.by_hand_won = 18_340_000_000; // need 184.8: 1.4 less
    let text = markdown::summary(&summary, &clauses(), None, "0.1.0", markdown::Charts::Absent);
    assert!(
        text.contains("차이 △1.4(신뢰구간 안)") && text.contains("-0.14 apart (within its interval)"),
        "{text}"
    );
    let text = text::summary(&summary, &sample::run(), None, None, &PATHS, Lang::Ko, 80);
    assert!(text.contains("차이 -1.4(신뢰구간 안)"), "{text}");
}

#[test]
fn every_character_of_this_room_has_a_glyph() {
    fn look(folder: &std::path::Path, files: &mut u32) {
        for entry in std::fs::read_dir(folder).expect("the room's sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                look(&path, files);
            } else {
                let text = std::fs::read_to_string(&path).expect("a source is text");
                for line in text.lines() {
                    let code = line.split("//").next().unwrap_or(line); // comments are not drawn
                    assert_eq!(font::missing(code), [], "{}: {line}", path.display());
                }
                *files += 1;
            }
        }
    }
    let mut files = 0;
    look(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files > 10, "{files} sources");
}
