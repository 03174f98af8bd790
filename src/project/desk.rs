//! Letters that a person looks at while they change. Takes the letters of a run, again whenever a file of theirs has changed; gives pages made anew from
//! what lies there now, and makes decisions about pending changes hold with the engine of reviews. Nothing else is written.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use super::border::Border;
use super::claim::claim;
use super::fault::guarded;
use super::findings::Findings;
use super::job::Job;
use super::lock::Share;
use super::pending::{Pending, PendingFile, pending_of};
use super::proof::INDEX;
use super::run::in_order;
use super::stamp::Stamp;
use super::view::{Shown, ViewOptions, Viewing, image_file, shown};
use crate::diag::Diagnostic;
use crate::profile::Profile;
use crate::review::{Change, Decision};
use crate::text::cut;
use crate::view::{self, Entry, Facsimile, Index, Proposal, Served, facsimiles};
use crate::xml::{Document, External};

/// How long a page is kept waiting for a change before it is told that there is none.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes of one side of a change that are shown.
const SHOWN: usize = 600;

/// Images that browsers show, by the endings of their names.
const IMAGES: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("webp", "image/webp"),
];

/// The letters that are looked at.
#[derive(Debug, Default)]
pub struct Desk {
    state: RwLock<Arc<State>>,
    /// Held while the state changes, so that nobody who waits misses it.
    turn: Mutex<()>,
    changed: Condvar,
}

/// The letters at one time.
#[derive(Debug, Default)]
struct State {
    sheets: Vec<Sheet>,
    options: Option<Arc<ViewOptions>>,
    version: u64,
}

/// One letter.
#[derive(Clone, Debug)]
struct Sheet {
    viewing: Viewing,
    seen: Seen,
    /// Files that it includes, as they were when it was read.
    included: Vec<(PathBuf, FileState)>,
    entry: Option<Entry>,
    /// The state since which it is as it is.
    version: u64,
}

/// A file by time and length; none where it is not there.
type FileState = Option<(SystemTime, u64)>;

/// What of a letter can change: its files by time and length, and its house style.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    files: Vec<FileState>,
    profile: Stamp,
}

/// Why a decision was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// There is no such letter, or the form makes no sense.
    Unknown,
    /// The changes are others by now.
    Stale,
    /// It cannot be done: what is wrong.
    Failed(String),
}

