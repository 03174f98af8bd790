//! Schematron: rules over a document (ISO/IEC 19757-3:2020), with XPath as its language.
//!
//! Takes the files of a schema through a [`Load`](crate::text::Load); gives a [`Schema`] and what is wrong with it. Takes documents; gives
//! [`Finding`]s. Promises one pass over a document for all patterns, that the first rule of a pattern that fits a node is the only
//! one, that a test that raises an error does not keep others from being run, and that what cannot be run is reported. Touches no
//! file and no network by itself.

mod candidates;
mod constructs;
mod dynamic_context;
mod element;
mod file;
mod files;
mod finding;
mod function;
mod quick_fix;
mod read;
mod run;
mod schema;
pub mod svrl;
mod template;
mod translation;
mod variables;

pub use constructs::{CONSTRUCTS, Construct, Part, Treatment};
pub use dynamic_context::{DocumentCache, DynamicContext};
pub use finding::{Finding, Kind, Piece, Remark, Repair, diagnostics};
pub use read::{Phase, Read, read, read_embedded};
pub use run::Fired;
pub use schema::Schema;
pub use translation::in_language;

/// The namespace of Schematron.
pub const NAMESPACE: &str = "http://purl.oclc.org/dsdl/schematron";

/// The namespace of Schematron 1.x.
const NAMESPACE_1: &str = "http://www.ascc.net/xml/schematron";

/// The edition of Schematron with this namespace, for people.
#[must_use]
pub fn edition(namespace: &str) -> &'static str {
    if namespace == NAMESPACE_1 { "Schematron 1.x" } else { "ISO Schematron" }
}

/// The namespace of Schematron QuickFix.
const QUICK_FIX: &str = "http://www.schematron-quickfix.com/validator/process";

/// The namespace of XSLT, of which rules use functions and keys.
const XSLT: &str = "http://www.w3.org/1999/XSL/Transform";
