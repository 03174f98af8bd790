//! Which schemas `recto validate` checks a file against: those that are named on the command line, by the file, by recto.toml; where they are looked
//! for, and what is said of those that cannot be used.

use super::folder::Folder;
use super::validate::{BAD, BROKEN, GOOD, LETTER, LOOSE, RNG, check, codes, is_checked, naming};

#[test]
fn a_schema_is_named_by_file() {
    for name in ["s.rng", "sub/s.rng", "./s.xml"] {
        assert_eq!(check(&[("a.xml", GOOD), (name, RNG)], &["a.xml", "--schema", name], 0), [""; 0], "{name}");
        assert!(is_checked(&check(&[("a.xml", BAD), (name, RNG)], &["a.xml", "--schema", name], 1)), "{name}");
    }
}

#[test]
fn a_schema_in_compact_syntax_is_named_as_others_are() {
    let rnc = "element letter { element p { text }+ }\n";
    let text = naming("<?xml-model href='s.rnc' type='application/relax-ng-compact-syntax'?>");
    assert!(is_checked(&check(&[("a.xml", &text), ("s.rnc", rnc)], &["a.xml"], 1)));
    assert!(is_checked(&check(&[("a.xml", BAD), ("s.rnc", rnc)], &["a.xml", "--schema", "s.rnc"], 1)));
}

#[test]
fn a_schema_is_named_by_the_document() {
    let cases = [
        "<?xml-model href='s/s.rng'?>",
        "<?xml-model href='s/s.rng' type='application/xml' schematypens='http://relaxng.org/ns/structure/1.0'?>",
        "<!-- before --><?xml-model href='s/../s/s%2Erng#part'?>",
        "<!DOCTYPE letter [<!ENTITY e '>'>]><?oxygen RNGSchema='s/s.rng' type='xml'?>",
    ];
    for prolog in cases {
        let text = naming(prolog);
        let files = [("in/a.xml", text.as_str()), ("in/s/s.rng", RNG)];
        let found = check(&files, &["in/a.xml"], 1);
        assert!(is_checked(&found) && !found.contains(&"R1207".to_owned()), "{prolog}: {found:?}");
    }
}

#[test]
fn the_command_line_overrides_the_document() {
    let text = naming("<?xml-model href='gone.rng'?>");
    let files = [("a.xml", text.as_str()), ("loose.rng", LOOSE)];
    assert_eq!(check(&files, &["a.xml", "--schema", "loose.rng"], 0), [""; 0]);
}

#[test]
fn a_document_without_schema_is_not_checked_and_not_called_valid() {
    assert_eq!(check(&[("a.xml", "<letter/>")], &["a.xml"], 0), ["R1207"]);
    assert_eq!(check(&[("a.xml", "<letter>")], &["a.xml"], 1), ["R1207", "R1002"]);
    let tei = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><sp/><ref target='#gone'/></TEI>";
    assert_eq!(check(&[("a.xml", tei)], &["a.xml"], 1), ["R1207", "R1401"]);
    let other = "<x:sheet xmlns:x='urn:x' xmlns='http://www.tei-c.org/ns/1.0'><ref target='#gone'/></x:sheet>";
    assert_eq!(check(&[("a.xml", other)], &["a.xml"], 0), ["R1207"]);
    let folder = Folder::with(&[("in/a.xml", tei), ("in/b.xml", other), ("in/c.xml", GOOD)]);
    let ran = folder.run(&["validate", "in"]).exits(1);
    ran.says("3 files: 0 valid, 1 with errors, 2 not checked against a schema;")
        .says("note R1207: not checked against a schema (3 files");
    folder.run(&["validate", "in/c.xml", "--schema", "recto-letter"]).exits(1);
}

