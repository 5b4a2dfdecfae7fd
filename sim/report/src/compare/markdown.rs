//! `summary.md` of a comparison: everything that was compared, in both languages. No timings or paths.

use super::verdict::{letter, margin};
use super::{against_first, best, heading, notes, scale, value, verdict};
use crate::format::{self, Place};
use crate::metric::label;
use crate::table::{Side, Table, cell};
use crate::words::{Lang, say};
use naru_results::{Compared, names};

/// Values that differ, as many as a page shows.
const SHOWN: usize = 40;

/// The whole file: Korean, then English. `version` is the program's.
pub fn markdown(of: &Compared, version: &str) -> String {
    Lang::BOTH.map(|lang| in_language(of, version, lang)).join("\n---\n\n")
}

fn in_language(of: &Compared, version: &str, lang: Lang) -> String {
    let mut out = lang.pick("# 시나리오 비교\n", "# Scenarios compared\n").to_owned();
    paragraph(&mut out, &heading(of, lang));
    out.push('\n');
    out.push_str(&scenarios(of, lang).markdown(""));
    for note in best(of, lang) {
        paragraph(&mut out, &note);
    }
    for k in 1..of.scenarios.len() {
        let (a, b) = (letter(0, lang), letter(k, lang));
        let title = say!(lang, "{a} 대 {b}", "{a} against {b}");
        out.extend(["\n## ", &title, "\n"]);
        paragraph(&mut out, &against_first(of, k, lang));
        differences(&mut out, of, k, lang);
        out.push('\n');
        out.push_str(&metrics(of, k - 1, lang).markdown(""));
    }
    out.extend(["\n## ", lang.pick("읽는 법", "How to read it"), "\n\n"]);
    for note in notes(of, lang) {
        out.extend(["- ", &cell(&note), "\n"]);
    }
    let (run, seed, n) = (names::RUN, of.seed, format::count(of.replications.into()));
    paragraph(
        &mut out,
        &say!(
            lang,
            "초깃값(시드) {seed}, 반복 {n}회씩, naru {version}. 명령은 {run}에, 시나리오 원문은 scenario/에, 반복마다의 값은 pairs-N.parquet에 있음",
            "Seed {seed}, {n} replications of each, naru {version}. The command is in {run}, the scenarios' texts are in scenario/, each replication's values in pairs-N.parquet"
        ),
    );
    out
}

fn paragraph(out: &mut String, text: &str) {
    out.extend(["\n", &cell(text), "\n"]);
}

fn scenarios(of: &Compared, lang: Lang) -> Table {
    let mut table = Table::default();
    table
        .column("", Side::Left)
        .column(lang.pick("시나리오", "scenario"), Side::Left)
        .column(lang.pick("제목", "title"), Side::Left)
        .column(lang.pick("해시", "hash"), Side::Left);
    for (k, it) in (0..).zip(&of.scenarios) {
        let title = lang.pick(&it.title.ko, &it.title.en).to_owned();
        let hash = it.scenario_hash.chars().take(16).collect();
        table.row([letter(k, lang).to_owned(), it.name.clone(), title, hash], "");
    }
    table
}

fn differences(out: &mut String, of: &Compared, k: usize, lang: Lang) {
    let all = &of.scenarios[k].differences;
    if all.is_empty() {
        return;
    }
    let mut table = Table::default();
    table
        .column(lang.pick("시나리오의 자리", "path in the scenario"), Side::Left)
        .column(letter(0, lang), Side::Left)
        .column(letter(k, lang), Side::Left);
    for it in all.iter().take(SHOWN) {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        table.row([it.path.clone(), text(&it.before), text(&it.after)], "");
    }
    out.push('\n');
    out.push_str(&table.markdown(""));
    if all.len() > SHOWN {
        let more = all.len() - SHOWN;
        paragraph(out, &say!(lang, "그 밖에 {more}개: compare.json", "{more} more: compare.json"));
    }
}

fn metrics(of: &Compared, against: usize, lang: Lang) -> Table {
    let (a, b) = (letter(0, lang), letter(against + 1, lang));
    let (less, claims) = (say!(lang, "{b}-{a}", "{b} - {a}"), of.claims);
    let together = say!(lang, "구간(판정 {claims}개 함께)", "interval ({claims} verdicts together)");
    let percent = format::set_share(of.confidence);
    let alone = say!(lang, "{percent} 구간(하나만)", "{percent} interval (alone)");
    let mut table = Table::default();
    table
        .column(lang.pick("지표", "metric"), Side::Left)
        .column(a, Side::Right)
        .column(b, Side::Right)
        .column(&less, Side::Right)
        .column(&together, Side::Right)
        .column(&alone, Side::Right)
        .column(lang.pick("p(Holm)", "p (Holm)"), Side::Right)
        .column(lang.pick("따지지 않을 차이", "does not matter"), Side::Right)
        .column(lang.pick("분산 감소(배)", "variance cut (times)"), Side::Right)
        .column(lang.pick("판정", "verdict"), Side::Left);
    for metric in &of.metrics {
        let it = &metric.against[against];
        let scale = scale(metric, it, of);
        let none = || "-".to_owned();
        let value = |x: Option<f64>| value(metric, &scale, x, lang);
        let signed = |x: f64| format::change(&scale.difference(x, lang), lang, Place::Document);
        let mark = if it.skewed { "*" } else { "" };
        let range = |lo: Option<f64>, hi: Option<f64>| match (lo, hi) {
            (Some(lo), Some(hi)) => {
                let (lo, hi) = (signed(lo), signed(hi));
                say!(lang, "{lo}~{hi}", "{lo} to {hi}")
            }
            (Some(_) | None, Some(_) | None) => none(),
        };
        let p = |p: f64| if p < 0.001 { "<0.001".to_owned() } else { format::decimal(p, 3) };
        table.row(
            [
                label(&metric.id, lang),
                value(it.first),
                value(it.second),
                it.difference.map_or_else(none, |d| format!("{}{mark}", signed(d))),
                range(it.lo, it.hi),
                range(it.marginal_lo, it.marginal_hi),
                it.p_holm.map_or_else(none, p),
                metric.indifference.map_or_else(none, |below| margin(metric, below, lang)),
                it.variance_reduction.map_or_else(none, |by| format::decimal(by, 1)),
                verdict(metric, it, against + 1, lang),
            ],
            "",
        );
    }
    table
}
