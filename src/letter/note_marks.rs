//! Candidates for note marks. Takes the text outside the notes; gives every place that may be a mark, with what speaks for it.
//!
//! A mark is glued to the word before it: "(Bundy)1", "August 13,2 let", "December 1, 19662". Digits at the end of a longer number
//! may be a mark too, so a run of digits gives one candidate for each of its endings. Which candidates are marks is decided for the
//! whole sequence at once (`assign`).

use super::first_characters::FirstCharacters;
use super::numbers::Numbers;
use super::pages::PageMark;
use super::words::match_template;
use crate::profile::{Lexicon, NoteStyle, Template};
use crate::text::{Span, superscript_digit, with_plain_digits};

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Value {
    /// A number.
    Number(u32),
    /// A letter.
    Letter(char),
    /// A sign: its place in the profile's list, and how often it is repeated.
    Symbol(u8, u8),
}

impl Value {
    /// Whether it is a letter.
    pub(super) fn is_letter(self) -> bool {
        matches!(self, Self::Letter(_))
    }
}

/// A place that may be a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    /// Number or sign alone.
    pub(super) number: Span,
    /// The whole mark, "/1/" with its strokes.
    pub(super) span: Span,
    /// What it says.
    pub(super) value: Value,
    /// How much speaks for it: from 0, doubtful, to about 12, certain.
    pub(super) gain: f32,
}

impl Candidate {
    /// Whether signs stand around the number: "/1/".
    pub(super) fn is_explicit(&self) -> bool {
        self.span != self.number
    }

    /// Whether nothing else is written so: "/1/", "¹".
    pub(super) fn is_certain(&self, text: &str) -> bool {
        self.is_explicit() || self.number.of(text).starts_with(|c| superscript_digit(c).is_some())
    }
}

/// A gain from which a candidate that was not chosen is worth a diagnostic.
pub(super) const STRONG: f32 = 9.0;

const CERTAIN: f32 = 12.0;
const GOOD: f32 = 10.0;
const LIKELY: f32 = 7.0;
const POSSIBLE: f32 = 4.0;
const DOUBTFUL: f32 = 1.0;
/// What stands elsewhere without a mark speaks for the mark behind it.
const KNOWN: f32 = 3.0;
/// No mark, whatever stands behind.
const NONE: f32 = -12.0;
/// A number that is a mark only where its note has no other.
const OPEN: f32 = 0.3;
/// A place that nothing speaks for. It is a mark only of a note that the layout shows to be one and that no other place cites.
pub(super) const FAINT: f32 = 0.1;

/// The value of a label or mark.
pub(super) fn value_of(number: &str, notes: &NoteStyle) -> Option<Value> {
    if let Ok(number) = with_plain_digits(number).parse() {
        return Some(Value::Number(number));
    }
    if let (Some(letter), true) = (number.chars().next().filter(char::is_ascii_alphabetic), number.len() == 1) {
        return Some(Value::Letter(letter));
    }
    let symbol = notes.symbols.iter().position(|symbol| number.starts_with(symbol.as_str()))?;
    let once = notes.symbols.get(symbol)?.len();
    Some(Value::Symbol(u8::try_from(symbol).ok()?, u8::try_from(number.len() / once).ok()?))
}

