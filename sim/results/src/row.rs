//! Rows: a struct, its columns and their meaning in one place.

use crate::cell::{Cell, Kind};

/// A column of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name: part of the contract.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a cell may be empty (not applicable).
    pub optional: bool,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// A type that is one row of a file.
pub trait Row: Sized {
    /// Name of the file.
    const FILE: &'static str;
    /// What a row is per, as the docs say it.
    const PER: &'static str;
    /// Columns in the file's order.
    const COLUMNS: &'static [Column];

    /// Appends one cell per column.
    fn cells(&self, out: &mut Vec<Cell>);

    /// The row of these cells, one per column.
    ///
    /// # Errors
    /// The index of the first column whose cell does not fit.
    fn from_cells(cells: &[Cell]) -> Result<Self, usize>;
}

/// Declares a row: `column: type, "unit", "meaning";` in the file's order.
macro_rules! row {
    (
        $(#[$meta:meta])*
        $name:ident in $file:expr, per $per:literal {
            $($column:ident: $type:ty, $unit:literal, $meaning:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $(#[doc = $meaning] pub $column: $type,)* }

        impl $crate::row::Row for $name {
            const FILE: &'static str = $file;
            const PER: &'static str = $per;
            const COLUMNS: &'static [$crate::row::Column] = &[$($crate::row::Column {
                name: stringify!($column),
                kind: <$type as $crate::cell::Value>::KIND,
                optional: <$type as $crate::cell::Value>::OPTIONAL,
                unit: $unit,
                meaning: $meaning,
            },)*];

            fn cells(&self, out: &mut Vec<$crate::cell::Cell>) {
                $(out.push($crate::cell::Value::cell(&self.$column));)*
            }

            fn from_cells(cells: &[$crate::cell::Cell]) -> Result<Self, usize> {
                assert_eq!(cells.len(), Self::COLUMNS.len(), "one cell per column");
                let mut at = 0..;
                let mut next = || at.next().expect("an endless range");
                $(
                    let i = next();
                    let $column = <$type as $crate::cell::Value>::from_cell(&cells[i]).ok_or(i)?;
                )*
                Ok(Self { $($column,)* })
            }
        }
    };
}
pub(crate) use row;
