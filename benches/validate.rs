//! How fast documents are validated: `cargo bench --bench validate`.
//!
//! Figures of two machines cannot be compared, so the same run measures a floor on the same texts: quick-xml's `NsReader` with all
//! attributes looked at, no validation. What counts is how many times as long `parse` and `validate` take; `tree` reads and builds the
//! tree, `rules` does that and runs Schematron, `together` runs both kinds of schemas in one pass. The texts are the published
//! volumes and letters beside the project; where they are not at hand there is nothing to measure.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark fails by panicking; `main` is divan's")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use quick_xml::NsReader;
use quick_xml::events::Event;
use recto::internals::budget::Meter;
use recto::internals::check::{self, OwnRules, Setting, Svrl};
use recto::internals::relaxng::{self, Schema};
use recto::internals::schematron::{self, DocumentCache, DynamicContext, Phase};
use recto::internals::text::{Load, Source, Unread};
use recto::internals::xml::{Document, External, Sink, parse};

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

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        let text = std::fs::read_to_string(address).map_err(|error| error.to_string())?;
        Ok(Arc::new(Source::new(address, text)))
    }
}

fn schema(path: &str) -> Schema {
    let read = relaxng::read(&Files, shared().join(path).to_str().unwrap());
    Schema::new(&read.grammar.unwrap())
}

const TEI_ALL: &str = "schemas/tei_all.rng";

static FRUS: LazyLock<Arc<Schema>> = LazyLock::new(|| Arc::new(schema("corpus/frus-schema/frus.rnc")));
static TEI: LazyLock<Arc<Schema>> = LazyLock::new(|| Arc::new(schema(TEI_ALL)));

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

    fn schema(self) -> &'static Arc<Schema> {
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

fn rules(path: &str) -> schematron::Schema {
    let address = shared().join(path);
    schematron::read(&Files, address.to_str().unwrap(), &Phase::Default).unwrap().schema.unwrap()
}

static FRUS_RULES: LazyLock<Arc<schematron::Schema>> =
    LazyLock::new(|| Arc::new(rules("schematron/schemas/frus-2015.sch")));
static LETTER_RULES: LazyLock<Arc<schematron::Schema>> =
    LazyLock::new(|| Arc::new(rules("schematron/schemas/schnitzler.sch")));

impl Texts {
    fn rules(self) -> &'static Arc<schematron::Schema> {
        match self {
            Self::Volumes => &FRUS_RULES,
            Self::Letters => &LETTER_RULES,
        }
    }
}

fn checked(texts: &[String], schemas: &[check::Schema]) {
    let documented = DocumentCache::default();
    let dynamic_context =
        DynamicContext { loader: &Files, documents: &documented, now: None, meter: &Meter::default() };
    let setting = Setting {
        external: External::Noted,
        address: "a.xml",
        dynamic_context: &dynamic_context,
        rules: OwnRules::Off,
        svrl: Svrl::Unwanted,
        language: "en",
    };
    for text in texts {
        black_box(check::check(text, schemas, &setting));
    }
}

#[divan::bench(args = TEXTS, sample_count = 10)]
fn tree(bencher: Bencher<'_, '_>, texts: Texts) {
    let texts = texts.load();
    bencher.counter(size(&texts)).bench_local(|| {
        for text in &texts {
            black_box(Document::parse(text, External::Noted));
        }
    });
}

#[divan::bench(args = TEXTS, sample_count = 10)]
fn rules_alone(bencher: Bencher<'_, '_>, texts: Texts) {
    let schemas = [check::Schema::Schematron(Arc::clone(texts.rules()))];
    let texts = texts.load();
    bencher.counter(size(&texts)).bench_local(|| checked(&texts, &schemas));
}

#[divan::bench(args = TEXTS, sample_count = 10)]
fn together(bencher: Bencher<'_, '_>, texts: Texts) {
    let rules = check::Schema::Schematron(Arc::clone(texts.rules()));
    let schemas = [check::Schema::RelaxNg(Arc::clone(texts.schema())), rules];
    let texts = texts.load();
    bencher.counter(size(&texts)).bench_local(|| checked(&texts, &schemas));
}

/// The whole of TEI P5: reading, simplifying, compiling.
#[divan::bench(sample_count = 20)]
fn load_tei_all() -> Option<Schema> {
    shared().join(TEI_ALL).exists().then(|| schema(TEI_ALL))
}
