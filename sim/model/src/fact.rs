//! What is told while a replication runs. Facts decide nothing.

use crate::causes::Causes;
use naru_rules::allocation::Spread;
use naru_units::{Dated, Epoch, Instant, Share, Span, Won};

/// What a session is for, and so who pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// One set of an hourly product.
    #[default]
    Base,
    /// Several sets at once (clause A5).
    Burst,
    /// Whole servers at once (clause S3).
    Gang,
    /// A set by the month (clause N2).
    Monthly,
    /// Cards kept for a project that does not work on them, while allocation is fixed (clause A4).
    Hold,
    /// Before the first service, at the supplier's cost (clause U2).
    Trial,
    /// After the service's end, at the supplier's cost (clause T5).
    Free,
    /// After the free month, at the user's cost (clause T6).
    After,
}

impl Kind {
    /// Whether it is a request of the programme: one that waits, and that the budget may pay.
    pub const fn is_counted(self) -> bool {
        match self {
            Self::Base | Self::Burst | Self::Gang | Self::Monthly => true,
            Self::Hold | Self::Trial | Self::Free | Self::After => false,
        }
    }

    /// Whether the budget pays for it.
    pub const fn is_billed(self) -> bool {
        match self {
            Self::Base | Self::Burst | Self::Gang | Self::Monthly | Self::Hold => true,
            Self::Trial | Self::Free | Self::After => false,
        }
    }
}

/// A session, from its request on. Ids are positions in the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// Number in order of asking, from 1.
    pub id: u32,
    /// Position of the project in the plan.
    pub project: u32,
    /// Position of the product.
    pub product: u16,
    /// Budget line: 0 GPU, 1 NPU.
    pub line: u8,
    /// Position of the supplier.
    pub supplier: u16,
    /// Position of the pool.
    pub pool: u16,
    /// Position among the product's offers.
    pub offer: u16,
    /// What it is for.
    pub kind: Kind,
    /// Whether it is allocated one to one from its start on (고정할당).
    pub fixed: bool,
    /// Cards it takes, all sets together.
    pub cards: u32,
    /// Sets at once: 1 unless a burst.
    pub multiple: u32,
    /// What one set draws a second from the project's allowance, in TF (clause A5).
    pub draws: u32,
    /// The share of a set that it needs (clause T12): whole but for some jobs.
    pub part: Share,
    /// The session that it goes on with; 0 for none.
    pub resumes: u32,
    /// When the project asked.
    pub requested: Instant,
    /// When its own contribution was paid.
    pub contribution_paid: Instant,
    /// When its own slot came free.
    pub slot_free: Instant,
    /// From here on it waits: the A2 clock.
    pub eligible: Instant,
    /// Pool that it asked, whose queue it entered: another one may serve it (clause S5).
    pub queued_in: u16,
    /// Order of entering that pool's queue, from 0.
    pub queue_seq: u32,
    /// Length of the work asked for.
    pub wanted: Span,
    /// When cards were allocated; `eligible` until then.
    pub started: Instant,
    /// Of the time since `eligible`, what lay in planned windows whose waits do not count (clause A8); 0 until it is
    /// allocated or leaves.
    pub not_counted: Span,
    /// Numbers of the servers within the pool, one for each set; empty until then.
    pub servers: Spread,
    /// End of the work, as planned until it ends.
    pub work_end: Instant,
    /// End of billable use: with the idle tail where it is billed (A1).
    pub ended: Instant,
    /// Cards back in the pool.
    pub released: Instant,
    /// Time in which the cards that it held could not be used (clause T4).
    pub suspended: Span,
}

impl Session {
    /// From eligibility to allocation, less what does not count.
    pub fn wait(&self) -> Span {
        self.waited(self.started)
    }

    /// The same up to a second at which it is allocated or leaves.
    pub fn waited(&self, until: Instant) -> Span {
        until - self.eligible - self.not_counted
    }
}

