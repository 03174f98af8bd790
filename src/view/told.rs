//! What an element says of itself, beside its text. Takes a node and what a person calls it; gives values of HTML: a few words, and classes.

use super::html::push_value;
use super::parts::attribute;
use super::presentation::{LOOKS, Rule};
use crate::xml::document::Node;

/// Characters of a value that is told.
pub(super) const TOLD: usize = 120;

/// Attributes that say to a reader what an element is.
const TELLING: &[&str] = &[
    "type",
    "subtype",
    "when",
    "when-iso",
    "from",
    "to",
    "notBefore",
    "notAfter",
    "ref",
    "key",
    "reason",
    "unit",
    "quantity",
    "extent",
    "place",
    "hand",
    "cert",
    "resp",
    "rend",
    "rendition",
    "n",
    "url",
    "target",
    "facs",
];

/// What an element is and says of itself, as a value.
pub(super) fn told(node: Node<'_>, label: &str) -> String {
    let mut out = String::new();
    push_value(&mut out, label);
    for attribute in
        node.attributes().filter(|one| one.name.namespace.is_empty() && TELLING.contains(&&*one.name.local))
    {
        let told: String = attribute.value.chars().take(TOLD).collect();
        out.push(' ');
        push_value(&mut out, &attribute.name.local);
        out.push('=');
        push_value(&mut out, &told);
    }
    out
}

/// The class of its rule, and those of its look.
pub(super) fn classes(node: Node<'_>, rule: Rule<'_>) -> String {
    let look = ["rend", "rendition"].iter().filter_map(|name| attribute(node, name)).collect::<String>().to_lowercase();
    let looks = LOOKS.iter().filter(|(part, _)| look.contains(part)).map(|(_, class)| *class);
    std::iter::once(rule.class).chain(looks).filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ")
}
