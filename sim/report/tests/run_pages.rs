//! Pages of a run and of runs side by side: words, verbs, figures by hand, and prices left out.

mod sample;

use naru_report::document::{Block, DataTable, Document, Native};
use naru_report::pages::{Options, Prices, RunFiles, comparison, run};
use naru_report::{Lang, font};
use naru_results::{Estimate, Project, RunFolder, Summary};
use sample::{blank, broke, busy, folder, quiet};
use std::collections::BTreeSet;

const SHOWN: Options = Options { prices: Prices::Shown };
const HIDDEN: Options = Options { prices: Prices::Hidden };

fn page(of: &RunFolder, options: Options, lang: Lang) -> Document {
    run(&RunFiles::alone(of), options, lang)
}

/// Text of every block but commands, which are letter by letter, each with where it stands.
fn texts(of: &Document) -> Vec<String> {
    let mut out = vec![of.title.clone(), of.subtitle.clone()];
    for section in &of.sections {
        out.push(section.heading.clone());
        for block in &section.blocks {
            match block {
                Block::Text(it) | Block::Heading(it) | Block::Lead(it) | Block::Note(it) => {
                    out.push(it.clone());
                }
                Block::List(it) => out.extend(it.iter().cloned()),
                Block::Code(_) => {}
                Block::Table(it) => {
                    out.extend([it.caption.clone(), it.unit.clone()]);
                    out.extend(it.columns.iter().map(|it| it.text.clone()));
                    out.extend(it.rows.iter().flat_map(|row| row.cells.iter().map(|it| it.text.clone())));
                    out.extend(it.notes.iter().cloned());
                }
                Block::Figure(it) => {
                    out.extend([
                        it.title.clone(),
                        it.unit.clone(),
                        it.remark.clone(),
                        it.description.clone(),
                    ]);
                    out.extend(it.notes.iter().cloned());
                }
            }
        }
    }
    out.extend(of.facts.iter().flat_map(|it| [it.figure.clone(), it.sentence.clone()]));
    out
}

fn tables(of: &Document) -> Vec<&DataTable> {
    let blocks = of.sections.iter().flat_map(|it| &it.blocks);
    blocks
        .filter_map(|it| match it {
            Block::Table(it) => Some(it),
            Block::Text(_)
            | Block::Heading(_)
            | Block::List(_)
            | Block::Lead(_)
            | Block::Note(_)
            | Block::Code(_)
            | Block::Figure(_) => None,
        })
        .collect()
}

/// Names of the charts.
fn figures(of: &Document) -> Vec<&str> {
    let blocks = of.sections.iter().flat_map(|it| &it.blocks);
    blocks
        .filter_map(|it| match it {
            Block::Figure(it) => Some(it.name),
            Block::Text(_)
            | Block::Heading(_)
            | Block::List(_)
            | Block::Lead(_)
            | Block::Note(_)
            | Block::Code(_)
            | Block::Table(_) => None,
        })
        .collect()
}

fn table<'a>(of: &'a Document, id: &str) -> &'a DataTable {
    tables(of).into_iter().find(|it| it.id == id).unwrap_or_else(|| panic!("a table {id}"))
}

fn row(of: &DataTable, first: &str) -> Vec<String> {
    let row = of.rows.iter().find(|row| row.cells[0].text == first);
    let row = row.unwrap_or_else(|| panic!("a row {first} in {of:?}"));
    row.cells.iter().map(|it| it.text.clone()).collect()
}

fn lead(of: &Document) -> &str {
    let Block::Lead(it) = &of.sections[0].blocks[0] else { panic!("a lead first") };
    it
}

/// Every page that this file looks at.
fn every(lang: Lang) -> Vec<(&'static str, Document)> {
    let folders = [("quiet", quiet()), ("busy", busy()), ("broke", broke()), ("blank", blank())];
    let folders: Vec<(&str, RunFolder)> = folders.map(|(name, it)| (name, folder(it))).into();
    let mut out = Vec::new();
    for (name, of) in &folders {
        out.extend([SHOWN, HIDDEN].map(|options| (*name, page(of, options, lang))));
    }
    let files: Vec<RunFiles<'_>> = folders.iter().map(|(_, of)| RunFiles::alone(of)).collect();
    out.extend([SHOWN, HIDDEN].map(|options| ("comparison", comparison(&files, options, lang))));
    out
}

