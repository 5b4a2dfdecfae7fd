//! `naru settle`: a real session log by the rules, and a supplier's invoice held against it.

use crate::exit::Exit;
use crate::run::{Failure, failure, interrupts, read};
use crate::terminal::{print, tell};
use crate::{Format, SettleArguments, words};
use naru_report::settlement::{self, Notes};
use naru_report::{Lang, intake};
use naru_results::intake::{Fault, InvoiceLine, Map, SessionSheet, Troubles, read_invoice};
use naru_results::{Effective, Error, Folder, Replace, names, read_csv, write_csv};
use naru_scenario::Lowered;
use naru_study::{Beside, Rows, effective_of, judge_invoice};
use naru_units::Month;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

/// What stands below the options.
pub(crate) const HELP: &str = "  naru settle sessions.csv --scenario scenarios/baseline-2025.ron --out results/june
  naru settle log.csv --scenario scenarios/baseline-2025.ron --invoice bill.csv \\
      --map names.ron --month 2025-06 --out results/june

Session log: session, project, product, supplier, started_s (or started), ended_s (or ended). Times are \
seconds since the programme's first midnight, or 2025-08-22 18:30[:00], or ISO 8601; without a zone: Korean time.
Also read: kind, multiple, allocation, requested_s, eligible_s, wait_s, released_s, idle_s, suspended_s, \
own_ratio_bp, pool, cards, placement, end_reason, resumes, part_bp, own_monthly_won, contribution_paid_s, \
not_counted_s.
Beside the log: outages.csv (or --outages), and scenario.effective.json for what its projects paid.
Invoice: month, project, product, supplier, amount_won, and the other columns of bills.csv.
docs/outputs.md says what each means, and what is taken where it is absent.

names.ron: ( sessions: { \"session\": \"접속번호\" }, invoice: { \"amount_won\": \"청구금액\" },
             values: { \"product\": { \"H100 2장\": \"gpu-134tf\" } } )

Exit code 0: no difference; 1: differences; 2: a problem in the input; 3: input or output failed; 130: interrupted.";

pub(crate) fn settle(arguments: &SettleArguments, lang: Lang, document: Lang) -> Exit {
    match done(arguments, lang, document) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            tell(&format!("{}\n", message.trim_end()));
            exit
        }
    }
}

fn done(arguments: &SettleArguments, lang: Lang, document: Lang) -> Result<Exit, Failure> {
    let (scenario, lowered) = read(&arguments.scenario, &arguments.changes, lang)?;
    let hash = scenario.hash();
    let month = arguments.month.as_deref().map(|text| month(text, &lowered, lang)).transpose()?;
    let io = |error: Error| failure(&error, lang);
    let stop = interrupts();
    let replace = if arguments.force { Replace::AnyResults } else { Replace::SameScenario };
    let folder = Folder::begin_marked(&arguments.out, names::SETTLEMENT, &hash, replace).map_err(io)?;

    // Everything that is wrong with any file is told in one run.
    let mut wrong = Vec::new();
    let map = arguments.map.as_deref().map_or(Ok(Map::default()), Map::read);
    let map = taken(map, &mut wrong).map_err(io)?.unwrap_or_default();
    let sheet = SessionSheet::open(&arguments.sessions, &map, lowered.plan.terms.epoch);
    let sheet = taken(sheet, &mut wrong).map_err(io)?;
    let mut invoice = None;
    if let Some(path) = &arguments.invoice {
        let mut troubles = Troubles::of(path);
        invoice = taken(read_invoice(path, &map, &mut troubles), &mut wrong).map_err(io)?;
        if let Some((_, lines)) = &invoice {
            judge_invoice(&lowered, lines, &mut troubles);
        }
        wrong.extend(troubles.none().err());
    }
    let beside = beside(arguments).map_err(io)?;
    let billed: &[InvoiceLine] = invoice.as_ref().map_or(&[], |(_, lines)| lines);
    let settled = match &sheet {
        Some(sheet) => {
            taken(naru_study::settle(&lowered, sheet, &beside, month, billed), &mut wrong).map_err(io)?
        }
        None => None,
    };
    let Some(settled) = settled.filter(|_| wrong.is_empty()) else {
        return Err((told(&wrong, lang), Exit::Usage));
    };

    let mut figures = settled.settlement(&hash);
    write_csv(&folder.path(names::BILLS_SETTLED).map_err(io)?, settled.rows()).map_err(io)?;
    // What papers are made from: `naru explain` and `naru statement` read this folder as a run's.
    let log = sheet.as_ref().expect("it was settled");
    log.in_contract_columns(&folder.path(names::SESSIONS_LOG).map_err(io)?).map_err(io)?;
    folder.write(names::EFFECTIVE, &effective_of(&lowered, &hash, &beside).to_json()).map_err(io)?;
    folder.write(names::CLAUSES, &Rows::new(&lowered).clauses().to_json()).map_err(io)?;
    if let Some((_, rows)) = &beside.outages {
        write_csv(&folder.path(names::OUTAGES_LOG).map_err(io)?, rows.iter().cloned()).map_err(io)?;
    }
    let mut exit = Exit::Done;
    let (mut largest, mut months_of_invoice) = (Vec::new(), BTreeSet::new());
    if let Some((encoding, lines)) = &invoice {
        let checked = settled.check(lines, *encoding).map_err(io)?;
        if !checked.rows.is_empty() {
            exit = Exit::CheckFailed;
        }
        figures.invoice = Some(checked.figures);
        largest = settlement::largest(&checked.rows);
        let theirs: BTreeSet<Month> = lines.iter().map(|line| line.month).collect();
        if month.is_none() && settled.rows().any(|row| !theirs.contains(&row.month)) {
            months_of_invoice = theirs;
        }
        let text = settlement::markdown(&figures, &checked.rows, document);
        folder.write(names::DIFFERENCES_TEXT, text.as_bytes()).map_err(io)?;
        write_csv(&folder.path(names::DIFFERENCES).map_err(io)?, checked.rows).map_err(io)?;
        log.copy(&checked.disputed, "our_line", &folder.path(names::DISPUTED).map_err(io)?).map_err(io)?;
    }
    folder.write(names::SETTLEMENT, &figures.to_json()).map_err(io)?;
    if stop.load(Ordering::Relaxed) {
        return Err((words::interrupted(lang), Exit::Interrupted));
    }
    folder.finish().map_err(io)?;
    let shown = match arguments.format {
        Format::Json => String::from_utf8_lossy(&figures.to_json()).into_owned(),
        Format::Text => {
            let notes = Notes {
                outages: beside.outages.as_ref().map(|(path, _)| path.display().to_string()),
                other_scenario: beside.effective.as_ref().is_some_and(|it| it.scenario_hash != hash),
                largest,
                months_of_invoice: months_of_invoice.into_iter().collect(),
            };
            settlement::text(&figures, &notes, &arguments.out.display().to_string(), lang)
        }
    };
    print(&shown).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))?;
    Ok(exit)
}

