//! One `xi:include` (3.1, 3.2). Takes the element; gives what it says, or the fault in it. Knows no file.

use super::NAMESPACE;
use crate::diag::{self, Diagnostic};
use crate::text::{Span, uri};
use crate::xml::document::{Attribute, Node};

/// What an `xi:include` says.
#[derive(Debug)]
pub(super) struct Include<'d> {
    /// The file; empty for the one it stands in.
    pub(super) href: &'d str,
    /// What becomes of it.
    pub(super) parse: Parse<'d>,
    /// What stands there where the file cannot be had.
    pub(super) fallback: Option<Node<'d>>,
    /// The place that says what is included.
    pub(super) place: Span,
}

/// How a file is included.
#[derive(Clone, Copy, Debug)]
pub(super) enum Parse<'d> {
    /// As XML: the part that the pointer means, or all of it.
    Xml(Option<&'d str>),
    /// As text in this encoding.
    Text(Option<&'d str>),
}

/// The attributes that have a meaning (3.1).
const ATTRIBUTES: [&str; 6] = ["href", "parse", "xpointer", "encoding", "accept", "accept-language"];

/// Reads the element.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(node: Node<'_>) -> Result<Include<'_>, Box<Diagnostic>> {
    let attribute = |name: &str| node.attribute("", name);
    let (href, pointer) = (attribute("href"), attribute("xpointer"));
    for accept in [attribute("accept"), attribute("accept-language")].into_iter().flatten() {
        if !accept.value.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
            return Err(misused("it holds what no header of HTTP can hold", accept.value_span));
        }
    }
    if let Some(href) = href.filter(|href| href.value.contains('#')) {
        let finding = misused("`href` names a part of a file", href.value_span);
        let part = uri::split_fragment(href.value).1.unwrap_or_default();
        return Err(Box::new(finding.help(format!("name the file alone, and write `xpointer=\"{part}\"` beside it"))));
    }
    let parse = match attribute("parse").map(|parse| (parse.value, parse.value_span)) {
        None | Some(("xml", _)) => match (href, pointer) {
            (None, None) => {
                let finding = misused("`href` or `xpointer` is missing", node.name_span());
                return Err(Box::new(finding.help("name the file to include: `href=\"persons.xml\"`")));
            }
            (_, pointer) => Parse::Xml(pointer.map(|pointer| pointer.value)),
        },
        Some(("text", _)) => match pointer {
            Some(pointer) => return Err(misused("a file is included as text whole or not at all", pointer.name_span)),
            None => Parse::Text(attribute("encoding").map(|encoding| encoding.value)),
        },
        Some((other, span)) => {
            let finding = misused(&format!("`{other}` is no value of `parse`"), span);
            return Err(Box::new(finding.help("it is `xml` or `text`")));
        }
    };
    let named = href.filter(|href| !href.value.is_empty());
    let place = named.or(pointer).or(href).map_or(node.name_span(), |attribute| attribute.value_span);
    Ok(Include { href: href.map_or("", |href| href.value), parse, fallback: fallback(node)?, place })
}

/// The one fallback (3.2); elements of other namespaces are passed over.
fn fallback(node: Node<'_>) -> Result<Option<Node<'_>>, Box<Diagnostic>> {
    let mut found = None;
    let own = |child: &Node<'_>| child.name().is_some_and(|name| *name.namespace == *NAMESPACE);
    for child in node.elements().filter(own) {
        if !child.is(NAMESPACE, "fallback") {
            return Err(misused("only a fallback can stand here", child.name_span()));
        }
        if let Some(first) = found.replace(child) {
            let finding = misused("there are two fallbacks", child.name_span());
            return Err(Box::new(finding.related(first.name_span(), "the first one")));
        }
    }
    Ok(found)
}

/// Attributes that have no effect: XInclude wants them to be passed over.
pub(super) fn unheeded(node: Node<'_>) -> impl Iterator<Item = Diagnostic> {
    let is_unknown = |attribute: &Attribute<'_>| {
        attribute.name.namespace.is_empty() && !ATTRIBUTES.contains(&&*attribute.name.local)
    };
    node.attributes().filter(is_unknown).map(|attribute| {
        let name = &attribute.name.local;
        let finding = Diagnostic::new(&diag::INCLUDE_UNHEEDED, format!("`{name}` has no effect"));
        let finding = finding.at(attribute.name_span);
        match &**name {
            "fragid" => finding.help("XInclude 1.0 has `xpointer`"),
            _ => finding.help("XInclude 1.0 does not know it"),
        }
    })
}

/// Fallbacks that stand in no inclusion (3.2).
pub(super) fn stray(fallback: Node<'_>) -> Option<Box<Diagnostic>> {
    let is_inside = fallback.parent().is_some_and(|parent| parent.is(NAMESPACE, "include"));
    (!is_inside).then(|| misused("a fallback stands outside of an inclusion", fallback.name_span()))
}

/// A fault that keeps the document from being put together.
pub(super) fn misused(message: &str, span: Span) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(&diag::INCLUDE_MISUSED, message).at(span))
}
