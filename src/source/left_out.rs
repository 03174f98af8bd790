//! What of a file has no place in the text taken out of it. Takes each thing as a reader comes by it; gives the findings that count them.
//!
//! Text that is left out is a warning, for somebody may have meant it; a look that the text has no signs for is a note.

use std::collections::BTreeMap;

use crate::diag::{self, Diagnostic};

/// A kind of thing that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Text that a tracked change deletes.
    Deleted,
    /// Text that a tracked change inserts.
    Inserted,
    /// Text that is not shown.
    Hidden,
    /// Remarks beside the text.
    Comment,
    /// Text above or below the text of every page.
    Margin,
    /// A sign of a font of signs.
    Symbol,
    /// Pictures and embedded objects.
    Picture,
    /// What a field is computed from; its result is text.
    Field,
    /// Marks of a note that has no text.
    NoteWithoutText,
    /// Where a link leads.
    Link,
    /// Lines across the page.
    Rule,
    /// Words set in italics.
    Italic,
    /// Words in bold type.
    Bold,
    /// Underlined words.
    Underlined,
    /// Words struck through.
    Struck,
    /// Raised characters.
    Raised,
    /// Lowered characters.
    Lowered,
}

impl Kind {
    /// The name of words that look so, where it is a look.
    pub(super) fn tag(self) -> Option<&'static str> {
        match self {
            Self::Italic => Some("italic"),
            Self::Bold => Some("bold"),
            Self::Underlined => Some("underlined"),
            Self::Struck => Some("strikethrough"),
            Self::Raised => Some("superscript"),
            Self::Lowered => Some("subscript"),
            _ => None,
        }
    }
}

/// What each kind is called, where there is one and where there are several; and whether it is text.
const NAMES: &[(Kind, &str, &str, bool)] = &[
    (Kind::Deleted, "deletion of a tracked change", "deletions of tracked changes", true),
    (Kind::Inserted, "insertion of a tracked change", "insertions of tracked changes", true),
    (Kind::Hidden, "hidden passage", "hidden passages", true),
    (Kind::Comment, "comment", "comments", true),
    (Kind::Margin, "header, footer or page number", "headers, footers and page numbers", true),
    (Kind::Symbol, "sign of a symbol font", "signs of a symbol font", true),
    (Kind::Picture, "picture or object", "pictures and objects", true),
    (Kind::NoteWithoutText, "note without text", "notes without text", true),
    (Kind::Field, "field code", "field codes", false),
    (Kind::Link, "address of a link", "addresses of links", false),
    (Kind::Rule, "line across the page", "lines across the page", false),
    (Kind::Italic, "passage in italics", "passages in italics", false),
    (Kind::Bold, "passage in bold", "passages in bold", false),
    (Kind::Underlined, "underlined passage", "underlined passages", false),
    (Kind::Struck, "passage struck through", "passages struck through", false),
    (Kind::Raised, "raised passage", "raised passages", false),
    (Kind::Lowered, "lowered passage", "lowered passages", false),
];

/// What was left out so far.
#[derive(Clone, Debug, Default)]
pub(super) struct LeftOut {
    kinds: BTreeMap<Kind, Count>,
    /// Tags of the original of which nothing is made, by name.
    tags: BTreeMap<String, usize>,
}

/// How many things, and how many characters of text in them, white space aside.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    things: usize,
    characters: usize,
}

impl LeftOut {
    /// One more thing.
    pub(super) fn one(&mut self, kind: Kind) {
        self.kinds.entry(kind).or_default().things += 1;
    }

    /// Text of the thing that was counted last.
    pub(super) fn text(&mut self, kind: Kind, text: &str) {
        self.kinds.entry(kind).or_default().characters += text.chars().filter(|c| !c.is_whitespace()).count();
    }

    /// A tag of which nothing is made.
    pub(super) fn tag(&mut self, name: &str) {
        *self.tags.entry(name.to_owned()).or_default() += 1;
    }

    /// What another part of the file left out.
    pub(super) fn add(&mut self, other: &Self) {
        for (kind, count) in &other.kinds {
            let sum = self.kinds.entry(*kind).or_default();
            sum.things += count.things;
            sum.characters += count.characters;
        }
        for (name, count) in &other.tags {
            *self.tags.entry(name.clone()).or_default() += count;
        }
    }

    /// The findings: text first, then looks.
    pub(super) fn findings(&self) -> Vec<Diagnostic> {
        let text = self.list(true).map(|list| {
            let finding = Diagnostic::new(&diag::TEXT_LEFT_OUT, format!("left out of the text: {list}"));
            finding.help(
                "what belongs to the letter must stand in its text; accept or reject tracked changes to say what does",
            )
        });
        let looks = self.list(false).map(|list| {
            let finding = Diagnostic::new(&diag::LOOKS_LEFT_OUT, format!("not carried over: {list}"));
            finding.help("say in the profile what is to be kept: `[tags.bold]` with an `element`")
        });
        text.into_iter().chain(looks).chain(self.tags()).collect()
    }

    /// The finding of tags.
    fn tags(&self) -> Option<Diagnostic> {
        const MOST: usize = 12;
        let first = self.tags.keys().next()?;
        let mut list: Vec<String> =
            self.tags.iter().take(MOST).map(|(name, count)| format!("{count} × `{name}`")).collect();
        list.extend(self.tags.len().checked_sub(MOST + 1).map(|more| format!("and {} other names", more + 1)));
        let finding = Diagnostic::new(&diag::LOOKS_LEFT_OUT, format!("tags not carried over: {}", list.join(", ")));
        let name = first.split(' ').next().unwrap_or_default();
        Some(
            finding.help(format!(
                "say in the profile what they become: `[tags.{name}]` with an `element` and `attributes`"
            )),
        )
    }

    fn list(&self, is_text: bool) -> Option<String> {
        let rows = NAMES.iter().filter(|row| row.3 == is_text);
        let parts = rows.filter_map(|(kind, one, several, _)| Some(self.kinds.get(kind)?.said(one, several)));
        let parts: Vec<String> = parts.collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl Count {
    fn said(self, one: &str, several: &str) -> String {
        let Self { things, characters } = self;
        let name = if things == 1 { one } else { several };
        match characters {
            0 => format!("{things} {name}"),
            1 => format!("{things} {name} (1 character)"),
            _ => format!("{things} {name} ({characters} characters)"),
        }
    }
}
