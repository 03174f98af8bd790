//! Patterns, each kept once. Takes the parts of a pattern; gives its number, the same one for the same pattern.
//!
//! Promises that what is trivially the same is the same pattern: choices and interleaves are flat and sorted, a choice has no
//! member twice and no `NotAllowed`, a group or interleave no `Empty`. A group or interleave in another one of its kind is shared and not
//! copied where both together are long. A store may stand on another that does not change any more: the numbers of that one stay
//! good. What is made costs steps; when none is left, all that is made is [`Id::NOT_ALLOWED`] and means nothing. Leaves out what patterns
//! match: `derivative`.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::{FxHashSet, FxHasher};

use super::compiled::{AttributeRow, ElementRow, TypeRow, ValueRow};
use super::limits::Effort;

/// Parts of two groups, or two interleaves, that are joined into one at most.
const LONGEST_JOINED: usize = 64;

/// Bytes that may be made in a store while one question is answered.
const GROWTH: usize = 64 << 20;

/// What an answer costs: steps to find it, and bytes that are made for it, whether or not they were there before. It costs each document the
/// same, whichever asked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    steps: u64,
    bytes: usize,
}

/// The number of a pattern in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u32);

/// A pattern (section 5 of the specification), its parts by number. Those that carry more than numbers name a row of a table of
/// the schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// No document.
    NotAllowed,
    /// Nothing.
    Empty,
    /// Any text.
    Text,
    /// A string of a type: row of the table of types.
    Data(TypeRow),
    /// One value: row of the table of values.
    Value(ValueRow),
    /// Words separated by white space.
    List(Id),
    /// An attribute: row of the table of attributes.
    Attribute(AttributeRow),
    /// An element: row of the table of elements.
    Element(ElementRow),
    /// Once or more.
    OneOrMore(Id),
    /// One of them.
    Choice(Box<[Id]>),
    /// All in order.
    Group(Box<[Id]>),
    /// All in any order.
    Interleave(Box<[Id]>),
}

impl Pattern {
    /// The patterns that it is made of; those of a list are not its own.
    #[must_use]
    pub fn parts(&self) -> &[Id] {
        match self {
            Self::OneOrMore(part) => std::slice::from_ref(part),
            Self::Choice(parts) | Self::Group(parts) | Self::Interleave(parts) => parts,
            _ => &[],
        }
    }

    fn grouped(&self) -> Option<&[Id]> {
        if let Self::Group(parts) = self { Some(parts) } else { None }
    }

    fn interleaved(&self) -> Option<&[Id]> {
        if let Self::Interleave(parts) = self { Some(parts) } else { None }
    }
}

/// What is known of a pattern once and for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether it matches nothing at all (section 6.2.7; `nullable` of the derivative algorithm).
    pub nullable: bool,
    /// Whether an attribute is in it.
    pub attributes: bool,
    /// Whether an element, text or data is in it.
    pub content: bool,
    /// Whether text is in it, outside attributes.
    pub text: bool,
    /// Whether a type, value or list is in it, outside attributes.
    pub data: bool,
}

#[derive(Debug)]
struct Node {
    pattern: Pattern,
    facts: Facts,
}

/// Patterns by number.
#[derive(Debug)]
pub struct Store {
    /// What came before; its numbers come first.
    base: Option<Arc<Store>>,
    offset: u32,
    nodes: Vec<Node>,
    numbers: HashTable<u32>,
    /// Parts named by all nodes: a measure of the memory used.
    parts: usize,
    effort: Effort,
    /// Bytes that may still be made before no step is left.
    room: usize,
}

impl Id {
    /// The pattern that matches nothing; the first of every store.
    pub const NOT_ALLOWED: Self = Self(0);
    /// The pattern of nothing.
    pub const EMPTY: Self = Self(1);
    /// The pattern of text.
    pub const TEXT: Self = Self(2);
}

/// What a number that is no pattern of the store stands for.
static NOWHERE: Node = Node {
    pattern: Pattern::NotAllowed,
    facts: Facts { nullable: false, attributes: false, content: false, text: false, data: false },
};

