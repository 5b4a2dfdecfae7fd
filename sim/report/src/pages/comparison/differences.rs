//! What differs between scenarios, as far as their effective scenario and their assumed inputs tell.

use super::super::{Options, hidden_note, is_price};
use super::{allocation, format, phrase, tables};
use crate::compare::letter;
use crate::document::{Block, DataTable, Datum};
use crate::input;
use crate::words::{Lang, say};
use naru_results::{Effective, RunFolder};
use std::collections::BTreeSet;

/// A row: what it is, and its value in each run; nothing where a run has none.
type Row = (String, Vec<Option<String>>);

/// A table of what differs, or a sentence where nothing is known to.
pub(super) fn blocks(runs: &[&RunFolder], options: Options, lang: Lang) -> Vec<Block> {
    let (shown, hidden): (Vec<_>, Vec<_>) =
        rows(runs, lang).into_iter().partition(|(priced, _)| !priced || !options.hides_prices());
    let differs = |(_, row): &(bool, Row)| row.1.iter().any(|it| *it != row.1[0]);
    let rows: Vec<Row> = shown.into_iter().filter(differs).map(|(_, row)| row).collect();
    let left_out = hidden.iter().filter(|it| differs(it)).count();
    let mut out = Vec::new();
    if rows.is_empty() {
        out.push(Block::Text(nothing(runs, lang)));
    } else {
        out.push(Block::Table(table(runs, rows, lang)));
    }
    if left_out > 0 {
        let note = hidden_note(lang);
        out.push(Block::Note(say!(
            lang,
            "{note}(서로 다른 단가 {left_out}개)",
            "{note} ({left_out} prices differ)"
        )));
    }
    out
}

fn nothing(runs: &[&RunFolder], lang: Lang) -> String {
    let first = &runs[0].summary.scenario_hash;
    if runs.iter().all(|it| it.summary.scenario_hash == *first) {
        lang.pick("모두 같은 시나리오임(시나리오 해시가 같음).", "All are the same scenario (same hash).")
    } else {
        lang.pick(
            "시나리오 해시는 다르나, 결과 파일에 있는 값으로는 무엇이 다른지 알 수 없음. 결과 폴더의 scenario/를 볼 것.",
            "The scenarios' hashes differ, but not in anything that the result files hold; see scenario/ in the result folders.",
        )
    }
    .to_owned()
}

fn table(runs: &[&RunFolder], rows: Vec<Row>, lang: Lang) -> DataTable {
    let mut table =
        DataTable::new("scenario-differences", lang.pick("시나리오에서 다른 값", "Values that differ"), "")
            .texts(lang.pick("항목", "item"));
    for i in 0..runs.len() {
        table = table.figures(letter(i, lang));
    }
    for (name, values) in rows {
        let cell = |it: Option<String>| it.map_or_else(Datum::none, Datum::text);
        table.row(std::iter::once(Datum::text(name)).chain(values.into_iter().map(cell)).collect::<Vec<_>>());
    }
    table.notes.push(
        lang.pick(
            "※ -: 그 시나리오에 없거나 가정값이 아님. 이용 수요와 장애는 가정값만 견줌",
            "-: not there, or not assumed. Of demand and faults only assumed inputs are compared.",
        )
        .to_owned(),
    );
    table
}

/// Everything that could differ; true of a unit price.
fn rows(runs: &[&RunFolder], lang: Lang) -> Vec<(bool, Row)> {
    let mut out = Vec::new();
    let mut plain = |name: &str, of: &dyn Fn(&RunFolder) -> Option<String>| {
        out.push((false, (name.to_owned(), runs.iter().map(|run| of(run)).collect())));
    };
    plain(lang.pick("사업기간", "period"), &|run| {
        let span = &run.summary.programme;
        Some(format::period(span.start.0, span.end.0, lang))
    });
    plain(lang.pick("GPU 과제", "GPU projects"), &|run| {
        Some(format::count(run.summary.programme.gpu_projects.into()))
    });
    plain(lang.pick("NPU 과제", "NPU projects"), &|run| {
        Some(format::count(run.summary.programme.npu_projects.into()))
    });
    plain(lang.pick("예산 한도(원)", "cap (won)"), &|run| {
        Some(format::count(run.effective.budget.cap_won))
    });
    plain(lang.pick("운영비(원)", "operating cost (won)"), &|run| {
        Some(format::count(run.effective.budget.operating_won))
    });
    plain(lang.pick("대기시간 할인 비율(%)", "discount for late allocation (%)"), &|run| {
        Some(format::plain(f64::from(run.effective.sla.rate_bp) / 100.0))
    });
    plain(lang.pick("고정할당 단가 비율(%)", "price of fixed allocation (%)"), &|run| {
        Some(format::plain(f64::from(run.effective.fixed_ratio_bp) / 100.0))
    });
    plain(lang.pick("배정 방식", "allocation"), &|run| Some(allocation(&run.effective.queue, lang)));
    out.extend(products(runs, lang));
    out.extend(fleet(runs, lang).into_iter().map(|row| (false, row)));
    out.extend(readings(runs, lang).into_iter().map(|row| (false, row)));
    out.extend(assumed(runs, lang));
    out
}

