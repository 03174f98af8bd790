//! What is said of a document that does not fit its schema: one mistake is one finding, in words that help, at the smallest place, and a
//! change that is proposed gives well-formed XML.

use recto::internals::diag::Diagnostic;
use recto::internals::relaxng::{self, Schema};
use recto::internals::xml::{Document, External, parse};

use super::folder::Folder;
use recto::internals::text::{Edits, MemoryFiles};

/// What is found in a document against a schema in compact syntax.
#[track_caller]
fn found(schema: &str, document: &str) -> Vec<Diagnostic> {
    let read = relaxng::read(&MemoryFiles::new([("s.rnc", schema.to_owned())]), "s.rnc");
    let schema = Schema::new(&read.grammar.unwrap_or_else(|| panic!("{:#?}", read.findings)));
    let mut validator = schema.validator();
    let faults = parse(document, External::Refused, &mut validator);
    assert_eq!(faults, [], "{document}");
    validator.finish()
}

/// "code, text of its place: message; help", secondary findings in brackets.
#[track_caller]
fn told(schema: &str, document: &str) -> Vec<String> {
    let told = |finding: &Diagnostic| {
        let place = finding.span.map(|span| span.of(document)).unwrap_or_default();
        let help = finding.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        let line = format!("{} {place}: {}{help}", finding.code.id, finding.message);
        if finding.is_secondary { format!("[{line}]") } else { line }
    };
    found(schema, document).iter().map(told).collect()
}

#[track_caller]
fn check(schema: &str, document: &str, expected: &[&str]) {
    assert_eq!(told(schema, document), expected, "{document}");
}

/// Two vocabularies, one of which stands in the other.
const SHEET: &str = "default namespace = \"urn:sheet\"\nnamespace n = \"urn:notes\"\n\
    start = element sheet { element title { text }, element n:margin { element n:note { attribute by { text }, text }*, \
    element stave { attribute clef { text } }* }?, element n:end { empty }? }";

#[test]
fn a_wrong_namespace_renames_nothing_outside_its_element() {
    let head = "<sheet xmlns='urn:sheet' xmlns:n='urn:notes'><title/>";
    // What is in the namespace of the document stays in it, also below the mistake.
    check(
        SHEET,
        &format!("{head}<margin><stave clef='g'/><stave/></margin><n:end/></sheet>"),
        &[
            "R1312 margin: `margin` is in the namespace `urn:sheet`; the schema knows it in another: write `n:margin`",
            "R1306 stave: `stave` needs the attribute `clef`",
        ],
    );
    // The namespace was right before: each further mistake is one, the same one once.
    check(
        SHEET,
        &format!("{head}<n:margin><note by='a'/><note by='b'/><note/></n:margin><end/></sheet>"),
        &[
            "R1312 note: `note` is in the namespace `urn:sheet` (3 times); the schema knows it in another: write `n:note`",
            "R1306 note: `note` needs the attribute `by`",
            "R1312 end: `end` is in the namespace `urn:sheet`; the schema knows it in another: write `n:end`",
        ],
    );
}

#[test]
fn a_document_in_the_wrong_namespace_is_checked_to_its_end() {
    for (root, message) in [
        ("<sheet>", "`sheet` is in no namespace"),
        ("<sheet xmlns='urn:sheets'>", "`sheet` is in the namespace `urn:sheets`"),
    ] {
        let finding = format!("R1312 sheet: {message}; the schema knows it in another: write `xmlns=\"urn:sheet\"`");
        check(SHEET, &format!("{root}<title/></sheet>"), &[&finding]);
        check(
            SHEET,
            &format!("{root}<title/><title/></sheet>"),
            &[
                &finding,
                "R1302 title: `title` cannot stand here in `sheet`; here `sheet` can hold `end` (namespace `urn:notes`) or `margin` (namespace `urn:notes`)",
            ],
        );
    }
    check(
        SHEET,
        "<s:sheet xmlns:s='urn:sheets'><s:title/></s:sheet>",
        &[
            "R1312 s:sheet: `s:sheet` is in the namespace `urn:sheets`; the schema knows it in another: write `xmlns:s=\"urn:sheet\"`",
        ],
    );
}

