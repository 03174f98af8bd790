//! `recto review` on a terminal. Takes pending files; shows one change after the other and carries out what the keys ask for.
//!
//! What a key means is decided by [`Session`], what is shown by [`screen`]; here are the terminal and the files. A decision is in the
//! files before the next screen is shown. Of the texts only those of the change that is shown are held. The terminal is in its
//! usual state but for the moments in which a key is awaited, so that nothing has to be put right when the program ends early.

pub mod screen;
pub mod session;

use std::path::Path;

use ::console::{Key as Pressed, Term};

use self::screen::{Line, Marks, Size, Style};
use self::session::{Decided, Key, Request, Session};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::review::{Scanned, report};
use crate::project::{self, Findings, Lock, Pending, PendingFile, Refusal, Share, Undo};
use crate::report::{Colour, Format, counted};
use crate::review::{Change, Decision, Example, Group};

/// With fewer files nobody wants a progress bar.
const MANY: usize = 100;

/// What a decision came to in one file.
enum Outcome {
    /// It holds; what takes it back, and what is left.
    Settled(Undo, Result<Pending, Box<Findings>>),
    /// Nothing was done: the file is not as it was shown.
    Changed(Pending),
    /// Nothing was done, and nothing can be.
    Failed(Box<Findings>),
}

struct Walk<'c> {
    files: Vec<Scanned>,
    session: Session,
    /// What takes back each decided that the session can undo.
    undo: Vec<Vec<(usize, Undo)>>,
    /// The file that is shown.
    shown: Option<(usize, Pending)>,
    findings: Vec<Findings>,
    console: &'c mut Console,
    terminal: Term,
}

/// Walks through the changes of these files; `findings` are reported at the end.
pub fn walk(files: Vec<Scanned>, findings: Vec<Findings>, console: &mut Console) -> Result<Exit, Stop> {
    let session = Session::new(files.iter().map(|scanned| scanned.groups.clone()).collect());
    let terminal = Term::buffered_stdout();
    let mut walk = Walk { files, session, undo: Vec::new(), shown: None, findings, console, terminal };
    if !walk.findings.is_empty() {
        let number = counted(walk.findings.len(), "file");
        walk.session.tell(format!("{number} with findings, which are reported at the end"));
    }
    walk.run()?;
    walk.leave()
}

