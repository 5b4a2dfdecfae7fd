//! What requests waited for, pool by pool: shares of the hours waited, and cards held idle for gangs (S3).

use super::canvas::{Anchor, Canvas};
use super::chart::{Chart, Look};
use super::frame::{Frame, Texts};
use super::lay::clip;
use super::names::{Name, Names};
use super::scale::Linear;
use super::{Study, footer, ink};
use crate::font;
use crate::format;
use crate::phrase;
use crate::rank;
use crate::tables;
use crate::words::{Lang, say};
use naru_results::{Estimate, Summary};

/// Pools that are drawn: those with the most hours waited.
const MOST: usize = 12;

/// One bar.
struct Pool {
    name: String,
    /// Hours waited in one programme, on average.
    hours: f64,
    /// The interval of that.
    ends: (f64, f64),
    /// Card-hours held idle for gangs in one programme, on average.
    held: f64,
    /// One per cause, in the order of the key.
    shares: Vec<Estimate>,
}

pub(super) fn chart(study: &Study<'_>, lang: Lang) -> Chart {
    let summary = study.summary;
    let (pools, hours) = pools(summary);
    let skewed = pools.iter().any(|it| it.shares.iter().any(|share| share.skewed));
    let mark = phrase::skewed(lang);
    let texts = Texts {
        name: "wait-causes",
        lang,
        title: title(&pools, hours, summary, lang),
        unit: lang.pick("(단위: 대기시간 중 %)", "(% of the hours waited)").to_owned(),
        remark: lang
            .pick(
                "자원별로 신청이 기다린 시간을 그때 할당을 막은 원인으로 나눔(사업별 비율의 평균)",
                "Hours that requests waited in each pool, by what kept them waiting (means of the programmes' shares)",
            )
            .to_owned(),
        description: description(&pools, lang),
        notes: if skewed { vec![mark.to_owned()] } else { Vec::new() },
        footer: footer(study, lang),
    };
    texts.chart(move |texts, look| draw(&pools, texts, look))
}

/// Both ends of an interval; all that may be where there is none.
fn ends(of: &Estimate) -> (f64, f64) {
    (of.lo.unwrap_or(0.0), of.hi.unwrap_or(f64::INFINITY))
}

/// The pools with the most hours waited, and the hours of all.
fn pools(summary: &Summary) -> (Vec<Pool>, f64) {
    let pool = |it: &naru_results::CardFigures| {
        let shares = tables::cause_shares(it).map(|share| *share).to_vec();
        let hours = it.waiting_hours.mean.filter(|&hours| hours > 0.0)?;
        shares.iter().any(|share| share.mean.is_some()).then(|| Pool {
            name: phrase::pool(it, summary),
            hours,
            ends: ends(&it.waiting_hours),
            held: it.held_for_gang_card_hours.mean.unwrap_or(0.0),
            shares,
        })
    };
    let mut pools: Vec<Pool> = summary.cards.iter().filter_map(pool).collect();
    pools.sort_by(|a, b| b.hours.total_cmp(&a.hours));
    let all = pools.iter().map(|it| it.hours).sum();
    pools.truncate(MOST);
    (pools, all)
}