/// Why a session, or a request, came to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndReason {
    /// The work was done.
    #[default]
    Done,
    /// The money ended.
    Budget,
    /// The programme ended.
    ProgrammeEnd,
    /// A server failed, or was taken out of service.
    Outage,
    /// The project's allowance was used up.
    Allowance,
    /// The cards were taken back.
    Recalled,
    /// The project went to another supplier.
    Switched,
    /// The user waited no longer.
    Abandoned,
}

/// Something was out of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// What.
    pub kind: OutageKind,
    /// Whose.
    pub supplier: u16,
    /// Position of the pool; `None`: all of the supplier's.
    pub pool: Option<u16>,
    /// Number of the server within its pool.
    pub server: Option<u32>,
    /// Cards that could not be used.
    pub cards: u32,
    /// First second.
    pub from: Instant,
    /// Exclusive end.
    pub until: Instant,
    /// Sessions that it ended.
    pub sessions_cut: u32,
}

/// What was out of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutageKind {
    /// A server failed.
    Cards,
    /// A planned window.
    Service,
    /// The dynamic allocator failed: allocation was fixed.
    Allocator,
}

/// One line of a bill, with the operands it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Position of the month.
    pub month: usize,
    /// Position of the project; `None` for a row of a whole statement.
    pub project: Option<u32>,
    /// Position of the product.
    pub product: u16,
    /// Position of the supplier.
    pub supplier: u16,
    /// 0 GPU, 1 NPU.
    pub budget_line: usize,
    /// What is billed.
    pub charge: Charge,
    /// Unit price per product-hour, or per month.
    pub unit_price: Won,
    /// Discount for late allocation (A3).
    pub discount: Won,
    /// Taken off against a credit (A3).
    pub credit: Won,
    /// Taken off for resources that could not be used, or came late (T4, S7).
    pub deduction: Won,
    /// What the supplier's use is worth after discounts.
    pub supply: Won,
    /// VAT added to prices without it.
    pub vat: Won,
    /// VAT inside a gross price; adds nothing.
    pub vat_inside: Won,
    /// The user's own part, where it offsets.
    pub own_contribution: Won,
    /// What the budget pays.
    pub amount: Won,
    /// Of it, what comes with the true-up (T2).
    pub true_up: Won,
    /// Clauses that made it.
    pub clauses: Vec<&'static str>,
    /// Sessions that made it, ascending.
    pub sessions: Vec<u32>,
}

impl Bill {
    /// Where the line stands among others: month, project, product, supplier, allocation, unit price. Rows of a
    /// whole statement come last in their month.
    pub fn key(&self) -> impl Ord + Copy + core::fmt::Debug + use<> {
        let (fixed, row) = match self.charge {
            Charge::Hours { fixed, .. } => (fixed, None),
            Charge::Tenancy { .. } => (true, None),
            Charge::Statement(row) => (false, Some(row)),
        };
        (
            self.month,
            self.project.is_none(),
            self.project,
            self.product,
            self.supplier,
            fixed,
            self.unit_price,
            self.budget_line,
            row,
        )
    }
}

/// What a bill line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charge {
    /// Product-hours of dynamic or fixed allocation.
    Hours {
        /// Allocation mode at the hours' beginning.
        fixed: bool,
        /// Product-hours; `None` where money runs by the second.
        hours: Option<i64>,
        /// Of them, discounted.
        discounted: i64,
    },
    /// A tenancy by months and days.
    Tenancy {
        /// Days held in the month.
        days: i64,
        /// 1 where the whole month is billed as one.
        whole_months: i64,
    },
    /// A row of a whole statement: belongs to no project.
    Statement(StatementRow),
}

/// What a row of a whole statement is for; in the order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatementRow {
    /// Rent of resources that could not be used (T4).
    Deduction,
    /// Rent of resources that came late (S7).
    Late,
    /// VAT (`P2.vat_scope: statement`).
    Vat,
    /// Rounding (P8).
    Rounding,
}

impl StatementRow {
    /// The clause that made it.
    pub const fn clause(self) -> &'static str {
        match self {
            Self::Deduction => "T4",
            Self::Late => "S7",
            Self::Vat => "P2",
            Self::Rounding => "P8",
        }
    }
}

