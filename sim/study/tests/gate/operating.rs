//! The gate's operating characteristic on policy changes of a 20-project scenario: how often it errs.
//!
//! Each change is simulated more often than a gate needs, in blocks of 200 replications: a block is one gate, and the
//! truth that it is held against is that of all other blocks, which share no replication with it. A change that makes
//! nothing worse must not be called worse; one whose truth is exactly the margin must not pass. 100 changes and five
//! blocks each under `NARU_COVERAGE`; six and three in the tests.

use crate::{MEAN, P95, figures, margin, variant};
use naru_study::metrics::{Figure, Sample};
use naru_study::statistics::{Confidence, Gate, Looks, Verdict, mean};
use naru_study::{Ask, Depth, Variant};
use std::io::Write as _;
use std::sync::atomic::AtomicBool;

/// Replications of one gate.
const BLOCK: usize = 200;

/// Parts of one metric, by replication.
type Parts = Vec<Sample>;

/// What was found of one metric.
#[derive(Default)]
struct Tally {
    harmless: u32,
    alarms: u32,
    harmless_undecided: u32,
    harmful: u32,
    missed: u32,
    called: u32,
    identical: u32,
}

fn changes() -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for order in ["[arrival]", "[smallest_first, arrival]", "[largest_first, arrival]", "[fair_share]"] {
        for backfill in ["none", "easy", "conservative"] {
            for placement in ["best_fit", "first_fit", "worst_fit", "packed"] {
                for idle in ["30min", "1h"] {
                    all.push((order, backfill, placement, idle));
                }
            }
        }
    }
    all.extend(["10min", "20min", "45min", "2h"].map(|idle| ("[arrival]", "none", "best_fit", idle)));
    all.into_iter()
        .map(|(order, backfill, placement, idle)| {
            let mut set = vec![
                format!("policy.order={order}"),
                format!("policy.backfill={backfill}"),
                format!("policy.placement={placement}"),
                format!("policy.idle_return=\"{idle}\""),
            ];
            if order == "[fair_share]" {
                set.push("policy.half_life=\"7d\"".to_owned());
            }
            if backfill != "none" {
                set.push("policy.estimate=exact".to_owned());
            }
            set
        })
        .collect()
}

fn parts(of: &Variant, figures: &[Figure], replications: u32) -> Vec<Parts> {
    let ask = Ask { seed: 1, replications: 0..replications, depth: Depth::Own };
    let of_record = |record| figures.iter().map(|it| of.table.part(it, &record)).collect::<Vec<_>>();
    let rows = of.map(&ask, of_record, &(), &AtomicBool::new(false)).expect("nothing stops it");
    (0..figures.len()).map(|i| rows.iter().map(|row| row[i]).collect()).collect()
}

/// b − a by replication.
fn differences(of: &Variant, figure: &Figure, a: &[Sample], b: &[Sample]) -> Vec<f64> {
    let (a, b) = (of.table.series(figure, a), of.table.series(figure, b));
    a.values.iter().zip(&b.values).map(|(a, b)| b.expect("a value") - a.expect("a value")).collect()
}

/// The first look that decides; the careful reading, as `naru gate` has it.
fn ends(gate: &Gate, margin: f64, of_look: &dyn Fn(usize) -> Vec<f64>) -> (Verdict, bool) {
    let mut last = (Verdict::Undecided, false);
    for n in gate.sizes() {
        let judged = gate.judge(&of_look(*n), margin);
        last = (judged.careful, judged.identical);
        if judged.careful != Verdict::Continue {
            break;
        }
    }
    last
}

#[test]
fn policy_changes_are_judged_as_they_truly_are() {
    let full = std::env::var_os("NARU_COVERAGE").is_some();
    let all = changes();
    assert_eq!(all.len(), 100);
    let (step, blocks) = if full { (1, 5) } else { (17, 3) };
    let replications = (BLOCK * blocks) as u32;
    let (base, _) = variant(&[]);
    let margins = [margin(MEAN, 0.25, None), margin(P95, 1.0, None)];
    let figures: Vec<Figure> = figures(&base, &margins).into_iter().map(|it| it.figure).collect();
    let before = parts(&base, &figures, replications);
    let gate = Gate::new(Looks::GATE, 1);
    let mut tallies = [Tally::default(), Tally::default()];
    for change in all.iter().step_by(step) {
        let set: Vec<&str> = change.iter().map(String::as_str).collect();
        let (changed, _) = variant(&set);
        let after = parts(&changed, &figures, replications);
        for (i, tally) in tallies.iter_mut().enumerate() {
            for block in (0..blocks).map(|block| block * BLOCK..(block + 1) * BLOCK) {
                let others = |side: &Parts| [&side[..block.start], &side[block.end..]].concat();
                let d = differences(&base, &figures[i], &others(&before[i]), &others(&after[i]));
                let truth = mean(&d, Confidence::P99).expect("many replications");
                let (a, b) = (&before[i][block.clone()], &after[i][block.clone()]);
                let judge =
                    |margin: f64| ends(&gate, margin, &|n| differences(&base, &figures[i], &a[..n], &b[..n]));
                if truth.interval.hi <= 0.0 || truth.sd == 0.0 {
                    let (verdict, identical) = judge(margins[i].fail);
                    tally.harmless += 1;
                    tally.alarms += u32::from(verdict == Verdict::Worse);
                    tally.harmless_undecided += u32::from(verdict == Verdict::Undecided);
                    tally.identical += u32::from(identical);
                } else if truth.interval.lo > 0.0 {
                    let (verdict, _) = judge(truth.mean);
                    tally.harmful += 1;
                    tally.missed += u32::from(verdict == Verdict::Pass);
                    let (verdict, _) = judge(0.5 * truth.mean);
                    tally.called += u32::from(verdict == Verdict::Worse);
                }
            }
        }
    }
    let mut out = std::io::stderr();
    for (margin, tally) in margins.iter().zip(&tallies) {
        let share = |part: u32, all: u32| 100.0 * f64::from(part) / f64::from(all.max(1));
        writeln!(
            out,
            "{}: no worse {} gates: worse {:.1} %, undecided {:.1} %, identical {}; worse {} gates: passed at a margin \
             of the change {:.1} %, called worse at half of it {:.1} %",
            margin.metric,
            tally.harmless,
            share(tally.alarms, tally.harmless),
            share(tally.harmless_undecided, tally.harmless),
            tally.identical,
            tally.harmful,
            share(tally.missed, tally.harmful),
            share(tally.called, tally.harmful),
        )
        .expect("stderr");
        assert!(share(tally.alarms, tally.harmless) <= 1.0, "false alarms: {}", tally.alarms);
        // Six changes are few: the same share has a wider room there.
        let most = if full { 10.0 } else { 25.0 };
        assert!(tally.harmful >= 3, "some changes make it worse");
        assert!(share(tally.missed, tally.harmful) <= most, "missed: {}", tally.missed);
    }
    assert!(tallies[0].identical >= 1, "the first change changes nothing");
}
