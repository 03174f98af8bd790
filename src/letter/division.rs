//! Blocks and their parts to divisions of the model. Takes what `roles` decided; gives the [`Document`].
//!
//! Each part goes to its place in the division; items become lists, rows tables, lines of verse poems. A label that is not at the
//! very beginning opens an enclosure; enclosures of enclosures stand beside them.

use super::blocks::{Shape, TextBlock};
use super::facts::BlockFacts;
use super::formulas::{is_of_name, leads_to_name, name_behind_formula};
use super::grammar::{Place, Row};
use super::inline::{cut, cut_block, cut_lines, page_block};
use super::mark::Marks;
use super::{introduced, list_heads, lists, numbered, run_in, tables, verse, words};
use crate::model::{Block, Correspondent, Division, Document, Heading, Inline, Name, NameKind, Note, Role};
use crate::profile::{LineBreaks, Profile, RunInList};
use crate::text::Span;

/// A line up to this long is one whose break matters, if it is not the last of its block.
const SHORT_LINE: usize = 50;

/// Builds a document from blocks.
pub(super) struct Builder<'a> {
    text: &'a str,
    marks: &'a Marks,
    profile: &'a Profile,
}

impl<'a> Builder<'a> {
    /// A builder over the masked text.
    pub(super) fn new(text: &'a str, marks: &'a Marks, profile: &'a Profile) -> Self {
        Self { text, marks, profile }
    }

    /// The document of these blocks.
    pub(super) fn build(&self, blocks: &[TextBlock<'_>], rows: &[Option<&Row>], notes: Vec<Note>) -> Document {
        let mut divisions = vec![Division::default()];
        let mut place = Place::Front;
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let row = rows.get(at).copied().flatten();
            let is_begun = place != Place::Front || divisions.last().is_some_and(|d| !d.front.is_empty());
            if is_begun && row.is_some_and(Row::begins_division) {
                divisions.push(Division::default());
            }
            place = row.map_or(place, |row| row.place);
            let taken = run_length(blocks.get(at..).unwrap_or_default(), rows.get(at..).unwrap_or_default());
            let run = blocks.get(at..at + taken).unwrap_or_default();
            let made = self.run(block, row, run);
            if let Some(division) = divisions.last_mut() {
                add(slot(division, place), made);
            }
            at += taken;
        }
        let lexicon = self.profile.lexicon();
        for division in &mut divisions {
            list_heads::join(division, self.text, lexicon);
            numbered::join(division, self.text, self.marks, self.profile.section.element);
            if self.profile.lists.run_in == RunInList::List {
                run_in::put(division, self.text, self.marks);
            }
            introduced::join(division, self.text, self.profile.lists.introduced, self.profile.quotations.introduced);
        }
        let mut divisions = divisions.into_iter();
        let mut division = divisions.next().unwrap_or_default();
        division.enclosures = divisions.collect();
        let heading = self.heading(&division, blocks);
        Document { division, notes, heading, ..Document::default() }
    }

