//! Every sentence of this room for people: Korean and English side by side, so that neither can be forgotten.
//!
//! `reading`: what can be wrong before a file means anything. `meaning`: values of the wrong kind. `judging`: values
//! that do not go together, or not with the call; `clauses`: the same, of the mechanisms of single clauses; `policy`: of
//! the operating plan; `sweep`: study files; `gate`: of a gate's file.

mod clauses;
mod gate;
mod judging;
mod meaning;
mod policy;
mod reading;
mod sweep;

pub(crate) use clauses::*;
pub(crate) use gate::*;
pub(crate) use judging::*;
pub(crate) use meaning::*;
pub(crate) use policy::*;
pub(crate) use reading::*;
pub(crate) use sweep::*;

use crate::problem::Lang;

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// 한국어.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}

/// `text!("한국어 {name}", "English {name}")`: both with the same values at hand.
macro_rules! text {
    ($ko:literal, $en:literal $(,)?) => {
        $crate::words::Text { ko: format!($ko), en: format!($en) }
    };
}
pub(crate) use text;

/// Names in backticks, joined by commas.
pub(crate) fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    names.into_iter().map(|n| format!("`{}`", n.as_ref())).collect::<Vec<_>>().join(", ")
}

pub(crate) fn error() -> Text {
    text!("오류", "error")
}

pub(crate) fn warning() -> Text {
    text!("경고", "warning")
}

pub(crate) fn tally(errors: usize, warnings: usize) -> Text {
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let (es, ws) = (s(errors), s(warnings));
    text!("오류 {errors}건, 경고 {warnings}건", "{errors} error{es}, {warnings} warning{ws}")
}
