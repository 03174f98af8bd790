//! Every construct of Schematron and what becomes of it. Takes names; gives rows. This table is what schemas are held to when they are
//! read, what `docs/schematron.md` shows, and what the tests go through.
//!
//! Editions: 1.x (Jelliffe 2001), ISO/IEC 19757-3:2006 to 2020, and 2025; Schematron QuickFix 2018; XSLT 3.0 as far as it may stand in a schema.

/// What a construct belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Elements of Schematron.
    Element,
    /// Attributes of its elements.
    Attribute,
    /// Values and ways to write a schema.
    Form,
    /// Rules in a schema of RELAX NG.
    Embedded,
    /// Elements of XSLT.
    Xslt,
    /// Elements and attributes of Schematron QuickFix.
    QuickFix,
}

/// What becomes of a construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It does what the standard says.
    Run,
    /// It is for people: nothing of a document depends on it.
    Said,
    /// It is not run, which is reported (R1505): the exit status is 2.
    NotRun,
    /// It is passed over, which a note says (R1222): no verdict depends on it.
    PassedOver,
    /// It is passed over, which a warning says (R1221): it may be a slip.
    Doubted,
    /// It is a mistake, which is an error (R1210, R1211).
    Refused,
}

/// A construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Construct {
    /// What it belongs to.
    pub part: Part,
    /// Its name, or what it is.
    pub name: &'static str,
    /// For an element what it may stand in, for an attribute its elements; blanks between. Empty where that says nothing.
    pub of: &'static str,
    /// The first edition that has it.
    pub since: &'static str,
    /// What becomes of it.
    pub treatment: Treatment,
}

impl Construct {
    /// Whether it may stand in an element, or is an attribute of it.
    pub(super) fn is_of(&self, element: &str) -> bool {
        self.of.split(' ').any(|own| own == element)
    }
}

/// The row of an element of Schematron.
pub(super) fn element(name: &str) -> Option<&'static Construct> {
    CONSTRUCTS.iter().find(|row| row.part == Part::Element && row.name == name)
}

/// The row of an attribute of an element of Schematron.
pub(super) fn attribute(element: &str, name: &str) -> Option<&'static Construct> {
    CONSTRUCTS.iter().find(|row| row.part == Part::Attribute && row.name == name && row.is_of(element))
}

const fn row(part: Part, name: &'static str, of: &'static str, since: &'static str, treatment: Treatment) -> Construct {
    Construct { part, name, of, since, treatment }
}

use Part::{Attribute, Element, Embedded, Form, QuickFix, Xslt};
use Treatment::{Doubted, NotRun, PassedOver, Refused, Run, Said};

