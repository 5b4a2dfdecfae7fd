//! The summary on a terminal: verdict, the three answers, what was assumed, lines to copy.
//!
//! No colour but a bold verdict, where a terminal shows it. Every line fits the width that was asked for (80 at least); what does not fit beside a figure stands
//! below it. No character of ambiguous width stands left of a later column.

use crate::format::{self, Place};
use crate::phrase;
use crate::suppliers;
use crate::table::{cells, wrap};
use crate::tables::{self, Rows};
use crate::uncertainty::Missing;
use crate::words::{Lang, say};
use naru_results::{Precision, RunInfo, Summary, Uncertainty};

/// Narrowest terminal that the summary is made for.
const NARROWEST: usize = 80;

/// Assumed inputs that the summary shows with what they are worth; all are in `summary.md`.
const LARGEST: usize = 2;

/// What a person types to go on.
#[derive(Clone, Copy, Debug)]
pub struct Paths<'a> {
    /// How the program is called: `naru`, or `cargo run --release --`.
    pub program: &'a str,
    /// The scenario file, as given.
    pub scenario: &'a str,
    /// Options that shaped the study, as given: ` --set a=1 --seed 7`; empty where none did.
    pub options: &'a str,
    /// The result folder.
    pub results: &'a str,
}

/// The summary for a terminal of so many cells, ending in a line break.
pub fn summary(
    summary: &Summary,
    run: &RunInfo,
    precision: Option<&Precision>,
    uncertainty: Option<&Uncertainty>,
    paths: &Paths<'_>,
    lang: Lang,
    width: usize,
) -> String {
    let width = width.max(NARROWEST);
    let blocks = [
        head(summary, run, lang, width),
        precision.map_or_else(Vec::new, |it| crate::precision::lines(it, lang, width)),
        verdict(summary, lang, width),
        waits(summary, lang, width),
        cards(summary, lang, width),
        money(summary, lang, width),
        of_suppliers(summary, lang, width),
        uncertainty.map_or_else(Vec::new, |it| {
            let scenario = format!("{}{}", paths.scenario, paths.options);
            crate::uncertainty::lines(
                it,
                &Missing { program: paths.program, scenario: &scenario },
                lang,
                width,
            )
        }),
        assumed(summary, paths, lang, width),
        next(summary, paths, lang, width),
    ];
    let mut out = String::new();
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        for line in block {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The same with its verdict in bold, for a terminal that shows it.
///
/// ```
/// # use naru_report::{Lang, text};
/// let text = "Of a scenario\n\nVerdict  kept\n         not kept\n\n1 Waits\n";
/// let bold = "Of a scenario\n\n\u{1b}[1mVerdict  kept\u{1b}[0m\n\u{1b}[1m         not kept\u{1b}[0m\n\n1 Waits\n";
/// assert_eq!(text::with_bold_verdict(text, Lang::En), bold);
/// ```
pub fn with_bold_verdict(summary: &str, lang: Lang) -> String {
    let mut inside = false;
    let line = |line: &str| {
        inside = line.starts_with(verdict_head(lang)) || inside && !line.is_empty();
        if inside { format!("\u{1b}[1m{line}\u{1b}[0m\n") } else { format!("{line}\n") }
    };
    summary.lines().map(line).collect()
}

const fn verdict_head(lang: Lang) -> &'static str {
    lang.pick("결론  ", "Verdict  ")
}

/// Warnings of a run that people must see whatever else they read: a fleet below the call's floors (S2).
pub fn warnings(summary: &Summary, lang: Lang) -> Vec<String> {
    let short = summary.floors.iter().filter(|floor| floor.short > 0);
    short
        .map(|it| {
            let (card, installed, floor, short) = (
                &it.card_type,
                format::count(it.installed.into()),
                format::count(it.floor.into()),
                format::count(it.short.into()),
            );
            say!(
                lang,
                "경고[S2] {card} {installed}장은 필요카드수 {floor}장보다 {short}장 적음: 이대로는 공모 조건에 맞지 않음",
                "warning[S2] {installed} {card} are {short} short of the call's floor of {floor}: as it stands this fleet \
                 does not meet the call"
            )
        })
        .collect()
}

fn head(summary: &Summary, run: &RunInfo, lang: Lang, width: usize) -> Vec<String> {
    let title = lang.pick(&summary.title.ko, &summary.title.en);
    let span = &summary.programme;
    let period = format::period(span.start.0, span.end.0, lang);
    let (gpu, npu) = (format::count(span.gpu_projects.into()), format::count(span.npu_projects.into()));
    let cap = format::money_text(summary.budget.cap_won as f64, lang);
    let (n, seed) = (format::count(summary.replications.into()), summary.seed);
    let seconds = format::decimal(run.wall_seconds, usize::from(run.wall_seconds < 9.95));
    let first = say!(
        lang,
        "{title}, {period}, GPU {gpu}과제, NPU {npu}과제, 한도 {cap}(VAT 포함)",
        "{title}, {period}, {gpu} GPU and {npu} NPU projects, cap {cap} (VAT in)"
    );
    let second = say!(
        lang,
        "모의실험 {n}회 반복, 초깃값(시드) {seed}, {seconds}초. 괄호: 95% 신뢰구간(가정이 맞을 때의 모의실험 오차)",
        "{n} replications, seed {seed}, {seconds} s. In brackets: 95% interval, simulation error if the assumptions hold"
    );
    let mut lines = wrap(&first, width, 0, 2);
    lines.extend(wrap(&second, width, 0, 2));
    lines
}

fn verdict(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let promises: Vec<String> =
        summary.promises.iter().map(|it| phrase::promise(it, summary, lang)).collect();
    let head = verdict_head(lang);
    let indent = cells(head);
    let mut lines = Vec::new();
    for (text, i) in promises.iter().zip(0_u32..) {
        let mut wrapped = wrap(text, width, indent, indent);
        if i == 0 {
            wrapped[0].replace_range(..indent, head);
        }
        lines.extend(wrapped);
    }
    lines.extend(warnings(summary, lang).iter().flat_map(|text| wrap(text, width, indent, indent)));
    lines
}

fn waits(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let mut lines = tables::waits(lang.pick("1 대기", "1 Waits"), summary, lang).indented(2).lines(width);
    let below = [tables::not_served(summary, lang), tables::causes(summary, |_| true, lang)];
    lines.extend(below.iter().flatten().flat_map(|text| wrap(text, width, 2, 4)));
    if !tables::anybody_waits(summary)
        && let Some((why, table)) = tables::tries(summary, lang)
    {
        lines.extend(wrap(&why, width, 2, 4));
        lines.extend(table.lines(width - 4).iter().map(|line| format!("    {line}")));
    }
    lines
}

fn cards(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let mut lines = tables::cards(lang.pick("2 카드(장)", "2 Cards"), summary, Rows::Folded, lang)
        .indented(2)
        .lines(width);
    lines.extend(tables::shared_floors(summary, lang).iter().flat_map(|text| wrap(text, width, 2, 4)));
    lines.extend(tables::wave_note(summary, lang).into_iter().flat_map(|text| wrap(text, width, 2, 4)));
    lines
}

fn money(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let corner = lang.pick("3 예산(억 원)", "3 Money (bn won)");
    tables::money(corner, summary, lang, Place::Terminal).indented(2).lines(width)
}

fn of_suppliers(summary: &Summary, lang: Lang, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if !summary.suppliers.is_empty() {
        let corner = lang.pick("4 공급사", "4 Suppliers");
        lines.extend(suppliers::short(corner, summary, lang).indented(2).lines(width));
    }
    lines.extend(suppliers::happened(summary, lang).iter().flat_map(|text| wrap(text, width, 2, 4)));
    lines.extend(tables::skewed_note(summary, lang).iter().flat_map(|text| wrap(text, width, 2, 4)));
    lines
}

fn assumed(summary: &Summary, paths: &Paths<'_>, lang: Lang, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if !summary.largest_assumed.is_empty() {
        let corner = lang.pick("가정(큰 것부터)", "Assumed (largest first)");
        lines.extend(tables::assumed(corner, summary, lang, LARGEST).indented(2).lines(width));
    }
    let more = summary.assumed.len().saturating_sub(summary.largest_assumed.len().min(LARGEST));
    let readings = summary.readings.len();
    let file = format!("{}/{}", paths.results, naru_results::names::SUMMARY_TEXT);
    let text = say!(
        lang,
        "그 밖의 가정 {more}개, 적용 해석안 {readings}개: {file}",
        "{more} more, and {readings} readings of the call: {file}"
    );
    lines.extend(wrap(&text, width, 2, 4));
    lines
}

