//! What differs between the elements that two versions share. Takes both versions; gives hunks.
//!
//! Between two partners at the same level of the same element lies nothing, or a run of siblings before and one after: these
//! are an edit, and well-formed by themselves. So is the start tag of an element that both have. Edits go together where one
//! without the other would double or lose a text, or leave a prefix without its declaration.

use std::ops::Range;

use imara_diff::Interner;

use super::align::Alignment;
use super::elements::{self, Scan};
use super::pair::{Pair, Region, Side};
use super::tokens::{Stream, Token, TokenKind};
use super::{Difference, Edit, Hunk, Kind, Part, Version, moves};
use crate::text::Span;
use crate::xml::document::Node;
use crate::xml::{is_blank, is_space};

/// Compares two versions of a document.
///
/// Where a version is not well-formed, what could be read of it is compared, and edits may not fit.
#[must_use]
pub fn compare(before: Version<'_>, after: Version<'_>) -> Vec<Hunk> {
    let mut interner = Interner::new(0);
    let (old, new) = (Stream::of(before, &mut interner), Stream::of(after, &mut interner));
    let alignment = Alignment::of(&old, &new, interner.num_tokens());
    let pair = Pair {
        before: Side { version: before, stream: old, partners: alignment.after },
        after: Side { version: after, stream: new, partners: alignment.before },
    };
    let mut finder = Finder { pair: &pair, parts: Vec::new(), are_bound: false };
    finder.run();
    let Finder { mut parts, are_bound, .. } = finder;
    parts.sort_by_key(|part| (part.edit.before, part.edit.after));
    let scans: Vec<Option<&Scan>> = parts.iter().map(|part| part.scan.as_ref()).collect();
    let joined = moves::join(&pair, &scans);
    let hunks = parts.iter().enumerate().map(|(at, part)| {
        let mut differences = part.differences.clone();
        if let (Some(region), Some(scan)) = (&part.region, &part.scan) {
            differences.extend(elements::differences(&pair, region, scan, joined.of(at)));
        }
        differences.sort_by_key(|found| (found.before.span, found.after.span, found.kind));
        Hunk { edits: vec![part.edit], differences }
    });
    let mut roots: Vec<usize> = (0..parts.len()).map(|at| if are_bound { 0 } else { at }).collect();
    joined.bind(&mut roots);
    gathered(hunks.collect(), &roots)
}

/// Hunks with the same root as one, in the place of the first; those that do nothing are left out.
fn gathered(hunks: Vec<Hunk>, roots: &[usize]) -> Vec<Hunk> {
    let mut made: Vec<Hunk> = vec![Hunk::default(); hunks.len()];
    for (hunk, root) in hunks.into_iter().zip(roots) {
        if let Some(whole) = made.get_mut(*root) {
            whole.edits.extend(hunk.edits);
            whole.differences.extend(hunk.differences);
        }
    }
    made.retain(|hunk| !hunk.differences.is_empty());
    made
}

/// An edit with what it does, as far as that is known without the others.
struct DraftEdit {
    edit: Edit,
    differences: Vec<Difference>,
    region: Option<Region>,
    scan: Option<Scan>,
}

struct Finder<'p, 'd> {
    pair: &'p Pair<'d>,
    parts: Vec<DraftEdit>,
    /// Whether a declaration of a namespace differs, so that no edit stands by itself.
    are_bound: bool,
}

impl Finder<'_, '_> {
    fn run(&mut self) {
        let length = |half: &Side<'_>| u32::try_from(half.stream.tokens.len()).unwrap_or(u32::MAX);
        let whole = Region { before: 0..length(&self.pair.before), after: 0..length(&self.pair.after) };
        let mut open = vec![(whole, 0)];
        while let Some((level, parent)) = open.pop() {
            for (before, after) in self.level(&level, parent) {
                self.tag(before, after);
                let ends = self.pair.before.token(before).zip(self.pair.after.token(after));
                if let Some((a, b)) = ends {
                    let inside = Region { before: before + 1..a.other, after: after + 1..b.other };
                    open.push((inside, b.node));
                }
            }
        }
    }

