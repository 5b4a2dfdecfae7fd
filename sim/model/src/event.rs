//! What can happen, and what goes first within one second.
//!
//! Cards come back, cards go away, money and months, people ask; then every pool that changed decides once.
//! Ties of one rank are handled in order of the id they carry, never of insertion.

use naru_kernel::Event;

/// An event of the programme. Ids fit 28 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    /// The session in this place gives its cards back.
    Release(u32),
    /// A group of servers (pool × 2¹² + group) begins to stand.
    ServersCome(u32),
    /// A group of servers takes no new session from here on.
    ServersLeave(u32),
    /// A day begins (KST): months, commitments by the day, the exact count of the money.
    Midnight,
    /// Funding stops.
    FundingStop,
    /// The session in this place begins another billable hour; only near the money's end.
    HourBegins(u32),
    /// By the second, the money of this purse may end now (reading `P4.accrual: second`).
    MoneyEnds(u32),
    /// A project (r × 2²⁰ + project) begins to hurry.
    Rush(u32),
    /// A project asks.
    Request(u32),
}

impl Event for Happening {
    fn rank(self) -> u8 {
        match self {
            Self::Release(_) => 0,
            Self::ServersCome(_) => 1,
            Self::ServersLeave(_) => 2,
            Self::Midnight => 3,
            Self::FundingStop => 4,
            Self::HourBegins(_) => 5,
            Self::MoneyEnds(_) => 6,
            Self::Rush(_) => 7,
            Self::Request(_) => 8,
        }
    }

    fn pack(self) -> u32 {
        match self {
            Self::Midnight | Self::FundingStop => 0,
            Self::Release(id)
            | Self::ServersCome(id)
            | Self::ServersLeave(id)
            | Self::HourBegins(id)
            | Self::MoneyEnds(id)
            | Self::Rush(id)
            | Self::Request(id) => id,
        }
    }

    fn unpack(rank: u8, id: u32) -> Self {
        match rank {
            0 => Self::Release(id),
            1 => Self::ServersCome(id),
            2 => Self::ServersLeave(id),
            3 => Self::Midnight,
            4 => Self::FundingStop,
            5 => Self::HourBegins(id),
            6 => Self::MoneyEnds(id),
            7 => Self::Rush(id),
            8 => Self::Request(id),
            other => unreachable!("no event has rank {other}"),
        }
    }
}
