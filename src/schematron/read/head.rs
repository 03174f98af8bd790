//! What a schema says of itself (ISO/IEC 19757-3:2020, 5.4): its title, its language, its prefixes, its phases. Takes
//! the root element and the phase that is asked for; gives the [`Head`] and the phase that is run.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::reader::Reader;
use crate::diag::{self, Diagnostic};
use crate::schematron::element::Element;
use crate::schematron::schema::Head;
use crate::text::uri::LONGEST;
use crate::xpath::Version;

/// Which patterns are run.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Phase {
    /// Those of the phase that the schema names; all where it names none.
    #[default]
    Default,
    /// All.
    All,
    /// Those of the first phase whose condition holds for a document; all where none does.
    Any,
    /// Those of a phase.
    Named(String),
}

impl Phase {
    /// The phase that a person names: `#ALL`, `#ANY`, `#DEFAULT` or its id.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "#ALL" => Self::All,
            "#ANY" => Self::Any,
            "#DEFAULT" => Self::Default,
            name => Self::Named(name.to_owned()),
        }
    }
}

/// What a schema says of itself.
pub(super) fn head(root: &Element, phase: &Phase) -> Head {
    let namespaces =
        root.named("ns").filter_map(|ns| Some((ns.value("prefix")?.to_owned(), ns.value("uri")?.to_owned())));
    let phase = match phase {
        Phase::All => Some("#ALL"),
        Phase::Any => Some("#ANY"),
        Phase::Default => root.value("defaultPhase"),
        Phase::Named(name) => Some(name.as_str()),
    };
    Head {
        title: title(root),
        version: root.value("schemaVersion").map(str::to_owned),
        phase: phase.map(str::to_owned),
        namespaces: namespaces.collect(),
    }
}

/// The title of a schema or pattern, white space as one blank.
pub(super) fn title(element: &Element) -> Option<String> {
    let title = element.named("title").next()?.text();
    Some(title.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Query languages with the XPath that they have.
const BINDINGS: &[(&str, Version)] = &[
    ("xslt", Version::One),
    ("xslt1", Version::One),
    ("xpath", Version::One),
    ("xslt2", Version::Later),
    ("xslt3", Version::Later),
    ("xpath2", Version::Later),
    ("xpath3", Version::Later),
    ("xpath31", Version::Later),
];

impl Reader<'_> {
    /// The language of the queries (6.4); XPath 1.0 where none is named.
    pub(super) fn version(&mut self, root: &Element) {
        let Some(binding) = root.attribute("queryBinding") else { return };
        let row = BINDINGS.iter().find(|(name, _)| binding.value.eq_ignore_ascii_case(name));
        match row {
            Some((_, version)) => self.version = *version,
            None => {
                let known: Vec<&str> = BINDINGS.iter().map(|(name, _)| *name).collect();
                let (name, known) = (&binding.value, known.join(", "));
                let message = format!("the query language `{name}` is not known: Recto knows {known}");
                self.wrong(binding.place, message);
            }
        }
    }

    pub(super) fn namespaces(&mut self, root: &Element) {
        let mut prefixes: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        for ns in root.named("ns") {
            let (Some(prefix), Some(uri)) = (ns.value("prefix"), ns.value("uri")) else {
                self.wrong(ns.place, "`ns` needs `prefix` and `uri`");
                continue;
            };
            if uri.len() > LONGEST {
                self.wrong(ns.place, format!("the namespace of `{prefix}` is longer than {LONGEST} bytes"));
                continue;
            }
            match places.get(prefix).and_then(|&place| prefixes.get(place)) {
                Some((_, known)) if **known == *uri => {}
                Some((_, known)) => self.wrong(ns.place, format!("the prefix `{prefix}` stands for `{known}` already")),
                None => {
                    places.insert(prefix, prefixes.len());
                    prefixes.push((Arc::from(prefix), Arc::from(uri)));
                }
            }
        }
        self.prefixes = Arc::new(prefixes);
    }

    /// The phases that may be run, in the order in which their conditions are asked; `None` inside for all patterns.
    pub(super) fn phases<'r>(&mut self, root: &'r Element, phase: &Phase) -> Option<Vec<Option<&'r Element>>> {
        let chosen = match phase {
            Phase::Default => root.value("defaultPhase").map_or(Phase::All, Phase::named),
            phase => phase.clone(),
        };
        let name = match &chosen {
            Phase::All | Phase::Default => return Some(vec![None]),
            Phase::Any => {
                let conditional = root.named("phase").filter(|phase| phase.attribute("when").is_some()).map(Some);
                return Some(conditional.chain([None]).collect());
            }
            Phase::Named(name) => name,
        };
        let found = root.named("phase").find(|phase| phase.value("id") == Some(name));
        if found.is_none() {
            let names: Vec<&str> = root.named("phase").filter_map(|phase| phase.value("id")).collect();
            let known =
                if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
            self.wrong(root.place, format!("the schema has no phase `{name}`: {known}"));
        }
        found.map(|found| vec![Some(found)])
    }

    /// The ids of the patterns of a phase.
    pub(super) fn active<'r>(&mut self, root: &Element, phase: &'r Element) -> FxHashSet<&'r str> {
        let mut names = FxHashSet::default();
        for active in phase.named("active") {
            let Some(name) = active.attribute("pattern") else {
                self.wrong(active.place, "`active` needs `pattern`");
                continue;
            };
            let is_it = |element: &&Element| element.value("id") == Some(&name.value);
            let reason = match root.elements().filter(|e| e.is("pattern") || e.is("group")).find(is_it) {
                None => "there is no pattern of this name",
                Some(found) if found.value("abstract") == Some("true") => "it is abstract",
                Some(_) => {
                    names.insert(name.value.as_str());
                    continue;
                }
            };
            let message = format!("the pattern `{}` is not run: {reason}", name.value);
            self.files.report(name.place, Diagnostic::new(&diag::RULE_NOT_RUN, message));
        }
        names
    }
}
