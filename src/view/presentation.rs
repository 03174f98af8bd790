//! How each element of TEI is shown: one table from its name to an element of HTML, a class of the style sheet, and what a person calls it. What has
//! no row is shown plainly.

/// What an element becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// It only holds others: `div`.
    Frame,
    /// A block of text: this element, or `div` where blocks stand in it.
    Block(&'static str),
    /// Part of a line.
    Inline(&'static str),
    /// This element where it holds nothing but elements of TEI of this name, else a `div`.
    Strict(&'static str, &'static str),
    /// This element where that around it is what it demands, else a `div`.
    Within(&'static str),
    /// A reference, which is a link where it leads to this page or to the web.
    Link,
    /// A line ends.
    LineBreak,
    /// A page, column or sheet begins.
    PageBreak,
    /// What is told by a sign alone: it has no text.
    Sign,
    /// It says nothing to a reader.
    Silent,
}

/// How an element is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rule<'l> {
    pub(super) shape: Shape,
    /// The class; the names are those of the style sheet.
    pub(super) class: &'static str,
    /// What it is, in words.
    pub(super) label: &'l str,
}

use Shape::{Block, Frame, Inline, LineBreak, Link, PageBreak, Sign, Silent, Strict, Within};

/// Sorted by the bytes of the names.
const TABLE: &[(&str, Shape, &str, &str)] = &[
    ("TEI", Frame, "", ""),
    ("ab", Block("p"), "", "block"),
    ("abbr", Inline("span"), "abbr", "abbreviation"),
    ("add", Inline("ins"), "", "addition"),
    ("addrLine", Block("div"), "", "line of an address"),
    ("address", Block("div"), "address", "address"),
    ("anchor", Silent, "", ""),
    ("attachment", Frame, "enclosure", ""),
    ("back", Frame, "", ""),
    ("body", Frame, "", ""),
    ("byline", Block("p"), "", "byline"),
    ("cb", PageBreak, "", "column"),
    ("cell", Within("td"), "", "cell"),
    ("choice", Inline("span"), "", "choice"),
    ("closer", Block("div"), "closer", "closer"),
    ("damage", Inline("span"), "unsure", "damage"),
    ("date", Inline("span"), "date", "date"),
    ("dateline", Block("div"), "dateline", "dateline"),
    ("del", Inline("del"), "", "deletion"),
    ("div", Frame, "div", ""),
    ("emph", Inline("span"), "i", "emphasis"),
    ("epigraph", Block("blockquote"), "", "epigraph"),
    ("ex", Inline("span"), "supplied", "expansion"),
    ("floatingText", Frame, "enclosure", ""),
    ("foreign", Inline("span"), "i", "foreign words"),
    ("front", Frame, "", ""),
    ("fw", Inline("span"), "", "running head"),
    ("gap", Sign, "gap", "gap"),
    ("gb", PageBreak, "", "gathering"),
    ("graphic", Sign, "", "picture"),
    ("group", Frame, "", ""),
    ("head", Block("h2"), "", "heading"),
    ("hi", Inline("span"), "hi", "highlighted"),
    ("item", Within("li"), "", "item"),
    ("l", Block("div"), "verse", "verse"),
    ("label", Block("div"), "label", "label"),
    ("lb", LineBreak, "", "line"),
    ("lg", Block("div"), "lg", "stanza"),
    ("list", Strict("ul", "item"), "list", "list"),
    ("name", Inline("span"), "name", "name"),
    ("opener", Block("div"), "opener", "opener"),
    ("orgName", Inline("span"), "org", "organisation"),
    ("p", Block("p"), "", "paragraph"),
    ("pb", PageBreak, "", "page"),
    ("persName", Inline("span"), "pers", "person"),
    ("placeName", Inline("span"), "place", "place"),
    ("postscript", Block("div"), "ps", "postscript"),
    ("ptr", Sign, "", "pointer"),
    ("quote", Block("blockquote"), "", "quotation"),
    ("ref", Link, "", "reference"),
    ("row", Strict("tr", "cell"), "row", "row"),
    ("rs", Inline("span"), "name", "name"),
    ("salute", Block("div"), "salute", "salutation"),
    ("seg", Inline("span"), "", "segment"),
    ("sic", Inline("span"), "sic", "sic"),
    ("signed", Block("div"), "signed", "signature"),
    ("space", Sign, "gap", "space"),
    ("speaker", Block("div"), "label", "speaker"),
    ("stage", Block("div"), "i", "stage direction"),
    ("supplied", Inline("span"), "supplied", "supplied by the editors"),
    ("surplus", Inline("del"), "", "surplus"),
    ("table", Strict("table", "row"), "table", "table"),
    ("term", Inline("span"), "term", "term"),
    ("text", Frame, "", ""),
    ("title", Inline("span"), "title", "title"),
    ("trailer", Block("div"), "closer", "trailer"),
    ("unclear", Inline("span"), "unsure", "unclear"),
];

/// Values of `rend` and `rendition` by what they contain, with the class for them.
pub(super) const LOOKS: &[(&str, &str)] = &[
    ("bold", "b"),
    ("cap", "sc"),
    ("center", "center"),
    ("ital", "i"),
    ("right", "right"),
    ("strike", "strike"),
    ("sub", "sub"),
    ("sup", "sup"),
    ("under", "u"),
];

/// The rule of an element, by its local name.
pub(super) fn rule(local: &str) -> Option<Rule<'static>> {
    let at = TABLE.binary_search_by_key(&local, |row| row.0).ok()?;
    TABLE.get(at).map(|&(_, shape, class, label)| Rule { shape, class, label })
}

/// The element of TEI that alone may stand in this one, if its shape demands one.
pub(super) fn demanded(local: &str) -> Option<&'static str> {
    match rule(local)?.shape {
        Strict(_, child) => Some(child),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_names_each_element_once() {
        assert!(TABLE.is_sorted_by(|one, other| one.0 < other.0));
    }

    #[test]
    fn the_style_sheet_has_every_class() {
        let style = include_str!("assets/letter.css");
        let classes = TABLE.iter().map(|row| row.2).chain(LOOKS.iter().map(|look| look.1));
        let missing: Vec<&str> =
            classes.filter(|class| !class.is_empty() && !style.contains(&format!(".{class}"))).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
