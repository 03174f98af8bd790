//! The document type declaration with its internal subset (XML 1.0, sections 2.8, 3.2, 3.3, 4.2, 4.7). Takes the place where it
//! begins; gives what it declares.
//!
//! Every declaration is checked, also those that mean nothing here. After an error it goes on behind the declaration. External
//! subsets and parameter entities are not read; what is declared after such an entity is not believed (5.1). Parameter
//! entities stand only between declarations, as in every internal subset.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::External;
use super::characters::{Whence, clean};
use super::chars::{is_ncname, is_nmtoken, is_pubid_char, is_qname};
use super::cursor::{Cursor, Part};
use super::dtd::{AttributeDeclaration, AttributeKind, Dtd, Entity, EntityValue};
use super::expand::{Budget, Expander, broken_reference};
use super::faults::Faults;
use super::prolog::Standalone;
use super::reference::{self, Reference};
use super::sink::Sink;
use super::special;
use crate::diag::{self, Diagnostic};
use crate::text::Span;

/// Groups inside groups of a content model, at most.
const DEEPEST: usize = 1000;

/// Reads the declaration whose `<!DOCTYPE` is next.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    external: External,
    standalone: Standalone,
    budget: &mut Budget,
    sink: &mut impl Sink,
    faults: &mut Faults,
) -> Dtd {
    let start = cursor.at();
    let mut reader = Reader {
        dtd: Dtd::default(),
        parameters: FxHashMap::default(),
        open: Vec::new(),
        external,
        standalone,
        is_believed: true,
        budget,
        sink,
        faults,
    };
    if let Err(finding) = reader.doctype(cursor) {
        reader.broken(finding);
        // The end is where the brackets of an internal subset and the declaration are closed, as far as can be told.
        let rest = cursor.text().get(start..).unwrap_or_default();
        let subset = rest.find('>').and_then(|end| rest.get(..end)).is_some_and(|head| head.contains('['));
        let end = match subset {
            true => rest.find("]>").map(|found| found + 2),
            false => rest.find('>').map(|found| found + 1),
        };
        cursor.go_to(end.map_or(cursor.at(), |end| start + end).max(cursor.at()));
    }
    reader.dtd
}

/// A parameter entity.
#[derive(Clone, Debug)]
enum Parameter {
    /// Its text.
    Internal(Rc<str>),
    /// It is another file.
    External,
}

/// A parameter entity that is being read.
struct Inclusion {
    name: Rc<str>,
    text: Rc<str>,
    at: usize,
    reference: Span,
}

/// What comes after a step through a subset.
enum Step {
    /// The next one.
    Next,
    /// The text of a parameter entity.
    Enter(Inclusion),
    /// Nothing: the text or the subset is at its end.
    End,
}

struct Reader<'p, S> {
    dtd: Dtd,
    parameters: FxHashMap<Rc<str>, Parameter>,
    open: Vec<Inclusion>,
    external: External,
    standalone: Standalone,
    /// Whether declarations still count: no parameter entity has been left out before them.
    is_believed: bool,
    budget: &'p mut Budget,
    sink: &'p mut S,
    faults: &'p mut Faults,
}

type Fallible<T> = Result<T, Diagnostic>;

