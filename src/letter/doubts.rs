//! What is missing or uncertain in a reading. Takes the document and how it came about; gives diagnostics that point into the text.
//! Decides nothing: a doubt never changes the document.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::blocks::TextBlock;
use super::confidence::{Alternative, Confidence};
use super::division::facts_of;
use super::facts::BlockFacts;
use super::lists::DEEPEST;
use super::mark::{Mark, Marks};
use super::note_marks::{STRONG, superscript_length};
use super::notes::Notes;
use super::words::match_template;
use super::{note_list, pages};
use crate::diag::{self, Code, Diagnostic};
use crate::model::{Block, Date, Division, Document, Inline, Note, Role, walk};
use crate::profile::{Feature, Lexicon, NoteStyle, Profile, Template};
use crate::text::{Span, superscript_digit};

/// Doubts of one kind that are reported each for itself.
const MOST_ALIKE: usize = 10_000;

/// All doubts about a document, in the order of the text.
pub(super) fn find(
    document: &Document,
    blocks: &[TextBlock<'_>],
    notes: &Notes,
    marks: &Marks,
    text: &str,
    profile: &Profile,
    confidence: Option<&Confidence>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    missing_parts(document, blocks, profile, confidence, &mut found);
    found.extend(confidence.iter().flat_map(|confidence| unsure(confidence, profile.doubts.margin)));
    dates(document, blocks, profile.lexicon(), &mut found);
    note_doubts(notes, text, &mut found);
    unused_marks(notes, text, &mut found);
    unanswered_marks(notes, text, &profile.notes, &mut found);
    page_order(marks, text, &mut found);
    found.extend(pages::doubtful(text, &profile.page).into_iter().map(|page| doubtful_page(page, text)));
    split_signs(document, marks, text, &mut found);
    for division in document.divisions() {
        for block in division.blocks() {
            structure(block, 1, &mut found);
            found.extend(unexplained(block, text));
        }
        found.extend(
            division.closer.iter().chain(&division.postscript).filter_map(|block| kept_note(block, text, profile)),
        );
        kept_salutations(&division.body, blocks, &mut found);
    }
    found.sort_by_key(|finding| finding.span.map_or((0, 0), |span| (span.start, span.end)));
    found
}

fn missing_parts(
    document: &Document,
    blocks: &[TextBlock<'_>],
    profile: &Profile,
    confidence: Option<&Confidence>,
    found: &mut Vec<Diagnostic>,
) {
    let division = &document.division;
    let has = |role: Role| division.blocks().any(|block| block.role == role);
    let head = division.front.iter().find(|block| block.role == Role::Head);
    let is_headed_letter = head.and_then(|head| facts_of(head, blocks)).is_some_and(BlockFacts::names_letter);
    let is_letter = has(Role::Salute) || is_headed_letter || (head.is_none() && profile.document.r#type == "letter");
    // What is missing is missing after the heading, or before the end.
    let start = head.map_or(Span::at(0), |head| Span::at(head.span.end));
    let end = division.blocks().last().map_or(start, |block| Span::at(block.span.end));
    let near = |role: Role| {
        let nearest = confidence.and_then(|confidence| confidence.likeliest(role));
        nearest.filter(|nearest| nearest.margin < NEAR * profile.doubts.margin)
    };
    if head.is_none() {
        found.push(Diagnostic::new(&diag::NO_HEADING, "no heading found").at(Span::at(0)));
    }
    if !has(Role::Dateline) && (is_letter || document.heading.sender.is_some()) {
        let finding = missing(&diag::NO_DATELINE, "no dateline found", start, near(Role::Dateline));
        let helped = finding.help.is_some();
        let way_out = "give `place` and `date` in the metadata file, if they are known";
        found.push(if helped { finding } else { finding.help(way_out) });
    }
    if is_letter && !has(Role::Salute) && !begins_with_salutation(document, blocks, profile.lexicon()) {
        found.push(missing(&diag::NO_SALUTATION, "no salutation found", start, near(Role::Salute)));
    }
    // What begins again behind a closer ends the letter.
    let mut blocks_of_all = document.divisions().flat_map(Division::blocks);
    let is_closed = blocks_of_all.any(|block| matches!(block.role, Role::Valediction | Role::Signed));
    if is_letter && !is_closed {
        let nearest = near(Role::Valediction).into_iter().chain(near(Role::Signed));
        let nearest = nearest.min_by(|one, other| one.margin.total_cmp(&other.margin));
        found.push(missing(&diag::NO_CLOSING, "no closing formula and no signature found", end, nearest));
    }
}

/// As many margins of doubt a block may be away from a part that is missing, to be named for it.
const NEAR: f32 = 2.0;

/// A part that is missing: at the block that looks most like it, with why it was not taken, or else at a place.
fn missing(code: &'static Code, message: &str, place: Span, nearest: Option<Alternative>) -> Diagnostic {
    let Some(Alternative { span, read_as, part, margin }) = nearest else {
        return Diagnostic::new(code, message).at(place);
    };
    let finding = Diagnostic::new(code, message).at(span);
    finding.help(format!("this looks most like it; as `{part}` it counts {margin:.1} less than as `{read_as}`"))
}

/// Whether the first paragraph begins with its salutation: "Dear Walter: I have been …", in capitals too.
fn begins_with_salutation(document: &Document, blocks: &[TextBlock<'_>], lexicon: &Lexicon) -> bool {
    let first = document.division.body.iter().find(|block| block.role == Role::Paragraph);
    let Some(facts) = first.and_then(|first| facts_of(first, blocks)) else { return false };
    let start: String = facts.text.chars().take(80).flat_map(char::to_lowercase).collect();
    start.contains([':', ',', '!', '—']) && lexicon.salutation.begins_small(&start)
}

fn dates(document: &Document, blocks: &[TextBlock<'_>], lexicon: &Lexicon, found: &mut Vec<Diagnostic>) {
    for block in document.divisions().flat_map(Division::blocks).filter(|block| block.role == Role::Dateline) {
        let facts = facts_of(block, blocks);
        let parts = facts.and_then(|facts| facts.line.dateline);
        let date = parts.and_then(|parts| Some(facts?.absolute(parts.date?))).unwrap_or(block.span);
        if parts.is_some_and(|parts| parts.date.is_none()) {
            // The day on which the letter came.
        } else if parts.is_some_and(|parts| parts.is_ambiguous) {
            let finding = Diagnostic::new(&diag::AMBIGUOUS_DATE, "this date can be read in more than one way").at(date);
            found.push(finding.help("give `date` in the metadata file"));
        } else if date_of(block).is_none() {
            found.push(Diagnostic::new(&diag::UNREAD_DATE, "no date could be read here").at(block.span));
        } else if date_of(block) == Some(Date::Unknown) && !facts.is_some_and(|facts| says_undated(facts.text, lexicon))
        {
            found.push(Diagnostic::new(&diag::UNREAD_DATE, "this date could not be read").at(date));
        }
    }
}

/// The first date of a dateline.
fn date_of(block: &Block) -> Option<Date> {
    block.content.iter().find_map(|inline| match inline {
        Inline::Date(date, _) => Some(*date),
        _ => None,
    })
}

fn says_undated(text: &str, lexicon: &Lexicon) -> bool {
    let text = text.to_lowercase();
    lexicon.undated.iter().any(|word| text.contains(word.as_str()))
}

fn note_doubts(notes: &Notes, text: &str, found: &mut Vec<Diagnostic>) {
    let mut last: Option<u32> = None;
    let mut is_renumbered = false;
    for (entry, cited) in notes.entries.iter().zip(&notes.cited) {
        let label = entry.number.of(text);
        let value = label.parse::<u32>().ok();
        // Notes at the foot of a page begin anew on the next.
        let begins_anew = entry.is_in_text && value == Some(1);
        if let (Some(value), Some(before)) = (value, last)
            && value < before
            && !begins_anew
        {
            let message = format!("note {label} comes after note {before}");
            found.push(Diagnostic::new(&diag::NOTES_OUT_OF_ORDER, message).at(entry.number));
        }
        last = value.or(last);
        if entry.label.is_empty() {
            let message = format!("`{label}` is a note mark, but there is no such note");
            found.push(Diagnostic::new(&diag::MARK_WITHOUT_NOTE, message).at(entry.number));
            continue;
        }
        let Some(mark) = cited else {
            let finding = Diagnostic::new(&diag::NOTE_WITHOUT_MARK, format!("no mark {label} found in the text"));
            found.push(finding.at(entry.label).help("put the mark where the note is cited"));
            continue;
        };
        let written = mark.number.of(text);
        if written != label && !is_renumbered {
            is_renumbered = true;
            let message = format!("the list counts this note {label}, its mark is {written}");
            let finding = Diagnostic::new(&diag::NOTES_RENUMBERED, message).at(entry.number);
            found.push(finding.related(mark.span, "the mark"));
        }
    }
}

/// Candidates that look like marks and are none.
fn unused_marks(notes: &Notes, text: &str, found: &mut Vec<Diagnostic>) {
    let mut used: Vec<Span> = notes.cited.iter().flatten().map(|mark| mark.span).collect();
    used.sort_unstable();
    let mut used = used.into_iter().peekable();
    // The first note with each number.
    let numbers = notes.entries.iter().enumerate().rev().map(|(at, entry)| (entry.number.of(text), at));
    let by_number: FxHashMap<&str, usize> = numbers.collect();
    let mut told = 0_usize;
    for candidate in notes.candidates.iter().filter(|candidate| candidate.gain >= STRONG) {
        while used.next_if(|span| span.end <= candidate.span.start).is_some() {}
        if used.peek().is_some_and(|span| span.start < candidate.span.end) {
            continue;
        }
        let number = candidate.number.of(text);
        told += 1;
        if told > MOST_ALIKE {
            continue;
        }
        let twin = by_number.get(number).and_then(|at| notes.entries.get(*at).zip(notes.cited.get(*at)));
        found.push(match twin {
            Some((entry, cited)) => {
                let finding = Diagnostic::new(&diag::DOUBLED_MARK, format!("mark {number} stands here once more"));
                finding.at(candidate.span).related(cited.map_or(entry.number, |mark| mark.span), "note anchored here")
            }
            None => {
                let message = format!("`{number}` looks like a note mark, but there is no such note");
                Diagnostic::new(&diag::MARK_WITHOUT_NOTE, message).at(candidate.span)
            }
        });
    }
    if let Some(more @ 1..) = told.checked_sub(MOST_ALIKE) {
        let message = format!("{more} more marks without a note of their own are not reported");
        found.push(Diagnostic::new(&diag::MARK_WITHOUT_NOTE, message));
    }
}

/// Marks that nothing else looks like and that no note answers: `[^1]`, and glued to a word `[1]` and `¹`.
fn unanswered_marks(notes: &Notes, text: &str, style: &NoteStyle, found: &mut Vec<Diagnostic>) {
    let answered: FxHashSet<Span> = notes.cited.iter().flatten().map(|mark| mark.span).collect();
    let mut entries: Vec<Span> = notes.entries.iter().map(|entry| entry.label.to(entry.body)).collect();
    entries.sort_unstable();
    // Where the notes end that begin before a mark.
    let (mut entries, mut end) = (entries.iter().peekable(), 0);
    // What the house always reads as a mark was told of as one.
    let is_ours = |mark: &&Template| mark.prefix().starts_with('[') && mark.has_number() && !style.marks.contains(mark);
    let templates: Vec<&Template> = style.agreeing_marks.iter().filter(is_ours).collect();
    if templates.is_empty() {
        return;
    }
    for (at, _) in text.match_indices(|c| c == '[' || superscript_digit(c).is_some()) {
        while let Some(entry) = entries.next_if(|entry| entry.start <= at) {
            end = end.max(entry.end);
        }
        let (before, rest) = text.split_at_checked(at).unwrap_or_default();
        let length = unanswered(before, rest, &templates);
        let span = Span::new(at, at + length);
        if length > 0 && !answered.contains(&span) && at >= end {
            let message = format!("`{}` is a note mark, but there is no such note", span.of(text));
            found.push(Diagnostic::new(&diag::MARK_WITHOUT_NOTE, message).at(span));
        }
    }
}

/// How many bytes a mark has that begins between two texts; 0 where none does.
fn unanswered(before: &str, rest: &str, templates: &[&Template]) -> usize {
    let is_glued = before.ends_with(|c: char| c.is_alphabetic() || ".,;:!?”’»\"".contains(c));
    let digits = superscript_length(rest);
    let bracketed = templates.iter().filter(|template| is_glued || template.prefix() != "[");
    let length =
        bracketed.filter_map(|template| match_template(rest, template, |c| c.is_ascii_digit())).map(|n| n.end).max();
    // "km²" is a measure, and "[2]" in a word the page that begins there.
    let is_word = !(1..=2).contains(&before.chars().rev().take_while(|c| c.is_alphabetic()).count());
    let length = length.or((digits > 0 && is_glued && is_word).then_some(digits)).unwrap_or_default();
    let is_inside = rest.get(length..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
    if is_inside { 0 } else { length }
}

/// What stands behind a letter, begins as a note does, and is cited by no mark.
fn kept_note(block: &Block, text: &str, profile: &Profile) -> Option<Diagnostic> {
    let first = block.span.of(text).lines().next().unwrap_or_default();
    let line = Span::new(block.span.start, block.span.start + first.len());
    let (number, label) = note_list::label(line, text, &profile.notes).filter(|(_, label)| label.end < line.end)?;
    let is_note =
        matches!(block.role, Role::Postscript | Role::Paragraph | Role::Address | Role::Unexplained | Role::Signed);
    is_note.then(|| {
        let message = format!("this looks like note {}, but no mark of it stands in the text", number.of(text));
        let finding = Diagnostic::new(&diag::NOTE_WITHOUT_MARK, message).at(label);
        finding.help("it was kept as text; put the mark where the note is cited")
    })
}

fn page_order(marks: &Marks, text: &str, found: &mut Vec<Diagnostic>) {
    let mut last: Option<(u32, Span)> = None;
    for mark in marks.all() {
        let Mark::Page(page) = mark else { continue };
        let Ok(number) = page.number.of(text).parse::<u32>() else { continue };
        if let Some((before, span)) = last.filter(|(before, _)| number < *before) {
            let message = format!("page {number} comes after page {before}");
            found.push(Diagnostic::new(&diag::PAGE_ORDER, message).at(page.span).related(span, "the page before"));
        }
        last = Some((number, page.span));
    }
}

fn doubtful_page(page: Span, text: &str) -> Diagnostic {
    let message = format!("`{}` may be a page mark, but no numbering goes on from it", page.of(text));
    Diagnostic::new(&diag::DOUBTFUL_PAGE, message).at(page)
}

/// Signs that stand for an element and could not become one: their ends lie in two parts of the document.
fn split_signs(document: &Document, marks: &Marks, text: &str, found: &mut Vec<Diagnostic>) {
    let mut made = BTreeSet::new();
    let mut note = |inline: &Inline| {
        if let Inline::Sign { open, close, .. } = inline {
            made.insert((*open, *close));
        }
    };
    walk(&document.division, &mut note);
    let mut open: Vec<&Inline> = document.notes.iter().flat_map(Note::paragraphs).flatten().collect();
    while let Some(inline) = open.pop() {
        note(inline);
        open.extend(inline.inner());
    }
    for mark in marks.all() {
        let Mark::Open(sign) = mark else { continue };
        if !made.contains(&(sign.open, sign.close)) {
            let at = if sign.open.is_empty() { sign.close } else { sign.open };
            let message = format!("`{}` is not closed in the same part of the text", at.of(text));
            let finding = Diagnostic::new(&diag::SIGN_UNCLOSED, message).at(at);
            found.push(finding.help("it was kept as text"));
        }
    }
}

/// The first opening signs that nothing closes; the last of them tells how many more there are.
pub(super) fn unclosed(signs: &[Span], text: &str) -> Vec<Diagnostic> {
    let message = |sign: Span| match signs.len().checked_sub(MOST_ALIKE) {
        Some(more @ 1..) if signs.get(MOST_ALIKE - 1) == Some(&sign) => {
            format!("nothing closes `{}`, nor {more} more signs after it", sign.of(text))
        }
        _ => format!("nothing closes `{}`", sign.of(text)),
    };
    let told = signs.iter().take(MOST_ALIKE);
    let finding = |sign: &Span| Diagnostic::new(&diag::SIGN_UNCLOSED, message(*sign)).at(*sign);
    told.map(|sign| finding(sign).help("it was kept as text")).collect()
}

/// An opening sign inside too many others.
pub(super) fn too_deep(sign: Span, text: &str) -> Diagnostic {
    let message = format!("`{}` stands inside too many other signs", sign.of(text));
    Diagnostic::new(&diag::SIGN_UNCLOSED, message).at(sign).help("it was kept as text, and so were those after it")
}

fn structure(block: &Block, depth: usize, found: &mut Vec<Diagnostic>) {
    match block.role {
        Role::Table => {
            let first = block.children.first().map_or(0, |row| row.children.len());
            if let Some(row) = block.children.iter().find(|row| row.children.len() != first) {
                let message = format!("this row has {} cells, the first has {first}", row.children.len());
                found.push(Diagnostic::new(&diag::UNEVEN_TABLE, message).at(row.span));
            }
        }
        Role::List(_) if depth == DEEPEST => {
            let message = format!("items are nested {DEEPEST} deep; deeper ones are kept on this level");
            found.push(Diagnostic::new(&diag::DEEP_LIST, message).at(Span::at(block.span.start)));
        }
        Role::List(_) | Role::Item => {
            for child in &block.children {
                structure(child, depth + usize::from(matches!(block.role, Role::List(_))), found);
            }
        }
        _ => {}
    }
}

/// A short block among the parts of the opener or the closer that is none of them.
fn unexplained(block: &Block, text: &str) -> Option<Diagnostic> {
    (block.role == Role::Unexplained).then(|| {
        let message = format!("`{}` is no part of a letter that Recto knows", excerpt(block.span.of(text)));
        let finding = Diagnostic::new(&diag::UNEXPLAINED, message).at(block.span);
        finding.help("it was kept in its place as `seg`; encode it by hand if it has a meaning")
    })
}

/// Blocks that are read as one element by less than a margin over another.
fn unsure(confidence: &Confidence, margin: f32) -> impl Iterator<Item = Diagnostic> {
    let others = confidence.alternatives().flatten().filter(move |other| other.margin < margin);
    others.take(MOST_ALIKE).map(move |Alternative { span, read_as, part, margin: less }| {
        let message = format!("read as `{read_as}`, but `{part}` is nearly as likely");
        let finding = Diagnostic::new(&diag::UNSURE, message).at(span);
        finding.help(format!("it counts {less:.1} less; what is below {margin:.1} is to be looked at"))
    })
}

/// The first line of a block.
fn excerpt(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// A salutation before the first paragraph that had to stay a paragraph.
fn kept_salutations(body: &[Block], blocks: &[TextBlock<'_>], found: &mut Vec<Diagnostic>) {
    let Some(first) = body.iter().find(|block| block.role == Role::Paragraph) else { return };
    if facts_of(first, blocks).is_some_and(|facts| facts.line.opens && !facts.has(Feature::Valediction)) {
        let message = "this salutation stands where TEI allows no `salute`";
        found.push(Diagnostic::new(&diag::SALUTATION_KEPT, message).at(first.span));
    }
}
