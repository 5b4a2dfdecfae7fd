//! A comparison as a page: what is better, what is worse, and what was not shown to differ.

use super::cells;
use super::chapters::{Chapters, again, remarks};
use super::{Options, hidden_metrics, hidden_note, is_price, tells_price};
use crate::charts;
use crate::compare::{self, against_first, heading, letter, notes, scale};
use crate::document::{Block, DataTable, Datum, Document, Native, Provenance, Shown};
use crate::format::{self, Place};
use crate::input;
use crate::metric::label;
use crate::words::{Lang, say};
use naru_results::{Claim, Compared, ComparedMetric, MetricUnit, PairedDifference, RunInfo};

mod told;

use told::{facts, points, title};

/// The page of `compare.json`, with the run that made it (`run.json`).
pub fn compared(of: &Compared, run: &RunInfo, options: Options, lang: Lang) -> Document {
    let (all, of) = (of.metrics.len(), &without_prices(of, options));
    let hidden = hidden_metrics(all - of.metrics.len(), lang);
    let title = title(of, lang);
    let n = format::count(of.replications.into());
    let lead = say!(
        lang,
        "같은 난수로 {n}회씩 모의실험하여 짝지은 결과, {title}",
        "Paired over {n} replications of each: {title}"
    );
    let mut page = Chapters::new(lead, points(of, lang), lang);
    page.chapter("method", "견준 방법", "Method", method(of, lang));
    page.chapter("differences", "지표별 차이", "Differences by metric", differences(of, &run.version, lang));
    page.chapter(
        "scenarios",
        "시나리오에서 다른 값",
        "What the scenarios differ in",
        scenarios(of, options, lang),
    );
    page.chapter(
        "notes",
        "유의사항",
        "Notes",
        remarks(notes(of, lang).into_iter().chain(hidden).collect(), lang),
    );
    page.annex("detail", "구간과 검정", "Intervals and tests", vec![Block::Table(detail(of, lang))]);
    let seed = of.seed.to_string();
    let rows = vec![
        (lang.pick("비교 해시", "hash of the comparison"), of.scenario_hash.clone()),
        (lang.pick("초깃값(시드)", "seed"), seed),
        (lang.pick("반복", "replications"), say!(lang, "시나리오마다 {n}회", "{n} of each scenario")),
    ];
    // A price on the command line is told by it.
    let told = |it: &&str| !options.hides_prices() || !it.contains("prices");
    let command = Some(run.command.as_str()).filter(told);
    page.ending(again(&run.version, command, rows, lang));
    let names: Vec<&str> = of.scenarios.iter().map(|it| it.name.as_str()).collect();
    let provenance = Provenance {
        scenario: names.join(", "),
        scenario_hash: of.scenario_hash.clone(),
        seed: Some(of.seed),
        replications: Some(of.replications),
        version: run.version.clone(),
        assumed: true,
    };
    page.document(&title, heading(of, lang).replace('\u{a0}', " "), provenance, facts(of, lang))
}

/// The same without metrics that tell a price, where prices are left out.
fn without_prices(of: &Compared, options: Options) -> Compared {
    let mut of = of.clone();
    if options.hides_prices() {
        of.metrics.retain(|it| !tells_price(&it.id));
        of.best = of.best.filter(|it| !tells_price(&it.metric));
    }
    of
}

/// Cells of both figures and of the difference.
fn figures(metric: &ComparedMetric, it: &PairedDifference, of: &Compared, lang: Lang) -> [Datum; 3] {
    let scale = scale(metric, it, of);
    let figure = |x: Option<f64>| {
        x.map_or_else(Datum::none, |x| {
            let text = cells::marked(&compare::value(metric, &scale, Some(x), lang), lang);
            Datum { text, ..cells::metric(&scale, x, None, lang) }
        })
    };
    let difference = match it.difference {
        None => Datum::none(),
        Some(_) if it.claim == Claim::Equal => Datum { text: "0".to_owned(), ..cells::number(0.0, 0, lang) },
        Some(d) => {
            let mut cell = cells::difference(&scale, d, it.lo.zip(it.hi), lang);
            if d > 0.0 && metric.unit == MetricUnit::Share {
                cell.text.insert(0, '+');
            }
            if it.skewed {
                cell.text.push('*');
            }
            cell
        }
    };
    [figure(it.first), figure(it.second), difference]
}

fn method(of: &Compared, lang: Lang) -> Vec<Block> {
    let (claims, percent) = (of.claims, format::set_share(of.confidence));
    let n = format::count(of.replications.into());
    vec![Block::Text(say!(
        lang,
        "시나리오마다 같은 난수로 {n}회 모의실험하여, 같은 번호의 반복끼리 짝지어 차이를 구함. 모든 시나리오를 첫째와 견주며, 판정 {claims}개를 함께 \
         {percent}로 맞춘 구간(Bonferroni)이 0을 품지 않을 때만 낫거나 못하다고 함. 90% 구간이 따지지 않을 차이 안에 있으면 그 이내라고 함.",
        "Each scenario is run for {n} replications on the same random numbers; replications of the same number are paired. All \
         are compared with the first. Better or worse is said only where an interval that holds for all {claims} verdicts \
         together at {percent} (Bonferroni) leaves 0 out; `within` where the 90% interval lies inside what does not matter."
    ))]
}

