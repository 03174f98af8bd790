//! Running text: page breaks, notes, line breaks, places, dates, persons. Takes inlines of the model; gives nodes of mixed content.
//!
//! Promises that ids are unique names: one that is not a name or is taken is left out, but for notes, whose id then takes
//! the note's position with a hyphen (`d351fn-2`), so that notes marked by signs can be pointed at. A note is written
//! once, at its first mark; a further mark gives an empty `note` that points at it (`sameAs`).

use std::collections::{BTreeMap, BTreeSet};

use super::facsimile::unnumbered;
use super::words::{on_one_line, span_of};
use crate::datatype::is_id;
use crate::model::{Date, Document, Inline, Name, Tag};
use crate::profile::{Profile, SignAttribute, TagStyle};
use crate::text::{Source, Span, with_plain_digits};
use crate::xml::{self, Element, Node};

/// Notes inside notes deeper than this are not written: no text has them, and a cycle must end.
const NOTE_DEPTH: usize = 8;

/// What writing a text needs and remembers.
pub(super) struct Writer<'a> {
    pub(super) document: &'a Document,
    pub(super) source: &'a Source,
    pub(super) profile: &'a Profile,
    /// Pattern of `pb/@facs`.
    pub(super) facsimile: Option<&'a str>,
    /// Where each page with an image begins in the text, and what points at the image.
    pub(super) surfaces: Vec<(usize, String)>,
    /// What points at the regions and at the lines of images, with their text.
    pub(super) regions: Vec<(Span, String)>,
    pub(super) lines: BTreeMap<usize, String>,
    /// Id of the document; empty for none.
    pub(super) document_id: String,
    /// Ids given so far.
    ids: BTreeSet<String>,
    /// Notes written so far, with their ids.
    notes: BTreeMap<usize, Option<String>>,
    note_depth: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        document: &'a Document,
        source: &'a Source,
        profile: &'a Profile,
        facsimile: Option<&'a str>,
        document_id: String,
    ) -> Self {
        Self {
            document,
            source,
            profile,
            facsimile,
            surfaces: Vec::new(),
            regions: Vec::new(),
            lines: BTreeMap::new(),
            ids: BTreeSet::from([document_id.clone()]),
            document_id,
            notes: BTreeMap::new(),
            note_depth: 0,
        }
    }

    /// Running text as nodes.
    pub(super) fn inlines(&mut self, content: &[Inline]) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        for inline in content {
            match inline {
                Inline::Text(span) if span.is_empty() => {}
                Inline::Text(span) => nodes.push(Node::Text(on_one_line(self.source, *span))),
                other => nodes.extend(self.inline(other).map(Node::from)),
            }
        }
        nodes
    }

    fn inline(&mut self, inline: &Inline) -> Option<Element> {
        let span = span_of(std::slice::from_ref(inline)).unwrap_or_default();
        Some(match inline {
            Inline::Text(_) => return None,
            Inline::PageBreak { number, mark } => self.page_break(*number, *mark).made_from(*mark, "page-mark"),
            Inline::Note(index) => return self.note(*index),
            Inline::LineBreak(_) => self.line_break(span).made_from(span, "line-break"),
            Inline::WordBreak(_) => self.line_break(span).with("break", "no").made_from(span, "hyphen"),
            Inline::Name(name, content) => self.name(name, content).made_from(span, name.rule),
            Inline::Sign { row, content, .. } => {
                let sign = self.profile.signs.get(*row)?;
                let element =
                    sign.attributes.iter().fold(Element::mixed(sign.element.name()), |element, (name, value)| {
                        element.with(name.name(), value.clone())
                    });
                element.holding(self.inlines(content)).made_from(span, "editors-sign")
            }
            Inline::Marked(tag, content) => {
                let style = self.profile.tags.get(&tag.name)?;
                self.marked(style, tag, content).made_from(span, "marked-in-original")
            }
            Inline::Date(date, content) => {
                let element = dated(Element::mixed("date"), *date);
                element.holding(self.inlines(content)).made_from(span, "date")
            }
        })
    }

    fn name(&mut self, name: &Name, content: &[Inline]) -> Element {
        let markup = self.profile.names.markup(name.kind);
        let record = name.record.as_deref().map(as_pointer);
        Element::mixed(markup.element.name()).with_some(markup.attribute.name(), record).holding(self.inlines(content))
    }

    /// Words that the original marks, in a `choice` where it has another reading.
    fn marked(&mut self, style: &TagStyle, tag: &Tag, content: &[Inline]) -> Element {
        let attributes = style.attributes(tag).map(|(name, value)| (name.name(), as_words(name, &value)));
        let element =
            attributes.fold(Element::mixed(style.element.name()), |element, (name, value)| element.with(name, value));
        let element = element.holding(self.inlines(content));
        match style.element.other_reading().zip(style.reading(tag)) {
            Some((name, reading)) => {
                Element::mixed("choice").holding([element.into(), Element::mixed(name).text(reading).into()])
            }
            None => element,
        }
    }

    fn page_break(&mut self, number: Span, mark: Span) -> Element {
        let number = self.source.slice(number);
        if number.is_empty() {
            return unnumbered(self.surface_at(mark.start));
        }
        let id = self.profile.page.id.fill(number, &self.document_id);
        let facs = self.facsimile.map(|pattern| as_pointer(&pattern.replace("{n}", number)));
        Element::new("pb").with("n", number).with_some("xml:id", self.claim(id)).with_some("facs", facs)
    }

    fn note(&mut self, index: usize) -> Option<Element> {
        let note = self.document.notes.get(index)?;
        let mark = with_plain_digits(self.source.slice(note.mark));
        let element = Element::mixed("note").with("n", mark.as_str());
        if let Some(first) = self.notes.get(&index) {
            let target = first.as_ref().map(|id| format!("#{id}"));
            return Some(element.with_some("sameAs", target).made_from(note.mark, "repeated-note-mark"));
        }
        if self.note_depth >= NOTE_DEPTH {
            return None;
        }
        let id = self.note_id(&mark);
        self.notes.insert(index, id.clone());
        self.note_depth += 1;
        let content: Vec<Node> = if note.further.is_empty() {
            self.inlines(&note.content)
        } else {
            let paragraph = |content: &Vec<Inline>| Element::mixed("p").holding(self.inlines(content)).into();
            note.paragraphs().map(paragraph).collect()
        };
        self.note_depth -= 1;
        let rule = if note.cited.is_some() { "note" } else { "note without mark" };
        let element = element
            .with_some("xml:id", id)
            .with_some("type", note.is_source.then_some("source"))
            .with_some("anchored", note.cited.is_none().then_some("false"))
            .holding(content)
            .made_from(note.span, rule);
        Some(element)
    }

    fn note_id(&mut self, mark: &str) -> Option<String> {
        let template = &self.profile.notes.id;
        let position = format!("-{}", self.notes.len() + 1);
        let by_mark = template.fill(mark, &self.document_id);
        let by_position = template.fill(&position, &self.document_id);
        self.claim(by_mark).or_else(|| self.claim(by_position))
    }

    /// The id, if it can be one and nothing has it yet.
    pub(super) fn claim(&mut self, id: String) -> Option<String> {
        (is_id(&id) && self.ids.insert(id.clone())).then_some(id)
    }
}

