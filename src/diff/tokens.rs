//! A document as a sequence of tokens: tags, words, comments, instructions. Takes a tree and its text; gives tokens with their places
//! in the text, and what each says as a number that is the same for the same in both documents.
//!
//! A word is a run of letters and digits; any other character but white space is a token of its own; white space is none. Text
//! that holds references to entities of its own is one token, for its parts have no places.

use imara_diff::{Interner, Token as Meaning};

use super::Version;
use crate::text::Span;
use crate::xml::document::{Kind, Node};
use crate::xml::{Name, is_space};

/// What a token says: two tokens are the same when this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum TokenText<'d> {
    Open(&'d Name),
    Close(&'d Name),
    Word(&'d str),
    Comment(&'d str),
    Instruction(&'d str, &'d str),
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open,
    Close,
    Word,
    Comment,
}

/// A token of one document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    start: u32,
    end: u32,
    /// The element that a tag belongs to; for others the node itself.
    pub(super) node: u32,
    /// For a start tag the number of its end tag among the tokens, and the other way round; for others their own number.
    pub(super) other: u32,
}

impl Token {
    pub(super) fn span(&self) -> Span {
        Span { start: widened(self.start), end: widened(self.end) }
    }
}

/// The tokens of a document.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub(super) tokens: Vec<Token>,
    pub(super) meanings: Vec<Meaning>,
}

/// A number of 32 bits as an index.
pub(super) fn widened(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn narrowed(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Stream {
    /// The tokens of a document, in order.
    pub(super) fn of<'d>(version: Version<'d>, interner: &mut Interner<TokenText<'d>>) -> Self {
        let mut writer = Writer { stream: Self::default(), interner, text: version.text };
        let mut open: Vec<(Node<'d>, u32)> = Vec::new();
        for node in version.document.top().into_iter().flat_map(Node::descendants) {
            while let Some((element, at)) = open.pop_if(|(element, _)| element.after() <= node.id()) {
                writer.close(element, at);
            }
            match node.kind() {
                Kind::Element => open.extend(writer.open(node).map(|at| (node, at))),
                Kind::Text => writer.words(node),
                Kind::Comment => writer.push(TokenKind::Comment, node, node.span(), TokenText::Comment(node.text())),
                Kind::Instruction => {
                    let text = TokenText::Instruction(node.target().unwrap_or_default(), node.text());
                    writer.push(TokenKind::Comment, node, node.span(), text);
                }
                Kind::Document => {}
            }
        }
        while let Some((element, at)) = open.pop() {
            writer.close(element, at);
        }
        writer.stream
    }
}

struct Writer<'d, 'i> {
    stream: Stream,
    interner: &'i mut Interner<TokenText<'d>>,
    text: &'d str,
}

impl<'d> Writer<'d, '_> {
    fn push(&mut self, kind: TokenKind, node: Node<'d>, span: Span, text: TokenText<'d>) {
        let (start, end) = (narrowed(span.start), narrowed(span.end));
        let other = narrowed(self.stream.tokens.len());
        self.stream.tokens.push(Token { kind, start, end, node: node.id(), other });
        self.stream.meanings.push(self.interner.intern(text));
    }

    fn open(&mut self, node: Node<'d>) -> Option<u32> {
        let at = narrowed(self.stream.tokens.len());
        self.push(TokenKind::Open, node, node.tag_span(), TokenText::Open(node.name()?));
        Some(at)
    }

    fn close(&mut self, node: Node<'d>, open: u32) {
        let Some(name) = node.name() else { return };
        let whole = node.span();
        let tag = whole.of(self.text).strip_suffix('>').map(str::trim_ascii_end);
        let before = tag.and_then(|tag| tag.strip_suffix(&*name.as_written())?.strip_suffix("</"));
        // An element that nothing closes, or that is one tag, ends where its end tag would begin.
        let start = before.map_or(whole.end, |before| whole.start + before.len());
        let at = narrowed(self.stream.tokens.len());
        self.push(TokenKind::Close, node, Span::new(start, whole.end), TokenText::Close(name));
        for (token, other) in [(open, at), (at, open)] {
            if let Some(token) = self.stream.tokens.get_mut(widened(token)) {
                token.other = other;
            }
        }
    }

    fn words(&mut self, node: Node<'d>) {
        let (span, text) = (node.span(), node.text());
        let raw = span.of(self.text);
        let places = if raw == text { Some(Places::Same) } else { Places::of(raw, text) };
        let Some(places) = places else {
            return self.push(TokenKind::Word, node, span, TokenText::Word(text));
        };
        for word in words(text) {
            let place = places.of_span(word);
            let place = Span::new(span.start + place.start, span.start + place.end);
            self.push(TokenKind::Word, node, place, TokenText::Word(word.of(text)));
        }
    }
}

/// The words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    let is_letter = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = characters.find(|(_, c)| !is_space(*c))?;
        let mut end = start + first.len_utf8();
        if is_letter(first) {
            while let Some((at, c)) = characters.next_if(|(_, c)| is_letter(*c)) {
                end = at + c.len_utf8();
            }
        }
        Some(Span::new(start, end))
    })
}

