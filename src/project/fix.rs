//! Applying fixes. Takes a file and what was found in it; writes the file with its safe fixes. Promises that every letter of the text
//! stays where it was, or nothing is written; that a file is written whole or not at all; and that only UTF-8 is written, since
//! another encoding may have no place for what a fix holds. Leaves out fixes that a person should look at.

use super::findings::Findings;
use super::job::{Input, Job};
use super::outside::{self, unwritable};
use super::replace::{Seen, Unwritten, replace};
use crate::diag::{self, Diagnostic, Group, Severity};
use crate::text::Edits;
use crate::xml::{self, Document, External};

/// What was done to a file.
#[derive(Debug, Default)]
pub(super) struct Applied {
    /// How many fixes.
    pub count: usize,
    /// What is to be said of the new file.
    pub notes: Vec<Diagnostic>,
}

/// Applies the safe fixes of a file that is well-formed.
///
/// # Errors
/// Why the file is as it was, or as somebody saved it meanwhile.
pub(super) fn apply(job: &Job, found: &Findings) -> Result<Applied, Box<Diagnostic>> {
    let Input::File(path) = &job.input else { return Ok(Applied::default()) };
    let is_ill = |finding: &Diagnostic| {
        matches!(finding.code.group, Group::Xml | Group::XInclude) && finding.severity() == Severity::Error
    };
    if found.diagnostics.iter().any(is_ill) {
        return Ok(Applied::default());
    }
    let fixes = found.diagnostics.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.is_safe);
    let before = found.source.text();
    let edits = Edits::without_overlaps(fixes.map(|fix| fix.edit.clone()));
    let (after, count) = (edits.apply(before), edits.len());
    if count == 0 {
        return Ok(Applied::default());
    }
    let refused = |reason: &str| Box::new(Diagnostic::new(&diag::UNWRITABLE, format!("nothing was fixed: {reason}")));
    if letters(before) != letters(&after) {
        return Err(refused("a fix would change the text"));
    }
    job.border.may_write(path).map_err(|error| Box::new(unwritable(path, &error)))?;
    let bytes = job.border.read(path).map_err(|error| refused(&outside::reason(&error)))?;
    let after = match form(&bytes, before) {
        Form::Bare => after,
        Form::Marked => MARK.to_owned() + &after,
        Form::Otherwise => return Err(refused("the file is not UTF-8")),
        Form::Changed => return Err(Box::new(Unwritten::Changed.finding(path))),
    };
    match replace(path, &after, Seen::of(&bytes)) {
        Ok(notes) => Ok(Applied { count, notes }),
        Err(unwritten) => Err(Box::new(unwritten.finding(path))),
    }
}

/// The text of a document without white space.
fn letters(text: &str) -> String {
    let (document, _) = Document::parse(text, External::Noted);
    let text = document.top().map_or("", |top| top.string_value());
    text.split(xml::is_space).collect()
}

/// The byte order mark.
const MARK: &str = "\u{FEFF}";

/// How bytes hold a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// In UTF-8.
    Bare,
    /// In UTF-8, after a byte order mark.
    Marked,
    /// In another encoding.
    Otherwise,
    /// They hold another text.
    Changed,
}

fn form(bytes: &[u8], text: &str) -> Form {
    match bytes.strip_prefix(MARK.as_bytes()) {
        _ if bytes == text.as_bytes() => Form::Bare,
        Some(bare) if bare == text.as_bytes() => Form::Marked,
        _ if xml::decode(bytes.to_vec()).is_ok_and(|decoded| decoded == text) => Form::Otherwise,
        _ => Form::Changed,
    }
}
