//! Inputs that are made to take all time or all memory: rules, registers, settings, profiles, catalogs, texts. Each is ended by the budget of the
//! run, or refused, or done, within a bound of time and under a limit of memory that the system holds. All are made here.

use std::num::NonZero;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use super::folder::{Folder, Ran};

/// Rules: what they are called, what their schema holds, and which of [`DOCUMENTS`] they are run on.
const RULES: &[(&str, &str, &str)] = &[
    ("a long loop for each node", r#"<t>count(for $i in 1 to 40000000 return $i)</t>"#, "flat"),
    ("distinct numbers", r#"<t>count(distinct-values(for $i in 1 to 10000000 return $i div 7))</t>"#, "flat"),
    ("sorting", r#"<t>count(sort(reverse(1 to 3000000)))</t>"#, "flat"),
    ("parts of a text", r#"<t>count(for $i in 1 to 1000000 return substring(/*, $i, 1)[. = 'x'])</t>"#, "text"),
    ("translating", r#"<t>translate(/*, 'tab', 'TAB')</t>"#, "text"),
    ("searching", r#"<t>contains(/*, concat(., 'x'))</t>"#, "text"),
    ("normal forms", r#"<t>normalize-unicode(/*, 'NFKD')</t>"#, "text"),
    ("matching", r#"<t>matches(/*, '(t|tt|ttt)*x')</t>"#, "text"),
    ("replacing", r#"<t>replace(/*, '(t)(t)', '$2$1$0')</t>"#, "text"),
    ("cutting", r#"<t>count(tokenize(/*, 't'))</t>"#, "text"),
    ("code points", r#"<t>count(string-to-codepoints(/*))</t>"#, "text"),
    ("upper case", r#"<t>upper-case(lower-case(/*))</t>"#, "text"),
    ("each with each", r#"<t>//@n &lt; //@n/number()</t>"#, "flat"),
    ("each with each as text", r#"<t>//*[string(.) = //*/concat(., 'x')]</t>"#, "flat"),
    ("what comes before", r#"<t>count(preceding::node()/following::node())</t>"#, "flat"),
    ("three variables", r#"<t>every $a in //*, $b in //*, $c in //* satisfies $a/@n != $b/@n + $c/@n</t>"#, "flat"),
    ("deep equality", r#"<t>deep-equal(/, /)</t>"#, "flat"),
    ("ids in a list", r#"<t>count(id(string-join(//@xml:id, ' ')))</t>"#, "flat"),
    ("a path for each node", r#"<t>path()</t>"#, "flat"),
    ("a list of all places", r#"<t>index-of(//@n/number(), number(@n))</t>"#, "flat"),
    ("trees that are made", r#"<t>analyze-string(/*, 't')</t>"#, "text"),
    ("expressions that are made", r#"<t>matches('a', concat('(a{90}b){90}', count(preceding::*)))</t>"#, "flat"),
    (
        "a text that doubles",
        r#"<t>let $a := /*, $b := $a || $a, $c := $b || $b, $d := $c || $c return string-length($d || $d)</t>"#,
        "text",
    ),
    ("a long sequence", r#"<t>let $a := 1 to 100000000 return count($a)</t>"#, "flat"),
    ("texts inside each other", r#"<t>count(for $i in 1 to 100000 return string-join((//@n, $i), '-'))</t>"#, "flat"),
    (
        "ancestors of ancestors",
        r#"<rule context="a//a//a//a//a//a//b"><report test="true()">x</report></rule>"#,
        "deep",
    ),
    (
        "whole texts in messages",
        r#"<rule context="*"><report test="true()"><value-of select="/*"/></report></rule>"#,
        "text",
    ),
    (
        "a function that calls itself twice",
        r#"<xsl:function name="f:f"><xsl:param name="n"/><xsl:sequence select="if ($n gt 300) then 1 else f:f($n + 1) + f:f($n + 1)"/></xsl:function><t>f:f(1)</t>"#,
        "flat",
    ),
    ("a key that all share", r#"<xsl:key name="k" match="*" use="'x'"/><t>count(key('k', 'x'))</t>"#, "flat"),
    ("variables that double", "DOUBLE", "flat"),
    ("rules without number", "MANY", "flat"),
    ("a context as long as a book", "LONG", "flat"),
];

/// Documents by their names.
fn document(name: &str) -> String {
    match name {
        "text" => format!("<a>{}{}</a>", "tt x".repeat(20_000), "<b/>".repeat(2_000)),
        "deep" => format!("{}{}", "<a>".repeat(200), "</a>".repeat(200)),
        _ => format!("<a>{}</a>", (0..4_000).map(|n| format!("<b xml:id='b{n}' n='{n}'/>")).collect::<String>()),
    }
}

/// A schema that holds this; `t` is a test that is asked for each element.
fn schema(inside: &str) -> String {
    let inside = match inside {
        "DOUBLE" => {
            let lets = (1..60).map(|n| format!("<let name='v{n}' value='($v{0}, $v{0})'/>", n - 1));
            format!("<let name='v0' value='1'/>{}<t>count($v59)</t>", lets.collect::<String>())
        }
        "MANY" => "<rule context='*[@n = 7]'><report test='true()'>x</report></rule>".repeat(4_000),
        "LONG" => {
            let long = vec!["b[@n]"; 9_00].join(" | ");
            format!("<rule context='{long}'><report test='true()' role='{long}'>x</report></rule>")
        }
        other => other.to_owned(),
    };
    let (before, rules) = match inside.find("<t>").or_else(|| inside.find("<rule")) {
        Some(at) => inside.split_at(at),
        None => ("", inside.as_str()),
    };
    let rules = rules.replace("<t>", "<rule context='*'><report test=\"").replace("</t>", "\">x</report></rule>");
    format!(
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
         queryBinding='xslt3'><ns prefix='f' uri='urn:f'/>{before}<pattern>{rules}</pattern></schema>"
    )
}

/// What an input is called, its files by their names, and the arguments that read them.
type Input = (&'static str, Vec<(&'static str, String)>, Vec<&'static str>);

const RELAX_NG: &str = "http://relaxng.org/ns/structure/1.0";

/// A catalog whose root has these attributes, and holds this.
fn catalog(name: &'static str, attributes: &str, inside: &str) -> Input {
    let catalog =
        format!("<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'{attributes}>{inside}</catalog>");
    let files = vec![("a.xml", "<a/>".to_owned()), ("c.xml", catalog)];
    (name, files, vec!["validate", "a.xml", "--catalog", "c.xml"])
}

/// A schema in this file.
fn named(name: &'static str, file: &'static str, schema: String) -> Input {
    (name, vec![("a.xml", "<a/>".to_owned()), (file, schema)], vec!["validate", "a.xml", "--schema", file])
}

fn inputs() -> Vec<Input> {
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(20_000), close.repeat(20_000));
    let text = || ("a.txt", "Dear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n".to_owned());
    let convert = vec!["convert", "a.txt", "-o", "a.xml"];
    let with = |option, file| [convert.as_slice(), &[option, file]].concat();
    let entry = "<uri name='a' uri='b'/>";
    let long = format!("<group xml:base='{}/'>", "b".repeat(20_000));
    let absent: String = (0..20_000).map(|n| format!("<nextCatalog catalog='{n}.xml'/>")).collect();
    let delegate = format!("<delegateURI uriStartString='{}' catalog='c.xml'/>{absent}", "u".repeat(500_000));
    vec![
        (
            "lists in lists in recto.toml",
            vec![text(), ("recto.toml", format!("profile = {}", nested("[", "]")))],
            convert.clone(),
        ),
        (
            "tables in tables in recto.toml",
            vec![text(), ("recto.toml", format!("[{}]", vec!["a"; 20_000].join(".")))],
            convert.clone(),
        ),
        (
            "many keys in recto.toml",
            vec![text(), ("recto.toml", (0..3_000).map(|n| format!("k{n} = 1\n")).collect())],
            convert.clone(),
        ),
        (
            "as many keys as a file may have in recto.toml",
            vec![text(), ("recto.toml", (0..80_000).map(|n| format!("k{n} = 1\n")).collect())],
            convert.clone(),
        ),
        (
            "as many addresses as a file may have in recto.toml",
            vec![
                text(),
                (
                    "recto.toml",
                    "[schemas]\n".to_owned() + &(0..20_000).map(|n| format!("'u{n}' = 's{n}'\n")).collect::<String>(),
                ),
            ],
            vec!["config", "a.txt"],
        ),
        (
            "as many allowed findings as a file may have in recto.toml",
            vec![
                ("a.xml", "<a/>".to_owned()),
                ("recto.toml", "[[allow]]\ncode = 'R1301'\nreason = ''\n".repeat(20_000)),
            ],
            vec!["validate", "a.xml"],
        ),
        (
            "lists in lists in metadata",
            vec![text(), ("a.toml", format!("title = {}", nested("[", "]")))],
            convert.clone(),
        ),
        (
            "an expression in a profile",
            vec![text(), ("p.toml", "extends = 'letter'\n[pages]\nmarks = ['((a{1000}){1000}){1000}']\n".to_owned())],
            with("--profile", "p.toml"),
        ),
        (
            "a table of more rows than there are letters",
            vec![text(), ("t.csv", "file,sender\n".to_owned() + &"a,b\n".repeat(250_000))],
            with("--metadata", "t.csv"),
        ),
        (
            "a table of more columns than there are facts",
            vec![text(), ("t.csv", (0..9_000).map(|n| format!("notes.n{n},")).collect::<String>() + "file\n")],
            with("--metadata", "t.csv"),
        ),
        (
            "a register of many names",
            vec![
                text(),
                (
                    "r.csv",
                    "name,id\n".to_owned()
                        + &(0..20_000).map(|n| format!("\"N{n}, Ed {n}\",p{n}\n")).collect::<String>(),
                ),
            ],
            with("--register", "r.csv"),
        ),
        (
            "a register of one name",
            vec![
                text(),
                (
                    "r.csv",
                    "name,id\n".to_owned()
                        + &(0..10_000).map(|n| format!("\"Bundy, William\",p{n}\n")).collect::<String>(),
                ),
            ],
            with("--register", "r.csv"),
        ),
        (
            "a name of many parts",
            vec![
                text(),
                ("r.csv", format!("name,variants\n\"{}\",\"{}\"\n", "A. ".repeat(20_000), "B|".repeat(20_000))),
            ],
            with("--register", "r.csv"),
        ),
        (
            "a catalog of catalogs",
            vec![
                ("a.xml", "<a/>".to_owned()),
                (
                    "c.xml",
                    format!(
                        "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>{}</catalog>",
                        "<nextCatalog catalog='c.xml'/>".repeat(5_000)
                    ),
                ),
            ],
            vec!["validate", "a.xml", "--catalog", "c.xml"],
        ),
        catalog("a catalog with a long base", &format!(" xml:base='{}/'", "b".repeat(200_000)), &entry.repeat(20_000)),
        catalog("long bases in bases", "", &format!("{}{entry}{}", long.repeat(150), "</group>".repeat(150))),
        catalog("catalogs that are not there", &format!(" xml:base='{}/'", "b".repeat(4_000)), &absent),
        catalog("a long beginning of addresses", "", &delegate),
        named("a long namespace of many names", "a.rnc", {
            let elements = "element a { empty } | ".repeat(5_000);
            format!("default namespace = '{}'\nstart = {elements} notAllowed", "n".repeat(1_000_000))
        }),
        named("a long namespace in the XML syntax", "a.rng", {
            let elements = "<element name='a'><empty/></element>".repeat(5_000);
            format!("<choice xmlns='{RELAX_NG}' ns='{}'>{elements}</choice>", "n".repeat(1_000_000))
        }),
        named("a long prefix in the XML syntax", "a.rng", {
            let elements = "<element name='p:a'><empty/></element>".repeat(5_000);
            format!("<choice xmlns='{RELAX_NG}' xmlns:p='{}'>{elements}</choice>", "n".repeat(1_000_000))
        }),
        named("a long library of many types", "a.rng", {
            let types = "<data type='a'/>".repeat(5_000);
            format!("<choice xmlns='{RELAX_NG}' datatypeLibrary='http://x/{}'>{types}</choice>", "n".repeat(1_000_000))
        }),
        named("a long base of many references", "a.rng", {
            let references = "<externalRef href='x'/>".repeat(5_000);
            format!("<choice xmlns='{RELAX_NG}' xml:base='{}/'>{references}</choice>", "n".repeat(1_000_000))
        }),
        named("a long namespace of many tests", "a.sch", {
            let tests = "<report test='p:a'>x</report>".repeat(5_000);
            format!(
                "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><ns prefix='p' uri='{}'/><pattern>\
                 <rule context='p:a'>{tests}</rule></pattern></schema>",
                "n".repeat(1_000_000)
            )
        }),
        (
            "namespaces in one tag",
            vec![("a.xml", format!("<a {}/>", (0..100_000).map(|n| format!("xmlns:n{n}='n' ")).collect::<String>()))],
            vec!["validate", "a.xml"],
        ),
        (
            "namespaces that are none in one tag",
            vec![("a.xml", format!("<a {}/>", (0..100_000).map(|n| format!("xmlns:n{n}='' ")).collect::<String>()))],
            vec!["validate", "a.xml"],
        ),
        (
            "entities that double",
            vec![("a.xml", {
                let entities = (1..60).map(|n| format!("<!ENTITY e{n} '&e{0};&e{0};'>", n - 1));
                format!("<!DOCTYPE a [<!ENTITY e0 'x'>{}]><a>&e59;</a>", entities.collect::<String>())
            })],
            vec!["validate", "a.xml"],
        ),
        ("elements in elements", vec![("a.xml", nested("<a>", "</a>"))], vec!["validate", "a.xml"]),
    ]
}

/// What stands in a document of many parts, each for one and the same schema.
fn parts(name: &'static str, inside: String) -> Input {
    let script = "<rules xmlns='http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0'>\
                  <anyNamespace><validate schema='any.rng'/></anyNamespace></rules>";
    let any = "<start><ref name='x'/></start><define name='x'><element><anyName/><zeroOrMore><choice><ref name='x'/>\
               <text/></choice></zeroOrMore></element></define>";
    let files = vec![
        ("a.xml", format!("<a>{inside}</a>")),
        ("a.nvdl", script.to_owned()),
        ("any.rng", grammar(any.to_owned())),
    ];
    (name, files, vec!["validate", "a.xml", "--schema", "a.nvdl"])
}

/// Text of one kind over and over, which is converted.
fn over_and_over(name: &'static str, text: &str) -> Input {
    (name, vec![("a.txt", text.repeat(400_000 / text.len()))], vec!["convert", "a.txt", "-o", "a.xml"])
}

/// Two versions of a document, of which each says one thing over and over.
fn versions(name: &'static str, before: &str, after: &str) -> Input {
    let of = |part: &str| format!("<a>{}</a>", part.repeat(15_000));
    (name, vec![("a.xml", of(before)), ("b.xml", of(after))], vec!["diff", "a.xml", "b.xml"])
}

/// A grammar that holds this; `s` is the prefix of Schematron.
fn grammar(inside: String) -> String {
    format!("<grammar xmlns='{RELAX_NG}' xmlns:s='http://purl.oclc.org/dsdl/schematron'>{inside}</grammar>")
}

/// As many declarations of prefixes as an element may have in scope, or nearly so, with white space around them.
fn many_namespaces() -> String {
    let all: String = (0..4_000).map(|n| format!("xmlns:p{n}='urn:{n}' ")).collect();
    format!(" {all}")
}

/// What is not refused but takes long, or much, unless it is bounded.
fn long_inputs() -> Vec<Input> {
    let tei =
        |inside: String| format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>{inside}</body></text></TEI>");
    let sch = |inside: String| format!("<schema xmlns='http://purl.oclc.org/dsdl/schematron'>{inside}</schema>");
    let convert = vec!["convert", "a.txt", "-o", "a.xml"];
    let asserts = "<assert test='a'>x</assert>";
    vec![
        (
            "attributes in one tag of a page",
            vec![("a.html", format!("<!DOCTYPE html><p {}>All is well.", "a=\"b\" ".repeat(800_000)))],
            vec!["convert", "a.html", "-o", "a.xml"],
        ),
        over_and_over("asterisks", "*"),
        over_and_over("asterisks that may be marks", "*a* "),
        over_and_over("rows of tables", "a\tb\tc\n"),
        over_and_over("lines of verse", "  O rose\n"),
        over_and_over("items of lists", "1. one\n"),
        over_and_over("signs that nothing closes", "~~a "),
        over_and_over("salutations", "Dear Bill:\n\n"),
        over_and_over("notes that nothing closes", "[Footnote 1: a\n"),
        over_and_over("signs that close nothing", "[Footnote 1: a]]] b [\n"),
        (
            "notes that are closed where no note ends",
            vec![("a.txt", "[Footnote 1: a\n".repeat(20_000) + &"]".repeat(20_000) + " b\n")],
            convert.clone(),
        ),
        over_and_over("marks in brackets that no note answers", "All[^1] is\n\n[^1]: a\n\n"),
        (
            "page marks above short lines",
            vec![("a.txt", "[Page 1]\n".repeat(30_000) + &"O rose\n".repeat(20_000))],
            convert.clone(),
        ),
        (
            "white space among words that a text does not have",
            {
                let (first, blank, last) =
                    ("All is well here, and more follows.", "\n".repeat(200_000), "It ends here.");
                let set = tei(format!("<p>{first} zzz{blank}zzz {last}</p>"));
                vec![("a.txt", format!("{first}{blank}{last}\n")), ("a.xml", set)]
            },
            vec!["transplant", "a.txt", "a.xml", "-o", "b.xml"],
        ),
        (
            "letters that have one text",
            vec![(
                "a.xml",
                format!(
                    "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader>{}</teiHeader></TEI>",
                    "<correspDesc><correspAction type='sent'><persName>Holt</persName></correspAction></correspDesc>"
                        .repeat(30_000)
                ),
            )],
            vec!["view", "a.xml", "-o", "pages"],
        ),
        versions("versions that share nothing", "<p>all is well</p>", "<row><cell/></row>"),
        versions("versions that share their tags", "<p>all is well</p>", "<p>x<note>y</note></p>"),
        named(
            "tests in a rule",
            "a.sch",
            sch(format!("<pattern><rule context='*'>{}</rule></pattern>", asserts.repeat(200_000))),
        ),
        named(
            "an abstract pattern that is used often",
            "a.sch",
            sch({
                let uses = "<pattern is-a='p'/>".repeat(2_000);
                format!(
                    "<pattern abstract='true' id='p'><rule context='*'>{}</rule></pattern>{uses}",
                    asserts.repeat(2_000)
                )
            }),
        ),
        named(
            "an abstract rule that is extended often",
            "a.sch",
            sch({
                let uses = "<rule context='*'><extends rule='r'/></rule>".repeat(2_000);
                format!("<pattern><rule abstract='true' id='r'>{}</rule>{uses}</pattern>", asserts.repeat(2_000))
            }),
        ),
        named("many namespaces around many tests", "a.sch", {
            let tests = "<assert test='a'>x</assert>".repeat(60_000);
            sch(format!("<pattern><rule context='*'>{tests}</rule></pattern>")).replacen(" ", &many_namespaces(), 1)
        }),
        named("many namespaces around many scopes", "a.sch", {
            let lets: String = (0..60_000).map(|n| format!("<let xmlns:o='u{n}' name='v{n}'><x/></let>")).collect();
            sch(lets).replacen(" ", &many_namespaces(), 1)
        }),
        named("many prefixes around many keys", "a.sch", {
            let prefixes: String = (0..20_000).map(|n| format!("<ns prefix='p{n}' uri='u{n}'/>")).collect();
            let key =
                |n| format!("<x:key xmlns:x='http://www.w3.org/1999/XSL/Transform' name='k{n}' match='a' use='b'/>");
            sch(prefixes + &(0..20_000).map(key).collect::<String>())
        }),
        named("many namespaces around many tests in a grammar", "a.rng", {
            let tests = "<s:assert test='a'>x</s:assert>".repeat(60_000);
            grammar(format!("<start><element name='a'>{tests}<empty/></element></start>")).replacen(
                " ",
                &many_namespaces(),
                1,
            )
        }),
        named("many namespaces around many scopes in a grammar", "a.rng", {
            let one = |n| format!("<s:let xmlns:o='u{n}' name='v{n}'><x/></s:let>");
            let lets: String = (0..60_000).map(one).collect();
            grammar(format!("<start>{lets}<element name='a'><empty/></element></start>")).replacen(
                " ",
                &many_namespaces(),
                1,
            )
        }),
        named("rules about many elements", "a.rng", {
            let rules = "<s:rule><s:assert test='b'>x</s:assert></s:rule>".repeat(4_000);
            let elements: String = (0..40_000).map(|n| format!("<element name='a{n}'><empty/></element>")).collect();
            grammar(format!("<start>{rules}<choice>{elements}</choice></start>"))
        }),
        named("many prefixes in a grammar", "a.rng", {
            let prefixes: String = (0..40_000).map(|n| format!("<s:ns prefix='p{n}' uri='u{n}'/>")).collect();
            grammar(format!("<start><element name='a'><empty/></element></start>{prefixes}"))
        }),
        (
            "schemas that are not there",
            vec![("a.xml", (0..100_000).map(|n| format!("<?xml-model href='{n}.rng'?>")).collect::<String>() + "<a/>")],
            vec!["validate", "a.xml"],
        ),
        (
            "one schema whose rules are not asked for",
            vec![
                ("a.xml", format!("<?xml-model href='a.rng' schematypens='{RELAX_NG}'?>").repeat(50_000) + "<a/>"),
                (
                    "a.rng",
                    grammar(
                        "<start><element name='a'><s:assert test='b'>x</s:assert><empty/></element></start>".to_owned(),
                    ),
                ),
            ],
            vec!["validate", "a.xml"],
        ),
        named("a script that names one schema often", "a.nvdl", {
            let uses = (0..2_000).map(|n| format!("<namespace ns='urn:{n}'><validate schema='a.xml'/></namespace>"));
            let uses = uses.collect::<String>();
            format!("<rules xmlns='http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0'>{uses}</rules>")
        }),
        named("a test with many diagnostics", "a.sch", {
            let ids: String = (0..40_000).map(|n| format!("d{n} ")).collect();
            let diagnostics: String = (0..40_000).map(|n| format!("<diagnostic id='d{n}'>x</diagnostic>")).collect();
            sch(format!(
                "<pattern><rule context='*'><assert test='a' diagnostics='{ids}'>x</assert></rule></pattern>\
                 <diagnostics>{diagnostics}</diagnostics>"
            ))
        }),
        named("a long diagnostic of many tests", "a.sch", {
            let tests = "<assert test='a' diagnostics='d'>x</assert>".repeat(20_000);
            let long = "x ".repeat(400_000);
            sch(format!(
                "<pattern><rule context='*'>{tests}</rule></pattern><diagnostics><diagnostic id='d'>{long}</diagnostic></diagnostics>"
            ))
        }),
        named("a long test", "a.sch", {
            sch(format!(
                "<pattern><rule context='*'><assert test='({}1)'>x</assert></rule></pattern>",
                "1,".repeat(2_000_000)
            ))
        }),
        named("a script of what NVDL does not know", "a.nvdl", {
            format!(
                "<rules xmlns='http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0'>{}</rules>",
                "<foo/>".repeat(200_000)
            )
        }),
        parts("parts of many namespaces", (0..50_000).map(|n| format!("<b xmlns='u{n}'/>")).collect()),
        parts("parts inside parts, and many names", {
            let names: String = (0..20_000).map(|n| format!("<b{n}/>")).collect();
            let (open, close): (String, Vec<String>) =
                (0..4_000).map(|n| (format!("<a xmlns='u{n}'>"), format!("<b{}/></a>", n + 10_000))).unzip();
            format!("{open}{names}{}", close.into_iter().rev().collect::<String>())
        }),
        (
            "a base around many rules in a grammar",
            vec![
                ("a.xml", "<a/>".to_owned()),
                ("a.rng", {
                    let one = |n| format!("<div xml:base='{n}/'><s:include href='x.sch'/></div>");
                    let divs: String = (0..20_000).map(one).collect();
                    let start = "<start><element name='a'><empty/></element></start>";
                    grammar(format!("{start}<div xml:base='{}/'>{divs}</div>", "b".repeat(4_000)))
                }),
            ],
            vec!["validate", "a.xml", "--schema", "a.rng"],
        ),
        (
            "attributes that the document type gives",
            vec![("a.xml", {
                let given: String = (0..200).map(|n| format!("a{n} CDATA 'x' ")).collect();
                format!("<!DOCTYPE a [<!ATTLIST b {given}>]><a>{}</a>", "<b/>".repeat(20_000))
            })],
            vec!["format", "--check", "a.xml"],
        ),
        (
            "ids in one line",
            vec![("a.xml", tei("<p/>".repeat(50_000)))],
            vec!["ids", "a.xml", "--check", "--element", "p", "--pattern", "p{n}"],
        ),
        (
            "findings in one line",
            vec![("a.xml", tei(format!("<p>{}</p>", "<lb/><foo bar='x'/>".repeat(20_000))))],
            vec!["validate", "a.xml", "--schema", "recto-letter", "--format", "sarif"],
        ),
        (
            "inclusions without number",
            vec![
                ("a.xml", {
                    let one = "<xi:include href='b.xml'/>".repeat(20_000);
                    tei(format!("<p xmlns:xi='http://www.w3.org/2001/XInclude'>{one}</p>"))
                }),
                ("b.xml", "<hi xmlns='http://www.tei-c.org/ns/1.0'>x</hi>".to_owned()),
            ],
            vec!["validate", "a.xml"],
        ),
    ]
}

/// Runs the program where it may have 1.5 GB of addresses, which is more than memory, and a minute of a processor: it is not optimised here.
pub fn bounded(folder: &Folder, arguments: &[&str]) -> Ran {
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -v 1500000; ulimit -t 60; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_recto")])
        .args(arguments);
    command.current_dir(folder.path("")).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("RAYON_NUM_THREADS", "2").output().unwrap().into()
}

/// What is wrong with a run; one that took too long has no status.
pub fn fault(ran: &Ran) -> Option<String> {
    let is_told = matches!(ran.status, Some(0..=2)) && !ran.stderr.contains("panicked");
    let is_bounded = ran.stdout.len() + ran.stderr.len() < 16 << 20;
    (!is_told || !is_bounded).then(|| format!("{ran:?}"))
}

#[test]
fn rules_end() {
    let mut wrong = Vec::new();
    let mut ended = 0;
    for (name, inside, on) in RULES {
        let folder = Folder::with(&[("a.sch", &schema(inside)), ("a.xml", &document(on))]);
        let limits = ["--limit", "steps=1000000", "--limit", "memory=20000000", "--format", "json"];
        let ran = bounded(&folder, &[&["validate", "a.xml", "--schema", "a.sch"][..], &limits].concat());
        // What is no rule at all shows nothing.
        let is_read = !["R1210", "R1211", "R1212", "R1204"].iter().any(|code| ran.stdout.contains(code));
        ended += usize::from(ran.stdout.contains("R0009") && ran.status == Some(2));
        wrong.extend((!is_read).then(|| format!("{name}: {ran:?}")));
        wrong.extend(fault(&ran).map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ended >= 25, "{ended} of {} were ended by the budget", RULES.len());
}

#[test]
fn other_inputs_end() {
    end(inputs());
}

#[test]
fn long_inputs_end() {
    end(long_inputs());
}

/// Runs the program on each, as many at a time as there are processors.
#[track_caller]
fn end(inputs: Vec<Input>) {
    let waiting = Mutex::new(inputs);
    let wrong = Mutex::new(Vec::new());
    let work = || {
        while let Some((name, files, arguments)) = { waiting.lock().unwrap().pop() } {
            let folder = Folder::new();
            for (path, text) in &files {
                folder.write(path, text.as_bytes());
            }
            let begun = Instant::now();
            let fault = fault(&bounded(&folder, &arguments));
            println!("{:6.1} s: {name}", begun.elapsed().as_secs_f64());
            wrong.lock().unwrap().extend(fault.map(|fault| format!("{name}: {fault}")));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Documents whose rules cost more than they may together.
fn costly(count: usize) -> Folder {
    let loops = "<t>count(for $i in 1 to 100000 return $i) lt 0</t>";
    let folder = Folder::with(&[("a.sch", &schema(loops))]);
    for number in 0..count {
        folder.write(&format!("tei/{number:02}.xml"), b"<a/>");
    }
    folder
}

/// What a run gives, which is the same with one thread, two and four.
#[track_caller]
fn same_with_all_threads(folder: &Folder, arguments: &[&str]) -> Ran {
    let run = |threads| folder.command(arguments).env("RAYON_NUM_THREADS", threads).output().unwrap().into();
    let one: Ran = run("1");
    for threads in ["2", "4", "4"] {
        let other: Ran = run(threads);
        assert_eq!((&one.stdout, one.status), (&other.stdout, other.status), "{threads} threads");
    }
    one
}

/// What one document has made a schema learn, another pays for all the same.
#[test]
fn matching_costs_each_file_the_same_whatever_the_threads() {
    let parts: Vec<String> = (0..300).map(|n| format!("element e{n} {{ empty }}?")).collect();
    let folder = Folder::with(&[("a.rnc", &format!("start = element a {{ {} }}", parts.join(" & ")))]);
    for file in 0..10 {
        let inside: String = (0..300).map(|n| format!("<e{}/>", n * [1, 7, 1, 11][file % 4] % 300)).collect();
        folder.write(&format!("tei/{file}.xml"), format!("<a>{inside}</a>").as_bytes());
    }
    let steps = |steps| ["validate", "tei", "--schema", "a.rnc", "--format", "json", "--limit", steps];
    let ended = same_with_all_threads(&folder, &steps("steps=1000000")).stdout.matches("R0009").count();
    assert!((1..10).contains(&ended), "{ended}");
}

/// A file that includes others needs a budget, also where what it includes is small.
#[test]
fn files_that_include_others_are_told_the_same_whatever_the_threads() {
    let folder = costly(3);
    folder.write("tei/b.xml", b"<b/>");
    for file in 10..20 {
        let include = "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='b.xml'/></a>";
        folder.write(&format!("tei/{file}.xml"), include.as_bytes());
    }
    let loops = "<report test='count(for $i in 1 to 100000 return $i) lt 0'>x</report>";
    folder.write("a.sch", schema(&format!("<rule context='/a[not(*)]'>{loops}</rule>")).as_bytes());
    let arguments = ["validate", "tei", "--schema", "a.sch", "--format", "json", "--limit", "steps=250000"];
    let ran = same_with_all_threads(&folder, &arguments);
    assert!(ran.stdout.contains("R0009"), "{ran:?}");
}

#[test]
fn the_budget_is_that_of_the_run_whatever_the_threads() {
    let folder = costly(12);
    let arguments = ["validate", "tei", "--schema", "a.sch", "--format", "json", "--limit", "steps=1000000"];
    let one = same_with_all_threads(&folder, &arguments);
    assert_eq!(one.status, Some(2));
    let told: Vec<&str> = one.stdout.lines().collect();
    assert!((2..=10).contains(&told.len()) && told.iter().all(|line| line.contains("R0009")), "{one:?}");
    let ran = folder.run(&["validate", "tei", "--schema", "a.sch", "--limit", "steps=100000000"]);
    ran.exits(0);
}

#[test]
fn recto_toml_raises_limits_unless_its_files_are_a_strangers() {
    let folder = costly(1);
    folder.write("recto.toml", b"[limits]\nsteps = 10\n");
    let arguments = ["validate", "tei", "--schema", "a.sch", "--format", "json"];
    assert!(folder.run(&arguments).exits(2).stdout.contains("R0009"));
    folder.run(&[&arguments[..], &["--limit", "steps=1000000"]].concat()).exits(0);
    folder.write("recto.toml", b"[limits]\nsteps = 2000000000\n");
    assert_eq!(folder.run(&arguments).exits(0).stdout, "");
    let ran = folder.run(&[&arguments[..], &["--untrusted"]].concat()).exits(0);
    assert!(ran.stdout.contains("R1607") && ran.stdout.contains("2000000000"), "{ran:?}");
    folder.write("recto.toml", b"[limits]\nsteps = -1\n");
    assert!(folder.run(&arguments).exits(2).stdout.contains("R0103"));
    folder.run(&["validate", "tei", "--limit", "steps=many"]).exits(2).says("no whole number");
}

#[test]
fn what_is_included_is_paid_for_by_who_includes_it() {
    let folder = Folder::with(&[("large.txt", &"all is well ".repeat(20_000))]);
    let one = "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='../large.txt' parse='text'/></a>";
    (0..4).for_each(|number| folder.write(&format!("tei/{number}.xml"), one.as_bytes()));
    let arguments = ["validate", "tei", "--format", "json", "--limit", "steps=1000000"];
    let ran = folder.run(&[&arguments[..], &["--allow-read", "."]].concat()).exits(2);
    assert_eq!(ran.stdout.matches("R0009").count(), 3, "{ran:?}");
}

#[test]
fn the_size_of_files_and_the_depth_of_elements_are_limits() {
    let folder = Folder::with(&[("a.xml", "<a><b><c/></b></a>"), ("recto.toml", "[limits]\ndepth = 2\n")]);
    let ran = folder.run(&["validate", "a.xml"]).exits(1);
    assert!(ran.stdout.contains("nested more than 2 deep"), "{ran:?}");
    folder.run(&["validate", "a.xml", "--limit", "depth=3"]).exits(0);
    folder.write("recto.toml", b"[limits]\nfile-size = 10\n");
    for command in [&["validate", "a.xml"][..], &["format", "--check", "a.xml"], &["text", "a.xml"]] {
        let ran = folder.run(command).exits(2);
        assert!((ran.stdout.clone() + &ran.stderr).contains("larger than 10 bytes"), "{command:?}: {ran:?}");
    }
    folder.run(&["validate", "a.xml", "--limit", "file-size=18"]).exits(0);
}

#[test]
fn what_a_finding_holds_is_cut() {
    let folder = Folder::with(&[(
        "a.sch",
        &schema("<rule context='*'><report test='true()'><value-of select='/*'/></report></rule>"),
    )]);
    folder.write("a.xml", format!("<a>{}{}</a>", "t".repeat(100_000), "<b/>".repeat(12_000)).as_bytes());
    let ran = folder.run(&["validate", "a.xml", "--schema", "a.sch", "--format", "json"]).exits(1);
    assert!(ran.stdout.contains("bytes left out"), "{ran:?}");
    assert!(ran.stdout.contains("more findings of rules are not kept"), "{ran:?}");
    assert!(ran.stdout.len() < 64 << 20, "{}", ran.stdout.len());
}
