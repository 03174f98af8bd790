//! A grammar made ready to match. Takes a [`Grammar`]; gives its patterns, each kept once, and the tables that they name.
#![expect(
    clippy::indexing_slicing,
    reason = "an arena, and a map with a value for each of its ids, is indexed by ids that it gave"
)]

use std::sync::Arc;

use la_arena::{Arena, ArenaMap, Idx};
use rustc_hash::{FxHashMap, FxHashSet};

use super::limits::Effort;
use super::name_table::{ExpandedName, Key, KeySet, NameTable};
use super::pattern::{Id, Store};
use super::simple::{self, Grammar, NameClass};
use crate::datatype::{Datatype, IdType, Value};

/// A compiled grammar. It never changes.
#[derive(Debug)]
pub struct Compiled {
    /// The patterns.
    pub store: Arc<Store>,
    /// What a document must match.
    pub start: Id,
    /// The names.
    pub names: NameTable,
    /// The rows that [`Pattern::Element`](super::pattern::Pattern::Element) names.
    pub elements: Arena<Element>,
    /// The rows that [`Pattern::Attribute`](super::pattern::Pattern::Attribute) names.
    pub attributes: Arena<Attribute>,
    /// The rows that [`Pattern::Data`](super::pattern::Pattern::Data) names.
    pub types: Arena<Type>,
    /// The rows that [`Pattern::Value`](super::pattern::Pattern::Value) names.
    pub values: Arena<Fixed>,
    /// Whether some type asks for the namespaces or entities of the document, so that verdicts on values cannot be kept.
    pub needs_context: bool,
    /// The names that are written for elements.
    pub element_names: FxHashSet<ExpandedName>,
    /// The names that are written for attributes.
    pub attribute_names: FxHashSet<ExpandedName>,
    /// Whether it is larger than it may be: it means nothing then.
    pub is_cut: bool,
}

/// Row of the table of elements.
pub type ElementRow = Idx<Element>;

/// Row of the table of attributes.
pub type AttributeRow = Idx<Attribute>;

/// Row of the table of types.
pub type TypeRow = Idx<Type>;

/// Row of the table of values.
pub type ValueRow = Idx<Fixed>;

/// An element pattern.
#[derive(Debug)]
pub struct Element {
    /// The names it takes.
    pub names: Names,
    /// What it holds.
    pub content: Id,
    /// What the schema says of it.
    pub documentation: Option<Arc<str>>,
}

/// An attribute pattern.
#[derive(Debug)]
pub struct Attribute {
    /// The names it takes.
    pub names: Names,
    /// Its value.
    pub content: Id,
    /// What its value says about identity.
    pub id_type: IdType,
}

/// A type without some of its strings.
#[derive(Debug)]
pub struct Type {
    /// The type.
    pub datatype: Arc<Datatype>,
    /// What is taken out.
    pub except: Option<Id>,
}

/// One value of a type.
#[derive(Debug)]
pub struct Fixed {
    /// The type.
    pub datatype: Arc<Datatype>,
    /// The value.
    pub value: Value,
    /// The string of the schema.
    pub text: Arc<str>,
}

/// The names an element or attribute takes.
#[derive(Debug, Default)]
pub struct Names {
    keys: KeySet,
    /// Those that the schema writes out for it, for people; empty where all or a whole namespace is taken.
    pub written: Vec<ExpandedName>,
}

impl Names {
    fn new(class: &NameClass, table: &NameTable) -> Self {
        let mut written = Vec::new();
        gather_written(class, &mut written);
        Self { keys: table.keys_of(class), written }
    }

    /// Whether a name is among them.
    #[must_use]
    pub fn contains(&self, key: Key) -> bool {
        self.keys.contains(key)
    }

    /// Whether it is one name that the schema writes out.
    #[must_use]
    pub fn is_written_once(&self) -> bool {
        self.keys.is_one() && self.written.len() == 1
    }
}

fn gather_written(class: &NameClass, written: &mut Vec<ExpandedName>) {
    match class {
        NameClass::Name(namespace, local) => written.push((Arc::clone(namespace), Arc::clone(local))),
        NameClass::Choice(members) => members.iter().for_each(|member| gather_written(member, written)),
        NameClass::AnyName(_) | NameClass::NsName(..) => {}
    }
}

impl Compiled {
    /// A row of the table of elements.
    #[must_use]
    pub fn element(&self, row: ElementRow) -> &Element {
        &self.elements[row]
    }

    /// A row of the table of attributes.
    #[must_use]
    pub fn attribute(&self, row: AttributeRow) -> &Attribute {
        &self.attributes[row]
    }

    /// A row of the table of types.
    #[must_use]
    pub fn data(&self, row: TypeRow) -> &Type {
        &self.types[row]
    }

    /// A row of the table of values.
    #[must_use]
    pub fn value(&self, row: ValueRow) -> &Fixed {
        &self.values[row]
    }

