//! The document type declaration with its internal subset (XML 1.0, sections 2.8, 3.2, 3.3, 4.2, 4.7). Takes the place where it
//! begins; gives what it declares.
//!
//! Every declaration is checked, also those that mean nothing here. After an error it goes on behind the declaration. External
//! subsets and parameter entities are not read; what is declared after such an entity is not believed (5.1). Parameter
//! entities stand only between declarations, as in every internal subset.
//!
//! Here is the way through the subset; each kind of declaration has a file: [`entity`], [`notation`], [`attributes`](mod@attributes),
//! [`element`](mod@element). [`token`] is what they are made of.

mod attributes;
mod element;
mod entity;
mod notation;
mod token;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::External;
use super::characters::Whence;
use super::chars::{is_ncname, is_qname};
use super::cursor::Cursor;
use super::dtd::Dtd;
use super::expand::Budget;
use super::faults::Faults;
use super::prolog::Standalone;
use super::sink::Sink;
use super::special;
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use element::element;
use token::{Fallible, bad, end, name, space};

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
}
