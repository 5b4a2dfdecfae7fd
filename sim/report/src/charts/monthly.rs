//! What the budget pays by month: stacked by product, the mean of programmes, with the spread of the total.

use super::canvas::{Anchor, Canvas, Pen};
use super::chart::{Chart, Look};
use super::data::Fan;
use super::frame::{Frame, Plot, Texts, axis_height, bottom_axis, number_room, value_axis};
use super::names::{Mark, Name, Names};
use super::scale::{Linear, round_steps, step_places};
use super::{Study, footer, ink, money_unit};
use crate::font;
use crate::format;
use crate::phrase;
use crate::programmes;
use crate::words::{Lang, say};
use naru_units::Month;
use std::collections::BTreeMap;

/// Share of a month's width that its bar takes.
const BAR: f64 = 0.6;

/// What is drawn, in won.
struct Monthly {
    months: Vec<OfMonth>,
    /// Names, in the order in which they stand on each other.
    products: Vec<String>,
    /// The month that has the largest total in most programmes, and in how many.
    largest: Option<(usize, usize)>,
    replications: usize,
}

struct OfMonth {
    month: Month,
    /// One per product.
    means: Vec<f64>,
    mean: f64,
    /// Of the total, over programmes.
    spread: Fan,
}

/// The chart, where there are rows.
pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Option<Chart> {
    if study.monthly.is_empty() {
        return None;
    }
    let monthly = Monthly::of(study, lang);
    let band = programmes::band(study.summary.replications, lang);
    let texts = Texts {
        name: "monthly-spend",
        lang,
        title: monthly.title(lang),
        unit: lang.pick("(단위: 억 원, VAT 포함)", "(bn won, VAT included)").to_owned(),
        remark: say!(
            lang,
            "청구된 달의 예산 지급액, 상품별 평균(운영비 제외). 검은 선: 월 합계, {band}",
            "What the budget pays for each month's bills, means by product, operating cost left out. Black lines: the month's total, {band}"
        ),
        description: monthly.description(lang),
        notes: vec![
            lang.pick(
                "※ 단수처리로 합계가 일치하지 않을 수 있음",
                "Sums may differ from their parts by rounding",
            )
            .to_owned(),
        ],
        footer: footer(study, lang),
    };
    Some(texts.chart(move |texts, look| draw(&monthly, texts, look)))
}

impl Monthly {
    fn of(study: &Study<'_>, lang: Lang) -> Self {
        let replications = study.summary.replications.max(1) as usize;
        let mut won: BTreeMap<Month, BTreeMap<&str, BTreeMap<u32, i64>>> = BTreeMap::new();
        for row in study.monthly {
            let of_month = won.entry(row.month).or_default();
            if row.amount_won != 0 {
                *of_month.entry(&row.product).or_default().entry(row.replication).or_default() +=
                    row.amount_won;
            }
        }
        let has = |id: &str| won.values().any(|it| it.contains_key(id));
        let known: Vec<&str> =
            study.summary.waits.iter().map(|w| w.product.as_str()).filter(|id| has(id)).collect();
        let others: std::collections::BTreeSet<&str> =
            won.values().flat_map(BTreeMap::keys).copied().filter(|id| !known.contains(id)).collect();
        let products: Vec<&str> = known.into_iter().chain(others).collect();
        let mut wins = vec![0; won.len()];
        let mut totals = vec![vec![0_i64; replications]; won.len()];
        for (total, of_month) in totals.iter_mut().zip(won.values()) {
            for (replication, amount) in of_month.values().flatten() {
                if let Some(it) = total.get_mut(*replication as usize) {
                    *it += amount;
                }
            }
        }
        for replication in 0..replications {
            let largest = (0..totals.len()).rev().max_by_key(|&month| totals[month][replication]);
            if let Some(month) = largest.filter(|&month| totals[month][replication] > 0) {
                wins[month] += 1;
            }
        }
        let share = |of: i64| of as f64 / replications as f64;
        let months = won.iter().zip(&totals).map(|((&month, of_month), totals)| OfMonth {
            month,
            means: products
                .iter()
                .map(|id| share(of_month.get(id).map_or(0, |it| it.values().sum::<i64>())))
                .collect(),
            mean: share(totals.iter().sum()),
            spread: Fan::of(&mut totals.iter().map(|&won| won as f64).collect::<Vec<_>>()),
        });
        let largest = (0..wins.len()).rev().max_by_key(|&month| wins[month]).filter(|&month| wins[month] > 0);
        Self {
            months: months.collect(),
            products: products.into_iter().map(|id| product(id, lang)).collect(),
            largest: largest.map(|month| (month, wins[month])),
            replications,
        }
    }

