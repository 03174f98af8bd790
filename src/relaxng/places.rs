//! Where the files of a schema stand when they are written anew: in the same places relative to the first as far as that is in or below its
//! folder. Takes addresses as they are written; gives places, and addresses from one to another.
//!
//! Promises that no place is outside of that folder, whatever an address says, and that no two files have one place, letters in either
//! case.

use std::collections::{BTreeMap, BTreeSet};

use super::write::Syntax;
use crate::text::uri;

/// The places of files by their addresses.
#[derive(Debug)]
pub(super) struct Places {
    to: Syntax,
    by_address: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Places {
    /// The first file has this address, and will have this name.
    pub(super) fn new(address: &str, name: &str, to: Syntax) -> Self {
        let by_address = BTreeMap::from([(address.to_owned(), name.to_owned())]);
        Self { to, by_address, taken: BTreeSet::from([name.to_lowercase()]) }
    }

    /// A file at an address that another one writes so; `false` where it has its place.
    pub(super) fn add(&mut self, from: &str, href: &str, address: &str) -> bool {
        if self.by_address.contains_key(address) {
            return false;
        }
        let base = self.of(from).rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let mut parts: Vec<String> = base.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        for part in uri::decode(href).replace(char::is_control, "_").split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part.replace(':', "_")),
            }
        }
        let name = parts.join("/");
        let stem = name.strip_suffix(".rng").or_else(|| name.strip_suffix(".rnc")).unwrap_or(&name);
        let numbered = (1_u32..).map(|number| match number {
            1 => format!("{stem}.{}", self.to.ending()),
            number => format!("{stem}-{number}.{}", self.to.ending()),
        });
        let place = numbered.into_iter().find(|place| !self.taken.contains(&place.to_lowercase())).unwrap_or_default();
        self.taken.insert(place.to_lowercase());
        self.by_address.insert(address.to_owned(), place);
        true
    }

    /// The place of a file.
    pub(super) fn of(&self, address: &str) -> &str {
        self.by_address.get(address).map(String::as_str).unwrap_or_default()
    }

    /// How many files there are.
    pub(super) fn len(&self) -> usize {
        self.by_address.len()
    }

    /// The address of one file as another writes it; `None` where it has no place.
    pub(super) fn between(&self, from: &str, to: &str) -> Option<String> {
        let target = self.by_address.get(to)?;
        Some(uri::relative(&encoded(self.of(from)), &encoded(target)))
    }
}

/// A place as it stands in an address.
fn encoded(place: &str) -> String {
    uri::encode(place, |c| !matches!(c, '%' | ' ' | '#' | '?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_inside_and_differ() {
        let mut places = Places::new("/a/b/s.rng", "s.rnc", Syntax::Compact);
        for (number, (from, href, place)) in [
            ("/a/b/s.rng", "p/q.rng", "p/q.rnc"),
            ("0", "r.rng", "p/r.rnc"),
            ("0", "../r.rng", "r.rnc"),
            ("0", "../../../r.rng", "r-2.rnc"),
            ("/a/b/s.rng", "S.rng", "S-2.rnc"),
            ("/a/b/s.rng", "plain", "plain.rnc"),
            ("/a/b/s.rng", "other.xml", "other.xml.rnc"),
            ("/a/b/s.rng", r"..\..\C:x%2e.rng", "C_x..rnc"),
            ("/a/b/s.rng", "%2e%2e/%2e%2e/a%20b.rnc", "a b.rnc"),
            ("/a/b/s.rng", "%2fetc%2fx.rng", "etc/x.rnc"),
        ]
        .into_iter()
        .enumerate()
        {
            let address = number.to_string();
            assert!(places.add(from, href, &address) && !places.add(from, href, &address));
            assert_eq!(places.of(&address), place, "{href}");
        }
        for (from, to, href) in
            [("/a/b/s.rng", "0", "p/q.rnc"), ("0", "1", "r.rnc"), ("0", "2", "../r.rnc"), ("0", "8", "../a%20b.rnc")]
        {
            assert_eq!(places.between(from, to).as_deref(), Some(href));
        }
    }
}
