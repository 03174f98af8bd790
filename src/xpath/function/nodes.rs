//! Functions of nodes and documents (Functions and Operators 3.1, sections 2, 13.4 to 14.6; XSLT 3.0, 20).

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::call::{Call, Several, Single, given, text};
use crate::text::uri;
use crate::xml::document::{Kind, Node};
use crate::xml::{XML_NAMESPACE, is_char, is_ncname, is_space};
use crate::xpath::cast;
use crate::xpath::dynamic_call::atoms;
use crate::xpath::error::{self, Error};
use crate::xpath::item::{Atom, ITEM, Item, NodeRef, QName};
use crate::xpath::memory::KeyTable;
use crate::xpath::set_operators::in_order;

pub(super) fn string<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    match call.item(0)? {
        Some(Item::Function(function)) => Err(Error::new("FOTY0014", format!("{} has no string", function.kind()))),
        item => text(item.map(|item| item.string()).unwrap_or_default()),
    }
}

pub(super) fn data<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    Ok(atoms(call.items(0)?)?.into_iter().map(Item::Atom).collect())
}

pub(super) fn base_uri<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(node) = call.node(0)? else { return Ok(None) };
    call.evaluation.spend(depth(node))?;
    let documents = call.evaluation.documents;
    // What a function made has no address of its own.
    let mut base =
        Some(documents.address(node.document)).filter(|own| !own.is_empty()).unwrap_or_else(|| documents.base());
    let around = std::iter::successors(Some(node), |node| node.parent());
    let mut bases: Vec<&str> = around
        .filter(|node| node.attribute == 0)
        .filter_map(|node| node.node.attribute(XML_NAMESPACE, "base").map(|attribute| attribute.value))
        .collect();
    bases.reverse();
    for href in bases {
        base = uri::resolve(&base, href);
    }
    given(Atom::Uri(base.into()))
}

/// How many nodes are around one.
fn depth(node: NodeRef<'_>) -> u64 {
    std::iter::successors(node.parent(), |node| node.parent()).count() as u64
}

pub(super) fn document_uri<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    match call.node(0)? {
        Some(node) if node.kind() == Some(Kind::Document) => {
            let address = call.evaluation.documents.address(node.document);
            if address.is_empty() { Ok(None) } else { given(Atom::Uri(address.into())) }
        }
        _ => Ok(None),
    }
}

pub(super) fn static_base_uri<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(Atom::Uri(call.evaluation.documents.base().into()))
}

pub(super) fn nilled<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let node = call.node(0)?;
    Ok(node.filter(|node| node.kind() == Some(Kind::Element)).map(|_| false.into()))
}

pub(super) fn root<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(node) = call.node(0)? else { return Ok(None) };
    Ok(node.tree().top().map(|top| node.with(top).into()))
}

pub(super) fn has_children<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let node = call.node(0)?;
    given(node.is_some_and(|node| node.attribute == 0 && node.node.children().next().is_some()))
}

pub(super) fn lang<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let wanted = call.text(0)?.to_ascii_lowercase();
    let Some(node) = call.node(1)? else { return given(false) };
    call.evaluation.spend(depth(node))?;
    let mut around = std::iter::successors(Some(node), |node| node.parent());
    let found = around.find_map(|node| match node.attribute {
        0 => node.node.attribute(XML_NAMESPACE, "lang").map(|attribute| attribute.value.to_ascii_lowercase()),
        _ => None,
    });
    let is_it =
        |found: String| found.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    given(found.is_some_and(is_it))
}

pub(super) fn path<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(node) = call.node(0)? else { return Ok(None) };
    let around = std::iter::successors(Some(node.node), |node| node.parent());
    let before =
        |node: Node<'d>| std::iter::successors(node.previous_sibling(), |other| other.previous_sibling()).count();
    call.evaluation.spend(around.map(|node| 1 + before(node) as u64).sum())?;
    text(location(node))
}

