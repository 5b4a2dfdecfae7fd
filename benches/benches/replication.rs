//! One programme replication: alone, as a study hears it, and audited; beside the least loop of as many requests.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use naru_benches::{limit, scenario};
use naru_model::observers::{Auditor, Months, Series, Waits};
use naru_model::replicate;
use naru_model::workload::Demand;
use std::hint::black_box;

fn replication(c: &mut Criterion) {
    let (plan, laws) = scenario("baseline-2025.ron");
    let demand = Demand::new(&laws, 1, 0);
    let requests = replicate(&plan, &demand, ()).0.requests;
    let mut group = c.benchmark_group("replication");
    group.sample_size(20).throughput(Throughput::Elements(requests));
    group.bench_function("limit", |b| b.iter(|| limit::run(black_box(requests), 1)));
    group.bench_function("demand", |b| b.iter(|| Demand::new(black_box(&laws), 1, 0)));
    group.bench_function("bare", |b| b.iter(|| replicate(&plan, black_box(&demand), ())));
    group.bench_function("observed", |b| {
        b.iter(|| {
            let observers = ((Waits::new(&plan), Series::new(&plan)), Months::new(&plan, &demand));
            replicate(&plan, black_box(&demand), observers)
        });
    });
    group.bench_function("audited", |b| {
        b.iter(|| replicate(&plan, black_box(&demand), Auditor::default()));
    });
    group.finish();
}

criterion_group!(benches, replication);
criterion_main!(benches);
