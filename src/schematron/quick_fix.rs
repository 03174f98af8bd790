//! Quick fixes (Schematron QuickFix, 2018): `sqf:delete`, `sqf:replace`, `sqf:add` and `sqf:stringReplace`. Takes a `sqf:fix`; gives
//! the change that it means for a node.
//!
//! Only a fix of one step for one node is taken: what asks the user, calls another fix, writes elements of its own or changes
//! several places has to be done by hand. Nothing is ever changed here.

use super::element::{Child, Element, Language};
use super::finding::{Piece, Repair};
use crate::text::Span;
use crate::xml::document::Kind;
use crate::xpath::{Evaluation, Expression, Item, NodeRef};

/// A fix of one step.
#[derive(Debug)]
pub(super) struct QuickFix {
    title: String,
    /// Whether it fits a node at all.
    when: Option<Expression>,
    /// What is changed; the node of the rule where there is none.
    target: Option<Expression>,
    step: Step,
}

#[derive(Debug)]
enum Step {
    Delete,
    Replace {
        with: MadeKind,
        name: Option<String>,
        content: Content,
    },
    Add {
        what: MadeKind,
        name: Option<String>,
        place: Where,
        content: Content,
    },
    /// The parts of a text that match and do not match, as `analyze-string` gives them.
    Substitute {
        parts: Expression,
        content: Content,
    },
}

/// Kinds of nodes that are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MadeKind {
    Element,
    Attribute,
    Comment,
    /// What the content gives; for a replacement, of the kind of the node.
    Keep,
}

/// Where something is added, seen from the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    Before,
    After,
    First,
    Last,
}

#[derive(Debug)]
enum Content {
    Expression(Expression),
    Text(String),
}

/// Reads a fix; `None` where it is no simple one. `parse` reads expressions: a
/// fix with one that cannot be read is none.
pub(super) fn read(fix: &Element, parse: &mut dyn FnMut(&str) -> Option<Expression>) -> Option<QuickFix> {
    let own: Vec<&Element> = fix.elements().filter(|element| element.name != "description").collect();
    let [step] = own.as_slice() else { return None };
    if step.language != Language::QuickFix || fix.attribute("use-for-each").is_some() {
        return None;
    }
    let mut read = |name: &str, of: &Element| match of.attribute(name) {
        Some(attribute) => parse(&attribute.value).map(Some),
        None => Some(None),
    };
    let when = read("use-when", fix)?;
    let target = read("match", step)?;
    let content = match read("select", step)? {
        Some(expression) => Content::Expression(expression),
        None => {
            let text = step.children.iter().map(|child| match child {
                Child::Text(text) => Some(text.as_str()),
                Child::Element(_) => None,
            });
            let text = text.collect::<Option<String>>()?;
            Content::Text(if text.trim().is_empty() { String::new() } else { text })
        }
    };
    let sort = match step.value("node-type") {
        Some("element") => MadeKind::Element,
        Some("attribute") => MadeKind::Attribute,
        Some("comment") => MadeKind::Comment,
        None | Some("keep") => MadeKind::Keep,
        Some(_) => return None,
    };
    let name = step.value("target").map(str::to_owned);
    if name.as_ref().is_some_and(|name| name.contains('{')) {
        return None;
    }
    let step = match step.name.as_str() {
        "delete" => Step::Delete,
        "replace" => Step::Replace { with: sort, name, content },
        "add" => {
            let place = match step.value("position") {
                None | Some("first-child") => Where::First,
                Some("last-child") => Where::Last,
                Some("before") => Where::Before,
                Some("after") => Where::After,
                Some(_) => return None,
            };
            Step::Add { what: sort, name, place, content }
        }
        "stringReplace" => {
            let regex = step.attribute("regex")?;
            let quoted = regex.value.replace('"', "\"\"");
            let flags = step.value("flags").unwrap_or_default().replace('"', "\"\"");
            let text = format!("analyze-string(string(.), \"{quoted}\", \"{flags}\")/*");
            Step::Substitute { parts: parse(&text)?, content }
        }
        _ => return None,
    };
    let title = fix.elements().find(|element| element.name == "description");
    let title = title.and_then(|description| description.elements().find(|element| element.name == "title"));
    let title = title.map(Element::text).unwrap_or_default();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(QuickFix { title, when, target, step })
}

