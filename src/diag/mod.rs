//! Diagnostics as data: what was found, how severe it is, where, and what helps.
//!
//! Takes nothing from outside but spans; gives [`Diagnostic`]s and the one table of [`Code`]s. Promises that codes are
//! stable: a number is never used for something else. Knows nothing of rendering, colours or files: `report` does.

mod codes;
mod group;

pub use codes::*;
pub use group::{Group, Sought};

use std::sync::Arc;

use crate::text::{Edit, Source, Span, Unread, cut};

/// How severe a finding is.
///
/// ```
/// assert!(recto::Severity::Note < recto::Severity::Error);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Doubtful: a person should look.
    Warning,
    /// Wrong: exit status 1.
    Error,
}

impl Severity {
    /// The word for it in reports: `note`, `warning`, `error`.
    ///
    /// ```
    /// assert_eq!(recto::Severity::Warning.name(), "warning");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One row of the table of codes.
///
/// ```
/// let finding = &recto::convert("").diagnostics[0];
/// println!("{}: {}\n{}", finding.code.id, finding.code.title, finding.code.explanation);
/// assert!(finding.code.id.starts_with('R'));
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable name: `R` and four digits.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// How severe a finding with this code is.
    pub severity: Severity,
    /// What it says in a few words.
    pub title: &'static str,
    /// The long text that `recto explain` prints: what it means, an example, the remedy. Markdown.
    pub explanation: &'static str,
}

/// A further place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
    /// The source it stands in, where that is not the one of the finding.
    pub elsewhere: Option<Arc<Source>>,
}

impl Related {
    /// A place in the same source.
    #[must_use]
    pub fn here(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: bounded(message), elsewhere: None }
    }

    /// The source it stands in, for a finding in this one.
    #[must_use]
    pub fn source<'s>(&'s self, own: &'s Source) -> &'s Source {
        self.elsewhere.as_deref().unwrap_or(own)
    }
}

/// A change that would mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced, in the same source, and by what.
    pub edit: Edit,
    /// Whether it can be applied unseen: no letter of the text is changed by it.
    pub is_safe: bool,
}

/// One finding in one source.
///
/// ```
/// let xml = "<p>a<q/></p>";
/// let findings = recto::Schema::parse("start = element p { text }")?.validate(xml);
/// assert_eq!(findings[0].severity, recto::Severity::Error);
/// assert_eq!(findings[0].span.map(|span| span.of(xml)), Some("q"));
/// # Ok::<(), recto::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: &'static Code,
    /// How severe it is: as its code says, unless a project says otherwise.
    pub severity: Severity,
    /// What is wrong here: a phrase without capital or full stop.
    pub message: String,
    /// The smallest part of the source concerned; `None` when it concerns the file as a whole.
    pub span: Option<Span>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// What a person can do.
    pub help: Option<String>,
    /// What could stand here instead, the likely first: all names or values, for programs. The message names a few.
    pub expected: Arc<[String]>,
    /// A change that is likely right.
    pub fix: Option<Fix>,
    /// Whether it stands inside an element that another finding calls unknown, and goes with that: of the reports only JSON has it.
    pub is_secondary: bool,
    /// What a rule that was not run asks for.
    pub unmet: Option<Box<Unmet>>,
}

/// What a rule that was not run asks for: by this a project allows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmet {
    /// The ids of the test, and of its rule or pattern.
    pub rules: Vec<String>,
    /// The address in the network.
    pub remote: Option<String>,
}

/// Bytes of a message or of help, at most: what is longer has its middle left out.
pub const LONGEST_MESSAGE: usize = 4000;

fn bounded(text: impl Into<String>) -> String {
    let text = text.into();
    if text.len() > LONGEST_MESSAGE { cut(&text, LONGEST_MESSAGE).into_owned() } else { text }
}

