//! What `recto validate` promises: what is printed and the exit status, what rules say; and that `convert` checks what it writes.

use super::folder::{Folder, Ran};

pub(super) const RNG: &str = "<element name='letter' xmlns='http://relaxng.org/ns/structure/1.0'><oneOrMore><element name='p'>\
                   <text/></element></oneOrMore></element>\n";

/// Takes a letter that holds anything.
pub(super) const LOOSE: &str = "<element name='letter' xmlns='http://relaxng.org/ns/structure/1.0'><zeroOrMore><choice><text/>\
                     <element><anyName/><text/></element></choice></zeroOrMore></element>\n";

pub(super) const BROKEN: &str =
    "<grammar xmlns='http://relaxng.org/ns/structure/1.0'>\n<start><ref name='nothing'/></start></grammar>\n";

pub(super) const GOOD: &str = "<letter><p>Dear Bill</p></letter>\n";

pub(super) const BAD: &str = "<letter>\n<p>Dear Bill</p>\n<q/>\n</letter>\n";

/// A document that names schemas, with `q` where only `p` may stand.
pub(super) fn naming(prolog: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n{prolog}\n{BAD}")
}

/// The codes of findings in JSON, in order; what the matcher found, R1301 and up, with its message.
#[track_caller]
pub(super) fn codes(ran: &Ran) -> Vec<String> {
    let rows = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let told = rows.map(|row| {
        let text = |key: &str| row.get(key).unwrap().as_str().unwrap().to_owned();
        if text("code").starts_with("R13") { text("message") } else { text("code") }
    });
    told.collect()
}

/// Whether `q` was found to be wrong: the document was checked against the schema of this module.
pub(super) fn is_checked(found: &[String]) -> bool {
    found.iter().any(|finding| finding.contains("`q`"))
}

/// Validates `a.xml` in a folder; gives the codes of what was found.
#[track_caller]
pub(super) fn check(files: &[(&str, &str)], arguments: &[&str], status: i32) -> Vec<String> {
    let folder = Folder::with(files);
    codes(&folder.run(&[&["validate", "--format", "json"], arguments].concat()).exits(status))
}

#[test]
fn standard_input_is_read_and_names_its_schema_from_the_working_directory() {
    let folder = Folder::with(&[("s/s.rng", RNG)]);
    let ran =
        folder.run_on(&["validate", "-", "--format", "concise"], &naming("<?xml-model href='s/s.rng'?>")).exits(1);
    assert!(ran.stdout.starts_with("<stdin>:5:"), "{ran:?}");
    folder.run_on(&["validate", "-", "--schema", "s/s.rng"], GOOD).exits(0).prints_nothing();
    folder.write("recto.toml", b"[validate]\nschema = 's/s.rng'\n");
    let ran = folder.run_on(&["validate", "-", "--format", "concise"], BAD).exits(1);
    assert!(ran.stdout.starts_with("<stdin>:3:"), "{ran:?}");
}

#[test]
fn no_input_is_an_error() {
    let folder = Folder::with(&[("empty/notes.txt", "")]);
    folder.run(&["validate"]).exits(2).prints_nothing().says("Usage");
    let ran = folder.run(&["validate", "empty"]).exits(2);
    assert!(ran.stdout.contains("no .xml file"), "{ran:?}");
    let ran = folder.run(&["validate", "gone.xml"]).exits(2);
    assert!(ran.stdout.contains("R0004"), "{ran:?}");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let folder =
        Folder::with(&[("in/a.xml", GOOD), ("in/c.xml", BAD), ("in/d.xml", "<letter><p></letter>"), ("s.rng", RNG)]);
    folder.write("in/b.xml", b"<letter><p>Universit\xE9</p></letter>");
    folder.write("in/e.xml", b"<?xml version='1.0' encoding='ISO-8859-1'?><letter><p>Universit\xE9</p></letter>");
    let utf16: Vec<u8> = "\u{feff}".chars().chain(GOOD.chars()).flat_map(|c| (c as u16).to_be_bytes()).collect();
    folder.write("in/f.xml", &utf16);
    let ran = folder.run(&["validate", "in", "--schema", "s.rng", "--format", "concise"]).exits(1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with("in/b.xml:") && lines[1].starts_with("in/c.xml:3:"), "{ran:?}");
    assert!(lines[2].starts_with("in/d.xml:1:"), "{ran:?}");
    assert!(lines.iter().skip(3).all(|line| line.starts_with("in/d.xml:")), "{ran:?}");
    ran.says("6 files: 3 valid, 3 with errors; ");
}