/// Finds all candidates in the given lines, in order of place; of one run of digits, the first of two adjacent marks, then the
/// endings, the longest first.
pub(super) fn find(
    text: &str,
    lines: &[Span],
    pages: &[PageMark],
    notes: &NoteStyle,
    lexicon: &Lexicon,
) -> Vec<Candidate> {
    let takes_bare = notes.marks.iter().any(Template::is_bare);
    let firsts: Vec<char> = notes.symbols.iter().filter_map(|symbol| symbol.chars().next()).collect();
    let explicits = firsts_of_explicit(notes);
    let numbers = Numbers::of(text);
    let title = lines.iter().find(|line| !line.of(text).trim().is_empty()).map_or(0, |line| line.start);
    let mut found = Vec::new();
    let mut pages = pages.iter().peekable();
    for line in lines {
        let words = line.of(text);
        let mut at = if line.start == title { title_number(words, lexicon) } else { 0 };
        while let Some(rest) = words.get(at..) {
            let Some(first) = rest.chars().next() else { break };
            let here = line.start + at;
            while pages.next_if(|page| page.span.end <= here).is_some() {}
            if let Some(page) = pages.peek().filter(|page| page.span.start <= here) {
                at = page.span.end - line.start;
                continue;
            }
            at += first.len_utf8();
            let may_be_explicit = explicits.has(first);
            if let Some(candidate) = may_be_explicit.then(|| explicit(text, *line, here, notes)).flatten() {
                at = candidate.span.end - line.start;
                found.push(candidate);
            } else if takes_bare && first.is_ascii_digit() {
                let length = rest.bytes().take_while(u8::is_ascii_digit).count();
                at = here - line.start + length;
                let run = Run::new(text, *line, Span::new(here, here + length));
                digits(run, &numbers, lexicon, &mut found);
            } else if takes_bare && superscript_digit(first).is_some() {
                let number = Span::new(here, here + superscript_length(rest));
                at = number.end - line.start;
                found.extend(value_of(number.of(text), notes).map(|value| Candidate {
                    number,
                    span: number,
                    value,
                    gain: LIKELY,
                }));
            } else if firsts.contains(&first) {
                let length = symbol_length(rest, &notes.symbols);
                let span = Span::new(here, here + length);
                found.extend(symbol(text, *line, span, notes));
                at = here - line.start + length.max(first.len_utf8());
            }
        }
    }
    found
}

/// How many bytes at the beginning are superscript digits.
pub(super) fn superscript_length(text: &str) -> usize {
    text.chars().take_while(|c| superscript_digit(*c).is_some()).map(char::len_utf8).sum()
}

/// How many bytes at the beginning are one of the signs, repeated.
pub(super) fn symbol_length(text: &str, symbols: &[String]) -> usize {
    let Some(symbol) = symbols.iter().find(|symbol| text.starts_with(symbol.as_str())) else { return 0 };
    let mut length = 0;
    while text.get(length..).is_some_and(|rest| rest.starts_with(symbol.as_str())) && length < symbol.len() * 4 {
        length += symbol.len();
    }
    length
}

/// What the marks of templates may begin with.
fn firsts_of_explicit(notes: &NoteStyle) -> FirstCharacters {
    let letters = || ('a'..='z').chain('A'..='Z');
    let symbols = || notes.symbols.iter().filter_map(|symbol| symbol.chars().next());
    let templates = notes.marks.iter().filter(|template| template.has_number() && !template.is_bare());
    let firsts = templates.flat_map(|template| -> Vec<char> {
        match template.prefix().chars().next() {
            Some(first) => vec![first],
            None if template.is_lettered() => letters().collect(),
            None => ('0'..='9').chain(symbols()).collect(),
        }
    });
    firsts.collect()
}

/// A mark with signs around its number, as the profile spells it.
fn explicit(text: &str, line: Span, here: usize, notes: &NoteStyle) -> Option<Candidate> {
    let rest = Span::new(here, line.end).of(text);
    let found = notes
        .marks
        .iter()
        .filter(|template| template.has_number() && !template.is_bare() && rest.starts_with(template.prefix()))
        .filter(|template| !template.prefix().is_empty() || is_open_to_mark(text, line, here, template))
        .find_map(|template| {
            let is_bracketed = template.prefix().starts_with('[');
            let number = |c: char| {
                c.is_ascii_digit()
                    || is_bracketed && c.is_ascii_alphabetic()
                    || notes.symbols.iter().any(|s| s.starts_with(c))
            };
            match template.is_lettered() {
                true => match_template(rest, template, |c| c.is_ascii_alphabetic()),
                false => match_template(rest, template, number),
            }
        })?;
    let value = value_of(found.number, notes)?;
    let number = Span::new(here + found.start, here + found.start + found.number.len());
    Some(Candidate { number, span: Span::new(here, here + found.end), value, gain: CERTAIN })
}

