//! What observers are told of the plan before all else.

use crate::fact::{Discounted, Fact, Frame, Observer};
use crate::plan::{Allocation, Plan, Tariff};
use crate::replication::Engine;
use naru_rules::readings::{
    Accrual, Allowance, BurstPrice, Draw, Excess, FaultHour, HourRounding, NpuDays, NpuMonth, PriceAt,
    SlaDiscount, Split, SwitchDay, Transfer, WhenExhausted,
};
use naru_rules::settlement::Terms;
use naru_units::{Instant, Share};

impl<O: Observer> Engine<'_, O> {
    /// Tells the frame, who offers what, and what each project may draw.
    pub(crate) fn tell_plan(&mut self) {
        let plan = self.plan;
        self.observer.hear(Instant::START, &Fact::Began(frame(plan)));
        for (product, of) in (0..).zip(&plan.products) {
            for (offer, o) in (0..).zip(&of.offers) {
                let offered = Fact::Offered {
                    product,
                    offer,
                    supplier: o.supplier.0,
                    fixed: o.allocation == Allocation::Fixed,
                    monthly: of.tariff == Tariff::Monthly,
                    prices: &o.prices,
                };
                self.observer.hear(Instant::START, &offered);
            }
        }
        if plan.terms.readings.allowance == Allowance::HoursUsed {
            for (project, p) in (0..).zip(&plan.projects) {
                if let Some(tf_s) = p.allowance {
                    self.observer.hear(Instant::START, &Fact::Allowance { project, tf_s });
                }
            }
        }
    }
}

fn frame(plan: &Plan) -> Frame {
    let (terms, readings) = (&plan.terms, &plan.terms.readings);
    Frame {
        epoch: terms.epoch,
        cap: plan.budget.cap,
        operating: plan.budget.operating,
        opening: plan.budget.opening,
        pooled: readings.transfer == Transfer::Pooled,
        slots: plan.concurrency,
        stops_at_once: readings.when_exhausted == WhenExhausted::StopAtOnce,
        strict_arrival: plan.policy.keeps_arrival_order(),
        begun_hours: readings.hours == HourRounding::SessionCeil
            && readings.split == Split::HourBegin
            && readings.accrual == Accrual::Hour
            && readings.fault_hour == FaultHour::Round
            && readings.burst_price == BurstPrice::Multiple,
        price_at_start: readings.price_at == PriceAt::SessionStart,
        pro_rata: plan.part_sets.billed_pro_rata,
        fixed_ratio: terms.fixed_ratio,
        wait_limit: terms.wait_limit,
        discounted: discounted(terms),
        draws_hours: readings.draw == Draw::BilledHours,
        calendar_months: readings.npu_month == NpuMonth::Calendar,
        calendar_days: readings.npu_days == NpuDays::CalendarDays,
        switch_day_twice: readings.switch_day == SwitchDay::Both,
    }
}

fn discounted(terms: &Terms) -> Discounted {
    let readings = &terms.readings;
    let none = terms.discount_rate == Share::NONE;
    match (readings.sla_discount, readings.excess) {
        (SlaDiscount::Credit, _) => Discounted::Nothing,
        (SlaDiscount::Growing, _) if none || terms.discount_ceiling == Some(Share::NONE) => {
            Discounted::Nothing
        }
        (SlaDiscount::Hours | SlaDiscount::Session, _) if none => Discounted::Nothing,
        (SlaDiscount::Hours, Excess::Begun) => Discounted::BegunHours,
        (SlaDiscount::Hours, Excess::Full) => Discounted::FullHours,
        (SlaDiscount::Session | SlaDiscount::Growing, Excess::Begun) => Discounted::SessionIfBegun,
        (SlaDiscount::Session | SlaDiscount::Growing, Excess::Full) => Discounted::SessionIfFull,
    }
}
