//! The first draws of every distribution, and the first requests of some projects, against a file that another
//! program wrote: `golden/first_draws.py` shares no code with this one.

mod common;

use naru_kernel::{LAYOUT, Stream};
use naru_units::Instant;
use naru_workload::sample::{Hyperexponential, exponential, lognormal, normal_quantile, weibull};
use naru_workload::{Demand, Laws, ProjectId};

const GOLDEN: &str = include_str!("golden/first_draws.txt");
const SEED: u64 = 2025;
const REPLICATION: u32 = 0;

fn lines(kind: &str) -> impl Iterator<Item = Vec<&'static str>> {
    GOLDEN.lines().map(|line| line.split(' ').collect::<Vec<_>>()).filter(move |words| words[0] == kind)
}

fn seconds(text: &str) -> Option<Instant> {
    (text != "None").then(|| Instant(text.parse().expect("whole seconds")))
}

fn close(got: f64, want: &str) -> bool {
    let want: f64 = want.parse().expect("a number");
    (got - want).abs() <= 1e-12 * want.abs()
}

fn id(laws: &Laws, name: &str) -> ProjectId {
    (0..laws.projects())
        .map(ProjectId)
        .find(|p| laws.name(*p) == name)
        .expect("the project is in the baseline")
}

#[test]
fn every_distribution_draws_the_golden_values() {
    let stream = |purpose| Stream::new(LAYOUT, SEED, REPLICATION, "gpu-39tf/1", purpose);
    let (value, branch) = (stream("normal"), stream("component"));
    let mut seen = 0;
    for line in lines("draw") {
        let [_, law, index, want] = line[..] else { panic!("draw LAW INDEX VALUE: {line:?}") };
        let j = index.parse().expect("an index");
        let u = value.uniform(j);
        let got = match law {
            "uniform" => u,
            "exponential" => exponential(u),
            "normal" => normal_quantile(u),
            "lognormal" => lognormal(u, 8.0, 1.2),
            "weibull" => weibull(u, 0.4216, 161_420.0),
            "hyperexponential" => Hyperexponential::balanced(2.0).at(u, branch.uniform(j)),
            other => panic!("no such law: {other}"),
        };
        assert!(close(got, want), "{law} {j}: {got}, not {want}");
        seen += 1;
    }
    assert_eq!(seen, 24);
}

#[test]
fn projects_are_the_golden_projects() {
    let laws = Laws::new(common::baseline());
    let demand = Demand::new(&laws, SEED, REPLICATION);
    let mut seen = 0;
    for line in lines("project") {
        let [_, name, class, kind, first_service, drops_at] = line[..] else { panic!("{line:?}") };
        let p = id(&laws, name);
        let spec = laws.spec();
        assert_eq!(
            demand.class(p).map(|c| spec.classes[usize::from(c)].name.as_str()),
            Some(class),
            "{name}"
        );
        assert_eq!(
            demand.user_kind(p).map(|k| spec.user_kinds[usize::from(k)].name.as_str()),
            Some(kind),
            "{name}"
        );
        assert_eq!(demand.first_service(p), seconds(first_service), "{name}");
        assert_eq!(demand.drops_at(p), seconds(drops_at), "{name}");
        for r in 0..2 {
            let want = lines("rush").find(|line| line[1] == name && line[2] == r.to_string());
            assert_eq!(
                demand.rush(p, r).map(|rush| rush.at),
                want.and_then(|line| seconds(line[3])),
                "{name}"
            );
        }
        seen += 1;
    }
    assert_eq!(seen, 24);
    assert!(lines("rush").count() > 5, "some of them hurry");
}

#[test]
fn first_requests_are_the_golden_requests() {
    let laws = Laws::new(common::baseline());
    let demand = Demand::new(&laws, SEED, REPLICATION);
    let mut released = None;
    let mut seen = 0;
    for line in lines("request") {
        let [_, name, nth, at, work, failed, think] = line[..] else { panic!("{line:?}") };
        let (p, nth) = (id(&laws, name), nth.parse().expect("an index"));
        let wish = demand.wish(p, nth);
        assert_eq!(wish.work.0.to_string(), work, "{name} {nth}");
        assert_eq!(wish.failed, failed == "True", "{name} {nth}");
        assert!(close(wish.think, think), "{name} {nth}: {}, not {think}", wish.think);
        let after = if nth == 0 { demand.first_service(p) } else { released }.expect("it has begun");
        let asks = demand.asks_at(p, after, wish.think);
        assert_eq!(asks, seconds(at), "{name} {nth}");
        released = asks.map(|at| at + wish.work + laws.spec().tail);
        seen += 1;
    }
    assert!(seen > 60, "{seen} requests");
}