impl Walk<'_> {
    fn run(&mut self) -> Result<(), Stop> {
        loop {
            self.draw()?;
            // A terminal that is gone has nothing more to say.
            let Ok(pressed) = self.terminal.read_key_raw() else { return Ok(()) };
            let Some(key) = key(pressed) else { return Ok(()) };
            match self.session.press(key) {
                Request::Show => {}
                Request::Leave => return Ok(()),
                Request::Decide(decided) => self.decide(&decided)?,
                Request::Undo => self.take_back()?,
            }
        }
    }

    fn draw(&mut self) -> Result<(), Stop> {
        let example = self.example();
        let is_coloured = self.console.format() == Format::Human(Colour::Ansi);
        let marks = if is_coloured { Marks::Colours } else { Marks::Signs };
        let (height, width) = self.terminal.size();
        let size = Size { width: usize::from(width), height: usize::from(height) };
        let lines = screen::lines(&self.session, example.as_ref(), marks, size);
        let drawn: Vec<String> = lines.into_iter().map(|line| painted(line, is_coloured)).collect();
        self.terminal.clear_screen()?;
        self.terminal.write_str(&drawn.join("\n"))?;
        Ok(self.terminal.flush()?)
    }

    /// The change that is shown. A file that is no longer as it was scanned is taken as it is now.
    fn example(&mut self) -> Option<Example> {
        loop {
            let place = self.session.place()?;
            if self.shown.as_ref().is_none_or(|(file, _)| *file != place.file) {
                let scanned = self.files.get(place.file)?;
                match scanned.file.load() {
                    Ok(pending) if pending.stamp() == scanned.stamp => self.shown = Some((place.file, pending)),
                    loaded => {
                        self.take_as_it_is(place.file, loaded);
                        continue;
                    }
                }
            }
            let (_, pending) = self.shown.as_ref()?;
            let change = pending.changes.get(place.change)?;
            return Some(Example::new(change, &pending.accepted, &pending.pending, pending.origin().as_ref()));
        }
    }

    /// Takes the folder of these files for one decision, and waits for a run that writes there: between decisions others may write.
    fn claim(&mut self, files: impl Iterator<Item = usize>) -> Result<Option<Lock>, Refusal> {
        let files: Vec<&Path> = files.filter_map(|file| Some(self.files.get(file)?.file.accepted.as_path())).collect();
        let share = Share::of(files.len());
        let (lock, said) = project::claim(files, share)?;
        self.findings.extend(said);
        Ok(lock)
    }

    fn decide(&mut self, decided: &Decided) -> Result<(), Stop> {
        let _lock = match self.claim(decided.files.iter().map(|(file, _)| *file)) {
            Ok(lock) => lock,
            Err(refusal) => {
                self.session.decided(Vec::new());
                self.session.tell(format!("nothing was decided: {}", refusal.message));
                return Ok(());
            }
        };
        let files = &self.files;
        let work = |(file, chosen): &(usize, Vec<usize>)| {
            let scanned = files.get(*file)?;
            let decided = project::guarded(&scanned.file.name(), || outcome(scanned, decided.decision, chosen));
            Some((*file, decided.unwrap_or_else(Outcome::Failed)))
        };
        let mut outcomes = Vec::new();
        if decided.files.len() > MANY {
            self.console.start(decided.files.len());
        }
        project::in_order(
            &decided.files,
            |(file, _)| name(files, *file),
            work,
            |done| {
                self.console.advance();
                // Faults of the work are among its outcomes.
                outcomes.extend(done.ok().flatten());
                Ok::<(), Stop>(())
            },
        )?;
        self.console.finish();
        self.shown = None;
        let (mut done, mut undo, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for (file, outcome) in outcomes {
            match outcome {
                Outcome::Settled(back, left) => {
                    self.findings.extend(back.notes());
                    undo.push((file, back));
                    done.push((file, self.groups(file, left)));
                }
                Outcome::Changed(pending) => others.push((file, Ok(pending))),
                Outcome::Failed(findings) => others.push((file, Err(findings))),
            }
        }
        if !undo.is_empty() {
            self.undo.push(undo);
        }
        self.session.decided(done);
        for (file, loaded) in others {
            self.take_as_it_is(file, loaded);
        }
        Ok(())
    }

    fn take_back(&mut self) -> Result<(), Stop> {
        let files: Vec<usize> = self.undo.last().into_iter().flatten().map(|(file, _)| *file).collect();
        let _lock = match self.claim(files.into_iter()) {
            Ok(lock) => lock,
            Err(refusal) => {
                self.session.tell(format!("nothing was taken back: {}", refusal.message));
                return Ok(());
            }
        };
        let steps = self.undo.pop().unwrap_or_default();
        let mut undone = Vec::new();
        project::in_order(
            &steps,
            |(file, _)| name(&self.files, *file),
            |(file, step)| (*file, project::guarded(&name(&self.files, *file), || step.run()).and_then(|done| done)),
            |done| {
                undone.extend(done.ok());
                Ok::<(), Stop>(())
            },
        )?;
        self.shown = None;
        let mut otherwise = Vec::new();
        for (file, done) in undone {
            let Some(scanned) = self.files.get(file) else { continue };
            let loaded = scanned.file.load();
            let groups = self.groups(file, loaded);
            if let Err(findings) = done {
                self.findings.push(*findings);
                otherwise.push((file, groups));
            }
        }
        let failed = otherwise.len();
        self.session.undone(otherwise);
        if failed > 0 {
            self.session.tell(format!("not undone in {}, which others changed", counted(failed, "file")));
        }
        Ok(())
    }

    /// A file is not as it was shown: what it changes now takes the place of what it changed then.
    fn take_as_it_is(&mut self, file: usize, loaded: Result<Pending, Box<Findings>>) {
        let name = self.files.get(file).map(|scanned| scanned.file.accepted.display().to_string()).unwrap_or_default();
        self.session.tell(match &loaded {
            Ok(_) => format!("`{name}` was changed by another program: look again"),
            Err(findings) => {
                let reason = findings.diagnostics.first().map(|finding| finding.message.clone()).unwrap_or_default();
                format!("`{name}` is left alone: {reason}")
            }
        });
        self.shown = None;
        let groups = self.groups(file, loaded);
        self.session.seen(vec![(file, groups)]);
    }

    /// Remembers the state of a file; gives the groups of its changes.
    fn groups(&mut self, file: usize, loaded: Result<Pending, Box<Findings>>) -> Vec<Group> {
        match loaded {
            Ok(pending) => {
                if let Some(scanned) = self.files.get_mut(file) {
                    scanned.stamp = pending.stamp();
                }
                pending.changes.into_iter().map(|change| change.group).collect()
            }
            Err(findings) => {
                self.findings.push(*findings);
                Vec::new()
            }
        }
    }

    /// Puts the terminal and the folders in order and says what was done.
    fn leave(mut self) -> Result<Exit, Stop> {
        self.terminal.clear_screen()?;
        self.terminal.flush()?;
        match self.claim(0..self.files.len()) {
            Ok(lock) => {
                let findings = &mut self.findings;
                project::in_order(
                    &self.files,
                    |scanned| scanned.file.name(),
                    |scanned| scanned.file.tidy(),
                    |tidied| {
                        findings.extend(tidied.and_then(|tidied| tidied).err().map(|unwritten| *unwritten));
                        Ok::<(), Stop>(())
                    },
                )?;
                PendingFile::close(self.files.iter().map(|scanned| &scanned.file), lock);
            }
            // The decisions hold; the next review removes what has nothing pending.
            Err(refusal) => self.console.remark(&refusal.message)?,
        }
        let counts = self.session.counts();
        let left = counts.open + counts.skipped;
        let exit = if left > 0 { Exit::Findings } else { Exit::Clean };
        let exit = exit.max(report(&self.findings, self.console)?);
        let decided = format!("{} accepted, {} rejected", counted(counts.accepted, "change"), counts.rejected);
        self.console.remark(&format!("{decided}, {left} pending"))?;
        Ok(exit)
    }
}

