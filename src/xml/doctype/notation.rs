//! Declarations of notations, and the identifiers of other files (XML 1.0, 4.2.2 and 4.7). Takes the place behind `<!NOTATION`, or where
//! an identifier can stand; checks what it finds. Leaves out what notations mean: nothing here asks for it.

use super::Reader;
use super::token::{Fallible, bad, end, name, space};
use crate::text::chars::{is_ncname, is_pubid_char};
use crate::xml::characters::clean;
use crate::xml::cursor::{Cursor, Part};
use crate::xml::files::Identifier;
use crate::xml::sink::Sink;

impl<S: Sink> Reader<'_, '_, S> {
    /// Productions 82 and 83, after `<!NOTATION`.
    pub(super) fn notation(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
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
                let mut literal = Cursor::new(cursor.text(), start + "PUBLIC".len(), cursor.provenance());
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

    /// Production 75: the system identifier, and what it means with the public one.
    pub(super) fn external_id<'t>(&mut self, cursor: &mut Cursor<'t>) -> Fallible<Option<(Part<'t>, Identifier)>> {
        let mut public = None;
        if cursor.eat("PUBLIC") {
            space(cursor, "after `PUBLIC`")?;
            public = Some(public_literal(cursor)?.into());
            space(cursor, "after the public identifier")?;
        } else if cursor.eat("SYSTEM") {
            space(cursor, "after `SYSTEM`")?;
        } else {
            return Ok(None);
        }
        let Some(system) = cursor.quoted() else {
            return Err(bad("an address in quotes is expected here").at(cursor.here()));
        };
        clean(system.text, system.provenance, self.errors);
        let id = Identifier { public, system: system.text.into(), base: self.base() };
        Ok(Some((system, id)))
    }
}

/// Production 12.
fn public_literal<'t>(cursor: &mut Cursor<'t>) -> Fallible<&'t str> {
    let Some(public) = cursor.quoted() else {
        return Err(bad("a public identifier in quotes is expected here").at(cursor.here()));
    };
    match public.text.char_indices().find(|(_, c)| !is_pubid_char(*c)) {
        Some((at, c)) => {
            let span = public.provenance.span(at, at + c.len_utf8());
            Err(bad(format!("a public identifier cannot hold `{}`", c.escape_debug())).at(span))
        }
        None => Ok(public.text),
    }
}
