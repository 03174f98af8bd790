//! Messages: text with values of the document in it (`value-of`, `name`; 5.4.9 and 5.4.14). Takes parts; gives the message for a node,
//! white space as one blank.

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
    pub(super) fn fill<'d>(&self, evaluation: &mut Evaluation<'_, 'd>, item: &Item<'d>) -> String {
        let mut message = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => message.push_str(text),
                Part::NotRun(reason) => message.push_str(&unknown(reason)),
                Part::Name => {
                    if let Item::Node(node) = item {
                        let name = node.name().map(|name| Atom::QName(name.into()).string().into_owned());
                        message.push_str(&name.unwrap_or_default());
                    }
                }
                Part::Value(expression) => match value(evaluation, expression, item) {
                    Ok(text) => message.push_str(&text),
                    Err(error) => message.push_str(&unknown(&error.message)),
                },
            }
        }
        let words: Vec<&str> = message.split(crate::xml::is_space).filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }
}

fn unknown(reason: &str) -> String {
    format!("[{reason}]")
}

fn value<'d>(evaluation: &mut Evaluation<'_, 'd>, expression: &Expression, item: &Item<'d>) -> Result<String, Error> {
    let mut items = evaluation.items(expression, Some(item))?;
    if expression.version() == Version::One {
        items.truncate(1);
    }
    Ok(items.iter().map(Item::string).collect::<Vec<_>>().join(" "))
}
