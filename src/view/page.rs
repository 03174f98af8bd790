//! The page of one letter: the transcript, the letter as an edition prints it, and its TEI, beside each other. Takes the letter; gives HTML.

use std::fmt::Write as _;

use super::edition::{Edition, edition};
use super::entry::Entry;
use super::facsimile::{Facsimile, Image};
use super::html::{text, value};
use super::marks::Marks;
use super::parts::Parts;
use super::policy::{self, IMAGES, LETTER};
use super::remark::Remark;
use super::served::Served;
use super::tei_source::source;
use super::transcript::Transcript;
use crate::text::{Agreement, Origin};
use crate::xml::{Document, Input};

/// Findings that a page lists.
const LISTED: usize = 100;

/// A letter to be shown.
#[derive(Debug)]
pub struct Letter<'l, I> {
    /// The name of its file.
    pub name: &'l str,
    /// Where its page is, as a reference from the index.
    pub href: &'l str,
    /// The TEI as it was read.
    pub tei: &'l I,
    /// The same as a tree.
    pub document: &'l Document,
    /// The text it was made from, where it is at hand.
    pub transcript: Option<&'l str>,
    /// The parts of TEI and text that are the same.
    pub agreements: &'l [Agreement],
    /// What was found in it, most severe first.
    pub findings: &'l [Remark],
    /// What elements were made from, where it is known: by the first byte of their tags, in order.
    pub origins: &'l [(usize, Origin)],
    /// The images of its pages, and where they are.
    pub images: &'l [(Facsimile, Image)],
    /// What it has beyond a page in a folder, where it is served.
    pub served: Option<&'l Served>,
    /// What is written where nobody knows a title: the letter is called as its file then.
    pub unknown: &'l str,
}

/// A page and what the index says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page.
    pub html: String,
    /// Its line in the index.
    pub entry: Entry,
}

/// A finding with its places in both columns.
struct Placed<'r> {
    remark: &'r Remark,
    tei: Option<usize>,
    text: Option<usize>,
}

impl<'r> Placed<'r> {
    /// A place in one column has one in the other where text and TEI agree.
    fn of(remark: &'r Remark, transcript: Option<&Transcript<'_>>) -> Self {
        let tei = || transcript?.tei_at(remark.text?);
        let text = || transcript?.text_at(remark.tei?);
        Self { remark, tei: remark.tei.or_else(tei), text: remark.text.or_else(text) }
    }
}

/// Shows a letter.
#[must_use]
pub fn page(letter: &Letter<'_, impl Input>) -> Page {
    let mut entry = Entry { findings: letter.findings.len(), ..Entry::of(letter.document, letter.name, letter.href) };
    if entry.title == letter.unknown {
        letter.name.clone_into(&mut entry.title);
    }
    let transcript = letter.transcript.map(|text| Transcript::new(text, letter.agreements));
    let parts = Parts::of(letter.document, transcript.as_ref(), letter.origins);
    let listed = letter.findings.iter().take(LISTED);
    let places: Vec<Placed<'_>> = listed.map(|remark| Placed::of(remark, transcript.as_ref())).collect();
    let marks = Marks::new('f', places.iter().map(|place| (place.tei, place.remark)));
    let edition = edition(letter.document, &parts, marks, letter.origins);
    let tei = source(letter.document, &edition, |span| span.of(letter.tei.text()));
    let language = value(&entry.language);
    let loaded = if letter.images.iter().any(|(_, image)| matches!(image, Image::Here(_))) { IMAGES } else { "" };
    let version = letter.served.map(|served| served.version);
    let mut html = policy::head(&LETTER, loaded, version, &text(&entry.title));
    header(&mut html, letter, &entry, &places);
    // Writing to a string cannot fail.
    if let Some(transcript) = transcript {
        let marks = Marks::new('g', places.iter().map(|place| (place.text, place.remark)));
        let mut parts = edition.parts_of_lines();
        let lines = transcript.column(marks, |line| parts.part_of(line));
        let _ = write!(
            html,
            "<section id=\"transcript\" aria-label=\"Transcript\" tabindex=\"0\" lang=\"{language}\"><ol>\n{lines}</ol></section>\n"
        );
    }
    let _ = write!(
        html,
        "<article id=\"edition\" aria-label=\"Edition\" tabindex=\"0\" lang=\"{language}\">\n{}\n",
        edition.text
    );
    if !edition.notes.is_empty() {
        let _ = write!(
            html,
            "<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n{}</section>\n",
            edition.notes
        );
    }
    html.push_str("</article>\n<div class=\"side\">\n");
    images(&mut html, letter.images, &edition);
    let _ = write!(
        html,
        "<section id=\"tei\" aria-label=\"TEI\" tabindex=\"0\" lang=\"{language}\" translate=\"no\">{tei}</section>\n</div>\n</main>\n"
    );
    html.push_str(&policy::end(&LETTER, version));
    Page { html, entry }
}

