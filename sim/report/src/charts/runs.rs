//! Runs side by side: what each says of itself. They are not paired, so that no title holds one against another.

use super::canvas::{Canvas, Pen, Point};
use super::chart::{Chart, Course, Look, Trace};
use super::data::{Days, Fan, spend};
use super::frame::{Frame, Plot, Texts, axis_height, month_axis, number_room, value_axis};
use super::names::{Name, Names};
use super::rows::{self, Marks, Panel, Row, Tone};
use super::scale::{Linear, round_steps, step_places};
use super::{Study, ink, money_unit, waits};
use crate::compare::{MOST, letter};
use crate::format::{self, count};
use crate::phrase;
use crate::programmes;
use crate::words::{Lang, say};
use naru_results::{Estimate, WaitFigures};
use naru_units::Epoch;

/// Runs that a title names one by one; of more it tells the least and the greatest.
const TOLD: usize = 3;
/// Runs that have a band each; more would cover one another.
const BANDS: usize = 4;

/// Waits, spend and shares of runs, each chart with a line or a row for each run.
pub(super) fn charts(studies: &[Study<'_>], lang: Lang) -> Vec<Chart> {
    let studies = &studies[..studies.len().min(MOST)];
    if studies.len() < 2 {
        return Vec::new();
    }
    let named: Vec<String> = (0..studies.len()).map(|i| name(&studies[i], i, lang)).collect();
    let (limit, same) = limit(studies, lang);
    let held: Vec<String> = if same {
        named.clone()
    } else {
        named.iter().zip(studies).map(|(name, of)| with_limit(name, of, lang)).collect()
    };
    let waits = waits::together(studies, (&held, &limit), texts("runs-waits", studies, lang), lang);
    vec![waits, shares(studies, [&held, &named], &limit, lang), money(studies, &named, lang)]
}

/// `가 2025년 사업 기준안`.
fn name(of: &Study<'_>, i: usize, lang: Lang) -> String {
    let title = lang.pick(&of.summary.title.ko, &of.summary.title.en);
    format!("{} {title}", letter(i, lang))
}

fn not_paired(lang: Lang) -> &'static str {
    lang.pick(
        "따로 돌린 결과를 나란히 놓은 것으로 짝지은 차이가 아니며, 두 값의 차이는 이 그림으로 판정할 수 없음",
        "Runs made one by one, not paired: this picture does not judge the difference of two of them",
    )
}

/// What all of these say alike; title and remark are still to be written.
fn texts(name: &'static str, studies: &[Study<'_>], lang: Lang) -> Texts {
    let hashes = studies.iter().map(|it| it.summary.scenario_hash.chars().take(8).collect::<String>());
    let hashes = hashes.collect::<Vec<_>>().join(", ");
    let of_each = |of: &dyn Fn(&Study<'_>) -> String| {
        let mut all: Vec<String> = studies.iter().map(of).collect();
        all.dedup();
        all.join(", ")
    };
    let seeds = of_each(&|it| it.summary.seed.to_string());
    let n = of_each(&|it| {
        let n = count(it.summary.replications.into());
        say!(lang, "{n}회", "{n}")
    });
    let version = of_each(&|it| it.run.version.clone());
    let assumed = studies.iter().any(|it| !it.summary.assumed.is_empty());
    let what = say!(
        lang,
        "시나리오 {hashes} · 시드 {seeds} · {n}",
        "scenarios {hashes} · seed {seeds} · {n} replications"
    );
    Texts {
        name,
        lang,
        title: String::new(),
        unit: String::new(),
        remark: String::new(),
        description: String::new(),
        notes: vec![not_paired(lang).to_owned()],
        footer: phrase::origin(&what, &version, assumed, lang),
    }
}

