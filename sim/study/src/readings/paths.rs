//! One replication under several readings: simulated once where all but the first only re-price what happens.

use super::others::Other;
use super::{FIGURES, Parts, figure};
use crate::metrics::Sample;
use crate::record::Record;
use crate::variant::Variant;
use naru_model::workload::Demand;
use naru_model::{Tape, resettle};

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
        let settled = tape.as_ref().filter(|_| same_people);
        let settled = settled.and_then(|tape| resettle(&other.plans.plan, &demand, tape));
        all.push(match settled {
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

    /// Every reading that only re-prices, on a scenario with waits, discounts, bursts and faults, and on one whose own
    /// contributions come off the bills: what one path settles is what a run of its own pays, to the won, and most are
    /// settled on one path, or nothing was tested.
    #[test]
    fn settled_on_one_path_is_paid_by_a_run_of_its_own() {
        for (name, base) in [
            (
                "plan-easy.ron",
                &["demand.level=0.8", "fleet.naru.H100.servers=24", "prices.naru.gpu-39tf=1_001"][..],
            ),
            ("contributions-offset.ron", &["demand.level=0.6"]),
        ] {
            let base: Vec<String> = base.iter().map(|it| (*it).to_owned()).collect();
            let of_base = variant(name, &base);
            let catalogue = naru_rules::readings::Readings::catalogue();
            let (mut same_path, mut tried) = (0, 0);
            let demand = Demand::new(&of_base.laws, 1, 0);
            let (record, tape) = of_base.plans.headlines(&demand, 0, Tape::default());
            let late: u64 = record.waits.iter().map(|tally| tally.late).sum();
            assert!(late > 0 || name != "plan-easy.ron", "somebody has a discount");
            for of in catalogue.iter().filter(|of| RE_PRICE.contains(&&*format!("{}.{}", of.clause, of.name)))
            {
                for value in of.values.iter().filter(|value| **value != "on_top") {
                    let change = format!("readings.{}.{}={value}", of.clause, of.name);
                    let changes: Vec<String> = base.iter().cloned().chain([change.clone()]).collect();
                    let other = variant(name, &changes);
                    let demand = Demand::new(&other.laws, 1, 0);
                    let alone = parts(&other, &other.plans.headlines(&demand, 0, ()).0);
                    tried += 1;
                    if let Some(won) = resettle(&other.plans.plan, &demand, &tape) {
                        same_path += 1;
                        assert_eq!(Sample::Won(won.0), alone[0], "{name} {change}");
                        assert_eq!(parts(&of_base, &record)[1..], alone[1..], "{name} {change}");
                    }
                }
            }
            assert!(same_path * 10 >= tried * 8, "{name}: {same_path} of {tried} on one path");
        }
    }

    /// Where the money ends there is no answer from the path, whichever of the two ends it.
    #[test]
    fn no_path_is_trusted_where_the_money_ends() {
        let settled = |it: &Variant| -> Option<naru_units::Won> {
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
