//! What is known of TEI's elements when text is read from them: which separate words, which are no text of the page, how each is
//! laid out. Takes local names and tags; gives answers. Leaves out whether an element is allowed where it stands.

use crate::vocabulary::{self, Property};
use crate::xml::Start;

/// A start tag as the readers of text look at it: names without prefix.
#[derive(Clone, Copy)]
pub(super) struct Tag<'t> {
    /// The name of the element.
    pub(super) name: &'t str,
    start: &'t Start<'t>,
}

impl<'t> Tag<'t> {
    pub(super) fn new(start: &'t Start<'t>) -> Self {
        Self { name: start.names.get(start.name).map_or("", |name| &*name.local), start }
    }

    /// The value of an attribute that has no namespace.
    pub(super) fn attribute(&self, local: &str) -> Option<&'t str> {
        let is_it = |name| self.start.names.get(name).is_some_and(|name| name.is("", local));
        let attribute = self.start.attributes.iter().find(|attribute| is_it(attribute.name))?;
        Some(&attribute.value)
    }
}

/// What an element means for the layout of reading text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Not shown, with everything inside.
    Hidden,
    Inline,
    Block,
    /// Its blocks follow line by line.
    Group,
    /// A paragraph of a quotation: indented.
    Quoted,
    /// A group set apart from the one before it, inside another.
    Stanza,
    List,
    Label,
    Item,
    Row,
    Note,
}

/// What an element means for the layout, by its name, attributes and parent.
pub(super) fn kind(tag: &Tag<'_>, parent: &str) -> Kind {
    let is_in_division = parent.starts_with("div") || matches!(parent, "attachment" | "body");
    match tag.name {
        name if is_hidden(name, parent) => Kind::Hidden,
        "note" if tag.attribute("rend") == Some("inline") && is_in_division => Kind::Block,
        "note" if tag.attribute("rend") == Some("inline") => Kind::Inline,
        "note" if tag.attribute("sameAs").is_none() => Kind::Note,
        "list" => Kind::List,
        "item" => Kind::Item,
        "label" if parent == "list" => Kind::Label,
        "label" if parent != "item" => Kind::Inline,
        "lg" if parent == "lg" => Kind::Stanza,
        "table" | "lg" | "address" => Kind::Group,
        "p" if parent == "quote" => Kind::Quoted,
        "row" => Kind::Row,
        "seg" | "affiliation" if matches!(parent, "opener" | "closer") => Kind::Block,
        name if vocabulary::has(name, Property::Block) => Kind::Block,
        _ => Kind::Inline,
    }
}

/// Whether what the element holds is not written on the page, or is said twice: metadata, running heads, and what editors put
/// beside the reading of the source. Takes local names, of the element and of the one around it.
#[must_use]
pub fn is_hidden(name: &str, parent: &str) -> bool {
    match name {
        "listBibl" => parent == "back",
        "corr" | "reg" | "expan" => parent == "choice",
        "rdg" => parent == "app",
        _ => vocabulary::has(name, Property::Hidden),
    }
}

/// The text with every run of white space as one blank, and none at either end.
#[must_use]
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_collapsed() {
        assert_eq!(collapse(" a\n\t b "), "a b");
        assert_eq!(collapse(" \n"), "");
    }
}
