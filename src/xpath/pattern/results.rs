//! Alternatives of a pattern that are no paths, such as `(//p)[1]`, `key('k', 'v')` or `p except p[@n]`. Takes an expression and a node;
//! gives whether the expression gives the node from some node around it. What it gives is kept: it is evaluated once for a document, or
//! once for each node around, and not once for each node that is asked about.

use std::ops::ControlFlow;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::{EvaluatedFrom, Other};
use crate::xpath::error::{self, Error};
use crate::xpath::evaluate::{Evaluation, Focus};
use crate::xpath::item::{ITEM, Item, NodeRef};
use crate::xpath::memory::GivenNodes;

/// Nodes that are kept, at most: about 50 MB.
const MOST: usize = 1_000_000;

impl<'d> Evaluation<'_, 'd> {
    /// Whether an alternative gives a node from the node itself or one around it.
    pub(super) fn gives(&mut self, other: &Other, node: NodeRef<'d>) -> Result<bool, Error> {
        let mut around = match other.from {
            EvaluatedFrom::Document => node.tree().top().map(|top| node.with(top)),
            EvaluatedFrom::Around => Some(node),
        };
        while let Some(outer) = around {
            let gives = match self.found(other, outer) {
                Some(found) => found.contains(&node),
                None => self.gives_from(other, outer, node)?,
            };
            if gives {
                return Ok(true);
            }
            around = outer.parent();
        }
        Ok(false)
    }

    fn found(&mut self, other: &Other, outer: NodeRef<'d>) -> GivenNodes<'d> {
        let key = (other.number, outer);
        if let Some(found) = self.given.found.get(&key) {
            return found.clone();
        }
        let current = self.current.take();
        let items = self.aside(|this| this.all(&other.expr, &Focus::on(outer.into(), 1, Some(1))));
        self.current = current;
        let set = |items: Vec<Item<'d>>| items.into_iter().filter_map(|item| item.node()).collect::<FxHashSet<_>>();
        let found = items.ok().map(|items| Rc::new(set(items)));
        let count = found.as_ref().map_or(0, |found| found.len()) + 1;
        if self.given.nodes + count <= MOST && self.meter.keep(ITEM * count as u64).is_ok() {
            self.given.nodes += count;
            self.given.found.insert(key, found.clone());
        }
        found
    }

    fn gives_from(&mut self, other: &Other, outer: NodeRef<'d>, node: NodeRef<'d>) -> Result<bool, Error> {
        let focus = Focus::on(outer.into(), 1, Some(1));
        let found = self.each(&other.expr, &focus, &mut |_, item| {
            let is_it = matches!(item, Item::Node(other) if other == node);
            Ok(if is_it { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        match found {
            Ok(flow) => Ok(flow.is_break()),
            // A step that cannot be taken from here may be taken from another node.
            Err(error) if error.code == error::CONTEXT_NOT_A_NODE => Ok(false),
            Err(error) => Err(error),
        }
    }
}
