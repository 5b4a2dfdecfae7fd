//! What people call a metric, and how they write its values and differences.

use crate::document::Shown;
use crate::format;
use crate::phrase;
use crate::words::{Lang, say};
use jiff::civil::Date;
use naru_results::MetricUnit;

/// What people call a metric, its unit in brackets: `134TF 대기 95백분위수(시간)`, `P95 wait, 134TF (h)`.
///
/// `programme.` before an id changes the estimand, not the name. An id that nobody has named is its own name.
pub fn label(id: &str, lang: Lang) -> String {
    let id = id.strip_prefix("programme.").unwrap_or(id);
    let named = id.split_once('.').and_then(|(family, rest)| match family {
        "waits" => rest.rsplit_once('.').and_then(|(product, figure)| wait(product, figure, lang)),
        "cards" => card(rest, lang),
        "budget" => budget(rest, lang),
        "suppliers" => {
            rest.rsplit_once('.').and_then(|(supplier, figure)| of_supplier(supplier, figure, lang))
        }
        "course" => course(rest, lang),
        _ => None,
    });
    named.unwrap_or_else(|| id.to_owned())
}

fn wait(product: &str, figure: &str, lang: Lang) -> Option<String> {
    // A wait limit is of GPU requests alone: of all of them, or of a product's.
    let (of, of_en) = if product == "all" { ("GPU", "GPU") } else { ("해당 GPU", "its GPU") };
    let product = match product {
        "all" => "GPU".to_owned(),
        id => phrase::product(id),
    };
    Some(match figure {
        "requests" => say!(lang, "{product} 신청(건)", "requests, {product}"),
        "unserved_share" => say!(lang, "{product} 미할당(신청 중)", "unserved, {product} (of requests)"),
        "abandoned_share" => say!(lang, "{product} 신청 취소(신청 중)", "given up, {product} (of requests)"),
        "undecided_share" => say!(lang, "{product} 미확정(신청 중)", "undecided, {product} (of requests)"),
        "censored_share" => {
            say!(lang, "{product} 하한만 아는 대기(신청 중)", "censored waits, {product} (of requests)")
        }
        "mean_hours" => say!(lang, "{product} 평균 대기(시간)", "mean wait, {product} (h)"),
        "max_hours" => say!(lang, "{product} 최장 대기(시간)", "longest wait, {product} (h)"),
        "over_limit_share" => {
            say!(lang, "{product} 기준 초과율({of} 신청 중)", "late, {product} (of {of_en} requests)")
        }
        "over_limit_share_upper" => {
            say!(
                lang,
                "{product} 기준 초과율 상한({of} 신청 중)",
                "late at most, {product} (of {of_en} requests)"
            )
        }
        "over_limit_any_share" => {
            say!(lang, "{product} 초과가 있던 사업(사업 중)", "any late, {product} (of programmes)")
        }
        other => {
            let percent = other.strip_prefix('p')?.strip_suffix("_hours")?;
            say!(lang, "{product} 대기 {percent}백분위수(시간)", "P{percent} wait, {product} (h)")
        }
    })
}

fn card(rest: &str, lang: Lang) -> Option<String> {
    if let Some((pool, cause)) = rest.split_once(".waiting_by.") {
        let cause = match cause {
            "allocator" => lang.pick("할당기 장애", "allocator down"),
            "order" => lang.pick("순서", "order"),
            "reserved" => lang.pick("예약", "reserved"),
            "held_for_gang" => lang.pick("묶음용 비움", "held for gangs"),
            "servers" => lang.pick("서버에 흩어짐", "spread over servers"),
            "cards" => lang.pick("카드 부족", "no cards"),
            _ => return None,
        };
        return Some(say!(
            lang,
            "{pool} 대기 까닭: {cause}(대기 중)",
            "{pool} waiting by: {cause} (of waiting)"
        ));
    }
    let (pool, figure) = rest.rsplit_once('.')?;
    Some(match figure {
        "peak_in_use" => say!(lang, "{pool} 최대 사용(장)", "peak in use, {pool} (cards)"),
        "utilisation" => say!(lang, "{pool} 가동률", "in use, {pool}"),
        "held_for_gang_card_hours" => {
            say!(lang, "{pool} 묶음용 비움(카드시간)", "held for gangs, {pool} (card-h)")
        }
        "waiting_hours" => say!(lang, "{pool} 대기 합계(시간)", "waiting in all, {pool} (h)"),
        _ => return None,
    })
}

