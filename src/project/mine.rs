//! Files that stay as somebody made them. Takes paths and a reason; notes it beside the files, where conversions see it.

use std::path::{Path, PathBuf};

use super::border::Border;
use super::lock::Lock;
use super::outside::unwritable;
use super::written::Folders;
use super::{Refusal, outside};

/// Notes that conversions leave these files alone, for this reason.
///
/// # Errors
/// The reason is empty, one of the paths is no file or lies outside of the run, or the note cannot be written.
pub fn keep(border: &Border, paths: &[PathBuf], reason: &str, lock: Option<Lock>) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(
            Refusal::new("a file is kept for a reason").help("say it: `--reason \"the printer's copy was read\"`")
        );
    }
    if let Some(path) = paths.iter().find(|path| !path.is_file()) {
        let message = format!("`{}` is no file", path.display());
        return Err(Refusal::new(message).help("name each file that is to stay as it is"));
    }
    note(border, paths, Some(reason), lock)
}

/// Takes that back.
///
/// # Errors
/// One of the files is not kept or lies outside of the run, or the note cannot be written.
pub fn keep_no_longer(border: &Border, paths: &[PathBuf], lock: Option<Lock>) -> Result<(), Refusal> {
    let folders = Folders::default();
    for path in paths {
        let (folder, name) = folders.of(path);
        if folder.mine(&name).map_err(|error| unknown(path, &error))?.is_none() {
            return Err(Refusal::new(format!("`{}` is not kept as it is", path.display())));
        }
    }
    note(border, paths, None, lock)
}

/// Notes it for all of these files, or where one lies outside of the run for none.
fn note(border: &Border, paths: &[PathBuf], reason: Option<&str>, lock: Option<Lock>) -> Result<(), Refusal> {
    for path in paths {
        border.may_write(path).map_err(|error| unwritable(path, &error))?;
    }
    let folders = Folders::default();
    for path in paths {
        let (folder, name) = folders.of(path);
        folder.keep(&name, reason.map(|reason| reason.trim().to_owned())).map_err(|error| unknown(path, &error))?;
    }
    folders.close(lock);
    Ok(())
}

fn unknown(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::new(format!("what is known of `{}` cannot be written: {}", path.display(), outside::reason(error)))
}
