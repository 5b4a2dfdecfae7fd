//! Named readings: the ways in which a sentence of the call can be understood.
//!
//! A reading is addressed `CLAUSE.variant`, such as `N3.month`; `month` alone may mean two things. The first
//! value of a variant is its default. What a value means is said here in a line, and fixed by the golden
//! cases; how it is computed stands with its rule. A variant comes here together with its rule and its
//! cases, never before.

use core::fmt;

/// Declares the variants: one enum each, and [`Readings`] with one field each.
macro_rules! readings {
    ($(
        $(#[$doc:meta])*
        $clause:literal . $variant:literal => $field:ident: $Type:ident {
            $(#[$first_doc:meta])* $First:ident = $first:literal
            $(, $(#[$value_doc:meta])* $Value:ident = $value:literal)* $(,)?
        }
    )+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $Type {
                $(#[$first_doc])*
                #[default]
                $First,
                $($(#[$value_doc])* $Value,)*
            }

            impl $Type {
                /// Every value, the default first.
                pub const ALL: &'static [Self] = &[Self::$First, $(Self::$Value),*];
                /// Every name, in the order of [`Self::ALL`].
                pub const NAMES: &'static [&'static str] = &[$first, $($value),*];

                /// The name in scenario files, cases and results.
                pub const fn name(self) -> &'static str {
                    match self {
                        Self::$First => $first,
                        $(Self::$Value => $value,)*
                    }
                }

                /// The value of that exact name.
                pub fn parse(name: &str) -> Option<Self> {
                    match name {
                        $first => Some(Self::$First),
                        $($value => Some(Self::$Value),)*
                        _ => None,
                    }
                }
            }
        )+

        /// One value for every variant: how the call is read. The default takes each variant's first value.
        ///
        /// ```
        /// # use naru_rules::readings::{HourRounding, Readings};
        /// let mut readings = Readings::default();
        /// readings.set("T1", "hours", "month_ceil").unwrap();
        /// assert_eq!(readings.hours, HourRounding::MonthCeil);
        /// assert!(readings.entries().any(|entry| entry == ("T1.hours", "month_ceil")));
        /// ```
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct Readings {
            $($(#[$doc])* pub $field: $Type,)+
        }

        const CATALOGUE: &[Variant] = &[
            $(Variant { clause: $clause, name: $variant, values: $Type::NAMES },)+
        ];

        impl Readings {
            /// Sets one variant by name.
            ///
            /// # Errors
            /// An unknown clause, variant or value, with those that are known.
            pub fn set(&mut self, clause: &str, variant: &str, value: &str) -> Result<(), ReadingError> {
                match (clause, variant) {
                    $(($clause, $variant) => {
                        self.$field = $Type::parse(value).ok_or_else(|| ReadingError::Value {
                            address: concat!($clause, ".", $variant),
                            value: value.to_owned(),
                            known: $Type::NAMES,
                        })?;
                        Ok(())
                    })+
                    _ => Err(ReadingError::unknown(clause, variant)),
                }
            }

            /// Every variant's address and value, in the catalogue's order.
            pub fn entries(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
                [$((concat!($clause, ".", $variant), self.$field.name()),)+].into_iter()
            }

            /// Every variant with the values that it may take, in a fixed order.
            pub const fn catalogue() -> &'static [Variant] {
                CATALOGUE
            }
        }
    };
}

readings! {
    /// Operating cost inside the cap.
    "P2"."operating" => operating: Operating {
        /// All of it is set aside from day one.
        ReservedAtStart = "reserved_at_start",
        /// Taken in equal months, cumulative amounts cut.
        MonthlyAccrual = "monthly_accrual",
    }
    /// Whether unit prices hold VAT.
    "P2"."vat" => vat: Vat {
        /// Prices hold VAT: none is added.
        Included = "included",
        /// Prices are without VAT: it is added.
        Excluded = "excluded",
    }
    /// Rounding of VAT that is added.
    "P2"."vat_round" => vat_round: VatRound {
        /// Cut to a whole won.
        Floor = "floor",
        /// To the nearest won, half a won up.
        HalfUp = "half_up",
    }
    /// What VAT is reckoned and rounded on.
    "P2"."vat_scope" => vat_scope: VatScope {
        /// Each bill line.
        Line = "line",
        /// A supplier's whole statement of a month, as a row of its own.
        Statement = "statement",
    }
    /// VAT inside a price that holds it, for display.
    "P2"."vat_extract" => vat_extract: VatExtract {
        /// VAT is cut; the supply value takes the remainder.
        VatFloor = "vat_floor",
    }
    /// Money between the GPU and the NPU line.
    "P3"."transfer" => transfer: Transfer {
        /// In a month's close, what the one lacks by forecast and the other will have left.
        MonthEndForecast = "month_end_forecast",
        /// One line, one end.
        Pooled = "pooled",
        /// Two lines, no transfer.
        Never = "never",
    }
    /// What ends when the money is gone.
    "P4"."when_exhausted" => when_exhausted: WhenExhausted {
        /// Everything, in that second.
        StopAtOnce = "stop_at_once",
        /// Nothing new begins; what runs goes on.
        StopNew = "stop_new",
        /// Nothing ends: the overrun is reported.
        Overrun = "overrun",
    }
    /// When money counts as spent.
    "P4"."accrual" => accrual: Accrual {
        /// A whole hour at its beginning.
        Hour = "hour",
        /// By the second, without hours and without rounding before the bill.
        Second = "second",
    }
    /// How much will be spent by the end, for transfers (P3) and waves.
    "P6"."forecast" => forecast: ForecastBy {
        /// What has been executed so far, carried on day by day.
        LinearRunRate = "linear_run_rate",
    }
    /// What the threshold of a wave is a share of.
    "P6"."base" => wave_base: WaveBase {
        /// The cap less the operating cost.
        Available = "available",
    }
    /// Which figure of a card is compared with the card named in the call.
    "P7"."performance" => performance: Performance {
        /// Single precision (FP32) is at least that of the card named.
        Fp32 = "fp32",
    }
    /// Below 10 won of a statement's total (국고금 관리법 제47조).
    "P8"."statement_round" => statement_round: StatementRound {
        /// Paid to the won.
        Exact = "exact",
        /// Dropped.
        Below10Dropped = "below_10_dropped",
    }
    /// Floor of a supplier that has H100 alone.
    "S2"."h100_only_floor" => h100_only_floor: H100OnlyFloor {
        /// The H100 floor and one card for each project of product 1.
        P1UsersAdded = "p1_users_added",
    }
    /// Which servers a set of 1PF takes.
    "S3"."gang" => gang: GangServers {
        /// Whole ones: with all cards free; surplus cards of the last one are held too.
        WholeServers = "whole_servers",
    }
    /// Whose the text's row of 32 cores, 384 GB and 10 TB is: its table has slipped.
    "S4"."row" => row: Row {
        /// 1PF's, for each of its servers.
        Pf1 = "pf1",
        /// That of 134TF, the third row, down to 1PF below it.
        Gpu134tf = "gpu-134tf",
    }
    /// What an hour of product 1 on one H100 draws from the allowance.
    "S5"."allowance" => product1_allowance: Product1Allowance {
        /// 39 TF: the product's.
        Tf39 = "tf39",
        /// 67 TF: the card's.
        Tf67 = "tf67",
    }
    /// What cards that come late cost their supplier.
    "S7"."late" => late_supply: LateSupply {
        /// What they would have earned, and no more.
        NoRevenue = "no_revenue",
        /// Capacity × price × delay besides.
        Deduction = "deduction",
        /// Nothing: the projects' support ends as much later.
        PeriodMoved = "period_moved",
    }
    /// The time from the end of the work to the automatic return of the cards.
    "A1"."idle" => idle: Idle {
        /// Billed like use.
        Billed = "billed",
        /// Held, not billed.
        NotBilled = "not_billed",
    }
    /// Which seconds of a session count as use (실제 사용 기간).
    "A1"."billed_time" => billed_time: BilledTime {
        /// All while the cards are allocated.
        Allocated = "allocated",
        /// Those with GPU use above zero: the work's share of them, cut; the idle time has none.
        GpuBusy = "gpu_busy",
    }
    /// When the wait begins.
    "A2"."clock" => clock: Clock {
        /// Asked for, own contribution paid, own slot free: the latest of the three.
        Eligible = "eligible",
        /// The request itself.
        Requested = "requested",
    }
    /// What a late allocation earns.
    "A3"."sla_discount" => sla_discount: SlaDiscount {
        /// As many discounted hours as the wait is hours over the limit, the session's first ones.
        Hours = "hours",
        /// The whole session at the rate.
        Session = "session",
        /// The whole session at the rate times the hours over the limit, up to a ceiling.
        Growing = "growing",
        /// Won by the hours over the limit, taken off this and later lines.
        Credit = "credit",
    }
    /// Hours over the wait limit.
    "A3"."excess" => excess: Excess {
        /// A begun hour counts.
        Begun = "begun",
        /// Only full hours count.
        Full = "full",
    }
    /// Rounding of what is taken off: discount and own contribution.
    "A3"."won" => off: OffRounding {
        /// What remains is cut to a whole won; what is taken off gets the remainder.
        PaidFloor = "paid_floor",
        /// What is taken off is cut.
        OffFloor = "off_floor",
        /// What is taken off goes to the nearest won, half a won up.
        OffHalfUp = "off_half_up",
    }
    /// Hours of fixed allocation (고정할당) that are billed.
    "A4"."fixed_hours" => fixed_hours: FixedHours {
        /// As long as the cards are held.
        Held = "held",
        /// As long as they are used.
        Used = "used",
    }
    /// What a project's computing allowance (연산자원 총량) is spent on.
    "A5"."allowance" => allowance: Allowance {
        /// Use: the product's seconds times the sets held.
        HoursUsed = "hours_used",
        /// The calendar: a month a month from the first service, k a month in a burst window.
        CalendarMonths = "calendar_months",
    }
    /// What a session draws from the allowance.
    "A5"."draw" => draw: Draw {
        /// Sets × seconds of use, a billed idle tail included.
        Seconds = "seconds",
        /// Sets × begun hours; an hour that is not wholly covered does not begin.
        BilledHours = "billed_hours",
    }
    /// How long a month of an allowance is.
    "A5"."allowance_month" => allowance_month: AllowanceMonth {
        /// 30 days.
        Days30 = "days30",
        /// The calendar months of support.
        Calendar = "calendar",
    }
    /// Price of an hour of a burst.
    "A5"."burst_price" => burst_price: BurstPrice {
        /// k times the product's own price.
        Multiple = "multiple",
        /// The price of the product upgraded to, where there is one of k times the performance.
        TargetProduct = "target_product",
    }
    /// Where the cards of a burst stand.
    "A5"."burst_span" => burst_span: BurstSpan {
        /// k sets, each whole on a server.
        SetBySet = "set_by_set",
        /// All of them on one server.
        OneServer = "one_server",
    }
    /// Hours of use that are billed.
    "T1"."hours" => hours: HourRounding {
        /// Begun hours of each session.
        SessionCeil = "session_ceil",
        /// Exact product-seconds of a bill line, rounded up once.
        MonthCeil = "month_ceil",
        /// Completed hours of each session.
        SessionFloor = "session_floor",
        /// Exact product-seconds of a bill line, completed hours.
        MonthFloor = "month_floor",
        /// Each session to the nearest hour, half an hour up.
        SessionNearest = "session_nearest",
        /// Exact product-seconds of a bill line, to the nearest hour, half an hour up.
        MonthNearest = "month_nearest",
    }
    /// A session over a month's end, a price change or a change of allocation.
    "T2"."split" => split: Split {
        /// An hour belongs where its first second is.
        HourBegin = "hour_begin",
        /// Each part rounds by itself.
        PartsAlone = "parts_alone",
    }
    /// Which second decides the unit price.
    "T2"."price_at" => price_at: PriceAt {
        /// The hour's first.
        HourBegin = "hour_begin",
        /// The session's first.
        SessionStart = "session_start",
    }
    /// What is settled of December inside December.
    "T2"."december" => december: December {
        /// All that is used, as of any month.
        ByUse = "by_use",
        /// What has begun before a cut-off; the rest with a true-up.
        CutOff = "cut_off",
    }
    /// Own contribution (자부담) and the bill.
    "T3"."own" => own: Own {
        /// Paid to the agency, never in a bill: the cap pays the full price.
        Outside = "outside",
        /// Part of the price: the programme pays the rest.
        OutOfPrice = "out_of_price",
        /// As `out_of_price`, paid ahead on the plan and settled on actual use.
        DepositThenSettled = "deposit_then_settled",
        /// On top of the full price. Breaks P5: see [`Readings::refused`].
        OnTop = "on_top",
    }
    /// Order of operations on a bill line.
    "T3"."order" => order: OwnOrder {
        /// Discount, then VAT, then own contribution.
        DiscountVatOwn = "discount_vat_own",
    }
    /// Form of the own contribution.
    "T3"."own_form" => own_form: OwnForm {
        /// A flat sum by product and kind of user, due for each calendar month of support.
        FlatMonthly = "flat_monthly",
        /// A share of each bill line.
        Ratio = "ratio",
    }
    /// A session whose cards a fault takes.
    "T4"."on_outage" => on_outage: OnOutage {
        /// It ends at the fault; the rest of the work asks again.
        Cut = "cut",
        /// It keeps its cards; the seconds of the outage are taken out of its use.
        Suspend = "suspend",
    }
    /// The hour that a fault broke.
    "T4"."fault_hour" => fault_hour: FaultHour {
        /// Rounded like any other: a begun hour is whole.
        Round = "round",
        /// Dropped. Nothing to drop under `P4.accrual: second`, which has no hours.
        NotBilled = "not_billed",
    }
    /// An outage under a monthly price.
    "T4"."npu_outage" => npu_outage: NpuOutage {
        /// Whole days of outage in a line, each a thirtieth of the monthly price.
        WholeDays = "whole_days",
        /// By the second, of a month of 30 days.
        ProrataSeconds = "prorata_seconds",
    }
    /// What an outage costs the supplier besides the hours that are not used.
    "T4"."outage" => outage: Outage {
        /// Nothing: what is not used is not billed.
        NotBilled = "not_billed",
        /// The rent of the resources that could not be used.
        Deduction = "deduction",
    }
    /// When the free month begins.
    "T5"."free_month" => free_month: FreeMonth {
        /// When the line's service ends: with the programme, or before it with the money.
        FromActualEnd = "from_actual_end",
        /// With the programme's end alone.
        JanuaryOnly = "january_only",
    }
    /// When the free month ends.
    "T5"."month" => free_month_end: FreeMonthEnd {
        /// Same day and clock time of the next month; without such a day, the end of its last.
        CalendarSameClockTime = "calendar_same_clock_time",
    }
    /// What the price after the free month is a discount off.
    "T6"."base" => after_base: AfterBase {
        /// The market's price.
        Market = "market",
        /// The price agreed with the programme.
        Agreed = "agreed",
    }
    /// How long that price holds.
    "T6"."length" => after_length: AfterLength {
        /// To the same day and clock time three months later.
        ThreeCalendarMonths = "three_calendar_months",
    }
    /// The discounted unit price below a won.
    "T6"."unit_round" => after_unit_round: UnitRound {
        /// Cut.
        Floor = "floor",
        /// To the nearest won, half a won up.
        HalfUp = "half_up",
    }
    /// Fractions when projects are shared out over products.
    "N1"."apportion" => apportion: Apportion {
        /// Largest remainder; equal remainders to the smaller product.
        LargestRemainderSmallerProductFirst = "largest_remainder_smaller_product_first",
    }
    /// A month of fixed allocation.
    "N3"."month" => npu_month: NpuMonth {
        /// Calendar months.
        Calendar = "calendar",
        /// Months of 30 days from the first day.
        Running30 = "running30",
        /// From a day to the day before it in the next month.
        Anniversary = "anniversary",
        /// As `anniversary`, and days are for a use shorter than a month: after the first, a begun month is whole.
        ShortUseOnly = "short_use_only",
    }
    /// Days of a tenancy.
    "N3"."days" => npu_days: NpuDays {
        /// Calendar days (KST) that it touches.
        CalendarDays = "calendar_days",
        /// Begun stretches of 24 hours from its first second.
        Begun24h = "begun_24h",
    }
    /// A part month's sum in whole won.
    "N3"."won" => npu_won: NpuWon {
        /// Cut.
        Floor = "floor",
        /// To the nearest won, half a won up.
        HalfUp = "half_up",
    }
    /// Whose the day of a switch to another supplier is.
    "N4"."switch_day" => switch_day: SwitchDay {
        /// The new supplier's.
        DayToNew = "day_to_new",
        /// The old supplier's.
        DayToOld = "day_to_old",
        /// Billed by both.
        Both = "both",
    }
    /// What the monthly price bounds where two suppliers share a month.
    "N4"."bound" => switch_bound: SwitchBound {
        /// Each supplier's own sum.
        PerSupplier = "per_supplier",
        /// The sum of both.
        PerProjectMonth = "per_project_month",
    }
}

/// A variant in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Id of the clause, such as `T1`.
    pub clause: &'static str,
    /// Name within the clause, such as `hours`.
    pub name: &'static str,
    /// Values that it may take, the default first.
    pub values: &'static [&'static str],
}

/// A reading that the call itself rules out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which variant, such as `T3.own`.
    pub address: &'static str,
    /// Its value.
    pub value: &'static str,
    /// The clause that it breaks.
    pub breaks: &'static str,
}

impl Readings {
    /// Readings that have a meaning but break another clause: a plan must not use them.
    ///
    /// ```
    /// # use naru_rules::readings::{Own, Readings};
    /// let readings = Readings { own: Own::OnTop, ..Readings::default() };
    /// assert_eq!(readings.refused().map(|refusal| refusal.breaks), Some("P5"));
    /// assert_eq!(Readings::default().refused(), None);
    /// ```
    pub const fn refused(&self) -> Option<Refusal> {
        match self.own {
            Own::OnTop => Some(Refusal { address: "T3.own", value: Own::OnTop.name(), breaks: "P5" }),
            Own::Outside | Own::OutOfPrice | Own::DepositThenSettled => None,
        }
    }
}

impl HourRounding {
    /// Whether seconds are added up over a bill line, and rounded there once.
    pub const fn by_line(self) -> bool {
        match self {
            Self::MonthCeil | Self::MonthFloor | Self::MonthNearest => true,
            Self::SessionCeil | Self::SessionFloor | Self::SessionNearest => false,
        }
    }
}

/// A name that is not in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadingError {
    /// No variant of this clause is known.
    Clause {
        /// As given.
        clause: String,
        /// Clauses that have readings.
        known: Vec<&'static str>,
    },
    /// The clause has no such variant.
    Variant {
        /// Of which clause.
        clause: String,
        /// As given.
        variant: String,
        /// The clause's variants.
        known: Vec<&'static str>,
    },
    /// The variant has no such value.
    Value {
        /// Of which variant, such as `T1.hours`.
        address: &'static str,
        /// As given.
        value: String,
        /// Its values, the default first.
        known: &'static [&'static str],
    },
}

