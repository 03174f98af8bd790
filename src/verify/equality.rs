//! What counts as equal. Takes `[verify]` of a profile; gives for the characters of a token what they are compared by.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::characters::is_invisible;
use crate::profile::{UnicodeForm, VerifyStyle};

/// What counts as equal in one run.
#[derive(Clone, Debug)]
pub(super) struct Equality {
    /// For each character of a set the first of the set.
    same: BTreeMap<char, char>,
    pub(super) form: UnicodeForm,
}

impl Equality {
    pub(super) fn of(style: &VerifyStyle) -> Self {
        let sets = style.equal.iter().filter_map(|set| Some((set.chars().next()?, set)));
        let same = sets.flat_map(|(first, set)| set.chars().map(move |c| (c, first))).collect();
        Self { same, form: style.unicode_form }
    }

    /// What a text is compared by: composed, without invisible characters, each character the first of its set.
    pub(super) fn key<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let is_plain = self.same.is_empty() && text.is_ascii();
        if is_plain {
            return Cow::Borrowed(text);
        }
        let visible = text.chars().filter(|c| !is_invisible(*c)).map(|c| self.same.get(&c).copied().unwrap_or(c));
        let key: String = match self.form {
            UnicodeForm::Compatible => visible.nfkc().collect(),
            UnicodeForm::Told | UnicodeForm::Canonical => visible.nfc().collect(),
        };
        if key == text { Cow::Borrowed(text) } else { Cow::Owned(key) }
    }
}
