//! TEI compared with its text, from file to file. Takes two files or two folders, or one folder that holds both; gives the findings of each pair, in
//! the order of their paths.
//!
//! `NAME.xml` belongs to `NAME.txt` at the same place, or to a file of another format that `convert` reads; where published files are named `NAME.gold.xml`, these do. A file without the other one
//! is a pair of which nothing can be said, and that is a finding.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Refusal;
use super::border::Border;
use super::convert::passed_over;
use super::find::jobs;
use super::findings::Findings;
use super::gold::{name_of, published};
use super::inclusion::{Inclusion, Whole};
use super::job::{Extensions, Job, Target};
use super::load;
use super::projects::{Each, Projects};
use super::severity_overrides::SeverityOverrides;
use crate::budget::{Budget, Exceeded};
use crate::diag::{self, Diagnostic};
use crate::profile::Profile;
use crate::source::EXTENSIONS;
use crate::text::Source;
use crate::verify;
use crate::xml::Input as _;

/// A text and its TEI, of which one may be missing.
#[derive(Clone, Debug, PartialEq)]
pub struct TextAndTei {
    /// Its name in reports.
    pub name: String,
    pub(super) text: Option<Job>,
    pub(super) tei: Option<Job>,
}

impl TextAndTei {
    /// A text and its TEI, which a program holds.
    #[must_use]
    pub fn of(text: Job, tei: Job) -> Self {
        Self { name: tei.name.clone(), text: Some(text), tei: Some(tei) }
    }

    /// The files that there are.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.text.iter().chain(&self.tei)
    }
}

/// What holds for every pair of a run.
#[derive(Debug)]
pub struct VerifyOptions {
    /// The projects of the files.
    pub projects: Projects,
    /// The house style of each project.
    pub profiles: Each<Arc<Profile>>,
    /// Label of the encoding of the texts; UTF-8 when there is none.
    pub encoding: Option<String>,
    /// Whether TEI is read with what it includes.
    pub inclusion: Inclusion,
    /// What reading the texts may cost.
    pub budget: Budget,
}

/// The pairs of a text and its TEI, or of folders; of one folder, where both are the same. What is made of the TEI goes to the target.
///
/// # Errors
/// One is a folder and the other is not, or there is nothing at a path.
pub fn texts_and_tei(
    border: &Arc<Border>,
    texts: &[PathBuf],
    tei: &Path,
    target: Target<'_>,
) -> Result<Vec<TextAndTei>, Refusal> {
    for path in texts.iter().map(PathBuf::as_path).chain([tei]) {
        if path.as_os_str() != "-" && !path.exists() {
            return Err(Refusal::new(format!("`{}` is not there", path.display())));
        }
        if path.is_dir() != tei.is_dir() {
            return Err(Refusal::new("a folder is compared with a folder, a file with a file"));
        }
    }
    let texts_of =
        |path: &Path| jobs(border, &[path.to_owned()], Target::Nowhere, Extensions { from: EXTENSIONS, to: "" });
    let all_tei = published(jobs(border, &[tei.to_owned()], target, Extensions { from: &["xml"], to: "xml" })?);
    if !tei.is_dir() {
        return alone(texts, tei, all_tei, texts_of);
    }
    let mut pairs: BTreeMap<String, TextAndTei> = BTreeMap::new();
    for folder in texts {
        for job in texts_of(folder)? {
            let pair = TextAndTei { name: job.name.clone(), text: Some(job.clone()), tei: None };
            pairs.insert(key(&job, folder), pair);
        }
    }
    for job in all_tei {
        let pair =
            pairs.entry(key(&job, tei)).or_insert_with(|| TextAndTei { name: String::new(), text: None, tei: None });
        pair.name.clone_from(&job.name);
        pair.tei = Some(job);
    }
    let in_one = |text: &Job| !texts.iter().any(|folder| folder == tei) || is_plain(text);
    pairs.retain(|_, pair| pair.tei.is_some() || pair.text.as_ref().is_some_and(in_one));
    Ok(pairs.into_values().collect())
}

/// Whether the name says plain text: beside TEI stand pages and notes that are the text of none.
fn is_plain(text: &Job) -> bool {
    text.path().and_then(Path::extension).is_some_and(|own| own.eq_ignore_ascii_case("txt"))
}

/// What the two files of a pair have in common: their path in the folder without ending.
fn key(job: &Job, folder: &Path) -> String {
    let below = job.path().and_then(|path| path.strip_prefix(folder).ok()).map(name_of);
    below.unwrap_or_else(|| job.name.clone())
}

