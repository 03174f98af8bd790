//! Word: the text of a `.docx` (ECMA-376, Office Open XML, in both of its forms). Takes the bytes of the file; gives its transcript.
//!
//! Tracked insertions are text, deletions are none; comments, hidden text, headers and footers are counted. The result of a field is text,
//! its code is none. Footnotes and endnotes are notes in the order of their marks. Labels of lists and their counters are text, as Word shows
//! them.

mod body;
mod numbering;
mod relations;
mod styles;

use super::archive::Archive;
use super::fault::damaged;
use super::left_out::{Kind, LeftOut};
use super::markup;
use super::notation::Notation;
use super::transcript::Transcript;
use crate::budget::Limits;
use crate::diag::Diagnostic;
use body::{Body, Notes};
use numbering::Numbering;
use relations::Relations;
use styles::Styles;

/// What the parts of a document share.
#[derive(Debug, Default)]
struct Setting {
    styles: Styles,
    numbering: Numbering,
}

/// Reads a file.
///
/// # Errors
/// It is damaged.
pub(super) fn read<'n>(bytes: &[u8], notation: &'n Notation, limits: Limits) -> Result<Transcript<'n>, Diagnostic> {
    let archive = Archive::open(bytes, limits)?;
    let package = Relations::of(&archive, "")?;
    let main = package.target("officeDocument").unwrap_or("word/document.xml").to_owned();
    let relations = Relations::of(&archive, &main)?;
    let mut setting = Setting::default();
    for (kind, sink) in [("styles", &mut setting.styles as &mut dyn Part), ("numbering", &mut setting.numbering)] {
        if let Some(bytes) = part(&archive, &relations, kind)? {
            sink.read(bytes)?;
        }
    }
    let mut notes = Notes::new();
    for kind in ["footnotes", "endnotes"] {
        if let Some(bytes) = part(&archive, &relations, kind)? {
            let mut body = Body::new(&setting, Transcript::new(notation), Notes::new());
            markup::read(bytes, "its part with notes", &mut body)?;
            notes.extend(body.into_notes(kind));
        }
    }
    let bytes = archive.part(&main)?.ok_or_else(|| damaged(format!("its archive has no part `{main}`")))?;
    let mut body = Body::new(&setting, Transcript::new(notation), notes);
    markup::read(bytes, "its text", &mut body)?;
    let mut transcript = body.into_transcript();
    transcript.left_out.add(&margins(&archive, &relations, &setting, notation)?);
    Ok(transcript)
}

/// A part that is read into a value.
trait Part {
    fn read(&mut self, bytes: Vec<u8>) -> Result<(), Diagnostic>;
}

impl Part for Styles {
    fn read(&mut self, bytes: Vec<u8>) -> Result<(), Diagnostic> {
        markup::read(bytes, "its part with styles", self)
    }
}

impl Part for Numbering {
    fn read(&mut self, bytes: Vec<u8>) -> Result<(), Diagnostic> {
        markup::read(bytes, "its part with lists", self)
    }
}

fn part(archive: &Archive<'_>, relations: &Relations, kind: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
    relations.target(kind).map_or(Ok(None), |name| archive.part(name))
}

/// The text of headers and footers.
fn margins(
    archive: &Archive<'_>,
    relations: &Relations,
    setting: &Setting,
    notation: &Notation,
) -> Result<LeftOut, Diagnostic> {
    let mut left_out = LeftOut::default();
    for name in ["header", "footer"].into_iter().flat_map(|kind| relations.targets(kind)) {
        let Some(bytes) = archive.part(name)? else { continue };
        let mut body = Body::new(setting, Transcript::new(notation), Notes::new());
        markup::read(bytes, "its header or footer", &mut body)?;
        let text = body.into_transcript().finish().text;
        // A number of pages alone is no text.
        if text.contains(char::is_alphabetic) {
            left_out.one(Kind::Margin);
            left_out.text(Kind::Margin, &text);
        }
    }
    Ok(left_out)
}
