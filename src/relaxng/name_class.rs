//! Name classes: from what is written to what they take (sections 4.8 to 4.10 and 4.16), and whether two have a name in common
//! (section 7.3). Takes name classes; gives name classes and findings. Recurses as deep as the parsers allow.

use std::sync::Arc;

use crate::diag::{self, Code, Diagnostic};
use crate::relaxng::simple::NameClass;
use crate::relaxng::syntax::{self, NameClassKind, Namespace};
use crate::text::Span;
use crate::xml::XML_NAMESPACE;

/// The namespaces of declarations of namespaces: as the specification writes it, and as Namespaces in XML does.
pub(super) const XMLNS: [&str; 2] = ["http://www.w3.org/2000/xmlns", "http://www.w3.org/2000/xmlns/"];

/// What a name class is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The name of an element.
    Element,
    /// The name of an attribute, which cannot declare a namespace.
    Attribute,
}

/// What stands around a name class and limits it (section 4.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Nothing,
    ExceptOfAnyName,
    ExceptOfNsName,
}

/// Makes simple name classes of those as written.
pub(super) struct Maker<'m> {
    /// What they are for.
    pub(super) used: Use,
    /// The namespace that the file inherits.
    pub(super) inherited: &'m Arc<str>,
    /// Gives the same string for the same text.
    pub(super) intern: &'m mut dyn FnMut(&str) -> Arc<str>,
    /// What was found so far.
    pub(super) findings: Vec<Diagnostic>,
}

impl Maker<'_> {
    /// The simple name class.
    pub(super) fn make(&mut self, class: &syntax::NameClass) -> NameClass {
        self.class(class, Around::Nothing)
    }

    fn class(&mut self, class: &syntax::NameClass, around: Around) -> NameClass {
        match &class.kind {
            NameClassKind::Name { namespace, local, .. } => {
                let namespace = self.namespace(namespace);
                if self.used == Use::Attribute && local == "xmlns" && namespace.is_empty() {
                    self.xmlns("no attribute can have the name `xmlns` (section 4.16)", class.span);
                }
                self.check_namespace(&namespace, class.span);
                NameClass::Name(namespace, (self.intern)(local))
            }
            NameClassKind::AnyName { except } => {
                if around != Around::Nothing {
                    let message = "`anyName` cannot stand in `except` of a name class (section 4.16)";
                    self.find(&diag::SCHEMA_EXCEPT, message, "name what is taken out", class.span);
                }
                NameClass::AnyName(self.except(except.as_deref(), Around::ExceptOfAnyName))
            }
            NameClassKind::NsName { namespace, except, .. } => {
                if around == Around::ExceptOfNsName {
                    let message = "`nsName` cannot stand in `except` of `nsName` (section 4.16)";
                    self.find(&diag::SCHEMA_EXCEPT, message, "name what is taken out", class.span);
                }
                let namespace = self.namespace(namespace);
                self.check_namespace(&namespace, class.span);
                // What limits the inside is the stricter of the two.
                NameClass::NsName(namespace, self.except(except.as_deref(), Around::ExceptOfNsName))
            }
            NameClassKind::Choice(members) => match members.as_slice() {
                [only] => self.class(only, around),
                _ => NameClass::Choice(members.iter().map(|member| self.class(member, around)).collect()),
            },
        }
    }

    fn except(&mut self, except: Option<&[syntax::NameClass]>, around: Around) -> Option<Box<NameClass>> {
        match except? {
            [] => None,
            [only] => Some(Box::new(self.class(only, around))),
            several => {
                Some(Box::new(NameClass::Choice(several.iter().map(|member| self.class(member, around)).collect())))
            }
        }
    }

    fn namespace(&mut self, namespace: &Namespace) -> Arc<str> {
        match namespace {
            Namespace::Inherited => Arc::clone(self.inherited),
            Namespace::Uri(uri) => Arc::clone(uri),
        }
    }

    fn check_namespace(&mut self, namespace: &str, span: Span) {
        if self.used == Use::Attribute && XMLNS.contains(&namespace) {
            self.xmlns(&format!("no attribute can have the namespace `{namespace}` (section 4.16)"), span);
        }
    }

    fn xmlns(&mut self, message: &str, span: Span) {
        self.find(&diag::SCHEMA_XMLNS, message, "declarations of namespaces are no attributes: take it out", span);
    }

    fn find(&mut self, code: &'static Code, message: &str, help: &str, span: Span) {
        self.findings.push(Diagnostic::new(code, message).help(help).at(span));
    }
}

/// A string that stands for all names and namespaces that nobody wrote; no document can hold it.
const UNWRITTEN: &str = "\0";

/// How many names and wildcards a class writes.
pub(super) fn size(class: &NameClass) -> usize {
    let mut size = 0;
    each_representative(class, &mut |_, _| size += 1);
    size
}

/// A name that both take, if there is one, as a phrase; it takes as many steps as the product of their sizes.
///
/// Two classes have a name in common when one of the names that either writes is in both, an unwritten name of a namespace that
/// either writes, or an unwritten name of an unwritten namespace.
pub(super) fn overlap(a: &NameClass, b: &NameClass) -> Option<String> {
    let mut found = None;
    for class in [a, b] {
        each_representative(class, &mut |namespace, local| {
            if found.is_none() && a.contains(namespace, local) && b.contains(namespace, local) {
                found = Some(match (namespace, local) {
                    (UNWRITTEN, _) => "any name".to_owned(),
                    ("", UNWRITTEN) => "names without a namespace".to_owned(),
                    (_, UNWRITTEN) => format!("names of `{namespace}`"),
                    ("", _) => format!("`{local}`"),
                    (XML_NAMESPACE, _) => format!("`xml:{local}`"),
                    _ => format!("`{local}` (namespace `{namespace}`)"),
                });
            }
        });
    }
    found
}

fn each_representative(class: &NameClass, tell: &mut dyn FnMut(&str, &str)) {
    match class {
        NameClass::Name(namespace, local) => tell(namespace, local),
        NameClass::AnyName(except) => {
            tell(UNWRITTEN, UNWRITTEN);
            except.iter().for_each(|except| each_representative(except, tell));
        }
        NameClass::NsName(namespace, except) => {
            tell(namespace, UNWRITTEN);
            except.iter().for_each(|except| each_representative(except, tell));
        }
        NameClass::Choice(members) => members.iter().for_each(|member| each_representative(member, tell)),
    }
}

/// Tells each name class that is no choice.
pub(super) fn each_leaf<'c>(class: &'c NameClass, tell: &mut dyn FnMut(&'c NameClass)) {
    match class {
        NameClass::Choice(members) => members.iter().for_each(|member| each_leaf(member, tell)),
        leaf => tell(leaf),
    }
}
