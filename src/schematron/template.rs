//! Messages: text with values of the document in it (`value-of`, `name`; 5.4.9 and 5.4.14). Takes parts; gives the message for a node,
//! white space as one blank.

use crate::diag::LONGEST_MESSAGE;
use crate::text::cut;
use crate::xpath::{Atom, Error, Evaluation, Expression, Item, Version};

/// A message.
#[derive(Debug, Default)]
pub(super) struct Template(pub(super) Vec<Part>);

/// A part of a message.
#[derive(Debug)]
pub(super) enum Part {
    /// Text.
    Text(String),
    /// What an expression gives, with blanks between; in XPath 1.0 the first item.
    Value(Expression),
    /// The name of the node.
    Name,
    /// Nothing can be said: why.
    NotRun(String),
}

impl Template {
    /// The message for a node.
    pub(super) fn fill<'d>(
        &self,
        evaluation: &mut Evaluation<'_, 'd>,
        item: &Item<'d>,
        failures: &mut Vec<Error>,
    ) -> String {
        let mut message = Message::default();
        for part in &self.0 {
            match part {
                Part::Text(text) => message.push(text),
                Part::NotRun(reason) => message.push(&unknown(reason)),
                Part::Name => {
                    if let Item::Node(node) = item {
                        let name = node.name().map(|name| Atom::QName(name.into()).string().into_owned());
                        message.push(&name.unwrap_or_default());
                    }
                }
                Part::Value(expression) => match value(evaluation, expression, item) {
                    Ok(text) => message.push(&text.0),
                    Err(error) => {
                        message.push(&unknown(&error.message));
                        failures.push(error);
                    }
                },
            }
        }
        let words: Vec<&str> = message.0.split(crate::xml::is_space).filter(|word| !word.is_empty()).collect();
        cut(&words.join(" "), LONGEST_MESSAGE).into_owned()
    }
}

/// A message that grows, but not without end: of what is long the beginning and the end are enough.
#[derive(Default)]
struct Message(String);

impl Message {
    fn push(&mut self, part: &str) {
        self.0.push_str(&cut(part, LONGEST));
        if self.0.len() > 2 * LONGEST {
            self.0 = cut(&self.0, LONGEST).into_owned();
        }
    }
}

/// Bytes of a message before its white space is made one blank each.
const LONGEST: usize = 4 * LONGEST_MESSAGE;

fn unknown(reason: &str) -> String {
    format!("[{reason}]")
}

fn value<'d>(evaluation: &mut Evaluation<'_, 'd>, expression: &Expression, item: &Item<'d>) -> Result<Message, Error> {
    let mut items = evaluation.items(expression, Some(item))?;
    if expression.version() == Version::One {
        items.truncate(1);
    }
    let mut value = Message::default();
    for (at, item) in items.iter().enumerate() {
        value.push(if at == 0 { "" } else { " " });
        value.push(&item.string());
    }
    Ok(value)
}
