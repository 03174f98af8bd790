//! What editors hold: documents, web pages, pages of recognised text. Any bytes of any format are a text or damaged, and the text is
//! one that can be cut into letters and converted.
//!
//! The first byte chooses the format.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;
#[allow(dead_code, reason = "each target uses some of its formats")]
mod packed;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packed::{DOCX, OPEN_DOCUMENT, packed};
use recto::internals::budget::Limits;
use recto::internals::convert::convert;
use recto::internals::metadata::Metadata;
use recto::internals::profile::{Profile, built_in};
use recto::internals::source::{Format, Notation, encoding, mets, read};
use recto::internals::split::split;
use recto::internals::text::Source;

static LETTER: LazyLock<Profile> = LazyLock::new(|| built_in("letter").expect("it is built in"));

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let Some(text) = grown::bytes(rest) else { return };
    let (format, bytes) = match choice % 8 {
        0 => (Format::Docx, packed(DOCX, &text)),
        1 => (Format::Odt, packed(OPEN_DOCUMENT, &text)),
        2 => (Format::Html, text),
        3 => (Format::Markdown, text),
        4 => (Format::PageXml, text),
        5 => (Format::Alto, text),
        6 => (Format::Docx, text),
        _ => {
            let _ = mets::read(&text);
            return;
        }
    };
    let _ = encoding(format, &bytes);
    let Ok(taken) = read(format, &bytes, &Notation::of(&LETTER), Limits::USUAL) else { return };
    let source = Source::new("a.txt", taken.text);
    if let Ok(volume) = split(&source, &LETTER) {
        assert!(volume.is_whole(source.text()), "{:?}", source.text());
    }
    drop(convert(&source, &LETTER, &Metadata::default()));
});
