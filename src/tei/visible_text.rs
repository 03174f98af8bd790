//! The text that stands in written TEI, for the proof that nothing was lost. Takes a TEI file that this module wrote; gives its
//! visible text and the text of its notes.
//!
//! White space is collapsed. Blocks and `lb` separate words, unless it has `break="no"`; inline elements, page breaks and notes do not. A note with
//! `rend="inline"` is text; of a `choice` the reading of the text counts, not `expan` and `corr`; an empty note that points at another (`sameAs`) is none. Leaves out what is not inside `body`, `front` or
//! `back`.

use super::elements::{Tag, collapse};
use crate::diag::Diagnostic;
use crate::text::Span;
use crate::vocabulary::{self, Property};
use crate::xml::{self, External, Sink, Start};

/// The text of a TEI file, white space collapsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisibleText {
    /// The visible text of `front`, `body` and `back`, without notes.
    pub text: String,
    /// The text of each note, in document order.
    pub notes: Vec<String>,
}

/// Reads the text back from TEI.
///
/// # Errors
/// What is not well-formed in it.
pub fn visible_text(xml: &str) -> Result<VisibleText, Vec<Diagnostic>> {
    let mut collector = Collector::default();
    let findings = xml::parse(xml, External::Refused, &mut collector);
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(VisibleText {
        text: collapse(&collector.text),
        notes: collector.notes.iter().map(|note| collapse(note)).collect(),
    })
}

/// What an open element means for the text inside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Body,
    Block,
    /// Several readings of one place.
    Choice,
    Inline,
    /// Another reading of what stands beside it.
    Reading,
    /// A note, by its place in the list.
    Note(usize),
}

#[derive(Default)]
struct Collector {
    open: Vec<Open>,
    bodies: usize,
    readings: usize,
    notes_open: Vec<usize>,
    text: String,
    notes: Vec<String>,
}

impl Sink for Collector {
    fn start(&mut self, start: &Start<'_>) {
        let tag = Tag::new(start);
        let kind = match tag.name {
            "body" | "front" | "back" => Open::Body,
            "note" if self.bodies > 0 && has_text_of_its_own(&tag) => {
                self.notes.push(String::new());
                Open::Note(self.notes.len() - 1)
            }
            "expan" | "corr" if self.open.last() == Some(&Open::Choice) => Open::Reading,
            "choice" => Open::Choice,
            "lb" if tag.attribute("break") != Some("no") => Open::Block,
            name if vocabulary::has(name, Property::Block) => Open::Block,
            _ => Open::Inline,
        };
        match kind {
            Open::Body => self.bodies += 1,
            Open::Block => self.push(" "),
            Open::Note(index) => self.notes_open.push(index),
            Open::Reading => self.readings += 1,
            Open::Inline | Open::Choice => {}
        }
        self.open.push(kind);
    }

    fn end(&mut self, _: Span) {
        match self.open.pop() {
            Some(Open::Body) => self.bodies -= 1,
            Some(Open::Block) => self.push(" "),
            Some(Open::Note(_)) => {
                self.notes_open.pop();
            }
            Some(Open::Reading) => self.readings -= 1,
            Some(Open::Inline | Open::Choice) | None => {}
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        self.push(text);
    }
}

impl Collector {
    fn push(&mut self, text: &str) {
        if self.bodies == 0 || self.readings > 0 {
            return;
        }
        let note = self.notes_open.last().and_then(|&index| self.notes.get_mut(index));
        note.unwrap_or(&mut self.text).push_str(text);
    }
}

/// Whether a note's text is apart from the running text.
fn has_text_of_its_own(note: &Tag<'_>) -> bool {
    note.attribute("rend") != Some("inline") && note.attribute("sameAs").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str) -> (String, Vec<String>) {
        let xml = format!("<TEI><teiHeader><note>no</note><p>no</p></teiHeader><text><body>{body}</body></text></TEI>");
        let streams = visible_text(&xml).unwrap();
        (streams.text, streams.notes)
    }

    #[test]
    fn notes_are_apart_and_do_not_separate_words() {
        let (text, notes) = check(
            "<p>ab<note n='1'>one <hi>no</hi>te</note>c<pb n='2'/>d<note sameAs='#x'/></p>\n<p>e<lb/>f-<lb break='no'/>g</p>",
        );
        assert_eq!(text, "abcd e f-g");
        assert_eq!(notes, ["one note"]);
    }

    #[test]
    fn an_inline_note_is_text() {
        let (text, notes) = check("<note type='source' rend='inline'>690.B</note><head>A</head>");
        assert_eq!(text, "690.B A");
        assert!(notes.is_empty());
    }
}
