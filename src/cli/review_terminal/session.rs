//! A person deciding about changes of many files, as a state machine. Takes the groups of the changes of each file, then keys; gives
//! what the keys ask for ([`Request`]) and where the person is.
//!
//! Whoever runs it carries out what is asked for and tells it what came of that ([`Session::decided`], [`Session::undone`]). The
//! session holds no texts: for each change only its group, so that it can be about any number of files. Skipping is remembered here
//! alone; what is skipped stays pending.

use std::collections::BTreeMap;

use crate::review::{Decision, Group};

/// What is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// To the group before.
    Up,
    /// To the group after.
    Down,
    /// To the example before.
    Left,
    /// To the example after.
    Right,
    /// A page back.
    PageUp,
    /// A page on.
    PageDown,
    /// Out of what was begun; else out of the session.
    Escape,
}

/// Whose changes are decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The change that is shown.
    Change,
    /// All in its file.
    File,
    /// All of its group.
    Group,
    /// All.
    All,
}

/// What has to be done outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Show the session as it is now.
    Show,
    /// Decide these changes, then say so with [`Session::decided`].
    Decide(Decided),
    /// Take the last decision back, then say so with [`Session::undone`].
    Undo,
    /// End.
    Leave,
}

/// Changes that are decided at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// How.
    pub decision: Decision,
    /// Files with the numbers of their changes, both from 0 and in order.
    pub files: Vec<(usize, Vec<usize>)>,
}

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// A change, or that none is left.
    Changes,
    /// The keys.
    Help,
}

/// A change that is pending, by its file and its number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, from 0.
    pub file: usize,
    /// The change in it, from 0.
    pub change: usize,
}

/// How many changes were decided, and how many are left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accepted.
    pub accepted: usize,
    /// Rejected.
    pub rejected: usize,
    /// Pending and skipped.
    pub skipped: usize,
    /// Pending and not skipped.
    pub open: usize,
}

/// How many pending changes something has, and where among them the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its number from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// In how many files.
    pub files: usize,
}

/// A pending change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    group: usize,
    is_skipped: bool,
}

/// What undo goes back to.
#[derive(Clone, Debug)]
struct Step {
    /// How the changes were decided; skipped when there is no decision.
    decision: Option<Decision>,
    /// How many.
    count: usize,
    /// The changes of the files before.
    files: Vec<(usize, Vec<Entry>)>,
    at: Option<Place>,
}

/// The state.
#[derive(Clone, Debug)]
pub struct Session {
    groups: Vec<Group>,
    numbers: BTreeMap<Group, usize>,
    files: Vec<Vec<Entry>>,
    /// The change that is shown; none when all were decided or skipped.
    at: Option<Place>,
    /// Whose changes the next key decides.
    scope: Scope,
    view: View,
    /// Lines that were scrolled out of sight.
    scrolled: usize,
    steps: Vec<Step>,
    asked: Option<(Decided, Option<Place>)>,
    accepted: usize,
    rejected: usize,
    message: Option<String>,
}

impl Session {
    /// A session about files, each with the groups of its changes. Groups with many changes come first.
    #[must_use]
    pub fn new(files: Vec<Vec<Group>>) -> Self {
        let mut counts: BTreeMap<&Group, usize> = BTreeMap::new();
        files.iter().flatten().for_each(|group| *counts.entry(group).or_default() += 1);
        let mut ordered: Vec<(&Group, usize)> = counts.into_iter().collect();
        ordered.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let groups: Vec<Group> = ordered.into_iter().map(|(group, _)| group.clone()).collect();
        let numbers = groups.iter().cloned().zip(0..).collect();
        let mut session = Self {
            groups,
            numbers,
            files: Vec::new(),
            at: None,
            scope: Scope::Change,
            view: View::Changes,
            scrolled: 0,
            steps: Vec::new(),
            asked: None,
            accepted: 0,
            rejected: 0,
            message: None,
        };
        session.files = files.into_iter().map(|groups| session.entries(groups)).collect();
        session.at = session.first_of(0, |entry| !entry.is_skipped);
        session
    }

