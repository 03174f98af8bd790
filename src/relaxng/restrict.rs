//! The restrictions of section 7 on the simple form.
//!
//! Takes a [`Grammar`]; gives findings. What a pattern holds is computed once for each, from the first to the last, since a pattern
//! names only those before it: nothing here recurses, and what is shared is looked at once. Names are compared as numbers; only
//! wildcards are compared one by one.
#![expect(
    clippy::indexing_slicing,
    reason = "an arena, and a map with a value for each of its ids, is indexed by ids that it gave"
)]

use la_arena::{Arena, ArenaMap, Idx};
use rustc_hash::FxHashMap;

use crate::diag::{self, Code, Diagnostic};
use crate::relaxng::content_flags::{
    ATTRIBUTE, ContentFlags, DATA, ELEMENT, EMPTY, GROUP, GROUPED, Held, INTERLEAVE, INTERLEAVED, LIST, ONE_OR_MORE,
    TEXT, UNREPEATED, VALUE, Walk, own, place,
};
use crate::relaxng::findings::Findings;
use crate::relaxng::limits::Effort;
use crate::relaxng::name_class::{each_leaf, overlap, size};
use crate::relaxng::simple::{Grammar, NameClass, Pattern, PatternId};

/// Checks the restrictions.
pub(super) fn restrict(
    grammar: &Grammar,
    content_flags: &ContentFlags<'_>,
    effort: &mut Effort,
    findings: &mut Findings,
) {
    prohibited_paths(grammar, content_flags, effort, findings);
    string_sequences(grammar, findings);
    repeated_wildcards(grammar, content_flags, effort, findings);
    Overlaps::new(grammar, content_flags, effort).check(findings);
}

/// What cannot stand inside something, with the name of it.
type Prohibited = &'static [(Held, &'static str)];

/// Section 7.1.1.
const IN_ATTRIBUTE: Prohibited = &[(ELEMENT, "element"), (ATTRIBUTE, "attribute")];
/// Section 7.1.2: the attribute is inside the group or interleave.
const IN_ONE_OR_MORE: Prohibited =
    &[(GROUPED, "a group with an attribute"), (INTERLEAVED, "an interleave with an attribute")];
/// Section 7.1.3.
const IN_LIST: Prohibited =
    &[(LIST, "list"), (ELEMENT, "element"), (ATTRIBUTE, "attribute"), (TEXT, "text"), (INTERLEAVE, "interleave")];
/// Section 7.1.4.
const IN_EXCEPT: Prohibited = &[
    (ATTRIBUTE, "attribute"),
    (ELEMENT, "element"),
    (LIST, "list"),
    (TEXT, "text"),
    (GROUP, "group"),
    (INTERLEAVE, "interleave"),
    (ONE_OR_MORE, "oneOrMore"),
    (EMPTY, "empty"),
];
/// Section 7.1.5.
const IN_START: Prohibited = &[
    (ATTRIBUTE, "attribute"),
    (DATA, "data"),
    (VALUE, "value"),
    (LIST, "list"),
    (TEXT, "text"),
    (GROUP, "group"),
    (INTERLEAVE, "interleave"),
    (ONE_OR_MORE, "oneOrMore"),
    (EMPTY, "empty"),
];

