//! Comments, processing instructions and `CDATA` sections. Takes a text and the place where one begins; gives what it holds and
//! the place after it (XML 1.0, sections 2.5, 2.6, 2.7).
//!
//! One that does not end takes the rest of the text with it.

use std::borrow::Cow;

use super::characters::{Provenance, clean};
use super::errors::Errors;
use crate::diag::{self, Diagnostic};
use crate::text::chars::{is_ncname, is_space, name_prefix};

/// A comment, from `<!--` on.
pub(super) fn comment<'t>(
    text: &'t str,
    at: usize,
    provenance: Provenance,
    errors: &mut Errors,
) -> (Cow<'t, str>, usize) {
    let start = at + "<!--".len();
    let inside = text.get(start..).unwrap_or_default();
    let mut from = 0;
    while let Some(found) = inside.get(from..).and_then(|rest| rest.find("--")) {
        let dashes = from + found;
        if inside.get(dashes + 2..).is_some_and(|rest| rest.starts_with('>')) {
            let content = clean(inside.get(..dashes).unwrap_or_default(), provenance.after(start), errors);
            return (content, start + dashes + "-->".len());
        }
        let finding = Diagnostic::new(&diag::BAD_MARKUP, "`--` inside a comment");
        errors.push(finding.at(provenance.span(start + dashes, start + dashes + 2)));
        // `--->` ends the comment after one dash of its own.
        from = dashes + 1;
        if !inside.get(from..).is_some_and(|rest| rest.starts_with("-->")) {
            from += 1;
        }
    }
    let finding = Diagnostic::new(&diag::BAD_MARKUP, "the comment does not end").help("it ends with `-->`");
    errors.push_last(finding.at(provenance.span(at, start)));
    (Cow::Borrowed(inside), text.len())
}

/// A processing instruction, from `<?` on: its target, its data.
pub(super) fn instruction<'t>(
    text: &'t str,
    at: usize,
    provenance: Provenance,
    errors: &mut Errors,
) -> (&'t str, Cow<'t, str>, usize) {
    let start = at + "<?".len();
    let inside = text.get(start..).unwrap_or_default();
    let target = name_prefix(inside);
    let Some(length) = inside.find("?>") else {
        let finding = Diagnostic::new(&diag::BAD_MARKUP, "the processing instruction does not end");
        errors.push_last(finding.at(provenance.span(at, start)).help("it ends with `?>`"));
        return (target, Cow::Borrowed(""), text.len());
    };
    let end = start + length + "?>".len();
    let target = target.get(..length).unwrap_or(target);
    let after = inside.get(target.len()..length).unwrap_or_default();
    let message = if target.eq_ignore_ascii_case("xml") {
        Some("the XML declaration can stand only at the very beginning of a file".to_owned())
    } else if target.is_empty() {
        Some("a processing instruction begins with its name".to_owned())
    } else if !is_ncname(target) {
        Some(format!("`{target}` is no name for a processing instruction"))
    } else if !after.is_empty() && !after.starts_with(is_space) {
        Some(format!("white space is missing after the name `{target}` of a processing instruction"))
    } else {
        None
    };
    if let Some(message) = message {
        let finding = Diagnostic::new(&diag::BAD_MARKUP, message);
        errors.push(finding.at(provenance.span(at, start + target.len())));
    }
    let data = after.trim_start_matches(is_space);
    let before = start + length - data.len();
    (target, clean(data, provenance.after(before), errors), end)
}

/// A `CDATA` section, from `<![CDATA[` on.
pub(super) fn cdata<'t>(
    text: &'t str,
    at: usize,
    provenance: Provenance,
    errors: &mut Errors,
) -> (Cow<'t, str>, usize) {
    let start = at + "<![CDATA[".len();
    let inside = text.get(start..).unwrap_or_default();
    match inside.find("]]>") {
        Some(length) => {
            let content = clean(inside.get(..length).unwrap_or_default(), provenance.after(start), errors);
            (content, start + length + "]]>".len())
        }
        None => {
            let finding = Diagnostic::new(&diag::BAD_MARKUP, "the `CDATA` section does not end");
            errors.push_last(finding.at(provenance.span(at, start)).help("it ends with `]]>`"));
            (clean(inside, provenance.after(start), errors), text.len())
        }
    }
}
