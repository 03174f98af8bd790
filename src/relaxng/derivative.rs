//! What is left of a pattern when a part of a document has been matched: the derivatives of James Clark's algorithm ("An algorithm
//! for RELAX NG validation"). Takes patterns of a store; gives patterns of the same store.
//!
//! Nothing is remembered here; `automaton` does that. Recursion follows the nesting of patterns, which `simplify` bounds, never
//! the depth of a document.

use super::compiled::{AttributeRow, Compiled, TypeRow, ValueRow};
use super::name_table::Key;
use super::pattern::{Id, Pattern, Store};
use crate::datatype::Context;
use crate::xml::{is_blank, is_space};

/// One way to read a start tag: what the element holds, and what may follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartTagOpen {
    /// The content of the element, its attributes included.
    pub content: Id,
    /// What is left of the pattern after the element.
    pub rest: Id,
}

/// What of a group may be passed over to come to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Skip {
    /// What may be absent.
    Optional,
    /// Anything: the element stands too early.
    Anything,
}

/// Every way to read an element with this name.
pub fn open(store: &mut Store, schema: &Compiled, pattern: Id, key: Key, skip: Skip, ways: &mut Vec<StartTagOpen>) {
    if !store.takes(1 + store.get(pattern).parts().len()) {
        return;
    }
    match store.get(pattern).clone() {
        Pattern::Element(row) => {
            let element = schema.element(row);
            if element.names.contains(key) {
                ways.push(StartTagOpen { content: element.content, rest: Id::EMPTY });
            }
        }
        Pattern::OneOrMore(part) => {
            let more = store.zero_or_more(part);
            open_then(store, (schema, key, skip), part, ways, |store, rest| store.group([rest, more]));
        }
        Pattern::Choice(parts) => parts.iter().for_each(|&part| open(store, schema, part, key, skip, ways)),
        Pattern::Group(parts) => {
            for (at, &part) in parts.iter().enumerate() {
                let behind = parts.get(at + 1..).unwrap_or_default();
                open_then(store, (schema, key, skip), part, ways, |store, rest| {
                    store.group([rest].into_iter().chain(behind.iter().copied()))
                });
                if skip == Skip::Optional && !store.nullable(part) {
                    break;
                }
            }
        }
        Pattern::Interleave(parts) => {
            for (at, &part) in parts.iter().enumerate() {
                open_then(store, (schema, key, skip), part, ways, |store, rest| {
                    store.interleave(replaced(&parts, at, rest))
                });
            }
        }
        Pattern::NotAllowed
        | Pattern::Empty
        | Pattern::Text
        | Pattern::Data(_)
        | Pattern::Value(_)
        | Pattern::List(_)
        | Pattern::Attribute(_) => {}
    }
}

fn open_then(
    store: &mut Store,
    (schema, key, skip): (&Compiled, Key, Skip),
    part: Id,
    ways: &mut Vec<StartTagOpen>,
    follow: impl Fn(&mut Store, Id) -> Id,
) {
    let mut own = Vec::new();
    open(store, schema, part, key, skip, &mut own);
    if !store.takes(own.len() * size_of::<StartTagOpen>()) {
        return;
    }
    for StartTagOpen { content, rest } in own {
        let rest = follow(store, rest);
        if rest != Id::NOT_ALLOWED {
            ways.push(StartTagOpen { content, rest });
        }
    }
}

/// The members with another one at a place.
fn replaced(parts: &[Id], at: usize, by: Id) -> impl Iterator<Item = Id> + '_ {
    parts.iter().enumerate().map(move |(own, &part)| if own == at { by } else { part })
}

/// What is left after text that is not only white space, where elements or the end may follow.
pub fn text(store: &mut Store, pattern: Id) -> Id {
    word(store, pattern, &mut |_, row| matches!(row, Leaf::Text))
}

/// What a string is compared with.
#[derive(Clone, Copy, Debug)]
pub enum Leaf {
    /// Any text.
    Text,
    /// A row of the table of types.
    Data(TypeRow),
    /// A row of the table of values.
    Value(ValueRow),
    /// A list of this.
    List(Id),
}

