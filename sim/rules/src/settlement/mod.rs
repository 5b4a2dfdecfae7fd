//! Settlement: what use costs, to the won.
//!
//! A session that has ended enters the [`Account`] of its project with one supplier; the account knows at
//! any second what is owed and, on asking, what would be owed if everything that runs ended there. At the
//! end it gives the bill lines. Fixed allocation by the month is a [`Tenancy`]. Order of operations on
//! every line: hours × price, discount or credit (A3), VAT (P2), own contribution (T3), what the programme
//! pays. A flat own contribution is credited to a project's lines together, beside its accounts: [`FlatSum`]. Beside the bill stand late supply (S7), the time after the service (T5, T6) and the final settlement
//! (T9 to T11).
//!
//! Deliberately absent: who holds which card, when money runs out, any budget. Time arrives as seconds,
//! prices as values in force from a date; every choice that the call leaves open is a named reading.

mod account;
mod after;
mod bill;
mod credit;
mod december;
mod exact;
mod final_settlement;
mod flat;
mod idle;
mod late_supply;
mod npu;
mod outage;
mod own;
mod parts;
mod sla;
mod statement;
mod switch;
mod tariff;
mod tax;
mod terms;

pub use account::Account;
pub use after::{billed_until, free_month, paid_after, price_after, within};
pub use bill::{BillLine, Clause};
pub use exact::ExactWon;
pub use final_settlement::{Clawback, on_actual_cost, rent_cut};
pub use flat::{FlatSum, deposit_refund, months_of_support};
pub use idle::billable_end;
pub use late_supply::{SetPrice, late_deduction, support_until};
pub use npu::{Tenancy, days_held};
pub use outage::{ended_by_fault, outage_deduction};
pub use own::{deposit, service_from};
pub use sla::{discount_rate, eligible, hours_over_limit, over_limit};
pub use statement::{fault_report_due, filing_day, report_due, statement_correction};
pub use switch::{Earlier, Switch, days_billed};
pub use tariff::{
    MOST_FIXED, ceiling, dearest_hour, fixed_length, fixed_offer, fixed_price, most_added, stands,
};
pub use tax::{vat_inside, vat_of_statement, vat_of_statement_exact};
pub use terms::{ALWAYS, Allocation, Terms, Usage, month_starts};
