//! Every text in `samples/`: its TEI and findings stand beside it (`NAME.snap`), and the text can be had back from the TEI.
//!
//! To accept what has changed: `INSTA_UPDATE=always cargo test --test recto samples`, then look at the difference.
//!
//! What `tei::reading_text` gives is the text but for five things, which [`Content`] leaves out on both sides:
//!
//! - white space and a byte-order mark;
//! - the place of notes: they stand at the end, in the order of their marks;
//! - labels of notes: `1)` is written `1. `, and a list numbered otherwise than its marks gets their numbers;
//! - signs around marks and notes: `/1/` is written `1`, `[Footnote 1: …]` is written `1. …`;
//! - the words of page marks: `[Seite 2]` is written `[Page 2]`.

use std::path::Path;

use recto::internals::budget::Meter;
use recto::internals::convert::{Conversion, Transcription, convert};
use recto::internals::metadata::{self, Metadata};
use recto::internals::model::{Document, Inline, Note, Original, walk};
use recto::internals::profile::{Profile, built_in};
use recto::internals::register::{self, Finder};
use recto::internals::tei;
use recto::internals::text::{Source, Span, decode};
use recto::internals::xml::{Entity, External};

#[test]
fn samples_of_frus_are_converted_as_accepted() {
    insta::glob!("../../samples/frus", "*.txt", |path| accept(path, "frus"));
}

#[test]
fn samples_of_letters_are_converted_as_accepted() {
    insta::glob!("../../samples/letter", "*.txt", |path| accept(path, "letter"));
}

#[test]
fn samples_of_transcripts_are_converted_as_accepted() {
    insta::glob!("../../samples/transcript", "*.txt", |path| accept(path, "transcript"));
}

#[test]
fn samples_of_frus_can_be_read_back() {
    insta::glob!("../../samples/frus", "*.txt", |path| read_back(path, "frus"));
}

#[test]
fn samples_of_letters_can_be_read_back() {
    insta::glob!("../../samples/letter", "*.txt", |path| read_back(path, "letter"));
}

#[test]
fn samples_of_transcripts_can_be_read_back() {
    insta::glob!("../../samples/transcript", "*.txt", |path| read_back(path, "transcript"));
}

/// A text with what goes with it.
struct Sample {
    name: String,
    source: Source,
    metadata: Metadata,
    profile: Profile,
    names: Finder,
}

impl Sample {
    fn load(path: &Path, profile: &str) -> Self {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = load(path);
        let beside = path.with_extension("toml");
        let metadata = if beside.exists() {
            let (metadata, findings) = metadata::read(&load(&beside));
            assert_eq!(findings, [], "{name}.toml");
            metadata
        } else {
            Metadata::default()
        };
        let profile = built_in(profile).unwrap();
        let beside = path.with_extension("csv");
        let names = if beside.exists() {
            let (register, findings) = register::csv(&load(&beside));
            assert_eq!(findings, [], "{name}.csv");
            Finder::new(&register, &profile)
        } else {
            Finder::default()
        };
        Self { name, source, metadata, profile, names }
    }

    fn convert(&self, source: &Source) -> (String, Conversion) {
        let original = Original::default();
        let Self { metadata, names, .. } = self;
        let mut conversion =
            Transcription { source, original: &original, metadata, names }.convert(&self.profile, &Meter::default());
        let tei = conversion.tei.take().unwrap_or_else(|| panic!("{}: {:#?}", self.name, conversion.diagnostics));
        (tei, conversion)
    }
}

fn load(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_str().unwrap();
    Source::new(name, decode(&std::fs::read(path).unwrap(), None).unwrap())
}