#[test]
fn every_character_has_a_glyph_and_no_word_claims_too_much() {
    for lang in Lang::BOTH {
        for (name, of) in every(lang) {
            for text in texts(&of) {
                assert_eq!(font::missing(&text), [], "{name}: {text}");
                for never in ["확실", "차이가 없", "차이 없음", "certain", "no difference", "proves"]
                {
                    assert!(!text.contains(never), "{name}: {text}");
                }
            }
        }
    }
}

/// A minus sign stands before a digit and behind a blank, a bracket or `~`; a hyphen that joins does not.
#[test]
fn a_korean_document_marks_a_decrease_and_has_no_minus() {
    let mut of = folder(quiet());
    of.summary.suppliers[0].margin_won = Some(Estimate {
        mean: Some(-320_000_000),
        lo: Some(-400_000_000),
        hi: Some(-240_000_000),
        ..of.summary.suppliers[0].revenue_won
    });
    let korean = page(&of, SHOWN, Lang::Ko);
    assert_eq!(row(table(&korean, "suppliers"), "이익(억 원)")[1], "△3.2 (△4.0~△2.4)");
    let english = page(&of, SHOWN, Lang::En);
    assert_eq!(row(table(&english, "suppliers"), "margin (bn won)")[1], "-0.32 (-0.40 to -0.24)");
    let pages = every(Lang::Ko).into_iter().map(|it| it.1).chain([korean]);
    for text in pages.flat_map(|it| texts(&it)) {
        let chars: Vec<char> = format!(" {text}").chars().collect();
        let minus = chars.windows(3).any(|it| {
            it[1] == '-' && it[2].is_ascii_digit() && (it[0] == ' ' || it[0] == '(' || it[0] == '~')
        });
        assert!(!minus, "{text}");
    }
}

/// Words of ASCII letters in a Korean document are names of files, paths and units, and nothing else.
#[test]
fn no_english_is_left_in_a_korean_document() {
    let names = ["naru", "npu", "Parquet", "busy", "shared", "hours", "outside"];
    for (page, of) in every(Lang::Ko) {
        for text in texts(&of) {
            // Paths, ids and names of files are written with a point, a line or a stroke inside.
            let ids = |it: &&str| it.chars().any(|c| "._-=/".contains(c));
            let tokens = text.split(|c: char| " ()[]{},:;'`~".contains(c)).filter(|it| !ids(it));
            let words = tokens.flat_map(|it| it.split(|c: char| !c.is_ascii_alphabetic()));
            for word in words.filter(|it| it.len() > 2 && it.chars().any(|c| c.is_ascii_lowercase())) {
                assert!(names.contains(&word), "{page}: {word} in {text}");
            }
        }
    }
}

/// What one language says, the other says too: the same sections, tables of the same form, figures and facts.
#[test]
fn both_languages_have_the_same_parts() {
    for ((name, ko), (_, en)) in every(Lang::Ko).iter().zip(&every(Lang::En)) {
        let shape = |of: &Document| {
            let sections: Vec<(&str, usize)> =
                of.sections.iter().map(|it| (it.id, it.blocks.len())).collect();
            let tables: Vec<(&str, usize, usize)> = tables(of)
                .into_iter()
                .filter(|it| it.id != "terms")
                .map(|it| (it.id, it.columns.len(), it.rows.len()))
                .collect();
            let facts: Vec<String> = of.facts.iter().map(|it| it.id.clone()).collect();
            (sections.into_iter().map(|it| it.0).collect::<Vec<_>>(), tables, facts)
        };
        assert_eq!(shape(ko), shape(en), "{name}");
        let ids: Vec<&str> =
            ko.sections.iter().map(|it| it.id).chain(tables(ko).iter().map(|it| it.id)).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        // A section and its main table may share a name; two tables or two sections never do.
        assert!(unique.len() * 2 >= ids.len(), "{name}: {ids:?}");
        for section in ko.sections.iter().chain(&en.sections) {
            assert!(
                section.heading.chars().count() > 1 && !section.blocks.is_empty(),
                "{name}: {}",
                section.id
            );
        }
    }
}

