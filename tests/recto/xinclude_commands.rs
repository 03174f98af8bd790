//! What the commands make of documents that include others, by XInclude or as entities.

use super::folder::Folder;
use super::xinclude::declared;

const SCHEMA: &str = "element TEI { element p { attribute xml:base { text }?, attribute xml:lang { text }?, text }+ }";

/// A document that includes, and what it includes.
fn project(inside: &str, others: &[(&str, &str)]) -> Folder {
    let text = declared(&format!("<TEI>\n<p/>{inside}</TEI>\n"));
    let mut files = vec![("a.xml", text.as_str()), ("s.rnc", SCHEMA)];
    files.extend(others);
    Folder::with(&files)
}

#[test]
fn findings_stand_in_the_file_where_they_are() {
    let folder = project("<i href='in/b.xml'/>", &[("in/b.xml", "<p>\n<q/></p>\n")]);
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.rnc", "--format", "json"]).exits(1);
    let row: serde_json::Value = serde_json::from_str(ran.stdout.trim()).unwrap();
    assert_eq!((&row["file"], &row["line"], &row["code"]), (&"in/b.xml".into(), &2.into(), &"R1301".into()));
    let related = &row["related"][0];
    assert_eq!(
        (&related["file"], &related["line"], &related["message"]),
        (&"a.xml".into(), &2.into(), &"included here".into())
    );
    // It is told once, where the file is named too.
    let ran = folder.run(&["validate", "a.xml", "in/b.xml", "--schema", "s.rnc", "--format", "concise"]).exits(1);
    assert_eq!(ran.stdout.matches("in/b.xml:2:2:").count(), 1, "{}", ran.stdout);
}

#[test]
fn attributes_that_are_added_are_told_of_at_the_inclusion() {
    let folder = project("<i href='b.xml'/>", &[("b.xml", "<p/>"), ("t.rnc", "element TEI { element p { empty }+ }")]);
    let ran = folder.run(&["validate", "a.xml", "--schema", "t.rnc"]).exits(1);
    assert!(ran.stdout.contains("a.xml:2:6") && ran.stdout.contains("let the schema allow them"), "{}", ran.stdout);
}

#[test]
fn what_cannot_be_put_together_is_not_checked_and_that_is_said() {
    let folder = project("<q/><i href='gone.xml'/>", &[]);
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.rnc", "--format", "concise"]).exits(1);
    assert!(
        ran.stdout.contains("R1023") && ran.stdout.contains("R1206") && !ran.stdout.contains("R1301"),
        "{}",
        ran.stdout
    );
}

#[test]
fn inclusion_can_be_turned_off() {
    let folder = project("<i href='b.xml'/>", &[("b.xml", "<p/>")]);
    folder.run(&["validate", "a.xml", "--schema", "s.rnc"]).exits(0);
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.rnc", "--no-xinclude"]).exits(1);
    assert!(ran.stdout.contains("xi:include"), "{}", ran.stdout);
}

#[test]
fn catalogs_say_which_file_is_included() {
    let catalog = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'><uri name='http://x.org/b' uri='local.xml'/></catalog>";
    let folder = project("<i href='http://x.org/b'/>", &[("local.xml", "<p/>"), ("c.xml", catalog)]);
    folder.run(&["validate", "a.xml", "--schema", "s.rnc", "--catalog", "c.xml"]).exits(0);
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.rnc"]).exits(1);
    assert!(ran.stdout.contains("nothing is read from the network"), "{}", ran.stdout);
}

#[test]
fn fixes_are_made_in_the_file_itself_alone() {
    let wrong = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><p xml:lang='de_AT'/></TEI>";
    let text = declared("<TEI xmlns='http://www.tei-c.org/ns/1.0' xml:lang='en_GB'><i href='b.xml'/></TEI>");
    let folder = Folder::with(&[("a.xml", text.as_str()), ("b.xml", wrong)]);
    folder.run(&["validate", "a.xml", "--fix", "--rules", "always"]);
    assert_eq!(folder.read("a.xml"), text.replace("en_GB", "en-GB"));
    assert_eq!(folder.read("b.xml"), wrong);
}

