//! A fit for people: what stands on the terminal.

use crate::format::{count, decimal, range, share};
use crate::job_log;
use crate::table::{Side, Table, wrap};
use crate::words::{Lang, say};
use naru_results::{FitFigures, FitLengths, FitReason, FitSessions, FitValue};

/// Share of requests from which one user's habits are the log's.
const LARGE_SHARE: f64 = 0.1;
/// Distance from which a law is visibly another than the rows.
const FAR: f64 = 0.1;

/// What stands on the terminal, in lines of at most `width` columns, but for names of files.
pub fn text(of: &FitFigures, width: usize, lang: Lang) -> String {
    let mut out = Lines { width, text: String::new() };
    head(of, &mut out, lang);
    users(of, &mut out, lang);
    lengths(of, &mut out, lang);
    sessions(of, &mut out, lang);
    thinking(of, &mut out, lang);
    asking(of, &mut out, lang);
    fragment(of, &mut out, lang);
    out.text
}

/// Lines that fit.
struct Lines {
    width: usize,
    text: String,
}

impl Lines {
    /// A paragraph; its further lines are indented by four.
    fn push(&mut self, text: &str) {
        let first = text.len() - text.trim_start().len();
        for line in wrap(text.trim_start(), self.width, first, 4) {
            self.text.extend([line.trim_end(), "\n"]);
        }
    }

    fn table(&mut self, table: &Table) {
        for line in table.lines(self.width) {
            self.text.extend([line.as_str(), "\n"]);
        }
    }
}

fn head(of: &FitFigures, out: &mut Lines, lang: Lang) {
    let (log, days) = (&of.log, decimal(of.days, 1));
    let title = format_title(&of.format, lang);
    out.push(&say!(lang, "{log}: {title}, {days}일", "{log}: {title}, {days} days"));
    let rows = &of.rows;
    let (read, jobs, used) = (count(rows.read as i64), count(rows.jobs as i64), count(rows.used as i64));
    out.push(&say!(
        lang,
        "  행 {read}개, 그 가운데 작업 {jobs}건, 맞춤에 쓴 작업 {used}건",
        "  rows: {read}; of them jobs: {jobs}; given to the fit: {used}"
    ));
    for (name, reasons) in [
        (lang.pick("작업이 아닌 행", "rows that are no job"), &rows.not_jobs),
        (lang.pick("뺀 작업", "jobs left out"), &rows.left_out),
        (lang.pick("눈여겨볼 작업", "odd about jobs"), &rows.noted),
    ] {
        if !reasons.is_empty() {
            let all = list(reasons, lang);
            out.push(&format!("  {name}: {all}"));
        }
    }
    let before = rows.left_out.iter().find(|it| it.why == "began_before").map_or(0, |it| it.rows);
    if before * 10 > rows.jobs {
        let part = share(before as f64 / rows.jobs as f64);
        out.push(&say!(
            lang,
            "  ※ 작업의 {part}가 기록 전에 시작해 빠짐: 긴 작업일수록 많이 빠지므로 길이가 짧게 나옴",
            "  warning: {part} of jobs began before the log and are left out, the long ones most: lengths come out short"
        ));
    }
    let unit = match of.unit.as_str() {
        "processors" => lang.pick(
            "  ※ 크기는 카드가 아니라 프로세서 수: 아래의 카드는 프로세서로 읽음",
            "  note: sizes are processors, not cards: read `cards` below as processors",
        ),
        "jobs" => lang.pick(
            "  ※ 기록에 크기가 없어 작업마다 카드 1장으로 셈",
            "  note: the log has no sizes: every job counts as one card",
        ),
        _ => "",
    };
    if !unit.is_empty() {
        out.push(unit);
    }
    let zone = of.clock.utc_offset_s.map(zone).unwrap_or_default();
    out.push(&match of.clock.source.as_str() {
        "log" => say!(lang, "  시각: {zone}(기록에 있음)", "  clock: {zone}, as the log says"),
        "option" => say!(
            lang,
            "  시각: {zone}(--zone), 기록은 협정세계시로 봄",
            "  clock: {zone} (--zone), the log's times taken as UTC"
        ),
        "assumed" => say!(
            lang,
            "  ※ 시각: 기록에 시간대가 없어 사용자가 {zone}에 있다고 가정함. 다르면 --zone으로 정함",
            "  note: clock assumed: the log names no zone, its users are taken to be at {zone}. If they are not, give --zone"
        ),
        "as_written" => lang
            .pick(
                "  ※ 시각: 기록에 시간대가 없어 적힌 시각을 사용자의 시각으로 가정함. 협정세계시로 적혔다면 사용자의 시간대를 줌(예: --zone +09:00)",
                "  note: clock assumed: the log names no zone, its times are taken as its users' own. If they are UTC, give the users' zone, such as --zone +09:00",
            )
            .to_owned(),
        _ => lang
            .pick(
                "  ※ 시각: 기록의 시각에 날짜가 없어 시간대, 요일, 생각하는 시간은 맞추지 않음",
                "  note: no clock: the log's times have no date, so hours, weekdays and think times are not fitted",
            )
            .to_owned(),
    });
}