/// The images of pages at hand; links to those in the network, which a person may follow; what leads to none.
fn images(html: &mut String, images: &[(Facsimile, Image)], edition: &Edition) {
    if images.is_empty() {
        return;
    }
    html.push_str("<section id=\"images\" aria-label=\"Images\" tabindex=\"0\">\n");
    let mut last = None;
    for (Facsimile { part, label, .. }, image) in images {
        // Several images of one part have one id.
        let id = if last == Some(*part) { String::new() } else { format!(" id=\"i{part}\"") };
        last = Some(*part);
        let name = text(label);
        let caption = if edition.has(*part) { format!("<a href=\"#p{part}\">{name}</a>") } else { name };
        let shown = match image {
            Image::Here(path) => {
                format!("<a href=\"{0}\"><img src=\"{0}\" alt=\"{1}\" loading=\"lazy\"></a>", value(path), value(label))
            }
            Image::Web(address) => {
                format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", value(address), text(address))
            }
            Image::Missing(said) => format!("not at hand: {}", text(said)),
        };
        let _ = writeln!(html, "<figure{id}><figcaption>{caption}</figcaption>{shown}</figure>");
    }
    html.push_str("</section>\n");
}

/// What stands above the columns.
fn header(html: &mut String, letter: &Letter<'_, impl Input>, entry: &Entry, places: &[Placed<'_>]) {
    let up = "../".repeat(letter.href.matches('/').count());
    let class = if letter.transcript.is_some() { "three" } else { "two" };
    let _ = write!(
        html,
        "<header>\n<nav><a href=\"{up}index.html\">All letters</a></nav>\n<h1 lang=\"{}\">{}</h1>\n<p>{}</p>\n",
        value(&entry.language),
        text(&entry.title),
        text(&about(entry)),
    );
    html.push_str(LEGEND);
    remarks(html, places, letter.findings.len());
    letter.served.into_iter().for_each(|served| served.forms(html));
    let _ = write!(html, "</header>\n<main class=\"{class}\">\n");
}

/// How names and signs are shown, in words.
const LEGEND: &str = "<p class=\"legend\"><span class=\"pers\">person</span> <span class=\"place\">place</span> \
    <span class=\"org\">organisation</span> <span class=\"date\">date</span> <span class=\"unsure\">unclear</span> \
    <span class=\"supplied\">supplied</span> <del>deleted</del> <ins>added</ins></p>\n";

/// From whom to whom, where and when: what is known of it.
fn about(entry: &Entry) -> String {
    let people = [entry.sender(), entry.addressee()].map(|name| if name.is_empty() { "?".to_owned() } else { name });
    let people = if people == ["?", "?"] { String::new() } else { people.join(" → ") };
    let parts = [&*people, &*entry.place, &*entry.date];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The findings, each with a link to its mark in the edition, or else in the transcript.
fn remarks(html: &mut String, places: &[Placed<'_>], all: usize) {
    if places.is_empty() {
        return;
    }
    html.push_str("<ol class=\"findings\">\n");
    for (number, Placed { remark, tei, text: place }) in (1..).zip(places) {
        let Remark { severity, code, message, help, .. } = remark;
        let mark = tei.map(|_| 'f').or(place.map(|_| 'g'));
        let code = mark.map_or_else(|| (*code).to_owned(), |mark| format!("<a href=\"#{mark}{number}\">{code}</a>"));
        let help = if help.is_empty() { String::new() } else { format!(" <i>{}</i>", text(help)) };
        let _ =
            writeln!(html, "<li id=\"d{number}\" class=\"{severity}\">{severity} {code} {}{help}</li>", text(message));
    }
    html.push_str("</ol>\n");
    if let Some(more) = all.checked_sub(LISTED).filter(|more| *more > 0) {
        let _ = writeln!(html, "<p class=\"findings\">and {more} more</p>");
    }
    html.push_str(KEYS);
}

/// Shown where there is script.
const KEYS: &str = "<p id=\"keys\" class=\"legend\" hidden>Press <kbd>n</kbd> for the next finding, <kbd>p</kbd> for the one before.</p>\n";
