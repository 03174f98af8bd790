//! The interchange file as XML. Takes the edition and its letters; gives the text.

use super::letter::{Action, Letter, Name};
use super::{Edition, Kind};
use crate::vocabulary::TEI;
use crate::xml::{Element, Node, write as write_xml};

const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";
const LICENCE_TEXT: &str = "This file is licensed under the terms of the Creative-Commons-License CC-BY 4.0";
const VOCABULARY: &str = "https://lod.academy/cmif/vocab/terms/$1";

/// Writes the file.
#[must_use]
pub fn write(edition: &Edition, letters: &[Letter]) -> String {
    let has_more = letters.iter().any(|letter| !letter.mentions.is_empty() || !letter.languages.is_empty());
    let descriptions = letters.iter().map(|letter| Node::from(corresp_desc(letter, edition)));
    let header = Element::new("teiHeader")
        .holding([file_desc(edition).into()])
        .holding(has_more.then(|| encoding_desc().into()))
        .holding([Element::new("profileDesc").holding(descriptions).into()]);
    let body = Element::new("body").holding([Element::mixed("p").into()]);
    let text = Element::new("text").holding([body.into()]);
    write_xml(&Element::new("TEI").with("xmlns", TEI).holding([header.into(), text.into()]))
}

fn file_desc(edition: &Edition) -> Element {
    let mixed = |name, text: &str| Element::mixed(name).text(text);
    let editor = match &edition.email {
        Some(email) => mixed("editor", &edition.editor).text(" ").holding([mixed("email", email).into()]),
        None => mixed("editor", &edition.editor),
    };
    let publisher = match &edition.publisher_url {
        Some(url) => Element::mixed("publisher").holding([mixed("ref", &edition.publisher).with("target", url).into()]),
        None => mixed("publisher", &edition.publisher),
    };
    let title = Element::new("titleStmt").holding([mixed("title", &edition.title).into(), editor.into()]);
    let licence = mixed("licence", LICENCE_TEXT).with("target", LICENCE);
    let publication = Element::new("publicationStmt").holding([
        publisher.into(),
        mixed("idno", &edition.url).with("type", "url").into(),
        Element::new("date").with("when", &edition.date).into(),
        Element::new("availability").holding([licence.into()]).into(),
    ]);
    let kind = match edition.kind {
        Kind::Online => "online",
        Kind::Print => "print",
        Kind::Hybrid => "hybrid",
    };
    let source = mixed("bibl", &edition.edition).with("type", kind).with("xml:id", &edition.id);
    let source = Element::new("sourceDesc").holding([source.into()]);
    Element::new("fileDesc").holding([title.into(), publication.into(), source.into()])
}

/// What the prefix of version 2 stands for.
fn encoding_desc() -> Element {
    let about = Element::mixed("p").text("Terms of the Correspondence Metadata Interchange Format, version 2.");
    let prefix = Element::new("prefixDef")
        .with("ident", "cmif")
        .with("matchPattern", "([A-Za-z]+)")
        .with("replacementPattern", VOCABULARY)
        .holding([about.into()]);
    Element::new("encodingDesc").holding([Element::new("listPrefixDef").holding([prefix.into()]).into()])
}

fn corresp_desc(letter: &Letter, edition: &Edition) -> Element {
    let refs = letter.mentions.iter().map(|mention| {
        let element = Element::mixed("ref").with("type", mention.kind).with("target", &mention.reference);
        Node::from(element.text(&mention.text))
    });
    let languages = letter
        .languages
        .iter()
        .map(|language| Element::new("ref").with("type", "cmif:hasLanguage").with("target", language).into());
    let more: Vec<Node> = refs.chain(languages).collect();
    let note = (!more.is_empty()).then(|| Element::new("note").holding(more).into());
    Element::new("correspDesc")
        .with_some("key", letter.key.as_deref())
        .with_some("ref", letter.url.as_deref())
        .with("source", format!("#{}", edition.id))
        .holding([action("sent", &letter.sent).into(), action("received", &letter.received).into()])
        .holding(note)
}

fn action(kind: &'static str, action: &Action) -> Element {
    let name = |name: &Name| {
        Node::from(Element::mixed(name.element).with_some("ref", name.reference.as_deref()).text(&name.text))
    };
    let date = action.date.iter().fold(Element::new("date"), |date, (name, value)| date.with(name, value));
    let date = (!action.date.is_empty()).then(|| date.into());
    let names = action.names.iter().chain(&action.places).map(name);
    Element::new("correspAction").with("type", kind).holding(names).holding(date)
}
