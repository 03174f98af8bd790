//! A schema as text, in either syntax. Takes the tree of a file; gives its text.
//!
//! Names, grouping, order, comments, documentation and notes stay. What is changed is what people do not read: white space, the place
//! of declarations, groups that are implied anyway. What one syntax cannot say at all is a finding, and then the text is not the
//! same schema. Recurses over the depth of the tree, which the parsers bound.

mod compact;
mod declared;
mod layout;
mod xml;

use crate::diag::Diagnostic;
use crate::relaxng::syntax::File;

/// How a schema is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// XML: `.rng`.
    Xml,
    /// The compact syntax (ISO/IEC 19757-2, annex C): `.rnc`.
    Compact,
}

impl Syntax {
    /// What the names of its files end with.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Xml => "rng",
            Self::Compact => "rnc",
        }
    }

    /// The syntax of a file with this name; XML when its ending says nothing.
    #[must_use]
    pub fn of(address: &str) -> Self {
        if address.ends_with(".rnc") { Self::Compact } else { Self::Xml }
    }
}

/// Writes a schema. `address` says how each reference to another file is written.
#[must_use]
pub fn write(file: &File, syntax: Syntax, address: &dyn Fn(&str) -> String) -> (String, Vec<Diagnostic>) {
    match syntax {
        Syntax::Xml => xml::write(file, address),
        Syntax::Compact => compact::write(file, address),
    }
}