#[test]
fn what_recto_writes_is_checked_anywhere_against_its_own_schema() {
    let folder = Folder::with(&[("a.txt", LETTER)]);
    folder.run(&["convert", "a.txt", "-o", "x/y/a.xml"]).exits(0);
    let ran = folder.run(&["validate", "x", "--format", "json"]).exits(0);
    assert_eq!(codes(&ran), [""; 0]);
    let wrong = folder.read("x/y/a.xml").replace("<closer>", "<sp/><closer>");
    folder.write("b.xml", wrong.as_bytes());
    assert!(codes(&folder.run(&["validate", "b.xml", "--format", "json"]).exits(1))[0].contains("`sp`"));
    folder.run(&["config", "x/y/a.xml"]).prints("schema   urn:recto:recto-letter.rng");
    folder.run(&["convert", "a.txt", "-o", "f.xml", "--profile", "frus"]).exits(0);
    assert!(!folder.read("f.xml").contains("xml-model"));
    folder.write("house.toml", b"schema = 'house.rnc'\nxml-model = '../house.rnc'\n");
    folder.write("house.rnc", b"start = element * { (attribute * { text } | text | any)* } any = element * { (attribute * { text } | text | any)* }");
    folder.run(&["convert", "a.txt", "-o", "h/h.xml", "--profile", "house.toml"]).exits(0);
    folder.run(&["config", "h/h.xml"]).prints("schema   ../house.rnc");
    assert_eq!(codes(&folder.run(&["validate", "h", "--allow-read", ".", "--format", "json"]).exits(0)), [""; 0]);
}

#[test]
fn tei_is_the_schema_of_tei_p5_where_it_is_at_hand() {
    let folder = Folder::with(&[("a.xml", BAD), ("s.rng", RNG), ("other.txt", "")]);
    let run = |settings: &str| {
        folder.write("recto.toml", settings.as_bytes());
        folder.run(&["validate", "a.xml", "--schema", "tei", "--format", "json"])
    };
    run("").exits(2).says("R1201").says("TEI P5").says("[schemas]");
    assert!(is_checked(&codes(&run("[schemas]\ntei = 's.rng'\n").exits(1))));
    let address = "http://www.tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rng";
    assert!(is_checked(&codes(&run(&format!("[schemas]\n'{address}' = 's.rng'\n")).exits(1))));
}

/// A schema with rules inside, one of which fails, in a document that the grammar refuses; and a schema of rules in two phases.
const BOTH: &str = "<element name='letter' xmlns='http://relaxng.org/ns/structure/1.0' xmlns:s='http://purl.oclc.org/dsdl/schematron'>\
    <s:pattern><s:rule context='letter'><s:assert test='p'>no p</s:assert></s:rule></s:pattern><empty/></element>";

const PHASES: &str = "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><phase id='one'><active pattern='a'/></phase>\
    <pattern id='a'><rule context='letter'><assert test='gone'>a</assert></rule></pattern>\
    <pattern id='b'><rule context='letter'><assert test='gone'>b</assert><assert test='gone'>c</assert></rule></pattern></schema>";

const OLD: &str = "<schema xmlns='http://www.ascc.net/xml/schematron'><pattern name='a'><rule context='letter'>\
    <assert test='gone'>a</assert></rule></pattern></schema>";

