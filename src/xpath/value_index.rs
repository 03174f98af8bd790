//! Value indexes: conditions such as `@xml:id = substring(current()/@ref, 2)`, which compare a value of each of many nodes with one that
//! does not depend on them. Takes a [`Lookup`]; gives the items that can fulfil them, which are looked up by their values, so that a rule
//! that asks so for each node of a document takes time in proportion to the document, not to its square.
//!
//! An index only leaves out items that cannot pass: each that it gives is still tried with the whole condition, so that values and
//! positions are those of plain evaluation. It is made only when plain evaluation has taken as long as making it would, and only where
//! both sides are text: what is compared as a number or date, raises an error, or has no room is evaluated plainly. Which conditions can be
//! looked up, `lookup` says.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::axis::{Axis, Flow};
use super::dependence::variable;
use super::error::Error;
use super::evaluate::{Evaluation, Focus, GO_ON, Out};
use super::expression::{Lookup, Predicate, Step, Values};
use super::item::{ITEM, Item, NodeRef};
use super::memory::{Spot, State, Table, ValueIndex, is_same};
use super::path::Passage;
use super::variable::Bound;

/// Items that a condition may hold for.
pub(super) struct Found<'d> {
    table: Rc<Table<'d>>,
    wanted: Vec<Cow<'d, str>>,
}

impl Found<'_> {
    /// Their places, in order, each once; for those with a parent its number.
    fn places(&self, parent: u32) -> Cow<'_, [Spot]> {
        if let [one] = self.wanted.as_slice() {
            return Cow::Borrowed(self.table.of(parent, one));
        }
        let mut places: Vec<Spot> = self.wanted.iter().flat_map(|text| self.table.of(parent, text)).copied().collect();
        places.sort_unstable();
        places.dedup();
        Cow::Owned(places)
    }
}

/// Steps of plain evaluation for each node of a document after which an index is worth it.
const PATIENCE: u64 = 4;

