//! Schemas of several files, and the parts that they take in: whole files, parts with an id, rules of other patterns. Takes files in
//! memory; gives what was found in the schema and by it.

use recto::internals::budget::Meter;
use recto::internals::relaxng;
use recto::internals::schematron::{DocumentCache, DynamicContext, Phase, read, read_embedded};
use recto::internals::xml::{Document, External};

use recto::internals::text::MemoryFiles;

const NAMESPACE: &str = "xmlns='http://purl.oclc.org/dsdl/schematron'";

/// What a schema with this in it finds in `<letter><p n='1'/><p/></letter>`: codes of what is found in the schema, then messages.
fn found(inside: &str) -> Vec<String> {
    found_by("main.sch", &format!("<schema {NAMESPACE} queryBinding='xslt2'>{inside}</schema>"))
}

/// The same for a schema in this file, or for the rules in it where it is one of RELAX NG.
fn found_by(main: &str, text: &str) -> Vec<String> {
    let part = |text: &str| text.replacen('>', &format!(" {NAMESPACE}>"), 1);
    let rule = |id: &str| format!("<rule id='{id}' context='letter'><report test='true()'>{id}</report></rule>");
    let files = MemoryFiles::new([
        (main, text.to_owned()),
        (
            "whole.sch",
            part(&format!("<schema><title>t</title><pattern id='whole'>{}</pattern></schema>", rule("in-whole"))),
        ),
        ("library.sch", part(&format!("<library><pattern id='lib'>{}</pattern></library>", rule("in-library")))),
        (
            "parts.xml",
            part(&format!(
                "<parts xmlns:x='urn:x'><x:n id='one'/><pattern id='one'>{}</pattern><pattern xml:id='two'>{}</pattern>{}</parts>",
                rule("in-one"),
                rule("in-two"),
                rule("in-rule")
            )),
        ),
        ("circle.sch", part("<pattern><include href='circle.sch'/></pattern>")),
        ("deep/one.sch", part(&format!("<pattern>{}</pattern>", rule("in-deep")))),
        (
            "deep/parts.xml",
            part(
                "<parts xml:base='more/'><pattern id='here'><include href='two.sch'/></pattern>\
                 <x xml:base='../../'><pattern id='there'><include href='parts.xml#in-rule'/></pattern></x></parts>",
            ),
        ),
        ("deep/more/two.sch", part(&rule("in-more"))),
    ]);
    let read = if main.ends_with(".rng") {
        let schema = relaxng::read(&files, main);
        assert!(schema.grammar.is_some(), "{:?}", schema.findings);
        let Some(read) = read_embedded(&files, &schema.files, &Phase::Default) else { return Vec::new() };
        read
    } else {
        read(&files, main, &Phase::Default).unwrap()
    };
    let told = read.findings.iter().flat_map(|(_, findings)| findings);
    let mut all: Vec<String> = told.map(|told| told.code.id.to_owned()).collect();
    if let Some(schema) = read.schema {
        let documented = DocumentCache::default();
        let dynamic_context =
            DynamicContext { loader: &files, documents: &documented, now: None, meter: &Meter::default() };
        let (document, _) = Document::parse("<letter><p n='1'/><p/></letter>", External::Refused);
        all.extend(schema.run(&document, "a.xml", &dynamic_context).into_iter().map(|finding| finding.message));
    }
    all
}