    /// The change that is shown; none when all were decided or skipped.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.at
    }

    /// The group of the change that is shown.
    #[must_use]
    pub fn group(&self) -> Option<&Group> {
        self.groups.get(self.entry(self.at?)?.group)
    }

    /// Whether the change that is shown was skipped.
    #[must_use]
    pub fn is_skipped(&self) -> bool {
        self.at.and_then(|at| self.entry(at)).is_some_and(|entry| entry.is_skipped)
    }

    /// Whose changes the next decision is about.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// What is on the screen.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
    }

    /// Lines of the change that were scrolled out of sight; may be more than there are.
    #[must_use]
    pub fn scrolled(&self) -> usize {
        self.scrolled
    }

    /// The message for the person.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Whether something can be undone.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.steps.is_empty()
    }

    /// What was decided and what is left.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let all = self.files.iter().map(Vec::len).sum::<usize>();
        let skipped = self.files.iter().flatten().filter(|entry| entry.is_skipped).count();
        Counts { accepted: self.accepted, rejected: self.rejected, skipped, open: all - skipped }
    }

    /// The group that is shown among those with pending changes.
    #[must_use]
    pub fn standing_of_group(&self) -> Option<Standing> {
        let own = self.entry(self.at?)?.group;
        let mut is_there = vec![false; self.groups.len()];
        let mut files = 0;
        for entries in &self.files {
            for entry in entries {
                if let Some(is_there) = is_there.get_mut(entry.group) {
                    *is_there = true;
                }
            }
            files += usize::from(entries.iter().any(|entry| entry.group == own));
        }
        let number = is_there.iter().take(own + 1).filter(|is_there| **is_there).count();
        Some(Standing { number, of: is_there.iter().filter(|is_there| **is_there).count(), files })
    }

    /// The change that is shown among those of its group.
    #[must_use]
    pub fn standing_of_change(&self) -> Option<Standing> {
        let at = self.at?;
        let own = self.entry(at)?.group;
        let places: Vec<Place> = self.places(|entry| entry.group == own).collect();
        let number = places.iter().take_while(|place| **place <= at).count();
        let mut files: Vec<usize> = places.iter().map(|place| place.file).collect();
        files.dedup();
        Some(Standing { number, of: places.len(), files: files.len() })
    }

    /// How many pending changes the file of the change that is shown has.
    #[must_use]
    pub fn changes_in_file(&self) -> usize {
        self.at.and_then(|at| self.files.get(at.file)).map_or(0, Vec::len)
    }

    /// A key was pressed.
    pub fn press(&mut self, key: Key) -> Request {
        self.message = None;
        if self.view == View::Help {
            self.view = View::Changes;
            return Request::Show;
        }
        let scope = std::mem::replace(&mut self.scope, Scope::Change);
        let of_group = if scope == Scope::Change { Scope::Group } else { scope };
        match key {
            Key::Char('a') => self.ask(Decision::Accept, scope),
            Key::Char('A') => self.ask(Decision::Accept, of_group),
            Key::Char('r') => self.ask(Decision::Reject, scope),
            Key::Char('R') => self.ask(Decision::Reject, of_group),
            Key::Char('s') => self.skip(scope),
            Key::Char('S') => self.skip(of_group),
            Key::Char('u') => self.undo(),
            Key::Escape if scope != Scope::Change => Request::Show,
            Key::Char('q') | Key::Escape => Request::Leave,
            other => {
                self.look(other);
                Request::Show
            }
        }
    }

    /// What only changes what is shown.
    fn look(&mut self, key: Key) {
        match key {
            Key::Char('f') => self.scope = Scope::File,
            Key::Char('g') => self.scope = Scope::Group,
            Key::Char('*') => self.scope = Scope::All,
            Key::Char('?' | 'h') => self.view = View::Help,
            Key::Char('n') | Key::Right => self.example(Towards::Later),
            Key::Char('p') | Key::Left => self.example(Towards::Earlier),
            Key::Char('j') | Key::Down => self.other_group(Towards::Later),
            Key::Char('k') | Key::Up => self.other_group(Towards::Earlier),
            Key::Char(' ') | Key::PageDown => self.scrolled += PAGE,
            Key::Char('b') | Key::PageUp => self.scrolled = self.scrolled.saturating_sub(PAGE),
            _ => self.message = Some("`?` shows the keys".to_owned()),
        }
    }

    /// The decision was carried out in these files, whose changes are now in these groups; in the others nothing was done.
    pub fn decided(&mut self, done: Vec<(usize, Vec<Group>)>) {
        let Some((asked, at)) = self.asked.take() else { return };
        let group = at.and_then(|at| self.entry(at)).map(|entry| entry.group);
        let mut step = Step { decision: Some(asked.decision), count: 0, files: Vec::new(), at };
        for (file, groups) in done {
            let chosen = asked.files.iter().find(|(asked, _)| *asked == file).map(|(_, chosen)| chosen.as_slice());
            let chosen = chosen.unwrap_or_default();
            step.count += chosen.len();
            let mut entries = self.entries(groups);
            let Some(own) = self.files.get_mut(file) else { continue };
            // What was skipped stays skipped, where the other changes are still the same.
            let left = own.iter().enumerate().filter(|(number, _)| !chosen.contains(number)).map(|(_, entry)| *entry);
            let left: Vec<Entry> = left.collect();
            if left.iter().map(|entry| entry.group).eq(entries.iter().map(|entry| entry.group)) {
                entries = left;
            }
            step.files.push((file, std::mem::replace(own, entries)));
        }
        *self.count_of(asked.decision) += step.count;
        if step.count > 0 {
            self.steps.push(step);
            self.advance(at, group);
        }
    }

    /// the last decision was taken back, except in files whose changes are now in these groups.
    pub fn undone(&mut self, otherwise: Vec<(usize, Vec<Group>)>) {
        let Some(step) = self.steps.pop() else { return };
        self.back(step);
        self.seen(otherwise);
    }

    /// Files were changed by others: the groups of their changes.
    pub fn seen(&mut self, files: Vec<(usize, Vec<Group>)>) {
        for (file, groups) in files {
            let entries = self.entries(groups);
            if let Some(own) = self.files.get_mut(file) {
                *own = entries;
            }
        }
        if self.at.is_some_and(|at| self.entry(at).is_none()) {
            self.advance(self.at, None);
        }
    }

    /// Tells the person something until the next key.
    pub fn tell(&mut self, message: impl Into<String>) {
        self.message = Some(message.into());
    }

    fn entry(&self, place: Place) -> Option<&Entry> {
        self.files.get(place.file)?.get(place.change)
    }

    fn entries(&mut self, groups: Vec<Group>) -> Vec<Entry> {
        let number = |group: Group| {
            let next = self.groups.len();
            *self.numbers.entry(group).or_insert_with_key(|group| {
                self.groups.push(group.clone());
                next
            })
        };
        groups.into_iter().map(number).map(|group| Entry { group, is_skipped: false }).collect()
    }

    /// The places of changes, in order.
    fn places(&self, is_meant: impl Fn(&Entry) -> bool) -> impl Iterator<Item = Place> {
        self.files.iter().enumerate().flat_map(move |(file, entries)| {
            let is_meant = &is_meant;
            let of_file = entries.iter().enumerate().filter(move |(_, entry)| is_meant(entry));
            of_file.map(move |(change, _)| Place { file, change }).collect::<Vec<_>>()
        })
    }

    /// The first change of the first group from `start` on, and then of those before it, that has one.
    fn first_of(&self, start: usize, is_meant: impl Fn(&Entry) -> bool) -> Option<Place> {
        let mut first: Vec<Option<Place>> = vec![None; self.groups.len()];
        for place in self.places(is_meant) {
            let own = self.entry(place).and_then(|entry| first.get_mut(entry.group));
            if let Some(own) = own {
                own.get_or_insert(place);
            }
        }
        let (before, from) = first.split_at(start.min(first.len()));
        from.iter().chain(before).copied().flatten().next()
    }

    /// Goes to the next open change: of this group after this place, before it, or of the groups after it.
    fn advance(&mut self, from: Option<Place>, group: Option<usize>) {
        self.scrolled = 0;
        let open = |entry: &Entry| !entry.is_skipped && group.is_none_or(|group| entry.group == group);
        let places: Vec<Place> = self.places(open).collect();
        let next = places.iter().find(|place| from.is_none_or(|from| **place >= from)).or(places.first()).copied();
        self.at = next.or_else(|| self.first_of(group.unwrap_or(0), |entry| !entry.is_skipped));
    }

    fn example(&mut self, towards: Towards) {
        let Some((at, group)) = self.at.and_then(|at| Some((at, self.entry(at)?.group))) else { return };
        let places: Vec<Place> = self.places(|entry| entry.group == group).collect();
        let next = match towards {
            Towards::Later => places.iter().find(|place| **place > at).or(places.first()),
            Towards::Earlier => places.iter().rev().find(|place| **place < at).or(places.last()),
        };
        self.go(next.copied());
    }

    fn other_group(&mut self, towards: Towards) {
        let own = self.at.and_then(|at| self.entry(at)).map(|entry| entry.group);
        let next = match (own, towards) {
            (None, Towards::Later) => self.first_of(0, |_| true),
            (Some(own), Towards::Later) => self.first_of(own + 1, |_| true),
            (own, Towards::Earlier) => {
                let groups = self.files.iter().flatten().map(|entry| entry.group);
                let last = groups.clone().max();
                let before = groups.filter(|group| own.is_some_and(|own| *group < own)).max();
                before.or(last).and_then(|group| self.first_of(group, |_| true))
            }
        };
        self.go(next);
    }

    fn go(&mut self, place: Option<Place>) {
        self.scrolled = 0;
        self.at = place.or(self.at);
    }

    /// The changes of a scope, by file.
    fn chosen(&self, scope: Scope) -> Vec<(usize, Vec<usize>)> {
        let Some((at, group)) = self.at.and_then(|at| Some((at, self.entry(at)?.group))) else { return Vec::new() };
        let mut files: Vec<(usize, Vec<usize>)> = Vec::new();
        for place in
            self.places(|entry| matches!(scope, Scope::Change | Scope::File | Scope::All) || entry.group == group)
        {
            let is_meant = match scope {
                Scope::Change => place == at,
                Scope::File => place.file == at.file,
                Scope::Group | Scope::All => true,
            };
            match files.last_mut() {
                _ if !is_meant => {}
                Some((file, changes)) if *file == place.file => changes.push(place.change),
                _ => files.push((place.file, vec![place.change])),
            }
        }
        files
    }

    fn ask(&mut self, decision: Decision, scope: Scope) -> Request {
        let files = self.chosen(scope);
        if files.is_empty() {
            return Request::Show;
        }
        let decided = Decided { decision, files };
        self.asked = Some((decided.clone(), self.at));
        Request::Decide(decided)
    }

    fn skip(&mut self, scope: Scope) -> Request {
        let chosen = self.chosen(scope);
        let at = self.at;
        let group = at.and_then(|at| self.entry(at)).map(|entry| entry.group);
        let mut step = Step { decision: None, count: 0, files: Vec::new(), at };
        for (file, changes) in chosen {
            let Some(entries) = self.files.get_mut(file) else { continue };
            step.files.push((file, entries.clone()));
            for change in changes {
                if let Some(entry) = entries.get_mut(change) {
                    entry.is_skipped = true;
                    step.count += 1;
                }
            }
        }
        if step.count > 0 {
            self.steps.push(step);
            self.advance(at, group);
        }
        Request::Show
    }

    fn undo(&mut self) -> Request {
        match self.steps.last() {
            Some(step) if step.decision.is_some() => Request::Undo,
            Some(_) => {
                if let Some(step) = self.steps.pop() {
                    self.back(step);
                }
                Request::Show
            }
            None => {
                self.message = Some("nothing to undo".to_owned());
                Request::Show
            }
        }
    }

    fn back(&mut self, step: Step) {
        if let Some(decision) = step.decision {
            let decided = self.count_of(decision);
            *decided = decided.saturating_sub(step.count);
        }
        for (file, entries) in step.files {
            if let Some(own) = self.files.get_mut(file) {
                *own = entries;
            }
        }
        self.scrolled = 0;
        self.at = step.at;
    }

    fn count_of(&mut self, decision: Decision) -> &mut usize {
        match decision {
            Decision::Accept => &mut self.accepted,
            Decision::Reject => &mut self.rejected,
        }
    }
}

/// Lines that one key scrolls.
const PAGE: usize = 10;

#[derive(Clone, Copy)]
enum Towards {
    Earlier,
    Later,
}
