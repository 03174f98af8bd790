//! Which elements the XML syntax has, where, with which attributes and what inside (section 3). Data; takes a name and the place
//! it stands in, gives the row for it.

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Element,
    Attribute,
    Group,
    Interleave,
    Choice,
    Optional,
    ZeroOrMore,
    OneOrMore,
    List,
    Mixed,
    Ref,
    ParentRef,
    Empty,
    NotAllowed,
    Text,
    Value,
    Data,
    External,
    Grammar,
    Param,
    Except,
    Start,
    Define,
    Div,
    Include,
    Name,
    AnyName,
    NsName,
    NameChoice,
    NameExcept,
}

/// Where an element may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Pattern,
    NameClass,
    /// In a grammar.
    Component,
    /// In an inclusion.
    Override,
    /// In `data`.
    DataPart,
    /// In `anyName` and `nsName`.
    NamePart,
    /// Nothing more may stand here.
    Nothing,
}

/// What stands in an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    /// Characters only.
    Text,
    /// One pattern or more.
    Patterns,
    /// One pattern.
    OnePattern,
    /// A name class unless there is an attribute `name`, then one pattern or more.
    NameAndPatterns,
    /// A name class unless there is an attribute `name`, then at most one pattern.
    NameAndPattern,
    /// One name class or more.
    NameClasses,
    /// Any number of these, which need not be there.
    Any(Slot),
}

/// An attribute beside `ns` and `datatypeLibrary`, which every element may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Has {
    No,
    /// It may have this one.
    May(&'static str),
    /// It must have this one.
    Must(&'static str),
    /// It must have the first and may have the second.
    MustAndMay(&'static str, &'static str),
}

/// One element of the syntax.
#[derive(Debug)]
pub(super) struct Row {
    slot: Slot,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) has: Has,
    pub(super) inside: Inside,
}

const fn row(slot: Slot, name: &'static str, kind: Kind, has: Has, inside: Inside) -> Row {
    Row { slot, name, kind, has, inside }
}

/// The element of this name at this place.
pub(super) fn find(slot: Slot, name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name && row.slot == slot)
}

/// Whether any element has this name.
pub(super) fn is_known(name: &str) -> bool {
    ROWS.iter().any(|row| row.name == name)
}

/// The names of the elements of a place.
pub(super) fn names(slot: Slot) -> impl Iterator<Item = &'static str> {
    ROWS.iter().filter(move |row| row.slot == slot).map(|row| row.name)
}

/// The elements, those most used first.
static ROWS: &[Row] = &[
    row(Slot::Pattern, "ref", Kind::Ref, Has::Must("name"), Inside::Nothing),
    row(Slot::Pattern, "value", Kind::Value, Has::May("type"), Inside::Text),
    row(Slot::Pattern, "element", Kind::Element, Has::May("name"), Inside::NameAndPatterns),
    row(Slot::Pattern, "attribute", Kind::Attribute, Has::May("name"), Inside::NameAndPattern),
    row(Slot::Pattern, "data", Kind::Data, Has::Must("type"), Inside::Any(Slot::DataPart)),
    row(Slot::Pattern, "group", Kind::Group, Has::No, Inside::Patterns),
    row(Slot::Pattern, "choice", Kind::Choice, Has::No, Inside::Patterns),
    row(Slot::Pattern, "optional", Kind::Optional, Has::No, Inside::Patterns),
    row(Slot::Pattern, "zeroOrMore", Kind::ZeroOrMore, Has::No, Inside::Patterns),
    row(Slot::Pattern, "oneOrMore", Kind::OneOrMore, Has::No, Inside::Patterns),
    row(Slot::Pattern, "text", Kind::Text, Has::No, Inside::Nothing),
    row(Slot::Pattern, "empty", Kind::Empty, Has::No, Inside::Nothing),
    row(Slot::Pattern, "list", Kind::List, Has::No, Inside::Patterns),
    row(Slot::Pattern, "interleave", Kind::Interleave, Has::No, Inside::Patterns),
    row(Slot::Pattern, "mixed", Kind::Mixed, Has::No, Inside::Patterns),
    row(Slot::Pattern, "notAllowed", Kind::NotAllowed, Has::No, Inside::Nothing),
    row(Slot::Pattern, "parentRef", Kind::ParentRef, Has::Must("name"), Inside::Nothing),
    row(Slot::Pattern, "externalRef", Kind::External, Has::Must("href"), Inside::Nothing),
    row(Slot::Pattern, "grammar", Kind::Grammar, Has::No, Inside::Any(Slot::Component)),
    row(Slot::Component, "define", Kind::Define, Has::MustAndMay("name", "combine"), Inside::Patterns),
    row(Slot::Component, "start", Kind::Start, Has::May("combine"), Inside::OnePattern),
    row(Slot::Component, "div", Kind::Div, Has::No, Inside::Any(Slot::Component)),
    row(Slot::Component, "include", Kind::Include, Has::Must("href"), Inside::Any(Slot::Override)),
    row(Slot::Override, "define", Kind::Define, Has::MustAndMay("name", "combine"), Inside::Patterns),
    row(Slot::Override, "start", Kind::Start, Has::May("combine"), Inside::OnePattern),
    row(Slot::Override, "div", Kind::Div, Has::No, Inside::Any(Slot::Override)),
    row(Slot::DataPart, "param", Kind::Param, Has::Must("name"), Inside::Text),
    row(Slot::DataPart, "except", Kind::Except, Has::No, Inside::Patterns),
    row(Slot::NameClass, "name", Kind::Name, Has::No, Inside::Text),
    row(Slot::NameClass, "anyName", Kind::AnyName, Has::No, Inside::Any(Slot::NamePart)),
    row(Slot::NameClass, "nsName", Kind::NsName, Has::No, Inside::Any(Slot::NamePart)),
    row(Slot::NameClass, "choice", Kind::NameChoice, Has::No, Inside::NameClasses),
    row(Slot::NamePart, "except", Kind::NameExcept, Has::No, Inside::NameClasses),
];
