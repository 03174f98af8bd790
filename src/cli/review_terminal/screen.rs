//! What is on the screen. Takes a session, the change that is shown and the size of a terminal; gives its lines, each in pieces with
//! their styles and no wider than the terminal. Knows no terminal: what a style looks like is decided there.

use unicode_width::UnicodeWidthChar;

use super::session::{Scope, Session, View};
use crate::diff;
use crate::review::{Example, Passage};
use crate::text::shown_lines;

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text.
    Plain,
    /// A heading, or a key.
    Strong,
    /// What stands around.
    Faint,
    /// Words that only the accepted text has.
    Removed,
    /// Words that only the pending text has.
    Added,
    /// A message.
    Message,
}

/// How words that differ are distinguished from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// By their style.
    Colours,
    /// By signs: `[-before-]`, `{+after+}`.
    Signs,
}

/// Columns and lines of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: usize,
    /// Lines.
    pub height: usize,
}

/// A line in pieces.
pub type Line = Vec<(Style, String)>;

const KEYS: &[(&str, &str)] = &[
    ("a r s", "accept, reject, skip"),
    ("A R S", "the whole group"),
    ("f", "the file"),
    ("*", "all"),
    ("n p", "other examples"),
    ("j k", "other groups"),
    ("u", "undo"),
    ("?", "help"),
    ("q", "leave"),
];

const AT_END: &[(&str, &str)] = &[("u", "undo"), ("?", "help"), ("q", "leave")];

const AFTER_SKIPPING: &[(&str, &str)] = &[("j", "what was skipped"), ("u", "undo"), ("?", "help"), ("q", "leave")];

const SCOPED: &[(&str, &str)] = &[("a", "accept"), ("r", "reject"), ("s", "skip"), ("Esc", "not")];

const HELP: &[(&str, &str)] = &[
    ("a", "accept this change: it goes to the accepted file"),
    ("r", "reject this change: the accepted file stays as it is"),
    ("s", "skip this change: it stays pending"),
    ("A R S", "the same for all changes of this group, in all files"),
    ("f", "then a, r or s: all changes of this file"),
    ("g", "then a, r or s: all changes of this group"),
    ("*", "then a, r or s: all changes"),
    ("", ""),
    ("n →", "next example of this group"),
    ("p ←", "previous example"),
    ("j ↓", "next group"),
    ("k ↑", "previous group"),
    ("space b", "a long change: on, back"),
    ("", ""),
    ("u", "undo the last decision; again: the one before it"),
    ("q Esc", "leave: decisions are in the files already, the rest stays pending"),
    ("", ""),
    ("", "Any key closes this page."),
];

/// The lines of the screen: as many as it has, or fewer.
#[must_use]
pub fn lines(session: &Session, example: Option<&Example>, marks: Marks, size: Size) -> Vec<Line> {
    let width = size.width.max(20);
    let foot = foot(session, width);
    let mut head = Vec::new();
    let mut body = Vec::new();
    match (session.view(), example) {
        (View::Help, _) => body.extend(HELP.iter().flat_map(|row| wrapped(help(row), width))),
        (View::Changes, None) => body.extend(wrapped(end(session), width)),
        (View::Changes, Some(example)) => {
            head = title(session, width);
            body = shown(example, marks, width);
        }
    }
    let room = size.height.saturating_sub(head.len() + foot.len()).max(1);
    let most = body.len().saturating_sub(room);
    let above = session.scrolled().min(most);
    let is_cut = above < most;
    let mut lines = head;
    lines.extend(body.into_iter().skip(above).take(room - usize::from(is_cut)));
    if is_cut {
        lines.push(vec![(Style::Faint, "… space shows more".to_owned())]);
    }
    let used = lines.len() + foot.len();
    lines.extend(std::iter::repeat_n(Line::new(), size.height.saturating_sub(used)));
    lines.extend(foot);
    lines.truncate(size.height.max(1));
    lines
}

