//! A sweep for people: what stands on the terminal, and `sweep.md`.

mod tables;

pub(crate) use tables::{
    LEVEL, causes, estimate, input_label, of_ranges, of_variance, parts, range_of, scale_of, skewed_note,
    values, written,
};

use crate::format::{self, count, counted};
use crate::input;
use crate::markdown::Charts;
use crate::pages;
use crate::phrase;
use crate::table::{Table, cell, wrap};
use crate::words::{Lang, say};
use naru_results::{SweepDesign, SweepUncertainty, Swept, names};

/// Narrowest terminal that the text is made for.
const NARROWEST: usize = 80;
/// Rows of a table that a terminal shows; all are in `sweep.md`.
const ROWS: usize = 12;
/// Metrics with a table of their own on a terminal.
const METRICS: usize = 2;

/// A table under its heading, with what must be said of it.
struct Block {
    heading: String,
    table: Table,
    notes: Vec<String>,
}

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Short,
    Whole,
}

impl Length {
    /// Rows of a table.
    fn rows(self) -> usize {
        match self {
            Self::Short => ROWS,
            Self::Whole => usize::MAX,
        }
    }
}

/// What stands on the terminal: lines of at most `width` cells (80 at least), but for names of files.
pub fn text(of: &Swept, folder: &str, lang: Lang, width: usize) -> String {
    let width = width.max(NARROWEST);
    let mut lines = wrap(&heading(of, lang), width, 0, 2);
    lines.extend(wrap(&remark(of, lang), width, 0, 2));
    for block in blocks(of, lang, Length::Short) {
        lines.push(String::new());
        lines.extend(wrap(&block.heading, width, 0, 2));
        lines.extend(block.table.lines(width - 2).iter().map(|line| format!("  {line}")));
        lines.extend(block.notes.iter().flat_map(|note| wrap(note, width, 2, 4)));
    }
    lines.push(String::new());
    lines.extend(told_left_out(of, lang, Length::Short).iter().flat_map(|line| wrap(line, width, 0, 2)));
    let text = names::SWEEP_TEXT;
    lines.push(say!(lang, "결과: {folder} (모두: {text})", "results: {folder} (all of it: {text})"));
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// How far the assumed inputs of a sweep can lead one of its metrics, for a line beside its interval:
/// `13.40-19.80 (low: Demand level (factor) 0.675; high: Demand level (factor) 1.97)`. `None` where the sweep says nothing of it.
pub fn assumptions(of: &Swept, uncertainty: &SweepUncertainty, lang: Lang) -> Option<String> {
    let metric = of.metrics.iter().find(|it| it.id == uncertainty.metric)?;
    let scale = scale_of(of, metric);
    let (low, high) = uncertainty.assumed_low.zip(uncertainty.assumed_high)?;
    let range = scale.between(low, high, lang);
    let causes = causes(of, uncertainty, lang);
    Some(if causes.is_empty() { range } else { format!("{range} ({causes})") })
}

/// `sweep.md`: Korean, then English. `version` is the program's.
pub fn markdown(of: &Swept, version: &str, charts: Charts) -> String {
    Lang::BOTH.map(|lang| in_language(of, version, charts, lang)).join("\n---\n\n")
}

fn in_language(of: &Swept, version: &str, charts: Charts, lang: Lang) -> String {
    let title = cell(&heading(of, lang));
    let mut out = format!("# {title}\n\n{}\n", cell(&remark(of, lang)));
    if charts == Charts::Drawn && !of.effects.is_empty() {
        let (title, folder, tag) = (cell(&pages::chart_title(of, lang)), names::CHARTS, lang.tag());
        out.extend(["\n![", &title, "](", folder, "/tornado.", tag, ".svg)\n"]);
    }
    for block in blocks(of, lang, Length::Whole) {
        out.extend(["\n## ", &cell(&block.heading), "\n\n"]);
        out.push_str(&block.table.markdown(lang.pick("비고", "note")));
        for note in &block.notes {
            out.extend(["\n", &cell(note), "\n"]);
        }
    }
    let left = left_out(of, lang);
    if !left.is_empty() {
        out.extend(["\n## ", lang.pick("빠진 것", "Left out"), "\n\n"]);
        for line in &left {
            out.extend(["- ", &cell(line), "\n"]);
        }
    }
    out.extend(["\n", &cell(&footer(of, version, lang)), "\n"]);
    out
}

/// The line at the foot of a picture or page: enough to make it again.
pub(crate) fn footer(of: &Swept, version: &str, lang: Lang) -> String {
    let hash: String = of.scenario_hash.chars().take(8).collect();
    let name = lang.pick(&of.scenario_title.ko, &of.scenario_title.en);
    let (seed, n) = (of.seed, of.replications);
    let what = say!(
        lang,
        "{name} · 시나리오 {hash} · 시드 {seed} · 점마다 {n}회",
        "{name} · scenario {hash} · seed {seed} · {n} replications a point"
    );
    phrase::origin(&what, version, true, lang)
}

/// That what is spent ends at the cap, where a sweep watches it and saw it end there: effects that raise it look smaller than
/// they are.
pub(crate) fn capped(of: &Swept, lang: Lang) -> Option<String> {
    let spent = of.metrics.iter().find(|it| it.id.trim_start_matches("programme.") == "budget.spent_won")?;
    let (cap, mean) = (of.cap_won? as f64, spent.estimate.mean?);
    let [cap, room] = [cap, cap - mean].map(|won| format::money_text(won, lang));
    if of.design != SweepDesign::Tornado {
        return Some(say!(
            lang,
            "집행액은 예산 한도 {cap}에서 멈추므로, 한도에 닿은 반복에서는 입력이 더 달라져도 늘지 않음. 한도가 없을 때의 크기는 필요액에서 봄",
            "Spending stops at the cap of {cap}: once there, inputs raise it no more. The need shows what it would be without the cap"
        ));
    }
    Some(say!(
        lang,
        "집행액은 예산 한도 {cap}에서 멈추므로, 한도에 닿은 반복에서는 더 늘지 않아 집행액을 늘리는 쪽의 차이(오른쪽 막대)가 짧아짐. 지금의 평균부터 한도까지는 {room}임. 한도가 없을 때의 크기는 필요액에서 봄",
        "Spending stops at the cap of {cap}: differences that raise it (bars to the right) are shorter for replications that reach it. From the mean as it stands to the cap there is {room}. The need shows what they would be without the cap"
    ))
}

pub(crate) fn heading(of: &Swept, lang: Lang) -> String {
    let (study, scenario) =
        (lang.pick(&of.title.ko, &of.title.en), lang.pick(&of.scenario_title.ko, &of.scenario_title.en));
    if study == scenario { study.to_owned() } else { format!("{study}: {scenario}") }
}

pub(crate) fn remark(of: &Swept, lang: Lang) -> String {
    let (points, n, seed) = (count(of.points.into()), of.replications, of.seed);
    let (inputs, many) = (count(of.inputs.len() as i64), counted(of.inputs.len() as i64, "input"));
    let how = match of.design {
        SweepDesign::Tornado => say!(
            lang,
            "입력 {inputs}개를 하나씩 범위의 두 끝으로 옮김",
            "{many}, one at a time to both ends of its range"
        ),
        SweepDesign::Grid => {
            say!(lang, "입력 {inputs}개의 값을 모두 짝지음", "every combination of the values of {many}")
        }
        SweepDesign::Sobol => say!(
            lang,
            "입력 {inputs}개를 범위에서 고르게 뽑음(Sobol')",
            "{many}, drawn evenly from the ranges (Sobol')"
        ),
        SweepDesign::LatinHypercube => say!(
            lang,
            "입력 {inputs}개를 범위에서 함께 고르게 뽑음(라틴 하이퍼큐브)",
            "{many}, drawn jointly and evenly from the ranges (Latin hypercube)"
        ),
        SweepDesign::Morris => {
            say!(lang, "입력 {inputs}개를 하나씩 한 걸음 옮김(Morris)", "{many}, a step at a time (Morris)")
        }
    };
    say!(
        lang,
        "{how}. 점 {points}개, 점마다 같은 {n}회, 초깃값(시드) {seed}. 괄호: 95% 구간(하나씩 볼 때)",
        "{how}. {points} points, the same {n} replications at each, seed {seed}. In brackets: 95% intervals, each on its own"
    )
}

fn blocks(of: &Swept, lang: Lang, length: Length) -> Vec<Block> {
    let limit = length.rows();
    let metrics = match length {
        Length::Short => METRICS.min(of.metrics.len()),
        Length::Whole => of.metrics.len(),
    };
    match of.design {
        SweepDesign::Tornado => {
            let effects = (0..metrics).map(|at| tables::effects(of, at, length, lang));
            effects.chain([tables::uncertainty(of, lang)]).collect()
        }
        SweepDesign::Grid => vec![tables::grid(of, limit.saturating_mul(2), lang)],
        SweepDesign::Sobol => (0..metrics).map(|at| tables::indices(of, at, lang)).collect(),
        SweepDesign::Morris => (0..metrics).map(|at| tables::elementary(of, at, limit, lang)).collect(),
        SweepDesign::LatinHypercube => vec![tables::uncertainty(of, lang)],
    }
}

/// What was not simulated, and why: all of it.
pub(crate) fn left_out(of: &Swept, lang: Lang) -> Vec<String> {
    told_left_out(of, lang, Length::Whole)
}

fn told_left_out(of: &Swept, lang: Lang, length: Length) -> Vec<String> {
    let most = match length {
        Length::Short => 3,
        Length::Whole => usize::MAX,
    };
    // Under a heading it need not be said again.
    let begin = match length {
        Length::Short => lang.pick("빠짐: ", "left out: "),
        Length::Whole => "",
    };
    let of_input = |it: &naru_results::SweepLeftOut| {
        let (name, reason) = (input_label(of, &it.path, lang), lang.pick(&it.reason.ko, &it.reason.en));
        match &it.value {
            Some(value) => format!("{begin}{name} {}: {reason}", input::value(&it.path, value, lang)),
            None => format!("{begin}{name}: {reason}"),
        }
    };
    let mut lines: Vec<String> = of.left_out.iter().take(most).map(of_input).collect();
    if of.left_out.len() > most {
        let rest = count((of.left_out.len() - most) as i64);
        lines.push(say!(lang, "그 밖에 빠진 것 {rest}개", "{rest} more left out"));
    }
    if of.design != SweepDesign::Tornado && of.refused_points > 0 {
        let (refused, points) = (count(of.refused_points.into()), count(of.points.into()));
        lines.push(say!(
            lang,
            "점 {points}개 가운데 {refused}개는 검사가 받아들이지 않아 빠짐",
            "{refused} of {points} points are refused by check and left out"
        ));
        lines.extend(
            of.refused_because.iter().take(most).map(|why| format!("  {}", lang.pick(&why.ko, &why.en))),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::cells;

    /// The figures that `results` tests with, as each design shows them.
    fn sample(design: SweepDesign) -> Swept {
        let text = include_str!("../../../results/tests/files/sweep.json");
        Swept { design, ..serde_json::from_str(text).expect("a sweep") }
    }

    const DESIGNS: [SweepDesign; 5] = [
        SweepDesign::Tornado,
        SweepDesign::Grid,
        SweepDesign::Sobol,
        SweepDesign::LatinHypercube,
        SweepDesign::Morris,
    ];

    #[test]
    fn every_line_fits_80_columns_and_claims_nothing() {
        for design in DESIGNS {
            for lang in Lang::BOTH {
                let text = text(&sample(design), "results/sweep/tornado", lang, 80);
                for line in text.lines() {
                    assert!(cells(line) <= 80, "{design:?}: {line}");
                }
                let document = markdown(&sample(design), "0.1.0", Charts::Drawn);
                for never in ["확실", "차이가 없음", "NaN", "inf"] {
                    assert!(!text.contains(never) && !document.contains(never), "{design:?} {never}");
                }
            }
        }
    }

    /// By hand from the sample: differences in 억 원 and bn won, the largest first, an end that is refused left open.
    #[test]
    fn a_tornado_names_the_largest_first() {
        let mut of = sample(SweepDesign::Tornado);
        of.effects[1].metrics[0].high = None;
        let ko = text(&of, "results/sweep/tornado", Lang::Ko, 80);
        let en = text(&of, "results/sweep/tornado", Lang::En, 80);
        for want in [
            "가정의 민감도 순위도: 2025년 사업 기준안\n",
            "집행액(억 원): 지금 183.8 (182.1~185.5), 하나씩 옮길 때의 차이\n",
            "-49.8 (-50.4~-49.2)",
            "14.2 (12.5~15.9)",
            "0.675~1.97(지금 1.0)",
            "4,100~11,000원/시간(지금 7,920)",
            "낮게: 수요 수준(배) 0.675, 높게: 수요 수준(배) 1.97",
            "빠짐: 중소기업 과제의 비율 35%:",
        ] {
            assert!(ko.contains(want), "{want}\n{ko}");
        }
        for want in [
            "spent (bn won): 18.38 (18.21-18.55) as it stands; differences\n",
            "-4.98 (-5.04 to -4.92)",
            "left out: Share of projects of SMEs 35%: the shares",
            "results: results/sweep/tornado (all of it: sweep.md)\n",
        ] {
            assert!(en.contains(want), "{want}\n{en}");
        }
        let place = |what: &str| en.find(what).expect("it stands there");
        assert!(place("Demand level (factor)") < place("67TF price"));
    }

    /// Another scenario or program has other uncertainties.
    #[test]
    fn assumptions_are_of_this_scenario_alone() {
        let of = sample(SweepDesign::Tornado);
        let spent = |hash, behaviour| of.uncertainty_of(hash, behaviour, "budget.spent_won");
        let found = spent("4f1c9a2e7b", "9e1f2c").expect("it is of this one");
        for (lang, want) in [
            (Lang::En, "13.40-19.80 (low: Demand level (factor) 0.675; high: Demand level (factor) 1.97)"),
            (Lang::Ko, "134.0~198.0 (낮게: 수요 수준(배) 0.675, 높게: 수요 수준(배) 1.97)"),
        ] {
            assert_eq!(assumptions(&of, found, lang).as_deref(), Some(want));
        }
        assert!(spent("other", "9e1f2c").is_none() && spent("4f1c9a2e7b", "other").is_none());
    }

    #[test]
    fn indices_show_their_intervals_and_what_is_noise() {
        let en = text(&sample(SweepDesign::Sobol), "out", Lang::En, 80);
        for want in ["0.71 (0.64 to 0.78)", "of the variance 2.0% is simulation error", "no indices"] {
            assert!(en.contains(want), "{want}\n{en}");
        }
        // √(4e18) is 2e9: 20.0 in 억 원.
        assert!(text(&sample(SweepDesign::Sobol), "out", Lang::Ko, 80).contains("표준편차 20.0"));
    }

    #[test]
    fn a_value_is_shown_as_people_write_it() {
        for (written, want) in [
            ("7_920", "7,920"),
            ("400000000", "400,000,000"),
            ("0.675", "0.675"),
            ("\"30min\"", "30min"),
            ("\"2025-03-10\"", "2025-03-10"),
            ("75", "75"),
        ] {
            assert_eq!(tables::written(written), want);
        }
    }
}
