//! Pending changes of accepted files.
//!
//! Takes an accepted text, the text that would take its place and where its elements came from; gives [`Change`]s, each with the
//! [`Group`] it belongs to, and the edits that accept or reject some of them ([`accepting`], [`rejecting`]). What is
//! accepted is well-formed XML whichever changes are chosen. A [`Rejection`] is known again in later conversions.
//! Pure: knows no file and no terminal, and nobody who decides.

mod example;
mod rejection;

pub use example::{Example, Passage, SourceLine};
pub use rejection::{Rejection, rejections, without};

use crate::diag::{Diagnostic, Severity};
use crate::diff::{self, Difference, Edit, Hunk, Kind, Part, Version};
use crate::text::{Edits, Origin, Span};
use crate::xml::{Document, External};

/// What becomes of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It goes to the accepted text.
    Accept,
    /// It leaves the pending one.
    Reject,
}

/// What changes do: those of one group are decided together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The most severe kind of difference.
    pub kind: Kind,
    /// What becomes of what, such as `p → closer/salute`.
    pub what: String,
    /// The rules that made it, with commas between them; empty where none is known.
    pub rule: String,
}

impl std::fmt::Display for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.what)?;
        if !self.rule.is_empty() {
            write!(f, ", rule {}", self.rule)?;
        }
        Ok(())
    }
}

/// One change: what can be decided by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it does.
    pub group: Group,
    /// What it replaces, and by what.
    pub edits: Vec<Edit>,
    /// The difference it is shown by.
    pub shown: Difference,
    /// The part of the source it concerns, where it is known.
    pub source: Option<Span>,
}

/// The changes between two texts, in order; `origins` of elements by the first byte of their start tags in the pending text. Where edits do not lead from one to the other and back, all of it is one change.
///
/// # Errors
/// The pending text is not well-formed: what is wrong in it.
pub fn changes(accepted: &str, pending: &str, origins: &[(usize, Origin)]) -> Result<Vec<Change>, Vec<Diagnostic>> {
    if accepted == pending {
        return Ok(Vec::new());
    }
    let new = Document::parse(pending, External::Noted);
    if new.1.iter().any(|finding| finding.severity() == Severity::Error) {
        return Err(new.1);
    }
    let whole = |kind, what: &str| {
        let (before, after) = (Span::new(0, accepted.len()), Span::new(0, pending.len()));
        let side = |span| Part { span, name: String::new() };
        vec![Change {
            group: Group { kind, what: what.to_owned(), rule: String::new() },
            edits: vec![Edit { before, after }],
            shown: Difference { kind, before: side(before), after: side(after) },
            source: None,
        }]
    };
    if accepted.is_empty() {
        return Ok(whole(Kind::Element, "new file"));
    }
    let old = Document::parse(accepted, External::Noted);
    let hunks =
        diff::compare(Version { document: &old.0, text: accepted }, Version { document: &new.0, text: pending });
    let made = hunks.into_iter().filter_map(|hunk| change(hunk, origins)).chain(at_the_end(accepted, pending));
    let made: Vec<Change> = made.collect();
    let leads = |edits: Option<Edits>, from: &str, to: &str| edits.is_some_and(|edits| edits.apply(from) == to);
    let is_whole =
        leads(accepting(&made, pending), accepted, pending) && leads(rejecting(&made, accepted), pending, accepted);
    Ok(if is_whole { made } else { whole(Kind::Comment, "written otherwise") })
}

/// White space behind the root element, which is no part of the document, where the two do not end alike.
fn at_the_end(accepted: &str, pending: &str) -> Option<Change> {
    let end = |text: &str| Span::new(text.trim_ascii_end().len(), text.len());
    let (before, after) = (end(accepted), end(pending));
    let side = |span| Part { span, name: String::new() };
    let kind = Kind::WhiteSpace;
    (before.of(accepted) != after.of(pending)).then(|| Change {
        group: Group { kind, what: "white space at the end".to_owned(), rule: String::new() },
        edits: vec![Edit { before, after }],
        shown: Difference { kind, before: side(before), after: side(after) },
        source: None,
    })
}

fn change(hunk: Hunk, origins: &[(usize, Origin)]) -> Option<Change> {
    let shown = hunk.differences.iter().min_by_key(|found| found.kind)?.clone();
    let mut what: Vec<String> = hunk.differences.iter().map(named).collect();
    what.dedup();
    let found: Vec<&Origin> = hunk.differences.iter().filter_map(|difference| origin(difference, origins)).collect();
    let mut rules: Vec<&str> = found.iter().map(|origin| &*origin.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let source = found.iter().map(|origin| origin.span).reduce(Span::to);
    let group = Group { kind: shown.kind, what: what.join("; "), rule: rules.join(", ") };
    Some(Change { group, edits: hunk.edits, shown, source })
}

/// A difference in a few words, the same for all of its kind.
fn named(difference: &Difference) -> String {
    let (before, after) = (difference.before.name.as_str(), difference.after.name.as_str());
    let nothing = |name: &str| if name.is_empty() { "nothing".to_owned() } else { format!("`{name}`") };
    match difference.kind {
        Kind::Text => format!("text of {}", nothing(if after.is_empty() { before } else { after })),
        Kind::WhiteSpace => format!("white space in {}", nothing(if after.is_empty() { before } else { after })),
        Kind::Comment => "comment".to_owned(),
        Kind::Move => format!("{} elsewhere", nothing(after)),
        Kind::Attribute if !before.is_empty() && !after.is_empty() => format!("value of `{after}`"),
        Kind::Element | Kind::Attribute => format!("{} → {}", nothing(before), nothing(after)),
    }
}

/// Why a difference is there: the last origin that begins before its place after; one without a rule ends the one before it.
fn origin<'o>(difference: &Difference, origins: &'o [(usize, Origin)]) -> Option<&'o Origin> {
    let at = difference.after.span.start;
    let next = origins.partition_point(|(start, _)| *start <= at);
    origins.get(next.checked_sub(1)?).map(|(_, origin)| origin).filter(|origin| !origin.rule.is_empty())
}

/// What makes the accepted text hold these changes; `None` where two of them overlap, which those of [`changes`] do not.
#[must_use]
pub fn accepting<'c>(changes: impl IntoIterator<Item = &'c Change>, pending: &str) -> Option<Edits> {
    diff::forward(changes.into_iter().flat_map(|change| &change.edits), pending)
}

/// What makes the pending text hold these changes no longer; `None` as for [`accepting`].
#[must_use]
pub fn rejecting<'c>(changes: impl IntoIterator<Item = &'c Change>, accepted: &str) -> Option<Edits> {
    diff::back(changes.into_iter().flat_map(|change| &change.edits), accepted)
}
