//! What every declaration is made of: names, white space between them, its end. Takes what is expected; goes on behind it, or says that
//! it is missing.

use crate::diag::{self, Diagnostic};
use crate::xml::cursor::{Cursor, Part};

pub(super) type Fallible<T> = Result<T, Diagnostic>;

pub(super) fn name<'t>(cursor: &mut Cursor<'t>, is_good: fn(&str) -> bool, what: &str) -> Fallible<Part<'t>> {
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

pub(super) fn space(cursor: &mut Cursor<'_>, place: &str) -> Fallible<()> {
    match cursor.space() {
        true => Ok(()),
        false => Err(bad(format!("white space is missing {place}")).at(cursor.here())),
    }
}

pub(super) fn end(cursor: &mut Cursor<'_>, what: &str) -> Fallible<()> {
    match cursor.eat(">") {
        true => Ok(()),
        false => Err(bad(format!("`>` is expected here, at the end of {what}")).at(cursor.here())),
    }
}

pub(super) fn bad(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&diag::BAD_DOCTYPE, message)
}
