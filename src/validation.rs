//! The doors to validation: a schema, and rules, each from a text or from files. Takes texts; gives findings in the order of the
//! document. Promises that parsing fails only with findings that say where, that a schema is compiled once and shared by threads, and
//! that nothing is read but through the [`Load`] that is given. Leaves out which schemas a document names: `recto validate` looks.

use std::fmt;
use std::sync::Arc;

use crate::budget::{Limits, Meter};
use crate::check::{self, OwnRules, Setting, Svrl};
use crate::diag::{Diagnostic, Severity};
use crate::relaxng;
use crate::schematron::{self, DocumentCache, DynamicContext, Phase};
use crate::text::{Load, MemoryFiles, Source};
use crate::xml::External;

/// Where the files come from that a schema or its rules name.
type Files = Arc<dyn Load + Send + Sync>;

/// A RELAX NG schema, in either syntax, with the rules of Schematron that stand in it.
///
/// ```
/// let schema = recto::Schema::parse("start = element letter { element p { text }+ }")?;
/// assert!(schema.validate("<letter><p>All is well.</p></letter>").is_empty());
/// let findings = schema.validate("<letter><q>All is well.</q></letter>");
/// assert_eq!(findings[0].code.id, "R1301");
/// # Ok::<(), recto::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct Schema(Compiled);

/// Rules of Schematron.
///
/// ```
/// let rules = recto::Rules::parse(
///     "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern><rule context='date'>\
///      <assert test='@when'>A date has a value.</assert></rule></pattern></schema>",
/// )?;
/// let findings = rules.run("<p>On <date>Monday</date>.</p>");
/// assert_eq!(findings[0].message, "A date has a value.");
/// # Ok::<(), recto::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct Rules(Compiled);

/// What a document is checked against, and where other files come from.
#[derive(Clone)]
struct Compiled {
    schemas: Vec<check::Schema>,
    files: Files,
}

/// A schema that cannot be used: for each of its files what is wrong in it.
///
/// ```
/// let error = recto::Schema::parse("start = element p { text").unwrap_err();
/// assert!(error.to_string().starts_with("schema.rnc:1:25: R1103: "));
/// let (source, findings) = &error.findings[0];
/// assert_eq!((source.name(), findings.len()), ("schema.rnc", 1));
/// ```
#[derive(Clone, Debug)]
pub struct SchemaError {
    /// The files that were read, each with its findings in the order of its text; spans are bytes of that file.
    pub findings: Vec<(Arc<Source>, Vec<Diagnostic>)>,
}

impl fmt::Display for SchemaError {
    /// A line for each error: file, line and column from 1, code, message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        for (source, findings) in &self.findings {
            for finding in findings.iter().filter(|finding| finding.severity() == Severity::Error) {
                let at = source.position(finding.span.map_or(0, |span| span.start));
                lines.push(format!(
                    "{}:{}:{}: {}: {}",
                    source.name(),
                    at.line,
                    at.column,
                    finding.code.id,
                    finding.message
                ));
            }
        }
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for SchemaError {}

impl Schema {
    /// A schema of one file, in the compact syntax or as XML: what begins with `<` is XML.
    ///
    /// ```
    /// let compact = recto::Schema::parse("start = element p { text }")?;
    /// let xml = recto::Schema::parse("<element name='p' xmlns='http://relaxng.org/ns/structure/1.0'><text/></element>")?;
    /// assert_eq!(compact.validate("<p/>"), xml.validate("<p/>"));
    /// # Ok::<(), recto::SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with it. A schema that includes others is [loaded](Self::load).
    pub fn parse(text: &str) -> Result<Self, SchemaError> {
        let address = if text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<') {
            "schema.rng"
        } else {
            "schema.rnc"
        };
        Self::load(MemoryFiles::new([(address, text)]), address)
    }

    /// The schema at an address, with the files it includes. A name that ends in `.rnc` is that of a file in the compact syntax.
    ///
    /// ```
    /// let files = recto::MemoryFiles::new([("a.rnc", "include 'b.rnc'"), ("b.rnc", "start = element p { text }")]);
    /// let schema = recto::Schema::load(files, "a.rnc")?;
    /// assert!(schema.validate("<p/>").is_empty());
    /// # Ok::<(), recto::SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with it, file by file.
    pub fn load(files: impl Load + Send + Sync + 'static, address: &str) -> Result<Self, SchemaError> {
        let read = relaxng::read(&files, address);
        let Some(grammar) = read.grammar else { return Err(SchemaError { findings: read.findings }) };
        let mut schemas = vec![check::Schema::RelaxNg(Arc::new(relaxng::Schema::new(&grammar)))];
        if let Some(rules) = schematron::read_embedded(&files, &read.files, &Phase::Default) {
            schemas.push(
                rules
                    .schema
                    .map(Arc::new)
                    .map(check::Schema::Schematron)
                    .ok_or(SchemaError { findings: rules.findings })?,
            );
        }
        Ok(Self(Compiled { schemas, files: Arc::new(files) }))
    }

    /// What is wrong with a document: as XML, against the schema, and by the rules that stand in it; in the order of its text. Spans are bytes of it.
    ///
    /// ```
    /// let schema = recto::Schema::parse("start = element p { text }")?;
    /// let findings = schema.validate("<p>a<b/></p>");
    /// assert_eq!(findings[0].span, Some(recto::Span::new(5, 6)));
    /// # Ok::<(), recto::SchemaError>(())
    /// ```
    #[must_use]
    pub fn validate(&self, xml: &str) -> Vec<Diagnostic> {
        self.0.check(xml)
    }
}