impl<'e, 'd> Evaluation<'e, 'd> {
    /// The items that a condition may hold for; `None` where it has to be tried for each. `step` is the one it belongs to.
    pub(super) fn look_up(
        &mut self,
        lookup: &Lookup,
        step: Option<&Step>,
        focus: &Focus<'d>,
    ) -> Result<Option<Found<'d>>, Error> {
        let Some(table) = self.table(lookup, step, focus)? else { return Ok(None) };
        let wanted = self.aside(|this| this.all(&lookup.wanted, focus));
        let wanted = match wanted {
            Ok(items) if lookup.values == Values::Any || items.len() <= 1 => items,
            Err(error) if self.exceeded().is_some() => return Err(error),
            _ => return Ok(None),
        };
        let texts: Option<Vec<Cow<'d, str>>> = wanted.into_iter().map(text).collect();
        Ok(texts.map(|wanted| Found { table, wanted }))
    }

    fn table(
        &mut self,
        lookup: &Lookup,
        step: Option<&Step>,
        focus: &Focus<'d>,
    ) -> Result<Option<Rc<Table<'d>>>, Error> {
        let Some(Item::Node(node)) = &focus.item else { return Ok(None) };
        let base = match lookup.among.as_ref().and_then(variable) {
            None => None,
            Some(variable) => match self.bound(variable, focus) {
                Ok(value) => Some(value),
                // Plain evaluation says so where it has to be known.
                Err(_) => return Ok(None),
            },
        };
        let known = self.indexes.entry(lookup.number).or_insert_with(|| ValueIndex::new(node.document, base.clone()));
        if known.document != node.document || !is_same(known.base.as_ref(), base.as_ref()) {
            self.meter.drop_kept(known.weight);
            *known = ValueIndex::new(node.document, base);
        }
        match &known.state {
            State::Made(table) => return Ok(Some(Rc::clone(table))),
            State::Unmade if known.spent > PATIENCE * node.tree().len() as u64 => {}
            _ => return Ok(None),
        }
        let made = self.aside(|this| this.made(lookup, step, focus));
        if self.exceeded().is_some() {
            return made.map(|_| None);
        }
        let made = made.ok().flatten().map(|(table, weight)| (Rc::new(table), weight));
        let made = made.filter(|(_, weight)| self.meter.has_room(*weight));
        if let Some(known) = self.indexes.get_mut(&lookup.number) {
            known.state = State::Unfit;
            if let Some((table, weight)) = &made {
                self.meter.keep(*weight)?;
                known.weight = *weight;
                known.state = State::Made(Rc::clone(table));
            }
        }
        Ok(made.map(|(table, _)| table))
    }

    /// Makes an index; gives its bytes too. `None` where not all values are text.
    fn made(
        &mut self,
        lookup: &Lookup,
        step: Option<&Step>,
        focus: &Focus<'d>,
    ) -> Result<Option<(Table<'d>, u64)>, Error> {
        let (items, is_by_parent) = match (&lookup.among, step) {
            (Some(among), _) if Self::is_at_hand(among, focus) => (self.bound(among, focus)?, false),
            (None, Some(step)) => (Rc::new(Bound::new(self.all_below(step, focus)?)), is_to_family(step)),
            _ => return Ok(None),
        };
        let mut table = Table::default();
        let mut weight = items.weight();
        for (at, item) in (0_u32..).zip(&items.items) {
            self.spend(1)?;
            let values = self.all(&lookup.own, &Focus::on(item.clone(), 1, None))?;
            if lookup.values == Values::One && values.len() > 1 {
                return Ok(None);
            }
            let node = item.node().filter(|_| lookup.among.is_none());
            let parent = node.filter(|_| is_by_parent).and_then(NodeRef::parent).map_or(0, |parent| parent.node.id());
            for value in values {
                let bytes = value.made_bytes();
                let Some(text) = text(value) else { return Ok(None) };
                self.read(text.len())?;
                weight += 2 * ITEM + bytes as u64;
                let spot = (parent, node.map_or(at, |node| node.node.id()));
                let places = table.places.entry(text).or_default();
                if places.last() != Some(&spot) {
                    places.push(spot);
                }
            }
            if !self.meter.has_room(weight) {
                return Ok(None);
            }
        }
        if is_by_parent {
            table.places.values_mut().for_each(|places| places.sort_unstable());
        }
        if lookup.among.is_some() {
            table.items = items;
        }
        Ok(Some((table, weight)))
    }

    /// All nodes of the document that the test of a step takes.
    fn all_below(&mut self, step: &Step, focus: &Focus<'d>) -> Result<Vec<Item<'d>>, Error> {
        let mut items = Vec::new();
        let top = focus.item.as_ref().and_then(Item::node).and_then(|node| Some(node.with(node.tree().top()?)));
        let Some(top) = top else { return Ok(items) };
        let everywhere = Step { axis: Axis::Descendant, test: step.test, predicates: Vec::new() };
        let _ = self.walk(&everywhere, top, &mut |this, node| {
            this.hold(ITEM)?;
            items.push(node.into());
            GO_ON
        })?;
        Ok(items)
    }

    /// Evaluates plainly what may be looked up one day, and counts what that takes.
    pub(super) fn unindexed<T>(&mut self, lookup: &Lookup, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.meter.left();
        let result = work(self);
        if let Some(known) = self.indexes.get_mut(&lookup.number) {
            known.spent += before.saturating_sub(self.meter.left());
        }
        result
    }

    /// Gives those of the items found that pass all conditions.
    pub(super) fn give_found(&mut self, found: &Found<'d>, predicates: &[Predicate], out: Out<'_, 'e, 'd>) -> Flow {
        let places = found.places(0);
        self.spend(found.wanted.len() as u64)?;
        let mut positions = vec![0; predicates.len()];
        for &(_, place) in &*places {
            self.spend(1)?;
            let Some(item) = found.table.items.items.get(place as usize) else { continue };
            let passage = self.passes(predicates, &mut positions, item.clone())?;
            if matches!(passage, Passage::Taken | Passage::Last) && out(self, item.clone())?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            if matches!(passage, Passage::Last | Passage::Over) {
                break;
            }
        }
        GO_ON
    }

    /// Gives those of the nodes found below a node that pass all conditions, which count the children of each parent.
    pub(super) fn give_families(
        &mut self,
        found: &Found<'d>,
        top: NodeRef<'d>,
        predicates: &[Predicate],
        out: Out<'_, 'e, 'd>,
    ) -> Flow {
        let parents = top.node.id()..top.node.after();
        let spots = found.wanted.iter().flat_map(|text| found.table.within(&parents, text));
        let mut spots: Vec<Spot> = spots.copied().collect();
        self.spend((found.wanted.len() + spots.len()) as u64)?;
        if found.wanted.len() > 1 {
            spots.sort_unstable();
            spots.dedup();
        }
        for family in spots.chunk_by(|one, other| one.0 == other.0) {
            let mut positions = vec![0; predicates.len()];
            for &(_, id) in family {
                let Some(node) = top.tree().node(id) else { continue };
                let passage = self.passes(predicates, &mut positions, top.with(node).into())?;
                if matches!(passage, Passage::Taken | Passage::Last) && out(self, top.with(node).into())?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                if matches!(passage, Passage::Last | Passage::Over) {
                    break;
                }
            }
        }
        GO_ON
    }

    /// The nodes along the axis of a step that pass its test, but for some that cannot pass its first condition.
    pub(super) fn visit(
        &mut self,
        step: &Step,
        from: NodeRef<'d>,
        take: &mut dyn FnMut(&mut Self, NodeRef<'d>) -> Flow,
    ) -> Flow {
        // From an attribute there is nothing on other axes.
        let goes_on = from.attribute == 0 || matches!(step.axis, Axis::Following | Axis::Preceding);
        let Some(lookup) = Lookup::along(step).filter(|_| goes_on && from.node.parent().is_some()) else {
            return self.walk(step, from, take);
        };
        match self.look_up(lookup, Some(step), &Focus::on(from.into(), 1, None))? {
            Some(found) => self.found_along(&found, step.axis, from, take),
            None => self.unindexed(lookup, |this| this.walk(step, from, take)),
        }
    }

    fn found_along(
        &mut self,
        found: &Found<'d>,
        axis: Axis,
        from: NodeRef<'d>,
        take: &mut dyn FnMut(&mut Self, NodeRef<'d>) -> Flow,
    ) -> Flow {
        let (tree, own, end) = (from.tree(), from.node.id(), from.node.after());
        let parent = match axis {
            Axis::Child => own,
            Axis::FollowingSibling | Axis::PrecedingSibling => from.node.parent().map_or(0, |parent| parent.id()),
            _ => 0,
        };
        let places = found.places(parent);
        self.spend(found.wanted.len() as u64)?;
        let (before, inside) =
            (places.partition_point(|&(_, id)| id < own), places.partition_point(|&(_, id)| id <= own));
        let after = places.partition_point(|&(_, id)| id < end);
        let range = match axis {
            Axis::Preceding | Axis::PrecedingSibling => 0..before,
            Axis::Following if from.attribute == 0 => after..places.len(),
            // What stands in the element of an attribute follows the attribute.
            Axis::Following | Axis::FollowingSibling => inside..places.len(),
            _ => inside..after,
        };
        let mut visit = |id: u32| {
            self.spend(1)?;
            // Ancestors begin before the node and end after it.
            let node = tree.node(id).filter(|node| axis != Axis::Preceding || node.after() <= own);
            node.map_or(GO_ON, |node| take(self, from.with(node)))
        };
        let ids = places.get(range).unwrap_or_default();
        for at in 0..ids.len() {
            let at = if axis.is_reverse() { ids.len() - 1 - at } else { at };
            if ids.get(at).map_or(GO_ON, |&(_, id)| visit(id))?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }
}

/// Whether the nodes of a step have one parent.
fn is_to_family(step: &Step) -> bool {
    matches!(step.axis, Axis::Child | Axis::FollowingSibling | Axis::PrecedingSibling)
}

/// The characters of an item that is compared as text.
fn text(item: Item<'_>) -> Option<Cow<'_, str>> {
    use super::item::Atom::{String, Untyped, Uri};
    match item.into_atom().ok()? {
        Untyped(text) | String(text) | Uri(text) => Some(text),
        _ => None,
    }
}