/// Whether a mark that begins with its number ("1)", "a)") can begin here: behind a word, not as the label of a line, not inside a
/// number or a word, nor in parentheses, which its last sign would close.
fn is_open_to_mark(text: &str, line: Span, here: usize, template: &Template) -> bool {
    /// So many characters parentheses hold at most.
    const LONGEST: usize = 300;
    let before = Span::new(line.start, here).of(text);
    let Some(last) = before.trim_start().chars().next_back() else { return false };
    let is_apart = if template.is_lettered() { !last.is_alphanumeric() } else { !last.is_ascii_digit() };
    let mut back = text.get(..here).unwrap_or_default().chars().rev().take(LONGEST);
    is_apart && !"([".contains(last) && back.find(|c| "()".contains(*c)) != Some('(')
}

/// The length of the number before a title: "81. ". No mark stands there.
fn title_number(line: &str, lexicon: &Lexicon) -> usize {
    let is_digit = |c: char| c.is_ascii_digit();
    lexicon
        .heading_numbers
        .iter()
        .filter_map(|template| match_template(line, template, is_digit))
        .map(|n| n.end)
        .max()
        .unwrap_or(0)
}

/// A run of digits in its line.
#[derive(Clone, Copy)]
struct Run<'a> {
    span: Span,
    digits: &'a str,
    before: &'a str,
    after: &'a str,
}

impl<'a> Run<'a> {
    fn new(text: &'a str, line: Span, span: Span) -> Self {
        let before = Span::new(line.start, span.start).of(text);
        Self { span, digits: span.of(text), before, after: Span::new(span.end, line.end).of(text) }
    }

    /// Digits and what is left of the run behind them.
    fn split(&self, at: usize) -> (&'a str, &'a str) {
        self.digits.split_at_checked(at).unwrap_or((self.digits, ""))
    }

    /// Whether it can be nothing but a number: the label of a paragraph, the year of a date.
    fn is_whole(&self, lexicon: &Lexicon) -> bool {
        let is_label = self.before.trim().is_empty() && self.after.starts_with(['.', ')']) && self.digits.len() < YEAR;
        let is_of_date = ends_with_day(self.before, lexicon) || ends_with_day_and_month(self.before, lexicon);
        is_label || lexicon.is_year(self.digits) && is_of_date
    }
}

/// The candidates of a run of digits: the run itself and its endings.
fn digits(run: Run<'_>, numbers: &Numbers<'_>, lexicon: &Lexicon, found: &mut Vec<Candidate>) {
    let Some(right) = right_side(run.after).filter(|_| !is_hour(run.after, lexicon)) else { return };
    if run.is_whole(lexicon) {
        return;
    }
    let pair = adjacent(run, lexicon);
    if let Some(pair) = pair {
        let value = Value::Number(pair.value);
        found.push(Candidate { number: pair.first, span: pair.first, value, gain: pair.gain });
    }
    for at in 0..run.digits.len() {
        let (head, written) = run.split(at);
        let number = Span::new(run.span.start + at, run.span.end);
        let is_plain = !written.starts_with('0') || written.len() == 1;
        let Some(value) = written.parse().ok().filter(|_| is_plain && written.len() <= 6) else { continue };
        let (left, least) = match pair.filter(|pair| pair.first.end == number.start) {
            Some(pair) => (pair.gain, pair.gain),
            None if head.is_empty() => (whole(run, numbers, lexicon), follows_mark(run.before, value, lexicon)),
            None if numbers.count(run.before, run.digits) > 1 => (FAINT - right, FAINT),
            None if lexicon.is_year(run.digits) || ends_with_month(run.before, lexicon) => {
                (ending(head, run, numbers, lexicon), 0.0)
            }
            None => (ending(head, run, numbers, lexicon), FAINT),
        };
        let gain = (left + right).max(least);
        if gain > 0.0 {
            found.push(Candidate { number, span: number, value: Value::Number(value), gain });
        }
    }
}

/// Two marks side by side.
#[derive(Clone, Copy)]
struct Pair {
    first: Span,
    /// What the first says.
    value: u32,
    gain: f32,
}

