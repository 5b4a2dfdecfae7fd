//! The first draws of every distribution, and the first requests of some projects, against a file that another
//! program wrote: `golden/first_draws.py` shares no code with this one.

mod common;

use naru_kernel::{LAYOUT, Stream};
use naru_units::Instant;
use naru_workload::faults::{Fault, FaultLaw, FaultLaws, Faults};
use naru_workload::sample::{Hyperexponential, exponential, lognormal, normal_quantile, weibull};
use naru_workload::{Demand, Law, Laws, ProjectId};

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

#[test]
fn bursts_are_the_golden_bursts() {
    let laws = Laws::new(common::with_bursts(common::baseline()));
    let demand = Demand::new(&laws, SEED, REPLICATION);
    let got: Vec<_> = (0..laws.projects())
        .map(ProjectId)
        .filter_map(|p| demand.burst(p).map(|burst| (laws.name(p), burst)))
        .map(|(name, b)| {
            ["burst".to_owned(), name.to_owned()]
                .into_iter()
                .chain([i64::from(b.sets), b.from.day(), b.until.day()].map(|x| x.to_string()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(got, lines("burst").collect::<Vec<_>>());
    assert!(got.len() > 40, "a tenth of five hundred");
}

#[test]
fn changes_of_the_supplier_are_the_golden_ones() {
    let mut spec = common::baseline();
    spec.cohorts.iter_mut().for_each(|cohort| cohort.switching = 0.2);
    let laws = Laws::new(spec);
    let demand = Demand::new(&laws, SEED, REPLICATION);
    let mut seen = 0;
    for line in lines("project") {
        let name = line[1];
        let want: Vec<_> = lines("switch").filter(|line| line[1] == name).collect();
        let got: Vec<_> = demand.switches(id(&laws, name)).collect();
        assert_eq!(got.len(), want.len(), "{name}");
        for (got, want) in got.iter().zip(want) {
            assert_eq!(Some(got.at), seconds(want[2]), "{name}");
            assert!(close(got.pick, want[3]), "{name}: {}", got.pick);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} changes");
}

#[test]
fn faults_are_the_golden_faults() {
    let law = |days: f64, down| Some(FaultLaw { mean_up_s: days * 86_400.0, down });
    let laws = FaultLaws {
        server: law(238.0, Law::Weibull { shape: 0.4216, scale_s: 161_420.0 }),
        allocator: law(60.0, Law::lognormal(4.0 * 3_600.0, 18.0 * 3_600.0)),
    };
    let faults = Faults::new(&laws, SEED, REPLICATION);
    for line in lines("fault") {
        let [_, name, n, up, down] = line[..] else { panic!("{line:?}") };
        let of = if name.ends_with("allocator") { faults.allocator(name) } else { faults.server(name) };
        let Fault { up: got_up, down: got_down } = of.expect("both fail").nth(n.parse().expect("an index"));
        assert_eq!(
            (got_up.0.to_string(), got_down.0.to_string()),
            (up.to_owned(), down.to_owned()),
            "{line:?}"
        );
    }
    assert_eq!(lines("fault").count(), 8);
}
