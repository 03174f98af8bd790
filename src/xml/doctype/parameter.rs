//! Parameter entities (XML 1.0, 4.1, 4.4.5, 4.4.8) and conditional sections (3.4). Takes references to them; gives texts to go into, or a
//! declaration with the references in it replaced, which stand there in other files alone.

use std::rc::Rc;
use std::sync::Arc;

use super::Reader;
use super::token::{Fallible, bad};
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::text::chars::{is_ncname, name_prefix};
use crate::xml::characters::Provenance;
use crate::xml::cursor::Cursor;
use crate::xml::declaration::Standalone;
use crate::xml::files::Identifier;
use crate::xml::sink::Sink;

/// A parameter entity.
#[derive(Clone, Debug)]
pub(super) enum Parameter {
    /// Its text.
    Internal(Rc<str>),
    /// It is another file.
    External(Identifier),
}

/// A parameter entity, or the external subset, that is being read.
#[derive(Clone)]
pub(super) struct Inclusion {
    pub(super) name: Rc<str>,
    pub(super) text: Rc<str>,
    pub(super) at: usize,
    pub(super) provenance: Provenance,
    /// The address of the file that its text is.
    pub(super) file: Option<Arc<str>>,
    /// The conditional sections that are open around it.
    pub(super) sections: usize,
}

/// A text that is being put into a declaration.
struct Piece {
    name: Option<Rc<str>>,
    text: Rc<str>,
    at: usize,
    /// Whether it stands in the text of an entity, where quotes are characters like others (4.4.5).
    is_quoted: bool,
}

impl<S: Sink> Reader<'_, '_, S> {
    /// Whether what is being read stands in another file, where more is allowed.
    pub(super) fn is_in_file(&self) -> bool {
        self.open.iter().any(|open| open.file.is_some())
    }

    /// Production 69: the text to go into, if it can be read.
    pub(super) fn parameter_reference(&mut self, cursor: &mut Cursor<'_>) -> Fallible<Option<Inclusion>> {
        let start = cursor.at();
        cursor.eat("%");
        let name = cursor.token();
        if !is_ncname(name.text) || !cursor.eat(";") {
            return Err(bad("`%` begins no reference to a parameter entity").at(cursor.since(start)));
        }
        let span = cursor.since(start);
        let Some((text, provenance, file, name)) = self.parameter(name.text, span)? else { return Ok(None) };
        if self.open.iter().any(|open| open.name == name) {
            return Err(circle(&name, span));
        }
        let fits = self.budget.spend(text.len(), self.open.len(), span, self.errors);
        Ok(fits.then_some(Inclusion { name, text, at: 0, provenance, file, sections: self.sections }))
    }

    /// The text of a parameter entity, where it stands, and the file it is; `None` where it is not read.
    #[allow(clippy::type_complexity, reason = "the parts of an inclusion")]
    fn parameter(
        &mut self,
        name: &str,
        span: Span,
    ) -> Fallible<Option<(Rc<str>, Provenance, Option<Arc<str>>, Rc<str>)>> {
        let known = self.parameters.get_key_value(name).map(|(name, known)| (Rc::clone(name), known.clone()));
        match known {
            Some((name, Parameter::Internal(text))) => {
                self.note_parameter();
                Ok(Some((text, Provenance { base: 0, reference: Some(span) }, None, name)))
            }
            Some((own, Parameter::External(id))) => match self.open_file(&id) {
                Some(Ok(opened)) => {
                    let provenance = Provenance { base: opened.at, reference: None };
                    Ok(Some((opened.text().into(), provenance, Some(opened.address), own)))
                }
                outcome => {
                    self.note_unread();
                    let reason = outcome.and_then(Result::err).map(|reason| format!(": {reason}")).unwrap_or_default();
                    let message = format!("the file of the parameter entity `{name}` was not read{reason}");
                    self.errors.push(Diagnostic::new(&diag::EXTERNAL_UNREAD, message).at(span));
                    self.is_believed &= self.standalone == Standalone::Yes;
                    Ok(None)
                }
            },
            None if self.standalone == Standalone::Yes => {
                let message = format!("the parameter entity `{name}` is not declared");
                Err(Diagnostic::new(&diag::UNDECLARED_ENTITY, message).at(span))
            }
            None => {
                self.note_unread();
                let message = format!("the parameter entity `{name}` is not declared in what was read");
                self.errors.push(Diagnostic::new(&diag::EXTERNAL_UNREAD, message).at(span));
                self.is_believed = false;
                Ok(None)
            }
        }
    }

