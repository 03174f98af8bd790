//! A schema as it is written, in either syntax. Takes nothing; gives the tree that the parsers make, the writers write and
//! `simplify` reads.
//!
//! Promises that nothing a person wrote for people is lost: names, grouping, order, comments, documentation, foreign annotations
//! and prefixes all stand in the tree. Holds no more: what a schema means is `simple`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::{Source, Span};

/// One file of a schema.
#[derive(Clone, Debug)]
pub struct File {
    /// Its text. All spans of the tree are bytes of it.
    pub source: Arc<Source>,
    /// Prefixes declared for the whole file, `""` for the default namespace: what a writer declares at the top.
    pub prefixes: BTreeMap<String, Namespace>,
    /// Datatype libraries with the prefixes that the compact syntax gave them; empty for a file in XML syntax.
    pub libraries: BTreeMap<String, String>,
    /// Its one pattern.
    pub pattern: Pattern,
}

/// A namespace, which a file may leave to the file that includes it (section 4.8).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    /// That of the file that includes this one; none when there is none.
    Inherited,
    /// This one; empty for no namespace.
    Uri(Arc<str>),
}

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// The whole pattern in the file.
    pub span: Span,
    /// What is noted at it.
    pub annotations: Annotations,
}

/// The kinds of patterns (section 3). A list of several patterns inside one that takes one is an implied group (section 4.12);
/// for `choice`, `group` and `interleave` it is their members.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `empty`
    Empty,
    /// `notAllowed`
    NotAllowed,
    /// `text`
    Text,
    /// `element`
    Element(NameClass, Vec<Pattern>),
    /// `attribute`; without a pattern it holds text.
    Attribute(NameClass, Vec<Pattern>),
    /// `group`
    Group(Vec<Pattern>),
    /// `interleave`
    Interleave(Vec<Pattern>),
    /// `choice`
    Choice(Vec<Pattern>),
    /// `optional`
    Optional(Vec<Pattern>),
    /// `zeroOrMore`
    ZeroOrMore(Vec<Pattern>),
    /// `oneOrMore`
    OneOrMore(Vec<Pattern>),
    /// `mixed`
    Mixed(Vec<Pattern>),
    /// `list`
    List(Vec<Pattern>),
    /// `ref`
    Ref(Word),
    /// `parentRef`
    ParentRef(Word),
    /// `externalRef`
    External(Reference),
    /// `grammar`
    Grammar(Vec<Component>),
    /// `value`
    Value(Value),
    /// `data`
    Data(Data),
}

/// A name or string with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text, white space at its ends taken off.
    pub text: String,
    /// Where it stands, without quotes.
    pub span: Span,
}

/// Another file.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Its address, relative to this file unless absolute.
    pub href: Word,
    /// The namespace that the other file inherits.
    pub namespace: Namespace,
}

/// The name of a datatype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    /// The address of the library; empty for the built-in one.
    pub library: String,
    /// The name in the library.
    pub name: Word,
}

/// `value`
#[derive(Clone, Debug)]
pub struct Value {
    /// The type; `None` where it is not written: `token` of the built-in library.
    pub datatype: Option<TypeName>,
    /// The string as written.
    pub text: Word,
    /// The namespaces that a qualified name in the string is read with.
    pub scope: Prefixes,
}

/// `data`
#[derive(Clone, Debug)]
pub struct Data {
    /// The type.
    pub datatype: TypeName,
    /// The parameters.
    pub params: Vec<Param>,
    /// What is taken out: patterns of `except`, a choice when there are several.
    pub except: Option<(Vec<Pattern>, Annotations)>,
    /// The namespaces that qualified names in parameters are read with.
    pub scope: Prefixes,
}

/// The namespaces of prefixes at one place, `""` for the default one. Shared between the places of a file.
pub type Prefixes = Arc<BTreeMap<String, Namespace>>;

/// `param`
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Word,
    /// Its value; nothing is taken off its ends.
    pub value: Word,
    /// What is noted at it.
    pub annotations: Annotations,
}

/// A name class.
#[derive(Clone, Debug)]
pub struct NameClass {
    /// What it is.
    pub kind: NameClassKind,
    /// Where it stands.
    pub span: Span,
    /// What is noted at it.
    pub annotations: Annotations,
}

/// The kinds of name classes. A list of several in `except` is a choice.
#[derive(Clone, Debug)]
pub enum NameClassKind {
    /// `name`
    Name {
        /// Its namespace. For an attribute whose name is written as an XML attribute it is none (section 4.8).
        namespace: Namespace,
        /// The prefix as written; empty when there is none.
        prefix: String,
        /// The part after the prefix.
        local: String,
    },
    /// `anyName`
    AnyName {
        /// The name classes of `except`.
        except: Option<Vec<NameClass>>,
    },
    /// `nsName`
    NsName {
        /// The namespace.
        namespace: Namespace,
        /// The prefix as written; empty when there is none.
        prefix: String,
        /// The name classes of `except`.
        except: Option<Vec<NameClass>>,
    },
    /// `choice`
    Choice(Vec<NameClass>),
}

