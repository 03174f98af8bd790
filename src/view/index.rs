//! The index of all letters. Takes their entries in the order of the files; gives a page: a table that can be sorted and searched, the years as a
//! picture, who wrote to whom, and totals by element, language and year. It reads without script.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::entry::Entry;
use super::html::{text, value};
use super::network::Network;
use super::policy::{self, INDEX};
use super::years::years;

/// The heads of the columns.
const COLUMNS: &[&str] = &["Letter", "Sender", "Addressee", "Place", "Date", "Findings"];

/// Pairs of a sender and an addressee that one letter counts for: many signed to many is a petition, of which all are in no picture.
const PAIRS: usize = 1_000;

/// An index that is being made.
#[derive(Debug, Default)]
pub struct Index {
    rows: String,
    letters: usize,
    without_page: Vec<String>,
    elements: BTreeMap<String, usize>,
    languages: BTreeMap<String, usize>,
    years: BTreeMap<i32, usize>,
    network: Network,
}

impl Index {
    /// Adds a letter.
    pub fn add(&mut self, entry: Entry) {
        self.letters += 1;
        let (sender, addressee) = (entry.sender(), entry.addressee());
        let [title, sender, addressee, place, date] =
            [&entry.title, &sender, &addressee, &entry.place, &entry.date].map(|cell| text(cell));
        let language = value(&entry.language);
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.rows,
            "<tr><td lang=\"{language}\"><a href=\"{}\">{title}</a></td><td>{sender}</td><td>{addressee}</td><td>{place}</td>\
             <td class=\"d\">{date}</td><td class=\"n\">{}</td></tr>",
            value(&entry.href),
            entry.findings,
        );
        let pairs =
            entry.senders.iter().flat_map(|sender| entry.addressees.iter().map(move |addressee| (sender, addressee)));
        pairs.take(PAIRS).for_each(|(sender, addressee)| self.network.add(sender, addressee));
        if let Some(year) = entry.year() {
            *self.years.entry(year).or_default() += 1;
        }
        *self.languages.entry(entry.language).or_default() += 1;
        for (element, count) in entry.elements {
            *self.elements.entry(element).or_default() += count;
        }
    }

    /// Adds a file that has no page: its findings say why.
    pub fn add_without_page(&mut self, name: &str) {
        self.without_page.push(name.to_owned());
    }

    /// The page; `version` is the state of one that is served.
    #[must_use]
    pub fn page(self, version: Option<u64>) -> String {
        let letters = counted(self.letters);
        let mut html = policy::head(&INDEX, "", version, &letters);
        let _ = write!(html, "<main>\n<h1>{letters}</h1>\n");
        html.push_str(&years(&self.years));
        if !self.without_page.is_empty() {
            let names: Vec<String> = self.without_page.iter().map(|name| text(name)).collect();
            let _ = writeln!(
                html,
                "<p class=\"missing\">Without a page, for they could not be read: {}</p>",
                names.join(", ")
            );
        }
        html.push_str(FILTER);
        html.push_str("<div class=\"wide\"><table id=\"letters\">\n<thead><tr>");
        for column in COLUMNS {
            let class = if *column == "Findings" { " class=\"n\"" } else { "" };
            let _ = write!(html, "<th scope=\"col\"{class}>{column}</th>");
        }
        let _ = write!(html, "</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n", self.rows);
        html.push_str(&self.network.html());
        html.push_str("<div class=\"totals\">\n");
        totals(&mut html, "Elements", by_count(self.elements));
        totals(&mut html, "Languages", by_count(self.languages));
        totals(&mut html, "Years", self.years.into_iter().map(|(year, count)| (year.to_string(), count)).collect());
        html.push_str("</div>\n</main>\n");
        html + &policy::end(&INDEX, version)
    }
}

/// Shown where there is script.
const FILTER: &str = "<form id=\"filter\" role=\"search\" hidden><label>Search <input name=\"words\" type=\"search\"></label><output></output></form>\n";

fn counted(letters: usize) -> String {
    if letters == 1 { "1 letter".to_owned() } else { format!("{letters} letters") }
}

/// The most frequent first.
fn by_count(counts: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = counts.into_iter().collect();
    all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    all
}

fn totals(html: &mut String, head: &str, counts: Vec<(String, usize)>) {
    if counts.is_empty() {
        return;
    }
    let _ = writeln!(
        html,
        "<section><h2>{head}</h2>\n<details open><summary>{} in all</summary>\n<table><tbody>",
        counts.len()
    );
    for (name, count) in counts {
        let name = if name.is_empty() { "not said".to_owned() } else { text(&name) };
        let _ = writeln!(html, "<tr><th scope=\"row\">{name}</th><td class=\"n\">{count}</td></tr>");
    }
    html.push_str("</tbody></table></details></section>\n");
}