#[test]
fn attributes_and_wildcards_are_no_candidates_for_a_namespace() {
    let schema = "default namespace d = \"urn:d\"\nnamespace o = \"urn:o\"\n\
        start = element d { element p { attribute orig { text }?, text }*, element x { any* }?, element o:orig { empty }? }\n\
        any = element * - (d:* | o:sic) { attribute * { text }*, (text | any)* }";
    check(
        schema,
        "<d xmlns='urn:d' xmlns:f='urn:f'><p>a</p><x><f:a><orig/></f:a></x></d>",
        &["R1301 orig: the schema knows no element `orig`; here `f:a` can hold text or any element"],
    );
    check(
        schema,
        "<d xmlns='urn:d'><p/><sic/><p/></d>",
        &["R1301 sic: the schema knows no element `sic`; here `d` can hold `p`, `x` or `orig` (namespace `urn:o`)"],
    );
}

/// A document with parts that may be repeated, and names of parts that stand elsewhere.
const LETTER: &str = "start = element letter { element head { (text | hi)* }, p+ }\np = element p { attribute n { text }?, (text | hi | \
    element list { element item { text }+ })* }\nhi = element hi { attribute rend { \"b\" | \"i\" }?, text }";

#[test]
fn an_unknown_element_is_one_finding_and_what_is_in_it_secondary() {
    check(
        LETTER,
        "<letter><head>a<place><item>b</item><hi rend='x'>c</hi><what><ever/></what></place></head><p n='1'/></letter>",
        &[
            "R1301 place: the schema knows no element `place`; here `head` can hold text or `hi`",
            "[R1307 x: `x` is no value of `rend` of `hi`: expected `b` or `i`]",
        ],
    );
    // Also where the element is taken for another, and for the second of its name.
    check(
        LETTER,
        "<letter><head/><p><lists><hi/></lists><lists><hi/></lists><hi rend='c'/></p></letter>",
        &[
            "R1301 lists: the schema knows no element `lists`; did you mean `list`?",
            "[R1302 hi: `hi` cannot stand here in `lists`; `hi` can stand in `head` or `p`; here `lists` can hold `item`]",
            "R1301 lists: the schema knows no element `lists`; did you mean `list`?",
            "[R1302 hi: `hi` cannot stand here in `lists`; `hi` can stand in `head` or `p`; here `lists` can hold `item`]",
            "R1307 c: `c` is no value of `rend` of `hi`: expected `b` or `i`",
        ],
    );
    // What is known and stands at the wrong place is checked as it is.
    check(
        LETTER,
        "<letter><head/><p/><head><p/></head></letter>",
        &[
            "R1302 head: `head` cannot stand here in `letter`; here `letter` can hold `p`",
            "R1302 p: `p` cannot stand here in `head`; `p` can stand in `letter`; here `head` can hold text or `hi`",
        ],
    );
}

