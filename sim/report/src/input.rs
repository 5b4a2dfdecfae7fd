//! What people call an input of a scenario, and how they write its values: for every page, table and chart.
//!
//! A scenario's own label comes first ([`label`]); what has none is named by its path. The words of the call where it
//! has them.

use crate::format;
use crate::phrase;
use crate::sweep::written;
use crate::words::{Lang, say};
use jiff::civil::Date;

/// A path with `*` for names that people gave, what it is called, and how its values are read. `{0}` is the first of
/// those names.
type Named = (&'static str, &'static str, &'static str, Reads);

/// How a written value is read. Lengths of time and days are known by their looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// As written; the name carries the unit, where there is one.
    Plain,
    /// A share of 1, as per cent.
    Share,
    /// Won of a budget, in 억 원 or bn won.
    Money,
    /// Won for an hour, or for a month where the product is an NPU's.
    Price,
    /// Won for a month.
    Monthly,
    /// A number with its unit, in Korean and English.
    In(&'static str, &'static str),
}

use Reads::{In, Money, Monthly, Plain, Price, Share};

const TIMES: Reads = In("배", " times");
const SERVERS: Reads = In("대", " servers");
const PROJECTS: Reads = In("개", " projects");
const CARDS: Reads = In("장", " cards");

/// All that the scenario files have a range, an assumption or an axis for.
const NAMES: [Named; 78] = [
    ("programme.start", "사업 시작일", "Programme start", Plain),
    ("programme.end", "사업 종료", "Programme end", Plain),
    ("programme.budget.cap_won", "예산 한도", "Budget cap", Money),
    ("programme.budget.operating_won", "운영비", "Operating cost", Money),
    ("programme.budget.lines_won.*", "{0} 예산", "{0} budget", Money),
    ("programme.budget.vat_rate", "부가가치세율", "VAT rate", Share),
    ("programme.sla_rate", "대기시간 할인율", "Discount rate for late starts", Share),
    ("programme.fixed_ratio", "고정할당 단가 비율", "Fixed price to dynamic price", Share),
    ("programme.fixed_ratio_ceiling", "고정할당 단가 비율의 상한", "Highest fixed to dynamic price", Share),
    ("programme.wait_limit", "기준 대기시간", "Wait limit", Plain),
    ("programme.support_months", "지원기간(개월)", "Support period (months)", Plain),
    ("programme.december_cut_off", "12월분 지급 마감", "Cut-off for December's payment", Plain),
    ("cards.*.tf", "{0} 카드의 성능(TF)", "{0} performance (TF)", Plain),
    ("cards.*.tops", "{0} 카드의 성능(TOPS)", "{0} performance (TOPS)", Plain),
    ("floors.*", "{0} 필요카드수", "{0} floor", CARDS),
    ("products.*.projects", "{0} 과제 수", "{0} projects", PROJECTS),
    ("offers.*.*.share", "{1} 과제 중 {0}의 몫", "Share of {0} in {1} projects", Share),
    ("offers.*.*.pool", "{0}의 {1} 투입 자원", "Pool of {0} for {1}", Plain),
    ("prices.*.*", "{1} 단가({0})", "{1} price ({0})", Price),
    ("own_contribution.*.*", "{0}의 {1} 자부담금", "Own contribution of {0}, {1}", Monthly),
    ("fleet.*.*.servers", "{1} 서버({0})", "{1} servers ({0})", SERVERS),
    ("fleet.*.*.maximum_servers", "{1} 최대 투입 서버({0})", "{1} servers at most ({0})", SERVERS),
    ("storage_tb.*", "{0}의 추가 저장장치(TB)", "Extra storage of {0} (TB)", Plain),
    ("policy.order", "배정 순서", "Order of allocation", Plain),
    ("policy.backfill", "백필", "Backfill", Plain),
    ("policy.placement", "서버 배치 방식", "Placement on servers", Plain),
    ("policy.concurrency", "과제당 동시 사용(세트)", "Sets of a project at once", Plain),
    ("policy.idle_return", "반납 전 유휴시간", "Idle time before return", Plain),
    ("faults.servers.mean_up", "서버 장애 간격의 평균", "Mean time between server faults", Plain),
    ("faults.servers.down.shape", "서버 복구시간의 모양", "Shape of server repair times", Plain),
    ("faults.servers.down.scale", "서버 복구시간의 척도", "Scale of server repair times", Plain),
    ("faults.allocator.gap", "할당기 장애 간격", "Time between allocator faults", Plain),
    ("faults.allocator.median", "할당기 복구시간 중앙값", "Median allocator repair", Plain),
    ("faults.allocator.p90", "할당기 복구시간 90백분위수", "P90 allocator repair", Plain),
    ("faults.switch_delay", "고정할당으로 바꾸는 시간", "Time to switch to fixed", Plain),
    ("faults.return_delay", "동적할당으로 되돌리는 시간", "Time to return to dynamic", Plain),
    ("demand.level", "수요 수준(배)", "Demand level (factor)", Plain),
    ("demand.max_duty", "한 세트 이용률의 상한", "Highest use of a set", Share),
    ("demand.classes.*.share", "{0} 과제의 비율", "Share of {0} projects", Share),
    ("demand.classes.*.duty", "{0} 과제의 이용률", "Use of {0} projects", Share),
    ("demand.classes.*.mean_hours", "{0} 과제의 평균 세션(시간)", "Mean session of {0} projects (h)", Plain),
    ("demand.sessions.at_least", "세션 최소 길이", "Shortest session", Plain),
    ("demand.sessions.at_most", "세션 최대 길이", "Longest session", Plain),
    ("demand.sessions.lengths.*", "{0}장 세션의 길이 분포", "Lengths of sessions on {0} cards", Plain),
    ("demand.sessions.failed.share", "곧 끝난 시작의 몫", "Share of failed starts", Share),
    ("demand.think_cv", "신청 간격의 변동계수", "Variation of think times", Plain),
    ("demand.asking.weekday_hours", "평일 신청 시각의 분포", "Hours of asking, weekdays", Plain),
    ("demand.asking.weekend_hours", "주말 신청 시각의 분포", "Hours of asking, weekends", Plain),
    ("demand.asking.weekend", "주말 신청(평일 대비)", "Asking on weekends (of weekdays)", Share),
    ("demand.asking.holiday", "공휴일 신청(평일 대비)", "Asking on holidays (of weekdays)", Share),
    ("demand.ramp.floor", "초기 이용의 출발점", "Use on the first day", Share),
    ("demand.ramp.days", "초기 증가 구간(일)", "Ramp (days)", Plain),
    ("demand.seasons.*.factor", "{0} 이용", "Use in season {0}", TIMES),
    ("demand.seasons.*.from", "{0} 시작일", "Season {0} from", Plain),
    ("demand.seasons.*.to", "{0} 종료일", "Season {0} to", Plain),
    ("demand.shocks.programme", "사업 전체의 오르내림", "Shock of the programme", Plain),
    ("demand.shocks.month", "달마다의 오르내림", "Shock of each month", Plain),
    ("demand.users.*.share", "{0} 과제의 비율", "Share of projects of {0}", Share),
    ("demand.start_delay.median_days", "시작 지연 중앙값(일)", "Median start delay (days)", Plain),
    ("demand.start_delay.p90_days", "시작 지연 90백분위수(일)", "P90 start delay (days)", Plain),
    ("demand.withdrawal", "시작 전 포기", "Withdrawal before start", Share),
    ("demand.drop_out", "도중 포기", "Drop-out", Share),
    ("demand.rush.*.share", "{0} 전에 몰리는 과제의 비율", "Share of projects in the {0} rush", Share),
    ("demand.rush.*.work", "{0} 전의 작업량", "Work in the {0} rush", TIMES),
    ("demand.rush.*.within", "{0} 전 몰리는 기간", "Length of the {0} rush", Plain),
    ("demand.bursts.share", "당겨쓰는 과제의 비율", "Share of projects that burst", Share),
    ("demand.bursts.multiples.*", "당겨쓰기 중 {0}배의 비율", "Share of bursts by {0}", Share),
    ("demand.bursts.weeks.from", "당겨쓰기의 최소 길이(주)", "Shortest burst (weeks)", Plain),
    ("demand.bursts.weeks.to", "당겨쓰기의 최대 길이(주)", "Longest burst (weeks)", Plain),
    ("demand.bursts.periods.*.share", "당겨쓰기 중 {0}의 비율", "Share of bursts in {0}", Share),
    ("demand.switching.gpu", "달마다 공급사를 바꾸는 GPU 과제", "GPU projects that switch, a month", Share),
    ("demand.switching.npu", "달마다 공급사를 바꾸는 NPU 과제", "NPU projects that switch, a month", Share),
    ("demand.npu.at_start", "NPU 첫날 참여", "NPU share on the first day", Share),
    ("demand.npu.from", "NPU 추가 참여 시작일", "NPU enrolment from", Plain),
    ("demand.npu.to", "NPU 추가 참여 종료일", "NPU enrolment to", Plain),
    ("demand.npu.enrolled", "NPU 참여", "NPU share that enrols", Share),
    ("promises.*.at_most", "{0} 약속의 상한", "Promise {0}, at most", Plain),
    ("promises.*.in_programmes", "{0} 약속을 지킬 사업의 비율", "Promise {0}, of programmes", Share),
];

