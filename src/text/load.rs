//! Where texts come from. Takes addresses; gives sources. Who uses files, an editor's buffers or texts in memory says how.

use std::sync::Arc;

use super::Source;

/// Where the files of a schema come from. Files are known by an address: a path or URL, as the caller likes it.
pub trait Load {
    /// The address of `href` as it stands in the file with address `base`.
    fn resolve(&self, base: &str, href: &str) -> String;

    /// The text behind an address.
    ///
    /// # Errors
    /// Why there is none: a phrase.
    fn load(&self, address: &str) -> Result<Arc<Source>, String>;

    /// The addresses of what lies in a folder, in order of their names, with all below it where `depth` is more than 0.
    ///
    /// # Errors
    /// Why they cannot be had: a phrase.
    fn list(&self, folder: &str, depth: usize) -> Result<Vec<String>, String> {
        let _ = depth;
        Err(format!("`{folder}` cannot be listed here"))
    }

    /// Whether there is something behind an address, text or not.
    fn is_there(&self, address: &str) -> bool {
        self.load(address).is_ok()
    }
}
