//! Letters as pages, from file to file. Takes jobs of TEI; gives each with its text, where one is at hand, and writes its page; from all the index.
//!
//! The text of `NAME.xml` is `NAME.txt` at the same place in a folder of texts, or beside it, or a file of another format that `convert` reads. A letter
//! without one has a page without transcript.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::border::Border;
use super::findings::Findings;
use super::gold::name_of;
use super::inclusion::Whole;
use super::job::{Job, Output};
use super::load;
use super::place::Places;
use super::projects::Each;
use super::proof;
use super::run::{Delivery, deliver};
use super::validate::{self, ValidateOptions};
use super::verify::over_limits;
use crate::budget::Budget;
use crate::diag::{Diagnostic, Related};
use crate::profile::Profile;
use crate::source::EXTENSIONS;
use crate::text::{Agreement, Source, uri};
use crate::verify;
use crate::view::{self, Entry, Facsimile, Image, Letter, Page, Remark, Served};
use crate::xml::{Document, Input as _};

/// The field of a query that asks for an image of a page, by its number.
pub(super) const IMAGE: &str = "image";

/// The extension of pages.
const EXTENSION: &str = "html";

/// A letter that is to have a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewing {
    /// Its TEI, and the place of its page.
    pub tei: Job,
    /// Its text, where it is at hand.
    pub text: Option<Job>,
    /// The page as a reference from the index.
    pub(super) href: String,
}

impl Viewing {
    /// The place of the page as a browser asks for it, without references.
    pub(super) fn path(&self) -> Cow<'_, str> {
        percent_decode_str(&self.href).decode_utf8_lossy()
    }

    /// The files that are read.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        [&self.tei].into_iter().chain(&self.text)
    }
}

