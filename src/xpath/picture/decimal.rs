//! Pictures of `format-number` (4.7), with the signs of the default decimal format: `.` `,` `%` `‰` `#` `0` `;` `e` `-`. Takes a number and
//! a picture such as `#,##0.00`; gives text. Halves are rounded to the even digit.

use super::bounded;
use crate::xpath::error::Error;

/// A number as it is written.
#[derive(Clone, Debug)]
pub(in super::super) enum Number {
    Nan,
    Infinite,
    /// Digits without a sign, with a point or without one, with no exponent.
    Digits(String),
}

/// A number, `is_negative` its sign, as a picture says.
pub(in super::super) fn decimal(number: &Number, sign: Sign, picture: &str) -> Result<String, Error> {
    let picture = bounded(picture)?;
    let bad = || Error::new("FODF1310", format!("the picture `{picture}` cannot be used"));
    let (positive, negative) = match picture.split_once(';') {
        Some((positive, negative)) => (positive, Some(negative)),
        None => (picture, None),
    };
    let positive = Picture::read(positive).ok_or_else(bad)?;
    let negative = negative.map(|negative| Picture::read(negative).ok_or_else(bad)).transpose()?;
    let (picture, minus) = match (sign, &negative) {
        (Sign::Plus, _) => (&positive, ""),
        (Sign::Minus, Some(negative)) => (negative, ""),
        (Sign::Minus, None) => (&positive, "-"),
    };
    let body = match number {
        Number::Nan => return Ok("NaN".to_owned()),
        Number::Infinite => "Infinity".to_owned(),
        Number::Digits(digits) => picture.write(digits),
    };
    Ok(format!("{minus}{}{body}{}", picture.prefix, picture.suffix))
}

/// The sign of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Sign {
    Plus,
    Minus,
}

/// One half of a picture (4.7.4).
#[derive(Clone, Debug)]
struct Picture<'p> {
    prefix: &'p str,
    suffix: &'p str,
    /// Places that the point is moved by: two for `%`, three for `‰`.
    scale: i64,
    least_whole: usize,
    /// Digits of the whole part that the picture shows.
    whole_places: usize,
    /// Separators of the whole part: the digits behind each, from the right.
    whole_groups: Vec<usize>,
    least_fraction: usize,
    most_fraction: usize,
    /// Separators of the fraction: the digits before each.
    fraction_groups: Vec<usize>,
    /// Digits of the exponent.
    exponent: Option<usize>,
    /// Digits before the point in a number with an exponent.
    scaled: usize,
}

impl<'p> Picture<'p> {
    /// `None` where it breaks one of the rules of 4.7.3.
    fn read(picture: &'p str) -> Option<Self> {
        let is_active = |c: char| matches!(c, '.' | ',' | '#' | '0'..='9');
        let first = picture.find(is_active)?;
        let (prefix, rest) = picture.split_at(first);
        // An `e` between digits begins the exponent.
        let end = rest.rfind(is_active).map_or(0, |last| last + 1);
        let (active, suffix) = rest.split_at(end);
        let (mantissa, exponent) = match active.split_once('e') {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (active, None),
        };
        let signs = |sign: char| picture.matches(sign).count();
        let (percent, permille) = (signs('%'), signs('‰'));
        let is_exponent = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        if percent + permille > 1
            || exponent.is_some_and(|exponent| percent + permille > 0 || !is_exponent(exponent))
            || !mantissa.chars().all(is_active)
        {
            return None;
        }
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let has_digit = |text: &str| text.contains(|c: char| c == '#' || c.is_ascii_digit());
        let is_in_order = |text: &str| {
            let digits: String = text.chars().filter(|c| *c != ',').collect();
            !digits.trim_start_matches('#').contains('#')
        };
        let backwards: String = fraction.chars().rev().collect();
        if fraction.contains('.')
            || !(has_digit(whole) || has_digit(fraction))
            || mantissa.contains(",,")
            || whole.ends_with(',')
            || fraction.starts_with(',')
            || fraction.ends_with(',')
            || !is_in_order(whole)
            || !is_in_order(&backwards)
        {
            return None;
        }
        let count = |text: &str, is_counted: fn(char) -> bool| text.chars().filter(|c| is_counted(*c)).count();
        let digits = |text: &str| count(text, |c| c.is_ascii_digit());
        let places = |text: &str| count(text, |c| c != ',');
        let groups = |text: &str| -> Vec<usize> {
            text.match_indices(',').filter_map(|(at, _)| text.get(..at)).map(places).collect()
        };
        let whole_backwards: String = whole.chars().rev().collect();
        let mut read = Self {
            prefix,
            suffix,
            scale: if percent > 0 {
                2
            } else if permille > 0 {
                3
            } else {
                0
            },
            least_whole: digits(whole),
            whole_places: places(whole),
            whole_groups: groups(&whole_backwards),
            least_fraction: digits(fraction),
            most_fraction: places(fraction),
            fraction_groups: groups(fraction),
            exponent: exponent.map(str::len),
            scaled: digits(whole),
        };
        read.flush_text(whole);
        Some(read)
    }

