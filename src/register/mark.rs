//! Names in a document. Takes a document, its source, a [`Finder`] and a profile; puts the names into its running text and gives what
//! could not be distinguished.
//!
//! A name is put around whole pieces of running text: page breaks, line breaks and notes may stand inside it, and of editors' signs
//! all or nothing. A name that the text already has as one gets its record and no second element; dates hold no names.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use super::Finder;
use super::find::{Match, plain};
use crate::diag::{self, Diagnostic};
use crate::model::{Block, Division, Document, Inline, Name, Role};
use crate::profile::{AmbiguousName, NamePart, NameRule, Profile};
use crate::text::{Source, Span};

impl Finder {
    /// Marks the names of a document.
    pub fn mark(&self, document: &mut Document, source: &Source, profile: &Profile) -> Vec<Diagnostic> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut marker = Marker {
            finder: self,
            source,
            profile,
            unclear: BTreeMap::new(),
            findings: Vec::new(),
            words: OnceCell::new(),
        };
        marker.division(&mut document.division);
        if profile.names.parts.contains(&NamePart::Notes) {
            for note in &mut document.notes {
                for paragraph in std::iter::once(&mut note.content).chain(&mut note.further) {
                    marker.content(paragraph, ' ');
                }
            }
        }
        marker.finish()
    }
}

struct Marker<'a> {
    finder: &'a Finder,
    source: &'a Source,
    profile: &'a Profile,
    /// Names that several records have, with the places where they stand.
    unclear: BTreeMap<Vec<usize>, BTreeMap<String, Vec<Span>>>,
    findings: Vec<Diagnostic>,
    /// The words of the text in small letters; read when they are first asked for.
    words: OnceCell<HashSet<&'a str>>,
}

/// A name to be put into running text: from where to where, in which piece of it.
struct Placed {
    span: Span,
    level: usize,
    name: Name,
}

/// What running text is read with.
struct Reading<'a> {
    source: &'a Source,
    /// What stands for a line's end.
    line_break: char,
    /// Signs that part a word at the end of a line.
    hyphens: &'a [String],
}

/// Running text as characters, each with where it stands.
#[derive(Default)]
struct Line {
    characters: Vec<char>,
    spans: Vec<Span>,
    /// For each character the innermost piece of text that holds it: index into `inside`, where 0 is the whole.
    levels: Vec<usize>,
    inside: Vec<Level>,
}

/// A piece of running text inside another one: what it is, and its characters.
#[derive(Clone, Copy)]
struct Level {
    outer: usize,
    kind: Around,
    from: usize,
    to: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Text,
    Sign,
    Name,
    Date,
}

