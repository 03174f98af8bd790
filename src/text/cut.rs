//! Long texts in short places. Takes a text and a length; gives the text, or its beginning and end with a mark between that says how much is
//! left out.

use std::borrow::Cow;

/// The text, with its middle left out where it is longer than so many bytes.
#[must_use]
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let is_between = |at: &usize| text.is_char_boundary(*at);
    let head = (0..=most * 3 / 4).rev().find(is_between).unwrap_or(0);
    let tail = (text.len() - most / 4..text.len()).find(is_between).unwrap_or(text.len());
    let (before, after) = (text.get(..head).unwrap_or_default(), text.get(tail..).unwrap_or_default());
    Cow::Owned(format!("{before} [… {} bytes left out …] {after}", tail - head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_left_out() {
        assert_eq!(cut("short", 8), "short");
        assert_eq!(cut("abcdefghijkl", 8), "abcdef [… 4 bytes left out …] kl");
        assert_eq!(cut("ééééééééé", 8), "ééé [… 10 bytes left out …] é");
    }
}
