//! A session log from elsewhere, one session a row.

use super::map::Map;
use super::number::{thousandths, whole};
use super::sheet::{Encoding, Record, Sheet, Wanted};
use super::trouble::{Fault, Troubles, What};
use super::when::time;
use crate::{Allocation, EndReason, Error, SessionKind, cell::Kind, cell::Value};
use naru_units::Epoch;
use std::{
    borrow::Cow,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// No length of time in a log is longer: some three thousand years.
const SECONDS: i64 = 100_000_000_000;

const SESSION: usize = 0;
const PROJECT: usize = 1;
const PRODUCT: usize = 2;
const SUPPLIER: usize = 3;
const STARTED: usize = 4;
const ENDED: usize = 5;
const KIND: usize = 6;
const MULTIPLE: usize = 7;
const ALLOCATION: usize = 8;
const REQUESTED: usize = 9;
const ELIGIBLE: usize = 10;
const WAIT: usize = 11;
const RELEASED: usize = 12;
const IDLE: usize = 13;
const SUSPENDED: usize = 14;
const OWN_RATIO: usize = 15;
const POOL: usize = 16;
const CARDS: usize = 17;
const PLACEMENT: usize = 18;
const END_REASON: usize = 19;
const RESUMES: usize = 20;
const PART: usize = 21;
const OWN_MONTHLY: usize = 22;
const PAID: usize = 23;
const NOT_COUNTED: usize = 24;

const fn wanted(name: &'static str, also: &'static str, required: bool, meaning: &'static str) -> Wanted {
    Wanted { name, also, required, meaning }
}

/// Columns that settlement takes from a session log. All others are kept as they are.
pub const SESSION_COLUMNS: &[Wanted] = &[
    wanted("session", "", true, "Its id: a number or a text; each once."),
    wanted("project", "", true, "Project: a number or a text."),
    wanted("product", "", true, "Product of the scenario."),
    wanted("supplier", "", true, "Supplier of the scenario that offers the product."),
    wanted(
        "started_s",
        "started",
        true,
        "When cards were allocated. Empty with `ended_s`: never served, not billed.",
    ),
    wanted("ended_s", "ended", true, "End of billable use, the idle tail in it where that is billed (A1)."),
    wanted("kind", "", false, "`trial`, `free` and `after` are never billed (T5, T6); default: billed."),
    wanted("multiple", "", false, "k of a burst (A5); default 1."),
    wanted(
        "allocation",
        "",
        false,
        "`fixed`: the whole session at the fixed price (A4), but where `outages.csv` tells when the allocator was down; default: as the product is.",
    ),
    wanted(
        "requested_s",
        "requested",
        false,
        "When it was asked for: the wait's start where `A2.clock` is `requested`.",
    ),
    wanted("eligible_s", "eligible", false, "Start of the A2 clock; default: `requested_s`."),
    wanted(
        "wait_s",
        "",
        false,
        "Seconds of wait; default: started less eligible less `not_counted_s`, and 0 where neither is known.",
    ),
    wanted(
        "released_s",
        "released",
        false,
        "When the cards were back; default: `ended_s`. Only to tell likely mistakes.",
    ),
    wanted(
        "idle_s",
        "",
        false,
        "Seconds held after the work's end; default 0. Only to tell likely mistakes.",
    ),
    wanted(
        "suspended_s",
        "",
        false,
        "Outage inside a held session, taken out (T4); default: what `outages.csv` says of its servers, else 0.",
    ),
    wanted(
        "own_ratio_bp",
        "",
        false,
        "The project's own share in basis points, by readings of `T3.own` that take one; default: as `scenario.effective.json` beside the log says, else 0.",
    ),
    wanted(
        "pool",
        "",
        false,
        "Pool: tells two offers of one supplier apart (S5), and places outages; default: the first.",
    ),
    wanted("cards", "", false, "Cards held; fewer than the product's: a part of a set (T12)."),
    wanted("placement", "", false, "Servers, such as `3:4;5:4`: which outages hit it; default: none."),
    wanted(
        "end_reason",
        "",
        false,
        "`outage`: its last hour is billed to the fault (T4); `switched`: to another supplier (N4).",
    ),
    wanted(
        "resumes",
        "",
        false,
        "The session that this one continues: after a switch, both bear the month's price (N4).",
    ),
    wanted("part_bp", "", false, "Part of a set that is billed, in basis points (T12); default: by `cards`."),
    wanted(
        "own_monthly_won",
        "",
        false,
        "The project's flat own contribution a month, where it comes off the bill (T3); default: as `scenario.effective.json` beside the log says, else 0.",
    ),
    wanted(
        "contribution_paid_s",
        "contribution_paid",
        false,
        "When it was first paid: the first month that it is due for (T3); default: as for `own_monthly_won`, else the programme's first.",
    ),
    wanted(
        "not_counted_s",
        "",
        false,
        "Of the time from eligible to started, seconds in planned windows whose waits do not count (A8); default 0.",
    ),
];

/// Columns of times.
const TIMES: [usize; 6] = [STARTED, ENDED, REQUESTED, ELIGIBLE, RELEASED, PAID];

/// Columns of numbers.
const NUMBERS: [usize; 9] =
    [MULTIPLE, WAIT, IDLE, SUSPENDED, OWN_RATIO, CARDS, PART, OWN_MONTHLY, NOT_COUNTED];

/// A session as its row has it.
#[derive(Clone, Debug)]
pub struct Use<'a> {
    /// Line of the file.
    pub row: u64,
    /// Its id.
    pub session: Cow<'a, str>,
    /// Project.
    pub project: Cow<'a, str>,
    /// Product.
    pub product: Cow<'a, str>,
    /// Supplier.
    pub supplier: Cow<'a, str>,
    /// First second of allocation; `None`, as `ended`, where it was never served.
    pub started: Option<i64>,
    /// Exclusive end of billable use.
    pub ended: Option<i64>,
    /// What it is for.
    pub kind: Option<SessionKind>,
    /// Card sets held together.
    pub multiple: u32,
    /// How cards were allocated.
    pub allocation: Option<Allocation>,
    /// When it was asked for.
    pub requested: Option<i64>,
    /// Start of the A2 clock.
    pub eligible: Option<i64>,
    /// Seconds of wait.
    pub wait: Option<i64>,
    /// Seconds between eligible and started that are no wait.
    pub not_counted: i64,
    /// When the cards were back.
    pub released: Option<i64>,
    /// Seconds held after the work's end.
    pub idle: i64,
    /// Seconds of outage inside it.
    pub suspended: Option<i64>,
    /// The project's own share in basis points.
    pub own_ratio_bp: Option<u32>,
    /// Pool.
    pub pool: Option<Cow<'a, str>>,
    /// Cards held.
    pub cards: Option<u32>,
    /// On which servers, as it stands there: see [`Use::servers`].
    pub placement: Option<Cow<'a, str>>,
    /// How it ended.
    pub end_reason: Option<EndReason>,
    /// Whether it continues another.
    pub resumes: bool,
    /// The part of a set that is billed, in basis points.
    pub part_bp: Option<u32>,
    /// The project's flat own contribution a month.
    pub own_monthly_won: Option<i64>,
    /// When it was first paid.
    pub paid: Option<i64>,
}

