//! The grammar of a letter: one row for each part a block can play, and all that is known of the part.
//!
//! A row says what the part is called in `[weights]`, at which stages of a letter it may stand and which one it leads to, where its
//! block goes in the model, in which role, and by which rule. `roles` weighs the rows, `division` builds by them, and `--explain` names their
//! rules. A part that may stand in two places has two rows: a list in the body, a list in a postscript.
//! To read something new in a letter is to add a row here and its numbers under `[weights]`. Decides nothing.

use enumset::{EnumSet, EnumSetType, enum_set};

use super::blocks::Shape;
use crate::model::Role;
use crate::profile::Part;

/// How far a division has come.
#[derive(Debug, EnumSetType)]
pub(super) enum Stage {
    /// Nothing but a file reference or a label so far.
    Start,
    /// Behind the heading.
    Headed,
    /// In the opener.
    Opened,
    /// In the text, behind a paragraph.
    Paragraph,
    /// In the text, behind anything else.
    Body,
    /// In the closer.
    Closed,
    /// In a postscript.
    Postscript,
    /// Behind the signature of a postscript.
    PostscriptSigned,
}

/// Where in a division of the model a block goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before the opener: file reference, label, heading.
    Front,
    /// Dateline, address, salutation.
    Opener,
    /// The text.
    Body,
    /// Closing formula, signature, what stands with them.
    Closer,
    /// Postscripts and what belongs to them.
    Postscript,
}

/// A part in one of its places.
#[derive(Debug, PartialEq)]
pub struct Row {
    /// Its name in `[weights]`.
    pub part: Part,
    /// The stages in which it may come.
    pub(super) from: EnumSet<Stage>,
    /// The stage after it.
    pub(super) to: Stage,
    /// Where its block goes.
    pub place: Place,
    /// What its block is in the model ([`Part::role`]).
    pub role: Role,
    /// The rule's name for `--explain`.
    pub(super) rule: &'static str,
}

const START: EnumSet<Stage> = enum_set!(Stage::Start);
const TO_HEAD: EnumSet<Stage> = enum_set!(Stage::Start | Stage::Headed);
const OPENER: EnumSet<Stage> = enum_set!(Stage::Start | Stage::Headed | Stage::Opened);
const BODY: EnumSet<Stage> = enum_set!(Stage::Start | Stage::Headed | Stage::Opened | Stage::Paragraph | Stage::Body);
const PARAGRAPH: EnumSet<Stage> = enum_set!(Stage::Paragraph);
const CLOSED: EnumSet<Stage> = enum_set!(Stage::Closed);
const CLOSER: EnumSet<Stage> = enum_set!(Stage::Paragraph | Stage::Body | Stage::Closed);
const POSTSCRIPT: EnumSet<Stage> =
    enum_set!(Stage::Paragraph | Stage::Body | Stage::Closed | Stage::Postscript | Stage::PostscriptSigned);
const IN_POSTSCRIPT: EnumSet<Stage> = enum_set!(Stage::Postscript);
const AFTER_BODY: EnumSet<Stage> = enum_set!(Stage::Closed | Stage::Postscript | Stage::PostscriptSigned);
const BEHIND: EnumSet<Stage> = enum_set!(Stage::Postscript | Stage::PostscriptSigned);

/// The most bytes of a part of the opener or the closer, and of a letterhead.
const LONGEST_PART: usize = 600;
const LONGEST_LETTERHEAD: usize = 1_200;
/// The most bytes of the label of a postscript: a word for one, and a date.
const LONGEST_LABEL: usize = 40;

