//! Files that stay as somebody made them. Takes paths and a reason; notes it beside the files, where conversions see it.

use std::path::{Path, PathBuf};

use super::written::Folders;
use super::{Refusal, load};

/// Notes that conversions leave these files alone, for this reason.
///
/// # Errors
/// The reason is empty, one of the paths is no file, or the note cannot be written.
pub fn keep(paths: &[PathBuf], reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(
            Refusal::new("a file is kept for a reason").help("say it: `--reason \"the printer's copy was read\"`")
        );
    }
    if let Some(path) = paths.iter().find(|path| !path.is_file()) {
        let message = format!("`{}` is no file", path.display());
        return Err(Refusal::new(message).help("name each file that is to stay as it is"));
    }
    let folders = Folders::default();
    paths.iter().try_for_each(|path| note(path, Some(reason), &folders))
}

/// Takes that back.
///
/// # Errors
/// One of the files is not kept, or the note cannot be written.
pub fn keep_no_longer(paths: &[PathBuf]) -> Result<(), Refusal> {
    let folders = Folders::default();
    for path in paths {
        let (folder, name) = folders.of(path);
        if folder.mine(&name).map_err(|error| unwritable(path, &error))?.is_none() {
            return Err(Refusal::new(format!("`{}` is not kept as it is", path.display())));
        }
    }
    paths.iter().try_for_each(|path| note(path, None, &folders))
}

fn note(path: &Path, reason: Option<&str>, folders: &Folders) -> Result<(), Refusal> {
    let (folder, name) = folders.of(path);
    folder.keep(&name, reason.map(|reason| reason.trim().to_owned())).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::new(format!("what is known of `{}` cannot be written: {}", path.display(), load::reason(error)))
}