    /// What differs among the children of one element; gives the elements among them that both have.
    fn level(&mut self, level: &Region, parent: u32) -> Vec<(u32, u32)> {
        let pair = self.pair;
        let mut same = Vec::new();
        let mut run = level.clone();
        let mut at = level.before.start;
        while at < level.before.end {
            let Some(token) = pair.before.token(at) else { break };
            let is_open = token.kind == TokenKind::Open;
            let next = if is_open { token.other + 1 } else { at + 1 };
            let partner = if is_open { pair.same(at) } else { pair.before.partner(at) };
            if let Some(other) = partner.filter(|other| pair.after.parent(*other) == parent) {
                let end = pair.after.token(other).map_or(other, |token| token.other.max(other));
                (run.before.end, run.after.end) = (at, other);
                self.gap(&run, parent);
                run = Region { before: next..level.before.end, after: end + 1..level.after.end };
                same.extend(is_open.then_some((at, other)));
            }
            at = next;
        }
        self.gap(&run, parent);
        same
    }

    /// What stands between two partners.
    fn gap(&mut self, region: &Region, parent: u32) {
        let pair = self.pair;
        let (mut before, mut after) = (pair.before.between(&region.before), pair.after.between(&region.after));
        let is_white = region.before.is_empty() && region.after.is_empty();
        if parent == 0 {
            // Around the root stand the declaration and the document type, which are not compared.
            if is_white {
                return;
            }
            before = tight(&pair.before, &region.before, before);
            after = tight(&pair.after, &region.after, after);
        }
        let edit = trimmed(before, after, pair);
        if edit.before.is_empty() && edit.after.is_empty() {
            return;
        }
        if !is_white {
            let scan = elements::scan(pair, region);
            let part = DraftEdit { edit, differences: Vec::new(), region: Some(region.clone()), scan: Some(scan) };
            return self.parts.push(part);
        }
        let (old, new) = (edit.before.of(pair.before.version.text), edit.after.of(pair.after.version.text));
        if is_blank(old) && is_blank(new) && old.replace("\r\n", "\n") != new.replace("\r\n", "\n") {
            let name = pair.after.version.document.node(parent).and_then(Node::name);
            let name = name.map(crate::xml::Name::as_written).unwrap_or_default();
            let side = |span| Part { span, name: name.clone() };
            let difference = Difference { kind: Kind::WhiteSpace, before: side(edit.before), after: side(edit.after) };
            self.parts.push(DraftEdit { edit, differences: vec![difference], region: None, scan: None });
        }
    }

    /// What differs in the start tags of an element that both have.
    fn tag(&mut self, before: u32, after: u32) {
        let differences = elements::attributes(self.pair, before, after);
        if differences.is_empty() {
            return;
        }
        self.are_bound |=
            elements::declarations(&self.pair.before, before) != elements::declarations(&self.pair.after, after);
        let span = |half: &Side<'_>, at| half.token(at).map_or(Span::default(), Token::span);
        let edit = Edit { before: span(&self.pair.before, before), after: span(&self.pair.after, after) };
        self.parts.push(DraftEdit { edit, differences, region: None, scan: None });
    }
}

/// The tokens of a run alone; where there are none, a place near its end.
fn tight(half: &Side<'_>, run: &Range<u32>, between: Span) -> Span {
    let ends = half.token(run.start).zip(run.end.checked_sub(1).and_then(|last| half.token(last)));
    match ends.filter(|_| !run.is_empty()) {
        Some((first, last)) => first.span().to(last.span()),
        None if run.start == 0 => Span::at(between.end),
        None => Span::at(between.start),
    }
}

/// An edit without the white space at its ends that both versions have.
fn trimmed(before: Span, after: Span, pair: &Pair<'_>) -> Edit {
    let (old, new) = (before.of(pair.before.version.text), after.of(pair.after.version.text));
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(a, b)| a == b && is_space(*a)).count()
    };
    let start = same(&mut old.chars().zip(new.chars()));
    let (old, new) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = same(&mut old.chars().rev().zip(new.chars().rev()));
    let cut = |span: Span| Span::new(span.start + start, span.end - end);
    Edit { before: cut(before), after: cut(after) }
}
