//! `naru report`: pages a proposal can carry, from result folders; and whether documents still say what results say.

mod folders;
mod words;

use crate::exit::Exit;
use crate::pdf::{self, Pdf};
use crate::read_words::{self, refused};
use crate::run::{Failure, beside, failure, interrupts};
use crate::terminal::{print, tell};
use folders::{default_out, relative, sources, without_prices};
use naru_report::book::{self, Tagged};
use naru_report::document::Document;
use naru_report::pages::{Options, Prices};
use naru_report::verify::{self, Of, Texts, sha256};
use naru_report::{Lang, writers};
use naru_results::{
    Error, Folder, Manifest, PricedReadings, QuotedChart, QuotedNumber, Replace, Swept, names,
};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// What stands below the options.
pub(crate) const HELP: &str = "  naru report results/baseline-2025
  naru report results/baseline-2025 --lang both --hide-prices
  naru report results/baseline-2025 results/shared --out results/report/two-plans
  naru report --verify docs/proposal-example

DIR is a folder that run, compare, solve, sweep, readings, gate, replay or settle wrote; of runs there may be several, \
which are put side by side. The report (Korean unless --lang says otherwise) is report.html, report.pdf, tables.xlsx, \
tables.html, facts.md, summary.md, and charts/ at 160 and 80 mm as SVG and PNG with captions.md.

--verify DIR: DIR holds documents (txt, md, docx, hwpx) and manifest.json, which names the results and the numbers and \
pictures that are quoted from them: a part of a report's report.json. Each is held against the results as they are.

Exit code 0: done, or nothing stale; 1: something is stale; 2: a problem in the input; 3: input or output failed; 130: interrupted.";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Result folders: one, or several runs
    #[arg(value_name = "DIR", required_unless_present = "verify", conflicts_with = "verify")]
    folders: Vec<PathBuf>,
    /// Leave unit prices out, and what tells them
    #[arg(long)]
    hide_prices: bool,
    /// The report's folder [default: DIR/report; of several results/report/NAMES]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Make no PDF
    #[arg(long)]
    no_pdf: bool,
    /// Hold the documents of a folder against the results that they quote
    #[arg(long, value_name = "DIR", conflicts_with_all = ["hide_prices", "out", "no_pdf"])]
    verify: Option<PathBuf>,
}

/// Languages of the documents: both, or one; Korean where none was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Langs {
    /// A file each.
    Both,
    /// One.
    One(Lang),
}

impl Langs {
    fn all(self) -> Vec<Lang> {
        match self {
            Self::Both => Lang::BOTH.to_vec(),
            Self::One(lang) => vec![lang],
        }
    }

    const fn tagged(self) -> Tagged {
        match self {
            Self::Both => Tagged::Yes,
            Self::One(_) => Tagged::No,
        }
    }
}

pub(crate) fn report(arguments: &Arguments, langs: Langs, lang: Lang) -> Exit {
    let done = match &arguments.verify {
        Some(folder) => verified(folder, lang),
        None => made(arguments, langs, lang).map(|()| Exit::Done),
    };
    done.unwrap_or_else(|(message, exit)| {
        tell(&format!("{}\n", message.trim_end()));
        exit
    })
}

/// A result folder or a manifest that is no good is a problem in the input.
fn unread(error: &Error, lang: Lang) -> Failure {
    (refused(error, lang), exit_of(error))
}

const fn exit_of(error: &Error) -> Exit {
    if matches!(error, Error::Io { .. }) { Exit::InputOutput } else { Exit::Usage }
}

/// Sweeps and readings beside a folder, by whatever way it was named.
fn near(dir: &Path) -> (Vec<Swept>, Vec<PricedReadings>) {
    beside(&std::fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned()))
}

