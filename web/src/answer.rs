//! Answers to questions: the same bytes and findings as the program gives. Takes the bytes of a question; gives JSON, with `error` where there is no answer.
//! Leaves out what a project says (`recto.toml`, metadata, house styles), `XInclude`, and formats other than plain text and XML.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use recto::internals::budget::{Limits, Meter};
use recto::internals::check::{self, OwnRules, Setting, Svrl};
use recto::internals::metadata::Metadata;
use recto::internals::profile;
use recto::internals::schematron::{self, DocumentCache, DynamicContext, Phase};
use recto::internals::view::{self, Letter};
use recto::internals::xml::{self, Document, Entity, External};
use recto::internals::{convert, relaxng, split, text};
use recto::{Diagnostic, MemoryFiles, Schema, Source};
use serde_json::{Value, json};

use crate::question::{InputFile, Question, Wanted};

/// Answers a question.
pub fn to(question: &[u8]) -> Value {
    let answer = Question::read(question).and_then(|question| match (&question.wanted, question.files.as_slice()) {
        (Wanted::About, _) => Ok(json!({ "version": env!("CARGO_PKG_VERSION"), "profiles": profile::BUILT_IN })),
        (Wanted::Convert { profile }, [letter, ..]) => converted(letter, profile),
        (Wanted::Check, [document, others @ ..]) => checked(document, others),
        (Wanted::Convert { .. } | Wanted::Check, []) => Err("no file is given".to_owned()),
    });
    answer.unwrap_or_else(|error| json!({ "error": error }))
}

/// A letter as TEI and as a page to look at, with what was found in both.
fn converted(letter: &InputFile<'_>, profile: &str) -> Result<Value, String> {
    let profile = profile::built_in(profile).ok_or_else(|| format!("no profile is called `{profile}`"))?;
    let text = text::decode(letter.bytes, None).map_err(|_| format!("{} is not UTF-8", letter.name))?;
    let source = Source::new(&letter.name, text);
    let mut made = convert::convert(&source, &profile, &Metadata::default());
    if made.document.divisions().nth(1).is_some() {
        made.diagnostics.extend(split::several(&source, &profile));
    }
    let mut findings = rows(&source, &made.diagnostics);
    let Some(tei) = &made.tei else { return Ok(json!({ "findings": findings })) };
    let result = Source::new("TEI", tei.as_str());
    let about_result = match letter_schema() {
        Some(schema) if profile.schema.is_some() => schema.validate(tei),
        _ => Vec::new(),
    };
    findings.extend(rows(&result, &about_result));
    let findings_on_page = view::remarks_of_conversion(&made.diagnostics, &about_result);
    let page = view::page(&Letter {
        name: source.name(),
        href: "letter.html",
        tei: &Entity { text: tei, external: External::Refused },
        document: &Document::parse(tei, External::Refused).0,
        transcript: Some(source.text()),
        agreements: &made.agreements,
        findings: &findings_on_page,
        origins: &made.origins,
        images: &[],
        served: None,
        unknown: &profile.header.unknown,
    });
    Ok(json!({ "tei": tei, "page": page.html, "findings": findings }))
}

/// The schema of the built-in profiles.
fn letter_schema() -> Option<&'static Schema> {
    static SCHEMA: OnceLock<Option<Schema>> = OnceLock::new();
    SCHEMA.get_or_init(|| Schema::parse(include_str!("../../schema/recto-letter.rng")).ok()).as_ref()
}

/// What is wrong with TEI: as XML, by the schemas and rules that are given, or, without any, by Recto's own rules.
fn checked(document: &InputFile<'_>, others: &[InputFile<'_>]) -> Result<Value, String> {
    let decoded = |given: &InputFile<'_>| {
        let failed = |fault: xml::EncodingFault| format!("{}: {}", given.name, fault.message);
        xml::decode(given.bytes.to_vec()).map_err(|(fault, _)| failed(fault))
    };
    let source = Source::new(&document.name, decoded(document)?);
    let texts =
        others.iter().map(|given| Ok((given.name.clone(), decoded(given)?))).collect::<Result<Vec<_>, String>>();
    let files = MemoryFiles::new(texts?);
    let names: Vec<&str> = others.iter().map(|given| given.name.as_str()).collect();
    let (schemas, mut findings) = schemas(&files, &names);
    let meter = Meter::new(Limits::default(), source.text().len());
    let documents = DocumentCache::default();
    let dynamic_context = DynamicContext { loader: &files, documents: &documents, now: None, meter: &meter };
    let profile = profile::built_in(profile::DEFAULT);
    let setting = Setting {
        external: External::Refused,
        address: &document.name,
        dynamic_context: &dynamic_context,
        rules: if schemas.is_empty() { OwnRules::On(profile.as_ref()) } else { OwnRules::Off },
        svrl: Svrl::Unwanted,
        language: "en",
    };
    findings.extend(rows(&source, &check::check(source.text(), &schemas, &setting).findings));
    Ok(json!({ "schemas": schemas.len(), "findings": findings }))
}

/// The schemas among files, compiled, but those that another includes; and what is wrong with them.
fn schemas(files: &MemoryFiles, names: &[&str]) -> (Vec<check::Schema>, Vec<Value>) {
    let mut schemas = Vec::new();
    let mut findings = Vec::new();
    let mut say = |found: &[(Arc<Source>, Vec<Diagnostic>)]| {
        found.iter().for_each(|(source, found)| findings.extend(rows(source, found)));
    };
    let is = |name: &str, ends: &[&str]| ends.iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let grammars: Vec<_> = names.iter().filter(|name| is(name, &[".rng", ".rnc"])).collect();
    let read: Vec<_> = grammars.iter().map(|name| (**name, relaxng::read(files, name))).collect();
    let included: BTreeSet<&str> = read
        .iter()
        .flat_map(|(name, read)| read.files.iter().map(|(file, _)| file.as_str()).filter(move |file| file != name))
        .collect();
    for (_, read) in read.iter().filter(|(name, _)| !included.contains(name)) {
        say(&read.findings);
        let Some(grammar) = &read.grammar else { continue };
        schemas.push(check::Schema::RelaxNg(Arc::new(relaxng::Schema::new(grammar))));
        if let Some(rules) = schematron::read_embedded(files, &read.files, &Phase::Default) {
            say(&rules.findings);
            schemas.extend(rules.schema.map(Arc::new).map(check::Schema::Schematron));
        }
    }
    for name in names.iter().filter(|name| is(name, &[".sch"])) {
        if let Ok(rules) = schematron::read(files, name, &Phase::Default) {
            say(&rules.findings);
            schemas.extend(rules.schema.map(Arc::new).map(check::Schema::Schematron));
        }
    }
    (schemas, findings)
}

/// Findings as the page lists them: lines and columns from one, columns in characters.
fn rows(source: &Source, findings: &[Diagnostic]) -> Vec<Value> {
    let row = |finding: &Diagnostic| {
        let at = finding.span.map(|span| source.position(span.start));
        json!({
            "file": source.name(),
            "line": at.map(|at| at.line),
            "column": at.map(|at| at.column),
            "severity": finding.severity().name(),
            "code": finding.code.id,
            "title": finding.code.title,
            "message": finding.message,
            "help": finding.help,
        })
    };
    findings.iter().filter(|finding| !finding.is_secondary).map(row).collect()
}