impl Desk {
    /// Takes the letters as they are now; gives what was found in those that have changed.
    pub fn renew(&self, viewings: Vec<Viewing>, options: ViewOptions) -> Vec<Findings> {
        let old = self.state();
        let version = old.version + 1;
        let known: BTreeMap<&str, &Sheet> = old.sheets.iter().map(|sheet| (&*sheet.viewing.href, sheet)).collect();
        let wanted: Vec<(Viewing, Seen)> = seen(viewings, &options);
        let sheet = |(viewing, seen): &(Viewing, Seen)| {
            let same = known.get(&*viewing.href).filter(|sheet| sheet.viewing == *viewing && sheet.seen == *seen);
            if let Some(same) = same.filter(|sheet| sheet.is_current()) {
                return (Sheet::clone(same), Vec::new());
            }
            let (entry, files, findings) = match shown(viewing, &options, None) {
                Ok(Shown { page, files, own, others }) => {
                    (Some(page.entry), files, [own].into_iter().chain(others).collect())
                }
                Err(findings) => (None, Vec::new(), findings),
            };
            let included = files.into_iter().map(|file| (file.clone(), file_state(&file))).collect();
            (Sheet { viewing: viewing.clone(), seen: seen.clone(), included, entry, version }, findings)
        };
        let (mut sheets, mut said, mut places) = (Vec::new(), Vec::new(), wanted.iter());
        let Ok(()) = in_order(
            &wanted,
            |(viewing, _)| viewing.tei.named(),
            sheet,
            |made| {
                let place = places.next();
                let (sheet, findings) = match made {
                    Ok((sheet, findings)) => (Some(sheet), findings),
                    Err(fault) => {
                        let faulty = |(viewing, seen): &(Viewing, Seen)| {
                            let (viewing, seen) = (viewing.clone(), seen.clone());
                            Sheet { viewing, seen, included: Vec::new(), entry: None, version }
                        };
                        (place.map(faulty), vec![*fault])
                    }
                };
                sheets.extend(sheet);
                said.extend(findings);
                Ok::<(), Infallible>(())
            },
        );
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let state = State { sheets, options: Some(Arc::new(options)), version };
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        self.changed.notify_all();
        said
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The files that the letters include.
    #[must_use]
    pub fn included(&self) -> Vec<PathBuf> {
        let state = self.state();
        state.sheets.iter().flat_map(|sheet| &sheet.included).map(|(file, _)| file.clone()).collect()
    }

    /// The page at a path; the index at its own and at none.
    #[must_use]
    pub fn page(&self, path: &str) -> Option<String> {
        let state = self.state();
        if is_index(path) {
            return Some(state.index());
        }
        let sheet = state.sheet(path)?;
        let options = state.options.as_ref()?;
        let made = guarded(&sheet.viewing.tei.name, || {
            shown(&sheet.viewing, options, Some(&served(sheet))).map(|shown| shown.page.html)
        });
        Some(
            made.map_err(|fault| vec![*fault])
                .and_then(|page| page)
                .unwrap_or_else(|findings| view::unread(&said(&findings), sheet.version)),
        )
    }

    /// The state of a page, once it is another one than this or nothing has changed for long.
    #[must_use]
    pub fn wait(&self, path: &str, known: u64) -> u64 {
        let end = Instant::now() + PATIENCE;
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let version = self.state().version_of(path);
            let left = end.saturating_duration_since(Instant::now());
            if version != known || left.is_zero() {
                return version;
            }
            turn = self.changed.wait_timeout(turn, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// An image of a page by its number, and its type; none where the file lies outside of what the run may read.
    #[must_use]
    pub fn image(&self, path: &str, number: usize) -> Option<(&'static str, Vec<u8>)> {
        let state = self.state();
        let viewing = &state.sheet(path)?.viewing;
        let (text, border) = (viewing.tei.path()?, &viewing.tei.border);
        let document = Document::parse(&border.read_text(text).ok()?, External::Noted).0;
        let Facsimile { address, .. } = facsimiles(&document).into_iter().nth(number)?;
        let file = image_file(viewing, &address)?;
        let ending = file.extension()?.to_str()?.to_ascii_lowercase();
        let (_, kind) = IMAGES.iter().find(|(own, _)| *own == ending)?;
        Some((*kind, border.read(&file).ok()?))
    }

    /// Makes a decision hold about one change of a letter by its number, or about all; `state` is that of the page on which it was made.
    ///
    /// # Errors
    /// Why nothing was done.
    pub fn decide(&self, path: &str, state: &str, change: Option<usize>, decision: Decision) -> Result<(), Undecided> {
        let own = self.state();
        let sheet = own.sheet(path).ok_or(Undecided::Unknown)?;
        let file = pending_file(&sheet.viewing).ok().flatten().ok_or(Undecided::Stale)?;
        let refused = |refusal: super::Refusal| Undecided::Failed(refusal.message);
        let (lock, _) = claim([file.accepted.as_path()], Share::of(1)).map_err(refused)?;
        let pending = file.load().map_err(|findings| Undecided::Failed(said(&[*findings])))?;
        if stamp(&pending) != state {
            return Err(Undecided::Stale);
        }
        let chosen: Vec<&Change> = match change {
            Some(number) => vec![pending.changes.get(number).ok_or(Undecided::Unknown)?],
            None => pending.changes.iter().collect(),
        };
        let decided = pending.apply_decision(decision, &chosen).map(drop).and_then(|()| file.tidy().map(drop));
        PendingFile::close([&file], lock);
        decided.map_err(|findings| Undecided::Failed(said(&[*findings])))
    }
}

impl Sheet {
    /// Whether what it includes is as it was. One that could not be read may miss a file of which nothing is known.
    fn is_current(&self) -> bool {
        self.entry.is_some() && self.included.iter().all(|(file, state)| file_state(file) == *state)
    }
}

impl State {
    fn sheet(&self, path: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.viewing.path() == path)
    }

    fn version_of(&self, path: &str) -> u64 {
        self.sheet(path).map_or(self.version, |sheet| sheet.version)
    }

    fn index(&self) -> String {
        let mut index = Index::default();
        for Sheet { viewing, entry, .. } in &self.sheets {
            match entry {
                Some(entry) => index.add(entry.clone()),
                None => index.add_without_page(&viewing.tei.named()),
            }
        }
        index.page(Some(self.version))
    }
}

fn is_index(path: &str) -> bool {
    path.is_empty() || path == INDEX
}

/// What a page has of its letter now, with the changes that are pending.
fn served(sheet: &Sheet) -> Served {
    let mut served = Served { version: sheet.version, state: String::new(), changes: Vec::new(), fault: String::new() };
    let loaded = match pending_file(&sheet.viewing) {
        Ok(Some(file)) => file.load(),
        Ok(None) => return served,
        Err(message) => return Served { fault: message, ..served },
    };
    match loaded {
        Ok(pending) => {
            served.state = stamp(&pending);
            served.changes = pending.changes.iter().map(|change| proposal(change, &pending)).collect();
        }
        Err(findings) => served.fault = said(&[*findings]),
    }
    served
}

fn proposal(change: &Change, pending: &Pending) -> Proposal {
    let (before, after) = (change.shown.before.span, change.shown.after.span);
    Proposal {
        group: change.group.to_string(),
        before: cut(pending.accepted.slice(before), SHOWN).into_owned(),
        after: cut(pending.pending.slice(after), SHOWN).into_owned(),
        at: before.start,
    }
}

/// What tells the pending changes of a letter from those of another state.
fn stamp(pending: &Pending) -> String {
    let (accepted, new) = pending.stamp();
    format!("{accepted}{new}")
}

/// The pending file of a letter, where there is one.
fn pending_file(viewing: &Viewing) -> Result<Option<PendingFile>, String> {
    let Some(path) = viewing.tei.path() else { return Ok(None) };
    // A record names the text that was converted from the working directory.
    let border = Border::clone(&viewing.tei.border).folder(Path::new("."));
    let files = PendingFile::all(&Arc::new(border), &[path.to_owned()]);
    files.map(|files| files.into_iter().next()).map_err(|refusal| refusal.message)
}

/// What of each letter can change, as it is now. A house style is looked at once.
fn seen(viewings: Vec<Viewing>, options: &ViewOptions) -> Vec<(Viewing, Seen)> {
    let mut stamps: BTreeMap<*const Profile, Stamp> = BTreeMap::new();
    let mut seen = |viewing: &Viewing| {
        let profile = options.profiles.of(options.checks.projects.of(&viewing.tei));
        let profile = *stamps.entry(Arc::as_ptr(profile)).or_insert_with(|| Stamp::of(format!("{profile:?}")));
        let pending = viewing.tei.path().map(pending_of);
        let files = [viewing.tei.path(), viewing.text.as_ref().and_then(Job::path), pending.as_deref()];
        Seen { files: files.map(|file| file_state(file?)).to_vec(), profile }
    };
    let with_seen = |viewing| {
        let seen = seen(&viewing);
        (viewing, seen)
    };
    viewings.into_iter().map(with_seen).collect()
}

fn file_state(file: &Path) -> FileState {
    let data = fs::metadata(file).ok()?;
    Some((data.modified().ok()?, data.len()))
}

/// Findings in a few words.
fn said(findings: &[Findings]) -> String {
    let all = findings.iter().flat_map(|findings| &findings.diagnostics);
    all.map(|Diagnostic { code, message, .. }| format!("{}: {message}", code.id)).collect::<Vec<_>>().join("; ")
}
