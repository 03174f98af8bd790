//! Serialization (XSLT and XQuery Serialization 3.1) by the methods `xml`, `text`, `json` and `adaptive`. Takes items; gives a text. Leaves
//! out `html`, `xhtml`, character maps and indentation.

use std::collections::BTreeMap;

use super::dynamic_call::atoms;
use super::error::{self, Error};
use super::evaluate::{LONGEST_TEXT, too_long};
use super::function_item::FunctionItem;
use super::item::{Atom, Item, NodeRef};
use super::json::quoted;
use super::number::double_string;
use super::types::AtomicType;
use crate::text::escape::{IN_TEXT, IN_VALUE, escape, push_escaped};
use crate::xml::XML_NAMESPACE;
use crate::xml::document::{Kind, Node};

/// How items are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Xml,
    Text,
    Json,
    Adaptive,
}

/// What a serialization asks for.
#[derive(Clone, Debug)]
pub(super) struct Parameters {
    pub(super) method: Method,
    /// What stands between items; by default a space between values.
    pub(super) separator: Option<String>,
    /// Whether a declaration of XML stands first.
    pub(super) declaration: Declaration,
    /// What the declaration says of `standalone`.
    pub(super) standalone: Option<bool>,
    /// Whether an object of JSON may have a key twice.
    pub(super) duplicates: Duplicates,
    /// How nodes stand in JSON.
    pub(super) of_nodes: Method,
}

/// Whether XML is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declaration {
    Written,
    Omitted,
}

impl Parameters {
    fn declaration(&self) -> &'static str {
        match (self.method, self.declaration, self.standalone) {
            (Method::Xml, Declaration::Written, None) => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            (Method::Xml, Declaration::Written, Some(true)) => {
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
            }
            (Method::Xml, Declaration::Written, Some(false)) => {
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>"
            }
            _ => "",
        }
    }
}

/// Whether keys may stand twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duplicates {
    Allowed,
    Refused,
}

