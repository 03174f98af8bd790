//! Formulas that open and close a letter: salutations, closing formulas, what leads over to a name.
//!
//! Takes a short text and the tables of the profile's languages; says whether it is one. Leaves out whether it stands where one can
//! stand: `roles` decides.

use super::words::bare;
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
