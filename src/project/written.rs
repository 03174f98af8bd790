//! What Recto wrote in a folder, and what people decided about it: `.recto-written`, a file beside the results. Takes names of files;
//! gives whether a text that lies there is one that Recto wrote, which changes of it were rejected, and why it is to stay as it is.
//!
//! A line is one fact about one file, as JSON: `{"file":"letter.xml","written":"0f1e2d3c4b5a6978"}` says that text with this [`Stamp`]
//! was written there, `reported` in the place of `written` that it was a report. It is held to what lies there now, so that it cannot get out of step: what has another text, or no line, was not
//! written by Recto. Names are those in the folder; so it holds after copying, moving and a git checkout.
//!
//! Lines with `rejected` hold changes by their content ([`Rejection`]), one with `mine` the reason why a file stays. `offered` takes
//! rejections back.
//!
//! A fact is added before what it says comes true: a run that is broken off leaves one that is of no use and does no harm. Facts
//! are added at the end; at the end of a run the lines are sorted and those left out that no longer count, so that versions of the
//! file are merged line by line. Lines that cannot be read say nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::stage::folder_of;
use super::stamp::Stamp;
use super::write;
use crate::review::Rejection;

/// The name of the file. Walks leave out names that begin with a dot.
const NAME: &str = ".recto-written";

/// One line of the file.
#[derive(Debug, Deserialize, Serialize)]
struct Line {
    file: String,
    #[serde(flatten)]
    fact: Fact,
}

/// A text that Recto wrote: the result of a command, or a report about one. Neither takes the place of the other.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Text {
    /// A result.
    Written(Stamp),
    /// A report.
    Reported(Stamp),
}

/// What a line says of its file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum Fact {
    /// This text was written there.
    Text(Text),
    /// A person decided this.
    Decision(Decision),
}

/// What a person decided about a file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    /// These changes are not wanted.
    Rejected(Vec<Rejection>),
    /// These are asked about again.
    Offered(Vec<Rejection>),
    /// It stays as it is, for this reason.
    Mine(String),
}

/// All that is known of a file.
#[derive(Debug, Default)]
struct Known {
    texts: BTreeSet<Text>,
    rejected: Vec<Rejection>,
    mine: Option<String>,
}

impl Known {
    fn learn(&mut self, fact: Fact) {
        match fact {
            Fact::Text(text) => {
                self.texts.insert(text);
            }
            Fact::Decision(Decision::Rejected(changes)) => self.rejected.extend(missing(&changes, &self.rejected)),
            Fact::Decision(Decision::Offered(changes)) => self.rejected.retain(|change| !changes.contains(change)),
            Fact::Decision(Decision::Mine(reason)) => self.mine = Some(reason),
        }
    }

    fn facts(&self) -> impl Iterator<Item = Fact> {
        let texts = self.texts.iter().copied().map(Fact::Text);
        let rejected = Some(self.rejected.clone()).filter(|changes| !changes.is_empty()).map(Decision::Rejected);
        let mine = self.mine.clone().map(Decision::Mine);
        texts.chain(rejected.into_iter().chain(mine).map(Fact::Decision))
    }
}

/// Those of some changes that are not among others.
fn missing(changes: &[Rejection], others: &[Rejection]) -> Vec<Rejection> {
    changes.iter().filter(|change| !others.contains(change)).cloned().collect()
}

/// The folders that a run writes to, each with what is known of its files.
#[derive(Debug, Default)]
pub struct Folders(Mutex<BTreeMap<PathBuf, Arc<Folder>>>);

impl Folders {
    /// The folder of a file, and the name of the file in it.
    pub fn of(&self, path: &Path) -> (Arc<Folder>, String) {
        // What a link leads to is written, never the link.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = folder_of(&path).to_owned();
        let folder = folder.canonicalize().unwrap_or(folder);
        let mut folders = lock(&self.0);
        let folder = folders.entry(folder).or_insert_with_key(|path| Arc::new(Folder::new(path)));
        (Arc::clone(folder), name)
    }

    /// Puts the lines of all folders in order. Where that fails they stay as they are, and say the same.
    pub fn tidy(&self) {
        for folder in lock(&self.0).values() {
            let _ = folder.tidy();
        }
    }
}

/// A folder with what is known of its files.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes of the file that were read, or written by this run.
    length: u64,
    /// Whether its last line has no end: another program was stopped while it wrote.
    is_open: bool,
    files: BTreeMap<String, Known>,
    /// The texts that the run has written or found in their places.
    now: BTreeMap<String, Text>,
}

