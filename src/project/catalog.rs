//! Catalogs: which file an address stands for. Takes an OASIS XML catalog (XML Catalogs 1.1) with those it names; gives lists of
//! [`Entry`] to look addresses up in. The table `[schemas]` of `recto.toml` is a list of the same kind.
//!
//! An entry for a system identifier and one for a URI are the same here. Leaves out public identifiers, which no schema is named
//! by, and with them `prefer`; and the namespace of TR 9401. A catalog that another one delegates to is asked for addresses with that beginning alone;
//! where it knows none, the next catalogs are asked all the same. A catalog that names itself is read once; at most [`MOST`] are read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::address::join;
use super::border::Border;
use super::findings::Findings;
use super::load;
use crate::diag::{self, Diagnostic, Severity};
use crate::text::uri::LONGEST;
use crate::text::{Source, Span};
use crate::xml::{self, External, Sink, Start};

/// How many catalog files are read at most.
const MOST: usize = 100;

const CATALOG: &str = "urn:oasis:names:tc:entity:xmlns:xml:catalog";

/// One catalog file.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
    /// The beginning of the addresses that it is asked for; `None` where it is asked for all.
    pub only: Option<Arc<str>>,
}

/// What an address stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How `from` is compared.
    pub rule: Rule,
    /// The address, its beginning or its end.
    pub from: String,
    /// What takes its place; in front of what follows `from` in a [`Rule::Prefix`].
    pub to: String,
    /// The address that `to` is relative to.
    pub base: Arc<str>,
}

/// How an entry is compared with an address, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The whole address: `uri`, `system`.
    Whole,
    /// Its beginning: `rewriteURI`, `rewriteSystem`.
    Prefix,
    /// Its end: `uriSuffix`, `systemSuffix`.
    Suffix,
}

/// An element of a catalog, the rule it stands for, and its attributes.
const ELEMENTS: &[(&str, Rule, &str, &str)] = &[
    ("uri", Rule::Whole, "name", "uri"),
    ("system", Rule::Whole, "systemId", "uri"),
    ("public", Rule::Whole, "publicId", "uri"),
    ("rewriteURI", Rule::Prefix, "uriStartString", "rewritePrefix"),
    ("rewriteSystem", Rule::Prefix, "systemIdStartString", "rewritePrefix"),
    ("uriSuffix", Rule::Suffix, "uriSuffix", "uri"),
    ("systemSuffix", Rule::Suffix, "systemIdSuffix", "uri"),
];

/// An element that names a catalog for some addresses, and the attribute with their beginning.
const DELEGATES: &[(&str, &str)] = &[("delegateURI", "uriStartString"), ("delegateSystem", "systemIdStartString")];

impl Catalog {
    /// The table `[schemas]` of the file with this address.
    pub fn of_table(table: &BTreeMap<String, String>, base: &str) -> Self {
        let base = Arc::<str>::from(base);
        let entry = |(from, to): (&String, &String)| Entry {
            rule: if from.ends_with('/') { Rule::Prefix } else { Rule::Whole },
            from: from.clone(),
            to: to.clone(),
            base: Arc::clone(&base),
        };
        Self { entries: table.iter().map(entry).collect(), only: None }
    }

    /// What an address stands for: the entry with the strongest rule, of several the longest, of these the first (section 7.2.2).
    pub fn look_up(&self, address: &str) -> Option<String> {
        if self.only.as_ref().is_some_and(|beginning| !address.starts_with(&**beginning)) {
            return None;
        }
        let found = self.entries.iter().filter(|entry| entry.fits(address));
        let best = found.min_by_key(|entry| (entry.rule, std::cmp::Reverse(entry.from.len())))?;
        let rest = match best.rule {
            Rule::Prefix => address.strip_prefix(&best.from)?,
            Rule::Whole | Rule::Suffix => "",
        };
        Some(join(&best.base, &format!("{}{rest}", best.to)))
    }
}

impl Entry {
    fn fits(&self, address: &str) -> bool {
        match self.rule {
            Rule::Whole => address == self.from,
            Rule::Prefix => address.starts_with(&self.from),
            Rule::Suffix => address.ends_with(&self.from),
        }
    }
}

/// Reads a catalog and those it names, each followed by its own next ones, and what is wrong with them.
pub fn read(border: &Border, address: &str) -> (Vec<Catalog>, Vec<Findings>) {
    let (mut catalogs, mut about) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    let mut waiting = vec![(Named { base: Arc::default(), href: address.to_owned() }, None::<Arc<str>>)];
    while let Some((named, only)) = waiting.pop() {
        let address = named.address();
        if seen.contains(&(address.clone(), only.clone())) {
            continue;
        }
        if seen.len() == MOST {
            let message =
                format!("this is one catalog more than the {MOST} that are read: it and all others are left out");
            let diagnostics = vec![Diagnostic::new(&diag::BAD_CATALOG, message)];
            about.push(Findings { source: Source::new(address, ""), diagnostics });
            break;
        }
        seen.insert((address.clone(), only.clone()));
        let source = match load::catalog(border, &address) {
            Ok(source) => source,
            Err(findings) => {
                about.push(*findings);
                continue;
            }
        };
        let mut reader = Reader { bases: vec![address.as_str().into()], ..Reader::default() };
        let mut diagnostics = xml::parse(source.text(), External::Noted, &mut reader);
        diagnostics.retain(|finding| finding.severity() == Severity::Error);
        diagnostics.append(&mut reader.findings);
        if !diagnostics.is_empty() {
            about.push(Findings { source, diagnostics });
        }
        catalogs.push(Catalog { entries: reader.entries, only: only.clone() });
        waiting.extend(reader.next.into_iter().rev().map(|next| (next, only.clone())));
        // The longest beginning is asked first.
        reader.delegates.sort_by_key(|(beginning, _)| beginning.len());
        waiting.extend(reader.delegates.into_iter().map(|(beginning, next)| (next, Some(beginning))));
    }
    (catalogs, about)
}

