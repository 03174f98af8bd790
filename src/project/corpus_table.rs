//! The table of all letters, with the texts of a run. Takes the path of a table and the texts; gives for each text its row. Which rows have no
//! text, and which texts have two rows, are findings in the table.
//!
//! A row names its text by the end of its path, in whole names, with its extension or without: `1823/a.txt`, `a`. Of several that fit, the one
//! nearest to the root counts. Names are compared in one Unicode form. In a table that names no texts, a row is about the text whose name tells
//! the same (`metadata::Names`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::border::{Border, absolute};
use super::findings::Findings;
use super::load;
use crate::diag::{self, Diagnostic, Severity};
use crate::metadata::table::{self, Column, Entry, Table};
use crate::metadata::{Metadata, Names, words};
use crate::settings;
use crate::source::EXTENSIONS;
use crate::text::table::cell_name;
use crate::text::{Source, Span, nearest};

/// Rows without text for which a likely one is looked for.
const MOST_HELPED: usize = 20;

/// Texts that are named where a row may be about several.
const MOST_SHOWN: usize = 4;

/// Which texts a run has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All that the table is about.
    Whole,
    /// Some: it is no fault that rows have no text.
    Part,
}

/// A table with the row of each text.
#[derive(Debug)]
pub struct CorpusTable {
    source: Arc<Source>,
    table: Table,
    by_text: BTreeMap<PathBuf, usize>,
}

/// Whether a file is a table, by its name: any other file of metadata is TOML.
#[must_use]
pub fn is_table(path: &Path) -> bool {
    const TABLES: &[&str] = &["csv", "tsv", "tab", "xlsx", "xlsm", "ods"];
    path.extension().is_some_and(|own| TABLES.iter().any(|table| own.eq_ignore_ascii_case(table)))
}

/// Reads a table and finds the text of each row. Nothing where it cannot be used.
#[must_use]
pub fn corpus_table(
    border: &Border,
    path: &Path,
    encoding: Option<&str>,
    texts: &[PathBuf],
    names: Option<&Names>,
    extent: Extent,
) -> (Option<CorpusTable>, Findings) {
    let (rows, Findings { source, mut diagnostics }) = load::table(border, path, encoding);
    let ends_the_run = |finding: &Diagnostic| finding.severity() == Severity::Error && finding.code != &diag::BAD_CELL;
    if diagnostics.iter().any(ends_the_run) {
        return (None, Findings { source, diagnostics });
    }
    let (table, findings) = table::read(&rows, names, border.limits());
    let is_usable = findings.iter().all(|finding| finding.code != &diag::BAD_TABLE);
    let about_cells = diagnostics.len();
    diagnostics.extend(findings);
    let by_text =
        if is_usable { Texts::new(texts, names).of_rows(&table, extent, &mut diagnostics) } else { BTreeMap::new() };
    if extent == Extent::Part {
        let used: Vec<&Entry> = by_text.values().filter_map(|at| table.entries.get(*at)).collect();
        let rest = diagnostics.split_off(about_cells);
        diagnostics.extend(rest.into_iter().filter(|finding| concerns(finding, &used)));
    }
    diagnostics.sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
    let used = is_usable.then(|| CorpusTable { source: Arc::new(source.clone()), table, by_text });
    (used, Findings { source, diagnostics })
}

/// Whether a finding is about the whole table or about one of these rows.
fn concerns(finding: &Diagnostic, rows: &[&Entry]) -> bool {
    let is_of_row = [&diag::BAD_CELL, &diag::ROW_WITHOUT_TEXT].contains(&finding.code);
    let Some(span) = finding.span.filter(|_| is_of_row) else { return true };
    rows.iter().any(|row| row.holds(span))
}

impl CorpusTable {
    /// The heads of the columns that are known, and of the others.
    pub(super) fn heads(&self) -> (Vec<String>, Vec<String>) {
        let heads = self.table.heads.iter().zip(&self.table.columns).filter(|(head, _)| !head.is_empty());
        let (unknown, known): (Vec<_>, Vec<_>) = heads.partition(|(_, column)| **column == Column::Unknown);
        let names = |heads: Vec<(&String, &Column)>| heads.into_iter().map(|(head, _)| head.clone()).collect();
        (names(known), names(unknown))
    }