#[test]
fn text_is_that_of_the_whole() {
    let tei = "xmlns='http://www.tei-c.org/ns/1.0'";
    let text = declared(&format!("<TEI {tei}><text><body><p>One</p><i href='b.xml'/></body></text></TEI>"));
    let folder = Folder::with(&[("a.xml", text.as_str()), ("b.xml", &format!("<p {tei}>Two</p>"))]);
    assert_eq!(folder.run(&["text", "a.xml"]).exits(0).stdout, "One\n\nTwo\n");
    assert_eq!(folder.run(&["text", "a.xml", "--no-xinclude"]).exits(0).stdout, "One\n");
    folder.write("b.xml", b"<p>Two");
    let ran = folder.run(&["text", "a.xml", "--format", "concise"]).exits(1);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("b.xml:1:"), "{}", ran.stderr);
}

/// Validates `a.xml` with the files that its document type and its entities name.
#[track_caller]
fn local(files: &[(&str, &str)], arguments: &[&str], status: i32) -> String {
    const SCHEMA: &str = "element TEI { attribute n { \"7\" }?, (text | element p { attribute n { \"7\" }, text })* }";
    let folder = Folder::with(&[files, &[("s.rnc", SCHEMA)]].concat());
    let given = ["validate", "a.xml", "--schema", "s.rnc", "--format", "concise", "--external", "local"];
    folder.run(&[&given, arguments].concat()).exits(status).stdout
}

