//! What rules find: the same as SchXslt with Saxon on real schemas and documents, finding by finding. Needs the schemas, the
//! documents and the lists of findings beside the project; says loudly when they are not there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recto::internals::budget::Meter;
use recto::internals::schematron::{DocumentCache, DynamicContext, Finding, Kind, Phase, Schema, read};
use recto::internals::text::{Load, Source, Unread};
use recto::internals::xml::{Document, External};

use super::shared::{Files, shared};

fn schema(path: &Path) -> Schema {
    let read = read(&Files, path.to_str().unwrap(), &Phase::Default).unwrap();
    let told: Vec<_> = read.findings.iter().flat_map(|(_, findings)| findings).collect();
    assert!(told.is_empty(), "{told:#?}");
    read.schema.unwrap()
}

/// The columns of the lists: file, context, kind, test, location, role, id, message.
type Row = [String; 8];

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row(file: &str, finding: &Finding) -> Row {
    let kind = if finding.kind == Kind::Assert { "assert" } else { "report" };
    let location = finding.location.replace("/@Q{http://www.w3.org/XML/1998/namespace}", "/@xml:");
    [
        file.to_owned(),
        spaced(&finding.context),
        kind.to_owned(),
        spaced(&finding.test),
        location,
        finding.role.clone().unwrap_or_default(),
        finding.id.clone().unwrap_or_default(),
        spaced(&finding.message),
    ]
}

#[track_caller]
fn check(list: &str, schema_file: &str, folders: &[&str], files: &str) {
    let (Some(list), Some(schema_file)) =
        (shared(&format!("schematron/findings/{list}")), shared(&format!("schematron/schemas/{schema_file}")))
    else {
        return;
    };
    let schema = schema(&schema_file);
    let text = std::fs::read_to_string(list).unwrap();
    let mut expected: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let columns: Vec<String> = line.split('\t').map(spaced).collect();
        let row: Row = columns.try_into().unwrap();
        expected.entry(row[0].clone()).or_default().push(row);
    }
    let documented = DocumentCache::default();
    let dynamic_context =
        DynamicContext { loader: &Files, documents: &documented, now: Some(1_795_000_000), meter: &Meter::default() };
    let (mut count, mut wrong) = (0, Vec::new());
    for folder in folders {
        let Some(folder) = shared(folder) else { return };
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.retain(|path| path.display().to_string().contains(files));
        for path in paths {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let (document, _) = Document::parse(&text, External::Noted);
            let findings = schema.run(&document, path.to_str().unwrap(), &dynamic_context);
            let broken = findings.iter().filter(|finding| matches!(finding.kind, Kind::Broken | Kind::NotRun));
            let broken: Vec<String> = broken.map(|finding| format!("{name}: {}", finding.message)).collect();
            let mut rows = expected.remove(&name).unwrap_or_default();
            // A document in which a test raises an error has no findings in the list.
            if !broken.is_empty() && rows.is_empty() {
                eprintln!("{broken:?}");
                continue;
            }
            wrong.extend(broken);
            let found = findings.iter().filter(|finding| matches!(finding.kind, Kind::Assert | Kind::Report));
            for finding in found {
                count += 1;
                let found = row(&name, finding);
                let known = rows.iter().position(|row| *row == found);
                match known {
                    Some(at) => drop(rows.remove(at)),
                    None => wrong.push(format!("extra: {found:?}")),
                }
            }
            wrong.extend(rows.iter().map(|row| format!("missing: {row:?}")));
        }
    }
    assert!(
        wrong.is_empty(),
        "of {count} findings, {} are wrong:\n{}",
        wrong.len(),
        wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n")
    );
    assert!(count > 0);
}

#[test]
fn the_rules_of_frus_2015() {
    check("frus-2015.tsv", "frus-2015.sch", &["corpus/frus"], "");
}

/// One volume, and rules that look at every text with regular expressions.
#[test]
fn the_rules_of_frus_today() {
    check("frus-modern.tsv", "frus-modern/frus.sch", &["corpus/frus"], "frus1952-54v01p1");
}

#[test]
fn the_rules_of_schnitzler() {
    check("schnitzler.tsv", "schnitzler.sch", &["corpus/schnitzler"], "");
}

#[test]
fn the_rules_of_tei() {
    check("tei_p5_specs.tsv", "tei_p5_specs.isosch", &["corpus/frus", "corpus/schnitzler"], "");
}

/// One schema in memory.
struct Only(String);

impl Load for Only {
    fn resolve(&self, _: &str, href: &str) -> String {
        href.to_owned()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        if address == "rules.sch" { Ok(Arc::new(Source::new(address, &*self.0))) } else { Err("there is none".into()) }
    }
}

fn found(patterns: &str, document: &str) -> Vec<String> {
    found_by("xslt", patterns, document)
}