/// What holds for every letter of a run.
#[derive(Debug)]
pub struct ViewOptions {
    /// How the TEI is validated.
    pub checks: ValidateOptions,
    /// The house style of each project, by which texts are read.
    pub profiles: Each<Arc<Profile>>,
    /// Label of the encoding of the texts; UTF-8 when there is none.
    pub encoding: Option<String>,
    /// Where the pages go.
    pub places: Places,
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

/// The letters of these jobs with their texts: from `texts`, or beside them below `inputs`. Their pages lie in `folder`; without one they are served.
#[must_use]
pub fn viewings(
    border: &Arc<Border>,
    jobs: Vec<Job>,
    inputs: &[PathBuf],
    texts: &[PathBuf],
    folder: Option<&Path>,
) -> Vec<Viewing> {
    let places = proof::apart(jobs.iter().map(|job| place(job, inputs, folder)));
    let viewing = |(mut tei, place): (Job, PathBuf)| {
        tei.output = match (folder, tei.output) {
            (Some(folder), Output::File(_)) => Output::File(folder.join(&place)),
            (None, _) => Output::Nowhere,
            (_, output) => output,
        };
        let text = tei.path().and_then(|path| text_of(path, &tei.output, inputs, texts));
        let text = text.map(|path| Job::reading(border, &path));
        Viewing { text, href: proof::reference(&place), tei }
    };
    jobs.into_iter().zip(places).map(viewing).collect()
}

/// The place of a page below its folder, before it is known what others are there.
fn place(job: &Job, inputs: &[PathBuf], folder: Option<&Path>) -> PathBuf {
    match (&job.output, folder) {
        (Output::File(path), Some(folder)) => proof::below(path, &[folder.to_owned()]).to_owned(),
        _ => proof::below(job.path().unwrap_or(Path::new("letter")), inputs).with_extension(EXTENSION),
    }
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

/// A page that was made, with what was found in the TEI and in other files.
pub(super) struct Shown {
    pub(super) page: Page,
    /// The files that the TEI includes.
    pub(super) files: Vec<PathBuf>,
    pub(super) own: Findings,
    pub(super) others: Vec<Findings>,
}

/// Writes the page of one letter.
#[must_use]
pub fn view(viewing: &Viewing, options: &ViewOptions) -> Viewed {
    match shown(viewing, options, None) {
        Ok(Shown { page, mut own, others, .. }) => {
            let delivery = deliver(&viewing.tei, Some(page.html), &options.places, &mut own);
            let entry = (delivery != Delivery::Failed).then_some(page.entry);
            Viewed { findings: [own].into_iter().chain(others).collect(), delivery, entry }
        }
        Err(findings) => Viewed { findings, delivery: Delivery::Failed, entry: None },
    }
}

/// The page of one letter; `served` is what it has beyond one in a folder.
///
/// # Errors
/// Why there is none.
pub(super) fn shown(viewing: &Viewing, options: &ViewOptions, served: Option<&Served>) -> Result<Shown, Vec<Findings>> {
    let ViewOptions { checks, profiles, .. } = options;
    let whole = Whole::read(&viewing.tei, &checks.projects, checks.inclusion).map_err(|findings| vec![*findings])?;
    let (whole, document) = whole.with_tree()?;
    let files = whole.files();
    let profile = profiles.of(checks.projects.of(&viewing.tei));
    let mut found = Vec::new();
    let text = viewing.text.as_ref().and_then(|job| transcript(job, options, profile, &mut found));
    let (agreements, mut said) = match &text {
        Some(text) => compared(text, &whole, profile, &checks.budget, &mut found),
        None => Default::default(),
    };
    said.extend(validate::findings(&viewing.tei, &whole, checks));
    let name = viewing
        .tei
        .path()
        .map_or_else(|| viewing.tei.name.clone(), |path| name_of(Path::new(path.file_name().unwrap_or_default())));
    let mut remarks = remarks(&said, text.as_deref());
    remarks.extend(served.into_iter().flat_map(Served::remarks));
    let page = view::page(&Letter {
        name: &name,
        href: &viewing.href,
        tei: &whole,
        document: &document,
        transcript: text.as_ref().map(|text| text.text()),
        agreements: &agreements,
        findings: &remarks,
        origins: &[],
        images: &images(&document, viewing),
        unknown: &profile.header.unknown,
        served,
    });
    drop(document);
    let (own, included) = whole.findings(Vec::new());
    Ok(Shown { page, files, own, others: included.into_iter().chain(found).collect() })
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
    budget: &Budget,
    found: &mut Vec<Findings>,
) -> (Vec<Agreement>, Vec<Diagnostic>) {
    let meter = budget.meter(text.text().len() + whole.text().len());
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
    let page = viewing.tei.output.path().and_then(Path::parent);
    let image = |(number, one): (usize, Facsimile)| {
        let is_web = uri::is_web_address(&one.address);
        let file = image_file(viewing, &one.address).filter(|_| !is_web);
        let reference = file.and_then(|file| match page {
            Some(page) => proof::between(page, &file),
            None => Some(format!("?{IMAGE}={number}")),
        });
        let image = match reference {
            _ if is_web => Image::Web(one.address.clone()),
            Some(reference) => Image::Here(reference),
            None => Image::Missing(one.address.clone()),
        };
        (one, image)
    };
    view::facsimiles(document).into_iter().enumerate().map(image).collect()
}

/// The file of an image that a letter names, where it is there.
pub(super) fn image_file(viewing: &Viewing, address: &str) -> Option<PathBuf> {
    proof::named(address, viewing.tei.path()?.parent()?)
}

/// What a page says of findings about TEI, some of which name a place in the text.
fn remarks(findings: &[Diagnostic], text: Option<&Source>) -> Vec<Remark> {
    let is_text =
        |related: &&Related| related.elsewhere.as_ref().zip(text).is_some_and(|(one, text)| one.name() == text.name());
    view::remarks(findings.iter().map(|finding| {
        let place = finding.related.iter().find(is_text).map(|related| related.span.start);
        (finding, finding.span.map(|span| span.start), place)
    }))
}
