//! A journal carried out, all or nothing: on, or back. Takes a [`Journal`]; gives what is to be said of its files, or why they are as they were.
//!
//! The files are replaced one after the other, in the order of the journal, then it is removed. A run that is broken off before the
//! journal holds has changed nothing; after that, whoever writes there next brings the files to one state. Each file is known by its
//! fingerprint: as it was, as it is to be, or edited since. As files go in order, one that was edited is known to have been done or
//! not by its neighbours: the others then follow it, on or back. Only where that is not clear nothing is done, and a person is asked.
//! A disk that is full or a file that was saved in the last moment takes the changes back.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::disk;
use super::journal::{Entry, Journal};
use super::replace::{Seen, Staged, Unwritten};
use super::stack;
use super::stage::folder_of;
use crate::diag::Diagnostic;
use crate::text::{Edit, Edits, Span};

/// Files that are written before the first of them is put in its place: their waiting for the disk is one.
const AT_ONCE: usize = 64;

/// Whither files are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    On,
    Back,
}

/// How a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Old,
    New,
    Edited,
}

/// Why a file is not changed.
#[derive(Debug)]
pub(super) struct Stuck {
    /// Its number in the journal.
    at: usize,
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub reason: Unwritten,
}

/// How changes ended that could not all be made.
#[derive(Debug)]
pub(super) enum Failed {
    /// The files are as they were, but for what somebody else saved.
    TakenBack(Stuck),
    /// Some are changed, some are not: the journal stays.
    Open(Stuck),
}

/// How a run that was broken off was brought to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recovered {
    /// All files have the changes.
    Finished,
    /// None has.
    TakenBack,
}

/// Why a run that was broken off is still open.
#[derive(Debug)]
pub(super) enum Open {
    /// These files were edited since, and it is not clear whether they had been changed.
    Edited(Vec<PathBuf>),
    /// What the system says of a file.
    Stuck(Stuck),
}

impl Journal {
    /// Makes the changes.
    ///
    /// # Errors
    /// Why they are not made.
    pub fn carry_out(&self) -> Result<Vec<(PathBuf, Vec<Diagnostic>)>, Failed> {
        let stuck = match self.go(Way::On, |_| true) {
            Ok(notes) => match self.close() {
                Ok(()) => return Ok(notes),
                Err(reason) => return Err(Failed::Open(Stuck { at: self.files, path: self.path(), reason })),
            },
            Err(stuck) => stuck,
        };
        // What was not reached is as it was.
        match self.go(Way::Back, |at| at < stuck.at).map(|_| self.close()) {
            Ok(Ok(())) => Err(Failed::TakenBack(stuck)),
            _ => Err(Failed::Open(stuck)),
        }
    }

    /// Brings the files of a run that was broken off to one state.
    ///
    /// # Errors
    /// Why that cannot be done.
    pub fn recover(&self) -> Result<Recovered, Open> {
        let stuck = |reason: Unwritten| Open::Stuck(Stuck { at: 0, path: self.path(), reason });
        let states = self.states().map_err(|error| stuck(error.into()))?;
        let edited: Vec<usize> =
            (0..).zip(&states).filter(|(_, state)| **state == State::Edited).map(|(at, _)| at).collect();
        let Some(way) = way(&states, &edited) else {
            return Err(Open::Edited(self.paths(&edited).map_err(|error| stuck(error.into()))?));
        };
        self.go(way, |at| edited.binary_search(&at).is_err()).map_err(Open::Stuck)?;
        self.close().map_err(stuck)?;
        Ok(if way == Way::On { Recovered::Finished } else { Recovered::TakenBack })
    }

    /// Changes the files with these numbers, in order, each of which is in one of the two states; gives what is to be said of them.
    fn go(&self, way: Way, is_wanted: impl Fn(usize) -> bool) -> Result<Vec<(PathBuf, Vec<Diagnostic>)>, Stuck> {
        let stuck = |(at, path): (usize, PathBuf), reason| Stuck { at, path, reason };
        let mut all = self.entries().map_err(|error| stuck((0, self.path()), error.into()))?.enumerate();
        stack::begin_threads();
        let mut said = Vec::new();
        loop {
            let some: Vec<(usize, io::Result<Entry>)> = all.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                return Ok(said);
            }
            let wanted: Vec<_> = some.into_iter().filter(|(at, _)| is_wanted(*at)).collect();
            let staged: Vec<_> = wanted.into_par_iter().map(|(at, entry)| self.stage(at, entry, way)).collect();
            for staged in staged {
                let (place, staged) = staged;
                let put = staged.and_then(|staged| staged.map_or(Ok(Vec::new()), |(text, seen)| text.replace(seen)));
                let path = place.1.clone();
                let notes = put.map_err(|reason| stuck(place, reason))?;
                said.extend((!notes.is_empty()).then_some((path, notes)));
            }
        }
    }

    /// Writes what a file is to become beside it, unless it is that already.
    fn stage(&self, at: usize, entry: io::Result<Entry>, way: Way) -> Step {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return ((at, self.path()), Err(error.into())),
        };
        let path = self.folder.join(&entry.path);
        let staged = self.staged(&path, &entry, way);
        ((at, path), staged)
    }

    fn staged(&self, path: &Path, entry: &Entry, way: Way) -> Result<Option<(Staged, Seen)>, Unwritten> {
        let (from, to) = match way {
            Way::On => (entry.before, entry.after),
            Way::Back => (entry.after, entry.before),
        };
        let text = match self.leads_to(path).then(|| disk::read(path)) {
            Some(read) => String::from_utf8(read?).map_err(|_| Unwritten::Changed)?,
            None => return Err(Unwritten::Changed),
        };
        let now = Seen::of(text.as_bytes());
        if now == to {
            return Ok(None);
        }
        let made = if now == from { applied(&text, &entry.edits, way) } else { None };
        match made.filter(|made| Seen::of(made.as_bytes()) == to) {
            Some(made) => Ok(Some((Staged::new(path, &made)?, from))),
            None => Err(Unwritten::Changed),
        }
    }

    fn states(&self) -> io::Result<Vec<State>> {
        let state = |entry: io::Result<Entry>| {
            let entry = entry?;
            let path = self.folder.join(&entry.path);
            let seen = if self.leads_to(&path) { Seen::at(&path)? } else { Seen::NOTHING };
            Ok(match seen {
                seen if seen == entry.after => State::New,
                seen if seen == entry.before => State::Old,
                _ => State::Edited,
            })
        };
        self.entries()?.map(state).collect()
    }

    fn paths(&self, wanted: &[usize]) -> io::Result<Vec<PathBuf>> {
        let chosen = self.entries()?.enumerate().filter(|(at, _)| wanted.binary_search(at).is_ok());
        chosen.map(|(_, entry)| Ok(self.folder.join(entry?.path))).collect()
    }

    /// Makes sure that the changes outlast a power cut, then removes the journal.
    fn close(&self) -> Result<(), Unwritten> {
        let mut folders = BTreeSet::new();
        for entry in self.entries()? {
            folders.insert(folder_of(&self.folder.join(entry?.path)).to_owned());
        }
        for folder in folders {
            disk::sync_folder(&folder)?;
        }
        Ok(disk::remove(&self.path())?)
    }
}