#[track_caller]
fn check_lead(wait: [f64; 3], money: [f64; 3], ko: &str, en: &str) {
    let mut summary = quiet();
    for (promise, [mean, lo, hi]) in summary.promises.iter_mut().zip([wait, money]) {
        let share = &mut promise.kept_share;
        (share.mean, share.lo, share.hi) = (Some(mean), Some(lo), Some(hi));
        promise.kept = mean >= promise.asked_share;
    }
    // 200 replications: those that do not keep the money promise are those whose money ends early.
    summary.budget.exhausted_share.mean = Some(1.0 - money[0]);
    let of = folder(summary);
    assert_eq!(lead(&page(&of, SHOWN, Lang::Ko)), ko);
    assert_eq!(lead(&page(&of, SHOWN, Lang::En)), en);
}

/// Asked of waits: 95 %; of money: 90 %. Kept: the whole interval above; likely: the estimate above; open: the estimate
/// below, part of the interval above; broken: the whole interval below.
#[test]
fn the_verb_of_the_lead_follows_both_intervals() {
    check_lead(
        [1.0, 0.982, 1.0],
        [0.85, 0.794, 0.893],
        "대기 약속(8시간 초과가 GPU 신청의 1% 이내)은 지켜지나(200회 중 200회), 예산 약속은 지켜지지 않음: 조기소진 확률 15.0%(200회 중 30회), 약속은 10% 이내",
        "Wait promise (over 8 h: at most 1% of GPU requests) kept (200 of 200), but money promise not kept: 15.0% run out early (30 of 200), 10% promised",
    );
    check_lead(
        [0.96, 0.923, 0.98],
        [0.92, 0.874, 0.95],
        "대기 약속(8시간 초과가 GPU 신청의 1% 이내)은 지켜질 가능성이 크며(200회 중 192회 지킴, 약속은 95% 이상), 예산 약속은 지켜질 가능성이 큼: 조기소진 확률 8.0%(200회 중 16회), 약속은 10% 이내",
        "Wait promise (over 8 h: at most 1% of GPU requests) likely kept (192 of 200 keep it, 95% promised), and money promise likely kept: 8.0% run out early (16 of 200), 10% promised",
    );
    check_lead(
        [0.94, 0.898, 0.965],
        [0.98, 0.9497, 0.9922],
        "대기 약속(8시간 초과가 GPU 신청의 1% 이내)은 판단하기 어려우나(200회 중 188회 지킴, 약속은 95% 이상), 예산 약속은 지켜짐(200회 중 196회)",
        "Wait promise (over 8 h: at most 1% of GPU requests) cannot be told (188 of 200 keep it, 95% promised), but money promise kept (196 of 200)",
    );
    check_lead(
        [0.06, 0.034, 0.102],
        [0.88, 0.828, 0.918],
        "대기 약속(8시간 초과가 GPU 신청의 1% 이내)은 지켜지지 않으며(200회 중 12회 지킴, 약속은 95% 이상), 예산 약속은 판단하기 어려움: 조기소진 확률 12.0%(200회 중 24회), 약속은 10% 이내",
        "Wait promise (over 8 h: at most 1% of GPU requests) not kept (12 of 200 keep it, 95% promised), and money promise cannot be told: 12.0% run out early (24 of 200), 10% promised",
    );
}