impl Store {
    /// A store with the three patterns without parts, with so many steps.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        let mut store = Self::empty(None, steps);
        for pattern in [Pattern::NotAllowed, Pattern::Empty, Pattern::Text] {
            store.intern(pattern);
        }
        store
    }

    /// An empty store that continues another.
    #[must_use]
    pub fn on(base: Arc<Self>) -> Self {
        Self::empty(Some(base), 0)
    }

    fn empty(base: Option<Arc<Self>>, steps: u64) -> Self {
        let offset = base.as_ref().map_or(0, |base| base.len());
        let (nodes, numbers, parts) = Default::default();
        Self { base, offset, nodes, numbers, parts, effort: Effort::new(steps), room: usize::MAX }
    }

    /// Gives it so many steps, and room for one answer.
    pub fn refuel(&mut self, steps: u64) {
        self.effort = Effort::new(steps);
        self.room = GROWTH;
    }

    /// Bytes that were made since the store was given steps, those counted that were there before.
    #[must_use]
    pub fn made(&self) -> usize {
        GROWTH.saturating_sub(self.room)
    }

    /// What is left, to compare with later.
    #[must_use]
    pub fn left(&self) -> Cost {
        Cost { steps: self.steps(), bytes: self.room }
    }

    /// What was taken since this was left.
    #[must_use]
    pub fn since(&self, before: Cost) -> Cost {
        let Cost { steps, bytes } = self.left();
        Cost { steps: before.steps.saturating_sub(steps), bytes: before.bytes.saturating_sub(bytes) }
    }

    /// Takes what an answer costs that is known.
    pub fn pay(&mut self, cost: Cost) {
        if !self.makes(cost.bytes) || !self.effort.takes(usize::try_from(cost.steps).unwrap_or(usize::MAX)) {
            self.effort = Effort::new(0);
        }
    }

    /// Takes room for so many bytes; `false` where it was not left, and no step is from then on.
    #[must_use]
    pub fn makes(&mut self, bytes: usize) -> bool {
        let room = self.room.checked_sub(bytes);
        self.room = room.unwrap_or(0);
        if room.is_none() {
            self.effort = Effort::new(0);
        }
        room.is_some()
    }

    /// The steps that are left.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.effort.left()
    }

    /// Whether no step is left: what was made since may be wrong.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.effort.is_spent()
    }

    /// Takes steps; `false` where they were not left.
    #[must_use]
    pub fn takes(&mut self, steps: usize) -> bool {
        self.effort.takes(steps)
    }

    /// How many patterns there are, those of the base included.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.offset.saturating_add(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }

    /// Bytes that the store takes without its base, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.nodes.len() * (size_of::<Node>() + 2 * size_of::<u32>()) + self.parts * size_of::<Id>()
    }

    /// The pattern of a number.
    #[must_use]
    pub fn get(&self, id: Id) -> &Pattern {
        &self.node(id).pattern
    }

    /// Whether a pattern is in the store or its base.
    #[must_use]
    pub fn holds(&self, id: Id) -> bool {
        id.0 < self.len()
    }

    /// What is known of a pattern.
    #[must_use]
    pub fn facts(&self, id: Id) -> Facts {
        self.node(id).facts
    }

    /// Whether a pattern matches nothing at all.
    #[must_use]
    pub fn nullable(&self, id: Id) -> bool {
        self.facts(id).nullable
    }

    /// A type.
    pub fn data(&mut self, row: TypeRow) -> Id {
        self.intern(Pattern::Data(row))
    }

    /// A value.
    pub fn value(&mut self, row: ValueRow) -> Id {
        self.intern(Pattern::Value(row))
    }

    /// An attribute.
    pub fn attribute(&mut self, row: AttributeRow) -> Id {
        self.intern(Pattern::Attribute(row))
    }

    /// An element.
    pub fn element(&mut self, row: ElementRow) -> Id {
        self.intern(Pattern::Element(row))
    }

    /// A list.
    pub fn list(&mut self, part: Id) -> Id {
        if part == Id::NOT_ALLOWED { part } else { self.intern(Pattern::List(part)) }
    }

    /// Once or more.
    pub fn one_or_more(&mut self, part: Id) -> Id {
        match self.get(part) {
            Pattern::NotAllowed | Pattern::Empty | Pattern::Text | Pattern::OneOrMore(_) => part,
            _ => self.intern(Pattern::OneOrMore(part)),
        }
    }

    /// Any number of times.
    pub fn zero_or_more(&mut self, part: Id) -> Id {
        let some = self.one_or_more(part);
        self.choice([some, Id::EMPTY])
    }

    /// One of several.
    pub fn choice(&mut self, parts: impl IntoIterator<Item = Id>) -> Id {
        let mut flat = Vec::new();
        for part in parts {
            let before = flat.len();
            match self.get(part) {
                Pattern::NotAllowed => {}
                Pattern::Choice(members) => flat.extend_from_slice(members),
                _ => flat.push(part),
            }
            if !self.effort.takes(flat.len() - before) {
                return Id::NOT_ALLOWED;
            }
        }
        flat.sort_unstable();
        flat.dedup();
        if flat.len() > 1 && flat.iter().any(|&part| part != Id::EMPTY && self.nullable(part)) {
            flat.retain(|&part| part != Id::EMPTY);
        }
        match *flat.as_slice() {
            [] => Id::NOT_ALLOWED,
            [only] => only,
            _ => self.intern(Pattern::Choice(flat.into())),
        }
    }

    /// Several in order.
    pub fn group(&mut self, parts: impl IntoIterator<Item = Id>) -> Id {
        let Some(flat) = self.joined(parts, Pattern::grouped) else { return Id::NOT_ALLOWED };
        self.several(flat, Pattern::Group)
    }

    /// Several in any order.
    pub fn interleave(&mut self, parts: impl IntoIterator<Item = Id>) -> Id {
        let Some(mut flat) = self.joined(parts, Pattern::interleaved) else { return Id::NOT_ALLOWED };
        flat.sort_unstable();
        self.several(flat, Pattern::Interleave)
    }

    /// Parts that all must match, with the `members` of those of one kind in their place; `None` where one cannot match, or no step is left.
    fn joined(
        &mut self,
        parts: impl IntoIterator<Item = Id>,
        members: impl Fn(&Pattern) -> Option<&[Id]>,
    ) -> Option<Vec<Id>> {
        let mut flat = Vec::new();
        for part in parts {
            match self.get(part) {
                Pattern::NotAllowed => return None,
                Pattern::Empty => {}
                pattern => match members(pattern) {
                    Some(members) if flat.len() + members.len() <= LONGEST_JOINED => flat.extend_from_slice(members),
                    _ => flat.push(part),
                },
            }
        }
        self.effort.takes(flat.len()).then_some(flat)
    }

    fn several(&mut self, flat: Vec<Id>, kind: impl FnOnce(Box<[Id]>) -> Pattern) -> Id {
        match *flat.as_slice() {
            [] => Id::EMPTY,
            [only] => only,
            _ => self.intern(kind(flat.into())),
        }
    }

    /// Tells the patterns that are reached from one by what `follow` gives of each, where it gives nothing; in order, and what stands in
    /// it several times is followed once.
    pub fn each_leaf<'s>(&'s self, pattern: Id, follow: impl Fn(Id) -> &'s [Id], tell: &mut impl FnMut(&Pattern)) {
        let mut seen = FxHashSet::default();
        let mut waiting = vec![pattern];
        while let Some(id) = waiting.pop() {
            match follow(id) {
                [] => tell(self.get(id)),
                parts if seen.insert(id) => waiting.extend(parts.iter().rev()),
                _ => {}
            }
        }
    }

    fn node(&self, id: Id) -> &Node {
        match (&self.base, id.0.checked_sub(self.offset)) {
            (Some(base), None) => base.node(id),
            (_, own) => own.and_then(|own| self.nodes.get(own as usize)).unwrap_or(&NOWHERE),
        }
    }

    fn find(&self, hash: u64, pattern: &Pattern) -> Option<Id> {
        let in_base = self.base.as_ref().and_then(|base| base.find(hash, pattern));
        in_base.or_else(|| self.find_here(hash, pattern))
    }

    fn find_here(&self, hash: u64, pattern: &Pattern) -> Option<Id> {
        self.numbers.find(hash, |&number| self.get(Id(number)) == pattern).map(|&number| Id(number))
    }

    fn intern(&mut self, pattern: Pattern) -> Id {
        let hash = hash(&pattern);
        if let Some(id) = self.base.as_ref().and_then(|base| base.find(hash, &pattern)) {
            return id;
        }
        let parts = match &pattern {
            Pattern::Choice(parts) | Pattern::Group(parts) | Pattern::Interleave(parts) => parts.len(),
            _ => 0,
        };
        if !self.makes(size_of::<Node>() + 2 * size_of::<u32>() + parts * size_of::<Id>()) {
            return Id::NOT_ALLOWED;
        }
        if let Some(id) = self.find_here(hash, &pattern) {
            return id;
        }
        let number = self.len();
        let facts = self.work_out(&pattern);
        self.parts += parts;
        self.nodes.push(Node { pattern, facts });
        let (nodes, offset) = (&self.nodes, self.offset);
        self.numbers.insert_unique(hash, number, |&number| {
            number
                .checked_sub(offset)
                .and_then(|own| nodes.get(own as usize))
                .map_or(0, |node| self::hash(&node.pattern))
        });
        Id(number)
    }

    fn work_out(&self, pattern: &Pattern) -> Facts {
        let plain = NOWHERE.facts;
        match pattern {
            Pattern::NotAllowed => plain,
            Pattern::Empty => Facts { nullable: true, ..plain },
            Pattern::Text => Facts { nullable: true, content: true, text: true, ..plain },
            Pattern::Data(_) | Pattern::Value(_) | Pattern::List(_) => Facts { content: true, data: true, ..plain },
            Pattern::Attribute(_) => Facts { attributes: true, ..plain },
            Pattern::Element(_) => Facts { content: true, ..plain },
            Pattern::OneOrMore(part) => self.facts(*part),
            Pattern::Choice(parts) => {
                Facts { nullable: parts.iter().any(|&part| self.nullable(part)), ..self.any(parts) }
            }
            Pattern::Group(parts) | Pattern::Interleave(parts) => {
                Facts { nullable: parts.iter().all(|&part| self.nullable(part)), ..self.any(parts) }
            }
        }
    }

    fn any(&self, parts: &[Id]) -> Facts {
        parts.iter().fold(NOWHERE.facts, |all, &part| {
            let own = self.facts(part);
            Facts {
                nullable: all.nullable,
                attributes: all.attributes || own.attributes,
                content: all.content || own.content,
                text: all.text || own.text,
                data: all.data || own.data,
            }
        })
    }
}

