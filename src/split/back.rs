//! Where the letters of a volume end. Takes its lines and where letters begin; gives where its back part begins, if it has one.
//!
//! A heading such as "Notes" or "Register" alone on its line ends the letters where no letter begins behind it, or where the numbers begin again, as those of
//! notes do that are sorted by letters. A heading that several letters have is one of theirs.

use std::collections::HashMap;

use super::border::Border;
use super::lines::Line;
use crate::profile::Lexicon;

/// Where the back part begins.
pub fn start(lines: &[Line], borders: &[Border], text: &str, lexicon: &Lexicon) -> Option<usize> {
    let first = borders.first()?.at;
    let heads: Vec<&Line> =
        lines.iter().filter(|line| line.start > first && lexicon.back_matter.has_alike(title(line, text))).collect();
    let ends_letters = |line: &Line| {
        let next = borders.partition_point(|border| border.at < line.start);
        let (before, after) = (next.checked_sub(1).and_then(|last| borders.get(last)), borders.get(next));
        let begins_again = before.and_then(|b| b.number).zip(after.and_then(|a| a.number)).is_some_and(|(b, a)| a <= b);
        // What touches a heading above it is the title of that letter.
        (after.is_none() || begins_again) && before.is_some_and(|before| before.end < line.start)
    };
    let mut times: HashMap<&str, usize> = HashMap::new();
    heads.iter().for_each(|line| *times.entry(title(line, text)).or_default() += 1);
    let is_of_letters = |line: &Line| times.get(title(line, text)).is_some_and(|times| *times > LETTERS);
    heads.iter().find(|line| ends_letters(line) && !is_of_letters(line)).map(|line| line.start)
}

/// So many headings with the same words may belong to the volume.
const LETTERS: usize = 2;

fn title<'t>(line: &Line, text: &'t str) -> &'t str {
    line.words.of(text).trim_end_matches(['.', ':'])
}
