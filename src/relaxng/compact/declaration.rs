//! Declarations: what prefixes mean (annex C.4). Takes the tokens before all definitions; gives the namespaces and datatype
//! libraries of prefixes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lexer::Kind;
use super::{Parsed, Parser};
use crate::datatype::XSD;
use crate::diag::{self, Diagnostic};
use crate::relaxng::syntax::{Namespace, Prefixes, Word};
use crate::relaxng::uri;
use crate::text::uri::LONGEST;
use crate::text::{Span, nearest};
use crate::xml::XML_NAMESPACE;

/// What was declared.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    /// Namespaces by prefix, `""` for the default one, with where they are declared.
    namespaces: BTreeMap<String, (Namespace, Span)>,
    /// Libraries by prefix, with where they are declared.
    libraries: BTreeMap<String, (String, Span)>,
    /// The namespaces, once all are known.
    scope: Prefixes,
    /// Prefixes that are not declared and were reported.
    reported: BTreeSet<String>,
}

impl Declarations {
    /// The namespaces, with that of names without prefix, and the libraries.
    pub(super) fn finish(self) -> (BTreeMap<String, Namespace>, BTreeMap<String, String>) {
        let libraries = self.libraries.into_iter().map(|(prefix, (library, _))| (prefix, library));
        ((*self.scope).clone(), libraries.collect())
    }

    /// The namespace of names without prefix.
    pub(super) fn default_namespace(&self) -> Namespace {
        self.namespaces.get("").map_or(Namespace::Inherited, |(namespace, _)| namespace.clone())
    }

    /// The namespaces that qualified names in values are read with.
    pub(super) fn scope(&self) -> Prefixes {
        Arc::clone(&self.scope)
    }

    /// A prefix that is declared for this namespace.
    pub(super) fn prefix_of(&self, uri: &str) -> Option<&str> {
        let is_meant = |namespace: &Namespace| matches!(namespace, Namespace::Uri(own) if **own == *uri);
        let mut prefixes = self.namespaces.iter().filter(|(prefix, _)| !prefix.is_empty());
        prefixes.find(|(_, (namespace, _))| is_meant(namespace)).map(|(prefix, _)| prefix.as_str())
    }
}

