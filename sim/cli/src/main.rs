//! `naru`: waits, cards and the budget's end of an accelerator-rental programme.
//!
//! Arguments and places in; messages, progress and exit codes out. No logic: each verb is one short file.

mod check;
mod compare;
mod exit;
mod explain;
mod file_words;
mod fit;
mod gate;
mod gate_words;
mod kind_words;
mod korean;
mod merge;
mod papers;
mod pdf;
mod progress;
mod read_words;
mod readings;
mod replay;
mod report;
mod run;
mod settle;
mod shard;
mod shared;
mod solve;
mod statement;
mod sweep;
mod temporary;
mod terminal;
mod texts;
mod words;
mod work;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use exit::Exit;
use naru_report::Lang;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::process::ExitCode;
use work::Way;

/// How long will users wait, how many cards must stand there, and when does the money run out?
#[derive(Debug, Parser)]
#[command(
    name = "naru",
    version,
    max_term_width = 100,
    after_help = "  naru run scenarios/baseline-2025.ron"
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    /// Language of texts: by default the locale's; of a report's documents Korean, with `both` both
    #[arg(long, global = true, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Does this scenario make sense? Judged without running it
    #[command(
        after_help = "  naru check scenarios/baseline-2025.ron\n\nExit code 0: no errors; 1: errors found; 2 or 3: the file could not be read."
    )]
    Check(CheckArguments),
    /// How long do users wait, how many cards does it take, when is the money gone?
    #[command(
        after_help = "  naru run scenarios/baseline-2025.ron\n  naru run scenarios/baseline-2025.ron --set demand.level=1.5 --replications 50\n  naru run scenarios/baseline-2025.ron --precision\n\nReplications that stand in the result folder are kept: a longer run goes on from them.\nIf it is interrupted, those that are done stay in a .part file beside the folder: the same command goes on.\n\nExit code 0: done; 2: a problem in the input; 3: input or output failed; 75: another naru writes it, try again; 130: interrupted."
    )]
    Run(RunArguments),
    /// Is one scenario better than another? The same users in each, and every difference with its interval
    #[command(after_help = compare::HELP)]
    Compare(compare::CompareArguments),
    /// Did a change make anything worse than the baseline, by more than a margin? For CI
    #[command(after_help = gate::HELP)]
    Gate(gate::GateArguments),
    /// What does a real session log cost by the rules, and where does the supplier's invoice differ?
    #[command(after_help = settle::HELP)]
    Settle(SettleArguments),
    /// What does each sentence of the call that can be understood in several ways cost, and what is to be asked?
    #[command(after_help = readings::HELP)]
    Readings(readings::Arguments),
    /// What can a proposal carry? Charts, tables, pages and figures to quote, from result folders
    #[command(after_help = report::HELP)]
    Report(report::Arguments),
    /// A job log once more under an operating plan: who would have waited how long?
    #[command(after_help = replay::HELP)]
    Replay(ReplayArguments),
    /// Which inputs move the result most? A tornado, a grid, or indices, from a study file
    #[command(after_help = sweep::HELP)]
    Sweep(sweep::Arguments),
    /// The smallest fleet, price or cohort for which something holds, and how sure that is
    #[command(after_help = solve::HELP, override_usage = "naru solve --vary PATH=LOW..HIGH (--until …|--keep …) [OPTIONS] SCENARIO")]
    Solve(solve::SolveArguments),
    /// One part of a study of many replications, to be run on any machine
    #[command(after_help = shard::HELP)]
    Shard(shard::ShardArguments),
    /// The result of a study from its shards, as one machine would have made it
    #[command(after_help = merge::HELP)]
    Merge(merge::MergeArguments),
    /// What does a user owe for June? Also a supplier's whole statement, and its usage report
    #[command(
        after_help = "  naru statement results/baseline-2025 --project 412 --month 2025-06 --out june\n  naru statement results/baseline-2025 --month 2025-06 --supplier naru\n  naru statement results/baseline-2025 --month 2025-06 --usage\n\nThe folder needs the log of a replication: naru run … --log-replication 0."
    )]
    Statement(StatementArguments),
    /// How did each won of a bill line come about, and why did an hour earn nothing?
    #[command(
        after_help = "  naru explain results/baseline-2025 --line 88\n  naru explain results/baseline-2025 --session 5133\n  naru explain results/baseline-2025 --unbilled\n\nExit code 0: the sessions give what the bill says; 1: they do not."
    )]
    Explain(ExplainArguments),
    /// What demand does a job log show: lengths, think times, hours, classes, and how well do laws fit it?
    #[command(after_help = fit::HELP)]
    Fit(FitArguments),
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
#[command(group = clap::ArgGroup::new("pool").args(["cards", "servers"]))]
struct ReplayArguments {
    /// Job log, plain or gzip
    log: PathBuf,
    /// A pool of so many cards without boundaries [default: the log header's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    cards: Option<u32>,
    /// A pool of servers, such as 57x8; larger jobs take whole servers, 16 at most
    #[arg(long, value_name = "SxC", value_parser = replay::machine)]
    servers: Option<naru_study::Machine>,
    /// Criteria of the order, the first first
    #[arg(long, value_name = "A,B", value_delimiter = ',', default_value = "arrival", value_parser = ["arrival", "smallest_first", "largest_first"])]
    order: Vec<String>,
    /// Who may pass a head that does not fit
    #[arg(long, value_name = "B", default_value = "none", value_parser = ["none", "easy", "conservative"])]
    backfill: String,
    /// Which of the servers that fit
    #[arg(long, value_name = "P", default_value = "best_fit", value_parser = ["best_fit", "first_fit", "worst_fit", "packed"])]
    placement: String,
    /// What is expected of a run: what its user said (logged), exact, or a factor on it
    #[arg(long, value_name = "E", default_value = "logged", value_parser = replay::expected)]
    estimate: naru_study::Expected,
    /// A job ends at its estimate
    #[arg(long)]
    kill_at_estimate: bool,
    /// Start times to hold against it, by `job_id` and `start`: the first difference and its cause
    #[arg(long, value_name = "REF.csv")]
    against: Option<PathBuf>,
    /// Format of the log [default: told by what stands in it]
    #[arg(long, value_name = "F", value_parser = ["swf", "slurm", "philly", "alibaba-instances", "alibaba-requests", "sessions"])]
    log_format: Option<String>,
    /// Pass over rows that cannot be read, and count them
    #[arg(long)]
    skip_bad_rows: bool,
    /// Result folder [default: results/replay/LOG…]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the results of another replay
    #[arg(long)]
    force: bool,
    /// Draw no charts
    #[arg(long)]
    no_charts: bool,
    /// Text for people, or replay.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, clap::Args)]
struct StatementArguments {
    /// Result folder with the log of a replication, or of a settled month
    folder: PathBuf,
    /// A user's statement: number or name of the project
    #[arg(long, value_name = "P")]
    project: Option<String>,
    /// One month, such as 2025-06 [default: all]
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    month: Option<naru_units::Month>,
    /// One supplier [default: all]
    #[arg(long, value_name = "S")]
    supplier: Option<String>,
    /// The monthly usage report instead of a statement
    #[arg(long)]
    usage: bool,
    /// Also write it there, as Markdown, HTML and CSV
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

fn month(text: &str) -> Result<naru_units::Month, String> {
    naru_units::Month::parse(text).ok_or_else(|| "a month is written 2025-06".to_owned())
}

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["line", "session", "unbilled"]))]
struct ExplainArguments {
    /// Result folder with the log of a replication, or of a settled month
    folder: PathBuf,
    /// A line of bills.csv
    #[arg(long, value_name = "N")]
    line: Option<u64>,
    /// A session of sessions.csv
    #[arg(long, value_name = "N")]
    session: Option<String>,
    /// Every held hour that earned nothing, by cause
    #[arg(long)]
    unbilled: bool,
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// Scenario file
    scenario: PathBuf,
    /// Change a value of the scenario, such as demand.level=1.5
    #[arg(long = "set", value_name = "PATH=VALUE")]
    changes: Vec<String>,
}

