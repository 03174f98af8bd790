//! `text/body` and the divisions in it. Takes a document; gives the `text` element.
//!
//! Promises the order TEI asks for, and the order of the source inside it. A house that writes salutations as `p` gets one for
//! those that end the opener and the valedictions that begin the closer; any other stays `salute`, where no `p` may
//! stand.

use super::inline::Writer;
use crate::datatype::is_id;
use crate::metadata::Metadata;
use crate::model::{Block, Division, Document, Role};
use crate::profile::{EnclosureElement, Profile, SaluteElement, SectionElement};
use crate::text::{Source, Span};
use crate::xml::{Element, Node};

/// The `text` of a document, behind the `facsimile` where there is one.
pub(super) fn text(document: &Document, source: &Source, profile: &Profile, metadata: &Metadata) -> Vec<Node> {
    let number = document.heading.number.map(|span| source.slice(span));
    let id = document_id(number, profile, metadata);
    let mut writer =
        Writer::new(document, source, profile, metadata.facsimile.as_deref(), id.clone().unwrap_or_default());
    let kind = Some(profile.document.r#type.as_str()).filter(|kind| !kind.is_empty());
    let facsimile = writer.facsimile().map(Node::from);
    let frame = Element::new("div").with_some("type", kind).with_some("n", number).with_some("xml:id", id);
    let frame = frame.holding(writer.pages_before());
    let division = writer.division(&document.division, frame, "document").holding(writer.pages_behind());
    let text = Element::new("text").holding([Element::new("body").holding([division.into()]).into()]);
    facsimile.into_iter().chain([text.into()]).collect()
}

fn document_id(number: Option<&str>, profile: &Profile, metadata: &Metadata) -> Option<String> {
    let by_number =
        number.filter(|_| !profile.document.id.is_empty()).map(|number| profile.document.id.fill(number, ""));
    by_number.filter(|id| is_id(id)).or_else(|| metadata.id.clone().filter(|id| is_id(id)))
}

impl Writer<'_> {
    /// A division with its enclosures. `frame` is its element, still empty.
    fn division(&mut self, division: &Division, frame: Element, rule: &'static str) -> Element {
        let frame = frame.made_from(division_span(division), rule);
        if division.enclosures.is_empty() {
            return frame.holding(self.parts(division));
        }
        match self.profile.enclosure.element {
            EnclosureElement::FrusAttachment => {
                let parts = self.parts(division);
                frame.holding(parts).holding(self.enclosures(division, "frus:attachment"))
            }
            EnclosureElement::Div => {
                let kind = frame.attribute("type").map(str::to_owned);
                let letter = Element::new("div")
                    .with_some("type", kind)
                    .made_from(parts_span(division).unwrap_or_default(), "letter-with-enclosures");
                let letter = letter.holding(self.parts(division));
                frame.holding([letter.into()]).holding(self.enclosures(division, "div"))
            }
        }
    }

    fn enclosures(&mut self, division: &Division, name: &'static str) -> Vec<Node> {
        let (enclosure, letter) = (self.profile.enclosure.r#type.clone(), self.profile.document.r#type.clone());
        let mut nodes = Vec::new();
        for part in &division.enclosures {
            let is_labelled = part.front.iter().any(|block| block.role == Role::Label);
            let (kind, rule) = if is_labelled { (&enclosure, "enclosure") } else { (&letter, "letter-again") };
            let frame = Element::new(name).with_some("type", (!kind.is_empty()).then(|| kind.clone()));
            nodes.push(self.division(part, frame, rule).into());
        }
        nodes
    }

    /// Everything of a division but its enclosures.
    fn parts(&mut self, division: &Division) -> Vec<Node> {
        let is_label = |block: &Block| matches!(block.role, Role::Label);
        let mut nodes = Vec::new();
        for block in &division.front {
            nodes.extend(match is_label(block) {
                true => self.group("opener", "label of the enclosure", std::slice::from_ref(block)),
                false => self.block(block),
            });
        }
        let (opener, salutes) = self.split_opener(&division.opener);
        nodes.extend(self.group("opener", "before-the-text", opener));
        nodes.extend(self.salutes_as_paragraphs(salutes));
        nodes.extend(self.body(&division.body));
        let (valedictions, closer) = self.split_closer(&division.closer);
        nodes.extend(self.salutes_as_paragraphs(valedictions));
        let ends = [closer, &division.postscript];
        let has_attachment =
            self.profile.enclosure.element == EnclosureElement::FrusAttachment && !division.enclosures.is_empty();
        let has_end = has_attachment || ends.into_iter().flatten().any(|block| block.role != Role::Page);
        let texts = [salutes, &division.body, valedictions];
        if has_end && texts.into_iter().flatten().all(|block| block.role == Role::Page) {
            // TEI has no closer, postscript or attachment without a text before it.
            nodes.push(Element::mixed("p").into());
        }
        nodes.extend(self.group("closer", "after-the-text", closer));
        let goes_on = |block: &Block, next: &Block| {
            !next.role.begins_postscript() && block.role.ends_letter() == next.role.ends_letter()
        };
        for behind in division.postscript.chunk_by(goes_on) {
            let is_closer = behind.iter().any(|block| block.role.ends_letter());
            let name = if is_closer { "closer" } else { "postscript" };
            nodes.extend(self.group(name, "after-the-closing", behind));
        }
        nodes
    }

    /// The text. A house that writes the headings of sections as `head` has a `div` for each section.
    fn body(&mut self, body: &[Block]) -> Vec<Node> {
        if self.profile.section.element == SectionElement::P {
            return self.blocks(body);
        }
        let mut nodes = Vec::new();
        for section in body.chunk_by(|_, next| next.role != Role::Section) {
            let blocks = self.blocks(section);
            nodes.extend(match section.first().map(|block| block.role) {
                Some(Role::Section) => {
                    let span = blocks_span(section).unwrap_or_default();
                    vec![Element::new("div").holding(blocks).made_from(span, "section").into()]
                }
                _ => blocks,
            });
        }
        nodes
    }

    /// Blocks in one element; page breaks alone need none.
    fn group(&mut self, name: &'static str, rule: &'static str, blocks: &[Block]) -> Vec<Node> {
        let nodes = self.blocks(blocks);
        if blocks.iter().all(|block| block.role == Role::Page) {
            return nodes;
        }
        let span = blocks_span(blocks).unwrap_or_default();
        vec![Element::new(name).holding(nodes).made_from(span, rule).into()]
    }

    /// The opener proper, and the salutations at its end that the house writes as `p`.
    fn split_opener<'b>(&self, opener: &'b [Block]) -> (&'b [Block], &'b [Block]) {
        let last = opener.iter().rposition(|block| !matches!(block.role, Role::Salute | Role::Page));
        let at = match self.profile.salute.element {
            SaluteElement::Salute => opener.len(),
            SaluteElement::P => last.map_or(0, |last| last + 1),
        };
        opener.split_at_checked(at).unwrap_or_default()
    }

    /// The valedictions at its beginning that the house writes as `p`, and the closer proper.
    fn split_closer<'b>(&self, closer: &'b [Block]) -> (&'b [Block], &'b [Block]) {
        let first = closer.iter().position(|block| !matches!(block.role, Role::Valediction | Role::Page));
        let at = match self.profile.salute.element {
            SaluteElement::Salute => 0,
            SaluteElement::P => first.unwrap_or(closer.len()),
        };
        closer.split_at_checked(at).unwrap_or_default()
    }

    fn salutes_as_paragraphs(&mut self, blocks: &[Block]) -> Vec<Node> {
        let mut nodes = Vec::new();
        for block in blocks {
            match block.role {
                Role::Page => nodes.extend(self.block(block)),
                _ => {
                    let regions = self.regions_at(block.span);
                    let paragraph = self.mixed(block, "p").with_some("facs", regions);
                    nodes.push(paragraph.made_from(block.span, block.rule).into());
                }
            }
        }
        nodes
    }
}

