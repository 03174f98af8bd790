//! Lists of Word (ECMA-376-1, 17.9). Takes `numbering.xml`; gives for a list and a depth what label stands before the next item.

use std::collections::BTreeMap;

use super::super::label::{Counter, NumberFormat};
use super::super::markup;
use crate::text::Span;
use crate::xml::{Sink, Start};

/// Levels that Word has.
const LEVELS: usize = 9;

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    format: NumberFormat,
    /// The label with `%1` for the number of the first level.
    text: String,
    start: usize,
}

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: BTreeMap<String, BTreeMap<usize, Level>>,
    lists: BTreeMap<String, String>,
    /// The abstract list or the list that is being read, and its level.
    open_abstract: Option<String>,
    open_list: Option<String>,
    level: usize,
}

/// How far the lists have been counted.
#[derive(Debug, Default)]
pub(super) struct Counters(BTreeMap<String, Counter>);

/// What stands before an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// The sign of the house.
    Bullet,
    /// This.
    Number(String),
}

impl Numbering {
    /// The label of the next item; `None` where the list has none, and its paragraphs are no items.
    pub(super) fn label(&self, list: &str, level: usize, counters: &mut Counters) -> Option<Label> {
        let levels = self.abstracts.get(self.lists.get(list)?)?;
        let level = level.min(LEVELS - 1);
        let own = levels.get(&level)?;
        let start = |level: usize| levels.get(&level).map_or(1, |level| level.start);
        let counter = counters.0.entry(list.to_owned()).or_default();
        counter.next(level, start);
        match own.format {
            NumberFormat::Nothing => None,
            NumberFormat::Bullet => Some(Label::Bullet),
            _ => {
                let mut label = own.text.clone();
                for at in 0..=level {
                    let format = levels.get(&at).map_or(NumberFormat::Decimal, |level| level.format);
                    label = label.replace(&format!("%{}", at + 1), &format.write(counter.number(at, start)));
                }
                (!label.trim().is_empty()).then_some(Label::Number(label))
            }
        }
    }
}

impl Sink for Numbering {
    fn start(&mut self, start: &Start<'_>) {
        let value = |name: &str| markup::attribute(start, name).map(str::to_owned);
        let number = |name: &str| markup::attribute(start, name).and_then(|value| value.parse().ok());
        let name = markup::local(start);
        match name {
            "abstractNum" => self.open_abstract = value("abstractNumId"),
            "num" => {
                self.open_abstract = None;
                self.open_list = value("numId");
            }
            "abstractNumId" => self.lists.extend(self.open_list.clone().zip(value("val"))),
            "lvl" => self.level = number("ilvl").unwrap_or_default(),
            "start" | "numFmt" | "lvlText" => {
                let Some(open) = &self.open_abstract else { return };
                let level = self.abstracts.entry(open.clone()).or_default().entry(self.level).or_default();
                match name {
                    "start" => level.start = number("val").unwrap_or(1),
                    "numFmt" => level.format = format(&value("val").unwrap_or_default()),
                    _ => level.text = value("val").unwrap_or_default(),
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, _: Span) {}
}

/// Formats of numbers (17.18.59); one that is not known here counts in figures.
fn format(name: &str) -> NumberFormat {
    match name {
        "none" => NumberFormat::Nothing,
        "bullet" => NumberFormat::Bullet,
        "lowerLetter" => NumberFormat::Lower,
        "upperLetter" => NumberFormat::Upper,
        "lowerRoman" => NumberFormat::LowerRoman,
        "upperRoman" => NumberFormat::UpperRoman,
        _ => NumberFormat::Decimal,
    }
}
