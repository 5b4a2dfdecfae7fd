//! M/M/450 in NeXosim as its guide writes models: a source, a station and a statistic, joined by ports, on one thread.

use crate::queue::{MEAN_GAP, SERVERS, Waits, exponential, streams};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, Output, SinkState, event_queue};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::time::Duration;

/// Seconds of a mean service, so that its clock of nanoseconds costs no accuracy.
const UNIT_S: f64 = 3_600.0;

fn draw(stream: &mut Xoshiro256PlusPlus, mean: f64) -> Duration {
    Duration::from_secs_f64((exponential(stream) * mean * UNIT_S).max(1e-9))
}

#[derive(Serialize, Deserialize)]
struct Source {
    out: Output<u32>,
    left: u64,
    next: u32,
    gaps: Xoshiro256PlusPlus,
}

#[Model]
impl Source {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        let gap = draw(&mut self.gaps, MEAN_GAP);
        cx.schedule_event(gap, schedulable!(Self::emit), ()).expect("a gap is positive");
    }

    #[nexosim(schedulable)]
    async fn emit(&mut self, _: (), cx: &Context<Self>) {
        self.left -= 1;
        if self.left > 0 {
            let gap = draw(&mut self.gaps, MEAN_GAP);
            cx.schedule_event(gap, schedulable!(Self::emit), ()).expect("a gap is positive");
        }
        let customer = self.next;
        self.next += 1;
        self.out.send(customer).await;
    }
}

#[derive(Serialize, Deserialize)]
struct Station {
    out: Output<f64>,
    busy: usize,
    queue: VecDeque<MonotonicTime>,
    services: Xoshiro256PlusPlus,
}

#[Model]
impl Station {
    async fn arrive(&mut self, customer: u32, cx: &Context<Self>) {
        if self.busy < SERVERS {
            self.busy += 1;
            self.serve(customer, cx);
            self.out.send(0.0).await;
        } else {
            self.queue.push_back(cx.time());
        }
    }

    #[nexosim(schedulable)]
    async fn depart(&mut self, customer: u32, cx: &Context<Self>) {
        if let Some(since) = self.queue.pop_front() {
            self.serve(customer, cx);
            self.out.send(cx.time().duration_since(since).as_secs_f64() / UNIT_S).await;
        } else {
            self.busy -= 1;
        }
    }

    fn serve(&mut self, customer: u32, cx: &Context<Self>) {
        let service = draw(&mut self.services, 1.0);
        cx.schedule_event(service, schedulable!(Self::depart), customer).expect("a service is positive");
    }
}

#[derive(Serialize, Deserialize)]
struct Statistic {
    done: Output<(f64, u64, u64)>,
    left: u64,
    sum: f64,
    waited: u64,
    long: u64,
}

#[Model]
impl Statistic {
    async fn hear(&mut self, wait: f64) {
        let mut waits = Waits { sum: self.sum, waited: self.waited, long: self.long };
        waits.record(wait);
        (self.sum, self.waited, self.long) = (waits.sum, waits.waited, waits.long);
        self.left -= 1;
        if self.left == 0 {
            self.done.send((self.sum, self.waited, self.long)).await;
        }
    }
}

pub fn run(customers: u64, seed: u64) -> Waits {
    let [gaps, services] = streams(seed);
    let (sink, mut reader) = event_queue(SinkState::Enabled);
    let mut source = Source { out: Output::default(), left: customers, next: 0, gaps };
    let mut station = Station { out: Output::default(), busy: 0, queue: VecDeque::new(), services };
    let mut statistic = Statistic { done: Output::default(), left: customers, sum: 0.0, waited: 0, long: 0 };
    let (to_source, to_station, to_statistic) = (Mailbox::new(), Mailbox::new(), Mailbox::new());
    source.out.connect(Station::arrive, &to_station);
    station.out.connect(Statistic::hear, &to_statistic);
    statistic.done.connect_sink(sink);
    let mut simulation = SimInit::with_num_threads(1)
        .add_model(source, to_source, "source")
        .add_model(station, to_station, "station")
        .add_model(statistic, to_statistic, "statistic")
        .init(MonotonicTime::EPOCH)
        .expect("three models that are joined");
    simulation.run().expect("nothing stops it");
    let (sum, waited, long) = reader.try_read().expect("the last customer is told");
    Waits { sum, waited, long }
}
