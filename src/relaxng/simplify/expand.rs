//! References followed from the start on (sections 4.19 to 4.21): what is not reached is gone, and so is `notAllowed` and `empty`
//! where they change nothing.
//!
//! Takes [`Lowered`]; gives the [`Grammar`]. Each definition is expanded once and shared. Elements wait in a queue, so that the
//! recursion goes no deeper than the patterns of one element, which [`DEPTH`] bounds.
#![expect(
    clippy::indexing_slicing,
    reason = "an arena, and a map with a value for each of its ids, is indexed by ids that it gave"
)]

use la_arena::{Arena, ArenaMap, Idx};

use super::lowered::{self, DEPTH, DefinitionId, Lowered, Node, NodeId};
use crate::diag::{self, Diagnostic};
use crate::relaxng::findings::Findings;
use crate::relaxng::simple::{Element, ElementId, Grammar, Pattern, PatternId, Place};

/// Expands the start and everything it reaches.
pub(super) fn expand(lowered: &Lowered, findings: &mut Findings) -> Grammar {
    let (places, elements, depths, queue, progress) = Default::default();
    let mut patterns = Arena::new();
    let waiting = patterns.alloc(Pattern::NotAllowed);
    let mut expansion = Expansion {
        lowered,
        findings,
        progress,
        waiting,
        patterns,
        places,
        depths,
        elements,
        queue,
        is_too_deep: false,
    };
    let start = expansion.reference(lowered.start, Place::default(), 0);
    let mut next = 0;
    while let Some(&(node, at)) = expansion.queue.get(next) {
        let content = expansion.node(node, 0);
        expansion.elements[at].content = content;
        next += 1;
    }
    let Expansion { patterns, places, elements, .. } = expansion;
    reached(Grammar { files: Vec::new(), patterns, places, elements, start })
}

/// How far a definition is.
#[derive(Clone, Copy)]
enum Progress {
    /// Its body is being expanded: a reference to it now is without end.
    Begun,
    Done(PatternId),
}

struct Expansion<'l> {
    lowered: &'l Lowered,
    findings: &'l mut Findings,
    /// Definitions that were come to.
    progress: ArenaMap<DefinitionId, Progress>,
    /// The content of elements whose own waits.
    waiting: PatternId,
    patterns: Arena<Pattern>,
    places: ArenaMap<PatternId, Place>,
    /// How deep each pattern is nested inside: 0 when it names no other.
    depths: ArenaMap<PatternId, u16>,
    elements: Arena<Element>,
    /// Contents that wait, each with its element.
    queue: Vec<(NodeId, ElementId)>,
    is_too_deep: bool,
}

