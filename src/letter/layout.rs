//! How the lines of a text are laid out, as its house has it. Takes lines; says how deep they stand and whether a word goes on behind them.
//!
//! A line that ends in a hyphen behind a letter goes on in the next one, unless that begins with a word that joins two others
//! ("Vor-" above "und Nachteile").

use super::words::bare;
use crate::profile::{Lexicon, LineBreaks, LineStyle, ParagraphStart, Profile};
use crate::text::Span;

/// How a house writes lines, and its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout<'p> {
    /// What ends a line, a word in it, and a paragraph.
    pub(super) lines: &'p LineStyle,
    /// Signs that begin an item.
    pub(super) bullets: &'p [String],
    /// The words of its languages.
    pub(super) lexicon: &'p Lexicon,
    /// Whether the text has no blank line, so that the lines alone part it.
    pub(super) is_unparted: bool,
    /// Where the last lines begin that may stand above a salutation.
    pub(super) opener: usize,
}

impl<'p> Layout<'p> {
    /// The layout of a profile.
    pub(super) fn of(profile: &'p Profile) -> Self {
        let (lines, bullets) = (&profile.lines, &profile.lists.bullets);
        Self { lines, bullets, lexicon: profile.lexicon(), is_unparted: false, opener: usize::MAX }
    }

    /// The layout of these lines.
    pub(super) fn over(self, lines: &[Span], text: &str) -> Self {
        let groups = lines.chunk_by(|line, next| is_blank(*line, text) == is_blank(*next, text));
        let written = groups.filter(|group| group.first().is_some_and(|line| !is_blank(*line, text)));
        Self { is_unparted: self.lines.paragraphs == ParagraphStart::Found && written.count() == 1, ..self }
    }

    /// The bullet with which a line begins. A line of such signs alone is an ornament: "* * *".
    pub(super) fn bullet(self, line: &str) -> Option<&'p str> {
        let is_sign = |word: &str| self.bullets.iter().any(|bullet| bullet == word);
        if line.split_whitespace().all(is_sign) && line.split_whitespace().nth(1).is_some() {
            return None;
        }
        let begins = |bullet: &&String| {
            line.strip_prefix(bullet.as_str()).is_some_and(|rest| rest.starts_with([' ', '\t', '\u{a0}']))
        };
        self.bullets.iter().find(begins).map(String::as_str)
    }

    /// Whether the lines of the manuscript are kept.
    pub(super) fn keeps_lines(self) -> bool {
        self.lines.breaks == LineBreaks::Lb
    }

    /// Whether a line ends in the middle of a word, as far as it tells itself.
    pub(super) fn ends_in_hyphen(self, line: &str) -> bool {
        let line = bare(line);
        let mut before = self.lines.hyphens.iter().filter_map(|hyphen| line.strip_suffix(hyphen.as_str()));
        before.any(|word| word.ends_with(char::is_alphabetic))
    }

    /// Whether a line begins in the middle of a word: "=danke" below "Ge". A dash before a word of its own has a blank behind it.
    pub(super) fn begins_in_hyphen(self, line: &str) -> bool {
        let mut behind = self.lines.hyphens.iter().filter_map(|hyphen| bare(line).strip_prefix(hyphen.as_str()));
        behind.any(|word| word.starts_with(char::is_lowercase))
    }

    /// Whether the word at the end of a line goes on in the next one.
    pub(super) fn is_broken(self, line: &str, next: &str) -> bool {
        let next = bare(next);
        if self.begins_in_hyphen(next) && bare(line).ends_with(char::is_alphabetic) {
            return true;
        }
        // "Ge=" above "=danke": some writers repeat the sign.
        let signs = &self.lines.hyphens;
        let next = signs.iter().find_map(|hyphen| next.strip_prefix(hyphen.as_str())).unwrap_or(next);
        self.ends_in_hyphen(line) && next.starts_with(char::is_alphabetic) && !self.lexicon.conjunctions.begins(next)
    }
}

/// Whether a bullet is a sign of punctuation too.
pub(super) fn is_dash(bullet: &str) -> bool {
    matches!(bullet, "–" | "—" | "-")
}

/// Whether nothing but white space is on a line.
pub(super) fn is_blank(line: Span, text: &str) -> bool {
    line.of(text).trim().is_empty()
}

/// White space before the text of a line, in characters; a tab counts as four.
pub(super) fn indent(line: Span, text: &str) -> usize {
    line.of(text).chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    #[test]
    fn words_go_on_after_a_hyphen() {
        let profile = built_in("transcript").unwrap();
        let broken = |line: &str, next: &str| Layout::of(&profile).is_broken(line, next);
        assert!(broken("eine freund¬", "liche Aufnahme"));
        assert!(broken("Ge=", "=danke"));
        assert!(broken("Ge", "=danke") && broken("kit", "-chen"));
        assert!(!broken("er", "- und sie") && !broken("er", "-Ende"));
        assert!(broken("Nord-", "Deutschland"));
        assert!(broken("dan-\u{1}", "ke"));
        assert!(!broken("die Vor-", "und Nachteile"));
        assert!(broken("die Vor-", "undenklichkeit"));
        assert!(!broken("er ging -", "und kam"));
        assert!(!broken("1914-", "1918"));
        assert!(!broken("so--", "nein"));
    }
}
