//! An invoice with planted errors: all are found, none is invented, and the operand named is the one that was planted.

use naru_results::intake::{Encoding, ITEMS, InvoiceLine, Item, Map, SessionSheet};
use naru_results::{DifferenceRow, SettledRow};
use naru_scenario::{Lowered, Scenario};
use naru_study::{Beside, settle};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// `SplitMix64`: the test's own draws.
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

fn lowered(changes: &[&str]) -> Lowered {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/baseline-2025.ron");
    let changes: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
    let scenario = Scenario::read(&path, &changes).expect("the baseline can be read");
    scenario.lower().expect("the baseline can run")
}

/// A log with bursts, late starts, fixed allocation, months' ends, part months of NPU and use that nobody owes.
fn log(draws: &mut Draws) -> String {
    let mut text = String::from(
        "session,project,product,supplier,started_s,ended_s,wait_s,multiple,allocation,kind,own_ratio_bp\n",
    );
    let mut session = 0;
    for project in 1..=280_u64 {
        let product = ["gpu-39tf", "gpu-67tf", "gpu-134tf"][project as usize % 3];
        let share = [0, 1_000, 2_500][project as usize % 7 % 3];
        let mut at = draws.below(900_000);
        while at < 23_000_000 {
            session += 1;
            let length = 1 + draws.below(draws.0 % 5 * 40_000 + 7_000);
            let wait = draws.of(&[0, 0, 0, 60, 28_800, 28_801, 36_000, 50_000]);
            let multiple = if project % 4 == 0 { draws.of(&[1, 2, 4]) } else { 1 };
            let allocation = if project % 5 == 0 { draws.of(&["dynamic", "fixed"]) } else { "dynamic" };
            let kind = if draws.below(40) == 0 { "trial" } else { "base" };
            writeln!(
                text,
                "{session},{project},{product},naru,{at},{},{wait},{multiple},{allocation},{kind},{share}",
                at + length
            )
            .expect("text");
            at += length + draws.below(1_500_000);
        }
    }
    for project in 501..=600_u64 {
        session += 1;
        let product = ["npu-60", "npu-120", "npu-240"][project as usize % 3];
        let from = draws.below(60) * 86_400 + draws.below(86_400);
        let until = from + (20 + draws.below(180)) * 86_400;
        writeln!(text, "{session},{project},{product},npu-a,{from},{until},0,1,fixed,npu,0").expect("text");
    }
    text
}

/// Our own lines as a supplier would send them.
fn invoice(rows: &[SettledRow]) -> Vec<InvoiceLine> {
    let line = |row: &SettledRow| {
        let milli = |hours: Option<i64>| hours.map(|hours| hours * 1_000);
        let text = |it: &Option<std::sync::Arc<str>>| it.as_deref().unwrap_or_default().to_owned();
        let mut figures = [None; ITEMS.len()];
        for (item, figure) in [
            (Item::Hours, milli(row.hours)),
            (Item::Days, row.days),
            (Item::WholeMonths, row.whole_months),
            (Item::UnitPrice, row.unit_price_won),
            (Item::DiscountedHours, milli(row.discounted_hours)),
            (Item::Discount, Some(row.discount_won)),
            (Item::Credit, Some(row.credit_won)),
            (Item::Deduction, Some(row.deduction_won)),
            (Item::Supply, Some(row.supply_won)),
            (Item::Vat, Some(row.vat_won)),
            (Item::VatInside, Some(row.vat_inside_won)),
            (Item::OwnContribution, Some(row.own_contribution_won)),
            (Item::Amount, Some(row.amount_won)),
        ] {
            figures[item as usize] = figure;
        }
        InvoiceLine {
            row: row.line + 1,
            line: row.line.to_string(),
            month: row.month,
            project: text(&row.project),
            product: text(&row.product),
            supplier: text(&row.supplier),
            allocation: row.allocation,
            sessions: Some(row.sessions.join(";")),
            corrects: None,
            figures,
        }
    };
    rows.iter().map(line).collect()
}

/// What follows in a supplier's spreadsheet once a figure is another: the sums below it, none of them by naru.
struct Sheet {
    /// Own part and VAT of a line are these shares, in basis points.
    vat_excluded: bool,
}