impl Use<'_> {
    /// Servers that it holds cards of; `None` where `placement` is no placement.
    pub fn servers(&self) -> Option<Vec<u32>> {
        let Some(text) = &self.placement else { return Some(Vec::new()) };
        let server = |part: &str| part.split_once(':')?.0.trim().parse().ok();
        text.split(';').map(server).collect()
    }
}

/// A session log that can be streamed, again and again.
#[derive(Clone, Debug)]
pub struct SessionSheet {
    sheet: Sheet,
    epoch: Epoch,
}

impl SessionSheet {
    /// Looks at a log: its encoding and its header.
    ///
    /// # Errors
    /// `Io` for the file, else what is wrong with its header.
    pub fn open(path: &Path, map: &Map, epoch: Epoch) -> Result<Self, Fault> {
        Ok(Self { sheet: Sheet::open(path, SESSION_COLUMNS, &map.sessions, map)?, epoch })
    }

    /// How its text is encoded.
    pub fn encoding(&self) -> Encoding {
        self.sheet.encoding
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.sheet.path
    }

    /// Whether the log says how long sessions waited.
    pub fn knows_waits(&self) -> bool {
        ["wait_s", "eligible_s", "requested_s"].into_iter().any(|column| self.has(column))
    }

    /// Whether the log has a column of the contract.
    pub fn has(&self, column: &str) -> bool {
        SESSION_COLUMNS.iter().position(|it| it.name == column).is_some_and(|at| self.sheet.has(at))
    }