fn next(summary: &Summary, paths: &Paths<'_>, lang: Lang, width: usize) -> Vec<String> {
    let Paths { program, scenario, options, .. } = paths;
    let head = lang.pick("다음  ", "Next  ");
    let kept = summary.promises.iter().find(|it| it.name == "wait").or(summary.promises.first());
    let floored = |it: &&naru_results::CardFigures| {
        summary.floors.iter().any(|floor| floor.card_type == it.card_type) && it.servers > 1
    };
    let pool = summary.cards.iter().filter(floored).max_by_key(|it| it.installed);
    let solve = pool.zip(kept).map(|(pool, kept)| {
        let (supplier, name, servers) = (&pool.supplier, &pool.pool, pool.servers);
        // Fewer where the promise holds, more where it does not.
        let range = if kept.kept {
            format!("{}..{servers}", servers.div_ceil(2))
        } else {
            format!("{servers}..{}", 2 * servers)
        };
        let vary = format!("fleet.{supplier}.{name}.servers={range}");
        format!("{program} solve {scenario}{options} --vary {vary} --keep {}", kept.name)
    });
    [
        Some(format!("{program} run {scenario}{options} --set demand.level=1.5")),
        solve,
        Some(format!("{program} run {scenario}{options} --log-replication 0")),
    ]
    .iter()
    .flatten()
    .zip(0_u32..)
    .flat_map(|(line, i)| copyable(&format!("{}{line}", if i == 0 { head } else { "      " }), width))
    .collect()
}

/// A command over as many lines as it takes, to be copied whole: a shell joins lines that end in a backslash.
fn copyable(command: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (option, i) in command.split(" --").zip(0_u32..) {
        let part = if i == 0 { option.to_owned() } else { format!(" --{option}") };
        if i > 0 && cells(&line) + cells(&part) + 2 > width {
            lines.push(format!("{line} \\"));
            line = " ".repeat(9);
        }
        line.push_str(&part);
    }
    lines.push(line);
    lines
}
