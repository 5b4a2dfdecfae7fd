//! `naru explain`: how each won of a line came about, and the life of a session (T8).

mod checked;
mod line;
mod session;

pub use line::line;
pub use session::session;

use super::hours;
use super::log::Log;
use super::phrases;
use super::readings;
use crate::format::{count, exact_won};
use crate::table::wrap;
use crate::words::{Lang, say};
use std::collections::BTreeSet;

/// An explanation.
#[derive(Clone, Debug)]
pub struct Explained {
    /// For a terminal, ending in a line break.
    pub text: String,
    /// Whether everything that can be found again from the sessions is what the bill says.
    pub agrees: bool,
}

/// Narrowest terminal that this is made for.
const NARROWEST: usize = 80;

/// Which session waited how long, and what that takes off here.
fn discounted(log: &Log, i: usize, part: &hours::Part, price: i64, lang: Lang) -> Option<String> {
    let session = &log.sessions[i];
    let late = readings::late(log, session)?;
    let k = hours::multiple(log, session);
    let hours =
        if part.discounted > 0 { count(part.discounted * k) } else { phrases::clock(part.discounted_s * k) };
    if part.discounted == 0 && part.discounted_s == 0 {
        return None;
    }
    let (id, wait) = (&session.session, phrases::length(session.wait_s?, lang));
    let (over, rate, price) = (count(late.over), phrases::rate(late.rate_bp), exact_won(price, lang));
    Some(say!(
        lang,
        "세션 {id}: {wait} 대기(초과 {over}시간): {hours} x {price} x {rate}",
        "session {id}: waited {wait} ({over} h over): {hours} x {price} x {rate}"
    ))
}

/// Clauses with their place in the call and their sentence, as it stands there.
fn sources<'a>(log: &Log, ids: impl Iterator<Item = &'a str>, lang: Lang, width: usize) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for id in ids.filter(|id| seen.insert(*id)) {
        let text = match log.clauses.get(id) {
            Some(clause) => {
                let label = lang.pick(&clause.label.ko, &clause.label.en);
                format!("{id} {label} ({}): {}", clause.place, clause.sentence)
            }
            None => say!(lang, "{id}: clauses.json에 없음", "{id}: not in clauses.json"),
        };
        out.extend(wrap(&text, width, 0, 4));
    }
    if !out.is_empty() {
        let heading =
            lang.pick("근거 조항(공모안내서의 자리와 문장)", "Clauses (place in the call, its sentence)");
        out.insert(0, heading.to_owned());
    }
    out
}
