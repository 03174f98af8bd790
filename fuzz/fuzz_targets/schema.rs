//! Any text is a schema or refused with an error. Nothing panics, every span lies in its file, and a pattern names only those
//! before it. What is written in either syntax is read again, and written alike.
//!
//! The first of the [files](files) is the schema, so that both syntaxes and all ways between files are met.
#![no_main]

#[allow(dead_code, reason = "each target uses some of its functions")]
mod files;
#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::Arc;

use files::Files;
use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::diag::Severity;
use recto::internals::relaxng::write::{Syntax, write};
use recto::internals::relaxng::{Schema, compact, read, xml_syntax};
use recto::internals::text::Source;

fn check_writing(source: &Source) {
    let parse = |syntax, source: Source| match syntax {
        Syntax::Xml => xml_syntax::parse(Arc::new(source)).0,
        Syntax::Compact => compact::parse(Arc::new(source)).0,
    };
    let Some(file) = parse(Syntax::of(source.name()), Source::new(source.name(), source.text())) else { return };
    for syntax in [Syntax::Xml, Syntax::Compact] {
        let (written, unsaid) = write(&file, syntax, &str::to_owned);
        if unsaid.is_empty() {
            assert!(parse(syntax, Source::new("written", written.as_str())).is_some(), "{written}");
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    let text = text.as_str();
    let files = Files::of(text);
    let read = read(&files, &files.address(0));
    read.findings.iter().for_each(|(source, _)| check_writing(source));
    let mut findings =
        read.findings.iter().flat_map(|(source, found)| found.iter().map(move |finding| (source, finding)));
    assert_eq!(findings.clone().any(|(_, finding)| finding.severity() == Severity::Error), read.grammar.is_none());
    assert!(findings.all(|(source, finding)| {
        finding.span.is_none_or(|span| source.text().get(span.start..span.end).is_some())
    }));
    if let Some(grammar) = read.grammar {
        for (at, pattern) in grammar.patterns.iter() {
            pattern.each_inside(&mut |inside| assert!(inside < at));
        }
        let _ = Schema::new(&grammar);
    }
});
