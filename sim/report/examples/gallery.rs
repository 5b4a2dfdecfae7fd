//! Draws every chart into `docs/gallery/`: both widths, both languages, and a page that shows them all.
//!
//! `just gallery` draws the samples of the tests; a result folder as argument is drawn instead, into a folder that a
//! second argument names.

#[path = "../tests/sample/mod.rs"]
mod sample;
#[path = "../tests/verbs/mod.rs"]
mod verbs;

use naru_report::Lang;
use naru_report::charts::{self, Chart, Dress, Look, Study, Width};
use naru_results::{RunFolder, Summary};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let of = arguments.next();
    let out = arguments.next().unwrap_or_else(|| "docs/gallery".to_owned());
    let out = Path::new(&out);
    std::fs::create_dir_all(out)?;
    let mut page = HEAD.to_owned();
    let [korean, english] = Lang::BOTH.map(|lang| groups(of.as_deref(), lang));
    for ((heading, korean), (_, english)) in korean?.into_iter().zip(english?) {
        write!(page, "\n## {heading}\n")?;
        for (korean, english) in korean.iter().zip(&english) {
            section(&mut page, korean, english, out)?;
        }
    }
    std::fs::write(out.join("README.md"), page)?;
    Ok(())
}

const HEAD: &str = "# Every chart, at 160 and at 80 mm, in Korean and in English

Made by `just gallery` from the samples of the tests: the figures mean nothing.
";

/// A heading and its charts.
type Group = (&'static str, Vec<Chart>);

/// All charts, by what they are of. A new chart is one line here.
fn groups(of: Option<&str>, lang: Lang) -> Result<Vec<Group>, Box<dyn Error>> {
    Ok(vec![("A run", run(of, lang)?), ("Other verbs", verbs::charts(lang))])
}

fn run(of: Option<&str>, lang: Lang) -> Result<Vec<Chart>, Box<dyn Error>> {
    let Some(of) = of.map(Path::new) else {
        let summary = sample::waited(sample::busy());
        let (info, effective) = (sample::run(), sample::effective(&summary));
        let (daily, waits) = (sample::daily(&summary), sample::wait_rows(&summary));
        let (monthly, hourly) = (sample::monthly(&summary), sample::hourly(&summary));
        let study = Study {
            summary: &summary,
            run: &info,
            effective: &effective,
            daily: &daily,
            waits: &waits,
            monthly: &monthly,
            hourly: &hourly,
            replications: None,
        };
        let mut charts = charts::of_run(&study, lang);
        // Planning charts come from a sample with prices, fleets tried and one long month.
        let (effective, n, used) = (verbs::priced(effective.clone()), summary.replications, 0.46);
        let tried = Summary { fleet_tries: sample::quiet().fleet_tries, ..summary.clone() };
        let planning = Study {
            summary: &tried,
            effective: &effective,
            monthly: &verbs::monthly(&effective, n, used),
            replications: Some(&verbs::replications(&effective, n, used, 5_400.0)),
            ..study
        };
        for chart in charts::of_run(&planning, lang) {
            if charts.iter().all(|other| other.name != chart.name) {
                charts.push(chart);
            }
        }
        return Ok(charts);
    };
    let of = RunFolder::read(of)?;
    let study = Study {
        summary: &of.summary,
        run: &of.run,
        effective: &of.effective,
        daily: &of.daily,
        waits: &of.waits,
        monthly: &of.monthly,
        hourly: &of.hourly,
        replications: Some(&of.replications),
    };
    Ok(charts::of_run(&study, lang))
}

fn section(page: &mut String, korean: &Chart, english: &Chart, out: &Path) -> Result<(), Box<dyn Error>> {
    let name = korean.name;
    writeln!(page, "\n### {name}\n\n{}\n\n{}\n", korean.title, english.title)?;
    for (chart, lang) in [(korean, Lang::Ko), (english, Lang::En)] {
        for (width, tag, dress) in [(Width::Full, "160", Dress::Whole), (Width::Half, "80", Dress::Bare)] {
            let file = format!("{name}.{}.{tag}.svg", lang.tag());
            std::fs::write(out.join(&file), chart.svg(Look { width, dress }))?;
            writeln!(page, "![{name}, {}, {tag} mm]({file})", lang.tag())?;
        }
    }
    Ok(())
}
