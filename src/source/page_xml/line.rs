//! A line of PAGE-XML with its tags. Takes the text of the line and what is tagged in it and in its words; writes both to a transcript.
//!
//! A tag that is `continued` at the end of a line and at the beginning of the next is one. Looks are looks as in other formats; of every other
//! tag, and of everything it says, something is made as the profile has it, or it is counted.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::extent::Extent;
use super::super::left_out::Kind;
use super::super::transcript::Transcript;
use super::custom::{self, Custom, STYLE};
use crate::model::{Outline, Tag};
use crate::profile::TagElement;

/// Tags that are open at one place, and tags of a line that are put, at most; others are counted.
const DEEPEST: usize = 16;
const MOST: usize = 1000;

/// What a tag says of its place.
const OF_PLACE: &[&str] = &["offset", "length", "continued"];

/// What a date says of its day, month and year.
const OF_DAY: &[&str] = &["year", "month", "day"];

const LOOKS: &[(&str, Kind)] = &[
    ("italic", Kind::Italic),
    ("bold", Kind::Bold),
    ("underlined", Kind::Underlined),
    ("strikethrough", Kind::Struck),
    ("superscript", Kind::Raised),
    ("subscript", Kind::Lowered),
];

/// A line.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) outline: Option<Outline>,
    pub(super) tags: Vec<Custom>,
    pub(super) words: Vec<Word>,
}

/// A word of a line.
#[derive(Debug, Default)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) tags: Vec<Custom>,
}

/// Tags that go on in the next line.
#[derive(Debug, Default)]
pub(super) struct Open(Vec<(String, Extent)>);

/// Part of a line, with what it is.
#[derive(Debug)]
struct Piece {
    start: usize,
    end: usize,
    as_what: What,
    is_continued: bool,
}

#[derive(Debug)]
enum What {
    Look(Kind),
    Tag(Arc<Tag>),
}

impl Line {
    /// What it is, where it is something of its own.
    pub(super) fn kind(&self) -> Option<&str> {
        custom::structure(&self.tags)
    }