fn hash(pattern: &Pattern) -> u64 {
    let mut hasher = FxHasher::default();
    pattern.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use la_arena::RawIdx;

    use super::*;

    fn row(number: u32) -> ElementRow {
        ElementRow::from_raw(RawIdx::from_u32(number))
    }

    #[test]
    fn the_same_pattern_has_one_number() {
        let mut store = Store::new(u64::MAX);
        let (a, b) = (store.element(row(0)), store.element(row(1)));
        assert_eq!(store.choice([a, b]), store.choice([b, a, Id::NOT_ALLOWED, b]));
        let inner = store.choice([a, Id::EMPTY]);
        assert_eq!(store.choice([inner, b]), store.choice([b, Id::EMPTY, a]));
        assert_ne!(store.group([a, b]), store.group([b, a]));
        assert_eq!(store.interleave([a, Id::EMPTY, b]), store.interleave([b, a]));
        assert_eq!(store.group([a, Id::NOT_ALLOWED]), Id::NOT_ALLOWED);
        assert_eq!(store.group([Id::EMPTY, Id::EMPTY]), Id::EMPTY);
    }

    #[test]
    fn what_is_doubled_is_shared() {
        let mut store = Store::new(100_000);
        let mut group = store.element(row(0));
        for _ in 0..60 {
            group = store.group([group, group]);
        }
        assert!(!store.is_spent() && store.bytes() < 100_000);
        let mut leaves = 0;
        store.each_leaf(group, |id| store.get(id).parts(), &mut |_| leaves += 1);
        assert!(leaves <= 128, "{leaves}");
        while !store.is_spent() {
            let number = store.len();
            let next = store.element(row(number));
            group = store.choice([group, next]);
        }
        assert_eq!(store.group([Id::TEXT, Id::TEXT]), Id::NOT_ALLOWED);
    }

    #[test]
    fn a_store_continues_another() {
        let mut base = Store::new(u64::MAX);
        let a = base.element(row(0));
        let mut store = Store::on(Arc::new(base));
        store.refuel(u64::MAX);
        assert_eq!(store.element(row(0)), a);
        let many = store.zero_or_more(a);
        assert!(store.nullable(many) && !store.nullable(a) && store.facts(many).content);
        assert_eq!(*store.get(a), Pattern::Element(row(0)));
    }
}
