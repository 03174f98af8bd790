//! Declarations of attributes (XML 1.0, 3.3). Takes the place behind `<!ATTLIST`; declares the attributes with their types and defaults,
//! if declarations still count. Leaves out validity: which values the types allow.

use super::Reader;
use super::token::{Fallible, bad, name, space};
use crate::diag::{self, Diagnostic};
use crate::text::chars::{is_ncname, is_nmtoken, is_qname};
use crate::xml::cursor::Cursor;
use crate::xml::dtd::{AttributeDeclaration, AttributeKind};
use crate::xml::expand::Expander;
use crate::xml::sink::Sink;

impl<S: Sink> Reader<'_, '_, S> {
    /// Productions 52 to 60, after `<!ATTLIST`.
    pub(super) fn attributes(&mut self, cursor: &mut Cursor<'_>) -> Fallible<()> {
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
        let value = expander.value(literal.text, literal.provenance, self.errors);
        let value = kind.normalised(value).into_owned();
        *self.budget = expander.budget();
        Ok(Some(value))
    }
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
        "ID" => Ok(AttributeKind::Id),
        "IDREF" | "IDREFS" => Ok(AttributeKind::References),
        "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS" => Ok(AttributeKind::Words),
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
