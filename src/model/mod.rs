//! A document, free of format: what the reader found in a text and the writer puts into TEI.
//!
//! Takes nothing; gives the types that `letter` fills and `tei` reads. Text is never copied: every piece of text is a
//! [`Span`] of the source, so that what is kept can be counted to the character. Promises by its shape that a division can
//! be written as valid TEI: head before opener, opener before body, body before closer, closer before postscripts, and
//! enclosures last, each in the order of the source. Knows neither plain-text conventions nor TEI names.

mod date;
mod facsimile;
mod ledger;
mod original;

pub use date::{Date, DateValue};
pub use facsimile::{Facsimile, Outline, Surface, Zone};
pub use ledger::Ledger;
pub use original::{Marked, Original, Styled, Tag};

use std::sync::Arc;

use crate::text::Span;

/// A whole document: one division, its notes, and the facts its heading tells.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The letter itself, with its enclosures inside.
    pub division: Division,
    /// All notes; [`Inline::Note`] holds an index into this list.
    pub notes: Vec<Note>,
    /// What the heading says of number, sender and addressee.
    pub heading: Heading,
    /// The language of the text, a code of the profile, where the text tells it.
    pub language: Option<String>,
    /// The images of its pages, where the original names them.
    pub facsimile: Facsimile,
}

impl Document {
    /// The letter itself, then its enclosures.
    pub fn divisions(&self) -> impl Iterator<Item = &Division> {
        std::iter::once(&self.division).chain(&self.division.enclosures)
    }
}

/// A letter or an enclosure of one: blocks in the order of the source, part after part.
#[derive(Clone, Debug, Default)]
pub struct Division {
    /// What stands before and in the heading: [`Role::Source`], [`Role::Label`], [`Role::Head`].
    pub front: Vec<Block>,
    /// [`Role::Dateline`], [`Role::Marking`], [`Role::Address`], [`Role::Letterhead`], [`Role::Salute`].
    pub opener: Vec<Block>,
    /// [`Role::Paragraph`], [`Role::Section`], [`Role::List`], [`Role::Table`], [`Role::Verse`],
    /// [`Role::Quotation`].
    pub body: Vec<Block>,
    /// [`Role::Valediction`], [`Role::Signed`], [`Role::Dateline`], and what stands with them.
    pub closer: Vec<Block>,
    /// [`Role::Postscript`] or [`Role::ItemLabel`] and further paragraphs; what stands behind them is a closer again: [`Role::ends_letter`].
    pub postscript: Vec<Block>,
    /// Enclosures and attachments, and what begins again behind the closer; each a division of its own.
    pub enclosures: Vec<Division>,
}

/// A block of text with the role it plays. [`Role::Page`] may stand in every part.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub role: Role,
    /// The part of the source it came from, marks and labels included.
    pub span: Span,
    /// The rule that made it, for `--explain`: a short name in the field's terms.
    pub rule: &'static str,
    /// The sign that begins an item and becomes markup: "•".
    pub bullet: Option<Span>,
    /// Its text; empty where `children` hold it.
    pub content: Vec<Inline>,
    /// List heads, items and labels of a list (page breaks between them); rows of a table; cells of a row; stanzas and lines of
    /// verse; paragraphs of a quotation; the lists inside an item; lists and quotations that belong to a paragraph, and its text behind them.
    pub children: Vec<Block>,
}

impl Block {
    /// A block without content.
    #[must_use]
    pub fn new(role: Role, span: Span, rule: &'static str) -> Self {
        Self { role, span, rule, bullet: None, content: Vec::new(), children: Vec::new() }
    }
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Archive or file reference printed above the heading.
    Source,
    /// Label of an enclosure: `[Enclosure]`.
    Label,
    /// Heading of the division.
    Head,
    /// Place and date.
    Dateline,
    /// Classification or urgency beside the dateline: "secret".
    Marking,
    /// Lines of an address, each a line of the block.
    Address,
    /// What is printed or written above the letter beside its date: name, street, telephone.
    Letterhead,
    /// Salutation.
    Salute,
    /// Paragraph.
    Paragraph,
    /// What goes on in a paragraph behind a list or a quotation inside it: text without an element of its own.
    Continuation,
    /// Heading of a section inside the letter.
    Section,
    /// A list; children: [`Role::ListHead`], [`Role::ItemLabel`], [`Role::Item`], [`Role::Page`].
    List(ListKind),
    /// Heading of a list.
    ListHead,
    /// Label that stands on a line of its own before its item or its postscript: "1.", "P.S.".
    ItemLabel,
    /// Item of a list: content, then nested lists as children.
    Item,
    /// A table; children: [`Role::Row`].
    Table,
    /// Row of a table; children: [`Role::Cell`].
    Row,
    /// Cell of a row.
    Cell,
    /// A group of verses; children: [`Role::VerseLine`] and [`Role::Page`], or stanzas, each a group of its own.
    Verse,
    /// A line of verse.
    VerseLine,
    /// A block quotation; children: its paragraphs and [`Role::Page`].
    Quotation,
    /// Closing formula: "Sincerely,".
    Valediction,
    /// The words that lead over to the signature and have no sense without it: "Herzlichst Ihr".
    Subscription,
    /// Signature.
    Signed,
    /// The office or body below a signature, in a block of its own.
    Affiliation,
    /// What an office or the addressee wrote on the letter: "Filed May 9, 1862".
    Endorsement,
    /// A short block of the opener or the closer that nothing explains.
    Unexplained,
    /// The first paragraph of a postscript.
    Postscript,
    /// A page break between blocks; its content is one [`Inline::PageBreak`].
    Page,
}

