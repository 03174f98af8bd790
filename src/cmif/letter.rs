//! A letter as the interchange format has it. Takes a TEI document; gives what each `correspDesc` of it says, and what of that the format
//! cannot have.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edition, is_url};
use crate::model::DateValue;
use crate::text::Span;
use crate::vocabulary::TEI;
use crate::xml::document::Node;
use crate::xml::{Document, XML_NAMESPACE};

/// What the format calls somebody whom nobody knows.
pub(super) const UNKNOWN: &str = "Unknown";

/// What editions call such a person, in small letters.
const NOBODY: &[&str] =
    &["unknown", "unbekannt", "inconnu", "sconosciuto", "n. n.", "n.n.", "nn", "anonym", "?", "not known", ""];

/// Attributes of dates, and those that they stand for.
const DATES: &[(&str, &str)] = &[
    ("when", "when"),
    ("from", "from"),
    ("to", "to"),
    ("notBefore", "notBefore"),
    ("notAfter", "notAfter"),
    ("when-iso", "when"),
    ("from-iso", "from"),
    ("to-iso", "to"),
    ("notBefore-iso", "notBefore"),
    ("notAfter-iso", "notAfter"),
];

/// Languages of a letter before the rest is left out: more are those of an archive.
const LANGUAGES: usize = 100;

/// How far a number may stand from the record that it is of.
const NEAR: usize = 8;

/// A name with what identifies it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// `persName`, `orgName` or `placeName`.
    pub element: &'static str,
    /// The URL of a record.
    pub reference: Option<String>,
    /// The name.
    pub text: String,
}

impl Name {
    /// Whether it stands for somebody whom nobody knows.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.reference.is_none() && self.text == UNKNOWN
    }
}

/// The attributes of a date, with their values.
type Date = Vec<(&'static str, String)>;

/// What was done with a letter: sent or received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Action {
    /// Who did it; `Unknown` where nobody knows.
    pub names: Vec<Name>,
    /// Where.
    pub places: Vec<Name>,
    /// When: the attributes of the date.
    pub date: Date,
}

/// Somebody or something that the letter mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// `cmif:mentionsPerson` or `cmif:mentionsPlace`.
    pub kind: &'static str,
    /// The URL of its record.
    pub reference: String,
    /// Its name where it is mentioned first.
    pub text: String,
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its number or id in the edition.
    pub key: Option<String>,
    /// Where it is found.
    pub url: Option<String>,
    /// Its sending.
    pub sent: Action,
    /// Its receipt.
    pub received: Action,
    /// What it mentions, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Its languages.
    pub languages: Vec<String>,
    /// Where its `correspDesc` stands.
    pub span: Span,
}

/// What of a letter the format cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl Letter {
    /// What makes two letters one: the persons and a whole day. Nothing where one of them is not known.
    pub(super) fn same(&self) -> Option<String> {
        let day = self.sent.date.iter().find(|(name, value)| *name == "when" && value.len() >= "1823-06-01".len())?;
        let who = |action: &Action| {
            let names = action.names.iter().map(|name| name.reference.as_deref().unwrap_or(&name.text).to_owned());
            let names: Vec<String> = names.collect();
            (!names.contains(&UNKNOWN.to_owned())).then(|| names.join("|"))
        };
        Some(format!("{}\n{}\n{}", who(&self.sent)?, who(&self.received)?, day.1))
    }
}

/// The letters of a document. `name` is that of its file, without folder and ending.
///
/// Which of several letters with one text mentions what, nobody can say: it is said of none of them, and that is a doubt.
#[must_use]
pub fn letters(document: &Document, name: &str, edition: &Edition) -> (Vec<Letter>, Vec<Doubt>) {
    let mut doubts = Vec::new();
    let records = records(document);
    let mut texts: BTreeMap<u32, Text<'_>> = BTreeMap::new();
    let mut headers: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut letters = Vec::new();
    let described =
        || document.root().into_iter().flat_map(Node::descendants).filter(|node| node.is(TEI, "correspDesc"));
    for node in described() {
        texts
            .entry(of_what(node).id())
            .and_modify(|text| text.letters += 1)
            .or_insert_with(|| Text::read(node, &records));
    }
    for node in described() {
        let mut action = |kind: &str| {
            let is_such = |one: &Node<'_>| one.is(TEI, "correspAction") && value(*one, "type") == Some(kind);
            action(node.elements().filter(is_such), &records, &mut doubts)
        };
        let (sent, received) = (action("sent"), action("received"));
        let whole = around(node).unwrap_or(node);
        let text = texts.get_mut(&of_what(node).id());
        let own = value(node, "ref").filter(|url| is_url(url)).map(str::to_owned);
        letters.push(Letter {
            key: value(node, "key").map(str::to_owned),
            url: own.or_else(|| edition.url_of(name, text.as_ref().and_then(|text| text.id))),
            sent,
            received,
            mentions: text.map(|text| text.of_one_letter(node, &mut doubts)).unwrap_or_default(),
            languages: headers.entry(whole.id()).or_insert_with(|| languages(whole)).clone(),
            span: node.tag_span(),
        });
    }
    (letters, doubts)
}