    /// The deepest folder that all texts lie in.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        let folders: Vec<&Path> = self.by_text.keys().filter_map(|text| text.parent()).collect();
        let first = folders.first()?;
        let common = first.ancestors().find(|above| folders.iter().all(|folder| folder.starts_with(above)));
        common.map(Path::to_owned)
    }

    /// What the row of a text says of it; standard input, which has no name, has none.
    ///
    /// # Errors
    /// That it has none.
    pub(super) fn row(&self, text: Option<&Path>) -> Result<&Entry, Diagnostic> {
        let row = text.and_then(|text| self.by_text.get(&absolute(text)));
        let found = row.and_then(|at| self.table.entries.get(*at));
        found.ok_or_else(|| {
            let message = format!("no row of `{}` is about this text", self.source.name());
            Diagnostic::new(&diag::TEXT_WITHOUT_ROW, message).help("add a row that names it")
        })
    }

    /// Where a file says otherwise than a row.
    pub(super) fn contradictions(&self, row: &Entry, own: &Metadata, source: &Source) -> Vec<Diagnostic> {
        let found = own.contradictions(&row.metadata).into_iter().map(|(key, own, other)| {
            let column = self.table.column(Some(key)).unwrap_or_default();
            let cell = cell_name(column, row.number);
            let message = format!("`{key}` is `{own}` here and `{other}` in `{}`, {cell}", self.source.name());
            let mut finding = Diagnostic {
                span: settings::span_of(source, &[key]),
                ..Diagnostic::new(&diag::METADATA_DIFFER, message)
            };
            finding.related.extend(row.place(column).map(|span| diag::Related {
                span,
                message: "the row says otherwise".to_owned(),
                elsewhere: Some(Arc::clone(&self.source)),
            }));
            finding.help("what stands here counts: correct one of them")
        });
        found.collect()
    }
}

/// The texts of a run, by their names.
struct Texts<'t> {
    texts: &'t [PathBuf],
    pattern: Option<&'t Names>,
    /// The names of the folders and the file of each.
    names: Vec<Vec<String>>,
    /// By the name of the file, with its extension and without.
    by_name: BTreeMap<String, Vec<usize>>,
    /// What the names tell, by [`key`].
    by_facts: BTreeMap<String, TextsAlike>,
}

/// Texts whose names tell the same date and number, with what they tell; and by the words of each correspondent.
#[derive(Default)]
struct TextsAlike {
    texts: Vec<(usize, Metadata)>,
    by_word: BTreeMap<(usize, String), Vec<usize>>,
}

impl TextsAlike {
    fn push(&mut self, text: usize, facts: Metadata) {
        for (field, words) in correspondents(&facts).into_iter().enumerate() {
            // A name without words fits all.
            let words = if words.is_empty() { vec![String::new()] } else { words };
            for word in words {
                self.by_word.entry((field, word)).or_default().push(self.texts.len());
            }
        }
        self.texts.push((text, facts));
    }

    /// The texts that may tell what a row says: those that share a word of the sender, or of the addressee, whichever are fewer.
    fn likely(&self, facts: &Metadata) -> Vec<&(usize, Metadata)> {
        let fields = correspondents(facts).into_iter().enumerate().filter(|(_, words)| !words.is_empty());
        let sharing = fields.map(|(field, words)| {
            let words = words.into_iter().chain([String::new()]);
            let found = words.filter_map(|word| self.by_word.get(&(field, word)));
            found.flatten().copied().collect::<BTreeSet<usize>>()
        });
        match sharing.min_by_key(BTreeSet::len) {
            Some(places) => places.into_iter().filter_map(|at| self.texts.get(at)).collect(),
            None => self.texts.iter().collect(),
        }
    }
}

/// The words of the names of the sender and of the addressee.
fn correspondents(facts: &Metadata) -> [Vec<String>; 2] {
    [&facts.sender, &facts.addressee]
        .map(|persons| persons.0.first().map(|person| words(&person.name)).unwrap_or_default())
}

