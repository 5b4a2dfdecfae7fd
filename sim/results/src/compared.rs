//! What `naru compare` writes: scenarios held against the first of them, on the same replications.

use crate::{Better, Day, Estimand, Label, MetricUnit};
use serde::{Deserialize, Serialize};

/// `compare.json`: a comparison in figures. It marks such a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Number of the contract: [`SCHEMA`](crate::SCHEMA).
    pub schema: u32,
    /// Hash of the scenarios' hashes, in their order. Only a comparison of the same scenarios replaces this folder.
    pub scenario_hash: String,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications of each scenario; a replication of one is paired with that of the same number of another.
    pub replications: u32,
    /// First day of the first scenario's programme: day 0 of figures in days.
    pub start: Day,
    /// Confidence of the marginal intervals, and of all claims together.
    pub confidence: f64,
    /// Claims that share this confidence: metrics times scenarios after the first.
    pub claims: u32,
    /// The scenarios; all others are compared with the first.
    pub scenarios: Vec<ComparedScenario>,
    /// What only some of them have, so that nothing of it is compared.
    pub left_out: Vec<LeftOut>,
    /// What was compared.
    pub metrics: Vec<ComparedMetric>,
    /// Which is best; null where that was not asked.
    pub best: Option<BestOf>,
}

/// A scenario of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedScenario {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Label,
    /// Its hash.
    pub scenario_hash: String,
    /// Replications in which its demand is the first scenario's (equal digests): the same users ask.
    pub same_demand: u32,
    /// Values in which it differs from the first scenario.
    pub differences: Vec<ScenarioDifference>,
}

/// A value in which two scenarios differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioDifference {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// As it is written in the first scenario; null where it has none.
    pub before: Option<String>,
    /// As it is written in the other.
    pub after: Option<String>,
}

/// Something that only some of the scenarios have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// What it is.
    pub kind: LeftOutKind,
    /// Its name; of a pool, behind its supplier's.
    pub name: String,
    /// Which scenarios have it, from 0.
    pub scenarios: Vec<u32>,
}

/// What may be missing in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOutKind {
    /// A product.
    Product,
    /// A supplier's pool.
    Pool,
    /// A supplier.
    Supplier,
}

/// A metric of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedMetric {
    /// Id in the metric table; `programme.` before it where it is one number per programme.
    pub id: String,
    /// Unit of its values and differences.
    pub unit: MetricUnit,
    /// Which way is better.
    pub better: Better,
    /// Of a request (a ratio of sums, paired by the jackknife's pseudo-values), or of a programme.
    pub estimand: Estimand,
    /// A chance: a share of programmes.
    pub chance: bool,
    /// Differences below it do not matter (δ); null where nobody has said and the unit has no default.
    pub indifference: Option<f64>,
    /// Each other scenario against the first, in their order.
    pub against: Vec<PairedDifference>,
}

/// The second scenario less the first, over pairs of replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairedDifference {
    /// Pairs behind it: replications in which both say something.
    pub pairs: u32,
    /// Replications left out, since one of the two says nothing.
    pub dropped: u32,
    /// Pairs that are not equal to the bit.
    pub differing: u32,
    /// The first scenario's figure.
    pub first: Option<f64>,
    /// The second's.
    pub second: Option<f64>,
    /// Mean of the differences. Of ratios: of pseudo-values, which takes out bias of order 1/n, so that it may be a little off
    /// the difference of the two figures.
    pub difference: Option<f64>,
    /// Lower end of its interval at 1 − α/claims (Bonferroni): the one that claims are made by.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// Lower end of the interval of this figure alone, at `confidence`.
    pub marginal_lo: Option<f64>,
    /// Upper end.
    pub marginal_hi: Option<f64>,
    /// Lower end of the 90 % interval, by which two scenarios are called equivalent (TOST).
    pub equivalence_lo: Option<f64>,
    /// Upper end.
    pub equivalence_hi: Option<f64>,
    /// Two-sided p of a mean difference of 0.
    pub p: Option<f64>,
    /// The same adjusted for all claims (Holm).
    pub p_holm: Option<f64>,
    /// What may be claimed.
    pub claim: Claim,
    /// Whether the 90 % interval lies inside (−`indifference`, `indifference`), whatever else is claimed.
    pub within_indifference: bool,
    /// Where all pairs of different scenarios are equal: upper bound, at `confidence`, of the chance that a programme differs.
    pub differs_below: Option<f64>,
    /// What pairing bought: variance of a difference of independent runs, by that of the pairs.
    pub variance_reduction: Option<f64>,
    /// Correlation of the pairs; null where one of the two does not vary.
    pub correlation: Option<f64>,
    /// The differences are too skewed for their number: the interval covers less often than it says.
    pub skewed: bool,
}

/// What may be claimed of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// The second is better: the whole interval says so.
    Better,
    /// The second is worse.
    Worse,
    /// The second is larger; the metric has no better.
    Larger,
    /// The second is smaller; the metric has no better.
    Smaller,
    /// The difference is smaller than `indifference`.
    Equivalent,
    /// Every pair is equal.
    Equal,
    /// Neither a difference nor equivalence is shown.
    NotShown,
    /// Fewer than two pairs: nothing can be said.
    Nothing,
}

/// Which scenario is best: all pairs on one metric, their intervals together at `confidence` (Bonferroni).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BestOf {
    /// The metric.
    pub metric: String,
    /// What each scenario is called by it, in their order.
    pub standings: Vec<Standing>,
    /// Every pair.
    pub pairs: Vec<BestPair>,
}

/// How far a scenario may be called best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Better than every other.
    Best,
    /// Worse than the best by less than `indifference`, if at all.
    WithinIndifference,
    /// None of the others is shown to be better.
    MayBeBest,
    /// Another is better.
    NotBest,
}

/// Two scenarios of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BestPair {
    /// Number of the first scenario, from 0.
    pub first: u32,
    /// Number of the second.
    pub second: u32,
    /// The second less the first; null below two pairs of replications.
    pub difference: Option<f64>,
    /// Lower end.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
}