/// Figures of `sample::quiet` and `sample::folder`: 200 × 1,000 requests, 7 of them late.
#[test]
fn ten_facts_have_figures_that_stand_in_their_sentences() {
    let of = folder(quiet());
    for (lang, want) in [
        (
            Lang::Ko,
            [
                ("waits.requests", "200,000건"),
                ("waits.all.over_limit_share", "0%"),
                ("cards.H100.peak_in_use", "338장"),
                ("cards.H100.peak_p95", "370장"),
                ("budget.spent_won", "183.8억 원"),
                ("budget.spent_won.interval", "182.1~185.5억 원"),
                ("budget.exhausted_share", "15.0%"),
                ("budget.exhausted_on.given_exhausted.p50", "2025. 12. 24."),
                ("budget.break_even_use", "49.7%"),
                ("budget.by_hand_won", "185.4억 원"),
            ],
        ),
        (
            Lang::En,
            [
                ("waits.requests", "200,000"),
                ("waits.all.over_limit_share", "0%"),
                ("cards.H100.peak_in_use", "338"),
                ("cards.H100.peak_p95", "370"),
                ("budget.spent_won", "18.38 bn won"),
                ("budget.spent_won.interval", "18.21-18.55 bn won"),
                ("budget.exhausted_share", "15.0%"),
                ("budget.exhausted_on.given_exhausted.p50", "2025-12-24"),
                ("budget.break_even_use", "49.7%"),
                ("budget.by_hand_won", "18.54 bn won"),
            ],
        ),
    ] {
        let facts = page(&of, SHOWN, lang).facts;
        let got: Vec<(&str, &str)> = facts.iter().map(|it| (it.id.as_str(), it.figure.as_str())).collect();
        assert_eq!(got, want);
        assert!(facts.iter().all(|it| it.sentence.contains(&it.figure)), "{facts:?}");
    }
    // A run whose money lasts has no day to tell: what is left unspent stands in its place.
    let mut lasting = quiet();
    lasting.budget.exhausted_on.given_exhausted.count = 0;
    lasting.budget.exhausted_on.given_exhausted.p50 = None;
    let facts = page(&folder(lasting), SHOWN, Lang::Ko).facts;
    assert_eq!(facts.len(), 10);
    assert_eq!((facts[9].id.as_str(), facts[9].figure.as_str()), ("budget.left_won", "14.2억 원"));
}

/// 20 replications: the GPU line spends 1억 … 20억 원 in April, so the 1st, 10th and 19th are the percentiles; NPU 2억
/// and the operating cost of 8억 come on top.
#[test]
fn months_have_order_statistics_by_line_and_the_operating_cost_as_it_is_booked() {
    let mut of = folder(Summary { replications: 20, ..quiet() });
    let monthly = page(&of, SHOWN, Lang::Ko);
    let april = ["2025. 4.", "1.0", "10.0", "19.0", "2.0", "2.0", "2.0", "8.0", "11.0", "20.0", "29.0"];
    let may = ["2025. 5.", "0.0", "0.0", "0.0", "0.0", "0.0", "0.0", "0.0", "0.0", "0.0", "0.0"];
    let monthly = table(&monthly, "monthly");
    assert_eq!(
        (row(monthly, april[0]), row(monthly, may[0])),
        (april.map(str::to_owned).into(), may.map(str::to_owned).into())
    );
    let whole = monthly.rows.last().expect("a row of sums");
    assert!(whole.sum && whole.cells[9].value == Native::Won(2_000_000_000), "{whole:?}");

    // Month by month: a ninth of 8억 원 each, cut to the won and never more than what is due: 88,888,888 in April.
    of.effective.readings.insert("P2.operating", "monthly_accrual".to_owned());
    let accrued = page(&of, SHOWN, Lang::Ko);
    let accrued = table(&accrued, "monthly");
    assert_eq!(accrued.rows[0].cells[7].value, Native::Won(88_888_888));
    assert_eq!(accrued.rows[1].cells[7].value, Native::Won(88_888_889));
    assert_eq!(accrued.rows.last().expect("sums").cells[7].value, Native::Won(800_000_000));

    // A row of whole statements has a column of its own.
    let mut statement = of.monthly[0].clone();
    statement.product = "statement".into();
    statement.amount_won = -100_000_000;
    of.monthly.push(statement);
    let page = page(&of, SHOWN, Lang::Ko);
    let with = table(&page, "monthly");
    assert_eq!(with.columns[7].text, "정산내역서 5%");
    assert_eq!(with.rows[0].cells[7].text, "△1.0");
}

