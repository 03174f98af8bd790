//! Pictures of `format-number` (4.7). Takes a number, a picture such as `#,##0.00` and the [`DecimalFormat`] whose signs it is written in; gives
//! text. Halves are rounded to the even digit.

use super::bounded;
use super::decimal_format::DecimalFormat;
use super::digits::in_family;
use crate::xpath::error::Error;

/// A number as it is to be written.
#[derive(Clone, Debug)]
pub(in super::super) enum Number {
    Double(f64),
    Float(f32),
    /// Digits with a point or without one, with no exponent.
    Digits(String),
}

/// A number as a picture says.
pub(in super::super) fn decimal(number: &Number, picture: &str, format: &DecimalFormat) -> Result<String, Error> {
    let picture = bounded(picture)?;
    let bad = || Error::new("FODF1310", format!("the picture `{picture}` cannot be used"));
    let (positive, negative) = match picture.split_once(format.pattern_separator) {
        Some((positive, negative)) => (positive, Some(negative)),
        None => (picture, None),
    };
    let positive = Picture::read(positive, format).ok_or_else(bad)?;
    let negative = negative.map(|negative| Picture::read(negative, format).ok_or_else(bad)).transpose()?;
    let is_negative = match number {
        Number::Double(number) if number.is_nan() => return Ok(format.nan.clone()),
        Number::Float(number) if number.is_nan() => return Ok(format.nan.clone()),
        Number::Double(number) => number.is_sign_negative(),
        Number::Float(number) => number.is_sign_negative(),
        Number::Digits(digits) => digits.starts_with('-'),
    };
    let (picture, minus) = match (is_negative, &negative) {
        (false, _) => (&positive, String::new()),
        (true, Some(negative)) => (negative, String::new()),
        (true, None) => (&positive, format.minus_sign.to_string()),
    };
    // A double is multiplied as a double, and may become infinite (4.7.5); none of these is written with an exponent.
    let factor = 10_f32.powi(picture.scale.into());
    let (digits, scale) = match number {
        Number::Double(number) => ((number * f64::from(factor)).abs().to_string(), 0),
        Number::Float(number) => ((number * factor).abs().to_string(), 0),
        Number::Digits(digits) => (digits.trim_start_matches('-').to_owned(), picture.scale),
    };
    let body = if digits == "inf" { format.infinity.clone() } else { picture.write(&digits, scale, format) };
    Ok(format!("{minus}{}{body}{}", picture.prefix, picture.suffix))
}

/// What a character of a picture stands for (4.7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Point,
    Group,
    Exponent,
    Percent,
    PerMille,
    /// A digit that is always there.
    Digit,
    /// A digit that may be there.
    Optional,
    /// Itself.
    Passive,
}

impl Mark {
    fn of(c: char, format: &DecimalFormat) -> Self {
        match c {
            c if c == format.decimal_separator => Self::Point,
            c if c == format.grouping_separator => Self::Group,
            c if c == format.exponent_separator => Self::Exponent,
            c if c == format.percent => Self::Percent,
            c if c == format.per_mille => Self::PerMille,
            c if c == format.digit => Self::Optional,
            c if format.digit_of(c).is_some() => Self::Digit,
            _ => Self::Passive,
        }
    }

    fn is_digit(self) -> bool {
        matches!(self, Self::Digit | Self::Optional)
    }

    /// Whether it begins or ends the part between prefix and suffix.
    fn is_active(self) -> bool {
        self.is_digit() || matches!(self, Self::Point | Self::Group)
    }
}

