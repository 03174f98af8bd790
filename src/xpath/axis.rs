//! Axes (XPath 3.1, 3.3.2.1). Takes a node; gives the nodes along an axis, in the direction of the axis.

use std::ops::ControlFlow;

use super::error::Error;
use super::item::NodeRef;

/// A direction from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Child,
    Descendant,
    DescendantOrSelf,
    Itself,
    Parent,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    Following,
    PrecedingSibling,
    Preceding,
    Attribute,
    Namespace,
}

const NAMES: &[(&str, Axis)] = &[
    ("child", Axis::Child),
    ("descendant", Axis::Descendant),
    ("descendant-or-self", Axis::DescendantOrSelf),
    ("self", Axis::Itself),
    ("parent", Axis::Parent),
    ("ancestor", Axis::Ancestor),
    ("ancestor-or-self", Axis::AncestorOrSelf),
    ("following-sibling", Axis::FollowingSibling),
    ("following", Axis::Following),
    ("preceding-sibling", Axis::PrecedingSibling),
    ("preceding", Axis::Preceding),
    ("attribute", Axis::Attribute),
    ("namespace", Axis::Namespace),
];

/// Whether to go on.
pub(super) type Flow = Result<ControlFlow<()>, Error>;

impl Axis {
    /// The axis with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(own, _)| *own == name).map(|(_, axis)| *axis)
    }

    /// Whether it goes against the order of the document.
    pub(super) fn is_reverse(self) -> bool {
        matches!(self, Self::Parent | Self::Ancestor | Self::AncestorOrSelf | Self::PrecedingSibling | Self::Preceding)
    }

    /// Goes along the axis as long as `take` says so.
    pub(super) fn walk<'d>(self, from: NodeRef<'d>, take: &mut dyn FnMut(NodeRef<'d>) -> Flow) -> Flow {
        let tree = from.tree();
        let is_attribute = from.attribute != 0;
        let id = from.node.id();
        let numbers = |range: std::ops::Range<u32>, take: &mut dyn FnMut(NodeRef<'d>) -> Flow| {
            for id in range {
                let Some(node) = tree.node(id) else { break };
                if take(from.with(node))?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        };
        match self {
            Self::Itself => take(from),
            Self::Parent => from.parent().map_or(Ok(ControlFlow::Continue(())), take),
            Self::Attribute => all(from.attributes(), take),
            Self::Child if is_attribute => Ok(ControlFlow::Continue(())),
            Self::Child => all(from.node.children().map(|node| from.with(node)), take),
            Self::Descendant if is_attribute => Ok(ControlFlow::Continue(())),
            Self::Descendant => numbers(id + 1..from.node.after(), take),
            Self::DescendantOrSelf => {
                if take(from)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                Self::Descendant.walk(from, take)
            }
            Self::Ancestor => all(std::iter::successors(from.parent(), |node| node.parent()), take),
            Self::AncestorOrSelf => all(std::iter::successors(Some(from), |node| node.parent()), take),
            Self::FollowingSibling | Self::PrecedingSibling if is_attribute => Ok(ControlFlow::Continue(())),
            Self::FollowingSibling => {
                let first = from.node.next_sibling();
                let siblings = std::iter::successors(first, |node| node.next_sibling());
                all(siblings.map(|node| from.with(node)), take)
            }
            Self::PrecedingSibling => {
                let first = from.node.previous_sibling();
                let siblings = std::iter::successors(first, |node| node.previous_sibling());
                all(siblings.map(|node| from.with(node)), take)
            }
            Self::Following if is_attribute => numbers(id + 1..tree_end(from), take),
            Self::Following => numbers(from.node.after()..tree_end(from), take),
            Self::Preceding => {
                for before in (0..id).rev() {
                    let Some(node) = tree.node(before) else { break };
                    // Ancestors end after the node.
                    if node.after() <= id && take(from.with(node))?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Ok(ControlFlow::Continue(()))
            }
            Self::Namespace => all(from.namespaces(), take),
        }
    }
}

fn tree_end(node: NodeRef<'_>) -> u32 {
    node.tree().top().map_or(0, crate::xml::document::Node::after)
}

fn all<'d>(nodes: impl Iterator<Item = NodeRef<'d>>, take: &mut dyn FnMut(NodeRef<'d>) -> Flow) -> Flow {
    for node in nodes {
        if take(node)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}
