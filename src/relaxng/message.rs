//! What is said when a document does not fit: the words of each finding. Takes names and rows of the schema's tables; gives
//! phrases. No message names more than [`MOST_NAMES`]; the rest is counted, and stands whole in
//! [`Diagnostic::expected`](crate::diag::Diagnostic::expected).

use super::compiled::{Compiled, ElementRow};
use super::pattern::Pattern;
use super::spelling::quoted;
use crate::datatype::Context;
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::text::nearest;

/// Names in one list at most.
const MOST_NAMES: usize = 6;

/// Characters of a value or a documentation that are shown at most.
const LONGEST: usize = 80;

/// Characters of what a type says of a value at most.
const LONGEST_PHRASE: usize = 240;

/// Names and values that a finding holds for programs at most.
const MOST_EXPECTED: usize = 1000;

/// "`a`, `b`, and 3 more"; `link` stands before the last of several.
#[must_use]
pub fn listed(names: &[String], link: &str) -> String {
    enumerated(names, link, quoted)
}

/// The same of values, of which one may be empty.
#[must_use]
pub fn listed_values(values: &[String], link: &str) -> String {
    enumerated(values, link, |value| match value {
        "" => "an empty value".to_owned(),
        value => format!("`{value}`"),
    })
}

fn enumerated(all: &[String], link: &str, show: impl Fn(&str) -> String) -> String {
    let (some, more) = all.split_at(all.len().min(MOST_NAMES));
    let mut some: Vec<String> = some.iter().map(|one| show(one)).collect();
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

/// Names or values as a finding holds them: not more than anybody needs.
#[must_use]
pub fn held(names: &[String]) -> Vec<String> {
    names.iter().take(MOST_EXPECTED).map(|name| shortened(name)).collect()
}

/// The name among these that was likely meant.
#[must_use]
pub fn likely(word: &str, names: &[String]) -> Option<String> {
    same_but_prefix(word, names).or_else(|| misspelt(word, names)).or_else(|| same_beginning(word, names))
}

/// The name among these that is the same but for its prefix or the case of its letters.
fn same_but_prefix(word: &str, names: &[String]) -> Option<String> {
    let own = local(word);
    names.iter().find(|name| name.eq_ignore_ascii_case(word) || (local(name) == own && !own.is_empty())).cloned()
}

/// The name among these of which this is a slip of the pen: most of its letters are in it.
#[must_use]
pub fn misspelt(word: &str, names: &[String]) -> Option<String> {
    let near = nearest(word, &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let (own, other) = (local(word), local(near));
    let shared = other.chars().filter(|letter| own.contains(*letter)).count();
    (shared * 2 > other.chars().count()).then(|| near.to_owned())
}

/// A name without its prefix or namespace.
fn local(name: &str) -> &str {
    name.rsplit([':', '}']).next().unwrap_or_default()
}

/// The only name that begins like the word for most of its length: `salute` for `salutation`.
fn same_beginning(word: &str, names: &[String]) -> Option<String> {
    let begins_alike = |name: &&String| {
        let same = name.chars().zip(word.chars()).take_while(|(one, other)| one == other).count();
        same >= 4 && same * 3 >= name.chars().count() * 2
    };
    let mut alike = names.iter().filter(begins_alike);
    alike.next().filter(|_| alike.next().is_none()).cloned()
}

/// The beginning of a text, white space joined.
#[must_use]
pub fn brief(text: &str) -> String {
    let mut joined = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        if length > 0 {
            joined.push(' ');
        }
        joined.extend(word.chars().take(LONGEST + 1));
        length = joined.chars().count();
        if length > LONGEST {
            return joined.chars().take(LONGEST - 1).chain(['…']).collect();
        }
    }
    joined
}

/// A name or value without its middle, where it is long.
#[must_use]
pub fn shortened(text: &str) -> String {
    cut(text, LONGEST)
}

fn cut(text: &str, most: usize) -> String {
    if text.len() <= most || text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let ends = (most - 1) / 2;
    let head = text.chars().take(ends);
    let tail: Vec<char> = text.chars().rev().take(ends).collect();
    head.chain(['…']).chain(tail.into_iter().rev()).collect()
}

/// "`salute`: contains a salutation …", where the schema says something of an element; `name` is how it is written here.
#[must_use]
pub fn gloss(schema: &Compiled, row: ElementRow, name: &str) -> Option<String> {
    let documentation = schema.element(row).documentation.as_deref()?;
    Some(format!("{}: {}", quoted(name), brief(documentation)))
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
            Pattern::Value(row) => values.push(schema.value(*row).text.to_string()),
            Pattern::Data(row) => types.push(schema.data(*row)),
            _ => {}
        }
    }
    let fault = match types.as_slice() {
        [only] => only.datatype.fault(text, context),
        _ => None,
    };
    let fault = fault.map(|fault| cut(&fault, LONGEST_PHRASE));
    let names: Vec<String> = types.iter().map(|row| shortened(&row.datatype.describe())).collect();
    let reason = match (fault, values.is_empty()) {
        (Some(fault), true) => fault,
        (None, true) if names.is_empty() => "it does not fit the schema".to_owned(),
        (None, true) => format!("expected {}", alternatives(ordered(names, None))),
        (_, false) => {
            let likely = likely(&shortened(text.trim()), &values);
            values = ordered(values, likely.as_deref());
            let shown: Vec<String> = values.iter().map(|value| shortened(value)).collect();
            let mut reason = format!("expected {}", listed_values(&shown, "or"));
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
    Diagnostic::new(&diag::TOO_AMBIGUOUS, "the schema is too complex here: nothing further is checked in this file")
        .at(span)
        .help(
            "say in the schema which of its alternatives is meant, check against another schema, or raise the limit: \
             `--limit steps=NUMBER`",
        )
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
        assert_eq!(likely("t:p", &names).as_deref(), Some("p"));
        let names = ["salute".to_owned(), "signed".to_owned(), "ref".to_owned()];
        assert_eq!(likely("salutation", &names).as_deref(), Some("salute"));
        assert_eq!(likely("key", &names), None);
    }

    #[test]
    fn what_is_long_is_cut() {
        let long = "ä".repeat(1000);
        assert_eq!(shortened(&long).chars().count(), LONGEST - 1);
        assert_eq!(shortened("ä b"), "ä b");
        assert_eq!(brief(" a \n b "), "a b");
        assert_eq!(brief(&format!("a {long}")).chars().count(), LONGEST);
        assert_eq!(brief(&"ab ".repeat(1000)).chars().count(), LONGEST);
    }
}