/// One half of a picture (4.7.4).
#[derive(Clone, Debug)]
struct Picture {
    prefix: String,
    suffix: String,
    /// Places that the point is moved by: two for `%`, three for `‰`.
    scale: u8,
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

impl Picture {
    /// `None` where it breaks one of the rules of 4.7.3.
    fn read(picture: &str, format: &DecimalFormat) -> Option<Self> {
        let marks: Vec<Mark> = picture.chars().map(|c| Mark::of(c, format)).collect();
        let first = marks.iter().position(|mark| mark.is_active())?;
        // An exponent separator between digits begins the exponent.
        let last = marks.iter().rposition(|mark| mark.is_active())?;
        let active = marks.get(first..=last)?;
        let mut parts = active.splitn(2, |mark| *mark == Mark::Exponent);
        let (mantissa, exponent) = (parts.next().unwrap_or_default(), parts.next());
        let signs = |sign: Mark| marks.iter().filter(|mark| **mark == sign).count();
        let (percent, permille) = (signs(Mark::Percent), signs(Mark::PerMille));
        let is_exponent = |marks: &[Mark]| !marks.is_empty() && marks.iter().all(|mark| *mark == Mark::Digit);
        if percent + permille > 1
            || exponent.is_some_and(|exponent| percent + permille > 0 || !is_exponent(exponent))
            || !mantissa.iter().all(|mark| mark.is_active())
        {
            return None;
        }
        let mut parts = mantissa.splitn(2, |mark| *mark == Mark::Point);
        let (whole, fraction) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let has_digit = |marks: &[Mark]| marks.iter().any(|mark| mark.is_digit());
        let backwards = |marks: &[Mark]| marks.iter().rev().copied().collect::<Vec<_>>();
        if fraction.contains(&Mark::Point)
            || !(has_digit(whole) || has_digit(fraction))
            || mantissa.windows(2).any(|two| two == [Mark::Group, Mark::Group])
            || whole.last() == Some(&Mark::Group)
            || fraction.first() == Some(&Mark::Group)
            || fraction.last() == Some(&Mark::Group)
            || !is_in_order(whole)
            || !is_in_order(&backwards(fraction))
        {
            return None;
        }
        let digits = |marks: &[Mark]| marks.iter().filter(|mark| **mark == Mark::Digit).count();
        let places = |marks: &[Mark]| marks.iter().filter(|mark| mark.is_digit()).count();
        let groups = |marks: &[Mark]| -> Vec<usize> {
            let separators = marks.iter().enumerate().filter(|(_, mark)| **mark == Mark::Group);
            separators.filter_map(|(at, _)| marks.get(..at)).map(places).collect()
        };
        let mut read = Self {
            prefix: picture.chars().take(first).collect(),
            suffix: picture.chars().skip(last + 1).collect(),
            scale: if percent > 0 {
                2
            } else if permille > 0 {
                3
            } else {
                0
            },
            least_whole: digits(whole),
            whole_places: places(whole),
            whole_groups: groups(&backwards(whole)),
            least_fraction: digits(fraction),
            most_fraction: places(fraction),
            fraction_groups: groups(fraction),
            exponent: exponent.map(<[Mark]>::len),
            scaled: digits(whole),
        };
        read.have_a_digit(whole.contains(&Mark::Optional));
        Some(read)
    }

    /// A number has a digit at least (4.7.4).
    fn have_a_digit(&mut self, whole_may_have: bool) {
        if self.least_whole == 0 && self.most_fraction == 0 {
            match self.exponent {
                Some(_) => (self.least_fraction, self.most_fraction) = (1, 1),
                None => self.least_whole = 1,
            }
        }
        if self.exponent.is_some() && self.least_whole == 0 && whole_may_have {
            self.least_whole = 1;
        }
        if self.least_whole == 0 && self.least_fraction == 0 {
            self.least_fraction = 1;
        }
    }

    /// Digits with their point moved by so many places.
    fn write(&self, digits: &str, scale: u8, format: &DecimalFormat) -> String {
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        // The digits of the number, and where its point is.
        let all = format!("{whole}{fraction}");
        let zeros = all.len() - all.trim_start_matches('0').len();
        let significant = all.trim_start_matches('0');
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
        let mut point = length(whole) - i64::try_from(zeros).unwrap_or(0) + i64::from(scale);
        let mut exponent = 0;
        if self.exponent.is_some() && !significant.is_empty() {
            let scaled = i64::try_from(self.scaled).unwrap_or(0);
            exponent = point - scaled;
            point = scaled;
        }
        let (whole, fraction) = rounded(significant, point, self.most_fraction);
        let least = self.least_whole;
        let whole = format!("{whole:0>least$}");
        let least = self.least_fraction;
        let fraction = format!("{:0<least$}", fraction.trim_end_matches('0'));
        let written =
            |digits: &str| digits.chars().map(|digit| in_family(digit, format.zero_digit)).collect::<String>();
        let mut text = self.whole(&written(&whole), format.grouping_separator);
        if !fraction.is_empty() {
            text.push(format.decimal_separator);
            text.push_str(&self.fraction(&written(&fraction), format.grouping_separator));
        }
        if let Some(least) = self.exponent {
            text.push(format.exponent_separator);
            text.extend((exponent < 0).then_some(format.minus_sign));
            text.push_str(&written(&format!("{:0>least$}", exponent.unsigned_abs())));
        }
        text
    }

    /// The whole part with its separators; groups of one size go on to the left.
    fn whole(&self, digits: &str, separator: char) -> String {
        let size = self.whole_groups.first().copied().unwrap_or(0);
        let is_regular = size > 0
            && self.whole_groups.iter().zip(1..).all(|(found, count)| *found == size * count)
            && size * (self.whole_groups.len() + 1) >= self.whole_places;
        let mut written = Vec::new();
        for (at, digit) in digits.chars().rev().enumerate() {
            let is_group = if is_regular { at % size == 0 } else { self.whole_groups.binary_search(&at).is_ok() };
            if at > 0 && is_group {
                written.push(separator);
            }
            written.push(digit);
        }
        written.into_iter().rev().collect()
    }

    fn fraction(&self, digits: &str, separator: char) -> String {
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if self.fraction_groups.binary_search(&at).is_ok() {
                written.push(separator);
            }
            written.push(digit);
        }
        written
    }
}

/// Whether digits that may be there stand before those that must.
fn is_in_order(marks: &[Mark]) -> bool {
    let digits = marks.iter().filter(|mark| mark.is_digit());
    !digits.skip_while(|mark| **mark == Mark::Optional).any(|mark| *mark == Mark::Optional)
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
