//! How plain text says what a file has markup for. Takes a profile; gives the signs with which the letter's grammar reads the same.

use std::collections::BTreeMap;

use super::left_out::Kind;
use super::style;
use crate::model::Role;
use crate::profile::{Profile, SignAttribute, SignElement, SignStyle, TagElement, TagStyle, Template, TrackedChanges};

/// The signs of a house.
#[derive(Clone, Debug)]
pub struct Notation {
    mark: Template,
    label: Template,
    bullet: String,
    hyphens: Vec<String>,
    /// Looks with the signs around them.
    looks: Vec<(Kind, String, String)>,
    /// What marks of the original become.
    tags: BTreeMap<String, TagStyle>,
    /// What becomes of tracked changes.
    changes: TrackedChanges,
    /// What paragraphs of the styles of the house are, by names in small letters.
    styles: BTreeMap<String, Role>,
}

/// How words look, with the values of `hi/@rend` that say so. Words struck through are `del`.
const LOOKS: &[(Kind, &[&str])] = &[
    (Kind::Italic, &["italic", "italics", "i"]),
    (Kind::Bold, &["bold", "b"]),
    (Kind::Underlined, &["underline", "underlined", "u"]),
    (Kind::Raised, &["superscript", "super", "sup"]),
    (Kind::Lowered, &["subscript", "sub"]),
];

impl Notation {
    /// The signs that this profile reads.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let (mark, label) = note_signs(profile);
        let bullet = profile.lists.bullets.first().cloned().unwrap_or_else(|| "•".to_owned());
        let styles = profile.styles.iter().map(|(name, part)| (name.to_lowercase(), part.role())).collect();
        let paired = profile.signs.iter().filter(|sign| !sign.open.is_empty() && !sign.close.is_empty());
        let looks = paired.filter_map(|sign| Some((look(sign)?, sign.open.clone(), sign.close.clone())));
        Self {
            mark,
            label,
            bullet,
            hyphens: profile.lines.hyphens.clone(),
            looks: looks.collect(),
            tags: profile.tags.clone(),
            changes: profile.changes.tracked,
            styles,
        }
    }

    /// The mark of a note.
    pub(super) fn mark(&self, number: usize) -> String {
        self.mark.fill(&number.to_string(), "")
    }

    /// How a note begins in the list at the end.
    pub(super) fn label(&self, number: usize) -> String {
        self.label.fill(&number.to_string(), "")
    }

    /// The sign that begins an item.
    pub(super) fn bullet(&self) -> &str {
        &self.bullet
    }

    /// Whether something is made of marks with this name.
    pub(super) fn is_written(&self, tag: &str) -> bool {
        self.tag(tag).is_some()
    }

    /// What becomes of marks with this name.
    pub(super) fn tag(&self, name: &str) -> Option<&TagStyle> {
        self.tags.get(name).filter(|style| style.element != TagElement::None)
    }

    /// What becomes of tracked changes.
    pub(super) fn changes(&self) -> TrackedChanges {
        self.changes
    }

    /// What a paragraph of a style is: as the house says it, or as the name does.
    pub(super) fn role(&self, style: &str) -> Option<Role> {
        self.styles.get(&style.trim().to_lowercase()).copied().or_else(|| style::role(style))
    }

    /// Whether a word goes on behind the end of this text.
    pub(super) fn is_hyphenated(&self, text: &str) -> bool {
        let word = self.hyphens.iter().find_map(|hyphen| text.strip_suffix(hyphen.as_str()));
        word.is_some_and(|word| word.ends_with(char::is_alphabetic))
    }

    /// The signs around words that look so; `None` where the house has none.
    pub(super) fn signs(&self, look: Kind) -> Option<(&str, &str)> {
        self.looks.iter().find(|(kind, _, _)| *kind == look).map(|(_, open, close)| (&**open, &**close))
    }
}

/// A mark with signs around its number and the label that answers it. One that the house always reads comes before one that it reads where
/// nothing else looks like a mark; of two the one with more signs, which text has least for other things; then the first.
fn note_signs(profile: &Profile) -> (Template, Template) {
    let notes = &profile.notes;
    let best = |marks: &[Template]| {
        let answered = marks.iter().filter(|mark| mark.has_number() && !mark.is_bare()).filter_map(|mark| {
            let answers = |label: &&Template| {
                label.close().is_empty() && label.prefix() == mark.prefix() && label.suffix().starts_with(mark.suffix())
            };
            Some((mark.clone(), notes.labels.iter().find(answers)?.clone()))
        });
        answered.rev().max_by_key(|(mark, _)| mark.as_str().len())
    };
    let usual = || (Template::from("{n}".to_owned()), Template::from("{n}. ".to_owned()));
    best(&notes.marks).or_else(|| best(&notes.agreeing_marks)).unwrap_or_else(usual)
}

fn look(sign: &SignStyle) -> Option<Kind> {
    let rend = sign.attributes.get(&SignAttribute::Rend).map(String::as_str);
    match sign.element {
        SignElement::Del => Some(Kind::Struck),
        SignElement::Hi => {
            LOOKS.iter().find(|(_, values)| rend.is_some_and(|rend| values.contains(&rend))).map(|(look, _)| *look)
        }
        _ => None,
    }
}