/// Where the characters of a text stand in what was written for it: references, sections of CDATA and line ends make a difference.
enum Places {
    Same,
    /// The start of every character of the text with the start and end of what was written for it.
    Listed(Vec<(usize, usize, usize)>),
}

impl Places {
    /// `None` where an entity stands for the text, or a part of it.
    fn of(raw: &str, text: &str) -> Option<Self> {
        const CDATA: &str = "<![CDATA[";
        let mut list = Vec::new();
        let mut at = 0;
        let mut is_literal = false;
        for (start, c) in text.char_indices() {
            loop {
                let rest = raw.get(at..)?;
                match is_literal {
                    false if rest.starts_with(CDATA) => (at, is_literal) = (at + CDATA.len(), true),
                    true if rest.starts_with("]]>") => (at, is_literal) = (at + 3, false),
                    _ => break,
                }
            }
            let rest = raw.get(at..)?;
            let length = match rest.chars().next()? {
                '&' if !is_literal => {
                    let reference = rest.get(1..rest.find(';')?)?;
                    let is_known =
                        reference.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&reference);
                    is_known.then_some(reference.len() + 2)?
                }
                '\r' if c == '\n' => 1 + usize::from(rest.starts_with("\r\n")),
                own => (own == c).then_some(c.len_utf8())?,
            };
            list.push((start, at, at + length));
            at += length;
        }
        Some(Self::Listed(list))
    }

    fn of_span(&self, span: Span) -> Span {
        let Self::Listed(list) = self else { return span };
        let find = |byte: usize| list.get(list.partition_point(|(start, ..)| *start <= byte).saturating_sub(1));
        let start = find(span.start).map_or(0, |(_, start, _)| *start);
        let end = find(span.end.saturating_sub(1)).map_or(start, |(.., end)| *end);
        Span::new(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::{Document, External};

    fn shown(text: &str) -> Vec<&str> {
        let (document, _) = Document::parse(text, External::Noted);
        let stream = Stream::of(Version { document: &document, text }, &mut Interner::new(0));
        stream.tokens.iter().map(|token| token.span().of(text)).collect()
    }

    #[test]
    fn only_what_ends_an_element_is_its_end_tag() {
        assert_eq!(
            shown("<p><p:q xmlns:p='u'></p:q\n><b/></p >"),
            ["<p>", "<p:q xmlns:p='u'>", "</p:q\n>", "<b/>", "", "</p >"]
        );
        // Elements that nothing closes are not searched for an end tag: each would be read to the end of the text.
        let text = "<a>b".repeat(50_000);
        assert_eq!(shown(&text).iter().filter(|token| token.is_empty()).count(), 50_000);
    }

    #[test]
    fn tags_and_words_have_their_places() {
        let text = "<p n='1'>Dear Bill,<pb/> I'm &amp; b&#233;b\r\né <![CDATA[<x]]> <!--c--><?a b?></p >";
        let expected = [
            "<p n='1'>",
            "Dear",
            "Bill",
            ",",
            "<pb/>",
            "",
            "I",
            "'",
            "m",
            "&amp;",
            "b&#233;b",
            "é",
            "<",
            "x",
            "<!--c-->",
            "<?a b?>",
            "</p >",
        ];
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn text_of_an_entity_is_one_token() {
        let text = "<!DOCTYPE p [<!ENTITY e 'one two'>]><p>a &e; b</p>";
        assert_eq!(shown(text), ["<p>", "a &e; b", "</p>"]);
    }
}