    /// A number has a digit at least (4.7.4).
    fn flush_text(&mut self, whole: &str) {
        if self.least_whole == 0 && self.most_fraction == 0 {
            match self.exponent {
                Some(_) => (self.least_fraction, self.most_fraction) = (1, 1),
                None => self.least_whole = 1,
            }
        }
        if self.exponent.is_some() && self.least_whole == 0 && whole.contains('#') {
            self.least_whole = 1;
        }
        if self.least_whole == 0 && self.least_fraction == 0 {
            self.least_fraction = 1;
        }
    }

    fn write(&self, digits: &str) -> String {
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        // The digits of the number, and where its point is.
        let all = format!("{whole}{fraction}");
        let zeros = all.len() - all.trim_start_matches('0').len();
        let significant = all.trim_start_matches('0');
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
        let mut point = length(whole) - i64::try_from(zeros).unwrap_or(0) + self.scale;
        let mut exponent = 0;
        if self.exponent.is_some() && !significant.is_empty() {
            let scaled = i64::try_from(self.scaled).unwrap_or(0);
            exponent = point - scaled;
            point = scaled;
        }
        let (mut whole, fraction) = rounded(significant, point, self.most_fraction);
        // Rounding has made one digit more.
        if self.exponent.is_some() && whole.len() > self.scaled.max(1) {
            whole.pop();
            exponent += 1;
        }
        let least = self.least_whole;
        let whole = format!("{whole:0>least$}");
        let least = self.least_fraction;
        let fraction = format!("{:0<least$}", fraction.trim_end_matches('0'));
        let mut text = self.whole(&whole);
        if !fraction.is_empty() {
            text.push('.');
            text.push_str(&self.fraction(&fraction));
        }
        if let Some(least) = self.exponent {
            let sign = if exponent < 0 { "-" } else { "" };
            text.push_str(&format!("e{sign}{:0>least$}", exponent.unsigned_abs()));
        }
        text
    }

    /// The whole part with its separators; groups of one size go on to the left.
    fn whole(&self, digits: &str) -> String {
        let size = self.whole_groups.first().copied().unwrap_or(0);
        let is_regular = size > 0
            && self.whole_groups.iter().zip(1..).all(|(found, count)| *found == size * count)
            && size * (self.whole_groups.len() + 1) >= self.whole_places;
        let mut written = Vec::new();
        for (at, digit) in digits.chars().rev().enumerate() {
            let is_group = if is_regular { at % size == 0 } else { self.whole_groups.binary_search(&at).is_ok() };
            if at > 0 && is_group {
                written.push(',');
            }
            written.push(digit);
        }
        written.into_iter().rev().collect()
    }

    fn fraction(&self, digits: &str) -> String {
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if self.fraction_groups.binary_search(&at).is_ok() {
                written.push(',');
            }
            written.push(digit);
        }
        written
    }
}

/// Digits with a point at a place, rounded to so many behind it: the whole part without zeros before it, and the fraction.
fn rounded(digits: &str, point: i64, places: usize) -> (String, String) {
    /// More digits than any number has that is written out.
    const MOST: usize = 2000;
    let before = usize::try_from(-point).unwrap_or(0).min(MOST);
    let point = usize::try_from(point).unwrap_or(0).min(MOST);
    let mut all: Vec<u8> = std::iter::repeat_n(b'0', before).chain(digits.bytes()).collect();
    let kept = point.saturating_add(places);
    if all.len() < point {
        all.resize(point, b'0');
    }
    let mut carry = false;
    if all.len() > kept {
        let rest = all.split_off(kept);
        let is_odd = all.last().is_some_and(|digit| digit % 2 == 1);
        let (first, others) = rest.split_first().map_or((b'0', &[][..]), |(first, others)| (*first, others));
        let is_more = others.iter().any(|digit| *digit != b'0');
        carry = first > b'5' || (first == b'5' && (is_more || is_odd));
    }
    for digit in all.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    let mut text: String = all.into_iter().map(char::from).collect();
    let mut point = point;
    if carry {
        text.insert(0, '1');
        point += 1;
    }
    let fraction = text.split_off(point.min(text.len()));
    (text.trim_start_matches('0').to_owned(), fraction)
}