/// A key, and what it is called in Korean and English.
type Word = (&'static str, &'static str, &'static str);

/// Keys that the files of this project give to kinds of use, kinds of users, promises and budget lines; the name of a supplier, a
/// pool or a season stays as it is, whatever it is.
const WORDS: [(&[&str], &[Word]); 4] = [
    (
        &["demand.classes.*"],
        &[
            ("idle", "거의 쓰지 않는", "idle"),
            ("light", "적게 쓰는", "light"),
            ("medium", "보통으로 쓰는", "medium"),
            ("heavy", "많이 쓰는", "heavy"),
        ],
    ),
    (
        &["demand.users.*", "own_contribution.*"],
        &[
            ("sme", "중소기업", "SMEs"),
            ("young_firm", "창업기업", "young firms"),
            ("public", "공공(대학·병원 등)", "public bodies"),
        ],
    ),
    (&["promises.*"], &[("wait", "대기", "wait"), ("money", "예산", "money")]),
    (&["programme.budget.lines_won.*"], &[("gpu", "GPU", "GPU"), ("npu", "NPU", "NPU")]),
];

/// Choices of an operating plan.
const PLANS: [(&str, &str, &str); 7] = [
    ("none", "없음", "none"),
    ("easy", "EASY 백필", "EASY backfill"),
    ("conservative", "보수적 백필", "conservative backfill"),
    ("best_fit", "최적 적합", "best fit"),
    ("first_fit", "최초 적합", "first fit"),
    ("worst_fit", "최악 적합", "worst fit"),
    ("packed", "모아 채우기", "packed"),
];

/// What people call an input: its own label, where a scenario gives one (a label that is the path is none), else the
/// name of its path.
pub fn label(label: (&str, &str), path: &str, lang: Lang) -> String {
    let own = lang.pick(label.0, label.1);
    if own.is_empty() || own == path { name(path, lang) } else { own.to_owned() }
}

/// What people call the input at a path; the path itself where nobody has named it.
pub fn name(path: &str, lang: Lang) -> String {
    let Some(((pattern, ko, en, _), given)) = found(path) else { return path.to_owned() };
    // In one pass: a name may hold braces of its own.
    let mut parts = lang.pick(ko, en).split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (at, rest) = part.split_once('}').expect("a name closes its braces");
        let at: usize = at.parse().expect("a name numbers its braces");
        out.push_str(&word(pattern, at, given[at], lang));
        out.push_str(rest);
    }
    out
}