impl Diagnostic {
    /// A finding about the whole file.
    ///
    /// ```
    /// use recto::internals::diag::UNCLOSED_ELEMENT;
    ///
    /// let finding = recto::Diagnostic::new(&UNCLOSED_ELEMENT, "the element `p` is not closed");
    /// assert_eq!(finding.severity, recto::Severity::Error);
    /// ```
    #[must_use]
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: bounded(message),
            span: None,
            related: Vec::new(),
            help: None,
            expected: Arc::default(),
            fix: None,
            is_secondary: false,
            unmet: None,
        }
    }

    /// The finding that something cannot be read: with this code, or where it may not be read, with [`OUTSIDE`] and the way out.
    ///
    /// ```
    /// use recto::internals::diag::SCHEMA_UNREADABLE;
    ///
    /// let finding = recto::Diagnostic::unread(&SCHEMA_UNREADABLE, "`a.rnc`", &"there is no such file".into());
    /// assert_eq!(finding.message, "`a.rnc` cannot be read: there is no such file");
    /// ```
    #[must_use]
    pub fn unread(code: &'static Code, what: &str, unread: &Unread) -> Self {
        let message = format!("{what} cannot be read: {unread}");
        match unread {
            Unread::Failed(_) => Self::new(code, message),
            Unread::Outside { help, .. } => Self::new(&OUTSIDE, message).help(help),
        }
    }

    /// The same finding at a place.
    ///
    /// ```
    /// use recto::internals::diag::UNCLOSED_ELEMENT;
    ///
    /// let finding = recto::Diagnostic::new(&UNCLOSED_ELEMENT, "the element `p` is not closed").at(recto::Span::new(0, 3));
    /// assert!(finding.span.is_some());
    /// ```
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same finding with what a person can do.
    ///
    /// ```
    /// use recto::internals::diag::UNCLOSED_ELEMENT;
    ///
    /// let finding = recto::Diagnostic::new(&UNCLOSED_ELEMENT, "the element `p` is not closed").help("write `</p>`");
    /// assert_eq!(finding.help.as_deref(), Some("write `</p>`"));
    /// ```
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(bounded(help));
        self
    }

    /// The same finding with what could stand there instead.
    ///
    /// ```
    /// use recto::internals::diag::UNCLOSED_ELEMENT;
    ///
    /// let finding = recto::Diagnostic::new(&UNCLOSED_ELEMENT, "the element `p` is not closed").expected(["q".to_owned()]);
    /// assert_eq!(*finding.expected, ["q"]);
    /// ```
    #[must_use]
    pub fn expected(mut self, names: impl Into<Arc<[String]>>) -> Self {
        self.expected = names.into();
        self
    }

    /// The same finding with a change that is likely right.
    ///
    /// ```
    /// use recto::internals::diag::UNCLOSED_ELEMENT;
    ///
    /// let finding = recto::Diagnostic::new(&UNCLOSED_ELEMENT, "the element `p` is not closed").fix(recto::Span::at(3), "</p>");
    /// assert!(finding.fix.is_some_and(|fix| !fix.is_safe));
    /// ```
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { edit: Edit::new(span, text), is_safe: false });
        self
    }

    /// The same finding with a change that can be applied unseen.
    ///
    /// ```
    /// use recto::internals::diag::UNCLOSED_ELEMENT;
    ///
    /// let finding = recto::Diagnostic::new(&UNCLOSED_ELEMENT, "the element `p` is not closed").safe_fix(recto::Span::at(3), " ");
    /// assert!(finding.fix.is_some_and(|fix| fix.is_safe));
    /// ```
    #[must_use]
    pub fn safe_fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { edit: Edit::new(span, text), is_safe: true });
        self
    }

    /// The same finding with a further place.
    ///
    /// ```
    /// use recto::internals::diag::UNCLOSED_ELEMENT;
    ///
    /// let finding = recto::Diagnostic::new(&UNCLOSED_ELEMENT, "the element `p` is not closed").related(recto::Span::at(0), "`p` begins here");
    /// assert_eq!(finding.related.len(), 1);
    /// ```
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related::here(span, message));
        self
    }

    /// How severe it is.
    ///
    /// ```
    /// use recto::internals::diag::UNCLOSED_ELEMENT;
    ///
    /// let finding = recto::Diagnostic::new(&UNCLOSED_ELEMENT, "the element `p` is not closed");
    /// assert_eq!(finding.severity(), recto::Severity::Error);
    /// ```
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }
}

/// The code with this id, whatever the case of its letter.
#[must_use]
pub fn code(id: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|code| code.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_sorted_and_well_formed() {
        for pair in ALL.windows(2) {
            assert!(pair[0].id < pair[1].id, "{} before {}", pair[0].id, pair[1].id);
        }
        for code in ALL {
            assert!(
                code.id.len() == 5 && code.id.starts_with('R') && code.id.bytes().skip(1).all(|b| b.is_ascii_digit())
            );
        }
    }

    #[test]
    fn the_hundreds_of_an_id_hold_no_group_of_other_hundreds() {
        for one in ALL {
            let is_apart = |other: &&&Code| other.group == one.group && other.id.get(..3) != one.id.get(..3);
            assert_eq!(ALL.iter().find(is_apart).map(|other| other.id), None, "{}", one.id);
        }
    }

    #[test]
    fn every_code_is_explained_with_example_and_remedy() {
        for code in ALL {
            let text = code.explanation;
            assert!(text.starts_with(&format!("# {}: {}\n", code.id, code.title)), "{}: title", code.id);
            for part in ["\n## Example\n", "\n## What to do\n"] {
                assert!(text.contains(part), "{} lacks{part}", code.id);
            }
        }
    }
}