fn budget(figure: &str, lang: Lang) -> Option<String> {
    let (ko, en) = match figure {
        "spent_won" => ("집행액(억 원)", "spent (bn won)"),
        "left_won" => ("불용 예상액(억 원)", "left unspent (bn won)"),
        "need_won" => ("필요액(억 원)", "need (bn won)"),
        "not_served_won.waiting" => ("대기로 미충족(억 원)", "not served, waiting (bn won)"),
        "not_served_won.money" => ("소진 뒤 미충족(억 원)", "not served, money gone (bn won)"),
        "not_served_won.allowance" => ("총량으로 미충족(억 원)", "not served, allowance (bn won)"),
        "not_served_won.outage" => ("장애로 미충족(억 원)", "not served, outages (bn won)"),
        "exhausted_share" => ("조기소진 확률(사업 중)", "gone early (of programmes)"),
        "exhausted_on" => ("소진일", "gone on"),
        "lines.gpu" => ("GPU 집행액(억 원)", "GPU (bn won)"),
        "lines.npu" => ("NPU 집행액(억 원)", "NPU (bn won)"),
        "lines.operating" => ("운영비(억 원)", "operating (bn won)"),
        _ => return None,
    };
    Some(lang.pick(ko, en).to_owned())
}

fn of_supplier(supplier: &str, figure: &str, lang: Lang) -> Option<String> {
    let (ko, en) = match figure {
        "revenue_won" => ("매출(억 원)", "revenue (bn won)"),
        "revenue_per_card_month_won" => ("카드 한 장 한 달 매출(만 원)", "revenue a card a month (k won)"),
        "discount_won" => ("할인(억 원)", "discounts (bn won)"),
        "deduction_won" => ("감액(억 원)", "deductions (bn won)"),
        "free_card_hours" => ("무상 제공(카드시간)", "free (card-h)"),
        "idle_card_hours" => ("유휴(카드시간)", "idle (card-h)"),
        "idle_share" => ("유휴율", "idle"),
        "trial_hours" => ("사전 체험(시간)", "trials (h)"),
        "after_hours" => ("이후 유상 이용(시간)", "paid use after (h)"),
        "after_won" => ("이후 유상 이용(억 원)", "paid use after (bn won)"),
        "fault_reports" => ("장애 보고(건)", "fault reports"),
        "storage_claimed_tb" => ("저장장치 신청(TB)", "storage claimed (TB)"),
        "storage_short_tb" => ("저장장치 부족(TB)", "storage short (TB)"),
        "cost_won" => ("원가(억 원)", "cost (bn won)"),
        "margin_won" => ("이익(억 원)", "margin (bn won)"),
        "final_settlement_won" => ("사후 정산(억 원)", "final settlement (bn won)"),
        _ => return None,
    };
    let figure = lang.pick(ko, en);
    Some(say!(lang, "{supplier} {figure}", "{supplier}: {figure}"))
}

fn course(rest: &str, lang: Lang) -> Option<String> {
    if let Some(wave) = rest.strip_prefix("wave_admitted_share.") {
        return Some(say!(lang, "추가모집 {wave}(사업 중)", "wave {wave} admitted (of programmes)"));
    }
    let (ko, en) = match rest {
        "recalled_grants" => ("지원 회수(건)", "grants recalled"),
        "npu_to_gpu_won" => ("NPU에서 GPU로 조정(억 원)", "moved from NPU to GPU (bn won)"),
        "stage_reports" => ("단계 지연 사유서(건)", "stage reports"),
        _ => return None,
    };
    Some(lang.pick(ko, en).to_owned())
}

/// Decimals that tell a difference of this size in a unit.
fn places(unit: MetricUnit, small: bool) -> usize {
    match unit {
        MetricUnit::Hours | MetricUnit::Share => 1 + usize::from(small),
        MetricUnit::Cards | MetricUnit::Requests | MetricUnit::SetHours | MetricUnit::Terabytes => 0,
        MetricUnit::Count | MetricUnit::Day | MetricUnit::Won => 1,
    }
}

/// Values of one metric as a table shows them: all in the same decimals.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    unit: MetricUnit,
    places: usize,
    per_card: bool,
    start: Option<Date>,
}