#[test]
fn prices_are_left_out_with_whatever_tells_them_and_it_is_said() {
    let mut of = folder(quiet());
    of.run.command = "naru run a.ron --set prices.naru.gpu-67tf=7_920 --out /somewhere".into();
    for (lang, said) in [(Lang::Ko, "단가는 협상 비공개로 뺌"), (Lang::En, "Unit prices are left out")]
    {
        let hidden = page(&of, HIDDEN, lang);
        let commands = hidden.sections.iter().flat_map(|it| &it.blocks).filter_map(|it| match it {
            Block::Code(it) => Some(it.clone()),
            Block::Text(_)
            | Block::Heading(_)
            | Block::List(_)
            | Block::Lead(_)
            | Block::Note(_)
            | Block::Table(_)
            | Block::Figure(_) => None,
        });
        let all: Vec<String> = texts(&hidden).into_iter().chain(commands).collect();
        assert!(all.iter().any(|it| it.contains(said)), "{lang:?}");
        // Its price, the range and what it is worth, the parts by hand, revenue a card a month (185만 원).
        for secret in [
            "7,920",
            "7_920",
            "7920",
            "4,100",
            "11,000",
            "132.7",
            "13.27",
            "13,520,000,000",
            "H100 단가",
            "H100 price",
            "185 (",
            "1.85 (",
            "/somewhere",
        ] {
            assert!(!all.iter().any(|it| it.contains(secret)), "{lang:?}: {secret}");
        }
        // The largest assumption is a price, so the first that is shown is not called the largest of all.
        let among = match lang {
            Lang::Ko => "단가를 뺀 가정 가운데 손계산 필요액을 가장 크게",
            Lang::En => "Of the assumptions shown, the one",
        };
        assert!(all.iter().any(|it| it.contains(among)), "{lang:?}");
        let charts = figures(&hidden);
        for priced in ["what-binds", "dedicated-to-shared", "tornado", "monthly-spend", "dynamic-or-fixed"] {
            assert!(!charts.contains(&priced), "{priced}");
        }
        assert!(figures(&page(&of, SHOWN, lang)).contains(&"monthly-spend"));
        let shown: Vec<String> = texts(&page(&of, SHOWN, lang));
        assert!(shown.iter().all(|it| !it.contains(among)));
        assert!(shown.iter().any(|it| it.contains("7,920")) && shown.iter().all(|it| !it.contains(said)));
    }
}

#[test]
fn runs_side_by_side_name_what_differs_and_claim_no_difference() {
    let (first, mut second) = (folder(quiet()), folder(busy()));
    second.summary.seed = 2;
    second.summary.scenario_hash = "99".into();
    second.summary.assumed[0].value = "1.3".into();
    let of = comparison(&[RunFiles::alone(&first), RunFiles::alone(&second)], SHOWN, Lang::Ko);
    let differs = table(&of, "scenario-differences");
    assert_eq!(row(differs, "naru A100 카드(장)"), ["naru A100 카드(장)", "400", "224"]);
    assert_eq!(row(differs, "수요 수준(배)"), ["수요 수준(배)", "1.0", "1.3"]);
    assert_eq!(differs.rows.len(), 3, "A100, H100 and the level: {differs:?}");
    let all = texts(&of).join("\n");
    for said in ["짝지은 차이가 아님", "초깃값(시드)이 서로 다름"] {
        assert!(all.contains(said), "{said}");
    }
    assert!(of.provenance.scenario_hash.is_empty() && of.provenance.seed.is_none());
    assert!(of.facts.iter().all(|it| it.id.contains('/')));
    let money = table(&of, "money");
    assert_eq!(row(money, "나")[2..5], ["176.3 (174.8~177.8)", "157.0", "194.3"]);
    // The same scenario twice: nothing differs, and that is what is said.
    let same = comparison(&[RunFiles::alone(&first), RunFiles::alone(&first)], SHOWN, Lang::Ko);
    assert!(texts(&same).iter().any(|it| it.contains("모두 같은 시나리오임")));
}

