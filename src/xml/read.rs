//! Text to tokens. Takes an XML document; gives its tags and texts in order, with references resolved, or the first place where
//! it is not well-formed.
//!
//! Promises that tags are paired, that one element holds everything, and that no text stands outside it. Resolves the
//! predefined entities and character references; any other entity is an error, for document types are not read. Comments
//! and processing instructions are passed over. Never recurses, so depth costs nothing.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::chars::{is_char, is_space};
use crate::diag::{self, Diagnostic};
use crate::text::Span;

/// One step of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// An element begins.
    Start(Tag),
    /// The element that began last and has not ended ends.
    End,
    /// Characters; neighbouring texts are joined.
    Text(String),
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Name without prefix.
    pub name: String,
    /// Attributes, names with prefix.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a document.
///
/// # Errors
/// [`MALFORMED_TEI`](diag::MALFORMED_TEI) at the first place where the text is not well-formed.
pub fn read(xml: &str) -> Result<Vec<Token>, Diagnostic> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_comments = true;
    let mut tokens = Tokens::default();
    loop {
        let from = offset(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(malformed(&error.to_string(), Span::at(offset(reader.error_position())))),
        };
        let span = Span::new(from, offset(reader.buffer_position()));
        if matches!(event, Event::Eof) {
            return tokens.finish(span);
        }
        tokens.take(event, span).map_err(|message| malformed(&message, span))?;
    }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn malformed(message: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&diag::MALFORMED_TEI, message).at(span)
}

/// Tokens so far, with what decides whether the next is allowed.
#[derive(Default)]
struct Tokens {
    list: Vec<Token>,
    depth: usize,
    has_root: bool,
}

impl Tokens {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::Empty(tag) => {
                self.start(&tag)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) if text.contains("]]>") => Err("`]]>` in text".to_owned()),
            Event::Text(text) => self.text(&text.xml10_content(), span),
            Event::CData(_) if self.depth == 0 => Err("text outside the root element".to_owned()),
            Event::CData(text) => self.text(&text.xml10_content(), span),
            Event::GeneralRef(_) if self.depth == 0 => Err("reference outside the root element".to_owned()),
            Event::GeneralRef(reference) => self.text(&resolve(&reference)?, span),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        if self.depth == 0 && self.has_root {
            return Err("second root element".to_owned());
        }
        self.has_root = true;
        self.depth += 1;
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            if attribute.value.contains('<') {
                return Err("`<` in an attribute".to_owned());
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        self.list.push(Token::Start(Tag { name: tag.local_name().as_ref().to_owned(), attributes }));
        Ok(())
    }

    fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.list.push(Token::End);
    }

    fn text(&mut self, text: &str, span: Span) -> Result<(), String> {
        if let Some(c) = text.chars().find(|&c| !is_char(c)) {
            return Err(format!("character U+{:04X} is not allowed in XML", u32::from(c)));
        }
        if self.depth == 0 {
            // A byte-order mark before the document is no text.
            let outside = text.strip_prefix('\u{feff}').filter(|_| span.start == 0).unwrap_or(text);
            return match outside.chars().all(is_space) {
                true => Ok(()),
                false => Err("text outside the root element".to_owned()),
            };
        }
        match self.list.last_mut() {
            Some(Token::Text(before)) => before.push_str(text),
            _ => self.list.push(Token::Text(text.to_owned())),
        }
        Ok(())
    }

    fn finish(self, end: Span) -> Result<Vec<Token>, Diagnostic> {
        match (self.has_root, self.depth) {
            (false, _) => Err(malformed("no element", end)),
            (true, 0) => Ok(self.list),
            (true, _) => Err(malformed("an element is not closed", end)),
        }
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, String> {
    if let Some(c) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(c.to_string());
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name).map(str::to_owned).ok_or_else(|| format!("entity `{name}` is not known"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_and_texts_joined() {
        let tokens =
            read("<?xml version=\"1.0\"?>\n<a:p n='1 &amp; &#50;'>a &lt;&#x41;<!-- c --><![CDATA[&]]></a:p>\n")
                .unwrap();
        let tag = Tag { name: "p".to_owned(), attributes: vec![("n".to_owned(), "1 & 2".to_owned())] };
        assert_eq!(tokens, [Token::Start(tag), Token::Text("a <A&".to_owned()), Token::End]);
    }

    #[test]
    fn what_is_not_well_formed_is_an_error_with_a_place() {
        let bad = [
            "",
            "x",
            "<p>",
            "<p></q>",
            "</p>",
            "<p/><p/>",
            "<p/>x",
            "<p>&x;</p>",
            "<p>&#0;</p>",
            "<p a='1' a='2'/>",
            "<p>]]></p>",
            "<p>\u{1}</p>",
            "<p a='<'/>",
            "<p a='&x;'/>",
            "<p>a & b</p>",
            "&amp;<p/>",
            "<p",
            "<p><!-- -- --></p>",
        ];
        for xml in bad {
            let error = read(xml).expect_err(xml);
            assert_eq!(error.code.id, "R0007");
            assert!(error.span.is_some_and(|span| span.end <= xml.len()), "{xml}");
        }
    }

    #[test]
    fn depth_costs_nothing() {
        let xml = "<p>".repeat(200_000) + &"</p>".repeat(200_000);
        assert_eq!(read(&xml).unwrap().len(), 400_000);
    }
}
