//! METS, as Transkribus and libraries list the pages of a document (Library of Congress, version 1). Takes the bytes of the file; gives the
//! names of the files of text in it, in the order of the pages.
//!
//! The order is that of the structure map that points at files; of several files of one page the first counts. Leaves out everything METS
//! tells of the document besides.

use std::collections::{BTreeMap, BTreeSet};

use super::markup;
use crate::diag::Diagnostic;
use crate::text::Span;
use crate::xml::{Sink, Start};

/// The pages that a file lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The addresses of the files, relative to the METS file.
    pub pages: Vec<String>,
    /// Other files of text: of a page that has one already, or of none.
    pub others: Vec<String>,
}

#[derive(Debug, Default)]
struct Reader {
    /// Addresses of the files of text by their ids, and the ids in order.
    files: BTreeMap<String, String>,
    ids: Vec<String>,
    /// The file whose address comes: its id, and whether it is called XML.
    file: Option<(String, bool)>,
    /// The open elements: whether each is a division.
    open: Vec<bool>,
    /// Divisions so far, those that are open, and the files they point at.
    divisions: usize,
    inside: Vec<usize>,
    pointers: Vec<(usize, String)>,
}

/// Reads a file.
///
/// # Errors
/// It is not well-formed XML.
pub fn read(bytes: &[u8]) -> Result<Listed, Diagnostic> {
    let mut reader = Reader::default();
    markup::read(bytes.to_vec(), "the file", &mut reader)?;
    Ok(reader.listed())
}

impl Reader {
    fn listed(self) -> Listed {
        let (mut listed, mut seen) = (Listed::default(), BTreeSet::new());
        let mut with_text = BTreeSet::new();
        for (division, id) in &self.pointers {
            let Some(address) = self.files.get(id).filter(|address| seen.insert(*address)) else { continue };
            let is_first = with_text.insert(division);
            if is_first { &mut listed.pages } else { &mut listed.others }.push(address.clone());
        }
        let rest = self.ids.iter().filter_map(|id| self.files.get(id)).filter(|address| seen.insert(*address));
        if listed.pages.is_empty() { &mut listed.pages } else { &mut listed.others }.extend(rest.cloned());
        listed
    }
}

impl Sink for Reader {
    fn start(&mut self, start: &Start<'_>) {
        let attribute = |name| markup::attribute(start, name).map(str::to_owned);
        let name = markup::local(start);
        match name {
            "file" => {
                let is_xml = attribute("MIMETYPE").is_some_and(|kind| kind.ends_with("xml"));
                self.file = attribute("ID").map(|id| (id, is_xml));
            }
            "FLocat" => {
                let is_named = |address: &str| address.to_ascii_lowercase().ends_with(".xml");
                if let Some(((id, is_xml), address)) = self.file.clone().zip(attribute("href"))
                    && (is_xml || is_named(&address))
                    && self.files.insert(id.clone(), address).is_none()
                {
                    self.ids.push(id);
                }
            }
            "div" => {
                self.divisions += 1;
                self.inside.push(self.divisions);
            }
            "fptr" | "area" => {
                let division = self.inside.last().copied().unwrap_or_default();
                self.pointers.extend(attribute("FILEID").map(|id| (division, id)));
            }
            _ => {}
        }
        self.open.push(name == "div");
    }

    fn end(&mut self, _: Span) {
        if self.open.pop() == Some(true) {
            self.inside.pop();
        }
    }
}
