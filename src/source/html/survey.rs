//! What must be known of a page before it is read. Takes the page once; says which links are marks of notes, and which tables are no
//! tables.
//!
//! A mark is a link to a place further down whose words are a sign: figures, or signs without a letter. A table is layout where a cell
//! holds several paragraphs or a table.

use std::collections::{HashMap, HashSet};

use html5gum::{StartTag, Token};

use super::element::attribute;

/// The longest sign, in bytes.
const LONGEST: usize = 12;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The links that are marks, by their place among all links, and the places of the notes.
    marks: HashSet<usize>,
    notes: HashSet<String>,
    /// The tables that are layout, by their place among all tables.
    layouts: HashSet<usize>,
}

impl Survey {
    /// Looks for links, places and tables.
    pub(super) fn of(tokens: impl Iterator<Item = Token>) -> Self {
        let mut tables = Tables::default();
        let mut links: Vec<(String, usize, usize)> = Vec::new();
        let mut count = 0;
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut open: Option<(String, String)> = None;
        for (at, token) in tokens.enumerate() {
            match token {
                Token::StartTag(tag) => {
                    tables.start(&tag.name);
                    for id in ids(&tag) {
                        places.entry(id).or_insert(at);
                    }
                    if &*tag.name == b"a" {
                        open = target(&tag).map(|target| (target, String::new()));
                        count += 1;
                    }
                }
                Token::String(text) => {
                    let words = open.as_mut().filter(|(_, words)| words.len() <= LONGEST);
                    words.into_iter().for_each(|(_, words)| words.push_str(&String::from_utf8_lossy(&text)));
                }
                Token::EndTag(tag) if &*tag.name == b"a" => {
                    links.extend(
                        open.take().filter(|(_, words)| is_sign(words)).map(|(target, _)| (target, at, count - 1)),
                    );
                }
                Token::EndTag(tag) if &*tag.name == b"table" => drop(tables.open.pop()),
                _ => {}
            }
        }
        let is_below = |(target, at, _): &(String, usize, usize)| places.get(target).is_some_and(|place| place > at);
        links.retain(is_below);
        let marks = links.iter().map(|(_, _, link)| *link).collect();
        let notes = links.into_iter().map(|(target, _, _)| target).collect();
        Self { marks, notes, layouts: tables.layouts }
    }

    /// Whether the table with this number is layout.
    pub(super) fn is_layout(&self, table: usize) -> bool {
        self.layouts.contains(&table)
    }

    /// The id of the note that begins with a tag.
    pub(super) fn note(&self, tag: &StartTag<()>) -> Option<String> {
        ids(tag).find(|id| self.notes.contains(id))
    }

    /// The id of the note that the link with this number, which leads there, is the mark of.
    pub(super) fn mark(&self, link: usize, target: Option<String>) -> Option<String> {
        target.filter(|_| self.marks.contains(&link))
    }
}

/// Tables as they are met.
#[derive(Debug, Default)]
struct Tables {
    count: usize,
    /// The number of each open table, and the paragraphs of its cell so far.
    open: Vec<(usize, usize)>,
    layouts: HashSet<usize>,
}

impl Tables {
    fn start(&mut self, name: &[u8]) {
        if let Some((table, paragraphs)) = self.open.last_mut() {
            *paragraphs = match name {
                b"td" | b"th" => 0,
                b"p" | b"h1" | b"h2" | b"h3" | b"ul" | b"ol" | b"blockquote" => *paragraphs + 1,
                b"table" => *paragraphs + 2,
                _ => *paragraphs,
            };
            if *paragraphs > 1 {
                self.layouts.insert(*table);
            }
        }
        if name == b"table" {
            self.open.push((self.count, 0));
            self.count += 1;
        }
    }
}

/// Whether the words of a link are the sign of a note.
pub(super) fn is_sign(words: &str) -> bool {
    let words = words.trim();
    !words.is_empty() && words.len() <= LONGEST && !words.contains(char::is_alphabetic)
}

fn ids(tag: &StartTag<()>) -> impl Iterator<Item = String> {
    let name = if &*tag.name == b"a" { attribute(tag, "name") } else { None };
    attribute(tag, "id").into_iter().chain(name)
}

/// The place in the page that a link leads to.
pub(super) fn target(tag: &StartTag<()>) -> Option<String> {
    Some(attribute(tag, "href")?.strip_prefix('#').filter(|id| !id.is_empty())?.to_owned())
}
