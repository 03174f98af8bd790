//! Files to values: texts, the metadata beside them, profiles.
//!
//! Takes paths and an encoding's label; gives sources, or a source that shows where it could not be read with the finding that
//! says why. Leaves out what the text means.

use std::fs::File;
use std::io;
use std::path::Path;

use super::Refusal;
use super::border::Border;
use super::fault::guarded;
use super::findings::Findings;
use super::job::{Input, Job};
use super::outside;
use super::pages;
use crate::diag::{self, Diagnostic};
use crate::metadata::{self, Metadata};
use crate::model::Original;
use crate::profile::{self, Profile};
use crate::register::{self, Register};
use crate::source::sheet::{self, Sheet};
use crate::source::{self as formats, Format, FrontMatter, Notation, Taken};
use crate::text::table::{self, Row, Separated};
use crate::text::{self, DecodeError, Excerpts, Source, Span, Unread, nearest};
use crate::xml::{self, EncodingFault, PieceFault, Pieces};

/// Reads and decodes what a job names.
///
/// # Errors
/// The finding that says why it could not be read, with a source that shows the place.
pub fn source(job: &Job, encoding: Option<&str>) -> Result<Source, Box<Findings>> {
    decode(&job.name, &bytes(job)?, encoding)
}

/// The text of a letter.
#[derive(Debug)]
pub struct Letter {
    /// The text, with findings of what of the file is not in it.
    pub text: Findings,
    /// What the file says of its parts.
    pub original: Original,
    /// What stands above the text of the letter itself.
    pub front: Option<(Metadata, Findings)>,
}

impl Letter {
    fn plain(source: Source) -> Self {
        let text = Findings { source, diagnostics: Vec::new() };
        Self { text, original: Original::default(), front: None }
    }

    fn of(job: &Job, taken: Taken) -> Self {
        let front = taken.front.map(|front| front_matter(&job.name, front));
        let text = Findings { source: Source::new(&job.name, taken.text), diagnostics: taken.findings };
        Self { text, original: taken.original, front }
    }
}

/// Reads the text of a letter that a job names: plain text, or what is taken out of another format.
///
/// # Errors
/// As [`source`]; or that it is in no format that is read, whatever its encoding is said to be.
pub fn letter(job: &Job, encoding: Option<&str>, profile: &Profile) -> Result<Letter, Box<Findings>> {
    if let Input::Letter(_, cut) = &job.input {
        let plain = Letter::plain(Source::new(&job.name, cut.text.as_str()));
        return Ok(Letter { original: cut.original.clone(), ..plain });
    }
    if let Input::Pages(folder) = &job.input {
        let taken = pages::of_folder(&job.border, folder, &Notation::of(profile));
        return taken.map(|taken| Letter::of(job, taken)).map_err(|finding| without_text(&job.name, finding));
    }
    letter_in(job, &bytes(job)?, encoding, profile)
}

fn letter_in(job: &Job, bytes: &[u8], encoding: Option<&str>, profile: &Profile) -> Result<Letter, Box<Findings>> {
    let refused = |finding| without_text(&job.name, finding);
    let shown = Format::of_bytes(bytes);
    let taken = match shown {
        None | Some(Format::Binary | Format::Html | Format::Markdown) => {
            let said = shown.and_then(|format| formats::encoding(format, bytes));
            let label = encoding.or(said.as_deref().filter(|_| std::str::from_utf8(bytes).is_err()));
            let source = decode(&job.name, bytes, label).map_err(|findings| match shown {
                Some(Format::Binary) => refused(formats::unread(Format::Binary)),
                _ => findings,
            })?;
            // What the encoding makes of the bytes is looked at once more.
            match Format::of_text(source.text()).or(named_markdown(job)) {
                None => return Ok(Letter::plain(source)),
                Some(format) => formats::read_text(format, source.text(), &Notation::of(profile)),
            }
        }
        Some(Format::Mets) if let Some(path) = job.path() => {
            pages::of_mets(&job.border, path, bytes, &Notation::of(profile))
        }
        Some(format) => formats::read(format, bytes, &Notation::of(profile), job.border.limits()),
    };
    taken.map(|taken| Letter::of(job, taken)).map_err(refused)
}

