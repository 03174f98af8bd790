//! What Recto wrote in a folder, and what people decided about it: `.recto-written`, a file beside the results. Takes names of files;
//! gives whether a text that lies there is one that Recto wrote, which changes of it were rejected, and why it is to stay as it is.
//!
//! A line is one fact about one file, as JSON: `{"file":"letter.xml","written":"0f1e2d3c4b5a6978"}` says that text with this [`Stamp`]
//! was written there, `reported` in the place of `written` that it was a report. It is held to what lies there now, so that it cannot get out of step: what has another text, or no line, was not
//! written by Recto. Names are those in the folder, in Unicode's composed form (NFC); so it holds after copying, moving and a git checkout.
//!
//! Lines with `rejected` hold changes by their content ([`Rejection`]), one with `mine` the reason why a file stays. `offered` takes
//! rejections back, `mine` without a reason takes that back.
//!
//! A fact is added before what it says comes true: a run that is broken off leaves one that is of no use and does no harm. Facts
//! are added at the end of the file, by runs that share the folder ([`Lock`]). When a run has ended and no other is at work there, the lines are
//! sorted and those left out that no longer count, so that versions of the file are merged line by line. Lines that cannot be read say
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::lock::Lock;
use super::stage::{self, folder_of};
use super::stamp::Stamp;
use super::{disk, outside};
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

impl Text {
    fn stamp(self) -> Stamp {
        match self {
            Self::Written(stamp) | Self::Reported(stamp) => stamp,
        }
    }
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
    /// It stays as it is, for this reason; without one it need not.
    Mine(Option<String>),
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
            Fact::Decision(Decision::Mine(reason)) => self.mine = reason,
        }
    }

    fn facts(&self) -> impl Iterator<Item = Fact> {
        let texts = self.texts.iter().copied().map(Fact::Text);
        let rejected = Some(self.rejected.clone()).filter(|changes| !changes.is_empty()).map(Decision::Rejected);
        let mine = self.mine.clone().map(|reason| Decision::Mine(Some(reason)));
        texts.chain(rejected.into_iter().chain(mine).map(Fact::Decision))
    }

    /// Forgets texts that do not count any more: all of a file that is gone, and those before the one that lies there. Where none of
    /// them lies there all are kept, for who edited the file may bring one back.
    fn tidy(&mut self, path: Option<&PathBuf>) {
        let Some(path) = path else { return self.texts.clear() };
        let stamp = (self.texts.len() > 1).then(|| fs::read(path).ok().map(Stamp::of)).flatten();
        if self.texts.iter().any(|text| Some(text.stamp()) == stamp) {
            self.texts.retain(|text| Some(text.stamp()) == stamp);
        }
    }
}

/// Those of some changes that are not among others.
fn missing(changes: &[Rejection], others: &[Rejection]) -> Vec<Rejection> {
    changes.iter().filter(|change| !others.contains(change)).cloned().collect()
}

/// The folders that a run writes to, each with what is known of its files.
#[derive(Debug, Default)]
pub struct Folders(Mutex<Asked>);

#[derive(Debug, Default)]
struct Asked {
    /// By their paths without links.
    folders: BTreeMap<PathBuf, Arc<Folder>>,
    /// By the paths that they were asked by, where they are there.
    known: BTreeMap<PathBuf, Arc<Folder>>,
}

/// Whether capitals do not tell files apart: the file system knows then how a name is written.
const ANY_CAPITALS: bool = cfg!(any(windows, target_vendor = "apple"));

impl Folders {
    /// The folder of a file, and the name of the file in it.
    pub fn of(&self, path: &Path) -> (Arc<Folder>, String) {
        // What a link leads to is written, never the link.
        let is_resolved = ANY_CAPITALS || path.symlink_metadata().is_ok_and(|about| about.is_symlink());
        let path = if is_resolved { path.canonicalize().ok() } else { None }.unwrap_or_else(|| path.to_owned());
        let name = composed(&path.file_name().unwrap_or_default().to_string_lossy());
        let given = folder_of(&path);
        let mut asked = held(&self.0);
        if let Some(folder) = asked.known.get(given) {
            return (Arc::clone(folder), name);
        }
        let real = given.canonicalize();
        let path = real.as_deref().unwrap_or(given).to_owned();
        let folder = Arc::clone(asked.folders.entry(path).or_insert_with_key(|path| Arc::new(Folder::new(path))));
        if real.is_ok() {
            asked.known.insert(given.to_owned(), Arc::clone(&folder));
        }
        (folder, name)
    }

    /// Ends the run, which gives up its lock, and puts the lines of all folders in order in which no other run is at work. Where that fails
    /// they stay as they are, and say the same.
    pub fn close(&self, lock: Option<Lock>) {
        drop(lock);
        for folder in held(&self.0).folders.values() {
            let _ = folder.tidy();
        }
    }
}

/// A name as every system writes it.
fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// A folder with what is known of its files.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The state of the file that this is from; `None` where it must be read again.
    of: Option<Version>,
    /// Whether its last line has no end: another program was stopped while it wrote.
    is_open: bool,
    files: BTreeMap<String, Known>,
}

