//! TEI to plain text. Takes a TEI file, written here or elsewhere, and a profile; gives the text as the profile's house would type
//! it, so that converting it again gives the same document but for white space and the position of notes.
//!
//! Blocks and stanzas are set apart by an empty line; paragraphs of a quotation are indented; items, rows and verses follow line by line. Page marks, note marks, bullets and
//! labels are the first ones of the profile; notes stand at the end, their paragraphs run together. Where the profile keeps the lines of a manuscript, every `lb` begins
//! a line, and a page mark before it has one of its own; else `lb` with `break="no"` joins what stands on both sides. What is written on the page is kept, the source's
//! reading before the editors' (`sic`, `orig`, `abbr`); the header and running heads are left out. Never recurses.

use super::elements::{Kind, Tag, kind};
use super::lines::Run;
use super::page::Page;
use crate::diag::{Diagnostic, Severity};
use crate::profile::{LineBreaks, Profile, SignAttribute, SignStyle, Template};
use crate::text::Span;
use crate::xml::{Input, Sink, Start};

/// The text of TEI as people read it, and what was found in it; no text when it is not well-formed.
#[must_use]
pub fn reading_text(tei: &impl Input, profile: &Profile) -> (Option<String>, Vec<Diagnostic>) {
    let mut reader = Reader::new(profile);
    let findings = tei.tell(&mut reader);
    let is_sound = findings.iter().all(|finding| finding.severity() < Severity::Error);
    (is_sound.then(|| reader.finish()), findings)
}

/// A note: what stands before its text, and its text.
struct Note {
    label: String,
    run: Run,
}

struct Reader<'a> {
    profile: &'a Profile,
    page: Page,
    run: Run,
    open: Vec<(String, Kind)>,
    /// For each open element the sign that closes it, if the profile has one.
    closing: Vec<&'a str>,
    hidden: usize,
    rows: usize,
    /// Whether the row that is open has a cell.
    has_cell: bool,
    notes: Vec<Note>,
    open_notes: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn new(profile: &'a Profile) -> Self {
        Self {
            profile,
            page: Page::default(),
            run: Run::default(),
            open: Vec::new(),
            closing: Vec::new(),
            hidden: 0,
            rows: 0,
            has_cell: false,
            notes: Vec::new(),
            open_notes: Vec::new(),
        }
    }

    /// The text that is being built: a note's, or the page's.
    fn here(&mut self) -> &mut Run {
        let note = self.open_notes.last().and_then(|&index| self.notes.get_mut(index));
        note.map_or(&mut self.run, |note| &mut note.run)
    }

    /// The heading of a list is set apart on both sides; that of a division is so anyway.
    fn head_of_list(&mut self) {
        if self.open.last().is_some_and(|(parent, _)| parent == "list") {
            self.page.set_apart();
        }
    }
    fn start_cell(&mut self) {
        let has_cell_before = std::mem::replace(&mut self.has_cell, true);
        if has_cell_before && self.rows > 0 {
            self.here().border('\t');
        }
    }

    fn start_inline(&mut self, tag: &Tag<'_>) {
        let keeps_lines = self.profile.lines.breaks == LineBreaks::Lb;
        let is_on_one_line = self.rows > 0 || !self.open_notes.is_empty();
        match (tag.name, tag.attribute("n")) {
            ("pb", Some(number)) => {
                let mark = self.profile.page.marks.first().map(|mark| mark.fill(number, ""));
                self.here().page(&mark.unwrap_or_default());
            }
            ("lb", _) if tag.attribute("break") == Some("no") && (is_on_one_line || !keeps_lines) => {}
            ("lb", _) if is_on_one_line => self.here().text(" "),
            ("lb", _) if keeps_lines => self.here().line(),
            ("lb", _) => self.here().border('\n'),
            ("note", number) if tag.attribute("sameAs").is_some() => {
                let mark = self.note_mark(number.unwrap_or_default());
                self.here().mark(&mark);
            }
            _ => {}
        }
    }

    /// The sign that stands for an element: the first of those that give most of its attributes, and no others.
    fn sign(&self, tag: &Tag<'_>) -> Option<&'a SignStyle> {
        let is_it = |sign: &&SignStyle| {
            let has = |(name, value): (&SignAttribute, &String)| tag.attribute(name.name()) == Some(value.as_str());
            sign.element.name() == tag.name && sign.attributes.iter().all(has)
        };
        self.profile.signs.iter().rev().filter(is_it).max_by_key(|sign| sign.attributes.len())
    }

    fn start_note(&mut self, tag: &Tag<'_>) {
        let position = (self.notes.len() + 1).to_string();
        let number = tag.attribute("n").unwrap_or(&position);
        if tag.attribute("anchored") != Some("false") {
            let mark = self.note_mark(number);
            self.here().mark(&mark);
        }
        let labels = &self.profile.notes.labels;
        let label = fitting(labels, number).or(labels.first());
        let label = label.map_or_else(|| format!("{number} "), |label| label.fill(bare_number(number), ""));
        // What closes the note is left out: a label without it reads the same.
        let label = label.split("{text}").next().unwrap_or_default().to_owned();
        self.open_notes.push(self.notes.len());
        self.notes.push(Note { label, run: Run::default() });
    }

    fn note_mark(&self, number: &str) -> String {
        let is_sign = !number.contains(char::is_alphanumeric);
        let marks = &self.profile.notes.marks;
        let of_letter = fitting(&self.profile.notes.agreeing_marks, number);
        let template = of_letter.or(marks.first());
        match template {
            Some(template) if !is_sign => template.fill(bare_number(number), ""),
            _ => number.to_owned(),
        }
    }

    fn start_item(&mut self, item: &Tag<'_>) {
        let bullets = &self.profile.lists.bullets;
        let own = item.attribute("n").filter(|sign| bullets.iter().any(|bullet| bullet == sign));
        let usual = bullets.first().filter(|_| self.page.is_list_bulleted());
        self.page.start_item(own.or(usual.map(String::as_str)));
    }

    /// The border of a block: inside a note or a row it only separates words.
    fn border(&mut self) {
        if self.rows > 0 || !self.open_notes.is_empty() {
            self.here().text(" ");
            return;
        }
        let text = self.run.take();
        if !text.is_empty() {
            self.page.block(&text);
        }
    }

    fn finish(mut self) -> String {
        self.border();
        let notes = self.notes.iter_mut().map(|note| note.label.clone() + &note.run.take());
        self.page.finish(notes)
    }
}