/// The path of a node, with names as `Q{uri}local` (14.1.2 `fn:path`).
#[must_use]
pub(crate) fn location(node: NodeRef<'_>) -> String {
    let around: Vec<NodeRef<'_>> = std::iter::successors(Some(node), |node| node.parent()).collect();
    let mut path = String::new();
    for node in around.into_iter().rev() {
        let name = node.name().map(|name| format!("Q{{{}}}{}", name.namespace, name.local)).unwrap_or_default();
        let Some(kind) = node.kind() else {
            if let Some((prefix, _)) = node.as_namespace() {
                let nameless = "*[Q{http://www.w3.org/2005/xpath-functions}local-name()=\"\"]";
                path += &format!("/namespace::{}", if prefix.is_empty() { nameless } else { prefix });
                continue;
            }
            let plain = node.name().filter(|name| name.namespace.is_empty()).map(|name| name.local.to_string());
            path += &format!("/@{}", plain.unwrap_or(name));
            continue;
        };
        let is_like = |other: crate::xml::document::Node<'_>| other.kind() == kind && node.with_same_name(other);
        let siblings = std::iter::successors(node.node.previous_sibling(), |other| other.previous_sibling());
        let place = siblings.filter(|other| is_like(*other)).count() + 1;
        match kind {
            Kind::Document => {}
            Kind::Element => path += &format!("/{name}[{place}]"),
            Kind::Text => path += &format!("/text()[{place}]"),
            Kind::Comment => path += &format!("/comment()[{place}]"),
            Kind::Instruction => {
                let target = node.node.target().unwrap_or_default();
                path += &format!("/processing-instruction({target})[{place}]");
            }
        }
    }
    if path.is_empty() { "/".to_owned() } else { path }
}

impl NodeRef<'_> {
    fn with_same_name(self, other: crate::xml::document::Node<'_>) -> bool {
        match (self.node.name(), other.name()) {
            (Some(one), Some(other)) => one.is(&other.namespace, &other.local),
            _ => self.node.target() == other.target(),
        }
    }
}

pub(super) fn generate_id<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    match call.node(0)? {
        Some(node) => text(format!("d{}n{}a{}", node.document, node.node.id(), node.attribute)),
        None => text(""),
    }
}

fn nodes<'d>(call: &mut Call<'_, '_, 'd>) -> Result<Vec<NodeRef<'d>>, Error> {
    let items = call.items(0)?;
    if items.iter().any(|item| !matches!(item, Item::Node(_))) {
        return Err(Error::new(error::TYPE, "nodes are asked for"));
    }
    let node = |item| match item {
        Item::Node(node) => Some(node),
        Item::Atom(_) | Item::Function(_) => None,
    };
    Ok(in_order(items).into_iter().filter_map(node).collect())
}

fn is_around(outer: NodeRef<'_>, inner: NodeRef<'_>) -> bool {
    let (start, end) = (outer.node.id(), outer.node.after());
    let is_inside = outer.document == inner.document && (start..end).contains(&inner.node.id());
    is_inside && outer.attribute == 0 && outer != inner
}

pub(super) fn innermost<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let nodes = nodes(call)?;
    // In order, what a node contains follows it at once.
    let nexts = nodes.iter().skip(1).map(|next| Some(*next)).chain([None]);
    let kept = nodes.iter().zip(nexts).filter(|(node, next)| next.is_none_or(|next| !is_around(**node, next)));
    Ok(kept.map(|(node, _)| (*node).into()).collect())
}

pub(super) fn outermost<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let mut kept: Vec<NodeRef<'d>> = Vec::new();
    for node in nodes(call)? {
        if kept.last().is_none_or(|last| !is_around(*last, node)) {
            kept.push(node);
        }
    }
    Ok(kept.into_iter().map(Into::into).collect())
}

