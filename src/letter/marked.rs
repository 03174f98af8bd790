//! Words that the original marks, in a document that is read. Takes the document and the marks; puts them around its running text.
//!
//! A mark that runs over a border of other markup is put around the pieces on both sides. What the text is read as already stays: of a name
//! in a name of its kind, or a date in a date, one is kept, with what the mark says of it.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::{Block, Date, DateValue, Division, Document, Inline, Marked, Name, NameKind, Role, Tag};
use crate::profile::{Profile, SignAttribute, TagElement, TagStyle};
use crate::text::Span;

/// The rule of names that the original marks.
const RULE: &str = "marked-in-original";

/// Puts marks into a document.
pub fn mark(document: &mut Document, marked: &[Marked], profile: &Profile) {
    let mut all: Vec<Put<'_>> = marked.iter().filter_map(|marked| Put::of(marked, profile)).collect();
    // Outer ones come first.
    all.sort_by_key(|put| (put.span.start, usize::MAX - put.span.end));
    let marks = Marks { longest: all.iter().map(|put| put.span.len()).max().unwrap_or_default(), all };
    marks.division(&mut document.division);
    for note in &mut document.notes {
        let span = note.span;
        for paragraph in std::iter::once(&mut note.content).chain(&mut note.further) {
            marks.content(paragraph, span);
        }
    }
}

/// Marks in the order of the text, and how long they are at most.
struct Marks<'p> {
    all: Vec<Put<'p>>,
    longest: usize,
}

/// A mark with what becomes of it.
struct Put<'p> {
    span: Span,
    style: &'p TagStyle,
    tag: &'p Arc<Tag>,
}

impl<'p> Put<'p> {
    fn of(marked: &'p Marked, profile: &'p Profile) -> Option<Self> {
        let style = profile.tags.get(&marked.tag.name).filter(|style| style.element != TagElement::None)?;
        Some(Self { span: marked.span, style, tag: &marked.tag })
    }
}

impl Marks<'_> {
    fn division(&self, division: &mut Division) {
        let Division { front, opener, body, closer, postscript, enclosures } = division;
        [front, opener, body, closer, postscript].into_iter().flatten().for_each(|block| self.block(block));
        enclosures.iter_mut().for_each(|enclosure| self.division(enclosure));
    }

    fn block(&self, block: &mut Block) {
        if block.role == Role::Address {
            // No mark runs over from one line of an address to the next.
            let lines = std::mem::take(&mut block.content);
            for line in lines.chunk_by(|_, next| !matches!(next, Inline::LineBreak(_))) {
                let mut line = line.to_vec();
                self.content(&mut line, block.span);
                block.content.append(&mut line);
            }
        } else {
            self.content(&mut block.content, block.span);
        }
        block.children.iter_mut().for_each(|child| self.block(child));
    }

    fn content(&self, content: &mut Vec<Inline>, span: Span) {
        let from = self.all.partition_point(|put| put.span.start + self.longest < span.start);
        let near = self.all.get(from..).unwrap_or_default().iter().take_while(|put| put.span.start <= span.end);
        let mut near = near.filter(|put| put.span.end >= span.start).peekable();
        if near.peek().is_none() {
            return;
        }
        let mut rest = VecDeque::from(std::mem::take(content));
        while let Some(first) = near.next() {
            let mut group = vec![first];
            let mut end = first.span.end;
            while let Some(next) = near.next_if(|next| next.span.start < end) {
                end = end.max(next.span.end);
                group.push(next);
            }
            let mut mine = taken(&mut rest, first.span.start, end, content);
            for put in group {
                mine = put.around(mine);
            }
            content.append(&mut mine);
        }
        content.extend(rest);
    }
}

/// The pieces of running text from one place to another; those before them are passed on.
fn taken(rest: &mut VecDeque<Inline>, start: usize, end: usize, before: &mut Vec<Inline>) -> Vec<Inline> {
    let mut mine = Vec::new();
    while let Some(inline) = rest.pop_front() {
        match (&inline, extent(&inline)) {
            (_, Some(extent)) if extent.start > end || extent.start == end && start < end => {
                rest.push_front(inline);
                break;
            }
            (Inline::Text(span), _) if span.end > end => {
                rest.push_front(Inline::Text(Span::new(end, span.end)));
                mine.push(Inline::Text(Span::new(span.start, end)));
                break;
            }
            (_, Some(extent)) if extent.end < start => before.push(inline),
            (_, None) if mine.is_empty() => before.push(inline),
            _ => mine.push(inline),
        }
    }
    mine.retain(|inline| !matches!(inline, Inline::Text(span) if span.is_empty()));
    mine
}

