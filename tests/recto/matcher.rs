//! The matcher against the plain algorithm of `derivative`: random small schemas, random small documents, the same verdict.
//!
//! Documents are drawn from the schema and then spoilt a little, so that about half of them are valid.

use proptest::prelude::*;
use recto::internals::relaxng::simple::{ElementId, Grammar, NameClass, Pattern, PatternId};
use recto::internals::relaxng::{self, Limits, Schema};
use recto::internals::xml::{External, parse};

use crate::derivative::{Child, Tree, is_valid};
use recto::internals::text::MemoryFiles;

fn grammar(text: &str) -> Option<Grammar> {
    relaxng::read(&MemoryFiles::new([("schema.rnc", text.to_owned())]), "schema.rnc").grammar
}

const VALUES: [&str; 6] = ["text", "\"1\"", "string \" t\"", "xsd:integer", "list { xsd:integer* }", "\"1\" | \"t\""];

fn attribute() -> impl Strategy<Value = String> {
    let name = prop_oneof![3 => Just("x"), 3 => Just("y"), 1 => Just("(x | z)")];
    (name, prop::sample::select(&VALUES[..])).prop_map(|(name, value)| format!("attribute {name} {{ {value} }}"))
}

/// A pattern in compact syntax; many are refused by section 7, which is as good a test.
fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => prop::sample::select(&["A", "B", "C"][..]).prop_map(str::to_owned),
        2 => attribute(),
        1 => Just("text".to_owned()),
        1 => Just("empty".to_owned()),
        2 => (prop::sample::select(&["a", "b", "c"][..]), prop::sample::select(&VALUES[..]))
            .prop_map(|(name, value)| format!("element {name} {{ {value} }}")),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}, {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} | {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} & {b})")),
            (inner.clone(), prop::sample::select(&["?", "*", "+"][..])).prop_map(|(a, often)| format!("({a}){often}")),
            (prop::sample::select(&["a", "b", "c", "*"][..]), inner)
                .prop_map(|(name, content)| format!("element {name} {{ {content} }}")),
        ]
    })
}

fn schema() -> impl Strategy<Value = String> {
    (pattern(), pattern(), pattern(), prop::sample::select(&VALUES[..])).prop_map(|(a, b, c, value)| {
        format!(
            "start = A | B\nA = element a {{ {a} }}\nB = element b {{ {b} }}\nC = element c {{ ({c}) | ({value}) }}\n"
        )
    })
}

/// Draws documents from a grammar.
struct Draw<'g> {
    grammar: &'g Grammar,
    seed: u64,
}

impl Draw<'_> {
    fn below(&mut self, bound: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) as usize % bound
    }

    fn one<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn name(&mut self, class: &NameClass) -> String {
        match class {
            NameClass::Name(_, local) => local.to_string(),
            NameClass::Choice(members) => {
                let member = &members[self.below(members.len())];
                self.name(member)
            }
            _ => self.one(&["a", "b", "c", "d"]).to_owned(),
        }
    }

    fn fill(&mut self, id: PatternId, depth: usize, tree: &mut Tree) {
        let grammar = self.grammar;
        match &grammar.patterns[id] {
            Pattern::Empty | Pattern::NotAllowed => {}
            Pattern::Text => tree.children.push(Child::Text(self.one(&["t", "1", " ", ""]).to_owned())),
            Pattern::Data(..) => tree.children.push(Child::Text(self.one(&["1", "02", "-3", "t"]).to_owned())),
            Pattern::Value(_, _, text) => tree.children.push(Child::Text(text.to_string())),
            Pattern::List(_) => tree.children.push(Child::Text(self.one(&["", "1", "1 2", "1 t"]).to_owned())),
            Pattern::Attribute(class, content) => {
                let name = self.name(class);
                let mut value = Tree { name: String::new(), attributes: Vec::new(), children: Vec::new() };
                self.fill(*content, depth, &mut value);
                let value = value.children.iter().map(|child| match child {
                    Child::Text(text) => text.as_str(),
                    Child::Tree(_) => "",
                });
                tree.attributes.push((name, value.collect()));
            }
            Pattern::Element(element) => {
                if depth < 4 {
                    let drawn = self.element(*element, depth + 1);
                    tree.children.push(Child::Tree(drawn));
                }
            }
            Pattern::OneOrMore(part) => {
                for _ in 0..=self.below(2) {
                    self.fill(*part, depth, tree);
                }
            }
            Pattern::Choice(parts) => {
                let part = parts[self.below(parts.len())];
                self.fill(part, depth, tree);
            }
            Pattern::Group(parts) => parts.iter().for_each(|&part| self.fill(part, depth, tree)),
            Pattern::Interleave(parts) => {
                let turn = self.below(parts.len());
                let (before, after) = parts.split_at(turn);
                after.iter().chain(before).for_each(|&part| self.fill(part, depth, tree));
            }
        }
    }

    fn element(&mut self, id: ElementId, depth: usize) -> Tree {
        let element = &self.grammar.elements[id];
        let mut tree = Tree { name: self.name(&element.name), attributes: Vec::new(), children: Vec::new() };
        self.fill(element.content, depth, &mut tree);
        tree
    }

    fn document(&mut self) -> Tree {
        let row = self.below(2).min(self.grammar.elements.len() - 1);
        let (id, _) = self.grammar.elements.iter().nth(row).unwrap();
        let mut tree = self.element(id, 0);
        for _ in 0..self.below(3) {
            self.spoil(&mut tree);
        }
        tidy(&mut tree);
        tree
    }

    fn spoil(&mut self, tree: &mut Tree) {
        let places = tree.children.len();
        if places > 0 && self.below(2) == 0 {
            let at = self.below(places);
            if let Child::Tree(inner) = &mut tree.children[at] {
                return self.spoil(inner);
            }
        }
        match self.below(6) {
            0 => tree.name = self.one(&["a", "b", "c"]).to_owned(),
            1 if places > 0 => drop(tree.children.remove(self.below(places))),
            2 if places > 1 => tree.children.swap(0, places - 1),
            3 => tree.children.push(Child::Text(self.one(&["1", "t", " "]).to_owned())),
            4 => tree
                .attributes
                .push((self.one(&["x", "y", "z"]).to_owned(), self.one(&["1", "t", " t", ""]).to_owned())),
            _ => drop(tree.attributes.pop()),
        }
    }
}

