//! Styles of OpenDocument (ODF 1.3, part 3, 16). Takes `styles.xml` and the automatic styles of `content.xml`; gives for the name of a style
//! how its text looks and whether it begins a page, and for the name of a list style what its labels are. Counts headers and footers, which
//! stand there.
//!
//! What a named style of paragraphs says of the look of its text is the look of the page and not emphasis: it counts only where somebody
//! formatted one paragraph, which makes an automatic style.

use std::collections::BTreeMap;

use super::super::label::NumberFormat;
use super::super::left_out::{Kind, LeftOut};
use super::super::markup;
use crate::model::Role;
use crate::text::Span;
use crate::xml::{Sink, Start};

/// Styles in a chain that are asked, at most.
const DEEPEST: usize = 12;

#[derive(Debug, Default)]
struct Style {
    is_of_text: bool,
    is_automatic: bool,
    begins_page: bool,
    looks: BTreeMap<Kind, bool>,
    parent: Option<String>,
}

/// One level of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    /// How it counts.
    pub(super) format: NumberFormat,
    /// What stands before and after the number.
    pub(super) prefix: String,
    /// What stands after the number.
    pub(super) suffix: String,
    /// The first number.
    pub(super) start: usize,
    /// How many levels its label shows.
    pub(super) shown: usize,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<(String, String), Style>,
    lists: BTreeMap<String, BTreeMap<usize, Level>>,
    is_automatic: bool,
    open: Option<(String, String)>,
    open_list: Option<String>,
    /// Elements that are open in a header or footer, with it, and its text.
    margin_depth: usize,
    margin: String,
    /// The headers and footers that have text.
    pub(super) left_out: LeftOut,
}

impl Styles {
    /// What a style of text or of paragraphs switches on and off.
    pub(super) fn looks(&self, family: &str, name: &str) -> BTreeMap<Kind, bool> {
        let mut found = BTreeMap::new();
        let mut next = self.find(family, name);
        for _ in 0..DEEPEST {
            let Some(style) = next.filter(|style| style.is_of_text || style.is_automatic) else { break };
            for (kind, is_on) in &style.looks {
                found.entry(*kind).or_insert(*is_on);
            }
            next = style.parent.as_deref().and_then(|parent| self.find(family, parent));
        }
        found
    }

    /// What a paragraph of this style is, where its name or that of a style above it says it.
    pub(super) fn role(&self, name: &str, of_name: impl Fn(&str) -> Option<Role>) -> Option<Role> {
        let mut name = name;
        for _ in 0..DEEPEST {
            if let Some(role) = of_name(&shown(name)) {
                return Some(role);
            }
            name = self.find("paragraph", name)?.parent.as_deref()?;
        }
        None
    }

    /// Whether a page begins with a paragraph of this style.
    pub(super) fn begins_page(&self, name: &str) -> bool {
        self.find("paragraph", name).is_some_and(|style| style.begins_page)
    }

    /// The level of a list style, from 0.
    pub(super) fn level(&self, list: &str, depth: usize) -> Option<&Level> {
        self.lists.get(list)?.get(&depth)
    }

    fn find(&self, family: &str, name: &str) -> Option<&Style> {
        self.styles.get(&(family.to_owned(), name.to_owned()))
    }

    fn begin_style(&mut self, start: &Start<'_>) {
        let value = |name: &str| markup::attribute(start, name).unwrap_or_default().to_owned();
        let key = (value("family"), value("name"));
        let parent = markup::attribute(start, "parent-style-name").map(str::to_owned);
        let is_of_text = key.0 == "text";
        let style = Style { is_of_text, is_automatic: self.is_automatic, parent, ..Style::default() };
        self.styles.insert(key.clone(), style);
        self.open = Some(key);
    }

