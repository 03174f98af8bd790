//! `language`: the form of language tags (XML Schema part 2, 3.3.3). Takes a string; gives why it is none. Leaves out whether
//! anybody registered it.

use super::reason::Reason;

/// The most letters of a subtag.
const LONGEST: usize = 8;

/// Why a string is no language tag.
pub(crate) fn language(text: &str) -> Result<(), Reason<'static>> {
    let mut subtags = text.split('-');
    let is_primary = |tag: &str| fits(tag) && tag.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_tag = subtags.next().is_some_and(is_primary)
        && subtags.all(|tag| fits(tag) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if is_tag { Ok(()) } else { Err(Reason::Form("a language tag", "letters and subtags, such as `en` or `de-AT`,")) }
}

fn fits(tag: &str) -> bool {
    (1..=LONGEST).contains(&tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_short_parts() {
        for text in ["en", "de-AT", "x-klingon", "grc-Latn-x-1901", "abcdefgh"] {
            assert!(language(text).is_ok(), "{text}");
        }
        for text in ["", "-", "en-", "-en", "1a", "en_GB", "abcdefghi", "en-abcdefghi", "é", "de AT"] {
            assert!(language(text).is_err(), "{text}");
        }
    }
}