impl Role {
    /// Whether a postscript begins with it.
    #[must_use]
    pub fn begins_postscript(self) -> bool {
        matches!(self, Self::Postscript | Self::ItemLabel)
    }

    /// Whether it stands in a closer, also behind a postscript.
    #[must_use]
    pub fn ends_letter(self) -> bool {
        matches!(self, Self::Address | Self::Dateline | Self::Endorsement | Self::Unexplained)
    }
}

/// What a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// Any list without a known heading.
    Simple,
    /// What the letter is about.
    Subject,
    /// Who took part.
    Participants,
    /// Addressees.
    To,
    /// Senders.
    From,
    /// Documents referred to.
    References,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Characters of the source, kept as they are. A line break inside is white space.
    Text(Span),
    /// A page break.
    PageBreak {
        /// The page's number as the mark gives it.
        number: Span,
        /// The whole mark, inside a broken word with the white space around it.
        mark: Span,
    },
    /// The mark of a note: index into [`Document::notes`].
    Note(usize),
    /// A line break that matters (in signatures and addresses, everywhere in a text written line by line); the span is the white
    /// space in the source.
    LineBreak(Span),
    /// A line break inside a word, after the hyphen; the white space becomes markup.
    WordBreak(Span),
    /// Text that is a date, with its reading.
    Date(Date, Vec<Inline>),
    /// Text that names somebody or something.
    Name(Name, Vec<Inline>),
    /// What editors' signs stand for: text between two signs, or nothing in place of one.
    Sign {
        /// Which of the profile's signs: index into its list.
        row: usize,
        /// The sign that opens, or the whole sign; empty before a word that a sign follows.
        open: Span,
        /// The sign that closes; empty for a whole sign.
        close: Span,
        /// What stands between.
        content: Vec<Inline>,
    },
    /// Words that the original marks, as the profile's tags say; nothing where something is missing.
    Marked(Arc<Tag>, Vec<Inline>),
}

impl Inline {
    /// The running text inside it.
    #[must_use]
    pub fn inner(&self) -> &[Self] {
        match self {
            Self::Name(_, inner)
            | Self::Date(_, inner)
            | Self::Sign { content: inner, .. }
            | Self::Marked(_, inner) => inner,
            Self::Text(_) | Self::PageBreak { .. } | Self::Note(_) | Self::LineBreak(_) | Self::WordBreak(_) => &[],
        }
    }
}

/// What a name names.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Whether it is a person, a place …
    pub kind: NameKind,
    /// What points at its record in a register, where it is known.
    pub record: Option<Arc<str>>,
    /// The rule that found it.
    pub rule: &'static str,
}

impl Name {
    /// A name whose record is not known.
    #[must_use]
    pub fn new(kind: NameKind, rule: &'static str) -> Self {
        Self { kind, record: None, rule }
    }
}

/// What can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// A place.
    Place,
    /// A body.
    Organisation,
    /// A term or an abbreviation.
    Term,
}

/// A note of the editors or the author.
#[derive(Clone, Debug)]
pub struct Note {
    /// Number or sign by which it is cited: the mark where there is one, else the label.
    pub mark: Span,
    /// Where the mark stands in the text; `None` when none was found (the note is then anchored by position only).
    pub cited: Option<Span>,
    /// Label in the list of notes, with its punctuation.
    pub label: Span,
    /// The whole note in the source, label included.
    pub span: Span,
    /// Its text, or its first paragraph.
    pub content: Vec<Inline>,
    /// Its other paragraphs.
    pub further: Vec<Vec<Inline>>,
    /// The sign that closes it: "]" of "[Footnote 1: …]".
    pub closing: Option<Span>,
    /// Whether it names the source of the document.
    pub is_source: bool,
}

/// What the heading tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heading {
    /// Number of the document: the digits alone.
    pub number: Option<Span>,
    /// Who wrote.
    pub sender: Option<Correspondent>,
    /// To whom.
    pub addressee: Option<Correspondent>,
}

/// A sender or addressee as the heading names them.
#[derive(Clone, Debug, PartialEq)]
pub struct Correspondent {
    /// The name: "Reischauer".
    pub name: Option<Span>,
    /// The office: "Ambassador to Japan".
    pub office: Option<Span>,
    /// Whether it is a body and not a person: "Department of State".
    pub is_organisation: bool,
}

impl Note {
    /// Its paragraphs.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Vec<Inline>> {
        std::iter::once(&self.content).chain(&self.further)
    }
}

impl Division {
    /// Its blocks in the order of the document, enclosures left out.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        [&self.front, &self.opener, &self.body, &self.closer, &self.postscript].into_iter().flatten()
    }
}

/// Visits every inline of a division and its enclosures in the order of the document, outer ones before inner ones.
pub fn walk<'a>(division: &'a Division, visit: &mut impl FnMut(&'a Inline)) {
    fn inlines<'a>(content: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
        for inline in content {
            visit(inline);
            inlines(inline.inner(), visit);
        }
    }
    fn block<'a>(of: &'a Block, visit: &mut impl FnMut(&'a Inline)) {
        inlines(&of.content, visit);
        for child in &of.children {
            block(child, visit);
        }
    }
    for of in division.blocks() {
        block(of, visit);
    }
    for enclosure in &division.enclosures {
        walk(enclosure, visit);
    }
}
