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

    /// The text behind an address, as it stands there; in UTF-8 where nothing says which encoding it is in.
    ///
    /// # Errors
    /// As [`Self::load`]; that the encoding is not known.
    fn load_text(&self, address: &str, encoding: Option<&str>) -> Result<Arc<Source>, String> {
        match encoding.filter(|label| !label.eq_ignore_ascii_case("utf-8")) {
            None => self.load(address),
            Some(label) => Err(format!("texts in the encoding `{label}` are not read here")),
        }
    }

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