impl QuickFix {
    /// The change for a node; `None` where it fits none or several.
    pub(super) fn repair<'d>(&self, evaluation: &mut Evaluation<'_, 'd>, node: NodeRef<'d>) -> Option<Repair> {
        let item = Item::Node(node);
        if let Some(when) = &self.when
            && !evaluation.is_true(when, Some(&item)).ok()?
        {
            return None;
        }
        let target = match &self.target {
            None => node,
            Some(target) => match evaluation.items(target, Some(&item)).ok()?.as_slice() {
                [Item::Node(node)] => *node,
                _ => return None,
            },
        };
        if target.document != 0 || target.kind() == Some(Kind::Document) {
            return None;
        }
        let here = Item::Node(target);
        let (span, pieces) = match &self.step {
            Step::Delete => (extent(target), Vec::new()),
            Step::Replace { with, name, content } => {
                let content = content.pieces(evaluation, &here)?;
                let with = match (with, target.kind()) {
                    (MadeKind::Keep, None) => MadeKind::Attribute,
                    (MadeKind::Keep, Some(Kind::Element)) => MadeKind::Element,
                    (other, _) => *other,
                };
                let own = || target.name().map(|name| name.local.to_string());
                let name = name.clone().or_else(own).unwrap_or_default();
                let is_fitting = (with == MadeKind::Attribute) == (target.kind().is_none());
                (extent(target), made(with, &name, content).filter(|_| is_fitting)?)
            }
            Step::Add { what, name, place, content } => {
                let content = content.pieces(evaluation, &here)?;
                let pieces = made(*what, name.as_deref().unwrap_or_default(), content)?;
                added(target, *what, *place, pieces)?
            }
            Step::Substitute { parts, content } => {
                if target.kind() != Some(Kind::Text) {
                    return None;
                }
                let parts = evaluation.items(parts, Some(&here)).ok()?;
                let replacement = content.pieces(evaluation, &here)?;
                let mut pieces = Vec::new();
                for part in &parts {
                    let Item::Node(part) = part else { return None };
                    match part.name().map(|name| &*name.local == "match") {
                        Some(true) => pieces.extend(replacement.iter().cloned()),
                        _ => pieces.push(Piece::text(part.string())),
                    }
                }
                (target.node.span(), pieces)
            }
        };
        Some(Repair { title: self.title.clone(), span, pieces })
    }
}

impl Content {
    /// What stands in what is made: nodes of the document as they are, other values as text.
    fn pieces<'d>(&self, evaluation: &mut Evaluation<'_, 'd>, item: &Item<'d>) -> Option<Vec<Piece>> {
        let expression = match self {
            Self::Text(text) => return Some(vec![Piece::text(text)]),
            Self::Expression(expression) => expression,
        };
        let items = evaluation.items(expression, Some(item)).ok()?;
        let piece = |item: &Item<'d>| match item {
            Item::Node(node) if node.document == 0 && node.kind().is_some_and(|kind| kind != Kind::Document) => {
                Piece::Source(node.node.span())
            }
            other => Piece::text(&other.string()),
        };
        Some(items.iter().map(piece).collect())
    }
}

/// A node of this kind; `None` where its content cannot be in it.
fn made(sort: MadeKind, name: &str, content: Vec<Piece>) -> Option<Vec<Piece>> {
    let is_name = name.split(':').all(crate::xml::is_ncname);
    let text = |text: String| Piece::Text(text);
    let around = |start: String, end: String| [vec![text(start)], content.clone(), vec![text(end)]].concat();
    let is_flat = content.iter().all(|piece| matches!(piece, Piece::Text(_)));
    match sort {
        MadeKind::Keep => Some(content),
        MadeKind::Element if is_name && content.iter().all(|piece| *piece == Piece::Text(String::new())) => {
            Some(vec![text(format!("<{name}/>"))])
        }
        MadeKind::Element if is_name => Some(around(format!("<{name}>"), format!("</{name}>"))),
        MadeKind::Attribute if is_name && is_flat => {
            let value = content.iter().map(Piece::in_value).collect();
            Some([vec![text(format!(" {name}=\""))], value, vec![text("\"".to_owned())]].concat())
        }
        MadeKind::Comment if is_flat => Some(around("<!--".to_owned(), "-->".to_owned())),
        _ => None,
    }
}

/// What is put where: the span that is replaced, and by what.
fn added(target: NodeRef<'_>, what: MadeKind, place: Where, pieces: Vec<Piece>) -> Option<(Span, Vec<Piece>)> {
    if target.kind() != Some(Kind::Element) {
        let is_beside = matches!(place, Where::Before | Where::After) && target.kind().is_some();
        let span = target.node.span();
        let at = if place == Where::Before { span.start } else { span.end };
        return is_beside.then_some((Span::at(at), pieces));
    }
    if what == MadeKind::Attribute {
        return Some((Span::at(target.node.name_span().end), pieces));
    }
    let (whole, tag) = (target.node.span(), target.node.tag_span());
    Some(match place {
        Where::Before => (Span::at(whole.start), pieces),
        Where::After => (Span::at(whole.end), pieces),
        // An empty element that is one tag gets an end tag.
        Where::First | Where::Last if whole == tag => {
            let name = target.node.name()?.as_written();
            let pieces = [vec![Piece::Text(">".to_owned())], pieces, vec![Piece::Text(format!("</{name}>"))]];
            (Span::new(whole.end.saturating_sub(2), whole.end), pieces.concat())
        }
        Where::First => (Span::at(tag.end), pieces),
        Where::Last => (Span::at(target.node.inside().end), pieces),
    })
}

/// All that goes when a node goes: of an attribute the white space before it, too.
fn extent(target: NodeRef<'_>) -> Span {
    let Some(attribute) = target.as_attribute() else { return target.node.span() };
    let before = target.node.attributes().map(|other| other.value_span.end + 1);
    let before = before.filter(|end| *end <= attribute.name_span.start).max();
    Span::new(before.unwrap_or(target.node.name_span().end), attribute.value_span.end + 1)
}
