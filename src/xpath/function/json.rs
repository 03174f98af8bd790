//! Functions of JSON (Functions and Operators 3.1, section 17.5).

use std::rc::Rc;

use super::call::{Call, Single, given, text};
use super::nodes::unparsed;
use crate::datatype::{Edition, read_double};
use crate::text::escape::{IN_TEXT, IN_VALUE, escape};
use crate::xml::document::Kind;
use crate::xml::is_space;
use crate::xpath::dynamic_call::atoms;
use crate::xpath::error::{self, Error};
use crate::xpath::evaluate::{LONGEST_TEXT, too_long};
use crate::xpath::function_item::{Array, FunctionItem, Map};
use crate::xpath::item::{Atom, Item, NodeRef};
use crate::xpath::json::{DEEPEST, Escapes, Value, quoted, quoted_escaped, read};
use crate::xpath::namespace::FN;
use crate::xpath::number::double_string;

/// What the options of a function say.
struct Options<'d> {
    duplicates: Duplicates,
    is_escaped: bool,
    fallback: Option<FunctionItem<'d>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Duplicates {
    First,
    Last,
    Refused,
    Kept,
}

fn wrong(message: &str) -> Error {
    Error::new("FOJS0005", message)
}

/// A truth value of options.
fn truth(options: &Map<'_>, name: &'static str) -> Result<Option<bool>, Error> {
    let Some(value) = options.get(&Atom::text(name)) else { return Ok(None) };
    match atoms(value.iter().cloned())?.as_slice() {
        [Atom::Boolean(truth)] => Ok(Some(*truth)),
        _ => Err(Error::new(error::TYPE, format!("`{name}` is a truth value"))),
    }
}

impl<'d> Options<'d> {
    /// The options of an argument; by default duplicates are treated so, and these words may say otherwise.
    fn of(
        call: &mut Call<'_, '_, 'd>,
        at: usize,
        duplicates: Duplicates,
        words: &[(&str, Duplicates)],
    ) -> Result<Self, Error> {
        let mut found = Self { duplicates, is_escaped: false, fallback: None };
        if call.len() <= at {
            return Ok(found);
        }
        let options = call.map(at)?;
        truth(&options, "liberal")?;
        if words.iter().any(|(word, _)| *word == "retain") && truth(&options, "validate")? == Some(true) {
            return Err(Error::new("FOJS0004", "nothing can be validated without a schema"));
        }
        found.is_escaped = truth(&options, "escape")?.unwrap_or(false);
        if let Some(value) = options.get(&Atom::text("duplicates")) {
            let values = atoms(value.iter().cloned())?;
            let [value] = values.as_slice() else { return Err(Error::new(error::TYPE, "`duplicates` is a string")) };
            let word = value.as_text().ok_or_else(|| Error::new(error::TYPE, "`duplicates` is a string"))?;
            let known = words.iter().find(|(known, _)| *known == word);
            found.duplicates = known.ok_or_else(|| wrong(&format!("`{word}` says nothing of duplicates")))?.1;
        }
        if let Some(value) = options.get(&Atom::text("fallback")) {
            let function = match &**value {
                [Item::Function(function)] if function.arity() == 1 => function.clone(),
                _ => return Err(Error::new(error::TYPE, "`fallback` is a function with one parameter")),
            };
            if found.is_escaped {
                return Err(wrong("escapes are kept: nothing falls back"));
            }
            found.fallback = Some(function);
        }
        Ok(found)
    }

    fn read(&self, call: &mut Call<'_, '_, 'd>, source: &str) -> Result<Value, Error> {
        call.evaluation.spend(source.len() as u64)?;
        call.evaluation.hold(8 * source.len() as u64)?;
        if self.is_escaped {
            return read(source, Escapes::Kept);
        }
        let mut replace = |escape: String| match &self.fallback {
            None => Ok("\u{fffd}".to_owned()),
            Some(function) => {
                let found = call.evaluation.apply(function, vec![vec![Atom::text(escape).into()]])?;
                Ok(atoms(found)?.iter().map(Atom::string).collect())
            }
        };
        read(source, Escapes::Replaced(&mut replace))
    }

