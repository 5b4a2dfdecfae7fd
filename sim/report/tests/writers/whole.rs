//! A document whose chart has what a page can do with one: layers, spots, a course. Its figures are invented.

use jiff::civil::date;
use naru_report::Lang;
use naru_report::charts::{Chart, Course, Look, Trace, Width};
use naru_report::document::{Block, DataTable, Datum, Document, Fact, Native, Provenance, Section, Shown};

/// Days of the course: 2025-04-01 to 12-31.
pub(crate) const DAYS: u32 = 275;

/// The document; `name` is shown wherever a name of a scenario, a pool or a product may stand.
pub(crate) fn document(lang: Lang, name: &str) -> Document {
    let pick = |ko: &str, en: &str| if lang == Lang::Ko { ko.to_owned() } else { en.to_owned() };
    Document {
        lang,
        title: pick("2025년 사업 기준안", "Baseline 2025"),
        subtitle: pick(
            "2025. 4. 1. ~ 12. 31., GPU 500과제, NPU 200과제, 한도 198.0억 원(VAT 포함)",
            "2025-04-01 to 12-31, 500 GPU and 200 NPU projects, cap 19.80 bn won (VAT in)",
        ),
        provenance: Provenance {
            scenario: name.to_owned(),
            scenario_hash: "4f1c9a2e00112233".to_owned(),
            seed: Some(1),
            replications: Some(200),
            version: "0.1.0".to_owned(),
            assumed: true,
        },
        sections: vec![
            Section {
                id: "summary",
                heading: pick("요약", "Summary"),
                blocks: vec![
                    Block::Lead(pick(
                        "현 계획에서 8시간 이내 할당은 지켜지나, 예산이 연말 전에 소진될 확률이 15.0%로 나타남",
                        "The wait promise is kept; the money runs out early with probability 15.0%",
                    )),
                    Block::List(vec![
                        pick("(대기) 초과가 없었음.", "(Waits) Nobody waited."),
                        name.to_owned(),
                    ]),
                    Block::Text(format!(
                        "{name} {}",
                        pick("의 집행액은 평균 183.8억 원임.", "spends 18.38 bn won.")
                    )),
                ],
            },
            Section {
                id: "cards",
                heading: pick("1. 필요 카드 수", "1. Cards"),
                blocks: vec![
                    Block::Figure(chart(lang, name)),
                    Block::Heading(pick("카드별 최대 사용", "Peak use by card")),
                    Block::Table(table(lang, name)),
                    Block::Note(pick("※ 정산단가는 가정값임", "※ Prices are assumed")),
                    Block::Code(format!("naru run scenarios/baseline-2025.ron --set fleet.{name}=1")),
                ],
            },
        ],
        facts: vec![Fact {
            id: "budget.exhausted_share".to_owned(),
            figure: "15.0%".to_owned(),
            sentence: pick("조기소진 확률은 15.0%임(200회 중 30회).", "15.0% run out early (30 of 200)."),
        }],
    }
}

/// Texts, numbers of every kind, an empty cell, a sum.
fn table(lang: Lang, name: &str) -> DataTable {
    let pick = |ko: &str, en: &str| if lang == Lang::Ko { ko.to_owned() } else { en.to_owned() };
    let mut table = DataTable::new("peaks", pick("카드 사용", "Cards in use"), pick("(단위: 장)", "(cards)"))
        .texts(pick("카드", "pool"))
        .figures(pick("투입", "installed"))
        .figures(pick("최대 사용", "peak"))
        .figures(pick("가동률", "in use"))
        .figures(pick("집행액(원)", "spent (won)"))
        .figures(pick("소진일", "gone on"));
    let number = |x: f64, shown, text: &str| Datum { text: text.to_owned(), value: Native::Number(x, shown) };
    let row = |pool: &str,
               installed: u32,
               peak: (f64, f64, f64),
               share: f64,
               won: i64,
               day: Option<jiff::civil::Date>| {
        [
            Datum::text(pool),
            number(f64::from(installed), Shown::Decimals(0), &installed.to_string()),
            Datum {
                text: format!("{} ({}~{})", peak.0, peak.1, peak.2),
                value: Native::Interval {
                    mean: peak.0,
                    ends: Some((peak.1, peak.2)),
                    shown: Shown::Decimals(0),
                },
            },
            number(share, Shown::Percent(1), &format!("{:.1}%", share * 100.0)),
            Datum { text: won.to_string(), value: Native::Won(won) },
            day.map_or_else(Datum::none, |day| Datum {
                text: day.strftime("%Y. %-m. %-d.").to_string(),
                value: Native::Day(day),
            }),
        ]
    };
    table.row(row("A100", 400, (298.0, 295.0, 301.0), 0.456, 9_120_000_000, Some(date(2025, 12, 20))));
    table.row(row("H100", 456, (338.0, 335.0, 341.0), 0.458, 10_000_000_001, None));
    table.row(row(name, 1_220, (220.0, 220.0, 220.0), 0.082, 860_000_000, Some(date(2025, 9, 3))));
    table.sum(row("Σ", 2_076, (856.0, 850.0, 862.0), 0.4, 19_980_000_001, None));
    table.notes.push(pick("※ 단수처리로 합계가 일치하지 않을 수 있음", "Sums may differ by rounding."));
    table
}

