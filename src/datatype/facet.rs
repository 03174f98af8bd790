//! Facets: what the parameters of a type ask for beyond it (XML Schema part 2, 4.3). Takes parameters; gives [`Facets`] that check
//! what was read.
//!
//! `pattern` may be said more than once, and then all must match; no other may (Guidelines for using W3C XML Schema datatypes with
//! RELAX NG, section 2). `enumeration` and `whiteSpace` are refused: RELAX NG has its own ways for both.

use std::cmp::Ordering;
use std::fmt::Write as _;

use super::atom::{Atom, Primitive};
use super::context::Nowhere;
use super::decimal::Decimal;
use super::library::BuiltIn;
use super::limit::{Edge, Limit, Unit};
use super::pattern::Pattern;
use super::reason::Reason;
use crate::text::chars::is_space;
use crate::text::nearest;

/// A parameter of a type, such as `pattern`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its value as written.
    pub value: String,
}

/// Why a type cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No library has this name.
    Library,
    /// The library has no type of this name; the likely one, if there is one.
    Type(Option<&'static str>),
    /// A parameter cannot be used: its index, and what is wrong with it as a phrase.
    Param(usize, String),
}

/// What a facet is about.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Bound(Edge),
    Length(Limit),
    TotalDigits,
    FractionDigits,
    Pattern,
}

/// The facets by their names.
const FACETS: [(&str, Kind); 10] = [
    ("length", Kind::Length(Limit::Exactly)),
    ("minLength", Kind::Length(Limit::AtLeast)),
    ("maxLength", Kind::Length(Limit::AtMost)),
    ("pattern", Kind::Pattern),
    ("minInclusive", Kind::Bound(Edge::AtLeast)),
    ("minExclusive", Kind::Bound(Edge::Above)),
    ("maxInclusive", Kind::Bound(Edge::AtMost)),
    ("maxExclusive", Kind::Bound(Edge::Below)),
    ("totalDigits", Kind::TotalDigits),
    ("fractionDigits", Kind::FractionDigits),
];

/// A bound.
#[derive(Clone, Debug)]
struct Bound {
    edge: Edge,
    value: Atom<'static>,
    /// As written.
    text: Box<str>,
}

/// All facets of a type.
#[derive(Clone, Debug, Default)]
pub(super) struct Facets {
    bounds: Vec<Bound>,
    lengths: Vec<(Limit, usize)>,
    total_digits: Option<usize>,
    fraction_digits: Option<usize>,
    patterns: Vec<Pattern>,
    weight: u64,
}

/// What the expressions of one type may weigh together.
const HEAVIEST: u64 = 1 << 20;

impl Facets {
    /// Reads the parameters of a type; the bounds that it has by itself come first.
    pub(super) fn read(row: &'static BuiltIn, params: &[Param]) -> Result<Self, Fault> {
        let mut facets = Self::default();
        for (edge, limit) in [(Edge::AtLeast, row.least), (Edge::AtMost, row.most)] {
            facets.bounds.extend(limit.and_then(|limit| bound(row.primitive, edge, &limit.to_string())));
        }
        for (index, param) in params.iter().enumerate() {
            let is_repeated = params.iter().take(index).any(|earlier| earlier.name == param.name);
            let done = match kind(&param.name) {
                Ok(kind) if is_repeated && !matches!(kind, Kind::Pattern) => {
                    Err(format!("`{}` can be said only once", param.name))
                }
                Ok(kind) => facets.add(row, kind, param),
                Err(phrase) => Err(phrase),
            };
            done.map_err(|phrase| Fault::Param(index, phrase))?;
            if facets.weight() > HEAVIEST {
                let phrase = "the expressions of the type are too large together".to_owned();
                return Err(Fault::Param(index, phrase));
            }
        }
        Ok(facets)
    }

    /// What its expressions take when they are used: about so many kilobytes.
    pub(super) fn weight(&self) -> u64 {
        self.weight
    }

    fn add(&mut self, row: &'static BuiltIn, kind: Kind, param: &Param) -> Result<(), String> {
        let name = &param.name;
        let inapplicable = || Err(format!("`{name}` means nothing for `{}`", row.name));
        let value = param.value.trim_matches(is_space);
        let number = || {
            let number = Decimal::read_integer(value).and_then(|number| number.count());
            number.ok_or_else(|| format!("the value of `{name}` must be a number from 0 on, not `{value}`"))
        };
        match kind {
            Kind::Pattern => {
                let pattern = Pattern::new(&param.value)?;
                self.weight = self.weight.saturating_add(pattern.weight());
                self.patterns.push(pattern);
            }
            Kind::Length(limit) if row.is_list || row.primitive.has_length() => self.lengths.push((limit, number()?)),
            Kind::Bound(edge) if row.primitive.is_ordered() => match bound(row.primitive, edge, value) {
                Some(bound) => self.bounds.push(bound),
                None => return Err(format!("the value of `{name}` must be a `{}`, which `{value}` is not", row.name)),
            },
            Kind::TotalDigits if row.primitive.is_decimal() => match number()? {
                0 => return Err("the value of `totalDigits` must be greater than 0".to_owned()),
                digits => self.total_digits = Some(digits),
            },
            Kind::FractionDigits if row.primitive.is_decimal() => self.fraction_digits = Some(number()?),
            Kind::Length(_) | Kind::Bound(_) | Kind::TotalDigits | Kind::FractionDigits => return inapplicable(),
        }
        Ok(())
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.bounds.is_empty()
            && self.lengths.is_empty()
            && self.patterns.is_empty()
            && self.total_digits.is_none()
            && self.fraction_digits.is_none()
    }

