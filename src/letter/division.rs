//! Blocks and their parts to divisions of the model. Takes what `roles` decided; gives the [`Document`].
//!
//! Each part goes to its place in the division; items become lists, rows tables, lines of verse poems. A label that is not at the
//! very beginning opens an enclosure; enclosures of enclosures stand beside them.

use super::blocks::{Shape, TextBlock};
use super::inline::{Marks, cut, cut_lines, page_block};
use super::roles::Part;
use super::{dateline, formulas, heading, introduced, lines, list_heads, lists, tables, verse, words};
use crate::model::{Block, Correspondent, Date, Division, Document, Heading, Inline, Name, NameKind, Note, Role};
use crate::profile::Profile;
use crate::text::Span;

/// A line up to this long is one whose break matters, if it is not the last of its block.
const SHORT_LINE: usize = 50;

/// Builds a document from blocks.
pub(super) struct Builder<'a> {
    text: &'a str,
    marks: &'a Marks,
    profile: &'a Profile,
}

/// Where in a division the last block went.
#[derive(Clone, Copy)]
enum Place {
    Front,
    Opener,
    Body,
    Closer,
    Postscript,
}

impl<'a> Builder<'a> {
    /// A builder over the masked text.
    pub(super) fn new(text: &'a str, marks: &'a Marks, profile: &'a Profile) -> Self {
        Self { text, marks, profile }
    }

