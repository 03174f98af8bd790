//! The language of a text. Takes the text, its lines and the profile; gives the code of one of the profile's languages, where one is clearly
//! likelier than the others. A text in a language that has no table is in none.
//!
//! Small words that every text has ("und", "the") decide; where a text is too short for them, names of months and beginnings of
//! salutations and closing formulas count too. The same text gives the same language: nothing is learned. Leaves out texts in several
//! languages: the one that most of the text is in is found, or none.

use crate::profile::{LanguageSigns, Lexicon};
use crate::text::Span;

/// So many words are looked at.
const MOST_WORDS: usize = 5_000;
/// The least that speaks for a language.
const LEAST: usize = 4;
/// One in so many words at least speaks for a language. Texts have three times as many; in a language that has no table, chance makes fewer.
const ONE_IN: usize = 8;
/// What a month or a formula counts, where a small word counts 1.
const FORMULA: usize = 2;

/// The code of the language that the text is in, if the profile has several.
pub(super) fn guess(text: &str, lines: &[Span], lexicon: &Lexicon) -> Option<String> {
    let languages = &lexicon.languages;
    if languages.len() < 2 {
        return None;
    }
    let (mut points, all) = small_words(text, lexicon);
    if clear(&points).is_none() {
        for (points, language) in points.iter_mut().zip(languages) {
            *points += FORMULA * formulas(text, lines, language);
        }
    }
    let best = clear(&points).filter(|best| points.get(*best).is_some_and(|points| points * ONE_IN >= all))?;
    languages.get(best).map(|language| language.code.clone())
}

/// How many small words of each language the text has, and how many words in all.
fn small_words(text: &str, lexicon: &Lexicon) -> (Vec<usize>, usize) {
    let mut points = vec![0; lexicon.languages.len()];
    let mut all = 0;
    for word in words(text).take(MOST_WORDS) {
        all += 1;
        for rank in lexicon.language_words.get(word.to_lowercase().as_str()).into_iter().flatten() {
            if let Some(points) = points.get_mut(*rank) {
                *points += 1;
            }
        }
    }
    (points, all)
}

/// How many lines begin with a salutation or closing formula of a language, and how many of its months are named.
fn formulas(text: &str, lines: &[Span], language: &LanguageSigns) -> usize {
    let is_formula = |line: &&str| language.salutation.begins(line) || language.valediction.begins(line);
    let is_month = |word: &&str| language.months.contains(*word);
    let lines = lines.iter().map(|line| line.trim(text).of(text)).take(MOST_WORDS);
    lines.filter(is_formula).count() + words(text).take(MOST_WORDS).filter(is_month).count()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
}

/// The rank of the most points, if they are half as many again as any others.
fn clear(points: &[usize]) -> Option<usize> {
    let best = points.iter().copied().max().filter(|best| *best >= LEAST)?;
    let rank = points.iter().position(|points| *points == best)?;
    let others = points.iter().enumerate().filter(|(other, _)| *other != rank);
    others.map(|(_, points)| *points).all(|other| best * 2 >= other * 3).then_some(rank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;
    use crate::text::Source;

    fn check(text: &str, expected: Option<&str>) {
        let lines: Vec<Span> = Source::new("x", text).lines().collect();
        assert_eq!(guess(text, &lines, built_in("letter").unwrap().lexicon()).as_deref(), expected, "{text}");
    }

    #[test]
    fn small_words_tell_the_language() {
        check("I have not heard from you since the winter, and this is my third letter.", Some("en"));
        check(
            "Ich danke Ihnen für den Brief, der mich sehr gefreut hat, und bin mit der Arbeit nicht fertig.",
            Some("de"),
        );
        check("Je vous remercie de votre lettre, qui est la plus aimable que nous ayons reçue.", Some("fr"));
        check("Non ho ricevuto la sua lettera, ma le sono grato per il libro che mi ha mandato.", Some("it"));
        check("No he recibido su carta, pero le agradezco el libro que me envió con los versos.", Some("es"));
        check("Litteras tuas accepi, quae mihi gratissimae sunt; sed non possum venire, cum aeger sim.", Some("la"));
    }

    #[test]
    fn neighbours_are_kept_apart() {
        check(
            "Ik heb uw brief ontvangen, en het doet mij leed dat gij niet komt, maar wij zijn hier met ons werk.",
            Some("nl"),
        );
        check(
            "Recebi a sua carta e não posso deixar de lhe dizer que foi com muito gosto, mas já não tenho papel para mais.",
            Some("pt"),
        );
        check(
            "Nie wiem, czy list mój doszedł do rąk pana, ale jest mi bardzo przykro, że tak długo nie było wiadomości.",
            Some("pl"),
        );
        check(
            "Dostal jsem tvůj dopis a nevím, jak bych ti za něj poděkoval, ale mám radost, že jsi už zdráv a že se ti daří.",
            Some("cs"),
        );
        check(
            "Jeg har modtaget dit brev, og det glæder mig meget at høre, at du ikke er syg, men vi har ogsaa savnet dig.",
            Some("da"),
        );
        check(
            "Jag har mottagit ditt brev och det gläder mig mycket att höra att du inte är sjuk, men vi har också saknat dig.",
            Some("sv"),
        );
    }

    #[test]
    fn formulas_count_in_short_texts_and_nothing_is_guessed_without() {
        check("Wien, 3. Mai 1890\n\nLieber Freund!\n\nAlles Gute!\n\nHerzlichst\nDein\nKarl", Some("de"));
        check("A. B. C.", None);
        check("Kedves barátom, köszönöm a leveledet, amelyet tegnap kaptam meg, és örülök, hogy jól vagy.", None);
        check("", None);
        let one = built_in("letter").unwrap().in_language("de-AT");
        assert_eq!(guess("Ich danke Ihnen für den Brief und die Karte, die ich nicht habe.", &[], one.lexicon()), None);
    }
}