fn format_title(format: &str, lang: Lang) -> &str {
    match format {
        "swf" => "Standard Workload Format",
        "slurm" => "Slurm sacct",
        "philly" => "Philly CSV",
        "alibaba-instances" => "Alibaba 2025 CSV",
        "alibaba-requests" => "Alibaba 2026 CSV",
        "sessions" => lang.pick("naru 세션 기록", "sessions of naru"),
        other => other,
    }
}

/// `UTC+9`, `UTC+5:30`.
fn zone(offset_s: i64) -> String {
    let sign = if offset_s < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset_s.abs() / 3_600, offset_s.abs() / 60 % 60);
    if minutes == 0 { format!("UTC{sign}{hours}") } else { format!("UTC{sign}{hours}:{minutes:02}") }
}

fn list(reasons: &[FitReason], lang: Lang) -> String {
    let one = |it: &FitReason| {
        let (name, rows) = (reason(&it.why, lang), count(it.rows as i64));
        say!(lang, "{name} {rows}건", "{name} {rows}").replace(' ', "\u{a0}")
    };
    reasons.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Reasons of a fit's own, beside those of every log: name in files, Korean, English.
const REASONS: [(&str, &str, &str); 11] = [
    ("began_before", "기록 전에 시작", "began before the log"),
    ("tenancy", "세션이 아닌 상품", "products without sessions"),
    ("top_user", "많이 신청한 사용자", "users who ask most"),
    ("no_user", "사용자 없음", "no user"),
    ("no_length", "길이 0초", "length 0"),
    ("no_cards", "크기 없음", "no size"),
    ("cut_early", "잘린 짧은 작업", "cut while short"),
    ("outside_window", "기록 기간 밖", "outside the log"),
    ("overlapping", "앞 작업 중의 신청", "asked while at work"),
    ("first", "사용자의 첫 신청", "a user's first"),
    ("few_spells", "간격이 적은 사용자", "users with few"),
];

fn reason(why: &str, lang: Lang) -> &str {
    let known = REASONS.iter().find(|(id, ..)| *id == why);
    known.map_or_else(|| job_log::words(why, lang), |(_, ko, en)| lang.pick(ko, en))
}

fn users(of: &FitFigures, out: &mut Lines, lang: Lang) {
    let Some(users) = &of.users else {
        out.push(lang.pick(
            "  ※ 사용자가 적혀 있지 않음: 생각하는 시간과 사용자 묶음은 맞추지 않음",
            "  note: the log names no user: think times and classes are not fitted",
        ));
        return;
    };
    let n = count(users.users as i64);
    let top: f64 = users.top.iter().map(|it| it.share).sum();
    let (shown, all) = (users.top.len(), share(top));
    let mean = share(users.mean_use);
    out.push(&say!(
        lang,
        "  사용자 {n}명, 많이 신청한 {shown}명이 신청의 {all}; 일하는 시간은 평균 {mean}",
        "  users: {n}; the {shown} who ask most make {all} of requests; at work {mean} of the time on average"
    ));
    let large: Vec<String> = users
        .top
        .iter()
        .filter(|it| it.share >= LARGE_SHARE)
        .map(|it| format!("{} {}", it.user, share(it.share)).replace(' ', "\u{a0}"))
        .collect();
    // In a log of a handful of users everybody asks often.
    if !large.is_empty() && users.users > 20 {
        let (n, large) = (large.len(), large.join(", "));
        out.push(&say!(
            lang,
            "  ※ 몇 사람의 버릇이 기록을 좌우함: 사용자 {large}. 빼고 견주려면 --without-top-users {n}",
            "  warning: a few users shape this log: {large}. To see it without them: --without-top-users {n}"
        ));
    }
}

fn cards(from: u32, to: Option<u32>, lang: Lang) -> String {
    match (from, to) {
        (1, None) => lang.pick("  모두", "  all").to_owned(),
        (from, None) => say!(lang, "  {from}장 이상", "  {from} or more"),
        (from, Some(to)) if from == to => say!(lang, "  {from}장", "  {from}"),
        (from, Some(to)) => say!(lang, "  {from}~{to}장", "  {from}-{to}"),
    }
}

/// A law's name in words.
pub(crate) fn law(name: &str, lang: Lang) -> String {
    let (kind, parts) = name.split_once('-').unwrap_or((name, ""));
    let (ko, en) = match kind {
        "lognormal" => ("로그정규", "lognormal"),
        "weibull" => ("와이불", "Weibull"),
        "exponential" => ("지수", "exponential"),
        "hyperexponential" => ("초지수", "hyperexponential"),
        other => (other, other),
    };
    match (kind, parts) {
        (_, "") => say!(lang, "{ko}", "{en}"),
        (_, n) => say!(lang, "{ko} {n}개 혼합", "{en}, {n} parts"),
    }
}

fn lengths(of: &FitFigures, out: &mut Lines, lang: Lang) {
    let mut table = Table::default();
    table
        .column(lang.pick("작업 길이", "Lengths of jobs"), Side::Left)
        .column(lang.pick("작업\n(건)", "jobs"), Side::Right)
        .column(lang.pick("잘림\n(건)", "cut"), Side::Right)
        .column(lang.pick("가장 맞는 분포", "best law"), Side::Left)
        .column("KS", Side::Right)
        .column("A²/n", Side::Right);
    for it in &of.lengths {
        let best = best(it);
        let figure = |of: fn(&naru_results::FitLaw) -> f64, places| {
            best.map_or_else(|| "-".to_owned(), |law| decimal(of(law), places))
        };
        let row = [
            cards(it.cards_from, it.cards_to, lang),
            count(it.used as i64),
            count(it.cut as i64),
            best.map_or_else(|| lang.pick("너무 적음", "too few").to_owned(), |it| law(&it.law, lang)),
            figure(|law| law.ks, 3),
            figure(|law| law.ad_per_n, 4),
        ];
        table.row(row, "");
    }
    if of.lengths.is_empty() {
        out.push(lang.pick("길이를 맞출 작업이 없음", "No job has a length"));
        return;
    }
    out.table(&table);
    let thrown = &of.lengths[0].thrown;
    if !thrown.is_empty() {
        let all = list(thrown, lang);
        out.push(&say!(lang, "  버린 작업: {all}", "  thrown away: {all}"));
    }
}

/// The law that fits best.
fn best(of: &FitLengths) -> Option<&naru_results::FitLaw> {
    let best = of.best.as_deref()?;
    of.laws.iter().find(|it| it.law == best)
}

fn sessions(of: &FitFigures, out: &mut Lines, lang: Lang) {
    let Some(all) = of.sessions.first() else {
        out.push(lang.pick(
            "세션으로 볼 만큼 긴 작업이 너무 적음: 시나리오의 길이는 맞추지 않음",
            "Too few jobs are long enough for sessions: no lengths for a scenario",
        ));
        return;
    };
    let least = minutes(all.min_s, lang);
    let mut table = Table::default();
    table
        .column(&say!(lang, "세션({least} 이상)", "Sessions of {least} or more"), Side::Left)
        .column(lang.pick("세션\n(건)", "sessions"), Side::Right)
        .column(lang.pick("잘림\n(건)", "cut"), Side::Right)
        .column(lang.pick("평균\n(시간)", "mean\n(h)"), Side::Right)
        .column(lang.pick("95% 구간", "95%"), Side::Right)
        .column("KS", Side::Right)
        .column("A²/n", Side::Right);
    for it in &of.sessions {
        let row = [
            cards(it.cards_from, it.cards_to, lang),
            count(it.used as i64),
            count(it.cut as i64),
            decimal(it.mean_hours.value, 2),
            interval(&it.mean_hours, |x| decimal(x, 2), lang),
            decimal(it.ks, 3),
            decimal(it.ad_per_n, 4),
        ];
        table.row(row, "");
    }
    out.table(&table);
    if let Some(short) = &all.short {
        let (starts, part) = (count(short.starts as i64), share_with(&short.share, lang));
        let half = seconds(libm::exp(short.mu.value), lang);
        out.push(&say!(
            lang,
            "  {least}이 못 되어 끝난 시작 {starts}건: 신청의 {part}, 중앙값 {half}",
            "  starts that ended sooner: {starts}, {part} of requests, median {half}"
        ));
    }
    let far: Vec<String> = of
        .sessions
        .iter()
        .filter(|it| it.ks >= FAR)
        .map(|it: &FitSessions| cards(it.cards_from, it.cards_to, lang).trim().to_owned())
        .collect();
    if !far.is_empty() {
        let far = far.join(", ");
        out.push(&say!(
            lang,
            "  ※ 눈에 띄게 어긋남(KS 0.1 이상): {far}. 그림으로 확인함",
            "  warning: visibly off (KS 0.1 or more), cards: {far}; look at the chart"
        ));
    }
}

fn thinking(of: &FitFigures, out: &mut Lines, lang: Lang) {
    let Some(it) = &of.thinking else { return };
    let overlapping = it.thrown.iter().find(|it| it.why == "overlapping").map_or(0, |it| it.rows);
    let (used, over) = (count(it.used as i64), count(overlapping as i64));
    if !it.closed_loop {
        out.push(&say!(
            lang,
            "※ 닫힌 고리가 아님: 신청 {over}건이 앞 작업이 끝나기 전에 왔고, 끝난 뒤에 온 것은 {used}건. 생각하는 시간은 쓰지 않음",
            "Warning: no closed loop: {over} requests came while their user's last job waited or ran, {used} after it. Think times are not used"
        ));
        return;
    }
    let Some(law) = &it.law else {
        out.push(&say!(
            lang,
            "생각하는 시간: 간격 {used}개로는 너무 적음",
            "Think times: {used} are too few"
        ));
        return;
    };
    let (mean, users) = (seconds(law.mean_s.value, lang), count(law.users as i64));
    let cv = value_with(&law.cv, 2, lang);
    let (ks, ad) = (decimal(law.ks, 3), decimal(law.ad_per_n, 4));
    let how = if it.within_users {
        lang.pick("사용자마다 따로", "each with a mean of his own")
    } else {
        lang.pick("모두 함께", "all with one mean")
    };
    out.push(&say!(
        lang,
        "생각하는 시간: 간격 {used}개, 사용자 {users}명({how}), 평균 {mean}, 변동계수 {cv}, KS {ks}, A²/n {ad}",
        "Think times: {used} of {users} users ({how}); mean {mean}, CV {cv}, KS {ks}, A²/n {ad}"
    ));
    if law.ks >= FAR {
        out.push(lang.pick(
            "  ※ 이 분포는 생각하는 시간과 눈에 띄게 어긋남(KS 0.1 이상): 평균과 변동계수를 그대로 믿지 않음",
            "  warning: this law is visibly off (KS 0.1 or more): trust neither its mean nor its CV",
        ));
    }
    let thrown = list(&it.thrown, lang);
    if !thrown.is_empty() {
        out.push(&say!(lang, "  간격이 없는 신청: {thrown}", "  requests without one: {thrown}"));
    }
}

fn asking(of: &FitFigures, out: &mut Lines, lang: Lang) {
    let Some(it) = &of.asking else { return };
    let hours = it.weekday_hours.iter().enumerate();
    let (peak, most) =
        hours.max_by(|a, b| a.1.value.total_cmp(&b.1.value)).map_or((0, 0.0), |(h, v)| (h, v.value));
    let part = share(most);
    let next = peak + 1;
    let mut line = say!(
        lang,
        "신청 시각: 평일 {peak}~{next}시에 가장 많음({part})",
        "Asking: on weekdays most at {peak}-{next} h ({part})"
    );
    for (ko, en, factor) in [("주말", "weekends", it.weekend), ("공휴일", "holidays", it.holiday)] {
        if let Some(factor) = factor {
            let times = value_with(&factor, 2, lang);
            line += &say!(lang, ", {ko}은 평일의 {times}배", "; {en} {times} times a weekday");
        }
    }
    let counted = match it.counted.as_str() {
        "thinking" => lang.pick("생각하던 사람이 신청한 것을 셈", "counted: requests of people who think"),
        "users" => lang.pick("한 시간에 한 사람을 한 번 셈", "counted: each user once an hour"),
        _ => lang.pick("신청마다 셈", "counted: every request"),
    };
    out.push(&format!("{line} ({counted})"));
}

fn fragment(of: &FitFigures, out: &mut Lines, lang: Lang) {
    let names = |parts: &[String]| {
        let all: Vec<&str> = parts.iter().map(|part| part_name(part, lang)).collect();
        if all.is_empty() { lang.pick("없음", "nothing").to_owned() } else { all.join(", ") }
    };
    let holds = names(&of.fragment.holds);
    out.push(&say!(lang, "시나리오 조각에 담기는 것: {holds}", "The fragment holds: {holds}"));
    if of.fragment.holds.is_empty() {
        out.push(lang.pick(
            "  ※ 담을 것이 없어 조각은 바탕 시나리오와 같음",
            "  warning: with nothing in it, the fragment is the base itself",
        ));
    }
    if !of.fragment.lacks.is_empty() {
        let all: Vec<String> = of
            .fragment
            .lacks
            .iter()
            .map(|part| {
                let (name, why) = (part_name(part, lang), lacking(part, of, lang));
                say!(lang, "{name}: {why}", "{name} ({why})").replace(' ', "\u{a0}")
            })
            .collect();
        let all = all.join(", ");
        out.push(&say!(lang, "  담지 못한 것: {all}", "  not from this log: {all}"));
    }
    out.push(lang.pick(
        "  기록으로 알 수 없어 바탕 시나리오 그대로인 것: 초기 증가, 계절, 월별 충격, 마감 전 몰림, 과제 수, 단가, 카드",
        "  as the base has them, since no log tells them: ramp, seasons, shocks, rushes, projects, prices, cards",
    ));
}

fn part_name(part: &str, lang: Lang) -> &str {
    let (ko, en) = match part {
        "classes" => ("사용자 묶음(classes)", "classes"),
        "lengths" => ("세션 길이(lengths)", "session lengths"),
        "failed" => ("곧 끝난 시작(failed)", "short starts"),
        "think_cv" => ("생각하는 시간의 변동계수(think_cv)", "think_cv"),
        "asking" => ("신청 시각(asking)", "hours of asking"),
        other => (other, other),
    };
    match lang {
        Lang::Ko => ko,
        Lang::En => en,
    }
}

fn lacking(part: &str, of: &FitFigures, lang: Lang) -> &'static str {
    let (ko, en) = match part {
        "classes" | "think_cv" if of.users.is_none() => ("사용자가 없음", "no users"),
        "classes" => ("세션이 없는 묶음이 있음", "a class has no sessions"),
        "think_cv" | "asking" if of.clock.source == "none" => ("날짜가 없음", "no dates"),
        "think_cv" if of.thinking.as_ref().is_some_and(|it| !it.closed_loop) => {
            ("닫힌 고리가 아님", "no closed loop")
        }
        "failed" if !of.sessions.is_empty() => ("그런 시작이 없음", "there are none"),
        _ => ("너무 적음", "too few"),
    };
    lang.pick(ko, en)
}

