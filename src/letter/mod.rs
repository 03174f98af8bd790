//! Plain text to model: the reading of a letter.
//!
//! Takes a source and a profile; gives a [`Document`] whose every piece is a span of the source, and doubts. Promises to be total:
//! every text gives a document, and every character of the text is in it (`model::Ledger` proves it). Knows neither TEI nor files; what
//! a house does otherwise is in the profile.
//!
//! # The four things to know
//!
//! - The **lexicon** ([`profile::Lexicon`](crate::profile::Lexicon)): the words of the profile's languages, compiled once a profile.
//! - **Facts** (`facts`): what a line and a block say by themselves, read once and asked by all others.
//! - **Features** ([`profile::Feature`](crate::profile::Feature)): what a block looks like, by itself (`facts`) and in its place
//!   (`features`). `[weights]` of the profile says what each of them counts for each part of a letter.
//! - The **grammar** (`grammar`): one row for each part, with the stages where it may stand and what becomes of its block.
//!
//! Two decisions are made for the whole text at once and not line by line: which signs are note marks (`note_marks`, `assign`) and what
//! part each block plays (`grammar`, `roles`).
//!
//! # The order of work
//!
//! | step | files |
//! |---|---|
//! | 0. lines that were broken at a margin are joined; where each line is a paragraph, they are parted | `margin`, `paragraphs`, `layout` |
//! | 1. what is no text is taken out: page marks, notes with their marks, editors' signs | `pages`; `note_list`, `closings`, `note_marks`, `numbers`, `assign`, `notes`; `signs` |
//! | 2. they are masked, so that spans stay what they are | `mark` |
//! | 3. lines are gathered into blocks, and each is read | `layout`, `open_block`, `blocks`; `facts` |
//! | – what facts are read with | `words`, `formulas`, `heading`, `list_heads`; `dateline`, `date`, `time_of_day` |
//! | 4. each block gets features, and the best sequence of parts is found | `features`, `verse`, `quotations`; `roles` |
//! | 5. the model is built from them | `division`, `inline`, `line_breaks`, `lists`, `list_heads`, `tables`, `verse`, `numbered`, `run_in`, `introduced` |
//! | 6. the language is found | `language` |
//! | 7. what is missing or uncertain is reported | `doubts`, `confidence`; with a day that the metadata tell, `confirmed_date` |
//! | 8. what the original marks is put around its words | `marked` |
//!
//! # Where to change what
//!
//! - A word that a language uses: `profile/languages/*.toml`. How much something counts: `[weights]` in `profile/base.toml`; what letters
//!   taught on top of it, in `profile/letter.toml`.
//! - A part that letters have: a name in [`profile::Part`](crate::profile::Part), a row in `grammar`, its weights.
//! - A thing to see in a block: a name in [`profile::Feature`](crate::profile::Feature), the line in `facts` or `features` that says when
//!   it holds, its weights.

mod assign;
mod blocks;
mod closings;
mod confidence;
mod confirmed_date;
mod date;
mod dateline;
mod division;
mod doubts;
mod facts;
mod features;
mod first_characters;
mod formulas;
mod grammar;
mod heading;
mod inline;
mod introduced;
mod language;
mod layout;
mod line_breaks;
mod line_signs;
mod list_heads;
mod lists;
mod margin;
mod mark;
mod marked;
mod note_list;
mod note_marks;
mod notes;
mod numbered;
mod numbers;
mod observation;
mod open_block;
mod pages;
mod paragraphs;
mod quotations;
mod roles;
mod run_in;
mod signs;
mod tables;
mod time_of_day;
mod verse;
mod words;

pub use confidence::{Alternative, Confidence};
pub use confirmed_date::confirm;
pub use date::{length as date_length, read_whole as read_date};
pub use grammar::{GRAMMAR, Place, Row};
pub use line_signs::{LineSign, line_signs};
pub use marked::mark;
pub use observation::Observation;
pub(crate) use pages::FORM_FEED;
pub use pages::has_page_mark;
pub use roles::best_rows;

use std::borrow::Cow;

use blocks::TextBlock;
use enumset::EnumSet;
use layout::Layout;
use mark::{Mark, Marks};
use observation::WordsOf;

use crate::budget::{Exceeded, Meter};
use crate::diag::Diagnostic;
use crate::model::{Document, Styled};
use crate::profile::{Feature, Profile};
use crate::text::{Source, Span};

/// What the reader made of a text.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// Doubts, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Bytes that a block, a mark or a sign takes until its TEI is written, about.
const PART: u64 = 1600;

/// Bytes that a line that is not blank or a cell of a table takes until its TEI is written, at most.
const LINE: u64 = 700;

