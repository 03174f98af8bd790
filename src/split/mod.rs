//! One text with many letters, cut into them.
//!
//! Takes a text and a profile; gives its [`Volume`]: a front part, the letters and a back part, each a row of spans, and findings. Promises that
//! every character is in exactly one part, which [`Volume::is_whole`] proves, and that nothing is cut where nothing shows the way: then there
//! is a finding instead. Where a letter begins is said by `[split]` of the profile. Knows no files.
//!
//! | file | what it does |
//! |---|---|
//! | `lines` | the lines of a volume that are not blank |
//! | `border` | the place where a letter begins; headings that stand in a list are none |
//! | `ways` | the ways to find headings: each gives all of them |
//! | `pattern` | headings as the profile spells them |
//! | `number`, `series` | numbers alone on their lines, and which of them count the letters |
//! | `shape` | what headings look like that one hand has made |
//! | `evidence`, `found` | how well headings explain a volume, and which of all ways does it best |
//! | `back` | where the letters end |
//! | `end_notes` | which letters cite the notes behind them all |
//! | `doubts` | numbers that do not count up |

mod back;
mod border;
mod doubts;
mod end_notes;
mod evidence;
mod found;
mod lines;
mod number;
mod pattern;
mod series;
mod shape;
mod ways;

pub use number::Number;

use border::Border;
use evidence::Evidence;
use lines::Line;

use crate::diag::{self, Diagnostic};
use crate::profile::{Profile, SplitAt};
use crate::text::{Source, Span};

/// A volume, cut into its parts.
#[derive(Clone, Debug)]
pub struct Volume {
    /// The parts in the order of the volume.
    pub parts: Vec<Part>,
    /// What is to be said of it: first of all the way that was taken.
    pub findings: Vec<Diagnostic>,
}

/// A letter, or what stands before or behind all letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What its name ends in: "front", "back", or the number of the letter: "012".
    pub name: String,
    /// The places of its text, in order.
    pub spans: Vec<Span>,
}

impl Part {
    /// Whether it is a letter.
    #[must_use]
    pub fn is_letter(&self) -> bool {
        !matches!(self.name.as_str(), FRONT | BACK)
    }

    /// Whether it stands before all letters.
    #[must_use]
    pub fn is_front(&self) -> bool {
        self.name == FRONT
    }

    /// Its text.
    #[must_use]
    pub fn text(&self, volume: &str) -> String {
        self.spans.iter().map(|span| span.of(volume)).collect()
    }
}

impl Volume {
    /// Whether each character of the text is in exactly one part.
    #[must_use]
    pub fn is_whole(&self, text: &str) -> bool {
        let mut spans: Vec<Span> = self.parts.iter().flat_map(|part| part.spans.iter().copied()).collect();
        spans.sort_by_key(|span| (span.start, span.end));
        let end =
            spans.iter().try_fold(0, |end, span| (span.start == end && text.is_char_boundary(end)).then_some(span.end));
        end == Some(text.len())
    }
}

/// Cuts a volume into its letters.
///
/// # Errors
/// The finding that says why it is not cut.
pub fn split(source: &Source, profile: &Profile) -> Result<Volume, Diagnostic> {
    let text = source.text();
    let lines = lines::of(source);
    let (borders, way) = borders(text, &lines, profile)?;
    let back = back::start(&lines, &borders, text, profile.lexicon());
    let borders: Vec<Border> = borders.into_iter().filter(|border| back.is_none_or(|back| border.at < back)).collect();
    let Some(first) = borders.first() else { return Err(nothing(profile)) };
    let mut parts = parts(&borders, back, text);
    let (notes, left) =
        back.map(|back| end_notes::letters_of_notes(text, &lines, &borders, back, profile)).unwrap_or_default();
    move_notes(&mut parts, &notes);
    let letters = parts.iter().filter(|part| part.is_letter()).count();
    let moved = match notes.len() {
        0 => String::new(),
        notes => format!("; notes that went to their letters: {notes}"),
    };
    let message = format!("split {way}: {}{moved}", counted(letters));
    let said = Diagnostic::new(&diag::VOLUME_SPLIT, message).at(first.heading(text));
    let findings = std::iter::once(said).chain(doubts::of_numbers(&borders, text)).chain(left).collect();
    Ok(Volume { parts, findings })
}

/// The finding that a text, which nobody said is a volume, holds several letters; nothing where that is not plain.
#[must_use]
pub fn several(source: &Source, profile: &Profile) -> Option<Diagnostic> {
    let lines = lines::of(source);
    let letters = found::plain(source.text(), &lines, profile.lexicon())?;
    let message = format!("the text holds {letters} letters, as it seems, and became one with enclosures");
    let finding = Diagnostic::new(&diag::SEVERAL_LETTERS, message);
    Some(finding.help("`--split` makes a file of each; `recto split` cuts the text"))
}

