//! An outsider who has the result folder, `docs/outputs.md` and the call, and recomputes every card and won of a log.
//!
//! Nothing of the program is used but its row types: all rules stand here once more, written from the documents, for
//! the readings that the scenarios of these tests name. What does not hold is a fault under the name that an audit
//! would give it.

mod cards;
mod lines;
mod money;
mod queue;
mod sessions;

use naru_results::{BillRow, BudgetRow, DayRow, Effective, OutageRow, SessionKind, SessionRow, read_csv};
use std::path::Path;

pub(crate) const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 86_400;

/// `policy.idle_return` of the scenarios: the one length that no result file says.
pub(crate) const IDLE_RETURN: i64 = 1_800;

/// Months of the programme (KST): name, first day and the day after the last, counted on a calendar from April 1.
pub(crate) const MONTHS: [(&str, i64, i64); 9] = [
    ("2025-04", 0, 30),
    ("2025-05", 30, 61),
    ("2025-06", 61, 91),
    ("2025-07", 91, 122),
    ("2025-08", 122, 153),
    ("2025-09", 153, 183),
    ("2025-10", 183, 214),
    ("2025-11", 214, 244),
    ("2025-12", 244, 275),
];

/// The month of a second.
pub(crate) fn month_of(second: i64) -> usize {
    MONTHS.iter().position(|(_, _, end)| second < end * DAY).expect("a second of the programme")
}

/// A day of the programme as `2025-09-01`.
pub(crate) fn date(day: i64) -> String {
    let (name, first, _) = MONTHS[month_of(day * DAY)];
    format!("{name}-{:02}", day - first + 1)
}

/// The files of one logged replication.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) effective: Effective,
    pub(crate) sessions: Vec<SessionRow>,
    pub(crate) bills: Vec<BillRow>,
    pub(crate) budget: Vec<BudgetRow>,
    pub(crate) days: Vec<DayRow>,
    pub(crate) outages: Vec<OutageRow>,
}

/// A request that got cards, with the columns that such a row must have.
#[derive(Clone, Copy)]
pub(crate) struct Served<'a> {
    pub(crate) row: &'a SessionRow,
    pub(crate) started: i64,
    pub(crate) ended: i64,
    pub(crate) released: i64,
    pub(crate) wait: i64,
}

/// What does not hold: an audit's name for it, and where.
#[derive(Default)]
pub(crate) struct Faults(Vec<(&'static str, String)>);

impl Faults {
    pub(crate) fn unless(&mut self, holds: bool, kind: &'static str, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push((kind, what()));
        }
    }

    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        let mut kinds: Vec<_> = self.0.iter().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Stops the test at the first few.
    #[track_caller]
    pub(crate) fn none(&self) {
        let shown: Vec<_> = self.0.iter().take(8).collect();
        assert!(shown.is_empty(), "{} faults, such as {shown:#?}", self.0.len());
    }
}

impl Log {
    pub(crate) fn read(folder: &Path) -> Self {
        let file = |name: &str| folder.join(name);
        Self {
            effective: Effective::read(&file("scenario.effective.json")).expect("it can be read"),
            sessions: read_csv(&file("sessions.csv")).expect("it can be read"),
            bills: read_csv(&file("bills.csv")).expect("it can be read"),
            budget: read_csv(&file("budget.csv")).expect("it can be read"),
            days: read_csv(&file("daily.csv")).expect("it can be read"),
            outages: read_csv(&file("outages.csv")).expect("it can be read"),
        }
    }

    /// Everything that does not hold.
    pub(crate) fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        self.check_readings(&mut faults);
        self.check_rows(&mut faults);
        self.check_queues(&mut faults);
        self.check_bills(&mut faults);
        self.check_budget(&mut faults);
        faults
    }

    /// What does not hold of whatever a log may have: bursts, faults, fixed allocation, several suppliers, gangs,
    /// waves, transfers, use after the service. It asks less of each row than [`faults`](Self::faults), which knows a
    /// plain programme to the second.
    pub(crate) fn faults_of_any(&self) -> Faults {
        let mut faults = Faults::default();
        self.check_any_cards(&mut faults);
        self.check_any_lines(&mut faults);
        faults
    }

    /// The rules below are these readings; another one would need other rules.
    fn check_readings(&self, faults: &mut Faults) {
        for (reading, value) in [
            ("P2.operating", "reserved_at_start"),
            ("P2.vat", "included"),
            ("P2.vat_extract", "vat_floor"),
            ("P3.transfer", "pooled"),
            ("P4.when_exhausted", "stop_at_once"),
            ("P4.accrual", "hour"),
            ("A1.idle", "billed"),
            ("A2.clock", "eligible"),
            ("A3.sla_discount", "hours"),
            ("A3.excess", "begun"),
            ("A3.won", "paid_floor"),
            ("A5.draw", "seconds"),
            ("T1.hours", "session_ceil"),
            ("T2.split", "hour_begin"),
            ("T2.price_at", "hour_begin"),
            ("T3.own", "outside"),
            ("N3.month", "calendar"),
            ("N3.days", "calendar_days"),
            ("N3.won", "floor"),
        ] {
            let found = self.effective.readings.get(reading);
            faults
                .unless(found.is_some_and(|it| it == value), "readings", || format!("{reading}: {found:?}"));
        }
    }

    pub(crate) fn served(&self) -> impl Iterator<Item = Served<'_>> {
        self.sessions.iter().filter_map(served)
    }

    /// The second from which a session's line gives no more service.
    pub(crate) fn stop(&self, row: &SessionRow) -> i64 {
        let programme = &self.effective.programme;
        let ended = if is_npu(row) { programme.npu_service_ended_s } else { programme.service_ended_s };
        ended.expect("a log says when service ended")
    }

    /// The price of a product-hour (NPU: month) in force at a second.
    pub(crate) fn price(&self, row: &SessionRow, second: i64) -> i64 {
        let product = self.effective.products.get(&row.product).expect("a product of the scenario");
        let supplier = row.supplier.as_ref().expect("every request names its supplier");
        let prices = product.prices.get(supplier).expect("the supplier sells it");
        let in_force = prices.iter().rfind(|price| price.from_s <= second).expect("a price from the start");
        in_force.unit_price_won
    }
}

/// The columns of a served request, or `None` where the row is of one that never got cards.
pub(crate) fn served(row: &SessionRow) -> Option<Served<'_>> {
    Some(Served {
        row,
        started: row.started_s?,
        ended: row.ended_s?,
        released: row.released_s?,
        wait: row.wait_s?,
    })
}

pub(crate) fn is_npu(row: &SessionRow) -> bool {
    row.kind == SessionKind::Npu
}

/// Seconds that two intervals share.
pub(crate) fn shared(a: (i64, i64), b: (i64, i64)) -> i64 {
    (a.1.min(b.1) - a.0.max(b.0)).max(0)
}