/// What has a reading text.
#[derive(Debug)]
pub enum Readable {
    /// A letter in another format than plain text.
    Letter(Box<Letter>),
    /// TEI.
    Tei(Source),
}

/// Reads a letter in another format than plain text, or else the XML file that a job names, which is taken for TEI.
///
/// # Errors
/// As [`letter`] and [`document`].
pub fn readable(job: &Job, encoding: Option<&str>, profile: &Profile) -> Result<Readable, Box<Findings>> {
    let bytes = bytes(job)?;
    let is_named_xml = || job.path().and_then(Path::extension).is_some_and(|own| own.eq_ignore_ascii_case("xml"));
    let is_tei = match Format::of_bytes(&bytes).or(named_markdown(job)) {
        None | Some(Format::Tei | Format::Xml | Format::Binary) => true,
        // TEI and web pages have elements of the same names: `div`, `p`.
        Some(Format::Html) => is_named_xml(),
        Some(_) => false,
    };
    if !is_tei {
        return letter_in(job, &bytes, encoding, profile).map(|letter| Readable::Letter(Box::new(letter)));
    }
    match encoding {
        Some(_) => decode(&job.name, &bytes, encoding),
        None => xml(&job.name, bytes),
    }
    .map(Readable::Tei)
}

/// Markdown needs no sign: every text is Markdown to whom the name says so.
fn named_markdown(job: &Job) -> Option<Format> {
    let extension = job.path()?.extension()?;
    ["md", "markdown"].into_iter().any(|own| extension.eq_ignore_ascii_case(own)).then_some(Format::Markdown)
}

fn front_matter(name: &str, front: FrontMatter) -> (Metadata, Findings) {
    let source = Source::new(format!("{name} (front matter)"), front.toml);
    let (metadata, mut diagnostics) = metadata::read(&source);
    diagnostics.extend(front.unread.iter().map(|line| {
        let finding =
            Diagnostic::new(&diag::UNKNOWN_KEY, format!("not understood in the front matter: `{}`", line.trim()));
        finding.help(
            "a key and a text on one line are read: `sender: Ann Holt`; tables belong in the `.toml` beside the file",
        )
    }));
    (metadata, Findings { source, diagnostics })
}

/// Reads the XML file that a job names; without a label, the file itself says how it is encoded.
///
/// # Errors
/// As [`source`].
pub fn document(job: &Job, encoding: Option<&str>) -> Result<Source, Box<Findings>> {
    match encoding {
        Some(_) => source(job, encoding),
        None => xml(&job.name, bytes(job)?),
    }
}

/// Reads the XML file that a job names, which is to be written again: it must be UTF-8.
///
/// # Errors
/// As [`source`]; or that it is in another encoding.
pub fn utf_8_document(job: &Job) -> Result<Source, Box<Findings>> {
    let bytes = bytes(job)?;
    let is_utf_8 = std::str::from_utf8(&bytes).is_ok();
    let source = xml(&job.name, bytes.clone())?;
    if is_utf_8 && source.text().as_bytes() == bytes {
        return Ok(source);
    }
    let finding = Diagnostic::new(&diag::NOT_UTF_8, "the file is not UTF-8, which alone is written");
    Err(Box::new(Findings { source, diagnostics: vec![finding.help("save it as UTF-8")] }))
}

/// Bytes of settings, metadata or a profile, at most.
const LONGEST_TOML: usize = 1 << 20;

/// A file is read whole up to this size, in bytes.
const LARGE: u64 = 64 << 20;

/// An XML file, as it is to be read.
#[derive(Debug)]
pub enum XmlFile {
    /// All of it.
    Whole(Source),
    /// Piece by piece, where it is large.
    Pieces(Pieces<File>),
}