    /// The document of these blocks.
    pub(super) fn build(&self, blocks: &[TextBlock], parts: &[Option<Part>], notes: Vec<Note>) -> Document {
        let mut divisions = vec![Division::default()];
        let mut place = Place::Front;
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let part = parts.get(at).copied().flatten();
            let is_begun = !matches!(place, Place::Front) || divisions.last().is_some_and(|d| !d.front.is_empty());
            if part == Some(Part::Label) && is_begun {
                divisions.push(Division::default());
            }
            place = part.map_or(place, place_of);
            let taken = run_length(blocks.get(at..).unwrap_or_default(), parts.get(at..).unwrap_or_default());
            let run = blocks.get(at..at + taken).unwrap_or_default();
            let made = self.run(block, part, run);
            if let Some(division) = divisions.last_mut() {
                add(slot(division, place), made);
            }
            at += taken;
        }
        for division in &mut divisions {
            list_heads::join(division, self.text, self.profile);
            introduced::join(division, self.text, self.profile);
        }
        let mut divisions = divisions.into_iter();
        let mut division = divisions.next().unwrap_or_default();
        division.enclosures = divisions.collect();
        let heading = self.heading(&division);
        Document { division, notes, heading, language: None }
    }

    /// The blocks of the model that a run gives: a list, a poem and a quotation take several, anything else one.
    fn run(&self, block: &TextBlock, part: Option<Part>, run: &[TextBlock]) -> Vec<Block> {
        match (part, block.shape) {
            (Some(Part::List | Part::PostscriptList), _) => {
                lists::build(&run.iter().collect::<Vec<_>>(), self.text, self.marks)
            }
            (Some(Part::Verse | Part::PostscriptVerse), _) => {
                verse::build(run, self.text, self.marks).into_iter().collect()
            }
            (Some(Part::Quotation), _) => self.quotation(run),
            (Some(Part::Table | Part::PostscriptTable), _) => vec![tables::build(block, self.text, self.marks)],
            (None, Shape::Page(page)) => vec![page_block(page)],
            (Some(part), _) => vec![self.text_block(block, part)],
            (None, _) => vec![self.text_block(block, Part::Paragraph)],
        }
    }

    /// Paragraphs that quote, in one block.
    fn quotation(&self, run: &[TextBlock]) -> Vec<Block> {
        let paragraphs = run.iter().map(|block| match block.shape {
            Shape::Page(page) => page_block(page),
            _ => self.text_block(block, Part::Quotation),
        });
        let span = run.iter().map(|block| block.span).reduce(Span::to).unwrap_or_default();
        vec![Block { children: paragraphs.collect(), ..Block::new(Role::Quotation, span, "quotation") }]
    }

    fn text_block(&self, block: &TextBlock, part: Part) -> Block {
        let (role, rule) = match part {
            Part::Valediction if formulas::leads_to_name(words::bare(block.span.of(self.text)), self.profile) => {
                (Role::Subscription, "subscription")
            }
            _ => role_of(part),
        };
        let mut made = Block::new(role, block.span, rule);
        made.content = match role {
            Role::Dateline => self.dateline(block),
            Role::Signed => self.signature(block),
            Role::Paragraph | Role::Section | Role::Postscript if !has_short_lines(block, self.text) => {
                cut(block.span, self.marks)
            }
            _ => self.lines(&block.lines),
        };
        made.content.splice(0..0, self.marks.line_start(block.span));
        made
    }

    /// A dateline with its place and date.
    fn dateline(&self, block: &TextBlock) -> Vec<Inline> {
        let text = block.span.of(self.text);
        let Some(parts) = dateline::read(text, self.profile) else { return self.lines(&block.lines) };
        let absolute = |span: Span| Span::new(span.start + block.span.start, span.end + block.span.start);
        let around = |span: Span| self.marks.around(absolute(span));
        let place = parts
            .place
            .map(around)
            .map(|span| (span, Inline::Name(Name::new(NameKind::Place, "place-name"), cut(span, self.marks))));
        let date = parts.date.map(around).map(|span| (span, Inline::Date(parts.value, cut(span, self.marks))));
        let mut pieces: Vec<(Span, Inline)> = place.into_iter().chain(date).collect();
        pieces.sort_by_key(|(span, _)| span.start);
        let mut content = Vec::new();
        let mut at = block.span.start;
        for (span, piece) in pieces {
            if span.start < at {
                continue;
            }
            content.extend(cut(Span::new(at, span.start), self.marks));
            content.push(piece);
            at = span.end;
        }
        content.extend(cut(Span::new(at, block.span.end), self.marks));
        content
    }

    /// A signature; its first line is a name where it reads like one.
    fn signature(&self, block: &TextBlock) -> Vec<Inline> {
        let lines = &block.lines;
        let Some(first) = lines.first().copied() else { return Vec::new() };
        // The quotation mark behind a name in an embedded letter is none of its letters.
        let name = self.name_in(first.of(self.text)).trim_end_matches(['”', '“', '"', '»', '«']);
        let name = Span::new(first.start, first.start + words::bare(name).len().min(first.len()));
        let is_name = words::is_personal_name(name.of(self.text));
        if !is_name {
            return self.lines(lines);
        }
        let behind = Span::new(name.end, first.end);
        let others: Vec<Span> = std::iter::once(behind).chain(lines.iter().skip(1).copied()).collect();
        let mut content = vec![Inline::Name(Name::new(NameKind::Person, "person-name"), cut(name, self.marks))];
        content.extend(self.lines(&others));
        content
    }

    /// The text of lines whose breaks matter. Where those of the manuscript are kept, they are among the marks.
    fn lines(&self, lines: &[Span]) -> Vec<Inline> {
        match lines.iter().copied().reduce(Span::to) {
            Some(all) if lines::are_kept(self.profile) => cut(all, self.marks),
            _ => cut_lines(lines, self.marks),
        }
    }

    /// The name at the beginning of a line: up to the comma, or up to what belongs to the name behind it ("Jr.").
    fn name_in<'t>(&self, line: &'t str) -> &'t str {
        let Some((name, rest)) = line.split_once(',') else { return line };
        let after = rest.trim_start();
        let suffix = self.profile.tables().find_map(|table| words::begins(after, &table.name_suffixes));
        suffix.and_then(|length| line.get(..line.len() - after.len() + length)).unwrap_or(name)
    }

    /// What the first heading tells.
    fn heading(&self, division: &Division) -> Heading {
        let Some(head) = division.front.iter().find(|block| block.role == Role::Head) else {
            return Heading::default();
        };
        let text = head.span.of(self.text);
        let absolute = |span: Span| Span::new(span.start + head.span.start, span.end + head.span.start);
        let person = |person: Correspondent| Correspondent {
            name: person.name.map(absolute),
            office: person.office.map(absolute),
            is_organisation: person.is_organisation,
        };
        let found = heading::correspondents(text, self.profile);
        Heading {
            number: heading::number(text, self.profile).map(|(number, _)| absolute(number)),
            sender: found.sender.map(person),
            addressee: found.addressee.map(person),
        }
    }
}

/// Adds blocks; lines of an address that stand apart are one address.
fn add(blocks: &mut Vec<Block>, made: Vec<Block>) {
    for block in made {
        match blocks.last_mut() {
            Some(last) if last.role == Role::Address && block.role == Role::Address => {
                last.content.push(Inline::LineBreak(Span::new(last.span.end, block.span.start)));
                last.content.extend(block.content);
                last.span = last.span.to(block.span);
            }
            _ => blocks.push(block),
        }
    }
}

