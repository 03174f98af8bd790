//! What a run of siblings does: which elements it adds, removes or replaces by others, which words, attributes and comments. Takes
//! a region in which no element at the upper level is the same in both versions; gives differences.
//!
//! An element is known by the text that it stands around and that both versions have: `p` before and `salute` after around the same
//! words are one difference, named with the new elements around them: `p` and `closer/salute`. An element without such text was
//! removed or added; one removed and one added at the same place are one difference too.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::moves::Moved;
use super::pair::{Pair, Region, Side};
use super::tokens::TokenKind;
use super::{Difference, Kind, Part};
use crate::text::Span;
use crate::xml::document::Attribute;
use crate::xml::is_blank;

/// The first and last token of the text that an element stands around, by their numbers before.
type Around = (u32, u32);

/// An element that is not the same in the other version.
#[derive(Clone, Debug)]
pub(super) struct Lone {
    /// Its start tag.
    pub(super) open: u32,
    /// Its end tag.
    pub(super) close: u32,
    around: Option<Around>,
    /// The element around it, by its place in the list.
    parent: Option<usize>,
    /// The token before it that both versions have, by its number before.
    slot: Option<u32>,
}

/// What is found in a region without looking at others.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    differences: Vec<Difference>,
    /// Elements of the version before without text that both have.
    pub(super) removed: Vec<Lone>,
    /// Elements of the version after without text that both have.
    pub(super) added: Vec<Lone>,
}

/// Finds the elements of a region.
pub(super) fn scan(pair: &Pair<'_>, region: &Region) -> Scan {
    let old = lone(&pair.before, &region.before, |at| pair.same(at).is_some(), Some);
    let is_same = |at| pair.after.partner(at).is_some_and(|other| pair.same(other).is_some());
    let new = lone(&pair.after, &region.after, is_same, |at| pair.after.partner(at));
    let mut differences = around_text(pair, &old, &new);
    for at in region.before.clone() {
        if let Some(other) = pair.same(at) {
            differences.extend(attributes(pair, at, other));
        }
    }
    let outermost = |all: &[Lone]| -> Vec<Lone> {
        let has_text = |parent: usize| all.get(parent).is_some_and(|parent| parent.around.is_some());
        let is_it = |lone: &&Lone| lone.around.is_none() && lone.parent.is_none_or(has_text);
        all.iter().filter(is_it).cloned().collect()
    };
    Scan { differences, removed: outermost(&old), added: outermost(&new) }
}

/// The elements of a run that are not the same in the other version. `number` gives the number before of a token that both have.
fn lone(
    half: &Side<'_>,
    run: &Range<u32>,
    is_same: impl Fn(u32) -> bool,
    number: impl Fn(u32) -> Option<u32>,
) -> Vec<Lone> {
    let is_shared = |at: u32| {
        half.partner(at).is_some()
            && half.token(at).is_some_and(|token| match token.kind {
                TokenKind::Word | TokenKind::Comment => true,
                TokenKind::Open => is_same(at),
                TokenKind::Close => false,
            })
    };
    // What both have, in order: the last of it before a place and the first after it are found by halving.
    let shared: Vec<u32> = run.clone().filter(|at| is_shared(*at)).collect();
    let mut list: Vec<Lone> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for at in run.clone() {
        let Some(token) = half.token(at).filter(|token| token.kind == TokenKind::Open && !is_same(at)) else {
            continue;
        };
        while open.pop_if(|last| list.get(*last).is_none_or(|last| last.close < at)).is_some() {}
        let first = shared.partition_point(|shared| *shared < at);
        let last = shared.partition_point(|shared| *shared < token.other);
        let ends = shared.get(first..last).and_then(|inside| inside.first().zip(inside.last()));
        let slot = first.checked_sub(1).and_then(|before| shared.get(before)).and_then(|before| number(*before));
        let around = ends.and_then(|(first, last)| number(*first).zip(number(*last)));
        list.push(Lone { open: at, close: token.other, around, parent: open.last().copied(), slot });
        open.push(list.len() - 1);
    }
    list
}

