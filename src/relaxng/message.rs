//! What is said when a document does not fit: the words of each finding. Takes names and rows of the schema's tables; gives
//! phrases. No message names more than [`MOST_NAMES`]; the rest is counted, and stands whole in
//! [`Diagnostic::expected`](crate::diag::Diagnostic::expected).

use super::compiled::{Compiled, Names};
use super::name_table::ExpandedName;
use super::pattern::Pattern;
use crate::datatype::Context;
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::text::nearest;
use crate::xml::XML_NAMESPACE;

/// Names in one list at most.
const MOST_NAMES: usize = 6;

/// Characters of a value or a documentation that are shown at most.
const LONGEST: usize = 80;

/// A name as people write it where `home` is the namespace that needs no mention.
#[must_use]
pub fn shown(name: &ExpandedName, home: &str) -> String {
    let (namespace, local) = name;
    match &**namespace {
        own if own == home || own.is_empty() => local.to_string(),
        XML_NAMESPACE => format!("xml:{local}"),
        other => format!("{{{other}}}{local}"),
    }
}

/// The names that a name class writes out, or what it takes where it writes out none.
#[must_use]
pub fn names(names: &Names, home: &str, kind: &str) -> Vec<String> {
    match names.written.as_slice() {
        [] => vec![format!("any {kind}")],
        written => written.iter().map(|name| shown(name, home)).collect(),
    }
}

/// "`a`, `b`, and 3 more"; `link` stands before the last of several.
#[must_use]
pub fn listed(names: &[String], link: &str) -> String {
    let quoted = |name: &String| if name.contains(' ') { name.clone() } else { format!("`{name}`") };
    let (some, more) = names.split_at(names.len().min(MOST_NAMES));
    let mut some: Vec<String> = some.iter().map(quoted).collect();
    if !more.is_empty() {
        return format!("{} and {} more", some.join(", "), more.len());
    }
    match some.pop() {
        Some(last) if !some.is_empty() => format!("{} {link} {last}", some.join(", ")),
        Some(only) => only,
        None => String::new(),
    }
}

/// The likely name first, the others in the order of the alphabet, each once.
#[must_use]
pub fn ordered(mut names: Vec<String>, likely: Option<&str>) -> Vec<String> {
    names.sort_by_key(|name| (name.contains(' '), name.to_lowercase(), name.clone()));
    names.dedup();
    if let Some(at) = likely.and_then(|likely| names.iter().position(|name| name == likely)) {
        let likely = names.remove(at);
        names.insert(0, likely);
    }
    names
}

/// The name among these that was likely meant.
#[must_use]
pub fn likely(word: &str, names: &[String]) -> Option<String> {
    let same = |name: &&String| name.eq_ignore_ascii_case(word) || name.rsplit([':', '}']).next() == Some(word);
    if let Some(name) = names.iter().find(same) {
        return Some(name.clone());
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    nearest(word, &names).or_else(|| same_beginning(word, &names)).map(str::to_owned)
}

/// The only name that begins like the word for most of its length: `salute` for `salutation`.
fn same_beginning<'n>(word: &str, names: &[&'n str]) -> Option<&'n str> {
    let begins_alike = |name: &&&str| {
        let same = name.chars().zip(word.chars()).take_while(|(one, other)| one == other).count();
        same >= 4 && same * 3 >= name.chars().count() * 2
    };
    let mut alike = names.iter().filter(begins_alike);
    alike.next().filter(|_| alike.next().is_none()).copied()
}

/// The beginning of a text, white space joined.
#[must_use]
pub fn brief(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if joined.chars().count() <= LONGEST {
        return joined;
    }
    joined.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// "`salute`: contains a salutation …", where the schema says something of an element.
#[must_use]
pub fn gloss(schema: &Compiled, row: u32, home: &str) -> Option<String> {
    let element = schema.elements.get(row as usize)?;
    let documentation = element.documentation.as_deref()?;
    let name = shown(element.names.written.first()?, home);
    Some(format!("`{name}`: {}", brief(documentation)))
}

/// What is wrong with a value: why the one type refuses it, or the values that would do.
pub struct Refused {
    /// A phrase that follows the value.
    pub reason: String,
    /// The values that would do.
    pub values: Vec<String>,
    /// Where there are several types: why the first of them, the likely one, refuses it.
    pub details: Option<String>,
}

/// Why a string does not fit any of these leaves.
#[must_use]
pub fn refused(schema: &Compiled, leaves: &[Pattern], text: &str, context: &dyn Context) -> Refused {
    let mut values = Vec::new();
    let mut types = Vec::new();
    for leaf in leaves {
        match leaf {
            Pattern::Value(row) => values.extend(schema.values.get(*row as usize).map(|row| row.text.to_string())),
            Pattern::Data(row) => types.extend(schema.types.get(*row as usize)),
            _ => {}
        }
    }
    let fault = match types.as_slice() {
        [only] => only.datatype.fault(text, context),
        _ => None,
    };
    let names: Vec<String> = types.iter().map(|row| row.datatype.describe()).collect();
    let reason = match (fault, values.is_empty()) {
        (Some(fault), true) => fault,
        (None, true) if names.is_empty() => "it does not fit the schema".to_owned(),
        (None, true) => format!("expected {}", alternatives(ordered(names, None))),
        (_, false) => {
            let likely = likely(text.trim(), &values);
            values = ordered(values, likely.as_deref());
            let mut reason = format!("expected {}", listed(&values, "or"));
            if !names.is_empty() {
                reason = format!("{reason}, or {}", alternatives(ordered(names, None)));
            }
            reason
        }
    };
    let details = match types.as_slice() {
        [first, _, ..] if values.is_empty() => {
            let fault = first.datatype.fault(text, context);
            fault.map(|fault| format!("as {}: {fault}", first.datatype.describe()))
        }
        _ => None,
    };
    Refused { reason, values, details }
}

/// "date, dateTime or gYear".
fn alternatives(mut names: Vec<String>) -> String {
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} or {last}", names.join(", ")),
        last => last.unwrap_or_default(),
    }
}

/// The states of a document are beyond all bounds.
#[must_use]
pub fn too_ambiguous(span: Span) -> Diagnostic {
    Diagnostic::new(&diag::TOO_AMBIGUOUS, "the schema is too ambiguous here: nothing further is checked in this file")
        .at(span)
        .help("say in the schema which of its alternatives is meant, or check against another schema")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_short() {
        let names: Vec<String> = ('a'..='j').map(String::from).collect();
        assert_eq!(listed(&names[..1], "or"), "`a`");
        assert_eq!(listed(&names[..3], "or"), "`a`, `b` or `c`");
        assert_eq!(listed(&names, "or"), "`a`, `b`, `c`, `d`, `e`, `f` and 4 more");
        assert_eq!(listed(&[], "or"), "");
    }

    #[test]
    fn the_likely_name_is_found_across_case_and_prefix() {
        let names = vec!["persName".to_owned(), "xml:id".to_owned(), "p".to_owned()];
        assert_eq!(likely("persname", &names).as_deref(), Some("persName"));
        assert_eq!(likely("id", &names).as_deref(), Some("xml:id"));
        assert_eq!(likely("presName", &names).as_deref(), Some("persName"));
        assert_eq!(likely("zzz", &names), None);
        let names = ["salute".to_owned(), "signed".to_owned()];
        assert_eq!(likely("salutation", &names).as_deref(), Some("salute"));
    }
}
