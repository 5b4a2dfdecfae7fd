//! `naru settle`: a real session log by the rules, and a supplier's invoice held against it.

use crate::exit::Exit;
use crate::run::{Failure, failure, interrupts, read};
use crate::terminal::{print, tell};
use crate::{Format, SettleArguments, words};
use naru_report::{Lang, intake, settlement};
use naru_results::intake::{Fault, InvoiceLine, Map, SessionSheet, Troubles, read_invoice};
use naru_results::{Error, Folder, Replace, names, write_csv};
use naru_scenario::Lowered;
use naru_study::judge_invoice;
use naru_units::Month;
use std::sync::atomic::Ordering;

/// What stands below the options.
pub(crate) const HELP: &str = "  naru settle sessions.csv --scenario scenarios/baseline-2025.ron --out results/june
  naru settle log.csv --scenario scenarios/baseline-2025.ron --invoice bill.csv \\
      --map names.ron --month 2025-06 --out results/june

Session log: session, project, product, supplier, started_s (or started), ended_s (or ended). Times are
seconds since the programme's first midnight, or 2025-08-22 18:30[:00], or ISO 8601; without a zone: Korean time.
Also read: kind, multiple, allocation, requested_s, eligible_s, wait_s, released_s, idle_s, suspended_s,
own_ratio_bp. Invoice: month, project, product, supplier, amount_won, and the other columns of bills.csv.
docs/outputs.md says what each means, and what is taken where it is absent.

names.ron: ( sessions: { \"session\": \"접속번호\" }, invoice: { \"amount_won\": \"청구금액\" },
             values: { \"product\": { \"H100 2장\": \"gpu-134tf\" } } )

Exit code 0: no difference; 1: differences; 2: a problem in the input; 3: input or output failed.";

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
    let billed: &[InvoiceLine] = invoice.as_ref().map_or(&[], |(_, lines)| lines);
    let settled = match &sheet {
        Some(sheet) => taken(naru_study::settle(&lowered, sheet, month, billed), &mut wrong).map_err(io)?,
        None => None,
    };
    let Some(settled) = settled.filter(|_| wrong.is_empty()) else {
        return Err((told(&wrong, lang), Exit::Usage));
    };

    let mut figures = settled.settlement(&hash);
    write_csv(&folder.path(names::BILLS_SETTLED).map_err(io)?, settled.rows()).map_err(io)?;
    let mut exit = Exit::Done;
    if let Some((encoding, lines)) = &invoice {
        let checked = settled.check(lines, *encoding).map_err(io)?;
        if !checked.rows.is_empty() {
            exit = Exit::CheckFailed;
        }
        figures.invoice = Some(checked.figures);
        let text = settlement::markdown(&figures, &checked.rows, document);
        folder.write(names::DIFFERENCES_TEXT, text.as_bytes()).map_err(io)?;
        write_csv(&folder.path(names::DIFFERENCES).map_err(io)?, checked.rows).map_err(io)?;
        let sheet = sheet.as_ref().expect("it was settled");
        sheet.copy(&checked.disputed, "our_line", &folder.path(names::DISPUTED).map_err(io)?).map_err(io)?;
    }
    folder.write(names::SETTLEMENT, &figures.to_json()).map_err(io)?;
    if stop.load(Ordering::Relaxed) {
        return Err((words::interrupted(lang), Exit::Interrupted));
    }
    folder.finish().map_err(io)?;
    let shown = match arguments.format {
        Format::Json => String::from_utf8_lossy(&figures.to_json()).into_owned(),
        Format::Text => settlement::text(&figures, &arguments.out.display().to_string(), lang),
    };
    print(&shown).map_err(|error| (words::standard_output(&error, lang), Exit::InputOutput))?;
    Ok(exit)
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
