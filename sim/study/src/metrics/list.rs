//! The metrics themselves, by what they are of: ids, units, directions.

use super::{Better, Metric, Unit, What, Whose};
use naru_results::Estimand;

pub(super) fn wait_metrics(name: &str, whose: Whose) -> Vec<Metric> {
    use Better::{Neither, Smaller};
    use Estimand::{PerProgramme, PerRequest};
    let metric = |figure: &str, unit, better, estimand, what| Metric {
        id: format!("waits.{name}.{figure}"),
        unit,
        better,
        estimand,
        what,
    };
    let mut all = vec![
        metric("requests", Unit::Requests, Neither, PerProgramme, What::Requests(whose)),
        metric("unserved_share", Unit::Share, Smaller, PerRequest, What::UnservedShare(whose)),
        metric("undecided_share", Unit::Share, Neither, PerRequest, What::UndecidedShare(whose)),
        metric("censored_share", Unit::Share, Neither, PerRequest, What::CensoredShare(whose)),
        metric("mean_hours", Unit::Hours, Smaller, PerRequest, What::MeanWait(whose)),
    ];
    for percent in [50, 90, 95, 99] {
        let what = What::WaitQuantile(whose, percent);
        all.push(metric(&format!("p{percent}_hours"), Unit::Hours, Smaller, PerRequest, what));
    }
    all.extend([
        metric("max_hours", Unit::Hours, Smaller, PerProgramme, What::MaxWait(whose)),
        metric("over_limit_share", Unit::Share, Smaller, PerRequest, What::OverLimit(whose)),
        metric("over_limit_share_upper", Unit::Share, Smaller, PerRequest, What::OverLimitUpper(whose)),
        metric("over_limit_any_share", Unit::Share, Smaller, PerProgramme, What::OverLimitAny(whose)),
    ]);
    all
}

pub(super) fn of_programmes(id: String, unit: Unit, better: Better, what: What) -> Metric {
    Metric { id, unit, better, estimand: Estimand::PerProgramme, what }
}

pub(super) fn card_metrics(name: &str, pool: usize) -> Vec<Metric> {
    let metric = |figure: &str, unit, better, what| {
        of_programmes(format!("cards.{name}.{figure}"), unit, better, what)
    };
    vec![
        metric("peak_in_use", Unit::Cards, Better::Neither, What::PeakInUse(pool)),
        metric("utilisation", Unit::Share, Better::Neither, What::Utilisation(pool)),
        metric("held_for_gang_card_hours", Unit::SetHours, Better::Smaller, What::HeldForGang(pool)),
    ]
}

pub(super) fn supplier_metrics(name: &str, s: usize) -> Vec<Metric> {
    use Better::{Larger, Neither, Smaller};
    let metric = |figure: &str, unit, better, what| {
        of_programmes(format!("suppliers.{name}.{figure}"), unit, better, what)
    };
    vec![
        metric("revenue_won", Unit::Won, Neither, What::Revenue(s)),
        metric("revenue_per_card_month_won", Unit::Won, Larger, What::RevenuePerCardMonth(s)),
        metric("discount_won", Unit::Won, Smaller, What::Discount(s)),
        metric("deduction_won", Unit::Won, Smaller, What::Deduction(s)),
        metric("free_card_hours", Unit::SetHours, Neither, What::FreeCardHours(s)),
        metric("idle_card_hours", Unit::SetHours, Smaller, What::IdleCardHours(s)),
        metric("idle_share", Unit::Share, Smaller, What::IdleShare(s)),
        metric("trial_hours", Unit::SetHours, Neither, What::TrialHours(s)),
        metric("after_hours", Unit::SetHours, Neither, What::AfterHours(s)),
        metric("after_won", Unit::Won, Neither, What::AfterWon(s)),
        metric("fault_reports", Unit::Count, Smaller, What::FaultReports(s)),
        metric("storage_claimed_tb", Unit::Terabytes, Neither, What::StorageClaimed(s)),
    ]
}

pub(super) fn course_metrics(waves: &[String]) -> Vec<Metric> {
    use Better::Neither;
    let wave = |(w, name): (usize, &String)| {
        let id = format!("course.wave_admitted_share.{name}");
        of_programmes(id, Unit::Share, Neither, What::WaveAdmitted(w))
    };
    let metric = |figure: &str, unit, what| of_programmes(format!("course.{figure}"), unit, Neither, what);
    let others = [
        metric("recalled_grants", Unit::Count, What::RecalledGrants),
        metric("npu_to_gpu_won", Unit::Won, What::NpuToGpu),
        metric("stage_reports", Unit::Count, What::StageReports),
    ];
    waves.iter().enumerate().map(wave).chain(others).collect()
}

pub(super) fn money_metrics() -> Vec<Metric> {
    use Better::{Larger, Neither, Smaller};
    let metric = |figure: &str, unit, better, what| Metric {
        id: format!("budget.{figure}"),
        unit,
        better,
        estimand: Estimand::PerProgramme,
        what,
    };
    vec![
        metric("spent_won", Unit::Won, Neither, What::Spent),
        metric("left_won", Unit::Won, Neither, What::Left),
        metric("need_won", Unit::Won, Smaller, What::Need),
        metric("not_served_won.waiting", Unit::Won, Smaller, What::NotServedWaiting),
        metric("not_served_won.money", Unit::Won, Smaller, What::NotServedMoney),
        metric("not_served_won.allowance", Unit::Won, Smaller, What::NotServedAllowance),
        metric("not_served_won.outage", Unit::Won, Smaller, What::NotServedOutage),
        metric("exhausted_share", Unit::Share, Smaller, What::Exhausted),
        metric("exhausted_on", Unit::Day, Larger, What::ExhaustedOn),
        metric("lines.gpu", Unit::Won, Neither, What::LineSpent(0)),
        metric("lines.npu", Unit::Won, Neither, What::LineSpent(1)),
        metric("lines.operating", Unit::Won, Neither, What::Operating),
    ]
}
