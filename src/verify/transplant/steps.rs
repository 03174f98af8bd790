//! The steps of a rewriting. What both have is written as the text does, what stands between is replaced (`gap`), elements go where their text went, and
//! those without text are left out.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::super::anchors::{Gap, gaps, slice};
use super::super::carried::Carried;
use super::super::characters::{Kind, is_invisible};
use super::super::compare::Part;
use super::super::parting::start_tag;
use super::super::tokens::{TokenKind, index};
use super::cuts::Order;
use super::rewriter::{Between, Made, Rewriter};
use super::words::escaped;
use crate::diag::{self, Diagnostic};
use crate::text::{Span, cut};

impl Rewriter<'_> {
    /// Makes all changes.
    pub(super) fn rewrite(mut self) -> Made {
        self.same();
        for Gap { text, tei, zone } in gaps(self.comparison, &self.anchors) {
            let span = Span::new(self.begin(tei.start, zone), self.finish(tei.end, zone));
            self.replace(&Between { text, tei, zone, span });
        }
        self.wrap();
        self.leave_out();
        let (tei, origins) = self.cuts.apply(self.file);
        Made { tei, origins, findings: self.findings }
    }

    /// Characters that count as the same are written as the text does.
    fn same(&mut self) {
        let anchors = std::mem::take(&mut self.anchors);
        for anchor in &anchors {
            let (mine, theirs) = (slice(self.text(), &anchor.text), slice(self.read(), &anchor.tei));
            if anchor.tei.is_empty() {
                continue;
            }
            let span = self.read().span(index(anchor.tei.start), index(anchor.tei.end));
            self.alive.push(span.start);
            if mine != theirs {
                self.cuts.because(otherwise(mine, theirs), self.source(&anchor.text));
                self.cuts.push(span, Order::Removal, escaped(mine).into_owned());
            }
        }
        self.anchors = anchors;
    }

    /// Sets elements around their text where the text has it: the outer ones around the inner ones.
    fn wrap(&mut self) {
        let carried = std::mem::take(&mut self.carried);
        let mut parts: Vec<(Span, usize, &Carried)> = Vec::new();
        for one in &carried {
            parts.extend(one.parts.iter().enumerate().map(|(number, part)| (*part, number, one)));
            if one.parts.len() > 1 {
                let message = format!("`{}` is parted: as one it would cross others", one.name);
                let finding = Diagnostic::new(&diag::ELEMENT_PARTED, message).at(one.open);
                self.findings.push(finding.help("see whether the parts are right"));
            }
        }
        parts.sort_by_key(|(part, ..)| (part.start, Reverse(part.end)));
        for (part, number, one) in &parts {
            let open = start_tag(&one.name, one.open.of(self.file), *number, one.parts.len());
            self.cuts.because("passage moved or doubled", self.source(&one.text));
            self.cuts.push(Span::at(part.start), Order::Open, open);
        }
        for (part, _, one) in parts.iter().rev() {
            self.cuts.because("passage moved or doubled", self.source(&one.text));
            self.cuts.push(Span::at(part.end), Order::Close, one.close.of(self.file));
        }
        self.used.extend(carried.iter().map(|one| one.open));
    }

    /// Takes away the tags of elements that have lost all their text.
    fn leave_out(&mut self) {
        self.alive.sort_unstable();
        let is_alive = |span: Span| {
            let from = self.alive.partition_point(|at| *at < span.start);
            self.alive.get(from).is_some_and(|at| *at <= span.end)
        };
        let tokens = self.comparison.tei_side().tokens.tokens.iter();
        let visible: Vec<Part> =
            tokens.filter(|token| token.kind == TokenKind::Text).map(|token| token.start..token.end).collect();
        let mut cuts = Vec::new();
        let mut named: BTreeSet<usize> = BTreeSet::new();
        for (number, element) in self.tags.elements.iter().enumerate() {
            let own = self.read().text.get(element.start..element.end).unwrap_or_default();
            let first = visible.partition_point(|token| index(token.end) <= element.start);
            let had_text = visible.get(first).is_some_and(|token| index(token.start) < element.end);
            if element.is_hidden
                || !had_text
                || element.close.is_empty()
                || is_alive(Span::new(element.open.end, element.close.start))
            {
                continue;
            }
            let before = self.anchors.partition_point(|anchor| index(anchor.tei.end) <= element.start);
            let before = before.checked_sub(1).and_then(|at| self.anchors.get(at)).map_or(0, |anchor| anchor.text.end);
            cuts.extend([(element.open, before), (element.close, before)]);
            if !self.used.contains(&element.open) && element.parent.is_none_or(|parent| !named.contains(&parent)) {
                let words = own.split_whitespace().collect::<Vec<_>>().join(" ");
                let why = match self.crossing.get(&element.open) {
                    Some(other) => format!("where the text has “{}” it would cross `{other}`", cut(&words, 80)),
                    None => format!("“{}” is not in the text here", cut(&words, 80)),
                };
                let message = format!("`{}` is left out: {why}", element.name);
                self.findings.push(Diagnostic::new(&diag::ELEMENT_LEFT_OUT, message).at(element.open));
            }
            named.insert(number);
        }
        for (span, before) in cuts {
            self.cuts.because("text not there", self.source(&(before..before)));
            self.cuts.push(span, Order::Removal, "");
        }
    }
}

/// Why characters that count as the same are written as the text does.
fn otherwise(mine: &str, theirs: &str) -> &'static str {
    let visible = |text: &str| text.chars().filter(|c| !is_invisible(*c)).collect::<Vec<char>>();
    let (mine, theirs) = (visible(mine), visible(theirs));
    let unlike = mine.iter().zip(&theirs).filter(|(a, b)| a != b);
    match mine.len() == theirs.len() {
        true => Kind::of_all(unlike.flat_map(|(a, b)| [*a, *b])).name(),
        false => "Unicode form",
    }
}