/// Elements by their id (14.5.1).
pub(super) fn id<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let ids = call.values(0)?;
    let Some(node) = call.node(1)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for atom in &ids {
        for id in atom.string().split(is_space).filter(|id| is_ncname(id)) {
            found.extend(node.tree().element_with_id(id).map(|element| node.with(element).into()));
        }
    }
    Ok(in_order(found))
}

/// Attributes that refer to ids, as the internal subset of the document type declares them (14.5.3). No element does: only a schema could
/// say so.
pub(super) fn idref<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let ids = call.values(0)?;
    let Some(node) = call.node(1)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for id in ids.iter().map(Atom::string).filter(|id| is_ncname(id)) {
        let references = node.tree().references(&id);
        found.extend(references.map(|(element, at)| NodeRef { attribute: at + 1, ..node.with(element) }.into()));
    }
    Ok(in_order(found))
}

fn opened<'d>(call: &mut Call<'_, '_, 'd>, href: &str) -> Result<NodeRef<'d>, Error> {
    let documents = call.evaluation.documents;
    let node = documents.document(href, &documents.base())?;
    call.evaluation.enter(node.tree(), node.document);
    Ok(node)
}

pub(super) fn doc<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(href) = call.string(0)? else { return Ok(None) };
    given(opened(call, &href)?)
}

pub(super) fn doc_available<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(href) = call.string(0)? else { return given(false) };
    available(opened(call, &href))
}

/// Whether something can be had. What may not be read is neither there nor not, and nobody knows what is in the network.
fn available<'d, T>(found: Result<T, Error>) -> Single<'d> {
    match found {
        Err(error) if error.code == error::OUTSIDE || error.remote.is_some() => Err(error),
        found => given(found.is_ok()),
    }
}

pub(super) fn document<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let mut found = Vec::new();
    for item in call.items(0)? {
        found.push(opened(call, &item.string())?.into());
    }
    Ok(in_order(found))
}

pub(super) fn collection<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let href = call.text(0)?;
    let documents = call.evaluation.documents;
    let nodes = documents.collection(&href, &documents.base())?;
    for node in &nodes {
        call.evaluation.enter(node.tree(), node.document);
    }
    Ok(nodes.into_iter().map(Into::into).collect())
}

/// The addresses of the documents of a collection.
pub(super) fn uri_collection<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let found = collection(call)?;
    let documents = call.evaluation.documents;
    let address = |node: NodeRef<'d>| Atom::Uri(documents.address(node.document).into()).into();
    Ok(found.iter().filter_map(Item::node).map(address).collect())
}

/// The text at an address.
pub(super) fn unparsed(call: &Call<'_, '_, '_>, href: &str) -> Result<String, Error> {
    if href.contains('#') || !uri::has_whole_escapes(href) {
        return Err(Error::new(error::NO_TEXT, format!("`{href}` is no address of a text")));
    }
    let documents = call.evaluation.documents;
    let mut found = documents.text(href, &documents.base()).map_err(|error| match error.code {
        error::NO_DOCUMENT => Error { code: error::NO_TEXT, ..error },
        _ => error,
    })?;
    if found.starts_with('\u{feff}') {
        found.remove(0);
    }
    match found.chars().find(|c| !is_char(*c)) {
        Some(c) => Err(Error::new("FOUT1190", format!("U+{:04X} cannot stand in a text", u32::from(c)))),
        None => Ok(found),
    }
}

/// The address of a text, and its encoding.
type Located<'c> = (Option<Cow<'c, str>>, Option<Cow<'c, str>>);

fn located<'c>(call: &mut Call<'c, '_, '_>) -> Result<Located<'c>, Error> {
    Ok((call.string(0)?, call.string(1)?))
}

/// A text in an encoding that there is; it is read in the one that it is found to have.
fn encoded(call: &Call<'_, '_, '_>, (href, encoding): &Located<'_>) -> Result<Option<String>, Error> {
    if let Some(encoding) = encoding
        && Encoding::for_label(encoding.as_bytes()).is_none()
    {
        return Err(Error::new("FOUT1190", format!("there is no encoding `{encoding}`")));
    }
    href.as_deref().map(|href| unparsed(call, href)).transpose()
}

