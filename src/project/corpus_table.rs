//! The table of all letters, with the texts of a run. Takes the path of a table and the texts; gives for each text its row. Which rows have no
//! text, and which texts have two rows, are findings in the table.
//!
//! A row names its text by the end of its path, in whole names, with its extension or without: `1823/a.txt`, `a`. Of several that fit, the one
//! nearest to the root counts. Names are compared in one Unicode form.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::border::{Border, absolute};
use super::findings::Findings;
use super::load;
use crate::diag::{self, Diagnostic, Severity};
use crate::metadata::Metadata;
use crate::metadata::table::{self, Entry, Table};
use crate::settings;
use crate::source::EXTENSIONS;
use crate::text::table::cell_name;
use crate::text::{Source, Span, nearest};

/// Rows without text for which a likely one is looked for.
const MOST_HELPED: usize = 20;

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
    extent: Extent,
) -> (Option<CorpusTable>, Findings) {
    let (rows, Findings { source, mut diagnostics }) = load::table(border, path, encoding);
    let ends_the_run = |finding: &Diagnostic| finding.severity() == Severity::Error && finding.code != &diag::BAD_CELL;
    if diagnostics.iter().any(ends_the_run) {
        return (None, Findings { source, diagnostics });
    }
    let (table, findings) = table::read(&rows);
    let is_usable = findings.iter().all(|finding| finding.code != &diag::BAD_TABLE);
    diagnostics.extend(findings);
    let by_text = if is_usable { Texts::new(texts).of_rows(&table, extent, &mut diagnostics) } else { BTreeMap::new() };
    diagnostics.sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
    let used = is_usable.then(|| CorpusTable { source: Arc::new(source.clone()), table, by_text });
    (used, Findings { source, diagnostics })
}

impl CorpusTable {
    /// What the row of a text says of it.
    ///
    /// # Errors
    /// That it has none.
    pub(super) fn row(&self, text: &Path) -> Result<&Entry, Diagnostic> {
        let found = self.by_text.get(&absolute(text)).and_then(|at| self.table.entries.get(*at));
        found.ok_or_else(|| {
            let message = format!("no row of `{}` is about this text", self.source.name());
            Diagnostic::new(&diag::TEXT_WITHOUT_ROW, message).help("add a row that names it")
        })
    }

    /// Where a file says otherwise than a row.
    pub(super) fn contradictions(&self, row: &Entry, own: &Metadata, source: &Source) -> Vec<Diagnostic> {
        let told = own.contradictions(&row.metadata).into_iter().map(|(key, own, other)| {
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
        told.collect()
    }
}

/// The texts of a run, by their names.
struct Texts<'t> {
    texts: &'t [PathBuf],
    /// The names of the folders and the file of each.
    names: Vec<Vec<String>>,
    /// By the name of the file, with its extension and without.
    by_name: BTreeMap<String, Vec<usize>>,
}

impl<'t> Texts<'t> {
    fn new(texts: &'t [PathBuf]) -> Self {
        let names: Vec<Vec<String>> = texts.iter().map(|text| parts(&absolute(text).to_string_lossy())).collect();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, parts) in names.iter().enumerate() {
            let Some(name) = parts.last() else { continue };
            by_name.entry(name.clone()).or_default().push(at);
            if let Some(stem) = stem(name) {
                by_name.entry(stem.to_owned()).or_default().push(at);
            }
        }
        Self { texts, names, by_name }
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
            match self.of_row(&row.file).as_slice() {
                [text] => {
                    let first = *by_text.entry(*text).or_insert(at);
                    if let Some(first) = table.entries.get(first).filter(|_| first != at) {
                        let message = format!("{cell}: `{}` has row {} already, which counts", row.file, first.number);
                        tell(&diag::ROW_TWICE, message, "take one of them out".to_owned(), first.place(column));
                    }
                }
                [] if extent == Extent::Part => {}
                [] => {
                    helped += 1;
                    let likely = Some(&row.file).filter(|_| helped <= MOST_HELPED).and_then(|name| self.likely(name));
                    let help = likely.unwrap_or_else(|| "add the text, or take the row out".to_owned());
                    tell(&diag::ROW_WITHOUT_TEXT, format!("{cell}: no text is called `{}`", row.file), help, None);
                }
                several => {
                    let paths = several.iter().filter_map(|text| self.texts.get(*text));
                    let paths: Vec<String> = paths.map(|path| format!("`{}`", path.display())).collect();
                    let message = format!("{cell}: `{}` may be {}", row.file, paths.join(" or "));
                    tell(&diag::ROW_WITHOUT_TEXT, message, "say the folder, too: `1823/a.txt`".to_owned(), None);
                }
            }
        }
        let path = |(text, row): (usize, usize)| Some((absolute(self.texts.get(text)?), row));
        by_text.into_iter().filter_map(path).collect()
    }

    /// The texts that a row may be about.
    fn of_row(&self, file: &str) -> Vec<usize> {
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
