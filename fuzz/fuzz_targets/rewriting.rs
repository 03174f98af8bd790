//! What rewrites a document keeps it: a layout is well-formed and stays as it is when it is laid out again; ids are given to a document
//! that stays well-formed, and no id twice.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::diag::{LAYOUT_CHANGES, Severity};
use recto::internals::format::{ContentModels, format};
use recto::internals::ids::{ExistingIds, Pattern, Plan, mint};
use recto::internals::text::Edits;
use recto::internals::xml::{Document, External};

static TEI: LazyLock<ContentModels> = LazyLock::new(ContentModels::tei);

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    match format(&text, &TEI) {
        Ok(made) => assert_eq!(format(&made, &TEI).as_ref(), Ok(&made)),
        Err(findings) => assert!(findings.iter().all(|finding| finding.code.id != LAYOUT_CHANGES.id), "{text}"),
    }
    let (document, findings) = Document::parse(&text, External::Noted);
    if findings.iter().any(|finding| finding.severity() == Severity::Error) {
        return;
    }
    for existing in [ExistingIds::Kept, ExistingIds::Renumbered] {
        let pattern = Pattern::read("p{n}").expect("it is a pattern");
        let minted = mint(&document, &text, "a", &Plan { elements: vec!["p".to_owned()], pattern, existing });
        if minted.findings.is_empty() {
            let made =
                Edits::new(minted.changes.into_iter().map(|change| change.edit)).expect("none overlap").apply(&text);
            let (_, findings) = Document::parse(&made, External::Noted);
            assert!(findings.iter().all(|finding| finding.severity() != Severity::Error), "{made}");
            let new: BTreeSet<&str> = minted.renamed.values().map(String::as_str).collect();
            assert_eq!(new.len(), minted.renamed.len(), "{made}");
        }
    }
});