    /// Checks one value, and the string it was read from.
    pub(super) fn check<'v>(&'v self, text: &'v str, atom: &Atom<'_>) -> Result<(), Reason<'v>> {
        for bound in &self.bounds {
            let ordering = atom.compare(&bound.value);
            let is_inside = match bound.edge {
                Edge::AtLeast => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
                Edge::Above => ordering == Some(Ordering::Greater),
                Edge::AtMost => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
                Edge::Below => ordering == Some(Ordering::Less),
            };
            if !is_inside {
                return Err(Reason::Bound(text, bound.edge, &bound.text, ordering));
            }
        }
        if let Atom::Decimal(number) = atom {
            match (self.total_digits, self.fraction_digits) {
                (Some(limit), _) if number.digits() > limit => return Err(Reason::Digits(number.digits(), limit)),
                (_, Some(limit)) if number.fraction_digits() > limit => {
                    return Err(Reason::Fraction(number.fraction_digits(), limit));
                }
                _ => {}
            }
        }
        if !self.lengths.is_empty()
            && let Some((length, unit)) = atom.length()
        {
            self.check_length(length, unit)?;
        }
        self.check_patterns(text)
    }

    /// Checks the number of items of a list, and the string it was read from.
    pub(super) fn check_list<'v>(&'v self, text: &'v str, items: usize) -> Result<(), Reason<'v>> {
        self.check_length(items, Unit::Item)?;
        self.check_patterns(text)
    }

    fn check_length(&self, length: usize, unit: Unit) -> Result<(), Reason<'static>> {
        let is_right = |limit, number: usize| match limit {
            Limit::Exactly => length == number,
            Limit::AtLeast => length >= number,
            Limit::AtMost => length <= number,
        };
        match self.lengths.iter().find(|(limit, number)| !is_right(*limit, *number)) {
            Some(&(limit, number)) => Err(Reason::Length(length, unit, limit, number)),
            None => Ok(()),
        }
    }

    fn check_patterns(&self, text: &str) -> Result<(), Reason<'_>> {
        match self.patterns.iter().find(|pattern| !pattern.matches(text)) {
            Some(pattern) => Err(Reason::Pattern(pattern.text())),
            None => Ok(()),
        }
    }
}

/// The parameters for people, to follow the name of their type: ` from 1 to 4`.
pub(super) fn describe(params: &[Param]) -> String {
    let mut phrase = String::new();
    for param in params {
        let relation = match kind(&param.name) {
            Ok(Kind::Pattern) if phrase.contains(" matching ") => "and",
            Ok(Kind::Pattern) => "matching",
            Ok(Kind::Bound(Edge::AtLeast)) => "from",
            Ok(Kind::Bound(Edge::AtMost)) => "to",
            Ok(Kind::Bound(Edge::Above)) => "above",
            Ok(Kind::Bound(Edge::Below)) => "below",
            Ok(Kind::Length(Limit::Exactly)) => "of length",
            Ok(Kind::Length(Limit::AtLeast)) => "of length at least",
            Ok(Kind::Length(Limit::AtMost)) => "of length at most",
            Ok(Kind::TotalDigits) => "with digits at most",
            Ok(Kind::FractionDigits) => "with digits behind the point at most",
            Err(_) => continue,
        };
        // Writing to a string cannot fail.
        let _ = write!(phrase, " {relation} {}", param.value);
    }
    phrase
}

fn kind(name: &str) -> Result<Kind, String> {
    match name {
        "enumeration" => return Err("`enumeration` cannot be used in RELAX NG: write a choice of `value`s".to_owned()),
        "whiteSpace" => {
            return Err("`whiteSpace` cannot be used in RELAX NG: choose a type that treats it so".to_owned());
        }
        _ => {}
    }
    if let Some((_, kind)) = FACETS.iter().find(|(facet, _)| *facet == name) {
        return Ok(*kind);
    }
    let likely = nearest(name, &FACETS.map(|(facet, _)| facet)).map(|facet| format!("; did you mean `{facet}`?"));
    Err(format!("XML Schema has no facet `{name}`{}", likely.unwrap_or_default()))
}

fn bound(primitive: Primitive, edge: Edge, text: &str) -> Option<Bound> {
    let value = primitive.read(text, &Nowhere).ok()?.into_owned();
    Some(Bound { edge, value, text: text.into() })
}