    /// Tells every session in the file's order. Rows that cannot be read are troubles.
    ///
    /// # Errors
    /// `Io`.
    pub fn each(
        &self,
        troubles: &mut Troubles,
        mut tell: impl FnMut(&Use<'_>, &mut Troubles),
    ) -> Result<(), Error> {
        self.sheet.each(troubles, |record, troubles| {
            let before = troubles.count;
            let session = self.session(&record, troubles);
            if troubles.count == before {
                tell(&session, troubles);
            }
        })
    }

    /// Writes the records of some sessions, by their numbers in the file from 0, ascending, all columns as they came, each behind a number of its
    /// own (the bill line it belongs to).
    ///
    /// # Errors
    /// `Io`.
    pub fn copy(&self, chosen: &[(u32, u64)], column: &str, out: &Path) -> Result<(), Error> {
        let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(out).map_err(Error::io(out))?));
        let failed = |error: csv::Error| Error::Io { path: out.to_owned(), source: error.into() };
        let header = std::iter::once(column).chain(self.sheet.header.iter().map(String::as_str));
        writer.write_record(header).map_err(failed)?;
        let (mut number, mut rest, mut done) = (0, chosen, Ok(()));
        self.sheet.each(&mut Troubles::default(), |record, _| {
            while let [(it, line), more @ ..] = rest
                && *it == number
            {
                rest = more;
                let line = line.to_string();
                let cells = std::iter::once(Cow::Borrowed(line.as_str())).chain(record.all());
                if done.is_ok() {
                    done =
                        writer.write_record(cells.map(|cell| cell.into_owned().into_bytes())).map_err(failed);
                }
            }
            number += 1;
        })?;
        done?;
        writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
            .and_then(|mut out| out.flush())
            .map_err(Error::io(out))
    }

    /// Copies the log in columns of the contract: their names, our words and names, times in seconds, plain numbers.
    /// All other columns come with it as they are, but for one that has the name of a column that the map finds
    /// elsewhere. What cannot be read stays as it is.
    ///
    /// # Errors
    /// `Io`.
    pub fn in_contract_columns(&self, out: &Path) -> Result<(), Error> {
        let of = |at: usize| (0..SESSION_COLUMNS.len()).find(|column| self.sheet.place(*column) == Some(at));
        let columns: Vec<(usize, Option<usize>)> = (0..self.sheet.header.len())
            .map(|at| (at, of(at)))
            .filter(|(at, column)| {
                let header = &self.sheet.header[*at];
                column.is_some() || !SESSION_COLUMNS.iter().any(|it| it.name == header)
            })
            .collect();
        let mut writer = csv::Writer::from_path(out).map_err(|error| Error::io(out)(error.into()))?;
        let failed = |error: csv::Error| Error::io(out)(error.into());
        let names = columns.iter().map(|(at, column)| {
            column.map_or(self.sheet.header[*at].as_str(), |column| SESSION_COLUMNS[column].name)
        });
        writer.write_record(names).map_err(failed)?;
        let mut done = Ok(());
        self.sheet.each(&mut Troubles::default(), |record, _| {
            for (at, column) in &columns {
                if done.is_ok() {
                    done = writer.write_field(self.cell(&record, *at, *column).as_bytes());
                }
            }
            if done.is_ok() {
                done = writer.write_record(None::<&[u8]>);
            }
        })?;
        done.map_err(failed)?;
        writer.flush().map_err(Error::io(out))
    }

    /// A cell as the contract has it.
    fn cell<'a>(&self, record: &Record<'a>, at: usize, column: Option<usize>) -> Cow<'a, str> {
        let text = record.at(at);
        match column {
            Some(column) if TIMES.contains(&column) => {
                time(&text, self.epoch).map_or(text, |time| Cow::Owned(time.to_string()))
            }
            Some(column) if NUMBERS.contains(&column) => {
                whole(&text).map_or(text, |number| Cow::Owned(number.to_string()))
            }
            Some(column) => mapped(&self.sheet.map, column, text),
            None => text,
        }
    }

    fn session<'a>(&self, record: &Record<'a>, troubles: &mut Troubles) -> Use<'a> {
        let row = record.row;
        let mut refuse = |column: usize, found: &str, what: What| {
            troubles.push(row, SESSION_COLUMNS[column].name, found, what);
        };
        let mut name = |column: usize| {
            let name = record.get(column);
            if name.is_none() {
                refuse(column, "", What::Empty);
            }
            name.unwrap_or_default()
        };
        let map = &self.sheet.map;
        let (session, project) = (name(SESSION), mapped(map, PROJECT, name(PROJECT)));
        let (product, supplier) =
            (mapped(map, PRODUCT, name(PRODUCT)), mapped(map, SUPPLIER, name(SUPPLIER)));
        let mut when = |column: usize| {
            let text = record.get(column)?;
            let time = time(&text, self.epoch);
            if time.is_none() {
                refuse(column, &text, What::NotTime);
            }
            time
        };
        let (started, ended) = (when(STARTED), when(ENDED));
        let (requested, eligible, released) = (when(REQUESTED), when(ELIGIBLE), when(RELEASED));
        let paid = when(PAID);
        let mut number = |column: usize, least: i64, most: i64| {
            let text = record.get(column)?;
            let number = whole(&text);
            match number {
                None if thousandths(&text).is_some() => refuse(column, &text, What::NotWhole),
                None => refuse(column, &text, What::NotNumber),
                Some(n) if n < least => refuse(column, &text, What::Below(least)),
                Some(n) if n > most => refuse(column, &text, What::Above(most)),
                Some(_) => {}
            }
            number.filter(|n| (least..=most).contains(n))
        };
        let multiple = number(MULTIPLE, 1, 100).unwrap_or(1) as u32;
        let wait = number(WAIT, 0, SECONDS);
        let not_counted = number(NOT_COUNTED, 0, SECONDS).unwrap_or(0);
        let idle = number(IDLE, 0, SECONDS).unwrap_or(0);
        let suspended = number(SUSPENDED, 0, SECONDS);
        let own_ratio_bp = number(OWN_RATIO, 0, 10_000).map(|bp| bp as u32);
        let cards = number(CARDS, 1, 1_000_000).map(|cards| cards as u32);
        let part_bp = number(PART, 1, 10_000).map(|bp| bp as u32);
        let own_monthly_won = number(OWN_MONTHLY, 0, 1_000_000_000_000);
        let kind = word(record, KIND, map, troubles);
        let allocation = word(record, ALLOCATION, map, troubles);
        let end_reason = word(record, END_REASON, map, troubles);
        let counts_from = eligible.map(|at| at + not_counted);
        judge_times(record, (started, ended), (requested, eligible), (counts_from, wait), troubles);
        Use {
            row,
            session,
            project,
            product,
            supplier,
            started,
            ended,
            kind,
            multiple,
            allocation,
            requested,
            eligible,
            wait,
            not_counted,
            released,
            idle,
            suspended,
            own_ratio_bp,
            pool: record.get(POOL).map(|pool| mapped(map, POOL, pool)),
            cards,
            placement: record.get(PLACEMENT),
            end_reason,
            resumes: record.get(RESUMES).is_some(),
            part_bp,
            own_monthly_won,
            paid,
        }
    }
}

