//! What can be said of an element or an attribute of TEI by its name. Takes nothing; the tables say which has what.

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
