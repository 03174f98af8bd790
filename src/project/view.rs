//! Letters as pages, from file to file. Takes jobs of TEI; gives each with its text, where one is at hand, and writes its page; from all the index.
//!
//! The text of `NAME.xml` is `NAME.txt` at the same place in a folder of texts, or beside it, or a file of another format that `convert` reads. A letter
//! without one has a page without transcript.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Refusal;
use super::border::Border;
use super::findings::Findings;
use super::gold::name_of;
use super::inclusion::{Inclusion, Whole};
use super::job::{Job, Output};
use super::load;
use super::place::Places;
use super::projects::{Each, Projects};
use super::result;
use super::run::{Delivery, deliver};
use super::verify::over_limits;
use crate::budget::Budget;
use crate::diag::Diagnostic;
use crate::profile::Profile;
use crate::source::EXTENSIONS;
use crate::text::Source;
use crate::verify;
use crate::view::{self, Entry, Index, Letter, Remark};

/// The file of the index.
const INDEX: &str = "index.html";

/// What is written as it is in a reference.
const IN_REFERENCE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// A letter that is to have a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewing {
    /// Its TEI, and the place of its page.
    pub tei: Job,
    /// Its text, where it is at hand.
    pub text: Option<Job>,
    /// The page as a reference from the index.
    href: String,
}

impl Viewing {
    /// The files that are read.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        [&self.tei].into_iter().chain(&self.text)
    }
}

/// What holds for every letter of a run.
#[derive(Debug)]
pub struct ViewOptions {
    /// The projects of the files.
    pub projects: Projects,
    /// The house style of each project.
    pub profiles: Each<Arc<Profile>>,
    /// Label of the encoding of the texts; UTF-8 when there is none.
    pub encoding: Option<String>,
    /// Whether TEI is read with what it includes.
    pub inclusion: Inclusion,
    /// Where the pages go.
    pub places: Places,
    /// What reading the texts may cost.
    pub budget: Budget,
}

/// What became of one letter.
#[derive(Debug)]
pub struct Viewed {
    /// What was found, file by file.
    pub findings: Vec<Findings>,
    /// What became of its page.
    pub delivery: Delivery,
    /// Its line in the index; none where it has no page.
    pub entry: Option<Entry>,
}

/// The letters of these jobs, whose results lie in `folder`, with their texts: from `texts`, or beside them below `inputs`.
///
/// # Errors
/// A letter has the name of the index.
pub fn viewings(
    border: &Arc<Border>,
    jobs: Vec<Job>,
    inputs: &[PathBuf],
    texts: &[PathBuf],
    folder: &Path,
) -> Result<Vec<Viewing>, Refusal> {
    let viewing = |tei: Job| {
        let text = tei.path().and_then(|path| text_of(path, &tei.output, inputs, texts));
        let text = text.map(|path| Job::reading(border, &path));
        Viewing { text, href: reference(&tei.output, folder), tei }
    };
    let all: Vec<Viewing> = jobs.into_iter().map(viewing).collect();
    match all.iter().find(|viewing| viewing.href.eq_ignore_ascii_case(INDEX)) {
        Some(viewing) => {
            Err(Refusal::new(format!("the page of `{}` would have the place of the index", viewing.tei.name))
                .help("give the letter another name"))
        }
        None => Ok(all),
    }
}

/// The place of the index.
#[must_use]
pub fn index_of(folder: &Path) -> PathBuf {
    folder.join(INDEX)
}

/// The text of TEI at a path.
fn text_of(tei: &Path, page: &Output, inputs: &[PathBuf], texts: &[PathBuf]) -> Option<PathBuf> {
    let root = inputs
        .iter()
        .filter(|input| input.is_dir() && tei.starts_with(input))
        .max_by_key(|input| input.as_os_str().len());
    let root = root.map(PathBuf::as_path).or_else(|| tei.parent())?;
    let below = name_of(tei.strip_prefix(root).ok()?);
    let named = |folder: &Path| {
        let files = EXTENSIONS.iter().map(|extension| folder.join(format!("{below}.{extension}")));
        files.into_iter().find(|file| file.is_file() && *page != Output::File(file.clone()))
    };
    texts.iter().map(PathBuf::as_path).chain([root]).find_map(named)
}

/// A page as a reference from the index.
fn reference(page: &Output, folder: &Path) -> String {
    let Output::File(path) = page else { return String::new() };
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    utf8_percent_encode(&parts.join("/"), IN_REFERENCE).to_string()
}

/// Writes the page of one letter.
#[must_use]
pub fn view(viewing: &Viewing, options: &ViewOptions) -> Viewed {
    let failed = |findings| Viewed { findings, delivery: Delivery::Failed, entry: None };
    let whole = match Whole::read(&viewing.tei, &options.projects, options.inclusion) {
        Ok(whole) => whole,
        Err(findings) => return failed(vec![*findings]),
    };
    let (whole, document) = match whole.with_tree() {
        Ok(read) => read,
        Err(findings) => return failed(findings),
    };
    let profile = options.profiles.of(options.projects.of(&viewing.tei));
    let mut found = Vec::new();
    let text = viewing.text.as_ref().and_then(|job| transcript(job, options, profile, &mut found));
    let (agreements, said) = match &text {
        Some(text) => compared(text, &whole, profile, options, &mut found),
        None => Default::default(),
    };
    let name = viewing
        .tei
        .path()
        .map_or_else(|| viewing.tei.name.clone(), |path| name_of(Path::new(path.file_name().unwrap_or_default())));
    let page = view::page(&Letter {
        name: &name,
        href: &viewing.href,
        tei: &whole,
        document: &document,
        transcript: text.as_ref().map(|text| text.text()),
        agreements: &agreements,
        findings: &said.iter().map(remark).collect::<Vec<_>>(),
    });
    drop(document);
    let (mut own, included) = whole.findings(Vec::new());
    let delivery = deliver(&viewing.tei, Some(page.html), &options.places, &mut own);
    let entry = (delivery != Delivery::Failed).then_some(page.entry);
    Viewed { findings: [own].into_iter().chain(included).chain(found).collect(), delivery, entry }
}

/// The text of a letter; what keeps it from being read is a finding, and the page has no transcript.
fn transcript(job: &Job, options: &ViewOptions, profile: &Profile, found: &mut Vec<Findings>) -> Option<Arc<Source>> {
    match load::letter(job, options.encoding.as_deref(), profile) {
        Ok(letter) => Some(Arc::new(letter.text.source)),
        Err(findings) => {
            found.push(*findings);
            None
        }
    }
}

/// Where text and TEI agree, and what differs.
fn compared(
    text: &Arc<Source>,
    whole: &Whole,
    profile: &Profile,
    options: &ViewOptions,
    found: &mut Vec<Findings>,
) -> (Vec<view::Agreement>, Vec<Diagnostic>) {
    let meter = options.budget.meter(text.text().len());
    match verify::agreements(text, whole, profile, &meter) {
        Ok(compared) => compared,
        Err(exceeded) => {
            found.extend(over_limits(exceeded, text));
            Default::default()
        }
    }
}

fn remark(finding: &Diagnostic) -> Remark {
    Remark {
        severity: finding.severity().name(),
        code: finding.code.id,
        message: finding.message.clone(),
        span: finding.span,
    }
}

/// Writes the index of letters.
#[must_use]
pub fn index(border: &Arc<Border>, folder: &Path, index: Index, places: &Places) -> Findings {
    let path = index_of(folder);
    match result::job_at(border, &path) {
        Ok(job) => result::put(&path, &job, index.page(), places),
        Err(findings) => *findings,
    }
}
