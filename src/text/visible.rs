//! What people may see of a text. Takes text of strangers; gives it without characters that steer a terminal or hide what is around them.

use std::borrow::Cow;

/// The sign that stands for a character in a report.
#[must_use]
pub fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\u{7f}' => '␡',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        // C1 controls, and the signs that reorder or hide what is around them.
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        other => other,
    }
}

/// A text with every character that could steer a terminal, or end a line, replaced by the sign that stands for it: names of files,
/// values of settings and what a file says go into a report as this.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| visible(character) == character) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(visible).collect())
}

/// The same with its line ends, each as LF.
#[must_use]
pub fn shown_lines(text: &str) -> String {
    text.split('\n').map(|line| shown(line.strip_suffix('\r').unwrap_or(line))).collect::<Vec<_>>().join("\n")
}
