//! What editors hold, before it is the text of a letter.
//!
//! Takes the bytes of a file; says which [`Format`] they are, and gives the text that the letter's grammar reads ([`read()`]). Promises
//! that every character which the original shows as its text is in that text, that what is left out is counted in a finding, and that
//! damaged files and hostile archives are findings too. Leaves out what the text means.
//!
//! A reader of a format has one file, or one folder. What it finds it tells to a `Transcript`, which writes it as plain text says it; the
//! signs are those that the profile reads (`Notation`). All readers are pure: bytes in, text out. They need the feature `cli`, for the
//! program alone has files; the library's door takes plain text.

#[cfg(feature = "cli")]
mod alto;
#[cfg(feature = "cli")]
mod archive;
#[cfg(feature = "cli")]
mod docx;
#[cfg(feature = "cli")]
mod extent;
#[cfg(feature = "cli")]
mod fault;
#[cfg(feature = "cli")]
mod flow;
mod format;
#[cfg(feature = "cli")]
mod front_matter;
#[cfg(feature = "cli")]
mod html;
#[cfg(feature = "cli")]
mod images;
#[cfg(feature = "cli")]
mod label;
#[cfg(feature = "cli")]
mod left_out;
#[cfg(feature = "cli")]
mod markdown;
#[cfg(feature = "cli")]
mod markup;
#[cfg(feature = "cli")]
pub mod mets;
#[cfg(feature = "cli")]
mod notation;
#[cfg(feature = "cli")]
mod odt;
#[cfg(feature = "cli")]
mod page_xml;
#[cfg(feature = "cli")]
pub mod sheet;
#[cfg(feature = "cli")]
mod style;
#[cfg(feature = "cli")]
mod transcript;

pub use format::Format;
#[cfg(feature = "cli")]
pub use front_matter::FrontMatter;
#[cfg(feature = "cli")]
pub use notation::Notation;
#[cfg(feature = "cli")]
use transcript::Finished;

#[cfg(feature = "cli")]
use crate::budget::Limits;
use crate::diag::{self, Diagnostic};
#[cfg(feature = "cli")]
use crate::model::Original;

/// The extensions of files that are looked for in folders, plain text first, and the name of the file that lists the pages of a document.
/// What a file holds, its content says.
#[cfg(feature = "cli")]
pub const EXTENSIONS: &[&str] = &["txt", "docx", "odt", "html", "htm", "xhtml", "md", METS];

/// The name of the file that lists the pages of a document.
#[cfg(feature = "cli")]
pub const METS: &str = "mets.xml";

/// The text taken out of a file.
#[cfg(feature = "cli")]
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The text, notes at its end.
    pub text: String,
    /// What is said of its parts.
    pub original: Original,
    /// What is known of the letter besides.
    pub front: Option<FrontMatter>,
    /// What was left out.
    pub findings: Vec<Diagnostic>,
}

/// Takes the text out of a file.
///
/// # Errors
/// The finding that says why not: no reader for the format, the file is damaged, or holds more than the limits allow.
#[cfg(feature = "cli")]
pub fn read(format: Format, bytes: &[u8], notation: &Notation, limits: Limits) -> Result<Taken, Diagnostic> {
    match format {
        Format::Docx => docx::read(bytes, notation, limits).map(Taken::of),
        Format::Odt => odt::read(bytes, notation, limits).map(Taken::of),
        Format::PageXml | Format::Alto => {
            read_pages(&[(format, bytes.to_vec())], notation).map_err(|(_, finding)| finding)
        }
        other => read_text(other, &String::from_utf8_lossy(bytes), notation),
    }
}

/// Takes the text out of files with the pages of one document, in their order: PAGE-XML or ALTO.
///
/// # Errors
/// As [`read`], for the first file that cannot be read: its place, and why.
#[cfg(feature = "cli")]
pub fn read_pages(files: &[(Format, Vec<u8>)], notation: &Notation) -> Result<Taken, (usize, Diagnostic)> {
    let mut transcript = transcript::Transcript::new(notation);
    for (at, (format, bytes)) in files.iter().enumerate() {
        let read = match format {
            Format::PageXml => page_xml::read(bytes, &mut transcript),
            Format::Alto => alto::read(bytes, &mut transcript),
            _ => Err(Diagnostic::new(&diag::UNREAD_FORMAT, "a page is PAGE-XML or ALTO, and this is neither")),
        };
        read.map_err(|finding| (at, finding))?;
    }
    Ok(Taken::of(transcript))
}

/// Takes the text out of a file of a format that is text itself, once it is decoded.
///
/// # Errors
/// As [`read`].
#[cfg(feature = "cli")]
pub fn read_text(format: Format, text: &str, notation: &Notation) -> Result<Taken, Diagnostic> {
    match format {
        Format::Html => Ok(Taken::of(html::read(text, notation))),
        Format::Markdown => {
            let (transcript, front) = markdown::read(text, notation);
            Ok(Taken { front, ..Taken::of(transcript) })
        }
        other => Err(unread(other)),
    }
}

/// The encoding that a file of text says it is in, where its format has a way to say it.
#[cfg(feature = "cli")]
#[must_use]
pub fn encoding(format: Format, bytes: &[u8]) -> Option<String> {
    if format == Format::Html { html::encoding(bytes) } else { None }
}

#[cfg(feature = "cli")]
impl Taken {
    fn of(transcript: transcript::Transcript<'_>) -> Self {
        let Finished { text, original, left_out } = transcript.finish();
        Self { text, original, front: None, findings: left_out.findings() }
    }
}

/// The finding that a file holds a format that is not read here, with the way out.
#[must_use]
pub fn unread(format: Format) -> Diagnostic {
    let finding = Diagnostic::new(&diag::UNREAD_FORMAT, format!("this is {}, not plain text", format.name()));
    finding.help(format.way_out())
}
