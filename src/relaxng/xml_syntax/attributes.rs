//! The attributes of an element of the XML syntax: which are allowed, what they say, what the element inherits (sections 3 to 4.5,
//! 4.8). Takes a start tag; gives [`Said`] and findings. Attributes of other namespaces are annotations.

use std::sync::Arc;

use super::vocabulary::{Has, Row};
use crate::datatype::is_nc_name;
use crate::diag::{self, Diagnostic};
use crate::relaxng::syntax::{Combine, ForeignAttribute, ForeignName, Namespace, RELAX_NG, Word};
use crate::relaxng::uri;
use crate::text::Span;
use crate::text::nearest;
use crate::text::uri::{LONGEST, split_fragment};
use crate::xml::{Attribute, Start, XML_NAMESPACE, is_space};

/// What holds inside an element until something inside says otherwise.
#[derive(Clone, Debug)]
pub(super) struct Inherited {
    /// `ns`
    pub(super) namespace: Namespace,
    /// `datatypeLibrary`
    pub(super) library: Arc<str>,
    /// `xml:base`, relative to the file unless absolute.
    pub(super) base: Arc<str>,
}

/// What the attributes of one element say.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// `name`
    pub(super) name: Option<Word>,
    /// `type`
    pub(super) datatype: Option<Word>,
    /// `href`, white space at its ends kept
    pub(super) href: Option<Word>,
    /// `combine`
    pub(super) combine: Option<Combine>,
    /// Whether there is `ns`.
    pub(super) has_namespace: bool,
    /// Those of other namespaces.
    pub(super) foreign: Vec<ForeignAttribute>,
}

/// Reads the attributes of an element; changes what it inherits. `text` is that of the file.
pub(super) fn read(
    start: &Start<'_>,
    row: &Row,
    inherited: &mut Inherited,
    text: &str,
    findings: &mut Vec<Diagnostic>,
) -> Said {
    let mut said = Said::default();
    let mut find = |finding: Diagnostic, span: Span| findings.push(finding.at(span));
    for attribute in start.attributes {
        let Some(name) = start.names.get(attribute.name) else { continue };
        let value = &*attribute.value;
        match (&*name.namespace, &*name.local) {
            ("", "ns") => {
                said.has_namespace = true;
                match uri::namespace_fault(value) {
                    None => inherited.namespace = Namespace::Uri(Arc::from(value)),
                    Some(fault) => {
                        let message = format!("`{value}` cannot be a namespace: {fault}");
                        let help = format!("take a name of at most {LONGEST} bytes");
                        find(Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message).help(help), attribute.value_span);
                    }
                }
            }
            ("", "datatypeLibrary") => {
                if let Some(fault) = uri::library_fault(value) {
                    let message = format!("`{value}` cannot name a datatype library: {fault} (section 4.3)");
                    let help = "give the whole address of the library, or nothing for the built-in one";
                    find(Diagnostic::new(&diag::SCHEMA_BAD_VALUE, message).help(help), attribute.value_span);
                }
                if uri::namespace_fault(value).is_none() {
                    inherited.library = Arc::from(value);
                }
            }
            ("", own) if allows(row.has, own) => match own {
                "name" => said.name = Some(word(attribute, text)),
                "type" => said.datatype = Some(word(attribute, text)),
                "combine" => match value.trim_matches(is_space) {
                    "choice" => said.combine = Some(Combine::Choice),
                    "interleave" => said.combine = Some(Combine::Interleave),
                    other => {
                        let message = format!("`combine` cannot be `{other}` (section 3)");
                        let finding = Diagnostic::new(&diag::SCHEMA_BAD_VALUE, message);
                        find(finding.help("use `choice` or `interleave`"), attribute.value_span);
                    }
                },
                _ => {
                    if let Some(fault) = uri::reference_fault(value) {
                        let message = format!("`{value}` cannot be the address of a schema: {fault} (section 4.5)");
                        let finding = Diagnostic::new(&diag::SCHEMA_BAD_VALUE, message);
                        find(finding.help("give the address of a whole file"), attribute.value_span);
                    }
                    said.href = Some(Word { text: value.to_owned(), span: attribute.value_span });
                }
            },
            ("" | RELAX_NG, own) => {
                let message = format!("`{}` has no attribute `{own}` (section 3)", row.name);
                let allowed: Vec<&str> = attributes(row.has).chain(["ns", "datatypeLibrary"]).collect();
                let help = match nearest(own, &allowed) {
                    Some(likely) => format!("did you mean `{likely}`?"),
                    None => format!("it may have {}", listed(&allowed)),
                };
                find(Diagnostic::new(&diag::SCHEMA_ATTRIBUTE, message).help(help), attribute.name_span);
            }
            (XML_NAMESPACE, "base") => {
                // A fragment means nothing in a base.
                let (address, _) = split_fragment(value);
                let joined = uri::join(&inherited.base, address);
                if let Some(fault) = uri::reference_fault(address).or_else(|| uri::namespace_fault(&joined)) {
                    let message = format!("`{value}` cannot be the base of addresses: {fault} (section 4.5)");
                    let finding = Diagnostic::new(&diag::SCHEMA_BAD_VALUE, message);
                    find(finding.help("give the address of a file or folder"), attribute.value_span);
                }
                if uri::namespace_fault(&joined).is_none() {
                    inherited.base = Arc::from(joined);
                }
            }
            _ => said.foreign.push(ForeignAttribute {
                name: ForeignName {
                    namespace: name.namespace.to_string(),
                    prefix: name.prefix.to_string(),
                    local: name.local.to_string(),
                },
                value: value.to_owned(),
                span: attribute.value_span,
            }),
        }
    }
    if let Has::Must(needed) | Has::MustAndMay(needed, _) = row.has {
        let given = match needed {
            "name" => said.name.is_some(),
            "type" => said.datatype.is_some(),
            _ => said.href.is_some(),
        };
        if !given {
            let message = format!("`{}` lacks its attribute `{needed}` (section 3)", row.name);
            let finding = Diagnostic::new(&diag::SCHEMA_INCOMPLETE, message).help(format!("add `{needed}=\"…\"`"));
            find(finding, start.name_span);
        }
    }
    let has_plain_name = !matches!(row.has, Has::May("name"));
    for word in said.name.iter().filter(|_| has_plain_name).chain(&said.datatype) {
        if !is_nc_name(&word.text) {
            let message = format!("`{}` is no name without colon (section 3)", word.text);
            let help = "a name begins with a letter or `_` and holds letters, digits, `.`, `-` and `_`";
            find(Diagnostic::new(&diag::SCHEMA_BAD_VALUE, message).help(help), word.span);
        }
    }
    said
}

fn attributes(has: Has) -> impl Iterator<Item = &'static str> {
    let (first, second) = match has {
        Has::No => (None, None),
        Has::May(name) | Has::Must(name) => (Some(name), None),
        Has::MustAndMay(first, second) => (Some(first), Some(second)),
    };
    first.into_iter().chain(second)
}

fn allows(has: Has, name: &str) -> bool {
    attributes(has).any(|allowed| allowed == name)
}

/// The value without white space at its ends (section 4.2).
fn word(attribute: &Attribute<'_>, text: &str) -> Word {
    Word { text: attribute.value.trim_matches(is_space).to_owned(), span: attribute.value_span.trim(text) }
}

/// Names in backticks with `and` before the last.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [before @ .., last] => {
            let before: Vec<String> = before.iter().map(|name| format!("`{name}`")).collect();
            format!("{} and `{last}`", before.join(", "))
        }
    }
}
