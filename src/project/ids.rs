//! Ids over all files of a run. Takes jobs and a plan; gives for each file what changes, in the order of the jobs. Promises that nothing is
//! written before all is worked out and checked, and that all files are changed or none: a [journal](super::journal) holds what is to
//! be done, and whoever writes there next finishes what was broken off.
//!
//! The files are read twice: first for the ids that change, which are all that is kept, then for what points to them. So memory holds
//! for any number of files. A file that was saved between the two, or after, keeps all from being written.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::address::join;
use super::findings::Findings;
use super::job::{Input, Job};
use super::journal::Draft;
use super::outside;
use super::recovery::Failed;
use super::replace::{Seen, Unwritten};
use super::run::in_order;
use super::{Refusal, load, lock};
use crate::diag::{self, Diagnostic, Severity};
use crate::ids::{Change, Minted, Plan, mint, references};
use crate::text::{Edits, Source};
use crate::xml::{Document, External};

/// What a run does with files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Each change is a finding.
    Shown,
    /// Files are written.
    Done,
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Identified {
    /// How many places change.
    pub changes: usize,
    /// In how many files.
    pub files: usize,
    /// What is to be said of files after all of them were worked out.
    pub said: Vec<Findings>,
}

/// What is kept of a file.
struct Known {
    seen: Seen,
    /// Each id that changes, with the new one, by their numbers.
    renamed: Vec<(u32, u32)>,
}

/// What is known of all files before the first change.
#[derive(Default)]
struct Survey {
    files: FxHashMap<PathBuf, Known>,
    /// Ids, each of which is held once: files number theirs alike.
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    is_sound: bool,
}

/// A file with its new ids.
struct File {
    path: PathBuf,
    input: Findings,
    document: Document,
    minted: Minted,
}

/// A file that is worked out.
struct Worked {
    path: PathBuf,
    input: Findings,
    changes: Vec<Change>,
    edits: Edits,
    /// Its text with the edits.
    after: String,
}

/// Gives ids to the files of a run, and follows what points to them; what is found in each file is reported in order.
///
/// # Errors
/// [`Refusal`] when a file is named twice, or standard input is; what `tell` says.
pub fn ids<E: From<Refusal>>(
    jobs: &[Job],
    plan: &Plan,
    writing: Writing,
    mut tell: impl FnMut(&Findings) -> Result<(), E>,
) -> Result<Identified, E> {
    let survey = survey(jobs, plan)?;
    let paths: Vec<&Path> = survey.files.keys().map(PathBuf::as_path).collect();
    let folder = lock::common(&paths).unwrap_or_default();
    let mut draft: Option<Draft> = None;
    let mut done = Identified::default();
    let mut is_sound = survey.is_sound;
    in_order(
        jobs,
        |job| job.name.clone(),
        |job| work_out(job, plan, &survey),
        |file: Result<Worked, Box<Findings>>| {
            let mut file = match file {
                Ok(file) => file,
                Err(fault) => {
                    is_sound = false;
                    return tell(&fault);
                }
            };
            is_sound &= !has_error(&file.input.diagnostics);
            if writing == Writing::Shown && survey.is_sound {
                let change = |change: &Change| Diagnostic::new(&diag::IDS_CHANGE, &change.message).at(change.edit.span);
                file.input.diagnostics.extend(file.changes.iter().map(change));
            }
            let is_kept = writing == Writing::Done && is_sound && !file.edits.is_empty();
            if let Some(Err(error)) = is_kept.then(|| add(&mut draft, &folder, &file)) {
                file.input.diagnostics.push(Unwritten::System(error).finding(&file.path));
                is_sound = false;
            }
            done.changes += file.edits.len();
            done.files += usize::from(!file.edits.is_empty());
            tell(&file.input)
        },
    )?;
    if !is_sound {
        return Ok(Identified::default());
    }
    match draft {
        Some(draft) => Ok(carry_out(draft, done).map_err(unwritable)?),
        None => Ok(done),
    }
}

/// Adds the changes of a file to the journal, which is begun with the first.
fn add(draft: &mut Option<Draft>, folder: &Path, file: &Worked) -> std::io::Result<()> {
    let draft = match draft {
        Some(draft) => draft,
        None => draft.insert(Draft::begin(folder)?),
    };
    draft.add(&file.path, (file.input.source.text(), &file.after), &file.edits)
}

fn unwritable(error: std::io::Error) -> Refusal {
    let help = "a journal is written in the folder that holds all files of the run";
    Refusal::coded(&diag::UNWRITABLE, format!("cannot write: {}", outside::reason(&error))).help(help)
}

/// Makes the changes of all files.
fn carry_out(draft: Draft, mut done: Identified) -> std::io::Result<Identified> {
    let Some(journal) = draft.commit()? else { return Ok(done) };
    let said = |path: &Path, diagnostics| Findings { source: Source::new(path.display().to_string(), ""), diagnostics };
    match journal.carry_out() {
        Ok(notes) => done.said.extend(notes.into_iter().map(|(path, notes)| said(&path, notes))),
        Err(failed) => {
            let (stuck, help) = match &failed {
                Failed::TakenBack(stuck) => (stuck, None),
                Failed::Open(stuck) => {
                    (stuck, Some("run any command that writes here: it brings the files to one state"))
                }
            };
            let mut findings = vec![stuck.reason.finding(&stuck.path)];
            let half = || Diagnostic::new(&diag::SET_UNFINISHED, "some files have their new ids, others do not");
            findings.extend(help.map(|help| half().help(help)));
            done = Identified { said: vec![said(&stuck.path, findings)], ..Identified::default() };
        }
    }
    Ok(done)
}

