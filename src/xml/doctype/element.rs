//! Declarations of elements (XML 1.0, 3.2). Takes the place behind `<!ELEMENT`; checks the content model, and keeps nothing of it, since
//! validity is left out. Promises no recursion over groups.

use super::token::{Fallible, bad, end, name, space};
use crate::diag::{self, Diagnostic};
use crate::text::chars::is_qname;
use crate::xml::cursor::Cursor;

/// Groups inside groups of a content model, at most.
const DEEPEST: usize = 1000;

/// Productions 45 to 51, after `<!ELEMENT`.
pub(super) fn element(cursor: &mut Cursor<'_>) -> Fallible<()> {
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
