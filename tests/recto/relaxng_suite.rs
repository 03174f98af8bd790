//! The suites of RELAX NG: every schema is accepted or refused as its case says, and every document is valid or not.
//!
//! Takes `spectest.xml`, `compacttest.xml` and `xsdtest.xml`; the [`Case`]s of each (`relaxng_cases`) run through [`schema_faults`],
//! [`compact_faults`] and [`document_faults`]. Failures that are known stand in [`KNOWN`] with their reason.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use recto::internals::diag::{Diagnostic, Severity};
use recto::internals::relaxng::syntax::File;
use recto::internals::relaxng::write::{Syntax, write};
use recto::internals::relaxng::{Read, Schema, compact, read, xml_syntax};
use recto::internals::text::{Load, MemoryFiles, Source, Unread};
use recto::internals::xml::{self, External};

use crate::relaxng_cases::{Case, compact_cases, datatype_cases, suite_cases};
use crate::schema_outline::outline;
use crate::suite_results;

/// Schemas that are taken wrongly, by suite and line, with the reason. Meant to be empty.
const KNOWN: Known = &[];

/// How the cases of a suite are read: takes its name and its text.
type Cases = fn(&str, &str) -> Vec<Case>;

type Known = &'static [(&'static str, &'static str)];

/// Files of the machine.
struct Disk;

impl Load for Disk {
    fn resolve(&self, base: &str, href: &str) -> String {
        PathBuf::from(base).with_file_name(href).to_str().unwrap().to_owned()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        let text = std::fs::read_to_string(address).map_err(|error| error.to_string())?;
        Ok(Arc::new(Source::new(address, text)))
    }
}

#[test]
fn spectest_schemas() {
    run("spectest.xml", 373, suite_cases, schema_faults, KNOWN);
}

/// What becomes of each case of the suites: of its schema the codes of errors, of each document whether it is valid.
#[test]
fn results_of_the_suites() {
    for (suite, cases) in
        [("spectest", suite_cases as Cases), ("compacttest", compact_cases), ("xsdtest", datatype_cases)]
    {
        let file = format!("{suite}.xml");
        let Some(text) = suite_text(&file) else { continue };
        let results: Vec<String> = cases(&file, &text).iter().map(result).collect();
        suite_results::compare(&format!("relaxng-{suite}"), [text.as_bytes()], &results);
    }
}

fn result(case: &Case) -> String {
    let read = read(&files(case), case.schema);
    let schema = match &read.grammar {
        Some(_) => "accepted".to_owned(),
        None => codes(&read).into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" "),
    };
    let compiled = read.grammar.as_ref().map(Schema::new);
    let verdicts = case.documents.iter().filter_map(|(document, _)| {
        let mut validator = compiled.as_ref()?.validator();
        let mut findings = xml::parse(document, External::Refused, &mut validator);
        findings.extend(validator.finish());
        Some(if findings.is_empty() { "valid" } else { "invalid" })
    });
    let verdicts: Vec<&str> = verdicts.collect();
    format!("{}: {schema}{}{}", case.name, if verdicts.is_empty() { "" } else { "; " }, verdicts.join(" "))
}

#[test]
fn spectest_documents() {
    run("spectest.xml", 373, suite_cases, document_faults, &[]);
}

#[test]
fn compacttest_schemas() {
    run("compacttest.xml", 80, compact_cases, compact_faults, &[]);
}

#[test]
fn xsdtest_schemas() {
    run("xsdtest.xml", 240, datatype_cases, schema_faults, &[]);
}

#[test]
fn xsdtest_documents() {
    run("xsdtest.xml", 240, datatype_cases, document_faults, &[]);
}

#[test]
fn spectest_schemas_are_written() {
    run("spectest.xml", 373, suite_cases, written_faults, &[]);
}

#[test]
fn compacttest_schemas_are_written() {
    run("compacttest.xml", 80, compact_cases, written_faults, &[]);
}

#[test]
fn xsdtest_schemas_are_written() {
    run("xsdtest.xml", 240, datatype_cases, written_faults, &[]);
}