    /// What becomes of the members of an object.
    fn members(&self, members: Vec<(String, Value)>) -> Result<Vec<(String, Value)>, Error> {
        let mut places = rustc_hash::FxHashMap::default();
        let mut kept: Vec<(String, Value)> = Vec::new();
        for (key, value) in members {
            let before = places.get(&key).copied();
            match (before, self.duplicates) {
                (None, _) | (_, Duplicates::Kept) => {
                    places.insert(key.clone(), kept.len());
                    kept.push((key, value));
                }
                (_, Duplicates::First) => {}
                (Some(place), Duplicates::Last) => {
                    if let Some(entry) = kept.get_mut(place) {
                        entry.1 = value;
                    }
                }
                (_, Duplicates::Refused) => {
                    return Err(Error::new("FOJS0003", format!("the key `{key}` stands twice")));
                }
            }
        }
        Ok(kept)
    }

    /// A value as an item; `null` is none.
    fn item(&self, value: Value) -> Result<Option<Item<'d>>, Error> {
        Ok(Some(match value {
            Value::Null => return Ok(None),
            Value::Boolean(truth) => truth.into(),
            Value::Number(number) => Atom::Double(read_double(&number, Edition::V1_1).unwrap_or(f64::NAN)).into(),
            Value::Text(text) => Atom::text(text).into(),
            Value::Array(members) => {
                let member = |value| Ok::<_, Error>(Rc::from_iter(self.item(value)?));
                Array::of(members.into_iter().map(member).collect::<Result<_, Error>>()?)?.into()
            }
            Value::Object(members) => {
                let mut map = Map::default();
                for (key, value) in self.members(members)? {
                    map.put(Atom::text(key), Rc::from_iter(self.item(value)?))?;
                }
                map.into()
            }
        }))
    }

    /// A value as an element (17.5.3).
    fn element(&self, value: Value, key: &str, xml: &mut String) -> Result<(), Error> {
        let is_escaped = |text: &str| self.is_escaped && text.contains('\\');
        match value {
            Value::Null => *xml += &format!("<null{key}/>"),
            Value::Boolean(truth) => *xml += &format!("<boolean{key}>{truth}</boolean>"),
            Value::Number(number) => *xml += &format!("<number{key}>{number}</number>"),
            Value::Text(text) => {
                let escaped = if is_escaped(&text) { " escaped='true'" } else { "" };
                *xml += &format!("<string{key}{escaped}>{}</string>", escape(&text, IN_TEXT));
            }
            Value::Array(members) => {
                *xml += &format!("<array{key}>");
                for member in members {
                    self.element(member, "", xml)?;
                }
                *xml += "</array>";
            }
            Value::Object(members) => {
                *xml += &format!("<map{key}>");
                for (key, value) in self.members(members)? {
                    let escaped = if is_escaped(&key) { " escaped-key='true'" } else { "" };
                    self.element(value, &format!(" key=\"{}\"{escaped}", escape(&key, IN_VALUE)), xml)?;
                }
                *xml += "</map>";
            }
        }
        Ok(())
    }
}

const OF_PARSE: [(&str, Duplicates); 3] =
    [("reject", Duplicates::Refused), ("use-first", Duplicates::First), ("use-last", Duplicates::Last)];

fn parsed<'d>(call: &mut Call<'_, '_, 'd>, source: &str) -> Single<'d> {
    let options = Options::of(call, 1, Duplicates::First, &OF_PARSE)?;
    let value = options.read(call, source)?;
    let item = options.item(value)?;
    call.evaluation.hold(item.as_ref().map_or(0, Item::weight))?;
    Ok(item)
}

pub(super) fn parse_json<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(source) = call.string(0)? else { return Ok(None) };
    parsed(call, &source)
}

pub(super) fn json_doc<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(href) = call.string(0)? else { return Ok(None) };
    let source = unparsed(call, &href)?;
    parsed(call, &source)
}

pub(super) fn json_to_xml<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    const WORDS: [(&str, Duplicates); 3] =
        [("reject", Duplicates::Refused), ("use-first", Duplicates::First), ("retain", Duplicates::Kept)];
    let Some(source) = call.string(0)? else { return Ok(None) };
    let options = Options::of(call, 1, Duplicates::First, &WORDS)?;
    let value = options.read(call, &source)?;
    let mut xml = String::new();
    options.element(value, &format!(" xmlns='{FN}'"), &mut xml)?;
    given(call.evaluation.document(&xml)?)
}

