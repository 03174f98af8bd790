//! The border between a run and the machine: which files a run opens, and where it writes. Takes what the command line names; opens
//! files that belong to the run, and refuses all others.
//!
//! To a run belong the folders of its projects, or without a `recto.toml` those of the inputs and the one they have in common; what the
//! command line names, a schema, profile or catalog with its folder; what `--allow-read` allows. Files, rules and settings may come
//! from strangers: whatever they name lies inside or is not opened, and not even asked for. A link counts for what it leads to. Only
//! regular files are opened, up to a limit of size; what stands alone on the command line is opened as it is, a pipe too.
//!
//! All reading and writing of the program goes through here. Promises that what is opened is what was looked at: a folder stays open once
//! it was looked at, and files are opened in it by their names alone; where a link leads to a file, the opened one is compared with
//! the one at the path without links. Leaves out hard links, which no program can tell from files.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use walkdir::WalkDir;

use super::address::tidy;
use super::open_folder::OpenFolders;
use super::outside::Outside;
use super::regular::{self, names_a_device};
use super::resolved::Resolved;
use super::stage::{is_reserved, reserved};
use crate::budget::Limits;

/// The file that makes a folder a project.
pub const PROJECT_FILE: &str = "recto.toml";

/// What becomes of links in folders of the run that lead out of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// They are refused.
    #[default]
    Kept,
    /// They are followed.
    Followed,
}

/// What belongs to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Border {
    /// The working directory.
    here: PathBuf,
    /// Folders that belong to it with all that lies in them.
    folders: Vec<Root>,
    /// What the command line names by itself: opened as it is.
    named: Vec<PathBuf>,
    /// Folders that the command line names, whose settings are obeyed whoever wrote them.
    trusted: Vec<PathBuf>,
    /// Folders that results go to.
    targets: Vec<Root>,
    links: Links,
    /// The most that is held of one file, in bytes, once the settings of the run are read.
    limits: OnceLock<Limits>,
    /// Folders that were looked at.
    open: OpenFolders,
}

impl Default for Border {
    fn default() -> Self {
        Self {
            here: here(),
            folders: Vec::new(),
            named: Vec::new(),
            trusted: Vec::new(),
            targets: Vec::new(),
            links: Links::default(),
            limits: OnceLock::new(),
            open: OpenFolders::default(),
        }
    }
}

/// A folder, from the root of the file system.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Root {
    /// As it is named.
    given: PathBuf,
    /// Without links.
    real: PathBuf,
}

impl Root {
    fn new(folder: &Path) -> Self {
        let given = absolute(folder);
        Self { real: Resolved::default().folder(&given), given }
    }

    /// Whether a name from the root lies in it, whatever links stand in between.
    fn has_name(&self, name: &Path) -> bool {
        name.starts_with(&self.given) || name.starts_with(&self.real)
    }
}

impl Border {
    /// The border that these folders are allowed by, before anything else is named.
    #[must_use]
    pub fn new(allowed: &[PathBuf], links: Links) -> Self {
        let border = Self { links, ..Self::default() };
        allowed.iter().fold(border, |border, folder| border.trusting(folder))
    }

    /// Takes in inputs: the folder of the project of each; without one its own folder, and the one that all of these have in common
    /// unless it lies above the working directory. Standard input, and no input, stand for the working directory. One input alone
    /// is what a person means, be it a link or a pipe; several may be what a shell has listed.
    #[must_use]
    pub fn inputs(mut self, inputs: &[PathBuf]) -> Self {
        let is_stdin = |input: &PathBuf| input.as_os_str() == "-";
        let mut paths: Vec<PathBuf> =
            inputs.iter().filter(|input| !is_stdin(input)).map(|path| absolute(path)).collect();
        match paths.as_slice() {
            [folder] if inputs.len() == 1 && folder.is_dir() => self.trusted.push(folder.clone()),
            [file] if inputs.len() == 1 => self.named.push(file.clone()),
            _ => {}
        }
        let is_listed = |path: &Path| inputs.len() > 1 && path.is_symlink();
        if inputs.is_empty() || inputs.iter().any(is_stdin) {
            paths.push(absolute(Path::new(".")));
        }
        let mut apart = Vec::new();
        for path in &paths {
            let is_itself = path.is_dir() && !is_listed(path);
            let folder = if is_itself { path } else { path.parent().unwrap_or(path) };
            let project = self.project_above(folder);
            // The results of a command without inputs go where the project says.
            let target = project.as_deref().filter(|_| inputs.is_empty()).unwrap_or(folder);
            self.targets.push(Root::new(target));
            match project {
                Some(project) => self.folders.push(Root::new(&project)),
                None => apart.push(folder.to_owned()),
            }
        }
        let common = in_common(&apart).filter(|common| !is_above_here(common));
        self.folders.extend(apart.iter().chain(&common).map(|folder| Root::new(folder)));
        self
    }

