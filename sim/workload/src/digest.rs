//! Canonical bytes of a spec, hashed: what makes two demands the same demand.
//!
//! Every field is named here, so that a new one does not compile until it is hashed. Numbers are eight bytes,
//! little-endian; texts and lists are led by their length; variants by a number.

use crate::{
    Behaviour, BurstPeriod, Bursts, Calendar, Class, Cohort, ExtraStorage, Failed, Law, Listed, Multiple,
    Rush, Season, SessionLength, Spec, Stages, StartDelay, Swing, Trials, UserKind,
};
use core::hash::Hasher;
use siphasher::sip::SipHasher13;

/// A hash in the making: SipHash-1-3 of the bytes, key 0.
#[derive(Default)]
pub(crate) struct Digest(SipHasher13);

impl Digest {
    pub(crate) fn u64(&mut self, x: u64) {
        self.0.write(&x.to_le_bytes());
    }

    pub(crate) fn i64(&mut self, x: i64) {
        self.0.write(&x.to_le_bytes());
    }

    pub(crate) fn f64(&mut self, x: f64) {
        self.u64(x.to_bits());
    }

    pub(crate) fn finish(self) -> u64 {
        self.0.finish()
    }

    fn floats(&mut self, xs: &[f64]) {
        for x in xs {
            self.f64(*x);
        }
    }

    fn text(&mut self, text: &str) {
        self.u64(text.len() as u64);
        self.0.write(text.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.u64(items.len() as u64);
        for item in items {
            each(self, item);
        }
    }

    pub(crate) fn spec(&mut self, spec: &Spec) {
        let Spec {
            end,
            last,
            cohorts,
            classes,
            level,
            max_duty,
            calendar,
            programme_shock,
            month_shock,
            month_starts,
            start_delay: StartDelay { median_days, p90_days },
            user_kinds,
            withdrawal,
            drop_out,
            rushes,
            bursts,
            think_cv,
            failed: Failed { share, mu, sigma },
            partial_share,
            patience_s,
            extra_storage,
            stages,
            trials,
            tail,
        } = spec;
        self.i64(end.0);
        self.i64(last.0);
        self.list(cohorts, Self::cohort);
        self.list(classes, |d, Class { name, share, duty, mean_hours }| {
            d.text(name);
            d.floats(&[*share, *duty, *mean_hours]);
        });
        self.floats(&[*level, *max_duty]);
        self.calendar(calendar);
        self.floats(&[*programme_shock, *month_shock]);
        self.list(month_starts, |d, start| d.i64(start.0));
        self.floats(&[*median_days, *p90_days]);
        self.list(user_kinds, |d, UserKind { name, share, pays }| {
            d.text(name);
            d.f64(*share);
            d.u64(u64::from(*pays));
        });
        self.floats(&[*withdrawal, *drop_out]);
        self.list(rushes, |d, Rush { before, within, share, work }| {
            d.i64(before.0);
            d.i64(within.0);
            d.floats(&[*share, *work]);
        });
        self.list(bursts.as_slice(), Self::bursts);
        self.floats(&[*think_cv, *share, *mu, *sigma]);
        self.f64(*partial_share);
        self.list(patience_s.as_slice(), |d, mean| d.f64(*mean));
        self.list(extra_storage.as_slice(), |d, ExtraStorage { share, tb }| {
            d.f64(*share);
            d.u64(u64::from(*tb));
        });
        self.list(stages.as_slice(), |d, Stages { median_weeks, over_two_months }| {
            d.floats(median_weeks);
            d.f64(*over_two_months);
        });
        self.list(trials.as_slice(), |d, Trials { share, length }| {
            d.f64(*share);
            d.i64(length.0);
        });
        self.i64(tail.0);
    }

    fn cohort(&mut self, cohort: &Cohort) {
        let Cohort { product, projects, first_number, from, switching, behaviour } = cohort;
        self.text(product);
        self.u64(u64::from(*projects));
        self.u64(u64::from(*first_number));
        self.i64(from.0);
        self.f64(*switching);
        match behaviour {
            Behaviour::Programme { length: SessionLength { min, max, weights, mu, sigma } } => {
                self.u64(0);
                self.i64(min.0);
                self.i64(max.0);
                self.floats(weights);
                self.floats(mu);
                self.floats(sigma);
            }
            Behaviour::Tenancy { at_start, from_day, until_day, enrolled } => {
                self.u64(1);
                self.f64(*at_start);
                self.i64(*from_day);
                self.i64(*until_day);
                self.f64(*enrolled);
            }
            Behaviour::ClosedSource { mean_think_s, swing, length } => {
                self.u64(2);
                self.f64(*mean_think_s);
                self.list(swing.as_slice(), |d, Swing { amplitude, period_s }| {
                    d.f64(*amplitude);
                    d.f64(*period_s);
                });
                self.law(length);
            }
            Behaviour::OpenSource { mean_gap_s, swing, length } => {
                self.u64(3);
                self.f64(*mean_gap_s);
                self.list(swing.as_slice(), |d, Swing { amplitude, period_s }| {
                    d.f64(*amplitude);
                    d.f64(*period_s);
                });
                self.law(length);
            }
            Behaviour::Listed { requests } => {
                self.u64(4);
                self.list(requests, |d, Listed { at, work }| {
                    d.i64(at.0);
                    d.i64(work.0);
                });
            }
        }
    }

    fn bursts(&mut self, bursts: &Bursts) {
        let Bursts { share, multiples, days, periods } = bursts;
        self.f64(*share);
        self.list(multiples, |d, Multiple { sets, share }| {
            d.u64(u64::from(*sets));
            d.f64(*share);
        });
        let [fewest, most] = days;
        self.i64(*fewest);
        self.i64(*most);
        self.list(periods, |d, BurstPeriod { from, until, share }| {
            d.i64(*from);
            d.i64(*until);
            d.f64(*share);
        });
    }

    fn law(&mut self, law: &Law) {
        match law {
            Law::Exponential { mean_s } => {
                self.u64(0);
                self.f64(*mean_s);
            }
            Law::Fixed { s } => {
                self.u64(1);
                self.f64(*s);
            }
            Law::Lognormal { mu, sigma } => {
                self.u64(2);
                self.floats(&[*mu, *sigma]);
            }
            Law::Hyperexponential { p1, mean1_s, mean2_s } => {
                self.u64(3);
                self.floats(&[*p1, *mean1_s, *mean2_s]);
            }
            Law::Weibull { shape, scale_s } => {
                self.u64(4);
                self.floats(&[*shape, *scale_s]);
            }
        }
    }

    fn calendar(&mut self, calendar: &Calendar) {
        let Calendar {
            first_weekday,
            holidays,
            hour_share_weekday,
            hour_share_weekend,
            weekend,
            holiday,
            ramp_floor,
            ramp_days,
            seasons,
        } = calendar;
        self.u64(u64::from(*first_weekday));
        self.list(holidays, |d, day| d.i64(*day));
        self.floats(hour_share_weekday);
        self.floats(hour_share_weekend);
        self.floats(&[*weekend, *holiday, *ramp_floor]);
        self.i64(*ramp_days);
        self.list(seasons, |d, Season { from, until, factor }| {
            d.i64(*from);
            d.i64(*until);
            d.f64(*factor);
        });
    }
}