/// Makes a tree what a parser would make of it: no attribute twice, no text beside text, none of it empty.
fn tidy(tree: &mut Tree) {
    let mut seen = Vec::new();
    tree.attributes.retain(|(name, _)| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    let mut children: Vec<Child> = Vec::new();
    for mut child in std::mem::take(&mut tree.children) {
        match (&mut child, children.last_mut()) {
            (Child::Text(text), Some(Child::Text(before))) => {
                before.push_str(text);
                continue;
            }
            (Child::Tree(inner), _) => tidy(inner),
            _ => {}
        }
        children.push(child);
    }
    children.retain(|child| !matches!(child, Child::Text(text) if text.is_empty()));
    tree.children = children;
}

fn write(tree: &Tree, out: &mut String) {
    *out += &format!("<{}", tree.name);
    tree.attributes.iter().for_each(|(name, value)| *out += &format!(" {name}=\"{value}\""));
    out.push('>');
    for child in &tree.children {
        match child {
            Child::Text(text) => *out += text,
            Child::Tree(tree) => write(tree, out),
        }
    }
    *out += &format!("</{}>", tree.name);
}

fn verdict(schema: &Schema, xml: &str) -> bool {
    let mut validator = schema.validator();
    let faults = parse(xml, External::Refused, &mut validator);
    assert!(faults.is_empty(), "{xml}: {faults:?}");
    validator.finish().is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_matcher_agrees_with_the_plain_algorithm(text in schema(), seed in any::<u64>()) {
        let Some(grammar) = grammar(&format!("datatypes xsd = \"{}\"\n{text}", recto::internals::datatype::XSD)) else {
            return Ok(());
        };
        if grammar.elements.is_empty() {
            return Ok(());
        }
        let roomy = Schema::new(&grammar);
        let mut draw = Draw { grammar: &grammar, seed };
        for _ in 0..12 {
            let tree = draw.document();
            let mut xml = String::new();
            write(&tree, &mut xml);
            prop_assert_eq!(verdict(&roomy, &xml), is_valid(&grammar, &tree), "\n{}\n{}", text, xml);
        }
    }
}

/// Documents that need more states than fit: the automaton is made anew and the verdict stays.
#[test]
fn a_small_memory_changes_no_verdict() {
    let text = "start = element a { (element b { empty }? & element c { empty }? & element d { attribute x { text }?, empty }*) }";
    let grammar = grammar(text).unwrap();
    let tight = Schema::within(&grammar, &Limits { automaton_bytes: 6_000, ..Limits::default() });
    for (xml, expected) in [
        ("<a><d/><b/><d x='1'/><c/><d/></a>", true),
        ("<a><d/><b/><d/><b/></a>", false),
        ("<a><c/><d/><d/><d/><b/></a>", true),
    ] {
        for _ in 0..3 {
            assert_eq!(verdict(&tight, xml), expected, "{xml}");
        }
    }
}

/// A schema of 2ⁿ states ends in a finding, not in silence and not in all memory.
#[test]
fn too_many_states_are_a_finding() {
    let names: Vec<String> = (0..40).map(|n| format!("element e{n} {{ empty }}?")).collect();
    let text = format!("start = element a {{ ({}) }}", names.join(" & "));
    let grammar = grammar(&text).unwrap();
    let schema = Schema::within(&grammar, &Limits { automaton_bytes: 200_000, ..Limits::default() });
    let mut xml = "<a>".to_owned();
    for n in 0..40 {
        xml += &format!("<e{}/>", (n * 7) % 40);
    }
    assert!(verdict(&schema, &(xml.clone() + "</a>")));
    assert!(!verdict(&schema, &(xml + "<e3/></a>")));
}
