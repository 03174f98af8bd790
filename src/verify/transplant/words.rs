//! The text of the source as it is written in the file. Takes a part of it; gives its words, escaped, without what is markup, with the elements that
//! are lifted to it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::anchors::slice;
use super::super::carried::Lifted;
use super::super::compare::Part;
use super::rewriter::Rewriter;
use crate::text::Span;
use crate::text::escape::escape;

impl Rewriter<'_> {
    /// The words of a part of the text with the white space before each, escaped, without marks; white space at the end by itself.
    pub(super) fn words(&self, part: &Part, lifted: &[&Lifted]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut space = String::new();
        let (mut opens, mut closes): (BTreeMap<u32, String>, BTreeMap<u32, String>) = Default::default();
        lifted.iter().for_each(|one| *opens.entry(one.text.start).or_default() += one.open.of(self.file));
        lifted.iter().rev().for_each(|one| *closes.entry(one.text.end).or_default() += one.close.of(self.file));
        for part in self.plain(part) {
            for (offset, c) in slice(self.text(), &part).char_indices() {
                if c.is_whitespace() {
                    push_space(&mut space, c);
                    continue;
                }
                let start = part.start + u32::try_from(offset).unwrap_or(0);
                let end = start + u32::try_from(c.len_utf8()).unwrap_or(0);
                let mut written = opens.remove(&start).unwrap_or_default();
                written += &escaped(c.encode_utf8(&mut [0; 4]));
                written += closes.get(&end).map_or("", String::as_str);
                match words.last_mut().filter(|_| space.is_empty()) {
                    Some(word) => word.push_str(&written),
                    None => words.push(std::mem::take(&mut space) + &written),
                }
            }
        }
        if !space.is_empty() {
            words.push(space);
        }
        words
    }

    /// A part of the text as it is put in an element, with the elements whose text it is.
    pub(super) fn with_elements(&mut self, part: &Part, element: Option<usize>) -> String {
        let lifted = self.lifted(part, element);
        let text = self.words(part, &lifted).concat();
        let used: Vec<Span> = lifted.iter().map(|one| one.open).collect();
        self.used.extend(used);
        text
    }

    /// A part of the text without its marks.
    pub(super) fn plain(&self, part: &Part) -> Vec<Part> {
        let from = self.markup.partition_point(|mark| mark.end <= part.start);
        let marks = self.markup.get(from..).unwrap_or_default().iter().take_while(|mark| mark.start < part.end);
        let mut plain: Vec<Part> = Vec::new();
        let mut at = part.start;
        for mark in marks {
            plain.push(at..mark.start.max(at));
            at = at.max(mark.end);
        }
        plain.push(at..part.end.max(at));
        plain
    }

    /// The elements whose text is put in an element with a part of the text, the outer before the inner ones.
    fn lifted(&self, part: &Part, element: Option<usize>) -> Vec<&Lifted> {
        let from = self.lifted.partition_point(|one| one.text.start < part.start);
        let inside = self.lifted.get(from..).unwrap_or_default().iter().take_while(|one| one.text.start <= part.end);
        inside.filter(|one| one.text.end <= part.end && self.tags.may_stand(element, &one.name)).collect()
    }
}

/// Text as it is written in XML.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    escape(text, &['&', '<', '>'])
}

/// White space as it stands in a line: runs of blanks and line ends are one blank.
fn push_space(space: &mut String, c: char) {
    let is_plain = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
    match (is_plain, space.is_empty()) {
        (true, true) => space.push(' '),
        (true, false) => {}
        (false, _) if space == " " => *space = c.to_string(),
        (false, _) => space.push(c),
    }
}
