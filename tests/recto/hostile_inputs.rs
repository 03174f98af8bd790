//! The inputs of `hostile` that are no rules: registers, settings, profiles, catalogs, schemas, documents and texts.

/// What an input is called, its files by their names, and the arguments that read them.
pub(super) type Input = (&'static str, Vec<(&'static str, String)>, Vec<&'static str>);

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

/// A register of so many persons, each with a name.
fn register(count: usize, name: impl Fn(usize) -> String) -> (&'static str, String) {
    let rows = (0..count).map(|n| format!("\"{}\",p{n}\n", name(n)));
    ("r.csv", "name,id\n".to_owned() + &rows.collect::<String>())
}

pub(super) fn inputs() -> Vec<Input> {
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
            vec![text(), register(20_000, |n| format!("N{n}, Ed {n}"))],
            with("--register", "r.csv"),
        ),
        (
            "a register of one name",
            vec![text(), register(10_000, |_| "Bundy, William".to_owned())],
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
pub(super) fn long_inputs() -> Vec<Input> {
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