/// The name of a file by its number.
fn name(files: &[Scanned], file: usize) -> String {
    files.get(file).map(|scanned| scanned.file.name()).unwrap_or_default()
}

/// Decides changes of one file, if it is still as it was shown.
fn outcome(scanned: &Scanned, decision: Decision, chosen: &[usize]) -> Outcome {
    let pending = match scanned.file.load() {
        Ok(pending) if pending.stamp() == scanned.stamp => pending,
        Ok(pending) => return Outcome::Changed(pending),
        Err(findings) => return Outcome::Failed(findings),
    };
    let changes: Vec<&Change> = chosen.iter().filter_map(|number| pending.changes.get(*number)).collect();
    match pending.apply_decision(decision, &changes) {
        Ok(undo) => Outcome::Settled(undo, scanned.file.load()),
        Err(findings) => Outcome::Failed(findings),
    }
}

/// A key for the session; none to leave at once.
fn key(pressed: Pressed) -> Option<Key> {
    Some(match pressed {
        Pressed::CtrlC | Pressed::Char('\u{3}' | '\u{4}') => return None,
        Pressed::Char(character) => Key::Char(character),
        Pressed::ArrowUp => Key::Up,
        Pressed::ArrowDown => Key::Down,
        Pressed::ArrowLeft => Key::Left,
        Pressed::ArrowRight => Key::Right,
        Pressed::PageUp => Key::PageUp,
        Pressed::PageDown => Key::PageDown,
        Pressed::Escape => Key::Escape,
        _ => Key::Char('\0'),
    })
}

fn painted(line: Line, is_coloured: bool) -> String {
    let piece = |(style, text): (Style, String)| {
        if !is_coloured {
            return text;
        }
        let look = ::console::Style::new().force_styling(true);
        let look = match style {
            Style::Plain => return text,
            Style::Strong => look.bold(),
            Style::Faint => look.dim(),
            Style::Removed => look.red().bold(),
            Style::Added => look.green().bold(),
            Style::Message => look.yellow(),
        };
        look.apply_to(text).to_string()
    };
    line.into_iter().map(piece).collect()
}
