//! Which numbers of a text are those of its letters. Takes numbers in the order of the text, each with whether a letter opens below it; gives the
//! places of those that count up.
//!
//! The best series is the longest, where a number counts more that comes next, and one with a letter below it, so that a numbered list inside
//! of a letter and the year on a title page are no part of it. The numbers of a second book begin again with 1, where a letter opens below
//! that and it wins more than it costs. One pass over the numbers, each with a look into a sorted table.

use std::collections::BTreeMap;

use super::number::Number;

/// What a number counts, what it counts more where it comes next and where a letter opens below it, and what it costs to begin again.
const EACH: i64 = 2;
const NEXT: i64 = 1;
const OPENS: i64 = 2;
const AGAIN: i64 = 20;

/// A series as good as can be that ends at a number.
#[derive(Clone, Copy)]
struct Best {
    score: i64,
    at: usize,
}

/// The places of the numbers in the best series, in order.
pub fn best(numbers: &[(Number, bool)]) -> Vec<usize> {
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    // The best series that end at each number, and of these those that no series with a smaller end is better than.
    let mut ending: BTreeMap<Number, Best> = BTreeMap::new();
    let mut rising: BTreeMap<Number, Best> = BTreeMap::new();
    let mut top: Option<Best> = None;
    for (at, (number, opens)) in numbers.iter().enumerate() {
        let each = if *opens { EACH + OPENS } else { EACH };
        let smaller = rising.range(..number).next_back().map(|(_, best)| (best.score + each, Some(best.at)));
        let nearest = ending.range(number.first_before()..*number).filter(|(before, _)| number.follows(**before));
        let next = nearest.map(|(_, best)| (best.score + each + NEXT, Some(best.at))).max();
        let again = top.filter(|_| number.value == 1 && *opens).map(|top| (top.score + each - AGAIN, Some(top.at)));
        let (score, from) = [smaller, again, next].into_iter().flatten().max().unwrap_or_default().max((each, None));
        before.push(from);
        let best = Best { score, at };
        if ending.get(number).is_none_or(|known| known.score <= score) {
            ending.insert(*number, best);
        }
        if rising.range(..=number).next_back().is_none_or(|(_, known)| known.score < score) {
            let beaten = rising.range(number..).take_while(|(_, known)| known.score <= score);
            for number in beaten.map(|(number, _)| *number).collect::<Vec<Number>>() {
                rising.remove(&number);
            }
            rising.insert(*number, best);
        }
        top = top.filter(|top| top.score >= score).or(Some(best));
    }
    let mut places: Vec<usize> =
        std::iter::successors(top.map(|top| top.at), |at| before.get(*at).copied().flatten()).collect();
    places.reverse();
    without_strays(places, numbers)
}

/// Of so many numbers one may leave others out, where the numbers count one by one.
const GAPS: usize = 5;

/// The places without a first and a last number that leave others out and open no letter, in a series that counts one by one.
fn without_strays(mut places: Vec<usize>, numbers: &[(Number, bool)]) -> Vec<usize> {
    let leaps = |before: &usize, after: &usize| match (numbers.get(*before), numbers.get(*after)) {
        (Some(before), Some(after)) => !after.0.follows(before.0),
        _ => false,
    };
    let count = places.iter().zip(places.iter().skip(1)).filter(|(before, after)| leaps(before, after)).count();
    let is_stray = |at: &usize| numbers.get(*at).is_some_and(|(_, opens)| !opens);
    let is_dense = places.len() > GAPS && count * GAPS < places.len();
    if is_dense && matches!(places.as_slice(), [.., before, last] if leaps(before, last) && is_stray(last)) {
        places.pop();
    }
    if is_dense && matches!(places.as_slice(), [first, after, ..] if leaps(first, after) && is_stray(first)) {
        places.remove(0);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers; below those with a sign behind them a letter opens.
    #[track_caller]
    fn check(numbers: &str, expected: &str) {
        let words: Vec<&str> = numbers.split(' ').collect();
        let read = |word: &&str| (Number::read(word.trim_end_matches('+')).unwrap(), word.ends_with('+'));
        let found = best(&words.iter().map(read).collect::<Vec<_>>());
        assert_eq!(found.into_iter().map(|at| words[at]).collect::<Vec<_>>().join(" "), expected, "{numbers}");
    }

    #[test]
    fn what_does_not_count_up_is_no_part() {
        check("1 2 3 4", "1 2 3 4");
        check("1890 1 2 3 7 4 5", "1 2 3 4 5");
        check("3 8 9 12", "3 8 9 12");
        check("12 12a 13 13b 14", "12 12a 13 13b 14");
        check("2 1 3", "2 3");
        check("1 2 3 4 5 6 99", "1 2 3 4 5 6");
        check("1 2 3 4 5 6 99+", "1 2 3 4 5 6 99+");
    }

    #[test]
    fn numbers_with_letters_below_count_more() {
        check("1+ 1 2 3 2+ 3+", "1+ 2+ 3+");
        check("1 1+ 2 2+", "1+ 2+");
    }

    #[test]
    fn a_second_book_begins_again() {
        let book = (1..=9).map(|n| format!("{n}+")).collect::<Vec<_>>().join(" ");
        check(&format!("{book} {book}"), &format!("{book} {book}"));
        check(&format!("{book} 1 2 3 10+ 11+"), &format!("{book} 10+ 11+"));
    }
}
