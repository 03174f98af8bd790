//! Recto's own rules as a user meets them: what is told of a letter with slips, when the rules are run, what `--fix` changes, and
//! what is found between files.

use super::folder::Folder;

const SLIPS: &str = include_str!("../../samples/tei/letter-with-slips.xml");

/// A TEI file that fits the built-in schema but for its header, with this in its text.
fn tei(inside: &str) -> String {
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><div type='letter'>{inside}</div></body></text></TEI>"
    )
}

/// The codes of our own rules in JSON, in order.
fn codes(output: &str) -> Vec<String> {
    let rows = output.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let codes = rows.map(|row| row["code"].as_str().unwrap().to_owned());
    codes.filter(|code| code.starts_with("R14")).collect()
}

#[test]
fn slips_are_told_at_their_places() {
    let folder = Folder::with(&[("letter.xml", SLIPS)]);
    let ran = folder.run(&["validate", "letter.xml", "--profile", "letter"]).exits(1);
    insta::assert_snapshot!("slips", ran.stdout);
}

#[test]
fn rules_are_run_unless_schemas_are_given() {
    let folder = Folder::with(&[("a.xml", SLIPS)]);
    let run = |arguments: &[&str]| {
        let ran = folder.run(&[&["validate", "a.xml", "--format", "json"], arguments].concat());
        !codes(&ran.stdout).is_empty()
    };
    for (arguments, are_run) in [
        (&[][..], true),
        (&["--rules", "never"], false),
        (&["--schema", "recto-letter"], false),
        (&["--schema", "recto-letter", "--rules", "always"], true),
    ] {
        assert_eq!(run(arguments), are_run, "{arguments:?}");
    }
}

#[test]
fn safe_fixes_are_applied_and_the_rest_is_told() {
    let folder = Folder::with(&[("a.xml", SLIPS)]);
    let before = codes(&folder.run(&["validate", "a.xml", "--format", "json"]).stdout);
    folder.run(&["validate", "a.xml", "--fix", "--format", "concise"]).exits(1).says("2 changes made in 1 file");
    let after = codes(&folder.run(&["validate", "a.xml", "--format", "json"]).stdout);
    assert_eq!(after.len(), before.len() - 2);
    let fixed = folder.read("a.xml");
    assert_eq!(fixed, SLIPS.replace("en_US", "en-US").replace("<hi rend=\"italic\"/>", ""));
    folder.run(&["validate", "a.xml", "--fix"]).exits(1);
    assert_eq!(folder.read("a.xml"), fixed);
}

#[test]
fn only_well_formed_utf_8_is_fixed() {
    let ill = tei("<p xml:lang='de_AT'>a</q>");
    let latin = format!("<?xml version='1.0' encoding='ISO-8859-1'?>{}", tei("<p xml:lang='de_AT'>\u{E9}</p>"));
    let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let marked = format!("\u{FEFF}{}", tei("<p xml:lang='de_AT'>a</p>"));
    let folder = Folder::with(&[("ill.xml", &ill), ("marked.xml", &marked)]);
    folder.write("latin.xml", &latin);
    folder.run(&["validate", "--fix", "ill.xml"]).exits(1);
    assert_eq!(folder.read("ill.xml"), ill);
    folder
        .run(&["validate", "--fix", "latin.xml", "--format", "concise"])
        .exits(2)
        .prints("nothing was fixed: the file is not UTF-8");
    folder.run(&["validate", "--fix", "marked.xml"]);
    assert_eq!(folder.read("marked.xml"), marked.replace("de_AT", "de-AT"));
}

#[test]
fn pointers_lead_into_files_of_the_project() {
    let letter =
        tei("<p><name ref='../persons.xml#bill'/><name ref='../persons.xml#bob'/><name ref='gone.xml#x'/></p>");
    let persons = tei("<list><item xml:id='bill'>Bill</item></list>");
    let folder = Folder::with(&[("letters/a.xml", &letter), ("persons.xml", &persons)]);
    let ran = folder.run(&["validate", "letters/a.xml", "--format", "json"]);
    assert_eq!(codes(&ran.stdout), ["R1415", "R1403"], "without a project the folder of the letter is all");
    folder.write("recto.toml", b"");
    let ran = folder.run(&["validate", "letters/a.xml", "--format", "concise"]);
    ran.prints("no element of `../persons.xml` has the id `bob`").prints("there is no file `gone.xml`");
    let ran = folder.run(&["validate", "letters/a.xml", "--format", "json"]);
    assert_eq!(codes(&ran.stdout), ["R1401", "R1403"]);
}

#[test]
fn an_id_in_two_files_is_a_note_in_the_second() {
    let folder = Folder::with(&[("in/a.xml", &tei("<p xml:id='x'>a</p>")), ("in/b.xml", &tei("<p xml:id='x'>b</p>"))]);
    let ran = folder.run(&["validate", "in", "--format", "concise", "--verbose"]);
    ran.prints("in/b.xml:1:").prints("the id `x` stands in `in/a.xml` too");
}

#[test]
fn images_are_looked_for_beside_the_file() {
    let text = tei("<p>a<pb n='1' facs='scans/1.jpg'/><pb n='2' facs='scans/2.jpg'/></p>");
    let folder = Folder::with(&[("in/a.xml", text.as_str()), ("in/scans/1.jpg", "")]);
    let ran = folder.run(&["validate", "in/a.xml", "--format", "json"]);
    assert_eq!(codes(&ran.stdout), ["R1408"]);
    folder.write("in/scans/2.jpg", &[0xFF, 0xD8]);
    assert_eq!(codes(&folder.run(&["validate", "in/a.xml", "--format", "json"]).stdout), [""; 0]);
}
