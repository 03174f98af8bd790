//! Names on a command line to jobs: what is read and where its result goes.
//!
//! Takes inputs and a [`Target`]; gives [`Job`]s in the order of the inputs, a folder's files sorted by path. `-` is standard
//! input. A folder is walked to its end, names that begin with a dot left out, links followed; its files keep their places below
//! the target (`in/a/x.txt` to `OUT/a/x.xml`). What cannot be walked is a job that fails, so that the others run; what cannot
//! be meant (two results in one place, results among the inputs, several on standard output) is refused before anything is read.
//! Where the folder for results lies inside of an input, what Recto wrote there is no input.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::Refusal;
use super::border::Border;
use super::collision::{refuse_collisions, refuse_new_inputs, without_results};
use super::job::{Extensions, Found, Input, Job, Output, Target};
use super::outside::{self, unwritable};
use super::resolved::Resolved;
use crate::diag::{self, Diagnostic};
use crate::source::METS;

/// Whether two paths can be compared.
///
/// # Errors
/// [`Refusal`] when there is nothing at a path, or one is a folder and the other is not.
pub(super) fn comparable(before: &Path, after: &Path) -> Result<(), Refusal> {
    for path in [before, after] {
        if !path.exists() {
            return Err(Refusal::new(format!("`{}` is not there", path.display())));
        }
    }
    if before.is_dir() != after.is_dir() {
        return Err(Refusal::new("a folder is compared with a folder, a file with a file"));
    }
    Ok(())
}

/// Lists the jobs.
///
/// # Errors
/// [`Refusal`] when there is no input, or the results could not be distinguished.
pub fn jobs(
    border: &Arc<Border>,
    inputs: &[PathBuf],
    target: Target<'_>,
    extensions: Extensions,
) -> Result<Vec<Job>, Refusal> {
    if inputs.is_empty() {
        return Err(Refusal::new("no input").help("name files or folders, or `-` for standard input"));
    }
    if inputs.iter().filter(|input| is_stdin(input)).count() > 1 {
        return Err(Refusal::new("standard input can be read only once"));
    }
    let found: Vec<Found> = inputs.iter().flat_map(|input| find(border, input, extensions)).collect();
    let has_folder = inputs.iter().any(|input| input.is_dir());
    of_found(border, found, inputs, (target, has_folder), extensions)
}

/// Lists the jobs where each input is a folder with the pages of one document.
///
/// # Errors
/// As [`jobs`]; or that an input is no folder.
pub fn jobs_of_pages(
    border: &Arc<Border>,
    inputs: &[PathBuf],
    target: Target<'_>,
    extensions: Extensions,
) -> Result<Vec<Job>, Refusal> {
    if let Some(other) = inputs.iter().find(|input| !input.is_dir()) {
        let refusal = Refusal::new(format!("`{}` is no folder", other.display()));
        return Err(refusal.help("with `--pages` each input is a folder, whose files are the pages of one document"));
    }
    let found = inputs.iter().map(|folder| Found {
        name: folder.display().to_string(),
        below: Some(folder.file_name().map_or_else(|| PathBuf::from("document"), PathBuf::from)),
        input: Input::Pages(folder.clone()),
    });
    of_found(border, found.collect(), inputs, (target, false), extensions)
}

