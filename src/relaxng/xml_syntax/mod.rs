//! The XML syntax (section 3) with the checks and simplifications that concern one file only (sections 4.1 to 4.5, 4.8 to 4.10).
//!
//! Takes the text of a `.rng` file; gives a [`File`] and what is wrong with it. Listens to the reader of XML: an element waits on a
//! stack until it ends and is then built from what it holds, so that nothing recurses. Elements of other namespaces and comments
//! are kept as annotations. Promises that elements nested deeper than 256 are an error. Leaves out other files.

mod attributes;
mod build;
mod foreign;
mod vocabulary;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::attributes::{Inherited, Said, listed};
use self::foreign::ForeignReader;
use self::vocabulary::{Inside, Kind, Row, Slot};
use crate::diag::{self, Diagnostic, Severity};
use crate::relaxng::syntax::{
    Annotations, Component, File, Foreign, NameClass, Namespace, Param, Pattern, Prefixes, RELAX_NG,
};
use crate::text::nearest;
use crate::text::{Source, Span};
use crate::xml::{self, External, Scope, ScopeId, Sink, Start, is_blank};

/// How deep elements may be nested.
const DEPTH: usize = 256;

/// Findings that are kept, at most.
const MOST: usize = 10_000;

/// Reads a schema in XML syntax; `None` with at least one error.
#[must_use]
pub fn parse(source: Arc<Source>) -> (Option<File>, Vec<Diagnostic>) {
    let mut reader = Reader::new(source.text());
    let mut findings = xml::parse(source.text(), External::Refused, &mut reader);
    let Reader { root, prefixes, findings: own, outside, .. } = reader;
    findings.extend(own);
    let has_errors = findings.iter().any(|finding| finding.severity() == Severity::Error);
    let Some(mut pattern) = root.filter(|_| !has_errors) else {
        if !has_errors {
            findings.push(Diagnostic::new(&diag::SCHEMA_INCOMPLETE, "the file holds no pattern (section 3)"));
        }
        return (None, findings);
    };
    pattern.annotations.after.extend(outside);
    (Some(File { source, prefixes, libraries: BTreeMap::new(), pattern }), findings)
}

/// Namespaces in scope, at most; they count for each scope in which something is read.
const MOST_LISTED: usize = 1 << 20;

/// Bytes of addresses with the bases around them, at most.
const MOST_ADDRESSED: usize = 64 << 20;

/// An element that has begun.
struct Open {
    row: &'static Row,
    /// The start tag.
    tag: Span,
    name_span: Span,
    said: Said,
    inherited: Inherited,
    /// For `value` and `data`: the namespaces in scope.
    prefixes: Option<Prefixes>,
    /// For those with a qualified name in an attribute: that name.
    own_name: Option<NameClass>,
    annotations: Annotations,
    held: Held,
    /// Whether something inside was refused, so that what seems to lack may have been there.
    has_refused: bool,
}

/// What an element holds so far.
#[derive(Default)]
struct Held {
    patterns: Vec<Pattern>,
    names: Vec<NameClass>,
    components: Vec<Component>,
    params: Vec<Param>,
    except: Option<(Vec<Pattern>, Annotations)>,
    name_except: Option<Vec<NameClass>>,
    text: String,
    text_span: Option<Span>,
}