/// `가 0.7% (0.1~1.3), 나 …(으)로 나타남` of few runs; of many what their intervals span together, where all have one: a range
/// of means would hold runs against each other.
fn each(texts: &[String], span: Option<[String; 2]>, lang: Lang) -> String {
    let n = texts.len();
    if n <= TOLD {
        let lettered = texts.iter().enumerate().map(|(i, it)| format!("{} {it}", letter(i, lang)));
        let all = lettered.collect::<Vec<_>>().join(", ");
        return say!(lang, "{all}(으)로 나타남", "{all}");
    }
    match span {
        Some([low, high]) => {
            let range = format::range(&low, &high, lang);
            say!(
                lang,
                "시나리오 {n}개의 95% 신뢰구간이 모두 {range} 안에 나타남",
                "the 95% intervals of all {n} scenarios lie within {range}"
            )
        }
        None => say!(lang, "시나리오 {n}개의 것을 나란히 보임", "{n} scenarios side by side"),
    }
}

/// From the lowest to the highest end of intervals, written; `None` where one has none.
fn span(of: &[Option<(f64, f64)>], write: impl Fn(f64) -> String) -> Option<[String; 2]> {
    let ends: Vec<(f64, f64)> = of.iter().copied().collect::<Option<_>>()?;
    let low = ends.iter().map(|it| it.0).reduce(f64::min)?;
    let high = ends.iter().map(|it| it.1).reduce(f64::max)?;
    Some([write(low), write(high)])
}

/// Shares of runs in a title.
fn each_share(of: &[Option<&Estimate>], studies: &[Study<'_>], lang: Lang) -> String {
    let text = |(it, study): (Option<&Estimate>, &Study<'_>)| {
        it.map_or_else(|| "-".to_owned(), |it| share(it, study.summary.replications, lang))
    };
    let texts: Vec<String> = of.iter().copied().zip(studies).map(text).collect();
    let ends: Vec<Option<(f64, f64)>> = of.iter().map(|it| it.and_then(|it| it.lo.zip(it.hi))).collect();
    each(&texts, span(&ends, format::share), lang)
}

/// The wait limit of all runs, or the word for it where they have not the same; and whether they have.
fn limit(studies: &[Study<'_>], lang: Lang) -> (String, bool) {
    let each: Vec<Option<f64>> = studies.iter().map(|it| phrase::one_limit(it.summary)).collect();
    let same = each.iter().all(|it| it.zip(each[0]).is_some_and(|(a, b)| a.total_cmp(&b).is_eq()));
    let words = lang.pick("각자의 기준 대기시간", "their limit");
    (
        each[0].filter(|_| same).map_or_else(|| words.to_owned(), |hours| phrase::hours_short(hours, lang)),
        same,
    )
}

/// A run's name with the limit that its waits are held to.
fn with_limit(name: &str, of: &Study<'_>, lang: Lang) -> String {
    let limit = phrase::one_limit(of.summary).map_or_else(
        || lang.pick("상품별", "by product").to_owned(),
        |hours| phrase::hours_short(hours, lang),
    );
    say!(lang, "{name}(기준 {limit})", "{name} (limit {limit})")
}

fn late_of<'a>(studies: &[Study<'a>]) -> Vec<Option<&'a Estimate>> {
    studies.iter().map(|it| all_waits(it).map(|it| &it.over_limit_share)).collect()
}

/// How many requests of each run were late.
pub(super) fn late_title(studies: &[Study<'_>], limit: &str, lang: Lang) -> String {
    let told = each_share(&late_of(studies), studies, lang);
    say!(
        lang,
        "{limit}을(를) 넘겨 기다린 GPU 신청의 비율은 {told}",
        "Share of GPU requests that waited over {limit}: {told}"
    )
}

/// The waits of all products together.
pub(super) fn all_waits<'a>(of: &Study<'a>) -> Option<&'a WaitFigures> {
    of.summary.waits.iter().find(|it| it.product == "all")
}

