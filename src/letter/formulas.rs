//! Formulas that open and close a letter: salutations, closing formulas, what leads over to a name.
//!
//! Takes a short text and the tables of the profile's languages; says whether it is one. Leaves out whether it stands where one can
//! stand: `roles` decides.

use super::words::{bare, is_personal_name};
use crate::profile::Lexicon;

/// A salutation: a formula and the sign that ends one, or a short line of it alone, whatever the case of its first letter.
pub(super) fn is_salutation(text: &str, lexicon: &Lexicon) -> bool {
    let text = text.trim_start_matches(['“', '"']);
    let ends = text.ends_with([',', ':', ';', '!', '—', '–', '.']) || text.ends_with(char::is_alphabetic);
    // "lieber Arthur," as well as "Lieber Arthur,".
    let begins = |text: &str| lexicon.salutation.begins(text);
    let rest = without_leads(text, lexicon);
    // "Mein Schatz!", "My own Lizzie,": somebody's own.
    let is_call = rest.len() < text.len()
        && rest.starts_with(char::is_uppercase)
        && text.ends_with(['!', ','])
        && text.split_whitespace().count() <= 4;
    ends && (is_call || begins(text) || begins(&capitalised(text)) || begins(&capitalised(rest)))
}

/// The most words of a salutation without a sign behind it.
const MOST_UNSIGNED: usize = 5;

/// "Dear Uncle", "My dear Wife": a salutation without the sign that ends one. It begins as one does, and each other word is a name, a
/// bond, or another word of salutations.
pub(super) fn is_unsigned_salutation(line: &str, lexicon: &Lexicon) -> bool {
    let is_word = |word: &str| {
        let is_call = lexicon.salutation.has_alike(word) || lexicon.salutation_leads.has_alike(word);
        is_call
            || lexicon.bonds.has_alike(word)
            || lexicon.conjunctions.begins(word)
            || word.starts_with(char::is_uppercase)
    };
    line.ends_with(char::is_alphabetic)
        && (2..=MOST_UNSIGNED).contains(&line.split_whitespace().count())
        && lexicon.salutation.begins(line)
        && line.split_whitespace().all(is_word)
}

/// The most words by which somebody is called.
const MOST_CALLING: usize = 8;

/// "Geliebte Clara,", "L. Walden,", "Vielgeliebte!": a few words that call somebody, whatever they are; no sentence, and no closing formula.
pub(super) fn calls(text: &str, lexicon: &Lexicon) -> bool {
    let words = || text.split_whitespace();
    let is_short = |word: &str| word.trim_end_matches('.').chars().count() <= 4;
    let first = words().next().map(str::to_lowercase).unwrap_or_default();
    let is_sentence = lexicon.function_words.has(&first);
    !is_sentence
        && text.ends_with([',', '!'])
        && text.starts_with(char::is_uppercase)
        && words().count() <= MOST_CALLING
        && !text.contains(|c: char| c.is_ascii_digit() || "?;:–—()[]".contains(c))
        && !text.trim_end_matches('!').contains('!')
        && words().all(|word| !word.ends_with('.') || is_short(word))
        && !is_valediction(text, lexicon)
        && !leads_to_name(text, lexicon)
        && !lexicon.address.begins(text)
}

