//! Any script of NVDL sends any document to any schemas. Nothing panics, every span lies in its file, and a second run finds the same.
//!
//! The [files](files) are the script, the document, and the schemas in the order in which the script asks for them.
#![no_main]

#[allow(dead_code, reason = "each target uses some of its functions")]
mod files;
#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::Arc;

use files::Files;
use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::budget::{Limits, Meter};
use recto::internals::check::{OwnRules, Schema, Setting, Svrl, check};
use recto::internals::diag::Diagnostic;
use recto::internals::schematron::{self, DocumentCache, DynamicContext, Phase};
use recto::internals::xml::External;
use recto::internals::{nvdl, relaxng};

fn lie(text: &str, findings: &[Diagnostic]) -> bool {
    findings.iter().filter_map(|finding| finding.span).all(|span| text.get(span.start..span.end).is_some())
}

fn part(files: &Files<'_>, number: usize) -> nvdl::Part {
    let address = files.address(number);
    let grammar = relaxng::read(files, &address).grammar;
    let rules = schematron::read(files, &address, &Phase::Default).ok().and_then(|read| read.schema);
    nvdl::Part {
        grammars: grammar.map(|grammar| Arc::new(relaxng::Schema::new(&grammar))).into_iter().collect(),
        rules: rules.map(Arc::new).into_iter().collect(),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    let files = Files::of(&text);
    let (text, document) = (files.text(0), files.text(1));
    let nvdl::Read { script, findings } = nvdl::read(text);
    assert!(lie(text, &findings));
    let Some(script) = script else { return };
    let parts = (0..script.schemas.len().min(8)).map(|number| part(&files, number + 2)).collect();
    let schemas = [Schema::Nvdl(Arc::new(nvdl::Schema { script, parts }))];
    let checked = || {
        let meter = Meter::new(Limits { steps: 10_000_000, memory: 64 << 20, ..Limits::USUAL }, 0);
        let dynamic_context =
            DynamicContext { loader: &files, documents: &DocumentCache::default(), now: None, meter: &meter };
        let setting = Setting {
            external: External::Noted,
            address: "1.rng",
            dynamic_context: &dynamic_context,
            rules: OwnRules::Off,
            svrl: Svrl::Unwanted,
            language: "en",
        };
        check(document, &schemas, &setting)
    };
    let first = checked();
    assert!(lie(document, &first.findings));
    assert_eq!(first, checked());
});
