//! From dedicated to shared: the size of the fleet against the share of late requests and the revenue of a card.

use super::canvas::{Canvas, Pen, Point};
use super::chart::{Chart, Look};
use super::frame::{Frame, Plot, Texts, axis_height, bottom_axis, number_room, value_axis};
use super::names::{Name, Names};
use super::scale::{Linear, round_steps, step_places};
use super::{Study, footer, ink};
use crate::format::{self, decimal, percent_number};
use crate::phrase;
use crate::words::{Lang, say};
use naru_results::{FleetTry, Summary};

/// A share with its interval.
type Late = (f64, Option<(f64, f64)>);

/// A fleet.
#[derive(Clone, Debug)]
struct Size {
    /// Its cards over one set for every project.
    share: f64,
    /// The scenario's own.
    own: bool,
    /// By product, in their order: share of late requests, and its interval.
    late: Vec<Option<Late>>,
    /// Won.
    revenue: Option<f64>,
    /// For who points at it.
    says: String,
}

#[derive(Clone, Debug)]
struct Sharing {
    /// The smallest first.
    sizes: Vec<Size>,
    /// Names of the products, `all` the last.
    products: Vec<String>,
    limit: String,
}

/// `None` where fewer than two sizes are known. It shows a revenue.
pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Option<Chart> {
    let summary = study.summary;
    let of = read(summary, lang)?;
    let title = title(summary, lang)?;
    let described: Vec<&str> = of.sizes.iter().map(|it| it.says.as_str()).collect();
    let limit = &of.limit;
    let texts = Texts {
        name: "dedicated-to-shared",
        lang,
        description: format!("{title}. {}", described.join("; ")),
        title,
        unit: String::new(),
        remark: say!(
            lang,
            "카드 수에 따라 {limit}을 넘겨 기다린 신청(위, 가는 선은 95% 구간)과 GPU 카드 한 장의 한 달 매출(아래, 평균이며 구간은 없음). 고리: 시나리오의 자원",
            "Requests that waited over {limit} (above; thin lines: 95% intervals) and revenue of a GPU card and month (below: means, without intervals), by the number of cards. Ring: the scenario's own fleet"
        ),
        notes: vec![
            lang.pick(
                "100% = 과제마다 카드 한 세트. 작은 자원은 같은 사용자로 적은 횟수만 시험함",
                "100% = one set of cards for every project. Smaller fleets are tried with the same users, in few replications",
            )
            .to_owned(),
        ],
        footer: footer(study, lang),
    };
    Some(texts.chart(move |texts, look| draw(&of, texts, look)))
}

fn sorted(summary: &Summary) -> Vec<&FleetTry> {
    let mut tries: Vec<&FleetTry> = summary.fleet_tries.iter().collect();
    tries.sort_by(|a, b| a.share_of_floor.total_cmp(&b.share_of_floor));
    tries
}

fn read(summary: &Summary, lang: Lang) -> Option<Sharing> {
    let tries = sorted(summary);
    if tries.len() < 2 {
        return None;
    }
    let products: Vec<String> = tries[0].late.iter().map(|it| it.product.clone()).collect();
    let size = |it: &&FleetTry| {
        let late = |product: &String| {
            let found = it.late.iter().find(|late| late.product == *product)?;
            Some((found.over_limit_share?, found.over_limit_lo.zip(found.over_limit_hi)))
        };
        let late: Vec<_> = products.iter().map(late).collect();
        let all = late.last().copied().flatten().map_or_else(|| "-".to_owned(), |it| format::share(it.0));
        let (share, cards) = (size(it.share_of_floor), format::count(it.cards.into()));
        let revenue = it.revenue_per_card_month_won.map(|won| won as f64);
        let money = revenue.map_or_else(|| "-".to_owned(), |won| per_card(won, lang));
        Size {
            share: it.share_of_floor,
            own: it.own,
            late,
            revenue,
            says: say!(
                lang,
                "{share}({cards}장): 초과 {all}, 매출 {money}",
                "{share} ({cards} cards): late {all}, revenue {money}"
            ),
        }
    };
    let names = products.iter().map(|id| match id.as_str() {
        "all" => lang.pick("전체", "all").to_owned(),
        id => phrase::product(id),
    });
    Some(Sharing {
        sizes: tries.iter().map(size).collect(),
        products: names.collect(),
        limit: phrase::common_limit(summary, lang),
    })
}

/// `142.3만 원`, `1,423 k won`.
fn per_card(won: f64, lang: Lang) -> String {
    let (ko, en) = (decimal(won / 1e4, 1), decimal(won / 1e3, 0));
    say!(lang, "{ko}만 원", "{en} k won")
}