/// Elements around text that both versions have.
fn around_text(pair: &Pair<'_>, old: &[Lone], new: &[Lone]) -> Vec<Difference> {
    let mut all: BTreeMap<Around, [Vec<usize>; 2]> = BTreeMap::new();
    for (list, side) in [(old, 0), (new, 1)] {
        for (at, lone) in list.iter().enumerate() {
            let chains = lone.around.map(|around| all.entry(around).or_default());
            if let Some(chain) = chains.and_then(|chains| chains.get_mut(side)) {
                chain.push(at);
            }
        }
    }
    let mut reported = [vec![false; old.len()], vec![false; new.len()]];
    let mut differences = Vec::new();
    let is_shared = |chains: &[Vec<usize>; 2]| chains.iter().all(|chain| !chain.is_empty());
    for chains in all.values().filter(|chains| is_shared(chains)) {
        let [before, after] = chains;
        let opens = |list: &[Lone], chain: &[usize]| -> Vec<u32> {
            chain.iter().filter_map(|at| list.get(*at)).map(|lone| lone.open).collect()
        };
        let (a, b) = (opens(old, before), opens(new, after));
        let is_alike = a.iter().map(|at| pair.before.name(*at)).eq(b.iter().map(|at| pair.after.name(*at)));
        if is_alike {
            differences.extend(a.iter().zip(&b).flat_map(|(a, b)| attributes(pair, *a, *b)));
            continue;
        }
        let is_free = |around: Around| all.get(&around).is_none_or(|chains| !is_shared(chains));
        let [reported_old, reported_new] = &mut reported;
        differences.push(Difference {
            kind: Kind::Element,
            before: side(&pair.before, old, before, reported_old, is_free),
            after: side(&pair.after, new, after, reported_new, is_free),
        });
    }
    for (around, chains) in all.iter().filter(|(_, chains)| !is_shared(chains)) {
        let [before, after] = chains;
        let unreported = |chain: &[usize], reported: &[bool]| -> Vec<usize> {
            chain.iter().copied().filter(|at| !reported.get(*at).copied().unwrap_or(false)).collect()
        };
        let [reported_old, reported_new] = &mut reported;
        let (before, after) = (unreported(before, reported_old), unreported(after, reported_new));
        if before.is_empty() && after.is_empty() {
            continue;
        }
        let text = |half: &Side<'_>, first: u32, last: u32| Part {
            span: half.token(first).zip(half.token(last)).map_or(Span::default(), |(a, b)| a.span().to(b.span())),
            name: String::new(),
        };
        let partner = |at: u32| pair.before.partner(at).unwrap_or_default();
        let before = match before.is_empty() {
            true => text(&pair.before, around.0, around.1),
            false => side(&pair.before, old, &before, reported_old, |_| false),
        };
        let after = match after.is_empty() {
            true => text(&pair.after, partner(around.0), partner(around.1)),
            false => side(&pair.after, new, &after, reported_new, |_| false),
        };
        differences.push(Difference { kind: Kind::Element, before, after });
    }
    differences
}

/// A chain of elements around the same text, with those around it that are free to be reported with it.
fn side(
    half: &Side<'_>,
    list: &[Lone],
    chain: &[usize],
    reported: &mut [bool],
    is_free: impl Fn(Around) -> bool,
) -> Part {
    let first = chain.first().and_then(|at| list.get(*at));
    let span = first.map_or(Span::default(), |lone| half.element(lone.open));
    let mut names = Vec::new();
    let mut parent = first.and_then(|lone| lone.parent);
    while let Some((at, lone)) = parent.and_then(|at| Some((at, list.get(at)?))) {
        if !lone.around.is_some_and(&is_free) {
            break;
        }
        names.insert(0, half.name(lone.open));
        if let Some(reported) = reported.get_mut(at) {
            *reported = true;
        }
        parent = lone.parent;
    }
    names.extend(chain.iter().filter_map(|at| list.get(*at)).map(|lone| half.name(lone.open)));
    Part { span, name: names.join("/") }
}

/// What differs in the attributes of two elements, by their start tags; declarations of namespaces among them.
pub(super) fn attributes(pair: &Pair<'_>, before: u32, after: u32) -> Vec<Difference> {
    let Some((old, new)) = pair.before.node(before).zip(pair.after.node(after)) else { return Vec::new() };
    let name = pair.after.name(after);
    let side = |attribute: Option<Attribute<'_>>, end: usize, written: &str| match attribute {
        Some(attribute) => Part { span: attribute.value_span, name: format!("{name}/@{written}") },
        None => Part { span: Span::at(end), name: String::new() },
    };
    let mut differences = Vec::new();
    let mut tell = |a: Option<Attribute<'_>>, b: Option<Attribute<'_>>| {
        let written = a.or(b).map(|attribute| attribute.name.as_written()).unwrap_or_default();
        let before = side(a, old.name_span().end, &written);
        let after = side(b, new.name_span().end, &written);
        differences.push(Difference { kind: Kind::Attribute, before, after });
    };
    for a in old.attributes() {
        let b = new.attribute(&a.name.namespace, &a.name.local);
        if b.is_none_or(|b| b.value != a.value || b.name != a.name) {
            tell(Some(a), b);
        }
    }
    for b in new.attributes().filter(|b| old.attribute(&b.name.namespace, &b.name.local).is_none()) {
        tell(None, Some(b));
    }
    if declarations(&pair.before, before) != declarations(&pair.after, after) {
        let side = |span| Part { span, name: format!("{name}/@xmlns") };
        let (before, after) = (side(old.name_span()), side(new.name_span()));
        differences.push(Difference { kind: Kind::Attribute, before, after });
    }
    differences
}