pub(super) fn unparsed_text<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let located = located(call)?;
    encoded(call, &located)?.map_or(Ok(None), text)
}

pub(super) fn unparsed_text_lines<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let located = located(call)?;
    let all = encoded(call, &located)?.unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    let all = all.strip_suffix('\n').unwrap_or(&all);
    if all.is_empty() {
        return Ok(Vec::new());
    }
    call.evaluation.read(2 * all.len())?;
    let mut lines = Vec::new();
    for line in all.split('\n') {
        call.evaluation.hold(ITEM + line.len() as u64)?;
        lines.push(Atom::text(line.to_owned()).into());
    }
    Ok(lines)
}

pub(super) fn unparsed_text_available<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    // An argument of another type is an error here too.
    let located = located(call)?;
    match encoded(call, &located) {
        Ok(None) => given(false),
        found => available(found),
    }
}

/// Nodes by the value of a key of the schema (XSLT 3.0, 20.2.2).
pub(super) fn key<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let written = call.text(0)?;
    let name = cast::qname(&written, &|prefix| call.evaluation.namespace(prefix))?;
    let values = call.values(1)?;
    let Some(mut within) = call.node(2)? else { return Ok(Vec::new()) };
    // Without a third argument it is the whole document.
    if call.len() < 3 {
        within = within.tree().top().map_or(within, |top| within.with(top));
    }
    let table = table(call, &name, within)?;
    let mut found: Vec<Item<'d>> = Vec::new();
    for value in values {
        let nodes = table.get(&*value.string()).map_or(&[][..], Vec::as_slice);
        call.evaluation.spend(2 * nodes.len() as u64)?;
        call.evaluation.hold(ITEM * nodes.len() as u64)?;
        let inside = nodes.iter().filter(|node| **node == within || is_around(within, **node));
        found.extend(inside.map(|node| Item::from(*node)));
    }
    Ok(in_order(found))
}

fn table<'d>(call: &mut Call<'_, '_, 'd>, name: &QName, within: NodeRef<'d>) -> Result<Rc<KeyTable<'d>>, Error> {
    let at = (within.document, (Arc::clone(&name.namespace), Arc::clone(&name.local)));
    if let Some(table) = call.evaluation.tables.get(&at) {
        return Ok(Rc::clone(table));
    }
    let library = call.evaluation.library;
    let keys: Vec<_> = library.keys(name).collect();
    if keys.is_empty() {
        return Err(Error::new("XTDE1260", format!("no key is named `{}`", name.local)));
    }
    let mut table = KeyTable::default();
    let nodes = within.tree().top().into_iter().flat_map(|top| std::iter::once(top).chain(top.descendants()));
    for node in nodes.map(|node| within.with(node)) {
        for node in std::iter::once(node).chain(node.attributes()) {
            for key in &keys {
                if !key.nodes.takes(call.evaluation, node)? {
                    continue;
                }
                let values = call.evaluation.aside(|evaluation| evaluation.items(&key.value, Some(&node.into())))?;
                for value in values {
                    let value = value.string().into_owned();
                    call.evaluation.spend(1)?;
                    call.evaluation.read(value.len())?;
                    call.evaluation.meter.keep(ITEM + value.len() as u64)?;
                    table.entry(value).or_default().push(node);
                }
            }
        }
    }
    let table = Rc::new(table);
    call.evaluation.tables.insert(at, Rc::clone(&table));
    Ok(table)
}

/// The item that the whole expression is evaluated for (XSLT 3.0, 20.4.1).
pub(super) fn current<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    match &call.evaluation.current {
        Some(item) => Ok(Some(item.clone())),
        None => Err(Error::new("XTDE1360", "there is no current item")),
    }
}
