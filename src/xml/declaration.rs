//! The declaration at the beginning of a document or of another file that it is made of (XML 1.0, 2.8, 2.9, 4.3.1). Takes the place where it
//! may begin; gives what it says, and passes over it.

use super::cursor::Cursor;
use super::errors::Errors;
use crate::diag::{self, Diagnostic};

/// What a document says about declarations outside of it (XML 1.0, 2.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standalone {
    /// `standalone="yes"`: none matters.
    Yes,
    /// Some may matter.
    No,
}

/// Whether an XML declaration stands at the beginning of a text, and no instruction such as `<?xml-stylesheet`.
pub(super) fn xml_declaration_begins(text: &str) -> bool {
    text.strip_prefix("<?xml").is_some_and(|rest| rest.starts_with(|c| super::is_space(c) || c == '?'))
}

/// Reads the XML declaration at the beginning of a document, where it has one (production 23).
pub(super) fn document_declaration(cursor: &mut Cursor<'_>, errors: &mut Errors) -> Standalone {
    match xml_declaration_begins(cursor.rest()) {
        true => declaration(cursor, &DOCUMENT, errors),
        false => Standalone::No,
    }
}

/// Passes over the text declaration at the beginning of another file, and a byte-order mark (production 77).
pub(super) fn text_declaration(cursor: &mut Cursor<'_>, errors: &mut Errors) {
    cursor.eat("\u{feff}");
    if xml_declaration_begins(cursor.rest()) {
        declaration(cursor, &TEXT, errors);
    }
}

/// A declaration at the beginning of a file.
struct Form {
    name: &'static str,
    /// Its parts, in their order.
    parts: &'static [&'static str],
    /// The one that it must have.
    needed: &'static str,
    example: &'static str,
    is_version: fn(&str) -> bool,
}

const DOCUMENT: Form = Form {
    name: "XML declaration",
    parts: &["version", "encoding", "standalone"],
    needed: "version",
    example: "write `version=\"1.0\"`",
    is_version,
};

const TEXT: Form = Form {
    name: "text declaration",
    parts: &["version", "encoding"],
    needed: "encoding",
    example: "write `encoding=\"UTF-8\"`",
    // A document of version 1.0 is made of files of version 1.0.
    is_version: |version| version == "1.0",
};

/// Reads the declaration, which is there (XML 1.0, productions 23 to 26, 32, 77, 80, 81).
fn declaration(cursor: &mut Cursor<'_>, form: &Form, errors: &mut Errors) -> Standalone {
    let start = cursor.at();
    cursor.eat("<?xml");
    let mut standalone = Standalone::No;
    let mut expected = form.parts.iter().copied();
    let mut has_needed = false;
    let finding = loop {
        let has_space = cursor.space();
        if cursor.eat("?>") {
            if has_needed {
                return standalone;
            }
            let message = format!("the {} lacks the {}", form.name, form.needed);
            break bad(message).at(cursor.since(start)).help(form.example);
        }
        let name = cursor.token();
        if !has_space || name.text.is_empty() {
            break bad(format!("the {} is expected to end with `?>`", form.name)).at(cursor.here());
        }
        let is_first = expected.len() == form.parts.len();
        if is_first && form.parts.first() == Some(&form.needed) && name.text != form.needed {
            break bad(format!("the {} begins with the {}", form.name, form.needed)).at(name.span()).help(form.example);
        }
        if !expected.by_ref().any(|part| part == name.text) {
            let (last, others) = form.parts.split_last().unwrap_or((&"", &[]));
            break bad(format!("`{}` cannot stand here in the {}", name.text, form.name))
                .at(name.span())
                .help(format!("it has `{}` and `{last}`, in this order", others.join("`, `")));
        }
        has_needed |= name.text == form.needed;
        cursor.space();
        let has_equals = cursor.eat("=");
        cursor.space();
        let Some(value) = cursor.quoted().filter(|_| has_equals) else {
            break bad(format!("`{}` has no value in quotes", name.text)).at(name.span());
        };
        let is_good = match name.text {
            "version" => (form.is_version)(value.text),
            "encoding" => is_encoding_name(value.text),
            _ => matches!(value.text, "yes" | "no"),
        };
        if !is_good {
            errors.push(bad(format!("`{}` is no value for `{}`", value.text, name.text)).at(value.span()));
        }
        if name.text == "standalone" && value.text == "yes" {
            standalone = Standalone::Yes;
        }
    };
    errors.push(finding);
    let end = cursor.text().get(start..).and_then(|rest| rest.find('>')).map(|length| start + length + 1);
    cursor.go_to(end.unwrap_or_else(|| cursor.at()).max(cursor.at()));
    standalone
}

fn bad(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&diag::BAD_XML_DECLARATION, message)
}

/// Production 26; documents of any version 1 are read as 1.0.
fn is_version(text: &str) -> bool {
    text.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()))
}

/// Production 81.
pub(super) fn is_encoding_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}
