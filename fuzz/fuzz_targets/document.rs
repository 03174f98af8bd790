//! A document with the files that it includes, as `validate`, `text` and `eval` read it. Nothing panics, joining ends, and every
//! finding lies in the file that it names; a document compared with itself is the same.
//!
//! The first of the [files](files) is the document.
#![no_main]

#[allow(dead_code, reason = "each target uses some of its functions")]
mod files;
#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::{Arc, LazyLock};

use files::Files;
use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::budget::{Limits, Meter};
use recto::internals::check::{OwnRules, Schema, Setting, Svrl, allowances, associations, check_input};
use recto::internals::diag::Diagnostic;
use recto::internals::eval::{Reading, Style, compare};
use recto::internals::profile::{Profile, built_in};
use recto::internals::schematron::{self, DocumentCache, DynamicContext, Phase};
use recto::internals::tei::{reading_text, visible_text};
use recto::internals::text::{Source, Span};
use recto::internals::xinclude::assemble;
use recto::internals::xml::{Document, External};

static LETTER: LazyLock<Profile> = LazyLock::new(|| built_in("letter").expect("it is built in"));

const RULES: &str = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt3'><pattern><rule context='*'>
<report test='base-uri(.)' role='info'><value-of select='base-uri(.)'/> <value-of select='path(.)'/></report></rule></pattern></schema>";

static SCHEMAS: LazyLock<[Schema; 1]> = LazyLock::new(|| {
    let read = schematron::read(&Files::of(RULES), "0.rng", &Phase::Default).expect("it is there");
    [Schema::Schematron(Arc::new(read.schema.expect("it has no error")))]
});

fn lie(text: &str, mut spans: impl Iterator<Item = Span>) -> bool {
    spans.all(|span| text.get(span.start..span.end).is_some())
}

/// Every place that a finding names, but for those in other files.
fn places(findings: &[Diagnostic]) -> impl Iterator<Item = Span> {
    findings.iter().flat_map(|finding| {
        let related = finding.related.iter().filter(|related| related.elsewhere.is_none()).map(|related| related.span);
        related.chain(finding.span).chain(finding.fix.iter().map(|fix| fix.edit.span))
    })
}

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    let files = Files::of(&text);
    let (text, address) = (files.text(0), files.address(0));

    let (named, findings) = associations(text);
    assert!(lie(text, named.iter().map(|named| named.span).chain(places(&findings))));
    let (allowed, findings) = allowances(text);
    assert!(lie(text, allowed.iter().map(|allowed| allowed.span).chain(places(&findings))));

    let meter = Meter::new(Limits { steps: 10_000_000, memory: 64 << 20, ..Limits::USUAL }, 0);
    let dynamic_context =
        DynamicContext { loader: &files, documents: &DocumentCache::default(), now: None, meter: &meter };
    let setting = Setting {
        external: External::Noted,
        address: &address,
        dynamic_context: &dynamic_context,
        rules: OwnRules::On(Some(&LETTER)),
        svrl: Svrl::Wanted,
        language: "fr",
    };
    for external in [External::Noted, External::Local] {
        let assembly = assemble(Source::new(address.as_str(), text), &address, &files, external);
        let checked = check_input(&assembly, &*SCHEMAS, &setting);
        let report = format!("{}{}{}", schematron::svrl::head(None), checked.svrl, schematron::svrl::TAIL);
        assert!(Document::parse(&report, External::Refused).1.is_empty(), "{report}");
        for found in assembly.by_source(checked.findings) {
            assert!(lie(found.source.text(), places(&found.findings)), "{:#?}", found.findings);
        }
        let _ = reading_text(&assembly, &LETTER);
    }

    let _ = visible_text(text);
    let (document, _) = Document::parse(text, External::Noted);
    let reading = Reading::of_output(&document);
    let (_, differences) = compare(&reading, Some(&reading));
    assert!(differences.missed.is_empty() && differences.invented.is_empty());
    let _ = compare(&Reading::of_gold(&document, Style::Full), Some(&reading));
});
