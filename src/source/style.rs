//! Names of styles that say what a paragraph of a letter is. Takes the name of a style; gives the part.
//!
//! They are the built-in styles of Word and LibreOffice, and what they are called in German and French, as templates name their own. Word writes
//! the English names of built-in styles into a file, whatever language it shows them in.

use crate::model::Role;

/// Names in small letters. A number may stand behind that of a heading.
const NAMES: &[(&str, Role)] = &[
    ("title", Role::Head),
    ("heading", Role::Head),
    ("titel", Role::Head),
    ("überschrift", Role::Head),
    ("titre", Role::Head),
    ("date", Role::Dateline),
    ("dateline", Role::Dateline),
    ("datum", Role::Dateline),
    ("datumszeile", Role::Dateline),
    ("salutation", Role::Salute),
    ("anrede", Role::Salute),
    ("formule d'appel", Role::Salute),
    ("closing", Role::Valediction),
    ("grußformel", Role::Valediction),
    ("formule de politesse", Role::Valediction),
    ("quote", Role::Quotation),
    ("intense quote", Role::Quotation),
    ("block text", Role::Quotation),
    ("quotations", Role::Quotation),
    ("zitat", Role::Quotation),
    ("intensives zitat", Role::Quotation),
    ("blocktext", Role::Quotation),
    ("citation", Role::Quotation),
    ("citation intense", Role::Quotation),
    ("signature", Role::Signed),
    ("unterschrift", Role::Signed),
];

/// What a paragraph of this style is.
pub(super) fn role(name: &str) -> Option<Role> {
    let name = name.to_lowercase().replace('’', "'");
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let is_it = |own: &str, role: Role| if role == Role::Head { own == bare } else { own == name };
    NAMES.iter().find(|(own, role)| is_it(own, *role)).map(|(_, role)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_letters() {
        for (name, is) in [
            ("heading 1", Some(Role::Head)),
            ("Überschrift 2", Some(Role::Head)),
            ("Date", Some(Role::Dateline)),
            ("Formule d’appel", Some(Role::Salute)),
            ("Signature 2", None),
            ("Heading 1 Char", None),
            ("Body Text", None),
        ] {
            assert_eq!(role(name), is, "{name}");
        }
    }
}