    /// The text of its words.
    pub(super) fn text_of_words(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Writes it, with what is said of all lines of its region.
    pub(super) fn write(&self, region: &[Custom], open: &mut Open, transcript: &mut Transcript<'_>) {
        let zone = self.outline.clone().map(|outline| transcript.begin_line(outline));
        let mut pieces = self.pieces(region, transcript);
        // Outer ones come first.
        pieces.sort_by_key(|piece| (piece.start, usize::MAX - piece.end));
        let ends = pieces.iter().flat_map(|piece| [piece.start, piece.end]);
        let borders: BTreeSet<usize> = ends.chain([0, self.text.len()]).collect();
        let before = std::mem::take(&mut open.0);
        let mut running: Vec<(&Piece, Option<Extent>)> = Vec::new();
        let mut waiting = pieces.iter().peekable();
        let mut at = 0;
        for border in borders {
            let looks = running.iter().filter_map(|(piece, _)| match piece.as_what {
                What::Look(look) => Some(look),
                What::Tag(_) => None,
            });
            transcript.looks(looks);
            transcript.text(self.text.get(at..border).unwrap_or_default());
            at = border;
            running.retain(|(piece, extent)| {
                let goes_on = piece.end > border;
                if !goes_on && let Some(extent) = extent {
                    self.end(piece, *extent, open, transcript);
                }
                goes_on
            });
            while let Some(piece) = waiting.next_if(|piece| piece.start == border) {
                match &piece.as_what {
                    What::Tag(tag) if piece.start == piece.end => transcript.mark_place(Arc::clone(tag)),
                    What::Tag(tag) if running.len() >= DEEPEST => transcript.left_out.tag(&tag.name),
                    What::Tag(tag) => {
                        let same = before.iter().find(|(name, _)| *name == tag.name).map(|(_, extent)| *extent);
                        let goes_on = same.filter(|_| piece.start == 0 && piece.is_continued);
                        let extent = goes_on.unwrap_or_else(|| transcript.begin(Arc::clone(tag)));
                        running.push((piece, Some(extent)));
                    }
                    What::Look(_) => running.push((piece, None)),
                }
            }
        }
        transcript.looks(std::iter::empty());
        zone.into_iter().for_each(|zone| transcript.end(zone));
        transcript.line();
    }

    fn end(&self, piece: &Piece, extent: Extent, open: &mut Open, transcript: &mut Transcript<'_>) {
        transcript.end(extent);
        if let What::Tag(tag) = &piece.as_what
            && piece.is_continued
            && piece.end == self.text.len()
        {
            open.0.push((tag.name.clone(), extent));
        }
    }

    /// The tags of the line, of its region and of its words, those counted of which nothing is made.
    fn pieces(&self, region: &[Custom], transcript: &mut Transcript<'_>) -> Vec<Piece> {
        let whole = (0, self.text.len());
        let mut pieces = Vec::new();
        for (rank, tag) in region.iter().chain(&self.tags).enumerate() {
            if rank >= MOST {
                transcript.left_out.tag(&tag.name);
                continue;
            }
            let range = tag.range(&self.text).or((tag.name == STYLE).then_some(whole));
            put(&mut pieces, tag, range, transcript);
        }
        let mut at = 0;
        for word in &self.words {
            let found = self.text.get(at..).and_then(|rest| rest.find(&word.text)).map(|before| at + before);
            at = found.map_or(at, |found| found + word.text.len());
            for (rank, tag) in word.tags.iter().enumerate() {
                if rank >= MOST {
                    transcript.left_out.tag(&tag.name);
                    continue;
                }
                let inside = tag.range(&word.text).or((tag.name == STYLE).then_some((0, word.text.len())));
                let range = found.zip(inside).map(|(found, (start, end))| (found + start, found + end));
                put(&mut pieces, tag, range, transcript);
            }
        }
        pieces
    }
}

/// Puts a tag of a part of the line among the pieces, or counts it.
fn put(pieces: &mut Vec<Piece>, tag: &Custom, range: Option<(usize, usize)>, transcript: &mut Transcript<'_>) {
    if tag.is_of_whole() {
        return;
    }
    let is_continued = tag.is("continued");
    let mut piece = |(start, end), as_what| {
        let is_nothing = start >= end && matches!(as_what, What::Look(_));
        let is_put = is_nothing || pieces.len() < MOST;
        if is_put && !is_nothing {
            pieces.push(Piece { start, end, as_what, is_continued });
        }
        is_put
    };
    let Some(range) = range else { return transcript.left_out.tag(&tag.name) };
    if tag.name == STYLE {
        for name in tag.properties.keys().filter(|name| !OF_PLACE.contains(&name.as_str())) {
            let is_put = match LOOKS.iter().find(|(own, _)| own == name) {
                Some((_, look)) if tag.is(name) => piece(range, What::Look(*look)),
                None if tag.is(name) && transcript.is_written(name) => {
                    piece(range, What::Tag(Arc::new(Tag { name: name.clone(), ..Tag::default() })))
                }
                _ => tag.properties.get(name).is_some_and(|value| value == "false"),
            };
            if !is_put {
                transcript.left_out.tag(&format!("{STYLE} {name}"));
            }
        }
        return;
    }
    if let Some(comment) = tag.properties.get("comment") {
        transcript.left_out.one(Kind::Comment);
        transcript.left_out.text(Kind::Comment, comment);
    }
    let Some(style) = transcript.tag(&tag.name).cloned() else {
        if !tag.properties.contains_key("comment") {
            transcript.left_out.tag(&tag.name);
        }
        return;
    };
    let mut properties = tag.properties.clone();
    properties.retain(|key, _| !OF_PLACE.contains(&key.as_str()) && key != "comment");
    let is_day = |key: &str| OF_DAY.contains(&key) && style.takes("when");
    for key in properties.keys().filter(|key| !style.takes(key) && !is_day(key)) {
        transcript.left_out.tag(&format!("{} {key}", tag.name));
    }
    if let Some(day) = day(tag) {
        properties.entry("when".to_owned()).or_insert(day);
    }
    let is_empty = range.0 == range.1 && style.element != TagElement::Gap;
    if is_empty || !piece(range, What::Tag(Arc::new(Tag { name: tag.name.clone(), properties }))) {
        transcript.left_out.tag(&tag.name);
    }
}

/// The day of a date: "1831-04-02", where it says year, month and day, or the first of them.
fn day(tag: &Custom) -> Option<String> {
    let number = |key| tag.properties.get(key)?.parse::<u16>().ok().filter(|number| *number > 0);
    let year = format!("{:04}", number("year")?);
    Some(match (number("month"), number("day")) {
        (Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year}-{month:02}"),
        (None, _) => year,
    })
}