fn of_found(
    border: &Arc<Border>,
    found: Vec<Found>,
    inputs: &[PathBuf],
    (target, has_folder): (Target<'_>, bool),
    extensions: Extensions,
) -> Result<Vec<Job>, Refusal> {
    let found = match target {
        Target::Path(folder) if folder.is_dir() => without_results(border, found, inputs, folder)?,
        _ => found,
    };
    let outputs = outputs(&found, target, has_folder, extensions)?;
    if target != Target::Inputs {
        refuse_collisions(&found, &outputs)?;
    }
    if extensions.from.contains(&extensions.to) && !matches!(target, Target::Inputs) {
        refuse_new_inputs(inputs, target, &outputs)?;
    }
    let jobs = found.into_iter().zip(outputs);
    let places = Resolved::default();
    let job = |(found, output): (Found, Output)| {
        within(Job { input: found.input, name: found.name, output, border: Arc::clone(border) }, &places)
    };
    Ok(jobs.map(job).collect())
}

/// A job whose result would lie outside is not begun; paths lead where `places` says.
pub(super) fn within(job: Job, places: &Resolved) -> Job {
    let refused = |path: &Path| Some(unwritable(path, &job.border.may_write_of(path, places).err()?));
    match job.output.path().and_then(refused) {
        Some(finding) => Job { input: Input::Closed(finding), output: Output::Nowhere, ..job },
        None => job,
    }
}

fn is_stdin(input: &Path) -> bool {
    input.as_os_str() == "-"
}

fn find(border: &Border, input: &Path, extensions: Extensions) -> Vec<Found> {
    let name = input.display().to_string();
    if is_stdin(input) {
        return vec![Found { input: Input::Stdin, name: "<stdin>".to_owned(), below: None }];
    }
    if !input.is_dir() {
        return vec![Found { below: input.file_name().map(PathBuf::from), input: Input::File(input.to_owned()), name }];
    }
    let found = walk(border, input, extensions);
    if found.is_empty() {
        let endings: Vec<&str> = extensions.from.iter().copied().filter(|name| *name != METS).collect();
        let message = format!("no .{} file in this folder", endings.join(" or ."));
        return vec![Found::closed(input, Diagnostic::new(&diag::UNREADABLE, message))];
    }
    found
}

/// What is found in a folder. Links are followed where they lead to what belongs to the run.
fn walk(border: &Border, folder: &Path, extensions: Extensions) -> Vec<Found> {
    if let Err(error) = border.is_there(folder) {
        return vec![Found::closed(folder, outside::finding(&diag::UNREADABLE, &error))];
    }
    let is_shown = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry.path());
    let mut walk =
        WalkDir::new(folder).min_depth(1).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_shown);
    let file = |path: PathBuf| {
        extensions.rank(&path).map(|_| Found {
            name: path.display().to_string(),
            below: place(folder, &path),
            input: Input::File(path),
        })
    };
    let mut all = Vec::new();
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                if entry.path_is_symlink()
                    && let Err(error) = border.is_there(entry.path())
                {
                    walk.skip_current_dir();
                    all.push(Found::closed(entry.path(), outside::finding(&diag::UNREADABLE, &error)));
                }
            }
            Ok(entry) => all.extend(file(entry.into_path())),
            // A link to nowhere stays a file, which then cannot be read.
            Err(error) => match error.path().map(Path::to_owned) {
                Some(path) if is_hidden(&path) => {}
                Some(path) if !path.is_dir() => all.extend(file(path)),
                path => {
                    let path = path.unwrap_or_else(|| folder.to_owned());
                    let back = || "links in this folder lead back to it".to_owned();
                    let message = error.io_error().map_or_else(back, outside::reason);
                    all.push(Found::closed(&path, Diagnostic::new(&diag::UNREADABLE, message)));
                }
            },
        }
    }
    one_of_each(all, extensions)
}

/// The place of a file of a folder below the target. A list of pages is called like the folder that it lies in.
fn place(folder: &Path, path: &Path) -> Option<PathBuf> {
    let is_list = path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(METS));
    if !is_list {
        return path.strip_prefix(folder).ok().map(Path::to_owned);
    }
    let document = path.parent().filter(|document| *document != folder);
    let named = document.map_or_else(|| folder.file_name().map(Path::new), |below| below.strip_prefix(folder).ok());
    let mut name = named.unwrap_or(Path::new("document")).as_os_str().to_owned();
    name.push(".xml");
    Some(PathBuf::from(name))
}

