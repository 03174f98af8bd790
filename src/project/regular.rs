//! Regular files, which alone are read: no pipe keeps the program waiting and no device fills its memory. Takes paths without links; gives
//! opened files, each of which is the one that was looked at.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Component, Path};

/// Opens a file.
///
/// # Errors
/// What the system says; or that it is no regular file.
pub(super) fn open(real: &Path) -> io::Result<File> {
    check(&fs::metadata(real)?)?;
    let file = reading().open(real)?;
    let opened = file.metadata()?;
    check(&opened)?;
    // Between the two looks nothing may have been put in the place of the file or of a folder above it.
    if fs::canonicalize(real)? != real || !is_same(&opened, &fs::metadata(real)?) {
        return Err(io::Error::other("it was replaced while it was opened"));
    }
    Ok(file)
}

/// Reads to the end, where `length` bytes are expected, at most `largest`.
///
/// # Errors
/// What the system says; or that there is more.
pub(super) fn whole(from: impl Read, length: u64, largest: u64) -> io::Result<Vec<u8>> {
    if length > largest {
        return Err(too_large(largest));
    }
    // One byte more shows that the end was reached.
    let mut bytes = Vec::with_capacity(usize::try_from(length).map_or(0, |length| length.saturating_add(1)));
    let read = from.take(largest.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(read).is_ok_and(|read| read <= largest) { Ok(bytes) } else { Err(too_large(largest)) }
}

/// That there are more than so many bytes.
pub(super) fn too_large(largest: u64) -> io::Error {
    let size = if largest < 1 << 20 { format!("{largest} bytes") } else { format!("{} MiB", largest >> 20) };
    io::Error::other(format!("it is larger than {size}, the most that is held of one file (`limits.file-size`)"))
}

/// That it is a regular file.
///
/// # Errors
/// That it is not.
pub(super) fn check(about: &Metadata) -> io::Result<()> {
    match about {
        about if about.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        about if about.is_file() => Ok(()),
        _ => Err(io::Error::other("it is no regular file: a pipe or device is read where it is the only input")),
    }
}

/// Names that Windows gives to devices, in every folder and with any ending.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Whether Windows takes a name in the path for a device: `CON`, `com1.xml`, `\\.\pipe\x`.
pub(super) fn names_a_device(path: &Path) -> bool {
    cfg!(windows) && path.components().any(|part| is_device(part))
}

fn is_device(part: Component<'_>) -> bool {
    let name = part.as_os_str().to_string_lossy().to_lowercase();
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|number| number.chars().count() == 1 && number.chars().all(char::is_numeric));
    is_port || DEVICES.contains(&stem)
}

/// How files are opened: what is no regular file does not keep the program waiting.
#[cfg(unix)]
fn reading() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    options.read(true).custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    options
}

#[cfg(not(unix))]
fn reading() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

#[cfg(unix)]
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Here the paths alone are compared.
#[cfg(not(unix))]
pub(super) fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_known() {
        let is_one = |name: &str| is_device(Component::Normal(name.as_ref()));
        for name in ["con", "CON", "nul.xml", "Com1", "lpt9.rng", "COM¹", "aux .txt", "CONIN$", "con:x"] {
            assert!(is_one(name), "{name}");
        }
        for name in ["console", "com", "com10", "a.con", "null", "lptx"] {
            assert!(!is_one(name), "{name}");
        }
    }
}
