//! Identity (RELAX NG DTD compatibility, section 5): types that are ids or refer to them, and where a schema says so of one
//! attribute but not of another with the same name at the same element.
//!
//! Takes a [`Grammar`]; gives warnings only: such a schema is one of RELAX NG, and wildcards beside `xml:id` are common.

use la_arena::ArenaMap;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::datatype::IdType;
use crate::diag::{self, Diagnostic};
use crate::relaxng::content_flags::{ATTRIBUTE, ContentFlags, Walk, has_wildcard, place};
use crate::relaxng::findings::Findings;
use crate::relaxng::limits::Effort;
use crate::relaxng::name_class::{each_leaf, overlap, size};
use crate::relaxng::simple::{Grammar, NameClass, Pattern, PatternId, Place};

/// Checks the types of identity of a grammar.
pub(super) fn check(grammar: &Grammar, content_flags: &ContentFlags<'_>, effort: &mut Effort, findings: &mut Findings) {
    let types: Types = grammar.patterns.iter().map(|(id, pattern)| (id, id_type(pattern))).collect();
    if types.values().all(|own| *own == IdType::None) {
        return;
    }
    places(grammar, &types, findings);
    let uses = uses(grammar, content_flags, &types, effort);
    for used in uses.iter().filter(|used| used.id_type != IdType::None && has_wildcard(used.element)) {
        misplaced("an element with a wildcard for its name", used.place, findings);
    }
    conflicts(&uses, effort, findings);
}

/// What each pattern says about identity.
type Types = ArenaMap<PatternId, IdType>;

fn id_type(pattern: &Pattern) -> IdType {
    match pattern {
        Pattern::Data(datatype, _) | Pattern::Value(datatype, ..) => datatype.id_type(),
        _ => IdType::None,
    }
}

/// A type of identity is all that an attribute with a plain name holds.
fn places(grammar: &Grammar, types: &Types, findings: &mut Findings) {
    let mut has_place = FxHashSet::default();
    for pattern in grammar.patterns.values() {
        if let Pattern::Attribute(name, content) = pattern
            && !has_wildcard(name)
        {
            has_place.insert(*content);
        }
    }
    for (id, own) in types.iter() {
        if *own != IdType::None && !has_place.contains(&id) {
            misplaced("something else than an attribute with a plain name", place(grammar, id), findings);
        }
    }
}

fn misplaced(holder: &str, place: Place, findings: &mut Findings) {
    let message = format!("a type of identity stands in {holder}");
    let help = "ids are meant for attributes with a plain name at elements with a plain name; use another type here";
    findings.at(place, Diagnostic::new(&diag::SCHEMA_ID_PLACE, message).help(help));
}

/// An attribute at an element.
struct Use<'g> {
    element: &'g NameClass,
    attribute: &'g NameClass,
    place: Place,
    id_type: IdType,
}

/// The attributes whose names some attribute with a type of identity has, at each element.
fn uses<'g>(
    grammar: &'g Grammar,
    content_flags: &ContentFlags<'g>,
    types: &Types,
    effort: &mut Effort,
) -> Vec<Use<'g>> {
    let attribute = |id: PatternId| match &grammar.patterns[id] {
        Pattern::Attribute(name, content) => Some((&**name, types[*content])),
        _ => None,
    };
    let all = grammar.patterns.iter().filter_map(|(id, _)| attribute(id));
    let mut names: FxHashSet<&NameClass> = FxHashSet::default();
    for (name, _) in all.filter(|(_, own)| *own != IdType::None) {
        each_leaf(name, &mut |leaf| {
            names.insert(leaf);
        });
    }
    let is_concerned = |name: &NameClass| {
        let mut found = false;
        each_leaf(name, &mut |leaf| found |= names.contains(leaf));
        found || (has_wildcard(name) && names.iter().any(|other| overlap(name, other).is_some()))
    };
    let mut concerned: FxHashMap<PatternId, bool> = FxHashMap::default();
    let mut walk = Walk::new(content_flags, effort);
    let mut uses = Vec::new();
    for element in grammar.elements.values() {
        for id in walk.collect(element.content, ATTRIBUTE) {
            let Some((name, id_type)) = attribute(id) else { continue };
            let is_looked_at = has_wildcard(name) && !concerned.contains_key(&id);
            let cost = if is_looked_at { names.len().saturating_mul((size(name) + 1).saturating_pow(2)) } else { 8 };
            if !walk.effort.takes(cost) {
                return uses;
            }
            if *concerned.entry(id).or_insert_with(|| is_concerned(name)) {
                uses.push(Use { element: &element.name, attribute: name, place: place(grammar, id), id_type });
            }
        }
    }
    uses
}

