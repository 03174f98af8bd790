//! TEI files compared with published ones. Takes two files, or two folders; gives the figures of each pair in order.
//!
//! In a folder of published files `NAME.gold.xml` belongs to `NAME.xml` of the other one; where no name ends so, every `.xml` file
//! belongs to the one of the same name. `NAME.txt` beside the published file is the text that was converted.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Refusal;
use super::border::Border;
use super::find::{comparable, jobs};
use super::findings::Findings;
use super::gold::{name_of, published, text_of};
use super::inclusion::{Inclusion, Whole};
use super::job::{Extensions, Job, Target};
use super::projects::Projects;
use crate::eval::{Differences, Reading, Score, Style, compare, letters_of_body, letters_of_text};
use crate::text;
use crate::xml::Document;

/// What comparing one pair gave.
#[derive(Debug)]
pub struct Compared {
    /// The name of the document: its path in the folder without ending.
    pub name: String,
    /// The figures; `None` where the published document has no text.
    pub score: Option<Score>,
    /// What differs.
    pub differences: Differences,
    /// Why the published document cannot be read; empty where it can.
    pub unread: Vec<Findings>,
}

/// A published file, and the one that it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The name of the document.
    pub name: String,
    gold: Job,
    output: Job,
    /// The text that was converted, which may not be there.
    text: PathBuf,
}

impl Pair {
    /// The two files.
    #[must_use]
    pub fn jobs(&self) -> [&Job; 2] {
        [&self.gold, &self.output]
    }
}

/// The pairs of two files or folders, sorted by path.
///
/// # Errors
/// One is a folder and the other is not, there is nothing at the path, or there are no published files.
pub fn pairs(border: &Arc<Border>, gold: &Path, output: &Path) -> Result<Vec<Pair>, Refusal> {
    comparable(gold, output)?;
    if !gold.is_dir() {
        return Ok(vec![pair(border, gold, output, gold.display().to_string())]);
    }
    let all = jobs(border, &[gold.to_owned()], Target::Nowhere, Extensions { from: &["xml"], to: "xml" })?;
    let all = published(all);
    let files = all.iter().filter_map(|job| job.path()?.strip_prefix(gold).ok());
    let pairs: Vec<Pair> = files
        .map(|path| {
            let own = name_of(path);
            pair(border, &gold.join(path), &output.join(format!("{own}.xml")), own)
        })
        .collect();
    match pairs.is_empty() {
        true => Err(Refusal::new(format!("there is no .xml file in `{}`", gold.display()))),
        false => Ok(pairs),
    }
}

fn pair(border: &Arc<Border>, gold: &Path, output: &Path, name: String) -> Pair {
    let job = |path: &Path| Job::reading(border, path);
    Pair { name, gold: job(gold), output: job(output), text: text_of(gold) }
}

/// Compares one pair, each with what it includes.
#[must_use]
pub fn evaluate(pair: &Pair, style: Style, projects: &Projects, inclusion: Inclusion) -> Compared {
    let name = pair.name.clone();
    let gold = match read(&pair.gold, projects, inclusion) {
        Ok(gold) => gold,
        Err(unread) => return Compared { name, score: None, differences: Differences::default(), unread },
    };
    let gold = Reading::of_gold(&gold, style);
    if gold.text.is_empty() {
        return Compared { name, score: None, differences: Differences::default(), unread: Vec::new() };
    }
    let output = read(&pair.output, projects, inclusion).ok();
    let reading = output.as_ref().map(Reading::of_output);
    let (mut score, differences) = compare(&gold, reading.as_ref());
    let text = pair.gold.border.read(&pair.text).ok().and_then(|bytes| text::decode(&bytes, None).ok());
    score.texts = usize::from(text.is_some());
    let is_kept = text.zip(output).is_some_and(|(text, output)| letters_of_text(&text) == letters_of_body(&output));
    score.kept = usize::from(is_kept);
    Compared { name, score: Some(score), differences, unread: Vec::new() }
}

fn read(job: &Job, projects: &Projects, inclusion: Inclusion) -> Result<Document, Vec<Findings>> {
    let whole = Whole::read(job, projects, inclusion).map_err(|findings| vec![*findings])?;
    Ok(whole.with_tree()?.1)
}
