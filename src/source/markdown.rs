//! Markdown: the text of a file in CommonMark with notes, tables and struck words, as GitHub and pandoc write them. Takes the text; gives its
//! transcript, and the front matter.
//!
//! The ends of lines stay, for a transcript has them where the page had them. A tag that is none of HTML's for looks and lines is text: letters are
//! transcribed with `<unleserlich>`. Quotation marks, dashes and dots stay as they are typed, but where the file escapes those that are meant so.

use std::collections::BTreeMap;
use std::mem;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::flow::Flow;
use super::front_matter::FrontMatter;
use super::html;
use super::left_out::Kind;
use super::notation::Notation;
use super::transcript::Transcript;

/// What is escaped only where quotation marks, dashes and dots would else be read as those of print: pandoc writes so.
const ESCAPED: &[&str] = &["\\'", "\\\"", "\\--", "\\..."];

/// Signs of print that are not written so.
const OF_PRINT: &[char] = &['’', '‘', '“', '”', '–', '—', '…'];

#[derive(Debug)]
struct Reader<'n> {
    flow: Flow<'n, Option<u64>>,
    /// The text around a note, and the label of the note.
    outer: Option<(Flow<'n, Option<u64>>, String)>,
    looks: BTreeMap<Kind, usize>,
    marks: Vec<(String, usize)>,
    notes: BTreeMap<String, Transcript<'n>>,
    front: Option<FrontMatter>,
    open_front: Option<MetadataBlockKind>,
    /// Lines of code, whose white space stands.
    is_code: bool,
    images: usize,
}

/// Reads a file.
pub(super) fn read<'n>(text: &str, notation: &'n Notation) -> (Transcript<'n>, Option<FrontMatter>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let print = if is_plain_for_print(text) { Options::ENABLE_SMART_PUNCTUATION } else { Options::empty() };
    let options = print
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut reader = Reader {
        flow: Flow::new(Transcript::new(notation)),
        outer: None,
        looks: BTreeMap::new(),
        marks: Vec::new(),
        notes: BTreeMap::new(),
        front: None,
        open_front: None,
        is_code: false,
        images: 0,
    };
    let parser = Parser::new_ext(text, options);
    parser.reference_definitions().iter().for_each(|_| reader.flow.transcript.left_out.one(Kind::Link));
    parser.for_each(|event| reader.event(event));
    reader.finish()
}

/// Whether "'", `"`, "--" and "..." stand for the signs of print: what would be read so and is not meant is escaped, and no sign of print is there.
fn is_plain_for_print(text: &str) -> bool {
    ESCAPED.iter().any(|escaped| text.contains(escaped)) && !text.contains(OF_PRINT)
}

impl Flow<'_, Option<u64>> {
    fn item(&mut self) {
        self.end_item();
        let depth = self.lists.len().saturating_sub(1);
        let label = self.lists.last_mut().and_then(Option::as_mut).map(|next| {
            let label = format!("{next}.");
            *next = next.saturating_add(1);
            label
        });
        self.label = Some((depth, label));
    }

    /// A line ends. An item is one line.
    fn line(&mut self) {
        if self.is_item { self.transcript.words(" ") } else { self.transcript.line() }
    }
}