fn accept(path: &Path, profile: &str) {
    let sample = Sample::load(path, profile);
    let (tei, conversion) = sample.convert(&sample.source);
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(format!("../../samples/{profile}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let findings = findings(&conversion, &sample.source);
    settings.bind(|| insta::assert_snapshot!(sample.name.as_str(), format!("{findings}\n{tei}")));
}

/// One line a finding: `line:column code message`.
fn findings(conversion: &Conversion, source: &Source) -> String {
    let line = |finding: &recto::internals::diag::Diagnostic| {
        let place = finding.span.map_or_else(|| "-".to_owned(), |span| place(span, source));
        format!("{place} {} {}\n", finding.code.id, finding.message)
    };
    conversion.diagnostics.iter().map(line).collect()
}

fn place(span: Span, source: &Source) -> String {
    let position = source.position(span.start);
    format!("{}:{}", position.line, position.column)
}

fn read_back(path: &Path, profile: &str) {
    let sample = Sample::load(path, profile);
    let (tei, conversion) = sample.convert(&sample.source);
    let text = tei::reading_text(&Entity { text: &tei, external: External::Refused }, &sample.profile).0.unwrap();
    let expected = Content::of_input(&conversion.document, &sample.source, &sample.profile);
    assert_eq!(Content::of_reading_text(&text), expected, "{}", sample.name);
    let (again, _) = sample.convert(&Source::new("read back", text));
    assert_eq!(body(&again), body(&tei), "{}", sample.name);
}

fn body(tei: &str) -> &str {
    tei.split_once("<text").unwrap().1
}

/// The characters of a text in the order they have when its notes stand at the end.
#[derive(Debug, PartialEq)]
struct Content {
    main: String,
    notes: Vec<String>,
}

impl Content {
    /// The input, with the notes taken out, each mark as its number, or as "^a)" where it is a letter, and each page mark as the profile
    /// writes it.
    fn of_input(document: &Document, source: &Source, profile: &Profile) -> Self {
        let mut cited: Vec<&Note> = Vec::new();
        let mut changes: Vec<(Span, String)> = Vec::new();
        let usual = profile.page.marks.first().unwrap();
        let mut pages = |inline: &Inline| {
            if let Inline::PageBreak { number, mark } = inline {
                changes.push((*mark, usual.fill(source.slice(*number), "")));
            }
        };
        walk(&document.division, &mut |inline| match inline {
            Inline::Note(index) => cited.push(document.notes.get(*index).unwrap()),
            other => pages(other),
        });
        document.notes.iter().flat_map(|note| &note.content).for_each(pages);
        for note in &document.notes {
            let number = source.slice(note.mark);
            let is_letter = number.len() == 1 && number.starts_with(|c: char| c.is_ascii_alphabetic());
            let mark = if is_letter { format!("^{number})") } else { number.to_owned() };
            changes.extend(note.cited.map(|cited| (cited, mark)));
            changes.extend(note.closing.map(|sign| (sign, String::new())));
        }
        let mut outside = changes.clone();
        outside.retain(|(span, _)| document.notes.iter().all(|note| !note.span.contains(*span)));
        outside.extend(document.notes.iter().map(|note| (note.span, String::new())));
        let all = Span::new(0, source.text().len());
        let text_of = |note: &&Note| replaced(Span::new(note.label.end, note.span.end), source, &changes);
        Self { main: replaced(all, source, &outside), notes: cited.iter().map(text_of).collect() }
    }

    /// Reading text: its notes follow two empty lines, one a line, each with a label that ends with a blank.
    fn of_reading_text(text: &str) -> Self {
        let (main, notes) = text.split_once("\n\n\n").unwrap_or((text, ""));
        let text_of = |note: &str| squeezed(note.trim_start().split_once(' ').map_or("", |(_, text)| text));
        Self { main: squeezed(main), notes: notes.lines().map(text_of).collect() }
    }
}

/// A part of the source with other words at some places, squeezed.
fn replaced(part: Span, source: &Source, changes: &[(Span, String)]) -> String {
    let mut inside: Vec<_> = changes.iter().filter(|(span, _)| part.contains(*span)).collect();
    inside.sort();
    let mut text = String::new();
    let mut at = part.start;
    for (span, words) in inside {
        text.push_str(source.slice(Span::new(at, span.start)));
        text.push_str(words);
        at = span.end;
    }
    squeezed(&(text + source.slice(Span::new(at, part.end))))
}

/// The text without white space and byte-order mark.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

#[test]
fn the_comparison_can_fail() {
    let profile = built_in("letter").unwrap();
    let source = Source::new("x", "To Ann[Seite 2]a/1/ and/2/\n\n/1/A note\n\n/2/B\n");
    let document = convert(&source, &profile, &Metadata::default()).document;
    let input = Content::of_input(&document, &source, &profile);
    assert_eq!(input, Content::of_reading_text("To Ann[Page 2]a1 and2\n\n\n  1. A note\n  2. B\n"));
    assert_ne!(input, Content::of_reading_text("To Ann[Page 2]a1 and\n\n\n  1. A note\n  2. B\n"));
    assert_ne!(input, Content::of_reading_text("To Ann[Page 2]a1 and2\n\n\n  1. note\n  2. B\n"));
    assert_ne!(input, Content::of_reading_text("To Ann[Page 2]a1 and2\n\n\n  2. B\n  1. A note\n"));
}
