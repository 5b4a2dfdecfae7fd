//! Cards in use by day, a panel per pool or per pools of one name: daily mean and daily peak as fans, with the floor
//! and what is installed.

use super::canvas::{Anchor, Canvas, Pen, Point};
use super::chart::{Chart, Course, Look, Trace};
use super::data::{Days, Fan};
use super::frame::{Frame, Plot, Texts, axis_height, month_axis, number_room};
use super::lay::clip;
use super::names::{Name, Names};
use super::page::Page;
use super::pools::pools;
use super::scale::{Linear, months, round_steps, step_places};
use super::{Study, footer, ink};
use crate::format;
use crate::phrase;
use crate::programmes;
use crate::tables;
use crate::words::{Lang, say};
use naru_results::Summary;
use naru_units::Epoch;

/// What is drawn.
struct Cards {
    epoch: Epoch,
    days: u32,
    pools: Vec<Pool>,
}

/// One panel.
pub(super) struct Pool {
    /// `H100`, or `naru H100` where several suppliers have a pool of that name.
    pub(super) name: String,
    /// Day from which so many cards are installed, ascending; the first entry is day 0.
    pub(super) installed: Vec<(f64, f64)>,
    /// The call's floor (S2), where the pool is the only one of its card type.
    pub(super) floor: Option<f64>,
    /// Cards in use on average over a day, over replications: one per day.
    pub(super) mean: Vec<Fan>,
    /// Most cards in use at any second of a day: one per day.
    pub(super) peak: Vec<Fan>,
}

impl Pool {
    /// Whether the median mean and the median peak of a day are one, to the card; not on the day or two on which the
    /// money ends.
    fn steady(&self) -> bool {
        let apart = |(mean, peak): &(&Fan, &Fan)| (peak.p50 - mean.p50).abs() >= 1.0;
        self.mean.iter().zip(&self.peak).filter(apart).count() <= 2
    }

    /// Less where cards are held from start to end of use, so that a day's mean is its peak (N2).
    fn height(&self, page: &Page) -> f64 {
        if self.steady() { page.pick(56.0, 46.0) } else { page.pick(104.0, 84.0) }
    }

    /// Numbers beside the axis, and its end.
    fn axis(&self) -> (Vec<f64>, f64) {
        let end = highest(self) * 1.06;
        let mut steps = round_steps(end);
        if self.steady() && steps.len() > 2 {
            steps.drain(1..steps.len() - 1);
        }
        (steps, end)
    }
}

pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Chart {
    let summary = study.summary;
    let days = Days::of(study);
    let cards = Cards { epoch: days.epoch, days: days.count, pools: pools(study, &days, lang) };
    let course = course(&cards, lang);
    let texts = Texts {
        name: "cards-in-use",
        lang,
        title: phrase::cards_title(summary, lang),
        unit: lang.pick("(단위: 장)", "(number of cards)").to_owned(),
        remark: remark(summary, lang),
        description: phrase::cards_description(summary, lang),
        notes: Vec::new(),
        footer: footer(study, lang),
    };
    Chart { course: Some(course), ..texts.chart(move |texts, look| draw(&cards, texts, look)) }
}

fn remark(summary: &Summary, lang: Lang) -> String {
    let band = programmes::band(summary.replications, lang);
    let mut remark = say!(
        lang,
        "하루 중 최대(가는 선)와 하루 평균(굵은 선)의 중앙값. 띠: {band}",
        "Peak (thin) and mean (thick) of the day, medians. Bands: {band}"
    );
    if summary.budget.exhausted_on.given_exhausted.count > 0 {
        let gone = lang.pick("0에 닿는 띠: 예산이 소진된 사업", "Down to 0: programmes whose money is gone");
        remark = format!("{remark}. {gone}");
    }
    if let Some(note) = tables::wave_note(summary, lang) {
        remark = format!("{remark}. {note}");
    }
    remark
}

fn course(cards: &Cards, lang: Lang) -> Course {
    let trace = |name: String, fans: &[Fan]| {
        let all = |of: fn(&Fan) -> f64| fans.iter().map(of).collect::<Vec<f64>>();
        Trace { name, middle: all(|fan| fan.p50), band: Some((all(|fan| fan.p05), all(|fan| fan.p95))) }
    };
    let (mut series, mut limits) = (Vec::new(), Vec::new());
    for pool in &cards.pools {
        let name = &pool.name;
        series.push(trace(say!(lang, "{name} 하루 평균", "{name} mean of the day"), &pool.mean));
        if !pool.steady() {
            series.push(trace(say!(lang, "{name} 하루 중 최대", "{name} peak of the day"), &pool.peak));
        }
        if let Some(floor) = pool.floor {
            limits.push((say!(lang, "{name} 필요카드수", "{name} floor"), floor));
        }
        limits.push((say!(lang, "{name} 투입", "{name} installed"), pool.installed_last()));
    }
    let unit = lang.pick("장", "cards").to_owned();
    Course { start: cards.epoch.0, unit, series, limits }
}