impl Put<'_> {
    /// Running text with this mark in it.
    fn around(&self, content: Vec<Inline>) -> Vec<Inline> {
        if self.span.is_empty() || self.style.element == TagElement::Gap {
            return self.at(content);
        }
        let mut made = Vec::new();
        let mut inside = Vec::new();
        for inline in content.into_iter().flat_map(|inline| self.cut(inline)) {
            match extent(&inline) {
                Some(extent) if !self.span.contains(extent) => {
                    self.close(&mut inside, &mut made);
                    made.push(if meets(self.span, extent) { self.within(inline) } else { inline });
                }
                _ => inside.push(inline),
            }
        }
        self.close(&mut inside, &mut made);
        made
    }

    /// A text in its pieces outside and inside of the mark.
    fn cut(&self, inline: Inline) -> Vec<Inline> {
        let Inline::Text(span) = inline else { return vec![inline] };
        let (start, end) = (self.span.start.clamp(span.start, span.end), self.span.end.clamp(span.start, span.end));
        let pieces = [Span::new(span.start, start), Span::new(start, end), Span::new(end, span.end)];
        pieces.into_iter().filter(|piece| !piece.is_empty()).map(Inline::Text).collect()
    }

    /// Other markup that the mark begins or ends inside of.
    fn within(&self, inline: Inline) -> Inline {
        match inline {
            Inline::Name(name, content) if self.is_name(name.kind) => {
                let record = name.record.or_else(|| self.record());
                Inline::Name(Name { record, ..name }, content)
            }
            Inline::Name(name, content) => Inline::Name(name, self.around(content)),
            Inline::Date(date, content) if self.style.element == TagElement::Date => {
                Inline::Date(self.date().unwrap_or(date), content)
            }
            Inline::Date(date, content) => Inline::Date(date, self.around(content)),
            Inline::Sign { row, open, close, content } => {
                Inline::Sign { row, open, close, content: self.around(content) }
            }
            Inline::Marked(tag, content) => Inline::Marked(tag, self.around(content)),
            other => other,
        }
    }

    /// Puts the mark around what is inside of it; breaks and marks of notes at its ends stay outside.
    fn close(&self, inside: &mut Vec<Inline>, made: &mut Vec<Inline>) {
        let first = inside.iter().position(|inline| extent(inline).is_some()).unwrap_or(inside.len());
        let end = inside.iter().rposition(|inline| extent(inline).is_some()).map_or(first, |last| last + 1);
        let behind = inside.split_off(end);
        let content = inside.split_off(first);
        made.append(inside);
        if !content.is_empty() {
            made.push(self.element(content));
        }
        made.extend(behind);
    }

    fn element(&self, content: Vec<Inline>) -> Inline {
        if let Some(kind) = self.style.element.kind() {
            let content = self.flat(content);
            return Inline::Name(Name { record: self.record(), ..Name::new(kind, RULE) }, content);
        }
        if self.style.element == TagElement::Date {
            let read = content.iter().find_map(|inline| match inline {
                Inline::Date(date, _) => Some(*date),
                _ => None,
            });
            let date = self.date().or(read).unwrap_or(Date::Unknown);
            return Inline::Date(date, self.flat(content));
        }
        Inline::Marked(Arc::clone(self.tag), content)
    }

    /// Content without markup of the kind of this mark.
    fn flat(&self, content: Vec<Inline>) -> Vec<Inline> {
        let flat = |inline| match inline {
            Inline::Name(name, content) if self.is_name(name.kind) => content,
            Inline::Date(_, content) if self.style.element == TagElement::Date => content,
            other => vec![other],
        };
        content.into_iter().flat_map(flat).collect()
    }

    /// Something that is missing, at the place of the mark. A sign that says so already is enough.
    fn at(&self, content: Vec<Inline>) -> Vec<Inline> {
        if self.style.element != TagElement::Gap {
            return content;
        }
        let is_sign = |inline: &Inline| matches!(inline, Inline::Sign { open, content, .. } if content.is_empty() && self.span.contains(*open));
        if content.iter().any(is_sign) {
            return content;
        }
        let at = self.span.start;
        let mut made = Vec::new();
        let mut waiting = Some(Inline::Marked(Arc::clone(self.tag), Vec::new()));
        let first = content.iter().filter_map(extent).map(|extent| extent.start).min();
        let last = content.iter().filter_map(extent).map(|extent| extent.end).max();
        if first.is_none_or(|first| at < first) || last.is_none_or(|last| last < at) {
            return content;
        }
        for inline in content {
            let Some(extent) = extent(&inline).filter(|extent| extent.start <= at && at <= extent.end) else {
                made.push(inline);
                continue;
            };
            match (inline, waiting.take()) {
                (Inline::Text(span), Some(gap)) => {
                    let (before, behind) = (Span::new(span.start, at), Span::new(at, span.end));
                    made.extend((!before.is_empty()).then_some(Inline::Text(before)));
                    // A piece that goes on behind a break begins there.
                    made.push(gap);
                    made.extend((!behind.is_empty()).then_some(Inline::Text(behind)));
                }
                (inline, Some(gap)) if at == extent.start => made.extend([gap, inline]),
                (inline, Some(gap)) if at == extent.end => made.extend([inline, gap]),
                (inline, Some(_)) => made.push(self.within(inline)),
                (inline, None) => made.push(inline),
            }
        }
        made
    }

    fn is_name(&self, kind: NameKind) -> bool {
        self.style.element.kind() == Some(kind)
    }

    fn record(&self) -> Option<Arc<str>> {
        self.attribute(SignAttribute::Ref).map(Arc::from)
    }

    fn date(&self) -> Option<Date> {
        self.attribute(SignAttribute::When).and_then(|value| DateValue::parse(&value)).map(Date::When)
    }

    fn attribute(&self, name: SignAttribute) -> Option<String> {
        self.style.attributes(self.tag).find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

fn meets(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// The text of an inline with the signs around it; breaks and marks of notes have none.
fn extent(inline: &Inline) -> Option<Span> {
    match inline {
        Inline::Text(span) => Some(*span),
        Inline::Sign { open, close, content, .. } => {
            let signs = [*open, *close].into_iter().filter(|sign| !sign.is_empty());
            signs.chain(content.iter().filter_map(extent)).reduce(Span::to)
        }
        other => other.inner().iter().filter_map(extent).reduce(Span::to),
    }
}