#[test]
fn reports_leave_out_what_is_secondary_and_say_so() {
    let document = "<letter><head/><p><place><hi rend='x'/></place></p></letter>";
    let allowing = "[[allow]]\ncode = 'R1301'\nreason = 'local names'\n";
    let folder =
        Folder::with(&[("a.xml", document), ("s.rnc", LETTER), ("b/a.xml", document), ("b/recto.toml", allowing)]);
    let run =
        |file: &str, format: &str| folder.run(&["validate", file, "--schema", "s.rnc", "--format", format]).exits(1);
    for format in ["human", "concise", "github", "sarif", "gitlab", "junit", "checkstyle", "markdown", "html"] {
        let ran = run("a.xml", format);
        assert!(ran.stdout.contains("R1301") && !ran.stdout.contains("no value of"), "{format}: {ran:?}");
    }
    run("a.xml", "concise").says("1 finding inside unknown elements not shown: `--format json` gives all");
    let rows = run("a.xml", "json").stdout;
    let secondary: Vec<bool> = rows.lines().map(|row| row.contains(r#""secondary":true"#)).collect();
    assert_eq!(secondary, [false, true], "{rows}");
    // Where a project lets unknown elements pass, what is wrong in them counts.
    let ran = run("b/a.xml", "concise");
    assert!(ran.stdout.contains("R1307") && !ran.stdout.contains("R1301"), "{ran:?}");
}

#[test]
fn names_are_written_as_they_are_in_the_document() {
    let schema = "default namespace = \"urn:d\"\nnamespace o = \"urn:o\"\nnamespace local = \"\"\n\
        start = element d { attribute o:key { \"a\" }, attribute n { text }?, (element p { empty } | element o:q { empty } | element local:r { empty })+ }";
    check(
        schema,
        "<x:d xmlns:x='urn:d' key='a'><x:z/></x:d>",
        &[
            "R1304 key: the schema knows no attribute `key`; did you mean `key` (namespace `urn:o`)? declare a prefix for it",
            "R1301 x:z: the schema knows no element `x:z`; here `x:d` can hold `r`, `x:p` or `q` (namespace `urn:o`)",
        ],
    );
    check(
        schema,
        "<d xmlns='urn:d' xmlns:y='urn:o' y:key='a'><z/><pp/></d>",
        &[
            "R1301 z: the schema knows no element `z`; here `d` can hold `p`, `y:q` or `r` (no namespace)",
            "R1301 pp: the schema knows no element `pp`; did you mean `p`?",
        ],
    );
    check(
        schema,
        "<d xmlns='urn:d' xmlns:y='urn:o' y:key='a'/>",
        &["R1303 d: `d` needs `p`, `y:q` or `r` (no namespace)"],
    );
    check(
        schema,
        "<d xmlns='urn:d' xmlns:y='urn:o' key='a'><p/></d>",
        &["R1304 key: the schema knows no attribute `key`; did you mean `y:key`?"],
    );
    check(
        "start = element a { empty }",
        "<b xmlns='urn:x'/>",
        &["R1301 b: the schema knows no element of the namespace of `b`, `urn:x`; a document is `a` (no namespace)"],
    );
    for (document, text) in [("<a xmlns='u:a'/>", "{"), ("<b/>", "``"), ("<d xmlns='urn:d' q='1'>t</d>", "{")] {
        for line in told(schema, document) {
            assert!(!line.contains(text) && !line.contains("``"), "{line}");
        }
    }
}

#[test]
fn the_wrong_word_of_a_list_is_told() {
    let schema = "start = element a { attribute m { list { (\"left\" | \"right\")+ } }?, attribute b { list { xsd:integer, xsd:integer } }?, \
        attribute t { xsd:NMTOKENS }?, attribute e { \"none\" | list { xsd:integer+ } }?, attribute v { \"\" | \"x y\" }?, \
        element l { list { xsd:date* } }? }";
    for (attribute, expected) in [
        (
            "m='left  rigth'",
            "R1307 rigth: `rigth` cannot stand in the list `m` of `a`: expected `right` or `left`; did you mean `right`?",
        ),
        ("m=''", "R1307 : `m` of `a` is empty: expected `left` or `right`"),
        (
            "b='1 x'",
            "R1307 x: `x` cannot stand in the list `b` of `a`: not a whole number: digits such as `12` is expected",
        ),
        ("b='1'", "R1307 : the list `b` of `a` is not complete: not a whole number: digits such as `12` is expected"),
        ("b='1 2 3'", "R1307 3: `3` is too much for the list `b` of `a`"),
        ("t='a ,b c'", "R1307 ,b: `,b` cannot stand in the list `t` of `a`: a name token cannot contain `,`"),
        (
            "e='1 2 y'",
            "R1307 y: `y` cannot stand in the list `e` of `a`: not a whole number: digits such as `12` is expected",
        ),
        ("e='nine'", "R1307 nine: `nine` is no value of `e` of `a`: expected `none`, or integer; did you mean `none`?"),
        ("v='z'", "R1307 z: `z` is no value of `v` of `a`: expected an empty value or `x y`"),
        // Written otherwise than it is read: the whole value.
        ("m='left&#32;up'", "R1307 left&#32;up: `up` cannot stand in the list `m` of `a`: expected `left` or `right`"),
    ] {
        check(schema, &format!("<a {attribute}/>"), &[expected]);
    }
    check(
        schema,
        "<a><l>2001-01-01\n2001-02-30 2001</l></a>",
        &["R1309 2001-02-30: `2001-02-30` cannot stand in the list in `l`: there is no 30 February"],
    );
}

/// The document with a proposed change made.
fn mended(document: &str, finding: &Diagnostic) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    Some(Edits::new([fix.edit.clone()])?.apply(document))
}

#[test]
fn what_is_proposed_is_well_formed_and_right() {
    let schema = "namespace t = \"urn:t\"\nstart = element a { attribute t:kind { 'say \"it\" <so> & so' | \"other\" }?, attribute width { text }?, \
        attribute list { list { (\"left\" | \"right\")+ } }?, a2? }\na2 = element b { attribute width { text }? }";
    for (document, is_mended) in [
        ("<a xmlns:t='urn:t' t:kind='say &quot;it&quot; &lt;so> and so'/>", true),
        ("<a xmlns:t='urn:t' kind='other'/>", true),
        ("<a kind='other'/>", false),
        ("<a width='1' widht='1'/>", false),
        ("<a widht='1'/>", true),
        ("<a list='left rigt'/>", true),
        ("<a list='left&#9;rigt'/>", false),
        ("<!DOCTYPE a [<!ATTLIST a widht CDATA '1'>]><a/>", false),
        ("<!DOCTYPE a [<!ATTLIST a list CDATA 'rigt'>]><a/>", false),
        ("<!DOCTYPE a [<!ENTITY e \"<b widht='1'/>\">]><a>&e;</a>", false),
    ] {
        let findings = found(schema, document);
        assert_eq!(findings.len(), 1, "{document}: {findings:#?}");
        let after = mended(document, &findings[0]);
        assert_eq!(after.is_some(), is_mended, "{document}: {findings:#?}");
        if let Some(after) = after {
            assert_eq!(Document::parse(&after, External::Refused).1, [], "{after}");
            assert_eq!(found(schema, &after), [], "{after}");
        }
    }
}

#[test]
fn what_a_finding_holds_is_short() {
    let long = "n".repeat(100_000);
    let schema = format!(
        "start = element a {{ attribute x {{ \"{long}\" }}?, element {long} {{ empty }}*, element q {{ xsd:integer }}? }}"
    );
    for document in [
        format!("<a><{long}1/></a>"),
        format!("<a x='{long}2'/>"),
        format!("<a {long}='1'/>"),
        format!("<a><{long} b='1'/></a>"),
        format!("<a xmlns:{long}='urn:x' {long}:x='2'><{long}:q/></a>"),
        format!("<a xmlns='urn:{}'/>", "n".repeat(4_000)),
        format!("<a><q>{long}</q></a>"),
    ] {
        let findings = found(&schema, &document);
        assert!(!findings.is_empty());
        for finding in findings {
            let texts = finding.expected.iter().chain(&finding.help).chain([&finding.message]);
            assert!(texts.map(String::len).sum::<usize>() < 2_000, "{}", finding.message.len());
        }
    }
}

#[test]
fn ids_beside_wildcards_are_told_by_their_full_name() {
    let schema =
        "start = element r { attribute xml:id { xsd:ID }, any* }\nany = element * { attribute * { text }*, any* }";
    let folder = Folder::with(&[("a.xml", "<r xml:id='a'/>"), ("s.rnc", schema)]);
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.rnc", "--format", "concise"]).exits(0);
    ran.prints("the attribute `xml:id` of `r` has conflicting types of identity");
}