    /// Compiles a grammar whose patterns have at most so many parts together, and whose names as many keys.
    #[must_use]
    pub fn new(grammar: &Grammar, parts: u64) -> Self {
        let classes = grammar.patterns.values().filter_map(|pattern| match pattern {
            simple::Pattern::Attribute(name, _) => Some(&**name),
            _ => None,
        });
        let names = NameTable::new(classes.chain(grammar.elements.values().map(|element| &*element.name)));
        let mut work = Work {
            names,
            ids: ArenaMap::default(),
            store: Store::new(parts),
            room: Effort::new(parts),
            ..Work::default_tables()
        };
        for (pattern, written) in grammar.patterns.iter() {
            let is_cut = work.room.is_spent() || work.store.is_spent();
            let id = if is_cut { Id::NOT_ALLOWED } else { work.compile(written) };
            work.ids.insert(pattern, id);
        }
        let mut elements = Arena::new();
        for element in grammar.elements.values() {
            // What is cut has a row for each element all the same.
            let is_cut = work.room.is_spent();
            let names = if is_cut { Names::default() } else { Names::new(&element.name, &work.names) };
            let _ = work.room.takes(1 + names.keys.len());
            let (content, documentation) = (work.id(element.content), element.documentation.clone());
            elements.alloc(Element { names, content, documentation });
        }
        let written = |names: &Names| names.written.clone();
        let needs_context = work.types.values().any(|row| row.datatype.needs_context())
            || work.values.values().any(|row| row.datatype.needs_context());
        Self {
            is_cut: work.room.is_spent() || work.store.is_spent(),
            element_names: elements.values().flat_map(|row| written(&row.names)).collect(),
            attribute_names: work.attributes.values().flat_map(|row| written(&row.names)).collect(),
            elements,
            needs_context,
            start: work.id(grammar.start),
            store: Arc::new(work.store),
            names: work.names,
            attributes: work.attributes,
            types: work.types,
            values: work.values,
        }
    }
}

/// A value: its type, its text, and what the type makes of it.
type ValueKey = (Arc<Datatype>, Arc<str>, Value);

struct Work {
    names: NameTable,
    store: Store,
    /// Keys that names may still have.
    room: Effort,
    /// What each pattern of the grammar has become.
    ids: ArenaMap<simple::PatternId, Id>,
    attributes: Arena<Attribute>,
    types: Arena<Type>,
    values: Arena<Fixed>,
    attribute_rows: FxHashMap<(Arc<NameClass>, Id), AttributeRow>,
    type_rows: FxHashMap<(Arc<Datatype>, Option<Id>), TypeRow>,
    value_rows: FxHashMap<ValueKey, ValueRow>,
}

impl Work {
    fn default_tables() -> Self {
        Self {
            names: NameTable::new([]),
            store: Store::new(0),
            room: Effort::new(0),
            ids: ArenaMap::default(),
            attributes: Arena::new(),
            types: Arena::new(),
            values: Arena::new(),
            attribute_rows: FxHashMap::default(),
            type_rows: FxHashMap::default(),
            value_rows: FxHashMap::default(),
        }
    }

    fn id(&self, pattern: simple::PatternId) -> Id {
        self.ids[pattern]
    }

    fn all(&self, patterns: &[simple::PatternId]) -> Vec<Id> {
        patterns.iter().map(|&pattern| self.id(pattern)).collect()
    }

    fn compile(&mut self, pattern: &simple::Pattern) -> Id {
        use simple::Pattern as P;
        match pattern {
            P::Empty => Id::EMPTY,
            P::NotAllowed => Id::NOT_ALLOWED,
            P::Text => Id::TEXT,
            P::Data(datatype, except) => {
                let except = except.map(|except| self.id(except));
                let key = (Arc::clone(datatype), except);
                let types = &mut self.types;
                let row = || types.alloc(Type { datatype: Arc::clone(datatype), except });
                let row = *self.type_rows.entry(key).or_insert_with(row);
                self.store.data(row)
            }
            P::Value(datatype, value, text) => {
                let key = (Arc::clone(datatype), Arc::clone(text), value.clone());
                let values = &mut self.values;
                let row = *self.value_rows.entry(key).or_insert_with(|| {
                    values.alloc(Fixed { datatype: Arc::clone(datatype), value: value.clone(), text: Arc::clone(text) })
                });
                self.store.value(row)
            }
            P::List(part) => {
                let part = self.id(*part);
                self.store.list(part)
            }
            P::Attribute(name, content) => {
                let content = self.id(*content);
                let (attributes, names) = (&mut self.attributes, &self.names);
                let id_type = id_type(&self.store, &self.types, content);
                let room = &mut self.room;
                let row = *self.attribute_rows.entry((Arc::clone(name), content)).or_insert_with(|| {
                    let names = Names::new(name, names);
                    let _ = room.takes(1 + names.keys.len());
                    attributes.alloc(Attribute { names, content, id_type })
                });
                self.store.attribute(row)
            }
            P::Element(element) => self.store.element(ElementRow::from_raw(element.into_raw())),
            P::OneOrMore(part) => {
                let part = self.id(*part);
                self.store.one_or_more(part)
            }
            P::Choice(parts) => {
                let parts = self.all(parts);
                self.store.choice(parts)
            }
            P::Group(parts) => {
                let parts = self.all(parts);
                self.store.group(parts)
            }
            P::Interleave(parts) => {
                let parts = self.all(parts);
                self.store.interleave(parts)
            }
        }
    }
}

/// What an attribute with this value says about identity (DTD compatibility, section 5).
fn id_type(store: &Store, types: &Arena<Type>, content: Id) -> IdType {
    match store.get(content) {
        super::pattern::Pattern::Data(row) => types[*row].datatype.id_type(),
        _ => IdType::None,
    }
}
