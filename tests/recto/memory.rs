//! Files in memory. Takes names and texts; gives them to whatever loads schemas.

use std::collections::BTreeMap;
use std::sync::Arc;

use recto::text::{Load, Source, Unread};

/// Files by address, each relative to nothing.
pub struct Memory(BTreeMap<String, Arc<Source>>);

impl Memory {
    /// These files.
    pub fn of<'t>(files: impl IntoIterator<Item = (&'t str, String)>) -> Self {
        Self(files.into_iter().map(|(name, text)| (name.to_owned(), Arc::new(Source::new(name, text)))).collect())
    }
}

impl Load for Memory {
    fn resolve(&self, _: &str, href: &str) -> String {
        href.to_owned()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        self.0.get(address).cloned().ok_or_else(|| "there is no such file".into())
    }
}