impl Marker<'_> {
    fn division(&mut self, division: &mut Division) {
        let parts = &self.profile.names.parts;
        let has = |part| parts.contains(&part);
        let Division { front, opener, body, closer, postscript, enclosures } = division;
        for (part, blocks) in [
            (NamePart::Heading, front),
            (NamePart::Opener, opener),
            (NamePart::Text, body),
            (NamePart::Closer, closer),
            (NamePart::Closer, postscript),
        ] {
            if has(part) {
                blocks.iter_mut().for_each(|block| self.block(block));
            }
        }
        enclosures.iter_mut().for_each(|enclosure| self.division(enclosure));
    }

    fn block(&mut self, block: &mut Block) {
        // No name runs over from one line of an address to the next.
        let line_break = if block.role == Role::Address { '\n' } else { ' ' };
        self.content(&mut block.content, line_break);
        block.children.iter_mut().for_each(|child| self.block(child));
    }

    fn content(&mut self, content: &mut Vec<Inline>, line_break: char) {
        if content.is_empty() {
            return;
        }
        let whole = Level { outer: 0, kind: Around::Text, from: 0, to: 0 };
        let mut line = Line { inside: vec![whole], ..Line::default() };
        let hyphens = &self.profile.lines.hyphens;
        line.add(content, &Reading { source: self.source, line_break, hyphens }, 0);
        let matches = self.finder.matches(&line.characters, self.profile);
        let placed: Vec<Placed> = matches.into_iter().filter_map(|found| self.place(&found, &line)).collect();
        if !placed.is_empty() {
            *content = wrap(std::mem::take(content), &placed, &mut 0);
        }
    }

    /// Where a match goes, if it can be an element.
    fn place(&mut self, found: &Match, line: &Line) -> Option<Placed> {
        let first = *line.spans.get(found.start)?;
        let last = *line.spans.get(found.end.checked_sub(1)?)?;
        let span = Span::new(first.start, last.end);
        let kinds = found.records.iter().filter_map(|record| self.finder.records.get(*record));
        let mut kinds: Vec<_> = kinds.map(|record| record.kind).collect();
        kinds.dedup();
        let Some(level) = line.level(found) else {
            let words = self.source.slice(span);
            let message = format!("`{words}` is a name in the register, and other markup begins or ends inside it");
            self.findings.push(Diagnostic::new(&diag::NAME_CROSSES, message).at(span));
            return None;
        };
        if line.inside.get(level).is_some_and(|level| level.kind == Around::Date) {
            return None;
        }
        if found.rule == Some(NameRule::Surname) && self.is_word(found, line) {
            let words = self.source.slice(span);
            let message = format!("`{words}` begins a sentence, and the text has it as a word too");
            self.findings.push(Diagnostic::new(&diag::NAME_OR_WORD, message).at(span));
            return None;
        }
        let record = match found.records.as_slice() {
            [one] => self.finder.records.get(*one)?.pointer.clone(),
            several => {
                let words = self.source.slice(span).to_owned();
                self.unclear.entry(several.to_vec()).or_default().entry(words).or_default().push(span);
                if kinds.len() != 1 || self.profile.names.ambiguous == AmbiguousName::Text {
                    return None;
                }
                None
            }
        };
        let rule = found.rule.map_or("name-in-register", NameRule::name);
        Some(Placed { span, level, name: Name { kind: *kinds.first()?, record, rule } })
    }

    /// Whether a surname at the beginning of a sentence may be a word: the text has it in small letters.
    fn is_word(&self, found: &Match, line: &Line) -> bool {
        let before = line.characters.get(..found.start).unwrap_or_default();
        let begins = before.iter().rfind(|c| !c.is_whitespace()).is_none_or(|c| ".?!".contains(*c));
        let name: String = line.characters.get(found.start..found.end).unwrap_or_default().iter().collect();
        let word = name.to_lowercase();
        let small = |word: &&str| word.starts_with(char::is_lowercase);
        let words = || self.source.text().split(|c: char| !c.is_alphanumeric()).filter(small).collect();
        begins && !before.is_empty() && self.words.get_or_init(words).contains(&*word)
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        for (records, names) in &self.unclear {
            let borne: Vec<&str> =
                records.iter().filter_map(|one| Some(self.finder.records.get(*one)?.name.as_str())).collect();
            for (words, places) in names {
                let more = match places.len() {
                    0 | 1 => String::new(),
                    count => format!(" ({count} times)"),
                };
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                let message = format!("`{words}` may be {}{more}", borne.join(" or "));
                let finding = Diagnostic::new(&diag::AMBIGUOUS_NAME, message);
                self.findings.push(Diagnostic { span: places.first().copied(), ..finding });
            }
        }
        self.findings
    }
}

impl Line {
    fn add(&mut self, content: &[Inline], reading: &Reading<'_>, level: usize) {
        for inline in content {
            let kind = match inline {
                Inline::Text(span) => {
                    self.text(*span, reading.source, level);
                    continue;
                }
                Inline::LineBreak(span) => {
                    self.push(reading.line_break, *span, level);
                    continue;
                }
                Inline::WordBreak(_) => {
                    self.join(reading.hyphens);
                    continue;
                }
                Inline::PageBreak { .. } | Inline::Note(_) => continue,
                Inline::Date(..) => Around::Date,
                Inline::Name(..) => Around::Name,
                Inline::Sign { .. } | Inline::Marked(..) => Around::Sign,
            };
            let inner = self.inside.len();
            self.inside.push(Level { outer: level, kind, from: self.characters.len(), to: 0 });
            self.add(inline.inner(), reading, inner);
            let to = self.characters.len();
            if let Some(level) = self.inside.get_mut(inner) {
                level.to = to;
            }
        }
    }

    /// Characters of the source, every run of white space as one blank.
    fn text(&mut self, span: Span, source: &Source, level: usize) {
        for (at, c) in source.slice(span).char_indices() {
            let span = Span::new(span.start + at, span.start + at + c.len_utf8());
            if !c.is_whitespace() {
                self.push(plain(c), span, level);
            } else if self.characters.last() != Some(&' ') {
                self.push(' ', span, level);
            }
        }
    }

    /// Takes the hyphen away that parts a word at the end of a line.
    fn join(&mut self, hyphens: &[String]) {
        let ends = |hyphen: &&String| self.characters.ends_with(&hyphen.chars().map(plain).collect::<Vec<char>>());
        if let Some(hyphen) = hyphens.iter().find(ends) {
            let length = self.characters.len().saturating_sub(hyphen.chars().count());
            self.characters.truncate(length);
            self.spans.truncate(length);
            self.levels.truncate(length);
        }
    }

    fn push(&mut self, c: char, span: Span, level: usize) {
        self.characters.push(c);
        self.spans.push(span);
        self.levels.push(level);
    }

