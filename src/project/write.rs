//! Writing a file whole or not at all. Takes a path and text; the folders above the path are made.
//!
//! The text goes to a new file in the same folder, which then takes the place of the old one: a run that is broken off leaves
//! either the old file or the new one. Rights of an old file stay. What is no regular file (`/dev/null`, a pipe) is written to
//! as it stands, for it must not be replaced.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `text` to `path`.
///
/// # Errors
/// What the system refuses; nothing has been changed then, but folders may have been made.
pub fn whole(path: &Path, text: &str) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|old| !old.is_file()) {
        return fs::write(path, text);
    }
    Staged::new(path, text)?.replace()
}

/// A text that has been written beside the file whose place it is to take. It is gone when it does not.
#[derive(Debug)]
pub struct Staged {
    file: tempfile::TempPath,
    path: PathBuf,
}

impl Staged {
    /// Writes `text` beside `path`.
    ///
    /// # Errors
    /// As [`whole`].
    pub fn new(path: &Path, text: &str) -> io::Result<Self> {
        let (path, rights) = match fs::metadata(path) {
            // The target of a link is replaced, never the link.
            Ok(old) => (fs::canonicalize(path)?, Some(old.permissions())),
            Err(_) => (path.to_owned(), None),
        };
        let folder = folder_of(&path);
        fs::create_dir_all(&folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".recto-").suffix(".part");
        if let Some(usual) = usual_rights() {
            builder.permissions(usual);
        }
        let mut file = builder.tempfile_in(folder)?;
        if let Some(rights) = rights {
            file.as_file().set_permissions(rights)?;
        }
        file.write_all(text.as_bytes())?;
        Ok(Self { file: file.into_temp_path(), path })
    }

    /// Takes the place of the file.
    ///
    /// # Errors
    /// As [`whole`].
    pub fn replace(self) -> io::Result<()> {
        self.file.persist(&self.path).map_err(|failed| failed.error)
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The rights of a new file before the process's mask is taken off; those of a temporary file would be its owner's alone.
#[cfg(unix)]
fn usual_rights() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_rights() -> Option<Permissions> {
    None
}
