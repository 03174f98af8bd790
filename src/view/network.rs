//! Who wrote to whom, as a picture and as a table. Takes pairs of names; gives SVG with the persons in two columns, and the same as rows for who does
//! not see it. Only the most frequent are drawn; how many are not is said. Whole numbers alone place everything, so that the picture is the same
//! everywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::html::{text, value};

/// Persons who are drawn.
const PERSONS: usize = 40;
/// Pairs that the table has.
const ROWS: usize = 200;
/// How wide the picture is, in its own units, and where the lines between the columns begin and end.
const WIDTH: usize = 960;
const LEFT: usize = 330;
const RIGHT: usize = WIDTH - LEFT;
/// How high a person is.
const STEP: usize = 22;
/// The widest line.
const WIDEST: usize = 8;
/// Characters of a name in the picture.
const NAME: usize = 42;

/// Letters between persons.
#[derive(Debug, Default)]
pub(super) struct Network(BTreeMap<(String, String), usize>);

impl Network {
    /// Adds a letter.
    pub(super) fn add(&mut self, sender: &str, addressee: &str) {
        *self.0.entry((sender.to_owned(), addressee.to_owned())).or_default() += 1;
    }

    /// The picture and its table; nothing where no sender and addressee are known.
    pub(super) fn html(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let ranks = self.ranks();
        let drawn: BTreeSet<&str> = ranks.iter().take(PERSONS).copied().collect();
        let mut pairs: Vec<(&str, &str, usize)> =
            self.0.iter().map(|((from, to), count)| (&**from, &**to, *count)).collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.2));
        let mut html = "<section>\n<h2>Who wrote to whom</h2>\n".to_owned();
        let shown: Vec<_> =
            pairs.iter().copied().filter(|(from, to, _)| drawn.contains(from) && drawn.contains(to)).collect();
        picture(&mut html, &ranks, &shown);
        // Writing to a string cannot fail.
        if ranks.len() > PERSONS {
            let _ = writeln!(
                html,
                "<p>The {PERSONS} most frequent persons are drawn; {} more are not.</p>",
                ranks.len() - PERSONS
            );
        }
        table(&mut html, &pairs);
        html + "</section>\n"
    }

    /// All persons, the most frequent first.
    fn ranks(&self) -> Vec<&str> {
        let mut letters: BTreeMap<&str, usize> = BTreeMap::new();
        for ((from, to), count) in &self.0 {
            *letters.entry(from).or_default() += count;
            *letters.entry(to).or_default() += count;
        }
        let mut ranks: Vec<(&str, usize)> = letters.into_iter().collect();
        ranks.sort_by_key(|rank| std::cmp::Reverse(rank.1));
        ranks.into_iter().map(|(name, _)| name).collect()
    }
}

/// Senders at the left, addressees at the right, each the most frequent first.
fn picture(html: &mut String, ranks: &[&str], pairs: &[(&str, &str, usize)]) {
    let column = |is_in: &dyn Fn(&str) -> bool| -> BTreeMap<&str, usize> {
        ranks.iter().copied().filter(|name| is_in(name)).zip((1..).map(|row| row * STEP)).collect()
    };
    let senders = column(&|name| pairs.iter().any(|pair| pair.0 == name));
    let addressees = column(&|name| pairs.iter().any(|pair| pair.1 == name));
    let height = (senders.len().max(addressees.len()) + 1) * STEP;
    let most = pairs.iter().map(|pair| pair.2).max().unwrap_or(1).max(1);
    let _ = writeln!(
        html,
        "<svg class=\"network\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"network-title network-desc\">\n\
         <title id=\"network-title\">Who wrote to whom</title>\n\
         <desc id=\"network-desc\">{} senders at the left, {} addressees at the right; a line for each pair, the wider the more letters. The table \
         below says the same.</desc>",
        senders.len(),
        addressees.len()
    );
    for (from, to, count) in pairs.iter().rev() {
        let (Some(start), Some(end)) = (senders.get(from), addressees.get(to)) else { continue };
        let (middle, width) = (WIDTH / 2, (count * WIDEST).div_ceil(most).max(1));
        let _ = writeln!(
            html,
            "<path d=\"M{LEFT} {start}C{middle} {start} {middle} {end} {RIGHT} {end}\" stroke-width=\"{width}\"><title>{} → {}: {count}</title></path>",
            value(from),
            value(to)
        );
    }
    for (names, x, anchor) in [(senders, LEFT - 8, "end"), (addressees, RIGHT + 8, "start")] {
        for (name, y) in names {
            let y = y + 4;
            let _ = writeln!(html, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>", value(&cut(name)));
        }
    }
    html.push_str("</svg>\n");
}

fn cut(name: &str) -> String {
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

fn table(html: &mut String, pairs: &[(&str, &str, usize)]) {
    let _ = writeln!(
        html,
        "<details><summary>As a table</summary>\n<table><thead><tr><th scope=\"col\">Sender</th><th scope=\"col\">Addressee</th>\
         <th scope=\"col\" class=\"n\">Letters</th></tr></thead>\n<tbody>"
    );
    for (from, to, count) in pairs.iter().take(ROWS) {
        let _ = writeln!(html, "<tr><td>{}</td><td>{}</td><td class=\"n\">{count}</td></tr>", text(from), text(to));
    }
    html.push_str("</tbody></table>\n");
    if pairs.len() > ROWS {
        let _ = writeln!(html, "<p>and {} more pairs</p>", pairs.len() - ROWS);
    }
    html.push_str("</details>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_persons_are_drawn_and_others_counted() {
        let mut network = Network::default();
        assert_eq!(network.html(), "");
        for at in 0..60 {
            network.add("<Ada>", &format!("person {at:02}"));
        }
        network.add("<Ada>", "person 59");
        let html = network.html();
        assert_eq!(html.matches("<path").count(), PERSONS - 1, "{html}");
        assert!(html.contains("<title>&lt;Ada&gt; → person 59: 2</title>"), "{html}");
        assert!(html.contains("40 most frequent persons are drawn; 21 more are not."), "{html}");
        // The most frequent addressee stands first.
        assert!(html.contains("<text x=\"638\" y=\"26\" text-anchor=\"start\">person 59</text>"), "{html}");
        assert_eq!(html.matches("<tr>").count(), 61);
    }
}
