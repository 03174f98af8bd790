//! Changes of a file. Takes places, what is put there, and why; gives the file with all of them, and which part of it was written why.

use crate::text::{Origin, Span};

/// One change of the file.
#[derive(Clone, Debug)]
struct Cut {
    span: Span,
    order: Order,
    put: String,
    origin: Origin,
}

/// What comes first of what is put in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    Close,
    Text,
    Open,
    Removal,
}

/// The changes of a file.
#[derive(Debug)]
pub(super) struct Cuts {
    cuts: Vec<Cut>,
    /// Why the next ones are made.
    origin: Origin,
}

/// A file with its changes, and why each part of it is another one: by its first byte. An origin without a rule ends the one before it.
pub(super) type Rewritten = (String, Vec<(usize, Origin)>);

impl Cuts {
    pub(super) fn new() -> Self {
        Self { cuts: Vec::new(), origin: Origin::new("", Span::default()) }
    }

    /// Why the next changes are made, and the part of the text that they are about.
    pub(super) fn because(&mut self, rule: &'static str, text: Span) {
        self.origin = Origin::new(rule, text);
    }

    /// That they are made for another reason, about the same part of the text.
    pub(super) fn rather_because(&mut self, rule: &'static str) {
        self.because(rule, self.origin.span);
    }

    /// Makes a change; characters that are taken away one behind the other are one.
    pub(super) fn push(&mut self, span: Span, order: Order, put: impl Into<String>) {
        let put = put.into();
        let goes_on = |last: &&mut Cut| {
            let is_removal = order == Order::Removal && last.order == order && put.is_empty() && last.put.is_empty();
            is_removal && last.span.end == span.start && last.origin == self.origin
        };
        match self.cuts.last_mut().filter(goes_on) {
            Some(last) => last.span.end = span.end,
            None => self.cuts.push(Cut { span, order, put, origin: self.origin.clone() }),
        }
    }

    /// Makes the changes.
    pub(super) fn apply(mut self, file: &str) -> Rewritten {
        self.cuts.sort_by_key(|cut| (cut.span.start, cut.order));
        let mut made = String::with_capacity(file.len());
        let mut written = Vec::with_capacity(self.cuts.len());
        let mut at = 0;
        for cut in self.cuts {
            made.push_str(file.get(at..cut.span.start).unwrap_or_default());
            let start = made.len();
            made.push_str(&cut.put);
            written.push((Span::new(start, made.len()), cut.origin));
            at = at.max(cut.span.end);
        }
        made.push_str(file.get(at..).unwrap_or_default());
        let origins = origins(&made, written);
        (made, origins)
    }
}

/// The beginning and the end of what was written: from the beginning of a word, up to the next part, over one character
/// of text at least.
fn origins(made: &str, written: Vec<(Span, Origin)>) -> Vec<(usize, Origin)> {
    let nothing = || Origin::new("", Span::default());
    let mut origins: Vec<(usize, Origin)> = Vec::new();
    let (mut end, mut seen) = (0, 0..0);
    let mut word = 0..0;
    for (span, origin) in written {
        // Neither a word nor the white space before the next one is looked at again for each part of it.
        let before = made.get(word.end..span.start).unwrap_or_default();
        let rest = before.trim_end_matches(char::is_alphanumeric).len();
        word = if rest == 0 { word.start } else { word.end + rest }..span.start;
        let start = word.start;
        let goes_on = start <= end && origins.last().is_some_and(|(_, last)| *last == origin);
        if !goes_on {
            origins.extend((end > 0).then(|| (start.min(end), nothing())));
            origins.push((start, origin));
        }
        if !(seen.start..seen.end).contains(&span.start) {
            seen = span.start..behind_next(made, span.start);
        }
        end = span.end.max(seen.end);
    }
    origins.push((end, nothing()));
    origins
}

/// The place behind the next character of text.
fn behind_next(made: &str, from: usize) -> usize {
    let mut is_tag = false;
    let mut characters = made.get(from..).unwrap_or_default().char_indices().filter(|(_, c)| {
        is_tag = *c == '<' || is_tag && *c != '>';
        !is_tag && *c != '>' && !c.is_whitespace()
    });
    characters.next().map_or(made.len(), |(at, c)| from + at + c.len_utf8())
}
