//! Diagnostics to bytes: what people and programs read.
//!
//! Takes findings file by file and a [`Format`]; writes each finding in the order given. Promises that the bytes depend on these
//! alone, never on the terminal or its width, and that no line of the source longer than a screen is printed whole. A report is a
//! stream: what is written of one file is not held, but for formats that begin with their totals. Leaves out which findings are
//! shown, where they go and what exit status they mean: `cli` decides that. The only place that names miette.

mod checkstyle;
mod concise;
mod file;
mod fingerprint;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;
mod snippet;
mod totals;
mod writer;

pub use file::{File, Found, Place, slashed};
pub use totals::{counted, grouped};
pub use writer::{Colour, Ending, Fact, Report};

use crate::diag::Severity;
pub use crate::text::shown;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the message, the line it concerns with the place marked, and what to do.
    Human(Colour),
    /// For people and editors: one line a finding, as compilers write it.
    Concise,
    /// For programs: one JSON object a line, its fields always in the same order.
    Json,
    /// For programs: SARIF 2.1.0.
    Sarif,
    /// For people, by way of GitHub Actions: one annotation a finding.
    Github,
    /// For GitLab: a Code Quality report.
    Gitlab,
    /// For CI servers: XML of JUnit. A file fails with a finding of this severity.
    Junit(Severity),
    /// For programs: XML of Checkstyle.
    Checkstyle,
    /// For forges: a summary in Markdown.
    Markdown,
    /// For people: a page for a browser.
    Html,
}

impl Format {
    /// A report in this format, of which nothing has been written yet.
    #[must_use]
    pub fn report(self) -> Box<dyn Report> {
        match self {
            Self::Human(colour) => Box::new(human::Human::new(colour)),
            Self::Concise => Box::new(concise::Concise),
            Self::Json => Box::new(json::Json),
            Self::Sarif => Box::<sarif::Sarif>::default(),
            Self::Github => Box::new(github::Github),
            Self::Gitlab => Box::<gitlab::Gitlab>::default(),
            Self::Junit(threshold) => Box::new(junit::Junit::new(threshold)),
            Self::Checkstyle => Box::new(checkstyle::Checkstyle),
            Self::Markdown => Box::<markdown::Markdown>::default(),
            Self::Html => Box::<html::Html>::default(),
        }
    }

    /// Whether it is read as it is printed, by people, who are not shown more than they can read. Programs get all.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        match self {
            Self::Human(_) | Self::Concise | Self::Github => true,
            Self::Json
            | Self::Sarif
            | Self::Gitlab
            | Self::Junit(_)
            | Self::Checkstyle
            | Self::Markdown
            | Self::Html => false,
        }
    }
}