impl Parser<'_> {
    /// Whether a declaration comes next.
    pub(super) fn is_declaration(&self) -> bool {
        ["namespace", "default", "datatypes"].iter().any(|keyword| self.is(keyword))
    }

    /// One declaration.
    pub(super) fn declaration(&mut self) -> Parsed<()> {
        if self.eat("datatypes") {
            let prefix = self.declared_prefix()?;
            self.equals()?;
            let library = self.literal("the name of a datatype library in quotes")?;
            self.declare_library(prefix, library);
            return Ok(());
        }
        let start = self.span();
        let is_default = self.eat("default");
        if !self.eat("namespace") {
            return Err(self.fail("`namespace` behind `default`", &["namespace"]));
        }
        let keywords = self.since(start);
        let prefix = match is_default && self.is("=") {
            true => None,
            false => Some(self.declared_prefix()?),
        };
        self.equals()?;
        let namespace = match self.eat("inherit") {
            true => Namespace::Inherited,
            false => {
                let written = self.literal("a namespace in quotes, or `inherit`")?;
                Namespace::Uri(Arc::from(self.bounded(written)))
            }
        };
        if is_default {
            self.declare(String::new(), keywords, namespace.clone());
        }
        if let Some(prefix) = prefix {
            self.declare(prefix.text, prefix.span, namespace);
        }
        Ok(())
    }

    /// A namespace, or the name of a library; one that is too long is reported, and nothing in its place.
    fn bounded(&mut self, written: Word) -> String {
        let Some(fault) = uri::namespace_fault(&written.text) else { return written.text };
        let message = format!("`{}` cannot be declared: {fault}", written.text);
        let help = format!("take a name of at most {LONGEST} bytes");
        self.find(&diag::SCHEMA_TOO_LARGE, message, help, written.span);
        String::new()
    }

    /// Ends the declarations: from here on prefixes are known.
    pub(super) fn end_declarations(&mut self) {
        let declarations = &mut self.declarations;
        let all = declarations.namespaces.iter().map(|(prefix, (namespace, _))| (prefix.clone(), namespace.clone()));
        let mut scope: BTreeMap<String, Namespace> = all.collect();
        scope.entry(String::new()).or_insert(Namespace::Inherited);
        declarations.scope = Arc::new(scope);
    }

    fn declared_prefix(&mut self) -> Parsed<Word> {
        match self.kind() {
            Kind::Identifier | Kind::Keyword => Ok(self.word()),
            _ => Err(self.fail("a prefix", &[])),
        }
    }

    fn equals(&mut self) -> Parsed<()> {
        if self.eat("=") { Ok(()) } else { Err(self.fail("`=`", &[])) }
    }

    fn declare(&mut self, prefix: String, span: Span, namespace: Namespace) {
        let is_xml = matches!(&namespace, Namespace::Uri(uri) if **uri == *XML_NAMESPACE);
        let fault = match prefix.as_str() {
            "xmlns" => Some("`xmlns` is no prefix (section C.4)".to_owned()),
            "xml" if !is_xml => Some(format!("`xml` means `{XML_NAMESPACE}` and nothing else (section C.4)")),
            "" | "xml" => None,
            _ if is_xml => Some(format!("only the prefix `xml` means `{XML_NAMESPACE}` (section C.4)")),
            _ => None,
        };
        if let Some(message) = fault {
            self.find(&diag::COMPACT_DECLARATION, message, "take the declaration out; `xml` needs none", span);
        }
        if let Some((_, first)) = self.declarations.namespaces.get(&prefix) {
            let first = *first;
            let what = match prefix.as_str() {
                "" => "the default namespace".to_owned(),
                prefix => format!("the prefix `{prefix}`"),
            };
            self.declared_twice(&what, first, span);
            return;
        }
        self.declarations.namespaces.insert(prefix, (namespace, span));
    }

    fn declare_library(&mut self, prefix: Word, written: Word) {
        let library = Word { span: written.span, text: self.bounded(written) };
        if prefix.text == "xsd" && library.text != XSD {
            let message = format!("the datatype prefix `xsd` means `{XSD}` and nothing else (section C.4)");
            self.find(&diag::COMPACT_DECLARATION, message, "choose another prefix", prefix.span);
        }
        if let Some(fault) = uri::library_fault(&library.text) {
            let message = format!("`{}` cannot name a datatype library: {fault} (section 4.3)", library.text);
            let help = "give the whole address of the library";
            self.find(&diag::SCHEMA_BAD_VALUE, message, help, library.span);
        }
        if let Some((_, first)) = self.declarations.libraries.get(&prefix.text) {
            let first = *first;
            self.declared_twice(&format!("the datatype prefix `{}`", prefix.text), first, prefix.span);
            return;
        }
        self.declarations.libraries.insert(prefix.text, (library.text, prefix.span));
    }

    fn declared_twice(&mut self, what: &str, first: Span, span: Span) {
        let message = format!("{what} is declared twice (section C.4)");
        let finding = Diagnostic::new(&diag::COMPACT_DECLARATION, message);
        self.tell(finding.help("take one of them out").at(span).related(first, "the other one"));
    }

    /// The namespace of a prefix; `None` when it has none, which is reported.
    pub(super) fn namespace(&mut self, prefix: &str, span: Span) -> Option<Namespace> {
        if let Some((namespace, _)) = self.declarations.namespaces.get(prefix) {
            return Some(namespace.clone());
        }
        if prefix == "xml" {
            return Some(Namespace::Uri(Arc::from(XML_NAMESPACE)));
        }
        if self.declarations.reported.insert(prefix.to_owned()) {
            let known: Vec<&str> =
                self.declarations.namespaces.keys().map(String::as_str).skip_while(|p| p.is_empty()).collect();
            let help = match nearest(prefix, &known) {
                Some(likely) => format!("did you mean `{likely}`?"),
                None => format!("declare it at the beginning: `namespace {prefix} = \"…\"`"),
            };
            let message = format!("the prefix `{prefix}` is not declared (section C.4)");
            self.find(&diag::COMPACT_PREFIX, message, help, span);
        }
        None
    }

    /// The datatype library of a prefix; the built-in one when it has none, which is reported.
    pub(super) fn library(&mut self, prefix: &str, span: Span) -> String {
        if let Some((library, _)) = self.declarations.libraries.get(prefix) {
            return library.clone();
        }
        if prefix == "xsd" {
            return XSD.to_owned();
        }
        if self.declarations.reported.insert(format!("{prefix}:")) {
            let known: Vec<&str> = self.declarations.libraries.keys().map(String::as_str).chain(["xsd"]).collect();
            let help = match nearest(prefix, &known) {
                Some(likely) => format!("did you mean `{likely}`?"),
                None => {
                    "a name with prefix is a datatype here; a definition is referred to by its name alone".to_owned()
                }
            };
            let message = format!("the datatype prefix `{prefix}` is not declared (section C.4)");
            self.find(&diag::COMPACT_PREFIX, message, help, span);
        }
        String::new()
    }
}
