//! The page of one letter: the transcript, the letter as an edition prints it, and its TEI, beside each other. Takes the letter; gives HTML.

use std::fmt::Write as _;

use super::edition::{Edition, edition};
use super::entry::Entry;
use super::html::{text, value};
use super::parts::{Agreement, Parts};
use super::policy::{self, LETTER};
use super::tei_source::source;
use super::transcript::Transcript;
use crate::text::Span;
use crate::xml::document::Node;
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
    /// What was found in it, most severe first: each a sentence.
    pub findings: &'l [Remark],
}

/// A finding about a letter, at an element of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// Its code.
    pub code: &'static str,
    /// What it says.
    pub message: String,
    /// Its place in the TEI.
    pub span: Option<Span>,
}

/// A page and what the index says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page.
    pub html: String,
    /// Its line in the index.
    pub entry: Entry,
}

/// Shows a letter.
#[must_use]
pub fn page(letter: &Letter<'_, impl Input>) -> Page {
    let entry = Entry { findings: letter.findings.len(), ..Entry::of(letter.document, letter.name, letter.href) };
    let transcript = letter.transcript.map(|text| Transcript::new(text, letter.agreements));
    let parts = Parts::of(letter.document, transcript.as_ref());
    let edition = edition(letter.document, &parts);
    let tei = source(letter.document, &edition, |span| span.of(letter.tei.text()));
    let language = value(&entry.language);
    let mut html = policy::head(&LETTER, &text(&entry.title));
    header(&mut html, letter, &entry, &edition);
    // Writing to a string cannot fail.
    if let Some(transcript) = transcript {
        let lines = transcript.column(|line| edition.part_of(line));
        let _ = write!(
            html,
            "<section id=\"transcript\" aria-label=\"Transcript\" tabindex=\"0\" lang=\"{language}\">\n{lines}</section>\n"
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
    let _ = write!(
        html,
        "</article>\n<section id=\"tei\" aria-label=\"TEI\" tabindex=\"0\" lang=\"{language}\" translate=\"no\">{tei}</section>\n\
         </main>\n<script>{}</script>\n</body>\n</html>\n",
        LETTER.1.text
    );
    Page { html, entry }
}

/// What stands above the columns.
fn header(html: &mut String, letter: &Letter<'_, impl Input>, entry: &Entry, edition: &Edition) {
    let up = "../".repeat(letter.href.matches('/').count());
    let class = if letter.transcript.is_some() { "three" } else { "two" };
    let _ = write!(
        html,
        "<body>\n<header>\n<nav><a href=\"{up}index.html\">All letters</a></nav>\n<h1 lang=\"{}\">{}</h1>\n<p>{}</p>\n",
        value(&entry.language),
        text(&entry.title),
        text(&about(entry)),
    );
    html.push_str(LEGEND);
    remarks(html, letter, edition);
    let _ = write!(html, "</header>\n<main class=\"{class}\">\n");
}

/// How names and signs are shown, in words.
const LEGEND: &str = "<p class=\"legend\"><span class=\"pers\">person</span> <span class=\"place\">place</span> \
    <span class=\"org\">organisation</span> <span class=\"date\">date</span> <span class=\"unsure\">unclear</span> \
    <span class=\"supplied\">supplied</span> <del>deleted</del> <ins>added</ins></p>\n";

/// From whom to whom, where and when: what is known of it.
fn about(entry: &Entry) -> String {
    let people = [&*entry.sender, &*entry.addressee].map(|name| if name.is_empty() { "?" } else { name });
    let people = if people == ["?", "?"] { String::new() } else { people.join(" → ") };
    let parts = [&*people, &*entry.place, &*entry.date];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The findings, each with a link to the element that it is about.
fn remarks(html: &mut String, letter: &Letter<'_, impl Input>, edition: &Edition) {
    if letter.findings.is_empty() {
        return;
    }
    html.push_str("<ul class=\"findings\">\n");
    for Remark { severity, code, message, span } in letter.findings.iter().take(LISTED) {
        let place = span.and_then(|span| part_at(letter.document, edition, span));
        let code = place.map_or_else(|| (*code).to_owned(), |id| format!("<a href=\"#p{id}\">{code}</a>"));
        let _ = writeln!(html, "<li class=\"{severity}\">{severity} {code} {}</li>", text(message));
    }
    if let Some(more) = letter.findings.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let _ = writeln!(html, "<li>and {more} more</li>");
    }
    html.push_str("</ul>\n");
}

/// The innermost part of the page around a place in the TEI.
fn part_at(document: &Document, edition: &Edition, span: Span) -> Option<u32> {
    let is_around = |node: &Node<'_>| node.span().start <= span.start && span.start < node.span().end;
    let mut next = document.root().filter(is_around);
    let mut found = None;
    while let Some(node) = next {
        found = Some(node.id()).filter(|id| edition.has(*id)).or(found);
        next = node.elements().find(is_around);
    }
    found
}