#[test]
fn a_document_says_what_is_wanted_of_a_schema() {
    let (rng, sch) = ("http://relaxng.org/ns/structure/1.0", "http://purl.oclc.org/dsdl/schematron");
    let grammar = "the schema knows no element `q`";
    let old = "http://www.ascc.net/xml/schematron";
    let cases: [(String, i32, &[&str]); 17] = [
        // Rules are run as what they are, where the file is of another edition than is said.
        (format!("href='phases.sch' phase='one' schematypens='{old}'"), 1, &["R1220", "R1501"]),
        (format!("href='old.sch' schematypens='{sch}'"), 1, &["R1220", "R1501"]),
        (format!("href='old.sch' schematypens='{old}'"), 1, &["R1501"]),
        (format!("href='both.rng' schematypens='{old}'"), 1, &["R1220", "R1501"]),
        (format!("href='old.rng' schematypens='{sch}'"), 1, &["R1220", "R1501"]),
        (format!("href='both.rng' schematypens='{rng}'"), 1, &["R1206", grammar]),
        (format!("href='both.rng' schematypens='{sch}'"), 1, &["R1501"]),
        ("href='both.rng'".to_owned(), 1, &["R1501", grammar]),
        (
            format!("href='both.rng' schematypens='{rng}'?><?xml-model href='both.rng' schematypens='{sch}'"),
            1,
            &["R1501", grammar],
        ),
        (format!("href='s.rng' schematypens='{sch}'"), 0, &["R1207", "R1206"]),
        (format!("href='phases.sch' schematypens='{rng}'"), 1, &["R1204", "R1220"]),
        ("href='phases.sch'".to_owned(), 1, &["R1501", "R1501", "R1501"]),
        ("href='phases.sch' phase='one'".to_owned(), 1, &["R1501"]),
        ("href='any.txt' type='application/relax-ng-compact-syntax'".to_owned(), 1, &[grammar]),
        ("href='latin.rnc' charset='iso-8859-1'".to_owned(), 1, &[grammar]),
        ("href='house.odd' type='application/xml'".to_owned(), 0, &["R1207", "R1206"]),
        (format!("href='xsd.rng' schematypens='{rng}'"), 0, &["R1207", "R1206"]),
    ];
    let folder = Folder::with(&[
        ("both.rng", BOTH),
        ("old.rng", &BOTH.replace(sch, old)),
        ("s.rng", RNG),
        ("phases.sch", PHASES),
        ("old.sch", OLD),
        ("any.txt", "element letter { empty }"),
        ("house.odd", "<TEI xmlns='http://www.tei-c.org/ns/1.0'/>"),
        ("xsd.rng", "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>"),
    ]);
    folder.write("latin.rnc", b"# caf\xe9\nelement letter { empty }");
    for (named, status, expected) in cases {
        folder.write("a.xml", format!("<?xml-model {named}?>\n<letter><q/></letter>").as_bytes());
        let ran = folder.run(&["validate", "a.xml", "--format", "json"]).exits(status);
        let found: Vec<String> = codes(&ran).into_iter().filter(|code| code != "R1120").collect();
        assert_eq!(found, expected, "{named}");
    }
    // What the command line says is stronger.
    folder.write("a.xml", b"<?xml-model href='phases.sch' phase='one'?><letter/>");
    let ran = folder.run(&["validate", "a.xml", "--phase", "#ALL", "--format", "json"]).exits(1);
    assert_eq!(codes(&ran).len(), 3);
}

#[test]
fn a_schema_of_another_kind_is_refused_with_what_to_do() {
    let folder = Folder::with(&[
        ("a.xml", GOOD),
        ("s.xsd", "<schema xmlns='http://www.w3.org/2001/XMLSchema'/>"),
        ("s.dtd", "<!ELEMENT letter ANY>"),
        ("s.nvdl", "<rules xmlns='http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0'><trigger ns='x'/></rules>"),
        ("s.odd", "<TEI xmlns='http://www.tei-c.org/ns/1.0'/>"),
    ]);
    for (schema, help) in [("s.xsd", ".rng"), ("s.dtd", "trang"), ("s.nvdl", "xml-model"), ("s.odd", "Roma")] {
        let ran = folder.run(&["validate", "a.xml", "--schema", schema]).exits(2);
        ran.says("R1206").says(&format!("`{schema}` was not run")).says(help);
    }
}