fn has_error(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

fn survey(jobs: &[Job], plan: &Plan) -> Result<Survey, Refusal> {
    let mut survey = Survey { is_sound: true, ..Survey::default() };
    if jobs.iter().any(|job| job.input == Input::Stdin) {
        return Err(Refusal::new("ids are written to files: standard input is none"));
    }
    let look = |job: &Job| {
        let file = open(job, plan);
        let seen = Seen::of(file.input.source.text().as_bytes());
        (job.name.clone(), file.path, seen, file.minted.renamed, !has_error(&file.input.diagnostics))
    };
    let name = |job: &Job| job.name.clone();
    in_order(jobs, name, look, |surveyed| {
        // A fault of the program is reported when the file is worked out, which then has it again.
        let Ok((name, path, seen, renamed, is_sound)) = surveyed else {
            survey.is_sound = false;
            return Ok(());
        };
        let mut renamed: Vec<(u32, u32)> =
            renamed.into_iter().map(|(old, new)| (survey.number(old), survey.number(new))).collect();
        renamed.sort_unstable();
        renamed.shrink_to_fit();
        survey.is_sound &= is_sound;
        match survey.files.insert(path, Known { seen, renamed }) {
            None => Ok(()),
            Some(_) => Err(Refusal::new(format!("`{name}` is named twice"))),
        }
    })?;
    Ok(survey)
}

impl Survey {
    /// The number of an id.
    fn number(&mut self, name: String) -> u32 {
        let name = name.into_boxed_str();
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            next
        })
    }

    /// What an id of a file becomes, if it changes.
    fn renamed(&self, file: &Known, old: &str) -> Option<&str> {
        let old = self.numbers.get(old)?;
        let at = file.renamed.binary_search_by_key(old, |(old, _)| *old).ok()?;
        let (_, new) = file.renamed.get(at)?;
        self.names.get(usize::try_from(*new).ok()?).map(|name| &**name)
    }
}

fn open(job: &Job, plan: &Plan) -> File {
    let path = match &job.input {
        Input::File(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
        Input::Pages(_) | Input::Letter(..) | Input::Volume(..) | Input::Stdin | Input::Held(_) | Input::Closed(_) => {
            PathBuf::from(&job.name)
        }
    };
    let unread = |input| File { path: path.clone(), input, document: Document::default(), minted: Minted::default() };
    let source = match load::utf_8_document(job) {
        Ok(source) => source,
        Err(findings) => return unread(*findings),
    };
    let (document, diagnostics) = Document::parse(source.text(), External::Noted);
    if has_error(&diagnostics) {
        return unread(Findings { source, diagnostics });
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut minted = mint(&document, source.text(), &stem, plan);
    let diagnostics = std::mem::take(&mut minted.findings);
    File { path, input: Findings { source, diagnostics }, document, minted }
}

/// All that changes in a file.
fn work_out(job: &Job, plan: &Plan, survey: &Survey) -> Worked {
    let mut file = open(job, plan);
    let own = survey.files.get(&file.path);
    if own.is_none_or(|own| own.seen != Seen::of(file.input.source.text().as_bytes())) {
        file.input.diagnostics.push(Unwritten::Changed.finding(&file.path));
    }
    if !survey.is_sound || has_error(&file.input.diagnostics) {
        let (changes, edits, after) = Default::default();
        return Worked { path: file.path, input: file.input, changes, edits, after };
    }
    let (edits, after) = follow(&mut file, job, survey);
    Worked { path: file.path, input: file.input, changes: file.minted.changes, edits, after }
}

/// Adds the changes of pointers, and holds what all changes make to what the file was; gives them as edits, and its new text.
fn follow(file: &mut File, job: &Job, survey: &Survey) -> (Edits, String) {
    let base = job.address();
    let known: RefCell<BTreeMap<String, Option<&Known>>> = RefCell::default();
    let look = |name: &str| match name {
        "" => survey.files.get(&file.path),
        name => survey.files.get(&Path::new(&join(&base, name)).canonicalize().ok()?),
    };
    let renamed = |name: &str, old: &str| {
        let mut known = known.borrow_mut();
        let file = match known.get(name) {
            Some(file) => *file,
            None => *known.entry(name.to_owned()).or_insert(look(name)),
        };
        survey.renamed(file?, old)
    };
    let text = file.input.source.text();
    let (changes, findings) = references(&file.document, text, &renamed);
    file.input.diagnostics.extend(findings);
    file.minted.changes.extend(changes);
    file.minted.changes.sort_by_key(|change| change.edit.span);
    if file.minted.changes.is_empty() {
        return Default::default();
    }
    let edits = Edits::new(file.minted.changes.iter().map(|change| change.edit.clone()));
    let made = edits.as_ref().map(|edits| edits.apply(text)).unwrap_or_default();
    let (after, faults) = Document::parse(&made, External::Noted);
    let string = |document: &Document| document.top().map(|top| top.string_value().to_owned());
    let is_same = after.len() == file.document.len() && string(&after) == string(&file.document);
    if edits.is_none() || !file.document.is_empty() && (!is_same || has_error(&faults)) {
        let finding = Diagnostic::new(&diag::LAYOUT_CHANGES, "new ids would change more of the document than ids");
        file.input.diagnostics.push(finding);
    }
    (edits.unwrap_or_default(), made)
}
