//! What is known of TEI's elements and attributes by name. Takes local names; gives their properties, from one table each (`elements`,
//! `attributes`). Leaves out where an element may stand and what it may hold in one schema: `relaxng` knows that.

mod attributes;
mod elements;

/// The namespace of TEI.
pub const TEI: &str = "http://www.tei-c.org/ns/1.0";

/// A property of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// `tei_all` (release 4.9) allows no text in it, so that white space between its children means nothing.
    ElementOnly,
    /// It stands apart from the text around it: words do not run over its borders.
    Block,
    /// It begins lines of its own also where it stands in running text. Others that hold no text, such as `choice`, are part of the line.
    OwnLines,
    /// Notes may be counted anew in it.
    Division,
    /// What stands in it takes its id for that of the document.
    Document,
    /// It says something by what it holds, so that it is a mistake where it is empty.
    Filled,
    /// It means nothing beyond the look of its text.
    Look,
    /// What it holds is not written on the page: metadata, running heads, registers of what the text names.
    Hidden,
    /// Its characters are not those of the text that is edited: code, formulas, metadata.
    NoProse,
    /// Page breaks in it are not those of the text.
    Aside,
}

/// What an attribute points with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointing {
    /// It joins places of one document.
    Joining,
    /// It names a thing in some list: people, hands, witnesses, renditions.
    Naming,
}

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
