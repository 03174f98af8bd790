//! Writing a file whole or not at all. Takes a path and text, at once or piece by piece; the folders above the path are made.
//!
//! The text goes to a new file in the same folder, which then takes the place of the old one: a run that is broken off leaves
//! either the old file or the new one. What was there is not looked at, and a power cut may undo it: this is for what can be made
//! again; what a person wrote is replaced by [`replace`](super::replace). What is no regular file (`/dev/null`, a pipe) is written
//! to as it stands, for it must not be replaced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{disk, stage};

/// Writes `text` to `path`.
///
/// # Errors
/// What the system refuses; nothing has been changed then, but folders may have been made.
pub fn whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = FileWriter::open(path)?;
    match &mut file.out {
        Out::There(out) => out.write_all(text.as_bytes())?,
        Out::Beside(out, _) => disk::write(out.get_mut().as_file_mut(), text.as_bytes())?,
    }
    file.finish()
}

/// Where pieces go.
#[derive(Debug)]
enum Out {
    /// To the file as it stands.
    There(BufWriter<File>),
    /// Beside the path, whose place it is to take.
    Beside(BufWriter<NamedTempFile>, PathBuf),
}

/// A file that is written piece by piece and takes its place when it is finished. It is gone when it is not.
#[derive(Debug)]
pub struct FileWriter {
    out: Out,
}

impl FileWriter {
    /// Begins to write what will stand at `path`.
    ///
    /// # Errors
    /// What the system refuses, as when a file is written whole.
    pub fn open(path: &Path) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|old| !old.is_file()) {
            let out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
            return Ok(Self { out: Out::There(out) });
        }
        let place = stage::beside(path)?;
        Ok(Self { out: Out::Beside(BufWriter::new(place.file), place.path) })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// What the system refuses, as when a file is written whole.
    pub fn finish(self) -> io::Result<()> {
        match self.out {
            Out::There(mut out) => out.flush(),
            Out::Beside(out, path) => disk::place(out.into_inner().map_err(|failed| failed.into_error())?, &path),
        }
    }
}

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::There(out) => out.write(bytes),
            Out::Beside(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::There(out) => out.flush(),
            Out::Beside(out, _) => out.flush(),
        }
    }
}
