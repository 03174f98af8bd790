//! The assertions of QT3. Takes what an expression gave and the element that says what it should give; says what became of the case.

use recto::internals::xml::document::{Kind, Node};
use recto::internals::xml::{Document, External};
use recto::internals::xpath::{Atom, Error, Item, NodeRef};

use super::catalog::{Element, attribute, local};
use super::environment::{Items, Surroundings};

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// A value that is not the one expected.
    WrongValue,
    /// A value, where an error is expected.
    NoError,
    /// An error, where a value is expected.
    Error,
    /// An error other than the one expected.
    WrongCode,
    /// Recto says that it does not have what is asked for.
    NotThere,
    Panicked,
}

impl Outcome {
    /// All that is not passed.
    pub const FAILED: [Self; 6] =
        [Self::WrongValue, Self::NoError, Self::Error, Self::WrongCode, Self::NotThere, Self::Panicked];

    /// As it is written in the results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::WrongValue => "wrong value",
            Self::NoError => "no error",
            Self::Error => "error",
            Self::WrongCode => "wrong code",
            Self::NotThere => "not there",
            Self::Panicked => "panicked",
        }
    }
}

/// What became of a case, and what was found.
pub fn judge(result: Element, found: &Result<Items, Error>, surroundings: &Surroundings) -> (Outcome, String) {
    let Some(assertion) = result.elements().next() else { return (Outcome::WrongValue, "no assertion".to_owned()) };
    let shown = match found {
        Ok(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Err(error) => format!("!{} {}", error.code, error.message),
    };
    let is_error_wanted = wants_error(assertion);
    let outcome = match found {
        _ if holds(assertion, found, surroundings) => Outcome::Passed,
        Err(error) if error.code == "RECTO001" || error.code == "XPST0017" => Outcome::NotThere,
        Err(_) if is_error_wanted => Outcome::WrongCode,
        Err(_) => Outcome::Error,
        Ok(_) if is_error_wanted => Outcome::NoError,
        Ok(_) => Outcome::WrongValue,
    };
    (outcome, shown)
}

fn shown(item: &Item<'_>) -> String {
    let shown = match item {
        Item::Node(node) => canonical(*node),
        other => other.string().into_owned(),
    };
    shown.chars().take(200).collect()
}

/// Whether nothing but errors passes.
fn wants_error(assertion: Element) -> bool {
    match local(assertion) {
        "error" => true,
        "any-of" | "all-of" => assertion.elements().all(wants_error),
        _ => false,
    }
}

fn holds(assertion: Element, found: &Result<Items, Error>, surroundings: &Surroundings) -> bool {
    let text = assertion.string_value();
    match (local(assertion), found) {
        ("any-of", _) => assertion.elements().any(|inner| holds(inner, found, surroundings)),
        ("all-of", _) => assertion.elements().all(|inner| holds(inner, found, surroundings)),
        ("not", _) => assertion.elements().all(|inner| !holds(inner, found, surroundings)),
        ("error", Err(error)) => {
            let code = attribute(assertion, "code").unwrap_or("*");
            let code = code.rsplit('}').next().unwrap_or_default();
            let raised = error.raised.as_ref().map_or(error.code, |name| &name.local);
            code == "*" || raised == code.rsplit(':').next().unwrap_or_default()
        }
        ("error", Ok(_)) | (_, Err(_)) => false,
        (kind, Ok(items)) => {
            let is_true = |test: &str| {
                matches!(
                    surroundings.evaluate(test, &[("result", items)]).as_deref(),
                    Ok([Item::Atom(Atom::Boolean(true))])
                )
            };
            match kind {
                "assert-true" => matches!(items.as_slice(), [Item::Atom(Atom::Boolean(true))]),
                "assert-false" => matches!(items.as_slice(), [Item::Atom(Atom::Boolean(false))]),
                "assert-empty" => items.is_empty(),
                "assert-count" => text.trim().parse() == Ok(items.len()),
                "assert" => is_true(&format!("boolean({text}\n)")),
                "assert-eq" => is_true(&format!("$result eq ({text}\n)")),
                "assert-deep-eq" => is_true(&format!("deep-equal($result, ({text}\n))")),
                "assert-type" => is_true(&format!("$result instance of {text}")),
                "assert-permutation" => {
                    surroundings.evaluate(text, &[]).is_ok_and(|wanted| permutes(items, &wanted, surroundings))
                }
                "assert-string-value" => {
                    let joined = items.iter().map(|item| item.string().into_owned()).collect::<Vec<_>>().join(" ");
                    match attribute(assertion, "normalize-space") {
                        Some("true" | "1") => words(&joined) == words(text),
                        _ => joined == text,
                    }
                }
                "assert-xml" => {
                    let wanted = match attribute(assertion, "file") {
                        Some(file) => std::fs::read_to_string(surroundings.beside(file)).unwrap_or_default(),
                        None => text.to_owned(),
                    };
                    as_xml(items) == parsed(&wanted)
                }
                "serialization-matches" => {
                    let serialized = surroundings.evaluate("serialize($result)", &[("result", items)]);
                    let Ok([serialized]) = serialized.as_deref() else { return false };
                    let pattern = vec![Atom::text(text.to_owned()).into()];
                    let flags = vec![Atom::text(attribute(assertion, "flags").unwrap_or_default()).into()];
                    let given = vec![serialized.clone()];
                    let given = [("s", &given), ("p", &pattern), ("f", &flags)];
                    matches!(
                        surroundings.evaluate("matches($s, $p, $f)", &given).as_deref(),
                        Ok([Item::Atom(Atom::Boolean(true))])
                    )
                }
                _ => false,
            }
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_ascii_whitespace().collect()
}

fn permutes(items: &Items, wanted: &Items, surroundings: &Surroundings) -> bool {
    let mut left = wanted.clone();
    items.len() == wanted.len()
        && items.iter().all(|item| {
            let is_same = |other: &Item<'static>| {
                let given = [("a", &vec![item.clone()]), ("b", &vec![other.clone()])];
                let found = surroundings.evaluate("deep-equal($a, $b)", &given);
                matches!(found.as_deref(), Ok([Item::Atom(Atom::Boolean(true))]))
            };
            left.iter().position(is_same).map(|at| left.swap_remove(at)).is_some()
        })
}

/// Items as the text of nodes, as far as two texts of the same nodes are the same.
fn as_xml(items: &Items) -> String {
    let mut text = String::new();
    let mut was_atom = false;
    for item in items {
        match item {
            Item::Node(node) => text += &canonical(*node),
            other => {
                text += if was_atom { " " } else { "" };
                text += &other.string();
            }
        }
        was_atom = !matches!(item, Item::Node(_));
    }
    text
}

/// The nodes that a text says, the same way.
fn parsed(text: &str) -> String {
    // White space behind the last tag is none of the text that is asked for.
    let text = text.trim_start();
    let text = if text.trim_end().ends_with('>') { text.trim_end() } else { text };
    let text = match text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest,
        None => text,
    };
    let document = Document::parse(&format!("<x>{text}</x>"), External::Refused).0;
    let Some(root) = document.root() else { return String::new() };
    let mut written = String::new();
    root.children().for_each(|child| write(child, &mut written));
    written
}

/// A node with its attributes in order.
fn canonical(node: NodeRef<'_>) -> String {
    if let Some(attribute) = node.as_attribute() {
        return format!("{}=\"{}\"", attribute.name.local, attribute.value);
    }
    let mut text = String::new();
    write(node.node, &mut text);
    text
}

fn write(node: Node<'_>, text: &mut String) {
    match node.kind() {
        Kind::Document => node.children().for_each(|child| write(child, text)),
        Kind::Text => *text += node.string_value(),
        Kind::Comment => *text += &format!("<!--{}-->", node.string_value()),
        Kind::Instruction => *text += &format!("<?{} {}?>", node.target().unwrap_or_default(), node.string_value()),
        Kind::Element => {
            let name = node.name().unwrap();
            let mut attributes: Vec<String> = node
                .attributes()
                .map(|attribute| {
                    format!(" {{{}}}{}={:?}", attribute.name.namespace, attribute.name.local, attribute.value)
                })
                .collect();
            attributes.sort();
            *text += &format!("<{{{}}}{}{}>", name.namespace, name.local, attributes.concat());
            node.children().for_each(|child| write(child, text));
            *text += &format!("</{}>", name.local);
        }
    }
}
