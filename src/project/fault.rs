//! Faults of the program itself, kept to the file at which they happen. Takes work; gives its value, or the finding that the work
//! ended in a panic, with the place in the source of Recto, for whoever mends it.
//!
//! Says nothing on standard error for a panic that it catches. Leaves out what no program can catch: running out of memory or of stack.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::findings::Findings;
use crate::diag::{self, Diagnostic};
use crate::text::Source;

thread_local! {
    /// Whether a panic of this thread is caught here.
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
    /// Where the last panic that was caught happened.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does the work on the file of this name.
///
/// # Errors
/// The finding that it ended in a panic.
pub fn guarded<T>(name: &str, work: impl FnOnce() -> T) -> Result<T, Box<Findings>> {
    listen();
    let was_caught = IS_CAUGHT.replace(true);
    // What the work leaves half done is its own: nothing of it is looked at again.
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_CAUGHT.set(was_caught);
    done.map_err(|panic| {
        let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        let place = PLACE.take().map(|place| format!(" ({place})")).unwrap_or_default();
        let message = format!("Recto failed here: {}{place}", said.unwrap_or("it did not say why"));
        let finding = Diagnostic::new(&diag::FAULT, message).help(
            "this is a mistake in Recto, not in the file: please report it with the file, or with as little of it as shows it",
        );
        Box::new(Findings { source: Source::new(name, ""), diagnostics: vec![finding] })
    })
}

/// Notes the places of panics that are caught; all others are said as ever.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if IS_CAUGHT.get() {
                PLACE.set(panic.location().map(|place| format!("{}:{}", place.file(), place.line())));
            } else {
                usual(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_finding_and_what_follows_is_done() {
        let findings = guarded("a.xml", || panic!("{} is missing", "x")).unwrap_err();
        let message = &findings.diagnostics[0].message;
        assert!(message.starts_with("Recto failed here: x is missing (src"), "{message}");
        assert_eq!(findings.source.name(), "a.xml");
        assert_eq!(guarded("b.xml", || 1).unwrap(), 1);
    }
}
