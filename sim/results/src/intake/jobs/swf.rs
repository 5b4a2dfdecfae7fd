//! Standard Workload Format: 18 columns between blanks, `-1` = missing, header lines with `;`.
//!
//! Rules: size = requested processors, or allocated ones where none were requested; the status decides nothing.

use super::job::{Clock, Cut, End, JobId, Offset};
use super::row::{CALENDAR, Column, FARTHEST, Found, Raw, Row};
use super::tally::Noted;
use jiff::civil::Date;
use naru_units::HOUR;

/// Columns of a row.
pub(super) const COLUMNS: usize = 18;

const JOB: Column = Column { at: 0, name: "1 job" };
const SUBMIT: Column = Column { at: 1, name: "2 submit" };
const WAIT: Column = Column { at: 2, name: "3 wait" };
const RUN: Column = Column { at: 3, name: "4 run" };
const ALLOCATED: Column = Column { at: 4, name: "5 allocated" };
const REQUESTED: Column = Column { at: 7, name: "8 requested" };
const ESTIMATE: Column = Column { at: 8, name: "9 estimate" };
const STATUS: Column = Column { at: 10, name: "11 status" };
const USER: Column = Column { at: 11, name: "12 user" };
const PARTITION: Column = Column { at: 15, name: "16 partition" };

/// No number of a user or partition, and no size, is larger.
const MOST: i64 = u32::MAX as i64;

/// Unix time from which submit times are Unix times where the header has no `UnixStartTime`: 1990.
const UNIX: i64 = 631_152_000;

pub(super) fn job(row: &mut Row<'_>) -> Found {
    if row.cells.len() > COLUMNS {
        row.notes.add(Noted::MoreColumns);
    }
    let id = row.number(JOB, 0, 999_999_999_999_999);
    let submit = row.number(SUBMIT, -FARTHEST, FARTHEST);
    let wait = row.number(WAIT, -FARTHEST, FARTHEST);
    let run = row.number(RUN, -FARTHEST, FARTHEST);
    let allocated = row.number(ALLOCATED, -MOST, MOST);
    let requested = row.number(REQUESTED, -MOST, MOST);
    let estimate = row.number(ESTIMATE, -FARTHEST, FARTHEST);
    let status = row.number(STATUS, -MOST, MOST);
    let user = row.number(USER, -MOST, MOST);
    let partition = row.number(PARTITION, -MOST, MOST);
    let (Some(id), Some(submit), Some(wait), Some(run)) = (id, submit, wait, run) else { return Found::Bad };
    let (Some(allocated), Some(requested), Some(estimate)) = (allocated, requested, estimate) else {
        return Found::Bad;
    };
    let (Some(status), Some(user), Some(partition)) = (status, user, partition) else { return Found::Bad };
    if allocated != requested {
        row.notes.add(Noted::OtherSize);
    }
    let known = |number: i64| u32::try_from(number).ok();
    Found::Job(Raw {
        id: JobId::plain(id as u64),
        submit_s: submit,
        wait_s: Some(wait).filter(|wait| *wait >= 0),
        run_s: run,
        work_s: None,
        size: if requested > 0 { requested } else { allocated },
        estimate_s: Some(estimate).filter(|estimate| *estimate > 0),
        user: known(user),
        group: known(partition),
        end: match status {
            1 => End::Completed,
            0 => End::Failed,
            5 => End::Cancelled,
            _ => End::Unknown,
        },
        cut: Cut::Whole,
    })
}

/// What the header says.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    unix_start_s: Option<i64>,
    time_zone_s: Option<i64>,
    zone_name: Option<String>,
    start: Option<String>,
    /// Processors of the real machine.
    pub(super) processors: Option<u32>,
}

impl Head {
    /// Takes a line of it.
    pub(super) fn take(&mut self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let Some((key, value)) = text.trim_start_matches(';').split_once(':') else { return };
        let value = value.trim();
        match key.trim() {
            "UnixStartTime" => self.unix_start_s = value.parse().ok().filter(|s: &i64| s.abs() <= FARTHEST),
            "TimeZone" => self.time_zone_s = value.parse().ok(),
            "TimeZoneString" => self.zone_name = Some(value.to_owned()),
            "StartTime" => self.start = Some(value.to_owned()),
            "MaxProcs" => self.processors = value.parse().ok().filter(|n| *n > 0),
            _ => {}
        }
    }

    /// The log's clock. Headers contradict themselves about the zone (`TimeZone: 3600` beside `US/Pacific`), so
    /// `StartTime`, which is a wall clock, less `UnixStartTime` comes first.
    pub(super) fn clock(&self, first_submit_s: i64) -> Clock {
        let absolute = self.unix_start_s.is_none() && first_submit_s >= UNIX;
        let wall = self.start.as_deref().and_then(wall_clock);
        let measured = wall.zip(self.unix_start_s).map(|(wall, unix)| wall - unix);
        let offset = measured
            .filter(|offset| offset.abs() <= 14 * HOUR && offset % (15 * 60) == 0)
            .or(self.time_zone_s.filter(|offset| offset.abs() <= 14 * HOUR));
        Clock {
            origin_unix_s: if absolute { Some(0) } else { self.unix_start_s.filter(|s| *s > 0) },
            offset_s: offset.map_or(Offset::Unknown, Offset::Said),
            zone_name: self.zone_name.clone(),
            shifted: false,
        }
    }
}

/// Seconds of the calendar since 1970 of `Mon Sep 23 14:00:31 CEST 1996`.
fn wall_clock(text: &str) -> Option<i64> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_, month, day, clock, .., year] = words.as_slice() else { return None };
    let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = months.find(month).filter(|at| at % 3 == 0 && month.len() == 3)? / 3 + 1;
    let date = Date::new(year.parse().ok()?, month as i8, day.parse().ok()?).ok()?;
    Some(CALENDAR.midnight(date).0 + super::row::length(clock)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Headers of KTH, Atlas and RICC (Parallel Workloads Archive): summer time is in the wall clock, and Atlas says
    /// one hour east of UTC of a place eight hours west.
    #[test]
    fn the_wall_clock_of_the_start_tells_the_zone() {
        for (unix, start, zone, want) in [
            ("843480031", "Mon Sep 23 14:00:31 CEST 1996", "3600", Offset::Said(7_200)),
            ("1163199901", "Fri Nov 10 15:05:01 PST 2006", "3600", Offset::Said(-28_800)),
            ("1272639895", "Sat May 01 00:04:55 JST 2010", "", Offset::Said(32_400)),
            ("843480031", "", "3600", Offset::Said(3_600)),
            ("843480031", "once upon a time", "", Offset::Unknown),
        ] {
            let mut head = Head::default();
            head.take(format!("; UnixStartTime: {unix}").as_bytes());
            head.take(format!("; StartTime: {start}").as_bytes());
            head.take(format!(";   TimeZone: {zone}").as_bytes());
            let clock = head.clock(0);
            assert_eq!((clock.origin_unix_s, clock.offset_s), (unix.parse().ok(), want), "{start}");
        }
    }

    #[test]
    fn submit_times_since_1970_are_unix_times_where_no_start_is_said() {
        assert_eq!(Head::default().clock(1_356_996_147).origin_unix_s, Some(0));
        assert_eq!(Head::default().clock(12).origin_unix_s, None);
    }
}
