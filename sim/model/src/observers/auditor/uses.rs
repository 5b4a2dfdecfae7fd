//! Use that has ended, cut by months, allocation and prices: what bills are held against.

use crate::fact::{EndReason, Frame, Kind, Outage, OutageKind, Session};
use naru_units::{Dated, Instant, Month, Share, Span, Won};
use std::collections::BTreeMap;

/// What is known of use when the bills come.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// By product and position among its offers.
    pub(super) offers: BTreeMap<(u16, u16), Offer>,
    pub(super) ended: BTreeMap<u32, Use>,
    /// Stretches without usable cards, by session.
    suspended: BTreeMap<u32, Vec<(Instant, Instant)>>,
    /// Stretches of fixed allocation since the allocator was down, by supplier.
    fixed: BTreeMap<u16, Vec<(Instant, Instant)>>,
}

#[derive(Debug)]
pub(super) struct Offer {
    pub(super) supplier: u16,
    pub(super) fixed: bool,
    pub(super) monthly: bool,
    pub(super) prices: Dated<Won>,
}

/// A session that has ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub(super) session: u32,
    pub(super) project: u32,
    pub(super) product: u16,
    pub(super) offer: u16,
    pub(super) supplier: u16,
    pub(super) kind: Kind,
    pub(super) multiple: i64,
    part: Share,
    pub(super) started: Instant,
    pub(super) ended: Instant,
    pub(super) wait: Span,
    pub(super) resumes: u32,
    pub(super) switched: bool,
}

/// Usable seconds in a row in one month, under one allocation, at one price.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) from: Instant,
    pub(super) until: Instant,
    /// Usable seconds of the session before it.
    pub(super) used: i64,
    pub(super) month: usize,
    pub(super) fixed: bool,
    pub(super) price: Won,
}

/// Position of the month (KST) that a second belongs to, counted from the programme's first.
pub(super) fn month_of(frame: &Frame, at: Instant) -> usize {
    let number = |month: Month| i64::from(month.year) * 12 + i64::from(month.month);
    let position = number(frame.epoch.month(at)) - number(frame.epoch.month(Instant::START));
    usize::try_from(position).expect("use lies inside the programme")
}

impl Uses {
    pub(super) fn suspended(&mut self, session: u32, from: Instant, until: Instant) {
        assert!(from <= until, "a stretch ends after it begins: {session} {from:?} {until:?}");
        self.suspended.entry(session).or_default().push((from, until));
    }

    pub(super) fn outage(&mut self, outage: &Outage) {
        if outage.kind == OutageKind::Allocator {
            self.fixed.entry(outage.supplier).or_default().push((outage.from, outage.until));
        }
    }

    pub(super) fn ended(&mut self, s: &Session, reason: EndReason) {
        let offer = self.offers.get(&(s.product, s.offer)).expect("sessions are served by an offer");
        assert_eq!(offer.supplier, s.supplier, "a session is at the supplier of its offer: {s:?}");
        assert!(s.fixed || !offer.fixed, "what is offered on fixed allocation is allocated so: {s:?}");
        let stretches = self.suspended.get(&s.id).map_or(&[][..], Vec::as_slice);
        let lost = |(from, until): &(Instant, Instant)| (*until.min(&s.ended) - *from.min(&s.ended)).0;
        let suspended: i64 = stretches.iter().map(lost).sum();
        assert_eq!(suspended, s.suspended.0, "what could not be used was told: {s:?}");
        self.ended.insert(
            s.id,
            Use {
                session: s.id,
                project: s.project,
                product: s.product,
                offer: s.offer,
                supplier: s.supplier,
                kind: s.kind,
                multiple: i64::from(s.multiple),
                part: s.part,
                started: s.started,
                ended: s.ended,
                wait: s.wait(),
                resumes: s.resumes,
                switched: reason == EndReason::Switched,
            },
        );
    }

    pub(super) fn offer_of(&self, u: &Use) -> &Offer {
        &self.offers[&(u.product, u.offer)]
    }

    /// Use that the budget pays, of hours or of months.
    pub(super) fn paid(&self, monthly: bool) -> impl Iterator<Item = &Use> {
        let paid = move |u: &&Use| u.kind.is_billed() && self.offer_of(u).monthly == monthly;
        self.ended.values().filter(paid)
    }

    /// Cuts a session wherever its month, its allocation, its price or the use of its cards may change.
    pub(super) fn pieces(&self, frame: &Frame, u: &Use) -> Vec<Piece> {
        let none = Vec::new();
        let offer = self.offer_of(u);
        let suspended = self.suspended.get(&u.session).unwrap_or(&none);
        let fixed = self.fixed.get(&u.supplier).unwrap_or(&none);
        let within = |stretches: &[(Instant, Instant)], at: Instant| {
            stretches.iter().any(|(from, until)| *from <= at && at < *until)
        };
        let mut cuts = vec![u.started, u.ended];
        cuts.extend(suspended.iter().chain(fixed).flat_map(|(from, until)| [*from, *until]));
        cuts.extend(offer.prices.iter().map(|(from, _)| *from));
        let mut month = frame.epoch.month(u.started).next();
        while frame.epoch.month_start(month) < u.ended {
            cuts.push(frame.epoch.month_start(month));
            month = month.next();
        }
        cuts.retain(|cut| u.started <= *cut && *cut <= u.ended);
        cuts.sort_unstable();
        let mut used = 0;
        let mut pieces = Vec::new();
        for cut in cuts.windows(2) {
            let (from, until) = (cut[0], cut[1]);
            if from == until || within(suspended, from) {
                continue;
            }
            let fixed = offer.fixed || within(fixed, from);
            let dynamic = *offer.prices.at(if frame.price_at_start { u.started } else { from });
            let agreed = if fixed { dynamic.share_floor(frame.fixed_ratio) } else { dynamic };
            let price = if frame.pro_rata { agreed.share_floor(u.part) } else { agreed };
            pieces.push(Piece { from, until, used, month: month_of(frame, from), fixed, price });
            used += (until - from).0;
        }
        pieces
    }
}