/// The schema so far.
struct Reader<'t> {
    text: &'t str,
    open: Vec<Open>,
    /// Reads the element of another namespace that is open, if there is one.
    foreign: Option<ForeignReader>,
    /// How many elements are open whose content is not looked at.
    ignored: usize,
    root: Option<Pattern>,
    /// Comments before the root element, then those after it.
    outside: Vec<Foreign>,
    prefixes: BTreeMap<String, Namespace>,
    /// The namespaces of the last `value`, `data` or `name`, with the scope it stood in.
    last_prefixes: Option<(ScopeId, Prefixes)>,
    /// How many namespaces have been listed.
    listed: usize,
    /// How many bytes addresses have.
    addressed: usize,
    findings: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let (open, outside, prefixes, findings) = Default::default();
        let (ignored, listed, addressed) = (0, 0, 0);
        Self {
            text,
            open,
            foreign: None,
            ignored,
            root: None,
            outside,
            prefixes,
            last_prefixes: None,
            listed,
            addressed,
            findings,
        }
    }

    fn find(&mut self, code: &'static diag::Code, message: String, help: String, span: Span) {
        self.findings.push(Diagnostic::new(code, message).help(help).at(span));
    }

    /// What may stand next in the element that is open.
    fn slot(&self) -> Slot {
        let Some(open) = self.open.last() else { return Slot::Pattern };
        let held = &open.held;
        let has_name = open.said.name.is_some() || !held.names.is_empty() || !held.patterns.is_empty();
        match open.row.inside {
            Inside::Nothing | Inside::Text => Slot::Nothing,
            Inside::Patterns => Slot::Pattern,
            Inside::OnePattern if held.patterns.is_empty() => Slot::Pattern,
            Inside::NameAndPatterns | Inside::NameAndPattern if !has_name => Slot::NameClass,
            Inside::NameAndPatterns => Slot::Pattern,
            Inside::NameAndPattern if held.patterns.is_empty() => Slot::Pattern,
            Inside::OnePattern | Inside::NameAndPattern => Slot::Nothing,
            Inside::NameClasses => Slot::NameClass,
            Inside::Any(Slot::DataPart) if held.except.is_some() => Slot::Nothing,
            Inside::Any(Slot::NamePart) if held.name_except.is_some() => Slot::Nothing,
            Inside::Any(slot) => slot,
        }
    }

    /// Whether the element that is open still needs a name class.
    fn needs_name(&self) -> bool {
        let inside = self.open.last().map(|open| open.row.inside);
        matches!(inside, Some(Inside::NameAndPattern | Inside::NameAndPatterns))
    }

    /// Passes over the element that begins.
    fn refuse(&mut self) {
        self.ignored = 1;
        self.open.last_mut().into_iter().for_each(|open| open.has_refused = true);
    }

    /// Says that an element of the syntax cannot stand here.
    fn misplaced(&mut self, name: &str, slot: Slot, span: Span) {
        let allowed: Vec<&str> = vocabulary::names(slot).collect();
        let message = match self.open.last() {
            _ if !vocabulary::is_known(name) => format!("RELAX NG has no element `{name}` (section 3)"),
            Some(open) => format!("`{name}` cannot stand here in `{}` (section 3)", open.row.name),
            None => format!("`{name}` is no pattern (section 3)"),
        };
        let help = match nearest(name, &allowed) {
            Some(likely) if likely != name => format!("did you mean `{likely}`?"),
            _ if allowed.is_empty() => "nothing more can stand here: take it out".to_owned(),
            _ => format!("here can stand {}", listed(&allowed)),
        };
        self.find(&diag::SCHEMA_ELEMENT, message, help, span);
    }

    fn begin(&mut self, start: &Start<'_>, row: &'static Row) {
        let around = match self.open.last() {
            Some(open) => open.inherited.clone(),
            None => Inherited { namespace: Namespace::Inherited, library: Arc::from(""), base: Arc::from("") },
        };
        let mut inherited = around.clone();
        let said = attributes::read(start, row, &mut inherited, self.text, &mut self.findings);
        if said.href.is_some() || !Arc::ptr_eq(&around.base, &inherited.base) {
            self.address(&mut inherited.base, start.name_span);
        }
        let mut annotations = Annotations::default();
        if self.open.is_empty() {
            let declared = start.scope.prefixes().filter(|(prefix, _)| !prefix.is_empty());
            self.prefixes = declared
                .map(|(prefix, namespace)| (prefix.to_owned(), Namespace::Uri(Arc::from(namespace))))
                .chain([(String::new(), inherited.namespace.clone())])
                .collect();
            annotations.before = std::mem::take(&mut self.outside);
        }
        let prefixes = matches!(row.kind, Kind::Value | Kind::Data | Kind::Name)
            .then(|| self.prefixes(start.scope, &inherited.namespace, start.name_span));
        let own_name = match (row.kind, &said.name) {
            (Kind::Element, Some(name)) => Some(build::name(
                name,
                &inherited.namespace,
                |prefix| start.scope.namespace(prefix),
                &mut self.findings,
            )),
            (Kind::Attribute, Some(name)) => {
                let none = Namespace::Uri(Arc::from(""));
                let namespace = if said.has_namespace { &inherited.namespace } else { &none };
                Some(build::name(name, namespace, |prefix| start.scope.namespace(prefix), &mut self.findings))
            }
            _ => None,
        };
        self.open.push(Open {
            row,
            tag: start.span,
            name_span: start.name_span,
            said,
            inherited,
            prefixes,
            own_name,
            annotations,
            held: Held::default(),
            has_refused: false,
        });
    }

    /// Counts a base that an element says, or that an address is joined to.
    fn address(&mut self, base: &mut Arc<str>, span: Span) {
        let before = self.addressed;
        self.addressed += base.len();
        if before < MOST_ADDRESSED && self.addressed >= MOST_ADDRESSED {
            let message = format!("addresses with the bases around them have {MOST_ADDRESSED} bytes or more");
            self.find(&diag::SCHEMA_TOO_LARGE, message, "say `xml:base` once, and shorter".to_owned(), span);
        }
        if self.addressed >= MOST_ADDRESSED {
            *base = Arc::default();
        }
    }

    /// The namespaces in scope, with `namespace` as the default one; shared as long as they stay the same.
    fn prefixes(&mut self, scope: Scope<'_>, namespace: &Namespace, span: Span) -> Prefixes {
        if let Some((id, known)) = &self.last_prefixes
            && *id == scope.id()
            && known.get("") == Some(namespace)
        {
            return Arc::clone(known);
        }
        let declared = scope.prefixes().map(|(prefix, uri)| (prefix.to_owned(), Namespace::Uri(Arc::from(uri))));
        let mut prefixes: BTreeMap<String, Namespace> =
            declared.take(MOST_LISTED.saturating_sub(self.listed)).collect();
        let before = self.listed;
        self.listed += prefixes.len() + 1;
        if before < MOST_LISTED && self.listed >= MOST_LISTED {
            let message = format!("the file has {MOST_LISTED} namespaces in scope or more");
            let help = "they count for each scope: declare prefixes in the root element".to_owned();
            self.find(&diag::SCHEMA_TOO_LARGE, message, help, span);
        }
        prefixes.insert(String::new(), namespace.clone());
        let prefixes = Arc::new(prefixes);
        self.last_prefixes = Some((scope.id(), Arc::clone(&prefixes)));
        prefixes
    }

    /// The namespaces in scope, for an element of another language.
    fn declared(&mut self, scope: Scope<'_>, span: Span) -> Prefixes {
        let default = Namespace::Uri(Arc::from(scope.namespace("").unwrap_or_default()));
        self.prefixes(scope, &default, span)
    }

    /// Keeps a comment or an element of another namespace where it was met.
    fn annotate(&mut self, foreign: Foreign) {
        match self.open.last_mut() {
            Some(open) => open.annotate(foreign),
            None => self.outside.push(foreign),
        }
    }
}