impl<S: Sink> Reader<'_, S> {
    fn broken(&mut self, finding: Diagnostic) {
        self.dtd.is_broken = true;
        self.faults.push(finding);
    }

    /// Production 28.
    fn doctype(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        cursor.eat("<!DOCTYPE");
        space(cursor, "after `<!DOCTYPE`")?;
        name(cursor, is_qname, "the name of the root element")?;
        let has_space = cursor.space();
        if let Some(system) = self.external_id(cursor)? {
            if !has_space {
                return Err(bad("white space is missing before the address of the document type").at(system.span()));
            }
            let message = format!("the document type `{}` was not read", system.text);
            self.faults.push(Diagnostic::new(&diag::EXTERNAL_UNREAD, message).at(system.span()));
            self.note_unread();
        }
        cursor.space();
        if cursor.eat("[") {
            self.subset(cursor)?;
            cursor.space();
        }
        end(cursor, "the document type")
    }

    /// Declarations from here on may be elsewhere.
    fn note_unread(&mut self) {
        self.dtd.is_partial |= self.standalone == Standalone::No;
    }

    /// Production 28b, up to the `]`.
    fn subset(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        let start = cursor.at();
        while !self.faults.is_full() && !self.faults.is_cut() {
            if let Some(mut inclusion) = self.open.pop() {
                let text = Rc::clone(&inclusion.text);
                let whence = Whence { base: 0, reference: Some(inclusion.reference) };
                let mut inner = Cursor::new(&text, inclusion.at, whence);
                // While it is read, it counts as open.
                let name = Rc::clone(&inclusion.name);
                self.open.push(Inclusion { name, text: Rc::clone(&text), at: 0, reference: inclusion.reference });
                let step = self.step(&mut inner);
                self.open.pop();
                inclusion.at = inner.at();
                match step {
                    Step::Next => self.open.push(inclusion),
                    Step::Enter(next) => self.open.extend([inclusion, next]),
                    Step::End => {
                        if inner.peek().is_some() {
                            self.broken(bad("a parameter entity holds more than declarations").at(inclusion.reference));
                        }
                    }
                }
                continue;
            }
            match self.step(cursor) {
                Step::Next => {}
                Step::Enter(next) => self.open.push(next),
                Step::End if cursor.eat("]") => return Ok(()),
                Step::End => break,
            }
        }
        let finding =
            bad("the internal subset of the document type does not end").at(cursor.whence().span(start - 1, start));
        self.faults.cut();
        Err(finding.help("it ends with `]>`"))
    }

    /// Reads one declaration, comment, instruction or reference.
    fn step(&mut self, cursor: &mut Cursor<'_>) -> Step {
        cursor.space();
        let start = cursor.at();
        let whence = cursor.whence();
        let rest = cursor.rest();
        if rest.is_empty() || rest.starts_with(']') {
            return Step::End;
        }
        let result = if rest.starts_with("<!--") {
            let (_, end) = special::comment(cursor.text(), start, whence, self.faults);
            cursor.go_to(end);
            Ok(())
        } else if rest.starts_with("<?") {
            let (_, _, end) = special::instruction(cursor.text(), start, whence, self.faults);
            cursor.go_to(end);
            Ok(())
        } else if rest.starts_with('%') {
            match self.parameter_reference(cursor) {
                Ok(Some(inclusion)) => return Step::Enter(inclusion),
                Ok(None) => Ok(()),
                Err(finding) => Err(finding),
            }
        } else if cursor.eat("<!ELEMENT") {
            element(cursor)
        } else if cursor.eat("<!ATTLIST") {
            self.attributes(cursor)
        } else if cursor.eat("<!ENTITY") {
            self.entity(cursor)
        } else if cursor.eat("<!NOTATION") {
            self.notation(cursor)
        } else if rest.starts_with("<![") {
            Err(bad("a conditional section can stand only in another file").at(whence.span(start, start + 3)))
        } else {
            Err(bad("a declaration is expected here").at(cursor.here()))
        };
        if let Err(finding) = result {
            self.broken(finding);
            let after = cursor.text().get(start..).and_then(|rest| rest.find('>')).map(|length| start + length + 1);
            let next = cursor.at() + cursor.peek().map_or(0, char::len_utf8);
            cursor.go_to(after.unwrap_or(cursor.text().len()).max(next));
        }
        Step::Next
    }

    /// Production 69: the text to go into, if it can be read.
    fn parameter_reference(&mut self, cursor: &mut Cursor<'_>) -> Fallible<Option<Inclusion>> {
        let start = cursor.at();
        cursor.eat("%");
        let name = cursor.token();
        if !is_ncname(name.text) || !cursor.eat(";") {
            return Err(bad("`%` begins no reference to a parameter entity").at(cursor.since(start)));
        }
        let span = cursor.since(start);
        let name = name.text;
        self.note_unread();
        match self.parameters.get_key_value(name) {
            Some((name, Parameter::Internal(text))) => {
                if self.open.iter().any(|open| open.name == *name) {
                    let message = format!("the parameter entity `{name}` contains itself");
                    return Err(Diagnostic::new(&diag::ENTITY_NESTING, message).at(span));
                }
                let (name, text) = (Rc::clone(name), Rc::clone(text));
                let reference = self.open.first().map_or(span, |outer| outer.reference);
                let fits = self.budget.spend(text.len(), self.open.len(), reference, self.faults);
                Ok(fits.then_some(Inclusion { name, text, at: 0, reference }))
            }
            Some((_, Parameter::External)) => {
                let message = format!("the file of the parameter entity `{name}` was not read");
                self.faults.push(Diagnostic::new(&diag::EXTERNAL_UNREAD, message).at(span));
                self.is_believed &= self.standalone == Standalone::Yes;
                Ok(None)
            }
            None if self.standalone == Standalone::Yes => {
                let message = format!("the parameter entity `{name}` is not declared");
                Err(Diagnostic::new(&diag::UNDECLARED_ENTITY, message).at(span))
            }
            None => {
                let message = format!("the parameter entity `{name}` is not declared in what was read");
                self.faults.push(Diagnostic::new(&diag::EXTERNAL_UNREAD, message).at(span));
                self.is_believed = false;
                Ok(None)
            }
        }
    }

    /// Productions 70 to 76, after `<!ENTITY`.
    fn entity(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        space(cursor, "after `<!ENTITY`")?;
        let is_parameter = cursor.eat("%");
        if is_parameter {
            space(cursor, "after `%`")?;
        }
        let name = name(cursor, is_ncname, "the name of an entity")?;
        space(cursor, &format!("after the name `{}`", name.text))?;
        let value = match self.external_id(cursor)? {
            Some(_) => {
                let start = cursor.at();
                let has_space = cursor.space();
                match cursor.eat("NDATA") {
                    true if is_parameter => {
                        return Err(bad("a parameter entity is text and has no `NDATA`").at(cursor.since(start)));
                    }
                    true if !has_space => {
                        return Err(bad("white space is missing before `NDATA`").at(cursor.since(start)));
                    }
                    true => {
                        space(cursor, "after `NDATA`")?;
                        self::name(cursor, is_ncname, "the name of a notation")?;
                        EntityValue::Unparsed
                    }
                    false => EntityValue::External,
                }
            }
            None => match cursor.quoted() {
                Some(literal) => EntityValue::Internal(self.entity_value(literal)?),
                None => {
                    let message = format!("the text of the entity `{}` is expected in quotes", name.text);
                    return Err(bad(message).at(cursor.here()));
                }
            },
        };
        cursor.space();
        end(cursor, "the declaration of an entity")?;
        if !self.is_believed {
            return Ok(());
        }
        if is_parameter {
            let parameter = match value {
                EntityValue::Internal(text) => Parameter::Internal(text.into()),
                EntityValue::External | EntityValue::Unparsed => Parameter::External,
            };
            self.parameters.entry(name.text.into()).or_insert(parameter);
            return Ok(());
        }
        let is_unparsed = matches!(value, EntityValue::Unparsed);
        if self.dtd.declare_entity(name.text, Entity { value, span: name.span() }) && is_unparsed {
            self.sink.unparsed_entity(name.text);
        }
        Ok(())
    }

    /// The replacement text of an entity, given its literal (4.5).
    fn entity_value(&mut self, literal: Part<'_>) -> Fallible<String> {
        let text = clean(literal.text, literal.whence, self.faults);
        // Where line ends have changed, places inside are no longer known.
        let span = |start: usize, length: usize| match text.len() == literal.text.len() {
            true => literal.whence.span(start, start + length),
            false => literal.span(),
        };
        let mut value = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let length = rest.find(['&', '%']).unwrap_or(rest.len());
            value.push_str(rest.get(..length).unwrap_or_default());
            at += length;
            let rest = rest.get(length..).unwrap_or_default();
            if rest.starts_with('%') {
                let finding = bad("`%` in the text of an entity").at(span(at, 1));
                return Err(finding.help("write `&#37;` for the character itself"));
            }
            if rest.is_empty() {
                break;
            }
            let (reference, length) = reference::read(rest);
            let written = rest.get(..length).unwrap_or_default();
            match reference {
                Reference::Character(c) => value.push(c),
                Reference::Entity(_) => value.push_str(written),
                broken => return Err(broken_reference(broken, written, span(at, length))),
            }
            at += length;
        }
        Ok(value)
    }

    /// Productions 82 and 83, after `<!NOTATION`.
    fn notation(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        space(cursor, "after `<!NOTATION`")?;
        name(cursor, is_ncname, "the name of a notation")?;
        space(cursor, "after the name of a notation")?;
        let start = cursor.at();
        let mut ahead = *cursor;
        // `PUBLIC` with one literal stands in notations only.
        if ahead.eat("PUBLIC") && ahead.space() && ahead.quoted().is_some() {
            let after = ahead.at();
            ahead.space();
            if ahead.peek() == Some('>') {
                let mut literal = Cursor::new(cursor.text(), start + "PUBLIC".len(), cursor.whence());
                literal.space();
                public_literal(&mut literal)?;
                cursor.go_to(after);
                cursor.space();
                return end(cursor, "the declaration of a notation");
            }
        }
        if self.external_id(cursor)?.is_none() {
            return Err(bad("`SYSTEM` or `PUBLIC` is expected here").at(cursor.here()));
        }
        cursor.space();
        end(cursor, "the declaration of a notation")
    }

    /// Production 75: the system identifier.
    fn external_id<'t>(&mut self, cursor: &mut Cursor<'t>) -> Fallible<Option<Part<'t>>> {
        if cursor.eat("PUBLIC") {
            space(cursor, "after `PUBLIC`")?;
            public_literal(cursor)?;
            space(cursor, "after the public identifier")?;
        } else if cursor.eat("SYSTEM") {
            space(cursor, "after `SYSTEM`")?;
        } else {
            return Ok(None);
        }
        let Some(system) = cursor.quoted() else {
            return Err(bad("an address in quotes is expected here").at(cursor.here()));
        };
        clean(system.text, system.whence, self.faults);
        Ok(Some(system))
    }

    /// Productions 52 to 60, after `<!ATTLIST`.
    fn attributes(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        space(cursor, "after `<!ATTLIST`")?;
        let element = name(cursor, is_qname, "the name of an element")?;
        loop {
            let has_space = cursor.space();
            if cursor.eat(">") {
                return Ok(());
            }
            if !has_space {
                return Err(bad("white space is missing before the name of an attribute").at(cursor.here()));
            }
            let name = name(cursor, is_qname, "the name of an attribute")?;
            space(cursor, &format!("after the name `{}`", name.text))?;
            let kind = attribute_type(cursor)?;
            space(cursor, &format!("after the type of `{}`", name.text))?;
            let default = self.default_value(cursor, kind)?;
            if !self.is_believed {
                continue;
            }
            let declaration = AttributeDeclaration { name: name.text.into(), kind, default };
            if !self.dtd.declare_attribute(element.text, declaration) {
                let message = format!("more attributes of `{}` are declared than is allowed", element.text);
                return Err(Diagnostic::new(&diag::TOO_LARGE, message).at(name.span()));
            }
        }
    }

    /// Production 60.
    fn default_value(&mut self, cursor: &mut Cursor<'_>, kind: AttributeKind) -> Fallible<Option<String>> {
        if cursor.eat("#REQUIRED") || cursor.eat("#IMPLIED") {
            return Ok(None);
        }
        if cursor.eat("#FIXED") {
            space(cursor, "after `#FIXED`")?;
        }
        let Some(literal) = cursor.quoted() else {
            let finding = bad("`#REQUIRED`, `#IMPLIED`, `#FIXED` or a value in quotes is expected here");
            return Err(finding.at(cursor.here()));
        };
        let mut expander = Expander::new(&self.dtd, self.external, *self.budget);
        let value = expander.value(literal.text, literal.whence, self.faults);
        let value = kind.normalised(value).into_owned();
        *self.budget = expander.budget();
        Ok(Some(value))
    }
}