#[test]
fn every_schema_is_checked_and_nothing_said_twice() {
    let files = [("a.xml", BAD), ("s.rng", RNG), ("t.rng", RNG), ("loose.rng", LOOSE)];
    let one = check(&files, &["a.xml", "--schema", "s.rng"], 1);
    assert_eq!(check(&files, &["a.xml", "--schema", "s.rng", "--schema", "t.rng"], 1), one);
    assert_eq!(check(&files, &["a.xml", "--schema", "loose.rng", "--schema", "s.rng"], 1), one);
    let text = naming("<?xml-model href='loose.rng'?><?xml-model href='s.rng'?>");
    let files = [("a.xml", text.as_str()), ("s.rng", RNG), ("loose.rng", LOOSE)];
    assert_eq!(check(&files, &["a.xml"], 1), one);
}

#[test]
fn what_cannot_be_run_is_said() {
    let prolog = "<?xml-model href='s.rng'?>\
                  <?xml-model href='s.xsd' schematypens='http://www.w3.org/2001/XMLSchema'?>\
                  <?xml-model href='s.dtd' type='application/xml-dtd'?>";
    let text = format!("{prolog}{GOOD}");
    assert_eq!(check(&[("a.xml", &text), ("s.rng", RNG)], &["a.xml"], 0), ["R1206", "R1206"]);
    // For several files it is said in any case, once.
    let folder = Folder::with(&[("in/a.xml", &text), ("in/b.xml", &text), ("in/s.rng", RNG)]);
    let ran = folder.run(&["validate", "in"]).exits(0).prints_nothing();
    ran.says("2 files: 2 valid, 0 with errors").says("note R1206").says("(2 files;");
}

#[test]
fn a_schema_that_is_missing_or_broken_is_an_error_in_each_file() {
    let missing = naming("<?xml-model href='gone.rng'?>");
    assert_eq!(check(&[("a.xml", &missing)], &["a.xml"], 1), ["R1203"]);
    let broken = naming("<?xml-model href='broken.rng'?>");
    let folder = Folder::with(&[("a.xml", &broken), ("b.xml", &broken), ("broken.rng", BROKEN)]);
    let ran = folder.run(&["validate", "--format", "concise", "a.xml", "b.xml"]).exits(1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.iter().filter(|line| line.starts_with("broken.rng:2:19: error R11")).count(), 1, "{ran:?}");
    assert_eq!(lines.iter().filter(|line| line.contains(".xml:2:19: error R1204")).count(), 2, "{ran:?}");
    assert_eq!(lines.len(), 3, "{ran:?}");
}

#[test]
fn a_schema_of_the_command_line_that_cannot_be_used_ends_the_run() {
    let folder = Folder::with(&[("a.xml", GOOD), ("broken.rng", BROKEN)]);
    let run = |schema| folder.run(&["validate", "a.xml", "--schema", schema]);
    run("gone.rng").exits(2).prints_nothing().says("R1203");
    run("recto-leter").exits(2).prints_nothing().says("R1201").says("did you mean `recto-letter`?");
    run("http://x.org/s.rng").exits(2).prints_nothing().says("R1202");
    let ran = run("broken.rng").exits(2);
    assert!(ran.stdout.contains("broken.rng:2:19"), "{ran:?}");
}

#[test]
fn a_url_is_never_fetched() {
    let text = naming("<?xml-model href='http://x.org/tei/s.rng'?>");
    let folder = Folder::with(&[("a.xml", &text)]);
    let ran = folder.run(&["validate", "a.xml"]).exits(1);
    assert!(ran.stdout.contains("a.xml:2:19") && ran.stdout.contains("[schemas]"), "{ran:?}");
    assert_eq!(codes(&folder.run(&["validate", "a.xml", "--format", "json"]).exits(1)), ["R1202"]);
}

