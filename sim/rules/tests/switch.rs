//! Two suppliers in one month (kr-2025/N4), counted by hand where no golden case looks: prices that differ, and
//! the day-by-day commitments of the new one.
//!
//! May 1 is day 30; May has 31 days, so two part months can come to more than the month's price.

use naru_rules::readings::{NpuMonth, NpuWon, Own, Readings, SwitchBound, SwitchDay, Vat};
use naru_rules::settlement::{Clause, Earlier, Switch, Tenancy, Terms, month_starts};
use naru_units::{Dated, Epoch, Instant, Share, Span, Won};

const MAY: i64 = 30;

fn terms(readings: Readings) -> Terms {
    let epoch = Epoch("2025-04-01".parse().expect("a date"));
    Terms {
        readings: Readings { switch_bound: SwitchBound::PerProjectMonth, ..readings },
        epoch,
        month_starts: month_starts(epoch, Instant(0), Instant(23_760_000)),
        wait_limit: Span::hours(8),
        discount_rate: Share::NONE,
        discount_ceiling: None,
        fixed_ratio: Share(5_000),
        vat_rate: Share(1_000),
        cut_off: Instant(0),
    }
}

/// The dearer of two prices bounds the month: 900,000 less what the old supplier has.
#[test]
fn the_dearer_price_bounds_the_month_over_both_suppliers() {
    let terms = terms(Readings::default());
    for (old, new, switch_day, reading, want, bounded) in [
        // 30 days of the old are 900,000: nothing is left for May 31.
        (900_000, 600_000, 60, SwitchDay::DayToNew, 0, true),
        // 30 days are 600,000, and 900,000 / 30 still fits.
        (600_000, 900_000, 60, SwitchDay::DayToNew, 30_000, false),
        // 15 × 30,000 + 16 × 20,000 = 770,000.
        (900_000, 600_000, 45, SwitchDay::DayToNew, 320_000, false),
        // 15 + 16 days of 900,000: a day too many.
        (900_000, 900_000, 45, SwitchDay::DayToNew, 450_000, true),
        // 16 + 16 days: two too many, off the new supplier's 480,000.
        (900_000, 900_000, 45, SwitchDay::Both, 420_000, true),
        (900_000, 900_000, 45, SwitchDay::DayToOld, 420_000, true),
    ] {
        let (old, new) = (Dated::always(Won(old)), Dated::always(Won(new)));
        let switch = Switch::on(reading, switch_day);
        let of = |prices, first_day, earlier| Tenancy {
            terms: &terms,
            prices,
            own_ratio: Share::NONE,
            first_day,
            earlier,
            outages: &[],
        };
        let earlier = Earlier::of(&of(&old, MAY, None), switch.old_last + 1 - MAY, 1);
        let tenancy = of(&new, switch.new_first, earlier);
        let days = MAY + 31 - switch.new_first;
        let lines = tenancy.bill(1, days);
        assert_eq!(tenancy.owed(days), Won(want), "{reading:?} {switch_day}");
        assert_eq!(lines[0].clauses.contains(&Clause::N4), bounded, "{reading:?} {switch_day}");
    }
}

/// Under every reading of a month: commitments add up to the bill, nothing is taken back, and the month of the
/// switch never passes its price over both suppliers.
#[test]
fn commitments_add_up_to_the_bill_beside_an_earlier_supplier() {
    let (old, new) = (Dated::always(Won(1_000_003)), Dated::always(Won(900_001)));
    for month in NpuMonth::ALL {
        for (won, vat) in [(NpuWon::Floor, Vat::Included), (NpuWon::HalfUp, Vat::Excluded)] {
            let readings = Readings {
                npu_month: *month,
                npu_won: won,
                vat,
                own: Own::OutOfPrice,
                ..Readings::default()
            };
            let terms = terms(readings);
            for switch_day in MAY..MAY + 31 {
                let of = |prices, first_day, earlier| Tenancy {
                    terms: &terms,
                    prices,
                    own_ratio: Share(1_234),
                    first_day,
                    earlier,
                    outages: &[],
                };
                let earlier = Earlier::of(&of(&old, MAY, None), switch_day - MAY, 1);
                assert_eq!(earlier.is_none(), switch_day == MAY);
                let tenancy = of(&new, switch_day, earlier);
                let mut owed = Won::ZERO;
                for day in 1..=100 {
                    let commitment = tenancy.commitment(day);
                    assert!(commitment >= Won::ZERO);
                    owed += commitment;
                    assert_eq!(owed, tenancy.owed(day), "{readings:?} from {switch_day}, day {day}");
                }
                let lines = tenancy.bill(1, 100);
                assert_eq!(owed, lines.iter().map(|line| line.amount).sum());
                let in_may: Won = lines.iter().filter(|line| line.month == 1).map(|line| line.supply).sum();
                let both = in_may + earlier.map_or(Won::ZERO, |earlier| earlier.supply);
                assert!(both <= Won(1_000_003), "{both:?} from {switch_day}");
            }
        }
    }
}