fn conflicts(uses: &[Use<'_>], effort: &mut Effort, findings: &mut Findings) {
    let mut by_element: FxHashMap<&NameClass, Vec<&Use<'_>>> = FxHashMap::default();
    for used in uses {
        each_leaf(used.element, &mut |leaf| by_element.entry(leaf).or_default().push(used));
    }
    let wild: Vec<&Use<'_>> = uses.iter().filter(|used| has_wildcard(used.element)).collect();
    let mut reported: FxHashSet<(u32, usize)> = FxHashSet::default();
    for used in uses {
        let mut beside: Vec<&Use<'_>> = wild.clone();
        if has_wildcard(used.element) {
            beside = uses.iter().collect();
        } else {
            each_leaf(used.element, &mut |leaf| beside.extend(by_element.get(leaf).into_iter().flatten()));
        }
        if !effort.takes(beside.len() * 8) {
            return;
        }
        let conflict = beside.into_iter().find_map(|other| {
            let differs = other.id_type != IdType::None && other.id_type != used.id_type;
            let element = overlap(used.element, other.element).filter(|_| differs)?;
            Some((element, overlap(used.attribute, other.attribute)?))
        });
        if let Some((element, attribute)) = conflict
            && reported.insert((used.place.file, used.place.span.start))
        {
            let message = format!("the attribute {attribute} of {element} has conflicting types of identity");
            let finding = Diagnostic::new(&diag::SCHEMA_ID_CONFLICT, message);
            findings.at(used.place, finding.help("take the name out of the wildcard with `except`, or leave it"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::relaxng::fixture::{found, read_one};

    const ID: &str = "<data type='ID' datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'/>";

    #[test]
    fn each_doubt_is_told_where_it_is() {
        let id = format!("<attribute name='id'>{ID}</attribute>");
        let any = "<zeroOrMore><attribute><anyName/></attribute></zeroOrMore>";
        let anything = format!("<element><anyName/>{any}</element>");
        for (content, expected) in [
            (format!("<element name='a'>{id}</element><element name='b'>{id}</element>"), None),
            (format!("<element name='a'>{id}</element><element name='b'><attribute name='id'/></element>"), None),
            (
                format!("<element name='a'>{id}</element><element name='a'><attribute name='id'/></element>"),
                Some(("R1171", "id")),
            ),
            (format!("<element name='a'>{id}</element>{anything}"), Some(("R1171", "<anyName/>"))),
            (format!("<element><nsName ns='u'/>{id}</element>"), Some(("R1170", "id"))),
            (format!("<element name='a'>{ID}</element>"), Some(("R1170", "ID"))),
            (
                format!("<element name='a'><oneOrMore><attribute><nsName/>{ID}</attribute></oneOrMore></element>"),
                Some(("R1170", "ID")),
            ),
        ] {
            let read = read_one(&format!("<element name='r'><choice>{content}<empty/></choice></element>"));
            let reported: Vec<_> = found(&read).iter().map(|(code, _, text)| (*code, text.clone())).collect();
            let expected: Vec<_> = expected.iter().map(|(code, text)| (*code, (*text).to_owned())).collect();
            assert_eq!(reported, expected, "{content}");
            assert!(read.grammar.is_some());
        }
    }
}
