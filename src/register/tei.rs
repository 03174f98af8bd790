//! Registers in TEI. Takes a source; gives records: each `person`, `place` and `org` with an `xml:id`, and each name or term with one
//! that stands in a `list` of type `names` or `terms`, as the volumes of *Foreign Relations* have them.

use super::{Life, Pointer, Record, Register};
use crate::diag::{self, Diagnostic, Severity};
use crate::model::{DateValue, NameKind};
use crate::text::{Source, uri};
use crate::xml::document::Node;
use crate::xml::{Document, External};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Reads the lists of a TEI file.
#[must_use]
pub fn tei(source: &Source) -> (Register, Vec<Diagnostic>) {
    let (document, mut findings) = Document::parse(source.text(), External::Noted);
    findings.retain(|finding| finding.severity() == Severity::Error);
    let mut register = Register::default();
    let Some(root) = document.root().filter(|_| findings.is_empty()) else {
        return (register, findings);
    };
    for node in root.descendants() {
        let Some(name) = local(node) else { continue };
        let id = || node.attribute(XML, "id").map(|id| id.value.to_owned());
        let record = match name {
            "person" | "place" | "org" => id().and_then(|id| described(node, id)),
            "persName" | "placeName" | "orgName" | "term" if is_listed(node) => id().and_then(|id| {
                let names = vec![spoken(node)];
                Some(Record {
                    kind: kind_of(name)?,
                    pointer: Pointer::Id(id),
                    names,
                    addresses: Vec::new(),
                    life: Life::default(),
                })
            }),
            _ => None,
        };
        register.0.extend(record);
    }
    if register.0.is_empty() {
        let finding = Diagnostic::new(&diag::BAD_REGISTER, "the file has no list of names");
        findings.push(finding.help(
            "`listPerson`, `listPlace`, `listOrg`, or `list` of type `names` or `terms`, each record with an `xml:id`",
        ));
    }
    (register, findings)
}

/// A record with names of its own inside it.
fn described(node: Node<'_>, id: String) -> Option<Record> {
    let kind = match local(node)? {
        "person" => NameKind::Person,
        "place" => NameKind::Place,
        _ => NameKind::Organisation,
    };
    let names = node.elements().filter(|child| local(*child).and_then(kind_of) == Some(kind)).map(spoken);
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    let (addresses, life) = (addresses(node), life(node));
    (!names.is_empty()).then_some(Record { kind, pointer: Pointer::Id(id), names, addresses, life })
}

/// The records of somebody in authority files: `idno` that are addresses, and what names and the record point at.
fn addresses(node: Node<'_>) -> Vec<String> {
    let numbers =
        node.elements().filter(|child| local(*child) == Some("idno")).map(|number| tidy(number.string_value()));
    let pointers =
        std::iter::once(node).chain(node.elements().filter(|child| local(*child).and_then(kind_of).is_some()));
    let pointers = pointers.flat_map(|node| ["ref", "sameAs", "corresp"].map(|name| node.attribute("", name)));
    let pointers = pointers.flatten().flat_map(|attribute| attribute.value.split(' ')).map(str::to_owned);
    numbers.chain(pointers).filter(|address| uri::is_web_address(address)).collect()
}

/// When a person lived.
fn life(node: Node<'_>) -> Life {
    let date = |event: &str, attributes: &[&str]| {
        let event = node.elements().find(|child| local(*child) == Some(event))?;
        let value = attributes.iter().find_map(|name| event.attribute("", name))?.value;
        DateValue::parse(value)
    };
    Life {
        birth: date("birth", &["when", "notBefore", "from", "when-iso"]),
        death: date("death", &["when", "notAfter", "to", "when-iso"]),
    }
}

fn local(node: Node<'_>) -> Option<&str> {
    node.name().map(|name| &*name.local)
}

fn kind_of(name: &str) -> Option<NameKind> {
    Some(match name {
        "persName" => NameKind::Person,
        "placeName" => NameKind::Place,
        "orgName" => NameKind::Organisation,
        "term" => NameKind::Term,
        _ => return None,
    })
}

/// Whether the nearest list around it is one of names.
fn is_listed(node: Node<'_>) -> bool {
    let around = std::iter::successors(node.parent(), |node| node.parent());
    let list = around.into_iter().find(|node| local(*node) == Some("list"));
    let kind = list.and_then(|list| list.attribute("", "type"));
    kind.is_some_and(|kind| ["names", "terms"].contains(&kind.value))
}

/// A name; surname first where the file says which part is the surname.
fn spoken(node: Node<'_>) -> String {
    let parts = |name: &'static str| {
        node.descendants().filter(move |part| local(*part) == Some(name)).map(|part| tidy(part.string_value()))
    };
    let surname = parts("surname").collect::<Vec<_>>().join(" ");
    let forenames = parts("forename").collect::<Vec<_>>().join(" ");
    match (surname.is_empty(), forenames.is_empty()) {
        (true, _) => tidy(node.string_value()),
        (false, true) => surname,
        (false, false) => format!("{surname}, {forenames}"),
    }
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str) -> Vec<(NameKind, String, Vec<String>)> {
        let (register, findings) = tei(&Source::new("r.xml", xml));
        assert_eq!(findings, []);
        let id = |pointer| match pointer {
            Pointer::Id(id) => id,
            other => panic!("{other:?}"),
        };
        register.0.into_iter().map(|record| (record.kind, id(record.pointer), record.names)).collect()
    }

    #[test]
    fn records_have_the_names_inside_them() {
        let xml = "<listPerson><person xml:id='p1'><persName><forename>Edwin</forename> <surname>Reischauer</surname></persName>
            <persName>E. O. R.</persName></person><person><persName>Nobody</persName></person></listPerson>";
        let names = vec!["Reischauer, Edwin".to_owned(), "E. O. R.".to_owned()];
        assert_eq!(check(xml), [(NameKind::Person, "p1".to_owned(), names)]);
    }

    #[test]
    fn lists_of_names_and_terms_are_read_and_an_index_is_not() {
        let xml = "<div><list type='names'><item><hi><persName xml:id='p'>Ball,\n George W.</persName>,</hi> Under Secretary</item></list>
            <list type='terms'><item><term xml:id='t'>UN</term></item></list>
            <list><item><persName xml:id='in1'>Ball</persName>, 3</item></list></div>";
        let expected = [
            (NameKind::Person, "p".to_owned(), vec!["Ball, George W.".to_owned()]),
            (NameKind::Term, "t".to_owned(), vec!["UN".to_owned()]),
        ];
        assert_eq!(check(xml), expected);
        assert_eq!(tei(&Source::new("r.xml", "<list/>")).1.len(), 1);
    }
}