fn made(arguments: &Arguments, langs: Langs, lang: Lang) -> Result<(), Failure> {
    let mut source = sources(&arguments.folders, lang)?;
    if arguments.hide_prices {
        source.hide_prices();
    }
    let of = source.of();
    let out =
        arguments.out.clone().unwrap_or_else(|| default_out(&arguments.folders, &source, &of.scenario_hash));
    let written = |error: Error| failure(&error, lang);
    let stop = interrupts();
    // A report is made again at any time: of whatever results, it takes the place of a report only.
    let folder =
        Folder::begin_marked(&out, names::REPORT, &of.scenario_hash, Replace::AnyResults).map_err(written)?;
    let prices = if arguments.hide_prices { Prices::Hidden } else { Prices::Shown };
    let (sweeps, readings) = arguments.folders.first().map(|dir| near(dir)).unwrap_or_default();
    let documents: Vec<Document> = langs
        .all()
        .into_iter()
        .map(|lang| book::document(source.book(&sweeps, &readings), Options { prices }, lang))
        .collect();
    let ways: Vec<String> = arguments.folders.iter().map(|dir| relative(&out, dir)).collect();
    let told = ways.iter().map(|way| if arguments.hide_prices { without_prices(way) } else { way.clone() });
    let mut manifest = Manifest {
        results: told.collect(),
        seed: of.seed,
        replications: of.replications,
        version: documents.first().map(|it| it.provenance.version.clone()).unwrap_or_default(),
        hide_prices: arguments.hide_prices,
        ..Manifest::new(of.scenario_hash)
    };
    let tagged = langs.tagged();
    let mut notes = Vec::new();
    if manifest.results != ways {
        notes.push(words::folder_tells_price(&out, lang));
    }
    for document in &documents {
        if stop.load(Ordering::Relaxed) {
            return Err((crate::words::interrupted(lang), Exit::Interrupted));
        }
        let quoted = document.facts.iter().map(|fact| QuotedNumber {
            id: fact.id.clone(),
            lang: document.lang.tag().to_owned(),
            figure: fact.figure.clone(),
        });
        manifest.numbers.extend(quoted);
        let texts = book::texts(document, tagged).map_err(|error| (error.to_string(), Exit::Bug))?;
        for (name, bytes) in texts {
            folder.write(&name, &bytes).map_err(written)?;
        }
        let absent = writers::missing_glyphs(document);
        if !absent.is_empty() {
            notes.push(words::without_glyphs(&absent, lang));
        }
        if !arguments.no_pdf {
            pdf_of(document, &folder, &tagged.name("report", "pdf", document.lang), &mut notes, lang)?;
        }
    }
    let pictures: Vec<_> = documents.iter().flat_map(|document| book::pictures(document, tagged)).collect();
    for (picture, bytes) in pictures.iter().zip(book::draw(&pictures)) {
        folder.write(&picture.name, &bytes).map_err(written)?;
        manifest.charts.push(QuotedChart {
            file: picture.name.clone(),
            lang: picture.lang.tag().to_owned(),
            sha256: sha256(&bytes),
        });
    }
    folder.write(names::REPORT, &manifest.to_json()).map_err(written)?;
    if stop.load(Ordering::Relaxed) {
        return Err((crate::words::interrupted(lang), Exit::Interrupted));
    }
    folder.finish().map_err(written)?;
    notes.dedup();
    for note in &notes {
        tell(&format!("{note}\n"));
    }
    let first = tagged.name("report", "html", documents[0].lang);
    let charts = pictures.len();
    print(&words::made(&out, &first, charts, lang))
        .map_err(|error| (crate::words::standard_output(&error, lang), Exit::InputOutput))
}

/// Writes the PDF; where it cannot be made, a note says why, and all else still comes out.
fn pdf_of(
    document: &Document,
    folder: &Folder,
    name: &str,
    notes: &mut Vec<String>,
    lang: Lang,
) -> Result<(), Failure> {
    match pdf::compile(&writers::typst(document)) {
        Ok(Pdf::Made(bytes)) => folder.write(name, &bytes).map_err(|error| failure(&error, lang)),
        Ok(Pdf::NotInstalled) => {
            notes.push(pdf::not_installed(lang).to_owned());
            Ok(())
        }
        Ok(Pdf::Refused(message)) => {
            notes.push(pdf::refused(&message, lang));
            Ok(())
        }
        Err(error) => {
            notes.push(pdf::refused(&error.to_string(), lang));
            Ok(())
        }
    }
}

fn verified(folder: &Path, lang: Lang) -> Result<Exit, Failure> {
    let name = [names::MANIFEST, names::REPORT].into_iter().find(|name| folder.join(name).is_file());
    let Some(name) = name else {
        return Err((words::no_manifest(folder, lang), Exit::Usage));
    };
    let manifest = Manifest::read(&folder.join(name))
        .map_err(|error| (read_words::manifest(&error, lang), exit_of(&error)))?;
    if manifest.results.is_empty() || (manifest.numbers.is_empty() && manifest.charts.is_empty()) {
        return Err((words::empty_manifest(&folder.join(name), lang), Exit::Usage));
    }
    let misfits = verify::misfits(&manifest);
    if !misfits.is_empty() {
        return Err((words::misfits(&folder.join(name), &misfits, lang), Exit::Usage));
    }
    let texts = Texts::read(folder).map_err(|error| {
        // A document that is broken is the input's fault, one that cannot be got at is not.
        let exit = if verify::is_broken(&error) { Exit::Usage } else { Exit::InputOutput };
        (words::unreadable(&error, lang), exit)
    })?;
    if texts.is_empty() && !manifest.numbers.is_empty() {
        return Err((words::no_documents(folder, lang), Exit::Usage));
    }
    let dirs: Vec<PathBuf> = manifest.results.iter().map(|dir| folder.join(dir)).collect();
    let mut source = sources(&dirs, lang)?;
    if manifest.hide_prices {
        source.hide_prices();
    }
    let (sweeps, readings) = near(&dirs[0]);
    let of: Of = source.of();
    let stale = verify::stale(&manifest, name, folder, &texts, &of, source.book(&sweeps, &readings));
    let lines: String = stale.iter().map(|it| it.line(lang) + "\n").collect();
    let shown = words::verified(&lines, stale.len(), manifest.numbers.len(), manifest.charts.len(), lang);
    print(&shown).map_err(|error| (crate::words::standard_output(&error, lang), Exit::InputOutput))?;
    Ok(if stale.is_empty() { Exit::Done } else { Exit::CheckFailed })
}
