//! The grammar of a letter, `schema/recto-letter.rnc`: it takes what Recto writes, refuses the mistakes of encoders, and takes
//! nothing that is not TEI.
//!
//! `letter_schema/` holds letters: `valid-*.xml`, and `NN-*.xml` with one mistake each. That the grammar is a part of TEI is tried
//! with documents drawn from it ([`specimens`]), where the schema of TEI is at hand (folder `shared` beside the crate's own); else
//! the test says `SKIPPED` and passes.

mod specimens;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recto::internals::convert::convert;
use recto::internals::diag::{Diagnostic, Severity};
use recto::internals::metadata;
use recto::internals::profile::{self, built_in};
use recto::internals::relaxng::simple::Grammar;
use recto::internals::relaxng::write::Syntax;
use recto::internals::relaxng::{self, Schema};
use recto::internals::text::{Load, Source, Unread};
use recto::internals::xml::{External, parse};
use specimens::Specimens;

const LETTER: &str = "schema/recto-letter.rnc";
const TEI_ALL: &str = "../shared/schemas/tei_all.rng";

/// How many documents it may take until every way was taken.
const MOST: usize = 20_000;

/// A metadata file with every key.
const METADATA: &str = "
title = 'A letter'
id = 'a-1'
place = { name = 'Polruan', ref = 'https://example.org/polruan' }
destination = 'London'
date = '[1896-06?]'
source = 'Autograph letter'
repository = 'Papers'
identifier = '3/17'
pages = '2 leaves'
hands = ['Ink.', 'A second hand in pencil.']
editor = { name = 'E', ref = 'https://example.org/e' }
responsible = { transcription = ['A', { name = 'B', organisation = true }] }
funder = 'F'
series = 'S'
project = 'P'
availability = 'Free.'
revision = ['2026-05-01 transcribed', 'begun']
publisher = 'The house'
licence = 'https://example.org/by'
language = 'de-AT'
facsimile = 'images/a {n}.jpg'
sender = [{ name = 'John', ref = 'https://example.org/john', office = 'Consul' }, 'Ann']
addressee = { name = 'Foreign Office', organisation = true, office = 'London' }
notes = { dating = 'By the postmark.', 'two words' = 'x' }
";

/// House styles that change what is written: salutations, kinds, ids, enclosures.
const HOUSES: &[&str] = &[
    "extends = 'letter'\n[salute]\nelement = 'p'\n[document]\ntype = ''\nid = ''\n[page]\nid = ''\n[section]\nrend = ''\n",
    "extends = 'frus'\n[salute]\nelement = 'p'\n[enclosure]\nelement = 'div'\ntype = 'attachment'\n",
    "extends = 'letter'\n[enclosure]\nelement = 'frus:attachment'\ntype = 'x'\n[header]\npublisher = 'A'\nlicence = 'By word of mouth'\n",
];

/// Files of the machine, relative to the crate.
struct Disk;

impl Load for Disk {
    fn resolve(&self, base: &str, href: &str) -> String {
        PathBuf::from(base).with_file_name(href).to_str().unwrap().to_owned()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(address);
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        Ok(Arc::new(Source::new(address, text)))
    }
}

fn grammar(address: &str) -> Grammar {
    let read = relaxng::read(&Disk, address);
    assert!(read.findings.iter().all(|(_, findings)| findings.is_empty()), "{:#?}", read.findings);
    read.grammar.unwrap()
}

/// The errors in a document: not well-formed, or not valid.
fn errors(schema: &Schema, document: &str) -> Vec<Diagnostic> {
    let mut validator = schema.validator();
    let mut findings = parse(document, External::Refused, &mut validator);
    findings.extend(validator.finish());
    findings.retain(|finding| finding.severity() == Severity::Error);
    findings
}

/// The files of a folder of the crate with this ending, sorted: name and text.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = paths.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path));
    let chosen = named.filter(|(name, _)| name.ends_with(ending));
    let mut files: Vec<_> = chosen.map(|(name, path)| (name, std::fs::read_to_string(path).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn letters_are_valid_or_have_their_one_mistake() {
    let schema = Schema::new(&grammar(LETTER));
    let letters = files("tests/recto/letter_schema", ".xml");
    assert!(letters.len() >= 24);
    let mut page = String::new();
    for (name, text) in letters {
        let errors = errors(&schema, &text);
        let expected = usize::from(!name.starts_with("valid"));
        assert_eq!(errors.len(), expected, "{name}: {errors:#?}");
        let source = Source::new(&name, text);
        for error in errors {
            let at = error.span.map(|span| source.slice(span)).unwrap_or_default();
            let help = error.help.unwrap_or_default();
            writeln!(page, "{name}\n    {} at {at}: {}\n        {help}", error.code.id, error.message).unwrap();
        }
    }
    insta::assert_snapshot!("mistakes", page);
}

#[test]
fn both_syntaxes_say_the_same() {
    let translation = relaxng::translate(&Disk, LETTER, Syntax::Xml, "letter.rng").unwrap();
    let written =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/recto-letter.rng")).unwrap();
    assert!(
        translation.files[0].text == written.replace("\r\n", "\n"),
        "write it anew: recto schema schema/recto-letter.rnc -o schema/recto-letter.rng"
    );
}

#[test]
fn samples_of_all_houses_are_valid() {
    let schema = Schema::new(&grammar(LETTER));
    let (told, findings) = metadata::read(&Source::new("letter.toml", METADATA));
    assert_eq!(findings, []);
    let houses = HOUSES.iter().map(|text| profile::read(&Source::new("house.toml", *text)).0.unwrap());
    let profiles: Vec<_> = profile::BUILT_IN.iter().map(|name| built_in(name).unwrap()).chain(houses).collect();
    for (name, text) in files("samples/letter", ".txt").into_iter().chain(files("samples/frus", ".txt")) {
        for profile in &profiles {
            for metadata in [&metadata::Metadata::default(), &told] {
                let tei = convert(&Source::new(&*name, &*text), profile, metadata).tei.unwrap();
                let errors = errors(&schema, &tei);
                assert!(errors.is_empty(), "{name}, profile {}: {errors:#?}\n{tei}", profile.name);
            }
        }
    }
}

#[test]
fn what_it_takes_is_tei() {
    if !Path::new(env!("CARGO_MANIFEST_DIR")).join(TEI_ALL).exists() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: {TEI_ALL} is not there");
        return;
    }
    let grammar = grammar(LETTER);
    let (letter, tei) = (Schema::new(&grammar), Schema::new(&self::grammar(TEI_ALL)));
    let mut specimens = Specimens::new(&grammar);
    let mut drawn = 0;
    while drawn == 0 || !specimens.left_over().is_empty() {
        let document = specimens.document();
        for (name, schema) in [("the letter's", &letter), ("TEI's", &tei)] {
            let errors = errors(schema, &document);
            assert!(errors.is_empty(), "{name} schema: {errors:#?}\n{document}");
        }
        drawn += 1;
        assert!(drawn < MOST, "never taken: some way in {:?}", specimens.left_over());
    }
    // All but `frus:attachment`.
    assert_eq!(specimens.drawn().len(), grammar.elements.len() - 1);
}