/// Whether the times of a row come one after another, and agree with its wait.
fn judge_times(
    record: &Record<'_>,
    (started, ended): (Option<i64>, Option<i64>),
    (requested, eligible): (Option<i64>, Option<i64>),
    (counts_from, wait): (Option<i64>, Option<i64>),
    troubles: &mut Troubles,
) {
    let found = |column: usize| record.get(column).unwrap_or_default();
    match (started, ended) {
        (Some(from), Some(until)) if until < from => {
            let what = What::Reversed(found(STARTED).into_owned());
            troubles.push(record.row, SESSION_COLUMNS[ENDED].name, &found(ENDED), what);
        }
        (Some(from), Some(_)) => {
            let later = |at: Option<i64>| at.is_some_and(|at| at > from);
            for column in [REQUESTED, ELIGIBLE].into_iter().zip([requested, eligible]) {
                if later(column.1) {
                    let what = What::Reversed(found(column.0).into_owned());
                    troubles.push(record.row, SESSION_COLUMNS[STARTED].name, &found(STARTED), what);
                }
            }
            if let (Some(counts_from), Some(wait)) = (counts_from, wait)
                && from - counts_from != wait
            {
                let what = What::WaitContradicts(from - counts_from);
                troubles.push(record.row, SESSION_COLUMNS[WAIT].name, &found(WAIT), what);
            }
        }
        // A time that could not be read has been told.
        (None, None) => {}
        (None, Some(_)) if !found(STARTED).is_empty() => {}
        (Some(_), None) if !found(ENDED).is_empty() => {}
        (None, Some(_)) => troubles.push(record.row, SESSION_COLUMNS[STARTED].name, "", What::Half),
        (Some(_), None) => troubles.push(record.row, SESSION_COLUMNS[ENDED].name, "", What::Half),
    }
}

fn mapped<'a>(map: &Map, column: usize, theirs: Cow<'a, str>) -> Cow<'a, str> {
    if map.values.is_empty() {
        return theirs;
    }
    let ours = map.value(SESSION_COLUMNS[column].name, &theirs);
    if ours == theirs { theirs } else { Cow::Owned(ours.to_owned()) }
}

/// One of the words of a type.
fn word<T: Value>(record: &Record<'_>, column: usize, map: &Map, troubles: &mut Troubles) -> Option<T> {
    let text = record.get(column)?;
    let name = SESSION_COLUMNS[column].name;
    let word = T::from_cell(&crate::Cell::Text(map.value(name, &text).into()));
    if word.is_none() {
        let words = match T::KIND {
            Kind::Word(words) => words,
            Kind::Whole | Kind::Text | Kind::Month | Kind::Ids | Kind::Placement => &[],
        };
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        troubles.push(record.row, name, &text, What::NotWord(words));
    }
    word
}