/// Replications of a run that names no number.
const REPLICATIONS: u32 = 200;

/// Most replications of a run that asks for precision.
const MOST: u32 = 2_000;

/// Seed of a run that names none.
const SEED: u64 = 1;

#[derive(Debug, clap::Args)]
struct RunArguments {
    /// Scenario file
    scenario: PathBuf,
    /// Number of replications [default: 200]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    replications: Option<u32>,
    /// Replications until every headline figure is precise enough; R multiplies the targets [default: 1]
    #[arg(long, value_name = "R", num_args = 0..=1, default_missing_value = "1", value_parser = run::scale, conflicts_with = "replications")]
    precision: Option<f64>,
    /// With --precision: most replications
    #[arg(long, value_name = "N", default_value_t = MOST, requires = "precision", value_parser = clap::value_parser!(u32).range(40..=1_000_000))]
    most: u32,
    /// Seed of all draws: the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = SEED)]
    seed: u64,
    /// Worker threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    threads: Option<u16>,
    /// Change a value of the scenario, such as demand.level=1.5
    #[arg(long = "set", value_name = "PATH=VALUE")]
    changes: Vec<String>,
    /// Result folder [default: results/NAME, with the changes in its name]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace results of another scenario in that folder, and drop finished replications of another study
    #[arg(long)]
    force: bool,
    /// Log every session and bill line of one replication, from 0
    #[arg(long, value_name = "K")]
    log_replication: Option<u32>,
    /// Let the auditor check every replication
    #[arg(long)]
    audit: bool,
    /// Leave the charts out
    #[arg(long)]
    no_charts: bool,
    /// What goes to standard output: the summary for people, or summary.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, clap::Args)]
struct SettleArguments {
    /// Session log: CSV in UTF-8 or CP949, columns in any order
    sessions: PathBuf,
    /// Scenario whose terms, prices and readings hold
    #[arg(long, value_name = "FILE")]
    scenario: PathBuf,
    /// Supplier's invoice to hold against it: CSV with the columns of bills.csv
    #[arg(long, value_name = "FILE")]
    invoice: Option<PathBuf>,
    /// When servers and allocators were down: CSV with the columns of outages.csv; default: outages.csv beside the log
    #[arg(long, value_name = "FILE")]
    outages: Option<PathBuf>,
    /// Other names for columns and values (RON)
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Settle only this month's statement, such as 2025-06, with corrections to months before it
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,
    /// Change a value of the scenario, such as `readings.T1.hours=month_ceil`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    changes: Vec<String>,
    /// Result folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace a settlement by another scenario in that folder
    #[arg(long)]
    force: bool,
    /// What goes to standard output: the summary for people, or settlement.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, clap::Args)]
struct FitArguments {
    /// Job log
    log: PathBuf,
    /// Scenario fragment to write, such as fit.ron, with its figures, curves and charts beside it
    #[arg(long, value_name = "FIT.RON")]
    out: Option<PathBuf>,
    /// Format of the log [default: told by its first line]
    #[arg(long, value_enum, value_name = "F")]
    log_format: Option<LogFormat>,
    /// The log's times are UTC and its users are so far ahead [default: the log's own clock]
    #[arg(long, value_name = "+09:00", value_parser = fit::zone, allow_hyphen_values = true)]
    zone: Option<i64>,
    /// Pass over rows that cannot be read, and count them
    #[arg(long)]
    skip_bad_rows: bool,
    /// Leave out the N users who ask most often
    #[arg(long, value_name = "N", default_value_t = 0)]
    without_top_users: usize,
    /// Scenario that the fragment lies over
    #[arg(long, value_name = "FILE", default_value = fit::BASE)]
    base: PathBuf,
    /// Replace files that are no fit
    #[arg(long)]
    force: bool,
    /// What goes to standard output: the summary for people, or fit.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Format of a job log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Swf,
    Slurm,
    Philly,
    AlibabaInstances,
    AlibabaRequests,
    Sessions,
}

impl From<LogFormat> for naru_results::intake::jobs::Format {
    fn from(it: LogFormat) -> Self {
        match it {
            LogFormat::Swf => Self::Swf,
            LogFormat::Slurm => Self::Slurm,
            LogFormat::Philly => Self::Philly,
            LogFormat::AlibabaInstances => Self::Instances,
            LogFormat::AlibabaRequests => Self::Requests,
            LogFormat::Sessions => Self::Sessions,
        }
    }
}

/// What goes to standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The summary for people
    Text,
    /// The figures: the JSON file that is written to the result folder
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    Ko,
    En,
    /// Documents of a report in both
    Both,
}

impl Arguments {
    fn lang(&self) -> Lang {
        match self.lang {
            Some(Language::Ko) => Lang::Ko,
            Some(Language::En) => Lang::En,
            Some(Language::Both) | None => locale(),
        }
    }

