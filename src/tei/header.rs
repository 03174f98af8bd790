//! `teiHeader`. Takes a document and its metadata; gives the header and a note for each thing it had to leave unknown.
//!
//! What the metadata file says goes first, then what the text says, then what the profile says of every document of the
//! house. Promises that the same input gives the same header: no date, no version of a program.

use std::collections::BTreeMap;

use super::corresp_desc::{self, person};
use super::elements::collapse;
use super::inline::as_pointer;
use super::words::words;
use crate::diag::{self, Diagnostic};
use crate::metadata::{Metadata, Persons};
use crate::model::{DateValue, Document, Role};
use crate::profile::Profile;
use crate::text::{Source, uri};
use crate::xml::{Element, Node};

/// What a header is made from.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) document: &'a Document,
    pub(super) source: &'a Source,
    pub(super) profile: &'a Profile,
    pub(super) metadata: &'a Metadata,
}

/// The header of a document.
pub(super) fn header(
    document: &Document,
    source: &Source,
    profile: &Profile,
    metadata: &Metadata,
) -> (Element, Vec<Diagnostic>) {
    let facts = Facts { document, source, profile, metadata };
    let mut findings = Vec::new();
    let file = Element::new("fileDesc")
        .holding([title_statement(facts, &mut findings), publication(facts, &mut findings)])
        .holding(series(facts))
        .holding(notes_statement(facts))
        .holding([source_description(facts, &mut findings)]);
    let header = Element::new("teiHeader")
        .holding([file.into(), encoding(facts)])
        .holding(profile_description(facts, &mut findings))
        .holding(revision(facts));
    (header, findings)
}

/// A value somebody gave, white space collapsed.
pub(super) fn given(value: Option<&String>) -> Option<String> {
    value.map(|text| collapse(text)).filter(|text| !text.is_empty())
}

fn text_element(name: &'static str, text: impl Into<String>) -> Node {
    Element::mixed(name).text(text).into()
}

fn title_statement(facts: Facts<'_>, findings: &mut Vec<Diagnostic>) -> Node {
    let title = given(facts.metadata.title.as_ref()).or_else(|| head(facts)).unwrap_or_else(|| {
        findings.push(Diagnostic::new(&diag::TITLE_UNKNOWN, "no heading and no `title` in the metadata"));
        facts.profile.header.unknown.clone()
    });
    let metadata = facts.metadata;
    let statement = Element::new("titleStmt").holding([text_element("title", title)]);
    let statement =
        statement.holding(called("editor", &metadata.editor)).holding(responsibility(&metadata.responsible));
    statement.holding(called("funder", &metadata.funder)).into()
}

