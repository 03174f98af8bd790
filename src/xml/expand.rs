//! Entities and attribute values. Takes references and values as they are written; gives what they stand for (XML 1.0, sections
//! 3.3.3, 4.1 and 4.4).
//!
//! Promises that expansion ends: no entity inside itself, no nesting deeper than [`DEEPEST`], no more text than
//! [`Expander::new`] allows. Never recurses.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

use super::characters::{Provenance, forbidden};
use super::dtd::{Dtd, EntityValue};
use super::errors::Errors;
use super::external::External;
use super::reference::{self, Reference};
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::text::chars::{is_char, is_space};
use crate::text::escape::predefined;

/// Entities inside entities, at most.
const DEEPEST: usize = 32;

/// Text from entities in one document, at most, in bytes; below that, so many times the document's own length.
const LONGEST: usize = 8 << 20;
const ALWAYS_ALLOWED: usize = 256 << 10;
const TIMES: usize = 100;

/// Values that the document type adds to tags, at most: so many bytes for one of the document.
const DEFAULTS_TIMES: usize = 32;

/// Expands entities of one document.
#[derive(Debug)]
pub(super) struct Expander<'a> {
    dtd: &'a Dtd,
    external: External,
    budget: Budget,
}

/// How much text entities may still give.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    left: usize,
    defaults_left: usize,
    is_exceeded: bool,
}

impl Budget {
    /// What a document of this length may use.
    pub(super) fn of(length: usize) -> Self {
        Self {
            left: length.saturating_mul(TIMES).clamp(ALWAYS_ALLOWED, LONGEST),
            defaults_left: length.saturating_mul(DEFAULTS_TIMES).max(ALWAYS_ALLOWED),
            is_exceeded: false,
        }
    }

    /// Allows so much more: the text of a file, once.
    pub(super) fn allow(&mut self, length: usize) {
        self.left = self.left.saturating_add(length);
    }

    /// Takes the length of one expansion from it; tells once when it is exceeded.
    pub(super) fn spend(&mut self, length: usize, depth: usize, span: Span, errors: &mut Errors) -> bool {
        let fits = length <= self.left && depth < DEEPEST;
        self.left = self.left.saturating_sub(length);
        if !fits && !self.is_exceeded {
            self.is_exceeded = true;
            let message = match depth < DEEPEST {
                true => "the entities of this document expand to more text than is allowed".to_owned(),
                false => format!("entities are nested more than {DEEPEST} deep"),
            };
            errors.push(Diagnostic::new(&diag::TOO_LARGE, message).at(span));
        }
        fits && !self.is_exceeded
    }
}

/// Where a reference to an entity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Between tags.
    Content,
    /// In the value of an attribute.
    Value,
}

/// What an entity stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Replacement<'a> {
    /// The name of the entity as the document type has it.
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    /// Where the text stands behind the document, where it is a file.
    pub(super) at: Option<usize>,
}

/// A text that is being read for a value.
struct Piece<'a> {
    text: &'a str,
    at: usize,
    name: Option<&'a str>,
}

impl<'a> Expander<'a> {
    /// An expander of the entities of a document type.
    pub(super) fn new(dtd: &'a Dtd, external: External, budget: Budget) -> Self {
        Self { dtd, external, budget }
    }

    /// What is left for other expansions.
    pub(super) fn budget(&self) -> Budget {
        self.budget
    }

    /// Takes a value that the document type adds to a tag from what is allowed; `false` when that is exceeded.
    #[must_use]
    pub(super) fn spend_default(&mut self, length: usize, span: Span, errors: &mut Errors) -> bool {
        // An attribute costs something even when it is empty.
        const LEAST: usize = 16;
        let left = self.budget.defaults_left.checked_sub(length + LEAST);
        self.budget.defaults_left = left.unwrap_or(0);
        if left.is_none() {
            let message = "the document type adds more to the tags than is allowed";
            errors.push(Diagnostic::new(&diag::TOO_LARGE, message).at(span));
        }
        left.is_some()
    }