/// Section 7.1.
fn prohibited_paths(grammar: &Grammar, content_flags: &ContentFlags<'_>, effort: &mut Effort, findings: &mut Findings) {
    let mut walk = Walk::new(content_flags, effort);
    let mut prohibit = |inside: PatternId, prohibited: Prohibited, code: &'static Code, around: &str| {
        let kinds = prohibited.iter().fold(0, |kinds, (kind, _)| kinds | kind);
        if content_flags.of(inside) & kinds == 0 {
            return;
        }
        for at in walk.collect(inside, kinds) {
            let held = own(&grammar.patterns[at], content_flags.of(at));
            let Some((_, name)) = prohibited.iter().find(|(kind, _)| held & kind != 0) else { continue };
            let name = if name.contains(' ') { (*name).to_owned() } else { format!("`{name}`") };
            let finding = Diagnostic::new(code, format!("{name} cannot stand {around}")).help(remedy(code));
            findings.at(place(grammar, at), finding);
        }
    };
    for pattern in grammar.patterns.values() {
        match pattern {
            Pattern::Attribute(_, inside) => {
                prohibit(*inside, IN_ATTRIBUTE, &diag::SCHEMA_IN_ATTRIBUTE, "in `attribute` (section 7.1.1)");
            }
            Pattern::OneOrMore(inside) => {
                prohibit(*inside, IN_ONE_OR_MORE, &diag::SCHEMA_IN_REPEATED, "in `oneOrMore` (section 7.1.2)");
            }
            Pattern::List(inside) => prohibit(*inside, IN_LIST, &diag::SCHEMA_IN_LIST, "in `list` (section 7.1.3)"),
            Pattern::Data(_, Some(inside)) => {
                prohibit(*inside, IN_EXCEPT, &diag::SCHEMA_IN_EXCEPT, "in `except` (section 7.1.4)");
            }
            _ => {}
        }
    }
    prohibit(grammar.start, IN_START, &diag::SCHEMA_IN_START, "where a document starts (section 7.1.5)");
}

