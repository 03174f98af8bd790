//! What of a schema cannot be run when it is run: what messages may not read, and schemas in which nothing is active. Takes files; gives findings and
//! exit status of the program.

use super::folder::Folder;

#[test]
fn what_a_message_may_not_read_is_a_finding_of_its_own() {
    for message in [
        "<assert test='false()'>it is <value-of select=\"unparsed-text('../secret.txt')\"/></assert>",
        "<assert test='false()' diagnostics='d'>it is</assert>",
    ] {
        let schema = format!(
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>\
             <pattern><rule context='*'>{message}</rule></pattern><diagnostics><diagnostic id='d'>\
             <value-of select=\"doc('../secret.xml')\"/></diagnostic></diagnostics></schema>"
        );
        let folder = Folder::with(&[
            ("p/a.xml", "<a><b/></a>"),
            ("p/s.sch", &schema),
            ("secret.txt", "x"),
            ("secret.xml", "<x/>"),
        ]);
        let ran = folder.run(&["validate", "p/a.xml", "--schema", "p/s.sch", "--format", "concise"]);
        let count = |code: &str| ran.stdout.matches(code).count();
        assert_eq!((count("R0008"), count("R1501")), (1, 2), "{ran:?}");
        ran.exits(2);
    }
}

#[test]
fn a_schema_or_phase_without_patterns_says_that_nothing_is_checked() {
    let start = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>";
    let phases = "<phase id='none'/><phase id='some'><active pattern='p'/></phase>";
    let pattern = "<pattern id='p'><rule context='b'><assert test='true()'/></rule></pattern>";
    for (schema, phase, expected) in [
        (
            format!("{start}{phases}{pattern}</schema>"),
            "phase='none'",
            "note R1206: no pattern is active in the phase `none`",
        ),
        (format!("{start}</schema>"), "", "note R1206: no pattern is active in the schema"),
        (format!("{start}{phases}{pattern}</schema>"), "phase='some'", ""),
        (format!("{start}{phases}{pattern}</schema>"), "", ""),
    ] {
        let document = format!("<?xml-model href='s.sch' {phase}?><a/>");
        let folder = Folder::with(&[("a.xml", &document), ("s.sch", &schema)]);
        let ran = folder.run(&["validate", "a.xml", "--format", "concise"]).exits(0);
        assert!(ran.stdout.contains(expected) && ran.stdout.is_empty() == expected.is_empty(), "{phase}: {ran:?}");
    }
}
