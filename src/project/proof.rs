//! Places in a folder of pages. Takes the places that are wished for; gives each letter one that no other has, and references between files as a
//! browser follows them.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::border::Border;
use super::findings::Findings;
use super::place::Places;
use super::result;
use crate::view::Index;

/// The file of the index.
pub(super) const INDEX: &str = "index.html";

/// What is written as it is in a reference.
const IN_REFERENCE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// Places below the folder: of two that are the same, also by case, and where the index is wished for, one has another name.
pub(super) fn apart(wished: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut wished: Vec<PathBuf> = wished.into_iter().collect();
    let key = |path: &Path| path.to_string_lossy().to_lowercase();
    let mut taken: BTreeSet<String> = wished.iter().map(|path| key(path)).collect();
    let mut given = BTreeSet::from([INDEX.to_owned()]);
    for path in &mut wished {
        while !given.insert(key(path)) {
            let mut name = path.file_name().unwrap_or_default().to_os_string();
            loop {
                let mut longer = OsString::from("_");
                longer.push(&name);
                path.set_file_name(&longer);
                name = longer;
                if taken.insert(key(path)) {
                    break;
                }
            }
        }
    }
    wished
}

/// A place below the folder as a reference from the index.
pub(super) fn reference(below: &Path) -> String {
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    encoded(&parts.join("/"))
}

/// A path as a reference.
fn encoded(path: &str) -> String {
    utf8_percent_encode(path, IN_REFERENCE).to_string()
}

/// A path below the longest of these folders that holds it; its name where none does.
pub(super) fn below<'p>(path: &'p Path, folders: &[PathBuf]) -> &'p Path {
    let inside = folders.iter().filter_map(|folder| path.strip_prefix(folder).ok());
    let shortest = inside.filter(|rest| !rest.as_os_str().is_empty()).min_by_key(|rest| rest.as_os_str().len());
    shortest.unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default()))
}

/// The file that a relative reference in `folder` names, where it is there.
pub(super) fn named(address: &str, folder: &Path) -> Option<PathBuf> {
    let decoded = percent_decode_str(address).decode_utf8().ok()?;
    let is_local = |name: &&str| Path::new(name).is_relative() && !name.contains([':', '\\']);
    let files = [address, &*decoded].into_iter().filter(is_local).map(|name| folder.join(name));
    files.into_iter().find(|file| file.is_file())
}

/// A file as a reference from a folder. `None` where there is no way, or one that is no text.
#[must_use]
pub fn between(folder: &Path, file: &Path) -> Option<String> {
    let (file, folder) = (plain(file)?, plain(folder)?);
    let shared = file.iter().zip(&folder).take_while(|(one, other)| one == other).count();
    if shared == 0 {
        return None;
    }
    let up = std::iter::repeat_n("..".to_owned(), folder.len() - shared);
    let parts: Vec<String> = up.chain(file.get(shared..)?.iter().cloned()).collect();
    Some(encoded(&parts.join("/")))
}

/// The parts of an absolute path, without steps up. `None` where they are no text.
fn plain(path: &Path) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            other => parts.push(other.as_os_str().to_str()?.to_owned()),
        }
    }
    Some(parts)
}

/// The place of the index.
#[must_use]
pub fn index_of(folder: &Path) -> PathBuf {
    folder.join(INDEX)
}

/// Writes the index of letters.
#[must_use]
pub fn index(border: &Arc<Border>, folder: &Path, index: Index, places: &Places) -> Findings {
    let path = index_of(folder);
    match result::job_at(border, &path) {
        Ok(job) => result::put(&path, &job, index.page(None), places),
        Err(findings) => *findings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_a_place_of_its_own() {
        let wished = ["a.html", "Index.html", "A.html", "_a.html", "b/a.html", "a.html"];
        let given = apart(wished.map(PathBuf::from));
        let given: Vec<&str> = given.iter().map(|path| path.to_str().unwrap()).collect();
        assert_eq!(given, ["a.html", "_Index.html", "__A.html", "_a.html", "b/a.html", "___a.html"]);
    }

    #[test]
    fn ways_between_files_are_relative() {
        let way = |folder: &str, file: &str| between(Path::new(folder), Path::new(file)).unwrap();
        assert_eq!(way("proof/x", "scans/p 1.png"), "../../scans/p%201.png");
        assert_eq!(way("proof", "tei/../proof/a.png"), "a.png");
        assert_eq!(below(Path::new("tei/x/a.xml"), &["tei".into(), "tei/x".into()]), Path::new("a.xml"));
        assert_eq!(below(Path::new("a.xml"), &["a.xml".into()]), Path::new("a.xml"));
    }
}
