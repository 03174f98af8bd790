//! Registers: who and what an edition knows by name, found in its texts.
//!
//! Takes a register as a table ([`csv()`]) or as lists in TEI ([`tei()`]), and a profile; gives a [`Finder`], which marks the names in a
//! document and says which it could not tell apart. Promises that text is never changed: a name is a span of the source. Nothing is
//! guessed: a name that several records have points at none of them. `forms` says which forms a name has, `find` where they
//! stand, `life` which letters somebody can have written. Leaves out how names are written: `tei` does that.

mod csv;
mod find;
mod forms;
mod life;
mod lookup;
mod mark;
mod tei;

pub use self::csv::csv;
pub use self::tei::tei;
pub use find::Finder;
pub use life::{Life, Lives, Outside};

use crate::model::NameKind;

/// Records of a register, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register(pub Vec<Record>);

/// Somebody or something with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub kind: NameKind,
    /// What points at it.
    pub pointer: Pointer,
    /// Its names; those of persons as "Surname, Forenames, Suffix", or in the order in which they are spoken.
    pub names: Vec<String>,
    /// Its records in authority files.
    pub addresses: Vec<String>,
    /// When a person lived.
    pub life: Life,
}

/// What points at a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// An id, which the profile makes a pointer of.
    Id(String),
    /// The pointer itself: a URI.
    Uri(String),
    /// Nothing does.
    None,
}
