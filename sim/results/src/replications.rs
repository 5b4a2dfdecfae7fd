//! `replications.parquet`: a row per replication, a column per metric.
//!
//! Which metrics there are is the metric table's business (`study`); here they are names with values.

/// All metrics of all replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Replications {
    /// Which replication each row is.
    pub keys: Vec<ReplicationKey>,
    /// A column per metric, in the metric table's order; each as long as `keys`.
    pub metrics: Vec<MetricColumn>,
}

/// What names a replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicationKey {
    /// Replication, from 0.
    pub replication: u32,
    /// Seed of all draws. Unsigned 64-bit in the file.
    pub seed: u64,
    /// Digest of the demand it met: equal digests can be paired. Unsigned 64-bit in the file.
    pub demand_digest: u64,
}

/// One metric of every replication.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricColumn {
    /// Id in the metric table, such as `waits.gpu-134tf.mean_hours`: the column's name.
    pub id: String,
    /// A value per replication.
    pub values: MetricValues,
}

/// Values of a metric; `None` (null in the file) where a replication has none, such as the mean wait of no requests.
#[derive(Clone, Debug, PartialEq)]
pub enum MetricValues {
    /// Counts, seconds, won: INT64.
    Whole(Vec<Option<i64>>),
    /// Ratios and the like: DOUBLE.
    Real(Vec<Option<f64>>),
}

impl Replications {
    /// The values of a metric.
    pub fn metric(&self, id: &str) -> Option<&MetricValues> {
        self.metrics.iter().find(|it| it.id == id).map(|it| &it.values)
    }
}

impl MetricValues {
    /// How many replications it speaks of.
    pub const fn len(&self) -> usize {
        match self {
            Self::Whole(it) => it.len(),
            Self::Real(it) => it.len(),
        }
    }

    /// Whether it speaks of none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
