//! A report to its place, piece by piece. Takes a path, then the text as it is made; the report takes its place when it is finished. It
//! replaces a report that Recto wrote there, and nothing else.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::lock::{Lock, Share};
use super::place::{Places, Replaced, is_special, present};
use super::stage::{self, Part, is_reserved, reserved};
use super::stamp::Stamping;
use super::written::{Folders, Text};
use super::{Refusal, outside};
use crate::diag;

/// A report that is being written. It is gone when it is not finished.
#[derive(Debug)]
pub struct ReportWriter {
    out: Out,
    stamping: Box<Stamping>,
    path: PathBuf,
}

/// Where pieces go.
#[derive(Debug)]
enum Out {
    /// To what is no regular file, as it stands.
    There(File),
    /// Beside the path, whose place it is to take.
    Beside(Part),
}

impl ReportWriter {
    /// Begins to write what will stand at `path`.
    ///
    /// # Errors
    /// What stands there was not written by Recto; or what the system says.
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        let places = Places::new(Replaced::Own, "name another file for the report, or remove this one");
        let failed = |error: io::Error| {
            let message = format!("cannot write `{}`: {}", path.display(), outside::reason(&error));
            Refusal::coded(&diag::UNWRITABLE, message)
        };
        if is_reserved(path) {
            return Err(failed(reserved()));
        }
        let is_free = present(path).and_then(|present| places.may_replace(path, present.as_deref(), Text::Reported));
        if !is_free.map_err(failed)? {
            return Err(places.kept(path).into());
        }
        let out = match is_special(path) {
            true => OpenOptions::new().write(true).open(path).map(Out::There),
            false => {
                // Until it is known as one that is being written, nobody sweeps it.
                let _lock = Lock::on(&[path], Share::Shared);
                stage::beside(path).map(Out::Beside)
            }
        };
        Ok(Self { out: out.map_err(failed)?, stamping: Box::default(), path: path.to_owned() })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> io::Result<()> {
        let Out::Beside(part) = self.out else { return Ok(()) };
        let folders = Folders::default();
        let (folder, name) = folders.of(&self.path);
        let lock = Lock::on(&[&self.path], Share::Shared).map_err(|refusal| io::Error::other(refusal.message))?;
        folder.note_written(&name, Text::Reported(self.stamping.end()))?;
        part.put()?;
        folders.close(lock);
        Ok(())
    }
}

impl Write for ReportWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::There(file) => file.write_all(bytes)?,
            Out::Beside(part) => part.write(bytes)?,
        }
        self.stamping.add(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
