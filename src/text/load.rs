//! Where texts come from. Takes addresses; gives sources. Who uses files, an editor's buffers or texts in memory says how.

use std::fmt;
use std::sync::Arc;

use super::Source;
use crate::budget::Limits;

/// Why there is no text behind an address.
///
/// ```
/// use recto::{Load, MemoryFiles, Unread};
///
/// let unread = MemoryFiles::default().load("a.rnc").unwrap_err();
/// assert_eq!(unread, Unread::Failed("there is no such file".to_owned()));
/// ```
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
    ///
    /// ```
    /// assert!(!recto::Unread::from("there is no such file").is_outside());
    /// ```
    #[must_use]
    pub fn is_outside(&self) -> bool {
        matches!(self, Self::Outside { .. })
    }

    /// Why, and what a person can do, where there is no other place for it.
    ///
    /// ```
    /// assert_eq!(recto::Unread::from("there is no such file").phrase(), "there is no such file");
    /// ```
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
///
/// ```
/// use std::sync::Arc;
///
/// /// One schema, which includes no other.
/// struct Buffer(String);
///
/// impl recto::Load for Buffer {
///     fn resolve(&self, _: &str, href: &str) -> String {
///         href.to_owned()
///     }
///
///     fn load(&self, address: &str) -> Result<Arc<recto::Source>, recto::Unread> {
///         Ok(Arc::new(recto::Source::new(address, self.0.as_str())))
///     }
/// }
///
/// let schema = recto::Schema::load(Buffer("start = element p { text }".to_owned()), "buffer.rnc")?;
/// assert!(schema.validate("<p/>").is_empty());
/// # Ok::<(), recto::SchemaError>(())
/// ```
pub trait Load {
    /// The address of `href` as it stands in the file with address `base`.
    ///
    /// ```
    /// use recto::{Load, MemoryFiles};
    ///
    /// assert_eq!(MemoryFiles::default().resolve("schema/a.rnc", "../b.rnc"), "b.rnc");
    /// ```
    fn resolve(&self, base: &str, href: &str) -> String;

    /// The text behind an address.
    ///
    /// ```
    /// use recto::{Load, MemoryFiles};
    ///
    /// let files = MemoryFiles::new([("a.rnc", "start = text")]);
    /// assert_eq!(files.load("a.rnc")?.text(), "start = text");
    /// # Ok::<(), recto::Unread>(())
    /// ```
    ///
    /// # Errors
    /// Why there is none.
    fn load(&self, address: &str) -> Result<Arc<Source>, Unread>;

    /// The text behind an address, as it stands there; in UTF-8 where nothing says which encoding it is in.
    ///
    /// ```
    /// use recto::{Load, MemoryFiles};
    ///
    /// let files = MemoryFiles::new([("a.txt", "Dear Bill:")]);
    /// assert_eq!(files.load_text("a.txt", None)?.text(), "Dear Bill:");
    /// assert!(files.load_text("a.txt", Some("macintosh")).is_err());
    /// # Ok::<(), recto::Unread>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::load`]; that the encoding is not known.
    fn load_text(&self, address: &str, encoding: Option<&str>) -> Result<Arc<Source>, Unread> {
        match encoding.filter(|label| !label.eq_ignore_ascii_case("utf-8")) {
            None => self.load(address),
            Some(label) => Err(format!("texts in the encoding `{label}` are not read here").into()),
        }
    }

    /// Bytes of all files that one document is put together from, at most: what it includes, and what its entities name.
    ///
    /// ```
    /// use recto::{Load, MemoryFiles};
    ///
    /// assert_eq!(MemoryFiles::default().largest(), 256 << 20);
    /// ```
    fn largest(&self) -> u64 {
        Limits::USUAL.file_size
    }

    /// The addresses of what lies in a folder, in order of their names, with all below it where `depth` is more than 0.
    ///
    /// ```
    /// use recto::{Load, MemoryFiles};
    ///
    /// assert!(MemoryFiles::default().list("letters", 0).is_err());
    /// ```
    ///
    /// # Errors
    /// Why they cannot be had.
    fn list(&self, folder: &str, depth: usize) -> Result<Vec<String>, Unread> {
        let _ = depth;
        Err(format!("`{folder}` cannot be listed here").into())
    }

    /// Whether an address is one of the network, from which nothing is read.
    ///
    /// ```
    /// use recto::{Load, MemoryFiles};
    ///
    /// assert!(MemoryFiles::default().is_remote("https://example.org/a.rng"));
    /// ```
    fn is_remote(&self, address: &str) -> bool {
        let _ = address;
        false
    }

    /// Whether there is something behind an address, text or not.
    ///
    /// ```
    /// use recto::{Load, MemoryFiles};
    ///
    /// assert_eq!(MemoryFiles::default().is_there("a.rnc"), Ok(false));
    /// ```
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