impl Rules {
    /// Rules of one file.
    ///
    /// ```
    /// let error = recto::Rules::parse("<schema xmlns='http://purl.oclc.org/dsdl/schematron'>").unwrap_err();
    /// assert!(error.to_string().starts_with("rules.sch:1:"));
    /// ```
    ///
    /// # Errors
    /// What is wrong with it. Rules that include others are [loaded](Self::load).
    pub fn parse(text: &str) -> Result<Self, SchemaError> {
        Self::load(MemoryFiles::new([("rules.sch", text)]), "rules.sch")
    }

    /// The rules at an address, with the files they include and the documents they ask for.
    ///
    /// ```
    /// let files = recto::MemoryFiles::new([
    ///     ("a.sch", "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><include href='b.sch'/></schema>"),
    ///     ("b.sch", "<pattern xmlns='http://purl.oclc.org/dsdl/schematron'><rule context='p'><assert test='@n'/></rule></pattern>"),
    /// ]);
    /// assert_eq!(recto::Rules::load(files, "a.sch")?.run("<p/>").len(), 1);
    /// # Ok::<(), recto::SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with them, file by file.
    pub fn load(files: impl Load + Send + Sync + 'static, address: &str) -> Result<Self, SchemaError> {
        let read = schematron::read(&files, address, &Phase::Default).map_err(|unread| {
            let finding = Diagnostic::new(&crate::diag::UNREAD_SCHEMA, unread.phrase());
            SchemaError { findings: vec![(Arc::new(Source::new(address, "")), vec![finding])] }
        })?;
        let schema = read.schema.ok_or(SchemaError { findings: read.findings })?;
        Ok(Self(Compiled { schemas: vec![check::Schema::Schematron(Arc::new(schema))], files: Arc::new(files) }))
    }

    /// What the rules find in a document, and what is wrong with it as XML, in the order of its text. Spans are bytes of it.
    ///
    /// ```
    /// let rules = recto::Rules::parse(
    ///     "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern><rule context='p'>\
    ///      <report test='b' role='warning'>No bold text here.</report></rule></pattern></schema>",
    /// )?;
    /// let findings = rules.run("<p>a <b>c</b></p>");
    /// assert_eq!(findings[0].severity, recto::Severity::Warning);
    /// # Ok::<(), recto::SchemaError>(())
    /// ```
    #[must_use]
    pub fn run(&self, xml: &str) -> Vec<Diagnostic> {
        self.0.check(xml)
    }
}

impl Compiled {
    fn check(&self, xml: &str) -> Vec<Diagnostic> {
        let meter = Meter::new(Limits::default(), xml.len());
        let documents = DocumentCache::default();
        let dynamic_context = DynamicContext { loader: &*self.files, documents: &documents, now: None, meter: &meter };
        let setting = Setting {
            external: External::Refused,
            address: "",
            dynamic_context: &dynamic_context,
            rules: OwnRules::Off,
            svrl: Svrl::Unwanted,
            language: "en",
        };
        check::check(xml, &self.schemas, &setting).findings
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").finish_non_exhaustive()
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_that_is_wrong_says_where() {
        let error = Schema::parse("start = element p { text").unwrap_err();
        assert!(error.to_string().starts_with("schema.rnc:1:25: R1103: "), "{error}");
        let error = Rules::parse("<schema xmlns='http://purl.oclc.org/dsdl/schematron'>").unwrap_err();
        assert!(error.to_string().starts_with("rules.sch:1:"), "{error}");
    }

    #[test]
    fn files_include_one_another() {
        let files = || MemoryFiles::new([("s/a.rnc", "include 'b.rnc'"), ("s/b.rnc", "start = element p { text }")]);
        let schema = Schema::load(files(), "s/a.rnc").unwrap();
        assert_eq!(schema.validate("<p/>"), []);
        assert_eq!(schema.validate("<q/>").len(), 1);
        assert!(Schema::load(files(), "a.rnc").is_err());
    }

    #[test]
    fn rules_that_stand_in_a_schema_are_run() {
        let schema = Schema::parse(
            "namespace sch = 'http://purl.oclc.org/dsdl/schematron'\n[ sch:pattern [ sch:rule [ context = 'p' \
             sch:assert [ test = '@n' 'A number is missing.' ] ] ] ]\nstart = element p { attribute n { text }?, text }",
        );
        let messages: Vec<String> =
            schema.unwrap().validate("<p/>").into_iter().map(|finding| finding.message).collect();
        assert_eq!(messages, ["A number is missing."]);
    }
}