#[test]
fn findings_come_in_the_order_of_the_input_every_time() {
    let files: Vec<(String, &str)> = (0..200).map(|n| (format!("in/{n:03}.xml"), BAD)).collect();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let long = format!("<letter>{}<q/></letter>", "<p>Dear Bill</p>\n".repeat(50_000));
    files[0].1 = &long;
    files.push(("s.rng", RNG));
    let folder = Folder::with(&files);
    let run = || folder.run(&["validate", "in", "--schema", "s.rng", "--format", "concise"]).exits(1).stdout;
    let first = run();
    let names: Vec<&str> = first.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert!(names.len() >= 200 && names.is_sorted());
    assert_eq!(first, run());
}

#[test]
fn people_are_shown_a_hundred_findings_of_a_file() {
    let text = format!("<letter>{}</letter>", "<p><q/></p>\n".repeat(250));
    let folder = Folder::with(&[("a.xml", text.as_str()), ("s.rng", RNG)]);
    let run = |format| folder.run(&["validate", "a.xml", "--schema", "s.rng", "--format", format]).exits(1).stdout;
    let all = run("json").lines().count();
    assert!(all > 100, "{all}");
    let concise = run("concise");
    assert_eq!(concise.lines().count(), 101);
    let last = format!("a.xml: note R1209: {} more findings", all - 100);
    assert_eq!(concise.lines().last(), Some(last.as_str()));
}

#[test]
fn findings_are_the_result() {
    let folder = Folder::with(&[("a.xml", BAD), ("s.rng", RNG)]);
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.rng"]).exits(1);
    assert_eq!(ran.stderr, "1 file: 0 valid, 1 with errors; 1 error, 0 warnings, 0 notes\n");
    for quiet in [&["--format", "json"][..], &["--quiet"]] {
        let arguments = [&["validate", "a.xml", "a.xml", "--schema", "s.rng"][..], quiet].concat();
        assert_eq!(folder.run(&arguments).exits(1).stderr, "");
    }
}

#[test]
fn formats() {
    let text = naming("<?xml-model href='s.rng'?>\n<?xml-model href='r.xsd'?>");
    let folder = Folder::with(&[("a.xml", text.as_str()), ("s.rng", RNG)]);
    let run = |format| folder.run(&["validate", "a.xml", "--format", format]).exits(1).stdout;
    insta::assert_snapshot!(["human", "concise", "json"].map(run).join("\n"));
}

#[test]
fn external_entities_are_refused_or_noted() {
    let text = "<!DOCTYPE letter [<!ENTITY e SYSTEM 'e.xml'>]><letter><p>&e;</p></letter>";
    let files = [("a.xml", text), ("s.rng", RNG)];
    assert_eq!(check(&files, &["a.xml", "--schema", "s.rng"], 1), ["R1017"]);
    assert_eq!(check(&files, &["a.xml", "--schema", "s.rng", "--external", "note"], 0), ["R1018"]);
}

/// A file that is too large to be held says what a small one says, at its own places.
#[test]
fn a_large_file_is_read_in_pieces() {
    const LARGE: usize = 65 << 20;
    let paragraph = "<p>Köln, den 31. Juni – alles wohl</p>\r\n";
    let count = LARGE / paragraph.len() + 1;
    let text = |count| format!("<letter>\n{}<q/>\n<p>é<b></p></letter>", paragraph.repeat(count));
    let folder = Folder::with(&[("small.xml", &text(1)), ("large.xml", &text(count)), ("s.rng", RNG)]);
    let run = |name: &str, format: &str| {
        let ran = folder.run(&["validate", name, "--schema", "s.rng", "--format", format]).exits(1);
        ran.stdout.replace(name, "x.xml")
    };
    let moved = |line: usize| format!("x.xml:{}:", line + count - 1);
    for format in ["concise", "human"] {
        let mut expected = run("small.xml", format);
        for line in [3, 4] {
            expected = expected.replace(&format!("x.xml:{line}:"), &moved(line));
        }
        let unnumbered = |text: &str| text.replace(|c: char| matches!(c, '0'..='9' | ' ' | '─' | '╭' | '╰' | '·'), "");
        match format {
            "concise" => assert_eq!(run("large.xml", format), expected),
            _ => assert_eq!(unnumbered(&run("large.xml", format)), unnumbered(&expected)),
        }
    }
    let mut bytes = text(count).into_bytes();
    *bytes.last_mut().unwrap() = 0xff;
    folder.write("bad.xml", &bytes);
    let ran = folder.run(&["validate", "bad.xml", "--schema", "s.rng", "--format", "concise"]).exits(1);
    let at = bytes.len() - 1;
    assert!(ran.stdout.contains(&format!("R1019: the byte FF is not valid UTF-8 (byte {at} of the file)")), "{ran:?}");
}