const INSTALLED: Pen = Pen::solid(ink::BLACK, 1.2);
const FLOOR: Pen = Pen::broken(ink::RED, 1.6, 8.0, 4.0);
const PEAK: Pen = Pen::solid(ink::ORANGE, 0.9);
const MEAN: Pen = Pen::solid(ink::BLUE, 2.0);

/// Names of the layers: the same in all panels.
fn layers(lang: Lang) -> [&'static str; 2] {
    [lang.pick("하루 평균", "mean of the day"), lang.pick("하루 중 최대", "peak of the day")]
}

fn draw(cards: &Cards, texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let axes: Vec<(Vec<f64>, f64)> = cards.pools.iter().map(Pool::axis).collect();
    let numbers =
        axes.iter().flat_map(|(steps, _)| steps.iter().map(|&s| format::decimal(s, step_places(steps))));
    let left = number_room(&page, numbers.collect::<Vec<_>>().iter().map(String::as_str));
    // Beside each panel on a wide page; one key for all below a narrow one.
    let beside: Vec<Names> = if page.half() {
        Vec::new()
    } else {
        cards.pools.iter().map(|it| Names::new(page, it.names(lang), f64::INFINITY)).collect()
    };
    let key = Names::below(page, if page.half() { cards.key(lang) } else { Vec::new() });
    let right = beside.iter().map(Names::right).fold(key.right(), f64::min);

    let between = page.above() * 2.0;
    let top = frame.head() + page.above() + page.body * 0.8;
    let panels: f64 = cards.pools.iter().map(|pool| pool.height(&page) + between).sum();
    let end = top + (panels - between).max(0.0) + axis_height(&page);
    frame.sheet(end + key.height() + frame.foot(), |canvas| {
        let x = Linear { from: 0.0, to: f64::from(cards.days), place_from: left, place_to: right };
        let mut plot = Plot { left, right, top, bottom: top };
        for (i, (pool, axis)) in cards.pools.iter().zip(&axes).enumerate() {
            plot.bottom = plot.top + pool.height(&page);
            panel(canvas, pool, axis, plot, &x, lang);
            let y = Linear { from: 0.0, to: axis.1, place_from: plot.bottom, place_to: plot.top };
            if let Some(names) = beside.get(i) {
                names.draw(canvas, plot, |at| y.place(at), plot.bottom);
            }
            hot(canvas, pool, plot, &x, cards.epoch, lang);
            plot.top = plot.bottom + between;
        }
        month_axis(canvas, plot, &x, cards.epoch, lang);
        key.draw(canvas, plot, |at| at, end);
    })
}

/// Every month tells its means over days of the medians.
fn hot(canvas: &Canvas, pool: &Pool, plot: Plot, x: &Linear, epoch: Epoch, lang: Lang) {
    for (first, length, month) in months(epoch, x.to as u32) {
        let days = first as usize..(first + length) as usize;
        let mean = |fans: &[Fan]| {
            let of_month = fans.get(days.clone()).unwrap_or_default();
            format::decimal(of_month.iter().map(|fan| fan.p50).sum::<f64>() / length, 0)
        };
        let (name, month, used, peak) =
            (&pool.name, format::month(month, lang), mean(&pool.mean), mean(&pool.peak));
        let text = say!(
            lang,
            "{name} {month}: 하루 평균 {used}장, 하루 중 최대 {peak}장(중앙값의 월 평균)",
            "{name} {month}: mean of the day {used}, peak {peak} (medians, averaged over the month)"
        );
        canvas.hot((x.place(first), plot.top), (x.place(first + length), plot.bottom), &text);
    }
}

impl Cards {
    /// Names that all panels share.
    fn key(&self, lang: Lang) -> Vec<Name> {
        let [mean, peak] = layers(lang);
        let mut names = vec![Name::line(mean, MEAN, 0.0).of(mean)];
        if self.pools.iter().any(|pool| !pool.steady()) {
            names.push(Name::line(peak, PEAK, 0.0).of(peak));
        }
        names.push(Name::line(lang.pick("투입", "installed"), INSTALLED, 0.0));
        if self.pools.iter().any(|pool| pool.floor.is_some()) {
            names.push(Name::line(lang.pick("필요카드수", "floor"), FLOOR, 0.0));
        }
        names
    }
}

impl Pool {
    fn installed_last(&self) -> f64 {
        self.installed.last().map_or(0.0, |&(_, cards)| cards)
    }

