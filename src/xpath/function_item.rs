//! Functions as values (XQuery and XPath Data Model 3.1, 2.9): maps, arrays, and functions that are written or named in an expression. Takes
//! their parts; gives values that are shared, never changed: what changes one makes another.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::compare::IMPLICIT_ZONE;
use super::error::{self, Error};
use super::evaluate::Focus;
use super::expression::{Inline, Version};
use super::item::{Atom, ITEM, Item};
use super::namespace::Bindings;
use super::variable::Bound;
use crate::datatype::{Binary, Parts};

/// Maps, arrays and functions inside each other, at most: they are compared and dropped from inside out.
const DEEPEST: u32 = 200;

/// A sequence as a value of a map or a member of an array.
pub(super) type Member<'d> = Rc<[Item<'d>]>;

/// A function.
#[derive(Clone, Debug)]
pub enum FunctionItem<'d> {
    /// A map.
    Map(Rc<Map<'d>>),
    /// An array.
    Array(Rc<Array<'d>>),
    /// Any other function.
    Closure(Rc<Closure<'d>>),
}

/// Values by their keys, in the order in which they came.
#[derive(Debug, Default)]
pub struct Map<'d> {
    entries: Vec<(Atom<'d>, Member<'d>)>,
    places: FxHashMap<Key, usize>,
    weight: u64,
    depth: u32,
}

/// Sequences in order.
#[derive(Debug, Default)]
pub struct Array<'d> {
    pub(super) members: Vec<Member<'d>>,
    weight: u64,
    depth: u32,
}

/// A function with what surrounded it where it was made.
#[derive(Debug)]
pub struct Closure<'d> {
    pub(super) code: Arc<Inline>,
    pub(super) frame: Vec<Option<Rc<Bound<'d>>>>,
    pub(super) focus: Focus<'d>,
    pub(super) prefixes: Arc<Bindings>,
    pub(super) version: Version,
    depth: u32,
}

/// What is the same key (Functions and Operators 3.1, 17.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Text(String),
    /// A number, exactly.
    Number(String),
    Boolean(bool),
    /// With and without zone are two keys.
    Temporal(Parts, i128, bool),
    Duration(i128, i128),
    Binary(Binary),
    QName(Arc<str>, Arc<str>),
}

impl Key {
    pub(super) fn of(atom: &Atom<'_>) -> Self {
        match atom {
            Atom::Untyped(text) | Atom::String(text) | Atom::Uri(text) => Self::Text(text.clone().into_owned()),
            Atom::Boolean(truth) => Self::Boolean(*truth),
            Atom::Integer(_) | Atom::Decimal(_) => Self::Number(atom.string().into_owned()),
            Atom::Float(number) => Self::Number(exact(f64::from(*number))),
            Atom::Double(number) => Self::Number(exact(*number)),
            Atom::Temporal(moment) => {
                Self::Temporal(moment.parts, moment.instant(IMPLICIT_ZONE), moment.zone.is_some())
            }
            Atom::Duration(duration) => Self::Duration(duration.months, duration.picoseconds),
            Atom::Binary(binary) => Self::Binary(binary.clone()),
            Atom::QName(name) => Self::QName(Arc::clone(&name.namespace), Arc::clone(&name.local)),
            Atom::Derived(derived) => Self::of(&derived.atom),
        }
    }
}

/// The digits of a double, all of them.
fn exact(number: f64) -> String {
    const ALL_DIGITS: usize = 1074;
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.fract() == 0.0 || !number.is_finite() {
        return number.to_string();
    }
    format!("{number:.ALL_DIGITS$}").trim_end_matches('0').to_owned()
}

