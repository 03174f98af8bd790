//! Where texts come from. Takes addresses; gives sources. Who uses files, an editor's buffers or texts in memory says how.

use std::fmt;
use std::sync::Arc;

use super::Source;

/// Why there is no text behind an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is not there or cannot be read: a phrase.
    Failed(String),
    /// It may not be read: it lies outside of what belongs to the run.
    Outside {
        /// Why: a phrase.
        reason: String,
        /// What a person can do.
        help: String,
    },
}

impl Unread {
    /// Whether it may not be read, which whoever asked must learn.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        matches!(self, Self::Outside { .. })
    }

    /// Why, and what a person can do, where there is no other place for it.
    #[must_use]
    pub fn phrase(&self) -> String {
        match self {
            Self::Failed(reason) => reason.clone(),
            Self::Outside { reason, help } => format!("{reason}; {help}"),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(reason) | Self::Outside { reason, .. } => f.write_str(reason),
        }
    }
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Self::Failed(reason)
    }
}

impl From<&str> for Unread {
    fn from(reason: &str) -> Self {
        Self::Failed(reason.to_owned())
    }
}

/// Where the files of a schema come from. Files are known by an address: a path or URL, as the caller likes it.
pub trait Load {
    /// The address of `href` as it stands in the file with address `base`.
    fn resolve(&self, base: &str, href: &str) -> String;

    /// The text behind an address.
    ///
    /// # Errors
    /// Why there is none.
    fn load(&self, address: &str) -> Result<Arc<Source>, Unread>;

    /// The text behind an address, as it stands there; in UTF-8 where nothing says which encoding it is in.
    ///
    /// # Errors
    /// As [`Self::load`]; that the encoding is not known.
    fn load_text(&self, address: &str, encoding: Option<&str>) -> Result<Arc<Source>, Unread> {
        match encoding.filter(|label| !label.eq_ignore_ascii_case("utf-8")) {
            None => self.load(address),
            Some(label) => Err(format!("texts in the encoding `{label}` are not read here").into()),
        }
    }

    /// The addresses of what lies in a folder, in order of their names, with all below it where `depth` is more than 0.
    ///
    /// # Errors
    /// Why they cannot be had.
    fn list(&self, folder: &str, depth: usize) -> Result<Vec<String>, Unread> {
        let _ = depth;
        Err(format!("`{folder}` cannot be listed here").into())
    }

    /// Whether an address is one of the network, from which nothing is read.
    fn is_remote(&self, address: &str) -> bool {
        let _ = address;
        false
    }

    /// Whether there is something behind an address, text or not.
    ///
    /// # Errors
    /// That it may not be looked at: [`Unread::Outside`].
    fn is_there(&self, address: &str) -> Result<bool, Unread> {
        match self.load(address) {
            Err(outside @ Unread::Outside { .. }) => Err(outside),
            read => Ok(read.is_ok()),
        }
    }
}
