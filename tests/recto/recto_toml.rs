//! `recto.toml`: which one holds for a file, and what it says of profiles, schemas, findings and metadata.

use super::folder::{Folder, Ran};

/// A letter without dateline: warning R0202, and a salutation: note R0201 for want of a heading.
const LETTER: &str = "Dear Bill:\n\nThe negotiations go on.\n\nCordially,\n\nEd Reischauer\n";

/// A schema that wants an element `q`.
const STRICT: &str = "start = element letter { element q { text } }";
const LOOSE: &str = "start = element letter { element p { text } }";
const XML: &str = "<letter><p>x</p></letter>";

fn rows(stream: &str) -> Vec<(String, String, String)> {
    let row = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let text = |key: &str| row[key].as_str().unwrap_or_default().replace('\\', "/");
        (text("file"), text("code"), text("severity"))
    };
    stream.lines().map(row).collect()
}

/// The files with a finding of this code, each with its severity.
fn found(stream: &str, code: &str) -> Vec<String> {
    let rows = rows(stream).into_iter().filter(|row| row.1 == code);
    rows.map(|(file, _, severity)| format!("{file} {severity}")).collect()
}

fn validate(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run(&[&["validate", "--format", "json"], arguments].concat())
}

fn convert(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run(&[&["convert", "--format", "json"], arguments].concat())
}

#[test]
fn the_nearest_one_holds_for_each_file() {
    let folder = Folder::with(&[
        ("recto.toml", "[validate]\nschema = 'strict.rnc'\n"),
        ("strict.rnc", STRICT),
        ("a.xml", XML),
        ("b/recto.toml", "[validate]\nschema = '../loose.rnc'\n"),
        ("loose.rnc", LOOSE),
        ("b/b.xml", XML),
        ("b/c/c.xml", XML),
        ("d/d.xml", XML),
    ]);
    let ran = validate(&folder, &["."]).exits(1);
    let files: std::collections::BTreeSet<String> = rows(&ran.stdout).into_iter().map(|row| row.0).collect();
    assert_eq!(files.into_iter().collect::<Vec<_>>(), ["./a.xml", "./d/d.xml"]);
    validate(&folder, &["b/c/c.xml"]).exits(2).prints("R0008").prints("`--allow-read .` allows its folder");
    validate(&folder, &["b/c/c.xml", "--allow-read", "."]).exits(0);
    validate(&folder, &["b/b.xml", "d/d.xml"]).exits(1);
    let mut inner = folder.command(&["validate", "c.xml", "--allow-read", "../.."]);
    let ran = Ran::from(inner.current_dir(folder.path("b/c")).output().unwrap());
    assert_eq!(ran.exits(0).stdout, "");
}

/// Rules that ask two hosts of the network in several ways, and one that fails.
const ASKING: &str = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>
    <let name='places' value=\"doc('https://Geo.example.org:8080/all.xml')\"/>
    <pattern id='geo'><rule context='p'><assert test='$places//x'>a</assert><assert test=\"doc-available('http://geo.example.org/b')\">b</assert>
    </rule></pattern><pattern id='names'><rule context='p'><assert id='who' test=\"contains(unparsed-text('http://who.example.org/c'), 'x')\">c</assert>
    <assert test=\"unparsed-text-available('http://who.example.org/d')\">d</assert><assert test='@n'>e</assert></rule></pattern></schema>";

#[test]
fn rules_that_ask_the_network_may_be_left_not_run() {
    let folder = Folder::with(&[("in/a.xml", XML), ("in/b.xml", XML), ("s.sch", ASKING)]);
    let run = |settings: &str, status| {
        folder.write("recto.toml", format!("validate.schema = 's.sch'\n{settings}").as_bytes());
        let ran = validate(&folder, &["in", "--rules", "never"]).exits(status);
        let mut told: Vec<String> = rows(&ran.stdout)
            .into_iter()
            .filter(|row| row.1 != "R1501")
            .map(|row| format!("{} {}", row.0, row.1))
            .collect();
        told.dedup();
        told
    };
    let entry = |rest: &str| format!("[[allow-not-run]]\n{rest}\nreason = 'known'\n");
    let not_run = ["in/a.xml R1505", "in/b.xml R1505"];
    assert_eq!(run("", 2), not_run);
    // Each of the four was not run, and none of them failed.
    let all = run(&entry("host = ['geo.example.org', 'who.example.org']"), 1);
    assert_eq!(all, ["recto.toml R1509"]);
    assert_eq!(run(&entry("rule = ['geo', 'names']"), 1), ["recto.toml R1509"]);
    assert_eq!(run(&entry("host = 'geo.example.org'"), 2), [not_run[0], not_run[1], "recto.toml R1509"]);
    assert_eq!(
        run(&entry("host = ['geo.example.org', 'who.example.org']\nfiles = 'a.xml'"), 2),
        [not_run[1], "recto.toml R1509"]
    );
    assert_eq!(run(&entry("host = 'example.org'"), 2), not_run);
    assert_eq!(run("[[allow-not-run]]\nhost = 'geo.example.org'\n", 2), ["recto.toml R1603"]);
    assert_eq!(run(&entry(""), 2), ["recto.toml R0104"]);
    let settings = entry("host = ['geo.example.org', 'who.example.org']");
    folder.write("recto.toml", format!("validate.schema = 's.sch'\n{settings}").as_bytes());
    folder
        .run(&["validate", "in"])
        .exits(1)
        .prints("rules were not run 8 times, as allowed: known")
        .prints("recto.toml:4");
    folder.run(&["config", "in/a.xml"]).prints("allow-not-run.host.who.example.org");
}