/// Runs a suite, which must have at least so many cases, and compares what fails with what is known.
fn run(suite: &str, least: usize, cases: Cases, faults: fn(&Case) -> Vec<String>, known: Known) {
    let Some(text) = suite_text(suite) else { return };
    let cases = cases(suite, &text);
    assert!(cases.len() >= least, "{suite} has only {} cases", cases.len());
    let documents: usize = cases.iter().map(|case| case.documents.len()).sum();
    println!("{suite}: {} schemas, {documents} documents", cases.len());
    let mut report = String::new();
    for case in &cases {
        let known = known.iter().find(|(name, _)| case.name.starts_with(name));
        let faults = faults(case);
        match known {
            None => faults.iter().for_each(|fault| writeln!(report, "{}: {fault}", case.name).unwrap()),
            Some((_, reason)) if faults.is_empty() => {
                writeln!(report, "{}: passes, yet is known to fail: {reason}", case.name).unwrap();
            }
            Some(_) => {}
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// The text of a suite, where it is at hand.
fn suite_text(suite: &str) -> Option<String> {
    let folder = std::env::var_os("RECTO_CONFORMANCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance"), PathBuf::from);
    let path = folder.join("relaxng").join(suite);
    let text = std::fs::read_to_string(&path);
    if text.is_err() {
        println!("SKIPPED: {} is not there", path.display());
    }
    text.ok()
}

fn files(case: &Case) -> MemoryFiles {
    MemoryFiles::new(case.files.clone())
}

/// How the schema of a case is taken wrongly.
fn schema_faults(case: &Case) -> Vec<String> {
    let read = read(&files(case), case.schema);
    match (read.grammar.is_some(), case.is_correct) {
        (true, false) => vec![format!("a wrong schema is accepted:\n{}", case.files[case.schema])],
        (false, true) => vec![format!("refused:\n{}{}", told(&read), case.files[case.schema])],
        _ => Vec::new(),
    }
}

/// How the schema of a case in compact syntax is taken wrongly: not refused; or not the same as the one in XML syntax, nor each file
/// that it refers to.
fn compact_faults(case: &Case) -> Vec<String> {
    let compact = read(&files(case), case.schema);
    if !case.is_correct {
        let is_accepted = compact.grammar.is_some();
        return is_accepted
            .then(|| format!("a wrong schema is accepted:\n{}", case.files[case.schema]))
            .into_iter()
            .collect();
    }
    let mut faults = Vec::new();
    let mut is_whole = true; // the suite leaves out the equivalent of one file
    for (name, text) in case.files.iter().filter(|(name, _)| name.ends_with(".rnc")) {
        let (file, findings) = compact::parse(Arc::new(Source::new(name, text.as_str())));
        let Some(file) = file.filter(|_| findings.is_empty()) else {
            faults.push(format!("refused: {findings:#?}\n{text}"));
            continue;
        };
        let other = name.replace(".rnc", ".rng");
        let Some(other) = case.files.get(&other).map(|text| Source::new(&other, text.as_str())) else {
            is_whole = false;
            continue;
        };
        let equivalent = xml_syntax::parse(Arc::new(other)).0.unwrap();
        let (found, expected) = (outline(&file), outline(&equivalent));
        if found != expected {
            faults.push(format!("{name}:\n{text}\nis read as\n{found}\ninstead of\n{expected}"));
        }
    }
    let in_xml = read(&files(case), "schema.rng");
    if is_whole && codes(&compact) != codes(&in_xml) {
        faults.push(format!("found:\n{}in XML syntax:\n{}{}", told(&compact), told(&in_xml), case.files[case.schema]));
    }
    faults
}

/// How the files of a case are written wrongly: as another schema than they are, in either syntax.
fn written_faults(case: &Case) -> Vec<String> {
    case.files.iter().flat_map(|(name, text)| rewritten(Source::new(name, text.as_str()))).collect()
}

/// What is another schema when it is written in either syntax and read again.
fn rewritten(source: Source) -> Vec<String> {
    let (Some(file), _) = parsed(Syntax::of(source.name()), source) else { return Vec::new() };
    let expected = outline(&file);
    let mut faults = Vec::new();
    for syntax in [Syntax::Xml, Syntax::Compact] {
        let (written, unsaid) = write(&file, syntax, &str::to_owned);
        if !unsaid.is_empty() {
            continue;
        }
        let (again, findings) = parsed(syntax, Source::new(format!("written.{}", syntax.ending()), written.as_str()));
        let Some(again) = again.filter(|_| findings.is_empty()) else {
            faults.push(format!("as {syntax:?} it is refused: {findings:#?}\n{written}"));
            continue;
        };
        let found = outline(&again);
        if found != expected {
            faults.push(format!("as {syntax:?} it is another schema: {}", difference(&expected, &found)));
        }
        let (twice, _) = write(&again, syntax, &str::to_owned);
        if twice != written {
            faults.push(format!("as {syntax:?} it is not stable: {}", difference(&written, &twice)));
        }
    }
    faults
}

/// The lines where two texts part.
fn difference(expected: &str, found: &str) -> String {
    let same = expected.lines().zip(found.lines()).take_while(|(one, other)| one == other).count();
    let from = same.saturating_sub(3);
    let part = |text: &str| text.lines().skip(from).take(8).collect::<Vec<_>>().join("\n");
    format!("line {same}:\n{}\ninstead of\n{}\n", part(found), part(expected))
}

fn parsed(syntax: Syntax, source: Source) -> (Option<File>, Vec<Diagnostic>) {
    match syntax {
        Syntax::Xml => xml_syntax::parse(Arc::new(source)),
        Syntax::Compact => compact::parse(Arc::new(source)),
    }
}

#[test]
fn published_schemas_are_written() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![root.join("schema/recto-letter.rnc"), root.join("schema/recto-letter.rng")];
    let shared = root.join("../shared");
    match std::fs::read_dir(shared.join("schemas/odd")) {
        Ok(entries) => {
            paths.extend(entries.map(|entry| entry.unwrap().path()));
            paths.extend([shared.join("schemas/tei_all.rng"), shared.join("corpus/frus-schema/frus.rnc")]);
        }
        Err(_) => println!("SKIPPED: {} is not there", shared.display()),
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "rng" || ending == "rnc"));
    for path in paths {
        let source = Source::new(path.to_str().unwrap(), std::fs::read_to_string(&path).unwrap());
        let faults = rewritten(source);
        assert!(faults.is_empty(), "{}: {}", path.display(), faults.join("\n"));
    }
}

