//! Tables of spreadsheets: the cells of the first sheet. Takes the bytes of a file of Excel or of LibreOffice Calc; gives rows, with findings.
//!
//! A cell has the text that its value is: a day as `1871-05-14`, a whole number without decimals, yes and no as `true` and `false`. Of a formula
//! the value is taken that the program has kept. Formulas, merged cells, errors and further sheets that hold something are findings. Promises
//! a bound: a sheet of more cells than memory allows, two million unless more is asked for, empty ones before others counted, is refused.

mod cells;
mod ods;
mod xlsx;

pub use cells::Sheet;

use super::format::Format;
use super::unread;
use crate::budget::Limits;
use crate::diag::Diagnostic;

/// Reads the first sheet of a file.
///
/// # Errors
/// It is damaged, holds no table, or more than the limits allow.
pub fn read(format: Format, bytes: &[u8], limits: Limits) -> Result<Sheet, Diagnostic> {
    match format {
        Format::Xlsx => xlsx::read(bytes, limits),
        Format::Ods => ods::read(bytes, limits),
        other => Err(unread(other)),
    }
}
