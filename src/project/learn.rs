//! Encoded letters to learn from. Takes TEI files or folders with them, and where their texts are; gives an example for each letter, or why it
//! is set aside, and what the examples of a run teach.
//!
//! In a folder `NAME.gold.xml` are the letters, where there are any; else all `.xml` files. The text of a letter is `NAME.txt` beside it, or
//! at the same place in the folder of texts. Where no folder of texts is named and nothing lies beside, `recto text` renders it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::Refusal;
use super::border::Border;
use super::find::jobs;
use super::findings::Findings;
use super::gold::{self, published};
use super::inclusion::{Inclusion, Whole};
use super::job::{Extensions, Job, Target};
use super::load;
use super::projects::Projects;
use crate::diag::{self, Diagnostic};
use crate::eval::{Reading, Style};
use crate::learn::{
    CrossValidation, Example, Kept, Learned, Sequence, SetAside, TrainingSet, WordsLearned, fold, learn,
};
use crate::profile::Profile;
use crate::tei;
use crate::text::{Source, Span};
use crate::vocabulary::TEI;
use crate::xml::document::Node;
use crate::xml::{Document, XML_NAMESPACE};

/// Elements of which every letter has one.
const OF_LETTERS: &[&str] = &["p", "ab", "lg", "opener", "closer", "salute", "signed"];

/// A letter that was encoded: its TEI, and its text where it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoded {
    tei: Job,
    /// The text; without one it is rendered.
    text: Option<Job>,
    /// The number of its edition, counted from 0.
    edition: usize,
}

impl Encoded {
    /// Its name in reports.
    #[must_use]
    pub fn named(&self) -> String {
        self.tei.named()
    }

    /// The files that are read.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        [&self.tei].into_iter().chain(&self.text)
    }
}

/// The letters of these files and folders, sorted by path; their texts are in `texts`, where that is named. A folder is an edition, files that
/// are named one by one are another.
///
/// # Errors
/// There is no such folder, or no input.
pub fn encoded(border: &Arc<Border>, gold: &[PathBuf], texts: Option<&Path>) -> Result<Vec<Encoded>, Refusal> {
    if let Some(folder) = texts.filter(|folder| !folder.is_dir()) {
        return Err(Refusal::new(format!("`{}` is no folder", folder.display())));
    }
    let mut letters = Vec::new();
    for (number, input) in gold.iter().enumerate() {
        let edition = if input.is_dir() { number + 1 } else { 0 };
        let all = jobs(border, slice::from_ref(input), Target::Nowhere, Extensions { from: &["xml"], to: "xml" })?;
        for tei in published(all) {
            let text = tei.path().and_then(|path| text_of(path, input, texts));
            let text = text.map(|path| Job::reading(border, &path));
            letters.push(Encoded { tei, text, edition });
        }
    }
    Ok(letters)
}

/// The place of the text of a file that was found in `input`.
fn text_of(path: &Path, input: &Path, texts: Option<&Path>) -> Option<PathBuf> {
    let Some(folder) = texts else { return Some(gold::text_of(path)).filter(|text| text.exists()) };
    let below = path.strip_prefix(input).ok().filter(|below| below.file_name().is_some());
    Some(folder.join(gold::text_of(below.unwrap_or(Path::new(path.file_name()?)))))
}

/// What one letter gives.
#[derive(Debug)]
pub struct Lesson {
    /// What is learned from it.
    example: Example,
    /// Its TEI.
    tei: Source,
    /// The id of its root element.
    id: Option<Id>,
    /// The number of its edition.
    edition: usize,
}

#[derive(Clone, Debug)]
struct Id {
    value: String,
    span: Span,
}

/// Reads a letter and its text, as a profile cuts it into blocks. The text is in `encoding`, where that is named.
///
/// # Errors
/// Why it is set aside.
pub fn lesson(
    letter: &Encoded,
    profile: &Profile,
    projects: &Projects,
    encoding: Option<&str>,
) -> Result<Lesson, Vec<Findings>> {
    let whole = Whole::read(&letter.tei, projects, Inclusion::Resolved).map_err(|findings| vec![*findings])?;
    let (whole, document) = whole.with_tree()?;
    let tei = whole.source().clone();
    let (published, id) = match letter_of(&document) {
        Ok(found) => found,
        Err(finding) => return Err(vec![Findings { source: tei, diagnostics: vec![finding] }]),
    };
    let text = match &letter.text {
        Some(job) => load::source(job, encoding).map_err(|findings| vec![*findings])?,
        None => {
            let (text, _) = tei::reading_text(&whole, profile);
            Source::new(format!("{} as text", letter.tei.name), text.unwrap_or_default())
        }
    };
    match Example::align(text.clone(), published, profile, letter.tei.border.limits()) {
        Ok(example) => Ok(Lesson { example, tei, id, edition: letter.edition }),
        Err(reason) => {
            let finding = set_aside(&reason, letter);
            let source = if reason == SetAside::NoText { tei } else { text };
            Err(vec![Findings { source, diagnostics: vec![finding] }])
        }
    }
}

