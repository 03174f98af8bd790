//! Which word of a list is wrong. Takes what the value of an attribute or the text of an element is compared with, and the string; gives
//! the word and what could stand in its place. `None` where the string is better looked at as a whole.

use std::ops::Range;

use super::compiled::Compiled;
use super::derivative::{after_word, words};
use super::expected;
use super::pattern::{Id, Pattern, Store};
use crate::datatype::Context;
use crate::xml::is_space;

/// What is wrong with a list.
#[derive(Debug)]
pub struct WordFault {
    /// The word; empty, at the end of the string, where one is missing.
    pub range: Range<usize>,
    /// The types and values that could stand there; none where the list is full.
    pub possible: Vec<Pattern>,
    /// How many words before it fit.
    fitting: usize,
}

/// What is wrong with a string that fits none of these patterns.
pub fn word_fault(
    store: &mut Store,
    schema: &Compiled,
    patterns: &[Id],
    text: &str,
    context: &dyn Context,
) -> Option<WordFault> {
    let lists: Vec<Id> = patterns.iter().flat_map(|&pattern| expected::lists(store, pattern)).collect();
    let plain: Vec<Pattern> = patterns.iter().flat_map(|&pattern| expected::plain_leaves(store, pattern)).collect();
    if let ([], [Pattern::Data(row)]) = (&*lists, &*plain) {
        let range = schema.data(*row).datatype.bad_item(text, context)?;
        return Some(WordFault { range, possible: plain, fitting: 0 });
    }
    let mut furthest: Option<WordFault> = None;
    for list in lists {
        let fault = fault_of(store, schema, list, text, context);
        if furthest.as_ref().is_none_or(|known| fault.fitting > known.fitting) {
            furthest = Some(fault);
        }
    }
    furthest.filter(|fault| plain.is_empty() || fault.fitting > 0)
}

fn fault_of(store: &mut Store, schema: &Compiled, list: Id, text: &str, context: &dyn Context) -> WordFault {
    let mut rest = list;
    let mut fitting = 0;
    for (start, word) in words(text) {
        let next = after_word(store, schema, rest, word, context);
        if next == Id::NOT_ALLOWED {
            let possible = expected::next_leaves(store, rest);
            return WordFault { range: start..start + word.len(), possible, fitting };
        }
        (rest, fitting) = (next, fitting + 1);
    }
    let end = text.trim_end_matches(is_space).len();
    WordFault { range: end..end, possible: expected::next_leaves(store, rest), fitting }
}
