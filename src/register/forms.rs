//! The forms of a name. Takes a name as a register has it; gives what may stand in a text for it, each with the rule that makes it.

use crate::model::NameKind;
use crate::profile::{NameRule, Profile};

/// A form of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) text: String,
    /// `None` for the name as the register has it.
    pub(super) rule: Option<NameRule>,
}

/// The parts of a person's name.
struct Parts<'n> {
    surname: &'n str,
    /// Without titles.
    forenames: Vec<&'n str>,
    suffix: Option<&'n str>,
}

/// All forms of a name, whichever rules are on.
pub(super) fn forms(name: &str, kind: NameKind, profile: &Profile) -> Vec<Form> {
    let (outside, inside) = match name.split_once(" (") {
        Some((outside, inside)) => (outside.trim(), inside.trim_end_matches(')')),
        None => (name, ""),
    };
    let mut forms = vec![Form { text: outside.to_owned(), rule: None }];
    if kind != NameKind::Person {
        return forms;
    }
    let Some(Parts { surname, forenames, suffix }) = parts(outside, profile) else {
        forms.extend(
            inside.split(", ").filter(|name| !name.is_empty()).map(|name| Form { text: name.to_owned(), rule: None }),
        );
        return forms;
    };
    let mut push = |text: String, rule| {
        if !text.is_empty() && forms.iter().all(|form| form.text != text) {
            forms.push(Form { text, rule: Some(rule) });
        }
    };
    let full = format!("{} {surname}", forenames.join(" "));
    if !forenames.is_empty() {
        if let Some(suffix) = suffix {
            push(format!("{full}, {suffix}"), NameRule::NaturalOrder);
            push(format!("{full} {suffix}"), NameRule::NaturalOrder);
        }
        push(full, NameRule::NaturalOrder);
        if let Some(called) = forenames.iter().find(|name| !is_initial(name)) {
            push(format!("{called} {surname}"), NameRule::ShortForenames);
        }
        let initials: Vec<String> =
            forenames.iter().filter_map(|name| Some(format!("{}.", name.chars().next()?))).collect();
        for joint in [" ", ""] {
            push(format!("{} {surname}", initials.join(joint)), NameRule::Initials);
        }
        push(format!("{} {surname}", initials.first().map_or("", String::as_str)), NameRule::Initials);
    }
    push(surname.to_owned(), NameRule::Surname);
    forms
}

/// "Bonesteel, General Charles H., III" taken apart; `None` where no comma says which word is the surname.
fn parts<'n>(name: &'n str, profile: &Profile) -> Option<Parts<'n>> {
    let mut pieces = name.split(',').map(str::trim);
    let surname = pieces.next().filter(|surname| !surname.is_empty())?;
    let given = pieces.next()?;
    let suffix = pieces.next().filter(|suffix| !suffix.is_empty());
    let words: Vec<&str> = given.split_whitespace().collect();
    // The last word is a forename, whatever else it is: “Rusk, Dean”.
    let titles = words.iter().take(words.len().saturating_sub(1)).take_while(|word| is_title(word, profile)).count();
    let forenames = words.into_iter().skip(titles).collect();
    Some(Parts { surname, forenames, suffix })
}

/// "W." and "W".
fn is_initial(word: &str) -> bool {
    word.trim_end_matches('.').chars().count() == 1
}

/// Whether a word stands before names and is no part of them.
pub(super) fn is_title(word: &str, profile: &Profile) -> bool {
    let is_it = |entry: &String| entry == word || entry.trim_end_matches('.') == word;
    profile.tables().any(|table| [&table.titles, &table.ranks, &table.offices_to].into_iter().flatten().any(is_it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn check(name: &str, kind: NameKind, expected: &[&str]) {
        let made = forms(name, kind, &built_in("letter").unwrap());
        let texts: Vec<&str> = made.iter().map(|form| form.text.as_str()).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn persons_have_forms_by_the_parts_of_their_names() {
        let forms = [
            "Reischauer, Edwin O.",
            "Edwin O. Reischauer",
            "Edwin Reischauer",
            "E. O. Reischauer",
            "E.O. Reischauer",
            "E. Reischauer",
            "Reischauer",
        ];
        check("Reischauer, Edwin O.", NameKind::Person, &forms);
        let forms = [
            "Norred, General Christopher A., Jr.",
            "Christopher A. Norred, Jr.",
            "Christopher A. Norred Jr.",
            "Christopher A. Norred",
            "Christopher Norred",
            "C. A. Norred",
            "C.A. Norred",
            "C. Norred",
            "Norred",
        ];
        check("Norred, General Christopher A., Jr.", NameKind::Person, &forms);
    }

    #[test]
    fn other_names_stand_for_themselves() {
        check("Kim Chong-pil (Kim Chong-p'il)", NameKind::Person, &["Kim Chong-pil", "Kim Chong-p'il"]);
        check("Washington, D.C.", NameKind::Place, &["Washington, D.C."]);
    }
}