    /// Names at the right end, each at its height in cards.
    fn names(&self, lang: Lang) -> Vec<Name> {
        let [_, peak] = layers(lang);
        let installed = self.installed_last();
        let n = format::decimal(installed, 0);
        let fleet = |text: String| Name::line(text, INSTALLED, installed);
        let mut out = match self.floor {
            Some(floor) if floor.total_cmp(&installed).is_eq() => {
                vec![fleet(say!(lang, "투입 = 필요카드수 {n}", "installed = floor {n}"))]
            }
            Some(floor) => {
                let f = format::decimal(floor, 0);
                let floor = Name::line(say!(lang, "필요카드수 {f}", "floor {f}"), FLOOR, floor);
                vec![fleet(say!(lang, "투입 {n}", "installed {n}")), floor]
            }
            None => vec![fleet(say!(lang, "투입 {n}", "installed {n}"))],
        };
        let at_end = |fans: &[Fan]| fans.last().map_or(0.0, |fan| fan.p50);
        let [mean, _] = layers(lang);
        if self.steady() {
            out.push(Name::line(lang.pick("사용", "in use"), MEAN, at_end(&self.mean)).of(mean));
            return out;
        }
        out.push(Name::line(peak, PEAK, at_end(&self.peak)).of(peak));
        out.push(Name::line(mean, MEAN, at_end(&self.mean)).of(mean));
        out
    }

    /// What stands above its panel; a narrow page has the numbers of its lines here.
    fn heading(&self, page: &Page, lang: Lang) -> String {
        let name = &self.name;
        if !page.half() {
            return say!(lang, "{name} 사용 카드(장)", "{name} cards in use (number)");
        }
        let n = format::decimal(self.installed_last(), 0);
        match self.floor.map(|floor| format::decimal(floor, 0)) {
            Some(f) => say!(
                lang,
                "{name} 카드(장): 투입 {n}, 필요카드수 {f}",
                "{name} cards: installed {n}, floor {f}"
            ),
            None => say!(lang, "{name} 카드(장): 투입 {n}", "{name} cards: installed {n}"),
        }
    }
}

fn highest(pool: &Pool) -> f64 {
    let drawn = pool.peak.iter().map(|fan| fan.p95);
    let lines = pool.installed.iter().map(|&(_, cards)| cards).chain(pool.floor);
    drawn.chain(lines).fold(1.0, f64::max)
}

fn panel(canvas: &Canvas, pool: &Pool, (steps, end): &(Vec<f64>, f64), plot: Plot, x: &Linear, lang: Lang) {
    let page = &canvas.page;
    let y = Linear { from: 0.0, to: *end, place_from: plot.bottom, place_to: plot.top };
    for &step in steps {
        canvas.line(&[(plot.left, y.place(step)), (plot.right, y.place(step))], Pen::solid(ink::FAINT, 0.7));
        let number = format::decimal(step, step_places(steps));
        canvas.text(&number, (plot.left - 6.0, y.place(step)), page.body, ink::GREY, Anchor::End);
    }
    canvas.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], Pen::solid(ink::GREY, 0.9));
    let heading = clip(&pool.heading(page, lang), page.inner(), page.body);
    canvas.text(&heading, (page.edge, plot.top - page.above()), page.body, ink::BLACK, Anchor::Start);

    let line = |fans: &[Fan], of: fn(&Fan) -> f64| -> Vec<Point> {
        fans.iter().zip(0_u32..).map(|(fan, day)| (x.place(f64::from(day) + 0.5), y.place(of(fan)))).collect()
    };
    let [mean, peak] = layers(lang);
    if !pool.steady() {
        canvas.layer(peak, |canvas| {
            canvas.band(&line(&pool.peak, |f| f.p95), &line(&pool.peak, |f| f.p05), ink::ORANGE, 0.22);
            canvas.line(&line(&pool.peak, |f| f.p50), PEAK);
        });
    }
    canvas.layer(mean, |canvas| {
        canvas.band(&line(&pool.mean, |f| f.p95), &line(&pool.mean, |f| f.p05), ink::BLUE, 0.22);
        canvas.line(&line(&pool.mean, |f| f.p50), MEAN);
    });
    let mut installed: Vec<Point> = Vec::new();
    for (&(day, cards), i) in pool.installed.iter().zip(1..) {
        let until = pool.installed.get(i).map_or(x.to, |next| next.0);
        installed.extend([(x.place(day), y.place(cards)), (x.place(until), y.place(cards))]);
    }
    canvas.line(&installed, INSTALLED);
    if let Some(floor) = pool.floor {
        canvas.line(&[(plot.left, y.place(floor)), (plot.right, y.place(floor))], FLOOR);
    }
}
