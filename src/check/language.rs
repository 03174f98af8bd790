//! What schemas are written in. Takes what a document says of a schema, its address, or its text; gives the [`Language`].

use super::prolog;
use super::pseudo_attribute::pairs_leniently;
use crate::diag::{self, Diagnostic};

/// What schemas are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// RELAX NG, either syntax.
    RelaxNg,
    /// Schematron.
    Schematron,
    /// W3C XML Schema.
    XmlSchema,
    /// A document type definition.
    Dtd,
    /// NVDL.
    Nvdl,
    /// The TEI's ODD, of which schemas are made.
    Odd,
    /// None of these.
    Unknown,
}

/// What is known of a language.
struct Row {
    language: Language,
    name: &'static str,
    /// Namespaces: of its root element, and what `schematypens` says.
    namespaces: &'static [&'static str],
    /// What `type` says, where it is not XML.
    media: &'static [&'static str],
    endings: &'static [&'static str],
    /// What to do where it is not run.
    help: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        language: Language::RelaxNg,
        name: "RELAX NG",
        namespaces: &["http://relaxng.org/ns/structure/1.0"],
        media: &["application/relax-ng-compact-syntax"],
        endings: &["rng", "rnc"],
        help: "",
    },
    Row {
        language: Language::Schematron,
        name: "Schematron",
        namespaces: &["http://purl.oclc.org/dsdl/schematron", "http://www.ascc.net/xml/schematron"],
        media: &[],
        endings: &["sch", "isosch"],
        help: "",
    },
    Row {
        language: Language::XmlSchema,
        name: "W3C XML Schema",
        namespaces: &["http://www.w3.org/2001/XMLSchema"],
        media: &[],
        endings: &["xsd"],
        help: "Recto runs RELAX NG in both syntaxes and Schematron: name the `.rng` of the same schema (the TEI publishes both)",
    },
    Row {
        language: Language::Dtd,
        name: "DTD",
        namespaces: &[],
        media: &["application/xml-dtd"],
        endings: &["dtd"],
        help: "Recto runs RELAX NG in both syntaxes and Schematron: `trang x.dtd x.rng` makes RELAX NG of a DTD",
    },
    Row {
        language: Language::Nvdl,
        name: "NVDL",
        namespaces: &["http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0"],
        media: &[],
        endings: &["nvdl"],
        help: "",
    },
    Row {
        language: Language::Odd,
        name: "ODD",
        namespaces: &[crate::vocabulary::TEI],
        media: &["application/tei+xml"],
        endings: &["odd"],
        help: "make the `.rng` of it with the TEI's stylesheets (`teitorelaxng x.odd x.rng`) or Roma (https://roma.tei-c.org), and name that",
    },
];

impl Language {
    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.language == self)
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("schema of this kind", |row| row.name)
    }

    /// Whether schemas in it are run; of NVDL not all.
    #[must_use]
    pub fn is_run(self) -> bool {
        matches!(self, Self::RelaxNg | Self::Schematron | Self::Nvdl)
    }

    /// That a schema in this language is not run, and what to do.
    #[must_use]
    pub fn not_run(self, name: &str) -> Diagnostic {
        let finding = Diagnostic::new(&diag::NOT_RUN, format!("`{name}` was not run: Recto runs no {}", self.name()));
        match self.row() {
            Some(row) => finding.help(row.help),
            None => finding.help("Recto runs RELAX NG in both syntaxes and Schematron"),
        }
    }

    /// What `schematypens` says.
    #[must_use]
    pub fn of_namespace(namespace: &str) -> Self {
        let row = ROWS.iter().find(|row| row.namespaces.contains(&namespace));
        row.map_or(Self::Unknown, |row| row.language)
    }

    /// What `type` says; `None` for XML, which may be any of several.
    #[must_use]
    pub fn of_media(media: &str) -> Option<Self> {
        let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence.is_empty() || essence == "application/xml" || essence == "text/xml" {
            return None;
        }
        let row = ROWS.iter().find(|row| row.media.contains(&essence.as_str()));
        // `application/schematron+xml` and the like are in no registry, and clear.
        let named = || match essence.strip_suffix("+xml")?.rsplit('/').next() {
            Some("schematron" | "sch") => Some(Self::Schematron),
            Some("relax-ng" | "rng") => Some(Self::RelaxNg),
            Some("nvdl") => Some(Self::Nvdl),
            _ => None,
        };
        row.map(|row| row.language).or_else(named).or(Some(Self::Unknown))
    }

    /// What the ending of an address says.
    #[must_use]
    pub fn of_address(address: &str) -> Option<Self> {
        let path = address.split(['#', '?']).next().unwrap_or_default();
        let ending = path.rsplit(['/', '\\']).next()?.rsplit_once('.')?.1.to_ascii_lowercase();
        ROWS.iter().find(|row| row.endings.contains(&ending.as_str())).map(|row| row.language)
    }

    /// What the root element of a schema says.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let root = prolog::root(text)?;
        let prefix = root.target.split_once(':').map(|(prefix, _)| prefix);
        let declaration = prefix.map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        let namespace = pairs_leniently(&root).into_iter().find(|pair| pair.name == declaration)?.value;
        ROWS.iter().find(|row| row.namespaces.contains(&namespace.trim())).map(|row| row.language)
    }

    /// The language of a schema by its root element, else by the ending of its address; else RELAX NG.
    #[must_use]
    pub fn of_schema(address: &str, text: &str) -> Self {
        Self::of_text(text).or_else(|| Self::of_address(address)).unwrap_or(Self::RelaxNg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_element_tells_more_than_the_ending() {
        let cases = [
            ("a.rng", "<s:schema xmlns:s='http://purl.oclc.org/dsdl/schematron'/>", Language::Schematron),
            ("a.sch", "<!-- <x/> --><grammar xmlns=\"http://relaxng.org/ns/structure/1.0\">", Language::RelaxNg),
            ("a.rng", "<TEI xmlns='http://www.tei-c.org/ns/1.0'>", Language::Odd),
            ("a", "<xs:schema xmlns:xs = 'http://www.w3.org/2001/XMLSchema' >", Language::XmlSchema),
            ("a.rng", "<rules xmlns='http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0'/>", Language::Nvdl),
            ("a.rnc", "start = empty # <schema xmlns='http://purl.oclc.org/dsdl/schematron'>", Language::RelaxNg),
            ("a.isosch", "", Language::Schematron),
            ("http://x.org/a.dtd?v=1#x", "<!ELEMENT a EMPTY>", Language::Dtd),
            ("a.xml", "<a/>", Language::RelaxNg),
            ("a.xml", "", Language::RelaxNg),
        ];
        for (address, text, expected) in cases {
            assert_eq!(Language::of_schema(address, text), expected, "{address} {text}");
        }
    }
}
