//! A document of several pages, each in a file of its own. Takes the METS file that lists them; gives what is taken out of all of them
//! as one text.
//!
//! The pages lie where the border of the run allows it; one that cannot be read is an error, for a letter without its second page is
//! another letter.

use std::path::Path;

use super::border::Border;
use super::outside;
use crate::diag::{self, Diagnostic};
use crate::source::mets::{self, Listed};
use crate::source::{self, Format, Notation, Taken};
use crate::text::uri;

/// The most that all pages of a document hold, in bytes.
const LARGEST: usize = 256 << 20;

/// Reads the pages that the METS file at a path lists.
///
/// # Errors
/// The finding that says which page cannot be read, and why.
pub(super) fn of_mets(border: &Border, path: &Path, bytes: &[u8], notation: &Notation) -> Result<Taken, Diagnostic> {
    let Listed { pages, others } = mets::read(bytes)?;
    if pages.is_empty() {
        let finding = Diagnostic::new(&diag::DAMAGED, "the METS file lists no page with text");
        return Err(finding.help("export the pages as PAGE-XML or ALTO, with the METS file beside them"));
    }
    let mut files = Vec::new();
    for address in &pages {
        let left = LARGEST.saturating_sub(files.iter().map(|(_, bytes): &(Format, Vec<u8>)| bytes.len()).sum());
        let bytes = page(border, path, address, left).map_err(|finding| of_page(address, finding))?;
        files.push((Format::of_bytes(&bytes).unwrap_or(Format::Binary), bytes));
    }
    let unread = |(at, finding)| of_page(pages.get(at).map_or("", String::as_str), finding);
    let mut taken = source::read_pages(&files, notation).map_err(unread)?;
    taken.findings.extend(passed_over(&others));
    Ok(taken)
}

fn page(border: &Border, mets: &Path, address: &str, left: usize) -> Result<Vec<u8>, Diagnostic> {
    let name = match uri::scheme(address) {
        Some(_) => uri::local_path(address),
        None => Some(uri::decode(address)),
    };
    let Some(name) = name else {
        let finding = Diagnostic::new(&diag::UNREADABLE, "it is not in a file of this machine");
        return Err(finding.help("save the page beside the METS file, and let `FLocat` name it"));
    };
    let path = mets.parent().unwrap_or(mets).join(name);
    let bytes = border.read(&path).map_err(|error| outside::finding(&diag::UNREADABLE, &error))?;
    if bytes.len() > left {
        let message = format!("the pages up to this one are larger than {} MiB", LARGEST >> 20);
        return Err(Diagnostic::new(&diag::UNREADABLE, message).help("list fewer pages in one METS file"));
    }
    Ok(bytes)
}

fn of_page(address: &str, finding: Diagnostic) -> Diagnostic {
    Diagnostic { message: format!("the page `{address}`: {}", finding.message), ..finding }
}

fn passed_over(others: &[String]) -> Option<Diagnostic> {
    let first = others.first()?;
    let more = if others.len() > 1 { format!(" and {} more", others.len() - 1) } else { String::new() };
    let message = format!("not read, for the METS file gives each page another file first: `{first}`{more}");
    Some(Diagnostic::new(&diag::PASSED_OVER_BESIDE, message).help("take out of the METS file what does not count"))
}