impl Sheet {
    fn follow(&self, line: &mut InvoiceLine, from: Item, share_bp: i64) {
        let get = |line: &InvoiceLine, item: Item| line.figures[item as usize].unwrap_or(0);
        let set = |line: &mut InvoiceLine, item: Item, value: i64| {
            if item > from {
                line.figures[item as usize] = Some(value);
            }
        };
        if line.figures[Item::Days as usize].is_none() {
            // 30 % off the discounted hours; what is paid is cut.
            let off = get(line, Item::DiscountedHours) / 1_000 * get(line, Item::UnitPrice);
            if from == Item::UnitPrice || from == Item::DiscountedHours {
                set(line, Item::Discount, off - off * 7 / 10);
            }
            let gross = get(line, Item::Hours) * get(line, Item::UnitPrice) / 1_000;
            let less = get(line, Item::Discount) + get(line, Item::Credit) + get(line, Item::Deduction);
            set(line, Item::Supply, gross - less);
        } else if from < Item::Supply {
            let (price, days) = (get(line, Item::UnitPrice), get(line, Item::Days));
            let whole = get(line, Item::WholeMonths);
            let less = get(line, Item::Discount) + get(line, Item::Credit) + get(line, Item::Deduction);
            set(line, Item::Supply, if whole > 0 { price * whole } else { price * days / 30 } - less);
        }
        let supply = get(line, Item::Supply);
        if self.vat_excluded {
            set(line, Item::Vat, supply / 10);
        } else {
            set(line, Item::VatInside, supply / 11);
        }
        let total = supply + get(line, Item::Vat);
        if share_bp > 0 {
            // What the programme pays is cut, the user takes the rest.
            set(line, Item::OwnContribution, total - total * (10_000 - share_bp) / 10_000);
        }
        let own = get(line, Item::OwnContribution);
        set(line, Item::Amount, total - own);
    }
}

/// A planted error: which column must be named.
#[derive(Debug)]
struct Planted {
    column: &'static str,
    won: i64,
}

const KINDS: u64 = 24 + ITEMS.len() as u64;

