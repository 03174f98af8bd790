//! Pointers: every `#id` in an attribute that points needs an element with this `xml:id`, in the same document or in the one that is
//! named before the `#`. Takes a document; gives the pointers that lead nowhere.
//!
//! What a file lists elsewhere is not here: where no pointer in an attribute that names things leads to something in the file, its
//! things stand in another one by the custom of the edition, which is a note. Leaves out pointers with a scheme or an XPointer,
//! names without `#` that do not end in `.xml`, and documents that include others.

use std::collections::{BTreeMap, HashSet};

use super::case::Case;
use super::outside::Outside;
use super::pointing::{Pointer, all, base, bases};
use crate::diag::{self, Diagnostic};
use crate::text::{Span, nearest, uri};
use crate::vocabulary::{self, Pointing};
use crate::xml::XML_NAMESPACE;
use crate::xml::document::Node;

/// Spellings that are looked up for one document.
const LOOKED_UP: usize = 100;

/// Ids below this length, in bytes, are near to any other.
const SHORT: usize = 5;

/// The namespace of XInclude.
const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";

/// Tells of pointers that lead nowhere.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let nodes = || case.document.top().into_iter().flat_map(Node::descendants);
    if nodes().any(|node| node.is(XINCLUDE, "include")) {
        return Vec::new();
    }
    let ids: HashSet<&str> = nodes().filter_map(|node| Some(node.attribute(XML_NAMESPACE, "id")?.value)).collect();
    let mut uses: BTreeMap<&str, Uses> = BTreeMap::new();
    let mut findings = Vec::new();
    let mut outside = Outside::default();
    let all = all(case.document, case.source).filter(|(_, pointer)| uri::scheme(pointer.text).is_none());
    for (element, pointer) in all {
        let (file, id) = uri::split_fragment(pointer.text);
        let id = id.unwrap_or_default();
        if id.contains('(') {
            continue;
        }
        let id = uri::decode(id);
        if !file.is_empty() {
            findings.extend(elsewhere(case, &base(case, element), &pointer, file, &id, &mut outside));
        } else if bases(element).next().is_some() {
            if !ids.contains(id.as_str()) {
                findings.extend(based(case, &base(case, element), &pointer, &id));
            }
        } else if !id.is_empty() {
            let uses = uses.entry(pointer.attribute).or_default();
            uses.count += 1;
            if !ids.contains(id.as_str()) {
                uses.dangling.push((id, pointer.span));
            }
        }
    }
    findings.extend(outside.reported(&diag::POINTER_OUTSIDE));
    let mut spellings = Spellings { ids: ids.into_iter().collect(), known: BTreeMap::new() };
    spellings.ids.sort_unstable();
    findings.extend(uses.into_iter().flat_map(|(name, uses)| reported(name, uses, &mut spellings)));
    findings
}

/// What is wrong with a pointer below an inner `xml:base` that leads to nothing in the document: it means the file there.
fn based(case: &Case<'_>, base: &str, pointer: &Pointer<'_>, id: &str) -> Option<Diagnostic> {
    let document = case.dynamic_context.document(base).ok().filter(|_| !id.is_empty())?;
    let is_dangling = document.root().is_some() && document.element_with_id(id).is_none();
    let message = || format!("no element of this document or of `{base}` has the id `{id}`");
    is_dangling.then(|| Diagnostic::new(&diag::DANGLING_POINTER, message()).at(pointer.span))
}

/// What is wrong with a pointer into another file.
fn elsewhere(
    case: &Case<'_>,
    base: &str,
    pointer: &Pointer<'_>,
    file: &str,
    id: &str,
    outside: &mut Outside,
) -> Option<Diagnostic> {
    let is_xml = file.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xml"));
    if !is_xml {
        return None;
    }
    let address = case.dynamic_context.loader.resolve(base, file);
    if uri::is_url(&address) {
        return None;
    }
    match case.dynamic_context.loader.is_there(&address) {
        Ok(true) => {}
        Ok(false) => {
            let finding = Diagnostic::new(&diag::POINTER_TO_NO_FILE, format!("there is no file `{file}`"));
            return Some(finding.at(pointer.span).help(format!("looked for at `{address}`")));
        }
        Err(unread) => {
            outside.add(file, pointer.span, unread);
            return None;
        }
    }
    let document = case.dynamic_context.document(&address).ok().filter(|_| !id.is_empty())?;
    let is_dangling = document.root().is_some() && document.element_with_id(id).is_none();
    let message = || format!("no element of `{file}` has the id `{id}`");
    is_dangling.then(|| Diagnostic::new(&diag::DANGLING_POINTER, message()).at(pointer.span))
}

/// How often an attribute points into the document, and where it points at nothing.
#[derive(Default)]
struct Uses {
    count: usize,
    dangling: Vec<(String, Span)>,
}

