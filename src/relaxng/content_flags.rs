//! What each pattern of a grammar is or holds, elements and attributes closed. Takes a [`Grammar`]; gives sets of [`Held`] bits, and the patterns
//! of a kind inside another. Each pattern is looked at once, after all that it names: nothing recurses.
#![expect(
    clippy::indexing_slicing,
    reason = "an arena, and a map with a value for each of its ids, is indexed by ids that it gave"
)]

use la_arena::ArenaMap;

use crate::relaxng::limits::Effort;
use crate::relaxng::name_class::each_leaf;
use crate::relaxng::simple::{Grammar, NameClass, Pattern, PatternId, Place};

/// What a pattern is or holds, elements and attributes closed; a set of these bits.
pub(super) type Held = u16;
/// An attribute.
pub(super) const ATTRIBUTE: Held = 1;
/// An element.
pub(super) const ELEMENT: Held = 1 << 1;
/// A list.
pub(super) const LIST: Held = 1 << 2;
/// Text.
pub(super) const TEXT: Held = 1 << 3;
/// A group.
pub(super) const GROUP: Held = 1 << 4;
/// An interleave.
pub(super) const INTERLEAVE: Held = 1 << 5;
/// A repetition.
pub(super) const ONE_OR_MORE: Held = 1 << 6;
/// Nothing.
pub(super) const EMPTY: Held = 1 << 7;
/// A string of a type.
pub(super) const DATA: Held = 1 << 8;
/// A value.
pub(super) const VALUE: Held = 1 << 9;
/// A group that holds an attribute.
pub(super) const GROUPED: Held = 1 << 10;
/// An interleave that holds an attribute.
pub(super) const INTERLEAVED: Held = 1 << 11;
/// An attribute with a wildcard for its name and no `oneOrMore` around it.
pub(super) const UNREPEATED: Held = 1 << 12;

/// What each pattern is or holds.
pub(super) struct ContentFlags<'g> {
    grammar: &'g Grammar,
    held: ArenaMap<PatternId, Held>,
}

impl<'g> ContentFlags<'g> {
    /// Looks at every pattern.
    pub(super) fn new(grammar: &'g Grammar) -> Self {
        let mut content_flags = Self { grammar, held: ArenaMap::with_capacity(grammar.patterns.len()) };
        for (id, pattern) in grammar.patterns.iter() {
            let mut held = 0;
            pattern.each_inside(&mut |inside| held |= content_flags.of(inside));
            match pattern {
                Pattern::OneOrMore(_) => held &= !UNREPEATED,
                Pattern::Attribute(..) => held = 0,
                _ => {}
            }
            held |= own(pattern, held);
            content_flags.held.insert(id, held);
        }
        content_flags
    }

    /// What a pattern is or holds.
    pub(super) fn of(&self, id: PatternId) -> Held {
        self.held[id]
    }
}

/// What a pattern is, given what stands in it.
pub(super) fn own(pattern: &Pattern, inside: Held) -> Held {
    match pattern {
        Pattern::Empty => EMPTY,
        Pattern::NotAllowed => 0,
        Pattern::Text => TEXT,
        Pattern::Data(..) => DATA,
        Pattern::Value(..) => VALUE,
        Pattern::List(_) => LIST,
        Pattern::Attribute(name, _) if has_wildcard(name) => ATTRIBUTE | UNREPEATED,
        Pattern::Attribute(..) => ATTRIBUTE,
        Pattern::Element(_) => ELEMENT,
        Pattern::OneOrMore(_) => ONE_OR_MORE,
        Pattern::Choice(_) => 0,
        Pattern::Group(_) if inside & ATTRIBUTE != 0 => GROUP | GROUPED,
        Pattern::Group(_) => GROUP,
        Pattern::Interleave(_) if inside & ATTRIBUTE != 0 => INTERLEAVE | INTERLEAVED,
        Pattern::Interleave(_) => INTERLEAVE,
    }
}

/// Whether a name class takes names that it does not write.
pub(super) fn has_wildcard(class: &NameClass) -> bool {
    let mut found = false;
    each_leaf(class, &mut |leaf| found |= !matches!(leaf, NameClass::Name(..)));
    found
}

/// Where a pattern stands.
pub(super) fn place(grammar: &Grammar, id: PatternId) -> Place {
    grammar.places[id]
}

/// Goes through the patterns inside others, as often as one likes while steps are left.
pub(super) struct Walk<'g, 'e> {
    content_flags: &'g ContentFlags<'g>,
    /// The steps that are left, for whoever walks to take of them.
    pub(super) effort: &'e mut Effort,
    /// The number of the walk that last came by each pattern.
    visited: ArenaMap<PatternId, u32>,
    number: u32,
}

impl<'g, 'e> Walk<'g, 'e> {
    /// Begins.
    pub(super) fn new(content_flags: &'g ContentFlags<'g>, effort: &'e mut Effort) -> Self {
        Self { content_flags, effort, visited: ArenaMap::default(), number: 0 }
    }

    /// The outermost patterns of one of these kinds at or inside a pattern, each once.
    pub(super) fn collect(&mut self, id: PatternId, kinds: Held) -> Vec<PatternId> {
        let mut found = Vec::new();
        self.number += 1;
        let mut waiting = vec![id];
        while let Some(at) = waiting.pop() {
            if self.visited.insert(at, self.number) == Some(self.number) {
                continue;
            }
            if !self.effort.takes(1) {
                break;
            }
            let pattern = &self.content_flags.grammar.patterns[at];
            if own(pattern, self.content_flags.of(at)) & kinds != 0 {
                found.push(at);
                continue;
            }
            pattern.each_inside(&mut |inside| {
                if self.content_flags.of(inside) & kinds != 0 {
                    waiting.push(inside);
                }
            });
        }
        found
    }
}