/// What a letter has its text in: of a group of texts the one that its `correspDesc` says is its own, or else the `TEI` around.
fn of_what(node: Node<'_>) -> Node<'_> {
    own_text(node).or_else(|| around(node)).unwrap_or(node)
}

fn own_text(node: Node<'_>) -> Option<Node<'_>> {
    node.document().element_with_id(value(node, "corresp")?.strip_prefix('#')?)
}

/// What is read once of the text of a letter, or of several letters.
struct Text<'d> {
    letters: usize,
    id: Option<&'d str>,
    mentions: Vec<Mention>,
}

impl<'d> Text<'d> {
    fn read(node: Node<'d>, records: &Records<'_>) -> Self {
        let named = of_what(node);
        let mentions = match own_text(node) {
            Some(text) => mentions(std::iter::once(text), records),
            None => mentions(named.elements().filter(|node| node.is(TEI, "text")), records),
        };
        let id = named.attribute(XML_NAMESPACE, "id").map(|id| id.value).or_else(|| id_of_text(named));
        Self { letters: 1, id, mentions }
    }

    /// What it mentions, where it is of one letter alone. That of several is a doubt of the first of them.
    fn of_one_letter(&mut self, node: Node<'_>, doubts: &mut Vec<Doubt>) -> Vec<Mention> {
        let mentions = std::mem::take(&mut self.mentions);
        if self.letters == 1 || mentions.is_empty() {
            return mentions;
        }
        let message = format!("{} letters have one text: which of them mentions whom is not said", self.letters);
        doubts.push(Doubt { message, span: node.tag_span() });
        Vec::new()
    }
}

/// The `TEI` element that a node is in.
fn around(node: Node<'_>) -> Option<Node<'_>> {
    let mut next = node.parent();
    while let Some(node) = next.filter(|node| node.is_element()) {
        if node.is(TEI, "TEI") {
            return Some(node);
        }
        next = node.parent();
    }
    None
}

/// The id of the first division of its text.
fn id_of_text(whole: Node<'_>) -> Option<&str> {
    let divisions = whole.descendants().filter(|node| node.is(TEI, "div"));
    divisions.filter_map(|node| node.attribute(XML_NAMESPACE, "id")).map(|id| id.value).next()
}

fn value<'d>(node: Node<'d>, name: &str) -> Option<&'d str> {
    node.attribute("", name).map(|attribute| attribute.value.trim()).filter(|value| !value.is_empty())
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn action<'d>(all: impl Iterator<Item = Node<'d>>, records: &Records<'_>, doubts: &mut Vec<Doubt>) -> Action {
    let mut action = Action::default();
    for node in all.flat_map(Node::descendants) {
        let element = match node.name().filter(|name| &*name.namespace == TEI).map(|name| &*name.local) {
            Some("persName") => "persName",
            Some("orgName") => "orgName",
            Some("rs" | "name") if value(node, "type") == Some("person") => "persName",
            Some("placeName" | "settlement") => "placeName",
            Some("date") => {
                let next = date(node, doubts);
                action.date = both(std::mem::take(&mut action.date), next, node, doubts);
                continue;
            }
            _ => continue,
        };
        // A name inside of a name is a part of it.
        if node.parent().is_some_and(|parent| {
            parent.is(TEI, "persName") || parent.is(TEI, "placeName") || parent.is(TEI, "orgName")
        }) {
            continue;
        }
        let text = collapsed(node.string_value());
        let reference = reference(node, records, doubts);
        let is_nobody = reference.is_none() && NOBODY.contains(&text.to_lowercase().as_str());
        match element {
            "placeName" if is_nobody => {}
            "placeName" => action.places.push(Name { element, reference, text }),
            _ if is_nobody => {}
            _ => action.names.push(Name { element, reference, text }),
        }
    }
    if action.names.is_empty() {
        action.names.push(Name { element: "persName", reference: None, text: UNKNOWN.to_owned() });
    }
    action
}