/// Productions 45 to 51, after `<!ELEMENT`.
fn element(cursor: &mut Cursor<'_>) -> Fallible<()> {
    space(cursor, "after `<!ELEMENT`")?;
    let name = name(cursor, is_qname, "the name of an element")?;
    space(cursor, &format!("after the name `{}`", name.text))?;
    if !cursor.eat("EMPTY") && !cursor.eat("ANY") {
        content_model(cursor)?;
    }
    cursor.space();
    end(cursor, "the declaration of an element")
}

fn content_model(cursor: &mut Cursor<'_>) -> Fallible<()> {
    if !cursor.eat("(") {
        return Err(bad("`EMPTY`, `ANY` or `(` is expected here").at(cursor.here()));
    }
    cursor.space();
    if cursor.eat("#PCDATA") {
        return mixed(cursor);
    }
    // What separates the members of each open group, once that is known.
    let mut open: Vec<Option<char>> = vec![None];
    while !open.is_empty() {
        cursor.space();
        if cursor.eat("(") {
            if open.len() == DEEPEST {
                let message = format!("groups are nested more than {DEEPEST} deep");
                return Err(Diagnostic::new(&diag::TOO_LARGE, message).at(cursor.here()));
            }
            open.push(None);
            continue;
        }
        name(cursor, is_qname, "the name of an element or a group")?;
        occurrence(cursor);
        // To the next member, through the ends of groups.
        while let Some(separator) = open.last_mut() {
            cursor.space();
            if cursor.eat(")") {
                occurrence(cursor);
                open.pop();
                continue;
            }
            let found = cursor.peek().filter(|c| matches!(c, '|' | ','));
            match (found, *separator) {
                (Some(found), None) => *separator = Some(found),
                (Some(found), Some(before)) if found == before => {}
                (Some(found), Some(before)) => {
                    let message = format!("`{found}` in a group whose members are separated by `{before}`");
                    return Err(bad(message).at(cursor.here()));
                }
                (None, _) => return Err(bad("`,`, `|` or `)` is expected here").at(cursor.here())),
            }
            cursor.go_to(cursor.at() + 1);
            break;
        }
    }
    Ok(())
}