/// What stands beside the log: outages, unless they are named, and the scenario that it was logged under.
fn beside(arguments: &SettleArguments) -> Result<Beside, Error> {
    let there = |name: &str| Some(arguments.sessions.with_file_name(name)).filter(|path| path.is_file());
    let outages = arguments.outages.clone().or_else(|| there(names::OUTAGES_LOG));
    Ok(Beside {
        outages: outages.map(|path| Ok((path.clone(), read_csv(&path)?))).transpose()?,
        effective: there(names::EFFECTIVE).map(|path| Effective::read(&path)).transpose()?,
    })
}

/// What was read, or `None` and one more file that is wrong.
fn taken<T>(read: Result<T, Fault>, wrong: &mut Vec<Troubles>) -> Result<Option<T>, Error> {
    match read {
        Ok(it) => Ok(Some(it)),
        Err(Fault::Io(error)) => Err(error),
        Err(Fault::Troubles(troubles)) => {
            wrong.push(troubles);
            Ok(None)
        }
    }
}

fn told(wrong: &[Troubles], lang: Lang) -> String {
    let messages: String = wrong.iter().map(|troubles| intake::troubles(troubles, lang)).collect();
    let count = wrong.iter().map(|troubles| troubles.count).sum();
    let shown = wrong.iter().map(|troubles| troubles.first.len() as u64).sum();
    messages + &words::input_problems(count, shown, lang)
}

fn month(text: &str, lowered: &Lowered, lang: Lang) -> Result<Month, Failure> {
    let terms = &lowered.plan.terms;
    let months: Vec<Month> = (0..terms.month_starts.len() - 1).map(|at| terms.month(at)).collect();
    let asked = Month::parse(text).filter(|month| months.contains(month));
    asked.ok_or_else(|| {
        let (first, last) = (months[0].to_string(), months[months.len() - 1].to_string());
        (words::no_such_month(text, &first, &last, lang), Exit::Usage)
    })
}