/// A value of the input at a path, from what the scenario says: `7,920원/시간`, `30%`, `10분`, `2025. 3. 10.`, `8.0억 원`.
pub fn value(path: &str, value: &str, lang: Lang) -> String {
    let (number, unit) = read(path, value, lang);
    number + unit
}

/// Both ends of a range, with the unit once: `4,100~11,000원/시간`, `10분~2시간`.
pub fn range(path: &str, low: &str, high: &str, lang: Lang) -> String {
    let day = |text: &str| text.trim_matches('"').parse::<Date>().is_ok();
    if day(low) && day(high) {
        let (low, high) = (value(path, low, lang), value(path, high, lang));
        return format!("{low}{}{high}", lang.pick(" ~ ", " to "));
    }
    let ((low, one), (high, other)) = (read(path, low, lang), read(path, high, lang));
    let one = if one == other { "" } else { one };
    format::range(&format!("{low}{one}"), &high, lang) + other
}

/// A range with the value as it stands, whose unit is that of the range where it says nothing new:
/// `4,100~11,000원/시간(지금 7,920)`, `10분~2시간(지금 30분)`.
pub(crate) fn range_now(path: &str, [low, now, high]: [&str; 3], lang: Lang) -> String {
    let (range, (_, of_range), (now, unit)) =
        (range(path, low, high, lang), read(path, high, lang), read(path, now, lang));
    let unit = if unit == of_range && unit != "%" { "" } else { unit };
    say!(lang, "{range}(지금 {now}{unit})", "{range} (now {now}{unit})")
}