    /// The text of an entity that is not predefined. `None` where there is none or it
    /// must not stand here: what is wrong has been reported. `open` are the entities around the reference.
    pub(super) fn entity(
        &mut self,
        name: &'a str,
        position: Use,
        open: &[&str],
        span: Span,
        errors: &mut Errors,
    ) -> Option<Replacement<'a>> {
        let depth = open.len();
        let Some((name, entity)) = self.dtd.entity(name) else {
            return self.undeclared(name, open, span, errors);
        };
        let finding = match (&entity.value, position) {
            (EntityValue::External { .. } | EntityValue::File(_), Use::Value) => Diagnostic::new(
                &diag::BAD_REFERENCE,
                format!("the entity `{name}` is another file, which the value of an attribute cannot hold"),
            ),
            (EntityValue::Internal(_) | EntityValue::File(_), _) if open.contains(&name) => {
                Diagnostic::new(&diag::ENTITY_NESTING, format!("the entity `{name}` contains itself"))
            }
            (EntityValue::Internal(text), _) => {
                let fits = self.budget.spend(text.len(), depth, span, errors);
                return fits.then_some(Replacement { name, text, at: None });
            }
            (EntityValue::File(file), _) => {
                let fits = self.budget.spend(file.text().len(), depth, span, errors);
                return fits.then_some(Replacement { name, text: file.text(), at: Some(file.at) });
            }
            (EntityValue::Unparsed, _) => {
                Diagnostic::new(&diag::BAD_REFERENCE, format!("the entity `{name}` is not text (`NDATA`)"))
                    .help("such an entity can only be named in an attribute of type `ENTITY`")
            }
            (EntityValue::External { reason: Some(reason), .. }, Use::Content) => {
                let message = format!("the file of the entity `{name}` cannot be read: {reason}");
                match self.external {
                    External::Noted => Diagnostic::new(&diag::EXTERNAL_UNREAD, message),
                    External::Refused | External::Local => Diagnostic::new(&diag::EXTERNAL_REFUSED, message),
                }
            }
            (EntityValue::External { .. }, Use::Content) => match self.external {
                External::Noted => {
                    Diagnostic::new(&diag::EXTERNAL_UNREAD, format!("the file of the entity `{name}` was not read"))
                }
                External::Refused | External::Local => {
                    Diagnostic::new(&diag::EXTERNAL_REFUSED, format!("the entity `{name}` is another file"))
                        .help("`--external local` reads it; or put the text in its place")
                }
            },
        };
        errors.push(finding.at(span).related(entity.span, "declared here"));
        None
    }

    /// Tells of an entity without declaration, unless that is no error (XML 1.0, 4.1, Entity Declared). One that HTML declares is read as there.
    fn undeclared(&self, name: &'a str, open: &[&str], span: Span, errors: &mut Errors) -> Option<Replacement<'a>> {
        if self.dtd.is_broken {
            return None;
        }
        let known = of_html(name).filter(|_| !self.dtd.is_partial);
        let message = format!("the entity `{name}` is not declared");
        let finding = match (self.dtd.is_partial, self.external) {
            (true, External::Noted) => Diagnostic::new(&diag::EXTERNAL_UNREAD, message + " in what was read"),
            (true, External::Refused | External::Local) => Diagnostic::new(&diag::EXTERNAL_REFUSED, message + " in the file itself")
                .help("`--external local` reads the files of a document type; or write the character itself, or declare the entity in the file"),
            (false, _) => match known {
                Some(text) => mended(Diagnostic::new(&diag::UNDECLARED_ENTITY, message), text, open, span),
                None => Diagnostic::new(&diag::UNDECLARED_ENTITY, message)
                    .help("XML knows `&amp;`, `&lt;`, `&gt;`, `&apos;` and `&quot;`; write other characters themselves"),
            },
        };
        errors.push(finding.at(span));
        known.map(|text| Replacement { name, text, at: None })
    }

    /// The value of an attribute, given what stands between its quotes: references resolved, white space as blanks.
    pub(super) fn value(&mut self, raw: &'a str, provenance: Provenance, errors: &mut Errors) -> Cow<'a, str> {
        let mut value = String::with_capacity(raw.len());
        let mut open = vec![Piece { text: raw, at: 0, name: None }];
        // The reference in the value itself that is being followed.
        let mut followed = Span::default();
        while let Some(piece) = open.last_mut() {
            let rest = piece.text.get(piece.at..).unwrap_or_default();
            let length = rest.bytes().position(is_special).unwrap_or(rest.len());
            value.push_str(rest.get(..length).unwrap_or_default());
            let at = piece.at + length;
            let Some(rest) = rest.get(length..).filter(|rest| !rest.is_empty()) else {
                open.pop();
                continue;
            };
            let is_own = piece.name.is_none();
            let span = |length: usize| match is_own {
                true => provenance.span(at, at + length),
                false => followed,
            };
            let (reference, length) = match rest.chars().next().unwrap_or_default() {
                '&' => reference::read(rest),
                '<' => {
                    let finding = Diagnostic::new(&diag::BAD_ATTRIBUTE, "`<` in the value of an attribute");
                    errors.push(finding.at(span(1)).help("write `&lt;`"));
                    value.push('<');
                    piece.at = at + 1;
                    continue;
                }
                '\r' if is_own && provenance.reference.is_none() && rest.starts_with("\r\n") => {
                    value.push(' ');
                    piece.at = at + 2;
                    continue;
                }
                c if is_space(c) => {
                    value.push(' ');
                    piece.at = at + 1;
                    continue;
                }
                c => {
                    match is_char(c) {
                        true => value.push(c),
                        false => errors.push(forbidden(c, span(c.len_utf8()))),
                    }
                    piece.at = at + c.len_utf8();
                    continue;
                }
            };
            piece.at = at + length;
            let span = span(length);
            followed = span;
            match reference {
                Reference::Character(c) => value.push(c),
                Reference::Entity(name) => match predefined(name) {
                    Some(character) => value.push_str(character),
                    None => {
                        let names: Vec<&str> = open.iter().filter_map(|piece| piece.name).collect();
                        if let Some(Replacement { name, text, .. }) =
                            self.entity(name, Use::Value, &names, span, errors)
                        {
                            open.push(Piece { text, at: 0, name: Some(name) });
                        }
                    }
                },
                broken => {
                    errors.push(broken_reference(broken, rest.get(..length).unwrap_or_default(), span));
                    value.push_str(rest.get(..length).unwrap_or_default());
                }
            }
        }
        Cow::Owned(value)
    }
}

/// What HTML means by a name, where that is no markup of XML.
fn of_html(name: &str) -> Option<&'static str> {
    resolve_html5_entity(name).filter(|text| !text.contains(['&', '<', '>', '"', '\'']))
}