fn blocks_span<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Option<Span> {
    blocks.into_iter().map(|block| block.span).reduce(Span::to)
}

fn parts_span(division: &Division) -> Option<Span> {
    let Division { front, opener, body, closer, postscript, enclosures: _ } = division;
    blocks_span([front, opener, body, closer, postscript].into_iter().flatten())
}

fn division_span(division: &Division) -> Span {
    let enclosures = division.enclosures.iter().map(division_span);
    parts_span(division).into_iter().chain(enclosures).reduce(Span::to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Page, letter};
    use super::*;

    fn sample(page: &Page) -> Document {
        Document {
            division: Division {
                front: vec![page.block(Role::Head, "7. Letter")],
                opener: vec![page.block(Role::Marking, "secret"), page.block(Role::Salute, "Dear A:")],
                body: vec![page.block(Role::Paragraph, "Text.")],
                closer: vec![page.block(Role::Valediction, "Yours,"), page.block(Role::Signed, "E")],
                postscript: vec![page.block(Role::Postscript, "PS one"), page.block(Role::Paragraph, "two")],
                enclosures: Vec::new(),
            },
            heading: crate::model::Heading { number: Some(page.span("7")), ..Default::default() },
            ..Document::default()
        }
    }

    const TEXT: &str = "7. Letter\nsecret\nDear A:\nText.\nYours,\nE\nPS one\ntwo\n[Encl.]\nInside";

    #[test]
    fn parts_are_grouped_in_order() {
        let page = Page::new(TEXT);
        let expected = r#"<div xml:id="letter-7" n="7" type="letter">
  <head>7. Letter</head>
  <opener>
    <seg type="marking">secret</seg>
    <salute>Dear A:</salute>
  </opener>
  <p>Text.</p>
  <closer>
    <salute>Yours,</salute>
    <signed>E</signed>
  </closer>
  <postscript>
    <p>PS one</p>
    <p>two</p>
  </postscript>
</div>"#;
        assert_eq!(page.body(&sample(&page), &letter()), expected);
    }

    #[test]
    fn a_house_may_write_salutations_as_paragraphs() {
        let page = Page::new(TEXT);
        let mut profile = letter();
        profile.salute.element = SaluteElement::P;
        let body = page.body(&sample(&page), &profile);
        assert!(body.contains("</opener>\n  <p>Dear A:</p>\n  <p>Text.</p>\n  <p>Yours,</p>\n  <closer>"), "{body}");
        let mut document = sample(&page);
        document.division.opener.reverse();
        let body = page.body(&document, &profile);
        assert!(body.contains("<opener>\n    <salute>Dear A:</salute>\n    <seg"), "{body}");
    }

    #[test]
    fn enclosures_stand_beside_the_letter_or_at_its_end() {
        let page = Page::new(TEXT);
        let mut document = sample(&page);
        document.division.postscript.clear();
        document.division.enclosures.push(Division {
            front: vec![page.block(Role::Label, "[Encl.]")],
            body: vec![page.block(Role::Paragraph, "Inside")],
            ..Division::default()
        });
        let end = r#"</closer>
  </div>
  <div type="enclosure">
    <opener>
      <seg type="label">[Encl.]</seg>
    </opener>
    <p>Inside</p>
  </div>
</div>"#;
        let body = page.body(&document, &letter());
        assert!(body.starts_with("<div xml:id=\"letter-7\" n=\"7\" type=\"letter\">\n  <div type=\"letter\">\n"));
        assert!(body.ends_with(end), "{body}");
        let mut profile = letter();
        profile.enclosure.element = EnclosureElement::FrusAttachment;
        profile.enclosure.r#type.clear();
        let written = crate::tei::write(&document, &page.0, &profile, &Metadata::default());
        assert!(written.xml.contains("xmlns:frus=\"http://history.state.gov/frus/ns/1.0\""));
        assert!(written.xml.contains("</closer>\n        <frus:attachment>\n          <opener>"), "{}", written.xml);
    }

    #[test]
    fn a_closing_without_text_gets_an_empty_paragraph() {
        let page = Page::new("E");
        let mut document = Document::default();
        assert_eq!(page.body(&document, &letter()), "<div type=\"letter\"/>");
        document.division.closer.push(page.block(Role::Signed, "E"));
        let body = page.body(&document, &letter());
        assert!(body.contains("<p/>\n  <closer>"), "{body}");
    }

    #[test]
    fn the_id_of_the_metadata_serves_a_document_without_number() {
        let metadata = Metadata { id: Some("x1".to_owned()), ..Metadata::default() };
        assert_eq!(document_id(None, &letter(), &metadata).as_deref(), Some("x1"));
        assert_eq!(document_id(Some("3"), &letter(), &metadata).as_deref(), Some("letter-3"));
        assert_eq!(document_id(Some("[3]"), &letter(), &metadata).as_deref(), Some("x1"));
    }
}
