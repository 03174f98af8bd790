//! One text to TEI: the whole conversion as a pure function, with its run-time proof.
//!
//! Takes a source, a profile and metadata; gives TEI and findings. Promises that TEI is given only when the ledger balances and the
//! text read back from the TEI is the text of the source. Touches neither files nor terminal.

use crate::budget::{Exceeded, Limits, Meter};
use crate::diag::{self, Diagnostic, Severity};
use crate::letter::{self, FORM_FEED};
use crate::metadata::Metadata;
use crate::model::{Document, Ledger, Original};
use crate::profile::Profile;
use crate::register::Finder;
use crate::source::{self, Format};
use crate::tei;
use crate::text::chars::is_char;
use crate::text::{Agreement, Origin, Source, Span};

/// What a conversion gives.
///
/// ```
/// let conversion = recto::convert("Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n");
/// for finding in &conversion.diagnostics {
///     println!("{}: {}", finding.code.id, finding.message);
/// }
/// assert!(conversion.tei.is_some());
/// ```
#[derive(Clone, Debug)]
pub struct Conversion {
    /// The TEI; `None` when a finding of severity error forbids to write it.
    pub tei: Option<String>,
    /// The first byte of each element in the TEI that was made from the text, with what it was made from.
    pub origins: Vec<(usize, Origin)>,
    /// The parts of the TEI that stand in the text, in the order of the TEI.
    pub agreements: Vec<Agreement>,
    /// The document as it was understood, for `--explain`.
    pub document: Document,
    /// Findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Conversion {
    fn without_tei(diagnostics: Vec<Diagnostic>) -> Self {
        Self { tei: None, origins: Vec::new(), agreements: Vec::new(), document: Document::default(), diagnostics }
    }
}

/// Converts one text, which must be plain.
#[must_use]
pub fn convert(source: &Source, profile: &Profile, metadata: &Metadata) -> Conversion {
    if let Some(format) = Format::of_text(source.text()) {
        let first = source.lines().find(|line| !line.of(source.text()).trim().is_empty()).unwrap_or_default();
        return Conversion::without_tei(vec![source::unread(format).at(first)]);
    }
    let meter = Meter::new(Limits::default(), source.text().len());
    let (original, names) = (Original::default(), Finder::default());
    Transcription { source, original: &original, metadata, names: &names }.convert(profile, &meter)
}

/// The text of a letter, of which it is known that it is one, with what else is known.
#[derive(Clone, Copy, Debug)]
pub struct Transcription<'t> {
    /// The text.
    pub source: &'t Source,
    /// What its original says of its parts.
    pub original: &'t Original,
    /// What is known of the letter.
    pub metadata: &'t Metadata,
    /// Names of a register, which are marked in it.
    pub names: &'t Finder,
}

impl Transcription<'_> {
    /// Converts it. The meter counts what memory that takes; a text that takes more than it allows has no TEI, and a finding says so.
    #[must_use]
    pub fn convert(&self, profile: &Profile, meter: &Meter) -> Conversion {
        let Self { source, original, metadata, names } = *self;
        let mut diagnostics = unreadable(source);
        if !diagnostics.is_empty() {
            return Conversion::without_tei(diagnostics);
        }
        let mut reading = match letter::read(source, &original.styled, profile, meter) {
            Ok(reading) => reading,
            Err(exceeded) => return Conversion::without_tei(vec![over_limits(exceeded)]),
        };
        reading.document.facsimile.clone_from(&original.facsimile);
        letter::mark(&mut reading.document, &original.marked, profile);
        if let Some(date) = metadata.date_value() {
            letter::confirm(&mut reading, source, profile.lexicon(), date);
        }
        diagnostics.extend(names.mark(&mut reading.document, source, profile));
        let written = tei::write(&reading.document, source, profile, metadata);
        diagnostics.extend(reading.diagnostics);
        diagnostics.extend(written.diagnostics);
        diagnostics.extend(proof(&reading.document, source, &written.xml).err());
        diagnostics.sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
        let is_sound = diagnostics.iter().all(|finding| finding.severity() < Severity::Error);
        Conversion {
            tei: is_sound.then_some(written.xml),
            origins: written.origins,
            agreements: written.agreements,
            document: reading.document,
            diagnostics,
        }
    }
}

fn over_limits(exceeded: Exceeded) -> Diagnostic {
    let finding = Diagnostic::new(&diag::OVER_BUDGET, format!("not converted: {exceeded}"));
    finding.help(
        "cut the text into several files, or raise the limit: `[limits]` in recto.toml, or `--limit memory=BYTES`",
    )
}

/// Why a text cannot be converted at all: it is empty, or XML cannot hold one of its characters.
fn unreadable(source: &Source) -> Vec<Diagnostic> {
    const MOST: usize = 20;
    let text = source.text();
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return vec![Diagnostic::new(&diag::EMPTY_INPUT, "the file is empty")];
    }
    let forbidden = text.char_indices().filter(|(_, c)| !is_char(*c) && *c != FORM_FEED);
    let found = forbidden.take(MOST).map(|(at, c)| {
        let message = format!("XML cannot hold the character U+{:04X}", u32::from(c));
        Diagnostic::new(&diag::CONTROL_CHARACTER, message).at(Span::new(at, at + c.len_utf8()))
    });
    found.collect()
}

/// Promise one: every character is accounted for, and the TEI reads back as the text that was kept.
fn proof(document: &Document, source: &Source, xml: &str) -> Result<(), Diagnostic> {
    let text = source.text();
    let ledger = Ledger::of(document);
    ledger.balance(text).map_err(|span| {
        let finding = Diagnostic::new(&diag::TEXT_LOST, "this text has no place in the document, or two").at(span);
        finding.help("the file was not written; please report this as a fault of Recto")
    })?;
    let read = tei::visible_text(xml).map_err(|findings| {
        let message = findings.first().map_or("", |finding| &*finding.message);
        let finding = Diagnostic::new(&diag::TEXT_LOST, format!("the TEI is not well-formed: {message}"));
        finding.help("the file was not written; please report this as a fault of Recto")
    })?;
    compare(&ledger.text(text), &read.text)?;
    let kept = ledger.notes(text);
    if kept.len() != read.notes.len() {
        return Err(Diagnostic::new(&diag::TEXT_LOST, "the TEI has not as many notes as the text"));
    }
    kept.iter().zip(&read.notes).try_for_each(|(kept, read)| compare(kept, read))
}

fn compare(kept: &str, read: &str) -> Result<(), Diagnostic> {
    if kept == read {
        return Ok(());
    }
    let same = kept.chars().zip(read.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(20)).take(40).collect::<String>();
    let message = format!("the text has “{}”, the TEI has “{}”", around(kept), around(read));
    let finding = Diagnostic::new(&diag::TEXT_LOST, message);
    Err(finding.help("the file was not written; please report this as a fault of Recto"))
}
