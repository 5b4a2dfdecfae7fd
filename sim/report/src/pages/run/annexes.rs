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

/// Options that have a value behind them.
const VALUED: [&str; 9] =
    ["out", "lang", "threads", "format", "set", "seed", "replications", "most", "log-replication"];

/// A word of a command: an option with its value, where it has one, or what stands by itself. Texts are as written, with
/// their quotes.
enum Word<'a> {
    Option { name: &'a str, text: &'a str, value: Option<String> },
    Alone(&'a str),
}

/// Words between blanks, where single quotes and backslashes keep blanks together.
fn split(of: &str) -> Vec<&str> {
    let (mut out, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in of.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if !quoted => escaped = true,
            '\'' => quoted = !quoted,
            ' ' if !quoted => {
                out.push(&of[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(&of[from..]);
    out.retain(|it| !it.is_empty());
    out
}

fn words(of: &str) -> Vec<Word<'_>> {
    let mut parts = split(of).into_iter().peekable();
    let mut out = Vec::new();
    while let Some(text) = parts.next() {
        let Some(option) = text.trim_start_matches('\'').strip_prefix("--") else {
            out.push(Word::Alone(text));
            continue;
        };
        let (name, inline) = option.split_once('=').map_or((option, None), |it| (it.0, Some(it.1)));
        // The precision is a number that may be left out.
        let number = |it: &&str| it.parse::<f64>().is_ok();
        let behind = inline.is_none()
            && (VALUED.contains(&name) || name == "precision" && parts.peek().is_some_and(number));
        let value = if behind { parts.next().map(str::to_owned) } else { None };
        // `--set=a=1` as `--set a=1`; a quote around the whole option is then one around its value.
        let set = inline.filter(|_| name == "set");
        let quote = if text.starts_with('\'') { "'" } else { "" };
        let text = if set.is_some() { "--set" } else { text };
        let value = set.map_or(value, |it| Some(format!("{quote}{it}")));
        out.push(Word::Option { name, text, value });
    }
    out
}

/// An option as written; a price that it sets is left out where prices are.
fn option(name: &str, text: &str, value: Option<&String>, options: Options) -> String {
    let Some(value) = value else { return text.to_owned() };
    let path = value.split_once('=').map_or(value.as_str(), |it| it.0).trim_matches('\'');
    if name == "set" && options.hides_prices() && is_price(path) {
        let quote = if path.contains(' ') { "'" } else { "" };
        return format!("{text} {quote}{path}=…{quote}");
    }
    format!("{text} {value}")
}

/// A command with what shapes its figures; a price that it sets is left out where prices are.
pub(in super::super) fn command(of: &str, options: Options) -> String {
    let told = words(of).into_iter().filter_map(|it| match it {
        Word::Option { name, .. } if IDLE.contains(&name) => None,
        Word::Option { name, text, value } => Some(option(name, text, value.as_ref(), options)),
        Word::Alone(text) => Some(text.to_owned()),
    });
    told.collect::<Vec<_>>().join(" ")
}

/// The scenario of a command with the options that shape it, for another verb: `scenarios/a.ron --set b=1`.
pub(in super::super) fn scenario(of: &str, options: Options) -> String {
    let (mut file, mut sets) = ("", String::new());
    for word in words(of) {
        match word {
            Word::Option { name: "set", text, value } => {
                sets.extend([" ", &option("set", text, value.as_ref(), options)]);
            }
            Word::Option { .. } => {}
            // Behind the program and its verb.
            Word::Alone(text) => file = text,
        }
    }
    format!("{file}{sets}")
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
            "naru run a.ron --set prices.naru.gpu-67tf=… --set 'prices.x y=…' --set demand.level=2"
        );
    }

    #[test]
    fn a_command_keeps_its_scenario_wherever_it_stands() {
        let shown = Options::default();
        for (of, whole, short) in [
            (
                "naru run --threads 3 scenarios/a.ron --seed 7",
                "naru run scenarios/a.ron --seed 7",
                "scenarios/a.ron",
            ),
            ("naru run --no-charts a.ron", "naru run a.ron", "a.ron"),
            ("naru --lang en run a.ron", "naru run a.ron", "a.ron"),
            ("naru run --lang=en a.ron --force", "naru run a.ron", "a.ron"),
            (
                "naru run --out '/home/my place' 'my a.ron' --set x=1",
                "naru run 'my a.ron' --set x=1",
                "'my a.ron' --set x=1",
            ),
            ("naru run '--set=x=(y: 1)' a.ron", "naru run --set 'x=(y: 1)' a.ron", "a.ron --set 'x=(y: 1)'"),
            ("naru run --audit a.ron", "naru run --audit a.ron", "a.ron"),
            ("naru run --precision a.ron", "naru run --precision a.ron", "a.ron"),
            ("naru run --precision 0.5 a.ron", "naru run --precision 0.5 a.ron", "a.ron"),
        ] {
            assert_eq!((&*command(of, shown), &*scenario(of, shown)), (whole, short));
        }
        let hidden = Options { prices: Prices::Hidden };
        for (of, whole, short) in [
            ("naru run --set prices.x=1 a.ron", "naru run --set prices.x=… a.ron", "a.ron --set prices.x=…"),
            ("naru run --set=prices.x=1 a.ron", "naru run --set prices.x=… a.ron", "a.ron --set prices.x=…"),
            ("naru run --set 'prices=(x: 1)' a.ron", "naru run --set prices=… a.ron", "a.ron --set prices=…"),
        ] {
            assert_eq!((&*command(of, hidden), &*scenario(of, hidden)), (whole, short));
        }
    }
}
