//! What is known of TEI's elements and attributes by name. Takes local names; gives their properties, from one table each (`elements`,
//! `attributes`). Leaves out where an element may stand and what it may hold in one schema: `relaxng` knows that.

mod attributes;
mod elements;
mod property;

pub use property::{Pointing, Property};

/// The namespace of TEI.
pub const TEI: &str = "http://www.tei-c.org/ns/1.0";

/// Whether an element of TEI with this local name has a property.
#[must_use]
pub fn has(local: &str, property: Property) -> bool {
    let at = elements::TABLE.binary_search_by_key(&local, |(name, _)| name);
    at.ok().and_then(|at| elements::TABLE.get(at)).is_some_and(|(_, properties)| properties.contains(&property))
}

/// The names of the elements with a property, sorted by their bytes.
pub fn with(property: Property) -> impl Iterator<Item = &'static str> {
    elements::TABLE.iter().filter(move |(_, properties)| properties.contains(&property)).map(|(name, _)| *name)
}

/// How an attribute without namespace points; `None` where it does not.
#[must_use]
pub fn pointing(local: &str) -> Option<Pointing> {
    let at = attributes::TABLE.binary_search_by_key(&local, |(name, _)| name);
    at.ok().and_then(|at| attributes::TABLE.get(at)).map(|(_, pointing)| *pointing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_name_each_thing_once() {
        assert!(elements::TABLE.is_sorted_by(|one, other| one.0 < other.0));
        assert!(attributes::TABLE.is_sorted_by(|one, other| one.0 < other.0));
    }

    #[test]
    fn what_begins_lines_of_its_own_holds_no_text() {
        assert_eq!(with(Property::OwnLines).find(|name| !has(name, Property::ElementOnly)), None);
        for (name, expected) in
            [("body", true), ("choice", true), ("p", false), ("opener", false), ("attachment", false)]
        {
            assert_eq!(has(name, Property::ElementOnly), expected, "{name}");
        }
    }

    #[test]
    fn attributes_point_as_the_guidelines_say() {
        assert_eq!(pointing("target"), Some(Pointing::Joining));
        assert_eq!(pointing("ref"), Some(Pointing::Naming));
        assert_eq!(pointing("n"), None);
    }
}
