//! Numbers in English words. Takes a number; gives “one hundred and twenty-three”, or “one hundred and twenty-third”.

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const LARGE: [(u64, &str); 6] = [
    (1_000_000_000_000_000_000, "quintillion"),
    (1_000_000_000_000_000, "quadrillion"),
    (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
];

/// Words whose ordinal number is not theirs with `th`.
const ORDINALS: [(&str, &str); 7] = [
    ("one", "first"),
    ("two", "second"),
    ("three", "third"),
    ("five", "fifth"),
    ("eight", "eighth"),
    ("nine", "ninth"),
    ("twelve", "twelfth"),
];

/// A number in words, in lower case.
pub(super) fn cardinal(number: u64) -> String {
    let part = |table: &[&str], at: u64| {
        usize::try_from(at).ok().and_then(|at| table.get(at).copied()).unwrap_or("").to_owned()
    };
    match number {
        0..20 => part(&SMALL, number),
        20..100 => {
            let tens = part(&TENS, number / 10);
            if number.is_multiple_of(10) { tens } else { format!("{tens}-{}", part(&SMALL, number % 10)) }
        }
        100..1000 => {
            let hundreds = format!("{} hundred", part(&SMALL, number / 100));
            if number.is_multiple_of(100) { hundreds } else { format!("{hundreds} and {}", cardinal(number % 100)) }
        }
        _ => {
            let mut words = Vec::new();
            let mut rest = number;
            for (size, name) in LARGE {
                if rest >= size {
                    words.push(format!("{} {name}", cardinal(rest / size)));
                    rest %= size;
                }
            }
            match rest {
                0 => {}
                1..100 => words.push(format!("and {}", cardinal(rest))),
                _ => words.push(cardinal(rest)),
            }
            words.join(" ")
        }
    }
}

/// An ordinal number in words, in lower case.
pub(super) fn ordinal(number: u64) -> String {
    let words = cardinal(number);
    let at = words.rfind([' ', '-']).map_or(0, |at| at + 1);
    let (before, last) = words.split_at(at);
    let last = match ORDINALS.iter().find(|(cardinal, _)| *cardinal == last) {
        Some((_, ordinal)) => (*ordinal).to_owned(),
        None => last.strip_suffix('y').map_or_else(|| format!("{last}th"), |stem| format!("{stem}ieth")),
    };
    format!("{before}{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_out() {
        for (number, words, order) in [
            (0, "zero", "zeroth"),
            (12, "twelve", "twelfth"),
            (21, "twenty-one", "twenty-first"),
            (30, "thirty", "thirtieth"),
            (100, "one hundred", "one hundredth"),
            (123, "one hundred and twenty-three", "one hundred and twenty-third"),
            (1914, "one thousand nine hundred and fourteen", "one thousand nine hundred and fourteenth"),
            (2002, "two thousand and two", "two thousand and second"),
            (1_000_000, "one million", "one millionth"),
        ] {
            assert_eq!(cardinal(number), words);
            assert_eq!(ordinal(number), order);
        }
        assert!(cardinal(u64::MAX).starts_with("eighteen quintillion"));
    }
}
