//! What each input does to the first metric of a tornado: a bar to each end, the longest first.

use super::chart::Chart;
use super::frame::{Frame, Texts};
use super::rows::{self, Bar, Marks, Panel, Row, signed};
use crate::format;
use crate::input;
use crate::metric::{Scale, label};
use crate::pages::chart_title;
use crate::sweep::{footer, input_label, scale_of};
use crate::words::{Lang, say};
use naru_results::{SweepDifference, SweepEffect, SweepEnds, Swept};

/// Inputs that are drawn.
const MOST: usize = 15;

pub(super) fn charts(of: &Swept, version: &str, lang: Lang) -> Vec<Chart> {
    if of.effects.is_empty() {
        return Vec::new();
    }
    let metric = &of.metrics[0];
    let scale = scale_of(of, metric);
    let name = label(&metric.id, lang);
    let now = metric.estimate.mean.map_or_else(|| "-".to_owned(), |it| scale.value(it, lang));
    let moves = |it: &SweepEnds| [&it.low, &it.high].into_iter().flatten().any(|end| end.difference != 0.0);
    let moving: Vec<&SweepEffect> = of.effects.iter().filter(|it| moves(&it.metrics[0])).collect();
    let rows: Vec<Row> = moving.iter().take(MOST).map(|it| row(of, it, &scale, lang)).collect();
    let texts = texts(of, &rows, (&name, &now), (moving.len(), version), lang);
    let unit = match scale.unit_of_difference(lang).trim() {
        "" => say!(lang, "차이, {name}", "difference, {name}"),
        unit => say!(lang, "차이({unit}), {name}", "difference ({unit}), {name}"),
    };
    let panels = if rows.is_empty() { Vec::new() } else { vec![Panel { unit, rows }] };
    let none = lang.pick("움직이는 입력이 없음", "no input moves it");
    vec![texts.chart(move |texts, look| rows::draw(&Frame::new(texts, look), &panels, none, texts.lang))]
}

fn texts(
    of: &Swept,
    rows: &[Row],
    (name, now): (&str, &str),
    (moving, version): (usize, &str),
    lang: Lang,
) -> Texts {
    let title = chart_title(of, lang);
    let ends = |row: &Row| match &row.marks {
        Marks::Bars { low, high } => {
            let end = |it: &Bar| format!("{} {}", it.text, signed(it.to, 1, lang));
            low.iter().chain(high).map(end).collect::<Vec<_>>().join(", ")
        }
        Marks::Interval { .. } => String::new(),
    };
    let described: Vec<String> = rows.iter().map(|it| format!("{}: {}", it.label, ends(it))).collect();
    let mut notes = Vec::new();
    let hidden = moving.saturating_sub(MOST);
    if hidden > 0 {
        notes.push(say!(
            lang,
            "이보다 적게 움직이는 입력 {hidden}개는 그리지 않음",
            "{hidden} inputs that move it less are not drawn"
        ));
    }
    notes.push(
        lang.pick(
            "하나씩 바꾼 폭이므로, 여러 가정이 함께 어긋나면 더 벌어질 수 있음",
            "One input at a time: several that fail together can lead further",
        )
        .to_owned(),
    );
    let mut remark = say!(
        lang,
        "입력을 하나씩 범위의 아래 끝(주황)과 위 끝(파랑)으로 옮길 때 {name}의 차이. 지금은 {now}. 가는 선은 95% 구간",
        "{name}: difference when one input is moved to the lower (orange) or the upper end (blue) of its range. {now} as it stands. Thin lines: 95% intervals"
    );
    if let Some(cap) = cap_of(of) {
        let cap = format::money_text(cap, lang);
        remark += &say!(
            lang,
            ". 집행액이 한도 {cap}에 닿은 반복에서는 더 늘지 않아 오른쪽 막대가 짧아짐",
            ". Where spend reaches the cap of {cap} it rises no more: bars to the right are shorter for it"
        );
    }
    Texts {
        name: "tornado",
        lang,
        description: format!("{title}. {}", described.join(". ")),
        title,
        unit: String::new(),
        remark,
        notes,
        footer: footer(of, version, lang),
    }
}

/// The cap, where what is drawn is spend that stops at it.
fn cap_of(of: &Swept) -> Option<f64> {
    let spend = of.metrics[0].id.rsplit('.').next() == Some("spent_won");
    of.cap_won.filter(|_| spend).map(|won| won as f64)
}

fn row(of: &Swept, it: &SweepEffect, scale: &Scale, lang: Lang) -> Row {
    let input = of.inputs.iter().find(|input| input.path == it.path);
    let bar = |end: Option<SweepDifference>, text: Option<&String>| {
        end.map(|end| Bar {
            to: scale.in_unit(end.difference, lang),
            ends: (scale.in_unit(end.lo, lang), scale.in_unit(end.hi, lang)),
            text: text.map_or_else(String::new, |text| input::value(&it.path, text, lang)),
        })
    };
    Row {
        label: input_label(of, &it.path, lang),
        figure: String::new(),
        says: String::new(),
        zone: None,
        limits: Vec::new(),
        marks: Marks::Bars {
            low: bar(it.metrics[0].low, input.and_then(|it| it.low.as_ref())),
            high: bar(it.metrics[0].high, input.and_then(|it| it.high.as_ref())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand from the sample: 0.675 lowers spend by 49.8억 원 (50.4 to 49.2), 1.97 raises it by 14.2
    /// (12.5 to 15.9): an interval of a difference knows no cap. The values are of the demand's level, a factor: no mean use.
    #[test]
    fn a_bar_reaches_to_its_difference_and_names_what_was_moved() {
        let of: Swept =
            serde_json::from_str(include_str!("../../../results/tests/files/sweep.json")).expect("a sweep");
        let scale = scale_of(&of, &of.metrics[0]);
        let row = row(&of, &of.effects[0], &scale, Lang::Ko);
        assert_eq!(row.label, "수요 수준(배)");
        let Marks::Bars { low: Some(low), high: Some(high) } = row.marks else { panic!("two bars") };
        assert_eq!((low.text.as_str(), high.text.as_str()), ("0.675", "1.97"));
        for (got, want) in
            [(low.to, -49.8), (low.ends.0, -50.4), (low.ends.1, -49.2), (high.to, 14.2), (high.ends.1, 15.9)]
        {
            assert!((got - want).abs() < 1e-9, "{got} {want}");
        }
    }
}