/// The finding about a name that HTML declares and the document does not; the fix stands where the document itself has the reference.
fn mended(finding: Diagnostic, text: &str, open: &[&str], span: Span) -> Diagnostic {
    let is_seen = text.chars().any(|c| !c.is_whitespace() && !('\u{200b}'..='\u{200f}').contains(&c));
    let shown = match is_seen {
        true => format!("“{text}”"),
        false => text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" "),
    };
    let finding = finding.help(format!("it is read as {shown}, as in HTML; write the character itself"));
    if open.is_empty() { finding.fix(span, text) } else { finding }
}

/// Whether a byte of a value may need more than copying.
pub(super) fn is_special(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'<' | b'&' | 0xef)
}

/// The finding about what begins with `&` and is no reference.
pub(super) fn broken_reference(reference: Reference<'_>, written: &str, span: Span) -> Diagnostic {
    let finding = match reference {
        Reference::NoCharacter => {
            Diagnostic::new(&diag::BAD_REFERENCE, format!("`{written}` is no character that XML can hold"))
        }
        Reference::Unended => Diagnostic::new(&diag::BAD_REFERENCE, format!("`{written}` does not end with `;`"))
            .help(format!("write `{written};`, or `&amp;` for the character itself")),
        _ => Diagnostic::new(&diag::BAD_REFERENCE, "`&` begins no reference")
            .help("write `&amp;` for the character itself")
            .fix(span, "&amp;"),
    };
    finding.at(span)
}