/// The declarations of namespaces in a start tag, sorted, as they are written.
pub(super) fn declarations<'d>(half: &Side<'d>, open: u32) -> Vec<&'d str> {
    let tag = half.token(open).map_or("", |token| token.span().of(half.version.text));
    if !tag.contains("xmlns") {
        return Vec::new();
    }
    let parts = tag.split(|c: char| c.is_whitespace() || c == '>');
    let mut found: Vec<&str> =
        parts.filter(|part| part.starts_with("xmlns")).map(|part| part.trim_end_matches('/')).collect();
    found.sort_unstable();
    found
}

/// Everything a region does. `moved` are the elements that stand elsewhere in the other version.
pub(super) fn differences(pair: &Pair<'_>, region: &Region, scan: &Scan, moved: &[Moved]) -> Vec<Difference> {
    let mut all = scan.differences.clone();
    let gone = Elsewhere::of(&pair.before, moved.iter().map(|moved| moved.before));
    let come = Elsewhere::of(&pair.after, moved.iter().map(|moved| moved.after));
    let removed = scan.removed.iter().filter(|lone| !gone.begins(lone.open));
    let added: Vec<&Lone> = scan.added.iter().filter(|lone| !come.begins(lone.open)).collect();
    let mut waiting: FxHashMap<Option<u32>, VecDeque<&Lone>> = FxHashMap::default();
    added.iter().for_each(|lone| waiting.entry(lone.slot).or_default().push_back(lone));
    let element = |half: &Side<'_>, open| Part { span: half.element(open), name: half.name(open) };
    for lone in removed {
        let other = waiting.get_mut(&lone.slot).and_then(VecDeque::pop_front);
        let before = element(&pair.before, lone.open);
        let after = match other {
            Some(other) if pair.after.name(other.open) == before.name => {
                all.extend(attributes(pair, lone.open, other.open));
                continue;
            }
            Some(other) => element(&pair.after, other.open),
            None => Part { span: place(&pair.after, &region.after, partner_of(pair, lone.slot)), name: String::new() },
        };
        all.push(Difference { kind: Kind::Element, before, after });
    }
    // Of each place the first ones have gone.
    let is_left = |lone: &&Lone| {
        let first = waiting.get(&lone.slot).and_then(VecDeque::front);
        first.is_some_and(|first| first.open <= lone.open)
    };
    for lone in added.into_iter().filter(is_left) {
        let before = Part { span: place(&pair.before, &region.before, lone.slot), name: String::new() };
        all.push(Difference { kind: Kind::Element, before, after: element(&pair.after, lone.open) });
    }
    for moved in moved.iter().filter(|moved| region.before.contains(&moved.before)) {
        let (before, after) = (element(&pair.before, moved.before), element(&pair.after, moved.after));
        all.push(Difference { kind: Kind::Move, before, after });
        all.extend(attributes(pair, moved.before, moved.after));
    }
    Words { pair, gone, come, found: &mut all }.run(region);
    all
}

/// Elements of one version that stand elsewhere in the other, in order. None stands in another.
struct Elsewhere(Vec<Range<u32>>);

impl Elsewhere {
    fn of(half: &Side<'_>, opens: impl Iterator<Item = u32>) -> Self {
        let mut all: Vec<_> = opens.filter_map(|open| Some(open..half.token(open)?.other + 1)).collect();
        all.sort_unstable_by_key(|element| element.start);
        Self(all)
    }

    /// The last that begins at a token or before it.
    fn last(&self, at: u32) -> Option<&Range<u32>> {
        self.0.get(self.0.partition_point(|element| element.start <= at).checked_sub(1)?)
    }

    fn begins(&self, at: u32) -> bool {
        self.last(at).is_some_and(|element| element.start == at)
    }

    fn holds(&self, at: u32) -> bool {
        self.last(at).is_some_and(|element| element.contains(&at))
    }
}

fn partner_of(pair: &Pair<'_>, slot: Option<u32>) -> Option<u32> {
    pair.before.partner(slot?)
}