impl Expansion<'_> {
    /// Expands a node; `depth` is how many stand around it in the same element.
    fn node(&mut self, id: NodeId, depth: u16) -> PatternId {
        let lowered = self.lowered;
        let place = lowered.places[id];
        if depth > DEPTH {
            return self.too_deep(place);
        }
        let below = depth + 1;
        match &lowered.nodes[id] {
            Node::Empty => self.add(Pattern::Empty, place),
            Node::NotAllowed => self.add(Pattern::NotAllowed, place),
            Node::Text => self.add(Pattern::Text, place),
            Node::Value(datatype, value, text) => {
                self.add(Pattern::Value(datatype.clone(), value.clone(), text.clone()), place)
            }
            Node::Data(datatype, except) => {
                let except = except.map(|except| self.node(except, below));
                let except = except.filter(|except| !self.is_not_allowed(*except));
                self.add(Pattern::Data(datatype.clone(), except), place)
            }
            Node::List(content) => self.around(*content, below, place, Pattern::List),
            Node::Attribute(name, content) => {
                self.around(*content, below, place, |content| Pattern::Attribute(name.clone(), content))
            }
            Node::OneOrMore(content) => {
                let content = self.node(*content, below);
                match self.patterns[content] {
                    Pattern::NotAllowed | Pattern::Empty => content,
                    _ => self.add(Pattern::OneOrMore(content), place),
                }
            }
            Node::Element(element) => self.element(*element, place),
            Node::Choice(members) => self.choice(members, below, place),
            Node::Group(members) => self.all(members, below, place, Pattern::Group),
            Node::Interleave(members) => self.all(members, below, place, Pattern::Interleave),
            Node::Reference(definition) => self.reference(*definition, place, depth),
        }
    }

    /// Section 4.19.
    fn reference(&mut self, id: DefinitionId, place: Place, depth: u16) -> PatternId {
        let lowered = self.lowered;
        let definition = &lowered.definitions[id];
        match self.progress.get(id) {
            Some(Progress::Done(pattern)) => *pattern,
            None => {
                self.progress.insert(id, Progress::Begun);
                let pattern = self.node(definition.body, depth + 1);
                self.progress.insert(id, Progress::Done(pattern));
                pattern
            }
            Some(Progress::Begun) => {
                let name = definition.name.as_deref().unwrap_or("start");
                let message = format!("`{name}` comes back to itself without an `element` between (section 4.19)");
                let help = "recursion needs an element on its way: use `zeroOrMore` or `oneOrMore` to repeat a pattern";
                self.findings.at(place, Diagnostic::new(&diag::SCHEMA_RECURSION, message).help(help));
                self.add(Pattern::NotAllowed, place)
            }
        }
    }

    fn element(&mut self, element: Idx<lowered::Element>, place: Place) -> PatternId {
        let written = &self.lowered.elements[element];
        let element = self.elements.alloc(Element {
            name: written.name.clone(),
            content: self.waiting,
            place: written.place,
            documentation: written.documentation.clone(),
        });
        self.queue.push((written.content, element));
        self.add(Pattern::Element(element), place)
    }

    /// A pattern that `notAllowed` inside makes `notAllowed` (section 4.20).
    fn around(&mut self, content: NodeId, depth: u16, place: Place, kind: impl Fn(PatternId) -> Pattern) -> PatternId {
        let content = self.node(content, depth);
        if self.is_not_allowed(content) { content } else { self.add(kind(content), place) }
    }

    /// A choice without `notAllowed` and with at most one `empty`.
    fn choice(&mut self, members: &[NodeId], depth: u16, place: Place) -> PatternId {
        let members: Vec<PatternId> = members.iter().map(|member| self.node(*member, depth)).collect();
        let mut kept: Vec<PatternId> = Vec::with_capacity(members.len());
        let mut has_empty = false;
        for member in &members {
            match &self.patterns[*member] {
                Pattern::NotAllowed => {}
                Pattern::Empty if has_empty => {}
                kind => {
                    has_empty |= matches!(kind, Pattern::Empty);
                    kept.push(*member);
                }
            }
        }
        match kept.as_slice() {
            [] => self.add(Pattern::NotAllowed, place),
            [only] => *only,
            _ => self.add(Pattern::Choice(kept), place),
        }
    }

    /// A group or interleave without `empty`; `notAllowed` inside makes it `notAllowed`.
    fn all(
        &mut self,
        members: &[NodeId],
        depth: u16,
        place: Place,
        kind: impl Fn(Vec<PatternId>) -> Pattern,
    ) -> PatternId {
        let mut members: Vec<PatternId> = members.iter().map(|member| self.node(*member, depth)).collect();
        if members.iter().any(|member| self.is_not_allowed(*member)) {
            return self.add(Pattern::NotAllowed, place);
        }
        members.retain(|member| !matches!(self.patterns[*member], Pattern::Empty));
        match members.as_slice() {
            [] => self.add(Pattern::Empty, place),
            [only] => *only,
            _ => self.add(kind(members), place),
        }
    }

    fn is_not_allowed(&self, pattern: PatternId) -> bool {
        matches!(self.patterns[pattern], Pattern::NotAllowed)
    }

    fn add(&mut self, pattern: Pattern, place: Place) -> PatternId {
        let mut depth = 0;
        pattern.each_inside(&mut |inside| {
            depth = depth.max(self.depths[inside].saturating_add(1));
        });
        if depth > DEPTH {
            return self.too_deep(place);
        }
        let id = self.patterns.alloc(pattern);
        self.places.insert(id, place);
        self.depths.insert(id, depth);
        id
    }

    fn too_deep(&mut self, place: Place) -> PatternId {
        if !self.is_too_deep {
            self.is_too_deep = true;
            let message = format!("patterns are nested more than {DEPTH} deep inside one element");
            let help = "join nested `group`, `choice` and definitions that only refer to the next one";
            self.findings.at(place, Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message).help(help));
        }
        self.add(Pattern::NotAllowed, place)
    }
}

/// The grammar without what its start does not reach, in the same order.
fn reached(grammar: Grammar) -> Grammar {
    let Grammar { files, patterns: all, places: all_places, elements: all_elements, start } = grammar;
    let mut is_reached: ArenaMap<PatternId, ()> = ArenaMap::default();
    let mut has_element: ArenaMap<ElementId, ()> = ArenaMap::default();
    let mut waiting = vec![start];
    while let Some(id) = waiting.pop() {
        if is_reached.insert(id, ()).is_some() {
            continue;
        }
        all[id].each_inside(&mut |inside| waiting.push(inside));
        if let Pattern::Element(element) = all[id]
            && has_element.insert(element, ()).is_none()
        {
            waiting.push(all_elements[element].content);
        }
    }
    let (mut patterns, mut places, mut elements) = (Arena::new(), ArenaMap::default(), Arena::new());
    let mut new_elements: ArenaMap<ElementId, ElementId> = ArenaMap::default();
    for (id, element) in all_elements.into_iter().filter(|(id, _)| has_element.contains_idx(*id)) {
        new_elements.insert(id, elements.alloc(element));
    }
    let mut new: ArenaMap<PatternId, PatternId> = ArenaMap::default();
    for (id, mut pattern) in all.into_iter().filter(|(id, _)| is_reached.contains_idx(*id)) {
        renumber(&mut pattern, &new, &new_elements);
        let kept = patterns.alloc(pattern);
        places.insert(kept, all_places[id]);
        new.insert(id, kept);
    }
    elements.values_mut().for_each(|element: &mut Element| element.content = new[element.content]);
    Grammar { files, patterns, places, elements, start: new[start] }
}

/// A pattern with the new ids of those that it names, which come before it.
fn renumber(
    pattern: &mut Pattern,
    new: &ArenaMap<PatternId, PatternId>,
    new_elements: &ArenaMap<ElementId, ElementId>,
) {
    match pattern {
        Pattern::Element(element) => *element = new_elements[*element],
        Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members) => {
            members.iter_mut().for_each(|member| *member = new[*member]);
        }
        Pattern::OneOrMore(content) | Pattern::List(content) | Pattern::Attribute(_, content) => {
            *content = new[*content];
        }
        Pattern::Data(_, Some(except)) => *except = new[*except],
        Pattern::Empty | Pattern::NotAllowed | Pattern::Text | Pattern::Data(_, None) | Pattern::Value(..) => {}
    }
}