    fn title(&self, lang: Lang) -> String {
        let n = self.replications;
        let Some((month, count)) = self.largest else {
            return lang.pick("청구된 금액이 없음", "Nothing was billed").to_owned();
        };
        let it = &self.months[month];
        let (month, mean) = (format::month(it.month.month, lang), format::money_text(it.mean, lang));
        say!(
            lang,
            "월 집행액은 모의실험 {n}회 중 {count}회에서 {month}에 가장 큼(평균 {mean})",
            "Spend is highest in {month} in {count} of {n} simulated programmes (mean {mean})"
        )
    }

    fn description(&self, lang: Lang) -> String {
        let months: Vec<String> = self.months.iter().map(|it| it.text(lang)).collect();
        let (months, most) = (months.join(", "), programmes::range(self.replications as u32, lang));
        say!(lang, "월별 집행액의 평균({most}): {months}", "Mean spend by month ({most}): {months}")
    }
}

impl OfMonth {
    /// Month, mean and spread.
    fn text(&self, lang: Lang) -> String {
        let (month, mean) = (format::month(self.month.month, lang), format::money_text(self.mean, lang));
        let [low, high] = [self.spread.p05, self.spread.p95].map(|won| format::money(won, lang));
        let range = format::range(&low, &high, lang);
        say!(lang, "{month} {mean}({range})", "{month} {mean} ({range})")
    }

    /// Sums of what stands above zero and of what stands below: corrections of whole statements may be negative.
    fn ends(&self) -> (f64, f64) {
        let sum = |keep: fn(&f64) -> bool| self.means.iter().filter(|x| keep(x)).sum::<f64>();
        (sum(|x| *x < 0.0).min(self.spread.p05), sum(|x| *x > 0.0).max(self.spread.p95))
    }
}

fn product(id: &str, lang: Lang) -> String {
    match id {
        "statement" => lang.pick("정산내역서 단위 가감", "statement adjustments").to_owned(),
        id => phrase::product(id),
    }
}

fn names(monthly: &Monthly, lang: Lang) -> Vec<Name> {
    let area = |(i, name): (usize, &String)| Name::area(name, ink::area(i), 0.0).of(name);
    let total = Name {
        mark: Mark::Line(SPREAD),
        ..Name::line(lang.pick("월 합계의 범위", "spread of the total"), SPREAD, 0.0)
    };
    monthly.products.iter().enumerate().map(area).chain([total]).collect()
}

const SPREAD: Pen = Pen::solid(ink::BLACK, 1.2);

