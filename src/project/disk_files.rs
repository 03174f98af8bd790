//! The files of schemas and rules on disk. Takes addresses as schemas and documents write them; gives texts. An address is looked up in
//! the catalogs as it is written, then relative to the file it stands in. Promises that what lies outside of the border is not read,
//! and that nothing is read from the network.

use std::path::Path;
use std::sync::Arc;

use super::address::join;
use super::border::{Border, Links};
use super::catalog::Catalog;
use super::{load, outside};
use crate::profile::{LETTER_SCHEMA, LETTER_SCHEMA_ADDRESS};
use crate::text::uri::is_url;
use crate::text::{Load, Source, Unread};

/// The built-in schemas: name, address, text. The address is what documents write, too.
pub(super) const BUILT_IN: &[(&str, &str, &str)] = &[
    (LETTER_SCHEMA, LETTER_SCHEMA_ADDRESS, include_str!("../../schema/recto-letter.rng")),
    ("recto-letter-rules", "urn:recto:recto-letter.sch", include_str!("../../schema/recto-letter.sch")),
];

pub(super) fn built_in(address: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(_, known, _)| *known == address).map(|(.., text)| *text)
}

/// Files below a folder, or those that a run may read, through the catalogs of their project. The schemas that are built in are there by
/// their addresses. Nothing is read from the network, and no link leads out.
///
/// ```no_run
/// let schema = recto::Schema::load(recto::DiskFiles::below("schema"), "schema/letter.rnc")?;
/// # Ok::<(), recto::SchemaError>(())
/// ```
#[derive(Debug)]
pub struct DiskFiles {
    border: Arc<Border>,
    catalogs: Vec<Catalog>,
}

impl DiskFiles {
    /// The files below a folder. Addresses are paths as a program gives them, from its working directory.
    ///
    /// ```
    /// use recto::{DiskFiles, Load};
    ///
    /// assert!(DiskFiles::below("src").load("src/gone.rnc").is_err());
    /// ```
    #[must_use]
    pub fn below(folder: impl AsRef<Path>) -> Self {
        Self::new(Arc::new(Border::new(&[], Links::Kept).folder(folder.as_ref())), Vec::new())
    }

    pub(super) fn new(border: Arc<Border>, catalogs: Vec<Catalog>) -> Self {
        Self { border, catalogs }
    }

    pub(super) fn border(&self) -> &Border {
        &self.border
    }

    pub(super) fn look_up(&self, address: &str) -> Option<String> {
        self.catalogs.iter().find_map(|catalog| catalog.look_up(address))
    }

    /// Names that a person may have meant.
    pub(super) fn names(&self) -> Vec<&str> {
        let entries = self.catalogs.iter().flat_map(|catalog| &catalog.entries);
        let own = entries.map(|entry| entry.from.as_str()).filter(|name| !is_url(name));
        own.chain(BUILT_IN.iter().map(|(name, ..)| *name)).collect()
    }
}

impl Load for DiskFiles {
    fn resolve(&self, base: &str, href: &str) -> String {
        self.look_up(href).unwrap_or_else(|| {
            let address = join(base, href);
            self.look_up(&address).unwrap_or(address)
        })
    }

    fn list(&self, folder: &str, depth: usize) -> Result<Vec<String>, Unread> {
        if is_url(folder) {
            return Err("nothing is read from the network".into());
        }
        let files = self.border.list(Path::new(folder), depth).map_err(|error| outside::unread(&error))?;
        Ok(files.iter().map(|path| path.display().to_string()).collect())
    }

    fn is_remote(&self, address: &str) -> bool {
        is_url(address) && built_in(address).is_none()
    }

    fn is_there(&self, address: &str) -> Result<bool, Unread> {
        if built_in(address).is_some() {
            return Ok(true);
        }
        self.border.is_there(Path::new(address)).map_err(|error| outside::unread(&error))
    }

    fn largest(&self) -> u64 {
        self.border.limits().file_size
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        if let Some(text) = built_in(address) {
            return Ok(Arc::new(Source::new(address, text)));
        }
        if is_url(address) {
            return Err("nothing is read from the network".into());
        }
        load::schema(&self.border, address).map(Arc::new)
    }

    fn load_text(&self, address: &str, encoding: Option<&str>) -> Result<Arc<Source>, Unread> {
        if is_url(address) {
            return Err("nothing is read from the network".into());
        }
        load::plain(&self.border, address, encoding).map(Arc::new)
    }
}
