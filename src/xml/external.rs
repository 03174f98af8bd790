//! What becomes of the files that a document names (XML 1.0, 4.2.2). Takes nothing; says it to who reads, and to who expands.

/// What becomes of external entities and document types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum External {
    /// A reference to one is an error. A document type that is another file is a note.
    Refused,
    /// A reference to one is a note: what it stands for was not read.
    Noted,
    /// They are read by who can: [`parse_with`](super::parse_with). Else as `Refused`.
    Local,
}
