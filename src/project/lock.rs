//! One writer in a folder at a time. Takes the files that a run will write; gives a [`Lock`], which the system takes back when the process
//! ends, however that is.
//!
//! A run that writes several files has their common folder for itself; one that writes a single file shares its folder with others of that
//! kind, since a file is replaced only if it is what was read ([`Share::of`]). Both share the folders above, so that a folder in a folder that is
//! taken is not free. What is locked is the folder, not a file in it: nothing is left behind, and a folder that cannot be written can
//! be locked. Folders above that belong to somebody else are left out, and so are disks that have no locks. Windows locks no
//! folders: there it is a file, which goes with the run.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Refusal;
use super::stage::folder_of;

/// How long a run waits for another.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long it is until it looks again.
const PAUSE: Duration = Duration::from_millis(20);

/// A right to write in a folder, which ends with the value.
#[derive(Debug)]
pub struct Lock {
    /// From the outermost folder on.
    _held: Vec<Held>,
}

/// How a folder is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// For one run.
    Alone,
    /// With other runs that share it.
    Shared,
}

impl Share {
    /// What a run needs that writes so many files which do not depend on each other.
    #[must_use]
    pub fn of(files: usize) -> Self {
        if files > 1 { Self::Alone } else { Self::Shared }
    }
}

/// How many folders are locked: the one itself and all above.
const ABOVE: usize = if cfg!(unix) { usize::MAX } else { 1 };

impl Lock {
    /// Waits until these files can be written; their common folder is made where it is not there. `None` where there is no file.
    ///
    /// # Errors
    /// Another run writes there for longer than ten seconds.
    pub(super) fn on(files: &[&Path], share: Share) -> Result<Option<Self>, Refusal> {
        let Some(folder) = common(files) else { return Ok(None) };
        // Where no folder can be made nothing can be written, which is reported for each file.
        let _ = fs::create_dir_all(&folder);
        folder.canonicalize().ok().map(|folder| Self::of_folder(&folder, share)).transpose()
    }

    /// Waits until files below this folder can be written, which has no links in it.
    ///
    /// # Errors
    /// Another run writes there for longer than ten seconds.
    pub(super) fn of_folder(folder: &Path, share: Share) -> Result<Self, Refusal> {
        Self::until(folder, share, Instant::now() + PATIENCE)
    }

    /// Takes this folder alone, if that need not be waited for.
    pub(super) fn at_once(folder: &Path) -> Option<Self> {
        let folder = folder.canonicalize().ok()?;
        Self::until(&folder, Share::Alone, Instant::now()).ok()
    }

    fn until(folder: &Path, share: Share, until: Instant) -> Result<Self, Refusal> {
        let mut held = Vec::new();
        for above in own_folders(folder).into_iter().take(ABOVE).rev() {
            let share = if above == folder { share } else { Share::Shared };
            held.extend(wait(above, share, until)?);
        }
        Ok(Self { _held: held })
    }
}

/// Whether a run is at work in a folder.
pub(super) fn is_busy(folder: &Path) -> bool {
    matches!(take(folder, Share::Shared), Err(TryLockError::WouldBlock))
}

fn wait(folder: &Path, share: Share, until: Instant) -> Result<Option<Held>, Refusal> {
    loop {
        match take(folder, share) {
            Ok(held) => return Ok(Some(held)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                let message = format!("another run of Recto is writing in `{}`", folder.display());
                return Err(Refusal::new(message).help("wait until it has ended; nothing was written"));
            }
        }
    }
}

/// A folder and those above it, as long as they belong to one person; the innermost first.
pub(super) fn own_folders(folder: &Path) -> Vec<&Path> {
    let owner = owner(folder);
    folder.ancestors().take_while(|above| self::owner(above) == owner).collect()
}

/// The innermost folder that holds all these files.
pub(super) fn common(files: &[&Path]) -> Option<PathBuf> {
    let mut common: Option<PathBuf> = None;
    for file in files {
        let folder = std::path::absolute(folder_of(file)).ok()?;
        common = Some(match common {
            None => folder,
            Some(before) => before.ancestors().find(|above| folder.starts_with(above))?.to_owned(),
        });
    }
    common
}

#[cfg(unix)]
fn owner(folder: &Path) -> Option<u32> {
    fs::metadata(folder).ok().map(|about| std::os::unix::fs::MetadataExt::uid(&about))
}

#[cfg(unix)]
type Held = File;

#[cfg(unix)]
fn take(folder: &Path, share: Share) -> Result<Held, TryLockError> {
    let file = File::open(folder).map_err(TryLockError::Error)?;
    match share {
        Share::Alone => file.try_lock()?,
        Share::Shared => file.try_lock_shared()?,
    }
    Ok(file)
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Option<u32> {
    None
}

/// The file that stands for its folder; it goes before it is closed.
#[cfg(not(unix))]
#[derive(Debug)]
struct Held {
    _file: File,
    path: PathBuf,
}

#[cfg(not(unix))]
impl Drop for Held {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(not(unix))]
fn take(folder: &Path, share: Share) -> Result<Held, TryLockError> {
    let path = folder.join(".recto-lock");
    let file = match File::options().create(true).truncate(false).write(true).open(&path) {
        // One that is about to go cannot be opened.
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied && path.exists() => {
            return Err(TryLockError::WouldBlock);
        }
        opened => opened.map_err(TryLockError::Error)?,
    };
    match share {
        Share::Alone => file.try_lock()?,
        Share::Shared => file.try_lock_shared()?,
    }
    Ok(Held { _file: file, path })
}
