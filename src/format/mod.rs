//! TEI, or any XML, in one layout: children of elements that hold no text on lines of their own, attributes in order.
//!
//! Takes the text of a document and what is known of its elements ([`ContentModels`]); gives the same document laid out anew, or what
//! keeps it as it is. Promises that no white space changes where text can stand, that references, values, `CDATA` sections, comments,
//! instructions and the document type stay as they are written, and that what has been laid out is laid out as it stands. This is
//! checked each time: what was made is read again and compared with what it was made from. No line of text is ever filled anew.
//! Leaves out files and encodings.

mod content;
mod layout;
mod places;
mod proof;
mod tag;

pub use content::ContentModels;
pub use places::places;

use crate::diag::{self, Diagnostic, Severity};
use crate::text::Span;
use crate::xml::{Document, External};

/// Lays a document out.
///
/// # Errors
/// What is not well-formed; or that the layout would change the document, which is a fault of Recto.
pub fn format(text: &str, models: &ContentModels) -> Result<String, Vec<Diagnostic>> {
    let before = read(text)?;
    let answers = models.about();
    let made = layout::write(&before, text, &answers);
    if made == text {
        return Ok(made);
    }
    let changed = |span: Option<Span>| {
        let finding = Diagnostic::new(&diag::LAYOUT_CHANGES, "the layout would change the document here");
        vec![Diagnostic { span, ..finding.help("the file was left as it is; this is a fault of Recto") }]
    };
    let after = read(&made).map_err(|_| changed(None))?;
    match proof::difference(
        proof::Side { document: &before, source: text },
        proof::Side { document: &after, source: &made },
        &answers,
    ) {
        None => Ok(made),
        Some(span) => Err(changed(Some(span))),
    }
}

/// Where a text begins to differ from its layout: the rest of that line; `None` where it does not.
#[must_use]
pub fn first_change(text: &str, made: &str) -> Option<Span> {
    let same = text.bytes().zip(made.bytes()).take_while(|(a, b)| a == b).count();
    if same == text.len() && same == made.len() {
        return None;
    }
    let start = (0..=same).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    Some(Span::new(start, start + rest.find(['\n', '\r']).unwrap_or(rest.len())))
}

fn read(text: &str) -> Result<Document, Vec<Diagnostic>> {
    let (document, findings) = Document::parse(text, External::Noted);
    if findings.iter().any(|finding| finding.severity() == Severity::Error) {
        return Err(findings);
    }
    if document.is_empty() {
        let finding = Diagnostic::new(&diag::TOO_LARGE, "texts of 4 GiB and more are not laid out");
        return Err(vec![finding]);
    }
    Ok(document)
}
