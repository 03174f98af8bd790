//! Applying fixes. Takes a file and what was found in it; writes the file with its safe fixes. Promises that every letter of the text
//! stays where it was, or nothing is written; that a file is written whole or not at all; and that only UTF-8 is written, since
//! another encoding may have no place for what a fix holds. Leaves out fixes that a person should look at.

use std::path::Path;

use super::find::{Input, Job};
use super::run::Findings;
use super::{load, write};
use crate::diag::{self, Diagnostic, Fix, Severity};
use crate::xml::{self, Document, External};

/// Applies the safe fixes of a file that is well-formed; gives how many.
///
/// # Errors
/// Why the file is as it was.
pub(super) fn apply(job: &Job, found: &Findings) -> Result<usize, Box<Diagnostic>> {
    let Input::File(path) = &job.input else { return Ok(0) };
    let is_ill = |finding: &Diagnostic| finding.code.id.starts_with("R10") && finding.severity() == Severity::Error;
    if found.diagnostics.iter().any(is_ill) {
        return Ok(0);
    }
    let fixes = found.diagnostics.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.is_safe);
    let before = found.source.text();
    let (after, count) = fixed(before, fixes.collect());
    if count == 0 {
        return Ok(0);
    }
    let refused = |reason: &str| Box::new(Diagnostic::new(&diag::UNWRITABLE, format!("nothing was fixed: {reason}")));
    if letters(before) != letters(&after) {
        return Err(refused("a fix would change the text"));
    }
    let after = with_mark(path, before, after).ok_or_else(|| refused("the file is not UTF-8"))?;
    write::whole(path, &after).map_err(|error| refused(&load::reason(&error)))?;
    Ok(count)
}

/// The text with these fixes, and how many there were. Of two that touch the same place the first is applied.
fn fixed(text: &str, mut fixes: Vec<&Fix>) -> (String, usize) {
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let mut result = String::with_capacity(text.len());
    let (mut at, mut count) = (0, 0);
    for fix in fixes {
        let Some(kept) = text.get(at..fix.span.start) else { continue };
        result = result + kept + &fix.text;
        (at, count) = (fix.span.end, count + 1);
    }
    (result + text.get(at..).unwrap_or_default(), count)
}

/// The text of a document without white space.
fn letters(text: &str) -> String {
    let (document, _) = Document::parse(text, External::Noted);
    let text = document.top().map_or("", |top| top.string_value());
    text.split(xml::is_space).collect()
}

/// The text as it is to be written: with a byte order mark where the file has one; `None` where the file is no UTF-8.
fn with_mark(path: &Path, before: &str, after: String) -> Option<String> {
    const MARK: &str = "\u{FEFF}";
    let bytes = std::fs::read(path).ok()?;
    let bare = bytes.strip_prefix(MARK.as_bytes());
    match bare {
        _ if bytes == before.as_bytes() => Some(after),
        Some(bare) if bare == before.as_bytes() => Some(MARK.to_owned() + &after),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn fixes_that_touch_are_applied_one_after_the_other() {
        let fix = |start, end, text: &str| Fix { span: Span::new(start, end), text: text.to_owned(), is_safe: true };
        let (a, b, c, d) = (fix(1, 2, "x"), fix(1, 3, "y"), fix(4, 4, "+"), fix(5, 6, ""));
        assert_eq!(fixed("abcdef", vec![&d, &c, &b, &a]), ("axcd+e".to_owned(), 3));
    }
}
