//! Language tags that are not well-formed (BCP 47: RFC 5646, 2.1). Takes a document; gives the tags in `xml:lang`, `language/@ident`,
//! `textLang/@mainLang` and `textLang/@otherLangs` that no software can read. Leaves out whether a language of that name is
//! registered.

use super::case::{Case, elements};
use super::place;
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::xml::XML_NAMESPACE;

/// Attributes with language tags: element, or nothing for any; namespace; name.
const ATTRIBUTES: &[(&str, &str, &str)] = &[
    ("", XML_NAMESPACE, "lang"),
    ("language", "", "ident"),
    ("textLang", "", "mainLang"),
    ("textLang", "", "otherLangs"),
];

/// Tags of old that the grammar does not give (RFC 5646, 2.2.8).
const GRANDFATHERED: &[&str] = &[
    "en-gb-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
];

/// Tells of language tags that are not well-formed.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (element, name) in elements(case.document) {
        let own = ATTRIBUTES.iter().filter(|(holder, ..)| holder.is_empty() || *holder == name);
        let attributes = own.filter_map(|(_, namespace, name)| element.attribute(namespace, name));
        let tags = attributes.flat_map(|attribute| place::words(attribute, case.source));
        found.extend(tags.filter(|(tag, _)| !is_well_formed(tag)).map(|(tag, span)| finding(tag, span)));
    }
    found
}

fn finding(tag: &str, span: Span) -> Diagnostic {
    let finding = Diagnostic::new(&diag::LANGUAGE_TAG, format!("`{tag}` is not a language tag")).at(span);
    let likely = tag.replace('_', "-");
    if likely != tag && is_well_formed(&likely) {
        finding.help(format!("write `{likely}`")).safe_fix(span, likely)
    } else {
        finding.help("write a code as in `de`, `de-AT` or `gsw`")
    }
}

/// Whether a tag follows the grammar of RFC 5646, 2.1.
fn is_well_formed(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    if GRANDFATHERED.contains(&tag.as_str()) {
        return true;
    }
    let parts: Vec<&str> = tag.split('-').collect();
    let is_alphanumeric = |part: &str, sizes: std::ops::RangeInclusive<usize>| {
        sizes.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let letters = |part: &str, sizes: std::ops::RangeInclusive<usize>| {
        sizes.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let starts_with_digit = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut rest = parts.as_slice();
    let mut take = |fits: &dyn Fn(&str) -> bool| match rest.split_first() {
        Some((part, after)) if fits(part) => {
            rest = after;
            true
        }
        _ => false,
    };
    let is_private = take(&|part| part == "x");
    if !is_private {
        let is_short = take(&|part| letters(part, 2..=3));
        if !is_short && !take(&|part| letters(part, 4..=8)) {
            return false;
        }
        for _ in 0..3 {
            let _ = is_short && take(&|part| letters(part, 3..=3));
        }
        let _ = take(&|part| letters(part, 4..=4));
        let _ = take(&|part| letters(part, 2..=2) || (part.len() == 3 && is_number(part)));
        while take(&|part| is_alphanumeric(part, 5..=8) || (starts_with_digit(part) && is_alphanumeric(part, 4..=4))) {}
        while take(&|part| is_alphanumeric(part, 1..=1) && part != "x") {
            if !take(&|part| is_alphanumeric(part, 2..=8)) {
                return false;
            }
            while take(&|part| is_alphanumeric(part, 2..=8)) {}
        }
    }
    if is_private || take(&|part| part == "x") {
        if !take(&|part| is_alphanumeric(part, 1..=8)) {
            return false;
        }
        while take(&|part| is_alphanumeric(part, 1..=8)) {}
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{fixed, places};
    use super::*;

    #[test]
    fn tags_follow_the_grammar() {
        let good = "de en-US zh-Hant-TW sl-rozaj-biske de-1996 x-mine en-x-mine i-klingon gsw es-419 zh-cmn-Hans-CN de-u-co-phonebk fra";
        for tag in good.split(' ') {
            assert!(is_well_formed(tag), "{tag}");
        }
        for tag in ["", "e", "en_US", "en-", "de--AT", "englisch!", "de-a", "x", "a-DE", "de-419-DE", "german language"]
        {
            assert!(!is_well_formed(tag), "{tag}");
        }
    }

    #[test]
    fn tags_stand_in_some_attributes() {
        places(
            check,
            &[
                ("<p xml:lang='de'/><language ident='de_AT'/>", &["de_AT"]),
                ("<textLang mainLang='la' otherLangs='grc g'/>", &["g"]),
                ("<p ident='?'/><p xml:lang=''/>", &[]),
            ],
        );
        assert_eq!(
            fixed(check, "<p xml:lang='de_AT'/><p xml:lang='_'/>", None),
            "<p xml:lang='de-AT'/><p xml:lang='_'/>"
        );
    }
}