/// What holds for a whole replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a claim of its own that an observer may check")]
pub struct Frame {
    /// The programme's first day: months are those of the Korean calendar.
    pub epoch: Epoch,
    /// Hard cap.
    pub cap: Won,
    /// Operating cost inside it.
    pub operating: Won,
    /// Opening money of each line, by its position.
    pub opening: [Won; 2],
    /// Whether both lines draw on one purse, else each on its own.
    pub pooled: bool,
    /// Most sessions that one project may hold at the same time.
    pub slots: u32,
    /// Whether everything stops the second the money ends, so that spend never passes the cap.
    pub stops_at_once: bool,
    /// Whether a pool starts its requests in the order in which they entered its queue.
    pub strict_arrival: bool,
    /// Whether each session is billed by its begun hours, each where it begins, so that hours add up session by session.
    pub begun_hours: bool,
    /// Whether hours have the price of the session's first second, else of their own.
    pub price_at_start: bool,
    /// Whether a part of a set is billed as a part of the price (clause T12).
    pub pro_rata: bool,
    /// Price under fixed allocation as a share of the dynamic one (clause A4).
    pub fixed_ratio: Share,
    /// A longer wait is late (clause A2).
    pub wait_limit: Span,
    /// What a late session gets (clause A3).
    pub discounted: Discounted,
    /// Whether an allowance is drawn by begun hours, else by seconds.
    pub draws_hours: bool,
    /// Whether tenancies are billed by calendar months, and parts of them (clause N3).
    pub calendar_months: bool,
    /// Whether a tenancy's days are the calendar days that it touches, else stretches of 24 hours.
    pub calendar_days: bool,
    /// Whether the day of a switch is billed by both suppliers (clause N4).
    pub switch_day_twice: bool,
}

/// What of a session that began late is discounted (clause A3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discounted {
    /// Nothing: no rate, or a credit in won.
    Nothing,
    /// As many of its first hours as have begun past the limit.
    BegunHours,
    /// As many of its first hours as are full past the limit.
    FullHours,
    /// The session, for an hour begun past the limit.
    SessionIfBegun,
    /// The session, for an hour full past the limit.
    SessionIfFull,
}