/// Production 51, after `#PCDATA`.
fn mixed(cursor: &mut Cursor<'_>) -> Fallible<()> {
    let mut has_names = false;
    loop {
        cursor.space();
        if cursor.eat(")") {
            break;
        }
        if !cursor.eat("|") {
            return Err(bad("`|` or `)` is expected here").at(cursor.here()));
        }
        cursor.space();
        name(cursor, is_qname, "the name of an element")?;
        has_names = true;
    }
    match cursor.eat("*") || !has_names {
        true => Ok(()),
        false => Err(bad("`*` is expected after a group with `#PCDATA` and names").at(cursor.here())),
    }
}

fn occurrence(cursor: &mut Cursor<'_>) {
    let _ = cursor.eat("?") || cursor.eat("*") || cursor.eat("+");
}

/// Productions 54 to 59.
fn attribute_type(cursor: &mut Cursor<'_>) -> Fallible<AttributeKind> {
    let start = cursor.at();
    if cursor.peek() == Some('(') {
        return group(cursor, is_nmtoken).map(|()| AttributeKind::Words);
    }
    let keyword = cursor.token();
    match keyword.text {
        "CDATA" => Ok(AttributeKind::Text),
        "ID" | "IDREF" | "IDREFS" | "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS" => Ok(AttributeKind::Words),
        "NOTATION" => {
            space(cursor, "after `NOTATION`")?;
            group(cursor, is_ncname).map(|()| AttributeKind::Words)
        }
        _ => {
            cursor.go_to(start);
            let span = if keyword.text.is_empty() { cursor.here() } else { keyword.span() };
            Err(bad("the type of an attribute is expected here").at(span).help("such as `CDATA`, `ID` or `NMTOKEN`"))
        }
    }
}

