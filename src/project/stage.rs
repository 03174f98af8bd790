//! A new file beside the one whose place it is to take, so that a run which is broken off leaves either the old one or the new one. Takes a
//! path; gives a file with the rights, the owner, the group and the extended attributes of what stands there, and says what of these
//! the system did not let it have.
//!
//! What stands there is not looked at, and a power cut may undo a [`put`]: this is for what can be made again. What a person wrote is
//! replaced by [`replace`](super::replace).
//!
//! It is named so that it is known again and nothing else is: `.recto-`, a random number, a checksum of that number, `.part`
//! ([`is_part`]); and it is locked as long as the run that made it is at work, so that what was left can be swept at once ([`sweep`]). Where the group cannot be kept, the new group has the rights of all others.

use std::fs::{self, File, Metadata};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::disk;

const PREFIX: &str = ".recto-";
const SUFFIX: &str = ".part";

/// Sets these checksums apart from others.
const SEED: u64 = 0x5245_4354_4f50_4152;

/// Whether a file of this name was made here: nobody else names one so by chance.
#[must_use]
pub fn is_part(name: &str) -> bool {
    let middle = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
    let number =
        middle.and_then(|middle| middle.split_once('-')).and_then(|(number, _)| u64::from_str_radix(number, 16).ok());
    number.is_some_and(|number| part(number) == name)
}

fn part(number: u64) -> String {
    let check = xxh3_64_with_seed(&number.to_le_bytes(), SEED);
    format!("{PREFIX}{number:016x}-{check:016x}{SUFFIX}")
}

/// Whether a name is one under which Recto keeps its own notes: no result goes there.
pub(super) fn is_reserved(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(PREFIX.as_bytes()))
}

/// That it is one.
pub(super) fn reserved() -> io::Error {
    io::Error::other(format!("under names that begin with `{PREFIX}` Recto keeps its own notes"))
}

/// Removes from a folder what runs that were broken off have left. What cannot be removed stays.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_part) {
            sweep_part(&entry.path());
        }
    }
}

/// Removes a part that nobody is writing any more; one of somebody else, and what a link leads to, stays.
pub(super) fn sweep_part(path: &Path) {
    let is_own = fs::symlink_metadata(path).is_ok_and(|about| about.is_file() && is_mine(&about));
    if is_own && File::open(path).is_ok_and(|file| file.try_lock().is_ok()) {
        let _ = fs::remove_file(path);
    }
}

/// Whether a file belongs to the person who runs the program.
#[cfg(unix)]
pub(super) fn is_mine(about: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(about) == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
pub(super) fn is_mine(_: &Metadata) -> bool {
    true
}

/// A file that is being written, and where it is to stand. It is gone when it is not put there.
#[derive(Debug)]
pub(super) struct Part {
    /// The file.
    pub file: NamedTempFile,
    /// The path it is to take: that of a link's target.
    pub path: PathBuf,
    /// What of the old file could not be kept.
    pub lost: Vec<&'static str>,
    /// Other names of the old file, which stay with it.
    pub other_names: u64,
}

impl Part {
    /// Adds to it.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        disk::write(self.file.as_file_mut(), bytes)
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// What the system refuses; nothing has been changed then.
    pub fn put(self) -> io::Result<()> {
        disk::place(self.file, &self.path)
    }
}

/// Writes a text to a path, whole or not at all.
///
/// # Errors
/// What the system refuses; nothing has been changed then, but folders may have been made.
pub(super) fn put(path: &Path, text: &str) -> io::Result<()> {
    let mut part = beside(path)?;
    part.write(text.as_bytes())?;
    part.put()
}

/// Makes a file beside this path, and the folders above.
///
/// # Errors
/// What the system refuses.
pub(super) fn beside(path: &Path) -> io::Result<Part> {
    let (path, old) = match fs::metadata(path) {
        // The target of a link is replaced, never the link.
        Ok(old) => (fs::canonicalize(path)?, Some(old)),
        Err(_) => (path.to_owned(), None),
    };
    let folder = folder_of(&path);
    let number = RandomState::new().build_hasher().finish();
    let name = part(number);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&name).suffix("").rand_bytes(0);
    if old.is_none() {
        as_usual(&mut builder);
    }
    let file = in_folder(folder, || builder.tempfile_in(folder))?;
    // A disk without locks keeps what is left on it.
    let _ = file.as_file().try_lock();
    let lost = old.as_ref().map_or_else(Vec::new, |old| keep(file.as_file(), &path, old));
    Ok(Part { file, path, lost, other_names: old.as_ref().map_or(0, other_names) })
}

/// Makes a file in a folder, which is made where it is not there.
pub(super) fn in_folder<T>(folder: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match make() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            make()
        }
        made => made,
    }
}

/// The folder that a path stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The rights of a new file before the process's mask is taken off; those of a temporary file would be its owner's alone.
#[cfg(unix)]
fn as_usual(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn as_usual(_: &mut tempfile::Builder<'_, '_>) {}

/// Gives a new file what is the old one's beside its content; says what it could not give.
#[cfg(unix)]
fn keep(new: &File, path: &Path, old: &Metadata) -> Vec<&'static str> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let mut lost = Vec::new();
    let mut mode = old.mode() & 0o7777;
    let own = new.metadata().map(|own| (own.uid(), own.gid())).ok();
    if own != Some((old.uid(), old.gid())) && fchown(new, Some(old.uid()), Some(old.gid())).is_err() {
        lost.extend((own.map(|own| own.0) != Some(old.uid())).then_some("owner"));
        if own.map(|own| own.1) != Some(old.gid()) && fchown(new, None, Some(old.gid())).is_err() {
            lost.push("group");
            mode = (mode & 0o0707) | (mode & 0o007) << 3;
        }
    }
    if attributes(new, path).is_err() {
        lost.push("extended attributes");
    }
    if new.set_permissions(fs::Permissions::from_mode(mode)).is_err() {
        lost.push("rights");
    }
    lost
}

/// Copies extended attributes, access lists among them; those that the system gives out itself are its affair.
#[cfg(unix)]
fn attributes(new: &File, path: &Path) -> io::Result<()> {
    use xattr::FileExt;
    let is_own = |name: &std::ffi::OsString| {
        let name = name.to_string_lossy();
        !name.starts_with("security.") && !name.starts_with("trusted.")
    };
    let names = match xattr::list(path) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => return Ok(()),
        names => names?,
    };
    for name in names.filter(is_own) {
        if let Some(value) = xattr::get(path, &name)? {
            new.set_xattr(&name, &value)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn other_names(old: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(old).saturating_sub(1)
}

#[cfg(not(unix))]
fn keep(new: &File, _: &Path, old: &Metadata) -> Vec<&'static str> {
    if new.set_permissions(old.permissions()).is_err() { vec!["rights"] } else { Vec::new() }
}

#[cfg(not(unix))]
fn other_names(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_names_are_known() {
        assert!(is_part(&part(7)) && is_part(&part(u64::MAX)));
        for other in [".recto-mine.part", ".recto-.part", ".recto-0000000000000007-0000000000000000.part", "x.part"] {
            assert!(!is_part(other), "{other}");
        }
    }
}
