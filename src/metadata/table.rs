//! The table of all letters: a row for each, a column for each key of the metadata.
//!
//! Takes rows of cells, the first with the heads of the columns; gives for each further row the text that it names and its facts. A head is
//! a key (`date`), a key and a part of it (`sender.ref`), or a synonym; case, white space and punctuation in it do not matter. Promises
//! that a cell that is not used is a finding with its name (`B7`) and, in a table that is text, its place. Leaves out which text a
//! row is about: `project` knows the files.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::keys::{KEYS, Key};
use super::{Metadata, Names, Refused};
use crate::budget::Limits;
use crate::diag::{self, Code, Diagnostic, LONGEST_MESSAGE};
use crate::text::chars::is_char;
use crate::text::table::{Row, cell_name};
use crate::text::{Span, cut, nearest};

/// Heads of the column that names the text, the one that the book shows first.
const FILE: &[&str] = &["file", "filename", "file-name", "path", "datei", "dateiname", "fichier", "nom-de-fichier"];

/// Words for a part of a value.
const PARTS: &[(&str, &str)] = &[
    ("gnd", "ref"),
    ("viaf", "ref"),
    ("uri", "ref"),
    ("url", "ref"),
    ("id", "ref"),
    ("authority", "ref"),
    ("normdatum", "ref"),
    ("notice", "ref"),
    ("role", "office"),
    ("amt", "office"),
    ("funktion", "office"),
    ("fonction", "office"),
    ("organization", "organisation"),
    ("körperschaft", "organisation"),
    ("collectivité", "organisation"),
    ("name", ""),
    ("nom", ""),
];

/// Findings in a table, at most; the others are counted.
const MOST: usize = 1000;

/// Bytes of memory that a row takes, about.
const ROW: u64 = 1280;

/// Columns of a table, at most.
const MOST_COLUMNS: usize = 10_000;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The name of the text.
    File,
    /// A part of the value of a key; all of it where the part is empty.
    Fact(&'static str, String),
    /// Nothing that is known.
    Unknown,
}

/// A table that was read.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The heads of its columns.
    pub heads: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows below the heads.
    pub entries: Vec<Entry>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The text, as it is named; nothing in a table without such a column.
    pub file: Option<String>,
    /// What is known of it.
    pub metadata: Metadata,
    /// The number of the row, from 1.
    pub number: usize,
    /// Where its cells stand, in a table that is text.
    pub places: Vec<Option<Span>>,
}

impl Entry {
    /// Where its cell in a column from 0 stands.
    #[must_use]
    pub fn place(&self, column: usize) -> Option<Span> {
        self.places.get(column).copied().flatten()
    }

    /// Whether one of its cells stands here.
    #[must_use]
    pub fn holds(&self, span: Span) -> bool {
        self.places.iter().flatten().any(|place| place.contains(span))
    }
}

impl Table {
    /// The first column of a key, from 0; of the name of the text where there is no key.
    #[must_use]
    pub fn column(&self, key: Option<&str>) -> Option<usize> {
        self.columns.iter().position(|column| match column {
            Column::File => key.is_none(),
            Column::Fact(own, _) => key == Some(own),
            Column::Unknown => false,
        })
    }
}

/// Reads a table, of no more rows than memory allows. Where `names` tell which text a row is about, it needs no column that does.
#[must_use]
pub fn read(rows: &[Row], names: Option<&Names>, limits: Limits) -> (Table, Vec<Diagnostic>) {
    let mut findings = Findings::default();
    let rows: Vec<&Row> = rows.iter().filter(|row| !row.is_blank()).collect();
    let Some((heads, rows)) = rows.split_first() else {
        findings.0.push(Diagnostic::new(&diag::BAD_TABLE, "the table is empty").help(HEADS));
        return (Table::default(), findings.0);
    };
    let most = limits.memory / ROW;
    if rows.len() as u64 > most || heads.cells.len() > MOST_COLUMNS {
        let message = format!("the table has more than {most} rows, or more than {MOST_COLUMNS} columns");
        let help = "cut it into several, a run for each, or raise the limit of rows: `--limit memory=BYTES`";
        findings.0.push(Diagnostic::new(&diag::BAD_TABLE, message).help(help));
        return (Table::default(), findings.0);
    }
    let columns = columns(heads, rows, &mut findings);
    if !columns.contains(&Column::File) && names.is_none() {
        let finding = Diagnostic::new(&diag::BAD_TABLE, "no column names the text of a row");
        findings.0.push(Diagnostic { span: heads.span(), ..finding.help(HEADS) });
        return (Table::default(), findings.0);
    }
    let entries = rows.iter().filter_map(|row| entry(row, &columns, &mut findings)).collect();
    let heads = heads.cells.iter().map(|cell| cell.text.clone()).collect();
    (Table { heads, columns, entries }, findings.bounded())
}

const HEADS: &str = "the first row names the columns: `file`, then keys of metadata: `file,sender,addressee,date`";

