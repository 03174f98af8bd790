//! How fast a text is converted: `cargo bench`.
//!
//! Figures of two machines cannot be compared, so the same run measures two floors on the same texts: one pass over the
//! characters, and quick-xml reading the TEI that was made. What counts is how many times as long a conversion takes.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark fails by panicking; `main` is divan's")]

use std::path::Path;
use std::sync::LazyLock;

use divan::counter::CharsCount;
use divan::{Bencher, black_box};
use quick_xml::events::Event;
use recto::internals::convert::convert;
use recto::internals::metadata::Metadata;
use recto::internals::profile::{Profile, built_in};
use recto::internals::text::Source;

fn main() {
    divan::main();
}

static PROFILE: LazyLock<Profile> = LazyLock::new(|| built_in("frus").unwrap());

/// The letter of the README, and every sample.
#[derive(Clone, Copy, Debug)]
enum Texts {
    One,
    All,
}

const TEXTS: [Texts; 2] = [Texts::One, Texts::All];

impl Texts {
    fn load(self) -> Vec<Source> {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let mut paths = match self {
            Self::One => vec![samples.join("frus/frus1964-68v29p1-d351.txt")],
            Self::All => [samples.join("frus"), samples.join("letter")]
                .iter()
                .flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
                .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
                .collect(),
        };
        paths.sort();
        paths.iter().map(|path| Source::new("sample", std::fs::read_to_string(path).unwrap())).collect()
    }
}

/// The characters of the plain text, for every benchmark: so the figures are of one unit.
fn characters(sources: &[Source]) -> CharsCount {
    CharsCount::new(sources.iter().map(|source| source.text().chars().count()).sum::<usize>())
}

fn tei(source: &Source) -> Option<String> {
    convert(source, &PROFILE, &Metadata::default()).tei
}

#[divan::bench(args = TEXTS)]
fn conversion(bencher: Bencher, texts: Texts) {
    let sources = texts.load();
    bencher.counter(characters(&sources)).bench(|| sources.iter().filter_map(|source| tei(black_box(source))).count());
}

#[divan::bench(args = TEXTS)]
fn floor_one_pass_over_the_characters(bencher: Bencher, texts: Texts) {
    let sources = texts.load();
    bencher.counter(characters(&sources)).bench(|| {
        sources
            .iter()
            .map(|source| black_box(source).text().chars().filter(|c| c.is_whitespace()).count())
            .sum::<usize>()
    });
}

#[divan::bench(args = TEXTS)]
fn floor_reading_the_tei(bencher: Bencher, texts: Texts) {
    let sources = texts.load();
    let made: Vec<String> = sources.iter().filter_map(tei).collect();
    assert_eq!(made.len(), sources.len(), "a sample was refused");
    bencher.counter(characters(&sources)).bench(|| made.iter().map(|tei| events(black_box(tei))).sum::<usize>());
}

fn events(tei: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(tei);
    let mut count = 0;
    while !matches!(reader.read_event().unwrap(), Event::Eof) {
        count += 1;
    }
    count
}