/// Reads a text of which the original says what some of its paragraphs are, in their order; the meter is told what its blocks, lines, marks and signs take, and what may be a mark.
///
/// # Errors
/// They take more than the meter allows.
pub fn read(source: &Source, styled: &[Styled], profile: &Profile, meter: &Meter) -> Result<Reading, Exceeded> {
    let words = if profile.model().has_words() { WordsOf::Blocks } else { WordsOf::Nothing };
    with_blocks(source, profile, meter, |parsed| {
        let Parsed { text, masked, lines, blocks, features, notes, marks, signs } = parsed;
        let lexicon = profile.lexicon();
        let (at, mut observations): (Vec<usize>, Vec<Observation>) =
            observation::of_blocks(blocks, features, words).into_iter().unzip();
        observation::set_roles(&mut observations, styled);
        let best = best_rows(&observations, profile.model(), |_, _| 0.0);
        let mut rows = vec![None; blocks.len()];
        for (at, row) in at.into_iter().zip(&best) {
            if let Some(slot) = rows.get_mut(at) {
                *slot = GRAMMAR.get(*row);
            }
        }
        let builder = division::Builder::new(masked, marks, profile);
        let mut document = builder.build(blocks, &rows, notes.list(marks, text, lexicon));
        division::anchor_lost(&mut document);
        document.language = language::guess(text, lines, lexicon);
        let confidence = (profile.doubts.margin > 0.0).then(|| Confidence::of(&observations, &best, profile.model()));
        let mut diagnostics = doubts::find(&document, blocks, notes, marks, text, profile, confidence.as_ref());
        diagnostics.extend(doubts::unclosed(&signs.unclosed, text));
        diagnostics.extend(signs.too_deep.iter().map(|sign| doubts::too_deep(*sign, text)));
        Reading { document, diagnostics }
    })
}

/// What the model of sequences sees of a text, block by block, with the visible text of each: without marks and white space.
///
/// # Errors
/// Its blocks take more than the meter allows.
pub fn observe(source: &Source, profile: &Profile, meter: &Meter) -> Result<Vec<(Observation, String)>, Exceeded> {
    with_blocks(source, profile, meter, |parsed| {
        let seen = observation::of_blocks(parsed.blocks, parsed.features, WordsOf::Blocks);
        let with_text = seen.into_iter().map(|(at, observation)| {
            let body = parsed.blocks.get(at).map(|block| block.body(parsed.masked)).unwrap_or_default();
            let visible = body.of(parsed.masked).chars().filter(|c| *c != words::MASK && !c.is_whitespace());
            (observation, visible.collect())
        });
        with_text.collect()
    })
}

/// A text cut into blocks, before it is known what they are.
struct Parsed<'t> {
    text: &'t str,
    masked: &'t str,
    lines: &'t [Span],
    blocks: &'t [TextBlock<'t>],
    features: &'t [EnumSet<Feature>],
    notes: &'t notes::Notes,
    marks: &'t Marks,
    signs: &'t signs::Signs,
}

/// Cuts a text into blocks, and does something with them.
fn with_blocks<T>(
    source: &Source,
    profile: &Profile,
    meter: &Meter,
    then: impl FnOnce(&Parsed<'_>) -> T,
) -> Result<T, Exceeded> {
    let hold = |parts: usize, bytes: u64| meter.hold(bytes.saturating_mul(parts as u64));
    let hold_lines =
        |lines: &[Span], text: &str| hold(lines.iter().filter(|line| !line.of(text).trim().is_empty()).count(), LINE);
    let before = meter.held();
    let text = source.text();
    let lines: Vec<Span> = source.lines().map(|line| without_mark(line, text)).collect();
    hold_lines(&lines, text)?;
    let lexicon = profile.lexicon();
    let layout = Layout::of(profile);
    let lines = margin::unwrapped(layout, lines, text, &profile.notes);
    let flat = margin::flat(text, &lines);
    let has_margin = matches!(flat, Cow::Owned(_));
    let text = flat.as_ref();
    let lines = paragraphs::parted(layout, lines, text);
    let lines = if has_margin { lines } else { paragraphs::around_unbroken(layout, lines, text) };
    let layout = layout.over(&lines, text);
    let pages = pages::find(text, &profile.page);
    let notes = notes::join(text, &lines, &pages, &profile.notes, lexicon, |bytes| hold(bytes, 1))?;
    meter.release_to(before);
    hold_lines(&notes.lines, text)?;
    let mut marks = notes.marks(&pages);
    let signs = signs::find(text, &lines, &marks, &profile.signs);
    marks.extend(signs.found.iter().flat_map(|sign| [Mark::Open(*sign), Mark::Close(*sign)]));
    hold(marks.len(), PART)?;
    marks.sort_by_key(Mark::order);
    let masked = mark::masked(text, &marks);
    let blocks = blocks::cut(&masked, &notes.lines, &pages, layout);
    hold(blocks.len(), PART)?;
    hold(text.bytes().filter(|byte| *byte == b'\t').count(), LINE)?;
    notes.anchor_uncited(&blocks, &mut marks);
    marks.extend(line_breaks::find(&blocks, &masked, &pages, layout));
    let marks = Marks::new(marks, profile.lines.breaks);
    let features = features::of_all(&blocks, &masked, layout);
    Ok(then(&Parsed {
        text,
        masked: &masked,
        lines: &lines,
        blocks: &blocks,
        features: &features,
        notes: &notes,
        marks: &marks,
        signs: &signs,
    }))
}

/// A line without the byte-order mark of the text.
fn without_mark(line: Span, text: &str) -> Span {
    let is_marked = line.start == 0 && line.of(text).starts_with('\u{feff}');
    if is_marked { Span::new('\u{feff}'.len_utf8(), line.end) } else { line }
}