impl Open {
    /// Before the content it belongs to the element, later to the part before it. A comment in a grammar stands for itself.
    fn annotate(&mut self, foreign: Foreign) {
        let held = &mut self.held;
        let is_comment = matches!(foreign, Foreign::Comment(_));
        let is_grammar = matches!(self.row.inside, Inside::Any(Slot::Component | Slot::Override));
        if !held.components.is_empty() || (is_grammar && is_comment) {
            held.components.push(Component::Foreign(foreign));
        } else if let Some((_, annotations)) = &mut held.except {
            annotations.after.push(foreign);
        } else if let Some(before) = held.params.last_mut() {
            before.annotations.after.push(foreign);
        } else if let Some(before) = held.patterns.last_mut() {
            before.annotations.after.push(foreign);
        } else if let Some(before) = held.names.last_mut() {
            before.annotations.after.push(foreign);
        } else {
            self.annotations.before.push(foreign);
        }
    }
}

impl Sink for Reader<'_> {
    fn start(&mut self, start: &Start<'_>) {
        if self.ignored > 0 {
            self.ignored += 1;
            return;
        }
        self.findings.truncate(MOST);
        let foreign_depth = self.foreign.as_ref().map_or(0, ForeignReader::depth);
        if self.open.len() + foreign_depth >= DEPTH {
            self.refuse();
            let message = format!("elements are nested more than {DEPTH} deep");
            let help = "give inner patterns names with `define`".to_owned();
            self.find(&diag::SCHEMA_TOO_LARGE, message, help, start.name_span);
            return;
        }
        if self.foreign.is_some() {
            let prefixes = self.declared(start.scope, start.name_span);
            self.foreign.iter_mut().for_each(|foreign| foreign.start(start, Arc::clone(&prefixes)));
            return;
        }
        let Some(name) = start.names.get(start.name) else { return };
        let (is_relax_ng, local) = (&*name.namespace == RELAX_NG, &*name.local);
        let slot = self.slot();
        // A pattern where a name should stand is read on: only the name is missing.
        let row = vocabulary::find(slot, local).or_else(|| {
            vocabulary::find(Slot::Pattern, local).filter(|_| slot == Slot::NameClass && self.needs_name())
        });
        match row.filter(|_| is_relax_ng) {
            Some(row) => self.begin(start, row),
            None if is_relax_ng => {
                self.misplaced(local, slot, start.name_span);
                self.refuse();
            }
            None if self.open.is_empty() => {
                let message = format!("`{local}` is no element of RELAX NG (section 3)");
                self.find(&diag::SCHEMA_ELEMENT, message, format!("declare `xmlns=\"{RELAX_NG}\"`"), start.name_span);
                self.refuse();
            }
            None if self.open.last().is_some_and(|open| open.row.inside == Inside::Text) => {
                let around = self.open.last().map_or("", |open| open.row.name);
                let message = format!("`{local}` cannot stand in `{around}`, which holds text only (section 3)");
                self.find(&diag::SCHEMA_ELEMENT, message, "put the note beside it".to_owned(), start.name_span);
                self.refuse();
            }
            None => {
                let prefixes = self.declared(start.scope, start.name_span);
                let base = self.open.last().map(|open| Arc::clone(&open.inherited.base)).unwrap_or_default();
                self.foreign = Some(ForeignReader::new(start, prefixes, base));
            }
        }
    }

    fn end(&mut self, span: Span) {
        if self.ignored > 0 {
            self.ignored -= 1;
        } else if let Some(foreign) = &mut self.foreign {
            if let Some(whole) = foreign.end() {
                self.foreign = None;
                self.annotate(Foreign::Element(whole));
            }
        } else if let Some(open) = self.open.pop() {
            self.build(open, span);
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        if self.ignored > 0 {
            return;
        }
        if let Some(foreign) = &mut self.foreign {
            foreign.text(text);
            return;
        }
        let Some(open) = self.open.last_mut() else { return };
        if open.row.inside == Inside::Text {
            open.held.text.push_str(text);
            open.held.text_span = Some(open.held.text_span.map_or(span, |before| before.to(span)));
        } else if !is_blank(text) {
            let message = format!("text cannot stand in `{}` (section 3)", open.row.name);
            let help = "take it out, or write it as a comment".to_owned();
            self.find(&diag::SCHEMA_TEXT, message, help, span.trim(self.text));
        }
    }

    fn comment(&mut self, text: &str, _: Span) {
        if self.ignored > 0 {
            return;
        }
        match &mut self.foreign {
            Some(foreign) => foreign.comment(text),
            None => self.annotate(Foreign::Comment(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relaxng::fixture::check;
    use crate::relaxng::syntax::{ForeignNode, NameClassKind, PatternKind};

    #[test]
    fn each_fault_is_told_where_it_is() {
        check(&[
            ("<elemnt name='a'><empty/></elemnt>", "R1120", "3", "elemnt"),
            ("<p xmlns='urn:p'/>", "R1120", "3", "p"),
            ("<element name='a'><define name='b'><text/></define><text/></element>", "R1120", "3", "define"),
            ("<element name='a'><name>b</name><empty/></element>", "R1120", "3", "name"),
            ("<group><value><b xmlns=''/></value></group>", "R1120", "3", "b"),
            ("<element name='a'><attribute name='b'><text/><text/></attribute></element>", "R1120", "3", "text"),
            ("<element name='a' key='b'><empty/></element>", "R1121", "3", "key"),
            ("<element name='a'><empty name='b'/></element>", "R1121", "3", "name"),
            ("<element name='a'>see <empty/></element>", "R1122", "3", "see"),
            ("<element name='a'/>", "R1123", "3", "element"),
            ("<group><element><empty/></element></group>", "R1123", "3", "element"),
            ("<element name='a'><data/></element>", "R1123", "3", "data"),
            ("<grammar><start/></grammar>", "R1123", "3", "start"),
            ("<element name=' 1a '><empty/></element>", "R1124", "3", "1a"),
            ("<element name='x:a'><empty/></element>", "R1124", "4.10", "x:a"),
            ("<element><name> x:a </name><empty/></element>", "R1124", "4.10", "x:a"),
            ("<grammar><start combine='all'><text/></start></grammar>", "R1124", "3", "all"),
            ("<grammar><define name='a:b'><text/></define></grammar>", "R1124", "3", "a:b"),
            ("<element name='a' datatypeLibrary='b'><empty/></element>", "R1124", "4.3", "b"),
            ("<externalRef href='a#b'/>", "R1124", "4.5", "a#b"),
        ]);
    }

    fn parsed(text: &str) -> File {
        let (file, findings) = parse(Arc::new(Source::new("a.rng", text)));
        assert!(findings.is_empty(), "{findings:#?}");
        file.unwrap()
    }

    #[test]
    fn names_and_namespaces_are_those_in_scope() {
        let file = parsed(&format!(
            "<element xmlns='{RELAX_NG}' xmlns:x='urn:x' name='a' ns='urn:n'>\
             <attribute name='b'/><attribute name='x:c'/><attribute name='d' ns='urn:o'/>\
             <element><choice><name> e </name><nsName ns=''/></choice><empty/></element></element>"
        ));
        let PatternKind::Element(name, content) = &file.pattern.kind else { panic!() };
        let mut names = vec![name];
        for pattern in content {
            let (PatternKind::Element(name, _) | PatternKind::Attribute(name, _)) = &pattern.kind else { panic!() };
            names.push(name);
        }
        let uri = |uri: &str| Namespace::Uri(Arc::from(uri));
        let named = |class: &NameClass| match &class.kind {
            NameClassKind::Name { namespace, local, .. } => (namespace.clone(), local.clone()),
            NameClassKind::NsName { namespace, .. } => (namespace.clone(), "*".to_owned()),
            NameClassKind::AnyName { .. } | NameClassKind::Choice(_) => panic!(),
        };
        let expected = [("urn:n", "a"), ("", "b"), ("urn:x", "c"), ("urn:o", "d")];
        for (class, (namespace, local)) in names.iter().zip(expected) {
            assert_eq!(named(class), (uri(namespace), local.to_owned()));
        }
        let NameClassKind::Choice(members) = &names[4].kind else { panic!() };
        let found: Vec<_> = members.iter().map(named).collect();
        assert_eq!(found, [(uri("urn:n"), "e".to_owned()), (uri(""), "*".to_owned())]);
        assert_eq!(file.prefixes.get("x"), Some(&uri("urn:x")));
    }

    #[test]
    fn notes_stand_where_they_were_written() {
        let file = parsed(&format!(
            "<!--top--><grammar xmlns='{RELAX_NG}' xmlns:n='urn:n' n:k='v'><n:first>a<n:b/>c</n:first>\
             <start><!--in--><text/><n:after/></start><!--between--></grammar><!--end-->"
        ));
        let note = |foreign: &Foreign| match foreign {
            Foreign::Comment(text) => text.clone(),
            Foreign::Element(element) => element.name.local.clone(),
        };
        let notes = |list: &[Foreign]| list.iter().map(note).collect::<Vec<_>>();
        let annotations = &file.pattern.annotations;
        assert_eq!(notes(&annotations.before), ["top", "first"]);
        assert_eq!(notes(&annotations.after), ["end"]);
        assert_eq!(annotations.attributes[0].value, "v");
        let Foreign::Element(first) = &annotations.before[1] else { panic!() };
        assert_eq!((first.text().as_str(), first.children.len()), ("ac", 3));
        assert!(matches!(first.children[1], ForeignNode::Foreign(_)));
        let PatternKind::Grammar(components) = &file.pattern.kind else { panic!() };
        let [Component::Define(start), Component::Foreign(between)] = components.as_slice() else { panic!() };
        assert_eq!(notes(&start.annotations.before), ["in"]);
        assert_eq!(notes(&start.content[0].annotations.after), ["after"]);
        assert_eq!(note(between), "between");
    }

    #[test]
    fn depth_is_bounded() {
        for name in ["group", "x:x"] {
            let text = format!(
                "<group xmlns='{RELAX_NG}' xmlns:x='urn:x'>{}{}</group>",
                format!("<{name}>").repeat(100_000),
                format!("</{name}>").repeat(100_000)
            );
            let (file, findings) = parse(Arc::new(Source::new("a.rng", text)));
            assert!(file.is_none());
            assert!(findings.iter().any(|finding| finding.code == &diag::SCHEMA_TOO_LARGE));
        }
    }
}
