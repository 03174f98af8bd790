//! `serialize` (Functions and Operators 3.1, 14.7.3).

use super::call::{Call, Single, text};
use crate::xml::document::Kind;
use crate::xpath::error::{self, Error};
use crate::xpath::function_item::FunctionItem;
use crate::xpath::item::{Atom, Item};
use crate::xpath::serialize::{Declaration, Duplicates, Method, Parameters, option, serialize as written};

const OUTPUT: &str = "http://www.w3.org/2010/xslt-xquery-serialization";

/// Parameters that change nothing here, or nothing that `serialize` gives.
const TAKEN: &[&str] = &[
    "byte-order-mark",
    "cdata-section-elements",
    "doctype-public",
    "doctype-system",
    "encoding",
    "escape-uri-attributes",
    "html-version",
    "include-content-type",
    "indent",
    "media-type",
    "normalization-form",
    "suppress-indentation",
    "undeclare-prefixes",
    "version",
];

fn method(name: &str) -> Result<Method, Error> {
    match name {
        "xml" => Ok(Method::Xml),
        "text" => Ok(Method::Text),
        "json" => Ok(Method::Json),
        "adaptive" => Ok(Method::Adaptive),
        "html" | "xhtml" => Err(Error::new(error::NOT_SUPPORTED, format!("the method `{name}` is not supported"))),
        other => Err(Error::new("SEPM0016", format!("there is no method `{other}`"))),
    }
}

impl Parameters {
    /// Takes a parameter as it is written.
    fn take(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let truth = || match value {
            "yes" | "true" | "1" => Ok(true),
            "no" | "false" | "0" => Ok(false),
            _ => Err(Error::new("SEPM0016", format!("`{name}` is a truth value, not `{value}`"))),
        };
        match name {
            "method" => self.method = method(value)?,
            "json-node-output-method" => self.of_nodes = method(value)?,
            "item-separator" => self.separator = Some(value.to_owned()),
            "omit-xml-declaration" => {
                self.declaration = if truth()? { Declaration::Omitted } else { Declaration::Written };
            }
            "standalone" => self.standalone = if value == "omit" { None } else { Some(truth()?) },
            "allow-duplicate-names" => {
                self.duplicates = if truth()? { Duplicates::Allowed } else { Duplicates::Refused };
            }
            "indent" | "byte-order-mark" | "undeclare-prefixes" | "escape-uri-attributes" | "include-content-type" => {
                truth()?;
            }
            name if TAKEN.contains(&name) => {}
            "use-character-maps" => {
                return Err(Error::new(error::NOT_SUPPORTED, "character maps are not supported"));
            }
            other => return Err(Error::new("SEPM0017", format!("there is no parameter `{other}`"))),
        }
        Ok(())
    }
}

fn parameters(call: &mut Call<'_, '_, '_>) -> Result<Parameters, Error> {
    let (duplicates, of_nodes) = (Duplicates::Refused, Method::Xml);
    let mut parameters = Parameters {
        method: Method::Xml,
        separator: None,
        declaration: Declaration::Omitted,
        standalone: None,
        duplicates,
        of_nodes,
    };
    match call.item(1)? {
        None => {}
        Some(Item::Function(FunctionItem::Map(map))) => {
            for (key, value) in map.entries() {
                let Some(name) = key.as_text() else { continue };
                let wrong = || Error::new(error::TYPE, format!("`{name}` has a value of another type"));
                if name == "use-character-maps" && value.is_empty() {
                    continue;
                }
                match option(name, value)? {
                    None => {}
                    Some(Atom::Boolean(truth)) if !matches!(name, "method" | "item-separator" | "encoding") => {
                        parameters.take(name, if truth { "yes" } else { "no" })?;
                    }
                    Some(Atom::String(text)) if !IS_TRUTH.contains(&name) => parameters.take(name, &text)?,
                    Some(Atom::Untyped(text)) => parameters.take(name, &text)?,
                    Some(Atom::Decimal(_) | Atom::Integer(_) | Atom::Double(_)) if name == "html-version" => {}
                    Some(Atom::QName(_)) if name.ends_with("elements") || name == "suppress-indentation" => {}
                    Some(_) => return Err(wrong()),
                }
            }
        }
        Some(Item::Node(node)) if node.kind() == Some(Kind::Element) => {
            let is_it = node.node.is(OUTPUT, "serialization-parameters");
            if !is_it {
                return Err(Error::new(error::TYPE, "`output:serialization-parameters` is asked for"));
            }
            let mut known = rustc_hash::FxHashSet::default();
            for child in node.node.elements() {
                let Some(name) = child.name() else { continue };
                if !known.insert((name.namespace.to_string(), name.local.to_string())) {
                    return Err(Error::new("SEPM0019", format!("the parameter `{}` stands twice", name.local)));
                }
                if *name.namespace != *OUTPUT {
                    if name.namespace.is_empty() {
                        return Err(Error::new("SEPM0017", format!("there is no parameter `{}`", name.local)));
                    }
                    continue;
                }
                let value = child.attribute("", "value").map(|attribute| attribute.value);
                match value {
                    Some(value) => parameters.take(&name.local, value)?,
                    None if *name.local == *"use-character-maps" => parameters.take(&name.local, "")?,
                    None => return Err(Error::new("SEPM0017", format!("`{}` has no value", name.local))),
                }
            }
        }
        Some(_) => return Err(Error::new(error::TYPE, "an element or a map is asked for")),
    }
    Ok(parameters)
}

/// Parameters of truth values.
const IS_TRUTH: &[&str] = &[
    "allow-duplicate-names",
    "byte-order-mark",
    "escape-uri-attributes",
    "include-content-type",
    "indent",
    "omit-xml-declaration",
    "undeclare-prefixes",
];

pub(super) fn serialize<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let items = call.items(0)?;
    let parameters = parameters(call)?;
    for item in &items {
        let bytes = item.node().map_or(0, |node| node.string().len());
        call.evaluation
            .spend(item.node().map_or(1, |node| u64::from(node.node.after().saturating_sub(node.node.id()))))?;
        call.evaluation.read(bytes)?;
        call.evaluation.hold(item.weight() + bytes as u64)?;
    }
    text(written(&items, &parameters)?)
}