/// A catalog that another one names: many may be named from one long address.
struct Named {
    base: Arc<str>,
    href: String,
}

impl Named {
    fn address(&self) -> String {
        if self.base.is_empty() { self.href.clone() } else { join(&self.base, &self.href) }
    }
}

/// Collects the entries of one file.
#[derive(Default)]
struct Reader {
    /// What addresses are relative to, inside each open element.
    bases: Vec<Arc<str>>,
    entries: Vec<Entry>,
    next: Vec<Named>,
    /// Beginnings of addresses, each with the catalog that is asked for them.
    delegates: Vec<(Arc<str>, Named)>,
    findings: Vec<Diagnostic>,
}

impl Sink for Reader {
    fn start(&mut self, start: &Start<'_>) {
        let value = |namespace: &str, local: &str| {
            let is_named = |attribute: &&xml::Attribute<'_>| {
                start
                    .names
                    .get(attribute.name)
                    .is_some_and(|name| &*name.namespace == namespace && &*name.local == local)
            };
            start.attributes.iter().find(is_named).map(|attribute| attribute.value.to_string())
        };
        let mut base = self.bases.last().cloned().unwrap_or_default();
        let own = value(xml::XML_NAMESPACE, "base").filter(|own| own.len() + base.len() <= LONGEST);
        if let Some(own) = own {
            base = (join(&base, &own) + if own.ends_with('/') { "/" } else { "" }).into();
        }
        let name = start.names.get(start.name).filter(|name| &*name.namespace == CATALOG);
        let local = name.map_or("", |name| &*name.local);
        if local == "nextCatalog" {
            match value("", "catalog") {
                Some(href) => self.next.push(Named { base: Arc::clone(&base), href }),
                None => self.lacks("catalog", start.name_span),
            }
        }
        if self.bases.len() == 1 && local != "catalog" {
            let finding = Diagnostic::new(&diag::BAD_CATALOG, "this is no XML catalog").at(start.name_span);
            self.findings.push(finding.help(format!("the root element is `<catalog xmlns=\"{CATALOG}\">`")));
        }
        for &(_, from) in DELEGATES.iter().filter(|(element, _)| *element == local) {
            match (value("", from), value("", "catalog")) {
                (Some(from), Some(href)) => self.delegates.push((from.into(), Named { base: Arc::clone(&base), href })),
                (None, _) => self.lacks(from, start.name_span),
                (_, None) => self.lacks("catalog", start.name_span),
            }
        }
        for &(_, rule, from, to) in ELEMENTS.iter().filter(|(element, ..)| *element == local) {
            match (value("", from), value("", to)) {
                (Some(from), Some(to)) => self.entries.push(Entry { rule, from, to, base: Arc::clone(&base) }),
                (None, _) => self.lacks(from, start.name_span),
                (_, None) => self.lacks(to, start.name_span),
            }
        }
        self.bases.push(base);
    }

    fn end(&mut self, _: Span) {
        self.bases.pop();
    }
}

impl Reader {
    fn lacks(&mut self, attribute: &str, span: Span) {
        self.findings.push(Diagnostic::new(&diag::BAD_CATALOG, format!("this entry lacks `{attribute}`")).at(span));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(rule: Rule, from: &str, to: &str) -> Entry {
        Entry { rule, from: from.to_owned(), to: to.to_owned(), base: "cat/catalog.xml".into() }
    }

    #[test]
    fn the_strongest_and_longest_entry_counts() {
        let catalog = Catalog {
            entries: vec![
                entry(Rule::Suffix, "a.rng", "suffix.rng"),
                entry(Rule::Prefix, "http://x.org/", "../x/"),
                entry(Rule::Prefix, "http://x.org/s/", "s/"),
                entry(Rule::Whole, "http://x.org/s/a.rng", "first.rng"),
                entry(Rule::Whole, "http://x.org/s/a.rng", "second.rng"),
            ],
            only: None,
        };
        let cases = [
            ("http://x.org/s/a.rng", Some("cat/first.rng")),
            ("http://x.org/s/b/c.rng", Some("cat/s/b/c.rng")),
            ("http://x.org/b.rng", Some("x/b.rng")),
            ("https://y.org/a.rng", Some("cat/suffix.rng")),
            ("https://y.org/b.rng", None),
        ];
        for (address, expected) in cases {
            assert_eq!(catalog.look_up(address).as_deref(), expected, "{address}");
        }
    }
}
