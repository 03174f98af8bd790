//! Any text is a set of rules or refused with an error; any rules run over a document. Nothing panics, runs end, and every span lies
//! in its file.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::Arc;

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::budget::{Limits, Meter};
use recto::internals::schematron::{DocumentCache, DynamicContext, Phase, diagnostics, read};
use recto::internals::text::{Load, Source, Unread};
use recto::internals::xml::{Document, External};

const DOCUMENT: &str =
    "<?x y?><a xmlns:t='u' n='1' xml:id='i'>b<t:c xml:lang='de'>2</t:c><!--d--><a n='2'>e<f/></a></a>";

struct One(String);

impl Load for One {
    fn resolve(&self, _: &str, href: &str) -> String {
        href.to_owned()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        if address == "x.sch" { Ok(Arc::new(Source::new(address, self.0.as_str()))) } else { Err("no file".into()) }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    let one = One(text);
    let Ok(read) = read(&one, "x.sch", &Phase::Default) else { return };
    for (source, findings) in &read.findings {
        let lies = |span: recto::internals::text::Span| source.text().get(span.start..span.end).is_some();
        assert!(findings.iter().all(|finding| finding.span.is_none_or(lies)));
    }
    let Some(schema) = read.schema else { return };
    let (document, _) = Document::parse(DOCUMENT, External::Noted);
    let meter = Meter::new(Limits { steps: 10_000_000, memory: 64 << 20, ..Limits::USUAL }, 0);
    let dynamic_context =
        DynamicContext { loader: &one, documents: &DocumentCache::default(), now: None, meter: &meter };
    let found = diagnostics(schema.run(&document, "a.xml", &dynamic_context), DOCUMENT);
    assert!(found.iter().all(|finding| finding.span.is_none_or(|span| DOCUMENT.get(span.start..span.end).is_some())));
});