impl ReadingError {
    fn unknown(clause: &str, variant: &str) -> Self {
        let of_clause: Vec<_> = CATALOGUE.iter().filter(|v| v.clause == clause).map(|v| v.name).collect();
        if of_clause.is_empty() {
            let mut known: Vec<_> = CATALOGUE.iter().map(|v| v.clause).collect();
            known.dedup();
            return Self::Clause { clause: clause.to_owned(), known };
        }
        Self::Variant { clause: clause.to_owned(), variant: variant.to_owned(), known: of_clause }
    }

    /// The names that would have been right at that place.
    pub fn known(&self) -> &[&'static str] {
        match self {
            Self::Clause { known, .. } | Self::Variant { known, .. } => known,
            Self::Value { known, .. } => known,
        }
    }
}

impl fmt::Display for ReadingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clause { clause, .. } => write!(f, "clause `{clause}` has no readings")?,
            Self::Variant { clause, variant, .. } => write!(f, "`{clause}` has no reading `{variant}`")?,
            Self::Value { address, value, .. } => write!(f, "`{value}` is not a value of `{address}`")?,
        }
        write!(f, ": known are {}", self.known().join(", "))
    }
}

impl core::error::Error for ReadingError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_default_takes_the_first_value_of_every_variant() {
        let names: Vec<_> = Readings::default().entries().collect();
        assert_eq!(names.len(), Readings::catalogue().len());
        for ((address, value), variant) in names.into_iter().zip(Readings::catalogue()) {
            assert_eq!(address, format!("{}.{}", variant.clause, variant.name));
            assert_eq!(value, variant.values[0]);
        }
    }

    #[test]
    fn every_name_of_the_catalogue_can_be_set_and_is_told_back() {
        for variant in Readings::catalogue() {
            for value in variant.values {
                let mut readings = Readings::default();
                readings.set(variant.clause, variant.name, value).unwrap();
                let address = format!("{}.{}", variant.clause, variant.name);
                let told = readings.entries().find(|(a, _)| *a == address).unwrap().1;
                assert_eq!(told, *value);
                let changed = readings.entries().zip(Readings::default().entries()).filter(|(a, b)| a != b);
                assert_eq!(changed.count(), usize::from(*value != variant.values[0]));
            }
        }
    }

    #[test]
    fn addresses_are_unique() {
        let mut addresses: Vec<_> = Readings::default().entries().map(|(address, _)| address).collect();
        addresses.sort_unstable();
        addresses.dedup();
        assert_eq!(addresses.len(), Readings::catalogue().len());
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_right_ones() {
        let mut readings = Readings::default();
        for (clause, variant, value, text) in [
            (
                "T2",
                "hours",
                "session_ceil",
                "`T2` has no reading `hours`: known are split, price_at, december",
            ),
            (
                "N3",
                "month",
                "Calendar",
                "`Calendar` is not a value of `N3.month`: known are calendar, running30, anniversary, short_use_only",
            ),
        ] {
            assert_eq!(readings.set(clause, variant, value).unwrap_err().to_string(), text);
        }
        // Each clause that has readings, once.
        let unknown = readings.set("X9", "hours", "session_ceil").unwrap_err();
        let text = unknown.to_string();
        assert!(text.starts_with("clause `X9` has no readings: known are P2, P3, P4, P6, P7"), "{text}");
        let clauses: BTreeSet<_> = unknown.known().iter().collect();
        assert_eq!(clauses.len(), unknown.known().len(), "{text}");
        assert_eq!(readings, Readings::default());
    }
}
