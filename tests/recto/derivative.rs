//! The algorithm of James Clark's "An algorithm for RELAX NG validation", word for word: no memory, no sharing, a tree of patterns.
//! Takes a grammar in simple form and a document as a tree; says whether the document is valid. `matcher` holds Recto's automaton
//! to it. Namespaces of values are left out.

use std::rc::Rc;

use recto::internals::datatype::Context;
use recto::internals::relaxng::simple::{ElementId, Grammar, NameClass, Pattern as Simple, PatternId};

/// An element of a document.
#[derive(Clone, Debug)]
pub struct Tree {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
}

#[derive(Clone, Debug)]
pub enum Child {
    Tree(Tree),
    Text(String),
}

/// Whether a document is valid.
pub fn is_valid(grammar: &Grammar, root: &Tree) -> bool {
    let clark = Clark { grammar };
    let start = clark.pattern(grammar.start);
    nullable(&clark.child(&start, &Child::Tree(root.clone())))
}

type P = Rc<Pattern>;

#[derive(Debug)]
enum Pattern {
    Empty,
    NotAllowed,
    Text,
    Choice(P, P),
    Interleave(P, P),
    Group(P, P),
    OneOrMore(P),
    List(P),
    Leaf(PatternId),
    Attribute(Rc<NameClass>, P),
    Element(ElementId),
    After(P, P),
}

use Pattern::{After, Choice, Empty, Group, Interleave, NotAllowed, OneOrMore, Text};

struct Clark<'g> {
    grammar: &'g Grammar,
}

/// No prefix means anything here.
pub struct Nowhere;

impl Context for Nowhere {
    fn namespace(&self, _: &str) -> Option<&str> {
        None
    }

    fn is_unparsed_entity(&self, _: &str) -> bool {
        false
    }
}

impl Clark<'_> {
    fn pattern(&self, id: PatternId) -> P {
        let fold = |parts: &[PatternId], join: fn(P, P) -> Pattern| {
            let mut parts = parts.iter().rev().map(|&part| self.pattern(part));
            let last = parts.next().unwrap();
            parts.fold(last, |rest, part| Rc::new(join(part, rest)))
        };
        match &self.grammar.patterns[id] {
            Simple::Empty => Rc::new(Empty),
            Simple::NotAllowed => Rc::new(NotAllowed),
            Simple::Text => Rc::new(Text),
            Simple::Data(..) | Simple::Value(..) => Rc::new(Pattern::Leaf(id)),
            Simple::List(part) => Rc::new(Pattern::List(self.pattern(*part))),
            Simple::Attribute(name, content) => {
                Rc::new(Pattern::Attribute(Rc::new((**name).clone()), self.pattern(*content)))
            }
            Simple::Element(element) => Rc::new(Pattern::Element(*element)),
            Simple::OneOrMore(part) => Rc::new(OneOrMore(self.pattern(*part))),
            Simple::Choice(parts) => fold(parts, Choice),
            Simple::Group(parts) => fold(parts, Group),
            Simple::Interleave(parts) => fold(parts, Interleave),
        }
    }

    fn child(&self, pattern: &P, child: &Child) -> P {
        let tree = match child {
            Child::Text(text) => return self.text(pattern, text),
            Child::Tree(tree) => tree,
        };
        let mut now = self.open(pattern, &tree.name);
        for (name, value) in &tree.attributes {
            now = self.attribute(&now, name, value);
        }
        now = close(&now);
        now = self.children(&now, &tree.children);
        end(&now)
    }

    fn children(&self, pattern: &P, children: &[Child]) -> P {
        match children {
            [] => self.children(pattern, &[Child::Text(String::new())]),
            [Child::Text(text)] => {
                let after = self.text(pattern, text);
                if is_blank(text) { choice(Rc::clone(pattern), after) } else { after }
            }
            many => many.iter().fold(Rc::clone(pattern), |now, child| match child {
                Child::Text(text) if is_blank(text) => now,
                child => self.child(&now, child),
            }),
        }
    }

    fn text(&self, pattern: &P, text: &str) -> P {
        match &**pattern {
            Choice(a, b) => choice(self.text(a, text), self.text(b, text)),
            Interleave(a, b) => {
                choice(interleave(self.text(a, text), Rc::clone(b)), interleave(Rc::clone(a), self.text(b, text)))
            }
            Group(a, b) => {
                let first = group(self.text(a, text), Rc::clone(b));
                if nullable(a) { choice(first, self.text(b, text)) } else { first }
            }
            After(a, b) => after(self.text(a, text), Rc::clone(b)),
            OneOrMore(a) => group(self.text(a, text), choice(Rc::clone(pattern), Rc::new(Empty))),
            Text => Rc::clone(pattern),
            Pattern::Leaf(id) => Rc::new(if self.leaf(*id, text) { Empty } else { NotAllowed }),
            Pattern::List(a) => {
                let rest = text.split_whitespace().fold(Rc::clone(a), |now, word| self.text(&now, word));
                Rc::new(if nullable(&rest) { Empty } else { NotAllowed })
            }
            _ => Rc::new(NotAllowed),
        }
    }

    fn leaf(&self, id: PatternId, text: &str) -> bool {
        match &self.grammar.patterns[id] {
            Simple::Data(datatype, except) => {
                let is_excepted = except.is_some_and(|except| nullable(&self.text(&self.pattern(except), text)));
                datatype.allows(text, &Nowhere) && !is_excepted
            }
            Simple::Value(datatype, value, _) => datatype.value(text, &Nowhere).as_ref() == Some(value),
            _ => false,
        }
    }

    fn open(&self, pattern: &P, name: &str) -> P {
        match &**pattern {
            Choice(a, b) => choice(self.open(a, name), self.open(b, name)),
            Pattern::Element(row) => {
                let element = &self.grammar.elements[*row];
                match element.name.contains("", name) {
                    true => after(self.pattern(element.content), Rc::new(Empty)),
                    false => Rc::new(NotAllowed),
                }
            }
            Interleave(a, b) => choice(
                apply_after(&self.open(a, name), &|rest| interleave(rest, Rc::clone(b))),
                apply_after(&self.open(b, name), &|rest| interleave(Rc::clone(a), rest)),
            ),
            OneOrMore(a) => {
                apply_after(&self.open(a, name), &|rest| group(rest, choice(Rc::clone(pattern), Rc::new(Empty))))
            }
            Group(a, b) => {
                let first = apply_after(&self.open(a, name), &|rest| group(rest, Rc::clone(b)));
                if nullable(a) { choice(first, self.open(b, name)) } else { first }
            }
            After(a, b) => apply_after(&self.open(a, name), &|rest| after(rest, Rc::clone(b))),
            _ => Rc::new(NotAllowed),
        }
    }

    fn attribute(&self, pattern: &P, name: &str, value: &str) -> P {
        let down = |pattern: &P| self.attribute(pattern, name, value);
        match &**pattern {
            After(a, b) => after(down(a), Rc::clone(b)),
            Choice(a, b) => choice(down(a), down(b)),
            Group(a, b) => choice(group(down(a), Rc::clone(b)), group(Rc::clone(a), down(b))),
            Interleave(a, b) => choice(interleave(down(a), Rc::clone(b)), interleave(Rc::clone(a), down(b))),
            OneOrMore(a) => group(down(a), choice(Rc::clone(pattern), Rc::new(Empty))),
            Pattern::Attribute(class, content) => {
                let fits = class.contains("", name)
                    && ((nullable(content) && is_blank(value)) || nullable(&self.text(content, value)));
                Rc::new(if fits { Empty } else { NotAllowed })
            }
            _ => Rc::new(NotAllowed),
        }
    }
}