/// Late requests of the smallest fleet, with their interval. Revenue has none, so that nothing is said of its change.
fn title(summary: &Summary, lang: Lang) -> Option<String> {
    let tries = sorted(summary);
    let small = tries.first()?;
    let limit = phrase::common_limit(summary, lang);
    let all = |it: &FleetTry| it.late.iter().find(|late| late.product == "all").cloned();
    let (late, n) = (all(small)?, small.replications);
    let share = size(small.share_of_floor);
    let over = late.over_limit_share?;
    if over <= 0.0 {
        let bound = phrase::none_seen_bound(n, lang);
        return Some(say!(
            lang,
            "카드가 과제마다 한 세트일 때의 {share}여도 모의실험 {n}회에서 {limit}을 넘긴 GPU 신청이 없음(한 사업에서 생길 확률 {bound})",
            "With {share} of one set for every project no request waited over {limit} in {n} programmes (chance in one: {bound})"
        ));
    }
    let places = format::share_places(over);
    let interval = match late.over_limit_lo.zip(late.over_limit_hi) {
        Some((lo, hi)) => {
            let range = format::range(&percent_number(lo, places), &percent_number(hi, places), lang);
            say!(lang, "95% 신뢰구간 {range}%, {n}회", "95% interval {range}%, {n} programmes")
        }
        None => say!(lang, "{n}회 모의실험", "{n} programmes"),
    };
    let over = format::share(over);
    Some(say!(
        lang,
        "카드가 과제마다 한 세트일 때의 {share}이면 GPU 신청 중 {over}가 {limit}을 넘겨 기다림({interval})",
        "With {share} of one set for every project {over} of GPU requests wait over {limit} ({interval})"
    ))
}

fn draw(of: &Sharing, texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let (unit, name) = match lang {
        Lang::Ko => (1e4, "GPU 카드 한 장의 한 달 매출(만 원)"),
        Lang::En => (1e3, "revenue of a GPU card and month (k won)"),
    };
    let late = || of.sizes.iter().flat_map(|it| it.late.iter().flatten());
    let highest =
        late().map(|(share, ends)| ends.map_or(*share, |it| it.1)).fold(0.001, f64::max) * 100.0 * 1.06;
    let richest = of.sizes.iter().filter_map(|it| it.revenue).fold(1.0, f64::max) / unit * 1.06;
    let axes = [round_steps(highest), round_steps(richest)];
    let numbers =
        |steps: &[f64]| -> Vec<String> { steps.iter().map(|it| decimal(*it, step_places(steps))).collect() };
    let numbers = [numbers(&axes[0]), numbers(&axes[1])];
    let names = of.products.iter().enumerate();
    let names =
        Names::below(page, names.map(|(i, it)| Name::line(it, ink::series(i, 1.8), 0.0).of(it)).collect());
    let (high, between) = (page.pick(150.0, 104.0), page.above() + page.body * 1.6);
    let top = frame.head() + page.above() + page.body;
    let upper = Plot {
        left: number_room(&page, numbers.iter().flatten().map(String::as_str)),
        right: page.width - page.edge - 14.0,
        top,
        bottom: top + high,
    };
    let lower = Plot { top: upper.bottom + between, bottom: upper.bottom + between + high * 0.7, ..upper };
    let (least, most) =
        of.sizes.iter().fold((1.0_f64, 1.0_f64), |(lo, hi), it| (lo.min(it.share), hi.max(it.share)));
    let room = (most - least).max(0.05) * 0.06;
    let x = Linear { from: least - room, to: most + room, place_from: upper.left, place_to: upper.right };
    let key = lower.bottom + axis_height(&page);
    frame.sheet(key + names.height() + frame.foot(), |canvas| {
        let limit = &of.limit;
        let unit_of_late = say!(lang, "{limit} 초과(GPU 신청 중 %)", "over {limit} (% of GPU requests)");
        let y = Linear { from: 0.0, to: highest / 100.0, place_from: upper.bottom, place_to: upper.top };
        let ticks = |y: &Linear, steps: &[f64], numbers: &[String], per: f64| -> Vec<(f64, String)> {
            steps.iter().zip(numbers).map(|(it, n)| (y.place(it * per), n.clone())).collect()
        };
        value_axis(canvas, upper, &ticks(&y, &axes[0], &numbers[0], 0.01), &unit_of_late);
        waits(canvas, of, (&x, &y));
        let y = Linear { from: 0.0, to: richest * unit, place_from: lower.bottom, place_to: lower.top };
        value_axis(canvas, lower, &ticks(&y, &axes[1], &numbers[1], unit), name);
        revenue(canvas, of, (&x, &y));
        let shares: Vec<(f64, String)> =
            of.sizes.iter().map(|it| (x.place(it.share), size(it.share))).collect();
        bottom_axis(
            canvas,
            lower,
            &shares,
            lang.pick("카드(과제마다 한 세트일 때의 %)", "cards (% of one set for every project)"),
        );
        for it in &of.sizes {
            let at = x.place(it.share);
            canvas.hot((at - 8.0, upper.top), (at + 8.0, lower.bottom), &it.says);
        }
        names.draw(canvas, upper, |at| at, key);
    })
}