impl<'t> Texts<'t> {
    fn new(texts: &'t [PathBuf], pattern: Option<&'t Names>) -> Self {
        let names: Vec<Vec<String>> = texts.iter().map(|text| parts(&absolute(text).to_string_lossy())).collect();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, parts) in names.iter().enumerate() {
            let Some(name) = parts.last() else { continue };
            by_name.entry(name.clone()).or_default().push(at);
            if let Some(stem) = stem(name) {
                by_name.entry(stem.to_owned()).or_default().push(at);
            }
        }
        let mut by_facts: BTreeMap<String, TextsAlike> = BTreeMap::new();
        let facts = |names: &Names, text| names.facts(text).filter(|(_, refused)| refused.is_empty());
        for (at, text) in texts.iter().enumerate() {
            let Some((pattern, (facts, _))) = pattern.and_then(|names| Some((names, facts(names, text)?))) else {
                continue;
            };
            by_facts.entry(key(&facts, pattern)).or_default().push(at, facts);
        }
        Self { texts, pattern, names, by_name, by_facts }
    }

    /// The row of each text, by the place of the row.
    fn of_rows(&self, table: &Table, extent: Extent, findings: &mut Vec<Diagnostic>) -> BTreeMap<PathBuf, usize> {
        let column = table.column(None).unwrap_or_default();
        let mut by_text: BTreeMap<usize, usize> = BTreeMap::new();
        let mut helped = 0;
        for (at, row) in table.entries.iter().enumerate() {
            let cell = cell_name(column, row.number);
            let mut tell = |code, message: String, help: String, first: Option<Span>| {
                let mut finding = Diagnostic { span: row.place(column), ..Diagnostic::new(code, message) };
                finding.related.extend(first.map(|span| diag::Related::here(span, "the first row for it")));
                findings.push(finding.help(help));
            };
            let named = row.file.as_deref().unwrap_or_default();
            let found = if row.file.is_some() { self.of_file(named) } else { self.of_facts(&row.metadata) };
            let name = if row.file.is_some() { format!("`{named}`") } else { "the text of this row".to_owned() };
            match found.as_slice() {
                [text] => {
                    let first = *by_text.entry(*text).or_insert(at);
                    if let Some(first) = table.entries.get(first).filter(|_| first != at) {
                        let message = format!("{cell}: {name} has row {} already, which counts", first.number);
                        tell(&diag::ROW_TWICE, message, "take one of them out".to_owned(), first.place(column));
                    }
                }
                [] if extent == Extent::Part => {}
                [] => {
                    helped += 1;
                    let likely = row.file.as_ref().filter(|_| helped <= MOST_HELPED).and_then(|name| self.likely(name));
                    let help = likely.unwrap_or_else(|| "add the text, or take the row out".to_owned());
                    tell(
                        &diag::ROW_WITHOUT_TEXT,
                        match &row.file {
                            Some(file) => format!("{cell}: no text is called `{file}`"),
                            None => format!("{cell}: no text has a name that tells of this row"),
                        },
                        help,
                        None,
                    );
                }
                several => {
                    let more = several.len().saturating_sub(MOST_SHOWN);
                    let more = if more > 0 { format!(", or {more} more") } else { String::new() };
                    let paths = several.iter().take(MOST_SHOWN).filter_map(|text| self.texts.get(*text));
                    let paths: Vec<String> = paths.map(|path| format!("`{}`", path.display())).collect();
                    let message = format!("{cell}: {name} may be {}{more}", paths.join(" or "));
                    tell(
                        &diag::ROW_WITHOUT_TEXT,
                        message,
                        "say the folder, too, in a column `file`: `1823/a.txt`".to_owned(),
                        None,
                    );
                }
            }
        }
        let path = |(text, row): (usize, usize)| Some((absolute(self.texts.get(text)?), row));
        by_text.into_iter().filter_map(path).collect()
    }

    /// The texts whose names tell what a row says.
    fn of_facts(&self, facts: &Metadata) -> Vec<usize> {
        let fits = |(_, named): &&(usize, Metadata)| named.contradictions(facts).is_empty();
        let alike = self.pattern.and_then(|names| self.by_facts.get(&key(facts, names)));
        alike.map(|alike| alike.likely(facts)).into_iter().flatten().filter(fits).map(|(text, _)| *text).collect()
    }

    /// The texts that a row may name.
    fn of_file(&self, file: &str) -> Vec<usize> {
        let named = parts(file);
        let Some((name, folders)) = named.split_last() else { return Vec::new() };
        let exact = self.by_name.get(name);
        let found = exact.or_else(|| self.by_name.get(stem(name)?)).map_or(&[][..], Vec::as_slice);
        let is_below = |text: &&usize| {
            let own = self.names.get(**text).and_then(|names| names.split_last());
            own.is_some_and(|(_, own)| own.ends_with(folders))
        };
        let depth = |text: &usize| self.names.get(*text).map_or(0, Vec::len);
        let found: Vec<usize> = found.iter().filter(is_below).copied().collect();
        let least = found.iter().map(depth).min().unwrap_or_default();
        found.into_iter().filter(|text| depth(text) == least).collect()
    }

    fn likely(&self, file: &str) -> Option<String> {
        let named = parts(file);
        let names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        Some(format!("did you mean `{}`?", nearest(named.last()?, &names)?))
    }
}

/// What of some facts tells letters apart, as far as names tell it.
fn key(facts: &Metadata, names: &Names) -> String {
    let date = facts.date.as_ref().map(|date| date.text.clone());
    let fields = [("date", &date), ("id", &facts.id), ("identifier", &facts.identifier), ("title", &facts.title)];
    let named = fields.into_iter().filter(|(key, _)| names.tell(key));
    named.map(|(_, value)| value.as_deref().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The names in a path, whatever system it was written on.
fn parts(path: &str) -> Vec<String> {
    let names = path.split(['/', '\\']).filter(|name| !matches!(*name, "" | "." | ".."));
    names.map(|name| name.trim().nfc().collect()).collect()
}

/// The name of a file without its extension, where that is one of texts or their TEI.
fn stem(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    EXTENSIONS.iter().chain(&["xml"]).any(|own| own.eq_ignore_ascii_case(extension)).then_some(stem)
}
