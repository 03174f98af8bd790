//! Roman numbers, as they are written today. Takes letters in capitals, or a number; gives the other. Leaves out who may be meant by a single
//! letter, and how large a number may be: who asks knows.

/// The signs with their values, the greatest first.
const SIGNS: &[(u64, &str)] = &[
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// The value of a text that is a number from 1 to 3999 in capitals and nothing else, in the one way to write it.
#[must_use]
pub fn read(text: &str) -> Option<u32> {
    let (thousands, rest) = repeated(text, 'M');
    let (hundreds, rest) = place(rest, ['C', 'D', 'M']);
    let (tens, rest) = place(rest, ['X', 'L', 'C']);
    let (ones, rest) = place(rest, ['I', 'V', 'X']);
    let value = thousands * 1000 + hundreds * 100 + tens * 10 + ones;
    (value > 0 && rest.is_empty()).then_some(value)
}

/// A number in capitals; nothing for zero. As long as the number has thousands.
#[must_use]
pub fn written(mut number: u64) -> String {
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while number >= *value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// The digit of a place that a text begins with, from the signs for one, five and ten of it, and what is behind.
fn place(text: &str, [one, five, ten]: [char; 3]) -> (u32, &str) {
    let below = |sign: char| text.strip_prefix(one).and_then(|rest| rest.strip_prefix(sign));
    if let Some((digit, rest)) = below(ten).map(|rest| (9, rest)).or_else(|| Some((4, below(five)?))) {
        return (digit, rest);
    }
    let (fives, rest) = text.strip_prefix(five).map_or((0, text), |rest| (5, rest));
    let (ones, rest) = repeated(rest, one);
    (fives + ones, rest)
}

/// How often a text begins with a sign, up to three times, and what is behind.
fn repeated(text: &str, sign: char) -> (u32, &str) {
    let (mut times, mut rest) = (0, text);
    while let Some(after) = rest.strip_prefix(sign).filter(|_| times < 3) {
        (times, rest) = (times + 1, after);
    }
    (times, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for number in 1..4000 {
            assert_eq!(read(&written(number)).map(u64::from), Some(number));
        }
        assert_eq!(written(10_000), "M".repeat(10));
        for text in ["", "IIII", "VV", "IXI", "IC", "XCX", "MMMM", "ii", "I."] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
