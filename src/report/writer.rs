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

/// What a report says of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// What was typed.
    Command(String),
    /// The project of the first input.
    Project(String),
    /// The house style.
    Profile(String),
    /// The date, as it was asked for.
    Date(String),
}

impl Fact {
    /// What it is, in a word.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Command(_) => "Command",
            Self::Project(_) => "Project",
            Self::Profile(_) => "Profile",
            Self::Date(_) => "Date",
        }
    }

    /// What is said.
    #[must_use]
    pub fn value(&self) -> &str {
        let (Self::Command(value) | Self::Project(value) | Self::Profile(value) | Self::Date(value)) = self;
        value
    }
}

/// A report under way: [`Self::begin`], then [`Self::add`] for each file, then [`Self::end`], all to the same stream.
pub trait Report: fmt::Debug {
    /// Takes what is to be said of the run, before its end.
    fn about(&mut self, _fact: Fact) {}

    /// Takes the page of the file that is added next, as a reference from the report.
    fn link(&mut self, _page: Option<String>) {}

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
