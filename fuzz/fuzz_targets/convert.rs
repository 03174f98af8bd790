//! Any bytes are decoded or refused; any text is converted or refused for what it is. Nothing panics, no character is lost
//! (R0901), and the TEI is well-formed.
//!
//! The first byte chooses the profile, the rest is the file.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use recto::internals::convert::convert;
use recto::internals::diag;
use recto::internals::metadata::Metadata;
use recto::internals::profile::{BUILT_IN, Profile, built_in};
use recto::internals::text::{Source, decode};
use recto::internals::xml::{Document, External};

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| BUILT_IN.iter().filter_map(|name| built_in(name)).collect());

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, file)) = bytes.split_first() else { return };
    let profile = &PROFILES[usize::from(*choice) % PROFILES.len()];
    let Some(Ok(text)) = grown::bytes(file).map(|bytes| decode(&bytes, None)) else { return };
    let conversion = convert(&Source::new("any.txt", text), profile, &Metadata::default());
    let has = |code| conversion.diagnostics.iter().any(|finding| finding.code == code);
    assert!(!has(&diag::TEXT_LOST), "{:#?}", conversion.diagnostics);
    match &conversion.tei {
        Some(tei) => assert!(Document::parse(tei, External::Refused).1.is_empty(), "{tei}"),
        None => {
            let reasons = [&diag::EMPTY_INPUT, &diag::CONTROL_CHARACTER, &diag::UNREAD_FORMAT, &diag::OVER_BUDGET];
            assert!(reasons.into_iter().any(has), "{:#?}", conversion.diagnostics);
        }
    }
});