fn codes(read: &Read) -> Vec<&'static str> {
    let mut codes: Vec<_> = read.findings.iter().flat_map(|(_, found)| found).map(|finding| finding.code.id).collect();
    codes.sort_unstable();
    codes
}

/// How the documents of a case are taken wrongly.
fn document_faults(case: &Case) -> Vec<String> {
    let Some(grammar) = read(&files(case), case.schema).grammar else { return Vec::new() };
    let schema = Schema::new(&grammar);
    let mut faults = Vec::new();
    for (document, is_valid) in &case.documents {
        let mut validator = schema.validator();
        let mut findings = xml::parse(document, External::Noted, &mut validator);
        assert!(findings.is_empty(), "{}: {document}: {findings:#?}", case.name);
        findings.extend(validator.finish());
        if findings.is_empty() != *is_valid {
            let messages: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
            faults.push(format!("valid should be {is_valid}: {document}\n{messages:#?}\n{}", case.files[case.schema]));
        }
    }
    faults
}

/// All findings with their places, a line each.
fn told(read: &Read) -> String {
    let mut told = String::new();
    for (source, findings) in &read.findings {
        for finding in findings {
            let at = finding.span.map(|span| (source.position(span.start).line, source.slice(span)));
            writeln!(told, "{} {}: {} {at:?}", source.name(), finding.code.id, finding.message).unwrap();
        }
    }
    told
}