/// A salutation from its first word that is no mere lead: "dear Friend" of "My very dear Friend".
fn without_leads<'t>(text: &'t str, lexicon: &Lexicon) -> &'t str {
    let mut rest = text;
    while let Some((word, after)) = rest.split_once(char::is_whitespace) {
        if !lexicon.salutation_leads.has_alike(word) {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

/// A closing formula, whatever the case of its letters: "I have the Honor to be"; or the end of one: "from your affectionate son".
/// What an editor abridged ("I am [etc.]") is none.
pub(super) fn is_valediction(text: &str, lexicon: &Lexicon) -> bool {
    if text.ends_with(']') {
        return false;
    }
    let begins = |text: &str| lexicon.valediction.begins(text);
    begins(&capitalised(text)) || begins(&capitalised(&text.to_lowercase())) || ends_in_bond(text, lexicon)
}

/// The most characters of a line that says what the writer is to the reader. More is a paragraph into which the formula has run.
const LONGEST_BOND: usize = 80;

/// "your obedient humble Servt", "Dein treuer Sohn": several words, the last of which says what the writer is to the reader.
fn ends_in_bond(text: &str, lexicon: &Lexicon) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let Some(last) = words.next_back() else { return false };
    let is_line = text.chars().count() <= LONGEST_BOND;
    is_line && words.next().is_some() && goes_on(text) && lexicon.bonds.has_alike(last)
}

/// A closing formula and nothing else: each of its words is one of such formulas, says what kind of bond there is ("unterthäniger
/// Diener"), or is the name of somebody who is called ("dear Tom").
pub(super) fn is_whole_formula(text: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let bond = |word: Option<&&str>| word.is_some_and(|word| lexicon.bonds.has_alike(word));
    let calls = |word: Option<&&str>| word.is_some_and(|word| lexicon.salutation.has_alike(word));
    let is_known = |at: usize, word: &str| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let is_called = word.starts_with(char::is_uppercase) && calls(before);
        lexicon.closing_words.contains(&word.to_lowercase()) || bond(words.get(at + 1)) || is_called
    };
    // "To my sister Ann", "Beste Grüße an Mama": words to somebody; "Viele Grüße!" is a sentence.
    let leads = |word: Option<&&str>| word.is_some_and(|word| lexicon.to.has_alike(word));
    let is_to_somebody = leads(words.first()) || leads(words.last()) || text.ends_with('!');
    let begins_salutation = !lexicon.valediction.begins(&capitalised(text)) && is_salutation(text, lexicon);
    !is_to_somebody
        && !begins_salutation
        && is_valediction(text, lexicon)
        && words.iter().enumerate().all(|(at, word)| is_known(at, word))
}

/// The most words of a name behind a closing formula.
const MOST_SIGNING: usize = 4;

/// Where the name begins in a line that holds a closing formula and a name, in bytes: "Yours truly, Tom Bell". One that ends a
/// quotation closes the letter that is quoted.
pub(super) fn name_behind_formula(line: &str, lexicon: &Lexicon) -> Option<usize> {
    if line.chars().nth(LONGEST_BOND).is_some() {
        return None;
    }
    let begins_word = |(at, _): &(usize, &str)| line.get(..*at).is_some_and(|before| before.ends_with(' '));
    let starts = line.match_indices(|c: char| !c.is_whitespace()).filter(begins_word).map(|(at, _)| at);
    let starts: Vec<usize> = starts.collect();
    let last = starts.len().saturating_sub(MOST_SIGNING);
    starts.into_iter().skip(last).find(|at| {
        let (formula, name) = line.split_at_checked(*at).unwrap_or_default();
        let first = name.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
        let is_formula_word = first.chars().nth(1).is_some() && lexicon.closing_words.contains(&first);
        let is_quoted = name.contains(['”', '“', '"', '»', '«']);
        let is_name = is_personal_name(name.trim_end_matches(['.', ',']), lexicon) && !is_formula_word && !is_quoted;
        is_name && is_whole_formula(bare(formula), lexicon)
    })
}

/// Whether a closing formula belongs to the name behind it: "Dein treuer Freund Karl", "your loving son William". A comma parts them.
pub(super) fn is_of_name(formula: &str, lexicon: &Lexicon) -> bool {
    let mut words = formula.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let leads = words.next().is_some_and(|first| lexicon.subscription.has_alike(first));
    let is_bond = words.next_back().is_some_and(|last| lexicon.bonds.has_alike(last));
    formula.ends_with(char::is_alphabetic) && (leads || is_bond)
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).take(200).collect())
}

/// Whether a closing line leads over to the name below it: it ends in a word that does ("Herzlichst Ihr"), or begins with one and
/// names nobody ("Ihr sehr ergebener").
pub(super) fn leads_to_name(text: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let Some((first, others)) = words.split_first() else { return false };
    let begins = lexicon.subscription.has_alike(first);
    match others.last() {
        None => begins,
        Some(last) => {
            lexicon.subscription.has(last) || begins && others.iter().all(|word| word.starts_with(char::is_lowercase))
        }
    }
}

