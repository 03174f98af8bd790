//! The cells of a sheet while it is read. Takes values with their places; gives rows, and what is to be said of them.

use std::collections::BTreeMap;

use super::super::fault::too_large;
use crate::budget::Limits;
use crate::diag::{self, Diagnostic};
use crate::text::table::{Cell, Row, cell_name};

/// Bytes of memory that a cell takes, about.
const CELL: u64 = 128;

/// Cells that a finding names, at most.
const NAMED: usize = 10;

/// The cells of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its rows that have cells, in their order.
    pub rows: Vec<Row>,
    /// What of it is not what it seems.
    pub findings: Vec<Diagnostic>,
}

/// A sheet while it is read. Rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// The most cells of a sheet.
    pub(super) most: usize,
    rows: BTreeMap<usize, Vec<Cell>>,
    count: usize,
    formulas: Vec<String>,
    without_value: Vec<String>,
    pub(super) errors: Vec<String>,
    merged: Vec<String>,
    pub(super) other_sheets: Vec<String>,
}

impl Cells {
    /// None yet, of as many as there may be.
    pub(super) fn within(limits: Limits) -> Self {
        Self { most: usize::try_from(limits.memory / CELL).unwrap_or(usize::MAX), ..Self::default() }
    }

    /// Puts a value in its cell.
    ///
    /// # Errors
    /// The sheet has too many cells.
    pub(super) fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Diagnostic> {
        let cells = self.rows.entry(row).or_default();
        self.count += (column + 1).saturating_sub(cells.len());
        if self.count > self.most {
            let finding = too_large(format!("its sheet has more than {} cells", self.most));
            return Err(finding.help(
                "keep in it the cells that tell of letters, and take out the rest, or raise the limit: `--limit memory=BYTES`",
            ));
        }
        if cells.len() <= column {
            cells.resize(column + 1, Cell::default());
        }
        if let Some(cell) = cells.get_mut(column) {
            text.trim().clone_into(&mut cell.text);
        }
        Ok(())
    }

    pub(super) fn formula(&mut self, row: usize, column: usize, has_value: bool) {
        let name = cell_name(column, row + 1);
        if has_value { self.formulas.push(name) } else { self.without_value.push(name) }
    }

    /// Cells that are one: the first, and how many rows and columns.
    pub(super) fn merged(&mut self, (row, column): (usize, usize), rows: usize, columns: usize) {
        let last = cell_name((column + columns).saturating_sub(1), row + rows);
        self.merged.push(format!("{}:{last}", cell_name(column, row + 1)));
    }

    pub(super) fn finish(self) -> Sheet {
        let rows = self.rows.into_iter().map(|(row, cells)| Row { number: row + 1, cells });
        let kinds = [
            (
                &self.formulas,
                &diag::FORMULA_VALUE,
                "formulas, whose last value is taken",
                "look that the values are right",
            ),
            (
                &self.without_value,
                &diag::BAD_CELL,
                "formulas without a value",
                "open the table in the program that wrote it and save it: it then keeps the values",
            ),
            (&self.errors, &diag::BAD_CELL, "errors of formulas", "correct the formulas, or write the values"),
            (
                &self.merged,
                &diag::MERGED_CELLS,
                "merged cells, of which only the first has a value",
                "take them apart and write the value in each",
            ),
            (
                &self.other_sheets,
                &diag::TEXT_LEFT_OUT,
                "sheets that are not read, for only the first one is",
                "put all letters on the first sheet",
            ),
        ];
        let reported = kinds.into_iter().filter(|(places, ..)| !places.is_empty());
        let findings = reported
            .map(|(places, code, what, help)| Diagnostic::new(code, format!("{what}: {}", listed(places))).help(help));
        Sheet { findings: findings.collect(), rows: rows.collect() }
    }
}

/// The first of them, and how many more there are.
fn listed(places: &[String]) -> String {
    let named = places.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// A date without the time of day.
pub(super) fn day(date: &str) -> &str {
    date.split_once('T').map_or(date, |(day, _)| day)
}