fn names<'a>(runs: &[&'a RunFolder], of: impl Fn(&'a RunFolder) -> Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    runs.iter().flat_map(|run| of(run)).filter(|it| seen.insert(it.clone())).collect()
}

/// Projects, idle minutes and prices by product.
fn products(runs: &[&RunFolder], lang: Lang) -> Vec<(bool, Row)> {
    let mut out = Vec::new();
    let all = names(runs, |run| run.effective.products.iter().map(|(name, _)| name.to_owned()).collect());
    for product in &all {
        let name = phrase::product(product);
        let count = |of: &Effective| of.projects.iter().filter(|it| it.product == *product).count();
        let projects = runs.iter().map(|run| Some(format::count(count(&run.effective) as i64))).collect();
        out.push((false, (say!(lang, "{name} 과제", "{name} projects"), projects)));
        let idle = |run: &&RunFolder| {
            let seconds = run.effective.products.get(product)?.idle_return_s;
            Some(format::plain(seconds as f64 / 60.0))
        };
        let label = say!(lang, "{name} 반납 전 유휴(분)", "{name} idle before return (min)");
        out.push((false, (label, runs.iter().map(idle).collect())));
        let suppliers = names(runs, |run| {
            let prices = run.effective.products.get(product).map(|it| &it.prices);
            prices.map_or_else(Vec::new, |it| it.iter().map(|(name, _)| name.to_owned()).collect())
        });
        for supplier in suppliers {
            let price = |run: &&RunFolder| {
                let prices = run.effective.products.get(product)?.prices.get(&supplier)?;
                Some(prices.iter().map(|it| format::count(it.unit_price_won)).collect::<Vec<_>>().join(" → "))
            };
            let label = say!(lang, "{supplier} {name} 단가(원)", "{supplier} {name} price (won)");
            out.push((true, (label, runs.iter().map(price).collect())));
        }
    }
    out
}

/// Cards by pool.
fn fleet(runs: &[&RunFolder], lang: Lang) -> Vec<Row> {
    let key = |it: &naru_results::FleetPool| format!("{} {}", it.supplier, it.pool);
    let all = names(runs, |run| run.effective.fleet.iter().map(key).collect());
    let row = |pool: &String| {
        let cards = |run: &&RunFolder| {
            let parts: Vec<_> = run.effective.fleet.iter().filter(|it| key(it) == *pool).collect();
            let sum: u32 = parts.iter().filter(|it| it.from_s <= 0).map(|it| it.cards).sum();
            let later: u32 = parts.iter().filter(|it| it.from_s > 0).map(|it| it.cards).sum();
            let sum = format::count(sum.into());
            let text = if later > 0 { format!("{sum} + {}", format::count(later.into())) } else { sum };
            (!parts.is_empty()).then_some(text)
        };
        (say!(lang, "{pool} 카드(장)", "{pool} (cards)"), runs.iter().map(cards).collect())
    };
    all.iter().map(row).collect()
}

/// Readings in force, by what people call them.
fn readings(runs: &[&RunFolder], lang: Lang) -> Vec<Row> {
    let all = names(runs, |run| run.summary.readings.iter().map(|(id, _)| id.to_owned()).collect());
    let in_force: Vec<Vec<tables::InForce>> =
        runs.iter().map(|run| tables::readings_in_force(&run.summary, &run.clauses, lang)).collect();
    let row = |id: &String| {
        let of = |run: &Vec<tables::InForce>| run.iter().find(|it| it.id == *id).map(|it| it.label.clone());
        let open = in_force.iter().flatten().find(|it| it.id == *id).map_or("", |it| it.open.as_str());
        let name = say!(lang, "해석안 {id} {open}", "reading {id} {open}");
        (name.trim_end().to_owned(), in_force.iter().map(of).collect())
    };
    all.iter().map(row).collect()
}

/// Assumed inputs by path; what `effective` tells already is not told again.
fn assumed(runs: &[&RunFolder], lang: Lang) -> Vec<(bool, Row)> {
    let all = names(runs, |run| run.summary.assumed.iter().map(|it| it.path.clone()).collect());
    let told = |path: &String| path.starts_with("prices.") || path.starts_with("programme.budget.operating");
    let row = |path: &String| {
        let of = |run: &&RunFolder| {
            run.summary
                .assumed
                .iter()
                .find(|it| it.path == *path)
                .map(|it| input::value(path, &it.value, lang))
        };
        (is_price(path), (input::name(path, lang), runs.iter().map(of).collect()))
    };
    all.iter().filter(|path| !told(path)).map(row).collect()
}