/// What is left after a string; `fits` says which leaves take it.
fn word(store: &mut Store, pattern: Id, fits: &mut impl FnMut(&mut Store, Leaf) -> bool) -> Id {
    if !store.takes(1 + store.get(pattern).parts().len()) {
        return Id::NOT_ALLOWED;
    }
    let mut leaf = |store: &mut Store, leaf| if fits(store, leaf) { Id::EMPTY } else { Id::NOT_ALLOWED };
    match store.get(pattern).clone() {
        Pattern::Text => {
            if fits(store, Leaf::Text) {
                Id::TEXT
            } else {
                Id::NOT_ALLOWED
            }
        }
        Pattern::Data(row) => leaf(store, Leaf::Data(row)),
        Pattern::Value(row) => leaf(store, Leaf::Value(row)),
        Pattern::List(part) => leaf(store, Leaf::List(part)),
        Pattern::OneOrMore(part) => {
            let rest = word(store, part, fits);
            let more = store.zero_or_more(part);
            store.group([rest, more])
        }
        Pattern::Choice(parts) => {
            let rests: Vec<Id> = parts.iter().map(|&part| word(store, part, fits)).collect();
            store.choice(rests)
        }
        Pattern::Group(parts) => {
            let mut ways = Vec::new();
            for (at, &part) in parts.iter().enumerate() {
                let rest = word(store, part, fits);
                let behind = parts.get(at + 1..).unwrap_or_default().iter().copied();
                ways.push(store.group([rest].into_iter().chain(behind)));
                if !store.nullable(part) {
                    break;
                }
            }
            store.choice(ways)
        }
        Pattern::Interleave(parts) => {
            let mut ways = Vec::new();
            for (at, &part) in parts.iter().enumerate() {
                let rest = word(store, part, fits);
                ways.push(store.interleave(replaced(&parts, at, rest)));
            }
            store.choice(ways)
        }
        Pattern::NotAllowed | Pattern::Empty | Pattern::Attribute(_) | Pattern::Element(_) => Id::NOT_ALLOWED,
    }
}

/// What is left after a word of a list.
pub fn after_word(store: &mut Store, schema: &Compiled, pattern: Id, text: &str, context: &dyn Context) -> Id {
    word(store, pattern, &mut |store, leaf| fits(store, schema, leaf, text, context))
}

/// The words of a list, each with where it begins.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = text.split(is_space).scan(0, |next, word| {
        let start = *next;
        *next += word.len() + 1;
        Some((start, word))
    });
    parts.filter(|(_, word)| !word.is_empty())
}

/// Whether a string is all that a pattern asks for: the value of an attribute, or the content of an element without elements.
pub fn matches(store: &mut Store, schema: &Compiled, pattern: Id, text: &str, context: &dyn Context) -> bool {
    match *store.get(pattern) {
        Pattern::Text => true,
        Pattern::Data(row) => data(store, schema, row, text, context),
        Pattern::Value(row) => value(schema, row, text, context),
        Pattern::List(part) => list(store, schema, part, text, context),
        _ => {
            if is_blank(text) && store.nullable(pattern) {
                return true;
            }
            let rest = word(store, pattern, &mut |store, leaf| fits(store, schema, leaf, text, context));
            store.nullable(rest)
        }
    }
}

fn fits(store: &mut Store, schema: &Compiled, leaf: Leaf, text: &str, context: &dyn Context) -> bool {
    // A look at a long string takes longer.
    if !store.takes(1 + text.len() / 16) {
        return false;
    }
    match leaf {
        Leaf::Text => true,
        Leaf::Data(row) => data(store, schema, row, text, context),
        Leaf::Value(row) => value(schema, row, text, context),
        Leaf::List(part) => list(store, schema, part, text, context),
    }
}

fn data(store: &mut Store, schema: &Compiled, row: TypeRow, text: &str, context: &dyn Context) -> bool {
    let row = schema.data(row);
    row.datatype.allows(text, context)
        && !row.except.is_some_and(|except| matches(store, schema, except, text, context))
}

fn value(schema: &Compiled, row: ValueRow, text: &str, context: &dyn Context) -> bool {
    let row = schema.value(row);
    row.datatype.means(text, &row.value, context)
}

