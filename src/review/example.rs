//! One change as a person sees it. Takes a change with the texts it is about; gives the line of the source it came from and each
//! place with what stood there, what would stand there, and what stands around it.

use super::Change;
use crate::text::{Source, Span};

/// What a change does, place by place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The accepted file.
    pub file: String,
    /// Where it comes from, if that is known.
    pub origin: Option<SourceLine>,
    /// The places, in order.
    pub passages: Vec<Passage>,
}

/// A line of the text that was converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its line in the pending text, from 1.
    pub line: usize,
    /// What stands before it in its line.
    pub lead: String,
    /// What stood there.
    pub before: String,
    /// What would stand there.
    pub after: String,
    /// What stands after it in its line.
    pub tail: String,
}

/// Characters around a change that are shown of its line.
const AROUND: usize = 60;

/// Characters of a change that are shown.
const LONG: usize = 10_000;

impl Example {
    /// Shows a change of these texts; `origin` is the text that was converted.
    #[must_use]
    pub fn new(change: &Change, accepted: &Source, pending: &Source, origin: Option<&Source>) -> Self {
        let line = |source: &Source| {
            let span = change.source?;
            let position = source.position(span.start);
            let text = source.lines().nth(position.line - 1).map(|line| source.slice(line).to_owned())?;
            Some(SourceLine { file: source.name().to_owned(), line: position.line, text })
        };
        let mut edits = change.edits.clone();
        edits.sort_unstable_by_key(|edit| (edit.after, edit.before));
        Self {
            file: accepted.name().to_owned(),
            origin: origin.and_then(line),
            passages: edits.iter().map(|edit| Passage::new(edit.before, edit.after, accepted, pending)).collect(),
        }
    }
}

impl Passage {
    fn new(before: Span, after: Span, accepted: &Source, pending: &Source) -> Self {
        let (start, end) = (pending.slice(Span::new(0, after.start)), pending.around(after.end).1);
        let lead = start.rsplit('\n').next().unwrap_or_default();
        let tail = end.split('\n').next().unwrap_or_default().trim_end();
        // What begins a line loses the indentation of that line.
        let indentation = if lead.trim().is_empty() { lead.len() } else { 0 };
        let shown = |text: &str| shortened(&outdented(text, indentation));
        let (before, after_text) = (accepted.slice(before), pending.slice(after));
        // Whole lines need nothing around them.
        let are_lines = indentation > 0 && [before, after_text].iter().all(|text| text.is_empty() || ends_a_line(text));
        let cut = |text: &str| if are_lines { shown(text.trim_end()) } else { shown(text) };
        Self {
            line: pending.position(after.start).line,
            lead: if indentation > 0 { String::new() } else { last(lead) },
            before: cut(before),
            after: cut(after_text),
            tail: if are_lines { String::new() } else { first(tail) },
        }
    }
}

fn ends_a_line(text: &str) -> bool {
    text.trim_end_matches(' ').ends_with('\n')
}

/// The text without so many spaces at the beginning of each line after the first.
fn outdented(text: &str, indentation: usize) -> String {
    let mut lines = text.split('\n');
    let mut made = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        made.push('\n');
        made.push_str(line.get(spaces.min(indentation)..).unwrap_or_default());
    }
    made
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn first(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn last(text: &str) -> String {
    match text.char_indices().nth_back(AROUND) {
        Some((at, _)) => format!("…{}", text.get(at..).unwrap_or_default()),
        None => text.to_owned(),
    }
}