fn counted(letters: usize) -> String {
    if letters == 1 { "one letter".to_owned() } else { format!("{letters} letters") }
}

/// The places where letters begin, and the way in which they were found, in words.
fn borders(text: &str, lines: &[Line], profile: &Profile) -> Result<(Vec<Border>, String), Diagnostic> {
    let lexicon = profile.lexicon();
    let evidence = || Evidence::of(lines, text, lexicon);
    let way = match profile.split.way().unwrap_or(SplitAt::Found) {
        SplitAt::Heading => Some(ways::of_patterns(text, lines, &profile.split.headings, lexicon)),
        SplitAt::FormFeed => Some(ways::form_feeds(text, lines)),
        SplitAt::Number => ways::numbers(text, lines, lexicon, &evidence()),
        SplitAt::Dateline => Some(ways::datelines(text, lines, lexicon, &evidence())),
        SplitAt::Found => found::best(text, lines, lexicon, &evidence()),
    };
    let way = way.filter(|way| !way.headings.is_empty()).ok_or_else(|| nothing(profile))?;
    Ok((way.headings, way.words))
}

/// The finding that there is no border.
fn nothing(profile: &Profile) -> Diagnostic {
    let message = match profile.split.way() {
        Some(SplitAt::Heading) => "no line is one of the headings in `[split]` of the profile",
        Some(SplitAt::Number) => "no numbers stand alone on their lines and count up",
        Some(SplitAt::FormFeed) => "no form feed stands between words",
        Some(SplitAt::Dateline) => "no dateline opens a letter",
        Some(SplitAt::Found) | None => "nothing in the text shows clearly where letters begin",
    };
    let help = "say in a profile how they begin: under `[split]`, `headings = [\"Letter {n}\"]` or `[\"To {text}, {date}\"]`, \
        or `at = \"number\"`, `\"form-feed\"`";
    Diagnostic::new(&diag::NOT_SPLIT, message).help(help)
}

/// The names of the parts that are no letters.
const FRONT: &str = "front";
const BACK: &str = "back";

/// Whether a part can have this name.
#[must_use]
pub fn is_part_name(name: &str) -> bool {
    let is_number = name.len() >= DIGITS && name.bytes().all(|byte| byte.is_ascii_digit());
    is_number || [FRONT, BACK].contains(&name)
}

/// Digits of the number of a letter, at least.
const DIGITS: usize = 3;

/// The text from border to border. What is blank before the first one belongs to it.
fn parts(borders: &[Border], back: Option<usize>, text: &str) -> Vec<Part> {
    let part =
        |name: &str, start: usize, end: usize| Part { name: name.to_owned(), spans: vec![Span::new(start, end)] };
    let first = borders.first().map_or(text.len(), |border| border.at);
    let has_front = !border::is_blank(Span::new(0, first).of(text));
    let end = back.unwrap_or(text.len());
    let starts = borders.iter().enumerate().map(|(at, border)| if at == 0 && !has_front { 0 } else { border.at });
    let ends = borders.iter().skip(1).map(|border| border.at).chain([end]);
    let letters = starts.zip(ends).zip(names(borders)).map(|((start, end), name)| part(&name, start, end));
    let front = has_front.then(|| part(FRONT, 0, first));
    let back = back.map(|back| part(BACK, back, text.len()));
    front.into_iter().chain(letters).chain(back).collect()
}

/// Takes notes out of the back part, each to the end of its letter.
fn move_notes(parts: &mut [Part], notes: &[(usize, Span)]) {
    let first = parts.iter().position(Part::is_letter).unwrap_or(0);
    for (letter, note) in notes {
        if let Some(part) = parts.get_mut(first + letter) {
            part.spans.push(*note);
        }
    }
    let Some(back) = parts.last_mut().filter(|part| part.name == BACK) else { return };
    let Some(mut rest) = back.spans.pop() else { return };
    for (_, note) in notes {
        back.spans.push(Span::new(rest.start, note.start));
        rest.start = note.end;
    }
    back.spans.push(rest);
    back.spans.retain(|span| !span.is_empty());
}

/// The numbers of the letters, all of the same length: those of their headings, where these tell all letters apart; else the place.
fn names(borders: &[Border]) -> Vec<String> {
    let own: Option<Vec<u32>> = borders.iter().map(|border| Some(border.number?.value)).collect();
    let own = own.filter(|own| own.is_sorted_by(|before, after| before < after));
    let numbers = own.unwrap_or_else(|| (1..).take(borders.len()).collect());
    let digits = numbers.last().map_or(0, |last| last.to_string().len()).max(DIGITS);
    numbers.iter().map(|number| format!("{number:0digits$}")).collect()
}
