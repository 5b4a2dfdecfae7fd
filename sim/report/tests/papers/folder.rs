//! A result folder written by hand: June 2025 of a few sessions.

use naru_report::papers::Log;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Columns of `sessions.csv` that these tests fill; all others are absent, as in a real log.
pub(crate) const SESSIONS: &str = "session,project,product,supplier,pool,kind,multiple,placement,requested_s,eligible_s,\
    started_s,wanted_s,ended_s,released_s,idle_s,wait_s,left_s,allocation,suspended_s,end_reason";
pub(crate) const BILLS: &str = "line,month,project,product,supplier,allocation,budget_line,hours,days,whole_months,\
    unit_price_won,discounted_hours,discount_won,credit_won,deduction_won,supply_won,vat_won,vat_inside_won,\
    own_contribution_won,amount_won,clauses,sessions";
/// The last column of a run's bills, which a real log need not have.
pub(crate) const TRUE_UP: &str = ",true_up_won";

pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// A folder of these sessions and bills. `readings` changes the baseline's; `outages` may be empty.
    pub(crate) fn new(
        readings: &[(&str, &str)],
        sessions: &[&str],
        bills: &[&str],
        outages: &[&str],
    ) -> Self {
        Self::of(&effective(readings), sessions, bills, outages)
    }

    pub(crate) fn of(effective: &Value, sessions: &[&str], bills: &[&str], outages: &[&str]) -> Self {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("papers-{}-{n}", std::process::id()));
        let folder = Self(path);
        fs::create_dir_all(&folder.0).expect("a folder can be made");
        let file = |head: &str, rows: &[&str]| {
            let mut text = format!("{head}\n");
            for row in rows {
                text.extend([row, "\n"]);
            }
            text
        };
        folder.write("scenario.effective.json", &effective.to_string());
        folder.write("sessions.csv", &file(SESSIONS, sessions));
        folder.write("bills.csv", &file(BILLS, bills));
        if !outages.is_empty() {
            let head = "outage,kind,supplier,pool,server,cards,from_s,until_s,sessions_cut";
            folder.write("outages.csv", &file(head, outages));
        }
        folder
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("a file can be written");
    }

    pub(crate) fn log(&self) -> Log {
        Log::read(&self.0).unwrap_or_else(|refused| panic!("{}", refused.text(naru_report::Lang::En)))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// `scenario.effective.json` of one GPU and one NPU product, with two projects.
pub(crate) fn effective(readings: &[(&str, &str)]) -> Value {
    let mut named = json!({ "P2.vat": "included", "P2.vat_scope": "line", "T1.hours": "session_ceil",
        "T2.split": "hour_begin", "T2.price_at": "hour_begin", "A1.idle": "billed", "A3.sla_discount": "hours",
        "A3.excess": "begun", "A3.won": "paid_floor", "T3.own": "outside", "T4.fault_hour": "round",
        "N3.month": "calendar", "N3.days": "calendar_days", "N3.won": "floor", "P4.accrual": "hour" });
    for (id, value) in readings {
        named[id] = json!(value);
    }
    let project = |n: u32, product: &str, own: i64| {
        json!({ "project": n, "product": product, "allowance_product_s": null, "own_ratio_bp": 0, "own_monthly_won": own,
                "concurrency": 1, "contribution_paid_s": 0, "support_months": 9 })
    };
    let price = |won: i64| json!({ "naru": [{ "from_s": 0, "unit_price_won": won }] });
    json!({ "schema": 1, "scenario": "small", "scenario_hash": "0123456789abcdef", "seed": 1, "replication": 0,
        "programme": { "start": "2025-04-01T00:00:00+09:00", "end_s": 23_760_000 },
        "budget": { "cap_won": 1, "operating_won": 0, "vat": "included", "transfer": "pooled",
                    "when_exhausted": "stop_at_once", "funding_stop_s": null, "opening_won": { "gpu": 1, "npu": 0 } },
        "readings": named, "sla": { "limit_s": 28_800, "rate_bp": 3_000, "ceiling_bp": null }, "fixed_ratio_bp": 5_000,
        "products": {
            "gpu-67tf": { "line": "gpu", "tf": 67, "idle_return_s": 1_800, "cards": { "H100": 1 },
                          "draws_tf": { "H100": 67 }, "prices": price(7_920) },
            "npu-60": { "line": "npu", "tf": 60, "idle_return_s": 0, "cards": { "NPU": 1 },
                        "draws_tf": { "NPU": 60 }, "prices": price(1_595_000) } },
        "projects": [project(1, "gpu-67tf", 300_000), project(2, "npu-60", 0)],
        "fleet": [], "queue": { "order": ["arrival"], "backfill": "none", "placement": "best_fit",
            "weights": {}, "priority": {}, "aims_s": {}, "half_life_days": null, "estimate": "exact", "estimate_factor_bp": null,
            "declared_s": {}, "strict": true, "scope": [] } })
}

/// 2025-06-01 00:00 KST.
pub(crate) const JUNE: i64 = 61 * 86_400;
/// 2025-07-01 00:00 KST.
pub(crate) const JULY: i64 = 91 * 86_400;

/// A served GPU session of project 1 within its product: `idle` seconds of its length are after the work's end.
pub(crate) fn gpu(id: &str, started: i64, length: i64, idle: i64, wait: i64) -> String {
    let (asked, ended, work) = (started - wait, started + length, length - idle);
    format!(
        "{id},1,gpu-67tf,naru,H100,base,1,0:1,{asked},{asked},{started},{work},{ended},{ended},{idle},{wait},,dynamic,0,done"
    )
}