/// How many blocks from the first on are one list, poem or quotation, page marks inside included.
fn run_length(blocks: &[TextBlock], parts: &[Option<Part>]) -> usize {
    let first = parts.first().copied().flatten();
    if !matches!(first, Some(Part::List | Part::PostscriptList | Part::Verse | Part::PostscriptVerse | Part::Quotation))
    {
        return 1;
    }
    let mut length = 1;
    for (rank, (block, part)) in blocks.iter().zip(parts).enumerate().skip(1) {
        match (part, block.shape) {
            (part, _) if *part == first => length = rank + 1,
            (None, Shape::Page(_)) => {}
            _ => break,
        }
    }
    length
}

/// Whether the breaks of a block's lines matter: verse, addresses. A paragraph wrapped at a margin has long lines.
fn has_short_lines(block: &TextBlock, text: &str) -> bool {
    let all_but_last = block.lines.split_last().map(|(_, others)| others).unwrap_or_default();
    !all_but_last.is_empty() && all_but_last.iter().all(|line| line.of(text).chars().count() <= SHORT_LINE)
}

fn slot(division: &mut Division, place: Place) -> &mut Vec<Block> {
    match place {
        Place::Front => &mut division.front,
        Place::Opener => &mut division.opener,
        Place::Body => &mut division.body,
        Place::Closer => &mut division.closer,
        Place::Postscript => &mut division.postscript,
    }
}

fn place_of(part: Part) -> Place {
    match part {
        Part::Source | Part::Label | Part::Head => Place::Front,
        Part::Dateline | Part::Marking | Part::Address | Part::Letterhead | Part::Salute => Place::Opener,
        Part::Paragraph | Part::Section | Part::ListHead | Part::List | Part::Table | Part::Verse | Part::Quotation => {
            Place::Body
        }
        Part::Valediction | Part::Signed | Part::Affiliation | Part::ClosingDateline | Part::ClosingAddress => {
            Place::Closer
        }
        Part::Postscript
        | Part::PostscriptParagraph
        | Part::PostscriptList
        | Part::PostscriptTable
        | Part::PostscriptVerse
        | Part::PostscriptSigned => Place::Postscript,
    }
}

/// The role in the model and the name of the rule.
fn role_of(part: Part) -> (Role, &'static str) {
    match part {
        Part::Source => (Role::Source, "file-reference"),
        Part::Label => (Role::Label, "enclosure-label"),
        Part::Head => (Role::Head, "heading"),
        Part::Dateline => (Role::Dateline, "dateline"),
        Part::Marking => (Role::Marking, "marking"),
        Part::Address => (Role::Address, "address"),
        Part::Letterhead => (Role::Letterhead, "letterhead"),
        Part::Salute => (Role::Salute, "salutation"),
        Part::Section => (Role::Section, "section-heading"),
        Part::ListHead => (Role::ListHead, "list-heading"),
        Part::Valediction => (Role::Valediction, "closing-formula"),
        Part::Signed => (Role::Signed, "signature"),
        Part::Affiliation => (Role::Affiliation, "office-of-the-signer"),
        Part::ClosingDateline => (Role::Dateline, "dateline-at-end"),
        Part::ClosingAddress => (Role::Address, "address-at-end"),
        Part::Postscript => (Role::Postscript, "postscript"),
        Part::PostscriptParagraph => (Role::Paragraph, "postscript-paragraph"),
        Part::PostscriptSigned => (Role::Signed, "signature-of-postscript"),
        Part::Verse | Part::PostscriptVerse => (Role::Verse, "verse"),
        Part::Quotation => (Role::Paragraph, "quotation"),
        Part::Paragraph | Part::List | Part::Table | Part::PostscriptList | Part::PostscriptTable => {
            (Role::Paragraph, "paragraph")
        }
    }
}

/// Gives notes that found no place an anchor in a paragraph of their own at the end: nothing is lost.
pub(super) fn anchor_lost(document: &mut Document) {
    let mut anchored = vec![false; document.notes.len()];
    crate::model::walk(&document.division, &mut |inline| {
        if let Inline::Note(at) = inline
            && let Some(slot) = anchored.get_mut(*at)
        {
            *slot = true;
        }
    });
    let lost: Vec<usize> = anchored.iter().enumerate().filter(|(_, is)| !**is).map(|(at, _)| at).collect();
    if let Some(span) = lost.first().and_then(|at| document.notes.get(*at)).map(|note| Span::at(note.label.start)) {
        let mut block = Block::new(Role::Paragraph, span, "notes-without-text");
        block.content = lost.into_iter().map(Inline::Note).collect();
        document.division.body.push(block);
    }
}

/// The first date of a dateline.
pub(super) fn date_of(block: &Block) -> Option<Date> {
    block.content.iter().find_map(|inline| match inline {
        Inline::Date(date, _) => Some(*date),
        _ => None,
    })
}
