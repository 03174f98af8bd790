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

#[test]
fn notes_change_no_value() {
    let schema = "start = element a {\n  attribute b {\n    # the first\n    string \"x\"\n    |\n    ## the second\n    string \"y\" >> n:z [ \"w\" ]\n  },\n  \
        # a parameter\n  element c { xsd:string { # short\n length = \"1\" } },\n  element (\n # a name\n d | [ n:k = \"v\" ] e) { empty }\n}\n";
    let schema = format!("namespace n = \"urn:n\"\n{schema}");
    let folder = Folder::with(&[
        ("s.rnc", &schema),
        ("x.xml", "<a b='x'><c>1</c><d/></a>"),
        ("y.xml", "<a b='y'><c>1</c><e/></a>"),
        ("z.xml", "<a b=' x'><c>1</c><e/></a>"),
        ("v.rnc", "start = element a { external \"value.rnc\" }"),
        ("value.rnc", "# said\n# meant\nstring \"x\""),
        ("v.xml", "<a>x</a>"),
    ]);
    folder.run(&["schema", "s.rnc", "-o", "out/s.rng"]).exits(0);
    folder.run(&["schema", "out/s.rng", "-o", "back/s.rnc"]).exits(0);
    for schema in ["s.rnc", "out/s.rng", "back/s.rnc"] {
        for (document, status) in [("x.xml", 0), ("y.xml", 0), ("z.xml", 1)] {
            folder.run(&["validate", document, "--schema", schema]).exits(status);
        }
    }
    let text = folder.read("out/s.rng");
    for note in ["the first", "the second", "a parameter", "short", "a name", "<n:z>w</n:z>", "n:k=\"v\""] {
        assert!(text.contains(note), "{note}: {text}");
    }
    folder.run(&["schema", "v.rnc", "-o", "out/v.rng"]).exits(0);
    folder.run(&["validate", "v.xml", "--schema", "out/v.rng"]).exits(0);
}

#[test]
fn files_without_ending_keep_apart_and_stay_inside() {
    let main =
        "include \"parts/common\"\ninclude \"up/common.rnc\"\ninclude \"more.txt\"\nstart = element a { b, c, d }";
    let folder = Folder::with(&[
        ("in/schema/s.rnc", main),
        ("in/schema/parts/common", "include \"../more\"\nb = element b { empty }"),
        ("in/schema/more", "e = empty"),
        ("in/schema/more.txt", "d = element d { e }"),
        ("in/schema/up/common.rnc", "c = element c { empty }"),
        ("a.xml", "<a><b/><c/><d/></a>"),
        ("b.xml", "<a><b/><c/></a>"),
    ]);
    folder.run(&["schema", "in/schema/s.rnc", "-o", "out/deep/s.rng"]).exits(0);
    let written: Vec<String> =
        folder.files().into_iter().filter(|name| name.starts_with("out") && !name.contains("/.")).collect();
    let expected = ["more.rng", "more.txt.rng", "parts/common.rng", "s.rng", "up/common.rng"];
    assert_eq!(written, expected.map(|name| format!("out/deep/{name}")));
    folder.run(&["schema", "out/deep/s.rng", "-o", "back/s.rnc"]).exits(0);
    for schema in ["in/schema/s.rnc", "out/deep/s.rng", "back/s.rnc"] {
        folder.run(&["validate", "a.xml", "--schema", schema]).exits(0);
        folder.run(&["validate", "b.xml", "--schema", schema]).exits(1);
    }
}