fn found_by(binding: &str, patterns: &str, document: &str) -> Vec<String> {
    findings(binding, patterns, document).into_iter().map(|finding| finding.message).collect()
}

fn findings(binding: &str, patterns: &str, document: &str) -> Vec<Finding> {
    let loader = Only(format!(
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='{binding}'>{patterns}</schema>"
    ));
    let schema = read(&loader, "rules.sch", &Phase::Default).unwrap().schema.unwrap();
    let documented = DocumentCache::default();
    let dynamic_context =
        DynamicContext { loader: &loader, documents: &documented, now: None, meter: &Meter::default() };
    let (document, _) = Document::parse(document, External::Refused);
    schema.run(&document, "a.xml", &dynamic_context)
}

#[test]
fn many_rules_are_run() {
    let rule = |number| format!("<rule context='e{number}'><assert test='@n'>e{number}</assert></rule>");
    let rules: String = (0..10_000).map(rule).collect();
    let apart: String = (0..10_000).map(|number| format!("<pattern>{}</pattern>", rule(number))).collect();
    for patterns in [format!("<pattern>{rules}</pattern>"), apart] {
        assert_eq!(found(&patterns, "<a><e7/><e9999/><e8 n='1'/></a>"), ["e7", "e9999"]);
    }
}

#[test]
fn a_deep_document_is_run() {
    const DEPTH: usize = 100_000;
    let document = format!("{}<q/>{}", "<p>".repeat(DEPTH), "</p>".repeat(DEPTH));
    let patterns = "<pattern><rule context='p//q'><report test='count(ancestor::p) = 100000'>deep</report></rule></pattern>\
                    <pattern><rule context='/p/p'><report test='.//q'>top</report></rule></pattern>\
                    <pattern><rule context='q'><report test='deep-equal(/, /) and not(following::p)'>same</report></rule></pattern>";
    let mut messages = found(patterns, &document);
    messages.sort();
    assert_eq!(messages, ["deep", "same", "top"]);
}

#[test]
fn elements_in_a_variable_are_a_tree() {
    let patterns = "<let name='known'><list xmlns=''><item n='1'>a</item><item n='2'>b</item></list></let>
        <pattern><rule context='p'><assert test='. = $known/list/item'>not <value-of select='.'/></assert>
        <report test=\". = $known//item[@n = '2']\">second</report></rule></pattern>";
    assert_eq!(found(patterns, "<r><p>a</p><p>b</p><p>c</p></r>"), ["second", "not c"]);
}

#[test]
fn variables_have_the_type_that_is_declared() {
    let patterns = "<let name='count' value='/r/@n' as='xs:integer'/><let name='none' value='/r/@no' as='xs:string+'/>
        <pattern><rule context='p'><report test='$count = 7'>seven</report><report test='$none'>none</report></rule></pattern>";
    let messages = found(patterns, "<r n=' 07 '><p/></r>");
    assert_eq!(messages, ["seven", "`$none` has no value: a value has not the type that is declared (XPTY0004)"]);
}

#[test]
fn keys_are_looked_up_in_the_whole_document() {
    let patterns = "<xsl:key xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='by-n' match='a' use='@n'/>
        <pattern><rule context='b'><report test='key(\"by-n\", @t)'>whole</report>
        <report test='key(\"by-n\", @t, .)'>below</report></rule></pattern>";
    assert_eq!(found(patterns, "<r><a n='x'/><b t='x'/><b t='y'><a n='y'/></b></r>"), ["whole", "whole", "below"]);
}

#[test]
fn text_in_functions_is_text_without_a_type() {
    let patterns = "<ns prefix='f' uri='urn:f'/><ns prefix='xs' uri='http://www.w3.org/2001/XMLSchema'/>
        <xsl:function xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='f:size' as='xs:integer'>
        <xsl:param name='n' as='node()*'/><xsl:choose><xsl:when test='empty($n)'>0</xsl:when>
        <xsl:otherwise><xsl:sequence select='count($n)'/></xsl:otherwise></xsl:choose></xsl:function>
        <xsl:function xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='f:pair' as='xs:string'>
        <xsl:param name='n' as='element()'/><xsl:variable name='pair'><xsl:value-of select='$n/@a'/>-<xsl:value-of select='$n/@b'/></xsl:variable>
        <xsl:value-of select='$pair'/></xsl:function>
        <pattern><rule context='p'><report test='f:size(b) = 0'>none</report><report test='f:pair(.) = \"1-2\"'>pair</report></rule></pattern>";
    assert_eq!(found_by("xslt2", patterns, "<r><p a='1' b='2'/></r>"), ["none", "pair"]);
}