#[test]
fn schemas_are_for_patterns_of_files() {
    let settings = "[validate]\nschema = 'strict.rnc'\n[[schema]]\nfiles = 'letters/**'\nschema = 'loose'\n\
                    [[schema]]\nfiles = ['letters/old/', 'x.xml']\nschema = ['strict.rnc']\n[schemas]\nloose = 'loose.rnc'\n";
    let folder = Folder::with(&[
        ("p/recto.toml", settings),
        ("p/strict.rnc", STRICT),
        ("p/loose.rnc", LOOSE),
        ("p/a.xml", XML),
        ("p/letters/b.xml", XML),
        ("p/letters/old/c.xml", XML),
        ("p/letters/x.xml", XML),
        ("p/letters/d.xml", "<?xml-model href='../strict.rnc'?><letter><p>x</p></letter>"),
    ]);
    let ran = validate(&folder, &["p"]).exits(1);
    let files: std::collections::BTreeSet<String> = rows(&ran.stdout).into_iter().map(|row| row.0).collect();
    let expected = ["p/a.xml", "p/letters/d.xml", "p/letters/old/c.xml", "p/letters/x.xml"];
    assert_eq!(files.into_iter().collect::<Vec<_>>(), expected);
    // The command line is stronger than all of it.
    validate(&folder, &["p", "--schema", "loose"]).exits(0);
}

#[test]
fn findings_are_as_severe_as_the_project_has_them() {
    let settings = "[[severity]]\ncode = 'R0202'\nseverity = 'error'\n\
                    [[severity]]\ncode = ['R0202', 'R0201']\nfiles = 'drafts/**'\nseverity = 'off'\n\
                    [[severity]]\ncode = 'r0201'\nfiles = 'b.txt'\nseverity = 'warning'\n";
    let folder = Folder::with(&[
        ("in/a.txt", LETTER),
        ("in/b.txt", LETTER),
        ("in/drafts/c.txt", LETTER),
        ("in/recto.toml", settings),
    ]);
    let ran = convert(&folder, &["in", "-o", "tei"]).exits(1);
    assert_eq!(found(&ran.stderr, "R0202"), ["in/a.txt error", "in/b.txt error"]);
    assert_eq!(found(&ran.stderr, "R0201"), ["in/a.txt note", "in/b.txt warning"]);
    assert!(folder.read("tei/a.xml").contains("<TEI "));
    convert(&folder, &["in/drafts/c.txt"]).exits(0);
    folder.run(&["convert", "in/a.txt"]).exits(1).says("error R0202");
    // Standard input belongs to the working directory, and to no pattern.
    folder.write("recto.toml", settings.replace("'drafts/**'", "'**'").as_bytes());
    folder.run_on(&["convert", "-"], LETTER).exits(1).says("error R0202");
}

