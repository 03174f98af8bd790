//! A text and TEI that may hold it: a zero byte stands between them. Comparing ends, every place lies in its file, and what is carried
//! over from the TEI is well-formed and holds the text.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::{Arc, LazyLock};

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::budget::{Limits, Meter};
use recto::internals::profile::{Profile, built_in};
use recto::internals::text::{Source, Span};
use recto::internals::verify::{transplant, verify};
use recto::internals::xml::{Document, Entity, External};

static LETTER: LazyLock<Profile> = LazyLock::new(|| built_in("letter").expect("it is built in"));

fuzz_target!(|bytes: &[u8]| {
    let Some(grown) = grown(bytes) else { return };
    let Some((text, tei)) = grown.split_once('\0') else { return };
    let text = Arc::new(Source::new("a.txt", text));
    let meter = || Meter::new(Limits { steps: 10_000_000, memory: 64 << 20, ..Limits::USUAL }, 0);
    let lies = |span: Span, text: &str| text.get(span.start..span.end).is_some();
    if let Ok(findings) = verify(&text, &Entity { text: tei, external: External::Noted }, &LETTER, &meter()) {
        for finding in findings {
            assert!(finding.span.is_none_or(|span| lies(span, tei)), "{finding:?}");
            let elsewhere = finding.related.iter().filter(|related| related.elsewhere.is_some());
            assert!(elsewhere.clone().all(|related| lies(related.span, text.text())), "{finding:?}");
        }
    }
    if let Ok(made) = transplant(&text, tei, &LETTER, &meter()) {
        if let Some(tei) = made.tei {
            assert!(Document::parse(&tei, External::Noted).1.is_empty(), "{tei}");
        }
    }
});
