//! What a block of a letter can be: a table under `[weights]`, and one row or more in the grammar of a letter. Takes nothing; gives the
//! parts, each with the role that its block has in the model.
//!
//! Most parts are roles of the model under the same name. The others are roles in one place of a letter, where other things speak for
//! them: a dateline at the end. Leaves out where a part may stand (`letter::grammar`), and the roles inside a block, which nothing
//! weighs: items, cells, lines of verse.

use std::fmt;

use enumset::EnumSetType;
use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::weights::name;
use crate::model::{ListKind, Role};

/// The parts by their names; a part that is not the role of its name says its role behind it.
macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident $(= $role:expr)?,)*) => {
        /// What a block of a letter can be: a table under `[weights]`.
        #[derive(Debug, EnumSetType, PartialOrd, Ord, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case", remote = "Self")]
        pub enum Part {
            $($(#[$doc])* #[doc = concat!("Its block: `", parts!(@name $part $($role)?), "`.")] $part,)*
        }

        impl Part {
            /// What its block is in the model.
            #[must_use]
            pub const fn role(self) -> Role {
                match self {
                    $(Self::$part => parts!(@role $part $($role)?),)*
                }
            }
        }
    };
    (@role $part:ident) => { Role::$part };
    (@role $part:ident $role:expr) => { $role };
    (@name $part:ident) => { concat!("Role::", stringify!($part)) };
    (@name $part:ident $role:expr) => { stringify!($role) };
}

parts! {
    Source,
    Label,
    Head,
    Dateline,
    Marking,
    Address,
    Letterhead,
    Salute,
    Paragraph,
    /// What belongs to the paragraph before it: it goes on behind a page, or around an address at the foot of one.
    Continuation = Role::Paragraph,
    Section,
    ListHead,
    /// Item of a list, or its label.
    List = Role::List(ListKind::Simple),
    Table,
    Verse,
    Quotation,
    Valediction,
    Signed,
    Affiliation,
    /// A dateline at the end.
    ClosingDateline = Role::Dateline,
    /// An address at the end.
    ClosingAddress = Role::Address,
    Endorsement,
    /// A short block of the opener that nothing explains.
    UnexplainedAbove = Role::Unexplained,
    /// A short block of the closer that nothing explains.
    Unexplained,
    Postscript,
    /// The label of a postscript, in a block of its own: "P.S."
    PostscriptLabel = Role::ItemLabel,
    /// Any paragraph of a postscript but the first.
    PostscriptParagraph = Role::Paragraph,
    /// The signature of a postscript.
    PostscriptSigned = Role::Signed,
    /// The heading of what begins again behind the closer.
    NextHead = Role::Head,
    /// Its place and date.
    NextDateline = Role::Dateline,
    /// Its salutation.
    NextSalute = Role::Salute,
    /// Its first paragraph, where it has none of these.
    NextParagraph = Role::Paragraph,
}

// As a string, not as a variant: what stands below a key that is a variant has no path.
impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        Self::deserialize(IntoDeserializer::<D::Error>::into_deserializer(written.as_str()))
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&name(self))
    }
}