#[test]
fn recto_toml_says_which_file_stands_for_a_url() {
    let text = naming("<?xml-model href='http://x.org/tei/s.rng'?>");
    let cases = [
        "[schemas]\n'http://x.org/tei/s.rng' = 'own/s.rng'\n",
        "[schemas]\n'http://x.org/tei/' = 'own/'\n",
        "[schemas]\n'http://x.org/' = 'nowhere/'\n'http://x.org/tei/' = 'own/'\n",
        "[validate]\ncatalog = 'catalog.xml'\n",
    ];
    let catalog = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>\
                   <uri name='http://x.org/tei/s.rng' uri='own/s.rng'/></catalog>";
    for settings in cases {
        let files = [
            ("p/tei/a.xml", text.as_str()),
            ("p/recto.toml", settings),
            ("p/own/s.rng", RNG),
            ("p/catalog.xml", catalog),
        ];
        assert!(is_checked(&check(&files, &["p/tei/a.xml"], 1)), "{settings}");
        assert!(is_checked(&check(&files, &["p/tei"], 1)), "{settings}");
    }
}

#[test]
fn recto_toml_names_schemas_and_gives_the_usual_one() {
    let settings = "[validate]\nschema = 'house'\n[schemas]\nhouse = 's/house.rng'\n";
    let files = [("a.xml", BAD), ("recto.toml", settings), ("s/house.rng", RNG)];
    let found = check(&files, &["a.xml"], 1);
    assert!(is_checked(&found) && !found.contains(&"R1207".to_owned()), "{found:?}");
    assert_eq!(check(&files, &["a.xml", "--schema", "house"], 1), found);
    let files = [("a.xml", BAD), ("recto.toml", "[validate]\nschema = ['s.rng', 'recto-letter']\n"), ("s.rng", RNG)];
    assert!(is_checked(&check(&files, &["a.xml"], 1)));
}

#[test]
fn recto_toml_is_read_strictly() {
    let folder = Folder::with(&[("a.xml", GOOD), ("s.rng", RNG)]);
    let run = |settings: &str, status, text: &str| {
        folder.write("recto.toml", settings.as_bytes());
        let ran = folder.run(&["validate", "a.xml", "--schema", "s.rng"]).exits(status);
        assert!(ran.stdout.contains("recto.toml:") && ran.stdout.contains(text), "{text}: {ran:?}");
    };
    run("[validat]\n", 0, "did you mean `validate`?");
    run("[validate]\nschemas = 'x.rng'\n", 0, "did you mean `schema`?");
    run("[validate]\nschema = 3\n", 2, "R0103");
    run("[validate]\nschema = 'hous'\n[schemas]\nhouse = 's.rng'\n", 2, "did you mean `house`?");
    run("[schemas]\n'http://x.org/' = 's.rng'\n", 2, "R0104");
    run("schemas\n", 2, "R0101");
}

#[test]
fn catalogs_say_which_file_stands_for_a_url() {
    let text = naming("<?xml-model href='http://x.org/tei/s.rng'?>");
    let entries = [
        "<uri name='http://x.org/tei/s.rng' uri='own/s.rng'/>",
        "<system systemId='http://x.org/tei/s.rng' uri='own/s.rng'/>",
        "<rewriteURI uriStartString='http://x.org/tei/' rewritePrefix='own/'/>",
        "<rewriteSystem systemIdStartString='http://x.org/' rewritePrefix='gone/'/>\
         <rewriteURI uriStartString='http://x.org/tei/' rewritePrefix='own/'/>",
        "<uriSuffix uriSuffix='/s.rng' uri='own/s.rng'/>",
        "<systemSuffix systemIdSuffix='/s.rng' uri='own/s.rng'/>",
        "<group xml:base='own/'><uri name='http://x.org/tei/s.rng' uri='s.rng'/></group>",
        "<nextCatalog catalog='more/next.xml'/><nextCatalog catalog='catalog.xml'/>",
    ];
    let next = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'><nextCatalog catalog='../catalog.xml'/>\
                <uri name='http://x.org/tei/s.rng' uri='../own/s.rng'/></catalog>";
    for entry in entries {
        let catalog = format!(
            "<!DOCTYPE catalog PUBLIC '-//OASIS//DTD XML Catalogs V1.1//EN' 'http://x.org/catalog.dtd'>\
             <catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog' prefer='public'>{entry}</catalog>"
        );
        let files =
            [("a.xml", text.as_str()), ("c/catalog.xml", &catalog), ("c/own/s.rng", RNG), ("c/more/next.xml", next)];
        let found = check(&files, &["a.xml", "--catalog", "c/catalog.xml"], 1);
        assert!(is_checked(&found), "{entry}: {found:?}");
    }
}