impl Scale {
    /// The scale of a metric; `smallest` is a half width (or a margin) that its decimals must show, `start` the
    /// programme's first day, by which days are written as dates.
    pub fn of(id: &str, unit: MetricUnit, smallest: f64, start: Option<Date>) -> Self {
        let per_card = id.ends_with("revenue_per_card_month_won");
        let shown = match unit {
            MetricUnit::Share => smallest * 100.0,
            MetricUnit::Hours
            | MetricUnit::Cards
            | MetricUnit::Requests
            | MetricUnit::SetHours
            | MetricUnit::Terabytes
            | MetricUnit::Count
            | MetricUnit::Day
            | MetricUnit::Won => smallest,
        };
        Self { unit, places: places(unit, shown > 0.0 && shown < 0.1), per_card, start }
    }

    /// How a spreadsheet shows the values: won in the document's unit, all else in the unit of the text. The first is what
    /// values are divided by for it.
    pub(crate) fn native(&self, lang: Lang) -> (f64, Shown) {
        let decimals = self.places as u8;
        match (self.unit, lang) {
            (MetricUnit::Won, Lang::Ko) if self.per_card => (1e4, Shown::Decimals(1)),
            (MetricUnit::Won, Lang::En) if self.per_card => (1e3, Shown::Decimals(0)),
            (MetricUnit::Won, Lang::Ko | Lang::En) => (1.0, Shown::MoneyUnit),
            (MetricUnit::Share, Lang::Ko | Lang::En) => (1.0, Shown::Percent(decimals)),
            (
                MetricUnit::Hours
                | MetricUnit::Cards
                | MetricUnit::Requests
                | MetricUnit::SetHours
                | MetricUnit::Terabytes
                | MetricUnit::Count
                | MetricUnit::Day,
                Lang::Ko | Lang::En,
            ) => (1.0, Shown::Decimals(decimals)),
        }
    }

    /// The day of a value, where the scale writes days.
    pub(crate) fn day(&self, x: f64) -> Option<Date> {
        let start = self.start.filter(|_| self.unit == MetricUnit::Day)?;
        Some(start.saturating_add(jiff::Span::new().days(x.round() as i64)))
    }

    /// A value: `15.0%`, `183.8`, `5.2`, `12. 24.`.
    pub fn value(&self, x: f64, lang: Lang) -> String {
        match (self.day(x), self.start) {
            (Some(day), Some(start)) => {
                // The day after the programme's last lies in another year, and says so.
                if day.year() == start.year() {
                    format::day_of_year(day, lang)
                } else {
                    format::date(day, lang)
                }
            }
            (Some(_) | None, _) if self.unit == MetricUnit::Share => {
                format!("{}%", format::decimal(x * 100.0, self.places))
            }
            (Some(_) | None, Some(_) | None) => self.number(x, lang),
        }
    }

    /// Two values with `~` or a hyphen between them; dates, which have hyphens of their own, with `to`.
    pub fn between(&self, lo: f64, hi: f64, lang: Lang) -> String {
        let (lo, hi) = (self.value(lo, lang), self.value(hi, lang));
        if self.unit == MetricUnit::Day && lang == Lang::En {
            return format!("{lo} to {hi}");
        }
        format::range(lo.trim_end_matches('%'), &hi, lang)
    }

    /// A difference without its unit: `-2.1`; shares in points of a per cent, days in days.
    pub fn difference(&self, x: f64, lang: Lang) -> String {
        match self.unit {
            MetricUnit::Share => format::decimal(x * 100.0, self.places),
            MetricUnit::Won
            | MetricUnit::Hours
            | MetricUnit::Cards
            | MetricUnit::Requests
            | MetricUnit::SetHours
            | MetricUnit::Terabytes
            | MetricUnit::Count
            | MetricUnit::Day => self.number(x, lang),
        }
    }

