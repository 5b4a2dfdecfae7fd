//! One replication under several readings: simulated once where all but the first only re-price what happens.

use super::others::Other;
use super::{FIGURES, Parts, figure};
use crate::metrics::Sample;
use crate::record::Record;
use crate::variant::Variant;
use naru_model::workload::Demand;
use naru_model::{Tape, resettle};
use naru_units::Won;

/// Variants that settlement alone looks at: they change no start and no end while the money lasts.
///
/// Not among them: what the allowance draws on (`A1`, `A5.allowance`, `A5.draw`, `A5.allowance_month`, `S5`), what holds
/// cards (`A4`, `T4.on_outage`, `A5.burst_span`), the clock of waits (`A2`), the end of the money itself (`P3`,
/// `P4.when_exhausted`, `P2.operating`), the day of a switch (`N4.switch_day`), outages of tenancies (`T4.npu_outage`), late
/// cards (`S7`), what comes after (`T5`, `T6`), servers (`S4`).
const RE_PRICE: [&str; 21] = [
    "P2.vat",
    "P2.vat_round",
    "P2.vat_scope",
    "P4.accrual",
    "P8.statement_round",
    "A3.sla_discount",
    "A3.excess",
    "A3.won",
    "A5.burst_price",
    "T1.hours",
    "T2.split",
    "T2.price_at",
    "T2.december",
    "T3.own",
    "T3.own_form",
    "T4.fault_hour",
    "T4.outage",
    "N3.month",
    "N3.days",
    "N3.won",
    "N4.bound",
];

/// Whether a reading changes bills alone.
pub(super) fn only_re_prices(other: &Other<'_>) -> bool {
    let address = format!("{}.{}", other.clause.id, other.reading.variant);
    RE_PRICE.contains(&address.as_str())
}

/// The figures of one replication under `base` and under `others`, which re-price it: settled on the same path where the
/// money lasts in both, else simulated.
pub(super) fn replication(base: &Variant, others: &[Variant], seed: u64, replication: u32) -> Vec<Parts> {
    let demand = Demand::new(&base.laws, seed, replication);
    let tape = (!others.is_empty()).then(Tape::default);
    let (record, tape) = base.plans.headlines(&demand, replication, tape);
    let of_base = parts(base, &record);
    let mut all = vec![of_base];
    for other in others {
        let demand = Demand::new(&other.laws, seed, replication);
        let same_people = demand.digest() == record.digest;
        let tape = tape.as_ref().filter(|_| same_people);
        all.push(match tape.and_then(|tape| settled(other, &demand, &record, tape)) {
            Some(won) => {
                let mut parts = of_base;
                parts[0] = Sample::Won(won.0);
                parts
            }
            None => parts(other, &other.plans.headlines(&demand, replication, ()).0),
        });
    }
    all
}

/// What the programme pays under `other` on the path of `record`; `None` where money ends in either: other terms may end
/// it on another day, or not at all, and with `P4.when_exhausted: overrun` the path does not tell.
fn settled(other: &Variant, demand: &Demand<'_>, record: &Record, tape: &Tape) -> Option<Won> {
    if record.outcome.exhausted != [None; 2] {
        return None;
    }
    resettle(&other.plans.plan, demand, tape)
}

fn parts(of: &Variant, record: &Record) -> Parts {
    FIGURES.map(|id| of.table.part(&figure(&of.table, id), record))
}

#[cfg(test)]
mod tests {
    use super::*;
    use naru_scenario::Scenario;
    use std::path::Path;

    fn variant(name: &str, changes: &[String]) -> Variant {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
        Variant::of(&Scenario::read(&path, changes).expect("a scenario of ours")).expect("it makes sense")
    }

    /// A few projects whose use goes on when the money is gone.
    const FEW: [&str; 7] = [
        "products.gpu-39tf.projects=3",
        "products.gpu-67tf.projects=2",
        "products.gpu-134tf.projects=2",
        "products.npu-60.projects=4",
        "products.npu-120.projects=2",
        "products.npu-240.projects=2",
        "readings.P4.when_exhausted=overrun",
    ];

