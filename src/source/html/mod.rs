//! Web pages: the text of HTML (WHATWG HTML Living Standard, 13). Takes the text of the page; gives its transcript.
//!
//! White space is as a browser shows it. A link from a sign to a place further down is the mark of a note, and what stands there its text. Scripts,
//! forms and what is not shown are no text. Pages of text recognition (hOCR) are read line by line. Tags that are not closed, or closed in the wrong
//! order, harm nothing: whoever wrote them saw the page in a browser.

mod element;
mod page;
mod reader;
mod survey;

pub(super) use element::look;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::notation::Notation;
use super::transcript::Transcript;
use page::Page;
use reader::Paced;
use survey::Survey;

/// Bytes in which a page says its encoding.
const PRESCAN: usize = 1024;

/// Reads a page.
pub(super) fn read<'n>(text: &str, notation: &'n Notation) -> Transcript<'n> {
    let survey = Survey::of(tokens(text));
    let mut page = Page::new(&survey, Transcript::new(notation));
    for token in tokens(text) {
        match token {
            Token::StartTag(tag) => page.start(&tag),
            Token::EndTag(tag) => page.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => page.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page.finish()
}

fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let mut emitter = DefaultEmitter::default();
    // Scripts and styles hold no tags.
    emitter.naively_switch_states(true);
    // An error is a pause of the reader.
    Tokenizer::new_with_emitter(Paced::new(text), emitter).flatten()
}

/// The encoding that a page says it is in (13.2.3.2).
pub(super) fn encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..PRESCAN).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}
