//! Documents from result folders: what a page says of a run, a comparison, a solve and the other verbs.

pub(crate) mod cells;
mod chapters;
mod compared;
mod comparison;
mod facts;
mod gate;
mod readings;
mod replayed;
mod run;
mod settled;
mod solved;
mod swept;
mod terms;

pub use compared::compared;
pub use comparison::comparison;
pub use gate::gate;
pub use readings::readings;
pub use replayed::replayed;
pub use run::run;
pub use settled::settled;
pub use solved::solved;
pub(crate) use swept::chart_title;
pub use swept::swept;

use crate::charts;
use crate::document::Provenance;
use crate::words::{Lang, say};
use naru_results::{PricedReadings, RunFolder, Swept};

/// What a run's pages are made from.
#[derive(Clone, Copy, Debug)]
pub struct RunFiles<'a> {
    /// The run's own folder.
    pub folder: &'a RunFolder,
    /// Sweeps that stand beside it; those of another scenario or program are not looked at.
    pub sweeps: &'a [Swept],
    /// Priced readings that stand beside it, likewise.
    pub readings: &'a [PricedReadings],
}

/// Whether unit prices are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prices {
    /// They are.
    #[default]
    Shown,
    /// They, the assumptions about them and whatever tells them are left out, and the document says so.
    Hidden,
}

/// What a document is asked to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Unit prices.
    pub prices: Prices,
}

impl Options {
    fn hides_prices(self) -> bool {
        self.prices == Prices::Hidden
    }
}

impl<'a> RunFiles<'a> {
    /// A folder with nothing beside it.
    pub const fn alone(folder: &'a RunFolder) -> Self {
        Self { folder, sweeps: &[], readings: &[] }
    }

    fn study(&self) -> charts::Study<'a> {
        let it = self.folder;
        charts::Study {
            summary: &it.summary,
            run: &it.run,
            effective: &it.effective,
            daily: &it.daily,
            waits: &it.waits,
            monthly: &it.monthly,
            hourly: &it.hourly,
            replications: Some(&it.replications),
        }
    }

    fn provenance(&self) -> Provenance {
        let summary = &self.folder.summary;
        Provenance {
            scenario: summary.scenario.clone(),
            scenario_hash: summary.scenario_hash.clone(),
            seed: Some(summary.seed),
            replications: Some(summary.replications),
            version: self.folder.run.version.clone(),
            assumed: !summary.assumed.is_empty(),
        }
    }

    /// The sweep of one input at a time that is of this scenario and program.
    fn tornado(&self) -> Option<&'a Swept> {
        let run = &self.folder.run;
        self.sweeps.iter().find(|it| {
            it.scenario_hash == run.scenario_hash
                && it.behaviour_hash == run.behaviour_hash
                && !it.effects.is_empty()
                && !it.metrics.is_empty()
        })
    }

    /// Whether something beside it is of this scenario but was made by a program that behaves in another way.
    fn outdated(&self) -> bool {
        let run = &self.folder.run;
        let old = |hash: &str, behaviour: &str| hash == run.scenario_hash && behaviour != run.behaviour_hash;
        self.sweeps.iter().any(|it| old(&it.scenario_hash, &it.behaviour_hash))
            || self.readings.iter().any(|it| old(&it.scenario_hash, &it.behaviour_hash))
    }

    /// The priced readings that are of this scenario and program.
    fn priced(&self) -> Option<&'a PricedReadings> {
        let run = &self.folder.run;
        let same = |it: &&PricedReadings| {
            it.scenario_hash == run.scenario_hash && it.behaviour_hash == run.behaviour_hash
        };
        self.readings.iter().find(same)
    }
}

/// Whether a path of the scenario is a unit price.
pub fn is_price(path: &str) -> bool {
    path == "prices" || path.starts_with("prices.")
}

/// Whether a metric tells a unit price: what suppliers earn, over the hours that stand beside it.
fn tells_price(metric: &str) -> bool {
    is_price(metric) || ["revenue", "margin"].iter().any(|it| metric.contains(it))
}

/// What is said of metrics that are left out with the prices.
fn hidden_metrics(count: usize, lang: Lang) -> Option<String> {
    let hidden = hidden_note(lang);
    (count > 0).then(|| {
        say!(
            lang,
            "{hidden}: 단가를 드러내는 지표 {count}개도 싣지 않음",
            "{hidden} Metrics that tell them, too: {count}."
        )
    })
}

/// What stands where prices are left out.
fn hidden_note(lang: Lang) -> String {
    lang.pick(
        "※ 단가는 협상 비공개로 뺌. 모든 카드의 평균 단가는 집행액과 가동률로 어림할 수 있음",
        "Unit prices are left out: they are negotiated and not public. An average over all cards can be worked out from spend and use.",
    )
        .to_owned()
}

/// The remark under every table of money.
fn rounding_note(lang: Lang) -> String {
    lang.pick(
        "※ 단수처리로 합계가 일치하지 않을 수 있음",
        "Sums may differ in the last place because of rounding.",
    )
    .to_owned()
}

/// The unit line of a table of money.
fn money_unit(lang: Lang) -> &'static str {
    lang.pick("(단위: 억 원, VAT 포함)", "(bn won, VAT in)")
}
