//! What people write beside their texts: profiles, metadata, registers. Any text is read or reported, each finding at a place in the
//! text; what was read can be used.
//!
//! The first byte chooses which of them it is.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::LazyLock;

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::convert::convert;
use recto::internals::metadata::{self, Metadata};
use recto::internals::profile::{self, Profile, built_in};
use recto::internals::register::{self, Finder};
use recto::internals::text::Source;

static LETTER: LazyLock<Profile> = LazyLock::new(|| built_in("letter").expect("it is built in"));
static TEXT: LazyLock<Source> = LazyLock::new(|| {
    Source::new(
        "a.txt",
        "[Page 1]\n\nWien, den 3. Mai 1890\n\nDear Bill:\n\nText1 ⟨of⟩ John Smith.\n\nYours,\n\nEd\n\n1. Note.\n",
    )
});

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let Some(text) = grown(rest) else { return };
    let source = Source::new("any", text);
    let findings = match choice % 4 {
        0 => {
            let (profile, findings) = profile::read(&source);
            profile.inspect(|profile| drop(convert(&TEXT, profile, &Metadata::default())));
            findings
        }
        1 => {
            let (metadata, findings) = metadata::read(&source);
            drop(convert(&TEXT, &LETTER, &metadata));
            findings
        }
        which => {
            let (register, findings) = if which == 2 { register::csv(&source) } else { register::tei(&source) };
            let _ = Finder::new(&register, &LETTER);
            findings
        }
    };
    let lies = |span: recto::internals::text::Span| source.text().get(span.start..span.end).is_some();
    assert!(findings.iter().all(|finding| finding.span.is_none_or(lies)));
});
