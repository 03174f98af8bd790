//! TOML files that people write, read strictly: profiles and metadata.
//!
//! Takes a source and the table it is laid over; gives the value and every finding, each pointing at the key or value it
//! concerns. Promises to carry on: a bad key is reported and left out, the rest is used; with a bad value in a table of a list
//! (`[[signs]]`) the whole list is left out. Knows no key by name: the type that is read says which there are.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use crate::diag::{self, Diagnostic};
use crate::text::{Source, Span, nearest};

/// Bytes that are read again and again for each key that is wrong, at most.
const MOST_READ: usize = 64 << 20;

/// Reads `source` over `base`: tables are merged, any other value replaces the one below.
///
/// Gives `None` only when the source is not TOML at all, has more bad keys than anybody reads through, or what remains without them is still
/// not a `T`.
pub fn read<T: DeserializeOwned>(source: &Source, base: &Table) -> (Option<T>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let text = without_mark(source);
    let written = match DeTable::parse(&text) {
        Ok(table) => table,
        Err(error) => {
            let span = error.span().map_or(Span::at(0), |range| Span::new(range.start, range.end));
            findings.push(Diagnostic::new(&diag::BAD_TOML, one_line(error.message())).at(span));
            return (None, findings);
        }
    };
    let mut merged = base.clone();
    match text.parse::<Table>() {
        Ok(table) => merge(&mut merged, table),
        Err(error) => {
            findings.push(Diagnostic::new(&diag::BAD_TOML, one_line(error.message())));
            return (None, findings);
        }
    }
    // Every turn removes one key that the file wrote, so the loop ends.
    for _ in 0..=MOST_READ / text.len().max(1) {
        let error = match serde_path_to_error::deserialize::<_, T>(Value::Table(merged.clone())) {
            Ok(value) => return (Some(value), findings),
            Err(error) => error,
        };
        let message = error.inner().message().to_owned();
        let segment = |segment: &Segment| match segment {
            Segment::Seq { index } => index.to_string(),
            other => other.to_string(),
        };
        let mut path: Vec<String> = error.path().iter().map(segment).collect();
        let is_unknown = is_of_key(&message, &path, written.get_ref(), &text);
        if let (true, Some(name)) = (is_unknown, quoted(&message).next())
            && path.last().map(String::as_str) != Some(name)
        {
            path.push(name.to_owned());
        }
        let Some(Located { depth, key, value, list }) = locate(written.get_ref(), &path) else {
            findings.push(Diagnostic::new(&diag::BAD_VALUE, one_line(&message)));
            return (None, findings);
        };
        let place: Vec<&str> = path.iter().take(depth).map(String::as_str).collect();
        // The place of a table in its list tells people nothing: the span shows it.
        let names: Vec<&str> = place.iter().copied().filter(|name| name.parse::<usize>().is_err()).collect();
        let name = names.join(".");
        findings.push(if is_unknown {
            let known: Vec<&str> = quoted(&message).skip(1).collect();
            let field = place.last().copied().unwrap_or_default();
            let finding = Diagnostic::new(&diag::UNKNOWN_KEY, format!("unknown key `{name}`")).at(key);
            match nearest(field, &known) {
                Some(likely) => finding.help(format!("did you mean `{likely}`?")),
                None if known.is_empty() => finding,
                None => finding.help(format!("known here: {}", known.join(", "))),
            }
        } else {
            Diagnostic::new(&diag::BAD_VALUE, format!("`{name}`: {}", one_line(&message))).at(value)
        });
        // What else a table of a list holds may mean nothing without the bad value.
        let left_out = if is_unknown { depth } else { list.unwrap_or(depth) };
        restore(&mut merged, base, place.get(..left_out).unwrap_or_default());
    }
    findings.push(Diagnostic::new(&diag::BAD_TOML, "so much in it is wrong that what follows is not looked at"));
    (None, findings)
}

/// The text with blanks for a byte-order mark, so that every span stays where it is.
fn without_mark(source: &Source) -> Cow<'_, str> {
    match source.text().strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(format!("   {rest}")),
        None => Cow::Borrowed(source.text()),
    }
}

