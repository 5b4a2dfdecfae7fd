//! What can happen, and what goes first within one second.
//!
//! Cards come back, cards go away, money and months, people ask; then every pool that changed decides once.
//! Ties of one rank are handled in order of the id they carry, never of insertion.

use naru_kernel::Event;

/// Declares the events in order of rank: all carry an id that fits 28 bits.
macro_rules! happenings {
    ($($(#[$doc:meta])* $Name:ident = $rank:literal,)+) => {
        /// An event of the programme.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Happening {
            $($(#[$doc])* $Name(u32),)+
        }

        impl Event for Happening {
            #[inline]
            fn rank(self) -> u8 {
                match self {
                    $(Self::$Name(_) => $rank,)+
                }
            }

            #[inline]
            fn pack(self) -> u32 {
                match self {
                    $(Self::$Name(id) => id,)+
                }
            }

            #[inline]
            fn unpack(rank: u8, id: u32) -> Self {
                match rank {
                    $($rank => Self::$Name(id),)+
                    other => unreachable!("no event has rank {other}"),
                }
            }
        }
    };
}

happenings! {
    /// The session in this place gives its cards back.
    Release = 0,
    /// A group of servers (pool × 2¹² + group) begins to stand.
    ServersCome = 1,
    /// A server (number through all pools) is repaired, or a planned window ends.
    ServerUp = 2,
    /// A group of servers takes no new session from here on.
    ServersLeave = 3,
    /// A server fails.
    ServerDown = 4,
    /// A planned window without service begins (2 × window) or ends (2 × window + 1).
    Maintenance = 5,
    /// The allocator of a supplier fails (2 × supplier), or allocation is dynamic again (2 × supplier + 1).
    Allocator = 6,
    /// A day begins (KST): months, commitments by the day, the exact count of the money.
    Midnight = 7,
    /// Funding stops (0), or use after the service of a line comes to its next stage (1 + line).
    Stage = 8,
    /// The session in this place begins another billable hour; only near the money's end.
    HourBegins = 9,
    /// By the second, the money of this purse may end now (reading `P4.accrual: second`).
    MoneyEnds = 10,
    /// A cohort is admitted or not.
    Wave = 11,
    /// Cards are taken back: the session in this place (2 × place), or the grant of a project (2 × project + 1).
    Recall = 12,
    /// A project goes to another supplier.
    Switch = 13,
    /// A project (r × 2²⁰ + project) begins to hurry.
    Rush = 14,
    /// A project asks, or the request in this place is given up (2²⁷ + place).
    Request = 15,
}
