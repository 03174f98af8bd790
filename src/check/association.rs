//! The schemas that a document names: `xml-model` ("Associating Schemas with XML documents 1.0", W3C Working Group Note), the older
//! `oxygen` of the editor of that name, and the attributes of W3C XML Schema on the root element. Takes text; gives each schema with its
//! language and the place of its address, and what is wrong with how it is named. Leaves out where the address leads, and the document
//! type, which `xml` tells of.
//!
//! `title` and `group` change nothing: schemas of all groups are run. What stands where it does not count is reported.

use super::language::Language;
use super::late::late;
use super::prolog::{Instruction, Place, instructions, root};
use super::pseudo_attribute::{FORM, Pair, bad, pairs, pairs_leniently};
use crate::diag::{self, Diagnostic};
use crate::text::{Span, nearest, uri};

/// A schema that a document names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Association {
    /// The address, relative to the document unless absolute.
    pub href: String,
    /// The address in the document, without quotes.
    pub span: Span,
    /// What the schema is written in.
    pub language: Language,
    /// What the document wants of the schema.
    pub reading: Reading,
    /// The namespace of the schema (`schematypens`).
    pub namespace: Option<String>,
    /// The phase of rules (`phase`).
    pub phase: Option<String>,
    /// How a schema in compact syntax is encoded (`charset`), where the document says that it is in this syntax.
    pub compact: Option<Charset>,
}

/// The encoding of a file; `None` where nobody says it.
pub type Charset = Option<String>;

/// What is wanted of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// What it holds: a grammar, rules, or rules inside a grammar.
    #[default]
    Whole,
    /// The grammar alone: `schematypens` says RELAX NG.
    Grammar,
    /// The rules alone: `schematypens` says Schematron.
    Rules,
}

/// The schemas that a document names, in order, and what is wrong with how it names them.
#[must_use]
pub fn associations(text: &str) -> (Vec<Association>, Vec<Diagnostic>) {
    let mut named = Named::default();
    for instruction in instructions(text) {
        match (instruction.target, instruction.place) {
            ("xml-model", Place::Subset) => named.tell(unheeded(SUBSET, instruction.span)),
            ("xml-model", Place::Prolog) => named.xml_model(&instruction),
            ("oxygen", Place::Prolog) => named.oxygen(&instruction),
            _ => {}
        }
    }
    if let Some(root) = root(text) {
        named.xml_schema(&root);
        named.findings.extend(late(text, root.span));
    }
    (named.found, named.findings)
}

const SUBSET: &str = "a schema is not named inside the document type";

/// The pseudo-attributes of `xml-model` (section 3.2).
const NAMES: &[&str] = &["href", "type", "schematypens", "charset", "title", "group", "phase"];

/// The names by which `oxygen` names schemas.
const OXYGEN: &[(&str, Language)] =
    &[("RNGSchema", Language::RelaxNg), ("SCHSchema", Language::Schematron), ("NVDLSchema", Language::Nvdl)];

#[derive(Default)]
struct Named {
    found: Vec<Association>,
    findings: Vec<Diagnostic>,
}