fn draw(monthly: &Monthly, texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let (unit, _) = money_unit(lang);
    let ends: Vec<(f64, f64)> = monthly.months.iter().map(OfMonth::ends).collect();
    let low = ends.iter().map(|it| it.0).fold(0.0, f64::min) / unit;
    let high = (ends.iter().map(|it| it.1).fold(0.0, f64::max) / unit * 1.1).max(low + 1e-3);
    let steps = round_steps(high);
    let numbers: Vec<String> = steps.iter().map(|&s| format::decimal(s, step_places(&steps))).collect();
    let names = Names::below(page, names(monthly, lang));
    let top = frame.head() + page.above() + page.body;
    let plot = Plot {
        left: number_room(&page, numbers.iter().map(String::as_str)),
        right: names.right(),
        top,
        bottom: top + page.pick(210.0, 140.0),
    };
    let y = Linear { from: low * unit, to: high * unit, place_from: plot.bottom, place_to: plot.top };
    let slot = (plot.right - plot.left) / monthly.months.len().max(1) as f64;
    let key = plot.bottom + axis_height(&page);
    frame.sheet(key + names.height() + frame.foot(), |canvas| {
        let ticks: Vec<(f64, String)> =
            steps.iter().zip(&numbers).map(|(&s, n)| (y.place(s * unit), n.clone())).collect();
        value_axis(canvas, plot, &ticks, lang.pick("월 집행액(억 원)", "spend of the month (₩ bn)"));
        let middle = |i: usize| plot.left + slot * (i as f64 + 0.5);
        for (p, name) in monthly.products.iter().enumerate() {
            canvas.layer(name, |canvas| {
                for (i, it) in monthly.months.iter().enumerate() {
                    block(canvas, it, p, (middle(i), slot * BAR), &y);
                }
            });
        }
        for (i, it) in monthly.months.iter().enumerate() {
            spread(canvas, it, (middle(i), slot), &y, lang);
            let text = pointed(monthly, it, lang);
            canvas.hot((middle(i) - slot / 2.0, plot.top), (middle(i) + slot / 2.0, plot.bottom), &text);
        }
        let months = monthly.months.iter().enumerate();
        let months: Vec<(f64, String)> =
            months.map(|(i, it)| (middle(i), format::month(it.month.month, lang))).collect();
        bottom_axis(canvas, plot, &months, &years(monthly, lang));
        names.draw(canvas, plot, |at| at, key);
    })
}

/// A product's part of a month: on the parts before it of the same sign.
fn block(canvas: &Canvas, it: &OfMonth, p: usize, (middle, width): (f64, f64), y: &Linear) {
    let won = it.means[p];
    let below: f64 = it.means[..p].iter().filter(|x| (**x > 0.0) == (won > 0.0)).sum();
    let (from, to) = (y.place(below), y.place(below + won));
    if (from - to).abs() >= 0.05 {
        let (colour, strength) = ink::area(p);
        let ground = ink::on_paper(colour, strength);
        canvas.block((middle - width / 2.0, from.min(to)), (middle + width / 2.0, from.max(to)), ground, 1.0);
    }
}

/// A line at the bar's right side over the range of the total, and the mean above the bar where it has room.
fn spread(canvas: &Canvas, it: &OfMonth, (middle, slot): (f64, f64), y: &Linear, lang: Lang) {
    let page = &canvas.page;
    let x = middle + slot * (BAR / 2.0 + 0.1);
    let (low, high) = (y.place(it.spread.p05), y.place(it.spread.p95));
    canvas.line(&[(x, low), (x, high)], SPREAD);
    for end in [low, high] {
        canvas.line(&[(x - 2.0, end), (x + 2.0, end)], SPREAD);
    }
    let text = format::money(it.mean, lang);
    if font::width(&text, page.small) <= slot * BAR {
        let at = (middle, y.place(it.mean.max(0.0)) - page.small * 0.8);
        canvas.text(&text, at, page.small, ink::BLACK, Anchor::Middle);
    }
}

fn pointed(monthly: &Monthly, it: &OfMonth, lang: Lang) -> String {
    let parts: Vec<String> = monthly
        .products
        .iter()
        .zip(&it.means)
        .filter(|(_, won)| won.abs() > 0.0)
        .map(|(name, &won)| format!("{name} {}", format::money(won, lang)))
        .collect();
    format!("{}: {}", it.text(lang), parts.join(", "))
}

/// The year below the months, or the first and the last.
fn years(monthly: &Monthly, lang: Lang) -> String {
    let year = |it: Option<&OfMonth>| it.map_or_else(String::new, |it| it.month.year.to_string());
    let (first, last) = (year(monthly.months.first()), year(monthly.months.last()));
    let years = if first == last { first } else { format::range(&first, &last, lang) };
    say!(lang, "{years}년", "{years}")
}
