//! Settlement: what use costs, to the won.
//!
//! A session that has ended enters the [`Account`] of its project with one supplier; the account knows at
//! any second what is owed and, on asking, what would be owed if everything that runs ended there. At the
//! end it gives the bill lines. Fixed allocation by the month is a [`Tenancy`]. Order of operations on
//! every line: hours × price, discount (A3), VAT (P2), own contribution (T3), what the programme pays.
//!
//! Deliberately absent: who holds which card, when money runs out, any budget. Time arrives as seconds,
//! prices as values in force from a date; every choice that the call leaves open is a named reading.

mod account;
mod bill;
mod exact;
mod idle;
mod npu;
mod outage;
mod own;
mod parts;
mod sla;
mod statement;
mod tariff;
mod tax;
mod terms;

pub use account::Account;
pub use bill::{BillLine, Clause};
pub use exact::ExactWon;
pub use idle::billable_end;
pub use npu::{Tenancy, days_held};
pub use outage::{ended_by_fault, outage_deduction};
pub use own::{deposit, service_from};
pub use sla::{discount_rate, eligible, hours_over_limit, over_limit};
pub use statement::{filing_day, report_due};
pub use tariff::{
    MOST_FIXED, ceiling, dearest_hour, fixed_length, fixed_offer, fixed_price, most_added, stands,
};
pub use tax::{vat_inside, vat_of_statement, vat_of_statement_exact};
pub use terms::{ALWAYS, Allocation, Terms, Usage, month_starts};