/// Of files that differ in their extension alone, the one whose extension comes first.
fn one_of_each(all: Vec<Found>, extensions: Extensions) -> Vec<Found> {
    let key = |found: &Found| match &found.input {
        Input::File(path) => Some((path.with_extension(""), extensions.rank(path)?)),
        Input::Pages(_) | Input::Letter(..) | Input::Volume(..) | Input::Stdin | Input::Held(_) | Input::Closed(_) => {
            None
        }
    };
    let mut first: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for (name, rank) in all.iter().filter_map(key) {
        first.entry(name).and_modify(|least| *least = rank.min(*least)).or_insert(rank);
    }
    let is_first =
        |found: &Found| key(found).is_none_or(|(name, rank)| first.get(&name).is_none_or(|least| rank == *least));
    all.into_iter().filter(is_first).collect()
}

/// Names that begin with a dot, those of files that Word has open, and of what tells about the folder.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        let bytes = name.as_encoded_bytes();
        bytes.starts_with(b".") || bytes.starts_with(b"~$") || name.eq_ignore_ascii_case("readme.md")
    })
}

/// Where each result goes, in the order of what was found.
fn outputs(
    found: &[Found],
    target: Target<'_>,
    has_folder: bool,
    extensions: Extensions,
) -> Result<Vec<Output>, Refusal> {
    let count = found.iter().filter(|found| !matches!(found.input, Input::Closed(_))).count();
    match target {
        Target::Nowhere => Ok(vec![Output::Nowhere; found.len()]),
        Target::Inputs => Ok(found.iter().map(in_place).collect()),
        Target::Beside => found.iter().map(|found| beside(found, extensions.to)).collect(),
        Target::Stdout if count > 1 => {
            Err(Refusal::new(format!("the results of {count} files cannot be distinguished on standard output"))
                .help("name a folder for them: `-o OUT/`"))
        }
        Target::Stdout => Ok(vec![Output::Stdout; found.len()]),
        Target::Path(path) if has_folder || count > 1 || ends_in_slash(path) || path.is_dir() => {
            if path.is_file() {
                return Err(Refusal::new(format!("`{}` is a file, not a folder", path.display()))
                    .help("the results of several files go to a folder"));
            }
            found.iter().map(|found| output_below(found, path, extensions.to)).collect()
        }
        Target::Path(path) => Ok(vec![Output::File(path.to_owned()); found.len()]),
    }
}

fn in_place(found: &Found) -> Output {
    match &found.input {
        Input::File(path) => Output::File(path.clone()),
        Input::Pages(_) | Input::Letter(..) | Input::Volume(..) | Input::Stdin | Input::Held(_) => Output::Stdout,
        Input::Closed(_) => Output::Nowhere,
    }
}

fn beside(found: &Found, extension: &str) -> Result<Output, Refusal> {
    match &found.input {
        Input::File(path) => Ok(Output::File(path.with_extension(extension))),
        Input::Pages(folder) => Ok(Output::File(named(folder.clone(), extension))),
        Input::Closed(_) => Ok(Output::Nowhere),
        Input::Letter(..) | Input::Volume(..) | Input::Stdin | Input::Held(_) => {
            Err(Refusal::new("standard input has nothing beside it").help("name the accepted file with `-o`"))
        }
    }
}

fn output_below(found: &Found, folder: &Path, extension: &str) -> Result<Output, Refusal> {
    match (&found.input, &found.below) {
        (Input::Closed(_), _) => Ok(Output::Nowhere),
        (Input::Pages(_), Some(below)) => Ok(Output::File(named(folder.join(below), extension))),
        (_, Some(below)) => Ok(Output::File(folder.join(below).with_extension(extension))),
        (_, None) => Err(Refusal::new("standard input has no name for a file in a folder")
            .help(format!("run it alone and name the file: `-o letter.{extension}`"))),
    }
}

/// A path that is called like a folder, dots in its name included.
fn named(folder: PathBuf, extension: &str) -> PathBuf {
    let mut name = folder.into_os_string();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

fn ends_in_slash(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|&last| std::path::is_separator(char::from(last)))
}