/// Opens the XML file that a job names.
///
/// # Errors
/// As [`source`].
pub fn open(job: &Job) -> Result<XmlFile, Box<Findings>> {
    let Input::File(path) = &job.input else { return document(job, None).map(XmlFile::Whole) };
    let fault = |error| unreadable(&job.name, &error);
    let file = job.border.open(path).map_err(fault)?;
    let length = file.metadata().map_err(fault)?.len();
    if length <= LARGE {
        return xml(&job.name, job.border.whole(file, length).map_err(fault)?).map(XmlFile::Whole);
    }
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Pieces::open(file, length).map(XmlFile::Pieces).map_err(|fault| piece_fault(job, fault))
}

/// Why a large file could not be read to its end.
#[must_use]
pub fn piece_fault(job: &Job, fault: PieceFault) -> Box<Findings> {
    match fault {
        PieceFault::Unreadable(error) => unreadable(&job.name, &error),
        PieceFault::Encoding(EncodingFault { message, at }) => {
            let place = at.map(|at| format!(" (byte {at} of the file)")).unwrap_or_default();
            without_text(&job.name, Diagnostic::new(&diag::BAD_ENCODING, message + &place))
        }
    }
}

/// The parts of a large file that findings point at.
///
/// # Errors
/// As [`source`].
pub fn excerpts(job: &Job, findings: &[Diagnostic]) -> Result<Source, Box<Findings>> {
    let fix = |finding: &Diagnostic| finding.fix.as_ref().map(|fix| fix.edit.span);
    let spans = findings.iter().flat_map(|finding| {
        let related = finding.related.iter().map(|related| related.span);
        finding.span.into_iter().chain(fix(finding)).chain(related)
    });
    let mut excerpts = Excerpts::around(spans.flat_map(|span| [span.start, span.end]).collect());
    let mut opened = open(job)?;
    while let XmlFile::Pieces(pieces) = &mut opened
        && !excerpts.are_complete()
    {
        excerpts.pass(pieces.text());
        if pieces.is_last() {
            break;
        }
        pieces.pass(pieces.text().len()).map_err(|fault| piece_fault(job, fault))?;
    }
    Ok(Source::of_excerpts(&job.name, excerpts))
}

/// Reads a file of a schema: compact syntax by its extension, else XML.
///
/// # Errors
/// Why it cannot be read.
pub fn schema(border: &Border, address: &str) -> Result<Source, Unread> {
    if address.ends_with(".rnc") {
        return compact(border, address, None);
    }
    let bytes = border.read(Path::new(address)).map_err(|error| outside::unread(&error))?;
    xml(address, bytes).map_err(|findings| first(&findings))
}

/// Reads a file of a schema in compact syntax, whatever its name; UTF-8 where no encoding is named.
///
/// # Errors
/// As [`schema`].
pub fn compact(border: &Border, address: &str, encoding: Option<&str>) -> Result<Source, Unread> {
    let bytes = border.read(Path::new(address)).map_err(|error| outside::unread(&error))?;
    decode(address, &bytes, encoding).map_err(|findings| first(&findings))
}

fn first(findings: &Findings) -> Unread {
    findings.diagnostics.first().map_or_else(String::new, |finding| finding.message.clone()).into()
}

/// Reads a file that another includes as text; in UTF-8 where nothing says which encoding it is in.
///
/// # Errors
/// Why it cannot be read.
pub fn plain(border: &Border, address: &str, encoding: Option<&str>) -> Result<Source, Unread> {
    let bytes = border.read(Path::new(address)).map_err(|error| outside::unread(&error))?;
    decode(address, &bytes, encoding).map_err(|findings| {
        findings.diagnostics.first().map_or_else(String::new, |finding| finding.message.clone()).into()
    })
}

/// Reads an XML catalog.
///
/// # Errors
/// As [`source`].
pub fn catalog(border: &Border, address: &str) -> Result<Source, Box<Findings>> {
    xml(address, file(border, address)?)
}

fn bytes(job: &Job) -> Result<Vec<u8>, Box<Findings>> {
    let bytes = match &job.input {
        Input::Closed(finding) => return Err(without_text(&job.name, finding.clone())),
        Input::File(path) | Input::Pages(path) | Input::Volume(path, _) => job.border.read(path),
        Input::Letter(_, cut) => Ok(cut.text.clone().into_bytes()),
        Input::Held(held) => Ok(held.bytes.clone()),
        Input::Stdin => job.border.whole(io::stdin().lock(), 0),
    };
    bytes.map_err(|error| unreadable(&job.name, &error))
}