fn differences(of: &Compared, version: &str, lang: Lang) -> Vec<Block> {
    let charts = if of.metrics.is_empty() { Vec::new() } else { charts::of_compared(of, version, lang) };
    let mut blocks: Vec<Block> = charts.into_iter().map(Block::Figure).collect();
    let (two, a) = (of.scenarios.len() == 2, letter(0, lang));
    let less = if two {
        let b = letter(1, lang);
        say!(lang, "차이({b}-{a})", "{b} - {a}")
    } else {
        say!(lang, "차이({a}를 뺀 값)", "less {a}")
    };
    let caption = lang.pick("지표별 차이와 판정", "Differences and verdicts by metric");
    let mut table = DataTable::new("differences", caption, "");
    if !two {
        table = table.texts(lang.pick("시나리오", "scenario"));
    }
    let second = if two { letter(1, lang) } else { lang.pick("이 시나리오", "this") };
    table = table
        .texts(lang.pick("지표", "metric"))
        .figures(a)
        .figures(second)
        .figures(less)
        .texts(lang.pick("판정", "verdict"));
    for (k, scenario) in of.scenarios.iter().enumerate().skip(1) {
        for metric in &of.metrics {
            let it = &metric.against[k - 1];
            let [first, second, difference] = figures(metric, it, of, lang);
            let mut row = Vec::new();
            if !two {
                row.push(Datum::text(format!("{} {}", letter(k, lang), scenario.name)));
            }
            let verdict = compare::verdict_of(metric, it, letter(k, lang), (Place::Document, lang));
            row.extend([
                Datum::text(label(&metric.id, lang)),
                first,
                second,
                difference,
                Datum::text(verdict),
            ]);
            table.row(row);
        }
    }
    blocks.push(Block::Table(table));
    blocks
}

fn scenarios(of: &Compared, options: Options, lang: Lang) -> Vec<Block> {
    let mut table = DataTable::new("scenarios", lang.pick("견준 시나리오", "Scenarios compared"), "")
        .texts("")
        .texts(lang.pick("시나리오", "scenario"))
        .texts(lang.pick("제목", "title"))
        .texts(lang.pick("해시", "hash"))
        .figures(lang.pick("같은 수요(반복 중)", "same demand (of replications)"));
    for (k, it) in of.scenarios.iter().enumerate() {
        let same = f64::from(it.same_demand) / f64::from(of.replications.max(1));
        table.row([
            Datum::text(letter(k, lang)),
            Datum::text(it.name.clone()),
            Datum::text(lang.pick(&it.title.ko, &it.title.en)),
            Datum::text(it.scenario_hash.get(..16).unwrap_or(&it.scenario_hash)),
            cells::share(same),
        ]);
    }
    let mut blocks = vec![Block::Table(table)];
    let mut changes = DataTable::new("changes", lang.pick("시나리오에서 다른 값", "Values that differ"), "")
        .texts(lang.pick("시나리오", "scenario"))
        .texts(lang.pick("항목", "item"))
        .texts(letter(0, lang))
        .texts(lang.pick("이 시나리오", "this"))
        .texts(lang.pick("시나리오의 자리", "path in the scenario"));
    for (k, it) in of.scenarios.iter().enumerate().skip(1) {
        for difference in &it.differences {
            let hidden = options.hides_prices() && is_price(&difference.path);
            let path = &difference.path;
            let text = |it: &Option<String>| {
                let shown = it.as_ref().filter(|_| !hidden);
                shown.map_or_else(Datum::none, |it| Datum::text(input::value(path, it, lang)))
            };
            changes.row([
                Datum::text(format!("{} {}", letter(k, lang), it.name)),
                Datum::text(input::name(path, lang)),
                text(&difference.before),
                text(&difference.after),
                Datum::text(path.clone()),
            ]);
        }
    }
    blocks.extend((1..of.scenarios.len()).map(|k| Block::Text(against_first(of, k, lang))));
    if of
        .scenarios
        .iter()
        .flat_map(|it| &it.differences)
        .any(|it| options.hides_prices() && is_price(&it.path))
    {
        changes.notes.push(hidden_note(lang));
    }
    if !changes.rows.is_empty() {
        blocks.push(Block::Table(changes));
    }
    blocks
}

/// What a statistician asks for.
fn detail(of: &Compared, lang: Lang) -> DataTable {
    let percent = format::set_share(of.confidence);
    let alone = say!(lang, "{percent} 구간(하나만)", "{percent} interval (alone)");
    let mut table = DataTable::new("detail", lang.pick("구간과 검정", "Intervals and tests"), "")
        .texts(lang.pick("시나리오", "scenario"))
        .texts(lang.pick("지표", "metric"))
        .figures(lang.pick("짝(회)", "pairs"))
        .figures(alone)
        .figures(lang.pick("p(Holm)", "p (Holm)"))
        .figures(lang.pick("따지지 않을 차이", "does not matter"))
        .figures(lang.pick("분산 감소(배)", "variance cut (times)"));
    for (k, scenario) in of.scenarios.iter().enumerate().skip(1) {
        for metric in &of.metrics {
            let it = &metric.against[k - 1];
            let scale = scale(metric, it, of);
            let p = |p: f64| {
                let cell = cells::number(p, 3, lang);
                if p < 0.001 { Datum { text: "<0.001".to_owned(), ..cell } } else { cell }
            };
            let ends = it.difference.zip(it.marginal_lo.zip(it.marginal_hi));
            table.row([
                Datum::text(format!("{} {}", letter(k, lang), scenario.name)),
                Datum::text(label(&metric.id, lang)),
                cells::count(it.pairs.into(), lang),
                ends.map_or_else(Datum::none, |(d, ends)| cells::difference(&scale, d, Some(ends), lang)),
                it.p_holm.map_or_else(Datum::none, p),
                metric.indifference.map_or_else(Datum::none, |below| Datum {
                    text: compare::margin(metric, below, lang).replace('\u{a0}', " "),
                    value: Native::Number(below, Shown::Decimals(3)),
                }),
                cells::number_or_none(it.variance_reduction, 1, lang),
            ]);
        }
    }
    table
}