/// `(a | b)`
fn group(cursor: &mut Cursor<'_>, is_member: fn(&str) -> bool) -> Fallible<()> {
    if !cursor.eat("(") {
        return Err(bad("`(` is expected here").at(cursor.here()));
    }
    loop {
        cursor.space();
        name(cursor, is_member, "a name")?;
        cursor.space();
        if cursor.eat(")") {
            return Ok(());
        }
        if !cursor.eat("|") {
            return Err(bad("`|` or `)` is expected here").at(cursor.here()));
        }
    }
}

/// Production 12.
fn public_literal(cursor: &mut Cursor<'_>) -> Fallible<()> {
    let Some(public) = cursor.quoted() else {
        return Err(bad("a public identifier in quotes is expected here").at(cursor.here()));
    };
    match public.text.char_indices().find(|(_, c)| !is_pubid_char(*c)) {
        Some((at, c)) => {
            let span = public.whence.span(at, at + c.len_utf8());
            Err(bad(format!("a public identifier cannot hold `{}`", c.escape_debug())).at(span))
        }
        None => Ok(()),
    }
}

fn name<'t>(cursor: &mut Cursor<'t>, is_good: fn(&str) -> bool, what: &str) -> Fallible<Part<'t>> {
    let here = cursor.here();
    let name = cursor.token();
    if name.text.is_empty() {
        return Err(bad(format!("{what} is expected here")).at(here));
    }
    match is_good(name.text) {
        true => Ok(name),
        false => Err(bad(format!("`{}` is not {what}", name.text)).at(name.span())),
    }
}

fn space(cursor: &mut Cursor<'_>, place: &str) -> Fallible<()> {
    match cursor.space() {
        true => Ok(()),
        false => Err(bad(format!("white space is missing {place}")).at(cursor.here())),
    }
}

fn end(cursor: &mut Cursor<'_>, what: &str) -> Fallible<()> {
    match cursor.eat(">") {
        true => Ok(()),
        false => Err(bad(format!("`>` is expected here, at the end of {what}")).at(cursor.here())),
    }
}

fn bad(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&diag::BAD_DOCTYPE, message)
}