impl Named {
    fn tell(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// The pairs of an instruction; what is wrong with them is reported.
    fn pairs<'t>(&mut self, instruction: &Instruction<'t>) -> Vec<Pair<'t>> {
        if let Some(at) = instruction.data.find("<?") {
            let span = Span::new(instruction.span.start + at, instruction.span.start + at + 2);
            let finding =
                bad(format!("`{}` is not ended before the next instruction begins", instruction.target), span);
            self.tell(finding.help("an instruction ends with `?>`"));
            return Vec::new();
        }
        pairs(instruction).unwrap_or_else(|finding| {
            self.tell(finding);
            Vec::new()
        })
    }

    fn xml_model(&mut self, instruction: &Instruction<'_>) {
        let before = self.findings.len();
        let pairs = self.pairs(instruction);
        let model = Model { pairs: &pairs };
        let Some(href) = model.get("href") else {
            if self.findings.len() == before {
                self.tell(bad("`xml-model` without `href`", instruction.span).help(FORM));
            }
            return;
        };
        let address = href.value.trim();
        if address.starts_with('#') {
            let message = format!("`{address}` was not run: a schema inside the document");
            let finding = Diagnostic::new(&diag::NOT_RUN, message).at(href.span);
            return self.tell(finding.help("save the schema as a file of its own"));
        }
        self.findings.extend(model.unheeded(href));
        let language = model.language(address);
        let is_compact = model.by_media() == Some(Language::RelaxNg) || address.ends_with(".rnc");
        self.found.push(Association {
            href: address.to_owned(),
            span: href.span,
            language,
            reading: model.reading(),
            namespace: model.text("schematypens"),
            phase: model.text("phase"),
            compact: (is_compact && language.is_run()).then(|| model.text("charset")),
        });
    }

    /// Other uses of `oxygen` name no schema.
    fn oxygen(&mut self, instruction: &Instruction<'_>) {
        if !instruction.data.contains("Schema") {
            return;
        }
        let pairs = self.pairs(instruction);
        let is_compact = pairs.iter().any(|pair| pair.name == "type" && pair.value == "compact");
        for pair in &pairs {
            let Some((_, language)) = OXYGEN.iter().find(|(name, _)| pair.name == *name) else { continue };
            let compact = (is_compact && *language == Language::RelaxNg).then_some(None);
            self.found.push(Association { compact, ..plain(pair.value.trim(), pair.span, *language) });
        }
    }

    /// `xsi:schemaLocation` and `xsi:noNamespaceSchemaLocation` (XML Schema Part 1, 2.6.3) on the root element.
    fn xml_schema(&mut self, root: &Instruction<'_>) {
        let pairs = pairs_leniently(root);
        let prefix = pairs.iter().find(|pair| pair.value == XSI).and_then(|pair| pair.name.strip_prefix("xmlns:"));
        for pair in prefix.into_iter().flat_map(|prefix| pairs.iter().filter(move |pair| has_prefix(pair.name, prefix)))
        {
            let words = pair.value.split_whitespace();
            let addresses: Vec<&str> = match pair.name.rsplit(':').next() {
                Some("schemaLocation") => words.skip(1).step_by(2).collect(),
                Some("noNamespaceSchemaLocation") => words.collect(),
                _ => continue,
            };
            let all = addresses.into_iter().map(|address| plain(address, pair.span, Language::XmlSchema));
            self.found.extend(all);
        }
    }
}

/// The pseudo-attributes of one `xml-model`.
struct Model<'p> {
    pairs: &'p [Pair<'p>],
}

impl Model<'_> {
    /// The pair of this name, where it says anything.
    fn get(&self, name: &str) -> Option<&Pair<'_>> {
        self.pairs.iter().find(|pair| pair.name == name && !pair.value.trim().is_empty())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|pair| pair.value.trim().to_owned())
    }

    fn by_media(&self) -> Option<Language> {
        self.get("type").and_then(|pair| Language::of_media(&pair.value))
    }

    fn by_namespace(&self) -> Option<Language> {
        self.get("schematypens").map(|pair| Language::of_namespace(pair.value.trim()))
    }

    /// What `schematypens` says; else `type`, where it says a language; else the ending. XML that says nothing is taken for RELAX NG.
    fn language(&self, address: &str) -> Language {
        let by_media = self.by_media();
        let clear = by_media.filter(|language| *language != Language::Unknown);
        let said = self.by_namespace().or(clear).or_else(|| Language::of_address(address)).or(by_media);
        said.unwrap_or(Language::RelaxNg)
    }

    fn reading(&self) -> Reading {
        match self.by_namespace() {
            Some(Language::RelaxNg) => Reading::Grammar,
            Some(Language::Schematron) => Reading::Rules,
            _ => Reading::Whole,
        }
    }

    /// What is written and does not count.
    fn unheeded(&self, href: &Pair<'_>) -> Vec<Diagnostic> {
        let unknown = self.pairs.iter().filter(|pair| !NAMES.contains(&pair.name)).map(|pair| {
            let finding = unheeded(&format!("`{}` says nothing about a schema", pair.name), pair.name_span);
            finding.help(match nearest(pair.name, NAMES) {
                Some(likely) => format!("did you mean `{likely}`?"),
                None => format!("what counts: {}", NAMES.join(", ")),
            })
        });
        let (_, part) = uri::split_fragment(href.value.trim());
        let part = part.map(|part| unheeded(&format!("`#{part}` is not heeded: the schema is taken whole"), href.span));
        let phase = self.get("phase").filter(|_| self.reading() == Reading::Grammar);
        let phase = phase.map(|phase| unheeded("`phase` is for rules: a grammar has none", phase.name_span));
        unknown.chain(part).chain(phase).chain(self.contradictions(href)).collect()
    }

    /// What says another language than `schematypens`.
    fn contradictions(&self, href: &Pair<'_>) -> impl Iterator<Item = Diagnostic> {
        let said = self.get("schematypens").zip(self.by_namespace());
        let against = |what: &str, by: Option<Language>, span: Span| {
            let ((said, language), by) = (said?, by?);
            let message = format!("`schematypens` says {}, {what} {}", language.name(), by.name());
            (by != language).then(|| unheeded(&message, span).related(said.span, "this counts"))
        };
        let media = self.get("type").and_then(|pair| against("`type`", self.by_media(), pair.span));
        // Rules may stand in a grammar, and what is not run is reported in any case.
        let is_grammar_of_rules = |by: &Language| {
            said.is_some_and(|(_, language)| language == Language::Schematron) && *by == Language::RelaxNg
        };
        let by_address = Language::of_address(&href.value).filter(|by| by.is_run() && !is_grammar_of_rules(by));
        let is_run = said.is_some_and(|(_, language)| language.is_run());
        let address = against("the name of the file", by_address.filter(|_| is_run), href.span);
        media.into_iter().chain(address)
    }
}

