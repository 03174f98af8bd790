//! The operations on files that promises rest on: each is one call, so that a test can make each of them fail.
//!
//! A build with debug assertions reads `RECTO_FAULT` once: `fail:7` makes the seventh operation of the process fail, `fail-from:7` that and
//! all after it, as a full disk does, `kill:7` ends the process there, as `kill -9` does. A write that fails leaves half of its
//! bytes. Other builds have nothing of it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;

/// A fingerprint of bytes (XXH3, 128 bits).
pub(super) type Print = u128;

/// The fingerprint of bytes that are at hand.
pub(super) fn print_of(bytes: &[u8]) -> Print {
    xxhash_rust::xxh3::xxh3_128(bytes)
}

/// The fingerprint of a file, which is not held in memory.
pub(super) fn print_at(path: &Path) -> io::Result<Print> {
    step()?;
    let mut file = File::open(path)?;
    let mut hasher = Xxh3::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hasher.digest128()),
            length => hasher.update(piece.get(..length).unwrap_or_default()),
        }
    }
}

pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    step()?;
    std::fs::read(path)
}

pub(super) fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    if let Err(fault) = step() {
        file.write_all(bytes.get(..bytes.len() / 2).unwrap_or_default())?;
        return Err(fault);
    }
    file.write_all(bytes)
}

/// Returns when what was written would outlast a power cut.
pub(super) fn sync(file: &File) -> io::Result<()> {
    step()?;
    file.sync_all()
}

/// Returns when the names in a folder would outlast a power cut. Windows sees to that itself.
#[cfg(unix)]
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    sync(&File::open(path)?)
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    step()
}

/// Gives a temporary file this name, whatever has it.
pub(super) fn place(file: NamedTempFile, path: &Path) -> io::Result<()> {
    step()?;
    file.persist(path).map(drop).map_err(|failed| failed.error)
}

/// Gives a temporary file this name, if nothing has it.
pub(super) fn place_new(file: NamedTempFile, path: &Path) -> io::Result<()> {
    step()?;
    file.persist_noclobber(path).map(drop).map_err(|failed| failed.error)
}

/// Removes a file; one that is not there is no fault.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    step()?;
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Gives each of two files the name of the other, at once.
///
/// # Errors
/// [`io::ErrorKind::Unsupported`] where the system or the disk cannot.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    step()?;
    exchanged(one, other)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchanged(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchanged(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// One operation more; an error where a test wants one.
#[cfg(not(debug_assertions))]
fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
fn step() -> io::Result<()> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};

    static FAULT: OnceLock<Option<(String, usize)>> = OnceLock::new();
    static STEPS: AtomicUsize = AtomicUsize::new(0);
    let wanted = FAULT.get_or_init(|| {
        let typed = std::env::var("RECTO_FAULT").ok()?;
        let (kind, at) = typed.split_once(':')?;
        Some((kind.to_owned(), at.parse().ok()?))
    });
    let Some((kind, at)) = wanted else { return Ok(()) };
    let now = STEPS.fetch_add(1, Ordering::SeqCst) + 1;
    match kind.as_str() {
        "kill" if now == *at => std::process::abort(),
        "fail" if now == *at => Err(io::Error::other("a fault for a test")),
        "fail-from" if now >= *at => Err(io::Error::other("a fault for a test")),
        _ => Ok(()),
    }
}