#[test]
fn a_catalog_delegates_addresses_that_begin_alike() {
    let catalog =
        |inside: &str| format!("<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>{inside}</catalog>");
    let files = [
        (
            "catalog.xml",
            "<delegateURI uriStartString='http://x.org/' catalog='far.xml'/>\
            <delegateURI uriStartString='http://x.org/d/' catalog='d/near.xml'/><nextCatalog catalog='next.xml'/>",
        ),
        ("d/near.xml", "<rewriteURI uriStartString='http://' rewritePrefix='../s/'/>"),
        ("far.xml", "<uri name='http://x.org/d/s.rng' uri='gone.rng'/><uri name='http://y.org/s.rng' uri='s.rng'/>"),
        ("next.xml", "<uri name='http://z.org/s.rng' uri='s.rng'/>"),
    ];
    let folder = Folder::with(&[("s.rng", RNG), ("s/x.org/d/s.rng", RNG)]);
    files.iter().for_each(|(name, inside)| folder.write(name, catalog(inside).as_bytes()));
    let cases = [("http://x.org/d/s.rng", true), ("http://z.org/s.rng", true), ("http://y.org/s.rng", false)];
    for (address, is_known) in cases {
        folder.write("a.xml", naming(&format!("<?xml-model href='{address}'?>")).as_bytes());
        let ran = folder.run(&["validate", "a.xml", "--catalog", "catalog.xml", "--format", "json"]).exits(1);
        let found = codes(&ran);
        assert_eq!(
            (is_checked(&found), found.contains(&"R1202".to_owned())),
            (is_known, !is_known),
            "{address} {found:?}"
        );
    }
    // What is mapped and not there says who mapped it; what is no catalog says so.
    folder.write("catalog.xml", catalog("<rewriteURI uriStartString='http://' rewritePrefix='nowhere/'/>").as_bytes());
    let ran = folder.run(&["validate", "a.xml", "--catalog", "catalog.xml"]).exits(1);
    ran.prints("nowhere/y.org/s.rng").prints("a catalog says that `http://y.org/s.rng` is this file");
    folder.write("catalog.xml", b"<catalog><uri name='a' uri='b'/></catalog>");
    folder.run(&["validate", "a.xml", "--catalog", "catalog.xml"]).exits(1).prints("this is no XML catalog");
}

#[test]
fn a_bad_catalog_is_reported() {
    let run = |catalog: &str, status| {
        let folder = Folder::with(&[("a.xml", GOOD), ("s.rng", RNG), ("catalog.xml", catalog)]);
        folder.run(&["validate", "a.xml", "--schema", "s.rng", "--catalog", "catalog.xml"]).exits(status)
    };
    for entry in ["<uri name='x'/>", "<uri uri='x'/>", "<nextCatalog/>", "<delegateURI uriStartString='x'/>"] {
        let ran = run(&format!("<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>\n{entry}</catalog>"), 0);
        assert!(ran.stdout.contains("R1208") && ran.stdout.contains("catalog.xml:2:2"), "{entry}: {ran:?}");
    }
    assert!(run("<catalog>", 2).stdout.contains("catalog.xml:"));
    let folder = Folder::with(&[("a.xml", GOOD)]);
    let ran = folder.run(&["validate", "a.xml", "--catalog", "gone.xml"]).exits(2);
    assert!(ran.stdout.contains("gone.xml"), "{ran:?}");
}