#[test]
fn published_schemas_load() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/schemas/odd");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: {} is not there", folder.display());
        return;
    };
    let mut seen = 0;
    for path in
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "rng"))
    {
        let read = read(&Disk, path.to_str().unwrap());
        let others = read.findings.iter().flat_map(|(_, findings)| findings).filter(|finding| {
            finding.code != &recto::internals::diag::SCHEMA_ID_CONFLICT
                && finding.code != &recto::internals::diag::SCHEMA_ID_PLACE
        });
        assert_eq!(others.count(), 0, "{}", told(&read));
        assert!(read.grammar.is_some_and(|grammar| grammar.elements.len() >= 10));
        seen += 1;
    }
    assert!(seen > 5, "only {seen} schemas");
}

/// Two files that use everything there is.
const EVERYTHING: [(&str, &str); 2] = [
    (
        "schema.rng",
        r#"<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:a="http://relaxng.org/ns/compatibility/annotations/1.0" ns="urn:n" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<include href="other.rng"><start><ref name="e"/></start><div><define name="x"><text/></define></div></include>
<define name="e" combine="choice"><element name="e"><a:documentation>An e.</a:documentation><ref name="att"/><zeroOrMore><ref name="e"/></zeroOrMore></element></define>
<define name="e" combine="choice"><element><choice><name>f</name><nsName ns="urn:o"><except><name ns="urn:o">g</name></except></nsName></choice><mixed><ref name="e"/></mixed></element></define>
<define name="att"><optional><attribute name="xml:id"><data type="ID"/></attribute></optional><attribute name="n"><list><oneOrMore><data type="integer"><param name="minInclusive">1</param><except><value>3</value></except></data></oneOrMore></list></attribute></define>
<define name="g"><grammar><start><interleave><parentRef name="x"/><element name="h"><notAllowed/></element><externalRef href="other.rng"/></interleave></start></grammar></define>
</grammar>"#,
    ),
    (
        "other.rng",
        r#"<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><element name="o"><empty/></element></start><define name="x"><group><empty/><element name="p"><oneOrMore><attribute><anyName/></attribute></oneOrMore></element></group></define></grammar>"#,
    ),
];

#[test]
fn everything_is_read() {
    let read = read(&MemoryFiles::new(EVERYTHING), "schema.rng");
    assert!(read.grammar.is_some(), "{}", told(&read));
}

proptest! {
    /// A schema that a mishap has changed is read or refused with a reason.
    #[test]
    fn no_schema_is_too_broken(
        file in 0..EVERYTHING.len(),
        mishaps in vec((0..200_usize, 0..200_usize, 0..4_u8), 1..4),
    ) {
        let mut files = EVERYTHING.map(|(name, text)| (name.to_owned(), text.to_owned()));
        // Pieces are tags and what stands between them, so that most changes leave well-formed XML or nearly so.
        let text = &mut files[file].1;
        let mut pieces: Vec<&str> = text.split_inclusive('>').flat_map(|piece| piece.split_inclusive(['"', ' '])).collect();
        for (from, to, kind) in mishaps {
            let (from, to) = (from % pieces.len(), to % pieces.len());
            match kind {
                0 => pieces.swap(from, to),
                1 => drop(pieces.remove(from)),
                2 => pieces.insert(to, pieces[from]),
                _ => pieces[to] = pieces[from],
            }
        }
        *text = pieces.concat();
        let read = read(&MemoryFiles::new(files), "schema.rng");
        let is_refused = read.findings.iter().flat_map(|(_, found)| found).any(|finding| finding.severity() == Severity::Error);
        prop_assert_eq!(read.grammar.is_none(), is_refused);
        for (source, findings) in &read.findings {
            for span in findings.iter().filter_map(|finding| finding.span) {
                prop_assert!(source.text().get(span.start..span.end).is_some());
            }
        }
    }
}

