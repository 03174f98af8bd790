//! TOML files that people write, read strictly: profiles and metadata.
//!
//! Takes a source and the table it is laid over; gives the value and every finding, each pointing at the key or value it
//! concerns. Promises to carry on: a bad key is reported and left out, the rest is used. Knows no key by name: the type that
//! is read says which there are.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use crate::diag::{self, Diagnostic};
use crate::text::{Source, Span, nearest};

/// Reads `source` over `base`: tables are merged, any other value replaces the one below.
///
/// Gives `None` only when the source is not TOML at all or what remains without the bad keys is still not a `T`.
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
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(Value::Table(merged.clone())) {
            Ok(value) => return (Some(value), findings),
            Err(error) => error,
        };
        let message = error.inner().message().to_owned();
        let mut path: Vec<String> = error.path().iter().map(ToString::to_string).collect();
        let is_unknown = message.starts_with("unknown field");
        if let (true, Some(field)) = (is_unknown, quoted(&message).next())
            && path.last().map(String::as_str) != Some(field)
        {
            path.push(field.to_owned());
        }
        let Some((depth, key, value)) = locate(written.get_ref(), &path) else {
            findings.push(Diagnostic::new(&diag::BAD_VALUE, one_line(&message)));
            return (None, findings);
        };
        let place: Vec<&str> = path.iter().take(depth).map(String::as_str).collect();
        let name = place.join(".");
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
        restore(&mut merged, base, &place);
    }
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

/// The span of the value (or, where it is a table, of the key) at a path, as the file wrote it.
#[must_use]
pub fn span_of(source: &Source, path: &[&str]) -> Option<Span> {
    let text = without_mark(source);
    let table = DeTable::parse(&text).ok()?;
    let path: Vec<String> = path.iter().map(|&part| part.to_owned()).collect();
    let (depth, _, value) = locate(table.get_ref(), &path)?;
    (depth == path.len()).then_some(value)
}

/// Follows a path as far as the file wrote it: how far, the span of the last key, the span of its value.
fn locate(table: &DeTable<'_>, path: &[String]) -> Option<(usize, Span, Span)> {
    let mut here = table;
    let mut found = None;
    for (depth, name) in path.iter().enumerate() {
        let Some((key, value)) = here.iter().find(|(key, _)| key.get_ref().as_ref() == name.as_str()) else {
            break;
        };
        found = Some((depth + 1, to_span(key), to_span(value)));
        match value.get_ref() {
            DeValue::Table(inner) => here = inner,
            _ => break,
        }
    }
    found
}

fn to_span<T>(spanned: &Spanned<T>) -> Span {
    Span::new(spanned.span().start, spanned.span().end)
}

/// Puts back what stood at a path before the file was laid over.
fn restore(merged: &mut Table, base: &Table, path: &[&str]) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let mut here = merged;
    let mut below = Some(base);
    for &name in parents {
        below = below.and_then(|table| table.get(name)).and_then(Value::as_table);
        match here.get_mut(name) {
            Some(Value::Table(inner)) => here = inner,
            _ => return,
        }
    }
    match below.and_then(|table| table.get(*last)) {
        Some(value) => here.insert((*last).to_owned(), value.clone()),
        None => here.remove(*last),
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

    #[test]
    fn what_is_not_toml_is_one_finding_at_its_place() {
        let (house, rows) = check("name = Letter from Tokyo");
        assert_eq!(house, None);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].0, "R0101");
    }
}
