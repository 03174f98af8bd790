//! Which numbers of a text are those of its letters. Takes numbers in the order of the text; gives the places of those that count up.
//!
//! The best series is the longest, where a number that comes next counts more than one that leaves others out, so that a numbered list inside
//! of a letter and the year on a title page are no part of it. One pass over the numbers, each with a look into a sorted table.

use std::collections::BTreeMap;

use super::number::Number;

/// What a number counts, and what it counts more where it comes next.
const EACH: usize = 2;
const NEXT: usize = 1;

/// A series as good as can be that ends at a number.
#[derive(Clone, Copy)]
struct Best {
    score: usize,
    at: usize,
}

/// The places of the numbers in the best series, in order.
pub fn best(numbers: &[Number]) -> Vec<usize> {
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    // The best series that end at each number, and of these those that no series with a smaller end is better than.
    let mut ending: BTreeMap<Number, Best> = BTreeMap::new();
    let mut rising: BTreeMap<Number, Best> = BTreeMap::new();
    let mut top: Option<Best> = None;
    for (at, number) in numbers.iter().enumerate() {
        let smaller = rising.range(..number).next_back().map(|(_, best)| (best.score + EACH, Some(best.at)));
        let nearest = ending.range(number.first_before()..*number).filter(|(before, _)| number.follows(**before));
        let next = nearest.map(|(_, best)| (best.score + EACH + NEXT, Some(best.at))).max();
        let (score, from) = [Some((EACH, None)), smaller, next].into_iter().flatten().max().unwrap_or((EACH, None));
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
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(numbers: &str, expected: &str) {
        let read: Vec<Number> =
            numbers.split(' ').filter_map(|number| Number::read(number.trim_matches('-'))).collect();
        let words: Vec<&str> = numbers.split(' ').collect();
        let found: Vec<&str> = best(&read).into_iter().map(|at| words[at]).collect();
        assert_eq!(found.join(" "), expected, "{numbers}");
    }

    #[test]
    fn what_does_not_count_up_is_no_part() {
        check("1 2 3 4", "1 2 3 4");
        check("1890 1 2 3 7 4 5", "1 2 3 4 5");
        check("3 8 9 12", "3 8 9 12");
        check("12 12a 13 13b 14", "12 12a 13 13b 14");
        check("2 1 3", "2 3");
        check("1 2 3 99", "1 2 3 99");
    }
}