/// The grammar. Of two sequences that weigh the same, the one whose rows stand first is taken.
#[rustfmt::skip]
pub static GRAMMAR: [Row; 40] = [
    row(Part::Source,              START,         Stage::Start,            Place::Front,      "file-reference"),
    row(Part::Label,               EnumSet::all(), Stage::Start,           Place::Front,      "enclosure-label"),
    row(Part::Head,                TO_HEAD,       Stage::Headed,           Place::Front,      "heading"),
    row(Part::Dateline,            OPENER,        Stage::Opened,           Place::Opener,     "dateline"),
    row(Part::Marking,             OPENER,        Stage::Opened,           Place::Opener,     "marking"),
    row(Part::Address,             OPENER,        Stage::Opened,           Place::Opener,     "address"),
    row(Part::Letterhead,          OPENER,        Stage::Opened,           Place::Opener,     "letterhead"),
    row(Part::Salute,              OPENER,        Stage::Opened,           Place::Opener,     "salutation"),
    row(Part::Paragraph,           BODY,          Stage::Paragraph,        Place::Body,       "paragraph"),
    row(Part::Continuation,        PARAGRAPH,     Stage::Paragraph,        Place::Body,       "continuation"),
    row(Part::Section,             BODY,          Stage::Body,             Place::Body,       "section-heading"),
    row(Part::ListHead,            BODY,          Stage::Body,             Place::Body,       "list-heading"),
    row(Part::List,                BODY,          Stage::Body,             Place::Body,       "bullets"),
    row(Part::Table,               BODY,          Stage::Body,             Place::Body,       "tabs"),
    row(Part::Verse,               BODY,          Stage::Body,             Place::Body,       "verse"),
    row(Part::Quotation,           BODY,          Stage::Body,             Place::Body,       "quotation"),
    row(Part::Valediction,         CLOSER,        Stage::Closed,           Place::Closer,     "closing-formula"),
    row(Part::Signed,              CLOSER,        Stage::Closed,           Place::Closer,     "signature"),
    row(Part::Affiliation,         CLOSED,        Stage::Closed,           Place::Closer,     "office-of-the-signer"),
    row(Part::ClosingDateline,     CLOSER,        Stage::Closed,           Place::Closer,     "dateline-at-end"),
    row(Part::ClosingAddress,      CLOSER,        Stage::Closed,           Place::Closer,     "address-at-end"),
    row(Part::Postscript,          POSTSCRIPT,    Stage::Postscript,       Place::Postscript, "postscript"),
    row(Part::PostscriptLabel,     POSTSCRIPT,    Stage::Postscript,       Place::Postscript, "postscript-label"),
    row(Part::PostscriptParagraph, IN_POSTSCRIPT, Stage::Postscript,       Place::Postscript, "postscript-paragraph"),
    row(Part::List,                IN_POSTSCRIPT, Stage::Postscript,       Place::Postscript, "bullets"),
    row(Part::Table,               IN_POSTSCRIPT, Stage::Postscript,       Place::Postscript, "tabs"),
    row(Part::Verse,               AFTER_BODY,    Stage::Postscript,       Place::Postscript, "verse"),
    row(Part::PostscriptSigned,    IN_POSTSCRIPT, Stage::PostscriptSigned, Place::Postscript, "signature-of-postscript"),
    row(Part::UnexplainedAbove,    OPENER,        Stage::Opened,           Place::Opener,     "unexplained"),
    row(Part::Endorsement,         OPENER,        Stage::Opened,           Place::Opener,     "endorsement"),
    row(Part::Unexplained,         CLOSED,        Stage::Closed,           Place::Closer,     "unexplained"),
    row(Part::Endorsement,         CLOSER,        Stage::Closed,           Place::Closer,     "endorsement"),
    row(Part::Unexplained,         BEHIND,        Stage::PostscriptSigned, Place::Postscript, "unexplained"),
    row(Part::Endorsement,         BEHIND,        Stage::PostscriptSigned, Place::Postscript, "endorsement"),
    row(Part::ClosingAddress,      BEHIND,        Stage::PostscriptSigned, Place::Postscript, "address-at-end"),
    row(Part::ClosingDateline,     BEHIND,        Stage::PostscriptSigned, Place::Postscript, "dateline-at-end"),
    row(Part::NextHead,            AFTER_BODY,    Stage::Headed,           Place::Front,      "heading-again"),
    row(Part::NextDateline,        AFTER_BODY,    Stage::Opened,           Place::Opener,     "dateline-again"),
    row(Part::NextSalute,          AFTER_BODY,    Stage::Opened,           Place::Opener,     "salutation-again"),
    row(Part::NextParagraph,       AFTER_BODY,    Stage::Paragraph,        Place::Body,       "text-again"),
];

const fn row(part: Part, from: EnumSet<Stage>, to: Stage, place: Place, rule: &'static str) -> Row {
    Row { part, from, to, place, role: part.role(), rule }
}

impl Row {
    /// The element of TEI that tells what its block is: `seg` for all that an edition may print in the letter without making a part of it.
    #[must_use]
    pub fn element(&self) -> &'static str {
        match self.role {
            Role::Head | Role::ListHead => "head",
            Role::Dateline => "dateline",
            Role::Salute | Role::Valediction => "salute",
            Role::Signed => "signed",
            Role::Paragraph | Role::Postscript | Role::Section | Role::Quotation => "p",
            Role::ItemLabel => "label",
            Role::List(_) => "item",
            Role::Table => "cell",
            Role::Verse => "lg",
            _ => "seg",
        }
    }

    /// Whether a text may begin with it.
    pub(super) fn begins(&self) -> bool {
        self.from.contains(Stage::Start)
    }

    /// Whether it may stand behind another.
    #[must_use]
    pub fn follows(&self, before: &Self) -> bool {
        self.from.contains(before.to)
    }

    /// Whether a paragraph that the original says to be this may be it. A heading inside the text is that of a section.
    pub(super) fn is_for(&self, role: Role) -> bool {
        self.role == role || role == Role::Head && self.role == Role::Section
    }

    /// Whether a block of this shape and of so many bytes can be it: opener and closer hold no body text, whatever speaks for it.
    pub(super) fn fits(&self, shape: Shape, bytes: usize) -> bool {
        let most = match self.place {
            Place::Opener | Place::Closer if self.role == Role::Letterhead => LONGEST_LETTERHEAD,
            Place::Opener | Place::Closer => LONGEST_PART,
            Place::Postscript if self.role == Role::ItemLabel => LONGEST_LABEL,
            _ => usize::MAX,
        };
        if bytes > most {
            return false;
        }
        match self.role {
            Role::List(_) => matches!(shape, Shape::Item(_) | Shape::ItemLabel | Shape::LabelledItem),
            Role::Table => shape == Shape::Rows,
            _ => shape == Shape::Text,
        }
    }

    /// Whether a division of its own begins with it: an enclosure, or what begins again behind the closer.
    #[must_use]
    pub fn begins_division(&self) -> bool {
        matches!(self.part, Part::Label | Part::NextHead | Part::NextDateline | Part::NextSalute | Part::NextParagraph)
    }

    /// Whether its block belongs to the paragraph before it.
    #[must_use]
    pub fn continues(&self) -> bool {
        self.part == Part::Continuation
    }

    /// Whether blocks of it that stand together are one block of the model.
    pub(super) fn joins(&self) -> bool {
        matches!(self.role, Role::List(_) | Role::Verse | Role::Quotation)
    }
}