    fn level_of(&mut self, start: &Start<'_>, is_number: bool) {
        let value = |name: &str| markup::attribute(start, name).unwrap_or_default();
        let number = |name: &str| value(name).parse::<usize>().ok();
        let Some(list) = self.open_list.clone() else { return };
        let format = if is_number { format(value("num-format")) } else { NumberFormat::Bullet };
        let level = Level {
            format,
            prefix: value("num-prefix").to_owned(),
            suffix: value("num-suffix").to_owned(),
            start: number("start-value").unwrap_or(1),
            shown: number("display-levels").unwrap_or(1),
        };
        let depth = number("level").unwrap_or(1).saturating_sub(1);
        self.lists.entry(list).or_default().insert(depth, level);
    }
}

impl Sink for Styles {
    fn start(&mut self, start: &Start<'_>) {
        let value = |name: &str| markup::attribute(start, name);
        let open = self.open.clone();
        let name = markup::local(start);
        let is_margin = matches!(name.split('-').next(), Some("header" | "footer")) && !name.ends_with("style");
        if self.margin_depth > 0 || is_margin {
            self.margin_depth += 1;
            return;
        }
        match name {
            "automatic-styles" => self.is_automatic = true,
            "styles" | "body" => (self.is_automatic, self.open) = (false, None),
            "style" => self.begin_style(start),
            "text-properties" => {
                if let Some(style) = open.and_then(|key| self.styles.get_mut(&key)) {
                    style
                        .looks
                        .extend(LOOKS.iter().filter_map(|(name, kind, is_on)| Some((*kind, is_on(value(name)?)))));
                    let position = value("text-position").unwrap_or_default();
                    let raised =
                        position.starts_with("super") || position.starts_with(|c: char| matches!(c, '1'..='9'));
                    let lowered = position.starts_with("sub") || position.starts_with('-');
                    style.looks.extend([(Kind::Raised, raised), (Kind::Lowered, lowered)]);
                }
            }
            "paragraph-properties" if value("break-before") == Some("page") => {
                if let Some(style) = open.and_then(|key| self.styles.get_mut(&key)) {
                    style.begins_page = true;
                }
            }
            "list-style" => self.open_list = value("name").map(str::to_owned),
            "list-level-style-number" => self.level_of(start, true),
            "list-level-style-bullet" | "list-level-style-image" => self.level_of(start, false),
            _ => {}
        }
    }

    fn end(&mut self, _: Span) {
        if self.margin_depth == 1 {
            let text = std::mem::take(&mut self.margin);
            // A number of pages alone is no text.
            if text.contains(char::is_alphabetic) {
                self.left_out.one(Kind::Margin);
                self.left_out.text(Kind::Margin, &text);
            }
        }
        self.margin_depth = self.margin_depth.saturating_sub(1);
    }

    fn text(&mut self, text: &str, _: Span) {
        if self.margin_depth > 0 {
            self.margin.push_str(text);
        }
    }
}

/// The name of a style as the program shows it: `Brief_20_kopf` is "Brief kopf".
fn shown(name: &str) -> String {
    let mut made = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('_') {
        made.push_str(before);
        let sign = after.split_once('_').and_then(|(digits, behind)| {
            Some((u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?, behind))
        });
        (made, rest) = match sign {
            Some((sign, behind)) => (made + sign.encode_utf8(&mut [0; 4]), behind),
            None => (made + "_", after),
        };
    }
    made + rest
}

/// Attributes that say how text looks, and whether a value switches the look on.
type Look = (&'static str, Kind, fn(&str) -> bool);
const LOOKS: &[Look] = &[
    ("font-style", Kind::Italic, |value| value != "normal"),
    ("font-weight", Kind::Bold, |value| value == "bold" || value.parse::<u32>().is_ok_and(|weight| weight >= 600)),
    ("text-underline-style", Kind::Underlined, |value| value != "none"),
    ("text-line-through-style", Kind::Struck, |value| value != "none"),
    ("display", Kind::Hidden, |value| value == "none"),
];

/// Formats of numbers (19.500).
fn format(name: &str) -> NumberFormat {
    match name {
        "" => NumberFormat::Nothing,
        "a" => NumberFormat::Lower,
        "A" => NumberFormat::Upper,
        "i" => NumberFormat::LowerRoman,
        "I" => NumberFormat::UpperRoman,
        _ => NumberFormat::Decimal,
    }
}