#[test]
fn findings_are_allowed_with_a_reason() {
    let settings = "[[allow]]\ncode = 'R0202'\nfiles = 'a.txt'\nreason = 'the top of the sheet is torn off'\n";
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/b.txt", LETTER), ("in/recto.toml", settings)]);
    let ran = convert(&folder, &["in", "-o", "tei"]).exits(0);
    assert_eq!(found(&ran.stderr, "R0202"), ["in/b.txt warning"]);
    assert_eq!(found(&ran.stderr, "R1606"), Vec::<String>::new());
    // What allows nothing is told when the whole project was looked at.
    folder.write("in/a.txt", format!("Tokyo, October 28, 1964.\n\n{LETTER}").as_bytes());
    let ran = convert(&folder, &["in", "-o", "tei"]).exits(0);
    assert_eq!(found(&ran.stderr, "R1606"), ["in/recto.toml warning"]);
    let ran = convert(&folder, &["in/a.txt"]).exits(0);
    assert_eq!(found(&ran.stderr, "R1606"), Vec::<String>::new());
    // A conversion does not look for what only validation finds.
    folder.write("in/recto.toml", settings.replace("R0202", "R1410").as_bytes());
    let ran = convert(&folder, &["in", "-o", "tei"]).exits(0);
    assert_eq!(found(&ran.stderr, "R1606"), Vec::<String>::new());
}

const TEI: &str =
    "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><div><p/><p>B<hi/></p></div></body></text></TEI>";

/// The lines and codes of what is found in a document.
fn in_document(text: &str, settings: &str) -> Vec<String> {
    let folder = Folder::with(&[("a.xml", text), ("recto.toml", settings), ("any.rnc", ANY)]);
    let ran = validate(&folder, &["a.xml"]);
    let rows = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    rows.map(|row| format!("{} {}", row["column"], row["code"].as_str().unwrap())).collect()
}

/// A schema that everything fits.
const ANY: &str = "start = any any = element * { (attribute * { text } | text | any)* }";
const USE_ANY: &str = "[validate]\nschema = 'any.rnc'\n";

#[test]
fn a_document_allows_findings_in_its_elements() {
    assert_eq!(in_document(TEI, USE_ANY).len(), 2);
    // In the element that it stands in.
    let inner = TEI.replace("<p>B", "<p><?recto allow R1410 lost?>B");
    let found = in_document(&inner, USE_ANY);
    assert!(found.len() == 1 && found[0].ends_with("R1410"), "{found:?}");
    // Before the root element for the whole file.
    assert_eq!(in_document(&format!("<?recto allow R1410 lost?>{TEI}"), USE_ANY), Vec::<String>::new());
    // For all elements inside; where none of them has it, it allows nothing.
    let outer = TEI.replace("<div>", "<div><?recto allow r1410, lost?>");
    assert_eq!(in_document(&outer, USE_ANY), Vec::<String>::new());
    let unused = outer.replace("<p/>", "").replace("<hi/>", "");
    let found = in_document(&unused, USE_ANY);
    assert!(found.len() == 1 && found[0].ends_with("R1606"), "{found:?}");
    let wrong =
        [("allow R1410", "R1603"), ("allow R14100 x", "R1601"), ("allow R1001 x", "R1604"), ("disallow", "R1605")];
    for (written, code) in wrong {
        let found = in_document(&TEI.replace("<div>", &format!("<div><?recto {written}?>")), USE_ANY);
        assert!(found.len() == 3 && found[0].ends_with(code), "{written} {found:?}");
    }
}

#[test]
fn the_profile_of_a_project_is_its_own() {
    let folder = Folder::with(&[
        ("p/recto.toml", "profile = 'styles/house.toml'\n"),
        ("p/styles/house.toml", "extends = 'letter'\nschema = 'none.rnc'\n[salute]\nelement = 'p'\n"),
        ("p/styles/none.rnc", "start = notAllowed"),
        ("p/a.txt", LETTER),
        ("q/recto.toml", "profile = 'letter'\n"),
        ("q/a.txt", LETTER),
    ]);
    let ran = convert(&folder, &["p", "-o", "tei"]).exits(1);
    assert!(ran.stderr.contains("R13"), "{ran:?}");
    convert(&folder, &["p/a.txt", "q/a.txt", "--no-validate", "-o", "x"]).exits(2);
    convert(&folder, &[".", "--no-validate", "-o", "out"]).exits(0);
    assert!(folder.read("out/p/a.xml").contains("<p>Dear Bill:</p>"));
    assert!(folder.read("out/q/a.xml").contains("<salute>Dear Bill:</salute>"));
    convert(&folder, &["p/a.txt", "--profile", "letter", "-o", "named.xml"]).exits(0);
    assert!(folder.read("named.xml").contains("<salute>Dear Bill:</salute>"));
    let text = folder.run(&["text", "out/p/a.xml"]).exits(0);
    assert!(text.stdout.contains("Dear Bill:"));
}

