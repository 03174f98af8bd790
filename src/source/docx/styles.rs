//! Styles of Word, and what properties of a run say (ECMA-376-1, 17.3.2 and 17.7). Takes `styles.xml`; gives for the id of a style how
//! its text looks, whether it is hidden and which list it is in.
//!
//! What a style of paragraphs says of the look of its text is the look of the page and not emphasis: styles of characters alone count.

use std::collections::{BTreeMap, BTreeSet};

use super::super::left_out::Kind;
use super::super::markup;
use crate::model::Role;
use crate::text::Span;
use crate::xml::{Sink, Start};

/// Styles in a chain that are asked, at most.
const DEEPEST: usize = 12;

/// How a run looks, as far as text can say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RunStyle {
    /// Looks that are switched on or off here.
    looks: BTreeMap<Kind, bool>,
    /// The style of characters that counts below.
    based_on: Option<String>,
}

impl RunStyle {
    /// A property of a run: an element in `rPr`.
    pub(super) fn property(&mut self, name: &str, start: &Start<'_>) {
        let value = markup::attribute(start, "val");
        let is_on = !matches!(value, Some("0" | "false" | "off" | "none"));
        let kinds: &[(Kind, bool)] = match name {
            "i" => &[(Kind::Italic, is_on)],
            "b" => &[(Kind::Bold, is_on)],
            "u" => &[(Kind::Underlined, is_on)],
            "strike" | "dstrike" => &[(Kind::Struck, is_on)],
            "vanish" => &[(Kind::Hidden, is_on)],
            "vertAlign" => &[(Kind::Raised, value == Some("superscript")), (Kind::Lowered, value == Some("subscript"))],
            "rStyle" => {
                self.based_on = value.map(str::to_owned);
                &[]
            }
            _ => &[],
        };
        self.looks.extend(kinds.iter().copied());
    }
}

#[derive(Debug, Default)]
struct Style {
    is_of_characters: bool,
    run: RunStyle,
    /// The list, and how deep in it.
    list: Option<String>,
    level: usize,
    based_on: Option<String>,
    name: Option<String>,
    /// Whether it has a place in the outline.
    is_heading: bool,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    open: Option<(String, Style)>,
    /// Open elements of the style, and whether one of them is `rPr`.
    depth: usize,
    run_at: Option<usize>,
}

impl Styles {
    /// The looks of a run, `Kind::Hidden` among them.
    pub(super) fn looks(&self, run: &RunStyle) -> BTreeSet<Kind> {
        let mut found: BTreeMap<Kind, bool> = run.looks.clone();
        let mut below = run.based_on.as_deref();
        for _ in 0..DEEPEST {
            let Some(style) = below.and_then(|name| self.styles.get(name)) else { break };
            for (kind, is_on) in style.run.looks.iter().filter(|_| style.is_of_characters) {
                found.entry(*kind).or_insert(*is_on);
            }
            below = style.based_on.as_deref();
        }
        found.into_iter().filter(|(_, is_on)| *is_on).map(|(kind, _)| kind).collect()
    }

    /// What a paragraph of a style is, where the style or one that it is based on says it by its name or its place in the outline.
    pub(super) fn role(&self, name: &str, of_name: impl Fn(&str) -> Option<Role>) -> Option<Role> {
        let mut below = Some(name);
        for _ in 0..DEEPEST {
            let style = self.styles.get(below?)?;
            let said = style.name.as_deref().and_then(&of_name);
            if let Some(role) = said.or(style.is_heading.then_some(Role::Head)) {
                return Some(role);
            }
            below = style.based_on.as_deref();
        }
        None
    }

    /// The list that paragraphs of a style are in, and how deep.
    pub(super) fn list(&self, name: &str) -> Option<(&str, usize)> {
        let mut below = Some(name);
        for _ in 0..DEEPEST {
            let style = self.styles.get(below?)?;
            if let Some(list) = &style.list {
                return Some((list, style.level));
            }
            below = style.based_on.as_deref();
        }
        None
    }
}

impl Sink for Styles {
    fn start(&mut self, start: &Start<'_>) {
        let name = markup::local(start);
        let value = || markup::attribute(start, "val");
        self.depth += 1;
        if name == "style"
            && let Some(id) = markup::attribute(start, "styleId")
        {
            let is_of_characters = markup::attribute(start, "type") == Some("character");
            self.open = Some((id.to_owned(), Style { is_of_characters, ..Style::default() }));
        }
        let Some((_, style)) = &mut self.open else { return };
        match name {
            "name" => style.name = value().map(str::to_owned),
            // Level 9 is that of the text.
            "outlineLvl" if value().is_some_and(|level| level != "9") => style.is_heading = true,
            "basedOn" => style.based_on = value().map(str::to_owned),
            "numId" => style.list = value().map(str::to_owned),
            "ilvl" => style.level = value().and_then(|level| level.parse().ok()).unwrap_or_default(),
            "rPr" => self.run_at = Some(self.depth),
            _ if self.run_at.is_some() => style.run.property(name, start),
            _ => {}
        }
    }

    fn end(&mut self, _: Span) {
        if self.run_at == Some(self.depth) {
            self.run_at = None;
        }
        self.depth = self.depth.saturating_sub(1);
        // `style` stands in `styles`.
        if self.depth == 1 {
            self.styles.extend(self.open.take());
        }
    }
}