/// "Kritik23" may be cited by notes 2 and 3, "December 5, 197112" by notes 1 and 2.
fn adjacent(run: Run<'_>, lexicon: &Lexicon) -> Option<Pair> {
    let value = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.len() <= 3 && !digits.starts_with('0'));
    let (year, rest) = run.split(YEAR);
    let (skipped, marks, gain) = match lexicon.is_year(year) && !rest.is_empty() {
        true => (YEAR, rest, LIKELY),
        false if can_bear_mark(run.before) => (0, run.digits, POSSIBLE),
        false => return None,
    };
    (1..marks.len()).find_map(|end| {
        let (first, second) = marks.split_at_checked(end)?;
        let (first, second) = (value(first)?, value(second)?);
        let start = run.span.start + skipped;
        (first + 1 == second).then_some(Pair { first: Span::new(start, start + end), value: first, gain })
    })
}

/// What speaks for a number that goes on counting after a mark: "Stichen2 3", "December 5, 19711 2".
fn follows_mark(before: &str, value: u32, lexicon: &Lexicon) -> f32 {
    let before = before.strip_suffix(' ').unwrap_or_default();
    let word = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = before.get(word.len()..).unwrap_or_default();
    let precedes = |mark: &str| mark.parse::<u32>().ok().and_then(|mark| mark.checked_add(1)) == Some(value);
    let (year, mark) = digits.split_at_checked(YEAR).unwrap_or_default();
    match () {
        () if lexicon.is_year(year) && precedes(mark) => LIKELY,
        () if can_bear_mark(word) && precedes(digits) => DOUBTFUL,
        () => 0.0,
    }
}

/// Whether a number right after this is a mark as a rule.
fn can_bear_mark(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphabetic() || ".,;:)]”?!\"’…«»‹›‘".contains(c))
}

/// So many digits has a year.
const YEAR: usize = 4;

/// "11 a. m.": the number is an hour.
fn is_hour(after: &str, lexicon: &Lexicon) -> bool {
    let next = after.trim_start();
    lexicon.halves.iter().flat_map(|(signs, _)| signs).any(|sign| next.starts_with(sign.as_str()))
}

/// Whether the text ends with the name of a month: what follows is a day.
fn ends_with_month(before: &str, lexicon: &Lexicon) -> bool {
    let before = before.trim_end();
    let stem = before.trim_end_matches('.');
    let word = stem.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    lexicon.months.contains(word)
}

/// Whether the text ends with a day, so that a year follows: "May 5, ".
fn ends_with_day(before: &str, lexicon: &Lexicon) -> bool {
    let head = before.trim_end_matches([' ', ',', '.']);
    let without_day = head.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=2).contains(&(head.len() - without_day.len())) && ends_with_month(without_day, lexicon)
}

/// Whether the text ends with a day and its month, so that the number behind is a year: "22 Jan ".
fn ends_with_day_and_month(before: &str, lexicon: &Lexicon) -> bool {
    let month = before.trim_end_matches([' ', '.']);
    let day = month.trim_end_matches(char::is_alphabetic).trim_end_matches([' ', '.']);
    let digits = day.bytes().rev().take_while(u8::is_ascii_digit).count();
    ends_with_month(month, lexicon) && (1..=2).contains(&digits)
}

/// What stands after a mark: white space as a rule. `None` where no mark can end.
fn right_side(after: &str) -> Option<f32> {
    match after.chars().next() {
        None => Some(0.5),
        Some(c) if c.is_whitespace() => Some(0.0),
        // "11–2248" is the number of a file.
        Some('—' | '–') if after.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) => Some(-4.0),
        Some(')' | ']' | '”' | '—' | '–' | '’' | '"' | '…' | '[' | '«' | '»' | '‹' | '›') => Some(-1.0),
        Some('.' | ',' | ';' | ':' | '?' | '!') => {
            let is_end = after.chars().nth(1).is_none_or(char::is_whitespace);
            Some(if is_end { -4.0 } else { -8.0 })
        }
        // "AvH1Sonntag": a letterhead runs into the date.
        Some(c) if c.is_uppercase() => Some(DOUBTFUL - POSSIBLE),
        Some(_) => None,
    }
}