    /// Takes in files that options name, such as a register.
    #[must_use]
    pub fn files<P: AsRef<Path>>(mut self, files: impl IntoIterator<Item = P>) -> Self {
        self.named.extend(files.into_iter().map(|file| absolute(file.as_ref())));
        self
    }

    /// Takes in files that options name and that refer to others beside them: schemas, profiles, catalogs. What is no path is the name
    /// of something built in.
    #[must_use]
    pub fn with_folders<P: AsRef<Path>>(mut self, files: impl IntoIterator<Item = P>) -> Self {
        for file in files {
            let path = absolute(file.as_ref());
            if path.is_file() {
                let folder = path.parent().unwrap_or(&path);
                let folder = self.project_above(folder).unwrap_or_else(|| folder.to_owned());
                self.folders.push(Root::new(&folder));
            }
            self.named.push(path);
        }
        self
    }

    /// Takes in a folder that is read.
    #[must_use]
    pub fn folder(mut self, path: &Path) -> Self {
        self.folders.push(Root::new(path));
        self
    }

    /// Takes in the place of results, with the project that it lies in: they go nowhere else, and what is there is compared with them.
    #[must_use]
    pub fn output(mut self, path: &Path) -> Self {
        let folder = folder_of_results(path);
        self.targets = vec![Root::new(&folder)];
        self.named.push(absolute(path));
        self.folders.extend(self.project_above(&folder).iter().chain([&folder]).map(|folder| Root::new(folder)));
        self
    }

    fn trusting(mut self, folder: &Path) -> Self {
        self.folders.push(Root::new(folder));
        self.trusted.push(absolute(folder));
        self
    }

    /// The nearest folder with settings that are obeyed.
    fn project_above(&self, folder: &Path) -> Option<PathBuf> {
        let found = folder.ancestors().find(|above| above.join(PROJECT_FILE).is_file())?;
        self.is_obeyed(&found.join(PROJECT_FILE)).then(|| found.to_owned())
    }

    /// Whether settings are obeyed: they are the user's own or those of the system, or the command line names their folder.
    #[must_use]
    pub fn is_obeyed(&self, settings: &Path) -> bool {
        let is_named = absolute(settings).parent().is_some_and(|folder| self.trusted.iter().any(|own| own == folder));
        is_named || !is_foreign(settings)
    }

    /// Opens a file of the run.
    ///
    /// # Errors
    /// What the system says; that it lies outside (`finding` tells the two apart); that it is no regular file.
    pub fn open(&self, path: &Path) -> io::Result<File> {
        let name = absolute_from(&self.here, path);
        if self.named.contains(&name) {
            return File::open(path);
        }
        let opened = if self.has_name(path, &name) { self.open.file(path, |real| self.has_real(real)) } else { None };
        opened.unwrap_or_else(|| regular::open(&self.real(path)?))
    }

