//! One value tried: replications until the test decides or no look is left.

use super::looks::Levels;
use super::question::{Question, ShareShown};
use crate::arm::Arm;
use crate::kept::Condition;
use crate::metrics::{Figure, MetricTable, Sample, Unit, What};
use crate::numbers::{Left, Numbers};
use crate::record::Record;
use crate::run::{Stopped, Watch};
use crate::statistics::{Confidence, mean};
use crate::variant::{Ask, Variant};
use naru_results::{Relation, SolveProbe, SolveReason, SolveVerdict};
use naru_units::Span;
use std::sync::atomic::AtomicBool;

/// What a probe needs beside its value.
#[derive(Clone, Copy)]
pub(super) struct Tester<'a> {
    pub(super) question: &'a Question,
    pub(super) seed: u64,
    pub(super) watch: &'a dyn Watch,
    pub(super) stop: &'a AtomicBool,
}

/// What one replication says.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// Whether its programme keeps to the condition.
    Kept(Option<bool>),
    /// Its part in a mean, or in a ratio of sums.
    Sample(Sample),
}

/// Its kind, then what it holds.
impl Numbers for Part {
    fn put(&self, out: &mut Vec<i64>) {
        match self {
            Self::Kept(kept) => {
                out.push(0);
                kept.put(out);
            }
            Self::Sample(sample) => {
                out.push(1);
                sample.put(out);
            }
        }
    }
    fn take(left: &mut Left<'_>) -> Option<Self> {
        match left.next()? {
            0 => Numbers::take(left).map(Self::Kept),
            1 => Numbers::take(left).map(Self::Sample),
            _ => None,
        }
    }
}

/// How the parts of a question are made and judged.
enum Sense {
    Share(ShareShown),
    /// A mean on one side of a bound: of the figure, or of the share of waits within a bound (a pooled quantile).
    Mean {
        figure: Figure,
        condition: Condition,
    },
}

impl Tester<'_> {
    /// Waits that must be counted exactly.
    pub(super) fn bounds(&self) -> Vec<Span> {
        let of_quantile = matches!(self.question.figure.metric.what, What::WaitQuantile(..));
        if of_quantile { vec![self.question.condition.wait_bound()] } else { Vec::new() }
    }

    /// Tries a variant at the looks of `levels`, on replications from `first` on; at most `looks` of them.
    pub(super) fn probe(
        &self,
        (arm, variant): (Arm, &Variant),
        levels: &Levels,
        first: u32,
        looks: usize,
    ) -> Result<SolveProbe, Stopped> {
        let sense = self.sense(&variant.table);
        let mut parts = Vec::new();
        let mut found = None;
        for (look, size) in levels.sizes().iter().take(looks).enumerate() {
            let seen = parts.len() as u32;
            self.watch.more(size - seen);
            let ask = Ask {
                seed: self.seed,
                replications: first + seen..first + size,
                depth: self.question.figure.metric.what.depth(),
            };
            let of = |record: Record| self.part(&sense, variant, &record);
            let waits_alone = self.question.figure.metric.what.is_of_waits();
            parts.extend(if waits_alone {
                variant.map_waits_kept(arm, &ask, of, self.watch, self.stop)?
            } else {
                variant.map_kept(arm, &ask, of, self.watch, self.stop)?
            });
            let probe = judge(&sense, &variant.table, levels, look, &parts);
            let decided = probe.verdict != SolveVerdict::NotShown;
            found = Some(probe);
            if decided {
                break;
            }
        }
        Ok(found.expect("there is a first look"))
    }

    fn sense(&self, table: &MetricTable) -> Sense {
        if let Some(share) = self.question.share_shown() {
            return Sense::Share(share);
        }
        let (figure, condition) = (self.question.figure.clone(), self.question.condition);
        let What::WaitQuantile(whose, percent) = figure.metric.what else {
            return Sense::Mean { figure, condition };
        };
        if figure.of_programme {
            return Sense::Mean { figure, condition };
        }
        // The pooled quantile is within the bound where the share of waits within it reaches the level: a ratio of
        // sums, as the share of late requests is.
        let ratio = table.iter().find(|metric| metric.what == What::OverLimit(whose));
        let figure = table.figure(&ratio.expect("whoever has a quantile has a share of late requests").id);
        let relation = match condition.relation {
            Relation::AtMost | Relation::Below => Relation::AtLeast,
            Relation::Above | Relation::AtLeast => Relation::AtMost,
        };
        let figure = figure.expect("it is in the table");
        Sense::Mean { figure, condition: Condition { relation, bound: f64::from(percent) / 100.0 } }
    }

    fn part(&self, sense: &Sense, variant: &Variant, record: &Record) -> Part {
        let figure = &self.question.figure;
        let bounds = &variant.lowered.plan.wait_bounds;
        if let Sense::Share(share) = sense {
            return Part::Kept(share.condition.kept(&variant.table, bounds, &figure.metric, record));
        }
        let What::WaitQuantile(whose, _) = figure.metric.what else {
            return Part::Sample(variant.table.part(figure, record));
        };
        if figure.of_programme {
            return Part::Sample(variant.table.part(figure, record));
        }
        let bound = self.question.condition.wait_bound();
        let i = bounds.iter().position(|it| *it == bound).expect("it was registered before");
        let tally = variant.table.waits(record, whose);
        let of = tally.decided();
        Part::Sample(if of == 0 { Sample::Nothing } else { Sample::Ratio { part: tally.within[i], of } })
    }
}

fn judge(sense: &Sense, table: &MetricTable, levels: &Levels, look: usize, parts: &[Part]) -> SolveProbe {
    let probe = SolveProbe {
        at: Vec::new(),
        cards: Vec::new(),
        why: SolveReason::Half,
        replications: parts.len() as u32,
        held: None,
        judged: 0,
        mean: None,
        standard_error: None,
        skewed: false,
        verdict: SolveVerdict::NotShown,
    };
    match sense {
        Sense::Share(_) => {
            let kept = parts.iter().filter_map(|part| match part {
                Part::Kept(kept) => *kept,
                Part::Sample(_) => None,
            });
            let (held, judged) = kept.fold((0, 0), |(held, all), kept| (held + u32::from(kept), all + 1));
            let silent = parts.len() as u32 - judged;
            let verdict = levels.share(look, held, silent);
            SolveProbe { held: Some(held), judged, verdict, ..probe }
        }
        Sense::Mean { figure, condition } => {
            let samples: Vec<Sample> = parts
                .iter()
                .map(|part| match part {
                    Part::Sample(sample) => *sample,
                    Part::Kept(_) => Sample::Nothing,
                })
                .collect();
            let series = table.series(figure, &samples);
            let values: Vec<f64> = series.values.into_iter().flatten().collect();
            let Ok(found) = mean(&values, Confidence::P95) else { return probe };
            let of_shares = figure.metric.unit == Unit::Share;
            SolveProbe {
                judged: found.n as u32,
                mean: series.point,
                standard_error: Some(found.sd / (found.n as f64).sqrt()),
                skewed: found.skewed,
                verdict: levels.mean(look, &values, *condition, of_shares),
                ..probe
            }
        }
    }
}