/// The row of a path with the names that stand at its `*`.
fn found(path: &str) -> Option<(&'static Named, Vec<&str>)> {
    NAMES.iter().find_map(|it| Some((it, given(it.0, path)?)))
}

fn given<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let (mut keys, mut given) = (path.split('.'), Vec::new());
    for want in pattern.split('.') {
        let key = keys.next()?;
        match want {
            "*" => given.push(key),
            want if want == key => {}
            _ => return None,
        }
    }
    keys.next().is_none().then_some(given)
}

/// What the name at a pattern's `at`-th `*` is called.
fn word(pattern: &str, at: usize, name: &str, lang: Lang) -> String {
    let words = || WORDS.iter().filter(|_| at == 0).find(|it| it.0.iter().any(|of| pattern.starts_with(of)));
    match words().and_then(|it| it.1.iter().find(|it| it.0 == name)) {
        Some((_, ko, en)) => lang.pick(ko, en).to_owned(),
        None if is_product(name) => phrase::product(name),
        None => name.to_owned(),
    }
}

/// `gpu-39tf`, `npu-60`; a supplier may be called `npu-a`.
fn is_product(name: &str) -> bool {
    let size = name.strip_prefix("gpu-").or_else(|| name.strip_prefix("npu-"));
    size.is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
}

