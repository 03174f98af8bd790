//! Any text is a schema or refused with an error. Nothing panics, every span lies in its file, and a pattern names only those
//! before it. What is written in either syntax is read again, and written alike.
//!
//! A zero byte ends a file; the first is the schema, and every reference leads to the one after the file it stands in, so that
//! both syntaxes and all ways between files are met.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::Arc;

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::diag::Severity;
use recto::relaxng::write::{Syntax, write};
use recto::relaxng::{Schema, compact, read, xml_syntax};
use recto::text::{Load, Source, Unread};

struct Files<'b>(Vec<&'b str>);

impl Load for Files<'_> {
    fn resolve(&self, base: &str, _: &str) -> String {
        self.address(number(base) + 1)
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        let text = self.0.get(number(address)).ok_or("there is no such file")?;
        Ok(Arc::new(Source::new(address, *text)))
    }
}

impl Files<'_> {
    /// A file that does not begin with a tag is in compact syntax.
    fn address(&self, number: usize) -> String {
        let number = number % self.0.len();
        let ending = if self.0[number].trim_start().starts_with('<') { "rng" } else { "rnc" };
        format!("{number}.{ending}")
    }
}

fn number(address: &str) -> usize {
    address.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

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
    let files = Files(text.split('\0').collect());
    let read = read(&files, &files.address(0));
    read.findings.iter().for_each(|(source, _)| check_writing(source));
    let mut findings = read.findings.iter().flat_map(|(source, found)| found.iter().map(move |finding| (source, finding)));
    assert_eq!(findings.clone().any(|(_, finding)| finding.severity() == Severity::Error), read.grammar.is_none());
    assert!(findings.all(|(source, finding)| {
        finding.span.is_none_or(|span| source.text().get(span.start..span.end).is_some())
    }));
    if let Some(grammar) = read.grammar {
        for (at, pattern) in (0..).zip(&grammar.patterns) {
            pattern.each_inside(&mut |inside| assert!(inside.0 < at));
        }
        let _ = Schema::new(&grammar);
    }
});