fn interval(of: &FitValue, shown: impl Fn(f64) -> String, lang: Lang) -> String {
    match (of.lo, of.hi) {
        (Some(lo), Some(hi)) => range(&shown(lo), &shown(hi), lang),
        _ => lang.pick("모름", "unknown").to_owned(),
    }
}

fn value_with(of: &FitValue, places: usize, lang: Lang) -> String {
    let (value, between) = (decimal(of.value, places), interval(of, |x| decimal(x, places), lang));
    format!("{value}\u{a0}({between})")
}

fn share_with(of: &FitValue, lang: Lang) -> String {
    let (value, between) = (share(of.value), interval(of, |x| decimal(x * 100.0, 1), lang));
    format!("{value}\u{a0}({between})")
}

/// Seconds in the unit that is read best.
pub(crate) fn seconds(s: f64, lang: Lang) -> String {
    let (size, ko, en) = match s {
        s if s < 120.0 => (1.0, "초", "s"),
        s if s < 7_200.0 => (60.0, "분", "min"),
        s if s < 172_800.0 => (3_600.0, "시간", "h"),
        _ => (86_400.0, "일", "d"),
    };
    let places = usize::from(s / size < 10.0);
    let x = decimal(s / size, places);
    say!(lang, "{x}{ko}", "{x}\u{a0}{en}")
}