    /// A declaration with the references in it replaced; `None` where there is none.
    pub(super) fn replaced(&mut self, written: &str, span: Span) -> Fallible<Option<String>> {
        if !written.contains('%') {
            return Ok(None);
        }
        let is_entity = written.starts_with("<!ENTITY");
        let mut out = String::with_capacity(written.len());
        let mut quote: Option<char> = None;
        let mut is_identifier = false;
        let mut open = vec![Piece { name: None, text: written.into(), at: 0, is_quoted: false }];
        while let Some(piece) = open.last_mut() {
            let text = Rc::clone(&piece.text);
            let rest = text.get(piece.at..).unwrap_or_default();
            let Some(c) = rest.chars().next() else {
                open.pop();
                continue;
            };
            let is_quoted = piece.is_quoted;
            let name = rest.strip_prefix('%').map(name_prefix).filter(|name| !name.is_empty());
            let name = name.filter(|name| rest.get(1 + name.len()..).is_some_and(|after| after.starts_with(';')));
            let can_refer = quote.is_none() || (is_entity && !is_identifier);
            if let Some(name) = name.filter(|_| can_refer) {
                piece.at += name.len() + "%;".len();
                let Some((text, _, _, own)) = self.parameter(name, span)? else { continue };
                if open.iter().any(|piece| piece.name.as_ref() == Some(&own)) {
                    return Err(circle(&own, span));
                }
                if !self.budget.spend(text.len(), self.open.len() + open.len(), span, self.errors) {
                    return Ok(Some(out));
                }
                let text = if quote.is_some() { text } else { format!(" {text} ").into() };
                open.push(Piece { name: Some(own), text, at: 0, is_quoted: quote.is_some() });
                continue;
            }
            piece.at += c.len_utf8();
            match (c, quote) {
                ('"', _) if is_quoted => out.push_str("&#34;"),
                ('\'', _) if is_quoted => out.push_str("&#39;"),
                ('"' | '\'', None) => {
                    is_identifier = out.trim_end_matches(crate::xml::is_space).ends_with("SYSTEM")
                        || out.contains("PUBLIC")
                        || out.contains("SYSTEM");
                    quote = Some(c);
                    out.push(c);
                }
                (c, Some(end)) if c == end => {
                    quote = None;
                    out.push(c);
                }
                (c, _) => out.push(c),
            }
        }
        Ok((out != written).then_some(out))
    }

    /// Productions 61 to 65: goes into a section that is included, and passes over one that is not.
    pub(super) fn conditional(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        let start = cursor.at();
        cursor.eat("<![");
        let rest = cursor.rest();
        let head = rest.find(['[', '<', '>', ']']).and_then(|length| rest.get(..length)).unwrap_or_default();
        let span = cursor.provenance().span(start, start + "<![".len() + head.len());
        let keyword = self.replaced(head, span)?.unwrap_or_else(|| head.to_owned());
        cursor.go_to(cursor.at() + head.len());
        let keyword = keyword.trim_matches(crate::xml::is_space);
        // The bracket may come from a parameter entity, too.
        let (keyword, has_bracket) = match keyword.strip_suffix('[') {
            Some(keyword) => (keyword, true),
            None => (keyword, cursor.eat("[")),
        };
        if !has_bracket {
            return Err(bad("`[` is expected after the keyword of a conditional section").at(cursor.here()));
        }
        match keyword.trim_end_matches(crate::xml::is_space) {
            "INCLUDE" => {
                self.sections += 1;
                Ok(())
            }
            "IGNORE" => ignore(cursor, span),
            _ => Err(bad("`INCLUDE` or `IGNORE` is expected here").at(span)),
        }
    }
}

/// Passes over a section that is left out, and those in it.
fn ignore(cursor: &mut Cursor<'_>, span: Span) -> Fallible<()> {
    let mut depth = 1;
    while depth > 0 {
        let rest = cursor.rest();
        let next = [rest.find("<!["), rest.find("]]>")].into_iter().flatten().min();
        let Some(found) = next else {
            cursor.go_to(cursor.text().len());
            return Err(bad("the conditional section does not end").at(span).help("it ends with `]]>`"));
        };
        let is_end = rest.get(found..).is_some_and(|rest| rest.starts_with(']'));
        depth = if is_end { depth - 1 } else { depth + 1 };
        cursor.go_to(cursor.at() + found + "]]>".len());
    }
    Ok(())
}

fn circle(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&diag::ENTITY_NESTING, format!("the parameter entity `{name}` contains itself")).at(span)
}
