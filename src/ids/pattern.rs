//! How ids are made: text with `{n}`, `{file}`, `{parent}` and `{document}` in it. Takes the pattern as it is typed; gives ids. What is put
//! in a place is not read again: the name of a file may have braces in it.

/// A pattern of ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(Place),
}

/// What an id takes from where its element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The number of the id among those that are otherwise alike.
    Number,
    /// The name of the file, without extension.
    File,
    /// The id nearest around.
    Parent,
    /// The id of the document around.
    Document,
}

const PLACES: &[(&str, Place)] =
    &[("{n}", Place::Number), ("{file}", Place::File), ("{parent}", Place::Parent), ("{document}", Place::Document)];

impl Place {
    /// As it is typed.
    pub(super) fn name(self) -> &'static str {
        PLACES.iter().find(|(_, place)| *place == self).map_or("", |(name, _)| name)
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it: a phrase that quotes the smallest part.
    pub fn read(written: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = written;
        while let Some(at) = rest.find(['{', '}']) {
            let (text, place) = rest.split_at(at);
            // As far as the next brace: places do not stand inside each other.
            let end = place.bytes().skip(1).position(|byte| matches!(byte, b'{' | b'}'));
            let end = end.filter(|_| place.starts_with('{')).map_or(1, |end| end + 2);
            let (name, after) = place.split_at(end);
            let Some((_, place)) = PLACES.iter().find(|(known, _)| *known == name) else {
                let known: Vec<&str> = PLACES.iter().map(|(name, _)| *name).collect();
                return Err(format!("`{name}` in the pattern `{written}` is none of {}", known.join(", ")));
            };
            if *place == Place::Number && parts.contains(&Part::Place(Place::Number)) {
                return Err(format!("the pattern `{written}` has `{{n}}` twice"));
            }
            parts.extend([Part::Text(text.to_owned()), Part::Place(*place)]);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self(parts))
    }

    /// Whether it has this place.
    pub(super) fn has(&self, place: Place) -> bool {
        self.0.contains(&Part::Place(place))
    }

    /// What stands before and after the number; `None` after where there is no number.
    pub(super) fn filled(&self, file: &str, parent: &str, document: &str) -> (String, Option<String>) {
        let (mut before, mut after) = (String::new(), None);
        for part in &self.0 {
            let text = match part {
                Part::Text(text) => text,
                Part::Place(Place::File) => file,
                Part::Place(Place::Parent) => parent,
                Part::Place(Place::Document) => document,
                Part::Place(Place::Number) => {
                    after = Some(String::new());
                    continue;
                }
            };
            after.as_mut().unwrap_or(&mut before).push_str(text);
        }
        (before, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_a_place_is_not_read_again() {
        let filled = |written: &str| Pattern::read(written).map(|pattern| pattern.filled("{n}{parent}", "p", "d"));
        assert_eq!(filled("{file}-{n}.{parent}"), Ok(("{n}{parent}-".to_owned(), Some(".p".to_owned()))));
        assert_eq!(filled("a{document}"), Ok(("ad".to_owned(), None)));
        assert_eq!(filled(""), Ok((String::new(), None)));
    }

    #[test]
    fn a_brace_belongs_to_a_place() {
        let wrong = |written: &str| Pattern::read(written).err().unwrap_or_default();
        for (written, quoted) in [
            ("{fi{n}le}", "`{fi{`"),
            ("a{{n}}", "`{{`"),
            ("a}b", "`}`"),
            ("{n", "`{`"),
            ("é{m}", "`{m}`"),
            ("{n}{n}", "twice"),
        ] {
            assert!(wrong(written).contains(quoted), "{written}: {}", wrong(written));
        }
    }
}