/// The share of late requests and that of programmes whose money ends early, with their intervals.
fn shares(studies: &[Study<'_>], [held, named]: [&[String]; 2], limit: &str, lang: Lang) -> Chart {
    let late = late_of(studies);
    let replications: Vec<u32> = studies.iter().map(|it| it.summary.replications).collect();
    let gone: Vec<Option<&Estimate>> =
        studies.iter().map(|it| Some(&it.summary.budget.exhausted_share)).collect();
    let panel = |unit: String, of: &[Option<&Estimate>], named: &[String]| Panel {
        unit,
        rows: of
            .iter()
            .zip(named)
            .zip(&replications)
            .map(|((it, name), n)| row(*it, (name, *n), lang))
            .collect(),
    };
    let panels = vec![
        panel(say!(lang, "{limit} 초과(GPU 신청 중 %)", "over {limit} (% of GPU requests)"), &late, held),
        panel(
            lang.pick("조기소진(사업 중 %)", "money gone early (% of programmes)").to_owned(),
            &gone,
            named,
        ),
    ];
    let (late_told, gone_told) = (late_title(studies, limit, lang), each_share(&gone, studies, lang));
    let title = say!(
        lang,
        "{late_told}. 조기소진 확률은 {gone_told}",
        "{late_told}. Chance that money ends early: {gone_told}"
    );
    let described = |it: &Row| format!("{} {}", it.label, it.figure);
    let described: Vec<String> = panels
        .iter()
        .map(|it| format!("{}: {}", it.unit, it.rows.iter().map(described).collect::<Vec<_>>().join(", ")))
        .collect();
    let mut texts = Texts {
        description: format!("{title}. {}", described.join(". ")),
        title,
        remark: lang
            .pick("시나리오별 평균과 95% 신뢰구간", "Means of each scenario with 95% intervals")
            .to_owned(),
        ..texts("runs-shares", studies, lang)
    };
    if late.iter().chain(&gone).flatten().any(|it| it.skewed) {
        texts.notes.push(phrase::skewed(lang).to_owned());
    }
    texts.chart(move |texts, look| rows::draw(&Frame::new(texts, look), &panels, "", texts.lang))
}

/// A share as text: what no replication showed has no interval that says anything.
pub(super) fn share(of: &Estimate, replications: u32, lang: Lang) -> String {
    let nothing = of.mean.is_some_and(|mean| mean <= 0.0) && of.hi.is_none_or(|hi| hi <= 0.0);
    if nothing {
        return say!(lang, "{replications}회에서 없음", "none in {replications}");
    }
    phrase::share_estimate(of, lang)
}

/// In per cent.
fn row(of: Option<&Estimate>, (name, replications): (&str, u32), lang: Lang) -> Row {
    let percent = |it: f64| it * 100.0;
    Row {
        label: name.to_owned(),
        figure: of.map_or_else(|| "-".to_owned(), |it| share(it, replications, lang)),
        says: String::new(),
        zone: None,
        limits: Vec::new(),
        marks: Marks::Interval {
            middle: of.and_then(|it| it.mean).map(percent),
            ends: of.and_then(|it| it.lo.zip(it.hi)).map(|(lo, hi)| (percent(lo), percent(hi))),
            tone: Tone::Other,
        },
    }
}

/// Spend by day of each run.
struct Money {
    epoch: Epoch,
    days: u32,
    runs: Vec<Spent>,
    /// Each once, in won.
    caps: Vec<f64>,
}

struct Spent {
    name: String,
    /// The day of the picture on which it begins.
    from: u32,
    fans: Vec<Fan>,
}

fn money(studies: &[Study<'_>], named: &[String], lang: Lang) -> Chart {
    let days: Vec<Days> = studies.iter().map(Days::of).collect();
    let epoch = days.iter().map(|it| it.epoch).min_by_key(|it| it.0).expect("two runs at least");
    let offset = |it: &Days| epoch.midnight(it.epoch.0).day() as u32;
    let runs = studies.iter().zip(&days).zip(named).map(|((study, of), name)| Spent {
        name: name.clone(),
        from: offset(of),
        fans: spend(study, of),
    });
    let mut caps: Vec<f64> = studies.iter().map(|it| it.summary.budget.cap_won as f64).collect();
    caps.sort_by(f64::total_cmp);
    caps.dedup();
    let of = Money {
        epoch,
        days: days.iter().map(|it| offset(it) + it.count).max().unwrap_or(0),
        runs: runs.collect(),
        caps,
    };
    let spent = || studies.iter().map(|it| &it.summary.budget.spent_won);
    let told: Vec<String> = spent().map(|it| phrase::money_estimate(it, lang)).collect();
    let ends: Vec<Option<(f64, f64)>> =
        spent().map(|it| it.lo.zip(it.hi).map(|(lo, hi)| (lo as f64, hi as f64))).collect();
    let told = each(&told, span(&ends, |won| format::money(won, lang)), lang);
    let unit = money_unit(lang).1;
    let title = say!(lang, "집행액 평균({unit})은 {told}", "Mean spend ({unit}): {told}");
    let few = studies.iter().filter(|it| programmes::few(it.summary.replications)).count();
    let band = match studies.iter().map(|it| it.summary.replications).min() {
        Some(n) if few == 0 => programmes::band(n, lang),
        Some(_) | None if few == studies.len() => {
            lang.pick("모의실험의 최소~최대", "from the least to the most simulated").to_owned()
        }
        Some(_) | None => lang
            .pick(
                "사업 10회 중 9회가 드는 범위(모의실험 20회 미만이면 최소~최대)",
                "where 9 programmes in 10 fall (of fewer than 20: from the least to the most)",
            )
            .to_owned(),
    };
    let bands = if of.runs.len() <= BANDS {
        say!(
            lang,
            "하루가 끝날 때까지 집행액의 중앙값(선). 띠: {band}",
            "Spent by the end of each day: medians (lines). Bands: {band}"
        )
    } else {
        lang.pick("하루가 끝날 때까지 집행액의 중앙값", "Spent by the end of each day, medians").to_owned()
    };
    let last = |(it, study): (&Spent, &Study<'_>)| {
        let last = it.fans.last().copied().unwrap_or_default();
        let range = format::range(&format::money(last.p05, lang), &format::money(last.p95, lang), lang);
        let (name, middle) = (&it.name, format::money_text(last.p50, lang));
        let most = programmes::spread(study.summary.replications, lang);
        say!(lang, "{name} 중앙값 {middle}({most} {range})", "{name}: median {middle} ({most}: {range})")
    };
    let described: Vec<String> = of.runs.iter().zip(studies).map(last).collect();
    let mut texts = Texts {
        description: format!("{title}. {}", described.join(". ")),
        title,
        unit: lang.pick("(단위: 억 원, VAT 포함)", "(bn won, VAT included)").to_owned(),
        remark: bands,
        ..texts("runs-spend", studies, lang)
    };
    if spent().any(|it| it.skewed) {
        texts.notes.push(phrase::skewed(lang).to_owned());
    }
    let course = course(&of, lang);
    Chart { course: Some(course), ..texts.chart(move |texts, look| draw(&of, &described, texts, look)) }
}

/// Before its first day a run has spent nothing, after its last nothing more.
fn course(of: &Money, lang: Lang) -> Course {
    let (unit, name) = money_unit(lang);
    let series = of.runs.iter().map(|it| {
        let all = |pick: fn(&Fan) -> f64| -> Vec<f64> {
            let fan = |day: u32| match day.checked_sub(it.from) {
                None => 0.0,
                Some(at) => it.fans.get(at as usize).or(it.fans.last()).map_or(0.0, pick) / unit,
            };
            (0..of.days).map(fan).collect()
        };
        Trace {
            name: it.name.clone(),
            middle: all(|fan| fan.p50),
            band: Some((all(|fan| fan.p05), all(|fan| fan.p95))),
        }
    });
    Course {
        start: of.epoch.0,
        unit: name.to_owned(),
        series: series.collect(),
        limits: of.caps.iter().map(|cap| (cap_name(*cap, lang), cap / unit)).collect(),
    }
}

fn cap_name(cap: f64, lang: Lang) -> String {
    let cap = format::money(cap, lang);
    say!(lang, "한도 {cap}", "cap {cap}")
}

const CAP: Pen = Pen::broken(ink::RED, 1.6, 8.0, 4.0);

fn draw(of: &Money, described: &[String], texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let (unit, _) = money_unit(lang);
    let highest =
        of.runs.iter().filter_map(|it| it.fans.last()).map(|it| it.p95).chain(of.caps.iter().copied());
    let top = highest.fold(1.0, f64::max) / unit * 1.06;
    let steps = round_steps(top);
    let numbers: Vec<String> = steps.iter().map(|it| format::decimal(*it, step_places(&steps))).collect();
    let caps = of.caps.iter().map(|cap| Name::line(cap_name(*cap, lang), CAP, *cap));
    let lines =
        of.runs.iter().enumerate().map(|(i, it)| Name::line(&it.name, ink::series(i, 2.0), 0.0).of(&it.name));
    let names = Names::below(page, lines.chain(caps).collect());
    let above = frame.head() + page.above() + page.body;
    let plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right: page.width - page.edge - 8.0,
        top: above,
        bottom: above + page.pick(236.0, 150.0),
    };
    let x = Linear { from: 0.0, to: f64::from(of.days), place_from: plot.left, place_to: plot.right };
    let y = Linear { from: 0.0, to: top * unit, place_from: plot.bottom, place_to: plot.top };
    let key = plot.bottom + axis_height(&page);
    frame.sheet(key + names.height() + frame.foot(), |canvas| {
        let ticks: Vec<(f64, String)> =
            steps.iter().zip(&numbers).map(|(&s, n)| (y.place(s * unit), n.clone())).collect();
        value_axis(canvas, plot, &ticks, lang.pick("집행액 누계(억 원)", "spent so far (₩ bn)"));
        for (i, it) in of.runs.iter().enumerate() {
            canvas.layer(&it.name, |canvas| one(canvas, it, i, of.runs.len() <= BANDS, (&x, &y)));
        }
        for cap in &of.caps {
            canvas.line(&[(plot.left, y.place(*cap)), (plot.right, y.place(*cap))], CAP);
        }
        month_axis(canvas, plot, &x, of.epoch, lang);
        names.draw(canvas, plot, |at| at, key);
        // A strip of the last days for each run tells where it ends.
        let wide = (plot.right - plot.left) / described.len() as f64;
        for (text, i) in described.iter().zip(0_u32..) {
            let left = plot.left + wide * f64::from(i);
            canvas.hot((left, plot.top), (left + wide, plot.bottom), text);
        }
    })
}

/// A run's median, with its band where few runs have one.
fn one(canvas: &Canvas, of: &Spent, i: usize, band: bool, (x, y): (&Linear, &Linear)) {
    let line = |pick: fn(&Fan) -> f64| -> Vec<Point> {
        // A day's spend is known at its end, one day right of its start.
        of.fans
            .iter()
            .zip(of.from + 1..)
            .map(|(fan, day)| (x.place(f64::from(day)), y.place(pick(fan))))
            .collect()
    };
    if band {
        canvas.band(&line(|it| it.p95), &line(|it| it.p05), ink::hue(i), 0.14);
    }
    canvas.line(&line(|it| it.p50), ink::series(i, 2.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Up to three are told one by one; of more what their intervals span, and nothing where one has none.
    #[test]
    fn a_title_tells_each_of_few_runs() {
        let texts = |n: usize| (1..=n).map(|it| it.to_string()).collect::<Vec<_>>();
        let spans = |of: &[Option<(f64, f64)>]| span(of, |it| it.to_string());
        let both = || spans(&[Some((0.4, 0.9)), Some((0.1, 0.5))]);
        assert_eq!(both(), Some(["0.1".to_owned(), "0.9".to_owned()]));
        assert_eq!(spans(&[Some((0.4, 0.9)), None]), None);
        assert_eq!(each(&texts(3), both(), Lang::Ko), "가 1, 나 2, 다 3으로 나타남");
        assert_eq!(
            each(&texts(4), both(), Lang::Ko),
            "시나리오 4개의 95% 신뢰구간이 모두 0.1~0.9 안에 나타남"
        );
        assert_eq!(
            each(&texts(4), both(), Lang::En),
            "the 95% intervals of all 4 scenarios lie within 0.1-0.9"
        );
        assert_eq!(each(&texts(4), None, Lang::Ko), "시나리오 4개의 것을 나란히 보임");
    }
}
