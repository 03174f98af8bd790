//! A document of several pages, each in a file of its own. Takes the METS file that lists them, or the folder that they lie in; gives what is
//! taken out of all of them as one text.
//!
//! The pages lie where the border of the run allows it; one that cannot be read is an error, for a letter without its second page is
//! another letter.

use std::path::{Path, PathBuf};

use super::border::Border;
use super::outside;
use crate::diag::{self, Diagnostic};
use crate::source::mets::{self, Listed};
use crate::source::{self, Format, Notation, Taken};
use crate::text::uri;

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
    let mut files = Files::default();
    for address in &pages {
        let bytes = path_of(path, address).and_then(|path| files.read(border, &path));
        files.push(address, bytes.map_err(|finding| of_page(address, finding))?);
    }
    let mut taken = files.taken(notation)?;
    let why = "the METS file gives each page another file first";
    taken.findings.extend(passed_over(&others, why, "take out of the METS file what does not count"));
    Ok(taken)
}

/// Reads the pages that lie in a folder, in the order of their names, numbers in them as numbers.
///
/// # Errors
/// As [`of_mets`].
pub(super) fn of_folder(border: &Border, folder: &Path, notation: &Notation) -> Result<Taken, Diagnostic> {
    let paths = border.list(folder, 0).map_err(|error| outside::finding(&diag::UNREADABLE, &error))?;
    let is_xml = |path: &&PathBuf| path.extension().is_some_and(|own| own.eq_ignore_ascii_case("xml"));
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut named: Vec<(String, &PathBuf)> = paths.iter().filter(is_xml).map(|path| (name(path), path)).collect();
    named.retain(|(name, _)| !name.starts_with('.'));
    named.sort_by(|(one, _), (other, _)| natural(one).cmp(&natural(other)).then_with(|| one.cmp(other)));
    let (mut files, mut others) = (Files::default(), Vec::new());
    for (name, path) in named {
        let bytes = files.read(border, path).map_err(|finding| of_page(&name, finding))?;
        match Format::of_bytes(&bytes) {
            Some(Format::Mets | Format::Tei) => others.push(name),
            // What cannot be read may be a page: it is an error.
            _ => files.push(&name, bytes),
        }
    }
    if files.pages.is_empty() {
        let finding = Diagnostic::new(&diag::UNREADABLE, "no page in PAGE-XML or ALTO lies in this folder itself");
        return Err(finding.help("name the folder that holds the pages: `--pages export/page`"));
    }
    let mut taken = files.taken(notation)?;
    taken.findings.extend(passed_over(
        &others,
        "it is METS or TEI and no page",
        "what is no page belongs in another folder",
    ));
    Ok(taken)
}

/// A name with its numbers as numbers: `p2.xml` before `p10.xml`. Each part is text, then how long the number is without zeros, then the number.
fn natural(name: &str) -> Vec<(String, usize, String)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (text, behind) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (number, behind) = behind.split_at(behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len()));
        let number = number.trim_start_matches('0');
        parts.push((text.to_lowercase(), number.len(), number.to_owned()));
        rest = behind;
    }
    parts
}

/// Files with pages, and what they are called.
#[derive(Default)]
struct Files {
    pages: Vec<(Format, Vec<u8>)>,
    names: Vec<String>,
    bytes: usize,
}

impl Files {
    fn read(&self, border: &Border, path: &Path) -> Result<Vec<u8>, Diagnostic> {
        let bytes = border.read(path).map_err(|error| outside::finding(&diag::UNREADABLE, &error))?;
        let largest = border.limits().file_size;
        if (self.bytes + bytes.len()) as u64 > largest {
            let message = format!("the pages up to this one are together larger than {largest} bytes");
            let help = "make fewer pages one document, or raise the limit: `--limit file-size=BYTES`";
            return Err(Diagnostic::new(&diag::UNREADABLE, message).help(help));
        }
        Ok(bytes)
    }

    fn push(&mut self, name: &str, bytes: Vec<u8>) {
        self.bytes += bytes.len();
        self.names.push(name.to_owned());
        self.pages.push((Format::of_bytes(&bytes).unwrap_or(Format::Binary), bytes));
    }

    fn taken(&self, notation: &Notation) -> Result<Taken, Diagnostic> {
        let unread = |(at, finding)| of_page(self.names.get(at).map_or("", String::as_str), finding);
        source::read_pages(&self.pages, notation).map_err(unread)
    }
}

fn path_of(mets: &Path, address: &str) -> Result<PathBuf, Diagnostic> {
    let name = match uri::scheme(address) {
        Some(_) => uri::local_path(address),
        None => Some(uri::decode(address)),
    };
    let Some(name) = name else {
        let finding = Diagnostic::new(&diag::UNREADABLE, "it is not in a file of this machine");
        return Err(finding.help("save the page beside the METS file, and let `FLocat` name it"));
    };
    Ok(mets.parent().unwrap_or(mets).join(name))
}

fn of_page(address: &str, finding: Diagnostic) -> Diagnostic {
    Diagnostic { message: format!("the page `{address}`: {}", finding.message), ..finding }
}

fn passed_over(others: &[String], why: &str, help: &str) -> Option<Diagnostic> {
    let first = others.first()?;
    let more = if others.len() > 1 { format!(" and {} more", others.len() - 1) } else { String::new() };
    let message = format!("not read, for {why}: `{first}`{more}");
    Some(Diagnostic::new(&diag::PASSED_OVER_BESIDE, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stand_in_the_order_of_their_numbers() {
        let mut names =
            ["p10.xml", "P9.xml", "p2v.xml", "p2r.xml", "p010a.xml", "a.xml", "99999999999999999999999.xml"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(
            names,
            ["99999999999999999999999.xml", "a.xml", "p2r.xml", "p2v.xml", "P9.xml", "p10.xml", "p010a.xml"]
        );
    }
}