    /// Languages of a report's documents, which are Korean unless another is asked for.
    fn langs(&self) -> report::Langs {
        match self.lang {
            Some(Language::Both) => report::Langs::Both,
            Some(Language::En) => report::Langs::One(Lang::En),
            Some(Language::Ko) | None => report::Langs::One(Lang::Ko),
        }
    }
}

/// Korean for a Korean locale, English for any other; the first variable that says anything decides.
fn lang_of_locale(variables: [Option<String>; 3]) -> Lang {
    let locale = variables.into_iter().flatten().find(|value| !value.is_empty()).unwrap_or_default();
    if locale.starts_with("ko") { Lang::Ko } else { Lang::En }
}

/// The arguments; where they are wrong or help is asked for, it has been told, in the language that they ask for.
fn parsed() -> Result<Arguments, Exit> {
    let asked = lang_asked(std::env::args_os());
    let command = match asked {
        Lang::Ko => korean::command(Arguments::command()),
        Lang::En => Arguments::command(),
    };
    let parsed = command.try_get_matches().and_then(|matches| Arguments::from_arg_matches(&matches));
    parsed.map_err(|error| {
        let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
        match korean::error(&error).filter(|_| asked == Lang::Ko && error.use_stderr()) {
            Some(text) => terminal::tell(&text),
            // A closed pipe leaves nobody to tell.
            None => drop(error.print()),
        }
        exit
    })
}

/// The language of arguments that are not read yet.
pub(crate) fn lang_asked(arguments: impl Iterator<Item = std::ffi::OsString>) -> Lang {
    let texts: Vec<String> = arguments.map(|it| it.to_string_lossy().into_owned()).collect();
    let after = texts.windows(2).filter(|pair| pair[0] == "--lang").map(|pair| pair[1].as_str());
    let joined = texts.iter().filter_map(|text| text.strip_prefix("--lang="));
    match after.chain(joined).next() {
        Some("ko") => Lang::Ko,
        Some("en") => Lang::En,
        Some(_) | None => locale(),
    }
}

fn locale() -> Lang {
    lang_of_locale(["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok()))
}

fn main() -> ExitCode {
    let arguments = match parsed() {
        Ok(arguments) => arguments,
        Err(exit) => return exit.into(),
    };
    let lang = arguments.lang();
    if arguments.lang == Some(Language::Both) && !matches!(arguments.verb, Verb::Report(_)) {
        terminal::tell(&(words::only_reports_in_both(lang) + "\n"));
        return Exit::Usage.into();
    }
    // What breaks is told once, below, with what it takes to see it again; where it broke is for who asks.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let done = catch_unwind(|| match &arguments.verb {
        Verb::Check(check) => check::check(check, lang),
        Verb::Run(run) => run::run(run, Way::Here, lang),
        Verb::Compare(it) => compare::compare(it, Way::Here, lang),
        Verb::Gate(it) => gate::gate(it, lang),
        // A list to be sent back is Korean unless another language is asked for.
        Verb::Report(it) => report::report(it, arguments.langs(), lang),
        Verb::Readings(it) => readings::readings(it, Way::Here, lang),
        Verb::Replay(it) => replay::replay(it, lang),
        Verb::Settle(it) => settle::settle(it, lang, if arguments.lang.is_none() { Lang::Ko } else { lang }),
        Verb::Sweep(it) => sweep::sweep(it, Way::Here, lang),
        Verb::Solve(it) => solve::solve(it, lang),
        Verb::Shard(it) => shard::shard(it, lang),
        Verb::Merge(it) => merge::merge(it, lang),
        Verb::Statement(statement) => statement::statement(statement, lang),
        Verb::Explain(explain) => explain::explain(explain, lang),
        Verb::Fit(fit) => fit::fit(fit, lang),
    });
    let exit = done.unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
        terminal::tell(&(words::bug(message, None, &run::command(), lang) + "\n"));
        Exit::Bug
    });
    exit.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_first_locale_variable_that_says_anything_decides() {
        let set = |values: [&str; 3]| values.map(|v| Some(v.to_owned()));
        for (values, want) in [
            (set(["", "", "ko_KR.UTF-8"]), Lang::Ko),
            (set(["C", "", "ko_KR.UTF-8"]), Lang::En),
            (set(["", "en_GB", "ko_KR.UTF-8"]), Lang::En),
            ([None, None, None], Lang::En),
        ] {
            assert_eq!(lang_of_locale(values.clone()), want, "{values:?}");
        }
    }
}
