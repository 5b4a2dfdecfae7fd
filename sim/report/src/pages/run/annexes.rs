//! 붙임 4: what it takes to make the figures again.

use super::super::{Options, is_price};
use super::Page;
use crate::document::{Block, DataTable, Datum, Section};
use crate::format;
use crate::words::say;
use naru_results::names;

pub(super) fn reproduction(page: &Page<'_>) -> Section {
    let (lang, run) = (page.lang, &page.folder().run);
    let summary = page.summary();
    let mut it =
        super::section("annex-reproduction", lang.pick("붙임 4. 재현 정보", "Annex 4. To make it again"));
    it.blocks.push(Block::Text(
        lang.pick(
            "아래 명령을 같은 판의 프로그램으로 실행하면 같은 결과 파일이 나옴(스레드 수와 무관).",
            "This command with the same version of the program gives the same result files, whatever the threads.",
        )
        .to_owned(),
    ));
    it.blocks.push(Block::Code(command(&run.command, page.options)));
    let mut table = DataTable::new("reproduction", lang.pick("재현 정보", "To make it again"), "")
        .texts(lang.pick("항목", "item"))
        .texts(lang.pick("값", "value"));
    for (ko, en, value) in [
        ("시나리오", "Scenario", summary.scenario.clone()),
        ("시나리오 해시", "Scenario hash", summary.scenario_hash.clone()),
        ("난수 초깃값(시드)", "Seed", summary.seed.to_string()),
        ("반복 횟수", "Replications", format::count(summary.replications.into())),
        ("사건 수", "Events", format::count(summary.events as i64)),
        ("프로그램", "Program", format!("naru {}", run.version)),
        ("동작 해시", "Behaviour hash", run.behaviour_hash.clone()),
        ("난수 배치 판", "Layout of random streams", run.stream_layout.to_string()),
        ("결과 파일 판", "Schema of the files", summary.schema.to_string()),
    ] {
        table.row([Datum::text(lang.pick(ko, en)), Datum::text(value)]);
    }
    it.blocks.push(Block::Table(table));
    let (summary, run) = (names::SUMMARY, names::RUN);
    it.blocks.push(Block::Note(say!(
        lang,
        "※ 수치는 결과 폴더의 {summary}과 Parquet 표에서, 명령과 판은 {run}에서 옴. 시나리오 원문은 결과 폴더의 scenario/에 있음",
        "The figures come from {summary} and the Parquet tables of the result folder, command and version from {run}; the scenario's texts stand in scenario/ there."
    )));
    it
}

/// Options of a command that change no figure: left out, so that a report names no place on somebody's machine.
const IDLE: [&str; 6] = ["out", "lang", "threads", "format", "force", "no-charts"];

/// A command with what shapes its figures; a price that it sets is left out where prices are.
pub(in super::super) fn command(of: &str, options: Options) -> String {
    let mut parts = of.split(" --");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, value) = part.split_once([' ', '=']).unwrap_or((part, ""));
        if IDLE.contains(&name) {
            continue;
        }
        out.push_str(" --");
        let priced = name == "set" && is_price(value.trim_start_matches('\''));
        if options.hides_prices() && priced {
            let path = value.split_once('=').map_or(value, |it| it.0);
            out.extend(["set ", path.trim_start_matches('\''), "=…"]);
        } else {
            out.push_str(part);
        }
    }
    out
}

/// The scenario of a command with the options that shape it, for another verb: `scenarios/a.ron --set b=1`.
pub(in super::super) fn scenario(of: &str, options: Options) -> String {
    let whole = command(of, options);
    let mut parts = whole.split(" --");
    let file = parts.next().unwrap_or_default();
    let mut out = file.split_once(" run ").map_or(file, |it| it.1).to_owned();
    for part in parts.filter(|part| part.starts_with("set")) {
        out.extend([" --", part]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Prices;

    #[test]
    fn a_command_keeps_what_shapes_figures_and_no_place() {
        let of = "naru run scenarios/a.ron --set demand.level=1.5 --out /home/me/x --seed 7 --lang en --threads 3 --no-charts";
        let shown = Options::default();
        assert_eq!(command(of, shown), "naru run scenarios/a.ron --set demand.level=1.5 --seed 7");
        assert_eq!(scenario(of, shown), "scenarios/a.ron --set demand.level=1.5");
    }

    #[test]
    fn a_command_hides_the_price_that_it_sets() {
        let of = "naru run a.ron --set prices.naru.gpu-67tf=7_920 --set 'prices.x y=3' --set demand.level=2";
        let hidden = Options { prices: Prices::Hidden };
        assert_eq!(
            command(of, hidden),
            "naru run a.ron --set prices.naru.gpu-67tf=… --set prices.x y=… --set demand.level=2"
        );
    }
}
