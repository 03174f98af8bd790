//! Any text is XML or has an error. Nothing panics, every span lies in the text, and what is read goes on to its end.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::xml::{Document, External};

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    let text = text.as_str();
    for external in [External::Noted, External::Refused] {
        let (document, findings) = Document::parse(text, external);
        assert!(
            findings.iter().all(|finding| finding.span.is_none_or(|span| text.get(span.start..span.end).is_some()))
        );
        if let Some(top) = document.top() {
            assert!(top.descendants().all(|node| text.get(node.span().start..node.span().end).is_some()));
        }
    }
});