/// Lays `over` on `below`, table by table.
pub fn merge(below: &mut Table, over: Table) {
    for (key, value) in over {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(over)) => merge(below, over),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

/// As [`Places::span`], for one place of a file.
#[must_use]
pub fn span_of(source: &Source, path: &[&str]) -> Option<Span> {
    Places::of(source).span(path)
}

/// Where keys and values stand in a file, which is read once for all of them.
#[derive(Debug)]
pub struct Places<'s> {
    table: Option<Spanned<DeTable<'s>>>,
    /// Bytes of the byte-order mark before it.
    mark: usize,
}

impl<'s> Places<'s> {
    /// Those of a file; one that is not TOML has none.
    #[must_use]
    pub fn of(source: &'s Source) -> Self {
        let rest = source.text().strip_prefix('\u{feff}').unwrap_or(source.text());
        Self { table: DeTable::parse(rest).ok(), mark: source.text().len() - rest.len() }
    }

    /// The span of the value (or, where it is a table, of the key) at a path, as the file wrote it. In a list a number is the place.
    #[must_use]
    pub fn span(&self, path: &[&str]) -> Option<Span> {
        let found = locate(self.table.as_ref()?.get_ref(), path)?;
        let span = found.value;
        (found.depth == path.len()).then(|| Span::new(span.start + self.mark, span.end + self.mark))
    }
}

/// How far a path could be followed.
#[derive(Clone, Copy)]
struct Located {
    /// How many of its parts.
    depth: usize,
    /// The last key.
    key: Span,
    /// Its value.
    value: Span,
    /// How many parts lead to the first list on the way.
    list: Option<usize>,
}

/// Follows a path as far as the file wrote it.
fn locate(table: &DeTable<'_>, path: &[impl AsRef<str>]) -> Option<Located> {
    let (first, rest) = path.split_first()?;
    let (key, mut here) = entry(table, first.as_ref())?;
    let mut found = Located { depth: 1, key, value: to_span(here), list: None };
    for name in rest {
        let next = match here.get_ref() {
            DeValue::Table(inner) => entry(inner, name.as_ref()),
            DeValue::Array(list) => {
                found.list = found.list.or(Some(found.depth));
                name.as_ref().parse().ok().and_then(|at: usize| list.get(at)).map(|value| (to_span(value), value))
            }
            _ => None,
        };
        let Some((key, value)) = next else { break };
        found = Located { depth: found.depth + 1, key, value: to_span(value), ..found };
        here = value;
    }
    Some(found)
}

/// Whether a message is about a key and not about its value. Where only certain names are keys of a map, serde calls a wrong one a
/// variant, as it does a wrong value; its path ends at the map or at the key.
fn is_of_key(message: &str, path: &[String], written: &DeTable<'_>, text: &str) -> bool {
    let Some(name) = quoted(message).next().filter(|_| message.starts_with("unknown variant")) else {
        return message.starts_with("unknown field");
    };
    let is_at_key = path.last().map(String::as_str) == Some(name);
    let key: Vec<String> =
        path.iter().map(String::as_str).chain((!is_at_key).then_some(name)).map(str::to_owned).collect();
    let is_name = |value: Span| value.of(text).trim_matches(['"', '\'']) == name;
    locate(written, &key).is_some_and(|found| found.depth == key.len() && !(is_at_key && is_name(found.value)))
}

/// The key of a table with its value.
fn entry<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<(Span, &'t Spanned<DeValue<'i>>)> {
    table.get_key_value(name).map(|(key, value)| (to_span(key), value))
}

fn to_span<T>(spanned: &Spanned<T>) -> Span {
    Span::new(spanned.span().start, spanned.span().end)
}