/// What speaks for a whole run of digits, by what stands before it.
fn whole(run: Run<'_>, numbers: &Numbers<'_>, lexicon: &Lexicon) -> f32 {
    let before = run.before;
    let mut back = before.chars().rev();
    let Some(last) = back.next() else { return 0.0 };
    let next = back.next();
    let is_after_digit = next.is_some_and(|c| c.is_ascii_digit());
    match last {
        c if c.is_lowercase() => match next {
            Some(c) if c.is_lowercase() => GOOD,
            Some(c) if c.is_alphabetic() => LIKELY,
            _ => POSSIBLE,
        },
        // "USSR1" is a word with a mark; "RG59", "U2" are names; "Tab B2" is either.
        c if c.is_alphabetic() => match before.chars().rev().take_while(|c| c.is_alphabetic()).count() {
            1 if next == Some(' ') => 3.0,
            1 => DOUBTFUL,
            2 => POSSIBLE,
            _ => LIKELY,
        },
        '.' | ',' | ':' if is_after_digit => after_number(run, last, numbers, lexicon),
        '.' | ',' | ';' | ':' | ')' | ']' | '”' | '?' | '!' | '"' | '’' | '…' | '«' | '»' | '‹' | '›' | '‘' => {
            GOOD
        }
        '%' | '°' => LIKELY,
        '\'' | '“' | '—' | '*' => DOUBTFUL,
        c if c.is_whitespace() => 0.0,
        _ => -1.0,
    }
}

/// "1964.2" and "August 13,2" are marks; "3.5", "$20,000", "10:30" are numbers.
fn after_number(run: Run<'_>, sign: char, numbers: &Numbers<'_>, lexicon: &Lexicon) -> f32 {
    let (before, after) = (run.before, run.after);
    let number = before.trim_end_matches(['.', ',', ':']);
    let digits = number.bytes().rev().take_while(u8::is_ascii_digit).count();
    let head = number.get(..number.len() - digits).unwrap_or_default();
    let is_new_sentence =
        after.trim_start().starts_with(|c: char| c.is_uppercase() || "([“".contains(c)) || after.is_empty();
    match (sign, digits) {
        (_, 1 | 2) if sign != ':' && ends_with_month(head, lexicon) => GOOD,
        // A decimal, or, in some languages, an ordinal with a mark: "am 17.2 mit".
        ('.', 1..=3) if after.trim_start().starts_with(char::is_lowercase) => {
            if numbers.is_decimal(before, run.digits) || head.ends_with(['$', '£']) { NONE } else { OPEN }
        }
        (_, _) if head.ends_with(['$', '£', '.', ',']) => DOUBTFUL,
        ('.', 1..=2) if numbers.is_decimal(before, run.digits) => DOUBTFUL,
        ('.' | ',', 4..) | (',', 1 | 2) => LIKELY,
        ('.', _) if is_new_sentence => LIKELY,
        _ => 2.0,
    }
}

/// What speaks for the end of a longer run, by what remains: "1966" of "19662" is a year, "27" of "Apr 271" a day.
fn ending(head: &str, run: Run<'_>, numbers: &Numbers<'_>, lexicon: &Lexicon) -> f32 {
    let is_glued = run.before.ends_with(|c: char| c.is_alphabetic() || "$£.,/–-".contains(c));
    let is_day = |digits: &str| digits.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day));
    if numbers.is_decimal(run.before, run.digits) {
        return NONE;
    }
    if ends_with_day_and_month(run.before, lexicon) && head.len() <= 2 {
        // "22 Jan 52" is a date, "10 Nov 665" one with a mark.
        return if head.len() == 2 { 8.0 } else { DOUBTFUL };
    }
    if is_day(head) && ends_with_month(run.before, lexicon) {
        // A day of two digits may be a day and a mark, one of three cannot be a day.
        return if is_day(run.digits) { DOUBTFUL } else { 8.0 };
    }
    let likely = match (lexicon.is_year(head), is_glued, head.len()) {
        (true, false, _) => LIKELY,
        (true, true, _) => POSSIBLE,
        (false, false, 1) => 1.5,
        (false, false, 2) => 2.0,
        (false, false, _) => 2.5,
        (false, true, _) => 1.5,
    };
    let is_known = numbers.is_decimal(run.before, head) || numbers.count(run.before, head) > 0;
    likely + if is_known { KNOWN } else { 0.0 }
}