/// An element with the attributes of a date.
pub(super) fn dated(element: Element, date: Date) -> Element {
    match date {
        Date::When(value) => element.with("when", value.to_string()),
        Date::Range(from, to) => element.with("from", from.to_string()).with("to", to.to_string()),
        Date::Unknown => element,
    }
}

/// A value of an attribute. Where one word is wanted, several become one.
fn as_words(name: SignAttribute, value: &str) -> String {
    let words: Vec<&str> =
        value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(match name {
        SignAttribute::Ref => "%20",
        SignAttribute::Extent | SignAttribute::Rend | SignAttribute::Resp => " ",
        _ => "-",
    })
}

/// A pointer without blanks: a list of pointers is separated by them.
pub(super) fn as_pointer(text: &str) -> String {
    text.trim().split(xml::is_space).collect::<Vec<_>>().join("%20")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Page, letter};
    use super::*;
    use crate::metadata::Metadata;
    use crate::model::{Division, NameKind, Note, Role};

    fn document(page: &Page, content: Vec<Inline>, notes: Vec<Note>) -> Document {
        let division =
            Division { body: vec![page.holding(Role::Paragraph, page.0.text(), content)], ..Division::default() };
        Document { division, notes, ..Document::default() }
    }

    #[test]
    fn notes_stand_at_their_marks_with_ids_of_their_own() {
        let page = Page::new("word1 sign* again1 / First & last / Signed");
        let uncited = Note { cited: None, is_source: true, ..page.note("1", "Signed") };
        let notes = vec![page.note("1", "First & last"), page.note("*", "Signed"), uncited];
        let content = vec![
            page.text("word"),
            Inline::Note(0),
            page.text(" sign"),
            Inline::Note(1),
            page.text(" again"),
            Inline::Note(0),
            Inline::Note(2),
            Inline::Note(9),
        ];
        let body = page.body(&document(&page, content, notes), &letter());
        let expected = concat!(
            "<p>word<note xml:id=\"fn1\" n=\"1\">First &amp; last</note>",
            " sign<note xml:id=\"fn-2\" n=\"*\">Signed</note> again<note n=\"1\" sameAs=\"#fn1\"/>",
            "<note xml:id=\"fn-3\" n=\"1\" type=\"source\" anchored=\"false\">Signed</note></p>"
        );
        assert!(body.contains(expected), "{body}");
    }

    #[test]
    fn notes_that_hold_each_other_end() {
        let page = Page::new("a1 b");
        let mut note = page.note("1", "b");
        note.content.push(Inline::Note(0));
        let body = page.body(&document(&page, vec![Inline::Note(0)], vec![note]), &letter());
        assert!(body.contains("<note xml:id=\"fn1\" n=\"1\">b<note n=\"1\" sameAs=\"#fn1\"/></note>"), "{body}");
    }

    #[test]
    fn a_page_number_gives_an_id_once() {
        let page = Page::new("[Page 2][Page *]");
        let two = || page.page_break("[Page 2]", "2");
        let content = vec![two(), two(), page.page_break("[Page *]", "*")];
        let metadata = Metadata { facsimile: Some("f {n}.jpg".to_owned()), ..Metadata::default() };
        let document = document(&page, content, Vec::new());
        let written = super::super::write(&document, &page.0, &letter(), &metadata).xml;
        let expected = concat!(
            "<p><pb xml:id=\"pg_2\" n=\"2\" facs=\"f%202.jpg\"/><pb n=\"2\" facs=\"f%202.jpg\"/>",
            "<pb n=\"*\" facs=\"f%20*.jpg\"/></p>"
        );
        assert!(written.contains(expected), "{written}");
    }

    #[test]
    fn names_and_dates_hold_their_text() {
        let page = Page::new("Tokyo,\nJuly 1964 Ed");
        let date = crate::model::DateValue::parse("1964-07").unwrap();
        let content = vec![
            Inline::Name(Name::new(NameKind::Place, "place-name"), vec![page.text("Tokyo")]),
            page.text(",\n"),
            Inline::Date(Date::When(date), vec![page.text("July 1964")]),
            Inline::LineBreak(Span::default()),
            Inline::Name(Name::new(NameKind::Person, "person-name"), vec![page.text("Ed")]),
        ];
        let document = document(&page, content, Vec::new());
        let expected = concat!(
            "<p><placeName>Tokyo</placeName>, <date when=\"1964-07\">July 1964</date><lb/>",
            "<persName>Ed</persName></p>"
        );
        let body = page.body(&document, &letter());
        assert!(body.contains(expected), "{body}");
        let reasons = super::super::explain(&document, &page.0, &letter());
        let names: Vec<&str> = reasons.iter().map(|reason| reason.element.as_str()).collect();
        assert_eq!(names, ["div", "p", "placeName", "date", "lb", "persName"]);
    }

    #[test]
    fn pointers_hold_no_blanks() {
        assert_eq!(as_pointer(" a b.jpg"), "a%20b.jpg");
    }
}