/// Of the pool with the most hours waited, and how much of all that is. One of its causes is named alone where its
/// interval lies above all others'.
fn title(pools: &[Pool], all: f64, summary: &Summary, lang: Lang) -> String {
    let n = summary.replications;
    let Some(pool) = pools.first() else {
        return say!(lang, "모의실험 {n}회에서 대기가 없었음", "Nobody waited in {n} simulated programmes");
    };
    let names = tables::cause_names(lang);
    let mut order: Vec<usize> = (0..names.len()).collect();
    let mean = |i: usize| pool.shares[i].mean.unwrap_or(0.0);
    order.sort_by(|&a, &b| mean(b).total_cmp(&mean(a)));
    let (first, second) = (order[0], order[1]);
    let text = |i: usize| phrase::share_estimate(&pool.shares[i], lang);
    let (first_name, second_name) = (names[first], names[second]);
    let sizes: Vec<(f64, f64)> = order.iter().map(|&i| ends(&pool.shares[i])).collect();
    let causes = if mean(second) <= 0.0 {
        say!(lang, "모두 {first_name}", "all for {first_name}")
    } else if rank::leads(&sizes) {
        let first = text(first);
        say!(lang, "가장 큰 원인은 {first_name} {first}", "mostly for {first_name}, {first}")
    } else {
        let (first, second) = (text(first), text(second));
        say!(
            lang,
            "{first_name} {first}, {second_name} {second}",
            "{first_name} {first}, {second_name} {second}"
        )
    };
    let (name, hours) = (&pool.name, amount(pool.hours));
    if pools.len() == 1 {
        return say!(
            lang,
            "대기는 {name}에서만 나타남(사업당 평균 {hours}시간): {causes}",
            "Only {name} has waits ({hours} h a programme on average): {causes}"
        );
    }
    let all = amount(all);
    let sizes: Vec<(f64, f64)> = pools.iter().map(|it| it.ends).collect();
    if let Some(i) = rank::rival(&sizes) {
        let (other, more) = (&pools[i].name, amount(pools[i].hours));
        return say!(
            lang,
            "평균 대기시간 합 {all}시간 중 {name} {hours}시간, {other} {more}시간(둘의 순서는 확인되지 않음). {name}: {causes}",
            "Of {all} h waited a programme on average, {name} has {hours} h and {other} {more} h (which has more is not shown); {name}: {causes}"
        );
    }
    say!(
        lang,
        "평균 대기시간 합 {all}시간 중 {name}의 몫이 {hours}시간으로 가장 크게 나타남: {causes}",
        "Of {all} h waited a programme on average, {name} has the most, {hours} h: {causes}"
    )
}

fn description(pools: &[Pool], lang: Lang) -> String {
    let names = tables::cause_names(lang);
    let pool = |it: &Pool| {
        let some = it.shares.iter().zip(names).filter(|(share, _)| share.mean.is_some_and(|mean| mean > 0.0));
        let parts = some.map(|(share, name)| format!("{name} {}", phrase::share_estimate(share, lang)));
        format!("{}: {}", it.heading(lang), parts.collect::<Vec<_>>().join(", "))
    };
    pools.iter().map(pool).collect::<Vec<_>>().join(". ")
}

impl Pool {
    /// Its name, hours waited, and cards held for gangs where there are any.
    fn heading(&self, lang: Lang) -> String {
        let (name, hours) = (&self.name, amount(self.hours));
        let waited = say!(lang, "{name}: 사업당 대기 {hours}시간", "{name}: {hours} h waited a programme");
        if self.held <= 0.0 {
            return waited;
        }
        let held = amount(self.held);
        let held = say!(lang, "1PF형 몫으로 비움 {held}카드시간", "held for 1PF {held} card-h");
        format!("{waited}, {held}")
    }
}

fn amount(hours: f64) -> String {
    format::decimal(hours, usize::from(hours < 10.0))
}

fn draw(pools: &[Pool], texts: &Texts, look: Look) -> String {
    let lang = texts.lang;
    let frame = Frame::new(texts, look);
    let page = frame.page;
    let causes = tables::cause_names(lang);
    let used = |i: &usize| pools.iter().any(|it| it.shares[*i].mean.is_some_and(|mean| mean > 0.0));
    let name = |i: usize| Name::area(causes[i], ink::area(i), 0.0).of(causes[i]);
    let names = Names::below(page, (0..causes.len()).filter(used).map(name).collect());
    let (bar, row) = (page.pick(16.0, 14.0), page.pick(16.0, 14.0) + page.line() + 9.0);
    let top = frame.head() + 2.0;
    let x = Linear { from: 0.0, to: 1.0, place_from: page.edge, place_to: page.width - page.edge };
    let key = top + row * pools.len().max(1) as f64 + 4.0;
    frame.sheet(key + names.height() + frame.foot(), |canvas| {
        for (pool, i) in pools.iter().zip(0_u32..) {
            let y = top + row * f64::from(i);
            let heading = clip(&pool.heading(lang), page.inner(), page.body);
            canvas.text(&heading, (page.edge, y + page.line() / 2.0), page.body, ink::BLACK, Anchor::Start);
            stack(canvas, pool, &x, (y + page.line(), y + page.line() + bar), lang);
        }
        if pools.is_empty() {
            let says = lang.pick("기다린 신청이 없음", "nobody waited");
            canvas.text(says, (page.width / 2.0, top + row / 2.0), page.body, ink::BLACK, Anchor::Middle);
        }
        let plot = super::frame::Plot { left: x.place_from, right: x.place_to, top, bottom: key };
        names.draw(canvas, plot, |at| at, key);
    })
}

