//! Where the parts of a document stand (ECMA-376-2, 6.5). Takes the part that names the others; gives their names by kind.

use super::super::archive::Archive;
use super::super::markup;
use crate::diag::Diagnostic;
use crate::xml::{Sink, Start};

/// The parts that one part names: the end of the relation's type, and the name in the archive.
#[derive(Debug, Default)]
pub(super) struct Relations {
    folder: String,
    parts: Vec<(String, String)>,
}

impl Relations {
    /// What a part names; the package itself has the name "".
    ///
    /// # Errors
    /// The list is damaged.
    pub(super) fn of(archive: &Archive<'_>, part: &str) -> Result<Self, Diagnostic> {
        let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut relations = Self { folder: folder.clone(), parts: Vec::new() };
        if let Some(bytes) = archive.part(&format!("{folder}_rels/{file}.rels"))? {
            markup::read(bytes, "its list of parts", &mut relations)?;
        }
        Ok(relations)
    }

    /// The first part of a kind.
    pub(super) fn target(&self, kind: &str) -> Option<&str> {
        self.targets(kind).next()
    }

    /// All parts of a kind.
    pub(super) fn targets(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(move |(of, _)| of == kind).map(|(_, name)| name.as_str())
    }
}

impl Sink for Relations {
    fn start(&mut self, start: &Start<'_>) {
        let is_outside = markup::attribute(start, "TargetMode") == Some("External");
        let (kind, target) = (markup::attribute(start, "Type"), markup::attribute(start, "Target"));
        if let (Some(kind), Some(target), false) = (kind, target, is_outside) {
            let name = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("{}{target}", self.folder),
            };
            let kind = kind.rsplit('/').next().unwrap_or_default();
            self.parts.push((kind.to_owned(), name));
        }
    }
}
