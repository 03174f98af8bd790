//! Plain text to model: the reading of a letter.
//!
//! Takes a source and a profile; gives a [`Document`] whose every piece is a span of the source, and doubts. Promises to be total:
//! every text gives a document, and every character of the text is in it (`model::Ledger` proves it). Two decisions are made for
//! the whole text at once and not line by line: which signs are note marks (`marks`, `assign`) and what role each block plays
//! (`features`, `roles`). The order of work:
//!
//! 1. `note_list` sets the notes apart, `pages` finds the page marks;
//! 2. `marks` and `assign` join notes to their marks (`notes`);
//! 3. `signs` finds the editors' signs; marks and signs are masked, and `blocks` cuts the rest into blocks; in a text written line by
//!    line, `lines` says where blocks begin and where words go on over a line's end;
//! 4. `features`, with `formulas`, `verse`, `quotations` and `signers`, and `roles` find the part each block plays;
//! 5. `division` builds the model, with `lists`, `list_heads`, `introduced`, `tables`, `verse`, `dateline`, `date`, `time_of_day`, `heading` and `inline` for the inside of blocks;
//! 6. `language` says which language the text is in;
//! 7. `doubts` says what is missing or uncertain.
//!
//! Knows neither TEI nor files; what a house does otherwise is in the profile.

mod assign;
mod blocks;
mod date;
mod dateline;
mod division;
mod doubts;
mod features;
mod formulas;
mod grammar;
mod heading;
mod inline;
mod introduced;
mod language;
mod lines;
mod list_heads;
mod lists;
mod marks;
mod note_list;
mod notes;
mod pages;
mod quotations;
mod roles;
mod signers;
mod signs;
mod tables;
mod time_of_day;
mod verse;
mod words;

pub use date::read_whole as read_date;

use crate::diag::Diagnostic;
use crate::model::Document;
use crate::profile::Profile;
use crate::text::{Source, Span};

/// What the reader made of a text.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// Doubts, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a text.
#[must_use]
pub fn read(source: &Source, profile: &Profile) -> Reading {
    let text = source.text();
    let lines: Vec<Span> = source.lines().map(|line| without_mark(line, text)).collect();
    let lexicon = profile.lexicon();
    let layout = blocks::Layout::of(profile);
    let pages = pages::find(text, &profile.page.marks);
    let notes = notes::join(text, &lines, &pages, &profile.notes, lexicon);
    let mut marks = notes.marks(&pages);
    let signs = signs::find(text, &lines, &marks, &profile.signs);
    marks.extend(signs.found.iter().flat_map(|sign| [inline::Mark::Open(*sign), inline::Mark::Close(*sign)]));
    marks.sort_by_key(inline::Mark::order);
    let masked = masked(text, &marks);
    let blocks = blocks::cut(&masked, &notes.lines, &pages, layout);
    notes.anchor_uncited(&blocks, &mut marks);
    marks.extend(lines::breaks(&blocks, &masked, &pages, layout));
    let marks = inline::Marks::new(marks, profile.lines.breaks);
    let features = features::of_all(&blocks, &masked, profile.lines.breaks, lexicon);
    let rows = roles::rows(&blocks, &features, &profile.weights);
    let builder = division::Builder::new(&masked, &marks, profile);
    let mut document = builder.build(&blocks, &rows, notes.list(&marks, text, lexicon));
    division::anchor_lost(&mut document);
    document.language = language::guess(text, &lines, lexicon);
    let mut diagnostics = doubts::find(&document, &notes, &marks, text, &masked, profile);
    diagnostics.extend(signs.unclosed.iter().map(|sign| doubts::unclosed(*sign, text)));
    diagnostics.extend(signs.too_deep.iter().map(|sign| doubts::too_deep(*sign, text)));
    Reading { document, diagnostics }
}

/// A line without the byte-order mark of the text.
fn without_mark(line: Span, text: &str) -> Span {
    let is_marked = line.start == 0 && line.of(text).starts_with('\u{feff}');
    if is_marked { Span::new('\u{feff}'.len_utf8(), line.end) } else { line }
}

/// The text with every byte of a mark masked, so that spans stay what they are.
fn masked(text: &str, marks: &[inline::Mark]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for mark in marks.iter().map(|mark| mark.span()).filter(|span| !span.is_empty()) {
        if mark.start < at {
            continue;
        }
        masked.push_str(Span::new(at, mark.start).of(text));
        masked.extend(std::iter::repeat_n(words::MASK, mark.len()));
        at = mark.end;
    }
    masked.push_str(text.get(at..).unwrap_or_default());
    masked
}
