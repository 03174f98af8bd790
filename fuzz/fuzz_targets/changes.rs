//! Two versions of a document: a zero byte stands between them. What differs leads from one to the other and back, as a whole and as
//! changes to review.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::diff::{Version, compare};
use recto::internals::review::{accepting, changes, rejecting};
use recto::internals::xml::{Document, External};

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    let Some((before, after)) = text.split_once('\0') else { return };
    let (old, new) = (Document::parse(before, External::Noted), Document::parse(after, External::Noted));
    let _ = compare(Version { document: &old.0, text: before }, Version { document: &new.0, text: after });
    let Ok(found) = changes(before, after, &[]) else { return };
    if !before.is_empty() {
        assert_eq!(accepting(&found, after).map(|edits| edits.apply(before)).as_deref(), Some(after));
        assert_eq!(rejecting(&found, before).map(|edits| edits.apply(after)).as_deref(), Some(before));
    }
});
