//! Where paths lead. Takes paths; gives them without links, as far as they are there. For the listing of a run: a folder is asked once, and what
//! changes there meanwhile is not seen.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folders without links, by the paths that they were asked by.
#[derive(Debug, Default)]
pub(super) struct Resolved(RefCell<BTreeMap<PathBuf, PathBuf>>);

impl Resolved {
    /// The path with all links resolved, as far as it is there.
    pub fn real(&self, path: &Path) -> PathBuf {
        let is_link = || path.symlink_metadata().is_ok_and(|about| about.is_symlink());
        match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) if !is_link() => self.folder(folder).join(name),
            _ => self.folder(path),
        }
    }

    /// The same for a folder, as the file system writes its name.
    pub fn folder(&self, path: &Path) -> PathBuf {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        if let Some(known) = self.0.borrow().get(path) {
            return known.clone();
        }
        let real = match (path.canonicalize(), path.parent(), path.file_name()) {
            (Ok(real), _, _) => real,
            (Err(_), Some(parent), Some(name)) => self.folder(parent).join(name),
            _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        };
        self.0.borrow_mut().insert(path.to_owned(), real.clone());
        real
    }
}
