//! Files in memory. Takes addresses and texts; gives them to whatever loads schemas.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Load, Source, Unread, uri};

/// Files by address. What one of them names is resolved against its own address, as RFC 3986 says.
///
/// ```
/// use recto::{Load, MemoryFiles};
///
/// let files = MemoryFiles::new([("schema/letter.rnc", "include \"common.rnc\""), ("schema/common.rnc", "start = element p { text }")]);
/// assert_eq!(files.resolve("schema/letter.rnc", "common.rnc"), "schema/common.rnc");
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(BTreeMap<String, Arc<Source>>);

impl MemoryFiles {
    /// These files. Of two with one address the last one stays.
    ///
    /// ```
    /// use recto::{Load, MemoryFiles};
    ///
    /// let files = MemoryFiles::new([("a.rnc", "start = text"), ("a.rnc", "start = empty")]);
    /// assert_eq!(files.load("a.rnc")?.text(), "start = empty");
    /// # Ok::<(), recto::Unread>(())
    /// ```
    pub fn new<A: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (A, T)>) -> Self {
        let sources = files.into_iter().map(|(address, text)| {
            let address = address.into();
            let source = Arc::new(Source::new(address.as_str(), text));
            (address, source)
        });
        Self(sources.collect())
    }
}

impl Load for MemoryFiles {
    fn resolve(&self, base: &str, href: &str) -> String {
        uri::resolve(base, href)
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        self.0.get(address).cloned().ok_or_else(|| "there is no such file".into())
    }

    fn is_remote(&self, address: &str) -> bool {
        uri::is_url(address) && !self.0.contains_key(address)
    }
}
