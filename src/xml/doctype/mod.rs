//! The document type declaration with its internal subset (XML 1.0, sections 2.8, 3.2, 3.3, 4.2, 4.7). Takes the place where it
//! begins; gives what it declares.
//!
//! Every declaration is checked, also those that mean nothing here. After an error it goes on behind the declaration. Where external
//! subsets and parameter entities are not read, what is declared after such an entity is not believed (5.1). Parameter
//! entities stand only between declarations in the internal subset; in other files, in declarations too.
//!
//! Here is the way through the subset; each kind of declaration has a file: [`entity`], [`notation`], [`attributes`](mod@attributes),
//! [`element`](mod@element). [`token`] is what they are made of.

mod attributes;
mod element;
mod entity;
mod notation;
mod parameter;
mod token;

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::characters::Provenance;
use super::cursor::{Cursor, Part};
use super::declaration::Standalone;
use super::dtd::Dtd;
use super::errors::Errors;
use super::expand::Budget;
use super::external::External;
use super::files::{Files, Identifier, OpenFile};
use super::sink::Sink;
use super::special;
use crate::diag::{self, Diagnostic};
use crate::text::chars::{is_qname, is_space, name_prefix};
use element::element;
use parameter::{Inclusion, Parameter};
use token::{Fallible, bad, end, name, space};