const SCH: &str = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>\n\
                   <phase id='strict'><active pattern='length'/></phase>\n\
                   <pattern id='names'><rule context='p'><assert test='not(ends-with(., \"Bill\"))' role='warn'>Bill \
                   is <value-of select='.'/></assert></rule></pattern>\n\
                   <pattern id='length'><rule context='letter'><report test='count(p) lt 2' id='short'>only \
                   <value-of select='count(p)'/> in <name/></report></rule></pattern>\n</schema>\n";

#[test]
fn rules_are_run() {
    let files = [("a.xml", GOOD), ("r.sch", SCH), ("r.xml", SCH), ("s.rng", RNG)];
    assert_eq!(check(&files, &["a.xml", "--schema", "r.sch"], 1), ["R1501", "R1502"]);
    assert_eq!(check(&files, &["a.xml", "--schema", "r.xml", "--schema", "s.rng"], 1), ["R1501", "R1502"]);
    assert_eq!(check(&files, &["a.xml", "--schema", "r.sch", "--phase", "strict"], 1), ["R1501"]);
    let ran = Folder::with(&files).run(&["validate", "a.xml", "--schema", "r.sch", "--format", "concise"]).exits(1);
    let expected = "a.xml:1:2: error R1501: only 1 in letter\na.xml:1:10: warning R1502: Bill is Dear Bill\n";
    assert_eq!(ran.stdout, expected);
    let named = format!("<?xml-model href='r.sch' schematypens='http://purl.oclc.org/dsdl/schematron'?>{GOOD}");
    assert_eq!(check(&[("a.xml", &named), ("r.sch", SCH)], &["a.xml"], 1), ["R1501", "R1502"]);
    let folder = Folder::with(&files);
    let ran = folder.run(&["validate", "a.xml", "--schema", "r.sch", "--phase", "other"]).exits(2);
    assert!(ran.stdout.contains("the schema has no phase `other`: it has strict"), "{ran:?}");
}

