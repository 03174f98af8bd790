//! Simplification (section 4): from schema files as written to the simple form.
//!
//! ```text
//! files ─► lower ─► nodes of all definitions ─► expand ─► grammar
//!            └ scope: definitions of each grammar
//! ```
//!
//! `lower` takes the files and does everything that can be done without following a `ref` (4.5 to 4.18), for all that is written;
//! `expand` follows them from the start on (4.19 to 4.21) and leaves what is not reached. Promises bounds: [`SIZE`] and [`DEPTH`].
//! Leaves out the checks of a single file, which its parser did (3 to 4.4), and those of section 7.

mod expand;
mod lower;
mod scope;

use std::sync::Arc;

use crate::datatype::{Datatype, Value};
use crate::relaxng::findings::Findings;
use crate::relaxng::load::Files;
use crate::relaxng::simple::{Grammar, NameClass, Place};

/// How many patterns and definitions a schema may come to, every file counted as often as it is taken in anew.
const SIZE: u32 = 1 << 21;
/// How deep the patterns of one element may be nested, references followed; later stages recurse that deep.
const DEPTH: u16 = 500;

/// The simple form of a schema; `None` when the first file has no pattern. It means something only when no error was found.
pub(super) fn simplify(files: &Files<'_>, findings: &mut Findings) -> Option<Grammar> {
    let lowered = lower::lower(files, findings)?;
    // References to nothing and definitions without end say enough.
    if findings.has_errors() {
        return None;
    }
    Some(expand::expand(&lowered, findings))
}

/// Everything that is written, in simple terms, references apart.
struct Lowered {
    /// A node names only nodes before it, save through a reference.
    nodes: Vec<Node>,
    /// Where each node stands.
    places: Vec<Place>,
    elements: Vec<Element>,
    definitions: Vec<Definition>,
    start: DefinitionId,
}

/// Index into [`Lowered::nodes`].
#[derive(Clone, Copy)]
struct NodeId(u32);

/// Index into [`Lowered::definitions`].
#[derive(Clone, Copy, PartialEq, Eq)]
struct DefinitionId(u32);

/// A pattern after section 4.18.
enum Node {
    Empty,
    NotAllowed,
    Text,
    Data(Arc<Datatype>, Option<NodeId>),
    Value(Arc<Datatype>, Option<Value>, Arc<str>),
    List(NodeId),
    Attribute(Arc<NameClass>, NodeId),
    /// Index into [`Lowered::elements`].
    Element(u32),
    OneOrMore(NodeId),
    Choice(Vec<NodeId>),
    Group(Vec<NodeId>),
    Interleave(Vec<NodeId>),
    Reference(DefinitionId),
}

struct Element {
    name: Arc<NameClass>,
    content: NodeId,
    place: Place,
    documentation: Option<Arc<str>>,
}

/// What a name of a grammar stands for; also the start of a grammar and the pattern of another file, which have no name.
struct Definition {
    name: Option<Arc<str>>,
    body: NodeId,
}

/// A number as index.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A length as number. No list is longer than [`SIZE`].
fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