/// Persons as elements that hold the name alone.
fn called(element: &'static str, persons: &Persons) -> Vec<Node> {
    let named = persons.0.iter().filter_map(|person| {
        let name = given(Some(&person.name)).or_else(|| given(person.office.as_ref()))?;
        let reference = given(person.r#ref.as_ref()).map(|uri| as_pointer(&uri));
        Some(Element::mixed(element).with_some("ref", reference).text(name).into())
    });
    named.collect()
}

/// Who did what.
fn responsibility(responsible: &BTreeMap<String, Persons>) -> Vec<Node> {
    let statement = |(did, persons): (&String, &Persons)| -> Option<Node> {
        let names: Vec<Node> = persons.0.iter().filter_map(person).map(Node::from).collect();
        let did = given(Some(did)).filter(|_| !names.is_empty())?;
        Some(Element::new("respStmt").holding([text_element("resp", did)]).holding(names).into())
    };
    responsible.iter().filter_map(statement).collect()
}

fn series(facts: Facts<'_>) -> Option<Node> {
    let title = given(facts.metadata.series.as_ref())?;
    Some(Element::new("seriesStmt").holding([text_element("title", title)]).into())
}

/// What was changed in the file.
fn revision(facts: Facts<'_>) -> Option<Node> {
    let change = |(day, what): (Option<DateValue>, &str)| -> Node {
        Element::mixed("change").with_some("when", day.map(|day| day.to_string())).text(collapse(what)).into()
    };
    let changes: Vec<Node> = facts.metadata.revision.dated().map(change).collect();
    (!changes.is_empty()).then(|| Element::new("revisionDesc").holding(changes).into())
}

/// The heading's words, without notes.
fn head(facts: Facts<'_>) -> Option<String> {
    let heads = facts.document.division.front.iter().filter(|block| block.role == Role::Head);
    let texts: Vec<String> =
        heads.map(|block| words(&block.content, facts.source)).filter(|text| !text.is_empty()).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

fn publication(facts: Facts<'_>, findings: &mut Vec<Diagnostic>) -> Node {
    let house = &facts.profile.header;
    let publisher = given(facts.metadata.publisher.as_ref()).or_else(|| given(house.publisher.as_ref()));
    let licence = given(facts.metadata.licence.as_ref()).or_else(|| given(house.licence.as_ref()));
    let terms = given(facts.metadata.availability.as_ref()).map(|text| text_element("p", text));
    let statement = Element::new("publicationStmt");
    if publisher.is_none() && licence.is_none() && terms.is_none() {
        findings.push(Diagnostic::new(&diag::PUBLICATION_UNKNOWN, "nobody gave `publisher` or `licence`"));
        return statement.holding([text_element("p", &house.unknown)]).into();
    }
    // TEI has no licence without somebody who grants it.
    let publisher = publisher.unwrap_or_else(|| house.unknown.clone());
    let licence = licence.map(|text| {
        let is_url = uri::is_web_address(&text) && !text.contains(' ');
        let target = is_url.then(|| text.clone());
        Node::from(Element::mixed("licence").with_some("target", target).text(text))
    });
    let terms: Vec<Node> = licence.into_iter().chain(terms).collect();
    let availability = (!terms.is_empty()).then(|| Element::new("availability").holding(terms).into());
    statement.holding([text_element("publisher", publisher)]).holding(availability).into()
}

fn notes_statement(facts: Facts<'_>) -> Option<Node> {
    let notes: Vec<Node> = facts
        .metadata
        .notes
        .iter()
        .filter_map(|(name, text)| {
            // A type is one word.
            let kind = collapse(name).replace(' ', "-");
            let kind = (!kind.is_empty()).then_some(kind);
            let text = given(Some(text))?;
            Some(Element::mixed("note").with_some("type", kind).text(text).into())
        })
        .collect();
    (!notes.is_empty()).then(|| Element::new("notesStmt").holding(notes).into())
}

fn source_description(facts: Facts<'_>, findings: &mut Vec<Diagnostic>) -> Node {
    let metadata = facts.metadata;
    let mut parts: Vec<Node> = Vec::new();
    parts.extend(given(metadata.source.as_ref()).map(|text| text_element("bibl", text)));
    parts.extend(manuscript(facts));
    let reference = facts.document.division.front.iter().filter(|block| block.role == Role::Source);
    let notes = facts.document.notes.iter().filter(|note| note.is_source);
    let texts = reference.map(|block| &block.content).chain(notes.flat_map(|note| note.paragraphs()));
    parts.extend(
        texts
            .map(|content| words(content, facts.source))
            .filter(|text| !text.is_empty())
            .map(|text| text_element("bibl", text)),
    );
    if parts.is_empty() {
        findings.push(Diagnostic::new(&diag::SOURCE_UNKNOWN, "no source note and no `source` in the metadata"));
        parts.push(text_element("p", &facts.profile.header.unknown));
    }
    Element::new("sourceDesc").holding(parts).into()
}

/// The original: where it is kept, and how large it is.
fn manuscript(facts: Facts<'_>) -> Option<Node> {
    let metadata = facts.metadata;
    let repository = given(metadata.repository.as_ref()).map(|text| text_element("repository", text));
    let identifier = given(metadata.identifier.as_ref()).map(|text| text_element("idno", text));
    let extent = given(metadata.pages.as_ref()).map(|text| {
        let extent = text_element("extent", text);
        ["supportDesc", "objectDesc", "physDesc"]
            .into_iter()
            .fold(extent, |inner, name| Element::new(name).holding([inner]).into())
    });
    if repository.is_none() && identifier.is_none() && extent.is_none() {
        return None;
    }
    // TEI describes no manuscript that has no place.
    let unknown = || text_element("repository", &facts.profile.header.unknown);
    let repository = repository.or_else(|| identifier.is_none().then(unknown));
    let identifier = Element::new("msIdentifier").holding(repository).holding(identifier);
    Some(Element::new("msDesc").holding([identifier.into()]).holding(extent).into())
}

fn encoding(facts: Facts<'_>) -> Node {
    let sentence = format!("{} Profile: {}.", facts.profile.header.encoding, facts.profile.name);
    let project = given(facts.metadata.project.as_ref());
    let project = project.map(|text| Element::new("projectDesc").holding([text_element("p", text)]).into());
    Element::new("encodingDesc").holding(project).holding([text_element("p", collapse(&sentence))]).into()
}

fn profile_description(facts: Facts<'_>, findings: &mut Vec<Diagnostic>) -> Option<Node> {
    let correspondence = corresp_desc::corresp_desc(facts, findings).map(Node::from);
    let language = language(facts, findings).map(|code| {
        let language = Element::new("language").with("ident", code);
        Element::new("langUsage").holding([language.into()]).into()
    });
    let hands = facts.metadata.hands.0.iter().filter_map(|text| given(Some(text)));
    let hands: Vec<Node> = hands.map(|text| text_element("handNote", text)).collect();
    let hands = (!hands.is_empty()).then(|| Element::new("handNotes").holding(hands).into());
    let parts: Vec<Node> = language.into_iter().chain(correspondence).chain(hands).collect();
    (!parts.is_empty()).then(|| Element::new("profileDesc").holding(parts).into())
}

/// The language of the text: the one that was given, the only one that is possible, or the one that the text tells.
fn language(facts: Facts<'_>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let only = match facts.profile.languages.as_slice() {
        [code] => Some(code),
        _ => None,
    };
    let known = given(facts.metadata.language.as_ref()).or_else(|| given(only.or(facts.document.language.as_ref())));
    if known.is_none() {
        let message = "nobody gave `language`, and the text is not clearly in one of the profile's languages";
        findings.push(Diagnostic::new(&diag::LANGUAGE_UNKNOWN, message));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile;
    use crate::xml;

    fn check(metadata: &Metadata) -> (String, Vec<&'static str>) {
        let profile = profile::built_in("letter").unwrap();
        let (element, findings) = header(&Document::default(), &Source::new("x", ""), &profile, metadata);
        (xml::write(&element), findings.iter().map(|finding| finding.code.id).collect())
    }

    #[test]
    fn nothing_is_invented() {
        let (xml, codes) = check(&Metadata::default());
        assert_eq!(codes, ["R0501", "R0502", "R0503", "R0504"]);
        assert!(xml.contains("<publicationStmt>\n      <p>not known</p>"), "{xml}");
        assert!(!xml.contains("profileDesc"));
    }

    #[test]
    fn the_language_of_the_text_is_written_unless_another_is_given() {
        let profile = profile::built_in("letter").unwrap();
        let document = Document { language: Some("de".to_owned()), ..Document::default() };
        let written = |metadata| xml::write(&header(&document, &Source::new("x", ""), &profile, &metadata).0);
        assert!(written(Metadata::default()).contains("<language ident=\"de\"/>"));
        let given = Metadata { language: Some("la".to_owned()), ..Metadata::default() };
        assert!(written(given).contains("<language ident=\"la\"/>"));
    }

    #[test]
    fn what_is_given_is_written_with_white_space_collapsed() {
        let metadata = Metadata {
            title: Some(" A\n <title> ".to_owned()),
            licence: Some("https://example.org/by".to_owned()),
            identifier: Some("MS 1".to_owned()),
            language: Some("de-AT".to_owned()),
            notes: [("two words".to_owned(), "x".to_owned())].into(),
            ..Metadata::default()
        };
        let (xml, codes) = check(&metadata);
        assert!(codes.is_empty());
        for part in [
            "<title>A &lt;title&gt;</title>",
            "<publisher>not known</publisher>",
            "<licence target=\"https://example.org/by\">https://example.org/by</licence>",
            "<note type=\"two-words\">x</note>",
            "<idno>MS 1</idno>",
            "<language ident=\"de-AT\"/>",
        ] {
            assert!(xml.contains(part), "{part} not in {xml}");
        }
    }
}