/// Around rules in RELAX NG stand elements of RELAX NG, of other languages and of Schematron, and each may say a base.
#[test]
fn addresses_of_rules_in_relax_ng_are_relative_to_the_base_around_them() {
    let long = "x/".repeat(3_000);
    let include = |href: &str| format!("<s:include href='{href}'/>");
    let one = include("one.sch");
    let asks = "<s:pattern><s:rule context='gone'><s:assert test='doc(\"a.xml\")'>a</s:assert></s:rule></s:pattern>";
    for (inside, expected) in [
        (format!("<div xml:base='deep/'>{one}</div>"), &["in-deep"][..]),
        (format!("<div xml:base='deep/'>{one}</div>{one}"), &["R1210"]),
        (format!("<div xml:base='gone/'><div xml:base='../deep/'>{one}</div></div>"), &["in-deep"]),
        (format!("<define name='d' xml:base='deep/'>{one}<empty/></define>"), &["in-deep"]),
        (format!("<define name='d' xml:base='deep/'><empty/>{one}</define>"), &["in-deep"]),
        (format!("<div xml:base='gone/'><x:y xmlns:x='x' xml:base='../deep/'>{one}</x:y></div>"), &["in-deep"]),
        (format!("<div xml:base='deep/'><s:schema>{one}</s:schema></div>"), &["in-deep"]),
        (format!("<s:schema xml:base='deep/'>{one}</s:schema>"), &["in-deep"]),
        (format!("<div xml:base='gone/'><s:schema xml:base='../deep/'>{one}</s:schema></div>"), &["in-deep"]),
        (
            "<div xml:base='deep/'><s:pattern><s:rule context='letter'><s:extends href='parts.xml#in-rule' xml:base='..'/>\
             </s:rule></s:pattern></div>"
                .to_owned(),
            &["in-rule"],
        ),
        (format!("<div xml:base='deep/'>{}</div>", include("parts.xml#here")), &["in-more"]),
        (format!("<div xml:base='deep/'>{asks}</div>"), &["R1505"]),
        (asks.to_owned(), &[]),
        (format!("<div xml:base='http://example.org/'>{one}</div>"), &["R1210"]),
        (format!("<div><x:y xmlns:x='x' xml:base='{long}'>{}</x:y></div>", include("whole.sch#whole")), &["R1505", "in-whole"]),
    ] {
        let grammar = format!(
            "<grammar xmlns='http://relaxng.org/ns/structure/1.0' xmlns:s='http://purl.oclc.org/dsdl/schematron'>\
             <start><element name='letter'><text/></element></start>{inside}</grammar>"
        );
        assert_eq!(found_by("main.rng", &grammar), expected, "{inside}");
    }
}

#[test]
fn addresses_are_relative_to_the_base_around_them() {
    let long = "x/".repeat(3_000);
    for (inside, expected) in [
        ("<include xml:base='deep/' href='one.sch'/>", &["in-deep"][..]),
        ("<include xml:base='deep/any.xml' href='one.sch'/>", &["in-deep"]),
        ("<include href='one.sch'/>", &["R1210"]),
        (
            "<pattern xml:base='gone/'><rule context='p' xml:base='..'><extends href='parts.xml#in-rule'/></rule></pattern>",
            &["in-rule", "in-rule"],
        ),
        // A part has the bases around it in its own file, and none of the element that takes it in.
        ("<x xmlns='' xml:base='gone/'/><include xml:base='deep/' href='parts.xml#here'/>", &["R1222", "in-more"]),
        ("<include href='deep/parts.xml#there'/>", &["in-rule"]),
        ("<include xml:base='http://example.org/' href='whole.sch'/>", &["R1210"]),
        // A fragment alone is of the file where it stands.
        (
            "<pattern id='own'><rule id='own-rule' context='p[@n]'><report test='true()'>own</report></rule></pattern>\
          <pattern xml:base='deep/'><include href='#own-rule'/></pattern>",
            &["own", "own"],
        ),
        (&format!("<include xml:base='{long}' href='whole.sch#whole'/>"), &["R1505", "in-whole"]),
        ("<let name='d' value='doc(\"a.xml\")' xml:base='deep/'/>", &["R1206", "R1505"]),
    ] {
        assert_eq!(found(inside), expected, "{}", inside.get(..120).unwrap_or(inside));
    }
}