/// Whether a text ends in the middle of a sentence: "I am, Sir, your affectionate son". What follows goes on with it.
pub(super) fn goes_on(text: &str) -> bool {
    text.ends_with(|c: char| c == ',' || c.is_alphabetic())
}

/// Whether the last sentence of a text, or what stands behind its last comma but one, is a closing formula that a name must follow:
/// "… to see you. I remain, yours very truly,".
pub(super) fn ends_in_formula(text: &str, lexicon: &Lexicon) -> bool {
    let open = text.trim_end_matches(',');
    let mut ends = open.rmatch_indices(['.', '!', '?', ',', '–', '—']).map(|(at, sign)| at + sign.len());
    goes_on(text)
        && ends.by_ref().take(2).any(|at| {
            let tail = bare(open.get(at..).unwrap_or_default());
            tail.chars().count() <= 60 && (is_valediction(tail, lexicon) || leads_to_name(tail, lexicon))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    #[test]
    fn salutations_and_calls() {
        let profile = built_in("letter").unwrap();
        for text in ["Dear Bill:", "lieber Arthur,", "My very dear Friend", "Mein Schatz!"] {
            assert!(is_salutation(text, profile.lexicon()), "{text}");
        }
        for text in ["Geliebte Clara,", "L. Walden,", "Vielgeliebte!"] {
            assert!(calls(text, profile.lexicon()) && !is_salutation(text, profile.lexicon()), "{text}");
        }
        for text in ["Ich wünsche Dir,", "Mit herzlichem Gruß,", "He came. We left,", "Herrn Walden,"] {
            assert!(!calls(text, profile.lexicon()), "{text}");
        }
    }

    #[test]
    fn formulas_that_hold_nothing_else() {
        let profile = built_in("letter").unwrap();
        let whole = |text: &str| is_whole_formula(text, profile.lexicon());
        for text in ["Ever faithfully.", "Believe me, dear Tom, yours ever", "unterthäniger Diener", "Tout à vous."] {
            assert!(whole(text), "{text}");
        }
        for text in
            ["I am very tired.", "Ever since it rains", "Ihr Haus ist schön.", "Mein lieber Freund,", "To my sister"]
        {
            assert!(!whole(text), "{text}");
        }
    }

    #[test]
    fn names_behind_formulas() {
        let profile = built_in("letter").unwrap();
        let name =
            |line: &str| name_behind_formula(line, profile.lexicon()).and_then(|at| line.get(at..)).map(str::to_owned);
        assert_eq!(name("I remain, yours, etc., J. BELL.").as_deref(), Some("J. BELL."));
        assert_eq!(name("Hochachtungsvoll, Karl Kessler").as_deref(), Some("Karl Kessler"));
        for line in [
            "I saw your brother John",
            "Beste Grüße an Mama.",
            "To my sister Ann",
            "I am going home, Tom",
            "Sincerely, Tom Bell.”",
        ] {
            assert_eq!(name(line), None, "{line}");
        }
        let is_one = |formula: &str| is_of_name(formula, profile.lexicon());
        assert!(is_one("Dein treuer Freund") && is_one("your loving son"));
        assert!(!is_one("Votre ami,") && !is_one("Yours truly"));
    }

    #[test]
    fn salutations_without_a_sign() {
        let profile = built_in("letter").unwrap();
        let calls = |line: &str| is_unsigned_salutation(line, profile.lexicon());
        assert!(calls("Dear Uncle") && calls("My dear Wife") && calls("Lieber Bruder"));
        assert!(!calls("Dear me what a day") && !calls("Dear") && !calls("Dear Uncle,"));
    }

    #[test]
    fn closing_formulas() {
        let profile = built_in("letter").unwrap();
        for text in ["I have the Honor to be", "your obedient humble Servt", "Mit kollegialer Hochachtung"] {
            assert!(is_valediction(text, profile.lexicon()), "{text}");
        }
        let run_in =
            "Kiss the babies for me and tell Mother not to fret, so no more at present from your loving husband";
        for text in [run_in, "I am [etc.]", "The house is sold"] {
            assert!(!is_valediction(text, profile.lexicon()), "{text}");
        }
    }
}
