//! Tags: names, attributes, declarations of namespaces (XML 1.0, section 3.1; Namespaces in XML 1.0). Takes the place where a tag
//! begins; tells of the element and goes on after the tag.
//!
//! A tag with errors is still a tag: what is wrong in it is reported and left out, so that tags stay paired.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::dtd::{AttributeDeclaration, AttributeKind};
use super::expand::is_special;
use super::names::{Name, NameId, Place};
use super::parse::{Content, Form, Open};
use super::sink::{Attribute, Sink};
use super::{XML_NAMESPACE, XMLNS_NAMESPACE};
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::text::chars::{is_name_start, is_qname, is_space_byte};
use crate::text::uri::LONGEST;

/// Attributes of one element, at most.
const MOST_ATTRIBUTES: usize = 10_000;

/// Attributes that are compared each with each; more are looked up.
const FEW_ATTRIBUTES: usize = 16;

/// A declaration of a namespace in a tag.
#[derive(Debug)]
pub(super) struct Declaration<'a> {
    /// Empty for the default namespace.
    prefix: &'a str,
    namespace: Cow<'a, str>,
    name_span: Span,
    value_span: Span,
}

impl<'a, S: Sink> Content<'a, '_, S> {
    /// A start tag or the tag of an empty element.
    pub(super) fn start_tag(&mut self, at: usize) {
        let text = self.frame.text;
        let bytes = text.as_bytes();
        let provenance = self.frame.provenance();
        let name_end = name_end(bytes, at + 1);
        let written = text.get(at + 1..name_end).unwrap_or_default();
        if !written.starts_with(|c| is_name_start(c) || c == ':') {
            return self.lone_less_than(at);
        }
        self.attributes.clear();
        self.written.clear();
        self.declarations.clear();
        let mut from = name_end;
        let (end, form) = loop {
            let next = skip_space(bytes, from);
            match bytes.get(next) {
                Some(b'>') => break (next + 1, Form::Start),
                Some(b'/') if bytes.get(next + 1) == Some(&b'>') => break (next + 2, Form::Empty),
                None | Some(b'<') => {
                    let finding = Diagnostic::new(&diag::BAD_MARKUP, format!("the tag `<{written}` does not end"));
                    self.fault(finding.at(provenance.span(at, name_end)).help("it ends with `>`"));
                    break (from, Form::Start);
                }
                Some(_) => from = self.attribute(from, next),
            }
        };
        self.frame.go_to(end);
        self.element(written, provenance.span(at + 1, name_end), provenance.span(at, end), form);
    }

    /// Tells of an element whose tag has been read.
    fn element(&mut self, written: &'a str, place: Span, tag: Span, form: Form) {
        let outside = self.scopes.id();
        self.declared_attributes(written, place);
        if !self.declarations.is_empty() {
            self.declare();
        }
        let name = self.name(written, Place::element(self.scopes.id()), place);
        let scope = self.scopes.id();
        for index in 0..self.written.len() {
            let Some(written) = self.written.get(index).copied() else { break };
            let Some(span) = self.attributes.get(index).map(|attribute| attribute.name_span) else { break };
            let name = self.name(written, Place::attribute(scope), span);
            if let Some(attribute) = self.attributes.get_mut(index) {
                attribute.name = name;
            }
        }
        self.drop_duplicates();
        self.begin(name, written, place, outside, tag, form);
    }

    /// The attribute that begins at `at`; what is before it, after the name or the attribute before, at `before`. Gives the
    /// place after it.
    fn attribute(&mut self, before: usize, at: usize) -> usize {
        let text = self.frame.text;
        let bytes = text.as_bytes();
        let provenance = self.frame.provenance();
        let name_end = name_end(bytes, at);
        let written = text.get(at..name_end).unwrap_or_default();
        if written.is_empty() {
            let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            let found = text.get(at..at + length).unwrap_or_default();
            let finding = Diagnostic::new(&diag::BAD_ATTRIBUTE, format!("`{found}` where an attribute is expected"));
            self.fault(finding.at(provenance.span(at, at + length)));
            return at + length;
        }
        if before == at {
            let message = format!("white space is missing before the attribute `{written}`");
            let finding = Diagnostic::new(&diag::BAD_ATTRIBUTE, message).at(provenance.span(at, name_end));
            self.fault(finding.fix(provenance.span(at, at), " "));
        }
        let equals = skip_space(bytes, name_end);
        if bytes.get(equals) != Some(&b'=') {
            let finding = Diagnostic::new(&diag::BAD_ATTRIBUTE, format!("the attribute `{written}` has no value"));
            self.fault(finding.at(provenance.span(at, name_end)).help(format!("write `{written}=\"…\"`")));
            return name_end;
        }
        let start = skip_space(bytes, equals + 1);
        let name_span = provenance.span(at, name_end);
        match bytes.get(start) {
            Some(&quote @ (b'"' | b'\'')) => {
                let rest = bytes.get(start + 1..).unwrap_or_default();
                let length = rest.iter().position(|&byte| byte == quote || is_special(byte));
                let end = start + 1 + length.unwrap_or(rest.len());
                if bytes.get(end) == Some(&quote) {
                    let value = Cow::Borrowed(text.get(start + 1..end).unwrap_or_default());
                    self.add(written, value, name_span, provenance.span(start + 1, end), AttributeKind::Text);
                    return end + 1;
                }
                self.rough_value(written, name_span, start, quote)
            }
            _ => {
                let length = bytes.get(start..).unwrap_or_default().iter();
                let length = length.take_while(|byte| !is_space_byte(**byte) && !matches!(byte, b'>' | b'<')).count();
                let raw = text.get(start..start + length).unwrap_or_default();
                let length =
                    if raw.ends_with('/') && bytes.get(start + length) == Some(&b'>') { length - 1 } else { length };
                let raw = text.get(start..start + length).unwrap_or_default();
                let span = provenance.span(start, start + length);
                let finding = Diagnostic::new(&diag::BAD_ATTRIBUTE, format!("the value of `{written}` has no quotes"));
                let finding = finding.at(if raw.is_empty() { name_span } else { span });
                self.fault(finding.help(format!("write `{written}=\"{raw}\"`")).fix(span, format!("\"{raw}\"")));
                let value = self.expander.value(raw, provenance.after(start), &mut self.errors);
                self.add(written, value, name_span, span, AttributeKind::Text);
                start + length
            }
        }
    }

    /// A value with references, white space or errors in it; `start` is the place of its first quote.
    fn rough_value(&mut self, written: &'a str, name_span: Span, start: usize, quote: u8) -> usize {
        let text = self.frame.text;
        let provenance = self.frame.provenance();
        let inside = text.get(start + 1..).unwrap_or_default();
        let length = inside.find(char::from(quote));
        let less_than = inside.get(..length.unwrap_or(inside.len())).unwrap_or_default().find('<');
        let is_ended = length.is_some_and(|length| {
            let after = inside.as_bytes().get(length + 1);
            after.is_some_and(|&byte| is_space_byte(byte) || matches!(byte, b'>' | b'/' | b'?'))
        });
        let (length, after) = match (length, less_than) {
            (Some(length), None) => (length, length + 1),
            (Some(length), Some(_)) if is_ended => (length, length + 1),
            // The quote at the end was forgotten: the value ends with the tag.
            (_, less_than) => {
                let most = inside.get(..less_than.unwrap_or(inside.len())).unwrap_or_default();
                let length = most.find('>').unwrap_or(most.len());
                let length =
                    if most.get(..length).is_some_and(|value| value.ends_with('/')) { length - 1 } else { length };
                let finding =
                    Diagnostic::new(&diag::BAD_ATTRIBUTE, format!("the value of `{written}` has no quote at its end"));
                self.fault(finding.at(provenance.span(start, start + 1)));
                (length, length)
            }
        };
        let raw = inside.get(..length).unwrap_or_default();
        let value = self.expander.value(raw, provenance.after(start + 1), &mut self.errors);
        self.add(written, value, name_span, provenance.span(start + 1, start + 1 + length), AttributeKind::Text);
        start + 1 + after
    }

    /// Adds an attribute or a declaration of a namespace to the tag.
    fn add(&mut self, written: &'a str, value: Cow<'a, str>, name_span: Span, value_span: Span, kind: AttributeKind) {
        let prefix = match written.strip_prefix("xmlns") {
            Some("") => Some(""),
            Some(rest) => rest.strip_prefix(':').filter(|prefix| !prefix.is_empty()),
            None => None,
        };
        match self.attributes.len().max(self.declarations.len()).cmp(&MOST_ATTRIBUTES) {
            std::cmp::Ordering::Less if prefix.is_some() => {
                let prefix = prefix.unwrap_or_default();
                self.declarations.push(Declaration { prefix, namespace: value, name_span, value_span });
            }
            std::cmp::Ordering::Less => {
                self.written.push(written);
                self.attributes.push(Attribute { name: NameId(0), value, name_span, value_span, kind });
            }
            std::cmp::Ordering::Equal => self.too_large(&format!("more than {MOST_ATTRIBUTES} attributes"), name_span),
            std::cmp::Ordering::Greater => {}
        }
    }

    /// Says what is beyond a limit, and ends the reading.
    fn too_large(&mut self, message: &str, span: Span) {
        self.fault(Diagnostic::new(&diag::TOO_LARGE, message).at(span));
        self.errors.cut();
    }

    /// What the document type says of the attributes: types, and values where the tag has none.
    fn declared_attributes(&mut self, element: &str, place: Span) {
        let dtd = self.dtd;
        for declared in dtd.attributes(element) {
            let AttributeDeclaration { name, kind, default } = declared;
            if let Some(index) = self.written.iter().position(|written| **written == **name) {
                if let Some(attribute) = self.attributes.get_mut(index) {
                    attribute.value = kind.normalised(std::mem::take(&mut attribute.value));
                    attribute.kind = *kind;
                }
                continue;
            }
            let prefix = name.strip_prefix("xmlns").map(|rest| rest.strip_prefix(':').unwrap_or(rest));
            let given = self.declarations.iter_mut().find(|given| Some(given.prefix) == prefix);
            if let Some(given) = given {
                given.namespace = kind.normalised(std::mem::take(&mut given.namespace));
                continue;
            }
            if let Some(value) = default {
                if !self.expander.spend_default(value.len(), place, &mut self.errors) {
                    return self.errors.cut();
                }
                self.add(name, Cow::Borrowed(value), place, place, *kind);
            }
        }
    }

    /// Brings the declarations of the tag into scope.
    fn declare(&mut self) {
        let declarations = std::mem::take(&mut self.declarations);
        let mut first: FxHashMap<&str, Span> = FxHashMap::default();
        for Declaration { prefix, namespace, name_span, value_span } in &declarations {
            let before = *first.entry(prefix).or_insert(*name_span);
            if before != *name_span {
                let finding = Diagnostic::new(&diag::DUPLICATE_ATTRIBUTE, declared_twice(prefix)).at(*name_span);
                self.fault(finding.related(before, "here first"));
                continue;
            }
            let fault = match (*prefix, &**namespace) {
                ("xml", XML_NAMESPACE) => continue,
                ("xml", _) => bad("the prefix `xml` has its own namespace and no other", *value_span),
                ("xmlns", _) => bad("the prefix `xmlns` cannot be declared", *name_span),
                (_, XML_NAMESPACE) => bad("this namespace belongs to the prefix `xml` alone", *value_span),
                (_, XMLNS_NAMESPACE) => bad("this namespace cannot be declared", *value_span),
                (prefix, "") if !prefix.is_empty() => {
                    bad(&format!("the prefix `{prefix}` is declared without a namespace"), name_span.to(*value_span))
                }
                (prefix, _) if !prefix.is_empty() && !super::is_ncname(prefix) => {
                    bad(&format!("`{prefix}` is no name for a prefix"), *name_span)
                }
                (_, namespace) if namespace.len() > LONGEST => {
                    let message = format!("a namespace is longer than {LONGEST} bytes");
                    return self.too_large(&message, *name_span);
                }
                (prefix, namespace) => {
                    if self.scopes.declare(prefix, namespace) {
                        continue;
                    }
                    return self.too_large("too many namespaces are in scope at once", *name_span);
                }
            };
            self.fault(fault);
        }
        self.declarations = declarations;
    }

    /// The id of a name; one that is new in its scope is checked.
    fn name(&mut self, written: &str, place: Place, span: Span) -> NameId {
        if let Some(name) = self.names.find(written, place) {
            return name;
        }
        let (prefix, local) = match written.split_once(':') {
            Some(parts) if is_qname(written) => parts,
            _ => ("", written),
        };
        if !is_qname(written) {
            self.fault(Diagnostic::new(&diag::BAD_NAME, format!("`{written}` is not a name")).at(span));
        }
        let binding = match prefix {
            "" if place.is_attribute() => None,
            prefix => self.scopes.scope().binding(prefix),
        };
        let is_undeclared = binding.is_none() && !prefix.is_empty();
        let (known_prefix, namespace) = binding.unwrap_or_else(|| match prefix {
            "" => (Arc::default(), Arc::default()),
            prefix => (Arc::from(prefix), Arc::default()),
        });
        let id = self.names.add(written, place, Name { namespace, prefix: known_prefix, local: Arc::from(local) });
        if is_undeclared {
            let message = format!("the prefix `{prefix}` of `{written}` is not declared");
            let finding = Diagnostic::new(&diag::UNDECLARED_PREFIX, message).at(span);
            self.fault(finding.help(format!("declare it here or around: `xmlns:{prefix}=\"…\"`")));
        }
        id
    }

    /// Leaves out attributes whose namespace and local name an earlier one has.
    fn drop_duplicates(&mut self) {
        let count = self.attributes.len();
        let first = |names: &super::Names, attribute: &Attribute<'_>| names.first(attribute.name);
        let is_twice = if count <= FEW_ATTRIBUTES {
            self.attributes.iter().enumerate().any(|(index, attribute)| {
                let name = first(&self.names, attribute);
                self.attributes.iter().take(index).any(|before| first(&self.names, before) == name)
            })
        } else {
            let mut all: Vec<NameId> = self.attributes.iter().map(|attribute| first(&self.names, attribute)).collect();
            all.sort_unstable();
            all.windows(2).any(|pair| pair.first() == pair.last())
        };
        if !is_twice {
            return;
        }
        let attributes = std::mem::take(&mut self.attributes);
        let mut seen = rustc_hash::FxHashMap::default();
        for attribute in attributes {
            let name = first(&self.names, &attribute);
            let Some(&before) = seen.get(&name) else {
                seen.insert(name, attribute.name_span);
                self.attributes.push(attribute);
                continue;
            };
            let written = self.names.get(attribute.name).map(super::Name::as_written).unwrap_or_default();
            let finding =
                Diagnostic::new(&diag::DUPLICATE_ATTRIBUTE, format!("the attribute `{written}` stands here twice"));
            self.fault(finding.at(attribute.name_span).related(before, "here first"));
        }
    }

    /// `<` that begins no markup: it is text.
    fn lone_less_than(&mut self, at: usize) {
        let span = self.frame.provenance().span(at, at + 1);
        let finding = Diagnostic::new(&diag::BAD_MARKUP, "`<` begins no tag");
        self.fault(finding.at(span).help("write `&lt;` for the character itself").fix(span, "&lt;"));
        self.frame.go_to(at + 1);
        self.broken_text("<", span);
    }

    /// An end tag.
    pub(super) fn end_tag(&mut self, at: usize) {
        let text = self.frame.text;
        let bytes = text.as_bytes();
        let start = at + "</".len();
        if let Some(open) = self.innermost() {
            let name = open.name.of(&self.open_names).as_bytes();
            let rest = bytes.get(start..).unwrap_or_default();
            if rest.strip_prefix(name).and_then(<[u8]>::first) == Some(&b'>') {
                let end = start + name.len() + 1;
                self.frame.go_to(end);
                return self.close(self.frame.provenance().span(at, end));
            }
        }
        let name_end = name_end(bytes, start);
        let written = text.get(start..name_end).unwrap_or_default();
        let after = skip_space(bytes, name_end);
        let provenance = self.frame.provenance();
        let end = if bytes.get(after) == Some(&b'>') {
            after + 1
        } else {
            let rest = bytes.get(after..).unwrap_or_default();
            let length = rest.iter().position(|byte| matches!(byte, b'<' | b'>'));
            let end = match length.map(|length| (length, rest.get(length))) {
                Some((length, Some(b'>'))) => after + length + 1,
                _ => name_end,
            };
            let message = match end > name_end {
                true => format!("an end tag holds a name only: `</{written}>`"),
                false => format!("the end tag `</{written}` does not end"),
            };
            self.fault(Diagnostic::new(&diag::BAD_MARKUP, message).at(provenance.span(at, end)));
            end
        };
        self.frame.go_to(end);
        self.end_element(written, Span { start: at, end });
    }

    /// Ends the element that an end tag of this name ends.
    fn end_element(&mut self, written: &str, tag: Span) {
        let span = self.frame.provenance().span(tag.start, tag.end);
        let open = self.open();
        let Some(position) = open.iter().rposition(|open| open.name.of(&self.open_names) == written) else {
            return self.unmatched(written, tag, span);
        };
        let inner: Vec<Open> = open.iter().skip(position + 1).rev().copied().collect();
        for open in inner {
            let name = open.name.of(&self.open_names).to_owned();
            let message = format!("the element `{name}` is not closed before `</{written}>`");
            let finding = Diagnostic::new(&diag::UNCLOSED_ELEMENT, message).at(span);
            let finding = finding.related(open.place, format!("`{name}` begins here"));
            self.fault(finding.help(format!("write `</{name}>` where it ends")));
            self.close(Span::at(span.start));
        }
        self.close(span);
    }

    /// An end tag whose name no open element has: a slip in the name, or one too many.
    fn unmatched(&mut self, written: &str, tag: Span, span: Span) {
        let text = self.frame.text;
        let Some(&innermost) = self.open().last() else {
            let message = format!("`</{written}>` closes no element");
            return self.fault(Diagnostic::new(&diag::STRAY_END_TAG, message).at(span));
        };
        let name = innermost.name.of(&self.open_names).to_owned();
        let parent = self.open().iter().nth_back(1).map(|open| open.name.of(&self.open_names));
        let next = text.get(tag.end..).and_then(|rest| rest.split_once("</")).map(|(_, rest)| {
            let length = name_end(rest.as_bytes(), 0);
            rest.get(..length).unwrap_or_default()
        });
        let is_slip = name.eq_ignore_ascii_case(written) || (next != Some(name.as_str()) && next == parent);
        let finding =
            Diagnostic::new(&diag::STRAY_END_TAG, format!("`</{written}>` closes no element; `{name}` is open"));
        let finding = finding.at(span).related(innermost.place, format!("`{name}` begins here"));
        if !is_slip {
            return self.fault(finding);
        }
        self.fault(finding.help(format!("write `</{name}>`")).fix(span, format!("</{name}>")));
        self.close(span);
    }
}

/// Whether an attribute's name ends before this byte.
fn ends_name(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'=' | b'>' | b'/' | b'<' | b'"' | b'\'' | b'&')
}

fn name_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|&byte| ends_name(byte)).unwrap_or(rest.len())
}

fn skip_space(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|&byte| !is_space_byte(byte)).unwrap_or(rest.len())
}

fn declared_twice(prefix: &str) -> String {
    match prefix {
        "" => "the default namespace is declared here twice".to_owned(),
        prefix => format!("the prefix `{prefix}` is declared here twice"),
    }
}

fn bad(message: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&diag::BAD_NAMESPACE, message).at(span)
}
