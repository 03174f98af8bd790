//! How ids are made: text with `{n}`, `{file}`, `{parent}` and `{document}` in it. Takes the pattern as it is typed; gives ids.

/// A pattern of ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

const PLACES: &[&str] = &["{n}", "{file}", "{parent}", "{document}"];

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it: a phrase.
    pub fn read(written: &str) -> Result<Self, String> {
        let bare = PLACES.iter().fold(written.to_owned(), |rest, place| rest.replace(place, ""));
        if bare.contains(['{', '}']) {
            return Err(format!("`{written}` has a place that is none of {}", PLACES.join(", ")));
        }
        if written.matches("{n}").count() > 1 {
            return Err(format!("`{written}` has `{{n}}` twice"));
        }
        Ok(Self(written.to_owned()))
    }

    /// Whether it has this place.
    pub(super) fn has(&self, place: &str) -> bool {
        self.0.contains(place)
    }

    /// What stands before and after the number; `None` after where there is no number.
    pub(super) fn filled(&self, file: &str, parent: &str, document: &str) -> (String, Option<String>) {
        let fill =
            |part: &str| part.replace("{file}", file).replace("{parent}", parent).replace("{document}", document);
        match self.0.split_once("{n}") {
            Some((before, after)) => (fill(before), Some(fill(after))),
            None => (fill(&self.0), None),
        }
    }
}