/// Items as a text.
pub(super) fn serialize(items: &[Item<'_>], parameters: &Parameters) -> Result<String, Error> {
    let mut text = String::new();
    match parameters.method {
        Method::Json => json(items, parameters, &mut text)?,
        Method::Adaptive => {
            let separator = parameters.separator.as_deref().unwrap_or("\n");
            for (at, item) in items.iter().enumerate() {
                text += if at > 0 { separator } else { "" };
                adaptive(item, &mut text)?;
            }
        }
        Method::Xml | Method::Text => {
            text += parameters.declaration();
            markup(items, parameters, &mut text)?;
        }
    }
    if text.len() > LONGEST_TEXT { Err(too_long()) } else { Ok(text) }
}

/// Nodes with their markup or without, values with spaces between them (Serialization, section 2).
fn markup(items: &[Item<'_>], parameters: &Parameters, text: &mut String) -> Result<(), Error> {
    let mut flat = Vec::new();
    let mut open: Vec<Item<'_>> = items.iter().rev().cloned().collect();
    while let Some(item) = open.pop() {
        match item {
            Item::Function(FunctionItem::Array(array)) => {
                open.extend(array.members.iter().rev().flat_map(|member| member.iter().rev().cloned()));
            }
            item => flat.push(item),
        }
    }
    let mut was_value = false;
    for (at, item) in flat.iter().enumerate() {
        match &parameters.separator {
            Some(separator) if at > 0 => *text += separator,
            None if was_value && matches!(item, Item::Atom(_)) => text.push(' '),
            _ => {}
        }
        was_value = matches!(item, Item::Atom(_));
        match item {
            Item::Function(function) => {
                return Err(Error::new("SENR0001", format!("{} cannot be written", function.kind())));
            }
            Item::Node(node) if node.as_attribute().is_some() => {
                return Err(Error::new("SENR0001", "an attribute cannot be written without its element"));
            }
            Item::Node(node) if parameters.method == Method::Text => *text += node.string(),
            Item::Node(node) => element(*node, text),
            Item::Atom(atom) if parameters.method == Method::Text => *text += &atom.string(),
            Item::Atom(atom) => push_escaped(text, &atom.string(), IN_TEXT),
        }
        if text.len() > LONGEST_TEXT {
            return Err(too_long());
        }
    }
    Ok(())
}

/// A node with all that is in it. Goes along the nodes, without recursion.
fn element(top: NodeRef<'_>, text: &mut String) {
    let mut open: Vec<Node<'_>> = Vec::new();
    let mut node = top.node;
    loop {
        let has_inside = match node.kind() {
            Kind::Document => node.children().next().is_some(),
            Kind::Element => {
                start(node, open.iter().rev().find(|around| around.is_element()).copied(), text);
                let has_inside = node.children().next().is_some();
                *text += if has_inside { ">" } else { "/>" };
                has_inside
            }
            Kind::Text => {
                push_escaped(text, node.string_value(), IN_TEXT);
                false
            }
            Kind::Comment => {
                *text += &format!("<!--{}-->", node.string_value());
                false
            }
            Kind::Instruction => {
                let (target, data) = (node.target().unwrap_or_default(), node.string_value());
                *text += &format!("<?{target}{}{data}?>", if data.is_empty() { "" } else { " " });
                false
            }
        };
        if has_inside && let Some(child) = node.children().next() {
            open.push(node);
            node = child;
            continue;
        }
        loop {
            if open.is_empty() {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(around) = open.pop() else { return };
            if let Some(name) = around.name() {
                *text += &format!("</{}>", written(&name.prefix, &name.local));
            }
            node = around;
        }
    }
}

fn written(prefix: &str, local: &str) -> String {
    if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
}

/// The start of a tag, with the namespaces that are not those of the element around it.
fn start(node: Node<'_>, around: Option<Node<'_>>, text: &mut String) {
    let Some(name) = node.name() else { return };
    *text += &format!("<{}", written(&name.prefix, &name.local));
    let mut declared: BTreeMap<String, String> = BTreeMap::new();
    let outer = around.map(Node::scope);
    let differs = |prefix: &str, namespace: &str| {
        outer.as_ref().map_or("", |outer| outer.namespace(prefix).unwrap_or_default()) != namespace
    };
    for (prefix, _) in node.scope().prefixes() {
        let namespace = node.scope().namespace(prefix).unwrap_or_default();
        if differs(prefix, namespace) && prefix != "xml" {
            declared.insert(prefix.to_owned(), namespace.to_owned());
        }
    }
    for (prefix, namespace) in declared {
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        *text += &format!(" {name}=\"{}\"", escape(&namespace, IN_VALUE));
    }
    for attribute in node.attributes() {
        let prefix = if *attribute.name.namespace == *XML_NAMESPACE { "xml" } else { &attribute.name.prefix };
        *text += &format!(" {}=\"{}\"", written(prefix, &attribute.name.local), escape(attribute.value, IN_VALUE));
    }
}

/// Items as JSON (Serialization, section 9).
fn json(items: &[Item<'_>], parameters: &Parameters, text: &mut String) -> Result<(), Error> {
    if text.len() > LONGEST_TEXT {
        return Err(too_long());
    }
    match items {
        [] => *text += "null",
        [Item::Function(FunctionItem::Array(array))] => {
            text.push('[');
            for (at, member) in array.members.iter().enumerate() {
                *text += if at > 0 { "," } else { "" };
                json(member, parameters, text)?;
            }
            text.push(']');
        }
        [Item::Function(FunctionItem::Map(map))] => {
            text.push('{');
            let mut known = rustc_hash::FxHashSet::default();
            for (at, (key, value)) in map.entries().iter().enumerate() {
                let key = key.string();
                if parameters.duplicates == Duplicates::Refused && !known.insert(key.clone()) {
                    return Err(Error::new("SERE0022", format!("the key `{key}` stands twice")));
                }
                *text += &format!("{}{}:", if at > 0 { "," } else { "" }, quoted(&key));
                json(value, parameters, text)?;
            }
            text.push('}');
        }
        [Item::Function(function)] => {
            return Err(Error::new("SERE0021", format!("{} cannot be written as JSON", function.kind())));
        }
        [Item::Node(node)] => {
            let inner = Parameters { method: parameters.of_nodes, separator: None, ..parameters.clone() };
            *text += &quoted(&serialize(&[Item::Node(*node)], &inner)?);
        }
        [Item::Atom(atom)] => match &atom.clone().plain() {
            Atom::Boolean(truth) => *text += if *truth { "true" } else { "false" },
            Atom::Double(number) if !number.is_finite() => return Err(no_number(*number)),
            Atom::Float(number) if !number.is_finite() => return Err(no_number(f64::from(*number))),
            number if number.is_number() => *text += &number.string(),
            other => *text += &quoted(&other.string()),
        },
        _ => return Err(Error::new("SERE0023", "several items cannot be one value of JSON")),
    }
    Ok(())
}

fn no_number(number: f64) -> Error {
    Error::new("SERE0020", format!("`{}` is no number of JSON", double_string(number)))
}

/// An item as people read it (Serialization, section 10).
fn adaptive(item: &Item<'_>, text: &mut String) -> Result<(), Error> {
    if text.len() > LONGEST_TEXT {
        return Err(too_long());
    }
    let members = |items: &[Item<'_>], text: &mut String| {
        if items.len() != 1 {
            text.push('(');
        }
        for (at, item) in items.iter().enumerate() {
            *text += if at > 0 { "," } else { "" };
            adaptive(item, text)?;
        }
        if items.len() != 1 {
            text.push(')');
        }
        Ok::<_, Error>(())
    };
    match item {
        Item::Node(node) => match node.as_attribute() {
            Some(attribute) => {
                let name = written(&attribute.name.prefix, &attribute.name.local);
                *text += &format!("{name}=\"{}\"", escape(attribute.value, IN_VALUE));
            }
            None => element(*node, text),
        },
        Item::Function(FunctionItem::Map(map)) => {
            *text += "map{";
            for (at, (key, value)) in map.entries().iter().enumerate() {
                *text += if at > 0 { "," } else { "" };
                adaptive(&key.clone().into(), text)?;
                text.push(':');
                members(value, text)?;
            }
            text.push('}');
        }
        Item::Function(FunctionItem::Array(array)) => {
            text.push('[');
            for (at, member) in array.members.iter().enumerate() {
                *text += if at > 0 { "," } else { "" };
                members(member, text)?;
            }
            text.push(']');
        }
        Item::Function(FunctionItem::Closure(closure)) => {
            let name =
                closure.code.name.clone().map(|name| Atom::QName(std::sync::Arc::new(name)).string().into_owned());
            *text +=
                &format!("{}#{}", name.as_deref().unwrap_or("(anonymous-function)"), closure.code.parameters.len());
        }
        Item::Atom(atom) => {
            let plain = atom.clone().plain();
            match &plain {
                Atom::String(string) | Atom::Untyped(string) | Atom::Uri(string) => {
                    *text += &format!("\"{}\"", escape(&string.replace('"', "\"\""), IN_TEXT));
                }
                Atom::Boolean(truth) => *text += if *truth { "true()" } else { "false()" },
                Atom::Integer(_) | Atom::Decimal(_) => *text += &plain.string(),
                Atom::Double(number) if number.is_finite() => *text += &format!("{number:e}"),
                Atom::Double(number) => *text += &double_string(*number),
                Atom::QName(name) => *text += &format!("Q{{{}}}{}", name.namespace, name.local),
                other => *text += &format!("{}(\"{}\")", AtomicType::of(other).name(), other.string()),
            }
        }
    }
    Ok(())
}

/// The only value of an option; `None` where it is empty.
pub(super) fn option<'d>(name: &str, items: &[Item<'d>]) -> Result<Option<Atom<'d>>, Error> {
    let mut values = atoms(items.iter().cloned())?;
    match (values.pop(), values.is_empty()) {
        (value, true) => Ok(value),
        _ => Err(Error::new(error::TYPE, format!("`{name}` has one value"))),
    }
}