fn file(border: &Border, address: &str) -> Result<Vec<u8>, Box<Findings>> {
    border.read(Path::new(address)).map_err(|error| unreadable(address, &error))
}

/// Reads a metadata file.
///
/// Bad keys are findings and the rest is used; a file that cannot be read or is not TOML gives the empty value and a finding.
#[must_use]
pub fn metadata(border: &Border, path: &Path) -> (Metadata, Findings) {
    match toml(border, path) {
        Ok(source) => {
            let (metadata, diagnostics) = metadata::read(&source);
            (metadata, Findings { source, diagnostics })
        }
        Err(findings) => (Metadata::default(), *findings),
    }
}

/// Reads a register: TEI where its name ends in `.xml`, else a table.
#[must_use]
pub fn register(border: &Border, path: &Path) -> (Register, Findings) {
    let name = path.display().to_string();
    let is_tei = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml"));
    let source =
        file(border, &name).and_then(|bytes| if is_tei { xml(&name, bytes) } else { decode(&name, &bytes, None) });
    match source {
        Ok(source) => {
            let (register, diagnostics) = if is_tei { register::tei(&source) } else { register::csv(&source) };
            (register, Findings { source, diagnostics })
        }
        Err(findings) => (Register::default(), *findings),
    }
}

/// Reads a table of all letters: its rows, the first with the heads of its columns. A spreadsheet is known by its bytes; what is none is
/// text in UTF-8, or else in the encoding that is named.
#[must_use]
pub fn table(border: &Border, path: &Path, encoding: Option<&str>) -> (Vec<Row>, Findings) {
    let name = path.display().to_string();
    let read = file(border, &name).and_then(|bytes| match Format::of_bytes(&bytes) {
        None | Some(Format::Binary | Format::Markdown) => {
            let label = encoding.filter(|_| std::str::from_utf8(&bytes).is_err());
            decode(&name, &bytes, label).map(separated)
        }
        Some(format) => guarded(&name, || sheet::read(format, &bytes, border.limits()))?
            .map(|Sheet { rows, findings }| (rows, Findings { source: Source::new(&name, ""), diagnostics: findings }))
            .map_err(|finding| without_text(&name, finding)),
    });
    read.unwrap_or_else(|findings| (Vec::new(), *findings))
}

fn separated(source: Source) -> (Vec<Row>, Findings) {
    let Separated { rows, unclosed } = table::separated(&source);
    let message = "nothing ends the value that this quotation mark begins";
    let finding = |mark| Diagnostic::new(&diag::BAD_TABLE, message).at(mark).help("close it");
    (rows, Findings { source, diagnostics: unclosed.map(finding).into_iter().collect() })
}

/// Finds a profile by the name of a built-in one or the path of a file.
///
/// Gives no profile when the file cannot be read or used; the findings say why.
///
/// # Errors
/// [`Refusal`] when the name is neither.
pub fn profile(border: &Border, name: &Path) -> Result<(Option<Profile>, Findings), Refusal> {
    let label = name.display().to_string();
    if let Some(profile) = profile::built_in(&label) {
        let source = Source::new(label, "");
        let diagnostics = Vec::new();
        return Ok((Some(profile), Findings { source, diagnostics }));
    }
    if !looks_like_path(name) && !border.is_there(name).is_ok_and(|is_there| is_there) {
        let refusal = Refusal::coded(&diag::UNKNOWN_PROFILE, format!("no profile is named `{label}`"));
        return Err(match nearest(&label, profile::BUILT_IN) {
            Some(likely) => refusal.help(format!("did you mean `{likely}`?")),
            None => refusal.help(format!(
                "built in: {}; a profile of your own is named by its path: `./house.toml`",
                profile::BUILT_IN.join(", ")
            )),
        });
    }
    Ok(match toml(border, name) {
        Ok(source) => {
            let (profile, diagnostics) = profile::read(&source);
            (profile, Findings { source, diagnostics })
        }
        Err(findings) => (None, *findings),
    })
}