/// Puts back what stood at a path before the file was laid over.
fn restore(merged: &mut Table, base: &Table, path: &[&str]) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let Some((first, inner)) = parents.split_first() else {
        put_back(merged, Some(base), last);
        return;
    };
    let (Some(mut here), mut below) = (merged.get_mut(*first), base.get(*first)) else {
        return;
    };
    for &name in inner {
        // A list is replaced, never merged: nothing below belongs to its tables.
        below = below.and_then(Value::as_table).and_then(|table| table.get(name));
        let next = match here {
            Value::Table(table) => table.get_mut(name),
            Value::Array(list) => name.parse().ok().and_then(|at: usize| list.get_mut(at)),
            _ => None,
        };
        let Some(next) = next else { return };
        here = next;
    }
    if let Value::Table(table) = here {
        put_back(table, below.and_then(Value::as_table), last);
    }
}

fn put_back(table: &mut Table, below: Option<&Table>, name: &str) {
    match below.and_then(|below| below.get(name)) {
        Some(value) => table.insert(name.to_owned(), value.clone()),
        None => table.remove(name),
    };
}

/// The names in back quotes of serde's messages.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct House {
        name: String,
        page: Page,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Page {
        marks: Vec<String>,
        id: String,
    }

    fn check(text: &str) -> (Option<House>, Vec<(&'static str, String, String)>) {
        let base = "name = 'base'\n[page]\nmarks = []\nid = 'p'".parse().unwrap();
        let source = Source::new("house.toml", text);
        let (value, findings) = read(&source, &base);
        let rows = findings
            .iter()
            .map(|f| (f.code.id, f.span.map_or("", |s| source.slice(s)).to_owned(), f.help.clone().unwrap_or_default()))
            .collect();
        (value, rows)
    }

    #[test]
    fn every_bad_key_is_reported_and_the_rest_is_used() {
        let (house, rows) = check("nmae = 'x'\n[page]\nmarks = 'y'\nid = 'q'\nidd = 1\n");
        assert_eq!(house, Some(House { name: "base".into(), page: Page { marks: vec![], id: "q".into() } }));
        let mut rows = rows;
        rows.sort();
        assert_eq!(
            rows,
            [
                ("R0102", "idd".into(), "did you mean `id`?".into()),
                ("R0102", "nmae".into(), "did you mean `name`?".into()),
                ("R0103", "'y'".into(), String::new()),
            ]
        );
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Library {
        #[serde(default)]
        books: Vec<Book>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Book {
        title: String,
        year: Option<u16>,
    }

    #[test]
    fn keys_in_lists_of_tables_have_their_places() {
        let check = |text: &str| {
            let source = Source::new("library.toml", text);
            let (library, findings) = read::<Library>(&source, &Table::new());
            let rows = findings.iter().map(|f| (f.message.clone(), source.slice(f.span.unwrap()).to_owned()));
            (library.unwrap().books.len(), rows.collect::<Vec<_>>())
        };
        let (books, rows) = check("[[books]]\ntitle = 'a'\n[[books]]\ntitle = 'b'\npage = 3\ntitel = 'c'\n");
        let expected = [("unknown key `books.page`", "page"), ("unknown key `books.titel`", "titel")];
        assert_eq!((books, rows), (2, expected.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec()));
        let (books, rows) = check("[[books]]\ntitle = 'a'\n[[books]]\ntitle = 'b'\nyear = 'old'\n");
        assert_eq!((books, rows.len(), rows[0].1.as_str()), (0, 1, "'old'"));
        let (books, rows) = check("[[books]]\nyear = 3\n");
        assert_eq!((books, rows.len()), (0, 1));
        assert!(rows[0].0.contains("missing field `title`"), "{rows:?}");
    }

    #[test]
    fn a_file_that_is_wrong_all_through_is_not_read_to_its_end() {
        let text: String = (0..3_000).map(|n| format!("key{n} = '{}'\n", "x".repeat(20))).collect();
        let (house, rows) = check(&text);
        assert_eq!(house, None);
        assert_eq!(rows.len(), MOST_READ / text.len() + 2);
        assert_eq!(rows.last().map(|row| row.0), Some("R0101"));
    }

    #[test]
    fn what_is_not_toml_is_one_finding_at_its_place() {
        let (house, rows) = check("name = Letter from Tokyo");
        assert_eq!(house, None);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].0, "R0101");
    }
}
