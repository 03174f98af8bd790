//! Places where letters begin. Takes the headings that were found; gives those that a letter stands under.
//!
//! Headings one below the other, with nothing between them, are those of a table of contents, from three on; two are the lines of one heading,
//! or a letter of which only the heading is there, where their numbers count on.

use super::number::Number;
use crate::text::Span;

/// Where a letter begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Border {
    /// The first byte of the letter.
    pub at: usize,
    /// The end of its heading.
    pub end: usize,
    /// The number in its heading.
    pub number: Option<Number>,
    /// The line with the heading, counted among those that are not blank.
    pub line: usize,
    /// The first line below the heading.
    pub below: usize,
}

impl Border {
    /// The words of its heading; where there is none, the place.
    pub fn heading(&self, text: &str) -> Span {
        Span::new(self.at, self.end).trim(text)
    }

    /// Whether the numbers begin again here.
    fn begins_again(&self, before: &Self) -> bool {
        self.number.zip(before.number).is_some_and(|(number, before)| number <= before)
    }
}

/// Whether there are no words in a text.
pub fn is_blank(text: &str) -> bool {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty()
}

/// From so many headings on, one below the other, they are a list.
const LIST: usize = 3;

/// The borders without those that stand in a list.
pub fn without_lists(borders: Vec<Border>, text: &str) -> Vec<Border> {
    let touches =
        |before: &Border, after: &Border| is_blank(Span::new(before.end, after.at).of(text)) && before.end > before.at;
    borders.chunk_by(touches).flat_map(of_group).cloned().collect()
}

/// What begins a letter of headings one below the other.
fn of_group(group: &[Border]) -> &[Border] {
    let is_list = group.len() >= LIST;
    match group {
        // The first letter stands right below the list.
        [.., before, last] if last.begins_again(before) => std::slice::from_ref(last),
        [first, second] if first.number.is_none() || second.number.is_none() => std::slice::from_ref(first),
        _ if is_list => &[],
        _ => group,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut borders = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let number = line.trim().strip_prefix('#').and_then(Number::read);
            if line.starts_with('#') {
                borders.push(Border { at, end: at + line.trim_end().len(), number, line: 0, below: 0 });
            }
            at += line.len();
        }
        let kept = without_lists(borders, text);
        assert_eq!(kept.iter().map(|border| border.heading(text).of(text)).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn headings_in_a_list_are_none() {
        check("#1\na\n#2\nb\n", &["#1", "#2"]);
        check("#1\n#2\n\n#3\nPreface\n#1\na\n#2\nb\n", &["#1", "#2"]);
        check("#1\n#2\n#3\n\n#1\na\n#2\nb\n", &["#1", "#2"]);
        check("#1\n#2\nb\n", &["#1", "#2"]);
        check("#1\n#To Ann\na\n#2\n#To Tom\nb\n", &["#1", "#2"]);
    }
}
