//! The kernel's calendar beside the standard library's binary heap, on the same keys: as many events pending as a
//! programme has, each handled event schedules another (the hold model of Jones, CACM 1986).

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use naru_kernel::{Calendar, Event, Stream};
use naru_units::Instant;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// 700 projects that think or run, with a few events more.
const PENDING: u32 = 1_200;
const EVENTS: usize = 100_000;

#[derive(Clone, Copy)]
struct Plain(u32);

impl Event for Plain {
    fn rank(self) -> u8 {
        0
    }

    fn pack(self) -> u32 {
        self.0
    }

    fn unpack(_: u8, payload: u32) -> Self {
        Self(payload)
    }
}

/// Seconds until the next event: two days on average, uniform.
fn gaps() -> Vec<i64> {
    let stream = Stream::new(1, 1, 0, "bench", "gap");
    (0..EVENTS as u32).map(|i| (stream.uniform(i) * 345_600.0) as i64).collect()
}

fn calendar(c: &mut Criterion) {
    let gaps = gaps();
    let mut group = c.benchmark_group("calendar");
    group.throughput(Throughput::Elements(EVENTS as u64));
    let full = || {
        let mut calendar = Calendar::new();
        for id in 0..PENDING {
            calendar.schedule(Instant(gaps[id as usize]), Plain(id));
        }
        calendar
    };
    group.bench_function("kernel", |b| {
        b.iter_batched_ref(
            full,
            |calendar| {
                for gap in &gaps {
                    let (at, event) = calendar.pop().expect("as many are scheduled as are taken");
                    calendar.schedule(Instant(at.0 + gap), event);
                }
            },
            BatchSize::SmallInput,
        );
    });
    // The same 64-bit keys: time, then payload.
    let key = |at: i64, id: u32| Reverse((at as u64) << 32 | u64::from(id));
    let full = || (0..PENDING).map(|id| key(gaps[id as usize], id)).collect::<BinaryHeap<_>>();
    group.bench_function("binary heap", |b| {
        b.iter_batched_ref(
            full,
            |heap| {
                for gap in &gaps {
                    let Reverse(next) = heap.pop().expect("as many are pushed as are taken");
                    heap.push(key((next >> 32) as i64 + gap, next as u32));
                }
            },
            BatchSize::SmallInput,
        );
    });
    group.bench_function("binary heap, top replaced", |b| {
        b.iter_batched_ref(
            full,
            |heap| {
                for gap in &gaps {
                    let mut top = heap.peek_mut().expect("as many are pushed as are taken");
                    let Reverse(next) = *top;
                    *top = key((next >> 32) as i64 + gap, next as u32);
                }
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, calendar);
criterion_main!(benches);
