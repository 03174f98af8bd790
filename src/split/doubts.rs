//! Numbers of letters that do not count up. Takes borders; gives findings.

use super::border::Border;
use crate::diag::{self, Diagnostic};

/// Of so many numbers one may leave others out, without that the volume is a selection.
const SELECTION: usize = 5;

/// The letters whose number is not the next one. In a selection numbers are left out; they never go back.
pub fn of_numbers(borders: &[Border], text: &str) -> Vec<Diagnostic> {
    let steps = || borders.iter().zip(borders.iter().skip(1)).filter_map(|(a, b)| Some((a.number?, b, b.number?)));
    let leaps = steps().filter(|(before, _, number)| !number.follows(*before)).count();
    let is_selection = leaps * SELECTION > steps().count();
    let doubt = |(before, border, number): (super::Number, &Border, super::Number)| {
        let (before, after) = (before.value, number.value);
        let message = match number.value <= before {
            true => format!("the letter before it has the number {before}, and this one {after}"),
            false if number.value == before + 1 => return None,
            false if is_selection => return None,
            false => format!("between {before} and {after} no heading of a letter was found"),
        };
        let finding = Diagnostic::new(&diag::LETTER_NUMBERS, message).at(border.heading(text));
        Some(
            finding
                .help("look whether a heading is misspelt here, or a number that counts no letter was taken for one"),
        )
    };
    steps().filter(|(before, _, number)| !number.follows(*before)).filter_map(doubt).collect()
}
