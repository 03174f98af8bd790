//! Writing a file whole or not at all. Takes a path and text, at once or piece by piece; the folders above the path are made.
//!
//! The text goes to a new file in the same folder, which then takes the place of the old one: a run that is broken off leaves
//! either the old file or the new one. Rights of an old file stay. What is no regular file (`/dev/null`, a pipe) is written to
//! as it stands, for it must not be replaced.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// Writes `text` to `path`.
///
/// # Errors
/// What the system refuses; nothing has been changed then, but folders may have been made.
pub fn whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = FileWriter::open(path)?;
    file.write_all(text.as_bytes())?;
    file.finish()
}

/// A file that is written piece by piece and takes its place when it is finished. It is gone when it is not.
#[derive(Debug)]
pub struct FileWriter {
    out: BufWriter<File>,
    /// What is to be replaced; nothing where the file is written to as it stands.
    staged: Option<Staged>,
}

impl FileWriter {
    /// Begins to write what will stand at `path`.
    ///
    /// # Errors
    /// What the system refuses, as when a file is written whole.
    pub fn open(path: &Path) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|old| !old.is_file()) {
            let out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
            return Ok(Self { out, staged: None });
        }
        let (file, path) = beside(path)?;
        let (out, file) = file.into_parts();
        Ok(Self { out: BufWriter::new(out), staged: Some(Staged { file, path }) })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// What the system refuses, as when a file is written whole.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        drop(self.out);
        self.staged.map_or(Ok(()), Staged::replace)
    }
}

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A text that has been written beside the file whose place it is to take. It is gone when it does not.
#[derive(Debug)]
pub struct Staged {
    file: TempPath,
    path: PathBuf,
}

impl Staged {
    /// Writes `text` beside `path`.
    ///
    /// # Errors
    /// What the system refuses, as when a file is written whole.
    pub fn new(path: &Path, text: &str) -> io::Result<Self> {
        let (mut file, path) = beside(path)?;
        file.write_all(text.as_bytes())?;
        Ok(Self { file: file.into_temp_path(), path })
    }

    /// Takes the place of the file.
    ///
    /// # Errors
    /// What the system refuses, as when a file is written whole.
    pub fn replace(self) -> io::Result<()> {
        self.file.persist(&self.path).map_err(|failed| failed.error)
    }
}

/// A new file in the folder of `path`, with the rights it is to have, and the path that it is to take: that of a link's target.
fn beside(path: &Path) -> io::Result<(NamedTempFile, PathBuf)> {
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
    let file = builder.tempfile_in(folder)?;
    if let Some(rights) = rights {
        file.as_file().set_permissions(rights)?;
    }
    Ok((file, path))
}

/// The folder of a file.
pub fn folder_of(path: &Path) -> PathBuf {
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
