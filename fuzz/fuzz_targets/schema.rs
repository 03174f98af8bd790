//! Any text is a schema or refused with an error. Nothing panics, every span lies in its file, and a pattern names only those
//! before it.
//!
//! A zero byte ends a file; the first is the schema, and every reference leads to the one after the file it stands in, so that
//! both syntaxes and all ways between files are met.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use recto::diag::Severity;
use recto::relaxng::{Load, Schema, read};
use recto::text::Source;

struct Files<'b>(Vec<&'b str>);

impl Load for Files<'_> {
    fn resolve(&self, base: &str, _: &str) -> String {
        base.parse::<usize>().map_or(0, |number| (number + 1) % self.0.len()).to_string()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, String> {
        let text = address.parse::<usize>().ok().and_then(|number| self.0.get(number)).ok_or("there is no such file")?;
        Ok(Arc::new(Source::new(address, *text)))
    }
}

fuzz_target!(|text: &str| {
    let read = read(&Files(text.split('\0').collect()), "0");
    let mut findings = read.findings.iter().flat_map(|(source, found)| found.iter().map(move |finding| (source, finding)));
    assert_eq!(findings.clone().any(|(_, finding)| finding.severity() == Severity::Error), read.grammar.is_none());
    assert!(findings.all(|(source, finding)| {
        finding.span.is_none_or(|span| source.text().get(span.start..span.end).is_some())
    }));
    if let Some(grammar) = read.grammar {
        for (at, pattern) in (0..).zip(&grammar.patterns) {
            pattern.each_inside(&mut |inside| assert!(inside.0 < at));
        }
        Schema::new(&grammar);
    }
});