/// What people read: one fault of each kind with its message and help.
#[test]
fn messages() {
    let faults = [
        "<elemnt name='a'><empty/></elemnt>",
        "<element name='a' combin='b'><empty/></element>",
        "<element name='a'>see <empty/></element>",
        "<element name='a'/>",
        "<element name='x:a'><empty/></element>",
        "<externalRef href='b.rng'/>",
        "<externalRef href='schema.rng'/>",
        "<grammar><start><ref name='paragraf'/></start><define name='paragraph'><text/></define></grammar>",
        "<element name='e'><ref name='a'/></element>",
        "<grammar/>",
        "<grammar><start><ref name='a'/></start><define name='a'><choice><ref name='a'/><empty/></choice></define></grammar>",
        "<grammar><start><empty/></start><start><text/></start></grammar>",
        "<element name='e'><data type='strin'/></element>",
        "<element name='e'><data type='a' datatypeLibrary='urn:x'/></element>",
        "<element name='e'><data type='token'><param name='length'>1</param></data></element>",
        "<element><anyName><except><anyName/></except></anyName><empty/></element>",
        "<element name='e'><attribute name='xmlns'/></element>",
        "<element name='e'><attribute name='a'><attribute name='b'/></attribute></element>",
        "<element name='e'><oneOrMore><group><attribute name='b'/><text/></group></oneOrMore></element>",
        "<element name='e'><list><text/></list></element>",
        "<element name='e'><data type='token'><except><empty/></except></data></element>",
        "<text/>",
        "<element name='e'><data type='token'/><text/></element>",
        "<element name='e'><attribute name='a'/><attribute name='a'/></element>",
        "<element name='e'><attribute><anyName/></attribute></element>",
        "<element name='e'><interleave><element name='a'><text/></element><element name='a'><text/></element></interleave></element>",
        "<element name='e'><interleave><text/><text/></interleave></element>",
    ];
    let mut page = String::new();
    for fault in faults {
        let at = fault.find([' ', '/', '>']).unwrap();
        let text = format!("{} xmlns='http://relaxng.org/ns/structure/1.0'{}", &fault[..at], &fault[at..]);
        let read = read(&MemoryFiles::new([("schema.rng", text)]), "schema.rng");
        writeln!(page, "{fault}").unwrap();
        for (source, findings) in &read.findings {
            for finding in findings {
                let place = finding.span.map(|span| source.slice(span)).unwrap_or_default();
                writeln!(page, "    {} at {place}: {}", finding.code.id, finding.message).unwrap();
                writeln!(page, "        {}", finding.help.as_deref().unwrap_or("no help")).unwrap();
            }
        }
    }
    assert!(!page.contains("no help"), "{page}");
    insta::assert_snapshot!(page);
}

/// The same for the compact syntax.
#[test]
fn compact_messages() {
    let faults = [
        "start = elemnt a { empty }",
        "start = element a { b ",
        "start = element a { b c }\nb = empty\nc = element d { empty",
        "start = element a { b, c | d }",
        "start = element x:a { empty }",
        "start = element a { foo:bar }",
        "start = element a { \"x }",
        "start = element a { xsd:dat }",
        "start = element a { xsd:token { patern = 'a' } }",
        "start = element a { text } text",
        "start = element a { paragraf }\nparagraph = text",
        "element = text",
        "default namespace = 'a'\ndefault namespace = 'b'\nstart = element a { empty }",
        "namespace xml = 'urn:x'\nstart = element a { empty }",
        "start = element a { attribute * { text } }",
        "start = element * - * { empty }",
        "start = element a { list { text } }",
        "start = [ a = 'b' ] element a { empty }",
        "start = element a { empty }\nstart = element b { empty }",
        "start = element a { \u{1} }",
        "start = element a { text }* - b",
        "start = text",
    ];
    let mut page = String::new();
    for fault in faults {
        let read = read(&MemoryFiles::new([("schema.rnc", fault)]), "schema.rnc");
        writeln!(page, "{fault:?}").unwrap();
        assert!(read.grammar.is_none(), "{fault}");
        for (source, findings) in &read.findings {
            for finding in findings {
                let at = finding.span.map(|span| source.slice(span)).unwrap_or_default();
                writeln!(page, "    {} at {at:?}: {}", finding.code.id, finding.message).unwrap();
                writeln!(page, "        {}", finding.help.as_deref().unwrap_or_default()).unwrap();
            }
        }
    }
    insta::assert_snapshot!(page);
}
