//! Which names of elements a document gives and uses, by the types ID, IDREF and IDREFS of its attributes (RELAX NG DTD
//! compatibility, section 5). Takes values as they are met; gives what is doubled at once and what leads nowhere at the end.

use rustc_hash::FxHashMap;

use crate::datatype::IdType;
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::text::nearest;
use crate::xml::is_space;

/// How many dangling references are reported with the name that was likely meant: looking for it takes long.
const MOST_LIKELY: usize = 100;

/// The names of one document.
#[derive(Debug, Default)]
pub struct Identity {
    given: FxHashMap<Box<str>, Span>,
    used: Vec<(Box<str>, Span)>,
}

impl Identity {
    /// Takes the value of an attribute; gives the finding when it names an element that has been named before.
    pub fn take(&mut self, id_type: IdType, value: &str, span: Span) -> Option<Diagnostic> {
        let words = value.split(is_space).filter(|word| !word.is_empty());
        match id_type {
            IdType::None => None,
            IdType::Idref | IdType::Idrefs => {
                self.used.extend(words.map(|word| (word.into(), span)));
                None
            }
            IdType::Id => {
                let name = value.trim_matches(is_space);
                if let Some(&first) = self.given.get(name) {
                    let finding = Diagnostic::new(&diag::DUPLICATE_ID, format!("the id `{name}` is given twice"));
                    return Some(finding.at(span).related(first, "given here first"));
                }
                self.given.insert(name.into(), span);
                None
            }
        }
    }

    /// What is used and not given.
    #[must_use]
    pub fn finish(self) -> Vec<Diagnostic> {
        let dangling = self.used.into_iter().filter(|(name, _)| !self.given.contains_key(name)).collect::<Vec<_>>();
        if dangling.is_empty() {
            return Vec::new();
        }
        let mut names: Vec<&str> = self.given.keys().map(|name| &**name).collect();
        names.sort_unstable();
        let finding = |(number, (name, span)): (usize, (Box<str>, Span))| {
            let finding = Diagnostic::new(&diag::DANGLING_IDREF, format!("no element has the id `{name}`")).at(span);
            match Some(&names).filter(|_| number < MOST_LIKELY).and_then(|names| nearest(&name, names)) {
                Some(likely) => finding.help(format!("did you mean `{likely}`?")),
                None => finding,
            }
        };
        dangling.into_iter().enumerate().map(finding).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_doubled_or_dangling_is_found() {
        let mut identity = Identity::default();
        assert_eq!(identity.take(IdType::Id, " a ", Span::new(0, 3)), None);
        assert_eq!(identity.take(IdType::Idrefs, "a  letter1", Span::new(4, 14)), None);
        assert!(identity.take(IdType::Id, "a", Span::at(20)).is_some_and(|found| found.related.len() == 1));
        assert_eq!(identity.take(IdType::Id, "letter2", Span::at(30)), None);
        let found = identity.finish();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].help.as_deref(), Some("did you mean `letter2`?"));
    }
}
