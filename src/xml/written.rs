//! Where characters that were read stand in what is written: references, `CDATA` sections and line ends are one character or none. Takes
//! both, and a part of what was read; gives the part that is written. Leaves out what comes from an entity that the document type
//! declares: it has the place of all that was read with it.

use std::ops::Range;

use super::reference::{self, Reference};
use crate::text::escape::predefined;

/// The part of `raw` that was read as this part of `text`; `None` where that is not known.
#[must_use]
pub fn written(raw: &str, text: &str, part: Range<usize>) -> Option<Range<usize>> {
    if raw == text {
        return text.get(part.clone()).map(|_| part);
    }
    let mut steps = Steps { raw, text, is_literal: false };
    let mut found = 0..0;
    loop {
        steps.pass_markers();
        let (place, at) = (raw.len() - steps.raw.len(), text.len() - steps.text.len());
        if at == part.start {
            found.start = place;
        }
        if at >= part.end {
            let end = if part.is_empty() { found.start } else { found.end };
            return (at == part.end).then_some(found.start..end);
        }
        steps.pass()?;
        found.end = raw.len() - steps.raw.len();
    }
}

/// What is written and what was read of it, side by side.
struct Steps<'t> {
    raw: &'t str,
    text: &'t str,
    /// Inside of a `CDATA` section.
    is_literal: bool,
}

impl Steps<'_> {
    /// Passes the markers of `CDATA` sections.
    fn pass_markers(&mut self) {
        loop {
            let marker = if self.is_literal { "]]>" } else { "<![CDATA[" };
            let Some(rest) = self.raw.strip_prefix(marker) else { return };
            (self.raw, self.is_literal) = (rest, !self.is_literal);
        }
    }

    /// Passes one character.
    fn pass(&mut self) -> Option<()> {
        let read = self.text.chars().next()?;
        self.raw = if self.raw.starts_with('&') && !self.is_literal {
            let (reference, length) = reference::read(self.raw);
            (referred(reference)? == read).then(|| self.raw.get(length..))??
        } else if read == '\n' {
            self.raw.strip_prefix("\r\n").or_else(|| self.raw.strip_prefix(['\n', '\r']))?
        } else {
            self.raw.strip_prefix(read)?
        };
        self.text = self.text.strip_prefix(read)?;
        Some(())
    }
}

/// The character of a reference that needs no declaration (XML 1.0, 4.1 and 4.6).
fn referred(reference: Reference<'_>) -> Option<char> {
    match reference {
        Reference::Character(c) => Some(c),
        Reference::Entity(name) => predefined(name)?.chars().next(),
        _ => None,
    }
}