/// One level deeper than items.
fn around(items: &[Item<'_>]) -> Result<u32, Error> {
    deeper(items.iter().map(Item::depth).max().unwrap_or(0))
}

fn deeper(depth: u32) -> Result<u32, Error> {
    if depth < DEEPEST {
        return Ok(depth + 1);
    }
    Err(Error::new(error::LIMIT, "maps, arrays or functions stand too deep inside each other"))
}

fn weight_of(items: &[Item<'_>]) -> u64 {
    ITEM + items.iter().map(Item::weight).sum::<u64>()
}

impl<'d> Map<'d> {
    /// A map with one entry more; another one of the same key is replaced at its place.
    ///
    /// # Errors
    /// They stand too deep inside each other.
    pub(super) fn put(&mut self, key: Atom<'d>, value: Member<'d>) -> Result<(), Error> {
        self.depth = self.depth.max(around(&value)?);
        let weight = 2 * ITEM + weight_of(&value);
        match self.places.get(&Key::of(&key)).copied() {
            Some(place) => {
                if let Some(entry) = self.entries.get_mut(place) {
                    self.weight -= 2 * ITEM + weight_of(&entry.1);
                    *entry = (key, value);
                }
            }
            None => {
                self.places.insert(Key::of(&key), self.entries.len());
                self.entries.push((key, value));
            }
        }
        self.weight += weight;
        Ok(())
    }

    pub(super) fn get(&self, key: &Atom<'_>) -> Option<&Member<'d>> {
        self.places.get(&Key::of(key)).and_then(|place| self.entries.get(*place)).map(|(_, value)| value)
    }

    pub(super) fn entries(&self) -> &[(Atom<'d>, Member<'d>)] {
        &self.entries
    }

    /// A map of entries; of those with the same key the last.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub(super) fn of(entries: impl IntoIterator<Item = (Atom<'d>, Member<'d>)>) -> Result<Self, Error> {
        let mut map = Self::default();
        for (key, value) in entries {
            map.put(key, value)?;
        }
        Ok(map)
    }
}

impl<'d> Array<'d> {
    /// An array of members.
    ///
    /// # Errors
    /// They stand too deep inside each other.
    pub(super) fn of(members: Vec<Member<'d>>) -> Result<Self, Error> {
        let weight = members.iter().map(|member| weight_of(member)).sum();
        let depth = members.iter().try_fold(1, |depth, member| Ok::<_, Error>(around(member)?.max(depth)))?;
        Ok(Self { members, weight, depth })
    }

    /// The member at a place, from 1.
    pub(super) fn get(&self, place: i64) -> Result<&Member<'d>, Error> {
        let at = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
        at.and_then(|at| self.members.get(at)).ok_or_else(|| {
            Error::new(error::NO_MEMBER, format!("the array has {} members, none at {place}", self.members.len()))
        })
    }
}

impl<'d> Closure<'d> {
    /// A function with what surrounds it.
    ///
    /// # Errors
    /// Functions stand too deep inside each other.
    pub(super) fn new(
        code: Arc<Inline>,
        frame: Vec<Option<Rc<Bound<'d>>>>,
        focus: Focus<'d>,
        prefixes: Arc<Bindings>,
        version: Version,
    ) -> Result<Self, Error> {
        let mut depth = around(focus.item.as_slice())?;
        for value in frame.iter().flatten() {
            depth = depth.max(deeper(value.depth())?);
        }
        Ok(Self { code, frame, focus, prefixes, version, depth })
    }
}

impl<'d> FunctionItem<'d> {
    /// How many functions stand inside each other in it, itself with them.
    pub(super) fn depth(&self) -> u32 {
        match self {
            Self::Map(map) => map.depth,
            Self::Array(array) => array.depth,
            Self::Closure(closure) => closure.depth,
        }
    }

    /// Bytes that it takes.
    pub(super) fn weight(&self) -> u64 {
        match self {
            Self::Map(map) => map.weight,
            Self::Array(array) => array.weight,
            Self::Closure(closure) => ITEM * (1 + closure.frame.len() as u64),
        }
    }

    /// How many arguments it takes.
    pub(super) fn arity(&self) -> usize {
        match self {
            Self::Map(_) | Self::Array(_) => 1,
            Self::Closure(closure) => closure.code.parameters.len(),
        }
    }

    /// As it is called in messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Map(_) => "a map",
            Self::Array(_) => "an array",
            Self::Closure(_) => "a function",
        }
    }
}

impl<'d> From<Map<'d>> for Item<'d> {
    fn from(map: Map<'d>) -> Self {
        Self::Function(FunctionItem::Map(Rc::new(map)))
    }
}

impl<'d> From<Array<'d>> for Item<'d> {
    fn from(array: Array<'d>) -> Self {
        Self::Function(FunctionItem::Array(Rc::new(array)))
    }
}
