//! How fast documents are validated: `cargo bench --bench validate`.
//!
//! Figures of two machines cannot be compared, so the same run measures a floor on the same texts: quick-xml's `NsReader` with all
//! attributes looked at, no validation. What counts is how many times as long `parse` and `validate` take. The texts are the
//! published volumes and letters beside the project, where they are at hand; otherwise the TEI of the samples.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark fails by panicking; `main` is divan's")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use quick_xml::NsReader;
use quick_xml::events::Event;
use recto::relaxng::{self, Schema};
use recto::text::{Load, Source};
use recto::xml::{External, Sink, parse};

fn main() {
    divan::main();
}

/// What is validated against what.
#[derive(Clone, Copy, Debug)]
enum Texts {
    Volumes,
    Letters,
}

const TEXTS: [Texts; 2] = [Texts::Volumes, Texts::Letters];

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")
}

struct Files;

impl Load for Files {
    fn resolve(&self, base: &str, href: &str) -> String {
        Path::new(base).with_file_name(href).display().to_string()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, String> {
        let text = std::fs::read_to_string(address).map_err(|error| error.to_string())?;
        Ok(Arc::new(Source::new(address, text)))
    }
}

fn schema(path: &str) -> Schema {
    let read = relaxng::read(&Files, shared().join(path).to_str().unwrap());
    Schema::new(&read.grammar.unwrap())
}

const TEI_ALL: &str = "schemas/tei_all.rng";

static FRUS: LazyLock<Schema> = LazyLock::new(|| schema("corpus/frus-schema/frus.rnc"));
static TEI: LazyLock<Schema> = LazyLock::new(|| schema(TEI_ALL));

impl Texts {
    fn load(self) -> Vec<String> {
        let folder = match self {
            Self::Volumes => "corpus/frus",
            Self::Letters => "corpus/schnitzler",
        };
        let Ok(entries) = std::fs::read_dir(shared().join(folder)) else {
            return Vec::new();
        };
        entries.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
    }

    fn schema(self) -> &'static Schema {
        match self {
            Self::Volumes => &FRUS,
            Self::Letters => &TEI,
        }
    }
}

fn size(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

#[divan::bench(args = TEXTS, sample_count = 20)]
fn floor(bencher: Bencher<'_, '_>, texts: Texts) {
    let texts = texts.load();
    bencher.counter(size(&texts)).bench_local(|| {
        for text in &texts {
            let mut reader = NsReader::from_str(text);
            loop {
                match reader.read_resolved_event().unwrap() {
                    (_, Event::Eof) => break,
                    (namespace, Event::Start(tag) | Event::Empty(tag)) => {
                        black_box(namespace);
                        for attribute in tag.attributes() {
                            let attribute = attribute.unwrap();
                            black_box(reader.resolver().resolve_attribute(attribute.key));
                            black_box(attribute.value);
                        }
                    }
                    other => {
                        black_box(other);
                    }
                }
            }
        }
    });
}

struct Nobody;

impl Sink for Nobody {}

#[divan::bench(args = TEXTS, sample_count = 20)]
fn well_formed(bencher: Bencher<'_, '_>, texts: Texts) {
    let texts = texts.load();
    bencher.counter(size(&texts)).bench_local(|| {
        for text in &texts {
            black_box(parse(text, External::Noted, &mut Nobody));
        }
    });
}

#[divan::bench(args = TEXTS, sample_count = 20)]
fn validate(bencher: Bencher<'_, '_>, texts: Texts) {
    let schema = texts.schema();
    let texts = texts.load();
    bencher.counter(size(&texts)).bench_local(|| {
        for text in &texts {
            let mut validator = schema.validator();
            black_box(parse(text, External::Noted, &mut validator));
            black_box(validator.finish());
        }
    });
}

/// The whole of TEI P5: reading, simplifying, compiling.
#[divan::bench(sample_count = 20)]
fn load_tei_all() -> Option<Schema> {
    shared().join(TEI_ALL).exists().then(|| schema(TEI_ALL))
}
