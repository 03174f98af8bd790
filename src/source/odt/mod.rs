//! LibreOffice: the text of an `.odt` (OpenDocument 1.3, ODF part 3). Takes the bytes of the file; gives its transcript.
//!
//! Tracked changes are text or none as the profile has it; comments and hidden text are counted. What fields show is text. Labels of lists and their
//! counters are text, as LibreOffice shows them.

mod body;
mod changes;
mod styles;

use super::archive::Archive;
use super::fault::{damaged, encrypted};
use super::markup;
use super::notation::Notation;
use super::transcript::Transcript;
use crate::budget::Limits;
use crate::diag::Diagnostic;
use body::Body;
use styles::Styles;

/// Reads a file.
///
/// # Errors
/// It is damaged or encrypted.
pub(super) fn read<'n>(bytes: &[u8], notation: &'n Notation, limits: Limits) -> Result<Transcript<'n>, Diagnostic> {
    const SECRET: &[u8] = b"encryption-data";
    let archive = Archive::open(bytes, limits)?;
    let manifest = archive.part("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.windows(SECRET.len()).any(|window| window == SECRET) {
        return Err(encrypted());
    }
    let mut styles = Styles::default();
    if let Some(bytes) = archive.part("styles.xml")? {
        markup::read(bytes, "its part with styles", &mut styles)?;
    }
    let margins = std::mem::take(&mut styles.left_out);
    let content =
        archive.part("content.xml")?.ok_or_else(|| damaged("its archive has no part `content.xml`".to_owned()))?;
    markup::read(content.clone(), "its text", &mut styles)?;
    let mut body = Body::new(&styles, Transcript::new(notation));
    markup::read(content, "its text", &mut body)?;
    let mut transcript = body.into_transcript();
    transcript.left_out.add(&margins);
    Ok(transcript)
}