impl Folder {
    fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), state: Mutex::default() }
    }

    /// Whether a text is one that Recto wrote to a file.
    ///
    /// # Errors
    /// The lines cannot be read.
    pub fn is_written(&self, file: &str, text: Text) -> io::Result<bool> {
        Ok(self.read()?.files.get(file).is_some_and(|known| known.texts.contains(&text)))
    }

    /// Notes that a text is about to be written to a file, or lies there and is what Recto writes.
    ///
    /// # Errors
    /// The lines cannot be read or written.
    pub fn note_written(&self, file: &str, text: Text) -> io::Result<()> {
        let mut state = self.read()?;
        state.now.insert(file.to_owned(), text);
        if state.files.get(file).is_some_and(|known| known.texts.contains(&text)) {
            return Ok(());
        }
        self.add(&mut state, file, vec![Fact::Text(text)])
    }

    /// The changes of a file that were rejected.
    ///
    /// # Errors
    /// The lines cannot be read.
    pub fn rejected(&self, file: &str) -> io::Result<Vec<Rejection>> {
        Ok(self.read()?.files.get(file).map(|known| known.rejected.clone()).unwrap_or_default())
    }

    /// Notes that these changes of a file are rejected, and no others.
    ///
    /// # Errors
    /// The lines cannot be read or written.
    pub fn reject(&self, file: &str, changes: &[Rejection]) -> io::Result<()> {
        let mut state = self.read()?;
        let before = state.files.get(file).map(|known| known.rejected.as_slice()).unwrap_or_default();
        let decisions = [Decision::Rejected(missing(changes, before)), Decision::Offered(missing(before, changes))];
        let is_said = |decision: &Decision| match decision {
            Decision::Rejected(changes) | Decision::Offered(changes) => !changes.is_empty(),
            Decision::Mine(_) => true,
        };
        let facts = decisions.into_iter().filter(is_said).map(Fact::Decision).collect();
        self.add(&mut state, file, facts)
    }

    /// Why a file is to stay as it is; nothing where it is not.
    ///
    /// # Errors
    /// The lines cannot be read.
    pub fn mine(&self, file: &str) -> io::Result<Option<String>> {
        Ok(self.read()?.files.get(file).and_then(|known| known.mine.clone()))
    }

    /// Notes that a file is to stay as it is for this reason, or need not.
    ///
    /// # Errors
    /// The lines cannot be read or written.
    pub fn keep(&self, file: &str, reason: Option<String>) -> io::Result<()> {
        let mut state = self.read()?;
        state.files.entry(file.to_owned()).or_default().mine = reason;
        self.order(&mut state)
    }

    fn file(&self) -> PathBuf {
        self.path.join(NAME)
    }

    /// What is known, read again where others have changed the file.
    fn read(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = lock(&self.state);
        let length = match self.file().symlink_metadata() {
            Ok(about) if !about.is_file() => {
                return Err(io::Error::other(format!("`{NAME}` beside it is no regular file")));
            }
            Ok(about) => about.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        if length != state.length {
            let text = if length == 0 { Vec::new() } else { fs::read(self.file())? };
            state.length = length;
            state.is_open = text.last().is_some_and(|last| *last != b'\n');
            state.files = known(&text);
        }
        Ok(state)
    }

    fn add(&self, state: &mut State, file: &str, facts: Vec<Fact>) -> io::Result<()> {
        let lines: Vec<Line> = facts.into_iter().map(|fact| Line { file: file.to_owned(), fact }).collect();
        let mut text = if state.is_open { "\n".to_owned() } else { String::new() };
        for line in &lines {
            text += &serde_json::to_string(line)?;
            text.push('\n');
        }
        fs::create_dir_all(&self.path)?;
        OpenOptions::new().append(true).create(true).open(self.file())?.write_all(text.as_bytes())?;
        state.length += text.len() as u64;
        state.is_open = false;
        let known = state.files.entry(file.to_owned()).or_default();
        lines.into_iter().for_each(|line| known.learn(line.fact));
        Ok(())
    }

    fn tidy(&self) -> io::Result<()> {
        self.order(&mut *self.read()?)
    }

    /// Writes the lines in order, without those that no longer count.
    fn order(&self, state: &mut State) -> io::Result<()> {
        let State { files, now, .. } = state;
        for (name, known) in files.iter_mut() {
            match now.get(name) {
                Some(text) => (known.texts, known.mine) = (BTreeSet::from([*text]), None),
                None if self.path.join(name).symlink_metadata().is_err() => known.texts.clear(),
                None => {}
            }
        }
        let mut text = String::new();
        for (file, known) in files.iter() {
            for fact in known.facts() {
                text += &serde_json::to_string(&Line { file: file.clone(), fact })?;
                text.push('\n');
            }
        }
        let before = match fs::read(self.file()) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        // What another program has added meanwhile is put in order by the next run.
        if before.len() as u64 == state.length && Stamp::of(&before) != Stamp::of(&text) {
            write::whole(&self.file(), &text)?;
            state.length = text.len() as u64;
        }
        Ok(())
    }
}

fn known(text: &[u8]) -> BTreeMap<String, Known> {
    let mut files: BTreeMap<String, Known> = BTreeMap::new();
    let lines = text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Line>(line).ok());
    for Line { file, fact } in lines {
        files.entry(file).or_default().learn(fact);
    }
    files
}

/// A panic elsewhere leaves nothing half-done behind a lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
