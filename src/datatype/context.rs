//! What strings mean in a document: prefixes and entities. Takes names; gives what they stand for.

/// What a string may depend on beside itself.
pub trait Context {
    /// The namespace of a prefix, `""` for the default one; `None` when it has none.
    fn namespace(&self, prefix: &str) -> Option<&str>;
    /// Whether the document declares an unparsed entity of this name.
    fn is_unparsed_entity(&self, name: &str) -> bool;
}

/// No document: nothing is declared.
pub(super) struct Nowhere;

impl Context for Nowhere {
    fn namespace(&self, _: &str) -> Option<&str> {
        None
    }

    fn is_unparsed_entity(&self, _: &str) -> bool {
        false
    }
}
