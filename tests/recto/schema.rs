//! What `recto schema` promises: the other syntax, all files of a schema, and nothing written when something is wrong.

use super::folder::Folder;

const RNG: &str = "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><include href='parts/p.rng'/>\
                   <start><element name='letter'><oneOrMore><ref name='p'/></oneOrMore></element></start></grammar>";
const PART: &str = "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><include href='q.rng'/>\
                    <define name='p'><element name='p'><ref name='q'/></element></define></grammar>";
const INNER: &str = "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><define name='q'><text/></define></grammar>";

#[test]
fn without_a_file_the_other_syntax_is_printed() {
    let folder = Folder::with(&[("s.rng", RNG), ("parts/p.rng", PART), ("parts/q.rng", INNER)]);
    let ran = folder.run(&["schema", "s.rng"]).exits(0);
    assert_eq!(ran.stdout, "include \"parts/p.rnc\"\n\nstart = element letter { p+ }\n");
    folder.write("s.rnc", ran.stdout.replace("include \"parts/p.rnc\"", "p = text").as_bytes());
    let ran = folder.run(&["schema", "s.rnc"]).exits(0);
    assert!(ran.stdout.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<grammar "), "{}", ran.stdout);
}

#[test]
fn all_files_are_translated_and_still_one_schema() {
    let folder = Folder::with(&[("s.rng", RNG), ("parts/p.rng", PART), ("parts/q.rng", INNER)]);
    let ran = folder.run(&["schema", "s.rng", "-o", "out/s.rnc"]).exits(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "3 files written\n"));
    assert_eq!(folder.read("out/parts/p.rnc"), "include \"q.rnc\"\n\np = element p { q }\n");
    folder.write("a.xml", b"<letter><p>Dear Bill</p></letter>");
    folder.write("b.xml", b"<letter><q/></letter>");
    folder.run(&["validate", "a.xml", "--schema", "out/s.rnc"]).exits(0);
    folder.run(&["validate", "b.xml", "--schema", "out/s.rnc"]).exits(1);
}

#[test]
fn nothing_is_written_when_something_is_wrong() {
    for (text, status, said) in [
        ("<grammar xmlns='http://relaxng.org/ns/structure/1.0'><strat/></grammar>", 1, "R1120"),
        (
            "<element name='a' xmlns='http://relaxng.org/ns/structure/1.0'><externalRef href='b.rng'/></element>",
            1,
            "R1130",
        ),
        ("<a", 1, "R10"),
    ] {
        let folder = Folder::with(&[("s.rng", text)]);
        let ran = folder.run(&["schema", "s.rng", "-o", "s.rnc"]).exits(status);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert_eq!(folder.files(), ["s.rng"]);
    }
    let folder = Folder::with(&[("s.rng", INNER)]);
    let ran = folder.run(&["schema", "s.rng", "-o", "s.txt"]).exits(2);
    assert!(ran.stderr.contains(".rnc"), "{}", ran.stderr);
    folder.run(&["schema", "gone.rng"]).exits(2);
    assert_eq!(folder.files(), ["s.rng"]);
}

#[test]
fn the_built_in_schema_can_be_had() {
    let ran = Folder::new().run(&["schema", "recto-letter"]).exits(0);
    assert!(ran.stdout.starts_with("# Recto's letter"), "{}", ran.stdout);
}