#[test]
fn two_runs_of_one_scenario_have_figures_of_their_own() {
    let (first, mut second) = (folder(quiet()), folder(quiet()));
    second.summary.seed = 2;
    for (lang, said) in [(Lang::Ko, "가 a/, 나 b/로 시작함"), (Lang::En, "A a/, B b/")] {
        let of = comparison(&[RunFiles::alone(&first), RunFiles::alone(&second)], SHOWN, lang);
        let ids: BTreeSet<&str> = of.facts.iter().map(|it| it.id.as_str()).collect();
        assert_eq!((ids.len(), of.facts.len()), (20, 20));
        assert!(ids.contains("a/budget.spent_won") && ids.contains("b/budget.spent_won"), "{ids:?}");
        assert!(texts(&of).iter().any(|it| it.contains(said)), "{lang:?}");
    }
}

#[test]
fn fewer_cards_are_fewer_than_the_scenarios_own() {
    // The sample tries 80 to 50 % of one set for every project; at 50 %, 11.8 % of 67TF are late.
    for (own, said) in [(1.0, true), (0.5134, true), (0.5, false), (0.4, false)] {
        let mut of = quiet();
        let mut it = of.fleet_tries[0].clone();
        (it.own, it.share_of_floor) = (true, own);
        of.fleet_tries.insert(0, it);
        let of = page(&folder(of), SHOWN, Lang::Ko);
        let text = "카드를 과제마다 한 세트일 때의 50%로 줄이면 67TF 신청의 11.8%(95% 신뢰구간 9.4~14.2%)가";
        assert_eq!(texts(&of).iter().any(|it| it.contains(text)), said, "{own}");
        // Five sizes of three products, without the scenario's own.
        assert_eq!(table(&of, "fewer-cards").rows.len(), 15);
    }
}

/// Of nineteen replications the 95th percentile is the largest; of twenty the nineteenth.
#[test]
fn few_replications_have_no_percentiles_of_programmes() {
    for (n, few) in [(19, true), (20, false)] {
        let mut of = quiet();
        of.replications = n;
        let of = folder(of);
        for (lang, nine, least) in
            [(Lang::Ko, "사업 10회 중 9회", "19회 중 최소"), (Lang::En, "9 programmes in 10", "least of 19")]
        {
            let page = page(&of, SHOWN, lang);
            let said: Vec<String> = page.facts.iter().map(|it| it.sentence.clone()).collect();
            let budget = &table(&page, "money").columns;
            let heading = |of: &str| budget.iter().any(|it| it.text.contains(of));
            assert_eq!((heading(nine), heading(least)), (!few, few), "{n} {budget:?}");
            let whole = said.into_iter().chain(summary(&page)).collect::<Vec<_>>().join(" ");
            assert!(!whole.contains("100회 중") && !whole.contains("in 100"), "{whole}");
            assert_eq!(whole.contains(nine), !few, "{n} {whole}");
        }
        // ⌈0.95 x 20⌉ is 19.
        let ko = summary(&page(&of, SHOWN, Lang::Ko)).join(" ");
        assert!(ko.contains(if few { "19회 중 최대는 370장" } else { "20회 중 19회는 370장 이내" }), "{ko}");
    }
}

/// Points of the summary.
fn summary(of: &Document) -> Vec<String> {
    let lists =
        of.sections[0].blocks.iter().filter_map(|it| if let Block::List(it) = it { Some(it) } else { None });
    lists.flatten().cloned().collect()
}

/// The sample has 120 requests for NPU-60 and a price at which two products move together.
#[test]
fn rows_say_whose_requests_and_whose_prices_they_are() {
    let of = folder(quiet());
    let page = page(&of, SHOWN, Lang::Ko);
    let waits = table(&page, "waits");
    assert_eq!(row(waits, "NPU-60"), ["NPU-60", "120", "0.00", "0.0", "0.0", "-", "-"]);
    assert_eq!(row(waits, "GPU 전체")[1], "107,320");
    assert!(waits.notes.iter().any(|it| it.contains("'GPU 전체'에 들지 않음")), "{:?}", waits.notes);
    let price = "H100 단가(naru, 134TF도 같은 비율로)(원/시간)";
    assert_eq!(row(table(&page, "largest-assumed"), price)[1..4], ["7,920", "4,100", "11,000"]);
}