impl Sink for Reader<'_> {
    fn start(&mut self, start: &Start<'_>) {
        let tag = Tag::new(start);
        let parent = self.open.last().map_or("", |(name, _)| name.as_str());
        let kind = if self.hidden > 0 { Kind::Hidden } else { kind(&tag, parent) };
        match kind {
            Kind::Hidden => self.hidden += 1,
            Kind::Inline => self.start_inline(&tag),
            Kind::Note => self.start_note(&tag),
            _ => self.border(),
        }
        match kind {
            Kind::Group => self.page.start_group(),
            Kind::Quoted => self.page.set_quoted(true),
            Kind::Stanza => {
                self.page.set_apart();
                self.page.start_group();
            }
            Kind::List => {
                let is_bulleted = tag.attribute("rend").is_some_and(|rend| rend.contains("bullet"));
                self.page.start_list(is_bulleted);
            }
            Kind::Item => self.start_item(&tag),
            Kind::Label => self.page.set_label(false),
            Kind::Row => {
                self.rows += 1;
                self.has_cell = false;
            }
            Kind::Block if tag.name == "cell" => self.start_cell(),
            Kind::Block if tag.name == "head" => self.head_of_list(),
            _ => {}
        }
        let sign = self.sign(&tag).filter(|_| kind == Kind::Inline);
        if let Some(sign) = sign {
            self.here().text(&sign.open);
        }
        self.closing.push(sign.map_or("", |sign| &sign.close));
        self.open.push((tag.name.to_owned(), kind));
    }

    fn end(&mut self, _: Span) {
        let Some((name, kind)) = self.open.pop() else { return };
        if let Some(sign) = self.closing.pop() {
            self.here().text(sign);
        }
        match kind {
            Kind::Hidden => self.hidden -= 1,
            Kind::Inline => {}
            Kind::Note => {
                self.open_notes.pop();
            }
            Kind::Row => {
                self.rows -= 1;
                self.border();
            }
            Kind::Block => {
                self.border();
                if name == "head" {
                    self.head_of_list();
                }
            }
            Kind::Quoted => {
                self.border();
                self.page.set_quoted(false);
            }
            Kind::Group | Kind::Stanza => {
                self.border();
                self.page.end_group();
            }
            Kind::List => {
                self.border();
                self.page.end_list();
            }
            Kind::Label => {
                self.border();
                self.page.set_label(true);
            }
            Kind::Item => {
                self.border();
                self.page.end_item();
            }
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        if self.hidden == 0 {
            self.here().text(text);
        }
    }
}