#[test]
fn metadata_of_a_project_stands_behind_that_of_a_text() {
    let folder = Folder::with(&[
        (
            "recto.toml",
            "[metadata]\npublisher = 'The House'\nsender = 'Ed Reischauer'\n[metadata.notes]\nhand = 'typed'\n",
        ),
        ("a.txt", LETTER),
        ("b.txt", LETTER),
        ("b.toml", "publisher = 'Another'\n[notes]\nseal = 'none'\n"),
    ]);
    let tei = folder.run(&["convert", "a.txt"]).exits(0).stdout;
    assert!(tei.contains("<publisher>The House</publisher>"), "{tei}");
    let tei = folder.run(&["convert", "b.txt"]).exits(0).stdout;
    assert!(tei.contains("<publisher>Another</publisher>"), "{tei}");
    assert!(tei.contains("typed") && tei.contains("none"), "{tei}");
    let tei = folder.run(&["convert", "a.txt", "--meta", "b.toml"]).exits(0).stdout;
    assert!(tei.contains("<publisher>Another</publisher>") && tei.contains("typed"), "{tei}");
}

#[test]
fn a_project_says_what_is_converted_and_validated() {
    let folder = Folder::with(&[
        ("p/recto.toml", "[convert]\nsource = 'transcripts'\ntarget = 'tei'\n"),
        ("p/transcripts/a/b.txt", LETTER),
        ("p/sub/x.md", ""),
    ]);
    let run = |at: &str, arguments: &[&str]| {
        Ran::from(folder.command(arguments).current_dir(folder.path(at)).output().unwrap())
    };
    run("p", &["convert", "--check"]).exits(1).says("was not accepted yet");
    run("p", &["convert"]).exits(0);
    assert!(folder.read("p/tei/a/b.xml").contains("<TEI "));
    run("p/sub", &["convert", "--check"]).exits(0);
    run("p", &["validate"]).exits(0);
    run("p", &["convert", "-o", "elsewhere"]).exits(0);
    assert!(folder.path("p/elsewhere/a/b.xml").exists());
    run("p", &["convert", "--explain"]).exits(0).prints("element");
    // Without a project nothing is meant.
    run(".", &["convert"]).exits(2).prints_nothing().says("no input").says("Usage");
    run(".", &["validate"]).exits(2).prints_nothing().says("no input").says("Usage");
    folder.write("p/recto.toml", b"[validate]\nschema = 'recto-letter'\n");
    run("p", &["convert"]).exits(2).says("no input");
    folder.write("p/recto.toml", b"[convert]\nsource = 'gone'\ntarget = 'tei'\n");
    run("p", &["convert"]).exits(2).says("gone");
}

#[test]
fn mistakes_have_their_places() {
    let cases = [
        ("profil = 'letter'\n", "1:1", "R0102"),
        ("profile = 'lettre'\n", "1:11", "R0105"),
        ("[[severity]]\ncode = 'R2020'\nseverity = 'off'\n", "2:8", "R1601"),
        ("[[severity]]\ncode = 'R0901'\nseverity = 'off'\n", "2:8", "R1604"),
        ("[[severity]]\ncode = 'R0202'\nseverity = 'of'\n", "3:12", "R0103"),
        ("[[severity]]\nseverity = 'off'\n", "1:1", "R0103"),
        ("[[schema]]\nschema = 'recto-letter'\n[[schema]]\nfiles = '{a'\nschema = 'recto-letter'\n", "4:9", "R1602"),
        ("[[schema]]\nfile = 'a'\nschema = 'recto-letter'\n", "2:1", "R0102"),
        ("[[schema]]\nschema = 'recto-lettre'\n", "2:10", "R1201"),
        ("[[allow]]\ncode = 'R0202'\n", "2:8", "R1603"),
        ("[[allow]]\ncode = 'R0202'\nreason = ' '\n", "3:10", "R1603"),
        ("[metadata]\ndate = 'May'\n", "2:8", "R0103"),
        ("[metadata]\ntitel = 'x'\n", "2:1", "R0102"),
        ("[convert]\ntarget = 'x'\n", "2:10", "R0104"),
        ("[convert]\nsources = 'x'\n", "2:1", "R0102"),
    ];
    let folder = Folder::with(&[("a.txt", LETTER)]);
    for (settings, place, code) in cases {
        folder.write("recto.toml", settings.as_bytes());
        let status = if code == "R0102" { 0 } else { 2 };
        let ran = folder.run(&["convert", "a.txt", "--format", "concise"]).exits(status);
        let lines: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("recto.toml:")).collect();
        assert_eq!(lines.len(), 1, "{settings}: {ran:?}");
        assert!(
            lines[0].starts_with(&format!("recto.toml:{place}:")) && lines[0].contains(code),
            "{settings}: {ran:?}"
        );
    }
}
