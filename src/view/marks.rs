//! Findings at their places. Takes what was found in a letter, and the place of each in one column; gives marks where the text of the column comes to
//! them. A mark has no text of its own: the style sheet shows it, and its title says what was found.

use std::fmt::Write as _;

use super::html::{push_text, push_value};
use super::remark::Remark;
use crate::text::floor_boundary;

/// A finding and its place in a column.
#[derive(Clone, Copy, Debug)]
struct Mark<'r> {
    at: usize,
    /// Its number in the list of the page, from 1.
    number: usize,
    remark: &'r Remark,
}

/// The marks of a column that are still to come.
#[derive(Debug)]
pub(super) struct Marks<'r> {
    /// The last place first.
    waiting: Vec<Mark<'r>>,
    /// What the ids of the marks of this column begin with.
    prefix: char,
}

/// What may be around a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Around {
    /// A link may stand here.
    Text,
    /// A link is open, in which no other may stand.
    Link,
}

impl<'r> Marks<'r> {
    /// The marks of findings that have a place in this column; all are numbered.
    pub(super) fn new(prefix: char, findings: impl Iterator<Item = (Option<usize>, &'r Remark)>) -> Self {
        let mark = |(number, (at, remark)): (usize, (Option<usize>, _))| Some(Mark { at: at?, number, remark });
        let mut waiting: Vec<Mark<'_>> = (1..).zip(findings).filter_map(mark).collect();
        waiting.sort_by_key(|mark| std::cmp::Reverse((mark.at, mark.number)));
        Self { waiting, prefix }
    }

    /// Adds text that begins at `start`, with the marks that belong before or into it.
    pub(super) fn push(&mut self, out: &mut String, text: &str, start: usize, around: Around) {
        let mut done = 0;
        while let Some(mark) = self.waiting.pop_if(|mark| mark.at < start + text.len()) {
            let at = floor_boundary(text, mark.at.saturating_sub(start)).max(done);
            push_text(out, text.get(done..at).unwrap_or_default());
            self.mark(out, mark, around);
            done = at;
        }
        push_text(out, text.get(done..).unwrap_or_default());
    }

    /// Adds the marks of all places before this one.
    pub(super) fn push_before(&mut self, out: &mut String, end: usize, around: Around) {
        while let Some(mark) = self.waiting.pop_if(|mark| mark.at < end) {
            self.mark(out, mark, around);
        }
    }

    fn mark(&self, out: &mut String, Mark { number, remark, .. }: Mark<'_>, around: Around) {
        let (prefix, severity) = (self.prefix, remark.severity);
        let (tag, link) = match around {
            Around::Text => ("a", format!(" href=\"#d{number}\"")),
            Around::Link => ("span", " role=\"note\" tabindex=\"0\"".to_owned()),
        };
        let mut label = String::new();
        push_value(&mut label, &format!("{severity} {}: {}", remark.code, remark.message));
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<{tag} class=\"f {severity}\" id=\"{prefix}{number}\"{link} data-h=\"{number}\" title=\"{label}\"></{tag}>"
        );
    }
}