/// Whether an encoding has this label.
///
/// # Errors
/// [`Refusal`] when none has.
pub fn encoding(label: &str) -> Result<(), Refusal> {
    match text::decode(b"", Some(label)) {
        Ok(_) => Ok(()),
        Err(_) => {
            let message = format!("no encoding is named `{label}`");
            Err(Refusal::coded(&diag::UNKNOWN_ENCODING, message)
                .help("names are those of the web: utf-8, windows-1252, iso-8859-15, macintosh, utf-16le"))
        }
    }
}

/// Reads a TOML file.
///
/// # Errors
/// As [`source`].
pub fn toml(border: &Border, path: &Path) -> Result<Source, Box<Findings>> {
    let name = path.display().to_string();
    let bytes = file(border, &name)?;
    if bytes.len() > LONGEST_TOML {
        let message = format!("it is larger than {} MiB, which no settings are", LONGEST_TOML >> 20);
        return Err(without_text(&name, Diagnostic::new(&diag::UNREADABLE, message)));
    }
    decode(&name, &bytes, None)
}

/// Whether a name is meant as the path of a file.
pub fn looks_like_path(name: &Path) -> bool {
    name.components().count() > 1 || name.is_absolute() || name.extension().is_some()
}

fn unreadable(name: &str, error: &io::Error) -> Box<Findings> {
    without_text(name, outside::finding(&diag::UNREADABLE, error))
}

/// A finding about a file that has no text.
fn without_text(name: &str, finding: Diagnostic) -> Box<Findings> {
    Box::new(Findings { source: Source::new(name, ""), diagnostics: vec![finding] })
}

fn decode(name: &str, bytes: &[u8], encoding: Option<&str>) -> Result<Source, Box<Findings>> {
    let error = match text::decode(bytes, encoding) {
        Ok(text) => return Ok(Source::new(name, text)),
        Err(error) => error,
    };
    let (source, finding) = match error {
        DecodeError::UnknownEncoding(label) => {
            (Source::new(name, ""), Diagnostic::new(&diag::UNKNOWN_ENCODING, format!("no encoding is named `{label}`")))
        }
        DecodeError::Malformed { encoding, at: None } => {
            (Source::new(name, ""), Diagnostic::new(&diag::UNDECODABLE, format!("the bytes are not valid {encoding}")))
        }
        DecodeError::Malformed { encoding, at: Some(at) } => undecodable(name, bytes, encoding, at),
    };
    Err(Box::new(Findings {
        source,
        diagnostics: vec![finding.help("say how the file is encoded: `--encoding windows-1252`")],
    }))
}

fn xml(name: &str, bytes: Vec<u8>) -> Result<Source, Box<Findings>> {
    let (fault, bytes) = match xml::decode(bytes) {
        Ok(text) => return Ok(Source::new(name, text)),
        Err(fault) => fault,
    };
    let finding = Diagnostic::new(&diag::BAD_ENCODING, fault.message);
    // The place can be shown where everything before it is UTF-8.
    let at = fault.at.filter(|&at| bytes.get(..at).is_some_and(|before| std::str::from_utf8(before).is_ok()));
    let (text, finding) = match at {
        Some(at) => (String::from_utf8_lossy(&bytes), finding.at(Span::at(at))),
        None => ("".into(), finding),
    };
    Err(Box::new(Findings { source: Source::new(name, text), diagnostics: vec![finding] }))
}

/// The bad byte in a source that reads well up to it.
fn undecodable(name: &str, bytes: &[u8], encoding: &str, at: usize) -> (Source, Diagnostic) {
    let source = Source::new(name, String::from_utf8_lossy(bytes));
    let place = source.position(at);
    let byte = bytes.get(at).copied().unwrap_or_default();
    let message = format!(
        "byte {byte:02X} at line {}, column {} (offset {at}) is not valid {encoding}",
        place.line, place.column
    );
    let finding = Diagnostic::new(&diag::UNDECODABLE, message).at(Span::at(at));
    (source, finding)
}
