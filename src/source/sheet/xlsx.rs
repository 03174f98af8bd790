//! The first sheet of a workbook of Excel since 2007 (ECMA-376). Takes the bytes; gives its cells.
//!
//! `calamine` knows formats of numbers, shared texts and formulas. Its cells are taken one by one: a range of them would be as large as the
//! places of its cells say, whatever it holds. Before it reads, every part is unpacked within the bounds of `archive`.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::super::archive::Archive;
use super::super::fault::damaged;
use super::cells::{Cells, Sheet, day};
use crate::budget::Limits;
use crate::diag::Diagnostic;
use crate::text::table::cell_name;

pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<Sheet, Diagnostic> {
    Archive::open(bytes, limits)?.hold_bounds()?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (mut shown, hidden): (Vec<_>, Vec<_>) =
        sheets.cloned().partition(|sheet| sheet.visible == SheetVisible::Visible);
    shown.extend(hidden);
    let mut names = shown.into_iter().map(|sheet| sheet.name);
    let first = names.next().ok_or_else(|| damaged("it has no sheet".to_owned()))?;
    let mut cells = Cells::within(limits);
    take(&mut workbook, &first, &mut cells)?;
    for region in workbook.merge_cells_by_sheet_name(&first).map_err(|error| broken(&error))? {
        let ((row, column), (last_row, last_column)) = (region.start, region.end);
        let sides =
            [last_row.saturating_sub(row) + 1, last_column.saturating_sub(column) + 1].map(|side| side as usize);
        cells.merged((row as usize, column as usize), sides[0], sides[1]);
    }
    for name in names {
        let mut others = workbook.worksheet_cells_reader(&name).map_err(|error| broken(&error))?;
        if others.next_cell().map_err(|error| broken(&error))?.is_some() {
            cells.other_sheets.push(format!("`{name}`"));
        }
    }
    Ok(cells.finish())
}

fn take(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, cells: &mut Cells) -> Result<(), Diagnostic> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
    while let Some(cell) = reader.next_cell_with_formula().map_err(|error| broken(&error))? {
        let (row, column) = (cell.pos.0 as usize, cell.pos.1 as usize);
        let text = text(&cell.value);
        if let DataRef::Error(error) = &cell.value {
            cells.errors.push(format!("{} ({error})", cell_name(column, row + 1)));
        } else if cell.formula.is_some() {
            cells.formula(row, column, !text.is_empty());
        }
        if !text.is_empty() {
            cells.put(row, column, &text)?;
        }
    }
    Ok(())
}

/// The text that a value is.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // A whole number is written without decimals.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(date) if date.is_datetime() && date.as_f64() >= 1.0 => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::DateTimeIso(date) => day(date).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn broken(error: &XlsxError) -> Diagnostic {
    damaged(format!("its workbook cannot be read: {error}"))
}