/// Reads the declaration whose `<!DOCTYPE` is next, with the files it names where there are some.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    (external, standalone): (External, Standalone),
    budget: &mut Budget,
    files: Option<&mut Files<'_>>,
    sink: &mut impl Sink,
    errors: &mut Errors,
) -> Dtd {
    let start = cursor.at();
    let mut reader = Reader {
        dtd: Dtd::default(),
        parameters: FxHashMap::default(),
        open: Vec::new(),
        sections: 0,
        external,
        standalone,
        is_believed: true,
        budget,
        files,
        sink,
        errors,
    };
    if let Err(finding) = reader.doctype(cursor) {
        reader.broken(finding);
        // The end is where the brackets of an internal subset and the declaration are closed, as far as can be seen.
        let rest = cursor.text().get(start..).unwrap_or_default();
        let subset = rest.find('>').and_then(|end| rest.get(..end)).is_some_and(|head| head.contains('['));
        let end = match subset {
            true => rest.find("]>").map(|found| found + 2),
            false => rest.find('>').map(|found| found + 1),
        };
        cursor.go_to(end.map_or(cursor.at(), |end| start + end).max(cursor.at()));
    }
    reader.open_entities(cursor.rest());
    reader.dtd
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

struct Reader<'p, 'l, S> {
    dtd: Dtd,
    parameters: FxHashMap<Rc<str>, Parameter>,
    open: Vec<Inclusion>,
    /// Conditional sections that are included and have not ended.
    sections: usize,
    external: External,
    standalone: Standalone,
    /// Whether declarations still count: no parameter entity has been left out before them.
    is_believed: bool,
    budget: &'p mut Budget,
    files: Option<&'p mut Files<'l>>,
    sink: &'p mut S,
    errors: &'p mut Errors,
}

impl<S: Sink> Reader<'_, '_, S> {
    fn broken(&mut self, finding: Diagnostic) {
        self.dtd.is_broken = true;
        self.errors.push(finding);
    }

    /// Production 28.
    fn doctype(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        cursor.eat("<!DOCTYPE");
        space(cursor, "after `<!DOCTYPE`")?;
        name(cursor, is_qname, "the name of the root element")?;
        let has_space = cursor.space();
        let subset = self.external_id(cursor)?;
        if let Some((system, _)) = subset.as_ref().filter(|_| !has_space) {
            return Err(bad("white space is missing before the address of the document type").at(system.span()));
        }
        cursor.space();
        let unread = match &subset {
            Some((system, _)) if self.files.is_none() => {
                self.unread(*system, None);
                true
            }
            _ => false,
        };
        if cursor.eat("[") {
            self.subset(cursor)?;
            cursor.space();
        }
        end(cursor, "the document type")?;
        // What the internal subset declares is declared first (2.8).
        if let Some((system, id)) = subset.filter(|_| !unread) {
            self.external_subset(system, &id);
        }
        Ok(())
    }

    fn unread(&mut self, system: Part<'_>, reason: Option<String>) {
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let message = format!("the document type `{}` was not read{reason}", system.text);
        self.errors.push(Diagnostic::new(&diag::EXTERNAL_UNREAD, message).at(system.span()));
        self.note_unread();
    }

    /// Production 30.
    fn external_subset(&mut self, system: Part<'_>, id: &Identifier) {
        match self.open_file(id) {
            Some(Ok(opened)) => {
                self.open.push(Inclusion {
                    name: "".into(),
                    text: opened.text().into(),
                    at: 0,
                    provenance: Provenance { base: opened.at, reference: None },
                    file: Some(opened.address),
                    sections: self.sections,
                });
                while !self.open.is_empty() && !self.errors.is_full() && !self.errors.is_cut() {
                    self.include();
                }
            }
            outcome => self.unread(system, outcome.and_then(Result::err)),
        }
    }

    /// The file that an identifier means; `None` where files are not read.
    fn open_file(&mut self, id: &Identifier) -> Option<Result<OpenFile, String>> {
        let files = self.files.as_mut()?;
        let opened = files.open(id, self.errors);
        self.budget.allow(files.take_new());
        Some(opened)
    }

    /// The address of the file in which declarations stand here.
    fn base(&self) -> Arc<str> {
        let inner = self.open.iter().rev().find_map(|open| open.file.clone());
        inner.or_else(|| self.files.as_ref().map(|files| files.address())).unwrap_or_else(|| "".into())
    }

    /// Opens the files of the entities that a text refers to, and of those that they refer to.
    fn open_entities(&mut self, text: &str) {
        if self.files.is_none() {
            return;
        }
        let mut waiting = self.dtd.external();
        if waiting.is_empty() {
            return;
        }
        let mut used: FxHashSet<String> = names_in(text).map(str::to_owned).collect();
        self.dtd.internal().for_each(|text| used.extend(names_in(text).map(str::to_owned)));
        loop {
            let (next, later) = waiting.into_iter().partition::<Vec<_>, _>(|(name, _)| used.contains(&**name));
            if next.is_empty() {
                return;
            }
            for (name, id) in next {
                let Some(opened) = self.open_file(&id) else { return };
                if let Ok(opened) = &opened {
                    used.extend(names_in(opened.text()).map(str::to_owned));
                }
                self.dtd.open(&name, opened);
            }
            waiting = later;
        }
    }

    /// Declarations from here on may be elsewhere.
    fn note_unread(&mut self) {
        self.dtd.is_partial |= self.standalone == Standalone::No;
    }

    /// There is a reference to a parameter entity.
    fn note_parameter(&mut self) {
        if self.files.is_none() {
            self.note_unread();
        }
    }

    /// Production 28b, up to the `]`.
    fn subset(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        let start = cursor.at();
        while !self.errors.is_full() && !self.errors.is_cut() {
            if !self.open.is_empty() {
                self.include();
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
            bad("the internal subset of the document type does not end").at(cursor.provenance().span(start - 1, start));
        self.errors.cut();
        Err(finding.help("it ends with `]>`"))
    }

    /// Goes a step through the innermost text that was gone into.
    fn include(&mut self) {
        let Some(mut inclusion) = self.open.pop() else { return };
        let text = Rc::clone(&inclusion.text);
        let mut inner = Cursor::new(&text, inclusion.at, inclusion.provenance);
        // While it is read, it counts as open.
        self.open.push(inclusion.clone());
        let step = self.step(&mut inner);
        self.open.pop();
        inclusion.at = inner.at();
        match step {
            Step::Next => self.open.push(inclusion),
            Step::Enter(next) => self.open.extend([inclusion, next]),
            Step::End => {
                if inner.peek().is_some() {
                    let span = inclusion.provenance.reference.unwrap_or(inner.here());
                    self.broken(bad("a parameter entity holds more than declarations").at(span));
                }
                if self.sections > inclusion.sections && inclusion.file.is_some() {
                    self.broken(bad("a conditional section does not end").at(inner.here()).help("it ends with `]]>`"));
                    self.sections = inclusion.sections;
                }
            }
        }
    }

    /// Reads one declaration, comment, instruction or reference.
    fn step(&mut self, cursor: &mut Cursor<'_>) -> Step {
        cursor.space();
        let start = cursor.at();
        let provenance = cursor.provenance();
        let rest = cursor.rest();
        let is_in_file = self.is_in_file();
        if rest.is_empty() || (rest.starts_with(']') && !is_in_file) {
            return Step::End;
        }
        let result = if rest.starts_with("<!--") {
            let (_, end) = special::comment(cursor.text(), start, provenance, self.errors);
            cursor.go_to(end);
            Ok(())
        } else if rest.starts_with("<?") {
            let (_, _, end) = special::instruction(cursor.text(), start, provenance, self.errors);
            cursor.go_to(end);
            Ok(())
        } else if rest.starts_with('%') {
            match self.parameter_reference(cursor) {
                Ok(Some(inclusion)) => return Step::Enter(inclusion),
                Ok(None) => Ok(()),
                Err(finding) => Err(finding),
            }
        } else if is_in_file && self.sections > 0 && cursor.eat("]]>") {
            self.sections -= 1;
            Ok(())
        } else if is_in_file && rest.starts_with("<![") {
            self.conditional(cursor)
        } else if rest.starts_with("<![") {
            Err(bad("a conditional section can stand only in another file").at(provenance.span(start, start + 3)))
        } else if is_in_file && rest.starts_with("<!") {
            self.declaration_in_file(cursor)
        } else {
            self.declaration(cursor)
        };
        if let Err(finding) = result {
            self.broken(finding);
            let after = cursor.text().get(start..).and_then(|rest| rest.find('>')).map(|length| start + length + 1);
            let next = cursor.at() + cursor.peek().map_or(0, char::len_utf8);
            cursor.go_to(after.unwrap_or(cursor.text().len()).max(next));
        }
        Step::Next
    }

    /// A declaration of another file, in which parameter entities may stand (2.8, WFC: PEs in Internal Subset).
    fn declaration_in_file(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        let start = cursor.at();
        let length = length_of_declaration(cursor.rest());
        let written = cursor.rest().get(..length).unwrap_or_default();
        let span = cursor.provenance().span(start, start + length);
        let Some(replaced) = self.replaced(written, span)? else { return self.declaration(cursor) };
        let mut inner = Cursor::new(&replaced, 0, Provenance { base: 0, reference: Some(span) });
        cursor.go_to(start + length);
        self.declaration(&mut inner)?;
        match inner.rest().trim_matches(is_space) {
            "" => Ok(()),
            _ => Err(bad("a parameter entity ends the declaration it stands in").at(span)),
        }
    }

    fn declaration(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        if cursor.eat("<!ELEMENT") {
            element(cursor)
        } else if cursor.eat("<!ATTLIST") {
            self.attributes(cursor)
        } else if cursor.eat("<!ENTITY") {
            self.entity(cursor)
        } else if cursor.eat("<!NOTATION") {
            self.notation(cursor)
        } else {
            Err(bad("a declaration is expected here").at(cursor.here()))
        }
    }
}

/// How long the declaration is that the text begins with, as far as quotes tell.
fn length_of_declaration(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (c, quote) {
            ('>', None) => return at + 1,
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// The names of entities that a text may refer to.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('&').skip(1).map(name_prefix).filter(|name| !name.is_empty())
}