fn list(store: &mut Store, schema: &Compiled, part: Id, text: &str, context: &dyn Context) -> bool {
    let mut words = words(text).map(|(_, word)| word).peekable();
    // One or more of one type, by far the most frequent list, needs no derivative.
    if let Pattern::OneOrMore(only) = *store.get(part)
        && let Pattern::Data(row) = *store.get(only)
    {
        return words.peek().is_some() && words.all(|text| data(store, schema, row, text, context));
    }
    let mut rest = part;
    for text in words {
        rest = after_word(store, schema, rest, text, context);
        if rest == Id::NOT_ALLOWED {
            return false;
        }
    }
    store.nullable(rest)
}

/// The rows of all attributes in a pattern that take a name, each once, in the order of the pattern.
pub fn attributes_named(store: &mut Store, schema: &Compiled, pattern: Id, key: Key, rows: &mut Vec<AttributeRow>) {
    let mut looked_at = 0;
    store.each_leaf(pattern, |id| if store.facts(id).attributes { store.get(id).parts() } else { &[] }, &mut |leaf| {
        looked_at += 1 + rows.len() / 8;
        if let Pattern::Attribute(row) = leaf
            && schema.attribute(*row).names.contains(key)
            && !rows.contains(row)
        {
            rows.push(*row);
        }
    });
    // Who gives up for want of steps sees it when it looks.
    let _ = store.takes(looked_at);
}

/// What is left after an attribute; `rows` are the attribute patterns that take its name and its value.
pub fn attribute(store: &mut Store, pattern: Id, rows: &[AttributeRow]) -> Id {
    if !store.facts(pattern).attributes || !store.takes(1 + store.get(pattern).parts().len()) {
        return Id::NOT_ALLOWED;
    }
    match store.get(pattern).clone() {
        Pattern::Attribute(row) => {
            if rows.contains(&row) {
                Id::EMPTY
            } else {
                Id::NOT_ALLOWED
            }
        }
        Pattern::OneOrMore(part) => {
            let rest = attribute(store, part, rows);
            let more = store.zero_or_more(part);
            store.group([rest, more])
        }
        Pattern::Choice(parts) => {
            let rests: Vec<Id> = parts.iter().map(|&part| attribute(store, part, rows)).collect();
            store.choice(rests)
        }
        Pattern::Group(parts) => ways(store, &parts, rows, |store, members| store.group(members)),
        Pattern::Interleave(parts) => ways(store, &parts, rows, |store, members| store.interleave(members)),
        _ => Id::NOT_ALLOWED,
    }
}

/// What is left where an attribute belongs to one of several parts: to any of them.
fn ways(store: &mut Store, parts: &[Id], rows: &[AttributeRow], join: fn(&mut Store, Vec<Id>) -> Id) -> Id {
    let mut way = |(at, &part): (usize, &Id)| {
        let rest = attribute(store, part, rows);
        join(store, replaced(parts, at, rest).collect())
    };
    let ways: Vec<Id> = parts.iter().enumerate().map(&mut way).collect();
    store.choice(ways)
}

/// What becomes of the attributes that did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// They are missing: what needs them cannot match.
    Missing,
    /// They are passed over, as if they had come.
    Forgiven,
}

/// What is left at the end of a start tag.
pub fn close_tag(store: &mut Store, pattern: Id, absent: Absent) -> Id {
    if !store.facts(pattern).attributes || !store.takes(1 + store.get(pattern).parts().len()) {
        return pattern;
    }
    match store.get(pattern).clone() {
        Pattern::Attribute(_) if absent == Absent::Missing => Id::NOT_ALLOWED,
        Pattern::Attribute(_) => Id::EMPTY,
        Pattern::OneOrMore(part) => {
            let part = close_tag(store, part, absent);
            store.one_or_more(part)
        }
        Pattern::Choice(parts) => {
            let parts: Vec<Id> = parts.iter().map(|&part| close_tag(store, part, absent)).collect();
            store.choice(parts)
        }
        Pattern::Group(parts) => {
            let parts: Vec<Id> = parts.iter().map(|&part| close_tag(store, part, absent)).collect();
            store.group(parts)
        }
        Pattern::Interleave(parts) => {
            let parts: Vec<Id> = parts.iter().map(|&part| close_tag(store, part, absent)).collect();
            store.interleave(parts)
        }
        _ => pattern,
    }
}