/// The pair of two files.
fn alone(
    texts: &[PathBuf],
    tei: &Path,
    all_tei: Vec<Job>,
    of: impl Fn(&Path) -> Result<Vec<Job>, Refusal>,
) -> Result<Vec<TextAndTei>, Refusal> {
    let [text] = texts else { return Err(Refusal::new("several texts are not compared with one file")) };
    if text == tei {
        let refusal = Refusal::new("a text is compared with its TEI, not with itself");
        return Err(refusal.help("`recto verify TEXT TEI`"));
    }
    let name = tei.display().to_string();
    Ok(vec![TextAndTei { name, text: of(text)?.into_iter().next(), tei: all_tei.into_iter().next() }])
}

/// A text and the job of its TEI, as they are read.
pub(super) struct ReadPair<'p> {
    pub(super) text: Arc<Source>,
    pub(super) tei: &'p Job,
    /// What of the file is not in its text, and which others are not read for it.
    pub(super) left_out: Option<Findings>,
}

/// Reads the text of a pair, in the house style of its TEI.
///
/// # Errors
/// What keeps the pair from being compared.
pub(super) fn open<'p, 'o>(
    pair: &'p TextAndTei,
    encoding: Option<&str>,
    profile_of: impl Fn(&Job) -> &'o Profile,
) -> Result<ReadPair<'p>, Vec<Findings>> {
    let (text, tei) = match (&pair.text, &pair.tei) {
        (Some(text), Some(tei)) => (text, tei),
        (Some(alone), _) => {
            let text = load::letter(alone, encoding, profile_of(alone)).map(|letter| letter.text.source);
            return Err(vec![alone_finding(text, "there is no TEI for this text")]);
        }
        (None, Some(alone)) => {
            return Err(vec![alone_finding(load::document(alone, None), "there is no text for this TEI")]);
        }
        (None, None) => return Err(Vec::new()),
    };
    let Findings { source, mut diagnostics } =
        load::letter(text, encoding, profile_of(tei)).map_err(|findings| vec![*findings])?.text;
    if source.text().trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(vec![Findings { source, diagnostics: vec![verify::empty_text()] }]);
    }
    diagnostics.extend(passed_over(text));
    let left_out = (!diagnostics.is_empty()).then(|| Findings { source: source.clone(), diagnostics });
    Ok(ReadPair { text: Arc::new(source), tei, left_out })
}

/// Compares one pair; gives what was found in each file, that of the TEI first.
///
/// # Errors
/// What keeps it from being compared.
pub fn verify(pair: &TextAndTei, options: &VerifyOptions) -> Result<Vec<Findings>, Vec<Findings>> {
    let profile_of = |job: &Job| &**options.profiles.of(options.projects.of(job));
    let ReadPair { text, tei, left_out } = open(pair, options.encoding.as_deref(), profile_of)?;
    let whole = Whole::read(tei, &options.projects, options.inclusion).map_err(|findings| vec![*findings])?;
    let meter = options.budget.meter(text.text().len() + whole.text().len());
    let profile = options.profiles.of(options.projects.of(tei));
    let compared = verify::verify(&text, &whole, profile, &meter).map_err(|exceeded| over_limits(exceeded, &text))?;
    let (own, included) = whole.findings(compared);
    let mut all = vec![own];
    all.extend(included);
    all.extend(left_out);
    let mut severities = SeverityOverrides::of(&options.projects, tei.path());
    for findings in &mut all {
        severities.apply(&mut findings.diagnostics);
    }
    Ok(all)
}

/// A text takes more than a run allows.
pub(super) fn over_limits(exceeded: Exceeded, text: &Source) -> Vec<Findings> {
    let finding = Diagnostic::new(&diag::OVER_BUDGET, format!("not compared: {exceeded}"));
    let finding = finding.help("raise the limit: `[limits]` in recto.toml, or `--limit memory=BYTES`");
    vec![Findings { source: text.clone(), diagnostics: vec![finding] }]
}

/// The finding that a file has no other one.
fn alone_finding(source: Result<Source, Box<Findings>>, message: &str) -> Findings {
    let source = match source {
        Ok(source) => source,
        Err(findings) => return *findings,
    };
    let finding = Diagnostic::new(&diag::WITHOUT_COUNTERPART, message);
    let finding =
        finding.help("`NAME.txt`, or a file of another format that is read, belongs to `NAME.xml` at the same place");
    Findings { source, diagnostics: vec![finding] }
}