fn remedy(code: &'static Code) -> &'static str {
    match code.id {
        id if id == diag::SCHEMA_IN_ATTRIBUTE.id => "an attribute holds text, data, values and lists",
        id if id == diag::SCHEMA_IN_REPEATED.id => "an attribute stands once: take it out of the repetition",
        id if id == diag::SCHEMA_IN_LIST.id => "a list holds data and values, in groups, choices and repetitions",
        id if id == diag::SCHEMA_IN_EXCEPT.id => "take out values and data, in a choice",
        _ => "a document starts with one element: use `element`, or a choice of them",
    }
}

/// What an element or attribute may hold (section 7.2).
#[derive(Clone, Copy)]
enum ContentType {
    Empty,
    Complex,
    Data,
    /// Strings beside something else, at this pattern.
    None(PatternId),
}

/// Section 7.2: a string of a type is the whole of what an element or attribute holds.
fn string_sequences(grammar: &Grammar, findings: &mut Findings) {
    let mut types: ArenaMap<PatternId, ContentType> = ArenaMap::with_capacity(grammar.patterns.len());
    for (at, pattern) in grammar.patterns.iter() {
        let of = |id: &PatternId| types[*id];
        let own = match pattern {
            Pattern::Empty | Pattern::NotAllowed => ContentType::Empty,
            Pattern::Text | Pattern::Element(_) => ContentType::Complex,
            Pattern::Data(..) | Pattern::Value(..) | Pattern::List(_) => ContentType::Data,
            Pattern::Attribute(_, inside) => match of(inside) {
                fault @ ContentType::None(_) => fault,
                _ => ContentType::Empty,
            },
            Pattern::OneOrMore(inside) => together(of(inside), of(inside), at),
            Pattern::Choice(members) => members.iter().map(of).fold(ContentType::Empty, greater),
            Pattern::Group(members) | Pattern::Interleave(members) => {
                members.iter().fold(ContentType::Empty, |before, member| together(before, of(member), *member))
            }
        };
        types.insert(at, own);
    }
    for element in grammar.elements.values() {
        if let ContentType::None(at) = types[element.content] {
            let message = "data cannot stand beside data, text or elements (section 7.2)";
            let help = "let it be all that its element or attribute holds, or put a `list` around the sequence";
            findings.at(place(grammar, at), Diagnostic::new(&diag::SCHEMA_STRINGS, message).help(help));
        }
    }
}

fn together(a: ContentType, b: ContentType, at: PatternId) -> ContentType {
    match (a, b) {
        (ContentType::Data, ContentType::Data | ContentType::Complex) | (ContentType::Complex, ContentType::Data) => {
            ContentType::None(at)
        }
        _ => greater(a, b),
    }
}

fn greater(a: ContentType, b: ContentType) -> ContentType {
    let rank = |of: &ContentType| match of {
        ContentType::Empty => 0,
        ContentType::Complex => 1,
        ContentType::Data => 2,
        ContentType::None(_) => 3,
    };
    if rank(&b) > rank(&a) { b } else { a }
}

/// Section 7.3: an attribute with a wildcard for its name is repeated.
fn repeated_wildcards(
    grammar: &Grammar,
    content_flags: &ContentFlags<'_>,
    effort: &mut Effort,
    findings: &mut Findings,
) {
    let mut walk = Walk::new(content_flags, effort);
    for element in grammar.elements.values().filter(|element| content_flags.of(element.content) & UNREPEATED != 0) {
        for at in walk.collect(element.content, UNREPEATED) {
            let message = "an attribute with a wildcard for its name is not repeated (section 7.3)";
            let finding = Diagnostic::new(&diag::SCHEMA_WILDCARD, message)
                .help("put `oneOrMore` or `zeroOrMore` around the attribute");
            findings.at(place(grammar, at), finding);
        }
    }
}

/// Sections 7.3 and 7.4: no name twice among the attributes of a group or interleave, nor among the elements of an interleave.
struct Overlaps<'g, 'e> {
    grammar: &'g Grammar,
    content_flags: &'g ContentFlags<'g>,
    /// The names and wildcards of each attribute and element pattern.
    leaves: ArenaMap<PatternId, Vec<Leaf<'g>>>,
    /// For each name, the walk and the member of the list that it was last seen in, and where.
    seen: Arena<Option<Seen>>,
    walk: Walk<'g, 'e>,
}

/// A list of patterns, and of which of them the names are compared.
type List = (PatternId, Held);

/// One part of a name class.
#[derive(Clone, Copy)]
enum Leaf<'g> {
    /// Where it was seen last.
    Name(Idx<Option<Seen>>),
    Wild(&'g NameClass),
}

#[derive(Clone, Copy)]
struct Seen {
    list: List,
    member: usize,
    at: PatternId,
}

impl<'g, 'e> Overlaps<'g, 'e> {
    fn new(grammar: &'g Grammar, content_flags: &'g ContentFlags<'g>, effort: &'e mut Effort) -> Self {
        let mut names: FxHashMap<(&str, &str), Idx<Option<Seen>>> = FxHashMap::default();
        let mut seen = Arena::new();
        let mut leaves = ArenaMap::with_capacity(grammar.patterns.len());
        for (id, pattern) in grammar.patterns.iter() {
            let mut own = Vec::new();
            if let Some(class) = name_of(grammar, pattern) {
                each_leaf(class, &mut |leaf| {
                    own.push(match leaf {
                        NameClass::Name(namespace, local) => {
                            Leaf::Name(*names.entry((namespace, local)).or_insert_with(|| seen.alloc(None)))
                        }
                        wild => Leaf::Wild(wild),
                    });
                });
            }
            leaves.insert(id, own);
        }
        Self { grammar, content_flags, leaves, seen, walk: Walk::new(content_flags, effort) }
    }

    fn check(&mut self, findings: &mut Findings) {
        let grammar = self.grammar;
        for (at, pattern) in grammar.patterns.iter() {
            let (Pattern::Group(members) | Pattern::Interleave(members)) = pattern else { continue };
            self.list(members, (at, ATTRIBUTE), findings);
            if matches!(pattern, Pattern::Interleave(_)) {
                self.list(members, (at, ELEMENT), findings);
                let mut texts = members.iter().filter(|member| self.content_flags.of(**member) & TEXT != 0);
                if let (Some(_), Some(second)) = (texts.next(), texts.next())
                    && let Some(at) = self.walk.collect(*second, TEXT).into_iter().min()
                {
                    let message = "`text` stands in two parts of an interleave (section 7.4)";
                    let finding = Diagnostic::new(&diag::SCHEMA_INTERLEAVED_TEXT, message);
                    let finding = finding.help("one `text` already takes all text between the elements: take one out");
                    findings.at(place(grammar, at), finding);
                }
            }
        }
    }

    /// Finds the first name of a kind that two members of a list share.
    fn list(&mut self, members: &[PatternId], list: List, findings: &mut Findings) {
        let (_, kind) = list;
        let mut concerned = members.iter().filter(|member| self.content_flags.of(**member) & kind != 0);
        let (Some(_), Some(_)) = (concerned.next(), concerned.next()) else { return };
        let mut wild: Vec<(usize, PatternId, &NameClass)> = Vec::new();
        let mut names: Vec<(usize, PatternId)> = Vec::new();
        for (member, &id) in members.iter().enumerate() {
            for at in self.walk.collect(id, kind) {
                names.push((member, at));
                for leaf in &self.leaves[at] {
                    match leaf {
                        Leaf::Wild(class) => wild.push((member, at, class)),
                        Leaf::Name(name) => {
                            let seen = self.seen[*name].replace(Seen { list, member, at });
                            if let Some(seen) = seen.filter(|seen| seen.list == list && seen.member != member) {
                                return self.report(kind, seen.at, at, findings);
                            }
                        }
                    }
                }
            }
        }
        for (member, at, class) in &wild {
            for (other, beside) in names.iter().filter(|(other, _)| other != member) {
                let name = name_of(self.grammar, &self.grammar.patterns[*beside]);
                if !self.walk.effort.takes(name.map_or(1, |name| (size(class) + size(name)).saturating_pow(2))) {
                    return;
                }
                if other != member && name.is_some_and(|name| overlap(class, name).is_some()) {
                    return self.report(kind, *beside, *at, findings);
                }
            }
        }
    }

    fn report(&self, kind: Held, first: PatternId, second: PatternId, findings: &mut Findings) {
        let class = |id: PatternId| name_of(self.grammar, &self.grammar.patterns[id]);
        let shared = class(first).zip(class(second)).and_then(|(first, second)| overlap(first, second));
        let shared = shared.unwrap_or_default();
        let finding = if kind == ATTRIBUTE {
            let message = format!("two attributes of one element take {shared} (section 7.3)");
            Diagnostic::new(&diag::SCHEMA_SAME_ATTRIBUTE, message)
                .help("an element has an attribute once: take one out, or make it a choice")
        } else {
            let message = format!("elements in two parts of an interleave take {shared} (section 7.4)");
            Diagnostic::new(&diag::SCHEMA_SAME_ELEMENT, message)
                .help("each part of an interleave needs element names of its own: put both into one part")
        };
        let (first, second) = (place(self.grammar, first), place(self.grammar, second));
        let both_here = first.file == second.file && first != second;
        let finding = if both_here { finding.related(first.span, "the other one") } else { finding };
        findings.at(second, finding);
    }
}

/// The name class of an attribute or element.
fn name_of<'g>(grammar: &'g Grammar, pattern: &'g Pattern) -> Option<&'g NameClass> {
    match pattern {
        Pattern::Attribute(name, _) => Some(name),
        Pattern::Element(element) => Some(&grammar.elements[*element].name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::relaxng::fixture::{check, found, read_one};

    fn element(content: &str) -> String {
        format!("<element name='e'>{content}</element>")
    }

    #[test]
    fn each_fault_is_told_where_it_is() {
        let a = "<attribute name='a'/>";
        let group = format!("<group>{a}<text/></group>");
        let e = "<element name='b'><empty/></element>";
        let rows: Vec<(String, &str, &str, &str)> = vec![
            (element(&format!("<attribute name='c'>{e}</attribute>")), "R1150", "7.1.1", "b"),
            (element(&format!("<attribute name='c'>{a}</attribute>")), "R1150", "7.1.1", "a"),
            (element(&format!("<oneOrMore>{group}</oneOrMore>")), "R1151", "7.1.2", &group),
            (
                element(&format!("<oneOrMore><interleave>{a}<text/></interleave></oneOrMore>")),
                "R1151",
                "7.1.2",
                "<interleave><attribute name='a'/><text/></interleave>",
            ),
            (element("<list><text/></list>"), "R1152", "7.1.3", "<text/>"),
            (
                element("<list><list><data type='token'/></list></list>"),
                "R1152",
                "7.1.3",
                "<list><data type='token'/></list>",
            ),
            (element(&format!("<list>{e}</list>")), "R1152", "7.1.3", "b"),
            (element("<data type='token'><except><text/></except></data>"), "R1153", "7.1.4", "<text/>"),
            (element("<data type='token'><except><empty/></except></data>"), "R1153", "7.1.4", "<empty/>"),
            ("<text/>".to_owned(), "R1154", "7.1.5", "<text xmlns=\"http://relaxng.org/ns/structure/1.0\"/>"),
            (element("<data type='token'/><text/>"), "R1155", "7.2", "<text/>"),
            (
                element("<oneOrMore><data type='token'/></oneOrMore>"),
                "R1155",
                "7.2",
                "<oneOrMore><data type='token'/></oneOrMore>",
            ),
            (
                element("<attribute name='a'><group><data type='token'/><data type='string'/></group></attribute>"),
                "R1155",
                "7.2",
                "string",
            ),
            (element("<attribute name='a'/><choice><attribute name='a' ns=''/><empty/></choice>"), "R1156", "7.3", "a"),
            (
                element(
                    "<attribute><choice><name>b</name><name>a</name></choice></attribute><interleave><text/><attribute name='a'/></interleave>",
                ),
                "R1156",
                "7.3",
                "a",
            ),
            (
                element("<attribute name='a'/><oneOrMore><attribute><anyName/></attribute></oneOrMore>"),
                "R1156",
                "7.3",
                "<anyName/>",
            ),
            (
                element(
                    "<oneOrMore><attribute><nsName ns='u'/></attribute></oneOrMore><oneOrMore><attribute><anyName><except><name>a</name></except></anyName></attribute></oneOrMore>",
                ),
                "R1156",
                "7.3",
                "<nsName ns='u'/>",
            ),
            (element("<attribute><anyName/></attribute>"), "R1157", "7.3", "<anyName/>"),
            (
                element(
                    "<choice><oneOrMore><attribute><nsName/></attribute></oneOrMore><attribute><nsName/></attribute></choice>",
                ),
                "R1157",
                "7.3",
                "<nsName/>",
            ),
            (element(&format!("<interleave>{e}<group>{e}<text/></group></interleave>")), "R1158", "7.4", "b"),
            (
                element(&format!("<interleave>{e}<element><anyName/><empty/></element></interleave>")),
                "R1158",
                "7.4",
                "<anyName/>",
            ),
            (element("<interleave><text/><choice><text/><empty/></choice></interleave>"), "R1159", "7.4", "<text/>"),
        ];
        let rows: Vec<_> =
            rows.iter().map(|(schema, code, section, text)| (schema.as_str(), *code, *section, *text)).collect();
        check(&rows);
    }

    #[test]
    fn what_is_allowed_is_not_told() {
        for content in [
            "<interleave><attribute name='a'><text/></attribute><text/></interleave>",
            "<choice><attribute name='a'/><attribute name='a'/></choice>",
            "<attribute name='a'/><oneOrMore><attribute><anyName><except><name>a</name></except></anyName></attribute></oneOrMore>",
            "<oneOrMore><attribute><nsName ns='u'/></attribute></oneOrMore><oneOrMore><attribute><nsName ns='v'/></attribute></oneOrMore>",
            "<list><data type='token'/><oneOrMore><data type='token'/></oneOrMore></list>",
            "<choice><data type='token'/><text/></choice>",
            "<interleave><element name='a'><text/></element><element name='b'><text/></element><text/></interleave>",
            "<notAllowed/><attribute><anyName/></attribute>",
        ] {
            assert!(read_one(&element(content)).grammar.is_some(), "{content}");
        }
    }

    #[test]
    fn what_is_shared_is_told_once() {
        let mut schema = "<grammar><start><element name='e'><ref name='x0'/></element></start>".to_owned();
        // Each definition holds the next one twice: followed one by one there would be 2^60 of them.
        for at in 0..60 {
            let next = at + 1;
            write!(schema, "<define name='x{at}'><choice><ref name='x{next}'/><ref name='x{next}'/></choice></define>")
                .unwrap();
        }
        schema += "<define name='x60'><list><text/></list></define></grammar>";
        assert_eq!(found(&read_one(&schema)).len(), 1);
    }
}