#[test]
fn external_subsets_and_entities_are_read_from_files() {
    let dtd = "<?xml version='1.0' encoding='UTF-8'?>
        <!ENTITY % more SYSTEM 'more.ent'> %more;
        <!ENTITY % use 'INCLUDE'>
        <![%use;[ <!ENTITY % atts \"n CDATA '7'\"> <!ATTLIST p %atts;> ]]>
        <![IGNORE[ <!ATTLIST p n CDATA '8'> <![INCLUDE[ x ]]> ]]>
        <!ENTITY chapter SYSTEM 'chapter.xml'>
        <!ENTITY unused SYSTEM 'gone.xml'>";
    let files = [
        ("a.xml", "<!DOCTYPE TEI SYSTEM 'in/t.dtd' [<!ENTITY own 'own'>]>\n<TEI>&own;&first;&chapter;</TEI>"),
        ("in/t.dtd", dtd),
        ("in/more.ent", "<!ENTITY first 'first'><!ENTITY own 'never'>"),
        ("in/chapter.xml", "<?xml encoding='UTF-8'?><p>&first;</p>\n<p/>"),
    ];
    assert_eq!(local(&files, &[], 0), "");
    // A finding stands in the file where it is.
    let mut wrong = files;
    wrong[3].1 = "<p/>\n<q/>";
    let told = local(&wrong, &[], 1);
    assert!(told.starts_with("in/chapter.xml:2:2: error R1301"), "{told}");
    wrong[3].1 = "<p>\n<b></p>";
    let told = local(&wrong, &[], 1);
    assert!(told.contains("in/chapter.xml:2:4: error R1002"), "{told}");
    wrong[1].1 = "\n<!ENTITY first 'x'>\n<!ENTITY own>";
    let told = local(&wrong, &[], 1);
    assert!(told.contains("in/t.dtd:3:"), "{told}");
}

#[test]
fn what_is_named_by_public_identifiers_is_found_in_catalogs() {
    let catalog = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>
        <public publicId='-//X//T//EN' uri='t.dtd'/><system systemId='http://x.org/u.dtd' uri='t.dtd'/></catalog>";
    for id in ["PUBLIC '-//X//T//EN' 'http://x.org/t.dtd'", "SYSTEM 'http://x.org/u.dtd'"] {
        let text = format!("<!DOCTYPE TEI {id}><TEI>&e;</TEI>");
        let files = [("a.xml", text.as_str()), ("t.dtd", "<!ENTITY e 'x'>"), ("c.xml", catalog)];
        assert_eq!(local(&files, &["--catalog", "c.xml"], 0), "", "{id}");
        assert!(local(&files, &[], 1).contains("nothing is read from the network"), "{id}");
    }
}

#[test]
fn external_entities_end() {
    // A file that includes itself, and one that doubles.
    let itself = [("a.xml", "<!DOCTYPE TEI [<!ENTITY e SYSTEM 'e.xml'>]><TEI>&e;</TEI>"), ("e.xml", "&e;")];
    assert!(local(&itself, &[], 1).contains("e.xml:1:1: error R1015"));
    let dtd = "<!ENTITY % p SYSTEM 't.dtd'> %p;";
    let itself = [("a.xml", "<!DOCTYPE TEI SYSTEM 't.dtd'><TEI/>"), ("t.dtd", dtd)];
    assert!(local(&itself, &[], 1).contains("t.dtd:1:30: error R1015"));
    let mut bomb = String::from("<!ENTITY % x0 '<!ENTITY y \"z\"> '>");
    for step in 1..40 {
        bomb += &format!("<!ENTITY % x{step} '&#37;x{0};&#37;x{0};'>", step - 1);
    }
    bomb += "%x39;";
    let files = [("a.xml", "<!DOCTYPE TEI SYSTEM 't.dtd'><TEI/>"), ("t.dtd", bomb.as_str())];
    assert!(local(&files, &[], 1).contains("R1016"));
}

#[test]
fn what_is_included_may_have_entities_of_its_own() {
    let text = declared("<TEI><i href='b.xml'/></TEI>");
    let files = [
        ("a.xml", text.as_str()),
        ("b.xml", "<!DOCTYPE p SYSTEM 'b.dtd'><p n='7' xmlns=''>&e;</p>"),
        ("b.dtd", "<!ENTITY e SYSTEM 'e.xml'>"),
        ("e.xml", "\n<q/>"),
    ];
    let told = local(&files, &[], 1);
    assert!(told.contains("e.xml:2:2: error R1301"), "{told}");
}

#[test]
fn text_is_read_in_the_encoding_that_the_inclusion_names() {
    let text = declared("<TEI><p><i href='b.txt' parse='text' encoding='iso-8859-1'/></p></TEI>");
    let folder = Folder::with(&[("a.xml", text.as_str()), ("s.rnc", "element TEI { element p { \"Köln\" } }")]);
    folder.write("b.txt", b"K\xF6ln");
    folder.run(&["validate", "a.xml", "--schema", "s.rnc"]).exits(0);
    folder.write("a.xml", text.replace("iso-8859-1", "klingon").as_bytes());
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.rnc"]).exits(1);
    assert!(ran.stdout.contains("no encoding is named `klingon`"), "{}", ran.stdout);
}

#[test]
fn documents_are_compared_as_wholes() {
    let tei = "xmlns='http://www.tei-c.org/ns/1.0'";
    let text = declared(&format!("<TEI {tei}><text><body><p>One</p><i href='b.xml'/></body></text></TEI>"));
    let part = |word: &str| format!("<p {tei}>\n{word}</p>");
    let (old, new) = (part("Two"), part("Three"));
    let files = [("x/a.xml", text.as_str()), ("x/b.xml", &old), ("y/a.xml", &text), ("y/b.xml", &new)];
    let folder = Folder::with(&files);
    let ran = folder.run(&["diff", "x/a.xml", "y/a.xml"]).exits(1);
    assert!(ran.stdout.contains("y/b.xml:2:1: text p"), "{}", ran.stdout);
    let ran = folder.run(&["diff", "x/a.xml", "y/a.xml", "--format", "json"]).exits(1);
    let row: serde_json::Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&row["after"]["file"], &row["after"]["line"]), (&"y/b.xml".into(), &2.into()));
    folder.run(&["diff", "x/a.xml", "y/a.xml", "--no-xinclude"]).exits(0);
    folder.run(&["diff", "x/a.xml", "y/a.xml", "--format", "unified"]).exits(0);
    let ran = folder.run(&["eval", "x/a.xml", "y/a.xml", "--style", "as-is"]).exits(0);
    let alone = folder.run(&["eval", "x/a.xml", "y/a.xml", "--style", "as-is", "--no-xinclude"]).exits(0);
    assert_ne!(ran.stdout, alone.stdout);
}

#[test]
fn a_base_that_is_a_folder_is_one_on_disk_too() {
    let folder = Folder::with(&[
        ("a.xml", "<a xml:base='s/' xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='b.xml'/></a>"),
        ("s/b.xml", "<b><c></b>"),
    ]);
    let ran = folder.run(&["validate", "a.xml", "--format", "concise"]);
    assert!(ran.stdout.contains("s/b.xml:1:"), "{ran:?}");
}