    /// The innermost level that holds a match, where it takes all or nothing of each level inside; `None` where it does not.
    fn level(&self, found: &Match) -> Option<usize> {
        let inside = self.levels.get(found.start..found.end)?;
        let (mut first, mut last) = (*inside.first()?, *inside.last()?);
        while first != last {
            // The inner one of the two has the higher number.
            let inner = first.max(last);
            let level = self.inside.get(inner)?;
            if level.kind != Around::Sign || level.from < found.start || found.end < level.to {
                return None;
            }
            if first == inner {
                first = level.outer;
            }
            if last == inner {
                last = level.outer;
            }
        }
        // No second element around what is a name or a date already.
        let is_other = |level: &usize| {
            *level != first
                && self.inside.get(*level).is_some_and(|level| matches!(level.kind, Around::Name | Around::Date))
        };
        (!inside.iter().any(is_other)).then_some(first)
    }
}

/// Puts names around the pieces of running text that they cover. Levels are counted as [`Line::add`] counts them.
fn wrap(content: Vec<Inline>, names: &[Placed], levels: &mut usize) -> Vec<Inline> {
    let level = *levels;
    let mut waiting = names.iter().filter(|placed| placed.level == level).peekable();
    let mut made = Vec::new();
    // The name that is open, with what stands before it.
    let mut open: Option<(&Placed, Vec<Inline>)> = None;
    for inline in content {
        let Inline::Text(span) = inline else {
            let extent = extent(&inline);
            if open.is_none()
                && let Some(next) = waiting.next_if(|next| extent.is_some_and(|it| next.span.start < it.end))
            {
                open = Some((next, std::mem::take(&mut made)));
            }
            made.push(inner(inline, names, levels));
            if let Some((placed, before)) =
                open.take_if(|(placed, _)| extent.is_some_and(|it| placed.span.end <= it.end))
            {
                made = closed(placed, before, made);
            }
            continue;
        };
        let mut at = span.start;
        loop {
            if let Some((placed, before)) = open.take() {
                if placed.span.end > span.end {
                    open = Some((placed, before));
                    break;
                }
                push(&mut made, Span::new(at, placed.span.end));
                at = placed.span.end;
                made = closed(placed, before, made);
            }
            let Some(next) = waiting.next_if(|next| next.span.start < span.end) else { break };
            push(&mut made, Span::new(at, next.span.start));
            at = next.span.start.max(at);
            open = Some((next, std::mem::take(&mut made)));
        }
        push(&mut made, Span::new(at, span.end));
    }
    match open {
        Some((_, mut before)) => {
            before.append(&mut made);
            before
        }
        None => made,
    }
}

/// An inline with the names inside it; one that is a name already gets its record.
fn inner(inline: Inline, names: &[Placed], levels: &mut usize) -> Inline {
    match inline {
        Inline::Name(name, content) => {
            *levels += 1;
            let level = *levels;
            let mut of_level = names.iter().filter(|placed| placed.level == level && placed.name.kind == name.kind);
            let record =
                of_level.next().filter(|_| of_level.next().is_none()).and_then(|placed| placed.name.record.clone());
            let name = Name { record: name.record.or(record), ..name };
            let content = content.into_iter().map(|inline| skipped(inline, levels)).collect();
            Inline::Name(name, content)
        }
        Inline::Date(date, content) => {
            *levels += 1;
            Inline::Date(date, content.into_iter().map(|inline| skipped(inline, levels)).collect())
        }
        Inline::Sign { row, open, close, content } => {
            *levels += 1;
            Inline::Sign { row, open, close, content: wrap(content, names, levels) }
        }
        Inline::Marked(tag, content) => {
            *levels += 1;
            Inline::Marked(tag, wrap(content, names, levels))
        }
        other => other,
    }
}

/// An inline in which no names are put, its levels counted.
fn skipped(inline: Inline, levels: &mut usize) -> Inline {
    inner(inline, &[], levels)
}

fn closed(placed: &Placed, mut before: Vec<Inline>, content: Vec<Inline>) -> Vec<Inline> {
    before.push(Inline::Name(placed.name.clone(), content));
    before
}

fn push(made: &mut Vec<Inline>, span: Span) {
    if !span.is_empty() {
        made.push(Inline::Text(span));
    }
}

/// The text that an inline covers.
fn extent(inline: &Inline) -> Option<Span> {
    match inline {
        Inline::Text(span) => Some(*span),
        Inline::LineBreak(_) | Inline::WordBreak(_) | Inline::Note(_) | Inline::PageBreak { .. } => None,
        other => other.inner().iter().filter_map(extent).reduce(Span::to),
    }
}
