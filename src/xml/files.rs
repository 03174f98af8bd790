//! Files that a document type and entities name (XML 1.0, 4.2.2), for a document that is read with them. Takes external identifiers;
//! gives texts, each with its place behind the document. Promises that few files are read, none twice, and not too much of them.
//! Leaves out where files come from: [`Load`] says so, and refuses what must not be read.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cursor::Cursor;
use super::declaration::text_declaration;
use super::errors::Errors;
use crate::text::{Load, Source, SourceMap, Span};
use crate::xml::characters::Provenance;

/// Bytes that a file counts at least, also one that is not there. The files that one document is read with count together, up to
/// [`Load::largest`].
const EACH: usize = 4 << 10;

/// An external identifier.
#[derive(Clone, Debug)]
pub(super) struct Identifier {
    /// What is looked up in catalogs alone.
    pub(super) public: Option<Box<str>>,
    /// An address, relative to `base`.
    pub(super) system: Box<str>,
    /// The address of the file it stands in.
    pub(super) base: Arc<str>,
}

/// The files of one document.
pub struct Files<'l> {
    loader: &'l dyn Load,
    address: Arc<str>,
    map: SourceMap,
    opened: FxHashMap<String, Result<OpenFile, String>>,
    length: usize,
    /// The length of files that were read since somebody asked.
    new: usize,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct OpenFile {
    source: Arc<Source>,
    /// The length of the text declaration.
    declaration: usize,
    /// Where what follows it stands in the whole.
    pub(super) at: usize,
    pub(super) address: Arc<str>,
}

impl OpenFile {
    /// The text without its declaration.
    pub(super) fn text(&self) -> &str {
        self.source.text().get(self.declaration..).unwrap_or_default()
    }
}

impl std::fmt::Debug for Files<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Files").field("address", &self.address).finish_non_exhaustive()
    }
}

impl<'l> Files<'l> {
    /// The files of the document in this source.
    #[must_use]
    pub fn new(source: Arc<Source>, address: &str, loader: &'l dyn Load) -> Self {
        let mut map = SourceMap::default();
        let whole = Span::new(0, source.text().len());
        let document = map.add(source);
        map.append(document, whole);
        Self { loader, address: address.into(), map, opened: FxHashMap::default(), length: 0, new: 0 }
    }

    /// The document with the files that were read behind it: what spans point into.
    #[must_use]
    pub fn into_map(self) -> SourceMap {
        self.map
    }

    /// The address of the document.
    pub(super) fn address(&self) -> Arc<str> {
        Arc::clone(&self.address)
    }

    /// The file that an identifier means; what is wrong with its text declaration is reported.
    ///
    /// # Errors
    /// Why there is none: a phrase.
    pub(super) fn open(&mut self, id: &Identifier, errors: &mut Errors) -> Result<OpenFile, String> {
        let address = self.resolve(id);
        if let Some(known) = self.opened.get(&address) {
            return known.clone();
        }
        let opened = self.read(&address, errors);
        self.opened.insert(address, opened.clone());
        opened
    }

    /// The length of files that were read since this was asked.
    pub(super) fn take_new(&mut self) -> usize {
        std::mem::take(&mut self.new)
    }

    /// Where the file lies: as the system identifier says, or as a catalog has it for the public one (XML Catalogs 1.1, 7.1.2).
    fn resolve(&self, id: &Identifier) -> String {
        let system = self.loader.resolve(&id.base, &id.system);
        match &id.public {
            Some(public) if self.loader.is_there(&system) == Ok(false) => {
                let public: Vec<&str> = public.split_ascii_whitespace().collect();
                let found = self.loader.resolve("", &public.join(" "));
                if self.loader.is_there(&found) == Ok(true) { found } else { system }
            }
            _ => system,
        }
    }

    fn read(&mut self, address: &str, errors: &mut Errors) -> Result<OpenFile, String> {
        let largest = self.loader.largest();
        self.length += EACH;
        if self.length as u64 > largest {
            return Err(format!("its files are together larger than the {largest} bytes that are allowed"));
        }
        let source = self.loader.load(address).map_err(|unread| unread.phrase())?;
        self.length += source.text().len().saturating_sub(EACH);
        self.new += source.text().len();
        if self.length as u64 > largest {
            return Err(format!("its files are together larger than the {largest} bytes that are allowed"));
        }
        // What ends with the text before does not begin with this one.
        self.map.gap();
        let at = self.map.text().len();
        let number = self.map.add(Arc::clone(&source));
        self.map.append(number, Span::new(0, source.text().len()));
        let provenance = Provenance { base: at, reference: None };
        let mut cursor = Cursor::new(source.text(), 0, provenance);
        text_declaration(&mut cursor, errors);
        let declaration = cursor.at();
        Ok(OpenFile { source, declaration, at: at + declaration, address: address.into() })
    }
}
