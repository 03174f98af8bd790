//! A report under way: what each format does with the findings of one file after the other.

use std::fmt;
use std::io::{self, Write};

use super::file::File;

/// Whether text for people is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// No escape sequence at all.
    Plain,
    /// With the colours of ANSI terminals.
    Ansi,
}

/// Whether a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All that was asked for was done.
    Complete,
    /// Something could not be run, read or written.
    Failed,
}

/// A report under way: [`Self::begin`], then [`Self::add`] for each file, then [`Self::end`], all to the same stream.
pub trait Report: fmt::Debug {
    /// Writes what stands before all findings.
    ///
    /// # Errors
    /// What `out` refuses.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the findings of one file, which may have none.
    ///
    /// # Errors
    /// What `out` refuses.
    fn add(&mut self, out: &mut dyn Write, file: &File<'_>) -> io::Result<()>;

    /// Writes what stands after all findings.
    ///
    /// # Errors
    /// What `out` refuses.
    fn end(&mut self, _out: &mut dyn Write, _ending: Ending) -> io::Result<()> {
        Ok(())
    }
}
