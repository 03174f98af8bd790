//! Documents drawn from a grammar, so that together they take every way through it.
//!
//! Takes a [`Grammar`] in simple form; gives one document after the other, always the same. Wherever the grammar leaves a choice,
//! the way that was taken least often in that element is taken. A value is each of [`EXAMPLES`] in turn that the datatype
//! allows. Leaves out elements of other namespaces than [`TEI`].

#![allow(clippy::indexing_slicing, reason = "the ids of a grammar are places in its lists")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use la_arena::ArenaMap;
use recto::internals::datatype::{Context, Datatype, IdType};
use recto::internals::relaxng::simple::{ElementId, Grammar, NameClass, Pattern, PatternId};

/// The namespace of the elements that are drawn.
const TEI: &str = "http://www.tei-c.org/ns/1.0";

/// Elements nested deeper than this take the shortest way on.
const DEPTH: usize = 12;

/// How often something that may stand more than once is drawn at most.
const OFTEN: usize = 3;

/// What a value is tried with: what editors write, and the borders of the datatypes of TEI.
#[rustfmt::skip]
const EXAMPLES: &[&str] = &[
    "1964-10-28", "1964-10", "1964", "1964-10-28T19:00:00", "1951-08-02T08:16:00Z", "-0044-03-15", "12000", "--10-28", "---28", "19:00:00",
    "1964-10-28+09:00", "1964-10-28T24:00:00", "en", "de-AT", "x-klingon", "a1b2c3d4-e", "227", "XIV", "4r", "12–13", "0", "1", "-1", "+1",
    "007", "1.5", "1e3", "18446744073709551616", "*", "**", "†", "a)", "a) b", "•", "letter", "sectiontitleital", "heading italic", "ä",
    "e\u{301}", "\u{1f58b}", "#fn1", "#fn1 #fn2", "#", "#1", "#a:b", "http://viaf.org/viaf/1", "https://example.org/a%20b", "../a.jpg",
    "images/ä.jpg", "urn:x:y", "?q", "//x", "a b", "%", "http://[", "<&>\"'", "true", "high", "", "  two\n blanks  ", "a\u{a0}b",
    "a\u{ad}b", "\u{2003}", "2000px", "0,0 90,0 90,30", "0,0 90,0",
];

/// The documents of a grammar.
pub struct Specimens<'g> {
    grammar: &'g Grammar,
    /// Elements that the shortest way through a pattern is deep; `None` for a pattern without any way.
    heights: ArenaMap<PatternId, Option<usize>>,
    /// How often each way was taken, by the element and the pattern that leave the choice.
    taken: BTreeMap<(ElementId, PatternId), Vec<usize>>,
    drawn: BTreeSet<ElementId>,
    /// Ids given in the document under way.
    ids: usize,
}

/// An element under way.
#[derive(Default)]
struct Tag {
    attributes: String,
    content: String,
}

impl<'g> Specimens<'g> {
    /// Begins with a grammar.
    pub fn new(grammar: &'g Grammar) -> Self {
        Self { grammar, heights: heights(grammar), taken: BTreeMap::new(), drawn: BTreeSet::new(), ids: 0 }
    }

    /// The next document.
    pub fn document(&mut self) -> String {
        self.ids = 0;
        let mut document = Tag::default();
        self.draw(self.grammar.start, ElementId::from_raw(0.into()), 0, &mut document);
        document.content
    }

    /// Elements that leave a choice of which some way was never taken.
    pub fn left_over(&self) -> BTreeSet<ElementId> {
        self.taken.iter().filter(|(_, ways)| ways.contains(&0)).map(|((element, _), _)| *element).collect()
    }

    /// The elements that were drawn.
    pub fn drawn(&self) -> &BTreeSet<ElementId> {
        &self.drawn
    }

    fn draw(&mut self, pattern: PatternId, element: ElementId, depth: usize, tag: &mut Tag) {
        let grammar = self.grammar;
        match &grammar.patterns[pattern] {
            Pattern::Empty | Pattern::NotAllowed => {}
            Pattern::Text => tag.content.push_str("word "),
            Pattern::Data(..) | Pattern::Value(..) | Pattern::List(_) => {
                let value = self.value(pattern, element);
                tag.content.push_str(&escaped(&value));
            }
            Pattern::Attribute(name, value) => {
                let value = self.value(*value, element);
                write!(tag.attributes, " {}=\"{}\"", attribute_name(name), escaped(&value)).unwrap();
            }
            Pattern::Element(id) => self.element(*id, depth, tag),
            Pattern::OneOrMore(inside) => {
                let times = if depth < DEPTH { 1 + self.least_taken(element, pattern, OFTEN) } else { 1 };
                for _ in 0..times {
                    self.draw(*inside, element, depth, tag);
                }
            }
            Pattern::Choice(ways) => {
                let way = self.way(pattern, ways, element, depth);
                self.draw(way, element, depth, tag);
            }
            Pattern::Group(parts) => parts.iter().for_each(|part| self.draw(*part, element, depth, tag)),
            Pattern::Interleave(parts) => {
                let first = self.least_taken(element, pattern, parts.len());
                let turned = parts.iter().cycle().skip(first).take(parts.len());
                turned.for_each(|part| self.draw(*part, element, depth, tag));
            }
        }
    }