/// What tells one state of the file from the next: its length in bytes and when it was written; nothing where it is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Version(Option<(u64, SystemTime)>);

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

    /// Notes that a text is about to be written to a file, or lies there and is what Recto writes. One that somebody kept is gone then.
    ///
    /// # Errors
    /// The lines cannot be read or written.
    pub fn note_written(&self, file: &str, text: Text) -> io::Result<()> {
        let mut state = self.read()?;
        let known = state.files.get(file);
        let is_new = known.is_none_or(|known| !known.texts.contains(&text));
        let was_kept = known.is_some_and(|known| known.mine.is_some());
        let kept = was_kept.then_some(Fact::Decision(Decision::Mine(None)));
        self.add(&mut state, file, is_new.then_some(Fact::Text(text)).into_iter().chain(kept).collect())
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
        let (rejected, offered) = (missing(changes, before), missing(before, changes));
        let rejected = (!rejected.is_empty()).then_some(Decision::Rejected(rejected));
        let offered = (!offered.is_empty()).then_some(Decision::Offered(offered));
        self.add(&mut state, file, rejected.into_iter().chain(offered).map(Fact::Decision).collect())
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
        self.add(&mut *self.read()?, file, vec![Fact::Decision(Decision::Mine(reason))])
    }

    fn file(&self) -> PathBuf {
        self.path.join(NAME)
    }

    /// How the file is now.
    fn version(&self) -> io::Result<Version> {
        match self.file().symlink_metadata() {
            Ok(about) if !about.is_file() => Err(io::Error::other(format!("`{NAME}` beside it is no regular file"))),
            Ok(about) => Ok(Version(Some((about.len(), about.modified()?)))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Version::default()),
            Err(error) => Err(error),
        }
    }

    /// What is known, read again where others have changed the file.
    fn read(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = held(&self.state);
        let now = self.version()?;
        if state.of != Some(now) {
            let text = if now == Version::default() { Vec::new() } else { fs::read(self.file())? };
            let is_open = text.last().is_some_and(|last| *last != b'\n');
            *state = State { of: Some(now), is_open, files: known(&text) };
        }
        Ok(state)
    }

    fn add(&self, state: &mut State, file: &str, facts: Vec<Fact>) -> io::Result<()> {
        if facts.is_empty() {
            return Ok(());
        }
        let start = if state.is_open { "\n" } else { "" };
        let lines: Vec<Line> = facts.into_iter().map(|fact| Line { file: file.to_owned(), fact }).collect();
        let text = start.to_owned() + &in_lines(&lines)?;
        let before = state.of.take().and_then(|before| before.0).map_or(0, |(length, _)| length);
        let mut end = stage::in_folder(&self.path, || OpenOptions::new().append(true).create(true).open(self.file()))
            .map_err(unnoted)?;
        disk::write(&mut end, text.as_bytes()).map_err(unnoted)?;
        // Where another run has added lines as well, all is read again.
        let now = self.version()?;
        state.of = now.0.filter(|(length, _)| *length == before + text.len() as u64).map(|_| now);
        state.is_open = false;
        let known = state.files.entry(file.to_owned()).or_default();
        lines.into_iter().for_each(|line| known.learn(line.fact));
        Ok(())
    }

    /// Writes the lines in order, without those that no longer count, if no other run is at work in the folder.
    fn tidy(&self) -> io::Result<()> {
        let Some(_lock) = Lock::at_once(&self.path) else { return Ok(()) };
        let mut state = held(&self.state);
        state.of = None;
        if self.version()? == Version::default() {
            return Ok(());
        }
        let before = fs::read(self.file())?;
        let mut files = known(&before);
        let there: BTreeMap<String, PathBuf> = fs::read_dir(&self.path)?
            .flatten()
            .map(|entry| (composed(&entry.file_name().to_string_lossy()), entry.path()))
            .collect();
        files.iter_mut().for_each(|(name, known)| known.tidy(there.get(name)));
        let facts = |(file, known): (&String, &Known)| -> Vec<Line> {
            known.facts().map(|fact| Line { file: file.clone(), fact }).collect()
        };
        let text = in_lines(&files.iter().flat_map(facts).collect::<Vec<_>>())?;
        if Stamp::of(&before) == Stamp::of(&text) { Ok(()) } else { stage::put(&self.file(), &text) }
    }
}

/// That a fact cannot be noted, without which nothing is written.
fn unnoted(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{NAME}` beside it: {}", outside::reason(&error)))
}

fn in_lines(lines: &[Line]) -> io::Result<String> {
    lines.iter().map(|line| Ok(serde_json::to_string(line)? + "\n")).collect()
}

fn known(text: &[u8]) -> BTreeMap<String, Known> {
    let mut files: BTreeMap<String, Known> = BTreeMap::new();
    let lines = text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Line>(line).ok());
    for Line { file, fact } in lines {
        files.entry(composed(&file)).or_default().learn(fact);
    }
    files
}

/// A panic elsewhere leaves nothing half-done behind a mutex.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