fn symbol(text: &str, line: Span, span: Span, notes: &NoteStyle) -> Option<Candidate> {
    let value = value_of(span.of(text), notes)?;
    let before = Span::new(line.start, span.start).of(text).chars().next_back();
    let after = Span::new(span.end, line.end).of(text).chars().next();
    let is_closed = after.is_none_or(|c| c.is_whitespace() || ")].,;:”".contains(c));
    let gain = match before {
        Some(c) if !c.is_whitespace() && is_closed => GOOD,
        Some(c) if !c.is_whitespace() => POSSIBLE,
        _ => return None,
    };
    Some(Candidate { number: span, span, value, gain })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;
    use crate::text::Source;

    fn check(text: &str, strong: &[&str]) {
        let source = Source::new("x", text);
        let lines: Vec<Span> = source.lines().collect();
        let profile = built_in("letter").unwrap();
        let pages = super::super::pages::find(text, &profile.page);
        let found = find(text, &lines, &pages, &profile.notes, profile.lexicon());
        let rows: Vec<&str> = found.iter().filter(|c| c.gain >= LIKELY).map(|c| c.span.of(text)).collect();
        assert_eq!(rows, strong, "{text}");
    }

    #[test]
    fn marks_are_glued_to_words() {
        check("Affairs (Bundy)1", &["1"]);
        check("August 13,2 let", &["2"]);
        check("December 1, 19662", &["2"]);
        check("the visit.3 He", &["3"]);
        check("the visit/3/ and*", &["/3/", "*"]);
    }

    #[test]
    fn marks_side_by_side_are_two() {
        let profile = built_in("letter").unwrap();
        for text in ["mit der Kritik23, die", "mit der Kritik2 3, die"] {
            let found = find(text, &[Span::new(0, text.len())], &[], &profile.notes, profile.lexicon());
            let numbers: Vec<&str> = found.iter().filter(|c| c.gain >= DOUBTFUL).map(|c| c.span.of(text)).collect();
            assert!(numbers.ends_with(&["2", "3"]) || numbers == ["2", "23", "3"], "{text}: {numbers:?}");
        }
    }

    #[test]
    fn two_marks_may_follow_a_year() {
        let profile = built_in("frus").unwrap();
        for text in ["Rome, June 3, 197112", "Rome, June 3, 19711 2"] {
            let found = find(text, &[Span::new(0, text.len())], &[], &profile.notes, profile.lexicon());
            let strong = found.iter().filter(|c| c.gain >= LIKELY - 0.5);
            let numbers: Vec<Value> = strong.map(|c| c.value).collect();
            assert!(numbers.contains(&Value::Number(1)) && numbers.contains(&Value::Number(2)), "{text}: {found:?}");
        }
    }

    #[test]
    fn whole_numbers_have_no_mark() {
        let profile = built_in("frus").unwrap();
        for text in ["81. Paper", "Rome, June 3, 1971", "some $2.5 million", "41. It is so"] {
            let found = find(text, &[Span::new(0, text.len())], &[], &profile.notes, profile.lexicon());
            assert_eq!(found, [], "{text}");
        }
    }

    #[test]
    fn years_behind_a_day_and_a_month_are_whole() {
        let profile = built_in("letter").unwrap();
        for text in ["Wien, den 10. März 1931", "Paris, 4 mai 1803"] {
            let found = find(text, &[Span::new(0, text.len())], &[], &profile.notes, profile.lexicon());
            assert!(found.iter().all(|mark| mark.span.end < text.len()), "{text}: {found:?}");
        }
    }

    #[test]
    fn numbers_are_no_marks() {
        check("1964–66, $20 million, G–7, No. 2", &[]);
        check("3.5 and $20,000 at 10:30 in RG59 [Page 775]", &[]);
        check("1. First", &[]);
    }
}