/// Every construct.
pub const CONSTRUCTS: &[Construct] = &[
    row(Element, "schema", "", "1.x", Run),
    row(Element, "library", "", "2025", Run),
    row(Element, "title", "schema library pattern group", "1.x", Said),
    row(Element, "ns", "schema library", "1.x", Run),
    row(Element, "p", "schema library phase pattern group rule diagnostics properties rules", "1.x", Said),
    row(Element, "include", "schema library phase pattern group rule rules diagnostics properties", "2006", Run),
    row(Element, "let", "schema library phase pattern group rule", "2006", Run),
    row(Element, "param", "schema library pattern group", "2006", Run),
    row(Element, "phase", "schema library", "1.x", Run),
    row(Element, "active", "phase", "1.x", Run),
    row(Element, "pattern", "schema library", "1.x", Run),
    row(Element, "group", "schema library", "2025", Run),
    row(Element, "rules", "schema library", "2020", Run),
    row(Element, "rule", "pattern group rules", "1.x", Run),
    row(Element, "extends", "schema library pattern group rule", "1.x", Run),
    row(Element, "assert", "rule", "1.x", Run),
    row(Element, "report", "rule", "1.x", Run),
    row(Element, "key", "schema library pattern rule", "1.x", Run),
    row(Element, "diagnostics", "schema library", "1.x", Run),
    row(Element, "diagnostic", "diagnostics", "1.x", Run),
    row(Element, "properties", "schema library", "2016", Run),
    row(Element, "property", "properties", "2016", Run),
    row(Element, "value-of", "assert report diagnostic property emph dir span", "1.x", Run),
    row(Element, "name", "assert report diagnostic property emph dir span", "1.x", Run),
    row(Element, "emph", "assert report diagnostic property emph dir span", "1.x", Said),
    row(Element, "dir", "assert report diagnostic property emph dir span", "1.x", Said),
    row(Element, "span", "assert report diagnostic property emph dir span", "1.x", Said),
    //
    row(Attribute, "queryBinding", "schema", "2006", Run),
    row(Attribute, "queryBinding", "library", "2025", Said),
    row(Attribute, "defaultPhase", "schema", "1.x", Run),
    row(Attribute, "schemaVersion", "schema library", "1.x", Said),
    row(Attribute, "schematronEdition", "schema library", "2025", Said),
    row(Attribute, "version", "schema", "1.x", Said),
    row(Attribute, "ns", "schema", "1.x", NotRun),
    row(Attribute, "prefix", "ns", "1.x", Run),
    row(Attribute, "uri", "ns", "1.x", Run),
    row(Attribute, "href", "include", "2006", Run),
    row(Attribute, "href", "extends", "2016", Run),
    row(Attribute, "rule", "extends", "1.x", Run),
    row(Attribute, "name", "let", "2006", Run),
    row(Attribute, "value", "let", "2006", Run),
    row(Attribute, "as", "let", "2025", Run),
    row(Attribute, "name", "param", "2006", Run),
    row(Attribute, "value", "param", "2006", Run),
    row(Attribute, "as", "param", "2025", Run),
    row(Attribute, "id", "phase pattern group rule diagnostic property", "1.x", Run),
    row(Attribute, "id", "schema library assert report p", "1.x", Said),
    row(Attribute, "from", "phase", "2025", Run),
    row(Attribute, "when", "phase", "2025", Run),
    row(Attribute, "pattern", "active", "1.x", Run),
    row(Attribute, "abstract", "pattern", "2006", Run),
    row(Attribute, "abstract", "rule", "1.x", Run),
    row(Attribute, "is-a", "pattern", "2006", Run),
    row(Attribute, "documents", "pattern group", "2016", Run),
    row(Attribute, "name", "pattern group", "1.x", Said),
    row(Attribute, "name", "rule", "2025", Said),
    row(Attribute, "context", "rule", "1.x", Run),
    row(Attribute, "visit-each", "rule", "2025", Run),
    row(Attribute, "subject", "rule assert report", "1.x", Run),
    row(Attribute, "test", "assert report", "1.x", Run),
    row(Attribute, "role", "rule assert report", "1.x", Run),
    row(Attribute, "role", "pattern group diagnostic property", "2006", Said),
    row(Attribute, "severity", "rule assert report", "2025", Run),
    row(Attribute, "flag", "rule assert report", "2006", Said),
    row(Attribute, "diagnostics", "assert report", "1.x", Run),
    row(Attribute, "properties", "assert report", "2016", Run),
    row(Attribute, "see", "schema library phase pattern group rule assert report diagnostic property", "1.x", Said),
    row(
        Attribute,
        "icon",
        "schema library phase pattern group rule assert report diagnostic property p key",
        "1.x",
        Said,
    ),
    row(Attribute, "fpi", "schema library phase pattern group rule assert report diagnostic property", "1.x", Said),
    row(Attribute, "scheme", "property", "2016", Said),
    row(Attribute, "select", "value-of", "1.x", Run),
    row(Attribute, "path", "name", "1.x", Run),
    row(Attribute, "class", "p span emph", "1.x", Said),
    row(Attribute, "value", "dir", "1.x", Said),
    row(Attribute, "name", "key", "1.x", Run),
    row(Attribute, "path", "key", "1.x", Run),
    row(Attribute, "match", "key", "1.x", Run),
    row(Attribute, "use", "key", "1.x", Run),
    //
    row(Form, "`queryBinding` `xslt`, `xslt1`, `xpath`: XPath 1.0", "", "2006", Run),
    row(Form, "`queryBinding` `xslt2`, `xslt3`, `xpath2`, `xpath3`, `xpath31`", "", "2006", Run),
    row(Form, "`queryBinding` of another language: `xquery`, `stx`, `exslt`", "", "2006", Refused),
    row(Form, "the namespace of Schematron 1.x, `http://www.ascc.net/xml/schematron`", "", "1.x", Run),
    row(Form, "`href` with a fragment, `rules.sch#id`: an `id` or `xml:id`", "", "2016", Run),
    row(Form, "`include` of a whole `schema` or `library`", "", "", Run),
    row(Form, "`extends` of an abstract rule in another pattern", "", "", Run),
    row(Form, "`extends` of what is not there, or of another element than its parent", "", "", Refused),
    row(
        Form,
        "contexts of every kind: `/`, `document-node()`, `node()`, `text()`, `comment()`, `@*`, unions",
        "",
        "2006",
        Run,
    ),
    row(Form, "a context that no node can fit: `ancestor::p`, `'p'`", "", "", Refused),
    row(Form, "`let` with elements or text in it", "", "2016", Run),
    row(Form, "`param` of an abstract pattern with a value for where none is given", "", "2025", Run),
    row(Form, "parameters in diagnostics of an abstract pattern", "", "2020", Run),
    row(Form, "`role`, `flag` and `severity` that name a variable, `$role`", "", "2025", Run),
    row(Form, "phase `#ALL`, `#DEFAULT`", "", "1.x", Run),
    row(Form, "phase `#ANY`: the first whose `when` is true", "", "2025", Run),
    row(Form, "`active` that names no pattern, or an abstract one", "", "", NotRun),
    row(Form, "`xml:base`: by `include` and `extends`", "", "", Run),
    row(Form, "`xml:base`: by functions such as `doc`", "", "", NotRun),
    row(
        Form,
        "`xml:lang` of tests and diagnostics: what is said in several languages is reported in one",
        "",
        "1.x",
        Run,
    ),
    row(Form, "`xml:space`, `xml:id`", "", "1.x", Said),
    row(Form, "an element of Schematron that no edition has, or not there", "", "", NotRun),
    row(Form, "an attribute without prefix that no edition has", "", "", Doubted),
    row(Form, "elements and attributes of other namespaces", "", "1.x", PassedOver),
    row(Form, "elements of other namespaces in a message: their text", "", "1.x", Run),
    row(Form, "Schematron in an element of another namespace", "", "", NotRun),
    row(Form, "functions that a processor adds, and XPath that Recto does not know", "", "", NotRun),
    //
    row(Embedded, "`pattern`, `ns`, `let`, `diagnostics`, `phase` anywhere in a schema in XML syntax", "", "1.x", Run),
    row(Embedded, "the same in the compact syntax: `sch:pattern [ … ]`", "", "1.x", Run),
    row(Embedded, "in grammars that are included or referred to", "", "1.x", Run),
    row(Embedded, "a whole `sch:schema`", "", "1.x", Run),
    row(Embedded, "inside annotations of other languages", "", "1.x", Run),
    row(Embedded, "`rule` with `context` that stands alone", "", "1.x", Run),
    row(Embedded, "`rule` without `context` in `element` or `attribute`: the context is that", "", "1.x", Run),
    row(Embedded, "`assert` and `report` in `element`", "", "1.x", Run),
    row(Embedded, "`assert` and `report` in `attribute`", "", "1.x", Run),
    row(Embedded, "`assert` and `report` in `define` or `start`: the elements in it", "", "1.x", Run),
    row(Embedded, "`assert` and `report` elsewhere, where no element is meant", "", "", NotRun),
    row(Embedded, "elements with name classes, such as `anyName` with `except`", "", "1.x", Run),
    row(Embedded, "Schematron 1.x in RELAX NG", "", "1.x", Run),
    row(Embedded, "`include` and `extends` in RELAX NG", "", "2006", Run),
    row(Embedded, "`xml:base` on elements of RELAX NG around `include` and `extends`", "", "", Run),
    row(Embedded, "`xml:base` on elements of RELAX NG around functions such as `doc`", "", "", NotRun),
    row(Embedded, "`a:documentation`, `a:defaultValue` and other annotations", "", "", Said),
    //
    row(Xslt, "function", "schema library", "2016", Run),
    row(Xslt, "key", "schema library", "2006", Run),
    row(Xslt, "variable", "schema library", "", Run),
    row(Xslt, "param", "schema library", "", Run),
    row(Xslt, "output", "schema library", "", Said),
    row(
        Xslt,
        "instructions in a message or `let`: `value-of`, `copy-of`, `sequence`, `text`, `if`, `choose`, `for-each`",
        "",
        "2006",
        Run,
    ),
    row(Xslt, "other instructions, in messages, `let` and functions", "", "", NotRun),
    row(Xslt, "template", "schema library", "", NotRun),
    row(Xslt, "include", "schema library", "", NotRun),
    row(Xslt, "import", "schema library", "", NotRun),
    row(Xslt, "import-schema", "schema library", "", NotRun),
    row(Xslt, "use-package", "schema library", "", NotRun),
    row(Xslt, "accumulator", "schema library", "", NotRun),
    row(Xslt, "decimal-format", "schema library", "", Run),
    row(Xslt, "strip-space", "schema library", "", NotRun),
    row(Xslt, "preserve-space", "schema library", "", NotRun),
    row(Xslt, "any element of XSLT in a pattern or rule", "", "", NotRun),
    row(Xslt, "collation or composite of `key`", "", "", NotRun),
    //
    row(QuickFix, "`sqf:fixes`, `sqf:fix` with `sqf:description`", "", "2018", Run),
    row(QuickFix, "`@sqf:fix`: the first that it names; `@sqf:default-fix`", "", "2018", Run),
    row(QuickFix, "`sqf:delete`", "", "2018", Run),
    row(QuickFix, "`sqf:replace`", "", "2018", Run),
    row(QuickFix, "`sqf:add`", "", "2018", Run),
    row(QuickFix, "`sqf:stringReplace`", "", "2018", Run),
    row(QuickFix, "`@use-when`, `@match`, `@select`", "", "2018", Run),
    row(QuickFix, "`sqf:fix` of several steps", "", "2018", PassedOver),
    row(QuickFix, "`sqf:call-fix`, `sqf:with-param`, `sqf:param`", "", "2018", PassedOver),
    row(QuickFix, "`sqf:user-entry`", "", "2018", PassedOver),
    row(QuickFix, "`sqf:group`", "", "2018", PassedOver),
    row(QuickFix, "`@use-for-each`", "", "2018", PassedOver),
    row(QuickFix, "`sqf:keep`, `sqf:copy-of`, elements and XSLT in a fix", "", "2018", PassedOver),
    row(QuickFix, "the second and other fixes of a test", "", "2018", PassedOver),
];