/// A file with its number, and what is written beside it: nothing where it needs none.
type Step = ((usize, PathBuf), Result<Option<(Staged, Seen)>, Unwritten>);

/// Whither files are brought, of which those with the numbers in `edited` are left alone; `None` where that is not clear.
fn way(states: &[State], edited: &[usize]) -> Option<Way> {
    // What stands before the last new one had been done; what stands after the first old one had not.
    let done = states.iter().rposition(|state| *state == State::New).map_or(0, |at| at + 1);
    let undone = states.iter().position(|state| *state == State::Old).unwrap_or(states.len());
    let is_clear = states.len() < 2 || edited.iter().all(|at| *at < done || *at >= undone);
    let (follow_on, follow_back) = (edited.iter().any(|at| *at < done), edited.iter().any(|at| *at >= undone));
    match (done <= undone && is_clear, follow_on, follow_back) {
        (false, ..) | (true, true, true) => None,
        (true, false, true) => Some(Way::Back),
        (true, _, false) => Some(Way::On),
    }
}

/// A text with edits made or taken back; `None` where they do not fit.
fn applied(text: &str, edits: &[(usize, String, String)], way: Way) -> Option<String> {
    let on =
        edits.iter().map(|(at, old, new)| Some(Edit::new(Span::new(*at, at.checked_add(old.len())?), new.clone())));
    let on = Edits::new(on.collect::<Option<Vec<_>>>()?)?;
    let (made, replaced): (Edits, Vec<&String>) = match way {
        Way::Back => {
            let back = on.written().zip(edits).map(|(span, (_, old, _))| Edit::new(span, old.clone()));
            (Edits::new(back)?, edits.iter().map(|(.., new)| new).collect())
        }
        Way::On => (on, edits.iter().map(|(_, old, _)| old).collect()),
    };
    let is_there = |(edit, old): (&Edit, &String)| text.get(edit.span.start..edit.span.end) == Some(old);
    made.as_slice().iter().zip(replaced).all(is_there).then(|| made.apply(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_and_taken_back() {
        let edit = |at: usize, old: &str, new: &str| (at, old.to_owned(), new.to_owned());
        let edits = [edit(1, "b", "BB"), edit(2, "", "+"), edit(4, "ef", "")];
        let made = applied("abcdef", &edits, Way::On).unwrap();
        assert_eq!(made, "aBB+cd");
        assert_eq!(applied(&made, &edits, Way::Back).as_deref(), Some("abcdef"));
        assert_eq!(applied("axcdef", &edits, Way::On), None);
        assert_eq!(applied("ab", &edits, Way::On), None);
        // What somebody wrote by hand may name any place.
        for way in [Way::On, Way::Back] {
            assert_eq!(applied("abcdef", &[edit(1, "b", "bb"), edit(usize::MAX, "", "x")], way), None);
        }
    }

    #[test]
    fn edited_files_show_the_way() {
        use State::{Edited as E, New as N, Old as O};
        for (states, expected) in [
            (&[N, N, O, O][..], Some(Way::On)),
            (&[O, O], Some(Way::On)),
            (&[N, N], Some(Way::On)),
            (&[E, N, O, O], Some(Way::On)),
            (&[N, O, E, O], Some(Way::Back)),
            (&[O, E], Some(Way::Back)),
            (&[E, N, N], Some(Way::On)),
            (&[N, E, O], None),
            (&[E, O], None),
            (&[N, E], None),
            (&[E, N, O, E], None),
            (&[O, N], None),
            (&[E], Some(Way::On)),
        ] {
            let edited: Vec<usize> = (0..states.len()).filter(|at| states[*at] == E).collect();
            assert_eq!(way(states, &edited), expected, "{states:?}");
        }
    }
}
