//! The transcript as it was given, line by line. Takes the text, and where it agrees with the TEI; gives the lines of a part of the TEI, and the
//! column.

use std::fmt::Write as _;

use super::marks::{Around, Marks};
use crate::text::{Agreement, Span};

/// A text with its lines.
#[derive(Debug)]
pub(super) struct Transcript<'t> {
    text: &'t str,
    /// The first byte of each line.
    starts: Vec<usize>,
    /// In the order of the TEI.
    agreements: Vec<Agreement>,
}

impl<'t> Transcript<'t> {
    pub(super) fn new(text: &'t str, agreements: &[Agreement]) -> Self {
        let mut agreements = agreements.to_vec();
        agreements.sort_unstable_by_key(|(tei, text)| (tei.start, text.start));
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect(), agreements }
    }

    /// The first and the last line that have the text of a part of the TEI.
    pub(super) fn lines_of(&self, tei: Span) -> Option<(usize, usize)> {
        let from = self.agreements.partition_point(|(own, _)| own.end <= tei.start);
        let inside = self.agreements.get(from..)?.iter().take_while(|(own, _)| own.start < tei.end);
        let cut = inside.map(|(own, text)| {
            let before = tei.start.saturating_sub(own.start).min(text.len());
            let after = own.end.saturating_sub(tei.end).min(text.len() - before);
            self.lines_at(Span::new(text.start + before, text.end - after))
        });
        cut.reduce(|(first, last), (start, end)| (first.min(start), last.max(end)))
    }

    /// The first and the last line of a part of the text.
    pub(super) fn lines_at(&self, text: Span) -> (usize, usize) {
        (self.line(text.start), self.line(text.end.saturating_sub(1).max(text.start)))
    }

    /// Where the text stands that is at a place of the TEI, or before it.
    pub(super) fn text_at(&self, tei: usize) -> Option<usize> {
        let before = self.agreements.partition_point(|(own, _)| own.start <= tei).checked_sub(1)?;
        let (own, text) = self.agreements.get(before)?;
        Some((text.start + (tei - own.start)).min(text.end))
    }

    /// Where the TEI stands that has the text at a place, or before it.
    pub(super) fn tei_at(&self, text: usize) -> Option<usize> {
        let before = self.agreements.iter().filter(|(_, own)| own.start <= text);
        let (tei, own) = before.max_by_key(|(_, own)| own.start)?;
        Some((tei.start + (text - own.start)).min(tei.end.saturating_sub(1)))
    }

    /// The number of the line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// The column as items of a list, which need no end tags, with the marks of findings at their places in the text. `part_of` gives the number of the part of the edition to which a line belongs; it is
    /// asked line by line.
    pub(super) fn column(&self, mut marks: Marks<'_>, mut part_of: impl FnMut(usize) -> Option<u32>) -> String {
        let mut out = String::with_capacity(self.text.len() * 2);
        let lines = self.text.split('\n').enumerate().map(|(at, line)| (at + 1, line));
        let whole = if self.text.ends_with('\n') { self.starts.len() - 1 } else { self.starts.len() };
        for (number, line) in lines.take(whole) {
            // Writing to a string cannot fail.
            let _ = match part_of(number) {
                Some(part) => write!(out, "<li id=\"t{number}\"><a href=\"#p{part}\">{number}</a>"),
                None => write!(out, "<li id=\"t{number}\"><i>{number}</i>"),
            };
            let start = self.starts.get(number - 1).copied().unwrap_or(self.text.len());
            marks.push(&mut out, line, start, Around::Text);
            marks.push_before(&mut out, start + line.len() + 1, Around::Text);
            out.push('\n');
        }
        out
    }
}