    fn element(&mut self, id: ElementId, depth: usize, parent: &mut Tag) {
        let element = &self.grammar.elements[id];
        let NameClass::Name(namespace, name) = &*element.name else { panic!("{:?} is no name", element.name) };
        assert_eq!(&**namespace, TEI);
        let mut tag = Tag::default();
        self.drawn.insert(id);
        self.draw(element.content, id, depth + 1, &mut tag);
        let namespace = if depth == 0 { format!(" xmlns=\"{TEI}\"") } else { String::new() };
        let Tag { attributes, content } = tag;
        write!(parent.content, "<{name}{namespace}{attributes}>{content}</{name}>").unwrap();
    }

    /// The way to take: the one taken least often, or the shortest when the document is deep.
    fn way(&mut self, pattern: PatternId, ways: &[PatternId], element: ElementId, depth: usize) -> PatternId {
        let height = |way: &PatternId| self.heights[*way];
        let open: Vec<PatternId> = ways.iter().copied().filter(|way| height(way).is_some()).collect();
        if depth < DEPTH {
            return open[self.least_taken(element, pattern, open.len())];
        }
        open.into_iter().min_by_key(height).unwrap()
    }

    /// The first of so many ways that was taken least often.
    fn least_taken(&mut self, element: ElementId, pattern: PatternId, ways: usize) -> usize {
        let times = self.taken.entry((element, pattern)).or_insert_with(|| vec![0; ways]);
        let (way, least) = times.iter_mut().enumerate().min_by_key(|(_, times)| **times).unwrap();
        *least += 1;
        way
    }

    fn value(&mut self, pattern: PatternId, element: ElementId) -> String {
        let grammar = self.grammar;
        match &grammar.patterns[pattern] {
            Pattern::Data(datatype, None) if datatype.id_type() == IdType::Id => {
                self.ids += 1;
                format!("i{}", self.ids)
            }
            Pattern::Data(datatype, None) => {
                let allowed = examples(datatype);
                allowed[self.least_taken(element, pattern, allowed.len())].to_owned()
            }
            Pattern::Value(_, _, value) => value.to_string(),
            Pattern::List(inside) => self.value(*inside, element),
            Pattern::OneOrMore(inside) => {
                let times = 1 + self.least_taken(element, pattern, OFTEN);
                (0..times).map(|_| self.value(*inside, element)).collect::<Vec<_>>().join(" ")
            }
            Pattern::Choice(ways) => {
                let way = self.least_taken(element, pattern, ways.len());
                self.value(ways[way], element)
            }
            other => panic!("{other:?} in a value"),
        }
    }
}

/// Outside any document.
struct Nowhere;

impl Context for Nowhere {
    fn namespace(&self, _: &str) -> Option<&str> {
        None
    }

    fn is_unparsed_entity(&self, _: &str) -> bool {
        false
    }
}

fn examples(datatype: &Datatype) -> Vec<&'static str> {
    let allowed: Vec<_> = EXAMPLES.iter().copied().filter(|text| datatype.allows(text, &Nowhere)).collect();
    assert!(!allowed.is_empty(), "no example for {}", datatype.describe());
    allowed
}

fn attribute_name(name: &NameClass) -> String {
    match name {
        NameClass::Name(namespace, name) if namespace.is_empty() => name.to_string(),
        NameClass::Name(namespace, name) if &**namespace == "http://www.w3.org/XML/1998/namespace" => {
            format!("xml:{name}")
        }
        other => panic!("{other:?} needs a prefix"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "&#10;")
}

/// For each pattern how deep its shortest way is; closed to elements outside TEI.
fn heights(grammar: &Grammar) -> ArenaMap<PatternId, Option<usize>> {
    let mut heights: ArenaMap<_, _> = grammar.patterns.iter().map(|(id, _)| (id, None)).collect();
    loop {
        let before = heights.clone();
        for (at, pattern) in grammar.patterns.iter() {
            let of = |id: &PatternId| heights[*id];
            heights[at] = match pattern {
                Pattern::NotAllowed => None,
                Pattern::Empty | Pattern::Text | Pattern::Data(..) | Pattern::Value(..) | Pattern::List(_) => Some(0),
                Pattern::Attribute(..) => Some(0),
                Pattern::Element(id) => {
                    let element = &grammar.elements[*id];
                    let is_tei = matches!(&*element.name, NameClass::Name(namespace, _) if &**namespace == TEI);
                    of(&element.content).filter(|_| is_tei).map(|height| height + 1)
                }
                Pattern::OneOrMore(inside) => of(inside),
                Pattern::Choice(ways) => ways.iter().filter_map(of).min(),
                Pattern::Group(parts) | Pattern::Interleave(parts) => {
                    parts.iter().map(of).try_fold(0, |most, height| Some(height?.max(most)))
                }
            };
        }
        if heights == before {
            return heights;
        }
    }
}