#[test]
fn parts_are_taken_in_by_file_or_id() {
    for (inside, expected) in [
        ("<include href='parts.xml#one'/>", &["in-one"][..]),
        ("<include href='parts.xml#two'/>", &["in-two"]),
        ("<pattern><include href='parts.xml#in-rule'/></pattern>", &["in-rule"]),
        ("<pattern><rule context='p[@n]'><extends href='parts.xml#in-rule'/></rule></pattern>", &["in-rule"]),
        ("<extends href='whole.sch'/>", &["in-whole"]),
        ("<extends href='library.sch'/>", &["in-library"]),
        ("<include href='whole.sch'/>", &["R1223", "in-whole"]),
        ("<include href='whole.sch#whole'/>", &["in-whole"]),
        ("<include href='parts.xml#three'/>", &["R1210"]),
        ("<include href='gone.sch'/>", &["R1210"]),
        ("<include href='circle.sch'/>", &["R1210"]),
        ("<include/>", &["R1211"]),
        ("<extends href='parts.xml#one'/>", &["R1210"]),
        ("<pattern><rule context='p'><extends href='parts.xml#one'/></rule></pattern>", &["R1210"]),
        ("<pattern><rule context='p'><extends/></rule></pattern>", &["R1211"]),
        ("<pattern><include href='whole.sch'/></pattern>", &["R1210"]),
    ] {
        assert_eq!(found(inside), expected, "{inside}");
    }
}

#[test]
fn abstract_rules_are_found_in_the_whole_schema() {
    let model = "<rule abstract='true' id='m'><report test='true()'>m</report></rule>";
    let user = "<rule context='letter'><extends rule='m'/></rule>";
    for (inside, expected) in [
        (format!("<pattern>{model}{user}</pattern>"), &["m"][..]),
        (format!("<pattern>{user}</pattern><rules>{model}</rules>"), &["m"]),
        (format!("<pattern>{user}</pattern><pattern>{model}</pattern>"), &["R1223", "m"]),
        (format!("<pattern>{user}</pattern>"), &["R1211"]),
        (
            "<pattern><rule context='p' id='m'><report test='@n'>p</report></rule><rule context='letter'><extends rule='m'/></rule></pattern>".to_owned(),
            &["R1223", "p"],
        ),
    ] {
        assert_eq!(found(&inside), expected, "{inside}");
    }
}

#[test]
fn contexts_of_every_kind_fire() {
    let run = |context: &str, text: &str| {
        let files = MemoryFiles::new([(
            "main.sch",
            format!(
                "<schema {NAMESPACE} queryBinding='xslt2'><pattern><rule context=\"{context}\"><report test='true()'>x</report></rule></pattern></schema>"
            ),
        )]);
        let read = read(&files, "main.sch", &Phase::Default).unwrap();
        let Some(schema) = read.schema else { return Err(read.findings[0].1[0].code.id) };
        let documented = DocumentCache::default();
        let dynamic_context =
            DynamicContext { loader: &files, documents: &documented, now: None, meter: &Meter::default() };
        Ok(schema.run(&Document::parse(text, External::Refused).0, "a.xml", &dynamic_context).len())
    };
    let text = "<a n='1'>t<b m='2'/><!--c--><?p q?></a>";
    for (context, expected) in [
        ("/", Ok(1)),
        ("document-node()", Ok(1)),
        ("document-node(element(a))", Ok(1)),
        ("document-node(element(b))", Ok(0)),
        ("document-node()[a/@n = 1]", Ok(1)),
        ("document-node()/a/b", Ok(1)),
        ("document-node()//b", Ok(1)),
        ("document-node() | b", Ok(2)),
        ("node()", Ok(5)),
        ("node() | @*", Ok(7)),
        ("*", Ok(2)),
        ("element()", Ok(2)),
        ("element(b)", Ok(1)),
        ("text()", Ok(1)),
        ("comment()", Ok(1)),
        ("processing-instruction()", Ok(1)),
        ("processing-instruction('p')", Ok(1)),
        ("processing-instruction('x')", Ok(0)),
        ("attribute()", Ok(2)),
        ("attribute(m)", Ok(1)),
        ("@*", Ok(2)),
        ("a/@node()", Ok(1)),
        (".", Ok(8)),
        (".[self::b or self::a]", Ok(2)),
        ("self::b", Ok(1)),
        ("descendant::b", Ok(1)),
        ("/descendant-or-self::node()", Ok(6)),
        ("a/b/..", Ok(1)),
        ("ancestor::a", Err("R1212")),
        ("'a'", Err("R1212")),
        ("1 to 3", Err("R1212")),
        ("count(a)", Err("R1212")),
        ("a = 't'", Err("R1212")),
        ("namespace::*", Err("R1212")),
    ] {
        assert_eq!(run(context, text), expected, "{context}");
    }
}
