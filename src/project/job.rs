//! What one run reads and writes, one [`Job`] a file. Takes nothing; says what the stages of a run pass on. Leaves out how jobs are
//! found: `find`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::border::Border;
use crate::diag::Diagnostic;
use crate::model::Original;
use crate::tei::{PartKind, VolumeForm};

/// One thing to read and the place of its result.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// What is read.
    pub input: Input,
    /// Its name in reports: the path as it was given, or `<stdin>`.
    pub name: String,
    /// Where the result goes.
    pub output: Output,
    /// What may be read and written.
    pub border: Arc<Border>,
}

impl Job {
    /// A file that is only read.
    #[must_use]
    pub fn reading(border: &Arc<Border>, path: &Path) -> Self {
        Self {
            input: Input::File(path.to_owned()),
            name: path.display().to_string(),
            output: Output::Nowhere,
            border: Arc::clone(border),
        }
    }

    /// What a program holds, under the name that it has there; the result is handed back.
    #[must_use]
    pub fn held(border: &Arc<Border>, name: impl Into<String>, held: Held) -> Self {
        Self {
            input: Input::Held(Arc::new(held)),
            name: name.into(),
            output: Output::Stdout,
            border: Arc::clone(border),
        }
    }

    /// Its name in reports.
    #[must_use]
    pub fn named(&self) -> String {
        self.name.clone()
    }

    /// The path of its file; standard input, what a program holds, and folders that could not be walked have none.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.input {
            Input::File(path) | Input::Pages(path) | Input::Letter(path, _) | Input::Volume(path, _) => Some(path),
            Input::Stdin | Input::Held(_) | Input::Closed(_) => None,
        }
    }

    /// The paths of its texts: its own, or those that the parts of a volume would have.
    #[must_use]
    pub fn texts(&self) -> Vec<PathBuf> {
        match &self.input {
            Input::Volume(_, parts) => parts.letters().map(|(_, path, _)| path.clone()).collect(),
            _ => self.path().map(Path::to_owned).into_iter().collect(),
        }
    }

    /// The address to which others in the input are relative: its path; nothing for standard input.
    #[must_use]
    pub fn address(&self) -> String {
        self.path().map(|path| path.display().to_string()).unwrap_or_default()
    }
}

/// What a job reads.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// What a program holds that has Recto as its library: it is read as standard input is.
    Held(Arc<Held>),
    /// A file, which may not exist.
    File(PathBuf),
    /// A folder with the pages of one document.
    Pages(PathBuf),
    /// A letter of a volume: the path that its own file would have, and what it is.
    Letter(PathBuf, Arc<Cut>),
    /// A volume that becomes one file: its path, and its parts.
    Volume(PathBuf, Arc<Parts>),
    /// A folder that could not be walked, and why.
    Closed(Diagnostic),
}

/// A document that a program holds.
#[derive(Debug, Default, PartialEq)]
pub struct Held {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is known of it: what would stand in the TOML file beside it.
    pub metadata: Option<String>,
}

/// The parts of a volume.
#[derive(Debug, PartialEq)]
pub struct Parts {
    /// What is made of them.
    pub form: VolumeForm,
    /// What each is, the path that its own file would have, and its text.
    pub parts: Vec<(PartKind, PathBuf, Arc<Cut>)>,
}

impl Parts {
    /// Those that are letters.
    pub fn letters(&self) -> impl Iterator<Item = &(PartKind, PathBuf, Arc<Cut>)> {
        self.parts.iter().filter(|(kind, ..)| *kind == PartKind::Letter)
    }
}

/// A part that is cut out of a volume.
#[derive(Debug, PartialEq)]
pub struct Cut {
    /// Its text.
    pub text: String,
    /// What the original of the volume says of its parts.
    pub original: Original,
}

/// Where the result of one job goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Standard output.
    Stdout,
    /// Nowhere: only the findings are wanted.
    Nowhere,
    /// This file.
    File(PathBuf),
}

impl Output {
    /// The file that it is.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Stdout | Self::Nowhere => None,
        }
    }
}

/// Where the results of a run go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// Standard output, which takes one result.
    Stdout,
    /// Nowhere.
    Nowhere,
    /// The place of each input itself; standard output for standard input.
    Inputs,
    /// Beside each input.
    Beside,
    /// A file for one input; a folder for several, for a folder, where it exists or its name ends in a slash.
    Path(&'a Path),
}

/// The extensions of what is read and of what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extensions {
    /// Files of a folder with one of these extensions, or one of these as their whole name, are read; case does not matter. Of those that differ in it alone, the one that is named
    /// first here.
    pub from: &'static [&'static str],
    /// The extension of the results.
    pub to: &'static str,
}

impl Extensions {
    /// Whether a file of a folder is read, and the place of its extension among those that are.
    pub(super) fn rank(self, path: &Path) -> Option<usize> {
        let (own, name) = (path.extension()?, path.file_name()?);
        let is_it = |extension: &&str| own.eq_ignore_ascii_case(extension) || name.eq_ignore_ascii_case(extension);
        self.from.iter().position(is_it)
    }
}

/// An input with its place below the target; standard input has none.
pub(super) struct Found {
    /// What is read.
    pub input: Input,
    /// Its name in reports.
    pub name: String,
    /// Its place below the target.
    pub below: Option<PathBuf>,
}

impl Found {
    /// A folder that cannot be walked.
    pub(super) fn closed(folder: &Path, finding: Diagnostic) -> Self {
        Self { input: Input::Closed(finding), name: folder.display().to_string(), below: None }
    }
}
