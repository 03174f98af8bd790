//! The order in which attributes are written. Takes a name as it is written; gives its place among others: declarations of namespaces,
//! what tells an element from its like, then all others by their names.

/// What tells an element from its like, in order.
const FIRST: [&str; 4] = ["xml:id", "n", "type", "subtype"];

/// A key that attributes are sorted by.
#[must_use]
pub fn attribute_order(name: &str) -> (usize, &str) {
    let rank = match name.strip_prefix("xmlns") {
        Some("") => 0,
        Some(rest) if rest.starts_with(':') => 1,
        _ => 2 + FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len()),
    };
    (rank, name)
}
