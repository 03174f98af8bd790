//! Which name was meant by a misspelt one. Takes a word and names; gives the nearest by edit distance, if it is near enough to be a
//! slip. Leaves out what words mean and how they sound.

/// Characters of a name that are compared.
const LONGEST: usize = 64;

/// The name at the smallest edit distance, the first in the alphabet of several, if it is near enough to be a slip.
///
/// Names of which nothing but their length makes them too far away cost next to nothing.
#[must_use]
pub fn nearest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(LONGEST).collect();
    let far = ((word.len() / 3).max(1) + 2).min(word.len());
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let length = name.chars().take(LONGEST).count();
        let bound = best.map_or(far, |(distance, _)| distance + 1);
        if length.abs_diff(word.len()) >= bound {
            continue;
        }
        let found = (distance(&word, name), *name);
        if found.0 < far && best.is_none_or(|best| found < best) {
            best = Some(found);
        }
    }
    best.map(|(_, name)| name)
}

/// Edit distance, a swap of neighbours counted as one (optimal string alignment).
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().take(LONGEST).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let is_swap = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if is_swap {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_near_and_other_words_are_not() {
        let names = ["persName", "placeName", "p", "opener", "closer", "name"];
        for (word, meant) in [
            ("presName", Some("persName")),
            ("persname", Some("persName")),
            ("placName", Some("placeName")),
            ("closre", Some("closer")),
            ("q", None),
            ("salute", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &names), meant, "{word}");
        }
    }
}
