//! Diagnostics to bytes: what people and programs read.
//!
//! Takes a [`Source`], findings in it and a [`Format`]; writes each finding in the order given. Promises that the bytes depend
//! on these alone, never on the terminal or its width, and that no line of the source longer than a screen is printed whole.
//! Leaves out which findings are shown, where they go and what exit status they mean: `cli` decides that. The only place that
//! names miette.

mod concise;
mod human;
mod json;
mod snippet;

pub use json::Place;

use std::io::{self, Write};

use crate::diag::Diagnostic;
use crate::text::Source;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the message, the line it concerns with the place marked, and what to do.
    Human(Colour),
    /// For people and editors: one line a finding, as compilers write it.
    Concise,
    /// For programs: one JSON object a line, its fields always in the same order.
    Json,
}

/// Whether text for people is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// No escape sequence at all.
    Plain,
    /// With the colours of ANSI terminals.
    Ansi,
}

/// Writes findings in one source.
///
/// # Errors
/// What `out` refuses.
pub fn write<'a>(
    out: &mut impl Write,
    format: Format,
    source: &Source,
    findings: impl IntoIterator<Item = &'a Diagnostic>,
) -> io::Result<()> {
    match format {
        Format::Human(colour) => human::write(out, colour, source, findings),
        Format::Concise => concise::write(out, source, findings),
        Format::Json => json::write(out, source, findings),
    }
}
