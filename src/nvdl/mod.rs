//! NVDL: which parts of a document are checked against which schema (ISO/IEC 19757-4:2006).
//!
//! Takes the text of a script; gives a [`Script`] with the schemas that it asks for, and what is wrong with it. Takes a document as steps of
//! XML; gives what the schemas find, each in the parts that the script sends to it. A part is the elements of one namespace; in it
//! are the parts below that the script attaches.
//!
//! Run are `namespace` (with wildcards) and `anyNamespace` of elements; `validate`, `attach`, `unwrap`, `allow`, `reject`; modes, named and
//! nested; `context` with a path of names. A script that has anything else (`trigger`, `attachPlaceholder`, rules for attributes, schemas
//! inside) is not run at all, which a note says: its verdict would be another. Leaves out where schemas lie.

mod dispatch;
mod read;

pub use dispatch::{Dispatched, Dispatcher};
pub use read::{Read, read};

use std::sync::Arc;

use crate::relaxng;
use crate::schematron;
use crate::text::Span;

/// The namespace of NVDL.
pub const NAMESPACE: &str = "http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0";

/// A script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The schemas that it asks for, by number.
    pub schemas: Vec<Asked>,
    modes: Vec<Mode>,
    start: usize,
}

/// A schema that a script asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its address, relative to the script.
    pub href: String,
    /// Where the address stands.
    pub span: Span,
}

/// What becomes of parts, by their namespace; of several rules that fit, the strongest, of these the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mode {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    namespace: Namespace,
    actions: Vec<Action>,
}

/// The namespaces that a rule is for, the strongest first.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Namespace {
    /// This one.
    One(String),
    /// Those that have these parts in this order, from the beginning to the end.
    Like(Vec<String>),
    /// All.
    Any,
}

/// What is done with a part.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Action {
    act: Act,
    /// The mode of the parts below; the same one where there is none.
    mode: Option<usize>,
    /// The modes of those parts below that stand in these elements.
    contexts: Vec<Context>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// It is checked against the schema with this number.
    Validate(usize),
    /// It is taken as a piece of the part around it.
    Attach,
    /// It is left out, and the parts below it stand in its place.
    Unwrap,
    /// Nothing.
    Allow,
    /// It must not be there.
    Reject,
}

/// Elements of a part, by a path of local names.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Context {
    steps: Vec<String>,
    /// Whether the path begins at the first element of the part.
    is_whole: bool,
    mode: usize,
}

/// A script with its schemas.
#[derive(Debug)]
pub struct Schema {
    /// The script.
    pub script: Script,
    /// What each of its schemas holds, by number.
    pub parts: Vec<Part>,
}

/// What a schema of a script holds.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Grammars.
    pub grammars: Vec<Arc<relaxng::Schema>>,
    /// Rules.
    pub rules: Vec<Arc<schematron::Schema>>,
}

impl Schema {
    /// Begins with a document.
    #[must_use]
    pub fn dispatcher(&self) -> Dispatcher<'_> {
        Dispatcher::new(self)
    }
}

impl Mode {
    /// What is done with a part of this namespace; a part that no rule is for is rejected (section 8.6.3).
    fn actions(&self, namespace: &str) -> &[Action] {
        const REJECTED: &[Action] = &[Action { act: Act::Reject, mode: None, contexts: Vec::new() }];
        let fitting = self.rules.iter().filter(|rule| rule.namespace.takes(namespace));
        fitting.min_by_key(|rule| rule.namespace.rank()).map_or(REJECTED, |rule| &rule.actions)
    }
}

impl Namespace {
    fn takes(&self, namespace: &str) -> bool {
        match self {
            Self::One(own) => own == namespace,
            Self::Like(parts) => is_like(namespace, parts),
            Self::Any => true,
        }
    }

    /// Its place among the kinds, the strongest first.
    fn rank(&self) -> u8 {
        match self {
            Self::One(_) => 0,
            Self::Like(_) => 1,
            Self::Any => 2,
        }
    }
}

/// Whether a text is these parts with anything between them.
fn is_like(text: &str, parts: &[String]) -> bool {
    let [first, between @ .., last] = parts else { return parts.iter().all(|part| part == text) };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for part in between {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last.as_str())
}
