//! What must hold: a bound on a metric, in one of two senses, or a promise of the scenario.

use crate::kept::Condition;
use crate::metrics::{Figure, MetricTable, Unit, What};
use naru_results::{Relation, SolveQuestion};
use naru_scenario::{Decimal, Kept, Lowered};
use naru_units::DAY;

/// What must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Of which metric.
    pub figure: Figure,
    /// The bound.
    pub condition: Condition,
    /// As it was written.
    pub written: String,
    /// In which share of programmes; `None`: the mean (the ratio of sums, the pooled quantile) must hold it.
    pub in_programmes: Option<f64>,
    /// The promise that it comes from.
    pub promise: Option<String>,
}

/// Why something is no question.
#[derive(Clone, Debug, PartialEq)]
pub enum QuestionFault {
    /// Not `METRIC < BOUND`.
    NoRelation,
    /// No such metric; those that look most like it.
    UnknownMetric {
        /// As asked for.
        id: String,
        /// At most three.
        nearest: Vec<String>,
    },
    /// The bound is no number, or for a day no date.
    NoBound {
        /// As it was written.
        bound: String,
        /// Whether a date was expected.
        date: bool,
    },
    /// A share of programmes of what is a figure of all requests: `programme.` asks it of one programme.
    OfRequests {
        /// The metric.
        id: String,
    },
    /// A share outside 0..1: of all programmes nothing can be shown by simulating some. Also that something happens in
    /// no programme, or in every one (`budget.exhausted_share <= 0`).
    Share(f64),
    /// No such promise; those that there are.
    NoPromise {
        /// As asked for.
        name: String,
        /// Of the scenario.
        known: Vec<String>,
    },
}

/// The signs, longer ones first.
const SIGNS: [(&str, Relation); 4] =
    [("<=", Relation::AtMost), (">=", Relation::AtLeast), ("<", Relation::Below), (">", Relation::Above)];

impl Question {
    /// Reads `programme.waits.gpu-134tf.p95_hours < 8`, `budget.exhausted_on >= 2025-12-15`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(
        text: &str,
        in_programmes: Option<f64>,
        lowered: &Lowered,
        table: &MetricTable,
    ) -> Result<Self, QuestionFault> {
        let found = SIGNS.iter().find_map(|(sign, relation)| {
            let (id, bound) = text.split_once(sign)?;
            Some((id.trim(), *relation, bound.trim()))
        });
        let Some((id, relation, written)) = found.filter(|(id, ..)| !id.is_empty()) else {
            return Err(QuestionFault::NoRelation);
        };
        let figure = figure(id, table)?;
        let date = figure.metric.unit == Unit::Day;
        let bound = if date { day(written, lowered) } else { Decimal::parse(written).map(Decimal::to_f64) };
        let bound = bound.ok_or_else(|| QuestionFault::NoBound { bound: written.to_owned(), date })?;
        let condition = Condition { relation, bound };
        Self { figure, condition, written: written.to_owned(), in_programmes, promise: None }.checked()
    }

    /// The question that a promise puts.
    ///
    /// # Errors
    /// No such promise, or one that nothing can show.
    pub fn of_promise(name: &str, lowered: &Lowered, table: &MetricTable) -> Result<Self, QuestionFault> {
        let Some(promise) = lowered.promises.iter().find(|it| it.name == name) else {
            let known = lowered.promises.iter().map(|it| it.name.clone()).collect();
            return Err(QuestionFault::NoPromise { name: name.to_owned(), known });
        };
        let written = match promise.kept {
            Kept::AtMost(bound) | Kept::AtLeast(bound) => bound.to_string(),
            Kept::NotBefore(at) => lowered.plan.terms.epoch.date(at).to_string(),
        };
        Self {
            figure: figure(&promise.metric, table)?,
            condition: promise.kept.into(),
            written,
            in_programmes: Some(promise.in_programmes),
            promise: Some(name.to_owned()),
        }
        .checked()
    }

    fn checked(self) -> Result<Self, QuestionFault> {
        match self.in_programmes {
            Some(share) if !(share > 0.0 && share < 1.0) => Err(QuestionFault::Share(share)),
            Some(_) if !self.figure.of_programme => {
                Err(QuestionFault::OfRequests { id: self.figure.id.clone() })
            }
            None if self.happens() && !(self.condition.bound > 0.0 && self.condition.bound < 1.0) => {
                Err(QuestionFault::Share(self.share_of_happening().share))
            }
            Some(_) | None => Ok(self),
        }
    }

    /// The share of programmes to be shown and the side on which a programme counts. A mean of what happens or not is
    /// a share too: at most 10 % gone early is at least 90 % not gone.
    pub(super) fn share_shown(&self) -> Option<ShareShown> {
        if let Some(share) = self.in_programmes {
            return Some(ShareShown { share, condition: self.condition });
        }
        self.happens().then(|| self.share_of_happening())
    }

    /// Whether a programme says yes or no to it.
    const fn happens(&self) -> bool {
        matches!(self.figure.metric.what, What::Exhausted | What::OverLimitAny(_) | What::WaveAdmitted(_))
    }

    /// The share that a bound on what happens asks for.
    const fn share_of_happening(&self) -> ShareShown {
        let bound = self.condition.bound;
        match self.condition.relation {
            Relation::AtMost | Relation::Below => ShareShown {
                share: 1.0 - bound,
                condition: Condition { relation: Relation::Below, bound: 0.5 },
            },
            Relation::AtLeast | Relation::Above => {
                ShareShown { share: bound, condition: Condition { relation: Relation::Above, bound: 0.5 } }
            }
        }
    }

    /// For files.
    pub(super) fn row(&self, largest: bool) -> SolveQuestion {
        SolveQuestion {
            metric: self.figure.id.clone(),
            unit: self.figure.metric.unit,
            relation: self.condition.relation,
            bound: self.condition.bound,
            written: self.written.clone(),
            in_programmes: self.in_programmes,
            promise: self.promise.clone(),
            largest,
        }
    }

    /// In one line: what a result folder is of.
    pub fn line(&self) -> String {
        let sign = self.condition.relation.sign();
        let sense = self.in_programmes.map_or_else(|| "mean".to_owned(), |share| format!("share {share}"));
        format!("{} {sign} {}, {sense}", self.figure.id, self.written)
    }
}

/// A condition that must hold in a share of programmes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ShareShown {
    pub(super) share: f64,
    pub(super) condition: Condition,
}

fn figure(id: &str, table: &MetricTable) -> Result<Figure, QuestionFault> {
    table.figure(id).ok_or_else(|| QuestionFault::UnknownMetric {
        id: id.to_owned(),
        nearest: table.nearest(id).into_iter().map(str::to_owned).collect(),
    })
}

/// A date as a day of the programme.
fn day(written: &str, lowered: &Lowered) -> Option<f64> {
    let date: jiff::civil::Date = written.parse().ok()?;
    let seconds = lowered.facts.start.until(date).ok()?.get_days();
    debug_assert_eq!(DAY, 86_400, "a day of the programme is a calendar day");
    Some(f64::from(seconds))
}