/// A value's figure and its unit.
fn read(path: &str, value: &str, lang: Lang) -> (String, &'static str) {
    let plain = value.trim_matches('"');
    if let Ok(day) = plain.parse::<Date>() {
        return (format::date(day, lang), "");
    }
    if path.starts_with("policy.")
        && let Some((_, ko, en)) = PLANS.iter().find(|it| it.0 == plain)
    {
        return (lang.pick(ko, en).to_owned(), "");
    }
    let at = plain.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(plain.len());
    let length = match &plain[at..] {
        "min" => lang.pick("분", " min"),
        "h" => lang.pick("시간", " h"),
        "d" => lang.pick("일", " days"),
        "s" => lang.pick("초", " s"),
        _ => "",
    };
    if at > 0 && !length.is_empty() {
        return (plain[..at].to_owned(), length);
    }
    let Some(((.., reads), x)) =
        found(path).map(|it| it.0).zip(plain.replace('_', "").parse::<f64>().ok().filter(|x| x.is_finite()))
    else {
        return (written(value), "");
    };
    match *reads {
        Plain => (written(value), ""),
        Share => (format::set_share(x).trim_end_matches('%').to_owned(), "%"),
        Money => (format::money(x, lang), lang.pick("억 원", " bn won")),
        Price
            if path.contains(".npu-") && path.rsplit('.').next().is_some_and(|it| it.starts_with("npu-")) =>
        {
            (written(value), lang.pick("원/월", " won/month"))
        }
        Price => (written(value), lang.pick("원/시간", " won/h")),
        Monthly => (written(value), lang.pick("원/월", " won/month")),
        In(ko, en) => (written(value), lang.pick(ko, en)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names are those of the scenario files and the call; the values are rewritten by hand.
    #[test]
    fn an_input_has_a_name_and_a_unit_in_both_languages() {
        for (path, text, ko, en) in [
            (
                "prices.naru.gpu-67tf",
                "7_920",
                ("67TF 단가(naru)", "7,920원/시간"),
                ("67TF price (naru)", "7,920 won/h"),
            ),
            (
                "prices.npu-a.npu-60",
                "1_595_000",
                ("NPU-60 단가(npu-a)", "1,595,000원/월"),
                ("NPU-60 price (npu-a)", "1,595,000 won/month"),
            ),
            (
                "prices.npu-a.gpu-67tf",
                "7_920",
                ("67TF 단가(npu-a)", "7,920원/시간"),
                ("67TF price (npu-a)", "7,920 won/h"),
            ),
            (
                "policy.idle_return",
                "\"10min\"",
                ("반납 전 유휴시간", "10분"),
                ("Idle time before return", "10 min"),
            ),
            (
                "programme.start",
                "\"2025-03-10\"",
                ("사업 시작일", "2025. 3. 10."),
                ("Programme start", "2025-03-10"),
            ),
            (
                "programme.budget.operating_won",
                "800_000_000",
                ("운영비", "8.0억 원"),
                ("Operating cost", "0.80 bn won"),
            ),
            ("demand.withdrawal", "0.05", ("시작 전 포기", "5%"), ("Withdrawal before start", "5%")),
            (
                "demand.users.young_firm.share",
                "0.25",
                ("창업기업 과제의 비율", "25%"),
                ("Share of projects of young firms", "25%"),
            ),
            (
                "fleet.naru.H100.servers",
                "57",
                ("H100 서버(naru)", "57대"),
                ("H100 servers (naru)", "57 servers"),
            ),
            ("demand.level", "0.675", ("수요 수준(배)", "0.675"), ("Demand level (factor)", "0.675")),
            // A supplier may be called as a kind of user, or by braces.
            (
                "prices.public.gpu-67tf",
                "7_920",
                ("67TF 단가(public)", "7,920원/시간"),
                ("67TF price (public)", "7,920 won/h"),
            ),
            (
                "fleet.{1}.light.servers",
                "3",
                ("light 서버({1})", "3대"),
                ("light servers ({1})", "3 servers"),
            ),
            (
                "programme.budget.lines_won.gpu",
                "800_000_000",
                ("GPU 예산", "8.0억 원"),
                ("GPU budget", "0.80 bn won"),
            ),
            (
                "own_contribution.sme.gpu-39tf",
                "175_000",
                ("중소기업의 39TF 자부담금", "175,000원/월"),
                ("Own contribution of SMEs, 39TF", "175,000 won/month"),
            ),
            ("promises.money.at_most", "0.1", ("예산 약속의 상한", "0.1"), ("Promise money, at most", "0.1")),
            ("nobody.knows", "\"x\"", ("nobody.knows", "x"), ("nobody.knows", "x")),
        ] {
            for (lang, want) in [(Lang::Ko, ko), (Lang::En, en)] {
                assert_eq!((&*name(path, lang), &*value(path, text, lang)), want, "{path}");
            }
        }
    }

    #[test]
    fn a_range_has_its_unit_once_where_both_ends_have_it() {
        for (path, low, high, ko, en) in [
            ("prices.naru.gpu-67tf", "4_100", "11_000", "4,100~11,000원/시간", "4,100-11,000 won/h"),
            ("policy.idle_return", "\"10min\"", "\"2h\"", "10분~2시간", "10 min-2 h"),
            (
                "programme.start",
                "\"2025-03-10\"",
                "\"2025-05-01\"",
                "2025. 3. 10. ~ 2025. 5. 1.",
                "2025-03-10 to 2025-05-01",
            ),
            ("demand.withdrawal", "0.0", "0.31", "0~31%", "0-31%"),
        ] {
            assert_eq!((&*range(path, low, high, Lang::Ko), &*range(path, low, high, Lang::En)), (ko, en));
        }
    }

    #[test]
    fn a_value_beside_its_range_has_its_own_unit_where_it_differs() {
        let now = |path, of| range_now(path, of, Lang::Ko);
        assert_eq!(now("prices.a.gpu-67tf", ["4_100", "7_920", "11_000"]), "4,100~11,000원/시간(지금 7,920)");
        assert_eq!(now("policy.idle_return", ["\"10min\"", "\"30min\"", "\"2h\""]), "10분~2시간(지금 30분)");
        assert_eq!(now("demand.withdrawal", ["0.0", "0.05", "0.31"]), "0~31%(지금 5%)");
    }

    #[test]
    fn a_scenarios_own_label_comes_first() {
        let label = |ko, en| label((ko, en), "demand.drop_out", Lang::Ko);
        assert_eq!(label("그만둠", "quit"), "그만둠");
        assert_eq!(label("demand.drop_out", "demand.drop_out"), "도중 포기");
    }
}
