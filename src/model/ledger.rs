//! The account of every character of the input: the first promise of the converter.
//!
//! Takes a document and its source; gives a [`Ledger`] with two proofs. [`Ledger::balance`]: every character is text, markup or
//! white space, and none is two of them. [`Ledger::text`]: what the text read back from the TEI must be, to the character, white
//! space folded. Knows nothing of TEI.

use super::{Block, Division, Document, Inline};
use crate::text::Span;

/// What became of the characters of a source.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Text outside the notes, in the order of the document.
    text: Vec<Span>,
    /// Text of each note, in the order of the document's anchors.
    notes: Vec<Vec<Span>>,
    /// Page marks, note marks, note labels, bullets, signs, line ends inside words.
    markup: Vec<Span>,
}

impl Ledger {
    /// Opens the books of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut ledger = Self::default();
        let mut anchored = Vec::new();
        ledger.division(&document.division, &mut anchored);
        for note in anchored.iter().filter_map(|index| document.notes.get(*index)) {
            ledger.markup.extend([Some(note.label), note.cited, note.closing].into_iter().flatten());
            let outside = std::mem::take(&mut ledger.text);
            for paragraph in note.paragraphs() {
                ledger.inlines(paragraph, &mut Vec::new());
            }
            let inside = std::mem::replace(&mut ledger.text, outside);
            ledger.notes.push(inside);
        }
        ledger
    }

    fn division(&mut self, division: &Division, anchored: &mut Vec<usize>) {
        let parts = [&division.front, &division.opener, &division.body, &division.closer, &division.postscript];
        for block in parts.into_iter().flatten() {
            self.block(block, anchored);
        }
        for enclosure in &division.enclosures {
            self.division(enclosure, anchored);
        }
    }

    fn block(&mut self, block: &Block, anchored: &mut Vec<usize>) {
        self.markup.extend(block.bullet);
        self.inlines(&block.content, anchored);
        for child in &block.children {
            self.block(child, anchored);
        }
    }

    fn inlines(&mut self, content: &[Inline], anchored: &mut Vec<usize>) {
        for inline in content {
            match inline {
                Inline::Text(span) => self.text.push(*span),
                Inline::PageBreak { mark, .. } => self.markup.push(*mark),
                Inline::Note(index) => anchored.push(*index),
                Inline::LineBreak(_) => {}
                Inline::WordBreak(space) => self.markup.push(*space),
                Inline::Sign { open, close, content, .. } => {
                    self.markup.extend([*open, *close].into_iter().filter(|sign| !sign.is_empty()));
                    self.inlines(content, anchored);
                }
                Inline::Name(_, inner) | Inline::Date(_, inner) | Inline::Marked(_, inner) => {
                    self.inlines(inner, anchored);
                }
            }
        }
    }

    /// The first character that is neither text nor markup nor white space, or that is two of them.
    ///
    /// # Errors
    /// The span of that character.
    pub fn balance(&self, source: &str) -> Result<(), Span> {
        let mut all: Vec<Span> =
            self.text.iter().chain(&self.markup).chain(self.notes.iter().flatten()).copied().collect();
        all.sort_unstable();
        let mut at = 0;
        for span in all.into_iter().chain([Span::at(source.len())]) {
            if span.start < at {
                return Err(span);
            }
            let between = Span::new(at, span.start);
            let is_space = |c: char| c.is_whitespace() || c == '\u{feff}';
            if let Some((offset, c)) = between.of(source).char_indices().find(|(_, c)| !is_space(*c)) {
                return Err(Span::new(at + offset, at + offset + c.len_utf8()));
            }
            at = span.end;
        }
        Ok(())
    }

    /// The text outside notes, white space folded to single blanks; two pieces are parted by one where the source has white
    /// space between them, besides that inside marks.
    #[must_use]
    pub fn text(&self, source: &str) -> String {
        folded(&self.text, &self.sorted_markup(), source)
    }

    fn sorted_markup(&self) -> Vec<Span> {
        let mut markup = self.markup.clone();
        markup.sort_unstable();
        markup
    }

    /// The text of each note, likewise, in the order of the anchors.
    #[must_use]
    pub fn notes(&self, source: &str) -> Vec<String> {
        let markup = self.sorted_markup();
        self.notes.iter().map(|note| folded(note, &markup, source)).collect()
    }
}

/// Joins pieces as a reader of the source would: a blank between two only where the source parts them by white space.
fn folded(pieces: &[Span], markup: &[Span], source: &str) -> String {
    let mut text = String::new();
    let mut is_open = false;
    let mut at = pieces.first().map_or(0, |first| first.start);
    for piece in pieces {
        is_open |= has_free_space(Span::new(at, piece.start), markup, source);
        for c in piece.of(source).chars() {
            if c.is_whitespace() {
                is_open = true;
                continue;
            }
            if is_open && !text.is_empty() {
                text.push(' ');
            }
            is_open = false;
            text.push(c);
        }
        at = piece.end;
    }
    text
}

/// Whether a gap holds white space outside the marks in it.
fn has_free_space(gap: Span, markup: &[Span], source: &str) -> bool {
    let mut at = gap.start;
    let from = markup.partition_point(|mark| mark.end <= gap.start);
    let inside = markup.get(from..).unwrap_or_default().iter().take_while(|mark| mark.start < gap.end);
    for mark in inside.copied().chain([Span::at(gap.end)]) {
        if Span::new(at, mark.start).of(source).contains(char::is_whitespace) {
            return true;
        }
        at = at.max(mark.end);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::{Note, Role};
    use super::*;

    /// "Affairs1" with a note "  1. Source" below it.
    fn document(note_body: Span) -> Document {
        let mut head = Block::new(Role::Head, Span::new(0, 8), "test");
        head.content = vec![Inline::Text(Span::new(0, 7)), Inline::Note(0)];
        let note = Note {
            mark: Span::new(7, 8),
            cited: Some(Span::new(7, 8)),
            label: Span::new(11, 14),
            span: Span::new(11, 20),
            content: vec![Inline::Text(note_body)],
            further: Vec::new(),
            closing: None,
            is_source: true,
        };
        let division = Division { front: vec![head], ..Division::default() };
        Document { division, notes: vec![note], ..Document::default() }
    }

    const TEXT: &str = "Affairs1\n  1. Source";

    #[test]
    fn every_character_is_accounted_for() {
        let ledger = Ledger::of(&document(Span::new(14, 20)));
        assert_eq!(ledger.balance(TEXT), Ok(()));
        assert_eq!(ledger.text(TEXT), "Affairs");
        assert_eq!(ledger.notes(TEXT), ["Source"]);
    }

    #[test]
    fn a_lost_or_doubled_character_is_found() {
        assert_eq!(Ledger::of(&document(Span::new(14, 19))).balance(TEXT), Err(Span::new(19, 20)));
        assert_eq!(Ledger::of(&document(Span::new(13, 20))).balance(TEXT), Err(Span::new(13, 20)));
    }
}
