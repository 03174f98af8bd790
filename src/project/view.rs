//! Letters as pages, from file to file. Takes jobs of TEI; gives each with its text, where one is at hand, and writes its page; from all the index.
//!
//! The text of `NAME.xml` is `NAME.txt` at the same place in a folder of texts, or beside it, or a file of another format that `convert` reads. A letter
//! without one has a page without transcript.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

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
use crate::diag::{Diagnostic, Related, Severity};
use crate::profile::Profile;
use crate::source::EXTENSIONS;
use crate::text::Source;
use crate::verify;
use crate::view::{self, Entry, Facsimile, Image, Index, Letter, Remark};
use crate::xml::{Document, Input as _};

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
#[must_use]
pub fn viewings(
    border: &Arc<Border>,
    jobs: Vec<Job>,
    inputs: &[PathBuf],
    texts: &[PathBuf],
    folder: &Path,
) -> Vec<Viewing> {
    let viewing = |tei: Job| {
        let text = tei.path().and_then(|path| text_of(path, &tei.output, inputs, texts));
        let text = text.map(|path| Job::reading(border, &path));
        Viewing { text, href: reference(&tei.output, folder), tei }
    };
    beside_the_index(jobs, folder).into_iter().map(viewing).collect()
}

/// Gives a page that would have the place of the index another name, which no other page has.
fn beside_the_index(mut jobs: Vec<Job>, folder: &Path) -> Vec<Job> {
    let is_at = |job: &Job, name: &str| reference(&job.output, folder).eq_ignore_ascii_case(name);
    while let Some(at) = jobs.iter().position(|job| is_at(job, INDEX)) {
        let mut name = format!("_{INDEX}");
        while jobs.iter().any(|job| is_at(job, &name)) {
            name.insert(0, '_');
        }
        if let Some(job) = jobs.get_mut(at) {
            job.output = Output::File(folder.join(name));
        }
    }
    jobs
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
        findings: &remarks(&said, text.as_deref()),
        rules: &BTreeMap::new(),
        images: &images(&document, viewing),
        unknown: &profile.header.unknown,
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
    let meter = options.budget.meter(text.text().len() + whole.text().len());
    match verify::agreements(text, whole, profile, &meter) {
        Ok(compared) => compared,
        Err(exceeded) => {
            found.extend(over_limits(exceeded, text));
            Default::default()
        }
    }
}

/// The images that a document names, and where they are, seen from its page.
fn images(document: &Document, viewing: &Viewing) -> Vec<(Facsimile, Image)> {
    let folder = viewing.tei.path().and_then(Path::parent);
    let page = match &viewing.tei.output {
        Output::File(path) => path.parent(),
        Output::Stdout | Output::Nowhere => None,
    };
    let image = |address: &str| -> Image {
        let is_web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
        match folder.zip(page).and_then(|(folder, page)| beside(address, folder, page)) {
            _ if is_web => Image::Web(address.to_owned()),
            Some(reference) => Image::Here(reference),
            None => Image::Missing(address.to_owned()),
        }
    };
    view::facsimiles(document).into_iter().map(|one| (one.clone(), image(&one.address))).collect()
}

/// A file that a relative reference in `folder` names, as a reference from the folder of a page; `None` where there is no such file.
fn beside(address: &str, folder: &Path, page: &Path) -> Option<String> {
    let named = percent_decode_str(address).decode_utf8().ok()?;
    let is_local =
        |name: &str| Path::new(name).is_relative() && !name.contains([':', '\\']) && folder.join(name).is_file();
    let name = [address, &*named].into_iter().find(|name| is_local(name))?;
    let (file, page) = (plain(&folder.join(name))?, plain(page)?);
    let shared = file.iter().zip(&page).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_owned(), page.len() - shared);
    let parts: Vec<String> = up.chain(file.get(shared..)?.iter().cloned()).collect();
    Some(utf8_percent_encode(&parts.join("/"), IN_REFERENCE).to_string())
}

/// The parts of an absolute path, without steps up. `None` where they are no text.
fn plain(path: &Path) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            other => parts.push(other.as_os_str().to_str()?.to_owned()),
        }
    }
    Some(parts)
}

/// What a page says of findings about TEI, some of which name a place in the text; the most severe come first.
fn remarks(findings: &[Diagnostic], text: Option<&Source>) -> Vec<Remark> {
    let mut remarks: Vec<(Severity, Remark)> =
        findings.iter().map(|finding| (finding.severity(), remark(finding, text))).collect();
    remarks.sort_by_key(|(severity, _)| Reverse(*severity));
    remarks.into_iter().map(|(_, remark)| remark).collect()
}

fn remark(finding: &Diagnostic, text: Option<&Source>) -> Remark {
    let is_text =
        |related: &&Related| related.elsewhere.as_ref().zip(text).is_some_and(|(one, text)| one.name() == text.name());
    Remark {
        severity: finding.severity().name(),
        code: finding.code.id,
        message: finding.message.clone(),
        help: finding.help.clone().unwrap_or_default(),
        tei: finding.span.map(|span| span.start),
        text: finding.related.iter().find(is_text).map(|related| related.span.start),
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