/// What a grammar holds.
#[derive(Clone, Debug)]
pub enum Component {
    /// `start` or `define`
    Define(Define),
    /// `div`
    Div(Vec<Component>, Span, Annotations),
    /// `include`
    Include(Include),
    /// A foreign element among the components: an annotation of the grammar.
    Foreign(Foreign),
}

/// `start` or `define`
#[derive(Clone, Debug)]
pub struct Define {
    /// The name; `None` for `start`.
    pub name: Option<Word>,
    /// How it joins others of the same name.
    pub combine: Option<Combine>,
    /// What it stands for; several are an implied group.
    pub content: Vec<Pattern>,
    /// The whole definition.
    pub span: Span,
    /// What is noted at it.
    pub annotations: Annotations,
}

/// How definitions of one name are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// `choice`
    Choice,
    /// `interleave`
    Interleave,
}

/// `include`
#[derive(Clone, Debug)]
pub struct Include {
    /// The other grammar.
    pub reference: Reference,
    /// What is defined anew: `start`, `define` and `div`; nothing else is in it.
    pub overrides: Vec<Component>,
    /// The whole inclusion.
    pub span: Span,
    /// What is noted at it.
    pub annotations: Annotations,
}

/// What is noted at a pattern, name class, component or parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// Attributes of other namespaces.
    pub attributes: Vec<ForeignAttribute>,
    /// Comments and foreign elements before the content, `a:documentation` among them.
    pub before: Vec<Foreign>,
    /// Comments and foreign elements that follow it: those inside its parent behind it (compact syntax `>>`).
    pub after: Vec<Foreign>,
}

/// A comment, or an element of another namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A comment, without its marks.
    Comment(String),
    /// An element.
    Element(ForeignElement),
}

/// A name of another namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignName {
    /// Its namespace; empty when it has none.
    pub namespace: String,
    /// The prefix as written; empty when there is none.
    pub prefix: String,
    /// The part after the prefix.
    pub local: String,
}

/// An attribute of another namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignAttribute {
    /// Its name.
    pub name: ForeignName,
    /// Its value.
    pub value: String,
    /// Where the value stands, without quotes.
    pub span: Span,
}

/// An element of another namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignElement {
    /// Its name.
    pub name: ForeignName,
    /// Its attributes.
    pub attributes: Vec<ForeignAttribute>,
    /// What it holds.
    pub children: Vec<ForeignNode>,
    /// Where its name stands.
    pub span: Span,
    /// The namespaces in scope; empty in the compact syntax, where they are those of the file.
    pub prefixes: Prefixes,
    /// `xml:base` of the elements of RELAX NG around it, relative to the file; empty where none says it, as in the compact syntax.
    pub base: Arc<str>,
}

/// What a foreign element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForeignNode {
    /// A comment or an element.
    Foreign(Foreign),
    /// Text.
    Text(String),
}

/// The namespace of `documentation`, the notes for people (RELAX NG DTD compatibility).
pub const ANNOTATIONS: &str = "http://relaxng.org/ns/compatibility/annotations/1.0";

/// The namespace of the XML syntax.
pub const RELAX_NG: &str = "http://relaxng.org/ns/structure/1.0";

impl PatternKind {
    /// The patterns directly inside, without those of a grammar or of what is taken out of data.
    #[must_use]
    pub fn members(&self) -> &[Pattern] {
        match self {
            Self::Element(_, members)
            | Self::Attribute(_, members)
            | Self::Group(members)
            | Self::Interleave(members)
            | Self::Choice(members)
            | Self::Optional(members)
            | Self::ZeroOrMore(members)
            | Self::OneOrMore(members)
            | Self::Mixed(members)
            | Self::List(members) => members,
            Self::Empty | Self::NotAllowed | Self::Text | Self::Ref(_) | Self::ParentRef(_) => &[],
            Self::External(_) | Self::Grammar(_) | Self::Value(_) | Self::Data(_) => &[],
        }
    }
}

impl Annotations {
    /// The text of each `a:documentation`, in order.
    pub fn documentation(&self) -> impl Iterator<Item = String> + '_ {
        self.before.iter().filter_map(|foreign| match foreign {
            Foreign::Element(element) if element.is_documentation() => Some(element.text()),
            _ => None,
        })
    }

    /// Whether more than comments stands before the content, or as attributes.
    #[must_use]
    pub fn has_notes(&self) -> bool {
        !self.attributes.is_empty() || self.before.iter().any(|foreign| matches!(foreign, Foreign::Element(_)))
    }
}

impl ForeignElement {
    /// Whether it is `a:documentation`.
    #[must_use]
    pub fn is_documentation(&self) -> bool {
        self.name.namespace == ANNOTATIONS && self.name.local == "documentation"
    }

    /// All text directly inside.
    #[must_use]
    pub fn text(&self) -> String {
        let text = self.children.iter().filter_map(|child| match child {
            ForeignNode::Text(text) => Some(text.as_str()),
            ForeignNode::Foreign(_) => None,
        });
        text.collect()
    }
}