fn minutes(s: i64, lang: Lang) -> String {
    seconds(s as f64, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(s: f64, ko: &str, en: &str) {
        assert_eq!([seconds(s, Lang::Ko), seconds(s, Lang::En).replace('\u{a0}', " ")], [ko, en], "{s}");
    }

    #[test]
    fn seconds_are_told_in_the_unit_that_is_read_best() {
        check(3.0, "3.0초", "3.0 s");
        check(119.0, "119초", "119 s");
        check(600.0, "10분", "10 min");
        check(7_200.0, "2.0시간", "2.0 h");
        check(172_800.0, "2.0일", "2.0 d");
    }

    /// The figures that `results` tests with, in both languages, and what has to be said of them.
    #[test]
    fn the_text_fits_and_warns() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../results/tests/files/fit.json");
        let mut fit = FitFigures::read(&path).expect("a test file");
        let says = |fit: &FitFigures, lang: Lang, words: &str| {
            let text = text(fit, 80, lang);
            assert!(text.lines().all(|line| crate::table::cells(line) <= 80), "{text}");
            assert!(text.replace("\n    ", " ").contains(words), "`{words}` in {text}");
        };
        says(&fit, Lang::En, "clock: UTC-7, as the log says");
        says(&fit, Lang::Ko, "UTC-7(기록에 있음)");
        fit.users.as_mut().expect("there are users").top[0].share = 0.3;
        says(&fit, Lang::Ko, "--without-top-users 1");
        says(&fit, Lang::En, "warning: a few users shape this log");
        fit.thinking.as_mut().expect("users think").closed_loop = false;
        says(&fit, Lang::Ko, "※ 닫힌 고리가 아님");
        says(&fit, Lang::En, "Warning: no closed loop");
        fit.sessions[0].ks = 0.1;
        says(&fit, Lang::En, "warning: visibly off (KS 0.1 or more), cards: 1");
        fit.rows.left_out =
            REASONS.iter().map(|(why, ..)| FitReason { why: (*why).to_owned(), rows: 1_234_567 }).collect();
        says(&fit, Lang::Ko, "기록 전에 시작해 빠짐");
        says(&fit, Lang::En, "began before the log and are left out");
        (fit.users, fit.thinking, fit.asking) = (None, None, None);
        fit.clock.source = "none".to_owned();
        (fit.lengths, fit.sessions) = (Vec::new(), Vec::new());
        fit.fragment.holds.clear();
        says(&fit, Lang::Ko, "담을 것이 없어 조각은 바탕 시나리오와 같음");
        says(&fit, Lang::En, "the log names no user");
    }

    #[test]
    fn a_zone_has_its_minutes_where_there_are_some() {
        for (s, want) in [(32_400, "UTC+9"), (-28_800, "UTC-8"), (19_800, "UTC+5:30"), (0, "UTC+0")] {
            assert_eq!(zone(s), want);
        }
    }
}