    /// Every reading that only re-prices: what is settled on one path is what a run of its own gives, spend to the won
    /// and the other figures to the bit. Returns how many were tried, the addresses of those settled on one path, and
    /// the runs in which the first line's money ends.
    fn equal_to_runs_of_their_own(name: &str, base: &[String]) -> (usize, Vec<String>, usize) {
        let of_base = variant(name, base);
        let demand = Demand::new(&of_base.laws, 1, 0);
        let (record, tape) = of_base.plans.headlines(&demand, 0, Tape::default());
        let catalogue = naru_rules::readings::Readings::catalogue();
        let (mut changes, mut others) = (Vec::new(), Vec::new());
        for of in catalogue.iter().filter(|of| RE_PRICE.contains(&&*format!("{}.{}", of.clause, of.name))) {
            for value in of.values.iter().filter(|value| **value != "on_top") {
                let change = format!("readings.{}.{}={value}", of.clause, of.name);
                others.push(variant(name, &[base, std::slice::from_ref(&change)].concat()));
                changes.push((format!("{}.{}", of.clause, of.name), change));
            }
        }
        let found = replication(&of_base, &others, 1, 0);
        let (mut on_path, mut exhausted) = (Vec::new(), 0);
        for ((other, (address, change)), found) in others.iter().zip(changes).zip(&found[1..]) {
            let demand = Demand::new(&other.laws, 1, 0);
            let alone = other.plans.headlines(&demand, 0, ()).0;
            assert_eq!(*found, parts(other, &alone), "{name} {change}");
            exhausted += usize::from(alone.exhausted().is_some());
            if settled(other, &demand, &record, &tape).is_some() {
                on_path.push(address);
            }
        }
        (others.len(), on_path, exhausted)
    }

    fn owned(changes: &[&str]) -> Vec<String> {
        changes.iter().map(|it| (*it).to_owned()).collect()
    }

    /// On a scenario with waits, discounts, bursts and faults, on one whose own contributions come off the bills, and on
    /// one that would go on without money: most are settled on one path, each variant by some value, or nothing was tested.
    #[test]
    fn settled_on_one_path_is_paid_by_a_run_of_its_own() {
        for (name, base) in [
            (
                "plan-easy.ron",
                &["demand.level=0.8", "fleet.naru.H100.servers=24", "prices.naru.gpu-39tf=1_001"][..],
            ),
            ("contributions-offset.ron", &["demand.level=0.6"]),
            ("baseline-2025.ron", &FEW),
        ] {
            let base = owned(base);
            let of_base = variant(name, &base);
            let demand = Demand::new(&of_base.laws, 1, 0);
            let record = of_base.plans.headlines(&demand, 0, ()).0;
            let late: u64 = record.waits.iter().map(|tally| tally.late).sum();
            assert!(late > 0 || name != "plan-easy.ron", "somebody has a discount");
            let (tried, on_path, _) = equal_to_runs_of_their_own(name, &base);
            assert!(on_path.len() * 10 >= tried * 8, "{name}: {} of {tried} on one path", on_path.len());
            for address in RE_PRICE {
                assert!(on_path.iter().any(|it| it == address), "{name}: {address} is on one path");
            }
        }
    }

    /// Where use goes on without money, readings that end the money and readings that do not share a path: an
    /// exhausted base, and one that lasts by a million won, are those of runs of their own.
    #[test]
    fn overrun_tells_who_is_exhausted_as_a_run_of_its_own() {
        let money = |gpu: i64| {
            let mut base = owned(&FEW);
            base.push("programme.budget.operating_won=10_000_000".to_owned());
            base.push("programme.budget.lines_won.npu=4_000_000_000".to_owned());
            base.push(format!("programme.budget.cap_won={}", 4_010_000_000 + gpu));
            base.push("readings.P3.transfer=never".to_owned());
            base
        };
        let plenty = variant("baseline-2025.ron", &money(5_000_000_000));
        let record = plenty.plans.headlines(&Demand::new(&plenty.laws, 1, 0), 0, ()).0;
        let gpu = record.outcome.spent[0].0;
        assert!(gpu > 10_000_000 && record.outcome.exhausted == [None; 2]);
        let (tried, on_path, exhausted) =
            equal_to_runs_of_their_own("baseline-2025.ron", &money(gpu + 1_000_000));
        assert!(0 < exhausted && exhausted < tried && !on_path.is_empty(), "{exhausted} of {tried}");
        let (tried, on_path, exhausted) =
            equal_to_runs_of_their_own("baseline-2025.ron", &money(gpu - 1_000_000));
        assert!(0 < exhausted && exhausted < tried && on_path.is_empty(), "{exhausted} of {tried}");
    }

    /// Where the money ends there is no answer from the path, whichever of the two ends it.
    #[test]
    fn no_path_is_trusted_where_the_money_ends() {
        let settled = |it: &Variant| -> Option<Won> {
            let plenty = variant("floor-split.ron", &["demand.level=0.5".to_owned()]);
            let demand = Demand::new(&plenty.laws, 1, 0);
            let tape = plenty.plans.headlines(&demand, 0, Tape::default()).1;
            let demand = Demand::new(&it.laws, 1, 0);
            resettle(&it.plans.plan, &demand, &tape)
        };
        let half = "demand.level=0.5".to_owned();
        assert!(settled(&variant("floor-split.ron", std::slice::from_ref(&half))).is_some());
        let short = variant("floor-split.ron", &[half, "programme.budget.cap_won=6_000_000_000".to_owned()]);
        assert_eq!(settled(&short), None);
        let demand = Demand::new(&short.laws, 1, 0);
        let tape = short.plans.headlines(&demand, 0, Tape::default()).1;
        assert_eq!(resettle(&short.plans.plan, &demand, &tape), None);
    }
}