#[test]
fn mistakes_in_rules_are_pointed_at() {
    let rules = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>\n\
                 <ns prefix='tei' uri='http://www.tei-c.org/ns/1.0'/>\n<let name='a' value='1'/>\n<let name='a' value='2'/>\n\
                 <pattern id='p'><rule context='tei:p'>\n<assert test='count(tei:hi) eq'>x</assert>\n\
                 <assert test='$undefined = 1'>y</assert>\n<assert test='string-lenght(.) gt 0'>z</assert>\n\
                 <assert test='tie:p'>w</assert>\n<assert test='my:check(.)'>v</assert>\n<assert>u</assert>\n\
                 <assert test='1' diagnostics='d'>t</assert></rule>\n<rule><assert test='1'/></rule>\n\
                 <rule context='tei:head'><extends rule='none'/></rule>\n</pattern>\n<pattern is-a='nothing'/>\n\
                 </schema>\n";
    let folder = Folder::with(&[("a.xml", GOOD), ("r.sch", rules)]);
    let ran = folder.run(&["validate", "a.xml", "--schema", "r.sch"]).exits(2);
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn rules_that_cannot_be_run_are_told() {
    let rules = |test: &str| {
        format!(
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><ns prefix='my' uri='urn:my'/><pattern>\
             <rule context='p'><assert test='{test}'>x</assert><assert test='@n'>n</assert></rule></pattern></schema>"
        )
    };
    let (unknown, network) = (rules("my:check(.)"), rules("doc(\"http://x.org/y.xml\")"));
    let (broken, syntax) = (rules("xs:integer(.) = 1"), rules("count(p"));
    let files = [("a.xml", GOOD), ("u.sch", &unknown), ("n.sch", &network), ("b.sch", &broken), ("s.sch", &syntax)];
    for name in ["u.sch", "n.sch"] {
        let mut found = check(&files, &["a.xml", "--schema", name], 2);
        found.sort();
        assert_eq!(found, ["R1501", "R1505"], "{name}");
        check(&files, &["a.xml", "--schema", name, "--allow-not-run"], 1);
    }
    assert_eq!(check(&files, &["a.xml", "--schema", "b.sch"], 1), ["R1501", "R1504"]);
    assert_eq!(check(&files, &["a.xml", "--schema", "s.sch"], 2), ["R1212"]);
}

/// What the converter writes meets the rules for letters; a letter that does not is told of each.
#[test]
fn the_rules_for_letters() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    let folder = Folder::new();
    for profile in ["letter", "frus"] {
        folder.run(&["convert", &format!("{samples}/{profile}"), "--profile", profile, "-o", "tei"]).exits(0);
    }
    let ran = folder.run(&["validate", "tei", "--schema", "recto-letter-rules", "--format", "concise"]).exits(0);
    assert_eq!(ran.stdout, "");
    let letter = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><correspDesc><correspAction type='received'/></correspDesc>\
                  </teiHeader><text><div xml:id='d'><p>a<note n='2'>x</note><note n='1'>y</note><note n='2'>z</note></p>\
                  <p><ref target='#d #e'>b</ref> <date from='1914' to='1913'/><date when='1914' from='1914'/></p><p/></div></text></TEI>";
    folder.write("a.xml", letter.as_bytes());
    let ran = folder.run(&["validate", "a.xml", "--schema", "recto-letter-rules", "--format", "concise"]).exits(1);
    let told: Vec<&str> = ran.stdout.lines().map(|line| line.split_once(' ').unwrap().1).collect();
    assert_eq!(
        told,
        [
            "warning R1502: The letter has no sender: an action of type “sent” is missing.",
            "warning R1502: Note 1 comes after note 2.",
            "warning R1502: Note 2 stands twice in this division.",
            "error R1501: Nothing has the id that #e points at.",
            "error R1501: The date ends (1913) before it begins (1914).",
            "error R1501: A date with `when` needs no other attribute of a time.",
            "warning R1502: This p is empty.",
        ]
    );
}

pub(super) const LETTER: &str = "Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n";

#[test]
fn what_is_converted_is_checked_against_the_schema_of_the_profile() {
    let folder = Folder::with(&[
        ("a.txt", LETTER),
        ("house.toml", "schema = 's/house.rng'\n"),
        ("s/house.rng", RNG),
        ("none.toml", "schema = ''\n"),
        ("named.toml", "schema = 'house'\n"),
        ("recto.toml", "[schemas]\nhouse = 's/house.rng'\n"),
        ("gone.toml", "schema = 'gone.rng'\n"),
    ]);
    folder.run(&["convert", "a.txt", "-o", "a.xml"]).exits(0);
    let valid = folder.read("a.xml");
    // It names no schema: the profile does not say by which address.
    let (named, unnamed) = valid.split_once("?>\n<?xml-model").unwrap();
    let valid = format!("{named}?>\n{}", unnamed.split_once("?>\n").unwrap().1);
    let ran =
        folder.run(&["convert", "a.txt", "-o", "b.xml", "--profile", "house.toml", "--format", "concise"]).exits(1);
    assert!(ran.stderr.lines().any(|line| line.starts_with("b.xml:2:") && line.contains("error R13")), "{ran:?}");
    // The result is written all the same: what is wrong with it can be looked at.
    assert_eq!(folder.read("b.xml"), valid);
    folder.run(&["convert", "a.txt", "--profile", "house.toml"]).exits(1).says("<stdout>:2:");
    folder.run(&["convert", "a.txt", "--profile", "house.toml", "--no-validate"]).exits(0);
    folder.run(&["convert", "a.txt", "--profile", "none.toml"]).exits(0);
    folder.run(&["convert", "a.txt", "--profile", "named.toml"]).exits(1).says("<stdout>:2:");
    folder.run(&["convert", "a.txt", "--profile", "gone.toml"]).exits(2).prints_nothing().says("R1203");
}