/// The place after a token; without one, the beginning of a run.
fn place(half: &Side<'_>, run: &Range<u32>, after: Option<u32>) -> Span {
    let end = after.and_then(|at| half.token(at)).map(|token| token.span().end);
    Span::at(end.unwrap_or_else(|| half.between(&(run.start..run.start)).start))
}

/// Finds words, comments and white space that differ.
struct Words<'p, 'd> {
    pair: &'p Pair<'d>,
    gone: Elsewhere,
    come: Elsewhere,
    found: &'p mut Vec<Difference>,
}

impl Words<'_, '_> {
    fn run(&mut self, region: &Region) {
        let (mut a, mut b) = (region.before.start, region.after.start);
        while a < region.before.end || b < region.after.end {
            let partner = self.pair.before.partner(a).filter(|_| a < region.before.end);
            if partner == Some(b) {
                self.space(region, a, b);
                (a, b) = (a + 1, b + 1);
                continue;
            }
            let next = (a..region.before.end).find_map(|at| Some((at, self.pair.before.partner(at)?)));
            let (end, other) = next.unwrap_or((region.before.end, region.after.end));
            self.gap(a..end, b..other);
            (a, b) = (end, other);
        }
    }

    /// White space between two words that both versions have.
    fn space(&mut self, region: &Region, a: u32, b: u32) {
        let is_word = |half: &Side<'_>, at: u32| half.token(at).is_some_and(|token| token.kind == TokenKind::Word);
        let follows =
            a > region.before.start && b > region.after.start && self.pair.before.partner(a - 1) == Some(b - 1);
        if !follows || !is_word(&self.pair.before, a) || !is_word(&self.pair.before, a - 1) {
            return;
        }
        let (before, after) = (self.pair.before.between(&(a..a)), self.pair.after.between(&(b..b)));
        let (old, new) = (before.of(self.pair.before.version.text), after.of(self.pair.after.version.text));
        if old != new && is_blank(old) && is_blank(new) {
            self.tell(Kind::WhiteSpace, (before, a), (after, b));
        }
    }

    /// Words and comments that only one version has.
    fn gap(&mut self, old: Range<u32>, new: Range<u32>) {
        let pick = |half: &Side<'_>, run: &Range<u32>, kind: TokenKind, elsewhere: &Elsewhere| -> Vec<u32> {
            let is_it = |at: &u32| half.token(*at).is_some_and(|token| token.kind == kind) && !elsewhere.holds(*at);
            run.clone().filter(is_it).collect()
        };
        for (sort, kind) in [(TokenKind::Word, Kind::Text), (TokenKind::Comment, Kind::Comment)] {
            let a = pick(&self.pair.before, &old, sort, &self.gone);
            let b = pick(&self.pair.after, &new, sort, &self.come);
            let said = |half: &Side<'_>, list: &[u32]| -> String {
                list.iter().filter_map(|at| half.token(*at)).map(|token| token.span().of(half.version.text)).collect()
            };
            let span = |half: &Side<'_>, run: &Range<u32>, list: &[u32]| {
                let ends = list.first().and_then(|at| half.token(*at)).zip(list.last().and_then(|at| half.token(*at)));
                ends.map_or_else(
                    || Span::at(half.between(&(run.start..run.start)).start),
                    |(first, last)| first.span().to(last.span()),
                )
            };
            let (before, after) = (span(&self.pair.before, &old, &a), span(&self.pair.after, &new, &b));
            let (first, second) = (a.first().copied().unwrap_or(old.start), b.first().copied().unwrap_or(new.start));
            if said(&self.pair.before, &a) != said(&self.pair.after, &b) {
                self.tell(kind, (before, first), (after, second));
            } else if sort == TokenKind::Word && !a.is_empty() {
                let (x, y) = (before.of(self.pair.before.version.text), after.of(self.pair.after.version.text));
                if x != y && !x.contains('<') && !y.contains('<') {
                    self.tell(Kind::WhiteSpace, (before, first), (after, second));
                }
            }
        }
    }

    /// A difference inside text; names are those of the elements around it.
    fn tell(&mut self, kind: Kind, before: (Span, u32), after: (Span, u32)) {
        let side = |half: &Side<'_>, (span, at): (Span, u32)| {
            let parent = half.node(at).and_then(|node| node.parent()).and_then(|node| node.name());
            Part { span, name: parent.map(crate::xml::Name::as_written).unwrap_or_default() }
        };
        let (before, after) = (side(&self.pair.before, before), side(&self.pair.after, after));
        self.found.push(Difference { kind, before, after });
    }
}
