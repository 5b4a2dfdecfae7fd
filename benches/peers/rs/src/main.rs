//! The peers that are Rust, one a run of the process. What each does and what it prints: `../run.py`.
//!
//! ```text
//! peers limit|loop|nexosim CUSTOMERS RUNS SEED
//! peers easy TRACE.swf PASSES [STARTS]
//! ```

mod easy;
mod heap;
mod loops;
mod nexosim;
mod queue;

use std::hint::black_box;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize| args[i].parse().expect("a number");
    let run = match args[0].as_str() {
        "limit" => loops::kiefer_wolfowitz,
        "loop" => loops::event_loop,
        "nexosim" => nexosim::run,
        "easy" => return replay(&args[1], number(2), args.get(3)),
        other => panic!("no peer {other}"),
    };
    let (customers, runs, seed): (u64, u64, u64) = (number(1), number(2), number(3));
    let mut waits = queue::Waits::default();
    for run_seed in seed..seed + runs {
        waits.add(&run(customers, run_seed));
    }
    waits.print(customers * runs);
}

fn replay(trace: &str, passes: u64, out: Option<&String>) {
    let jobs = easy::parse(&std::fs::read_to_string(trace).expect("the trace can be read"));
    let mut starts = Vec::new();
    for _ in 0..passes {
        starts = black_box(easy::starts(black_box(&jobs)));
    }
    if let Some(out) = out {
        let lines: String = starts.iter().map(|start| format!("{start}\n")).collect();
        std::fs::write(out, lines).expect("the starts can be written");
    }
    println!("{{\"work\": {}}}", jobs.len() as u64 * passes);
}