/// How a server stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It takes sessions.
    Open,
    /// It takes no new session; those on it run to their end.
    Closing,
    /// It has failed, or is taken out of service: no session runs on it, cards that are held there cannot be used.
    Down,
    /// It is empty and stands there no more.
    Gone,
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Fact<'a> {
    /// The frame: said once, before all else.
    Began(Frame),
    /// What a project may draw in all: said once, before it asks (clause A5).
    Allowance {
        /// Position of the project.
        project: u32,
        /// TF-seconds.
        tf_s: i64,
    },
    /// A supplier's offer of a product: said once, before all that is asked.
    Offered {
        /// Position of the product.
        product: u16,
        /// Position among the product's offers.
        offer: u16,
        /// Position of the supplier.
        supplier: u16,
        /// Whether cards are held one to one from the start to the end of use (고정할당).
        fixed: bool,
        /// Whether a set is paid by months and days, else by hours.
        monthly: bool,
        /// Unit prices, per product-hour under dynamic allocation or per month.
        prices: &'a Dated<Won>,
    },
    /// A server comes, takes no new session from now on, or is gone.
    Server {
        /// Pool.
        pool: u16,
        /// Number within the pool.
        server: u32,
        /// Its cards.
        cards: u32,
        /// What becomes of it.
        stands: Standing,
    },
    /// A request entered its queue.
    Requested(&'a Session),
    /// Cards were allocated.
    Started(&'a Session),
    /// Cards came back.
    Ended(&'a Session, EndReason),
    /// A running session could not use its cards in a stretch that ends now (clause T4).
    Suspended {
        /// Number of the session.
        session: u32,
        /// First second.
        from: Instant,
        /// Exclusive end.
        until: Instant,
    },
    /// Something that was out of service is back, or the run has ended.
    Outage(&'a Outage),
    /// So many idle cards of a pool are held for a gang from now on (clause S3).
    HeldForGang {
        /// Pool.
        pool: u16,
        /// Cards.
        cards: u32,
    },
    /// Money moved between the lines in a month's close (clause P3).
    Transferred {
        /// Position of the month that closed.
        month: usize,
        /// From the NPU to the GPU line; negative the other way.
        npu_to_gpu: Won,
    },
    /// A cohort was admitted, or not (clause P6).
    WaveDecided {
        /// Position of the wave.
        wave: u16,
        /// Whether its projects come.
        admitted: bool,
    },
    /// A grant was withdrawn for under-use (clause A6).
    GrantRecalled {
        /// Position of the project.
        project: u32,
    },
    /// A request left its queue unserved: its line's service has ended, or its project went elsewhere.
    Left(&'a Session, EndReason),
    /// A request went from the queue of one pool to that of the session's, and starts there in this second.
    Moved {
        /// Pool that it waited for.
        from: u16,
        /// The session as it starts.
        session: &'a Session,
    },
    /// A day ended; what each line would owe if every session ended now (hours begun in this second included).
    DayClosed {
        /// Number of the day that ended.
        day: i64,
        /// Committed money by line, operating cost not included.
        committed: [Won; 2],
        /// Operating cost that is taken by then.
        operating: Won,
    },
    /// A month ended.
    MonthClosed {
        /// Its position.
        month: usize,
    },
    /// Service of a budget line ended before the programme did.
    ServiceEnded {
        /// 0 GPU, 1 NPU.
        line: usize,
        /// Whether the money was gone (else funding stopped).
        exhausted: bool,
    },
    /// A bill line, in the order of the files. Only after the last session.
    Billed(&'a Bill),
    /// The end: said once, after all else.
    Closed {
        /// Paid by line, operating cost not included.
        spent: [Won; 2],
        /// Operating cost taken.
        operating: Won,
    },
}

/// Hears facts, and must not change the course of a run. `()` costs nothing.
pub trait Observer {
    /// Whether it hears why those who wait do: nobody counts it for others.
    const HEARS_CAUSES: bool = false;
    /// Whether it looks at the sessions that a bill line names: nobody notes them for others, who find none there.
    const HEARS_SESSIONS_OF_BILLS: bool = false;

    /// Hears what happened at a second.
    fn hear(&mut self, at: Instant, fact: &Fact<'_>);

    /// Hears how many wait for a pool from this second on, by cause; told where that has changed.
    #[inline]
    fn hear_causes(&mut self, _at: Instant, _pool: u16, _waiting: &Causes) {}
}

impl Observer for () {
    #[inline(always)]
    fn hear(&mut self, _: Instant, _: &Fact<'_>) {}
}

impl<A: Observer, B: Observer> Observer for (A, B) {
    const HEARS_CAUSES: bool = A::HEARS_CAUSES || B::HEARS_CAUSES;
    const HEARS_SESSIONS_OF_BILLS: bool = A::HEARS_SESSIONS_OF_BILLS || B::HEARS_SESSIONS_OF_BILLS;

    #[expect(clippy::inline_always, reason = "it only hands on")]
    #[inline(always)]
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        self.0.hear(at, fact);
        self.1.hear(at, fact);
    }

    #[inline]
    fn hear_causes(&mut self, at: Instant, pool: u16, waiting: &Causes) {
        self.0.hear_causes(at, pool, waiting);
        self.1.hear_causes(at, pool, waiting);
    }
}

impl<A: Observer> Observer for Option<A> {
    const HEARS_CAUSES: bool = A::HEARS_CAUSES;
    const HEARS_SESSIONS_OF_BILLS: bool = A::HEARS_SESSIONS_OF_BILLS;

    #[inline]
    fn hear(&mut self, at: Instant, fact: &Fact<'_>) {
        if let Some(observer) = self {
            observer.hear(at, fact);
        }
    }

    #[inline]
    fn hear_causes(&mut self, at: Instant, pool: u16, waiting: &Causes) {
        if let Some(observer) = self {
            observer.hear_causes(at, pool, waiting);
        }
    }
}
