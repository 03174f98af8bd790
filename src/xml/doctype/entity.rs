//! Declarations of entities (XML 1.0, 4.2 and 4.5). Takes the place behind `<!ENTITY`; declares the entity with its replacement text, if
//! declarations still count. Leaves out what the files of external entities hold.

use super::Reader;
use super::parameter::Parameter;
use super::token::{Fallible, bad, end, name, space};
use crate::text::chars::is_ncname;
use crate::xml::characters::clean;
use crate::xml::cursor::{Cursor, Part};
use crate::xml::declaration::Standalone;
use crate::xml::dtd::{Entity, EntityValue};
use crate::xml::expand::broken_reference;
use crate::xml::reference::{self, Reference};
use crate::xml::sink::Sink;

impl<S: Sink> Reader<'_, '_, S> {
    /// Productions 70 to 76, after `<!ENTITY`.
    pub(super) fn entity(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
        space(cursor, "after `<!ENTITY`")?;
        let is_parameter = cursor.eat("%");
        if is_parameter {
            space(cursor, "after `%`")?;
        }
        let name = name(cursor, is_ncname, "the name of an entity")?;
        space(cursor, &format!("after the name `{}`", name.text))?;
        let value = match self.external_id(cursor)? {
            Some((_, id)) => {
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
                    false => EntityValue::External { id, reason: None },
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
                EntityValue::External { id, .. } => Parameter::External(id),
                EntityValue::Unparsed | EntityValue::File(_) => return Ok(()),
            };
            self.parameters.entry(name.text.into()).or_insert(parameter);
            return Ok(());
        }
        // A document that stands alone can refer to nothing that another file declares (4.1, WFC: Entity Declared).
        if self.standalone == Standalone::Yes && self.is_in_file() && !matches!(value, EntityValue::Unparsed) {
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
        let text = clean(literal.text, literal.provenance, self.errors);
        // Where line ends have changed, places inside are no longer known.
        let span = |start: usize, length: usize| match text.len() == literal.text.len() {
            true => literal.provenance.span(start, start + length),
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
}
