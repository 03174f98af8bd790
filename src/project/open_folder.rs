//! Folders that stay open once they were looked at, so that a run which opens many files of a folder asks for its path once. Takes paths; gives
//! regular files, or nothing where a file is to be looked for by its whole path: it is a link, or something else.
//!
//! A file is opened in the folder that was looked at, by its name alone, whatever has been put in the place of a folder above it. Where
//! another folder stands at the path than the one that is open, it is looked at anew. Systems but Unix open nothing in folders.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Folders that are open, by their paths.
#[derive(Debug, Default)]
pub(super) struct OpenFolders(
    #[cfg_attr(not(unix), allow(dead_code, reason = "nothing is opened in them"))] Mutex<BTreeMap<PathBuf, Open>>,
);

/// A folder with what was seen when it was opened.
type Open = (Arc<File>, Metadata);

/// How many folders are open at most.
#[cfg(unix)]
const MOST: usize = 32;

/// What is open is not what belongs to a run.
impl PartialEq for OpenFolders {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for OpenFolders {}

impl Clone for OpenFolders {
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(unix)]
impl OpenFolders {
    /// Opens the regular file at a path, if it stands in a folder whose path without links `belongs` to the run, and is no link. An error
    /// where there is nothing in that folder.
    pub fn file(&self, path: &Path, belongs: impl Fn(&Path) -> bool) -> Option<io::Result<File>> {
        use rustix::fs::{AtFlags, FileType, Mode, OFlags, openat, statat};
        use rustix::io::Errno;
        let name = path.file_name()?;
        // A path that ends in `/` or `/.` is one of a folder.
        if !path.as_os_str().as_encoded_bytes().ends_with(name.as_encoded_bytes()) {
            return None;
        }
        let folder = self.folder(super::stage::folder_of(path), belongs)?;
        // What is no regular file is not even opened.
        match statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(about) if FileType::from_raw_mode(about.st_mode) == FileType::RegularFile => {}
            Err(Errno::NOENT) => return Some(Err(Errno::NOENT.into())),
            _ => return None,
        }
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = File::from(openat(&folder, name, flags, Mode::empty()).ok()?);
        file.metadata().is_ok_and(|about| about.is_file()).then_some(Ok(file))
    }

    fn folder(&self, path: &Path, belongs: impl Fn(&Path) -> bool) -> Option<Arc<File>> {
        use super::regular::is_same;
        use rustix::fs::{Mode, OFlags, open};
        let there = std::fs::metadata(path).ok()?;
        let mut known = self.0.lock().ok()?;
        if let Some((folder, _)) = known.get(path).filter(|(_, seen)| is_same(seen, &there)) {
            return Some(Arc::clone(folder));
        }
        let real = path.canonicalize().ok().filter(|real| belongs(real))?;
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::DIRECTORY | OFlags::NOFOLLOW;
        let folder = File::from(open(&real, flags, Mode::empty()).ok()?);
        // As for files: between the two looks nothing may have been put in its place.
        let seen = folder.metadata().ok()?;
        if real.canonicalize().ok()? != real || !is_same(&seen, &real.metadata().ok()?) {
            return None;
        }
        if known.len() >= MOST {
            known.clear();
        }
        let folder = Arc::new(folder);
        known.insert(path.to_owned(), (Arc::clone(&folder), seen));
        Some(folder)
    }
}

#[cfg(not(unix))]
impl OpenFolders {
    /// Nothing.
    pub fn file(&self, _: &Path, _: impl Fn(&Path) -> bool) -> Option<io::Result<File>> {
        None
    }
}
