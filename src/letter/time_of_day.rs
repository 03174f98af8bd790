//! Times of day as letters word them. Takes the text after a date; gives its length and the moment.
//!
//! Reads "—6 p. m.", ", 10:10 a.m.", ", 0816Z", "—noon". Several moments ("10:10 a.m.–12:30 p.m.") are read to their end and give no
//! moment. The signs and words are the language table's. Leaves out the day.

use super::words::MASK;
use crate::profile::Lexicon;

/// Whether a text is a time of day and nothing else: "8:30 a.m.,".
pub(super) fn is_time(text: &str, lexicon: &Lexicon) -> bool {
    read(text, lexicon)
        .is_some_and(|(length, _)| text.get(length..).is_some_and(|rest| !rest.contains(char::is_alphanumeric)))
}

/// The time right after a date: its length, and hour, minute and whether it is Greenwich time where it is one moment.
#[expect(clippy::type_complexity, reason = "a length and a time, used once")]
pub(super) fn read(after: &str, lexicon: &Lexicon) -> Option<(usize, Option<(u8, u8, bool)>)> {
    let (length, time) = moment(after, lexicon)?;
    let rest = after.get(length..).unwrap_or_default();
    // "10:10 a.m.–12:30 p.m. and 5–6:30 p.m." is no single moment: the day alone is certain.
    match moment(rest, lexicon)
        .or_else(|| moment(rest.trim_start().strip_prefix("and").or(rest.strip_prefix("to"))?, lexicon))
    {
        Some(_) => {
            let mut end = length;
            while let Some((more, _)) = after.get(end..).and_then(|rest| {
                let skipped = rest.trim_start().strip_prefix("and").map_or(0, |tail| rest.len() - tail.len());
                moment(rest.get(skipped..)?, lexicon).map(|(more, time)| (more + skipped, time))
            }) {
                end += more;
            }
            Some((end, None))
        }
        None => Some((length, time)),
    }
}

#[expect(clippy::type_complexity, reason = "a length and a time, used once")]
fn moment(text: &str, lexicon: &Lexicon) -> Option<(usize, Option<(u8, u8, bool)>)> {
    let is_between = |c: char| c.is_whitespace() || c == MASK || ",—–-".contains(c);
    let rest = text.trim_start_matches(is_between);
    for (words, hour) in [(&lexicon.noon, 12), (&lexicon.midnight, 0)] {
        if let Some(length) = words.begin(rest) {
            return Some((text.len() - rest.len() + length, Some((hour, 0, false))));
        }
    }
    let digits: usize = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, mut tail) = rest.split_at_checked(digits)?;
    if digits == 4 && tail.starts_with('Z') {
        let (hour, minute) = (number.get(..2)?.parse().ok()?, number.get(2..)?.parse().ok()?);
        return Some((text.len() - tail.len() + 1, Some((hour, minute, true))));
    }
    let mut hour: u8 = number.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    let mut minute: u8 = 0;
    if let Some(after) = tail.strip_prefix([':', '.'])
        && let Some(value) = after.get(..2).and_then(|digits| digits.parse::<u8>().ok())
    {
        minute = value;
        tail = after.get(2..)?;
    }
    let sign = tail.trim_start();
    for (signs, offset) in &lexicon.halves {
        if let Some(length) = signs.iter().filter(|word| sign.starts_with(word.as_str())).map(String::len).max() {
            hour = hour % 12 + offset;
            return Some((text.len() - sign.len() + length, Some((hour, minute, false))));
        }
    }
    // "5–6:30 p.m.": the first hour borrows its half of the day from the second.
    let (length, _) = sign.starts_with(['–', '-']).then(|| moment(sign, lexicon))??;
    Some((text.len() - sign.len() + length, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    #[test]
    fn moments_and_ranges() {
        let profile = built_in("letter").unwrap();
        assert_eq!(read("—6 p. m.", profile.lexicon()), Some(("—6 p. m.".len(), Some((18, 0, false)))));
        assert_eq!(read(", 0816Z", profile.lexicon()), Some((7, Some((8, 16, true)))));
        assert_eq!(read(", 10–11 a.m.", profile.lexicon()).map(|(_, time)| time), Some(None));
        assert_eq!(read(", 25 p.m.", profile.lexicon()), None);
        assert!(is_time("8:30 a.m., ", profile.lexicon()) && !is_time("8:30 a.m. in Rome", profile.lexicon()));
    }
}