/// The URL that identifies a name: in its own pointer, or in the record of this document that it points at.
fn reference(node: Node<'_>, records: &Records<'_>, doubts: &mut Vec<Doubt>) -> Option<String> {
    let attribute = node.attribute("", "ref")?;
    let mut pointers = attribute.value.split_whitespace();
    if let Some(url) = pointers.clone().find(|pointer| is_url(pointer)) {
        return Some(url.to_owned());
    }
    let inside = pointers.find_map(|pointer| records.get(pointer.strip_prefix('#')?));
    if inside.is_none() && !attribute.value.trim().is_empty() {
        let message = format!("`{}` leads to no authority file: the name stands without it", attribute.value.trim());
        doubts.push(Doubt { message, span: attribute.value_span });
    }
    inside.map(|url| (*url).to_owned())
}

/// The URLs of the records in a document, by the ids of the records.
type Records<'d> = BTreeMap<&'d str, &'d str>;

/// The first URL that stands as `idno` in each element with an id nearest around it.
fn records(document: &Document) -> Records<'_> {
    let mut found = Records::new();
    let idnos = document.root().into_iter().flat_map(Node::descendants).filter(|node| node.is(TEI, "idno"));
    for (idno, url) in idnos.map(|node| (node, node.string_value().trim())).filter(|(_, url)| is_url(url)) {
        let around = (0..NEAR).scan(Some(idno), |next, _| {
            *next = next.and_then(Node::parent).filter(|node| node.is_element());
            *next
        });
        if let Some(id) = around.filter_map(|node| node.attribute(XML_NAMESPACE, "id")).map(|id| id.value).next() {
            found.entry(id).or_insert(url);
        }
    }
    found
}

/// The attributes of a date in the forms that the format has: to the day at most.
fn date(node: Node<'_>, doubts: &mut Vec<Doubt>) -> Date {
    let mut found = Date::new();
    for (own, standard) in DATES {
        let Some(attribute) = node.attribute("", own) else { continue };
        let day = attribute.value.trim().split('T').next().unwrap_or_default();
        if DateValue::parse(day).is_none() {
            let message = format!("`{}` is no date of the form 1823, 1823-06 or 1823-06-01", attribute.value);
            doubts.push(Doubt { message, span: attribute.value_span });
        } else if found.iter().all(|(name, _)| name != standard) {
            found.push((standard, day.to_owned()));
        }
    }
    let cert = value(node, "cert").filter(|cert| ["low", "medium", "high"].contains(cert));
    if !found.is_empty() {
        found.extend(cert.map(|cert| ("cert", cert.to_owned())));
    }
    found
}

/// Two dates of one letter, as the format has one: the days from the first to the last, for who writes on several days.
fn both(one: Date, other: Date, node: Node<'_>, doubts: &mut Vec<Doubt>) -> Date {
    if one.is_empty() || other.is_empty() {
        return if one.is_empty() { other } else { one };
    }
    let all = || one.iter().chain(&other).filter(|(name, _)| *name != "cert").map(|(_, day)| day.clone());
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return one };
    if first != last {
        let message = format!("several dates of one letter: in the index it is of the days from {first} to {last}");
        doubts.push(Doubt { message, span: node.tag_span() });
    }
    let cert = one.iter().chain(&other).find(|(name, _)| *name == "cert").cloned();
    match first == last {
        true => std::iter::once(("when", first)).chain(cert).collect(),
        false => [("from", first), ("to", last)].into_iter().chain(cert).collect(),
    }
}

/// Persons and places with a record that the texts name, each once.
fn mentions<'d>(texts: impl Iterator<Item = Node<'d>>, records: &Records<'_>) -> Vec<Mention> {
    let mut seen = BTreeSet::new();
    let names = texts.flat_map(Node::descendants).filter_map(|node| {
        let kind = match node.name().filter(|name| &*name.namespace == TEI).map(|name| &*name.local)? {
            "persName" => "cmif:mentionsPerson",
            "placeName" => "cmif:mentionsPlace",
            "rs" | "name" => match value(node, "type")? {
                "person" => "cmif:mentionsPerson",
                "place" => "cmif:mentionsPlace",
                _ => return None,
            },
            _ => return None,
        };
        let reference = reference(node, records, &mut Vec::new())?;
        seen.insert(reference.clone()).then(|| Mention { kind, reference, text: collapsed(node.string_value()) })
    });
    names.collect()
}

fn languages(whole: Node<'_>) -> Vec<String> {
    let headers = whole.elements().filter(|node| node.is(TEI, "teiHeader"));
    let all = headers.flat_map(Node::descendants).filter(|node| node.is(TEI, "language"));
    all.filter_map(|node| value(node, "ident")).map(str::to_owned).take(LANGUAGES).collect()
}
