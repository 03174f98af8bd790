//! Tables of cells. Takes text with separated values (CSV, [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)); gives rows of cells, each with
//! its place, numbered as a spreadsheet numbers them.
//!
//! Values are separated by commas, semicolons or tabs: by the sign that the first line names (`sep=;`), or else has most of. White
//! space around a value is no part of it. Leaves out what a column means.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::{Source, Span};

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number in a spreadsheet, from 1.
    pub number: usize,
    /// Its cells, as many as it has.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its value.
    pub text: String,
    /// Where it stands, in a table that is text.
    pub span: Option<Span>,
}

impl Row {
    /// The value in a column from 0; empty where there is none.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| &cell.text)
    }

    /// From its first cell to its last.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let (first, last) = (self.cells.first()?.span?, self.cells.last()?.span?);
        Some(Span::new(first.start, last.end))
    }

    /// Whether no cell has a value.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// The name of a cell in a spreadsheet, for a column from 0 and a row from 1: `B7`, `AA1`.
#[must_use]
pub fn cell_name(column: usize, row: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

/// The rows of separated values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Separated {
    /// Those that are no empty line.
    pub rows: Vec<Row>,
    /// The quotation mark of a value that nothing ends before the text does.
    pub unclosed: Option<Span>,
}

/// Reads separated values.
#[must_use]
pub fn separated(source: &Source) -> Separated {
    let text = source.text();
    let (separator, begin) = separator(text);
    let mut reading = Reading {
        text,
        reader: ReaderBuilder::new().delimiter(separator).build(),
        at: begin,
        number: 1 + text.get(..begin).unwrap_or_default().matches('\n').count(),
        row: Row::default(),
        result: Separated::default(),
    };
    while reading.field() {}
    reading.result
}

/// The sign between values, and where the values begin.
fn separator(text: &str) -> (u8, usize) {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let body = text.get(mark..).unwrap_or_default();
    let first = body.lines().next().unwrap_or_default();
    if let Some(&[sign]) = first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        let after = body.find('\n').map_or(text.len(), |at| mark + at + 1);
        return (sign, after);
    }
    let mut is_quoted = false;
    let outside = first.bytes().filter(|byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted
    });
    let outside: Vec<u8> = outside.collect();
    let count = |sign: u8| outside.iter().filter(|byte| **byte == sign).count();
    (*b"\t;,".iter().max_by_key(|sign| count(**sign)).unwrap_or(&b','), mark)
}

/// A text while it is read.
struct Reading<'t> {
    text: &'t str,
    reader: Reader,
    at: usize,
    number: usize,
    row: Row,
    result: Separated,
}

impl Reading<'_> {
    /// Reads one value; says whether there may be more.
    fn field(&mut self) -> bool {
        let start = self.at;
        let mut value = vec![0; 64];
        let mut written = 0;
        let is_last_of_row = loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let (result, read, more) = self.reader.read_field(rest, value.get_mut(written..).unwrap_or_default());
            self.at += read;
            written += more;
            match result {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => value.resize(value.len() * 4, 0),
                ReadFieldResult::Field { record_end } => break record_end,
                ReadFieldResult::End => return false,
            }
        };
        value.truncate(written);
        // What is read is cut at ASCII signs alone.
        let value = String::from_utf8(value).unwrap_or_default();
        self.push(&value, self.text.get(start..self.at).unwrap_or_default(), start, is_last_of_row);
        true
    }

    /// Takes a value and the text that was read for it, with its separator.
    fn push(&mut self, value: &str, read: &str, start: usize, is_last_of_row: bool) {
        let is_break = |c: char| matches!(c, '\r' | '\n');
        let blank = read.len() - read.trim_start_matches(is_break).len();
        if self.row.cells.is_empty() {
            let lines = read.get(..blank).unwrap_or_default().replace("\r\n", "\n");
            let is_half = lines.starts_with('\n') && self.text.get(..start).unwrap_or_default().ends_with('\r');
            self.number += lines.len() - usize::from(is_half);
            self.row.number = self.number;
        }
        let inside = read.get(blank..).unwrap_or_default();
        let inside = if is_last_of_row {
            inside.trim_end_matches(is_break)
        } else {
            inside.get(..inside.len().saturating_sub(1)).unwrap_or_default()
        };
        let from = start + blank + (inside.len() - inside.trim_start().len());
        let span = Span::new(from, from + inside.trim().len());
        let quoted = span.of(self.text);
        if quoted.starts_with('"') && quoted.matches('"').count() % 2 == 1 {
            self.result.unclosed = Some(Span::new(span.start, span.start + 1));
        }
        self.row.cells.push(Cell { text: value.trim().to_owned(), span: Some(span) });
        if is_last_of_row {
            self.result.rows.push(std::mem::take(&mut self.row));
            self.number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<(String, &str, String)> {
        let read = separated(&Source::new("x.csv", text));
        let cells = |row: Row| {
            let named = |(at, cell): (usize, Cell)| {
                (cell_name(at, row.number), cell.span.map_or("", |span| span.of(text)), cell.text)
            };
            row.cells.into_iter().enumerate().map(named).collect::<Vec<_>>()
        };
        read.rows.into_iter().flat_map(cells).collect()
    }

    fn row<'a>(name: &str, span: &'a str, text: &str) -> (String, &'a str, String) {
        (name.to_owned(), span, text.to_owned())
    }

    #[test]
    fn cells_have_their_places() {
        let expected = [row("A1", "a", "a"), row("B1", "b", "b"), row("A3", "\"x\n;y\"", "x\n;y"), row("B3", "", "")];
        assert_eq!(check("\u{feff} a ;b\r\n\r\n\"x\n;y\" ;\r\n"), [expected.as_slice()].concat());
        // A line break inside of a value begins no row.
        assert_eq!(check("a\n\"x\ny\"\nz")[2], row("A3", "z", "z"));
        assert_eq!(check("sep=|\na|\"b \"\"c\"\"\"\n")[1], row("B2", "\"b \"\"c\"\"\"", "b \"c\""));
        assert_eq!(check(&format!("{},b", "é".repeat(300)))[0].2.chars().count(), 300);
        assert_eq!(check(""), []);
    }

    #[test]
    fn the_sign_of_the_first_line_separates() {
        assert_eq!(check("\"a,b,c\";d")[1], row("B1", "d", "d"));
        assert_eq!(check("a\tb, c").len(), 2);
    }

    #[test]
    fn a_value_that_nothing_ends_is_shown() {
        let text = "a,b\n1,\"two\n3,4\n";
        assert_eq!(separated(&Source::new("x.csv", text)).unclosed, Some(Span::new(6, 7)));
        assert_eq!(separated(&Source::new("x.csv", "a,\"b\"\"\"\n")).unclosed, None);
    }

    #[test]
    fn columns_are_named_by_letters() {
        let names = [0, 25, 26, 701, 702].map(|column| cell_name(column, 1));
        assert_eq!(names, ["A1", "Z1", "AA1", "ZZ1", "AAA1"]);
    }
}
