//! References followed from the start on (sections 4.19 to 4.21): what is not reached is gone, and so is `notAllowed` and `empty`
//! where they change nothing.
//!
//! Takes [`Lowered`]; gives the [`Grammar`]. Each definition is expanded once and shared. Elements wait in a queue, so that the
//! recursion goes no deeper than the patterns of one element, which [`DEPTH`] bounds.

use super::{DEPTH, DefinitionId, Lowered, Node, NodeId, index, number};
use crate::diag::{self, Diagnostic};
use crate::relaxng::findings::Findings;
use crate::relaxng::simple::{Element, ElementId, Grammar, Pattern, PatternId, Place};

/// Expands the start and everything it reaches.
pub(super) fn expand(lowered: &Lowered, findings: &mut Findings) -> Grammar {
    let (patterns, places, elements, depths, queue) = Default::default();
    let mut expansion = Expansion {
        lowered,
        findings,
        progress: lowered.definitions.iter().map(|_| Progress::Untouched).collect(),
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
        if let Some(element) = expansion.elements.get_mut(at) {
            element.content = content;
        }
        next += 1;
    }
    let Expansion { patterns, places, elements, .. } = expansion;
    reached(Grammar { files: Vec::new(), patterns, places, elements, start })
}

/// How far a definition is.
#[derive(Clone, Copy)]
enum Progress {
    Untouched,
    /// Its body is being expanded: a reference to it now is without end.
    Begun,
    Done(PatternId),
}

struct Expansion<'l> {
    lowered: &'l Lowered,
    findings: &'l mut Findings,
    progress: Vec<Progress>,
    patterns: Vec<Pattern>,
    places: Vec<Place>,
    /// How deep each pattern is nested inside: 0 when it names no other.
    depths: Vec<u16>,
    elements: Vec<Element>,
    /// Contents that wait, with the index of their element.
    queue: Vec<(NodeId, usize)>,
    is_too_deep: bool,
}

impl Expansion<'_> {
    /// Expands a node; `depth` is how many stand around it in the same element.
    fn node(&mut self, id: NodeId, depth: u16) -> PatternId {
        let lowered = self.lowered;
        let place = lowered.places.get(index(id.0)).copied().unwrap_or_default();
        let Some(node) = lowered.nodes.get(index(id.0)).filter(|_| depth <= DEPTH) else {
            return self.too_deep(place);
        };
        let below = depth + 1;
        match node {
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
                match self.patterns.get(index(content.0)) {
                    Some(Pattern::NotAllowed | Pattern::Empty) => content,
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
        let Some(definition) = lowered.definitions.get(index(id.0)) else {
            return self.add(Pattern::NotAllowed, place);
        };
        match self.progress.get(index(id.0)) {
            Some(Progress::Done(pattern)) => *pattern,
            Some(Progress::Untouched) => {
                self.note(id, Progress::Begun);
                let pattern = self.node(definition.body, depth + 1);
                self.note(id, Progress::Done(pattern));
                pattern
            }
            Some(Progress::Begun) | None => {
                let name = definition.name.as_deref().unwrap_or("start");
                let message = format!("`{name}` comes back to itself without an `element` between (section 4.19)");
                let help = "recursion needs an element on its way: use `zeroOrMore` or `oneOrMore` to repeat a pattern";
                self.findings.at(place, Diagnostic::new(&diag::SCHEMA_RECURSION, message).help(help));
                self.add(Pattern::NotAllowed, place)
            }
        }
    }

    fn note(&mut self, id: DefinitionId, progress: Progress) {
        if let Some(own) = self.progress.get_mut(index(id.0)) {
            *own = progress;
        }
    }

    fn element(&mut self, element: u32, place: Place) -> PatternId {
        let lowered = self.lowered;
        let Some(written) = lowered.elements.get(index(element)) else { return self.add(Pattern::NotAllowed, place) };
        self.queue.push((written.content, self.elements.len()));
        self.elements.push(Element {
            name: written.name.clone(),
            content: PatternId::default(),
            place: written.place,
            documentation: written.documentation.clone(),
        });
        self.add(Pattern::Element(ElementId(number(self.elements.len() - 1))), place)
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
            match self.patterns.get(index(member.0)) {
                Some(Pattern::NotAllowed) | None => {}
                Some(Pattern::Empty) if has_empty => {}
                Some(kind) => {
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
        members.retain(|member| !matches!(self.patterns.get(index(member.0)), Some(Pattern::Empty)));
        match members.as_slice() {
            [] => self.add(Pattern::Empty, place),
            [only] => *only,
            _ => self.add(kind(members), place),
        }
    }

    fn is_not_allowed(&self, pattern: PatternId) -> bool {
        matches!(self.patterns.get(index(pattern.0)), Some(Pattern::NotAllowed))
    }

    fn add(&mut self, pattern: Pattern, place: Place) -> PatternId {
        let mut depth = 0;
        pattern.each_inside(&mut |inside| {
            depth = depth.max(self.depths.get(index(inside.0)).copied().unwrap_or(0).saturating_add(1));
        });
        if depth > DEPTH {
            return self.too_deep(place);
        }
        let id = PatternId(number(self.patterns.len()));
        self.patterns.push(pattern);
        self.places.push(place);
        self.depths.push(depth);
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
fn reached(mut grammar: Grammar) -> Grammar {
    let mut patterns: Vec<Option<PatternId>> = vec![None; grammar.patterns.len()];
    let mut elements: Vec<Option<ElementId>> = vec![None; grammar.elements.len()];
    let mut waiting = vec![grammar.start];
    while let Some(id) = waiting.pop() {
        let Some(own) = patterns.get_mut(index(id.0)).filter(|own| own.is_none()) else { continue };
        *own = Some(PatternId::default());
        let Some(pattern) = grammar.patterns.get(index(id.0)) else { continue };
        pattern.each_inside(&mut |inside| waiting.push(inside));
        if let Pattern::Element(element) = pattern
            && let Some(own) = elements.get_mut(index(element.0))
            && own.is_none()
        {
            *own = Some(*element);
            waiting.extend(grammar.elements.get(index(element.0)).map(|element| element.content));
        }
    }
    for (at, id) in patterns.iter_mut().flatten().enumerate() {
        *id = PatternId(number(at));
    }
    for (at, id) in elements.iter_mut().flatten().enumerate() {
        *id = ElementId(number(at));
    }
    let pattern = |id: &mut PatternId| *id = patterns.get(index(id.0)).copied().flatten().unwrap_or_default();
    let mut kept = patterns.iter();
    grammar.patterns.retain(|_| kept.next().is_some_and(Option::is_some));
    let mut kept = patterns.iter();
    grammar.places.retain(|_| kept.next().is_some_and(Option::is_some));
    let mut kept = elements.iter();
    grammar.elements.retain(|_| kept.next().is_some_and(Option::is_some));
    for own in &mut grammar.patterns {
        match own {
            Pattern::Element(element) => {
                *element = elements.get(index(element.0)).copied().flatten().unwrap_or(ElementId(0));
            }
            Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members) => {
                members.iter_mut().for_each(pattern);
            }
            Pattern::OneOrMore(content) | Pattern::List(content) | Pattern::Attribute(_, content) => pattern(content),
            Pattern::Data(_, Some(except)) => pattern(except),
            Pattern::Empty | Pattern::NotAllowed | Pattern::Text | Pattern::Data(_, None) | Pattern::Value(..) => {}
        }
    }
    for element in &mut grammar.elements {
        pattern(&mut element.content);
    }
    pattern(&mut grammar.start);
    grammar
}
