//! The first sheet of a file of LibreOffice Calc (OpenDocument 1.3, ODF part 3, 9). Takes the bytes; gives its cells.
//!
//! Read here and not by `calamine`, which writes out what a file repeats and knows no merged cells. Comments are no part of a cell.

use super::super::archive::Archive;
use super::super::fault::{damaged, encrypted};
use super::super::markup;
use super::cells::{Cells, Sheet, day};
use crate::budget::Limits;
use crate::diag::Diagnostic;
use crate::text::Span;
use crate::text::table::cell_name;
use crate::xml::{Sink, Start};

/// Blanks that one element may stand for, at most.
const MOST_BLANKS: usize = 64;

pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<Sheet, Diagnostic> {
    const SECRET: &[u8] = b"encryption-data";
    let archive = Archive::open(bytes, limits)?;
    let manifest = archive.part("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.windows(SECRET.len()).any(|window| window == SECRET) {
        return Err(encrypted());
    }
    let content =
        archive.part("content.xml")?.ok_or_else(|| damaged("its archive has no part `content.xml`".to_owned()))?;
    let mut body = Body { cells: Cells::within(limits), ..Body::default() };
    markup::read(content, "its sheets", &mut body)?;
    if body.sheets == 0 {
        return Err(damaged("it has no sheet".to_owned()));
    }
    body.fault.map_or_else(|| Ok(body.cells.finish()), Err)
}

/// What an open element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Nothing in it is text of a cell.
    Skipped,
    Sheet,
    Row,
    Cell,
    Paragraph,
    Other,
}

/// A cell that is open.
#[derive(Debug, Default)]
struct Value {
    /// What its attributes say it is.
    said: Option<String>,
    text: String,
    is_error: bool,
    has_formula: bool,
    columns: usize,
}

#[derive(Debug, Default)]
struct Body {
    cells: Cells,
    fault: Option<Diagnostic>,
    open: Vec<Open>,
    sheets: usize,
    name: String,
    row: usize,
    /// How often the row stands there.
    rows: usize,
    column: usize,
    value: Value,
    /// The values of the row, with their columns.
    values: Vec<(usize, String)>,
}

impl Body {
    fn begin(&mut self, name: &str, start: &Start<'_>) -> Open {
        let value = |name: &str| markup::attribute(start, name);
        let number = |name: &str| value(name).and_then(|value| value.parse::<usize>().ok()).unwrap_or(1).max(1);
        let is_in_cell = self.open.contains(&Open::Cell);
        match name {
            "annotation" | "tracked-changes" | "shapes" | "forms" | "frame" => Open::Skipped,
            "table" if !is_in_cell => {
                self.sheets += 1;
                self.name = value("name").unwrap_or_default().to_owned();
                self.row = 0;
                Open::Sheet
            }
            "table-row" if !is_in_cell => {
                self.rows = number("number-rows-repeated");
                self.column = 0;
                Open::Row
            }
            "table-cell" | "covered-table-cell" if !is_in_cell => {
                let (rows, columns) = (number("number-rows-spanned"), number("number-columns-spanned"));
                if rows * columns > 1 && self.sheets == 1 {
                    self.cells.merged((self.row, self.column), rows, columns);
                }
                let kind = match value("value-type") {
                    Some("date") => value("date-value").map(day),
                    Some("boolean") => value("boolean-value"),
                    Some("float" | "percentage" | "currency") => value("value"),
                    _ => value("string-value"),
                };
                self.value = Value {
                    said: kind.map(str::to_owned),
                    text: String::new(),
                    is_error: kinds(start).any(|kind| kind == "error"),
                    has_formula: value("formula").is_some(),
                    columns: number("number-columns-repeated"),
                };
                Open::Cell
            }
            "p" if is_in_cell => {
                if !self.value.text.is_empty() {
                    self.value.text.push('\n');
                }
                Open::Paragraph
            }
            "s" => self.blank(&" ".repeat(number("c").min(MOST_BLANKS))),
            "tab" | "line-break" => self.blank(" "),
            _ => self.open.last().copied().filter(|open| *open == Open::Paragraph).unwrap_or(Open::Other),
        }
    }

    fn blank(&mut self, blank: &str) -> Open {
        if self.open.last() == Some(&Open::Paragraph) {
            self.value.text.push_str(blank);
        }
        Open::Other
    }

    fn end_cell(&mut self) {
        let Value { said, text, is_error, has_formula, columns } = std::mem::take(&mut self.value);
        let (row, first) = (self.row, self.column);
        self.column = first.saturating_add(columns);
        if is_error {
            self.cells.errors.push(format!("{} ({})", cell_name(first, row + 1), text.trim()));
            return;
        }
        let text = said.unwrap_or(text);
        if has_formula && self.sheets == 1 {
            self.cells.formula(row, first, !text.trim().is_empty());
        }
        if !text.trim().is_empty() {
            self.values.extend((first..self.column).take(self.cells.most).map(|column| (column, text.clone())));
        }
    }

    fn end_row(&mut self) {
        let values = std::mem::take(&mut self.values);
        let first = self.row;
        self.row = first.saturating_add(self.rows);
        if values.is_empty() || self.fault.is_some() {
            return;
        }
        if self.sheets > 1 {
            let name = format!("`{}`", self.name);
            if self.cells.other_sheets.last() != Some(&name) {
                self.cells.other_sheets.push(name);
            }
            return;
        }
        let mut places = (first..self.row).flat_map(|row| values.iter().map(move |value| (row, value)));
        let put = places.try_for_each(|(row, (column, text))| self.cells.put(row, *column, text));
        self.fault = put.err();
    }
}

/// The kinds of value that a cell is said to be: by the standard, and by LibreOffice, which alone knows errors.
fn kinds<'t>(start: &'t Start<'_>) -> impl Iterator<Item = &'t str> {
    let is_kind = |name| start.names.get(name).is_some_and(|name| &*name.local == "value-type");
    start.attributes.iter().filter(move |attribute| is_kind(attribute.name)).map(|attribute| &*attribute.value)
}

impl Sink for Body {
    fn start(&mut self, start: &Start<'_>) {
        let is_skipped = self.open.last() == Some(&Open::Skipped);
        let open = if is_skipped { Open::Skipped } else { self.begin(markup::local(start), start) };
        self.open.push(open);
    }

    fn end(&mut self, _: Span) {
        match self.open.pop() {
            Some(Open::Cell) => self.end_cell(),
            Some(Open::Row) => self.end_row(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        if self.open.last() == Some(&Open::Paragraph) {
            self.value.text.push_str(text);
        }
    }
}