    /// What a difference is in, where its column does not say: points of a per cent, days.
    pub fn unit_of_difference(&self, lang: Lang) -> &'static str {
        match self.unit {
            MetricUnit::Share => lang.pick("%p", " pp"),
            MetricUnit::Day => lang.pick("일", " days"),
            MetricUnit::Won
            | MetricUnit::Hours
            | MetricUnit::Cards
            | MetricUnit::Requests
            | MetricUnit::SetHours
            | MetricUnit::Terabytes
            | MetricUnit::Count => "",
        }
    }

    /// A difference with its interval: `-2.1 (-2.4~-1.8)`, `-1.09%p (-1.25~-0.93)`.
    pub fn difference_with(&self, d: f64, interval: Option<(f64, f64)>, lang: Lang) -> String {
        let unit = self.unit_of_difference(lang);
        let middle = self.difference(d, lang);
        let Some((lo, hi)) = interval else { return format!("{middle}{unit}") };
        let (lo, hi) = (self.difference(lo, lang), self.difference(hi, lang));
        // A hyphen between two signed numbers cannot be read.
        let range = say!(lang, "{lo}~{hi}", "{lo} to {hi}");
        format!("{middle}{unit} ({range})")
    }

    /// A difference in the unit in which it is written, not rounded: points of a per cent, 억 원 or bn won, hours, days.
    pub(crate) fn in_unit(&self, x: f64, lang: Lang) -> f64 {
        match self.unit {
            MetricUnit::Share => x * 100.0,
            MetricUnit::Won => match (self.per_card, lang) {
                (true, Lang::Ko) => x / 1e4,
                (true, Lang::En) => x / 1e3,
                (false, Lang::Ko) => x / 1e8,
                (false, Lang::En) => x / 1e9,
            },
            MetricUnit::Hours
            | MetricUnit::Cards
            | MetricUnit::Requests
            | MetricUnit::SetHours
            | MetricUnit::Terabytes
            | MetricUnit::Count
            | MetricUnit::Day => x,
        }
    }

    /// What that unit is called below an axis.
    pub(crate) fn unit_of_axis(&self, lang: Lang) -> &'static str {
        match self.unit {
            MetricUnit::Share => lang.pick("%p", "points of a per cent"),
            MetricUnit::Won if self.per_card => lang.pick("만 원/카드·월", "k won a card and month"),
            MetricUnit::Won => lang.pick("억 원", "bn won"),
            MetricUnit::Hours => lang.pick("시간", "hours"),
            MetricUnit::Cards => lang.pick("장", "cards"),
            MetricUnit::Requests => lang.pick("신청 건", "requests"),
            MetricUnit::SetHours => lang.pick("카드시간", "card-hours"),
            MetricUnit::Terabytes => "TB",
            MetricUnit::Count => lang.pick("건", "number"),
            MetricUnit::Day => lang.pick("일", "days"),
        }
    }

    fn number(&self, x: f64, lang: Lang) -> String {
        match self.unit {
            MetricUnit::Won if self.per_card => match lang {
                Lang::Ko => format::decimal(x / 1e4, 1),
                Lang::En => format::decimal(x / 1e3, 0),
            },
            MetricUnit::Won => match lang {
                Lang::Ko => format::decimal(x / 1e8, self.places),
                Lang::En => format::decimal(x / 1e9, self.places + 1),
            },
            MetricUnit::Hours
            | MetricUnit::Share
            | MetricUnit::Cards
            | MetricUnit::Requests
            | MetricUnit::SetHours
            | MetricUnit::Terabytes
            | MetricUnit::Count
            | MetricUnit::Day => format::decimal(x, self.places),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_in_both_languages() {
        let id = "programme.waits.gpu-134tf.p95_hours";
        assert_eq!(label(id, Lang::Ko), "134TF 대기 95백분위수(시간)");
        assert_eq!(label(id, Lang::En), "P95 wait, 134TF (h)");
        assert_eq!(
            label("cards.H100.waiting_by.servers", Lang::Ko),
            "H100 대기 까닭: 서버에 흩어짐(대기 중)"
        );
        assert_eq!(label("nobody.knows", Lang::En), "nobody.knows");
        let hours = Scale::of(id, MetricUnit::Hours, 0.3, None);
        assert_eq!(hours.difference_with(-2.1, Some((-2.4, -1.8)), Lang::Ko), "-2.1 (-2.4~-1.8)");
        assert_eq!(hours.difference_with(-2.1, Some((-2.4, -1.8)), Lang::En), "-2.1 (-2.4 to -1.8)");
        let share = Scale::of("waits.all.over_limit_share", MetricUnit::Share, 0.0007, None);
        assert_eq!(share.value(0.0241, Lang::Ko), "2.41%");
        assert_eq!(
            share.difference_with(-0.0109, Some((-0.0125, -0.0093)), Lang::Ko),
            "-1.09%p (-1.25~-0.93)"
        );
        let won = Scale::of("budget.spent_won", MetricUnit::Won, 3e7, None);
        assert_eq!(
            (won.value(18_380_000_000.0, Lang::Ko), won.value(18_380_000_000.0, Lang::En)),
            ("183.8".into(), "18.38".into())
        );
        let day = Scale::of("budget.exhausted_on", MetricUnit::Day, 2.0, Some(jiff::civil::date(2025, 4, 1)));
        assert_eq!(
            (day.value(267.0, Lang::Ko), day.value(267.0, Lang::En)),
            ("12. 24.".into(), "12-24".into())
        );
        assert_eq!(day.difference_with(-9.5, None, Lang::Ko), "-9.5일");
    }
}