/// What each column holds, by its head.
fn columns(heads: &Row, rows: &[&Row], findings: &mut Findings) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut firsts: BTreeMap<Column, usize> = BTreeMap::new();
    for (at, cell) in heads.cells.iter().enumerate() {
        let column = column(&cell.text);
        let first = *firsts.entry(column.clone()).or_insert(at);
        if first != at && column != Column::Unknown {
            let message = format!("`{}` is what the column `{}` is", cell.text, heads.text(first));
            findings.tell(heads, at, &diag::CONFLICT, message, "take one of them out: the first one counts");
            columns.push(Column::Unknown);
            continue;
        }
        if cell.text.is_empty() {
            if let Some(row) = rows.iter().find(|row| !row.text(at).is_empty()) {
                findings.tell(
                    row,
                    at,
                    &diag::UNKNOWN_COLUMN,
                    without_head(row.text(at)),
                    "it is left out, with all below it",
                );
            }
        } else if column == Column::Unknown {
            let message = format!("nothing is known of the column `{}`", cut(&cell.text, LONGEST_MESSAGE / 2));
            findings.tell(heads, at, &diag::UNKNOWN_COLUMN, message, &likely(&cell.text));
        }
        columns.push(column);
    }
    columns
}

fn without_head(value: &str) -> String {
    format!("`{}` stands in a column without a head", cut(value, LONGEST_MESSAGE / 2))
}

/// What a column with this head may have been meant for.
fn likely(head: &str) -> String {
    let names: Vec<&str> = KEYS.iter().flat_map(Key::names).collect();
    match nearest(&normal(head), &names) {
        Some(likely) => format!("did you mean `{likely}`?"),
        None => {
            let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
            format!("it is left out; known here: file, {}; `notes.NAME` takes what has no key", names.join(", "))
        }
    }
}

/// What a column with this head holds.
pub(super) fn column(head: &str) -> Column {
    let head = normal(head);
    if FILE.contains(&head.as_str()) {
        return Column::File;
    }
    let names = KEYS.iter().flat_map(|key| key.names().map(move |name| (key, name)));
    if let Some((key, _)) = names.clone().find(|(_, name)| *name == head) {
        return Column::Fact(key.name, String::new());
    }
    let begun = names.filter_map(|(key, name)| {
        let part = head.strip_prefix(name)?.strip_prefix('-')?;
        Some((name.len(), key.name, part_of(key, part)?))
    });
    // Of several the longest name counts: `place-sent` is no part of `place`.
    begun.max_by_key(|(length, ..)| *length).map_or(Column::Unknown, |(_, key, part)| Column::Fact(key, part))
}

/// The part of a key that a word means.
fn part_of(key: &Key, word: &str) -> Option<String> {
    let meant = PARTS.iter().find(|(name, _)| *name == word).map_or(word, |(_, part)| part);
    if key.parts.contains(&meant) {
        return Some(meant.to_owned());
    }
    key.parts.contains(&"*").then(|| word.to_owned())
}

/// A head as it is compared: words in small letters, joined by `-`.
fn normal(head: &str) -> String {
    let small: String = head.nfc().flat_map(char::to_lowercase).collect();
    small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// A row, where it names a text.
fn entry(row: &Row, columns: &[Column], findings: &mut Findings) -> Option<Entry> {
    let mut metadata = Metadata::default();
    let mut file = None;
    let mut of: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()) {
        match columns.get(at) {
            Some(Column::File) => file = Some(cell.text.clone()),
            Some(Column::Fact(key, part)) => {
                of.insert((key, part), at);
                if let Err(message) = without_control(&cell.text).and_then(|text| metadata.set(key, part, text)) {
                    findings.tell(row, at, &diag::BAD_CELL, message, LEFT_OUT);
                }
            }
            Some(Column::Unknown) => {}
            None => {
                let help = "a value with the separator in it needs quotation marks";
                findings.tell(row, at, &diag::BAD_CELL, without_head(&cell.text), help);
            }
        }
    }
    for Refused { key, part, message } in metadata.refuse() {
        let at = of.get(&(key, part)).copied().unwrap_or_default();
        findings.tell(row, at, &diag::BAD_CELL, message, LEFT_OUT);
    }
    if file.is_none() && columns.contains(&Column::File) {
        findings.tell(
            row,
            0,
            &diag::ROW_WITHOUT_TEXT,
            "this row names no text".to_owned(),
            "name it in the column `file`",
        );
        return None;
    }
    let places = row.cells.iter().map(|cell| cell.span).collect();
    Some(Entry { file, metadata, number: row.number, places })
}

/// A value that XML can hold.
fn without_control(value: &str) -> Result<&str, String> {
    let forbidden = value.chars().find(|c| !is_char(*c));
    forbidden.map_or(Ok(value), |c| Err(format!("XML cannot hold the character U+{:04X}", u32::from(c))))
}

const LEFT_OUT: &str = "the cell is left out; the rest of the row is used";

/// What was found, so many that a person can still look at them.
#[derive(Default)]
struct Findings(Vec<Diagnostic>);

impl Findings {
    fn tell(&mut self, row: &Row, column: usize, code: &'static Code, message: String, help: &str) {
        let span = row.cells.get(column).and_then(|cell| cell.span);
        let message = format!("{}: {message}", cell_name(column, row.number));
        self.0.push(Diagnostic { span, ..Diagnostic::new(code, message).help(help) });
    }

    fn bounded(mut self) -> Vec<Diagnostic> {
        let more = self.0.len().saturating_sub(MOST);
        if more > 0 {
            self.0.truncate(MOST);
            self.0.push(Diagnostic::new(
                &diag::BAD_CELL,
                format!("{more} more cells are like these: {MOST} are reported"),
            ));
        }
        self.0
    }
}
