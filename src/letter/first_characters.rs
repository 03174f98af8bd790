//! The characters that something looked for may begin with, so that all other places of a text are passed over at once. Takes characters;
//! says whether one is among them.

/// A set of characters.
#[derive(Debug, Default)]
pub(super) struct FirstCharacters {
    /// A bit for each character of ASCII.
    ascii: u128,
    others: Vec<char>,
}

impl FirstCharacters {
    /// Whether a character is among them.
    pub(super) fn has(&self, character: char) -> bool {
        match u32::from(character) {
            number @ 0..128 => self.ascii >> number & 1 == 1,
            _ => self.others.contains(&character),
        }
    }
}

impl FromIterator<char> for FirstCharacters {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut set = Self::default();
        for character in characters {
            match u32::from(character) {
                number @ 0..128 => set.ascii |= 1 << number,
                _ => set.others.push(character),
            }
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_any_plane_are_known() {
        let set: FirstCharacters = "a[\0\u{7f}⟨".chars().collect();
        assert!("a[\0\u{7f}⟨".chars().all(|character| set.has(character)));
        assert!("b]\u{1}\u{80}⟩".chars().all(|character| !set.has(character)));
    }
}
