//! Any document against any schema: a zero byte stands between the two. Nothing panics, every span lies in the document, and two
//! validators of one schema find the same.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::Arc;

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::relaxng::{Schema, read};
use recto::internals::text::{Load, Source, Unread};
use recto::internals::xml::{External, parse};

struct One<'t>(&'t str);

impl Load for One<'_> {
    fn resolve(&self, _: &str, href: &str) -> String {
        href.to_owned()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        if address.starts_with("schema.") { Ok(Arc::new(Source::new(address, self.0))) } else { Err("no file".into()) }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    let text = text.as_str();
    let Some((schema, document)) = text.split_once('\0') else { return };
    let address = if schema.trim_start().starts_with('<') { "schema.rng" } else { "schema.rnc" };
    let Some(grammar) = read(&One(schema), address).grammar else { return };
    let schema = Schema::new(&grammar);
    let validate = || {
        let mut validator = schema.validator();
        parse(document, External::Noted, &mut validator);
        validator.finish()
    };
    let findings = validate();
    assert!(
        findings.iter().all(|finding| finding.span.is_none_or(|span| document.get(span.start..span.end).is_some()))
    );
    assert_eq!(findings, validate());
});