/// What the folder has nothing of is named with the command that brings it; what it has is not.
#[test]
fn parts_that_are_missing_are_named() {
    let mut of = folder(quiet());
    let limits = |of: &RunFolder| {
        let page = page(of, SHOWN, Lang::Ko);
        let section = page.sections.into_iter().find(|it| it.id == "limits").expect("there always is one");
        texts(&Document { sections: vec![section], ..page_of_nothing() }).join("\n")
    };
    let had = !of.hourly.is_empty();
    assert_eq!(limits(&of).contains("이 보고서에 없는 부분: 시각별 대기시간"), !had);
    of.hourly.clear();
    let told = limits(&of);
    assert!(told.contains("이 보고서에 없는 부분: 시각별 대기시간"), "{told}");
    of.uncertainty = None;
    assert!(limits(&of).contains("시각별 대기시간; 모의실험 오차, 가정의 폭"), "{}", limits(&of));
    // The command gives the same replications again.
    of.run.command = "naru run a.ron --set demand.level=1.5 --seed 7 --replications 50 --out x".to_owned();
    let section = page(&of, SHOWN, Lang::Ko).sections.into_iter().find(|it| it.id == "limits");
    let blocks = section.expect("there always is one").blocks;
    let command =
        blocks.into_iter().find_map(|it| if let Block::Code(command) = it { Some(command) } else { None });
    assert_eq!(command.as_deref(), Some("naru run a.ron --set demand.level=1.5 --seed 7 --replications 50"));
    // Fleets are tried for projects that are billed by the hour: an NPU has no allowance.
    of.summary.fleet_tries.clear();
    of.effective.projects = vec![Project {
        project: 1,
        product: "gpu-67tf".to_owned(),
        allowance_product_s: Some(3_600),
        own_ratio_bp: 0,
        own_monthly_won: 0,
        concurrency: 1,
        contribution_paid_s: None,
        dropped_out_s: None,
        support_months: 9,
        wave: None,
    }];
    assert!(limits(&of).contains("카드를 줄일 때의 대기"));
    of.effective.projects[0].allowance_product_s = None;
    assert!(!limits(&of).contains("카드를 줄일 때의 대기"));
}

/// A page without sections.
fn page_of_nothing() -> Document {
    let page = page(&folder(blank()), SHOWN, Lang::Ko);
    Document { sections: Vec::new(), facts: Vec::new(), ..page }
}

#[test]
fn the_late_share_names_what_it_is_of() {
    let of = folder(quiet());
    let facts = page(&of, SHOWN, Lang::Ko).facts;
    assert_eq!(
        facts[1].sentence,
        "8시간을 넘겨 기다린 신청은 GPU 할당 신청 200,000건 중 7건으로, 초과 여부가 가려진 GPU 신청 중 0%임."
    );
}

/// A share of late requests is of GPU requests, and says so, wherever it stands.
#[test]
fn a_share_beside_a_limit_names_gpu_requests() {
    for summary in [quiet(), busy()] {
        let folder = folder(summary);
        for (lang, late, of, named) in [
            (Lang::Ko, "초과율(", "신청 중)", "(GPU 신청 중)"),
            (Lang::En, "over ", "requests)", "GPU requests)"),
        ] {
            let page = page(&folder, SHOWN, lang);
            let beside: Vec<String> =
                texts(&page).into_iter().filter(|it| it.contains(late) && it.ends_with(of)).collect();
            assert!(!beside.is_empty());
            assert!(beside.iter().all(|it| it.contains(named)), "{beside:?}");
        }
    }
}

/// 4 of 200 end early: fewer than the 10 that a 5th percentile counts, so no day and no count stand there.
#[test]
fn no_programmes_are_counted_by_a_day_that_does_not_come() {
    let mut summary = quiet();
    let on = &mut summary.budget.exhausted_on;
    (on.p05, on.p50, on.given_exhausted.count) = (None, None, 4);
    let folder = folder(summary);
    let page = page(&folder, SHOWN, Lang::Ko);
    let cells = row(table(&page, "money"), "소진 예상일(빠른 5%)");
    assert_eq!((cells[1].as_str(), cells.last().map(String::as_str)), ("기간 안에 없음", Some("")));
}