impl<'n> Reader<'n> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.open_front.is_some() => self.front_matter(&text),
            Event::Text(text) if self.is_code => self.lines(&text),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.put(&text)
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::FootnoteReference(label) => {
                self.flow.put_label();
                let place = self.flow.transcript.mark();
                self.marks.push((label.into_string(), place));
            }
            Event::SoftBreak | Event::HardBreak => self.flow.line(),
            Event::Rule => {
                self.flow.transcript.left_out.one(Kind::Rule);
                self.flow.block();
            }
            Event::TaskListMarker(is_done) => self.put(if is_done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(first) => {
                self.flow.block();
                self.flow.lists.push(first);
            }
            Tag::Item => self.flow.item(),
            Tag::Heading { .. } => self.flow.heading(),
            Tag::BlockQuote(_) => self.flow.quotation(),
            Tag::FootnoteDefinition(label) => {
                let inner = Flow::new(self.flow.transcript.apart());
                self.outer = Some((mem::replace(&mut self.flow, inner), label.into_string()));
            }
            Tag::Table(_) => {
                self.flow.block();
                self.flow.transcript.table();
            }
            Tag::TableHead | Tag::TableRow => self.flow.transcript.row(),
            Tag::TableCell => self.flow.transcript.cell(),
            Tag::Emphasis => self.look(Kind::Italic),
            Tag::Strong => self.look(Kind::Bold),
            Tag::Strikethrough => self.look(Kind::Struck),
            Tag::Superscript => self.look(Kind::Raised),
            Tag::Subscript => self.look(Kind::Lowered),
            Tag::Link { .. } => self.flow.transcript.left_out.one(Kind::Link),
            Tag::Image { .. } => {
                self.flow.transcript.left_out.one(Kind::Picture);
                self.images += 1;
            }
            Tag::MetadataBlock(kind) => self.open_front = Some(kind),
            Tag::CodeBlock(kind) => {
                self.flow.block();
                if let CodeBlockKind::Fenced(words) = kind {
                    self.put(&words);
                    self.flow.transcript.line();
                }
                self.is_code = true;
            }
            _ => self.flow.block(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.flow.lists.pop();
                self.flow.block();
            }
            TagEnd::FootnoteDefinition => {
                if let Some((outer, label)) = self.outer.take() {
                    let mut note = mem::replace(&mut self.flow, outer);
                    note.block();
                    self.notes.insert(label, note.transcript);
                }
            }
            TagEnd::Item => self.flow.end_item(),
            TagEnd::BlockQuote(_) => self.flow.end_quotation(),
            TagEnd::Table => self.flow.transcript.end_table(),
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell | TagEnd::Link => {}
            TagEnd::Emphasis => self.end_look(Kind::Italic),
            TagEnd::Strong => self.end_look(Kind::Bold),
            TagEnd::Strikethrough => self.end_look(Kind::Struck),
            TagEnd::Superscript => self.end_look(Kind::Raised),
            TagEnd::Subscript => self.end_look(Kind::Lowered),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::MetadataBlock(_) => self.open_front = None,
            TagEnd::CodeBlock => {
                self.is_code = false;
                self.flow.block();
            }
            _ => self.flow.block(),
        }
    }

    fn look(&mut self, look: Kind) {
        *self.looks.entry(look).or_default() += 1;
    }

    fn end_look(&mut self, look: Kind) {
        self.looks.entry(look).and_modify(|count| *count = count.saturating_sub(1));
    }

    fn put(&mut self, text: &str) {
        if self.images > 0 {
            self.flow.transcript.left_out.text(Kind::Picture, text);
            return;
        }
        self.flow.put_label();
        self.flow.transcript.looks(self.looks.iter().filter(|(_, count)| **count > 0).map(|(look, _)| *look));
        self.flow.transcript.text(text);
    }

    fn lines(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.flow.transcript.line();
            }
            self.put(line);
        }
    }

    /// A tag of HTML, or what only looks like one.
    fn html(&mut self, html: &CowStr<'_>) {
        let inside = html.trim().trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
        let (is_end, name) = inside.strip_prefix('/').map_or((false, inside), |name| (true, name));
        match html::look(name) {
            _ if html.trim().starts_with("<!--") => self.flow.transcript.left_out.one(Kind::Comment),
            Some(look) if is_end => self.end_look(look),
            Some(look) => self.look(look),
            None if name.eq_ignore_ascii_case("br") => self.flow.line(),
            None => self.lines(html.trim_end_matches('\n')),
        }
    }

    fn front_matter(&mut self, text: &str) {
        let front = self.open_front.map(|kind| FrontMatter::of(text, kind == MetadataBlockKind::PlusesStyle));
        self.front = self.front.take().or(front);
    }

    fn finish(mut self) -> (Transcript<'n>, Option<FrontMatter>) {
        for (label, place) in mem::take(&mut self.marks) {
            if let Some(note) = self.notes.remove(&label) {
                self.flow.transcript.note(place, note);
            }
        }
        for note in mem::take(&mut self.notes).into_values() {
            let place = self.flow.transcript.uncited();
            self.flow.transcript.note(place, note);
        }
        (self.flow.transcript, self.front)
    }
}