    /// Reads a file of the run.
    ///
    /// # Errors
    /// As `Self::open`; or that it is larger than is held of one file.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = self.open(path)?;
        let length = file.metadata()?.len();
        self.whole(file, length)
    }

    /// Reads to the end, what is no file of the run as well, where so many bytes are expected.
    ///
    /// # Errors
    /// What the system says; or that there is more than is held of one file.
    pub fn whole(&self, from: impl Read, length: u64) -> io::Result<Vec<u8>> {
        regular::whole(from, length, self.limits().file_size)
    }

    /// From here on these limits hold for files that are read. The first ones hold.
    pub fn limit(&self, limits: Limits) {
        let _ = self.limits.set(limits);
    }

    /// What reading a file may cost.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits.get().copied().unwrap_or(Limits::USUAL)
    }

    /// Reads a file of the run that is UTF-8.
    ///
    /// # Errors
    /// As [`Self::read`]; or that it is in another encoding.
    pub fn read_text(&self, path: &Path) -> io::Result<String> {
        String::from_utf8(self.read(path)?).map_err(|_| io::Error::other("it is not UTF-8"))
    }

    /// Whether there is anything at a path.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn is_there(&self, path: &Path) -> io::Result<bool> {
        if self.named.contains(&absolute_from(&self.here, path)) {
            return Ok(path.exists());
        }
        match self.real(path) {
            Err(error) if is_missing(&error) => Ok(false),
            found => found.map(|_| true),
        }
    }

    /// The paths of what is no folder in a folder, by name; with all below it where `depth` is more than 0.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn list(&self, folder: &Path, depth: usize) -> io::Result<Vec<PathBuf>> {
        self.real(folder)?;
        let walk = WalkDir::new(folder).min_depth(1).max_depth(depth + 1).sort_by_file_name();
        let files = walk.into_iter().filter_map(|entry| match entry {
            Ok(entry) => (!entry.file_type().is_dir()).then(|| Ok(entry.into_path())),
            Err(error) => Some(Err(error.into())),
        });
        files.collect()
    }

    /// Whether a result may be written to a path.
    ///
    /// # Errors
    /// That it lies outside of the places of results, itself or by a link; that it is a name of Recto's own; that what is there is no
    /// regular file.
    pub fn may_write(&self, path: &Path) -> io::Result<()> {
        self.may_write_of(path, &Resolved::default())
    }

    /// Whether a result may be written to one of many paths, which lead where `places` says.
    ///
    /// # Errors
    /// As [`Self::may_write`].
    pub(super) fn may_write_of(&self, path: &Path, places: &Resolved) -> io::Result<()> {
        let name = absolute_from(&self.here, path);
        if is_reserved(&name) {
            return Err(reserved());
        }
        if self.named.contains(&name) {
            return Ok(());
        }
        if names_a_device(path) || !self.targets.iter().any(|target| target.has_name(&name)) {
            return Err(Outside::result().into());
        }
        let real = places.real(&name);
        if is_reserved(&real) {
            return Err(reserved());
        }
        if self.links == Links::Kept && !self.targets.iter().any(|target| real.starts_with(&target.real)) {
            return Err(Outside::link().into());
        }
        match fs::metadata(&real) {
            Ok(there) => regular::check(&there),
            Err(_) => Ok(()),
        }
    }

    /// The path of something that is there, without links, if it belongs to the run.
    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        // What lies outside is not even looked for.
        if !self.has_name(path, &absolute_from(&self.here, path)) {
            return Err(Outside::new(path).into());
        }
        let real = fs::canonicalize(path)?;
        if self.has_real(&real) { Ok(real) } else { Err(Outside::link().into()) }
    }

    /// Whether a path, which is this one from the root, belongs to the run by its names.
    fn has_name(&self, path: &Path, name: &Path) -> bool {
        !names_a_device(path) && self.folders.iter().any(|folder| folder.has_name(name))
    }

    /// Whether a path without links belongs to the run.
    fn has_real(&self, real: &Path) -> bool {
        self.links == Links::Followed || self.folders.iter().any(|folder| real.starts_with(&folder.real))
    }
}

/// Whether an error says that nothing is there.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The working directory; nothing where it is gone.
pub(super) fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// The path from the root, `..` resolved in its names.
pub(super) fn absolute(path: &Path) -> PathBuf {
    absolute_from(&here(), path)
}

/// The path from the root, as it is seen in this working directory.
pub(super) fn absolute_from(here: &Path, path: &Path) -> PathBuf {
    let path = here.join(path);
    // Windows has paths that are relative to a disk.
    tidy(&if cfg!(windows) { std::path::absolute(&path).unwrap_or(path) } else { path })
}

/// The folder that results go to: a name that is none of a folder is that of a file in it.
fn folder_of_results(path: &Path) -> PathBuf {
    let ends_in_slash =
        path.as_os_str().as_encoded_bytes().last().is_some_and(|&last| std::path::is_separator(char::from(last)));
    let path = absolute(path);
    match path.parent() {
        Some(folder) if !ends_in_slash && !path.is_dir() => folder.to_owned(),
        _ => path,
    }
}

/// The deepest folder that all of these lie in.
fn in_common(folders: &[PathBuf]) -> Option<PathBuf> {
    let (first, others) = folders.split_first()?;
    first.ancestors().find(|above| others.iter().all(|folder| folder.starts_with(above))).map(Path::to_owned)
}

/// Whether a folder lies above the working directory, or above all folders.
fn is_above_here(folder: &Path) -> bool {
    let here = absolute(Path::new("."));
    folder.parent().is_none() || (here != folder && here.starts_with(folder))
}

/// Whether a file, or a link that stands for it, belongs to another user than the one of the process and the one of the system.
#[cfg(unix)]
fn is_foreign(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let own = [0, rustix::process::geteuid().as_raw()];
    [fs::symlink_metadata(path), fs::metadata(path)].into_iter().flatten().any(|about| !own.contains(&about.uid()))
}

#[cfg(not(unix))]
fn is_foreign(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_have_the_deepest_one_in_common() {
        let cases: &[(&[&str], Option<&str>)] = &[
            (&["/a/b/c", "/a/b/d"], Some("/a/b")),
            (&["/a/b", "/a/b/d"], Some("/a/b")),
            (&["/a/b", "/a/bc"], Some("/a")),
            (&["/a/b"], Some("/a/b")),
            (&[], None),
        ];
        for (folders, expected) in cases {
            let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
            assert_eq!(in_common(&folders).as_deref(), expected.map(Path::new), "{folders:?}");
        }
    }
}