fn help((key, text): &(&str, &str)) -> Line {
    vec![(Style::Strong, format!("{key:>9}  ")), (Style::Plain, (*text).to_owned())]
}

fn end(session: &Session) -> Line {
    let skipped = session.counts().skipped;
    let left = match skipped {
        0 => "Nothing is pending any more.".to_owned(),
        _ => format!("That was all. {} skipped and still pending.", counted(skipped, "change is", "changes are")),
    };
    vec![(Style::Strong, left)]
}

/// The group and where in it the person is.
fn title(session: &Session, width: usize) -> Vec<Line> {
    let (Some(group), Some(of_group), Some(of_change)) =
        (session.group(), session.standing_of_group(), session.standing_of_change())
    else {
        return Vec::new();
    };
    let changes = if of_change.of > of_change.files {
        format!(", {}", counted(of_change.of, "change", "changes"))
    } else {
        String::new()
    };
    let first = format!("{}{changes}: {group}", counted(of_change.files, "file", "files"));
    let mut lines = wrapped(vec![(Style::Strong, first)], width);
    // A group may have a long name; its changes are what is to be seen.
    lines.truncate(4);
    let skipped = if session.is_skipped() { ", skipped" } else { "" };
    let second = format!(
        "group {} of {}, example {} of {}{skipped}",
        of_group.number, of_group.of, of_change.number, of_change.of
    );
    lines.extend(wrapped(vec![(Style::Faint, second)], width));
    lines.push(Line::new());
    lines
}

fn shown(example: &Example, marks: Marks, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(origin) = &example.origin {
        lines.extend(wrapped(vec![(Style::Faint, format!("{}:{}", origin.file, origin.line))], width));
        lines.extend(signed("    ", wrapped(vec![(Style::Plain, shown_lines(&origin.text))], width - SIGN)));
        lines.push(Line::new());
    }
    for passage in &example.passages {
        lines.extend(wrapped(vec![(Style::Faint, format!("{}:{}", example.file, passage.line))], width));
        lines.extend(sides(passage, marks, width));
        lines.push(Line::new());
    }
    lines
}

/// Columns before each line of a side.
const SIGN: usize = 4;

fn sides(passage: &Passage, marks: Marks, width: usize) -> Vec<Line> {
    let (before, after) = diff::words(&passage.before, &passage.after);
    let is_lone = passage.lead.is_empty() && passage.tail.is_empty();
    let mut lines = Vec::new();
    for (sign, style, pieces) in [("  - ", Style::Removed, before), ("  + ", Style::Added, after)] {
        if pieces.is_empty() && is_lone {
            continue;
        }
        let mut line = vec![(Style::Faint, shown_lines(&passage.lead))];
        for piece in pieces {
            match piece.is_changed {
                false => line.push((Style::Plain, shown_lines(piece.text))),
                true => line.push((style, marked(piece.text, style, marks))),
            }
        }
        line.push((Style::Faint, shown_lines(&passage.tail)));
        lines.extend(signed(sign, wrapped(line, width - SIGN)));
    }
    lines
}

/// A piece that differs. White space alone is made visible.
fn marked(text: &str, style: Style, marks: Marks) -> String {
    let text = match text.trim().is_empty() {
        true => text.replace(' ', "·").replace('\t', "⇥").replace("\r\n", "\n").replace('\n', "␊\n"),
        false => shown_lines(text),
    };
    match (marks, style) {
        (Marks::Signs, Style::Removed) => format!("[-{text}-]"),
        (Marks::Signs, _) => format!("{{+{text}+}}"),
        (Marks::Colours, _) => text,
    }
}

fn signed(sign: &str, lines: Vec<Line>) -> Vec<Line> {
    let signed = |line: Line| std::iter::once((Style::Faint, sign.to_owned())).chain(line).collect();
    lines.into_iter().map(signed).collect()
}