fn reported(name: &str, uses: Uses, spellings: &mut Spellings<'_>) -> Vec<Diagnostic> {
    let is_all = uses.dangling.len() == uses.count && vocabulary::pointing(name) != Some(Pointing::Joining);
    match uses.dangling.first() {
        Some((id, span)) if is_all && spellings.nearest(id).is_none() => {
            let others = match uses.count - 1 {
                0 => String::new(),
                others => format!(" and {others} more"),
            };
            let message = format!("`{name}` points to nothing in this file: `#{id}`{others}");
            let help = "write the name of the other file before the `#`, or add the elements";
            vec![Diagnostic::new(&diag::POINTERS_ELSEWHERE, message).at(*span).help(help)]
        }
        _ => uses.dangling.into_iter().map(|(id, span)| dangling(&id, span, spellings)).collect(),
    }
}

fn dangling(id: &str, span: Span, spellings: &mut Spellings<'_>) -> Diagnostic {
    let finding = Diagnostic::new(&diag::DANGLING_POINTER, format!("no element has the id `{id}`")).at(span);
    match spellings.nearest(id) {
        Some(meant) => finding.help(format!("did you mean `#{meant}`?")).fix(span, format!("#{meant}")),
        None => finding.help("correct the pointer, or give the element it means this `xml:id`"),
    }
}

/// The ids of a document, and what was meant by others.
struct Spellings<'d> {
    ids: Vec<&'d str>,
    known: BTreeMap<String, Option<&'d str>>,
}

impl<'d> Spellings<'d> {
    /// The id that was likely meant. Ids are often counted: one with another number is no slip of this one.
    fn nearest(&mut self, id: &str) -> Option<&'d str> {
        if let Some(known) = self.known.get(id) {
            return *known;
        }
        if self.known.len() == LOOKED_UP {
            return None;
        }
        if id.len() < SHORT {
            return None;
        }
        let near: Vec<&str> = self.ids.iter().copied().filter(|other| digits(other).eq(digits(id))).collect();
        let found = nearest(id, &near);
        self.known.insert(id.to_owned(), found);
        found
    }
}

fn digits(id: &str) -> impl Iterator<Item = char> {
    id.chars().filter(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{found, places};
    use super::*;

    #[test]
    fn a_pointer_needs_its_element() {
        places(
            check,
            &[
                ("<p xml:id='a'><ref target='#a'/></p>", &[]),
                ("<p xml:id='a'/><p xml:base='persons.xml'><ref target='#a #bill #bob'/></p>", &["#bob"]),
                ("<p xml:base='persons.xml'><ref target='#bill gone.xml#x'/></p>", &["gone.xml#x"]),
                ("<p xml:id='a'><ref target='#b'/></p>", &["#b"]),
                ("<p xml:id='a'><ref target='#a #b http://x.org/#c'/></p>", &["#b"]),
                ("<p xml:id='é'><ref target='#%C3%A9'/></p>", &[]),
                ("<p><ref target='#xpath(//p)'/></p>", &[]),
                ("<p><ref target='#'/></p>", &[]),
                ("<p xml:base='o.xml'><ref target='#b'/></p>", &[]),
                ("<p n='#b'/>", &[]),
                ("<p><include xmlns='http://www.w3.org/2001/XInclude' href='x'/><ref target='#b'/></p>", &[]),
                ("<x xmlns='n' target='#b'/>", &[]),
            ],
        );
    }

    #[test]
    fn a_pointer_into_another_file_needs_file_and_element() {
        places(
            check,
            &[
                ("<p><name ref='persons.xml#bill'/></p>", &[]),
                ("<p><name ref='persons.xml#bob persons.xml'/></p>", &["persons.xml#bob"]),
                ("<p><name ref='gone.xml#bob'/></p>", &["gone.xml#bob"]),
                ("<p><name ref='frus1964#bob p:gone.xml#bob'/></p>", &[]),
            ],
        );
    }

    #[test]
    fn what_is_listed_elsewhere_is_told_once() {
        let listed = "<p><name ref='#a'/><name ref='#b'/></p>";
        let reported = found(check, listed, None);
        assert_eq!(reported.len(), 1);
        assert_eq!(reported[0].1.message, "`ref` points to nothing in this file: `#a` and 1 more");
        places(check, &[("<p xml:id='b'><name ref='#a'/><name ref='#b'/></p>", &["#a"])]);
    }

    #[test]
    fn the_likely_id_is_named() {
        for (id, pointer, meant) in [
            ("persBill", "#persBil", Some("#persBill")),
            ("note12", "#note13", None),
            ("ch9", "#in9", None),
            ("Note13", "#note13", Some("#Note13")),
        ] {
            let reported = found(check, &format!("<p xml:id='{id}'/><ref target='{pointer}'/>"), None);
            let fix = reported[0].1.fix.as_ref().map(|fix| (fix.edit.text.as_str(), fix.is_safe));
            assert_eq!(fix, meant.map(|meant| (meant, false)), "{pointer}");
        }
    }
}
