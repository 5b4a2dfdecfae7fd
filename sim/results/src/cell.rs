//! One value of a row, between the Rust type and the file.
//!
//! A type that stands in a column implements [`Value`] once and can then be written to and read from CSV and Parquet.

use naru_units::Month;
use std::{fmt::Write as _, sync::Arc};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An integer.
    Whole,
    /// A name.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A month, `2025-06`.
    Month,
    /// Ids joined by `;`.
    Ids,
    /// `server:cards` joined by `;`.
    Placement,
}

impl Kind {
    /// What it is called in the column tables and in error messages.
    pub fn describe(self) -> String {
        match self {
            Self::Whole => "integer".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Word(words) => words.join(" · "),
            Self::Month => "month `2025-06`".to_owned(),
            Self::Ids => "ids joined by `;`".to_owned(),
            Self::Placement => "`server:cards` joined by `;`".to_owned(),
        }
    }
}

/// One value as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Not applicable.
    Empty,
    /// An integer.
    Whole(i64),
    /// Anything else.
    Text(Arc<str>),
}

/// A type that can stand in a column.
pub trait Value: Sized {
    /// What the column holds.
    const KIND: Kind;
    /// Whether a cell may be empty.
    const OPTIONAL: bool = false;

    /// The value as the file has it.
    fn cell(&self) -> Cell;

    /// The value of a cell; `None` where the cell holds something else.
    fn from_cell(cell: &Cell) -> Option<Self>;
}

macro_rules! whole {
    ($($type:ty),*) => {$(
        impl Value for $type {
            const KIND: Kind = Kind::Whole;
            fn cell(&self) -> Cell {
                Cell::Whole(i64::try_from(*self).expect("whole numbers of a result fit 63 bits"))
            }
            fn from_cell(cell: &Cell) -> Option<Self> {
                match cell {
                    Cell::Whole(it) => Self::try_from(*it).ok(),
                    Cell::Empty | Cell::Text(_) => None,
                }
            }
        }
    )*};
}
whole!(i64, u64, u32);

impl Value for Arc<str> {
    const KIND: Kind = Kind::Text;
    fn cell(&self) -> Cell {
        Cell::Text(Self::clone(self))
    }
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Text(it) => Some(Self::clone(it)),
            Cell::Empty | Cell::Whole(_) => None,
        }
    }
}

impl Value for Month {
    const KIND: Kind = Kind::Month;
    fn cell(&self) -> Cell {
        Cell::Text(self.to_string().into())
    }
    fn from_cell(cell: &Cell) -> Option<Self> {
        Self::parse(text(cell)?)
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
    fn cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Empty, T::cell)
    }
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Empty => Some(None),
            Cell::Whole(_) | Cell::Text(_) => T::from_cell(cell).map(Some),
        }
    }
}

impl Value for Vec<u64> {
    const KIND: Kind = Kind::Ids;
    const OPTIONAL: bool = true;
    fn cell(&self) -> Cell {
        joined(self)
    }
    fn from_cell(cell: &Cell) -> Option<Self> {
        split(cell, |part| part.parse().ok())
    }
}

impl Value for Vec<Arc<str>> {
    const KIND: Kind = Kind::Ids;
    const OPTIONAL: bool = true;
    fn cell(&self) -> Cell {
        joined(self)
    }
    fn from_cell(cell: &Cell) -> Option<Self> {
        split(cell, |part| (!part.is_empty()).then(|| part.into()))
    }
}

/// The text of a cell; `None` where it has none.
pub(crate) fn text(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(it) => Some(it),
        Cell::Empty | Cell::Whole(_) => None,
    }
}

/// Values joined by `;`, empty where there are none.
pub(crate) fn joined<T: std::fmt::Display>(items: &[T]) -> Cell {
    let mut text = String::new();
    for (i, item) in items.iter().enumerate() {
        let between = if i == 0 { "" } else { ";" };
        write!(text, "{between}{item}").expect("a String takes any text");
    }
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

/// Reads what [`joined`] wrote.
pub(crate) fn split<T>(cell: &Cell, read: impl FnMut(&str) -> Option<T>) -> Option<Vec<T>> {
    match cell {
        Cell::Empty => Some(Vec::new()),
        Cell::Text(it) => it.split(';').map(read).collect(),
        Cell::Whole(_) => None,
    }
}

/// An enum whose variants are words in a file.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }

        impl $name {
            /// The word that stands in the file.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl $crate::cell::Value for $name {
            const KIND: $crate::cell::Kind = $crate::cell::Kind::Word(&[$($word),*]);
            fn cell(&self) -> $crate::cell::Cell {
                $crate::cell::Cell::Text(self.word().into())
            }
            fn from_cell(cell: &$crate::cell::Cell) -> Option<Self> {
                match $crate::cell::text(cell)? {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use words;