/// Plants an error of one kind in a line. `None` where the line cannot have it.
fn plant(
    kind: u64,
    line: &mut InvoiceLine,
    row: &SettledRow,
    sheet: &Sheet,
    draws: &mut Draws,
) -> Option<&'static str> {
    let hourly = row.days.is_none();
    let share = if row.own_contribution_won == 0 {
        0
    } else {
        let total = row.supply_won + row.vat_won;
        *[1_000, 2_500]
            .iter()
            .find(|bp| total - total * (10_000 - **bp) / 10_000 == row.own_contribution_won)?
    };
    let change = |line: &mut InvoiceLine, item: Item, value: i64| {
        let figure = &mut line.figures[item as usize];
        if *figure == Some(value) {
            return None;
        }
        *figure = Some(value);
        sheet.follow(line, item, share);
        Some(item.column())
    };
    let get = |item: Item| line.figures[item as usize].unwrap_or(0);
    let (hours, price, supply, amount) =
        (get(Item::Hours), get(Item::UnitPrice), get(Item::Supply), get(Item::Amount));
    match kind {
        // Traps 1, 2: an hour of the neighbouring month, a part rounded up alone.
        0 if hourly => change(line, Item::Hours, hours + 1_000),
        1 if hourly && hours > get(Item::DiscountedHours) => change(line, Item::Hours, hours - 1_000),
        2 if hourly => change(line, Item::Hours, hours - 500),
        // Trap 3: one discounted hour too many, or none.
        3 if hourly && row.discounted_hours < row.hours => {
            change(line, Item::DiscountedHours, get(Item::DiscountedHours) + 1_000)
        }
        4 if hourly => change(line, Item::DiscountedHours, 0),
        // Trap 4: k in the price, k twice in the hours.
        5 if hourly => change(line, Item::UnitPrice, price * 2),
        6 if hourly => change(line, Item::Hours, hours * 2),
        // Trap 5: clock hours discounted on a burst.
        7 if hourly && get(Item::DiscountedHours) % 2_000 == 0 => {
            change(line, Item::DiscountedHours, get(Item::DiscountedHours) / 2)
        }
        // Trap 6: rounded each on its own.
        8 => change(line, Item::Discount, get(Item::Discount) + 1),
        9 => change(line, Item::Supply, supply - 1),
        10 => change(line, Item::Amount, amount + 1),
        // Trap 7: the user's part.
        11 => change(line, Item::OwnContribution, get(Item::OwnContribution) + 1_000),
        12 if get(Item::OwnContribution) > 0 => {
            change(line, Item::Amount, amount + get(Item::OwnContribution))
        }
        // Trap 8: VAT twice, not at all.
        13 => change(line, Item::Vat, get(Item::Vat) + supply / 10),
        14 => change(line, Item::Vat, 0),
        15 if !sheet.vat_excluded => change(line, Item::VatInside, supply / 10),
        // Trap 10: half the price rounded up.
        16 => change(line, Item::UnitPrice, price + 1),
        // Trap 18: a day too many, 31/30.
        17 if !hourly && row.whole_months == Some(0) => change(line, Item::Days, get(Item::Days) + 1),
        18 if !hourly && row.whole_months == Some(1) => change(line, Item::Supply, price * 31 / 30),
        // A deduction of unusable resources that is not due; a credit.
        19 => change(line, Item::Deduction, 500),
        20 => change(line, Item::Credit, 700),
        21 => {
            let month = if row.month.month == 12 { 4 } else { row.month.month + 1 };
            line.month.month = month;
            Some("month")
        }
        22 => {
            line.project = format!("9{}", line.project);
            Some("project")
        }
        23 => {
            let sessions = line.sessions.as_mut()?;
            let id = draws.below(1_000_000) + 1_000_000;
            write!(sessions, ";{id}").expect("text");
            Some("sessions")
        }
        // One figure written wrongly, and nothing that follows from it.
        24.. => {
            let item = ITEMS[kind as usize - 24];
            let figure = line.figures[item as usize].as_mut()?;
            *figure += if item.in_thousandths() { 1_000 } else { 3 };
            Some(item.column())
        }
        _ => None,
    }
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn check_planted(name: &str, changes: &[&str], vat_excluded: bool, seed: u64) {
    let folder = Folder(std::env::temp_dir().join(format!("naru-settle-{name}-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).expect("a folder");
    let path = folder.0.join("sessions.csv");
    let mut draws = Draws(seed);
    std::fs::write(&path, log(&mut draws)).expect("a file");
    let lowered = lowered(changes);
    let sheet = SessionSheet::open(&path, &Map::default(), lowered.plan.terms.epoch).expect("a log");
    let settled = settle(&lowered, &sheet, &Beside::default(), None, &[]).expect("the log is good");
    let rows: Vec<SettledRow> = settled.rows().collect();
    let good = invoice(&rows);
    let checked = settled.check(&good, Encoding::Utf8).expect("the log is there");
    assert_eq!(checked.rows, [], "our own lines agree");

    let spreadsheet = Sheet { vat_excluded };
    let mut bad = good.clone();
    let mut planted: BTreeMap<u64, Planted> = BTreeMap::new();
    let mut kinds = BTreeSet::new();
    let mut draw = 0;
    // One in a project: two neighbours could stand for each other.
    let mut projects = BTreeSet::new();
    while planted.len() < 250 {
        let at = draws.below(rows.len() as u64) as usize;
        draw += 1;
        if projects.contains(&rows[at].project) {
            continue;
        }
        let mut line = good[at].clone();
        let Some(column) = plant(draw % KINDS, &mut line, &rows[at], &spreadsheet, &mut draws) else {
            continue;
        };
        let won = line.figures[Item::Amount as usize].unwrap_or(0) - rows[at].amount_won;
        kinds.insert(draw % KINDS);
        projects.insert(rows[at].project.clone());
        planted.insert(rows[at].line, Planted { column, won });
        bad[at] = line;
    }
    assert!(kinds.len() >= 33, "{name}: every kind that can be planted is: {kinds:?}");
    let checked = settled.check(&bad, Encoding::Utf8).expect("the log is there");

    let mut by_line: BTreeMap<Option<u64>, Vec<&DifferenceRow>> = BTreeMap::new();
    for row in &checked.rows {
        by_line.entry(row.our_line).or_default().push(row);
    }
    let mut named = 0;
    for (line, rows) in &by_line {
        let planted = line.and_then(|line| planted.get(&line));
        let planted = planted.unwrap_or_else(|| panic!("{name}: invented in {line:?}: {rows:?}"));
        let won: i64 = rows.iter().map(|row| row.difference_won).sum();
        assert_eq!(won, planted.won, "{name}: the won of {line:?}: {planted:?} {rows:?}");
        let right = rows.len() == 1 && &*rows[0].column == planted.column;
        named += usize::from(right);
    }
    assert_eq!(by_line.len(), planted.len(), "{name}: all are found");
    assert!(named * 100 >= planted.len() * 99, "{name}: {named} of {} named", planted.len());
}

#[test]
fn planted_errors_are_found_and_named_where_prices_hold_vat() {
    for seed in 1..=2 {
        check_planted("included", &[], false, seed);
    }
}

#[test]
fn planted_errors_are_found_and_named_where_vat_is_added_and_users_pay_a_share() {
    let changes = [
        "readings.P2.vat=excluded",
        "readings.T3.own=out_of_price",
        "readings.T3.own_form=ratio",
        "own_ratio={ \"sme\": 0.10 }",
    ];
    for seed in 3..=4 {
        check_planted("excluded", &changes, true, seed);
    }
}

/// The log as it stood at the cut-off: who has begun, up to that second.
fn begun_before(log: &str, cut_off: u64) -> String {
    let mut kept = String::new();
    for (n, line) in log.lines().enumerate() {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        let second = |cell: &str| cell.parse::<u64>().expect("a second");
        if n > 0 {
            if second(&cells[4]) >= cut_off {
                continue;
            }
            cells[5] = second(&cells[5]).min(cut_off).to_string();
        }
        kept += &(cells.join(",") + "\n");
    }
    kept
}

/// T2: what comes with the true-up is what the settlement by use of the log as it stood at the cut-off leaves out. Begun
/// hours and touched days make no difference between a session that is cut there and one that went on.
#[test]
fn the_true_up_is_what_the_log_at_the_cut_off_leaves_out() {
    const CUT_OFF: u64 = 263 * 86_400;
    let folder = Folder(std::env::temp_dir().join(format!("naru-settle-december-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).expect("a folder");
    let changes = |december| {
        let december = if december { "readings.T2.december=cut_off" } else { "readings.T2.december=by_use" };
        let share =
            ["readings.T3.own=out_of_price", "readings.T3.own_form=ratio", "own_ratio={ \"sme\": 0.10 }"];
        [&[december, "readings.P2.vat=excluded", "readings.P2.vat_scope=statement"], &share[..]].concat()
    };
    let rows = |name: &str, log: &str, december: bool| -> Vec<SettledRow> {
        let path = folder.0.join(name);
        std::fs::write(&path, log).expect("a file");
        let lowered = lowered(&changes(december));
        let sheet = SessionSheet::open(&path, &Map::default(), lowered.plan.terms.epoch).expect("a log");
        settle(&lowered, &sheet, &Beside::default(), None, &[]).expect("the log is good").rows().collect()
    };
    let log = log(&mut Draws(5));
    let whole = rows("whole.csv", &log, true);
    let by_use = rows("whole.csv", &log, false);
    let begun = rows("begun.csv", &begun_before(&log, CUT_OFF), false);
    let key = |row: &SettledRow| {
        let allocation = format!("{:?}", row.allocation);
        (
            row.month,
            row.project.clone(),
            row.product.clone(),
            row.supplier.clone(),
            allocation,
            row.unit_price_won,
        )
    };
    let before: BTreeMap<_, i64> = begun.iter().map(|row| (key(row), row.amount_won)).collect();
    let mut later = 0;
    for (row, plain) in whole.iter().zip(&by_use) {
        assert_eq!((row.amount_won, plain.true_up_won), (plain.amount_won, 0), "sums are those of by_use");
        let left = row.amount_won - before.get(&key(row)).unwrap_or(&0);
        assert_eq!(row.true_up_won, left, "{row:?}");
        later += usize::from(left > 0);
    }
    assert!(later > 50 && whole.len() == by_use.len(), "{later} lines have a true-up");
}
