//! Where what a sign opens is closed, over several lines. Takes lines and two signs; gives for each line the one at whose end no sign is
//! open that the lines since then opened. A closing sign that closes nothing counts for nothing. In one pass, whatever stays open.

use crate::text::Span;

/// For each line the one that closes it; as many as there are lines, where none does.
pub(super) struct Closings(Vec<usize>);

impl Closings {
    pub(super) fn of(lines: &[Span], text: &str, opening: char, closing: char) -> Self {
        let mut closed = vec![lines.len(); lines.len()];
        // Depths are counted from the end of the text: they compare all the same.
        let mut after = 0;
        // The next line that goes as low as a line went, the lowest first, each with the one that closes it from there.
        let mut lows: Vec<(isize, usize)> = Vec::new();
        for (at, line) in lines.iter().enumerate().rev() {
            let (net, least) = depths(line.of(text), opening, closing);
            let before = after - net;
            let low = before + least;
            while lows.last().is_some_and(|(next, _)| *next > low) {
                lows.pop();
            }
            let from_low = if low == after { Some(at) } else { lows.last().map(|(_, closed)| *closed) };
            lows.push((low, from_low.unwrap_or(lines.len())));
            let reached = lows.partition_point(|(low, _)| *low <= before);
            let found = reached.checked_sub(1).and_then(|rank| lows.get(rank));
            if let (Some(slot), Some((_, line))) = (closed.get_mut(at), found) {
                *slot = *line;
            }
            after = before;
        }
        Self(closed)
    }

    /// The line that closes what this one opens.
    pub(super) fn of_line(&self, at: usize) -> usize {
        self.0.get(at).copied().unwrap_or(usize::MAX)
    }
}

/// How much deeper a text ends than it begins, and how deep it is after the sign where it is least so.
fn depths(text: &str, opening: char, closing: char) -> (isize, isize) {
    let (mut depth, mut least) = (0, isize::MAX);
    for c in text.chars() {
        depth += isize::from(c == opening) - isize::from(c == closing);
        if c == closing {
            least = least.min(depth);
        }
    }
    (depth, least.min(depth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, line by line from each line on.
    fn plainly(lines: &[&str], from: usize) -> usize {
        let mut depth = 0_usize;
        let closes = |line: &&str| {
            for c in line.chars() {
                depth = if c == '[' { depth + 1 } else { depth.saturating_sub(usize::from(c == ']')) };
            }
            depth == 0
        };
        lines.iter().skip(from).position(closes).map_or(lines.len(), |rank| from + rank)
    }

    proptest! {
        #[test]
        fn lines_are_closed_where_reading_on_closes_them(text in "[\\[\\]a\n]{0,60}") {
            let lines: Vec<&str> = text.split('\n').collect();
            let start = |line: &&str| line.as_ptr() as usize - text.as_ptr() as usize;
            let spans: Vec<Span> = lines.iter().map(|line| Span::new(start(line), start(line) + line.len())).collect();
            let closings = Closings::of(&spans, &text, '[', ']');
            for at in 0..lines.len() {
                prop_assert_eq!(closings.of_line(at), plainly(&lines, at), "line {}", at);
            }
        }
    }
}