pub(super) fn xml_to_json<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let node = call.node(0)?;
    if call.len() > 1 {
        truth(&*call.map(1)?, "indent")?;
    }
    let Some(node) = node else { return Ok(None) };
    let element = match node.kind() {
        Some(Kind::Document) => {
            let mut elements = node.node.elements();
            elements.next().filter(|_| elements.next().is_none()).map(|element| node.with(element))
        }
        Some(Kind::Element) => Some(node),
        _ => None,
    };
    let element = element.ok_or_else(|| no_json("no element"))?;
    call.evaluation.spend(u64::from(element.node.after() - element.node.id()))?;
    let mut json = String::new();
    write(element, None, 0, &mut json)?;
    text(json)
}

fn no_json(what: &str) -> Error {
    Error::new("FOJS0006", format!("{what} is no JSON"))
}

/// An element of `json-to-xml` as JSON; `keys` are those of the map around it.
fn write(
    node: NodeRef<'_>,
    keys: Option<&mut rustc_hash::FxHashSet<String>>,
    depth: usize,
    json: &mut String,
) -> Result<(), Error> {
    if depth > DEEPEST || json.len() > LONGEST_TEXT {
        return Err(if depth > DEEPEST {
            Error::new(error::LIMIT, "elements stand too deep inside each other")
        } else {
            too_long()
        });
    }
    let Some(name) = node.node.name().filter(|name| *name.namespace == *FN) else { return Err(no_json("an element")) };
    let attribute = |name| node.node.attribute("", name).map(|attribute| attribute.value);
    let flag = |name| match attribute(name).map(|value| value.trim_matches(is_space)) {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(other) => Err(no_json(&format!("`{name}=\"{other}\"`"))),
    };
    for attribute in node.node.attributes().filter(|attribute| attribute.name.namespace.is_empty()) {
        let is_known = match &*attribute.name.local {
            "key" | "escaped-key" => true,
            "escaped" => *name.local == *"string",
            _ => false,
        };
        if !is_known {
            return Err(no_json(&format!("the attribute `{}`", attribute.name.local)));
        }
    }
    let written = |text: &str, is_escaped: bool| match is_escaped {
        true => quoted_escaped(text).ok_or_else(|| Error::new("FOJS0007", format!("`{text}` has a broken escape"))),
        false => Ok(quoted(text)),
    };
    let (is_escaped, is_key_escaped) = (flag("escaped")?, flag("escaped-key")?);
    if let Some(keys) = keys {
        let key = written(attribute("key").ok_or_else(|| no_json("an entry without key"))?, is_key_escaped)?;
        let plain = match read(&key, Escapes::Kept)? {
            Value::Text(text) => text,
            _ => String::new(),
        };
        if !keys.insert(plain) {
            return Err(no_json(&format!("a key that stands twice, {key},")));
        }
        *json += &key;
        json.push(':');
    }
    let content: Vec<_> =
        node.node.children().filter(|child| !matches!(child.kind(), Kind::Comment | Kind::Instruction)).collect();
    let is_plain = content.iter().all(|child| child.kind() == Kind::Text);
    let is_of_elements =
        content.iter().all(|child| child.kind() == Kind::Element || child.string_value().chars().all(is_space));
    let value: String =
        content.iter().filter(|child| child.kind() == Kind::Text).map(|child| child.string_value()).collect();
    let elements = content.iter().filter(|child| child.kind() == Kind::Element);
    match &*name.local {
        "map" | "array" if is_of_elements => {
            let is_map = *name.local == *"map";
            json.push(if is_map { '{' } else { '[' });
            let mut keys = rustc_hash::FxHashSet::default();
            for (at, element) in elements.enumerate() {
                *json += if at > 0 { "," } else { "" };
                write(node.with(*element), is_map.then_some(&mut keys), depth + 1, json)?;
            }
            json.push(if is_map { '}' } else { ']' });
        }
        "string" if is_plain => *json += &written(&value, is_escaped)?,
        "number" if is_plain => {
            let number = read_double(value.trim_matches(is_space), Edition::V1_1).filter(|number| number.is_finite());
            *json += &double_string(number.ok_or_else(|| no_json(&format!("the number `{value}`")))?);
        }
        "boolean" if is_plain => match value.trim_matches(is_space) {
            "true" | "1" => *json += "true",
            "false" | "0" => *json += "false",
            other => return Err(no_json(&format!("the truth value `{other}`"))),
        },
        "null" if content.is_empty() => *json += "null",
        other => return Err(no_json(&format!("this `{other}`"))),
    }
    Ok(())
}