    /// The blocks of the model that a run gives: a list, a poem and a quotation take several, anything else one.
    fn run(&self, block: &TextBlock<'_>, row: Option<&Row>, run: &[TextBlock<'_>]) -> Vec<Block> {
        let (text, marks) = (self.text, self.marks);
        match (row.map(|row| (row.role, row.rule)), block.shape) {
            (None, Shape::Page(page)) => vec![page_block(page)],
            (None, _) => vec![self.text_block(block, Role::Paragraph, "paragraph")],
            (Some((Role::List(_), rule)), _) => lists::build(run, rule, text, marks),
            (Some((Role::Table, rule)), _) => vec![tables::build(block, rule, text, marks)],
            (Some((Role::Verse, rule)), _) => verse::build(run, rule, text, marks).into_iter().collect(),
            (Some((Role::Quotation, rule)), _) => self.quotation(run, rule),
            (Some((Role::Signed, rule)), _) => self.signed(block, rule),
            (Some((Role::Paragraph, rule)), _) if run.len() > 1 => vec![self.paragraph(run, rule)],
            (Some((role, rule)), _) => vec![self.text_block(block, role, rule)],
        }
    }

    /// A paragraph that goes on behind blank lines and pages.
    fn paragraph(&self, run: &[TextBlock<'_>], rule: &'static str) -> Block {
        let span = run.iter().map(|block| block.span).reduce(Span::to).unwrap_or_default();
        let mut made = Block::new(Role::Paragraph, span, rule);
        made.content = cut_block(span, self.marks);
        made
    }

    /// A signature, and before it the closing formula that stands in its line.
    fn signed(&self, block: &TextBlock<'_>, rule: &'static str) -> Vec<Block> {
        let first = block.lines.first().copied().unwrap_or_default();
        let lexicon = self.profile.lexicon();
        let at = name_behind_formula(first.of(self.text), lexicon).unwrap_or(0);
        let formula = Span::new(first.start, first.start + at).trim(self.text);
        if formula.is_empty() || is_of_name(formula.of(self.text), lexicon) {
            return vec![self.text_block(block, Role::Signed, rule)];
        }
        let name = Span::new(first.start + at, first.end);
        let others = block.lines.iter().skip(1).copied();
        let part = |lines: Vec<Span>, span: Span| TextBlock { span, lines, ..block.clone() };
        let above = part(vec![formula], formula);
        let below = part(std::iter::once(name).chain(others).collect(), Span::new(name.start, block.span.end));
        vec![self.text_block(&above, Role::Valediction, "closing-formula"), self.text_block(&below, Role::Signed, rule)]
    }

    /// Paragraphs that quote, in one block.
    fn quotation(&self, run: &[TextBlock<'_>], rule: &'static str) -> Vec<Block> {
        let paragraphs = run.iter().map(|block| match block.shape {
            Shape::Page(page) => page_block(page),
            _ => self.text_block(block, Role::Paragraph, rule),
        });
        let span = run.iter().map(|block| block.span).reduce(Span::to).unwrap_or_default();
        vec![Block { children: paragraphs.collect(), ..Block::new(Role::Quotation, span, rule) }]
    }

    fn text_block(&self, block: &TextBlock<'_>, role: Role, rule: &'static str) -> Block {
        let words = || words::bare(block.span.of(self.text));
        let (role, rule) = match role {
            Role::Valediction if leads_to_name(words(), self.profile.lexicon()) => (Role::Subscription, "subscription"),
            _ => (role, rule),
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
    fn dateline(&self, block: &TextBlock<'_>) -> Vec<Inline> {
        let facts = block.facts.as_ref();
        let Some((facts, parts)) = facts.and_then(|facts| Some((facts, facts.line.dateline?))) else {
            return self.lines(&block.lines);
        };
        let around = |span: Span| self.marks.around(facts.absolute(span));
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
    fn signature(&self, block: &TextBlock<'_>) -> Vec<Inline> {
        let lines = &block.lines;
        let Some(first) = lines.first().copied() else { return Vec::new() };
        // The quotation mark behind a name in an embedded letter is none of its letters.
        let name = self.name_in(first.of(self.text)).trim_end_matches(['”', '“', '"', '»', '«']);
        let name = Span::new(first.start, first.start + words::bare(name).len().min(first.len()));
        let is_name = words::is_personal_name(name.of(self.text), self.profile.lexicon());
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
            Some(all) if self.profile.lines.breaks == LineBreaks::Lb => cut(all, self.marks),
            _ => cut_lines(lines, self.marks),
        }
    }

    /// The name at the beginning of a line: up to the comma, or up to what belongs to the name behind it ("Jr.").
    fn name_in<'t>(&self, line: &'t str) -> &'t str {
        let Some((name, rest)) = line.split_once(',') else { return line };
        let after = rest.trim_start();
        let suffix = self.profile.lexicon().name_suffixes.begin(after);
        suffix.and_then(|length| line.get(..line.len() - after.len() + length)).unwrap_or(name)
    }

    /// What the headings tell: a number may stand alone above the one that names people.
    fn heading(&self, division: &Division, blocks: &[TextBlock<'_>]) -> Heading {
        let heads: Vec<&BlockFacts<'_>> = division
            .front
            .iter()
            .filter(|block| block.role == Role::Head)
            .filter_map(|head| facts_of(head, blocks))
            .collect();
        let person = |facts: &BlockFacts<'_>, person: &Correspondent| Correspondent {
            name: person.name.map(|name| facts.absolute(name)),
            office: person.office.map(|office| facts.absolute(office)),
            is_organisation: person.is_organisation,
        };
        let number = heads.iter().find_map(|facts| Some(facts.absolute(facts.number()?)));
        let sender = heads.iter().find_map(|facts| Some(person(facts, facts.correspondents().sender.as_ref()?)));
        let addressee = heads.iter().find_map(|facts| {
            let found = facts.correspondents().addressee.clone().or_else(|| facts.addressed());
            found.map(|found| person(facts, &found))
        });
        Heading { number, sender, addressee }
    }
}

/// What the block says of which a block of the model was made.
pub(super) fn facts_of<'b>(made: &Block, blocks: &'b [TextBlock<'_>]) -> Option<&'b BlockFacts<'b>> {
    let at = blocks.partition_point(|block| block.span.start < made.span.start);
    blocks.get(at).filter(|block| block.span.start == made.span.start)?.facts.as_ref()
}

/// Adds blocks; lines of an address that stand apart are one address.
fn add(blocks: &mut Vec<Block>, made: Vec<Block>) {
    for block in made {
        match blocks.last_mut() {
            Some(last) if last.role == Role::Address && block.role == Role::Address => {
                let begins_line = matches!(block.content.first(), Some(Inline::LineBreak(_)));
                let between = Inline::LineBreak(Span::new(last.span.end, block.span.start));
                last.content.extend((!begins_line).then_some(between));
                last.content.extend(block.content);
                last.span = last.span.to(block.span);
            }
            _ => blocks.push(block),
        }
    }
}

/// How many blocks from the first on are one list, poem, quotation or paragraph, page marks inside included.
fn run_length(blocks: &[TextBlock<'_>], rows: &[Option<&Row>]) -> usize {
    let Some(first) = rows.first().copied().flatten() else { return 1 };
    let mut length = 1;
    for (rank, (block, row)) in blocks.iter().zip(rows).enumerate().skip(1) {
        match (row, block.shape) {
            (Some(row), _) if row.continues() || first.joins() && *row == first => length = rank + 1,
            (None, Shape::Page(_)) => {}
            _ => break,
        }
    }
    length
}

/// Whether the breaks of a block's lines matter: verse, addresses. A paragraph wrapped at a margin has long lines.
fn has_short_lines(block: &TextBlock<'_>, text: &str) -> bool {
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