fn waits(canvas: &Canvas, of: &Sharing, (x, y): (&Linear, &Linear)) {
    for (i, name) in of.products.iter().enumerate() {
        canvas.layer(name, |canvas| {
            let known = || of.sizes.iter().filter_map(|it| Some((it, it.late[i]?)));
            let line: Vec<Point> = known().map(|(it, late)| (x.place(it.share), y.place(late.0))).collect();
            canvas.line(&line, ink::series(i, 1.8));
            for (it, (share, ends)) in known() {
                let at = (x.place(it.share), y.place(share));
                if let Some((lo, hi)) = ends {
                    canvas.line(&[(at.0, y.place(lo)), (at.0, y.place(hi))], Pen::solid(ink::hue(i), 0.9));
                }
                spot(canvas, at, it.own, ink::hue(i));
            }
        });
    }
}

fn revenue(canvas: &Canvas, of: &Sharing, (x, y): (&Linear, &Linear)) {
    let known = || of.sizes.iter().filter_map(|it| Some((it, it.revenue?)));
    let line: Vec<Point> = known().map(|(it, won)| (x.place(it.share), y.place(won))).collect();
    canvas.line(&line, Pen::solid(ink::BLACK, 1.8));
    for (it, won) in known() {
        spot(canvas, (x.place(it.share), y.place(won)), it.own, ink::BLACK);
    }
}

fn spot(canvas: &Canvas, at: Point, own: bool, colour: plotters::style::RGBColor) {
    if own {
        canvas.dot(at, 4.4, colour);
        canvas.dot(at, 2.8, ink::WHITE);
    } else {
        canvas.dot(at, 2.6, colour);
    }
}

/// A fleet's size beside one set a project, in whole per cent: a scenario's own fleet is no round number.
fn size(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use naru_results::LateShare;

    /// The contract's summary with two fleets by hand: 60 % of the cards, of whose requests `over` are late, and all of them.
    fn sample(over: f64, ends: Option<(f64, f64)>) -> Summary {
        let mut of: Summary = serde_json::from_str(include_str!("../../../results/tests/files/summary.json"))
            .expect("a summary");
        let size = |own, share, cards, won, over, ends: Option<(f64, f64)>| FleetTry {
            own,
            share_of_floor: share,
            replications: 20,
            servers: naru_results::Named::new(),
            cards,
            revenue_per_card_month_won: Some(won),
            spent_won: 0,
            late: vec![LateShare {
                product: "all".into(),
                mean_hours: Some(0.0),
                over_limit_share: Some(over),
                over_limit_lo: ends.map(|it| it.0),
                over_limit_hi: ends.map(|it| it.1),
            }],
        };
        of.fleet_tries =
            vec![size(true, 1.0, 850, 1_820_000, 0.0, None), size(false, 0.6, 512, 3_000_000, over, ends)];
        of
    }

    /// By hand: 0.6 % of requests with its interval; none in 20 programmes leaves 1 - 0.05^(1/20) = 13.9 %.
    #[test]
    fn the_title_tells_the_smallest_fleet_with_its_interval() {
        let some = sample(0.006, Some((0.004, 0.008)));
        assert_eq!(
            title(&some, Lang::Ko).expect("two fleets"),
            "카드가 과제마다 한 세트일 때의 60%이면 GPU 신청 중 0.6%가 8시간을 넘겨 기다림(95% 신뢰구간 0.4~0.8%, 20회)"
        );
        assert_eq!(
            title(&some, Lang::En).expect("two fleets"),
            "With 60% of one set for every project 0.6% of GPU requests wait over 8 h (95% interval 0.4-0.8%, 20 programmes)"
        );
        let none = title(&sample(0.0, None), Lang::Ko).expect("two fleets");
        assert!(none.starts_with("카드가 과제마다 한 세트일 때의 60%여도 모의실험 20회에서 8시간을 넘긴 GPU 신청이 없음(한 사업에서 생길 확률 13.9% 미만)"), "{none}");
    }

    #[test]
    fn the_smallest_stands_first_and_the_own_fleet_is_marked() {
        let of = read(&sample(0.006, None), Lang::En).expect("two fleets");
        let got: Vec<(bool, &str)> = of.sizes.iter().map(|it| (it.own, it.says.as_str())).collect();
        assert_eq!(
            got,
            [
                (false, "60% (512 cards): late 0.6%, revenue 3,000 k won"),
                (true, "100% (850 cards): late 0%, revenue 1,820 k won")
            ]
        );
        let mut one = sample(0.0, None);
        one.fleet_tries.truncate(1);
        assert!(read(&one, Lang::En).is_none());
    }
}