/// The template in which a letter stands, where this is one: glued to a word nobody would see it.
fn fitting<'t>(templates: &'t [Template], number: &str) -> Option<&'t Template> {
    let is_letter =
        bare_number(number).len() == 1 && bare_number(number).starts_with(|c: char| c.is_ascii_alphabetic());
    templates.iter().find(|template| is_letter && template.is_lettered())
}

/// The number without the punctuation some editions give with it: "1)".
fn bare_number(number: &str) -> &str {
    let bare = number.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { number } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile;
    use crate::xml::{Entity, External};

    fn check(body: &str, expected: &str) {
        check_in("letter", body, expected);
    }

    fn check_in(profile: &str, body: &str, expected: &str) {
        let profile = profile::built_in(profile).unwrap();
        let xml = format!("<TEI><teiHeader><p>no</p></teiHeader><text><body>{body}</body></text></TEI>");
        assert_eq!(
            reading_text(&Entity { text: &xml, external: External::Refused }, &profile),
            (Some(expected.to_owned()), Vec::new())
        );
    }

    #[test]
    fn blocks_are_set_apart_and_notes_stand_at_the_end() {
        check(
            "<head>A<note n='1'>One <p>two</p></note></head>\n<p>b<lb/>c <pb n='2'/>d<note n='*' anchored='false'>x</note></p>",
            "A1\n\nb\nc [Page 2] d\n\n\n  1. One two\n  *. x\n",
        );
    }

    #[test]
    fn the_lines_of_a_manuscript_come_back() {
        let body = "<pb n='1'/><dateline><lb/>T, <date>May<lb/>1964</date></dateline><p><lb/>set-<pb n='2'/><lb break='no'/>tle<lb/>it <pb n='3'/>now</p>";
        check_in("transcript", body, "[Page 1]\n\nT, May\n1964\n\nset-\n[Page 2]\ntle\nit [Page 3] now\n");
        check("<p>set<lb break='no'/>tle<lb/>it</p>", "settle\nit\n");
    }

    #[test]
    fn parts_of_opener_and_closer_are_blocks() {
        check(
            "<opener><seg>secret</seg><dateline>T, <date>1964</date></dateline></opener><closer>Yours, <signed>E</signed></closer>",
            "secret\n\nT, 1964\n\nYours,\n\nE\n",
        );
    }

    #[test]
    fn lists_are_indented_and_have_bullets() {
        check(
            "<p>a</p><list rend='bulleted'><head>H</head><item>b<list rend='bulleted'><item n='–'>c<lb/>d</item></list></item>
             <item/></list><p>e</p>",
            "a\n\nH\n\n• b\n  – c\n  d\n•\n\ne\n",
        );
    }

    #[test]
    fn a_label_stands_before_its_item() {
        check(
            "<list><label>1.</label><item>a</item><pb n='2'/><label>2.</label><item>b</item></list>",
            "1.\n  a\n[Page 2]\n2.\n  b\n",
        );
    }

    #[test]
    fn cells_are_separated_by_tabs() {
        check(
            "<table>\n<row>\n<cell/>\n<cell><p>a</p><p>b</p></cell></row><row><cell>c</cell><cell/></row></table>",
            "\ta b\nc\t\n",
        );
    }

    #[test]
    fn the_source_is_read_before_its_editors() {
        check(
            "<fw>7</fw><lg><l>a <choice><sic>teh</sic><corr>the</corr></choice></l><l>b <del>c</del></l></lg>",
            "a teh\nb ~~c~~\n",
        );
    }

    #[test]
    fn quotations_are_indented() {
        check("<p>x:<quote><p>a</p><p>b <quote>c</quote></p></quote></p><p>y</p>", "x:\n\n    a\n\n    b c\n\ny\n");
    }

    #[test]
    fn stanzas_are_set_apart() {
        check("<p>x</p><lg><lg><l>a</l><l>b</l></lg><lg><l>c</l></lg></lg><p>y</p>", "x\n\na\nb\n\nc\n\ny\n");
    }

    #[test]
    fn a_note_cited_twice_is_written_once() {
        check("<p>a<note n='1)' xml:id='x'>N</note>, b<note n='1)' sameAs='#x'/></p>", "a1, b1\n\n\n  1. N\n");
    }

    #[test]
    fn depth_costs_nothing() {
        let xml = format!("{}a{}", "<list><item>".repeat(50_000), "</item></list>".repeat(50_000));
        let profile = profile::built_in("letter").unwrap();
        assert!(
            reading_text(&Entity { text: &xml, external: External::Refused }, &profile).0.unwrap().ends_with("a\n")
        );
    }
}
