//! How published files are named. Takes the files of a folder; gives the published ones, and the names that belong to one.
//!
//! `NAME.gold.xml` is published; where no name ends so, every file is. `NAME.txt` beside it is its text.

use std::path::{Path, PathBuf};

use super::job::Job;

/// How the names of published files end before their extension, where others lie beside them.
const GOLD: &str = ".gold";

/// The published files among these.
pub(super) fn published(all: Vec<Job>) -> Vec<Job> {
    let is_gold =
        |job: &Job| job.path().and_then(Path::file_stem).is_some_and(|stem| stem.to_string_lossy().ends_with(GOLD));
    let has_gold = all.iter().any(is_gold);
    all.into_iter().filter(|job| !has_gold || is_gold(job)).collect()
}

/// The name of the document in a published file: `NAME`, which may have dots of its own.
pub(super) fn name_of(path: &Path) -> String {
    let bare = path.with_extension("").display().to_string();
    bare.strip_suffix(GOLD).map_or_else(|| bare.clone(), str::to_owned)
}

/// The place of the text of a published file, beside it.
pub(super) fn text_of(path: &Path) -> PathBuf {
    PathBuf::from(name_of(path) + ".txt")
}
