//! When the persons of a register lived. Takes a register; says of somebody, by a record of an authority file or by a name that one person alone has,
//! whether a letter of a day can be theirs. Nothing is guessed: who has no dates, or a name that several have, can have written any letter.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pointer, Record, Register};
use crate::model::{DateValue, NameKind};

/// When somebody lived, as far as the register says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// The earliest day of the birth.
    pub birth: Option<DateValue>,
    /// The latest day of the death.
    pub death: Option<DateValue>,
}

/// Why a letter cannot be somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Who was not born yet.
    Before(DateValue),
    /// Who was dead.
    After(DateValue),
}

impl Life {
    /// Whether a letter that was written between two days lies outside of the life. A day that is not known counts for any.
    #[must_use]
    pub fn outside(self, first: Option<DateValue>, last: Option<DateValue>) -> Option<Outside> {
        let after = self.death.filter(|death| first.is_some_and(|first| is_before(*death, first)));
        let before = self.birth.filter(|birth| last.is_some_and(|last| is_before(last, *birth)));
        after.map(Outside::After).or(before.map(Outside::Before))
    }

    fn is_known(self) -> bool {
        self.birth.or(self.death).is_some()
    }
}

/// Whether one lies before another for certain: a year is not before a day in it.
fn is_before(one: DateValue, other: DateValue) -> bool {
    let parts = |date: DateValue| [Some(date.year), date.month.map(u16::from), date.day.map(u16::from)];
    let pairs = parts(one).into_iter().zip(parts(other));
    let known = pairs.map_while(|(one, other)| one.zip(other));
    known.map(|(one, other)| one.cmp(&other)).find(|order| order.is_ne()).is_some_and(|order| order.is_lt())
}

/// The persons of a register whose dates are known.
#[derive(Debug, Default)]
pub struct Lives<'r> {
    by_address: BTreeMap<&'r str, &'r Record>,
    /// By the words of a name; nobody where several have it.
    by_name: BTreeMap<BTreeSet<String>, Option<&'r Record>>,
}

impl<'r> Lives<'r> {
    /// Those of a register.
    #[must_use]
    pub fn of(register: &'r Register) -> Self {
        let mut lives = Self::default();
        for record in register.0.iter().filter(|record| record.kind == NameKind::Person) {
            let own = match &record.pointer {
                Pointer::Uri(uri) | Pointer::Id(uri) => Some(uri),
                Pointer::None => None,
            };
            for address in own.into_iter().chain(&record.addresses) {
                lives.by_address.entry(bare(address)).or_insert(record);
            }
            let names: BTreeSet<BTreeSet<String>> = record.names.iter().map(|name| words(name)).collect();
            for name in names {
                lives.by_name.entry(name).and_modify(|other| *other = None).or_insert(Some(record));
            }
        }
        lives
    }

    /// The life of somebody with this record of an authority file, or id, and this name.
    #[must_use]
    pub fn find(&self, address: Option<&str>, name: &str) -> Option<Life> {
        let record = match address.and_then(|address| self.by_address.get(bare(address))) {
            Some(record) => record,
            None => self.by_name.get(&words(name)).copied().flatten()?,
        };
        Some(record.life).filter(|life| life.is_known())
    }
}

/// An address without what may differ: the scheme, a slash at its end, the mark of an id.
fn bare(address: &str) -> &str {
    let bare = address.trim().trim_end_matches('/').trim_start_matches('#');
    bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://")).unwrap_or(bare)
}

/// The words of a name in small letters, in whatever order they stand.
fn words(name: &str) -> BTreeSet<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_before_no_day_in_it() {
        let date = |text: &str| DateValue::parse(text);
        let life = Life { birth: date("1790-06"), death: date("1832") };
        for (first, last, outside) in [
            ("1832-12-31", "1832-12-31", None),
            ("1833-01-01", "1833-01-01", date("1832").map(Outside::After)),
            ("1790-06-01", "1790-06-01", None),
            ("1790", "1790", None),
            ("1788", "1790-05", date("1790-06").map(Outside::Before)),
            ("1831", "1840", None),
        ] {
            assert_eq!(life.outside(date(first), date(last)), outside, "{first} – {last}");
        }
        assert_eq!(life.outside(None, None), None);
    }
}