#[test]
fn rules_give_a_report_in_svrl() {
    let schema = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2' schemaVersion='1'>\
        <title>House &amp; rules</title><ns prefix='t' uri='urn:t'/>\
        <pattern id='p'><title>Letters</title><rule context='letter'><assert test='q' id='r1' role='warning' diagnostics='d'>\
        No <emph>q</emph> in <name/>.</assert></rule></pattern><pattern id='none'><rule context='gone'/></pattern>\
        <diagnostics><diagnostic id='d' xml:lang='en'>It has <value-of select='count(*)'/>.</diagnostic></diagnostics></schema>";
    let folder =
        Folder::with(&[("in/a.xml", GOOD), ("in/b.xml", "<letter><q/></letter>"), ("s.sch", schema), ("s.rng", RNG)]);
    let ran = folder.run(&["validate", "in", "--schema", "s.sch", "--schema", "s.rng", "--format", "svrl"]).exits(1);
    insta::assert_snapshot!("svrl", ran.stdout);
    ran.says("in/a.xml:1:2: warning R1502: No q in letter.").says("R1301");
    folder.run(&["explain", "--format", "svrl"]).exits(2).says("`--format svrl`");
}

#[test]
fn rules_in_a_relax_ng_schema_are_run() {
    let rng = "<grammar xmlns='http://relaxng.org/ns/structure/1.0' xmlns:sch='http://purl.oclc.org/dsdl/schematron'>\
        <sch:ns prefix='x' uri='urn:x'/><start><element name='letter'>\
        <sch:pattern><sch:rule context='letter'><sch:assert test='count(p) gt 1'>One p</sch:assert></sch:rule></sch:pattern>\
        <oneOrMore><element name='p'><sch:rule context='p'><sch:report test='string-length() lt 20'>Short</sch:report></sch:rule>\
        <text/></element></oneOrMore></element></start></grammar>";
    let found = check(&[("a.xml", GOOD), ("s.rng", rng)], &["a.xml", "--schema", "s.rng"], 1);
    assert_eq!(found, ["R1501", "R1501"]);
    let named = "<?xml-model href='s.rng' schematypens='http://relaxng.org/ns/structure/1.0'?>\
                 <?xml-model href='s.rng' schematypens='http://purl.oclc.org/dsdl/schematron'?>";
    let files = [("a.xml", &*format!("{named}{GOOD}")), ("s.rng", rng)];
    assert_eq!(check(&files, &["a.xml"], 1), found);
    // A mistake in a rule does not keep the grammar from being run.
    let broken = rng.replace("count(p) gt 1", "count(");
    let folder = Folder::with(&[("a.xml", "<letter/>"), ("s.rng", &broken)]);
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.rng", "--format", "concise"]).exits(1);
    ran.prints("s.rng:1:").prints("R1212").prints("R1303");
}

#[test]
fn rules_look_into_the_files_of_a_folder() {
    let rules = |count: &str| {
        format!(
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'><pattern><rule context='letter'>\
             <assert test='{count} = (collection(\"letters\") ! count(.//p), count(collection(\"letters?select=*.xml;recurse=yes\")),\
             count(collection(\"letters?select=b*\")))[. ne 0]'>differs</assert></rule></pattern></schema>"
        )
    };
    let (three, seven, none) = (rules("3"), rules("7"), rules("count(collection(\"gone\"))"));
    let files = [
        ("a.xml", GOOD),
        ("three.sch", three.as_str()),
        ("seven.sch", seven.as_str()),
        ("none.sch", none.as_str()),
        ("letters/b.xml", GOOD),
        ("letters/c.xml", GOOD),
        ("letters/notes.txt", "x"),
        ("letters/old/d.xml", GOOD),
    ];
    assert_eq!(check(&files, &["a.xml", "--schema", "three.sch"], 0), [""; 0]);
    assert_eq!(check(&files, &["a.xml", "--schema", "seven.sch"], 1), ["R1501"]);
    assert_eq!(check(&files, &["a.xml", "--schema", "none.sch"], 2), ["R1505"]);
}