fn close(pattern: &P) -> P {
    match &**pattern {
        After(a, b) => after(close(a), Rc::clone(b)),
        Choice(a, b) => choice(close(a), close(b)),
        Group(a, b) => group(close(a), close(b)),
        Interleave(a, b) => interleave(close(a), close(b)),
        OneOrMore(a) => match &*close(a) {
            NotAllowed => Rc::new(NotAllowed),
            _ => Rc::new(OneOrMore(close(a))),
        },
        Pattern::Attribute(..) => Rc::new(NotAllowed),
        _ => Rc::clone(pattern),
    }
}

fn end(pattern: &P) -> P {
    match &**pattern {
        Choice(a, b) => choice(end(a), end(b)),
        After(a, b) if nullable(a) => Rc::clone(b),
        _ => Rc::new(NotAllowed),
    }
}

fn apply_after(pattern: &P, follow: &dyn Fn(P) -> P) -> P {
    match &**pattern {
        After(a, b) => after(Rc::clone(a), follow(Rc::clone(b))),
        Choice(a, b) => choice(apply_after(a, follow), apply_after(b, follow)),
        _ => Rc::new(NotAllowed),
    }
}

fn nullable(pattern: &P) -> bool {
    match &**pattern {
        Empty | Text => true,
        Group(a, b) | Interleave(a, b) => nullable(a) && nullable(b),
        Choice(a, b) => nullable(a) || nullable(b),
        OneOrMore(a) => nullable(a),
        _ => false,
    }
}

fn choice(a: P, b: P) -> P {
    match (&*a, &*b) {
        (NotAllowed, _) => b,
        (_, NotAllowed) => a,
        _ => Rc::new(Choice(a, b)),
    }
}

fn group(a: P, b: P) -> P {
    match (&*a, &*b) {
        (NotAllowed, _) | (_, NotAllowed) => Rc::new(NotAllowed),
        (Empty, _) => b,
        (_, Empty) => a,
        _ => Rc::new(Group(a, b)),
    }
}

fn interleave(a: P, b: P) -> P {
    match (&*a, &*b) {
        (NotAllowed, _) | (_, NotAllowed) => Rc::new(NotAllowed),
        (Empty, _) => b,
        (_, Empty) => a,
        _ => Rc::new(Interleave(a, b)),
    }
}

fn after(a: P, b: P) -> P {
    match (&*a, &*b) {
        (NotAllowed, _) | (_, NotAllowed) => Rc::new(NotAllowed),
        _ => Rc::new(After(a, b)),
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}
