//! Adapters of clauses about money beyond one bill line.

use super::{Adapter, Input};
use naru_rules::budget::{Elapsed, Forecast, LineMoney, admits_wave, pots, transfer, wave_base};
use naru_rules::readings::Readings;
use naru_rules::settlement::statement_correction;
use naru_units::{Share, Won};
use serde_json::{Value, json};

pub(crate) fn of(clause: &str) -> Option<Adapter> {
    Some(match clause {
        "P3" => p3,
        "P6" => p6,
        "P8" => p8,
        _ => return None,
    })
}

fn share(input: &Input<'_>, field: &str) -> Share {
    Share(u32::try_from(input.integer(field)).expect("a share"))
}

fn elapsed(input: &Input<'_>) -> Elapsed {
    Elapsed { days: input.integer("elapsed_days"), of: input.integer("programme_days") }
}

fn p3(readings: &Readings, input: &Input<'_>) -> Value {
    if input.has("monthly_demand") {
        return p3_months(readings, input);
    }
    let line = |name| {
        let line = input.get(name).expect("a line");
        let won = |field: &str| Won(line[field].as_i64().expect("won"));
        LineMoney { allotted: won("allotted"), spent: won("spent") }
    };
    let (gpu, npu, elapsed) = (line("gpu"), line("npu"), elapsed(input));
    let moved = transfer(readings, gpu, npu, elapsed);
    json!({
        "gpu_forecast_won": Forecast::new(readings.forecast, gpu.spent, elapsed).ceil().0,
        "npu_forecast_won": Forecast::new(readings.forecast, npu.spent, elapsed).ceil().0,
        "npu_to_gpu_won": moved.0,
        "gpu_allotted_won": (gpu.allotted + moved).0,
        "npu_allotted_won": (npu.allotted - moved).0,
    })
}

/// Lines that ask for money month by month; a pot that cannot give all of a month ends in it.
fn p3_months(readings: &Readings, input: &Input<'_>) -> Value {
    let won = |value: &Value, line: &str| value[line].as_i64().expect("won");
    let allotted = input.get("allotted").expect("money");
    let pots = pots(readings.transfer);
    let lines = ["gpu", "npu"];
    let mut left = [0; 2];
    for (line, pot) in lines.iter().zip(pots) {
        left[pot] += won(allotted, line);
    }
    let opening: i64 = left.iter().sum();
    let (mut ends, mut served) = ([None; 2], [0; 2]);
    for (month, demand) in input.list("monthly_demand").iter().enumerate() {
        for pot in 0..2 {
            let drawing = || (0..2).filter(|line| pots[*line] == pot);
            let asked: i64 = drawing().map(|line| won(demand, lines[line])).sum();
            if ends[pot].is_none() && asked > left[pot] {
                ends[pot] = Some(month + 1);
            }
            // Which of two lines gets the rest of a common pot is not asked.
            let given = asked.min(left[pot]);
            left[pot] -= given;
            if let Some(line) = drawing().next() {
                served[line] += given;
            }
        }
    }
    json!({
        "gpu_ends_in_month": ends[pots[0]],
        "npu_ends_in_month": ends[pots[1]],
        "spent_won": served.iter().sum::<i64>(),
        "left_won": opening - served.iter().sum::<i64>(),
        "gpu_served_won": served[0],
        "npu_served_won": served[1],
    })
}

fn p6(readings: &Readings, input: &Input<'_>) -> Value {
    let won = |field| Won(input.integer(field));
    let forecast = Forecast::new(readings.forecast, won("spent_won"), elapsed(input));
    let base = wave_base(readings.wave_base, won("cap_won"), won("operating_won"));
    json!({
        "forecast_won": forecast.floor().0,
        "unspent_bp_floor": forecast.unspent_basis_points(base),
        "admit": admits_wave(base, forecast, share(input, "threshold_bp")),
    })
}

fn p8(readings: &Readings, input: &Input<'_>) -> Value {
    let total = Won(input.integer("total_won"));
    let correction = statement_correction(readings.statement_round, total);
    json!({ "correction_won": correction.0, "paid_won": (total + correction).0 })
}
