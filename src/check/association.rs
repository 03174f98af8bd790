//! The schemas that a document names: `xml-model` ("Associating Schemas with XML documents 1.0", W3C Working Group Note), and the
//! older `oxygen` of the editor of that name. Takes text; gives each schema with its language and the place of its address.
//! Leaves out where the address leads.

use quick_xml::escape::unescape;

use super::prolog::{Instruction, instructions};
use crate::diag::{self, Diagnostic};
use crate::text::Span;

/// A schema that a document names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Association {
    /// The address, relative to the document unless absolute.
    pub href: String,
    /// The address in the document, without quotes.
    pub span: Span,
    /// What the schema is written in.
    pub language: Language,
}

/// What schemas are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// None of these.
    Unknown,
}

/// A language, its namespaces (`schematypens`), its media type (`type`) and its file extensions.
type Row = (Language, &'static [&'static str], &'static str, &'static [&'static str]);

const LANGUAGES: &[Row] = &[
    (
        Language::RelaxNg,
        &["http://relaxng.org/ns/structure/1.0"],
        "application/relax-ng-compact-syntax",
        &["rng", "rnc"],
    ),
    (
        Language::Schematron,
        &["http://purl.oclc.org/dsdl/schematron", "http://www.ascc.net/xml/schematron"],
        "",
        &["sch", "isosch"],
    ),
    (Language::XmlSchema, &["http://www.w3.org/2001/XMLSchema"], "", &["xsd"]),
    (Language::Dtd, &[], "application/xml-dtd", &["dtd"]),
    (Language::Nvdl, &["http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0"], "", &["nvdl"]),
];

impl Language {
    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RelaxNg => "RELAX NG",
            Self::Schematron => "Schematron",
            Self::XmlSchema => "W3C XML Schema",
            Self::Dtd => "DTD",
            Self::Nvdl => "NVDL",
            Self::Unknown => "schema of this kind",
        }
    }

    /// The language of a schema by the extension of its address, or by its root element.
    #[must_use]
    pub fn of_schema(address: &str, text: &str) -> Self {
        let is_rules = |row: &&Row| row.0 == Self::Schematron;
        let Some((_, namespaces, _, extensions)) = LANGUAGES.iter().find(is_rules) else { return Self::RelaxNg };
        let extension = address.rsplit(['/', '.']).next().unwrap_or_default().to_ascii_lowercase();
        let begins = |tag: &str| tag.starts_with(crate::xml::is_name_start);
        let root = text.split('<').skip(1).find(|tag| begins(tag)).and_then(|tag| tag.split('>').next());
        let is_rules = |tag: &str| {
            let name = tag.split(crate::xml::is_space).next().unwrap_or_default();
            name.rsplit(':').next() == Some("schema") && namespaces.iter().any(|namespace| tag.contains(namespace))
        };
        match extensions.contains(&extension.as_str()) || (extension != "rnc" && root.is_some_and(is_rules)) {
            true => Self::Schematron,
            false => Self::RelaxNg,
        }
    }

    /// What the namespace says; else the media type; else the extension. XML that says nothing is taken for RELAX NG.
    fn of(namespace: Option<&str>, media: Option<&str>, href: &str) -> Self {
        let find = |fits: &dyn Fn(&Row) -> bool| LANGUAGES.iter().find(|row| fits(row)).map(|row| row.0);
        if let Some(namespace) = namespace {
            return find(&|row| row.1.contains(&namespace)).unwrap_or(Self::Unknown);
        }
        let media = media.unwrap_or("application/xml");
        let extension = href.rsplit(['/', '.']).next().unwrap_or_default().to_ascii_lowercase();
        match media {
            "application/xml" | "text/xml" => find(&|row| row.3.contains(&extension.as_str())).unwrap_or(Self::RelaxNg),
            _ => find(&|row| row.2 == media).unwrap_or(Self::Unknown),
        }
    }
}

/// The schemas that a document names before its root element, in order, and what is wrong with how it names them.
#[must_use]
pub fn associations(text: &str) -> (Vec<Association>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut found = Vec::new();
    for instruction in instructions(text) {
        let associate = match instruction.target {
            "xml-model" => xml_model,
            "oxygen" => oxygen,
            _ => continue,
        };
        match pseudo_attributes(&instruction).and_then(|pairs| associate(&instruction, &pairs)) {
            Ok(association) => found.extend(association),
            Err(finding) => findings.push(finding),
        }
    }
    (found, findings)
}

fn xml_model(instruction: &Instruction<'_>, pairs: &[Pair<'_>]) -> Result<Option<Association>, Diagnostic> {
    let value = |name: &str| pairs.iter().find(|pair| pair.name == name);
    let Some(href) = value("href").filter(|href| !href.value.trim().is_empty()) else {
        return Err(bad("`xml-model` without `href`", instruction.span).help(FORM));
    };
    let text = |name| value(name).map(|pair| pair.value.trim());
    let language = Language::of(text("schematypens"), text("type"), &href.value);
    Ok(Some(Association { href: href.value.trim().to_owned(), span: href.span, language }))
}