/// What a document publishes, and its id.
fn letter_of(document: &Document) -> Result<(Reading, Option<Id>), Diagnostic> {
    let no_letter = |message: &str| Diagnostic::new(&diag::NO_LETTER, message);
    let root = document.root().ok_or_else(|| no_letter("there is no element"))?;
    if root.name().is_none_or(|name| *name.namespace != *TEI) {
        return Err(no_letter("this is no TEI: the root element is in another namespace").at(root.name_span()));
    }
    let is_of_letter = |node: Node<'_>| node.name().is_some_and(|name| OF_LETTERS.contains(&&*name.local));
    if !root.descendants().any(is_of_letter) {
        let finding = no_letter("there is no paragraph, opener or closer").at(root.name_span());
        return Err(finding.help("a letter is a document of its own"));
    }
    let mut ids = HashSet::new();
    for id in root.descendants().filter_map(id_of) {
        if !ids.insert(id.value.clone()) {
            let message = format!("the id `{}` is given twice in this letter", id.value);
            return Err(Diagnostic::new(&diag::LETTER_TWICE, message).at(id.span));
        }
    }
    Ok((Reading::of_gold(document, Style::AsIs), id_of(root)))
}

fn id_of(node: Node<'_>) -> Option<Id> {
    let id = node.attribute(XML_NAMESPACE, "id")?;
    Some(Id { value: id.value.to_owned(), span: id.value_span })
}

fn set_aside(reason: &SetAside, letter: &Encoded) -> Diagnostic {
    match reason {
        SetAside::NoText => Diagnostic::new(&diag::NO_LETTER, "the `body` holds no text"),
        SetAside::OtherText(span, published) => {
            let published =
                if published.is_empty() { "the TEI ends".to_owned() } else { format!("the TEI has `{published}`") };
            let message = format!("the text is not that of `{}`: {published} here", letter.tei.name);
            let finding = Diagnostic::new(&diag::OTHER_TEXT, message).at(*span);
            finding.help("text and TEI must agree but for white space, page marks and notes")
        }
        SetAside::TooLarge(exceeded) => Diagnostic::new(&diag::OVER_BUDGET, exceeded.to_string()),
    }
}

/// The letters that a run learns from.
#[derive(Debug, Default)]
pub struct Lessons {
    /// The letters.
    pub set: TrainingSet,
    /// For each id of an edition the letter that has it.
    names: HashMap<(usize, String), String>,
}

impl Lessons {
    /// Takes one in, unless there is one with its id in its edition.
    ///
    /// # Errors
    /// There is one.
    pub fn add(&mut self, lesson: Lesson) -> Result<(), Findings> {
        let Lesson { example, tei, id, edition } = lesson;
        if let Some(Id { value, span }) = id {
            if let Some(other) = self.names.get(&(edition, value.clone())) {
                let message = format!("the letter `{value}` is in `{other}` already");
                let finding = Diagnostic::new(&diag::LETTER_TWICE, message).at(span);
                return Err(Findings { source: tei, diagnostics: vec![finding] });
            }
            self.names.insert((edition, value), tei.name().to_owned());
        }
        self.set.add(example, edition);
        Ok(())
    }

    /// Takes in a text that is to be read as the profile reads it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn keep(&mut self, text: &Job, profile: &Profile, encoding: Option<&str>) -> Result<(), Box<Findings>> {
        let source = load::source(text, encoding)?;
        let sequence = Sequence::read(&source, profile, text.border.limits()).map_err(|exceeded| {
            let diagnostics = vec![Diagnostic::new(&diag::OVER_BUDGET, exceeded.to_string())];
            Box::new(Findings { source, diagnostics })
        })?;
        self.set.kept.push(Kept { name: text.named(), sequence });
        Ok(())
    }

    /// What they teach, and what a cross-validation says of it. Parts of it are done at once on several cores.
    #[must_use]
    pub fn learn(&self, profile: &Profile, words: WordsLearned) -> (Learned, CrossValidation) {
        let (learned, folds) = rayon::join(
            || learn(&self.set, profile, words),
            || (0..self.set.parts()).into_par_iter().map(|number| fold(&self.set, number, profile, words)).collect(),
        );
        (learned, CrossValidation::of(folds))
    }
}