/// Two series as layers, a spot each month, and a course to zoom in.
fn chart(lang: Lang, name: &str) -> Chart {
    let pick = |ko: &str, en: &str| if lang == Lang::Ko { ko.to_owned() } else { en.to_owned() };
    let title = pick("H100은 9월부터 여유가 줄어듦", "H100 has less to spare from September");
    let spoken = title.clone();
    let second = name.to_owned();
    let mut chart = Chart::new("cards-in-use", title, move |look| picture(look, &spoken, &second));
    chart.unit = pick("(단위: 장)", "(cards)");
    chart.remark = pick("띠: 사업 10회 중 9회가 드는 범위", "Band: 9 programmes in 10");
    chart.description = pick("H100의 사용이 9월까지 늘어남.", "Use of H100 grows to September.");
    chart.notes.push(pick("※ 이용률은 가정값임", "※ Use is assumed"));
    let middle = |top: f64| (0..DAYS).map(|day| top * f64::from(day.min(160)) / 160.0).collect::<Vec<_>>();
    let band = |top: f64| (middle(top * 0.9), middle(top * 1.1));
    chart.course = Some(Course {
        start: date(2025, 4, 1),
        unit: pick("장", "cards"),
        series: vec![
            Trace { name: "H100".to_owned(), middle: middle(338.0), band: Some(band(338.0)) },
            Trace { name: name.to_owned(), middle: middle(220.0), band: None },
        ],
        limits: vec![(pick("투입", "installed"), 456.0)],
    });
    chart
}

fn picture(look: Look, title: &str, second: &str) -> String {
    let wide = if look.width == Width::Full { 6_400 } else { 3_200 };
    let safe = |text: &str| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let (title, second) = (safe(title), safe(second));
    let w = (wide - 1_000) / 9;
    let spot = |month: i32| {
        let (x, m, value) = (500 + month * w, month + 4, 100 + month * 30);
        format!(
            "<rect x=\"{x}\" y=\"200\" width=\"{w}\" height=\"1800\"><title>2025. {m}.\nH100 {value}</title></rect>\n"
        )
    };
    let hot: String = (0..9).map(spot).collect();
    let right = wide - 500;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"160mm\" height=\"60mm\" viewBox=\"0 0 {wide} 2400\" role=\"img\" \
         aria-labelledby=\"title desc\">\n<title id=\"title\">{title}</title>\n<desc id=\"desc\">{title}.</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n\
         <polyline fill=\"none\" stroke=\"#D9DDE3\" stroke-width=\"7\" points=\"500,2000 {right},2000 \"/>\n\
         <g data-series=\"H100\"><polyline fill=\"none\" stroke=\"#005796\" stroke-width=\"16\" points=\"500,2000 1500,900 \
         {right},600 \"/><text x=\"{right}\" y=\"600\" font-size=\"110\" font-family=\"Naru Sans\" fill=\"#005796\">\nH100\n</text></g>\n\
         <g data-series=\"{second}\"><polyline fill=\"none\" stroke=\"#B44A00\" stroke-width=\"16\" points=\"500,2000 1500,1500 \
         {right},1200 \"/></g>\n<g class=\"hot\" fill=\"none\" pointer-events=\"all\">\n{hot}</g></svg>\n"
    )
}