/// One bar of 100 %, with the share of each part that has room for it.
fn stack(canvas: &Canvas, pool: &Pool, x: &Linear, (top, bottom): (f64, f64), lang: Lang) {
    let names = tables::cause_names(lang);
    let all: f64 = pool.shares.iter().filter_map(|share| share.mean).sum();
    let mut from = 0.0;
    for (i, share) in pool.shares.iter().enumerate() {
        let Some(part) = share.mean.filter(|&part| part > 0.0) else { continue };
        let (left, right) = (x.place(from / all), x.place((from + part) / all));
        from += part;
        let (colour, strength) = ink::area(i);
        let ground = ink::on_paper(colour, strength);
        let text = phrase::share_of(share);
        canvas.layer(names[i], |canvas| {
            canvas.block((left, top), (right, bottom), ground, 1.0);
            canvas.line(&[(right, top), (right, bottom)], super::canvas::Pen::solid(ink::WHITE, 0.8));
            if font::width(&text, canvas.page.small) + 6.0 <= right - left {
                let middle = (f64::midpoint(left, right), f64::midpoint(top, bottom));
                canvas.text(&text, middle, canvas.page.small, ink::on(ground), Anchor::Middle);
            }
        });
        let says = format!("{} {} {}", pool.name, names[i], phrase::share_estimate(share, lang));
        canvas.hot((left, top), (right, bottom), &says);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contract's summary with two pools by hand: 92 of 100 hours in one, all for want of cards; 8 in the other, for
    /// two causes. The title is of the first, however few causes it has.
    #[test]
    fn the_title_is_of_the_pool_that_most_is_waited_for() {
        let mut of: Summary = serde_json::from_str(include_str!("../../../results/tests/files/summary.json"))
            .expect("a summary");
        let first = of.cards[0].clone();
        let share =
            |mean: f64| Estimate { mean: Some(mean), lo: Some(mean), hi: Some(mean), ..first.utilisation };
        let none = share(0.0);
        let pool = |name: &str, hours: f64, cards: f64, order: f64| {
            let mut it = first.clone();
            name.clone_into(&mut it.pool);
            it.waiting_hours = Estimate {
                mean: Some(hours),
                lo: Some(hours * 0.5),
                hi: Some(hours * 1.5),
                ..it.waiting_hours
            };
            it.waiting_by.cards = share(cards);
            it.waiting_by.order = share(order);
            for other in [
                &mut it.waiting_by.servers,
                &mut it.waiting_by.reserved,
                &mut it.waiting_by.held_for_gang,
                &mut it.waiting_by.allocator,
            ] {
                *other = none;
            }
            it
        };
        let both = vec![pool("H100", 8.0, 0.75, 0.25), pool("NPU-240", 92.0, 1.0, 0.0)];
        of.cards = both;
        let told = |of: &Summary, lang| {
            let (pools, all) = pools(of);
            title(&pools, all, of, lang)
        };
        assert_eq!(
            told(&of, Lang::Ko),
            "평균 대기시간 합 100시간 중 NPU-240의 몫이 92시간으로 가장 크게 나타남: 모두 카드 부족"
        );
        assert_eq!(
            told(&of, Lang::En),
            "Of 100 h waited a programme on average, NPU-240 has the most, 92 h: all for too few cards free"
        );
        // 46 to 138 h beside 20 to 60 h.
        let alone = of.cards[0].clone();
        of.cards[0] = pool("H100", 40.0, 0.75, 0.25);
        assert_eq!(
            told(&of, Lang::Ko),
            "평균 대기시간 합 132시간 중 NPU-240 92시간, H100 40시간(둘의 순서는 확인되지 않음). NPU-240: 모두 카드 부족"
        );
        of.cards[0] = alone;
        of.cards.pop();
        assert!(
            told(&of, Lang::Ko)
                .starts_with("대기는 H100에서만 나타남(사업당 평균 8.0시간): 가장 큰 원인은 카드 부족 75.0%")
        );
    }
}