#[test]
fn a_subject_that_has_no_value_is_told() {
    let patterns =
        "<pattern><rule context='p'><report test='true()' subject='xs:integer(@n)'>here</report></rule></pattern>";
    let mut messages = found(patterns, "<r><p n='x'/><p n='y'/></r>");
    messages.sort();
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert!(messages[0].starts_with("`xs:integer(@n)` has no value: "), "{messages:?}");
}

#[test]
fn a_finding_stands_at_its_subject() {
    const TEXT: &str = "<r><p n='1'><b/></p><p/></r>";
    let patterns = "<pattern><rule context='p' subject='b'><report test='@n' subject='@n'>own</report>
        <report test='b'>that of the rule</report><report test='not(b)'>none</report></rule></pattern>";
    let places: Vec<_> = findings("xslt", patterns, TEXT).iter().map(|found| found.span.of(TEXT).to_owned()).collect();
    assert_eq!(places, ["n='1", "b", "p"]);
}

/// Contexts that are no paths: what they find is found once for a document, or once for each node around.
#[test]
fn contexts_that_are_no_paths() {
    const TEXT: &str = "<r><d xml:id='i'><p n='1'/><p/></d><d><p n='2'/><p/><p n='3'/></d></r>";
    let cases: &[(&str, &[usize])] = &[
        ("(//p)[2]", &[2]),
        ("(//p)[last()]", &[5]),
        ("(d/p)[2]", &[2]),
        ("p except p[@n]", &[2, 4]),
        ("p intersect d/p[last()]", &[]),
        ("d/p intersect d/p[last()]", &[2, 5]),
        ("$second/p", &[3, 4, 5]),
        ("id('i')/p[2]", &[2]),
        ("(//p)[@n = current()/@n]", &[1, 3, 5]),
        ("(//p)[xs:integer(@n) > 1]", &[3, 5]),
    ];
    for (context, expected) in cases {
        let patterns = format!(
            "<ns prefix='xs' uri='http://www.w3.org/2001/XMLSchema'/><let name='second' value='/r/d[2]'/>
            <pattern><rule context=\"{context}\"><report test='true()'><value-of select='count(preceding::p) + 1'/></report></rule></pattern>"
        );
        let numbers: Vec<usize> = found(&patterns, TEXT).iter().filter_map(|message| message.parse().ok()).collect();
        assert_eq!(numbers, *expected, "{context}: {:?}", found(&patterns, TEXT));
    }
}

#[test]
fn a_context_that_is_no_path_is_not_found_anew_for_each_node() {
    const COUNT: usize = 30_000;
    let document = format!("<r>{}</r>", "<d><p/></d>".repeat(COUNT));
    let patterns = "<pattern><rule context='(//p)[last()]'><report test='true()'>last</report></rule></pattern>
        <pattern><rule context='p except p[@n]'><report test='not(following::p)'>plain</report></rule></pattern>";
    assert_eq!(found(patterns, &document), ["last", "plain"]);
}

#[test]
fn a_schema_that_grows_without_end_is_refused() {
    let parameters = (0..60).map(|n| format!("<param name='p{n}' value='$p{next}$p{next}'/>", next = n + 1));
    let parameters = format!(
        "<pattern abstract='true' id='p'><rule context='$p0'><report test='true()'>x</report></rule></pattern>\
         <pattern is-a='p'>{}</pattern>",
        parameters.collect::<String>()
    );
    let rules = (0..15).map(|n| {
        let extends = format!("<extends rule='r{}'/>", n + 1).repeat(4);
        format!("<rule abstract='true' id='r{n}'>{extends}</rule>")
    });
    let rules = format!(
        "<pattern>{}<rule abstract='true' id='r15'/><rule context='a'><extends rule='r0'/></rule></pattern>",
        rules.collect::<String>()
    );
    let function = |content: String| {
        format!(
            "<xsl:function name='f:f' xmlns:f='f' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>{content}</xsl:function>\
             <pattern/>"
        )
    };
    let variables = function("<xsl:variable name='v' select='1'/>".repeat(50_000));
    let choices = "<xsl:when test='1'>x</xsl:when>".repeat(50_000);
    let choices = function(format!("<xsl:choose>{choices}</xsl:choose>"));
    for (part, expected) in [
        (parameters, "this is too long with the parameters of the pattern filled in"),
        (rules, "a rule extends other rules 1000 times at most"),
        (variables, "this is not run: there are more than 100 variables in a row"),
        (choices, "this is not run: `xsl:choose` has more than 100 branches"),
    ] {
        let loader =
            Only(format!("<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>{part}</schema>"));
        let read = read(&loader, "rules.sch", &Phase::All).unwrap();
        let told: Vec<&str> = read.findings.iter().flat_map(|(_, told)| told).map(|told| &*told.message).collect();
        assert_eq!(told, [expected]);
    }
}