/// Other uses of `oxygen` name no schema.
fn oxygen(_: &Instruction<'_>, pairs: &[Pair<'_>]) -> Result<Option<Association>, Diagnostic> {
    let languages = [("RNGSchema", Language::RelaxNg), ("SCHSchema", Language::Schematron)];
    let named = languages.iter().find_map(|(name, language)| {
        let pair = pairs.iter().find(|pair| pair.name == *name)?;
        Some(Association { href: pair.value.trim().to_owned(), span: pair.span, language: *language })
    });
    Ok(named)
}

/// A pseudo-attribute: its name, its value with references resolved, the place of the value.
struct Pair<'t> {
    name: &'t str,
    value: String,
    span: Span,
}

const FORM: &str = "write it as `<?xml-model href=\"letter.rng\" type=\"application/xml\"?>`";

/// Reads `name="value"` again and again (section 3.1 of the Note, after XML Stylesheet 1.0).
fn pseudo_attributes<'t>(instruction: &Instruction<'t>) -> Result<Vec<Pair<'t>>, Diagnostic> {
    let mut pairs: Vec<Pair<'t>> = Vec::new();
    let mut rest = instruction.data.trim_end();
    let end = instruction.span.start + rest.len();
    let here = |rest: &str| end - rest.len();
    while !rest.is_empty() {
        let fault = || bad("this is not `name=\"value\"`", Span::new(here(rest), end)).help(FORM);
        let (name, behind) = rest.split_once('=').ok_or_else(fault)?;
        let name = name.trim_end();
        let behind = behind.trim_start();
        let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(fault)?;
        let inside = behind.get(1..).unwrap_or_default();
        let (raw, after) = inside.split_once(quote).ok_or_else(fault)?;
        let span = Span::new(here(inside), here(inside) + raw.len());
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(fault());
        }
        if pairs.iter().any(|pair| pair.name == name) {
            return Err(bad(format!("`{name}` is given twice"), span));
        }
        let value = unescape(raw).map_err(|_| bad("this reference means nothing here", span))?.into_owned();
        pairs.push(Pair { name, value, span });
        rest = after.trim_start();
    }
    Ok(pairs)
}

fn bad(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::new(&diag::BAD_ASSOCIATION, message).at(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prolog: &str, expected: &[(&str, Language)]) {
        let text = format!("<?xml version=\"1.0\"?>\n{prolog}\n<a/>");
        let (found, findings) = associations(&text);
        let rows: Vec<_> = found.iter().map(|association| (association.href.as_str(), association.language)).collect();
        assert_eq!(rows, expected, "{prolog}");
        assert_eq!(findings, [], "{prolog}");
    }

    #[test]
    fn the_language_is_told_by_namespace_type_or_extension() {
        use Language::{Dtd, Nvdl, RelaxNg, Schematron, Unknown, XmlSchema};
        check("<?xml-model href='a.rng'?>", &[("a.rng", RelaxNg)]);
        check("<?xml-model href = \"a\" type='application/relax-ng-compact-syntax' ?>", &[("a", RelaxNg)]);
        check(
            "<?xml-model href='a.rng' schematypens='http://purl.oclc.org/dsdl/schematron'?>",
            &[("a.rng", Schematron)],
        );
        check("<?xml-model href='a.sch' type='application/xml'?>", &[("a.sch", Schematron)]);
        check("<?xml-model href='a' schematypens='http://www.w3.org/2001/XMLSchema'?>", &[("a", XmlSchema)]);
        check("<?xml-model href='a' type='application/xml-dtd'?>", &[("a", Dtd)]);
        check("<?xml-model href='a.nvdl'?>", &[("a.nvdl", Nvdl)]);
        check("<?xml-model href='a' type='text/plain'?>", &[("a", Unknown)]);
        check("<?xml-model href='a' schematypens='urn:x'?>", &[("a", Unknown)]);
        check("<?xml-model href='http://x.org/schema'?>", &[("http://x.org/schema", RelaxNg)]);
    }

    #[test]
    fn several_are_kept_in_order_and_others_passed_over() {
        check(
            "<?xml-model href='a.rng'?><?xml-stylesheet href='x.css'?><?oxygen RNGSchema=\"b.rnc\" type=\"compact\"?>\
             <?oxygen SCHSchema='c.sch'?><?oxygen x='y'?>",
            &[("a.rng", Language::RelaxNg), ("b.rnc", Language::RelaxNg), ("c.sch", Language::Schematron)],
        );
    }

    #[test]
    fn the_address_has_its_exact_place() {
        let text = "<?xml-model type='x' href = 'a&amp;b.rng' ?><a/>";
        let (found, _) = associations(text);
        assert_eq!(found[0].href, "a&b.rng");
        assert_eq!(found[0].span.of(text), "a&amp;b.rng");
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        let cases = [
            ("<?xml-model type='x'?>", "type='x'"),
            ("<?xml-model?>", ""),
            ("<?xml-model href=a.rng?>", "href=a.rng"),
            ("<?xml-model title='x' a.rng ?>", "a.rng"),
            ("<?xml-model href='a' href='b'?>", "b"),
            ("<?xml-model href='a&b;'?>", "a&b;"),
            ("<?xml-model href='a?>", "href='a"),
        ];
        for (text, place) in cases {
            let (found, findings) = associations(text);
            assert_eq!(found, [], "{text}");
            assert_eq!(findings.len(), 1, "{text}");
            assert_eq!(findings[0].span.unwrap().of(text), place, "{text}");
        }
    }
}
