//! Why a job log could not be taken.

use crate::words::{Lang, say};
use naru_results::intake::jobs::LogFault;

/// The fault and what to do. What a Korean sentence is not written for yet is told in English.
pub fn job_log_fault(fault: &LogFault, lang: Lang) -> String {
    say!(lang, "오류: {fault}\n", "error: {fault}\n")
}