/// What was decided, the message, and the keys.
fn foot(session: &Session, width: usize) -> Vec<Line> {
    let counts = session.counts();
    let mut decided = format!("{} accepted, {} rejected", counts.accepted, counts.rejected);
    if counts.skipped > 0 {
        decided += &format!(", {} skipped", counts.skipped);
    }
    decided += &format!(", {} to decide", counts.open);
    let mut lines = vec![vec![(Style::Faint, "─".repeat(width))]];
    lines.extend(wrapped(vec![(Style::Plain, decided)], width));
    if let Some(message) = session.message() {
        lines.extend(wrapped(vec![(Style::Message, shown_lines(message))], width));
    }
    let of_file = session.changes_in_file();
    let (of, keys) = match session.scope() {
        _ if session.view() == View::Help => return lines,
        _ if session.place().is_none() => (String::new(), if counts.skipped > 0 { AFTER_SKIPPING } else { AT_END }),
        Scope::Change => (String::new(), KEYS),
        Scope::File => (format!("{} of this file:", counted(of_file, "change", "changes")), SCOPED),
        Scope::Group => {
            let of = session.standing_of_change().map_or(0, |standing| standing.of);
            (format!("{} of this group:", counted(of, "change", "changes")), SCOPED)
        }
        Scope::All => (format!("all {}:", counted(counts.open + counts.skipped, "change", "changes")), SCOPED),
    };
    let of = if of.is_empty() { Vec::new() } else { vec![vec![(Style::Plain, of)]] };
    let keys =
        keys.iter().map(|(key, text)| vec![(Style::Strong, (*key).to_owned()), (Style::Plain, format!(" {text}"))]);
    lines.extend(in_rows(of.into_iter().chain(keys), width));
    lines
}

/// Items beside each other, as many as fit in a line.
fn in_rows(items: impl Iterator<Item = Line>, width: usize) -> Vec<Line> {
    const GAP: &str = "   ";
    let wide =
        |line: &Line| line.iter().flat_map(|(_, text)| text.chars()).filter_map(UnicodeWidthChar::width).sum::<usize>();
    let mut rows: Vec<Line> = Vec::new();
    for item in items {
        match rows.last_mut() {
            Some(row) if wide(row) + GAP.len() + wide(&item) <= width => {
                row.push((Style::Plain, GAP.to_owned()));
                row.extend(item);
            }
            _ => rows.push(item),
        }
    }
    rows.into_iter().flat_map(|row| wrapped(row, width)).collect()
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Lines no wider than this, broken at spaces where there are any.
fn wrapped(line: Line, width: usize) -> Vec<Line> {
    let characters: Vec<(Style, char)> =
        line.iter().flat_map(|(style, text)| text.chars().map(|character| (*style, character))).collect();
    let mut lines = Vec::new();
    for part in characters.split(|(_, character)| *character == '\n') {
        let mut rest = part;
        loop {
            let (own, others) = rest.split_at(fitting(rest, width));
            lines.push(joined(own));
            rest = others;
            if rest.is_empty() {
                break;
            }
        }
    }
    lines
}

/// How many characters the first line takes.
fn fitting(characters: &[(Style, char)], width: usize) -> usize {
    let mut columns = 0;
    let mut space = None;
    for (at, (_, character)) in characters.iter().enumerate() {
        columns += character.width().unwrap_or(0);
        if columns > width {
            // A character that is wider than the line must not keep it from ending.
            return space.unwrap_or(at.max(1));
        }
        if *character == ' ' && at + 1 > width / 2 {
            space = Some(at + 1);
        }
    }
    characters.len()
}

fn joined(characters: &[(Style, char)]) -> Line {
    let mut line = Line::new();
    for (style, character) in characters {
        match line.last_mut() {
            Some((last, text)) if last == style => text.push(*character),
            _ => line.push((*style, character.to_string())),
        }
    }
    line
}