/// The namespace of the attributes by which documents name W3C XML Schemas.
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

fn has_prefix(name: &str, prefix: &str) -> bool {
    name.split_once(':').is_some_and(|(before, _)| before == prefix)
}

fn plain(href: &str, span: Span, language: Language) -> Association {
    Association {
        href: href.to_owned(),
        span,
        language,
        reading: Reading::Whole,
        namespace: None,
        phase: None,
        compact: None,
    }
}

/// That something is said of a schema and does not count.
pub(super) fn unheeded(message: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&diag::UNHEEDED_ASSOCIATION, message).at(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is named in a document: address, language, what is wanted, phase, encoding; and the codes of findings with their places.
    fn reported(document: &str) -> (Vec<String>, Vec<String>) {
        let text = if document.ends_with('>') && !document.ends_with("?>") {
            document.to_owned()
        } else {
            format!("{document}\n<a/>")
        };
        let (found, findings) = associations(&text);
        let row = |one: Association| {
            assert!(one.span.of(&text).len() >= one.href.len(), "{text}");
            let Association { href, language, reading, phase, compact, .. } = one;
            let mut row = format!("{href} {language:?} {reading:?}");
            row.extend(phase.map(|phase| format!(" phase={phase}")));
            row.extend(compact.map(|charset| format!(" compact {}", charset.unwrap_or_default())));
            row
        };
        let finding = |finding: Diagnostic| format!("{} {}", finding.code.id, finding.span.unwrap().of(&text));
        (found.into_iter().map(row).collect(), findings.into_iter().map(finding).collect())
    }

    fn check(cases: &[(&str, &[&str], &[&str])]) {
        for (document, schemas, findings) in cases {
            let (found, about) = reported(document);
            assert_eq!(found.iter().map(|row| row.trim_end()).collect::<Vec<_>>(), *schemas, "{document}");
            assert_eq!(about, *findings, "{document}");
        }
    }

    const SCH: &str = "http://purl.oclc.org/dsdl/schematron";
    const RNG: &str = "http://relaxng.org/ns/structure/1.0";

    #[test]
    fn the_language_is_told_by_namespace_type_or_ending() {
        let model = |rest: &str| format!("<?xml-model {rest}?>").replace("SCH", SCH).replace("RNG", RNG);
        let cases: [(&str, &str); 22] = [
            ("href='a.rng'", "a.rng RelaxNg Whole"),
            ("href = \"a\"\ttype=\n'application/relax-ng-compact-syntax' ", "a RelaxNg Whole compact"),
            (
                "href='a' type='application/relax-ng-compact-syntax; x=y' charset='utf-16'",
                "a RelaxNg Whole compact utf-16",
            ),
            ("href='a.rnc' charset=' latin1 '", "a.rnc RelaxNg Whole compact latin1"),
            ("href='a.rng' charset='latin1'", "a.rng RelaxNg Whole"),
            ("href='a.rng' schematypens='SCH' phase='p'", "a.rng Schematron Rules phase=p"),
            ("href='a.rng' schematypens='RNG' title='t' group='g'", "a.rng RelaxNg Grammar"),
            ("href='a' schematypens='http://www.ascc.net/xml/schematron'", "a Schematron Rules"),
            ("href='a.sch' type='application/xml'", "a.sch Schematron Whole"),
            ("href='a.sch' schematypens=''", "a.sch Schematron Whole"),
            ("href='a.isosch?b=c&amp;d' type='text/xml'", "a.isosch?b=c&d Schematron Whole"),
            ("href='a&#46;sch'", "a.sch Schematron Whole"),
            ("href='a' type='application/schematron+xml'", "a Schematron Whole"),
            ("href='a' schematypens='http://www.w3.org/2001/XMLSchema'", "a XmlSchema Whole"),
            ("href='a.xsd'", "a.xsd XmlSchema Whole"),
            ("href='a' type='application/xml-dtd'", "a Dtd Whole"),
            ("href='a.nvdl'", "a.nvdl Nvdl Whole"),
            ("href='a.odd'", "a.odd Odd Whole"),
            ("href='a' type='text/plain'", "a Unknown Whole"),
            ("href='a.rnc' type='text/plain'", "a.rnc RelaxNg Whole compact"),
            ("href='a' schematypens='urn:x'", "a Unknown Whole"),
            ("href='http://x.org/schema'", "http://x.org/schema RelaxNg Whole"),
        ];
        for (rest, expected) in cases {
            check(&[(&model(rest), &[expected], &[])]);
        }
    }

    #[test]
    fn several_are_kept_in_order_and_others_passed_over() {
        check(&[
            (
                "<?xml version='1.0'?><!-- <?xml-model href='no'?> --><?xml-model href='a.rng'?><?xml-stylesheet href='x'?>\
                 <?oxygen RNGSchema=\"b.rnc\" type=\"compact\"?><?oxygen SCHSchema='c.sch'?><?oxygen x='y'?><?oxygen NVDLSchema='d'?>",
                &["a.rng RelaxNg Whole", "b.rnc RelaxNg Whole compact", "c.sch Schematron Whole", "d Nvdl Whole"],
                &[],
            ),
            (
                "<x:a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:schemaLocation='urn:a a.xsd urn:b  b.xsd' \
                 i:noNamespaceSchemaLocation='c.xsd' j:schemaLocation='urn:d d.xsd'/>",
                &["a.xsd XmlSchema Whole", "b.xsd XmlSchema Whole", "c.xsd XmlSchema Whole"],
                &[],
            ),
        ]);
    }

    #[test]
    fn what_is_wrong_names_nothing() {
        check(&[
            ("<?xml-model type='x'?>", &[], &["R1205 type='x'"]),
            ("<?xml-model?>", &[], &["R1205 "]),
            ("<?xml-model href=' '?>", &[], &["R1205 href=' '"]),
            ("<?xml-model href=a.rng?>", &[], &["R1205 href=a.rng"]),
            ("<?xml-model title='x' a.rng ?>", &[], &["R1205 a.rng"]),
            ("<?xml-model href='a' href='b'?>", &[], &["R1205 b"]),
            ("<?xml-model href='a&b;'?>", &[], &["R1205 a&b;"]),
            ("<?xml-model href='a?>", &[], &["R1205 href='a"]),
            ("<?xml-model href='a.rng' ?\n<?xml-model href='b.rng'?>", &[], &["R1205 <?"]),
            ("<?xml-model href='#inside'?>", &[], &["R1206 #inside"]),
        ]);
    }

    #[test]
    fn what_does_not_count_is_told() {
        let with = |rest: &str| rest.replace("SCH", SCH).replace("RNG", RNG);
        check(&[
            ("<?xml-model href='a.rng#b'?>", &["a.rng#b RelaxNg Whole"], &["R1220 a.rng#b"]),
            ("<?xml-model href='a.rng' schemaTypens='x'?>", &["a.rng RelaxNg Whole"], &["R1220 schemaTypens"]),
            (&with("<?xml-model href='a.sch' schematypens='RNG'?>"), &["a.sch RelaxNg Grammar"], &["R1220 a.sch"]),
            (
                &with("<?xml-model href='a.rng' schematypens='RNG' phase='p'?>"),
                &["a.rng RelaxNg Grammar phase=p"],
                &["R1220 phase"],
            ),
            (
                &with("<?xml-model href='a' type='application/xml-dtd' schematypens='SCH'?>"),
                &["a Schematron Rules"],
                &["R1220 application/xml-dtd"],
            ),
            ("<!DOCTYPE a [<?xml-model href='a.rng'?>]><a/>", &[], &["R1220 href='a.rng'"]),
            ("<a><?xml-model href='a.rng'?></a>", &[], &["R1220 <?xml-model href='a.rng'?>"]),
            (
                "<a><b xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:noNamespaceSchemaLocation='c.xsd'/></a>",
                &[],
                &["R1206 c.xsd"],
            ),
        ]);
        let (_, findings) = associations("<a/><?xml-model href='a.rng'?>");
        assert_eq!(findings.len(), 1);
    }
}
